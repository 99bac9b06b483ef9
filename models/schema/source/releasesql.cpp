// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/releasesql.h"

#include "models/schema/source/hoststrings.h"
#include "models/schema/source/sqllexer.h"
#include "models/schema/source/sqlsplit.h"
#include "models/schema/syntaxtree.h"

#include <algorithm>
#include <optional>
#include <set>

namespace belay::schema {

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const std::size_t from = text.find_first_not_of(blanks);
    return from == std::string_view::npos ? std::string_view() : text.substr(from, text.find_last_not_of(blanks) + 1 - from);
}

/// X of "-- name: X :one" in what stands before a statement (the last one wins); empty if there is
/// none. Other tools' marks on the name (aiosql's "get^", "add!") are left out.
std::string annotatedName(std::string_view comments)
{
    std::string name;
    for (std::size_t from = 0; from < comments.size();) {
        const std::size_t end = std::min(comments.find('\n', from), comments.size());
        std::string_view line = trimmed(comments.substr(from, end - from));
        from = end + 1;
        if (line.starts_with("--") || line.starts_with("/*"))
            line = trimmed(line.substr(2));
        else if (line.starts_with('#'))
            line = trimmed(line.substr(1));
        else
            continue;
        if (line.starts_with(':'))
            line = line.substr(1);
        if (!line.starts_with("name"))
            continue;
        line = line.substr(4);
        if (line.starts_with(':'))
            line = line.substr(1);
        else if (!line.starts_with(' '))
            continue;
        line = trimmed(line);
        line = line.substr(0, std::min(line.find_first_of(" \t("), line.size()));
        const std::size_t marks = line.find_first_of("^!$*#<");
        line = line.substr(0, std::min(marks, line.size()));
        if (!line.empty())
            name = line;
    }
    return name;
}

/// Finds lines of growing offsets in one pass.
class LineCounter {
public:
    explicit LineCounter(std::string_view text) : m_text(text) {}
    std::uint32_t at(std::size_t offset)
    {
        m_line += static_cast<std::uint32_t>(std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_at),
                                                        m_text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
        m_at = offset;
        return m_line;
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
    std::uint32_t m_line = 1;
};

class FileReader {
public:
    FileReader(std::string_view text, const std::string &path, const ReleaseSqlOptions &options)
        : m_text(text), m_path(path), m_options(options)
    {
    }

    ReleaseSql read()
    {
        if (m_path.ends_with(".sql") || m_path.ends_with(".pgsql") || m_path.ends_with(".psql"))
            readSql();
        else if (m_path.ends_with(".csv"))
            readCsv();
        else
            readProgram();
        return std::move(m_result);
    }

private:
    void remark(std::string code, std::uint32_t line, std::string message) { m_result.remarks.push_back({std::move(code), m_path, line, std::move(message)}); }

    void add(std::string name, std::uint32_t line, std::string_view sql)
    {
        if (m_result.statements.size() > releaseStatementLimit)
            return;
        ReleaseStatement statement;
        statement.name = name.empty() ? "statement " + std::to_string(m_result.statements.size() + 1) : std::move(name);
        statement.file = m_path;
        statement.line = line;
        statement.text = withNumberedParameters(withReplacements(std::string(sql), m_options.replacements), m_options.dialect);
        statement.kind = statementKind(statement.text, m_options.dialect);
        m_result.statements.push_back(std::move(statement));
    }

    void readSql()
    {
        const SqlSplit split = splitSql(m_text, m_options.dialect);
        for (const SplitRemark &found : split.remarks) {
            // A colon and a name is a parameter here.
            if (found.code != "psql-variable")
                remark(found.code, found.line, found.message);
        }
        LineCounter lines(m_text);
        std::size_t before = 0;
        for (const SplitStatement &statement : split.statements) {
            const std::uint32_t begin = statement.span.begin;
            if (statement.kind != SplitStatement::Kind::Sql) {
                before = statement.span.end();
                continue;
            }
            add(annotatedName(m_text.substr(before, begin - before)), lines.at(begin), m_text.substr(begin, statement.span.length));
            before = statement.span.end();
        }
        if (m_result.statements.empty())
            remark("no-statement", 0, "The file has no statement.");
    }

