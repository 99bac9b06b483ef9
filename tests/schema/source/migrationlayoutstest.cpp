// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/schema/source/migrationtesting.h"

using namespace belay;
using namespace belay::schema;
using namespace belay::schema::testing;

using Files = MemoryTree::Files;

class MigrationLayoutsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badFolders();
    void badFilesAreErrors_data();
    void badFilesAreErrors();
    void stops();
    void anyBytesAreRead();
    void names();
    void recognised_data();
    void recognised();

    void golangMigrate();
    void golangMigrateFindings();
    void goose();
    void gooseFindings();
    void dbmate();
    void flyway();
    void flywayOrder();
    void diesel();
    void sqitch();
    void sqitchFindings();
    void prisma();
    void liquibaseSql();
    void pop();
    void alembic();
    void alembicBranches();
    void numbered();
    void psqlIsStripped();
    void offsetsAreTheFiles();
    void dialectByWords_data();
    void dialectByWords();
    void replacements();

    void historiesEdited();
    void historiesOrder();
};

void MigrationLayoutsTest::badFolders()
{
    QCOMPARE(int(read({{"x", ""}}).error().code), int(ErrorCode::FileNotFound));
    QCOMPARE(int(read({}, {}, "").error().code), int(ErrorCode::FileNotFound));
    QCOMPARE(int(read({{"x", ""}}, {}, "../m").error().code), int(ErrorCode::BadValue));
    QCOMPARE(int(read({{"x", ""}}, {}, "/m").error().code), int(ErrorCode::BadValue));
    const Result<MigrationSet> unknown = read({{"m/readme.md", "Hello"}, {"m/code.go", ""}});
    QCOMPARE(int(unknown.error().code), int(ErrorCode::BadStructure));
    QVERIFY(unknown.error().detail.find("golang-migrate") != std::string::npos);
}

void MigrationLayoutsTest::badFilesAreErrors_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("golang-migrate") << QByteArray("m/2_b.up.sql");
    QTest::newRow("golang-migrate down") << QByteArray("m/1_a.down.sql");
    QTest::newRow("pop") << QByteArray("m/2_b.postgres.up.sql");
}

