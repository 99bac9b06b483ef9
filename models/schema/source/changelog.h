// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace belay::schema {

/// A document of YAML, JSON or XML in one shape. XML elements are maps: their attributes first, as
/// scalars, then the child elements in order; a name may come more than once. An element's own text is
/// the entry with the empty key, where each piece of text stands in line with the child elements.
struct ChangelogNode {
    enum class Kind : std::uint8_t { Scalar, List, Map };
    Kind kind = Kind::Scalar;
    std::string text;           ///< A scalar's.
    bool null = false;          ///< A scalar that was written as nothing.
    std::uint32_t line = 0;
    std::vector<std::pair<std::string, ChangelogNode>> entries; ///< A list's have empty keys.

    /// Declared, since clang cannot tell of an aggregate that holds pairs of itself whether it has one.
    ChangelogNode() = default;

    /// The first value of a key; null if there is none or this is no map.
    [[nodiscard]] const ChangelogNode *find(std::string_view key) const;
    /// A scalar's text by key; `ifAbsent` if there is none.
    [[nodiscard]] std::string value(std::string_view key, std::string_view ifAbsent = {}) const;
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
    /// Whether the key's value is written as true.
    [[nodiscard]] bool flag(std::string_view key, bool ifAbsent = false) const;
    /// An XML element's own text, or a scalar's.
    [[nodiscard]] std::string ownText() const;
};

/// Reads such documents. It is handed in from outside, so that this library needs no parser of them.
class ChangelogReader {
public:
    virtual ~ChangelogReader() = default;
    /// By the file name's end: .xml, .json, .yaml or .yml. Fails with the place of what is wrong. The
    /// reader bounds depth and size.
    [[nodiscard]] virtual Result<ChangelogNode> read(std::string_view text, const std::string &fileName) const = 0;
};

} // namespace belay::schema
