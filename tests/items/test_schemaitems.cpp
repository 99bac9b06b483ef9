// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/schemaevidencemodel.h"
#include "models/items/schemagridmodel.h"
#include "models/items/statementlookup.h"
#include "models/rollback/edit.h"
#include "tests/views/schema/schemafixture.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>

using namespace belay;
using namespace belay::items;
using schema::MixedStates;
using schema::Outcome;

namespace {

using Grid = SchemaGridModel;

std::shared_ptr<const schema::SchemaReport> reportOf(const std::shared_ptr<const SchemaRun> &run)
{
    return {run, &run->report};
}

void writeFiles(const QDir &root, const schema::MemoryTree::Files &files)
{
    for (const auto &[path, text] : files) {
        const QString file = root.filePath(QString::fromStdString(path));
        QVERIFY(root.mkpath(QFileInfo(file).path()));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text.data(), qint64(text.size()));
    }
}

rollback::Workspace workspace()
{
    rollback::Workspace made;
    rollback::Component database;
    database.id = "db";
    database.kind = rollback::ComponentKind::Database;
    database.releases.resize(2);
    database.releases[0].id = "1";
    database.releases[1].id = "4";
    made.components.emplace_back(database);
    rollback::Plan plan;
    plan.id = "rollout";
    plan.steps.resize(1);
    plan.steps[0].id = "s1";
    plan.steps[0].component = "db";
    plan.steps[0].to = {"1"};
    made.plans.emplace_back(plan);
    return made;
}

} // namespace

