// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/sqltext.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace belay::schema {

enum class SqlTokenKind : std::uint8_t {
    End,
    Space,          ///< White space of any length.
    Comment,        ///< One comment: to the line's end (the newline left out), or a block.
    Word,           ///< A keyword or a name without quotes.
    QuotedName,     ///< "name", `name` (MySQL, SQLite), [name] (SQLite)
    String,         ///< '...', E'...', B'...', $tag$...$tag$; in MySQL "..." too.
    Number,
    Parameter,      ///< $1, ?
    Operator,       ///< One character of an operator or punctuation; "::" as one, MySQL's "/*!50001" and "*/" too.
};

struct SqlToken {
    SqlTokenKind kind = SqlTokenKind::End;
    Span span;
    bool unterminated = false;  ///< A string, name or comment that the text's end cuts off.
    bool dollarQuoted = false;  ///< A string between $tag$s.
};

/// Cuts SQL into tokens, losing no byte. Knows quotes and comments of the dialect, no grammar. The
/// text has to outlive it and is at most 4 GB. Never fails; linear.
class SqlLexer {
public:
    SqlLexer(std::string_view text, Dialect dialect) : m_text(text), m_dialect(dialect) {}
    SqlToken next();
    /// As next, white space and comments left out.
    SqlToken nextSolid();
    [[nodiscard]] std::string_view textOf(const SqlToken &token) const { return m_text.substr(token.span.begin, token.span.length); }
    [[nodiscard]] std::size_t offset() const { return m_at; }
    void seek(std::size_t offset) { m_at = offset; }

private:
    SqlToken token(SqlTokenKind kind, std::size_t end, bool unterminated = false);
    SqlToken quoted(SqlTokenKind kind, std::size_t from, char quote, bool backslashes);
    SqlToken blockComment();
    SqlToken dollar();

    std::string_view m_text;
    Dialect m_dialect;
    std::size_t m_at = 0;
};

/// Compares without regard to ASCII case; `upper` is in capitals.
[[nodiscard]] bool sameWord(std::string_view word, std::string_view upper);
/// The first word of a statement in capitals ("" if it begins with none), comments skipped.
[[nodiscard]] std::string firstWordOf(std::string_view sql, Dialect dialect);
/// Whether two texts have the same tokens: only white space and comments differ.
[[nodiscard]] bool sameTokens(std::string_view a, std::string_view b, Dialect dialect);
/// Whether a text has nothing but white space, comments and semicolons.
[[nodiscard]] bool isBlankSql(std::string_view sql, Dialect dialect);
/// Overwrites with spaces, newlines kept, so that offsets and lines stay what they are.
void blankOut(std::string &text, Span span);

} // namespace belay::schema
