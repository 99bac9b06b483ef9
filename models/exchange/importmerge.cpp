// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importmerge.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace belay::exchange {

using rollback::Component;
using rollback::ComponentReleases;
using rollback::Environment;
using rollback::Link;
using rollback::Release;
using rollback::Workspace;

namespace {

using Index = std::unordered_map<std::string, std::size_t>;

std::optional<std::size_t> positionOf(const Component &component, const std::string &label)
{
    for (std::size_t i = 0; i < component.releases.size(); ++i) {
        if (component.releases[i].id == label)
            return i;
    }
    return {};
}

/// The entry of a component in one of an environment's lists, found in constant time.
class ReleasesIndex {
public:
    explicit ReleasesIndex(std::vector<ComponentReleases> &list) : m_list(list)
    {
        for (std::size_t i = 0; i < list.size(); ++i)
            m_index.try_emplace(list[i].component, i);
    }
    ComponentReleases *find(const std::string &component)
    {
        const auto entry = m_index.find(component);
        return entry == m_index.end() ? nullptr : &m_list[entry->second];
    }
    void add(ComponentReleases releases)
    {
        m_index.try_emplace(releases.component, m_list.size());
        m_list.push_back(std::move(releases));
    }

private:
    std::vector<ComponentReleases> &m_list;
    Index m_index;
};

/// Puts `label` in the place of what is live. What was live ends the history; a history that was
/// implied (all predecessors) is written out where the new release would imply another one.
void makeLive(ReleasesIndex &live, ReleasesIndex &history, const Component &component, const std::string &label,
              MergeCounts &counts)
{
    ComponentReleases *now = live.find(component.id);
    if (!now) {
        live.add({component.id, {label}, {}});
        ++counts.liveChanged;
        return;
    }
    if (std::find(now->releases.begin(), now->releases.end(), label) != now->releases.end())
        return;
    if (ComponentReleases *past = history.find(component.id)) {
        past->releases.insert(past->releases.end(), now->releases.begin(), now->releases.end());
    } else if (!now->releases.empty()) {
        std::size_t current = 0;
        for (const std::string &release : now->releases)
            current = std::max(current, positionOf(component, release).value_or(0));
        if (positionOf(component, label) != current + 1) {
            ComponentReleases written{component.id, {}, {}};
            for (std::size_t i = 0; i <= current && i < component.releases.size(); ++i)
                written.releases.push_back(component.releases[i].id);
            history.add(std::move(written));
        }
    }
    now->releases = {label};
    ++counts.liveChanged;
}

void mergeComponents(Workspace &workspace, const ImportedGraph &graph, MergeCounts &counts)
{
    Index index;
    index.reserve(workspace.components.size() + graph.components.size());
    for (std::size_t i = 0; i < workspace.components.size(); ++i)
        index.try_emplace(workspace.components[i]->id, i);
    for (const ImportedComponent &imported : graph.components) {
        const auto [entry, added] = index.try_emplace(imported.id, workspace.components.size());
        if (added) {
            Component component;
            component.id = imported.id;
            component.kind = imported.kind;
            component.owner = imported.owner;
            component.mark = imported.mark;
            workspace.components.emplace_back(std::move(component));
            ++counts.componentsAdded;
        } else {
            ++counts.componentsKnown;
        }
        Shared<Component> &shared = workspace.components[entry->second];
        if (shared->owner.empty() && !imported.owner.empty())
            shared.edit().owner = imported.owner;
        for (const std::string &label : imported.releases) {
            if (positionOf(*shared, label))
                continue;
            Release release;
            release.id = label;
            release.mark = imported.mark;
            shared.edit().releases.push_back(std::move(release));
            ++counts.releasesAdded;
        }
    }
}

void mergeEnvironment(Workspace &workspace, const ImportedGraph &graph, const std::string &id, MergeCounts &counts)
{
    auto found = std::find_if(workspace.environments.begin(), workspace.environments.end(),
                              [&id](const Environment &environment) { return environment.id == id; });
    if (found == workspace.environments.end()) {
        Environment added;
        added.id = id;
        workspace.environments.push_back(std::move(added));
        found = std::prev(workspace.environments.end());
    }
    std::unordered_map<std::string_view, const Component *> components;
    for (const Shared<Component> &component : workspace.components)
        components.try_emplace(component->id, &*component);
    ReleasesIndex live(found->live);
    ReleasesIndex history(found->history);
    for (const ImportedComponent &imported : graph.components) {
        if (!imported.releases.empty())
            makeLive(live, history, *components.at(imported.id), imported.releases.back(), counts);
    }
}

std::string pairKey(const Link &link)
{
    return link.from + '\n' + link.to;
}

/// Links have no id. Those with the same ends are matched: first the ones with the same label, then
/// the rest in order, so that a call count that has grown changes its link and does not move it.
void mergeLinks(Workspace &workspace, const ImportedGraph &graph, const std::string &origin, MergeCounts &counts)
{
    std::unordered_set<std::string_view> components;
    for (const Shared<Component> &component : workspace.components)
        components.insert(component->id);

    constexpr std::size_t gone = static_cast<std::size_t>(-1);
    std::vector<Link> wanted;
    wanted.reserve(graph.edges.size());
    std::unordered_map<std::string, std::size_t> exact;
    for (const Link &edge : graph.edges) {
        Link link = edge;
        link.origin = origin;
        // What one input does not hold may have come with another one.
        link.resolved = components.contains(link.to);
        if (exact.try_emplace(pairKey(link) + '\n' + link.label, wanted.size()).second)
            wanted.push_back(std::move(link));
    }

    std::vector<std::size_t> match(workspace.links.size(), gone);
    std::vector<bool> used(wanted.size(), false);
    for (std::size_t i = 0; i < workspace.links.size(); ++i) {
        const Link &link = workspace.links[i];
        if (link.origin != origin)
            continue;
        const auto same = exact.find(pairKey(link) + '\n' + link.label);
        if (same != exact.end() && !used[same->second]) {
            match[i] = same->second;
            used[same->second] = true;
        }
    }
    std::unordered_map<std::string, std::deque<std::size_t>> left;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!used[i])
            left[pairKey(wanted[i])].push_back(i);
    }
    for (std::size_t i = 0; i < workspace.links.size() && !left.empty(); ++i) {
        if (workspace.links[i].origin != origin || match[i] != gone)
            continue;
        const auto candidates = left.find(pairKey(workspace.links[i]));
        if (candidates == left.end() || candidates->second.empty())
            continue;
        match[i] = candidates->second.front();
        used[match[i]] = true;
        candidates->second.pop_front();
    }

    std::vector<Link> merged;
    merged.reserve(workspace.links.size() + wanted.size());
    for (std::size_t i = 0; i < workspace.links.size(); ++i) {
        Link &link = workspace.links[i];
        if (link.origin != origin) {
            merged.push_back(std::move(link));
        } else if (match[i] == gone) {
            ++counts.linksRemoved;
        } else {
            ++(link == wanted[match[i]] ? counts.linksKept : counts.linksChanged);
            merged.push_back(std::move(wanted[match[i]]));
        }
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!used[i]) {
            merged.push_back(std::move(wanted[i]));
            ++counts.linksAdded;
        }
    }
    // The import may bring what another origin's link was waiting for.
    for (Link &link : merged) {
        if (!link.resolved && components.contains(link.to))
            link.resolved = true;
    }
    workspace.links = std::move(merged);
}

} // namespace

Merge merge(Workspace before, const ImportedGraph &graph, const MergeOptions &options)
{
    Merge result{std::move(before), {}};
    mergeComponents(result.workspace, graph, result.counts);
    if (!options.environment.empty())
        mergeEnvironment(result.workspace, graph, options.environment, result.counts);
    mergeLinks(result.workspace, graph, options.origin, result.counts);
    return result;
}

} // namespace belay::exchange
