// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importgraphml.h"

#include "models/exchange/importbuilder.h"
#include "models/exchange/xmltext.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphml.hpp>

#include <QByteArray>
#include <QStringView>
#include <QXmlStreamReader>

#include <algorithm>
#include <exception>
#include <sstream>
#include <unordered_map>

namespace belay::exchange {

using rollback::SourceMark;

namespace {

constexpr std::size_t depthLimit = 200;
/// Boost's reader holds the whole text as a tree, about 1 KB an edge.
constexpr std::size_t edgeLimit = 300'000;
/// A longer label is a description, not a name.
constexpr std::size_t nameBytes = 200;

struct MlNode {
    std::string id;
    std::string label;
    SourceMark mark;
};
struct MlEdge {
    std::string source;
    std::string target;
    std::string label;
    bool directed = true;
    SourceMark mark;
};
struct MlGraph {
    std::vector<MlNode> nodes;
    std::unordered_map<std::string, std::size_t> index;
    std::vector<MlEdge> edges;
    std::size_t hyperedges = 0;
    SourceMark hyperedge;
};

/// Reads the XML with bounds and places, and takes out what makes the graph. Boost's reader is
/// recursive, knows no lines, and refuses the keys without a type that yEd writes.
class Reader {
public:
    Reader(const InputText &input, std::stop_token stop)
        : m_file(input.name), m_stop(std::move(stop)),
          m_xml(QByteArray::fromRawData(input.text.data(), static_cast<qsizetype>(input.text.size()))) {}

    Result<MlGraph> run(std::string_view text)
    {
        if (hasTooManyAttributes(text))
            return Error{ErrorCode::LimitExceeded, "an element has more than 1,000 attributes", m_file, 0, 0};
        while (!m_xml.atEnd()) {
            if (m_stop.stop_requested())
                return Error{ErrorCode::Cancelled, "cancelled", m_file, 0, 0};
            bool good = true;
            switch (m_xml.readNext()) {
            case QXmlStreamReader::StartElement:
                good = start();
                break;
            case QXmlStreamReader::EndElement:
                end();
                break;
            case QXmlStreamReader::Characters:
                if (m_collecting && m_text.size() <= nameBytes * 8)
                    m_text += m_xml.text().toUtf8().toStdString();
                break;
            default:
                break;
            }
            if (!good)
                return m_error;
        }
        if (m_xml.hasError()) {
            const bool early = m_xml.error() == QXmlStreamReader::PrematureEndOfDocumentError;
            fail(ErrorCode::BadSyntax, early ? "the XML text ends too early"
                                             : "this is no XML: " + m_xml.errorString().toStdString());
            return m_error;
        }
        if (!m_sawGraph) {
            return Error{ErrorCode::BadStructure, "there is no <graph> inside of a <graphml>", m_file, 1, 1};
        }
        for (const MlEdge &edge : m_graph.edges) {
            for (const std::string *end : {&edge.source, &edge.target}) {
                if (!m_graph.index.contains(*end)) {
                    return Error{ErrorCode::UnknownReference, "this edge names the node `" + *end + "`, which is not in the file",
                                 m_file, edge.mark.line, edge.mark.column};
                }
            }
        }
        return std::move(m_graph);
    }

private:
    struct Element {
        std::string name;
        std::optional<std::size_t> node; ///< The node or edge whose element this is.
        std::optional<std::size_t> edge;
        bool labels = false;             ///< `data` that holds the label, as text or as elements.
        bool directed = true;            ///< Of a graph: the default of its edges.
        bool collects = false;
    };

    SourceMark mark() const
    {
        return {static_cast<std::uint32_t>(m_xml.lineNumber()), static_cast<std::uint32_t>(m_xml.columnNumber() + 1)};
    }
    bool fail(ErrorCode code, std::string detail)
    {
        const SourceMark at = mark();
        m_error = {code, std::move(detail), m_file, at.line, at.column};
        return false;
    }
    static std::string text(QStringView view) { return view.toUtf8().toStdString(); }
    std::string attribute(const char *name) const
    {
        const QLatin1String key(name);
        for (const QXmlStreamAttribute &attribute : m_xml.attributes()) {
            if (attribute.qualifiedName() == key)
                return text(attribute.value());
        }
        return {};
    }
    const Element *around(std::string_view name) const
    {
        for (auto element = m_open.rbegin(); element != m_open.rend(); ++element) {
            if (element->name == name)
                return &*element;
        }
        return nullptr;
    }

