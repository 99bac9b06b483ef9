// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>

namespace belay::views {

/// Where columns, rows and the cursor of the lanes lie, in logical pixels of the scene. The cursor
/// stands in a gap behind the columns that are done; moving it by one shifts one column.
struct LaneGeometry {
    int columns = 0;
    int lanes = 0;
    int cursor = 0;                    ///< Columns that are done: 0 to `columns`.
    double pitch = 70;
    double gap = 34;                   ///< Room for the cursor and its pills.

    static constexpr double margin = 3;
    static constexpr double rowHeight = 37;
    static constexpr double blockHeight = 24;

    /// Left edge of a column; `columns` gives the right end of the last.
    [[nodiscard]] double columnX(int column) const
    {
        return margin + column * pitch + (column >= cursor ? gap : 0);
    }
    [[nodiscard]] double columnEnd(int column) const { return columnX(column) + pitch; }
    /// The cursor's line.
    [[nodiscard]] double cursorX() const { return margin + cursor * pitch + gap / 2 - (cursor > 0 ? 1 : 0); }
    [[nodiscard]] double width() const { return 2 * margin + columns * pitch + gap; }
    [[nodiscard]] double height() const { return lanes * rowHeight; }
    [[nodiscard]] double rowY(int lane) const { return lane * rowHeight; }
    [[nodiscard]] double rowMiddle(int lane) const { return (lane + 0.5) * rowHeight; }
    /// -1 left of the first column, in the gap and right of the last.
    [[nodiscard]] int columnAt(double x) const
    {
        const double done = margin + cursor * pitch;
        if (x >= done && x < done + gap)
            return -1;
        const int column = static_cast<int>(std::floor((x - margin - (x >= done ? gap : 0)) / pitch));
        return column < 0 || column >= columns ? -1 : column;
    }
    /// The nearest column, for dropping; -1 only without columns.
    [[nodiscard]] int nearestColumn(double x) const
    {
        const double done = margin + cursor * pitch;
        const double shifted = x < done ? x : std::max(done, x - gap);
        return std::min(columns - 1, std::max(0, static_cast<int>(std::floor((shifted - margin) / pitch))));
    }
    /// How many columns are done if the cursor is dragged to `x`.
    [[nodiscard]] int cursorAt(double x) const
    {
        const double done = margin + cursor * pitch;
        const double shifted = x < done ? x : std::max(done, x - gap);
        return std::clamp(static_cast<int>(std::lround((shifted - margin) / pitch)), 0, columns);
    }
    [[nodiscard]] int laneAt(double y) const
    {
        const int lane = static_cast<int>(std::floor(y / rowHeight));
        return lane < 0 || lane >= lanes ? -1 : lane;
    }
    friend bool operator==(const LaneGeometry &, const LaneGeometry &) = default;
};

} // namespace belay::views
