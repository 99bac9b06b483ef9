// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/planlanes.h"
#include "models/rollback/workspace.h"
#include "views/plan/lanegeometry.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>
#include <optional>

namespace belay::views {

/// The selected finding in the lanes: who would go back, and what it would meet there.
struct LaneGhost {
    int lane = -1;
    QString text;                      ///< "back to 2.3".
    int otherLane = -1;                ///< -1: no link.
    QString reason;
    friend bool operator==(const LaneGhost &, const LaneGhost &) = default;
};

/// How a drop would change the plan.
enum class DropVerdict : std::uint8_t { Unknown, Better, Same, Worse, Impossible };

/// What the lanes, their names and the ruler draw. One value, owned by the place; the widgets read it.
struct LaneState {
    std::shared_ptr<const rollback::Workspace> workspace;
    const rollback::Plan *plan = nullptr; ///< In `workspace`; null: nothing to draw.
    items::PlanLanes lanes;
    LaneGeometry geometry;
    std::optional<LaneGhost> ghost;
    QStringList emphasised;            ///< Components of the selected finding.
    bool stale = false;                ///< Results are from before the last edit.
    bool running = false;              ///< A check is under way.
    int dragged = -1;                  ///< Column of the block that is dragged.
    int target = -1;                   ///< Column under it.
    DropVerdict verdict = DropVerdict::Unknown;
    QString dropNote;                  ///< What the drop changes besides, or why it cannot be; may be empty.

    [[nodiscard]] int cursor() const { return geometry.cursor; }
    /// Columns that are shown as done: those of the later state while two are compared.
    [[nodiscard]] int done() const { return geometry.rangeEnd(); }
    /// Column of the step that the cursor stands behind; -1 at the start.
    [[nodiscard]] int current() const { return geometry.cursor - 1; }
    [[nodiscard]] QStringList live(int lane) const { return lanes.liveAt(*plan, lane, geometry.cursor); }
    /// A drop would bring the step into another wave, which changes what it waits for.
    [[nodiscard]] bool changesWave(int column, int over) const
    {
        return plan && plan->order == rollback::PlanOrder::Partial && lanes.waveOf(column) != lanes.waveOf(over);
    }
    /// Two states are being compared (they may be the same one still).
    [[nodiscard]] bool isComparing() const { return geometry.compared >= 0; }
    /// Other releases are live in the two states.
    [[nodiscard]] bool differs(int lane) const
    {
        return lanes.liveAt(*plan, lane, geometry.cursor) != lanes.liveAt(*plan, lane, geometry.compared);
    }
};

} // namespace belay::views
