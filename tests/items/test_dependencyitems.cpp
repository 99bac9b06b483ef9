// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix of who needs what, the counts of who breaks, and places of references.
#include "models/exchange/workspacefile.h"
#include "models/items/breakcounts.h"
#include "models/items/componentedits.h"
#include "models/items/componenttable.h"
#include "models/items/dependencymatrix.h"
#include "models/rollback/checker.h"
#include "models/workspace/document.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

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

/// web → checkout → rates and db, rates ↔ cache (a circle), checkout links to a reference.
Workspace shop()
{
    Workspace workspace;
    Component db = component("db", ComponentKind::Database, {"41", "42"});
    Component rates = component("rates", ComponentKind::Service, {"1", "2"});
    rates.releases[1].offers = {"table"};
    rates.releases[1].needs.push_back({{{"cache", "", {{"1", ""}}, {}}}, {}});
    Component cache = component("cache", ComponentKind::Service, {"1"});
    cache.releases[0].needs.push_back({{{"rates", "", {{"1", ""}}, {}}}, {}});
    Component checkout = component("checkout", ComponentKind::Service, {"1", "2"});
    checkout.releases[0].needs.push_back({{{"rates", "", {{"1", "1"}}, {}}}, {}});
    checkout.releases[1].needs.push_back({{{"rates", "table", {}, {}}}, {}});
    checkout.releases[1].tolerates.push_back({"db", ReleaseRanges{{"41", "42"}}, ReleaseRanges{{"41", "42"}}, {}, {}});
    checkout.releases[1].writes.push_back({"db", {"v1"}, {}});
    Component web = component("web", ComponentKind::Service, {"1"});
    web.releases[0].needs.push_back({{{"checkout", "", {{"2", ""}}, {}}}, {}});
    for (const Component &one : {db, rates, cache, checkout, web})
        workspace.components.emplace_back(one);
    workspace.links.push_back({"checkout", "resource:default/mail", "dependsOn", "backstage", false, {}});
    workspace.links.push_back({"web", "=1+1", "", "", false, {}});
    Environment production;
    production.id = "production";
    production.live = {{"db", {"42"}, {}}, {"rates", {"2"}, {}}, {"cache", {"1"}, {}}, {"checkout", {"2"}, {}}, {"web", {"1"}, {}}};
    workspace.environments.push_back(production);
    Plan plan;
    plan.id = "launch";
    plan.environment = "production";
    Step step;
    step.id = "s1";
    step.kind = StepKind::Soak;
    step.duration_s = 60;
    plan.steps.push_back(step);
    workspace.plans.emplace_back(plan);
    return workspace;
}

std::shared_ptr<const ServicesGraph> graphOf(const Workspace &workspace)
{
    ServicesInput input;
    input.workspace = std::make_shared<const Workspace>(workspace);
    input.environment = "production";
    auto made = makeServicesGraph(input);
    return made ? *made : nullptr;
}

QString dump(const DependencyMatrix &matrix)
{
    QStringList lines;
    QStringList names{QString()};
    for (int column = 0; column < matrix.columnCount(); ++column)
        names << matrix.headerData(column, Qt::Horizontal).toString();
    lines << names.join(QStringLiteral(" | "));
    for (int row = 0; row < matrix.rowCount(); ++row) {
        QStringList cells{matrix.headerData(row, Qt::Vertical).toString()};
        for (int column = 0; column < matrix.columnCount(); ++column)
            cells << matrix.index(row, column).data().toString();
        lines << cells.join(QStringLiteral(" | "));
    }
    return lines.join(QLatin1Char('\n'));
}

int nodeOf(const ServicesGraph &graph, const char *name)
{
    const auto id = graph.graph->find(name);
    return id ? static_cast<int>(id->value) : -1;
}

} // namespace

