// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workspace/tables.h"
#include "models/workspace/workspacestore.h"

#include <sqlite3.h>

#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

/// What reading and writing rows have in common: the parts of WorkspaceStore that are templates over
/// the tables and used by more than one of its files.
namespace belay::workspace {

namespace tables {

/// A position that is still to be found.
inline constexpr std::int64_t unset = std::numeric_limits<std::int64_t>::min();
/// Between neighbours of a new list: room for 20 halvings before it has to be numbered anew.
inline constexpr std::int64_t spacing = 1 << 20;
/// Positions beyond it come from strangers only, and are found anew.
inline constexpr std::int64_t furthest = std::int64_t{1} << 60;
inline std::int64_t withinReach(std::int64_t position)
{
    return position < -furthest || position > furthest ? unset : position;
}

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

template <class Table>
std::string columnList()
{
    std::string text;
    for (const char *column : Table::columns)
        text += std::string(", ") + column;
    return text;
}

} // namespace tables

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
            if constexpr (tables::isNested<Table>) {
                names += std::string(", ") + Table::parent;
                marks += ", ?2";
                ++count;
            }
            names += tables::columnList<Table>();
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
            if constexpr (tables::isNested<Table>)
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
    if constexpr (tables::hasIdentity<Table>) {
        if (!m_pendingIds.empty())
            m_pendingIds.erase({&Table::name, key});
    }
}

template <class Table>
bool WorkspaceStore::insertOne(std::int64_t parent, std::int64_t position, const typename Table::Value &value,
                               std::int64_t &key)
{
    Statement *insert = statement<Table>(Insert);
    if (!insert)
        return false;
    insert->bind(1, position);
    if constexpr (tables::isNested<Table>)
        insert->bind(2, parent);
    Table::bind(*insert, tables::isNested<Table> ? 3 : 2, value);
    if (!insert->run())
        return failWith(*insert->error());
    key = sqlite3_last_insert_rowid(m_database->handle());
    noIdPending<Table>(key);
    return insertChildren<Table>(key, value);
}

template <class Table>
bool WorkspaceStore::insertChildren(std::int64_t key, const typename Table::Value &value)
{
    return tables::forChildren<Table>(value, value, [&](const auto &, const auto &child) {
        using C = typename std::decay_t<decltype(child)>::table;
        return insertList<C>(key, tables::elements(child.list));
    });
}

template <class Table>
bool WorkspaceStore::insertList(std::int64_t parent, const std::vector<typename Table::Value> &list)
{
    std::int64_t position = 0;
    for (const auto &value : list) {
        std::int64_t key = 0;
        position += tables::spacing;
        if (!insertOne<Table>(parent, position, value, key))
            return false;
    }
    return true;
}

template <class Table>
bool WorkspaceStore::readRows(std::int64_t parent, RowList &rows)
{
    Statement *select = statement<Table>(SelectOf);
    if (!select)
        return false;
    select->bind(1, parent);
    rows.clear();
    while (select->step())
        rows.push_back(Row{select->integer(0), tables::withinReach(select->integer(1))});
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

} // namespace belay::workspace
