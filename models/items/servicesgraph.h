// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/graph/blastradius.h"
#include "models/graph/dependencygraph.h"
#include "models/graph/edgerisk.h"
#include "models/graph/layeredlayout.h"
#include "models/items/planlanes.h"
#include "models/rollback/report.h"
#include "models/rollback/workspace.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

/// Everything that the Services place shows, worked out off the GUI thread and immutable then.
namespace belay::items {

struct ServiceNode {
    QString name;
    rollback::ComponentKind kind = rollback::ComponentKind::External;
    bool resolved = true;
    bool manual = false;               ///< Somebody has put it where it is.
    QString live;                      ///< "2.3", "schema 41", "2.3 + 2.4"; empty: not live.
    QString planned;                   ///< The release that the plan takes it to; empty: it does not move.
    int plannedStep = 0;               ///< From 1: the step of the plan's last move of it.
    graph::Risk risk = graph::Risk::Unknown; ///< The worst of its edges.
    std::vector<int> findings;         ///< Indices into the plan report's, errors and warnings about it.
    [[nodiscard]] QString caption() const; ///< "2.3 → 2.4".
};

struct ServicesGraph {
    std::shared_ptr<const rollback::Workspace> workspace;
    std::shared_ptr<const graph::DependencyGraph> graph;
    std::shared_ptr<const graph::BlastAnalysis> blast;
    std::shared_ptr<const rollback::Report> report; ///< May be null.
    int plan = -1;                     ///< In the workspace; -1: no plan goes through this environment.
    int planReport = -1;               ///< In the report; -1: none.
    QString environment;
    graph::Layout layout;
    std::vector<graph::EdgeRisk> risks;
    std::vector<ServiceNode> nodes;
    std::map<std::uint32_t, QString> edgeLabels; ///< Of the edges with findings, by edge.
    QStringList headings;              ///< One for each band of the layout; empty where nothing unites it.
    bool hasManualPlaces = false;

    [[nodiscard]] const rollback::PlanReport *planFindings() const;
    [[nodiscard]] const rollback::Finding *finding(int index) const;
    /// The steps as the Plan place numbers them.
    [[nodiscard]] PlanLanes lanes() const;
    /// The finding's message as rich text, with these numbers.
    [[nodiscard]] QString sentence(const rollback::Finding &finding) const;
};

struct ServicesInput {
    std::shared_ptr<const rollback::Workspace> workspace;
    std::shared_ptr<const rollback::Report> report;
    std::string environment;
    std::string plan;                  ///< Empty: the first that goes through the environment.
};

/// Fails with Cancelled. Cost: that of the graph and its layout, about 0.2 s at 5,000 components.
[[nodiscard]] Result<std::shared_ptr<const ServicesGraph>> makeServicesGraph(const ServicesInput &input,
                                                                             std::stop_token stop = {},
                                                                             ProgressSink *progress = nullptr);
/// The same graph and layout with another report: a fraction of the cost. Same workspace only.
[[nodiscard]] std::shared_ptr<const ServicesGraph> withReport(const ServicesGraph &before, const ServicesInput &input);

/// "service", "database", ...; translated, lower case.
[[nodiscard]] QString kindWord(rollback::ComponentKind kind);
/// "Databases", ...; translated.
[[nodiscard]] QString kindPlural(rollback::ComponentKind kind);
/// "needs rate-table, 4.7.. (2.4)": a reason for the tool tip and the inspector.
[[nodiscard]] QString reasonText(const graph::EdgeReason &reason);
/// A few words on an edge about its worst finding: "2.3 cannot use 42".
[[nodiscard]] QString edgeLabel(const rollback::Workspace &workspace, const rollback::Finding &finding);

} // namespace belay::items
