// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/workspace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Inside of the DOT importer: the words and signs of a text.
namespace belay::exchange::dot {

enum class TokenKind : std::uint8_t {
    End, Name, Strict, Graph, Digraph, Node, Edge, Subgraph,
    LeftBrace, RightBrace, LeftBracket, RightBracket, Semicolon, Comma, Equal, Colon, Arrow, Line, Plus,
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::string text;                  ///< Names: what they stand for; others: as written.
    bool quoted = false;
    bool html = false;
    rollback::SourceMark mark;
};

/// Keywords count in any case, and only without quotes. Comments are left out, and lines that begin
/// with `#`.
class Scanner {
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    /// The next token, of the kind End at the end. Nothing if there is none here; `error` and `at`
    /// say why.
    [[nodiscard]] std::optional<Token> next();

    std::string error;
    rollback::SourceMark at;

private:
    [[nodiscard]] rollback::SourceMark mark() const { return {m_line, m_column}; }
    void step();
    std::nullopt_t fail(std::string what, rollback::SourceMark where);
    [[nodiscard]] bool startsWith(std::string_view prefix) const { return m_text.substr(m_at).starts_with(prefix); }
    [[nodiscard]] bool skipSpace();
    [[nodiscard]] std::optional<Token> quoted(Token token);
    [[nodiscard]] std::optional<Token> html(Token token);
    [[nodiscard]] std::optional<Token> number(Token token);
    [[nodiscard]] std::optional<Token> punctuation(Token token, bool arrow);

    std::string_view m_text;
    std::size_t m_at = 0;
    std::uint32_t m_line = 1;
    std::uint32_t m_column = 1;
};

} // namespace belay::exchange::dot
