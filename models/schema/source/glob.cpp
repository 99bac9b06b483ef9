// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/glob.h"

#include <algorithm>
#include <deque>
#include <optional>

namespace belay::schema {

namespace {

constexpr std::size_t mostPatternBytes = 4096;
constexpr std::size_t mostAlternatives = 1000;

Error badPattern(std::string_view pattern, std::string_view why)
{
    return {ErrorCode::BadValue, "The pattern \"" + std::string(pattern) + "\" " + std::string(why) + ".", {}, 0, 0};
}

/// Where the brace that opens at `open` closes; npos if it does not.
std::size_t closingBrace(std::string_view text, std::size_t open)
{
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '{')
            ++depth;
        else if (text[i] == '}' && --depth == 0)
            return i;
    }
    return std::string_view::npos;
}

std::size_t firstBrace(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '{')
            return i;
    }
    return std::string_view::npos;
}

/// Writes out `{a,b}`, one after the other so that nesting needs no recursion.
Result<std::vector<std::string>> expandBraces(std::string_view pattern)
{
    std::deque<std::string> open{std::string(pattern)};
    std::vector<std::string> done;
    while (!open.empty()) {
        const std::string text = std::move(open.front());
        open.pop_front();
        const std::size_t begin = firstBrace(text);
        if (begin == std::string::npos) {
            done.push_back(text);
            continue;
        }
        const std::size_t end = closingBrace(text, begin);
        if (end == std::string::npos)
            return badPattern(pattern, "opens a brace that nothing closes");
        int depth = 0;
        std::size_t from = begin + 1;
        for (std::size_t i = begin; i <= end; ++i) {
            if (text[i] == '\\') {
                ++i;
                continue;
            }
            if (text[i] == '{')
                ++depth;
            const bool last = text[i] == '}' && --depth == 0;
            if (last || (text[i] == ',' && depth == 1)) {
                open.push_back(text.substr(0, begin) + text.substr(from, i - from) + text.substr(end + 1));
                from = i + 1;
            }
        }
        if (open.size() + done.size() > mostAlternatives)
            return Error{ErrorCode::LimitExceeded, "The pattern \"" + std::string(pattern) + "\" has too many alternatives.",
                         {}, 0, 0};
    }
    return done;
}

std::vector<std::string> cut(std::string_view path)
{
    std::vector<std::string> parts;
    std::size_t from = 0;
    while (from <= path.size()) {
        const std::size_t slash = std::min(path.find('/', from), path.size());
        if (slash > from && path.substr(from, slash - from) != ".")
            parts.emplace_back(path.substr(from, slash - from));
        from = slash + 1;
    }
    return parts;
}

/// Whether a bracket expression takes the character; moves `at` behind it. The brackets are known
/// to be closed.
bool bracketTakes(std::string_view part, std::size_t &at, char character)
{
    std::size_t i = at + 1;
    const bool negated = i < part.size() && (part[i] == '!' || part[i] == '^');
    if (negated)
        ++i;
    bool taken = false;
    for (bool first = true; i < part.size() && (first || part[i] != ']'); first = false) {
        if (part[i] == '\\' && i + 1 < part.size())
            ++i;
        const auto low = static_cast<unsigned char>(part[i]);
        auto high = low;
        if (i + 2 < part.size() && part[i + 1] == '-' && part[i + 2] != ']') {
            high = static_cast<unsigned char>(part[i + 2]);
            i += 2;
        }
        const auto byte = static_cast<unsigned char>(character);
        taken = taken || (low <= byte && byte <= high);
        ++i;
    }
    at = i + 1;
    return taken != negated;
}

std::size_t characterLength(std::string_view text, std::size_t at)
{
    std::size_t length = 1;
    while (at + length < text.size() && (static_cast<unsigned char>(text[at + length]) & 0xc0U) == 0x80U)
        ++length;
    return length;
}

