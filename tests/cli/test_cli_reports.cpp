// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirunner.h"

#include "models/exchange/reportjson.h"
#include "models/exchange/reportjunit.h"
#include "models/exchange/reportsarif.h"
#include "models/exchange/reporttext.h"
#include "models/rollback/codes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <QXmlStreamReader>

using namespace belay;
using namespace belay::test;

namespace {

QJsonValue at(const QJsonObject &object, const char *path)
{
    QJsonValue value = object;
    for (const QByteArray &key : QByteArray(path).split('/'))
        value = value.isArray() ? value.toArray().at(key.toInt()) : value.toObject().value(QString::fromLatin1(key));
    return value;
}

QStringList keysOf(const QJsonValue &object)
{
    QStringList keys = object.toObject().keys();
    keys.sort();
    return keys;
}

QStringList sorted(const char *words)
{
    QStringList list = QString::fromLatin1(words).split(QLatin1Char(' '));
    list.sort();
    return list;
}

CliResult check(const QString &sample, const char *format, const QByteArray &text = {})
{
    CliRun run;
    run.folder = sourcePath(QStringLiteral("resources/samples"));
    run.input = text;
    return runCli({QStringLiteral("check"), text.isEmpty() ? sample + QStringLiteral(".yaml") : QStringLiteral("-"),
                   QStringLiteral("--today"), QStringLiteral("2026-11-22"), QStringLiteral("--format"), QString::fromLatin1(format)}, run);
}

/// What is wrong with a SARIF log by the required properties and value lists of the 2.1.0 schema.
class SarifCheck {
public:
    QStringList problems;

    void log(const QJsonObject &log)
    {
        text(log, "version", QStringLiteral("log"));
        expect(log.value(QLatin1String("version")).toString() == QLatin1String("2.1.0"), QStringLiteral("version is 2.1.0"));
        expect(QUrl(log.value(QLatin1String("$schema")).toString()).isValid(), QStringLiteral("$schema is a URI"));
        for (const QJsonValue &value : list(log, "runs", QStringLiteral("log")))
            run(value.toObject());
    }

private:
    void expect(bool holds, const QString &what)
    {
        if (!holds)
            problems << what;
    }
    void text(const QJsonObject &object, const char *key, const QString &where)
    {
        expect(object.value(QLatin1String(key)).isString() && !object.value(QLatin1String(key)).toString().isEmpty(),
               where + QStringLiteral(" has the text ") + QLatin1String(key));
    }
    QJsonArray list(const QJsonObject &object, const char *key, const QString &where)
    {
        expect(object.value(QLatin1String(key)).isArray(), where + QStringLiteral(" has the list ") + QLatin1String(key));
        return object.value(QLatin1String(key)).toArray();
    }
    void keys(const QJsonObject &object, const char *allowed, const QString &where)
    {
        const QStringList known = QString::fromLatin1(allowed).split(QLatin1Char(' '));
        for (const QString &key : object.keys())
            expect(known.contains(key), where + QStringLiteral(" has no property ") + key);
    }
    void message(const QJsonValue &value, const QString &where)
    {
        keys(value.toObject(), "text markdown id arguments properties", where);
        text(value.toObject(), "text", where);
    }
    void level(const QJsonObject &object, const QString &where)
    {
        static const QStringList levels{QStringLiteral("none"), QStringLiteral("note"), QStringLiteral("warning"), QStringLiteral("error")};
        expect(levels.contains(object.value(QLatin1String("level")).toString()), where + QStringLiteral(" has a level"));
    }

