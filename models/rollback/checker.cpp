// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/checker.h"

#include "models/core/nearmiss.h"
#include "models/rollback/compiledplan.h"
#include "models/rollback/findingbuilder.h"
#include "models/rollback/practice.h"
#include "models/rollback/requirementcheck.h"
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
    std::set<std::string_view> bad;
    for (const Environment &environment : workspace.environments) {
        const std::size_t before = errors.size();
        (void)compiled->compileEnvironment(environment, errors);
        if (errors.size() > before)
            bad.insert(environment.id);
    }
    for (const Shared<Plan> &plan : workspace.plans) {
        if (bad.count(plan->environment) == 0)
            CompiledPlan::compile(compiled, plan, errors);
    }
    return errors;
}

struct PlanChecker::Private final : LiveBreakages {
    std::shared_ptr<const CompiledWorkspace> workspace;
    std::shared_ptr<CompiledPlan> plan;
    CheckOptions options;
    std::map<RequirementRef, RequirementOutcome> outcomes;
    PlanReport report;

    bool brokenLive(RequirementRef requirement) const override
    {
        const auto found = outcomes.find(requirement);
        return found != outcomes.end() &&
            std::any_of(found->second.breakages.begin(), found->second.breakages.end(),
                        [](const Breakage &b) { return b.check == Check::Live; });
    }

    void look(RequirementRef ref)
    {
        outcomes.erase(ref);
        if (!ref.reads && !mayBreak(*plan, workspace->need(ref.index), ref.owner))
            return;
        RequirementOutcome outcome = ref.reads ? checkReads(*plan, ref) : checkNeed(*plan, ref);
        report.statesChecked += outcome.statesChecked;
        if (outcome.fewestRollbacks >= 0)
            outcomes.emplace_hint(outcomes.end(), ref, std::move(outcome));
    }

    void lookAtReads(ComponentIndex c)
    {
        for (std::uint32_t i = 0; i < workspace->reads(c).size(); ++i)
            look({c, true, i});
    }

    /// \returns false if cancelled.
    bool lookAtAll(const std::stop_token &stop, ProgressSink *progress)
    {
        outcomes.clear();
        report.statesChecked = 0;
        const auto n = static_cast<ComponentIndex>(workspace->componentCount());
        for (ComponentIndex c = 0; c < n; ++c) {
            if (c % 1024 == 0) {
                if (stop.stop_requested())
                    return false;
                if (progress != nullptr)
                    progress->progress("Checking requirements", c, n);
            }
            const auto needs = workspace->needs(c);
            const std::uint32_t first = workspace->firstNeed(c);
            for (std::uint32_t i = 0; i < needs.size(); ++i) {
                // Nearly all end here: nothing that the plan ever runs can break them.
                if (mayBreak(*plan, needs[i], c))
                    look({c, false, first + i});
            }
        }
        for (const ComponentIndex c : workspace->readers())
            lookAtReads(c);
        return true;
    }

    bool assemble(const std::stop_token &stop, ProgressSink *progress)
    {
        const Plan &source = plan->source();
        report.plan = source.id;
        report.environment = source.environment;
        report.findings.clear();
        report.resilience.reset();
        report.pointsOfNoReturn.clear();
        for (const auto &[ref, outcome] : outcomes) {
            if (!report.resilience || outcome.fewestRollbacks < *report.resilience)
                report.resilience = outcome.fewestRollbacks;
            for (const Breakage &b : outcome.breakages)
                report.findings.push_back(findingOf(*plan, b));
        }
        if (progress != nullptr)
            progress->progress("Looking for the way back", 0, 0);
        const bool small = plan->stepCount() <= wayBackListLimit;
        const WayBackOutcome way =
            checkWayBack(*plan, *this, small ? WayBackDetail::Moves : WayBackDetail::Existence, stop);
        if (stop.stop_requested())
            return false;
        report.statesChecked += way.statesChecked;
        report.wayBackComplete = way.complete;
        for (const WayBackBreakage &b : way.breakages)
            report.findings.push_back(findingOf(*plan, b, previousBase(way, b.step)));
        for (const StepIndex step : way.pointsOfNoReturn)
            report.pointsOfNoReturn.push_back(source.steps[step].id);
        listWayBack(way);
        for (Finding &f : checkPractice(*plan, report.findings, options.today))
            report.findings.push_back(std::move(f));
        finish();
        return true;
    }

