// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/sqllexer.h"
#include "models/schema/source/sqlsplit.h"

#include <QTest>

using namespace belay::schema;

namespace {

using Texts = std::vector<std::string>;

Texts textsOf(std::string_view text, Dialect dialect, SplitStatement::Kind kind = SplitStatement::Kind::Sql)
{
    Texts texts;
    for (const SplitStatement &statement : splitSql(text, dialect).statements) {
        if (statement.kind == kind)
            texts.emplace_back(text.substr(statement.span.begin, statement.span.length));
    }
    return texts;
}

Texts postgres(std::string_view text) { return textsOf(text, Dialect::PostgreSql); }
Texts mysql(std::string_view text) { return textsOf(text, Dialect::MySql); }
Texts sqlite(std::string_view text) { return textsOf(text, Dialect::Sqlite); }

Texts remarkCodes(std::string_view text, Dialect dialect = Dialect::PostgreSql)
{
    Texts codes;
    for (const SplitRemark &remark : splitSql(text, dialect).remarks)
        codes.push_back(remark.code + ' ' + std::to_string(remark.line));
    return codes;
}

} // namespace

class SqlSplitTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unterminated_data();
    void unterminated();
    void nothingIsLost_data();
    void nothingIsLost();
    void hostileTextIsLinear();

    void postgresQuotes();
    void postgresBodies();
    void psql();
    void psqlVariables();
    void copyData();
    void mysqlDelimiters();
    void mysqlBodies();
    void sqliteTriggers();
    void tokens();
};

void SqlSplitTest::unterminated_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<int>("line");
    QTest::newRow("string") << QByteArray("SELECT 1;\nSELECT 'abc; SELECT 2;") << int(Dialect::PostgreSql) << 2;
    QTest::newRow("E string") << QByteArray("SELECT E'abc\\'; SELECT 2;") << int(Dialect::PostgreSql) << 1;
    QTest::newRow("name") << QByteArray("\n\nSELECT \"a") << int(Dialect::PostgreSql) << 3;
    QTest::newRow("dollar") << QByteArray("SELECT 1;\nDO $a$ BEGIN END $b$;") << int(Dialect::PostgreSql) << 2;
    QTest::newRow("comment") << QByteArray("/* /* */ SELECT 1;") << int(Dialect::PostgreSql) << 1;
    QTest::newRow("parenthesis") << QByteArray("SELECT 1;\nCREATE TABLE t (\na int;\nSELECT 2;") << int(Dialect::PostgreSql) << 2;
    QTest::newRow("body") << QByteArray("CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT 1; ") << int(Dialect::PostgreSql) << 2;
    QTest::newRow("copy") << QByteArray("COPY t FROM stdin;\n1\n2\n") << int(Dialect::PostgreSql) << 2;
    QTest::newRow("trigger") << QByteArray("CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1;") << int(Dialect::Sqlite) << 1;
    QTest::newRow("bracket") << QByteArray("SELECT [a") << int(Dialect::Sqlite) << 1;
    QTest::newRow("backslash at the end") << QByteArray("SELECT 'a\\") << int(Dialect::MySql) << 1;
}

void SqlSplitTest::unterminated()
{
    QFETCH(QByteArray, text);
    QFETCH(int, dialect);
    QFETCH(int, line);
    QCOMPARE(remarkCodes(text.toStdString(), Dialect(dialect)), Texts({"unterminated " + std::to_string(line)}));
}

void SqlSplitTest::nothingIsLost_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", ";", ";;;", "-", "--", "/", "/*", "*/", "$", "$$", "$a", "$1", ":", "::", ":'", ":\"", ":{?", "\\",
                             "\\copy", "\\copy t from stdin", "'", "\"", "`", "[", "]", ")", "))))", "E'", "E'\\", "U&", "U&'", "#",
                             "DELIMITER", "DELIMITER ", "DELIMITER //", "CREATE TRIGGER BEGIN", "END", "CASE", "\r", "\xff\xfe"})
        QTest::newRow(text) << QByteArray(text);
}

