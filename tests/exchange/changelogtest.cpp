// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/changelogreader.h"
#include "tests/schema/source/migrationtesting.h"

#include <QTest>

using namespace belay;
using namespace belay::schema;
using namespace belay::schema::testing;

using Files = MemoryTree::Files;

namespace {

Result<MigrationSet> readDocuments(Files files, const std::string &folder = "m", Dialect dialect = Dialect::PostgreSql)
{
    static const exchange::ChangelogFileReader reader;
    LayoutOptions options;
    options.documents = &reader;
    options.dialect = dialect;
    return read(std::move(files), options, folder);
}

std::string yamlChange(const std::string &change)
{
    return "databaseChangeLog:\n  - changeSet:\n      id: 1\n      author: a\n      changes:\n        - " + change + "\n";
}

/// The SQL up and down of one change in YAML.
std::string writtenAs(const std::string &change, Dialect dialect = Dialect::PostgreSql)
{
    const Texts all = summary(readDocuments({{"m/changelog.yaml", yamlChange(change)}}, "m", dialect));
    return all.size() == 1 ? all[0].substr(std::min<std::size_t>(all[0].size(), 5)) : std::string("not one change set");
}

} // namespace

class ChangelogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badDocuments_data();
    void badDocuments();
    void cyclicIncludes();
    void missingIncludes();
    void withoutReader();
    void unknownChangesAreKept();
    void changes_data();
    void changes();
    void mysqlChanges();
    void xmlAndYamlAgree();
    void includes();
    void properties();
    void linesOfTheFile();
    void rollbacks();
    void databases();
    void pgroll();
    void pgrollFindings();
};

void ChangelogTest::badDocuments_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    QTest::newRow("XML cut") << QByteArray("m/a.xml") << QByteArray("<databaseChangeLog><changeSet>") << int(ErrorCode::BadSyntax);
    QTest::newRow("XML entities") << QByteArray("m/a.xml") << QByteArray("<!DOCTYPE x [<!ENTITY a \"b\">]><databaseChangeLog>&a;</databaseChangeLog>") << int(ErrorCode::BadStructure);
    QTest::newRow("XML outer entity") << QByteArray("m/a.xml") << QByteArray("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><databaseChangeLog>&a;</databaseChangeLog>")
                                      << int(ErrorCode::BadStructure);
    QByteArray deep("<databaseChangeLog>");
    for (int i = 0; i < 5000; ++i)
        deep += "<a>";
    QTest::newRow("XML deep") << QByteArray("m/a.xml") << deep << int(ErrorCode::LimitExceeded);
    QByteArray attributes("<!-- a='b' --><databaseChangeLog><![CDATA[<a ]]><a ");
    for (int i = 0; i < 200'000; ++i)
        attributes += "a" + QByteArray::number(i) + "='>' ";
    QTest::newRow("XML attributes") << QByteArray("m/a.xml") << attributes << int(ErrorCode::LimitExceeded);
    QTest::newRow("YAML cut") << QByteArray("m/a.yaml") << QByteArray("databaseChangeLog: [") << int(ErrorCode::BadSyntax);
    QTest::newRow("YAML deep") << QByteArray("m/a.yml") << QByteArray("databaseChangeLog: " + QByteArray(5000, '[')) << int(ErrorCode::LimitExceeded);
    QTest::newRow("JSON cut") << QByteArray("m/a.json") << QByteArray("{\"databaseChangeLog\": [") << int(ErrorCode::BadSyntax);
    QTest::newRow("not UTF-8") << QByteArray("m/a.xml") << QByteArray("<databaseChangeLog>\xff") << int(ErrorCode::BadEncoding);
}

void ChangelogTest::badDocuments()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, text);
    QFETCH(int, code);
    static const exchange::ChangelogFileReader reader;
    LayoutOptions options;
    options.documents = &reader;
    options.layout = Layout::LiquibaseChangelog;
    const Result<MigrationSet> set = read({{path.toStdString(), text.toStdString()}}, options, path.toStdString());
    QVERIFY(!set);
    QCOMPARE(int(set.error().code), code);
    QCOMPARE(set.error().file, path.toStdString());
}

