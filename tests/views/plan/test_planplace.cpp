// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/plan/planwindow.h"

#include "views/plan/cursorbar.h"
#include "views/plan/errorcard.h"
#include "views/plan/evidencelist.h"
#include "views/plan/findingpictureview.h"
#include "views/plan/findingspanel.h"
#include "views/plan/gobackpanel.h"
#include "views/plan/lanegeometry.h"
#include "views/plan/lanesview.h"
#include "views/plan/planinspector.h"
#include "views/plan/planplace.h"
#include "views/plan/stepeditor.h"
#include "views/plan/stepstable.h"
#include "views/theme/belaystyle.h"
#include "views/theme/button.h"
#include "views/theme/statepanel.h"

#include <QtCore/QElapsedTimer>
#include <QtGui/QAccessible>
#include <QtGui/QAction>
#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QScrollBar>

using namespace belay;
using namespace belay::views;
using belay::tests::Window;
using belay::tests::dragOver;
using rollback::Edit;
using rollback::Workspace;

class TestPlanPlace : public QObject {
    Q_OBJECT

    Theme m_theme{Mode::Light};

private Q_SLOTS:
    void initTestCase() { BelayStyle::apply(m_theme); }

    // Geometry.
    void geometryOfColumns()
    {
        LaneGeometry geometry;
        QCOMPARE(geometry.columnAt(10), -1);
        QCOMPARE(geometry.nearestColumn(10), -1);
        geometry.columns = 4;
        geometry.lanes = 2;
        geometry.cursor = 2;
        for (int column = 0; column < 4; ++column) {
            QCOMPARE(geometry.columnAt(geometry.columnX(column) + 1), column);
            QCOMPARE(geometry.columnAt(geometry.columnEnd(column) - 1), column);
        }
        QCOMPARE(geometry.columnAt(geometry.cursorX()), -1); // The gap.
        QCOMPARE(geometry.columnAt(-5), -1);
        QCOMPARE(geometry.columnAt(geometry.width() + 5), -1);
        QCOMPARE(geometry.cursorAt(-50), 0);
        QCOMPARE(geometry.cursorAt(geometry.cursorX()), 2);
        QCOMPARE(geometry.cursorAt(1e6), 4);
        QCOMPARE(geometry.laneAt(-1), -1);
        QCOMPARE(geometry.laneAt(geometry.rowMiddle(1)), 1);
        QCOMPARE(geometry.laneAt(geometry.height() + 1), -1);
        QVERIFY(geometry.columnX(2) - geometry.columnX(1) > geometry.columnX(1) - geometry.columnX(0));
    }

    // States, bad input first.
    void emptyWorkspace()
    {
        Window window(m_theme, std::make_shared<Workspace>(), nullptr);
        QVERIFY(window.place.findChild<StatePanel *>()->isVisible());
        QCOMPARE(window.place.findChild<StatePanel *>()->title(), QStringLiteral("No environment yet"));
        QVERIFY(!window.action(QStringLiteral("New plan"))->isEnabled());
        window.place.setCursor(5);
        QCOMPARE(window.place.cursor(), 0);
        window.place.stepFinding(1);
        QVERIFY(!window.place.cancel());
        QVERIFY(!window.place.grab().isNull());
    }

    void noPlanOffersOne()
    {
        auto workspace = tests::ordersWorkspace();
        workspace->plans.clear();
        Window window(m_theme, workspace, nullptr);
        QCOMPARE(window.place.findChild<StatePanel *>()->title(), QStringLiteral("No plan yet"));
        window.action(QStringLiteral("New plan"))->trigger();
        QCOMPARE(window.edits, 1);
        QCOMPARE(window.place.planId(), QStringLiteral("rollout"));
        QVERIFY(window.lanes().isVisible());
        window.action(QStringLiteral("Add a step here"))->trigger();
        QCOMPARE(window.steps(), QStringLiteral("s1"));
        QCOMPARE(window.place.cursor(), 1);
    }

