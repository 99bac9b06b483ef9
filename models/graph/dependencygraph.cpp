// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/dependencygraph.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>

#include <algorithm>
#include <numeric>

namespace belay::graph {

using rollback::Component;
using rollback::Release;

namespace {

using CsrGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                    boost::no_property, std::uint32_t, std::uint32_t>;

CsrGraph csrOf(std::span<const Edge> edges, std::size_t nodes)
{
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    pairs.reserve(edges.size());
    for (const Edge &edge : edges) {
        if (edge.from != edge.to)
            pairs.emplace_back(edge.from.value, edge.to.value);
    }
    return CsrGraph(boost::edges_are_sorted, pairs.begin(), pairs.end(), static_cast<std::uint32_t>(nodes));
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts) {
        if (!text.empty())
            text += ", ";
        text += part;
    }
    return text;
}

bool isOffered(const Release &release, const std::string &feature)
{
    return std::find(release.offers.begin(), release.offers.end(), feature) != release.offers.end();
}

/// The releases that offer a feature, as ranges over their labels.
std::string offeringRange(const Component &component, const std::string &feature)
{
    std::vector<std::string> parts;
    const auto &releases = component.releases;
    for (std::size_t i = 0; i < releases.size();) {
        if (!isOffered(releases[i], feature)) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end + 1 < releases.size() && isOffered(releases[end + 1], feature))
            ++end;
        if (end + 1 == releases.size())
            parts.push_back(releases[i].id + "..");
        else if (end == i)
            parts.push_back(releases[i].id);
        else
            parts.push_back(releases[i].id + ".." + releases[end].id);
        i = end + 1;
    }
    return joined(parts);
}

} // namespace

std::string_view toText(EdgeKind kind)
{
    switch (kind) {
    case EdgeKind::Needs: return "needs";
    case EdgeKind::Tolerates: return "tolerates";
    case EdgeKind::Reads: return "reads";
    case EdgeKind::Writes: return "writes";
    case EdgeKind::Link: return "link";
    }
    return "link";
}

std::string rangesToText(const rollback::ReleaseRanges &ranges)
{
    std::string text;
    for (const rollback::ReleaseRange &range : ranges) {
        if (!text.empty())
            text += ", ";
        text += rollback::toText(range);
    }
    return text;
}

DependencyGraph DependencyGraph::make(const rollback::Workspace &workspace)
{
    DependencyGraph graph;
    graph.m_components = workspace.components;
    graph.m_nodes.reserve(workspace.components.size());
    graph.m_byName.reserve(workspace.components.size());
    for (const auto &component : workspace.components) {
        graph.m_byName.emplace(component->id, NodeId(graph.m_nodes.size()));
        graph.m_nodes.push_back({component->id, component->kind, true});
    }
    const auto nodeFor = [&graph](const std::string &name) {
        const auto [place, isNew] = graph.m_byName.emplace(name, NodeId(graph.m_nodes.size()));
        if (isNew)
            graph.m_nodes.push_back({name, rollback::ComponentKind::External, false});
        return place->second;
    };

    struct Found {
        NodeId from;
        NodeId to;
        Reason reason;
    };
    std::vector<Found> found;
    const auto add = [&](NodeId from, const std::string &to, EdgeKind kind, bool oneOfSeveral, std::size_t release,
                         std::size_t item, std::size_t alternative) {
        const auto place = graph.m_byName.find(to);
        if (place == graph.m_byName.end())
            return;
        found.push_back({from, place->second,
                         {0, kind, oneOfSeveral, static_cast<std::uint32_t>(release), static_cast<std::uint32_t>(item),
                          static_cast<std::uint32_t>(alternative)}});
    };
    for (std::size_t c = 0; c < graph.m_components.size(); ++c) {
        const Component &component = *graph.m_components[c];
        const NodeId from(c);
        for (std::size_t r = 0; r < component.releases.size(); ++r) {
            const Release &release = component.releases[r];
            for (std::size_t i = 0; i < release.tolerates.size(); ++i)
                add(from, release.tolerates[i].store, EdgeKind::Tolerates, false, r, i, 0);
            for (std::size_t i = 0; i < release.needs.size(); ++i) {
                const auto &anyOf = release.needs[i].anyOf;
                for (std::size_t a = 0; a < anyOf.size(); ++a)
                    add(from, anyOf[a].component, EdgeKind::Needs, anyOf.size() > 1, r, i, a);
            }
            for (std::size_t i = 0; i < release.reads.size(); ++i)
                add(from, release.reads[i].store, EdgeKind::Reads, false, r, i, 0);
            for (std::size_t i = 0; i < release.writes.size(); ++i)
                add(from, release.writes[i].store, EdgeKind::Writes, false, r, i, 0);
        }
    }
    for (std::size_t i = 0; i < workspace.links.size(); ++i) {
        const rollback::Link &link = workspace.links[i];
        if (link.from.empty() || link.to.empty())
            continue;
        graph.m_linkLabels.push_back(link.label);
        const NodeId from = nodeFor(link.from);
        const NodeId to = nodeFor(link.to);
        found.push_back({from, to, {0, EdgeKind::Link, false,
                                    static_cast<std::uint32_t>(graph.m_linkLabels.size() - 1), 0, 0}});
    }

    std::stable_sort(found.begin(), found.end(), [](const Found &a, const Found &b) {
        return a.from != b.from ? a.from < b.from : a.to < b.to;
    });
    graph.m_reasons.reserve(found.size());
    for (Found &one : found) {
        if (graph.m_edges.empty() || graph.m_edges.back().from != one.from || graph.m_edges.back().to != one.to)
            graph.m_edges.push_back({one.from, one.to, 0, static_cast<std::uint32_t>(graph.m_reasons.size()), 0});
        Edge &edge = graph.m_edges.back();
        edge.kinds = static_cast<std::uint8_t>(edge.kinds | static_cast<std::uint8_t>(one.reason.kind));
        ++edge.reasonCount;
        one.reason.edge = static_cast<std::uint32_t>(graph.m_edges.size() - 1);
        graph.m_reasons.push_back(one.reason);
    }

    const std::size_t nodes = graph.m_nodes.size();
    graph.m_outgoingStart.assign(nodes + 1, 0);
    graph.m_incomingStart.assign(nodes + 1, 0);
    for (const Edge &edge : graph.m_edges) {
        ++graph.m_outgoingStart[edge.from.value + 1];
        ++graph.m_incomingStart[edge.to.value + 1];
    }
    std::partial_sum(graph.m_outgoingStart.begin(), graph.m_outgoingStart.end(), graph.m_outgoingStart.begin());
    std::partial_sum(graph.m_incomingStart.begin(), graph.m_incomingStart.end(), graph.m_incomingStart.begin());
    graph.m_incoming.resize(graph.m_edges.size());
    std::vector<std::uint32_t> next(graph.m_incomingStart.begin(), graph.m_incomingStart.end() - 1);
    for (std::size_t e = 0; e < graph.m_edges.size(); ++e)
        graph.m_incoming[next[graph.m_edges[e].to.value]++] = EdgeId(e);
    return graph;
}

