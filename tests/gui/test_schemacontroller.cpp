// SPDX-License-Identifier: GPL-3.0-or-later
// The schema place in the window, on a small git repository that the test makes.
#include "app/gui/placelist.h"
#include "app/gui/schemacontroller.h"
#include "tests/gui/windowfixture.h"
#include "tests/views/schema/schemafixture.h"
#include "views/schema/repositorypanel.h"
#include "views/theme/button.h"
#include "views/theme/belaystyle.h"

#include <QtCore/QDir>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace belay;
using namespace belay::app;
using views::SchemaPlace;

namespace {

/// A window with the real places.
struct SchemaWindow {
    QTemporaryDir folder;
    views::Theme theme{views::Mode::Light};
    Settings settings{folder.filePath(QStringLiteral("settings.ini"))};
    app::testing::TestDialogs *dialogs = nullptr;
    SchemaPlace *place = nullptr;
    std::unique_ptr<MainWindow> window;

    SchemaWindow() { make(); }
    void make()
    {
        window.reset();
        auto answers = std::make_unique<app::testing::TestDialogs>();
        dialogs = answers.get();
        window = std::make_unique<MainWindow>(MainWindow::Parts{theme, settings, folder.filePath(QStringLiteral("unsaved")),
                                                                QStringLiteral("2026-01-31"), std::move(answers), makePlaces(theme)});
        window->show();
        window->documents().openSample(QStringLiteral("orders"));
        settle(*window);
        for (views::Place *each : window->shell().places()) {
            if (auto *schema = qobject_cast<SchemaPlace *>(each))
                place = schema;
        }
        window->shell().setCurrent(place);
    }
    QString repository() const { return folder.filePath(QStringLiteral("shop")); }

    bool git(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(repository());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *who : {"AUTHOR", "COMMITTER"}) {
            environment.insert(QStringLiteral("GIT_%1_NAME").arg(QLatin1String(who)), QStringLiteral("Tester"));
            environment.insert(QStringLiteral("GIT_%1_EMAIL").arg(QLatin1String(who)), QStringLiteral("tester@example.org"));
            environment.insert(QStringLiteral("GIT_%1_DATE").arg(QLatin1String(who)), QStringLiteral("2026-01-01T00:00:00Z"));
        }
        environment.insert(QStringLiteral("GIT_CONFIG_GLOBAL"), QStringLiteral("/dev/null"));
        environment.insert(QStringLiteral("GIT_CONFIG_SYSTEM"), QStringLiteral("/dev/null"));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral("git"), arguments);
        return process.waitForFinished() && process.exitCode() == 0;
    }
    bool commit(const schema::MemoryTree::Files &files, const QString &tag) const
    {
        for (const auto &[path, text] : files) {
            const QString file = QDir(repository()).filePath(QString::fromStdString(path));
            QFile out(file);
            if (!QDir().mkpath(QFileInfo(file).path()) || !out.open(QIODevice::WriteOnly)
                || out.write(text.data(), qint64(text.size())) < 0)
                return false;
        }
        return git({QStringLiteral("add"), QStringLiteral("-A")}) && git({QStringLiteral("commit"), QStringLiteral("-q"), QStringLiteral("-m"), tag})
               && git({QStringLiteral("tag"), tag});
    }
    bool makeRepository() const
    {
        return QDir().mkpath(repository()) && git({QStringLiteral("init"), QStringLiteral("-q")})
               && commit(tests::oldShop(), QStringLiteral("v1.9.0")) && commit(tests::newShop(), QStringLiteral("v1.10.0"));
    }
};

} // namespace