void SqlSplitTest::nothingIsLost()
{
    QFETCH(QByteArray, text);
    for (const Dialect dialect : {Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite}) {
        // Every byte belongs to one token, in order, and statements lie in order inside the text.
        const std::string sql = text.toStdString() + "\nSELECT 1; " + text.toStdString();
        SqlLexer lexer(sql, dialect);
        std::uint32_t at = 0;
        for (SqlToken token = lexer.next(); token.kind != SqlTokenKind::End; token = lexer.next()) {
            QCOMPARE(token.span.begin, at);
            QVERIFY(token.span.length > 0);
            at = token.span.end();
        }
        QCOMPARE(std::size_t(at), sql.size());
        std::uint32_t end = 0;
        for (const SplitStatement &statement : splitSql(sql, dialect).statements) {
            QVERIFY(statement.span.length > 0);
            QVERIFY(statement.span.end() <= sql.size());
            if (statement.kind == SplitStatement::Kind::Sql) {
                QVERIFY(statement.span.begin >= end);
                end = statement.span.end();
            }
        }
        QCOMPARE(withoutPsql(sql, splitSql(sql, dialect)).size(), sql.size());
    }
}

void SqlSplitTest::hostileTextIsLinear()
{
    // Each of these is quadratic for a reader that looks ahead again and again; the test would hang.
    const auto repeat = [](std::string_view part, std::size_t times) {
        std::string text;
        for (std::size_t i = 0; i < times; ++i)
            text += part;
        return text;
    };
    for (const char *part : {"(", "/*", "$a", "\\x ", ":a ", "'", "BEGIN ", "CREATE FUNCTION BEGIN ", "END IF ", "\n", ";", "\\\n", "a$b$"}) {
        const std::string text = repeat(part, 300'000);
        for (const Dialect dialect : {Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite})
            QVERIFY(splitSql(text, dialect).statements.size() <= text.size());
    }
}

void SqlSplitTest::postgresQuotes()
{
    QCOMPARE(postgres("SELECT ';', E'\\';', 'it''s;', \"a;\"\"b\", B'1', U&'\\0041;'; -- x;\n/* a; /* b; */ c; */ SELECT 2 ; ;"),
             Texts({"SELECT ';', E'\\';', 'it''s;', \"a;\"\"b\", B'1', U&'\\0041;'", "SELECT 2"}));
    QCOMPARE(postgres("DO $$ BEGIN; END $$; DO $a1$ $$;$$ $a1$;SELECT $1; SELECT 'a\\'; SELECT a$b$c;"),
             Texts({"DO $$ BEGIN; END $$", "DO $a1$ $$;$$ $a1$", "SELECT $1", "SELECT 'a\\'", "SELECT a$b$c"}));
    QCOMPARE(postgres("SELECT 1"), Texts({"SELECT 1"}));
}

void SqlSplitTest::postgresBodies()
{
    QCOMPARE(postgres("CREATE RULE r AS ON INSERT TO t DO (INSERT INTO a VALUES (1); DELETE FROM b); SELECT 1;").size(), std::size_t(2));
    QCOMPARE(postgres("CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 1 THEN 2 END; "
                      "SELECT 3; END; SELECT 4;").size(), std::size_t(2));
    QCOMPARE(postgres("BEGIN; CREATE TABLE t (\"begin\" int); COMMIT; END;").size(), std::size_t(4));
    QCOMPARE(postgres("CREATE TABLE procedure_begin (a int); SELECT 1;").size(), std::size_t(2));
}

void SqlSplitTest::psql()
{
    const std::string text = "\\set ON_ERROR_STOP on\n\\i other.sql\nSELECT 1 \\gexec\nSELECT 2;\n\\echo 'done;'\n";
    QCOMPARE(postgres(text), Texts({"SELECT 1", "SELECT 2"}));
    QCOMPARE(remarkCodes(text), Texts({"psql-command 1", "psql-command 2", "psql-command 3", "psql-command 5"}));
    const std::string plain = withoutPsql(text, splitSql(text, Dialect::PostgreSql));
    QCOMPARE(plain.size(), text.size());
    QVERIFY(plain.find('\\') == std::string::npos);
    QCOMPARE(plain.find("SELECT 2"), text.find("SELECT 2"));
    QCOMPARE(remarkCodes("SELECT E'\\\\i x', '\\i y'; -- \\i z\n"), Texts());
}

void SqlSplitTest::psqlVariables()
{
    QCOMPARE(remarkCodes("SELECT :a,\n:'b', :\"c\", x::int, arr[1:n], arr[:n], 'x:y', a := 1, '{\"a\":b}'::jsonb;"),
             Texts({"psql-variable 1", "psql-variable 2", "psql-variable 2"}));
    const std::string text = "CREATE TABLE :\"schema\".t (a text DEFAULT :'v', b :type);";
    QCOMPARE(withoutPsql(text, splitSql(text, Dialect::PostgreSql)), std::string("CREATE TABLE  \"schema\".t (a text DEFAULT  'v', b  type);"));
}

void SqlSplitTest::copyData()
{
    const std::string text = "COPY public.t (a, b) FROM stdin;\n1\tit's;\n\\N\t(\n\\.\n\nSELECT 1;\n\\copy t from stdin\n'\n\\.\nSELECT 2;";
    QCOMPARE(postgres(text), Texts({"COPY public.t (a, b) FROM stdin", "SELECT 1", "SELECT 2"}));
    QCOMPARE(textsOf(text, Dialect::PostgreSql, SplitStatement::Kind::CopyData), Texts({"1\tit's;\n\\N\t(\n\\.", "'\n\\."}));
    QCOMPARE(postgres("COPY t FROM '/tmp/x'; SELECT 1;"), Texts({"COPY t FROM '/tmp/x'", "SELECT 1"}));
    QCOMPARE(postgres("COPY (SELECT stdin FROM t) TO stdout; SELECT 1;").size(), std::size_t(2));
}

void SqlSplitTest::mysqlDelimiters()
{
    QCOMPARE(mysql("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END//\nDELIMITER ;\nSELECT 3;"),
             Texts({"CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END", "SELECT 3"}));
    QCOMPARE(mysql("delimiter $$\nSELECT 1$$ SELECT `a$b` $$\n"), Texts({"SELECT 1", "SELECT `a$b`"}));
    QCOMPARE(mysql("SELECT 'a\\';b', \"c;\", `d;` # e;\n; SELECT 5--1; -- f;\nSELECT 6;"),
             Texts({"SELECT 'a\\';b', \"c;\", `d;`", "SELECT 5--1", "SELECT 6"}));
    QCOMPARE(mysql("/*!40101 SET NAMES utf8 */; /* no; */ SELECT 1;"), Texts({"/*!40101 SET NAMES utf8 */", "SELECT 1"}));
}

void SqlSplitTest::mysqlBodies()
{
    QCOMPARE(mysql("CREATE DEFINER=`a`@`b` TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN IF NEW.a THEN SET NEW.b = 1; END IF; "
                   "CASE WHEN 1 THEN SELECT 1; END CASE; WHILE x DO SET y = CASE z WHEN 1 THEN 2 END; END WHILE; END; SELECT 9;").size(),
             std::size_t(2));
    QCOMPARE(mysql("BEGIN; INSERT INTO t VALUES (1); COMMIT;").size(), std::size_t(3));
}

void SqlSplitTest::sqliteTriggers()
{
    QCOMPARE(sqlite("CREATE TEMP TRIGGER IF NOT EXISTS a AFTER UPDATE ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; DELETE FROM u; "
                    "END; BEGIN; SELECT [a;b], `c;d`; END;"),
             Texts({"CREATE TEMP TRIGGER IF NOT EXISTS a AFTER UPDATE ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; DELETE FROM u; END",
                    "BEGIN", "SELECT [a;b], `c;d`", "END"}));
}

void SqlSplitTest::tokens()
{
    QCOMPARE(firstWordOf("/* x */ -- y\n ( select 1)", Dialect::PostgreSql), std::string("SELECT"));
    QCOMPARE(firstWordOf("  ", Dialect::PostgreSql), std::string());
    QVERIFY(sameTokens("SELECT  1 -- x\n;", "SELECT 1;/* y */", Dialect::PostgreSql));
    QVERIFY(!sameTokens("SELECT 'a b'", "SELECT 'a  b'", Dialect::PostgreSql));
    QVERIFY(!sameTokens("SELECT 1", "SELECT 1;", Dialect::PostgreSql));
    QVERIFY(isBlankSql(" -- x\n ; /* y */", Dialect::PostgreSql));
    QVERIFY(!isBlankSql("# x", Dialect::PostgreSql));
    QVERIFY(isBlankSql("# x", Dialect::MySql));
}

QTEST_GUILESS_MAIN(SqlSplitTest)
#include "sqlsplittest.moc"