void ChangelogTest::cyclicIncludes()
{
    const std::string a = "databaseChangeLog:\n  - include:\n      file: b.yaml\n      relativeToChangelogFile: true\n";
    const std::string b = "databaseChangeLog:\n  - include:\n      file: a.yaml\n      relativeToChangelogFile: true\n";
    for (const char *root : {"m", "m/a.yaml"}) {
        const Result<MigrationSet> set = readDocuments({{"m/a.yaml", a}, {"m/b.yaml", b}}, root);
        QVERIFY(!set);
        QCOMPARE(int(set.error().code), int(ErrorCode::Cycle));
        QCOMPARE(set.error().file, std::string("m/b.yaml"));
        QCOMPARE(int(set.error().line), 3);
    }
    // A folder that includes itself skips the file that says so; two such files are a circle.
    const std::string all = "databaseChangeLog:\n  - includeAll:\n      path: .\n      relativeToChangelogFile: true\n";
    QVERIFY(readDocuments({{"m/a.yaml", all}, {"m/x.sql", "SELECT 1;"}}, "m/a.yaml"));
    QCOMPARE(int(readDocuments({{"m/a.yaml", all}, {"m/b.yaml", all}}, "m/a.yaml").error().code), int(ErrorCode::Cycle));
}

void ChangelogTest::missingIncludes()
{
    for (const char *file : {"none.yaml", "../../etc/passwd", "/etc/passwd", ""}) {
        const Result<MigrationSet> set = readDocuments({{"m/a.yaml", "databaseChangeLog:\n  - include:\n      file: \"" + std::string(file) + "\"\n"}});
        QVERIFY(!set);
        QCOMPARE(int(set.error().code), int(ErrorCode::FileNotFound));
        QCOMPARE(int(set.error().line), 3);
    }
    QVERIFY(!readDocuments({{"m/a.yaml", yamlChange("sqlFile: {path: none.sql}")}}));
}

void ChangelogTest::withoutReader()
{
    QCOMPARE(int(read({{"m/a.yaml", "databaseChangeLog: []"}}).error().code), int(ErrorCode::BadUsage));
}

void ChangelogTest::unknownChangesAreKept()
{
    const Result<MigrationSet> set = readDocuments({{"m/a.yaml", yamlChange("mergeColumns: {tableName: t}")}});
    QCOMPARE(remarks(set), Texts({"migration-without-down m/a.yaml", "not-understood m/a.yaml:6"}));
    QCOMPARE(summary(set), Texts({"1 a: -- not understood: mergeColumns / -"}));
    // What is required and not there.
    QCOMPARE(remarks(readDocuments({{"m/a.yaml", yamlChange("renameTable: {oldTableName: t}")}})), Texts({"migration-without-down m/a.yaml", "not-understood m/a.yaml:6"}));
}

