// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/plananalysis.h"

#include "models/rollback/findingbuilder.h"
#include "models/rollback/practice.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace belay::rollback {

/// Steps from the first to the last that differ, in both plans.
struct PlanAnalysis::Difference {
    std::size_t first = 0;
    std::size_t lastBefore = 0;
    std::size_t lastAfter = 0;

    static Difference between(const Plan &before, const Plan &after)
    {
        Difference d{0, before.steps.size(), after.steps.size()};
        while (d.first < d.lastBefore && d.first < d.lastAfter && before.steps[d.first] == after.steps[d.first])
            ++d.first;
        while (d.lastBefore > d.first && d.lastAfter > d.first &&
               before.steps[d.lastBefore - 1] == after.steps[d.lastAfter - 1]) {
            --d.lastBefore;
            --d.lastAfter;
        }
        return d;
    }
};

namespace {

/// The components whose windows the steps change; nothing if that may be all of them.
std::optional<std::set<ComponentIndex>> touched(const CompiledPlan &p, std::size_t first, std::size_t last,
                                                std::set<ComponentIndex> &stores)
{
    std::set<ComponentIndex> result;
    for (std::size_t i = first; i < last; ++i) {
        const auto step = static_cast<StepIndex>(i);
        if (p.commitsAll(step))
            return {};
        const ComponentIndex c = p.componentOf(step);
        if (c == noIndex)
            continue;
        if (p.source().steps[i].kind == StepKind::Purge)
            stores.insert(c);
        else
            result.insert(c);
    }
    return result;
}

} // namespace

PlanAnalysis::PlanAnalysis(std::shared_ptr<const CompiledWorkspace> workspace, std::shared_ptr<CompiledPlan> plan,
                           CheckOptions options)
    : m_workspace(std::move(workspace)), m_plan(std::move(plan)), m_options(std::move(options))
{
}

bool PlanAnalysis::run(const std::stop_token &stop, ProgressSink *progress)
{
    return lookAtAll(stop, progress) && assemble(stop, progress);
}

bool PlanAnalysis::brokenLive(RequirementRef requirement) const
{
    const auto found = m_outcomes.find(requirement);
    return found != m_outcomes.end() &&
        std::any_of(found->second.breakages.begin(), found->second.breakages.end(),
                    [](const Breakage &b) { return b.check == Check::Live; });
}

bool PlanAnalysis::anythingBrokenLive() const
{
    return std::any_of(m_outcomes.begin(), m_outcomes.end(),
                       [](const auto &entry) { return entry.second.fewestRollbacks == 0; });
}

std::uint64_t &PlanAnalysis::statesOf(RequirementRef ref)
{
    return ref.reads ? m_readStates[ref] : m_needStates[ref.index];
}

void PlanAnalysis::look(RequirementRef ref)
{
    m_outcomes.erase(ref);
    m_statesLooked -= std::exchange(statesOf(ref), 0);
    if (!ref.reads && !mayBreak(*m_plan, m_workspace->need(ref.index), ref.owner))
        return;
    RequirementOutcome outcome = ref.reads ? checkReads(*m_plan, ref) : checkNeed(*m_plan, ref);
    m_statesLooked += outcome.statesChecked;
    statesOf(ref) = outcome.statesChecked;
    if (outcome.fewestRollbacks >= 0)
        m_outcomes.emplace_hint(m_outcomes.end(), ref, std::move(outcome));
}

bool PlanAnalysis::lookAtAll(const std::stop_token &stop, ProgressSink *progress)
{
    m_outcomes.clear();
    m_needStates.assign(m_workspace->needCount(), 0);
    m_readStates.clear();
    m_statesLooked = 0;
    const auto n = static_cast<ComponentIndex>(m_workspace->componentCount());
    for (ComponentIndex c = 0; c < n; ++c) {
        if (c % 1024 == 0) {
            if (stop.stop_requested())
                return false;
            if (progress != nullptr)
                progress->progress("Checking requirements", c, n);
        }
        const auto needs = m_workspace->needs(c);
        const std::uint32_t first = m_workspace->firstNeed(c);
        for (std::uint32_t i = 0; i < needs.size(); ++i) {
            // Nearly all end here: nothing that the plan ever runs can break them.
            if (mayBreak(*m_plan, needs[i], c))
                look({c, false, first + i});
        }
    }
    for (const ComponentIndex c : m_workspace->readers()) {
        for (std::uint32_t i = 0; i < m_workspace->reads(c).size(); ++i)
            look({c, true, i});
    }
    return true;
}

