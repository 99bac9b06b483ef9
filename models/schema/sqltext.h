// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// The SQL that a file is written in.
enum class Dialect { PostgreSql, Sqlite, MySql };

/// A stretch of bytes in a text.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t length = 0;

    [[nodiscard]] std::uint32_t end() const { return begin + length; }
    friend bool operator==(const Span &, const Span &) = default;
};

/// A file that was read: its path as people name it (relative to the tree it lies in) and its text,
/// which is UTF-8 (readers refuse or repair anything else before it gets here).
struct SqlFile {
    std::string path;
    std::string text;

    friend bool operator==(const SqlFile &, const SqlFile &) = default;
};

/// Line and column of a byte, both from 1; the column counts bytes.
struct TextPosition {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend bool operator==(const TextPosition &, const TextPosition &) = default;
};

/// Finds lines by offset. Made once per text (one pass), then a lookup is a binary search.
class LineIndex {
public:
    explicit LineIndex(std::string_view text);
    /// Offsets past the end give the last position.
    [[nodiscard]] TextPosition at(std::uint32_t offset) const;

private:
    std::vector<std::uint32_t> m_starts;
    std::uint32_t m_size = 0;
};

} // namespace belay::schema
