// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/schema/schemafixture.h"

#include "views/schema/codepanel.h"
#include "views/schema/evidencepane.h"
#include "views/schema/repositorypanel.h"
#include "views/schema/safepane.h"
#include "views/schema/schemagrid.h"
#include "views/schema/schemaheader.h"
#include "views/schema/schemaplace.h"
#include "views/schema/sqlhighlighter.h"
#include "views/schema/sqlview.h"
#include "views/schema/statementpane.h"
#include "views/theme/belaystyle.h"
#include "views/theme/button.h"
#include "views/theme/statepanel.h"

#include <QtGui/QAbstractTextDocumentLayout>
#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtGui/QTextBlock>
#include <QtGui/QTextLayout>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QListView>

using namespace belay;
using namespace belay::views;
using Grid = items::SchemaGridModel;
using Page = SchemaPlace::Page;

namespace {

Button *button(QWidget &root, const QString &text)
{
    for (Button *each : root.findChildren<Button *>()) {
        if (each->text() == text && each->isVisibleTo(&root))
            return each;
    }
    return nullptr;
}

struct Window {
    Theme theme{Mode::Light};
    SchemaPlace place{theme};

    Window()
    {
        BelayStyle::apply(theme);
        place.resize(1364, 800);
        place.show();
    }
};

std::shared_ptr<rollback::Workspace> workspace(int databases)
{
    auto made = std::make_shared<rollback::Workspace>();
    for (int i = 0; i < databases; ++i) {
        rollback::Component database;
        database.id = "db" + std::to_string(i);
        database.kind = rollback::ComponentKind::Database;
        database.releases.resize(1);
        database.releases[0].id = "1";
        made->components.emplace_back(database);
    }
    rollback::Plan plan;
    plan.id = "rollout";
    plan.environment = "production";
    made->plans.emplace_back(plan);
    return made;
}

} // namespace