void MigrationLayoutsTest::badFilesAreErrors()
{
    QFETCH(QByteArray, path);
    for (const std::string &bytes : {std::string("SELECT\0", 7), std::string("SELECT '\xff'")}) {
        const Result<MigrationSet> set = read({{"m/1_a.up.sql", "SELECT 1;"}, {path.toStdString(), bytes}});
        QVERIFY(!set);
        QCOMPARE(int(set.error().code), int(ErrorCode::BadEncoding));
        QCOMPARE(set.error().file, path.toStdString());
    }
    NoProgress progress;
    const MemoryTree small(Files{{"m/1_a.up.sql", "SELECT 1;"}, {path.toStdString(), std::string(200, ' ')}}, {100, 10, 100, 10'000});
    QCOMPARE(int(readMigrations(small, "m", {}, {}, progress).error().code), int(ErrorCode::FileTooLarge));
}

void MigrationLayoutsTest::stops()
{
    NoProgress progress;
    std::stop_source stop;
    stop.request_stop();
    for (const char *file : {"m/1_a.up.sql", "m/V1__a.sql", "m/1_a/up.sql", "m/1_a/migration.sql", "m/1_a.sql", "m/1_a.postgres.up.sql"}) {
        const MemoryTree tree(Files{{file, "SELECT 1;"}});
        QCOMPARE(int(readMigrations(tree, "m", {}, stop.get_token(), progress).error().code), int(ErrorCode::Cancelled));
    }
}

void MigrationLayoutsTest::anyBytesAreRead()
{
    // Whatever a file holds, each layout ends, with migrations or with an error.
    const Texts contents{"", "\n", "-- +goose Up", "-- +goose StatementEnd", "-- +goose", "-- migrate:up", "-- migrate:", "--liquibase formatted sql\n--changeset",
                         "--liquibase formatted sql\n--changeset :\n--rollback", "--liquibase formatted sql\n--changeset a:b endDelimiter:\n/* liquibase rollback",
                         "--liquibase formatted sql\n--changeset a:b dbms:\"\n--ignoreLines:99999999999", "-- Running upgrade", "-- Running upgrade ->",
                         "-- Running upgrade a -> a\n-- Running upgrade a -> a", "-- Running upgrade a -> b\n-- Running upgrade b -> a", "@\n@\na [", "a\na\n", "a [!b c] x",
                         "[core]\ntop_dir = ../..", "[core", "=", "${", "${a", "V", "\\", "'"};
    for (const Layout layout : allLayouts()) {
        LayoutOptions options;
        options.layout = layout;
        for (const std::string &text : contents) {
            const Result<MigrationSet> set = read({{"m/1_a.sql", text}, {"m/1_a.up.sql", text}, {"m/V1__a.sql", text}, {"m/V1__a.sql.conf", text}, {"m/1/up.sql", text},
                                                   {"m/1/metadata.toml", text}, {"m/1/migration.sql", text}, {"m/migration_lock.toml", text}, {"m/sqitch.plan", text},
                                                   {"m/sqitch.conf", text}, {"m/deploy/a.sql", text}}, options);
            QVERIFY(set || !set.error().detail.empty());
        }
    }
}

void MigrationLayoutsTest::names()
{
    QCOMPARE(allLayouts().size(), std::size_t(13));
    for (const Layout layout : allLayouts()) {
        QVERIFY(!layoutName(layout).empty());
        QVERIFY(layoutFromName(layoutName(layout)) == layout);
    }
    QVERIFY(!layoutFromName("Goose"));
    QVERIFY(dialectFromName("postgres") == Dialect::PostgreSql && dialectFromName("MariaDB") == Dialect::MySql);
    QVERIFY(!dialectFromName("oracle"));
    QCOMPARE(dialectName(Dialect::Sqlite), std::string_view("sqlite"));
}

void MigrationLayoutsTest::recognised_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("layout");
    const auto row = [](const char *path, const char *text, const char *layout) { QTest::addRow("%s %s", layout, path) << QByteArray(path) << QByteArray(text) << QByteArray(layout); };
    row("m/1_a.up.sql", "", "golang-migrate");
    row("m/20240101_a.down.sql", "", "golang-migrate");
    row("m/1_a.postgres.up.sql", "", "pop");
    row("m/1_a.autocommit.up.sql", "", "pop");
    row("m/1_a.up.fizz", "", "pop");
    row("m/1_a.sql", "--+goose Up\n", "goose");
    row("m/1_a.sql", "-- x\n  -- migrate:up transaction:false\n", "dbmate");
    row("m/1_a.sql", "SELECT '-- migrate:up';", "numbered");
    row("m/V1__a.sql", "", "flyway");
    row("m/sub/V1_2__a.sql", "", "flyway");
    row("m/R__a.sql", "", "flyway");
    row("m/2024-01-01-000000_a/up.sql", "", "diesel");
    row("m/20240101_a/migration.sql", "", "prisma");
    row("m/sqitch.plan", "", "sqitch");
    row("m/a.sql", "-- liquibase formatted sql\n", "liquibase-sql");
    row("m/a.sql", "\n--liquibase formatted sql\n", "liquibase-sql");
    row("m/a.sql", "BEGIN;\n-- Running upgrade  -> a1\n", "alembic");
}

void MigrationLayoutsTest::recognised()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, layout);
    const Result<MigrationSet> set = read({{path.toStdString(), text.toStdString()}, {"m/README.md", "x"}});
    QVERIFY2(set, set ? "" : set.error().detail.c_str());
    QCOMPARE(layoutName(set->layout), std::string_view(layout.constData()));
}

