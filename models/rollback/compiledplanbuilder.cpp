// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/compiledplan.h"

#include "models/core/nearmiss.h"

#include <algorithm>
#include <bit>
#include <queue>
#include <string>

namespace belay::rollback {
namespace {

std::string quoted(std::string_view text) { return '`' + std::string(text) + '`'; }

} // namespace

struct CompiledPlan::Builder {
    CompiledPlan &p;
    const CompiledWorkspace &w;
    std::vector<Error> &errors;
    std::string where;
    /// Steps by component, in order.
    struct ByComponent {
        std::vector<std::uint32_t> offset;
        std::vector<StepIndex> steps;

        std::span<const StepIndex> operator[](ComponentIndex c) const
        {
            return std::span(steps).subspan(offset[c], offset[c + 1] - offset[c]);
        }
        /// `stepOf(i)` names the component of the i-th step, or noIndex.
        template <class ComponentOf>
        void fill(std::size_t components, std::span<const StepIndex> order, const ComponentOf &componentOf)
        {
            offset.assign(components + 1, 0);
            for (const StepIndex i : order) {
                if (const ComponentIndex c = componentOf(i); c != noIndex)
                    ++offset[c + 1];
            }
            for (std::size_t c = 0; c < components; ++c)
                offset[c + 1] += offset[c];
            steps.resize(offset.back());
            std::vector<std::uint32_t> next(offset.begin(), offset.end() - 1);
            for (const StepIndex i : order) {
                if (const ComponentIndex c = componentOf(i); c != noIndex)
                    steps[next[c]++] = i;
            }
        }
    };
    ByComponent movesOf;
    ByComponent commitsOf;
    std::vector<StepIndex> commitAll;

    void report(ErrorCode code, std::string detail, SourceMark mark)
    {
        if (errors.size() < errorLimit)
            errors.push_back({code, where + ": " + std::move(detail), {}, mark.line, mark.column});
    }

    ComponentIndex component(const std::string &name, const Step &step)
    {
        if (const ComponentIndex *c = w.find(name))
            return *c;
        std::vector<std::string_view> names;
        if (w.componentCount() <= 20000) {
            for (const auto &known : w.source().components)
                names.emplace_back(known->id);
        }
        const std::string hint = nearMiss(name, names);
        report(ErrorCode::UnknownReference,
               "step " + quoted(step.id) + ": component " + quoted(name) + " is not declared" +
                   (hint.empty() ? std::string() : ", did you mean " + quoted(hint) + '?'),
               step.mark);
        return noIndex;
    }

    void readSteps()
    {
        const std::size_t n = p.m_plan->steps.size();
        p.m_firstEvent.reserve(n + 1);
        p.m_events.reserve(2 * n);
        p.m_stepComponent.assign(n, noIndex);
        p.m_targetOffset.assign(n + 1, 0);
        p.m_commitsAll.assign(n, 0);
        p.m_commitsOne.assign(n, 0);
        p.m_targets.reserve(n);
        NameIndex ids(n);
        for (StepIndex i = 0; i < n; ++i) {
            const Step &s = p.m_plan->steps[i];
            if (s.id.empty() || s.id == startStep())
                report(ErrorCode::BadValue, quoted(s.id) + " cannot be the id of a step", s.mark);
            if (!ids.insert(s.id, i))
                report(ErrorCode::Duplicate, "step " + quoted(s.id) + " is listed twice", s.mark);
            p.m_firstEvent.push_back(static_cast<EventIndex>(p.m_events.size()));
            p.m_targetOffset[i] = static_cast<std::uint32_t>(p.m_targets.size());
            readStep(i, s);
            p.m_events.push_back({i, false});
            if (s.kind == StepKind::Move && p.m_stepComponent[i] != noIndex && rolling(i))
                p.m_events.push_back({i, true});
        }
        p.m_firstEvent.push_back(static_cast<EventIndex>(p.m_events.size()));
        p.m_targetOffset[n] = static_cast<std::uint32_t>(p.m_targets.size());
        readOrder(ids);
    }

    static std::string_view startStep() { return "start"; }

    bool rolling(StepIndex i) const
    {
        return p.m_plan->steps[i].rolling.value_or(w.rolls(p.m_stepComponent[i]));
    }

