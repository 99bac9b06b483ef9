// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/sqliteschema.h"

#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <cctype>

namespace belay::schema {

namespace {

using Row = std::vector<std::optional<std::string>>;

std::string text(const Row &row, std::size_t at) { return at < row.size() ? row[at].value_or(std::string()) : std::string(); }

/// The parenthesis groups behind each CHECK of a CREATE TABLE, outermost only.
std::vector<std::string> checksOf(std::string_view sql)
{
    std::vector<std::string> checks;
    SqlLexer lexer(sql, Dialect::Sqlite);
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
        if (token.kind != SqlTokenKind::Word || !sameWord(lexer.textOf(token), "CHECK"))
            continue;
        SqlToken open = lexer.nextSolid();
        if (lexer.textOf(open) != "(")
            continue;
        std::size_t depth = 1;
        SqlToken inner = open;
        while (depth > 0) {
            inner = lexer.nextSolid();
            if (inner.kind == SqlTokenKind::End)
                break;
            depth += lexer.textOf(inner) == "(" ? 1U : 0U;
            depth -= lexer.textOf(inner) == ")" ? 1U : 0U;
        }
        checks.push_back(normalSql(sql.substr(open.span.begin, inner.span.end() - open.span.begin), Dialect::Sqlite));
    }
    std::sort(checks.begin(), checks.end());
    return checks;
}

/// What comes after a word at the statement's own level, in normal form: for "CREATE INDEX i ON t (a)" and "ON": "t ( a )".
std::string tailAfter(std::string_view sql, std::string_view word)
{
    SqlLexer lexer(sql, Dialect::Sqlite);
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
        if (token.kind == SqlTokenKind::Word && sameWord(lexer.textOf(token), word))
            return normalSql(sql.substr(token.span.end()), Dialect::Sqlite);
    }
    return normalSql(sql, Dialect::Sqlite);
}

SqliteSchema::Table readTable(SqliteDatabase &database, const std::string &name, const std::string &sql)
{
    SqliteSchema::Table table;
    for (const Row &row : database.ask("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1)", {name}).rows) {
        // hidden 1: a virtual table's own column.
        if (text(row, 5) == "1")
            continue;
        std::string type = text(row, 1);
        std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        table.columns.push_back({text(row, 0), std::move(type), text(row, 2) == "1", row[3], std::atoi(text(row, 4).c_str()), text(row, 5) == "2" || text(row, 5) == "3"});
    }
    for (const Row &row : database.ask("SELECT l.name, l.\"unique\", l.origin, s.sql FROM pragma_index_list(?1) l LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = l.name", {name}).rows) {
        SqliteSchema::Index index;
        index.name = text(row, 0);
        index.unique = text(row, 1) == "1";
        index.origin = text(row, 2);
        for (const Row &part : database.ask("SELECT name, \"desc\", coll, cid FROM pragma_index_xinfo(?1) WHERE key = 1 ORDER BY seqno", {index.name}).rows) {
            std::string column = part[0] ? lowered(*part[0]) : text(part, 3) == "-1" ? "rowid" : "(...)";
            if (text(part, 1) == "1")
                column += " desc";
            if (part[2] && *part[2] != "BINARY")
                column += " collate " + lowered(*part[2]);
            index.columns.push_back(std::move(column));
        }
        if (row[3])
            index.sql = tailAfter(*row[3], "ON");
        // Names that SQLite gives by itself count up and say nothing.
        if (index.origin != "c")
            index.name.clear();
        table.indexes.push_back(std::move(index));
    }
    std::sort(table.indexes.begin(), table.indexes.end(), [](const auto &a, const auto &b) { return std::tie(a.name, a.origin, a.columns) < std::tie(b.name, b.origin, b.columns); });
    std::string last;
    for (const Row &row : database.ask("SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?1) ORDER BY id, seq", {name}).rows) {
        if (table.foreignKeys.empty() || last != text(row, 0))
            table.foreignKeys.push_back({{}, lowered(text(row, 1)), {}, text(row, 4), text(row, 5)});
        last = text(row, 0);
        table.foreignKeys.back().columns.push_back(lowered(text(row, 2)));
        if (row[3])
            table.foreignKeys.back().targetColumns.push_back(lowered(*row[3]));
    }
    std::sort(table.foreignKeys.begin(), table.foreignKeys.end());
    const std::string normal = normalSql(sql, Dialect::Sqlite);
    if (normal.starts_with("create virtual"))
        table.module = tailAfter(sql, "USING");
    else
        table.checks = checksOf(sql);
    const std::size_t close = normal.rfind(')');
    const std::string options = close == std::string::npos ? std::string() : normal.substr(close + 1);
    table.withoutRowid = options.find("without rowid") != std::string::npos;
    table.strict = options.find("strict") != std::string::npos;
    return table;
}

