// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/hoststrings.h"
#include "models/schema/source/releasesql.h"
#include "tests/schema/source/migrationtesting.h"

using namespace belay;
using namespace belay::schema;

namespace {

using Texts = std::vector<std::string>;

ReleaseSql read(std::string_view text, const std::string &path, Dialect dialect = Dialect::PostgreSql)
{
    return readReleaseFile(text, path, {dialect, {}});
}

/// "name line kind" of each statement.
Texts places(const ReleaseSql &sql)
{
    Texts all;
    for (const ReleaseStatement &statement : sql.statements)
        all.push_back(statement.name + ' ' + std::to_string(statement.line) + (statement.kind == ReleaseStatement::Kind::Write ? " write" : " read"));
    return all;
}

Texts texts(const ReleaseSql &sql)
{
    Texts all;
    for (const ReleaseStatement &statement : sql.statements)
        all.push_back(statement.text);
    return all;
}

Texts remarks(const ReleaseSql &sql)
{
    Texts all;
    for (const MigrationRemark &remark : sql.remarks)
        all.push_back(remark.code + ' ' + std::to_string(remark.line));
    return all;
}

std::string numbered(std::string_view sql, Dialect dialect = Dialect::PostgreSql) { return withNumberedParameters(sql, dialect); }

} // namespace

class ReleaseSqlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyBytesAreRead_data();
    void anyBytesAreRead();
    void unreadableFiles();
    void interpolationIsSaid_data();
    void interpolationIsSaid();
    void proseIsNoSql_data();
    void proseIsNoSql();
    void partsOfStatements();
    void hostileTextIsLinear();

    void parameters_data();
    void parameters();
    void kinds_data();
    void kinds();
    void queryFiles();
    void generatedGo();
    void programs_data();
    void programs();
    void joinedStrings();
    void statisticsCsv();
    void badCsv();
    void tooManyStatements();
    void replacements_data();
    void replacements();
    void replacedStatements();
    void patterns();
};

void ReleaseSqlTest::anyBytesAreRead_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "\"", "'", "`", "\"\"\"", "'''", "r#\"", "r###", "f'", "$\"{", "@\"", "<<~SQL", "<<<SQL\n", "//", "/*", "#", "\\",
                             "\"\\", "\"\\u{", "\"\\x", "`-- name: ", "`-- name: A :one\nSELECT", "x = \"SELECT 1", "'a", "b'", "/[/", "= /a",
                             "query\n\"", "query\n,,\n\"\"\"", "query", "-- name: X :one", "-- name:", "sqlc.arg(", "sqlc.", "SELECT sqlc.arg(a",
                             "SELECT :", "SELECT @", "SELECT $", "SELECT ?", "SELECT $99999999999999999999", "SELECT ?99999999999"})
        QTest::newRow(text) << QByteArray(text);
}

void ReleaseSqlTest::anyBytesAreRead()
{
    QFETCH(QByteArray, text);
    for (const char *end : {"sql", "csv", "go", "rs", "py", "ts", "java", "kt", "cs", "rb", "php", "txt"}) {
        for (const Dialect dialect : {Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite}) {
            for (const std::string &whole : {text.toStdString(), text.toStdString() + "\nSELECT 1;\n" + text.toStdString()}) {
                const ReleaseSql sql = read(whole, std::string("x.") + end, dialect);
                for (const ReleaseStatement &statement : sql.statements) {
                    QVERIFY(!statement.name.empty());
                    QVERIFY(statement.line >= 1);
                }
            }
        }
    }
}

void ReleaseSqlTest::unreadableFiles()
{
    NoProgress progress;
    const MemoryTree tree(MemoryTree::Files{{"q/a.sql", "SELECT 1;"}, {"q/b.sql", std::string("SELECT \0", 8)}, {"r/c.sql", "SELECT '\xff';"}});
    const auto error = [&](std::vector<std::string> patterns) { return readReleaseStatements(tree, patterns, {}, {}, progress).error(); };
    QCOMPARE(int(error({"q/*.sql"}).code), int(ErrorCode::BadEncoding));
    QCOMPARE(error({"q/*.sql"}).file, std::string("q/b.sql"));
    QCOMPARE(error({"r/*.sql"}).file, std::string("r/c.sql"));
    QCOMPARE(int(error({"../x"}).code), int(ErrorCode::BadValue));
    std::stop_source stop;
    stop.request_stop();
    const std::vector<std::string> patterns{"q/a.sql"};
    QCOMPARE(int(readReleaseStatements(tree, patterns, {}, stop.get_token(), progress).error().code), int(ErrorCode::Cancelled));
}

