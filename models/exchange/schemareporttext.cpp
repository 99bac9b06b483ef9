// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/schemareports.h"
#include "models/schema/source/migrationlayouts.h"

#include <algorithm>
#include <array>

namespace belay::exchange {
namespace {

using namespace schema;

std::string place(const SchemaReportContext &context, std::string_view file, std::uint32_t line)
{
    std::string text = context.root + std::string(file);
    if (line > 0)
        text += ':' + std::to_string(line);
    return text;
}

std::string finding(Severity severity, std::string_view sentence, std::string_view where, std::string_view remedy, Colours colours)
{
    std::string text = labelled(toText(severity), inkOf(severity), colours) + wrapped(sentence, reportMargin) + '\n';
    text += std::string(reportMargin, ' ') + inked(where, Ink::Faint, colours) + '\n';
    if (!remedy.empty())
        text += marginLine("Remedy: " + std::string(remedy));
    return text;
}

std::string accepted(std::string_view sentence, std::string_view where, Colours colours)
{
    return labelled("accepted", Ink::Faint, colours) + wrapped(sentence, reportMargin) + '\n' + std::string(reportMargin, ' ')
        + inked(where, Ink::Faint, colours) + '\n';
}

std::string sentenceOf(const MixedStates &states)
{
    constexpr std::array<std::string_view, 5> columns{"old reads", "old writes", "new on the old schema", "old after new data", "down after new data"};
    const std::array<Outcome, 5> outcomes{states.oldReads, states.oldWrites, states.newOnOld, states.oldAfterNewData, states.downAfterNewData};
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (outcomes.at(i) != Outcome::Ok)
            text += (text.empty() ? "" : ", ") + std::string(columns.at(i)) + ": " + std::string(outcomeName(outcomes.at(i)));
    }
    return text.empty() ? "ok in all mixed states" : text;
}

std::string statementsText(const SchemaReport &report, const SchemaReportContext &context, Colours colours)
{
    std::string text;
    for (const StatementVerdict &verdict : report.statements) {
        if (verdict.verdict == StatementVerdict::Verdict::Ok)
            continue;
        std::string sentence = verdict.statement.name + ": " + verdict.message + '.';
        if (verdict.verdict == StatementVerdict::Verdict::Unknown)
            sentence = verdict.statement.name + " could not be decided: " + verdict.message + '.';
        else if (verdict.atExecution)
            sentence += " The server takes the statement, but refuses every execution.";
        if (verdict.alsoInNewRelease)
            sentence += " The new release's statement fails as well, so this is no matter of the rollback.";
        text += finding(severityOf(verdict), sentence, place(context, verdict.statement.file, positionOf(verdict).line) + ", " + verdict.code, {}, colours);
    }
    return text;
}

std::string migrationText(const MigrationVerdict &migration, const SchemaReportContext &context, Colours colours)
{
    std::string text;
    for (const OperationVerdict &operation : migration.operations) {
        if (!isFinding(operation))
            continue;
        if (operation.excused) {
            text += accepted(operation.kind + ' ' + operation.object + ": " + operation.excuse, place(context, migration.file, operation.line), colours);
            continue;
        }
        std::string sentence = operation.kind + ' ' + operation.object + ": " + sentenceOf(operation.states) + ". " + operation.reason;
        if (!operation.dependsOn.empty())
            sentence += " It depends on " + operation.dependsOn + '.';
        text += finding(severityOf(operation), sentence, place(context, migration.file, operation.line) + ", " + operation.code, operation.remedy, colours);
    }
    for (const LintRemark &remark : migration.remarks) {
        if (remark.excused)
            text += accepted(remark.code + ": " + remark.excuse, place(context, migration.file, remark.line), colours);
        else
            text += finding(severityOf(remark), remark.message, place(context, migration.file, remark.line) + ", " + remark.code, remark.remedy, colours);
    }
    for (const LintRemark &idle : migration.idleExceptions)
        text += finding(severityOf(idle), idle.message, place(context, migration.file, idle.line) + ", " + idle.code, idle.remedy, colours);
    if (!migration.splitProposal.empty()) {
        text += marginLine("It can be parted so that the old release can come back at every step:");
        std::string_view rest = migration.splitProposal;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            text += std::string(reportMargin + 2, ' ') + std::string(rest.substr(0, end)) + '\n';
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return text;
}

std::string verdictLine(const SchemaReport &report, const SchemaSummary &sum, Colours colours)
{
    if (report.statements.empty())
        return {};
    const std::string on = " of the " + counted(sum.statements, "statement", "statements") + " of " + report.from + ' ';
    std::string text;
    if (sum.broken > 0) {
        text = inked(report.from + " cannot come back", Ink::Red, colours) + '\n'
            + wrapped(std::to_string(sum.broken) + on + (sum.broken == 1 ? "breaks" : "break") + " on the schema of " + report.to + '.', 0) + '\n';
    } else if (sum.unknown > 0) {
        text = inked("Not decided", Ink::Yellow, colours) + '\n'
            + wrapped("No statement of " + report.from + " is known to break on the schema of " + report.to + ", but "
                          + std::to_string(sum.unknown) + on + "could not be decided.", 0) + '\n';
    } else {
        text = inked(report.from + " can come back", Ink::Green, colours) + '\n'
            + wrapped("All " + counted(sum.statements, "statement", "statements") + " of " + report.from + " work on the schema of " + report.to + '.', 0)
            + '\n';
    }
    if (sum.brokenInBoth > 0)
        text += wrapped(counted(sum.brokenInBoth, "statement fails", "statements fail") + " in the new release as well.", 0) + '\n';
    return text;
}

std::string pad(std::string text, std::size_t width)
{
    if (text.size() < width)
        text.append(width - text.size(), ' ');
    return text;
}

} // namespace

std::string writeSchemaText(const SchemaReport &report, const SchemaReportContext &context, Colours colours)
{
    const SchemaSummary sum = summarize(report);
    std::string text = verdictLine(report, sum, colours);
    std::string about = std::string(layoutName(report.layout)) + " migrations, " + std::string(dialectName(report.dialect)) + ", ";
    about += report.engineVersion.empty() ? std::string(engineName(report.engine)) + " engine" : report.engineVersion;
    about += ", " + counted(sum.migrations, "migration", "migrations") + " judged.";
    text += wrapped(about, 0) + '\n';
    std::string findings = statementsText(report, context, colours);
    for (const MigrationRemark &remark : report.remarks)
        findings += finding(severityOf(remark), remark.message, place(context, remark.file, remark.line) + ", " + remark.code, {}, colours);
    for (const MigrationVerdict &migration : report.migrations)
        findings += migrationText(migration, context, colours);
    if (!findings.empty())
        text += '\n' + findings;
    for (const std::string &doubt : report.doubts)
        text += labelled("doubt", Ink::Faint, colours) + wrapped(doubt, reportMargin) + '\n';
    text += '\n' + counted(sum.errors, "error", "errors") + ", " + counted(sum.warnings, "warning", "warnings") + ", "
        + counted(sum.notes, "note", "notes");
    if (sum.excused > 0)
        text += ", " + std::to_string(sum.excused) + " accepted";
    return text + ".\n";
}

std::string writeHistoryText(const SchemaHistory &history, Colours colours)
{
    std::size_t from = 4;
    std::size_t to = 5;
    for (const HistoryStep &step : history.steps) {
        from = std::max(from, step.from.size());
        to = std::max(to, step.to.size());
    }
    std::string text = pad("back to", from) + "  " + pad("after", to) + "  migrations  statements  broken  unknown  verdict\n";
    int broken = 0;
    int unknown = 0;
    for (const HistoryStep &step : history.steps) {
        const auto number = [](std::size_t value, std::size_t width) {
            const std::string digits = std::to_string(value);
            return std::string(width - std::min(width, digits.size()), ' ') + digits;
        };
        text += pad(step.from, from) + "  " + pad(step.to, to) + "  " + number(step.newMigrations.size(), 10) + "  "
            + number(static_cast<std::size_t>(step.statements), 10) + "  " + number(step.broken.size(), 6) + "  "
            + number(static_cast<std::size_t>(step.unknown), 7) + "  ";
        if (!step.problem.empty()) {
            text += inked("not checked: " + step.problem, Ink::Yellow, colours);
            ++unknown;
        } else if (step.takenBack == Outcome::Breaks) {
            text += inked("breaks", Ink::Red, colours);
            ++broken;
        } else if (step.takenBack == Outcome::Unknown) {
            text += inked("unknown", Ink::Yellow, colours);
            ++unknown;
        } else {
            text += inked("ok", Ink::Green, colours);
        }
        text += '\n';
    }
    text += '\n' + counted(static_cast<int>(history.steps.size()), "step", "steps") + ": " + std::to_string(broken)
        + " could not have been taken back, " + std::to_string(unknown) + " not decided.\n";
    return text;
}

std::string writeRoundTripText(const RoundTripReport &report, const SchemaReportContext &context, Colours colours)
{
    std::string text;
    int restored = 0;
    int errors = 0;
    int warnings = 0;
    for (const RoundTrip &trip : report.migrations) {
        const std::vector<RoundTripFinding> findings = findingsOf(trip);
        restored += trip.result == RoundTrip::Result::Restores && !trip.failsAfterNewData ? 1 : 0;
        for (const RoundTripFinding &found : findings) {
            errors += found.severity == Severity::Error ? 1 : 0;
            warnings += found.severity == Severity::Warning ? 1 : 0;
            text += finding(found.severity, trip.version + (trip.name.empty() ? "" : ' ' + trip.name) + ": " + found.message,
                            place(context, found.file, found.line) + ", " + found.code, {}, colours);
        }
    }
    if (!text.empty())
        text += '\n';
    return text + std::to_string(restored) + " of " + counted(static_cast<int>(report.migrations.size()), "migration", "migrations")
        + " can be taken back on " + std::string(engineName(report.engine)) + ", also with new data. " + counted(errors, "error", "errors") + ", "
        + counted(warnings, "warning", "warnings") + ".\n";
}

} // namespace belay::exchange
