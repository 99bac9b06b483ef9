// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirunner.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

using namespace belay::test;

namespace {

/// A workspace that is right; rows of the wall change one thing in it.
const QByteArray good = R"(belay: 1
workspace: Small
components:
  - {id: db, kind: database, releases: ["41", "42"]}
  - id: shipping
    kind: service
    releases: ["1.2", {id: "1.3", offers: [quotes]}]
  - id: checkout
    kind: service
    rollback_depth: 1
    releases:
      - {id: "2.3", tolerates: {db: "41"}}
      - {id: "2.4", tolerates: {db: "41..42"}, needs: [{feature: shipping/quotes}]}
environments:
  - id: production
    live: {db: "41", shipping: "1.2", checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    order: partial
    steps:
      - {id: s1, move: shipping, to: "1.3"}
      - {id: s2, move: checkout, to: "2.4", after: [s1]}
      - {id: s3, move: db, to: "42", after: [s2]}
)";

QByteArray with(const QByteArray &old, const QByteArray &replacement)
{
    QByteArray text = good;
    if (!text.contains(old))
        qFatal("the row changes nothing: %s", old.constData());
    return text.replace(old, replacement);
}

void expectRefused(const CliResult &result, const QString &pattern)
{
    QVERIFY2(result.exitCode == 2, qPrintable(QStringLiteral("exit %1, errors: %2").arg(result.exitCode).arg(QString::fromUtf8(result.errors.left(2000)))));
    QVERIFY2(result.output.isEmpty(), result.output.left(500).constData());
    const QString errors = QString::fromUtf8(result.errors);
    QVERIFY2(QRegularExpression(pattern, QRegularExpression::MultilineOption).match(errors).hasMatch(),
             qPrintable(QStringLiteral("expected /%1/, found: %2").arg(pattern, errors.left(2000))));
}

} // namespace

class TestCliBadInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }

    void goodIsGood()
    {
        const CliResult result = runCli({QStringLiteral("check"), file("good.yaml", good)});
        QVERIFY(result.exitCode == 0 || result.exitCode == 1);
        QCOMPARE(result.errors, QByteArray());
    }

    void text_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &text, const char *expected) {
            QTest::newRow(name) << text << QString::fromLatin1(expected);
        };
        row("empty", "", "^.*input\\.yaml");
        row("white space", "  \n\n", "^.*input\\.yaml");
        row("only a comment", "# nothing\n", "^.*input\\.yaml");
        row("truncated in a map", good.left(good.indexOf("kind: database")), "input\\.yaml:\\d+:\\d+: ");
        row("truncated in a quote", good.left(good.indexOf("41\"") + 1), "input\\.yaml:\\d+:\\d+: ");
        row("a tab as indent", with("    kind: service\n    rollback_depth", "\tkind: service\n    rollback_depth"), "input\\.yaml:\\d+:\\d+: ");
        row("a list, not a map", "- belay\n", "input\\.yaml:1:1: ");
        row("no version", with("belay: 1\n", ""), "input\\.yaml:.*belay");
        row("another version", with("belay: 1", "belay: 7"), "input\\.yaml:1:\\d+: .*7");
        row("components are a number", "belay: 1\ncomponents: 5\n", "input\\.yaml:2:\\d+: ");
        row("a component is a text", "belay: 1\ncomponents: [checkout]\n", "input\\.yaml:2:\\d+: ");
        row("releases are a map", with("releases: [\"41\", \"42\"]", "releases: {a: b}"), "input\\.yaml:4:\\d+: ");
        row("depth is a word", with("rollback_depth: 1", "rollback_depth: deep"), "input\\.yaml:10:\\d+: .*deep");
        row("depth is negative", with("rollback_depth: 1", "rollback_depth: -1"), "input\\.yaml:10:\\d+: ");
        row("unknown kind", with("kind: database", "kind: databse"), "input\\.yaml:4:\\d+: .*`?databse`?.*did you mean `database`");
        row("unknown key", with("rollback_depth", "roolback_depth"), "input\\.yaml:10:\\d+: .*roolback_depth.*did you mean `rollback_depth`");
        row("unknown key at the top", good + "suppresions: []\n", "input\\.yaml:25:1: .*suppresions.*did you mean `suppressions`");
        row("a key twice", good + "plans: []\n", "input\\.yaml:\\d+:\\d+: ");
        row("duplicate component", with("{id: db, kind: database, releases: [\"41\", \"42\"]}", "{id: db, kind: database, releases: [\"41\", \"42\"]}\n  - {id: db, kind: topic, releases: [\"1\"]}"), "input\\.yaml:5:\\d+: .*db");
        row("duplicate release", with("[\"41\", \"42\"]", "[\"41\", \"41\"]"), "input\\.yaml:4:\\d+: .*41");
        row("duplicate step", with("id: s2", "id: s1"), "input\\.yaml:\\d+:\\d+: .*s1");
        row("duplicate plan", good + "  - {id: rollout, environment: production}\n", "input\\.yaml:\\d+:\\d+: .*rollout");
        row("need of an unknown component", with("feature: shipping/quotes", "component: shiping, releases: \"1.3\""), "input\\.yaml:13:\\d+: .*shiping");
        row("need of an unknown feature", with("shipping/quotes", "shipping/qotes"), "input\\.yaml:13:\\d+: .*qotes");
        row("tolerates an unknown store", with("tolerates: {db: \"41\"}", "tolerates: {orders: \"41\"}"), "input\\.yaml:12:\\d+: .*orders");
        row("range of an unknown release", with("41..42", "41..43"), "input\\.yaml:13:\\d+: .*43");
        row("empty range", with("41..42", ""), "input\\.yaml:13:\\d+: ");
        row("range without ends", with("41..42", ".."), "input\\.yaml:13:\\d+: ");
        row("range backwards", with("41..42", "42..41"), "input\\.yaml:13:\\d+: .*42");
        row("a release called none", with("\"1.2\", {id", "\"none\", {id"), "input\\.yaml:7:\\d+: .*none");
        row("a release with dots", with("[\"41\", \"42\"]", "[\"41\", \"41..42\"]"), "input\\.yaml:4:\\d+: ");
        row("live of an unknown component", with("live: {db: \"41\",", "live: {bd: \"41\","), "input\\.yaml:16:\\d+: .*bd");
        row("live of an unknown release", with("live: {db: \"41\",", "live: {db: \"40\","), "input\\.yaml:16:\\d+: .*40");
        row("plan of an unknown environment", with("environment: production", "environment: produktion"), "input\\.yaml:\\d+:\\d+: .*produktion");
        row("move of an unknown component", with("move: db", "move: ddb"), "input\\.yaml:\\d+:\\d+: .*ddb");
        row("move to an unknown release", with("move: db, to: \"42\"", "move: db, to: \"43\""), "input\\.yaml:24:\\d+: .*43");
        row("move to where it is", with("move: db, to: \"42\"", "move: db, to: \"41\""), "input\\.yaml:24:\\d+: .*41");
        row("after an unknown step", with("after: [s1]", "after: [s9]"), "input\\.yaml:23:\\d+: .*s9");
        row("a cycle in after", with("{id: s1, move: shipping, to: \"1.3\"}", "{id: s1, move: shipping, to: \"1.3\", after: [s3]}"), "input\\.yaml:\\d+:\\d+: .*(cycle|circle)");
        row("two unordered moves", good + "      - {id: s4, move: db, to: \"41\"}\n", "input\\.yaml:\\d+:\\d+: .*db");
        row("unknown step", with("move: db", "mov: db"), "input\\.yaml:24:\\d+: .*mov");
        row("unknown order", with("order: partial", "order: partal"), "input\\.yaml:\\d+:\\d+: .*partal");
        row("a duration without a unit", good + "      - {id: s4, soak: 24, after: [s3]}\n", "input\\.yaml:25:\\d+: .*24");
        row("invalid UTF-8", with("Small", "Sm\xff\xfe" "all"), "input\\.yaml:2:\\d+: .*UTF-8");
        row("a cut-off character", good + "# \xc3", "input\\.yaml:\\d+:\\d+: .*UTF-8");
        row("UTF-16", QByteArray("\xff\xfe" "b\0e\0l\0a\0y\0:\0 \0001\0\n\0", 20), "input\\.yaml:");
        row("binary", QByteArray("\x7f" "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", 16), "input\\.yaml:");
        row("a suppression without a reason", good + "suppressions: [{code: live-needs, until: \"2030-01-01\"}]\n", "input\\.yaml:25:\\d+: .*reason");
        row("a suppression until never", good + "suppressions: [{code: live-needs, reason: x, until: never}]\n", "input\\.yaml:25:\\d+: ");
        row("aliases without end", "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\n"
                                   "d: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e]\n"
                                   "g: &g [*f, *f, *f, *f, *f, *f, *f, *f]\nh: &h [*g, *g, *g, *g, *g, *g, *g, *g]\ni: [*h, *h, *h, *h, *h, *h, *h, *h]\n", "input\\.yaml:\\d+:\\d+: ");
    }

    void text()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        expectRefused(runCli({QStringLiteral("check"), file("input.yaml", text)}), expected);
    }

    void allErrorsAreShown()
    {
        QByteArray text = good;
        text.replace("rollback_depth", "roolback_depth").replace("kind: database", "kind: databse").replace("offers", "ofers");
        const CliResult result = runCli({QStringLiteral("check"), file("three.yaml", text)});
        QCOMPARE(result.exitCode, 2);
        QVERIFY(result.errors.contains("databse"));
        QVERIFY(result.errors.contains("ofers"));
        QVERIFY(result.errors.contains("roolback_depth"));
        QVERIFY(result.errors.indexOf("databse") < result.errors.indexOf("ofers"));
    }

    void errorsAreBounded()
    {
        QByteArray text = "belay: 1\ncomponents:\n";
        for (int i = 0; i < 5000; ++i)
            text += "  - {id: c" + QByteArray::number(i) + ", kind: nothing, releases: []}\n";
        const CliResult result = runCli({QStringLiteral("check"), file("many.yaml", text)});
        QCOMPARE(result.exitCode, 2);
        QVERIFY(result.errors.count('\n') >= 100);
        QVERIFY(result.errors.count('\n') <= 102);
    }

    void deepNesting_data()
    {
        QTest::addColumn<QByteArray>("piece");
        QTest::addColumn<QString>("name");
        QTest::newRow("YAML lists") << QByteArray("[") << QStringLiteral("deep.yaml");
        QTest::newRow("YAML maps") << QByteArray("{a: ") << QStringLiteral("deep.yaml");
        QTest::newRow("YAML dashes") << QByteArray("- ") << QStringLiteral("deep.yaml");
        QTest::newRow("JSON lists") << QByteArray("[") << QStringLiteral("deep.json");
        QTest::newRow("JSON objects") << QByteArray("{\"a\":") << QStringLiteral("deep.json");
    }

    /// 50 MB of it: a clear answer, soon, and no stack that runs over.
    void deepNesting()
    {
        QFETCH(QByteArray, piece);
        QFETCH(QString, name);
        const QString path = file(name, piece.repeated(50'000'000 / piece.size()));
        expectRefused(runCli({QStringLiteral("check"), path}), QStringLiteral("deep\\.(yaml|json):1:\\d+: .*deep"));
        QFile::remove(path);
    }

    void json()
    {
        expectRefused(runCli({QStringLiteral("check"), file("cut.json", "{\"belay\": 1, \"components\": [")}), QStringLiteral("cut\\.json:1:\\d+: "));
        expectRefused(runCli({QStringLiteral("check"), file("comma.json", "{\"belay\": 1,}")}), QStringLiteral("comma\\.json:1:\\d+: "));
        expectRefused(runCli({QStringLiteral("check"), file("key.json", "{\"belay\": 1, \"componentz\": []}")}), QStringLiteral("key\\.json:1:\\d+: .*did you mean `components`"));
    }

    void standardInput()
    {
        CliRun run;
        run.input = with("rollback_depth", "roolback_depth");
        expectRefused(runCli({QStringLiteral("check"), QStringLiteral("-")}, run), QStringLiteral("^<stdin>:10:\\d+: .*rollback_depth"));
        run.input = "{\"belay\": 1, \"componentz\": []}";
        expectRefused(runCli({QStringLiteral("check"), QStringLiteral("-")}, run), QStringLiteral("^<stdin>:1:\\d+: .*components"));
        run.input.clear();
        expectRefused(runCli({QStringLiteral("check"), QStringLiteral("-")}, run), QStringLiteral("^<stdin>"));
        run.input = QByteArray("SQLite format 3\0", 16) + QByteArray(4096, 'x');
        expectRefused(runCli({QStringLiteral("check"), QStringLiteral("-")}, run), QStringLiteral("^<stdin>: "));
    }

    void files()
    {
        const QString missing = m_folder.filePath(QStringLiteral("missing.yaml"));
        expectRefused(runCli({QStringLiteral("check"), missing}), QStringLiteral("^") + QRegularExpression::escape(missing) + QStringLiteral(": there is no such file"));
        expectRefused(runCli({QStringLiteral("check"), m_folder.filePath(QStringLiteral("missing.belay"))}), QStringLiteral("missing\\.belay: there is no such file"));
        expectRefused(runCli({QStringLiteral("check"), m_folder.path()}), QStringLiteral("is a folder"));
        expectRefused(runCli({QStringLiteral("export"), m_folder.path(), QStringLiteral("--to"), QStringLiteral("yaml")}), QStringLiteral("is a folder"));
        expectRefused(runCli({QStringLiteral("graph"), missing}), QStringLiteral("there is no such file"));
        expectRefused(runCli({QStringLiteral("way-back"), missing}), QStringLiteral("there is no such file"));
    }

    void documents()
    {
        const QString text = file("text.belay", good);
        expectRefused(runCli({QStringLiteral("check"), text}), QStringLiteral("text\\.belay: .*(not|no) a? ?Belay"));
        QCOMPARE(readFile(text), good);
        const QString empty = file("empty.belay", {});
        expectRefused(runCli({QStringLiteral("check"), empty}), QStringLiteral("empty\\.belay: "));
        QCOMPARE(QFileInfo(empty).size(), 0);

        const QString path = m_folder.filePath(QStringLiteral("whole.belay"));
        QCOMPARE(runCli({QStringLiteral("new"), path, QStringLiteral("--sample"), QStringLiteral("orders")}).exitCode, 0);
        const QByteArray whole = readFile(path);
        for (const int size : {16, 100, 1000, 5000}) {
            const QByteArray part = whole.left(size);
            const QString cut = file("cut.belay", part);
            expectRefused(runCli({QStringLiteral("check"), cut}), QStringLiteral("cut\\.belay: "));
            QCOMPARE(readFile(cut), part);
            // The name does not matter for a document: its first bytes do.
            expectRefused(runCli({QStringLiteral("check"), file("cut.yaml", part)}), QStringLiteral("cut\\.yaml: "));
        }
    }

    void otherDatabase()
    {
        const QString path = m_folder.filePath(QStringLiteral("other.belay"));
        execute(path, "CREATE TABLE t (a); INSERT INTO t VALUES (1);");
        const QByteArray before = readFile(path);
        expectRefused(runCli({QStringLiteral("check"), path}), QStringLiteral("other\\.belay: .*(not|no) a? ?Belay"));
        QCOMPARE(readFile(path), before);
    }

    void newerDocument()
    {
        const QString path = m_folder.filePath(QStringLiteral("newer.belay"));
        QCOMPARE(runCli({QStringLiteral("new"), path}).exitCode, 0);
        execute(path, "PRAGMA user_version = 99; UPDATE meta SET value = 99 WHERE name = 'min_compatible';");
        const QByteArray before = readFile(path);
        expectRefused(runCli({QStringLiteral("check"), path}), QStringLiteral("newer\\.belay: .*newer"));
        expectRefused(runCli({QStringLiteral("export"), path, QStringLiteral("--to"), QStringLiteral("yaml")}), QStringLiteral("newer"));
        QCOMPARE(readFile(path), before);
    }

    void usage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *arguments, const char *expected) {
            QTest::newRow(arguments) << QString::fromLatin1(arguments).split(QLatin1Char(' '), Qt::SkipEmptyParts)
                                     << QString::fromLatin1(expected);
        };
        row("", "no command");
        row("chekc good.yaml", "no command `chekc`: did you mean `check`");
        row("way_back good.yaml", "did you mean `way-back`");
        row("frobnicate", "no command `frobnicate`$");
        row("--hepl", "no option `--hepl`: did you mean `--help`");
        row("help chek", "did you mean `check`");
        row("check", "`check` needs more .*usage: belay-cli check FILE");
        row("check a b", "does not know what to do with `b`");
        row("check good.yaml --fail-no error", "no option `--fail-no`: did you mean `--fail-on`");
        row("check good.yaml --fail-on fatal", "cannot be `fatal`.*error, warning, note");
        row("check good.yaml --fail-on eror", "did you mean `error`");
        row("check good.yaml --format sarf", "did you mean `sarif`");
        row("check good.yaml --format", "`--format` needs a value");
        row("check good.yaml --format --plan x", "`--format` needs a value");
        row("check good.yaml --format json --format text", "given twice");
        row("check good.yaml --help=yes", "takes no value");
        row("check good.yaml -x", "no option `-x`");
        row("check good.yaml --plan rolout", "good\\.yaml: there is no plan `rolout`: did you mean `rollout`");
        row("check good.yaml --today yesterday", "`yesterday` is no date");
        row("check good.yaml --today 2026-02-30", "`2026-02-30` is no date");
        row("check good.yaml --today 2026-2-3", "is no date");
        row("check good.yaml -o no/such/folder/out.txt", "out\\.txt: cannot be written");
        row("check good.yaml -o .", "is a folder");
        row("way-back good.yaml --plan nothing", "no plan `nothing`");
        row("way-back good.yaml --after s9", "no step `s9`");
        row("way-back good.yaml --format sarif", "cannot be `sarif`");
        row("explain live-need", "no code `live-need`: did you mean `live-needs`");
        row("explain a b", "does not know what to do with `b`");
        row("export good.yaml", "needs a format");
        row("export good.yaml --to xml", "cannot be `xml`.*yaml, json");
        row("graph good.yaml --component shiping", "no component `shiping`: did you mean `shipping`");
        row("graph good.yaml --component shipping --release 1.4", "no release of shipping `1.4`");
        row("graph good.yaml --environment prodction", "did you mean `production`");
        row("graph good.yaml --release 1.3", "`--release` needs `--component`");
        row("new", "`new` needs more");
        row("new good.yaml", "exists already");
        row("new good.txt", "should end in \\.belay");
        row("new fresh.belay --sample order", "no sample `order`: did you mean `orders`.*kubernetes-upgrade");
        row("import good.yaml", "`import` needs more");
        row("import fresh.belay good.yaml --from docker", "no import format `docker`");
        row("import fresh.belay good.yaml", "does not tell the format");
        row("import fresh.belay missing.yml --from compose", "missing\\.yml: there is no such file");
        row("witness", "needs a finding");
        row("witness --finding missing.json", "there is no such file");
        row("witness - --finding -", "cannot both be standard input");
        row("witness --finding good.yaml --number none", "needs a number");
    }

    void usage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, expected);
        file("good.yaml", good);
        CliRun run;
        run.folder = m_folder.path();
        expectRefused(runCli(arguments, run), expected);
        QVERIFY(!QFileInfo::exists(m_folder.filePath(QStringLiteral("fresh.belay"))));
    }

    void witnesses_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &json, const char *expected) {
            QTest::newRow(name) << json << QString::fromLatin1(expected);
        };
        row("empty", "", "^<stdin>");
        row("no JSON", "code: live-needs", "^<stdin>:1:\\d+: ");
        row("a list", "[]", "a finding is an object");
        row("neither", "{\"a\": 1}", "neither a finding");
        row("unknown code", "{\"code\": \"live-wants\"}", "no code is named \"live-wants\"");
        row("code is a number list", "{\"code\": [1]}", "`code` is not a text");
        row("severity", "{\"code\": \"live-needs\", \"severity\": \"bad\"}", "<stdin>:1:\\d+: `severity` has no value \"bad\"");
        row("rollbacks", "{\"code\": \"live-needs\", \"rollbacks\": [1]}", "`rollbacks` holds something");
        row("no witness", "{\"code\": \"live-needs\"}", "has no `witness`");
        row("witness is null", "{\"code\": \"live-needs\", \"witness\": null}", "has no `witness`");
        row("witness is a text", "{\"code\": \"live-needs\", \"witness\": \"x\"}", "`witness` is not an object");
        row("witness is no workspace", "{\"code\": \"live-needs\", \"witness\": {\"belay\": 1, \"planz\": []}}", "the witness is no workspace: .*planz");
        row("witness is inconsistent", "{\"code\": \"live-needs\", \"witness\": {\"belay\": 1, \"plans\": [{\"id\": \"p\", \"environment\": \"e\"}]}}", "the witness: ");
        row("empty report", "{\"plans\": []}", "the report has no findings");
        row("two findings", "{\"plans\": [{\"findings\": [{\"code\": \"live-needs\"}, {\"code\": \"live-needs\"}]}]}", "has 2 findings: pick one with --number");
        row("deep", QByteArray("{\"code\": \"live-needs\", \"witness\": ") + QByteArray("[").repeated(100000), "deep");
    }

    void witnesses()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, expected);
        CliRun run;
        run.input = json;
        expectRefused(runCli({QStringLiteral("witness"), QStringLiteral("--finding"), QStringLiteral("-")}, run), expected);
    }

    void unwritableOutput()
    {
        const QString path = file("good.yaml", good);
        // /dev/full takes everything and keeps nothing: a full disk.
        CliRun full;
        full.inChild = [] { ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO); };
        const CliResult onFull = runCli({QStringLiteral("check"), path}, full);
        QCOMPARE(onFull.exitCode, 2);
        QVERIFY(onFull.errors.contains("No space left"));
        const CliResult toFull = runCli({QStringLiteral("check"), path, QStringLiteral("-o"), QStringLiteral("/dev/full")});
        QCOMPARE(toFull.exitCode, 2);
        QVERIFY(toFull.errors.contains("/dev/full: cannot be written"));
        // A pipe whose reader has gone away.
        CliRun broken;
        broken.inChild = [] {
            int ends[2];
            if (::pipe(ends) == 0) {
                ::dup2(ends[1], STDOUT_FILENO);
                ::close(ends[0]);
                ::close(ends[1]);
            }
        };
        const CliResult onBroken = runCli({QStringLiteral("check"), path}, broken);
        QCOMPARE(onBroken.exitCode, 2);
        QVERIFY(onBroken.errors.contains("Broken pipe"));
        CliRun closed;
        closed.inChild = [] { ::close(STDOUT_FILENO); };
        QCOMPARE(runCli({QStringLiteral("check"), path}, closed).exitCode, 2);
    }

    /// What was there before stays if the new result cannot be written whole.
    void outputIsAllOrNothing()
    {
        const QString out = file("out.txt", "before");
        CliRun run;
        run.folder = m_folder.path();
        expectRefused(runCli({QStringLiteral("check"), file("input.yaml", with("move: db", "move: ddb")), QStringLiteral("-o"), out}, run), QStringLiteral("ddb"));
        QCOMPARE(readFile(out), QByteArray("before"));
    }

private:
    QString file(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(name);
        writeFile(path, bytes);
        return path;
    }
    QString file(const char *name, const QByteArray &bytes) { return file(QString::fromLatin1(name), bytes); }

    static void execute(const QString &path, const char *sql)
    {
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(path.toUtf8().constData(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliBadInput)
#include "test_cli_badinput.moc"