    /// Where the way back led before a step gave it up.
    StepWay previousBase(const WayBackOutcome &way, StepIndex step) const
    {
        StepWay result;
        for (StepIndex i = step; i-- > 0 && !plan->partial();) {
            if (way.steps[i].base != noIndex) {
                result.base = way.steps[i].base;
                break;
            }
        }
        return result;
    }

    void listWayBack(const WayBackOutcome &way)
    {
        const auto &steps = plan->source().steps;
        report.wayBack.resize(steps.size());
        std::vector<bool> noReturn(steps.size(), false);
        for (const StepIndex step : way.pointsOfNoReturn)
            noReturn[step] = true;
        for (StepIndex i = 0; i < steps.size(); ++i) {
            StepWayBack &entry = report.wayBack[i];
            entry.step = steps[i].id;
            entry.pointOfNoReturn = noReturn[i];
            // In a partial order a step may lose the way back in one order of the others and not in
            // another; the state is that after the least one.
            const bool lost = noReturn[i] && way.steps[i].base == i;
            entry.state = lost ? WayBackState::Closed : way.steps[i].state;
            entry.reachesTo = way.steps[i].base == noIndex ? std::string() : steps[way.steps[i].base].id;
            entry.moves = inverseMoves(*plan, way.steps[i].inverses);
        }
    }

    void finish()
    {
        std::map<std::string_view, std::size_t> place{{startStep, 0}};
        for (const Step &step : plan->source().steps)
            place.emplace(step.id, place.size());
        std::stable_sort(report.findings.begin(), report.findings.end(), [&](const Finding &a, const Finding &b) {
            if (a.severity != b.severity)
                return a.severity > b.severity;
            const auto rank = [&](const Finding &f) {
                return std::tuple(f.check == Check::Practice, place.at(f.step), f.window);
            };
            return rank(a) < rank(b);
        });
        const bool unsafe = std::any_of(report.findings.begin(), report.findings.end(), [](const Finding &f) {
            return f.severity == Severity::Error && f.check != Check::Practice;
        });
        report.verdict = unsafe ? Verdict::Unsafe : Verdict::Safe;
    }

    /// Steps from the first to the last that differ, in both plans.
    struct Difference {
        std::size_t first = 0;
        std::size_t lastBefore = 0;
        std::size_t lastAfter = 0;
    };

    static Difference difference(const Plan &before, const Plan &after)
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

