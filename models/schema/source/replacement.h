// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"

#include <span>
#include <string>
#include <string_view>

namespace belay::schema {

/// A word that a project rewrites before it sends its SQL: BLOB by BYTEA, say.
struct Replacement {
    std::string from;
    std::string to;

    friend bool operator==(const Replacement &, const Replacement &) = default;
};

/// "OLD=NEW"; BadValue without the equals sign, for an empty OLD, with a line break in either, or for
/// what is not UTF-8.
[[nodiscard]] Result<Replacement> parseReplacement(std::string_view text);

/// Replaces whole words (case counts), all replacements in one pass, so that none sees what another
/// wrote. Lines stay what they are; a shorter word is filled up with spaces, a longer one takes over
/// spare spaces behind it, so that later offsets stay too where there is room.
[[nodiscard]] std::string withReplacements(std::string text, std::span<const Replacement> replacements);

} // namespace belay::schema
