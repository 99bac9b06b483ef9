// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/wayback.h"

#include <algorithm>
#include <optional>
#include <set>

namespace belay::rollback {
namespace {

/// States of a partial order that are looked at before the answer is "not decided".
constexpr std::size_t stateBudget = 200000;

/// Follows one order of the plan's events and keeps the way back of every group up to date.
class Walk {
public:
    Walk(const CompiledPlan &plan, const WayBackSolver &solver, const LiveBreakages *live)
        : m_plan(plan), m_solver(&solver), m_live(live), m_situation(solver.start())
    {
        m_base.floor.assign(plan.movers().size(), 0);
        m_groups.resize(solver.groupCount());
    }

    enum class Lost : std::uint8_t { No, Yes };

    /// Takes the next event. \returns whether it was a point of no return.
    Lost take(EventIndex e)
    {
        const StepIndex step = m_plan.events()[e].step;
        const Step &source = m_plan.source().steps[step];
        const WayBackState before = state();
        m_solver->apply(m_situation, e);
        if (source.kind == StepKind::Checkpoint) {
            rebase(step, m_situation);
            return Lost::No;
        }
        touch(e);
        if (state() != WayBackState::Closed || before == WayBackState::Closed)
            return Lost::No;
        rebase(step, m_situation);
        return Lost::Yes;
    }

    [[nodiscard]] WayBackState state() const
    {
        if (m_closed > 0)
            return WayBackState::Closed;
        if (m_unknown > 0)
            return WayBackState::Unknown;
        return m_atOnce > 0 ? WayBackState::AtOnce : WayBackState::Open;
    }

    /// The smallest number that suffices for every group decides; of the largest sets the first.
    [[nodiscard]] std::vector<ComponentIndex> together() const
    {
        std::vector<ComponentIndex> largest;
        for (const GroupWayBack &group : m_groups) {
            if (group.state == WayBackState::AtOnce &&
                (group.together.size() > largest.size() ||
                 (group.together.size() == largest.size() && group.together < largest)))
                largest = group.together;
        }
        return largest;
    }

    [[nodiscard]] const WayBackBase &base() const { return m_base; }
    [[nodiscard]] const Situation &situation() const { return m_situation; }
    [[nodiscard]] std::uint64_t solved() const { return m_solved; }

    /// The inverse moves of all groups, later moves first where the groups leave a choice.
    [[nodiscard]] std::vector<Inverse> inverses() const
    {
        struct Head {
            const std::vector<Inverse> *list;
            std::size_t next = 0;
        };
        std::vector<Head> heads;
        for (const GroupWayBack &group : m_groups) {
            if (!group.inverses.empty())
                heads.push_back({&group.inverses});
        }
        std::vector<Inverse> result;
        std::uint32_t set = 0;
        while (!heads.empty()) {
            const auto begun = [this](const Head &h) {
                const Inverse &i = (*h.list)[h.next];
                return m_plan.moves(m_plan.movers()[i.mover])[i.move - 1].begin;
            };
            const auto head = std::max_element(heads.begin(), heads.end(), [&](const Head &a, const Head &b) {
                return begun(a) < begun(b);
            });
            const std::uint32_t current = (*head->list)[head->next].set;
            while (head->next < head->list->size() && (*head->list)[head->next].set == current) {
                result.push_back((*head->list)[head->next]);
                result.back().set = set;
                ++head->next;
            }
            ++set;
            if (head->next == head->list->size())
                heads.erase(head);
        }
        return result;
    }

    /// Solves everything again, for the inverse moves.
    void solveAll()
    {
        for (std::uint32_t g = 0; g < m_groups.size(); ++g)
            solve(g);
    }

