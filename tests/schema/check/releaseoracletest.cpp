// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/schemacheck.h"
#include "models/schema/engines/postgresserver.h"
#include "models/schema/source/gitrepository.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTest>

#include <map>
#include <set>

using namespace belay;
using namespace belay::schema;
using Json = nlohmann::json;

namespace {

/// The measured transitions, if they lie beside the source tree; and the repository they were measured
/// on, if a folder of clones is named.
Json oracle()
{
    QFile file(QStringLiteral(BELAY_SOURCE_DIR "/../shared/data/minder_release_oracle.json"));
    return file.open(QIODevice::ReadOnly) ? Json::parse(file.readAll().toStdString()) : Json();
}

QString repositoryPath()
{
    const QString folder = qEnvironmentVariable("BELAY_REAL_REPOSITORIES");
    return folder.isEmpty() ? QString() : folder + QStringLiteral("/mindersec/minder");
}

struct Counts {
    std::size_t statements = 0;
    std::size_t broken = 0;
    std::size_t missed = 0;
    std::size_t falseAlarms = 0;
    std::size_t unknown = 0;
    std::size_t otherMessages = 0;
    std::size_t atExecution = 0;
};

} // namespace

/// Which of an old release's own statements fail on the next release's schema: what PostgreSQL said of
/// 44 transitions of a public repository, against both engines.
class ReleaseOracleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void enginesAgreeWithTheMeasuredTransitions_data()
    {
        QTest::addColumn<int>("engine");
        QTest::newRow("static") << static_cast<int>(Engine::Static);
        QTest::newRow("postgres") << static_cast<int>(Engine::Postgres);
    }
    void enginesAgreeWithTheMeasuredTransitions()
    {
        QFETCH(int, engine);
        const Json measured = oracle();
        if (measured.is_null())
            QSKIP("the measured transitions are not beside the source tree");
        if (repositoryPath().isEmpty())
            QSKIP("BELAY_REAL_REPOSITORIES does not name a folder of clones");
        CheckOptions options;
        options.engine = static_cast<Engine>(engine);
        std::optional<PostgresServer> server;
        if (options.engine == Engine::Postgres) {
            auto started = PostgresServer::start({}, {});
            if (!started)
                QSKIP("PostgreSQL is not installed");
            server = std::move(started).value();
            options.scratchServer = server->connection();
        }
        const Result<GitRepository> repository = GitRepository::open(repositoryPath().toStdString());
        QVERIFY2(repository.ok(), "the clone cannot be opened");
        NoProgress progress;
        Counts counts;
        for (const Json &pair : measured["pairs"]) {
            const std::string from = pair["old"];
            const std::string to = pair["new"];
            const auto oldTree = repository->tree(from);
            const auto newTree = repository->tree(to);
            QVERIFY(oldTree.ok() && newTree.ok());
            const Result<SchemaReport> report = checkTransition({from, oldTree->get()}, {to, newTree->get()}, "database/migrations",
                                                                {"internal/db/*.sql.go"}, options, {}, progress);
            QVERIFY2(report.ok(), report.ok() ? "" : describe(report.error()).c_str());
            QCOMPARE(report->statements.size(), pair["old_queries"].get<std::size_t>());
            std::map<std::string, std::string> expected;
            for (const Json &broken : pair["broken"])
                expected[broken["query"]] = broken["error"];
            std::set<std::string> alsoNew;
            for (const Json &name : pair["broken_in_new_release_too"])
                alsoNew.insert(name.get<std::string>());
            counts.broken += expected.size();
            for (const StatementVerdict &verdict : report->statements) {
                ++counts.statements;
                const auto wanted = expected.find(verdict.statement.name);
                const bool breaks = verdict.verdict == StatementVerdict::Verdict::Breaks;
                if (verdict.verdict == StatementVerdict::Verdict::Unknown)
                    ++counts.unknown;
                if (breaks && verdict.atExecution) {
                    // PREPARE takes it: the measurement cannot know.
                    ++counts.atExecution;
                    QVERIFY(wanted == expected.end());
                } else if (breaks && wanted == expected.end()) {
                    ++counts.falseAlarms;
                    qWarning("%s -> %s: %s: %s", from.c_str(), to.c_str(), verdict.statement.name.c_str(), verdict.message.c_str());
                } else if (!breaks && wanted != expected.end()) {
                    ++counts.missed;
                    qWarning("%s -> %s: missed %s: %s", from.c_str(), to.c_str(), verdict.statement.name.c_str(), wanted->second.c_str());
                } else if (breaks) {
                    counts.otherMessages += verdict.message == wanted->second ? 0U : 1U;
                    QCOMPARE(verdict.alsoInNewRelease, alsoNew.count(verdict.statement.name) == 1);
                }
            }
        }
        qInfo("%zu statements, %zu broken: %zu missed, %zu false alarms, %zu unknown, %zu with another message; %zu more break at execution only",
              counts.statements, counts.broken, counts.missed, counts.falseAlarms, counts.unknown, counts.otherMessages, counts.atExecution);
        QCOMPARE(counts.missed, 0U);
        QCOMPARE(counts.falseAlarms, 0U);
        QCOMPARE(counts.otherMessages, 0U);
        QVERIFY(counts.unknown * 100 <= counts.statements);
    }
};

QTEST_APPLESS_MAIN(ReleaseOracleTest)
#include "releaseoracletest.moc"
