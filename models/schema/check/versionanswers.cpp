// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/versionanswers.h"

#include "models/schema/check/cataloguechange.h"
#include "models/schema/check/statementcheck.h"
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/engines/postgresengine.h"
#include "models/schema/engines/postgresserver.h"
#include "models/schema/engines/sqliteengine.h"
#include "models/schema/syntaxtree.h"

#include <algorithm>
#include <optional>

namespace belay::schema {

namespace {

using Verdict = StatementVerdict::Verdict;

Error cancelled()
{
    return {ErrorCode::Cancelled, {}, {}, 0, 0};
}

SchemaAnswer answerOf(const Resolution &resolution)
{
    SchemaAnswer answer;
    answer.verdict = resolution.verdict;
    answer.code = resolution.code;
    answer.message = resolution.message;
    for (const ExecutionHazard &hazard : resolution.atExecution) {
        if (hazard.always)
            answer.hazards.push_back({hazard.code, hazard.message});
    }
    return answer;
}

SchemaAnswer answerOf(const StatementVerdict &verdict)
{
    SchemaAnswer answer;
    if (verdict.verdict == Verdict::Breaks && verdict.atExecution) {
        answer.hazards.push_back({verdict.code, verdict.message});
        return answer;
    }
    answer.verdict = verdict.verdict;
    answer.code = verdict.code;
    answer.message = verdict.message;
    return answer;
}

void addRun(StatementTimeline &timeline, std::size_t version, SchemaAnswer answer)
{
    if (timeline.runs.empty() || timeline.runs.back().second != answer)
        timeline.runs.emplace_back(version, std::move(answer));
}

void addDoubts(std::vector<std::string> &doubts, const Catalogue &catalogue)
{
    for (const Catalogue::Doubt &doubt : catalogue.doubts) {
        if (std::find(doubts.begin(), doubts.end(), doubt.reason) == doubts.end())
            doubts.push_back(doubt.reason);
    }
}

/// Statement after statement, so that only one is kept parsed.
Result<VersionAnswers> answerStatic(const SchemaTimeline &timeline, std::size_t first, std::span<const StatementAsked> asked,
                                    std::span<const OwnSchema> ownSchemas, std::stop_token stop, ProgressSink &progress)
{
    VersionAnswers answers;
    answers.statements.resize(asked.size());
    const std::size_t versions = timeline.versions().size();
    addDoubts(answers.doubts, timeline.after(versions - 1));
    std::vector<CatalogueChange> changes;
    changes.reserve(versions - first);
    for (std::size_t v = first + 1; v < versions; ++v)
        changes.emplace_back(timeline.after(v - 1), timeline.after(v));
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (stop.stop_requested())
            return cancelled();
        progress.progress("Resolving statements", i, asked.size());
        const ParsedSql sql = ParsedSql::parse(asked[i].statement.text);
        const std::string lowered = folded(asked[i].statement.text);
        StatementTimeline &line = answers.statements[i];
        addRun(line, first, answerOf(resolveText(timeline.after(first), sql)));
        for (std::size_t v = first + 1; v < versions; ++v) {
            if (changes[v - first - 1].mayAffect(lowered))
                addRun(line, v, answerOf(resolveText(timeline.after(v), sql)));
        }
        for (const std::uint32_t own : asked[i].ownSchemas)
            line.own.emplace(own, answerOf(resolveText(ownSchemas[own].catalogue, sql)));
    }
    return answers;
}

/// Those that are asked on one own schema, with their places.
struct OwnQuestion {
    std::vector<ReleaseStatement> statements;
    std::vector<std::size_t> places;
};

OwnQuestion questionOf(std::span<const StatementAsked> asked, std::uint32_t own)
{
    OwnQuestion question;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (std::find(asked[i].ownSchemas.begin(), asked[i].ownSchemas.end(), own) == asked[i].ownSchemas.end())
            continue;
        question.statements.push_back(asked[i].statement);
        question.places.push_back(i);
    }
    return question;
}

std::vector<ReleaseStatement> statementsOf(std::span<const StatementAsked> asked)
{
    std::vector<ReleaseStatement> statements;
    statements.reserve(asked.size());
    for (const StatementAsked &one : asked)
        statements.push_back(one.statement);
    return statements;
}

/// PostgreSQL tells about columns that an INSERT has to give only if asked to look for them.
PostgresOptions postgresOptions()
{
    PostgresOptions options;
    options.requiredColumns = true;
    return options;
}

