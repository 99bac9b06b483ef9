// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/servicesplace.h"

#include "models/items/componenttable.h"
#include "models/items/dependencymatrix.h"
#include "views/services/componentinspector.h"
#include "views/services/dotprocess.h"
#include "views/services/graphcanvas.h"
#include "views/services/matrixview.h"
#include "views/services/releaseline.h"
#include "views/services/rowform.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>

#include <random>

using namespace belay;
using namespace belay::rollback;
using namespace belay::views;

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

/// web needs checkout; checkout 2 needs a feature of rates 2, and tolerates db 41 only.
Workspace shop()
{
    Workspace workspace;
    Component web = component("web", ComponentKind::Service, {"1"});
    web.releases[0].needs.push_back({{{"checkout", "", {{"1", ""}}, {}}}, {}});
    Component checkout = component("checkout", ComponentKind::Service, {"1", "2"});
    checkout.releases[1].needs.push_back({{{"rates", "table", {}, {}}}, {}});
    checkout.releases[1].tolerates.push_back({"db", ReleaseRanges{{"41", "41"}}, ReleaseRanges{{"41", "41"}}, {}, {}});
    Component rates = component("rates", ComponentKind::Service, {"1", "2"});
    rates.releases[1].offers = {"table"};
    workspace.components.emplace_back(web);
    workspace.components.emplace_back(checkout);
    workspace.components.emplace_back(rates);
    workspace.components.emplace_back(component("db", ComponentKind::Database, {"41", "42"}));
    Environment production;
    production.id = "production";
    production.live = {{"web", {"1"}, {}}, {"checkout", {"2"}, {}}, {"rates", {"2"}, {}}, {"db", {"41"}, {}}};
    workspace.environments.push_back(production);
    Plan plan;
    plan.id = "launch";
    plan.environment = "production";
    Step step;
    step.id = "s1";
    step.component = "db";
    step.to = {"42"};
    plan.steps.push_back(step);
    workspace.plans.emplace_back(plan);
    return workspace;
}

Analysis analysisOfShop()
{
    Finding finding;
    finding.code = Code::LiveTolerates;
    finding.component = "checkout";
    finding.release = "2";
    finding.against.component = "db";
    finding.against.release = "42";
    finding.requirement = "tolerates/db";
    finding.step = "s1";
    finding.message = "checkout 2 cannot run on 42.";
    PlanReport plan;
    plan.plan = "launch";
    plan.environment = "production";
    plan.findings.push_back(finding);
    auto report = std::make_shared<Report>();
    report->plans.push_back(plan);
    Analysis analysis;
    analysis.state = Analysis::State::Done;
    analysis.report = report;
    return analysis;
}

/// The shell's part: applies each edit and hands the new workspace back before the signal returns.
class Document : public QObject {
public:
    Document(ServicesPlace &place, Workspace start) : m_place(place), m_workspace(std::move(start))
    {
        connect(&place, &Place::editRequested, this, [this](const Edit &edit) {
            edits.push_back(edit);
            const auto done = apply(m_workspace, edit);
            QVERIFY2(done.ok(), done.ok() ? "" : done.error().detail.c_str());
            hand();
        });
        hand();
        place.setEnvironment(QStringLiteral("production"));
    }
    void undo()
    {
        QVERIFY(apply(m_workspace, inverse(edits.back())).ok());
        hand();
    }
    [[nodiscard]] const Workspace &workspace() const { return m_workspace; }
    [[nodiscard]] const Component &component(const std::string &id) const
    {
        for (const auto &one : m_workspace.components) {
            if (one->id == id)
                return *one;
        }
        return *m_workspace.components.front();
    }
    std::vector<Edit> edits;

private:
    void hand() { m_place.setWorkspace(std::make_shared<const Workspace>(m_workspace)); }
    ServicesPlace &m_place;
    Workspace m_workspace;
};

