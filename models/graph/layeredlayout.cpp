// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/layeredlayout_p.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace belay::graph {

using detail::Arc;
using detail::LayeredGraph;
using detail::Rows;

namespace {

constexpr std::size_t nodeLimit = 2'000'000;
constexpr std::size_t edgeLimit = 8'000'000;
constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// A part on its own: nodes that edges join, with its own origin.
struct Part {
    std::vector<std::uint32_t> nodes;  ///< In the input.
    std::vector<std::uint32_t> edges;  ///< In the input, loops left out.
};

/// What the drawing of a part needs of it.
struct PartLayout {
    LayeredGraph graph;
    std::vector<Point> middles;                   ///< Of vertices.
    std::vector<double> columnLeft;
    std::vector<double> columnWidth;
    std::vector<std::uint32_t> chainOf;           ///< For each edge of the part.
    std::vector<Arc> chains;                      ///< Left end, right end.
    std::vector<std::uint32_t> chainPasses;       ///< First passing vertex of each chain, or none.
    double gap = 0;                               ///< Between columns.
    double width = 0;
    double height = 0;
    std::uint64_t crossings = 0;
    std::uint64_t crossingsBefore = 0;
};

std::vector<Part> partsOf(const LayoutInput &input)
{
    const std::size_t nodes = input.nodes.size();
    std::vector<std::uint32_t> parent(nodes);
    std::iota(parent.begin(), parent.end(), 0U);
    const auto rootOf = [&parent](std::uint32_t v) {
        while (parent[v] != v) {
            parent[v] = parent[parent[v]];
            v = parent[v];
        }
        return v;
    };
    for (const auto &[from, to] : input.edges) {
        const std::uint32_t a = rootOf(from);
        const std::uint32_t b = rootOf(to);
        // The smallest index is the root, so parts do not depend on the order of the edges.
        parent[std::max(a, b)] = std::min(a, b);
    }
    std::vector<std::uint32_t> number(nodes, none);
    std::vector<Part> parts;
    for (std::size_t v = 0; v < nodes; ++v) {
        const std::uint32_t root = rootOf(static_cast<std::uint32_t>(v));
        if (number[root] == none) {
            number[root] = static_cast<std::uint32_t>(parts.size());
            parts.emplace_back();
        }
        parts[number[root]].nodes.push_back(static_cast<std::uint32_t>(v));
    }
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        if (input.edges[e].first != input.edges[e].second)
            parts[number[rootOf(input.edges[e].first)]].edges.push_back(static_cast<std::uint32_t>(e));
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Part &a, const Part &b) { return a.nodes.size() > b.nodes.size(); });
    return parts;
}

/// The widest span that gets places of its own, so that all passes together stay under the limit.
std::size_t spanLimitOf(const std::vector<Arc> &chains, const std::vector<std::uint32_t> &layer)
{
    std::vector<std::size_t> bySpan;
    for (const Arc &chain : chains) {
        const std::size_t span = layer[chain.to] - layer[chain.from];
        if (bySpan.size() <= span)
            bySpan.resize(span + 1, 0);
        ++bySpan[span];
    }
    std::size_t passes = 0;
    for (std::size_t span = 2; span < bySpan.size(); ++span) {
        passes += bySpan[span] * (span - 1);
        if (passes > passLimit)
            return span - 1;
    }
    return bySpan.size();
}