const Component *DependencyGraph::component(NodeId id) const
{
    return id.value < m_components.size() ? &*m_components[id.value] : nullptr;
}

std::optional<NodeId> DependencyGraph::find(std::string_view name) const
{
    const auto place = m_byName.find(std::string(name));
    return place == m_byName.end() ? std::nullopt : std::optional(place->second);
}

std::optional<EdgeId> DependencyGraph::findEdge(NodeId from, NodeId to) const
{
    if (from.value >= m_nodes.size())
        return {};
    const auto row = outgoing(from);
    const auto place = std::lower_bound(row.begin(), row.end(), to, [](const Edge &e, NodeId n) { return e.to < n; });
    if (place == row.end() || place->to != to)
        return {};
    return EdgeId(m_outgoingStart[from.value] + static_cast<std::size_t>(place - row.begin()));
}

std::span<const Edge> DependencyGraph::outgoing(NodeId id) const
{
    return std::span(m_edges).subspan(m_outgoingStart[id.value],
                                      m_outgoingStart[id.value + 1] - m_outgoingStart[id.value]);
}

std::span<const EdgeId> DependencyGraph::incoming(NodeId id) const
{
    return std::span(m_incoming).subspan(m_incomingStart[id.value],
                                         m_incomingStart[id.value + 1] - m_incomingStart[id.value]);
}

EdgeReason DependencyGraph::reason(EdgeId id, std::size_t index) const
{
    const Edge &at = m_edges[id.value];
    const Reason &reason = m_reasons[at.firstReason + index];
    EdgeReason text;
    text.kind = reason.kind;
    text.oneOfSeveral = reason.oneOfSeveral;
    if (reason.kind == EdgeKind::Link) {
        text.label = m_linkLabels[reason.release];
        return text;
    }
    const Release &release = m_components[at.from.value]->releases[reason.release];
    text.release = release.id;
    switch (reason.kind) {
    case EdgeKind::Needs: {
        const rollback::Alternative &alternative = release.needs[reason.item].anyOf[reason.alternative];
        text.requirement = "needs/" + std::to_string(reason.item + 1);
        text.feature = alternative.feature;
        const Component *provider = component(at.to);
        text.range = !alternative.feature.empty() && provider ? offeringRange(*provider, alternative.feature)
                                                              : rangesToText(alternative.releases);
        break;
    }
    case EdgeKind::Tolerates: {
        const rollback::Tolerance &tolerance = release.tolerates[reason.item];
        text.requirement = "tolerates/" + tolerance.store;
        if (tolerance.read && tolerance.write && *tolerance.read == *tolerance.write)
            text.range = rangesToText(*tolerance.read);
        else if (tolerance.read && tolerance.write)
            text.range = "read " + rangesToText(*tolerance.read) + "; write " + rangesToText(*tolerance.write);
        else if (tolerance.read)
            text.range = "read " + rangesToText(*tolerance.read);
        else if (tolerance.write)
            text.range = "write " + rangesToText(*tolerance.write);
        break;
    }
    case EdgeKind::Reads:
        text.requirement = "reads/" + release.reads[reason.item].store;
        text.feature = joined(release.reads[reason.item].formats);
        break;
    case EdgeKind::Writes:
        text.requirement = "writes/" + release.writes[reason.item].store;
        text.feature = joined(release.writes[reason.item].formats);
        break;
    case EdgeKind::Link:
        break;
    }
    return text;
}

