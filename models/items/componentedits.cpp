// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/componentedits.h"

#include "models/core/nearmiss.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <functional>

namespace belay::items {

using namespace rollback;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("ComponentEdits", text); }
QString fromStd(const std::string &text) { return QString::fromStdString(text); }

Proposal refused(const QString &problem)
{
    Proposal proposal;
    proposal.problem = problem;
    return proposal;
}

std::optional<std::size_t> indexOf(const Workspace &workspace, const std::string &id)
{
    for (std::size_t i = 0; i < workspace.components.size(); ++i) {
        if (workspace.components[i]->id == id)
            return i;
    }
    return {};
}

Release *releaseOf(Component &component, const std::string &label)
{
    const auto place = std::find_if(component.releases.begin(), component.releases.end(),
                                    [&label](const Release &one) { return one.id == label; });
    return place == component.releases.end() ? nullptr : &*place;
}

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

Proposal proposed(const QString &title, std::vector<AnyChange> changes)
{
    return {Edit{title.toStdString(), std::move(changes)}, {}};
}

/// One component changed by `change`, which says what is wrong or nothing.
Proposal changed(const Workspace &workspace, const std::string &id, const QString &title,
                 const std::function<QString(Component &)> &change)
{
    const auto index = indexOf(workspace, id);
    if (!index)
        return refused(tr("There is no component %1.").arg(fromStd(id)));
    Component after = *workspace.components[*index];
    if (const QString problem = change(after); !problem.isEmpty())
        return refused(problem);
    if (after == *workspace.components[*index])
        return {};
    return proposed(title, {ComponentChange{workspace.components[*index], Shared<Component>(std::move(after)), *index, *index}});
}

Proposal releaseChanged(const Workspace &workspace, const std::string &id, const std::string &release,
                        const QString &title, const std::function<QString(Release &)> &change)
{
    return changed(workspace, id, title, [&](Component &component) {
        Release *at = releaseOf(component, release);
        return at ? change(*at) : tr("%1 has no release %2.").arg(fromStd(id), fromStd(release));
    });
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

void renameInRanges(ReleaseRanges &ranges, const std::string &from, const std::string &to)
{
    for (ReleaseRange &range : ranges) {
        if (range.first == from)
            range.first = to;
        if (range.last == from)
            range.last = to;
    }
}

template <class T>
void setAt(std::vector<T> &list, std::size_t index, const std::optional<T> &to)
{
    if (!to) {
        if (index < list.size())
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
    } else if (index < list.size()) {
        list[index] = *to;
    } else {
        list.push_back(*to);
    }
}

/// A sentence if there is no such component, with the one that was perhaps meant.
QString componentProblem(const Workspace &workspace, const std::string &id)
{
    if (id.empty())
        return tr("Choose a component.");
    if (indexOf(workspace, id))
        return {};
    std::vector<std::string> names;
    for (const auto &component : workspace.components)
        names.push_back(component->id);
    const std::string near = nearMiss(id, names);
    return near.empty() ? tr("There is no component %1.").arg(fromStd(id))
                        : tr("There is no component %1. Did you mean %2?").arg(fromStd(id), fromStd(near));
}

} // namespace

QString nameProblem(const QString &name)
{
    const QString trimmed = name.trimmed();
    if (trimmed.isEmpty())
        return tr("Give it a name.");
    if (trimmed == QLatin1String("none"))
        return tr("\u201cnone\u201d means \u201cnot deployed\u201d. Choose another name.");
    if (trimmed.contains(QLatin1String("..")))
        return tr("Two points in a row stand for a range. Leave them out.");
    for (const QChar c : trimmed) {
        if (c.category() == QChar::Other_Control || c == QLatin1Char(',') || c == QLatin1Char('/'))
            return tr("A comma, a slash or a line break cannot be part of it.");
    }
    return {};
}

std::string freshComponentId(const Workspace &workspace, const std::string &wish)
{
    std::string id = wish;
    for (int number = 2; indexOf(workspace, id); ++number)
        id = wish + "-" + std::to_string(number);
    return id;
}

Proposal addComponent(const Workspace &workspace, const QString &id, ComponentKind kind)
{
    if (const QString problem = nameProblem(id); !problem.isEmpty())
        return refused(problem);
    Component component;
    component.id = id.trimmed().toStdString();
    component.kind = kind;
    if (indexOf(workspace, component.id))
        return refused(tr("There is a component %1 already.").arg(id.trimmed()));
    const QString title = tr("Add %1").arg(id.trimmed());
    return proposed(title, {ComponentChange{std::nullopt, Shared<Component>(std::move(component)), 0,
                                            workspace.components.size()}});
}

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
    return proposed(tr("Rename %1 to %2").arg(fromStd(id), name.trimmed()), changesBetween(workspace, after));
}