    void run(const QJsonObject &object)
    {
        keys(object, "tool invocations columnKind artifacts results properties", QStringLiteral("run"));
        const QJsonObject driver = object.value(QLatin1String("tool")).toObject().value(QLatin1String("driver")).toObject();
        keys(driver, "name fullName version semanticVersion rules", QStringLiteral("driver"));
        text(driver, "name", QStringLiteral("driver"));
        static const QStringList kinds{QStringLiteral("utf16CodeUnits"), QStringLiteral("unicodeCodePoints")};
        expect(kinds.contains(object.value(QLatin1String("columnKind")).toString()), QStringLiteral("columnKind"));
        m_rules = list(driver, "rules", QStringLiteral("driver"));
        QSet<QString> ids;
        for (const QJsonValue &value : m_rules) {
            const QJsonObject rule = value.toObject();
            keys(rule, "id name shortDescription fullDescription help helpUri defaultConfiguration properties", QStringLiteral("rule"));
            text(rule, "id", QStringLiteral("rule"));
            ids << rule.value(QLatin1String("id")).toString();
            message(rule.value(QLatin1String("shortDescription")), QStringLiteral("shortDescription"));
            message(rule.value(QLatin1String("fullDescription")), QStringLiteral("fullDescription"));
            message(rule.value(QLatin1String("help")), QStringLiteral("help"));
            const QUrl url(rule.value(QLatin1String("helpUri")).toString());
            expect(url.isValid() && !url.isRelative() && url.fragment() == rule.value(QLatin1String("id")).toString(), QStringLiteral("helpUri"));
            level(rule.value(QLatin1String("defaultConfiguration")).toObject(), QStringLiteral("rule"));
            QSet<QString> tags;
            const QJsonArray given = at(rule, "properties/tags").toArray();
            for (const QJsonValue &tag : given)
                tags << tag.toString();
            expect(tags.size() == given.size(), QStringLiteral("tags are distinct"));
        }
        expect(ids.size() == m_rules.size(), QStringLiteral("rule ids are distinct"));
        for (const QJsonValue &value : list(object, "invocations", QStringLiteral("run"))) {
            const QJsonObject invocation = value.toObject();
            keys(invocation, "executionSuccessful exitCode exitCodeDescription toolExecutionNotifications", QStringLiteral("invocation"));
            expect(invocation.value(QLatin1String("executionSuccessful")).isBool(), QStringLiteral("executionSuccessful"));
            expect(invocation.value(QLatin1String("exitCode")).isDouble(), QStringLiteral("exitCode"));
            for (const QJsonValue &note : list(invocation, "toolExecutionNotifications", QStringLiteral("invocation"))) {
                message(note.toObject().value(QLatin1String("message")), QStringLiteral("notification"));
                level(note.toObject(), QStringLiteral("notification"));
            }
        }
        m_artifacts = object.value(QLatin1String("artifacts")).toArray().size();
        QSet<QString> prints;
        const QJsonArray results = list(object, "results", QStringLiteral("run"));
        for (const QJsonValue &value : results)
            prints << result(value.toObject());
        expect(prints.size() == results.size(), QStringLiteral("fingerprints are distinct"));
    }

    QString result(const QJsonObject &object)
    {
        keys(object, "ruleId ruleIndex kind level message locations relatedLocations partialFingerprints suppressions properties", QStringLiteral("result"));
        message(object.value(QLatin1String("message")), QStringLiteral("result"));
        level(object, QStringLiteral("result"));
        const int index = object.value(QLatin1String("ruleIndex")).toInt(-1);
        expect(index >= 0 && m_rules.at(index).toObject().value(QLatin1String("id")) == object.value(QLatin1String("ruleId")), QStringLiteral("ruleIndex"));
        for (const char *key : {"locations", "relatedLocations"}) {
            for (const QJsonValue &value : object.value(QLatin1String(key)).toArray())
                location(value.toObject());
        }
        for (const QJsonValue &value : object.value(QLatin1String("suppressions")).toArray()) {
            const QJsonObject suppression = value.toObject();
            keys(suppression, "kind status justification", QStringLiteral("suppression"));
            text(suppression, "justification", QStringLiteral("suppression"));
            expect(suppression.value(QLatin1String("kind")).toString() == QLatin1String("inSource"), QStringLiteral("suppression kind"));
            expect(suppression.value(QLatin1String("status")).toString() == QLatin1String("accepted"), QStringLiteral("suppression status"));
        }
        const QString print = object.value(QLatin1String("partialFingerprints")).toObject().value(QLatin1String("belayFinding/v1")).toString();
        static const QRegularExpression hex(QStringLiteral("^[0-9a-f]{16}$"));
        expect(hex.match(print).hasMatch(), QStringLiteral("fingerprint"));
        return print;
    }

