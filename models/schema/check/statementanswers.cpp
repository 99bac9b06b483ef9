// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/statementcheck.h"
#include "models/schema/check/transition.h"
#include "models/schema/engines/postgresengine.h"
#include "models/schema/engines/postgresserver.h"
#include "models/schema/engines/sqliteengine.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_set>

namespace belay::schema {

namespace {

using Verdict = StatementVerdict::Verdict;

/// Names of the statements that break.
std::unordered_set<std::string_view> brokenNames(const std::vector<StatementVerdict> &verdicts)
{
    std::unordered_set<std::string_view> names;
    for (const StatementVerdict &verdict : verdicts) {
        if (verdict.verdict == Verdict::Breaks)
            names.insert(verdict.statement.name);
    }
    return names;
}

/// The new release's statements of the names that break in the old one.
std::vector<ReleaseStatement> sameNames(const std::vector<StatementVerdict> &verdicts, const std::vector<ReleaseStatement> &statements)
{
    const auto broken = brokenNames(verdicts);
    std::vector<ReleaseStatement> found;
    std::copy_if(statements.begin(), statements.end(), std::back_inserter(found), [&](const ReleaseStatement &s) { return broken.contains(s.name); });
    return found;
}

void markSharedFailures(std::vector<StatementVerdict> &old, const std::vector<StatementVerdict> &now)
{
    const auto broken = brokenNames(now);
    for (StatementVerdict &verdict : old)
        verdict.alsoInNewRelease = verdict.verdict == Verdict::Breaks && broken.contains(verdict.statement.name);
}

} // namespace

struct StatementAnswers::Server {
    PostgresServer server;
};

StatementAnswers::StatementAnswers(const CheckOptions &options) : m_options(options) {}
StatementAnswers::~StatementAnswers() = default;

Result<StatementAnswers::Answer> StatementAnswers::ask(const ReleaseFiles &from, const ReleaseFiles &to, std::span<const std::size_t> chosen,
                                                       MigrationReplay &replay, std::stop_token stop, ProgressSink &progress)
{
    const Dialect dialect = to.migrations.dialect;
    if (from.statements.empty()) {
        Answer none;
        none.engine = m_options.engine;
        return none;
    }
    if (dialect == Dialect::MySql) {
        Answer answer;
        answer.engine = m_options.engine;
        for (const ReleaseStatement &statement : from.statements) {
            StatementVerdict verdict;
            verdict.statement = statement;
            verdict.verdict = Verdict::Unknown;
            verdict.code = "no-engine";
            verdict.message = "no engine here answers for statements of MySQL";
            answer.verdicts.push_back(std::move(verdict));
        }
        return answer;
    }
    // SQLite is its own analysis: it needs no server.
    if (dialect == Dialect::Sqlite)
        return askSqlite(from, to, stop, progress);
    switch (m_options.engine) {
    case Engine::Postgres: return askPostgres(from, to, stop, progress);
    case Engine::Sqlite: return askSqlite(from, to, stop, progress);
    case Engine::Static: break;
    }
    return askStatic(from, to, chosen, replay, stop, progress);
}

Result<StatementAnswers::Answer> StatementAnswers::askStatic(const ReleaseFiles &from, const ReleaseFiles &to,
                                                             std::span<const std::size_t> chosen, MigrationReplay &replay, std::stop_token stop,
                                                             ProgressSink &progress) const
{
    Answer answer;
    const auto before = replay.run(from.migrations);
    const Catalogue own = before.empty() ? Catalogue() : before.back().after;
    const auto replayed = replay.run(to.migrations);
    const Catalogue &schema = replayed.empty() ? own : replayed.back().after;
    const StatementSet statements(from.statements);
    answer.verdicts = statements.resolve(schema, &own);
    const StatementSet twins(sameNames(answer.verdicts, to.statements));
    markSharedFailures(answer.verdicts, twins.resolve(schema, nullptr));

    if (chosen.empty())
        return answer;
    // Which migration broke what: what the release's own schema breaks already is nobody's doing.
    const std::vector<StatementVerdict> atHome = statements.resolve(own, &own);
    for (std::size_t k = 0; k < chosen.size(); ++k) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, {}, 0, 0};
        progress.progress("Resolving statements after each migration", k, chosen.size());
        const bool last = chosen[k] + 1 == replayed.size();
        const std::vector<StatementVerdict> here = last ? std::vector<StatementVerdict>() : statements.resolve(replayed[chosen[k]].after, &own);
        const std::vector<StatementVerdict> &verdicts = last ? answer.verdicts : here;
        std::vector<std::uint32_t> broken;
        for (std::size_t i = 0; i < verdicts.size(); ++i) {
            if (verdicts[i].verdict != Verdict::Breaks || atHome[i].verdict == Verdict::Breaks)
                continue;
            broken.push_back(static_cast<std::uint32_t>(i));
            const Migration &migration = to.migrations.migrations[chosen[k]];
            if (answer.verdicts[i].verdict == Verdict::Breaks && answer.verdicts[i].brokenBy.empty() && migration.up)
                answer.verdicts[i].brokenBy = migration.up->file;
        }
        answer.brokenAfter.push_back(std::move(broken));
    }
    return answer;
}

