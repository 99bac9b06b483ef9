// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/workspace/randomedits.h"

#include <algorithm>
#include <utility>

namespace belay::workspace::testing {

using namespace rollback;

namespace {

const std::vector<std::string> &allTexts()
{
    static const std::vector<std::string> texts{
        "", "a", "api", "2.4.0", "1.10", "off", "20260311_add_address", "Grüße aus Köln", "注文", "🚢",
        "two\nlines", "\"quoted\" and 'single'", "semi;colon -- comment", "%s %n ?1", std::string("nul\0inside", 10),
        std::string(300, 'x'),
    };
    return texts;
}

} // namespace

std::string RandomEdits::text() { return allTexts()[below(allTexts().size())]; }

std::string RandomEdits::freshId(const char *prefix)
{
    return prefix + std::to_string(++m_number) + (oneIn(4) ? text() : std::string());
}

std::vector<std::string> RandomEdits::texts()
{
    std::vector<std::string> list(below(4));
    for (std::string &one : list)
        one = text();
    return list;
}

ReleaseRanges RandomEdits::ranges()
{
    ReleaseRanges list(below(3));
    for (ReleaseRange &range : list)
        range = {text(), text()};
    return list;
}

std::vector<Evidence> RandomEdits::evidence()
{
    const auto any = [this] { return allTexts()[static_cast<std::size_t>(m_evidence() % allTexts().size())]; };
    std::vector<Evidence> list(static_cast<std::size_t>(m_evidence() % 4));
    for (Evidence &one : list)
        one = {{any(), any()}, m_evidence() % 2 == 0, any(), any(), any(), any(), any(), any(), {}};
    return list;
}

std::vector<StoreFormats> RandomEdits::formats()
{
    std::vector<StoreFormats> list(below(3));
    for (StoreFormats &one : list)
        one = {text(), texts(), {}};
    return list;
}

std::vector<ComponentReleases> RandomEdits::deployed()
{
    std::vector<ComponentReleases> list(below(4));
    for (ComponentReleases &one : list)
        one = {text(), texts(), {}};
    return list;
}

Release RandomEdits::release()
{
    Release release;
    release.id = freshId("r");
    release.featureFree = oneIn(3);
    release.offers = texts();
    for (std::size_t i = below(3); i > 0; --i) {
        Tolerance tolerance;
        tolerance.store = text();
        if (oneIn(2))
            tolerance.read = ranges();
        if (oneIn(2))
            tolerance.write = ranges();
        tolerance.evidence = evidence();
        release.tolerates.push_back(std::move(tolerance));
    }
    for (std::size_t i = below(3); i > 0; --i) {
        Requirement requirement;
        for (std::size_t j = below(3); j > 0; --j) {
            Alternative alternative;
            alternative.component = text();
            if (oneIn(2))
                alternative.feature = text();
            else
                alternative.releases = ranges();
            requirement.anyOf.push_back(std::move(alternative));
        }
        release.needs.push_back(std::move(requirement));
    }
    release.writes = formats();
    release.reads = formats();
    return release;
}

Component RandomEdits::component()
{
    Component component;
    component.id = freshId("c");
    mutate(component);
    for (std::size_t i = below(4); i > 0; --i)
        component.releases.push_back(release());
    return component;
}

Environment RandomEdits::environment()
{
    Environment environment;
    environment.id = freshId("e");
    environment.live = deployed();
    environment.history = deployed();
    environment.formats = formats();
    return environment;
}

Step RandomEdits::step()
{
    Step step;
    step.id = freshId("s");
    mutate(step);
    return step;
}

Plan RandomEdits::plan()
{
    Plan plan;
    plan.id = freshId("p");
    plan.environment = text();
    plan.order = oneIn(2) ? PlanOrder::Partial : PlanOrder::Sequence;
    for (std::size_t i = below(6); i > 0; --i)
        plan.steps.push_back(step());
    return plan;
}

Suppression RandomEdits::suppression()
{
    return {text(), text(), text(), text(), text(), text(), text(), {}};
}

Link RandomEdits::link()
{
    return {text(), text(), text(), text(), oneIn(2), {}};
}

void RandomEdits::mutate(Component &component)
{
    component.kind = static_cast<ComponentKind>(below(7));
    component.owner = text();
    component.rollbackDepth = oneIn(2) ? std::optional<int>(static_cast<int>(below(5)) - 1) : std::nullopt;
    component.drill.reset();
    if (oneIn(3))
        component.drill = DrillRecord{static_cast<std::int64_t>(below(1000)) * 86400, text(), {}};
    component.healthByRelease.reset();
    if (oneIn(2))
        component.healthByRelease = oneIn(2);
    auto &releases = component.releases;
    switch (below(6)) {
    case 0: releases.insert(releases.begin() + static_cast<std::ptrdiff_t>(below(releases.size() + 1)), release()); break;
    case 1:
        if (!releases.empty())
            releases.erase(releases.begin() + static_cast<std::ptrdiff_t>(below(releases.size())));
        break;
    case 2:
        if (!releases.empty())
            releases[below(releases.size())].id = freshId("r");
        break;
    case 3:
        if (!releases.empty()) {
            // The same release with other contents, in another order.
            Release &one = releases[below(releases.size())];
            std::string id = one.id;
            std::vector<Requirement> needs = one.needs;
            one = release();
            one.id = std::move(id);
            one.needs.insert(one.needs.end(), needs.rbegin(), needs.rend());
        }
        break;
    case 4: std::reverse(releases.begin(), releases.end()); break;
    default: break;
    }
}

void RandomEdits::mutate(Environment &environment)
{
    switch (below(3)) {
    case 0: environment.live = deployed(); break;
    case 1: environment.history = deployed(); break;
    default: environment.formats = formats(); break;
    }
}

void RandomEdits::mutate(Step &step)
{
    step.kind = static_cast<StepKind>(below(5));
    step.component = text();
    step.to = texts();
    step.wholeLiveSet = oneIn(2);
    step.reversible.reset();
    if (oneIn(2))
        step.reversible = oneIn(2);
    step.rolling.reset();
    if (oneIn(2))
        step.rolling = oneIn(2);
    step.format = text();
    step.duration_s = static_cast<std::int64_t>(below(1000000));
    step.name = text();
    step.reason = text();
    step.after = texts();
}

void RandomEdits::mutate(Plan &plan)
{
    plan.environment = text();
    if (!plan.steps.empty() && oneIn(2))
        mutate(plan.steps[below(plan.steps.size())]);
    if (oneIn(2))
        plan.steps.insert(plan.steps.begin() + static_cast<std::ptrdiff_t>(below(plan.steps.size() + 1)), step());
    if (!plan.steps.empty() && oneIn(3))
        plan.steps.erase(plan.steps.begin() + static_cast<std::ptrdiff_t>(below(plan.steps.size())));
    if (oneIn(3))
        std::reverse(plan.steps.begin(), plan.steps.end());
}

void RandomEdits::mutate(Suppression &value) { value = suppression(); }

void RandomEdits::mutate(Link &value) { value = link(); }

namespace {

template <class T>
T &writable(T &value) { return value; }
template <class T>
T &writable(Shared<T> &value) { return value.edit(); }

} // namespace

/// One change of a list: adds, removes, changes, renames or moves a value.
template <class T, class Make, class Wrap>
void RandomEdits::changeOf(std::vector<T> &list, Make make, Wrap wrap)
{
    Change<T> change;
    const std::size_t what = list.empty() ? 0 : below(5);
    if (what == 0) {
        change.indexAfter = below(list.size() + 1);
        change.after = T(make());
    } else {
        change.indexBefore = below(list.size());
        change.before = list[change.indexBefore];
        if (what > 1) {
            T now = *change.before;
            if (what != 4)
                mutate(writable(now));
            if constexpr (requires { make().id; }) {
                if (oneIn(4))
                    writable(now).id = make().id;
            }
            change.after = std::move(now);
            change.indexAfter = what == 2 ? change.indexBefore : below(list.size());
        }
    }
    wrap(std::move(change));
}

Workspace RandomEdits::workspace()
{
    Workspace workspace;
    workspace.name = text();
    if (oneIn(2))
        workspace.settings.commitAfterSoak_s = static_cast<std::int64_t>(below(1000000));
    workspace.settings.simultaneous = static_cast<int>(below(4));
    for (std::size_t i = below(6); i > 0; --i)
        workspace.components.emplace_back(component());
    for (std::size_t i = below(4); i > 0; --i)
        workspace.links.push_back(link());
    for (std::size_t i = below(3); i > 0; --i)
        workspace.environments.push_back(environment());
    for (std::size_t i = below(3); i > 0; --i)
        workspace.plans.emplace_back(plan());
    for (std::size_t i = below(3); i > 0; --i)
        workspace.suppressions.push_back(suppression());
    for (std::size_t i = below(4); i > 0; --i)
        workspace.layout.push_back({freshId("n"), static_cast<double>(below(1000)) / 8, -0.1 * static_cast<double>(i)});
    std::sort(workspace.layout.begin(), workspace.layout.end(),
              [](const NodePlace &a, const NodePlace &b) { return a.component < b.component; });
    return workspace;
}

Edit RandomEdits::edit(const Workspace &workspace, std::size_t most)
{
    Edit edit;
    edit.title = "Random";
    Workspace now = workspace;
    const auto keep = [&](AnyChange change) {
        Edit one;
        one.changes.push_back(change);
        const Result<Done> applied = apply(now, one);
        if (applied)
            edit.changes.push_back(std::move(change));
    };
    for (std::size_t i = 1 + below(most); i > 0; --i) {
        switch (below(9)) {
        case 0: keep(NameChange{now.name, text()}); break;
        case 1: {
            Settings settings;
            settings.simultaneous = static_cast<int>(below(5));
            if (oneIn(2))
                settings.commitAfterSoak_s = static_cast<std::int64_t>(below(100000));
            keep(SettingsChange{now.settings, settings});
            break;
        }
        case 2: changeOf(now.components, [this] { return component(); }, keep); break;
        case 3: changeOf(now.environments, [this] { return environment(); }, keep); break;
        case 4: changeOf(now.plans, [this] { return plan(); }, keep); break;
        case 5:
            if (!now.plans.empty()) {
                const std::size_t index = below(now.plans.size());
                std::vector<Step> steps = now.plans[index]->steps;
                changeOf(steps, [this] { return step(); },
                         [&](Change<Step> change) { keep(StepChange{now.plans[index]->id, std::move(change)}); });
            }
            break;
        case 6: changeOf(now.suppressions, [this] { return suppression(); }, keep); break;
        case 7: changeOf(now.links, [this] { return link(); }, keep); break;
        default: {
            PlaceChange change;
            if (!now.layout.empty() && !oneIn(3))
                change.before = now.layout[below(now.layout.size())];
            if (!change.before || !oneIn(3))
                change.after = NodePlace{change.before && oneIn(2) ? change.before->component : freshId("n"),
                                         static_cast<double>(below(100000)) / 3, 1e-300};
            keep(change);
            break;
        }
        }
    }
    if (edit.changes.empty())
        edit.changes.emplace_back(NameChange{workspace.name, text()});
    return edit;
}

} // namespace belay::workspace::testing