std::optional<PartLayout> layoutOf(const Part &part, const LayoutInput &input, const LayoutOptions &options,
                                   std::vector<std::uint32_t> &localOf, const std::stop_token &stop)
{
    PartLayout out;
    for (std::size_t i = 0; i < part.nodes.size(); ++i)
        localOf[part.nodes[i]] = static_cast<std::uint32_t>(i);
    std::vector<Arc> arcs;
    arcs.reserve(part.edges.size());
    for (const std::uint32_t e : part.edges)
        arcs.push_back({localOf[input.edges[e].first], localOf[input.edges[e].second]});
    std::vector<Arc> unique = arcs;
    std::sort(unique.begin(), unique.end());
    unique.erase(std::unique(unique.begin(), unique.end()), unique.end());

    const std::vector<std::uint32_t> sequence = detail::sequenceOf(part.nodes.size(), unique);
    if (stop.stop_requested())
        return {};
    std::vector<std::uint32_t> rank(part.nodes.size());
    for (std::size_t i = 0; i < sequence.size(); ++i)
        rank[sequence[i]] = static_cast<std::uint32_t>(i);
    const auto forwards = [&rank](const Arc &arc) {
        return rank[arc.from] < rank[arc.to] ? arc : Arc{arc.to, arc.from};
    };
    out.chains.reserve(unique.size());
    for (const Arc &arc : unique)
        out.chains.push_back(forwards(arc));
    std::sort(out.chains.begin(), out.chains.end());
    out.chains.erase(std::unique(out.chains.begin(), out.chains.end()), out.chains.end());
    out.chainOf.reserve(arcs.size());
    for (const Arc &arc : arcs) {
        const auto place = std::lower_bound(out.chains.begin(), out.chains.end(), forwards(arc));
        out.chainOf.push_back(static_cast<std::uint32_t>(place - out.chains.begin()));
    }

    LayeredGraph &graph = out.graph;
    graph.realCount = part.nodes.size();
    graph.layer = detail::layersOf(sequence, out.chains);
    if (stop.stop_requested())
        return {};
    const std::size_t layers = *std::max_element(graph.layer.begin(), graph.layer.end()) + std::size_t{1};
    for (const std::uint32_t node : part.nodes)
        graph.heights.push_back(input.nodes[node].height);
    const std::size_t spanLimit = spanLimitOf(out.chains, graph.layer);
    out.chainPasses.assign(out.chains.size(), none);
    for (std::size_t c = 0; c < out.chains.size(); ++c) {
        const Arc chain = out.chains[c];
        const std::uint32_t first = graph.layer[chain.from];
        const std::uint32_t last = graph.layer[chain.to];
        if (last - first > spanLimit)
            continue;
        std::uint32_t previous = chain.from;
        for (std::uint32_t l = first + 1; l < last; ++l) {
            const auto pass = static_cast<std::uint32_t>(graph.layer.size());
            if (l == first + 1)
                out.chainPasses[c] = pass;
            graph.layer.push_back(l);
            graph.heights.push_back(0);
            graph.segments.push_back({previous, pass});
            previous = pass;
        }
        graph.segments.push_back({previous, chain.to});
    }
    const std::size_t vertices = graph.layer.size();
    graph.down.make(vertices, graph.segments, false);
    graph.up.make(vertices, graph.segments, true);
    graph.order.resize(layers);
    graph.position.resize(vertices);
    for (std::size_t v = 0; v < vertices; ++v)
        graph.order[graph.layer[v]].push_back(static_cast<std::uint32_t>(v));
    for (std::size_t l = 0; l < layers; ++l)
        graph.updatePositions(l);

    const auto crossings = detail::orderLayers(graph, options.sweeps, stop, out.crossingsBefore);
    if (!crossings)
        return {};
    out.crossings = *crossings;
    const std::vector<double> y = detail::coordinatesOf(graph, options, stop);
    if (y.empty())
        return {};

    out.columnLeft.assign(layers, 0);
    out.columnWidth.assign(layers, 0);
    for (std::size_t v = 0; v < graph.realCount; ++v) {
        double &width = out.columnWidth[graph.layer[v]];
        width = std::max(width, input.nodes[part.nodes[v]].width);
    }
    for (std::size_t v = 0; v < vertices; ++v)
        out.height = std::max(out.height, y[v] + graph.heights[v] / 2);
    // High columns stand further apart: steep edges between them could not be told apart.
    constexpr double slimmest = 0.6;
    constexpr double widestGap = 6;
    const double cards = std::accumulate(out.columnWidth.begin(), out.columnWidth.end(), 0.0);
    out.gap = std::clamp((slimmest * out.height - cards) / static_cast<double>(std::max<std::size_t>(layers - 1, 1)),
                         options.layerGap, widestGap * options.layerGap);
    double x = 0;
    for (std::size_t l = 0; l < layers; ++l) {
        out.columnLeft[l] = x;
        x += out.columnWidth[l] + out.gap;
    }
    out.width = x - out.gap;
    out.middles.resize(vertices);
    for (std::size_t v = 0; v < vertices; ++v) {
        const std::size_t l = graph.layer[v];
        out.middles[v] = {out.columnLeft[l] + out.columnWidth[l] / 2, y[v]};
    }
    return out;
}

