// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/storerows.h"

#include <algorithm>
#include <numeric>

/// Edits, row by row.
namespace belay::workspace {

/// Gives every tables::unset position a number between its neighbours', or all of them new ones if there is
/// no room. \returns the indices whose number is another one.
std::vector<std::size_t> WorkspaceStore::assignPositions(RowList &rows)
{
    std::vector<std::size_t> changed;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].position != tables::unset)
            continue;
        std::size_t end = i;
        while (end < rows.size() && rows[end].position == tables::unset)
            ++end;
        const auto count = static_cast<std::int64_t>(end - i);
        const std::int64_t low = i > 0 ? rows[i - 1].position : 0;
        std::int64_t first = low + tables::spacing;
        std::int64_t gap = tables::spacing;
        if (end < rows.size()) {
            const std::int64_t high = rows[end].position;
            // A list may begin below zero: in front of it there is always room.
            gap = i > 0 ? (high - low) / (count + 1) : tables::spacing;
            first = i > 0 ? low + gap : high - tables::spacing * count;
        }
        if (gap < 1 || low > tables::furthest || first < -tables::furthest) {
            changed.resize(rows.size());
            std::iota(changed.begin(), changed.end(), std::size_t{0});
            std::int64_t position = 0;
            for (Row &row : rows)
                row.position = position += tables::spacing;
            return changed;
        }
        for (; i < end; ++i) {
            rows[i].position = first;
            first += gap;
            changed.push_back(i);
        }
    }
    return changed;
}

template <class Table>
bool WorkspaceStore::storePositions(RowList &rows)
{
    for (std::size_t index : assignPositions(rows)) {
        if (!setPosition<Table>(rows[index]))
            return false;
    }
    return true;
}

template <class Table>
bool WorkspaceStore::updateOne(std::int64_t key, const typename Table::Value &before, const typename Table::Value &after)
{
    if (before == after)
        return true;
    if (std::size(Table::columns) > 0) {
        Statement *update = statement<Table>(Update);
        if (!update)
            return false;
        noIdPending<Table>(key);
        update->bind(1, key);
        Table::bind(*update, 2, after);
        if (!update->run())
            return failWith(*update->error());
    }
    return tables::forChildren<Table>(before, after, [&](const auto &old, const auto &now) {
        using C = typename std::decay_t<decltype(now)>::table;
        return reconcile<C>(key, tables::elements(old.list), tables::elements(now.list));
    });
}

/// Turns the rows of a list inside a value into those of another list: rows of the same identity are
/// changed, then rows at the same index (a renamed value), and the rest comes and goes.
template <class Table>
bool WorkspaceStore::reconcile(std::int64_t parent, const std::vector<typename Table::Value> &before,
                               const std::vector<typename Table::Value> &after, RowList *rows)
{
    if (before == after)
        return true;
    RowList old;
    if (rows)
        old = std::move(*rows);
    else if (!before.empty() && !readRows<Table>(parent, old))
        return false;
    if (old.size() != before.size())
        return failWith(Error{ErrorCode::DamagedFile,
                              std::string("the file is damaged: \"") + Table::name + "\" has lost rows", {}, 0, 0});
    std::vector<bool> used(before.size(), false);
    std::vector<std::size_t> source(after.size(), before.size());
    std::unordered_map<std::string, std::vector<std::size_t>> byIdentity;
    for (std::size_t i = before.size(); i-- > 0;)
        byIdentity[Table::identity(before[i])].push_back(i);
    for (std::size_t i = 0; i < after.size(); ++i) {
        const auto same = byIdentity.find(Table::identity(after[i]));
        if (same == byIdentity.end() || same->second.empty())
            continue;
        source[i] = same->second.back();
        same->second.pop_back();
        used[source[i]] = true;
    }
    for (std::size_t i = 0; i < after.size() && i < before.size(); ++i) {
        if (source[i] == before.size() && !used[i]) {
            source[i] = i;
            used[i] = true;
        }
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (!used[i] && !remove<Table>(old[i].key))
            return false;
    }
    RowList now(after.size());
    std::int64_t highest = tables::unset;
    for (std::size_t i = 0; i < after.size(); ++i) {
        now[i].position = tables::unset;
        if (source[i] == before.size())
            continue;
        now[i].key = old[source[i]].key;
        // What has come to stand before its old predecessors gets a new number.
        if (old[source[i]].position > highest)
            now[i].position = highest = old[source[i]].position;
        if (!updateOne<Table>(now[i].key, before[source[i]], after[i]))
            return false;
    }
    const std::vector<std::size_t> moved = assignPositions(now);
    for (std::size_t index : moved) {
        if (source[index] != before.size() && !setPosition<Table>(now[index]))
            return false;
    }
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (source[i] == before.size() && !insertOne<Table>(parent, now[i].position, after[i], now[i].key))
            return false;
    }
    if (rows)
        *rows = std::move(now);
    return true;
}

