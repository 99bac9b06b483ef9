// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/rollback/compiledworkspace.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

/// A plan in numbers: its events, their order, and for every component the phases that it goes
/// through. Internal to the engine.
namespace belay::rollback {

using StepIndex = std::uint32_t;
using EventIndex = std::uint32_t;
inline constexpr std::uint32_t noIndex = 0xffffffffU;

struct Event {
    StepIndex step = 0;
    bool end = false;                  ///< The end of a rolling move.
};

/// A stretch of a component's way through the plan in which its releases do not change. It holds in
/// the states that contain its `since` events and none of its `until` events.
struct Phase {
    std::uint32_t live = 0;            ///< First in the pool of positions.
    std::uint32_t back = 0;            ///< First rollback target, nearest first.
    std::uint16_t liveCount = 0;
    std::uint16_t backCount = 0;
    Position current = absent;
    EventIndex since = noIndex;        ///< The event that began it.
    EventIndex sinceToo = noIndex;     ///< A commit that must have happened as well (partial order).
    EventIndex until = noIndex;        ///< The component's next move begins or ends.
    std::uint32_t commits = 0;         ///< Events in the pool that end it as well (partial order).
    std::uint16_t commitCount = 0;
    bool window = false;
    std::uint32_t movesBegun = 0;      ///< Of the component.
};

/// One move of a component.
struct ComponentMove {
    StepIndex step = 0;
    EventIndex begin = 0;
    EventIndex end = 0;                ///< Equal to `begin` if it switches atomically.
    bool reversible = true;
};

/// Where a component's moves and phases lie.
struct Track {
    std::uint32_t firstPhase = 0;
    std::uint32_t phaseCount = 0;
    std::uint32_t firstMove = 0;
    std::uint32_t moveCount = 0;
    Position liveLo = 0, liveHi = 0;   ///< Hull of what is ever live.
    Position lo = 0, hi = 0;           ///< Hull of that and of every rollback target.
};

/// Presence of a format, as phases with several `until` events.
struct FormatPhase {
    EventIndex since = noIndex;
    std::vector<EventIndex> until;
    bool present = false;
};

class CompiledPlan {
public:
    /// Compiles and checks the plan; usable only if `errors` stays empty.
    static std::shared_ptr<CompiledPlan> compile(std::shared_ptr<const CompiledWorkspace> workspace, Shared<Plan> plan,
                                                 std::vector<Error> &errors);

    /// Takes over a plan that differs only in how step `step` moves its component; phases of other
    /// components stay where they are. \returns false, with nothing changed, if that is not all that
    /// differs or commits would have to be looked at: compile it anew then. Cost: one pass over the
    /// plan's events if their number changes, else the moves of one component.
    [[nodiscard]] bool replaceMove(StepIndex step, Shared<Plan> plan);

    [[nodiscard]] const CompiledWorkspace &workspace() const { return *m_workspace; }
    [[nodiscard]] const Plan &source() const { return *m_plan; }
    [[nodiscard]] const CompiledEnvironment &environment() const { return *m_environment; }
    [[nodiscard]] bool partial() const { return m_plan->order == PlanOrder::Partial; }
    /// How many components may go back at once; very large for "all".
    [[nodiscard]] int simultaneous() const { return m_simultaneous; }

    [[nodiscard]] std::size_t stepCount() const { return m_plan->steps.size(); }
    [[nodiscard]] std::span<const Event> events() const { return m_events; }
    [[nodiscard]] EventIndex firstEvent(StepIndex step) const { return m_firstEvent[step]; }
    [[nodiscard]] EventIndex lastEvent(StepIndex step) const { return m_firstEvent[step + 1] - 1; }
    /// The component of a move or commit, or the store of a purge; noIndex otherwise.
    [[nodiscard]] ComponentIndex componentOf(StepIndex step) const { return m_stepComponent[step]; }
    /// The releases that a move's `to` names, ascending.
    [[nodiscard]] std::span<const Position> targets(StepIndex step) const;
    /// The highest of them: what a move makes current.
    [[nodiscard]] Position target(StepIndex step) const { return targets(step).back(); }

