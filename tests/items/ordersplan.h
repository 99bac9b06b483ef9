// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/stepprobe.h"
#include "models/rollback/report.h"
#include "models/rollback/workspace.h"

#include <memory>
#include <string>

/// Plans made by hand, with the reports that a checker would give, so that models and views can be
/// tested without one.
namespace belay::tests {

/// Ten components, eleven steps; no way back after step 5 (orders-db) and step 10 (accounting-db).
[[nodiscard]] std::shared_ptr<rollback::Workspace> ordersWorkspace();
[[nodiscard]] std::shared_ptr<rollback::Report> ordersReport();
/// Answers for the state after s5; other steps are safe.
[[nodiscard]] items::StepProbe::Compute ordersCompute();

/// One step of every kind, a canary that stands at the start, a client and a partial order.
[[nodiscard]] std::shared_ptr<rollback::Workspace> everyKindWorkspace();
[[nodiscard]] std::shared_ptr<rollback::Report> everyKindReport();

/// `lanes` services that move in turn, `steps` times in all.
[[nodiscard]] std::shared_ptr<rollback::Workspace> longWorkspace(int lanes, int steps);
[[nodiscard]] std::shared_ptr<rollback::Report> longReport(const rollback::Workspace &workspace);

} // namespace belay::tests
