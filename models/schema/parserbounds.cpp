// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/parserbounds.h"

#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace belay::schema {

namespace {

/// Characters that the scanner takes for one operator, and so reads to the end of before it finds that it is
/// a comment.
constexpr std::string_view operatorCharacters = "~!@#^&|`?+-*/%<>=";
/// How much of them may be read: some ten milliseconds, and the square of any run in earnest.
constexpr std::size_t mostRead = 32'000'000;

/// A level of the tree takes two tokens or more, and less than 150 bytes of the eight megabytes that
/// threads have.
constexpr std::size_t longestChain = 60'000;

/// A tree takes up to three kilobytes for a statement and half a kilobyte for a token.
constexpr std::size_t alwaysReadable = 1'000'000;
constexpr std::size_t mostStatements = 300'000;
constexpr std::size_t mostTokens = 3'000'000;

} // namespace

bool pilesUpComments(std::string_view sql)
{
    std::size_t read = 0;
    for (std::size_t at = sql.find("/*"); at != std::string_view::npos; at = sql.find("/*", at + 2)) {
        const std::size_t end = std::min(sql.find_first_not_of(operatorCharacters, at + 2), sql.size());
        read += end - at;
        if (read > mostRead && read > 16 * sql.size())
            return true;
    }
    return false;
}

bool chainsTooFar(std::string_view sql)
{
    if (sql.size() <= longestChain)
        return false;
    /// Of one pair of parentheses, or of what stands outside of all.
    struct Level {
        std::size_t chain = 0;      ///< Tokens since the last comma.
        std::size_t inside = 0;     ///< The deepest of the parentheses since then.
        std::size_t deepest = 0;
    };
    std::vector<Level> levels(1);
    const auto endChain = [](Level &level) {
        level.deepest = std::max(level.deepest, level.chain + level.inside);
        level.chain = level.inside = 0;
    };
    SqlLexer lexer(sql, Dialect::PostgreSql);
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
        const char c = token.kind == SqlTokenKind::Operator ? sql[token.span.begin] : '\0';
        if (c == ';' || c == ',') {
            endChain(levels.back());
        } else if (c == '(' || c == '[') {
            ++levels.back().chain;
            levels.emplace_back();
        } else if ((c == ')' || c == ']') && levels.size() > 1) {
            endChain(levels.back());
            const std::size_t deepest = levels.back().deepest;
            levels.pop_back();
            levels.back().inside = std::max(levels.back().inside, deepest);
        } else {
            ++levels.back().chain;
        }
        if (levels.back().chain > longestChain || levels.size() > longestChain)
            return true;
    }
    while (levels.size() > 1) {
        endChain(levels.back());
        const std::size_t deepest = levels.back().deepest;
        levels.pop_back();
        levels.back().inside = std::max(levels.back().inside, deepest);
    }
    endChain(levels.back());
    return levels.back().deepest > longestChain;
}

std::size_t readablePart(std::string_view sql)
{
    if (sql.size() <= alwaysReadable)
        return sql.size();
    std::size_t statements = 0;
    std::size_t tokens = 0;
    std::size_t end = 0;
    SqlLexer lexer(sql, Dialect::PostgreSql);
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
        if (++tokens > mostTokens)
            return end;
        if (token.kind == SqlTokenKind::Operator && sql[token.span.begin] == ';') {
            end = token.span.end();
            if (++statements == mostStatements)
                return end;
        }
    }
    return sql.size();
}

} // namespace belay::schema
