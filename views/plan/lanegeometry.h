// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>

namespace belay::views {

/// Where columns, rows and the cursor of the lanes lie, in logical pixels of the scene. The cursor
/// stands in a gap behind the columns that are done; moving it by one shifts one column. While two
/// states are compared, the other one has such a gap as well.
struct LaneGeometry {
    int columns = 0;
    int lanes = 0;
    int cursor = 0;                    ///< Columns that are done: 0 to `columns`.
    int compared = -1;                 ///< Likewise of the state that it is compared with; -1: none.
    double pitch = 70;
    double gap = 34;                   ///< Room for the cursor and its pills.

    static constexpr double margin = 3;
    static constexpr double rowHeight = 37;
    static constexpr double blockHeight = 24;

    /// Two states are compared, and they are two.
    [[nodiscard]] bool hasRange() const { return compared >= 0 && compared != cursor; }
    /// Columns that are done in the earlier and in the later of the two states.
    [[nodiscard]] int rangeBegin() const { return compared < 0 ? cursor : std::min(cursor, compared); }
    [[nodiscard]] int rangeEnd() const { return compared < 0 ? cursor : std::max(cursor, compared); }
    /// All gaps together.
    [[nodiscard]] double gaps() const { return hasRange() ? 2 * gap : gap; }
    /// Left edge of a column; `columns` gives the right end of the last.
    [[nodiscard]] double columnX(int column) const
    {
        return margin + column * pitch + (column >= cursor ? gap : 0) + (hasRange() && column >= compared ? gap : 0);
    }
    [[nodiscard]] double columnEnd(int column) const { return columnX(column) + pitch; }
    /// The line of the state when so many columns are done: the cursor's or that of the other state.
    [[nodiscard]] double lineX(int columnsDone) const
    {
        const bool second = hasRange() && columnsDone == rangeEnd();
        return margin + columnsDone * pitch + gap / 2 - (columnsDone > 0 ? 1 : 0) + (second ? gap : 0);
    }
    [[nodiscard]] double cursorX() const { return lineX(cursor); }
    [[nodiscard]] double width() const { return 2 * margin + columns * pitch + gaps(); }
    [[nodiscard]] double height() const { return lanes * rowHeight; }
    [[nodiscard]] double rowY(int lane) const { return lane * rowHeight; }
    [[nodiscard]] double rowMiddle(int lane) const { return (lane + 0.5) * rowHeight; }
    /// -1 left of the first column, in the gap and right of the last.
    [[nodiscard]] int columnAt(double x) const
    {
        bool inGap = false;
        const int column = static_cast<int>(std::floor((withoutGaps(x, &inGap) - margin) / pitch));
        return inGap || column < 0 || column >= columns ? -1 : column;
    }
    /// The nearest column, for dropping; -1 only without columns.
    [[nodiscard]] int nearestColumn(double x) const
    {
        return std::min(columns - 1, std::max(0, static_cast<int>(std::floor((withoutGaps(x) - margin) / pitch))));
    }
    /// How many columns are done if the cursor is dragged to `x`.
    [[nodiscard]] int cursorAt(double x) const
    {
        return std::clamp(static_cast<int>(std::lround((withoutGaps(x) - margin) / pitch)), 0, columns);
    }
    [[nodiscard]] int laneAt(double y) const
    {
        const int lane = static_cast<int>(std::floor(y / rowHeight));
        return lane < 0 || lane >= lanes ? -1 : lane;
    }
    friend bool operator==(const LaneGeometry &, const LaneGeometry &) = default;

private:
    /// Where `x` were if there were no gaps; all of a gap is its left edge.
    [[nodiscard]] double withoutGaps(double x, bool *inGap = nullptr) const
    {
        const int stops[] = {rangeBegin(), rangeEnd()};
        for (int i = 0; i < (hasRange() ? 2 : 1); ++i) {
            const double left = margin + stops[i] * pitch;
            if (x < left)
                break;
            if (x < left + gap) {
                if (inGap)
                    *inGap = true;
                return left;
            }
            x -= gap;
        }
        return x;
    }
};

} // namespace belay::views
