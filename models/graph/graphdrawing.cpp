// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/graphdrawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace belay::graph {

namespace {

constexpr double cardHeight = 42;
constexpr double narrowestCard = 134;
constexpr double widestCard = 216;

/// Code points, not bytes: what decides how wide a name is.
std::size_t lengthOf(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string elided(std::string_view text, std::size_t most)
{
    if (lengthOf(text) <= most)
        return std::string(text);
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end) {
        if ((static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U && seen++ == most - 1)
            break;
    }
    return std::string(text.substr(0, end)) + "…";
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (c != '\r')
            out += c;
    }
    return out + "\"";
}

std::string jsonText(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                std::array<char, 8> escape{};
                std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
                out += escape.data();
            } else {
                out += c;
            }
        }
    }
    return out + "\"";
}

std::string xmlText(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default:
            // Other control characters have no place in XML 1.0.
            if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n')
                out += c;
        }
    }
    return out;
}

/// At most two digits after the point, independent of the locale.
std::string number(double value)
{
    const auto hundredths = static_cast<long long>(std::llround(value * 100));
    std::string text = std::to_string(std::abs(hundredths) / 100);
    const long long rest = std::abs(hundredths) % 100;
    if (rest != 0) {
        text += rest < 10 ? ".0" : ".";
        text += std::to_string(rest % 10 == 0 && rest >= 10 ? rest / 10 : rest);
    }
    return hundredths < 0 ? "-" + text : text;
}

std::string kindsText(const Edge &edge, const char *divider)
{
    std::string text;
    for (const EdgeKind kind : {EdgeKind::Needs, EdgeKind::Tolerates, EdgeKind::Reads, EdgeKind::Writes, EdgeKind::Link}) {
        if (!edge.has(kind))
            continue;
        if (!text.empty())
            text += divider;
        text += toText(kind);
    }
    return text;
}

Risk riskOf(const DrawingContent &content, std::size_t edge)
{
    return edge < content.risks.size() ? content.risks[edge].risk : Risk::Unknown;
}

const std::string &colourOf(const DrawingColours &colours, Risk risk)
{
    switch (risk) {
    case Risk::CanGoBack: return colours.canGoBack;
    case Risk::CouldUnstick:
    case Risk::AfterOthers: return colours.afterOthers;
    case Risk::CannotGoBack: return colours.cannotGoBack;
    case Risk::Unknown: break;
    }
    return colours.unknown;
}

/// What the blast radius says of every node: hop numbers, or that it is outside.
class Marks {
public:
    Marks(const DependencyGraph &graph, const BlastRadius *blast)
        : m_hops(graph.nodeCount(), -1), m_breaks(graph.nodeCount(), false), m_isOn(blast != nullptr)
    {
        if (!blast)
            return;
        for (const AffectedComponent &one : blast->affected)
            m_hops[one.node.value] = one.hops;
        for (const BrokenComponent &one : blast->broken) {
            m_hops[one.node.value] = one.hops;
            m_breaks[one.node.value] = true;
        }
        m_hops[blast->component.value] = 0;
    }
    [[nodiscard]] int hops(NodeId node) const { return m_hops[node.value]; }
    [[nodiscard]] bool breaks(NodeId node) const { return m_breaks[node.value]; }
    [[nodiscard]] bool isFaded(NodeId node) const { return m_isOn && m_hops[node.value] < 0; }

private:
    std::vector<int> m_hops;
    std::vector<bool> m_breaks;
    bool m_isOn;
};

const std::string &nameOf(const DependencyGraph &graph, NodeId node)
{
    static const std::string nobody = "nothing";
    return node.valid() ? graph.node(node).id : nobody;
}

std::string listed(const std::vector<std::string> &labels, const char *last)
{
    std::string text;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (i > 0)
            text += i + 1 == labels.size() ? last : ", ";
        text += labels[i];
    }
    return text;
}

std::string hopsText(int hops) { return std::to_string(hops) + (hops == 1 ? " hop" : " hops"); }