Proposal setKind(const Workspace &workspace, const std::string &id, ComponentKind kind)
{
    return changed(workspace, id, tr("Change kind of %1").arg(fromStd(id)), [kind](Component &component) {
        component.kind = kind;
        return QString();
    });
}

Proposal setOwner(const Workspace &workspace, const std::string &id, const QString &owner)
{
    return changed(workspace, id, tr("Change owner of %1").arg(fromStd(id)), [&owner](Component &component) {
        component.owner = owner.trimmed().toStdString();
        return QString();
    });
}

Proposal setDepth(const Workspace &workspace, const std::string &id, std::optional<int> depth)
{
    if (depth && *depth < 0)
        return refused(tr("The depth is 0 or more."));
    return changed(workspace, id, tr("Change rollback depth of %1").arg(fromStd(id)), [depth](Component &component) {
        component.rollbackDepth = depth;
        return QString();
    });
}

Proposal addRelease(const Workspace &workspace, const std::string &id, const QString &label)
{
    if (const QString problem = nameProblem(label); !problem.isEmpty())
        return refused(problem);
    const QString name = label.trimmed();
    return changed(workspace, id, tr("Add release %1 of %2").arg(name, fromStd(id)), [&](Component &component) {
        if (releaseOf(component, name.toStdString()))
            return tr("%1 has a release %2 already.").arg(fromStd(id), name);
        // A new release is like the one before it until somebody says otherwise.
        Release release = component.releases.empty() ? Release{} : component.releases.back();
        release.id = name.toStdString();
        release.featureFree = false;
        component.releases.push_back(std::move(release));
        return QString();
    });
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
    return changed(workspace, id, tr("Delete release %1 of %2").arg(fromStd(release), fromStd(id)),
                   [&](Component &component) {
                       if (std::erase_if(component.releases, [&release](const Release &r) { return r.id == release; }) == 0)
                           return tr("%1 has no release %2.").arg(fromStd(id), fromStd(release));
                       return QString();
                   });
}

Proposal moveRelease(const Workspace &workspace, const std::string &id, const std::string &release, int by)
{
    return changed(workspace, id, tr("Move release %1 of %2").arg(fromStd(release), fromStd(id)), [&](Component &component) {
        const auto place = std::find_if(component.releases.begin(), component.releases.end(),
                                        [&release](const Release &r) { return r.id == release; });
        if (place == component.releases.end())
            return tr("%1 has no release %2.").arg(fromStd(id), fromStd(release));
        const auto index = place - component.releases.begin();
        const auto target = index + by;
        if (target < 0 || target >= std::ssize(component.releases))
            return by < 0 ? tr("%1 is the first release.").arg(fromStd(release)) : tr("%1 is the last release.").arg(fromStd(release));
        std::swap(component.releases[static_cast<std::size_t>(index)], component.releases[static_cast<std::size_t>(target)]);
        return QString();
    });
}

Proposal setFeatureFree(const Workspace &workspace, const std::string &id, const std::string &release, bool on)
{
    return releaseChanged(workspace, id, release, tr("Change release %1 of %2").arg(fromStd(release), fromStd(id)),
                          [on](Release &at) {
                              at.featureFree = on;
                              return QString();
                          });
}

Proposal setLive(const Workspace &workspace, const std::string &environment, const std::string &id, const std::string &release)
{
    const auto component = indexOf(workspace, id);
    if (!component)
        return refused(tr("There is no component %1.").arg(fromStd(id)));
    for (std::size_t i = 0; i < workspace.environments.size(); ++i) {
        if (workspace.environments[i].id != environment)
            continue;
        Environment after = workspace.environments[i];
        const auto entry = std::find_if(after.live.begin(), after.live.end(),
                                        [&id](const ComponentReleases &e) { return e.component == id; });
        if (release.empty()) {
            if (entry != after.live.end())
                after.live.erase(entry);
        } else if (entry != after.live.end()) {
            entry->releases = {release};
        } else {
            after.live.push_back({id, {release}, {}});
        }
        if (after == workspace.environments[i])
            return {};
        const QString title = release.empty() ? tr("%1 does not run in %2").arg(fromStd(id), fromStd(environment))
                                              : tr("%1 runs %2 in %3").arg(fromStd(id), fromStd(release), fromStd(environment));
        return proposed(title, {EnvironmentChange{workspace.environments[i], std::move(after), i, i}});
    }
    return refused(tr("There is no environment %1.").arg(fromStd(environment)));
}

