// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/planlanes.h"
#include "models/rollback/edit.h"

#include <QtCore/QString>

#include <optional>

namespace belay::items {

/// What it takes to bring a step of a partial order into another wave.
struct WaveMove {
    std::optional<rollback::Edit> edit; ///< One change of one step; nothing if it is refused.
    QString sentence;                  ///< What it waits for then, or why it cannot be.
    friend bool operator==(const WaveMove &, const WaveMove &) = default;
};

/// The step at `column` goes into the wave of the step at `target`, beside it. Only what the step
/// itself waits for is changed, never what others wait for:
/// - to a later wave: it waits for the wave before that as well, as far as that does not wait for it;
/// - to an earlier wave: it waits no longer for what is not before that, but for what that waited for.
/// Who waits for the step follows it. Refused if everything before the wave waits for the step, since
/// they would wait for each other; if `after` has a cycle already; and for two steps of one wave.
/// \pre the plan is a partial order, `lanes` are its own, both columns exist.
/// Cost: linear in the steps and in what they wait for.
[[nodiscard]] WaveMove moveToWave(const rollback::Plan &plan, const PlanLanes &lanes, int column, int target);

} // namespace belay::items