    void planWithoutSteps()
    {
        auto workspace = tests::ordersWorkspace();
        workspace->plans.front().edit().steps.clear();
        Window window(m_theme, workspace, nullptr);
        QCOMPARE(window.bar().sentence(), QStringLiteral("No steps yet"));
        QVERIFY(!window.place.grab().isNull());
        QVERIFY(!window.action(QStringLiteral("Delete the step"))->isEnabled());
    }

    void failedAnalysisShowsWhyAndKeepsTheSteps()
    {
        Window window(m_theme);
        window.analysis.state = Analysis::State::Failed;
        window.analysis.error = Error{ErrorCode::Race, "s3 and s5 race", {}, 0, 0};
        window.place.setAnalysis(window.analysis);
        auto *card = window.place.findChild<ErrorCard *>();
        QVERIFY(card->isVisible());
        QVERIFY(card->reason().contains(QStringLiteral("s3 and s5 race")));
        QCOMPARE(window.findings().count(), 0);
        QCOMPARE(window.place.state().lanes.strip[4].state, items::WayBack::Unknown);
        QCOMPARE(window.place.badge(), 0);
        QSignalSpy again(&window.place, &Place::analysisRequested);
        Q_EMIT card->tryAgainRequested();
        QCOMPARE(again.count(), 1);
        window.analysis.state = Analysis::State::Done;
        window.analysis.error.reset();
        window.place.setAnalysis(window.analysis);
        QVERIFY(!card->isVisible());
        QCOMPARE(window.findings().count(), 8);
        QCOMPARE(window.place.badge(), 2);
    }

    void oldResultsStayTagged()
    {
        Window window(m_theme);
        QCOMPARE(window.bar().tag(), QString());
        window.place.setCursor(1);
        window.action(QStringLiteral("Delete the step"))->trigger();
        QCOMPARE(window.edits, 1);
        QCOMPARE(window.bar().tag(), QStringLiteral("from before the edit"));
        QCOMPARE(window.findings().count(), 8);
        QVERIFY(window.place.state().lanes.strip[3].noReturn); // s5 is the fourth now.
        window.analysis.state = Analysis::State::Running;
        window.place.setAnalysis(window.analysis);
        QTRY_VERIFY(window.bar().tag().contains(QStringLiteral("checking"))); // Not at once: quick checks do not flicker.
        QVERIFY(!window.action(QStringLiteral("Checking…"))->isEnabled());
    }

    void readOnlyChangesNothing()
    {
        Window window(m_theme);
        window.place.setReadOnly(true, QStringLiteral("The file is read-only."));
        window.place.setCursor(5);
        QAction *remove = window.action(QStringLiteral("Delete the step"));
        QVERIFY(!remove->isEnabled());
        QCOMPARE(remove->toolTip(), QStringLiteral("The file is read-only."));
        Q_EMIT window.lanes().dropRequested(4, 0);
        Q_EMIT window.inspector().step().deleteRequested();
        QCOMPARE(window.edits, 0);
        QTest::keyClick(&window.lanes(), Qt::Key_Left); // The cursor still works.
        window.place.setReadOnly(false, {});
        QVERIFY(remove->isEnabled());
    }

    // Cursor.
    void cursorTellsWhereItStands()
    {
        Window window(m_theme);
        QCOMPARE(window.bar().sentence(), QStringLiteral("At the start of 11 steps"));
        window.place.setCursor(5);
        QCOMPARE(window.bar().sentence(), QStringLiteral("After step 5 of 11, orders-db at schema 42"));
        auto *panel = window.place.findChild<GoBackPanel *>();
        QTRY_COMPARE(panel->goBack().rowCount(), 5);
        QTRY_COMPARE(window.bar().verdict(), QStringLiteral("checkout and orders-db cannot go back"));
        QCOMPARE(panel->state().index(4, 3).data().toString(), QStringLiteral("address-v1, address-v2"));
        window.place.setCursor(1);
        QTRY_COMPARE(window.bar().verdict(), QStringLiteral("every component can go back"));
        window.place.setCursor(99);
        QCOMPARE(window.place.cursor(), 11);
        window.place.setCursor(-3);
        QCOMPARE(window.place.cursor(), 0);
    }

