// SPDX-License-Identifier: GPL-3.0-or-later
// Edits that reach everything that names a component or a release.
#include "models/items/componentedits_p.h"

#include <functional>

namespace belay::items {

using namespace rollback;
using namespace componentedits;

namespace {

template <class T>
bool same(const Shared<T> &a, const Shared<T> &b)
{
    return a.same(b) || a == b;
}
template <class T>
bool same(const T &a, const T &b)
{
    return a == b;
}

/// The changes between two lists of the same length.
template <class T>
void addChanges(const std::vector<T> &before, const std::vector<T> &after, std::vector<AnyChange> &changes)
{
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (!same(before[i], after[i]))
            changes.emplace_back(Change<T>{before[i], after[i], i, i});
    }
}

/// From the back to the front, so that indices stay true.
template <class T, class Goes>
void addRemovals(std::vector<T> &list, Goes goes, std::vector<AnyChange> &changes)
{
    for (std::size_t i = list.size(); i > 0; --i) {
        if (!goes(list[i - 1]))
            continue;
        changes.emplace_back(Change<T>{list[i - 1], std::nullopt, i - 1, 0});
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i - 1));
    }
}

/// The edit between two workspaces whose lists have the same lengths.
std::vector<AnyChange> changesBetween(const Workspace &before, const Workspace &after)
{
    std::vector<AnyChange> changes;
    addChanges(before.components, after.components, changes);
    addChanges(before.links, after.links, changes);
    addChanges(before.environments, after.environments, changes);
    addChanges(before.plans, after.plans, changes);
    addChanges(before.suppressions, after.suppressions, changes);
    for (std::size_t i = 0; i < before.layout.size(); ++i) {
        if (!(before.layout[i] == after.layout[i]))
            changes.emplace_back(PlaceChange{before.layout[i], after.layout[i]});
    }
    return changes;
}

/// Calls `visit` for every text in the workspace that names a component, with the component's kind of
/// use; `visit` may change it.
void visitComponentNames(Workspace &workspace, const std::string &id, const std::function<void(std::string &)> &visit)
{
    const auto touches = [&id](const std::string &name) { return name == id; };
    for (auto &shared : workspace.components) {
        const Component &look = *shared;
        const bool isNamed = std::any_of(look.releases.begin(), look.releases.end(), [&](const Release &r) {
            const auto inFormats = [&](const std::vector<StoreFormats> &list) {
                return std::any_of(list.begin(), list.end(), [&](const StoreFormats &f) { return touches(f.store); });
            };
            return inFormats(r.reads) || inFormats(r.writes)
                || std::any_of(r.tolerates.begin(), r.tolerates.end(), [&](const Tolerance &t) { return touches(t.store); })
                || std::any_of(r.needs.begin(), r.needs.end(), [&](const Requirement &n) {
                       return std::any_of(n.anyOf.begin(), n.anyOf.end(),
                                          [&](const Alternative &a) { return touches(a.component); });
                   });
        });
        if (!isNamed && look.id != id)
            continue;
        Component &component = shared.edit();
        if (touches(component.id))
            visit(component.id);
        for (Release &release : component.releases) {
            for (Requirement &need : release.needs) {
                for (Alternative &alternative : need.anyOf) {
                    if (touches(alternative.component))
                        visit(alternative.component);
                }
            }
            for (Tolerance &tolerance : release.tolerates) {
                if (touches(tolerance.store))
                    visit(tolerance.store);
            }
            for (auto *list : {&release.reads, &release.writes}) {
                for (StoreFormats &formats : *list) {
                    if (touches(formats.store))
                        visit(formats.store);
                }
            }
        }
    }
    for (Environment &environment : workspace.environments) {
        for (auto *list : {&environment.live, &environment.history}) {
            for (ComponentReleases &entry : *list) {
                if (touches(entry.component))
                    visit(entry.component);
            }
        }
        for (StoreFormats &formats : environment.formats) {
            if (touches(formats.store))
                visit(formats.store);
        }
    }
    for (auto &shared : workspace.plans) {
        const bool isNamed = std::any_of(shared->steps.begin(), shared->steps.end(),
                                         [&](const Step &step) { return touches(step.component); });
        if (!isNamed)
            continue;
        for (Step &step : shared.edit().steps) {
            if (touches(step.component))
                visit(step.component);
        }
    }
    for (Suppression &suppression : workspace.suppressions) {
        if (touches(suppression.component))
            visit(suppression.component);
        const auto slash = suppression.requirement.find('/');
        if (slash != std::string::npos && suppression.requirement.substr(slash + 1) == id
            && suppression.requirement.compare(0, 6, "needs/") != 0) {
            std::string name = suppression.requirement.substr(slash + 1);
            visit(name);
            suppression.requirement = suppression.requirement.substr(0, slash + 1) + name;
        }
    }
    for (Link &link : workspace.links) {
        if (touches(link.from))
            visit(link.from);
        if (touches(link.to))
            visit(link.to);
    }
    for (NodePlace &place : workspace.layout) {
        if (touches(place.component))
            visit(place.component);
    }
}