    [[nodiscard]] std::vector<std::uint32_t> closedGroups() const { return m_closedGroups; }

private:
    void rebase(StepIndex step, const Situation &shown)
    {
        m_closedGroups.clear();
        for (std::uint32_t g = 0; g < m_groups.size(); ++g) {
            if (m_groups[g].state == WayBackState::Closed)
                m_closedGroups.push_back(g);
        }
        m_base.planStart = false;
        m_base.step = step;
        m_base.floor = m_situation.begun;
        m_base.shown = shown;
        // Nothing is asked back now.
        for (GroupWayBack &group : m_groups)
            group = {};
        m_closed = m_unknown = m_atOnce = 0;
    }

    void solve(std::uint32_t g)
    {
        ++m_solved;
        set(g, m_solver->solve(g, m_situation, m_base));
    }

    void set(std::uint32_t g, GroupWayBack way)
    {
        const auto count = [this](WayBackState s) -> std::size_t & {
            return s == WayBackState::Closed ? m_closed : s == WayBackState::Unknown ? m_unknown : m_atOnce;
        };
        if (m_groups[g].state != WayBackState::Open)
            --count(m_groups[g].state);
        m_groups[g] = std::move(way);
        if (m_groups[g].state != WayBackState::Open)
            ++count(m_groups[g].state);
    }

    /// The groups whose way back the event can change.
    void touch(EventIndex e)
    {
        const StepIndex step = m_plan.events()[e].step;
        const Step &source = m_plan.source().steps[step];
        const ComponentIndex c = m_plan.componentOf(step);
        if (source.kind == StepKind::Move) {
            touchMover(e, m_solver->moverOf(c));
        } else if (source.kind == StepKind::Purge) {
            if (const FormatIndex *f = m_plan.workspace().findFormat(c, source.format)) {
                for (const std::uint32_t g : m_solver->groupsReading(*f))
                    solve(g);
            }
        } else if (m_plan.commitsAll(step)) {
            for (MoverIndex m = 0; m < m_plan.movers().size(); ++m) {
                if (m_situation.committed[m] > m_base.floor[m] && m_plan.commits(step, m_plan.movers()[m]))
                    touchCommit(m);
            }
        } else if (c != noIndex && m_plan.commits(step, c) && m_solver->moverOf(c) != noIndex) {
            touchCommit(m_solver->moverOf(c));
        }
    }

    void touchMover(EventIndex e, MoverIndex m)
    {
        const std::uint32_t g = m_solver->groupOf(m);
        const auto moves = m_plan.moves(m_plan.movers()[m]);
        const bool reversible = moves[m_situation.begun[m] - 1].reversible;
        const bool open = m_groups[g].state == WayBackState::Open;
        if (m_live != nullptr && open && clean(g)) {
            // Going back to the state before is a visited state, and from there the way back stands.
            if (reversible)
                return;
            // Stays for good: it has to stand beside everything that the others go back to.
            if (m_plan.workspace().depth(m_plan.movers()[m]) == 0 && m_situation.half[m] == 0 &&
                m_solver->standsBesideAll(m, m_situation.begun[m], m_situation, m_base) && e == moves[m_situation.begun[m] - 1].end)
                return;
        }
        solve(g);
    }

    void touchCommit(MoverIndex m)
    {
        const std::uint32_t g = m_solver->groupOf(m);
        if (m_live != nullptr && m_groups[g].state == WayBackState::Open && clean(g) &&
            m_solver->standsBesideAll(m, m_situation.begun[m], m_situation, m_base))
            return;
        solve(g);
    }

    /// No requirement of the group is ever broken without a rollback, and it reads no residue.
    bool clean(std::uint32_t g)
    {
        if (m_clean.empty())
            m_clean.assign(m_groups.size(), -1);
        if (m_clean[g] < 0) {
            const auto list = m_solver->requirements(g);
            m_clean[g] = !m_solver->readsFormats(g) && std::none_of(list.begin(), list.end(), [this](RequirementRef r) {
                return m_live->brokenLive(r);
            }) ? 1 : 0;
        }
        return m_clean[g] == 1;
    }

