// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importdot.h"

#include "models/exchange/importbuilder.h"
#include "models/exchange/importdotgrammar.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphviz.hpp>

#include <algorithm>
#include <exception>
#include <set>
#include <unordered_set>

namespace belay::exchange {

namespace {

constexpr std::size_t noText = static_cast<std::size_t>(-1);

struct BoostNode {
    std::string name;                  ///< "nN" of the normal form.
};
struct BoostEdge {
    std::size_t at = 0;
    std::size_t label = noText;
    std::size_t direction = noText;
};
/// Bidirectional, since only that keeps its edges in the order in which they were added.
using BoostGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, BoostNode, BoostEdge>;

/// Whether every node has a short label that no other one has, and a name that a program made up:
/// then people know the nodes by their labels.
bool namedByLabels(const DotGraph &graph)
{
    std::unordered_set<std::string_view> labels;
    for (const DotGraph::Node &node : graph.nodes) {
        if (node.label.empty() || node.label.size() > 200 || !labels.insert(node.label).second)
            return false;
        std::string name = lowerCase(node.name);
        for (const std::string_view prefix : {"node", "vertex", "n", "v"}) {
            if (name.starts_with(prefix)) {
                name.erase(0, prefix.size());
                break;
            }
        }
        if (name.starts_with('_'))
            name.erase(0, 1);
        const bool hex = name.starts_with("0x");
        if (hex)
            name.erase(0, 2);
        if (name.empty() || name.find_first_not_of(hex ? "0123456789abcdef" : "0123456789") != std::string::npos)
            return false;
    }
    return true;
}

std::optional<Error> addGraph(const DotGraph &graph, const std::string &file, ImportBuilder &builder)
{
    BoostGraph boostGraph;
    boost::dynamic_properties properties;
    properties.property("name", boost::get(&BoostNode::name, boostGraph));
    properties.property("at", boost::get(&BoostEdge::at, boostGraph));
    properties.property("label", boost::get(&BoostEdge::label, boostGraph));
    properties.property("dir", boost::get(&BoostEdge::direction, boostGraph));
    try {
        boost::read_graphviz(graph.normal, boostGraph, properties, "name");
    } catch (const std::exception &exception) {
        return Error{ErrorCode::BadSyntax, std::string("Boost.Graph cannot read this graph: ") + exception.what(), file,
                     graph.mark.line, graph.mark.column};
    }

    const bool labels = namedByLabels(graph);
    const auto idOf = [&](const std::string &name) -> const std::string & {
        const DotGraph::Node &node = graph.nodes[std::stoul(name.substr(1))];
        return labels ? node.label : node.name;
    };
    for (const DotGraph::Node &node : graph.nodes) {
        ImportedComponent component;
        component.id = labels ? node.label : node.name;
        if (component.id.empty())
            return Error{ErrorCode::BadValue, "a node has an empty name", file, node.mark.line, node.mark.column};
        component.file = file;
        component.mark = node.mark;
        builder.component(std::move(component));
    }

    struct Edge {
        std::size_t at;
        std::string from;
        std::string to;
        BoostEdge properties;
    };
    std::vector<Edge> edges;
    edges.reserve(boost::num_edges(boostGraph));
    const auto [first, last] = boost::edges(boostGraph);
    for (auto edge = first; edge != last; ++edge) {
        edges.push_back({boostGraph[*edge].at, boostGraph[boost::source(*edge, boostGraph)].name,
                         boostGraph[boost::target(*edge, boostGraph)].name, boostGraph[*edge]});
    }
    std::stable_sort(edges.begin(), edges.end(), [](const Edge &a, const Edge &b) { return a.at < b.at; });

    std::set<std::pair<std::string, std::string>> pairs;
    for (const Edge &edge : edges) {
        if (graph.strict && !pairs.insert(std::minmax(edge.from, edge.to, [&graph](const auto &a, const auto &b) {
                return !graph.directed && a < b;
            })).second)
            continue;
        const auto text = [&graph](std::size_t number) { return number == noText ? std::string() : graph.texts[number]; };
        const std::string direction = text(edge.properties.direction);
        const ImportBuilder::Place place{file, graph.statements[edge.at]};
        if (direction != "back" || !graph.directed)
            builder.edge(idOf(edge.from), idOf(edge.to), text(edge.properties.label), place);
        if (graph.directed && (direction == "back" || direction == "both"))
            builder.edge(idOf(edge.to), idOf(edge.from), text(edge.properties.label), place);
    }
    if (!graph.directed && !edges.empty()) {
        builder.warn(ErrorCode::BadStructure,
                     "the edges of this graph have no direction; each is read as going from its left node to its right one",
                     {file, graph.mark});
    }
    return {};
}

} // namespace

Result<ImportedGraph> importDot(std::span<const InputText> inputs, std::stop_token stop, ProgressSink *progress)
{
    if (auto checked = checkInputs(inputs); !checked)
        return checked.error();
    ImportBuilder builder;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (progress)
            progress->progress(inputs[i].name, i, inputs.size());
        auto graphs = normaliseDot(withoutMark(inputs[i].text), inputs[i].name, stop);
        if (!graphs)
            return graphs.error();
        for (const DotGraph &graph : *graphs) {
            if (stop.stop_requested())
                return Error{ErrorCode::Cancelled, "cancelled", inputs[i].name, 0, 0};
            if (auto error = addGraph(graph, inputs[i].name, builder))
                return *error;
            if (builder.failure())
                return *builder.failure();
        }
    }
    return builder.take({ErrorCode::BadStructure, "there is no node in it", inputs.front().name, 0, 0});
}

} // namespace belay::exchange