void ChangelogTest::changes_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("sql");
    const auto row = [](const char *change, const char *sql) { QTest::newRow(change) << QByteArray(change) << QByteArray(sql); };
    row("createTable: {tableName: t, schemaName: s, columns: [{column: {name: id, type: bigint, autoIncrement: true, constraints: {primaryKey: true, nullable: false}}}, "
        "{column: {name: Name, type: varchar(20), defaultValue: it's, constraints: {unique: true, uniqueConstraintName: u}}}, {column: {name: user, type: datetime, "
        "defaultValueComputed: now(), constraints: {references: u(id), foreignKeyName: f}}}]}",
        "CREATE TABLE s.t (id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL, \"Name\" varchar(20) DEFAULT 'it''s' CONSTRAINT u UNIQUE, \"user\" timestamp without time zone DEFAULT "
        "now() CONSTRAINT f REFERENCES u(id), CONSTRAINT t_pkey PRIMARY KEY (id)); / DROP TABLE s.t;");
    row("dropTable: {tableName: t, cascadeConstraints: true}", "DROP TABLE t CASCADE; / -");
    row("renameTable: {oldTableName: a, newTableName: b}", "ALTER TABLE a RENAME TO b; / ALTER TABLE b RENAME TO a;");
    row("addColumn: {tableName: t, columns: [{column: {name: a, type: boolean, valueBoolean: true, constraints: {nullable: false}}}, {column: {name: b, type: int}}]}",
        "ALTER TABLE t ADD a boolean NOT NULL;|UPDATE t SET a = TRUE;|ALTER TABLE t ADD b int; / ALTER TABLE t DROP COLUMN a;|ALTER TABLE t DROP COLUMN b;");
    row("dropColumn: {tableName: t, columnName: a}", "ALTER TABLE t DROP COLUMN a; / -");
    row("dropColumn: {tableName: t, columns: [{column: {name: a}}, {column: {name: b}}]}", "ALTER TABLE t DROP COLUMN a;|ALTER TABLE t DROP COLUMN b; / -");
    row("renameColumn: {tableName: t, oldColumnName: a, newColumnName: b}", "ALTER TABLE t RENAME COLUMN a TO b; / ALTER TABLE t RENAME COLUMN b TO a;");
    row("modifyDataType: {tableName: t, columnName: a, newDataType: clob}", "ALTER TABLE t ALTER COLUMN a TYPE text USING (a::text); / -");
    row("addDefaultValue: {tableName: t, columnName: a, defaultValueNumeric: 5}", "ALTER TABLE t ALTER COLUMN a SET DEFAULT 5; / ALTER TABLE t ALTER COLUMN a DROP DEFAULT;");
    row("dropDefaultValue: {tableName: t, columnName: a}", "ALTER TABLE t ALTER COLUMN a DROP DEFAULT; / -");
    row("addNotNullConstraint: {tableName: t, columnName: a, defaultNullValue: x}",
        "UPDATE t SET a = 'x' WHERE a IS NULL;|ALTER TABLE t ALTER COLUMN a SET NOT NULL; / ALTER TABLE t ALTER COLUMN a DROP NOT NULL;");
    row("dropNotNullConstraint: {tableName: t, columnName: a}", "ALTER TABLE t ALTER COLUMN a DROP NOT NULL; / ALTER TABLE t ALTER COLUMN a SET NOT NULL;");
    row("addForeignKeyConstraint: {baseTableName: t, baseColumnNames: \"a, b\", referencedTableName: u, referencedColumnNames: \"c,d\", constraintName: f, onDelete: CASCADE, validate: false}",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a, b) REFERENCES u (c, d) ON DELETE CASCADE NOT VALID; / ALTER TABLE t DROP CONSTRAINT f;");
    row("dropForeignKeyConstraint: {baseTableName: t, constraintName: f}", "ALTER TABLE t DROP CONSTRAINT f; / -");
    row("createIndex: {tableName: t, indexName: i, unique: true, columns: [{column: {name: a, descending: true}}, {column: {name: lower(b), computed: true}}]}",
        "CREATE UNIQUE INDEX i ON t(a DESC, lower(b)); / DROP INDEX i;");
    row("dropIndex: {tableName: t, indexName: i}", "DROP INDEX i; / -");
    row("addUniqueConstraint: {tableName: t, columnNames: \"a,b\", constraintName: u}", "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a, b); / ALTER TABLE t DROP CONSTRAINT u;");
    row("dropUniqueConstraint: {tableName: t, constraintName: u}", "ALTER TABLE t DROP CONSTRAINT u; / -");
    row("addPrimaryKey: {tableName: t, columnNames: a}", "ALTER TABLE t ADD PRIMARY KEY (a); / ALTER TABLE t DROP CONSTRAINT t_pkey;");
    row("dropPrimaryKey: {tableName: t}", "ALTER TABLE t DROP CONSTRAINT t_pkey; / -");
    row("createSequence: {sequenceName: s, startValue: 5, incrementBy: 2}", "CREATE SEQUENCE IF NOT EXISTS s INCREMENT BY 2 START WITH 5; / DROP SEQUENCE s;");
    row("dropSequence: {sequenceName: s}", "DROP SEQUENCE s; / -");
    row("createView: {viewName: v, selectQuery: SELECT 1}", "CREATE VIEW v AS SELECT 1; / DROP VIEW v;");
    row("dropView: {viewName: v}", "DROP VIEW v; / -");
    row("insert: {tableName: t, columns: [{column: {name: a, value: x}}, {column: {name: b, valueNumeric: 1}}]}", "INSERT INTO t (a, b) VALUES ('x', 1); / -");
    row("update: {tableName: t, columns: [{column: {name: a, value: x}}], where: b = 1}", "UPDATE t SET a = 'x' WHERE b = 1; / -");
    row("delete: {tableName: t, where: b = 1}", "DELETE FROM t WHERE b = 1; / -");
    row("sql: {sql: \"SELECT 1; SELECT 2 -- two\"}", "SELECT 1; SELECT 2 -- two|; / -");
    row("sql: SELECT 3", "SELECT 3; / -");
}

