// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/expressiontext.h"
#include "models/schema/ddl/simulation.h"
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/resolve/typename.h"

#include <QTest>

#include <algorithm>

using namespace belay::schema;

namespace {

struct Run {
    Simulation simulation;
    std::vector<Operation> operations;

    explicit Run(std::string_view sql, const Catalogue &start = {}) : simulation(start)
    {
        MigrationScript script;
        script.text = std::string(sql);
        operations = simulation.applyScript(script);
    }
    const Catalogue &db() const { return simulation.catalogue(); }
    const Relation *relation(std::string_view name) const { return db().relationByFullName("public." + std::string(name)); }
    std::string errors() const
    {
        std::string text;
        for (const Operation &operation : operations) {
            if (!operation.error.empty())
                text += (text.empty() ? "" : " | ") + operation.error;
        }
        return text;
    }
    std::string constraintNames(std::string_view name) const
    {
        std::string text;
        if (const Relation *found = relation(name)) {
            for (const Constraint &constraint : found->constraints)
                text += (text.empty() ? "" : " ") + constraint.name;
        }
        return text;
    }
    std::string indexNames(std::string_view name) const
    {
        std::string text;
        if (const Relation *found = relation(name)) {
            for (const Index &index : found->indexes)
                text += (text.empty() ? "" : " ") + index.name;
        }
        return text;
    }
    std::string columns(std::string_view name) const
    {
        std::string text;
        if (const Relation *found = relation(name)) {
            for (const Column &column : found->columns) {
                text += (text.empty() ? "" : ", ") + column.name + ' ' + formatType(db(), column.type);
                if (column.notNull)
                    text += " not null";
                if (column.defaultText)
                    text += " = " + *column.defaultText;
            }
        }
        return text;
    }
    std::string kinds() const
    {
        std::string text;
        for (const Operation &operation : operations)
            text += (text.empty() ? "" : ", ") + std::string(operationName(operation.kind)) + (operation.implied ? "*" : "") + (operation.noEffect ? "-" : "");
        return text;
    }
};

} // namespace

#define COMPARE_TEXT(actual, expected) QCOMPARE(QString::fromStdString(actual), QStringLiteral(expected))

class SimulationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesInPostgresWords_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *sql, const char *message) { QTest::newRow(sql) << QString::fromLatin1(sql) << QString::fromLatin1(message); };
        row("CREATE TABLE t(a int); CREATE TABLE t(a int)", "relation \"t\" already exists");
        row("ALTER TABLE t ADD a int", "relation \"t\" does not exist");
        row("DROP TABLE t", "table \"t\" does not exist");
        row("CREATE TABLE t(a int); ALTER TABLE t ADD a text", "column \"a\" of relation \"t\" already exists");
        row("CREATE TABLE t(a int); ALTER TABLE t DROP b", "column \"b\" of relation \"t\" does not exist");
        row("CREATE TABLE t(a int); ALTER TABLE t RENAME b TO c", "column \"b\" does not exist");
        row("CREATE TABLE t(a int, a int)", "column \"a\" specified more than once");
        std::string wide = "CREATE TABLE t(c0 int";
        for (int i = 1; i <= 1600; ++i)
            wide += ", c" + std::to_string(i) + " int";
        row((wide + ')').c_str(), "tables can have at most 1600 columns");
        row("CREATE TABLE t(a int primary key, b int primary key)", "multiple primary keys for table \"t\" are not allowed");
        row("CREATE TABLE t(a int); ALTER TABLE t ADD UNIQUE (z)", "column \"z\" named in key does not exist");
        row("CREATE TABLE t(a int); CREATE INDEX ON t(z)", "column \"z\" does not exist");
        row("CREATE TABLE p(a int); CREATE TABLE t(a int references p(a))", "there is no unique constraint matching given keys for referenced table \"p\"");
        row("CREATE TABLE p(a int); CREATE TABLE t(a int references p)", "there is no primary key for referenced table \"p\"");
        row("CREATE TABLE p(a int primary key); CREATE TABLE t(a int references p); DROP TABLE p", "cannot drop table p because other objects depend on it");
        row("CREATE TABLE p(a int primary key); CREATE TABLE t(a int references p); ALTER TABLE p DROP a", "cannot drop column a of table p because other objects depend on it");
        row("CREATE TABLE p(a uuid primary key); CREATE TABLE t(a text references p)", "foreign key constraint \"t_a_fkey\" cannot be implemented");
        row("CREATE TABLE p(a bigint primary key, b varchar unique); CREATE TABLE t(a int references p, b text references p(b))", "");
        row("CREATE TABLE t(a int); ALTER TABLE t INHERIT t", "circular inheritance not allowed");
        row("CREATE TABLE t(a int); ALTER TABLE t DROP CONSTRAINT k", "constraint \"k\" of relation \"t\" does not exist");
        row("CREATE TABLE t(a int primary key); ALTER TABLE t ALTER a DROP NOT NULL", "column \"a\" is in a primary key");
        row("CREATE TABLE t(a int unique); DROP INDEX t_a_key", "cannot drop index t_a_key because constraint t_a_key on table t requires it");
        row("CREATE TYPE e AS ENUM ('a'); CREATE TYPE e AS ENUM ('a')", "type \"e\" already exists");
        row("CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'a'", "enum label \"a\" already exists");
        row("CREATE TYPE e AS ENUM ('a'); ALTER TYPE e RENAME VALUE 'b' TO 'c'", "\"b\" is not an existing enum label");
        row("CREATE TYPE e AS ENUM ('a'); CREATE TABLE t(a e); DROP TYPE e", "cannot drop type e because other objects depend on it");
        row("CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'select 1'; CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'select 1'",
            "function \"f\" already exists with same argument types");
        row("CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'select 1'; CREATE OR REPLACE FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'select 1'",
            "cannot change return type of existing function");
        row("DROP FUNCTION f(int)", "function f(integer) does not exist");
        row("DROP FUNCTION f", "could not find a function named \"f\"");
        row("CREATE TABLE t(a int generated always as identity); ALTER TABLE t ALTER a SET DEFAULT 1", "column \"a\" of relation \"t\" is an identity column");
        row("CREATE TABLE t(a int); ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY", "column \"a\" of relation \"t\" must be declared NOT NULL before identity can be added");
        row("CREATE SEQUENCE s; CREATE TABLE t(a int default nextval('s')); DROP SEQUENCE s", "cannot drop sequence s because other objects depend on it");
        row("CREATE SCHEMA x; CREATE TABLE x.t(a int); DROP SCHEMA x", "cannot drop schema x because other objects depend on it");
        row("CREATE TABLE t(a int); DROP VIEW t", "\"t\" is not a view");
        row("CREATE TABLE t(a int); DROP TRIGGER g ON t", "trigger \"g\" for table \"t\" does not exist");
    }
    void refusesInPostgresWords()
    {
        QFETCH(QString, sql);
        QFETCH(QString, message);
        const Run run(sql.toStdString());
        QCOMPARE(QString::fromStdString(run.errors()), message);
    }

    void survivesOddText_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("half") << QByteArray("CREATE TABLE t(a int");
        QTest::newRow("unknown") << QByteArray("FROBNICATE t; CREATE TABLE u(a int)");
        QTest::newRow("open block") << QByteArray("DO $$ BEGIN IF");
        QTest::newRow("bad block") << QByteArray("DO $$ BEGIN nonsense END $$");
        QTest::newRow("own parent") << QByteArray("CREATE TABLE t(a int); ALTER TABLE t INHERIT t; ALTER TABLE t ADD b int; DROP TABLE t CASCADE");
        QTest::newRow("circle") << QByteArray("CREATE TABLE t(a int); CREATE TABLE u() INHERITS (t); ALTER TABLE t INHERIT u; ALTER TABLE t ADD b int; DROP TABLE u CASCADE");
        QTest::newRow("nested blocks") << QByteArray("DO $a$ BEGIN EXECUTE 'DO $b$ BEGIN EXECUTE ''DROP TABLE t''; END $b$'; END $a$");
        QTest::newRow("not UTF-8") << QByteArray("CREATE TABLE \"\xff\"(a int)");
    }
    void survivesOddText()
    {
        QFETCH(QByteArray, sql);
        const Run run(sql.toStdString());
        QVERIFY(run.db().relations().size() < 10);
    }

    void namesAsPostgresDoes()
    {
        const Run run("CREATE TABLE t(id serial PRIMARY KEY, a int UNIQUE CHECK (a > 0), b int REFERENCES t, c int, CHECK (a < c), UNIQUE (b, c));"
                      "CREATE INDEX ON t(b); CREATE INDEX ON t(b); CREATE INDEX ON t(lower('x'), (b + 1)) INCLUDE (c); CREATE UNIQUE INDEX ON t(c);"
                      "ALTER TABLE t ADD CHECK (a <> 7), ADD FOREIGN KEY (b) REFERENCES t(id)");
        COMPARE_TEXT(run.errors(), "");
        COMPARE_TEXT(run.constraintNames("t"), "t_a_check t_check t_pkey t_a_key t_b_c_key t_b_fkey t_a_check1 t_b_fkey1");
        COMPARE_TEXT(run.indexNames("t"), "t_pkey t_a_key t_b_c_key t_b_idx t_b_idx1 t_lower_expr_c_idx t_c_idx");
        QVERIFY(run.relation("t_id_seq") != nullptr);
        COMPARE_TEXT(run.relation("t_id_seq")->ownedBy, "public.t.id");
        COMPARE_TEXT(run.columns("t"), "id integer not null = nextval('t_id_seq'::regclass), a integer, b integer, c integer");
    }

    void cutsLongNames()
    {
        const Run run("CREATE TABLE a_table_with_a_name_that_is_rather_long_for_what_it_holds(a_column_with_a_name_that_is_also_long int UNIQUE)");
        COMPARE_TEXT(run.indexNames("a_table_with_a_name_that_is_rather_long_for_what_it_holds"), "a_table_with_a_name_that_is_r_a_column_with_a_name_that_is__key");
    }

    void keepsExpressionsAsWritten()
    {
        const Run run("CREATE TABLE t(a text DEFAULT  lower( 'X' )  NOT NULL, b int DEFAULT (1 + 2) CHECK (b > 0), c text[] DEFAULT ARRAY['a','b'], d numeric(10,2) DEFAULT 1.5);"
                      "ALTER TABLE t ALTER a SET DEFAULT 'y', ALTER b SET DEFAULT 5 /* why */, ALTER c DROP DEFAULT");
        COMPARE_TEXT(run.columns("t"), "a text not null = 'y', b integer = 5, c text[], d numeric(10,2) = 1.5");
        COMPARE_TEXT(run.kinds(), "create table, drop default, set default, set default");
        COMPARE_TEXT(run.relation("t")->constraints.at(0).expression, "b > 0");
    }

    void dropsWhatHangsOnAColumn()
    {
        const Run run("CREATE TABLE p(id int PRIMARY KEY, x int UNIQUE); CREATE TABLE t(id serial, x int REFERENCES p(x), y int, CHECK (x > y), UNIQUE (x, y));"
                      "CREATE INDEX i ON t(y) WHERE x > 1; CREATE INDEX j ON t(y); ALTER TABLE t DROP COLUMN x; ALTER TABLE t DROP id; ALTER TABLE p DROP COLUMN x CASCADE");
        COMPARE_TEXT(run.errors(), "");
        COMPARE_TEXT(run.constraintNames("t"), "");
        COMPARE_TEXT(run.indexNames("t"), "j");
        QVERIFY(run.relation("t_id_seq") == nullptr);
        COMPARE_TEXT(run.indexNames("p"), "p_pkey");
    }

    void cascades()
    {
        const Run run("CREATE TABLE p(id int PRIMARY KEY); CREATE TABLE t(x int REFERENCES p); CREATE VIEW v AS SELECT id FROM p; CREATE VIEW w AS SELECT id FROM v; DROP TABLE p CASCADE");
        COMPARE_TEXT(run.errors(), "");
        COMPARE_TEXT(run.kinds(), "create table, create table, create view, create view, drop view*, drop view*, drop foreign key*, drop table");
        QCOMPARE(run.db().relations().size(), 1U);
    }

    void dropsInOneStatementWhatHoldsOneAnother()
    {
        const Run run("CREATE TABLE p(id int PRIMARY KEY); CREATE TABLE t(x int REFERENCES p); DROP TABLE p, t");
        COMPARE_TEXT(run.errors(), "");
        QCOMPARE(run.db().relations().size(), 0U);
    }

    void obeysIfExists()
    {
        const Run run("DROP TABLE IF EXISTS t; CREATE TABLE IF NOT EXISTS t(a int); CREATE TABLE IF NOT EXISTS t(b int); ALTER TABLE IF EXISTS u ADD a int; ALTER TABLE t ADD IF NOT EXISTS a int;"
                      "ALTER TABLE t DROP IF EXISTS z; DROP INDEX IF EXISTS i; CREATE INDEX IF NOT EXISTS i ON t(a); CREATE INDEX IF NOT EXISTS i ON t(a); DROP FUNCTION IF EXISTS f; DROP TYPE IF EXISTS e");
        COMPARE_TEXT(run.errors(), "");
        COMPARE_TEXT(run.kinds(), "drop table-, create table, create table-, change storage-, add column-, drop column-, drop index-, create index, create index-, drop function-, drop type-");
    }

    void renamesEverywhere()
    {
        const Run run("CREATE TABLE p(id int PRIMARY KEY, a int, CHECK (a > 0)); CREATE TABLE t(x int REFERENCES p(id)); CREATE INDEX i ON p(a) WHERE a > 5; CREATE VIEW v AS SELECT id, a FROM p;"
                      "ALTER TABLE p RENAME a TO b; ALTER TABLE p RENAME TO q; ALTER TABLE q RENAME CONSTRAINT p_pkey TO key; ALTER INDEX i RENAME TO j; ALTER TABLE q RENAME id TO ident");
        COMPARE_TEXT(run.errors(), "");
        const Relation *q = run.relation("q");
        QVERIFY(q != nullptr);
        COMPARE_TEXT(run.indexNames("q"), "key j");
        COMPARE_TEXT(q->indexes.at(1).columns.at(0), "b");
        COMPARE_TEXT(q->constraints.at(0).expression, "b > 0");
        COMPARE_TEXT(run.relation("t")->constraints.at(0).target, "public.q");
        COMPARE_TEXT(run.relation("t")->constraints.at(0).targetColumns.at(0), "ident");
        COMPARE_TEXT(run.columns("v"), "id integer, a integer");
        COMPARE_TEXT(run.relation("v")->queryBase, "public.q");
        COMPARE_TEXT(run.relation("v")->viewColumns.at("a"), "b");
    }

    void partitions()
    {
        const Run run("CREATE TABLE t(id int, d date NOT NULL, a int, PRIMARY KEY (id, d)) PARTITION BY RANGE (d); CREATE INDEX ON t(a); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');"
                      "CREATE TABLE t2(id int NOT NULL, d date NOT NULL, a int); ALTER TABLE t ATTACH PARTITION t2 DEFAULT; CREATE INDEX ON t(d); ALTER TABLE t ADD b text NOT NULL DEFAULT 'x'; ALTER TABLE t DETACH PARTITION t1;"
                      "ALTER TABLE t DROP a");
        COMPARE_TEXT(run.errors(), "");
        COMPARE_TEXT(run.indexNames("t1"), "t1_pkey t1_a_idx t1_d_idx");
        COMPARE_TEXT(run.columns("t1"), "id integer not null, d date not null, a integer, b text not null = 'x'");
        COMPARE_TEXT(run.indexNames("t2"), "t2_pkey t2_d_idx");
        COMPARE_TEXT(run.relation("t2")->parent, "public.t");
        COMPARE_TEXT(run.relation("t2")->bounds, "default");
        QVERIFY(run.relation("t1")->parent.empty());
    }

    void likeAndInheritance()
    {
        const Run run("CREATE TABLE s(id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL DEFAULT 5, b int UNIQUE, CHECK (a > 0)); CREATE TABLE l(LIKE s); CREATE TABLE m(LIKE s INCLUDING ALL, z int);"
                      "CREATE TABLE c(extra int) INHERITS (s); ALTER TABLE s ADD n int; ALTER TABLE s DROP b");
        COMPARE_TEXT(run.errors(), "");
        COMPARE_TEXT(run.columns("l"), "id integer not null, a integer not null, b integer");
        COMPARE_TEXT(run.columns("m"), "id integer not null, a integer not null = 5, b integer, z integer");
        COMPARE_TEXT(run.indexNames("m"), "m_pkey m_b_key");
        COMPARE_TEXT(run.columns("c"), "id integer not null, a integer not null = 5, extra integer, n integer");
    }

    void viewsGrowAndRefuseToShrink()
    {
        const Run run("CREATE TABLE t(id int, a int, b text); CREATE VIEW v AS SELECT id, a FROM t; CREATE OR REPLACE VIEW v AS SELECT id, a, b FROM t; CREATE OR REPLACE VIEW v AS SELECT id FROM t;"
                      "CREATE TABLE n AS SELECT id, b AS c FROM t; CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM t; SELECT id INTO o FROM t; ALTER TABLE t DROP b");
        COMPARE_TEXT(run.errors(), "cannot drop columns from view | cannot drop column b of table t because other objects depend on it");
        COMPARE_TEXT(run.columns("v"), "id integer, a integer, b text");
        COMPARE_TEXT(run.columns("n"), "id integer, c text");
        COMPARE_TEXT(run.columns("m"), "n bigint");
        COMPARE_TEXT(run.columns("o"), "id integer");
    }

    void functionsAndTriggers()
    {
        const Run run("CREATE TABLE t(a int); CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.a IS NULL THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END$$;"
                      "CREATE FUNCTION h() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.a := 1; RAISE NOTICE 'x'; RETURN NEW; END$$;"
                      "CREATE TRIGGER g BEFORE INSERT OR UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION g(); CREATE TRIGGER h BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION h();"
                      "CREATE FUNCTION f(x int, OUT y text, OUT z int, w int DEFAULT 3) LANGUAGE sql AS 'select 1'; DROP FUNCTION g(); DROP FUNCTION g() CASCADE; DROP FUNCTION f(int, int)");
        COMPARE_TEXT(run.errors(), "cannot drop function g() because other objects depend on it");
        QVERIFY(run.operations.at(3).raises);
        QVERIFY(!run.operations.at(4).raises);
        QVERIFY(!run.operations.at(4).opaque);
        QCOMPARE(run.relation("t")->triggers.size(), 1U);
        QVERIFY(run.db().functions({"public", "f"}).empty());
        COMPARE_TEXT(run.kinds(), "create table, create function, create function, create trigger, create trigger, create function, drop function, drop trigger*, drop function, drop function");
    }

    void typesAndDomains()
    {
        const Run run("CREATE TYPE e AS ENUM ('a', 'b'); ALTER TYPE e ADD VALUE 'c' BEFORE 'b'; ALTER TYPE e RENAME VALUE 'a' TO 'x'; CREATE TYPE ct AS (m int, n text); ALTER TYPE ct ADD ATTRIBUTE o e;"
                      "CREATE DOMAIN d AS varchar(5) NOT NULL CONSTRAINT k CHECK (value <> ''); CREATE TYPE r AS RANGE (subtype = float8); CREATE TABLE t(a e, b ct, c d[], f r); ALTER TYPE e RENAME TO e2; DROP TYPE ct CASCADE");
        COMPARE_TEXT(run.errors(), "");
        COMPARE_TEXT(run.columns("t"), "a e2, c d[], f r");
        const Type *type = run.db().typeByName("public", "e2");
        QVERIFY(type != nullptr);
        QCOMPARE(type->labels, (std::vector<std::string>{"x", "c", "b"}));
        QVERIFY(run.db().typeByName("public", "r_multirange") != nullptr);
    }

    void doBlocks()
    {
        const Run run("CREATE TABLE t(a int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE column_name = 'b') THEN ALTER TABLE t ADD b int; END IF; END $$;"
                      "DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$; DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                      "DO $$ BEGIN EXECUTE 'ALTER TABLE t ADD c int'; END $$");
        COMPARE_TEXT(run.errors(), "");
        COMPARE_TEXT(run.columns("t"), "a integer, b integer, c integer");
        QVERIFY(run.db().doubts.empty());
        const Run dynamic("CREATE TABLE t(a int); CREATE TABLE u(a int); DO $$ DECLARE n text; BEGIN EXECUTE 'ALTER TABLE t DROP CONSTRAINT ' || n; END $$");
        QCOMPARE(dynamic.db().doubts.size(), 1U);
        COMPARE_TEXT(dynamic.db().doubts[0].object, "public.t");
        const Run wide("DO $$ DECLARE n text; BEGIN FOR n IN SELECT x FROM y LOOP EXECUTE format('DROP TABLE %I', n); END LOOP; END $$");
        QCOMPARE(wide.db().doubts.size(), 1U);
        QVERIFY(wide.db().doubts[0].object.empty());
        const Run harmless("DO $$ DECLARE n text; BEGIN EXECUTE format('GRANT SELECT ON %I TO app', n); END $$");
        QVERIFY(harmless.db().doubts.empty());
        const Run conditional("CREATE TABLE t(a int); DO $$ BEGIN IF current_setting('x') = 'y' THEN ALTER TABLE t DROP a; END IF; END $$");
        QCOMPARE(conditional.db().doubts.size(), 1U);
        COMPARE_TEXT(conditional.db().doubts[0].object, "public.t");
    }

    void doubtsAsLittleAsIsSound_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("objects");
        const auto row = [](const char *sql, const char *objects) { QTest::newRow(sql) << QString::fromLatin1(sql) << QString::fromLatin1(objects); };
        row("CREATE TABLE u (a int) FROBNICATED", "public.u");
        row("CREATE TABLE x.u (a int) FROBNICATED", "x.u");
        row("ALTER TABLE t FROBNICATE", "public.t");
        row("ALTER TABLE t RENAME FROBNICATE", "*");
        row("DROP TABLE t FROBNICATE", "*");
        row("CREATE INDEX i ON t (a) FROBNICATED", "public.t");
        row("SELECT FROM WHERE", "");
        row("FROBNICATE t", "*");
        row("DO $$ BEGIN EXECUTE 'ALTER TABLE t_' || x || ' ADD a int'; END $$", "*");
        row("DO $$ BEGIN EXECUTE 'ALTER TABLE t ' || x; END $$", "*");
        row("DO $$ BEGIN EXECUTE 'ALTER TABLE t ADD CONSTRAINT ' || x; END $$", "public.t");
        row("DO $$ BEGIN EXECUTE 'DROP TABLE t ' || x; END $$", "*");
        row("DO $$ BEGIN EXECUTE x; END $$", "*");
        row("ALTER TABLE never_made ADD a int", "public.never_made");
    }
    void doubtsAsLittleAsIsSound()
    {
        QFETCH(QString, sql);
        QFETCH(QString, objects);
        const Run run("CREATE TABLE t(a int);" + sql.toStdString());
        QString found;
        for (const Catalogue::Doubt &doubt : run.db().doubts)
            found += doubt.object.empty() ? QStringLiteral("*") : QString::fromStdString(doubt.object);
        QCOMPARE(found, objects);
    }

    void chainsOfAnyLengthAreDropped()
    {
        std::string sql = "CREATE TABLE t0(a int); CREATE VIEW v0 AS SELECT a FROM t0;";
        for (int i = 1; i < 300; ++i)
            sql += "CREATE TABLE t" + std::to_string(i) + "() INHERITS (t" + std::to_string(i - 1) + "); CREATE VIEW v" + std::to_string(i) + " AS SELECT a FROM v" + std::to_string(i - 1) + ";";
        const Run run(sql + "DROP TABLE t0 CASCADE");
        COMPARE_TEXT(run.errors(), "");
        QCOMPARE(run.db().relations().size(), 0U);
    }

    void transactionsAndPaths()
    {
        const Run run("CREATE SCHEMA x; SET search_path TO x, public; CREATE TABLE t(a int); BEGIN; DROP TABLE t; CREATE TABLE u(a int); ROLLBACK; CREATE INDEX i ON t(a)");
        COMPARE_TEXT(run.errors(), "");
        QVERIFY(run.db().relationByFullName("x.t") != nullptr);
        QVERIFY(run.db().relationByFullName("x.u") == nullptr);
        QCOMPARE(run.db().searchPath, std::vector<std::string>{"public"});
    }

    void knowsWhatRewrites_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<bool>("rewrites");
        const auto row = [](const char *from, const char *to, bool rewrites) { QTest::addRow("%s to %s", from, to) << QString::fromLatin1(from) << QString::fromLatin1(to) << rewrites; };
        row("varchar(10)", "varchar(20)", false);
        row("varchar(20)", "varchar(10)", true);
        row("varchar(10)", "text", false);
        row("varchar", "text", false);
        row("text", "varchar", false);
        row("text", "varchar(10)", true);
        row("numeric(10,2)", "numeric(12,2)", false);
        row("numeric(10,2)", "numeric(12,4)", true);
        row("numeric(10,2)", "numeric", false);
        row("int", "bigint", true);
        row("cidr", "inet", false);
        row("timestamp(3)", "timestamp", false);
        row("timestamp", "timestamp(3)", true);
        row("json", "jsonb", true);
        row("char(3)", "text", true);
    }
    void knowsWhatRewrites()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(bool, rewrites);
        const Run run("CREATE TABLE t(a " + from.toStdString() + "); ALTER TABLE t ALTER a TYPE " + to.toStdString());
        COMPARE_TEXT(run.errors(), "");
        QCOMPARE(run.operations.at(1).rewrites, rewrites);
    }

    void spansOfSubcommands()
    {
        const std::string sql = "ALTER TABLE t ADD b numeric(10, 2),\n  DROP COLUMN a;";
        Run base("CREATE TABLE t(a int)");
        MigrationScript script;
        script.text = sql;
        const auto operations = base.simulation.applyScript(script);
        QCOMPARE(operations.size(), 2U);
        COMPARE_TEXT(sql.substr(operations[0].span.begin, operations[0].span.length), "DROP COLUMN a");
        COMPARE_TEXT(sql.substr(operations[1].span.begin, operations[1].span.length), "ALTER TABLE t ADD b numeric(10, 2)");
    }

    void normalFormsDoNotMindSpelling()
    {
        const auto normal = [](const char *expression) {
            const ParsedSql sql = ParsedSql::parse("SELECT " + std::string(expression));
            return normalExpression(sql.statements()[0].tree.list("targetList")[0]["val"]);
        };
        QCOMPARE(normal("lower( EMAIL )"), normal("Lower(email)"));
        QCOMPARE(normal("a = 1 AND (b IS NULL)"), normal("(a=1) and b is null"));
        QCOMPARE(normal("CAST(a AS text)"), normal("a::text"));
        QVERIFY(normal("a = 1") != normal("a = '1'"));
        QVERIFY(normal("\"A\"") != normal("a"));
        QVERIFY(normal("(SELECT 1)") != normal("  (SELECT 1)"));
    }
};

QTEST_APPLESS_MAIN(SimulationTest)
#include "test_simulation.moc"
