// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/componentedits.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <functional>
#include <utility>

/// What the files of componentedits.h share. Not for others.
namespace belay::items::componentedits {

using namespace rollback;

inline QString tr(const char *text) { return QCoreApplication::translate("ComponentEdits", text); }
inline QString fromStd(const std::string &text) { return QString::fromStdString(text); }

inline Proposal refused(const QString &problem)
{
    Proposal proposal;
    proposal.problem = problem;
    return proposal;
}

inline std::optional<std::size_t> indexOf(const Workspace &workspace, const std::string &id)
{
    for (std::size_t i = 0; i < workspace.components.size(); ++i) {
        if (workspace.components[i]->id == id)
            return i;
    }
    return {};
}

inline Release *releaseOf(Component &component, const std::string &label)
{
    const auto place = std::find_if(component.releases.begin(), component.releases.end(),
                                    [&label](const Release &one) { return one.id == label; });
    return place == component.releases.end() ? nullptr : &*place;
}

inline Proposal proposed(const QString &title, std::vector<AnyChange> changes)
{
    return {Edit{title.toStdString(), std::move(changes)}, {}};
}

/// One component changed by `change`, which says what is wrong or nothing.
inline Proposal changed(const Workspace &workspace, const std::string &id, const QString &title,
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

} // namespace belay::items::componentedits
