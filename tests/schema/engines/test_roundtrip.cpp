// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/postgresserver.h"
#include "models/schema/engines/roundtrip.h"

#include <QTest>

#include <optional>

using namespace belay;
using namespace belay::schema;

namespace {

Migration migration(const std::string &up, const std::optional<std::string> &down)
{
    static int count = 0;
    Migration made;
    made.version = std::to_string(++count);
    made.up = MigrationScript{"up.sql", up, true, false, {}};
    if (down)
        made.down = MigrationScript{"down.sql", *down, true, false, {}};
    return made;
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string all;
    for (const std::string &part : parts)
        all += (all.empty() ? "" : "; ") + part;
    return all;
}

/// "result | differs | failure | after new data: failure | lost"
QByteArray summary(const RoundTrip &trip)
{
    return QByteArray::fromStdString(std::string(roundTripName(trip.result)) + " | " + joined(trip.differs) + " | " + (trip.failure ? describe(*trip.failure) : "") + " | " +
                                     (trip.failsAfterNewData ? describe(*trip.failsAfterNewData) : "") + " | " + joined(trip.lost));
}

void addColumns()
{
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QByteArray>("down");
    QTest::addColumn<QByteArray>("wanted");
}

} // namespace

class TestRoundTrip : public QObject
{
    Q_OBJECT

private:
    std::optional<PostgresServer> m_server;

private Q_SLOTS:
    void initTestCase()
    {
        auto server = PostgresServer::start({}, {});
        if (server.ok())
            m_server.emplace(std::move(server).value());
        else
            QCOMPARE(server.error().code, ErrorCode::FileNotFound);
    }

    void nothingToDoAndCancelled()
    {
        NoProgress progress;
        const auto none = sqliteRoundTrip({}, {}, {}, progress);
        QVERIFY(none.ok() && none->empty());
        std::stop_source source;
        source.request_stop();
        const std::vector<Migration> one{migration("CREATE TABLE t (a)", std::nullopt)};
        const auto stopped = sqliteRoundTrip(one, {}, source.get_token(), progress);
        QVERIFY(!stopped.ok());
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    }

    void anUpThatFailsEndsTheWalk()
    {
        NoProgress progress;
        const std::vector<Migration> list{migration("CREATE TABLE t (a)", "DROP TABLE t"), migration("SELECT 1;\nCREATE GARBAGE", "SELECT 1"), migration("CREATE TABLE u (a)", "DROP TABLE u")};
        const auto trips = sqliteRoundTrip(list, {}, {}, progress);
        QCOMPARE(trips->size(), 2U);
        QCOMPARE(trips->at(1).result, RoundTrip::Result::UpFails);
        QCOMPARE(trips->at(1).failure->line, 2U);
    }

