// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/compiledplan.h"
#include "models/rollback/requirementcheck.h"

#include <vector>

namespace belay::rollback {

/// What going back with one component breaks in one state that the state does not show without it.
/// Internal to the engine. Cost: the requirements at the component and all reads of stores.
[[nodiscard]] std::vector<Breakage> brokenByRollback(const CompiledPlan &plan, const State &state,
                                                     ComponentIndex component, Position to);

} // namespace belay::rollback