bool namesRelease(const ReleaseRanges &ranges, const std::string &label)
{
    return std::any_of(ranges.begin(), ranges.end(),
                       [&label](const ReleaseRange &range) { return range.first == label || range.last == label; });
}

/// Who names a release of a component, in words; empty if nobody does.
QString userOfRelease(const Workspace &workspace, const std::string &id, const std::string &label)
{
    for (const Environment &environment : workspace.environments) {
        for (const auto *list : {&environment.live, &environment.history}) {
            for (const ComponentReleases &entry : *list) {
                if (entry.component == id
                    && std::find(entry.releases.begin(), entry.releases.end(), label) != entry.releases.end())
                    return tr("environment %1").arg(fromStd(environment.id));
            }
        }
    }
    for (const auto &plan : workspace.plans) {
        for (const Step &step : plan->steps) {
            if (step.kind == StepKind::Move && step.component == id
                && std::find(step.to.begin(), step.to.end(), label) != step.to.end())
                return tr("step %1 of plan %2").arg(fromStd(step.id), fromStd(plan->id));
        }
    }
    for (const auto &component : workspace.components) {
        for (const Release &release : component->releases) {
            bool isNamed = false;
            for (const Requirement &need : release.needs) {
                for (const Alternative &alternative : need.anyOf)
                    isNamed = isNamed || (alternative.component == id && namesRelease(alternative.releases, label));
            }
            for (const Tolerance &tolerance : release.tolerates) {
                isNamed = isNamed || (tolerance.store == id && ((tolerance.read && namesRelease(*tolerance.read, label))
                                                               || (tolerance.write && namesRelease(*tolerance.write, label))));
            }
            if (isNamed)
                return tr("a range of %1 %2").arg(fromStd(component->id), fromStd(release.id));
        }
    }
    return {};
}

void renameInRange(ReleaseRange &range, const std::string &from, const std::string &to)
{
    if (range.first == from)
        range.first = to;
    if (range.last == from)
        range.last = to;
}

void renameInRanges(ReleaseRanges &ranges, const std::string &from, const std::string &to)
{
    for (ReleaseRange &range : ranges)
        renameInRange(range, from, to);
}

/// The range without the release at `position`; nothing if nothing is left of it.
std::optional<ReleaseRange> without(ReleaseRange range, const std::vector<Release> &releases, std::size_t position)
{
    const std::string &label = releases[position].id;
    if (range.first == label && range.last == label)
        return std::nullopt;
    if (range.first == label) {
        if (position + 1 == releases.size())
            return std::nullopt;
        range.first = releases[position + 1].id;
    } else if (range.last == label) {
        if (position == 0)
            return std::nullopt;
        range.last = releases[position - 1].id;
    }
    return range;
}

} // namespace

