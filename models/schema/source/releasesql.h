// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/migration.h"
#include "models/schema/source/filetree.h"
#include "models/schema/source/replacement.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

struct ReleaseSqlOptions {
    Dialect dialect = Dialect::PostgreSql;
    std::vector<Replacement> replacements;
};

/// The statements that a release's programs send, in the order of files and lines.
struct ReleaseSql {
    std::vector<ReleaseStatement> statements;
    /// What may be SQL but is not known here: "sql-interpolated" (text put together at run time; its
    /// verdict is unknown), "sql-cut" (pg_stat_statements cuts long texts), "unterminated",
    /// "psql-command", "file-ignored", "no-statement" (a pattern or file that gave none).
    std::vector<MigrationRemark> remarks;

    friend bool operator==(const ReleaseSql &, const ReleaseSql &) = default;
};

/// Far more than a release sends, and some hundred megabytes.
inline constexpr std::size_t releaseStatementLimit = 300'000;

/// Reads all files that match one of the patterns. By what a file is:
///  - *.sql: statements; with sqlc's `-- name: X :one` the name is X. Macros (sqlc.arg, narg, slice,
///    embed), @name, :name and ? become $1, $2, ...; the same name has the same number, `?` counts.
///  - *.csv: pg_stat_statements with a header that has a column `query`.
///  - *.go: if it has constants of the form `-- name: X :one ...`, just these, as the program sends
///    them; else its strings that are SQL.
///  - Rust, Python, JavaScript, TypeScript, Java, Kotlin, Scala, C#, Ruby, PHP and others: string
///    literals whose first word begins a statement that reads or writes data.
/// Strings with interpolation or formatting are remarks, never statements. BadValue for a bad pattern;
/// an unreadable file's error names it; LimitExceeded for more than `releaseStatementLimit`. Cost: linear in the files' size.
[[nodiscard]] Result<ReleaseSql> readReleaseStatements(const FileTree &tree, std::span<const std::string> patterns,
                                                       const ReleaseSqlOptions &options, std::stop_token stop, ProgressSink &progress);
/// The same for one file that is at hand. Pure; `path` decides by its end how the text is read. Keeps one
/// statement more than the limit at most.
[[nodiscard]] ReleaseSql readReleaseFile(std::string_view text, const std::string &path, const ReleaseSqlOptions &options);

/// Whether a statement changes data, comments and strings apart: INSERT, UPDATE, DELETE, MERGE,
/// REPLACE, TRUNCATE, COPY ... FROM, CALL, or a WITH that has one of these in it.
[[nodiscard]] ReleaseStatement::Kind statementKind(std::string_view sql, Dialect dialect);

/// A statement with every way to write a parameter turned into $1, $2, ... (see above). Strings,
/// comments, casts and array slices stay. Positions shift where a placeholder has another length.
[[nodiscard]] std::string withNumberedParameters(std::string_view sql, Dialect dialect);

} // namespace belay::schema
