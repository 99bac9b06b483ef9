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

bool hasTooManyAttributes(std::string_view xml)
{
    constexpr std::size_t most = 1000;
    const auto behind = [xml](std::string_view what, std::size_t from) {
        const std::size_t found = xml.find(what, from);
        return found == std::string_view::npos ? xml.size() : found + what.size();
    };
    std::size_t at = 0;
    while ((at = xml.find('<', at)) != std::string_view::npos) {
        const std::string_view rest = xml.substr(at);
        if (rest.starts_with("<!--")) {
            at = behind("-->", at + 4);
        } else if (rest.starts_with("<![CDATA[")) {
            at = behind("]]>", at + 9);
        } else {
            std::size_t attributes = 0;
            for (++at; at < xml.size() && xml[at] != '>'; ++at) {
                if (xml[at] == '"' || xml[at] == '\'')
                    at = behind(xml.substr(at, 1), at + 1) - 1;
                else if (xml[at] == '=' && ++attributes > most)
                    return true;
            }
        }
    }
    return false;
}

} // namespace belay::exchange