std::string blastText(const DependencyGraph &graph, const BlastRadius &blast)
{
    const std::string &name = nameOf(graph, blast.component);
    std::string out;
    if (blast.targets.empty()) {
        out += name + " has nothing to go back to";
        out += blast.live.empty() ? ": it is not live.\n" : " from " + listed(blast.live, " and ") + ".\n";
    } else if (blast.targets.front() == rollback::notDeployed) {
        out += "If " + name + " is gone:\n";
    } else {
        out += "If " + name + " goes back from " + listed(blast.live, " and ") + " to "
            + listed(blast.targets, " or ") + ":\n";
    }
    std::size_t breaking = 0;
    for (const BrokenComponent &one : blast.broken)
        breaking += one.hops > 0 ? 1 : 0;
    if (!blast.targets.empty() && blast.broken.empty())
        out += "  nothing breaks\n";
    for (const BrokenComponent &one : blast.broken) {
        out += "  " + std::string(static_cast<std::size_t>(2 * one.hops), ' ') + nameOf(graph, one.node);
        if (!one.release.empty())
            out += " " + one.release;
        if (one.hops == 0)
            out += " cannot run";
        else
            out += " breaks after " + hopsText(one.hops);
        out += ": " + (one.requirement == "link" ? std::string("it calls") : one.requirement + " on") + " "
            + nameOf(graph, one.because) + "\n";
    }
    out += std::to_string(breaking) + " of " + std::to_string(blast.componentCount) + " components break, "
        + std::to_string(blast.affected.size()) + " could be affected.\n";
    int hops = 0;
    for (const AffectedComponent &one : blast.affected) {
        if (one.hops != hops)
            out += (hops == 0 ? "Could be affected:\n  " : "\n  ") + hopsText(one.hops) + ": ";
        else
            out += ", ";
        hops = one.hops;
        out += nameOf(graph, one.node);
    }
    if (hops > 0)
        out += "\n";
    if (!blast.onlyThrough.empty()) {
        out += "Reached only through " + name + ": ";
        for (std::size_t i = 0; i < blast.onlyThrough.size(); ++i)
            out += (i > 0 ? ", " : "") + nameOf(graph, blast.onlyThrough[i]);
        out += "\n";
    }
    return out;
}

std::string rangeText(const DependencyGraph &graph, EdgeId edge)
{
    std::vector<std::string> parts;
    for (std::size_t r = 0; r < graph.reasonCount(edge); ++r) {
        const EdgeReason reason = graph.reason(edge, r);
        std::string part = reason.kind == EdgeKind::Link ? reason.label : std::string();
        if (!reason.feature.empty())
            part = reason.feature + (reason.range.empty() ? "" : " (" + reason.range + ")");
        else if (!reason.range.empty())
            part = reason.range;
        if (!part.empty() && std::find(parts.begin(), parts.end(), part) == parts.end())
            parts.push_back(std::move(part));
    }
    return listed(parts, "; ");
}

} // namespace

Extent cardExtent(const DependencyGraph &graph)
{
    std::size_t longest = 0;
    for (const Node &node : graph.nodes())
        longest = std::max(longest, lengthOf(node.id));
    return {std::clamp(std::round(40 + 7.2 * static_cast<double>(longest)), narrowestCard, widestCard), cardHeight};
}

LayoutInput layoutInput(const DependencyGraph &graph)
{
    LayoutInput input;
    input.nodes.assign(graph.nodeCount(), cardExtent(graph));
    input.edges.reserve(graph.edgeCount());
    for (const Edge &edge : graph.edges())
        input.edges.emplace_back(edge.from.value, edge.to.value);
    return input;
}

std::vector<std::string> liveCaptions(const DependencyGraph &graph, const BlastAnalysis &analysis)
{
    std::vector<std::string> captions(graph.nodeCount());
    for (std::size_t i = 0; i < captions.size(); ++i)
        captions[i] = listed(analysis.liveOf(NodeId(i)), " + ");
    return captions;
}

