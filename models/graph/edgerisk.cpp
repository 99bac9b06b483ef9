// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/edgerisk.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace belay::graph {

using rollback::Check;
using rollback::Finding;
using rollback::WayBackState;

std::string_view toText(Risk risk)
{
    switch (risk) {
    case Risk::Unknown: return "unknown";
    case Risk::CanGoBack: return "can-go-back";
    case Risk::CouldUnstick: return "could-unstick";
    case Risk::AfterOthers: return "after-others";
    case Risk::CannotGoBack: return "cannot-go-back";
    }
    return "unknown";
}

std::vector<EdgeRisk> edgeRisks(const DependencyGraph &graph, const rollback::PlanReport *report)
{
    std::vector<EdgeRisk> risks(graph.edgeCount());
    if (!report)
        return risks;
    constexpr std::uint8_t linkOnly = static_cast<std::uint8_t>(EdgeKind::Link);
    for (std::size_t e = 0; e < risks.size(); ++e) {
        if (graph.edge(EdgeId(e)).kinds != linkOnly)
            risks[e].risk = Risk::CanGoBack;
    }
    std::unordered_map<std::string, const rollback::StepWayBack *> wayBack;
    for (const rollback::StepWayBack &one : report->wayBack)
        wayBack.emplace(one.step, &one);

    for (std::size_t f = 0; f < report->findings.size(); ++f) {
        const Finding &finding = report->findings[f];
        if (!finding.suppressedBy.empty() || (finding.check != Check::Live && finding.check != Check::Rollback))
            continue;
        const std::string &other = finding.against.store.empty() ? finding.against.component : finding.against.store;
        const auto from = graph.find(finding.component);
        const auto to = graph.find(other);
        if (!from || !to)
            continue;
        const auto edge = graph.findEdge(*from, *to);
        if (!edge)
            continue;
        Risk risk = Risk::CannotGoBack;
        if (finding.check == Check::Rollback) {
            const bool ownRollback = std::any_of(
                finding.rollbacks.begin(), finding.rollbacks.end(),
                [&finding](const rollback::RollbackTo &one) { return one.component == finding.component; });
            const auto state = wayBack.find(finding.step);
            const bool closed = state != wayBack.end() && (state->second->state == WayBackState::Closed
                                                            || state->second->pointOfNoReturn);
            if (closed)
                risk = Risk::CannotGoBack;
            else
                risk = ownRollback ? Risk::AfterOthers : Risk::CouldUnstick;
        }
        EdgeRisk &at = risks[edge->value];
        if (at.finding < 0 || risk > at.risk)
            at = {risk, static_cast<int>(f)};
    }
    return risks;
}

} // namespace belay::graph
