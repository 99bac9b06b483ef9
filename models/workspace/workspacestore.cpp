// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/workspacestore.h"

#include "models/workspace/tables.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>

namespace belay::workspace {

namespace {

/// A position that is still to be found.
constexpr std::int64_t unset = std::numeric_limits<std::int64_t>::min();
/// Between neighbours of a new list: room for 20 halvings before it has to be numbered anew.
constexpr std::int64_t spacing = 1 << 20;
/// Positions beyond it come from strangers only, and are found anew.
constexpr std::int64_t furthest = std::int64_t{1} << 60;
std::int64_t withinReach(std::int64_t position)
{
    return position < -furthest || position > furthest ? unset : position;
}
/// More rows than a workspace of any sense has; a bound for files from strangers.
constexpr std::uint64_t mostRows = 50'000'000;

/// A key column is called `parent` in the tables of lists inside values only.
template <class Table>
constexpr bool isNested = requires { Table::parent; };
template <class Table>
constexpr bool hasIdentity = requires(const typename Table::Value &v) { Table::identity(v); };

/// Lists inside values are vectors, and one kind of them may be absent, which its owner's row says.
template <class T>
const std::vector<T> &elements(const std::vector<T> &list)
{
    return list;
}
template <class T>
const std::vector<T> &elements(const std::optional<std::vector<T>> &list)
{
    static const std::vector<T> none;
    return list ? *list : none;
}
template <class T>
std::vector<T> &editable(std::vector<T> &list)
{
    return list;
}
template <class T>
std::vector<T> &editable(std::optional<std::vector<T>> &list)
{
    return list ? *list : list.emplace();
}

template <class T>
const T &plain(const T &value)
{
    return value;
}
template <class T>
const T &plain(const Shared<T> &value)
{
    return *value;
}

/// Calls `each(before's child, after's child)` for each list of two values.
template <class Table, class Each>
bool forChildren(const typename Table::Value &before, const typename Table::Value &after, Each each)
{
    const auto olds = Table::children(before);
    const auto nows = Table::children(after);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (true && ... && each(std::get<I>(olds), std::get<I>(nows)));
    }(std::make_index_sequence<std::tuple_size_v<decltype(olds)>>{});
}

/// Row keys to indices: an array while the keys lie close together, as SQLite gives them, a map when
/// they do not.
class KeyIndex {
public:
    explicit KeyIndex(const std::vector<std::int64_t> &keys)
    {
        if (keys.empty())
            return;
        const auto [low, high] = std::minmax_element(keys.begin(), keys.end());
        const bool close = *low >= 0 && static_cast<std::uint64_t>(*high) < keys.size() * 4 + 1024;
        if (close)
            m_dense.assign(static_cast<std::size_t>(*high) + 1, none);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (close)
                m_dense[static_cast<std::size_t>(keys[i])] = static_cast<std::uint32_t>(i);
            else
                m_sparse.emplace(keys[i], static_cast<std::uint32_t>(i));
        }
    }
    static constexpr std::uint32_t none = 0xffffffffU;
    [[nodiscard]] std::uint32_t find(std::int64_t key) const
    {
        if (m_sparse.empty())
            return key >= 0 && static_cast<std::uint64_t>(key) < m_dense.size() ? m_dense[static_cast<std::size_t>(key)]
                                                                               : none;
        const auto found = m_sparse.find(key);
        return found == m_sparse.end() ? none : found->second;
    }

private:
    std::vector<std::uint32_t> m_dense;
    std::unordered_map<std::int64_t, std::uint32_t> m_sparse;
};

template <class Table>
std::string columnList()
{
    std::string text;
    for (const char *column : Table::columns)
        text += std::string(", ") + column;
    return text;
}

} // namespace

void WorkspaceStore::attach(Database &database)
{
    m_statements.clear();
    m_database = &database;
}

std::unique_ptr<WorkspaceStore> WorkspaceStore::sameRows() const
{
    auto store = std::make_unique<WorkspaceStore>();
    store->m_rows = m_rows;
    store->m_planIds = m_planIds;
    return store;
}

bool WorkspaceStore::failWith(Error error)
{
    if (!m_error) {
        error.file = m_database->path();
        m_error = std::move(error);
    }
    return false;
}

Result<Done> WorkspaceStore::outcome()
{
    if (m_error)
        return *std::exchange(m_error, std::nullopt);
    return Done{};
}

