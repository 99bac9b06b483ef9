// SPDX-License-Identifier: GPL-3.0-or-later
#include "brutewayback.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace belay::rollback::oracle {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// How many moves of each component are undone.
using Undone = std::vector<int>;

int total(const Undone &undone)
{
    int sum = 0;
    for (const int u : undone)
        sum += u;
    return sum;
}

bool within(const std::vector<Violation> &few, const std::set<Violation> &many)
{
    return std::all_of(few.begin(), few.end(), [&](const Violation &v) { return many.count(v) != 0; });
}

/// The states between one state and its destination.
class Way {
public:
    Way(const BrutePlan &plan, const State &state, const Destination &destination)
        : m_plan(plan), m_state(state), m_destination(destination)
    {
    }

    [[nodiscard]] WayBack find()
    {
        std::vector<Undone> goals;
        Undone undone(at(m_plan.componentCount()), 0);
        collectGoals(0, undone, goals);
        WayBack best;
        for (const Undone &goal : goals) {
            if (best.state == WayBackState::Open && best.moves <= total(goal))
                continue;
            const std::set<Violation> allowed = allowedTowards(goal);
            std::set<Undone> seen;
            if (oneAtATime(Undone(undone.size(), 0), goal, allowed, seen))
                best = {WayBackState::Open, total(goal), {}};
        }
        if (best.state == WayBackState::Open)
            return best;
        for (int most = 1; most <= m_plan.componentCount() && best.state == WayBackState::Closed; ++most) {
            for (const Undone &goal : goals) {
                const std::set<Violation> allowed = allowedTowards(goal);
                std::map<Undone, std::optional<Sets>> known;
                const std::optional<Sets> sets = atOnce(Undone(undone.size(), 0), goal, most, allowed, known);
                if (!sets)
                    continue;
                const WayBack found{WayBackState::AtOnce, total(goal), *sets};
                if (best.state == WayBackState::Closed || better(found, best))
                    best = found;
            }
        }
        return best;
    }

    /// Whether these sets, in this order, are a way back.
    [[nodiscard]] bool isLegal(const std::vector<std::vector<int>> &sets, bool windows)
    {
        const Undone none(at(m_plan.componentCount()), 0);
        Undone goal = none;
        for (const std::vector<int> &set : sets) {
            for (const int c : set) {
                if (!canUndo(c, goal))
                    return false;
                ++goal[at(c)];
            }
        }
        if (!mayBeDestination(goal))
            return false;
        const std::set<Violation> allowed = allowedTowards(goal);
        Undone undone = none;
        for (const std::vector<int> &set : sets) {
            for (const int c : set) {
                if (windows && opensWindow(c, undone) && !within(shown(undone, c), allowed))
                    return false;
                ++undone[at(c)];
            }
            if (!within(shown(undone), allowed))
                return false;
        }
        return true;
    }

private:
    using Sets = std::vector<std::vector<int>>;

    [[nodiscard]] static bool better(const Sets &a, const Sets &b)
    {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    }
    [[nodiscard]] static bool better(const WayBack &a, const WayBack &b)
    {
        return a.moves != b.moves ? a.moves < b.moves : better(a.sets, b.sets);
    }

    [[nodiscard]] bool halfDone(int c, const Undone &undone) const { return m_state.half[at(c)] && undone[at(c)] == 0; }

    [[nodiscard]] ReleaseSet live(int c, int undone) const
    {
        if (m_state.half[at(c)] && undone == 0)
            return m_state.live[at(c)];
        return m_plan.liveAfterMoves(c, m_state.begun[at(c)] - undone);
    }

    /// Whether one more move of `c` can be undone.
    [[nodiscard]] bool canUndo(int c, const Undone &undone) const
    {
        const int move = m_state.begun[at(c)] - undone[at(c)];
        return move > m_destination.floor[at(c)] && m_plan.reversible(m_plan.movesOf(c)[at(move - 1)]);
    }

    /// A move that has not ended has its window already: completing the inverse opens none.
    [[nodiscard]] bool opensWindow(int c, const Undone &undone) const
    {
        const int move = m_state.begun[at(c)] - undone[at(c)];
        return !halfDone(c, undone) && m_plan.stepRolls(m_plan.movesOf(c)[at(move - 1)]);
    }

