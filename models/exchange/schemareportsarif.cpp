// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/core/version.h"
#include "models/exchange/reportjsontext.h"
#include "models/exchange/sarifparts.h"
#include "models/exchange/schemareports.h"
#include "models/schema/check/schemacodes.h"

#include <map>
#include <set>

namespace belay::exchange {
namespace {

using namespace schema;
using Shape = ReportJsonText::Shape;

/// A result of any kind, as SARIF has it.
struct Result {
    std::string code;
    Severity severity = Severity::Note;
    std::string message;
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;   ///< 0: not known.
    std::string logical;        ///< A statement's name or an object's.
    std::string logicalKind;
    std::string identity;       ///< What the fingerprint is made of: not the line.
    std::string excuse;
    bool excused = false;
};

Result resultOf(const StatementVerdict &verdict)
{
    const TextPosition position = positionOf(verdict);
    Result result;
    result.code = verdict.code;
    result.severity = severityOf(verdict);
    result.message = verdict.statement.name + ": " + verdict.message;
    if (verdict.alsoInNewRelease)
        result.message += " (the new release's statement fails as well)";
    result.file = verdict.statement.file;
    result.line = position.line;
    result.column = position.column;
    result.logical = verdict.statement.name;
    result.logicalKind = "member";
    result.identity = "statement\xff" + verdict.statement.name + '\xff' + verdict.message;
    return result;
}

std::string statesText(const MixedStates &states)
{
    std::string text;
    const auto add = [&](std::string_view column, Outcome outcome) {
        if (outcome != Outcome::Ok)
            text += (text.empty() ? "" : "; ") + std::string(column) + ": " + std::string(outcomeName(outcome));
    };
    add("old reads", states.oldReads);
    add("old writes", states.oldWrites);
    add("new on the old schema", states.newOnOld);
    add("old after new data", states.oldAfterNewData);
    add("down after new data", states.downAfterNewData);
    return text;
}

Result resultOf(const MigrationVerdict &migration, const OperationVerdict &operation)
{
    Result result;
    result.code = operation.code;
    result.severity = severityOf(operation);
    result.message = operation.kind + ' ' + operation.object + " (" + statesText(operation.states) + "). " + operation.reason;
    if (!operation.dependsOn.empty())
        result.message += " It depends on " + operation.dependsOn + '.';
    if (!operation.remedy.empty())
        result.message += "\nRemedy: " + operation.remedy;
    result.file = migration.file;
    result.line = operation.line;
    result.column = operation.column;
    result.logical = operation.object;
    result.logicalKind = "object";
    result.identity = "operation\xff" + migration.file + '\xff' + operation.kind + '\xff' + operation.object;
    result.excused = operation.excused;
    result.excuse = operation.excuse;
    return result;
}

Result resultOf(const MigrationVerdict &migration, const LintRemark &remark)
{
    Result result;
    result.code = remark.code;
    result.severity = severityOf(remark);
    result.message = remark.message;
    if (!remark.remedy.empty())
        result.message += "\nRemedy: " + remark.remedy;
    result.file = migration.file;
    result.line = remark.line;
    result.column = remark.column;
    result.identity = "remark\xff" + migration.file + '\xff' + remark.message;
    result.excused = remark.excused;
    result.excuse = remark.excuse;
    return result;
}

Result resultOf(const MigrationRemark &remark)
{
    Result result;
    result.code = remark.code;
    result.severity = severityOf(remark);
    result.message = remark.message;
    result.file = remark.file;
    result.line = remark.line;
    result.identity = "set\xff" + remark.file + '\xff' + remark.message;
    return result;
}

std::vector<Result> resultsOf(const SchemaReport &report)
{
    std::vector<Result> results;
    for (const StatementVerdict &verdict : report.statements) {
        if (verdict.verdict != StatementVerdict::Verdict::Ok)
            results.push_back(resultOf(verdict));
    }
    for (const MigrationVerdict &migration : report.migrations) {
        for (const OperationVerdict &operation : migration.operations) {
            if (isFinding(operation))
                results.push_back(resultOf(migration, operation));
        }
        for (const LintRemark &remark : migration.remarks)
            results.push_back(resultOf(migration, remark));
        for (const LintRemark &idle : migration.idleExceptions)
            results.push_back(resultOf(migration, idle));
    }
    for (const MigrationRemark &remark : report.remarks)
        results.push_back(resultOf(remark));
    return results;
}

void writeRule(ReportJsonText &json, const std::string &code, const SchemaReportContext &context)
{
    const SchemaCode *page = findSchemaCode(code);
    json.beginObject();
    json.key("id").text(code);
    if (page != nullptr) {
        json.key("shortDescription").beginObject(Shape::Line).key("text").text(page->title).endObject();
        json.key("fullDescription").beginObject(Shape::Line).key("text").text(page->what).endObject();
        json.key("help").beginObject().key("text").text(std::string(page->what) + "\n\nWhat to do\n\n" + std::string(page->remedy)).endObject();
    }
    if (!context.documentation.empty())
        json.key("helpUri").text(context.documentation + '#' + code);
    json.endObject();
}

void writeResult(ReportJsonText &json, const Result &result, int rule, const SchemaReportContext &context)
{
    json.beginObject();
    json.key("ruleId").text(result.code);
    json.key("ruleIndex").number(rule);
    json.key("kind").text("fail");
    json.key("level").text(toText(result.severity));
    json.key("message").beginObject(Shape::Line).key("text").text(result.message).endObject();
    json.key("locations").beginList().beginObject();
    if (!result.file.empty()) {
        json.key("physicalLocation").beginObject();
        json.key("artifactLocation").beginObject(Shape::Line).key("uri").text(uriReference(context.root + result.file)).endObject();
        if (result.line > 0) {
            json.key("region").beginObject(Shape::Line).key("startLine").number(result.line);
            if (result.column > 0)
                json.key("startColumn").number(result.column);
            json.endObject();
        }
        json.endObject();
    }
    if (!result.logical.empty()) {
        json.key("logicalLocations").beginList().beginObject(Shape::Line);
        json.key("name").text(result.logical).key("kind").text(result.logicalKind).endObject().endList();
    }
    json.endObject().endList();
    json.key("partialFingerprints").beginObject(Shape::Line);
    json.key("belaySchema/v1").text(textFingerprint(result.code + '\xff' + result.identity)).endObject();
    if (result.excused) {
        json.key("suppressions").beginList().beginObject(Shape::Line);
        json.key("kind").text("inSource").key("status").text("accepted");
        json.key("justification").text(result.excuse).endObject().endList();
    }
    json.endObject();
}

std::string writeLog(const std::vector<Result> &results, bool found, const SchemaReportContext &context)
{
    std::map<std::string, int> rules;
    for (const Result &result : results)
        rules.emplace(result.code, 0);
    int next = 0;
    for (auto &[code, index] : rules)
        index = next++;
    ReportJsonText json;
    json.beginObject();
    json.key("$schema").text(sarifSchemaUri);
    json.key("version").text("2.1.0");
    json.key("runs").beginList().beginObject();
    json.key("tool").beginObject().key("driver").beginObject();
    json.key("name").text("belay");
    json.key("fullName").text("Belay, the rollback checker");
    json.key("version").text(belay::version).key("semanticVersion").text(belay::version);
    json.key("rules").beginList();
    for (const auto &[code, index] : rules)
        writeRule(json, code, context);
    json.endList().endObject().endObject();
    json.key("invocations").beginList().beginObject(Shape::Line);
    json.key("executionSuccessful").boolean(true).key("exitCode").number(found ? 1 : 0).endObject().endList();
    // Lines and columns of migrations are counted in bytes; only of a line with more than ASCII do these differ.
    json.key("columnKind").text("unicodeCodePoints");
    json.key("results").beginList();
    for (const Result &result : results)
        writeResult(json, result, rules.at(result.code), context);
    json.endList().endObject().endList().endObject();
    return json.take();
}

} // namespace

std::string writeSchemaSarif(const SchemaReport &report, const SchemaReportContext &context)
{
    return writeLog(resultsOf(report), hasFindings(report, context.failOn), context);
}

std::string writeHistorySarif(const SchemaHistory &history, const SchemaReportContext &context)
{
    std::vector<Result> results;
    for (const HistoryStep &step : history.steps) {
        for (const StatementVerdict &verdict : step.broken) {
            Result result = resultOf(verdict);
            result.message = step.from + " on the schema of " + step.to + ": " + result.message;
            result.identity = step.from + '\xff' + step.to + '\xff' + result.identity;
            results.push_back(std::move(result));
        }
    }
    const bool found = !results.empty();
    return writeLog(results, found, context);
}

std::string writeRoundTripSarif(const RoundTripReport &report, const SchemaReportContext &context)
{
    std::vector<Result> results;
    for (const RoundTrip &trip : report.migrations) {
        for (const RoundTripFinding &finding : findingsOf(trip)) {
            Result result;
            result.code = finding.code;
            result.severity = finding.severity;
            result.message = finding.message;
            result.file = finding.file;
            result.line = finding.line;
            result.identity = "roundtrip\xff" + trip.version + '\xff' + trip.name;
            results.push_back(std::move(result));
        }
    }
    return writeLog(results, hasFindings(report, context.failOn), context);
}

} // namespace belay::exchange
