// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/mysqlddl.h"

#include <QDir>
#include <QProcess>
#include <QTest>

using namespace belay;
using namespace belay::schema;
using TypeChange = SchemaChange::TypeChange;

namespace {

/// The operations of the second script after the first, one a line: "line kind | object | code".
QByteArray judged(const QByteArray &base, const QByteArray &up)
{
    MySqlSchema schema;
    (void)applyMySql(schema, base.toStdString());
    const std::string script = up.toStdString();
    std::string lines;
    for (const OperationVerdict &operation : applyMySql(schema, script).operations) {
        if (operation.evidence != Evidence::OwnParser || operation.reason.empty() || operation.span.end() > script.size())
            return "wrong";
        lines += std::to_string(operation.line) + ' ' + operation.kind + " | " + operation.object + " | " + operation.code + '\n';
    }
    return QByteArray::fromStdString(lines);
}

QByteArray remarked(const QByteArray &base, const QByteArray &up)
{
    MySqlSchema schema;
    (void)applyMySql(schema, base.toStdString());
    std::string codes;
    for (const LintRemark &remark : applyMySql(schema, up.toStdString()).remarks)
        codes += (codes.empty() ? "" : " ") + std::to_string(remark.line) + ':' + remark.code;
    return QByteArray::fromStdString(codes);
}

} // namespace

