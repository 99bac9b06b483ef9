// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/exchange/reportsummary.h"
#include "models/rollback/report.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A report as JSON, as docs/rollback-model.md and docs/cli.md state it, and back: one finding.
namespace belay::exchange {

/// Findings of a report that carry their witness. A witness costs a pass over the workspace and the
/// plan, so only the first findings have one, which are the worst: at most `witnessLimit`, and in
/// very large workspaces as many as fit into `witnessBudget` components, releases and steps that are
/// passed, but one at least.
inline constexpr std::size_t witnessLimit = 200;
inline constexpr std::size_t witnessBudget = 4'000'000;

/// Each finding's `witness` is a workspace in the exchange format that shows it alone; null beyond
/// these limits.
[[nodiscard]] std::string writeReportJson(const rollback::Report &report, const rollback::Workspace &workspace,
                                          const ReportContext &context);

class ReportJsonText;
/// As an object: `versions`, `side`, `statement`, `at`, `code`, `message`, `cause`, `found`; null for what is empty.
void writeEvidence(ReportJsonText &json, const rollback::Evidence &evidence);

/// Of one plan, the steps that somebody asked for.
struct PlanWayBack {
    std::string plan;
    std::vector<rollback::StepWayBack> steps;
};
/// The ways back alone.
[[nodiscard]] std::string writeWayBackJson(const std::vector<PlanWayBack> &plans);

/// A finding that was read from its JSON. `finding.message` and the like are as written.
struct ReadFinding {
    rollback::Finding finding;
    std::optional<rollback::Workspace> witness;
};

/// Reads one finding: an object of `findings`, or a report, of which `number` (from 1) picks one in
/// the order of the plans; a report with one finding needs none (0). All errors come with a place.
[[nodiscard]] Result<ReadFinding> readFindingJson(std::string_view text, const std::string &fileName,
                                                  std::size_t number = 0);

} // namespace belay::exchange
