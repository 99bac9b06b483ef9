// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/releasesql.h"

#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace belay::schema {

namespace {

bool isOneOf(std::string_view word, std::span<const std::string_view> upperWords)
{
    return std::any_of(upperWords.begin(), upperWords.end(), [&](std::string_view upper) { return sameWord(word, upper); });
}

/// Words after which an operand must follow: a question mark there is a parameter. After any other
/// word it is PostgreSQL's operator.
constexpr auto wordsBeforeOperand = std::to_array<std::string_view>({
    "ALL", "AND", "ANY", "AS", "BETWEEN", "BY", "CASE", "DEFAULT", "DISTINCT", "ELSE", "ESCAPE", "FIRST", "FOLLOWING", "FROM", "GLOB",
    "HAVING", "ILIKE", "IN", "INTERVAL", "IS", "LIKE", "LIMIT", "MATCH", "NEXT", "NOT", "OFFSET", "ON", "OR", "REGEXP", "RETURNING",
    "SELECT", "SET", "SIMILAR", "SOME", "THEN", "TO", "USING", "VALUES", "WHEN", "WHERE", "ZONE", "DATE", "TIME", "TIMESTAMP"});

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::string_view unquoted(std::string_view text)
{
    if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"' || text.front() == '`'))
        return text.substr(1, text.size() - 2);
    return text;
}

/// One place to be rewritten.
struct Placeholder {
    enum class Kind { Named, Counted, Numbered, Plain };
    Kind kind = Kind::Named;
    Span span;
    std::string name;   ///< Named: the name. Plain: the text itself.
    unsigned number = 0;
};

class ParameterReader {
public:
    ParameterReader(std::string_view sql, Dialect dialect) : m_sql(sql), m_dialect(dialect)
    {
        SqlLexer lexer(sql, dialect);
        for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid())
            m_tokens.push_back(token);
    }

    std::vector<Placeholder> read()
    {
        for (std::size_t i = 0; i < m_tokens.size();)
            i += std::max<std::size_t>(1, at(i));
        return std::move(m_found);
    }

private:
    [[nodiscard]] std::string_view text(std::size_t i) const
    {
        return i < m_tokens.size() ? m_sql.substr(m_tokens[i].span.begin, m_tokens[i].span.length) : std::string_view();
    }
    [[nodiscard]] bool touches(std::size_t i) const { return i + 1 < m_tokens.size() && m_tokens[i].span.end() == m_tokens[i + 1].span.begin; }
    void found(Placeholder::Kind kind, std::size_t first, std::size_t last, std::string name = {}, unsigned number = 0)
    {
        const std::uint32_t begin = m_tokens[first].span.begin;
        m_found.push_back({kind, {begin, m_tokens[last].span.end() - begin}, std::move(name), number});
    }

    /// How many tokens were used up; 0: the one is nothing of ours.
    std::size_t at(std::size_t i)
    {
        const SqlToken &token = m_tokens[i];
        const std::string_view word = text(i);
        if (token.kind == SqlTokenKind::Word)
            return sameWord(word, "SQLC") ? macro(i) : 0;
        if (token.kind == SqlTokenKind::Parameter)
            return word == "?" ? question(i) : dollar(i);
        if (token.kind != SqlTokenKind::Operator)
            return 0;
        if (word == "[")
            ++m_brackets;
        if (word == "]" && m_brackets > 0)
            --m_brackets;
        const bool named = i + 1 < m_tokens.size() && touches(i) && m_tokens[i + 1].kind == SqlTokenKind::Word && isNameStart(text(i + 1).front());
        // SQLite writes $name too.
        if (named && word == "$" && m_dialect == Dialect::Sqlite) {
            found(Placeholder::Kind::Named, i, i + 1, std::string(text(i + 1)));
            return 2;
        }
        if (named && word == ":" && m_brackets == 0 && !followsWord(i)) {
            found(Placeholder::Kind::Named, i, i + 1, std::string(text(i + 1)));
            return 2;
        }
        if (named && word == "@" && m_dialect != Dialect::MySql && !partOfOperator(i)) {
            found(Placeholder::Kind::Named, i, i + 1, std::string(text(i + 1)));
            return 2;
        }
        return 0;
    }

    /// "a:b" without a space is no parameter in any dialect.
    [[nodiscard]] bool followsWord(std::size_t i) const
    {
        if (i == 0 || !touches(i - 1))
            return false;
        const SqlTokenKind before = m_tokens[i - 1].kind;
        return before == SqlTokenKind::Word || before == SqlTokenKind::Number || before == SqlTokenKind::QuotedName || text(i - 1) == ":";
    }
    /// "<@name", "@@name"
    [[nodiscard]] bool partOfOperator(std::size_t i) const
    {
        return i > 0 && touches(i - 1) && m_tokens[i - 1].kind == SqlTokenKind::Operator
            && std::string_view("<>@~!#%^&|?+-*/").find(text(i - 1).front()) != std::string_view::npos;
    }

    std::size_t macro(std::size_t i)
    {
        // sqlc . word ( name )
        if (text(i + 1) != "." || text(i + 3) != "(" || text(i + 5) != ")")
            return 0;
        const std::string_view kind = text(i + 2);
        const std::string name(unquoted(text(i + 4)));
        if (sameWord(kind, "EMBED"))
            found(Placeholder::Kind::Plain, i, i + 5, std::string(text(i + 4)) + ".*");
        else if (sameWord(kind, "ARG") || sameWord(kind, "NARG") || sameWord(kind, "SLICE"))
            found(Placeholder::Kind::Named, i, i + 5, name);
        else
            return 0;
        return 6;
    }