template <class Table>
Statement *WorkspaceStore::statement(Operation operation)
{
    Statements &statements = m_statements[&Table::name];
    if (!statements.prepared[operation]) {
        const std::string table = Table::name;
        std::string sql;
        switch (operation) {
        case Insert: {
            std::string marks = "?1";
            std::string names = "position";
            int count = 1;
            if constexpr (isNested<Table>) {
                names += std::string(", ") + Table::parent;
                marks += ", ?2";
                ++count;
            }
            names += columnList<Table>();
            for (std::size_t i = 0; i < std::size(Table::columns); ++i)
                marks += ", ?" + std::to_string(++count);
            sql = "INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")";
            break;
        }
        case Update: {
            int count = 1;
            for (const char *column : Table::columns)
                sql += (sql.empty() ? "" : ", ") + std::string(column) + " = ?" + std::to_string(++count);
            sql = "UPDATE " + table + " SET " + sql + " WHERE key = ?1";
            break;
        }
        case UpdatePosition: sql = "UPDATE " + table + " SET position = ?2 WHERE key = ?1"; break;
        case UpdateId: sql = "UPDATE " + table + " SET id = ?2 WHERE key = ?1"; break;
        case Delete: sql = "DELETE FROM " + table + " WHERE key = ?1"; break;
        case SelectOf:
            if constexpr (isNested<Table>)
                sql = "SELECT key, position FROM " + table + " WHERE " + Table::parent + " = ?1 ORDER BY position, key";
            break;
        case OperationCount: break;
        }
        Result<Statement> made = m_database->prepare(sql);
        if (!made) {
            failWith(made.error());
            return nullptr;
        }
        statements.of[operation] = std::move(*made);
        statements.prepared[operation] = true;
    }
    statements.of[operation].reset();
    return &statements.of[operation];
}

/// An id that was to come to a row later is overtaken when the row is written anew, goes, or when
/// its key comes to another row.
template <class Table>
void WorkspaceStore::noIdPending(std::int64_t key)
{
    if constexpr (hasIdentity<Table>) {
        if (!m_pendingIds.empty())
            m_pendingIds.erase({&Table::name, key});
    }
}

// Inserting

template <class Table>
bool WorkspaceStore::insertOne(std::int64_t parent, std::int64_t position, const typename Table::Value &value,
                               std::int64_t &key)
{
    Statement *insert = statement<Table>(Insert);
    if (!insert)
        return false;
    insert->bind(1, position);
    if constexpr (isNested<Table>)
        insert->bind(2, parent);
    Table::bind(*insert, isNested<Table> ? 3 : 2, value);
    if (!insert->run())
        return failWith(*insert->error());
    key = sqlite3_last_insert_rowid(m_database->handle());
    noIdPending<Table>(key);
    return insertChildren<Table>(key, value);
}

template <class Table>
bool WorkspaceStore::insertChildren(std::int64_t key, const typename Table::Value &value)
{
    return forChildren<Table>(value, value, [&](const auto &, const auto &child) {
        using C = typename std::decay_t<decltype(child)>::table;
        return insertList<C>(key, elements(child.list));
    });
}

template <class Table>
bool WorkspaceStore::insertList(std::int64_t parent, const std::vector<typename Table::Value> &list)
{
    std::int64_t position = 0;
    for (const auto &value : list) {
        std::int64_t key = 0;
        position += spacing;
        if (!insertOne<Table>(parent, position, value, key))
            return false;
    }
    return true;
}

Result<Done> WorkspaceStore::insertAll(const rollback::Workspace &workspace, std::stop_token stop, ProgressSink &progress)
{
    m_rows = Rows{};
    m_planIds.clear();
    m_total = workspace.components.size() + workspace.links.size() + workspace.environments.size()
        + workspace.suppressions.size();
    for (const auto &plan : workspace.plans)
        m_total += plan->steps.size();
    m_done = 0;
    const auto next = [&] {
        if ((++m_done & 0x3ffU) != 0)
            return true;
        progress.progress("Writing", m_done, m_total);
        return stop.stop_requested() ? failWith(Error{ErrorCode::Cancelled, "cancelled", {}, 0, 0}) : true;
    };
    const auto insertTop = [&]<class Table>(std::type_identity<Table>, std::int64_t parent, const auto &list,
                                            RowList &rows) {
        rows.reserve(list.size());
        std::int64_t position = 0;
        for (const auto &value : list) {
            position += spacing;
            Row row{0, position};
            if (!next() || !insertOne<Table>(parent, position, plain(value), row.key))
                return false;
            rows.push_back(row);
        }
        return true;
    };
    const bool ok = changeName(workspace.name) && changeSettings(workspace.settings)
        && insertTop(std::type_identity<tables::Component>{}, 0, workspace.components, m_rows.components)
        && insertTop(std::type_identity<tables::Link>{}, 0, workspace.links, m_rows.links)
        && insertTop(std::type_identity<tables::Environment>{}, 0, workspace.environments, m_rows.environments)
        && insertTop(std::type_identity<tables::Plan>{}, 0, workspace.plans, m_rows.plans)
        && insertTop(std::type_identity<tables::Suppression>{}, 0, workspace.suppressions, m_rows.suppressions);
    if (!ok)
        return outcome();
    m_rows.steps.resize(workspace.plans.size());
    for (std::size_t i = 0; i < workspace.plans.size(); ++i) {
        m_planIds.push_back(workspace.plans[i]->id);
        if (!insertTop(std::type_identity<tables::Step>{}, m_rows.plans[i].key, workspace.plans[i]->steps, m_rows.steps[i]))
            return outcome();
    }
    for (const rollback::NodePlace &place : workspace.layout) {
        if (!changePlace({std::nullopt, place}))
            return outcome();
    }
    return outcome();
}