void ReleaseSqlTest::interpolationIsSaid_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("Go joined") << QByteArray("a.go") << QByteArray("q := `SELECT a FROM t WHERE ` + where");
    QTest::newRow("Go joined in front") << QByteArray("a.go") << QByteArray("q := prefix + `SELECT a FROM t`");
    QTest::newRow("Go Sprintf") << QByteArray("a.go") << QByteArray("fmt.Sprintf(\"SELECT a FROM %s\", t)");
    QTest::newRow("Go verb") << QByteArray("a.go") << QByteArray("const q = \"SELECT a FROM %s\"");
    QTest::newRow("Rust format") << QByteArray("a.rs") << QByteArray("format!(\"SELECT a FROM {}\", t)");
    QTest::newRow("Python f") << QByteArray("a.py") << QByteArray("q = f\"SELECT a FROM {t}\"");
    QTest::newRow("Python format") << QByteArray("a.py") << QByteArray("q = \"SELECT a FROM t WHERE {}\".format(c)");
    QTest::newRow("Python percent") << QByteArray("a.py") << QByteArray("q = \"SELECT a FROM t WHERE b = %s\" % c");
    QTest::newRow("template") << QByteArray("a.ts") << QByteArray("const q = `SELECT a FROM ${t}`;");
    QTest::newRow("Kotlin") << QByteArray("a.kt") << QByteArray("val q = \"SELECT a FROM $t\"");
    QTest::newRow("C#") << QByteArray("a.cs") << QByteArray("var q = $\"SELECT a FROM {t}\";");
    QTest::newRow("Ruby") << QByteArray("a.rb") << QByteArray("q = \"SELECT a FROM #{t}\"");
    QTest::newRow("Ruby here") << QByteArray("a.rb") << QByteArray("q = <<~SQL\n SELECT a FROM #{t}\nSQL\n");
    QTest::newRow("PHP") << QByteArray("a.php") << QByteArray("$q = \"SELECT a FROM $t\";");
    QTest::newRow("Java formatted") << QByteArray("a.java") << QByteArray("String q = String.format(\"SELECT a FROM %s\", t);");
}

void ReleaseSqlTest::interpolationIsSaid()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, text);
    const ReleaseSql sql = read('\n' + text.toStdString(), path.toStdString());
    QCOMPARE(texts(sql), Texts());
    QCOMPARE(remarks(sql), Texts({"sql-interpolated 2"}));
}

void ReleaseSqlTest::proseIsNoSql_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"Select a file", "Update available", "update the settings", "Delete this user?", "delete the file", "With love", "with it",
                             "Insert coin", "insert here", "call me", "copy to clipboard", "select an item", "replace all", "merge conflicts", "selected"})
        QTest::newRow(text) << QByteArray(text);
}

void ReleaseSqlTest::proseIsNoSql()
{
    QFETCH(QByteArray, text);
    const ReleaseSql sql = read("x(\"" + text.toStdString() + "\")", "a.go");
    QCOMPARE(texts(sql), Texts());
    QCOMPARE(remarks(sql), Texts());
}

void ReleaseSqlTest::partsOfStatements()
{
    QCOMPARE(remarks(read("\nq(\"SELECT a FROM t WHERE\")", "a.go")), Texts({"sql-incomplete 2"}));
    QCOMPARE(remarks(read("q(\"INSERT INTO t (a) VALUES ('\")", "a.go")), Texts({"sql-incomplete 1"}));
    QCOMPARE(remarks(read("SELECT 1;\nSELECT 'a", "a.sql")), Texts({"unterminated 2"}));
    QCOMPARE(remarks(read("-- nothing\n", "a.sql")), Texts({"no-statement 0"}));
}

