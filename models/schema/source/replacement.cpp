// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/replacement.h"

#include "models/schema/source/filetree.h"

#include <algorithm>

namespace belay::schema {

namespace {

bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool standsAlone(std::string_view text, std::size_t at, std::string_view word)
{
    const std::size_t end = at + word.size();
    return !(at > 0 && isWordPart(word.front()) && isWordPart(text[at - 1]))
        && !(end < text.size() && isWordPart(word.back()) && isWordPart(text[end]));
}

} // namespace

Result<Replacement> parseReplacement(std::string_view text)
{
    // What it writes becomes part of texts that are UTF-8.
    if (!textFromBytes(std::string(text), {}))
        return Error{ErrorCode::BadValue, "A replacement is not UTF-8.", {}, 0, 0};
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0 || text.find_first_of("\r\n") != std::string_view::npos)
        return Error{ErrorCode::BadValue, "\"" + std::string(text) + "\" is not of the form OLD=NEW.", {}, 0, 0};
    return Replacement{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

std::string withReplacements(std::string text, std::span<const Replacement> replacements)
{
    const bool any = std::any_of(replacements.begin(), replacements.end(),
                                 [&](const Replacement &r) { return text.find(r.from) != std::string::npos; });
    if (!any)
        return text;
    std::string result;
    result.reserve(text.size() + text.size() / 16);
    // How many bytes the result is ahead of the text: what later spaces on the line can give back.
    std::size_t ahead = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto found = std::find_if(replacements.begin(), replacements.end(), [&](const Replacement &r) {
            return std::string_view(text).substr(at).starts_with(r.from) && standsAlone(text, at, r.from);
        });
        if (found != replacements.end()) {
            result += found->to;
            at += found->from.size();
            if (found->to.size() > found->from.size()) {
                ahead += found->to.size() - found->from.size();
            } else {
                std::size_t spare = found->from.size() - found->to.size();
                const std::size_t back = std::min(spare, ahead);
                ahead -= back;
                spare -= back;
                result.append(spare, ' ');
            }
            while (ahead > 0 && at + 1 < text.size() && text[at] == ' ' && text[at + 1] == ' ') {
                ++at;
                --ahead;
            }
            continue;
        }
        result += text[at++];
    }
    return result;
}

} // namespace belay::schema
