// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/report.h"
#include "models/rollback/requirementcheck.h"
#include "models/rollback/wayback.h"

/// Turns breakages in numbers into findings in words. Internal to the engine.
namespace belay::rollback {

[[nodiscard]] Finding findingOf(const CompiledPlan &plan, const Breakage &breakage);
[[nodiscard]] Finding findingOf(const CompiledPlan &plan, const WayBackBreakage &breakage,
                                const StepWay &way);

/// "needs/1", "tolerates/orders-db", "reads/orders-db".
[[nodiscard]] std::string requirementName(const CompiledWorkspace &workspace, RequirementRef requirement);
[[nodiscard]] SourceMark requirementMark(const CompiledWorkspace &workspace, RequirementRef requirement);
[[nodiscard]] ComponentState componentState(const CompiledPlan &plan, const Phase &phase, ComponentIndex c);
[[nodiscard]] std::vector<InverseMove> inverseMoves(const CompiledPlan &plan, std::span<const Inverse> inverses);

} // namespace belay::rollback