    /// Steps ordered before `b`, in any state that holds `b`. Cost: constant.
    [[nodiscard]] bool stepBefore(StepIndex a, StepIndex b) const;
    [[nodiscard]] bool stepsOrdered(StepIndex a, StepIndex b) const { return stepBefore(a, b) || stepBefore(b, a); }
    /// Whether every state that holds `b` holds `a` (a == b included).
    [[nodiscard]] bool eventInPast(EventIndex a, EventIndex b) const;
    /// Partial order only: the steps before `step`, one bit each.
    [[nodiscard]] std::span<const std::uint64_t> before(StepIndex step) const;
    [[nodiscard]] std::size_t words() const { return m_words; }
    /// File order made topological.
    [[nodiscard]] std::span<const StepIndex> topological() const { return m_topological; }

    [[nodiscard]] const Track &track(ComponentIndex c) const { return m_tracks[c]; }
    [[nodiscard]] std::span<const Phase> phases(ComponentIndex c) const;
    [[nodiscard]] std::span<const ComponentMove> moves(ComponentIndex c) const;
    [[nodiscard]] std::span<const Position> live(const Phase &p) const;
    [[nodiscard]] std::span<const Position> back(const Phase &p) const;
    [[nodiscard]] std::span<const EventIndex> commitsEnding(const Phase &p) const;
    /// Components with a move, in file order.
    [[nodiscard]] std::span<const ComponentIndex> movers() const { return m_movers; }
    /// The components that a step commits (a commit, or a soak that is long enough).
    [[nodiscard]] bool commitsAll(StepIndex step) const { return m_commitsAll[step] != 0; }
    [[nodiscard]] bool commits(StepIndex step, ComponentIndex c) const;
    /// Presence of a format through the plan.
    [[nodiscard]] std::vector<FormatPhase> formatPhases(FormatIndex f) const;
    [[nodiscard]] bool writesLive(const Phase &p, ComponentIndex c, FormatIndex f) const;

private:
    CompiledPlan() = default;
    struct Builder;
    void resizeStep(StepIndex step, bool rolls);

    std::shared_ptr<const CompiledWorkspace> m_workspace;
    const CompiledEnvironment *m_environment = nullptr; ///< The workspace's.
    Shared<Plan> m_plan;
    int m_simultaneous = 1;
    std::vector<Event> m_events;
    std::vector<EventIndex> m_firstEvent;
    std::vector<ComponentIndex> m_stepComponent;
    std::vector<std::uint32_t> m_targetOffset;
    std::vector<Position> m_targets;
    std::vector<std::uint8_t> m_commitsAll;
    std::vector<std::uint8_t> m_commitsOne;
    std::vector<std::uint64_t> m_before;
    std::size_t m_words = 0;
    std::vector<StepIndex> m_topological;
    std::vector<Track> m_tracks;
    std::vector<Phase> m_phases;
    std::vector<ComponentMove> m_moves;
    std::vector<ComponentIndex> m_movers;
    std::vector<Position> m_positions;
    std::vector<EventIndex> m_commitEvents;
};

/// Partial orders keep a bit for every pair of steps.
inline constexpr std::size_t partialStepLimit = 20000;

/// A state: the steps that are done and those that have only begun. In a sequence a number is
/// enough: how many events have happened.
struct State {
    std::uint32_t events = 0;
    std::vector<std::uint64_t> done;   ///< Partial order only.
    std::vector<StepIndex> begun;      ///< Partial order only; sorted; rolling moves that have not ended.
    friend bool operator==(const State &, const State &) = default;
};
/// The least state that holds the events.
[[nodiscard]] State leastState(const CompiledPlan &plan, std::span<const EventIndex> events);
[[nodiscard]] bool contains(const CompiledPlan &plan, const State &state, EventIndex event);
/// Fewest events first, then by the sorted file positions of their steps.
[[nodiscard]] bool earlier(const CompiledPlan &plan, const State &a, const State &b);
/// Ids of the steps that have begun, in file order made topological.
[[nodiscard]] std::vector<std::string> orderOf(const CompiledPlan &plan, const State &state);
/// The last event: of several that can be the last, that of the step latest in the file.
[[nodiscard]] EventIndex lastEventOf(const CompiledPlan &plan, const State &state);
/// The component's phase in a state.
[[nodiscard]] const Phase &phaseIn(const CompiledPlan &plan, const State &state, ComponentIndex c);
[[nodiscard]] bool formatPresent(const CompiledPlan &plan, const State &state, FormatIndex f);

} // namespace belay::rollback