void ReleaseSqlTest::hostileTextIsLinear()
{
    for (const char *part : {"\"", "`", "'", "x + ", "\"a\" + ", "/*", "r#", "<<A\n", "{", "\\", "\n", ",", ":a ", "@a ", "? ", "$1 ", "sqlc.arg(a) "}) {
        std::string text = "SELECT ";
        for (int i = 0; i < 100'000; ++i)
            text += part;
        for (const char *path : {"a.sql", "a.csv", "a.go", "a.rs", "a.py", "a.ts", "a.rb"})
            QVERIFY(read(text, path, Dialect::Sqlite).statements.size() <= text.size());
    }
}

void ReleaseSqlTest::parameters_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<int>("dialect");
    const auto row = [](const char *sql, const char *expected, Dialect dialect = Dialect::PostgreSql) {
        QTest::addRow("%d %s", int(dialect), sql) << QByteArray(sql) << QByteArray(expected) << int(dialect);
    };
    row("SELECT sqlc.arg(a), sqlc.narg('b'), sqlc.arg(a)::text", "SELECT $1, $2, $1::text");
    row("VALUES ($1, $2, sqlc.narg(x), sqlc.arg(y), $4)", "VALUES ($1, $2, $3, $5, $4)");
    row("SELECT sqlc.embed(t), u.a FROM t, u", "SELECT t.*, u.a FROM t, u");
    row("SELECT * FROM t WHERE id = ANY(sqlc.slice(ids))", "SELECT * FROM t WHERE id = ANY($1)");
    row("SELECT * FROM t WHERE id IN (sqlc.slice('ids'))", "SELECT * FROM t WHERE id IN ($1)", Dialect::MySql);
    row("SELECT @a::int, b @> c, d <@ e, @ -1, x @@ y, j @? '$.a', @a", "SELECT $1::int, b @> c, d <@ e, @ -1, x @@ y, j @? '$.a', $1");
    row("SELECT :a, b::int, c[1:n], ':d', x = :e -- :f", "SELECT $1, b::int, c[1:n], ':d', x = $2 -- :f");
    row("SELECT a ? 'b', c ?| d, e ?& f, \"g\" ? h, (i) ? j", "SELECT a ? 'b', c ?| d, e ?& f, \"g\" ? h, (i) ? j");
    row("SELECT a FROM t WHERE b = ? AND c IN (?, ?) LIMIT ? OFFSET ?", "SELECT a FROM t WHERE b = $1 AND c IN ($2, $3) LIMIT $4 OFFSET $5");
    row("SELECT '?', \"?\", $$ ? :a @b $$", "SELECT '?', \"?\", $$ ? :a @b $$");
    row("SELECT ?2, ?1, ?", "SELECT $2, $1, $3", Dialect::Sqlite);
    row("SELECT $a, $b, $a, @c, :d", "SELECT $1, $2, $1, $3, $4", Dialect::Sqlite);
    row("SELECT @variable, :a, ?", "SELECT @variable, $1, $2", Dialect::MySql);
    row("SELECT sqlc.other(a), sqlc", "SELECT sqlc.other(a), sqlc");
}

void ReleaseSqlTest::parameters()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, expected);
    QFETCH(int, dialect);
    QCOMPARE(numbered(sql.toStdString(), Dialect(dialect)), expected.toStdString());
}

void ReleaseSqlTest::kinds_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("writes");
    const auto row = [](const char *sql, bool writes) { QTest::newRow(sql) << QByteArray(sql) << writes; };
    row("SELECT 1", false);
    row("-- INSERT\nSELECT 'DELETE FROM t'", false);
    row("/* x */ insert into t values (1)", true);
    row("(SELECT 1)", false);
    row("SELECT * FROM t FOR UPDATE", false);
    row("WITH a AS (SELECT 1) SELECT * FROM a FOR UPDATE", false);
    row("WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a", true);
    row("WITH a AS (SELECT 1) UPDATE t SET b = 1", true);
    row("WITH a AS MATERIALIZED (INSERT INTO t SELECT 1 ON CONFLICT DO UPDATE SET b = 1) SELECT 1", true);
    row("WITH a AS (SELECT replace(b, 'c', 'd') FROM t) SELECT (replace(b, 'c', 'd')) FROM a", false);
    row("COPY t (a, b) FROM STDIN", true);
    row("COPY t TO STDOUT", false);
    row("COPY (SELECT a FROM t) TO STDOUT", false);
    row("MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE", true);
    row("TRUNCATE t", true);
    row("update t set a = 1", true);
}

