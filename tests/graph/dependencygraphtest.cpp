// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/dependencygraph.h"
#include "models/graph/edgerisk.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace belay;
using namespace belay::graph;
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

Workspace linked(std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>> &links)
{
    Workspace workspace;
    for (std::size_t i = 0; i < nodes; ++i)
        workspace.components.emplace_back(component(std::to_string(i), ComponentKind::Service, {}));
    for (const auto &[from, to] : links) {
        Link link;
        link.from = std::to_string(from);
        link.to = std::to_string(to);
        workspace.links.push_back(link);
    }
    return workspace;
}

std::vector<std::pair<std::size_t, std::size_t>> randomLinks(std::mt19937 &random, std::size_t nodes, std::size_t count)
{
    std::vector<std::pair<std::size_t, std::size_t>> links;
    for (std::size_t i = 0; i < count; ++i)
        links.emplace_back(random() % nodes, random() % nodes);
    return links;
}

/// Which nodes are reached from `starts` when `without` is taken out: the slow, plain way.
std::vector<bool> reached(const DependencyGraph &graph, const std::vector<std::size_t> &starts, std::size_t without)
{
    std::vector<bool> isReached(graph.nodeCount(), false);
    for (const std::size_t start : starts)
        isReached[start] = start != without;
    for (bool isChanged = true; isChanged;) {
        isChanged = false;
        for (const Edge &edge : graph.edges()) {
            if (isReached[edge.from.value] && !isReached[edge.to.value] && edge.to.value != without) {
                isReached[edge.to.value] = true;
                isChanged = true;
            }
        }
    }
    return isReached;
}

} // namespace

class DependencyGraphTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badReferencesMakeNoEdge()
    {
        Workspace workspace;
        Component shop = component("shop", ComponentKind::Service, {"1"});
        shop.releases[0].needs.push_back({{{"nobody", "", {{"1", ""}}, {}}}, {}});
        shop.releases[0].tolerates.push_back({"no-db", ReleaseRanges{{"1", "1"}}, std::nullopt, {}, {}});
        workspace.components.emplace_back(shop);
        workspace.links.push_back({});
        const DependencyGraph graph = DependencyGraph::make(workspace);
        QCOMPARE(graph.nodeCount(), 1U);
        QCOMPARE(graph.edgeCount(), 0U);
        QVERIFY(!graph.find("nobody"));
        QVERIFY(!graph.findEdge(NodeId(std::size_t{7}), NodeId(std::size_t{0})));
        QVERIFY(DependencyGraph::make({}).immediateDominators().empty());
    }

    void reasonsAreJoinedAndReadable()
    {
        Workspace workspace;
        Component shop = component("shop", ComponentKind::Service, {"1", "2"});
        shop.releases[0].tolerates.push_back({"db", ReleaseRanges{{"41", "41"}}, ReleaseRanges{{"41", "41"}}, {}, {}});
        shop.releases[1].tolerates.push_back({"db", ReleaseRanges{{"", "42"}}, ReleaseRanges{{"41", "42"}}, {}, {}});
        shop.releases[1].writes.push_back({"db", {"v1", "v2"}, {}});
        shop.releases[1].needs.push_back({{{"rates", "table", {}, {}}, {"rates", "", {{"1", ""}}, {}}}, {}});
        workspace.components.emplace_back(shop);
        workspace.components.emplace_back(component("db", ComponentKind::Database, {"41", "42"}));
        Component rates = component("rates", ComponentKind::Service, {"1", "2", "3"});
        rates.releases[1].offers = {"table"};
        rates.releases[2].offers = {"table"};
        workspace.components.emplace_back(rates);
        workspace.links.push_back({"shop", "elsewhere", "providesApis", "backstage", false, {}});

        const DependencyGraph graph = DependencyGraph::make(workspace);
        QCOMPARE(graph.nodeCount(), 4U);
        QCOMPARE(graph.componentCount(), 3U);
        QVERIFY(!graph.node(NodeId(std::size_t{3})).resolved);
        QVERIFY(!graph.component(NodeId(std::size_t{3})));
        QCOMPARE(graph.edgeCount(), 3U);
        const auto db = graph.findEdge(*graph.find("shop"), *graph.find("db"));
        QVERIFY(db.has_value());
        QVERIFY(graph.edge(*db).has(EdgeKind::Tolerates) && graph.edge(*db).has(EdgeKind::Writes));
        QVERIFY(!graph.edge(*db).has(EdgeKind::Needs));
        QCOMPARE(graph.reasonCount(*db), 3U);
        QCOMPARE(graph.reason(*db, 0).range, std::string("41"));
        QCOMPARE(graph.reason(*db, 1).range, std::string("read ..42; write 41..42"));
        QCOMPARE(graph.reason(*db, 1).requirement, std::string("tolerates/db"));
        QCOMPARE(graph.reason(*db, 2).feature, std::string("v1, v2"));
        const auto needs = graph.findEdge(*graph.find("shop"), *graph.find("rates"));
        QCOMPARE(graph.reason(*needs, 0).feature, std::string("table"));
        QCOMPARE(graph.reason(*needs, 0).range, std::string("2.."));
        QVERIFY(graph.reason(*needs, 0).oneOfSeveral);
        QCOMPARE(graph.reason(*needs, 1).range, std::string("1.."));
        const auto link = graph.findEdge(*graph.find("shop"), *graph.find("elsewhere"));
        QCOMPARE(graph.reason(*link, 0).label, std::string("providesApis"));
        QCOMPARE(graph.incoming(*graph.find("db")).size(), 1U);
        QCOMPARE(graph.outgoing(*graph.find("shop")).size(), 3U);
    }

    void circlesAndOrder()
    {
        const DependencyGraph ring = DependencyGraph::make(linked(5, {{0, 1}, {1, 2}, {2, 1}, {2, 3}, {3, 3}}));
        QCOMPARE(ring.circles().size(), 1U);
        QCOMPARE(ring.circles()[0], (std::vector<NodeId>{NodeId(std::size_t{1}), NodeId(std::size_t{2})}));
        QVERIFY(!ring.topologicalOrder());
        // A requirement on oneself is no circle.
        QVERIFY(DependencyGraph::make(linked(2, {{0, 0}, {0, 1}})).topologicalOrder());
    }

    void algorithmsAgreeWithPlainSearch()
    {
        std::mt19937 random(4711);
        for (int round = 0; round < 1500; ++round) {
            const std::size_t nodes = 1 + random() % 9;
            const DependencyGraph graph = DependencyGraph::make(linked(nodes, randomLinks(random, nodes, random() % 18)));
            // Everything from everywhere.
            std::vector<std::vector<bool>> from(nodes);
            for (std::size_t i = 0; i < nodes; ++i)
                from[i] = reached(graph, {i}, nodes);
            const auto group = graph.stronglyConnected();
            bool hasCircle = false;
            for (std::size_t a = 0; a < nodes; ++a) {
                const auto forward = graph.hopsForward(NodeId(a));
                for (std::size_t b = 0; b < nodes; ++b) {
                    QCOMPARE(group[a] == group[b], from[a][b] && from[b][a]);
                    QCOMPARE(forward[b] >= 0, bool(from[a][b]));
                    QCOMPARE(graph.hopsBackward(NodeId(b))[a], forward[b]);
                    if (a != b && from[a][b])
                        QVERIFY(group[b] <= group[a]);
                    hasCircle = hasCircle || (a != b && from[a][b] && from[b][a]);
                }
            }
            const auto order = graph.topologicalOrder();
            QCOMPARE(order.has_value(), !hasCircle);
            if (order) {
                std::vector<std::size_t> rank(nodes);
                for (std::size_t i = 0; i < nodes; ++i)
                    rank[(*order)[i].value] = i;
                for (const Edge &edge : graph.edges())
                    QVERIFY(edge.from == edge.to || rank[edge.from.value] < rank[edge.to.value]);
            }
            // d dominates v if nobody gets to v from outside without d.
            std::vector<std::size_t> entries;
            for (std::size_t v = 0; v < nodes; ++v) {
                bool isUsed = false;
                for (std::size_t u = 0; u < nodes; ++u)
                    isUsed = isUsed || (from[u][v] && !from[v][u]);
                if (!isUsed)
                    entries.push_back(v);
            }
            const auto dominator = graph.immediateDominators();
            for (std::size_t d = 0; d < nodes; ++d) {
                const auto without = reached(graph, entries, d);
                for (std::size_t v = 0; v < nodes; ++v) {
                    if (v == d)
                        continue;
                    bool isAbove = false;
                    for (NodeId up = dominator[v]; up.valid(); up = dominator[up.value])
                        isAbove = isAbove || up == NodeId(d);
                    QCOMPARE(isAbove, !without[v]);
                }
            }
        }
    }

    void deepChainsNeedNoDeepStack()
    {
        constexpr std::size_t nodes = 60000;
        std::vector<std::pair<std::size_t, std::size_t>> links;
        for (std::size_t i = 1; i < nodes; ++i)
            links.emplace_back(i - 1, i);
        const DependencyGraph graph = DependencyGraph::make(linked(nodes, links));
        QCOMPARE(graph.hopsForward(NodeId(std::size_t{0}))[nodes - 1], int(nodes - 1));
        QCOMPARE(graph.stronglyConnected()[0], std::uint32_t(nodes - 1));
        QCOMPARE(graph.immediateDominators()[nodes - 1], NodeId(nodes - 2));
        QVERIFY(graph.topologicalOrder());
    }

    void risksComeFromFindings()
    {
        Workspace workspace;
        Component shop = component("shop", ComponentKind::Service, {"1", "2"});
        for (const char *store : {"db", "cache", "topic"})
            shop.releases[0].tolerates.push_back({store, ReleaseRanges{{"1", "1"}}, ReleaseRanges{{"1", "1"}}, {}, {}});
        shop.releases[1].needs.push_back({{{"rates", "", {{"2", ""}}, {}}}, {}});
        workspace.components.emplace_back(shop);
        for (const char *name : {"db", "cache", "topic", "rates"})
            workspace.components.emplace_back(component(name, ComponentKind::Database, {"1", "2"}));
        workspace.links.push_back({"rates", "db", "", "", true, {}});
        const DependencyGraph graph = DependencyGraph::make(workspace);
        const auto riskTo = [&graph](const std::vector<EdgeRisk> &risks, const char *from, const char *to) {
            return risks[graph.findEdge(*graph.find(from), *graph.find(to))->value];
        };
        QCOMPARE(riskTo(edgeRisks(graph, nullptr), "shop", "db").risk, Risk::Unknown);

        PlanReport report;
        Finding finding;
        finding.component = "shop";
        finding.check = Check::Rollback;
        finding.step = "s1";
        finding.against.component = "db";
        finding.rollbacks = {{"shop", "1"}};
        report.findings.push_back(finding);
        finding.step = "s2";
        finding.against.component = "cache";
        report.findings.push_back(finding);
        finding.against.component = "rates";
        finding.rollbacks = {{"rates", "1"}};
        finding.step = "s1";
        report.findings.push_back(finding);
        finding.suppressedBy = "accepted";
        finding.check = Check::Live;
        report.findings.push_back(finding);
        report.wayBack.push_back({"s1", WayBackState::Open, false, "", {}});
        report.wayBack.push_back({"s2", WayBackState::Closed, true, "", {}});
        const auto risks = edgeRisks(graph, &report);
        QCOMPARE(riskTo(risks, "shop", "db"), (EdgeRisk{Risk::AfterOthers, 0}));
        QCOMPARE(riskTo(risks, "shop", "cache"), (EdgeRisk{Risk::CannotGoBack, 1}));
        QCOMPARE(riskTo(risks, "shop", "rates"), (EdgeRisk{Risk::CouldUnstick, 2}));
        QCOMPARE(riskTo(risks, "shop", "topic"), (EdgeRisk{Risk::CanGoBack, -1}));
        QCOMPARE(riskTo(risks, "rates", "db"), (EdgeRisk{Risk::Unknown, -1}));
    }
};

QTEST_GUILESS_MAIN(DependencyGraphTest)
#include "dependencygraphtest.moc"
