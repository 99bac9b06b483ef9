// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/workspace.h"

#include <cstdint>

namespace belay::exchange {

/// A small workspace with every part of the format, with ids, labels and texts that are as nasty as
/// the format allows, and with references to nothing. The same seed gives the same workspace.
[[nodiscard]] rollback::Workspace randomTextWorkspace(std::uint32_t seed);

} // namespace belay::exchange