    std::size_t dollar(std::size_t i)
    {
        const std::string_view digits = text(i).substr(1);
        found(Placeholder::Kind::Numbered, i, i, {}, digits.size() < 6 ? static_cast<unsigned>(std::stoul(std::string(digits))) : 0);
        return 1;
    }

    std::size_t question(std::size_t i)
    {
        if (m_dialect == Dialect::PostgreSql) {
            const bool longer = touches(i) && (text(i + 1) == "|" || text(i + 1) == "&" || text(i + 1) == "?");
            const bool partOf = i > 0 && touches(i - 1) && (text(i - 1) == "@" || text(i - 1) == "?");
            const bool beforeString = i + 1 < m_tokens.size() && m_tokens[i + 1].kind == SqlTokenKind::String;
            if (longer || partOf || beforeString || (i > 0 && isOperand(i - 1)))
                return 1;
        }
        // SQLite's ?3
        if (touches(i) && m_tokens[i + 1].kind == SqlTokenKind::Number && m_dialect == Dialect::Sqlite && text(i + 1).size() < 6) {
            found(Placeholder::Kind::Numbered, i, i + 1, {}, static_cast<unsigned>(std::strtoul(std::string(text(i + 1)).c_str(), nullptr, 10)));
            return 2;
        }
        found(Placeholder::Kind::Counted, i, i);
        return 1;
    }

    /// Behind an operand no parameter can stand.
    [[nodiscard]] bool isOperand(std::size_t i) const
    {
        switch (m_tokens[i].kind) {
        case SqlTokenKind::Word:
            return !isOneOf(text(i), wordsBeforeOperand);
        case SqlTokenKind::Operator:
            return text(i) == ")" || text(i) == "]";
        case SqlTokenKind::QuotedName:
        case SqlTokenKind::String:
        case SqlTokenKind::Number:
            return true;
        default:
            return false;
        }
    }

    std::string_view m_sql;
    Dialect m_dialect;
    std::vector<SqlToken> m_tokens;
    std::vector<Placeholder> m_found;
    std::size_t m_brackets = 0;
};

} // namespace

std::string withNumberedParameters(std::string_view sql, Dialect dialect)
{
    if (sql.find_first_of("$?:@") == std::string_view::npos && sql.find("sqlc.") == std::string_view::npos && sql.find("SQLC.") == std::string_view::npos)
        return std::string(sql);
    const std::vector<Placeholder> found = ParameterReader(sql, dialect).read();
    // Numbers that are written stay; names take the free ones in order, as sqlc gives them.
    std::set<unsigned> taken;
    for (const Placeholder &place : found) {
        if (place.kind == Placeholder::Kind::Numbered)
            taken.insert(place.number);
    }
    unsigned next = 1;
    const auto free = [&] {
        while (taken.contains(next))
            ++next;
        return next++;
    };
    std::map<std::string, unsigned, std::less<>> names;
    std::string result;
    std::uint32_t at = 0;
    for (const Placeholder &place : found) {
        result += sql.substr(at, place.span.begin - at);
        at = place.span.end();
        switch (place.kind) {
        case Placeholder::Kind::Plain:
            result += place.name;
            break;
        case Placeholder::Kind::Numbered:
            result += '$' + std::to_string(place.number);
            break;
        case Placeholder::Kind::Counted:
            result += '$' + std::to_string(free());
            break;
        case Placeholder::Kind::Named: {
            const auto known = names.find(place.name);
            const unsigned number = known != names.end() ? known->second : names.emplace(place.name, free()).first->second;
            result += '$' + std::to_string(number);
            break;
        }
        }
    }
    result += sql.substr(at);
    return result;
}

ReleaseStatement::Kind statementKind(std::string_view sql, Dialect dialect)
{
    constexpr auto writes = std::to_array<std::string_view>({"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "TRUNCATE", "CALL"});
    constexpr auto modifies = std::to_array<std::string_view>({"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"});
    const std::string first = firstWordOf(sql, dialect);
    if (isOneOf(first, writes))
        return ReleaseStatement::Kind::Write;
    const bool with = first == "WITH" || first == "EXPLAIN";
    const bool copy = first == "COPY";
    if (!with && !copy)
        return ReleaseStatement::Kind::Read;
    SqlLexer lexer(sql, dialect);
    std::string_view before;
    std::size_t depth = 0;
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
        const std::string_view text = lexer.textOf(token);
        if (token.kind == SqlTokenKind::Word) {
            // A statement begins behind a parenthesis; FOR UPDATE and DO UPDATE do not. REPLACE there is
            // a function's name.
            if (with && (before == "(" || before == ")" || sameWord(before, "ANALYZE") || sameWord(before, "EXPLAIN")) && isOneOf(text, modifies)
                && !(sameWord(text, "REPLACE") && dialect == Dialect::PostgreSql))
                return ReleaseStatement::Kind::Write;
            if (copy && depth == 0 && sameWord(text, "FROM"))
                return ReleaseStatement::Kind::Write;
            if (copy && depth == 0 && sameWord(text, "TO"))
                return ReleaseStatement::Kind::Read;
        }
        if (text == "(")
            ++depth;
        else if (text == ")" && depth > 0)
            --depth;
        before = text;
    }
    return ReleaseStatement::Kind::Read;
}

} // namespace belay::schema
