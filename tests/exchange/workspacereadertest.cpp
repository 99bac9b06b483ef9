// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/workspacefile.h"

#include <QFile>
#include <QtTest>

#include <string>

using namespace belay;
using namespace belay::exchange;
using namespace belay::rollback;

namespace {

std::string errorsOf(const ReadWorkspaceResult &result)
{
    std::string text;
    for (const Error &error : result.errors())
        text += (text.empty() ? "" : "\n") + std::to_string(error.line) + ":" + std::to_string(error.column) + " " + error.detail;
    return text;
}

const char *const sample = R"(belay: 1
workspace: Orders v2
settings: {commit_after_soak: 24h, simultaneous: 1}
components:
  - {id: orders-db, kind: database, releases: ["41", "42"]}
  - {id: cart, kind: service, releases: ["1.2"]}
  - id: shipping
    kind: service
    releases: ["1.2", {id: "1.3", offers: [quotes-v2]}, {id: "1.4", offers: [quotes-v2]}]
  - {id: tax-eu, kind: external, releases: ["3"]}
  - {id: tax-world, kind: external, releases: ["1"]}
  - id: checkout
    kind: service
    owner: payments
    rollback_depth: 1
    releases:
      - {id: "2.2", tolerates: {orders-db: "41"}, writes: {orders-db: [address-v1]}, reads: {orders-db: [address-v1]}}
      - {id: "2.3", tolerates: {orders-db: "41"}, writes: {orders-db: [address-v1]}, reads: {orders-db: [address-v1]}}
      - id: "2.3.1"
        feature_free: true
        tolerates: {orders-db: {read: "..42", write: "41..42"}}
        writes: {orders-db: [address-v1]}
        reads: {orders-db: [address-v1, address-v2]}
      - id: "2.4"
        tolerates: {orders-db: "42.."}
        needs:
          - {feature: shipping/quotes-v2}
          - {component: cart, releases: "1.2.."}
          - any: [{component: tax-eu, releases: "3.."}, {component: tax-world, releases: "1.."}]
        writes: {orders-db: [address-v2]}
        reads: {orders-db: [address-v1, address-v2]}
environments:
  - id: production
    live: {checkout: "2.3", orders-db: "41", shipping: "1.4", cart: "1.2", tax-eu: "3", tax-world: "1"}   # a list means several at once
    history: {checkout: ["2.2"], shipping: ["1.2", "1.3"], cart: []}
    formats: {orders-db: [address-v1]}
plans:
  - id: orders-v2
    environment: production
    order: sequence            # or: partial, then steps carry after: [ids]
    steps:
      - {id: s1, move: checkout, to: "2.3.1"}
      - {id: s2, soak: 24h, of: checkout}
      - {id: s3, commit: checkout, reason: "24 h at full traffic"}
      - {id: s4, move: orders-db, to: "42", reversible: false}
      - {id: s5, move: checkout, to: "2.4"}
      - {id: s6, soak: 7d}
      - {id: s7, checkpoint: done, reason: "a week without 2.3.1"}
)";

using Names = std::vector<std::string>;

} // namespace

class WorkspaceReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bad_data();
    void bad();
    void badText_data();
    void badText();
    void everyErrorAtOnce();
    void atMostAHundred();
    void cancelled();
    void warnings();
    void sampleFieldByField();
    void sampleMarks();
    void otherKeys();
    void lists();
    void scalarsAsWritten();
    void aliases();
    void manyUnknownKeys();
    void examplesOfTheManual();
};