void ReleaseSqlTest::kinds()
{
    QFETCH(QByteArray, sql);
    QFETCH(bool, writes);
    QCOMPARE(statementKind(sql.toStdString(), Dialect::PostgreSql) == ReleaseStatement::Kind::Write, writes);
}

void ReleaseSqlTest::queryFiles()
{
    const ReleaseSql sql = read("-- A comment\n\n-- name: GetUser :one\n-- Gets one.\nSELECT * FROM users\nWHERE id = $1;\n\n"
                                "/* name: AddUser :exec */\nINSERT INTO users (name) VALUES (@name);\n"
                                "-- name: find-all^\nSELECT 1; SELECT 2;\n",
                                "q.sql");
    QCOMPARE(places(sql), Texts({"GetUser 5 read", "AddUser 9 write", "find-all 11 read", "statement 4 11 read"}));
    QCOMPARE(sql.statements[0].text, std::string("SELECT * FROM users\nWHERE id = $1"));
    QCOMPARE(sql.statements[1].text, std::string("INSERT INTO users (name) VALUES ($1)"));
    QCOMPARE(sql.statements[0].file, std::string("q.sql"));
    QCOMPARE(remarks(sql), Texts());
}

void ReleaseSqlTest::generatedGo()
{
    const std::string text = "package db\n\nimport \"context\"\n\n// a `quote` in a comment\nconst addUser = `-- name: AddUser :one\nINSERT INTO users (a) "
                             "VALUES ($1)\nRETURNING id\n`\n\nconst other = \"SELECT 1 FROM not_generated\"\n\nfunc x() { y('`', \"`\") }\n"
                             "const getKey = `-- name: GetKey :many\nSELECT ` + \"`key`\" + ` FROM t\n`\n";
    const ReleaseSql sql = read(text, "internal/db/users.sql.go");
    QCOMPARE(places(sql), Texts({"AddUser 6 write", "GetKey 14 read"}));
    QCOMPARE(sql.statements[0].text, std::string("-- name: AddUser :one\nINSERT INTO users (a) VALUES ($1)\nRETURNING id\n"));
    QCOMPARE(sql.statements[1].text, std::string("-- name: GetKey :many\nSELECT `key` FROM t\n"));
    QCOMPARE(remarks(sql), Texts());
}

