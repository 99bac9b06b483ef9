// SPDX-License-Identifier: GPL-3.0-or-later
#include "bruteplan.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <set>

namespace belay::rollback::oracle {

namespace {
std::size_t at(int i) { return static_cast<std::size_t>(i); }
}

int lowest(ReleaseSet set) { return std::countr_zero(set) - 1; }
int highest(ReleaseSet set) { return 30 - std::countl_zero(set); }

BrutePlan::BrutePlan(const Workspace &workspace, const Plan &plan) : m_workspace(workspace), m_plan(plan)
{
    for (int c = 0; c < componentCount(); ++c)
        m_index[componentId(c)] = c;
    readRequirements();
    readOrder();
    readStart();
    readMoves();
}

const std::string &BrutePlan::componentId(int c) const { return m_workspace.components[at(c)]->id; }

std::string BrutePlan::label(int c, int release) const
{
    return release == noRelease ? std::string(notDeployed) : m_workspace.components[at(c)]->releases[at(release)].id;
}

bool BrutePlan::isClient(int c) const { return m_workspace.components[at(c)]->kind == ComponentKind::Client; }

bool BrutePlan::kindRolls(int c) const
{
    switch (m_workspace.components[at(c)]->kind) {
    case ComponentKind::Service:
    case ComponentKind::Config:
    case ComponentKind::Client:
    case ComponentKind::External:
        return true;
    case ComponentKind::Database:
    case ComponentKind::Flag:
    case ComponentKind::Topic:
        return false;
    }
    return true;
}

int BrutePlan::depth(int c) const
{
    const Component &component = *m_workspace.components[at(c)];
    if (component.rollbackDepth)
        return *component.rollbackDepth;
    switch (component.kind) {
    case ComponentKind::Service:
    case ComponentKind::Flag:
    case ComponentKind::Config:
        return 1;
    case ComponentKind::Database:
    case ComponentKind::Topic:
    case ComponentKind::Client:
    case ComponentKind::External:
        return 0;
    }
    return 0;
}

int BrutePlan::simultaneous() const
{
    const int asked = m_workspace.settings.simultaneous;
    return asked == allAtOnce ? componentCount() : std::min(asked, componentCount());
}

int BrutePlan::releaseIndex(int c, const std::string &id) const
{
    const std::vector<Release> &releases = m_workspace.components[at(c)]->releases;
    for (std::size_t i = 0; i < releases.size(); ++i) {
        if (releases[i].id == id)
            return static_cast<int>(i);
    }
    assert(id == notDeployed);
    return noRelease;
}

ReleaseSet BrutePlan::rangeSet(int c, const ReleaseRanges &ranges) const
{
    ReleaseSet set = 0;
    const int count = static_cast<int>(m_workspace.components[at(c)]->releases.size());
    for (const ReleaseRange &range : ranges) {
        const int first = range.first.empty() ? 0 : releaseIndex(c, range.first);
        const int last = range.last.empty() ? count - 1 : releaseIndex(c, range.last);
        for (int r = first; r <= last; ++r)
            set |= only(r);
    }
    return set;
}

ReleaseSet BrutePlan::offering(int c, const std::string &feature) const
{
    ReleaseSet set = 0;
    const std::vector<Release> &releases = m_workspace.components[at(c)]->releases;
    for (std::size_t r = 0; r < releases.size(); ++r) {
        if (std::find(releases[r].offers.begin(), releases[r].offers.end(), feature) != releases[r].offers.end())
            set |= only(static_cast<int>(r));
    }
    return set;
}

int BrutePlan::formatIndex(int store, const std::string &format)
{
    const std::pair<int, std::string> key{store, format};
    const auto found = std::find(m_formats.begin(), m_formats.end(), key);
    if (found != m_formats.end())
        return static_cast<int>(found - m_formats.begin());
    m_formats.push_back(key);
    return static_cast<int>(m_formats.size()) - 1;
}

FormatSet BrutePlan::formatSet(const std::vector<StoreFormats> &list)
{
    FormatSet set = 0;
    for (const StoreFormats &entry : list) {
        for (const std::string &format : entry.formats)
            set |= FormatSet{1} << formatIndex(componentIndex(entry.store), format);
    }
    return set;
}

void BrutePlan::readRequirements()
{
    const auto eachRelease = [&](auto &&visit) {
        for (int c = 0; c < componentCount(); ++c) {
            for (const Release &release : m_workspace.components[at(c)]->releases)
                visit(c, release);
        }
    };
    m_writes.resize(at(componentCount()));
    m_requires.resize(at(componentCount()));
    // Numbers all formats first, so that a store's formats are known when a reader is read.
    eachRelease([&](int c, const Release &release) {
        m_writes[at(c)].push_back(formatSet(release.writes));
        static_cast<void>(formatSet(release.reads));
    });
    for (const Environment &environment : m_workspace.environments)
        static_cast<void>(formatSet(environment.formats));
    for (const Step &s : m_plan.steps) {
        if (s.kind == StepKind::Purge)
            static_cast<void>(formatIndex(componentIndex(s.component), s.format));
    }
    eachRelease([&](int c, const Release &release) {
        std::vector<Requires> list;
        for (const Tolerance &tolerance : release.tolerates) {
            const int store = componentIndex(tolerance.store);
            Requires asked;
            asked.name = "tolerates/" + tolerance.store;
            asked.tolerates = true;
            ReleaseSet accepted = rangeSet(store, {{m_workspace.components[at(store)]->releases.front().id, {}}});
            if (tolerance.read)
                accepted &= rangeSet(store, *tolerance.read);
            if (tolerance.write)
                accepted &= rangeSet(store, *tolerance.write);
            asked.alternatives.push_back({store, accepted});
            list.push_back(asked);
        }
        for (std::size_t n = 0; n < release.needs.size(); ++n) {
            Requires asked;
            asked.name = "needs/" + std::to_string(n + 1);
            for (const Alternative &alternative : release.needs[n].anyOf) {
                const int on = componentIndex(alternative.component);
                const ReleaseSet accepted = alternative.feature.empty() ? rangeSet(on, alternative.releases)
                                                                        : offering(on, alternative.feature);
                const auto same = std::find_if(asked.alternatives.begin(), asked.alternatives.end(),
                                               [&](const Accepts &a) { return a.component == on; });
                if (same != asked.alternatives.end())
                    same->accepted |= accepted;
                else
                    asked.alternatives.push_back({on, accepted});
            }
            list.push_back(asked);
        }
        for (const StoreFormats &read : release.reads) {
            Requires asked;
            asked.name = "reads/" + read.store;
            asked.reads = true;
            asked.store = componentIndex(read.store);
            asked.readable = formatSet({read});
            for (std::size_t f = 0; f < m_formats.size(); ++f) {
                if (m_formats[f].first == asked.store)
                    asked.formatsOfStore |= FormatSet{1} << f;
            }
            list.push_back(asked);
        }
        m_requires[at(c)].push_back(list);
    });
}

void BrutePlan::readOrder()
{
    const int count = stepCount();
    m_before.assign(at(count), std::vector<bool>(at(count), false));
    for (int b = 0; b < count; ++b) {
        if (m_plan.order == PlanOrder::Sequence) {
            for (int a = 0; a < b; ++a)
                m_before[at(a)][at(b)] = true;
        } else {
            for (const std::string &id : step(b).after) {
                for (int a = 0; a < count; ++a) {
                    if (step(a).id == id)
                        m_before[at(a)][at(b)] = true;
                }
            }
        }
    }
    for (int via = 0; via < count; ++via) {
        for (int a = 0; a < count; ++a) {
            for (int b = 0; b < count; ++b) {
                m_before[at(a)][at(b)] = before(a, b) || (before(a, via) && before(via, b));
            }
        }
    }
    std::vector<bool> placed(at(count), false);
    for (int n = 0; n < count; ++n) {
        for (int s = 0; s < count; ++s) {
            bool ready = !placed[at(s)];
            for (int a = 0; a < count; ++a)
                ready = ready && (!before(a, s) || placed[at(a)]);
            if (ready) {
                placed[at(s)] = true;
                m_topological.push_back(s);
                break;
            }
        }
    }
    for (const int s : m_topological) {
        if (step(s).kind == StepKind::Move && stepRolls(s)) {
            m_events.push_back({s, EventKind::Begins});
            m_events.push_back({s, EventKind::Ends});
        } else {
            m_events.push_back({s, EventKind::Happens});
        }
    }
    assert(m_events.size() < 32);
}

bool BrutePlan::before(int a, int b) const { return m_before[at(a)][at(b)]; }

bool BrutePlan::stepRolls(int s) const {
    return step(s).rolling.value_or(kindRolls(componentIndex(step(s).component)));
}

bool BrutePlan::reversible(int s) const
{
    return step(s).reversible.value_or(!isClient(componentIndex(step(s).component)));
}

ReleaseSet BrutePlan::target(int s) const
{
    const int c = componentIndex(step(s).component);
    ReleaseSet set = 0;
    for (const std::string &id : step(s).to)
        set |= only(releaseIndex(c, id));
    return set;
}

void BrutePlan::readStart()
{
    const Environment &environment = *std::find_if(m_workspace.environments.begin(), m_workspace.environments.end(),
                                                   [&](const Environment &e) { return e.id == m_plan.environment; });
    const auto count = at(componentCount());
    m_start.live.assign(count, only(noRelease));
    m_start.current.assign(count, noRelease);
    m_start.history.resize(count);
    m_start.begun.assign(count, 0);
    m_start.half.assign(count, false);
    for (const ComponentReleases &entry : environment.live) {
        const int c = componentIndex(entry.component);
        m_start.live[at(c)] = 0;
        for (const std::string &id : entry.releases)
            m_start.live[at(c)] |= only(releaseIndex(c, id));
        m_start.current[at(c)] = highest(m_start.live[at(c)]);
    }
    for (int c = 0; c < componentCount(); ++c) {
        std::vector<int> &history = m_start.history[at(c)];
        const auto given = std::find_if(environment.history.begin(), environment.history.end(),
                                        [&](const ComponentReleases &h) { return h.component == componentId(c); });
        if (given != environment.history.end()) {
            for (const std::string &id : given->releases)
                history.push_back(releaseIndex(c, id));
        } else {
            for (int r = 0; r < m_start.current[at(c)]; ++r)
                history.push_back(r);
        }
        for (int r = noRelease; r < m_start.current[at(c)]; ++r) {
            if ((m_start.live[at(c)] & only(r)) != 0)
                history.push_back(r);
        }
    }
    std::set<int> stated;
    for (const StoreFormats &entry : environment.formats)
        stated.insert(componentIndex(entry.store));
    FormatSet everWritten = 0;
    for (int c = 0; c < componentCount(); ++c) {
        for (const int r : m_start.history[at(c)]) {
            if (r != noRelease)
                everWritten |= m_writes[at(c)][at(r)];
        }
    }
    for (std::size_t f = 0; f < m_formats.size(); ++f) {
        if (stated.count(m_formats[f].first) == 0)
            m_start.formats |= everWritten & (FormatSet{1} << f);
    }
    m_start.formats |= formatSet(environment.formats);
    m_start.formats |= written(m_start.live);
}

void BrutePlan::readMoves()
{
    m_moves.resize(at(componentCount()));
    m_live.resize(at(componentCount()));
    for (int c = 0; c < componentCount(); ++c)
        m_live[at(c)].push_back(m_start.live[at(c)]);
    for (const int s : m_topological) {
        if (step(s).kind != StepKind::Move)
            continue;
        const int c = componentIndex(step(s).component);
        m_moves[at(c)].push_back(s);
        const ReleaseSet to = target(s);
        ReleaseSet live = to;
        // A single release joins what is live in a client; nothing joins "not deployed".
        if (isClient(c) && !step(s).wholeLiveSet && to != only(noRelease))
            live = (m_live[at(c)].back() | to) & ~only(noRelease);
        m_live[at(c)].push_back(live);
    }
}

ReleaseSet BrutePlan::liveAfterMoves(int c, int moves) const { return m_live[at(c)][at(moves)]; }

ReleaseSet BrutePlan::liveDuringMove(int c, int move) const
{
    return liveAfterMoves(c, move - 1) | target(movesOf(c)[at(move - 1)]);
}

std::vector<int> BrutePlan::commits(int s) const
{
    const Step &what = step(s);
    if (what.kind == StepKind::Commit)
        return {componentIndex(what.component)};
    if (what.kind != StepKind::Soak || !m_workspace.settings.commitAfterSoak_s
        || what.duration_s < *m_workspace.settings.commitAfterSoak_s)
        return {};
    if (!what.component.empty())
        return {componentIndex(what.component)};
    std::vector<int> result;
    for (int c = 0; c < componentCount(); ++c) {
        const std::vector<int> &moves = movesOf(c);
        if (std::all_of(moves.begin(), moves.end(), [&](int m) { return before(m, s) || before(s, m); }))
            result.push_back(c);
    }
    return result;
}

EventSet BrutePlan::eventsOf(int s) const
{
    EventSet set = 0;
    for (std::size_t e = 0; e < m_events.size(); ++e) {
        if (m_events[e].step == s)
            set |= EventSet{1} << e;
    }
    return set;
}

EventSet BrutePlan::eventsUntil(const std::string &id, bool rolling) const
{
    EventSet set = 0;
    for (int s = 0; s < stepCount(); ++s) {
        if (step(s).id != id)
            continue;
        for (int a = 0; a < stepCount(); ++a) {
            if (before(a, s))
                set |= eventsOf(a);
        }
        const EventSet own = eventsOf(s);
        set |= rolling ? own & (~own + 1) : own; // the beginning is the lower one
    }
    return set;
}

bool BrutePlan::canHappen(int e, EventSet happened) const
{
    if ((happened >> e & 1) != 0)
        return false;
    for (int s = 0; s < stepCount(); ++s) {
        if (before(s, m_events[at(e)].step) && (eventsOf(s) & ~happened) != 0)
            return false;
    }
    if (m_events[at(e)].kind == EventKind::Ends)
        return (happened >> (e - 1) & 1) != 0;
    return true;
}

State BrutePlan::stateOf(EventSet happened) const
{
    State state = m_start;
    for (std::size_t e = 0; e < m_events.size(); ++e) {
        if ((happened >> e & 1) == 0)
            continue;
        const int s = m_events[e].step;
        const Step &what = step(s);
        if (what.kind == StepKind::Move) {
            const int c = componentIndex(what.component);
            if (m_events[e].kind != EventKind::Ends) {
                state.history[at(c)].push_back(state.current[at(c)]);
                state.current[at(c)] = highest(target(s));
                ++state.begun[at(c)];
            }
            state.half[at(c)] = m_events[e].kind == EventKind::Begins;
            state.live[at(c)] = state.half[at(c)] ? liveDuringMove(c, state.begun[at(c)])
                                                  : liveAfterMoves(c, state.begun[at(c)]);
        } else if (what.kind == StepKind::Purge) {
            for (std::size_t f = 0; f < m_formats.size(); ++f) {
                if (m_formats[f].first == componentIndex(what.component) && m_formats[f].second == what.format)
                    state.formats &= ~(FormatSet{1} << f);
            }
        }
        for (const int c : commits(s))
            state.history[at(c)].clear();
        state.formats |= written(state.live);
    }
    state.events = happened;
    return state;
}

std::vector<State> BrutePlan::reachableStates() const
{
    std::set<EventSet> seen{0};
    std::vector<EventSet> todo{0};
    while (!todo.empty()) {
        const EventSet happened = todo.back();
        todo.pop_back();
        for (int e = 0; e < static_cast<int>(m_events.size()); ++e) {
            const EventSet next = happened | EventSet{1} << e;
            if (canHappen(e, happened) && seen.insert(next).second)
                todo.push_back(next);
        }
    }
    std::vector<std::pair<std::vector<int>, EventSet>> keyed;
    for (const EventSet happened : seen) {
        std::vector<int> positions;
        for (std::size_t e = 0; e < m_events.size(); ++e) {
            if ((happened >> e & 1) != 0)
                positions.push_back(m_events[e].step);
        }
        std::sort(positions.begin(), positions.end());
        keyed.emplace_back(positions, happened);
    }
    std::sort(keyed.begin(), keyed.end(), [](const auto &a, const auto &b) {
        return a.first.size() != b.first.size() ? a.first.size() < b.first.size() : a.first < b.first;
    });
    std::vector<State> states;
    for (const auto &entry : keyed)
        states.push_back(stateOf(entry.second));
    return states;
}

FormatSet BrutePlan::written(const std::vector<ReleaseSet> &live) const
{
    FormatSet set = 0;
    for (int c = 0; c < componentCount(); ++c) {
        for (std::size_t r = 0; r < m_writes[at(c)].size(); ++r) {
            if ((live[at(c)] & only(static_cast<int>(r))) != 0)
                set |= m_writes[at(c)][r];
        }
    }
    return set;
}

std::vector<Violation> BrutePlan::violations(const Situation &situation) const
{
    std::vector<Violation> result;
    for (int c = 0; c < componentCount(); ++c) {
        for (int r = 0; r < static_cast<int>(m_requires[at(c)].size()); ++r) {
            if ((situation.live[at(c)] & only(r)) == 0)
                continue;
            const std::vector<Requires> &list = m_requires[at(c)][at(r)];
            for (int q = 0; q < static_cast<int>(list.size()); ++q) {
                const Requires &asked = list[at(q)];
                if (asked.reads) {
                    const FormatSet unreadable = situation.formats & asked.formatsOfStore & ~asked.readable;
                    for (int f = 0; f < static_cast<int>(m_formats.size()); ++f) {
                        if ((unreadable >> f & 1) != 0)
                            result.push_back({c, r, q, f});
                    }
                } else if (asked.alternatives.size() == 1) {
                    const Accepts &alternative = asked.alternatives.front();
                    const ReleaseSet failing = situation.live[at(alternative.component)] & ~alternative.accepted;
                    for (int f = noRelease; f < 31; ++f) {
                        if ((failing & only(f)) != 0)
                            result.push_back({c, r, q, f});
                        if (failing < only(f))
                            break;
                    }
                } else if (std::none_of(asked.alternatives.begin(), asked.alternatives.end(), [&](const Accepts &a) {
                               return (situation.live[at(a.component)] & ~a.accepted) == 0;
                           })) {
                    result.push_back({c, r, q, noFailing});
                }
            }
        }
    }
    return result;
}

const Requires &BrutePlan::requirement(const Violation &violation) const
{
    return m_requires[at(violation.component)][at(violation.release)][at(violation.requirement)];
}

std::vector<int> BrutePlan::rollbackReleases(const State &state, int c) const
{
    std::vector<int> result;
    const std::vector<int> &history = state.history[at(c)];
    for (auto r = history.rbegin(); r != history.rend() && static_cast<int>(result.size()) < depth(c); ++r) {
        if (*r != state.current[at(c)] && std::find(result.begin(), result.end(), *r) == result.end())
            result.push_back(*r);
    }
    return result;
}

int BrutePlan::lastStep(const State &state) const
{
    int last = -1;
    for (std::size_t e = 0; e < m_events.size(); ++e) {
        if ((state.events >> e & 1) == 0)
            continue;
        bool canBeLast = true;
        for (std::size_t later = 0; later < m_events.size(); ++later) {
            if ((state.events >> later & 1) != 0 && before(m_events[e].step, m_events[later].step))
                canBeLast = false;
        }
        if (canBeLast)
            last = std::max(last, m_events[e].step);
    }
    return last;
}

bool BrutePlan::isHalfDone(const State &state, int s) const
{
    const EventSet all = eventsOf(s);
    return (state.events & all) != 0 && (state.events & all) != all;
}

std::vector<std::string> BrutePlan::begunSteps(const State &state) const
{
    std::vector<std::string> result;
    for (const int s : m_topological) {
        if ((state.events & eventsOf(s)) != 0)
            result.push_back(step(s).id);
    }
    return result;
}

} // namespace belay::rollback::oracle