void WorkspaceReaderTest::bad_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("errors");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &errors) {
        QTest::newRow(name) << text << errors;
    };
    row("list at the top", "- a", "1:1 expected a workspace, found a list");
    row("text at the top", "hello", "1:1 expected a workspace, found `hello`");
    row("no version", "workspace: x", "1:1 a workspace needs `belay`");
    row("newer version", "workspace: x\nbelay: 2\nnew: []",
        "2:8 format version 2; this release of Belay reads version 1");
    row("no number as version", "belay: one", "1:8 expected the format version 1");
    row("zero as version", "belay: 01", "1:8 expected the format version 1");
    row("misspelt top key", "belay: 1\ncomponent: []",
        "2:1 `component`: unknown key, did you mean `components`?");
    row("unknown top key", "belay: 1\n\"zz\\n\": []", "2:1 `zz\\n`: unknown key in a workspace");
    row("components as a map", "belay: 1\ncomponents: {a: b}", "2:13 expected a list of components, found a map");
    row("components as nothing", "belay: 1\ncomponents:\nplans: []",
        "2:12 expected a list of components, found nothing");

    const auto inside = [&](const char *name, const QByteArray &head, const QByteArray &text, const QByteArray &errors) {
        row(name, "belay: 1\n" + head + "\n" + text, errors);
    };
    const QByteArray settings = "settings:";
    inside("settings key", settings, "  commit_after: 24h", "3:3 `commit_after`: unknown key in the settings");
    inside("settings typo", settings, "  commit_after_soka: 24h",
           "3:3 `commit_after_soka`: unknown key, did you mean `commit_after_soak`?");
    inside("duration", settings, "  commit_after_soak: 1.5h",
           "3:22 expected a duration, a whole number and one of s, m, h, d, w as in `24h`, found `1.5h`");
    inside("duration without a unit", settings, "  commit_after_soak: 24",
           "3:22 expected a duration, a whole number and one of s, m, h, d, w as in `24h`, found `24`");
    inside("duration as a list", settings, "  commit_after_soak: [24h]",
           "3:22 expected a duration, a whole number and one of s, m, h, d, w as in `24h`, found a list");
    inside("huge duration", settings, "  commit_after_soak: 99999999999999999999w",
           "3:22 expected a duration, a whole number and one of s, m, h, d, w as in `24h`, found `99999999999999999999w`");
    inside("none at once", settings, "  simultaneous: 0", "3:17 expected a whole number from 1, found `0`");
    inside("some at once", settings, "  simultaneous: some", "3:17 expected a whole number from 1, found `some`");

    const QByteArray components = "components:";
    inside("component as text", components, "  - cart", "3:5 expected a component, found `cart`");
    inside("component without id", components, "  - {kind: service}", "3:5 a component needs `id`");
    inside("component without kind", components, "  - {id: a}", "3:5 a component needs `kind`");
    inside("component with a typo", components, "  - {id: a, kind: service, roolback_depth: 1}",
           "3:28 `roolback_depth`: unknown key, did you mean `rollback_depth`?");
    inside("required key with a typo", components, "  - {id: a, knid: service}",
           "3:13 `knid`: unknown key, did you mean `kind`?");
    inside("key in the wrong case", components, "  - {id: a, kind: service, Owner: b}",
           "3:28 `Owner`: unknown key, did you mean `owner`?");
    inside("empty id", components, "  - {id: \"\", kind: service}",
           "3:10 expected a component's id, found an empty text");
    inside("id as a list", components, "  - {id: [a], kind: service}",
           "3:10 expected a component's id, found a list");
    inside("long id", components, "  - {id: " + QByteArray(1001, 'x') + ", kind: service}",
           "3:10 expected a component's id, found a text of more than 1000 bytes");
    inside("kind with a typo", components, "  - {id: a, kind: servcie}",
           "3:19 `servcie`: unknown kind, did you mean `service`?");
    inside("unknown kind", components, "  - {id: a, kind: lambda}",
           "3:19 `lambda`: unknown kind, expected service, database, flag, config, topic, client or external");
    inside("component twice", components, "  - {id: a, kind: service}\n  - {id: b, kind: service}\n  - {id: a, kind: flag}",
           "5:10 `a`: this component exists already, in line 3");
    inside("negative depth", components, "  - {id: a, kind: service, rollback_depth: -1}",
           "3:44 expected a whole number from 0, found `-1`");
    inside("depth as text", components, "  - {id: a, kind: service, rollback_depth: one}",
           "3:44 expected a whole number from 0, found `one`");
    inside("depth with a point", components, "  - {id: a, kind: service, rollback_depth: 1.0}",
           "3:44 expected a whole number from 0, found `1.0`");
    inside("depth with a zero in front", components, "  - {id: a, kind: service, rollback_depth: 01}",
           "3:44 expected a whole number from 0, found `01`");
    inside("huge depth", components, "  - {id: a, kind: service, rollback_depth: 99999999999}",
           "3:44 expected a whole number from 0, found `99999999999`");
    inside("depth as nothing", components, "  - id: a\n    kind: service\n    rollback_depth:\n",
           "5:20 expected a whole number from 0, found nothing");
    inside("health", components, "  - {id: a, kind: service, health_by_release: yes}",
           "3:47 expected true or false, found `yes`");
    inside("drill without a cadence", components, "  - {id: a, kind: service, drill: {last: 2026-09-01}}",
           "3:35 a drill needs `cadence`");
    inside("drill on no day", components, "  - {id: a, kind: service, drill: {cadence: 90d, last: 2026-02-29}}",
           "3:56 expected a date as in `2026-09-01`, found `2026-02-29`");
    inside("drill on a short day", components, "  - {id: a, kind: service, drill: {cadence: 90d, last: 2026-2-9}}",
           "3:56 expected a date as in `2026-09-01`, found `2026-2-9`");
    inside("drill as text", components, "  - {id: a, kind: service, drill: 90d}", "3:35 expected a drill, found `90d`");

    const QByteArray releases = "components:\n  - id: a\n    kind: service\n    releases:";
    inside("release as a list", releases, "      - [\"1\"]", "6:9 expected a release, found a list");
    inside("release as nothing", releases, "      -\n      - b", "6:8 expected a release, found nothing");
    inside("release none", releases, "      - none", "6:9 `none` stands for \"not deployed\" and cannot be a release");
    inside("release none in a map", releases, "      - {id: none}",
           "6:14 `none` stands for \"not deployed\" and cannot be a release");
    inside("release with dots", releases, "      - 1..2", "6:9 `1..2`: a release cannot contain `..`, which makes a range");
    inside("release with a dot at its end", releases, "      - v1.",
           "6:9 `v1.`: a release cannot end in `.`, since no range could begin with it");
    inside("release twice", releases, "      - \"1\"\n      - {id: 1}",
           "7:14 `1`: this release exists already, in line 6");
    inside("release without id", releases, "      - {offers: b}", "6:9 a release needs `id`");
    inside("feature_free", releases, "      - {id: 1, feature_free: True}", "6:31 expected true or false, found `True`");
    inside("offers", releases, "      - {id: 1, offers: {a: b}}",
           "6:25 expected a feature or a list of them, found a map");
    inside("offers a list in a list", releases, "      - {id: 1, offers: [[a]]}", "6:26 expected a feature, found a list");
    inside("tolerates a list", releases, "      - {id: 1, tolerates: [db]}",
           "6:28 expected a map of stores to what is tolerated, found a list");
    inside("tolerates nothing", releases, "      - {id: 1, tolerates: {db: }}",
           "6:33 expected a range of releases as in `a`, `a..b`, `a..` or `..b`, found nothing");
    inside("tolerates no range", releases, "      - {id: 1, tolerates: {db: []}}",
           "6:33 expected at least one range of releases, found an empty list");
    inside("tolerates neither side", releases, "      - {id: 1, tolerates: {db: {}}}",
           "6:33 a tolerance needs `read`, `write` or both");
    inside("tolerates with a typo", releases, "      - {id: 1, tolerates: {db: {raed: 1}}}",
           "6:34 `raed`: unknown key, did you mean `read`?");
    inside("evidence and no side", releases, "      - {id: 1, tolerates: {db: {evidence: []}}}",
           "6:33 a tolerance needs `read`, `write` or both");
    inside("evidence with a typo", releases, "      - {id: 1, tolerates: {db: {read: 1, evidense: []}}}",
           "6:43 `evidense`: unknown key, did you mean `evidence`?");
    inside("evidence as a map", releases, "      - {id: 1, tolerates: {db: {read: 1, evidence: {a: b}}}}",
           "6:53 expected a list of evidence, found a map");
    inside("evidence as text", releases, "      - {id: 1, tolerates: {db: {read: 1, evidence: [text]}}}",
           "6:54 expected a piece of evidence, found `text`");
    inside("evidence of nothing", releases, "      - {id: 1, tolerates: {db: {read: 1, evidence: [{}]}}}",
           "6:54 a piece of evidence needs `versions`\n6:54 a piece of evidence needs `side`\n"
           "6:54 a piece of evidence needs `statement`");
    const auto evidence = [&](const char *name, const QByteArray &text, const QByteArray &errors) {
        inside(name, releases, "      - id: 1\n        tolerates:\n          db:\n            read: 1\n            evidence:\n"
                               "              - " + text, errors);
    };
    evidence("evidence key", "{versions: 2, side: read, statement: a, line: 3}",
             "11:57 `line`: unknown key in a piece of evidence");
    evidence("evidence key with a typo", "{version: 2, side: read, statement: a}",
             "11:18 `version`: unknown key, did you mean `versions`?");
    evidence("evidence of two ranges", "{versions: [2, 3], side: read, statement: a}",
             "11:28 expected one range as in `42..43`, found a list");
    evidence("evidence of no range", "{versions: \"..\", side: read, statement: a}",
             "11:28 expected a range of releases as in `a`, `a..b`, `a..` or `..b`, found `..`");
    evidence("evidence of no side", "{versions: 2, side: both, statement: a}",
             "11:37 `both`: unknown side, expected read or write");
    evidence("evidence of a list as side", "{versions: 2, side: [read], statement: a}",
             "11:37 expected a side, found a list");
    evidence("evidence of no statement", "{versions: 2, side: read, statement: \"\"}",
             "11:54 expected a statement, found an empty text");
    evidence("evidence of a long statement", "{versions: 2, side: read, statement: " + QByteArray(1001, 'x') + "}",
             "11:54 expected a statement, found a text of more than 1000 bytes");
    evidence("evidence at a list", "{versions: 2, side: read, statement: a, at: [1]}",
             "11:61 expected a place, found a list");
    inside("empty range", releases, "      - {id: 1, tolerates: {db: \"..\"}}",
           "6:33 expected a range of releases as in `a`, `a..b`, `a..` or `..b`, found `..`");
    inside("two ranges in one", releases, "      - {id: 1, tolerates: {db: [1, a..b..c]}}",
           "6:37 expected a range of releases as in `a`, `a..b`, `a..` or `..b`, found `a..b..c`");
    inside("range as a map", releases, "      - {id: 1, tolerates: {db: [{a: b}]}}",
           "6:34 expected a range of releases as in `a`, `a..b`, `a..` or `..b`, found a map");
    inside("store twice", releases, "      - {id: 1, writes: {db: a, db: b}}", "6:33 `db`: key used twice, first in line 6");
    inside("empty format", releases, "      - {id: 1, writes: {db: ['']}}", "6:31 expected a format, found an empty text");

    const QByteArray needs = releases + "\n      - id: 1\n        needs:";
    inside("need as text", needs, "          - db", "8:13 expected a requirement, found `db`");
    inside("need as a map", needs, "          feature: a/b", "8:11 expected a list of requirements, found a map");
    inside("empty need", needs, "          - {}",
           "8:13 a requirement needs `feature`, or `component` and `releases`, or `any`");
    inside("need with a typo", needs, "          - {featrue: a/b}", "8:14 `featrue`: unknown key, did you mean `feature`?");
    inside("feature without a component", needs, "          - {feature: b}",
           "8:23 expected a feature as in `component/feature`, found `b`");
    inside("feature without a name", needs, "          - {feature: b/}",
           "8:23 expected a feature as in `component/feature`, found `b/`");
    inside("feature and releases", needs, "          - {feature: a/b, releases: 1}",
           "8:38 `feature` and `releases` exclude each other");
    inside("component without releases", needs, "          - {component: b}", "8:13 `component` needs `releases`");
    inside("releases without a component", needs, "          - {releases: 1}", "8:13 `releases` needs `component`");
    inside("any of nothing", needs, "          - {any: []}", "8:19 `any` needs at least one alternative");
    inside("any as a map", needs, "          - {any: {feature: a/b}}", "8:19 expected a list of alternatives, found a map");
    inside("any beside another", needs, "          - {any: [{feature: a/b}], component: c, releases: 1}",
           "8:13 `component` beside `any`: alternatives stand in the list of `any`");
    inside("any in any", needs, "          - any: [{any: [{feature: a/b}]}]", "8:20 `any`: unknown key in an alternative");

    const QByteArray environments = "environments:";
    inside("environment without id", environments, "  - {live: {}}", "3:5 an environment needs `id`");
    inside("environment twice", environments, "  - {id: a}\n  - {id: a}",
           "4:10 `a`: this environment exists already, in line 3");
    inside("live as a list", environments, "  - {id: a, live: [b]}",
           "3:19 expected a map of components to live releases, found a list");
    inside("live without a release", environments, "  - {id: a, live: {b: []}}",
           "3:23 `live` needs at least one release; leave out a component that is not deployed");
    inside("live with nothing", environments, "  - id: a\n    live:\n      b:\n",
           "5:9 expected a release or a list of them, found nothing");
    inside("live as a map", environments, "  - {id: a, live: {b: {c: d}}}",
           "3:23 expected a release or a list of them, found a map");
    inside("history with a typo", environments, "  - {id: a, histroy: {}}",
           "3:13 `histroy`: unknown key, did you mean `history`?");
    inside("formats as text", environments, "  - {id: a, formats: b}",
           "3:22 expected a map of stores to the formats that are present, found `b`");

    const QByteArray plans = "plans:";
    inside("plan without environment", plans, "  - {id: a}", "3:5 a plan needs `environment`");
    inside("plan twice", plans, "  - {id: a, environment: e}\n  - {id: a, environment: e}",
           "4:10 `a`: this plan exists already, in line 3");
    inside("order", plans, "  - {id: a, environment: e, order: any}",
           "3:36 expected sequence or partial, found `any`");
    const QByteArray steps = "plans:\n  - id: p\n    environment: e\n    steps:";
    inside("step as text", steps, "      - s1", "6:9 expected a step, found `s1`");
    inside("step without a kind", steps, "      - {id: s1, to: 2}",
           "6:9 a step needs one of `move`, `purge`, `soak`, `commit`, `checkpoint`");
    inside("step with a typo", steps, "      - {id: s1, mvoe: a, to: 2}", "6:18 `mvoe`: unknown key, did you mean `move`?");
    inside("step of two kinds", steps, "      - {id: s1, move: a, soak: 2h}",
           "6:9 `move` and `soak`: a step does one thing");
    inside("step without id", steps, "      - {move: a, to: 2}", "6:9 a move needs `id`");
    inside("step twice", steps, "      - {id: s1, soak: 2h}\n      - {id: s1, soak: 3h}",
           "7:14 `s1`: this step exists already, in line 6");
    inside("move to nowhere", steps, "      - {id: s1, move: a}", "6:9 a move needs `to`");
    inside("move to no list", steps, "      - {id: s1, move: a, to: []}", "6:31 `to` needs at least one release, or `none`");
    inside("reversible", steps, "      - {id: s1, move: a, to: 2, reversible: no}", "6:46 expected true or false, found `no`");
    inside("rolling", steps, "      - {id: s1, move: a, to: 2, rolling: 1}", "6:43 expected true or false, found `1`");
    inside("key of another step", steps, "      - {id: s1, soak: 2h, reversible: true}",
           "6:28 `reversible`: unknown key in a soak");
    inside("purge from nowhere", steps, "      - {id: s1, purge: f}", "6:9 a purge needs `from`");
    inside("soak of a day", steps, "      - {id: s1, soak: day}",
           "6:24 expected a duration, a whole number and one of s, m, h, d, w as in `24h`, found `day`");
    inside("after in a sequence", steps, "      - {id: s1, soak: 2h}\n      - {id: s2, soak: 2h, after: s1}",
           "7:35 `after` asks for `order: partial`; here the list is the order");

    inside("link without an end", "links:", "  - {from: a}", "3:5 a link needs `to`");
    inside("link not resolved", "links:", "  - {from: a, to: b, resolved: maybe}", "3:32 expected true or false, found `maybe`");
    const QByteArray suppressions = "suppressions:";
    inside("suppression without a reason", suppressions, "  - {code: live-needs, until: 2026-09-01}",
           "3:5 a suppression needs `reason`");
    inside("suppression with an empty reason", suppressions, "  - {reason: \"\", until: 2026-09-01}",
           "3:14 expected a reason, found an empty text");
    inside("suppression without an end", suppressions, "  - {code: live-needs, reason: x}",
           "3:5 a suppression needs `until`");
    inside("suppression of a code with a typo", suppressions, "  - {code: live-need, reason: x, until: 2026-09-01}",
           "3:12 `live-need`: unknown code, did you mean `live-needs`?");
    inside("suppression of no code", suppressions, "  - {code: qqqqqqq, reason: x, until: 2026-09-01}",
           "3:12 `qqqqqqq`: unknown code");
    inside("suppression until", suppressions, "  - {reason: x, until: tomorrow}",
           "3:24 expected a date as in `2026-09-01`, found `tomorrow`");
    inside("layout as a list", "layout:", "  - a", "3:3 expected a map of components to places, found a list");
    inside("layout of one number", "layout:", "  a: [1]", "3:6 expected a place as in `[120, 80]`");
    inside("layout of a word", "layout:", "  a: [1, two]", "3:10 expected a number, found `two`");
    inside("layout without an end", "layout:", "  a: [inf, 1e999]",
           "3:7 expected a number, found `inf`\n3:12 expected a number, found `1e999`");
    inside("layout twice", "layout:", "  a: [1, 2]\n  a: [1, 2]", "4:3 `a`: key used twice, first in line 3");
}

