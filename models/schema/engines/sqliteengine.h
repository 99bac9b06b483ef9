// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/engines/postgresscratch.h"
#include "models/schema/engines/sqliteschema.h"
#include "models/schema/verdict.h"

#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

/// A table or column that a script renamed, as it was called before the script and is after it.
struct SqliteRename {
    std::string table;          ///< Lower case; for a column the table's name after the script.
    std::string column;         ///< Empty: the table itself.
    std::string newName;
};

/// What a script did, besides its failures: what a comparison of the schemas before and after cannot tell.
struct SqliteTrace {
    ScriptOutcome outcome;
    std::map<std::string, Span, std::less<>> touched; ///< By name of a table, view, trigger or index: the last statement that changed it.
    std::vector<SqliteRename> renames;
    struct DataChange {
        std::string verb;       ///< "INSERT", "UPDATE", "DELETE"
        std::string table;
        Span span;
    };
    std::vector<DataChange> data; ///< In order; those that a rebuild of a table makes are among them.
};

/// An SQLite database in memory that migrations are applied to.
class SqliteScratch {
public:
    [[nodiscard]] static Result<SqliteScratch> create(const SqliteLimits &limits = {});

    /// Executes a script, in one transaction if it says so and has none of its own. With StopScript a failure
    /// takes back what it did in its transaction. Error: cancelled.
    [[nodiscard]] Result<SqliteTrace> apply(const MigrationScript &script, OnFailure onFailure, std::stop_token stop);
    /// The same within the transaction that the caller has begun on database(): the script's own BEGIN and
    /// COMMIT are left out. Stops at a failure; the caller rolls back.
    [[nodiscard]] Result<SqliteTrace> applyInside(const MigrationScript &script, std::stop_token stop);
    [[nodiscard]] SqliteSchema schema() { return SqliteSchema::read(m_database); }
    [[nodiscard]] SqliteDatabase &database() { return m_database; }

private:
    explicit SqliteScratch(SqliteDatabase database) : m_database(std::move(database)) {}
    std::map<std::string, std::string, std::less<>> objects();
    Result<SqliteTrace> applyStatements(const MigrationScript &script, OnFailure onFailure, bool inside, std::stop_token stop);

    SqliteDatabase m_database;
};

struct SqliteCheck {
    std::vector<StatementVerdict> verdicts; ///< One per statement.
    ScriptOutcome migrations;
};

/// As checkStatements on PostgreSQL, in memory on SQLite itself: applies the up scripts and compiles each
/// statement. What a program may register by itself (functions, collations) is Unknown if it is missing.
[[nodiscard]] Result<SqliteCheck> checkSqliteStatements(std::span<const Migration> migrations, std::span<const ReleaseStatement> statements,
                                                        OnFailure onFailure, std::stop_token stop, ProgressSink &progress);

/// Executes the up scripts and judges each by comparing the schema before and after it: what a rebuild of a
/// table (SQLite's way of ALTER) leaves as it was is no operation. Remarks are left empty. A statement that
/// fails becomes an operation "not understood" with SQLite's message; its script then has no other effect.
[[nodiscard]] Result<std::vector<MigrationVerdict>> judgeSqliteMigrations(std::span<const Migration> migrations, std::stop_token stop, ProgressSink &progress);

/// The operations between two schemas.
[[nodiscard]] std::vector<OperationVerdict> judgeSqliteScript(const SqliteSchema &before, const SqliteSchema &after, const SqliteTrace &trace, std::string_view text);

} // namespace belay::schema
