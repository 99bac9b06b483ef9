// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirunner.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <pty.h>
#include <unistd.h>

using namespace belay::test;

namespace {

/// One error, one warning of practice, and an accepted finding that expires.
const QByteArray small = R"(belay: 1
workspace: Small
components:
  - id: shipping
    kind: service
    releases: ["1.2", {id: "1.3", offers: [quotes]}]
  - id: checkout
    kind: service
    drill: {cadence: 30d, last: "2026-01-01"}
    releases: ["2.3", {id: "2.4", needs: [{feature: shipping/quotes}]}]
environments:
  - id: production
    live: {shipping: "1.2", checkout: "2.3"}
plans:
  - id: rollout
    environment: production
    steps:
      - {id: s1, move: shipping, to: "1.3"}
      - {id: s2, move: checkout, to: "2.4"}
  - id: nothing
    environment: production
    steps:
      - {id: n1, move: shipping, to: "1.3"}
suppressions:
  - {code: rollback-needs, plan: rollout, component: checkout, reason: "Known; fixed with 1.4", until: "2026-06-30"}
)";

const QByteArray compose = R"(services:
  web:
    image: shop/web:5.1
    depends_on: [checkout]
  checkout:
    image: shop/checkout:2.3
    depends_on:
      shipping: {condition: service_started}
  shipping:
    image: shop/shipping:1.3
)";

QStringList words(const char *text) { return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts); }

/// A report without what depends on the text: documents have no marks.
QJsonObject plansOf(const QByteArray &json) { return {{QStringLiteral("plans"), parsed(json).value(QLatin1String("plans"))}}; }

} // namespace

class TestCliCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        writeFile(path("small.yaml"), small);
        m_run = {};
        m_run.folder = m_folder->path();
    }

    void version()
    {
        const CliResult result = run("--version");
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.output.startsWith("belay-cli "));
        QCOMPARE(result.output.count('\n'), 1);
    }

    void help()
    {
        const CliResult all = run("--help");
        QCOMPARE(all.exitCode, 0);
        QCOMPARE(all.errors, QByteArray());
        for (const char *command : {"new", "import", "export", "check", "way-back", "explain", "witness", "graph"}) {
            QVERIFY2(all.output.contains(QByteArray("\n  ") + command + ' '), command);
            const CliResult one = runCli({QString::fromLatin1(command), QStringLiteral("--help")}, m_run);
            QCOMPARE(one.exitCode, 0);
            QVERIFY(one.output.startsWith(QByteArray("Usage: belay-cli ") + command));
            QCOMPARE(runCli({QStringLiteral("help"), QString::fromLatin1(command)}, m_run).output, one.output);
            for (const QByteArray &line : one.output.split('\n'))
                QVERIFY2(line.size() <= 100 || line.startsWith("Usage:"), line.constData());
        }
        QCOMPARE(run("help").output, all.output);
        QCOMPARE(run("-h").output, all.output);
    }

    void newDocuments()
    {
        QCOMPARE(run("new empty.belay").exitCode, 0);
        QVERIFY(readFile(path("empty.belay")).startsWith("SQLite format 3"));
        const QByteArray text = run("export empty.belay --to yaml").output;
        QVERIFY(text.contains("workspace: empty"));
        const CliResult check = run("check empty.belay");
        QCOMPARE(check.exitCode, 0);
        QVERIFY(check.output.contains("no plans"));

        QCOMPARE(run("new kube.belay --sample kubernetes-upgrade").exitCode, 0);
        QCOMPARE(run("new kube.yaml --sample kubernetes-upgrade").exitCode, 0);
        QCOMPARE(readFile(path("kube.yaml")), readFile(samplePath(QStringLiteral("kubernetes-upgrade"))));
        QCOMPARE(run("new kube.json --sample=kubernetes-upgrade").exitCode, 0);
        QCOMPARE(run("export kube.belay --to json").output, readFile(path("kube.json")));

        const CliResult again = run("new empty.belay");
        QCOMPARE(again.exitCode, 2);
        QVERIFY(!again.errors.isEmpty());
    }

    void exports()
    {
        const QString sample = samplePath(QStringLiteral("orders"));
        QCOMPARE(run("new orders.belay --sample orders").exitCode, 0);
        for (const QString &format : {QStringLiteral("yaml"), QStringLiteral("json")}) {
            const CliResult fromText = runCli({QStringLiteral("export"), sample, QStringLiteral("--to"), format}, m_run);
            const CliResult fromDocument = runCli({QStringLiteral("export"), QStringLiteral("orders.belay"), QStringLiteral("--to"), format}, m_run);
            QCOMPARE(fromText.exitCode, 0);
            QCOMPARE(fromText.output, fromDocument.output);
            // What was exported exports to the same.
            const QString out = QStringLiteral("out.") + format;
            QCOMPARE(runCli({QStringLiteral("export"), sample, QStringLiteral("-t"), format, QStringLiteral("-o"), out}, m_run).output, QByteArray());
            QCOMPARE(readFile(m_folder->filePath(out)), fromText.output);
            QCOMPARE(runCli({QStringLiteral("export"), out, QStringLiteral("--to=") + format}, m_run).output, fromText.output);
        }
        QVERIFY(!parsed(readFile(path("out.json"))).isEmpty());
    }

    /// Document, YAML and JSON, as a file and on standard input, say the same.
    void kindsOfInput()
    {
        QCOMPARE(run("new orders.belay --sample orders").exitCode, 0);
        QCOMPARE(run("export orders.belay --to json -o orders.json").exitCode, 0);
        QCOMPARE(run("export orders.belay --to yaml -o orders.yaml").exitCode, 0);
        QFile::copy(path("orders.belay"), path("without-a-name"));
        QFile::copy(path("orders.yaml"), path("text.txt"));
        const QByteArray before = readFile(path("orders.belay"));
        const CliResult expected = run("check orders.belay --format json --today 2026-03-01");
        QCOMPARE(expected.exitCode, 1);
        const QJsonObject plans = plansOf(expected.output);
        QVERIFY(plans.value(QLatin1String("plans")).toArray().size() == 2);
        for (const char *name : {"orders.json", "orders.yaml", "without-a-name", "text.txt"}) {
            const CliResult result = runCli(words("check --format json --today 2026-03-01") << QString::fromLatin1(name), m_run);
            QCOMPARE(result.exitCode, 1);
            QCOMPARE(plansOf(result.output), plans);
        }
        for (const char *name : {"orders.belay", "orders.json", "orders.yaml"}) {
            m_run.input = readFile(path(name));
            const CliResult result = run("check - --format json --today 2026-03-01");
            QCOMPARE(result.exitCode, 1);
            QCOMPARE(plansOf(result.output), plans);
        }
        // Reading left the document alone, and nothing beside it.
        QCOMPARE(readFile(path("orders.belay")), before);
        QCOMPARE(QDir(m_folder->path()).entryList({QStringLiteral("orders.belay*")}, QDir::Files | QDir::Hidden).size(), 1);
    }

    void readOnlyDocument()
    {
        QCOMPARE(run("new fixed.belay --sample orders").exitCode, 0);
        QVERIFY(QFile::setPermissions(path("fixed.belay"), QFile::ReadOwner));
        QCOMPARE(run("check fixed.belay").exitCode, 1);
    }

    void failOn()
    {
        // The other plan has an accepted error; this one has a practice warning only from its drill.
        QCOMPARE(run("check small.yaml --plan nothing --today 2026-03-01").exitCode, 0);
        QCOMPARE(run("check small.yaml --plan nothing --today 2026-03-01 --fail-on warning").exitCode, 0);
        QCOMPARE(run("check small.yaml --plan rollout --today 2026-03-01").exitCode, 0);
        QCOMPARE(run("check small.yaml --plan rollout --today 2026-03-01 --fail-on warning").exitCode, 1);
        QCOMPARE(run("check small.yaml --plan rollout --today 2026-03-01 --fail-on note").exitCode, 1);
        // A drill on the day is in time, the cadence later it still is, a day after that not.
        QCOMPARE(run("check small.yaml --plan rollout --today 2026-01-31 --fail-on warning").exitCode, 0);
        QCOMPARE(run("check small.yaml --plan rollout --today 2026-02-01 --fail-on warning").exitCode, 1);
    }

    void suppressions()
    {
        const CliResult accepted = run("check small.yaml --today 2026-06-30");
        QCOMPARE(accepted.exitCode, 0);
        QVERIFY(accepted.output.contains("Accepted: Known; fixed with 1.4"));
        QVERIFY(accepted.output.contains("1 accepted"));
        // An accepted finding is still one: the plan is not safe.
        QVERIFY(accepted.output.contains("UNSAFE  rollout"));
        const CliResult expired = run("check small.yaml --today 2026-07-01");
        QCOMPARE(expired.exitCode, 1);
        QVERIFY(expired.output.contains("expired on 2026-06-30"));
        QVERIFY(expired.output.contains("Known; fixed with 1.4"));
        QVERIFY(!expired.output.contains("Accepted:"));
    }

    void planAndOutput()
    {
        const CliResult both = run("check small.yaml --today 2026-01-02");
        QVERIFY(both.output.contains("rollout") && both.output.contains("nothing"));
        const CliResult one = run("check small.yaml --today 2026-01-02 -p nothing");
        QVERIFY(one.output.startsWith("SAFE  nothing in production\n"));
        QVERIFY(!one.output.contains("UNSAFE"));
        const CliResult toFile = run("check small.yaml --today 2026-01-02 -p nothing -oreport.txt");
        QCOMPARE(toFile.output, QByteArray());
        QCOMPARE(toFile.errors, QByteArray());
        QCOMPARE(readFile(path("report.txt")), one.output);
        const CliResult dashed = run("check -p nothing --today=2026-01-02 -o - -- small.yaml");
        QCOMPARE(dashed.output, one.output);
    }

    void colours()
    {
        const QByteArray plain = run("check small.yaml --today 2026-03-01").output;
        QVERIFY(!plain.contains('\x1b'));
        const QByteArray coloured = onTerminal({});
        QVERIFY(coloured.contains("\x1b[1;31mUNSAFE\x1b[0m"));
        QByteArray stripped = coloured;
        for (const char *code : {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[33m", "\x1b[1;31m", "\x1b[1;32m"})
            stripped.replace(code, "");
        QCOMPARE(stripped.replace("\r\n", "\n"), plain);
        QVERIFY(!onTerminal({{QStringLiteral("NO_COLOR"), QStringLiteral("1")}}).contains('\x1b'));
        QVERIFY(!onTerminal({{QStringLiteral("TERM"), QStringLiteral("dumb")}}).contains('\x1b'));
    }

    void wayBack()
    {
        const CliResult text = run("way-back small.yaml --plan rollout");
        QCOMPARE(text.exitCode, 0);
        QVERIFY(text.output.contains("after s2  open     checkout 2.4 to 2.3, then shipping 1.3 to 1.2"));
        const CliResult one = run("way-back small.yaml --plan rollout --after s1 --format json");
        const QJsonArray steps = parsed(one.output).value(QLatin1String("plans")).toArray().at(0).toObject().value(QLatin1String("steps")).toArray();
        QCOMPARE(steps.size(), 1);
        const QJsonObject step = steps.at(0).toObject();
        QCOMPARE(step.value(QLatin1String("state")).toString(), QStringLiteral("open"));
        QCOMPARE(step.value(QLatin1String("moves")).toArray().size(), 1);
        QCOMPARE(step.value(QLatin1String("moves")).toArray().at(0).toObject().value(QLatin1String("to")).toString(), QStringLiteral("1.2"));
        QCOMPARE(run("way-back small.yaml --after s1").exitCode, 2);

        // The list of a step is what asking for the step alone gives.
        m_run.input = readFile(samplePath(QStringLiteral("orders")));
        const QJsonArray plans = parsed(run("way-back - --format json").output).value(QLatin1String("plans")).toArray();
        QCOMPARE(plans.size(), 2);
        int compared = 0;
        for (const QJsonValue &plan : plans) {
            for (const QJsonValue &listed : plan.toObject().value(QLatin1String("steps")).toArray()) {
                const CliResult alone = runCli({QStringLiteral("way-back"), QStringLiteral("-"), QStringLiteral("--plan"), plan.toObject().value(QLatin1String("plan")).toString(),
                                                QStringLiteral("--after"), listed.toObject().value(QLatin1String("step")).toString(), QStringLiteral("--format"), QStringLiteral("json")}, m_run);
                const QJsonObject answer = parsed(alone.output).value(QLatin1String("plans")).toArray().at(0).toObject().value(QLatin1String("steps")).toArray().at(0).toObject();
                QCOMPARE(answer.value(QLatin1String("state")), listed.toObject().value(QLatin1String("state")));
                QCOMPARE(answer.value(QLatin1String("moves")), listed.toObject().value(QLatin1String("moves")));
                ++compared;
            }
        }
        QCOMPARE(compared, 26);
        QCOMPARE(run("way-back - --plan launch-as-planned").exitCode, 1);
        QCOMPARE(run("way-back - --plan launch-safe").exitCode, 0);
    }

    void witness()
    {
        const CliResult report = run("check small.yaml --plan rollout --today 2026-07-01 --format json");
        const QJsonArray findings = parsed(report.output).value(QLatin1String("plans")).toArray().at(0).toObject().value(QLatin1String("findings")).toArray();
        QVERIFY(findings.size() >= 2);
        const QJsonObject first = findings.at(0).toObject();
        QCOMPARE(first.value(QLatin1String("code")).toString(), QStringLiteral("rollback-needs"));

        m_run.input = QJsonDocument(first).toJson();
        const CliResult alone = run("witness --finding -");
        QCOMPARE(alone.exitCode, 1);
        QVERIFY(alone.output.startsWith("Reproduced.\n"));
        QVERIFY(alone.output.contains("Goes back: shipping to 1.2"));
        QVERIFY(alone.output.contains("State during step s2"));
        QVERIFY(alone.output.contains("checkout  runs 2.3 and 2.4, may go back to 2.3"));
        QVERIFY(alone.output.contains("shipping  runs 1.3, may go back to 1.2, goes back to 1.2"));
        // A whole report, by number.
        m_run.input = report.output;
        QCOMPARE(run("witness --finding - --number 1").output, alone.output);
        QCOMPARE(run("witness --finding - --number 99").exitCode, 2);
        // In the workspace as it is, and as it is once it is repaired.
        QCOMPARE(run("witness small.yaml --finding - -n 1").exitCode, 1);
        QByteArray repaired = small;
        repaired.replace("{id: s2, move", "{id: s3, commit: shipping}\n      - {id: s2, move");
        writeFile(path("repaired.yaml"), repaired);
        const CliResult gone = run("witness repaired.yaml --finding - -n 1");
        QCOMPARE(gone.exitCode, 0);
        QVERIFY(gone.output.startsWith("Not reproduced"));
        // A witness that does not show what the finding claims.
        QJsonObject wrong = first;
        wrong.insert(QStringLiteral("release"), QStringLiteral("2.3"));
        m_run.input = QJsonDocument(wrong).toJson();
        QVERIFY(run("witness --finding -").output.startsWith("Not reproduced"));
    }

    void witnessOfEveryFinding_data()
    {
        QTest::addColumn<QString>("sample");
        QTest::newRow("orders") << QStringLiteral("orders");
        QTest::newRow("kubernetes-upgrade") << QStringLiteral("kubernetes-upgrade");
    }

    void witnessOfEveryFinding()
    {
        QFETCH(QString, sample);
        const CliResult report = runCli({QStringLiteral("check"), samplePath(sample), QStringLiteral("--format"), QStringLiteral("json")}, m_run);
        int replayed = 0;
        for (const QJsonValue &plan : parsed(report.output).value(QLatin1String("plans")).toArray()) {
            for (const QJsonValue &finding : plan.toObject().value(QLatin1String("findings")).toArray()) {
                m_run.input = QJsonDocument(finding.toObject()).toJson();
                const CliResult result = run("witness --finding -");
                QVERIFY2(result.exitCode == 1 && result.output.startsWith("Reproduced.\n"),
                         (finding.toObject().value(QLatin1String("message")).toString().toUtf8() + '\n' + result.output + result.errors).constData());
                ++replayed;
            }
        }
        QVERIFY(replayed >= 10);
    }

    void graph()
    {
        const QString sample = samplePath(QStringLiteral("kubernetes-upgrade"));
        const QStringList base{QStringLiteral("graph"), sample, QStringLiteral("--component"), QStringLiteral("kube-apiserver"), QStringLiteral("--release"), QStringLiteral("1.29")};
        const CliResult text = runCli(base, m_run);
        QCOMPARE(text.exitCode, 0);
        // 1.30 of these is newer than an API server that goes back to 1.29.
        for (const char *name : {"kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"})
            QVERIFY2(text.output.contains(name), name);
        const QJsonObject json = parsed(runCli(base + words("--format json"), m_run).output);
        QCOMPARE(json.value(QLatin1String("nodes")).toArray().size(), 7);
        QVERIFY(json.contains(QLatin1String("blast")));
        const QByteArray dot = runCli(base + words("--format dot"), m_run).output;
        QVERIFY(dot.startsWith("digraph ") && dot.contains("\"kubelet\" -> \"kube-apiserver\""));
        const QByteArray svg = runCli(base + words("--format svg -o graph.svg"), m_run).output;
        QCOMPARE(svg, QByteArray());
        QXmlStreamReader xml(readFile(path("graph.svg")));
        QVERIFY(xml.readNextStartElement());
        QCOMPARE(xml.name().toString(), QStringLiteral("svg"));
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        // Without a component: the whole graph.
        const CliResult whole = runCli({QStringLiteral("graph"), sample}, m_run);
        QCOMPARE(whole.exitCode, 0);
        QVERIFY(whole.output.contains("kube-proxy"));
        for (const char *format : {"text", "json", "dot", "svg"})
            QVERIFY(runCli(base + QStringList{QStringLiteral("--format"), QString::fromLatin1(format)}, m_run).output.endsWith('\n'));
    }

    void import()
    {
        writeFile(path("compose.yaml"), compose);
        const CliResult first = run("import shop.belay --from compose --environment production compose.yaml");
        QVERIFY2(first.exitCode == 0, first.errors.constData());
        QVERIFY(first.output.contains("Docker Compose: 3 components, 2 references."));
        QVERIFY(first.output.contains("Added 3 components, 3 releases and 2 links."));
        const QByteArray exported = run("export shop.belay --to yaml").output;
        QVERIFY(exported.contains("checkout") && exported.contains("2.3") && exported.contains("depends_on"));
        // Again: nothing is added twice. The format shows in the name.
        const CliResult again = run("import shop.belay -e production compose.yaml");
        QVERIFY(again.output.contains("Added 0 components, 0 releases and 0 links. Known already: 3 components and 2 links."));
        QCOMPARE(run("export shop.belay --to yaml").output, exported);
        // A newer image becomes the live release; what was live is its history.
        QByteArray newer = compose;
        writeFile(path("compose.yaml"), newer.replace("checkout:2.3", "checkout:2.4"));
        QVERIFY(run("import shop.belay -e production compose.yaml").output.contains("Live release set: 1 component."));
        // Text files: made if new, rewritten only if allowed.
        QCOMPARE(run("import shop.yaml --from compose compose.yaml").exitCode, 0);
        const QByteArray before = readFile(path("shop.yaml"));
        const CliResult refused = run("import shop.yaml --from compose compose.yaml");
        QCOMPARE(refused.exitCode, 2);
        QVERIFY(refused.errors.contains("--rewrite"));
        QCOMPARE(readFile(path("shop.yaml")), before);
        QCOMPARE(run("import shop.yaml --rewrite --from compose compose.yaml").exitCode, 0);
        // From standard input, into the same document, as something of its own.
        m_run.input = "digraph { web -> search; }";
        const CliResult dot = run("import shop.belay --from dot --origin drawn -");
        QCOMPARE(dot.exitCode, 0);
        QVERIFY(dot.output.contains("Added 1 component,"));
        QVERIFY(run("export shop.belay --to yaml").output.contains("origin: drawn"));
        // What cannot be read leaves everything as it was.
        const QByteArray document = run("export shop.belay --to yaml").output;
        writeFile(path("broken.dot"), "digraph {");
        const CliResult broken = run("import shop.belay broken.dot");
        QCOMPARE(broken.exitCode, 2);
        QVERIFY(broken.errors.startsWith("broken.dot:"));
        QCOMPARE(run("export shop.belay --to yaml").output, document);
    }

    /// Compose reads `.env` beside the file, as its own tool does.
    void importTakesCompanions()
    {
        QDir(m_folder->path()).mkdir(QStringLiteral("deploy"));
        writeFile(path("deploy/compose.yaml"), "services:\n  web:\n    image: shop/web:${TAG}\n");
        writeFile(path("deploy/.env"), "TAG=7.7\n");
        QCOMPARE(run("import shop.belay --from compose -e production deploy/compose.yaml").exitCode, 0);
        QVERIFY(run("export shop.belay --to yaml").output.contains("7.7"));
    }

    void progressIsForTerminals()
    {
        // Standard error is a pipe here: not a byte of progress, however long it takes.
        QByteArray large = "belay: 1\ncomponents:\n";
        for (int i = 0; i < 60'000; ++i) {
            const QByteArray id = 'c' + QByteArray::number(i);
            large += "  - {id: " + id + ", kind: service, releases: [\"1\", \"2\"]}\n";
        }
        large += "environments: [{id: e, live: {c0: \"1\"}}]\nplans: [{id: p, environment: e, steps: [{id: s, move: c0, to: \"2\"}]}]\n";
        m_run.input = large;
        const CliResult result = run("check -");
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.errors, QByteArray());
    }

private:
    CliResult run(const char *arguments) { return runCli(words(arguments), m_run); }
    QString path(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }

    /// What the check writes to a terminal.
    QByteArray onTerminal(const QMap<QString, QString> &environment)
    {
        int terminal = -1;
        int inner = -1;
        if (::openpty(&terminal, &inner, nullptr, nullptr, nullptr) != 0)
            return {};
        CliRun onPty = m_run;
        onPty.environment = {{QStringLiteral("TERM"), QStringLiteral("xterm")}};
        onPty.environment.insert(environment);
        onPty.inChild = [inner] { ::dup2(inner, STDOUT_FILENO); };
        // Small enough for the terminal's buffer, so that it can be read afterwards.
        (void)runCli(words("check small.yaml --today 2026-03-01"), onPty);
        ::close(inner);
        QByteArray bytes;
        char buffer[4096];
        for (ssize_t got = 0; (got = ::read(terminal, buffer, sizeof buffer)) > 0;)
            bytes.append(buffer, got);
        ::close(terminal);
        return bytes;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    CliRun m_run;
};

QTEST_GUILESS_MAIN(TestCliCommands)
#include "test_cli_commands.moc"
