// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/reportsarif.h"

#include "models/core/version.h"
#include "models/exchange/reportjsontext.h"
#include "models/exchange/sarifparts.h"
#include "models/rollback/evidence.h"

#include <map>
#include <string_view>

namespace belay::exchange {
namespace {

using namespace rollback;
using Shape = ReportJsonText::Shape;

std::string_view checkOf(Code code)
{
    const std::string_view name = toText(code);
    if (name.starts_with("live-"))
        return "live";
    if (name.starts_with("rollback-"))
        return "rollback";
    return name.starts_with("practice-") ? "practice" : "way-back";
}

Severity usualSeverity(Code code)
{
    const std::string_view check = checkOf(code);
    const bool warns = check == "practice" || code == Code::WayBackAtOnce || code == Code::WayBackGivenUp;
    return warns ? Severity::Warning : Severity::Error;
}

void writeRule(ReportJsonText &json, Code code, const ReportContext &context)
{
    const Explanation &page = explain(code);
    const std::string what(page.what);
    const std::string remedy(page.remedy);
    const std::string example(page.example);
    json.beginObject();
    json.key("id").text(toText(code));
    json.key("shortDescription").beginObject(Shape::Line).key("text").text(page.title).endObject();
    json.key("fullDescription").beginObject(Shape::Line).key("text").text(what.substr(0, what.find("\n\n"))).endObject();
    json.key("help").beginObject();
    json.key("text").text(what + "\n\nWhat to do\n\n" + remedy + "\n\nExample\n\n" + example);
    json.key("markdown").text(what + "\n\n**What to do**\n\n" + remedy + "\n\n**Example**\n\n```yaml\n" + example + "```\n");
    json.endObject();
    if (!context.documentation.empty())
        json.key("helpUri").text(context.documentation + '#' + std::string(toText(code)));
    json.key("defaultConfiguration").beginObject(Shape::Line).key("level").text(toText(usualSeverity(code))).endObject();
    json.key("properties").beginObject(Shape::Line).key("tags").beginList();
    json.text("reliability").text(checkOf(code)).endList().endObject();
    json.endObject();
}

void writePhysical(ReportJsonText &json, const SourceMark &mark, const ReportContext &context)
{
    json.key("physicalLocation").beginObject();
    json.key("artifactLocation").beginObject(Shape::Line).key("uri").text(uriReference(context.file));
    json.key("index").number(0).endObject();
    if (mark.line > 0) {
        json.key("region").beginObject(Shape::Line).key("startLine").number(mark.line);
        if (mark.column > 0)
            json.key("startColumn").number(mark.column);
        json.endObject();
    }
    json.endObject();
}

void writeLogical(ReportJsonText &json, std::string_view name, const std::string &qualified, std::string_view kind)
{
    json.beginObject(Shape::Line).key("name").text(name);
    json.key("fullyQualifiedName").text(qualified).key("kind").text(kind).endObject();
}

void writeLocations(ReportJsonText &json, const std::string &plan, const Finding &finding, const ReportContext &context)
{
    json.key("locations").beginList().beginObject();
    if (!context.file.empty())
        writePhysical(json, finding.mark, context);
    json.key("logicalLocations").beginList();
    if (!finding.component.empty()) {
        const std::string component = "components/" + finding.component;
        writeLogical(json, finding.component, component, "component");
        if (!finding.release.empty())
            writeLogical(json, finding.release, component + '/' + finding.release, "release");
    }
    const std::string planName = "plans/" + plan;
    writeLogical(json, plan, planName, "plan");
    if (!finding.step.empty())
        writeLogical(json, finding.step, planName + '/' + finding.step, "step");
    json.endList().endObject().endList();
}

/// Where the steps of a plan stand in the text.
using StepMarks = std::map<std::string_view, SourceMark>;

/// Locations beside the main one, numbered from 1; writes no list if there are none.
class RelatedLocations {
public:
    explicit RelatedLocations(ReportJsonText &json) : m_json(json) {}
    template <class Physical>
    void add(const std::string &message, Physical physical)
    {
        if (m_count == 0)
            m_json.key("relatedLocations").beginList();
        m_json.beginObject().key("id").number(++m_count);
        physical();
        m_json.key("message").beginObject(Shape::Line).key("text").text(message);
        m_json.endObject().endObject();
    }
    /// In the sources of a release, which are no artifact of this run.
    void addSource(const std::string &place, const std::string &message)
    {
        const SourcePlace at = sourcePlaceOf(place);
        if (at.file.empty())
            return;
        add(message, [&] {
            m_json.key("physicalLocation").beginObject();
            m_json.key("artifactLocation").beginObject(Shape::Line).key("uri").text(uriReference(at.file)).endObject();
            if (at.line > 0)
                m_json.key("region").beginObject(Shape::Line).key("startLine").number(at.line).endObject();
            m_json.endObject();
        });
    }
    void end()
    {
        if (m_count > 0)
            m_json.endList();
    }

private:
    ReportJsonText &m_json;
    int m_count = 0;
};

void writeResult(ReportJsonText &json, const Fingerprints &fingerprints, const EvidenceIndex &evidence,
                 const std::string &plan, const Finding &finding, const StepMarks &marks, const ReportContext &context)
{
    const std::vector<const Evidence *> because = evidence.of(finding);
    json.beginObject();
    json.key("ruleId").text(toText(finding.code));
    json.key("ruleIndex").number(static_cast<int>(finding.code));
    json.key("kind").text("fail");
    json.key("level").text(toText(finding.severity));
    std::string message = finding.message;
    for (const Evidence *one : because)
        message += "\nBecause: " + toText(*one);
    for (const std::string &remedy : finding.remedies)
        message += "\nRemedy: " + remedy;
    json.key("message").beginObject(Shape::Line).key("text").text(message).endObject();
    writeLocations(json, plan, finding, context);
    RelatedLocations related(json);
    const auto step = marks.find(finding.step);
    if (!context.file.empty() && step != marks.end() && step->second.line > 0) {
        related.add("Step " + finding.step + " of the plan " + plan,
                    [&] { writePhysical(json, step->second, context); });
    }
    for (const Evidence *one : because) {
        related.addSource(one->at, toText(*one));
        related.addSource(one->cause, "What made " + one->statement + " fail");
    }
    related.end();
    json.key("partialFingerprints").beginObject(Shape::Line);
    json.key("belayFinding/v1").text(fingerprints.of(plan, finding)).endObject();
    if (!finding.suppressedBy.empty()) {
        json.key("suppressions").beginList().beginObject(Shape::Line);
        json.key("kind").text("inSource").key("status").text("accepted");
        json.key("justification").text(finding.suppressedBy).endObject().endList();
    }
    json.key("properties").beginObject();
    json.key("plan").text(plan);
    json.key("step").text(finding.step);
    json.key("window").text(toText(finding.window));
    json.key("order").texts(finding.order);
    json.key("requirement").textOrNull(finding.requirement);
    json.key("rollbacks").beginList(Shape::Line);
    for (const RollbackTo &rollback : finding.rollbacks) {
        json.beginObject().key("component").text(rollback.component);
        json.key("to").text(rollback.to).endObject();
    }
    json.endList().endObject().endObject();
}

void writeInvocation(ReportJsonText &json, const Report &report, const ReportContext &context)
{
    const bool found = hasFindings(report, context.failOn);
    json.key("invocations").beginList().beginObject();
    json.key("executionSuccessful").boolean(true);
    json.key("exitCode").number(found ? 1 : 0);
    json.key("exitCodeDescription").text(found ? "findings at or above " + std::string(toText(context.failOn))
                                               : "no findings at or above " + std::string(toText(context.failOn)));
    json.key("toolExecutionNotifications").beginList();
    for (const SuppressionUse &use : report.suppressions) {
        if (!use.expired)
            continue;
        json.beginObject(Shape::Line).key("level").text("warning").key("message").beginObject();
        json.key("text").text("A suppression expired on " + use.suppression.until + ": " + use.suppression.reason);
        json.endObject().endObject();
    }
    json.endList().endObject().endList();
}

} // namespace

std::string writeReportSarif(const Report &report, const Workspace &workspace, const ReportContext &context)
{
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
    for (const Code code : allCodes())
        writeRule(json, code, context);
    json.endList().endObject().endObject();
    writeInvocation(json, report, context);
    json.key("columnKind").text("unicodeCodePoints");
    if (!context.file.empty()) {
        json.key("artifacts").beginList().beginObject(Shape::Line).key("location").beginObject();
        json.key("uri").text(uriReference(context.file)).endObject().endObject().endList();
    }
    json.key("results").beginList();
    const Fingerprints fingerprints(workspace);
    const EvidenceIndex evidence(workspace);
    for (const PlanReport &plan : report.plans) {
        StepMarks marks;
        for (const Shared<Plan> &written : workspace.plans) {
            if (written->id != plan.plan)
                continue;
            for (const Step &step : written->steps)
                marks.emplace(step.id, step.mark);
        }
        for (const Finding &finding : plan.findings)
            writeResult(json, fingerprints, evidence, plan.plan, finding, marks, context);
    }
    json.endList();
    json.endObject().endList().endObject();
    return json.take();
}

} // namespace belay::exchange