class TestSchemaItems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsFoldersAndSaysWhatIsMissing()
    {
        NoProgress progress;
        SchemaRequest request = tests::shopRequest();
        request.repository = QStringLiteral("/nowhere/at/all");
        QVERIFY(!runSchemaCheck(request, nullptr, {}, progress));
        QVERIFY(!readSchemaRepository(QStringLiteral("/nowhere/at/all")));
        request.repository.clear();
        const auto missing = runSchemaCheck(request, nullptr, {}, progress);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::FileNotFound);
        QTemporaryDir folder;
        writeFiles(QDir(folder.filePath(QStringLiteral("old"))), tests::oldShop());
        writeFiles(QDir(folder.filePath(QStringLiteral("new"))), tests::newShop());
        request.from = folder.filePath(QStringLiteral("old"));
        request.to = folder.filePath(QStringLiteral("new"));
        const auto run = runSchemaCheck(request, nullptr, {}, progress);
        QVERIFY2(run.ok(), run ? "" : describe(run.error()).c_str());
        QCOMPARE((*run)->report.migrations.size(), std::size_t(4));
        QCOMPARE((*run)->scripts.size(), std::size_t(4));
        QCOMPARE((*run)->request, request);
    }

    void guessesFolders()
    {
        QCOMPARE(guessMigrations({}), QString());
        QCOMPARE(guessMigrations({{"src/a.sql", 1}, {"README.md", 1}}), QString());
        const std::vector<schema::FileEntry> files{{"database/migrations/1.up.sql", 1}, {"database/migrations/2.up.sql", 1},
                                                   {"database/query/users.sql", 1}, {"test/migrations/1.sql", 1}, {"x/other.sql", 1}};
        QCOMPARE(guessMigrations(files), QStringLiteral("database/migrations"));
        QCOMPARE(guessQueries(files, QStringLiteral("database/migrations")), QStringList{QStringLiteral("database/query/*.sql")});
        auto generated = files;
        generated.push_back({"internal/db/users.sql.go", 1});
        QCOMPARE(guessQueries(generated, QStringLiteral("database/migrations")), QStringList{QStringLiteral("internal/db/*.sql.go")});
    }

    void wayBack_data()
    {
        QTest::addColumn<MixedStates>("states");
        QTest::addColumn<SchemaWayBack>("wanted");
        const auto O = Outcome::Ok;
        QTest::newRow("all works") << MixedStates{} << SchemaWayBack::Open;
        QTest::newRow("old reads break") << MixedStates{Outcome::Breaks, O, O, O, O} << SchemaWayBack::Closed;
        QTest::newRow("old writes lose") << MixedStates{O, Outcome::LosesData, O, O, O} << SchemaWayBack::Closed;
        QTest::newRow("old breaks after new data") << MixedStates{O, O, O, Outcome::Breaks, O} << SchemaWayBack::Closed;
        QTest::newRow("depends is not open") << MixedStates{O, O, O, Outcome::Depends, O} << SchemaWayBack::Unknown;
        QTest::newRow("the way down is unknown") << MixedStates{O, O, Outcome::Breaks, O, Outcome::Unknown} << SchemaWayBack::Unknown;
        QTest::newRow("new needs the schema") << MixedStates{O, O, Outcome::Breaks, O, O} << SchemaWayBack::After;
        QTest::newRow("down loses data") << MixedStates{O, O, O, O, Outcome::LosesData} << SchemaWayBack::After;
    }
    void wayBack()
    {
        QFETCH(MixedStates, states);
        QFETCH(SchemaWayBack, wanted);
        QCOMPARE(wayBackOf(states), wanted);
    }

    void words()
    {
        QCOMPARE(shortVersion("000096"), QStringLiteral("96"));
        QCOMPARE(shortVersion("0"), QStringLiteral("0"));
        QCOMPARE(shortVersion("1.02"), QStringLiteral("1.02"));
        QCOMPARE(shortVersion(""), QString());
        QCOMPARE(quotedNames("relation \"public.users\" does not exist"), QStringList{QStringLiteral("users")});
        QCOMPARE(quotedNames("column b.name does not exist"), QStringList{QStringLiteral("name")});
        schema::MigrationVerdict migration;
        QCOMPARE(operationsSummary(migration), QStringLiteral("changes nothing"));
        const auto add = [&](const char *kind, Outcome oldReads) {
            schema::OperationVerdict operation;
            operation.kind = kind;
            operation.states.oldReads = oldReads;
            migration.operations.push_back(operation);
        };
        add("transaction", Outcome::Ok);
        add("add column", Outcome::Ok);
        add("drop table", Outcome::Breaks);
        add("drop table", Outcome::Breaks);
        add("create cast", Outcome::Ok);
        QCOMPARE(operationsSummary(migration), QStringLiteral("drops 2 table(s), adds 1 column(s), create cast"));
        QVERIFY(operationsSummary(migration, 1).startsWith(QStringLiteral("drops 2 table(s), 2 more")));
    }

    void grid()
    {
        const auto run = tests::shopRun();
        QVERIFY(run);
        Grid model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.setReport(reportOf(run));
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.index(2, Grid::NumberColumn).data().toString(), QStringLiteral("4"));
        QCOMPARE(model.index(2, Grid::MigrationColumn).data().toString(), QStringLiteral("orders"));
        QVERIFY(model.index(2, Grid::DoesColumn).data().toString().startsWith(QStringLiteral("drops 2 table(s)")));
        for (const int column : {Grid::OldReadsColumn, Grid::OldWritesColumn}) {
            const QModelIndex cell = model.index(2, column);
            QCOMPARE(cell.data(Grid::OutcomeRole).toInt(), int(Outcome::Breaks));
            QVERIFY(cell.data(Qt::AccessibleTextRole).toString().endsWith(QStringLiteral("breaks")));
            QVERIFY(!cell.data(Qt::ToolTipRole).toString().isEmpty());
        }
        QCOMPARE(model.index(2, Grid::WayBackColumn).data().toString(), QStringLiteral("closed"));
        QCOMPARE(model.index(0, Grid::WayBackColumn).data().toString(), QStringLiteral("after v1.5.0"));
        QCOMPARE(model.index(1, Grid::WayBackColumn).data().toString(), QStringLiteral("open"));
        QCOMPARE(model.index(1, Grid::NumberColumn).data(Grid::FailingRole).toInt(), 0);
        QCOMPARE(model.index(2, Grid::NumberColumn).data(Grid::FailingRole).toInt(), 3);
        // What is broken stays so.
        QCOMPARE(model.index(3, Grid::NumberColumn).data(Grid::FailingRole).toInt(), 3);
        QCOMPARE(model.index(3, Grid::OldReadsColumn).data(Grid::OutcomeRole).toInt(), int(Outcome::Ok));
        QCOMPARE(model.count(SchemaWayBack::Closed), 1);
        QVERIFY(!model.index(0, Grid::NumberColumn).data(Grid::OutcomeRole).isValid());
        model.setReport(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void evidence()
    {
        using Kind = SchemaEvidenceModel::Kind;
        const auto run = tests::shopRun();
        QVERIFY(run);
        SchemaEvidenceModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setMigration(reportOf(run), 17, {});
        QCOMPARE(model.rowCount(), 0);
        model.setMigration(reportOf(run), 2, {});
        QCOMPARE(model.failing(), 3);
        QCOMPARE(model.working(), 1);
        QCOMPARE(model.entry(0)->title, QStringLiteral("ListBasketLines"));
        QCOMPARE(model.entry(0)->word, QStringLiteral("read"));
        const auto *last = model.entry(model.rowCount() - 1);
        QCOMPARE(last->kind, Kind::FailsInBoth);
        QCOMPARE(last->title, QStringLiteral("CountVisits"));
        QVERIFY(!model.index(model.rowCount() - 1).data(SchemaEvidenceModel::CountedRole).toBool());
        model.setMigration(reportOf(run), 2, SchemaState::OldWrites);
        QCOMPARE(model.entry(0)->title, QStringLiteral("AddBasketLine"));
        QCOMPARE(model.failing(), 3);
        // The way down has operations to show and no statements.
        model.setMigration(reportOf(run), 2, SchemaState::DownAfterNewData);
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.entry(row)->kind, Kind::Operation);
        QVERIFY(model.rowCount() > 0);
        QVERIFY(!model.entry(-1));
    }

    void evidenceInAReport()
    {
        const auto run = tests::shopRun();
        QVERIFY(run);
        const schema::SchemaReport &report = run->report;
        const auto find = [&](const char *statement, const char *at, const char *cause) {
            rollback::Evidence evidence;
            evidence.statement = statement;
            evidence.at = at;
            evidence.cause = cause;
            return placeInReport(report, evidence);
        };
        QCOMPARE(find("", "", ""), std::nullopt);
        QCOMPARE(find("Nothing", "nowhere.sql:1", "nothing.sql:1"), std::nullopt);
        QCOMPARE(find("CustomerName", "db/query/baskets.sql:16", ""), std::nullopt); // It works.
        const auto note = find("AddNote", "db/query/baskets.sql:13", "db/migrations/000004_orders.up.sql:4");
        QVERIFY(note);
        QCOMPARE(report.migrations[std::size_t(note->migration)].file, std::string("db/migrations/000004_orders.up.sql"));
        QCOMPARE(report.statements[std::size_t(note->statement)].statement.name, std::string("AddNote"));
        QCOMPARE(find("AddNote", "moved.sql:1", ""), note);
        QCOMPARE(find("AddNote", "", ""), note);
        const std::string line = std::to_string(report.statements[std::size_t(note->statement)].statement.line);
        QCOMPARE(find("renamed", ("db/query/baskets.sql:" + line).c_str(), ""), note);
        // Statements are told apart by name before line.
        QCOMPARE(find("ListBasketLines", ("db/query/baskets.sql:" + line).c_str(), "")->statement != note->statement, true);
        QCOMPARE(find("Nothing", "", "db/migrations/000004_orders.up.sql:4"), (StatementPlace{note->migration, -1}));
        QCOMPARE(placeInReport({}, {}), std::nullopt);
    }

    void blamesTheOperation()
    {
        const auto run = tests::shopRun();
        QVERIFY(run);
        const auto &migration = run->report.migrations[2];
        for (const schema::StatementVerdict &statement : run->report.statements) {
            if (statement.statement.name != "AddNote")
                continue;
            QCOMPARE(statement.brokenBy, migration.file);
            const auto behind = operationsBehind(migration, statement);
            QCOMPARE(behind.size(), std::size_t(1));
            QCOMPARE(operationTitle(migration.operations[behind.front()]), QStringLiteral("drop table basket_notes"));
            return;
        }
        QFAIL("AddNote is not there");
    }

    void addsToThePlan()
    {
        rollback::Workspace before = workspace();
        QVERIFY(!addMigrationStep(before, "nothing", "db", "000004"));
        QVERIFY(!addMigrationStep(before, "rollout", "web", "000004"));
        QVERIFY(!addMigrationStep(before, "rollout", "db", ""));
        const auto known = addMigrationStep(before, "rollout", "db", "000004");
        QVERIFY(known);
        QCOMPARE(known->changes.size(), std::size_t(1));
        rollback::Workspace after = before;
        QVERIFY(rollback::apply(after, *known));
        QCOMPARE(after.plans[0]->steps.size(), std::size_t(2));
        QCOMPARE(after.plans[0]->steps[1].to, std::vector<std::string>{"4"});
        QCOMPARE(after.components[0]->releases.size(), std::size_t(2));
        // One that the database does not have yet becomes its newest, in the same undo step.
        const auto fresh = addMigrationStep(after, "rollout", "db", "000005");
        QVERIFY(fresh);
        rollback::Workspace grown = after;
        QVERIFY(rollback::apply(grown, *fresh));
        QCOMPARE(grown.components[0]->releases.back().id, std::string("000005"));
        QCOMPARE(grown.plans[0]->steps[2].to, std::vector<std::string>{"000005"});
        QVERIFY(rollback::apply(grown, rollback::inverse(*fresh)));
        QCOMPARE(grown, after);
        rollback::Plan partial = *before.plans[0];
        partial.order = rollback::PlanOrder::Partial;
        before.plans[0] = Shared<rollback::Plan>(partial);
        const auto waiting = addMigrationStep(before, "rollout", "db", "4");
        QVERIFY(waiting && rollback::apply(before, *waiting));
        QCOMPARE(before.plans[0]->steps[1].after, std::vector<std::string>{"s1"});
    }
};

QTEST_MAIN(TestSchemaItems)
#include "test_schemaitems.moc"