/// Where edges leave and arrive: a straight one in the middle, those that go up above it, those that
/// go down below it, so that they do not cross on the way out.
class Ports {
public:
    Ports(const PartLayout &part) : m_start(part.chains.size(), 0), m_end(part.chains.size(), 0)
    {
        const std::size_t real = part.graph.realCount;
        std::vector<std::vector<End>> right(real);
        std::vector<std::vector<End>> left(real);
        for (std::size_t c = 0; c < part.chains.size(); ++c) {
            const Arc &chain = part.chains[c];
            const std::uint32_t pass = part.chainPasses[c];
            const std::uint32_t span = part.graph.layer[chain.to] - part.graph.layer[chain.from];
            const bool hasPasses = pass != none;
            const double firstY = part.middles[hasPasses ? pass : chain.to].y;
            const double lastY = part.middles[hasPasses ? pass + span - 2 : chain.from].y;
            right[chain.from].push_back({firstY - part.middles[chain.from].y, &m_start[c]});
            left[chain.to].push_back({lastY - part.middles[chain.to].y, &m_end[c]});
        }
        for (std::size_t v = 0; v < real; ++v) {
            spread(right[v], part.graph.heights[v]);
            spread(left[v], part.graph.heights[v]);
        }
    }
    [[nodiscard]] double atStart(std::size_t chain) const { return m_start[chain]; }
    [[nodiscard]] double atEnd(std::size_t chain) const { return m_end[chain]; }

private:
    struct End {
        double rise;
        double *offset;
    };
    static void spread(std::vector<End> &ends, double height)
    {
        constexpr double straight = 0.5;
        std::stable_sort(ends.begin(), ends.end(), [](const End &a, const End &b) { return a.rise < b.rise; });
        const auto firstLevel = std::find_if(ends.begin(), ends.end(), [](const End &e) { return e.rise > -straight; });
        const auto firstBelow = std::find_if(firstLevel, ends.end(), [](const End &e) { return e.rise >= straight; });
        const auto above = firstLevel - ends.begin();
        const auto below = ends.end() - firstBelow;
        // Without a straight edge the nearest one of the only side takes the middle.
        const bool middleIsTaken = firstLevel != firstBelow || (above > 0 && below > 0);
        const auto count = static_cast<double>(std::max(above, below));
        if (count == 0)
            return;
        const double step = std::min(5.0, std::max(0.0, height / 2 - 9) / count);
        const double shift = middleIsTaken ? 0 : 1;
        for (std::ptrdiff_t i = 0; i < above; ++i)
            *ends[static_cast<std::size_t>(i)].offset = -step * (static_cast<double>(above - i) - shift);
        for (std::ptrdiff_t i = 0; i < below; ++i)
            *firstBelow[i].offset = step * (static_cast<double>(i + 1) - shift);
    }
    std::vector<double> m_start;
    std::vector<double> m_end;
};

void addPoint(std::vector<Point> &points, Point point)
{
    // Straight runs are one line.
    while (points.size() >= 2 && points.back().y == point.y && points[points.size() - 2].y == point.y)
        points.pop_back();
    points.push_back(point);
}

void drawPart(const Part &part, const PartLayout &layout, Point origin, std::uint32_t number, const LayoutInput &input,
              Layout &result)
{
    for (std::size_t v = 0; v < layout.graph.realCount; ++v) {
        const std::uint32_t node = part.nodes[v];
        const Extent &extent = input.nodes[node];
        result.nodes[node] = {origin.x + layout.middles[v].x - extent.width / 2,
                              origin.y + layout.middles[v].y - extent.height / 2, extent.width, extent.height};
        result.layers[node] = layout.graph.layer[v];
        result.parts[node] = number;
    }
    const Ports ports(layout);
    for (std::size_t i = 0; i < part.edges.size(); ++i) {
        const std::uint32_t e = part.edges[i];
        const std::uint32_t c = layout.chainOf[i];
        const Arc &chain = layout.chains[c];
        const bool isReversed = part.nodes[chain.from] != input.edges[e].first;
        const Box &from = result.nodes[part.nodes[chain.from]];
        const Box &to = result.nodes[part.nodes[chain.to]];
        std::vector<Point> points;
        points.push_back({from.right(), from.y + from.height / 2 + ports.atStart(c)});
        if (layout.chainPasses[c] != none) {
            const std::uint32_t span = layout.graph.layer[chain.to] - layout.graph.layer[chain.from];
            for (std::uint32_t pass = layout.chainPasses[c]; pass < layout.chainPasses[c] + span - 1; ++pass) {
                const std::uint32_t l = layout.graph.layer[pass];
                const double y = origin.y + layout.middles[pass].y;
                addPoint(points, {origin.x + layout.columnLeft[l], y});
                addPoint(points, {origin.x + layout.columnLeft[l] + layout.columnWidth[l], y});
            }
        }
        addPoint(points, {to.x, to.y + to.height / 2 + ports.atEnd(c)});
        if (isReversed)
            std::reverse(points.begin(), points.end());
        result.edges[e] = {std::move(points), isReversed};
    }
}

