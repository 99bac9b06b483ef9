// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/servicesgraph.h"

#include "models/graph/graphdrawing.h"
#include "models/items/findingtext.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace belay::items {

using namespace graph;
using rollback::Component;
using rollback::ComponentKind;
using rollback::Finding;
using rollback::Workspace;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("ServicesGraph", text); }
QString fromStd(const std::string &text) { return QString::fromStdString(text); }

bool isStore(ComponentKind kind) { return kind == ComponentKind::Database || kind == ComponentKind::Topic; }

/// The word that unites a column: an owner, a kind, or that nobody depends on it.
QString headingOf(const DependencyGraph &graph, const std::vector<NodeId> &members)
{
    if (members.empty())
        return {};
    const auto all = [&members](auto holds) { return std::all_of(members.begin(), members.end(), holds); };
    const auto ownerOf = [&graph](NodeId id) {
        const Component *component = graph.component(id);
        return component ? component->owner : std::string();
    };
    if (all([&graph](NodeId id) { return !graph.node(id).resolved; }))
        return tr("Not in the workspace");
    if (all([&graph](NodeId id) { return isStore(graph.node(id).kind); })) {
        const ComponentKind kind = graph.node(members.front()).kind;
        const bool isOneKind = all([&graph, kind](NodeId id) { return graph.node(id).kind == kind; });
        return isOneKind ? kindPlural(kind) : tr("Data");
    }
    const ComponentKind kind = graph.node(members.front()).kind;
    if (kind != ComponentKind::Service && all([&graph, kind](NodeId id) { return graph.node(id).kind == kind; }))
        return kindPlural(kind);
    const std::string owner = ownerOf(members.front());
    if (!owner.empty() && all([&](NodeId id) { return ownerOf(id) == owner; }))
        return fromStd(owner);
    if (all([&graph](NodeId id) { return graph.incoming(id).empty(); }))
        return tr("Entry");
    return {};
}

QStringList headingsOf(const DependencyGraph &graph, const Layout &layout)
{
    std::vector<std::vector<NodeId>> members(layout.bands.size());
    for (std::size_t i = 0; i < layout.layers.size(); ++i) {
        if (layout.parts[i] == 0 && layout.layers[i] < members.size())
            members[layout.layers[i]].push_back(NodeId(i));
    }
    QStringList headings;
    std::set<QString> different;
    for (const auto &column : members) {
        headings.append(headingOf(graph, column));
        if (!headings.back().isEmpty())
            different.insert(headings.back());
    }
    // One word over all of it, or over a single column among many, tells nothing.
    if (different.size() < 2)
        headings.fill(QString(), headings.size());
    return headings;
}

int planFor(const Workspace &workspace, const std::string &environment, const std::string &wanted)
{
    for (std::size_t i = 0; i < workspace.plans.size(); ++i) {
        const rollback::Plan &plan = *workspace.plans[i];
        if (wanted.empty() ? plan.environment == environment : plan.id == wanted)
            return static_cast<int>(i);
    }
    return -1;
}

void readPlan(ServicesGraph &services)
{
    if (services.plan < 0)
        return;
    const rollback::Plan &plan = *services.workspace->plans[static_cast<std::size_t>(services.plan)];
    for (std::size_t s = 0; s < plan.steps.size(); ++s) {
        const rollback::Step &step = plan.steps[s];
        if (step.kind != rollback::StepKind::Move || step.to.empty())
            continue;
        if (const auto id = services.graph->find(step.component)) {
            ServiceNode &node = services.nodes[id->value];
            node.planned = fromStd(step.to.back());
            node.plannedStep = static_cast<int>(s) + 1;
        }
    }
}