void WorkspaceReaderTest::bad()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, errors);
    const ReadWorkspaceResult result = readWorkspace(text.toStdString(), "bad.yaml");
    QVERIFY(!result.ok());
    QCOMPARE(QByteArray::fromStdString(errorsOf(result)), errors);
    for (const Error &error : result.errors())
        QCOMPARE(error.file, std::string("bad.yaml"));
}

void WorkspaceReaderTest::badText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *what, const QByteArray &text, const char *name, ErrorCode code, const char *error) {
        QTest::newRow(what) << text << QString::fromUtf8(name) << static_cast<int>(code) << QString::fromUtf8(error);
    };
    row("empty", "", "a.yaml", ErrorCode::BadStructure, "a.yaml:1:1: the text is empty");
    row("comments only", "# x\n", "a.yaml", ErrorCode::BadStructure, "a.yaml:1:1: the text is empty");
    row("empty JSON", "", "a.json", ErrorCode::BadSyntax, "a.json:1:1: not JSON: the text ends too early");
    row("two documents", "belay: 1\n---\nbelay: 1\n", "a.yaml", ErrorCode::BadStructure,
        "a.yaml:3:1: a second document; a workspace is one document");
    row("cut in quotes", QByteArray(sample).left(QByteArray(sample).indexOf("1.3") + 2), "a.yaml", ErrorCode::BadSyntax,
        "a.yaml:9:28: not YAML: these quotes are not closed");
    row("cut in a map", QByteArray(sample).left(QByteArray(sample).indexOf("cart") + 2), "a.yaml", ErrorCode::BadSyntax,
        "a.yaml:6:5: not YAML: this `{` is not closed");
    row("cut in a key", QByteArray(sample).left(QByteArray(sample).indexOf("owner") + 2), "a.yaml", ErrorCode::BadSyntax,
        "a.yaml:14:5: not YAML: a key and a colon are expected");
    row("bad byte", "belay: 1\nworkspace: ab\xFFz", "a.yaml", ErrorCode::BadEncoding,
        "a.yaml:2:14: the byte 0xFF is not UTF-8 here");
    row("newer", "{\"belay\": 2}", "-", ErrorCode::NewerFile,
        "-:1:11: format version 2; this release of Belay reads version 1");
    row("nesting", QByteArray(1000, '['), "a.json", ErrorCode::LimitExceeded,
        "a.json:1:101: lists and maps are nested more than 100 deep");
    row("merge key", "belay: 1\nsettings:\n  <<: {simultaneous: 2}", "a.yaml", ErrorCode::BadStructure,
        "a.yaml:3:3: merge keys (`<<`) are not supported here; write the entries out");
    row("SQLite file", QByteArray("SQLite format 3\0\x10\0", 19), "a.belay", ErrorCode::BadEncoding,
        "a.belay:1:16: control character U+0000; write it as an escape in quotes");
}