Box unitedBounds(const Layout &layout)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double left = infinity;
    double top = infinity;
    double right = -infinity;
    double bottom = -infinity;
    const auto add = [&](double x0, double y0, double x1, double y1) {
        left = std::min(left, x0);
        top = std::min(top, y0);
        right = std::max(right, x1);
        bottom = std::max(bottom, y1);
    };
    for (const Box &box : layout.nodes)
        add(box.x, box.y, box.right(), box.bottom());
    for (const EdgeRoute &route : layout.edges) {
        for (const Point &p : route.points)
            add(p.x, p.y, p.x, p.y);
    }
    if (left > right)
        return {};
    return {left, top, right - left, bottom - top};
}

std::optional<Error> problemOf(const LayoutInput &input)
{
    if (input.nodes.size() > nodeLimit || input.edges.size() > edgeLimit)
        return Error{ErrorCode::LimitExceeded, "graph too large to lay out", {}, 0, 0};
    if (!input.manual.empty() && input.manual.size() != input.nodes.size())
        return Error{ErrorCode::BadValue, "manual places do not match the nodes", {}, 0, 0};
    for (const auto &[from, to] : input.edges) {
        if (from >= input.nodes.size() || to >= input.nodes.size())
            return Error{ErrorCode::BadValue, "edge to a node that does not exist", {}, 0, 0};
    }
    for (const Extent &extent : input.nodes) {
        if (!(extent.width >= 0) || !(extent.height >= 0) || !std::isfinite(extent.width) || !std::isfinite(extent.height))
            return Error{ErrorCode::BadValue, "node without a size", {}, 0, 0};
    }
    for (const auto &place : input.manual) {
        if (place && (!std::isfinite(place->x) || !std::isfinite(place->y)))
            return Error{ErrorCode::BadValue, "manual place is not a number", {}, 0, 0};
    }
    return {};
}

} // namespace

std::pair<Point, Point> bezierOf(const Point &a, const Point &b)
{
    const double middle = (a.x + b.x) / 2;
    return {{middle, a.y}, {middle, b.y}};
}

EdgeRoute directRoute(const Box &from, const Box &to)
{
    const Point fromMiddle{from.x + from.width / 2, from.y + from.height / 2};
    const Point toMiddle{to.x + to.width / 2, to.y + to.height / 2};
    EdgeRoute route;
    if (to.x >= from.right()) {
        route.points = {{from.right(), fromMiddle.y}, {to.x, toMiddle.y}};
    } else if (to.right() <= from.x) {
        route.points = {{from.x, fromMiddle.y}, {to.right(), toMiddle.y}};
        route.reversed = true;
    } else {
        // One above the other: a straight line between the facing sides.
        const bool isBelow = toMiddle.y >= fromMiddle.y;
        const double left = std::max(from.x, to.x);
        const double right = std::min(from.right(), to.right());
        const double x = (left + right) / 2;
        route.points = {{x, isBelow ? from.bottom() : from.y}, {x, isBelow ? to.y : to.bottom()}};
    }
    return route;
}