void ReleaseSqlTest::programs_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("sql");
    const auto row = [](const char *path, const char *text, const char *place, const char *sql) {
        QTest::addRow("%s %s", path, text) << QByteArray(path) << QByteArray(text) << QByteArray(place) << QByteArray(sql);
    };
    row("a.go", "// \"SELECT 0 FROM t\"\nvar q string = `\n  SELECT a\n  FROM t WHERE b = $1`", "q 3 read", "SELECT a\n  FROM t WHERE b = $1");
    row("a.go", "db.Exec(\"UPDATE t SET a = \\\"b\\\"\", x)", "statement 1 1 write", "UPDATE t SET a = \"b\"");
    row("a.rs", "fn f<'a>(x: &'a str) { let c = '\"'; q(r#\"SELECT \"A\" FROM t WHERE b = $1\"#) }", "statement 1 1 read", "SELECT \"A\" FROM t WHERE b = $1");
    row("a.rs", "const GET: &str = \"SELECT a \\\n   FROM t\";", "GET 1 read", "SELECT a FROM t");
    row("a.rs", "/* /* \"SELECT 1 FROM t\" */ */ sqlx::query!(\"DELETE FROM t WHERE a = $1\", a)", "statement 1 1 write", "DELETE FROM t WHERE a = $1");
    row("a.py", "GET = \"\"\"\nSELECT a FROM t -- it's\nWHERE b = %s AND c LIKE 'x%%'\n\"\"\"", "GET 2 read", "SELECT a FROM t -- it's\nWHERE b = $1 AND c LIKE 'x%'");
    row("a.py", "q = text('SELECT a FROM t WHERE b = :b AND c = :c AND d = :b')", "statement 1 1 read", "SELECT a FROM t WHERE b = $1 AND c = $2 AND d = $1");
    row("a.py", "q(\"SELECT a FROM t \" # first\n  \"WHERE b = %(b)s\")", "statement 1 1 read", "SELECT a FROM t WHERE b = $1");
    row("a.py", "x = r'SELECT a FROM t WHERE \"b\\'\" ~ $1'", "x 1 read", "SELECT a FROM t WHERE \"b\\'\" ~ $1");
    row("a.ts", "const re = /[\"'`]/g; const q = `SELECT a\nFROM t`;", "q 1 read", "SELECT a\nFROM t");
    row("a.js", "pool.query('SELECT a FROM t WHERE b = $1', [1 / 2])", "statement 1 1 read", "SELECT a FROM t WHERE b = $1");
    row("a.java", "static final String Q = \"\"\"\n    SELECT a\n    FROM t WHERE b = ?\n    \"\"\";", "Q 2 read", "SELECT a\n    FROM t WHERE b = $1");
    row("a.kt", "val q = \"\"\"SELECT a FROM t WHERE b = ?\"\"\"", "q 1 read", "SELECT a FROM t WHERE b = $1");
    row("a.cs", "var q = @\"SELECT \"\"A\"\" FROM t WHERE b = @b\";", "q 1 read", "SELECT \"A\" FROM t WHERE b = $1");
    row("a.rb", "Q = <<~SQL.squish\n  SELECT a FROM t\nSQL\n", "Q 2 read", "SELECT a FROM t");
    row("a.php", "$q = 'SELECT a FROM t WHERE b = :b';", "$q 1 read", "SELECT a FROM t WHERE b = $1");
    row("a.ex", "q = \"SELECT a FROM t WHERE b = $1\"", "q 1 read", "SELECT a FROM t WHERE b = $1");
}

void ReleaseSqlTest::programs()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, sql);
    const ReleaseSql found = read(text.toStdString(), path.toStdString());
    QCOMPARE(remarks(found), Texts());
    QCOMPARE(texts(found), Texts({sql.toStdString()}));
    QCOMPARE(places(found), Texts({place.toStdString()}));
}

void ReleaseSqlTest::joinedStrings()
{
    QCOMPARE(texts(read("q = \"SELECT a \" +\n    \"FROM t\"; x + \"SELECT b FROM t\"", "a.java")), Texts({"SELECT a FROM t"}));
    QCOMPARE(texts(read("$q = 'SELECT a ' . 'FROM t';", "a.php")), Texts({"SELECT a FROM t"}));
    QCOMPARE(texts(read("q(`SELECT a FROM t`, `SELECT b FROM t`)", "a.go")), Texts({"SELECT a FROM t", "SELECT b FROM t"}));
    QCOMPARE(places(read("const q = `SELECT a FROM t;\nDELETE FROM t`", "a.go")), Texts({"q 1 read", "q 2 2 write"}));
}

void ReleaseSqlTest::statisticsCsv()
{
    const ReleaseSql sql = read("userid,queryid,query,calls\n10,1,\"SELECT \"\"a\"\"\nFROM t WHERE b = $1\",5\n10,2,BEGIN,9\n10,3,UPDATE t SET a = $1,4\r\n"
                                "11,1,\"SELECT \"\"a\"\"\nFROM t WHERE b = $1\",6\n10,4,<insufficient privilege>,1\n10,5,SELECT a FROM t WHERE,1\n",
                                "stats.csv");
    QCOMPARE(texts(sql), Texts({"SELECT \"a\"\nFROM t WHERE b = $1", "UPDATE t SET a = $1"}));
    QCOMPARE(places(sql), Texts({"query 1 2 read", "query 3 5 write"}));
    QCOMPARE(remarks(sql), Texts({"sql-incomplete 8", "sql-cut 9", "not-a-query 0"}));
}

