// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/mainwindow.h"
#include "app/gui/shots.h"
#include "app/gui/startentries.h"
#include "app/gui/startup.h"
#include "app/gui/undokeys.h"
#include "tests/views/shell/testplace.h"
#include "views/shell/commandpalette.h"
#include "views/shell/noticebar.h"
#include "views/shell/shell.h"
#include "views/shell/startpage.h"
#include "views/shell/statusbar.h"
#include "views/shell/topbar.h"
#include "views/theme/belaystyle.h"

#include <QtCore/QMimeData>
#include <QtCore/QTemporaryDir>
#include <QtGui/QDropEvent>
#include <QtSvg/QSvgRenderer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QListView>

using namespace belay;
using namespace belay::app;
using belay::views::Analysis;
using belay::views::Shell;

namespace {

/// Answers every question with what the test has put there.
struct TestDialogs final : Dialogs {
    QString open, save, name;
    QStringList import;
    Leave leave = Leave::Stay;
    int asked = 0;
    int printed = 0;
    QList<std::pair<QString, QString>> keys;

    QString fileToOpen(const QString &, const QString &) override { return open; }
    QString fileToSave(const QString &, const QString &, const QString &, const QString &) override { return save; }
    QStringList filesToImport(const QString &, const QString &, const QString &) override { return import; }
    Leave leaveUnsaved(const QString &) override
    {
        ++asked;
        return leave;
    }
    QString workspaceName(const QString &) override { return name; }
    void print(const QString &, const std::function<void(QPrinter &)> &) override { ++printed; }
    void about() override {}
    void keyboardMap(const QList<std::pair<QString, QString>> &map) override { keys = map; }
};

struct Fixture {
    QTemporaryDir folder;
    views::Theme theme{views::Mode::Light};
    Settings settings{folder.filePath(QStringLiteral("settings.ini"))};
    TestDialogs *dialogs = nullptr;
    TestPlace *services = nullptr;
    TestPlace *plan = nullptr;
    std::unique_ptr<MainWindow> window;

    Fixture() { make(); }
    void make()
    {
        window.reset();
        auto answers = std::make_unique<TestDialogs>();
        dialogs = answers.get();
        auto first = std::make_unique<TestPlace>(theme, QStringLiteral("services"));
        auto second = std::make_unique<TestPlace>(theme, QStringLiteral("plan"));
        services = first.get();
        plan = second.get();
        std::vector<std::unique_ptr<views::Place>> places;
        places.push_back(std::move(first));
        places.push_back(std::move(second));
        window = std::make_unique<MainWindow>(MainWindow::Parts{theme, settings, recovery(), QStringLiteral("2026-01-31"),
                                                                std::move(answers), std::move(places)});
        window->show();
    }
    QString recovery() const { return folder.filePath(QStringLiteral("unsaved")); }
    QString file(const char *name, const QByteArray &content = {}) const
    {
        const QString path = folder.filePath(QString::fromLatin1(name));
        if (!content.isNull()) {
            QFile out(path);
            if (out.open(QIODevice::WriteOnly))
                out.write(content);
        }
        return path;
    }
    void openSample(const char *name = "orders")
    {
        window->documents().openSample(QString::fromLatin1(name));
        settle(*window);
    }
    /// What a place asks for when somebody edits.
    void edit(const char *name)
    {
        rollback::Edit made;
        made.title = std::string("Rename to ") + name;
        made.changes.push_back(rollback::NameChange{plan->workspace->name, name});
        Q_EMIT plan->editRequested(made);
    }
    QString notice() const { return window->shell().notice().isVisible() ? window->shell().notice().text() : QString(); }
    QString name() const { return QString::fromStdString(plan->workspace->name); }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

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

