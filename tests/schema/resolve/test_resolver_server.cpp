// SPDX-License-Identifier: GPL-3.0-or-later
#include "scratchdatabase.h"
#include "statementmutator.h"

#include "models/schema/ddl/simulation.h"
#include "models/schema/engines/postgresserver.h"
#include "models/schema/resolve/builtins.h"
#include "models/schema/resolve/resolver.h"

#include <QTest>

#include <fstream>
#include <sstream>

using namespace belay;
using namespace belay::schema;
using belay::schema::test::ScratchDatabase;
using belay::schema::test::StatementMutator;

namespace {

std::string readFile(const char *name)
{
    std::ifstream in(std::string(BELAY_SOURCE_DIR "/tests/schema/resolve/data/") + name);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<std::string> statementLines()
{
    std::vector<std::string> list;
    std::istringstream in(readFile("statements.sql"));
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && !line.starts_with("--"))
            list.push_back(line);
    }
    return list;
}

struct Score {
    int statements = 0, missed = 0, falseAlarms = 0, otherWords = 0, unknown = 0;

    void add(const std::string &sql, const std::optional<std::string> &server, const Resolution &ours)
    {
        ++statements;
        const char *what = nullptr;
        if (ours.verdict == Resolution::Verdict::Unknown) {
            ++unknown;
            return;
        }
        const bool breaks = ours.verdict == Resolution::Verdict::Breaks;
        if (server && !breaks) {
            ++missed;
            what = "missed";
        } else if (!server && breaks) {
            ++falseAlarms;
            what = "false alarm";
        } else if (server && *server != ours.message) {
            ++otherWords;
            what = "other words";
        }
        if (what != nullptr)
            qWarning("%s: %s\n  server: %s\n  static: %s", what, sql.c_str(), server ? server->c_str() : "ok", ours.message.c_str());
    }
};

} // namespace

/// The static engine against PREPARE on a server of its own.
class TestResolverServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto started = PostgresServer::start({}, {});
        if (!started)
            QSKIP("no PostgreSQL server can be started here");
        m_server.emplace(std::move(started.value()));
        m_database = std::make_unique<ScratchDatabase>(m_server->connection(), "resolve");
        if (m_database->rows("SHOW server_version_num")[0][0].substr(0, 2) != "15")
            QSKIP("the PostgreSQL server here is not version 15");
        const auto error = m_database->run(readFile("schema.sql"));
        QVERIFY2(!error, error ? error->c_str() : "");
        m_catalogue = m_database->catalogue();
    }

    void saysWhatPrepareSays()
    {
        Score score;
        for (const std::string &sql : statementLines())
            score.add(sql, m_database->prepare(sql), resolveStatement(m_catalogue, sql));
        QVERIFY(score.statements > 600);
        QCOMPARE(score.missed, 0);
        QCOMPARE(score.falseAlarms, 0);
        QCOMPARE(score.otherWords, 0);
        QVERIFY(score.unknown * 100 <= score.statements);
    }

    void saysTheSameOnASimulatedSchema()
    {
        Simulation simulation;
        (void)simulation.applyScript(ParsedSql::parse(readFile("schema.sql")));
        Score score;
        for (const std::string &sql : statementLines())
            score.add(sql, m_database->prepare(sql), resolveStatement(simulation.catalogue(), sql));
        QCOMPARE(score.missed, 0);
        QCOMPARE(score.falseAlarms, 0);
        QVERIFY(score.unknown * 100 <= score.statements);
    }

    void agreesOnThousandsOfMutants()
    {
        StatementMutator mutator(statementLines(), 7);
        Score score;
        while (score.statements < 6000) {
            const std::string sql = mutator.next();
            const Resolution ours = resolveStatement(m_catalogue, sql);
            // What the grammar refuses is the grammar's business.
            if (ours.code == "syntax-not-understood")
                continue;
            score.add(sql, m_database->prepare(sql), ours);
        }
        QCOMPARE(score.missed, 0);
        QCOMPARE(score.falseAlarms, 0);
        // A literal that two input functions would refuse may be told in the other order.
        QVERIFY(score.otherWords * 200 <= score.statements);
        QVERIFY(score.unknown * 100 <= score.statements);
    }

    void knowsWhatExecutionWouldSay_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("setup");
        QTest::newRow("not null") << QStringLiteral("insert into orgs(name) values ('a')") << QString();
        QTest::newRow("explicit null") << QStringLiteral("insert into orgs(name, entity_type) values ('a', null)") << QString();
        QTest::newRow("no index") << QStringLiteral("insert into orgs(name, entity_type) values ('q','b') on conflict (entity_type) do nothing") << QString();
        QTest::newRow("partial index without its condition")
            << QStringLiteral("insert into users(name) values ('a') on conflict (name) do nothing") << QString();
        QTest::newRow("check constraint as arbiter")
            << QStringLiteral("insert into items(org_id, qty) values (1, 1) on conflict on constraint items_org_id_fkey do nothing") << QString();
        QTest::newRow("materialized view") << QStringLiteral("delete from mv") << QString();
        QTest::newRow("fine") << QStringLiteral("insert into orgs(name, entity_type) values ('fine','b') on conflict (name) do nothing") << QString();
        QTest::newRow("fine by expression") << QStringLiteral("insert into users(name) values ('a') on conflict (lower(email)) do nothing") << QString();
        QTest::newRow("fine by partial index")
            << QStringLiteral("insert into users(name) values ('a') on conflict (name) where active do nothing") << QString();
    }

    void knowsWhatExecutionWouldSay()
    {
        QFETCH(QString, sql);
        const std::string text = sql.toStdString();
        QVERIFY(!m_database->prepare(text));
        const Resolution ours = resolveStatement(m_catalogue, text);
        QCOMPARE(ours.verdict, Resolution::Verdict::Ok);
        m_database->run("BEGIN");
        const auto server = m_database->run(text);
        m_database->run("ROLLBACK");
        QCOMPARE(ours.atExecution.empty(), !server.has_value());
        if (server)
            QCOMPARE(QString::fromStdString(ours.atExecution.front().message), QString::fromStdString(*server));
    }

private:
    std::optional<PostgresServer> m_server;
    std::unique_ptr<ScratchDatabase> m_database;
    Catalogue m_catalogue;
};

QTEST_GUILESS_MAIN(TestResolverServer)
#include "test_resolver_server.moc"
