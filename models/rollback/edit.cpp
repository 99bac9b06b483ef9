// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/edit.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <map>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace belay::rollback {

namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

std::string nameOf(const Shared<Component> &value) { return "component \"" + value->id + '"'; }
std::string nameOf(const Shared<Plan> &value) { return "plan \"" + value->id + '"'; }
std::string nameOf(const Environment &value) { return "environment \"" + value.id + '"'; }
std::string nameOf(const Step &value) { return "step \"" + value.id + '"'; }
std::string nameOf(const Suppression &value) { return "suppression of \"" + value.code + '"'; }
std::string nameOf(const Link &value) { return "link from \"" + value.from + "\" to \"" + value.to + '"'; }
std::string nameOf(const NodePlace &value) { return "place of \"" + value.component + '"'; }

Error doesNotFit(std::string what)
{
    return Error{ErrorCode::BadValue, "the edit does not fit: " + std::move(what), {}, 0, 0};
}

/// How far a run of changes got. `error` belongs to the change after the `applied` ones, which has
/// left nothing behind.
struct Progressed {
    std::size_t applied = 0;
    std::optional<Error> error;
};

template <class T>
std::optional<Error> misfitOfRemoval(const std::vector<T> &list, const Change<T> &change)
{
    if (change.indexBefore >= list.size())
        return doesNotFit(nameOf(*change.before) + " is not in the list any more");
    if (!(list[change.indexBefore] == *change.before))
        return doesNotFit(nameOf(*change.before) + " has changed or is at another position");
    return {};
}

template <class T>
std::optional<Error> applyOne(std::vector<T> &list, const Change<T> &change)
{
    if (!change.before && !change.after)
        return doesNotFit("it has neither a value before nor one after");
    if (change.before) {
        if (auto error = misfitOfRemoval(list, change))
            return error;
    }
    const std::size_t sizeAfter = list.size() + (change.after ? 1U : 0U) - (change.before ? 1U : 0U);
    if (change.after && change.indexAfter >= sizeAfter)
        return doesNotFit("there is no position for " + nameOf(*change.after));

    const auto at = [&list](std::size_t index) { return list.begin() + static_cast<std::ptrdiff_t>(index); };
    if (!change.after) {
        list.erase(at(change.indexBefore));
    } else if (!change.before) {
        list.insert(at(change.indexAfter), *change.after);
    } else {
        list[change.indexBefore] = *change.after;
        if (change.indexBefore < change.indexAfter)
            std::rotate(at(change.indexBefore), at(change.indexBefore + 1), at(change.indexAfter + 1));
        else if (change.indexBefore > change.indexAfter)
            std::rotate(at(change.indexAfter), at(change.indexBefore), at(change.indexBefore + 1));
    }
    return {};
}

/// Applies `count` changes of one list; `changeAt(i)` is the i-th. Removals from the back to the
/// front, and insertions from the front to the back, are done in one pass each: an import that adds
/// or removes a hundred thousand values must not shift the list for each of them.
template <class T, class ChangeAt>
Progressed applyRun(std::vector<T> &list, std::size_t count, ChangeAt changeAt)
{
    const auto removes = [](const Change<T> &change) { return change.before && !change.after; };
    const auto inserts = [](const Change<T> &change) { return !change.before && change.after; };

    std::size_t i = 0;
    while (i < count) {
        const Change<T> &first = changeAt(i);
        std::size_t end = i + 1;
        if (removes(first)) {
            while (end < count && removes(changeAt(end))
                   && changeAt(end).indexBefore < changeAt(end - 1).indexBefore)
                ++end;
        } else if (inserts(first)) {
            while (end < count && inserts(changeAt(end)) && changeAt(end).indexAfter > changeAt(end - 1).indexAfter)
                ++end;
        }
        if (end - i < 3) {
            if (auto error = applyOne(list, first))
                return {i, std::move(error)};
            ++i;
            continue;
        }
        if (removes(first)) {
            for (std::size_t j = i; j < end; ++j) {
                if (auto error = misfitOfRemoval(list, changeAt(j)))
                    return {i, std::move(error)};
            }
            // The indices fall, so walking the run backwards gives them in rising order.
            std::size_t next = end;
            std::size_t write = changeAt(end - 1).indexBefore;
            for (std::size_t read = write; read < list.size(); ++read) {
                if (next > i && changeAt(next - 1).indexBefore == read) {
                    --next;
                    continue;
                }
                list[write++] = std::move(list[read]);
            }
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(write), list.end());
        } else {
            const std::size_t oldSize = list.size();
            for (std::size_t j = i; j < end; ++j) {
                if (changeAt(j).indexAfter > oldSize + (j - i))
                    return {i, doesNotFit("there is no position for " + nameOf(*changeAt(j).after))};
            }
            std::vector<T> merged;
            merged.reserve(oldSize + (end - i));
            std::size_t read = 0;
            for (std::size_t j = i; j < end; ++j) {
                while (merged.size() < changeAt(j).indexAfter)
                    merged.push_back(std::move(list[read++]));
                merged.push_back(*changeAt(j).after);
            }
            while (read < oldSize)
                merged.push_back(std::move(list[read++]));
            list = std::move(merged);
        }
        i = end;
    }
    return {count, {}};
}