    void filesThatCannotBeOpened_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << "missing.belay" << QByteArray() << "does not exist";
        QTest::newRow("text") << "text.belay" << QByteArray("just some text, long enough to be looked at\n") << "text.belay cannot be opened.";
        QTest::newRow("empty") << "empty.belay" << QByteArray("") << "empty.belay cannot be opened.";
        QTest::newRow("truncated yaml") << "broken.yaml" << QByteArray("belay: 1\nworkspace: {name: [\n") << "broken.yaml";
        QTest::newRow("unknown key") << "key.yaml" << QByteArray("belay: 1\nworkspace: x\ncomponnents: []\n") << "line 3";
    }
    void filesThatCannotBeOpened()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        Fixture f;
        const QString path = f.file(qPrintable(name), content);
        f.window->documents().open(path);
        settle(*f.window);
        QVERIFY2(f.notice().contains(says), qPrintable(f.notice()));
        QVERIFY(!f.window->documents().isOpen());
        QCOMPARE(f.window->shell().content(), Shell::Content::Start);
        QCOMPARE(contentOf(path), content);
        QVERIFY(f.settings.recentFiles().isEmpty());
    }

    void aFailedOpenKeepsTheOpenDocument()
    {
        Fixture f;
        f.openSample();
        const QString before = f.name();
        f.window->documents().open(f.file("missing.belay"));
        settle(*f.window);
        QVERIFY(f.window->documents().isOpen());
        QCOMPARE(f.name(), before);
        QVERIFY(!f.notice().isEmpty());
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

    void savingNamesTheDocumentAndRemembersIt()
    {
        Fixture f;
        f.openSample();
        f.dialogs->save = QString();
        QVERIFY(!f.window->documents().saveAs());
        f.dialogs->save = f.folder.filePath(QStringLiteral("no/such/folder/a.belay"));
        QVERIFY(!f.window->documents().saveAs());
        QVERIFY(f.notice().contains(QStringLiteral("a.belay cannot be saved.")));
        f.dialogs->save = f.file("launch.belay");
        f.window->actions().save->trigger();
        QCOMPARE(f.window->documents().path(), f.dialogs->save);
        QCOMPARE(f.settings.recentFiles(), QStringList{f.dialogs->save});
        QVERIFY(f.window->documents().savedText().startsWith(QStringLiteral("Saved")));
        f.edit("Edited");
        QVERIFY(f.window->documents().close());
        QCOMPARE(f.window->shell().content(), Shell::Content::Start);
        QCOMPARE(f.dialogs->asked, 0);
        QCOMPARE(recentEntries(f.settings).size(), 1);

        f.window->documents().open(f.dialogs->save);
        settle(*f.window);
        QCOMPARE(f.name(), QStringLiteral("Edited"));
        QVERIFY(f.window->documents().close());
        QFile::remove(f.dialogs->save);
        QVERIFY(recentEntries(f.settings).isEmpty());
    }

    void closingAsksAboutWhatWasNeverSaved()
    {
        Fixture f;
        f.openSample();
        QVERIFY(f.window->documents().close());
        QCOMPARE(f.dialogs->asked, 0); // Nothing was edited.

        f.openSample();
        f.edit("Edited");
        f.dialogs->leave = Dialogs::Leave::Stay;
        QVERIFY(!f.window->close());
        QVERIFY(f.window->isVisible());
        QCOMPARE(f.dialogs->asked, 1);
        f.dialogs->leave = Dialogs::Leave::Save;
        f.dialogs->save = QString();
        QVERIFY(!f.window->close());
        f.dialogs->leave = Dialogs::Leave::Discard;
        QVERIFY(f.window->close());
        QVERIFY(unsavedEntries(f.recovery()).isEmpty());
    }

    void workLeftByACrashIsOffered()
    {
        Fixture f;
        {
            rollback::Workspace workspace;
            workspace.name = "Before the crash";
            rollback::Component component;
            component.id = "web";
            workspace.components.push_back(component);
            auto document = workspace::Document::createUntitled(f.recovery().toStdString(), workspace);
            QVERIFY(document.ok());
            rollback::Edit edit;
            edit.title = "Rename";
            edit.changes.push_back(rollback::NameChange{"Before the crash", "Nearly lost"});
            QVERIFY((*document)->commit(edit).ok());
        }
        f.make();
        const auto entries = unsavedEntries(f.recovery());
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries.first().title, QStringLiteral("Nearly lost"));
        Q_EMIT f.window->shell().startPage().unsavedChosen(entries.first().key);
        settle(*f.window);
        QCOMPARE(f.name(), QStringLiteral("Nearly lost"));
        f.dialogs->leave = Dialogs::Leave::Discard;
        QVERIFY(f.window->close());
        QCOMPARE(f.dialogs->asked, 1);
    }

    void readOnlyDisablesEditingAndSaysWhy()
    {
        Fixture f;
        f.openSample();
        f.dialogs->save = f.file("shared.belay");
        QVERIFY(f.window->documents().saveAs());
        QVERIFY(f.window->documents().close());
        // Another one edits the file.
        const auto other = workspace::Document::open(f.dialogs->save.toStdString());
        QVERIFY(other.ok());
        f.window->documents().open(f.dialogs->save);
        settle(*f.window);
        QVERIFY(f.plan->readOnly);
        QVERIFY2(f.plan->reason.contains(QStringLiteral("another Belay")), qPrintable(f.plan->reason));
        QVERIFY(!f.window->actions().rename->isEnabled());
        QCOMPARE(f.window->actions().rename->toolTip(), f.plan->reason);
        for (const QAction *import : f.window->actions().imports)
            QVERIFY(!import->isEnabled());
        QVERIFY(f.window->actions().exportYaml->isEnabled());
        QVERIFY(f.window->actions().saveAs->isEnabled());
        const QString before = f.name();
        f.edit("No");
        QCOMPARE(f.name(), before);
        QVERIFY(!f.notice().isEmpty());
        QVERIFY(!f.window->actions().undo->isEnabled());
        QCOMPARE(f.plan->analysis.state, Analysis::State::Done);
        // Under another name it can be edited.
        f.dialogs->save = f.file("mine.belay");
        QVERIFY(f.window->documents().saveAs());
        QVERIFY(!f.plan->readOnly);
        QVERIFY(f.window->actions().rename->isEnabled());
        f.edit("Yes");
        QCOMPARE(f.name(), QStringLiteral("Yes"));
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

    void exportsGiveTheSameWorkspace()
    {
        Fixture f;
        f.openSample();
        const auto before = *f.plan->workspace;
        for (QAction *action : {f.window->actions().exportYaml, f.window->actions().exportJson}) {
            f.dialogs->save = f.file(action == f.window->actions().exportYaml ? "out.yaml" : "out.json");
            action->trigger();
            settle(*f.window);
            f.window->documents().open(f.dialogs->save);
            settle(*f.window);
            QVERIFY(*f.plan->workspace == before);
        }
        f.dialogs->save = f.folder.filePath(QStringLiteral("no/folder/out.yaml"));
        f.window->actions().exportYaml->trigger();
        settle(*f.window);
        QVERIFY(f.notice().contains(QStringLiteral("out.yaml cannot be written.")));
    }

    void exportsTheView()
    {
        Fixture f;
        f.openSample();
        const auto to = [&](QAction *action, const char *name) {
            f.dialogs->save = f.file(name);
            action->trigger();
            return contentOf(f.dialogs->save);
        };
        const QImage png = QImage::fromData(to(f.window->actions().exportPng, "v.png"));
        QCOMPARE(png.size(), QSize(600, 400));
        QVERIFY(png.pixelColor(0, 200).red() > 200 && png.pixelColor(0, 200).green() < 160);
        const QByteArray svg = to(f.window->actions().exportSvg, "v.svg");
        QVERIFY(QSvgRenderer(svg).isValid());
        QVERIFY(to(f.window->actions().exportPdf, "v.pdf").startsWith("%PDF-"));
        f.window->actions().print->trigger();
        QCOMPARE(f.dialogs->printed, 1);
        f.dialogs->save = f.folder.filePath(QStringLiteral("no/folder/v.png"));
        f.window->actions().exportPng->trigger();
        QVERIFY(f.notice().contains(QStringLiteral("v.png cannot be written.")));
    }

    void importsMergeAndUndo()
    {
        Fixture f;
        const QByteArray compose = "services:\n  web:\n    image: shop/web:1.2\n    depends_on: [db]\n  db:\n    image: postgres:16\n";
        f.dialogs->import = {f.file("compose.yaml", compose)};
        QAction *import = nullptr;
        for (QAction *action : f.window->actions().imports) {
            if (action->data().toString() == QStringLiteral("compose"))
                import = action;
        }
        QVERIFY(import);
        import->trigger();
        settle(*f.window);
        QVERIFY(f.window->documents().isOpen());
        QCOMPARE(f.plan->workspace->components.size(), std::size_t(2));
        QCOMPARE(f.plan->workspace->links.size(), std::size_t(1));
        QCOMPARE(f.plan->environment, QStringLiteral("production"));
        import->trigger();
        settle(*f.window);
        QCOMPARE(f.plan->workspace->components.size(), std::size_t(2));
        QVERIFY(!f.window->actions().undo->isEnabled()); // Nothing has changed.
        f.file("compose.yaml", compose + "  cache:\n    image: valkey:8\n");
        import->trigger();
        settle(*f.window);
        QCOMPARE(f.plan->workspace->components.size(), std::size_t(3));
        f.window->actions().undo->trigger();
        QCOMPARE(f.plan->workspace->components.size(), std::size_t(2));
        f.dialogs->import = {f.file("bad.yaml", "services: [\n")};
        import->trigger();
        settle(*f.window);
        QVERIFY(f.notice().startsWith(QStringLiteral("bad.yaml cannot be imported.")));
    }

    void droppedFilesOpen()
    {
        Fixture f;
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(f.file("docker-compose.yml", "services:\n  web:\n    image: a:1\n"))});
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(f.window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(f.window.get(), &drop);
        settle(*f.window);
        QVERIFY(f.window->documents().isOpen());
        QCOMPARE(f.plan->workspace->components.size(), std::size_t(1));
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
    application.setProperty("systemMode", 0);
    installTranslations();
    views::Theme theme(views::Mode::Light);
    views::BelayStyle::apply(theme);
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_mainwindow.moc"
