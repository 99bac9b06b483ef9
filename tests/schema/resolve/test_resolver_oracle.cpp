// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/simulation.h"
#include "models/schema/resolve/resolver.h"
#include "models/schema/source/gitrepository.h"
#include "models/schema/source/migrationlayouts.h"
#include "models/schema/source/releasesql.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <chrono>
#include <map>

using namespace belay;
using namespace belay::schema;

/// What a server answered for the statements of a public project's releases: no break may be missed, no
/// alarm may be false.
class TestResolverOracle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheServer()
    {
        const QString repositories = qEnvironmentVariable("BELAY_REAL_REPOSITORIES");
        if (repositories.isEmpty())
            QSKIP("BELAY_REAL_REPOSITORIES does not name a folder of real repositories");
        QFile file(QStringLiteral(BELAY_SOURCE_DIR "/../shared/data/minder_release_oracle.json"));
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("there is no ../shared/data/minder_release_oracle.json");
        const auto repository = GitRepository::open(repositories.toStdString() + "/mindersec/minder");
        if (!repository)
            QSKIP("the repository mindersec/minder is not there");
        const QJsonArray pairs = QJsonDocument::fromJson(file.readAll()).object().value(QStringLiteral("pairs")).toArray();
        int statements = 0, missed = 0, falseAlarms = 0, unknown = 0, otherWords = 0;
        double slowest = 0;
        NoProgress progress;
        for (const QJsonValue &value : pairs) {
            const QJsonObject pair = value.toObject();
            const std::string from = pair.value(QStringLiteral("old")).toString().toStdString();
            const std::string to = pair.value(QStringLiteral("new")).toString().toStdString();
            std::map<std::string, std::string> broken;
            for (const char *field : {"broken", "broken_in_new_release_too"}) {
                for (const QJsonValue &one : pair.value(QLatin1String(field)).toArray()) {
                    const QJsonObject failure = one.toObject();
                    if (!failure.isEmpty())
                        broken[failure.value(QStringLiteral("query")).toString().toStdString()] = failure.value(QStringLiteral("error")).toString().toStdString();
                }
            }
            const auto newTree = repository.value().tree(to);
            const auto oldTree = repository.value().tree(from);
            QVERIFY(newTree && oldTree);
            LayoutOptions layout;
            const auto migrations = readMigrations(*newTree.value(), "database/migrations", layout, {}, progress);
            QVERIFY(migrations);
            Simulation simulation;
            for (const Migration &migration : migrations.value().migrations) {
                if (migration.up)
                    (void)simulation.applyScript(*migration.up);
            }
            const std::vector<std::string> patterns{"internal/db/*.sql.go"};
            const auto sql = readReleaseStatements(*oldTree.value(), patterns, {}, {}, progress);
            QVERIFY(sql);
            const auto begin = std::chrono::steady_clock::now();
            for (const ReleaseStatement &statement : sql.value().statements) {
                const Resolution ours = resolveStatement(simulation.catalogue(), statement.text);
                ++statements;
                const auto server = broken.find(statement.name);
                if (ours.verdict == Resolution::Verdict::Unknown) {
                    ++unknown;
                    qWarning("%s → %s, %s: unknown: %s", from.c_str(), to.c_str(), statement.name.c_str(), ours.message.c_str());
                } else if (ours.verdict == Resolution::Verdict::Ok && server != broken.end()) {
                    ++missed;
                    qWarning("%s → %s, %s: missed: %s", from.c_str(), to.c_str(), statement.name.c_str(), server->second.c_str());
                } else if (ours.verdict == Resolution::Verdict::Breaks && server == broken.end()) {
                    ++falseAlarms;
                    qWarning("%s → %s, %s: false alarm: %s", from.c_str(), to.c_str(), statement.name.c_str(), ours.message.c_str());
                } else if (server != broken.end() && server->second != ours.message) {
                    ++otherWords;
                }
            }
            slowest = std::max(slowest, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        }
        qInfo("%d statements: %d missed, %d false alarms, %d unknown, %d in other words; slowest release %.1f ms", statements, missed, falseAlarms, unknown,
              otherWords, slowest);
        QCOMPARE(statements, 5840);
        QCOMPARE(missed, 0);
        QCOMPARE(falseAlarms, 0);
        QCOMPARE(otherWords, 0);
        QVERIFY(unknown * 100 <= statements);
    }
};

QTEST_GUILESS_MAIN(TestResolverOracle)
#include "test_resolver_oracle.moc"
