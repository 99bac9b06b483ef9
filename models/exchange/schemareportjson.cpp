// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/reportjsontext.h"
#include "models/exchange/schemareports.h"
#include "models/schema/source/migrationlayouts.h"

namespace belay::exchange {
namespace {

using namespace schema;
using Shape = ReportJsonText::Shape;

std::string_view verdictName(StatementVerdict::Verdict verdict)
{
    switch (verdict) {
    case StatementVerdict::Verdict::Ok: return "ok";
    case StatementVerdict::Verdict::Breaks: return "breaks";
    case StatementVerdict::Verdict::Unknown: return "unknown";
    }
    return {};
}

void writeStatement(ReportJsonText &json, const StatementVerdict &verdict)
{
    const ReleaseStatement &statement = verdict.statement;
    json.beginObject(Shape::Line);
    json.key("name").text(statement.name);
    json.key("file").text(statement.file);
    json.key("line").number(statement.line);
    json.key("kind").text(statement.kind == ReleaseStatement::Kind::Write ? "write" : "read");
    json.key("verdict").text(verdictName(verdict.verdict));
    json.key("code").textOrNull(verdict.code);
    json.key("message").textOrNull(verdict.message);
    json.key("fails_at").textOrNull(verdict.verdict != StatementVerdict::Verdict::Breaks ? "" : verdict.atExecution ? "execution" : "prepare");
    json.key("also_in_new_release").boolean(verdict.alsoInNewRelease);
    json.endObject();
}

void writeStates(ReportJsonText &json, const MixedStates &states)
{
    json.key("old_reads").text(outcomeName(states.oldReads));
    json.key("old_writes").text(outcomeName(states.oldWrites));
    json.key("new_on_old").text(outcomeName(states.newOnOld));
    json.key("old_after_new_data").text(outcomeName(states.oldAfterNewData));
    json.key("down_after_new_data").text(outcomeName(states.downAfterNewData));
}

void writeOperation(ReportJsonText &json, const OperationVerdict &operation)
{
    json.beginObject();
    json.key("line").number(operation.line);
    json.key("column").number(operation.column);
    json.key("kind").text(operation.kind);
    json.key("object").text(operation.object);
    json.key("code").text(operation.code);
    writeStates(json, operation.states);
    json.key("depends_on").textOrNull(operation.dependsOn);
    json.key("reason").text(operation.reason);
    json.key("remedy").textOrNull(operation.remedy);
    json.key("severity").text(toText(severityOf(operation)));
    json.key("evidence").text(evidenceName(operation.evidence));
    json.key("excused").boolean(operation.excused);
    json.key("excuse").textOrNull(operation.excuse);
    json.endObject();
}

void writeRemark(ReportJsonText &json, const LintRemark &remark)
{
    json.beginObject();
    json.key("line").number(remark.line);
    json.key("column").number(remark.column);
    json.key("code").text(remark.code);
    json.key("severity").text(toText(severityOf(remark)));
    json.key("message").text(remark.message);
    json.key("remedy").textOrNull(remark.remedy);
    json.key("excused").boolean(remark.excused);
    json.key("excuse").textOrNull(remark.excuse);
    json.endObject();
}

void writeMigration(ReportJsonText &json, const MigrationVerdict &migration)
{
    json.beginObject();
    json.key("file").text(migration.file);
    json.key("version").text(migration.version);
    json.key("name").text(migration.name);
    writeStates(json, migration.states);
    json.key("operations").beginList();
    for (const OperationVerdict &operation : migration.operations)
        writeOperation(json, operation);
    json.endList();
    json.key("remarks").beginList();
    for (const LintRemark &remark : migration.remarks)
        writeRemark(json, remark);
    for (const LintRemark &idle : migration.idleExceptions)
        writeRemark(json, idle);
    json.endList();
    json.key("split_proposal").textOrNull(migration.splitProposal);
    json.endObject();
}

void writeMigrations(ReportJsonText &json, const SchemaReport &report)
{
    json.key("migrations").beginList();
    for (const MigrationVerdict &migration : report.migrations)
        writeMigration(json, migration);
    json.endList();
    json.key("remarks").beginList();
    for (const MigrationRemark &remark : report.remarks) {
        json.beginObject(Shape::Line);
        json.key("file").text(remark.file);
        json.key("line").number(remark.line);
        json.key("code").text(remark.code);
        json.key("severity").text(toText(severityOf(remark)));
        json.key("message").text(remark.message).endObject();
    }
    json.endList();
    json.key("doubts").texts(report.doubts);
}

void writeSummary(ReportJsonText &json, const SchemaReport &report)
{
    const SchemaSummary sum = summarize(report);
    json.key("summary").beginObject(Shape::Line);
    json.key("statements").number(sum.statements).key("broken").number(sum.broken);
    json.key("broken_in_both").number(sum.brokenInBoth).key("unknown").number(sum.unknown);
    json.key("migrations").number(sum.migrations).key("errors").number(sum.errors);
    json.key("warnings").number(sum.warnings).key("notes").number(sum.notes).key("excused").number(sum.excused);
    json.endObject();
}

void writeSource(ReportJsonText &json, const SchemaReport &report)
{
    json.key("layout").text(layoutName(report.layout));
    json.key("dialect").text(dialectName(report.dialect));
}

} // namespace

std::string writeSchemaJson(const SchemaReport &report)
{
    ReportJsonText json;
    json.beginObject();
    json.key("from").text(report.from);
    json.key("to").text(report.to);
    json.key("engine").text(engineName(report.engine));
    json.key("engine_version").textOrNull(report.engineVersion);
    writeSource(json, report);
    json.key("statements").number(static_cast<std::int64_t>(report.statements.size()));
    json.key("verdicts").beginList();
    for (const StatementVerdict &verdict : report.statements)
        writeStatement(json, verdict);
    json.endList();
    writeMigrations(json, report);
    writeSummary(json, report);
    json.endObject();
    return json.take();
}

std::string writeLintJson(const SchemaReport &report)
{
    ReportJsonText json;
    json.beginObject();
    writeSource(json, report);
    writeMigrations(json, report);
    writeSummary(json, report);
    json.endObject();
    return json.take();
}

std::string writeHistoryJson(const SchemaHistory &history)
{
    ReportJsonText json;
    json.beginObject();
    json.key("repository").text(history.repository);
    json.key("engine").text(engineName(history.engine));
    json.key("steps").beginList();
    for (const HistoryStep &step : history.steps) {
        json.beginObject();
        json.key("from").text(step.from);
        json.key("to").text(step.to);
        json.key("taken_back").text(outcomeName(step.takenBack));
        json.key("problem").textOrNull(step.problem);
        json.key("new_migrations").texts(step.newMigrations);
        json.key("statements").number(step.statements);
        json.key("unknown").number(step.unknown);
        json.key("broken").beginList();
        for (const StatementVerdict &verdict : step.broken)
            writeStatement(json, verdict);
        json.endList().endObject();
    }
    json.endList().endObject();
    return json.take();
}

std::string writeRoundTripJson(const RoundTripReport &report)
{
    ReportJsonText json;
    const auto writeFailure = [&json](std::string_view key, const std::optional<ScriptFailure> &failure) {
        json.key(key);
        if (!failure) {
            json.null();
            return;
        }
        json.beginObject(Shape::Line);
        json.key("file").text(failure->file).key("line").number(failure->line);
        json.key("message").text(failure->message).endObject();
    };
    json.beginObject();
    json.key("tree").text(report.tree);
    json.key("engine").text(engineName(report.engine));
    json.key("layout").text(layoutName(report.layout));
    json.key("migrations").beginList();
    for (const RoundTrip &trip : report.migrations) {
        json.beginObject();
        json.key("file").text(trip.file);
        json.key("version").text(trip.version);
        json.key("name").text(trip.name);
        json.key("result").text(roundTripName(trip.result));
        json.key("differs").texts(trip.differs);
        writeFailure("failure", trip.failure);
        json.key("tried_with_data").boolean(trip.triedWithData);
        json.key("new_data").texts(trip.newData);
        writeFailure("fails_after_new_data", trip.failsAfterNewData);
        json.key("lost").texts(trip.lost);
        json.key("differs_after_new_data").texts(trip.differsAfterNewData);
        json.endObject();
    }
    json.endList().endObject();
    return json.take();
}

} // namespace belay::exchange
