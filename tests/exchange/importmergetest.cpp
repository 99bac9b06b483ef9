// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importmerge.h"
#include "models/rollback/edit.h"
#include "tests/exchange/importtesting.h"

#include <random>

using namespace belay;
using namespace belay::exchange;
using namespace belay::exchange::testing;
using rollback::Link;
using rollback::Workspace;

class ImportMergeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void intoNothing();
    void twiceIsOnce();
    void keepsWhatPeopleAdded();
    void newTags();
    void liveReleases_data();
    void liveReleases();
    void linksOfAnOrigin();
    void linksWithOtherLabels();
    void unresolvedLater();
    void randomMerges();
};

namespace {

const char *const shop = "services:\n"
                         "  web: {image: 'shop/web:2.1', depends_on: [cart, gone]}\n"
                         "  cart: {image: 'shop/cart:1.9', depends_on: [store]}\n"
                         "  store: {image: 'postgres:16'}\n";

ImportedGraph compose(const std::string &yaml)
{
    const auto graph = import("compose", {{"compose.yaml", yaml}});
    if (!graph)
        qFatal("%s", describe(graph.error()).c_str());
    return *graph;
}

Workspace mergedWorkspace(const Workspace &before, const ImportedGraph &graph, const std::string &environment = {},
                          const std::string &origin = "compose")
{
    return merge(before, graph, {origin, environment}).workspace;
}

rollback::Component &componentOf(Workspace &workspace, const std::string &id)
{
    for (auto &component : workspace.components) {
        if (component->id == id)
            return component.edit();
    }
    qFatal("no component %s", id.c_str());
}

QStringList releasesOf(Workspace workspace, const std::string &id)
{
    QStringList list;
    for (const rollback::Release &release : componentOf(workspace, id).releases)
        list << text(release.id);
    return list;
}

QStringList linksOf(const Workspace &workspace)
{
    QStringList list;
    for (const Link &link : workspace.links) {
        list << text(link.origin + ": " + link.from + " -> " + (link.resolved ? "" : "?") + link.to
                     + (link.label.empty() ? "" : " (" + link.label + ")"));
    }
    return list;
}

Link linkOf(const char *from, const char *to, const char *label, const char *origin)
{
    Link link;
    link.from = from;
    link.to = to;
    link.label = label;
    link.origin = origin;
    return link;
}

ImportedGraph graphOf(const std::vector<Link> &edges, const std::vector<std::string> &ids)
{
    ImportedGraph graph;
    for (const std::string &id : ids) {
        ImportedComponent component;
        component.id = id;
        graph.components.push_back(component);
    }
    graph.edges = edges;
    return graph;
}

} // namespace

void ImportMergeTest::intoNothing()
{
    const Merge result = merge({}, compose(shop), {"compose", "production"});
    const Workspace &workspace = result.workspace;
    QCOMPARE(workspace.components.size(), std::size_t{3});
    QCOMPARE(text(workspace.components[2]->id), QStringLiteral("store"));
    QVERIFY(workspace.components[2]->kind == rollback::ComponentKind::Database);
    QCOMPARE(linksOf(workspace), lines("compose: web -> cart (depends_on)\ncompose: web -> ?gone (depends_on)\ncompose: cart -> store (depends_on)"));
    QCOMPARE(workspace.environments.size(), std::size_t{1});
    QCOMPARE(text(workspace.environments[0].id), QStringLiteral("production"));
    QCOMPARE(workspace.environments[0].live.size(), std::size_t{3});
    QVERIFY(workspace.environments[0].live[0].releases == std::vector<std::string>{"2.1"});
    QVERIFY(workspace.environments[0].history.empty());
    const MergeCounts wanted{3, 0, 3, 3, 3, 0, 0, 0};
    QVERIFY(result.counts == wanted);
    QCOMPARE(merge({}, compose(shop), {"compose", {}}).workspace.environments.size(), std::size_t{0});
}

void ImportMergeTest::twiceIsOnce()
{
    const Workspace once = mergedWorkspace({}, compose(shop), "production");
    const Merge twice = merge(once, compose(shop), {"compose", "production"});
    QVERIFY(twice.workspace == once);
    const MergeCounts wanted{0, 3, 0, 0, 0, 0, 0, 3};
    QVERIFY(twice.counts == wanted);
    QVERIFY(rollback::difference(once, twice.workspace, "Import").changes.empty());
}

