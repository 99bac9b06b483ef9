// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace belay {

/// How much a finding matters, the least first. Everything that reports findings uses this scale.
enum class Severity : std::uint8_t { Note, Warning, Error };

/// "note", "warning", "error": in reports, and SARIF's levels.
[[nodiscard]] std::string_view toText(Severity severity);
[[nodiscard]] std::optional<Severity> severityFrom(std::string_view text);

} // namespace belay