    void readStep(StepIndex i, const Step &s)
    {
        const std::string step = "step " + quoted(s.id);
        if (s.kind == StepKind::Checkpoint)
            return;
        if (s.kind == StepKind::Soak) {
            const auto limit = w.source().settings.commitAfterSoak_s;
            const bool commits = limit && s.duration_s >= *limit;
            if (!s.component.empty()) {
                p.m_stepComponent[i] = component(s.component, s);
                p.m_commitsOne[i] = commits ? 1 : 0;
            } else {
                p.m_commitsAll[i] = commits ? 1 : 0;
            }
            return;
        }
        const ComponentIndex c = component(s.component, s);
        p.m_stepComponent[i] = c;
        if (s.kind == StepKind::Commit)
            p.m_commitsOne[i] = 1;
        if (s.kind != StepKind::Move || c == noIndex)
            return;
        if (s.to.empty())
            report(ErrorCode::MissingKey, step + " names no release to move to", s.mark);
        if ((s.to.size() > 1 || s.wholeLiveSet) && !w.isClient(c))
            report(ErrorCode::BadValue, step + ": only a client's `to` can be a list, its whole live set", s.mark);
        const std::size_t first = p.m_targets.size();
        for (const std::string &label : s.to) {
            const Position position = w.position(c, label);
            if (position == CompiledWorkspace::unknownRelease) {
                std::vector<std::string_view> labels;
                for (const Release &r : w.component(c).releases)
                    labels.emplace_back(r.id);
                const std::string hint = nearMiss(label, labels);
                report(ErrorCode::UnknownReference,
                       step + ": " + quoted(s.component) + " has no release " + quoted(label) +
                           (hint.empty() ? std::string() : ", did you mean " + quoted(hint) + '?'),
                       s.mark);
            } else {
                p.m_targets.push_back(position);
            }
        }
        const auto begin = p.m_targets.begin() + static_cast<std::ptrdiff_t>(first);
        std::sort(begin, p.m_targets.end());
        p.m_targets.erase(std::unique(begin, p.m_targets.end()), p.m_targets.end());
        if (p.m_targets.size() - first > 1 && p.m_targets[first] == absent)
            report(ErrorCode::BadValue, step + ": `none` stands alone or not at all", s.mark);
    }

    void readOrder(const NameIndex &ids)
    {
        const std::size_t n = p.m_plan->steps.size();
        if (!p.partial()) {
            for (const Step &s : p.m_plan->steps) {
                if (!s.after.empty())
                    report(ErrorCode::BadValue, "step " + quoted(s.id) + ": `after` needs `order: partial`", s.mark);
            }
            p.m_topological.resize(n);
            for (StepIndex i = 0; i < n; ++i)
                p.m_topological[i] = i;
            return;
        }
        if (n > partialStepLimit) {
            report(ErrorCode::LimitExceeded,
                   "a partial order has at most " + std::to_string(partialStepLimit) + " steps", p.m_plan->mark);
            return;
        }
        std::vector<std::vector<StepIndex>> successors(n);
        std::vector<std::uint32_t> waiting(n, 0);
        for (StepIndex i = 0; i < n; ++i) {
            for (const std::string &name : p.m_plan->steps[i].after) {
                const StepIndex *found = ids.find(name);
                if (found == nullptr) {
                    std::vector<std::string_view> names;
                    for (const Step &s : p.m_plan->steps)
                        names.emplace_back(s.id);
                    const std::string hint = nearMiss(name, names);
                    report(ErrorCode::UnknownReference,
                           "step " + quoted(p.m_plan->steps[i].id) + ", after: there is no step " + quoted(name) +
                               (hint.empty() ? std::string() : ", did you mean " + quoted(hint) + '?'),
                           p.m_plan->steps[i].mark);
                    continue;
                }
                successors[*found].push_back(i);
                ++waiting[i];
            }
        }
        p.m_words = (n + 63) / 64;
        p.m_before.assign(n * p.m_words, 0);
        std::priority_queue<StepIndex, std::vector<StepIndex>, std::greater<>> ready;
        for (StepIndex i = 0; i < n; ++i) {
            if (waiting[i] == 0)
                ready.push(i);
        }
        while (!ready.empty()) {
            const StepIndex i = ready.top();
            ready.pop();
            p.m_topological.push_back(i);
            for (const StepIndex next : successors[i]) {
                for (std::size_t word = 0; word < p.m_words; ++word)
                    p.m_before[next * p.m_words + word] |= p.m_before[i * p.m_words + word];
                p.m_before[next * p.m_words + i / 64] |= std::uint64_t{1} << (i % 64);
                if (--waiting[next] == 0)
                    ready.push(next);
            }
        }
        if (p.m_topological.size() < n)
            reportCycle(successors, waiting);
    }