/// Places are a set by component. Where they stand in the order of the component ids, which is how
/// `apply` leaves them, finding one is quick.
Progressed applyPlacesOneByOne(std::vector<NodePlace> &layout, std::size_t count,
                               const std::function<const PlaceChange &(std::size_t)> &changeAt)
{
    const auto byComponent = [](const NodePlace &a, const NodePlace &b) { return a.component < b.component; };
    const bool sorted = std::is_sorted(layout.begin(), layout.end(), byComponent);
    const auto find = [&](const NodePlace &place) {
        if (!sorted)
            return std::find_if(layout.begin(), layout.end(),
                                [&](const NodePlace &p) { return p.component == place.component; });
        const auto at = std::lower_bound(layout.begin(), layout.end(), place, byComponent);
        return at != layout.end() && at->component == place.component ? at : layout.end();
    };
    for (std::size_t i = 0; i < count; ++i) {
        const PlaceChange &change = changeAt(i);
        if (!change.before && !change.after)
            return {i, doesNotFit("it has neither a value before nor one after")};
        const auto found = change.before ? find(*change.before) : layout.end();
        if (change.before && (found == layout.end() || !(*found == *change.before)))
            return {i, doesNotFit(nameOf(*change.before) + " is another one now")};
        if (change.before && change.after && change.before->component == change.after->component) {
            *found = *change.after;
            continue;
        }
        if (change.after && find(*change.after) != layout.end())
            return {i, doesNotFit(nameOf(*change.after) + " is there already")};
        if (change.before)
            layout.erase(found);
        if (change.after)
            layout.insert(std::lower_bound(layout.begin(), layout.end(), *change.after, byComponent), *change.after);
    }
    return {count, {}};
}

/// Many places at once, as "tidy" sets them: through a map, and all or none.
Progressed applyPlacesTogether(std::vector<NodePlace> &layout, std::size_t count,
                               const std::function<const PlaceChange &(std::size_t)> &changeAt)
{
    std::map<std::string, NodePlace> places;
    for (const NodePlace &place : layout)
        places.emplace(place.component, place);
    for (std::size_t i = 0; i < count; ++i) {
        const PlaceChange &change = changeAt(i);
        if (!change.before && !change.after)
            return {0, doesNotFit("it has neither a value before nor one after")};
        if (change.before) {
            const auto found = places.find(change.before->component);
            if (found == places.end() || !(found->second == *change.before))
                return {0, doesNotFit(nameOf(*change.before) + " is another one now")};
            places.erase(found);
        }
        if (change.after && !places.emplace(change.after->component, *change.after).second)
            return {0, doesNotFit(nameOf(*change.after) + " is there already")};
    }
    layout.clear();
    for (auto &[component, place] : places)
        layout.push_back(std::move(place));
    return {count, {}};
}

Progressed applyPlaces(std::vector<NodePlace> &layout, std::size_t count,
                       const std::function<const PlaceChange &(std::size_t)> &changeAt)
{
    return count < 64 ? applyPlacesOneByOne(layout, count, changeAt) : applyPlacesTogether(layout, count, changeAt);
}