Proposal setNeed(const Workspace &workspace, const std::string &id, const std::string &release, std::size_t index,
                 const std::optional<Requirement> &to)
{
    if (to) {
        if (to->anyOf.empty())
            return refused(tr("Name what it needs."));
        for (const Alternative &alternative : to->anyOf) {
            if (const QString problem = componentProblem(workspace, alternative.component); !problem.isEmpty())
                return refused(problem);
            if (alternative.feature.empty() == alternative.releases.empty())
                return refused(tr("Give either releases or a feature of %1.").arg(fromStd(alternative.component)));
            if (alternative.feature.empty())
                continue;
            const Component &provider = *workspace.components[*indexOf(workspace, alternative.component)];
            const bool isOffered = std::any_of(provider.releases.begin(), provider.releases.end(), [&](const Release &r) {
                return std::find(r.offers.begin(), r.offers.end(), alternative.feature) != r.offers.end();
            });
            if (!isOffered) {
                return refused(tr("No release of %1 offers %2.").arg(fromStd(alternative.component),
                                                                    fromStd(alternative.feature)));
            }
        }
    }
    return releaseChanged(workspace, id, release,
                          to ? tr("Change what %1 %2 needs").arg(fromStd(id), fromStd(release))
                             : tr("Remove a need of %1 %2").arg(fromStd(id), fromStd(release)),
                          [&](Release &at) {
                              setAt(at.needs, index, to);
                              return QString();
                          });
}

Proposal setTolerance(const Workspace &workspace, const std::string &id, const std::string &release, std::size_t index,
                      const std::optional<Tolerance> &to)
{
    if (to) {
        if (const QString problem = componentProblem(workspace, to->store); !problem.isEmpty())
            return refused(problem);
        if (!to->read && !to->write)
            return refused(tr("Give the versions that it reads, or writes, or both."));
    }
    return releaseChanged(workspace, id, release, tr("Change what %1 %2 tolerates").arg(fromStd(id), fromStd(release)),
                          [&](Release &at) {
                              for (std::size_t i = 0; to && i < at.tolerates.size(); ++i) {
                                  if (i != index && at.tolerates[i].store == to->store)
                                      return tr("It says already what it tolerates of %1.").arg(fromStd(to->store));
                              }
                              setAt(at.tolerates, index, to);
                              return QString();
                          });
}

Proposal setFormats(const Workspace &workspace, const std::string &id, const std::string &release, FormatSide side,
                    std::size_t index, const std::optional<StoreFormats> &to)
{
    if (to) {
        if (const QString problem = componentProblem(workspace, to->store); !problem.isEmpty())
            return refused(problem);
        const ComponentKind kind = workspace.components[*indexOf(workspace, to->store)]->kind;
        if (kind != ComponentKind::Database && kind != ComponentKind::Topic)
            return refused(tr("%1 is no database and no topic.").arg(fromStd(to->store)));
        if (side == FormatSide::Writes && to->formats.empty())
            return refused(tr("Name at least one format."));
    }
    return releaseChanged(workspace, id, release,
                          side == FormatSide::Reads ? tr("Change what %1 %2 reads").arg(fromStd(id), fromStd(release))
                                                    : tr("Change what %1 %2 writes").arg(fromStd(id), fromStd(release)),
                          [&](Release &at) {
                              auto &list = side == FormatSide::Reads ? at.reads : at.writes;
                              for (std::size_t i = 0; to && i < list.size(); ++i) {
                                  if (i != index && list[i].store == to->store)
                                      return tr("%1 is in the list already.").arg(fromStd(to->store));
                              }
                              setAt(list, index, to);
                              return QString();
                          });
}

Proposal addFeature(const Workspace &workspace, const std::string &id, const std::string &release, const QString &feature)
{
    if (const QString problem = nameProblem(feature); !problem.isEmpty())
        return refused(problem);
    const std::string name = feature.trimmed().toStdString();
    return releaseChanged(workspace, id, release, tr("Offer %1").arg(feature.trimmed()), [&](Release &at) {
        if (std::find(at.offers.begin(), at.offers.end(), name) != at.offers.end())
            return tr("%1 offers it already.").arg(fromStd(release));
        at.offers.push_back(name);
        return QString();
    });
}

