// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/planedits.h"

#include "models/items/findingtext.h"
#include "models/items/planlanes.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

namespace belay::items {

using namespace rollback;

namespace {

QString tr(const char *source)
{
    return QCoreApplication::translate("belay::items::PlanEdits", source);
}

std::string columnText(const Plan &plan, std::size_t index)
{
    const std::vector<int> order = columnOrder(plan);
    const auto it = std::find(order.begin(), order.end(), static_cast<int>(index));
    return PlanLanes::columnName(static_cast<int>(it - order.begin())).toStdString();
}

std::string title(const QString &sentence, const std::string &name)
{
    return sentence.arg(text(name)).toStdString();
}

StepChange stepChange(const Plan &plan, std::optional<Step> before, std::optional<Step> after, std::size_t indexBefore,
                      std::size_t indexAfter)
{
    return {plan.id, {std::move(before), std::move(after), indexBefore, indexAfter}};
}

PlanChange planChange(const Workspace &workspace, std::size_t index, Plan after)
{
    return {workspace.plans[index], Shared<Plan>(std::move(after)), index, index};
}

/// Whether `step` would wait for itself if it waited for `after`.
bool closesCycle(const Plan &plan, std::size_t index, const Step &step)
{
    std::unordered_map<std::string_view, const Step *> byId;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        if (i != index)
            byId.try_emplace(plan.steps[i].id, &plan.steps[i]);
    }
    std::vector<std::string_view> open(step.after.begin(), step.after.end());
    std::unordered_set<std::string_view> seen(open.begin(), open.end());
    while (!open.empty()) {
        const std::string_view id = open.back();
        open.pop_back();
        if (id == step.id)
            return true;
        if (const auto it = byId.find(id); it != byId.end()) {
            for (const std::string &before : it->second->after) {
                if (seen.insert(before).second)
                    open.push_back(before);
            }
        }
    }
    return false;
}

} // namespace

std::string freshStepId(const Plan &plan)
{
    unsigned highest = 0;
    for (const Step &step : plan.steps) {
        unsigned number = 0;
        const char *last = step.id.data() + step.id.size();
        if (step.id.size() > 1 && step.id.front() == 's') {
            const auto [end, error] = std::from_chars(step.id.data() + 1, last, number);
            if (error == std::errc() && end == last && number < 1'000'000'000)
                highest = std::max(highest, number);
        }
    }
    return "s" + std::to_string(highest + 1);
}

std::string freshPlanId(const Workspace &workspace, const std::string &wish)
{
    const auto taken = [&](const std::string &id) {
        return std::any_of(workspace.plans.begin(), workspace.plans.end(), [&](const auto &plan) { return plan->id == id; });
    };
    if (!taken(wish))
        return wish;
    for (int number = 2;; ++number) {
        if (std::string id = wish + "-" + std::to_string(number); !taken(id))
            return id;
    }
}

Edit addStep(const Plan &plan, Step step, std::size_t at)
{
    at = std::min(at, plan.steps.size());
    Edit edit{tr("Add step").toStdString(), {}};
    if (step.id.empty())
        step.id = freshStepId(plan);
    edit.changes.push_back(stepChange(plan, std::nullopt, std::move(step), 0, at));
    return edit;
}

Edit changeStep(const Plan &plan, std::size_t index, Step after)
{
    const Step &before = plan.steps[index];
    Edit edit{title(tr("Change %1"), columnText(plan, index)), {}};
    if (before == after)
        return edit;
    const std::string oldId = before.id;
    const std::string newId = after.id;
    edit.changes.push_back(stepChange(plan, before, std::move(after), index, index));
    if (oldId != newId) {
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            Step other = plan.steps[i];
            if (i == index || std::find(other.after.begin(), other.after.end(), oldId) == other.after.end())
                continue;
            std::replace(other.after.begin(), other.after.end(), oldId, newId);
            edit.changes.push_back(stepChange(plan, plan.steps[i], std::move(other), i, i));
        }
    }
    return edit;
}

