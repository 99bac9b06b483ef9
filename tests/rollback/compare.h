// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bruteforce.h"

#include "models/rollback/report.h"

#include <string>
#include <vector>

/// Holds the checker's report against the oracle's answer.
namespace belay::rollback::oracle {

/// One line with all that identifies and places a finding; not its words.
[[nodiscard]] std::string lineOf(const Finding &finding);

/// What the report says differently, one line each: "-" only the oracle, "+" only the checker. Empty
/// if they agree. Practice findings are left out: the oracle does not know them.
[[nodiscard]] std::vector<std::string> differences(const Answer &answer, const PlanReport &report);

} // namespace belay::rollback::oracle
