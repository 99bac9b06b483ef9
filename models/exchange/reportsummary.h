// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/report.h"

#include <string>
#include <string_view>
#include <unordered_map>

/// What all forms of a report say alike: counts, and the identity of a finding.
namespace belay::exchange {

/// What a report is about besides its findings.
struct ReportContext {
    std::string file;                  ///< As the user named it; empty for standard input.
    std::string documentation;         ///< Absolute URI of the page of codes, without `#`.
    rollback::Severity failOn = rollback::Severity::Error;
};

/// Findings that somebody has accepted count as `suppressed` only.
struct ReportSummary {
    int plans = 0;
    int unsafe = 0;
    int errors = 0;
    int warnings = 0;
    int notes = 0;
    int suppressed = 0;
    int expiredSuppressions = 0;
    friend bool operator==(const ReportSummary &, const ReportSummary &) = default;
};

[[nodiscard]] ReportSummary summarize(const rollback::PlanReport &plan);
[[nodiscard]] ReportSummary summarize(const rollback::Report &report);

/// Whether a finding that nobody has accepted is at or above the severity.
[[nodiscard]] bool hasFindings(const rollback::Report &report, rollback::Severity atLeast);

/// Names findings by what they are about, not by where they stand.
class Fingerprints {
public:
    /// The workspace must outlive this.
    explicit Fingerprints(const rollback::Workspace &workspace);
    /// 16 hexadecimal digits that stay the same when lines move, and when components, releases, needs
    /// or steps change their order in the file. Numbered needs are replaced by what they ask.
    /// Cost: the releases of the finding's component.
    [[nodiscard]] std::string of(const std::string &plan, const rollback::Finding &finding) const;

private:
    [[nodiscard]] std::string identityOf(const rollback::Finding &finding) const;
    std::unordered_map<std::string_view, const rollback::Component *> m_components;
};

} // namespace belay::exchange
