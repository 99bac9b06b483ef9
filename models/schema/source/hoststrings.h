// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// A string in a program, several that are joined by the language taken as one.
struct HostString {
    std::string text;           ///< Its value, escapes resolved.
    std::uint32_t line = 1;     ///< Where it begins.
    std::string name;           ///< Of the constant or variable that it is given to; empty if not seen.
    bool interpolated = false;  ///< Something else is put into it at run time.

    friend bool operator==(const HostString &, const HostString &) = default;
};

/// The program languages whose strings are known; Other is quotes of three kinds and C's comments.
enum class HostLanguage : std::uint8_t { Go, Rust, Python, JavaScript, Java, Kotlin, CSharp, Ruby, Php, Other };
[[nodiscard]] HostLanguage hostLanguageOf(std::string_view path);

/// All strings of a program text. Never fails; an unclosed string ends with its line, or, where the
/// language lets strings go over lines, with the text. Linear.
[[nodiscard]] std::vector<HostString> readHostStrings(std::string_view text, HostLanguage language);

} // namespace belay::schema
