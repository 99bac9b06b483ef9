// SPDX-License-Identifier: GPL-3.0-or-later
// Two states of a plan side by side, by keys, by mouse and by ear.
#include "tests/views/plan/planwindow.h"

#include "views/plan/gobackpanel.h"
#include "views/theme/belaystyle.h"

#include <QtGui/QAccessible>
#include <QtTest/QSignalSpy>

using namespace belay;
using namespace belay::views;
using belay::tests::Window;
using rollback::Workspace;

class TestPlanCompare : public QObject {
    Q_OBJECT

    Theme m_theme{Mode::Light};

private Q_SLOTS:
    void initTestCase() { BelayStyle::apply(m_theme); }

    void geometryWithTwoGaps()
    {
        LaneGeometry geometry;
        geometry.columns = 6;
        geometry.lanes = 2;
        geometry.cursor = 4;
        const double single = geometry.width();
        geometry.compared = 4;
        QVERIFY(!geometry.hasRange());
        QCOMPARE(geometry.width(), single);
        for (const int compared : {0, 1, 6}) {
            geometry.compared = compared;
            QVERIFY(geometry.hasRange());
            QCOMPARE(geometry.width(), single + geometry.gap);
            for (int column = 0; column < 6; ++column) {
                QCOMPARE(geometry.columnAt(geometry.columnX(column) + 1), column);
                QCOMPARE(geometry.columnAt(geometry.columnEnd(column) - 1), column);
                QCOMPARE(geometry.nearestColumn(geometry.columnX(column) + 1), column);
            }
            for (const int done : {geometry.cursor, geometry.compared}) {
                QCOMPARE(geometry.columnAt(geometry.lineX(done)), -1);
                QCOMPARE(geometry.cursorAt(geometry.lineX(done)), done);
            }
            QVERIFY(geometry.lineX(geometry.rangeBegin()) < geometry.lineX(geometry.rangeEnd()));
        }
    }

    void emptyPlanHasNothingToCompare()
    {
        auto workspace = tests::ordersWorkspace();
        workspace->plans.front().edit().steps.clear();
        Window window(m_theme, workspace, nullptr);
        window.place.compareTo(1);
        QVERIFY(!window.place.state().isComparing());
        QVERIFY(!window.action(QStringLiteral("Compare with the state behind"))->isEnabled());
    }

    void comparingByKeys()
    {
        Window window(m_theme);
        LanesView &lanes = window.lanes();
        lanes.setFocus();
        window.place.setCursor(4);
        QVERIFY(!window.place.endComparison());
        window.action(QStringLiteral("Compare with the state behind"))->trigger();
        QCOMPARE(window.place.cursor(), 5);
        QCOMPARE(window.place.state().geometry.compared, 4);
        auto &panel = *window.place.findChild<GoBackPanel *>();
        QVERIFY(panel.isComparing());
        QTRY_VERIFY(panel.comparison().rowCount() >= 2);
        QCOMPARE(window.bar().sentence().section(QLatin1Char(','), 0, 0), QStringLiteral("From step 4 to step 5"));
        QCOMPARE(window.bar().verdict(), QStringLiteral("way back open, then closed"));
        // Further, and back over where it began.
        window.action(QStringLiteral("Compare with the end of the plan"))->trigger();
        QCOMPARE(window.place.cursor(), 11);
        QCOMPARE(window.place.state().geometry.rangeBegin(), 4);
        window.action(QStringLiteral("Compare with the start of the plan"))->trigger();
        QCOMPARE(window.place.state().geometry.rangeEnd(), 4);
        QVERIFY(window.bar().sentence().startsWith(QStringLiteral("From the start to step 4")));
        QVERIFY(window.place.cancel());
        QVERIFY(!window.place.state().isComparing());
        QVERIFY(!panel.isComparing());
        QCOMPARE(window.place.cursor(), 0);
        // A plain move ends it as well.
        window.action(QStringLiteral("Compare with the state behind"))->trigger();
        QVERIFY(window.place.state().isComparing());
        window.action(QStringLiteral("Next step"))->trigger();
        QVERIFY(!window.place.state().isComparing());
    }