Proposal removeFeature(const Workspace &workspace, const std::string &id, const std::string &release, const std::string &feature)
{
    // The last release that offers a feature declares it: somebody may still ask for it.
    const auto index = indexOf(workspace, id);
    std::size_t offering = 0;
    if (index) {
        for (const Release &one : workspace.components[*index]->releases)
            offering += std::find(one.offers.begin(), one.offers.end(), feature) != one.offers.end() ? 1 : 0;
    }
    for (const auto &component : workspace.components) {
        for (const Release &one : component->releases) {
            for (const Requirement &need : one.needs) {
                for (const Alternative &alternative : need.anyOf) {
                    if (offering == 1 && alternative.component == id && alternative.feature == feature) {
                        return refused(tr("%1 %2 needs it. Change that first.").arg(fromStd(component->id), fromStd(one.id)));
                    }
                }
            }
        }
    }
    return releaseChanged(workspace, id, release, tr("Stop offering %1").arg(fromStd(feature)), [&](Release &at) {
        std::erase(at.offers, feature);
        return QString();
    });
}

Proposal addLink(const Workspace &workspace, const QString &from, const QString &to, const QString &label)
{
    Link link;
    link.from = from.trimmed().toStdString();
    link.to = to.trimmed().toStdString();
    link.label = label.trimmed().toStdString();
    for (const std::string &end : {link.from, link.to}) {
        if (const QString problem = componentProblem(workspace, end); !problem.isEmpty())
            return refused(problem);
    }
    if (link.from == link.to)
        return refused(tr("A link joins two components."));
    for (const Link &one : workspace.links) {
        if (one.from == link.from && one.to == link.to && one.label == link.label)
            return refused(tr("There is such a link already."));
    }
    const QString title = tr("Link %1 to %2").arg(from.trimmed(), to.trimmed());
    return proposed(title, {LinkChange{std::nullopt, std::move(link), 0, workspace.links.size()}});
}

Proposal deleteLink(const Workspace &workspace, std::size_t index)
{
    if (index >= workspace.links.size())
        return refused(tr("There is no such link."));
    const Link &link = workspace.links[index];
    return proposed(tr("Delete link from %1 to %2").arg(fromStd(link.from), fromStd(link.to)),
                    {LinkChange{link, std::nullopt, index, 0}});
}

Proposal placeNodes(const Workspace &workspace, const std::vector<NodePlace> &places, const QString &title)
{
    std::vector<AnyChange> changes;
    for (const NodePlace &place : places) {
        const auto before = std::find_if(workspace.layout.begin(), workspace.layout.end(),
                                         [&place](const NodePlace &one) { return one.component == place.component; });
        if (before == workspace.layout.end())
            changes.emplace_back(PlaceChange{std::nullopt, place});
        else if (!(*before == place))
            changes.emplace_back(PlaceChange{*before, place});
    }
    return proposed(title, std::move(changes));
}

Proposal resetPlaces(const Workspace &workspace)
{
    std::vector<AnyChange> changes;
    for (const NodePlace &place : workspace.layout)
        changes.emplace_back(PlaceChange{place, std::nullopt});
    return proposed(tr("Reset positions"), std::move(changes));
}

std::optional<ReleaseRanges> readRanges(const Workspace &workspace, const std::string &component, const QString &text,
                                        QString *problem)
{
    const auto fail = [problem](const QString &why) {
        if (problem)
            *problem = why;
        return std::optional<ReleaseRanges>();
    };
    if (const QString unknown = componentProblem(workspace, component); !unknown.isEmpty())
        return fail(unknown);
    const Component &of = *workspace.components[*indexOf(workspace, component)];
    const auto positionOf = [&of](const std::string &label) {
        for (std::size_t i = 0; i < of.releases.size(); ++i) {
            if (of.releases[i].id == label)
                return static_cast<int>(i);
        }
        return -1;
    };
    ReleaseRanges ranges;
    for (const QString &part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const auto range = releaseRangeFrom(part.trimmed().toStdString());
        if (!range)
            return fail(tr("\u201c%1\u201d is no range. Write 41, 41..43, 41.. or ..43.").arg(part.trimmed()));
        for (const std::string &end : {range->first, range->last}) {
            if (!end.empty() && positionOf(end) < 0)
                return fail(tr("%1 has no release %2.").arg(fromStd(component), fromStd(end)));
        }
        if (!range->first.empty() && !range->last.empty() && positionOf(range->first) > positionOf(range->last))
            return fail(tr("%1 comes after %2.").arg(fromStd(range->first), fromStd(range->last)));
        ranges.push_back(*range);
    }
    if (ranges.empty())
        return fail(tr("Name the releases: 41, 41..43, 41.. or ..43."));
    return ranges;
}

std::vector<std::string> readNames(const QString &text)
{
    std::vector<std::string> names;
    for (const QString &part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty())
            names.push_back(part.trimmed().toStdString());
    }
    return names;
}

} // namespace belay::items
