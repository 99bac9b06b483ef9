// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What PostgreSQL's input functions take. Pure functions on text; Undecided where the server's rules are
// wider than what is known here.
namespace belay::schema::analysis {

enum class Literal : std::uint8_t { Valid, Invalid, OutOfRange, FieldOutOfRange, Undecided };

[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] Literal readBool(std::string_view text);
[[nodiscard]] Literal readInteger(std::string_view text, std::int64_t lowest, std::int64_t highest);
[[nodiscard]] Literal readNumber(std::string_view text);
[[nodiscard]] Literal readUuid(std::string_view text);
[[nodiscard]] Literal readJson(std::string_view text);
[[nodiscard]] Literal readTimestamp(std::string_view text, bool dateOnly);
[[nodiscard]] Literal readTime(std::string_view text);
[[nodiscard]] Literal readInterval(std::string_view text);
[[nodiscard]] Literal readAddress(std::string_view text);
[[nodiscard]] Literal readRange(std::string_view text);

struct ArrayItem {
    std::string text;
    bool isNull = false;
};
/// The elements of "{...}", all dimensions flattened; false if it is malformed.
[[nodiscard]] bool readArrayLiteral(std::string_view text, char delimiter, std::vector<ArrayItem> &items);

} // namespace belay::schema::analysis
