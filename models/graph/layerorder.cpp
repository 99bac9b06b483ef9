// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/layeredlayout_p.h"

#include <numeric>

namespace belay::graph::detail {

namespace {

/// Counts how many of the numbers added so far are above a bound.
class Fenwick {
public:
    void reset(std::size_t size) { m_sums.assign(size + 1, 0); m_total = 0; }
    void add(std::size_t at)
    {
        ++m_total;
        for (std::size_t i = at + 1; i < m_sums.size(); i += i & (~i + 1))
            ++m_sums[i];
    }
    [[nodiscard]] std::uint64_t above(std::size_t at) const
    {
        std::uint64_t upTo = 0;
        for (std::size_t i = at + 1; i > 0; i -= i & (~i + 1))
            upTo += m_sums[i];
        return m_total - upTo;
    }

private:
    std::vector<std::uint64_t> m_sums;
    std::uint64_t m_total = 0;
};

std::uint64_t crossingsBelow(const LayeredGraph &graph, std::size_t l, Fenwick &tree,
                             std::vector<std::uint32_t> &positions)
{
    tree.reset(graph.order[l + 1].size());
    std::uint64_t crossings = 0;
    for (const std::uint32_t v : graph.order[l]) {
        const auto row = graph.down.of(v);
        positions.clear();
        for (const Rows::Neighbour &n : row)
            positions.push_back(graph.position[n.vertex]);
        for (const std::uint32_t p : positions)
            crossings += tree.above(p);
        for (const std::uint32_t p : positions)
            tree.add(p);
    }
    return crossings;
}

void updateAllPositions(LayeredGraph &graph)
{
    for (std::size_t l = 0; l < graph.order.size(); ++l)
        graph.updatePositions(l);
}

/// Neighbours stay together if they are met together: visits from the left, deep first.
std::vector<std::vector<std::uint32_t>> orderByVisit(const LayeredGraph &graph)
{
    const std::size_t vertices = graph.layer.size();
    std::vector<std::vector<std::uint32_t>> order(graph.order.size());
    std::vector<bool> isSeen(vertices, false);
    std::vector<std::uint32_t> stack;
    for (const auto &starts : graph.order) {
        for (const std::uint32_t start : starts) {
            if (isSeen[start])
                continue;
            isSeen[start] = true;
            stack.assign(1, start);
            while (!stack.empty()) {
                const std::uint32_t v = stack.back();
                stack.pop_back();
                order[graph.layer[v]].push_back(v);
                for (const Rows &rows : {std::cref(graph.up), std::cref(graph.down)}) {
                    const auto row = rows.of(v);
                    for (auto n = row.rbegin(); n != row.rend(); ++n) {
                        if (!isSeen[n->vertex]) {
                            isSeen[n->vertex] = true;
                            stack.push_back(n->vertex);
                        }
                    }
                }
            }
        }
    }
    return order;
}

enum class Side { Up, Down, Both };

/// Sorts one layer by the mean place of its neighbours; who has none keeps its place.
void sortByMean(LayeredGraph &graph, std::size_t l, Side side, std::vector<double> &key)
{
    auto &order = graph.order[l];
    const auto sizeOf = [&graph](std::size_t at) { return static_cast<double>(graph.order[at].size()); };
    const double own = sizeOf(l);
    const double before = l > 0 ? sizeOf(l - 1) : 1;
    const double behind = l + 1 < graph.order.size() ? sizeOf(l + 1) : 1;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::uint32_t v = order[i];
        double sum = 0;
        std::size_t count = 0;
        if (side != Side::Down) {
            for (const Rows::Neighbour &n : graph.up.of(v))
                sum += (graph.position[n.vertex] + 0.5) / before;
            count += graph.up.degree(v);
        }
        if (side != Side::Up) {
            for (const Rows::Neighbour &n : graph.down.of(v))
                sum += (graph.position[n.vertex] + 0.5) / behind;
            count += graph.down.degree(v);
        }
        key[v] = count > 0 ? sum / static_cast<double>(count) : (static_cast<double>(i) + 0.5) / own;
    }
    std::stable_sort(order.begin(), order.end(), [&key](std::uint32_t a, std::uint32_t b) { return key[a] < key[b]; });
    graph.updatePositions(l);
}

/// Crossings of the rows of two vertices if `a` is above `b`, on sorted positions.
std::uint64_t pairCrossings(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b)
{
    std::uint64_t crossings = 0;
    std::size_t below = 0;
    for (const std::uint32_t p : a) {
        while (below < b.size() && b[below] < p)
            ++below;
        crossings += below;
    }
    return crossings;
}

/// Swaps neighbours of a layer while that removes crossings. \returns whether it removed any.
bool swapNeighbours(LayeredGraph &graph, std::size_t l)
{
    auto &order = graph.order[l];
    std::vector<std::vector<std::uint32_t>> rows(2 * order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (const Rows::Neighbour &n : graph.up.of(order[i]))
            rows[2 * i].push_back(graph.position[n.vertex]);
        for (const Rows::Neighbour &n : graph.down.of(order[i]))
            rows[2 * i + 1].push_back(graph.position[n.vertex]);
        std::sort(rows[2 * i].begin(), rows[2 * i].end());
        std::sort(rows[2 * i + 1].begin(), rows[2 * i + 1].end());
    }
    bool isBetter = false;
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
        const std::uint64_t now = pairCrossings(rows[2 * i], rows[2 * i + 2])
            + pairCrossings(rows[2 * i + 1], rows[2 * i + 3]);
        if (now == 0)
            continue;
        const std::uint64_t swapped = pairCrossings(rows[2 * i + 2], rows[2 * i])
            + pairCrossings(rows[2 * i + 3], rows[2 * i + 1]);
        if (swapped < now) {
            std::swap(order[i], order[i + 1]);
            rows[2 * i].swap(rows[2 * i + 2]);
            rows[2 * i + 1].swap(rows[2 * i + 3]);
            isBetter = true;
        }
    }
    if (isBetter)
        graph.updatePositions(l);
    return isBetter;
}

} // namespace