    void readProgram()
    {
        const std::vector<HostString> strings = readHostStrings(m_text, hostLanguageOf(m_path));
        const auto generated = [](const HostString &string) { return string.text.starts_with("-- name: "); };
        const bool sqlc = m_path.ends_with(".go") && std::any_of(strings.begin(), strings.end(), generated);
        for (const HostString &string : strings) {
            if (sqlc) {
                if (!generated(string))
                    continue;
                if (string.interpolated)
                    remark("sql-interpolated", string.line, "The statement is put together at run time and is not known here.");
                else
                    add(annotatedName(string.text.substr(0, string.text.find('\n'))), string.line, string.text);
                continue;
            }
            readString(string);
        }
    }

    void readString(const HostString &string)
    {
        if (!looksLikeSql(string.text))
            return;
        const std::string &name = string.name;
        const std::string shown = name.empty() ? "The statement" : "The statement \"" + name + '"';
        std::string sql = string.text;
        if (m_path.ends_with(".py"))
            sql = withPythonParameters(std::move(sql));
        if (string.interpolated || hasFormatting(sql)) {
            remark("sql-interpolated", string.line, shown + " is put together at run time and is not known here.");
            return;
        }
        // A string may hold several statements; each is one.
        const SqlSplit split = splitSql(sql, m_options.dialect);
        for (const SplitRemark &found : split.remarks) {
            if (found.code == "unterminated") {
                remark("sql-incomplete", string.line, shown + " is not whole: a part of it stands elsewhere.");
                return;
            }
        }
        LineCounter lines(sql);
        std::size_t number = 0;
        std::size_t before = 0;
        for (const SplitStatement &statement : split.statements) {
            if (statement.kind != SplitStatement::Kind::Sql)
                continue;
            const std::string annotated = annotatedName(std::string_view(sql).substr(before, statement.span.begin - before));
            before = statement.span.end();
            const std::string_view text = std::string_view(sql).substr(statement.span.begin, statement.span.length);
            const std::uint32_t line = string.line + lines.at(statement.span.begin) - 1;
            ++number;
            if (!isWhole(text)) {
                remark("sql-incomplete", line, shown + " is not understood as it stands: it is a part of a statement, or no SQL at all.");
                continue;
            }
            const std::string plain = number > 1 && !name.empty() ? name + ' ' + std::to_string(number) : name;
            add(annotated.empty() ? plain : annotated, line, text);
        }
    }

    /// Whether the grammar takes the statement; other databases' are taken as they are.
    [[nodiscard]] bool isWhole(std::string_view sql) const
    {
        if (m_options.dialect != Dialect::PostgreSql)
            return true;
        const std::string plain = withNumberedParameters(withReplacements(std::string(sql), m_options.replacements), m_options.dialect);
        const ParsedSql parsed = ParsedSql::parse(plain);
        return !parsed.statements().empty()
            && std::all_of(parsed.statements().begin(), parsed.statements().end(), [](const ParsedStatement &s) { return s.understood(); });
    }

