// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/postgresengine.h"

#include "models/schema/syntaxtree.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace belay::schema {

namespace {

using Verdict = StatementVerdict::Verdict;

/// The word, number or sign at an offset.
Span tokenAt(std::string_view text, std::uint32_t offset)
{
    if (offset >= text.size())
        return {static_cast<std::uint32_t>(text.size()), 0};
    const auto isWord = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || (static_cast<unsigned char>(c) & 0x80U) != 0; };
    std::size_t end = offset;
    for (;;) {
        if (end < text.size() && text[end] == '"') {
            const std::size_t close = text.find('"', end + 1);
            end = close == std::string_view::npos ? text.size() : close + 1;
        } else {
            while (end < text.size() && isWord(text[end]))
                ++end;
        }
        // A qualified name is one thing to the reader.
        if (end + 1 < text.size() && end > offset && text[end] == '.' && (isWord(text[end + 1]) || text[end + 1] == '"'))
            ++end;
        else
            break;
    }
    if (end == offset)
        ++end;
    return {offset, static_cast<std::uint32_t>(end - offset)};
}

/// Why a refusal of this kind may come from what is missing here rather than from the release; empty: it cannot.
std::string excuseFor(const ScriptOutcome &migrations)
{
    if (!migrations.failures.empty())
        return "a migration did not apply here: " + describe(migrations.failures.front());
    if (!migrations.missingExtensions.empty())
        return "the server does not have the extension " + migrations.missingExtensions.front();
    return {};
}

struct Insert {
    std::string table;          ///< As regclass input.
    std::vector<std::string> columns;
    Span span;
};

/// The INSERT of a statement, if it names its columns or takes them in order.
std::optional<Insert> insertOf(const std::string &text)
{
    const ParsedSql sql = ParsedSql::parse(text);
    if (sql.statements().size() != 1 || !sql.statements()[0].tree.is("InsertStmt"))
        return std::nullopt;
    const Node tree = sql.statements()[0].tree;
    const Node relation = tree["relation"];
    Insert insert;
    if (!relation.text("schemaname").empty())
        insert.table = quotedIdentifier(relation.text("schemaname")) + '.';
    insert.table += quotedIdentifier(relation.text("relname"));
    if (relation.location() >= 0)
        insert.span = tokenAt(text, static_cast<std::uint32_t>(relation.location()));
    const NodeList columns = tree.list("cols");
    // Without a list the values fill the first columns; how many there are is known for VALUES only.
    if (columns.empty() && tree["selectStmt"].valid()) {
        const NodeList rows = tree["selectStmt"].list("valuesLists");
        if (rows.empty())
            return std::nullopt;
        insert.columns.assign(rows[0]["items"].valid() ? rows[0].list("items").size() : 0, std::string());
        return insert;
    }
    for (const Node column : columns)
        insert.columns.emplace_back(column.text("name"));
    return insert;
}

/// Fills the verdict if an INSERT leaves out a column that the table demands.
Result<Done> checkRequired(PostgresConnection &connection, const ReleaseStatement &statement, StatementVerdict &verdict, const std::stop_token &stop)
{
    const auto insert = insertOf(statement.text);
    if (!insert)
        return Done{};
    std::string given = "ARRAY[";
    const bool ordered = !insert->columns.empty() && insert->columns.front().empty();
    for (std::size_t i = 0; !ordered && i < insert->columns.size(); ++i)
        given += (i > 0 ? "," : "") + quotedLiteral(insert->columns[i]);
    given += "]::text[]";
    const std::string condition = ordered ? "row_number > " + std::to_string(insert->columns.size()) : "NOT (attname::text = ANY (" + given + "))";
    auto answer = connection.execute(
        "SELECT attname, relname, EXISTS (SELECT 1 FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c AND NOT t.tgisinternal AND t.tgtype & 7 = 7)"
        " OR EXISTS (SELECT 1 FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c AND r.ev_type = '3')"
        " FROM (SELECT a.attname, r.relname, r.oid AS c, a.attnum, pg_catalog.row_number() OVER (ORDER BY a.attnum),"
        " (a.attnotnull OR t.typnotnull) AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL AS required"
        " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class r ON r.oid = a.attrelid JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
        " WHERE a.attrelid = pg_catalog.to_regclass(" + quotedLiteral(insert->table) + ") AND r.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped) s"
        " WHERE required AND " + condition + " ORDER BY attnum LIMIT 1",
        stop);
    if (!answer)
        return answer.error();
    if (!answer->ok() || answer->rows.empty() || answer->rows[0].size() != 3)
        return Done{};
    const bool mayBeFilled = answer->rows[0][2].value_or("") == "t";
    verdict.verdict = mayBeFilled ? Verdict::Unknown : Verdict::Breaks;
    verdict.code = "not-null-missing";
    verdict.message = "null value in column \"" + answer->rows[0][0].value_or("") + "\" of relation \"" + answer->rows[0][1].value_or("") +
                      "\" violates not-null constraint" + (mayBeFilled ? ", unless a trigger or rule fills it" : "");
    verdict.span = insert->span;
    return Done{};
}

} // namespace

