// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/layeredlayout_p.h"

#include <array>
#include <limits>

namespace belay::graph::detail {

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

double separationOf(const LayeredGraph &graph, const LayoutOptions &options, std::uint32_t a, std::uint32_t b)
{
    const bool passes = graph.isPass(a) || graph.isPass(b);
    return (graph.heights[a] + graph.heights[b]) / 2 + (passes ? options.edgeGap : options.nodeGap);
}

/// Segments that must not be straightened because they cross an inner segment (between two passing
/// places): inner segments stay straight.
std::vector<bool> conflictsOf(const LayeredGraph &graph)
{
    std::vector<bool> isConflict(graph.segments.size(), false);
    const auto isInner = [&graph](const Arc &s) { return graph.isPass(s.from) && graph.isPass(s.to); };
    for (std::size_t l = 0; l + 1 < graph.order.size(); ++l) {
        const auto &lower = graph.order[l + 1];
        std::uint32_t leftBound = 0;
        std::size_t scanned = 0;
        for (std::size_t i = 0; i < lower.size(); ++i) {
            std::uint32_t innerUp = none;
            for (const Rows::Neighbour &n : graph.up.of(lower[i])) {
                if (isInner(graph.segments[n.segment]))
                    innerUp = n.vertex;
            }
            if (innerUp == none && i + 1 < lower.size())
                continue;
            const std::uint32_t rightBound = innerUp != none
                ? graph.position[innerUp]
                : static_cast<std::uint32_t>(graph.order[l].size());
            for (; scanned <= i; ++scanned) {
                for (const Rows::Neighbour &n : graph.up.of(lower[scanned])) {
                    const std::uint32_t at = graph.position[n.vertex];
                    if ((at < leftBound || at > rightBound) && !isInner(graph.segments[n.segment]))
                        isConflict[n.segment] = true;
                }
            }
            leftBound = innerUp != none ? rightBound : leftBound;
        }
    }
    return isConflict;
}

/// One of the four alignments: neighbours from the left or from the right column, ties up or down.
class Alignment {
public:
    Alignment(const LayeredGraph &graph, const LayoutOptions &options, const std::vector<bool> &isConflict,
              bool fromRight, bool fromBottom)
        : m_graph(graph), m_options(options), m_isConflict(isConflict), m_fromRight(fromRight),
          m_fromBottom(fromBottom)
    {
    }

    std::vector<double> run()
    {
        align();
        return compact();
    }

private:
    [[nodiscard]] std::uint32_t at(std::size_t l, std::size_t i) const
    {
        const auto &order = m_graph.order[l];
        return m_fromBottom ? order[order.size() - 1 - i] : order[i];
    }
    [[nodiscard]] std::int64_t place(std::uint32_t v) const
    {
        const auto position = static_cast<std::int64_t>(m_graph.position[v]);
        return m_fromBottom ? static_cast<std::int64_t>(m_graph.order[m_graph.layer[v]].size()) - 1 - position
                            : position;
    }
    void align()
    {
        const std::size_t vertices = m_graph.layer.size();
        m_root.resize(vertices);
        m_next.resize(vertices);
        for (std::size_t v = 0; v < vertices; ++v)
            m_root[v] = m_next[v] = static_cast<std::uint32_t>(v);
        const std::size_t layers = m_graph.order.size();
        std::vector<Rows::Neighbour> row;
        for (std::size_t step = 1; step < layers; ++step) {
            const std::size_t l = m_fromRight ? layers - 1 - step : step;
            std::int64_t reached = -1;
            for (std::size_t i = 0; i < m_graph.order[l].size(); ++i) {
                const std::uint32_t v = at(l, i);
                const auto neighbours = (m_fromRight ? m_graph.down : m_graph.up).of(v);
                if (neighbours.empty())
                    continue;
                row.assign(neighbours.begin(), neighbours.end());
                std::sort(row.begin(), row.end(), [this](const Rows::Neighbour &a, const Rows::Neighbour &b) {
                    return place(a.vertex) < place(b.vertex);
                });
                for (std::size_t m = (row.size() - 1) / 2; m <= row.size() / 2; ++m) {
                    if (m_next[v] != v)
                        break;
                    const Rows::Neighbour &median = row[m];
                    if (m_isConflict[median.segment] || place(median.vertex) <= reached)
                        continue;
                    m_next[median.vertex] = v;
                    m_root[v] = m_root[median.vertex];
                    m_next[v] = m_root[v];
                    reached = place(median.vertex);
                }
            }
        }
    }