void WorkspaceReaderTest::badText()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, name);
    QFETCH(int, code);
    QFETCH(QString, error);
    const ReadWorkspaceResult result = readWorkspace(text.toStdString(), name.toStdString());
    QCOMPARE(result.errors().size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(describe(result.errors().front())), error);
    QCOMPARE(static_cast<int>(result.errors().front().code), code);
}

void WorkspaceReaderTest::everyErrorAtOnce()
{
    const ReadWorkspaceResult result = readWorkspace(R"(belay: 1
componets: []
settings: {simultaneous: none}
environments:
  - {live: {a: []}}
plans:
  - id: p
    environment: e
    steps:
      - {id: a, moev: b}
      - {id: a, soak: 1x, ofs: b}
)",
                                                     "a.yaml");
    QCOMPARE(QByteArray::fromStdString(errorsOf(result)),
             QByteArray("2:1 `componets`: unknown key, did you mean `components`?\n"
                            "3:26 expected a whole number from 1, found `none`\n"
                            "5:5 an environment needs `id`\n"
                            "5:16 `live` needs at least one release; leave out a component that is not deployed\n"
                            "10:17 `moev`: unknown key, did you mean `move`?\n"
                            "11:23 expected a duration, a whole number and one of s, m, h, d, w as in `24h`, found `1x`\n"
                            "11:27 `ofs`: unknown key, did you mean `of`?"));
}

