// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/workspace.h"

#include <cstdint>

namespace belay::bench {

/// A workspace of services whose plan "rollout" moves every one of them one release on, providers
/// first. Each service has five releases and ten requirements, spread over its releases; a fifth of
/// those of the new releases ask for what their provider brings in this environment's last release,
/// so that the order of the plan is what keeps them. Safe at rollback depth 1. The same arguments
/// give the same workspace.
[[nodiscard]] rollback::Workspace rollingWorkspace(std::size_t components, std::size_t requirements);

/// The same idea as a partial order of `steps` steps over as many services: a step waits for its
/// providers' and for up to two others.
[[nodiscard]] rollback::Workspace partialWorkspace(std::size_t steps, std::size_t requirements);

} // namespace belay::bench
