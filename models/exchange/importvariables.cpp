// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importvariables.h"

#include "models/exchange/importbuilder.h"

namespace belay::exchange {

namespace {

constexpr std::size_t valueLimit = std::size_t{1} << 20;
constexpr int depthLimit = 20;

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isNamePart(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

std::size_t nameEnd(std::string_view text, std::size_t begin)
{
    std::size_t end = begin;
    if (end < text.size() && isNameStart(text[end])) {
        while (end < text.size() && isNamePart(text[end]))
            ++end;
    }
    return end;
}

/// Where the `}` stands that closes the brace before `begin`; npos if there is none.
std::size_t closingBrace(std::string_view text, std::size_t begin)
{
    std::size_t depth = 1;
    for (std::size_t i = begin; i < text.size(); ++i) {
        if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '$') {
            ++i;
        } else if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{') {
            ++depth;
            ++i;
        } else if (text[i] == '}' && --depth == 0) {
            return i;
        }
    }
    return std::string_view::npos;
}

class Interpolation {
public:
    explicit Interpolation(const std::unordered_map<std::string, std::string> &values) : m_values(values) {}

    bool append(std::string_view text, Interpolated &result, int depth)
    {
        if (depth > depthLimit)
            return fail(ErrorCode::LimitExceeded, "variables are nested too deep");
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '$' || i + 1 == text.size()) {
                result.text += text[i];
            } else if (text[i + 1] == '$') {
                result.text += '$';
                ++i;
            } else if (text[i + 1] == '{') {
                const std::size_t end = closingBrace(text, i + 2);
                if (end == std::string_view::npos)
                    return fail(ErrorCode::BadSyntax, "`${` without `}`");
                if (!expression(text.substr(i + 2, end - i - 2), result, depth))
                    return false;
                i = end;
            } else if (const std::size_t end = nameEnd(text, i + 1); end > i + 1) {
                value(std::string(text.substr(i + 1, end - i - 1)), result);
                i = end - 1;
            } else {
                result.text += '$';
            }
            if (result.text.size() > valueLimit)
                return fail(ErrorCode::LimitExceeded, "the value of variables grows too large");
        }
        return true;
    }

    Error error;

private:
    bool fail(ErrorCode code, std::string detail)
    {
        error = {code, std::move(detail), {}, 0, 0};
        return false;
    }

    void value(const std::string &name, Interpolated &result)
    {
        if (const auto known = m_values.find(name); known != m_values.end()) {
            result.text += known->second;
        } else {
            result.text += missingValue;
            result.missing.push_back(name);
        }
    }

    bool expression(std::string_view inside, Interpolated &result, int depth)
    {
        const std::size_t end = nameEnd(inside, 0);
        if (end == 0)
            return fail(ErrorCode::BadSyntax, "`${" + std::string(inside.substr(0, 40)) + "}` names no variable");
        const std::string name(inside.substr(0, end));
        std::string_view rest = inside.substr(end);
        if (rest.empty()) {
            value(name, result);
            return true;
        }
        const bool emptyIsUnset = rest.starts_with(':');
        if (emptyIsUnset)
            rest.remove_prefix(1);
        if (rest.empty() || std::string_view("-+?").find(rest.front()) == std::string_view::npos)
            return fail(ErrorCode::BadSyntax, "`${" + std::string(inside.substr(0, 40)) + "}` is no variable");
        const auto known = m_values.find(name);
        const bool set = known != m_values.end() && !(emptyIsUnset && known->second.empty());
        const std::string_view other = rest.substr(1);
        switch (rest.front()) {
        case '-':
            if (!set)
                return append(other, result, depth + 1);
            result.text += known->second;
            return true;
        case '+':
            return !set || append(other, result, depth + 1);
        default:
            if (set) {
                result.text += known->second;
            } else {
                result.text += missingValue;
                result.missing.push_back(other.empty() ? name : name + " (" + std::string(other) + ")");
            }
            return true;
        }
    }

    const std::unordered_map<std::string, std::string> &m_values;
};

/// The text up to the quote that ends it; `end` is set behind it. Nothing if there is none.
std::optional<std::string> quotedValue(std::string_view text, char quote, std::size_t &end)
{
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == quote) {
            end = i + 1;
            return value;
        }
        if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
            const char escaped = text[++i];
            value += escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped == 'r' ? '\r' : escaped;
            continue;
        }
        value += text[i];
    }
    return {};
}

std::uint32_t linesIn(std::string_view text)
{
    std::uint32_t lines = 0;
    for (const char c : text)
        lines += c == '\n' ? 1U : 0U;
    return lines;
}

} // namespace

Result<Interpolated> Variables::interpolate(std::string_view text) const
{
    Interpolated result;
    Interpolation interpolation(m_values);
    if (!interpolation.append(text, result, 0))
        return interpolation.error;
    return result;
}

Result<Done> Variables::read(std::string_view text, const std::string &fileName)
{
    std::uint32_t line = 0;
    std::size_t begin = 0;
    text = withoutMark(text);
    while (begin < text.size()) {
        ++line;
        const auto fail = [&](ErrorCode code, std::string detail) {
            return Error{code, std::move(detail), fileName, line, 0};
        };
        std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view statement = trimmed(text.substr(begin, end - begin));
        if (statement.starts_with("export ") || statement.starts_with("export\t"))
            statement = trimmed(statement.substr(7));
        if (statement.empty() || statement.starts_with('#')) {
            begin = end + 1;
            continue;
        }
        const std::size_t equal = statement.find('=');
        // A name alone takes its value from the shell, which an import does not look at.
        if (equal == std::string_view::npos) {
            if (nameEnd(statement, 0) != statement.size())
                return fail(ErrorCode::BadSyntax, "`NAME=value` is expected here");
            begin = end + 1;
            continue;
        }
        const std::string name(trimmed(statement.substr(0, equal)));
        if (name.empty() || name.find_first_of(" \t\"'$") != std::string::npos)
            return fail(ErrorCode::BadSyntax, "`" + name.substr(0, 40) + "` is no name of a variable");
        std::string_view raw = trimmed(statement.substr(equal + 1));
        std::string value;
        bool literal = false;
        std::uint32_t lines = 0;
        if (raw.starts_with('"') || raw.starts_with('\'')) {
            // A quoted value may go over several lines.
            const auto offset = static_cast<std::size_t>(raw.data() - text.data());
            literal = raw.front() == '\'';
            std::size_t length = 0;
            std::optional<std::string> quoted = quotedValue(text.substr(offset), raw.front(), length);
            if (!quoted)
                return fail(ErrorCode::BadSyntax, "the quoted value of `" + name + "` does not end");
            value = *std::move(quoted);
            lines = linesIn(text.substr(offset, length));
            end = std::min(text.find('\n', offset + length), text.size());
        } else {
            for (std::size_t i = 0; i < raw.size(); ++i) {
                if (raw[i] == '#' && (i == 0 || raw[i - 1] == ' ' || raw[i - 1] == '\t')) {
                    raw = trimmed(raw.substr(0, i));
                    break;
                }
            }
            value = raw;
        }
        if (!literal) {
            Result<Interpolated> result = interpolate(value);
            if (!result)
                return fail(result.error().code, result.error().detail);
            // A variable that has no value is empty, as Compose takes it inside of a .env file.
            value = std::move(result->text);
            std::erase(value, missingValue);
        }
        set(name, std::move(value));
        line += lines;
        begin = end + 1;
    }
    return Done{};
}

} // namespace belay::exchange
