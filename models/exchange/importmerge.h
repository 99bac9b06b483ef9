// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/importedgraph.h"

#include <string>
#include <vector>

namespace belay::exchange {

struct MergeOptions {
    /// Whose links these are. A later import of the same origin replaces them; other origins' links
    /// and those of people (with an empty origin) stay. Not empty.
    std::string origin;
    /// The environment that the input describes; added if there is none of that name. Empty: no
    /// environment is touched.
    std::string environment;
};

/// What a merge did, for the sentence that tells it.
struct MergeCounts {
    std::size_t componentsAdded = 0;
    std::size_t componentsKnown = 0;   ///< Were there before the import.
    std::size_t releasesAdded = 0;
    std::size_t liveChanged = 0;       ///< Components whose live release in the environment is another one now.
    std::size_t linksAdded = 0;
    std::size_t linksChanged = 0;      ///< Same ends, other label or resolved now.
    std::size_t linksRemoved = 0;
    std::size_t linksKept = 0;
    friend bool operator==(const MergeCounts &, const MergeCounts &) = default;
};

struct Merge {
    rollback::Workspace workspace;
    MergeCounts counts;
};

/// The workspace after an import. What people have added stays: kinds, releases and all that is
/// said about them, owners (an empty one is filled in), plans, layout, links without an origin.
/// New components and releases come after the existing ones, links of this origin that the graph no
/// longer has go. A component that the graph no longer has stays. Merging the same graph again
/// changes nothing. `rollback::difference` makes one undoable edit of it.
///
/// In the environment the last release of an imported component becomes the live one, unless it is
/// among the live ones already; what was live before ends the history.
///
/// Cost: linear in both.
[[nodiscard]] Merge merge(rollback::Workspace before, const ImportedGraph &graph, const MergeOptions &options);

} // namespace belay::exchange