void ChangelogTest::changes()
{
    QFETCH(QByteArray, change);
    QFETCH(QByteArray, sql);
    QCOMPARE(writtenAs(change.toStdString()), sql.toStdString());
}

void ChangelogTest::mysqlChanges()
{
    QCOMPARE(writtenAs("createTable: {tableName: order, columns: [{column: {name: a, type: int, autoIncrement: true, constraints: {primaryKey: true}}}]}", Dialect::MySql),
             std::string("CREATE TABLE `order` (a int AUTO_INCREMENT, PRIMARY KEY (a)); / DROP TABLE `order`;"));
    QCOMPARE(writtenAs("dropIndex: {tableName: t, indexName: i}", Dialect::MySql), std::string("DROP INDEX i ON t; / -"));
}

void ChangelogTest::xmlAndYamlAgree()
{
    const std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\">\n"
                            "  <changeSet id=\"1\" author=\"a\">\n    <createTable tableName=\"t\">\n      <column name=\"id\" type=\"int\">\n"
                            "        <constraints primaryKey=\"true\" primaryKeyName=\"k\"/>\n      </column>\n    </createTable>\n"
                            "    <sql splitStatements=\"false\"><![CDATA[SELECT 1 < 2]]></sql>\n    <rollback>DROP TABLE t</rollback>\n  </changeSet>\n</databaseChangeLog>\n";
    const std::string yaml = "databaseChangeLog:\n- changeSet:\n    id: 1\n    author: a\n    changes:\n    - createTable:\n        tableName: t\n        columns:\n"
                             "        - column: {name: id, type: int, constraints: {primaryKey: true, primaryKeyName: k}}\n    - sql: {sql: SELECT 1 < 2}\n    rollback: DROP TABLE t\n";
    const std::string json = R"({"databaseChangeLog": [{"changeSet": {"id": "1", "author": "a", "changes": [{"createTable": {"tableName": "t", "columns": [{"column":
        {"name": "id", "type": "int", "constraints": {"primaryKey": true, "primaryKeyName": "k"}}}]}}, {"sql": {"sql": "SELECT 1 < 2"}}], "rollback": "DROP TABLE t"}}]})";
    const Texts expected{"1 a: CREATE TABLE t (id int, CONSTRAINT k PRIMARY KEY (id));|SELECT 1 < 2; / DROP TABLE t;"};
    QCOMPARE(summary(readDocuments({{"m/a.xml", xml}})), expected);
    QCOMPARE(summary(readDocuments({{"m/a.yaml", yaml}})), expected);
    QCOMPARE(summary(readDocuments({{"m/a.json", json}})), expected);
}

