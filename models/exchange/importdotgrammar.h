// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/rollback/workspace.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// Inside of the DOT importer. Boost's reader is recursive, knows no lines, and stops at much that
/// Graphviz accepts (anonymous `{ … }`, empty statements, names that are not ASCII, undirected
/// graphs). So a text is checked here first, against the whole grammar and with bounds, and written
/// again in the part of DOT that Boost reads: names and texts become numbers.
namespace belay::exchange {

struct DotGraph {
    struct Node {
        std::string name;
        std::string label;             ///< In one line; empty if it has none of its own.
        rollback::SourceMark mark;
    };
    bool directed = true;
    bool strict = false;
    rollback::SourceMark mark;
    std::vector<Node> nodes;           ///< In the order of the text; `nN` in `normal`.
    std::vector<std::string> texts;    ///< Values of `label` and `dir` in `normal`.
    std::vector<rollback::SourceMark> statements; ///< Values of `at`: of each edge statement.
    /// A digraph for Boost, ASCII: nodes `nN`; edges with the attributes `at`, `label`, `dir`, all
    /// of them numbers. Defaults of edges and their scopes are as in the text.
    std::string normal;
};

/// The graphs of a text. Fails with BadSyntax, or LimitExceeded for nesting and numbers, with the
/// place; or Cancelled.
[[nodiscard]] Result<std::vector<DotGraph>> normaliseDot(std::string_view text, const std::string &fileName,
                                                         std::stop_token stop = {});

} // namespace belay::exchange
