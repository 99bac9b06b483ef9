// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/simulation.h"
#include "models/schema/engines/enginecomparison.h"
#include "models/schema/engines/postgresengine.h"
#include "models/schema/engines/postgresserver.h"
#include "models/schema/resolve/resolver.h"

#include <QTest>

using namespace belay;
using namespace belay::schema;
using Verdict = StatementVerdict::Verdict;

namespace {

StatementVerdict verdict(Verdict what, const std::string &message)
{
    StatementVerdict made;
    made.statement.name = "q";
    made.verdict = what;
    made.message = message;
    return made;
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
        QCOMPARE(none.summary(), std::string("0 statements, 0 break: 0 missed, 0 false alarms, 0 unknown, 0 in other words"));
    }

    void everyDisagreementIsCounted()
    {
        const std::vector<StatementVerdict> server{verdict(Verdict::Breaks, "a"), verdict(Verdict::Ok, ""), verdict(Verdict::Breaks, "a"), verdict(Verdict::Breaks, "a"), verdict(Verdict::Unknown, "x"), verdict(Verdict::Ok, "")};
        const std::vector<StatementVerdict> without{verdict(Verdict::Ok, ""), verdict(Verdict::Breaks, "b"), verdict(Verdict::Breaks, "c"), verdict(Verdict::Unknown, "d"), verdict(Verdict::Breaks, "e"), verdict(Verdict::Ok, "")};
        EngineComparison comparison = compareEngines(server, without);
        QVERIFY(!comparison.sound());
        QCOMPARE(comparison.summary(), std::string("5 statements, 3 break: 1 missed, 1 false alarms, 1 unknown, 1 in other words"));
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
        for (const ReleaseStatement &statement : statements) {
            const Resolution resolution = resolveStatement(simulation.catalogue(), statement.text);
            StatementVerdict made;
            made.statement = statement;
            made.verdict = resolution.verdict;
            made.message = resolution.message;
            without.push_back(std::move(made));
        }
        const EngineComparison comparison = compareEngines(asked->verdicts, without);
        const auto told = [](const std::vector<std::string> &lines) {
            std::string all;
            for (const std::string &line : lines)
                all += line + '\n';
            return all;
        };
        QVERIFY2(comparison.sound(), (told(comparison.missed) + told(comparison.falseAlarms)).c_str());
        QCOMPARE(told(comparison.unknown), std::string());
        QCOMPARE(told(comparison.otherWords), std::string());
        QCOMPARE(comparison.statements, statements.size());
        QVERIFY(comparison.breaks >= 10);
    }
};

QTEST_GUILESS_MAIN(TestEngineComparison)
#include "test_enginecomparison.moc"
