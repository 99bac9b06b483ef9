// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/graph/layeredlayout.h"

#include <string>
#include <string_view>
#include <vector>

/// Places from Graphviz: what goes into `dot -Tplain` and what comes out of it. Running the program
/// is the caller's business.
namespace belay::graph {

/// The graph with its sizes, nodes named by their numbers: no name of the workspace leaves it.
[[nodiscard]] std::string dotInput(const LayoutInput &input, const LayoutOptions &options = {});

/// The upper left corner of every node, y downwards, the drawing's own corner at 0, 0.
/// Fails with BadSyntax if the text is not the plain format, BadStructure if a node is missing.
[[nodiscard]] Result<std::vector<Point>> readPlain(std::string_view plain, const LayoutInput &input);

} // namespace belay::graph