void WorkspaceReaderTest::atMostAHundred()
{
    std::string text = "belay: 1\ncomponents:\n";
    for (int i = 0; i < 1000; ++i)
        text += "  - {id: [a], kinds: b, c: d}\n";
    const ReadWorkspaceResult result = readWorkspace(text, "a.yaml");
    QCOMPARE(result.errors().size(), readErrorLimit);
    QCOMPARE(result.errors().front().line, 3U);
    QVERIFY(result.errors().back().line < 60);
}

void WorkspaceReaderTest::cancelled()
{
    /// Asks to stop when the components are being read.
    class StopAtComponents : public ProgressSink {
    public:
        std::stop_source source;
        std::vector<std::string> seen;
        void progress(std::string_view what, std::uint64_t, std::uint64_t) override
        {
            seen.emplace_back(what);
            if (what == "a list of components")
                source.request_stop();
        }
    };
    StopAtComponents sink;
    const ReadWorkspaceResult result = readWorkspace(sample, "a.yaml", sink.source.get_token(), &sink);
    QCOMPARE(result.errors().size(), std::size_t{1});
    QVERIFY(result.errors().front().code == ErrorCode::Cancelled);
    QVERIFY(!sink.seen.empty());
    QCOMPARE(sink.seen.back(), std::string("a list of components"));
}

