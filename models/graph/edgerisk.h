// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/graph/dependencygraph.h"
#include "models/rollback/report.h"

#include <cstdint>
#include <string_view>
#include <vector>

/// What a plan's findings say about each edge.
namespace belay::graph {

enum class Risk : std::uint8_t {
    Unknown,       ///< Nothing was checked here: no report, or a link without releases.
    CanGoBack,     ///< Checked, nothing found: either side can go back alone.
    CouldUnstick,  ///< The provider may go back and take away what the other side needs.
    AfterOthers,   ///< It can go back only after, or together with, others.
    CannotGoBack,  ///< Breaks already in a reachable state, or past a point of no return.
};
[[nodiscard]] std::string_view toText(Risk risk);

struct EdgeRisk {
    Risk risk = Risk::Unknown;
    int finding = -1;                  ///< Index of the worst finding in the report's `findings`.
    friend bool operator==(const EdgeRisk &, const EdgeRisk &) = default;
};

/// One for each edge. A finding belongs to the edge from its component to what it is against:
/// - live findings: CannotGoBack;
/// - rollback findings in which the component itself goes back: AfterOthers while the way back from
///   their step is open, CannotGoBack once it is closed;
/// - other rollback findings (the provider goes back): CouldUnstick likewise, CannotGoBack once the
///   way back from their step is closed;
/// Suppressed findings and findings of practice colour nothing. `report` null: all Unknown.
/// Cost: O(edges + findings · log degree).
[[nodiscard]] std::vector<EdgeRisk> edgeRisks(const DependencyGraph &graph, const rollback::PlanReport *report);

} // namespace belay::graph