Proposal deleteComponent(const Workspace &workspace, const std::string &id)
{
    if (!indexOf(workspace, id))
        return refused(tr("There is no component %1.").arg(fromStd(id)));
    Workspace after = workspace;
    for (auto &shared : after.components) {
        const auto isItsFormat = [&id](const StoreFormats &formats) { return formats.store == id; };
        bool isNamed = false;
        for (const Release &release : shared->releases) {
            isNamed = isNamed || std::any_of(release.reads.begin(), release.reads.end(), isItsFormat)
                || std::any_of(release.writes.begin(), release.writes.end(), isItsFormat)
                || std::any_of(release.tolerates.begin(), release.tolerates.end(),
                               [&id](const Tolerance &t) { return t.store == id; });
            for (const Requirement &need : release.needs) {
                isNamed = isNamed || std::any_of(need.anyOf.begin(), need.anyOf.end(),
                                                 [&id](const Alternative &a) { return a.component == id; });
            }
        }
        if (!isNamed || shared->id == id)
            continue;
        for (Release &release : shared.edit().releases) {
            std::erase_if(release.reads, isItsFormat);
            std::erase_if(release.writes, isItsFormat);
            std::erase_if(release.tolerates, [&id](const Tolerance &t) { return t.store == id; });
            for (Requirement &need : release.needs)
                std::erase_if(need.anyOf, [&id](const Alternative &a) { return a.component == id; });
            std::erase_if(release.needs, [](const Requirement &need) { return need.anyOf.empty(); });
        }
    }
    for (Environment &environment : after.environments) {
        std::erase_if(environment.live, [&id](const ComponentReleases &e) { return e.component == id; });
        std::erase_if(environment.history, [&id](const ComponentReleases &e) { return e.component == id; });
        std::erase_if(environment.formats, [&id](const StoreFormats &f) { return f.store == id; });
    }
    for (auto &plan : after.plans) {
        const auto isItsStep = [&id](const Step &step) { return step.component == id; };
        if (std::none_of(plan->steps.begin(), plan->steps.end(), isItsStep))
            continue;
        std::vector<Step> &steps = plan.edit().steps;
        for (std::size_t s = steps.size(); s > 0; --s) {
            if (!isItsStep(steps[s - 1]))
                continue;
            // Who waited for the step waits for what it waited for.
            const Step gone = steps[s - 1];
            steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(s - 1));
            for (Step &step : steps) {
                const auto place = std::find(step.after.begin(), step.after.end(), gone.id);
                if (place == step.after.end())
                    continue;
                step.after.erase(place);
                for (const std::string &earlier : gone.after) {
                    if (std::find(step.after.begin(), step.after.end(), earlier) == step.after.end())
                        step.after.push_back(earlier);
                }
            }
        }
    }
    std::vector<AnyChange> changes = changesBetween(workspace, after);
    addRemovals(after.links, [&id](const Link &link) { return link.from == id || link.to == id; }, changes);
    addRemovals(after.suppressions, [&id](const Suppression &s) { return s.component == id; }, changes);
    for (const NodePlace &place : after.layout) {
        if (place.component == id)
            changes.emplace_back(PlaceChange{place, std::nullopt});
    }
    addRemovals(after.components, [&id](const Shared<Component> &c) { return c->id == id; }, changes);
    return proposed(tr("Delete %1").arg(fromStd(id)), std::move(changes));
}