class TestSchemaPlace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginsWithThePanel()
    {
        Window window;
        SchemaPlace &place = window.place;
        QCOMPARE(place.page(), Page::Open);
        QVERIFY(!place.cancel());
        place.stepFinding(1);
        Button *check = button(place, QStringLiteral("Check"));
        QVERIFY(check && !check->isEnabled());
        for (QAction *action : place.exportActions())
            QVERIFY(!action->isEnabled());
        QSignalSpy reads(&place, &SchemaPlace::repositoryRequested);
        QSignalSpy checks(&place, &SchemaPlace::checkRequested);
        place.setFolder(QStringLiteral("/srv/git/shop.git"));
        QCOMPARE(reads.size(), 1);
        place.setRepositoryError(Error{ErrorCode::FileNotFound, "there is no repository", {}, 0, 0});
        QVERIFY(place.panel().problem().contains(QStringLiteral("here is no repository")));
        place.setFolder(QStringLiteral("/srv/git/shop.git")); // Once more is worth it after a failure.
        QCOMPARE(reads.size(), 2);
        place.setRepository({QStringLiteral("/srv/git/shop.git"), {QStringLiteral("v1.5.0"), QStringLiteral("v1.4.0"), QStringLiteral("v1.3.0")},
                             QStringLiteral("db/migrations"), {QStringLiteral("db/query/*.sql"), QStringLiteral("more/*.sql")}});
        QVERIFY(place.panel().problem().isEmpty());
        const items::SchemaRequest request = place.panel().request();
        QCOMPARE(request.from, QStringLiteral("v1.4.0"));
        QCOMPARE(request.to, QStringLiteral("v1.5.0"));
        QCOMPARE(request.migrations, QStringLiteral("db/migrations"));
        QCOMPARE(request.queries.size(), 2);
        QVERIFY(!request.layout);
        QVERIFY(check->isEnabled());
        QTest::mouseClick(check, Qt::LeftButton);
        QCOMPARE(checks.size(), 1);
        QCOMPARE(checks.first().first().value<items::SchemaRequest>(), request);
    }

    void typedFieldsStay()
    {
        Window window;
        items::SchemaRequest request = tests::shopRequest();
        request.layout = schema::Layout::GolangMigrate;
        request.engine = schema::Engine::Sqlite;
        window.place.setRequest(request);
        QCOMPARE(window.place.panel().request(), request);
        window.place.setRepository({request.repository, {QStringLiteral("v2")}, QStringLiteral("other"), {}});
        QCOMPARE(window.place.panel().request(), request);
        // Another repository starts afresh, but for the engine.
        window.place.setFolder(QStringLiteral("/srv/git/other"));
        QVERIFY(window.place.panel().request().from.isEmpty());
        QCOMPARE(window.place.panel().request().engine, schema::Engine::Sqlite);
    }

    void runsAndCancels()
    {
        Window window;
        SchemaPlace &place = window.place;
        QSignalSpy cancels(&place, &SchemaPlace::cancelRequested);
        place.setRunning(tests::shopRequest());
        QCOMPARE(place.page(), Page::Running);
        place.setProgress(QStringLiteral("Checking migrations"), 3, 10);
        QCOMPARE(place.state().sentence(), QStringLiteral("3 of 10"));
        Button *cancel = button(place.state(), QStringLiteral("Cancel"));
        QVERIFY(cancel);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QCOMPARE(cancels.size(), 1);
        place.setCancelled();
        QCOMPARE(place.page(), Page::Open);
        place.setRun(tests::shopRun());
        QCOMPARE(place.page(), Page::Result);
        // A result stays while the next one is made, and when that is cancelled.
        items::SchemaRequest other = tests::shopRequest();
        other.from = QStringLiteral("v1.3.0");
        place.setRunning(other);
        QCOMPARE(place.page(), Page::Result);
        QVERIFY(place.cancel());
        QCOMPARE(cancels.size(), 2);
        place.setCancelled();
        QCOMPARE(place.page(), Page::Result);
        QCOMPARE(place.header().from(), QStringLiteral("v1.4.0"));
    }

    void failsWithACard()
    {
        Window window;
        SchemaPlace &place = window.place;
        QSignalSpy checks(&place, &SchemaPlace::checkRequested);
        place.setRunning(tests::shopRequest());
        place.setFailed(Error{ErrorCode::FileNotFound, "there is no folder db/migrations", "v1.5.0", 0, 0});
        QCOMPARE(place.page(), Page::Failed);
        QVERIFY(place.state().sentence().contains(QStringLiteral("here is no folder db/migrations")));
        QVERIFY(!button(place.state(), QStringLiteral("Back to the last result")));
        Button *again = button(place.state(), QStringLiteral("Try again"));
        QVERIFY(again);
        QTest::mouseClick(again, Qt::LeftButton);
        QCOMPARE(checks.size(), 1);
        place.setRun(tests::shopRun());
        place.setRunning(tests::shopRequest());
        place.setFailed(Error{ErrorCode::LimitExceeded, "too many files", {}, 0, 0});
        Button *back = button(place.state(), QStringLiteral("Back to the last result"));
        QVERIFY(back);
        QTest::mouseClick(back, Qt::LeftButton);
        QCOMPARE(place.page(), Page::Result);
    }

    void selectionDrivesThePanes()
    {
        Window window;
        SchemaPlace &place = window.place;
        place.setRun(tests::shopRun());
        // It opens where the way back closes.
        QCOMPARE(place.grid().currentIndex().row(), 2);
        QCOMPARE(place.badge(), 1);
        QCOMPARE(place.evidence().evidence().failing(), 3);
        QCOMPARE(place.statement().title(), QStringLiteral("ListBasketLines (release v1.4.0) fails"));
        QVERIFY(place.statement().message().contains(QStringLiteral("does not exist")));
        const SqlView &statement = place.statement().statement().sql();
        QCOMPARE(statement.markedTexts().size(), 1);
        QVERIFY2(place.statement().message().contains(statement.markedTexts().first()), qPrintable(statement.markedTexts().first()));
        QVERIFY(statement.firstLine() >= 1);
        const SqlView &migration = place.statement().migration().sql();
        QCOMPARE(migration.markedTexts(), statement.markedTexts());
        QVERIFY(migration.toPlainText().left(migration.marks().front().begin).endsWith(QStringLiteral("DROP TABLE ")));
        QVERIFY(!place.statement().statement().openButton().isVisibleTo(&place)); // Not on this disk.
        QVERIFY(!place.safe().advice().isEmpty());

        // A cell shows its own state's evidence.
        place.select(2, Grid::OldWritesColumn);
        QCOMPARE(place.statement().title(), QStringLiteral("AddBasketLine (release v1.4.0) fails"));
        place.evidence().setCurrentRow(1);
        QCOMPARE(place.statement().title(), QStringLiteral("AddNote (release v1.4.0) fails"));
        QCOMPARE(place.statement().statement().sql().markedTexts(), QStringList{QStringLiteral("basket_notes")});
        QCOMPARE(place.statement().migration().sql().markedTexts(), QStringList{QStringLiteral("basket_notes")});
        place.select(2, Grid::DownColumn);
        QVERIFY(place.statement().title().contains(QStringLiteral("loses data")));
        QVERIFY(!place.statement().statement().isVisibleTo(&place));
        // One that harms nobody.
        place.select(1, Grid::MigrationColumn);
        QCOMPARE(place.statement().title(), QStringLiteral("3 harms nobody"));
        QVERIFY(place.statement().migration().sql().markedTexts().isEmpty());
        QCOMPARE(place.evidence().evidence().failing(), 0);
    }

    void evidenceIsRevealed()
    {
        Window window;
        SchemaPlace &place = window.place;
        QStringList said;
        connect(&place, &Place::statusMessage, &place, [&said](const QString &text) { said << text; });
        Target target;
        target.component = "customers";
        QVERIFY(!place.reveal(target)); // Only statements.
        target.evidence = rollback::Evidence{};
        target.evidence->statement = "AddNote";
        target.evidence->at = "db/query/baskets.sql:12";
        target.evidence->cause = "db/migrations/000004_orders.up.sql:5";
        QVERIFY(place.reveal(target));
        QCOMPARE(place.page(), Page::Open);
        QCOMPARE(said.size(), 1);
        QVERIFY(said.last().contains(QStringLiteral("AddNote")));

        place.setRun(tests::shopRun());
        place.select(0, Grid::OldReadsColumn);
        QVERIFY(place.reveal(target));
        QCOMPARE(place.grid().currentIndex().row(), 2);
        QCOMPARE(place.statement().title(), QStringLiteral("AddNote (release v1.4.0) fails"));
        // Without the cause: the migration that breaks it. Without the place: by its name.
        place.select(0, Grid::MigrationColumn);
        target.evidence->cause.clear();
        target.evidence->at.clear();
        QVERIFY(place.reveal(target));
        QCOMPARE(place.statement().title(), QStringLiteral("AddNote (release v1.4.0) fails"));
        QCOMPARE(said.size(), 1);
        target.evidence->statement = "CustomerName"; // Nothing is wrong with it here.
        QVERIFY(place.reveal(target));
        QCOMPARE(said.size(), 2);
        QCOMPARE(place.grid().currentIndex().row(), 2);
    }

    void keyboardAndStrip()
    {
        Window window;
        SchemaPlace &place = window.place;
        place.setRun(tests::shopRun());
        place.select(0, Grid::MigrationColumn);
        QTest::keyClick(&place.grid(), Qt::Key_Down);
        QCOMPARE(place.evidence().strip().currentIndex().row(), 1);
        QTest::keyClick(&place.grid(), Qt::Key_Right);
        QTest::keyClick(&place.grid(), Qt::Key_Right);
        QCOMPARE(place.grid().currentIndex().column(), int(Grid::OldReadsColumn));
        place.evidence().strip().setCurrentIndex(place.evidence().strip().model()->index(3, 0));
        QCOMPARE(place.grid().currentIndex().row(), 3);
        place.stepFinding(-1);
        QCOMPARE(place.grid().currentIndex().row(), 2);
        place.stepFinding(-1); // 3 is open: skipped.
        QCOMPARE(place.grid().currentIndex().row(), 0);
        QSignalSpy checks(&place, &SchemaPlace::checkRequested);
        QTest::keyClick(&place.grid(), Qt::Key_F5);
        QCOMPARE(checks.size(), 1);
    }

    void nothingBroken()
    {
        Window window;
        window.place.setRun(tests::quietRun());
        QCOMPARE(window.place.page(), Page::Result);
        QCOMPARE(window.place.badge(), 0);
        QCOMPARE(window.place.grid().currentIndex().row(), 0);
        QCOMPARE(window.place.statement().title(), QStringLiteral("2 harms nobody"));
    }

    void noMigrationsAtAll()
    {
        Window window;
        window.place.setRun(tests::shopRun(tests::oldShop()));
        QCOMPARE(window.place.page(), Page::Result);
        QVERIFY(!window.place.grid().currentIndex().isValid());
        QVERIFY(!window.place.statement().statement().isVisibleTo(&window.place));
        window.place.stepFinding(1);
        QVERIFY(!window.place.safe().addButton().isVisibleTo(&window.place));
    }

    void longNamesBreak()
    {
        Window window;
        SchemaPlace &place = window.place;
        place.resize(1024, 600);
        auto run = std::make_shared<items::SchemaRun>(*tests::shopRun());
        const std::string name = "public.a_table_whose_name_is_quite_long.and_its_trigger_even_longer_than_that";
        for (schema::OperationVerdict &operation : run->report.migrations[2].operations) {
            operation.object = name;
            operation.reason = "The trigger " + name + " is gone.";
            operation.remedy = "Keep " + name + ".";
        }
        run->report.statements[0].message = "relation \"" + name + "\" does not exist";
        place.setRun(run);
        place.evidence().setCurrentRow(4);
        for (int row = 0; row < place.evidence().evidence().rowCount(); ++row) {
            place.evidence().setCurrentRow(row);
            QCoreApplication::processEvents();
            for (const QScrollArea *pane : {static_cast<QScrollArea *>(&place.safe()), static_cast<QScrollArea *>(&place.statement())})
                QVERIFY2(pane->widget()->width() <= pane->viewport()->width(), qPrintable(QString::number(row)));
        }
    }

    void copies()
    {
        Window window;
        window.place.setRun(tests::shopRun());
        QSignalSpy said(&window.place, &Place::statusMessage);
        Button *copy = button(window.place, QStringLiteral("Copy as test"));
        QVERIFY(copy);
        QTest::mouseClick(copy, Qt::LeftButton);
        const QString text = QApplication::clipboard()->text();
        QVERIFY(text.startsWith(QStringLiteral("-- ListBasketLines of v1.4.0 (db/query/baskets.sql:")));
        QVERIFY(text.contains(QStringLiteral("PREPARE belay_statement AS\n")));
        QCOMPARE(said.size(), 1);
    }

    void releasesAreChosen()
    {
        Window window;
        SchemaPlace &place = window.place;
        place.setRun(tests::shopRun());
        place.setRepository({tests::shopRequest().repository, {QStringLiteral("v1.5.0"), QStringLiteral("v1.4.0"), QStringLiteral("v1.3.0")}, {}, {}});
        QSignalSpy checks(&place, &SchemaPlace::checkRequested);
        auto *from = place.header().findChild<QComboBox *>();
        QCOMPARE(from->count(), 3);
        from->setCurrentIndex(2);
        Q_EMIT from->activated(2);
        QCOMPARE(checks.size(), 1);
        QCOMPARE(checks.first().first().value<items::SchemaRequest>().from, QStringLiteral("v1.3.0"));
    }

    void addsToThePlan()
    {
        Window window;
        SchemaPlace &place = window.place;
        place.setRun(tests::shopRun());
        place.setWorkspace(workspace(0));
        QVERIFY(!place.safe().addButton().isVisibleTo(&place));
        place.setWorkspace(workspace(1));
        place.setEnvironment(QStringLiteral("staging"));
        QVERIFY(!place.safe().addButton().isVisibleTo(&place));
        place.setEnvironment(QStringLiteral("production"));
        Button &add = place.safe().addButton();
        QVERIFY(add.isVisibleTo(&place) && add.isEnabled());
        place.setReadOnly(true, QStringLiteral("The file is locked."));
        QVERIFY(!add.isEnabled());
        QCOMPARE(add.toolTip(), QStringLiteral("The file is locked."));
        place.setReadOnly(false, {});
        QSignalSpy edits(&place, &Place::editRequested);
        add.click();
        QCOMPARE(edits.size(), 1);
        const auto edit = edits.first().first().value<rollback::Edit>();
        rollback::Workspace after = *workspace(1);
        QVERIFY(rollback::apply(after, edit));
        QCOMPARE(after.plans[0]->steps.at(0).to, std::vector<std::string>{"000004"});
        place.setWorkspace(workspace(2));
        QCOMPARE(add.text(), QStringLiteral("Add to plan…"));
    }

    void marksInBytesAndSigns()
    {
        const std::string text = "SELECT 'ä', \"ünder\" FROM t";
        const auto at = static_cast<std::uint32_t>(text.find("FROM"));
        const SqlView::Mark mark = SqlView::markOfBytes(text, at, 4);
        QCOMPARE(QString::fromStdString(text).mid(mark.begin, mark.length), QStringLiteral("FROM"));
        const SqlView::Mark beyond = SqlView::markOfBytes(text, 4000, 50);
        QCOMPARE(beyond.length, 0);
        schema::OperationVerdict operation;
        const std::string script = "ALTER TABLE a_b ADD c int;\nALTER TABLE a DROP b;\n";
        operation.object = "public.a.b";
        operation.line = 2;
        operation.span = {27, 21};
        const SqlView::Mark name = markOf(operation, script, schema::Layout::Numbered);
        QCOMPARE(name.begin, int(script.rfind('b')));
        QCOMPARE(name.length, 1);
        // Not the text that was judged: only the line.
        operation.line = 1;
        QCOMPARE(markOf(operation, script, schema::Layout::Numbered).length, 0);
        operation.line = 2;
        QCOMPARE(markOf(operation, script, schema::Layout::Pgroll), (SqlView::Mark{27, 0}));
        operation.span = {4000, 10};
        QCOMPARE(markOf(operation, script, schema::Layout::Numbered).length, 0);
    }

    void highlights()
    {
        Theme theme(Mode::Light);
        QTextDocument document;
        QVERIFY(document.documentLayout()); // Without one the document says nothing of changes.
        SqlHighlighter highlighter(theme, &document);
        document.setPlainText(QStringLiteral("SELECT 'it''s\nselect' -- from\n/* where\nfrom */ FROM $1 \"order\" selected"));
        const auto colourAt = [&](int line, int column) {
            for (const QTextLayout::FormatRange &range : document.findBlockByNumber(line).layout()->formats()) {
                if (column >= range.start && column < range.start + range.length)
                    return range.format.foreground().color();
            }
            return QColor();
        };
        QCOMPARE(colourAt(0, 0), theme.colour(Colour::CodeKeyword));
        QCOMPARE(colourAt(0, 8), theme.colour(Colour::CodeString));
        QCOMPARE(colourAt(1, 0), theme.colour(Colour::CodeString));
        QCOMPARE(colourAt(1, 12), theme.colour(Colour::CodeComment));
        QCOMPARE(colourAt(2, 4), theme.colour(Colour::CodeComment));
        QCOMPARE(colourAt(3, 0), theme.colour(Colour::CodeComment));
        QCOMPARE(colourAt(3, 8), theme.colour(Colour::CodeKeyword));
        QCOMPARE(colourAt(3, 13), theme.colour(Colour::CodeString));
        QVERIFY(!colourAt(3, 17).isValid()); // A quoted name is no keyword,
        QVERIFY(!colourAt(3, 26).isValid()); // nor is a word that begins like one.
    }
};

QTEST_MAIN(TestSchemaPlace)
#include "test_schemaplace.moc"