Result<PostgresTarget> StatementAnswers::server(std::stop_token stop)
{
    if (!m_options.scratchServer.empty())
        return PostgresTarget{m_options.scratchServer, false};
    if (!m_server || !m_server->server.running()) {
        m_server.reset();
        Result<PostgresServer> started = PostgresServer::start({}, stop);
        if (!started)
            return started.error();
        m_server = std::make_unique<Server>(Server{std::move(started).value()});
    }
    return PostgresTarget{m_server->server.connection(), true};
}

Result<StatementAnswers::Answer> StatementAnswers::askPostgres(const ReleaseFiles &from, const ReleaseFiles &to, std::stop_token stop,
                                                               ProgressSink &progress)
{
    const Result<PostgresTarget> target = server(stop);
    if (!target)
        return target.error();
    Result<PostgresScratch> scratch = PostgresScratch::create(*target, {}, stop);
    if (!scratch)
        return scratch.error();
    Answer answer;
    answer.engine = Engine::Postgres;
    answer.engineVersion = "PostgreSQL " + scratch->version();
    ScriptOutcome outcome;
    for (const Migration &migration : to.migrations.migrations) {
        if (!migration.up)
            continue;
        Result<ScriptOutcome> applied = scratch.value().apply(*migration.up, OnFailure::StopScript, stop);
        if (!applied)
            return applied.error();
        outcome.add(*applied);
    }
    answer.doubts = outcome.sentences();
    Result<std::vector<StatementVerdict>> verdicts = prepareStatements(scratch.value(), outcome, from.statements, {}, stop, progress);
    if (!verdicts)
        return verdicts.error();
    answer.verdicts = std::move(verdicts).value();
    const std::vector<ReleaseStatement> twins = sameNames(answer.verdicts, to.statements);
    Result<std::vector<StatementVerdict>> now = prepareStatements(scratch.value(), outcome, twins, {}, stop, progress);
    if (!now)
        return now.error();
    markSharedFailures(answer.verdicts, *now);
    return answer;
}

Result<StatementAnswers::Answer> StatementAnswers::askSqlite(const ReleaseFiles &from, const ReleaseFiles &to, std::stop_token stop,
                                                             ProgressSink &progress) const
{
    Result<SqliteCheck> check = checkSqliteStatements(to.migrations.migrations, from.statements, OnFailure::StopScript, stop, progress);
    if (!check)
        return check.error();
    Answer answer;
    answer.engine = Engine::Sqlite;
    answer.verdicts = std::move(check.value().verdicts);
    answer.doubts = check->migrations.sentences();
    const std::vector<ReleaseStatement> twins = sameNames(answer.verdicts, to.statements);
    if (!twins.empty()) {
        const Result<SqliteCheck> now = checkSqliteStatements(to.migrations.migrations, twins, OnFailure::StopScript, stop, progress);
        if (!now)
            return now.error();
        markSharedFailures(answer.verdicts, now->verdicts);
    }
    return answer;
}

} // namespace belay::schema