    /// Names one cycle: from a step that never became ready, back along steps that did not either.
    void reportCycle(const std::vector<std::vector<StepIndex>> &successors, const std::vector<std::uint32_t> &waiting)
    {
        std::vector<StepIndex> predecessor(waiting.size(), noIndex);
        StepIndex at = noIndex;
        for (StepIndex i = 0; i < successors.size(); ++i) {
            if (waiting[i] == 0)
                continue;
            for (const StepIndex next : successors[i])
                predecessor[next] = i;
        }
        for (StepIndex i = 0; i < waiting.size() && at == noIndex; ++i) {
            if (waiting[i] != 0)
                at = i;
        }
        std::vector<bool> seen(waiting.size(), false);
        while (!seen[at]) {
            seen[at] = true;
            at = predecessor[at];
        }
        std::string path = p.m_plan->steps[at].id;
        for (StepIndex i = predecessor[at]; i != at; i = predecessor[i])
            path = p.m_plan->steps[i].id + " -> " + path;
        path = p.m_plan->steps[at].id + " -> " + path;
        report(ErrorCode::Cycle, "the steps wait for each other in a cycle: " + path, p.m_plan->steps[at].mark);
    }

    void collect()
    {
        const std::size_t n = w.componentCount();
        const auto &steps = p.m_plan->steps;
        movesOf.fill(n, p.m_topological, [&](StepIndex i) {
            return steps[i].kind == StepKind::Move ? p.m_stepComponent[i] : noIndex;
        });
        commitsOf.fill(n, p.m_topological, [&](StepIndex i) {
            return p.m_commitsOne[i] != 0 ? p.m_stepComponent[i] : noIndex;
        });
        for (const StepIndex i : p.m_topological) {
            if (p.m_commitsAll[i] != 0)
                commitAll.push_back(i);
        }
        for (ComponentIndex c = 0; c < n; ++c) {
            if (!movesOf[c].empty())
                p.m_movers.push_back(c);
        }
    }

    void findRaces()
    {
        if (!p.partial())
            return;
        const auto &steps = p.m_plan->steps;
        const auto race = [&](StepIndex a, StepIndex b, const std::string &what) {
            report(ErrorCode::Race,
                   "steps " + quoted(steps[a].id) + " and " + quoted(steps[b].id) + " are not ordered, but " + what,
                   steps[std::max(a, b)].mark);
        };
        for (const ComponentIndex c : p.m_movers) {
            // In topological order neighbours decide: if each is before the next, all are ordered.
            const auto moves = movesOf[c];
            for (std::size_t i = 1; i < moves.size(); ++i) {
                if (!p.stepBefore(moves[i - 1], moves[i]))
                    race(moves[i - 1], moves[i], "both move " + quoted(w.component(c).id));
            }
        }
        for (StepIndex i = 0; i < steps.size(); ++i) {
            const ComponentIndex c = p.m_stepComponent[i];
            if ((steps[i].kind == StepKind::Commit || steps[i].kind == StepKind::Soak) && c != noIndex) {
                for (const StepIndex move : movesOf[c]) {
                    if (!p.stepsOrdered(i, move))
                        race(i, move, "one moves " + quoted(w.component(c).id) + " and the other " +
                                          (steps[i].kind == StepKind::Soak ? "soaks" : "commits") + " it");
                }
            } else if (steps[i].kind == StepKind::Purge) {
                findPurgeRaces(i, race);
            } else if (steps[i].kind == StepKind::Checkpoint) {
                for (StepIndex other = 0; other < steps.size(); ++other) {
                    if (other != i && !p.stepsOrdered(i, other))
                        race(i, other, "a checkpoint is ordered to every other step");
                }
            }
        }
    }