    /// Blocks go as far up as they can, then as far down again as the blocks below them let them:
    /// two longest paths over the blocks, which never cross.
    std::vector<double> compact()
    {
        const std::size_t vertices = m_graph.layer.size();
        struct Constraint {
            std::uint32_t above;
            std::uint32_t below;
            double distance;
        };
        std::vector<Constraint> constraints;
        constraints.reserve(vertices);
        std::vector<std::uint32_t> waiting(vertices, 0);
        std::vector<std::uint32_t> start(vertices + 1, 0);
        for (std::size_t l = 0; l < m_graph.order.size(); ++l) {
            for (std::size_t i = 1; i < m_graph.order[l].size(); ++i) {
                const std::uint32_t a = at(l, i - 1);
                const std::uint32_t b = at(l, i);
                constraints.push_back({m_root[a], m_root[b], separationOf(m_graph, m_options, a, b)});
                ++waiting[m_root[b]];
                ++start[m_root[a] + 1];
            }
        }
        for (std::size_t v = 1; v <= vertices; ++v)
            start[v] += start[v - 1];
        std::vector<std::uint32_t> next(start.begin(), start.end() - 1);
        std::vector<std::uint32_t> rows(constraints.size());
        for (std::size_t c = 0; c < constraints.size(); ++c)
            rows[next[constraints[c].above]++] = static_cast<std::uint32_t>(c);

        std::vector<double> y(vertices, 0);
        std::vector<std::uint32_t> blocks;
        for (std::size_t v = 0; v < vertices; ++v) {
            if (m_root[v] == v && waiting[v] == 0)
                blocks.push_back(static_cast<std::uint32_t>(v));
        }
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            for (std::uint32_t r = start[blocks[i]]; r < start[blocks[i] + 1]; ++r) {
                const Constraint &c = constraints[rows[r]];
                y[c.below] = std::max(y[c.below], y[c.above] + c.distance);
                if (--waiting[c.below] == 0)
                    blocks.push_back(c.below);
            }
        }
        for (std::size_t i = blocks.size(); i > 0; --i) {
            const std::uint32_t block = blocks[i - 1];
            double room = std::numeric_limits<double>::infinity();
            for (std::uint32_t r = start[block]; r < start[block + 1]; ++r) {
                const Constraint &c = constraints[rows[r]];
                room = std::min(room, y[c.below] - c.distance);
            }
            if (room != std::numeric_limits<double>::infinity())
                y[block] = std::max(y[block], room);
        }
        for (std::size_t v = 0; v < vertices; ++v)
            y[v] = m_root[v] == v ? y[v] : y[m_root[v]];
        if (m_fromBottom) {
            for (double &value : y)
                value = -value;
        }
        return y;
    }

    const LayeredGraph &m_graph;
    const LayoutOptions &m_options;
    const std::vector<bool> &m_isConflict;
    bool m_fromRight;
    bool m_fromBottom;
    std::vector<std::uint32_t> m_root;
    std::vector<std::uint32_t> m_next;
};

/// Columns that hundreds of edges pass through would be many times as high as their nodes: the
/// passing edges share at most the nodes' own height, down to `least` each.
LayoutOptions fitted(const LayeredGraph &graph, LayoutOptions options)
{
    constexpr double least = 1.5;
    double highest = 400;
    double mostPasses = 0;
    for (const auto &order : graph.order) {
        double height = 0;
        double passes = 0;
        for (const std::uint32_t v : order) {
            if (graph.isPass(v))
                passes += 1;
            else
                height += graph.heights[v] + options.nodeGap;
        }
        highest = std::max(highest, height);
        mostPasses = std::max(mostPasses, passes);
    }
    if (mostPasses > 0)
        options.edgeGap = std::clamp(highest / mostPasses, std::min(least, options.edgeGap), options.edgeGap);
    return options;
}

/// The least height that any coordinates need: that of the fullest column.
double leastHeight(const LayeredGraph &graph, const LayoutOptions &options)
{
    double most = 0;
    for (const auto &order : graph.order) {
        double height = 0;
        for (std::size_t i = 1; i < order.size(); ++i)
            height += separationOf(graph, options, order[i - 1], order[i]);
        most = std::max(most, height);
    }
    return most;
}

/// Places one column as near as can be (least squares) to the mean of its neighbours, in order and
/// with the separations: pooling of neighbours that would overlap, in linear time.
class MeanPlacement {
public:
    MeanPlacement(const LayeredGraph &graph, const LayoutOptions &options) : m_graph(graph), m_options(options)
    {
        m_y.resize(graph.layer.size());
        for (const auto &order : graph.order) {
            double y = 0;
            for (std::size_t i = 0; i < order.size(); ++i) {
                y += i > 0 ? separationOf(graph, options, order[i - 1], order[i]) : 0;
                m_y[order[i]] = y;
            }
            // All columns around one middle line to begin with.
            for (const std::uint32_t v : order)
                m_y[v] -= y / 2;
        }
    }

