// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/schemareport.h"

#include <algorithm>
#include <array>

namespace belay::schema {

namespace {

bool isBad(Outcome outcome) { return outcome == Outcome::Breaks || outcome == Outcome::LosesData; }

struct Counter {
    SchemaSummary &summary;
    void count(Severity severity)
    {
        switch (severity) {
        case Severity::Error: ++summary.errors; break;
        case Severity::Warning: ++summary.warnings; break;
        case Severity::Note: ++summary.notes; break;
        }
    }
};

/// Remarks of a migration set that make what is proved about it doubtful, or that a tool will stumble over.
constexpr std::array<std::string_view, 5> errorRemarks{"migration-duplicate", "migration-edited", "migration-removed",
                                                       "migration-out-of-order", "unterminated"};
constexpr std::array<std::string_view, 6> noteRemarks{"migration-without-down", "migration-edited-comment", "file-ignored",
                                                      "psql-command", "not-for-this-database", "migration-empty"};

} // namespace

std::string_view engineName(Engine engine)
{
    switch (engine) {
    case Engine::Static: return "static";
    case Engine::Postgres: return "postgres";
    case Engine::Sqlite: return "sqlite";
    }
    return {};
}

Severity severityOf(const StatementVerdict &verdict)
{
    return verdict.verdict == StatementVerdict::Verdict::Breaks && !verdict.alsoInNewRelease ? Severity::Error : Severity::Note;
}

Severity severityOf(const OperationVerdict &verdict)
{
    const MixedStates &states = verdict.states;
    if (isBad(states.oldReads) || isBad(states.oldWrites) || isBad(states.oldAfterNewData))
        return Severity::Error;
    const bool depends = states.oldReads == Outcome::Depends || states.oldWrites == Outcome::Depends
        || states.oldAfterNewData == Outcome::Depends;
    return depends || states.downAfterNewData == Outcome::Breaks ? Severity::Warning : Severity::Note;
}

Severity severityOf(const LintRemark &remark) { return remark.severity; }

Severity severityOf(const MigrationRemark &remark)
{
    if (std::find(errorRemarks.begin(), errorRemarks.end(), remark.code) != errorRemarks.end())
        return Severity::Error;
    return std::find(noteRemarks.begin(), noteRemarks.end(), remark.code) != noteRemarks.end() ? Severity::Note : Severity::Warning;
}

bool isFinding(const OperationVerdict &verdict)
{
    MixedStates states = verdict.states;
    states.newOnOld = Outcome::Ok;
    return states != MixedStates{};
}

SchemaSummary summarize(const SchemaReport &report)
{
    SchemaSummary summary;
    Counter counter{summary};
    summary.statements = static_cast<int>(report.statements.size());
    summary.migrations = static_cast<int>(report.migrations.size());
    for (const StatementVerdict &verdict : report.statements) {
        if (verdict.verdict == StatementVerdict::Verdict::Ok)
            continue;
        if (verdict.verdict == StatementVerdict::Verdict::Unknown)
            ++summary.unknown;
        else
            ++(verdict.alsoInNewRelease ? summary.brokenInBoth : summary.broken);
        counter.count(severityOf(verdict));
    }
    for (const MigrationVerdict &migration : report.migrations) {
        for (const OperationVerdict &operation : migration.operations) {
            if (!isFinding(operation))
                continue;
            if (operation.excused)
                ++summary.excused;
            else
                counter.count(severityOf(operation));
        }
        for (const LintRemark &remark : migration.remarks) {
            if (remark.excused)
                ++summary.excused;
            else
                counter.count(severityOf(remark));
        }
        for (const LintRemark &idle : migration.idleExceptions)
            counter.count(severityOf(idle));
    }
    for (const MigrationRemark &remark : report.remarks)
        counter.count(severityOf(remark));
    return summary;
}

bool hasFindings(const SchemaReport &report, Severity atLeast)
{
    const SchemaSummary summary = summarize(report);
    switch (atLeast) {
    case Severity::Note: return summary.errors + summary.warnings + summary.notes > 0;
    case Severity::Warning: return summary.errors + summary.warnings > 0;
    case Severity::Error: return summary.errors > 0;
    }
    return true;
}

TextPosition positionOf(const StatementVerdict &verdict)
{
    const TextPosition inside = LineIndex(verdict.statement.text).at(verdict.span.begin);
    return {verdict.statement.line + inside.line - 1, inside.line == 1 ? 0 : inside.column};
}

} // namespace belay::schema