/// Opens the form behind the row whose accessible name has `name` in it.
RowForm *openRow(ComponentInspector &inspector, const QString &name)
{
    for (FactRow *row : inspector.widget()->findChildren<FactRow *>()) {
        if (row->accessibleName().contains(name)) {
            row->click();
            break;
        }
    }
    for (RowForm *form : inspector.widget()->findChildren<RowForm *>()) {
        if (!form->isHidden())
            return form;
    }
    return nullptr;
}

} // namespace

class ServicesPlaceTest : public QObject {
    Q_OBJECT

    Theme m_theme{Mode::Light};
    std::unique_ptr<ServicesPlace> m_place;
    std::unique_ptr<Document> m_document;

    GraphCanvas &canvas() { return *m_place->canvas(); }
    int node(const char *name) { return canvas().nodeNamed(QString::fromLatin1(name)); }

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<ServicesPlace>(m_theme);
        m_place->resize(1000, 700);
        m_document = std::make_unique<Document>(*m_place, shop());
        m_place->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_place.get()));
    }
    void cleanup()
    {
        m_document.reset();
        m_place.reset();
    }

    void emptyWorkspaceIsShownAsSuch()
    {
        ServicesPlace place(m_theme);
        place.setWorkspace(std::make_shared<const Workspace>());
        QVERIFY(!place.reveal({.component = "nobody", .release = {}, .plan = {}, .step = {}, .finding = {}, .evidence = {}}));
        QVERIFY(!place.cancel());
        place.stepFinding(1);
        place.tidy();
        QCOMPARE(place.view(), ServicesView::Layers);
        QCOMPARE(place.canvas()->state().nodeCount(), 0);
    }

    void selectingShowsTheBlastRadius()
    {
        QSignalSpy selected(&canvas(), &GraphCanvas::selectionChanged);
        QTest::mouseClick(canvas().viewport(), Qt::LeftButton, {}, canvas().nodeRect(node("rates")).center());
        QCOMPARE(selected.size(), 1);
        const GraphState &state = canvas().state();
        QCOMPARE(state.selected, node("rates"));
        QVERIFY(state.blast.has_value());
        QCOMPARE(state.hops[std::size_t(node("checkout"))], 1);
        QCOMPARE(state.hops[std::size_t(node("web"))], 2);
        QVERIFY(state.breaks[std::size_t(node("web"))]);
        QVERIFY(state.isFaded(node("db")));
        QVERIFY(!state.isFaded(node("web")));
        QVERIFY(m_place->cancel());
        QCOMPARE(state.selected, -1);
        QVERIFY(!state.isFaded(node("db")));
    }

    void findingsColourEdges()
    {
        const auto riskOfDb = [this] {
            const auto &services = *canvas().state().services;
            const auto edge = services.graph->findEdge(*services.graph->find("checkout"), *services.graph->find("db"));
            return services.risks[edge->value].risk;
        };
        QCOMPARE(riskOfDb(), graph::Risk::Unknown);
        m_place->setAnalysis(analysisOfShop());
        QCOMPARE(riskOfDb(), graph::Risk::CannotGoBack);
        QCOMPARE(canvas().state().node(node("db")).planned, QStringLiteral("42"));
        QCOMPARE(canvas().state().services->edgeLabels.size(), std::size_t(1));
        // Alt+Down goes to the finding's edge, a double-click opens it.
        QSignalSpy opened(m_place.get(), &Place::revealRequested);
        m_place->stepFinding(1);
        QCOMPARE(canvas().state().selected, node("checkout"));
        Q_EMIT canvas().edgeOpened(canvas().state().hoveredEdge);
        QCOMPARE(opened.size(), 1);
        const auto target = opened[0][0].value<Target>();
        QCOMPARE(target.plan, std::string("launch"));
        QCOMPARE(target.step, std::string("s1"));
    }

    void draggingAsksForOneEdit()
    {
        const QRect card = canvas().nodeRect(node("db"));
        const QPoint from = card.center();
        const QPointF before = canvas().state().boxes[std::size_t(node("db"))].topLeft();
        QTest::mousePress(canvas().viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(canvas().viewport(), from + QPoint(20, 30));
        QTest::mouseMove(canvas().viewport(), from + QPoint(40, 60));
        QVERIFY(m_document->edits.empty());
        QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, {}, from + QPoint(40, 60));
        QCOMPARE(m_document->edits.size(), std::size_t(1));
        QVERIFY(std::holds_alternative<PlaceChange>(m_document->edits[0].changes[0]));
        QCOMPARE(m_document->workspace().layout.size(), std::size_t(1));
        const QPointF after = canvas().state().boxes[std::size_t(node("db"))].topLeft();
        QVERIFY(after.x() > before.x() && after.y() > before.y());
        QVERIFY(canvas().state().node(node("db")).manual);
        m_document->undo();
        QCOMPARE(canvas().state().boxes[std::size_t(node("db"))].topLeft(), before);
    }

    void escapeEndsADrag()
    {
        const QPoint from = canvas().nodeRect(node("db")).center();
        const QPointF before = canvas().state().boxes[std::size_t(node("db"))].topLeft();
        QTest::mousePress(canvas().viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(canvas().viewport(), from + QPoint(50, 50));
        QVERIFY(m_place->cancel());
        QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, {}, from + QPoint(50, 50));
        QVERIFY(m_document->edits.empty());
        QCOMPARE(canvas().state().boxes[std::size_t(node("db"))].topLeft(), before);
    }

    void readOnlyAsksForNothing()
    {
        m_place->setReadOnly(true, QStringLiteral("The file is read-only."));
        const QPoint from = canvas().nodeRect(node("db")).center();
        QTest::mousePress(canvas().viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(canvas().viewport(), from + QPoint(50, 50));
        QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, {}, from + QPoint(50, 50));
        QTest::keyClick(&canvas(), Qt::Key_Delete);
        m_place->tidy();
        QVERIFY(m_document->edits.empty());
        QCOMPARE(canvas().state().selected, node("db"));
    }

    void keyboardMovesAndEdits()
    {
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_Right);
        QCOMPARE(canvas().selectedName(), QStringLiteral("web"));
        QTest::keyClick(&canvas(), Qt::Key_Right);
        QCOMPARE(canvas().selectedName(), QStringLiteral("checkout"));
        QSignalSpy inspector(m_place.get(), &Place::inspectorRequested);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        QCOMPARE(inspector.size(), 1);
        QTest::keyClick(&canvas(), Qt::Key_Delete);
        QCOMPARE(m_document->workspace().components.size(), std::size_t(3));
        // What named it went along, and all comes back as one step.
        QVERIFY(m_document->component("web").releases[0].needs.empty());
        QCOMPARE(m_document->edits.size(), std::size_t(1));
        m_document->undo();
        QVERIFY(m_document->workspace() == shop());
    }

    void searchHighlights()
    {
        auto *search = m_place->findChild<QLineEdit *>();
        QVERIFY(search);
        QTest::keyClicks(search, QStringLiteral("check"));
        QCOMPARE(canvas().matchCount(), 1);
        QVERIFY(canvas().state().isFaded(node("web")));
        QVERIFY(!canvas().state().isFaded(node("checkout")));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(canvas().selectedName(), QStringLiteral("checkout"));
        QVERIFY(m_place->cancel());
        QVERIFY(search->text().isEmpty());
    }

    void inspectorEditsRequirements()
    {
        canvas().select(node("checkout"));
        ComponentInspector &inspector = *m_place->componentInspector();
        QCOMPARE(inspector.chosenRelease(), QStringLiteral("2"));
        RowForm *form = openRow(inspector, QStringLiteral("table"));
        QVERIFY(form);
        // What is wrong is said in place and asks for nothing.
        form->setValue(1, QStringLiteral("tabel"));
        Q_EMIT form->submitted(form->values());
        QVERIFY(!form->problem().isEmpty());
        form->setValue(0, QStringLiteral("ratse"));
        Q_EMIT form->submitted(form->values());
        QVERIFY(form->problem().contains(QStringLiteral("rates")));
        QVERIFY(m_document->edits.empty());
        form->setValue(0, QStringLiteral("rates"));
        form->setValue(1, {});
        form->setValue(2, QStringLiteral("2.."));
        Q_EMIT form->submitted(form->values());
        QCOMPARE(m_document->edits.size(), std::size_t(1));
        const Alternative &now = m_document->component("checkout").releases[1].needs[0].anyOf[0];
        QVERIFY(now.feature.empty());
        QCOMPARE(now.releases, (ReleaseRanges{{"2", ""}}));

        form = openRow(inspector, QStringLiteral("db"));
        QVERIFY(form);
        form->setValue(1, QStringLiteral("41..42"));
        form->setValue(2, {});
        Q_EMIT form->submitted(form->values());
        const Tolerance &tolerance = m_document->component("checkout").releases[1].tolerates[0];
        QCOMPARE(*tolerance.read, (ReleaseRanges{{"41", "42"}}));
        QVERIFY(!tolerance.write);
        QVERIFY(tolerance.evidence.empty());
        form = openRow(inspector, QStringLiteral("db"));
        QVERIFY(form);
        Q_EMIT form->removed();
        QVERIFY(m_document->component("checkout").releases[1].tolerates.empty());
        QCOMPARE(m_document->edits.size(), std::size_t(3));
    }

    void evidenceStandsWithTheRange()
    {
        Workspace workspace = shop();
        Tolerance &tolerance = workspace.components[1].edit().releases[1].tolerates[0];
        for (const bool writes : {false, true}) {
            rollback::Evidence one;
            one.versions = {"42", "42"};
            one.writes = writes;
            one.statement = writes ? "AddOrder" : "SELECT <b>";
            one.at = "orders.sql:3";
            tolerance.evidence.push_back(one);
        }
        m_document = std::make_unique<Document>(*m_place, workspace);
        canvas().select(node("checkout"));
        ComponentInspector &inspector = *m_place->componentInspector();
        FactRow *row = nullptr;
        for (FactRow *each : inspector.widget()->findChildren<FactRow *>()) {
            if (each->accessibleName().contains(QStringLiteral("2 statements as evidence")))
                row = each;
        }
        QVERIFY(row);
        QVERIFY2(row->toolTip().contains(QStringLiteral("SELECT &lt;b&gt;, a read, fails at 42 (orders.sql:3)")), qPrintable(row->toolTip()));
        QVERIFY(row->toolTip().contains(QStringLiteral("AddOrder, a write, fails at 42 (orders.sql:3)")));
        // Who changes a side by hand knows it otherwise; the other side keeps what was found.
        RowForm *form = openRow(inspector, QStringLiteral("db"));
        QVERIFY(form);
        form->setValue(1, QStringLiteral("41..42"));
        Q_EMIT form->submitted(form->values());
        const Tolerance &now = m_document->component("checkout").releases[1].tolerates[0];
        QCOMPARE(now.evidence.size(), std::size_t(1));
        QCOMPARE(now.evidence[0].statement, std::string("AddOrder"));
    }

    void inspectorEditsTheComponent()
    {
        canvas().select(node("rates"));
        ComponentInspector &inspector = *m_place->componentInspector();
        RowForm *form = openRow(inspector, QStringLiteral("Owner"));
        QVERIFY(form);
        form->setValue(1, QStringLiteral("pricing"));
        form->setValue(2, QStringLiteral("2"));
        Q_EMIT form->submitted(form->values());
        QCOMPARE(m_document->component("rates").owner, std::string("pricing"));
        QCOMPARE(m_document->component("rates").rollbackDepth, std::optional<int>(2));
        QCOMPARE(m_document->edits.size(), std::size_t(1));

        inspector.startRename();
        auto *name = inspector.widget()->findChild<QLineEdit *>();
        QVERIFY(name);
        name->setText(QStringLiteral("tariffs"));
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(m_document->component("tariffs").id, std::string("tariffs"));
        QCOMPARE(m_document->component("checkout").releases[1].needs[0].anyOf[0].component, std::string("tariffs"));
        QCOMPARE(m_document->workspace().environments[0].live[2].component, std::string("tariffs"));
        m_document->undo();
        QCOMPARE(m_document->component("rates").id, std::string("rates"));
    }

    void readersFindEveryCard()
    {
        QAccessibleInterface *graph = QAccessible::queryAccessibleInterface(&canvas());
        QVERIFY(graph);
        QCOMPARE(graph->childCount(), 4);
        QAccessibleInterface *first = graph->child(0);
        QVERIFY(first && first->isValid());
        QCOMPARE(first->text(QAccessible::Name), QStringLiteral("web"));
        QVERIFY(first->text(QAccessible::Description).contains(QStringLiteral("live 1")));
        QCOMPARE(first->rect().size(), canvas().nodeRect(node("web")).size());
        QCOMPARE(graph->indexOfChild(graph->child(2)), 2);
        QVERIFY(!graph->child(4));
        auto *action = first->actionInterface();
        QVERIFY(action);
        action->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(canvas().selectedName(), QStringLiteral("web"));
        QVERIFY(first->state().selected);
        const QPoint centre = first->rect().center();
        QCOMPARE(graph->childAt(centre.x(), centre.y()), first);
    }

    void listSaysTheSame()
    {
        canvas().select(node("db"));
        m_place->setView(ServicesView::List);
        QTableView *table = m_place->table();
        QCOMPARE(table->model()->rowCount(), 4);
        QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("db"));
        table->setCurrentIndex(table->model()->index(0, 0));
        QCOMPARE(canvas().selectedName(), QStringLiteral("web"));
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(m_document->workspace().components.size(), std::size_t(3));
    }

    void listCountsWhoBreaks()
    {
        QTableView *table = m_place->table();
        const auto cell = [&](const char *name) {
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                if (table->model()->index(row, 0).data().toString() == QLatin1String(name))
                    return table->model()->index(row, items::ComponentTable::BreaksColumn).data().toString();
            }
            return QString();
        };
        // Nobody waits for what nobody looks at.
        QCOMPARE(cell("rates"), QStringLiteral("…"));
        m_place->setView(ServicesView::List);
        QTRY_COMPARE(cell("rates"), QStringLiteral("2"));
        QCOMPARE(cell("web"), QStringLiteral("–"));
        canvas().select(node("db"));
        QTest::keyClick(table, Qt::Key_Delete); // A new revision, counted anew.
        QTRY_COMPARE(cell("rates"), QStringLiteral("2"));
        QCOMPARE(cell("db"), QString());
    }

    void matrixSharesTheSelection()
    {
        canvas().select(node("checkout"));
        m_place->setView(ServicesView::Matrix);
        MatrixView &matrix = *m_place->matrix();
        QVERIFY(matrix.isVisible());
        auto &model = static_cast<items::DependencyMatrix &>(*matrix.model());
        QCOMPARE(matrix.selectedNode(), node("checkout"));
        QCOMPARE(model.nodeOfRow(matrix.currentIndex().row()), node("checkout"));
        QVERIFY(model.edgeAt(matrix.currentIndex().row(), matrix.currentIndex().column()) >= 0);
        // One that only is needed: its column, at the first who needs it.
        canvas().select(node("db"));
        QCOMPARE(model.nodeOfColumn(matrix.currentIndex().column()), node("db"));
        // Moving on in its column keeps it; leaving its column does not.
        QTest::keyClick(&matrix, Qt::Key_Up);
        QCOMPARE(canvas().selectedName(), QStringLiteral("db"));
        matrix.setCurrentIndex(model.index(model.rowOf(node("web")), model.columnOf(node("checkout"))));
        QCOMPARE(canvas().selectedName(), QStringLiteral("web"));
        // A header selects its component.
        const int column = model.columnOf(node("rates"));
        QTest::mouseClick(matrix.horizontalHeader()->viewport(), Qt::LeftButton, {},
                          QPoint(matrix.horizontalHeader()->sectionViewportPosition(column) + 10, 40));
        QCOMPARE(canvas().selectedName(), QStringLiteral("rates"));
        QVERIFY(!m_place->grab().isNull());
        QVERIFY(m_place->cancel());
        QCOMPARE(matrix.selectedNode(), -1);
        QVERIFY(m_document->edits.empty());
    }

    void matrixByKeys()
    {
        m_place->setAnalysis(analysisOfShop());
        m_place->setView(ServicesView::Matrix);
        MatrixView &matrix = *m_place->matrix();
        auto &model = static_cast<items::DependencyMatrix &>(*matrix.model());
        QTest::keyClick(&matrix, Qt::Key_Right, Qt::ControlModifier); // Nowhere yet.
        canvas().select(node("checkout"));
        const QModelIndex rates = model.index(model.rowOf(node("checkout")), model.columnOf(node("rates")));
        const QModelIndex db = rates.siblingAtColumn(model.columnOf(node("db")));
        matrix.setCurrentIndex(rates.column() < db.column() ? rates : db);
        QTest::keyClick(&matrix, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(matrix.currentIndex(), rates.column() < db.column() ? db : rates);
        QTest::keyClick(&matrix, Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(matrix.currentIndex().isValid()); // It was the last.
        // Enter opens the finding behind the cell, or the component.
        matrix.setCurrentIndex(db);
        QSignalSpy revealed(m_place.get(), &Place::revealRequested);
        QTest::keyClick(&matrix, Qt::Key_Return);
        QCOMPARE(revealed.size(), 1);
        QCOMPARE(revealed[0][0].value<Target>().step, std::string("s1"));
        QSignalSpy inspector(m_place.get(), &Place::inspectorRequested);
        matrix.setCurrentIndex(rates);
        QTest::keyClick(&matrix, Qt::Key_Return);
        QCOMPARE(inspector.size(), 1);
        QAccessibleInterface *cell = QAccessible::queryAccessibleInterface(&matrix)->tableInterface()->cellAt(db.row(), db.column());
        QVERIFY(cell && cell->text(QAccessible::Name).startsWith(QStringLiteral("checkout needs db: 41")));
    }

    void matrixFollowsFiltersAndGoesToTheClipboard()
    {
        m_place->setView(ServicesView::Matrix);
        QAbstractItemModel &model = *m_place->matrix()->model();
        const int rows = model.rowCount();
        QCOMPARE(rows, 2);
        auto *search = m_place->findChild<QLineEdit *>();
        search->setText(QStringLiteral("db"));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.columnCount(), 1);
        for (QAction *action : m_place->commands()) {
            if (action->text() == QStringLiteral("Copy the matrix as CSV"))
                action->trigger();
        }
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("Who needs,db\r\ncheckout,41\r\n"));
        search->clear();
        QCOMPARE(model.rowCount(), rows);
        QCOMPARE(m_place->zoom_percent(), 0);
    }

    void tidyWithoutGraphvizSaysSo()
    {
        m_place->dot()->setProgram(QStringLiteral("/nowhere/dot"));
        QSignalSpy said(m_place.get(), &Place::statusMessage);
        m_place->tidy();
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(said[0][0].toString().contains(QStringLiteral("graphviz")));
        QVERIFY(m_document->edits.empty());
    }

    void tidyIsOneEdit()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("dot")).isEmpty())
            QSKIP("Graphviz is not installed");
        QSignalSpy edits(m_place.get(), &Place::editRequested);
        m_place->tidy();
        QTRY_COMPARE_WITH_TIMEOUT(edits.size(), 1, 60000);
        QCOMPARE(m_document->workspace().layout.size(), std::size_t(4));
        QVERIFY(canvas().state().services->hasManualPlaces);
        m_document->undo();
        QVERIFY(m_document->workspace().layout.empty());
    }

    void thousandsAreShownWithoutFreezing()
    {
        Workspace large;
        std::mt19937 random(3);
        for (int i = 0; i < 5000; ++i)
            large.components.emplace_back(component("service-" + std::to_string(i), ComponentKind::Service, {"1", "2"}));
        for (int i = 0; i < 10000; ++i) {
            const std::size_t a = random() % 5000;
            const std::size_t b = random() % 5000;
            large.links.push_back({"service-" + std::to_string(std::min(a, b)), "service-" + std::to_string(std::max(a, b)),
                                   "calls", "", true, {}});
        }
        ServicesPlace place(m_theme);
        place.resize(1000, 700);
        QElapsedTimer timer;
        timer.start();
        place.setWorkspace(std::make_shared<const Workspace>(large));
        const auto start_ms = timer.elapsed();
        QCOMPARE(place.canvas()->state().nodeCount(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(place.canvas()->state().nodeCount(), 5000, 120000);
        timer.restart();
        place.canvas()->select(17);
        const auto select_ms = timer.restart();
        // The canvas alone: the overlays keep pictures of their own.
        QImage image(place.canvas()->viewport()->size(), QImage::Format_ARGB32_Premultiplied);
        const auto paint_us = [&](int percent) {
            if (percent > 0)
                place.canvas()->setZoom_percent(percent);
            constexpr int times = 10;
            place.canvas()->viewport()->render(&image);
            timer.restart();
            for (int i = 0; i < times; ++i)
                place.canvas()->viewport()->render(&image);
            return timer.nsecsElapsed() / 1000 / times;
        };
        const qint64 fitted_us = paint_us(0);
        place.canvas()->select(-1);
        const qint64 plain_us = paint_us(0);
        const int fitted = place.canvas()->zoom_percent();
        const qint64 quarter_us = paint_us(25);
        const qint64 half_us = paint_us(50);
        qInfo("start %lld ms, select %lld ms; a repaint takes %lld us fitted (%d %%) with a selection, %lld us without, %lld us at 25 %%, %lld us at 50 %%",
              start_ms, select_ms, fitted_us, fitted, plain_us, quarter_us, half_us);
        place.canvas()->zoomToFit();
        place.canvas()->select(17);
        QVERIFY(place.canvas()->state().blast.has_value());
        QVERIFY(place.canvas()->zoom_percent() < 40);
        // The matrix shows what is in sight of thousands of rows and columns.
        place.setView(ServicesView::Matrix);
        QVERIFY(place.matrix()->model()->rowCount() > 3000);
        timer.restart();
        QVERIFY(!place.grab().isNull());
        place.matrix()->scrollToBottom();
        QVERIFY(!place.grab().isNull());
        qInfo("the matrix takes %lld ms", timer.elapsed());
        place.setView(ServicesView::List);
        QTRY_VERIFY_WITH_TIMEOUT(place.table()->model()->index(4999, items::ComponentTable::BreaksColumn).data().toString() != QStringLiteral("…"), 60000);
        place.setView(ServicesView::Layers);
        place.canvas()->setZoom_percent(60); // Cards again.
        place.canvas()->showNode(17);
        const QPoint card = place.canvas()->nodeRect(17).center();
        QCOMPARE(place.canvas()->nodeAt(card), 17);
    }
};

QTEST_MAIN(ServicesPlaceTest)
#include "test_servicesplace.moc"
