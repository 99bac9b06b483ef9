// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/reportsummary.h"
#include "models/rollback/report.h"

#include <string>

namespace belay::exchange {

/// A report as JUnit XML: a test suite for every plan, in it a test case for every finding and one
/// for each check that found nothing. Findings below `failOn` pass and say what they are; findings
/// that somebody has accepted are skipped, with the reason. The workspace is the one that was checked.
[[nodiscard]] std::string writeReportJunit(const rollback::Report &report, const rollback::Workspace &workspace,
                                           const ReportContext &context);

} // namespace belay::exchange
