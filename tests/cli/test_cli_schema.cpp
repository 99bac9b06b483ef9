// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirunner.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace belay::test;

namespace {

const QByteArray init = "CREATE TABLE users(id int PRIMARY KEY, email text, nick text);\n";
const QByteArray drop = "-- tidy up\nALTER TABLE users DROP COLUMN nick;\n";
const QByteArray queries = "-- name: Emails :many\nSELECT email FROM users;\n\n-- name: Nicks :many\nSELECT id,\n       nick\n  FROM users;\n";

/// Two releases side by side: v2 drops a column that v1 reads.
class Releases {
public:
    Releases()
    {
        put("v1/db/1_init.up.sql", init);
        put("v1/sql/users.sql", queries);
        put("v2/db/1_init.up.sql", init);
        put("v2/db/2_drop.up.sql", drop);
        put("v2/db/2_drop.down.sql", "ALTER TABLE users ADD COLUMN nick text;\n");
        put("v2/sql/users.sql", "-- name: Emails :many\nSELECT email FROM users;\n");
    }
    void put(const char *path, const QByteArray &bytes)
    {
        const QString full = m_folder.filePath(QString::fromLatin1(path));
        QDir().mkpath(full.section(QLatin1Char('/'), 0, -2));
        writeFile(full, bytes);
    }
    [[nodiscard]] CliResult run(const char *words) const
    {
        CliRun run;
        run.folder = m_folder.path();
        return runCli(QString::fromLatin1(words).split(QLatin1Char(' '), Qt::SkipEmptyParts), run);
    }

private:
    QTemporaryDir m_folder;
};

constexpr const char *checkWords = "schema check --from v1 --to v2 --migrations db --queries sql/*.sql";

} // namespace

