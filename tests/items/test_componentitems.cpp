// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/componentedits.h"
#include "models/items/componenttable.h"
#include "models/items/servicesgraph.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace belay;
using namespace belay::items;
using namespace belay::rollback;

namespace {

Component component(const std::string &id, ComponentKind kind, const std::vector<std::string> &labels)
{
    Component made;
    made.id = id;
    made.kind = kind;
    for (const std::string &label : labels) {
        Release release;
        release.id = label;
        made.releases.push_back(release);
    }
    return made;
}

/// Every part of a workspace names shop, db and topic somewhere.
Workspace everywhere()
{
    Workspace workspace;
    Component shop = component("shop", ComponentKind::Service, {"1", "2"});
    shop.releases[0].tolerates.push_back({"db", ReleaseRanges{{"41", "41"}}, ReleaseRanges{{"", "42"}}, {}, {}});
    shop.releases[1].reads.push_back({"topic", {"v1"}, {}});
    shop.releases[1].writes.push_back({"topic", {"v1"}, {}});
    shop.releases[1].offers = {"cart"};
    Component web = component("web", ComponentKind::Service, {"1"});
    web.releases[0].needs.push_back({{{"shop", "cart", {}, {}}, {"spare", "", {{"1", ""}}, {}}}, {}});
    web.releases[0].needs.push_back({{{"shop", "", {{"2", ""}}, {}}}, {}});
    workspace.components.emplace_back(shop);
    workspace.components.emplace_back(web);
    workspace.components.emplace_back(component("db", ComponentKind::Database, {"41", "42", "43"}));
    workspace.components.emplace_back(component("topic", ComponentKind::Topic, {"1"}));
    workspace.components.emplace_back(component("spare", ComponentKind::External, {"1"}));
    Environment production;
    production.id = "production";
    production.live = {{"shop", {"1"}, {}}, {"web", {"1"}, {}}, {"db", {"41"}, {}}};
    production.history = {{"shop", {"1"}, {}}};
    production.formats = {{"topic", {"v1"}, {}}};
    workspace.environments.push_back(production);
    Plan plan;
    plan.id = "launch";
    plan.environment = "production";
    plan.order = PlanOrder::Partial;
    const auto step = [&plan](const std::string &id, StepKind kind, const std::string &of, std::vector<std::string> to,
                              std::vector<std::string> after) {
        Step made;
        made.id = id;
        made.kind = kind;
        made.component = of;
        made.to = std::move(to);
        made.after = std::move(after);
        plan.steps.push_back(made);
    };
    step("s1", StepKind::Move, "db", {"42"}, {});
    step("s2", StepKind::Move, "shop", {"2"}, {"s1"});
    step("s3", StepKind::Soak, "", {}, {"s2"});
    workspace.plans.emplace_back(plan);
    Suppression suppression;
    suppression.component = "shop";
    suppression.release = "1";
    suppression.requirement = "tolerates/db";
    suppression.reason = "known";
    workspace.suppressions.push_back(suppression);
    workspace.links.push_back({"web", "shop", "calls", "", true, {}});
    workspace.links.push_back({"shop", "db", "calls", "", true, {}});
    workspace.layout.push_back({"shop", 1, 2});
    return workspace;
}

/// Applies it and takes it back, which must lead to where it began.
Workspace applied(const Workspace &before, const Proposal &proposal)
{
    Workspace after = before;
    const auto done = apply(after, proposal.edit);
    if (!done.ok())
        qFatal("%s", done.error().detail.c_str());
    Workspace back = after;
    if (!apply(back, inverse(proposal.edit)).ok() || !(back == before))
        qFatal("undo does not lead back");
    return after;
}

bool names(const Workspace &workspace, const std::string &name)
{
    for (const auto &one : workspace.components) {
        bool isNamed = one->id == name;
        for (const Release &release : one->releases) {
            for (const Requirement &need : release.needs) {
                for (const Alternative &alternative : need.anyOf)
                    isNamed = isNamed || alternative.component == name;
            }
            for (const Tolerance &tolerance : release.tolerates)
                isNamed = isNamed || tolerance.store == name;
            for (const auto *list : {&release.reads, &release.writes}) {
                for (const StoreFormats &formats : *list)
                    isNamed = isNamed || formats.store == name;
            }
        }
        if (isNamed)
            return true;
    }
    for (const Environment &environment : workspace.environments) {
        for (const auto *list : {&environment.live, &environment.history}) {
            for (const ComponentReleases &entry : *list) {
                if (entry.component == name)
                    return true;
            }
        }
        for (const StoreFormats &formats : environment.formats) {
            if (formats.store == name)
                return true;
        }
    }
    for (const auto &plan : workspace.plans) {
        for (const Step &step : plan->steps) {
            if (step.component == name)
                return true;
        }
    }
    for (const Suppression &suppression : workspace.suppressions) {
        if (suppression.component == name || suppression.requirement == "tolerates/" + name)
            return true;
    }
    for (const Link &link : workspace.links) {
        if (link.from == name || link.to == name)
            return true;
    }
    for (const NodePlace &place : workspace.layout) {
        if (place.component == name)
            return true;
    }
    return false;
}

} // namespace

class ComponentItemsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusals_data()
    {
        using Ask = std::function<Proposal(const Workspace &)>;
        QTest::addColumn<Ask>("ask");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, Ask ask, const char *says) {
            QTest::newRow(name) << ask << QString::fromLatin1(says);
        };
        row("no name", [](const Workspace &w) { return addComponent(w, QStringLiteral("  "), ComponentKind::Service); }, "name");
        row("the name none", [](const Workspace &w) { return addComponent(w, QStringLiteral("none"), ComponentKind::Service); }, "none");
        row("a range as a name", [](const Workspace &w) { return addRelease(w, "shop", QStringLiteral("1..2")); }, "range");
        row("a comma", [](const Workspace &w) { return renameComponent(w, "shop", QStringLiteral("a,b")); }, "comma");
        row("a slash", [](const Workspace &w) { return renameComponent(w, "shop", QStringLiteral("a/b")); }, "slash");
        row("a name that is taken", [](const Workspace &w) { return renameComponent(w, "shop", QStringLiteral("web")); }, "already");
        row("a component that is taken", [](const Workspace &w) { return addComponent(w, QStringLiteral("web"), ComponentKind::Flag); }, "already");
        row("nobody", [](const Workspace &w) { return setOwner(w, "nobody", QStringLiteral("x")); }, "no component");
        row("deleting nobody", [](const Workspace &w) { return deleteComponent(w, "nobody"); }, "no component");
        row("a negative depth", [](const Workspace &w) { return setDepth(w, "shop", -1); }, "0 or more");
        row("a release twice", [](const Workspace &w) { return addRelease(w, "shop", QStringLiteral("2")); }, "already");
        row("a release that is live", [](const Workspace &w) { return deleteRelease(w, "shop", "1"); }, "production");
        row("a release in a plan", [](const Workspace &w) { return deleteRelease(w, "db", "42"); }, "s1");
        row("a release in a range", [](const Workspace &w) { return deleteRelease(w, "spare", "1"); }, "web");
        row("no such release", [](const Workspace &w) { return renameRelease(w, "shop", "9", QStringLiteral("8")); }, "no release");
        row("beyond the first", [](const Workspace &w) { return moveRelease(w, "shop", "1", -1); }, "first");
        row("beyond the last", [](const Workspace &w) { return moveRelease(w, "shop", "2", 1); }, "last");
        row("an empty need", [](const Workspace &w) { return setNeed(w, "web", "1", 0, Requirement{}); }, "needs");
        row("a need of nobody", [](const Workspace &w) {
            return setNeed(w, "web", "1", 0, Requirement{{{"shpo", "", {{"1", ""}}, {}}}, {}});
        }, "shop");
        row("a need of nothing", [](const Workspace &w) { return setNeed(w, "web", "1", 0, Requirement{{{"shop", "", {}, {}}}, {}}); }, "feature");
        row("a need of both", [](const Workspace &w) {
            return setNeed(w, "web", "1", 0, Requirement{{{"shop", "cart", {{"1", ""}}, {}}}, {}});
        }, "either");
        row("a feature nobody offers", [](const Workspace &w) {
            return setNeed(w, "web", "1", 0, Requirement{{{"shop", "card", {}, {}}}, {}});
        }, "offers");
        row("a tolerance of nothing", [](const Workspace &w) { return setTolerance(w, "shop", "2", 0, Tolerance{"db", {}, {}, {}, {}}); }, "versions");
        row("a tolerance twice", [](const Workspace &w) {
            return setTolerance(w, "shop", "1", 1, Tolerance{"db", ReleaseRanges{{"41", ""}}, {}, {}, {}});
        }, "already");
        row("formats of a service", [](const Workspace &w) {
            return setFormats(w, "shop", "1", FormatSide::Writes, 0, StoreFormats{"web", {"v1"}, {}});
        }, "no database");
        row("writing no format", [](const Workspace &w) {
            return setFormats(w, "shop", "1", FormatSide::Writes, 0, StoreFormats{"topic", {}, {}});
        }, "format");
        row("a feature twice", [](const Workspace &w) { return addFeature(w, "shop", "2", QStringLiteral("cart")); }, "already");
        row("a feature that is needed", [](const Workspace &w) { return removeFeature(w, "shop", "2", "cart"); }, "web");
        row("a link to nobody", [](const Workspace &w) { return addLink(w, QStringLiteral("web"), QStringLiteral("x"), {}); }, "no component");
        row("a link to itself", [](const Workspace &w) { return addLink(w, QStringLiteral("web"), QStringLiteral("web"), {}); }, "two");
        row("a link twice", [](const Workspace &w) { return addLink(w, QStringLiteral("web"), QStringLiteral("shop"), QStringLiteral("calls")); }, "already");
        row("a link that is gone", [](const Workspace &w) { return deleteLink(w, 7); }, "no such link");
        row("no such environment", [](const Workspace &w) { return setLive(w, "moon", "shop", "2"); }, "no environment");
    }
    void refusals()
    {
        QFETCH(std::function<Proposal(const Workspace &)>, ask);
        QFETCH(QString, says);
        const Proposal proposal = ask(everywhere());
        QVERIFY(!proposal.ok());
        QVERIFY(proposal.isEmpty());
        QVERIFY2(proposal.problem.contains(says), qPrintable(proposal.problem));
    }

    void ranges_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem");
        QTest::newRow("empty") << QString() << QStringLiteral("Name the releases");
        QTest::newRow("only dots") << QStringLiteral("..") << QStringLiteral("no range");
        QTest::newRow("unknown") << QStringLiteral("40..42") << QStringLiteral("no release 40");
        QTest::newRow("backwards") << QStringLiteral("43..41") << QStringLiteral("comes after");
        QTest::newRow("good") << QStringLiteral(" 41, 42..43 ,..42, 41..") << QString();
    }
    void ranges()
    {
        QFETCH(QString, text);
        QFETCH(QString, problem);
        QString said;
        const auto ranges = readRanges(everywhere(), "db", text, &said);
        QCOMPARE(ranges.has_value(), problem.isEmpty());
        QVERIFY2(said.contains(problem), qPrintable(said));
        if (ranges)
            QCOMPARE(*ranges, (ReleaseRanges{{"41", "41"}, {"42", "43"}, {"", "42"}, {"41", ""}}));
    }

    void renamingAndDeletingReachEverything()
    {
        const Workspace before = everywhere();
        for (const auto &one : before.components) {
            QVERIFY(names(before, one->id));
            const Workspace renamed = applied(before, renameComponent(before, one->id, QStringLiteral("renamed")));
            QVERIFY2(!names(renamed, one->id), one->id.c_str());
            QVERIFY(names(renamed, "renamed"));
            const Workspace deleted = applied(before, deleteComponent(before, one->id));
            // A suppression of another's requirement matches nothing any more and stays for the report to list.
            Workspace apart = deleted;
            apart.suppressions.clear();
            QVERIFY2(!names(apart, one->id), one->id.c_str());
        }
        // Who waited for a step that went waits for what it waited for.
        const Workspace deleted = applied(before, deleteComponent(before, "shop"));
        QCOMPARE(deleted.plans[0]->steps.size(), std::size_t(2));
        QCOMPARE(deleted.plans[0]->steps[1].after, (std::vector<std::string>{"s1"}));
        // The other alternative stays.
        QCOMPARE(deleted.components[0]->releases[0].needs.size(), std::size_t(1));
        QCOMPARE(deleted.components[0]->releases[0].needs[0].anyOf[0].component, std::string("spare"));
    }

    void releasesAreRenamedInRanges()
    {
        const Workspace before = everywhere();
        const Workspace after = applied(before, renameRelease(before, "db", "42", QStringLiteral("42b")));
        QCOMPARE((*after.components[0]->releases[0].tolerates[0].write)[0].last, std::string("42b"));
        QCOMPARE(after.plans[0]->steps[0].to, (std::vector<std::string>{"42b"}));
        const Workspace shop = applied(before, renameRelease(before, "shop", "1", QStringLiteral("1.0")));
        QCOMPARE(shop.environments[0].live[0].releases, (std::vector<std::string>{"1.0"}));
        QCOMPARE(shop.environments[0].history[0].releases, (std::vector<std::string>{"1.0"}));
        QCOMPARE(shop.suppressions[0].release, std::string("1.0"));
    }

    void evidenceGoesWithItsTolerance()
    {
        Workspace before = everywhere();
        Tolerance &tolerance = before.components[0].edit().releases[1].tolerates.emplace_back();
        tolerance.store = "db";
        tolerance.read = ReleaseRanges{{"41", "41"}};
        const auto evidence = [](const std::string &first, const std::string &last) {
            Evidence one;
            one.versions = {first, last};
            one.statement = first + '-' + last;
            return one;
        };
        tolerance.evidence = {evidence("42", "43"), evidence("43", "43"), evidence("42", ""), evidence("", "42"), evidence("43", "")};
        const auto versions = [](const Workspace &workspace) {
            std::vector<ReleaseRange> all;
            for (const Evidence &one : workspace.components[0]->releases[1].tolerates[0].evidence)
                all.push_back(one.versions);
            return all;
        };
        const Workspace renamed = applied(before, renameRelease(before, "db", "43", QStringLiteral("43b")));
        QCOMPARE(versions(renamed), (std::vector<ReleaseRange>{{"42", "43b"}, {"43b", "43b"}, {"42", ""}, {"", "42"}, {"43b", ""}}));
        const Workspace elsewhere = applied(before, renameComponent(before, "db", QStringLiteral("store")));
        QCOMPARE(versions(elsewhere), versions(before));
        QCOMPARE(elsewhere.components[0]->releases[1].tolerates[0].store, std::string("store"));
        // Evidence keeps no release from being deleted: it says what is left of it.
        const Workspace deleted = applied(before, deleteRelease(before, "db", "43"));
        QCOMPARE(deleted.components[2]->releases.size(), std::size_t(2));
        QCOMPARE(versions(deleted), (std::vector<ReleaseRange>{{"42", "42"}, {"42", ""}, {"", "42"}}));
        // A release of our own takes the ranges of the one before it, but not what was found in its sources.
        const Workspace added = applied(before, addRelease(before, "shop", QStringLiteral("3")));
        QCOMPARE(added.components[0]->releases[2].tolerates[0].read, tolerance.read);
        QVERIFY(added.components[0]->releases[2].tolerates[0].evidence.empty());
        QCOMPARE(versions(added), versions(before));
        Tolerance wider = tolerance;
        wider.read = ReleaseRanges{{"41", "42"}};
        QCOMPARE(versions(applied(before, setTolerance(before, "shop", "2", 0, wider))), versions(before));
        QVERIFY(applied(before, setTolerance(before, "shop", "2", 0, std::nullopt)).components[0]->releases[1].tolerates.empty());
        QVERIFY(deleteRelease(before, "db", "44").problem.contains(QLatin1String("no release 44")));
        QVERIFY(deleteRelease(before, "nobody", "44").problem.contains(QLatin1String("no component nobody")));
    }

    void smallEdits()
    {
        const Workspace w = everywhere();
        QCOMPARE(applied(w, addComponent(w, QStringLiteral(" new "), ComponentKind::Flag)).components.back()->id, std::string("new"));
        QCOMPARE(applied(w, setDepth(w, "shop", 2)).components[0]->rollbackDepth, std::optional<int>(2));
        QVERIFY(setDepth(w, "shop", std::nullopt).isEmpty());
        // A new release starts as the one before it.
        const Workspace added = applied(w, addRelease(w, "shop", QStringLiteral("3")));
        QCOMPARE(added.components[0]->releases[2].offers, (std::vector<std::string>{"cart"}));
        QCOMPARE(applied(w, moveRelease(w, "shop", "2", -1)).components[0]->releases[0].id, std::string("2"));
        QVERIFY(applied(w, setFeatureFree(w, "shop", "1", true)).components[0]->releases[0].featureFree);
        QVERIFY(applied(w, setNeed(w, "web", "1", 1, std::nullopt)).components[1]->releases[0].needs.size() == 1);
        QCOMPARE(applied(w, setLive(w, "production", "shop", "2")).environments[0].live[0].releases, (std::vector<std::string>{"2"}));
        QCOMPARE(applied(w, setLive(w, "production", "shop", {})).environments[0].live.size(), std::size_t(2));
        QCOMPARE(applied(w, addLink(w, QStringLiteral("web"), QStringLiteral("db"), {})).links.size(), std::size_t(3));
        QCOMPARE(applied(w, deleteLink(w, 0)).links[0].from, std::string("shop"));
        QVERIFY(applied(w, resetPlaces(w)).layout.empty());
        QCOMPARE(applied(w, placeNodes(w, {{"shop", 5, 6}, {"web", 7, 8}}, QStringLiteral("Move"))).layout.size(), std::size_t(2));
        QVERIFY(placeNodes(w, {{"shop", 1, 2}}, QStringLiteral("Move")).isEmpty());
        QCOMPARE(readNames(QStringLiteral(" a ,, b,")), (std::vector<std::string>{"a", "b"}));
        QCOMPARE(freshComponentId(w, "shop"), std::string("shop-2"));
        QCOMPARE(deleteRelease(w, "topic", "1").problem, QString());
    }

    void tableSaysWhatTheGraphKnows()
    {
        ServicesInput input;
        input.workspace = std::make_shared<const Workspace>(everywhere());
        input.environment = "production";
        const auto made = makeServicesGraph(input);
        QVERIFY(made.ok());
        ComponentTable table;
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(table.rowCount(), 0);
        table.setGraph(*made);
        QCOMPARE(table.rowCount(), 5);
        const auto cell = [&table](int row, int column) { return table.index(row, column).data().toString(); };
        QCOMPARE(cell(0, ComponentTable::NameColumn), QStringLiteral("shop"));
        QCOMPARE(cell(0, ComponentTable::PlannedColumn), QStringLiteral("2 in step 2"));
        QCOMPARE(cell(2, ComponentTable::LiveColumn), QStringLiteral("schema 41"));
        QCOMPARE(cell(0, ComponentTable::DependsOnColumn), QStringLiteral("2"));
        QCOMPARE(cell(0, ComponentTable::UsedByColumn), QStringLiteral("1"));
        // Its history holds only what it runs now.
        QCOMPARE(cell(0, ComponentTable::BackColumn), QString());
        QSignalSpy reset(&table, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&table, &QAbstractItemModel::dataChanged);
        table.setGraph(withReport(**made, input));
        QCOMPARE(reset.size(), 0);
        QCOMPARE(changed.size(), 1);
        table.setGraph(nullptr);
        QCOMPARE(reset.size(), 1);
    }

    void graphCanBeStopped()
    {
        ServicesInput input;
        input.workspace = std::make_shared<const Workspace>(everywhere());
        std::stop_source source;
        source.request_stop();
        const auto made = makeServicesGraph(input, source.get_token());
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(ComponentItemsTest)
#include "test_componentitems.moc"