Edit moveStep(const Plan &plan, std::size_t from, std::size_t to)
{
    Edit edit{title(tr("Move %1"), columnText(plan, from)), {}};
    to = std::min(to, plan.steps.size() - 1);
    if (from != to)
        edit.changes.push_back(stepChange(plan, plan.steps[from], plan.steps[from], from, to));
    return edit;
}

Edit removeStep(const Plan &plan, std::size_t index)
{
    const Step &gone = plan.steps[index];
    Edit edit{title(tr("Delete %1"), columnText(plan, index)), {}};
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const std::vector<std::string> &waits = plan.steps[i].after;
        if (i == index || std::find(waits.begin(), waits.end(), gone.id) == waits.end())
            continue;
        Step other = plan.steps[i];
        std::erase(other.after, gone.id);
        for (const std::string &before : gone.after) {
            if (std::find(other.after.begin(), other.after.end(), before) == other.after.end())
                other.after.push_back(before);
        }
        edit.changes.push_back(stepChange(plan, plan.steps[i], std::move(other), i, i));
    }
    edit.changes.push_back(stepChange(plan, gone, std::nullopt, index, 0));
    return edit;
}

Edit duplicateStep(const Plan &plan, std::size_t index)
{
    Step copy = plan.steps[index];
    copy.id = freshStepId(plan);
    copy.mark = {};
    if (plan.order == PlanOrder::Partial)
        copy.after = {plan.steps[index].id};
    Edit edit{title(tr("Duplicate %1"), columnText(plan, index)), {}};
    edit.changes.push_back(stepChange(plan, std::nullopt, std::move(copy), 0, index + 1));
    return edit;
}

Edit addPlan(const Workspace &workspace, const std::string &id, const std::string &environment)
{
    Plan plan;
    plan.id = id;
    plan.environment = environment;
    Edit edit{title(tr("Add plan %1"), id), {}};
    edit.changes.push_back(PlanChange{std::nullopt, Shared<Plan>(std::move(plan)), 0, workspace.plans.size()});
    return edit;
}

Edit renamePlan(const Workspace &workspace, std::size_t index, const std::string &id)
{
    Plan plan = *workspace.plans[index];
    const std::string old = plan.id;
    Edit edit{title(tr("Rename plan %1"), old), {}};
    if (old == id)
        return edit;
    plan.id = id;
    edit.changes.push_back(planChange(workspace, index, std::move(plan)));
    for (std::size_t i = 0; i < workspace.suppressions.size(); ++i) {
        if (workspace.suppressions[i].plan != old)
            continue;
        Suppression suppression = workspace.suppressions[i];
        suppression.plan = id;
        edit.changes.push_back(SuppressionChange{workspace.suppressions[i], std::move(suppression), i, i});
    }
    return edit;
}

Edit duplicatePlan(const Workspace &workspace, std::size_t index)
{
    Plan plan = *workspace.plans[index];
    Edit edit{title(tr("Duplicate plan %1"), plan.id), {}};
    plan.id = freshPlanId(workspace, plan.id + "-2");
    plan.mark = {};
    edit.changes.push_back(PlanChange{std::nullopt, Shared<Plan>(std::move(plan)), 0, index + 1});
    return edit;
}

Edit removePlan(const Workspace &workspace, std::size_t index)
{
    Edit edit{title(tr("Delete plan %1"), workspace.plans[index]->id), {}};
    edit.changes.push_back(PlanChange{workspace.plans[index], std::nullopt, index, 0});
    return edit;
}

Edit setPlanOrder(const Workspace &workspace, std::size_t index, PlanOrder order)
{
    const Plan &before = *workspace.plans[index];
    Edit edit{title(order == PlanOrder::Sequence ? tr("Put %1 in sequence") : tr("Let steps of %1 run side by side"),
                    before.id),
              {}};
    if (before.order == order)
        return edit;
    Plan after = before;
    after.order = order;
    if (order == PlanOrder::Partial) {
        for (std::size_t i = 0; i < after.steps.size(); ++i) {
            after.steps[i].after.clear();
            if (i > 0)
                after.steps[i].after.push_back(after.steps[i - 1].id);
        }
    } else {
        std::vector<Step> steps;
        for (const int column : columnOrder(before)) {
            steps.push_back(before.steps[static_cast<std::size_t>(column)]);
            steps.back().after.clear();
        }
        after.steps = std::move(steps);
    }
    edit.changes.push_back(planChange(workspace, index, std::move(after)));
    return edit;
}

