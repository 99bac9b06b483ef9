// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Inside of the Compose importer: `.env` files and `${VARIABLES}`.
namespace belay::exchange {

/// Stands in a text for what a missing variable would have been; no image name holds it.
inline constexpr char missingValue = '\x7f';

struct Interpolated {
    std::string text;                  ///< With `missingValue` for each variable that has no value.
    std::vector<std::string> missing;  ///< Their names, and the message of `${NAME:?message}`.
};

class Variables {
public:
    /// Reads the lines `NAME=value` of a `.env` file, with quotes, comments, `export` and values
    /// that use earlier variables; later lines and files win. Fails with BadSyntax or LimitExceeded,
    /// with the line.
    [[nodiscard]] Result<Done> read(std::string_view text, const std::string &fileName);
    void set(std::string name, std::string value) { m_values.insert_or_assign(std::move(name), std::move(value)); }
    /// Compose's rules: `$A`, `${A}`, `${A:-b}`, `${A-b}`, `${A:+b}`, `${A+b}`, `${A:?b}`, `${A?b}`,
    /// `$$`, inside each other. Fails with BadSyntax or LimitExceeded, without a place.
    [[nodiscard]] Result<Interpolated> interpolate(std::string_view text) const;

private:
    std::unordered_map<std::string, std::string> m_values;
};

} // namespace belay::exchange
