// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/sqliteengine.h"

#include <QFile>
#include <QTest>

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

std::vector<Migration> migrations(const std::vector<std::string> &ups)
{
    std::vector<Migration> made;
    for (const std::string &up : ups)
        made.push_back(migration(std::to_string(made.size() + 1), up));
    return made;
}

SqliteCheck check(const std::vector<std::string> &ups, const std::vector<std::string> &texts, OnFailure onFailure = OnFailure::StopScript)
{
    std::vector<ReleaseStatement> statements;
    for (const std::string &text : texts)
        statements.push_back({"s", "queries.sql", 1, text, ReleaseStatement::Kind::Read});
    NoProgress progress;
    const auto made = migrations(ups);
    auto checked = checkSqliteStatements(made, statements, onFailure, {}, progress);
    return checked.ok() ? *checked : SqliteCheck{};
}

/// The operations of the last migration, one a line: "line kind object code".
std::string judged(const std::vector<std::string> &ups)
{
    NoProgress progress;
    const auto made = migrations(ups);
    const auto verdicts = judgeSqliteMigrations(made, {}, progress);
    std::string lines;
    if (!verdicts.ok() || verdicts->empty())
        return "error";
    for (const OperationVerdict &operation : verdicts->back().operations) {
        if (operation.evidence != Evidence::SqliteExecution || operation.reason.empty())
            return "no evidence";
        lines += std::to_string(operation.line) + ' ' + operation.kind + " | " + operation.object + " | " + operation.code + '\n';
    }
    return lines;
}

} // namespace

class TestSqliteEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Hostile SQL

    void hostileScriptsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("sql");
        const char *const scripts[] = {
            "ATTACH DATABASE '/tmp/belay-hostile.db' AS x", "ATTACH ':memory:' AS x", "SELECT load_extension('/tmp/x.so')",
            "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = 'x'", "UPDATE sqlite_schema SET sql = 'x'", "PRAGMA temp_store_directory = '/tmp'",
            "PRAGMA max_page_count = 1000000000", "PRAGMA schema_version = 7", "CREATE VIRTUAL TABLE t USING csv(filename='/etc/passwd')",
            "CREATE VIRTUAL TABLE t USING dbstat", "SELECT readfile('/etc/passwd')", "SELECT writefile('/tmp/belay-hostile.db', 'x')", "SELECT fts3_tokenizer('simple')",
            "SELECT zeroblob(1000000000)", "SELECT 'half", "CREATE TABLE", "SELECT 1 + ", "CREATE TABLE t (a", "\x01\x02\xff\xfe\x80", "SELECT x'0", "/* open", "PRAGMA unknown_thing"};
        for (const char *script : scripts) {
            if (QByteArray(script) != "/* open")
                QTest::newRow(script) << QByteArray(script);
        }
        QTest::newRow("zero byte") << QByteArray("SELECT 1\0, 2 FROM nothing", 25);
        QTest::newRow("deep") << QByteArray("SELECT ") + QByteArray(50000, '(') + "1" + QByteArray(50000, ')');
        QTest::newRow("deep NOT") << QByteArray("SELECT ") + QByteArray("NOT ").repeated(50000) + "1";
        QByteArray nested = "SELECT 1";
        for (int i = 0; i < 400; ++i)
            nested = "SELECT * FROM (" + nested + ")";
        QTest::newRow("many UNIONs") << QByteArray("SELECT 1 ") + QByteArray("UNION SELECT 1 ").repeated(5000);
        QTest::newRow("long") << QByteArray("SELECT '") + QByteArray(20 * 1024 * 1024, 'x') + "'";
        QTest::newRow("recursive view") << QByteArray("CREATE VIEW a AS SELECT * FROM b; CREATE VIEW b AS SELECT * FROM a; SELECT * FROM a");
    }
    void hostileScriptsAreRefused()
    {
        QFETCH(QByteArray, sql);
        const SqliteCheck checked = check({"CREATE TABLE kept (a int)", sql.toStdString()}, {"SELECT a FROM kept"});
        QCOMPARE(checked.migrations.failures.size(), 1U);
        QCOMPARE(checked.migrations.failures[0].file, std::string("2.up.sql"));
        QVERIFY(checked.migrations.failures[0].line >= 1);
        QCOMPARE(checked.verdicts.at(0).verdict, Verdict::Unknown);
        QVERIFY(!QFile::exists(QStringLiteral("/tmp/belay-hostile.db")));
    }

    void endlessStatementsAreGivenUp_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("counts") << QByteArray("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c");
        QTest::newRow("fills") << QByteArray("CREATE TABLE t (a); INSERT INTO t WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT randomblob(100000) FROM c");
        QTest::newRow("grows") << QByteArray("WITH RECURSIVE c(x) AS (SELECT 'x' UNION ALL SELECT x || x FROM c) SELECT max(length(x)) FROM c");
        QTest::newRow("trigger") << QByteArray("PRAGMA recursive_triggers = 1; CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO t VALUES (new.a + 1); END; INSERT INTO t VALUES (1)");
    }
    void endlessStatementsAreGivenUp()
    {
        QFETCH(QByteArray, sql);
        SqliteLimits limits;
        limits.steps = 2'000'000;
        limits.pages = 2000;
        auto scratch = SqliteScratch::create(limits);
        QVERIFY(scratch.ok());
        const auto trace = scratch->apply({"m.sql", sql.toStdString(), true, false, {}}, OnFailure::StopScript, {});
        QVERIFY(trace.ok());
        QCOMPARE(trace->outcome.failures.size(), 1U);
        // It is still good for others afterwards, and as it was before.
        QVERIFY(scratch->schema().tables.empty());
        QVERIFY(scratch->database().execute("CREATE TABLE t (a)").ok());
    }

    void slowFunctionsAreBounded_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<bool>("ends");
        // A text of 2^(4 + n) bytes; the search for half of it in it is quadratic for whoever searches plainly.
        const auto text = [](int n) {
            return QByteArray("(WITH RECURSIVE r(n, s) AS (SELECT 0, 'aaaaaaaaaaaaaaaa' UNION ALL SELECT n + 1, s || s FROM r LIMIT ") + QByteArray::number(n + 1)
                + ") SELECT s FROM r ORDER BY n DESC LIMIT 1)";
        };
        const QByteArray large = text(17);
        const QByteArray half = text(16) + " || 'b'";
        QTest::newRow("instr") << QByteArray("SELECT instr(" + large + ", " + half + ")") << true;
        QTest::newRow("replace") << QByteArray("SELECT replace(" + large + ", " + half + ", 'x')") << true;
        QTest::newRow("trim") << QByteArray("SELECT trim(" + large + " || 'c', replace(" + large + ", 'a', 'b'))") << true;
        QTest::newRow("rtrim") << QByteArray("SELECT rtrim(" + large + ", replace(" + large + ", 'a', 'b') || 'a')") << true;
        QTest::newRow("like") << QByteArray("SELECT " + large + " LIKE substr(" + half + ", -500)") << false;
        QTest::newRow("too large a value") << QByteArray("SELECT replace(" + large + ", 'a', 'bbb')") << false;
        QTest::newRow("sorts") << QByteArray("SELECT * FROM (WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT randomblob(1000000) AS b FROM r) ORDER BY b") << false;
    }
    void slowFunctionsAreBounded()
    {
        QFETCH(QByteArray, sql);
        QFETCH(bool, ends);
        SqliteLimits limits;
        limits.memory = 64 * 1024 * 1024;
        auto scratch = SqliteScratch::create(limits);
        QVERIFY(scratch.ok());
        const auto trace = scratch->apply({"m.sql", sql.toStdString(), true, false, {}}, OnFailure::StopScript, {});
        QVERIFY(trace.ok());
        QCOMPARE(trace->outcome.failures.empty(), ends);
    }

    void ourFunctionsAnswerAsSqlites_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char *sql, const char *answer) { QTest::newRow(sql) << QByteArray(sql) << QByteArray(answer); };
        row("instr('abc', 'c')", "3");
        row("instr('abc', '')", "1");
        row("instr('', 'a')", "0");
        row("instr('', '')", "1");
        row("instr('äöü', 'ü')", "3");
        row("instr(x'C3A4C3B6', x'B6')", "4");
        row("instr(x'C3A4C3B6', 'ö')", "2");
        row("instr(12345, 34)", "3");
        row("instr(NULL, 'a')", "NULL");
        row("instr('a', NULL)", "NULL");
        row("replace('aXbX', 'X', 'yy')", "'ayybyy'");
        row("replace('aaa', 'aa', 'b')", "'ba'");
        row("replace('abc', '', 'x')", "'abc'");
        row("replace(12, '', 'x')", "12");
        row("replace(121, 1, 3)", "'323'");
        row("replace('', 'a', 'x')", "''");
        row("replace('a', 'a', NULL)", "NULL");
        row("trim('  a ')", "'a'");
        row("trim('xyaxbyx', 'xy')", "'axb'");
        row("ltrim('ääa', 'ä')", "'a'");
        row("rtrim('aäö', 'öä')", "'a'");
        row("rtrim('aaa', 'a')", "''");
        row("trim('abc', '')", "'abc'");
        row("trim(NULL, 'a')", "NULL");
    }
    /// As the sqlite3 shell of 3.40 prints them by quote().
    void ourFunctionsAnswerAsSqlites()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, answer);
        auto scratch = SqliteScratch::create();
        QVERIFY(scratch.ok());
        const SqliteAnswer given = scratch->database().ask("SELECT quote(" + sql.toStdString() + ")");
        QVERIFY2(given.ok(), given.message.c_str());
        QCOMPARE(QByteArray::fromStdString(*given.rows.at(0).at(0)), answer);
    }

    void cancelledMeansCancelled()
    {
        std::stop_source source;
        source.request_stop();
        NoProgress progress;
        const auto made = migrations({"CREATE TABLE t (a)"});
        const auto checked = checkSqliteStatements(made, {}, OnFailure::StopScript, source.get_token(), progress);
        QVERIFY(!checked.ok());
        QCOMPARE(checked.error().code, ErrorCode::Cancelled);
    }

    // Statements

    void aFailedMigrationNamesItsLineAndLeavesNothing()
    {
        const SqliteCheck checked = check({"CREATE TABLE t (a int);", "CREATE TABLE u (a int);\nINSERT INTO t\n VALUES (1, 2);"}, {"SELECT a FROM u"});
        QCOMPARE(describe(checked.migrations.failures.at(0)), std::string("2.up.sql:2: table t has 1 columns but 2 values were supplied"));
        QCOMPARE(checked.verdicts[0].verdict, Verdict::Unknown);
    }

    void refusalsHaveCodesAndPlaces()
    {
        const std::vector<std::string> ups{"CREATE TABLE t (id INTEGER PRIMARY KEY, a int, b text); CREATE TABLE u (a int, c text); CREATE VIEW v AS SELECT a FROM t;"};
        const std::vector<std::pair<std::string, std::string>> cases{
            {"SELECT a FROM t WHERE id = $1", ""},
            {"SELECT gone FROM t", "column-missing"},
            {"SELECT \"gone\" FROM t", "column-missing"},
            {"INSERT INTO t (gone) VALUES (?)", "column-missing"},
            {"SELECT a FROM gone", "relation-missing"},
            {"SELECT a FROM t, u", "column-ambiguous"},
            {"INSERT INTO u VALUES (1)", "column-count"},
            {"INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO NOTHING", "conflict-target-missing"},
            {"SELECT now()", "function-missing"},
            {"SELEC", "syntax-not-understood"},
            {"INSERT INTO v VALUES (1)", "view-not-updatable"},
            {"SELECT 1; SELECT 2", "refused"},
            {"ATTACH 'x' AS y", "refused"},
        };
        std::vector<std::string> texts;
        for (const auto &one : cases)
            texts.push_back(one.first);
        const SqliteCheck checked = check(ups, texts);
        QCOMPARE(checked.verdicts.size(), cases.size());
        for (std::size_t i = 0; i < cases.size(); ++i)
            QCOMPARE(checked.verdicts[i].statement.text + " " + checked.verdicts[i].code, cases[i].first + " " + cases[i].second);
        QCOMPARE(checked.verdicts[0].verdict, Verdict::Ok);
        QCOMPARE(checked.verdicts[1].verdict, Verdict::Breaks);
        QCOMPARE(checked.verdicts[1].message, std::string("no such column: gone"));
        QCOMPARE(checked.verdicts[1].span, (Span{7, 4}));
        QCOMPARE(checked.verdicts[2].verdict, Verdict::Unknown); // SQLite would give the text "gone".
        QCOMPARE(checked.verdicts[8].verdict, Verdict::Unknown);
    }

    // Schemas

    void differencesAreSentences()
    {
        auto a = SqliteScratch::create();
        auto b = SqliteScratch::create();
        QVERIFY(a->apply({"a", "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL DEFAULT 'x', c INT, CHECK (c > 0)); CREATE INDEX i ON t (c); CREATE TABLE p (x); CREATE VIEW v AS SELECT a FROM t;", true, false, {}}, OnFailure::StopScript, {})->outcome.ok());
        QVERIFY(b->apply({"b", "CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR, d INT REFERENCES p (x)); CREATE TABLE p (x); CREATE VIEW v AS SELECT b FROM t;", true, false, {}}, OnFailure::StopScript, {})->outcome.ok());
        const std::vector<std::string> sentences = a->schema().differences(b->schema());
        const std::vector<std::string> wanted{"column t.b has type VARCHAR instead of TEXT", "column t.b is nullable", "column t.b has default none instead of 'x'",
                                              "column t.c is missing", "column t.d is new", "index i of t (c) is missing or another one",
                                              "foreign key t (d) to p is new", "check ( c > 0 ) of t is missing", "view v is another one"};
        QCOMPARE(sentences, wanted);
        QVERIFY(a->schema().differences(a->schema()).empty());
        QCOMPARE(a->schema().differences(b->schema(), 2).size(), 2U);
    }

    void spellingIsNoDifference()
    {
        auto a = SqliteScratch::create();
        auto b = SqliteScratch::create();
        QVERIFY(a->apply({"a", "CREATE TABLE T (a INT CHECK (a>0)); CREATE INDEX i ON T(a) WHERE a>1;", true, false, {}}, OnFailure::StopScript, {})->outcome.ok());
        QVERIFY(b->apply({"b", "create table \"t\" (\n  a int check(a > 0)\n); create index i on t (a) where a > 1;", true, false, {}}, OnFailure::StopScript, {})->outcome.ok());
        QCOMPARE(a->schema().differences(b->schema()), std::vector<std::string>{});
    }

    // Verdicts

    void operationsAreWhatChanged_data()
    {
        QTest::addColumn<QByteArray>("base");
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<QByteArray>("wanted");
        const QByteArray base = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b TEXT NOT NULL DEFAULT ''); CREATE UNIQUE INDEX i ON t (a);";
        QTest::newRow("nothing") << base << QByteArray("SELECT 1;") << QByteArray();
        QTest::newRow("create") << base << QByteArray("\nCREATE TABLE u (a);\nINSERT INTO u VALUES (1);") << QByteArray("2 create table | u | creates-table\n");
        QTest::newRow("drop") << base << QByteArray("DROP TABLE t;") << QByteArray("1 drop table | t | drops-table\n");
        QTest::newRow("add") << base << QByteArray("ALTER TABLE t ADD c TEXT;") << QByteArray("1 add column | t.c | adds-column\n");
        QTest::newRow("rename column") << base << QByteArray("SELECT 1;\nALTER TABLE t RENAME COLUMN a TO z;") << QByteArray("2 rename column | t.a | renames-column\n");
        QTest::newRow("rename table") << base << QByteArray("ALTER TABLE t RENAME TO z;") << QByteArray("1 rename table | t | renames-table\n");
        QTest::newRow("drop column") << base << QByteArray("DROP INDEX i;\nALTER TABLE t DROP COLUMN a;") << QByteArray("1 drop unique | i | drops-unique\n2 drop column | t.a | drops-column\n");
        QTest::newRow("data") << base << QByteArray("UPDATE t SET a = 1;\nDELETE FROM t;\nINSERT INTO t (a) VALUES (1);") << QByteArray("1 update data | t | updates-data\n2 delete data | t | deletes-data\n3 insert data | t | inserts-data\n");
        QTest::newRow("rebuilt as it was") << base << QByteArray("CREATE TABLE n (id INTEGER PRIMARY KEY, a INT, b TEXT NOT NULL DEFAULT '');\nINSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;\nCREATE UNIQUE INDEX i ON t (a);") << QByteArray();
        QTest::newRow("rebuilt with a change") << base << QByteArray("CREATE TABLE n (id INTEGER PRIMARY KEY, a INT NOT NULL, b TEXT NOT NULL DEFAULT '');\nINSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;\nCREATE UNIQUE INDEX i ON t (a);") << QByteArray("4 set not null | t.a | requires-value\n");
        QTest::newRow("rebuilt the other way") << base << QByteArray("ALTER TABLE t RENAME TO old;\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\nINSERT INTO t SELECT * FROM old;\nDROP TABLE old;\n") << QByteArray("2 change type | t.a | changes-type\n2 drop not null | t.b | allows-null\n2 drop default | t.b | drops-default\n4 drop unique | i | drops-unique\n");
        QTest::newRow("length") << QByteArray("CREATE TABLE t (a VARCHAR(10), b DECIMAL);") << QByteArray("CREATE TABLE n (a VARCHAR(20), b DECIMAL); DROP TABLE t; ALTER TABLE n RENAME TO t;") << QByteArray("1 change type | t.a | changes-type-compatibly\n");
        QTest::newRow("view and trigger") << base << QByteArray("CREATE VIEW v AS SELECT a FROM t;\nCREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;") << QByteArray("1 create view | v | creates-view\n2 create trigger | g | creates-writing-trigger\n");
        QTest::newRow("failing") << base << QByteArray("ALTER TABLE t ADD c TEXT;\nALTER TABLE gone ADD c TEXT;") << QByteArray("2 not understood |  | not-understood\n");
        QTest::newRow("required") << QByteArray("CREATE TABLE t (a INT);") << QByteArray("CREATE TABLE n (a INT, b INT NOT NULL); DROP TABLE t; ALTER TABLE n RENAME TO t;") << QByteArray("1 add column | t.b | adds-required-column\n");
        QTest::newRow("rules") << QByteArray("CREATE TABLE p (x); CREATE TABLE t (a INT);") << QByteArray("CREATE TABLE n (a INT CHECK (a > 0) REFERENCES p, UNIQUE (a)); DROP TABLE t; ALTER TABLE n RENAME TO t;") << QByteArray("1 add unique | t (a) | adds-unique\n1 add foreign key | t to p | adds-foreign-key\n1 add check | t ( a > 0 ) | adds-check\n");
    }
    void operationsAreWhatChanged()
    {
        QFETCH(QByteArray, base);
        QFETCH(QByteArray, up);
        QFETCH(QByteArray, wanted);
        QCOMPARE(QByteArray::fromStdString(judged({base.toStdString(), up.toStdString()})), wanted);
    }

    void theFiveColumnsFollowTheChange()
    {
        NoProgress progress;
        const auto made = migrations({"CREATE TABLE t (a INT, b INT)", "ALTER TABLE t DROP COLUMN b"});
        const auto verdicts = judgeSqliteMigrations(made, {}, progress);
        const MixedStates wanted{Outcome::Breaks, Outcome::Breaks, Outcome::Ok, Outcome::Breaks, Outcome::LosesData};
        QCOMPARE(verdicts->at(1).operations.at(0).states, wanted);
        QCOMPARE(verdicts->at(1).states, wanted);
        QVERIFY(!verdicts->at(1).operations.at(0).remedy.empty());
    }
};

QTEST_GUILESS_MAIN(TestSqliteEngine)
#include "test_sqliteengine.moc"