void ImportMergeTest::keepsWhatPeopleAdded()
{
    Workspace before = mergedWorkspace({}, compose(shop), "production");
    rollback::Component &cart = componentOf(before, "cart");
    cart.kind = rollback::ComponentKind::Topic;
    cart.owner = "team-cart";
    cart.rollbackDepth = 3;
    rollback::Release added;
    added.id = "2.0";
    added.featureFree = true;
    rollback::Tolerance tolerance;
    tolerance.store = "store";
    tolerance.read = rollback::ReleaseRanges{{"16", "16"}};
    cart.releases[0].tolerates.push_back(tolerance);
    cart.releases.push_back(added);
    rollback::Component own;
    own.id = "own";
    before.components.emplace_back(own);
    before.links.insert(before.links.begin(), linkOf("own", "web", "by hand", ""));
    before.links.push_back(linkOf("web", "cart", "depends_on", ""));
    before.links.push_back(linkOf("cart", "web", "12 calls", "jaeger"));
    before.layout.push_back({"cart", 3, 4});
    rollback::Plan plan;
    plan.id = "p";
    before.plans.emplace_back(plan);
    before.settings.simultaneous = 2;
    before.name = "Shop";

    QVERIFY(mergedWorkspace(before, compose(shop), "production") == before);
    // Nor does it take away a component that the input has no more, or a release that it does not run.
    const Workspace less = mergedWorkspace(before, compose("services: {web: {image: 'shop/web:2.1'}}"), "production");
    QVERIFY(less.components == before.components);
    QCOMPARE(linksOf(less), lines(": own -> web (by hand)\n: web -> cart (depends_on)\njaeger: cart -> web (12 calls)"));
    QVERIFY(less.environments == before.environments);
    // An owner that nobody has stated is filled in.
    ImportedGraph owned = compose(shop);
    for (ImportedComponent &component : owned.components)
        component.owner = "catalog";
    Workspace filled = mergedWorkspace(before, owned);
    QCOMPARE(text(componentOf(filled, "cart").owner), QStringLiteral("team-cart"));
    QCOMPARE(text(componentOf(filled, "web").owner), QStringLiteral("catalog"));
}

void ImportMergeTest::newTags()
{
    Workspace first = mergedWorkspace({}, compose(shop), "production");
    rollback::Release between;
    between.id = "2.0";
    componentOf(first, "cart").releases.push_back(between);
    std::string later = shop;
    later.replace(later.find("cart:1.9"), 8, "cart:3.0");
    const Merge second = merge(first, compose(later), {"compose", "production"});
    QCOMPARE(releasesOf(second.workspace, "cart"), lines("1.9\n2.0\n3.0"));
    QCOMPARE(second.counts.releasesAdded, std::size_t{1});
    QCOMPARE(second.counts.liveChanged, std::size_t{1});
    const rollback::Environment &environment = second.workspace.environments[0];
    QVERIFY(environment.live[1].releases == std::vector<std::string>{"3.0"});
    // 2.0 never ran there: what is implied would say so, so it is written out.
    QCOMPARE(environment.history.size(), std::size_t{1});
    QVERIFY(environment.history[0].releases == std::vector<std::string>{"1.9"});
    // Without an environment only the release is new.
    const Workspace apart = mergedWorkspace(first, compose(later));
    QCOMPARE(releasesOf(apart, "cart"), lines("1.9\n2.0\n3.0"));
    QVERIFY(apart.environments == first.environments);
}

