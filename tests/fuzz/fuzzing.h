// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// A fuzz target: must take any bytes, keeps nothing between calls, returns 0. Inputs are texts where
/// that is possible, so that people can read what the fuzzer has found: see cutInput(). A target
/// demands more of the readers than that they do not crash, by require().
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace belay::fuzzing {

/// Part of an input.
struct Part {
    std::string name;
    std::string text;
};

/// An input of several parts: a first line with options, then parts, each behind a line "=== name".
/// An input without such lines is one part without a name.
struct CutInput {
    std::vector<std::string> options;   ///< Words of the first line.
    std::vector<Part> parts;            ///< At most `partLimit`; the rest is left out.

    [[nodiscard]] std::string option(std::size_t at) const { return at < options.size() ? options[at] : std::string(); }
};
inline constexpr std::size_t partLimit = 64;
[[nodiscard]] CutInput cutInput(const std::uint8_t *data, std::size_t size);

/// Ends the process, with what did not hold, so that the fuzzer keeps the input.
void require(bool holds, std::string_view what);

/// Whether a reader of files lets it through: UTF-8 without zero bytes.
[[nodiscard]] bool isText(std::string_view bytes);

} // namespace belay::fuzzing
