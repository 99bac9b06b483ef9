// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/roundtripreport.h"

#include "models/schema/check/transition.h"
#include "models/schema/engines/postgresserver.h"

#include <algorithm>

namespace belay::schema {

namespace {

std::string listed(const std::vector<std::string> &sentences)
{
    std::string text;
    for (const std::string &sentence : sentences)
        text += (text.empty() ? "" : "; ") + sentence;
    return text;
}

RoundTripFinding failing(std::string code, const RoundTrip &trip, const ScriptFailure &failure, const std::string &before)
{
    return {std::move(code), Severity::Error, before + failure.message, failure.file.empty() ? trip.file : failure.file, failure.line};
}

} // namespace

std::vector<RoundTripFinding> findingsOf(const RoundTrip &trip)
{
    std::vector<RoundTripFinding> findings;
    switch (trip.result) {
    case RoundTrip::Result::Restores: break;
    case RoundTrip::Result::NoDown: findings.push_back({"down-missing", Severity::Note, "There is no way down.", trip.file, 0}); break;
    case RoundTrip::Result::Fails:
        findings.push_back(failing("down-fails", trip, trip.failure.value_or(ScriptFailure{}), "The way down fails: "));
        break;
    case RoundTrip::Result::UpFails:
        findings.push_back(failing("up-fails", trip, trip.failure.value_or(ScriptFailure{}), "The way up fails here: "));
        break;
    case RoundTrip::Result::Differs:
        findings.push_back({"down-differs", Severity::Warning, "The way down does not restore the schema: " + listed(trip.differs) + '.', trip.file, 0});
        break;
    }
    if (trip.failsAfterNewData)
        findings.push_back(failing("down-fails-after-new-data", trip, *trip.failsAfterNewData,
                                   "The way down fails once there is new data (" + listed(trip.newData) + "): "));
    if (!trip.differsAfterNewData.empty() && trip.result == RoundTrip::Result::Restores)
        findings.push_back({"down-differs", Severity::Warning,
                            "With new data the way down does not restore the schema: " + listed(trip.differsAfterNewData) + '.', trip.file, 0});
    if (!trip.lost.empty())
        findings.push_back({"down-loses-new-data", Severity::Note, "The way down loses what the new release wrote: " + listed(trip.lost) + '.', trip.file, 0});
    std::stable_sort(findings.begin(), findings.end(), [](const RoundTripFinding &a, const RoundTripFinding &b) { return a.severity > b.severity; });
    return findings;
}

bool hasFindings(const RoundTripReport &report, Severity atLeast)
{
    return std::any_of(report.migrations.begin(), report.migrations.end(), [&](const RoundTrip &trip) {
        const std::vector<RoundTripFinding> findings = findingsOf(trip);
        return !findings.empty() && findings.front().severity >= atLeast;
    });
}

Result<RoundTripReport> roundTrip(const FileTree &tree, const std::string &migrations, const CheckOptions &options, std::stop_token stop,
                                  ProgressSink &progress)
{
    Result<ReleaseFiles> files = readRelease(tree, migrations, {}, options, stop, progress);
    if (!files)
        return files.error();
    const MigrationSet &set = files->migrations;
    RoundTripReport report;
    report.tree = tree.name();
    report.layout = set.layout;
    report.engine = options.engine;
    if (report.engine == Engine::Static)
        report.engine = set.dialect == Dialect::Sqlite ? Engine::Sqlite : Engine::Postgres;
    if (set.dialect == Dialect::MySql)
        return Error{ErrorCode::BadUsage, "migrations for MySQL cannot be tried: no such database is made here", migrations, 0, 0};
    if (report.engine == Engine::Sqlite && set.dialect != Dialect::Sqlite && !options.dialect)
        return Error{ErrorCode::BadUsage, "these migrations are written for PostgreSQL; name `--dialect sqlite` to try them on SQLite all the same",
                     migrations, 0, 0};
    Result<std::vector<RoundTrip>> trips = std::vector<RoundTrip>();
    if (report.engine == Engine::Sqlite) {
        trips = sqliteRoundTrip(set.migrations, {}, stop, progress);
    } else if (!options.scratchServer.empty()) {
        trips = postgresRoundTrip({options.scratchServer, false}, set.migrations, {}, stop, progress);
    } else {
        Result<PostgresServer> server = PostgresServer::start({}, stop);
        if (!server)
            return server.error();
        trips = postgresRoundTrip({server->connection(), true}, set.migrations, {}, stop, progress);
    }
    if (!trips)
        return trips.error();
    report.migrations = std::move(trips).value();
    return report;
}

} // namespace belay::schema