Result<VersionAnswers> answerPostgres(const SchemaTimeline &timeline, std::size_t first, std::span<const StatementAsked> asked,
                                      std::span<const OwnSchema> ownSchemas, const CheckOptions &options, std::stop_token stop,
                                      ProgressSink &progress)
{
    std::optional<PostgresServer> server;
    PostgresTarget target{options.scratchServer, false};
    if (options.scratchServer.empty()) {
        Result<PostgresServer> started = PostgresServer::start({}, stop);
        if (!started)
            return started.error();
        server = std::move(started).value();
        target = {server->connection(), true};
    }
    Result<PostgresScratch> scratch = PostgresScratch::create(target, {}, stop);
    if (!scratch)
        return scratch.error();
    VersionAnswers answers;
    answers.engine = Engine::Postgres;
    answers.engineVersion = "PostgreSQL " + scratch->version();
    answers.statements.resize(asked.size());
    const std::vector<ReleaseStatement> statements = statementsOf(asked);
    NoProgress quiet;
    ScriptOutcome outcome;
    for (std::size_t v = 0; v < timeline.versions().size(); ++v) {
        progress.progress("Asking the server about each version", v, timeline.versions().size());
        for (const SchemaTimeline::Step &step : timeline.stepsOf(v, v)) {
            if (!step.migration.up)
                continue;
            const Result<ScriptOutcome> applied = scratch.value().apply(*step.migration.up, OnFailure::StopScript, stop);
            if (!applied)
                return applied.error();
            outcome.add(*applied);
        }
        if (v < first)
            continue;
        const Result<std::vector<StatementVerdict>> verdicts = prepareStatements(scratch.value(), outcome, statements, postgresOptions(), stop, quiet);
        if (!verdicts)
            return verdicts.error();
        for (std::size_t i = 0; i < asked.size(); ++i)
            addRun(answers.statements[i], v, answerOf((*verdicts)[i]));
    }
    answers.doubts = outcome.sentences();
    for (std::uint32_t own = 0; own < ownSchemas.size(); ++own) {
        const OwnQuestion question = questionOf(asked, own);
        const Result<PostgresCheck> check = checkStatements(target, ownSchemas[own].migrations, question.statements, postgresOptions(), stop, quiet);
        if (!check)
            return check.error();
        for (std::size_t i = 0; i < question.places.size(); ++i)
            answers.statements[question.places[i]].own.emplace(own, answerOf(check->verdicts[i]));
    }
    return answers;
}

Result<VersionAnswers> answerSqlite(const SchemaTimeline &timeline, std::size_t first, std::span<const StatementAsked> asked,
                                    std::span<const OwnSchema> ownSchemas, std::stop_token stop, ProgressSink &progress)
{
    VersionAnswers answers;
    answers.engine = Engine::Sqlite;
    answers.statements.resize(asked.size());
    const std::vector<ReleaseStatement> statements = statementsOf(asked);
    NoProgress quiet;
    std::vector<Migration> migrations;
    for (std::size_t v = 0; v < timeline.versions().size(); ++v) {
        if (stop.stop_requested())
            return cancelled();
        progress.progress("Asking SQLite about each version", v, timeline.versions().size());
        for (const SchemaTimeline::Step &step : timeline.stepsOf(v, v))
            migrations.push_back(step.migration);
        if (v < first)
            continue;
        const Result<SqliteCheck> check = checkSqliteStatements(migrations, statements, OnFailure::StopScript, stop, quiet);
        if (!check)
            return check.error();
        for (std::size_t i = 0; i < asked.size(); ++i)
            addRun(answers.statements[i], v, answerOf(check->verdicts[i]));
        if (v + 1 == timeline.versions().size())
            answers.doubts = check->migrations.sentences();
    }
    for (std::uint32_t own = 0; own < ownSchemas.size(); ++own) {
        const OwnQuestion question = questionOf(asked, own);
        const Result<SqliteCheck> check = checkSqliteStatements(ownSchemas[own].migrations, question.statements, OnFailure::StopScript, stop, quiet);
        if (!check)
            return check.error();
        for (std::size_t i = 0; i < question.places.size(); ++i)
            answers.statements[question.places[i]].own.emplace(own, answerOf(check->verdicts[i]));
    }
    return answers;
}

/// Nobody here prepares statements of MySQL.
VersionAnswers answerNothing(std::size_t first, std::span<const StatementAsked> asked, const CheckOptions &options)
{
    SchemaAnswer unknown;
    unknown.verdict = Verdict::Unknown;
    unknown.code = "no-engine";
    unknown.message = "no engine here answers for statements of MySQL";
    VersionAnswers answers;
    answers.engine = options.engine;
    answers.statements.resize(asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
        addRun(answers.statements[i], first, unknown);
        for (const std::uint32_t own : asked[i].ownSchemas)
            answers.statements[i].own.emplace(own, unknown);
    }
    return answers;
}

} // namespace

const SchemaAnswer &StatementTimeline::at(std::size_t version) const
{
    const auto behind = std::upper_bound(runs.begin(), runs.end(), version, [](std::size_t v, const auto &run) { return v < run.first; });
    return std::prev(behind)->second;
}

Result<VersionAnswers> answerVersions(const SchemaTimeline &timeline, std::size_t first, std::span<const StatementAsked> asked,
                                      std::span<const OwnSchema> ownSchemas, const CheckOptions &options, std::stop_token stop,
                                      ProgressSink &progress)
{
    if (timeline.dialect() == Dialect::MySql)
        return answerNothing(first, asked, options);
    // As everywhere: SQLite is its own analysis.
    if (timeline.dialect() == Dialect::Sqlite || options.engine == Engine::Sqlite)
        return answerSqlite(timeline, first, asked, ownSchemas, stop, progress);
    if (options.engine == Engine::Postgres && !asked.empty())
        return answerPostgres(timeline, first, asked, ownSchemas, options, stop, progress);
    return answerStatic(timeline, first, asked, ownSchemas, stop, progress);
}

} // namespace belay::schema
