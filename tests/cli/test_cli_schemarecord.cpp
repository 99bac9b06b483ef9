// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirunner.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace belay::test;

namespace {

/// A project whose v3 drops a column that v1 reads; v2 has stopped reading it and changes nothing.
class Shop {
public:
    bool make()
    {
        put("db/1_init.up.sql", "CREATE TABLE users(id int PRIMARY KEY, nick text);\n");
        const QByteArray common = "-- name: Ids :many\nSELECT id FROM users;\n-- name: Add :exec\nINSERT INTO users(id) VALUES ($1);\n";
        put("sql/users.sql", common + "-- name: Nicks :many\nSELECT nick FROM users;\n");
        if (!git("init -q .") || !commit("v1"))
            return false;
        put("sql/users.sql", common);
        if (!commit("v2"))
            return false;
        put("db/2_drop.up.sql", "-- tidy up\nALTER TABLE users DROP COLUMN nick;\n");
        return commit("v3");
    }
    void put(const char *path, const QByteArray &bytes) const
    {
        const QString full = m_folder.filePath(QString::fromLatin1(path));
        QDir().mkpath(full.section(QLatin1Char('/'), 0, -2));
        writeFile(full, bytes);
    }
    bool git(const QByteArray &words) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("HOME"), m_folder.path());
        environment.insert(QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1"));
        for (const QString &who : {QStringLiteral("AUTHOR"), QStringLiteral("COMMITTER")}) {
            environment.insert(QStringLiteral("GIT_%1_NAME").arg(who), QStringLiteral("Tester"));
            environment.insert(QStringLiteral("GIT_%1_EMAIL").arg(who), QStringLiteral("tester@example.org"));
            environment.insert(QStringLiteral("GIT_%1_DATE").arg(who), QStringLiteral("2026-01-01T00:00:00Z"));
        }
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral("git"), QString::fromUtf8(words).split(QLatin1Char(' ')));
        return process.waitForFinished(60000) && process.exitCode() == 0;
    }
    bool commit(const QByteArray &tag) const
    {
        return git("add db sql") && git("commit -q -m " + tag) && git("tag " + tag);
    }
    [[nodiscard]] CliResult run(const QByteArray &words) const
    {
        CliRun run;
        run.folder = m_folder.path();
        return runCli(QString::fromUtf8(words).split(QLatin1Char(' '), Qt::SkipEmptyParts), run);
    }
    [[nodiscard]] QByteArray read(const char *path) const { return readFile(m_folder.filePath(QString::fromLatin1(path))); }
    [[nodiscard]] bool has(const char *path) const { return QFileInfo::exists(m_folder.filePath(QString::fromLatin1(path))); }

private:
    QTemporaryDir m_folder;
};

const QByteArray where = " --service users --store users-db --git . --migrations db --queries sql/*.sql";

/// What people know: what runs, and two ways to get to v3.
const QByteArray plans = "belay: 1\nworkspace: Shop\ncomponents:\n"
                         "  - {id: users-db, kind: database, releases: [\"1\"]}\n"
                         "  - {id: users, kind: service, owner: shop, releases: [v1, {id: v2, feature_free: true}]}\n"
                         "environments:\n  - id: production\n    live: {users-db: \"1\", users: v1}\n"
                         "plans:\n"
                         "  - id: direct\n    environment: production\n    steps:\n"
                         "      - {id: migrate, move: users-db, to: \"2\"}\n"
                         "      - {id: deploy, move: users, to: v3}\n"
                         "  - id: with-bridge\n    environment: production\n    steps:\n"
                         "      - {id: bridge, move: users, to: v2}\n"
                         "      - {id: deploy, move: users, to: v3}\n"
                         "      - {id: migrate, move: users-db, to: \"2\"}\n";

} // namespace

