// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/engines/sqlitedatabase.h"
#include "models/schema/sqltext.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace belay::schema {

/// What is in an SQLite database, as its pragmas tell it. A value; comparable.
struct SqliteSchema {
    struct Column {
        std::string name;
        std::string type;       ///< As declared, in capitals.
        bool notNull = false;
        std::optional<std::string> defaultText;
        int primaryKey = 0;     ///< Place in the key, from 1; 0: not in it.
        bool generated = false;

        friend bool operator==(const Column &, const Column &) = default;
    };
    struct Index {
        std::string name;
        bool unique = false;
        std::string origin;     ///< "c" CREATE INDEX, "u" UNIQUE, "pk"
        std::vector<std::string> columns; ///< With " desc" and collation where they are not the usual ones; "(...)" for an expression.
        std::string sql;        ///< Tokens of its CREATE INDEX from the columns on; empty if it came with the table.

        friend bool operator==(const Index &, const Index &) = default;
    };
    struct ForeignKey {
        std::vector<std::string> columns;
        std::string table;
        std::vector<std::string> targetColumns;
        std::string onUpdate;
        std::string onDelete;

        friend bool operator==(const ForeignKey &, const ForeignKey &) = default;
        friend auto operator<=>(const ForeignKey &, const ForeignKey &) = default;
    };
    struct Table {
        std::vector<Column> columns;
        std::vector<Index> indexes;          ///< Sorted by what they are: those of the table first.
        std::vector<ForeignKey> foreignKeys; ///< Sorted.
        std::vector<std::string> checks;     ///< Tokens of each CHECK, sorted.
        std::string module;                  ///< Of a virtual table: its USING clause.
        bool withoutRowid = false;
        bool strict = false;

        [[nodiscard]] const Column *column(std::string_view name) const; ///< Case does not matter.
        friend bool operator==(const Table &, const Table &) = default;
    };
    struct View {
        std::vector<std::string> columns; ///< Empty if the view's query fails.
        std::string sql;

        friend bool operator==(const View &, const View &) = default;
    };
    std::map<std::string, Table, std::less<>> tables;   ///< By name in lower case.
    std::map<std::string, View, std::less<>> views;
    std::map<std::string, std::string, std::less<>> triggers; ///< Tokens of their SQL from the table's on.

    [[nodiscard]] static SqliteSchema read(SqliteDatabase &database);

    /// One sentence per difference, from this one to `other`, at most `limit`: "column t.c is missing".
    [[nodiscard]] std::vector<std::string> differences(const SqliteSchema &other, std::size_t limit = 20) const;
    friend bool operator==(const SqliteSchema &, const SqliteSchema &) = default;
};

/// SQLite's storage class of a declared type: "INTEGER", "TEXT", "BLOB", "REAL", "NUMERIC".
[[nodiscard]] std::string_view affinityOf(std::string_view declaredType);

/// The tokens of an SQL text, words in lower case, one blank between them.
[[nodiscard]] std::string normalSql(std::string_view sql, Dialect dialect);

/// ASCII lower case.
[[nodiscard]] std::string lowered(std::string_view text);

} // namespace belay::schema
