// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/simulation.h"
#include "models/schema/resolve/builtins.h"
#include "models/schema/resolve/resolver.h"
#include "models/schema/resolve/typename.h"

#include <QTest>

#include <chrono>
#include <fstream>
#include <sstream>

using namespace belay::schema;

namespace {

Catalogue simulated(const std::string &ddl)
{
    Simulation simulation;
    (void)simulation.applyScript(ParsedSql::parse(ddl));
    return simulation.catalogue();
}

Catalogue small()
{
    return simulated("create type mood as enum ('sad', 'ok');\n"
                     "create table users(id uuid primary key, name text not null, age int, m mood, data jsonb, created_at timestamptz default now());\n"
                     "create table orgs(id serial primary key, name varchar(50) not null unique, owner uuid references users(id), kind text not null);\n"
                     "create view names as select id, name from users where age > 18;\n"
                     "create view counts as select owner, count(*) as n from orgs group by owner;\n"
                     "create function add_up(a int, b int default 2) returns int language sql as 'select a + b';\n");
}

QString text(const std::string &value) { return QString::fromStdString(value); }

} // namespace

class TestResolver : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badInput_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("half") << QStringLiteral("select (");
        QTest::newRow("binary") << QString(QChar(1)) + QStringLiteral("select");
        QTest::newRow("quote") << QStringLiteral("select 'a");
        QTest::newRow("later syntax") << QStringLiteral("select json_array(1, 2 null on null)");
        QTest::newRow("nested") << QStringLiteral("select ") + QStringLiteral("(").repeated(20000) + QStringLiteral("1") + QStringLiteral(")").repeated(20000);
        QTest::newRow("deep") << QStringLiteral("select ") + QStringLiteral("not ").repeated(3000) + QStringLiteral("true");
    }

    void badInput()
    {
        QFETCH(QString, sql);
        const Resolution answer = resolveStatement(small(), sql.toStdString());
        QVERIFY(answer.verdict != Resolution::Verdict::Ok);
        QVERIFY(!answer.message.empty());
    }

    void emptyTextIsFine()
    {
        QCOMPARE(resolveStatement(small(), "").verdict, Resolution::Verdict::Ok);
        QCOMPARE(resolveStatement(small(), " -- nothing\n;").verdict, Resolution::Verdict::Ok);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *sql, const char *code, const char *message) {
            QTest::newRow(sql) << QString::fromUtf8(sql) << QString::fromUtf8(code) << QString::fromUtf8(message);
        };
        row("select * from gone", "relation-missing", "relation \"gone\" does not exist");
        row("select email from users", "column-missing", "column \"email\" does not exist");
        row("select u.email from users u", "column-missing", "column u.email does not exist");
        row("insert into users(email) values ($1)", "column-missing", "column \"email\" of relation \"users\" does not exist");
        row("update users set email = $1", "column-missing", "column \"email\" of relation \"users\" does not exist");
        row("select name from users, orgs", "column-ambiguous", "column reference \"name\" is ambiguous");
        row("select x.id from users", "from-entry-missing", "missing FROM-clause entry for table \"x\"");
        row("select * from users where name = id", "operator-missing", "operator does not exist: text = uuid");
        row("select nothing(1)", "function-missing", "function nothing(integer) does not exist");
        row("select add_up('a'::text)", "function-missing", "function add_up(text) does not exist");
        row("select 1::gone", "type-missing", "type \"gone\" does not exist");
        row("update users set age = name", "type-mismatch", "column \"age\" is of type integer but expression is of type text");
        row("select 'x'::mood", "enum-value-missing", "invalid input value for enum mood: \"x\"");
        row("select name, count(*) from users", "grouping", "column \"users.name\" must appear in the GROUP BY clause or be used in an aggregate function");
        row("insert into orgs(name, kind) values ('a', 'b') on conflict on constraint gone do nothing", "constraint-missing",
            "constraint \"gone\" for table \"orgs\" does not exist");
        row("insert into counts(n) values (1)", "view-not-updatable", "cannot insert into view \"counts\"");
        row("select $1", "", "");
        row("select $2::int", "parameter-type", "could not determine data type of parameter $1");
        row("select * from users where name = $1 and id = $1", "operator-missing", "operator does not exist: uuid = text");
        row("select nextval('gone_seq')", "relation-missing", "relation \"gone_seq\" does not exist");
        row("truncate gone", "relation-missing", "relation \"gone\" does not exist");
        row("copy users(email) from stdin", "column-missing", "column \"email\" of relation \"users\" does not exist");
        row("select nextval('orgs_id_seq')", "", "");
        row("insert into names(id, name) values ($1, $2)", "", "");
        row("set search_path to x", "", "");
    }

    void saysWhatIsWrong()
    {
        QFETCH(QString, sql);
        QFETCH(QString, code);
        QFETCH(QString, message);
        static const Catalogue catalogue = small();
        const Resolution answer = resolveStatement(catalogue, sql.toStdString());
        QCOMPARE(text(answer.message), message);
        QCOMPARE(text(answer.code), code);
        QCOMPARE(answer.verdict, code.isEmpty() ? Resolution::Verdict::Ok : Resolution::Verdict::Breaks);
    }

    void pointsAtTheWord()
    {
        const std::string sql = "select name, email from users";
        const Resolution answer = resolveStatement(small(), sql);
        QCOMPARE(text(sql.substr(answer.span.begin, answer.span.length)), QStringLiteral("email"));
    }

    void deducesParameters()
    {
        const Resolution answer = resolveStatement(small(), "update users set name = $1, age = $2 where id = $3 and data @> $4 returning age, m");
        QCOMPARE(answer.verdict, Resolution::Verdict::Ok);
        QCOMPARE(answer.parameters.size(), std::size_t(4));
        QCOMPARE(answer.parameters[0].type, TypeId(types::Text));
        QCOMPARE(answer.parameters[1].type, TypeId(types::Int4));
        QCOMPARE(answer.parameters[2].type, TypeId(types::Uuid));
        QCOMPARE(answer.parameters[3].type, TypeId(types::Jsonb));
        QCOMPARE(answer.columns.size(), std::size_t(2));
        QCOMPARE(text(answer.columns[1].name), QStringLiteral("m"));
    }

    void tellsExecutionFromPreparation()
    {
        const Catalogue catalogue = small();
        const Resolution missing = resolveStatement(catalogue, "insert into orgs(name) values ('a')");
        QCOMPARE(missing.verdict, Resolution::Verdict::Ok);
        QCOMPARE(missing.atExecution.size(), std::size_t(1));
        QCOMPARE(text(missing.atExecution[0].code), QStringLiteral("not-null-missing"));
        QVERIFY(missing.atExecution[0].always);
        const Resolution selected = resolveStatement(catalogue, "insert into orgs(name) select name from users");
        QCOMPARE(selected.atExecution.size(), std::size_t(1));
        QVERIFY(!selected.atExecution[0].always);
        const Resolution conflict = resolveStatement(catalogue, "insert into orgs(name, kind) values ('a', 'b') on conflict (kind) do nothing");
        QCOMPARE(conflict.atExecution.size(), std::size_t(1));
        QCOMPARE(text(conflict.atExecution[0].code), QStringLiteral("conflict-target-missing"));
        QVERIFY(resolveStatement(catalogue, "insert into orgs(name, kind) values ('a', 'b') on conflict (name) do nothing").atExecution.empty());
    }

    void doubtsMakeMissingUnknown()
    {
        Catalogue catalogue = small();
        catalogue.doubts.push_back({Catalogue::Doubt::About::Relations, "", "migration 3: DO block"});
        QCOMPARE(resolveStatement(catalogue, "select * from gone").verdict, Resolution::Verdict::Unknown);
        QCOMPARE(resolveStatement(catalogue, "select email from users").verdict, Resolution::Verdict::Unknown);
        QCOMPARE(resolveStatement(catalogue, "select name from users where id = $1").verdict, Resolution::Verdict::Ok);
        // Types and functions are not what the doubt is about.
        QCOMPARE(resolveStatement(catalogue, "select 1::gone").verdict, Resolution::Verdict::Breaks);
        QCOMPARE(resolveStatement(catalogue, "select gone(1)").verdict, Resolution::Verdict::Breaks);
        QCOMPARE(resolveStatement(catalogue, "select name = id from users").verdict, Resolution::Verdict::Breaks);
        Catalogue narrow = small();
        narrow.doubts.push_back({Catalogue::Doubt::About::Relations, "public.users", "one table"});
        QCOMPARE(resolveStatement(narrow, "select email from users").verdict, Resolution::Verdict::Unknown);
        QCOMPARE(resolveStatement(narrow, "select email from orgs").verdict, Resolution::Verdict::Breaks);
        QCOMPARE(resolveStatement(narrow, "select * from gone").verdict, Resolution::Verdict::Breaks);
    }

    void describesQueries()
    {
        const Catalogue catalogue = small();
        const ParsedSql sql = ParsedSql::parse("select u.id, u.name as title, 'x' as k, upper(name) from users u where age > 1");
        const ResolvedQuery described = describeQuery(catalogue, sql.statements()[0].tree);
        QVERIFY(!described.failed && !described.unknown);
        QCOMPARE(described.columns.size(), std::size_t(4));
        QCOMPARE(text(formatType(catalogue, described.columns[2].type)), QStringLiteral("text"));
        QCOMPARE(text(described.columns[3].name), QStringLiteral("upper"));
        QCOMPARE(text(described.base), QStringLiteral("public.users"));
        QCOMPARE(described.baseColumns.size(), std::size_t(2));
        QCOMPARE(text(described.baseColumns.at("title")), QStringLiteral("name"));
        const std::vector<std::string> uses{"public.users", "public.users.age", "public.users.id", "public.users.name"};
        QVERIFY(described.uses == uses);
        const ParsedSql grouped = ParsedSql::parse("select name, count(*) from users group by name");
        QVERIFY(describeQuery(catalogue, grouped.statements()[0].tree).base.empty());
        const ParsedSql broken = ParsedSql::parse("select gone from users");
        QVERIFY(describeQuery(catalogue, broken.statements()[0].tree).failed);
        const std::vector<TypeId> arguments{types::Int4, types::Text};
        const std::vector<std::string> names{"n", "title"};
        const ParsedSql body = ParsedSql::parse("select $1 + n as total, title from users");
        const ResolvedQuery function = describeQuery(catalogue, body.statements()[0].tree, arguments, names);
        QVERIFY2(!function.failed, function.message.c_str());
        QCOMPARE(function.columns[0].type.type, TypeId(types::Int4));
    }

    void describesExpressions()
    {
        const Catalogue catalogue = small();
        const ParsedSql sql = ParsedSql::parse("select lower(name) || age, now(), gen_random_uuid(), gone + 1");
        const NodeList targets = sql.statements()[0].tree.list("targetList");
        const Relation *users = catalogue.relation({"", "users"});
        const ResolvedExpression plain = describeExpression(catalogue, targets[0]["val"], users);
        QCOMPARE(plain.type.type, TypeId(types::Text));
        QVERIFY(plain.isImmutable);
        QVERIFY((plain.columns == std::vector<std::string>{"age", "name"}));
        const ResolvedExpression stable = describeExpression(catalogue, targets[1]["val"], users);
        QVERIFY(!stable.isImmutable && !stable.isVolatile);
        QVERIFY(describeExpression(catalogue, targets[2]["val"], nullptr).isVolatile);
        QVERIFY(describeExpression(catalogue, targets[3]["val"], users).failed);
    }

    void knowsWhatPostgresBrings()
    {
        const Builtins &builtins = Builtins::postgres15();
        QCOMPARE(builtins.typeByName({}, "int4"), TypeId(types::Int4));
        QCOMPARE(builtins.typeByName("information_schema", "sql_identifier") != noType, true);
        QCOMPARE(builtins.typeByName("public", "int4"), noType);
        QVERIFY(builtins.type(types::TextArray) != nullptr && builtins.type(types::TextArray)->element == types::Text);
        QCOMPARE(builtins.functions("lower").size(), std::size_t(3));
        QVERIFY(builtins.functions("gone").empty());
        QVERIFY(builtins.operators("@>").size() > 5);
        QVERIFY(builtins.cast(types::Int4, types::Int8) != nullptr && builtins.cast(types::Int4, types::Int8)->context == 'i');
        QVERIFY(builtins.relation("information_schema", "tables") != nullptr);
        QVERIFY(builtins.relation({}, "pg_class") != nullptr && builtins.relation({}, "pg_class")->columns.size() > 30);
    }

    void formatsTypes_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("formatted");
        QTest::newRow("varchar") << QStringLiteral("varchar(50)") << QStringLiteral("character varying(50)");
        QTest::newRow("array") << QStringLiteral("int[]") << QStringLiteral("integer[]");
        QTest::newRow("numeric") << QStringLiteral("numeric(10,2)") << QStringLiteral("numeric(10,2)");
        QTest::newRow("timestamptz") << QStringLiteral("timestamptz(3)") << QStringLiteral("timestamp(3) with time zone");
        QTest::newRow("char") << QStringLiteral("char(3)") << QStringLiteral("character(3)");
        QTest::newRow("own") << QStringLiteral("mood[]") << QStringLiteral("mood[]");
        QTest::newRow("row type") << QStringLiteral("users") << QStringLiteral("users");
        QTest::newRow("column's") << QStringLiteral("orgs.name%type") << QStringLiteral("character varying(50)");
        QTest::newRow("gone") << QStringLiteral("gone") << QStringLiteral("unknown type");
    }

    void formatsTypes()
    {
        QFETCH(QString, written);
        QFETCH(QString, formatted);
        const Catalogue catalogue = small();
        const bool reference = written.contains(QLatin1Char('%'));
        // Only a function's parameters may be written as another column's type.
        const ParsedSql sql = ParsedSql::parse(reference ? "create function f(a " + written.toStdString() + ") returns int language sql as ''"
                                                         : "select null::" + written.toStdString());
        const Node tree = sql.statements()[0].tree;
        const Node name = reference ? tree.list("parameters")[0]["argType"] : tree.list("targetList")[0]["val"]["typeName"];
        QCOMPARE(text(formatType(catalogue, typeFromNode(catalogue, name))), formatted);
    }

    void addsExtensions()
    {
        Catalogue catalogue;
        QVERIFY(!addExtension(catalogue, "postgis", ""));
        QVERIFY(catalogue.extensions.empty() && catalogue.types().empty());
        QVERIFY(addExtension(catalogue, "plpgsql", ""));
        QVERIFY(addExtension(catalogue, "earthdistance", ""));
        QVERIFY(catalogue.typeByName("", "cube") != nullptr);
        QVERIFY(addExtension(catalogue, "citext", ""));
        QCOMPARE(resolveStatement(catalogue, "select 'a'::citext = 'A', uuid_generate_v4()").code, std::string("function-missing"));
        QVERIFY(addExtension(catalogue, "uuid-ossp", ""));
        QCOMPARE(resolveStatement(catalogue, "select 'a'::citext = 'A', uuid_generate_v4()").verdict, Resolution::Verdict::Ok);
        const std::size_t functions = catalogue.allFunctions().size();
        QVERIFY(addExtension(catalogue, "citext", ""));
        QCOMPARE(catalogue.allFunctions().size(), functions);
        for (const std::string_view name : knownExtensions()) {
            Catalogue fresh;
            QVERIFY(addExtension(fresh, name, "public"));
            for (const auto &[bare, function] : fresh.allFunctions()) {
                for (const TypeId argument : function->arguments)
                    QVERIFY2(argument != noType, function->fullName().c_str());
            }
        }
    }

    void isFast()
    {
        const Catalogue catalogue = small();
        std::string sql = "select u.id, u.name, count(*) filter (where o.kind = $1) from users u join orgs o on o.owner = u.id "
                          "where u.created_at > now() - interval '1 day' and u.name like $2 group by u.id order by 3 desc limit $3";
        (void)resolveStatement(catalogue, sql);
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < 150; ++i)
            QCOMPARE(resolveStatement(catalogue, sql).verdict, Resolution::Verdict::Ok);
        const double taken = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
        // A release's statements; far more than it takes, for slow and busy machines and sanitizers.
        QVERIFY2(taken < 1000, std::to_string(taken).c_str());
    }
};

QTEST_GUILESS_MAIN(TestResolver)
#include "test_resolver.moc"
