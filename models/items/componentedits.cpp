// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/componentedits_p.h"

#include "models/core/nearmiss.h"

#include <algorithm>
#include <functional>

namespace belay::items {

using namespace rollback;
using namespace componentedits;

namespace {

Proposal releaseChanged(const Workspace &workspace, const std::string &id, const std::string &release,
                        const QString &title, const std::function<QString(Release &)> &change)
{
    return changed(workspace, id, title, [&](Component &component) {
        Release *at = releaseOf(component, release);
        return at ? change(*at) : tr("%1 has no release %2.").arg(fromStd(id), fromStd(release));
    });
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
        // What was found in the sources of that one says nothing about these.
        for (Tolerance &tolerance : release.tolerates)
            tolerance.evidence.clear();
        component.releases.push_back(std::move(release));
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
    std::vector<AnyChange> changes{LinkChange{link, std::nullopt, index, 0}};
    // A reference that nothing names any more leaves no place behind.
    for (const NodePlace &place : workspace.layout) {
        if ((place.component != link.from && place.component != link.to) || indexOf(workspace, place.component))
            continue;
        bool isNamed = false;
        for (std::size_t i = 0; i < workspace.links.size(); ++i)
            isNamed = isNamed || (i != index && (workspace.links[i].from == place.component || workspace.links[i].to == place.component));
        if (!isNamed)
            changes.emplace_back(PlaceChange{place, std::nullopt});
    }
    return proposed(tr("Delete link from %1 to %2").arg(fromStd(link.from), fromStd(link.to)), std::move(changes));
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

Proposal resetPlace(const Workspace &workspace, const std::string &name)
{
    const auto place = std::find_if(workspace.layout.begin(), workspace.layout.end(),
                                    [&name](const NodePlace &one) { return one.component == name; });
    if (place == workspace.layout.end())
        return {};
    return proposed(tr("Put %1 back").arg(fromStd(name)), {PlaceChange{*place, std::nullopt}});
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
