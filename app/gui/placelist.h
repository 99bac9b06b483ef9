// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/place.h"

#include <memory>
#include <vector>

namespace belay::app {

/// The places that exist, in the order of the rail.
[[nodiscard]] std::vector<std::unique_ptr<views::Place>> makePlaces(const views::Theme &theme);

} // namespace belay::app