/// The end of the run of changes of one list that begins at `from`.
std::size_t endOfRun(const std::vector<AnyChange> &changes, std::size_t from)
{
    std::size_t end = from + 1;
    const auto *step = std::get_if<StepChange>(&changes[from]);
    while (end < changes.size() && changes[end].index() == changes[from].index()) {
        if (step && std::get<StepChange>(changes[end]).plan != step->plan)
            break;
        ++end;
    }
    return end;
}

Progressed applyListRun(Workspace &workspace, const std::vector<AnyChange> &changes, std::size_t from, std::size_t to)
{
    const std::size_t count = to - from;
    const auto run = [&](auto &list, auto tag) {
        using C = typename decltype(tag)::type;
        return applyRun(list, count, [&](std::size_t i) -> const C & { return std::get<C>(changes[from + i]); });
    };
    return std::visit(
        Overloaded{
            [&](const NameChange &change) -> Progressed {
                if (workspace.name != change.before)
                    return {0, doesNotFit("the workspace has another name now")};
                workspace.name = change.after;
                return {1, {}};
            },
            [&](const SettingsChange &change) -> Progressed {
                if (!(workspace.settings == change.before))
                    return {0, doesNotFit("the settings are others now")};
                workspace.settings = change.after;
                return {1, {}};
            },
            [&](const ComponentChange &) { return run(workspace.components, std::type_identity<ComponentChange>{}); },
            [&](const EnvironmentChange &) {
                return run(workspace.environments, std::type_identity<EnvironmentChange>{});
            },
            [&](const PlanChange &) { return run(workspace.plans, std::type_identity<PlanChange>{}); },
            [&](const SuppressionChange &) {
                return run(workspace.suppressions, std::type_identity<SuppressionChange>{});
            },
            [&](const LinkChange &) { return run(workspace.links, std::type_identity<LinkChange>{}); },
            [&](const StepChange &change) -> Progressed {
                const auto plan = std::find_if(workspace.plans.begin(), workspace.plans.end(),
                                               [&](const Shared<Plan> &p) { return p->id == change.plan; });
                if (plan == workspace.plans.end())
                    return {0, doesNotFit("there is no plan \"" + change.plan + "\" any more")};
                return applyRun(plan->edit().steps, count, [&](std::size_t i) -> const Change<Step> & {
                    return std::get<StepChange>(changes[from + i]).step;
                });
            },
            [&](const PlaceChange &) {
                return applyPlaces(workspace.layout, count, [&](std::size_t i) -> const PlaceChange & {
                    return std::get<PlaceChange>(changes[from + i]);
                });
            },
        },
        changes[from]);
}

template <class T>
Change<T> inverseOf(const Change<T> &change)
{
    return {change.after, change.before, change.indexAfter, change.indexBefore};
}

AnyChange inverseOf(const AnyChange &any)
{
    return std::visit(Overloaded{
                          [](const NameChange &c) -> AnyChange { return NameChange{c.after, c.before}; },
                          [](const SettingsChange &c) -> AnyChange { return SettingsChange{c.after, c.before}; },
                          [](const StepChange &c) -> AnyChange { return StepChange{c.plan, inverseOf(c.step)}; },
                          [](const PlaceChange &c) -> AnyChange { return PlaceChange{c.after, c.before}; },
                          [](const auto &c) -> AnyChange { return inverseOf(c); },
                      },
                      any);
}

// What identifies a value in its list. Values without an id are known by what they are about.
std::string keyOf(const Shared<Component> &value) { return value->id; }
std::string keyOf(const Shared<Plan> &value) { return value->id; }
std::string keyOf(const Environment &value) { return value.id; }
std::string keyOf(const Step &value) { return value.id; }
std::string keyOf(const Link &value)
{
    return value.from + '\0' + value.to + '\0' + value.label + '\0' + value.origin;
}
std::string keyOf(const Suppression &value)
{
    return value.code + '\0' + value.plan + '\0' + value.component + '\0' + value.release + '\0' + value.requirement;
}