std::string toDot(const DependencyGraph &graph, const DrawingContent &content)
{
    const DrawingColours &colours = content.colours;
    const Marks marks(graph, content.blast);
    std::string out = "digraph " + quoted(content.title.empty() ? "dependencies" : content.title) + " {\n"
        "  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fontname=\"Inter\", fontsize=10, color="
        + quoted(colours.nodeLine) + ", fillcolor=" + quoted(colours.node) + ", fontcolor=" + quoted(colours.text)
        + "];\n  edge [arrowsize=0.6];\n";
    for (std::size_t i = 0; i < graph.nodeCount(); ++i) {
        const NodeId id(i);
        std::string label = graph.node(id).id;
        if (i < content.captions.size() && !content.captions[i].empty())
            label += "\n" + content.captions[i];
        if (marks.hops(id) > 0)
            label += "\n" + hopsText(marks.hops(id));
        out += "  " + quoted(graph.node(id).id) + " [label=" + quoted(label);
        if (content.blast && content.blast->component == id)
            out += ", fillcolor=" + quoted(colours.selected) + ", color=" + quoted(colours.selectedLine) + ", penwidth=2";
        else if (marks.breaks(id))
            out += ", color=" + quoted(colours.cannotGoBack) + ", penwidth=2";
        else if (marks.hops(id) > 0)
            out += ", color=" + quoted(colours.nodeLineStrong);
        else if (marks.isFaded(id))
            out += ", fontcolor=" + quoted(colours.unknown);
        if (!graph.node(id).resolved)
            out += ", style=\"rounded,dashed\"";
        out += "];\n";
    }
    for (std::size_t e = 0; e < graph.edgeCount(); ++e) {
        const Edge &edge = graph.edge(EdgeId(e));
        const Risk risk = riskOf(content, e);
        out += "  " + quoted(graph.node(edge.from).id) + " -> " + quoted(graph.node(edge.to).id) + " [color="
            + quoted(colourOf(colours, risk)) + ", tooltip=" + quoted(kindsText(edge, ", "));
        if (risk == Risk::CouldUnstick)
            out += ", style=dashed";
        out += "];\n";
    }
    return out + "}\n";
}

std::string toSvg(const DependencyGraph &graph, const Layout &layout, const DrawingContent &content)
{
    constexpr double margin = 24;
    const DrawingColours &colours = content.colours;
    const Marks marks(graph, content.blast);
    const double titleHeight = content.title.empty() ? 0 : 32;
    const double width = layout.bounds.width + 2 * margin;
    const double height = layout.bounds.height + 2 * margin + titleHeight;
    const double dx = margin - layout.bounds.x;
    const double dy = margin + titleHeight - layout.bounds.y;
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
        + number(width) + "\" height=\"" + number(height) + "\" viewBox=\"0 0 " + number(width) + " " + number(height)
        + "\" font-family=\"Inter, 'Noto Sans', 'DejaVu Sans', sans-serif\">\n";
    out += "<rect width=\"100%\" height=\"100%\" fill=\"" + xmlText(colours.background) + "\"/>\n";
    if (!content.title.empty()) {
        out += "<text x=\"" + number(margin) + "\" y=\"" + number(margin + 12) + "\" font-size=\"15\" font-weight=\"600\" fill=\""
            + xmlText(colours.text) + "\">" + xmlText(content.title) + "</text>\n";
    }
    out += "<g transform=\"translate(" + number(dx) + " " + number(dy) + ")\">\n";
    for (std::size_t e = 0; e < graph.edgeCount() && e < layout.edges.size(); ++e) {
        const Edge &edge = graph.edge(EdgeId(e));
        const auto &points = layout.edges[e].points;
        if (points.size() < 2)
            continue;
        const Risk risk = riskOf(content, e);
        const bool isFaded = marks.isFaded(edge.from) || marks.isFaded(edge.to);
        std::string path = "M" + number(points[0].x) + " " + number(points[0].y);
        for (std::size_t p = 1; p < points.size(); ++p) {
            if (points[p].y == points[p - 1].y || points[p].x == points[p - 1].x) {
                path += " L" + number(points[p].x) + " " + number(points[p].y);
            } else {
                const auto [c1, c2] = bezierOf(points[p - 1], points[p]);
                path += " C" + number(c1.x) + " " + number(c1.y) + " " + number(c2.x) + " " + number(c2.y) + " "
                    + number(points[p].x) + " " + number(points[p].y);
            }
        }
        out += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + xmlText(colourOf(colours, risk)) + "\" stroke-width=\""
            + (risk > Risk::CanGoBack ? "2.5" : "1.5") + "\"" + (risk == Risk::CouldUnstick ? " stroke-dasharray=\"6 4\"" : "")
            + (isFaded ? " opacity=\"0.35\"" : "") + "><title>" + xmlText(graph.node(edge.from).id) + " → "
            + xmlText(graph.node(edge.to).id) + ": " + xmlText(kindsText(edge, ", ")) + "</title></path>\n";
    }
    for (std::size_t i = 0; i < graph.nodeCount() && i < layout.nodes.size(); ++i) {
        const NodeId id(i);
        const Box &box = layout.nodes[i];
        const bool isSelected = content.blast && content.blast->component == id;
        const std::string &line = isSelected ? colours.selectedLine
            : marks.breaks(id)               ? colours.cannotGoBack
            : marks.hops(id) > 0             ? colours.nodeLineStrong
                                             : colours.nodeLine;
        const auto most = static_cast<std::size_t>(std::max(4.0, (box.width - 24) / 7.0));
        const bool hasCaption = i < content.captions.size() && !content.captions[i].empty();
        out += std::string("<g") + (marks.isFaded(id) ? " opacity=\"0.45\"" : "") + "><title>" + xmlText(graph.node(id).id)
            + "</title><rect x=\"" + number(box.x) + "\" y=\"" + number(box.y) + "\" width=\"" + number(box.width)
            + "\" height=\"" + number(box.height) + "\" rx=\"6\" fill=\""
            + xmlText(isSelected ? colours.selected : colours.node) + "\" stroke=\"" + xmlText(line) + "\" stroke-width=\""
            + (isSelected ? "2" : "1.25") + "\"" + (graph.node(id).resolved ? "" : " stroke-dasharray=\"4 3\"") + "/>";
        out += "<text x=\"" + number(box.x + 12) + "\" y=\"" + number(box.y + (hasCaption ? 18 : box.height / 2 + 4.5))
            + "\" font-size=\"12.5\" font-weight=\"600\" fill=\"" + xmlText(colours.text) + "\">"
            + xmlText(elided(graph.node(id).id, most)) + "</text>";
        if (hasCaption) {
            out += "<text x=\"" + number(box.x + 12) + "\" y=\"" + number(box.y + 34) + "\" font-size=\"11\" fill=\""
                + xmlText(colours.textSecondary) + "\">" + xmlText(elided(content.captions[i], most + 2)) + "</text>";
        }
        if (marks.hops(id) > 0) {
            out += "<circle cx=\"" + number(box.right()) + "\" cy=\"" + number(box.y) + "\" r=\"8\" fill=\""
                + xmlText(marks.breaks(id) ? colours.cannotGoBack : colours.badge) + "\"/><text x=\"" + number(box.right())
                + "\" y=\"" + number(box.y + 3.5) + "\" font-size=\"10\" font-weight=\"600\" text-anchor=\"middle\" fill=\""
                + xmlText(colours.badgeText) + "\">" + std::to_string(marks.hops(id)) + "</text>";
        }
        out += "</g>\n";
    }
    return out + "</g>\n</svg>\n";
}