// Loading

bool WorkspaceStore::countRow()
{
    ++m_done;
    if ((m_done & 0x3fffU) != 0)
        return true;
    m_progress->progress("Reading", std::min(m_done, m_total), m_total);
    if (m_stop.stop_requested())
        return failWith(Error{ErrorCode::Cancelled, "cancelled", {}, 0, 0});
    if (m_done > mostRows)
        return failWith(Error{ErrorCode::LimitExceeded, "the file has too many rows", {}, 0, 0});
    return true;
}

/// Reads the whole table of lists inside `parents`; `listAt(i)` is the i-th parent's list. `rows`, if
/// asked for, gets the rows of each list.
template <class Table, class ListAt>
bool WorkspaceStore::loadList(const std::vector<std::int64_t> &parents, ListAt listAt, std::vector<RowList> *rows)
{
    struct Found {
        std::uint32_t parent = 0;
        std::int64_t position = 0;
        std::int64_t key = 0;
        typename Table::Value value;
    };
    const KeyIndex index(parents);
    std::vector<Found> found;
    {
        Result<Statement> select = m_database->prepare("SELECT key, position, " + std::string(Table::parent)
                                                      + columnList<Table>() + " FROM " + Table::name);
        if (!select)
            return failWith(select.error());
        while (select->step()) {
            Found &one = found.emplace_back();
            one.key = select->integer(0);
            one.position = select->integer(1);
            one.parent = index.find(select->integer(2));
            Table::read(*select, 3, one.value);
            if (one.parent == KeyIndex::none)
                tables::damaged(*select, std::string("a row of \"") + Table::name + "\" belongs to nothing");
            if (select->failed() || !countRow())
                break;
        }
        if (select->failed())
            return failWith(*select->error());
        if (m_error)
            return false;
    }
    const auto before = [](const Found &a, const Found &b) {
        return std::tuple(a.parent, a.position, a.key) < std::tuple(b.parent, b.position, b.key);
    };
    std::vector<std::uint32_t> order(found.size());
    std::iota(order.begin(), order.end(), 0U);
    // A file that was never edited is in order.
    if (!std::is_sorted(found.begin(), found.end(), before))
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return before(found[a], found[b]); });

    std::vector<std::int64_t> keys;
    std::vector<typename Table::Value *> values;
    keys.reserve(found.size());
    values.reserve(found.size());
    for (std::size_t i = 0; i < order.size();) {
        const std::uint32_t parent = found[order[i]].parent;
        std::size_t end = i;
        while (end < order.size() && found[order[end]].parent == parent)
            ++end;
        auto &list = editable(listAt(parent));
        list.reserve(end - i);
        for (; i < end; ++i) {
            Found &one = found[order[i]];
            list.push_back(std::move(one.value));
            keys.push_back(one.key);
            if (rows)
                (*rows)[parent].push_back(Row{one.key, withinReach(one.position)});
        }
        for (auto &value : list)
            values.push_back(&value);
    }
    found = {};
    return loadChildren<Table>(keys, values);
}

template <class Table>
bool WorkspaceStore::loadChildren(const std::vector<std::int64_t> &keys,
                                  const std::vector<typename Table::Value *> &values)
{
    using Children = decltype(Table::children(std::declval<typename Table::Value &>()));
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (true && ... && loadList<typename std::tuple_element_t<I, Children>::table>(
                    keys, [&](std::size_t i) -> auto & { return std::get<I>(Table::children(*values[i])).list; }, nullptr));
    }(std::make_index_sequence<std::tuple_size_v<Children>>{});
}

