// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/graph/layeredlayout.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>

using namespace belay;
using namespace belay::graph;

namespace {

LayoutInput randomInput(std::mt19937 &random, std::size_t nodes, std::size_t edges, bool acyclic)
{
    LayoutInput input;
    std::uniform_real_distribution<double> width(40, 160);
    for (std::size_t i = 0; i < nodes; ++i)
        input.nodes.push_back({std::round(width(random)), 42});
    std::uniform_int_distribution<std::uint32_t> node(0, static_cast<std::uint32_t>(nodes - 1));
    for (std::size_t i = 0; i < edges; ++i) {
        std::uint32_t a = node(random);
        std::uint32_t b = node(random);
        if (acyclic && a > b)
            std::swap(a, b);
        input.edges.emplace_back(a, b);
    }
    return input;
}

bool overlap(const Box &a, const Box &b)
{
    constexpr double slack = 1e-6;
    return a.x < b.right() - slack && b.x < a.right() - slack && a.y < b.bottom() - slack && b.y < a.bottom() - slack;
}

} // namespace

class LayeredLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesBadInput_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("edge to nowhere") << 0;
        QTest::newRow("list of places of the wrong length") << 1;
        QTest::newRow("negative size") << 2;
        QTest::newRow("size that is no number") << 3;
        QTest::newRow("place that is no number") << 4;
    }
    void refusesBadInput()
    {
        QFETCH(int, kind);
        LayoutInput input{{{10, 10}, {10, 10}}, {{0, 1}}, {}};
        if (kind == 0)
            input.edges.emplace_back(0, 2);
        else if (kind == 1)
            input.manual.resize(1);
        else if (kind == 2)
            input.nodes[1].width = -1;
        else if (kind == 3)
            input.nodes[0].height = std::numeric_limits<double>::quiet_NaN();
        else
            input.manual = {Point{std::numeric_limits<double>::infinity(), 0}, std::nullopt};
        const auto layout = layeredLayout(input);
        QVERIFY(!layout);
        QCOMPARE(layout.error().code, ErrorCode::BadValue);
    }

    void stopsWhenAsked()
    {
        std::mt19937 random(1);
        std::stop_source source;
        source.request_stop();
        const auto layout = layeredLayout(randomInput(random, 200, 400, false), {}, source.get_token());
        QVERIFY(!layout);
        QCOMPARE(layout.error().code, ErrorCode::Cancelled);
    }

    void nothingAndOneNode()
    {
        QVERIFY(layeredLayout({})->nodes.empty());
        const auto one = layeredLayout({{{100, 40}}, {{0, 0}}, {}});
        QVERIFY(one.ok());
        QCOMPARE(one->nodes[0], (Box{0, 0, 100, 40}));
        QVERIFY(one->edges[0].points.empty());
    }

    void chainIsStraight()
    {
        const auto layout = layeredLayout({{{100, 40}, {100, 40}, {100, 40}}, {{0, 1}, {1, 2}, {0, 2}}, {}});
        QVERIFY(layout.ok());
        QCOMPARE(layout->layers, (std::vector<std::uint32_t>{0, 1, 2}));
        QCOMPARE(layout->crossings, 0U);
        QVERIFY(layout->nodes[0].right() < layout->nodes[1].x);
        QCOMPARE(layout->bands.size(), 3U);
    }

    void circleIsCutOnce()
    {
        const auto layout = layeredLayout({{{100, 40}, {100, 40}, {100, 40}}, {{0, 1}, {1, 2}, {2, 0}}, {}});
        QVERIFY(layout.ok());
        QCOMPARE(std::count_if(layout->edges.begin(), layout->edges.end(),
                               [](const EdgeRoute &route) { return route.reversed; }), 1);
    }

    void randomGraphsKeepTheInvariants()
    {
        std::mt19937 random(20260311);
        for (int round = 0; round < 400; ++round) {
            const std::size_t nodes = 1 + random() % 60;
            const std::size_t edges = random() % (2 * nodes + 1);
            const bool acyclic = round % 2 == 0;
            const LayoutInput input = randomInput(random, nodes, edges, acyclic);
            const auto made = layeredLayout(input);
            QVERIFY(made.ok());
            const Layout &layout = *made;
            for (std::size_t e = 0; e < edges; ++e) {
                const auto [from, to] = input.edges[e];
                const EdgeRoute &route = layout.edges[e];
                if (from == to) {
                    QVERIFY(route.points.empty());
                    continue;
                }
                QVERIFY(!acyclic || !route.reversed);
                QCOMPARE(layout.parts[from], layout.parts[to]);
                QCOMPARE(layout.layers[from] < layout.layers[to], !route.reversed);
                QVERIFY(layout.layers[from] != layout.layers[to]);
                QVERIFY(route.points.size() >= 2);
                const Box &start = layout.nodes[from];
                const Box &end = layout.nodes[to];
                QCOMPARE(route.points.front().x, route.reversed ? start.x : start.right());
                QCOMPARE(route.points.back().x, route.reversed ? end.right() : end.x);
                QVERIFY(route.points.front().y > start.y && route.points.front().y < start.bottom());
                QVERIFY(route.points.back().y > end.y && route.points.back().y < end.bottom());
                for (std::size_t p = 1; p < route.points.size(); ++p)
                    QVERIFY((route.points[p].x >= route.points[p - 1].x) != route.reversed
                            || route.points[p].x == route.points[p - 1].x);
            }
            for (std::size_t a = 0; a < nodes; ++a) {
                for (std::size_t b = a + 1; b < nodes; ++b)
                    QVERIFY2(!overlap(layout.nodes[a], layout.nodes[b]), qPrintable(QString::number(round)));
            }
            QVERIFY(layout.crossings <= layout.crossingsBefore);
        }
    }

    void crossingsAreRemoved()
    {
        // The sweeps have to earn their time, not only do no harm.
        std::mt19937 random(7);
        std::uint64_t before = 0;
        std::uint64_t after = 0;
        for (int round = 0; round < 50; ++round) {
            const auto layout = layeredLayout(randomInput(random, 60, 90, true));
            QVERIFY(layout.ok());
            before += layout->crossingsBefore;
            after += layout->crossings;
        }
        QVERIFY2(after * 3 < before, qPrintable(QStringLiteral("%1 of %2").arg(after).arg(before)));
        // A tree needs none.
        LayoutInput tree;
        for (std::uint32_t i = 0; i < 121; ++i) {
            tree.nodes.push_back({80, 40});
            if (i > 0)
                tree.edges.emplace_back((i - 1) / 3, i);
        }
        std::shuffle(tree.edges.begin(), tree.edges.end(), random);
        QCOMPARE(layeredLayout(tree)->crossings, 0U);
    }

    void sameInputSameLayout()
    {
        std::mt19937 random(99);
        const LayoutInput input = randomInput(random, 300, 500, false);
        const auto first = layeredLayout(input);
        const auto second = layeredLayout(input);
        QVERIFY(first.ok() && second.ok());
        QVERIFY(*first == *second);
    }

    void manualPlacesStay()
    {
        std::mt19937 random(5);
        LayoutInput input = randomInput(random, 40, 60, false);
        const auto plain = layeredLayout(input);
        input.manual.resize(40);
        input.manual[3] = Point{1234, -567};
        input.manual[9] = Point{0.5, 0.25};
        const auto moved = layeredLayout(input);
        QVERIFY(plain.ok() && moved.ok());
        QCOMPARE(moved->nodes[3].x, 1234.0);
        QCOMPARE(moved->nodes[3].y, -567.0);
        QCOMPARE(moved->nodes[9].x, 0.5);
        for (std::size_t i = 0; i < 40; ++i) {
            if (i != 3 && i != 9)
                QCOMPARE(moved->nodes[i], plain->nodes[i]);
        }
        QVERIFY(moved->bounds.right() >= 1234 && moved->bounds.y <= -567);
        // An edge at a moved node goes straight to it.
        for (std::size_t e = 0; e < input.edges.size(); ++e) {
            if (input.edges[e].first == 3 && input.edges[e].second != 3)
                QCOMPARE(moved->edges[e], directRoute(moved->nodes[3], moved->nodes[input.edges[e].second]));
        }
    }

    void largeAndOddShapes_data()
    {
        QTest::addColumn<int>("shape");
        QTest::newRow("5,000 nodes, 10,000 edges") << 0;
        QTest::newRow("a star of 4,000") << 1;
        QTest::newRow("a chain of 20,000 with long edges") << 2;
        QTest::newRow("2,000 pairs") << 3;
        QTest::newRow("one circle of 10,000") << 4;
    }
    void largeAndOddShapes()
    {
        QFETCH(int, shape);
        std::mt19937 random(11);
        LayoutInput input;
        if (shape == 0) {
            input = randomInput(random, 5000, 10000, true);
        } else {
            const std::uint32_t nodes = shape == 1 ? 4001 : shape == 2 ? 20000 : shape == 3 ? 4000 : 10000;
            input.nodes.assign(nodes, {134, 42});
            for (std::uint32_t i = 1; i < nodes; ++i) {
                if (shape == 1)
                    input.edges.emplace_back(0, i);
                else if (shape == 3 && i % 2 == 1)
                    input.edges.emplace_back(i - 1, i);
                else if (shape == 2 || shape == 4)
                    input.edges.emplace_back(i - 1, i);
                if (shape == 2 && i % 3 == 0)
                    input.edges.emplace_back(0, i);
            }
            if (shape == 4)
                input.edges.emplace_back(nodes - 1, 0);
        }
        const auto layout = layeredLayout(input);
        QVERIFY(layout.ok());
        QCOMPARE(layout->nodes.size(), input.nodes.size());
        std::vector<std::size_t> byPlace(input.nodes.size());
        for (std::size_t i = 0; i < byPlace.size(); ++i)
            byPlace[i] = i;
        std::sort(byPlace.begin(), byPlace.end(), [&layout](std::size_t a, std::size_t b) {
            const Box &p = layout->nodes[a];
            const Box &q = layout->nodes[b];
            return p.x != q.x ? p.x < q.x : p.y < q.y;
        });
        for (std::size_t i = 1; i < byPlace.size(); ++i)
            QVERIFY(!overlap(layout->nodes[byPlace[i - 1]], layout->nodes[byPlace[i]]));
    }
};

QTEST_GUILESS_MAIN(LayeredLayoutTest)
#include "layeredlayouttest.moc"
