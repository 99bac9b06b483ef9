// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace belay::schema {

/// The page of one code: what it means and what to do. Texts live as long as the program.
struct SchemaCode {
    enum class About : unsigned char { Statement, Operation, Lint, Migrations };
    std::string_view code;
    About about = About::Statement;
    std::string_view title;     ///< A few words.
    std::string_view what;
    std::string_view remedy;
};

/// All codes that reports on schemas use, by what they are about, then by name.
[[nodiscard]] std::span<const SchemaCode> allSchemaCodes();
/// Null if there is none.
[[nodiscard]] const SchemaCode *findSchemaCode(std::string_view code);

} // namespace belay::schema
