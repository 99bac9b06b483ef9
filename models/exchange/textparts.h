// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/severity.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// How reports for a terminal are set: colours, margins, wrapped sentences.
namespace belay::exchange {

enum class Colours : std::uint8_t { Off, On };
enum class Ink : std::uint8_t { Plain, Strong, Red, Yellow, Green, Faint };

/// Lines are at most this long where their words allow it.
inline constexpr std::size_t textWidth = 100;
/// Where sentences begin, behind the word in front of them.
inline constexpr std::size_t reportMargin = 10;

[[nodiscard]] std::string inked(std::string_view text, Ink ink, Colours colours);
[[nodiscard]] Ink inkOf(Severity severity);
/// "1 finding", "2 findings".
[[nodiscard]] std::string counted(int count, std::string_view one, std::string_view many);
[[nodiscard]] std::string joined(const std::vector<std::string> &parts, std::string_view between = ", ");
/// "error     " and the like, so that the sentences line up.
[[nodiscard]] std::string labelled(std::string_view word, Ink ink, Colours colours);
/// A sentence at the margin, wrapped, with its line break.
[[nodiscard]] std::string marginLine(std::string_view text);
/// Breaks at spaces so that lines fit `textWidth`; lines after the first begin with `indent` spaces,
/// which the first is assumed to have already. Words that are longer stay whole.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent);

} // namespace belay::exchange
