// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/postgresengine.h"
#include "models/schema/engines/postgresserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <map>

using namespace belay;
using namespace belay::schema;
using Verdict = StatementVerdict::Verdict;

namespace {

Migration migration(const std::string &version, const std::string &up)
{
    Migration made;
    made.version = version;
    made.up = MigrationScript{version + ".up.sql", up, true, false, {}};
    return made;
}

ReleaseStatement statement(const std::string &name, const std::string &text)
{
    return {name, "queries.sql", 1, text, ReleaseStatement::Kind::Read};
}

QByteArray git(const QString &repository, const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral("git"), QStringList{QStringLiteral("-C"), repository} + arguments);
    if (!process.waitForFinished(60000) || process.exitCode() != 0)
        return {};
    return process.readAllStandardOutput();
}

std::vector<Migration> migrationsAt(const QString &repository, const QString &revision)
{
    std::vector<Migration> found;
    const QByteArray names = git(repository, {QStringLiteral("ls-tree"), QStringLiteral("--name-only"), revision, QStringLiteral("database/migrations/")});
    for (const QByteArray &name : names.split('\n')) {
        if (!name.endsWith(".up.sql"))
            continue;
        const QByteArray text = git(repository, {QStringLiteral("show"), revision + QLatin1Char(':') + QString::fromUtf8(name)});
        Migration one = migration(QString::fromUtf8(name).section(QLatin1Char('/'), -1).section(QLatin1Char('_'), 0, 0).toStdString(), text.toStdString());
        one.up->file = name.toStdString();
        found.push_back(one);
    }
    return found;
}

/// The back-quoted constants that begin with "-- name: X".
std::vector<ReleaseStatement> statementsAt(const QString &repository, const QString &revision)
{
    static const QRegularExpression constant(QStringLiteral("`-- name: (\\w+) [^\n]*\n([^`]*)`"));
    std::vector<ReleaseStatement> found;
    const QByteArray names = git(repository, {QStringLiteral("ls-tree"), QStringLiteral("--name-only"), revision, QStringLiteral("internal/db/")});
    for (const QByteArray &name : names.split('\n')) {
        if (!name.endsWith(".sql.go"))
            continue;
        const QString text = QString::fromUtf8(git(repository, {QStringLiteral("show"), revision + QLatin1Char(':') + QString::fromUtf8(name)}));
        auto matches = constant.globalMatch(text);
        while (matches.hasNext()) {
            const auto match = matches.next();
            found.push_back({match.captured(1).toStdString(), name.toStdString(), 1, match.captured(2).toStdString(), ReleaseStatement::Kind::Read});
        }
    }
    return found;
}

#define NEEDS_SERVER                                                                                                                       \
    if (!m_server)                                                                                                                         \
    QSKIP("PostgreSQL is not installed")

} // namespace

class TestPostgresEngine : public QObject
{
    Q_OBJECT

private:
    PostgresCheck check(const std::vector<std::string> &ups, const std::vector<std::string> &texts, PostgresOptions options = {})
    {
        std::vector<Migration> migrations;
        for (const std::string &up : ups)
            migrations.push_back(migration(std::to_string(migrations.size() + 1), up));
        std::vector<ReleaseStatement> statements;
        for (const std::string &text : texts)
            statements.push_back(statement("statement " + std::to_string(statements.size() + 1), text));
        NoProgress progress;
        auto checked = checkStatements(m_target, migrations, statements, options, {}, progress);
        if (!checked.ok()) {
            qWarning("%s", describe(checked.error()).c_str());
            return {};
        }
        return *checked;
    }

    std::string databases()
    {
        auto connection = PostgresConnection::open(m_target.connection, std::chrono::seconds(10), {});
        if (!connection.ok())
            return {};
        auto answer = connection->execute("SELECT string_agg(datname, ' ' ORDER BY datname), (SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles) FROM pg_database", {});
        return answer.ok() && answer->ok() ? answer->rows[0][0].value_or("") + " / " + answer->rows[0][1].value_or("") : std::string();
    }