std::uint64_t crossingsOf(const LayeredGraph &graph)
{
    Fenwick tree;
    std::vector<std::uint32_t> positions;
    std::uint64_t crossings = 0;
    for (std::size_t l = 0; l + 1 < graph.order.size(); ++l)
        crossings += crossingsBelow(graph, l, tree, positions);
    return crossings;
}

std::optional<std::uint64_t> orderLayers(LayeredGraph &graph, int sweeps, std::stop_token stop, std::uint64_t &before)
{
    before = crossingsOf(graph);
    std::uint64_t best = before;
    auto bestOrder = graph.order;
    const std::size_t layers = graph.order.size();
    std::vector<double> key(graph.layer.size(), 0);
    const auto keepIfBetter = [&] {
        const std::uint64_t now = crossingsOf(graph);
        if (now >= best)
            return false;
        best = now;
        bestOrder = graph.order;
        return true;
    };
    const auto restoreBest = [&] {
        graph.order = bestOrder;
        updateAllPositions(graph);
    };

    graph.order = orderByVisit(graph);
    updateAllPositions(graph);
    keepIfBetter();
    int idle = 0;
    for (int sweep = 0; sweep < sweeps && best > 0 && idle < 4; ++sweep) {
        if (stop.stop_requested())
            return {};
        // Both neighbours every third time: that leaves the ruts of one-sided sweeps.
        const bool bothSides = sweep % 3 == 2;
        if (sweep % 2 == 0) {
            for (std::size_t l = 1; l < layers; ++l)
                sortByMean(graph, l, bothSides ? Side::Both : Side::Up, key);
        } else {
            for (std::size_t l = layers - 1; l > 0; --l)
                sortByMean(graph, l - 1, bothSides ? Side::Both : Side::Down, key);
        }
        idle = keepIfBetter() ? 0 : idle + 1;
    }
    restoreBest();
    constexpr int swapPasses = 6;
    for (int pass = 0; pass < swapPasses && best > 0; ++pass) {
        if (stop.stop_requested())
            return {};
        bool isBetter = false;
        for (std::size_t l = 0; l < layers; ++l)
            isBetter = swapNeighbours(graph, l) || isBetter;
        if (!isBetter)
            break;
    }
    return crossingsOf(graph);
}

} // namespace belay::graph::detail
