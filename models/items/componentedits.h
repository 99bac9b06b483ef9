// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/edit.h"
#include "models/rollback/workspace.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>
#include <string>
#include <vector>

/// What people do to components, as edits: pure functions of the workspace's values. Each proposal
/// is one user action, or the sentence that says why it cannot be done, for the field it is about.
namespace belay::items {

struct Proposal {
    rollback::Edit edit;               ///< Without changes: there is nothing to do.
    QString problem;                   ///< Empty: `edit` may be asked for.
    [[nodiscard]] bool ok() const { return problem.isEmpty(); }
    [[nodiscard]] bool isEmpty() const { return edit.changes.empty(); }
};

/// A name in the file: not empty, no line breaks, not "none", and without ".." or a slash or comma.
/// \returns what is wrong with it, or nothing.
[[nodiscard]] QString nameProblem(const QString &name);

/// "component", "component-2", ...
[[nodiscard]] std::string freshComponentId(const rollback::Workspace &workspace, const std::string &wish);

[[nodiscard]] Proposal addComponent(const rollback::Workspace &workspace, const QString &id, rollback::ComponentKind kind);
/// Takes along everything that names it: requirements on it, its live releases and history, its
/// steps, links, suppressions and place.
[[nodiscard]] Proposal deleteComponent(const rollback::Workspace &workspace, const std::string &id);
/// Renames it wherever it is named.
[[nodiscard]] Proposal renameComponent(const rollback::Workspace &workspace, const std::string &id, const QString &name);
[[nodiscard]] Proposal setKind(const rollback::Workspace &workspace, const std::string &id, rollback::ComponentKind kind);
[[nodiscard]] Proposal setOwner(const rollback::Workspace &workspace, const std::string &id, const QString &owner);
/// Nothing: the kind's default.
[[nodiscard]] Proposal setDepth(const rollback::Workspace &workspace, const std::string &id, std::optional<int> depth);

/// Behind the last one.
[[nodiscard]] Proposal addRelease(const rollback::Workspace &workspace, const std::string &id, const QString &label);
/// Renames it in ranges, environments, plans and suppressions, too.
[[nodiscard]] Proposal renameRelease(const rollback::Workspace &workspace, const std::string &id,
                                     const std::string &release, const QString &label);
/// Refused while an environment, a plan or a range names it; the sentence says which.
[[nodiscard]] Proposal deleteRelease(const rollback::Workspace &workspace, const std::string &id, const std::string &release);
/// One place earlier (-1) or later (+1).
[[nodiscard]] Proposal moveRelease(const rollback::Workspace &workspace, const std::string &id,
                                   const std::string &release, int by);
[[nodiscard]] Proposal setFeatureFree(const rollback::Workspace &workspace, const std::string &id,
                                      const std::string &release, bool on);
/// The release alone runs in the environment; empty: the component is not deployed there.
[[nodiscard]] Proposal setLive(const rollback::Workspace &workspace, const std::string &environment,
                               const std::string &id, const std::string &release);

/// `index` past the end adds one. An empty value in `to` removes it.
[[nodiscard]] Proposal setNeed(const rollback::Workspace &workspace, const std::string &id, const std::string &release,
                               std::size_t index, const std::optional<rollback::Requirement> &to);
[[nodiscard]] Proposal setTolerance(const rollback::Workspace &workspace, const std::string &id,
                                    const std::string &release, std::size_t index,
                                    const std::optional<rollback::Tolerance> &to);
enum class FormatSide : std::uint8_t { Reads, Writes };
[[nodiscard]] Proposal setFormats(const rollback::Workspace &workspace, const std::string &id,
                                  const std::string &release, FormatSide side, std::size_t index,
                                  const std::optional<rollback::StoreFormats> &to);
[[nodiscard]] Proposal addFeature(const rollback::Workspace &workspace, const std::string &id,
                                  const std::string &release, const QString &feature);
[[nodiscard]] Proposal removeFeature(const rollback::Workspace &workspace, const std::string &id,
                                     const std::string &release, const std::string &feature);

[[nodiscard]] Proposal addLink(const rollback::Workspace &workspace, const QString &from, const QString &to,
                               const QString &label);
[[nodiscard]] Proposal deleteLink(const rollback::Workspace &workspace, std::size_t index);

/// Puts components where they are dropped.
[[nodiscard]] Proposal placeNodes(const rollback::Workspace &workspace, const std::vector<rollback::NodePlace> &places,
                                  const QString &title);
/// Forgets all manual places.
[[nodiscard]] Proposal resetPlaces(const rollback::Workspace &workspace);
/// Of one component or reference.
[[nodiscard]] Proposal resetPlace(const rollback::Workspace &workspace, const std::string &name);

/// "41, 43..44" over the releases of a component. \returns nothing and sets `problem` if a part is
/// empty, names no release or runs backwards.
[[nodiscard]] std::optional<rollback::ReleaseRanges> readRanges(const rollback::Workspace &workspace,
                                                                const std::string &component, const QString &text,
                                                                QString *problem);
/// "a, b": names divided by commas; empty ones are left out.
[[nodiscard]] std::vector<std::string> readNames(const QString &text);

} // namespace belay::items
