// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/checker.h"
#include "models/rollback/compiledplan.h"
#include "models/rollback/evidence.h"
#include "models/rollback/wayback.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace belay::rollback {
namespace {

using Names = std::set<std::string, std::less<>>;

bool isWayBack(const Finding &finding) { return finding.check == Check::WayBack; }

const Component *componentNamed(const Workspace &workspace, std::string_view name)
{
    for (const Shared<Component> &c : workspace.components) {
        if (c->id == name)
            return &*c;
    }
    return nullptr;
}

/// The needs before the one that the finding names keep their numbers, so what they name stays too.
void addEarlierNeeds(const Workspace &workspace, const Finding &finding, Names &names)
{
    constexpr std::string_view prefix = "needs/";
    const Component *owner = componentNamed(workspace, finding.component);
    if (owner == nullptr || !finding.requirement.starts_with(prefix))
        return;
    std::size_t number = 0;
    const std::string_view text = std::string_view(finding.requirement).substr(prefix.size());
    std::from_chars(text.data(), text.data() + text.size(), number);
    for (const Release &release : owner->releases) {
        if (release.id != finding.release)
            continue;
        for (std::size_t i = 0; i < number && i < release.needs.size(); ++i) {
            for (const Alternative &a : release.needs[i].anyOf)
                names.insert(a.component);
        }
    }
}

/// Components that the way back of one component can depend on.
void addWayBackGroups(const CompiledPlan &plan, const Finding &finding, Names &names)
{
    const CompiledWorkspace &w = plan.workspace();
    const auto &steps = plan.source().steps;
    const WayBackSolver solver(plan);
    std::set<ComponentIndex> wanted;
    for (const std::string &name : finding.together)
        wanted.insert(*w.find(name));
    const std::set<std::string_view> order(finding.order.begin(), finding.order.end());
    std::vector<StepIndex> begun;
    for (const StepIndex i : plan.topological()) {
        if (order.count(steps[i].id) != 0)
            begun.push_back(i);
    }
    for (const ComponentIndex c : componentsInConflict(plan, begun))
        wanted.insert(c);
    for (const ComponentIndex c : wanted) {
        const MoverIndex m = solver.moverOf(c);
        if (m == noIndex)
            continue;
        const std::uint32_t group = solver.groupOf(m);
        for (const MoverIndex member : solver.members(group))
            names.insert(w.component(plan.movers()[member]).id);
        // Whatever stands still but is named by the group's requirements.
        for (const RequirementRef &ref : solver.requirements(group)) {
            names.insert(w.component(ref.owner).id);
            if (ref.reads) {
                const ComponentIndex store = w.reads(ref.owner)[ref.index].store;
                names.insert(w.component(store).id);
                for (const FormatIndex f : w.formatsOf(store)) {
                    for (const auto &[writer, position] : w.formats()[f].writers)
                        names.insert(w.component(writer).id);
                }
                continue;
            }
            for (const CompiledAlternative &a : alternativesOf(w, w.need(ref.index)))
                names.insert(w.component(a.provider).id);
        }
    }
}

/// A finding is shown with its own evidence and no other.
Component reduced(const Component &source, const Names &names, const std::set<const Evidence *> &evidence)
{
    Component c = source;
    for (std::size_t i = 0; i < c.releases.size(); ++i) {
        for (std::size_t j = 0; j < c.releases[i].tolerates.size(); ++j) {
            std::vector<Evidence> kept;
            for (const Evidence &one : source.releases[i].tolerates[j].evidence) {
                if (evidence.count(&one) != 0)
                    kept.push_back(one);
            }
            c.releases[i].tolerates[j].evidence = std::move(kept);
        }
    }
    for (Release &release : c.releases) {
        std::erase_if(release.tolerates, [&](const Tolerance &t) { return names.count(t.store) == 0; });
        std::erase_if(release.needs, [&](const Requirement &r) {
            return std::any_of(r.anyOf.begin(), r.anyOf.end(),
                               [&](const Alternative &a) { return names.count(a.component) == 0; });
        });
        const auto elsewhere = [&](const StoreFormats &f) { return names.count(f.store) == 0; };
        std::erase_if(release.writes, elsewhere);
        std::erase_if(release.reads, elsewhere);
    }
    return c;
}

bool keeps(const Step &step, const Names &names)
{
    switch (step.kind) {
    case StepKind::Move:
    case StepKind::Commit:
    case StepKind::Purge: return names.count(step.component) != 0;
    case StepKind::Soak: return step.component.empty() || names.count(step.component) != 0;
    case StepKind::Checkpoint: return true;
    }
    return false;
}

} // namespace