bool PlanAnalysis::assemble(const std::stop_token &stop, ProgressSink *progress,
                            const std::set<ComponentIndex> *touched)
{
    const Plan &source = m_plan->source();
    m_report.plan = source.id;
    m_report.environment = source.environment;
    m_report.findings.clear();
    m_report.resilience.reset();
    m_report.pointsOfNoReturn.clear();
    for (const auto &[ref, outcome] : m_outcomes) {
        if (!m_report.resilience || outcome.fewestRollbacks < *m_report.resilience)
            m_report.resilience = outcome.fewestRollbacks;
        for (const Breakage &b : outcome.breakages)
            m_report.findings.push_back(findingOf(*m_plan, b));
    }
    if (progress != nullptr)
        progress->progress("Looking for the way back", 0, 0);
    const bool small = m_plan->stepCount() <= wayBackListLimit;
    const WayBackOutcome way =
        checkWayBack(*m_plan, *this, small ? WayBackDetail::Moves : WayBackDetail::Existence, stop);
    if (stop.stop_requested())
        return false;
    m_report.statesChecked = m_statesLooked + way.statesChecked;
    m_report.wayBackComplete = way.complete;
    for (const WayBackBreakage &b : way.breakages)
        m_report.findings.push_back(findingOf(*m_plan, b, previousBase(way, b.step)));
    for (const StepIndex step : way.pointsOfNoReturn)
        m_report.pointsOfNoReturn.push_back(source.steps[step].id);
    listWayBack(way);
    practise(touched);
    finish();
    return true;
}

void PlanAnalysis::practise(const std::set<ComponentIndex> *touched)
{
    if (touched == nullptr) {
        m_practice = checkPractice(*m_plan, m_report.findings, m_options.today);
    } else {
        std::erase_if(m_practice, [&](const Finding &f) {
            return !f.component.empty() && touched->count(*m_workspace->find(f.component)) != 0;
        });
        for (Finding &f : checkPracticeOf(*m_plan, *touched, m_report.findings, m_options.today))
            m_practice.push_back(std::move(f));
    }
    m_report.findings.insert(m_report.findings.end(), m_practice.begin(), m_practice.end());
}

/// Where the way back led before a step gave it up.
StepWay PlanAnalysis::previousBase(const WayBackOutcome &way, StepIndex step) const
{
    StepWay result;
    if (step > 0 && !m_plan->partial())
        result.base = way.steps[step - 1].base;
    return result;
}

void PlanAnalysis::listWayBack(const WayBackOutcome &way)
{
    const auto &steps = m_plan->source().steps;
    m_report.wayBack.resize(steps.size());
    std::vector<bool> noReturn(steps.size(), false);
    for (const StepIndex step : way.pointsOfNoReturn)
        noReturn[step] = true;
    for (StepIndex i = 0; i < steps.size(); ++i) {
        StepWayBack &entry = m_report.wayBack[i];
        if (entry.step != steps[i].id)
            entry.step = steps[i].id;
        entry.pointOfNoReturn = noReturn[i];
        // In a partial order a step may lose the way back in one order of the others and not in
        // another; the state is that after the least one.
        const bool lost = noReturn[i] && way.steps[i].base == i;
        entry.state = lost ? WayBackState::Closed : way.steps[i].state;
        if (way.steps[i].base == noIndex)
            entry.reachesTo.clear();
        else
            entry.reachesTo = steps[way.steps[i].base].id;
        entry.moves = inverseMoves(*m_plan, way.steps[i].inverses);
    }
}

