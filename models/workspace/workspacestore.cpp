// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/storerows.h"

#include <algorithm>
#include <numeric>

namespace belay::workspace {

namespace {

/// More rows than a workspace of any sense has; a bound for files from strangers.
constexpr std::uint64_t mostRows = 50'000'000;

/// The list to read into; rows of a list that its owner's row calls absent make it present.
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

// Inserting

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
            position += tables::spacing;
            Row row{0, position};
            if (!next() || !insertOne<Table>(parent, position, tables::plain(value), row.key))
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
                                                      + tables::columnList<Table>() + " FROM " + Table::name);
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
                (*rows)[parent].push_back(Row{one.key, tables::withinReach(one.position)});
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
    Result<Statement> select = m_database->prepare("SELECT key, position" + tables::columnList<Table>() + " FROM " + Table::name
                                                  + " ORDER BY position, key");
    if (!select)
        return failWith(select.error());
    while (select->step()) {
        rows.push_back(Row{select->integer(0), tables::withinReach(select->integer(1))});
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
    for (const char *table : {"component", "release", "tolerance", "tolerance_read", "tolerance_write",
                              "tolerance_evidence", "requirement",
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

} // namespace belay::workspace
