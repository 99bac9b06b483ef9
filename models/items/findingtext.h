// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/planlanes.h"
#include "models/rollback/report.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

/// A finding as people read it: a title, a sentence with its names, and a picture of two nodes.
namespace belay::items {

/// "No way back after step 5", "shipping cannot go back after step 3".
[[nodiscard]] QString findingTitle(const rollback::Finding &finding, const PlanLanes &lanes);
/// The components that it is about, the one at fault first.
[[nodiscard]] QStringList findingComponents(const rollback::Finding &finding);
/// The engine names steps by id in backticks; people see them as the lanes number them.
[[nodiscard]] QString withStepNumbers(const std::string &message, const PlanLanes &lanes);
/// The message as rich text: names and releases that the finding holds are bold, formats monospaced.
[[nodiscard]] QString findingSentence(const rollback::Finding &finding, const PlanLanes &lanes = {});

/// Two components and what is broken between them.
struct FindingPicture {
    struct Node {
        QString title;                 ///< The component.
        QString state;                 ///< "back on 2.3", "schema 42", "not deployed".
        rollback::ComponentKind kind = rollback::ComponentKind::Service;
        bool goesBack = false;         ///< Drawn dashed: it is there only if somebody goes back.
        friend bool operator==(const Node &, const Node &) = default;
    };
    enum class Link : std::uint8_t { None, Broken, Together, WayBack };
    Node left;
    Node right;
    Link link = Link::None;            ///< None: the finding has no such picture.
    QString above;                     ///< What the left one asks: "needs quotes-v2".
    QString below;                     ///< Why it is not there: "tolerates 41".
    [[nodiscard]] QString sentence() const; ///< For accessibility.
    friend bool operator==(const FindingPicture &, const FindingPicture &) = default;
};
[[nodiscard]] FindingPicture findingPicture(const rollback::Workspace &workspace, const rollback::Finding &finding,
                                            const PlanLanes &lanes);

/// What keeps a release from running, in a few words: the `above` and `below` of the picture.
struct BrokenLink {
    QString asks;
    QString reason;
};
[[nodiscard]] BrokenLink brokenLink(const rollback::Workspace &workspace, const rollback::Finding &finding);

/// "error", "warning", "note"; translated.
[[nodiscard]] QString severityWord(rollback::Severity severity);
/// "41 to 42, 44 or later".
[[nodiscard]] QString rangesText(const rollback::ReleaseRanges &ranges);
/// Null if the workspace has no such component.
[[nodiscard]] const rollback::Component *findComponent(const rollback::Workspace &workspace, const std::string &id);
[[nodiscard]] const rollback::Release *findRelease(const rollback::Component &component, const std::string &id);

} // namespace belay::items
