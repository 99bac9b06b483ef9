// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/schemareports.h"
#include "models/exchange/xmltext.h"

namespace belay::exchange {
namespace {

using namespace schema;

/// Collects the cases of a suite and counts them.
class Suite {
public:
    explicit Suite(std::string name) : m_name(std::move(name)) {}

    void passed(std::string_view name) { add(name, {}); }
    void failed(std::string_view name, std::string_view type, std::string_view message, std::string_view body)
    {
        ++m_failures;
        add(name, "<failure" + xmlAttribute("type", type) + xmlAttribute("message", message) + '>' + xmlEscaped(body, XmlPlace::Element) + "</failure>");
    }
    void skipped(std::string_view name, std::string_view message)
    {
        ++m_skipped;
        add(name, "<skipped" + xmlAttribute("message", message) + "/>");
    }
    void noted(std::string_view name, std::string_view text)
    {
        add(name, "<system-out>" + xmlEscaped(text, XmlPlace::Element) + "</system-out>");
    }

    [[nodiscard]] std::size_t tests() const { return m_tests; }
    [[nodiscard]] std::size_t failures() const { return m_failures; }
    [[nodiscard]] std::size_t skips() const { return m_skipped; }
    [[nodiscard]] std::string text() const
    {
        return "  <testsuite" + xmlAttribute("name", m_name) + xmlAttribute("tests", m_tests) + xmlAttribute("failures", m_failures)
            + xmlAttribute("errors", std::size_t{0}) + xmlAttribute("skipped", m_skipped) + xmlAttribute("time", std::size_t{0}) + ">\n" + m_cases
            + "  </testsuite>\n";
    }

private:
    void add(std::string_view name, const std::string &content)
    {
        ++m_tests;
        m_cases += "    <testcase" + xmlAttribute("classname", m_name) + xmlAttribute("name", name) + xmlAttribute("time", std::size_t{0});
        m_cases += content.empty() ? "/>\n" : '>' + content + "</testcase>\n";
    }

    std::string m_name;
    std::string m_cases;
    std::size_t m_tests = 0;
    std::size_t m_failures = 0;
    std::size_t m_skipped = 0;
};

std::string document(const std::vector<Suite> &suites)
{
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t skipped = 0;
    std::string text;
    for (const Suite &suite : suites) {
        tests += suite.tests();
        failures += suite.failures();
        skipped += suite.skips();
        text += suite.text();
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + xmlAttribute("name", "belay") + xmlAttribute("tests", tests)
        + xmlAttribute("failures", failures) + xmlAttribute("errors", std::size_t{0}) + xmlAttribute("skipped", skipped) + ">\n" + text
        + "</testsuites>\n";
}

std::string placeOf(std::string_view file, std::uint32_t line) { return std::string(file) + ':' + std::to_string(line); }

void addStatement(Suite &suite, const StatementVerdict &verdict, const SchemaReportContext &context)
{
    const std::string place = placeOf(context.root + verdict.statement.file, verdict.statement.line);
    if (verdict.verdict == StatementVerdict::Verdict::Ok)
        suite.passed(verdict.statement.name);
    else if (verdict.verdict == StatementVerdict::Verdict::Unknown)
        suite.skipped(verdict.statement.name, "not decided: " + verdict.message);
    else if (severityOf(verdict) >= context.failOn)
        suite.failed(verdict.statement.name, verdict.code, verdict.message, place + '\n' + verdict.statement.text + '\n');
    else
        suite.noted(verdict.statement.name, verdict.message + " (in the new release as well)\n" + place + '\n');
}

Suite suiteOf(const MigrationVerdict &migration, const SchemaReportContext &context)
{
    Suite suite(migration.file);
    for (const OperationVerdict &operation : migration.operations) {
        const std::string name = operation.kind + ' ' + operation.object + " at line " + std::to_string(operation.line);
        const std::string body = placeOf(context.root + migration.file, operation.line) + '\n' + operation.reason + '\n' + operation.remedy + '\n';
        if (!isFinding(operation))
            suite.passed(name);
        else if (operation.excused)
            suite.skipped(name, "accepted: " + operation.excuse);
        else if (severityOf(operation) >= context.failOn)
            suite.failed(name, operation.code, operation.reason, body);
        else
            suite.noted(name, body);
    }
    const auto addRemark = [&](const LintRemark &remark) {
        const std::string name = remark.code + " at line " + std::to_string(remark.line);
        const std::string body = placeOf(context.root + migration.file, remark.line) + '\n' + remark.message + '\n' + remark.remedy + '\n';
        if (remark.excused)
            suite.skipped(name, "accepted: " + remark.excuse);
        else if (severityOf(remark) >= context.failOn)
            suite.failed(name, remark.code, remark.message, body);
        else
            suite.noted(name, body);
    };
    for (const LintRemark &remark : migration.remarks)
        addRemark(remark);
    for (const LintRemark &idle : migration.idleExceptions)
        addRemark(idle);
    return suite;
}

} // namespace

std::string writeSchemaJunit(const SchemaReport &report, const SchemaReportContext &context)
{
    std::vector<Suite> suites;
    if (!report.statements.empty()) {
        Suite suite("statements of " + report.from + " on the schema of " + report.to);
        for (const StatementVerdict &verdict : report.statements)
            addStatement(suite, verdict, context);
        suites.push_back(std::move(suite));
    }
    Suite set("migrations");
    for (const MigrationRemark &remark : report.remarks) {
        const std::string name = remark.code + ' ' + placeOf(context.root + remark.file, remark.line);
        if (severityOf(remark) >= context.failOn)
            set.failed(name, remark.code, remark.message, remark.message);
        else
            set.noted(name, remark.message);
    }
    if (set.tests() == 0)
        set.passed("order");
    suites.push_back(std::move(set));
    for (const MigrationVerdict &migration : report.migrations)
        suites.push_back(suiteOf(migration, context));
    return document(suites);
}

std::string writeHistoryJunit(const SchemaHistory &history)
{
    Suite suite("history of " + history.repository);
    for (const HistoryStep &step : history.steps) {
        const std::string name = step.from + " after " + step.to;
        if (!step.problem.empty()) {
            suite.skipped(name, step.problem);
        } else if (step.takenBack == Outcome::Breaks) {
            std::string body;
            for (const StatementVerdict &verdict : step.broken)
                body += placeOf(verdict.statement.file, verdict.statement.line) + ": " + verdict.statement.name + ": " + verdict.message + '\n';
            suite.failed(name, "release-broken", std::to_string(step.broken.size()) + " statements break", body);
        } else if (step.takenBack == Outcome::Unknown) {
            suite.skipped(name, std::to_string(step.unknown) + " statements could not be decided");
        } else {
            suite.passed(name);
        }
    }
    return document({suite});
}

std::string writeRoundTripJunit(const RoundTripReport &report, const SchemaReportContext &context)
{
    Suite suite("round trips on " + std::string(engineName(report.engine)));
    for (const RoundTrip &trip : report.migrations) {
        const std::vector<RoundTripFinding> findings = findingsOf(trip);
        const std::string name = trip.version + (trip.name.empty() ? "" : ' ' + trip.name);
        if (findings.empty())
            suite.passed(name);
        for (const RoundTripFinding &finding : findings) {
            const std::string what = name + ' ' + finding.code;
            const std::string place = placeOf(context.root + finding.file, finding.line);
            if (finding.severity >= context.failOn)
                suite.failed(what, finding.code, finding.message, place + '\n');
            else
                suite.noted(what, finding.message + '\n' + place + '\n');
        }
    }
    return document({suite});
}

} // namespace belay::exchange