void readReport(ServicesGraph &services, const ServicesInput &input)
{
    services.report = input.report;
    services.planReport = -1;
    const std::string planId =
        services.plan < 0 ? std::string() : services.workspace->plans[static_cast<std::size_t>(services.plan)]->id;
    if (services.report && services.plan >= 0) {
        for (std::size_t i = 0; i < services.report->plans.size(); ++i) {
            if (services.report->plans[i].plan == planId)
                services.planReport = static_cast<int>(i);
        }
    }
    const rollback::PlanReport *report = services.planFindings();
    services.risks = edgeRisks(*services.graph, report);
    services.edgeLabels.clear();
    for (ServiceNode &node : services.nodes) {
        node.findings.clear();
        node.risk = Risk::Unknown;
    }
    for (std::size_t e = 0; e < services.risks.size(); ++e) {
        const EdgeRisk &risk = services.risks[e];
        const Edge &edge = services.graph->edge(EdgeId(e));
        for (const NodeId end : {edge.from, edge.to}) {
            Risk &worst = services.nodes[end.value].risk;
            worst = std::max(worst, risk.risk);
        }
        if (const Finding *finding = services.finding(risk.finding))
            services.edgeLabels[static_cast<std::uint32_t>(e)] = edgeLabel(*services.workspace, *finding);
    }
    if (!report)
        return;
    for (std::size_t f = 0; f < report->findings.size(); ++f) {
        const Finding &finding = report->findings[f];
        if (!finding.suppressedBy.empty() || finding.severity < rollback::Severity::Warning)
            continue;
        std::set<std::string> names{finding.component, finding.against.component, finding.against.store};
        for (const rollback::RollbackTo &one : finding.rollbacks)
            names.insert(one.component);
        names.insert(finding.together.begin(), finding.together.end());
        for (const std::string &name : names) {
            const auto id = name.empty() ? std::nullopt : services.graph->find(name);
            if (id)
                services.nodes[id->value].findings.push_back(static_cast<int>(f));
        }
    }
}

} // namespace

QString ServiceNode::caption() const
{
    return planned.isEmpty() ? live : QStringLiteral("%1 → %2").arg(live.isEmpty() ? tr("not live") : live, planned);
}

const rollback::PlanReport *ServicesGraph::planFindings() const
{
    return report && planReport >= 0 ? &report->plans[static_cast<std::size_t>(planReport)] : nullptr;
}

const Finding *ServicesGraph::finding(int index) const
{
    const rollback::PlanReport *findings = planFindings();
    if (!findings || index < 0 || static_cast<std::size_t>(index) >= findings->findings.size())
        return nullptr;
    return &findings->findings[static_cast<std::size_t>(index)];
}

PlanLanes ServicesGraph::lanes() const
{
    return plan < 0 ? PlanLanes{} : planLanes(*workspace, *workspace->plans[static_cast<std::size_t>(plan)], planFindings());
}

QString ServicesGraph::sentence(const Finding &finding) const
{
    return findingSentence(finding, lanes()).remove(QLatin1Char('`'));
}

Result<std::shared_ptr<const ServicesGraph>> makeServicesGraph(const ServicesInput &input, std::stop_token stop,
                                                               ProgressSink *progress)
{
    const auto cancelled = [] { return Error{ErrorCode::Cancelled, {}, {}, 0, 0}; };
    auto services = std::make_shared<ServicesGraph>();
    services->workspace = input.workspace;
    services->graph = std::make_shared<const DependencyGraph>(DependencyGraph::make(*input.workspace));
    services->environment = fromStd(input.environment);
    const DependencyGraph &graph = *services->graph;
    if (stop.stop_requested())
        return cancelled();

    auto blast = BlastAnalysis::make(input.workspace, services->graph, input.environment);
    if (!blast)
        blast = BlastAnalysis::make(input.workspace, services->graph);
    if (!blast)
        return blast.error();
    services->blast = std::make_shared<const BlastAnalysis>(std::move(*blast));
    if (stop.stop_requested())
        return cancelled();

    LayoutInput layout = layoutInput(graph);
    services->nodes.resize(graph.nodeCount());
    for (std::size_t i = 0; i < graph.nodeCount(); ++i) {
        const Node &from = graph.node(NodeId(i));
        ServiceNode &node = services->nodes[i];
        node.name = fromStd(from.id);
        node.kind = from.kind;
        node.resolved = from.resolved;
        QStringList live;
        for (const std::string &label : services->blast->liveOf(NodeId(i)))
            live.append(fromStd(label));
        node.live = live.join(QStringLiteral(" + "));
        if (node.kind == ComponentKind::Database && !live.isEmpty())
            node.live = tr("schema %1").arg(node.live);
    }
    if (!input.workspace->layout.empty()) {
        layout.manual.resize(graph.nodeCount());
        for (const rollback::NodePlace &place : input.workspace->layout) {
            if (const auto id = graph.find(place.component)) {
                layout.manual[id->value] = Point{place.x, place.y};
                services->nodes[id->value].manual = true;
                services->hasManualPlaces = true;
            }
        }
    }
    auto made = layeredLayout(layout, {}, stop, progress);
    if (!made)
        return made.error();
    services->layout = std::move(*made);
    services->headings = headingsOf(graph, services->layout);
    services->plan = planFor(*input.workspace, input.environment, input.plan);
    readPlan(*services);
    readReport(*services, input);
    return std::shared_ptr<const ServicesGraph>(std::move(services));
}