    void location(const QJsonObject &object)
    {
        keys(object, "id physicalLocation logicalLocations message", QStringLiteral("location"));
        if (object.contains(QLatin1String("physicalLocation"))) {
            const QJsonObject physical = object.value(QLatin1String("physicalLocation")).toObject();
            keys(physical, "artifactLocation region", QStringLiteral("physicalLocation"));
            const QJsonObject artifact = physical.value(QLatin1String("artifactLocation")).toObject();
            expect(QUrl(artifact.value(QLatin1String("uri")).toString(), QUrl::StrictMode).isValid(), QStringLiteral("uri"));
            expect(artifact.value(QLatin1String("index")).toInt(-1) < m_artifacts, QStringLiteral("artifact index"));
            if (physical.contains(QLatin1String("region"))) {
                expect(physical.value(QLatin1String("region")).toObject().value(QLatin1String("startLine")).toInt() >= 1, QStringLiteral("startLine"));
                expect(physical.value(QLatin1String("region")).toObject().value(QLatin1String("startColumn")).toInt(1) >= 1, QStringLiteral("startColumn"));
            }
        }
        for (const QJsonValue &logical : object.value(QLatin1String("logicalLocations")).toArray()) {
            keys(logical.toObject(), "name fullyQualifiedName kind", QStringLiteral("logicalLocation"));
            text(logical.toObject(), "fullyQualifiedName", QStringLiteral("logicalLocation"));
        }
    }

    QJsonArray m_rules;
    qsizetype m_artifacts = 0;
};

QStringList fingerprints(const QByteArray &sarif)
{
    QStringList prints;
    for (const QJsonValue &result : at(parsed(sarif), "runs/0/results").toArray())
        prints << at(result.toObject(), "partialFingerprints").toObject().value(QLatin1String("belayFinding/v1")).toString();
    prints.sort();
    return prints;
}

/// A report with one of everything that the forms have to deal with.
rollback::Report handMade()
{
    rollback::Finding finding;
    finding.code = rollback::Code::RollbackFormat;
    finding.check = rollback::Check::Rollback;
    finding.step = "s<1>";
    finding.window = rollback::Window::During;
    finding.order = {"s<1>"};
    finding.component = "a&b";
    finding.release = "1\"2\"";
    finding.against = {{}, {}, "store", "f\n1"};
    finding.rollbacks = {{"a&b", "1"}};
    finding.requirement = "reads/store";
    finding.message = "Caf\xc3\xa9 <b> & \"q\" \x01 \xff end.";
    finding.remedies = {"Do.", "Or do not."};
    finding.mark = {3, 7};
    rollback::Finding accepted = finding;
    accepted.severity = rollback::Severity::Warning;
    accepted.release = "2";
    accepted.suppressedBy = "We <know>";
    rollback::Finding nowhere;
    nowhere.code = rollback::Code::WayBackAtOnce;
    nowhere.check = rollback::Check::WayBack;
    nowhere.severity = rollback::Severity::Note;
    nowhere.step = "start";
    nowhere.together = {"x", "y"};
    nowhere.message = "At once.";
    rollback::PlanReport plan;
    plan.plan = "p\"1";
    plan.environment = "e";
    plan.verdict = rollback::Verdict::Unsafe;
    plan.findings = {finding, accepted, nowhere};
    plan.pointsOfNoReturn = {"s<1>"};
    plan.wayBack = {{"s<1>", rollback::WayBackState::Closed, true, {}, {}},
                    {"s2", rollback::WayBackState::AtOnce, false, "s<1>", {{"x", "2", "1", 0}, {"y", "2", "1", 0}}},
                    {"s3", rollback::WayBackState::Unknown, false, {}, {}}};
    rollback::Report report;
    report.workspace = "W";
    report.plans = {plan};
    report.suppressions = {{{"live-needs", {}, {}, {}, {}, "Old", "2020-01-01", {}}, 0, true}, {{{}, {}, "a&b", {}, {}, "We <know>", "2099-01-01", {}}, 1, false}};
    return report;
}

} // namespace