    bool start()
    {
        Element element;
        element.name = text(m_xml.name());
        if (m_open.size() >= depthLimit)
            return fail(ErrorCode::LimitExceeded, "elements are nested deeper than " + std::to_string(depthLimit));
        if (m_open.empty() && element.name != "graphml")
            return fail(ErrorCode::BadStructure, "this is <" + element.name + ">, not <graphml>");
        bool good = true;
        if (element.name == "key")
            addKey();
        else if (element.name == "graph")
            good = startGraph(element);
        else if (element.name == "node")
            good = startNode(element);
        else if (element.name == "edge")
            good = startEdge(element);
        else if (element.name == "hyperedge" && m_graph.hyperedges++ == 0)
            m_graph.hyperedge = mark();
        else if (element.name == "data")
            startData(element);
        else
            startLabel(element);
        if (!good)
            return false;
        if (element.collects) {
            m_collecting = true;
            m_text.clear();
        } else if (m_collecting && element.name != "Text") {
            // yEd puts the label's model behind its text, inside the same element.
            m_collecting = false;
        }
        m_open.push_back(std::move(element));
        return true;
    }

    void addKey()
    {
        const std::string name = lowerCase(attribute("attr.name"));
        if (name == "label" || name == "name" || name == "nodelabel" || name == "edgelabel")
            m_labelKeys.push_back(attribute("id"));
    }

    bool startGraph(Element &element)
    {
        m_sawGraph = true;
        const std::string direction = attribute("edgedefault");
        if (!direction.empty() && direction != "directed" && direction != "undirected")
            return fail(ErrorCode::BadValue, "edgedefault is `" + direction + "`, not `directed` or `undirected`");
        element.directed = direction != "undirected";
        return true;
    }

    bool startNode(Element &element)
    {
        if (!around("graph"))
            return fail(ErrorCode::BadStructure, "this <node> is not inside of a <graph>");
        MlNode node;
        node.id = attribute("id");
        node.mark = mark();
        if (node.id.empty())
            return fail(ErrorCode::MissingKey, "this <node> has no id");
        if (m_graph.nodes.size() >= importComponentLimit)
            return fail(ErrorCode::LimitExceeded, "more than " + std::to_string(importComponentLimit) + " nodes");
        if (!m_graph.index.try_emplace(node.id, m_graph.nodes.size()).second)
            return fail(ErrorCode::Duplicate, "there is another node with the id `" + node.id + "`");
        element.node = m_graph.nodes.size();
        m_graph.nodes.push_back(std::move(node));
        return true;
    }

    bool startEdge(Element &element)
    {
        const Element *graph = around("graph");
        if (!graph)
            return fail(ErrorCode::BadStructure, "this <edge> is not inside of a <graph>");
        MlEdge edge;
        edge.source = attribute("source");
        edge.target = attribute("target");
        edge.mark = mark();
        const std::string directed = attribute("directed");
        edge.directed = directed.empty() ? graph->directed : directed != "false";
        if (edge.source.empty() || edge.target.empty())
            return fail(ErrorCode::MissingKey, edge.source.empty() ? "this <edge> has no source" : "this <edge> has no target");
        if (m_graph.edges.size() >= edgeLimit)
            return fail(ErrorCode::LimitExceeded, "more than " + std::to_string(edgeLimit) + " edges");
        element.edge = m_graph.edges.size();
        m_graph.edges.push_back(std::move(edge));
        return true;
    }

    void startData(Element &element)
    {
        if (m_open.empty())
            return;
        element.node = m_open.back().node;
        element.edge = m_open.back().edge;
        const std::string key = attribute("key");
        element.labels = std::find(m_labelKeys.begin(), m_labelKeys.end(), key) != m_labelKeys.end();
        element.collects = element.labels && (element.node || element.edge);
    }

    /// yEd writes `<y:NodeLabel>text</y:NodeLabel>`, yFiles `<y:Label><y:Label.Text>text</…>` or
    /// `<y:Label Text="text">`.
    void startLabel(Element &element)
    {
        const Element *data = around("data");
        if (!data || (!data->node && !data->edge))
            return;
        element.node = data->node;
        element.edge = data->edge;
        if (element.name == "Label")
            setLabel(element, attribute("Text"));
        element.collects = element.name == "NodeLabel" || element.name == "EdgeLabel" || element.name == "Label.Text";
    }

    void end()
    {
        const Element element = std::move(m_open.back());
        m_open.pop_back();
        if (element.collects) {
            setLabel(element, m_text);
            m_text.clear();
            m_collecting = false;
        }
    }

