// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/startentries.h"
#include "app/gui/startup.h"
#include "app/gui/systemlook.h"
#include "tests/gui/windowfixture.h"
#include "views/shell/commandpalette.h"
#include "views/shell/startpage.h"
#include "views/shell/statusbar.h"
#include "views/shell/topbar.h"
#include "views/theme/belaystyle.h"

#include <QtCore/QSemaphore>
#include <QtGui/QWindow>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QListView>

using namespace belay;
using namespace belay::app;
using namespace belay::app::testing;
using belay::views::Analysis;
using belay::views::Shell;

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsEmpty()
    {
        Fixture f;
        QCOMPARE(f.window->shell().content(), Shell::Content::Start);
        QVERIFY(!f.window->actions().save->isEnabled());
        QVERIFY(!f.window->actions().undo->isEnabled());
        QVERIFY(f.window->actions().newDocument->isEnabled());
        QCOMPARE(f.window->windowTitle(), QStringLiteral("Belay"));
        QTRY_COMPARE(clippedTexts(*f.window).join(QLatin1Char('\n')), QString());
        QVERIFY(sampleEntries().first().detail.contains(QStringLiteral("components")));
        QVERIFY(!sampleEntries().first().detail.contains(QStringLiteral("(s)")));
    }

    void openingASampleAnalysesIt()
    {
        Fixture f;
        f.openSample();
        QCOMPARE(f.window->shell().content(), Shell::Content::Place);
        QVERIFY(f.plan->workspace);
        QCOMPARE(f.plan->environment, QString::fromStdString(f.plan->workspace->plans.front()->environment));
        QCOMPARE(f.plan->analysis.state, Analysis::State::Done);
        QCOMPARE(f.plan->analysis.report, f.services->analysis.report);
        QVERIFY(!f.plan->analysis.report->plans.empty());
        QVERIFY(!f.plan->analysis.stale);
        QVERIFY(f.window->shell().statusBar().sentence().startsWith(QStringLiteral("verified ")));
        // The sample is unsafe as planned.
        QCOMPARE(f.window->shell().statusBar().counts().first().sign, views::Sign::Error);
        QCOMPARE(f.window->documents().savedText(), QStringLiteral("Not saved as a file"));
    }

    void aBadPlanIsSaidToBeNotVerified()
    {
        Fixture f;
        f.openSample();
        const auto good = f.plan->analysis.report;
        rollback::Edit edit;
        edit.title = "Break the plan";
        rollback::Plan broken = *f.plan->workspace->plans.front();
        broken.steps.front().component = "no such component";
        edit.changes.push_back(rollback::PlanChange{f.plan->workspace->plans.front(), Shared<rollback::Plan>(broken), 0, 0});
        Q_EMIT f.plan->editRequested(edit);
        settle(*f.window);
        QCOMPARE(f.plan->analysis.state, Analysis::State::Failed);
        QVERIFY(f.plan->analysis.error.has_value());
        QCOMPARE(f.plan->analysis.report, good);
        QVERIFY(f.plan->analysis.stale);
        QVERIFY(f.window->shell().statusBar().sentence().startsWith(QStringLiteral("Not verified: ")));
        f.window->actions().undo->trigger();
        settle(*f.window);
        QCOMPARE(f.plan->analysis.state, Analysis::State::Done);
    }

    void editsAreUndoneAndRedone()
    {
        Fixture f;
        f.openSample();
        const QString before = f.name();
        f.edit("Second");
        QCOMPARE(f.name(), QStringLiteral("Second"));
        QCOMPARE(f.services->workspace, f.plan->workspace);
        QCOMPARE(f.window->actions().undo->text(), QStringLiteral("Undo Rename to Second"));
        f.edit("Third");
        f.window->actions().undo->trigger();
        QCOMPARE(f.name(), QStringLiteral("Second"));
        f.window->actions().undo->trigger();
        QCOMPARE(f.name(), before);
        QVERIFY(!f.window->actions().undo->isEnabled());
        f.window->actions().redo->trigger();
        f.window->actions().redo->trigger();
        QCOMPARE(f.name(), QStringLiteral("Third"));
        settle(*f.window);
        QCOMPARE(f.plan->analysis.report->workspace, std::string("Third"));
    }

    void anEditThatDoesNotFitIsRefused()
    {
        Fixture f;
        f.openSample();
        const QString before = f.name();
        rollback::Edit edit;
        edit.title = "Rename";
        edit.changes.push_back(rollback::NameChange{"what it never was", "x"});
        Q_EMIT f.plan->editRequested(edit);
        QCOMPARE(f.name(), before);
        QVERIFY(!f.window->actions().undo->isEnabled());
        QVERIFY(f.notice().contains(QStringLiteral("Rename")));
    }

    void undoReachesTheWindowFromAField()
    {
        Fixture f;
        f.openSample();
        const QString before = f.name();
        f.edit("Second");
        f.window->shell().setCurrent(f.plan);
        f.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.plan->field->setFocus();
        QVERIFY(f.plan->field->hasFocus());
        // The field's own text first ...
        QTest::keyClicks(f.plan->field, QStringLiteral("abc"));
        QTest::keyClick(f.plan->field, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(f.name(), QStringLiteral("Second"));
        while (f.plan->field->isUndoAvailable())
            f.plan->field->undo();
        QVERIFY(f.plan->field->text().isEmpty());
        // ... then the document.
        QTest::keyClick(f.plan->field, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(f.name(), before);
    }

    void theKeyboardMap()
    {
        Fixture f;
        f.openSample();
        f.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        QTest::keyClick(f.window.get(), Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(f.window->shell().current(), f.plan);
        QTest::keyClick(f.window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(f.window->shell().current(), f.services);
        QTest::keyClick(f.window.get(), Qt::Key_Down, Qt::AltModifier);
        QTest::keyClick(f.window.get(), Qt::Key_Down, Qt::AltModifier);
        QTest::keyClick(f.window.get(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(f.services->findingSteps, 1);
        const bool shown = f.window->shell().isInspectorShown();
        QTest::keyClick(f.window.get(), Qt::Key_F4);
        QCOMPARE(f.window->shell().isInspectorShown(), !shown);
        QCOMPARE(f.window->actions().inspector->isChecked(), !shown);
        QTest::keyClick(f.window.get(), Qt::Key_F5);
        QCOMPARE(f.services->analysis.state, Analysis::State::Running);
        QVERIFY(f.services->analysis.stale);
        settle(*f.window);
        f.services->cancellable = true;
        QTest::keyClick(f.window.get(), Qt::Key_Escape);
        QVERIFY(!f.services->cancellable);
        f.dialogs->save = f.file("out.yaml");
        QTest::keyClick(f.window.get(), Qt::Key_E, Qt::ControlModifier);
        settle(*f.window);
        QVERIFY(QFile::exists(f.dialogs->save));
        f.window->actions().keyboard->trigger();
        QVERIFY(f.dialogs->keys.size() > 15);
        // No two commands share a key.
        QSet<QString> used;
        for (const auto &[key, what] : f.dialogs->keys) {
            QVERIFY2(!used.contains(key), qPrintable(key + QLatin1Char(' ') + what));
            used.insert(key);
        }
    }

    void thePaletteRunsAndReveals()
    {
        Fixture f;
        f.openSample();
        f.window->shell().setCurrent(f.plan);
        f.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        QTest::keyClick(f.window.get(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(f.window->palette().isOpen());
        QLineEdit *field = f.window->shell().topBar().searchField();
        QVERIFY(field->hasFocus());
        QTest::keyClicks(field, QStringLiteral("look dark"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(f.theme.mode(), views::Mode::Dark);
        QCOMPARE(f.settings.look(), Settings::Look::Dark);

        const std::string component = f.plan->workspace->components.front()->id;
        QTest::keyClick(f.window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(field, QString::fromStdString(component));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(f.services->revealed.has_value());
        QCOMPARE(f.services->revealed->component, component);
        QCOMPARE(f.window->shell().current(), f.services);

        QSignalSpy own(f.services->command, &QAction::triggered);
        QTest::keyClick(f.window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(field, QStringLiteral("command of services"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(own.count(), 1);
        QVERIFY(!f.window->palette().isOpen());
    }

    void closesWhileAJobRuns()
    {
        Fixture f;
        f.openSample();
        std::atomic_bool ended = false;
        f.window->jobs().start(QStringLiteral("slow"), QStringLiteral("Slow"), [&](std::stop_token stop, ProgressSink &) {
            while (!stop.stop_requested())
                QThread::yieldCurrentThread();
            ended = true;
            return std::function<void()>([] { QFAIL("delivered after closing"); });
        });
        f.window->actions().verify->trigger();
        QVERIFY(f.window->close());
        f.window.reset();
        QVERIFY(ended);
    }

    void cancellingTheAnalysisKeepsTheLastResult()
    {
        Fixture f;
        f.openSample();
        const auto report = f.plan->analysis.report;
        f.window->actions().verify->trigger();
        f.window->jobs().cancel(AnalysisController::slot);
        QCOMPARE(f.plan->analysis.state, Analysis::State::Failed);
        QCOMPARE(f.plan->analysis.error->code, ErrorCode::Cancelled);
        QCOMPARE(f.plan->analysis.report, report);
        QVERIFY(f.plan->analysis.stale);
    }

    void theDesktopsLookIsFollowed()
    {
        Fixture f;
        QCOMPARE(f.theme.mode(), views::Mode::Light);
        // What Qt does when the desktop's palette has changed: the style sees the new one first.
        const auto desktopTurns = [&](Qt::GlobalColor ground, QEvent::Type type) {
            QPalette palette{QColor(ground)};
            QApplication::style()->polish(palette);
            QEvent event(type);
            QCoreApplication::sendEvent(type == QEvent::ThemeChange ? static_cast<QObject *>(f.window->windowHandle())
                                                                    : f.window.get(), &event);
        };
        desktopTurns(Qt::black, QEvent::ThemeChange);
        QCOMPARE(f.theme.mode(), views::Mode::Dark);
        desktopTurns(Qt::white, QEvent::ApplicationPaletteChange);
        QCOMPARE(f.theme.mode(), views::Mode::Light);
        // Not against the user's choice, which is given up for the desktop's present one.
        f.window->actions().lookLight->trigger();
        desktopTurns(Qt::black, QEvent::ThemeChange);
        QCOMPARE(f.theme.mode(), views::Mode::Light);
        f.window->actions().lookSystem->trigger();
        QCOMPARE(f.theme.mode(), views::Mode::Dark);
        // The desktop's setting comes before its palette, until it has no wish.
        SystemLook &look = f.window->systemLook();
        look.setFromPortal(2);
        QCOMPARE(f.theme.mode(), views::Mode::Light);
        desktopTurns(Qt::white, QEvent::ThemeChange);
        look.setFromPortal(1);
        QCOMPARE(f.theme.mode(), views::Mode::Dark);
        look.setFromPortal(0);
        QCOMPARE(f.theme.mode(), views::Mode::Light);
        // What the command line says holds for the run.
        f.window->showIn(views::Mode::Dark);
        look.setFromPortal(1);
        look.setFromPortal(2);
        QCOMPARE(f.theme.mode(), views::Mode::Dark);
    }

    void theEnvironmentIsPicked()
    {
        Fixture f;
        f.openSample();
        rollback::Edit edit;
        edit.title = "Add an environment";
        rollback::Environment staging;
        staging.id = "staging";
        const std::size_t at = f.plan->workspace->environments.size();
        edit.changes.push_back(rollback::EnvironmentChange{std::nullopt, staging, 0, at});
        Q_EMIT f.plan->editRequested(edit);
        const QString first = f.plan->environment;
        Q_EMIT f.window->shell().topBar().environmentChosen(QStringLiteral("staging"));
        QCOMPARE(f.plan->environment, QStringLiteral("staging"));
        QCOMPARE(f.services->environment, QStringLiteral("staging"));
        settle(*f.window);
        QCOMPARE(f.window->shell().statusBar().sentence(), QStringLiteral("no plan to verify"));
        // It goes with the environment.
        f.window->actions().undo->trigger();
        QCOMPARE(f.plan->environment, first);
    }

    void theWindowRemembers()
    {
        Fixture f;
        f.openSample();
        f.window->shell().setCurrent(f.plan);
        f.window->resize(1300, 800);
        f.window->actions().lookDark->trigger();
        f.window->actions().inspector->trigger();
        QVERIFY(f.window->close());
        f.make();
        QCOMPARE(f.window->size(), QSize(1300, 800));
        QCOMPARE(f.theme.mode(), views::Mode::Dark);
        f.openSample();
        QCOMPARE(f.window->shell().current(), f.plan);
        QVERIFY(!f.window->shell().isInspectorShown());
    }

    void everyCommandHasAName()
    {
        Fixture f;
        for (const QAction *action : f.window->actions().all()) {
            QVERIFY(!action->iconText().isEmpty());
            QVERIFY2(views::Theme::hasIcon(action->objectName()), qPrintable(action->iconText()));
        }
        f.openSample();
        for (const auto *button : f.window->findChildren<QAbstractButton *>()) {
            if (button->isVisible() && !button->accessibleName().isEmpty())
                continue;
            QVERIFY2(!button->isVisible() || !button->text().isEmpty(), button->metaObject()->className());
        }
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    installTranslations();
    views::Theme theme(views::Mode::Light);
    views::BelayStyle::apply(theme);
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_mainwindow.moc"
