// SPDX-License-Identifier: GPL-3.0-or-later
// The schema place in the window, on a small git repository that the test makes.
#include "app/gui/placelist.h"
#include "app/gui/schemacontroller.h"
#include "tests/gui/windowfixture.h"
#include "tests/views/schema/schemafixture.h"
#include "views/schema/repositorypanel.h"
#include "views/theme/belaystyle.h"

#include <QtCore/QDir>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

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
};

QTEST_MAIN(TestSchemaController)
#include "test_schemacontroller.moc"
