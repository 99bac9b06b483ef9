// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/migration.h"
#include "models/schema/source/changelog.h"
#include "models/schema/source/filetree.h"
#include "models/schema/source/replacement.h"

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// "golang-migrate", "goose", "dbmate", "flyway", "diesel", "sqitch", "prisma", "liquibase-sql",
/// "liquibase-changelog", "pop", "pgroll", "alembic", "numbered".
[[nodiscard]] std::string_view layoutName(Layout layout);
[[nodiscard]] std::optional<Layout> layoutFromName(std::string_view name);
/// All of them, in the order in which they are tried.
[[nodiscard]] const std::vector<Layout> &allLayouts();
/// "postgresql", "sqlite", "mysql"; "postgres", "sqlite3" and "mariadb" are understood too.
[[nodiscard]] std::string_view dialectName(Dialect dialect);
[[nodiscard]] std::optional<Dialect> dialectFromName(std::string_view name);

struct LayoutOptions {
    std::optional<Layout> layout;                   ///< Nothing: by what lies in the folder.
    std::optional<Dialect> dialect;                 ///< Nothing: by the layout's own files, else by the SQL's words.
    std::vector<Replacement> replacements;
    const ChangelogReader *documents = nullptr;     ///< For Liquibase's XML, YAML, JSON and pgroll's; without one they are an error.
};

/// Reads the migrations in a folder (or in one file: Alembic's offline SQL, a Liquibase changelog).
/// FileNotFound if the folder does not exist or is empty; BadStructure if its layout is not
/// recognised (the message lists what can be named); the file's error if one cannot be read: a
/// schema with a hole in it would prove nothing. What is odd but readable is a remark:
///   migration-gap, migration-duplicate, migration-out-of-order, migration-without-down,
///   migration-without-up, migration-empty, not-understood, file-ignored, psql-command,
///   psql-variable, psql-data, unterminated, placeholder, not-for-this-database.
/// Cost: one read of each file and one pass over its text.
[[nodiscard]] Result<MigrationSet> readMigrations(const FileTree &tree, const std::string &folder, const LayoutOptions &options,
                                                  std::stop_token stop, ProgressSink &progress);

/// What happened to the migrations that an older release had: migration-edited, migration-edited-comment
/// (only white space or comments), migration-down-edited, migration-renamed, migration-removed; and
/// migration-out-of-order for a new one that sorts before an old one. Files and lines are those of
/// `now`, for a removed one those of `old`. Repeatable migrations may change.
[[nodiscard]] std::vector<MigrationRemark> compareHistories(const MigrationSet &old, const MigrationSet &now);

} // namespace belay::schema
