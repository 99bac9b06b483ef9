// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/reportsummary.h"

#include "models/exchange/sarifparts.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

namespace belay::exchange {
namespace {

using namespace rollback;

void add(ReportSummary &sum, const ReportSummary &more)
{
    sum.plans += more.plans;
    sum.unsafe += more.unsafe;
    sum.errors += more.errors;
    sum.warnings += more.warnings;
    sum.notes += more.notes;
    sum.suppressed += more.suppressed;
}

std::string contentOf(const Requirement &requirement)
{
    std::vector<std::string> alternatives;
    for (const Alternative &alternative : requirement.anyOf) {
        std::string text = alternative.component;
        if (!alternative.feature.empty()) {
            text += '/' + alternative.feature;
        } else {
            for (const ReleaseRange &range : alternative.releases)
                text += ' ' + toText(range);
        }
        alternatives.push_back(std::move(text));
    }
    std::sort(alternatives.begin(), alternatives.end());
    std::string all;
    for (const std::string &alternative : alternatives)
        all += alternative + '|';
    return all;
}

} // namespace

ReportSummary summarize(const PlanReport &plan)
{
    ReportSummary sum;
    sum.plans = 1;
    sum.unsafe = plan.verdict == Verdict::Unsafe ? 1 : 0;
    for (const Finding &finding : plan.findings) {
        if (!finding.suppressedBy.empty()) {
            ++sum.suppressed;
            continue;
        }
        switch (finding.severity) {
        case Severity::Error: ++sum.errors; break;
        case Severity::Warning: ++sum.warnings; break;
        case Severity::Note: ++sum.notes; break;
        }
    }
    return sum;
}

ReportSummary summarize(const Report &report)
{
    ReportSummary sum;
    for (const PlanReport &plan : report.plans)
        add(sum, summarize(plan));
    sum.expiredSuppressions = static_cast<int>(std::count_if(
        report.suppressions.begin(), report.suppressions.end(), [](const SuppressionUse &use) { return use.expired; }));
    return sum;
}

bool hasFindings(const Report &report, Severity atLeast)
{
    return std::any_of(report.plans.begin(), report.plans.end(), [atLeast](const PlanReport &plan) {
        return std::any_of(plan.findings.begin(), plan.findings.end(), [atLeast](const Finding &finding) {
            return finding.suppressedBy.empty() && finding.severity >= atLeast;
        });
    });
}

Fingerprints::Fingerprints(const Workspace &workspace)
{
    m_components.reserve(workspace.components.size());
    for (const Shared<Component> &component : workspace.components)
        m_components.emplace(component->id, &*component);
}

/// "needs/2" changes when somebody adds a need above it: take what it asks instead.
std::string Fingerprints::identityOf(const Finding &finding) const
{
    constexpr std::string_view prefix = "needs/";
    const std::string_view text = finding.requirement;
    const auto component = m_components.find(finding.component);
    if (!text.starts_with(prefix) || component == m_components.end())
        return finding.requirement;
    const std::string_view digits = text.substr(prefix.size());
    std::size_t number = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc{} || number == 0)
        return finding.requirement;
    for (const Release &release : component->second->releases) {
        if (release.id == finding.release && number <= release.needs.size())
            return std::string(prefix) + contentOf(release.needs[number - 1]);
    }
    return finding.requirement;
}

std::string Fingerprints::of(const std::string &plan, const Finding &finding) const
{
    // Way-back and practice findings are one per step; the others are one per requirement and keep
    // their identity when the plan changes and they appear at another step.
    const bool byStep = finding.check == Check::WayBack || finding.check == Check::Practice;
    const std::string requirement = identityOf(finding);
    std::vector<std::string_view> parts{plan, toText(finding.code), finding.component, finding.release,
                                        finding.against.component, finding.against.release,
                                        finding.against.store, finding.against.format, requirement,
                                        byStep ? std::string_view(finding.step) : std::string_view()};
    std::vector<std::string> together = finding.together;
    std::sort(together.begin(), together.end());
    parts.insert(parts.end(), together.begin(), together.end());

    // With a separator that no label contains.
    std::string text;
    for (const std::string_view part : parts)
        text.append(part).append(1, '\xff');
    return textFingerprint(text);
}

} // namespace belay::exchange