void ImportMergeTest::liveReleases_data()
{
    using List = QStringList;
    QTest::addColumn<QStringList>("live");
    QTest::addColumn<bool>("written"); // The history is.
    QTest::addColumn<QStringList>("history");
    QTest::addColumn<QString>("tag");
    QTest::addColumn<QStringList>("liveAfter");
    QTest::addColumn<bool>("writtenAfter");
    QTest::addColumn<QStringList>("historyAfter");
    const auto list = [](const char *text) { return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts); };
    QTest::newRow("not deployed") << List() << false << List() << QStringLiteral("2") << list("2") << false << List();
    QTest::newRow("next") << list("1") << false << List() << QStringLiteral("2") << list("2") << false << List();
    QTest::newRow("new one") << list("3") << false << List() << QStringLiteral("4") << list("4") << false << List();
    QTest::newRow("skips one") << list("1") << false << List() << QStringLiteral("3") << list("3") << true << list("1");
    QTest::newRow("back") << list("3") << false << List() << QStringLiteral("1") << list("1") << true << list("1 2 3");
    QTest::newRow("written history") << list("2") << true << list("1") << QStringLiteral("3") << list("3") << true << list("1 2");
    QTest::newRow("empty history") << list("2") << true << List() << QStringLiteral("3") << list("3") << true << list("2");
    QTest::newRow("canary goes on") << list("1 2") << false << List() << QStringLiteral("2") << list("1 2") << false << List();
    QTest::newRow("canary ends") << list("1 2") << false << List() << QStringLiteral("3") << list("3") << false << List();
    QTest::newRow("same") << list("2") << true << list("1") << QStringLiteral("2") << list("2") << true << list("1");
}

void ImportMergeTest::liveReleases()
{
    QFETCH(QStringList, live);
    QFETCH(bool, written);
    QFETCH(QStringList, history);
    QFETCH(QString, tag);
    QFETCH(QStringList, liveAfter);
    QFETCH(bool, writtenAfter);
    QFETCH(QStringList, historyAfter);
    const auto labels = [](const QStringList &list) {
        std::vector<std::string> result;
        for (const QString &label : list)
            result.push_back(label.toStdString());
        return result;
    };
    Workspace before;
    rollback::Component web;
    web.id = "web";
    for (const char *label : {"1", "2", "3"}) {
        rollback::Release release;
        release.id = label;
        web.releases.push_back(release);
    }
    before.components.emplace_back(web);
    rollback::Environment environment;
    environment.id = "production";
    if (!live.isEmpty())
        environment.live.push_back({"web", labels(live), {}});
    if (written)
        environment.history.push_back({"web", labels(history), {}});
    before.environments = {rollback::Environment{}, environment};
    before.environments[0].id = "staging";

    const Workspace after = mergedWorkspace(before, compose("services: {web: {image: 'web:" + tag.toStdString() + "'}}"), "production");
    QCOMPARE(after.environments.size(), std::size_t{2});
    QVERIFY(after.environments[0] == before.environments[0]);
    QVERIFY(after.environments[1].live[0].releases == labels(liveAfter));
    QCOMPARE(after.environments[1].history.size(), std::size_t(writtenAfter ? 1 : 0));
    if (writtenAfter)
        QVERIFY(after.environments[1].history[0].releases == labels(historyAfter));
    QVERIFY(mergedWorkspace(after, compose("services: {web: {image: 'web:" + tag.toStdString() + "'}}"), "production") == after);
}

void ImportMergeTest::linksOfAnOrigin()
{
    const Workspace first = mergedWorkspace({}, compose(shop));
    const Workspace both = mergedWorkspace(first, graphOf({linkOf("cart", "store", "5 calls", "")}, {"cart", "store"}), {}, "jaeger");
    QCOMPARE(linksOf(both), linksOf(first) + lines("jaeger: cart -> store (5 calls)"));
    const Merge less = merge(both, compose("services: {web: {depends_on: [cart, store]}, cart: {}, store: {}}"), {"compose", {}});
    QCOMPARE(linksOf(less.workspace), lines("compose: web -> cart (depends_on)\njaeger: cart -> store (5 calls)\ncompose: web -> store (depends_on)"));
    QCOMPARE(less.counts.linksRemoved, std::size_t{2});
    QCOMPARE(less.counts.linksAdded, std::size_t{1});
    QCOMPARE(less.counts.linksKept, std::size_t{1});
}