    void comparingByMouse()
    {
        Window window(m_theme);
        LanesView &lanes = window.lanes();
        window.place.setCursor(2);
        const auto overCursor = [&](int columnsDone) {
            const double y = lanes.stepRect(0).center().y() + 0.0;
            return QPointF(lanes.mapFromScene(QPointF(window.place.state().geometry.lineX(columnsDone), 0)).x(), y);
        };
        QTest::mousePress(lanes.viewport(), Qt::LeftButton, Qt::ShiftModifier, overCursor(2).toPoint());
        QVERIFY(!window.place.state().geometry.hasRange());
        const QPointF to(overCursor(6).x() + 4, overCursor(6).y());
        QMouseEvent over(QEvent::MouseMove, to, lanes.viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::ShiftModifier);
        QApplication::sendEvent(lanes.viewport(), &over);
        QTest::mouseRelease(lanes.viewport(), Qt::LeftButton, Qt::ShiftModifier, to.toPoint());
        QCOMPARE(window.place.state().geometry.compared, 2);
        QCOMPARE(window.place.cursor(), 6);
        QCOMPARE(window.edits, 0);
        // Shift and a click on a block: the state behind it.
        QTest::mouseClick(lanes.viewport(), Qt::LeftButton, Qt::ShiftModifier, lanes.stepRect(8).center());
        QCOMPARE(window.place.cursor(), 9);
        QCOMPARE(window.place.state().geometry.compared, 2);
        QVERIFY(!window.place.grab().isNull());
        // A click without it is a click.
        QTest::mouseClick(lanes.viewport(), Qt::LeftButton, {}, lanes.stepRect(0).center());
        QVERIFY(!window.place.state().isComparing());
        QCOMPARE(window.place.cursor(), 1);
    }

    void comparingIsSaidToReaders()
    {
        Window window(m_theme);
        QSignalSpy said(&window.place, &Place::statusMessage);
        const auto description = [&] {
            return QAccessible::queryAccessibleInterface(&window.lanes())->text(QAccessible::Description);
        };
        QCOMPARE(description(), QStringLiteral("11 steps over 10 components"));
        window.place.setCursor(4);
        window.place.compareTo(5);
        QTRY_VERIFY(description().startsWith(QStringLiteral("Comparing A, step 4, with B, step 5: ")));
        QVERIFY(description().contains(QStringLiteral("orders-db")));
        QVERIFY(description().endsWith(QStringLiteral("the way back is open in A and closed in B.")));
        QCOMPARE(said.size(), 1); // Once, although the panel is filled twice.
        QCOMPARE(said.first().first().toString(), description());
        // The end of the range has the focus for readers, too.
        QAccessibleInterface *lanes = QAccessible::queryAccessibleInterface(&window.lanes());
        QVERIFY(lanes->child(4)->state().selected);
        window.place.endComparison();
        QCOMPARE(window.lanes().itemsSummary(), QStringLiteral("11 steps over 10 components"));
    }

    void comparingSurvivesEditsOfOtherSteps()
    {
        Window window(m_theme);
        window.place.setCursor(3);
        window.place.compareTo(5);
        auto next = std::make_shared<Workspace>(*window.workspace);
        auto &steps = next->plans.front().edit().steps;
        steps.erase(steps.begin());
        window.place.setWorkspace(next);
        QCOMPARE(window.place.state().geometry.compared, 2);
        QCOMPARE(window.place.cursor(), 4);
        next = std::make_shared<Workspace>(*next);
        auto &fewer = next->plans.front().edit().steps;
        fewer.erase(fewer.begin() + 1); // The step that A stood behind.
        window.place.setWorkspace(next);
        QVERIFY(!window.place.state().isComparing());
        QCOMPARE(window.place.cursor(), 3);
    }
};

QTEST_MAIN(TestPlanCompare)
#include "test_plancompare.moc"