    /// The first label that says something is the one that counts.
    void setLabel(const Element &element, std::string_view label)
    {
        std::string &target = element.node ? m_graph.nodes[*element.node].label : m_graph.edges[*element.edge].label;
        if (target.empty())
            target = oneLine(label);
    }

    std::string m_file;
    std::stop_token m_stop;
    QXmlStreamReader m_xml;
    MlGraph m_graph;
    std::vector<Element> m_open;
    std::vector<std::string> m_labelKeys;
    std::string m_text;
    bool m_collecting = false;
    bool m_sawGraph = false;
    Error m_error;
};

using BoostGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, boost::no_property,
                                         boost::property<boost::edge_index_t, int>>;

/// The plain part of the text, for Boost: flat, ASCII, with numbers for names.
std::string plainGraphml(const MlGraph &graph)
{
    std::string text = "<graphml><key id=\"at\" for=\"edge\" attr.name=\"at\" attr.type=\"int\"/>"
                       "<graph edgedefault=\"directed\">\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        text += "<node id=\"n" + std::to_string(i) + "\"/>\n";
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        text += "<edge source=\"n" + std::to_string(graph.index.at(graph.edges[i].source)) + "\" target=\"n"
                + std::to_string(graph.index.at(graph.edges[i].target)) + "\"><data key=\"at\">" + std::to_string(i)
                + "</data></edge>\n";
    }
    return text + "</graph></graphml>\n";
}

/// By label where that tells the nodes apart, otherwise by label and id, or by id.
std::vector<std::string> namesOf(const MlGraph &graph)
{
    std::unordered_map<std::string_view, int> uses;
    for (const MlNode &node : graph.nodes) {
        ++uses[node.id];
        if (!node.label.empty() && node.label != node.id)
            ++uses[node.label];
    }
    std::vector<std::string> names;
    names.reserve(graph.nodes.size());
    for (const MlNode &node : graph.nodes) {
        if (node.label.empty() || node.label.size() > nameBytes || node.label == node.id)
            names.push_back(node.id);
        else if (uses[node.label] == 1)
            names.push_back(node.label);
        else
            names.push_back(node.label + " (" + node.id + ")");
    }
    return names;
}

std::optional<Error> addGraph(const MlGraph &graph, const std::string &file, ImportBuilder &builder)
{
    BoostGraph boostGraph;
    boost::dynamic_properties properties;
    properties.property("at", boost::get(boost::edge_index, boostGraph));
    try {
        std::istringstream stream(plainGraphml(graph));
        boost::read_graphml(stream, boostGraph, properties);
    } catch (const std::exception &exception) {
        return Error{ErrorCode::BadStructure, std::string("Boost.Graph cannot read this graph: ") + exception.what(), file, 0, 0};
    }
    const std::vector<std::string> names = namesOf(graph);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        ImportedComponent component;
        component.id = names[i];
        component.file = file;
        component.mark = graph.nodes[i].mark;
        builder.component(std::move(component));
    }
    std::optional<SourceMark> undirected;
    const auto index = boost::get(boost::edge_index, boostGraph);
    // A bidirectional graph keeps its edges in the order in which they were added, which is the text's.
    const auto [first, last] = boost::edges(boostGraph);
    for (auto edge = first; edge != last; ++edge) {
        const MlEdge &read = graph.edges[static_cast<std::size_t>(index[*edge])];
        if (!read.directed && !undirected)
            undirected = read.mark;
        builder.edge(names[boost::source(*edge, boostGraph)], names[boost::target(*edge, boostGraph)], read.label,
                     {file, read.mark});
    }
    if (undirected) {
        builder.warn(ErrorCode::BadStructure,
                     "edges without a direction are read as going from their source to their target", {file, *undirected});
    }
    if (graph.hyperedges > 0) {
        builder.warn(ErrorCode::BadStructure,
                     std::to_string(graph.hyperedges) + " edges between more than two nodes are left out",
                     {file, graph.hyperedge});
    }
    return {};
}

} // namespace

Result<ImportedGraph> importGraphml(std::span<const InputText> inputs, std::stop_token stop, ProgressSink *progress)
{
    if (auto checked = checkInputs(inputs); !checked)
        return checked.error();
    ImportBuilder builder;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (progress)
            progress->progress(inputs[i].name, i, inputs.size());
        auto graph = Reader(inputs[i], stop).run(inputs[i].text);
        if (!graph)
            return graph.error();
        if (auto error = addGraph(*graph, inputs[i].name, builder))
            return *error;
        if (builder.failure())
            return *builder.failure();
    }
    return builder.take({ErrorCode::BadStructure, "there is no node in it", inputs.front().name, 0, 0});
}

} // namespace belay::exchange
