// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/compiledplan.h"
#include "models/rollback/report.h"

#include <optional>
#include <set>
#include <string_view>
#include <vector>

/// Check 4: what experience advises against, though nothing breaks. Internal to the engine.
namespace belay::rollback {

/// `broken`: the findings of the other checks; what they say is not said twice. `today`: ISO date;
/// without it no drill is overdue.
[[nodiscard]] std::vector<Finding> checkPractice(const CompiledPlan &plan, const std::vector<Finding> &broken,
                                                 std::string_view today);
/// The same for the moves of a few components only, and without checkpoints.
[[nodiscard]] std::vector<Finding> checkPracticeOf(const CompiledPlan &plan, const std::set<ComponentIndex> &components,
                                                   const std::vector<Finding> &broken, std::string_view today);

/// Days since 1970-01-01 of an ISO date; nothing if it is none.
[[nodiscard]] std::optional<std::int64_t> daysFromIsoDate(std::string_view date);

} // namespace belay::rollback
