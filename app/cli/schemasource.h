// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "models/exchange/schemareports.h"
#include "models/schema/check/schemacheck.h"
#include "models/schema/source/gitrepository.h"

#include <memory>
#include <optional>
#include <string>

/// What the `schema` commands share: where migrations come from, and how a report goes out.
namespace belay::cli {

class Console;

namespace schemaoptions {
inline constexpr OptionSpec git{"git", 'g', "REPO", {}, "Read from this git repository. Nothing is checked out."};
inline constexpr OptionSpec migrations{"migrations", 'm', "DIR", {}, "The folder (or file) of the migrations in the tree."};
inline constexpr OptionSpec queries{"queries", 'q', "GLOB", {},
                                    "Files that hold the statements the programs send: .sql, generated Go, any source with SQL "
                                    "strings, pg_stat_statements as .csv. May be given several times.", true};
inline constexpr OptionSpec layout{"layout", 0, "LAYOUT",
                                   "golang-migrate|goose|dbmate|flyway|diesel|sqitch|prisma|liquibase-sql|liquibase-changelog|pop|pgroll|alembic|numbered",
                                   "How the migrations are laid out. Default: by what lies in the folder."};
inline constexpr OptionSpec dialect{"dialect", 0, "DIALECT", "postgresql|sqlite|mysql", "The SQL that they are written in. Default: by their words."};
inline constexpr OptionSpec replace{"replace", 0, "OLD=NEW", {},
                                    "Replace this word in migrations and statements, as the project does before it sends them. May be "
                                    "given several times, or with several pairs.", true};
inline constexpr OptionSpec engine{"engine", 'e', "ENGINE", "static|postgres|sqlite",
                                   "Who answers for the statements: our own analysis, a PostgreSQL server, or SQLite. Default: static."};
inline constexpr OptionSpec server{"server", 0, "URL", {},
                                   "The PostgreSQL server on which a scratch database is made and dropped. Default: a throw-away server, if "
                                   "PostgreSQL is installed."};
inline constexpr OptionSpec failOn{"fail-on", 0, "SEVERITY", "error|warning|note", "The least severity that makes the exit status 1. Default: error."};
inline constexpr OptionSpec format{"format", 'f', "FORMAT", "text|json|sarif|junit", "The form of the report. Default: text."};
inline constexpr OptionSpec output{"output", 'o', "OUT", {}, "Write the report to this file. Default: standard output."};
inline constexpr OptionSpec help{"help", 'h', {}, {}, "Show this help."};
}

/// A tree that a command reads from, with what keeps it alive.
struct OpenTree {
    std::optional<schema::GitRepository> repository;
    std::unique_ptr<schema::FileTree> tree;
};

/// A revision of `repository`, or a folder if there is none.
[[nodiscard]] Result<OpenTree> openTree(const std::string &repository, const std::string &revisionOrFolder);

/// Layout, dialect, replacements, engine and server as given. `OLD=NEW` pairs may also stand as plain words.
[[nodiscard]] Result<schema::CheckOptions> checkOptionsFrom(const Arguments &arguments);
[[nodiscard]] exchange::SchemaReportContext reportContextFrom(const Arguments &arguments);

enum class SchemaReportKind { Check, Lint };
[[nodiscard]] int deliverReport(const schema::SchemaReport &report, SchemaReportKind kind, const exchange::SchemaReportContext &context,
                                const Arguments &arguments, Console &console);

/// What --rev or --to name; HEAD without them.
[[nodiscard]] std::string revisionFrom(const Arguments &arguments);

/// Where the migrations of one tree are: a plain word or --migrations (a folder or a file), or --git with
/// --rev and --migrations.
struct MigrationsPlace {
    OpenTree open;
    std::string folder;         ///< In the tree.
    std::string shownRoot;      ///< Put before paths in reports.
};
/// BadUsage for what does not fit together; `command` is for the message.
[[nodiscard]] Result<MigrationsPlace> migrationsPlaceFrom(const Arguments &arguments, const std::string &command);

} // namespace belay::cli
