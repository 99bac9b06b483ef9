// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Inside of workspacefile.h: a tree to be written as YAML or as JSON.
namespace belay::exchange {

struct TextEntry;

/// A value on its way out.
struct TextValue {
    enum class Kind : std::uint8_t {
        Text,                          ///< A string; in YAML in quotes where it needs them.
        Raw,                           ///< A number, true or false: written as it is.
        List,
        Map,
    };
    Kind kind = Kind::Text;
    std::string text;
    std::vector<TextEntry> entries;    ///< Of a map; of a list with empty keys.

    [[nodiscard]] static TextValue raw(std::string text);
    [[nodiscard]] static TextValue list();
    [[nodiscard]] static TextValue map();
    [[nodiscard]] bool isScalar() const { return kind == Kind::Text || kind == Kind::Raw; }
    TextValue &add(std::string_view key, TextValue value);
    TextValue &add(TextValue value);
};

struct TextEntry {
    std::string key;
    TextValue value;
};

// Not in the class: there its entries are not known yet, and clang minds.
inline TextValue TextValue::raw(std::string text) { return {Kind::Raw, std::move(text), {}}; }
inline TextValue TextValue::list() { return {Kind::List, {}, {}}; }
inline TextValue TextValue::map() { return {Kind::Map, {}, {}}; }
inline TextValue &TextValue::add(TextValue value) { return add({}, std::move(value)); }
[[nodiscard]] inline TextValue textValue(std::string_view text) { return {TextValue::Kind::Text, std::string(text), {}}; }

/// A text as a YAML scalar of one line: plain if every YAML reader takes that for the same text,
/// otherwise in double quotes. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string yamlScalar(std::string_view text);
/// A text as a JSON string. The same holds.
[[nodiscard]] std::string jsonString(std::string_view text);

/// A flow on one line for what fits on it, blocks for the rest. `indent` is the number of spaces
/// that the lines after the first get; the first line is for the caller to begin.
void writeYaml(const TextValue &value, std::size_t indent, std::string &out);
/// Short lists and maps on one line, others with an entry on each.
void writeJson(const TextValue &value, std::size_t indent, std::string &out);

} // namespace belay::exchange
