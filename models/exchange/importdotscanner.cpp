// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importdotscanner.h"

#include "models/exchange/importbuilder.h"

namespace belay::exchange::dot {

using rollback::SourceMark;

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

TokenKind keyword(std::string_view word)
{
    const std::string lower = lowerCase(word);
    if (lower == "strict")
        return TokenKind::Strict;
    if (lower == "graph")
        return TokenKind::Graph;
    if (lower == "digraph")
        return TokenKind::Digraph;
    if (lower == "node")
        return TokenKind::Node;
    if (lower == "edge")
        return TokenKind::Edge;
    if (lower == "subgraph")
        return TokenKind::Subgraph;
    return TokenKind::Name;
}

} // namespace

std::optional<Token> Scanner::next()
{
    if (!skipSpace())
        return {};
    Token token;
    token.mark = mark();
    if (m_at == m_text.size())
        return token;
    const char c = m_text[m_at];
    if (c == '"')
        return quoted(std::move(token));
    if (c == '<')
        return html(std::move(token));
    if (isLetter(c)) {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && (isLetter(m_text[m_at]) || isDigit(m_text[m_at])))
            step();
        token.text = m_text.substr(begin, m_at - begin);
        token.kind = keyword(token.text);
        return token;
    }
    const bool arrow = c == '-' && m_at + 1 < m_text.size() && (m_text[m_at + 1] == '>' || m_text[m_at + 1] == '-');
    if (!arrow && (isDigit(c) || c == '.' || c == '-'))
        return number(std::move(token));
    return punctuation(std::move(token), arrow);
}

void Scanner::step()
{
    const char c = m_text[m_at++];
    if (c == '\n') {
        ++m_line;
        m_column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) {
        ++m_column;
    }
}

std::nullopt_t Scanner::fail(std::string what, SourceMark where)
{
    error = std::move(what);
    at = where;
    return std::nullopt;
}

bool Scanner::skipSpace()
{
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            step();
        } else if (startsWith("//") || (c == '#' && m_column == 1)) {
            while (m_at < m_text.size() && m_text[m_at] != '\n')
                step();
        } else if (startsWith("/*")) {
            const SourceMark begin = mark();
            const std::size_t end = m_text.find("*/", m_at + 2);
            if (end == std::string_view::npos) {
                fail("this comment does not end", begin);
                return false;
            }
            while (m_at < end + 2)
                step();
        } else {
            return true;
        }
    }
    return true;
}

std::optional<Token> Scanner::quoted(Token token)
{
    token.kind = TokenKind::Name;
    token.quoted = true;
    step();
    while (m_at < m_text.size() && m_text[m_at] != '"') {
        if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) {
            const char escaped = m_text[m_at + 1];
            if (escaped == '\n' || escaped == '"') {
                step();
                step();
                if (escaped == '"')
                    token.text += '"';
                continue;
            }
            // Other escapes belong to labels and stay as they are in names.
            token.text += '\\';
            step();
        }
        token.text += m_text[m_at];
        step();
    }
    if (m_at == m_text.size())
        return fail("this quoted text does not end", token.mark);
    step();
    return token;
}

std::optional<Token> Scanner::html(Token token)
{
    token.kind = TokenKind::Name;
    token.html = true;
    std::size_t depth = 0;
    const std::size_t begin = m_at;
    do {
        depth += m_text[m_at] == '<' ? 1U : 0U;
        depth -= m_text[m_at] == '>' ? 1U : 0U;
        step();
    } while (depth > 0 && m_at < m_text.size());
    if (depth > 0)
        return fail("this HTML text does not end", token.mark);
    token.text = m_text.substr(begin + 1, m_at - begin - 2);
    return token;
}

std::optional<Token> Scanner::number(Token token)
{
    const std::size_t begin = m_at;
    std::size_t digits = 0;
    if (m_text[m_at] == '-')
        step();
    const auto takeDigits = [&] {
        while (m_at < m_text.size() && isDigit(m_text[m_at])) {
            ++digits;
            step();
        }
    };
    takeDigits();
    if (m_at < m_text.size() && m_text[m_at] == '.') {
        step();
        takeDigits();
    }
    token.kind = TokenKind::Name;
    token.text = m_text.substr(begin, m_at - begin);
    if (digits == 0)
        return fail("`" + token.text + "` is not a name; names with other characters need quotes", token.mark);
    return token;
}

std::optional<Token> Scanner::punctuation(Token token, bool arrow)
{
    if (arrow) {
        token.kind = m_text[m_at + 1] == '>' ? TokenKind::Arrow : TokenKind::Line;
        token.text = m_text.substr(m_at, 2);
        step();
        step();
        return token;
    }
    static constexpr std::string_view signs = "{}[];,=:+";
    static constexpr TokenKind kinds[] = {
        TokenKind::LeftBrace, TokenKind::RightBrace, TokenKind::LeftBracket, TokenKind::RightBracket,
        TokenKind::Semicolon, TokenKind::Comma, TokenKind::Equal, TokenKind::Colon, TokenKind::Plus,
    };
    const std::size_t sign = signs.find(m_text[m_at]);
    token.text = m_text.substr(m_at, 1);
    if (sign == std::string_view::npos)
        return fail("`" + token.text + "` has no meaning here; names with other characters need quotes", token.mark);
    token.kind = kinds[sign];
    step();
    return token;
}

} // namespace belay::exchange::dot
