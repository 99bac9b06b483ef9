// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/workspace.h"

#include <cstdint>

namespace belay::rollback::oracle {

/// A small valid workspace with one environment "e" and one plan "p": 1-5 components of all kinds,
/// 1-4 releases each, at most six steps. The same seed gives the same workspace everywhere.
[[nodiscard]] Workspace randomWorkspace(std::uint64_t seed);

/// One random edit of the workspace's first plan: a step added, removed, moved or changed. Often, not
/// always, the plan is still valid.
[[nodiscard]] Plan editedPlan(const Workspace &workspace, std::uint64_t seed);

} // namespace belay::rollback::oracle
