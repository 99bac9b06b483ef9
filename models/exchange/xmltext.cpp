// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/xmltext.h"

namespace belay::exchange {

std::string xmlEscaped(std::string_view text, XmlPlace place)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '&': out += "&amp;"; break;
        case '"': out += "&quot;"; break;
        case '\n':
        case '\t':
            if (place == XmlPlace::Element)
                out += c;
            else
                out += c == '\n' ? "&#10;" : "&#9;";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20)
                out += '?';
            else
                out += c;
        }
    }
    return out;
}

std::string xmlAttribute(std::string_view name, std::string_view value)
{
    return ' ' + std::string(name) + "=\"" + xmlEscaped(value, XmlPlace::Attribute) + '"';
}

std::string xmlAttribute(std::string_view name, std::size_t value)
{
    return xmlAttribute(name, std::string_view(std::to_string(value)));
}

} // namespace belay::exchange
