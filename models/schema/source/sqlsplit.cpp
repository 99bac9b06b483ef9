// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/sqlsplit.h"

#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <optional>

namespace belay::schema {

namespace {

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class Splitter {
public:
    Splitter(std::string_view text, Dialect dialect) : m_text(text), m_dialect(dialect), m_lexer(text, dialect) {}

    SqlSplit run()
    {
        while (true) {
            const std::size_t before = m_lexer.offset();
            if (m_delimiter != ";" && m_text.substr(before).starts_with(m_delimiter)) {
                finish(before);
                m_lexer.seek(before + m_delimiter.size());
                continue;
            }
            SqlToken token = m_lexer.next();
            if (token.kind == SqlTokenKind::End)
                break;
            // "END$$": a dollar may be part of a word.
            if (token.kind == SqlTokenKind::Word && m_delimiter != ";") {
                const std::size_t inside = m_lexer.textOf(token).find(m_delimiter);
                if (inside != std::string_view::npos) {
                    token.span.length = static_cast<std::uint32_t>(inside);
                    m_lexer.seek(token.span.end());
                }
            }
            if (token.unterminated)
                reportUnterminated(token);
            if (token.kind == SqlTokenKind::Space || token.kind == SqlTokenKind::Comment)
                continue;
            if (token.kind == SqlTokenKind::Operator && takeOperator(token))
                continue;
            if (token.kind == SqlTokenKind::Word && m_dialect == Dialect::MySql && !m_begin && takeDelimiter(token))
                continue;
            if (token.kind == SqlTokenKind::Word)
                takeWord(m_lexer.textOf(token));
            append(token);
        }
        if (m_begin && m_parentheses > 0)
            remark("unterminated", m_openParenthesis, "A parenthesis that opens here is never closed.");
        if (m_begin && m_blocks > 0)
            remark("unterminated", m_openBlock, "A body that begins here has no END.");
        finish(m_text.size());
        return std::move(m_split);
    }

private:
    void append(const SqlToken &token)
    {
        if (!m_begin)
            m_begin = token.span.begin;
        m_end = token.span.end();
    }

    /// True if the token is used up.
    bool takeOperator(const SqlToken &token)
    {
        const char c = m_text[token.span.begin];
        switch (c) {
        case ';':
            if (m_delimiter != ";" || m_blocks > 0 || m_parentheses > 0)
                return false;
            finish(token.span.begin);
            return true;
        case '(':
            if (m_dialect != Dialect::PostgreSql)
                return false;
            if (m_parentheses++ == 0)
                m_openParenthesis = token.span;
            return false;
        case ')':
            if (m_parentheses > 0)
                --m_parentheses;
            return false;
        case '[':
            ++m_brackets;
            return false;
        case ']':
            if (m_brackets > 0)
                --m_brackets;
            return false;
        case '\\':
            if (m_dialect != Dialect::PostgreSql)
                return false;
            takeCommand(token.span.begin);
            return true;
        case ':':
            if (m_dialect == Dialect::PostgreSql && token.span.length == 1)
                takeVariable(token.span.begin);
            return false;
        default:
            return false;
        }
    }

    /// The words that decide where a body ends, as psql's and sqlite3's scanners count them.
    void takeWord(std::string_view word)
    {
        if (!m_begin) {
            m_words = 0;
            m_creates = sameWord(word, "CREATE");
            m_copies = sameWord(word, "COPY");
        }
        ++m_words;
        if (m_copies && sameWord(word, "STDIN") && m_lastIsFrom)
            m_copiesFromStdin = true;
        m_lastIsFrom = sameWord(word, "FROM");
        if (!m_creates)
            return;
        const bool block = takeBlockWord(word);
        m_lastIsEnd = block && sameWord(word, "END");
    }

    bool takeBlockWord(std::string_view word)
    {
        // Enough for CREATE OR REPLACE DEFINER = x@y TEMPORARY PROCEDURE, not for a column's name.
        const std::size_t mostBefore = m_dialect == Dialect::MySql ? 12 : 4;
        if (!m_hasBody) {
            if (m_words <= mostBefore) {
                const bool trigger = sameWord(word, "TRIGGER");
                const bool routine = sameWord(word, "FUNCTION") || sameWord(word, "PROCEDURE");
                if (m_dialect == Dialect::PostgreSql)
                    m_hasBody = routine;
                else if (m_dialect == Dialect::Sqlite)
                    m_hasBody = trigger;
                else
                    m_hasBody = routine || trigger || sameWord(word, "EVENT");
                if (sameWord(word, "TABLE") || sameWord(word, "VIEW") || sameWord(word, "INDEX"))
                    m_creates = false;
            }
            return false;
        }
        if (sameWord(word, "BEGIN")) {
            if (m_blocks == 0)
                m_openBlock = {static_cast<std::uint32_t>(m_lexer.offset() - word.size()), static_cast<std::uint32_t>(word.size())};
            ++m_blocks;
            return true;
        }
        if (m_blocks == 0)
            return false;
        if (sameWord(word, "CASE")) {
            // "END CASE" closes; that END has counted already.
            if (!m_lastIsEnd)
                ++m_blocks;
            return true;
        }
        if (sameWord(word, "END")) {
            if (!closesInnerStatement())
                --m_blocks;
            return true;
        }
        return false;
    }

    /// MySQL's END IF, END LOOP, END WHILE, END REPEAT close what was not counted.
    bool closesInnerStatement()
    {
        if (m_dialect != Dialect::MySql)
            return false;
        SqlLexer ahead = m_lexer;
        const SqlToken token = ahead.nextSolid();
        const std::string_view word = ahead.textOf(token);
        return token.kind == SqlTokenKind::Word
            && (sameWord(word, "IF") || sameWord(word, "LOOP") || sameWord(word, "WHILE") || sameWord(word, "REPEAT"));
    }

    void takeCommand(std::size_t from)
    {
        std::size_t end = std::min(m_text.find('\n', from), m_text.size());
        const std::size_t lineEnd = end;
        if (end > from && m_text[end - 1] == '\r')
            --end;
        // "\\" ends one command and lets SQL or the next command follow on the line.
        const std::size_t separator = m_text.substr(from, end - from).find("\\\\", 2);
        if (separator != std::string_view::npos && separator > 0)
            end = from + separator + 2;
        const Span span{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(end - from)};
        const std::string_view line = m_text.substr(from, end - from);
        const std::size_t nameEnd = std::min(line.find_first_of(" \t;'\":", 1), line.size());
        const std::string_view name = line.substr(0, nameEnd);
        const bool sends = name == "\\g" || name == "\\gx" || name == "\\gset" || name == "\\gexec" || name == "\\gdesc"
            || name == "\\crosstabview" || name == "\\watch" || name == "\\bind";
        if (sends)
            finish(from);
        m_split.statements.push_back({SplitStatement::Kind::MetaCommand, span});
        remark("psql-command", span, "The psql command " + std::string(name) + " is not executed.");
        const std::string_view rest = line.substr(nameEnd);
        m_lexer.seek(end);
        const bool copies = name == "\\copy" && containsWords(rest, "FROM", {"STDIN", "PSTDIN"});
        if (copies)
            takeCopyData(lineEnd);
    }

    bool containsWords(std::string_view text, std::string_view first, std::initializer_list<std::string_view> seconds)
    {
        SqlLexer lexer(text, m_dialect);
        bool after = false;
        for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
            const std::string_view word = lexer.textOf(token);
            if (after && std::any_of(seconds.begin(), seconds.end(), [&](std::string_view s) { return sameWord(word, s); }))
                return true;
            after = token.kind == SqlTokenKind::Word && sameWord(word, first);
        }
        return false;
    }

