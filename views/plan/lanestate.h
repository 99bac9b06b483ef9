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

    [[nodiscard]] int cursor() const { return geometry.cursor; }
    /// Column of the step that the cursor stands behind; -1 at the start.
    [[nodiscard]] int current() const { return geometry.cursor - 1; }
    [[nodiscard]] QStringList live(int lane) const { return lanes.liveAt(*plan, lane, geometry.cursor); }
};

} // namespace belay::views