void MigrationLayoutsTest::golangMigrate()
{
    const Result<MigrationSet> set = read({{"m/000001_init.up.sql", "CREATE TABLE t (a int);\nSELECT 1;"}, {"m/000001_init.down.sql", "DROP TABLE t;"},
                                           {"m/000010_c.up.sql", "SELECT 10;"}, {"m/000010_c.down.sql", "SELECT -10;"}, {"m/000002_b.up.sql", "CREATE INDEX CONCURRENTLY i ON t (a);"},
                                           {"m/000002_b.down.sql", "DROP INDEX i;"}, {"m/embed.go", "package m"}, {"m/sub/000003_x.up.sql", "SELECT 3;"}});
    QCOMPARE(summary(set), Texts({"000001 init: CREATE TABLE t (a int);|SELECT 1; / DROP TABLE t;!", "000002 b: CREATE INDEX CONCURRENTLY i ON t (a);! / DROP INDEX i;!",
                                  "000010 c: SELECT 10;! / SELECT -10;!"}));
    QCOMPARE(remarks(set), Texts({"migration-gap m/000010_c.up.sql"}));
    QCOMPARE(set->remarks[0].message, std::string("Before this one the versions 3 to 9 are missing."));
    QCOMPARE(set->migrations[0].up->file, std::string("m/000001_init.up.sql"));
    // Versions are numbers: 9 before 10, and dates have no gaps.
    const Result<MigrationSet> dates = read({{"m/9_b.up.sql", "SELECT 1;"}, {"m/9_b.down.sql", "SELECT 1;"}, {"m/10_a.up.sql", "SELECT 1;"}, {"m/10_a.down.sql", "SELECT 1;"},
                                             {"m/20240101000000_d.up.sql", "SELECT 1;"}, {"m/20240101000000_d.down.sql", "SELECT 1;"},
                                             {"m/20250101000000_e.up.sql", "SELECT 1;"}, {"m/20250101000000_e.down.sql", "SELECT 1;"}});
    QCOMPARE(dates->migrations[0].version, std::string("9"));
    QCOMPARE(remarks(dates), Texts());
}

void MigrationLayoutsTest::golangMigrateFindings()
{
    const Result<MigrationSet> set = read({{"m/1_a.up.sql", "SELECT 1;"}, {"m/2_b.up.sql", "-- nothing\n;"}, {"m/2_b.down.sql", "SELECT 1;"}, {"m/2_c.up.sql", "SELECT 1;"},
                                           {"m/2_c.down.sql", "SELECT 1;"}, {"m/3_d.down.sql", "SELECT 1;"}, {"m/seed.sql", "SELECT 1;"}});
    QCOMPARE(remarks(set), Texts({"migration-without-down m/1_a.up.sql", "migration-empty m/2_b.up.sql", "migration-duplicate m/2_c.up.sql",
                                  "migration-without-up m/3_d.down.sql", "not-understood m/seed.sql"}));
    QCOMPARE(set->migrations.size(), std::size_t(3));
}

void MigrationLayoutsTest::goose()
{
    const Result<MigrationSet> set = read({{"m/00001_a.sql", "-- +goose Up\nCREATE TABLE t (a int);\n-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ "
                                                             "LANGUAGE sql;\n-- +goose StatementEnd\n\n-- +goose Down\nDROP TABLE t;\n"},
                                           {"m/00002_b.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n"}});
    QCOMPARE(summary(set), Texts({"00001 a: CREATE TABLE t (a int);|CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql; / DROP TABLE t;",
                                  "00002 b: SELECT 1;! / -"}));
    QCOMPARE(remarks(set), Texts({"migration-without-down m/00002_b.sql"}));
}

void MigrationLayoutsTest::gooseFindings()
{
    const Result<MigrationSet> set = read({{"m/1_a.sql", "SELECT 0;\n-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose Down\nSELECT 2;\n-- +goose Sideways\n"},
                                           {"m/2_b.go", "package m"}, {"m/2_b_test.go", "package m"}, {"m/3_c.sql", "SELECT 3;"}});
    QCOMPARE(remarks(set), Texts({"not-understood m/1_a.sql:1", "unterminated m/1_a.sql:3", "not-understood m/1_a.sql:7", "not-understood m/2_b.go",
                                  "migration-without-down m/2_b.go", "not-understood m/3_c.sql", "migration-without-down m/3_c.sql", "not-understood m/3_c.sql:1"}));
    QCOMPARE(set->migrations.size(), std::size_t(3));
}

