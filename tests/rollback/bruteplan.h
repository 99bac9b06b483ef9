// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/workspace.h"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// A plan with its workspace in numbers, and its reachable states.
namespace belay::rollback::oracle {

/// Releases are positions in their component; -1 is not deployed.
inline constexpr int noRelease = -1;
/// A set of releases: bit 0 is not deployed, bit p+1 the release at position p.
using ReleaseSet = std::uint32_t;
[[nodiscard]] constexpr ReleaseSet only(int release) { return ReleaseSet{1} << (release + 1); }
[[nodiscard]] int lowest(ReleaseSet set);
[[nodiscard]] int highest(ReleaseSet set);
/// A set of formats of all stores.
using FormatSet = std::uint64_t;
/// A set of events.
using EventSet = std::uint32_t;

/// What is live and what is present: all that check 1 looks at.
struct Situation {
    std::vector<ReleaseSet> live;
    FormatSet formats = 0;
};

/// A component and its releases that satisfy a requirement.
struct Accepts {
    int component = 0;
    ReleaseSet accepted = 0;
};
/// A requirement of a release, alternatives on one component merged.
struct Requires {
    std::string name;
    bool tolerates = false;
    bool reads = false;
    std::vector<Accepts> alternatives; // empty if it reads
    int store = 0;                     // of what it reads
    FormatSet readable = 0;
    FormatSet formatsOfStore = 0;
};

/// One broken requirement of check 1.
struct Violation {
    int component = 0;
    int release = 0;
    int requirement = 0;
    int failing = 0; // a release, a format, or noFailing with several alternatives
    friend auto operator<=>(const Violation &, const Violation &) = default;
};
inline constexpr int noFailing = -2;

/// A reachable state: what has happened, and what follows from it.
struct State {
    EventSet events = 0;
    std::vector<ReleaseSet> live;
    std::vector<int> current;
    std::vector<std::vector<int>> history; // oldest first
    std::vector<int> begun;                // moves of each component that have begun
    std::vector<bool> half;                // whether the last of them has not ended
    FormatSet formats = 0;
};

enum class EventKind { Begins, Ends, Happens };
struct Event {
    int step = 0;
    EventKind kind = EventKind::Happens;
};

class BrutePlan {
public:
    BrutePlan(const Workspace &workspace, const Plan &plan);

    [[nodiscard]] int componentCount() const { return static_cast<int>(m_workspace.components.size()); }
    [[nodiscard]] const std::string &componentId(int c) const;
    [[nodiscard]] std::string label(int c, int release) const;
    [[nodiscard]] int componentIndex(const std::string &id) const { return m_index.at(id); }
    [[nodiscard]] std::string formatName(int format) const {
        return m_formats.at(static_cast<std::size_t>(format)).second;
    }
    [[nodiscard]] int storeOf(int format) const { return m_formats.at(static_cast<std::size_t>(format)).first; }
    [[nodiscard]] bool isClient(int c) const;
    [[nodiscard]] bool kindRolls(int c) const;
    [[nodiscard]] int depth(int c) const;
    [[nodiscard]] int simultaneous() const;

    [[nodiscard]] int stepCount() const { return static_cast<int>(m_plan.steps.size()); }
    [[nodiscard]] const Step &step(int s) const { return m_plan.steps[static_cast<std::size_t>(s)]; }
    /// Whether step `a` is ordered before step `b`.
    [[nodiscard]] bool before(int a, int b) const;
    [[nodiscard]] bool stepRolls(int s) const;
    [[nodiscard]] bool reversible(int s) const;
    /// The releases that a move goes to.
    [[nodiscard]] ReleaseSet target(int s) const;
    /// The steps that move a component, in their order.
    [[nodiscard]] const std::vector<int> &movesOf(int c) const { return m_moves[static_cast<std::size_t>(c)]; }
    /// What is live in a component after its first `moves` moves.
    [[nodiscard]] ReleaseSet liveAfterMoves(int c, int moves) const;
    /// What is live in a component while its move number `move` (from 1) rolls.
    [[nodiscard]] ReleaseSet liveDuringMove(int c, int move) const;
    /// Which components a step commits.
    [[nodiscard]] std::vector<int> commits(int s) const;

    [[nodiscard]] const std::vector<Event> &events() const { return m_events; }
    [[nodiscard]] EventSet eventsOf(int s) const;
    /// All events that have happened at the least in the state after a step, or while it rolls.
    [[nodiscard]] EventSet eventsUntil(const std::string &step, bool rolling) const;
    /// Whether event `e` can be the next one after `happened`.
    [[nodiscard]] bool canHappen(int e, EventSet happened) const;
    [[nodiscard]] State stateOf(EventSet happened) const;
    /// All of them, the earliest first (fewest events, then the sorted file positions).
    [[nodiscard]] std::vector<State> reachableStates() const;

    [[nodiscard]] FormatSet written(const std::vector<ReleaseSet> &live) const;
    [[nodiscard]] std::vector<Violation> violations(const Situation &situation) const;
    [[nodiscard]] const Requires &requirement(const Violation &violation) const;
    /// The releases that the owners of `c` may go back to, nearest first.
    [[nodiscard]] std::vector<int> rollbackReleases(const State &state, int c) const;

    /// The step of the last event, of several that can be last the one latest in the file; -1 at the start.
    [[nodiscard]] int lastStep(const State &state) const;
    [[nodiscard]] bool isHalfDone(const State &state, int s) const;
    /// Ids of the steps that have begun, in file order made topological.
    [[nodiscard]] std::vector<std::string> begunSteps(const State &state) const;

private:
    [[nodiscard]] int releaseIndex(int c, const std::string &id) const;
    [[nodiscard]] ReleaseSet rangeSet(int c, const ReleaseRanges &ranges) const;
    [[nodiscard]] ReleaseSet offering(int c, const std::string &feature) const;
    [[nodiscard]] int formatIndex(int store, const std::string &format);
    [[nodiscard]] FormatSet formatSet(const std::vector<StoreFormats> &list);
    void readRequirements();
    void readOrder();
    void readMoves();
    void readStart();

    const Workspace &m_workspace;
    const Plan &m_plan;
    std::map<std::string, int> m_index;
    std::vector<std::pair<int, std::string>> m_formats;
    std::vector<std::vector<std::vector<Requires>>> m_requires; // by component, release
    std::vector<std::vector<FormatSet>> m_writes;               // by component, release
    std::vector<std::vector<bool>> m_before;                    // [a][b]: a before b
    std::vector<int> m_topological;                             // steps
    std::vector<Event> m_events;                                // in an order that is possible
    std::vector<std::vector<int>> m_moves;                      // by component
    std::vector<std::vector<ReleaseSet>> m_live;                // by component, number of moves
    State m_start;
};

} // namespace belay::rollback::oracle