    /// By the first words: prose rarely has them in this form.
    [[nodiscard]] bool looksLikeSql(std::string_view text) const
    {
        const std::size_t from = text.find_first_not_of(" \t\r\n(-/;");
        if (from == std::string_view::npos || text.size() < 8)
            return false;
        SqlLexer lexer(text, m_options.dialect);
        std::vector<std::string_view> words;
        std::vector<SqlTokenKind> kinds;
        for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End && words.size() < 200; token = lexer.nextSolid()) {
            if (words.empty() && token.kind == SqlTokenKind::Operator && (lexer.textOf(token) == "(" || lexer.textOf(token) == ";"))
                continue;
            words.push_back(lexer.textOf(token));
            kinds.push_back(token.kind);
        }
        if (words.size() < 2 || kinds[0] != SqlTokenKind::Word)
            return false;
        // "Select a file" is a label, "SELECT" and "select" are SQL.
        const std::string_view first = words[0];
        const bool lower = std::all_of(first.begin(), first.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        const bool upper = std::all_of(first.begin(), first.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!lower && !upper)
            return false;
        const auto has = [&](std::string_view word) {
            return std::any_of(words.begin() + 1, words.end(), [&](std::string_view w) { return sameWord(w, word); });
        };
        if (sameWord(first, "SELECT"))
            return upper || has("FROM") || words[1] == "*" || kinds[1] == SqlTokenKind::Number || (words.size() > 2 && words[2] == "(");
        if (sameWord(first, "INSERT"))
            return has("INTO") && (has("VALUES") || has("SELECT") || words.size() > 3);
        if (sameWord(first, "REPLACE"))
            return sameWord(words[1], "INTO");
        if (sameWord(first, "UPDATE"))
            return has("SET");
        if (sameWord(first, "DELETE"))
            return sameWord(words[1], "FROM");
        if (sameWord(first, "MERGE"))
            return sameWord(words[1], "INTO");
        if (sameWord(first, "TRUNCATE"))
            return upper || sameWord(words[1], "TABLE");
        if (sameWord(first, "WITH"))
            return has("AS") && has("SELECT") && std::find(words.begin(), words.end(), "(") != words.end();
        if (sameWord(first, "COPY"))
            return (has("FROM") || has("TO")) && (has("STDIN") || has("STDOUT"));
        return false;
    }

    /// What only a formatting function can be meant to take: %s and %d outside of quotes, {} and {name}.
    [[nodiscard]] bool hasFormatting(std::string_view sql) const
    {
        SqlLexer lexer(sql, m_options.dialect);
        SqlToken before;
        for (SqlToken token = lexer.next(); token.kind != SqlTokenKind::End; token = lexer.next()) {
            const std::string_view text = lexer.textOf(token);
            if (token.kind == SqlTokenKind::Word && before.kind == SqlTokenKind::Operator && lexer.textOf(before) == "%"
                && (text == "s" || text == "d" || text == "v" || text == "q"))
                return true;
            if (token.kind == SqlTokenKind::Operator && (text == "{" || text == "}"))
                return true;
            before = token;
        }
        return false;
    }

    /// Python's %s and %(name)s are parameters of its database drivers, %% is one percent sign.
    [[nodiscard]] std::string withPythonParameters(std::string sql) const
    {
        if (sql.find('%') == std::string::npos)
            return sql;
        std::string result;
        for (std::size_t i = 0; i < sql.size(); ++i) {
            if (sql[i] != '%' || i + 1 >= sql.size()) {
                result += sql[i];
            } else if (sql[i + 1] == 's') {
                result += '?';
                ++i;
            } else if (sql[i + 1] == '%') {
                result += '%';
                ++i;
            } else if (sql[i + 1] == '(') {
                const std::size_t close = sql.find(")s", i);
                if (close == std::string::npos || close - i > 200) {
                    result += '%';
                    continue;
                }
                result += ':' + sql.substr(i + 2, close - i - 2);
                i = close + 1;
            } else {
                result += '%';
            }
        }
        return result;
    }

    struct Field {
        std::string text;
        std::uint32_t line = 1;
    };

    /// One record of the CSV; false at the end. Quoted fields may go over lines.
    bool nextRecord(std::vector<Field> &record)
    {
        record.clear();
        if (m_at >= m_text.size())
            return false;
        while (true) {
            Field field;
            field.line = m_csvLine;
            if (m_at < m_text.size() && m_text[m_at] == '"') {
                ++m_at;
                bool closed = false;
                while (m_at < m_text.size() && !closed) {
                    const char c = m_text[m_at++];
                    m_csvLine += c == '\n' ? 1 : 0;
                    if (c != '"')
                        field.text += c;
                    else if (m_at < m_text.size() && m_text[m_at] == '"')
                        field.text += m_text[m_at++];
                    else
                        closed = true;
                }
                if (!closed)
                    remark("unterminated", field.line, "A quoted field that begins here is never closed.");
            }
            while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != '\n' && m_text[m_at] != '\r')
                field.text += m_text[m_at++];
            record.push_back(std::move(field));
            if (m_at < m_text.size() && m_text[m_at] == ',') {
                ++m_at;
                continue;
            }
            if (m_at < m_text.size() && m_text[m_at] == '\r')
                ++m_at;
            if (m_at < m_text.size() && m_text[m_at] == '\n') {
                ++m_at;
                ++m_csvLine;
            }
            return true;
        }
    }

