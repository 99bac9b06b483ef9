// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/waybacksolver.h"

#include <boost/pending/disjoint_sets.hpp>

#include <algorithm>
#include <compare>
#include <limits>
#include <map>
#include <numeric>
#include <queue>
#include <tuple>
#include <unordered_set>

namespace belay::rollback {
namespace {

bool mayBreakLive(const CompiledPlan &plan, const Need &need, ComponentIndex owner)
{
    const Track &own = plan.track(owner);
    if (need.release < own.liveLo || need.release > own.liveHi)
        return false;
    if (need.many == Need::none) {
        const Track &other = plan.track(need.provider);
        return other.liveLo < need.span.lo || other.liveHi > need.span.hi;
    }
    const auto alternatives = plan.workspace().alternatives(need);
    return std::none_of(alternatives.begin(), alternatives.end(), [&](const CompiledAlternative &a) {
        const Track &other = plan.track(a.provider);
        const auto spans = a.releases.spans();
        return std::any_of(spans.begin(), spans.end(),
                           [&](const Span &s) { return s.lo <= other.liveLo && other.liveHi <= s.hi; });
    });
}

} // namespace

WayBackSolver::WayBackSolver(const CompiledPlan &plan) : m_plan(plan), m_w(plan.workspace())
{
    const auto movers = plan.movers();
    m_moverOf.assign(m_w.componentCount(), noIndex);
    for (MoverIndex m = 0; m < movers.size(); ++m)
        m_moverOf[movers[m]] = m;
    for (MoverIndex m = 0; m < movers.size(); ++m) {
        const auto offset = static_cast<std::uint32_t>(m_rest.size());
        m_offset.push_back(offset);
        m_rest.resize(offset + plan.track(movers[m]).moveCount + 1, nullptr);
        m_window.resize(m_rest.size(), nullptr);
        for (const Phase &phase : plan.phases(movers[m])) {
            const Phase *&slot = (phase.window ? m_window : m_rest)[offset + phase.movesBegun];
            if (slot == nullptr)
                slot = &phase;
        }
    }

    std::vector<std::uint32_t> rank(movers.size());
    std::vector<std::uint32_t> parent(movers.size());
    boost::disjoint_sets<std::uint32_t *, std::uint32_t *> sets(rank.data(), parent.data());
    for (MoverIndex m = 0; m < movers.size(); ++m)
        sets.make_set(m);
    struct Conflict {
        RequirementRef requirement;
        std::vector<MoverIndex> movers;
    };
    std::vector<Conflict> conflicts;
    const auto note = [&](Conflict conflict) {
        std::sort(conflict.movers.begin(), conflict.movers.end());
        conflict.movers.erase(std::unique(conflict.movers.begin(), conflict.movers.end()), conflict.movers.end());
        std::erase(conflict.movers, noIndex);
        if (conflict.movers.empty())
            return;
        for (const MoverIndex m : conflict.movers)
            sets.union_set(conflict.movers.front(), m);
        conflicts.push_back(std::move(conflict));
    };
    const auto noteNeed = [&](std::uint32_t index) {
        const Need &need = m_w.need(index);
        const ComponentIndex owner = m_w.ownerOf(index);
        if (!mayBreakLive(plan, need, owner))
            return;
        Conflict conflict{{owner, false, index}, {m_moverOf[owner]}};
        if (need.many == Need::none) {
            conflict.movers.push_back(m_moverOf[need.provider]);
        } else {
            for (const CompiledAlternative &a : m_w.alternatives(need))
                conflict.movers.push_back(m_moverOf[a.provider]);
        }
        note(std::move(conflict));
    };
    // A requirement matters if it names a mover: those of the movers, and those on them by others.
    for (const ComponentIndex c : movers) {
        const std::uint32_t first = m_w.firstNeed(c);
        for (std::uint32_t i = 0; i < m_w.needs(c).size(); ++i)
            noteNeed(first + i);
    }
    for (const ComponentIndex c : movers) {
        std::uint32_t last = noIndex;
        for (const std::uint32_t i : m_w.dependents(c)) {
            if (i == last || m_moverOf[m_w.ownerOf(i)] != noIndex)
                continue;
            last = i;
            const Need &need = m_w.need(i);
            // With several movers among the alternatives the first of them notes it.
            if (need.many != Need::none) {
                const auto list = m_w.alternatives(need);
                const auto mover = std::find_if(list.begin(), list.end(), [this](const CompiledAlternative &a) {
                    return m_moverOf[a.provider] != noIndex;
                });
                if (mover->provider != c)
                    continue;
            }
            noteNeed(i);
        }
    }
    for (const ComponentIndex c : m_w.readers()) {
        const auto reads = m_w.reads(c);
        for (std::uint32_t i = 0; i < reads.size(); ++i) {
            const Track &track = plan.track(c);
            if (reads[i].release < track.liveLo || reads[i].release > track.liveHi)
                continue;
            Conflict conflict{{c, true, i}, {m_moverOf[c]}};
            bool possible = false;
            for (const FormatIndex f : m_w.formatsOf(reads[i].store)) {
                if (std::binary_search(reads[i].readable.begin(), reads[i].readable.end(), f))
                    continue;
                possible = true;
                for (const auto &[writer, position] : m_w.formats()[f].writers)
                    conflict.movers.push_back(m_moverOf[writer]);
            }
            if (possible)
                note(std::move(conflict));
        }
    }

    m_groupOf.assign(movers.size(), noIndex);
    std::vector<std::uint32_t> groupOfRoot(movers.size(), noIndex);
    for (MoverIndex m = 0; m < movers.size(); ++m) {
        std::uint32_t &group = groupOfRoot[sets.find_set(m)];
        if (group == noIndex) {
            group = static_cast<std::uint32_t>(m_groups.size());
            m_groups.emplace_back();
        }
        m_groupOf[m] = group;
        m_groups[group].members.push_back(m);
    }
    m_adjacent.resize(movers.size());
    m_readingGroups.resize(m_w.formats().size());
    for (const Conflict &conflict : conflicts) {
        const std::uint32_t g = m_groupOf[conflict.movers.front()];
        Group &group = m_groups[g];
        for (const MoverIndex m : conflict.movers)
            m_adjacent[m].push_back(static_cast<std::uint32_t>(group.requirements.size()));
        group.requirements.push_back(conflict.requirement);
        if (!conflict.requirement.reads)
            continue;
        group.reads = true;
        const Reads &reads = m_w.reads(conflict.requirement.owner)[conflict.requirement.index];
        for (const FormatIndex f : m_w.formatsOf(reads.store)) {
            if (!std::binary_search(reads.readable.begin(), reads.readable.end(), f) &&
                (m_readingGroups[f].empty() || m_readingGroups[f].back() != g))
                m_readingGroups[f].push_back(g);
        }
    }
}

std::span<const Position> WayBackSolver::restLive(MoverIndex m, std::uint32_t move) const
{
    return m_plan.live(*m_rest[m_offset[m] + move]);
}

std::span<const Position> WayBackSolver::windowLive(MoverIndex m, std::uint32_t move) const
{
    const Phase *window = m_window[m_offset[m] + move];
    return window == nullptr ? std::span<const Position>() : m_plan.live(*window);
}

bool WayBackSolver::writesAtRest(MoverIndex m, std::uint32_t move, FormatIndex f) const
{
    return m_plan.writesLive(*m_rest[m_offset[m] + move], m_plan.movers()[m], f);
}

Situation WayBackSolver::start() const
{
    Situation s;
    const std::size_t n = m_plan.movers().size();
    s.begun.assign(n, 0);
    s.half.assign(n, 0);
    s.committed.assign(n, 0);
    const auto &formats = m_plan.environment().formats;
    s.formats.assign(formats.begin(), formats.end());
    return s;
}

void WayBackSolver::apply(Situation &s, EventIndex event) const
{
    const Event e = m_plan.events()[event];
    const Step &step = m_plan.source().steps[e.step];
    const auto live = [&](MoverIndex m) {
        return s.half[m] != 0 ? windowLive(m, s.begun[m]) : restLive(m, s.begun[m]);
    };
    if (step.kind == StepKind::Move) {
        const ComponentIndex c = m_plan.componentOf(e.step);
        const MoverIndex m = m_moverOf[c];
        if (!e.end)
            ++s.begun[m];
        s.half[m] = !e.end && m_plan.firstEvent(e.step) != m_plan.lastEvent(e.step) ? 1 : 0;
        for (const Position p : live(m)) {
            for (const FormatIndex f : m_w.writes(c, p))
                s.formats[f] = 1;
        }
    } else if (step.kind == StepKind::Purge) {
        const FormatIndex *f = m_w.findFormat(m_plan.componentOf(e.step), step.format);
        if (f == nullptr)
            return;
        const auto &writers = m_w.formats()[*f].writers;
        const bool written = std::any_of(writers.begin(), writers.end(), [&](const auto &writer) {
            const MoverIndex m = m_moverOf[writer.first];
            const auto now = m == noIndex ? m_plan.live(m_plan.phases(writer.first).front()) : live(m);
            return std::find(now.begin(), now.end(), writer.second) != now.end();
        });
        s.formats[*f] = written ? 1 : 0;
    } else if (m_plan.commitsAll(e.step)) {
        for (MoverIndex m = 0; m < s.begun.size(); ++m) {
            if (m_plan.commits(e.step, m_plan.movers()[m]))
                s.committed[m] = s.begun[m];
        }
    } else if (m_plan.componentOf(e.step) != noIndex && m_plan.commits(e.step, m_plan.componentOf(e.step))) {
        const MoverIndex m = m_moverOf[m_plan.componentOf(e.step)];
        if (m != noIndex)
            s.committed[m] = s.begun[m];
    }
}

} // namespace belay::rollback