void MigrationLayoutsTest::dbmate()
{
    const Result<MigrationSet> set = read({{"m/20240102_b.sql", "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t (a);\n-- migrate:down\nDROP INDEX i;\n"},
                                           {"m/20240101_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down transaction:false\n"}, {"m/x.sql", ""}});
    QCOMPARE(summary(set), Texts({"20240101 a: SELECT 1; / !", "20240102 b: CREATE INDEX CONCURRENTLY i ON t (a);! / DROP INDEX i;"}));
    QCOMPARE(remarks(set), Texts({"not-understood m/x.sql"}));
    // Sorted as text, as the tool does.
    const Result<MigrationSet> text = read({{"m/10_b.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n"}, {"m/9_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n"}});
    QCOMPARE(text->migrations[0].version, std::string("10"));
    QCOMPARE(remarks(text), Texts({"migration-out-of-order m/9_a.sql"}));
}

void MigrationLayoutsTest::flyway()
{
    const Result<MigrationSet> set = read({{"m/V1__first_one.sql", "SELECT 1;"}, {"m/V1.10__c.sql", "SELECT 110;"}, {"m/V1_2__b.sql", "CREATE INDEX CONCURRENTLY i ON t (a);"},
                                           {"m/U1.2__b.sql", "DROP INDEX i;"}, {"m/later/V2__d.sql", "SELECT ${schema}.f();"}, {"m/V2.1__e.sql", "SELECT 21;"},
                                           {"m/V2.1__e.sql.conf", "# x\nexecuteInTransaction = false\n"}, {"m/R__z_view.sql", "SELECT 'z';"}, {"m/R__a_view.sql", "SELECT 'a';"},
                                           {"m/V3__f.java", "class"}, {"m/afterMigrate.sql", "SELECT 1;"}, {"m/U9__x.sql", "SELECT 1;"}});
    QCOMPARE(summary(set), Texts({"1 first one: SELECT 1; / -", "1.2 b: CREATE INDEX CONCURRENTLY i ON t (a);! / DROP INDEX i;", "1.10 c: SELECT 110; / -",
                                  "2 d: SELECT   schema .f(); / -", "2.1 e: SELECT 21;! / -", "3 f:  / -", " R a view: SELECT 'a'; / -", " R z view: SELECT 'z'; / -"}));
    QCOMPARE(remarks(set), Texts({"migration-without-up m/U9__x.sql", "not-understood m/V3__f.java", "not-understood m/afterMigrate.sql", "placeholder m/later/V2__d.sql:1"}));
    const Result<MigrationSet> baseline = read({{"m/V1__a.sql", "SELECT 1;"}, {"m/B2__b.sql", "SELECT 2;"}, {"m/V2__b.sql", "SELECT 2;"}, {"m/V3__c.sql", "SELECT 3;"}});
    QCOMPARE(summary(baseline), Texts({"2 b: SELECT 2; / -", "3 c: SELECT 3; / -"}));
}

void MigrationLayoutsTest::flywayOrder()
{
    const Result<MigrationSet> set = read({{"m/V1__a.sql", "SELECT 1;"}, {"m/V1.0__b.sql", "SELECT 1;"}});
    QCOMPARE(remarks(set), Texts({"migration-duplicate m/V1__a.sql"}));
}

void MigrationLayoutsTest::diesel()
{
    const Result<MigrationSet> set = read({{"m/2019-02-26-002946_create_user/up.sql", "CREATE TABLE u (a int);"}, {"m/2019-02-26-002946_create_user/down.sql", "DROP TABLE u;"},
                                           {"m/00000000000000_diesel_initial_setup/up.sql", "SELECT 0;"}, {"m/00000000000000_diesel_initial_setup/down.sql", "SELECT 0;"},
                                           {"m/2020-01-01-000000_x/up.sql", "SELECT 1;"}, {"m/2020-01-01-000000_x/metadata.toml", "run_in_transaction = false # why\n"},
                                           {"m/2020-01-01-000000_x/other.sql", ""}, {"m/loose.sql", ""}});
    QCOMPARE(summary(set), Texts({"00000000000000 diesel_initial_setup: SELECT 0; / SELECT 0;", "20190226002946 create_user: CREATE TABLE u (a int); / DROP TABLE u;",
                                  "20200101000000 x: SELECT 1;! / -"}));
    QCOMPARE(remarks(set), Texts({"not-understood m/2020-01-01-000000_x/other.sql", "migration-without-down m/2020-01-01-000000_x/up.sql", "not-understood m/loose.sql"}));
}