template <class Table>
bool WorkspaceStore::loadTop(std::vector<typename Table::Value> &list, RowList &rows)
{
    Result<Statement> select = m_database->prepare("SELECT key, position" + columnList<Table>() + " FROM " + Table::name
                                                  + " ORDER BY position, key");
    if (!select)
        return failWith(select.error());
    while (select->step()) {
        rows.push_back(Row{select->integer(0), withinReach(select->integer(1))});
        Table::read(*select, 2, list.emplace_back());
        if (select->failed() || !countRow())
            break;
    }
    if (select->failed())
        return failWith(*select->error());
    if (m_error)
        return false;
    std::vector<std::int64_t> keys;
    std::vector<typename Table::Value *> values;
    keys.reserve(list.size());
    values.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        keys.push_back(rows[i].key);
        values.push_back(&list[i]);
    }
    return loadChildren<Table>(keys, values);
}

bool WorkspaceStore::loadPlaces(rollback::Workspace &workspace)
{
    Result<Statement> select = m_database->prepare("SELECT component, x, y FROM place ORDER BY component");
    if (!select)
        return failWith(select.error());
    while (select->step()) {
        rollback::NodePlace &place = workspace.layout.emplace_back();
        place.component = select->text(0);
        place.x = select->real(1);
        place.y = select->real(2);
        if (select->failed() || !countRow())
            break;
    }
    return select->failed() ? failWith(*select->error()) : !m_error;
}

Result<std::shared_ptr<rollback::Workspace>> WorkspaceStore::load(std::stop_token stop, ProgressSink &progress)
{
    auto workspace = std::make_shared<rollback::Workspace>();
    m_rows = Rows{};
    m_planIds.clear();
    m_stop = std::move(stop);
    m_progress = &progress;
    m_done = 0;
    m_total = 0;
    for (const char *table : {"component", "release", "tolerance", "tolerance_read", "tolerance_write", "requirement",
                              "alternative", "alternative_range", "link", "step", "step_to"}) {
        // The highest key is at hand, the count is not.
        const std::string sql = std::string("SELECT coalesce(max(key), 0) FROM ") + table;
        Result<std::int64_t> rows = m_database->integerOf(sql.c_str());
        if (!rows)
            return rows.error();
        m_total += static_cast<std::uint64_t>(std::clamp<std::int64_t>(*rows, 0, mostRows));
    }

    Result<Statement> header
        = m_database->prepare("SELECT name, commit_after_soak_s, simultaneous FROM workspace WHERE one = 1");
    if (!header)
        return header.error();
    if (header->step()) {
        workspace->name = header->text(0);
        if (!header->isNull(1))
            workspace->settings.commitAfterSoak_s = header->integer(1);
        workspace->settings.simultaneous = header->smallInteger(2);
    } else if (!header->failed()) {
        tables::damaged(*header, "it has no workspace in it");
    }
    if (header->failed()) {
        failWith(*header->error());
        return *std::exchange(m_error, std::nullopt);
    }

    std::vector<rollback::Component> components;
    std::vector<rollback::Plan> plans;
    bool ok = loadTop<tables::Component>(components, m_rows.components)
        && loadTop<tables::Link>(workspace->links, m_rows.links)
        && loadTop<tables::Environment>(workspace->environments, m_rows.environments)
        && loadTop<tables::Plan>(plans, m_rows.plans)
        && loadTop<tables::Suppression>(workspace->suppressions, m_rows.suppressions) && loadPlaces(*workspace);
    if (ok) {
        m_rows.steps.resize(plans.size());
        std::vector<std::int64_t> keys;
        for (const Row &row : m_rows.plans)
            keys.push_back(row.key);
        ok = loadList<tables::Step>(keys, [&](std::size_t i) -> auto & { return plans[i].steps; }, &m_rows.steps);
    }
    m_progress = nullptr;
    m_stop = {};
    if (!ok)
        return *std::exchange(m_error, std::nullopt);
    workspace->components.reserve(components.size());
    for (rollback::Component &component : components)
        workspace->components.emplace_back(std::move(component));
    for (rollback::Plan &plan : plans) {
        m_planIds.push_back(plan.id);
        workspace->plans.emplace_back(std::move(plan));
    }
    return workspace;
}

// Changing

template <class Table>
bool WorkspaceStore::readRows(std::int64_t parent, RowList &rows)
{
    Statement *select = statement<Table>(SelectOf);
    if (!select)
        return false;
    select->bind(1, parent);
    rows.clear();
    while (select->step())
        rows.push_back(Row{select->integer(0), withinReach(select->integer(1))});
    const bool ok = !select->failed() || failWith(*select->error());
    if (ok)
        select->reset();
    return ok;
}

