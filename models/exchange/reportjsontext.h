// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace belay::exchange {

/// Writes JSON text piece by piece, without a tree in memory: a report of a long plan has millions
/// of entries. The caller keeps the pieces in order (a key before each value of an object).
/// Text that is not UTF-8 is written with U+FFFD in place of what is wrong.
class ReportJsonText {
public:
    /// Block: an entry per line. Line: all in one line, for short things.
    enum class Shape : std::uint8_t { Block, Line };

    ReportJsonText &beginObject(Shape shape = Shape::Block) { return begin('{', shape); }
    ReportJsonText &endObject() { return end('}'); }
    ReportJsonText &beginList(Shape shape = Shape::Block) { return begin('[', shape); }
    ReportJsonText &endList() { return end(']'); }
    /// For names of ours, which need no escapes.
    ReportJsonText &key(std::string_view name);
    /// For names of other people's.
    ReportJsonText &keyText(std::string_view name);
    ReportJsonText &text(std::string_view value);
    /// Null if empty.
    ReportJsonText &textOrNull(std::string_view value);
    ReportJsonText &number(std::int64_t value);
    ReportJsonText &boolean(bool value);
    ReportJsonText &null();
    /// Takes over JSON text whose strings hold no line breaks, indented to where it comes to stand.
    ReportJsonText &raw(std::string_view json);
    ReportJsonText &texts(const std::vector<std::string> &values);

    /// The whole, with a line break at the end. Leaves nothing behind.
    [[nodiscard]] std::string take();

private:
    struct Level {
        Shape shape = Shape::Block;
        bool empty = true;
    };
    ReportJsonText &begin(char bracket, Shape shape);
    ReportJsonText &end(char bracket);
    void beforeValue();
    void newLine();

    std::string m_text;
    std::vector<Level> m_levels;
    bool m_afterKey = false;
};

} // namespace belay::exchange
