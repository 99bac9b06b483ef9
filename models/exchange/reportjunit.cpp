// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/reportjunit.h"

#include "models/exchange/xmltext.h"
#include "models/rollback/evidence.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace belay::exchange {
namespace {

using namespace rollback;

std::string nameOf(const Finding &finding)
{
    std::string name(toText(finding.code));
    if (!finding.component.empty())
        name += ' ' + finding.component;
    if (!finding.release.empty())
        name += ' ' + finding.release;
    if (!finding.requirement.empty())
        name += ' ' + finding.requirement;
    if (!finding.against.store.empty())
        name += " against " + finding.against.format;
    else if (!finding.against.component.empty())
        name += " against " + finding.against.component + ' ' + finding.against.release;
    return name + " at " + finding.step;
}

std::string bodyOf(const Finding &finding, const EvidenceIndex &evidence)
{
    std::string body = finding.message + '\n';
    std::string order;
    for (const std::string &step : finding.order)
        order += (order.empty() ? "" : ", ") + step;
    if (!order.empty())
        body += "Steps: " + order + '\n';
    for (const RollbackTo &rollback : finding.rollbacks)
        body += "Goes back: " + rollback.component + " to " + rollback.to + '\n';
    for (const Evidence *one : evidence.of(finding))
        body += "Because: " + toText(*one) + '\n';
    for (const std::string &remedy : finding.remedies)
        body += "Remedy: " + remedy + '\n';
    return body;
}

std::string testCase(const std::string &plan, const Finding &finding, const EvidenceIndex &evidence, Severity failOn)
{
    std::string text = "    <testcase" + xmlAttribute("classname", plan) + xmlAttribute("name", nameOf(finding)) + xmlAttribute("time", "0");
    if (!finding.suppressedBy.empty())
        return text + "><skipped" + xmlAttribute("message", "accepted: " + finding.suppressedBy) + "/></testcase>\n";
    text += '>';
    if (finding.severity >= failOn)
        text += "<failure" + xmlAttribute("type", toText(finding.code)) + xmlAttribute("message", finding.message) + '>'
            + xmlEscaped(bodyOf(finding, evidence), XmlPlace::Element) + "</failure>";
    else
        text += "<system-out>" + xmlEscaped(std::string(toText(finding.severity)) + ": " + bodyOf(finding, evidence), XmlPlace::Element) + "</system-out>";
    return text + "</testcase>\n";
}

constexpr std::array checks{Check::Live, Check::Rollback, Check::WayBack, Check::Practice};

struct Counts {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t skipped = 0;
};

std::string suite(const PlanReport &plan, const EvidenceIndex &evidence, Severity failOn, Counts &all)
{
    Counts counts;
    std::string cases;
    for (const Check check : checks) {
        const bool any = std::any_of(plan.findings.begin(), plan.findings.end(),
                                     [check](const Finding &finding) { return finding.check == check; });
        if (any)
            continue;
        ++counts.tests;
        cases += "    <testcase" + xmlAttribute("classname", plan.plan) + xmlAttribute("name", toText(check)) + xmlAttribute("time", "0") + "/>\n";
    }
    for (const Finding &finding : plan.findings) {
        ++counts.tests;
        if (!finding.suppressedBy.empty())
            ++counts.skipped;
        else if (finding.severity >= failOn)
            ++counts.failures;
        cases += testCase(plan.plan, finding, evidence, failOn);
    }
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.skipped += counts.skipped;
    std::string text = "  <testsuite" + xmlAttribute("name", plan.plan) + xmlAttribute("tests", counts.tests)
        + xmlAttribute("failures", counts.failures) + xmlAttribute("errors", "0")
        + xmlAttribute("skipped", counts.skipped) + xmlAttribute("time", "0") + ">\n";
    text += "    <properties><property" + xmlAttribute("name", "verdict") + xmlAttribute("value", toText(plan.verdict))
        + "/><property" + xmlAttribute("name", "environment") + xmlAttribute("value", plan.environment) + "/></properties>\n";
    return text + cases + "  </testsuite>\n";
}

} // namespace

std::string writeReportJunit(const Report &report, const Workspace &workspace, const ReportContext &context)
{
    const EvidenceIndex evidence(workspace);
    Counts all;
    std::string suites;
    for (const PlanReport &plan : report.plans)
        suites += suite(plan, evidence, context.failOn, all);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + xmlAttribute("name", "belay")
        + xmlAttribute("tests", all.tests) + xmlAttribute("failures", all.failures) + xmlAttribute("errors", "0")
        + xmlAttribute("skipped", all.skipped) + ">\n" + suites + "</testsuites>\n";
}

} // namespace belay::exchange