QStringList liveBefore(const Workspace &workspace, const Plan &plan, std::size_t index, const std::string &component)
{
    Plan part;
    part.id = plan.id;
    part.environment = plan.environment;
    for (const int column : columnOrder(plan)) {
        if (static_cast<std::size_t>(column) == index)
            break;
        const Step &step = plan.steps[static_cast<std::size_t>(column)];
        if (step.component == component && step.kind == StepKind::Move)
            part.steps.push_back(step);
    }
    const int before = static_cast<int>(part.steps.size());
    // One more step, so that the component has a lane even if nothing moved it yet.
    Step last;
    last.component = component;
    part.steps.push_back(std::move(last));
    const PlanLanes lanes = planLanes(workspace, part, nullptr);
    const int lane = lanes.laneOf(component);
    return lane < 0 ? QStringList() : lanes.liveAt(part, lane, before);
}

std::optional<Step> suggestedStep(const Workspace &workspace, const Plan &plan, StepKind kind, int behind)
{
    Step step;
    step.id = freshStepId(plan);
    step.kind = kind;
    const bool partial = plan.order == PlanOrder::Partial;
    const Step *previous = behind >= 0 && behind < static_cast<int>(plan.steps.size())
                               ? &plan.steps[static_cast<std::size_t>(behind)] : nullptr;
    // What everything else leads to: waiting for these is waiting for all steps.
    std::vector<std::string> ends;
    if (partial) {
        std::unordered_set<std::string_view> waitedFor;
        for (const Step &other : plan.steps)
            waitedFor.insert(other.after.begin(), other.after.end());
        for (const Step &other : plan.steps) {
            if (!waitedFor.contains(other.id))
                ends.push_back(other.id);
        }
    }
    switch (kind) {
    case StepKind::Move: {
        // The first component that has a newer release than the plan gives it, unmoved ones first.
        std::unordered_map<std::string_view, std::string_view> reached;
        std::unordered_map<std::string_view, std::string_view> lastMove;
        for (const Environment &environment : workspace.environments) {
            if (environment.id == plan.environment) {
                for (const ComponentReleases &live : environment.live) {
                    if (!live.releases.empty())
                        reached[live.component] = live.releases.back();
                }
            }
        }
        for (const int column : columnOrder(plan)) {
            const Step &other = plan.steps[static_cast<std::size_t>(column)];
            if (other.kind == StepKind::Move && !other.to.empty()) {
                reached[other.component] = other.to.back();
                lastMove[other.component] = other.id;
            }
        }
        for (const bool again : {false, true}) {
            for (const auto &component : workspace.components) {
                if (lastMove.contains(component->id) != again || component->releases.empty())
                    continue;
                const auto live = reached.find(component->id);
                std::size_t next = 0;
                if (live != reached.end()) {
                    const auto at = std::find_if(component->releases.begin(), component->releases.end(),
                                                 [&](const Release &release) { return release.id == live->second; });
                    next = at == component->releases.end() ? 0 : static_cast<std::size_t>(at - component->releases.begin()) + 1;
                }
                if (next >= component->releases.size())
                    continue;
                step.component = component->id;
                step.to = {component->releases[next].id};
                if (partial && again)
                    step.after = {std::string(lastMove[component->id])};
                else if (partial && previous)
                    step.after = {previous->id};
                return step;
            }
        }
        return std::nullopt;
    }
    case StepKind::Soak:
        step.duration_s = workspace.settings.commitAfterSoak_s.value_or(24 * 3600);
        step.after = ends;
        return step;
    case StepKind::Commit: {
        for (int index = behind; index >= 0; --index) {
            if (plan.steps[static_cast<std::size_t>(index)].kind == StepKind::Move) {
                step.component = plan.steps[static_cast<std::size_t>(index)].component;
                break;
            }
        }
        if (step.component.empty() && !workspace.components.empty())
            step.component = workspace.components.front()->id;
        if (step.component.empty())
            return std::nullopt;
        step.reason = tr("Its owners keep this release").toStdString();
        step.after = ends;
        return step;
    }
    case StepKind::Checkpoint: {
        const auto number = 1 + std::count_if(plan.steps.begin(), plan.steps.end(), [](const Step &other) {
            return other.kind == StepKind::Checkpoint;
        });
        step.name = tr("checkpoint %1").arg(number).toStdString();
        step.reason = tr("Nobody goes back past this point").toStdString();
        step.after = ends;
        return step;
    }
    case StepKind::Purge:
        for (const auto &component : workspace.components) {
            for (const Release &release : component->releases) {
                for (const StoreFormats &written : release.writes) {
                    if (!written.formats.empty()) {
                        step.component = written.store;
                        step.format = written.formats.front();
                        step.after = ends;
                        return step;
                    }
                }
            }
        }
        return std::nullopt;
    }
    return std::nullopt;
}