    std::optional<PostgresServer> m_server;
    PostgresTarget m_target;
    std::string m_before;

private Q_SLOTS:
    void initTestCase()
    {
        auto server = PostgresServer::start({}, {});
        if (!server.ok()) {
            QCOMPARE(server.error().code, ErrorCode::FileNotFound);
            return;
        }
        m_server.emplace(std::move(server).value());
        m_target = {m_server->connection(), true};
        m_before = databases();
        QVERIFY(!m_before.empty());
    }

    void cleanup()
    {
        if (m_server)
            QCOMPARE(databases(), m_before);
    }

    // Bad addresses

    void aBadAddressIsAnErrorThatKeepsThePassword()
    {
        NoProgress progress;
        for (const char *address : {"=nonsense=", "postgresql://u:geheim@127.0.0.1:1/none", "host=/nowhere password=geheim"}) {
            const auto checked = checkStatements({address, false}, {}, {}, {}, {}, progress);
            QVERIFY(!checked.ok());
            QVERIFY2(checked.error().detail.find("geheim") == std::string::npos, checked.error().detail.c_str());
        }
    }

    void cancelledMeansCancelled()
    {
        NEEDS_SERVER;
        std::stop_source source;
        source.request_stop();
        NoProgress progress;
        const auto checked = checkStatements(m_target, {}, {}, {}, source.get_token(), progress);
        QVERIFY(!checked.ok());
        QCOMPARE(checked.error().code, ErrorCode::Cancelled);
    }

    // Bad statements

    void badTextsAreRefusedOneByOne()
    {
        NEEDS_SERVER;
        const auto checked = check({"CREATE TABLE t (a int)"},
                                   {std::string("SELECT 1\0; DROP TABLE t", 23), "SELEC 1", "SELECT 1; SELECT 2", "SELECT '\xff\xfe'", "SELECT (", "",
                                    "SELECT a FROM t", "SELECT " + std::string(20000, '(') + "1" + std::string(20000, ')')});
        QCOMPARE(checked.verdicts.size(), 8U);
        const Verdict wanted[] = {Verdict::Breaks, Verdict::Breaks, Verdict::Breaks, Verdict::Breaks, Verdict::Breaks, Verdict::Ok, Verdict::Ok};
        for (std::size_t i = 0; i < std::size(wanted); ++i)
            QVERIFY2(checked.verdicts[i].verdict == wanted[i], std::to_string(i).c_str());
        // Nested deeper than the server's stack: that is the server's limit, not the schema's fault.
        QCOMPARE(checked.verdicts[7].verdict, Verdict::Unknown);
    }

    void preparingExecutesNothing()
    {
        NEEDS_SERVER;
        const auto checked = check({"CREATE TABLE t (a int)"}, {"DROP TABLE t", "INSERT INTO t VALUES (1)", "SELECT a FROM t"});
        QCOMPARE(checked.verdicts[2].verdict, Verdict::Ok);
    }

    // Hostile migrations

    void migrationsCannotLeaveTheirDatabase_data()
    {
        QTest::addColumn<QString>("sql");
        for (const char *sql : {"DROP DATABASE postgres", "CREATE DATABASE another", "ALTER SYSTEM SET work_mem = '1GB'", "COPY (SELECT 1) TO '/tmp/belay-hostile'",
                                "COPY (SELECT 1) TO PROGRAM 'touch /tmp/belay-hostile'",
                                "DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch /tmp/belay-hostile'''; END $$",
                                "DO $$ BEGIN EXECUTE 'RESET SESSION AUTHORIZATION'; EXECUTE 'CREATE ROLE mighty SUPERUSER'; END $$",
                                "SELECT pg_read_file('/etc/passwd')", "SELECT lo_import('/etc/passwd')", "DROP ROLE belay",
                                "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc.so.6', 'system'", "CREATE TABLESPACE s LOCATION '/tmp'",
                                "ALTER DATABASE postgres RENAME TO gone", "LOAD 'auto_explain'", "DROP OWNED BY CURRENT_USER", "EXPLAIN ANALYZE CREATE TABLE x AS SELECT pg_ls_dir('/')"})
            QTest::newRow(sql) << QString::fromLatin1(sql);
    }
    void migrationsCannotLeaveTheirDatabase()
    {
        NEEDS_SERVER;
        QFETCH(QString, sql);
        for (const bool ours : {true, false}) {
            m_target.ours = ours;
            const auto checked = check({sql.toStdString()}, {});
            m_target.ours = true;
            QVERIFY2(!checked.migrations.failures.empty(), ours ? "our own server" : "a server that was named");
            QVERIFY(!QFile::exists(QStringLiteral("/tmp/belay-hostile")));
        }
    }