Result<Layout> layeredLayout(const LayoutInput &input, const LayoutOptions &options, std::stop_token stop,
                             ProgressSink *progress)
{
    if (auto problem = problemOf(input))
        return *std::move(problem);
    const auto cancelled = [] { return Error{ErrorCode::Cancelled, "layout cancelled", {}, 0, 0}; };
    const std::size_t nodes = input.nodes.size();
    Layout result;
    result.nodes.resize(nodes);
    result.layers.resize(nodes, 0);
    result.parts.resize(nodes, 0);
    result.edges.resize(input.edges.size());
    std::vector<std::uint32_t> localOf(nodes, 0);

    const std::vector<Part> parts = partsOf(input);
    std::vector<PartLayout> layouts;
    std::size_t joined = 0;
    std::size_t done = 0;
    double area = 0;
    double widest = 0;
    for (; joined < parts.size() && parts[joined].nodes.size() > 1; ++joined) {
        auto layout = layoutOf(parts[joined], input, options, localOf, stop);
        if (!layout)
            return cancelled();
        area += (layout->width + options.groupGap) * (layout->height + options.groupGap);
        widest = std::max(widest, layout->width);
        layouts.push_back(std::move(*layout));
        done += parts[joined].nodes.size();
        if (progress)
            progress->progress("layout", done, nodes);
        if (stop.stop_requested())
            return cancelled();
    }

    // Shelves: parts side by side until the row is as wide as the aspect allows.
    const double shelfWidth = std::max(widest, std::sqrt(area * options.aspect));
    double x = 0;
    double y = 0;
    double shelfHeight = 0;
    for (std::size_t p = 0; p < joined; ++p) {
        if (x > 0 && x + layouts[p].width > shelfWidth) {
            x = 0;
            y += shelfHeight + options.groupGap;
            shelfHeight = 0;
        }
        drawPart(parts[p], layouts[p], {x, y}, static_cast<std::uint32_t>(p), input, result);
        result.crossings += layouts[p].crossings;
        result.crossingsBefore += layouts[p].crossingsBefore;
        x += layouts[p].width + options.groupGap;
        shelfHeight = std::max(shelfHeight, layouts[p].height);
    }
    y += joined > 0 ? shelfHeight + options.groupGap : 0;

    // Nodes without edges: rows of a grid under all else.
    const std::size_t single = parts.size() - joined;
    double cellWidth = 0;
    double cellHeight = 0;
    for (std::size_t p = joined; p < parts.size(); ++p) {
        cellWidth = std::max(cellWidth, input.nodes[parts[p].nodes.front()].width + options.nodeGap);
        cellHeight = std::max(cellHeight, input.nodes[parts[p].nodes.front()].height + options.nodeGap);
    }
    const double gridWidth = joined > 0 && single < 24
        ? std::max(shelfWidth, cellWidth)
        : std::max(shelfWidth, std::sqrt(static_cast<double>(single) * cellWidth * cellHeight * options.aspect));
    const auto perRow = static_cast<std::size_t>(cellWidth > 0 ? std::max(1.0, (gridWidth + options.nodeGap) / cellWidth) : 1);
    for (std::size_t p = joined; p < parts.size(); ++p) {
        const std::size_t i = p - joined;
        const std::uint32_t node = parts[p].nodes.front();
        result.nodes[node] = {static_cast<double>(i % perRow) * cellWidth, y + static_cast<double>(i / perRow) * cellHeight,
                              input.nodes[node].width, input.nodes[node].height};
        result.parts[node] = static_cast<std::uint32_t>(p);
    }

    if (!layouts.empty()) {
        const PartLayout &main = layouts.front();
        for (std::size_t l = 0; l < main.columnLeft.size(); ++l) {
            const auto real = std::count_if(main.graph.order[l].begin(), main.graph.order[l].end(),
                                            [&main](std::uint32_t v) { return !main.graph.isPass(v); });
            result.bands.push_back({main.columnLeft[l] - main.gap / 2, main.columnLeft[l] + main.columnWidth[l] + main.gap / 2,
                                    main.columnLeft[l], static_cast<std::uint32_t>(real)});
        }
    }

    if (!input.manual.empty()) {
        for (std::size_t v = 0; v < nodes; ++v) {
            if (input.manual[v]) {
                result.nodes[v].x = input.manual[v]->x;
                result.nodes[v].y = input.manual[v]->y;
            }
        }
        for (std::size_t e = 0; e < input.edges.size(); ++e) {
            const auto [from, to] = input.edges[e];
            if (from != to && (input.manual[from] || input.manual[to]))
                result.edges[e] = directRoute(result.nodes[from], result.nodes[to]);
        }
    }
    result.bounds = unitedBounds(result);
    return result;
}

} // namespace belay::graph