    template <class Race>
    void findPurgeRaces(StepIndex purge, const Race &race)
    {
        const Step &s = p.m_plan->steps[purge];
        const FormatIndex *f = w.findFormat(p.m_stepComponent[purge], s.format);
        if (f == nullptr)
            return;
        ComponentIndex last = noIndex;
        for (const auto &[writer, position] : w.formats()[*f].writers) {
            if (writer == last)
                continue;
            last = writer;
            for (const StepIndex move : movesOf[writer]) {
                if (!p.stepsOrdered(purge, move))
                    race(purge, move, quoted(w.component(writer).id) + " has a release that writes " + quoted(s.format));
            }
        }
    }

    struct Walk {
        std::vector<Position> live;
        std::vector<Position> history;
        Position current = absent;
    };
    /// Of the component that is looked at; kept for its memory.
    Walk walk;
    std::vector<Position> afterMove;

    std::uint32_t store(std::span<const Position> positions)
    {
        const auto first = static_cast<std::uint32_t>(p.m_positions.size());
        p.m_positions.insert(p.m_positions.end(), positions.begin(), positions.end());
        return first;
    }

    void addPhase(ComponentIndex c, bool committed, Phase phase)
    {
        Track &track = p.m_tracks[c];
        phase.live = store(walk.live);
        phase.liveCount = static_cast<std::uint16_t>(walk.live.size());
        phase.current = walk.current;
        phase.back = static_cast<std::uint32_t>(p.m_positions.size());
        if (!committed) {
            for (auto h = walk.history.rbegin(); h != walk.history.rend() && phase.backCount < w.depth(c); ++h) {
                const auto begin = p.m_positions.begin() + phase.back;
                if (*h == walk.current || std::find(begin, p.m_positions.end(), *h) != p.m_positions.end())
                    continue;
                p.m_positions.push_back(*h);
                ++phase.backCount;
            }
        }
        for (std::size_t i = phase.live; i < p.m_positions.size(); ++i) {
            const Position at = p.m_positions[i];
            if (track.phaseCount == 0 && i == phase.live) {
                track.lo = track.hi = track.liveLo = track.liveHi = at;
            }
            track.lo = std::min(track.lo, at);
            track.hi = std::max(track.hi, at);
            if (i < phase.back) {
                track.liveLo = std::min(track.liveLo, at);
                track.liveHi = std::max(track.liveHi, at);
            }
        }
        p.m_phases.push_back(phase);
        ++track.phaseCount;
    }

    /// The phases between two moves: before and after the commits that lie there.
    void addGap(ComponentIndex c, std::span<const StepIndex> commits, Phase gap)
    {
        if (commits.empty()) {
            addPhase(c, false, gap);
            return;
        }
        Phase before = gap;
        if (p.partial()) {
            before.commits = static_cast<std::uint32_t>(p.m_commitEvents.size());
            before.commitCount = static_cast<std::uint16_t>(commits.size());
            for (const StepIndex commit : commits)
                p.m_commitEvents.push_back(p.firstEvent(commit));
            addPhase(c, false, before);
            for (const StepIndex commit : commits) {
                Phase after = gap;
                after.sinceToo = p.firstEvent(commit);
                addPhase(c, true, after);
            }
        } else {
            before.until = p.firstEvent(commits.front());
            addPhase(c, false, before);
            Phase after = gap;
            after.since = before.until;
            addPhase(c, true, after);
        }
        walk.history.clear();
    }

    void walkComponent(ComponentIndex c)
    {
        Track &track = p.m_tracks[c];
        track.firstPhase = static_cast<std::uint32_t>(p.m_phases.size());
        track.firstMove = static_cast<std::uint32_t>(p.m_moves.size());
        const StartState &start = p.m_environment->components[c];
        const auto moves = movesOf[c];
        walk.live = start.live;
        walk.history = start.history;
        walk.current = start.live.back();
        const std::vector<StepIndex> allCommits = commitsFor(c);
        std::size_t nextCommit = 0;
        const auto gapCommits = [&](std::size_t move) {
            const std::size_t first = nextCommit;
            while (nextCommit < allCommits.size() &&
                   (move == moves.size() || p.stepBefore(allCommits[nextCommit], moves[move])))
                ++nextCommit;
            return std::span(allCommits).subspan(first, nextCommit - first);
        };
        Phase gap;
        for (std::size_t m = 0; m <= moves.size(); ++m) {
            gap.movesBegun = static_cast<std::uint32_t>(m);
            gap.until = m < moves.size() ? p.firstEvent(moves[m]) : noIndex;
            addGap(c, gapCommits(m), gap);
            if (m < moves.size())
                gap = walkMove(c, moves[m], m + 1);
        }
        track.moveCount = static_cast<std::uint32_t>(moves.size());
    }

