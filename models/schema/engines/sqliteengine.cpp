// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/sqliteengine.h"

#include "models/schema/source/sqllexer.h"
#include "models/schema/source/sqlsplit.h"

#include <algorithm>
#include <utility>

namespace belay::schema {

namespace {

using Verdict = StatementVerdict::Verdict;

/// The words of a statement that tell what it does: names without quotes, in lower case.
struct Head {
    std::vector<std::string> words;

    [[nodiscard]] std::string at(std::size_t i) const { return i < words.size() ? words[i] : std::string(); }
};

Head headOf(std::string_view sql)
{
    constexpr std::size_t enough = 24;
    Head head;
    SqlLexer lexer(sql, Dialect::Sqlite);
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End && head.words.size() < enough; token = lexer.nextSolid()) {
        std::string_view word = lexer.textOf(token);
        if ((token.kind == SqlTokenKind::QuotedName || token.kind == SqlTokenKind::String) && word.size() >= 2)
            word = word.substr(1, word.size() - 2);
        head.words.push_back(lowered(word));
    }
    return head;
}

/// Past "main ." or "temp .".
std::size_t skipSchema(const Head &head, std::size_t at) { return head.at(at + 1) == "." ? at + 2 : at; }

void noteRename(const Head &head, std::vector<SqliteRename> &renames)
{
    if (head.at(0) != "alter" || head.at(1) != "table")
        return;
    const std::size_t name = skipSchema(head, 2);
    if (head.at(name + 1) != "rename")
        return;
    if (head.at(name + 2) == "to") {
        const std::string from = head.at(name);
        const std::string to = head.at(name + 3);
        // A second rename of the same table continues the first one; columns follow their table.
        const auto earlier = std::find_if(renames.begin(), renames.end(), [&](const SqliteRename &rename) { return rename.column.empty() && rename.newName == from; });
        for (SqliteRename &rename : renames) {
            if (!rename.column.empty() && rename.table == from)
                rename.table = to;
        }
        if (earlier != renames.end())
            earlier->newName = to;
        else
            renames.push_back({from, {}, to});
        return;
    }
    const std::size_t column = head.at(name + 2) == "column" && head.at(name + 4) == "to" ? name + 3 : name + 2;
    if (head.at(column + 1) != "to")
        return;
    const auto earlier = std::find_if(renames.begin(), renames.end(), [&](const SqliteRename &rename) { return rename.table == head.at(name) && rename.newName == head.at(column) && !rename.column.empty(); });
    if (earlier != renames.end())
        earlier->newName = head.at(column + 2);
    else
        renames.push_back({head.at(name), head.at(column), head.at(column + 2)});
}

void noteData(const Head &head, Span span, std::vector<SqliteTrace::DataChange> &data)
{
    std::size_t at = 0;
    // WITH a AS (...) UPDATE ...: the verb comes later; it is looked for at the head only.
    if (head.at(0) == "insert" || head.at(0) == "replace") {
        while (at < head.words.size() && head.at(at) != "into")
            ++at;
        data.push_back({"INSERT", head.at(skipSchema(head, at + 1)), span});
    } else if (head.at(0) == "update") {
        at = head.at(1) == "or" ? 3 : 1;
        data.push_back({"UPDATE", head.at(skipSchema(head, at)), span});
    } else if (head.at(0) == "delete" && head.at(1) == "from") {
        data.push_back({"DELETE", head.at(skipSchema(head, 2)), span});
    }
}

bool controlsTransaction(const Head &head)
{
    const std::string verb = head.at(0);
    return verb == "begin" || verb == "commit" || verb == "end" || verb == "rollback" || verb == "savepoint" || verb == "release";
}

/// Changes whenever the schema does.
std::string schemaVersion(SqliteDatabase &database)
{
    const SqliteAnswer answer = database.ask("PRAGMA schema_version");
    return answer.rows.empty() ? std::string() : answer.rows[0][0].value_or(std::string());
}

std::string sqliteCode(const std::string &message)
{
    const auto has = [&](std::string_view part) { return message.find(part) != std::string::npos; };
    if (has("no such table"))
        return "relation-missing";
    if (has("no such column") || has("has no column named"))
        return "column-missing";
    if (has("ambiguous column name"))
        return "column-ambiguous";
    if (has("columns but") || has("values for"))
        return "column-count";
    if (has("ON CONFLICT clause does not match"))
        return "conflict-target-missing";
    if (has("no such function"))
        return "function-missing";
    if (has("wrong number of arguments"))
        return "function-missing";
    if (has("no such collation"))
        return "collation-missing";
    if (has("syntax error") || has("unrecognized token") || has("incomplete input"))
        return "syntax-not-understood";
    if (has("cannot modify") || has("cannot UPSERT"))
        return "view-not-updatable";
    if (has("generated column"))
        return "generated-column";
    return "refused";
}

Span wordAt(std::string_view text, std::uint32_t offset)
{
    SqlLexer lexer(text, Dialect::Sqlite);
    lexer.seek(std::min<std::size_t>(offset, text.size()));
    return lexer.nextSolid().span;
}

} // namespace

