// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/importedgraph.h"

namespace belay::exchange {

/// Kubernetes manifests: Deployments, StatefulSets and DaemonSets are components, image tags are
/// releases; a container's environment that names a Service with a port links the workload to the
/// ones behind that Service. See docs/import.md.
[[nodiscard]] Result<ImportedGraph> importKubernetes(std::span<const InputText> inputs, std::stop_token stop = {},
                                                     ProgressSink *progress = nullptr);

} // namespace belay::exchange
