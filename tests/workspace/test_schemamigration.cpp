// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/schemamigration.h"
#include "models/workspace/document.h"

#include <QtTest>

#include <algorithm>
#include <array>

using namespace belay;
using namespace belay::workspace;

namespace {

constexpr SchemaStep first{1, 1, "CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT;"
                                 "CREATE TABLE thing (name TEXT NOT NULL) STRICT; INSERT INTO thing VALUES ('old')"};
constexpr SchemaStep second{2, 1, "ALTER TABLE thing ADD COLUMN size INTEGER; UPDATE thing SET size = length(name)"};
constexpr SchemaStep third{3, 2, "ALTER TABLE thing RENAME COLUMN name TO id"};
constexpr SchemaStep broken{3, 3, "INSERT INTO thing (name) VALUES ('half'); INSERT INTO nothing VALUES (1)"};

std::unique_ptr<Database> memory()
{
    Result<std::unique_ptr<Database>> database = Database::open({}, OpenMode::Memory);
    return database ? std::move(*database) : nullptr;
}

std::int64_t versionOf(Database &database)
{
    const Result<std::int64_t> version = database.integerOf("PRAGMA user_version");
    return version ? *version : -1;
}

std::int64_t minimumOf(Database &database)
{
    const Result<std::int64_t> minimum = database.integerOf("SELECT value FROM meta WHERE name = 'min_compatible'");
    return minimum ? *minimum : -1;
}

} // namespace

class TestSchemaMigration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBrokenStepLeavesTheVersionBeforeIt();
    void newerWithoutAMinimumIsDamaged();
    void everyOutcomeHasItsName();
    void oneStepAfterTheOther();
    void ourOwnStepsRise();
};

void TestSchemaMigration::aBrokenStepLeavesTheVersionBeforeIt()
{
    const auto database = memory();
    QVERIFY(database);
    const Result<MigrationOutcome> outcome = migrate(*database, std::array{first, second, broken});
    QVERIFY(!outcome);
    QCOMPARE(versionOf(*database), 2);
    QCOMPARE(minimumOf(*database), 1);
    QCOMPARE(*database->integerOf("SELECT count(*) FROM thing"), 1);
    // The next release that does it right goes on from there.
    QVERIFY(migrate(*database, std::array{first, second, third}).ok());
    QCOMPARE(versionOf(*database), 3);
}

void TestSchemaMigration::newerWithoutAMinimumIsDamaged()
{
    const auto database = memory();
    QVERIFY(migrate(*database, std::array{first, second}).ok());
    QVERIFY(database->execute("DELETE FROM meta").ok());
    const Result<MigrationOutcome> outcome = compatibilityOf(*database, std::array{first});
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::DamagedFile);
}

void TestSchemaMigration::everyOutcomeHasItsName()
{
    const auto database = memory();
    QCOMPARE(*compatibilityOf(*database, std::array{first}), MigrationOutcome::Migrated);
    QCOMPARE(*migrate(*database, std::array{first}), MigrationOutcome::Migrated);
    QCOMPARE(*migrate(*database, std::array{first}), MigrationOutcome::UpToDate);
    QCOMPARE(*migrate(*database, std::array{first, second, third}), MigrationOutcome::Migrated);
    QCOMPARE(*migrate(*database, std::array{first, second}), MigrationOutcome::NewerCompatible);
    QCOMPARE(*migrate(*database, std::array{first}), MigrationOutcome::NewerIncompatible);
    // Neither has touched it.
    QCOMPARE(versionOf(*database), 3);
    QCOMPARE(minimumOf(*database), 2);
}

void TestSchemaMigration::oneStepAfterTheOther()
{
    const auto database = memory();
    QVERIFY(migrate(*database, std::array{first}).ok());
    QVERIFY(database->execute("INSERT INTO thing VALUES ('longer')").ok());
    QVERIFY(migrate(*database, std::array{first, second, third}).ok());
    QCOMPARE(*database->textOf("SELECT group_concat(id || ':' || size, ' ') FROM thing"), "old:3 longer:6");
}

void TestSchemaMigration::ourOwnStepsRise()
{
    int version = 0;
    for (const SchemaStep &step : schemaSteps()) {
        QCOMPARE(step.version, ++version);
        QVERIFY(step.minCompatible <= step.version);
        // A release that is one older still opens it.
        QVERIFY(step.minCompatible <= std::max(1, step.version - 1));
    }
    QCOMPARE(version, formatVersion);
    // A file of the version before, as its release would find it afterwards.
    const auto older = memory();
    const std::span<const SchemaStep> all = schemaSteps();
    QVERIFY(migrate(*older, all.first(all.size() - 1)).ok());
    QVERIFY(migrate(*older, all).ok());
    QCOMPARE(*compatibilityOf(*older, all.first(all.size() - 1)), MigrationOutcome::NewerCompatible);
    const auto database = memory();
    QCOMPARE(*migrate(*database, schemaSteps()), MigrationOutcome::Migrated);
    QCOMPARE(versionOf(*database), formatVersion);
    QCOMPARE(*database->textOf("PRAGMA quick_check"), "ok");
    // Every table is strict, so that a stranger's values are noticed when they are written.
    QCOMPARE(*database->integerOf("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0 "
                                  "AND name NOT LIKE 'sqlite%'"), 0);
}

QTEST_GUILESS_MAIN(TestSchemaMigration)
#include "test_schemamigration.moc"