    void keysMoveCursorAndBlocks()
    {
        Window window(m_theme);
        window.place.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window.place));
        LanesView &lanes = window.lanes();
        lanes.setFocus();
        QTest::keyClick(&lanes, Qt::Key_Right);
        QTest::keyClick(&lanes, Qt::Key_Right);
        QCOMPARE(window.place.cursor(), 2);
        QTest::keyClick(&lanes, Qt::Key_Left);
        QCOMPARE(window.place.cursor(), 1);
        QTest::keyClick(&lanes, Qt::Key_End);
        QCOMPARE(window.place.cursor(), 11);
        QTest::keyClick(&lanes, Qt::Key_Home);
        QCOMPARE(window.place.cursor(), 0);
        window.place.setCursor(3);
        QTest::keyClick(&lanes, Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(window.steps(), QStringLiteral("s1 s3 s2 s4 s5 s6 s7 s8 s9 s10 s11"));
        QCOMPARE(window.place.cursor(), 2); // It went with its step.
        QTest::keyClick(&lanes, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(window.steps(), QStringLiteral("s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11"));
        QTest::keyClick(&lanes, Qt::Key_Delete);
        QCOMPARE(window.steps(), QStringLiteral("s1 s2 s4 s5 s6 s7 s8 s9 s10 s11"));
        QTest::keyClick(&lanes, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(window.edits, 4);
        QVERIFY(window.refused.isEmpty());
    }

    void enterOpensTheFindingOfTheStep()
    {
        Window window(m_theme);
        QSignalSpy asked(&window.place, &Place::inspectorRequested);
        window.place.setCursor(10);
        window.action(QStringLiteral("Open the finding of this step"))->trigger();
        QCOMPARE(asked.count(), 1);
        QVERIFY(window.findings().current());
        QCOMPARE(window.findings().current()->step, std::string("s10"));
    }

    void cursorStaysBehindItsStep()
    {
        Window window(m_theme);
        window.place.setCursor(6);
        auto next = std::make_shared<Workspace>(*window.workspace);
        auto &steps = next->plans.front().edit().steps;
        steps.erase(steps.begin(), steps.begin() + 2);
        window.place.setWorkspace(next); // Somebody undid something.
        QCOMPARE(window.place.cursor(), 4);
    }

    // Findings.
    void steppingThroughFindingsMovesTheCursor()
    {
        Window window(m_theme);
        window.place.stepFinding(1);
        QCOMPARE(window.place.cursor(), 5);
        const LaneState &state = window.place.state();
        QVERIFY(state.ghost.has_value());
        QCOMPARE(state.ghost->text, QStringLiteral("back to 2.3"));
        QCOMPARE(state.ghost->lane, state.lanes.laneOf("checkout"));
        QCOMPARE(state.ghost->otherLane, state.lanes.laneOf("orders-db"));
        QCOMPARE(state.ghost->reason, QStringLiteral("tolerates 41, meets 42"));
        auto *picture = window.inspector().findChild<FindingPictureView *>();
        QCOMPARE(picture->accessibleName(), QStringLiteral("checkout, back on 2.3, tolerates 41: orders-db, schema 42, meets 42"));
        window.place.setCursor(2);
        QVERIFY(!window.place.state().ghost.has_value()); // Nowhere else.
        QVERIFY(window.place.state().emphasised.contains(QStringLiteral("checkout")));
        window.place.stepFinding(1);
        window.place.stepFinding(1);
        QCOMPARE(window.place.cursor(), 10);
        window.place.stepFinding(-1);
        QCOMPARE(window.place.cursor(), 5);
        QVERIFY(window.place.cancel());
        QVERIFY(!window.findings().current());
        QVERIFY(!window.place.cancel());
    }

    void evidenceLeadsToTheStatement()
    {
        auto document = tests::ordersWorkspace();
        rollback::Tolerance &tolerance = document->components[3].edit().releases[1].tolerates[0];
        Window plain(m_theme, document);
        plain.place.stepFinding(1);
        QVERIFY(!plain.inspector().findChild<EvidenceList *>());
        for (int i = 0; i < 7; ++i) {
            rollback::Evidence one;
            one.versions = {"42", "42"};
            one.writes = i == 1;
            one.statement = "statement " + std::to_string(i);
            one.at = "db/orders.sql:" + std::to_string(i + 1);
            one.message = "column orders.address <b>does not exist";
            one.cause = "migrations/42.sql:3";
            one.found = "static engine, 2.3";
            tolerance.evidence.push_back(one);
        }
        Window window(m_theme, document);
        window.inspector().resize(360, 900);
        window.inspector().show();
        window.place.stepFinding(1);
        auto *list = window.inspector().findChild<EvidenceList *>();
        QVERIFY(list);
        QStringList said;
        for (const QLabel *label : list->findChildren<QLabel *>())
            said << label->text().remove(QChar(0x200B));
        QVERIFY(said.contains(QStringLiteral("At db/orders.sql:1")));
        QVERIFY(said.contains(QStringLiteral("column orders.address <b>does not exist")));
        QVERIFY(said.contains(QStringLiteral("Made so by migrations/42.sql:3")));
        QVERIFY(said.contains(QStringLiteral("Found by static engine, 2.3")));
        QCOMPARE(said.filter(QStringLiteral("statement ")).size(), 5);
        QVERIFY(said.contains(QStringLiteral("2 more statements fail there.")));
        QCOMPARE(said.count(QStringLiteral("write")), 1);
        for (const QLabel *label : list->findChildren<QLabel *>())
            QVERIFY2(label->geometry().right() <= list->width(), qPrintable(label->text()));

        QSignalSpy asked(&window.place, &Place::revealRequested);
        const QList<Button *> buttons = list->findChildren<Button *>();
        QCOMPARE(buttons.size(), 5);
        QCOMPARE(buttons[1]->accessibleName(), QStringLiteral("Open statement 1 in Schema"));
        buttons[1]->click();
        QCOMPARE(asked.count(), 1);
        const auto target = asked.first().first().value<Target>();
        QVERIFY(target.evidence.has_value());
        QVERIFY(*target.evidence == tolerance.evidence[1]);
        QVERIFY(!window.place.reveal(target)); // Not its to show.
        window.place.stepFinding(1); // No way back: no statement says so.
        QVERIFY(!window.inspector().findChild<EvidenceList *>() || !window.inspector().findChild<EvidenceList *>()->isVisible());
    }

    void revealShowsWhatIsAsked()
    {
        Window window(m_theme);
        Target target;
        target.plan = "nobody";
        QVERIFY(!window.place.reveal(target));
        target.plan = "Orders v2";
        target.step = "s99";
        QVERIFY(!window.place.reveal(target));
        target.step = "s7";
        QVERIFY(window.place.reveal(target));
        QCOMPARE(window.place.cursor(), 7);
        Target component;
        component.component = "cart";
        QVERIFY(window.place.reveal(component));
        QCOMPARE(window.place.cursor(), 6);
        component.component = "nobody";
        QVERIFY(!window.place.reveal(component));
        Target finding;
        finding.finding = tests::ordersReport()->plans.front().findings[2];
        QVERIFY(window.place.reveal(finding));
        QCOMPARE(window.place.cursor(), 10);
        QCOMPARE(window.inspector().page(), PlanInspector::FindingsPage);
    }

    void selectionSurvivesANewReport()
    {
        Window window(m_theme);
        window.place.stepFinding(1);
        auto report = tests::ordersReport();
        auto &findings = report->plans.front().findings;
        std::rotate(findings.begin(), findings.begin() + 1, findings.begin() + 3);
        window.analysis.report = report;
        window.place.setAnalysis(window.analysis);
        QVERIFY(window.findings().current());
        QCOMPARE(window.findings().current()->component, std::string("checkout"));
        auto clean = std::make_shared<rollback::Report>(*report);
        clean->plans.front().findings.clear();
        window.analysis.report = clean;
        window.place.setAnalysis(window.analysis);
        QVERIFY(!window.findings().current());
        QVERIFY(!window.place.state().ghost);
    }

    void replayEndsAtTheWitness()
    {
        Window window(m_theme);
        m_theme.setMotion(false); // At once.
        window.place.stepFinding(1);
        window.place.setCursor(9);
        Q_EMIT window.findings().replayRequested();
        QCOMPARE(window.place.cursor(), 5);
        window.place.play();
        QCOMPARE(window.place.cursor(), 11);
        m_theme.setMotion(true);
        window.place.play(); // From the start again, and stopped at once.
        QCOMPARE(window.place.cursor(), 0);
        QVERIFY(window.place.cancel());
    }

    // Editing.
    void draggingABlock()
    {
        Window window(m_theme);
        LanesView &lanes = window.lanes();
        dragOver(lanes, 1, 3);
        QCOMPARE(window.place.state().dragged, 1);
        QCOMPARE(window.place.state().target, 3);
        QTest::mouseRelease(lanes.viewport(), Qt::LeftButton, {}, lanes.stepRect(3).center());
        QCOMPARE(window.steps(), QStringLiteral("s1 s3 s4 s2 s5 s6 s7 s8 s9 s10 s11"));
        QCOMPARE(window.titles, QStringList{QStringLiteral("Move step 2")});
        QCOMPARE(window.place.state().dragged, -1);
    }

    void escapeEndsADrag()
    {
        Window window(m_theme);
        LanesView &lanes = window.lanes();
        dragOver(lanes, 1, 3);
        QVERIFY(window.place.state().dragged >= 0);
        QVERIFY(window.place.cancel());
        QTest::mouseRelease(lanes.viewport(), Qt::LeftButton, {}, lanes.stepRect(3).center());
        QCOMPARE(window.edits, 0);
    }

    void targetIsColouredByWhatTheDropDoes()
    {
        Window window(m_theme, tests::ordersWorkspace(), tests::ordersReport(),
                      [](const Workspace &copy, const std::string &, std::stop_token) -> Result<rollback::Report> {
                          rollback::Report report = *tests::ordersReport();
                          if (copy.plans.front()->steps.front().id == "s2")
                              report.plans.front().findings.clear();
                          return report;
                      });
        dragOver(window.lanes(), 0, 3);
        QTRY_COMPARE(window.place.state().verdict, DropVerdict::Better);
        QVERIFY(window.place.cancel());
        QCOMPARE(window.edits, 0);
    }

    void partialOrderChangesWaves()
    {
        Window window(m_theme, tests::everyKindWorkspace(), tests::everyKindReport());
        QSignalSpy said(&window.place, &Place::statusMessage);
        // a e | b c | d | f | g h | i: d's followers fill the wave before i.
        dragOver(window.lanes(), 4, 6);
        QCOMPARE(window.place.state().verdict, DropVerdict::Impossible);
        QCOMPARE(window.place.state().dropNote, QStringLiteral("Step 6 waits for step 5: they would wait for each other."));
        QVERIFY(!window.place.grab().isNull());
        QTest::mouseRelease(window.lanes().viewport(), Qt::LeftButton, {}, window.lanes().stepRect(6).center());
        QCOMPARE(window.edits, 0);
        QCOMPARE(said.takeLast().first().toString(), QStringLiteral("Step 6 waits for step 5: they would wait for each other."));
        QVERIFY(window.place.state().dropNote.isEmpty());

        dragOver(window.lanes(), 1, 4);
        QVERIFY(window.place.state().verdict != DropVerdict::Impossible);
        QCOMPARE(window.place.state().dropNote, QStringLiteral("Then it waits for step 3 and step 4."));
        QVERIFY(!window.place.grab().isNull());
        QTest::mouseRelease(window.lanes().viewport(), Qt::LeftButton, {}, window.lanes().stepRect(4).center());
        QCOMPARE(window.titles, QStringList{QStringLiteral("Move step 2 to another wave")});
        QCOMPARE(window.steps(), QStringLiteral("a b c d e f g h i"));
        QCOMPARE(window.place.state().lanes.waveOf(window.place.state().lanes.columnOf("e")),
                 window.place.state().lanes.waveOf(window.place.state().lanes.columnOf("d")));
        // The cursor stands behind the step that was moved, and the keys move it within its wave.
        QCOMPARE(window.place.state().current(), window.place.state().lanes.columnOf("e"));
        Q_EMIT window.lanes().dropRequested(window.place.state().current(), window.place.state().current() - 1);
        QCOMPARE(window.edits, 2);
        QCOMPARE(window.titles.last(), QStringLiteral("Move step 5"));
        QVERIFY(window.refused.isEmpty());
    }

    void everyStepKindCanBeAdded()
    {
        auto workspace = tests::ordersWorkspace();
        workspace->components.front().edit().releases.front().writes = {{"orders-db", {"v0"}, {}}};
        workspace->plans.front().edit().steps.resize(2);
        Window window(m_theme, workspace, nullptr);
        window.place.setCursor(1);
        for (const char *command : {"Add a move", "Add a soak", "Add a commit", "Add a checkpoint", "Add a purge of a format"})
            window.action(QString::fromLatin1(command))->trigger();
        QCOMPARE(window.edits, 5);
        QCOMPARE(window.place.cursor(), 6);
        const auto &steps = window.workspace->plans.front()->steps;
        QCOMPARE(steps.size(), std::size_t(7));
        QCOMPARE(steps[1].kind, rollback::StepKind::Move);
        QCOMPARE(steps[1].component, std::string("shipping")); // Not moved by the plan yet.
        QCOMPARE(steps[5].kind, rollback::StepKind::Purge);
        QCOMPARE(window.inspector().page(), PlanInspector::StepPage);
    }

    void stepEditorChangesFieldsAndRefusesNonsense()
    {
        Window window(m_theme);
        window.inspector().show();
        window.place.setCursor(11); // The soak.
        StepEditor &editor = window.inspector().step();
        auto fieldNamed = [&](const QString &name) -> QLineEdit * {
            const auto fields = editor.findChildren<QLineEdit *>();
            for (QLineEdit *field : fields) {
                if (field->accessibleName() == name)
                    return field;
            }
            return nullptr;
        };
        QLineEdit *duration = fieldNamed(QStringLiteral("For"));
        QVERIFY(duration);
        duration->setText(QStringLiteral("soon"));
        Q_EMIT duration->editingFinished();
        QCOMPARE(window.edits, 0);
        QCOMPARE(editor.problems(), QStringList{QStringLiteral("Say how long, for example 24h.")});
        duration->setText(QStringLiteral("90m"));
        Q_EMIT duration->editingFinished();
        QCOMPARE(window.edits, 1);
        QCOMPARE(window.workspace->plans.front()->steps.back().duration_s, std::int64_t(5400));
        QVERIFY(editor.problems().isEmpty());
        Q_EMIT duration->editingFinished(); // Nothing changed.
        QCOMPARE(window.edits, 1);

        window.place.setCursor(4);
        const auto boxes = editor.findChildren<QComboBox *>();
        const auto boxNamed = [&](const QString &name) {
            return *std::find_if(boxes.begin(), boxes.end(), [&](const QComboBox *box) { return box->accessibleName() == name; });
        };
        QComboBox *to = boxNamed(QStringLiteral("To"));
        QCOMPARE(to->currentData().toString(), QStringLiteral("2.4"));
        to->setCurrentIndex(to->findData(QStringLiteral("2.3")));
        Q_EMIT to->activated(to->currentIndex());
        QCOMPARE(window.edits, 1);
        QCOMPARE(editor.problems(), QStringList{QStringLiteral("checkout is there already.")});
        to->setCurrentIndex(to->findData(QStringLiteral("2.2")));
        Q_EMIT to->activated(to->currentIndex());
        QCOMPARE(window.edits, 2);
        QComboBox *reversible = boxNamed(QStringLiteral("Can be taken back"));
        reversible->setCurrentIndex(2);
        Q_EMIT reversible->activated(2);
        QCOMPARE(window.workspace->plans.front()->steps[3].reversible, std::optional<bool>(false));
        QComboBox *kind = boxNamed(QStringLiteral("Kind"));
        kind->setCurrentIndex(kind->findData(static_cast<int>(rollback::StepKind::Commit)));
        Q_EMIT kind->activated(kind->currentIndex());
        QCOMPARE(editor.problems(), QStringList{QStringLiteral("Say why its owners give up going back.")});
        QLineEdit *reason = fieldNamed(QStringLiteral("Reason"));
        reason->setText(QStringLiteral("a week without trouble"));
        Q_EMIT reason->editingFinished();
        QCOMPARE(window.workspace->plans.front()->steps[3].kind, rollback::StepKind::Commit);
        QCOMPARE(window.edits, 4);
        QVERIFY(window.refused.isEmpty());
    }

    void plansAreRenamedDuplicatedConvertedAndDeleted()
    {
        Window window(m_theme);
        window.action(QStringLiteral("Duplicate the plan"))->trigger();
        QCOMPARE(window.place.planId(), QStringLiteral("Orders v2-2"));
        window.action(QStringLiteral("Delete the plan"))->trigger();
        QCOMPARE(window.workspace->plans.size(), std::size_t(1));
        QCOMPARE(window.place.planId(), QStringLiteral("Orders v2"));
        window.action(QStringLiteral("Let steps run side by side"))->trigger();
        QCOMPARE(window.workspace->plans.front()->order, rollback::PlanOrder::Partial);
        QCOMPARE(window.place.state().lanes.waves.size(), std::size_t(11));
        window.action(QStringLiteral("Put steps in sequence"))->trigger();
        QCOMPARE(window.workspace->plans.front()->order, rollback::PlanOrder::Sequence);
        window.action(QStringLiteral("Rename the plan"))->trigger();
        const auto fields = window.place.findChildren<QLineEdit *>();
        const auto name = std::find_if(fields.begin(), fields.end(), [](QLineEdit *field) {
            return field->accessibleName() == QStringLiteral("Name of the plan");
        });
        QVERIFY(name != fields.end());
        (*name)->setText(QStringLiteral("Orders v3"));
        Q_EMIT(*name)->returnPressed();
        QCOMPARE(window.place.planId(), QStringLiteral("Orders v3"));
        QVERIFY(window.refused.isEmpty());
    }

    void environmentChoosesThePlan()
    {
        auto workspace = tests::ordersWorkspace();
        workspace->plans.emplace_back(*tests::everyKindWorkspace()->plans.front());
        rollback::Environment staging;
        staging.id = "staging";
        workspace->environments.push_back(staging);
        Window window(m_theme, workspace);
        window.place.setEnvironment(QStringLiteral("staging"));
        QCOMPARE(window.place.planId(), QStringLiteral("all"));
        window.place.setEnvironment(QStringLiteral("production"));
        QCOMPARE(window.place.planId(), QStringLiteral("Orders v2"));
        window.place.setEnvironment(QStringLiteral("nowhere"));
        QVERIFY(window.place.planId().isEmpty());
        QVERIFY(window.place.findChild<StatePanel *>()->isVisible());
    }

    // The table, accessibility, scale.
    void tableIsAnEqualAlternative()
    {
        Window window(m_theme);
        window.action(QStringLiteral("Show the plan as a table of steps"))->trigger();
        auto *table = window.place.findChild<StepsTable *>();
        QVERIFY(table->isVisible());
        QVERIFY(!window.lanes().isVisible());
        QCOMPARE(table->model()->rowCount(), 11);
        table->setCurrentIndex(table->model()->index(6, 1));
        QCOMPARE(window.place.cursor(), 7);
        QTest::keyClick(table, Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(window.steps(), QStringLiteral("s1 s2 s3 s4 s5 s7 s6 s8 s9 s10 s11"));
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(window.edits, 2);
        window.action(QStringLiteral("Show the plan as lanes"))->trigger();
        QVERIFY(window.lanes().isVisible());
    }

    void assistiveTechnologySeesTheSteps()
    {
        Window window(m_theme);
        QAccessibleInterface *lanes = QAccessible::queryAccessibleInterface(&window.lanes());
        QVERIFY(lanes);
        QCOMPARE(lanes->text(QAccessible::Name), QStringLiteral("Plan lanes"));
        QCOMPARE(lanes->childCount(), 11);
        QVERIFY(!lanes->child(11));
        QAccessibleInterface *fifth = lanes->child(4);
        QVERIFY(fifth && fifth->isValid());
        QCOMPARE(fifth->text(QAccessible::Name), QStringLiteral("Step 5: Move orders-db to 42"));
        QCOMPARE(fifth->text(QAccessible::Value), QStringLiteral("closed"));
        QVERIFY(fifth->text(QAccessible::Description).contains(QStringLiteral("no way back")));
        QCOMPARE(lanes->indexOfChild(fifth), 4);
        QVERIFY(!fifth->rect().isEmpty());
        QVERIFY(!fifth->state().selected);
        fifth->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(window.place.cursor(), 5);
        QVERIFY(fifth->state().selected);
        QCOMPARE(lanes->child(4), fifth); // The same object every time.
        auto next = std::make_shared<Workspace>(*window.workspace);
        next->plans.front().edit().steps.resize(2);
        window.place.setWorkspace(next);
        QVERIFY(!fifth->isValid());
        QCOMPARE(fifth->text(QAccessible::Name), QString());
    }

    void everyControlHasAName()
    {
        Window window(m_theme);
        window.inspector().show();
        window.place.setCursor(5);
        const auto check = [](QWidget *root) {
            const auto widgets = root->findChildren<QWidget *>();
            for (const QWidget *widget : widgets) {
                const bool popup = widget->window() != root->window(); // Lists of combo boxes.
                if (!(widget->focusPolicy() & Qt::TabFocus) || widget->isHidden() || widget->focusProxy() || popup)
                    continue;
                QAccessibleInterface *seen = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
                if (seen && seen->text(QAccessible::Name).isEmpty() && !qobject_cast<const QLineEdit *>(widget))
                    QFAIL(qPrintable(QStringLiteral("%1 in %2 has no name")
                                         .arg(QLatin1String(widget->metaObject()->className()),
                                              QLatin1String(widget->parentWidget()->metaObject()->className()))));
            }
        };
        check(&window.place);
        check(&window.inspector());
    }

    void longPlansKeepOnlyWhatIsInSight()
    {
        const auto workspace = tests::longWorkspace(400, 6000);
        Window window(m_theme, workspace, tests::longReport(*workspace));
        LanesView &lanes = window.lanes();
        QVERIFY2(lanes.sceneItemCount() < 120, qPrintable(QString::number(lanes.sceneItemCount())));
        window.place.setCursor(3000);
        QVERIFY(lanes.sceneItemCount() < 120);
        QVERIFY(lanes.viewport()->rect().intersects(lanes.stepRect(2999)));
        lanes.horizontalScrollBar()->setValue(lanes.horizontalScrollBar()->maximum());
        lanes.verticalScrollBar()->setValue(lanes.verticalScrollBar()->maximum());
        QVERIFY(lanes.sceneItemCount() < 120);
        QVERIFY(lanes.sceneItemCount() > 10);
        window.place.zoomToFit();
        QVERIFY(window.place.zoom_percent() < 100);
        QVERIFY(!window.place.grab().isNull());
    }

    void picturesOfAllOfIt()
    {
        Window window(m_theme);
        const QSizeF whole = window.place.pictureSize();
        QVERIFY(whole.width() > 800 && whole.height() > 500);
        QImage image(whole.toSize(), QImage::Format_RGB32);
        image.fill(Qt::magenta);
        QPainter painter(&image);
        window.place.paintPicture(painter, QRectF(QPointF(), whole));
        painter.end();
        // Everything is covered: the corners show the ground, not what was there before.
        for (const QPoint corner : {QPoint(1, 1), QPoint(image.width() - 2, 1), QPoint(1, image.height() - 2),
                                    QPoint(image.width() - 2, image.height() - 2)}) {
            QCOMPARE(image.pixelColor(corner), m_theme.colour(Colour::BgWindow));
        }
    }

    void looksAtEverySizeAndMode()
    {
        for (const Mode mode : {Mode::Light, Mode::Dark}) {
            Theme theme(mode);
            for (const QSize size : {QSize(988, 824), QSize(1024, 624), QSize(520, 420)}) {
                Window window(theme, tests::everyKindWorkspace(), tests::everyKindReport());
                window.place.resize(size);
                for (int cursor = 0; cursor <= 9; ++cursor) {
                    window.place.setCursor(cursor);
                    QVERIFY(!window.place.grab().isNull());
                }
            }
        }
    }
};

QTEST_MAIN(TestPlanPlace)
#include "test_planplace.moc"