std::string toJson(const DependencyGraph &graph, const DrawingContent &content)
{
    const auto nameList = [&graph](const auto &nodes) {
        std::string text = "[";
        for (std::size_t i = 0; i < nodes.size(); ++i)
            text += (i > 0 ? ", " : "") + jsonText(nameOf(graph, nodes[i]));
        return text + "]";
    };
    const auto textList = [](const std::vector<std::string> &texts) {
        std::string text = "[";
        for (std::size_t i = 0; i < texts.size(); ++i)
            text += (i > 0 ? ", " : "") + jsonText(texts[i]);
        return text + "]";
    };
    std::string out = "{\n  \"nodes\": [";
    for (std::size_t i = 0; i < graph.nodeCount(); ++i) {
        const Node &node = graph.node(NodeId(i));
        out += std::string(i > 0 ? "," : "") + "\n    {\"id\": " + jsonText(node.id) + ", \"kind\": "
            + jsonText(rollback::toText(node.kind)) + ", \"resolved\": " + (node.resolved ? "true" : "false");
        if (i < content.captions.size())
            out += ", \"live\": " + jsonText(content.captions[i]);
        out += "}";
    }
    out += "\n  ],\n  \"edges\": [";
    for (std::size_t e = 0; e < graph.edgeCount(); ++e) {
        const Edge &edge = graph.edge(EdgeId(e));
        out += std::string(e > 0 ? "," : "") + "\n    {\"from\": " + jsonText(nameOf(graph, edge.from)) + ", \"to\": "
            + jsonText(nameOf(graph, edge.to)) + ", \"kinds\": [\"" + kindsText(edge, "\", \"") + "\"]";
        if (!content.risks.empty())
            out += ", \"risk\": " + jsonText(toText(riskOf(content, e)));
        out += ", \"reasons\": [";
        for (std::size_t r = 0; r < graph.reasonCount(EdgeId(e)); ++r) {
            const EdgeReason reason = graph.reason(EdgeId(e), r);
            out += std::string(r > 0 ? ", " : "") + "{\"kind\": " + jsonText(toText(reason.kind));
            const std::array<std::pair<const char *, const std::string *>, 5> fields{{
                {"release", &reason.release}, {"requirement", &reason.requirement}, {"feature", &reason.feature},
                {"range", &reason.range}, {"label", &reason.label}}};
            for (const auto &[key, value] : fields) {
                if (!value->empty())
                    out += std::string(", \"") + key + "\": " + jsonText(*value);
            }
            out += reason.oneOfSeveral ? ", \"one_of_several\": true}" : "}";
        }
        out += "]}";
    }
    out += "\n  ],\n  \"circles\": [";
    const auto circles = graph.circles();
    for (std::size_t i = 0; i < circles.size(); ++i)
        out += (i > 0 ? ", " : "") + nameList(circles[i]);
    out += "]";
    if (content.blast) {
        const BlastRadius &blast = *content.blast;
        out += ",\n  \"blast\": {\n    \"component\": " + jsonText(nameOf(graph, blast.component)) + ",\n    \"environment\": "
            + jsonText(blast.environment) + ",\n    \"live\": " + textList(blast.live) + ",\n    \"targets\": "
            + textList(blast.targets) + ",\n    \"broken\": [";
        for (std::size_t i = 0; i < blast.broken.size(); ++i) {
            const BrokenComponent &one = blast.broken[i];
            out += std::string(i > 0 ? "," : "") + "\n      {\"component\": " + jsonText(nameOf(graph, one.node))
                + ", \"hops\": " + std::to_string(one.hops) + ", \"release\": " + jsonText(one.release)
                + ", \"requirement\": " + jsonText(one.requirement) + ", \"because\": "
                + (one.because.valid() ? jsonText(nameOf(graph, one.because)) : "null") + ", \"target\": "
                + jsonText(one.target) + "}";
        }
        out += std::string(blast.broken.empty() ? "" : "\n    ") + "],\n    \"affected\": [";
        for (std::size_t i = 0; i < blast.affected.size(); ++i) {
            out += std::string(i > 0 ? "," : "") + "\n      {\"component\": " + jsonText(nameOf(graph, blast.affected[i].node))
                + ", \"hops\": " + std::to_string(blast.affected[i].hops) + "}";
        }
        out += std::string(blast.affected.empty() ? "" : "\n    ") + "],\n    \"only_through\": " + nameList(blast.onlyThrough)
            + ",\n    \"components\": " + std::to_string(blast.componentCount) + "\n  }";
    }
    return out + "\n}\n";
}

