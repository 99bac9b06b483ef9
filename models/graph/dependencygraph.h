// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// In this order: moc 6.4 stumbles over <compare> (in id.h) unless <memory> came before.
#include "models/rollback/workspace.h"
#include "models/core/id.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Who depends on whom, as numbers: made once from a workspace, then read from any thread.
namespace belay::graph {

struct NodeTag;
struct EdgeTag;
using NodeId = Id<NodeTag>;
using EdgeId = Id<EdgeTag>;

/// Why an edge is there. One edge joins all the reasons between the same two nodes.
enum class EdgeKind : std::uint8_t {
    Needs = 1,      ///< A requirement, by releases or by a feature.
    Tolerates = 2,  ///< The versions of a store that a release stands.
    Reads = 4,      ///< Formats that it reads from a store.
    Writes = 8,     ///< Formats that it writes into a store.
    Link = 16,      ///< Found by an importer or drawn by a person; without releases.
};
[[nodiscard]] std::string_view toText(EdgeKind kind);

struct Node {
    std::string id;                    ///< The component, or the text of an unresolved reference.
    rollback::ComponentKind kind = rollback::ComponentKind::External;
    bool resolved = true;              ///< False: a link names it, but there is no such component.
    friend bool operator==(const Node &, const Node &) = default;
};

struct Edge {
    NodeId from;                       ///< Who depends (or writes).
    NodeId to;                         ///< On whom (or into what). Equal to `from` for a requirement on oneself.
    std::uint8_t kinds = 0;            ///< EdgeKind, or-ed.
    std::uint32_t firstReason = 0;
    std::uint32_t reasonCount = 0;
    [[nodiscard]] bool has(EdgeKind kind) const { return (kinds & static_cast<std::uint8_t>(kind)) != 0; }
    friend bool operator==(const Edge &, const Edge &) = default;
};

/// One reason in words.
struct EdgeReason {
    EdgeKind kind = EdgeKind::Link;
    std::string release;               ///< Of the component that depends; empty for a link.
    std::string requirement;           ///< "needs/2", "tolerates/STORE", "reads/STORE", "writes/STORE"; empty for a link.
    std::string feature;               ///< The feature or the format names, else empty.
    std::string range;                 ///< "4.7..", "41, 43..44"; of a feature: the releases that offer it; empty: no range.
    std::string label;                 ///< Of a link: "depends_on", ...
    bool oneOfSeveral = false;         ///< Another alternative may stand in for it.
    friend bool operator==(const EdgeReason &, const EdgeReason &) = default;
};

/// Compact directed graph in rows (CSR). Nodes 0 … componentCount-1 are the workspace's components in
/// their order; unresolved references follow in the order in which links name them. Edges are sorted
/// by `from`, then `to`. Names that no component has (the checker reports them) make no edge.
/// Duplicate component ids: the first wins.
/// Cost to make: O(components + requirements), the components are shared, not copied.
class DependencyGraph {
public:
    DependencyGraph() = default;
    [[nodiscard]] static DependencyGraph make(const rollback::Workspace &workspace);

    [[nodiscard]] std::size_t nodeCount() const { return m_nodes.size(); }
    [[nodiscard]] std::size_t componentCount() const { return m_components.size(); }
    [[nodiscard]] std::size_t edgeCount() const { return m_edges.size(); }
    [[nodiscard]] const Node &node(NodeId id) const { return m_nodes[id.value]; }
    [[nodiscard]] const Edge &edge(EdgeId id) const { return m_edges[id.value]; }
    [[nodiscard]] std::span<const Node> nodes() const { return m_nodes; }
    [[nodiscard]] std::span<const Edge> edges() const { return m_edges; }
    /// The component of a node; null for an unresolved reference.
    [[nodiscard]] const rollback::Component *component(NodeId id) const;
    /// Nothing if no node has this name. Components win over references of the same name.
    [[nodiscard]] std::optional<NodeId> find(std::string_view name) const;
    [[nodiscard]] std::optional<EdgeId> findEdge(NodeId from, NodeId to) const;

    /// Edges that leave a node, sorted by `to`: consecutive ids from first to last (exclusive).
    [[nodiscard]] std::span<const Edge> outgoing(NodeId id) const;
    /// Ids of the edges that arrive at a node, sorted by `from`.
    [[nodiscard]] std::span<const EdgeId> incoming(NodeId id) const;

    [[nodiscard]] std::size_t reasonCount(EdgeId id) const { return m_edges[id.value].reasonCount; }
    /// In the order of the releases, then of the requirements. `index` < reasonCount.
    [[nodiscard]] EdgeReason reason(EdgeId id, std::size_t index) const;

    /// For every node the number of its strongly connected component; the numbers are a topological
    /// order of the components in reverse (what is depended on comes first). Boost.Graph.
    [[nodiscard]] std::vector<std::uint32_t> stronglyConnected() const;
    /// Groups of at least two nodes that depend on each other in a circle, each in node order.
    [[nodiscard]] std::vector<std::vector<NodeId>> circles() const;
    /// Dependents before what they depend on; nothing if there is a circle. Boost.Graph. A
    /// requirement on oneself is no circle.
    [[nodiscard]] std::optional<std::vector<NodeId>> topologicalOrder() const;
    /// Hops from `start` along the edges (to what it depends on), -1 where it does not reach.
    [[nodiscard]] std::vector<int> hopsForward(NodeId start) const;
    /// Hops against the edges: who depends on `start`.
    [[nodiscard]] std::vector<int> hopsBackward(NodeId start) const;
    /// For every node its immediate dominator when all is entered through the nodes that nobody
    /// depends on (a circle that nobody outside depends on is entered at each of its nodes): the
    /// last node that every way from outside passes; invalid if there is none. Boost.Graph,
    /// O(edges · log nodes).
    [[nodiscard]] std::vector<NodeId> immediateDominators() const;

private:
    struct Reason {
        std::uint32_t edge = 0;
        EdgeKind kind = EdgeKind::Link;
        bool oneOfSeveral = false;
        std::uint32_t release = 0;     ///< Index of the release of `from`; of the link for a link.
        std::uint32_t item = 0;        ///< Index of the requirement, tolerance, reads or writes.
        std::uint32_t alternative = 0;
    };
    std::vector<Shared<rollback::Component>> m_components;
    std::vector<std::string> m_linkLabels;
    std::vector<Node> m_nodes;
    std::vector<Edge> m_edges;
    std::vector<Reason> m_reasons;
    std::vector<std::uint32_t> m_outgoingStart;
    std::vector<EdgeId> m_incoming;
    std::vector<std::uint32_t> m_incomingStart;
    std::unordered_map<std::string, NodeId> m_byName;
};

/// "4.7..", or several parts divided by ", ".
[[nodiscard]] std::string rangesToText(const rollback::ReleaseRanges &ranges);

} // namespace belay::graph
