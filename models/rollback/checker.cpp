// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/checker.h"

#include "models/core/nearmiss.h"
#include "models/rollback/compiledplan.h"
#include "models/rollback/findingbuilder.h"
#include "models/rollback/plananalysis.h"
#include "models/rollback/singlerollback.h"
#include "models/rollback/wayback.h"

#include <algorithm>
#include <map>
#include <set>

namespace belay::rollback {
namespace {

std::string quoted(std::string_view text) { return '`' + std::string(text) + '`'; }

/// A workspace that the caller keeps alive.
std::shared_ptr<const Workspace> borrowed(const Workspace &workspace)
{
    return {std::shared_ptr<void>(), &workspace};
}

Error cancelled() { return {ErrorCode::Cancelled, "cancelled", {}, 0, 0}; }

template <class List, class IdOf>
void findDuplicates(const List &list, std::string_view what, const IdOf &idOf, std::vector<Error> &errors)
{
    std::set<std::string_view> seen;
    for (const auto &item : list) {
        const auto &[id, mark] = idOf(item);
        if (!seen.insert(id).second && errors.size() < errorLimit)
            errors.push_back({ErrorCode::Duplicate, std::string(what) + ' ' + quoted(id) + " is declared twice", {},
                              mark.line, mark.column});
    }
}

void findDuplicates(const Workspace &w, std::vector<Error> &errors)
{
    findDuplicates(w.environments, "environment",
                   [](const Environment &e) { return std::pair(std::string_view(e.id), e.mark); }, errors);
    findDuplicates(w.plans, "plan",
                   [](const Shared<Plan> &p) { return std::pair(std::string_view(p->id), p->mark); }, errors);
}

} // namespace

std::vector<Error> validate(const Workspace &workspace)
{
    std::vector<Error> errors;
    findDuplicates(workspace, errors);
    const auto compiled = CompiledWorkspace::compile(borrowed(workspace), errors);
    if (!errors.empty())
        return errors;
    for (const Shared<Plan> &plan : workspace.plans)
        CompiledPlan::compile(compiled, plan, errors);
    return errors;
}

struct PlanChecker::Private {
    PlanAnalysis analysis;
};

PlanChecker::PlanChecker(std::unique_ptr<Private> d) : m_d(std::move(d)) {}
PlanChecker::PlanChecker(PlanChecker &&) noexcept = default;
PlanChecker &PlanChecker::operator=(PlanChecker &&) noexcept = default;
PlanChecker::~PlanChecker() = default;

namespace {

Result<const Shared<Plan> *> planNamed(const Workspace &workspace, std::string_view name)
{
    std::vector<std::string_view> names;
    for (const Shared<Plan> &plan : workspace.plans) {
        if (plan->id == name)
            return &plan;
        names.emplace_back(plan->id);
    }
    const std::string hint = nearMiss(name, names);
    return Error{ErrorCode::UnknownReference,
                 "there is no plan " + quoted(name) + (hint.empty() ? std::string() : ", did you mean " + quoted(hint) + '?'),
                 {}, 0, 0};
}

/// A plan ready for questions about its states.
Result<std::shared_ptr<CompiledPlan>> compiledPlan(const Workspace &workspace, const std::string &name)
{
    const auto plan = planNamed(workspace, name);
    if (!plan)
        return plan.error();
    std::vector<Error> errors;
    const auto compiled = CompiledWorkspace::compile(borrowed(workspace), errors);
    if (!errors.empty())
        return errors.front();
    auto result = CompiledPlan::compile(compiled, **plan, errors);
    if (!errors.empty())
        return errors.front();
    return result;
}

Result<StepIndex> stepNamed(const CompiledPlan &plan, std::string_view name)
{
    const auto &steps = plan.source().steps;
    for (StepIndex i = 0; i < steps.size(); ++i) {
        if (steps[i].id == name)
            return i;
    }
    std::vector<std::string_view> names;
    for (const Step &step : steps)
        names.emplace_back(step.id);
    const std::string hint = nearMiss(name, names);
    return Error{ErrorCode::UnknownReference,
                 "plan " + quoted(plan.source().id) + " has no step " + quoted(name) +
                     (hint.empty() ? std::string() : ", did you mean " + quoted(hint) + '?'),
                 {}, 0, 0};
}

Result<State> stateNamed(const CompiledPlan &plan, std::string_view step, Window window)
{
    if (step == startStep)
        return leastState(plan, {});
    const auto index = stepNamed(plan, step);
    if (!index)
        return index.error();
    const std::vector<EventIndex> event{window == Window::During ? plan.firstEvent(*index) : plan.lastEvent(*index)};
    return leastState(plan, event);
}

void applySuppressions(const Workspace &workspace, const CheckOptions &options, Report &report)
{
    for (const Suppression &s : workspace.suppressions) {
        SuppressionUse use{s, 0, !options.today.empty() && s.until < options.today};
        const auto fits = [](const std::string &wanted, std::string_view value) {
            return wanted.empty() || wanted == value;
        };
        for (PlanReport &plan : report.plans) {
            for (Finding &f : plan.findings) {
                if (!use.expired && fits(s.code, toText(f.code)) && fits(s.plan, plan.plan) &&
                    fits(s.component, f.component) && fits(s.release, f.release) && fits(s.requirement, f.requirement)) {
                    ++use.findings;
                    if (f.suppressedBy.empty())
                        f.suppressedBy = s.reason;
                }
            }
        }
        report.suppressions.push_back(std::move(use));
    }
}

} // namespace

Result<PlanChecker> PlanChecker::make(std::shared_ptr<const Workspace> workspace, std::string plan, CheckOptions options,
                                      std::stop_token stop, ProgressSink *progress)
{
    const auto source = planNamed(*workspace, plan);
    if (!source)
        return source.error();
    std::vector<Error> errors;
    const auto compiled = CompiledWorkspace::compile(workspace, errors);
    if (!errors.empty())
        return errors.front();
    auto compiledPlan = CompiledPlan::compile(compiled, **source, errors);
    if (!errors.empty())
        return errors.front();
    auto d = std::make_unique<Private>(Private{PlanAnalysis(compiled, std::move(compiledPlan), std::move(options))});
    if (!d->analysis.run(stop, progress))
        return cancelled();
    return PlanChecker(std::move(d));
}

Result<std::size_t> PlanChecker::update(Shared<Plan> plan, std::stop_token stop)
{
    return m_d->analysis.update(std::move(plan), stop);
}

const PlanReport &PlanChecker::report() const { return m_d->analysis.report(); }

Result<Report> check(const Workspace &workspace, const CheckOptions &options, std::stop_token stop,
                     ProgressSink *progress)
{
    std::vector<Error> errors;
    findDuplicates(workspace, errors);
    const auto compiled = CompiledWorkspace::compile(borrowed(workspace), errors);
    if (!errors.empty())
        return errors.front();
    Report report;
    report.workspace = workspace.name;
    if (!options.plan.empty()) {
        if (const auto found = planNamed(workspace, options.plan); !found)
            return found.error();
    }
    for (const Shared<Plan> &plan : workspace.plans) {
        if (!options.plan.empty() && plan->id != options.plan)
            continue;
        auto compiledPlan = CompiledPlan::compile(compiled, plan, errors);
        if (!errors.empty())
            return errors.front();
        PlanAnalysis analysis(compiled, std::move(compiledPlan), options);
        if (!analysis.run(stop, progress))
            return cancelled();
        report.plans.push_back(analysis.takeReport());
    }
    applySuppressions(workspace, options, report);
    return report;
}

struct WorkspaceChecker::Private {
    struct Followed {
        Shared<Plan> plan;
        PlanAnalysis analysis;
    };
    CheckOptions options;
    std::shared_ptr<const Workspace> base; ///< What was compiled.
    std::shared_ptr<const CompiledWorkspace> compiled;
    std::map<std::string, Followed> plans;
    Work work;