void ChangelogTest::includes()
{
    const std::string root = "<databaseChangeLog><include file=\"db/changelog/b.yaml\"/><includeAll path=\"sql\" relativeToChangelogFile=\"true\"/>"
                             "<include file=\"classpath:db/changelog/c.xml\"/></databaseChangeLog>";
    const Result<MigrationSet> set = readDocuments(
        {{"src/main/resources/db/changelog/master.xml", root}, {"src/main/resources/db/changelog/b.yaml", yamlChange("dropTable: {tableName: b}")},
         {"src/main/resources/db/changelog/sql/2.sql", "SELECT 2;"}, {"src/main/resources/db/changelog/sql/1.sql", "--liquibase formatted sql\n--changeset x:1\nSELECT 1;\n"},
         {"src/main/resources/db/changelog/c.xml", "<databaseChangeLog><changeSet id=\"9\" author=\"c\"><sqlFile path=\"db/changelog/x/f.sql\"/></changeSet></databaseChangeLog>"},
         {"src/main/resources/db/changelog/x/f.sql", "SELECT 'f'"}, {"src/main/resources/db/changelog/x/unused.sql", "SELECT 1;"}},
        "src/main/resources/db/changelog");
    QCOMPARE(summary(set), Texts({"1 a: DROP TABLE b; / -", "1 x: SELECT 1; / -", "raw includeAll: SELECT 2; / -", "9 c: SELECT 'f'; / -"}));
    const Texts all = remarks(set);
    QVERIFY(std::find(all.begin(), all.end(), "not-understood src/main/resources/db/changelog/x/unused.sql") != all.end());
}

void ChangelogTest::properties()
{
    const std::string yaml = "databaseChangeLog:\n- property: {name: kind, value: oracle_text, dbms: oracle}\n- property: {name: kind, value: text}\n- property: {name: kind, value: int}\n"
                             "- changeSet:\n    id: 1\n    author: a\n    changes:\n    - addColumn: {tableName: t, columns: [{column: {name: a, type: \"${kind}\"}}]}\n"
                             "    - sql: SELECT '${other}'\n";
    const Result<MigrationSet> set = readDocuments({{"m/a.yaml", yaml}});
    QCOMPARE(summary(set), Texts({"1 a: ALTER TABLE t ADD a text;|SELECT '${other}'; / -"}));
    QCOMPARE(remarks(set), Texts({"migration-without-down m/a.yaml", "placeholder m/a.yaml:10"}));
}

void ChangelogTest::linesOfTheFile()
{
    const std::string xml = "<databaseChangeLog>\n<changeSet id=\"1\" author=\"a\">\n\n<dropTable\n tableName=\"t\"/>\n<sql>\nSELECT 1;\nSELECT 2\n</sql>\n</changeSet>\n</databaseChangeLog>\n";
    const Result<MigrationSet> set = readDocuments({{"m/a.xml", xml}});
    QVERIFY(set);
    const MigrationScript &up = *set->migrations[0].up;
    QVERIFY(up.generated);
    QCOMPARE(up.text, std::string("DROP TABLE t;\nSELECT 1;\nSELECT 2;\n"));
    QCOMPARE(up.lines.size(), std::size_t(3));
    QCOMPARE(up.lines[0], 5U); // Where the element's start tag ends.
    QCOMPARE(up.lines[1], 6U);
    QCOMPARE(up.file, std::string("m/a.xml"));
}

void ChangelogTest::rollbacks()
{
    const std::string xml = "<databaseChangeLog><changeSet id=\"1\" author=\"a\"><dropTable tableName=\"t\"/><rollback><createTable tableName=\"t\"><column name=\"a\" type=\"int\"/></createTable>"
                            "<sql>SELECT 1</sql></rollback></changeSet><changeSet id=\"2\" author=\"a\"><sql>SELECT 2</sql><rollback/></changeSet></databaseChangeLog>";
    QCOMPARE(summary(readDocuments({{"m/a.xml", xml}})), Texts({"1 a: DROP TABLE t; / CREATE TABLE t (a int);|SELECT 1;", "2 a: SELECT 2; / "}));
}