void PlanAnalysis::finish()
{
    if (!m_report.findings.empty()) {
        std::unordered_map<std::string_view, std::size_t> place{{startStep, 0}};
        for (const Step &step : m_plan->source().steps)
            place.emplace(step.id, place.size());
        std::stable_sort(m_report.findings.begin(), m_report.findings.end(), [&](const Finding &a, const Finding &b) {
            if (a.severity != b.severity)
                return a.severity > b.severity;
            const auto rank = [&](const Finding &f) {
                return std::tuple(f.check == Check::Practice, place.at(f.step), f.window, f.code,
                                  std::string_view(f.component), std::string_view(f.release),
                                  std::string_view(f.requirement));
            };
            return rank(a) < rank(b);
        });
    }
    const bool unsafe = std::any_of(m_report.findings.begin(), m_report.findings.end(), [](const Finding &f) {
        return f.severity == Severity::Error && f.check != Check::Practice;
    });
    m_report.verdict = unsafe ? Verdict::Unsafe : Verdict::Safe;
}

/// Moves the states of outcomes from event `from` on, of `then` events, to where they lie now.
void PlanAnalysis::shift(std::size_t from, std::size_t then)
{
    const std::size_t now = m_plan->events().size();
    if (now == then)
        return;
    for (auto &[ref, outcome] : m_outcomes) {
        for (Breakage &b : outcome.breakages) {
            if (b.state.events > from)
                b.state.events = static_cast<std::uint32_t>(b.state.events + now - then);
        }
    }
}

std::size_t PlanAnalysis::lookAround(const std::set<ComponentIndex> &components, std::set<ComponentIndex> stores)
{
    const CompiledWorkspace &w = *m_workspace;
    std::size_t looked = 0;
    for (const ComponentIndex c : components) {
        for (std::uint32_t i = 0; i < w.needs(c).size(); ++i, ++looked)
            look({c, false, w.firstNeed(c) + i});
        for (const std::uint32_t i : w.dependents(c)) {
            look({w.ownerOf(i), false, i});
            ++looked;
        }
        for (std::size_t p = 0; p < w.component(c).releases.size(); ++p) {
            for (const FormatIndex f : w.writes(c, static_cast<Position>(p)))
                stores.insert(w.formats()[f].store);
        }
    }
    for (const ComponentIndex c : w.readers()) {
        const auto reads = w.reads(c);
        for (std::uint32_t i = 0; i < reads.size(); ++i) {
            if (components.count(c) != 0 || stores.count(reads[i].store) != 0) {
                look({c, true, i});
                ++looked;
            }
        }
    }
    return looked;
}

Result<std::size_t> PlanAnalysis::update(Shared<Plan> plan, const std::stop_token &stop)
{
    const Error cancelled{ErrorCode::Cancelled, "cancelled", {}, 0, 0};
    const Plan &before = m_plan->source();
    const bool sameFrame = !m_plan->partial() && before.order == plan->order && before.environment == plan->environment;
    const Difference d = Difference::between(before, *plan);
    const std::size_t then = m_plan->events().size();
    const std::size_t from =
        d.lastBefore < m_plan->stepCount() ? m_plan->firstEvent(static_cast<StepIndex>(d.lastBefore)) : then;
    std::set<ComponentIndex> stores;
    auto components = touched(*m_plan, d.first, d.lastBefore, stores);
    const bool oneStep = d.lastBefore == d.first + 1 && d.lastAfter == d.first + 1;
    const bool replaced = sameFrame && oneStep && m_plan->replaceMove(static_cast<StepIndex>(d.first), plan);
    if (!replaced) {
        std::vector<Error> errors;
        auto compiled = CompiledPlan::compile(m_workspace, std::move(plan), errors);
        if (!errors.empty())
            return errors.front();
        m_plan = std::move(compiled);
    }
    const auto now = touched(*m_plan, d.first, d.lastAfter, stores);
    std::size_t looked = m_workspace->needCount();
    if (!components || !now || !sameFrame) {
        if (!lookAtAll(stop, nullptr))
            return cancelled;
    } else {
        shift(from, then);
        components->insert(now->begin(), now->end());
        looked = lookAround(*components, std::move(stores));
    }
    // Whoever needs a component that moves otherwise may have waited too little, or long enough now.
    if (replaced) {
        const std::set<ComponentIndex> moved = *components;
        for (const ComponentIndex c : moved) {
            for (const std::uint32_t i : m_workspace->dependents(c))
                components->insert(m_workspace->ownerOf(i));
        }
    }
    if (!assemble(stop, nullptr, replaced ? &*components : nullptr))
        return cancelled;
    return looked;
}

} // namespace belay::rollback