/// Finds out, before anything is changed, which ids rows must give up for a while.
void WorkspaceStore::planIdentities()
{
    m_idsChange = false;
    m_pendingIds.clear();
    m_removed.clear();
    m_removedSteps.clear();
    m_returning.clear();
    if (m_edit->changes.size() < 2)
        return;
    std::unordered_set<std::string> removed;
    std::unordered_set<std::string> inserted;
    const auto look = [&]<class Table, class T>(std::type_identity<Table>, const std::string &parent,
                                                const rollback::Change<T> &change) {
        const auto identity = [&](const T &value) {
            return std::string(Table::name) + '\0' + parent + '\0' + Table::identity(tables::plain(value));
        };
        if (change.before && change.after)
            m_idsChange = m_idsChange || tables::plain(*change.before).id != tables::plain(*change.after).id;
        else if (change.before)
            removed.insert(identity(*change.before));
        else if (change.after)
            inserted.insert(identity(*change.after));
    };
    for (const rollback::AnyChange &any : m_edit->changes) {
        if (const auto *component = std::get_if<rollback::ComponentChange>(&any))
            look(std::type_identity<tables::Component>{}, {}, *component);
        else if (const auto *environment = std::get_if<rollback::EnvironmentChange>(&any))
            look(std::type_identity<tables::Environment>{}, {}, *environment);
        else if (const auto *plan = std::get_if<rollback::PlanChange>(&any))
            look(std::type_identity<tables::Plan>{}, {}, *plan);
        else if (const auto *step = std::get_if<rollback::StepChange>(&any))
            look(std::type_identity<tables::Step>{}, step->plan, step->step);
    }
    for (const std::string &identity : removed) {
        if (inserted.contains(identity))
            m_returning.insert(identity);
    }
    m_idsChange = m_idsChange || !m_returning.empty();
}

