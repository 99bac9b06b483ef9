// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/codes.h"
#include "models/rollback/compiledplan.h"
#include "models/rollback/report.h"

#include <optional>
#include <vector>

/// Checks 1 and 2: in which states a requirement fails, and after how many rollbacks. A requirement
/// depends only on the phases of the components that it names, so only their combinations are looked
/// at, never the plan's states. Internal to the engine.
namespace belay::rollback {

/// Which requirement: of a release, or what a release reads from a store.
struct RequirementRef {
    ComponentIndex owner = 0;
    bool reads = false;
    std::uint32_t index = 0;           ///< Into CompiledWorkspace::need, or ::reads(owner).
    friend auto operator<=>(const RequirementRef &, const RequirementRef &) = default;
};

/// A finding of check 1 or 2 in numbers.
struct Breakage {
    RequirementRef requirement;
    Code code = Code::LiveNeeds;
    Check check = Check::Live;
    Severity severity = Severity::Error;
    State state;
    ComponentIndex against = noIndex;  ///< The failing component; noIndex for a format.
    Position failing = absent;
    FormatIndex format = noIndex;
    std::vector<std::pair<ComponentIndex, Position>> rollbacks; ///< By component.
};

/// Everything that one requirement shows in a plan.
struct RequirementOutcome {
    std::vector<Breakage> breakages;
    int fewestRollbacks = -1;          ///< That ever break it, whatever `simultaneous` says; -1: none.
    std::uint64_t statesChecked = 0;
};

/// False if no combination of releases that the plan can meet fails: the requirement needs no further
/// look. Cost: constant for one alternative with one span.
[[nodiscard]] bool mayBreak(const CompiledPlan &plan, const Need &need, ComponentIndex owner);

[[nodiscard]] RequirementOutcome checkNeed(const CompiledPlan &plan, RequirementRef requirement);
[[nodiscard]] RequirementOutcome checkReads(const CompiledPlan &plan, RequirementRef requirement);

/// All alternatives of a requirement, also of one that lies in its record.
[[nodiscard]] std::vector<CompiledAlternative> alternativesOf(const CompiledWorkspace &workspace, const Need &need);

} // namespace belay::rollback
