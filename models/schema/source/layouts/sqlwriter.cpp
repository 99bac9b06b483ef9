// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/sqlwriter.h"

#include "models/schema/source/layouts/reading.h"

#include <algorithm>
#include <array>

namespace belay::schema::layouts {

namespace {

/// Reserved in PostgreSQL 15, and most of them elsewhere; sorted.
constexpr auto reserved = std::to_array<std::string_view>({
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary", "both", "case",
    "cast", "check", "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog",
    "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "default",
    "deferrable", "desc", "distinct", "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from",
    "full", "grant", "group", "having", "ilike", "in", "initially", "inner", "intersect", "into", "is", "isnull", "join",
    "key", "lateral", "leading", "left", "like", "limit", "localtime", "localtimestamp", "natural", "not", "notnull", "null",
    "offset", "on", "only", "or", "order", "outer", "overlaps", "placing", "primary", "references", "returning", "right",
    "select", "session_user", "similar", "some", "symmetric", "table", "tablesample", "then", "to", "trailing", "true",
    "union", "unique", "user", "using", "variadic", "verbose", "when", "where", "window", "with"});

bool isPlainName(std::string_view name)
{
    if (name.empty() || (name.front() >= '0' && name.front() <= '9'))
        return false;
    const bool lower = std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    const bool upper = std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    return plain && !(lower && upper) && !std::binary_search(reserved.begin(), reserved.end(), name);
}

} // namespace

std::string sqlName(std::string_view name, Dialect dialect)
{
    if (isPlainName(name) || (name.size() > 1 && (name.front() == '"' || name.front() == '`')))
        return std::string(name);
    const char quote = dialect == Dialect::MySql ? '`' : '"';
    std::string quoted(1, quote);
    for (const char c : name) {
        quoted += c;
        if (c == quote)
            quoted += c;
    }
    return quoted + quote;
}

std::string sqlName(std::string_view schema, std::string_view name, Dialect dialect)
{
    if (!schema.empty())
        return sqlName(schema, dialect) + '.' + sqlName(name, dialect);
    const std::size_t dot = name.find('.');
    if (dot != std::string_view::npos && dot > 0 && dot + 1 < name.size())
        return sqlName(name.substr(0, dot), dialect) + '.' + sqlName(name.substr(dot + 1), dialect);
    return sqlName(name, dialect);
}

std::string sqlNames(std::string_view commaSeparated, Dialect dialect)
{
    if (commaSeparated.find('(') != std::string_view::npos)
        return std::string(commaSeparated);
    std::vector<std::string> names;
    for (std::size_t from = 0; from <= commaSeparated.size();) {
        const std::size_t comma = std::min(commaSeparated.find(',', from), commaSeparated.size());
        const std::string_view name = trimmed(commaSeparated.substr(from, comma - from));
        if (!name.empty())
            names.emplace_back(name);
        from = comma + 1;
    }
    return sqlNames(names, dialect);
}

std::string sqlNames(const std::vector<std::string> &names, Dialect dialect)
{
    std::string list;
    for (const std::string &name : names)
        list += (list.empty() ? "" : ", ") + (name.find('(') == std::string::npos ? sqlName(name, dialect) : name);
    return list;
}

std::string sqlText(std::string_view text, Dialect dialect)
{
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c;
        if (c == '\'' || (c == '\\' && dialect == Dialect::MySql))
            quoted += c;
    }
    return quoted + '\'';
}

} // namespace belay::schema::layouts