std::string toTextTree(const DependencyGraph &graph, const DrawingContent &content)
{
    std::string out = content.title.empty() ? std::string() : content.title + "\n";
    if (content.blast)
        return out + blastText(graph, *content.blast);
    for (std::size_t i = 0; i < graph.nodeCount(); ++i) {
        const NodeId id(i);
        const Node &node = graph.node(id);
        out += node.id;
        if (i < content.captions.size() && !content.captions[i].empty())
            out += " " + content.captions[i];
        out += " (" + (node.resolved ? std::string(rollback::toText(node.kind)) : std::string("not in the workspace")) + ")\n";
        const auto row = graph.outgoing(id);
        for (std::size_t r = 0; r < row.size(); ++r) {
            const auto edge = graph.findEdge(id, row[r].to);
            const std::string range = rangeText(graph, *edge);
            out += std::string(r + 1 == row.size() ? "└─ " : "├─ ") + kindsText(row[r], ", ") + " " + nameOf(graph, row[r].to)
                + (range.empty() ? "" : " " + range);
            const Risk risk = riskOf(content, edge->value);
            if (risk > Risk::CanGoBack)
                out += " [" + std::string(toText(risk)) + "]";
            out += "\n";
        }
    }
    out += std::to_string(graph.componentCount()) + (graph.componentCount() == 1 ? " component, " : " components, ")
        + std::to_string(graph.edgeCount()) + (graph.edgeCount() == 1 ? " edge" : " edges");
    const auto circles = graph.circles();
    for (const auto &circle : circles) {
        out += "\ncircle: ";
        for (const NodeId node : circle)
            out += nameOf(graph, node) + " ";
    }
    return out + "\n";
}

} // namespace belay::graph