class TestCliReports : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oddTextInJson()
    {
        const QJsonObject json = parsed(QByteArray::fromStdString(exchange::writeReportJson(handMade(), {}, {})));
        const QString message = at(json, "plans/0/findings/0/message").toString();
        QVERIFY(message.startsWith(QString::fromUtf8("Caf\xc3\xa9 <b> & \"q\" ")));
        QVERIFY(message.endsWith(QString::fromUtf8("\xef\xbf\xbd end.")));
        QCOMPARE(at(json, "plans/0/plan").toString(), QStringLiteral("p\"1"));
        QCOMPARE(at(json, "plans/0/resilience"), QJsonValue(QJsonValue::Null));
        QCOMPARE(at(json, "plans/0/findings/0/against").toObject().value(QLatin1String("format")).toString(), QStringLiteral("f\n1"));
        QCOMPARE(at(json, "plans/0/findings/0/witness"), QJsonValue(QJsonValue::Null));
        QCOMPARE(at(json, "plans/0/findings/2/component"), QJsonValue(QJsonValue::Null));
        QCOMPARE(at(json, "plans/0/findings/2/against"), QJsonValue(QJsonValue::Null));
        QCOMPARE(at(json, "plans/0/findings/2/requirement"), QJsonValue(QJsonValue::Null));
        QCOMPARE(at(json, "plans/0/findings/2/together").toArray().size(), 2);
        QCOMPARE(at(json, "plans/0/way_back").toObject().value(QStringLiteral("s<1>")), QJsonValue(QJsonValue::Null));
        QCOMPARE(at(json, "plans/0/way_back").toObject().value(QStringLiteral("s3")), QJsonValue(QJsonValue::Null));
        QCOMPARE(at(json, "plans/0/way_back/s2").toArray().size(), 2);
        QCOMPARE(at(json, "plans/0/way_back_state/s2/groups").toArray(), (QJsonArray{0, 0}));
        QCOMPARE(at(json, "plans/0/way_back_state/s2/reaches_to").toString(), QStringLiteral("s<1>"));
        QCOMPARE(at(json, "plans/0/way_back_state/s3/state").toString(), QStringLiteral("unknown"));
        QCOMPARE(at(json, "summary/errors").toInt(), 1);
        QCOMPARE(at(json, "summary/warnings").toInt(), 0);
        QCOMPARE(at(json, "summary/notes").toInt(), 1);
        QCOMPARE(at(json, "summary/suppressed").toInt(), 1);
        QCOMPARE(at(json, "summary/expired_suppressions").toInt(), 1);
    }

    void oddTextInXml()
    {
        QXmlStreamReader xml(QByteArray::fromStdString(exchange::writeReportJunit(handMade(), {}, {})).replace("\xff", "?"));
        int failures = 0;
        int skipped = 0;
        int cases = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            cases += xml.name() == QLatin1String("testcase") ? 1 : 0;
            failures += xml.name() == QLatin1String("failure") ? 1 : 0;
            skipped += xml.name() == QLatin1String("skipped") ? 1 : 0;
            if (xml.name() == QLatin1String("failure"))
                QVERIFY(xml.attributes().value(QLatin1String("message")).contains(QLatin1String("<b> & \"q\"")));
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        // Two checks without findings, and three findings.
        QCOMPARE(cases, 5);
        QCOMPARE(failures, 1);
        QCOMPARE(skipped, 1);
    }

    void oddTextInSarif()
    {
        exchange::ReportContext context;
        context.file = "a folder/caf\xc3\xa9 #1.yaml";
        context.documentation = "https://example.org/codes.md";
        const QJsonObject log = parsed(QByteArray::fromStdString(exchange::writeReportSarif(handMade(), {}, context)));
        SarifCheck sarif;
        sarif.log(log);
        QCOMPARE(sarif.problems, QStringList());
        QCOMPARE(at(log, "runs/0/artifacts/0/location/uri").toString(), QStringLiteral("a%20folder/caf%C3%A9%20%231.yaml"));
        QCOMPARE(at(log, "runs/0/results/0/locations/0/physicalLocation/region/startLine").toInt(), 3);
        QCOMPARE(at(log, "runs/0/results/0/locations/0/physicalLocation/region/startColumn").toInt(), 7);
        QVERIFY(at(log, "runs/0/results/0/suppressions").isUndefined());
        QCOMPARE(at(log, "runs/0/results/1/suppressions/0/justification").toString(), QStringLiteral("We <know>"));
        QVERIFY(!at(log, "runs/0/results/2/locations/0/physicalLocation").toObject().contains(QLatin1String("region")));
        QCOMPARE(at(log, "runs/0/invocations/0/toolExecutionNotifications").toArray().size(), 1);
        // Standard input has no place to lead to.
        const QJsonObject unnamed = parsed(QByteArray::fromStdString(exchange::writeReportSarif(handMade(), {}, {})));
        QVERIFY(at(unnamed, "runs/0/results/0/locations/0/physicalLocation").isUndefined());
        QVERIFY(!at(unnamed, "runs/0/results/0/locations/0/logicalLocations").toArray().isEmpty());
    }

    void wrapping()
    {
        const std::string text(300, 'x');
        QCOMPARE(exchange::wrapped(text, 10), text);
        const std::string words = exchange::wrapped("one two " + std::string(91, 'y') + " three", 4);
        QCOMPARE(words, "one two\n    " + std::string(91, 'y') + "\n    three");
        QCOMPARE(exchange::wrapped("a\nb", 2), std::string("a\n  b"));
        QCOMPARE(exchange::wrapped("", 2), std::string());
        // 90 letters of two bytes each are 90 columns.
        std::string accents;
        for (int i = 0; i < 90; ++i)
            accents += "\xc3\xa9";
        QCOMPARE(exchange::wrapped("ab " + accents, 0), "ab " + accents);
    }

    void roundTripOfAFinding()
    {
        rollback::Report report = handMade();
        report.plans.front().findings.front().message = "Plain.";
        const std::string json = exchange::writeReportJson(report, {}, {});
        for (std::size_t i = 0; i < 3; ++i) {
            rollback::Finding expected = report.plans.front().findings[i];
            if (i == 1)
                continue;
            const auto read = exchange::readFindingJson(json, "f.json", i + 1);
            QVERIFY2(read.ok(), read ? "" : describe(read.error()).c_str());
            QCOMPARE(read->finding, expected);
        }
    }

    void jsonIsAsSpecified()
    {
        const CliResult result = check(QStringLiteral("orders"), "json");
        QCOMPARE(result.exitCode, 1);
        const QJsonObject json = parsed(result.output);
        QCOMPARE(keysOf(json), sorted("tool version workspace plans suppressions summary"));
        QCOMPARE(at(json, "tool").toString(), QStringLiteral("belay"));
        for (const QJsonValue &plan : at(json, "plans").toArray()) {
            QCOMPARE(keysOf(plan), sorted("plan environment verdict resilience findings points_of_no_return way_back way_back_state"));
            for (const QJsonValue &finding : plan.toObject().value(QLatin1String("findings")).toArray())
            {
                QStringList keys = keysOf(finding);
                // Only where there is some.
                const bool led = finding.toObject().value(QLatin1String("code")).toString() == QLatin1String("rollback-tolerates");
                QCOMPARE(keys.removeAll(QStringLiteral("evidence")), qsizetype(led ? 1 : 0));
                QCOMPARE(keys, sorted("code check severity step window order component release against rollbacks requirement "
                                      "message remedies suppressed together state witness"));
            }
        }
        QCOMPARE(at(json, "plans/0/verdict").toString(), QStringLiteral("unsafe"));
        QCOMPARE(at(json, "plans/1/verdict").toString(), QStringLiteral("safe"));
        QCOMPARE(at(json, "plans/0/resilience").toInt(), 1);
        QCOMPARE(at(json, "plans/1/resilience"), QJsonValue(QJsonValue::Null));
        QCOMPARE(at(json, "plans/0/points_of_no_return").toArray(), QJsonArray{QStringLiteral("p6")});
        QCOMPARE(at(json, "plans/0/way_back/p6"), QJsonValue(QJsonValue::Null));
        QCOMPARE(at(json, "plans/0/way_back/p1/0"), QJsonValue(QJsonObject{{QStringLiteral("component"), QStringLiteral("shipping")}, {QStringLiteral("from"), QStringLiteral("1.4")}, {QStringLiteral("to"), QStringLiteral("1.3")}}));
        QCOMPARE(at(json, "summary/exit_code").toInt(), result.exitCode);
    }

    /// A finding leads to the statements of the old release that fail.
    void evidence()
    {
        const QByteArray text = R"(belay: 1
workspace: Users
components:
  - {id: db, kind: database, releases: ["41", "42"]}
  - id: app
    kind: service
    releases:
      - id: "1"
        tolerates:
          db:
            read: "41"
            write: "41"
            evidence:
              - {versions: "42", side: write, statement: AddUser, at: "db/my users.sql:4", code: column-missing, message: "column users.email\e does not exist", cause: "migrations/42_drop.up.sql:3", found: "the static engine, 1"}
              - {versions: "42", side: read, statement: GetUser}
      - {id: "2", tolerates: {db: "42"}}
environments:
  - {id: production, live: {db: "41", app: "1"}, history: {app: []}}
plans:
  - id: p
    environment: production
    steps:
      - {id: s1, move: db, to: "42"}
      - {id: s2, move: app, to: "2"}
)";
        const QJsonObject json = parsed(check({}, "json", text).output);
        int led = 0;
        int without = 0;
        for (const QJsonValue &value : at(json, "plans/0/findings").toArray()) {
            const QJsonObject finding = value.toObject();
            if (finding.value(QLatin1String("code")).toString() == QLatin1String("live-tolerates")
                && finding.value(QLatin1String("release")).toString() == QLatin1String("1")) {
                const QJsonArray all = finding.value(QLatin1String("evidence")).toArray();
                QCOMPARE(all.size(), 2);
                QCOMPARE(keysOf(all.at(0)), sorted("versions side statement at code message cause found"));
                QCOMPARE(at(all.at(0).toObject(), "statement").toString(), QStringLiteral("AddUser"));
                QCOMPARE(at(all.at(0).toObject(), "side").toString(), QStringLiteral("write"));
                QCOMPARE(at(all.at(1).toObject(), "cause"), QJsonValue(QJsonValue::Null));
                // It goes with the finding's witness, and so do its sentences.
                CliRun run;
                run.input = QJsonDocument(finding).toJson();
                const CliResult witness = runCli({QStringLiteral("witness"), QStringLiteral("--finding"), QStringLiteral("-")}, run);
                QCOMPARE(witness.exitCode, 1);
                QVERIFY(witness.output.startsWith("Reproduced.\n"));
                QVERIFY2(witness.output.contains("Because: GetUser fails at 42."), witness.output.constData());
                ++led;
            } else {
                QVERIFY(!finding.contains(QLatin1String("evidence")) || !at(finding, "evidence").toArray().isEmpty());
                without += finding.contains(QLatin1String("evidence")) ? 0 : 1;
            }
        }
        QVERIFY(led > 0);
        QVERIFY(without > 0);

        const QByteArray terminal = check({}, "text", text).output;
        QVERIFY2(terminal.contains("          Because: The write AddUser (db/my users.sql:4) fails at 42: column users.email does not\n"
                                   "          exist (column-missing). Made so by migrations/42_drop.up.sql:3. Found by the static\n"
                                   "          engine, 1.\n"), terminal.constData());
        QVERIFY(!terminal.contains('\x1b'));

        const QByteArray junit = check({}, "junit", text).output;
        QVERIFY2(junit.contains("Because: GetUser fails at 42.\n"), junit.constData());

        SarifCheck sarif;
        const QJsonObject log = parsed(check({}, "sarif", text).output);
        sarif.log(log);
        QCOMPARE(sarif.problems, QStringList());
        QStringList places;
        for (const QJsonValue &value : at(log, "runs/0/results").toArray()) {
            int id = 0;
            for (const QJsonValue &related : value.toObject().value(QLatin1String("relatedLocations")).toArray()) {
                QCOMPARE(at(related.toObject(), "id").toInt(), ++id);
                places << at(related.toObject(), "physicalLocation/artifactLocation/uri").toString() + QLatin1Char(':')
                        + QString::number(at(related.toObject(), "physicalLocation/region/startLine").toInt());
            }
        }
        // Standard input has no lines of its own, so that these are all.
        places.removeDuplicates();
        QCOMPARE(places, (QStringList{QStringLiteral("db/my%20users.sql:4"), QStringLiteral("migrations/42_drop.up.sql:3")}));
    }

    /// What the samples are there to show, apart from the wording.
    void samples()
    {
        const auto findings = [](const QJsonValue &plan) {
            QStringList all;
            for (const QJsonValue &value : plan.toObject().value(QLatin1String("findings")).toArray()) {
                const QJsonObject f = value.toObject();
                if (f.value(QLatin1String("severity")).toString() == QLatin1String("error"))
                    all << f.value(QLatin1String("code")).toString() + QLatin1Char(' ') + f.value(QLatin1String("component")).toString() + QLatin1Char(' ') + f.value(QLatin1String("step")).toString();
            }
            all.sort();
            return all;
        };
        const QJsonObject orders = parsed(check(QStringLiteral("orders"), "json").output);
        QCOMPARE(findings(at(orders, "plans/0")), (QStringList{QStringLiteral("no-way-back orders-db p6"), QStringLiteral("rollback-format accounting p7"),
            QStringLiteral("rollback-format fraud-detection p7"), QStringLiteral("rollback-needs address-entry p9"), QStringLiteral("rollback-needs checkout p7"),
            QStringLiteral("rollback-needs frontend p8"), QStringLiteral("rollback-tolerates checkout p6")}));
        QCOMPARE(findings(at(orders, "plans/1")), QStringList());
        const QJsonObject kubernetes = parsed(check(QStringLiteral("kubernetes-upgrade"), "json").output);
        QCOMPARE(at(kubernetes, "plans/0/verdict").toString(), QStringLiteral("safe"));
        QCOMPARE(at(kubernetes, "plans/1/verdict").toString(), QStringLiteral("unsafe"));
        QCOMPARE(at(kubernetes, "plans/2/verdict").toString(), QStringLiteral("unsafe"));
        QVERIFY(findings(at(kubernetes, "plans/1")).contains(QStringLiteral("live-self kube-apiserver api")));
        QVERIFY(findings(at(kubernetes, "plans/1")).contains(QStringLiteral("live-needs kube-controller-manager api")));
        QVERIFY(findings(at(kubernetes, "plans/2")).contains(QStringLiteral("live-needs kubelet nodes")));
        QCOMPARE(findings(at(kubernetes, "plans/0")), QStringList());
    }

    void golden_data()
    {
        QTest::addColumn<QString>("sample");
        QTest::addColumn<QString>("format");
        for (const char *format : {"text", "json", "sarif", "junit"})
            QTest::newRow((QByteArray("orders ") + format).constData()) << QStringLiteral("orders") << QString::fromLatin1(format);
        QTest::newRow("kubernetes-upgrade text") << QStringLiteral("kubernetes-upgrade") << QStringLiteral("text");
    }

    /// The whole output, so that no change of it goes unseen.
    void golden()
    {
        QFETCH(QString, sample);
        QFETCH(QString, format);
        const CliResult result = check(sample, format.toLatin1().constData());
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(result.errors, QByteArray());
        QByteArray text = result.output;
        if (format == QLatin1String("sarif")) {
            // The rules are the pages of docs/codes.md, and their URI is a matter of the build.
            QJsonObject log = parsed(text);
            QJsonObject run = at(log, "runs/0").toObject();
            run.remove(QLatin1String("tool"));
            text = QJsonDocument(run).toJson();
        }
        QVERIFY(matchesGolden(sample + QLatin1Char('.') + format, text));
    }

    void sarifIsValid_data()
    {
        QTest::addColumn<QString>("sample");
        QTest::newRow("orders") << QStringLiteral("orders");
        QTest::newRow("kubernetes-upgrade") << QStringLiteral("kubernetes-upgrade");
    }

    void sarifIsValid()
    {
        QFETCH(QString, sample);
        const CliResult result = check(sample, "sarif");
        const QJsonObject log = parsed(result.output);
        SarifCheck sarif;
        sarif.log(log);
        QCOMPARE(sarif.problems, QStringList());
        QCOMPARE(at(log, "runs/0/tool/driver/rules").toArray().size(), static_cast<qsizetype>(rollback::allCodes().size()));
        QCOMPARE(at(log, "runs/0/invocations/0/exitCode").toInt(), result.exitCode);
        // Every result leads to the line that says what fails, and to the step.
        const QList<QByteArray> lines = readFile(samplePath(sample)).split('\n');
        for (const QJsonValue &value : at(log, "runs/0/results").toArray()) {
            const QJsonObject object = value.toObject();
            const int line = at(object, "locations/0/physicalLocation/region/startLine").toInt();
            QVERIFY(line >= 1 && line <= lines.size());
            const QByteArray step = at(object, "properties/step").toString().toUtf8();
            const int stepLine = at(object, "relatedLocations/0/physicalLocation/region/startLine").toInt();
            QVERIFY2(lines.at(stepLine - 1).contains("{id: " + step + ','), lines.at(stepLine - 1).constData());
            const QByteArray requirement = at(object, "properties/requirement").toString().toUtf8();
            if (requirement.startsWith("tolerates/") || requirement.startsWith("reads/"))
                QVERIFY2(lines.at(line - 1).contains(requirement.mid(requirement.indexOf('/') + 1)), lines.at(line - 1).constData());
        }
    }

    /// Lines move, and the file is sorted anew: it is still the same finding.
    void fingerprintsAreStable()
    {
        QByteArray text = readFile(samplePath(QStringLiteral("orders")));
        const QStringList prints = fingerprints(check({}, "sarif", text).output);
        QVERIFY(prints.size() >= 7);
        QCOMPARE(QSet<QString>(prints.begin(), prints.end()).size(), prints.size());
        QCOMPARE(fingerprints(check({}, "sarif", "# moved down\n\n\n" + text).output), prints);
        // Another order of components, of plans, and of the needs of a release.
        QByteArray sortedAnew = text;
        const QByteArray cart = "  - id: cart\n    kind: service\n    owner: web\n    releases: [\"1.2\"]\n";
        QVERIFY(sortedAnew.contains(cart));
        sortedAnew.replace(cart, "").replace("  # --- Stores", cart + "  # --- Stores");
        const QByteArray need = "          - {feature: shipping/carrier-quotes}\n";
        const QByteArray before = "          - {component: payment, releases: \"4.1..\"}\n";
        QVERIFY(sortedAnew.contains(before + need));
        sortedAnew.replace(before + need, need + before);
        QCOMPARE(fingerprints(check({}, "sarif", sortedAnew).output), prints);
        const qsizetype plans = sortedAnew.indexOf("  - id: launch-as-planned");
        const qsizetype second = sortedAnew.indexOf("  - id: launch-safe");
        const qsizetype end = sortedAnew.indexOf("\nsuppressions:");
        const QByteArray swapped = sortedAnew.left(plans) + sortedAnew.mid(second, end - second) + '\n'
            + sortedAnew.mid(plans, second - plans) + sortedAnew.mid(end);
        QCOMPARE(fingerprints(check({}, "sarif", swapped).output), prints);
        // What is another finding has another fingerprint.
        QByteArray other = text;
        other.replace("p7, move: checkout, to: \"2.4\"", "p7, move: checkout, to: \"2.4\", rolling: false").replace("launch-as-planned", "launch-anyhow");
        QVERIFY(fingerprints(check({}, "sarif", other).output) != prints);
    }

    void deterministic()
    {
        for (const char *format : {"text", "json", "sarif", "junit"})
            QCOMPARE(check(QStringLiteral("orders"), format).output, check(QStringLiteral("orders"), format).output);
    }

    void junitCounts()
    {
        QXmlStreamReader xml(check(QStringLiteral("orders"), "junit").output);
        int suites = 0;
        int cases = 0;
        int failures = 0;
        int saidTests = 0;
        int saidFailures = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == QLatin1String("testsuites")) {
                saidTests = xml.attributes().value(QLatin1String("tests")).toInt();
                saidFailures = xml.attributes().value(QLatin1String("failures")).toInt();
            }
            suites += xml.name() == QLatin1String("testsuite") ? 1 : 0;
            cases += xml.name() == QLatin1String("testcase") ? 1 : 0;
            failures += xml.name() == QLatin1String("failure") ? 1 : 0;
        }
        QVERIFY(!xml.hasError());
        QCOMPARE(suites, 2);
        QCOMPARE(cases, saidTests);
        QCOMPARE(failures, saidFailures);
        QCOMPARE(failures, 7);
    }
};

QTEST_GUILESS_MAIN(TestCliReports)
#include "test_cli_reports.moc"