    /// Whether what was compiled says the same about everything but the plans.
    [[nodiscard]] bool standsOn(const Workspace &workspace) const
    {
        return compiled && base->settings == workspace.settings && base->components == workspace.components &&
            base->environments == workspace.environments;
    }

    [[nodiscard]] Result<const PlanReport *> follow(const Shared<Plan> &plan, const std::stop_token &stop,
                                                    ProgressSink *progress)
    {
        const auto found = plans.find(plan->id);
        if (found == plans.end()) {
            std::vector<Error> errors;
            auto compiledPlan = CompiledPlan::compile(compiled, plan, errors);
            if (!errors.empty())
                return errors.front();
            PlanAnalysis analysis(compiled, std::move(compiledPlan), options);
            if (!analysis.run(stop, progress))
                return cancelled();
            ++work.analysed;
            const auto added = plans.emplace(plan->id, Followed{plan, std::move(analysis)}).first;
            return &added->second.analysis.report();
        }
        Followed &followed = found->second;
        if (followed.plan == plan) {
            ++work.kept;
            return &followed.analysis.report();
        }
        if (const auto updated = followed.analysis.update(plan, stop); !updated) {
            // Half updated; a plan that is wrong has changed nothing.
            if (updated.error().code == ErrorCode::Cancelled)
                plans.erase(found);
            return updated.error();
        }
        followed.plan = plan;
        ++work.updated;
        return &followed.analysis.report();
    }
};

WorkspaceChecker::WorkspaceChecker(std::string today) : m_d(std::make_unique<Private>())
{
    m_d->options.today = std::move(today);
}
WorkspaceChecker::WorkspaceChecker(WorkspaceChecker &&) noexcept = default;
WorkspaceChecker &WorkspaceChecker::operator=(WorkspaceChecker &&) noexcept = default;
WorkspaceChecker::~WorkspaceChecker() = default;

WorkspaceChecker::Work WorkspaceChecker::lastWork() const { return m_d->work; }

Result<Report> WorkspaceChecker::check(std::shared_ptr<const Workspace> workspace, std::stop_token stop,
                                       ProgressSink *progress)
{
    Private &d = *m_d;
    d.work = {};
    std::vector<Error> errors;
    findDuplicates(*workspace, errors);
    if (!d.standsOn(*workspace)) {
        d.plans.clear();
        d.compiled = CompiledWorkspace::compile(workspace, errors);
        d.base = workspace;
        if (!errors.empty())
            d.compiled.reset();
    }
    if (!errors.empty())
        return errors.front();
    Report report;
    report.workspace = workspace->name;
    std::set<std::string_view> present;
    for (const Shared<Plan> &plan : workspace->plans) {
        const auto followed = d.follow(plan, stop, progress);
        if (!followed)
            return followed.error();
        report.plans.push_back(**followed);
        present.insert(plan->id);
    }
    std::erase_if(d.plans, [&](const auto &entry) { return !present.contains(entry.first); });
    applySuppressions(*workspace, d.options, report);
    return report;
}

Result<StepWayBack> wayBackAfter(const Workspace &workspace, const std::string &plan, const std::string &step,
                                 std::stop_token stop)
{
    const auto compiled = compiledPlan(workspace, plan);
    if (!compiled)
        return compiled.error();
    StepWayBack result;
    result.step = step;
    if (step == startStep)
        return result;
    const auto index = stepNamed(**compiled, step);
    if (!index)
        return index.error();
    const StepWay way = wayBackFrom(**compiled, *index, stop);
    if (stop.stop_requested())
        return cancelled();
    const auto &steps = (*compiled)->source().steps;
    result.pointOfNoReturn = way.base == *index && steps[*index].kind != StepKind::Checkpoint;
    result.state = result.pointOfNoReturn ? WayBackState::Closed : way.state;
    result.reachesTo = way.base == noIndex ? std::string() : steps[way.base].id;
    result.moves = inverseMoves(**compiled, way.inverses);
    return result;
}

Result<PlanState> stateAfter(const Workspace &workspace, const std::string &plan, const std::string &step,
                             Window window)
{
    const auto compiled = compiledPlan(workspace, plan);
    if (!compiled)
        return compiled.error();
    const CompiledPlan &p = **compiled;
    const auto state = stateNamed(p, step, window);
    if (!state)
        return state.error();
    PlanState result;
    const auto n = static_cast<ComponentIndex>(p.workspace().componentCount());
    std::vector<std::vector<std::string>> present(n);
    for (FormatIndex f = 0; f < p.workspace().formats().size(); ++f) {
        if (formatPresent(p, *state, f))
            present[p.workspace().formats()[f].store].push_back(p.workspace().formats()[f].name);
    }
    for (ComponentIndex c = 0; c < n; ++c) {
        result.components.push_back(componentState(p, phaseIn(p, *state, c), c));
        if (!present[c].empty())
            result.formats.push_back({p.workspace().component(c).id, std::move(present[c])});
    }
    return result;
}

Result<std::vector<SingleRollback>> singleRollbacksAfter(const Workspace &workspace, const std::string &plan,
                                                         const std::string &step)
{
    const auto compiled = compiledPlan(workspace, plan);
    if (!compiled)
        return compiled.error();
    const CompiledPlan &p = **compiled;
    const auto state = stateNamed(p, step, Window::After);
    if (!state)
        return state.error();
    std::vector<SingleRollback> result;
    for (ComponentIndex c = 0; c < p.workspace().componentCount(); ++c) {
        const Phase &phase = phaseIn(p, *state, c);
        for (const Position to : p.back(phase)) {
            SingleRollback single;
            single.rollback = {p.workspace().component(c).id, std::string(p.workspace().label(c, to))};
            single.from = std::string(p.workspace().label(c, phase.current));
            for (const Breakage &b : brokenByRollback(p, *state, c, to))
                single.breaks.push_back(findingOf(p, b));
            result.push_back(std::move(single));
        }
    }
    return result;
}

} // namespace belay::rollback
