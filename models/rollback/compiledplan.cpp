// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/compiledplan.h"

#include <algorithm>

namespace belay::rollback {
namespace {

bool bit(std::span<const std::uint64_t> words, std::uint32_t i) { return (words[i / 64] >> (i % 64) & 1U) != 0; }

} // namespace

std::span<const Position> CompiledPlan::targets(StepIndex step) const
{
    return std::span(m_targets).subspan(m_targetOffset[step], m_targetOffset[step + 1] - m_targetOffset[step]);
}

bool CompiledPlan::stepBefore(StepIndex a, StepIndex b) const
{
    return partial() ? bit(before(b), a) : a < b;
}

bool CompiledPlan::eventInPast(EventIndex a, EventIndex b) const
{
    if (!partial())
        return a <= b;
    const StepIndex sa = m_events[a].step;
    const StepIndex sb = m_events[b].step;
    return sa == sb ? a <= b : stepBefore(sa, sb);
}

std::span<const std::uint64_t> CompiledPlan::before(StepIndex step) const
{
    return std::span(m_before).subspan(step * m_words, m_words);
}

std::span<const Phase> CompiledPlan::phases(ComponentIndex c) const
{
    return std::span(m_phases).subspan(m_tracks[c].firstPhase, m_tracks[c].phaseCount);
}

std::span<const ComponentMove> CompiledPlan::moves(ComponentIndex c) const
{
    return std::span(m_moves).subspan(m_tracks[c].firstMove, m_tracks[c].moveCount);
}

std::span<const Position> CompiledPlan::live(const Phase &phase) const
{
    return std::span(m_positions).subspan(phase.live, phase.liveCount);
}

std::span<const Position> CompiledPlan::back(const Phase &phase) const
{
    return std::span(m_positions).subspan(phase.back, phase.backCount);
}

std::span<const EventIndex> CompiledPlan::commitsEnding(const Phase &phase) const
{
    return std::span(m_commitEvents).subspan(phase.commits, phase.commitCount);
}

bool CompiledPlan::commits(StepIndex step, ComponentIndex c) const
{
    if (m_commitsOne[step] != 0)
        return m_stepComponent[step] == c;
    if (m_commitsAll[step] == 0)
        return false;
    const auto list = moves(c);
    return std::all_of(list.begin(), list.end(),
                       [&](const ComponentMove &m) { return stepsOrdered(step, m.step); });
}

bool CompiledPlan::writesLive(const Phase &phase, ComponentIndex c, FormatIndex f) const
{
    for (const Position at : live(phase)) {
        const auto list = m_workspace->writes(c, at);
        if (std::binary_search(list.begin(), list.end(), f))
            return true;
    }
    return false;
}

std::vector<FormatPhase> CompiledPlan::formatPhases(FormatIndex f) const
{
    const FormatInfo &info = m_workspace->formats()[f];
    std::vector<ComponentIndex> writers;
    for (const auto &[c, position] : info.writers) {
        if (writers.empty() || writers.back() != c)
            writers.push_back(c);
    }
    std::vector<EventIndex> purges;
    for (const StepIndex i : m_topological) {
        if (m_plan->steps[i].kind == StepKind::Purge && m_stepComponent[i] == info.store &&
            m_plan->steps[i].format == info.name)
            purges.push_back(firstEvent(i));
    }
    std::vector<FormatPhase> result;
    std::vector<EventIndex> births;
    // Each stretch in which a component's live releases write the format keeps it present until a
    // purge that comes after the stretch.
    for (const ComponentIndex c : writers) {
        bool writing = false;
        EventIndex born = noIndex;
        const auto close = [&](EventIndex died) {
            FormatPhase present{born, {}, true};
            for (const EventIndex purge : purges) {
                if (died != noIndex && purge != died && eventInPast(died, purge))
                    present.until.push_back(purge);
            }
            if (born != noIndex)
                births.push_back(born);
            result.push_back(std::move(present));
        };
        for (const Phase &phase : phases(c)) {
            const bool writes = writesLive(phase, c, f);
            if (writes && !writing)
                born = phase.since;
            if (!writes && writing)
                close(phase.since);
            writing = writes;
        }
        if (writing)
            close(noIndex);
    }
    if (m_environment->formats[f])
        result.push_back({noIndex, purges, true});
    else
        result.push_back({noIndex, births, false});
    for (const EventIndex purge : purges) {
        const bool written = std::any_of(writers.begin(), writers.end(), [&](ComponentIndex c) {
            const Phase *at = nullptr;
            for (const Phase &phase : phases(c)) {
                if (phase.since == noIndex || eventInPast(phase.since, purge))
                    at = &phase;
            }
            return at != nullptr && writesLive(*at, c, f);
        });
        if (written)
            continue;
        FormatPhase gone{purge, {}, false};
        for (const EventIndex birth : births) {
            if (!eventInPast(birth, purge))
                gone.until.push_back(birth);
        }
        result.push_back(std::move(gone));
    }
    return result;
}

} // namespace belay::rollback