void WorkspaceReaderTest::warnings()
{
    const ReadWorkspaceResult result = readWorkspace(R"(belay: 1
plans:
  - id: p
    environment: e
    steps:
      - {id: a, commit: b}
      - {id: c, checkpoint: d}
)",
                                                     "a.yaml");
    QVERIFY2(result.ok(), errorsOf(result).c_str());
    QCOMPARE(result.value().warnings.size(), std::size_t{2});
    QCOMPARE(describe(result.value().warnings[0]), std::string("a.yaml:6:9: a commit without a `reason`"));
    QCOMPARE(describe(result.value().warnings[1]), std::string("a.yaml:7:9: a checkpoint without a `reason`"));
}

void WorkspaceReaderTest::sampleFieldByField()
{
    const ReadWorkspaceResult result = readWorkspace(sample, "a.yaml");
    QVERIFY2(result.ok(), errorsOf(result).c_str());
    QVERIFY(result.value().warnings.empty());
    const Workspace &w = result.value().workspace;
    QCOMPARE(w.name, std::string("Orders v2"));
    QVERIFY((w.settings == Settings{86400, 1}));
    QCOMPARE(w.components.size(), std::size_t{6});
    const auto component = [&](std::size_t i) -> const Component & { return *w.components[i]; };
    QCOMPARE(component(0).id, std::string("orders-db"));
    QVERIFY(component(0).kind == ComponentKind::Database);
    QCOMPARE(component(0).releases.size(), std::size_t{2});
    QCOMPARE(component(0).releases[1].id, std::string("42"));
    QVERIFY(!component(0).rollbackDepth && !component(0).drill && !component(0).healthByRelease);
    QCOMPARE(component(2).releases[1].id, std::string("1.3"));
    QVERIFY((component(2).releases[1].offers == Names{"quotes-v2"}));
    QVERIFY(component(2).releases[0].offers.empty());
    QVERIFY(component(3).kind == ComponentKind::External);

    const Component &checkout = component(5);
    QCOMPARE(checkout.id, std::string("checkout"));
    QVERIFY(checkout.kind == ComponentKind::Service);
    QCOMPARE(checkout.owner, std::string("payments"));
    QCOMPARE(checkout.rollbackDepth.value_or(-1), 1);
    QCOMPARE(checkout.releases.size(), std::size_t{4});
    const ReleaseRanges only41{{"41", "41"}};
    Release expected;
    expected.id = "2.2";
    expected.tolerates = {{"orders-db", only41, only41, {}, {}}};
    expected.writes = {{"orders-db", {"address-v1"}, {}}};
    expected.reads = expected.writes;
    QVERIFY(checkout.releases[0] == expected);
    expected.id = "2.3";
    QVERIFY(checkout.releases[1] == expected);
    expected.id = "2.3.1";
    expected.featureFree = true;
    expected.tolerates = {{"orders-db", ReleaseRanges{{"", "42"}}, ReleaseRanges{{"41", "42"}}, {}, {}}};
    expected.reads = {{"orders-db", {"address-v1", "address-v2"}, {}}};
    QVERIFY(checkout.releases[2] == expected);
    expected.id = "2.4";
    expected.featureFree = false;
    const ReleaseRanges from42{{"42", ""}};
    expected.tolerates = {{"orders-db", from42, from42, {}, {}}};
    expected.needs = {{{{"shipping", "quotes-v2", {}, {}}}, {}},
                      {{{"cart", "", {{"1.2", ""}}, {}}}, {}},
                      {{{"tax-eu", "", {{"3", ""}}, {}}, {"tax-world", "", {{"1", ""}}, {}}}, {}}};
    expected.writes = {{"orders-db", {"address-v2"}, {}}};
    QVERIFY(checkout.releases[3] == expected);

    Environment production;
    production.id = "production";
    production.live = {{"checkout", {"2.3"}, {}}, {"orders-db", {"41"}, {}}, {"shipping", {"1.4"}, {}},
                       {"cart", {"1.2"}, {}},     {"tax-eu", {"3"}, {}},     {"tax-world", {"1"}, {}}};
    production.history = {{"checkout", {"2.2"}, {}}, {"shipping", {"1.2", "1.3"}, {}}, {"cart", {}, {}}};
    production.formats = {{"orders-db", {"address-v1"}, {}}};
    QCOMPARE(w.environments.size(), std::size_t{1});
    QVERIFY(w.environments[0] == production);

    QCOMPARE(w.plans.size(), std::size_t{1});
    const Plan &plan = *w.plans[0];
    QCOMPARE(plan.id, std::string("orders-v2"));
    QCOMPARE(plan.environment, std::string("production"));
    QVERIFY(plan.order == PlanOrder::Sequence);
    std::vector<Step> steps(7);
    for (std::size_t i = 0; i < steps.size(); ++i)
        steps[i].id = "s" + std::to_string(i + 1);
    steps[0].component = "checkout";
    steps[0].to = {"2.3.1"};
    steps[1].kind = StepKind::Soak;
    steps[1].duration_s = 86400;
    steps[1].component = "checkout";
    steps[2].kind = StepKind::Commit;
    steps[2].component = "checkout";
    steps[2].reason = "24 h at full traffic";
    steps[3].component = "orders-db";
    steps[3].to = {"42"};
    steps[3].reversible = false;
    steps[4].component = "checkout";
    steps[4].to = {"2.4"};
    steps[5].kind = StepKind::Soak;
    steps[5].duration_s = 604800;
    steps[6].kind = StepKind::Checkpoint;
    steps[6].name = "done";
    steps[6].reason = "a week without 2.3.1";
    QVERIFY(plan.steps == steps);
    QVERIFY(w.links.empty() && w.suppressions.empty() && w.layout.empty());
}