Result<std::vector<StatementVerdict>> prepareStatements(PostgresScratch &scratch, const ScriptOutcome &migrations,
                                                        std::span<const ReleaseStatement> statements, const PostgresOptions &options,
                                                        std::stop_token stop, ProgressSink &progress)
{
    // What the scripts set in their session is not there in a program's.
    auto fresh = scratch.reconnect(stop);
    if (!fresh)
        return fresh.error();
    const std::string excuse = excuseFor(migrations);
    const bool mayLack = std::any_of(migrations.failures.begin(), migrations.failures.end(), [](const ScriptFailure &failed) { return !failed.additive; });
    std::vector<StatementVerdict> verdicts;
    verdicts.reserve(statements.size());
    for (const ReleaseStatement &statement : statements) {
        progress.progress("statements", verdicts.size(), statements.size());
        StatementVerdict verdict;
        verdict.statement = statement;
        auto answer = scratch.connection().prepare(statement.text, stop);
        if (!answer && answer.error().code == ErrorCode::LimitExceeded) {
            verdict.verdict = Verdict::Unknown;
            verdict.code = "out-of-bounds";
            verdict.message = answer.error().detail;
            verdicts.push_back(std::move(verdict));
            auto again = scratch.reconnect(stop);
            if (!again)
                return again.error();
            continue;
        }
        if (!answer)
            return answer.error();
        if (!answer->ok()) {
            verdict.verdict = Verdict::Breaks;
            verdict.code = refusalCode(answer->state, answer->message);
            verdict.message = answer->message;
            if (answer->placed)
                verdict.span = tokenAt(statement.text, answer->offset);
            // Classes 42, 22, ... are about the statement; the others about the server's state.
            const std::string_view kind = std::string_view(answer->state).substr(0, 2);
            const bool ofServer = verdict.message.starts_with("memory exhausted") || kind == "53" || kind == "54" || kind == "57" || kind == "58" || kind == "XX" || kind == "08";
            if (ofServer) {
                verdict.verdict = Verdict::Unknown;
                verdict.code = kind == "57" ? "out-of-bounds" : "server-error";
            } else if (!excuse.empty() && verdict.code != "syntax-not-understood") {
                verdict.verdict = Verdict::Unknown;
                verdict.message += "; but " + excuse;
            }
        } else if (options.requiredColumns) {
            auto checked = checkRequired(scratch.connection(), statement, verdict, stop);
            if (!checked)
                return checked.error();
        }
        if (verdict.verdict == Verdict::Ok && mayLack) {
            verdict.verdict = Verdict::Unknown;
            verdict.code = "migration-failed";
            verdict.message = excuse;
        }
        verdicts.push_back(std::move(verdict));
    }
    progress.progress("statements", statements.size(), statements.size());
    return verdicts;
}

Result<PostgresCheck> checkStatements(const PostgresTarget &target, std::span<const Migration> migrations,
                                      std::span<const ReleaseStatement> statements, const PostgresOptions &options, std::stop_token stop,
                                      ProgressSink &progress)
{
    auto scratch = PostgresScratch::create(target, options.limits, stop);
    if (!scratch)
        return scratch.error();
    PostgresCheck check;
    check.version = scratch->version();
    std::uint64_t done = 0;
    for (const Migration &migration : migrations) {
        progress.progress("migrations", done++, migrations.size());
        if (!migration.up)
            continue;
        auto outcome = scratch->apply(*migration.up, options.onFailure, stop);
        if (!outcome)
            return outcome.error();
        check.migrations.add(*outcome);
        // After StopScript the schema is not what the rest expects; going on would only add noise.
        if (!outcome->failures.empty() && options.onFailure == OnFailure::StopScript) {
            for (ScriptFailure &failed : check.migrations.failures)
                failed.additive = false;
            break;
        }
    }
    auto verdicts = prepareStatements(*scratch, check.migrations, statements, options, stop, progress);
    if (!verdicts)
        return verdicts.error();
    check.verdicts = std::move(verdicts).value();
    return check;
}

} // namespace belay::schema