class TestSchemaController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty())
            QSKIP("git is not installed, so no repository can be made");
    }

    void opensChecksAndRemembers()
    {
        SchemaWindow window;
        QVERIFY(window.makeRepository());
        QCOMPARE(window.place->page(), SchemaPlace::Page::Open);
        window.dialogs->folder = window.repository();
        Q_EMIT window.place->folderRequested();
        settle(*window.window);
        items::SchemaRequest request = window.place->panel().request();
        QCOMPARE(request.from, QStringLiteral("v1.9.0")); // Versions, not words: 1.10 is the newer one.
        QCOMPARE(request.to, QStringLiteral("v1.10.0"));
        QCOMPARE(request.migrations, QStringLiteral("db/migrations"));
        QCOMPARE(request.queries, QStringList{QStringLiteral("db/query/*.sql")});
        Q_EMIT window.place->panel().checkRequested(request);
        QVERIFY(window.window->jobs().isRunning(SchemaController::checkSlot));
        settle(*window.window);
        QCOMPARE(window.place->page(), SchemaPlace::Page::Result);
        QCOMPARE(window.place->badge(), 1);
        QCOMPARE(window.place->run()->report.migrations.size(), std::size_t(4));

        // The report as a file.
        window.dialogs->save = window.folder.filePath(QStringLiteral("report.json"));
        window.place->exportActions().first()->trigger();
        settle(*window.window);
        const QJsonObject report = QJsonDocument::fromJson(app::testing::contentOf(window.dialogs->save)).object();
        QCOMPARE(report.value(QStringLiteral("to")).toString(), QStringLiteral("v1.10.0"));
        window.dialogs->save = window.folder.filePath(QStringLiteral("no such folder/report.sarif"));
        window.place->exportActions().at(1)->trigger();
        settle(*window.window);
        QVERIFY(window.window->shell().notice().isVisible());

        // The next window starts with what was checked last.
        window.make();
        QCOMPARE(window.place->panel().request(), request);
        QCOMPARE(window.place->page(), SchemaPlace::Page::Open);
    }

    void failsInWords()
    {
        SchemaWindow window;
        window.place->setFolder(window.folder.path());
        settle(*window.window);
        QVERIFY(!window.place->panel().problem().isEmpty());
        QVERIFY(window.makeRepository());
        items::SchemaRequest request = tests::shopRequest();
        request.repository = window.repository();
        request.from = QStringLiteral("v0");
        request.to = QStringLiteral("v1.10.0");
        Q_EMIT window.place->panel().checkRequested(request);
        settle(*window.window);
        QCOMPARE(window.place->page(), SchemaPlace::Page::Failed);
        request.from = QStringLiteral("v1.9.0");
        request.migrations = QStringLiteral("nowhere");
        Q_EMIT window.place->panel().checkRequested(request);
        settle(*window.window);
        QCOMPARE(window.place->page(), SchemaPlace::Page::Failed);
        request.migrations = QStringLiteral("db/migrations");
        Q_EMIT window.place->panel().checkRequested(request);
        settle(*window.window);
        QCOMPARE(window.place->page(), SchemaPlace::Page::Result);
    }

    void cancels()
    {
        SchemaWindow window;
        QVERIFY(window.makeRepository());
        items::SchemaRequest request = tests::shopRequest();
        request.repository = window.repository();
        request.from = QStringLiteral("v1.9.0");
        request.to = QStringLiteral("v1.10.0");
        Q_EMIT window.place->panel().checkRequested(request);
        QCOMPARE(window.place->page(), SchemaPlace::Page::Running);
        // Its result is dropped, however far it has come.
        QVERIFY(window.place->cancel());
        QCOMPARE(window.place->page(), SchemaPlace::Page::Open);
        settle(*window.window);
        QCOMPARE(window.place->page(), SchemaPlace::Page::Open);
        QVERIFY(!window.place->run());
    }

    void recordsInOneUndoStep()
    {
        SchemaWindow window;
        QVERIFY(window.makeRepository());
        DocumentController &documents = window.window->documents();
        const auto before = documents.workspace();
        items::SchemaRequest request = tests::shopRequest();
        request.repository = window.repository();
        window.place->setRequest(request);
        views::RepositoryPanel &panel = window.place->panel();
        QVERIFY(panel.recordButton().isEnabled());
        // Going back changes nothing.
        panel.recordButton().click();
        settle(*window.window);
        QVERIFY(window.dialogs->recordQuestion.services.contains(QStringLiteral("checkout")));
        QVERIFY(window.dialogs->recordQuestion.stores.contains(QStringLiteral("orders-db")));
        QCOMPARE(window.dialogs->recordQuestion.repository, QStringLiteral("shop"));
        QVERIFY(*documents.workspace() == *before);

        window.dialogs->record = RecordAnswer{QStringLiteral("shop"), QStringLiteral("shop-db"), QStringLiteral("*"), false};
        panel.recordButton().click();
        QVERIFY(window.window->jobs().isRunning(SchemaController::recordSlot));
        settle(*window.window);
        const auto after = documents.workspace();
        const auto shop = std::find_if(after->components.begin(), after->components.end(), [](const auto &c) { return c->id == "shop"; });
        QVERIFY(shop != after->components.end());
        QCOMPARE((*shop)->releases.size(), std::size_t(2));
        QCOMPARE((*shop)->releases[0].id, std::string("v1.9.0"));
        QVERIFY(!(*shop)->releases[0].tolerates.at(0).evidence.empty());
        QCOMPARE(documents.undoStack().count(), 1);
        documents.undoStack().undo();
        QVERIFY(*documents.workspace() == *before);
        documents.undoStack().redo();
        // Once more, from the palette: nothing to do, so nothing to undo.
        const QList<QAction *> commands = window.place->commands();
        const auto command = std::find_if(commands.begin(), commands.end(), [](const QAction *a) { return a->text() == QLatin1String("Record releases in the workspace"); });
        QVERIFY(command != commands.end());
        (*command)->trigger();
        settle(*window.window);
        QCOMPARE(documents.undoStack().count(), 1);
        QVERIFY(*documents.workspace() == *after);
    }

    void recordingFailsInWordsAndCanBeCancelled()
    {
        SchemaWindow window;
        QVERIFY(window.makeRepository());
        DocumentController &documents = window.window->documents();
        const auto before = documents.workspace();
        items::SchemaRequest request = tests::shopRequest();
        request.repository = window.repository();
        window.place->setRequest(request);
        views::RepositoryPanel &panel = window.place->panel();
        QSignalSpy failed(&documents, &DocumentController::failed);
        window.dialogs->record = RecordAnswer{QStringLiteral("shop"), QStringLiteral("shop-db"), QStringLiteral("nothing*"), false};
        panel.recordButton().click();
        settle(*window.window);
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.last().at(1).toString().contains(QStringLiteral("nothing*")));
        window.dialogs->record = RecordAnswer{QStringLiteral("orders-db"), QStringLiteral("shop-db"), QStringLiteral("*"), false};
        panel.recordButton().click();
        settle(*window.window);
        QCOMPARE(failed.count(), 2);
        window.dialogs->record = RecordAnswer{QStringLiteral("shop"), QStringLiteral("shop-db"), QStringLiteral("*"), false};
        panel.recordButton().click();
        window.window->jobs().cancel(SchemaController::recordSlot);
        settle(*window.window);
        QCOMPARE(failed.count(), 2);
        QVERIFY(*documents.workspace() == *before);
        panel.setRecordRefusal(QStringLiteral("It is read-only."));
        QVERIFY(!panel.recordButton().isEnabled());
        QCOMPARE(panel.recordButton().toolTip(), QStringLiteral("It is read-only."));
    }

    void theDialogSaysWhatItWillAdd()
    {
        const views::Theme theme(views::Mode::Light);
        RecordDialog dialog(theme, {QStringLiteral("shop"), {QStringLiteral("shop"), QStringLiteral("web")}, {QStringLiteral("orders-db"), QStringLiteral("stock-db")}});
        const auto boxes = dialog.findChildren<QComboBox *>();
        QCOMPARE(boxes.size(), 2);
        auto *record = dialog.findChild<QPushButton *>();
        for (QPushButton *button : dialog.findChildren<QPushButton *>())
            record = button->isDefault() ? button : record;
        const auto says = [&](const char *words) {
            const auto labels = dialog.findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->text().contains(QLatin1String(words)); });
        };
        QCOMPARE(dialog.answer().service, QStringLiteral("shop"));
        QCOMPARE(dialog.answer().store, QStringLiteral("shop-db"));
        QVERIFY(says("The database shop-db will be added."));
        QVERIFY(record->isEnabled());
        boxes[1]->setCurrentText(QStringLiteral("web"));
        QVERIFY(says("web is no database.") && !record->isEnabled());
        boxes[1]->setCurrentText(QStringLiteral("shop"));
        QVERIFY(says("need two names") && !record->isEnabled());
        boxes[1]->setCurrentText(QStringLiteral("stock-db"));
        QVERIFY(record->isEnabled());
        dialog.findChild<QLineEdit *>(QString(), Qt::FindDirectChildrenOnly)->clear();
        QVERIFY(!record->isEnabled());
    }
};

QTEST_MAIN(TestSchemaController)
#include "test_schemacontroller.moc"