void MigrationLayoutsTest::sqitch()
{
    const std::string plan = "%syntax-version=1.0.0\n%project=flipr\n\nschema 2013-01-01T00:00:00Z A <a@b> # Add [x]\nusers [schema] 2013-01-01T00:00:00Z A <a@b>\n"
                             "@v1.0 2013-01-01T00:00:00Z A <a@b> # Tag\n\nusers [users@v1.0 !lists] 2013-01-01T00:00:00Z A <a@b>\n";
    const Result<MigrationSet> set = read({{"m/sqitch.plan", plan}, {"m/sqitch.conf", "[core]\n\tengine = pg\n\ttop_dir = .\n"}, {"m/deploy/schema.sql", "BEGIN;\nCREATE SCHEMA f;\nCOMMIT;"},
                                           {"m/revert/schema.sql", "DROP SCHEMA f;"}, {"m/verify/schema.sql", "SELECT 1;"}, {"m/deploy/users@v1.0.sql", "SELECT 'old';"},
                                           {"m/revert/users@v1.0.sql", "SELECT -1;"}, {"m/verify/users@v1.0.sql", ""}, {"m/deploy/users.sql", "SELECT 'new';"},
                                           {"m/revert/users.sql", "SELECT -2;"}, {"m/verify/users.sql", ""}});
    QCOMPARE(summary(set), Texts({"schema schema: BEGIN;|CREATE SCHEMA f;|COMMIT;! / DROP SCHEMA f;!", "users@v1.0 users: SELECT 'old';! / SELECT -1;!",
                                  "users users: SELECT 'new';! / SELECT -2;!"}));
    QCOMPARE(remarks(set), Texts());
    QCOMPARE(set->migrations[1].after, Texts({"schema"}));
    QCOMPARE(set->migrations[2].after, Texts({"users@v1.0"}));
}

void MigrationLayoutsTest::sqitchFindings()
{
    const std::string plan = "a [b] x\nb x\nb x\nc [!a @nope other:x] x\nd [\n@t x\n@t x\n";
    const Result<MigrationSet> set = read({{"m/sqitch.plan", plan}, {"m/deploy/a.sql", "SELECT 1;"}, {"m/revert/a.sql", "SELECT 1;"}, {"m/deploy/z.sql", "SELECT 1;"}});
    QVERIFY(set);
    const Texts all = remarks(set);
    for (const char *wanted : {"migration-out-of-order m/sqitch.plan:1", "migration-duplicate m/sqitch.plan:3", "migration-conflict m/sqitch.plan:4", "migration-out-of-order m/sqitch.plan:4",
                               "not-understood m/sqitch.plan:5", "migration-duplicate m/sqitch.plan:7", "migration-without-up m/sqitch.plan:2", "not-understood m/deploy/z.sql"})
        QVERIFY2(std::find(all.begin(), all.end(), wanted) != all.end(), wanted);
}

void MigrationLayoutsTest::prisma()
{
    const Result<MigrationSet> set = read({{"m/migration_lock.toml", "# x\nprovider = \"sqlite\"\n"}, {"m/20240102000000_b/migration.sql", "SELECT 2;"},
                                           {"m/20240101000000_init/migration.sql", "SELECT 1;"}, {"m/20240101000000_init/down.sql", "SELECT -1;"}});
    QCOMPARE(summary(set), Texts({"20240101000000 init: SELECT 1; / SELECT -1;", "20240102000000 b: SELECT 2; / -"}));
    QVERIFY(set->dialect == Dialect::Sqlite);
    QCOMPARE(remarks(set), Texts());
}

