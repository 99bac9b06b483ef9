// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

/// What all SARIF logs of Belay share.
namespace belay::exchange {

inline constexpr std::string_view sarifSchemaUri =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A path as a URI reference (RFC 3986): relative paths stay relative.
[[nodiscard]] std::string uriReference(std::string_view path);
/// 16 hexadecimal digits of a text: for fingerprints, the same on every machine.
[[nodiscard]] std::string textFingerprint(std::string_view text);

} // namespace belay::exchange