    /// Commits of the component, those of everybody included, by their place among its moves.
    std::vector<StepIndex> commitsFor(ComponentIndex c)
    {
        const auto own = commitsOf[c];
        const auto moves = movesOf[c];
        std::vector<StepIndex> result(own.begin(), own.end());
        for (const StepIndex step : commitAll) {
            if (!p.partial() ||
                std::all_of(moves.begin(), moves.end(), [&](StepIndex m) { return p.stepsOrdered(step, m); }))
                result.push_back(step);
        }
        const auto movesBefore = [&](StepIndex step) {
            return std::count_if(moves.begin(), moves.end(),
                                 [&](StepIndex m) { return p.stepBefore(m, step); });
        };
        if (result.size() > 1 && !p.partial())
            std::sort(result.begin(), result.end());
        else if (result.size() > 1)
            std::stable_sort(result.begin(), result.end(),
                             [&](StepIndex a, StepIndex b) { return movesBefore(a) < movesBefore(b); });
        return result;
    }

    /// Adds the window, if any, and \returns the gap that follows.
    Phase walkMove(ComponentIndex c, StepIndex step, std::size_t begun)
    {
        const Step &s = p.m_plan->steps[step];
        const auto to = p.targets(step);
        const bool adds = w.isClient(c) && to.size() == 1 && !s.wholeLiveSet && to.front() != absent;
        std::vector<Position> &after = afterMove;
        after.assign(to.begin(), to.end());
        if (adds) {
            after.insert(after.end(), walk.live.begin(), walk.live.end());
            std::sort(after.begin(), after.end());
            after.erase(std::unique(after.begin(), after.end()), after.end());
            if (after.size() > 1 && after.front() == absent)
                after.erase(after.begin());
        }
        if (after == walk.live && after.size() == 1)
            report(ErrorCode::BadValue,
                   "step " + quoted(s.id) + " moves " + quoted(s.component) + " to " + quoted(s.to.front()) +
                       ", where it already is",
                   s.mark);
        walk.history.push_back(walk.current);
        walk.current = to.back();
        ComponentMove move;
        move.step = step;
        move.begin = p.firstEvent(step);
        move.end = p.lastEvent(step);
        move.reversible = s.reversible.value_or(!w.isClient(c));
        p.m_moves.push_back(move);
        Phase following;
        following.since = move.end;
        following.movesBegun = static_cast<std::uint32_t>(begun);
        if (move.end != move.begin) {
            walk.live.insert(walk.live.end(), to.begin(), to.end());
            std::sort(walk.live.begin(), walk.live.end());
            walk.live.erase(std::unique(walk.live.begin(), walk.live.end()), walk.live.end());
            Phase window = following;
            window.window = true;
            window.since = move.begin;
            window.until = move.end;
            addPhase(c, false, window);
        }
        std::swap(walk.live, after);
        return following;
    }
};

std::shared_ptr<CompiledPlan> CompiledPlan::compile(std::shared_ptr<const CompiledWorkspace> workspace,
                                                    Shared<Plan> plan, std::vector<Error> &errors)
{
    std::shared_ptr<CompiledPlan> p(new CompiledPlan);
    p->m_workspace = std::move(workspace);
    p->m_plan = std::move(plan);
    const int simultaneous = p->m_workspace->source().settings.simultaneous;
    p->m_simultaneous = simultaneous == allAtOnce ? std::numeric_limits<int>::max() : simultaneous;
    const Plan &source = *p->m_plan;
    Builder b{*p, *p->m_workspace, errors, "plan " + quoted(source.id), {}, {}, {}, {}, {}};
    const std::size_t errorsBefore = errors.size();
    const auto &environments = p->m_workspace->source().environments;
    const auto found = std::find_if(environments.begin(), environments.end(),
                                    [&](const Environment &e) { return e.id == source.environment; });
    if (found == environments.end()) {
        b.report(ErrorCode::UnknownReference, "environment " + quoted(source.environment) + " is not declared", source.mark);
        return p;
    }
    p->m_environment = &p->m_workspace->environment(static_cast<std::size_t>(found - environments.begin()));
    b.readSteps();
    if (errors.size() > errorsBefore)
        return p;
    b.collect();
    b.findRaces();
    if (errors.size() > errorsBefore)
        return p;
    const std::size_t n = p->m_workspace->componentCount();
    p->m_tracks.resize(n);
    p->m_phases.reserve(n + 2 * source.steps.size());
    p->m_moves.reserve(source.steps.size());
    p->m_positions.reserve(2 * n + 4 * source.steps.size());
    for (ComponentIndex c = 0; c < n; ++c)
        b.walkComponent(c);
    return p;
}

bool CompiledPlan::replaceMove(StepIndex step, Shared<Plan> plan)
{
    const Step &before = m_plan->steps[step];
    const Step &now = plan->steps[step];
    const bool comparable = !partial() && before.kind == StepKind::Move && now.kind == StepKind::Move &&
        before.component == now.component && before.id == now.id && now.to.size() == 1 && before.to.size() == 1 &&
        now.after.empty();
    const bool commits = std::any_of(m_commitsAll.begin(), m_commitsAll.end(), [](auto b) { return b != 0; }) ||
        std::any_of(m_commitsOne.begin(), m_commitsOne.end(), [](auto b) { return b != 0; });
    // What earlier replacements left behind is cleared by a compilation now and then.
    const bool tidy = m_phases.size() < 2 * (m_workspace->componentCount() + 2 * stepCount()) + 1000;
    if (!comparable || commits || !tidy)
        return false;
    const ComponentIndex c = m_stepComponent[step];
    const Position to = m_workspace->position(c, now.to.front());
    if (to == CompiledWorkspace::unknownRelease || (now.wholeLiveSet && !m_workspace->isClient(c)))
        return false;

    const Shared<Plan> oldPlan = m_plan;
    const Position oldTarget = m_targets[m_targetOffset[step]];
    const Track oldTrack = m_tracks[c];
    m_plan = std::move(plan);
    m_targets[m_targetOffset[step]] = to;
    const bool rolls = now.rolling.value_or(m_workspace->rolls(c));
    const bool rolled = lastEvent(step) != firstEvent(step);
    if (rolls != rolled)
        resizeStep(step, rolls);

    std::vector<Error> errors;
    Builder b{*this, *m_workspace, errors, {}, {}, {}, {}, {}, {}};
    const auto all = moves(c);
    b.movesOf.offset.assign(m_workspace->componentCount() + 1, 0);
    for (const ComponentMove &move : all)
        b.movesOf.steps.push_back(move.step);
    std::fill(b.movesOf.offset.begin() + c + 1, b.movesOf.offset.end(), static_cast<std::uint32_t>(all.size()));
    b.commitsOf.offset.assign(m_workspace->componentCount() + 1, 0);
    m_tracks[c] = {};
    b.walkComponent(c);
    if (errors.empty())
        return true;
    m_plan = oldPlan;
    m_targets[m_targetOffset[step]] = oldTarget;
    if (rolls != rolled)
        resizeStep(step, rolled);
    m_tracks[c] = oldTrack;
    return false;
}

/// Gives a move its window or takes it away; later events move by one.
void CompiledPlan::resizeStep(StepIndex step, bool rolls)
{
    const EventIndex at = firstEvent(step);
    if (rolls)
        m_events.insert(m_events.begin() + at + 1, Event{step, true});
    else
        m_events.erase(m_events.begin() + at + 1);
    const std::uint32_t delta = rolls ? 1 : noIndex; // noIndex is -1 in this arithmetic
    for (std::size_t i = step + 1; i < m_firstEvent.size(); ++i)
        m_firstEvent[i] += delta;
    const auto moved = [&](EventIndex &e) {
        if (e != noIndex && e > at)
            e += delta;
    };
    for (Phase &phase : m_phases) {
        moved(phase.since);
        moved(phase.until);
    }
    for (ComponentMove &move : m_moves) {
        moved(move.begin);
        moved(move.end);
    }
}

} // namespace belay::rollback