    /// While the inverse of `rolling`'s next move runs, or with -1 none runs.
    [[nodiscard]] Situation situation(const Undone &undone, int rolling) const
    {
        Situation result{{}, m_state.formats};
        for (int c = 0; c < m_plan.componentCount(); ++c) {
            ReleaseSet now = live(c, undone[at(c)]);
            if (c == rolling)
                now = m_plan.liveDuringMove(c, m_state.begun[at(c)] - undone[at(c)]);
            result.live.push_back(now);
        }
        // What was live on the way has written: that does not depend on the order.
        result.formats |= m_plan.written(result.live);
        for (int c = 0; c < m_plan.componentCount(); ++c) {
            for (int u = 0; u <= undone[at(c)]; ++u) {
                std::vector<ReleaseSet> once(result.live.size(), 0);
                once[at(c)] = live(c, u);
                if (u < undone[at(c)]) {
                    Undone before = undone;
                    before[at(c)] = u;
                    if (opensWindow(c, before))
                        once[at(c)] |= m_plan.liveDuringMove(c, m_state.begun[at(c)] - u);
                }
                result.formats |= m_plan.written(once);
            }
        }
        return result;
    }

    [[nodiscard]] const std::vector<Violation> &shown(const Undone &undone, int rolling = -1)
    {
        const auto key = std::make_pair(undone, rolling);
        const auto known = m_shown.find(key);
        if (known != m_shown.end())
            return known->second;
        return m_shown.emplace(key, m_plan.violations(situation(undone, rolling))).first->second;
    }

    [[nodiscard]] bool atFloor(int c, const Undone &undone) const
    {
        const int floor = m_destination.floor[at(c)];
        const int moves = m_state.begun[at(c)] - undone[at(c)];
        if (m_plan.depth(c) == 0)
            return true;
        // A move that had begun at the point of no return is not asked back, ended or not.
        if (halfDone(c, undone))
            return moves <= floor;
        return m_plan.liveAfterMoves(c, moves) == m_plan.liveAfterMoves(c, floor);
    }

    [[nodiscard]] bool mayBeDestination(const Undone &undone)
    {
        for (int c = 0; c < m_plan.componentCount(); ++c) {
            if (!atFloor(c, undone))
                return false;
        }
        std::set<Violation> excused;
        const auto excuse = [&](EventSet events) {
            const State state = m_plan.stateOf(events);
            for (const Violation &violation : m_plan.violations({state.live, state.formats}))
                excused.insert(violation);
        };
        excuse(0);
        if (m_destination.reference)
            excuse(*m_destination.reference);
        return within(shown(undone), excused);
    }

    void collectGoals(int c, Undone &undone, std::vector<Undone> &goals)
    {
        if (c == m_plan.componentCount()) {
            if (mayBeDestination(undone))
                goals.push_back(undone);
            return;
        }
        undone[at(c)] = 0;
        collectGoals(c + 1, undone, goals);
        while (canUndo(c, undone)) {
            ++undone[at(c)];
            // The later components start from nothing undone again.
            collectGoals(c + 1, undone, goals);
        }
        undone[at(c)] = 0;
    }

    [[nodiscard]] std::set<Violation> allowedTowards(const Undone &goal)
    {
        std::set<Violation> allowed;
        for (const Violation &violation : m_plan.violations({m_state.live, m_state.formats}))
            allowed.insert(violation);
        for (const Violation &violation : shown(goal))
            allowed.insert(violation);
        return allowed;
    }

    [[nodiscard]] bool oneAtATime(const Undone &undone, const Undone &goal, const std::set<Violation> &allowed,
                                  std::set<Undone> &seen)
    {
        if (undone == goal)
            return true;
        if (!seen.insert(undone).second)
            return false;
        for (int c = 0; c < m_plan.componentCount(); ++c) {
            if (undone[at(c)] == goal[at(c)])
                continue;
            if (opensWindow(c, undone) && !within(shown(undone, c), allowed))
                continue;
            Undone next = undone;
            ++next[at(c)];
            if (within(shown(next), allowed) && oneAtATime(next, goal, allowed, seen))
                return true;
        }
        return false;
    }

