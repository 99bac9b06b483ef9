// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/cataloguechange.h"
#include "models/schema/check/statementcheck.h"
#include "models/schema/check/tolerances.h"
#include "models/schema/check/transition.h"
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/engines/postgresserver.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace belay;
using namespace belay::schema;
using Json = nlohmann::json;

namespace {

Json oracle()
{
    QFile file(QStringLiteral(BELAY_SOURCE_DIR "/../shared/data/minder_release_oracle.json"));
    return file.open(QIODevice::ReadOnly) ? Json::parse(file.readAll().toStdString()) : Json();
}

std::string repositoryPath()
{
    const QString folder = qEnvironmentVariable("BELAY_REAL_REPOSITORIES");
    return folder.isEmpty() ? std::string() : (folder + QStringLiteral("/mindersec/minder")).toStdString();
}

bool stands(const SideTolerance &side, std::size_t version)
{
    return std::any_of(side.stands.begin(), side.stands.end(), [version](const VersionRun &run) { return run.first <= version && version <= run.last; });
}

} // namespace

/// The ranges of all tags of a public repository, against what PostgreSQL said of its transitions.
class ToleranceOracleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (repositoryPath().empty())
            QSKIP("BELAY_REAL_REPOSITORIES does not name a folder of clones");
        Result<GitRepository> opened = GitRepository::open(repositoryPath());
        QVERIFY2(opened.ok(), "the clone cannot be opened");
        auto releases = taggedReleases(*opened, "v*");
        QVERIFY(releases.ok());
        m_releases = std::move(releases).value();
    }

    void rangesEndWhereTheServerSaidSo()
    {
        const Json measured = oracle();
        if (measured.is_null())
            QSKIP("the measured transitions are not beside the source tree");
        NoProgress progress;
        QElapsedTimer timer;
        timer.start();
        const auto result = tolerancesOf(m_releases, "database/migrations", {"internal/db/*.sql.go"}, {}, {}, progress);
        QVERIFY2(result.ok(), result.ok() ? "" : describe(result.error()).c_str());
        qInfo("%zu releases, %zu versions, %lld ms", result->releases.size(), result->versions.size(), static_cast<long long>(timer.elapsed()));
        std::map<std::string, const ReleaseTolerance *> byName;
        for (const ReleaseTolerance &release : result->releases)
            byName[release.release] = &release;
        std::size_t ended = 0;
        std::size_t open = 0;
        for (const Json &pair : measured["pairs"]) {
            const std::string from = pair["old"];
            const std::string to = pair["new"];
            QVERIFY(byName.contains(from) && byName.contains(to));
            const ReleaseTolerance &old = *byName[from];
            const std::size_t next = byName[to]->version;
            QVERIFY(next > old.version);
            std::set<std::string> alsoNew;
            for (const Json &name : pair["broken_in_new_release_too"])
                alsoNew.insert(name.get<std::string>());
            const bool breaks = std::any_of(pair["broken"].begin(), pair["broken"].end(),
                                            [&](const Json &broken) { return !alsoNew.contains(broken["query"].get<std::string>()); });
            const std::string where = from + " -> " + to;
            if (breaks) {
                ++ended;
                QVERIFY2(!stands(old.reads, next) || !stands(old.writes, next), where.c_str());
                // Each statement of the measurement is told, or five others at that edge are.
                std::size_t told = 0;
                for (const SideTolerance *side : {&old.reads, &old.writes}) {
                    for (const ToleranceEvidence &evidence : side->evidence) {
                        if (evidence.versions.first > next || evidence.versions.last < next)
                            continue;
                        ++told;
                        // The first migration was rewritten before v0.0.7: no operation did it.
                        QVERIFY2(!evidence.cause.empty() || from == "v0.0.6", where.c_str());
                        QVERIFY2(evidence.at.starts_with("internal/db/"), where.c_str());
                        const bool measuredToo = std::any_of(pair["broken"].begin(), pair["broken"].end(),
                                                             [&](const Json &broken) { return broken["query"] == evidence.statement; });
                        // What PREPARE does not see is ours alone.
                        QVERIFY2(measuredToo || evidence.code == "not-null-missing" || evidence.code == "conflict-target-missing",
                                 (where + ": " + evidence.statement + ": " + evidence.message).c_str());
                    }
                }
                QVERIFY2(told >= 1, where.c_str());
            } else if (stands(old.reads, next) && stands(old.writes, next)) {
                ++open;
            } else {
                // Only executions fail there, or what is not decided.
                for (const SideTolerance *side : {&old.reads, &old.writes}) {
                    for (const ToleranceEvidence &evidence : side->evidence) {
                        if (evidence.versions.first <= next && next <= evidence.versions.last) {
                            QVERIFY2(evidence.undecided || evidence.code == "not-null-missing" || evidence.code == "conflict-target-missing",
                                     (where + ": " + evidence.statement + ": " + evidence.message).c_str());
                            qInfo("%s: %s: %s", where.c_str(), evidence.statement.c_str(), evidence.message.c_str());
                        }
                    }
                }
            }
        }
        qInfo("%zu transitions end a range, %zu do not", ended, open);
        QCOMPARE(ended, 12U);
        QVERIFY(open >= 30);
    }

    /// A server that prepares every statement at every version ends the same ranges, but for what only
    /// executions meet.
    void aServerEndsTheSameRanges()
    {
        const Result<PostgresServer> server = PostgresServer::start({}, {});
        if (!server)
            QSKIP("PostgreSQL is not installed");
        NoProgress progress;
        CheckOptions options;
        options.engine = Engine::Postgres;
        options.scratchServer = server->connection();
        const auto asked = tolerancesOf(m_releases, "database/migrations", {"internal/db/*.sql.go"}, options, {}, progress);
        const auto own = tolerancesOf(m_releases, "database/migrations", {"internal/db/*.sql.go"}, {}, {}, progress);
        QVERIFY(asked.ok() && own.ok());
        QCOMPARE(asked->releases.size(), own->releases.size());
        std::size_t more = 0;
        for (std::size_t i = 0; i < own->releases.size(); ++i) {
            const ReleaseTolerance &release = own->releases[i];
            QVERIFY2(asked->releases[i].reads.stands == release.reads.stands, release.release.c_str());
            for (std::size_t v = 0; v < own->versions.size(); ++v) {
                if (stands(asked->releases[i].writes, v) == stands(release.writes, v))
                    continue;
                ++more;
                QVERIFY2(!stands(release.writes, v), release.release.c_str());
                const auto &evidence = release.writes.evidence;
                QVERIFY2(std::any_of(evidence.begin(), evidence.end(), [v](const ToleranceEvidence &one) {
                    return one.versions.first <= v && v <= one.versions.last && one.code == "conflict-target-missing";
                }), release.release.c_str());
            }
        }
        qInfo("%zu times a version is stood by a server's word that no execution would stand", more);
    }

    void sparedAnswersAreTheSame()
    {
        NoProgress progress;
        auto files = readRelease(*m_releases.back().tree, "database/migrations", {"internal/db/*.sql.go"}, {}, {}, progress);
        QVERIFY(files.ok());
        auto older = readRelease(*m_releases[m_releases.size() / 2].tree, "database/migrations", {"internal/db/*.sql.go"}, {}, {}, progress);
        QVERIFY(older.ok());
        std::vector<ReleaseStatement> statements = files->statements;
        statements.insert(statements.end(), older->statements.begin(), older->statements.end());
        MigrationReplay replay;
        const auto replayed = replay.run(files->migrations);
        std::size_t spared = 0;
        std::size_t all = 0;
        for (const ReleaseStatement &statement : statements) {
            const ParsedSql sql = ParsedSql::parse(statement.text);
            const std::string lowered = folded(statement.text);
            Resolution last = resolveText(replayed[0].after, sql);
            for (std::size_t v = 1; v < replayed.size(); ++v) {
                Resolution now = resolveText(replayed[v].after, sql);
                ++all;
                if (!CatalogueChange(replayed[v - 1].after, replayed[v].after).mayAffect(lowered)) {
                    ++spared;
                    QVERIFY2(now == last, (statement.name + ", " + files->migrations.migrations[v].name).c_str());
                }
                last = std::move(now);
            }
        }
        qInfo("%zu of %zu answers spared", spared, all);
        QVERIFY(spared * 2 > all);
    }

private:
    std::vector<RecordedRelease> m_releases;
};

QTEST_APPLESS_MAIN(ToleranceOracleTest)
#include "toleranceoracletest.moc"
