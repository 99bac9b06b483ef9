// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/sqltokens.h"

#include <algorithm>

namespace belay::schema {

namespace {

bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool beginsWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool inWord(char c) { return beginsWord(c) || isDigit(c) || c == '$'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::size_t endOfQuoted(std::string_view text, std::size_t at, char quote, bool backslashes)
{
    for (++at; at < text.size(); ++at) {
        if (backslashes && text[at] == '\\')
            ++at;
        else if (text[at] == quote) {
            if (at + 1 < text.size() && text[at + 1] == quote)
                ++at;
            else
                return at + 1;
        }
    }
    return text.size();
}

std::size_t endOfComment(std::string_view text, std::size_t at)
{
    if (text[at] == '-') {
        const std::size_t end = text.find('\n', at);
        return end == std::string_view::npos ? text.size() : end;
    }
    std::size_t depth = 0;
    while (at < text.size()) {
        if (text.substr(at, 2) == "/*") {
            ++depth;
            at += 2;
        } else if (text.substr(at, 2) == "*/") {
            at += 2;
            if (--depth == 0)
                break;
        } else {
            ++at;
        }
    }
    return at;
}

/// End of a dollar-quoted string that begins at `at`; npos if there is none.
std::size_t endOfDollarQuoted(std::string_view text, std::size_t at)
{
    std::size_t tag = at + 1;
    if (tag < text.size() && isDigit(text[tag]))
        return std::string_view::npos;
    while (tag < text.size() && inWord(text[tag]) && text[tag] != '$')
        ++tag;
    if (tag >= text.size() || text[tag] != '$')
        return std::string_view::npos;
    const std::string_view delimiter = text.substr(at, tag + 1 - at);
    const std::size_t close = text.find(delimiter, tag + 1);
    return close == std::string_view::npos ? text.size() : close + delimiter.size();
}

} // namespace

bool PostgresTokenizer::next(PostgresToken &token)
{
    std::size_t at = m_at;
    while (at < m_text.size() && isSpace(m_text[at]))
        ++at;
    if (at >= m_text.size()) {
        m_at = static_cast<std::uint32_t>(m_text.size());
        return false;
    }
    const char c = m_text[at];
    const char following = at + 1 < m_text.size() ? m_text[at + 1] : '\0';
    std::size_t end = at + 1;
    token.kind = PostgresToken::Kind::Symbol;
    if ((c == '-' && following == '-') || (c == '/' && following == '*')) {
        token.kind = PostgresToken::Kind::Comment;
        end = endOfComment(m_text, at);
    } else if (c == '\'') {
        token.kind = PostgresToken::Kind::String;
        end = endOfQuoted(m_text, at, '\'', false);
    } else if (c == '"') {
        token.kind = PostgresToken::Kind::QuotedWord;
        end = endOfQuoted(m_text, at, '"', false);
    } else if ((c == 'e' || c == 'E' || c == 'b' || c == 'B' || c == 'x' || c == 'X' || c == 'n' || c == 'N') && following == '\'') {
        token.kind = PostgresToken::Kind::String;
        end = endOfQuoted(m_text, at + 1, '\'', lower(c) == 'e');
    } else if (beginsWord(c)) {
        token.kind = PostgresToken::Kind::Word;
        while (end < m_text.size() && inWord(m_text[end]))
            ++end;
    } else if (isDigit(c) || (c == '.' && isDigit(following))) {
        token.kind = PostgresToken::Kind::Number;
        while (end < m_text.size() && (inWord(m_text[end]) || m_text[end] == '.'))
            ++end;
    } else if (c == '$') {
        const std::size_t close = endOfDollarQuoted(m_text, at);
        if (close != std::string_view::npos) {
            token.kind = PostgresToken::Kind::String;
            end = close;
        } else {
            while (end < m_text.size() && isDigit(m_text[end]))
                ++end;
        }
    } else if (c == ':' && following == ':') {
        ++end;
    }
    token.span = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end - at)};
    m_at = static_cast<std::uint32_t>(end);
    return true;
}

bool PostgresTokenizer::isWord(const PostgresToken &token, std::string_view lowerCase) const
{
    const std::string_view text = textOf(token);
    return token.kind == PostgresToken::Kind::Word && text.size() == lowerCase.size()
        && std::equal(text.begin(), text.end(), lowerCase.begin(), [](char a, char b) { return lower(a) == b; });
}

std::string_view textUpToSeparator(std::string_view text, std::uint32_t from, std::uint32_t limit)
{
    PostgresTokenizer tokens(text, from);
    PostgresToken token;
    std::uint32_t begin = from;
    std::uint32_t end = from;
    int depth = 0;
    bool first = true;
    while (tokens.next(token) && token.span.begin < limit) {
        if (token.kind == PostgresToken::Kind::Comment)
            continue;
        if (tokens.isSymbol(token, '(') || tokens.isSymbol(token, '['))
            ++depth;
        else if (tokens.isSymbol(token, ')') || tokens.isSymbol(token, ']'))
            --depth;
        if (depth < 0 || (depth == 0 && (tokens.isSymbol(token, ',') || tokens.isSymbol(token, ';'))))
            break;
        if (first)
            begin = token.span.begin;
        first = false;
        end = token.span.end();
    }
    return text.substr(begin, end - begin);
}

std::string_view textInParentheses(std::string_view text, std::uint32_t from)
{
    PostgresTokenizer tokens(text, from);
    PostgresToken token;
    while (tokens.next(token)) {
        if (!tokens.isSymbol(token, '('))
            continue;
        const std::uint32_t begin = token.span.end();
        std::uint32_t end = begin;
        int depth = 1;
        while (depth > 0 && tokens.next(token)) {
            if (tokens.isSymbol(token, '('))
                ++depth;
            else if (tokens.isSymbol(token, ')'))
                --depth;
            if (depth > 0)
                end = token.span.end();
        }
        std::string_view inner = text.substr(begin, end - begin);
        while (!inner.empty() && isSpace(inner.front()))
            inner.remove_prefix(1);
        return inner;
    }
    return {};
}

std::uint32_t behindWord(std::string_view text, std::uint32_t from, std::uint32_t limit, std::string_view lowerCase)
{
    PostgresTokenizer tokens(text, from);
    PostgresToken token;
    while (tokens.next(token) && token.span.begin < limit) {
        if (tokens.isWord(token, lowerCase))
            return token.span.end();
    }
    return noOffset;
}

std::string folded(std::string_view word)
{
    std::string result(word);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool mentionsName(std::string_view text, std::string_view name)
{
    PostgresTokenizer tokens(text);
    PostgresToken token;
    while (tokens.next(token)) {
        std::string_view word = tokens.textOf(token);
        if (token.kind == PostgresToken::Kind::Word) {
            if (word.size() == name.size() && folded(word) == name)
                return true;
        } else if (token.kind == PostgresToken::Kind::QuotedWord && word.size() == name.size() + 2 && word.substr(1, name.size()) == name) {
            return true;
        }
    }
    return false;
}

} // namespace belay::schema