    /// The fewest sets of at most `most` components each that lead to `goal`, of these the first.
    [[nodiscard]] std::optional<Sets> atOnce(const Undone &undone, const Undone &goal, int most,
                                             const std::set<Violation> &allowed,
                                             std::map<Undone, std::optional<Sets>> &known)
    {
        if (undone == goal)
            return Sets{};
        if (const auto found = known.find(undone); found != known.end())
            return found->second;
        std::optional<Sets> best;
        for (std::uint32_t chosen = 1; chosen < 1U << m_plan.componentCount(); ++chosen) {
            std::vector<int> set;
            Undone next = undone;
            bool possible = true;
            for (int c = 0; c < m_plan.componentCount(); ++c) {
                if ((chosen >> c & 1) == 0)
                    continue;
                set.push_back(c);
                possible = possible && undone[at(c)] < goal[at(c)];
                ++next[at(c)];
            }
            if (!possible || static_cast<int>(set.size()) > most || !within(shown(next), allowed))
                continue;
            std::optional<Sets> rest = atOnce(next, goal, most, allowed, known);
            if (!rest)
                continue;
            rest->insert(rest->begin(), set);
            if (!best || better(*rest, *best))
                best = rest;
        }
        known[undone] = best;
        return best;
    }

    const BrutePlan &m_plan;
    const State &m_state;
    const Destination &m_destination;
    std::map<std::pair<Undone, int>, std::vector<Violation>> m_shown;
};

/// What a step changes in the destination by being done: commits and checkpoints.
void moveFloors(const BrutePlan &plan, const State &state, int step, Destination &destination)
{
    for (const int c : plan.commits(step))
        destination.floor[at(c)] = std::max(destination.floor[at(c)], state.begun[at(c)]);
    if (plan.step(step).kind == StepKind::Checkpoint) {
        destination.floor = state.begun;
        destination.reference = state.events;
    }
}

/// Whether a checkpoint follows before the next move.
bool checkpointFollows(const BrutePlan &plan, const State &state)
{
    const auto begun = [&](int s) { return (state.events & plan.eventsOf(s)) != 0; };
    for (int q = 0; q < plan.stepCount(); ++q) {
        if (plan.step(q).kind != StepKind::Checkpoint || begun(q))
            continue;
        bool counts = true;
        for (int m = 0; m < plan.stepCount(); ++m) {
            if (plan.step(m).kind == StepKind::Move && !begun(m) && !plan.before(q, m))
                counts = false;
        }
        if (counts)
            return true;
    }
    return false;
}

struct Arrival {
    Destination destination;
    WayBack back;
    bool lost = false;
};

/// What becomes of a destination when event `e` leads to `state`.
Arrival arrive(const BrutePlan &plan, const State &state, int e, Destination destination)
{
    Arrival arrival;
    if (plan.events()[at(e)].kind != EventKind::Begins)
        moveFloors(plan, state, plan.events()[at(e)].step, destination);
    arrival.back = wayBack(plan, state, destination);
    arrival.lost = arrival.back.state == WayBackState::Closed;
    if (arrival.lost) {
        for (int c = 0; c < plan.componentCount(); ++c)
            destination.floor[at(c)] = state.begun[at(c)];
        destination.reference = state.events;
    }
    arrival.destination = std::move(destination);
    return arrival;
}

WayBackAnswer named(const BrutePlan &plan, const WayBack &back)
{
    WayBackAnswer answer{back.state, back.moves, {}};
    for (const std::vector<int> &set : back.sets) {
        std::vector<std::string> names;
        for (const int c : set)
            names.push_back(plan.componentId(c));
        std::sort(names.begin(), names.end());
        answer.sets.push_back(names);
    }
    return answer;
}

} // namespace

WayBack wayBack(const BrutePlan &plan, const State &state, const Destination &destination)
{
    return Way(plan, state, destination).find();
}