std::vector<std::uint32_t> DependencyGraph::stronglyConnected() const
{
    std::vector<std::uint32_t> number(m_nodes.size(), 0);
    if (m_nodes.empty())
        return number;
    const CsrGraph csr = csrOf(m_edges, m_nodes.size());
    boost::strong_components(csr, boost::make_iterator_property_map(number.begin(), get(boost::vertex_index, csr)));
    return number;
}

std::vector<std::vector<NodeId>> DependencyGraph::circles() const
{
    const std::vector<std::uint32_t> number = stronglyConnected();
    std::vector<std::vector<NodeId>> groups;
    std::unordered_map<std::uint32_t, std::vector<NodeId>> members;
    for (std::size_t i = 0; i < number.size(); ++i)
        members[number[i]].push_back(NodeId(i));
    for (auto &entry : members) {
        if (entry.second.size() > 1)
            groups.push_back(std::move(entry.second));
    }
    std::sort(groups.begin(), groups.end());
    return groups;
}

std::optional<std::vector<NodeId>> DependencyGraph::topologicalOrder() const
{
    std::vector<std::uint32_t> reversed;
    reversed.reserve(m_nodes.size());
    const CsrGraph csr = csrOf(m_edges, m_nodes.size());
    try {
        boost::topological_sort(csr, std::back_inserter(reversed));
    } catch (const boost::not_a_dag &) {
        return {};
    }
    std::vector<NodeId> order;
    order.reserve(reversed.size());
    for (auto i = reversed.rbegin(); i != reversed.rend(); ++i)
        order.emplace_back(*i);
    return order;
}

std::vector<int> DependencyGraph::hopsForward(NodeId start) const
{
    std::vector<int> hops(m_nodes.size(), -1);
    if (start.value >= m_nodes.size())
        return hops;
    const CsrGraph csr = csrOf(m_edges, m_nodes.size());
    hops[start.value] = 0;
    boost::breadth_first_search(
        csr, start.value,
        boost::visitor(boost::make_bfs_visitor(boost::record_distances(
            boost::make_iterator_property_map(hops.begin(), get(boost::vertex_index, csr)), boost::on_tree_edge()))));
    return hops;
}

std::vector<int> DependencyGraph::hopsBackward(NodeId start) const
{
    // The graph keeps its own reverse rows, so a plain search costs only what it reaches.
    std::vector<int> hops(m_nodes.size(), -1);
    if (start.value >= m_nodes.size())
        return hops;
    std::vector<NodeId> queue{start};
    hops[start.value] = 0;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        for (const EdgeId in : incoming(queue[i])) {
            const NodeId from = edge(in).from;
            if (hops[from.value] < 0) {
                hops[from.value] = hops[queue[i].value] + 1;
                queue.push_back(from);
            }
        }
    }
    return hops;
}

std::vector<NodeId> DependencyGraph::immediateDominators() const
{
    const std::size_t nodes = m_nodes.size();
    std::vector<NodeId> result(nodes);
    if (nodes == 0)
        return result;
    // Entered from outside: strongly connected groups into which no other group has an edge.
    const std::vector<std::uint32_t> group = stronglyConnected();
    std::vector<bool> isUsed(nodes, false);
    for (const Edge &e : m_edges) {
        if (group[e.from.value] != group[e.to.value])
            isUsed[group[e.to.value]] = true;
    }
    using Bidirectional = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
    Bidirectional graph(nodes + 1);
    for (const Edge &e : m_edges) {
        if (e.from != e.to)
            boost::add_edge(e.from.value, e.to.value, graph);
    }
    for (std::size_t i = 0; i < nodes; ++i) {
        if (!isUsed[group[i]])
            boost::add_edge(nodes, i, graph);
    }
    using Vertex = boost::graph_traits<Bidirectional>::vertex_descriptor;
    std::vector<Vertex> dominator(nodes + 1, boost::graph_traits<Bidirectional>::null_vertex());
    boost::lengauer_tarjan_dominator_tree(
        graph, Vertex(nodes), boost::make_iterator_property_map(dominator.begin(), get(boost::vertex_index, graph)));
    for (std::size_t i = 0; i < nodes; ++i) {
        if (dominator[i] < nodes)
            result[i] = NodeId(dominator[i]);
    }
    return result;
}

} // namespace belay::graph
