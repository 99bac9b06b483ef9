// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/textvalue.h"

#include <algorithm>
#include <array>
#include <limits>

namespace belay::exchange {
namespace {

constexpr std::size_t lineWidth = 110;
constexpr std::size_t tooWide = std::numeric_limits<std::size_t>::max() / 4;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// Words that some YAML reader takes for something else than text.
bool isReserved(std::string_view text)
{
    constexpr std::array<std::string_view, 9> words{"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
    const auto same = [&](std::string_view word) {
        return std::equal(word.begin(), word.end(), text.begin(), text.end(),
                          [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b); });
    };
    return std::any_of(words.begin(), words.end(), same);
}

bool isPlain(std::string_view text)
{
    if (text.empty())
        return false;
    if (isDigit(text.front())) {
        // Durations are the only plain texts with a digit in front: no reader takes them for numbers.
        return text.size() > 1 && std::all_of(text.begin(), text.end() - 1, isDigit)
               && std::string_view("smhdw").find(text.back()) != std::string_view::npos;
    }
    if (!isLetter(text.front()) || text.back() == ' ' || isReserved(text))
        return false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const char c = text[i];
        if (!isLetter(c) && !isDigit(c) && std::string_view(" -./+@").find(c) == std::string_view::npos)
            return false;
    }
    return true;
}

struct CodePoint {
    char32_t value = 0xFFFD;
    std::size_t length = 1;
    bool valid = false;
};

CodePoint codePointAt(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) -> unsigned {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const unsigned first = byte(0);
    std::size_t length = 0;
    char32_t value = 0;
    if (first < 0x80)
        return {first, 1, true};
    if (first >= 0xC2 && first < 0xE0) {
        length = 2;
        value = first & 0x1FU;
    } else if (first >= 0xE0 && first < 0xF0) {
        length = 3;
        value = first & 0x0FU;
    } else if (first >= 0xF0 && first < 0xF5) {
        length = 4;
        value = first & 0x07U;
    } else {
        return {};
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U)
            return {};
        value = (value << 6U) | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (value < least.at(length) || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return {};
    return {value, length, true};
}

void appendHex(std::string &out, char32_t value, int digits)
{
    constexpr std::string_view letters = "0123456789ABCDEF";
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        out += letters[(value >> static_cast<unsigned>(shift)) & 15U];
}

/// Both languages: double quotes with escapes that both know. Besides what must be escaped, what a
/// person would not see or an editor might change.
std::string quotedText(std::string_view text)
{
    std::string out = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        if (!c.valid) {
            out += "\xEF\xBF\xBD";
        } else if (c.value == '"' || c.value == '\\') {
            out += '\\';
            out += text[at];
        } else if (c.value == '\n') {
            out += "\\n";
        } else if (c.value == '\t') {
            out += "\\t";
        } else if (c.value == '\r') {
            out += "\\r";
        } else if (c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0) || c.value == 0x2028 || c.value == 0x2029
                   || c.value == 0xFEFF || c.value == 0xFFFE || c.value == 0xFFFF) {
            out += "\\u";
            appendHex(out, c.value, 4);
        } else {
            out.append(text.substr(at, c.length));
        }
        at += c.length;
    }
    out += '"';
    return out;
}

std::string scalarText(const TextValue &value, bool yaml)
{
    if (value.kind == TextValue::Kind::Raw)
        return value.text;
    return yaml ? yamlScalar(value.text) : jsonString(value.text);
}

/// Appends the value on one line; false, with `out` in any state, if it becomes longer than `end`.
bool writeFlow(const TextValue &value, bool yaml, std::size_t end, std::string &out)
{
    if (value.isScalar()) {
        out += scalarText(value, yaml);
        return out.size() <= end;
    }
    const bool isMap = value.kind == TextValue::Kind::Map;
    out += isMap ? '{' : '[';
    bool first = true;
    for (const TextEntry &entry : value.entries) {
        if (!first)
            out += ", ";
        first = false;
        if (isMap)
            out.append(yaml ? yamlScalar(entry.key) : jsonString(entry.key)).append(": ");
        if (!writeFlow(entry.value, yaml, end, out))
            return false;
    }
    out += isMap ? '}' : ']';
    return out.size() <= end;
}

/// Appends the value on the current line, which has `used` columns, if it fits; otherwise nothing.
bool writeIfShort(const TextValue &value, bool yaml, std::size_t used, std::string &out)
{
    const std::size_t before = out.size();
    const std::size_t room = value.isScalar() || value.entries.empty() ? tooWide : lineWidth > used ? lineWidth - used : 0;
    if (writeFlow(value, yaml, before + room, out))
        return true;
    out.resize(before);
    return false;
}

std::size_t columnOf(const std::string &out)
{
    const std::size_t newline = out.rfind('\n');
    return newline == std::string::npos ? out.size() : out.size() - newline - 1;
}

} // namespace

TextValue &TextValue::add(std::string_view key, TextValue value)
{
    entries.push_back({std::string(key), std::move(value)});
    return *this;
}

std::string yamlScalar(std::string_view text) { return isPlain(text) ? std::string(text) : quotedText(text); }

std::string jsonString(std::string_view text) { return quotedText(text); }

void writeYaml(const TextValue &value, std::size_t indent, std::string &out)
{
    if (writeIfShort(value, true, columnOf(out), out))
        return;
    const bool isMap = value.kind == TextValue::Kind::Map;
    bool first = true;
    for (const TextEntry &entry : value.entries) {
        if (!first)
            out.append("\n").append(indent, ' ');
        first = false;
        if (!isMap) {
            out += "- ";
            writeYaml(entry.value, indent + 2, out);
            continue;
        }
        out.append(yamlScalar(entry.key)).append(":");
        out += ' ';
        if (writeIfShort(entry.value, true, columnOf(out), out))
            continue;
        out.back() = '\n';
        out.append(indent + 2, ' ');
        writeYaml(entry.value, indent + 2, out);
    }
}

void writeJson(const TextValue &value, std::size_t indent, std::string &out)
{
    if (writeIfShort(value, false, columnOf(out), out))
        return;
    const bool isMap = value.kind == TextValue::Kind::Map;
    out += isMap ? '{' : '[';
    bool first = true;
    for (const TextEntry &entry : value.entries) {
        out.append(first ? "\n" : ",\n").append(indent + 2, ' ');
        first = false;
        if (isMap)
            out.append(jsonString(entry.key)).append(": ");
        writeJson(entry.value, indent + 2, out);
    }
    out.append("\n").append(indent, ' ');
    out += isMap ? '}' : ']';
}

} // namespace belay::exchange
