// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// A pattern over paths with `/`: `*` and `?` inside one folder, `**` over any number of folders
/// (none included), `[a-z]`, `[!a]`, `{one,two}`; a backslash takes the next character as it is.
/// Case counts. A pattern that names a folder without any of these does not match what is below it.
class Glob {
public:
    /// Fails with BadValue for an unclosed bracket or brace, a `..`, an absolute path, and with
    /// LimitExceeded for more than 4,096 bytes or 1,000 alternatives.
    [[nodiscard]] static Result<Glob> compile(std::string_view pattern);

    /// Cost: pattern times path at worst, never exponential.
    [[nodiscard]] bool matches(std::string_view path) const;
    /// False if no path inside this folder can match: whoever walks a tree may leave it out.
    [[nodiscard]] bool mayMatchIn(std::string_view folder) const;
    /// The folder that all matches lie in, as far as the pattern names it; empty: the root.
    [[nodiscard]] const std::string &fixedFolder() const { return m_fixedFolder; }
    [[nodiscard]] const std::string &pattern() const { return m_pattern; }

private:
    /// One alternative, cut at its slashes.
    using Parts = std::vector<std::string>;

    std::string m_pattern;
    std::string m_fixedFolder;
    std::vector<Parts> m_alternatives;
};

} // namespace belay::schema
