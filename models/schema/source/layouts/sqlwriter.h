// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/sqltext.h"

#include <string>
#include <string_view>
#include <vector>

namespace belay::schema::layouts {

/// A name as SQL wants it: in quotes only where it would else read differently.
[[nodiscard]] std::string sqlName(std::string_view name, Dialect dialect);
/// With a schema in front, if there is one.
[[nodiscard]] std::string sqlName(std::string_view schema, std::string_view name, Dialect dialect);
/// A list "a, b" of names, each written by sqlName. Expressions (anything with a parenthesis) stay.
[[nodiscard]] std::string sqlNames(std::string_view commaSeparated, Dialect dialect);
[[nodiscard]] std::string sqlNames(const std::vector<std::string> &names, Dialect dialect);
/// A string literal.
[[nodiscard]] std::string sqlText(std::string_view text, Dialect dialect);

} // namespace belay::schema::layouts
