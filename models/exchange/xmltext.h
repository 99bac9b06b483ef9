// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace belay::exchange {

enum class XmlPlace : std::uint8_t { Attribute, Element };

/// XML 1.0 has no form at all for most control characters (they become `?`), and parsers turn line
/// breaks in attributes into spaces (they become references).
[[nodiscard]] std::string xmlEscaped(std::string_view text, XmlPlace place);
/// ` name="value"`, with the space before.
[[nodiscard]] std::string xmlAttribute(std::string_view name, std::string_view value);
[[nodiscard]] std::string xmlAttribute(std::string_view name, std::size_t value);

/// Whether an element has more attributes than anybody writes (1,000): Qt's reader compares each with
/// each other, within one step. Cost: one pass.
[[nodiscard]] bool hasTooManyAttributes(std::string_view xml);

} // namespace belay::exchange
