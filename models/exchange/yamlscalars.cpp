// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/yamlparser.h"

#include <algorithm>

namespace belay::exchange {
namespace {

bool isBlank(char c) { return c == ' ' || c == '\t'; }
bool isBreak(char c) { return c == '\n' || c == '\r'; }
bool isFlowMark(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

void appendUtf8(std::string &out, char32_t c)
{
    const auto byte = [&](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0U | (c >> 6U));
        byte(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        byte(0xE0U | (c >> 12U));
        byte(0x80U | ((c >> 6U) & 0x3FU));
        byte(0x80U | (c & 0x3FU));
    } else {
        byte(0xF0U | (c >> 18U));
        byte(0x80U | ((c >> 12U) & 0x3FU));
        byte(0x80U | ((c >> 6U) & 0x3FU));
        byte(0x80U | (c & 0x3FU));
    }
}

} // namespace

bool YamlParser::isGap(std::size_t at) const
{
    return at >= m_text.size() || isBlank(m_text[at]) || isBreak(m_text[at]);
}

bool YamlParser::isFirstOnLine() const
{
    for (std::size_t at = m_lineStart; at < m_at; ++at) {
        if (m_text[at] != ' ')
            return false;
    }
    return true;
}

bool YamlParser::atDocumentMark() const
{
    if (m_at != m_lineStart)
        return false;
    const std::string_view mark = m_text.substr(m_at, 3);
    return (mark == "---" || mark == "...") && isGap(m_at + 3);
}

void YamlParser::skipBlanks()
{
    while (isBlank(peek()))
        ++m_at;
}

void YamlParser::lineBreak()
{
    m_at += peek() == '\r' && peek(1) == '\n' ? 2U : 1U;
    m_lineStart = m_at;
}

bool YamlParser::fail(std::string detail, std::size_t at)
{
    return m_builder.fail(ErrorCode::BadSyntax, "not YAML: " + std::move(detail), m_places.at(at));
}

bool YamlParser::skipToToken(bool flow)
{
    for (;;) {
        const bool fromLineStart = m_at == m_lineStart;
        while (peek() == ' ')
            ++m_at;
        if (peek() == '\t') {
            const std::size_t tab = m_at;
            skipBlanks();
            if (fromLineStart && !flow && !atEnd() && !isBreak(peek()) && peek() != '#')
                return fail("a tab in the indentation; use spaces", tab);
        }
        if (peek() == '#' && (m_at == 0 || isBlank(m_text[m_at - 1]) || m_at == m_lineStart)) {
            m_at = std::min(m_text.find_first_of("\r\n", m_at), m_text.size());
        }
        if (atEnd() || !isBreak(peek()))
            return true;
        lineBreak();
    }
}

bool YamlParser::scalar(std::string_view &text, int parent, bool flow, bool &quoted)
{
    quoted = peek() == '"' || peek() == '\'';
    if (peek() == '"')
        return doubleQuoted(text);
    if (peek() == '\'')
        return singleQuoted(text);
    return plain(text, parent, flow);
}

std::size_t YamlParser::plainLineEnd(std::size_t from, bool flow) const
{
    std::size_t at = from;
    for (; at < m_text.size(); ++at) {
        const char c = m_text[at];
        if (isBreak(c) || (flow && isFlowMark(c)))
            break;
        if (c == ':' && (isGap(at + 1) || (flow && isFlowMark(m_text[at + 1]))))
            break;
        if (c == '#' && at > from && isBlank(m_text[at - 1]))
            break;
    }
    while (at > from && isBlank(m_text[at - 1]))
        --at;
    return at;
}

bool YamlParser::continuesPlain(int parent, bool flow, std::size_t &breaks)
{
    const Spot spot{m_at, m_lineStart};
    breaks = 0;
    skipBlanks();
    while (!atEnd() && isBreak(peek())) {
        lineBreak();
        ++breaks;
        while (peek() == ' ')
            ++m_at;
        const int indent = column();
        skipBlanks();
        if (atEnd() || isBreak(peek()))
            continue;
        if ((flow || indent > parent) && peek() != '#') {
            m_at = m_lineStart;
            const bool mark = atDocumentMark();
            skipBlanks();
            if (!mark && plainLineEnd(m_at, flow) > m_at)
                return true;
        }
        break;
    }
    m_at = spot.at;
    m_lineStart = spot.lineStart;
    return false;
}

bool YamlParser::plain(std::string_view &text, int parent, bool flow)
{
    const char first = peek();
    if (std::string_view("%@`,[]{}#&*!|>'\"").find(first) != std::string_view::npos)
        return fail(std::string("a text cannot begin with `") + first + "`; put it in quotes", m_at);
    if ((first == '-' || first == '?' || first == ':') && (isGap(m_at + 1) || (flow && isFlowMark(peek(1)))))
        return fail(std::string("`") + first + "` is not expected here", m_at);
    std::size_t end = plainLineEnd(m_at, flow);
    text = m_text.substr(m_at, end - m_at);
    m_at = end;
    std::size_t breaks = 0;
    if (!continuesPlain(parent, flow, breaks))
        return true;
    m_buffer.assign(text);
    do {
        m_buffer.append(breaks == 1 ? 1 : breaks - 1, breaks == 1 ? ' ' : '\n');
        end = plainLineEnd(m_at, flow);
        m_buffer.append(m_text.substr(m_at, end - m_at));
        m_at = end;
    } while (continuesPlain(parent, flow, breaks));
    text = m_buffer;
    return true;
}

void YamlParser::foldBreaks()
{
    std::size_t breaks = 0;
    while (!atEnd() && isBreak(peek())) {
        lineBreak();
        ++breaks;
        skipBlanks();
    }
    m_buffer.append(breaks == 1 ? 1 : breaks - 1, breaks == 1 ? ' ' : '\n');
}

bool YamlParser::singleQuoted(std::string_view &text)
{
    const std::size_t open = m_at++;
    const std::size_t simpleEnd = m_text.find_first_of("'\r\n", m_at);
    if (simpleEnd != std::string_view::npos && m_text[simpleEnd] == '\'' && charAt(simpleEnd + 1) != '\'') {
        text = m_text.substr(m_at, simpleEnd - m_at);
        m_at = simpleEnd + 1;
        return true;
    }
    m_buffer.clear();
    for (;;) {
        if (atEnd() || atDocumentMark())
            return fail("these quotes are not closed", open);
        if (peek() == '\'') {
            ++m_at;
            if (peek() != '\'')
                break;
            m_buffer += '\'';
            ++m_at;
        } else if (isBreak(peek())) {
            m_buffer.resize(m_buffer.find_last_not_of(" \t") + 1);
            foldBreaks();
        } else {
            m_buffer += peek();
            ++m_at;
        }
    }
    text = m_buffer;
    return true;
}

bool YamlParser::doubleQuoted(std::string_view &text)
{
    const std::size_t open = m_at++;
    const std::size_t simpleEnd = m_text.find_first_of("\"\\\r\n", m_at);
    if (simpleEnd != std::string_view::npos && m_text[simpleEnd] == '"') {
        text = m_text.substr(m_at, simpleEnd - m_at);
        m_at = simpleEnd + 1;
        return true;
    }
    m_buffer.clear();
    std::size_t keep = 0; // Blanks before this were written as escapes and stay at a line's end.
    for (;;) {
        if (atEnd() || atDocumentMark())
            return fail("these quotes are not closed", open);
        const char c = peek();
        if (c == '"')
            break;
        if (c == '\\') {
            if (!escape())
                return false;
            keep = m_buffer.size();
        } else if (isBreak(c)) {
            std::size_t size = m_buffer.size();
            while (size > keep && isBlank(m_buffer[size - 1]))
                --size;
            m_buffer.resize(size);
            foldBreaks();
            keep = m_buffer.size();
        } else {
            m_buffer += c;
            ++m_at;
        }
    }
    ++m_at;
    text = m_buffer;
    return true;
}

bool YamlParser::hexDigits(std::size_t from, int count, char32_t &value)
{
    value = 0;
    for (int i = 0; i < count; ++i) {
        const char c = charAt(from + static_cast<std::size_t>(i));
        unsigned digit = 0;
        if (c >= '0' && c <= '9')
            digit = static_cast<unsigned>(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = static_cast<unsigned>(c - 'a') + 10U;
        else if (c >= 'A' && c <= 'F')
            digit = static_cast<unsigned>(c - 'A') + 10U;
        else
            return false;
        value = (value << 4U) | digit;
    }
    return true;
}

bool YamlParser::escape()
{
    const std::size_t start = m_at;
    const char c = peek(1);
    m_at += 2;
    int digits = 0;
    switch (c) {
    case '0': m_buffer += '\0'; return true;
    case 'a': m_buffer += '\a'; return true;
    case 'b': m_buffer += '\b'; return true;
    case 't':
    case '\t': m_buffer += '\t'; return true;
    case 'n': m_buffer += '\n'; return true;
    case 'v': m_buffer += '\v'; return true;
    case 'f': m_buffer += '\f'; return true;
    case 'r': m_buffer += '\r'; return true;
    case 'e': m_buffer += '\x1B'; return true;
    case ' ':
    case '"':
    case '/':
    case '\\': m_buffer += c; return true;
    case 'N': appendUtf8(m_buffer, 0x85); return true;
    case '_': appendUtf8(m_buffer, 0xA0); return true;
    case 'L': appendUtf8(m_buffer, 0x2028); return true;
    case 'P': appendUtf8(m_buffer, 0x2029); return true;
    case '\r':
    case '\n':
        --m_at;
        lineBreak();
        skipBlanks();
        // Empty lines behind an escaped line break are breaks of the text.
        while (!atEnd() && isBreak(peek())) {
            m_buffer += '\n';
            lineBreak();
            skipBlanks();
        }
        return true;
    case 'x': digits = 2; break;
    case 'u': digits = 4; break;
    case 'U': digits = 8; break;
    default: return fail("an escape that does not exist", start);
    }
    char32_t value = 0;
    if (!hexDigits(m_at, digits, value))
        return fail("an escape needs " + std::to_string(digits) + " hexadecimal digits", start);
    m_at += static_cast<std::size_t>(digits);
    const auto isSurrogate = [](char32_t v, char32_t from) { return v >= from && v < from + 0x400; };
    if (digits == 4 && isSurrogate(value, 0xD800) && peek() == '\\' && peek(1) == 'u') {
        char32_t low = 0;
        if (hexDigits(m_at + 2, 4, low) && isSurrogate(low, 0xDC00)) {
            value = 0x10000 + ((value - 0xD800) << 10U) + (low - 0xDC00);
            m_at += 6;
        }
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return fail("an escape for what is no character", start);
    appendUtf8(m_buffer, value);
    return true;
}

bool YamlParser::blockScalar(std::string_view &text, int parent)
{
    const bool folded = peek() == '>';
    ++m_at;
    char chomp = ' ';
    int indent = -1;
    for (int i = 0; i < 2; ++i) {
        if ((peek() == '+' || peek() == '-') && chomp == ' ') {
            chomp = peek();
            ++m_at;
        } else if (peek() >= '1' && peek() <= '9' && indent < 0) {
            indent = peek() - '0' + std::max(parent, 0);
            ++m_at;
        }
    }
    const std::size_t header = m_at;
    skipBlanks();
    if (peek() == '#' && m_at > header)
        m_at = std::min(m_text.find_first_of("\r\n", m_at), m_text.size());
    if (!atEnd() && !isBreak(peek()))
        return fail("a line break is expected behind the `|` or `>` of a block of text", m_at);
    if (!atEnd())
        lineBreak();

    m_buffer.clear();
    std::size_t breaks = 0;            // Not yet written.
    bool previousIsText = false;       // A line that folds with the next.
    bool any = false;
    while (!atEnd()) {
        while (peek() == ' ' && (indent < 0 || column() < indent))
            ++m_at;
        if (isBreak(peek())) {
            ++breaks;
            lineBreak();
            continue;
        }
        if (atEnd())
            break;
        if (indent < 0 && column() > parent)
            indent = column();
        if (indent < 0 || column() < indent || atDocumentMark()) {
            m_at = m_lineStart; // This line is for the caller.
            break;
        }
        const bool isText = !isBlank(peek());
        if (!any) {
            m_buffer.append(breaks, '\n');
        } else if (folded && previousIsText && isText) {
            m_buffer.append(breaks == 1 ? 1 : breaks - 1, breaks == 1 ? ' ' : '\n');
        } else {
            m_buffer.append(breaks, '\n');
        }
        const std::size_t end = std::min(m_text.find_first_of("\r\n", m_at), m_text.size());
        m_buffer.append(m_text.substr(m_at, end - m_at));
        any = true;
        previousIsText = isText;
        breaks = 0;
        m_at = end;
        if (!atEnd()) {
            breaks = 1;
            lineBreak();
        }
    }
    if (chomp == '+')
        m_buffer.append(breaks, '\n');
    else if (chomp == ' ' && any && breaks > 0)
        m_buffer += '\n';
    text = m_buffer;
    return true;
}

} // namespace belay::exchange