namespace {

using StatesByEvents = std::map<EventSet, const State *>;

StatesByEvents byEvents(const std::vector<State> &states)
{
    StatesByEvents result;
    for (const State &state : states)
        result[state.events] = &state;
    return result;
}

/// Walks over every event out of every state, with every destination that holds there.
template <class Visit>
std::map<EventSet, std::set<Destination>> walk(const BrutePlan &plan, const std::vector<State> &states, Visit &&visit)
{
    const StatesByEvents stateOf = byEvents(states);
    std::map<EventSet, std::set<Destination>> destinations; // of every state, over all paths to it
    destinations[0].insert(Destination{std::vector<int>(at(plan.componentCount()), 0), std::nullopt});
    // States come by number of events, so that all paths to one are known before it is left.
    for (const State &state : states) {
        for (const Destination &destination : destinations[state.events]) {
            for (int e = 0; e < static_cast<int>(plan.events().size()); ++e) {
                if (!plan.canHappen(e, state.events))
                    continue;
                const State *next = stateOf.at(state.events | EventSet{1} << e);
                const Arrival arrival = arrive(plan, *next, e, destination);
                destinations[next->events].insert(arrival.destination);
                visit(e, *next, arrival);
            }
        }
    }
    return destinations;
}

/// The ways on which a step can be done right after all that is ordered before it.
struct DoneStep {
    bool lost = false;
    WayBack back;
    Destination destination;
};
std::vector<DoneStep> doneInLeastState(const BrutePlan &plan, const StatesByEvents &stateOf, int step,
                                       const std::map<EventSet, std::set<Destination>> &destinations)
{
    const EventSet before = plan.eventsUntil(plan.step(step).id, false) & ~plan.eventsOf(step);
    std::vector<DoneStep> result;
    for (const Destination &destination : destinations.at(before)) {
        EventSet happened = before;
        DoneStep done;
        done.destination = destination;
        for (int e = 0; e < static_cast<int>(plan.events().size()) && !done.lost; ++e) {
            if (plan.events()[at(e)].step != step)
                continue;
            happened |= EventSet{1} << e;
            const Arrival arrival = arrive(plan, *stateOf.at(happened), e, done.destination);
            // Closed, even if a later event of the same step opens a way to where it was lost.
            done = {arrival.lost, arrival.back, arrival.destination};
        }
        result.push_back(done);
    }
    return result;
}

} // namespace

bool isWayBack(const BrutePlan &plan, const std::vector<State> &states, const std::string &step,
               const std::vector<std::vector<int>> &sets, bool windows)
{
    const StatesByEvents stateOf = byEvents(states);
    const auto destinations = walk(plan, states, [](int, const State &, const Arrival &) {});
    const State &state = *stateOf.at(plan.eventsUntil(step, false));
    for (int s = 0; s < plan.stepCount(); ++s) {
        if (plan.step(s).id != step)
            continue;
        for (const DoneStep &done : doneInLeastState(plan, stateOf, s, destinations)) {
            if (!done.lost && Way(plan, state, done.destination).isLegal(sets, windows))
                return true;
        }
    }
    return false;
}

WayBackFindings wayBackFindings(const BrutePlan &plan, const std::vector<State> &states)
{
    const StatesByEvents stateOf = byEvents(states);
    std::map<EventSet, std::size_t> rank;
    for (std::size_t i = 0; i < states.size(); ++i)
        rank[states[i].events] = i;
    const auto earlier = [&](const State *a, const State *b) { return rank.at(a->events) < rank.at(b->events); };

    std::map<int, LostWayBack> lost;
    std::map<std::vector<int>, const State *> atOnce;
    const auto destinations = walk(plan, states, [&](int e, const State &state, const Arrival &arrival) {
        if (arrival.lost) {
            const LostWayBack found{plan.events()[at(e)].step, &state, checkpointFollows(plan, state)};
            const auto [known, added] = lost.emplace(found.step, found);
            if (!added
                && (known->second.givenUp != found.givenUp ? known->second.givenUp
                                                           : earlier(found.state, known->second.state)))
                known->second = found;
        } else if (arrival.back.state == WayBackState::AtOnce) {
            std::vector<int> largest;
            for (const std::vector<int> &set : arrival.back.sets) {
                if (set.size() > largest.size())
                    largest = set;
            }
            const auto [known, added] = atOnce.emplace(largest, &state);
            if (!added && earlier(&state, known->second))
                known->second = &state;
        }
    });

    WayBackFindings result;
    for (const auto &entry : lost)
        result.lost.push_back(entry.second);
    for (const auto &[components, state] : atOnce)
        result.atOnce.push_back({components, state});
    for (int s = 0; s < plan.stepCount(); ++s) {
        std::set<WayBackAnswer> answers;
        for (const DoneStep &done : doneInLeastState(plan, stateOf, s, destinations))
            answers.insert(named(plan, done.back));
        result.steps.push_back({plan.step(s).id, lost.count(s) != 0, {answers.begin(), answers.end()}});
    }
    return result;
}

} // namespace belay::rollback::oracle
