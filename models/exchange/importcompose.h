// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/importedgraph.h"

namespace belay::exchange {

/// Docker Compose: services are components, `depends_on` are links, image tags are releases. Later
/// inputs override earlier ones; inputs named `.env`, `.env.*` or `*.env` give the variables. See
/// docs/import.md.
[[nodiscard]] Result<ImportedGraph> importCompose(std::span<const InputText> inputs, std::stop_token stop = {},
                                                  ProgressSink *progress = nullptr);

} // namespace belay::exchange
