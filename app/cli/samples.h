// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace belay::cli {

/// The workspaces that come with Belay, compiled in.
[[nodiscard]] std::vector<std::string> sampleNames();
/// The text of one, with its comments; empty if there is none of that name.
[[nodiscard]] std::string sampleText(std::string_view name);

} // namespace belay::cli
