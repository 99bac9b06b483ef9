// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/sqltext.h"

#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// A lexical piece of an SQL text.
struct PostgresToken {
    enum class Kind : std::uint8_t { Word, QuotedWord, String, Number, Symbol, Comment };
    Kind kind = Kind::Symbol;
    Span span;
};

/// Takes PostgreSQL's SQL apart: nested comments, dollar quotes, E'' strings, quoted identifiers.
/// A pure function of the bytes; one pass; what is not closed ends with the text. One token per
/// symbol character, except `::`.
class PostgresTokenizer {
public:
    explicit PostgresTokenizer(std::string_view text, std::uint32_t from = 0) : m_text(text), m_at(from) {}
    /// False at the end. Comments are tokens too.
    bool next(PostgresToken &token);
    [[nodiscard]] std::string_view textOf(const PostgresToken &token) const { return m_text.substr(token.span.begin, token.span.length); }
    [[nodiscard]] bool isWord(const PostgresToken &token, std::string_view lowerCase) const;
    [[nodiscard]] bool isSymbol(const PostgresToken &token, char symbol) const
    {
        return token.kind == PostgresToken::Kind::Symbol && m_text[token.span.begin] == symbol;
    }

private:
    std::string_view m_text;
    std::uint32_t m_at;
};

/// The text from `from` up to a comma, closing parenthesis or semicolon outside of all parentheses,
/// or up to `limit` at the latest; trimmed, without trailing comments.
[[nodiscard]] std::string_view textUpToSeparator(std::string_view text, std::uint32_t from, std::uint32_t limit);
/// What the first parentheses from `from` on enclose.
[[nodiscard]] std::string_view textInParentheses(std::string_view text, std::uint32_t from);
/// Offset behind the first keyword `lowerCase` at or after `from`; npos if there is none before `limit`.
[[nodiscard]] std::uint32_t behindWord(std::string_view text, std::uint32_t from, std::uint32_t limit, std::string_view lowerCase);
inline constexpr std::uint32_t noOffset = 0xffffffffU;

/// ASCII letters in lower case, as PostgreSQL folds names in UTF-8 databases.
[[nodiscard]] std::string folded(std::string_view word);
/// True if the text has the name as a word or quoted word.
[[nodiscard]] bool mentionsName(std::string_view text, std::string_view name);

} // namespace belay::schema