Result<Workspace> witnessOf(const Workspace &workspace, const std::string &planName, const Finding &finding)
{
    const auto plan = std::find_if(workspace.plans.begin(), workspace.plans.end(),
                                   [&](const Shared<Plan> &p) { return p->id == planName; });
    if (plan == workspace.plans.end())
        return Error{ErrorCode::UnknownReference, "there is no plan `" + planName + '`', {}, 0, 0};
    std::vector<Error> errors;
    const auto compiled =
        CompiledWorkspace::compile({std::shared_ptr<void>(), &workspace}, errors);
    if (!errors.empty())
        return errors.front();
    const auto compiledPlan = CompiledPlan::compile(compiled, *plan, errors);
    if (!errors.empty())
        return errors.front();

    Names names;
    for (const ComponentState &state : finding.state)
        names.insert(state.component);
    if (!finding.component.empty())
        names.insert(finding.component);
    for (const std::string &name : {finding.against.component, finding.against.store}) {
        if (!name.empty())
            names.insert(name);
    }
    for (const RollbackTo &r : finding.rollbacks)
        names.insert(r.component);
    addEarlierNeeds(workspace, finding, names);
    if (isWayBack(finding))
        addWayBackGroups(*compiledPlan, finding, names);

    std::set<const Evidence *> evidence;
    for (const Evidence *one : evidenceFor(workspace, finding))
        evidence.insert(one);

    Workspace result;
    result.name = workspace.name;
    result.settings = workspace.settings;
    for (const Shared<Component> &c : workspace.components) {
        if (names.count(c->id) != 0)
            result.components.emplace_back(reduced(*c, names, evidence));
    }
    for (const Environment &environment : workspace.environments) {
        if (environment.id != (*plan)->environment)
            continue;
        Environment e = environment;
        const auto elsewhere = [&](const ComponentReleases &r) { return names.count(r.component) == 0; };
        std::erase_if(e.live, elsewhere);
        std::erase_if(e.history, elsewhere);
        std::erase_if(e.formats, [&](const StoreFormats &f) { return names.count(f.store) == 0; });
        result.environments.push_back(std::move(e));
    }
    Plan p;
    p.id = (*plan)->id;
    p.environment = (*plan)->environment;
    p.order = (*plan)->order;
    const std::set<std::string_view> begun(finding.order.begin(), finding.order.end());
    std::vector<StepIndex> kept;
    for (StepIndex i = 0; i < (*plan)->steps.size(); ++i) {
        const Step &step = (*plan)->steps[i];
        // Whether a checkpoint follows decides what a point of no return is.
        // So does the migration for which a release is not feature-free.
        const bool follows =
            (finding.code == Code::WayBackGivenUp && step.kind == StepKind::Checkpoint &&
             std::none_of(kept.begin(), kept.end(), [&](StepIndex k) { return compiledPlan->stepBefore(i, k); })) ||
            (finding.code == Code::PracticeNotFeatureFree && step.kind == StepKind::Move &&
             step.component == finding.against.component);
        if ((begun.count(step.id) != 0 && keeps(step, names)) || follows)
            kept.push_back(i);
    }
    for (const StepIndex i : kept) {
        p.steps.push_back((*plan)->steps[i]);
        p.steps.back().after.clear();
        // What ordered them through steps that are left out still does.
        for (const StepIndex before : kept) {
            if (compiledPlan->partial() && compiledPlan->stepBefore(before, i))
                p.steps.back().after.push_back((*plan)->steps[before].id);
        }
    }
    result.plans.emplace_back(std::move(p));
    return result;
}

} // namespace belay::rollback
