// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/severity.h"
#include "models/rollback/codes.h"
#include "models/rollback/workspace.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the checker says, in names. Immutable once made; shared between threads.
namespace belay::rollback {

enum class Check : std::uint8_t { Live, Rollback, WayBack, Practice };
using belay::Severity;
/// Of the last event's step: while it rolls, or when it is done.
enum class Window : std::uint8_t { During, After };
enum class Verdict : std::uint8_t { Safe, Unsafe };

[[nodiscard]] std::string_view toText(Check check);
using belay::toText;
[[nodiscard]] std::string_view toText(Window window);
[[nodiscard]] std::string_view toText(Verdict verdict);

/// The name of the state before any step.
inline constexpr std::string_view startStep = "start";

/// What fails: a release of a component, or a format in a store. Both empty for way-back findings.
struct Against {
    std::string component;
    std::string release;
    std::string store;
    std::string format;
    friend bool operator==(const Against &, const Against &) = default;
};

struct RollbackTo {
    std::string component;
    std::string to;
    friend bool operator==(const RollbackTo &, const RollbackTo &) = default;
};

/// What a component is in a state.
struct ComponentState {
    std::string component;
    std::vector<std::string> live;     ///< In the order of the releases; {"none"} if not deployed.
    std::vector<std::string> mayGoBackTo; ///< Within its depth, nearest first.
    friend bool operator==(const ComponentState &, const ComponentState &) = default;
};

struct Finding {
    Code code = Code::LiveNeeds;
    Check check = Check::Live;
    Severity severity = Severity::Error;
    std::string step;                  ///< Id, or "start".
    Window window = Window::After;
    std::vector<std::string> order;    ///< Ids of the steps begun in the witness, in an order that leads there.
    std::string component;
    std::string release;
    Against against;
    std::vector<RollbackTo> rollbacks; ///< By file order of the components.
    std::string requirement;           ///< "tolerates/STORE", "needs/N", "reads/STORE"; empty for way back.
    std::string message;
    std::vector<std::string> remedies;
    std::vector<ComponentState> state; ///< Of the components that matter, before any rollback.
    std::vector<std::string> together; ///< way-back-at-once: the components that go back at once.
    SourceMark mark;                   ///< Of the requirement, or of the step for way-back findings.
    std::string suppressedBy;          ///< The reason of the suppression that accepts it, if any.
    friend bool operator==(const Finding &, const Finding &) = default;
};

/// One inverse move.
struct InverseMove {
    std::string component;
    std::string from;
    std::string to;
    int group = 0;                     ///< Moves of one group go back at once; groups ascend.
    friend bool operator==(const InverseMove &, const InverseMove &) = default;
};

/// The way back from the state after a step.
enum class WayBackState : std::uint8_t {
    Open,      ///< A sequence of inverse moves, one at a time.
    AtOnce,    ///< Only if several components go back at once.
    Closed,    ///< None to the destination that held before this step.
    Unknown,   ///< Not decided within the budget.
};
struct StepWayBack {
    std::string step;
    WayBackState state = WayBackState::Open;
    bool pointOfNoReturn = false;
    /// The step whose end the way back reaches to; empty: the plan's start.
    std::string reachesTo;
    std::vector<InverseMove> moves;    ///< In order. Left empty in plans over `wayBackListLimit` steps.
    friend bool operator==(const StepWayBack &, const StepWayBack &) = default;
};
/// The list of inverse moves for every step grows with the square of the plan; above this many
/// steps it is made for one step at a time (`wayBackAfter`).
inline constexpr std::size_t wayBackListLimit = 500;

/// In plans over this many steps `Finding::order` names only the moves of the components that matter.
inline constexpr std::size_t orderListLimit = 2000;

struct PlanReport {
    std::string plan;
    std::string environment;
    Verdict verdict = Verdict::Safe;
    std::optional<int> resilience;     ///< Nothing if no number of rollbacks ever breaks anything.
    std::vector<Finding> findings;     ///< Worst first, then by place in the plan.
    std::vector<std::string> pointsOfNoReturn;
    std::vector<StepWayBack> wayBack;  ///< One for each step, in file order.
    std::uint64_t statesChecked = 0;   ///< Local states that were looked at.
    bool wayBackComplete = true;       ///< False: at least one state was not decided within the budget.
    friend bool operator==(const PlanReport &, const PlanReport &) = default;
};

struct SuppressionUse {
    Suppression suppression;
    int findings = 0;
    bool expired = false;
    friend bool operator==(const SuppressionUse &, const SuppressionUse &) = default;
};

struct Report {
    std::string workspace;
    std::vector<PlanReport> plans;
    std::vector<SuppressionUse> suppressions;
    friend bool operator==(const Report &, const Report &) = default;
};

} // namespace belay::rollback