Result<SqliteScratch> SqliteScratch::create(const SqliteLimits &limits)
{
    auto database = SqliteDatabase::open(limits);
    if (!database)
        return database.error();
    return SqliteScratch(std::move(database).value());
}

std::map<std::string, std::string, std::less<>> SqliteScratch::objects()
{
    std::map<std::string, std::string, std::less<>> found;
    for (const auto &row : m_database.ask("SELECT name, sql FROM sqlite_schema").rows)
        found.emplace(lowered(row[0].value_or(std::string())), row[1].value_or(std::string()));
    return found;
}

Result<SqliteTrace> SqliteScratch::apply(const MigrationScript &script, OnFailure onFailure, std::stop_token stop)
{
    return applyStatements(script, onFailure, false, std::move(stop));
}

Result<SqliteTrace> SqliteScratch::applyInside(const MigrationScript &script, std::stop_token stop)
{
    return applyStatements(script, OnFailure::StopScript, true, std::move(stop));
}

Result<SqliteTrace> SqliteScratch::applyStatements(const MigrationScript &script, OnFailure onFailure, bool inside, std::stop_token stop)
{
    SqliteTrace trace;
    const SqlSplit split = splitSql(script.text, Dialect::Sqlite);
    const LineIndex lines(script.text);
    const std::string_view text(script.text);
    const auto report = [&](std::uint32_t offset, std::string message, std::string_view verb) {
        const TextPosition at = lines.at(offset);
        ScriptFailure failed{script.file, at.line, at.column, {}, std::move(message), verb == "create" || verb == "insert"};
        if (script.generated && at.line <= script.lines.size()) {
            failed.line = script.lines[at.line - 1];
            failed.column = 1;
        }
        trace.outcome.failures.push_back(std::move(failed));
    };
    std::vector<Head> heads;
    bool own = false;
    for (const SplitStatement &statement : split.statements) {
        heads.push_back(headOf(text.substr(statement.span.begin, statement.span.length)));
        own = own || controlsTransaction(heads.back()) || heads.back().at(0) == "vacuum";
    }
    if (!inside && script.transaction && !own)
        [[maybe_unused]] const SqliteAnswer begun = m_database.execute("BEGIN");
    auto known = objects();
    std::string version = schemaVersion(m_database);
    for (std::size_t i = 0; i < split.statements.size(); ++i) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, script.file, {}, 0, 0};
        const SplitStatement &statement = split.statements[i];
        const Head &head = heads[i];
        // The shell's own commands have no meaning here; VACUUM changes nothing that could be seen.
        if (statement.kind != SplitStatement::Kind::Sql || head.at(0) == "vacuum" || (inside && controlsTransaction(head)))
            continue;
        const SqliteAnswer answer = m_database.execute(text.substr(statement.span.begin, statement.span.length), stop);
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, script.file, {}, 0, 0};
        if (!answer.ok()) {
            report(statement.span.begin + (answer.placed ? answer.offset : 0), answer.exhausted() ? "given up: " + answer.message : answer.message, head.at(0));
            if (onFailure == OnFailure::StopScript)
                break;
            continue;
        }
        noteRename(head, trace.renames);
        noteData(head, statement.span, trace.data);
        std::string now = schemaVersion(m_database);
        if (now == version)
            continue;
        version = std::move(now);
        auto after = objects();
        for (const auto &[name, sql] : after) {
            const auto was = known.find(name);
            if (was == known.end() || was->second != sql)
                trace.touched[name] = statement.span;
        }
        for (const auto &[name, sql] : known) {
            if (!after.contains(name))
                trace.touched[name] = statement.span;
        }
        known = std::move(after);
    }
    if (!inside && m_database.inTransaction()) {
        const bool keep = trace.outcome.failures.empty() || onFailure == OnFailure::NextStatement;
        const SqliteAnswer ended = m_database.execute(keep ? "COMMIT" : "ROLLBACK");
        if (!ended.ok()) {
            report(split.statements.empty() ? 0 : split.statements.back().span.begin, ended.message, "commit");
            [[maybe_unused]] const SqliteAnswer back = m_database.execute("ROLLBACK");
        }
    }
    return trace;
}