    void whatIsNotUnderstoodIsNotExecutedOnANamedServer()
    {
        NEEDS_SERVER;
        m_target.ours = false;
        const auto checked = check({"CREATE TABLE t (a int);\nFROBNICATE THE DATABASE;\nCREATE TABLE u (a int);"}, {"SELECT a FROM t"});
        m_target.ours = true;
        QCOMPARE(checked.migrations.failures.size(), 1U);
        QCOMPARE(checked.migrations.failures[0].line, 2U);
        QVERIFY(checked.migrations.failures[0].message.starts_with("not understood"));
        QCOMPARE(checked.verdicts[0].verdict, Verdict::Unknown);
    }

    void anEndlessMigrationIsCutOff()
    {
        NEEDS_SERVER;
        PostgresOptions options;
        options.limits.statement = std::chrono::milliseconds(200);
        const auto checked = check({"CREATE TABLE t (a int)", "SELECT pg_sleep(1000)"}, {"SELECT a FROM t"}, options);
        QCOMPARE(checked.migrations.failures.size(), 1U);
        QCOMPARE(checked.migrations.failures[0].state, std::string("57014"));
        // Even if it lifts the server's limit for itself.
        NoProgress progress;
        const std::vector<Migration> hostile{migration("1", "SET statement_timeout = 0; SELECT pg_sleep(1000)")};
        const auto lifted = checkStatements(m_target, hostile, {}, options, {}, progress);
        QVERIFY(!lifted.ok());
        QCOMPARE(lifted.error().code, ErrorCode::LimitExceeded);
    }

    // Migrations that fail

    void aFailureNamesFileAndLineAndMakesVerdictsUnknown()
    {
        NEEDS_SERVER;
        const auto checked = check({"CREATE TABLE t (a int);", "ALTER TABLE t ADD b int;\nALTER TABLE t DROP COLUMN\n  missing;"}, {"SELECT a FROM t", "SELECT c FROM t", "SELEC"});
        QCOMPARE(checked.migrations.failures.size(), 1U);
        QCOMPARE(describe(checked.migrations.failures[0]), std::string("2.up.sql:2: column \"missing\" of relation \"t\" does not exist"));
        QCOMPARE(checked.verdicts[0].verdict, Verdict::Unknown);
        QCOMPARE(checked.verdicts[1].verdict, Verdict::Unknown);
        QCOMPARE(checked.verdicts[2].verdict, Verdict::Breaks); // Whatever the schema is.
    }

    void theRestGoesOnIfTheCallerSays()
    {
        NEEDS_SERVER;
        PostgresOptions options;
        options.onFailure = OnFailure::NextStatement;
        const auto checked = check({"CREATE TABLE t (a int); CREATE TABLE u (a nosuchtype); CREATE TABLE v (a int);", "CREATE TABLE w (a int)"},
                                   {"SELECT t.a FROM t, v", "SELECT a FROM w", "SELECT a FROM u"}, options);
        QCOMPARE(checked.migrations.failures.size(), 1U);
        QCOMPARE(checked.verdicts[0].verdict, Verdict::Ok);
        QCOMPARE(checked.verdicts[1].verdict, Verdict::Ok);
        QCOMPARE(checked.verdicts[2].verdict, Verdict::Unknown);
    }

    void aMissingExtensionIsNoBreak()
    {
        NEEDS_SERVER;
        const auto checked = check({"CREATE EXTENSION no_such_extension;\nCREATE TABLE t (a int);"}, {"SELECT a FROM t", "SELECT no_such_function(a) FROM t"});
        QCOMPARE(checked.migrations.missingExtensions, std::vector<std::string>{"no_such_extension"});
        QVERIFY(checked.migrations.failures.empty());
        QCOMPARE(checked.verdicts[0].verdict, Verdict::Ok);
        QCOMPARE(checked.verdicts[1].verdict, Verdict::Unknown);
        QVERIFY(checked.verdicts[1].message.find("no_such_extension") != std::string::npos);
    }

    // What works

