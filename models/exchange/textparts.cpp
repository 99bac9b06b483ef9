// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/textparts.h"

#include <algorithm>
#include <array>

namespace belay::exchange {

Ink inkOf(Severity severity)
{
    switch (severity) {
    case Severity::Error: return Ink::Red;
    case Severity::Warning: return Ink::Yellow;
    case Severity::Note: return Ink::Faint;
    }
    return Ink::Plain;
}

std::string inked(std::string_view text, Ink ink, Colours colours)
{
    constexpr std::array<std::string_view, 6> codes{"", "1", "1;31", "33", "1;32", "2"};
    if (colours == Colours::Off || ink == Ink::Plain)
        return std::string(text);
    return "\x1b[" + std::string(codes.at(static_cast<std::size_t>(ink))) + 'm' + std::string(text) + "\x1b[0m";
}

std::string counted(int count, std::string_view one, std::string_view many)
{
    return std::to_string(count) + ' ' + std::string(count == 1 ? one : many);
}

std::string joined(const std::vector<std::string> &parts, std::string_view between)
{
    std::string text;
    for (const std::string &part : parts)
        text += (text.empty() ? std::string() : std::string(between)) + part;
    return text;
}

std::string labelled(std::string_view word, Ink ink, Colours colours)
{
    std::string text = inked(word, ink, colours);
    if (word.size() < reportMargin)
        text.append(reportMargin - word.size(), ' ');
    return text;
}

std::string marginLine(std::string_view text) { return std::string(reportMargin, ' ') + wrapped(text, reportMargin) + '\n'; }

std::string wrapped(std::string_view text, std::size_t indent)
{
    std::string out;
    std::size_t column = indent;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        const std::string_view word = text.substr(at, end - at);
        // Continuation bytes of UTF-8 take no column.
        const auto width = static_cast<std::size_t>(std::count_if(word.begin(), word.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
        }));
        const bool first = column == indent;
        if (!first && column + 1 + width > textWidth) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (!first && !word.empty()) {
            out += ' ';
            ++column;
        }
        out += word;
        column += width;
        if (end < text.size() && text[end] == '\n') {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        }
        at = end + 1;
    }
    return out;
}

} // namespace belay::exchange