    void sqlite_data()
    {
        addColumns();
        const QByteArray base = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT NOT NULL, b TEXT);";
        QTest::newRow("bad down") << base << QByteArray("CREATE TABLE u (x INT);") << QByteArray("DROP TABLE u;\nDROP TABLE gone;") << QByteArray("fails |  | down.sql:2: no such table: gone |  | ");
        QTest::newRow("half down") << base << QByteArray("CREATE TABLE u (x INT);") << QByteArray("SELECT 'half") << QByteArray("fails |  | down.sql:1: unrecognized token: \"'half\" |  | ");
        QTest::newRow("forgets") << base << QByteArray("CREATE TABLE u (x INT); CREATE INDEX i ON t (a);") << QByteArray("DROP TABLE u;") << QByteArray("differs | index i of t (a) is new |  |  | rows of u");
        QTest::newRow("restores") << base << QByteArray("ALTER TABLE t ADD c TEXT;") << QByteArray("BEGIN; ALTER TABLE t DROP COLUMN c; COMMIT;") << QByteArray("restores |  |  |  | values of t.c");
        QTest::newRow("another default") << QByteArray("CREATE TABLE t (a INT, b TEXT DEFAULT 'x');") << QByteArray("ALTER TABLE t DROP COLUMN b;") << QByteArray("ALTER TABLE t ADD b TEXT;") << QByteArray("differs | column t.b has default none instead of 'x' |  |  | ");
        QTest::newRow("null arrives") << base << QByteArray("CREATE TABLE n (id INTEGER PRIMARY KEY, a INT, b TEXT); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;")
                                      << QByteArray("CREATE TABLE n (id INTEGER PRIMARY KEY, a INT NOT NULL, b TEXT);\nINSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;") << QByteArray("restores |  |  | down.sql:2: NOT NULL constraint failed: n.a | ");
        QTest::newRow("uniqueness comes back") << QByteArray("CREATE TABLE t (a INT NOT NULL); CREATE UNIQUE INDEX i ON t (a);") << QByteArray("DROP INDEX i;") << QByteArray("CREATE UNIQUE INDEX i ON t (a);") << QByteArray("restores |  |  | down.sql:1: UNIQUE constraint failed: t.a | ");
        QTest::newRow("no change") << base << QByteArray("SELECT 1;") << QByteArray("SELECT 1;") << QByteArray("restores |  |  |  | ");
    }
    void sqlite()
    {
        QFETCH(QByteArray, base);
        QFETCH(QByteArray, up);
        QFETCH(QByteArray, down);
        QFETCH(QByteArray, wanted);
        NoProgress progress;
        const std::vector<Migration> list{migration(base.toStdString(), std::nullopt), migration(up.toStdString(), down.toStdString())};
        const auto trips = sqliteRoundTrip(list, {}, {}, progress);
        QVERIFY(trips.ok());
        QCOMPARE(trips->at(0).result, RoundTrip::Result::NoDown);
        QCOMPARE(summary(trips->at(1)), wanted);
    }

    void postgres_data()
    {
        addColumns();
        const QByteArray base = "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a int NOT NULL DEFAULT 0, b text, c varchar(50)); CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE f (v e NOT NULL);";
        QTest::newRow("bad down") << base << QByteArray("CREATE TABLE u (x int);") << QByteArray("DROP TABLE u;\nDROP TABLE gone;") << QByteArray("fails |  | down.sql:2: table \"gone\" does not exist |  | ");
        QTest::newRow("add column") << base << QByteArray("ALTER TABLE t ADD d text;") << QByteArray("ALTER TABLE t DROP d;") << QByteArray("restores |  |  |  | values of public.t.d");
        QTest::newRow("widen integer") << base << QByteArray("ALTER TABLE t ALTER a TYPE bigint;") << QByteArray("ALTER TABLE t ALTER a TYPE int;") << QByteArray("restores |  |  | down.sql:1: integer out of range | ");
        QTest::newRow("widen text") << base << QByteArray("ALTER TABLE t ALTER c TYPE text;") << QByteArray("ALTER TABLE t ALTER c TYPE varchar(50);") << QByteArray("restores |  |  | down.sql:1: value too long for type character varying(50) | ");
        QTest::newRow("cut off") << base << QByteArray("ALTER TABLE t ALTER c TYPE text;") << QByteArray("ALTER TABLE t ALTER c TYPE varchar(50) USING left(c, 50);") << QByteArray("restores |  |  |  | values of public.t.c");
        QTest::newRow("drop not null") << base << QByteArray("ALTER TABLE t ALTER a DROP NOT NULL;") << QByteArray("ALTER TABLE t ALTER a SET NOT NULL;") << QByteArray("restores |  |  | down.sql:1: column \"a\" of relation \"t\" contains null values | ");
        QTest::newRow("drop unique") << base + QByteArray("CREATE TABLE q (x int NOT NULL UNIQUE);") << QByteArray("ALTER TABLE q DROP CONSTRAINT q_x_key;") << QByteArray("ALTER TABLE q ADD CONSTRAINT q_x_key UNIQUE (x);") << QByteArray("restores |  |  | down.sql:1: could not create unique index \"q_x_key\" | ");
        QTest::newRow("enum") << base << QByteArray("ALTER TYPE e ADD VALUE 'z';") << QByteArray("CREATE TYPE e2 AS ENUM ('a', 'b');\nALTER TABLE f ALTER v TYPE e2 USING v::text::e2;\nDROP TYPE e; ALTER TYPE e2 RENAME TO e;") << QByteArray("restores |  |  | down.sql:2: invalid input value for enum e2: \"z\" | ");
        QTest::newRow("concurrently") << base << QByteArray("CREATE INDEX CONCURRENTLY i ON t (b);") << QByteArray("DROP INDEX CONCURRENTLY i;") << QByteArray("restores |  |  |  | ");
        QTest::newRow("forgets") << base << QByteArray("CREATE TABLE u (x int REFERENCES t (id)); CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE INDEX i ON t (b);") << QByteArray("BEGIN; DROP TABLE u; COMMIT;") << QByteArray("differs | function public.g() is left over; index public.i is left over |  |  | rows of public.u");
        QTest::newRow("other order") << base << QByteArray("ALTER TABLE t DROP b;") << QByteArray("ALTER TABLE t ADD b text;") << QByteArray("differs | the columns of public.t are in another order: id, a, c, b instead of id, a, b, c |  |  | ");
        QTest::newRow("other default") << base << QByteArray("ALTER TABLE t ALTER a SET DEFAULT 5;") << QByteArray("ALTER TABLE t ALTER a DROP DEFAULT;") << QByteArray("differs | column public.t.a is now integer not null instead of integer not null default 0 |  |  | ");
        QTest::newRow("parents") << base << QByteArray("CREATE TABLE u (x int NOT NULL REFERENCES t (id), y uuid NOT NULL DEFAULT gen_random_uuid(), z numeric(5,2));") << QByteArray("DROP TABLE u;") << QByteArray("restores |  |  |  | rows of public.u");
    }
    void postgres()
    {
        if (!m_server)
            QSKIP("PostgreSQL is not installed");
        QFETCH(QByteArray, base);
        QFETCH(QByteArray, up);
        QFETCH(QByteArray, down);
        QFETCH(QByteArray, wanted);
        NoProgress progress;
        const std::vector<Migration> list{migration(base.toStdString(), std::nullopt), migration(up.toStdString(), down.toStdString())};
        const auto trips = postgresRoundTrip({m_server->connection(), true}, list, {}, {}, progress);
        QVERIFY2(trips.ok(), trips.ok() ? "" : describe(trips.error()).c_str());
        QCOMPARE(trips->size(), 2U);
        QCOMPARE(summary(trips->at(1)), wanted);
    }
};

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "test_roundtrip.moc"