    std::vector<double> run(const std::stop_token &stop)
    {
        constexpr int sweeps = 6;
        const std::size_t layers = m_graph.order.size();
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            if (stop.stop_requested())
                return {};
            for (std::size_t l = 1; l < layers; ++l)
                place(l, true, sweep + 1 == sweeps);
            for (std::size_t l = layers - 1; l > 0; --l)
                place(l - 1, sweep + 1 == sweeps, true);
        }
        return std::move(m_y);
    }

private:
    struct Pool {
        double sum;
        double weight;
        std::size_t count;
        [[nodiscard]] double mean() const { return sum / weight; }
    };
    void place(std::size_t l, bool useUp, bool useDown)
    {
        const auto &order = m_graph.order[l];
        m_pools.clear();
        double offset = 0;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const std::uint32_t v = order[i];
            offset += i > 0 ? separationOf(m_graph, m_options, order[i - 1], v) : 0;
            double sum = 0;
            double weight = 0;
            const auto add = [&](const Rows &rows) {
                for (const Rows::Neighbour &n : rows.of(v)) {
                    // Long edges should be straight before short ones are.
                    const double pull = m_graph.isPass(v) && m_graph.isPass(n.vertex) ? 4 : 1;
                    sum += pull * m_y[n.vertex];
                    weight += pull;
                }
            };
            if (useUp)
                add(m_graph.up);
            if (useDown)
                add(m_graph.down);
            const double wish = (weight > 0 ? sum / weight : m_y[v]) - offset;
            const double own = std::max(weight, 0.1);
            m_pools.push_back({wish * own, own, 1});
            while (m_pools.size() > 1 && m_pools[m_pools.size() - 2].mean() > m_pools.back().mean()) {
                const Pool last = m_pools.back();
                m_pools.pop_back();
                m_pools.back().sum += last.sum;
                m_pools.back().weight += last.weight;
                m_pools.back().count += last.count;
            }
        }
        offset = 0;
        std::size_t i = 0;
        for (const Pool &pool : m_pools) {
            for (std::size_t k = 0; k < pool.count; ++k, ++i) {
                offset += i > 0 ? separationOf(m_graph, m_options, order[i - 1], order[i]) : 0;
                m_y[order[i]] = pool.mean() + offset;
            }
        }
    }

    const LayeredGraph &m_graph;
    const LayoutOptions &m_options;
    std::vector<double> m_y;
    std::vector<Pool> m_pools;
};

/// Moves all so that the highest edge is at 0.
void shiftToZero(const LayeredGraph &graph, std::vector<double> &y)
{
    double top = std::numeric_limits<double>::infinity();
    for (std::size_t v = 0; v < y.size(); ++v)
        top = std::min(top, y[v] - graph.heights[v] / 2);
    for (double &value : y)
        value -= top;
}

} // namespace

std::vector<double> coordinatesOf(const LayeredGraph &graph, const LayoutOptions &wanted, std::stop_token stop)
{
    // Straight long edges are worth some height, not any: in dense graphs they hold each other off.
    constexpr double tolerable = 1.7;
    const std::size_t vertices = graph.layer.size();
    const LayoutOptions options = fitted(graph, wanted);
    const std::vector<bool> isConflict = conflictsOf(graph);
    std::array<std::vector<double>, 4> four;
    std::array<double, 4> least{};
    std::array<double, 4> most{};
    std::size_t narrowest = 0;
    const double limit = std::max(tolerable * leastHeight(graph, options), 1200.0);
    for (std::size_t k = 0; k < 4; ++k) {
        if (stop.stop_requested())
            return {};
        four[k] = Alignment(graph, options, isConflict, k / 2 == 1, k % 2 == 1).run();
        least[k] = std::numeric_limits<double>::infinity();
        most[k] = -least[k];
        for (std::size_t v = 0; v < vertices; ++v) {
            least[k] = std::min(least[k], four[k][v] - graph.heights[v] / 2);
            most[k] = std::max(most[k], four[k][v] + graph.heights[v] / 2);
        }
        if (most[k] - least[k] > limit) {
            std::vector<double> y = MeanPlacement(graph, options).run(stop);
            shiftToZero(graph, y);
            return y;
        }
        if (most[k] - least[k] < most[narrowest] - least[narrowest])
            narrowest = k;
    }
    for (std::size_t k = 0; k < 4; ++k) {
        const double shift = k % 2 == 0 ? least[narrowest] - least[k] : most[narrowest] - most[k];
        for (double &y : four[k])
            y += shift;
    }
    std::vector<double> result(vertices);
    for (std::size_t v = 0; v < vertices; ++v) {
        std::array<double, 4> values{four[0][v], four[1][v], four[2][v], four[3][v]};
        std::sort(values.begin(), values.end());
        result[v] = (values[1] + values[2]) / 2;
    }
    shiftToZero(graph, result);
    return result;
}

} // namespace belay::graph::detail
