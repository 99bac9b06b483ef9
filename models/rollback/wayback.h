// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/waybacksolver.h"

#include <map>
#include <stop_token>
#include <vector>

/// Check 3 over a whole plan: the way back from every reachable state, points of no return, and what
/// each step leaves. Internal to the engine.
namespace belay::rollback {

struct WayBackBreakage {
    Code code = Code::NoWayBack;
    Severity severity = Severity::Error;
    State state;
    StepIndex step = 0;
    std::vector<ComponentIndex> together;
};

struct StepWay {
    WayBackState state = WayBackState::Open;
    StepIndex base = noIndex;          ///< The step that the way back reaches to; noIndex: the start.
    std::vector<Inverse> inverses;     ///< Only if asked for.
};

struct WayBackOutcome {
    std::vector<WayBackBreakage> breakages;
    std::vector<StepIndex> pointsOfNoReturn; ///< Ascending.
    std::vector<StepWay> steps;        ///< By step.
    std::uint64_t statesChecked = 0;
    bool complete = true;
};

enum class WayBackDetail : std::uint8_t {
    Moves,         ///< Solve every state and list the inverse moves of every step.
    Existence,     ///< Only whether there is a way back; takes certificates where the plan gives them.
};

/// What checks 1 and 2 know that spares work here: whether a requirement is broken, without a
/// rollback, in some state.
class LiveBreakages {
public:
    virtual ~LiveBreakages() = default;
    [[nodiscard]] virtual bool brokenLive(RequirementRef requirement) const = 0;
    [[nodiscard]] virtual bool anythingBrokenLive() const = 0;
};

[[nodiscard]] WayBackOutcome checkWayBack(const CompiledPlan &plan, const LiveBreakages &live, WayBackDetail detail,
                                          std::stop_token stop);

/// The way back from the state after one step.
[[nodiscard]] StepWay wayBackFrom(const CompiledPlan &plan, StepIndex step, std::stop_token stop);

/// The components that decide the way back up to a step: the groups of those that cannot go back, there
/// and at the points of no return before it. In a partial order every group that has moved by then.
[[nodiscard]] std::vector<ComponentIndex> componentsInConflict(const CompiledPlan &plan,
                                                               std::span<const StepIndex> begun);

} // namespace belay::rollback