/// One folder's or file's name against one part of the pattern. A star that fails is retried from
/// its last place only, so this is never more than the product of the lengths.
bool partMatches(std::string_view part, std::string_view name)
{
    std::size_t p = 0;
    std::size_t n = 0;
    std::optional<std::size_t> starPart;
    std::size_t starName = 0;
    while (n < name.size()) {
        bool same = false;
        if (p < part.size()) {
            if (part[p] == '*') {
                starPart = ++p;
                starName = n;
                continue;
            }
            if (part[p] == '?') {
                n += characterLength(name, n);
                ++p;
                continue;
            }
            if (part[p] == '[') {
                same = bracketTakes(part, p, name[n]);
                if (same) {
                    ++n;
                    continue;
                }
            } else {
                const std::size_t at = part[p] == '\\' && p + 1 < part.size() ? p + 1 : p;
                if (part[at] == name[n]) {
                    p = at + 1;
                    ++n;
                    continue;
                }
            }
        }
        if (!starPart)
            return false;
        p = *starPart;
        n = ++starName;
    }
    while (p < part.size() && part[p] == '*')
        ++p;
    return p == part.size();
}

/// Row by row over the parts, so that several `**` cost no more than a product. With `prefix`, asks
/// whether something below the path could match.
bool pathMatches(const std::vector<std::string> &parts, const std::vector<std::string> &names, bool prefix)
{
    std::vector<char> here(parts.size() + 1, 0);
    const auto spread = [&parts](std::vector<char> &row) {
        for (std::size_t p = 0; p < parts.size(); ++p) {
            if (row[p] != 0 && parts[p] == "**")
                row[p + 1] = 1;
        }
    };
    here[0] = 1;
    spread(here);
    for (const std::string &name : names) {
        std::vector<char> next(parts.size() + 1, 0);
        for (std::size_t p = 0; p < parts.size(); ++p) {
            if (here[p] == 0)
                continue;
            if (parts[p] == "**")
                next[p] = 1;
            else if (partMatches(parts[p], name))
                next[p + 1] = 1;
        }
        spread(next);
        here = std::move(next);
    }
    if (!prefix)
        return here[parts.size()] != 0;
    return std::any_of(here.begin(), here.end() - 1, [](char open) { return open != 0; });
}

bool isPlain(std::string_view part)
{
    return part.find_first_of("*?[\\") == std::string_view::npos;
}

bool bracketsClose(std::string_view part)
{
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] == '\\') {
            ++i;
        } else if (part[i] == '[') {
            std::size_t end = i + 1;
            if (end < part.size() && (part[end] == '!' || part[end] == '^'))
                ++end;
            end = part.find(']', end + 1);
            if (end == std::string_view::npos)
                return false;
            i = end;
        }
    }
    return true;
}

} // namespace

Result<Glob> Glob::compile(std::string_view pattern)
{
    if (pattern.size() > mostPatternBytes)
        return Error{ErrorCode::LimitExceeded, "A pattern is longer than 4096 bytes.", {}, 0, 0};
    if (pattern.starts_with('/'))
        return badPattern(pattern, "is an absolute path; patterns count from the root of the tree");
    Glob glob;
    glob.m_pattern = pattern;
    Result<std::vector<std::string>> alternatives = expandBraces(pattern);
    if (!alternatives)
        return alternatives.error();
    for (const std::string &alternative : *alternatives) {
        Parts parts = cut(alternative);
        for (const std::string &part : parts) {
            if (part == "..")
                return badPattern(pattern, "leaves the tree with \"..\"");
            if (!bracketsClose(part))
                return badPattern(pattern, "opens a bracket that nothing closes");
        }
        if (!parts.empty())
            glob.m_alternatives.push_back(std::move(parts));
    }
    if (glob.m_alternatives.empty())
        return badPattern(pattern, "is empty");
    // What all alternatives begin with, their last part (a file's name) left out.
    const Parts &first = glob.m_alternatives.front();
    for (std::size_t i = 0; i + 1 < first.size() && isPlain(first[i]); ++i) {
        const bool common = std::all_of(glob.m_alternatives.begin(), glob.m_alternatives.end(),
                                        [&](const Parts &parts) { return i + 1 < parts.size() && parts[i] == first[i]; });
        if (!common)
            break;
        glob.m_fixedFolder += (i == 0 ? "" : "/") + first[i];
    }
    return glob;
}

bool Glob::matches(std::string_view path) const
{
    const std::vector<std::string> names = cut(path);
    return std::any_of(m_alternatives.begin(), m_alternatives.end(),
                       [&](const Parts &parts) { return pathMatches(parts, names, false); });
}

bool Glob::mayMatchIn(std::string_view folder) const
{
    const std::vector<std::string> names = cut(folder);
    return std::any_of(m_alternatives.begin(), m_alternatives.end(),
                       [&](const Parts &parts) { return pathMatches(parts, names, true); });
}

} // namespace belay::schema
