// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/servicesgraph.h"
#include "views/shell/palettemodel.h"
#include "views/theme/theme.h"

#include <QtCore/QRectF>

#include <memory>
#include <optional>
#include <vector>

namespace belay::views {

/// What the canvas shows at the moment: the graph and what people do with it. The items read it
/// while painting; the canvas alone changes it.
struct GraphState {
    explicit GraphState(const Theme &theTheme) : theme(theTheme) {}

    const Theme &theme;
    std::shared_ptr<const items::ServicesGraph> services;
    std::vector<QRectF> boxes;         ///< Where the cards are now, also while one is dragged.
    int selected = -1;
    int hovered = -1;
    int hoveredEdge = -1;
    bool focused = false;              ///< The canvas has the keyboard.
    std::optional<graph::BlastRadius> blast; ///< Of the selected one.
    std::vector<int> hops;             ///< With a blast radius: for each node, -1 outside.
    std::vector<bool> breaks;
    std::vector<bool> matches;         ///< While something is searched for.
    bool searching = false;
    graph::Risk least = graph::Risk::Unknown; ///< Edges below it are faded.

    [[nodiscard]] int nodeCount() const { return static_cast<int>(boxes.size()); }
    [[nodiscard]] const items::ServiceNode &node(int index) const
    {
        return services->nodes[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] bool isFaded(int index) const
    {
        const auto at = static_cast<std::size_t>(index);
        if (searching)
            return !matches[at];
        if (blast)
            return hops[at] < 0;
        return least > graph::Risk::Unknown && node(index).risk < least;
    }
    /// An edge is plain when both its ends are; edges of the selected one always are.
    [[nodiscard]] bool isEdgeFaded(std::size_t edge) const
    {
        const graph::Edge &at = services->graph->edge(graph::EdgeId(edge));
        const auto from = static_cast<int>(at.from.value);
        const auto to = static_cast<int>(at.to.value);
        if (services->risks[edge].risk < least)
            return true;
        if (searching)
            return isFaded(from) && isFaded(to);
        if (blast)
            return from != selected && to != selected && (isFaded(from) || isFaded(to));
        return false;
    }
};

/// Colours and glyphs of a risk.
[[nodiscard]] Sign signOf(graph::Risk risk);

} // namespace belay::views