void ImportMergeTest::linksWithOtherLabels()
{
    const std::vector<std::string> ids = {"a", "b"};
    const Workspace before = mergedWorkspace({}, graphOf({linkOf("a", "b", "1 call", ""), linkOf("b", "a", "7 calls", ""), linkOf("a", "b", "x", "")}, ids));
    const Merge after = merge(before, graphOf({linkOf("b", "a", "8 calls", ""), linkOf("a", "b", "x", ""), linkOf("a", "b", "2 calls", ""),
                                               linkOf("a", "b", "3 calls", ""), linkOf("a", "b", "x", "")}, ids), {"compose", {}});
    // What has another label now stays in its place; what is new comes last.
    QCOMPARE(linksOf(after.workspace), lines("compose: a -> b (2 calls)\ncompose: b -> a (8 calls)\ncompose: a -> b (x)\ncompose: a -> b (3 calls)"));
    const MergeCounts wanted{0, 2, 0, 0, 1, 2, 0, 1};
    QVERIFY(after.counts == wanted);
}

void ImportMergeTest::unresolvedLater()
{
    const Workspace first = mergedWorkspace({}, compose(shop));
    QVERIFY(!first.links[1].resolved);
    // Another origin brings what was missing; importing the first again does not lose that.
    const Workspace second = mergedWorkspace(first, graphOf({}, {"gone"}), {}, "dot");
    QVERIFY(second.links[1].resolved);
    QVERIFY(mergedWorkspace(second, compose(shop)) == second);
}

/// Whatever was there and whatever comes: a second merge changes nothing, the links of the origin
/// are the graph's, everybody else's are untouched, and the edit between is exact.
void ImportMergeTest::randomMerges()
{
    std::mt19937 random(7);
    const auto below = [&random](unsigned end) { return unsigned(random() % end); };
    const auto randomGraph = [&] {
        ImportedGraph graph;
        std::vector<std::string> ids;
        for (unsigned i = 0; i < 6; ++i) {
            if (below(3) > 0)
                ids.push_back("c" + std::to_string(i));
        }
        for (const std::string &id : ids) {
            ImportedComponent component;
            component.id = id;
            if (below(2) > 0)
                component.releases.push_back(std::to_string(below(4)));
            graph.components.push_back(component);
        }
        std::vector<std::string> seen;
        for (unsigned i = below(10); i > 0 && !ids.empty(); --i) {
            Link link = linkOf(ids[below(unsigned(ids.size()))].c_str(), ("c" + std::to_string(below(7))).c_str(), std::to_string(below(3)).c_str(), "");
            const std::string key = link.from + link.to + link.label;
            if (std::find(seen.begin(), seen.end(), key) != seen.end())
                continue;
            seen.push_back(key);
            graph.edges.push_back(link);
        }
        return graph;
    };
    const auto ofOrigin = [](const Workspace &workspace, const std::string &origin, bool same) {
        std::vector<std::string> keys;
        for (const Link &link : workspace.links) {
            if ((link.origin == origin) == same)
                keys.push_back(link.origin + ':' + link.from + ':' + link.to + ':' + link.label);
        }
        if (same)
            std::sort(keys.begin(), keys.end());
        return keys;
    };
    Workspace workspace;
    for (int round = 0; round < 500; ++round) {
        const std::string origin = below(2) == 0 ? "a" : "b";
        const std::string environment = below(2) == 0 ? "e" : "";
        const ImportedGraph graph = randomGraph();
        const Workspace next = mergedWorkspace(workspace, graph, environment, origin);
        QVERIFY(mergedWorkspace(next, graph, environment, origin) == next);
        QVERIFY(ofOrigin(next, origin, false) == ofOrigin(workspace, origin, false));
        std::vector<std::string> wanted;
        for (const Link &link : graph.edges)
            wanted.push_back(origin + ':' + link.from + ':' + link.to + ':' + link.label);
        std::sort(wanted.begin(), wanted.end());
        QVERIFY(ofOrigin(next, origin, true) == wanted);
        for (const auto &component : workspace.components) {
            const QStringList before = releasesOf(workspace, component->id);
            QCOMPARE(releasesOf(next, component->id).mid(0, before.size()), before);
        }

        Workspace edited = workspace;
        const rollback::Edit edit = rollback::difference(workspace, next, "Import");
        QVERIFY(rollback::apply(edited, edit));
        QVERIFY(edited == next);
        QVERIFY(rollback::apply(edited, rollback::inverse(edit)));
        QVERIFY(edited == workspace);
        workspace = next;
    }
}

QTEST_GUILESS_MAIN(ImportMergeTest)
#include "importmergetest.moc"