    /// From the line behind the one that ends at `lineEnd` to the line "\.".
    void takeCopyData(std::size_t lineEnd)
    {
        const std::size_t from = std::min(lineEnd + 1, m_text.size());
        std::size_t at = from;
        bool found = false;
        while (at < m_text.size() && !found) {
            const std::size_t next = std::min(m_text.find('\n', at), m_text.size());
            std::string_view line = m_text.substr(at, next - at);
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            found = line == "\\.";
            at = found ? at + 2 : std::min(next + 1, m_text.size());
        }
        const Span span{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(at - from)};
        if (span.length > 0)
            m_split.statements.push_back({SplitStatement::Kind::CopyData, span});
        if (!found)
            remark("unterminated", span, "The data of COPY that begin here have no end (\"\\.\").");
        else
            remark("psql-data", span, "The rows of COPY are not read.");
        m_lexer.seek(at);
    }

    void takeVariable(std::size_t at)
    {
        const std::size_t next = at + 1;
        if (next >= m_text.size())
            return;
        const char c = m_text[next];
        std::size_t end = next;
        if (c == '\'' || c == '"') {
            end = next + 1;
            while (end < m_text.size() && (isNameStart(m_text[end]) || (m_text[end] >= '0' && m_text[end] <= '9')))
                ++end;
            if (end == next + 1 || end >= m_text.size() || m_text[end] != c)
                return;
            ++end;
        } else if (isNameStart(c)) {
            // "a[1:n]" is a slice, "x ? y:z" does not exist in SQL, ":=" is an assignment. A colon
            // right behind a name or number inside brackets is no variable.
            if (m_brackets > 0)
                return;
            while (end < m_text.size() && (isNameStart(m_text[end]) || (m_text[end] >= '0' && m_text[end] <= '9')))
                ++end;
        } else if (c == '{' && next + 1 < m_text.size() && m_text[next + 1] == '?') {
            end = std::min(m_text.find('}', next), m_text.size() - 1) + 1;
        } else {
            return;
        }
        const Span span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end - at)};
        remark("psql-variable", span,
               "The value of the psql variable " + std::string(m_text.substr(at, end - at)) + " is not known; it is read as its own name.");
    }

    /// True if this is MySQL's DELIMITER line.
    bool takeDelimiter(const SqlToken &token)
    {
        if (!sameWord(m_lexer.textOf(token), "DELIMITER"))
            return false;
        std::size_t end = std::min(m_text.find('\n', token.span.begin), m_text.size());
        std::string_view line = m_text.substr(token.span.end(), end - token.span.end());
        const std::size_t from = line.find_first_not_of(" \t");
        line = from == std::string_view::npos ? std::string_view() : line.substr(from);
        line = line.substr(0, std::min(line.find_first_of(" \t\r"), line.size()));
        if (line.empty())
            return false;
        m_delimiter = line;
        m_split.statements.push_back(
            {SplitStatement::Kind::MetaCommand, {token.span.begin, static_cast<std::uint32_t>(end - token.span.begin)}});
        m_lexer.seek(end);
        return true;
    }

    void finish(std::size_t end)
    {
        if (m_begin)
            m_split.statements.push_back({SplitStatement::Kind::Sql, {*m_begin, m_end - *m_begin}});
        const bool data = m_begin && m_copiesFromStdin;
        m_begin.reset();
        m_parentheses = 0;
        m_brackets = 0;
        m_blocks = 0;
        m_creates = m_copies = m_hasBody = m_copiesFromStdin = m_lastIsFrom = m_lastIsEnd = false;
        if (data && m_dialect == Dialect::PostgreSql && end < m_text.size())
            takeCopyData(std::min(m_text.find('\n', end), m_text.size()));
    }

    void reportUnterminated(const SqlToken &token)
    {
        std::string_view what = "A string";
        if (token.kind == SqlTokenKind::Comment)
            what = "A comment";
        else if (token.kind == SqlTokenKind::QuotedName)
            what = "A quoted name";
        else if (token.dollarQuoted)
            what = "A dollar-quoted string";
        remark("unterminated", token.span, std::string(what) + " that begins here is never closed.");
    }

    void remark(std::string code, Span span, std::string message)
    {
        // Remarks come in the text's order but for the few at its end, so this is linear in practice.
        if (span.begin < m_lineAt) {
            m_lineAt = 0;
            m_line = 1;
        }
        m_line += static_cast<std::uint32_t>(std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_lineAt),
                                                        m_text.begin() + static_cast<std::ptrdiff_t>(span.begin), '\n'));
        m_lineAt = span.begin;
        m_split.remarks.push_back({std::move(code), span, m_line, std::move(message)});
    }

    std::string_view m_text;
    Dialect m_dialect;
    SqlLexer m_lexer;
    SqlSplit m_split;
    std::string_view m_delimiter = ";";

    // The statement being read.
    std::optional<std::uint32_t> m_begin;
    std::uint32_t m_end = 0;
    std::size_t m_words = 0;
    std::size_t m_parentheses = 0;
    std::size_t m_brackets = 0;
    std::size_t m_blocks = 0;
    Span m_openParenthesis;
    Span m_openBlock;
    bool m_creates = false;
    bool m_copies = false;
    bool m_copiesFromStdin = false;
    bool m_hasBody = false;
    bool m_lastIsFrom = false;
    bool m_lastIsEnd = false;

    std::size_t m_lineAt = 0;
    std::uint32_t m_line = 1;
};

} // namespace

SqlSplit splitSql(std::string_view text, Dialect dialect)
{
    return Splitter(text, dialect).run();
}

std::string withoutPsql(std::string text, const SqlSplit &split)
{
    for (const SplitStatement &statement : split.statements) {
        if (statement.kind != SplitStatement::Kind::Sql)
            blankOut(text, statement.span);
    }
    for (const SplitRemark &remark : split.remarks) {
        if (remark.code == "psql-variable")
            blankOut(text, {remark.span.begin, 1});
    }
    return text;
}

} // namespace belay::schema