void ReleaseSqlTest::badCsv()
{
    QCOMPARE(remarks(read("", "a.csv")), Texts({"no-statement 0"}));
    QCOMPARE(remarks(read("a,b\n1,2\n", "a.csv")), Texts({"no-statement 1"}));
    QCOMPARE(remarks(read("a,query\n1\n", "a.csv")), Texts({"sql-incomplete 2"}));
    QCOMPARE(remarks(read("a,query\n1,\"SELECT 1", "a.csv")), Texts({"unterminated 2"}));
}

void ReleaseSqlTest::tooManyStatements()
{
    NoProgress progress;
    std::string text;
    for (std::size_t i = 0; i <= releaseStatementLimit; ++i)
        text += "SELECT 1;\n";
    QCOMPARE(readReleaseFile(text + text, "a.sql", {}).statements.size(), releaseStatementLimit + 1);
    const MemoryTree tree(MemoryTree::Files{{"a.sql", text}, {"b.sql", "SELECT 1;"}});
    const std::vector<std::string> both{"*.sql"};
    const std::vector<std::string> small{"b.sql"};
    QCOMPARE(int(readReleaseStatements(tree, both, {}, {}, progress).error().code), int(ErrorCode::LimitExceeded));
    QCOMPARE(readReleaseStatements(tree, small, {}, {}, progress)->statements.size(), std::size_t(1));
}

void ReleaseSqlTest::replacements_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("word") << QByteArray("a BLOB, b BLOBS, c_BLOB, BLOB") << QByteArray("a BYTEA, b BLOBS, c_BLOB, BYTEA");
    QTest::newRow("room") << QByteArray("a BLOB  x") << QByteArray("a BYTEA x");
    QTest::newRow("shorter") << QByteArray("a DATETIME;") << QByteArray("a TIME    ;");
    QTest::newRow("none sees another's") << QByteArray("BYTEA BLOB") << QByteArray("X     BYTEA");
    QTest::newRow("not a word") << QByteArray("a{{x}}b") << QByteArray("ay    b");
}

void ReleaseSqlTest::replacements()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    std::vector<Replacement> all;
    for (const char *one : {"BLOB=BYTEA", "DATETIME=TIME", "BYTEA=X", "{{x}}=y"}) {
        const Result<Replacement> parsed = parseReplacement(one);
        QVERIFY(parsed);
        all.push_back(*parsed);
    }
    QCOMPARE(withReplacements(text.toStdString(), all), expected.toStdString());
    for (const char *bad : {"", "=", "=a", "a", "a\nb=c", "a=\xff", "\xc3=b"})
        QCOMPARE(int(parseReplacement(bad).error().code), int(ErrorCode::BadValue));
}

void ReleaseSqlTest::replacedStatements()
{
    NoProgress progress;
    const MemoryTree tree(MemoryTree::Files{{"a.sql", "SELECT x::BLOB;"}});
    const std::vector<std::string> patterns{"*.sql"};
    const Result<ReleaseSql> sql = readReleaseStatements(tree, patterns, {Dialect::PostgreSql, {{"BLOB", "BYTEA"}}}, {}, progress);
    QVERIFY(sql);
    QCOMPARE(texts(*sql), Texts({"SELECT x::BYTEA"}));
}

void ReleaseSqlTest::patterns()
{
    NoProgress progress;
    const MemoryTree tree(MemoryTree::Files{{"q/b.sql", "SELECT 2;"}, {"q/a.sql", "SELECT 1;"}, {"q/c.txt", ""}});
    const std::vector<std::string> patterns{"q/*.sql", "**/a.sql", "none/*.sql"};
    const Result<ReleaseSql> sql = readReleaseStatements(tree, patterns, {}, {}, progress);
    QVERIFY(sql);
    QCOMPARE(texts(*sql), Texts({"SELECT 1", "SELECT 2"}));
    QCOMPARE(remarks(*sql), Texts({"no-statement 0"}));
    QCOMPARE(sql->remarks[0].file, std::string("none/*.sql"));
}

QTEST_GUILESS_MAIN(ReleaseSqlTest)
#include "releasesqltest.moc"
