// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/filewriter.h"
#include "app/gui/startentries.h"
#include "app/gui/startup.h"
#include "models/exchange/workspacefile.h"
#include "tests/gui/windowfixture.h"
#include "tests/workspace/rawdatabase.h"
#include "views/shell/startpage.h"
#include "views/theme/belaystyle.h"

#include <QtCore/QMimeData>
#include <QtCore/QSemaphore>
#include <QtCore/QThreadPool>
#include <QtGui/QDropEvent>
#include <QtSvg/QSvgRenderer>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>

using namespace belay;
using namespace belay::app;
using namespace belay::app::testing;
using belay::views::Analysis;
using belay::views::Shell;

class TestDocumentWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesThatCannotBeOpened_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *what, const char *name, const QByteArray &content, const char *says) {
            QTest::newRow(what) << QString::fromLatin1(name) << content << QString::fromLatin1(says);
        };
        row("missing", "missing.belay", {}, "The file does not exist.");
        row("text", "text.belay", "just some text, long enough to be looked at\n", "This is not a Belay workspace.");
        row("empty", "empty.belay", "", "The file is empty.");
        row("truncated", "truncated.belay", {}, "The file is damaged.");
        row("newer", "newer.belay", {}, "newer release of Belay");
        row("a folder", "folder.belay", {}, "This is a folder, not a Belay workspace.");
        row("below a file", "text.belay/inner.belay", "text", "The file does not exist.");
        row("unreadable folder", "closed/inner.belay", {}, "The file cannot be read.");
        row("truncated yaml", "broken.yaml", "belay: 1\nworkspace: {name: [\n", "broken.yaml, line");
        row("unknown key", "key.yaml", "belay: 1\nworkspace: x\ncomponnents: []\n", "line 3");
    }
    void filesThatCannotBeOpened()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        for (const bool covers : {false, true}) {
            Fixture f;
            const QString file = name.section(QLatin1Char('/'), 0, 0);
            const QString path = f.folder.filePath(name);
            QString whole = f.file(qPrintable(file), content);
            if (name == QLatin1String("truncated.belay") || name == QLatin1String("newer.belay")) {
                rollback::Workspace workspace;
                for (int i = 0; i < 400; ++i)
                    workspace.links.push_back({"from", "to" + std::to_string(i), "depends_on", {}, false, {}});
                QVERIFY(workspace::Document::create(path.toStdString(), workspace).ok());
                if (name == QLatin1String("newer.belay")) {
                    workspace::testing::RawDatabase raw(path.toStdString());
                    QVERIFY(raw.run("PRAGMA user_version = 7; UPDATE meta SET value = 6 WHERE name = 'min_compatible'"));
                } else {
                    QVERIFY(QFile::resize(path, QFileInfo(path).size() / 2));
                }
            } else if (name == QLatin1String("folder.belay")) {
                QVERIFY(QDir().mkpath(path));
            } else if (file == QLatin1String("closed")) {
                QVERIFY(QDir().mkpath(whole));
                QVERIFY(QFile::setPermissions(whole, QFile::WriteOwner));
                if (QFileInfo(whole).isReadable())
                    QSKIP("this user reads every folder");
            }
            const QByteArray bytes = contentOf(path);
            if (covers)
                f.openSample();
            f.settings.setFolder({});
            f.window->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
            const QString before = covers ? f.name() : QString();
            f.window->documents().open(path);
            settle(*f.window);
            QVERIFY2(f.card().contains(QStringLiteral("%1 cannot be opened.").arg(QFileInfo(path).fileName())), qPrintable(f.card()));
            QVERIFY2(f.card().contains(says), qPrintable(f.card()));
            views::StatePanel &panel = f.window->shell().statePanel();
            QCOMPARE(panel.file(), path);
            QVERIFY(panel.accessibleDescription().contains(path));
            QCOMPARE(clippedTexts(*f.window).join(QLatin1Char('\n')), QString());
            // Return tries again, Tab leads to the others, Esc goes back.
            const auto focused = [&] {
                const auto *button = qobject_cast<QAbstractButton *>(QApplication::focusWidget());
                return button ? button->text() : QString();
            };
            QCOMPARE(focused(), QStringLiteral("Try again"));
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
            QVERIFY(f.window->jobs().isRunning(DocumentController::openSlot));
            settle(*f.window);
            QVERIFY(!f.card().isEmpty());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QCOMPARE(focused(), QStringLiteral("Choose another file…"));
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
            QCOMPARE(f.window->shell().content(), covers ? Shell::Content::Place : Shell::Content::Start);
            QCOMPARE(f.window->documents().isOpen(), covers);
            if (covers) {
                QCOMPARE(f.name(), before);
                f.edit("Goes on");
                QCOMPARE(f.name(), QStringLiteral("Goes on"));
            }
            QCOMPARE(contentOf(path), bytes);
            QVERIFY(f.settings.recentFiles().isEmpty());
            QFile::setPermissions(whole, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
    }

    void afterAFailedOpen()
    {
        Fixture f;
        const QString path = f.file("late.yaml");
        f.window->documents().open(path);
        settle(*f.window);
        QVERIFY(!f.card().isEmpty());
        // The file has come meanwhile.
        f.file("late.yaml", "belay: 1\nworkspace: Late\n");
        auto *again = qobject_cast<QAbstractButton *>(f.window->focusWidget());
        QVERIFY(again);
        again->click();
        settle(*f.window);
        QCOMPARE(f.window->shell().content(), Shell::Content::Place);
        QCOMPARE(f.name(), QStringLiteral("Late"));

        f.window->documents().open(f.file("missing.belay"));
        settle(*f.window);
        QVERIFY(!f.card().isEmpty());
        f.dialogs->open = f.file("other.yaml", "belay: 1\nworkspace: Other\n");
        const auto buttons = f.window->shell().statePanel().findChildren<QAbstractButton *>();
        const auto another = std::find_if(buttons.begin(), buttons.end(), [](const QAbstractButton *button) {
            return button->text() == QStringLiteral("Choose another file…");
        });
        QVERIFY(another != buttons.end());
        (*another)->click();
        settle(*f.window);
        QCOMPARE(f.name(), QStringLiteral("Other"));
        QVERIFY(f.card().isEmpty());

        // Going to a place answers the error as well.
        f.window->documents().open(f.file("missing.belay"));
        settle(*f.window);
        f.window->findChild<QAction *>(QStringLiteral("go-plan"))->trigger();
        QCOMPARE(f.window->shell().current(), f.plan);
        QCOMPARE(f.name(), QStringLiteral("Other"));
        // So does the end of the document.
        f.window->documents().open(f.file("missing.belay"));
        settle(*f.window);
        QVERIFY(f.window->documents().close());
        QCOMPARE(f.window->shell().content(), Shell::Content::Start);
    }

    void savingNamesTheDocumentAndRemembersIt()
    {
        Fixture f;
        f.openSample();
        f.dialogs->save = QString();
        QVERIFY(!f.window->documents().saveAs());
        f.dialogs->save = f.folder.filePath(QStringLiteral("no/such/folder/a.belay"));
        QVERIFY(f.window->documents().saveAs());
        settle(*f.window);
        QVERIFY(f.notice().contains(QStringLiteral("a.belay cannot be saved.")));
        f.dialogs->save = f.file("launch.belay");
        f.window->actions().save->trigger();
        QVERIFY(f.window->documents().isSaving());
        settle(*f.window);
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
        settle(*f.window);
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
        settle(*f.window);
        QVERIFY(!f.plan->readOnly);
        QVERIFY(f.window->actions().rename->isEnabled());
        f.edit("Yes");
        QCOMPARE(f.name(), QStringLiteral("Yes"));
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
            // Painting and writing are not the window's work.
            if (!f.window->jobs().isRunning(DocumentController::exportSlot(f.dialogs->save)))
                return QByteArray();
            settle(*f.window);
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
        settle(*f.window);
        QVERIFY(f.notice().contains(QStringLiteral("v.png cannot be written.")));
    }

    void aPictureIsWhatThePlaceDraws()
    {
        Fixture f;
        QImage direct(600, 400, QImage::Format_ARGB32_Premultiplied);
        {
            direct.fill(f.theme.colour(views::Colour::BgWindow));
            QPainter painter(&direct);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.scale(2, 2);
            f.plan->paintPicture(painter, QRectF(QPointF(), f.plan->pictureSize()));
        }
        NoProgress quiet;
        const auto bytes = pictureBytes(takePicture(*f.plan), PictureFormat::Png, {}, quiet);
        QVERIFY(bytes.ok());
        QCOMPARE(QImage::fromData(QByteArray::fromStdString(*bytes)).convertToFormat(direct.format()), direct);
        std::stop_source stop;
        stop.request_stop();
        for (const auto format : {PictureFormat::Png, PictureFormat::Svg, PictureFormat::Pdf}) {
            const auto cancelled = pictureBytes(takePicture(*f.plan), format, stop.get_token(), quiet);
            QVERIFY(!cancelled.ok());
            QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        }
    }

    void aWriteThatEndsEarlyLeavesTheFile()
    {
        /// Cancels in the middle.
        struct Canceller final : ProgressSink {
            std::stop_source stop;
            int calls = 0;
            void progress(std::string_view, std::uint64_t done, std::uint64_t) override
            {
                ++calls;
                if (done > 0)
                    stop.request_stop();
            }
        };
        Fixture f;
        const QString path = f.file("old.yaml", "as it was");
        const QStringList before = QDir(f.folder.path()).entryList();
        const std::string large(std::size_t(5) << 20, 'x');
        Canceller canceller;
        const auto cancelled = writeFile(path, large, canceller.stop.get_token(), canceller);
        QVERIFY(!cancelled.ok());
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        QCOMPARE(canceller.calls, 2);
        QCOMPARE(contentOf(path), QByteArray("as it was"));
        NoProgress quiet;
        QVERIFY(!writeFile(f.folder.path(), "x", {}, quiet).ok());
        QVERIFY(!writeFile(f.folder.filePath(QStringLiteral("no/folder")), "x", {}, quiet).ok());
        QCOMPARE(QDir(f.folder.path()).entryList(), before);
        QVERIFY(writeFile(path, large, {}, quiet).ok());
        QCOMPARE(contentOf(path).size(), qsizetype(large.size()));
        QVERIFY(writeFile(path, {}, {}, quiet).ok());
        QCOMPARE(contentOf(path), QByteArray());
    }

    void cancelledWritesLeaveTheFile()
    {
        Fixture f;
        f.openSample();
        // Nothing begins while the pool's only thread is taken.
        QThreadPool &pool = *QThreadPool::globalInstance();
        const int threads = pool.maxThreadCount();
        pool.setMaxThreadCount(1);
        QSemaphore started;
        QSemaphore go;
        f.window->jobs().start(QStringLiteral("block"), QStringLiteral("Block"), [&](std::stop_token, ProgressSink &) {
            started.release();
            go.acquire();
            return std::function<void()>();
        });
        started.acquire();
        const QString path = f.file("old.belay", "as it was");
        f.dialogs->save = path;
        QVERIFY(f.window->documents().saveAs());
        QVERIFY(!f.window->documents().saveAs()); // One at a time.
        f.window->jobs().cancel(DocumentController::saveSlot);
        f.window->actions().exportYaml->trigger();
        f.window->jobs().cancel(DocumentController::exportSlot(path));
        f.window->actions().exportPng->trigger();
        f.window->jobs().cancel(DocumentController::exportSlot(path));
        go.release();
        settle(*f.window);
        pool.setMaxThreadCount(threads);
        QCOMPARE(contentOf(path), QByteArray("as it was"));
        QVERIFY(f.window->documents().path().isEmpty());
        QVERIFY(f.settings.recentFiles().isEmpty());
        QVERIFY(f.notice().isEmpty());
        f.edit("Goes on");
        QCOMPARE(f.name(), QStringLiteral("Goes on"));
    }

    void closingWaitsForTheSave()
    {
        Fixture f;
        f.openSample();
        f.edit("Edited");
        f.dialogs->leave = Dialogs::Leave::Save;
        f.dialogs->save = f.file("kept.belay");
        QVERIFY(!f.window->close());
        QVERIFY(f.window->documents().isSaving());
        QVERIFY(!f.window->close()); // Asks nothing again.
        QCOMPARE(f.dialogs->asked, 1);
        settle(*f.window);
        QVERIFY(!f.window->isVisible());
        QVERIFY(!f.window->documents().isOpen());
        QVERIFY(unsavedEntries(f.recovery()).isEmpty());
        const auto kept = workspace::Document::open(f.dialogs->save.toStdString());
        QVERIFY(kept.ok());
        QCOMPARE((*kept)->snapshot()->name, std::string("Edited"));
    }

    void openingAnotherWaitsForTheSave()
    {
        Fixture f;
        f.openSample();
        f.edit("Edited");
        f.dialogs->leave = Dialogs::Leave::Save;
        const QString other = f.file("other.yaml", "belay: 1\nworkspace: Other\n");
        // It cannot be saved: what is open stays.
        f.dialogs->save = f.folder.filePath(QStringLiteral("no/folder/kept.belay"));
        f.window->documents().open(other);
        settle(*f.window);
        QCOMPARE(f.name(), QStringLiteral("Edited"));
        QVERIFY(f.notice().contains(QStringLiteral("kept.belay cannot be saved.")));
        f.dialogs->save = f.file("kept.belay");
        f.window->documents().open(other);
        settle(*f.window);
        QCOMPARE(f.name(), QStringLiteral("Other"));
        QVERIFY(workspace::Document::open(f.dialogs->save.toStdString()).ok());
    }

    void everyKindOfEditIsUndone_data()
    {
        QTest::addColumn<QString>("title");
        for (const char *title : {"Rename the workspace", "Change the settings", "Add a component", "Change a component",
                                  "Remove a component", "Add an environment", "Change an environment",
                                  "Remove an environment", "Add a plan", "Change a plan", "Remove a plan", "Add a step",
                                  "Change a step", "Move a step", "Delete a step", "Accept a finding",
                                  "Change a suppression", "Withdraw a suppression", "Add a link", "Change a link",
                                  "Remove a link", "Place a node", "Move a node", "Forget a place", "Several at once"})
            QTest::newRow(title) << QString::fromLatin1(title);
    }
    void everyKindOfEditIsUndone()
    {
        using namespace rollback;
        QFETCH(QString, title);
        Fixture f;
        f.openSample();
        // Something of each kind to change or to remove.
        {
            Workspace fuller = *f.plan->workspace;
            fuller.suppressions.push_back({"live/needs", {}, {}, {}, {}, "known", "2027-01-01", {}});
            fuller.links.push_back({"a", "b", "calls", {}, false, {}});
            fuller.layout.push_back({fuller.components.front()->id, 1, 2});
            Environment spare;
            spare.id = "spare";
            fuller.environments.push_back(spare);
            QVERIFY(f.window->documents().apply(difference(*f.plan->workspace, fuller, "Fill")));
        }
        const Workspace before = *f.plan->workspace;
        Workspace after = before;
        const auto plan = [&]() -> Plan & { return after.plans.front().edit(); };
        Step soak;
        soak.id = "extra";
        soak.kind = StepKind::Soak;
        soak.duration_s = 60;
        Component component;
        component.id = "extra";
        const QList<std::pair<const char *, std::function<void()>>> edits = {
            {"Rename the workspace", [&] { after.name = "Another"; }},
            {"Change the settings", [&] { after.settings.simultaneous = 2; }},
            {"Add a component", [&] { after.components.insert(after.components.begin() + 1, component); }},
            {"Change a component", [&] { after.components.front().edit().owner = "another team"; }},
            {"Remove a component", [&] { after.components.erase(after.components.begin()); }},
            {"Add an environment", [&] { after.environments.push_back(Environment{"new", {}, {}, {}, {}}); }},
            {"Change an environment", [&] { after.environments.front().formats.clear(), after.environments.front().id = "x"; }},
            {"Remove an environment", [&] { after.environments.pop_back(); }},
            {"Add a plan", [&] { after.plans.push_back(Plan{"new", "production", PlanOrder::Sequence, {soak}, {}}); }},
            {"Change a plan", [&] { plan().order = PlanOrder::Partial; }},
            {"Remove a plan", [&] { after.plans.erase(after.plans.begin()); }},
            {"Add a step", [&] { plan().steps.insert(plan().steps.begin() + 1, soak); }},
            {"Change a step", [&] { plan().steps.front().reversible = false; }},
            {"Move a step", [&] { std::rotate(plan().steps.begin(), plan().steps.begin() + 1, plan().steps.begin() + 3); }},
            {"Delete a step", [&] { plan().steps.pop_back(); }},
            {"Accept a finding", [&] { after.suppressions.push_back({"x", {}, {}, {}, {}, "why", "2027-02-02", {}}); }},
            {"Change a suppression", [&] { after.suppressions.front().reason = "another"; }},
            {"Withdraw a suppression", [&] { after.suppressions.pop_back(); }},
            {"Add a link", [&] { after.links.push_back({"c", "d", "calls", {}, false, {}}); }},
            {"Change a link", [&] { after.links.back().resolved = true; }},
            {"Remove a link", [&] { after.links.pop_back(); }},
            {"Place a node", [&] { after.layout.push_back({"zzz", 3, 4}); }},
            {"Move a node", [&] { after.layout.back().x = 77; }},
            {"Forget a place", [&] { after.layout.pop_back(); }},
            {"Several at once",
             [&] {
                 after.name = "All";
                 after.settings.commitAfterSoak_s = 60;
                 after.components.front().edit().owner = "x";
                 after.components.push_back(component);
                 after.environments.pop_back();
                 plan().steps.front().reversible = false;
                 after.suppressions.clear();
                 after.links.clear();
                 after.layout.clear();
             }},
        };
        for (const auto &[name, run] : edits) {
            if (title == QLatin1String(name))
                run();
        }
        QVERIFY(!(after == before));
        Q_EMIT f.plan->editRequested(difference(before, after, title.toStdString()));
        const WindowActions &actions = f.window->actions();
        QVERIFY(*f.plan->workspace == after);
        QCOMPARE(actions.undo->text(), QStringLiteral("Undo %1").arg(title));
        QVERIFY(actions.undo->isEnabled());
        QVERIFY(!actions.redo->isEnabled());
        for (int round = 0; round < 2; ++round) {
            actions.undo->trigger();
            QVERIFY(*f.plan->workspace == before);
            QCOMPARE(actions.redo->text(), QStringLiteral("Redo %1").arg(title));
            QCOMPARE(actions.undo->text(), QStringLiteral("Undo Fill"));
            QVERIFY(actions.redo->isEnabled());
            actions.redo->trigger();
            QVERIFY(*f.plan->workspace == after);
            QCOMPARE(actions.undo->text(), QStringLiteral("Undo %1").arg(title));
        }
        // It is the document that was edited, not only what the window shows.
        f.dialogs->save = f.file("after.belay");
        QVERIFY(f.window->documents().saveAs());
        settle(*f.window);
        QVERIFY(f.window->documents().close());
        const auto stored = workspace::Document::open(f.dialogs->save.toStdString());
        QVERIFY(stored.ok());
        QVERIFY(*(*stored)->snapshot() == after);
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
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    installTranslations();
    views::Theme theme(views::Mode::Light);
    views::BelayStyle::apply(theme);
    TestDocumentWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_documentwindow.moc"