    const CompiledPlan &m_plan;
    const WayBackSolver *m_solver;
    const LiveBreakages *m_live;
    Situation m_situation;
    WayBackBase m_base;
    std::vector<GroupWayBack> m_groups;
    std::vector<signed char> m_clean;
    std::vector<std::uint32_t> m_closedGroups;
    std::size_t m_closed = 0;
    std::size_t m_unknown = 0;
    std::size_t m_atOnce = 0;
    std::uint64_t m_solved = 0;
};

/// Whether a checkpoint gives the way back up before anything else moves.
bool givenUp(const CompiledPlan &plan, const State &state, StepIndex step)
{
    const auto &steps = plan.source().steps;
    if (!plan.partial()) {
        for (StepIndex i = step + 1; i < steps.size(); ++i) {
            if (steps[i].kind == StepKind::Checkpoint)
                return true;
            if (steps[i].kind == StepKind::Move)
                return false;
        }
        return false;
    }
    for (StepIndex k = 0; k < steps.size(); ++k) {
        if (steps[k].kind != StepKind::Checkpoint || contains(plan, state, plan.firstEvent(k)))
            continue;
        bool before = true;
        for (StepIndex i = 0; i < steps.size() && before; ++i) {
            if (steps[i].kind == StepKind::Move && !contains(plan, state, plan.firstEvent(i)))
                before = plan.stepBefore(k, i);
        }
        if (before)
            return true;
    }
    return false;
}

/// Keeps the earliest finding of each kind.
class Collected {
public:
    explicit Collected(const CompiledPlan &plan) : m_plan(plan) {}

    void lost(StepIndex step, const State &state)
    {
        m_points.insert(step);
        const bool warning = givenUp(m_plan, state, step);
        WayBackBreakage b{warning ? Code::WayBackGivenUp : Code::NoWayBack,
                          warning ? Severity::Warning : Severity::Error, state, step, {}};
        const auto [entry, fresh] = m_lost.try_emplace(step, b);
        if (fresh)
            return;
        WayBackBreakage &kept = entry->second;
        if (b.severity > kept.severity || (b.severity == kept.severity && earlier(m_plan, state, kept.state)))
            kept = std::move(b);
    }

    void together(std::vector<ComponentIndex> set, const State &state)
    {
        const auto [entry, fresh] = m_together.try_emplace(set);
        if (!fresh && !earlier(m_plan, state, entry->second.state))
            return;
        const EventIndex last = lastEventOf(m_plan, state);
        entry->second = {Code::WayBackAtOnce, Severity::Warning, state,
                         last == noIndex ? 0 : m_plan.events()[last].step, std::move(set)};
    }

