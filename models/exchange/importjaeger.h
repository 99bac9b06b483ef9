// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/importedgraph.h"

namespace belay::exchange {

/// Jaeger's dependencies: `[{parent, child, callCount}, …]`, bare or under `data`. Each parent and
/// child is a service, each pair a link labelled with the calls counted. See docs/import.md.
[[nodiscard]] Result<ImportedGraph> importJaeger(std::span<const InputText> inputs, std::stop_token stop = {},
                                                 ProgressSink *progress = nullptr);

} // namespace belay::exchange