void WorkspaceReaderTest::sampleMarks()
{
    const ReadWorkspaceResult result = readWorkspace(sample, "a.yaml");
    QVERIFY(result.ok());
    const Workspace &w = result.value().workspace;
    const auto at = [](const SourceMark &mark) { return std::to_string(mark.line) + ":" + std::to_string(mark.column); };
    const Component &checkout = *w.components[5];
    QCOMPARE(at(w.components[0]->mark), std::string("5:5"));
    QCOMPARE(at(w.components[0]->releases[1].mark), std::string("5:54"));
    QCOMPARE(at(checkout.mark), std::string("12:5"));
    QCOMPARE(at(checkout.releases[2].mark), std::string("19:9"));
    QCOMPARE(at(checkout.releases[2].tolerates[0].mark), std::string("21:21"));
    QCOMPARE(at(checkout.releases[2].reads[0].mark), std::string("23:17"));
    QCOMPARE(at(checkout.releases[3].needs[2].mark), std::string("29:13"));
    QCOMPARE(at(checkout.releases[3].needs[2].anyOf[1].mark), std::string("29:57"));
    QCOMPARE(at(w.environments[0].mark), std::string("33:5"));
    QCOMPARE(at(w.environments[0].live[1].mark), std::string("34:29"));
    QCOMPARE(at(w.environments[0].history[2].mark), std::string("35:60"));
    QCOMPARE(at(w.plans[0]->mark), std::string("38:5"));
    QCOMPARE(at(w.plans[0]->steps[3].mark), std::string("45:9"));
}

void WorkspaceReaderTest::otherKeys()
{
    const ReadWorkspaceResult result = readWorkspace(R"({
 "belay": 1,
 "settings": {"simultaneous": "all"},
 "components": [
  {"id": "db", "kind": "database", "health_by_release": false, "drill": {"cadence": "90d", "last": "2026-09-01"}},
  {"id": "a/b", "kind": "client", "health_by_release": true, "drill": {"cadence": "4w"},
   "releases": [{"id": "1", "needs": [{"component": "a/b", "feature": "c/d"}, {"feature": "a/b/c"}]}]}
 ],
 "links": [{"from": "a/b", "to": "db", "label": "reads", "origin": "compose", "resolved": false}, {"from": "x", "to": "y"}],
 "plans": [{"id": "p", "environment": "e", "order": "partial", "steps": [
   {"id": "1", "purge": "v1", "from": "db", "after": ["2", "3"]},
   {"id": "2", "move": "a/b", "to": ["1"], "rolling": true, "reversible": true, "after": "3"},
   {"id": "3", "move": "db", "to": "none"}]}],
 "suppressions": [{"code": "live-needs", "plan": "p", "component": "db", "release": "1", "requirement": "needs/1",
                   "reason": "known", "until": "2026-12-31"}],
 "layout": {"db": [-1.5, 2e3]}
})",
                                                     "a.json");
    QVERIFY2(result.ok(), errorsOf(result).c_str());
    const Workspace &w = result.value().workspace;
    QCOMPARE(w.settings.simultaneous, allAtOnce);
    QVERIFY(!w.settings.commitAfterSoak_s);
    QCOMPARE(w.components[0]->healthByRelease.value_or(true), false);
    QCOMPARE(w.components[0]->drill->cadence_s, std::int64_t{90} * 86400);
    QCOMPARE(w.components[0]->drill->last, std::string("2026-09-01"));
    QVERIFY((w.components[1]->drill == DrillRecord{std::int64_t{4} * 604800, "", {}}));
    const auto &needs = w.components[1]->releases[0].needs;
    QVERIFY((needs[0].anyOf[0] == Alternative{"a/b", "c/d", {}, {}}));
    QVERIFY((needs[1].anyOf[0] == Alternative{"a", "b/c", {}, {}}));
    QVERIFY((w.links[0] == Link{"a/b", "db", "reads", "compose", false, {}}));
    QVERIFY((w.links[1] == Link{"x", "y", "", "", true, {}}));
    const Plan &plan = *w.plans[0];
    QVERIFY(plan.order == PlanOrder::Partial);
    QVERIFY(plan.steps[0].kind == StepKind::Purge);
    QCOMPARE(plan.steps[0].format, std::string("v1"));
    QCOMPARE(plan.steps[0].component, std::string("db"));
    QVERIFY((plan.steps[0].after == Names{"2", "3"}));
    QVERIFY(plan.steps[1].wholeLiveSet);
    QVERIFY(plan.steps[1].rolling.value_or(false));
    QVERIFY(plan.steps[1].reversible.value_or(false));
    QVERIFY((plan.steps[1].after == Names{"3"}));
    QVERIFY(!plan.steps[2].wholeLiveSet);
    QVERIFY((plan.steps[2].to == Names{"none"}));
    QVERIFY((w.suppressions[0] == Suppression{"live-needs", "p", "db", "1", "needs/1", "known", "2026-12-31", {}}));
    QVERIFY((w.layout[0] == NodePlace{"db", -1.5, 2000}));
}

