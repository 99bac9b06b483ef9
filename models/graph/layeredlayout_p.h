// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/graph/layeredlayout.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

/// The phases of the layered layout, for one part (nodes that edges join). Not for other folders.
namespace belay::graph::detail {

struct Arc {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    friend auto operator<=>(const Arc &, const Arc &) = default;
};

/// Rows of neighbours. `segment` is an index that both directions of one arc share.
class Rows {
public:
    struct Neighbour {
        std::uint32_t vertex = 0;
        std::uint32_t segment = 0;
    };
    void make(std::size_t vertices, std::span<const Arc> arcs, bool backwards)
    {
        m_start.assign(vertices + 1, 0);
        for (const Arc &arc : arcs)
            ++m_start[(backwards ? arc.to : arc.from) + 1];
        for (std::size_t i = 1; i <= vertices; ++i)
            m_start[i] += m_start[i - 1];
        m_neighbours.resize(arcs.size());
        std::vector<std::uint32_t> next(m_start.begin(), m_start.end() - 1);
        for (std::size_t i = 0; i < arcs.size(); ++i) {
            const std::uint32_t row = backwards ? arcs[i].to : arcs[i].from;
            m_neighbours[next[row]++] = {backwards ? arcs[i].from : arcs[i].to, static_cast<std::uint32_t>(i)};
        }
    }
    [[nodiscard]] std::span<const Neighbour> of(std::uint32_t v) const
    {
        return std::span(m_neighbours).subspan(m_start[v], m_start[v + 1] - m_start[v]);
    }
    [[nodiscard]] std::span<Neighbour> of(std::uint32_t v)
    {
        return std::span(m_neighbours).subspan(m_start[v], m_start[v + 1] - m_start[v]);
    }
    [[nodiscard]] std::size_t degree(std::uint32_t v) const { return m_start[v + 1] - m_start[v]; }

private:
    std::vector<std::uint32_t> m_start;
    std::vector<Neighbour> m_neighbours;
};

/// A proper layered graph: vertices below `realCount` are nodes, the others are where an edge passes
/// through a column.
struct LayeredGraph {
    std::size_t realCount = 0;
    std::vector<double> heights;                       ///< Of vertices; 0 where an edge passes.
    std::vector<std::uint32_t> layer;                  ///< Of vertices.
    std::vector<std::vector<std::uint32_t>> order;     ///< Vertices of each layer, from the top.
    std::vector<std::uint32_t> position;               ///< Of vertices in their layer.
    std::vector<Arc> segments;                         ///< Between neighbouring layers.
    Rows down;                                         ///< To the next layer.
    Rows up;                                           ///< To the layer before.
    [[nodiscard]] bool isPass(std::uint32_t v) const { return v >= realCount; }
    void updatePositions(std::size_t l)
    {
        for (std::size_t i = 0; i < order[l].size(); ++i)
            position[order[l][i]] = static_cast<std::uint32_t>(i);
    }
};

/// A node sequence with few arcs that run backwards (Eades, Lin, Smyth): none if there is no circle.
[[nodiscard]] std::vector<std::uint32_t> sequenceOf(std::size_t nodes, std::span<const Arc> arcs);

/// Layers for arcs that all run forwards in `sequence`; the lowest is 0.
[[nodiscard]] std::vector<std::uint32_t> layersOf(std::span<const std::uint32_t> sequence, std::span<const Arc> arcs);

[[nodiscard]] std::uint64_t crossingsOf(const LayeredGraph &graph);

/// Orders the layers. `before` is set to the crossings of the given order; never leaves more.
/// \returns the crossings, or nothing if it was stopped.
[[nodiscard]] std::optional<std::uint64_t> orderLayers(LayeredGraph &graph, int sweeps, std::stop_token stop,
                                                       std::uint64_t &before);

/// The y of the middle of every vertex, 0 or more; empty if it was stopped.
[[nodiscard]] std::vector<double> coordinatesOf(const LayeredGraph &graph, const LayoutOptions &options,
                                                std::stop_token stop);

} // namespace belay::graph::detail
