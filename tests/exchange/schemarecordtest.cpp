// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/schemarecord.h"
#include "models/exchange/workspacefile.h"
#include "models/rollback/edit.h"

#include <QTest>

#include <algorithm>

using namespace belay;
using namespace belay::exchange;
using namespace belay::rollback;
using schema::SchemaTolerances;
using schema::VersionRun;

using Action = RecordedTolerance::Action;
using Runs = std::vector<VersionRun>;

namespace {

schema::SideTolerance sideOf(const Runs &stands, std::size_t versions)
{
    schema::SideTolerance side;
    side.stands = stands;
    side.found = "static engine, x (1a2b3c4)";
    std::size_t next = 0;
    const auto tell = [&](std::size_t first, std::size_t last) {
        side.evidence.push_back({{first, last}, "Nicks", "sql/q.sql:2", "column-missing", "column \"nick\" does not exist", "db/" + std::to_string(first) + ".sql:1", false});
    };
    for (const VersionRun &run : stands) {
        if (run.first > next)
            tell(next, run.first - 1);
        next = run.last + 1;
    }
    if (next < versions)
        tell(next, versions - 1);
    return side;
}

struct Said {
    std::string release;
    std::size_t version = 0;
    Runs reads;
    Runs writes;
};

SchemaTolerances tolerances(const std::vector<std::string> &versions, const std::vector<Said> &releases)
{
    SchemaTolerances result;
    for (const std::string &version : versions)
        result.versions.push_back({version, "db/" + version + ".sql"});
    for (const Said &said : releases) {
        schema::ReleaseTolerance release;
        release.release = said.release;
        release.version = said.version;
        release.reads = sideOf(said.reads, versions.size());
        release.writes = sideOf(said.writes, versions.size());
        result.releases.push_back(std::move(release));
    }
    return result;
}

const RecordOptions options{"orders", "orders-db", false};

SchemaTolerances plain()
{
    return tolerances({"41", "42", "43"}, {{"v1", 0, {{0, 0}}, {{0, 1}}}, {"v2", 1, {{1, 2}}, {{1, 2}}}, {"v3", 2, {{0, 2}}, {{0, 0}, {2, 2}}}});
}

const Component *component(const Workspace &workspace, const std::string &id)
{
    const auto found = std::find_if(workspace.components.begin(), workspace.components.end(), [&](const Shared<Component> &c) { return c->id == id; });
    return found == workspace.components.end() ? nullptr : &**found;
}

std::vector<std::string> labels(const Workspace &workspace, const std::string &id)
{
    std::vector<std::string> list;
    for (const Release &release : component(workspace, id)->releases)
        list.push_back(release.id);
    return list;
}

const Tolerance &toleranceOf(const Workspace &workspace, std::size_t release)
{
    return component(workspace, "orders")->releases[release].tolerates.at(0);
}

Workspace read(const std::string &yaml)
{
    const auto outcome = readWorkspace(yaml, "test.yaml");
    if (!outcome.ok())
        qFatal("the fixture cannot be read");
    return outcome.value().workspace;
}

} // namespace

class SchemaRecordTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatDoesNotFit()
    {
        Workspace workspace = read("belay: 1\ncomponents:\n  - {id: orders-db, kind: service}\n  - {id: orders, kind: database}\n");
        QCOMPARE(recordSchema(workspace, plain(), options).error().code, ErrorCode::BadUsage);
        QCOMPARE(recordSchema(workspace, plain(), {"web", "orders-db", false}).error().code, ErrorCode::BadUsage);
        QCOMPARE(recordSchema(workspace, plain(), {"orders", "new-db", false}).error().code, ErrorCode::BadUsage);
        QCOMPARE(recordSchema({}, plain(), {"x", "x", false}).error().code, ErrorCode::BadUsage);
        QCOMPARE(recordSchema({}, plain(), {"", "x", false}).error().code, ErrorCode::BadUsage);
        QCOMPARE(recordSchema({}, tolerances({"1..2"}, {{"v1", 0, {{0, 0}}, {{0, 0}}}}), options).error().code, ErrorCode::BadValue);
        QCOMPARE(recordSchema({}, tolerances({"1"}, {{"none", 0, {{0, 0}}, {{0, 0}}}}), options).error().code, ErrorCode::BadValue);
    }

    void anEmptyWorkspaceGetsItAll()
    {
        const auto record = recordSchema({}, plain(), options);
        QVERIFY(record.ok());
        QVERIFY(record->serviceAdded && record->storeAdded);
        const Workspace &workspace = record->workspace;
        QVERIFY(component(workspace, "orders-db")->kind == ComponentKind::Database);
        QCOMPARE(labels(workspace, "orders-db"), (std::vector<std::string>{"41", "42", "43"}));
        QCOMPARE(labels(workspace, "orders"), (std::vector<std::string>{"v1", "v2", "v3"}));
        const Tolerance &v1 = toleranceOf(workspace, 0);
        QCOMPARE(rangesText(*v1.read), std::string("41"));
        QCOMPARE(rangesText(*v1.write), std::string("41..42"));
        QCOMPARE(v1.evidence.size(), 2U);
        QCOMPARE(toText(v1.evidence[0].versions), std::string("42..43"));
        QVERIFY(!v1.evidence[0].writes);
        QCOMPARE(v1.evidence[0].statement, std::string("Nicks"));
        QCOMPARE(v1.evidence[0].cause, std::string("db/1.sql:1"));
        QVERIFY(v1.evidence[1].writes);
        QCOMPARE(rangesText(*toleranceOf(workspace, 2).write), std::string("41, 43"));
        // It stands in a file as it is.
        const std::string text = writeWorkspace(workspace, TextFormat::Yaml);
        QVERIFY(read(text) == workspace);
    }

    void recordingAgainChangesNothing()
    {
        const auto once = recordSchema({}, plain(), options);
        const auto twice = recordSchema(once->workspace, plain(), options);
        QVERIFY(twice.ok());
        QVERIFY(once->workspace == twice->workspace);
        QVERIFY(difference(once->workspace, twice->workspace, "x").changes.empty());
        QCOMPARE(twice->versionsKnown, 3U);
        QVERIFY(twice->versionsAdded.empty());
        for (const RecordedTolerance &release : twice->releases)
            QVERIFY(release.action == Action::Unchanged);
    }

    void aNewVersionMovesOnlyWhatWasRecorded()
    {
        const auto before = tolerances({"41", "42"}, {{"v1", 0, {{0, 1}}, {{0, 1}}}, {"v2", 1, {{0, 1}}, {{0, 1}}}});
        const auto once = recordSchema({}, before, options);
        QVERIFY(toleranceOf(once->workspace, 0).evidence.empty());
        const auto after = tolerances({"41", "42", "43"}, {{"v1", 0, {{0, 1}}, {{0, 1}}}, {"v2", 1, {{0, 2}}, {{0, 2}}}, {"v3", 2, {{2, 2}}, {{2, 2}}}});
        const auto twice = recordSchema(once->workspace, after, options);
        QVERIFY(twice.ok());
        QVERIFY(twice->remarks.empty());
        QCOMPARE(rangesText(*toleranceOf(twice->workspace, 0).read), std::string("41..42"));
        QCOMPARE(toleranceOf(twice->workspace, 0).evidence.size(), 2U);
        QCOMPARE(rangesText(*toleranceOf(twice->workspace, 1).read), std::string("41..43"));
        QVERIFY(twice->releases[1].action == Action::Updated);
        QVERIFY(twice->releases[2].action == Action::Added);
    }

    void whatPeopleWroteStays()
    {
        const Workspace workspace = read("belay: 1\ncomponents:\n"
                                         "  - {id: orders-db, kind: database, releases: [\"41\", \"42\", \"43\"]}\n"
                                         "  - {id: other-db, kind: database, releases: [\"1\"]}\n"
                                         "  - id: orders\n    kind: service\n    owner: shop\n    releases:\n"
                                         "      - {id: v1, feature_free: true, tolerates: {orders-db: \"41..43\", other-db: \"1\"}}\n"
                                         "      - {id: v2, tolerates: {orders-db: \"42..\"}}\n"
                                         "      - {id: v3, tolerates: {orders-db: {read: \"..43\"}}}\n");
        const auto record = recordSchema(workspace, plain(), options);
        QVERIFY(record.ok());
        QVERIFY(record->releases[0].action == Action::Kept);
        QCOMPARE(record->releases[0].written, std::string("41..43"));
        QCOMPARE(record->remarks.at(0), std::string("v1: kept 41..43 as written; the statements say read 41, write 41..42."));
        const Release &v1 = component(record->workspace, "orders")->releases[0];
        QVERIFY(v1 == component(workspace, "orders")->releases[0]);
        QCOMPARE(component(record->workspace, "orders")->owner, std::string("shop"));
        // The same versions in other words: now with their evidence.
        QVERIFY(record->releases[1].action == Action::Updated);
        QCOMPARE(rangesText(*toleranceOf(record->workspace, 1).read), std::string("42..43"));
        // A side that people left out asks nothing, and that is another thing.
        QVERIFY(record->releases[2].action == Action::Kept);
        QCOMPARE(record->releases[2].written, std::string("read ..43"));

        const auto replaced = recordSchema(workspace, plain(), {"orders", "orders-db", true});
        QVERIFY(replaced->releases[0].action == Action::Replaced);
        QCOMPARE(rangesText(*toleranceOf(replaced->workspace, 0).read), std::string("41"));
        const Release &again = component(replaced->workspace, "orders")->releases[0];
        QVERIFY(again.featureFree);
        QCOMPARE(again.tolerates.size(), 2U);
    }

    /// A side that was edited by hand loses its evidence; that of the other side must not give it away.
    void oneSideByHandStays()
    {
        const auto once = recordSchema({}, plain(), options);
        QVERIFY(once.ok());
        Workspace edited = once->workspace;
        for (Shared<Component> &one : edited.components) {
            if (one->id != "orders")
                continue;
            Tolerance &tolerance = one.edit().releases[0].tolerates[0];
            tolerance.write = ReleaseRanges{{"41", "43"}};
            std::erase_if(tolerance.evidence, [](const Evidence &evidence) { return evidence.writes; });
            QVERIFY(!tolerance.evidence.empty());
        }
        const auto twice = recordSchema(edited, plain(), options);
        QVERIFY(twice.ok());
        QVERIFY(twice->releases[0].action == Action::Kept);
        QCOMPARE(rangesText(*toleranceOf(twice->workspace, 0).write), std::string("41..43"));
        QCOMPARE(twice->remarks.size(), 1U);
    }

    void anOpenRangeClaimsWhatComes()
    {
        const Workspace workspace = read("belay: 1\ncomponents:\n  - {id: orders-db, kind: database, releases: [\"41\", \"42\"]}\n"
                                         "  - {id: orders, kind: service, releases: [{id: v1, tolerates: {orders-db: \"41..\"}}]}\n");
        const auto record = recordSchema(workspace, tolerances({"41", "42", "43"}, {{"v1", 0, {{0, 1}}, {{0, 1}}}}), options);
        QVERIFY(record->releases[0].action == Action::Kept);
        QVERIFY(component(record->workspace, "orders-db")->releases.size() == 3U);
    }

    void versionsAndReleasesKeepTheirNamesAndPlaces()
    {
        const Workspace workspace = read("belay: 1\ncomponents:\n  - {id: orders-db, kind: database, releases: [\"40\", \"41\", \"43\", planned]}\n"
                                         "  - {id: orders, kind: service, releases: [\"0.9\", \"1.0\", \"3.0\", next]}\n");
        const auto record = recordSchema(workspace, tolerances({"000041", "000042", "000043", "000044"}, {{"v1.0", 0, {{0, 3}}, {{0, 3}}}, {"v2.0", 1, {{1, 3}}, {{1, 3}}}, {"v4.0", 3, {{3, 3}}, {{3, 3}}}}),
                                         options);
        QVERIFY(record.ok());
        QCOMPARE(labels(record->workspace, "orders-db"), (std::vector<std::string>{"40", "41", "000042", "43", "000044", "planned"}));
        QCOMPARE(labels(record->workspace, "orders"), (std::vector<std::string>{"0.9", "1.0", "v2.0", "3.0", "v4.0", "next"}));
        QCOMPARE(rangesText(*component(record->workspace, "orders")->releases[1].tolerates[0].read), std::string("41..000044"));
        QCOMPARE(record->versionsAdded, (std::vector<std::string>{"000042", "000044"}));
        QCOMPARE(record->releases[0].release, std::string("1.0"));
        // Versions in front of all known ones, and of those that do not tell their order.
        const auto early = recordSchema(workspace, tolerances({"000039", "000040"}, {{"v0.8", 0, {{0, 1}}, {{0, 1}}}}), options);
        QCOMPARE(labels(early->workspace, "orders-db").front(), std::string("000039"));
        QCOMPARE(labels(early->workspace, "orders").front(), std::string("v0.8"));
        const auto named = recordSchema(read("belay: 1\ncomponents:\n  - {id: orders-db, kind: database, releases: [a, b]}\n"), tolerances({"x", "y"}, {{"r", 0, {{0, 1}}, {{0, 1}}}}), options);
        QCOMPARE(labels(named->workspace, "orders-db"), (std::vector<std::string>{"a", "b", "x", "y"}));
    }

    void anotherOrderIsARemark()
    {
        const Workspace workspace = read("belay: 1\ncomponents:\n  - {id: orders-db, kind: database, releases: [\"42\", \"41\", \"43\"]}\n");
        const auto record = recordSchema(workspace, plain(), options);
        QVERIFY(record.ok());
        QVERIFY(record->remarks.at(0).find("another order") != std::string::npos);
        QCOMPARE(labels(record->workspace, "orders-db"), (std::vector<std::string>{"42", "41", "43"}));
        // v1 writes on 41 and 42, wherever they stand.
        QCOMPARE(rangesText(*toleranceOf(record->workspace, 0).write), std::string("42..41"));
    }

    void versionsOutsideOfTheRecordKeepWhatWasSaid()
    {
        const auto once = recordSchema({}, tolerances({"41", "42"}, {{"v1", 0, {{0, 0}}, {{0, 1}}}}), options);
        const auto later = recordSchema(once->workspace, tolerances({"43"}, {{"v1", 0, {{0, 0}}, {}}}), options);
        QVERIFY(later.ok());
        QCOMPARE(rangesText(*toleranceOf(later->workspace, 0).read), std::string("41, 43"));
        QCOMPARE(rangesText(*toleranceOf(later->workspace, 0).write), std::string("41..42"));
        QCOMPARE(toleranceOf(later->workspace, 0).evidence.size(), 2U);
    }

    void longNamesAreCut()
    {
        auto said = plain();
        said.releases[0].reads.evidence[0].statement = std::string(199, 'x') + "ü" + std::string(5000, 'y');
        said.releases[0].reads.evidence[0].message = std::string(100000, 'm');
        const auto record = recordSchema({}, said, options);
        const Evidence &evidence = toleranceOf(record->workspace, 0).evidence[0];
        QCOMPARE(evidence.statement, std::string(199, 'x') + "…");
        QVERIFY(evidence.message.size() < 1100);
        QVERIFY(read(writeWorkspace(record->workspace, TextFormat::Yaml)) == record->workspace);
    }

    void reportsSayWhatWasDone()
    {
        auto said = plain();
        said.doubts.push_back({"Something is not known.", {"v1", "v2"}});
        said.leftOut.push_back("v0: no migrations");
        said.remarks.push_back({"migration-edited", "db/41.sql", 3, "The migration 41 was edited."});
        const auto record = recordSchema({}, said, options);
        const std::string text = writeRecordText(*record, said, false, Colours::Off);
        QVERIFY(text.find("v1       41      41      41..42  added  Nicks at 42, column-missing") != std::string::npos);
        QVERIFY(text.find("Something is not known. (2 releases, v1 to v2)") != std::string::npos);
        QVERIFY(text.find("v0: no migrations") != std::string::npos);
        QVERIFY(text.find("db/41.sql:3: The migration 41 was edited.") != std::string::npos);
        QVERIFY(text.ends_with("Recorded 3 releases of orders on orders-db (3 added), 3 schema versions, 3 of them new.\n"));
        QVERIFY(writeRecordText(*record, said, true, Colours::Off).find("Would record 3 releases") != std::string::npos);
        const std::string json = writeRecordJson(*record, said, true);
        QVERIFY(json.find("\"dry_run\": true") != std::string::npos);
        const std::size_t versions = json.find("\"versions\": \"42..43\"");
        QVERIFY(versions != std::string::npos);
        QCOMPARE(json.find("\"side\": \"read\"", versions), json.find("\"side\"", versions));
    }
};

QTEST_APPLESS_MAIN(SchemaRecordTest)
#include "schemarecordtest.moc"