class TestCliSchemaRecord : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty())
            QSKIP("git is not installed");
        m_shop = std::make_unique<Shop>();
        QVERIFY(m_shop->make());
    }

    void badUsage_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("no file") << QByteArray("--service a") << QByteArray("FILE");
        QTest::newRow("no service") << QByteArray("w.belay --store d --git . --migrations db") << QByteArray("needs `--service`");
        QTest::newRow("empty store") << QByteArray("w.belay --service s --store= --git . --migrations db") << QByteArray("needs `--store`");
        QTest::newRow("half a pair") << QByteArray("w.belay --from v1" + where) << QByteArray("belong together");
        QTest::newRow("two ways") << QByteArray("w.belay --from v1 --to v2 --tags v*" + where) << QByteArray("both say which releases");
        QTest::newRow("stray") << QByteArray("w.belay more" + where) << QByteArray("does not know what to do with `more`");
        QTest::newRow("no such format") << QByteArray("w.txt" + where) << QByteArray("should end in .belay");
        QTest::newRow("no tag") << QByteArray("w.belay --tags x*" + where) << QByteArray("no tag that holds a version");
        QTest::newRow("no revision") << QByteArray("w.belay --from v1 --to v9" + where) << QByteArray("v9");
        QTest::newRow("no repository") << QByteArray("w.belay --service s --store d --git db --migrations db") << QByteArray("db");
        QTest::newRow("same") << QByteArray("w.belay --service d --store d --git . --migrations db") << QByteArray("cannot both be `d`");
        QTest::newRow("exists") << QByteArray("plans.yaml" + where) << QByteArray("allow that with --rewrite");
        QTest::newRow("no database") << QByteArray("plans.yaml --rewrite --service x --store users --git . --migrations db") << QByteArray("`users` is a service");
    }
    void badUsage()
    {
        QFETCH(QByteArray, words);
        QFETCH(QByteArray, message);
        m_shop->put("plans.yaml", plans);
        const CliResult result = m_shop->run("schema record " + words);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.errors.contains(message), result.errors.constData());
        QVERIFY(result.output.isEmpty());
        QVERIFY(!m_shop->has("w.belay"));
        QCOMPARE(m_shop->read("plans.yaml"), plans);
    }

    /// From the repository to the finding that names the statement, and to the plan that has none.
    void findingsLeadToTheStatement()
    {
        m_shop->put("plans.yaml", plans);
        const CliResult recorded = m_shop->run("schema record plans.yaml --rewrite" + where);
        QVERIFY2(recorded.exitCode == 0, recorded.errors.constData());
        const CliResult unsafe = m_shop->run("check plans.yaml --plan direct");
        QCOMPARE(unsafe.exitCode, 1);
        QVERIFY2(unsafe.output.contains("rollback-tolerates"), unsafe.output.constData());
        QVERIFY2(unsafe.output.contains("Nicks") && unsafe.output.contains("sql/users.sql:6") && unsafe.output.contains("db/2_drop.up.sql:2"), unsafe.output.constData());
        const QJsonObject report = parsed(m_shop->run("check plans.yaml --plan direct --format json").output);
        bool found = false;
        for (const QJsonValue &value : report[QStringLiteral("plans")].toArray()[0].toObject()[QStringLiteral("findings")].toArray()) {
            const QJsonObject finding = value.toObject();
            if (finding[QStringLiteral("code")].toString() != QLatin1String("rollback-tolerates"))
                continue;
            found = true;
            const QJsonObject evidence = finding[QStringLiteral("evidence")].toArray().at(0).toObject();
            QCOMPARE(evidence[QStringLiteral("statement")].toString(), QStringLiteral("Nicks"));
            QCOMPARE(evidence[QStringLiteral("cause")].toString(), QStringLiteral("db/2_drop.up.sql:2"));
        }
        QVERIFY(found);
        const CliResult safe = m_shop->run("check plans.yaml --plan with-bridge");
        QVERIFY2(safe.exitCode == 0, safe.output.constData());
    }

    void aDocumentIsMadeAndUpdated()
    {
        QCOMPARE(m_shop->run("schema record w.belay --dry-run" + where).exitCode, 0);
        QVERIFY(!m_shop->has("w.belay"));
        const CliResult first = m_shop->run("schema record w.belay --from v1 --to v2" + where);
        QVERIFY2(first.exitCode == 0, first.errors.constData());
        QVERIFY2(first.output.contains("Recorded 2 releases of users on users-db (2 added), 1 schema version, 1 of them new."), first.output.constData());
        const QJsonObject second = parsed(m_shop->run("schema record w.belay --format json" + where).output);
        const QJsonArray releases = second[QStringLiteral("releases")].toArray();
        QCOMPARE(releases.size(), 3);
        QCOMPARE(releases[0].toObject()[QStringLiteral("action")].toString(), QStringLiteral("updated"));
        QCOMPARE(releases[0].toObject()[QStringLiteral("read")].toString(), QStringLiteral("1"));
        QCOMPARE(releases[0].toObject()[QStringLiteral("write")].toString(), QStringLiteral("1..2"));
        QCOMPARE(releases[1].toObject()[QStringLiteral("read")].toString(), QStringLiteral("1..2"));
        QCOMPARE(releases[2].toObject()[QStringLiteral("action")].toString(), QStringLiteral("added"));
        QCOMPARE(releases[2].toObject()[QStringLiteral("commit")].toString().size(), 40);
        const CliResult again = m_shop->run("schema record w.belay" + where);
        QVERIFY2(again.output.contains("(3 unchanged), 2 schema versions, 0 of them new"), again.output.constData());
        const QByteArray text = m_shop->run("export w.belay --to yaml").output;
        QVERIFY2(text.contains("column \"nick\" does not exist") || text.contains("column \\\"nick\\\" does not exist"), text.constData());
    }

    void whatPeopleWroteIsKeptAndTold()
    {
        const QByteArray written = "belay: 1\ncomponents:\n  - {id: users-db, kind: database, releases: [\"1\", \"2\"]}\n"
                                   "  - {id: users, kind: service, releases: [{id: v1, tolerates: {users-db: \"1..2\"}}]}\n";
        m_shop->put("w.yaml", written);
        const CliResult dry = m_shop->run("schema record w.yaml --dry-run" + where);
        QCOMPARE(dry.exitCode, 1);
        QVERIFY2(dry.output.contains("v1: kept 1..2 as written; the statements say read 1, write 1..2."), dry.output.constData());
        QCOMPARE(m_shop->read("w.yaml"), written);
        QCOMPARE(m_shop->run("schema record w.yaml --rewrite" + where).exitCode, 1);
        const CliResult replaced = m_shop->run("schema record w.yaml --rewrite --replace-ranges" + where);
        QCOMPARE(replaced.exitCode, 0);
        QVERIFY2(replaced.output.contains("v1: replaced 1..2 by read 1, write 1..2."), replaced.output.constData());
    }

private:
    std::unique_ptr<Shop> m_shop;
};

QTEST_GUILESS_MAIN(TestCliSchemaRecord)
#include "test_cli_schemarecord.moc"
