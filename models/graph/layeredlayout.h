// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

/// A layered drawing of a directed graph in columns, after Sugiyama, Tagawa and Toda (1981): circles
/// are cut (Eades, Lin, Smyth 1993), nodes get layers (longest path, then pulled together), orders
/// are found by barycentre sweeps, coordinates by Brandes and Köpf (2002), in dense graphs by means.
namespace belay::graph {

struct Point {
    double x = 0;
    double y = 0;
    friend bool operator==(const Point &, const Point &) = default;
};

struct Extent {
    double width = 0;
    double height = 0;
    friend bool operator==(const Extent &, const Extent &) = default;
};

/// Axis-parallel, x and y are the upper left corner.
struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    [[nodiscard]] double right() const { return x + width; }
    [[nodiscard]] double bottom() const { return y + height; }
    friend bool operator==(const Box &, const Box &) = default;
};

struct LayoutInput {
    std::vector<Extent> nodes;
    /// From, to: indices of nodes. Loops and repeated pairs are allowed.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    /// Where somebody has put a node (its upper left corner); empty, or one for each node. These
    /// stay exactly there; the others are placed as if nobody had moved anything.
    std::vector<std::optional<Point>> manual;
};

struct LayoutOptions {
    double layerGap = 84;              ///< Free space between columns; more where they are very high.
    double nodeGap = 26;               ///< Free space between nodes of a column.
    double edgeGap = 14;               ///< Space for an edge that passes through a column.
    double groupGap = 56;              ///< Free space between parts that no edge joins.
    double aspect = 1.6;               ///< Width by height that several parts are packed to.
    int sweeps = 24;                   ///< At most; stops when three sweeps bring nothing.
};

/// A route from the end of `from` to the end of `to`: neighbouring points with the same y are joined
/// by a straight line, others by a curve that leaves and arrives horizontally (`bezierOf`). Two
/// points at least; none for a loop.
struct EdgeRoute {
    std::vector<Point> points;
    bool reversed = false;             ///< Cut to break a circle: it runs from right to left.
    friend bool operator==(const EdgeRoute &, const EdgeRoute &) = default;
};

/// A column of the largest part, for the soft bands behind it.
struct LayerBand {
    double left = 0;
    double right = 0;
    double nodesLeft = 0;              ///< Where its nodes begin.
    std::uint32_t nodeCount = 0;
    friend bool operator==(const LayerBand &, const LayerBand &) = default;
};

struct Layout {
    std::vector<Box> nodes;
    std::vector<std::uint32_t> layers; ///< Column of each node within its part, from 0.
    std::vector<std::uint32_t> parts;  ///< Part of each node (nodes that edges join); 0 is the largest.
    std::vector<EdgeRoute> edges;      ///< One for each edge of the input.
    std::vector<LayerBand> bands;      ///< Of part 0; empty if it has fewer than two nodes.
    Box bounds;                        ///< Of all nodes and routes.
    std::uint64_t crossings = 0;       ///< Between edge pieces of neighbouring columns.
    std::uint64_t crossingsBefore = 0; ///< The same before the sweeps.
    friend bool operator==(const Layout &, const Layout &) = default;
};

/// Deterministic: the same input gives the same layout. Invariants: an edge that is not reversed
/// runs from a lower to a higher layer; nodes without a manual place do not overlap each other.
/// Fails with Cancelled, BadValue (an index or a list length out of range), LimitExceeded (over
/// 2,000,000 nodes or 8,000,000 edges).
/// Cost: about 0.1 s for 5,000 nodes and 10,000 edges; edges over very many columns get no place of
/// their own between nodes once the total would exceed `passLimit`.
[[nodiscard]] Result<Layout> layeredLayout(const LayoutInput &input, const LayoutOptions &options = {},
                                           std::stop_token stop = {}, ProgressSink *progress = nullptr);
inline constexpr std::size_t passLimit = 60'000;

/// The route of an edge between two boxes without regard to others: what a drag shows.
[[nodiscard]] EdgeRoute directRoute(const Box &from, const Box &to);

/// The control points of the curve between two neighbouring points of a route.
[[nodiscard]] std::pair<Point, Point> bezierOf(const Point &a, const Point &b);

} // namespace belay::graph