    /// The components whose windows the differing steps change; nothing if that may be all of them.
    static std::optional<std::set<ComponentIndex>> touched(const CompiledPlan &p, std::size_t first, std::size_t last,
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

    /// Moves the states of outcomes that the difference leaves alone.
    void shift(const CompiledPlan &old, const Difference &d)
    {
        const EventIndex from = d.lastBefore < old.stepCount() ? old.firstEvent(static_cast<StepIndex>(d.lastBefore))
                                                               : static_cast<EventIndex>(old.events().size());
        const std::size_t eventsNow = plan->events().size();
        const std::size_t eventsThen = old.events().size();
        if (eventsNow == eventsThen)
            return;
        for (auto &[ref, outcome] : outcomes) {
            for (Breakage &b : outcome.breakages) {
                if (b.state.events > from)
                    b.state.events = static_cast<std::uint32_t>(b.state.events + eventsNow - eventsThen);
            }
        }
    }
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

/// What one state shows, with at most one component rolled back.
class StateView {
public:
    StateView(const CompiledPlan &plan, const State &state) : m_plan(plan), m_w(plan.workspace()), m_state(state)
    {
        for (FormatIndex f = 0; f < m_w.formats().size(); ++f)
            m_present.push_back(formatPresent(plan, state, f));
    }

    /// The breakages around a component that the rollback adds to the state.
    std::vector<Breakage> brokenBy(ComponentIndex c, Position to)
    {
        std::set<RequirementRef> around;
        for (std::uint32_t i = 0; i < m_w.needs(c).size(); ++i)
            around.insert({c, false, m_w.firstNeed(c) + i});
        for (const std::uint32_t i : m_w.dependents(c))
            around.insert({m_w.ownerOf(i), false, i});
        for (const ComponentIndex reader : m_w.readers()) {
            for (std::uint32_t i = 0; i < m_w.reads(reader).size(); ++i)
                around.insert({reader, true, i});
        }
        std::vector<Breakage> result;
        for (const RequirementRef &ref : around) {
            const auto before = violations(ref, noIndex, absent);
            for (Breakage b : violations(ref, c, to)) {
                const bool known = std::any_of(before.begin(), before.end(), [&](const Breakage &x) {
                    return x.format == b.format && (severalAlternatives(ref) || x.failing == b.failing);
                });
                if (known)
                    continue;
                b.check = Check::Rollback;
                b.code = static_cast<Code>(static_cast<int>(b.code) + static_cast<int>(Code::RollbackNeeds));
                b.rollbacks = {{c, to}};
                result.push_back(std::move(b));
            }
        }
        return result;
    }

private:
    bool severalAlternatives(const RequirementRef &ref) const
    {
        return !ref.reads && alternativesOf(m_w, m_w.need(ref.index)).size() > 1;
    }

    std::vector<Position> live(ComponentIndex c, ComponentIndex rolled, Position to) const
    {
        const auto now = m_plan.live(phaseIn(m_plan, m_state, c));
        std::vector<Position> result(now.begin(), now.end());
        if (c == rolled) {
            if (!m_w.rolls(c))
                result.clear();
            if (std::find(result.begin(), result.end(), to) == result.end())
                result.push_back(to);
        }
        return result;
    }

    std::vector<Breakage> violations(const RequirementRef &ref, ComponentIndex rolled, Position to) const
    {
        std::vector<Breakage> result;
        const std::vector<Position> own = live(ref.owner, rolled, to);
        const auto runs = [&](Position p) { return std::find(own.begin(), own.end(), p) != own.end(); };
        const auto add = [&](Code code, ComponentIndex against, Position failing, FormatIndex format) {
            Breakage b;
            b.requirement = ref;
            b.code = code;
            b.state = m_state;
            b.against = against;
            b.failing = failing;
            b.format = format;
            result.push_back(std::move(b));
        };
        if (ref.reads) {
            const Reads &reads = m_w.reads(ref.owner)[ref.index];
            if (!runs(reads.release))
                return result;
            for (const FormatIndex f : m_w.formatsOf(reads.store)) {
                const auto written = rolled == noIndex ? std::span<const FormatIndex>() : m_w.writes(rolled, to);
                const bool present = m_present[f] || std::binary_search(written.begin(), written.end(), f);
                if (present && !std::binary_search(reads.readable.begin(), reads.readable.end(), f))
                    add(Code::LiveFormat, noIndex, absent, f);
            }
            return result;
        }
        const Need &need = m_w.need(ref.index);
        if (!runs(need.release))
            return result;
        const auto alternatives = alternativesOf(m_w, need);
        Code code = need.kind() == NeedKind::Tolerates ? Code::LiveTolerates : Code::LiveNeeds;
        if (alternatives.size() == 1 && need.provider == ref.owner)
            code = Code::LiveSelf;
        std::vector<std::pair<ComponentIndex, Position>> failing;
        for (const CompiledAlternative &a : alternatives) {
            const std::size_t before = failing.size();
            for (const Position p : live(a.provider, rolled, to)) {
                if (!a.releases.contains(p))
                    failing.emplace_back(a.provider, p);
            }
            if (failing.size() == before)
                return result;
        }
        if (alternatives.size() > 1) {
            const auto taken = std::find_if(failing.begin(), failing.end(), [&](const auto &f) { return f.first == rolled; });
            const auto &shown = taken == failing.end() ? failing.front() : *taken;
            add(code, shown.first, shown.second, noIndex);
            return result;
        }
        for (const auto &[c, p] : failing)
            add(code, c, p, noIndex);
        return result;
    }

    const CompiledPlan &m_plan;
    const CompiledWorkspace &m_w;
    const State &m_state;
    std::vector<bool> m_present;
};

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
    auto d = std::make_unique<Private>();
    d->options = std::move(options);
    d->workspace = CompiledWorkspace::compile(workspace, errors);
    if (!errors.empty())
        return errors.front();
    d->plan = CompiledPlan::compile(d->workspace, **source, errors);
    if (!errors.empty())
        return errors.front();
    if (!d->lookAtAll(stop, progress) || !d->assemble(stop, progress))
        return cancelled();
    return PlanChecker(std::move(d));
}

Result<std::size_t> PlanChecker::update(Shared<Plan> plan, std::stop_token stop)
{
    std::vector<Error> errors;
    auto compiled = CompiledPlan::compile(m_d->workspace, plan, errors);
    if (!errors.empty())
        return errors.front();
    const std::shared_ptr<CompiledPlan> old = std::exchange(m_d->plan, compiled);
    const Private::Difference d = Private::difference(old->source(), compiled->source());
    std::set<ComponentIndex> stores;
    auto before = Private::touched(*old, d.first, d.lastBefore, stores);
    const auto after = Private::touched(*compiled, d.first, d.lastAfter, stores);
    const bool sameFrame = !compiled->partial() && old->source().order == compiled->source().order &&
        old->source().environment == compiled->source().environment;
    std::size_t looked = 0;
    if (!before || !after || !sameFrame) {
        if (!m_d->lookAtAll(stop, nullptr))
            return cancelled();
        looked = m_d->workspace->needCount();
    } else {
        m_d->shift(*old, d);
        before->insert(after->begin(), after->end());
        const CompiledWorkspace &w = *m_d->workspace;
        for (const ComponentIndex c : *before) {
            for (std::uint32_t i = 0; i < w.needs(c).size(); ++i, ++looked)
                m_d->look({c, false, w.firstNeed(c) + i});
            for (const std::uint32_t i : w.dependents(c)) {
                m_d->look({w.ownerOf(i), false, i});
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
                if (before->count(c) != 0 || stores.count(reads[i].store) != 0) {
                    m_d->look({c, true, i});
                    ++looked;
                }
            }
        }
    }
    if (!m_d->assemble(stop, nullptr))
        return cancelled();
    return looked;
}

const PlanReport &PlanChecker::report() const { return m_d->report; }

Result<Report> check(const Workspace &workspace, const CheckOptions &options, std::stop_token stop,
                     ProgressSink *progress)
{
    std::vector<Error> errors;
    findDuplicates(workspace, errors);
    const auto compiled = CompiledWorkspace::compile(borrowed(workspace), errors);
    if (!errors.empty())
        return errors.front();
    for (const Environment &environment : workspace.environments)
        (void)compiled->compileEnvironment(environment, errors);
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
        PlanChecker::Private d;
        d.options = options;
        d.workspace = compiled;
        d.plan = CompiledPlan::compile(compiled, plan, errors);
        if (!errors.empty())
            return errors.front();
        if (!d.lookAtAll(stop, progress) || !d.assemble(stop, progress))
            return cancelled();
        report.plans.push_back(std::move(d.report));
    }
    applySuppressions(workspace, options, report);
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
    StateView view(p, *state);
    std::vector<SingleRollback> result;
    for (ComponentIndex c = 0; c < p.workspace().componentCount(); ++c) {
        const Phase &phase = phaseIn(p, *state, c);
        for (const Position to : p.back(phase)) {
            SingleRollback single;
            single.rollback = {p.workspace().component(c).id, std::string(p.workspace().label(c, to))};
            single.from = std::string(p.workspace().label(c, phase.current));
            for (const Breakage &b : view.brokenBy(c, to))
                single.breaks.push_back(findingOf(p, b));
            result.push_back(std::move(single));
        }
    }
    return result;
}

} // namespace belay::rollback