class TestMySqlDdl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hugeScriptsAreReadToABound()
    {
        std::string script;
        for (int i = 0; i < 300'010; ++i)
            script += "SET a = 1;\n";
        MySqlSchema schema;
        const MySqlReading reading = applyMySql(schema, script + "CREATE TABLE t (a int)");
        QCOMPARE(reading.operations.size(), std::size_t(300'001));
        QCOMPARE(reading.notUnderstood, std::size_t(1));
        QVERIFY(schema.tables.empty());
    }

    void badInputIsNotUnderstoodAndChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("sql");
        for (const char *sql : {"CREATE", "CREATE TABLE", "CREATE TABLE t", "CREATE TABLE t (", "CREATE TABLE t (a int", "CREATE TABLE t (a int, ", "CREATE TABLE t ()", "ALTER", "ALTER TABLE",
                                "ALTER TABLE t ADD", "ALTER TABLE t ADD a", "ALTER TABLE t FROBNICATE", "ALTER TABLE t ADD a int NONSENSE", "DROP", "DROP TABLE", "DROP GARBAGE x", "RENAME TABLE a",
                                "RENAME TABLE a TO", "CREATE INDEX ON t (a)", "CREATE INDEX i ON t", "CREATE INDEX i ON t (a", "SELEC 1", "PREPARE s FROM @x", "EXECUTE s", "'half", "`half", "/* half",
                                "ALTER TABLE t MODIFY", "ALTER TABLE t CHANGE a", "ALTER TABLE t RENAME COLUMN a", "\xff\xfe\x01\x02", ")", "(((((", "CREATE VIEW", "CREATE DEFINER=x@y"})
            QTest::newRow(sql) << QByteArray(sql);
        QTest::newRow("zero byte") << QByteArray("CRE\0ATE TABLE t (a int)", 23);
        QTest::newRow("deep") << QByteArray("CREATE TABLE t (a int DEFAULT ") + QByteArray(200000, '(');
        QTest::newRow("many commas") << QByteArray("ALTER TABLE t ") + QByteArray(50000, ',');
    }
    void badInputIsNotUnderstoodAndChangesNothing()
    {
        QFETCH(QByteArray, sql);
        MySqlSchema schema;
        const MySqlReading reading = applyMySql(schema, sql.toStdString());
        if (sql != "/* half")
            QVERIFY(reading.notUnderstood > 0);
        for (const OperationVerdict &operation : reading.operations) {
            if (operation.code == "not-understood")
                QCOMPARE(operation.states.oldReads, Outcome::Unknown);
        }
        // The statements after it are read all the same.
        const MySqlReading next = applyMySql(schema, "CREATE TABLE after_it (a int)");
        QCOMPARE(next.operations.size(), 1U);
    }

    void operations_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<QByteArray>("wanted");
        QTest::newRow("create") << QByteArray("CREATE TABLE IF NOT EXISTS `n` (\n  `id` char(36) NOT NULL,\n `x` int(11) unsigned DEFAULT '0' COMMENT 'a, b)',\n PRIMARY KEY (`id`), UNIQUE KEY `k` (`x`), CONSTRAINT f FOREIGN KEY (x) REFERENCES t (a) ON DELETE SET NULL ON UPDATE CASCADE\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\nINSERT INTO n VALUES (1);")
                                << QByteArray("1 create table | n | creates-table\n6 insert data | n | within-new-object\n");
        QTest::newRow("drop") << QByteArray("DROP TABLE IF EXISTS t, gone;") << QByteArray("1 drop table | t | drops-table\n1 drop table | gone | drops-table\n");
        QTest::newRow("rename") << QByteArray("RENAME TABLE t TO t2, t2 TO t3;") << QByteArray("1 rename table | t | renames-table\n1 rename table | t2 | renames-table\n");
        QTest::newRow("add") << QByteArray("ALTER TABLE t\n ADD COLUMN d VARCHAR(10) CHARACTER SET utf8mb4 NULL AFTER a,\n ADD e int NOT NULL,\n ADD (f int NOT NULL DEFAULT 1, g JSON),\n ADD INDEX (a),\n ADD UNIQUE KEY u (b), ALGORITHM=INPLACE, LOCK=NONE;")
                             << QByteArray("2 add column | t.d | adds-column\n3 add column | t.e | adds-required-column\n4 add column | t.f | adds-column\n4 add column | t.g | adds-column\n5 create index | t.a | creates-index\n6 add unique | t.u | adds-unique\n");
        QTest::newRow("drop things") << QByteArray("ALTER TABLE t DROP COLUMN b, DROP a;\nALTER TABLE t DROP FOREIGN KEY fk, DROP INDEX i, DROP KEY uq, DROP PRIMARY KEY, DROP CHECK ck;")
                                     << QByteArray("1 drop column | t.b | drops-column\n1 drop column | t.a | drops-required-column\n2 drop foreign key | t.fk | drops-foreign-key\n2 drop index | t.i | drops-index\n2 drop unique | t.uq | drops-unique\n2 drop primary key | t | drops-primary-key\n2 drop check | t.ck | drops-check\n");
        QTest::newRow("modify") << QByteArray("ALTER TABLE t MODIFY b VARCHAR(100);\nALTER TABLE t MODIFY COLUMN b VARCHAR(20) NOT NULL;\nALTER TABLE t CHANGE a z BIGINT NOT NULL;\nALTER TABLE t MODIFY b JSON NULL;")
                                << QByteArray("1 change type | t.b | widens-type\n2 change type | t.b | narrows-type\n2 set not null | t.b | requires-value\n3 rename column | t.a | renames-column\n3 change type | t.z | widens-type\n4 change type | t.b | changes-type\n4 drop not null | t.b | allows-null\n");
        QTest::newRow("modify drops the default") << QByteArray("ALTER TABLE t MODIFY c INT NOT NULL;") << QByteArray("1 drop default | t.c | drops-default-of-required\n");
        QTest::newRow("the same again") << QByteArray("ALTER TABLE t MODIFY id INT(10) COMMENT 'x' AUTO_INCREMENT;") << QByteArray("1 change storage | t.id | changes-storage\n");
        QTest::newRow("not known before") << QByteArray("ALTER TABLE gone MODIFY a INT; ALTER TABLE gone DROP COLUMN b; DROP INDEX i ON gone;") << QByteArray("1 change type | gone.a | not-known\n1 drop column | gone.b | drops-column\n1 drop index | gone.i | not-known\n");
        QTest::newRow("defaults") << QByteArray("ALTER TABLE t ALTER COLUMN c SET DEFAULT 5, ALTER c DROP DEFAULT;") << QByteArray("1 set default | t.c | changes-default\n1 drop default | t.c | drops-default-of-required\n");
        QTest::newRow("renames within") << QByteArray("ALTER TABLE t RENAME COLUMN b TO bb, RENAME INDEX i TO j;\nALTER TABLE t RENAME TO tt;\nALTER TABLE tt DROP INDEX j;") << QByteArray("1 rename column | t.b | renames-column\n1 rename index | t.i | renames-index\n2 rename table | t | renames-table\n3 drop index | tt.j | drops-index\n");
        QTest::newRow("charset") << QByteArray("ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\nALTER TABLE t ENGINE=InnoDB, AUTO_INCREMENT = 5;") << QByteArray("1 change type | t | widens-type\n2 change storage | t | changes-storage\n2 change storage | t | changes-storage\n");
        QTest::newRow("programs") << QByteArray("DELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n SELECT 1; DROP TABLE t;\nEND//\nDELIMITER ;\nCREATE DEFINER=`root`@`%` TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;\nCREATE OR REPLACE ALGORITHM=MERGE VIEW v AS SELECT a FROM t;\nDROP VIEW v; DROP PROCEDURE IF EXISTS p; DROP TRIGGER g;")
                                  << QByteArray("2 create function | p | creates-function\n7 create trigger | g | creates-writing-trigger\n8 replace view | v | changes-view-query\n9 drop view | v | drops-view\n9 drop function | p | drops-function\n9 drop trigger | g | drops-trigger\n");
        QTest::newRow("data and session") << QByteArray("SET NAMES utf8mb4;\nUPDATE t SET a = 1 WHERE b = ';';\nDELETE FROM t; TRUNCATE TABLE t;\nSTART TRANSACTION; COMMIT; LOCK TABLES t WRITE; UNLOCK TABLES;")
                                          << QByteArray("1 set variable |  | sets-variable\n2 update data | t | updates-data\n3 delete data | t | deletes-data\n3 truncate table | t | truncates-table\n4 transaction |  | controls-transaction\n4 transaction |  | controls-transaction\n4 lock table |  | locks-table\n4 lock table |  | locks-table\n");
        QTest::newRow("versioned comment") << QByteArray("/*!40101 SET NAMES utf8 */;\nALTER TABLE t ADD d int /*!50606 STORAGE DISK */ COLUMN_FORMAT DYNAMIC;\n# a comment; ALTER TABLE t ADD e int;\n-- another") << QByteArray("1 set variable |  | sets-variable\n2 add column | t.d | adds-column\n");
        QTest::newRow("half understood") << QByteArray("ALTER TABLE t ADD d int,\n  DO SOMETHING ODD,\n  DROP COLUMN b;") << QByteArray("1 add column | t.d | adds-column\n2 not understood |  | not-understood\n3 drop column | t.b | drops-column\n");
        QTest::newRow("index") << QByteArray("CREATE UNIQUE INDEX u ON t (a, b(10) DESC);\nCREATE INDEX j USING BTREE ON t ((lower(b)));\nDROP INDEX u ON t ALGORITHM=INPLACE;") << QByteArray("1 add unique | t.u | adds-unique\n2 create index | t.j | creates-index\n3 drop unique | t.u | drops-unique\n");
        QTest::newRow("generated") << QByteArray("ALTER TABLE t ADD d int GENERATED ALWAYS AS (a + 1) STORED NOT NULL, ADD e int AS (a) VIRTUAL;") << QByteArray("1 add column | t.d | adds-column\n1 add column | t.e | adds-column\n");
    }
    void operations()
    {
        QFETCH(QByteArray, up);
        QFETCH(QByteArray, wanted);
        const QByteArray base = "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT NOT NULL, b VARCHAR(50), c INT NOT NULL DEFAULT 0, KEY i (a), UNIQUE uq (b), CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id), CONSTRAINT ck CHECK (a > 0));";
        QCOMPARE(judged(base, up), wanted);
    }

    void types_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<int>("wanted");
        const auto row = [](const char *from, const char *to, TypeChange wanted) { QTest::addRow("%s to %s", from, to) << QByteArray(from) << QByteArray(to) << int(wanted); };
        row("INT(11)", "integer", TypeChange::None);
        row("BOOL", "tinyint(1)", TypeChange::None);
        row("int", "bigint", TypeChange::Wider);
        row("int unsigned", "int", TypeChange::Other);
        row("int unsigned", "bigint", TypeChange::Wider);
        row("bigint", "int", TypeChange::Narrower);
        row("varchar(50)", "text", TypeChange::Wider);
        row("longtext", "text", TypeChange::Narrower);
        row("varchar(255)", "char(255)", TypeChange::Same);
        row("decimal(10,2)", "decimal(12,2)", TypeChange::Wider);
        row("decimal(10,2)", "decimal(10,4)", TypeChange::Other);
        row("enum('a','b')", "enum('a','b','c')", TypeChange::Wider);
        row("enum('a','b')", "enum('b')", TypeChange::Narrower);
        row("datetime", "datetime(6)", TypeChange::Wider);
        row("datetime", "timestamp", TypeChange::Other);
        row("text", "json", TypeChange::Other);
        row("text", "blob", TypeChange::Other);
        row("float", "double", TypeChange::Wider);
    }
    void types()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(int, wanted);
        QCOMPARE(int(mySqlTypeChange(normalMySqlType(from.toStdString()), normalMySqlType(to.toStdString()))), wanted);
    }

    void whatCopiesATable_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<QByteArray>("wanted");
        QTest::newRow("instant") << QByteArray("ALTER TABLE t ADD d int, ALTER a SET DEFAULT 1, RENAME COLUMN b TO bb;") << QByteArray();
        QTest::newRow("type") << QByteArray("ALTER TABLE t MODIFY a BIGINT;") << QByteArray("1:mysql-copies-table");
        QTest::newRow("longer, as many length bytes") << QByteArray("ALTER TABLE t MODIFY b VARCHAR(60);") << QByteArray();
        QTest::newRow("longer, more length bytes") << QByteArray("ALTER TABLE t MODIFY b VARCHAR(300);") << QByteArray("1:mysql-copies-table");
        QTest::newRow("label at the end") << QByteArray("ALTER TABLE t MODIFY e ENUM('a','b','c');") << QByteArray();
        QTest::newRow("label within") << QByteArray("ALTER TABLE t MODIFY e ENUM('a','c','b');") << QByteArray("1:mysql-copies-table");
        QTest::newRow("not null") << QByteArray("ALTER TABLE t MODIFY a INT NOT NULL;") << QByteArray("1:mysql-rebuilds-table");
        QTest::newRow("charset") << QByteArray("\nALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;") << QByteArray("2:mysql-copies-table");
        QTest::newRow("refused") << QByteArray("ALTER TABLE t MODIFY a BIGINT, ALGORITHM=INPLACE;") << QByteArray("1:mysql-algorithm-refused");
        QTest::newRow("refused lock") << QByteArray("ALTER TABLE t MODIFY a BIGINT, LOCK=NONE;") << QByteArray("1:mysql-copies-table 1:mysql-algorithm-refused");
        QTest::newRow("instant index") << QByteArray("CREATE INDEX j ON t (a) ALGORITHM=INSTANT;") << QByteArray("1:mysql-algorithm-refused");
        QTest::newRow("fulltext") << QByteArray("CREATE FULLTEXT INDEX j ON t (b);") << QByteArray("1:mysql-blocks-writes");
        QTest::newRow("foreign key and check") << QByteArray("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (id), ADD CHECK (a > 0);") << QByteArray("1:mysql-copies-table 1:mysql-copies-table");
        QTest::newRow("new table") << QByteArray("CREATE TABLE n (a int); ALTER TABLE n MODIFY a BIGINT;") << QByteArray();
    }
    void whatCopiesATable()
    {
        QFETCH(QByteArray, up);
        QFETCH(QByteArray, wanted);
        QCOMPARE(remarked("CREATE TABLE t (a INT, b VARCHAR(50), e ENUM('a','b'));", up), wanted);
    }

    void migrationsAreJudgedInOrder()
    {
        std::vector<Migration> list(2);
        list[0].version = "1";
        list[0].up = MigrationScript{"1.sql", "CREATE TABLE t (a INT NOT NULL)", true, false, {}};
        list[1].version = "2";
        list[1].up = MigrationScript{"2.sql", "ALTER TABLE t DROP COLUMN a", true, true, {17}};
        NoProgress progress;
        const auto verdicts = judgeMySqlMigrations(list, {}, progress);
        QVERIFY(verdicts.ok());
        QCOMPARE(verdicts->at(1).operations.at(0).line, 17U);
        QCOMPARE(verdicts->at(1).states.newOnOld, Outcome::Breaks);
        std::stop_source source;
        source.request_stop();
        QCOMPARE(judgeMySqlMigrations(list, source.get_token(), progress).error().code, ErrorCode::Cancelled);
    }

    void aRealProjectIsUnderstood()
    {
        const QString repository = qEnvironmentVariable("BELAY_REAL_REPOSITORIES") + QStringLiteral("/ory/kratos");
        if (!QDir(repository).exists())
            QSKIP("BELAY_REAL_REPOSITORIES names no folder with the repository");
        const auto git = [&](const QStringList &arguments) {
            QProcess process;
            process.start(QStringLiteral("git"), QStringList{QStringLiteral("-C"), repository} + arguments);
            process.waitForFinished(60000);
            return process.readAllStandardOutput();
        };
        MySqlSchema schema;
        std::size_t operations = 0;
        QStringList lines;
        for (const QByteArray &name : git({QStringLiteral("ls-tree"), QStringLiteral("-r"), QStringLiteral("--name-only"), QStringLiteral("HEAD"), QStringLiteral("persistence/sql/migrations/sql/")}).split('\n')) {
            if (!name.endsWith(".mysql.up.sql"))
                continue;
            const MySqlReading reading = applyMySql(schema, git({QStringLiteral("show"), QStringLiteral("HEAD:") + QString::fromUtf8(name)}).toStdString());
            operations += reading.operations.size();
            for (const OperationVerdict &operation : reading.operations) {
                if (operation.code == "not-understood")
                    lines << QString::fromUtf8(name) + QStringLiteral(": ") + QString::fromStdString(operation.reason);
            }
        }
        QVERIFY2(lines.isEmpty(), qPrintable(lines.join(QLatin1Char('\n'))));
        QVERIFY(operations > 200);
    }
};

QTEST_GUILESS_MAIN(TestMySqlDdl)
#include "test_mysqlddl.moc"