void ChangelogTest::databases()
{
    const std::string xml = "<databaseChangeLog><changeSet id=\"1\" author=\"a\" dbms=\"mysql,h2\"><sql>SELECT 1</sql></changeSet>"
                            "<changeSet id=\"2\" author=\"a\" dbms=\"!oracle\"><sql dbms=\"mysql\">SELECT 'my'</sql><sql dbms=\"postgresql\">SELECT 'pg'</sql></changeSet></databaseChangeLog>";
    QCOMPARE(summary(readDocuments({{"m/a.xml", xml}})), Texts({"2 a: SELECT 'pg'; / -"}));
    QCOMPARE(summary(readDocuments({{"m/a.xml", xml}}, "m", Dialect::MySql)), Texts({"1 a: SELECT 1; / -", "2 a: SELECT 'my'; / -"}));
}

void ChangelogTest::pgroll()
{
    const std::string first = R"json({"name": "01_create", "operations": [{"create_table": {"name": "users", "columns": [{"name": "id", "type": "serial", "pk": true},
        {"name": "name", "type": "varchar(255)", "unique": true}, {"name": "age", "type": "int", "nullable": true, "default": "0", "check": {"name": "c", "constraint": "age >= 0"}}]}}]})json";
    const std::string second = "operations:\n  - rename_column: {table: users, from: name, to: fullName}\n  - add_column: {table: users, up: \"'x'\", column: {name: b, type: text}}\n"
                               "  - alter_column: {table: users, column: age, nullable: false, type: bigint, up: age * 2, down: age / 2}\n  - drop_column: {table: users, column: c}\n"
                               "  - create_index: {name: i, table: users, columns: [age]}\n  - sql: {up: SELECT 1, down: SELECT 2}\n";
    const Result<MigrationSet> set = readDocuments({{"m/01_create.json", first}, {"m/02_more.yaml", second}});
    QCOMPARE(summary(set),
             Texts({"01 01_create: CREATE TABLE \"users\" (\"id\" serial PRIMARY KEY, \"name\" varchar(255) NOT NULL UNIQUE, \"age\" int DEFAULT 0 CONSTRAINT \"c\" CHECK (age >= 0));! / -",
                    "02 02_more: ALTER TABLE \"users\" ADD COLUMN \"b\" text;|UPDATE \"users\" SET \"b\" = 'x';|CREATE INDEX CONCURRENTLY \"i\" ON \"users\" (\"age\");|SELECT 1;|"
                    "ALTER TABLE \"users\" RENAME COLUMN \"name\" TO \"fullName\";|ALTER TABLE \"users\" ALTER COLUMN \"b\" SET NOT NULL;|"
                    "ALTER TABLE \"users\" ALTER COLUMN \"age\" TYPE bigint USING (age * 2);|ALTER TABLE \"users\" ALTER COLUMN \"age\" SET NOT NULL;|"
                    "ALTER TABLE \"users\" DROP COLUMN \"c\";! / -"}));
    QVERIFY(set->layout == Layout::Pgroll);
    QVERIFY(set->migrations[1].expandOnly);
    QCOMPARE(set->migrations[1].up->lines[0], 3U);
    QCOMPARE(set->migrations[1].up->lines[4], 2U);
    QCOMPARE(remarks(set), Texts());
}

void ChangelogTest::pgrollFindings()
{
    const Result<MigrationSet> set = readDocuments({{"m/1.yaml", "operations:\n  - teleport: {table: t}\n  - drop_table: {name: t}\n  - [a]\n  - create_constraint: {type: magic, table: t}\n"}});
    QCOMPARE(remarks(set), Texts({"not-understood m/1.yaml:2", "not-understood m/1.yaml:4", "not-understood m/1.yaml:5"}));
    QCOMPARE(summary(set), Texts({"1 1: -- not understood: teleport|DROP TABLE \"t\";! / -"}));
}

QTEST_GUILESS_MAIN(ChangelogTest)
#include "changelogtest.moc"
