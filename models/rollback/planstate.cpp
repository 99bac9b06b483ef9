// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/compiledplan.h"

#include <algorithm>
#include <bit>
#include <string>

namespace belay::rollback {
namespace {

bool bit(std::span<const std::uint64_t> words, std::uint32_t i) { return (words[i / 64] >> (i % 64) & 1U) != 0; }

} // namespace

State leastState(const CompiledPlan &plan, std::span<const EventIndex> events)
{
    State state;
    if (!plan.partial()) {
        for (const EventIndex e : events) {
            if (e != noIndex)
                state.events = std::max(state.events, e + 1);
        }
        return state;
    }
    state.done.assign(plan.words(), 0);
    for (const EventIndex e : events) {
        if (e == noIndex)
            continue;
        const StepIndex step = plan.events()[e].step;
        const auto before = plan.before(step);
        for (std::size_t i = 0; i < before.size(); ++i)
            state.done[i] |= before[i];
        if (e == plan.lastEvent(step))
            state.done[step / 64] |= std::uint64_t{1} << (step % 64);
        else
            state.begun.push_back(step);
    }
    std::sort(state.begun.begin(), state.begun.end());
    state.begun.erase(std::unique(state.begun.begin(), state.begun.end()), state.begun.end());
    std::erase_if(state.begun, [&](StepIndex s) { return bit(state.done, s); });
    state.events = static_cast<std::uint32_t>(state.begun.size());
    for (std::size_t i = 0; i < state.done.size(); ++i) {
        for (std::uint64_t word = state.done[i]; word != 0; word &= word - 1) {
            const auto step = static_cast<StepIndex>(i * 64 + static_cast<unsigned>(std::countr_zero(word)));
            state.events += plan.lastEvent(step) - plan.firstEvent(step) + 1;
        }
    }
    return state;
}

bool contains(const CompiledPlan &plan, const State &state, EventIndex event)
{
    if (!plan.partial())
        return event < state.events;
    const StepIndex step = plan.events()[event].step;
    if (bit(state.done, step))
        return true;
    return event == plan.firstEvent(step) && event != plan.lastEvent(step) &&
           std::binary_search(state.begun.begin(), state.begun.end(), step);
}

bool earlier(const CompiledPlan &plan, const State &a, const State &b)
{
    if (a.events != b.events || !plan.partial())
        return a.events < b.events;
    const auto weight = [&](const State &s, StepIndex step) -> std::uint32_t {
        if (bit(s.done, step))
            return plan.lastEvent(step) - plan.firstEvent(step) + 1;
        return std::binary_search(s.begun.begin(), s.begun.end(), step) ? 1 : 0;
    };
    for (StepIndex step = 0; step < plan.stepCount(); ++step) {
        const std::uint32_t wa = weight(a, step);
        const std::uint32_t wb = weight(b, step);
        if (wa != wb)
            return wa > wb;
    }
    return false;
}

std::vector<std::string> orderOf(const CompiledPlan &plan, const State &state)
{
    std::vector<std::string> ids;
    for (const StepIndex step : plan.topological()) {
        if (contains(plan, state, plan.firstEvent(step)))
            ids.push_back(plan.source().steps[step].id);
        else if (!plan.partial())
            break;
    }
    return ids;
}

EventIndex lastEventOf(const CompiledPlan &plan, const State &state)
{
    if (state.events == 0)
        return noIndex;
    if (!plan.partial())
        return state.events - 1;
    // Maximal steps are those that no other step of the state comes after.
    std::vector<std::uint64_t> covered(plan.words(), 0);
    std::vector<StepIndex> steps = state.begun;
    for (StepIndex s = 0; s < plan.stepCount(); ++s) {
        if (bit(state.done, s))
            steps.push_back(s);
    }
    StepIndex latest = 0;
    for (const StepIndex s : steps) {
        const auto before = plan.before(s);
        for (std::size_t i = 0; i < before.size(); ++i)
            covered[i] |= before[i];
    }
    for (const StepIndex s : steps) {
        if (!bit(covered, s))
            latest = std::max(latest, s);
    }
    return bit(state.done, latest) ? plan.lastEvent(latest) : plan.firstEvent(latest);
}

const Phase &phaseIn(const CompiledPlan &plan, const State &state, ComponentIndex c)
{
    const auto phases = plan.phases(c);
    const Phase *found = &phases.front();
    for (const Phase &phase : phases) {
        if ((phase.since == noIndex || contains(plan, state, phase.since)) &&
            (phase.sinceToo == noIndex || contains(plan, state, phase.sinceToo)))
            found = &phase;
    }
    return *found;
}

bool formatPresent(const CompiledPlan &plan, const State &state, FormatIndex f)
{
    for (const FormatPhase &phase : plan.formatPhases(f)) {
        if (phase.present && (phase.since == noIndex || contains(plan, state, phase.since)) &&
            std::none_of(phase.until.begin(), phase.until.end(),
                         [&](EventIndex e) { return contains(plan, state, e); }))
            return true;
    }
    return false;
}

} // namespace belay::rollback