    void into(WayBackOutcome &outcome) const
    {
        for (const auto &[step, b] : m_lost)
            outcome.breakages.push_back(b);
        for (const auto &[set, b] : m_together)
            outcome.breakages.push_back(b);
        outcome.pointsOfNoReturn.assign(m_points.begin(), m_points.end());
    }

private:
    const CompiledPlan &m_plan;
    std::map<StepIndex, WayBackBreakage> m_lost;
    std::map<std::vector<ComponentIndex>, WayBackBreakage> m_together;
    std::set<StepIndex> m_points;
};

void note(Walk &walk, StepWay &way, bool withMoves)
{
    if (withMoves)
        walk.solveAll();
    way.state = walk.state();
    way.base = walk.base().step;
    if (withMoves && way.state != WayBackState::Closed)
        way.inverses = walk.inverses();
}

WayBackOutcome alongSequence(const CompiledPlan &plan, const WayBackSolver &solver, const LiveBreakages &live,
                             WayBackDetail detail, const std::stop_token &stop)
{
    WayBackOutcome outcome;
    outcome.steps.resize(plan.stepCount());
    Collected found(plan);
    const bool withMoves = detail == WayBackDetail::Moves;
    Walk walk(plan, solver, withMoves ? nullptr : &live);
    for (EventIndex e = 0; e < plan.events().size(); ++e) {
        if (e % 64 == 0 && stop.stop_requested())
            return outcome;
        const StepIndex step = plan.events()[e].step;
        State state;
        state.events = e + 1;
        const bool lost = walk.take(e) == Walk::Lost::Yes;
        if (lost)
            found.lost(step, state);
        if (walk.state() == WayBackState::AtOnce)
            found.together(walk.together(), state);
        if (walk.state() == WayBackState::Unknown)
            outcome.complete = false;
        if (e != plan.lastEvent(step))
            continue;
        note(walk, outcome.steps[step], withMoves);
    }
    outcome.statesChecked = walk.solved();
    found.into(outcome);
    return outcome;
}

/// The events up to a step, in file order made topological.
std::vector<EventIndex> eventsUpTo(const CompiledPlan &plan, StepIndex step)
{
    const std::vector<EventIndex> last{plan.lastEvent(step)};
    const State state = leastState(plan, last);
    std::vector<EventIndex> events;
    for (const StepIndex s : plan.topological()) {
        for (EventIndex e = plan.firstEvent(s); e <= plan.lastEvent(s); ++e) {
            if (contains(plan, state, e))
                events.push_back(e);
        }
    }
    return events;
}

StepWay wayAfter(const CompiledPlan &plan, const WayBackSolver &solver, StepIndex step, const std::stop_token &stop)
{
    Walk walk(plan, solver, nullptr);
    StepWay way;
    for (const EventIndex e : eventsUpTo(plan, step)) {
        if (stop.stop_requested())
            return way;
        walk.take(e);
    }
    note(walk, way, true);
    return way;
}

/// The events of a partial order that can change any way back: everything but moves whose group has
/// a certificate that holds in every order.
class PartialOrder {
public:
    PartialOrder(const CompiledPlan &plan, const WayBackSolver &solver, const LiveBreakages &live)
        : m_plan(plan), m_solver(solver)
    {
        std::vector<bool> risky(solver.groupCount(), false);
        for (std::uint32_t g = 0; g < solver.groupCount(); ++g) {
            const auto list = solver.requirements(g);
            risky[g] = solver.readsFormats(g) ||
                std::any_of(list.begin(), list.end(), [&](RequirementRef r) { return live.brokenLive(r); }) ||
                !settledForGood(g);
        }
        for (StepIndex step = 0; step < plan.stepCount(); ++step) {
            const Step &source = plan.source().steps[step];
            const ComponentIndex c = plan.componentOf(step);
            bool matters = source.kind != StepKind::Move;
            if (source.kind == StepKind::Soak)
                matters = plan.commitsAll(step) || (c != noIndex && plan.commits(step, c));
            if (source.kind == StepKind::Move)
                matters = risky[solver.groupOf(solver.moverOf(c))];
            for (EventIndex e = plan.firstEvent(step); matters && e <= plan.lastEvent(step); ++e)
                m_events.push_back(e);
        }
        m_free = std::none_of(risky.begin(), risky.end(), [](bool b) { return b; });
    }

    /// No order of the plan ever loses the way back.
    [[nodiscard]] bool alwaysOpen() const { return m_free; }
    [[nodiscard]] const std::vector<EventIndex> &events() const { return m_events; }

private:
    /// Every irreversible or committed position stands beside everything that the group ever runs.
    bool settledForGood(std::uint32_t g) const
    {
        Situation last = m_solver.start();
        WayBackBase base;
        base.floor.assign(m_plan.movers().size(), 0);
        for (MoverIndex m = 0; m < m_plan.movers().size(); ++m)
            last.begun[m] = m_plan.track(m_plan.movers()[m]).moveCount;
        for (const MoverIndex m : m_solver.members(g)) {
            const ComponentIndex c = m_plan.movers()[m];
            const auto moves = m_plan.moves(c);
            for (std::uint32_t k = 0; k < moves.size(); ++k) {
                if (!moves[k].reversible && (m_plan.workspace().depth(c) >= 1 || moves[k].begin != moves[k].end ||
                                             !m_solver.standsBesideAll(m, k + 1, last, base)))
                    return false;
            }
            for (const Phase &phase : m_plan.phases(c)) {
                if (phase.sinceToo != noIndex && phase.movesBegun > 0 &&
                    !m_solver.standsBesideAll(m, phase.movesBegun, last, base))
                    return false;
            }
        }
        return true;
    }

