// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/graph/blastradius.h"
#include "models/graph/dependencygraph.h"
#include "models/graph/edgerisk.h"
#include "models/graph/layeredlayout.h"

#include <string>
#include <vector>

/// The graph as text for other tools: one source for the command line and for the window's export.
namespace belay::graph {

/// Colours as "#rrggbb". The defaults are the light theme's.
struct DrawingColours {
    std::string background = "#F4F3EF";
    std::string node = "#FFFFFF";
    std::string nodeLine = "#B9B4A9";
    std::string nodeLineStrong = "#1B1D22";
    std::string text = "#1B1D22";
    std::string textSecondary = "#4B4E56";
    std::string selected = "#E7EBFB";
    std::string selectedLine = "#3451C6";
    std::string canGoBack = "#0B8E85";
    std::string afterOthers = "#D09506";
    std::string cannotGoBack = "#A8243A";
    std::string unknown = "#B9B4A9";
    std::string badge = "#1B1D22";
    std::string badgeText = "#FFFFFF";
};

/// What to draw besides the nodes and edges themselves.
struct DrawingContent {
    const BlastRadius *blast = nullptr;    ///< Marks the component, hop numbers; fades the rest.
    std::vector<EdgeRisk> risks;           ///< Empty, or one for each edge.
    std::vector<std::string> captions;     ///< Empty, or a second line for each node (its live release).
    std::string title;
    DrawingColours colours;
};

/// The size of every node's card in the drawings and on the canvas: wide enough for the longest name
/// within bounds.
[[nodiscard]] Extent cardExtent(const DependencyGraph &graph);
/// The whole graph as input for `layeredLayout`, edges in the order of the graph's.
[[nodiscard]] LayoutInput layoutInput(const DependencyGraph &graph);
/// "1.30" or "2.3 + 2.4" for each node; empty text where nothing is live.
[[nodiscard]] std::vector<std::string> liveCaptions(const DependencyGraph &graph, const BlastAnalysis &analysis);

/// Graphviz DOT; names are quoted, any text is safe in them.
[[nodiscard]] std::string toDot(const DependencyGraph &graph, const DrawingContent &content = {});
/// A stand-alone SVG 1.1 document.
[[nodiscard]] std::string toSvg(const DependencyGraph &graph, const Layout &layout,
                                const DrawingContent &content = {});
/// {"nodes":[…],"edges":[…],"circles":[…],"blast":{…}}, keys in this order, two-space indents.
[[nodiscard]] std::string toJson(const DependencyGraph &graph, const DrawingContent &content = {});
/// For a terminal. With a blast radius: who breaks, by hops, and why; who else could be affected;
/// what is reached only through the component. Without: what each component depends on.
[[nodiscard]] std::string toTextTree(const DependencyGraph &graph, const DrawingContent &content = {});

} // namespace belay::graph