Result<SqliteCheck> checkSqliteStatements(std::span<const Migration> migrations, std::span<const ReleaseStatement> statements, OnFailure onFailure,
                                          std::stop_token stop, ProgressSink &progress)
{
    auto scratch = SqliteScratch::create();
    if (!scratch)
        return scratch.error();
    SqliteCheck check;
    std::uint64_t done = 0;
    for (const Migration &migration : migrations) {
        progress.progress("migrations", done++, migrations.size());
        if (!migration.up)
            continue;
        auto trace = scratch->apply(*migration.up, onFailure, stop);
        if (!trace)
            return trace.error();
        check.migrations.add(trace->outcome);
        if (!trace->outcome.failures.empty() && onFailure == OnFailure::StopScript) {
            for (ScriptFailure &failed : check.migrations.failures)
                failed.additive = false;
            break;
        }
    }
    const std::string excuse = check.migrations.failures.empty() ? std::string() : "a migration did not apply here: " + describe(check.migrations.failures.front());
    const bool mayLack = std::any_of(check.migrations.failures.begin(), check.migrations.failures.end(), [](const ScriptFailure &failed) { return !failed.additive; });
    for (const ReleaseStatement &statement : statements) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, statement.file, {}, 0, 0};
        progress.progress("statements", check.verdicts.size(), statements.size());
        StatementVerdict verdict;
        verdict.statement = statement;
        // A missing column in double quotes would pass as a text.
        scratch->database().allowQuotedTexts(false);
        const SqliteAnswer answer = scratch->database().prepare(statement.text);
        scratch->database().allowQuotedTexts(true);
        if (!answer.ok()) {
            verdict.verdict = Verdict::Breaks;
            verdict.code = sqliteCode(answer.message);
            verdict.message = answer.message;
            if (answer.placed)
                verdict.span = wordAt(statement.text, answer.offset);
            if (answer.exhausted()) {
                verdict.verdict = Verdict::Unknown;
                verdict.code = "out-of-bounds";
            } else if (verdict.code == "column-missing" && scratch->database().prepare(statement.text).ok()) {
                verdict.verdict = Verdict::Unknown;
                verdict.message += "; SQLite takes a name in double quotes for a text if there is no such column";
            } else if (verdict.code == "function-missing" || verdict.code == "collation-missing") {
                verdict.verdict = Verdict::Unknown;
                verdict.message += "; the program may bring it along";
            } else if (!excuse.empty() && verdict.code != "syntax-not-understood") {
                verdict.verdict = Verdict::Unknown;
                verdict.message += "; but " + excuse;
            }
        } else if (mayLack) {
            verdict.verdict = Verdict::Unknown;
            verdict.code = "migration-failed";
            verdict.message = excuse;
        }
        check.verdicts.push_back(std::move(verdict));
    }
    return check;
}

} // namespace belay::schema