std::shared_ptr<const ServicesGraph> withReport(const ServicesGraph &before, const ServicesInput &input)
{
    auto services = std::make_shared<ServicesGraph>(before);
    services->plan = planFor(*services->workspace, input.environment, input.plan);
    for (ServiceNode &node : services->nodes) {
        node.planned.clear();
        node.plannedStep = 0;
    }
    readPlan(*services);
    readReport(*services, input);
    return services;
}

QString kindWord(ComponentKind kind)
{
    switch (kind) {
    case ComponentKind::Service: return tr("service");
    case ComponentKind::Database: return tr("database");
    case ComponentKind::Flag: return tr("flag");
    case ComponentKind::Config: return tr("config");
    case ComponentKind::Topic: return tr("topic");
    case ComponentKind::Client: return tr("client");
    case ComponentKind::External: return tr("external");
    }
    return {};
}

QString kindPlural(ComponentKind kind)
{
    switch (kind) {
    case ComponentKind::Service: return tr("Services");
    case ComponentKind::Database: return tr("Databases");
    case ComponentKind::Flag: return tr("Flags");
    case ComponentKind::Config: return tr("Configs");
    case ComponentKind::Topic: return tr("Topics");
    case ComponentKind::Client: return tr("Clients");
    case ComponentKind::External: return tr("Externals");
    }
    return {};
}

QString reasonText(const EdgeReason &reason)
{
    const QString feature = fromStd(reason.feature);
    const QString range = fromStd(reason.range);
    switch (reason.kind) {
    case EdgeKind::Needs:
        if (!feature.isEmpty())
            return range.isEmpty() ? tr("%1 needs %2, which nobody offers").arg(fromStd(reason.release), feature)
                                   : tr("%1 needs %2 (%3)").arg(fromStd(reason.release), feature, range);
        return tr("%1 needs %2").arg(fromStd(reason.release), range);
    case EdgeKind::Tolerates: return tr("%1 tolerates %2").arg(fromStd(reason.release), range);
    case EdgeKind::Reads:
        return feature.isEmpty() ? tr("%1 reads no format").arg(fromStd(reason.release))
                                 : tr("%1 reads %2").arg(fromStd(reason.release), feature);
    case EdgeKind::Writes: return tr("%1 writes %2").arg(fromStd(reason.release), feature);
    case EdgeKind::Link: return reason.label.empty() ? tr("link") : fromStd(reason.label);
    }
    return {};
}

QString edgeLabel(const Workspace &workspace, const Finding &finding)
{
    using rollback::Code;
    const QString release = fromStd(finding.release);
    switch (finding.code) {
    case Code::LiveTolerates:
    case Code::RollbackTolerates:
        return tr("%1 cannot use %2").arg(release, fromStd(finding.against.release));
    case Code::LiveFormat:
    case Code::RollbackFormat:
        return tr("%1 cannot read %2").arg(release, fromStd(finding.against.format));
    case Code::LiveNeeds:
    case Code::RollbackNeeds: {
        const auto slash = finding.requirement.rfind('/');
        const std::size_t number = slash == std::string::npos ? 0 : static_cast<std::size_t>(
            std::max(0, std::atoi(finding.requirement.c_str() + slash + 1)));
        for (const auto &component : workspace.components) {
            if (component->id != finding.component)
                continue;
            for (const rollback::Release &one : component->releases) {
                if (one.id != finding.release || number == 0 || number > one.needs.size())
                    continue;
                for (const rollback::Alternative &alternative : one.needs[number - 1].anyOf) {
                    if (alternative.component != finding.against.component)
                        continue;
                    return alternative.feature.empty()
                        ? tr("%1 needs %2").arg(release, fromStd(rangesToText(alternative.releases)))
                        : tr("%1 needs %2").arg(release, fromStd(alternative.feature));
                }
            }
        }
        return tr("%1 needs more than %2").arg(release, fromStd(finding.against.release));
    }
    default: return {};
    }
}

} // namespace belay::items