/// For each value of `to` its index in `from`, or npos. The n-th value with a key answers the n-th
/// with the same key.
inline constexpr std::size_t npos = static_cast<std::size_t>(-1);
template <class T>
std::vector<std::size_t> matches(const std::vector<T> &from, const std::vector<T> &to)
{
    std::vector<std::size_t> result(to.size(), npos);
    std::size_t prefix = 0;
    // Usually little has changed: what stands at the same place under the same key needs no map, as
    // long as nothing else can claim it, which holds for a common prefix.
    while (prefix < from.size() && prefix < to.size() && keyOf(from[prefix]) == keyOf(to[prefix])) {
        result[prefix] = prefix;
        ++prefix;
    }
    if (prefix == to.size() || prefix == from.size())
        return result;
    std::unordered_map<std::string, std::vector<std::size_t>> byKey;
    byKey.reserve(from.size() - prefix);
    for (std::size_t i = from.size(); i-- > prefix;)
        byKey[keyOf(from[i])].push_back(i);
    for (std::size_t i = prefix; i < to.size(); ++i) {
        const auto found = byKey.find(keyOf(to[i]));
        if (found == byKey.end() || found->second.empty())
            continue;
        result[i] = found->second.back();
        found->second.pop_back();
    }
    return result;
}

/// Marks a longest rising subsequence: what may stay where it is while the others move.
std::vector<bool> longestRising(const std::vector<std::size_t> &values)
{
    std::vector<std::size_t> tails;
    std::vector<std::size_t> previous(values.size(), npos);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto at = std::lower_bound(tails.begin(), tails.end(), i,
                                         [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
        if (at != tails.begin())
            previous[i] = *(at - 1);
        if (at == tails.end())
            tails.push_back(i);
        else
            *at = i;
    }
    std::vector<bool> result(values.size(), false);
    for (std::size_t i = tails.empty() ? npos : tails.back(); i != npos; i = previous[i])
        result[i] = true;
    return result;
}

/// Above this many moved values they are removed and inserted again, which apply does in one pass.
inline constexpr std::size_t fewMoves = 256;

/// The changes that turn `before` into `after`, to be applied in order: removals from the back,
/// moves, insertions from the front, then changes in place.
template <class T>
std::vector<Change<T>> listDifference(const std::vector<T> &before, const std::vector<T> &after)
{
    std::vector<Change<T>> result;
    std::vector<std::size_t> source = matches(before, after);

    std::vector<std::size_t> kept;      // Indices in `before`, in the order of `after`.
    for (std::size_t index : source) {
        if (index != npos)
            kept.push_back(index);
    }
    const std::vector<bool> stays = longestRising(kept);
    const auto moved = static_cast<std::size_t>(std::count(stays.begin(), stays.end(), false));
    if (moved > fewMoves) {
        std::size_t k = 0;
        for (std::size_t &index : source) {
            if (index != npos && !stays[k++])
                index = npos;
        }
    }

    std::vector<bool> survives(before.size(), false);
    for (std::size_t index : source) {
        if (index != npos)
            survives[index] = true;
    }
    for (std::size_t i = before.size(); i-- > 0;) {
        if (!survives[i])
            result.push_back({before[i], std::nullopt, i, 0});
    }

    if (moved > 0 && moved <= fewMoves) {
        std::vector<std::size_t> current;
        for (std::size_t i = 0; i < before.size(); ++i) {
            if (survives[i])
                current.push_back(i);
        }
        // Left to right, each moved value goes right behind its predecessor in `after`.
        for (std::size_t k = 0; k < kept.size(); ++k) {
            if (stays[k])
                continue;
            const auto from = static_cast<std::size_t>(std::find(current.begin(), current.end(), kept[k]) - current.begin());
            current.erase(current.begin() + static_cast<std::ptrdiff_t>(from));
            std::size_t to = 0;
            if (k > 0)
                to = static_cast<std::size_t>(std::find(current.begin(), current.end(), kept[k - 1]) - current.begin()) + 1;
            current.insert(current.begin() + static_cast<std::ptrdiff_t>(to), kept[k]);
            if (from != to)
                result.push_back({before[kept[k]], before[kept[k]], from, to});
        }
    }

    for (std::size_t i = 0; i < after.size(); ++i) {
        if (source[i] == npos)
            result.push_back({std::nullopt, after[i], 0, i});
    }
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (source[i] != npos && !(before[source[i]] == after[i]))
            result.push_back({before[source[i]], after[i], i, i});
    }
    return result;
}

template <class T>
void appendTo(std::vector<AnyChange> &changes, std::vector<Change<T>> difference)
{
    for (Change<T> &change : difference)
        changes.emplace_back(std::move(change));
}

