// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <array>

namespace belay::schema {

namespace {

enum CharacterClass : unsigned char { Other, SpaceClass, WordStart, Digit };

constexpr std::array<unsigned char, 256> classTable()
{
    std::array<unsigned char, 256> table{};
    for (const char c : {' ', '\t', '\n', '\r', '\f', '\v'})
        table[static_cast<unsigned char>(c)] = SpaceClass;
    for (unsigned c = 'a'; c <= 'z'; ++c)
        table[c] = table[c - 'a' + 'A'] = WordStart;
    for (unsigned c = 0x80; c < 0x100; ++c)
        table[c] = WordStart;
    table['_'] = WordStart;
    for (unsigned c = '0'; c <= '9'; ++c)
        table[c] = Digit;
    return table;
}
constexpr std::array<unsigned char, 256> classes = classTable();

unsigned char classOf(char c)
{
    return classes[static_cast<unsigned char>(c)];
}

bool isWordPart(char c)
{
    return classOf(c) >= WordStart || c == '$';
}

char upperOf(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

} // namespace

SqlToken SqlLexer::token(SqlTokenKind kind, std::size_t end, bool unterminated)
{
    const SqlToken made{kind, {static_cast<std::uint32_t>(m_at), static_cast<std::uint32_t>(end - m_at)}, unterminated, false};
    m_at = end;
    return made;
}

SqlToken SqlLexer::quoted(SqlTokenKind kind, std::size_t from, char quote, bool backslashes)
{
    const char close = quote == '[' ? ']' : quote;
    std::size_t at = from + 1;
    while (at < m_text.size()) {
        if (!backslashes) {
            at = m_text.find(close, at);
            if (at == std::string_view::npos)
                break;
        } else if (m_text[at] == '\\') {
            at += 2;
            continue;
        } else if (m_text[at] != close) {
            ++at;
            continue;
        }
        // Twice means once, brackets excepted.
        if (quote != '[' && at + 1 < m_text.size() && m_text[at + 1] == close) {
            at += 2;
            continue;
        }
        return token(kind, at + 1);
    }
    return token(kind, m_text.size(), true);
}

SqlToken SqlLexer::blockComment()
{
    std::size_t depth = 1;
    std::size_t at = m_at + 2;
    while (true) {
        at = m_text.find_first_of("*/", at);
        if (at == std::string_view::npos || at + 1 >= m_text.size())
            return token(SqlTokenKind::Comment, m_text.size(), true);
        if (m_text[at] == '*' && m_text[at + 1] == '/') {
            at += 2;
            if (--depth == 0)
                return token(SqlTokenKind::Comment, at);
        } else if (m_text[at] == '/' && m_text[at + 1] == '*' && m_dialect == Dialect::PostgreSql) {
            ++depth;
            at += 2;
        } else {
            ++at;
        }
    }
}

SqlToken SqlLexer::dollar()
{
    std::size_t end = m_at + 1;
    if (end < m_text.size() && classOf(m_text[end]) == Digit) {
        while (end < m_text.size() && classOf(m_text[end]) == Digit)
            ++end;
        return token(SqlTokenKind::Parameter, end);
    }
    if (m_dialect == Dialect::PostgreSql) {
        while (end < m_text.size() && classOf(m_text[end]) >= WordStart)
            ++end;
        if (end < m_text.size() && m_text[end] == '$') {
            const std::string_view tag = m_text.substr(m_at, end + 1 - m_at);
            const std::size_t close = m_text.find(tag, end + 1);
            SqlToken made = close == std::string_view::npos ? token(SqlTokenKind::String, m_text.size(), true)
                                                            : token(SqlTokenKind::String, close + tag.size());
            made.dollarQuoted = true;
            return made;
        }
    }
    return token(SqlTokenKind::Operator, m_at + 1);
}

SqlToken SqlLexer::next()
{
    if (m_at >= m_text.size()) {
        m_at = m_text.size();
        return token(SqlTokenKind::End, m_at);
    }
    const char c = m_text[m_at];
    const char following = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
    std::size_t end = m_at + 1;
    switch (classOf(c)) {
    case SpaceClass:
        while (end < m_text.size() && classOf(m_text[end]) == SpaceClass)
            ++end;
        return token(SqlTokenKind::Space, end);
    case WordStart:
        if (following == '\'') {
            const char prefix = upperOf(c);
            if (prefix == 'E' && m_dialect == Dialect::PostgreSql)
                return quoted(SqlTokenKind::String, m_at + 1, '\'', true);
            if (prefix == 'B' || prefix == 'X' || prefix == 'N')
                return quoted(SqlTokenKind::String, m_at + 1, '\'', prefix == 'N' && m_dialect == Dialect::MySql);
        }
        if (upperOf(c) == 'U' && following == '&' && m_dialect == Dialect::PostgreSql && m_at + 2 < m_text.size()) {
            if (m_text[m_at + 2] == '\'')
                return quoted(SqlTokenKind::String, m_at + 2, '\'', false);
            if (m_text[m_at + 2] == '"')
                return quoted(SqlTokenKind::QuotedName, m_at + 2, '"', false);
        }
        while (end < m_text.size() && isWordPart(m_text[end]))
            ++end;
        return token(SqlTokenKind::Word, end);
    case Digit:
        while (end < m_text.size() && (classOf(m_text[end]) >= WordStart || m_text[end] == '.'))
            ++end;
        return token(SqlTokenKind::Number, end);
    default:
        break;
    }
    const bool mysql = m_dialect == Dialect::MySql;
    switch (c) {
    case '\'':
        return quoted(SqlTokenKind::String, m_at, '\'', mysql);
    case '"':
        return quoted(mysql ? SqlTokenKind::String : SqlTokenKind::QuotedName, m_at, '"', mysql);
    case '`':
        if (m_dialect != Dialect::PostgreSql)
            return quoted(SqlTokenKind::QuotedName, m_at, '`', false);
        break;
    case '[':
        if (m_dialect == Dialect::Sqlite)
            return quoted(SqlTokenKind::QuotedName, m_at, '[', false);
        break;
    case '-':
        // MySQL wants white space behind the dashes.
        if (following == '-'
            && (!mysql || m_at + 2 >= m_text.size() || classOf(m_text[m_at + 2]) == SpaceClass))
            return token(SqlTokenKind::Comment, std::min(m_text.find('\n', m_at), m_text.size()));
        break;
    case '#':
        if (mysql)
            return token(SqlTokenKind::Comment, std::min(m_text.find('\n', m_at), m_text.size()));
        break;
    case '/':
        if (following != '*')
            break;
        // MySQL runs what stands in "/*!50001 ... */"; a comment would hide it.
        if (mysql && m_at + 2 < m_text.size() && m_text[m_at + 2] == '!') {
            end = m_at + 3;
            while (end < m_text.size() && classOf(m_text[end]) == Digit)
                ++end;
            return token(SqlTokenKind::Operator, end);
        }
        return blockComment();
    case '*':
        if (mysql && following == '/')
            return token(SqlTokenKind::Operator, m_at + 2);
        break;
    case '$':
        return dollar();
    case '?':
        return token(SqlTokenKind::Parameter, m_at + 1);
    case ':':
        if (following == ':')
            return token(SqlTokenKind::Operator, m_at + 2);
        break;
    default:
        break;
    }
    return token(SqlTokenKind::Operator, m_at + 1);
}

SqlToken SqlLexer::nextSolid()
{
    SqlToken token = next();
    while (token.kind == SqlTokenKind::Space || token.kind == SqlTokenKind::Comment)
        token = next();
    return token;
}

bool sameWord(std::string_view word, std::string_view upper)
{
    return word.size() == upper.size()
        && std::equal(word.begin(), word.end(), upper.begin(), [](char a, char b) { return upperOf(a) == b; });
}

std::string firstWordOf(std::string_view sql, Dialect dialect)
{
    SqlLexer lexer(sql, dialect);
    SqlToken token = lexer.nextSolid();
    while (token.kind == SqlTokenKind::Operator && (lexer.textOf(token) == "(" || lexer.textOf(token) == ";"))
        token = lexer.nextSolid();
    std::string word;
    if (token.kind == SqlTokenKind::Word) {
        word = lexer.textOf(token);
        std::transform(word.begin(), word.end(), word.begin(), upperOf);
    }
    return word;
}

bool sameTokens(std::string_view a, std::string_view b, Dialect dialect)
{
    SqlLexer lexerA(a, dialect);
    SqlLexer lexerB(b, dialect);
    while (true) {
        const SqlToken tokenA = lexerA.nextSolid();
        const SqlToken tokenB = lexerB.nextSolid();
        if (tokenA.kind != tokenB.kind || lexerA.textOf(tokenA) != lexerB.textOf(tokenB))
            return false;
        if (tokenA.kind == SqlTokenKind::End)
            return true;
    }
}

bool isBlankSql(std::string_view sql, Dialect dialect)
{
    SqlLexer lexer(sql, dialect);
    while (true) {
        const SqlToken token = lexer.nextSolid();
        if (token.kind == SqlTokenKind::End)
            return true;
        if (token.kind != SqlTokenKind::Operator || lexer.textOf(token) != ";")
            return false;
    }
}

void blankOut(std::string &text, Span span)
{
    const std::size_t end = std::min<std::size_t>(text.size(), span.end());
    for (std::size_t i = span.begin; i < end; ++i) {
        if (text[i] != '\n' && text[i] != '\r')
            text[i] = ' ';
    }
}

} // namespace belay::schema
