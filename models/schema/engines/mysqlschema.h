// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/engines/changeverdict.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// A MySQL or MariaDB schema as far as verdicts need it. Names are in lower case.
struct MySqlSchema {
    struct Column {
        std::string name;
        std::string type;       ///< "varchar(50)", "int unsigned", "enum('a','b')": lower case, no display width.
        std::string characterSet; ///< Character set and collation as written, if written.
        bool notNull = false;
        std::optional<std::string> defaultText;
        bool autoIncrement = false;
        enum class Generated : std::uint8_t { No, Virtual, Stored } generated = Generated::No;

        /// An INSERT may leave it out.
        [[nodiscard]] bool fillsItself() const;
        friend bool operator==(const Column &, const Column &) = default;
    };
    struct Table {
        std::vector<Column> columns;
        std::vector<std::string> primaryKey;
        std::map<std::string, bool, std::less<>> indexes; ///< By name: unique?
        std::map<std::string, std::string, std::less<>> foreignKeys; ///< By name: the table referred to.
        std::map<std::string, std::string, std::less<>> checks;      ///< By name: the expression.
        std::uint32_t created = 0;  ///< Number of the script that made it.
        bool whole = true;          ///< False: no script made it, its columns are those that were seen.

        [[nodiscard]] Column *column(std::string_view name);
        friend bool operator==(const Table &, const Table &) = default;
    };
    std::map<std::string, Table, std::less<>> tables;
    std::map<std::string, std::string, std::less<>> views; ///< Their query, in normal form.
    std::uint32_t epoch = 0;

    friend bool operator==(const MySqlSchema &, const MySqlSchema &) = default;
};

/// How values of one type fit another one. Types as in MySqlSchema::Column::type.
[[nodiscard]] SchemaChange::TypeChange mySqlTypeChange(std::string_view from, std::string_view to);

/// Whether InnoDB of MySQL 8.0 changes the type without copying the table (Online DDL Operations, Column
/// Operations): a longer VARCHAR with as many length bytes, labels added at the end of an ENUM or SET.
[[nodiscard]] bool mySqlTypeChangeInPlace(std::string_view from, std::string_view to);

/// A type as written, in the form of MySqlSchema::Column::type: synonyms replaced, display widths gone.
[[nodiscard]] std::string normalMySqlType(std::string_view written);

} // namespace belay::schema
