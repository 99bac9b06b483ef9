// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/simulation.h"
#include "models/schema/engines/enginecomparison.h"
#include "models/schema/engines/postgresengine.h"
#include "models/schema/engines/postgresserver.h"
#include "models/schema/resolve/resolver.h"

#include <QFile>
#include <QTest>

#include <sstream>

using namespace belay;
using namespace belay::schema;
using Verdict = StatementVerdict::Verdict;

namespace {

StatementVerdict verdict(Verdict what, const std::string &message, const std::string &code = {})
{
    StatementVerdict made;
    made.statement.name = "q";
    made.verdict = what;
    made.message = message;
    made.code = code;
    return made;
}

StatementVerdict resolved(const Catalogue &catalogue, const ReleaseStatement &statement)
{
    Resolution resolution = resolveStatement(catalogue, statement.text);
    StatementVerdict made;
    made.statement = statement;
    made.verdict = resolution.verdict;
    made.message = std::move(resolution.message);
    made.code = std::move(resolution.code);
    return made;
}

QByteArray told(const std::vector<std::string> &lines)
{
    QByteArray all;
    for (const std::string &line : lines)
        all += QByteArray::fromStdString(line) + '\n';
    return all;
}

std::string textOf(const char *name)
{
    QFile file(QStringLiteral(BELAY_RESOLVE_DATA "/") + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace

class TestEngineComparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingComparedIsSound()
    {
        const EngineComparison none = compareEngines({}, {});
        QVERIFY(none.sound());
        QCOMPARE(none.summary(), std::string("0 statements, 0 break: 0 missed, 0 false alarms, 0 unknown, 0 in other words, 0 under other codes"));
    }

    void everyDisagreementIsCounted()
    {
        const std::vector<StatementVerdict> server{verdict(Verdict::Breaks, "a", "one"), verdict(Verdict::Breaks, "a"), verdict(Verdict::Ok, ""), verdict(Verdict::Breaks, "a"), verdict(Verdict::Breaks, "a"), verdict(Verdict::Unknown, "x"), verdict(Verdict::Ok, "")};
        const std::vector<StatementVerdict> without{verdict(Verdict::Breaks, "a", "other"), verdict(Verdict::Ok, ""), verdict(Verdict::Breaks, "b"), verdict(Verdict::Breaks, "c"), verdict(Verdict::Unknown, "d"), verdict(Verdict::Breaks, "e"), verdict(Verdict::Ok, "")};
        EngineComparison comparison = compareEngines(server, without);
        QVERIFY(!comparison.sound());
        QCOMPARE(comparison.summary(), std::string("6 statements, 4 break: 1 missed, 1 false alarms, 1 unknown, 1 in other words, 1 under other codes"));
        QCOMPARE(comparison.undecidedByServer, 1U);
        QCOMPARE(comparison.missed[0], std::string("q (:1): server breaks (a); static ok"));
        comparison.add(comparison);
        QCOMPARE(comparison.missed.size(), 2U);
    }

    void theStaticEngineAgreesWithTheServer()
    {
        auto server = PostgresServer::start({}, {});
        if (!server.ok())
            QSKIP("PostgreSQL is not installed");
        Migration migration;
        migration.version = "1";
        migration.up = MigrationScript{"1.sql",
                                       "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE p (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL UNIQUE, at timestamptz);"
                                       "CREATE TABLE c (id serial PRIMARY KEY, p uuid NOT NULL REFERENCES p (id), m mood, n int, j jsonb DEFAULT '{}', name varchar(20));"
                                       "CREATE VIEW v AS SELECT c.id, p.name FROM c JOIN p ON p.id = c.p; ALTER TABLE c DROP COLUMN n; ALTER TABLE c ADD COLUMN extra int[];",
                                       true, false, {}};
        std::vector<ReleaseStatement> statements;
        for (const char *text : {"SELECT id, name FROM p WHERE id = $1", "SELECT n FROM c", "SELECT name FROM c JOIN p ON c.p = p.id", "SELECT * FROM v WHERE name LIKE $1", "INSERT INTO v (name) VALUES ('x')",
                                 "INSERT INTO p (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET at = now() RETURNING *", "INSERT INTO c (p, m) VALUES ($1, 'ugly')", "SELECT j ->> 'a' FROM c WHERE extra @> ARRAY[$1]::int[]",
                                 "UPDATE c SET n = 1", "DELETE FROM gone", "SELECT count(*) FILTER (WHERE m = 'good') OVER () FROM c", "SELECT id = name FROM p", "WITH x AS (SELECT id FROM c) SELECT * FROM x JOIN y USING (id)",
                                 "SELECT gone(1)", "SELECT max(at), name FROM p", "SELECT p.id FROM p ORDER BY 2", "SELECT 'a'::nosuch"})
            statements.push_back({"statement " + std::to_string(statements.size() + 1), "queries.sql", 1, text, ReleaseStatement::Kind::Read});
        NoProgress progress;
        const auto asked = checkStatements({server->connection(), true}, {&migration, 1}, statements, {}, {}, progress);
        QVERIFY(asked.ok());
        QVERIFY(asked->migrations.ok());
        Simulation simulation;
        (void)simulation.applyScript(*migration.up);
        std::vector<StatementVerdict> without;
        for (const ReleaseStatement &statement : statements)
            without.push_back(resolved(simulation.catalogue(), statement));
        const EngineComparison comparison = compareEngines(asked->verdicts, without);
        QVERIFY2(comparison.sound(), (told(comparison.missed) + told(comparison.falseAlarms)).constData());
        QCOMPARE(told(comparison.unknown), QByteArray());
        QCOMPARE(told(comparison.otherWords), QByteArray());
        QCOMPARE(told(comparison.otherCodes), QByteArray());
        QCOMPARE(comparison.statements, statements.size());
        QVERIFY(comparison.breaks >= 10);
    }

    /// Whoever reads a report must not care who answered: each refusal of each kind that we know.
    void oneTroubleHasOneCodeWhoeverAnswers()
    {
        auto server = PostgresServer::start({}, {});
        if (!server.ok())
            QSKIP("PostgreSQL is not installed");
        Migration migration;
        migration.version = "1";
        migration.up = MigrationScript{"schema.sql", textOf("schema.sql"), false, false, {}};
        std::vector<ReleaseStatement> statements;
        std::istringstream lines(textOf("statements.sql"));
        for (std::string line; std::getline(lines, line);) {
            if (!line.empty() && !line.starts_with("--"))
                statements.push_back({"statement " + std::to_string(statements.size() + 1), "statements.sql", 1, line, ReleaseStatement::Kind::Read});
        }
        PostgresOptions options;
        options.onFailure = OnFailure::NextStatement;
        NoProgress progress;
        const auto asked = checkStatements({server->connection(), true}, {&migration, 1}, statements, options, {}, progress);
        QVERIFY(asked.ok());
        Simulation simulation;
        (void)simulation.applyScript(*migration.up);
        std::vector<StatementVerdict> without;
        for (const ReleaseStatement &statement : statements)
            without.push_back(resolved(simulation.catalogue(), statement));
        const EngineComparison comparison = compareEngines(asked->verdicts, without);
        QVERIFY(comparison.breaks > 300);
        QVERIFY2(comparison.otherCodes.empty(), told(comparison.otherCodes).constData());
    }
};

QTEST_GUILESS_MAIN(TestEngineComparison)
#include "test_enginecomparison.moc"
