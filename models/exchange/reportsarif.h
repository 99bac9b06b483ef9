// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/reportsummary.h"
#include "models/rollback/report.h"

#include <string>

namespace belay::exchange {

/// A report as SARIF 2.1.0 (OASIS, 2020): one run, a rule for every code with its page as help, a
/// result for every finding. Physical locations lead into the text that the workspace was read from
/// (where it has marks), logical ones name component, release and step. Fingerprints: `Fingerprints`
/// of reportsummary.h. Findings that somebody has accepted carry the reason as a suppression.
[[nodiscard]] std::string writeReportSarif(const rollback::Report &report, const rollback::Workspace &workspace,
                                           const ReportContext &context);

} // namespace belay::exchange