    void migrationsRunAsTheirToolsRunThem()
    {
        NEEDS_SERVER;
        const auto checked = check({"CREATE TABLE t (a int, b text); CREATE TYPE e AS ENUM ('x');",
                                    "CREATE INDEX CONCURRENTLY i ON t (a);\nCREATE INDEX CONCURRENTLY j ON t (b);",
                                    "ALTER TYPE e ADD VALUE 'y'; ALTER TABLE t ADD c e DEFAULT 'y';",
                                    "BEGIN; CREATE TABLE u (a int); COMMIT; VACUUM u;",
                                    "\\set ON_ERROR_STOP on\nCREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS $$ SELECT $1; $$;",
                                    "GRANT SELECT ON t TO somebody_else; CREATE ROLE r LOGIN; ALTER TABLE u OWNER TO r; SET search_path = 'nowhere';",
                                    "COPY t FROM stdin;\n1\tx\n\\.\nSELECT 1;"},
                                   {"SELECT f(a), c FROM t WHERE c = 'y'", "SELECT a FROM u"});
        for (const ScriptFailure &failed : checked.migrations.failures)
            qWarning("%s", describe(failed).c_str());
        QVERIFY(checked.migrations.ok());
        QCOMPARE(checked.verdicts[0].message, std::string());
        QCOMPARE(checked.verdicts[1].message, std::string());
        QVERIFY(checked.version.size() >= 2);
    }