Proposal renameComponent(const Workspace &workspace, const std::string &id, const QString &name)
{
    if (const QString problem = nameProblem(name); !problem.isEmpty())
        return refused(problem);
    const std::string to = name.trimmed().toStdString();
    if (to == id)
        return {};
    if (!indexOf(workspace, id))
        return refused(tr("There is no component %1.").arg(fromStd(id)));
    if (indexOf(workspace, to))
        return refused(tr("There is a component %1 already.").arg(name.trimmed()));
    Workspace after = workspace;
    visitComponentNames(after, id, [&to](std::string &at) { at = to; });
    std::vector<AnyChange> changes;
    // A reference of the new name, which nobody could resolve so far, has become this component.
    const auto placeOf = [&workspace](const std::string &of) {
        return std::find_if(workspace.layout.begin(), workspace.layout.end(), [&of](const NodePlace &one) { return one.component == of; });
    };
    if (placeOf(id) != workspace.layout.end() && placeOf(to) != workspace.layout.end())
        changes.emplace_back(PlaceChange{*placeOf(to), std::nullopt});
    std::vector<AnyChange> rest = changesBetween(workspace, after);
    changes.insert(changes.end(), std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
    return proposed(tr("Rename %1 to %2").arg(fromStd(id), name.trimmed()), std::move(changes));
}

Proposal renameRelease(const Workspace &workspace, const std::string &id, const std::string &release, const QString &label)
{
    if (const QString problem = nameProblem(label); !problem.isEmpty())
        return refused(problem);
    const std::string to = label.trimmed().toStdString();
    if (to == release)
        return {};
    const auto index = indexOf(workspace, id);
    if (!index)
        return refused(tr("There is no component %1.").arg(fromStd(id)));
    Workspace after = workspace;
    Component &component = after.components[*index].edit();
    if (releaseOf(component, to))
        return refused(tr("%1 has a release %2 already.").arg(fromStd(id), label.trimmed()));
    Release *at = releaseOf(component, release);
    if (!at)
        return refused(tr("%1 has no release %2.").arg(fromStd(id), fromStd(release)));
    at->id = to;
    for (auto &shared : after.components) {
        Component renamed = *shared;
        for (Release &one : renamed.releases) {
            for (Requirement &need : one.needs) {
                for (Alternative &alternative : need.anyOf) {
                    if (alternative.component == id)
                        renameInRanges(alternative.releases, release, to);
                }
            }
            for (Tolerance &tolerance : one.tolerates) {
                if (tolerance.store != id)
                    continue;
                if (tolerance.read)
                    renameInRanges(*tolerance.read, release, to);
                if (tolerance.write)
                    renameInRanges(*tolerance.write, release, to);
                for (Evidence &evidence : tolerance.evidence)
                    renameInRange(evidence.versions, release, to);
            }
        }
        if (!(renamed == *shared))
            shared = Shared<Component>(std::move(renamed));
    }
    for (Environment &environment : after.environments) {
        for (auto *list : {&environment.live, &environment.history}) {
            for (ComponentReleases &entry : *list) {
                if (entry.component == id)
                    std::replace(entry.releases.begin(), entry.releases.end(), release, to);
            }
        }
    }
    for (auto &plan : after.plans) {
        const bool isNamed = std::any_of(plan->steps.begin(), plan->steps.end(), [&](const Step &step) {
            return step.component == id && std::find(step.to.begin(), step.to.end(), release) != step.to.end();
        });
        if (!isNamed)
            continue;
        for (Step &step : plan.edit().steps) {
            if (step.component == id)
                std::replace(step.to.begin(), step.to.end(), release, to);
        }
    }
    for (Suppression &suppression : after.suppressions) {
        if (suppression.component == id && suppression.release == release)
            suppression.release = to;
    }
    return proposed(tr("Rename release %1 of %2").arg(fromStd(release), fromStd(id)), changesBetween(workspace, after));
}

Proposal deleteRelease(const Workspace &workspace, const std::string &id, const std::string &release)
{
    if (const QString user = userOfRelease(workspace, id, release); !user.isEmpty())
        return refused(tr("%1 names release %2. Change that first.").arg(user, fromStd(release)));
    const auto index = indexOf(workspace, id);
    if (!index)
        return refused(tr("There is no component %1.").arg(fromStd(id)));
    const std::vector<Release> &releases = workspace.components[*index]->releases;
    const auto at = std::find_if(releases.begin(), releases.end(), [&release](const Release &r) { return r.id == release; });
    if (at == releases.end())
        return refused(tr("%1 has no release %2.").arg(fromStd(id), fromStd(release)));
    const auto position = static_cast<std::size_t>(at - releases.begin());
    Workspace after = workspace;
    // Evidence keeps nobody from deleting; it says what is left of it.
    const auto namesIt = [&](const Tolerance &tolerance) {
        return tolerance.store == id
            && std::any_of(tolerance.evidence.begin(), tolerance.evidence.end(), [&release](const Evidence &evidence) {
                   return evidence.versions.first == release || evidence.versions.last == release;
               });
    };
    for (auto &shared : after.components) {
        const bool isNamed = std::any_of(shared->releases.begin(), shared->releases.end(), [&](const Release &r) {
            return std::any_of(r.tolerates.begin(), r.tolerates.end(), namesIt);
        });
        if (!isNamed)
            continue;
        for (Release &one : shared.edit().releases) {
            for (Tolerance &tolerance : one.tolerates) {
                if (!namesIt(tolerance))
                    continue;
                std::vector<Evidence> left;
                for (Evidence &evidence : tolerance.evidence) {
                    if (auto versions = without(evidence.versions, releases, position)) {
                        evidence.versions = std::move(*versions);
                        left.push_back(std::move(evidence));
                    }
                }
                tolerance.evidence = std::move(left);
            }
        }
    }
    std::erase_if(after.components[*index].edit().releases, [&release](const Release &r) { return r.id == release; });
    return proposed(tr("Delete release %1 of %2").arg(fromStd(release), fromStd(id)), changesBetween(workspace, after));
}

} // namespace belay::items