    void readCsv()
    {
        std::vector<Field> record;
        if (!nextRecord(record)) {
            remark("no-statement", 0, "The file is empty.");
            return;
        }
        const auto column = [&](std::string_view upperName) -> std::optional<std::size_t> {
            for (std::size_t i = 0; i < record.size(); ++i) {
                if (sameWord(trimmed(record[i].text), upperName))
                    return i;
            }
            return std::nullopt;
        };
        const std::optional<std::size_t> query = column("QUERY");
        const std::optional<std::size_t> id = column("QUERYID");
        if (!query) {
            remark("no-statement", 1, "The header has no column named query.");
            return;
        }
        std::size_t others = 0;
        std::set<std::string> seen;
        while (nextRecord(record)) {
            if (record.size() == 1 && record[0].text.empty())
                continue;
            if (record.size() <= *query) {
                remark("sql-incomplete", record.front().line, "The record has too few fields.");
                continue;
            }
            const Field &field = record[*query];
            if (field.text.starts_with("<insufficient privilege>")) {
                remark("sql-incomplete", field.line, "The statement's text was withheld from the user who exported it.");
                continue;
            }
            if (!looksLikeSql(field.text)) {
                ++others;
                continue;
            }
            // One entry per user and database: the same text several times.
            if (!seen.insert(field.text).second)
                continue;
            if (!isWhole(field.text)) {
                remark("sql-cut", field.line, "The statement is not understood as it stands: its text is cut, or a constant that the grammar needs was left out.");
                continue;
            }
            add(id && *id < record.size() && !record[*id].text.empty() ? "query " + record[*id].text : std::string(), field.line, field.text);
        }
        if (others > 0)
            remark("not-a-query", 0, std::to_string(others) + " entries are no queries (transactions, settings, maintenance) and are left out.");
    }

    std::string_view m_text;
    const std::string &m_path;
    const ReleaseSqlOptions &m_options;
    ReleaseSql m_result;
    std::size_t m_at = 0;
    std::uint32_t m_csvLine = 1;
};

} // namespace

ReleaseSql readReleaseFile(std::string_view text, const std::string &path, const ReleaseSqlOptions &options)
{
    return FileReader(text, path, options).read();
}

Result<ReleaseSql> readReleaseStatements(const FileTree &tree, std::span<const std::string> patterns, const ReleaseSqlOptions &options,
                                         std::stop_token stop, ProgressSink &progress)
{
    ReleaseSql all;
    std::set<std::string> paths;
    for (const std::string &pattern : patterns) {
        Result<FileListing> found = tree.find(pattern);
        if (!found)
            return found.error();
        if (found->files.empty())
            all.remarks.push_back({"no-statement", pattern, 0, "No file matches this pattern."});
        for (const FileEntry &file : found->files)
            paths.insert(file.path);
        all.remarks.insert(all.remarks.end(), found->remarks.begin(), found->remarks.end());
    }
    std::size_t done = 0;
    for (const std::string &path : paths) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, "Reading the statements was stopped.", {}, 0, 0};
        progress.progress("Reading statements", done++, paths.size());
        const Result<std::string> text = tree.read(path);
        if (!text)
            return text.error();
        ReleaseSql one = readReleaseFile(*text, path, options);
        std::move(one.statements.begin(), one.statements.end(), std::back_inserter(all.statements));
        if (all.statements.size() > releaseStatementLimit)
            return Error{ErrorCode::LimitExceeded, "There are more than " + std::to_string(releaseStatementLimit) + " statements.", path, 0, 0};
        std::move(one.remarks.begin(), one.remarks.end(), std::back_inserter(all.remarks));
    }
    return all;
}

} // namespace belay::schema