    void refusalsHaveCodesMessagesAndPlaces_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("about");
        QTest::newRow("relation") << QByteArray("SELECT 1 FROM ü.gone") << QByteArray("relation-missing") << QByteArray("relation \"ü.gone\" does not exist") << QByteArray("ü.gone");
        QTest::newRow("column") << QByteArray("SELECT 'ä', t.gone FROM t") << QByteArray("column-missing") << QByteArray("column t.gone does not exist") << QByteArray("t.gone");
        QTest::newRow("insert") << QByteArray("INSERT INTO t (gone) VALUES (1)") << QByteArray("column-missing") << QByteArray("column \"gone\" of relation \"t\" does not exist") << QByteArray("gone");
        QTest::newRow("function") << QByteArray("SELECT gone(1)") << QByteArray("function-missing") << QByteArray("function gone(integer) does not exist") << QByteArray("gone");
        QTest::newRow("operator") << QByteArray("SELECT a = true FROM t") << QByteArray("operator-missing") << QByteArray("operator does not exist: integer = boolean") << QByteArray("=");
        QTest::newRow("type") << QByteArray("SELECT a::gone FROM t") << QByteArray("type-missing") << QByteArray("type \"gone\" does not exist") << QByteArray("gone");
        QTest::newRow("conflict") << QByteArray("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO NOTHING") << QByteArray("") << QByteArray("") << QByteArray("");
        QTest::newRow("ambiguous") << QByteArray("SELECT a FROM t, u") << QByteArray("column-ambiguous") << QByteArray("column reference \"a\" is ambiguous") << QByteArray("a");
        QTest::newRow("enum") << QByteArray("SELECT 1 FROM u WHERE e = 'z'") << QByteArray("enum-value-missing") << QByteArray("invalid input value for enum e: \"z\"") << QByteArray("'");
        QTest::newRow("parameter") << QByteArray("SELECT $1") << QByteArray("") << QByteArray("") << QByteArray("");
        QTest::newRow("mismatch") << QByteArray("INSERT INTO t (a) VALUES (now())") << QByteArray("type-mismatch") << QByteArray("column \"a\" is of type integer but expression is of type timestamp with time zone") << QByteArray("now");
    }
    void refusalsHaveCodesMessagesAndPlaces()
    {
        NEEDS_SERVER;
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, about);
        const auto checked = check({"CREATE TABLE t (a int); CREATE TYPE e AS ENUM ('x'); CREATE TABLE u (a int, e e);"}, {sql.toStdString()});
        QVERIFY(checked.migrations.ok());
        const StatementVerdict &verdict = checked.verdicts.at(0);
        QCOMPARE(QByteArray::fromStdString(verdict.code), code);
        QCOMPARE(QByteArray::fromStdString(verdict.message), message);
        QCOMPARE(verdict.verdict, code.isEmpty() ? Verdict::Ok : Verdict::Breaks);
        QCOMPARE(sql.mid(int(verdict.span.begin), int(verdict.span.length)), about);
    }

    void requiredColumnsAreAnOption()
    {
        NEEDS_SERVER;
        const std::vector<std::string> ups{"CREATE TABLE t (a int, b text NOT NULL); CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY, a int, b text NOT NULL DEFAULT '');"};
        const std::vector<std::string> texts{"INSERT INTO t (a) VALUES ($1)", "INSERT INTO t (a, b) VALUES ($1, $2)", "INSERT INTO t VALUES ($1)", "INSERT INTO t VALUES ($1, $2)", "INSERT INTO u (a) VALUES ($1)"};
        QCOMPARE(check(ups, texts).verdicts[0].verdict, Verdict::Ok);
        PostgresOptions options;
        options.requiredColumns = true;
        const auto checked = check(ups, texts, options);
        QCOMPARE(checked.verdicts[0].message, std::string("null value in column \"b\" of relation \"t\" violates not-null constraint"));
        QCOMPARE(checked.verdicts[0].verdict, Verdict::Breaks);
        QCOMPARE(checked.verdicts[1].verdict, Verdict::Ok);
        QCOMPARE(checked.verdicts[2].verdict, Verdict::Breaks);
        QCOMPARE(checked.verdicts[3].verdict, Verdict::Ok);
        QCOMPARE(checked.verdicts[4].verdict, Verdict::Ok);
    }

    // What PostgreSQL once said about a real project's releases must be said again.
    void aRealProjectsReleasesAgreeWithTheOracle()
    {
        NEEDS_SERVER;
        QFile oracle(QStringLiteral(BELAY_SOURCE_DIR "/../shared/data/minder_release_oracle.json"));
        if (!oracle.open(QIODevice::ReadOnly))
            QSKIP("the oracle is not here");
        const QString root = qEnvironmentVariable("BELAY_REAL_REPOSITORIES");
        const QString repository = root + QStringLiteral("/mindersec/minder");
        if (root.isEmpty() || !QDir(repository).exists())
            QSKIP("BELAY_REAL_REPOSITORIES names no folder with the repository");
        const QJsonArray pairs = QJsonDocument::fromJson(oracle.readAll()).object().value(QLatin1String("pairs")).toArray();
        QVERIFY(!pairs.isEmpty());
        std::size_t statementCount = 0;
        std::size_t brokenCount = 0;
        QStringList differences;
        NoProgress progress;
        for (const QJsonValue &value : pairs) {
            const QJsonObject pair = value.toObject();
            const QString from = pair.value(QLatin1String("old")).toString();
            const QString to = pair.value(QLatin1String("new")).toString();
            std::map<std::string, std::string> wanted;
            for (const QJsonValue &broken : pair.value(QLatin1String("broken")).toArray())
                wanted[broken.toObject().value(QLatin1String("query")).toString().toStdString()] = broken.toObject().value(QLatin1String("error")).toString().toStdString();
            const auto statements = statementsAt(repository, from);
            QCOMPARE(int(statements.size()), pair.value(QLatin1String("old_queries")).toInt());
            const auto checked = checkStatements(m_target, migrationsAt(repository, to), statements, {}, {}, progress);
            QVERIFY2(checked.ok(), checked.ok() ? "" : describe(checked.error()).c_str());
            QVERIFY2(checked->migrations.ok(), checked->migrations.failures.empty() ? "" : describe(checked->migrations.failures[0]).c_str());
            for (const StatementVerdict &verdict : checked->verdicts) {
                const auto found = wanted.find(verdict.statement.name);
                const std::string expected = found == wanted.end() ? std::string() : found->second;
                if (verdict.message != expected)
                    differences << QString::fromStdString(to.toStdString() + ' ' + verdict.statement.name + ": " + verdict.message + " instead of " + expected);
                brokenCount += verdict.verdict == Verdict::Breaks ? 1 : 0;
            }
            statementCount += checked->verdicts.size();
        }
        QVERIFY2(differences.isEmpty(), qPrintable(differences.join(QLatin1Char('\n'))));
        QCOMPARE(statementCount, 5840U);
        QCOMPARE(brokenCount, 106U);
    }
};

QTEST_GUILESS_MAIN(TestPostgresEngine)
#include "test_postgresengine.moc"