void WorkspaceReaderTest::lists()
{
    const ReadWorkspaceResult result = readWorkspace(R"(belay: 1
components:
  - id: a
    kind: service
    releases:
      - {id: 1, offers: b, tolerates: {db: [1, 3..4]}, reads: {db: []}, writes: {db: f}}
      - {id: 2, tolerates: {db: {read: [..1, 2..]}}}
      - {id: 3, tolerates: {db: {read: 1, write: 1, evidence: [{versions: 2.., side: write, statement: x, at: "a:1", code: c, message: m, cause: "b:2", found: f}, {side: read, statement: "1", versions: 3}]}}}
environments:
  - {id: e, live: {a: [1, 2], b: 1}, history: {a: 1}}
)",
                                                     "a.yaml");
    QVERIFY2(result.ok(), errorsOf(result).c_str());
    const Workspace &w = result.value().workspace;
    const Release &first = w.components[0]->releases[0];
    QVERIFY((first.offers == Names{"b"}));
    const ReleaseRanges ranges{{"1", "1"}, {"3", "4"}};
    QVERIFY((first.tolerates[0] == Tolerance{"db", ranges, ranges, {}, {}}));
    QCOMPARE(first.reads.size(), std::size_t{1});
    QVERIFY(first.reads[0].formats.empty());
    QVERIFY((first.writes[0].formats == Names{"f"}));
    const Release &second = w.components[0]->releases[1];
    QVERIFY((second.tolerates[0].read == ReleaseRanges{{"", "1"}, {"2", ""}}));
    QVERIFY(!second.tolerates[0].write);
    const std::vector<Evidence> evidence{{{"2", ""}, true, "x", "a:1", "c", "m", "b:2", "f", {}},
                                         {{"3", "3"}, false, "1", {}, {}, {}, {}, {}, {}}};
    QVERIFY(w.components[0]->releases[2].tolerates[0].evidence == evidence);
    const SourceMark mark = w.components[0]->releases[2].tolerates[0].evidence[1].mark;
    QCOMPARE(std::to_string(mark.line) + ":" + std::to_string(mark.column), std::string("8:164"));
    QVERIFY((w.environments[0].live[0].releases == Names{"1", "2"}));
    QVERIFY((w.environments[0].live[1].releases == Names{"1"}));
    QVERIFY((w.environments[0].history[0].releases == Names{"1"}));
}

void WorkspaceReaderTest::scalarsAsWritten()
{
    const ReadWorkspaceResult yaml = readWorkspace(
        "belay: 1\nworkspace: null\ncomponents:\n  - {id: on, kind: flag, releases: [off, on, 1.10, 01, ~, 1e3, 'x', \"y\"]}\n", "-");
    QVERIFY2(yaml.ok(), errorsOf(yaml).c_str());
    QCOMPARE(yaml.value().workspace.name, std::string("null"));
    Names labels;
    for (const Release &release : yaml.value().workspace.components[0]->releases)
        labels.push_back(release.id);
    QVERIFY((labels == Names{"off", "on", "1.10", "01", "~", "1e3", "x", "y"}));
    const ReadWorkspaceResult json = readWorkspace(
        R"({"belay": 1, "components": [{"id": true, "kind": "flag", "releases": [1.10, null, false, -0, "1.10 "]}]})", "-");
    QVERIFY2(json.ok(), errorsOf(json).c_str());
    QCOMPARE(json.value().workspace.components[0]->id, std::string("true"));
    labels.clear();
    for (const Release &release : json.value().workspace.components[0]->releases)
        labels.push_back(release.id);
    QVERIFY((labels == Names{"1.10", "null", "false", "-0", "1.10 "}));
}

void WorkspaceReaderTest::aliases()
{
    const ReadWorkspaceResult result = readWorkspace(R"(belay: 1
components:
  - {id: a, kind: &kind service, releases: [{id: 1, needs: &needs [{component: b, releases: 1}]}, {id: 2, needs: *needs}]}
  - {id: b, kind: *kind, releases: [1]}
)",
                                                     "a.yaml");
    QVERIFY2(result.ok(), errorsOf(result).c_str());
    const auto &releases = result.value().workspace.components[0]->releases;
    QVERIFY(releases[0].needs == releases[1].needs);
    QCOMPARE(releases[1].needs.size(), std::size_t{1});
}

void WorkspaceReaderTest::manyUnknownKeys()
{
    std::string text = "belay: 1\nsettings:\n";
    for (int i = 0; i < 300'000; ++i)
        text += "  key" + std::to_string(i) + ": x\n";
    const ReadWorkspaceResult result = readWorkspace(text, "a.yaml");
    QCOMPARE(result.errors().size(), readErrorLimit);
    QCOMPARE(result.errors().front().line, 3U);
    QCOMPARE(result.errors().back().line, 102U);
}

/// The examples of docs/format.md: whole ones as they are, parts below the heading that they need.
void WorkspaceReaderTest::examplesOfTheManual()
{
    QFile file(QStringLiteral(BELAY_SOURCE_DIR) + QStringLiteral("/docs/format.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string manual = file.readAll().toStdString();
    int examples = 0;
    const std::string fence = "```yaml\n";
    for (std::size_t at = manual.find(fence); at != std::string::npos; at = manual.find(fence, at)) {
        at += fence.size();
        std::string text = manual.substr(at, manual.find("```", at) - at);
        const auto indented = [](const std::string &block) {
            return "    " + QString::fromStdString(block).replace(QLatin1Char('\n'), QStringLiteral("\n    ")).toStdString();
        };
        if (text.starts_with("releases:"))
            text = "belay: 1\ncomponents:\n  - id: a\n    kind: service\n" + indented(text);
        else if (text.starts_with("order:"))
            text = "belay: 1\nplans:\n  - id: a\n    environment: b\n" + indented(text);
        else if (!text.starts_with("belay:"))
            text = "belay: 1\n" + text;
        const ReadWorkspaceResult result = readWorkspace(text, "format.md");
        QVERIFY2(result.ok(), (errorsOf(result) + "\n" + text).c_str());
        ++examples;
    }
    QVERIFY(examples >= 6);
}

QTEST_GUILESS_MAIN(WorkspaceReaderTest)
#include "workspacereadertest.moc"
