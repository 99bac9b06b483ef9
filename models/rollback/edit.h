// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/rollback/workspace.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Edits as values: what a view asks for, what the document stores in one transaction, and what
/// undo turns round.
namespace belay::rollback {

/// A whole value before and after, with its place in its list. Added: no `before`. Removed: no
/// `after`. Renamed, changed or moved: both. `before` must equal what the workspace holds.
template <class T>
struct Change {
    std::optional<T> before;
    std::optional<T> after;
    std::size_t indexBefore = 0;
    std::size_t indexAfter = 0;
    friend bool operator==(const Change &, const Change &) = default;
};

struct NameChange {
    std::string before;
    std::string after;
    friend bool operator==(const NameChange &, const NameChange &) = default;
};
struct SettingsChange {
    Settings before;
    Settings after;
    friend bool operator==(const SettingsChange &, const SettingsChange &) = default;
};
using ComponentChange = Change<Shared<Component>>;
using EnvironmentChange = Change<Environment>;
using PlanChange = Change<Shared<Plan>>;
/// One step of the plan `plan`; large plans are edited a step at a time.
struct StepChange {
    std::string plan;
    Change<Step> step;
    friend bool operator==(const StepChange &, const StepChange &) = default;
};
using SuppressionChange = Change<Suppression>;
using LinkChange = Change<Link>;
/// Order does not matter for places; the indices are ignored.
struct PlaceChange {
    std::optional<NodePlace> before;
    std::optional<NodePlace> after;
    friend bool operator==(const PlaceChange &, const PlaceChange &) = default;
};

using AnyChange = std::variant<NameChange, SettingsChange, ComponentChange, EnvironmentChange, PlanChange,
                               StepChange, SuppressionChange, LinkChange, PlaceChange>;

/// One user action: one undo step and one transaction. The changes are applied in order.
struct Edit {
    std::string title;                 ///< Shown as "Undo <title>", already translated.
    std::vector<AnyChange> changes;
    friend bool operator==(const Edit &, const Edit &) = default;
};

/// The edit that takes `edit` back: changes reversed in order and in direction, same title.
[[nodiscard]] Edit inverse(const Edit &edit);

/// Applies all changes or none. Fails with BadValue if a `before` or an index does not fit.
/// Cost: proportional to the lists that it touches (pointers, not values, for components).
[[nodiscard]] Result<Done> apply(Workspace &workspace, const Edit &edit);

/// The smallest edit that turns `before` into `after` (by id; used by imports).
[[nodiscard]] Edit difference(const Workspace &before, const Workspace &after, std::string title);

} // namespace belay::rollback