    const CompiledPlan &m_plan;
    const WayBackSolver &m_solver;
    std::vector<EventIndex> m_events;
    bool m_free = false;
};

WayBackOutcome throughPartialOrder(const CompiledPlan &plan, const WayBackSolver &solver, const LiveBreakages &live,
                                   WayBackDetail detail, const std::stop_token &stop)
{
    WayBackOutcome outcome;
    outcome.steps.resize(plan.stepCount());
    Collected found(plan);
    const PartialOrder order(plan, solver, live);
    const std::vector<EventIndex> &events = order.events();
    const std::size_t words = (events.size() + 63) / 64;

    if (!order.alwaysOpen()) {
        // Predecessors among these events; two states with the same events and the same base go on
        // alike, so each such pair is followed once.
        struct Node {
            std::vector<std::uint64_t> taken;
            Walk walk;
        };
        using Key = std::pair<std::vector<std::uint64_t>, std::pair<std::vector<std::uint32_t>, std::vector<std::uint64_t>>>;
        std::set<Key> seen;
        std::vector<std::pair<Node, std::vector<std::uint64_t>>> layer;
        layer.push_back({{std::vector<std::uint64_t>(words, 0), Walk(plan, solver, nullptr)}, {}});
        std::size_t visited = 0;
        while (!layer.empty() && outcome.complete) {
            std::vector<std::pair<Node, std::vector<std::uint64_t>>> next;
            for (auto &[node, baseTaken] : layer) {
                if (stop.stop_requested())
                    return outcome;
                for (std::size_t i = 0; i < events.size(); ++i) {
                    const auto has = [&](std::size_t k) { return (node.taken[k / 64] >> (k % 64) & 1U) != 0; };
                    if (has(i))
                        continue;
                    bool enabled = true;
                    for (std::size_t k = 0; k < events.size() && enabled; ++k)
                        enabled = k == i || has(k) || !plan.eventInPast(events[k], events[i]);
                    if (!enabled)
                        continue;
                    Node child = node;
                    child.taken[i / 64] |= std::uint64_t{1} << (i % 64);
                    std::vector<EventIndex> members;
                    for (std::size_t k = 0; k < events.size(); ++k) {
                        if ((child.taken[k / 64] >> (k % 64) & 1U) != 0)
                            members.push_back(events[k]);
                    }
                    const State state = leastState(plan, members);
                    const StepIndex step = plan.events()[events[i]].step;
                    const StepIndex baseBefore = child.walk.base().step;
                    const bool lost = child.walk.take(events[i]) == Walk::Lost::Yes;
                    if (lost)
                        found.lost(step, state);
                    if (child.walk.state() == WayBackState::AtOnce)
                        found.together(child.walk.together(), state);
                    if (child.walk.state() == WayBackState::Unknown)
                        outcome.complete = false;
                    std::vector<std::uint64_t> base = baseTaken;
                    if (lost || child.walk.base().step != baseBefore) {
                        base = child.taken;
                        base.push_back(step);
                    }
                    Key key{child.taken, {child.walk.base().floor, base}};
                    if (!seen.insert(std::move(key)).second)
                        continue;
                    if (++visited > stateBudget) {
                        outcome.complete = false;
                        break;
                    }
                    next.push_back({std::move(child), std::move(base)});
                }
            }
            layer = std::move(next);
        }
        outcome.statesChecked = visited;
    }
    found.into(outcome);
    for (StepIndex step = 0; step < plan.stepCount(); ++step) {
        if (detail == WayBackDetail::Moves)
            outcome.steps[step] = wayAfter(plan, solver, step, stop);
        else if (std::binary_search(outcome.pointsOfNoReturn.begin(), outcome.pointsOfNoReturn.end(), step))
            outcome.steps[step].base = step;
        else if (!outcome.complete)
            outcome.steps[step].state = WayBackState::Unknown;
    }
    return outcome;
}


/// Nothing is ever broken without a rollback, nothing stays for good and no residue is met: every
/// order of the plan, turned round, is a way back.
bool turnsRound(const CompiledPlan &plan, const LiveBreakages &live)
{
    const CompiledWorkspace &w = plan.workspace();
    if (live.anythingBrokenLive())
        return false;
    for (StepIndex step = 0; step < plan.stepCount(); ++step) {
        if (plan.commitsAll(step) || (plan.source().steps[step].kind != StepKind::Move &&
                                      plan.componentOf(step) != noIndex && plan.commits(step, plan.componentOf(step))))
            return false;
    }
    for (const ComponentIndex c : plan.movers()) {
        for (const ComponentMove &move : plan.moves(c)) {
            if (!move.reversible)
                return false;
        }
    }
    for (const ComponentIndex c : w.readers()) {
        for (const Reads &reads : w.reads(c)) {
            for (const FormatIndex f : w.formatsOf(reads.store)) {
                if (!std::binary_search(reads.readable.begin(), reads.readable.end(), f))
                    return false;
            }
        }
    }
    return true;
}

WayBackOutcome alwaysOpen(const CompiledPlan &plan)
{
    WayBackOutcome outcome;
    outcome.steps.resize(plan.stepCount());
    StepIndex base = noIndex;
    for (const StepIndex step : plan.topological()) {
        if (plan.source().steps[step].kind == StepKind::Checkpoint)
            base = step;
        outcome.steps[step].base = base;
    }
    outcome.statesChecked = plan.events().size();
    return outcome;
}

} // namespace

WayBackOutcome checkWayBack(const CompiledPlan &plan, const LiveBreakages &live, WayBackDetail detail,
                            std::stop_token stop)
{
    if (detail == WayBackDetail::Existence && turnsRound(plan, live))
        return alwaysOpen(plan);
    const WayBackSolver solver(plan);
    return plan.partial() ? throughPartialOrder(plan, solver, live, detail, stop)
                          : alongSequence(plan, solver, live, detail, stop);
}

StepWay wayBackFrom(const CompiledPlan &plan, StepIndex step, std::stop_token stop)
{
    return wayAfter(plan, WayBackSolver(plan), step, stop);
}

std::vector<ComponentIndex> componentsInConflict(const CompiledPlan &plan, std::span<const StepIndex> begun)
{
    const WayBackSolver solver(plan);
    Walk walk(plan, solver, nullptr);
    std::set<std::uint32_t> groups;
    for (const StepIndex step : begun) {
        for (EventIndex e = plan.firstEvent(step); e <= plan.lastEvent(step); ++e) {
            if (walk.take(e) == Walk::Lost::Yes) {
                for (const std::uint32_t g : walk.closedGroups())
                    groups.insert(g);
            }
        }
        const ComponentIndex c = plan.componentOf(step);
        if (plan.partial() && c != noIndex && solver.moverOf(c) != noIndex)
            groups.insert(solver.groupOf(solver.moverOf(c)));
    }
    std::vector<ComponentIndex> result;
    for (const std::uint32_t g : groups) {
        for (const MoverIndex m : solver.members(g))
            result.push_back(plan.movers()[m]);
    }
    std::sort(result.begin(), result.end());
    return result;
}

} // namespace belay::rollback