/// Plans, with the changes of single steps where the rest of a plan is the same and most of its
/// steps are.
void appendPlans(std::vector<AnyChange> &changes, const Workspace &before, const Workspace &after)
{
    std::unordered_map<std::string_view, int> uses;
    for (const Shared<Plan> &plan : after.plans)
        ++uses[plan->id];
    for (PlanChange &change : listDifference(before.plans, after.plans)) {
        const bool inPlace = change.before && change.after && change.indexBefore == change.indexAfter;
        if (inPlace && uses[(*change.after)->id] == 1) {
            const Plan &old = **change.before;
            const Plan &now = **change.after;
            if (old.id == now.id && old.environment == now.environment && old.order == now.order) {
                std::vector<Change<Step>> steps = listDifference(old.steps, now.steps);
                if (steps.size() <= now.steps.size() / 2 + 1) {
                    for (Change<Step> &step : steps)
                        changes.emplace_back(StepChange{now.id, std::move(step)});
                    continue;
                }
            }
        }
        changes.emplace_back(std::move(change));
    }
}

void appendPlaces(std::vector<AnyChange> &changes, const std::vector<NodePlace> &before,
                  const std::vector<NodePlace> &after)
{
    std::unordered_map<std::string_view, const NodePlace *> old;
    for (const NodePlace &place : before)
        old.emplace(place.component, &place);
    std::unordered_map<std::string_view, const NodePlace *> now;
    for (const NodePlace &place : after)
        now.emplace(place.component, &place);
    for (const NodePlace &place : before) {
        if (!now.contains(place.component))
            changes.emplace_back(PlaceChange{place, std::nullopt});
    }
    for (const NodePlace &place : after) {
        const auto found = old.find(place.component);
        if (found == old.end())
            changes.emplace_back(PlaceChange{std::nullopt, place});
        else if (!(*found->second == place))
            changes.emplace_back(PlaceChange{*found->second, place});
    }
}

} // namespace

Edit inverse(const Edit &edit)
{
    Edit result;
    result.title = edit.title;
    result.changes.reserve(edit.changes.size());
    for (auto change = edit.changes.rbegin(); change != edit.changes.rend(); ++change)
        result.changes.push_back(inverseOf(*change));
    return result;
}

Result<Done> apply(Workspace &workspace, const Edit &edit)
{
    // Places come back from an undo in the order of their ids; a failed edit restores even that.
    std::optional<std::vector<NodePlace>> layout;
    const bool hasPlaces = std::any_of(edit.changes.begin(), edit.changes.end(), [](const AnyChange &change) {
        return std::holds_alternative<PlaceChange>(change);
    });
    if (hasPlaces && edit.changes.size() > 1)
        layout = workspace.layout;

    std::size_t applied = 0;
    while (applied < edit.changes.size()) {
        const std::size_t end = endOfRun(edit.changes, applied);
        Progressed progressed = applyListRun(workspace, edit.changes, applied, end);
        applied += progressed.applied;
        if (!progressed.error)
            continue;
        while (applied > 0) {
            --applied;
            if (std::holds_alternative<PlaceChange>(edit.changes[applied]))
                continue;
            const std::vector<AnyChange> back{inverseOf(edit.changes[applied])};
            [[maybe_unused]] const Progressed undone = applyListRun(workspace, back, 0, 1);
            assert(!undone.error);
        }
        if (layout)
            workspace.layout = std::move(*layout);
        return std::move(*progressed.error);
    }
    return Done{};
}

Edit difference(const Workspace &before, const Workspace &after, std::string title)
{
    Edit edit;
    edit.title = std::move(title);
    if (before.name != after.name)
        edit.changes.emplace_back(NameChange{before.name, after.name});
    if (!(before.settings == after.settings))
        edit.changes.emplace_back(SettingsChange{before.settings, after.settings});
    appendTo(edit.changes, listDifference(before.components, after.components));
    appendTo(edit.changes, listDifference(before.links, after.links));
    appendTo(edit.changes, listDifference(before.environments, after.environments));
    appendPlans(edit.changes, before, after);
    appendTo(edit.changes, listDifference(before.suppressions, after.suppressions));
    appendPlaces(edit.changes, before.layout, after.layout);
    return edit;
}

} // namespace belay::rollback