class TestCliSchema : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badUsageAndInput_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *name, const char *words, const char *message) {
            QTest::newRow(name) << QByteArray(words) << QByteArray(message);
        };
        row("no subcommand", "schema", "needs one of lint, check, history, roundtrip");
        row("near miss", "schema lnit", "did you mean `lint`");
        row("nothing to lint", "schema lint", "needs a folder");
        row("no such folder", "schema lint nowhere", "there is no such folder");
        row("no migrations", "schema check --from v1 --to v2", "needs `--migrations`");
        row("unknown layout", "schema lint v1/db --layout flywey", "did you mean `flyway`");
        row("server without engine", "schema check --from v1 --to v2 --migrations db --server postgresql://x", "needs `--engine postgres`");
        row("bad pair", "schema lint v1/db --replace BLOB", "--replace");
        row("folder twice", "schema lint v1/db --migrations v2/db", "both name where");
        row("to without git", "schema lint v1/db --to v2", "`--to` needs `--git`");
        row("two folders", "schema lint v1/db v2/db", "does not know what to do with `v2/db`");
        row("no repository", "schema history --git v1 --migrations db --queries sql/*.sql", "v1");
        row("bad pattern", "schema check --from v1 --to v2 --migrations db --queries [", "[");
        row("no such version", "schema lint v2/db --since 9", "there is no migration `9`");
        row("unreadable", "schema lint broken", "1_x.up.sql");
    }
    void badUsageAndInput()
    {
        QFETCH(QByteArray, words);
        QFETCH(QByteArray, message);
        Releases releases;
        releases.put("broken/1_x.up.sql", QByteArray("CREATE TABLE \xff\xfe\0x", 16));
        const CliResult result = releases.run(words.constData());
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.errors.contains(message), result.errors.constData());
        QVERIFY(result.output.isEmpty());
    }

    void checkNamesTheStatement()
    {
        const Releases releases;
        const CliResult text = releases.run(checkWords);
        QCOMPARE(text.exitCode, 1);
        QVERIFY2(text.output.startsWith("v1 cannot come back\n"), text.output.constData());
        QVERIFY(text.output.contains("Nicks: column \"nick\" does not exist."));
        QVERIFY(text.output.contains("sql/users.sql:6, column-missing"));

        const QJsonObject report = parsed(releases.run((QByteArray(checkWords) + " --format json").constData()).output);
        QCOMPARE(report[QStringLiteral("from")].toString(), QStringLiteral("v1"));
        QCOMPARE(report[QStringLiteral("to")].toString(), QStringLiteral("v2"));
        QCOMPARE(report[QStringLiteral("engine")].toString(), QStringLiteral("static"));
        QCOMPARE(report[QStringLiteral("statements")].toInt(), 2);
        const QJsonArray verdicts = report[QStringLiteral("verdicts")].toArray();
        QCOMPARE(verdicts.size(), 2);
        QCOMPARE(verdicts[0].toObject()[QStringLiteral("verdict")].toString(), QStringLiteral("ok"));
        const QJsonObject nicks = verdicts[1].toObject();
        QCOMPARE(nicks[QStringLiteral("name")].toString(), QStringLiteral("Nicks"));
        QCOMPARE(nicks[QStringLiteral("kind")].toString(), QStringLiteral("read"));
        QCOMPARE(nicks[QStringLiteral("verdict")].toString(), QStringLiteral("breaks"));
        QCOMPARE(nicks[QStringLiteral("code")].toString(), QStringLiteral("column-missing"));
        QCOMPARE(nicks[QStringLiteral("fails_at")].toString(), QStringLiteral("prepare"));
        QCOMPARE(nicks[QStringLiteral("also_in_new_release")].toBool(true), false);
        const QJsonArray migrations = report[QStringLiteral("migrations")].toArray();
        QCOMPARE(migrations.size(), 1);
        const QJsonObject operation = migrations[0].toObject()[QStringLiteral("operations")].toArray()[0].toObject();
        QCOMPARE(operation[QStringLiteral("line")].toInt(), 2);
        QCOMPARE(operation[QStringLiteral("kind")].toString(), QStringLiteral("drop column"));
        QCOMPARE(operation[QStringLiteral("object")].toString(), QStringLiteral("public.users.nick"));
        QCOMPARE(operation[QStringLiteral("old_reads")].toString(), QStringLiteral("breaks"));
        QCOMPARE(operation[QStringLiteral("new_on_old")].toString(), QStringLiteral("ok"));
        for (const char *key : {"code", "old_writes", "old_after_new_data", "down_after_new_data", "reason", "remedy"})
            QVERIFY2(operation.contains(QLatin1String(key)), key);
    }

    void thereAndBackIsFine()
    {
        const Releases releases;
        const CliResult same = releases.run("schema check --from v1 --to v1 --migrations db --queries sql/*.sql");
        QCOMPARE(same.exitCode, 0);
        QVERIFY2(same.output.startsWith("v1 can come back\n"), same.output.constData());
    }

    void sarifLeadsIntoTheFiles()
    {
        const Releases releases;
        const QJsonObject log = parsed(releases.run((QByteArray(checkWords) + " --format sarif").constData()).output);
        QCOMPARE(log[QStringLiteral("version")].toString(), QStringLiteral("2.1.0"));
        const QJsonObject run = log[QStringLiteral("runs")].toArray()[0].toObject();
        const QJsonArray rules = run[QStringLiteral("tool")].toObject()[QStringLiteral("driver")].toObject()[QStringLiteral("rules")].toArray();
        const QJsonArray results = run[QStringLiteral("results")].toArray();
        QVERIFY(!results.isEmpty());
        bool statement = false;
        for (const QJsonValue &value : results) {
            const QJsonObject result = value.toObject();
            const QString rule = rules[result[QStringLiteral("ruleIndex")].toInt()].toObject()[QStringLiteral("id")].toString();
            QCOMPARE(rule, result[QStringLiteral("ruleId")].toString());
            const QJsonObject place = result[QStringLiteral("locations")].toArray()[0].toObject()[QStringLiteral("physicalLocation")].toObject();
            const QString file = place[QStringLiteral("artifactLocation")].toObject()[QStringLiteral("uri")].toString();
            if (rule == QLatin1String("column-missing")) {
                statement = true;
                QCOMPARE(file, QStringLiteral("sql/users.sql"));
                QCOMPARE(place[QStringLiteral("region")].toObject()[QStringLiteral("startLine")].toInt(), 6);
            }
        }
        QVERIFY(statement);
    }

    void junitCountsWhatFails()
    {
        const Releases releases;
        const QByteArray text = releases.run((QByteArray(checkWords) + " --format junit").constData()).output;
        QXmlStreamReader xml(text);
        int cases = 0;
        int failures = 0;
        int told = -1;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == QLatin1String("testsuites"))
                told = xml.attributes().value(QLatin1String("failures")).toInt();
            cases += xml.name() == QLatin1String("testcase") ? 1 : 0;
            failures += xml.name() == QLatin1String("failure") ? 1 : 0;
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(cases >= 3);
        QVERIFY(failures >= 1);
        QCOMPARE(told, failures);
    }

    void lintFailsAtTheSeverityAsked()
    {
        Releases releases;
        QCOMPARE(releases.run("schema lint v2/db").exitCode, 1);
        QCOMPARE(releases.run("schema lint v1/db").exitCode, 0);
        QCOMPARE(releases.run("schema lint --migrations v2/db").output, releases.run("schema lint v2/db").output);
        const CliResult late = releases.run("schema lint v2/db --since 2");
        QCOMPARE(late.exitCode, 0);
        const QJsonObject report = parsed(releases.run("schema lint v2/db --format json").output);
        QVERIFY(!report.contains(QStringLiteral("verdicts")));
        QCOMPARE(report[QStringLiteral("layout")].toString(), QStringLiteral("golang-migrate"));
        QCOMPARE(report[QStringLiteral("migrations")].toArray().size(), 2);
    }

    void reviewedExceptionsAreListed()
    {
        Releases releases;
        releases.put("v3/1_init.up.sql", init);
        releases.put("v3/2_index.up.sql", "-- belay:allow index-without-concurrently the table has ten rows\nCREATE INDEX i ON users(nick);\n");
        const CliResult result = releases.run("schema lint v3");
        QVERIFY2(result.output.contains("the table has ten rows"), result.output.constData());
        QVERIFY(result.output.contains("1 accepted"));
    }

    void replacementsMayBeSeveral()
    {
        Releases releases;
        releases.put("v4/1_init.up.sql", "CREATE TABLE a(b BLOB, c CLOB);\n");
        const QJsonObject report = parsed(releases.run("schema lint v4 --dialect postgresql --replace BLOB=BYTEA CLOB=TEXT --format json").output);
        const QJsonObject operation =
            report[QStringLiteral("migrations")].toArray()[0].toObject()[QStringLiteral("operations")].toArray()[0].toObject();
        QCOMPARE(operation[QStringLiteral("kind")].toString(), QStringLiteral("create table"));
        QVERIFY(report[QStringLiteral("doubts")].toArray().isEmpty());
    }

    void roundTripOnSqlite()
    {
        Releases releases;
        releases.put("s/1_init.up.sql", "CREATE TABLE t(a INTEGER);\n");
        releases.put("s/1_init.down.sql", "DROP TABLE t;\n");
        releases.put("s/2_more.up.sql", "ALTER TABLE t ADD COLUMN b TEXT;\nCREATE INDEX i ON t(b);\n");
        releases.put("s/2_more.down.sql", "DROP INDEX i;\n");
        const CliResult result = releases.run("schema roundtrip s --engine sqlite --dialect sqlite --fail-on warning");
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.output.contains("down-differs"), result.output.constData());
        const QJsonObject report = parsed(releases.run("schema roundtrip s --dialect sqlite --format json").output);
        const QJsonArray trips = report[QStringLiteral("migrations")].toArray();
        QCOMPARE(trips.size(), 2);
        QCOMPARE(trips[0].toObject()[QStringLiteral("result")].toString(), QStringLiteral("restores"));
        QCOMPARE(trips[1].toObject()[QStringLiteral("result")].toString(), QStringLiteral("differs"));
    }
};

QTEST_GUILESS_MAIN(TestCliSchema)
#include "test_cli_schema.moc"
