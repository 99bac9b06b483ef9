// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/verdict.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// Who answers for statements.
enum class Engine : std::uint8_t { Static, Postgres, Sqlite };
[[nodiscard]] std::string_view engineName(Engine engine); ///< "static", "postgres", "sqlite"

/// A transition between two releases (or a lint of one tree: then `from` and the statements are empty).
struct SchemaReport {
    std::string from;           ///< Revision or folder, as the user named it.
    std::string to;
    Engine engine = Engine::Static;
    std::string engineVersion;  ///< "PostgreSQL 15.18"; empty for the static engine.
    Layout layout = Layout::Numbered;
    Dialect dialect = Dialect::PostgreSql;
    std::vector<StatementVerdict> statements;
    std::vector<MigrationVerdict> migrations; ///< Those that `from` does not have; all of them in a lint.
    std::vector<MigrationRemark> remarks;
    std::vector<std::string> doubts;          ///< Why some answers are "unknown": dynamic SQL, unknown extensions, ...

    friend bool operator==(const SchemaReport &, const SchemaReport &) = default;
};

/// An old release's statement that breaks is an error, unless the new release's own fails as well (note);
/// one that could not be decided is a note.
[[nodiscard]] Severity severityOf(const StatementVerdict &verdict);
/// Error: the old release breaks or loses data on the new schema, or on the new release's data. Warning:
/// that depends, or the way down breaks. Note: all else (the new release on the old schema included:
/// whoever migrates first never meets it).
[[nodiscard]] Severity severityOf(const OperationVerdict &verdict);
[[nodiscard]] Severity severityOf(const LintRemark &remark);
[[nodiscard]] Severity severityOf(const MigrationRemark &remark);
/// Whether an operation is worth a line in a list of findings: something in its states is not ok, the
/// new release on the old schema apart.
[[nodiscard]] bool isFinding(const OperationVerdict &verdict);

struct SchemaSummary {
    int statements = 0;
    int broken = 0;             ///< Without those that fail in the new release too.
    int brokenInBoth = 0;
    int unknown = 0;
    int migrations = 0;
    int errors = 0;             ///< Of all kinds, excused ones left out.
    int warnings = 0;
    int notes = 0;
    int excused = 0;

    friend bool operator==(const SchemaSummary &, const SchemaSummary &) = default;
};
[[nodiscard]] SchemaSummary summarize(const SchemaReport &report);
[[nodiscard]] bool hasFindings(const SchemaReport &report, Severity atLeast);

/// Line and column of a statement's trouble in its file.
[[nodiscard]] TextPosition positionOf(const StatementVerdict &verdict);

} // namespace belay::schema
