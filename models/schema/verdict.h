// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/severity.h"
#include "models/schema/migration.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// What happens in one mixed state. Ordered by how bad it is.
enum class Outcome : std::uint8_t { Ok, Depends, Unknown, LosesData, Breaks };
[[nodiscard]] std::string_view outcomeName(Outcome outcome); ///< "ok", "depends", "unknown", "loses data", "breaks"

/// How a verdict was reached; each report says so.
enum class Evidence : std::uint8_t { Grammar, Simulation, SqliteExecution, PostgresServer, OwnParser };
[[nodiscard]] std::string_view evidenceName(Evidence evidence);

/// The five mixed states that a rollout and a rollback pass through.
struct MixedStates {
    Outcome oldReads = Outcome::Ok;         ///< The old release reads on the new schema.
    Outcome oldWrites = Outcome::Ok;        ///< The old release writes on the new schema.
    Outcome newOnOld = Outcome::Ok;         ///< The new release runs on the old schema.
    Outcome oldAfterNewData = Outcome::Ok;  ///< The old release runs after the new one has written.
    Outcome downAfterNewData = Outcome::Ok; ///< The down migration runs after the new release has written.

    friend bool operator==(const MixedStates &, const MixedStates &) = default;
};
[[nodiscard]] MixedStates worst(const MixedStates &a, const MixedStates &b);

/// One thing that a migration does, judged.
struct OperationVerdict {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    Span span;                  ///< In the script's text.
    std::string kind;           ///< "drop column"; a fixed vocabulary, docs/schema-operations.md.
    std::string object;         ///< "public.users.email"
    std::string code;           ///< Stable: "drops-column".
    MixedStates states;
    std::string dependsOn;      ///< What a "depends" depends on; empty if none.
    std::string reason;
    std::string remedy;
    Evidence evidence = Evidence::Simulation;
    bool excused = false;       ///< By a reviewed exception in the file; then `excuse` has its reason.
    std::string excuse;

    friend bool operator==(const OperationVerdict &, const OperationVerdict &) = default;
};

/// A remark of the kind that linters make: locks, rewrites, style that has bitten others.
struct LintRemark {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    Span span;
    std::string code;           ///< "index-without-concurrently", ...
    Severity severity = Severity::Warning;
    std::string message;
    std::string remedy;
    bool excused = false;       ///< By a reviewed exception in the file; then `excuse` has its reason.
    std::string excuse;

    friend bool operator==(const LintRemark &, const LintRemark &) = default;
};

/// One migration, judged.
struct MigrationVerdict {
    std::string version;
    std::string name;
    std::string file;
    MixedStates states;         ///< The worst of its operations, what the migration itself makes good excluded.
    std::vector<OperationVerdict> operations;
    std::vector<LintRemark> remarks;
    /// Reviewed exceptions in the file that excuse nothing any more.
    std::vector<LintRemark> idleExceptions;
    std::string splitProposal;  ///< SQL: expand now, backfill, contract later; empty if there is nothing to split.
    /// The old release's statements that break in the state after this migration, by their index in the
    /// report (those which its own schema breaks as well left out). Empty in a lint.
    std::vector<std::uint32_t> brokenStatements;

    friend bool operator==(const MigrationVerdict &, const MigrationVerdict &) = default;
};

/// What one statement of a release meets on a schema.
struct StatementVerdict {
    enum class Verdict : std::uint8_t { Ok, Breaks, Unknown };
    ReleaseStatement statement;
    Verdict verdict = Verdict::Ok;
    std::string code;           ///< "relation-missing", "column-missing", "operator-missing", ...; empty if ok.
    std::string message;        ///< As PostgreSQL words it, for breaks: "relation \"t\" does not exist".
    Span span;                  ///< In the statement's text: what the message is about.
    bool atExecution = false;   ///< It breaks although PREPARE takes it: whenever it runs, the server refuses it.
    bool alsoInNewRelease = false; ///< The new release's statement of that name fails too: no rollback hazard.
    std::string brokenBy;       ///< File of the first new migration after which it breaks; empty if it does not, or did before.

    friend bool operator==(const StatementVerdict &, const StatementVerdict &) = default;
};

} // namespace belay::schema
