// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/report.h"
#include "models/rollback/workspace.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// The rollback model written a second time, as plainly as possible: every reachable state, every
/// set of rollbacks and every way back is enumerated. Shares only the value types with the checker,
/// so that an error in one of them shows as a difference. For small workspaces: the cost is
/// exponential in steps and components.
namespace belay::rollback::oracle {

/// An answer to "how does one get back after this step".
struct WayBackAnswer {
    WayBackState state = WayBackState::Open;
    int moves = 0;                               ///< How many inverse moves; 0 if closed.
    std::vector<std::vector<std::string>> sets;  ///< At once: the components of each set by name.
    friend auto operator<=>(const WayBackAnswer &, const WayBackAnswer &) = default;
};

/// In a partial order the destination after a point of no return depends on what had begun by then,
/// so that the least state after a step can have several right answers. Mostly it is one.
struct StepAnswer {
    std::string step;
    bool pointOfNoReturn = false;
    std::vector<WayBackAnswer> anyOf;            ///< Sorted.
    friend bool operator==(const StepAnswer &, const StepAnswer &) = default;
};

struct Answer {
    /// Live, rollback and way-back findings, without message, remedies, state and mark. No practice.
    std::vector<Finding> findings;
    Verdict verdict = Verdict::Safe;
    std::optional<int> resilience;
    std::vector<std::string> pointsOfNoReturn;   ///< In file order.
    std::vector<StepAnswer> wayBack;             ///< One for each step, in file order.
    std::size_t states = 0;                      ///< Reachable states, for statistics.
};

/// `plan` must be valid in `workspace`: nothing is checked here.
[[nodiscard]] Answer bruteForce(const Workspace &workspace, const Plan &plan);

/// The least state after a step, or while it rolls; "start" is the state before any.
struct StateAnswer {
    std::vector<ComponentState> components;                   ///< In file order.
    std::map<std::string, std::vector<std::string>> formats;  ///< By store, sorted; stores with none left out.
};
[[nodiscard]] StateAnswer stateAfter(const Workspace &workspace, const Plan &plan, const std::string &step,
                                     Window window);

/// What one rollback alone breaks in the least state after a step, beyond what that state shows live.
struct SingleAnswer {
    RollbackTo rollback;
    std::vector<std::string>
        breaks; ///< "component release requirement", sorted, once for each failing release or format.
    friend bool operator==(const SingleAnswer &, const SingleAnswer &) = default;
};
[[nodiscard]] std::vector<SingleAnswer> singleRollbacksAfter(const Workspace &workspace, const Plan &plan,
                                                             const std::string &step);

/// Whether the moves really are a way back from the least state after the step: undone in that order
/// (or by groups, at once) they keep every rule of check 3. Closed ways have nothing to show.
[[nodiscard]] bool leadsBack(const Workspace &workspace, const Plan &plan, const StepWayBack &way);

} // namespace belay::rollback::oracle