void MigrationLayoutsTest::liquibaseSql()
{
    const std::string text = "-- liquibase formatted sql\n\n-- changeset ann:1 runInTransaction:false\nCREATE TABLE t (a int);\n--rollback DROP TABLE t;\n"
                             "--changeset bob:2 dbms:mysql\nSELECT 'mysql';\n--rollback empty\n"
                             "--changeset bob:3 endDelimiter:/ dbms:postgresql,h2\nSELECT 1\n/\nSELECT 4/2\n/\n/* liquibase rollback\n  SELECT -1;\n*/\n"
                             "--changeset cid:view runOnChange:true\nSELECT 'view';\n--ignoreLines:1\nthis is ignored\nSELECT 5;\n";
    const Result<MigrationSet> set = read({{"m/a.sql", text}, {"m/b.sql", "SELECT 1;"}});
    QCOMPARE(summary(set), Texts({"1 ann: CREATE TABLE t (a int);! / DROP TABLE t;!", "3 bob: SELECT 1|;|SELECT 4/2|; / SELECT -1;", "view R cid: SELECT 'view';|SELECT 5; / -"}));
    QCOMPARE(remarks(set), Texts({"not-for-this-database m/a.sql:6", "not-understood m/b.sql"}));
    QCOMPARE(set->migrations[0].down->text.find("DROP TABLE t"), text.find("DROP TABLE t"));
}

void MigrationLayoutsTest::pop()
{
    const Files files{{"m/20200101_a.up.sql", "SELECT 'all';"}, {"m/20200101_a.down.sql", "SELECT -1;"}, {"m/20200102_b.up.sql", "SELECT 'all';"}, {"m/20200102_b.down.sql", "SELECT -2;"},
                      {"m/20200102_b.postgres.up.sql", "SELECT 'pg';"}, {"m/20200102_b.mysql.up.sql", "SELECT 'my';"}, {"m/20200103_c.cockroach.up.sql", "SELECT 'crdb';"},
                      {"m/20200104_d.postgres.autocommit.up.sql", "SELECT 4;"}, {"m/20200104_d.postgres.autocommit.down.sql", "SELECT -4;"}, {"m/20200104_d.sqlite.up.sql", "SELECT 'lite';"},
                      {"m/20200105_e.up.fizz", "create_table"}, {"m/20200106_f.oracle.up.sql", "x"}};
    const Result<MigrationSet> set = read(files);
    QCOMPARE(summary(set), Texts({"20200101 a: SELECT 'all'; / SELECT -1;", "20200102 b: SELECT 'pg'; / SELECT -2;", "20200104 d: SELECT 4;! / SELECT -4;!", "20200105 e:  / -"}));
    QCOMPARE(remarks(set), Texts({"not-understood m/20200105_e.up.fizz", "migration-without-down m/20200105_e.up.fizz", "not-understood m/20200106_f.oracle.up.sql"}));
    LayoutOptions options;
    options.dialect = Dialect::Sqlite;
    QCOMPARE(summary(read(files, options)), Texts({"20200101 a: SELECT 'all'; / SELECT -1;", "20200102 b: SELECT 'all'; / SELECT -2;", "20200104 d: SELECT 'lite'; / -", "20200105 e:  / -"}));
}

void MigrationLayoutsTest::alembic()
{
    const std::string text = "BEGIN;\n\nCREATE TABLE alembic_version (v text);\n\n-- Running upgrade  -> a1\n\nCREATE TABLE t (a int);\nUPDATE alembic_version SET v = 'a1';\n\n"
                             "-- Running upgrade a1 -> b2, x\n\nALTER TABLE t ADD b int;\n";
    const std::string down = "-- Running downgrade b2 -> a1\n\nALTER TABLE t DROP b;\n-- Running downgrade zz -> a1\nSELECT 1;\n";
    const Result<MigrationSet> set = read({{"m/up.sql", text}, {"m/zdown.sql", down}, {"m/other.sql", "SELECT 1;"}});
    QCOMPARE(summary(set), Texts({"a1 first: -- Running upgrade  -> a1|CREATE TABLE t (a int);|UPDATE alembic_version SET v = 'a1'; / -",
                                  "b2 after a1: -- Running upgrade a1 -> b2, x|ALTER TABLE t ADD b int; / -- Running downgrade b2 -> a1|ALTER TABLE t DROP b;"}));
    QCOMPARE(remarks(set), Texts({"not-understood m/other.sql", "migration-without-up m/zdown.sql:4"}));
    QCOMPARE(set->migrations[1].up->text.find("ALTER"), text.find("ALTER"));
    // One file, named.
    QCOMPARE(read({{"m/up.sql", text}, {"m/other.sql", "SELECT 1;"}}, {}, "m/up.sql")->migrations.size(), std::size_t(2));
}

