// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bruteforce.h"
#include "bruteplan.h"

#include <compare>
#include <optional>
#include <vector>

/// Check 3 by explicit search.
namespace belay::rollback::oracle {

/// Where the way back has to lead to: per component after how many of its moves, and which state
/// may excuse a violation there besides the start. Depends on the path that led to a state, since a
/// point of no return puts it where everything stood at that moment.
struct Destination {
    std::vector<int> floor;
    std::optional<EventSet> reference; // the last checkpoint's or point of no return's state
    friend auto operator<=>(const Destination &, const Destination &) = default;
};

struct WayBack {
    WayBackState state = WayBackState::Closed;
    int moves = 0;
    std::vector<std::vector<int>> sets; // at once: components of each set
};

/// Every sequence of inverse moves from `state` is looked at.
[[nodiscard]] WayBack wayBack(const BrutePlan &plan, const State &state, const Destination &destination);

struct LostWayBack {
    int step = 0;
    const State *state = nullptr; // the earliest after the event that lost it
    bool givenUp = false;         // a checkpoint follows
};
struct AtOnce {
    std::vector<int> components;
    const State *state = nullptr; // the earliest that needs it
};
struct WayBackFindings {
    std::vector<LostWayBack> lost; // by step
    std::vector<AtOnce> atOnce;
    std::vector<StepAnswer> steps;
};
/// Whether undoing one move of each component of each set, one set after the other, is a way back
/// from the least state after `step`, to one of the destinations that hold there. `windows` is false
/// if the sets go back at once.
[[nodiscard]] bool isWayBack(const BrutePlan &plan, const std::vector<State> &states, const std::string &step,
                             const std::vector<std::vector<int>> &sets, bool windows);

/// `states` as of `reachableStates`; the result points into it.
[[nodiscard]] WayBackFindings wayBackFindings(const BrutePlan &plan, const std::vector<State> &states);

} // namespace belay::rollback::oracle
