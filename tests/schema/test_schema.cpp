// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/catalogue.h"
#include "models/schema/sqltext.h"
#include "models/schema/syntaxtree.h"

#include <QTest>

using namespace belay::schema;

namespace {

/// With its zero bytes.
template <std::size_t size>
QByteArray literal(const char (&text)[size])
{
    return QByteArray(text, static_cast<qsizetype>(size - 1));
}

std::string nested(std::size_t depth)
{
    return "SELECT " + std::string(depth, '(') + "1" + std::string(depth, ')');
}

Relation table(std::string name)
{
    Relation relation;
    relation.schema = "public";
    relation.name = std::move(name);
    relation.columns.push_back({"id", {23, -1}, true, std::nullopt, Column::Generated::No, {}});
    return relation;
}

} // namespace

class SchemaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatTheGrammarRefuses()
    {
        const ParsedSql sql = ParsedSql::parse("-- first\nCREATE TABLE a(id int);\nCREATE TABEL b(id int);\n/* c */ DROP TABLE a;");
        QCOMPARE(sql.statements().size(), 3U);
        QVERIFY(sql.statements()[0].tree.is("CreateStmt"));
        QCOMPARE(sql.textOf(sql.statements()[0]), std::string_view("CREATE TABLE a(id int)"));
        QVERIFY(!sql.statements()[1].understood());
        QCOMPARE(sql.statements()[1].notUnderstood, std::string("syntax error at or near \"TABEL\""));
        QCOMPARE(sql.text().substr(sql.statements()[1].errorOffset, 5), std::string("TABEL"));
        QCOMPARE(sql.textOf(sql.statements()[2]), std::string_view("DROP TABLE a"));
    }

    void locationsCountFromTheTextsBegin_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("parsed at once") << QStringLiteral("SELECT 'é';\nSELECT abc FROM t");
        QTest::newRow("parsed one by one") << QStringLiteral("CREATE TABEL 'é';\nSELECT abc FROM t");
    }
    void locationsCountFromTheTextsBegin()
    {
        QFETCH(QString, text);
        const ParsedSql sql = ParsedSql::parse(text.toStdString());
        QCOMPARE(sql.statements().size(), 2U);
        const Node target = sql.statements()[1].tree.list("targetList")[0];
        QCOMPARE(static_cast<std::size_t>(target.location()), sql.text().find("abc"));
        QCOMPARE(static_cast<std::size_t>(target["val"].location()), sql.text().find("abc"));
    }

    void survivesHostileText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("comment") << QByteArray("-- nothing");
        QTest::newRow("open comment") << QByteArray("/* nothing");
        QTest::newRow("open string") << QByteArray("SELECT 'abc");
        QTest::newRow("open dollar") << QByteArray("SELECT $x$abc");
        QTest::newRow("zero byte") << literal("SELECT 1;\0SELECT 2");
        QTest::newRow("not UTF-8") << QByteArray("SELECT '\xff\xfe'; SELEKT '\xff'");
        QTest::newRow("semicolons") << QByteArray(";;;;");
        QTest::newRow("deep 100,000") << QByteArray::fromStdString(nested(100000));
        QTest::newRow("deep arrays") << QByteArray("SELECT ") + QByteArray("ARRAY[").repeated(5000) + QByteArray("]").repeated(5000);
        QTest::newRow("long sum") << QByteArray("SELECT 1") + QByteArray("+1").repeated(20000);
        // These two end the process, or take hours, in the parser itself.
        QTest::newRow("longer sum") << QByteArray("SELECT 1") + QByteArray("+1").repeated(200000);
        QTest::newRow("sums in sums") << QByteArray("SELECT 1") + (QByteArray("+1").repeated(200) + "+(1").repeated(900) + QByteArray(900, ')');
        QTest::newRow("open comments") << QByteArray("SELECT 1 ") + QByteArray("/*").repeated(200000);
        QTest::newRow("open comments with operators") << QByteArray("SELECT 1 ") + QByteArray("/*+-").repeated(100000);
        QTest::newRow("binary") << literal("\x7f""ELF\x02\x01\x01\0\0\0;;\x80\x81 SELECT");
    }
    void survivesHostileText()
    {
        QFETCH(QByteArray, text);
        const ParsedSql sql = ParsedSql::parse(text.toStdString());
        for (const ParsedStatement &statement : sql.statements()) {
            QVERIFY(statement.span.end() <= sql.text().size());
            QVERIFY(statement.understood() == statement.tree.valid());
        }
    }

    void largeIsNotDeep()
    {
        std::string values = "INSERT INTO t VALUES (-1, 'a' || 'b', (1 + 2)::text)";
        for (int i = 0; i < 30000; ++i)
            values += ", (-1, 'a' || 'b', (1 + 2)::text)";
        const ParsedSql sql = ParsedSql::parse(values + "; SELECT 1 /***************** a banner ****************/");
        QCOMPARE(sql.statements().size(), 2U);
        for (const ParsedStatement &statement : sql.statements())
            QVERIFY2(statement.understood(), statement.notUnderstood.c_str());
    }

    void hugeScriptsAreReadToABound()
    {
        std::string script;
        for (int i = 0; i < 300'010; ++i)
            script += "SELECT 1;\n";
        for (const std::string &text : {script, script + "SELEKT", "SELEKT;" + script}) {
            const ParsedSql sql = ParsedSql::parse(text);
            const ParsedStatement &last = sql.statements().back();
            QVERIFY(sql.statements().size() <= 300'002);
            QVERIFY(!last.understood());
            QVERIFY(last.notUnderstood.find("too large") != std::string::npos);
            QCOMPARE(std::size_t(last.span.end()), sql.text().size());
            QVERIFY(sql.statements()[1000].understood());
        }
    }

    void nestingOfAThousandIsUnderstood()
    {
        std::string sum = "SELECT a";
        for (int i = 0; i < 1000; ++i)
            sum += "||a";
        const ParsedSql sql = ParsedSql::parse(sum);
        QCOMPARE(sql.statements().size(), 1U);
        QVERIFY2(sql.statements()[0].understood(), sql.statements()[0].notUnderstood.c_str());
    }

    void absentFieldsReadAsDefaults()
    {
        const ParsedSql sql = ParsedSql::parse("SELECT 0");
        const Node constant = sql.statements()[0].tree.list("targetList")[0]["val"];
        QVERIFY(constant.is("A_Const"));
        QCOMPARE(constant["ival"].number("ival"), 0);
        QVERIFY(!constant["nothing"]["at"]["all"].valid());
        QVERIFY(constant.list("nothing").empty());
        QCOMPARE(constant.text("nothing"), std::string_view());
    }

    void findsLinesByOffset()
    {
        const LineIndex lines("ab\ncd\n");
        QCOMPARE(lines.at(0), (TextPosition{1, 1}));
        QCOMPARE(lines.at(2), (TextPosition{1, 3}));
        QCOMPARE(lines.at(3), (TextPosition{2, 1}));
        QCOMPARE(lines.at(99), (TextPosition{3, 1}));
    }

    void copiesOfACatalogueDoNotMeet()
    {
        Catalogue before;
        before.addRelation(table("t"));
        Catalogue after = before;
        after.editRelation("public.t")->columns.push_back({"c", {25, -1}, false, std::nullopt, Column::Generated::No, {}});
        QCOMPARE(before.relation({"", "t"})->columns.size(), 1U);
        QCOMPARE(after.relation({"", "t"})->columns.size(), 2U);
        QVERIFY(!before.sameAs(after));
        QCOMPARE(after.differences(before), std::vector<std::string>{"column public.t.c is missing"});
    }

    void renamingIsFollowed()
    {
        Catalogue catalogue;
        catalogue.addRelation(table("t"));
        Relation child = table("child");
        Constraint key;
        key.kind = Constraint::Kind::ForeignKey;
        key.target = "public.t";
        child.constraints.push_back(key);
        child.uses = {"public.t.id", "public.tt"};
        catalogue.addRelation(child);
        catalogue.renameRelation("public.t", {"public", "u"});
        QVERIFY(catalogue.relation({"", "t"}) == nullptr);
        QVERIFY(catalogue.typeByName("", "t") == nullptr);
        QVERIFY(catalogue.typeByName("", "_u") != nullptr);
        const Relation *moved = catalogue.relation({"", "child"});
        QCOMPARE(moved->constraints[0].target, std::string("public.u"));
        QCOMPARE(moved->uses, (std::vector<std::string>{"public.u.id", "public.tt"}));
    }

    void searchPathDecides()
    {
        Catalogue catalogue;
        catalogue.schemas.push_back("other");
        Relation hidden = table("t");
        hidden.schema = "other";
        catalogue.addRelation(hidden);
        QVERIFY(catalogue.relation({"", "t"}) == nullptr);
        QVERIFY(catalogue.relation({"other", "t"}) != nullptr);
        catalogue.searchPath = {"public", "other"};
        QCOMPARE(catalogue.relation({"", "t"})->schema, std::string("other"));
    }
};

QTEST_APPLESS_MAIN(SchemaTest)
#include "test_schema.moc"