void MigrationLayoutsTest::alembicBranches()
{
    const Result<MigrationSet> set = read({{"m/contract.sql", "-- Running upgrade e1 -> c1\nALTER TABLE t DROP a;\n"}, {"m/expand.sql", "-- Running upgrade  -> e1\nALTER TABLE t ADD b int;\n"}});
    QCOMPARE(set->migrations.size(), std::size_t(2));
    QCOMPARE(set->migrations[0].version, std::string("e1"));
    QVERIFY(set->migrations[0].expandOnly);
    QVERIFY(!set->migrations[1].expandOnly);
}

void MigrationLayoutsTest::numbered()
{
    const Result<MigrationSet> set = read({{"m/001_a.sql", "SELECT 1;"}, {"m/002-b.sql", "SELECT 2;"}, {"m/2.1_c.sql", "SELECT 21;"}, {"m/10.sql", "SELECT 10;"},
                                           {"m/001_a_down.sql", "SELECT -1;"}, {"m/7_rollback.sql", "SELECT 7;"}, {"m/schema.sql", ""}});
    QCOMPARE(summary(set), Texts({"001 a: SELECT 1;! / SELECT -1;!", "002 b: SELECT 2;! / -", "2.1 c: SELECT 21;! / -", "7 rollback: SELECT 7;! / -", "10 : SELECT 10;! / -"}));
    QCOMPARE(remarks(set), Texts({"migration-gap m/10.sql", "not-understood m/schema.sql"}));
}

void MigrationLayoutsTest::psqlIsStripped()
{
    const Result<MigrationSet> set = read({{"m/1_a.sql", "\\set ON_ERROR_STOP 1\nCREATE TABLE :schema.t (a int);\nSELECT 'a\n"}});
    QCOMPARE(summary(set), Texts({"1 a: CREATE TABLE  schema.t (a int);|SELECT 'a! / -"}));
    QCOMPARE(remarks(set), Texts({"psql-command m/1_a.sql:1", "psql-variable m/1_a.sql:2", "unterminated m/1_a.sql:3"}));
}

void MigrationLayoutsTest::offsetsAreTheFiles()
{
    const std::string text = "-- +goose Up\r\nSELECT '\xc3\xa4';\r\n-- +goose Down\r\nSELECT 2;\r\n";
    const Result<MigrationSet> set = read({{"m/1_a.sql", text}});
    QCOMPARE(set->migrations[0].up->text.find("SELECT '"), text.find("SELECT '"));
    QCOMPARE(set->migrations[0].down->text.find("SELECT 2"), text.find("SELECT 2"));
    QCOMPARE(LineIndex(set->migrations[0].down->text).at(static_cast<std::uint32_t>(text.find("SELECT 2"))).line, 4U);
}

void MigrationLayoutsTest::dialectByWords_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<int>("dialect");
    QTest::newRow("plain") << QByteArray("CREATE TABLE t (a int);") << int(Dialect::PostgreSql);
    QTest::newRow("PostgreSQL") << QByteArray("CREATE TABLE t (a serial, b jsonb);") << int(Dialect::PostgreSql);
    QTest::newRow("MySQL") << QByteArray("CREATE TABLE `t` (`a` int AUTO_INCREMENT) ENGINE=InnoDB;") << int(Dialect::MySql);
    QTest::newRow("SQLite") << QByteArray("PRAGMA foreign_keys = ON; CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);") << int(Dialect::Sqlite);
    QTest::newRow("in a comment") << QByteArray("-- AUTOINCREMENT, not PRAGMA\nCREATE TABLE t (a int);") << int(Dialect::PostgreSql);
}

void MigrationLayoutsTest::dialectByWords()
{
    QFETCH(QByteArray, sql);
    QFETCH(int, dialect);
    QCOMPARE(int(read({{"m/1_a.up.sql", sql.toStdString()}})->dialect), dialect);
    LayoutOptions options;
    options.dialect = Dialect::MySql;
    QCOMPARE(int(read({{"m/1_a.up.sql", sql.toStdString()}}, options)->dialect), int(Dialect::MySql));
}

