// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/importedgraph.h"

namespace belay::exchange {

/// GraphML, yEd's and yFiles' kinds included: every node is a service, named by its label if it has
/// one that no other node has; every edge is a link. Nested graphs are read as well. See
/// docs/import.md.
[[nodiscard]] Result<ImportedGraph> importGraphml(std::span<const InputText> inputs, std::stop_token stop = {},
                                                  ProgressSink *progress = nullptr);

} // namespace belay::exchange