/// Collects sentences up to a limit.
struct Sentences {
    std::vector<std::string> list;
    std::size_t limit = 0;
    void add(std::string sentence)
    {
        if (list.size() < limit)
            list.push_back(std::move(sentence));
    }
};

std::string joined(const std::vector<std::string> &parts)
{
    std::string all;
    for (const std::string &part : parts)
        all += (all.empty() ? "" : ", ") + part;
    return all;
}

std::string describe(const SqliteSchema::Index &index, const std::string &table)
{
    const std::string name = index.name.empty() ? std::string(index.origin == "pk" ? "primary key" : "unique constraint") : "index " + index.name;
    return name + " of " + table + " (" + joined(index.columns) + ")";
}

void compareTables(const std::string &name, const SqliteSchema::Table &a, const SqliteSchema::Table &b, Sentences &sentences)
{
    for (const auto &column : a.columns) {
        const std::string object = "column " + name + '.' + column.name;
        const SqliteSchema::Column *other = b.column(column.name);
        if (other == nullptr) {
            sentences.add(object + " is missing");
            continue;
        }
        if (column.type != other->type)
            sentences.add(object + " has type " + (other->type.empty() ? "none" : other->type) + " instead of " + (column.type.empty() ? "none" : column.type));
        if (column.notNull != other->notNull)
            sentences.add(object + (other->notNull ? " is NOT NULL" : " is nullable"));
        if (column.defaultText != other->defaultText)
            sentences.add(object + " has default " + other->defaultText.value_or("none") + " instead of " + column.defaultText.value_or("none"));
        if (column.primaryKey != other->primaryKey)
            sentences.add(object + (other->primaryKey > 0 ? " is in the primary key" : " is not in the primary key"));
        if (column.generated != other->generated)
            sentences.add(object + (other->generated ? " is generated" : " is not generated"));
    }
    for (const auto &column : b.columns) {
        if (a.column(column.name) == nullptr)
            sentences.add("column " + name + '.' + column.name + " is new");
    }
    std::vector<std::string> orderA;
    std::vector<std::string> orderB;
    for (const auto &column : a.columns)
        orderA.push_back(lowered(column.name));
    for (const auto &column : b.columns)
        orderB.push_back(lowered(column.name));
    if (orderA != orderB && std::is_permutation(orderA.begin(), orderA.end(), orderB.begin(), orderB.end()))
        sentences.add("table " + name + " has its columns in another order: " + joined(orderB));
    const auto lacks = [](const auto &list, const auto &item) { return std::find(list.begin(), list.end(), item) == list.end(); };
    for (const auto &index : a.indexes) {
        if (lacks(b.indexes, index))
            sentences.add(describe(index, name) + " is missing or another one");
    }
    for (const auto &index : b.indexes) {
        if (lacks(a.indexes, index))
            sentences.add(describe(index, name) + " is new");
    }
    for (const auto &key : a.foreignKeys) {
        if (lacks(b.foreignKeys, key))
            sentences.add("foreign key " + name + " (" + joined(key.columns) + ") to " + key.table + " is missing or another one");
    }
    for (const auto &key : b.foreignKeys) {
        if (lacks(a.foreignKeys, key))
            sentences.add("foreign key " + name + " (" + joined(key.columns) + ") to " + key.table + " is new");
    }
    for (const auto &check : a.checks) {
        if (lacks(b.checks, check))
            sentences.add("check " + check + " of " + name + " is missing");
    }
    for (const auto &check : b.checks) {
        if (lacks(a.checks, check))
            sentences.add("check " + check + " of " + name + " is new");
    }
    if (a.module != b.module || a.withoutRowid != b.withoutRowid || a.strict != b.strict)
        sentences.add("table " + name + " is stored in another way");
}

