// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/reportjunit.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace belay::exchange {
namespace {

using namespace rollback;

enum class Where : std::uint8_t { Attribute, Element };

/// XML 1.0 has no form at all for most control characters, and parsers turn line breaks in
/// attributes into spaces.
std::string escaped(std::string_view text, Where where)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '&': out += "&amp;"; break;
        case '"': out += "&quot;"; break;
        case '\n':
        case '\t':
            if (where == Where::Element)
                out += c;
            else
                out += c == '\n' ? "&#10;" : "&#9;";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20)
                out += '?';
            else
                out += c;
        }
    }
    return out;
}

std::string attribute(std::string_view name, std::string_view value)
{
    return ' ' + std::string(name) + "=\"" + escaped(value, Where::Attribute) + '"';
}

std::string numberAttribute(std::string_view name, std::size_t value)
{
    return attribute(name, std::to_string(value));
}

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

std::string bodyOf(const Finding &finding)
{
    std::string body = finding.message + '\n';
    std::string order;
    for (const std::string &step : finding.order)
        order += (order.empty() ? "" : ", ") + step;
    if (!order.empty())
        body += "Steps: " + order + '\n';
    for (const RollbackTo &rollback : finding.rollbacks)
        body += "Goes back: " + rollback.component + " to " + rollback.to + '\n';
    for (const std::string &remedy : finding.remedies)
        body += "Remedy: " + remedy + '\n';
    return body;
}

std::string testCase(const std::string &plan, const Finding &finding, Severity failOn)
{
    std::string text = "    <testcase" + attribute("classname", plan) + attribute("name", nameOf(finding)) + attribute("time", "0");
    if (!finding.suppressedBy.empty())
        return text + "><skipped" + attribute("message", "accepted: " + finding.suppressedBy) + "/></testcase>\n";
    text += '>';
    if (finding.severity >= failOn)
        text += "<failure" + attribute("type", toText(finding.code)) + attribute("message", finding.message) + '>'
            + escaped(bodyOf(finding), Where::Element) + "</failure>";
    else
        text += "<system-out>" + escaped(std::string(toText(finding.severity)) + ": " + bodyOf(finding), Where::Element) + "</system-out>";
    return text + "</testcase>\n";
}

constexpr std::array checks{Check::Live, Check::Rollback, Check::WayBack, Check::Practice};

struct Counts {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t skipped = 0;
};

std::string suite(const PlanReport &plan, Severity failOn, Counts &all)
{
    Counts counts;
    std::string cases;
    for (const Check check : checks) {
        const bool any = std::any_of(plan.findings.begin(), plan.findings.end(),
                                     [check](const Finding &finding) { return finding.check == check; });
        if (any)
            continue;
        ++counts.tests;
        cases += "    <testcase" + attribute("classname", plan.plan) + attribute("name", toText(check)) + attribute("time", "0") + "/>\n";
    }
    for (const Finding &finding : plan.findings) {
        ++counts.tests;
        if (!finding.suppressedBy.empty())
            ++counts.skipped;
        else if (finding.severity >= failOn)
            ++counts.failures;
        cases += testCase(plan.plan, finding, failOn);
    }
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.skipped += counts.skipped;
    std::string text = "  <testsuite" + attribute("name", plan.plan) + numberAttribute("tests", counts.tests)
        + numberAttribute("failures", counts.failures) + attribute("errors", "0")
        + numberAttribute("skipped", counts.skipped) + attribute("time", "0") + ">\n";
    text += "    <properties><property" + attribute("name", "verdict") + attribute("value", toText(plan.verdict))
        + "/><property" + attribute("name", "environment") + attribute("value", plan.environment) + "/></properties>\n";
    return text + cases + "  </testsuite>\n";
}

} // namespace

std::string writeReportJunit(const Report &report, const ReportContext &context)
{
    Counts all;
    std::string suites;
    for (const PlanReport &plan : report.plans)
        suites += suite(plan, context.failOn, all);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + attribute("name", "belay")
        + numberAttribute("tests", all.tests) + numberAttribute("failures", all.failures) + attribute("errors", "0")
        + numberAttribute("skipped", all.skipped) + ">\n" + suites + "</testsuites>\n";
}

} // namespace belay::exchange
