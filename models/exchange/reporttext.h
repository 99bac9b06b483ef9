// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/reportsummary.h"
#include "models/exchange/textparts.h"
#include "models/rollback/checker.h"
#include "models/rollback/evidence.h"
#include "models/rollback/report.h"

#include <cstdint>
#include <string>
#include <vector>

/// Reports for people at a terminal: the verdict first, then what is wrong, as sentences.
namespace belay::exchange {

/// The workspace is the one that was checked: its evidence stands below the findings.
[[nodiscard]] std::string writeReportText(const rollback::Report &report, const rollback::Workspace &workspace,
                                          Colours colours);

/// One finding with its code, place, rollbacks, evidence and remedies, as in a report.
[[nodiscard]] std::string writeFindingText(const rollback::Finding &finding,
                                           const std::vector<const rollback::Evidence *> &evidence, Colours colours);

/// The ways back, a step each; with `steps` of one, all its moves a line each.
[[nodiscard]] std::string writeWayBackText(const std::string &plan, const std::vector<rollback::StepWayBack> &steps,
                                           Colours colours);

/// Live releases, what they may go back to and the formats that are present. Components that are in
/// `rollbacks` are marked with where they go.
[[nodiscard]] std::string writeStateText(const rollback::PlanState &state,
                                         const std::vector<rollback::RollbackTo> &rollbacks);

} // namespace belay::exchange
