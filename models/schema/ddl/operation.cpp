// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/operation.h"

#include <array>

namespace belay::schema {

namespace {

constexpr std::array names{
    "create table", "drop table", "rename table", "move table", "attach partition", "detach partition", "inherit",
    "disinherit",
    "add column", "drop column", "rename column", "change type", "set not null", "drop not null", "set default",
    "drop default", "add identity", "change identity", "drop identity", "drop expression",
    "add primary key", "add unique", "add foreign key", "add check", "add exclusion",
    "drop primary key", "drop unique", "drop foreign key", "drop check", "drop exclusion",
    "rename constraint", "validate constraint", "alter constraint",
    "create index", "create unique index", "drop index", "drop unique index", "rename index",
    "create view", "replace view", "drop view", "rename view", "move view",
    "create materialized view", "drop materialized view", "refresh materialized view",
    "create sequence", "drop sequence", "rename sequence", "alter sequence",
    "create type", "drop type", "rename type", "add enum value", "rename enum value", "alter type attribute",
    "create domain", "drop domain", "add domain constraint", "drop domain constraint", "alter domain",
    "create function", "replace function", "drop function", "rename function", "alter function",
    "create trigger", "drop trigger", "rename trigger", "enable trigger", "disable trigger", "create rule",
    "drop rule",
    "enable row security", "disable row security", "create policy", "alter policy", "drop policy",
    "create schema", "drop schema", "rename schema", "create extension", "drop extension", "alter extension",
    "create operator", "drop operator", "create cast", "drop cast",
    "insert data", "update data", "delete data", "merge data", "truncate table", "copy data", "run query",
    "call procedure", "run block",
    "change storage", "change owner", "grant", "revoke", "comment", "maintenance", "lock table",
    "set variable", "transaction", "other object", "drop other", "drop database", "not understood",
};
constexpr std::size_t count = static_cast<std::size_t>(OperationKind::NotUnderstood) + 1;
static_assert(names.size() == count);

constexpr auto allKinds = [] {
    std::array<OperationKind, count> kinds{};
    for (std::size_t i = 0; i < count; ++i)
        kinds[i] = static_cast<OperationKind>(i);
    return kinds;
}();

} // namespace

std::string_view operationName(OperationKind kind) { return names[static_cast<std::size_t>(kind)]; }

std::span<const OperationKind> operationKinds() { return allKinds; }

} // namespace belay::schema
