// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/importedgraph.h"

namespace belay::exchange {

/// Backstage's catalog-info.yaml: entities are components, references are links; those that the
/// input does not hold are kept, unresolved. See docs/import.md.
[[nodiscard]] Result<ImportedGraph> importBackstage(std::span<const InputText> inputs, std::stop_token stop = {},
                                                    ProgressSink *progress = nullptr);

} // namespace belay::exchange
