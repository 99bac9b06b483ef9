// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace belay {

/// The candidate that `word` most likely misspells: the smallest edit distance (insert, delete,
/// replace, swap of neighbours), at most a third of the word's length; empty if there is none.
/// Cost: candidates times the product of the lengths.
[[nodiscard]] std::string nearMiss(std::string_view word, std::span<const std::string_view> candidates);
[[nodiscard]] std::string nearMiss(std::string_view word, std::span<const std::string> candidates);

} // namespace belay
