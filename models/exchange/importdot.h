// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/importedgraph.h"

namespace belay::exchange {

/// Graphviz DOT: every node is a service, every edge as it is drawn a link (`dir=back` turns it
/// round, `dir=both` makes two), its label the link's label. Reads all graphs of a text; names are
/// shared between them. See docs/import.md.
[[nodiscard]] Result<ImportedGraph> importDot(std::span<const InputText> inputs, std::stop_token stop = {},
                                              ProgressSink *progress = nullptr);

} // namespace belay::exchange