std::vector<StepProblem> stepProblems(const Workspace &workspace, const Plan &plan, std::size_t index, const Step &step)
{
    std::vector<StepProblem> problems;
    const auto problem = [&](StepField field, const QString &sentence) { problems.push_back({field, sentence}); };
    const Component *component = step.component.empty() ? nullptr : findComponent(workspace, step.component);
    const bool needsComponent = step.kind == StepKind::Move || step.kind == StepKind::Purge || step.kind == StepKind::Commit;
    if (needsComponent && step.component.empty())
        problem(StepField::Component, tr("Choose a component."));
    else if (step.kind != StepKind::Checkpoint && !step.component.empty() && !component)
        problem(StepField::Component, tr("There is no component %1.").arg(text(step.component)));
    switch (step.kind) {
    case StepKind::Move: {
        if (step.to.empty() || (step.to.size() == 1 && step.to.front().empty())) {
            problem(StepField::To, tr("Choose the release to move to."));
            break;
        }
        if (!component)
            break;
        bool found = true;
        for (const std::string &release : step.to) {
            if (release == notDeployed || findRelease(*component, release))
                continue;
            problem(StepField::To, tr("%1 has no release %2.").arg(text(component->id), text(release)));
            found = false;
        }
        if (step.to.size() > 1 && component->kind != ComponentKind::Client)
            problem(StepField::To, tr("Only clients can run several releases as a goal."));
        else if (found && step.to.size() == 1) {
            const QStringList live = liveBefore(workspace, plan, index, step.component);
            if (live.size() == 1 && live.first() == text(step.to.front()))
                problem(StepField::To, tr("%1 is there already.").arg(text(component->id)));
        }
        break;
    }
    case StepKind::Purge: {
        if (step.format.empty())
            problem(StepField::Format, tr("Name the format to purge."));
        if (component && component->kind != ComponentKind::Database && component->kind != ComponentKind::Topic)
            problem(StepField::Component, tr("Formats lie in databases and topics."));
        break;
    }
    case StepKind::Soak:
        if (step.duration_s <= 0)
            problem(StepField::Duration, tr("Say how long, for example 24h."));
        break;
    case StepKind::Commit:
        if (step.reason.empty())
            problem(StepField::Reason, tr("Say why its owners give up going back."));
        break;
    case StepKind::Checkpoint:
        if (step.name.empty())
            problem(StepField::Name, tr("Give the checkpoint a name."));
        if (step.reason.empty())
            problem(StepField::Reason, tr("Say why the way back is given up here."));
        break;
    }
    if (plan.order == PlanOrder::Partial) {
        for (const std::string &id : step.after) {
            if (id == step.id) {
                problem(StepField::After, tr("A step cannot wait for itself."));
                return problems;
            }
            if (std::none_of(plan.steps.begin(), plan.steps.end(), [&](const Step &other) { return other.id == id; }))
                problem(StepField::After, tr("There is no step %1.").arg(text(id)));
        }
        if (closesCycle(plan, index, step))
            problem(StepField::After, tr("Then these steps would wait for each other."));
    }
    return problems;
}

} // namespace belay::items