void MigrationLayoutsTest::replacements()
{
    LayoutOptions options;
    options.replacements = {{"BLOB", "BYTEA"}};
    QCOMPARE(summary(read({{"m/1_a.sql", "CREATE TABLE t (a BLOB, blob BLOBS);"}}, options)), Texts({"1 a: CREATE TABLE t (a BYTEA, blob BLOBS);! / -"}));
}

void MigrationLayoutsTest::historiesEdited()
{
    const Result<MigrationSet> old = read({{"m/1_a.up.sql", "SELECT 1;\nSELECT 2;"}, {"m/1_a.down.sql", "SELECT -1;"}, {"m/2_b.up.sql", "SELECT 2;"}, {"m/2_b.down.sql", "SELECT -2;"},
                                           {"m/3_c.up.sql", "SELECT 3;"}, {"m/4_d.up.sql", "SELECT 4;"}, {"m/5_e.up.sql", "SELECT 5;"}});
    const Result<MigrationSet> now = read({{"m/1_a.up.sql", "SELECT 1;\nSELECT 3;"}, {"m/1_a.down.sql", "SELECT -1;"}, {"m/2_b.up.sql", "SELECT  2; -- two"}, {"m/2_b.down.sql", "SELECT -22;"},
                                           {"m/4_renamed.up.sql", "SELECT 4;"}, {"m/5_e.up.sql", "SELECT 5;"}, {"m/6_f.up.sql", "SELECT 6;"}});
    QCOMPARE(remarks(compareHistories(*old, *now)), Texts({"migration-edited m/1_a.up.sql:2", "migration-edited-comment m/2_b.up.sql", "migration-down-edited m/2_b.down.sql:1",
                                                           "migration-removed m/3_c.up.sql", "migration-renamed m/4_renamed.up.sql"}));
    QCOMPARE(remarks(compareHistories(*old, *old)), Texts());
    // A version that is there twice did not change by that.
    const Result<MigrationSet> twice = read({{"m/V1__a.sql", "SELECT 1;"}, {"m/V1.0__a.sql", "SELECT 2;"}, {"m/V01__a.sql", "SELECT 3;"}});
    QCOMPARE(remarks(compareHistories(*twice, *twice)), Texts());
    const Result<MigrationSet> same = read({{"m/1_a.sql", "-- +goose Up\nSELECT 1;\n"}, {"m/1_a.go", ""}});
    QCOMPARE(remarks(compareHistories(*same, *same)), Texts());
    // Repeatable ones may change.
    const Result<MigrationSet> view = read({{"m/V1__a.sql", "SELECT 1;"}, {"m/R__v.sql", "SELECT 1;"}});
    const Result<MigrationSet> changed = read({{"m/V1__a.sql", "SELECT 1;"}, {"m/R__v.sql", "SELECT 2;"}});
    QCOMPARE(remarks(compareHistories(*view, *changed)), Texts());
    // Goose: the other part of the file does not count.
    const Result<MigrationSet> goose = read({{"m/1_a.sql", "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n"}});
    const Result<MigrationSet> downOnly = read({{"m/1_a.sql", "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 3;\n"}});
    QCOMPARE(remarks(compareHistories(*goose, *downOnly)), Texts({"migration-down-edited m/1_a.sql:4"}));
}

void MigrationLayoutsTest::historiesOrder()
{
    const Result<MigrationSet> old = read({{"m/1_a.up.sql", "SELECT 1;"}, {"m/3_c.up.sql", "SELECT 3;"}});
    const Result<MigrationSet> now = read({{"m/1_a.up.sql", "SELECT 1;"}, {"m/2_b.up.sql", "SELECT 2;"}, {"m/3_c.up.sql", "SELECT 3;"}, {"m/4_d.up.sql", "SELECT 4;"}});
    QCOMPARE(remarks(compareHistories(*old, *now)), Texts({"migration-out-of-order m/2_b.up.sql"}));
}

QTEST_GUILESS_MAIN(MigrationLayoutsTest)
#include "migrationlayoutstest.moc"