template <class Table>
bool WorkspaceStore::setPosition(const Row &row)
{
    Statement *update = statement<Table>(UpdatePosition);
    if (!update)
        return false;
    update->bind(1, row.key);
    update->bind(2, row.position);
    return update->run() || failWith(*update->error());
}

template <class Table>
bool WorkspaceStore::remove(std::int64_t key)
{
    Statement *erase = statement<Table>(Delete);
    if (!erase)
        return false;
    erase->bind(1, key);
    noIdPending<Table>(key);
    return erase->run() || failWith(*erase->error());
}

template <class Table>
bool WorkspaceStore::setId(std::int64_t key, const std::string &id)
{
    Statement *update = statement<Table>(UpdateId);
    if (!update)
        return false;
    update->bind(1, key);
    update->bind(2, id);
    return update->run() || failWith(*update->error());
}

/// Gives every unset position a number between its neighbours', or all of them new ones if there is
/// no room. \returns the indices whose number is another one.
std::vector<std::size_t> WorkspaceStore::assignPositions(RowList &rows)
{
    std::vector<std::size_t> changed;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].position != unset)
            continue;
        std::size_t end = i;
        while (end < rows.size() && rows[end].position == unset)
            ++end;
        const auto count = static_cast<std::int64_t>(end - i);
        const std::int64_t low = i > 0 ? rows[i - 1].position : 0;
        std::int64_t first = low + spacing;
        std::int64_t gap = spacing;
        if (end < rows.size()) {
            const std::int64_t high = rows[end].position;
            // A list may begin below zero: in front of it there is always room.
            gap = i > 0 ? (high - low) / (count + 1) : spacing;
            first = i > 0 ? low + gap : high - spacing * count;
        }
        if (gap < 1 || low > furthest || first < -furthest) {
            changed.resize(rows.size());
            std::iota(changed.begin(), changed.end(), std::size_t{0});
            std::int64_t position = 0;
            for (Row &row : rows)
                row.position = position += spacing;
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
    return forChildren<Table>(before, after, [&](const auto &old, const auto &now) {
        using C = typename std::decay_t<decltype(now)>::table;
        return reconcile<C>(key, elements(old.list), elements(now.list));
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
    std::int64_t highest = unset;
    for (std::size_t i = 0; i < after.size(); ++i) {
        now[i].position = unset;
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

// Edits

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
            return std::string(Table::name) + '\0' + parent + '\0' + Table::identity(plain(value));
        };
        if (change.before && change.after)
            m_idsChange = m_idsChange || plain(*change.before).id != plain(*change.after).id;
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
    changed.before = change.before ? &plain(*change.before) : nullptr;
    changed.after = change.after ? &plain(*change.after) : nullptr;
    const auto at = [&rows](std::size_t index) { return rows.begin() + static_cast<std::ptrdiff_t>(index); };
    const auto identity = [&](const Value &value) {
        std::string text = std::string(Table::name) + '\0';
        if constexpr (std::is_same_v<Table, tables::Step>)
            text += std::get<rollback::StepChange>(m_edit->changes[m_change]).plan;
        if constexpr (hasIdentity<Table>)
            text += '\0' + Table::identity(value);
        return text;
    };
    const auto giveUpId = [&](std::int64_t key) {
        // No id of a person's begins with this character in practice, and none keeps it for long.
        if constexpr (hasIdentity<Table>)
            return setId<Table>(key, '\x01' + std::to_string(++m_placeholders));
        return true;
    };
    const auto setIdLater = [&](std::int64_t key, const Value &value) {
        if constexpr (hasIdentity<Table>)
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
            rows.insert(at(change.indexAfter), Row{changed.key, unset});
        }
    } else {
        const auto removed = m_removed.empty() ? m_removed.end() : m_removed.find(identity(*changed.after));
        if (removed == m_removed.end()) {
            const bool last = change.indexAfter == rows.size();
            const bool next = last && (rows.empty() || rows.back().position != unset);
            Row row{0, next ? (rows.empty() ? 0 : rows.back().position) + spacing : unset};
            const std::int64_t position = next ? row.position : 0;
            if (m_idsChange && hasIdentity<Table>) {
                Value nameless = *changed.after;
                if constexpr (hasIdentity<Table>)
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
            changed.before = &plain(*std::get<rollback::Change<T>>(old).before);
        m_removed.erase(removed);
        rows.insert(at(change.indexAfter), Row{changed.key, unset});
    }
    if constexpr (hasIdentity<Table>) {
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