/// Makes one change of a long list in its table and in `rows`.
template <class Table, class T>
bool WorkspaceStore::changeList(RowList &rows, std::int64_t parent, const rollback::Change<T> &change,
                                Changed<typename Table::Value> &changed)
{
    using Value = typename Table::Value;
    changed.before = change.before ? &tables::plain(*change.before) : nullptr;
    changed.after = change.after ? &tables::plain(*change.after) : nullptr;
    const auto at = [&rows](std::size_t index) { return rows.begin() + static_cast<std::ptrdiff_t>(index); };
    const auto identity = [&](const Value &value) {
        std::string text = std::string(Table::name) + '\0';
        if constexpr (std::is_same_v<Table, tables::Step>)
            text += std::get<rollback::StepChange>(m_edit->changes[m_change]).plan;
        if constexpr (tables::hasIdentity<Table>)
            text += '\0' + Table::identity(value);
        return text;
    };
    const auto giveUpId = [&](std::int64_t key) {
        // No id of a person's begins with this character in practice, and none keeps it for long.
        if constexpr (tables::hasIdentity<Table>)
            return setId<Table>(key, '\x01' + std::to_string(++m_placeholders));
        return true;
    };
    const auto setIdLater = [&](std::int64_t key, const Value &value) {
        if constexpr (tables::hasIdentity<Table>)
            m_pendingIds[{&Table::name, key}] = {&WorkspaceStore::setId<Table>, value.id};
    };

    if (changed.before) {
        changed.key = rows[change.indexBefore].key;
        if (!changed.after) {
            rows.erase(at(change.indexBefore));
            if (!m_returning.empty() && m_returning.contains(identity(*changed.before))) {
                m_removed[identity(*changed.before)] = {changed.key, m_change, &WorkspaceStore::remove<Table>};
                return giveUpId(changed.key);
            }
            return remove<Table>(changed.key);
        }
        if (change.indexBefore != change.indexAfter) {
            rows.erase(at(change.indexBefore));
            rows.insert(at(change.indexAfter), Row{changed.key, tables::unset});
        }
    } else {
        const auto removed = m_removed.empty() ? m_removed.end() : m_removed.find(identity(*changed.after));
        if (removed == m_removed.end()) {
            const bool last = change.indexAfter == rows.size();
            const bool next = last && (rows.empty() || rows.back().position != tables::unset);
            Row row{0, next ? (rows.empty() ? 0 : rows.back().position) + tables::spacing : tables::unset};
            const std::int64_t position = next ? row.position : 0;
            if (m_idsChange && tables::hasIdentity<Table>) {
                Value nameless = *changed.after;
                if constexpr (tables::hasIdentity<Table>)
                    nameless.id = '\x01' + std::to_string(++m_placeholders);
                if (!insertOne<Table>(parent, position, nameless, row.key))
                    return false;
                setIdLater(row.key, *changed.after);
            } else if (!insertOne<Table>(parent, position, *changed.after, row.key)) {
                return false;
            }
            rows.insert(at(change.indexAfter), row);
            changed.key = row.key;
            return true;
        }
        // The row that was put aside comes back.
        changed.key = removed->second.key;
        const auto &old = m_edit->changes[removed->second.change];
        if constexpr (std::is_same_v<Table, tables::Step>)
            changed.before = &*std::get<rollback::StepChange>(old).step.before;
        else
            changed.before = &tables::plain(*std::get<rollback::Change<T>>(old).before);
        m_removed.erase(removed);
        rows.insert(at(change.indexAfter), Row{changed.key, tables::unset});
    }
    if constexpr (tables::hasIdentity<Table>) {
        if (m_idsChange) {
            Value nameless = *changed.after;
            nameless.id = '\x01' + std::to_string(++m_placeholders);
            const bool ok = updateOne<Table>(changed.key, *changed.before, nameless);
            setIdLater(changed.key, *changed.after);
            return ok;
        }
    }
    return updateOne<Table>(changed.key, *changed.before, *changed.after);
}

bool WorkspaceStore::changePlan(const rollback::PlanChange &change)
{
    Changed<rollback::Plan> changed;
    if (!changeList<tables::Plan>(m_rows.plans, 0, change, changed))
        return false;
    RowList steps;
    if (change.before) {
        const auto index = static_cast<std::ptrdiff_t>(change.indexBefore);
        steps = std::move(m_rows.steps[change.indexBefore]);
        m_rows.steps.erase(m_rows.steps.begin() + index);
        m_planIds.erase(m_planIds.begin() + index);
    } else if (changed.before) {
        steps = std::move(m_removedSteps[changed.key]);
    }
    if (!changed.after) {
        if (!m_removed.empty())
            m_removedSteps[changed.key] = std::move(steps);
        return true;
    }
    const bool ok = changed.before
        ? reconcile<tables::Step>(changed.key, changed.before->steps, changed.after->steps, &steps)
        : insertList<tables::Step>(changed.key, changed.after->steps) && readRows<tables::Step>(changed.key, steps);
    if (!ok)
        return false;
    const auto index = static_cast<std::ptrdiff_t>(change.indexAfter);
    m_rows.steps.insert(m_rows.steps.begin() + index, std::move(steps));
    m_planIds.insert(m_planIds.begin() + index, changed.after->id);
    return true;
}

bool WorkspaceStore::changeStep(const rollback::StepChange &change)
{
    const auto plan = static_cast<std::size_t>(std::find(m_planIds.begin(), m_planIds.end(), change.plan)
                                               - m_planIds.begin());
    if (plan == m_planIds.size())
        return failWith(Error{ErrorCode::BadValue, "there is no plan \"" + change.plan + '"', {}, 0, 0});
    Changed<rollback::Step> changed;
    return changeList<tables::Step>(m_rows.steps[plan], m_rows.plans[plan].key, change.step, changed);
}