class TestDependencyItems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void emptyMatrix()
    {
        DependencyMatrix matrix;
        const QAbstractItemModelTester tester(&matrix, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(matrix.rowCount(), 0);
        QCOMPARE(matrix.rowOf(3), -1);
        QVERIFY(!matrix.indexOf(0).isValid());
        QVERIFY(!matrix.nextFilled({}, 1, 0).isValid());
        QCOMPARE(matrix.toCsv(), QStringLiteral("Who needs\r\n"));
        matrix.setGraph(graphOf(Workspace()));
        QCOMPARE(matrix.columnCount(), 0);
        Workspace alone;
        alone.components.emplace_back(component("alone", ComponentKind::Service, {"1"}));
        matrix.setGraph(graphOf(alone)); // Nobody needs anything: no empty rows.
        QCOMPARE(matrix.rowCount(), 0);
        matrix.setGraph(nullptr);
        QCOMPARE(matrix.rowCount(), 0);
    }

    void whoNeedsWhat()
    {
        const auto graph = graphOf(shop());
        QVERIFY(graph);
        DependencyMatrix matrix;
        const QAbstractItemModelTester tester(&matrix, QAbstractItemModelTester::FailureReportingMode::Fatal);
        matrix.setGraph(graph);
        // Of live releases only: checkout 1's need of rates 1 is history. The circle lies on both sides.
        const QString said = dump(matrix);
        QVERIFY2(said.contains(QStringLiteral("checkout")), qPrintable(said));
        const auto cell = [&](const char *from, const char *to) {
            return matrix.index(matrix.rowOf(nodeOf(*graph, from)), matrix.columnOf(nodeOf(*graph, to)));
        };
        QCOMPARE(cell("checkout", "rates").data().toString(), QStringLiteral("table"));
        QCOMPARE(cell("checkout", "db").data().toString(), QStringLiteral("41..42, writes v1"));
        QCOMPARE(cell("web", "checkout").data().toString(), QStringLiteral("2.."));
        QCOMPARE(cell("web", "db").data().toString(), QString());
        QCOMPARE(cell("web", "db").data(DependencyMatrix::EdgeRole).toInt(), -1);
        QCOMPARE(cell("web", "db").data(DependencyMatrix::RiskRole).toInt(), -1);
        QCOMPARE(cell("web", "db").data(Qt::AccessibleTextRole).toString(), QStringLiteral("web does not need db"));
        QCOMPARE(cell("web", "checkout").data(Qt::AccessibleTextRole).toString(), QStringLiteral("web needs checkout: 2..; unknown"));
        QVERIFY(cell("checkout", "resource:default/mail").data(DependencyMatrix::OnlyLinkRole).toBool());
        QVERIFY(!cell("checkout", "rates").data(DependencyMatrix::OnlyLinkRole).toBool());
        QVERIFY(cell("rates", "rates").data(DependencyMatrix::DiagonalRole).toBool());
        QCOMPARE(matrix.rowOf(nodeOf(*graph, "db")), -1);
        QCOMPARE(matrix.columnOf(nodeOf(*graph, "web")), -1);
        // Who needs comes before what is needed.
        QVERIFY(matrix.rowOf(nodeOf(*graph, "web")) < matrix.rowOf(nodeOf(*graph, "checkout")));
        QVERIFY(matrix.rowOf(nodeOf(*graph, "checkout")) < matrix.rowOf(nodeOf(*graph, "rates")));
        QVERIFY(matrix.columnOf(nodeOf(*graph, "checkout")) < matrix.columnOf(nodeOf(*graph, "db")));
        for (int edge = 0; edge < static_cast<int>(graph->graph->edgeCount()); ++edge) {
            const QModelIndex at = matrix.indexOf(edge);
            QVERIFY(at.isValid());
            QCOMPARE(matrix.edgeAt(at.row(), at.column()), edge);
        }
        QVERIFY(!matrix.indexOf(99).isValid());
    }

    void jumpsGoToTheNextFilledCell()
    {
        const auto graph = graphOf(shop());
        DependencyMatrix matrix;
        matrix.setGraph(graph);
        // Every row and column is walked from its first filled cell to its last, and back.
        int filled = 0;
        for (int row = 0; row < matrix.rowCount(); ++row) {
            QList<int> columns;
            for (int column = 0; column < matrix.columnCount(); ++column) {
                if (matrix.edgeAt(row, column) >= 0)
                    columns << column;
            }
            filled += static_cast<int>(columns.size());
            for (qsizetype i = 0; i + 1 < columns.size(); ++i) {
                QCOMPARE(matrix.nextFilled(matrix.index(row, columns[i]), 0, 1), matrix.index(row, columns[i + 1]));
                QCOMPARE(matrix.nextFilled(matrix.index(row, columns[i + 1]), 0, -1), matrix.index(row, columns[i]));
            }
            QVERIFY(!matrix.nextFilled(matrix.index(row, columns.last()), 0, 1).isValid());
        }
        QCOMPARE(filled, static_cast<int>(graph->graph->edgeCount()));
        const int rates = matrix.columnOf(nodeOf(*graph, "rates"));
        const QModelIndex checkout = matrix.index(matrix.rowOf(nodeOf(*graph, "checkout")), rates);
        QCOMPARE(matrix.nextFilled(checkout, 1, 0), matrix.index(matrix.rowOf(nodeOf(*graph, "cache")), rates));
        QVERIFY(!matrix.nextFilled(checkout, -1, 0).isValid());
    }

    void filters()
    {
        const auto graph = graphOf(shop());
        DependencyMatrix matrix;
        const QAbstractItemModelTester tester(&matrix, QAbstractItemModelTester::FailureReportingMode::Fatal);
        matrix.setGraph(graph);
        matrix.setFilter(QStringLiteral("DB"), graph::Risk::Unknown);
        QCOMPARE(dump(matrix), QStringLiteral(" | db\ncheckout | 41..42, writes v1"));
        QVERIFY(!matrix.indexOf(0).isValid() || matrix.rowCount() == 1);
        matrix.setFilter(QStringLiteral("nobody"), graph::Risk::Unknown);
        QCOMPARE(matrix.rowCount(), 0);
        matrix.setFilter({}, graph::Risk::CannotGoBack); // Nothing was checked.
        QCOMPARE(matrix.rowCount(), 0);
        QSignalSpy reset(&matrix, &QAbstractItemModel::modelReset);
        matrix.setFilter({}, graph::Risk::Unknown);
        QCOMPARE(reset.size(), 1);
        QVERIFY(matrix.rowCount() > 3);
        // A new report over the same dependencies keeps the cells.
        ServicesInput input;
        input.workspace = graph->workspace;
        input.environment = "production";
        QSignalSpy changed(&matrix, &QAbstractItemModel::dataChanged);
        matrix.setGraph(withReport(*graph, input));
        QCOMPARE(reset.size(), 1);
        QCOMPARE(changed.size(), 1);
    }

    void csv()
    {
        DependencyMatrix matrix;
        matrix.setGraph(graphOf(shop()));
        const QStringList lines = matrix.toCsv().split(QStringLiteral("\r\n"));
        QCOMPARE(lines.size(), matrix.rowCount() + 2);
        QVERIFY(lines.last().isEmpty());
        QVERIFY(lines.first().startsWith(QStringLiteral("Who needs,")));
        QVERIFY2(lines.first().contains(QStringLiteral(",'=1+1")), qPrintable(lines.first())); // No formula.
        const auto row = std::find_if(lines.begin(), lines.end(), [](const QString &line) { return line.startsWith(QStringLiteral("checkout,")); });
        QVERIFY(row != lines.end());
        QVERIFY2(row->contains(QStringLiteral("\"41..42, writes v1\"")), qPrintable(*row));
        // As many fields in each line; the quoted one has a comma of its own.
        QCOMPARE(row->count(QLatin1Char(',')), matrix.columnCount() + 1);
        QCOMPARE(lines.first().count(QLatin1Char(',')), matrix.columnCount());
    }

    void thousandsCostTheirDependencies()
    {
        Workspace large;
        for (int i = 0; i < 5000; ++i)
            large.components.emplace_back(component("s" + std::to_string(i), ComponentKind::Service, {"1"}));
        for (int i = 0; i + 1 < 5000; ++i)
            large.links.push_back({"s" + std::to_string(i), "s" + std::to_string(i + 1), "calls", "", true, {}});
        auto services = std::make_shared<ServicesGraph>();
        services->workspace = std::make_shared<const Workspace>(large);
        services->graph = std::make_shared<const graph::DependencyGraph>(graph::DependencyGraph::make(large));
        auto blast = graph::BlastAnalysis::make(services->workspace, services->graph);
        QVERIFY(blast.ok());
        services->blast = std::make_shared<const graph::BlastAnalysis>(std::move(*blast));
        services->nodes.resize(5000);
        services->risks.resize(services->graph->edgeCount());
        for (std::size_t i = 0; i < 5000; ++i)
            services->nodes[i].name = QString::fromStdString(services->graph->node(graph::NodeId(i)).id);
        DependencyMatrix matrix;
        matrix.setGraph(services);
        QCOMPARE(matrix.rowCount(), 4999);
        QCOMPARE(matrix.columnCount(), 4999);
        for (int i = 0; i < 4999; ++i) // A chain is a line on the diagonal.
            QVERIFY(matrix.edgeAt(i, i) >= 0);
        QVERIFY(matrix.edgeAt(0, 4998) < 0);
    }

    // Who breaks.
    void countsComeFromTheEventLoop()
    {
        const auto graph = graphOf(shop());
        BreakCounts counts;
        counts.request(); // Nothing to ask.
        QVERIFY(!counts.isComplete());
        ComponentTable table;
        const QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        table.setBreakCounts(counts);
        table.setGraph(graph);
        const auto cell = [&](const char *name, int role = Qt::DisplayRole) {
            return table.index(nodeOf(*graph, name), ComponentTable::BreaksColumn).data(role);
        };
        QCOMPARE(cell("rates").toString(), QStringLiteral("…"));
        counts.setAnalysis(graph->blast);
        QVERIFY(!counts.of(0));
        QSignalSpy known(&counts, &BreakCounts::known);
        QSignalSpy changed(&table, &QAbstractItemModel::dataChanged);
        counts.request();
        counts.request();
        QVERIFY(known.isEmpty());
        QTRY_VERIFY(counts.isComplete());
        QCOMPARE(known.size(), 1);
        QCOMPARE(changed.size(), 1);
        for (std::size_t node = 0; node < graph->nodes.size(); ++node) {
            const auto radius = graph->blast->of(graph::NodeId(node));
            const BreakCount expected{static_cast<int>(std::count_if(radius->broken.begin(), radius->broken.end(),
                                                                     [](const auto &one) { return one.hops > 0; })),
                                      radius->brokenHops(graph::NodeId(node)) == 0, !radius->targets.empty()};
            QVERIFY(counts.of(node) == expected);
        }
        // rates back to 1 takes checkout's table, and with it web.
        QCOMPARE(cell("rates").toString(), QStringLiteral("2"));
        QVERIFY2(cell("rates", Qt::ToolTipRole).toString().contains(QStringLiteral("checkout")),
                 qPrintable(cell("rates", Qt::ToolTipRole).toString()));
        QCOMPARE(cell("cache").toString(), QStringLiteral("–"));
        QVERIFY(cell("cache", ComponentTable::SortRole).toInt() < cell("rates", ComponentTable::SortRole).toInt());
        // Kept for the same revision, forgotten with another.
        counts.setAnalysis(graph->blast);
        QVERIFY(counts.isComplete());
        counts.request();
        QCoreApplication::processEvents();
        QCOMPARE(known.size(), 1);
        counts.setAnalysis(graphOf(shop())->blast);
        QVERIFY(!counts.of(0));
        counts.request();
        counts.setAnalysis(nullptr); // While it runs: what comes is dropped.
        QCoreApplication::processEvents();
        QVERIFY(!counts.of(0));
        QCOMPARE(known.size(), 1);
    }

    void countsSurviveTheirOwnEnd()
    {
        const auto graph = graphOf(shop());
        for (int i = 0; i < 20; ++i) {
            BreakCounts counts;
            counts.setAnalysis(graph->blast);
            counts.request();
        }
        QCoreApplication::processEvents();
    }

    // Places of references that could not be resolved: "tidy" sets them, too.
    void placesOfReferencesAreKeptAndGoWithThem()
    {
        const Workspace before = shop();
        QVERIFY(validate(before).empty());
        std::vector<NodePlace> places;
        const auto graph = graphOf(before);
        for (std::size_t i = 0; i < graph->nodes.size(); ++i)
            places.push_back({graph->graph->node(graph::NodeId(i)).id, 10.0 * static_cast<double>(i), -3});
        const Proposal tidied = placeNodes(before, places, QStringLiteral("Tidy"));
        Workspace placed = before;
        QVERIFY(apply(placed, tidied.edit).ok());
        QCOMPARE(placed.layout.size(), std::size_t(7));
        QVERIFY2(validate(placed).empty(), "places are no part of what is checked");
        QVERIFY(check(placed).ok());

        // The document keeps them, and so does text.
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("places.belay")).toStdString();
        {
            auto document = workspace::Document::create(path, before);
            QVERIFY(document.ok());
            const auto done = (*document)->commit(tidied.edit);
            QVERIFY2(done.ok(), done.ok() ? "" : done.error().detail.c_str());
            QVERIFY(*(*document)->snapshot() == placed);
        }
        const auto reopened = workspace::Document::open(path);
        QVERIFY(reopened.ok());
        QVERIFY(*(*reopened)->snapshot() == placed);
        const auto again = exchange::readWorkspace(exchange::writeWorkspace(placed, exchange::TextFormat::Yaml), "again");
        QVERIFY(again.ok());
        QVERIFY(again.value().workspace.layout == placed.layout);

        // With its last link the reference goes, and its place with it.
        const Proposal gone = deleteLink(placed, 0);
        Workspace without = placed;
        QVERIFY(apply(without, gone.edit).ok());
        QCOMPARE(without.layout.size(), std::size_t(6));
        QVERIFY(apply(without, inverse(gone.edit)).ok());
        QVERIFY(without == placed);
        // One that others name stays.
        Workspace twice = placed;
        twice.links.push_back({"web", "resource:default/mail", "", "", false, {}});
        Workspace once = twice;
        QVERIFY(apply(once, deleteLink(twice, 0).edit).ok());
        QCOMPARE(once.layout.size(), std::size_t(7));
        // And only its own place is put back.
        QVERIFY(apply(once, resetPlace(once, "resource:default/mail").edit).ok());
        QCOMPARE(once.layout.size(), std::size_t(6));
        QVERIFY(resetPlace(once, "resource:default/mail").isEmpty());
    }

    void aReferenceBecomesAComponent()
    {
        Workspace workspace = shop();
        workspace.links[1].to = "mail";
        workspace.layout = {{"cache", 1, 2}, {"mail", 3, 4}};
        // By adding it: it stays where it was.
        Workspace added = workspace;
        QVERIFY(apply(added, addComponent(workspace, QStringLiteral("mail"), ComponentKind::External).edit).ok());
        QVERIFY(added.layout == workspace.layout);
        // By another's new name: there is one place, that of the component.
        const Proposal renamed = renameComponent(workspace, "cache", QStringLiteral("mail"));
        Workspace after = workspace;
        const auto done = apply(after, renamed.edit);
        QVERIFY2(done.ok(), done.ok() ? "" : done.error().detail.c_str());
        QCOMPARE(after.layout.size(), std::size_t(1));
        QVERIFY(after.layout.front() == (NodePlace{"mail", 1, 2}));
        QVERIFY(apply(after, inverse(renamed.edit)).ok());
        QVERIFY(after == workspace);
    }
};

QTEST_GUILESS_MAIN(TestDependencyItems)
#include "test_dependencyitems.moc"
