// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/sqltext.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace belay::schema {

/// How a project lays out its migrations. The names that the command line takes are layoutName()'s.
enum class Layout {
    GolangMigrate,      ///< N_name.up.sql, N_name.down.sql
    Goose,              ///< one file, -- +goose Up / Down
    Dbmate,             ///< one file, -- migrate:up / down
    Flyway,             ///< V1__name.sql, U1__name.sql, R__name.sql
    Diesel,             ///< folder/up.sql, folder/down.sql
    Sqitch,             ///< sqitch.plan; deploy/, revert/, verify/
    Prisma,             ///< folder/migration.sql
    LiquibaseSql,       ///< -- liquibase formatted sql
    LiquibaseChangelog, ///< XML or YAML
    Pop,                ///< N_name[.dialect].up.sql
    Pgroll,             ///< JSON or YAML operations
    Alembic,            ///< offline SQL
    Numbered,           ///< N_name.sql, up only
};

/// A part of a file that is run to go one way.
struct MigrationScript {
    std::string file;           ///< Path in the tree; what findings name.
    std::string text;           ///< Only this script's SQL; for a file with several parts, the others are blanked
                                ///< with spaces (newlines kept), so that offsets are the file's own.
    bool transaction = true;    ///< Run in one transaction, as the tool does by itself.
    bool generated = false;     ///< Not SQL in the file: written by us from operations (pgroll, Liquibase XML/YAML);
                                ///< then `lines` maps each line of `text` (from 0) to the line of the file.
    std::vector<std::uint32_t> lines;

    friend bool operator==(const MigrationScript &, const MigrationScript &) = default;
};

struct Migration {
    enum class Kind { Versioned, Repeatable };
    std::string version;        ///< As written: "000042", "20240131120000", "1.2".
    std::string name;
    Kind kind = Kind::Versioned;
    std::optional<MigrationScript> up;
    std::optional<MigrationScript> down;
    std::vector<std::string> after; ///< Names it depends on (Sqitch).
    bool expandOnly = false;    ///< The tool promises expand/contract (pgroll, Alembic's expand branch).

    friend bool operator==(const Migration &, const Migration &) = default;
};

/// Something wrong with the set itself, not with a statement.
struct MigrationRemark {
    std::string code;           ///< "migration-gap", "migration-duplicate", "migration-out-of-order", "migration-edited", ...
    std::string file;
    std::uint32_t line = 0;
    std::string message;        ///< A sentence.

    friend bool operator==(const MigrationRemark &, const MigrationRemark &) = default;
};

/// The migrations of one tree, in the order in which the tool applies them to an empty database.
struct MigrationSet {
    Layout layout = Layout::Numbered;
    Dialect dialect = Dialect::PostgreSql;
    std::vector<Migration> migrations;
    std::vector<MigrationRemark> remarks;

    friend bool operator==(const MigrationSet &, const MigrationSet &) = default;
};

/// One statement that a release's programs send.
struct ReleaseStatement {
    enum class Kind { Read, Write };
    std::string name;           ///< sqlc's name, the constant's name, else "statement 3".
    std::string file;
    std::uint32_t line = 1;     ///< Of the statement's first line in that file.
    std::string text;           ///< PostgreSQL's placeholders ($1, ...) whatever the source wrote.
    Kind kind = Kind::Read;

    friend bool operator==(const ReleaseStatement &, const ReleaseStatement &) = default;
};

} // namespace belay::schema