bool WorkspaceStore::changePlace(const rollback::PlaceChange &change)
{
    const bool gone = change.before && (!change.after || change.after->component != change.before->component);
    if (gone) {
        Result<Statement> erase = m_database->prepare("DELETE FROM place WHERE component = ?1");
        if (!erase)
            return failWith(erase.error());
        erase->bind(1, change.before->component);
        if (!erase->run())
            return failWith(*erase->error());
    }
    if (!change.after)
        return true;
    static constexpr const char *table = "place";
    Statements &statements = m_statements[&table];
    const Operation operation = change.before && !gone ? Update : Insert;
    if (!statements.prepared[operation]) {
        Result<Statement> made = m_database->prepare(operation == Insert
                                                        ? "INSERT INTO place (component, x, y) VALUES (?1, ?2, ?3)"
                                                        : "UPDATE place SET x = ?2, y = ?3 WHERE component = ?1");
        if (!made)
            return failWith(made.error());
        statements.of[operation] = std::move(*made);
        statements.prepared[operation] = true;
    }
    Statement &put = statements.of[operation];
    put.reset();
    put.bind(1, change.after->component);
    put.bind(2, change.after->x);
    put.bind(3, change.after->y);
    return put.run() || failWith(*put.error());
}

bool WorkspaceStore::changeName(const std::string &name)
{
    Result<Statement> update = m_database->prepare("UPDATE workspace SET name = ?1 WHERE one = 1");
    if (!update)
        return failWith(update.error());
    update->bind(1, name);
    return update->run() || failWith(*update->error());
}

bool WorkspaceStore::changeSettings(const rollback::Settings &settings)
{
    Result<Statement> update
        = m_database->prepare("UPDATE workspace SET commit_after_soak_s = ?1, simultaneous = ?2 WHERE one = 1");
    if (!update)
        return failWith(update.error());
    update->bind(1, settings.commitAfterSoak_s);
    update->bind(2, std::int64_t{settings.simultaneous});
    return update->run() || failWith(*update->error());
}

Result<Done> WorkspaceStore::apply(const rollback::Edit &edit)
{
    m_before = m_rows;
    m_planIdsBefore = m_planIds;
    m_edit = &edit;
    planIdentities();
    const auto list = [&]<class Table>(std::type_identity<Table>, RowList &rows, const auto &change) {
        Changed<typename Table::Value> changed;
        return changeList<Table>(rows, 0, change, changed);
    };
    bool ok = true;
    for (m_change = 0; ok && m_change < edit.changes.size(); ++m_change) {
        ok = std::visit(
            [&](const auto &change) {
                using C = std::decay_t<decltype(change)>;
                if constexpr (std::is_same_v<C, rollback::NameChange>)
                    return changeName(change.after);
                else if constexpr (std::is_same_v<C, rollback::SettingsChange>)
                    return changeSettings(change.after);
                else if constexpr (std::is_same_v<C, rollback::ComponentChange>)
                    return list(std::type_identity<tables::Component>{}, m_rows.components, change);
                else if constexpr (std::is_same_v<C, rollback::EnvironmentChange>)
                    return list(std::type_identity<tables::Environment>{}, m_rows.environments, change);
                else if constexpr (std::is_same_v<C, rollback::PlanChange>)
                    return changePlan(change);
                else if constexpr (std::is_same_v<C, rollback::StepChange>)
                    return changeStep(change);
                else if constexpr (std::is_same_v<C, rollback::SuppressionChange>)
                    return list(std::type_identity<tables::Suppression>{}, m_rows.suppressions, change);
                else if constexpr (std::is_same_v<C, rollback::LinkChange>)
                    return list(std::type_identity<tables::Link>{}, m_rows.links, change);
                else
                    return changePlace(change);
            },
            edit.changes[m_change]);
    }
    for (const auto &[identity, removed] : m_removed)
        ok = ok && (this->*removed.remove)(removed.key);
    for (const auto &[row, pending] : m_pendingIds)
        ok = ok && (this->*pending.set)(row.second, pending.id);
    ok = ok && storePositions<tables::Component>(m_rows.components) && storePositions<tables::Link>(m_rows.links)
        && storePositions<tables::Environment>(m_rows.environments) && storePositions<tables::Plan>(m_rows.plans)
        && storePositions<tables::Suppression>(m_rows.suppressions);
    for (RowList &steps : m_rows.steps)
        ok = ok && storePositions<tables::Step>(steps);
    m_edit = nullptr;
    return outcome();
}

void WorkspaceStore::keep()
{
    m_before.reset();
    m_planIdsBefore.clear();
}

void WorkspaceStore::forget()
{
    if (!m_before)
        return;
    m_rows = std::move(*m_before);
    m_planIds = std::move(m_planIdsBefore);
    keep();
}

} // namespace belay::workspace