template <class Map, class Compare>
void compareMaps(const char *kind, const Map &a, const Map &b, Sentences &sentences, Compare compare)
{
    for (const auto &[name, value] : a) {
        const auto found = b.find(name);
        if (found == b.end())
            sentences.add(std::string(kind) + ' ' + name + " is missing");
        else
            compare(name, value, found->second);
    }
    for (const auto &[name, value] : b) {
        if (!a.contains(name))
            sentences.add(std::string(kind) + ' ' + name + " is new");
    }
}

} // namespace

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c); });
    return lower;
}

std::string normalSql(std::string_view sql, Dialect dialect)
{
    std::string normal;
    SqlLexer lexer(sql, dialect);
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
        if (!normal.empty())
            normal += ' ';
        std::string_view word = lexer.textOf(token);
        // A name in quotes and the same one without are one name.
        if (token.kind == SqlTokenKind::QuotedName && word.size() >= 2)
            word = word.substr(1, word.size() - 2);
        normal += token.kind == SqlTokenKind::Word || token.kind == SqlTokenKind::QuotedName ? lowered(word) : std::string(word);
    }
    return normal;
}

std::string_view affinityOf(std::string_view declaredType)
{
    // The rules of https://www.sqlite.org/datatype3.html, 3.1, in their order.
    const std::string type = lowered(declaredType);
    const auto has = [&](std::string_view part) { return type.find(part) != std::string::npos; };
    if (has("int"))
        return "INTEGER";
    if (has("char") || has("clob") || has("text"))
        return "TEXT";
    if (has("blob") || type.empty())
        return "BLOB";
    if (has("real") || has("floa") || has("doub"))
        return "REAL";
    return "NUMERIC";
}

const SqliteSchema::Column *SqliteSchema::Table::column(std::string_view name) const
{
    const std::string lower = lowered(name);
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column &column) { return lowered(column.name) == lower; });
    return found == columns.end() ? nullptr : &*found;
}

SqliteSchema SqliteSchema::read(SqliteDatabase &database)
{
    SqliteSchema schema;
    // Shadow tables of full-text search and the like belong to their virtual table.
    const SqliteAnswer objects = database.ask("SELECT s.type, s.name, s.sql, s.tbl_name, (SELECT l.type FROM pragma_table_list l WHERE l.schema = 'main' AND l.name = s.name)"
                                              " FROM sqlite_schema s WHERE s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.name");
    for (const Row &row : objects.rows) {
        const std::string type = text(row, 0);
        const std::string name = lowered(text(row, 1));
        if (type == "table" && text(row, 4) != "shadow")
            schema.tables.emplace(name, readTable(database, text(row, 1), text(row, 2)));
        else if (type == "trigger")
            schema.triggers.emplace(name, lowered(text(row, 3)) + ": " + tailAfter(text(row, 2), "TRIGGER"));
        else if (type == "view") {
            View view;
            view.sql = tailAfter(text(row, 2), "AS");
            for (const Row &column : database.ask("SELECT name FROM pragma_table_info(?1)", {text(row, 1)}).rows)
                view.columns.push_back(lowered(text(column, 0)));
            schema.views.emplace(name, std::move(view));
        }
    }
    return schema;
}

std::vector<std::string> SqliteSchema::differences(const SqliteSchema &other, std::size_t limit) const
{
    Sentences sentences{{}, limit};
    compareMaps("table", tables, other.tables, sentences, [&](const std::string &name, const Table &a, const Table &b) { compareTables(name, a, b, sentences); });
    compareMaps("view", views, other.views, sentences, [&](const std::string &name, const View &a, const View &b) {
        if (!(a == b))
            sentences.add("view " + name + " is another one");
    });
    compareMaps("trigger", triggers, other.triggers, sentences, [&](const std::string &name, const std::string &a, const std::string &b) {
        if (a != b)
            sentences.add("trigger " + name + " is another one");
    });
    return std::move(sentences.list);
}

} // namespace belay::schema
