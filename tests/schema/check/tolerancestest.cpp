// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/cataloguechange.h"
#include "models/schema/check/statementcheck.h"
#include "models/schema/check/tolerances.h"
#include "models/schema/ddl/simulation.h"
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/engines/postgresserver.h"
#include "models/schema/source/filetree.h"

#include <QTest>

#include <algorithm>
#include <memory>

using namespace belay;
using namespace belay::schema;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;
using Runs = std::vector<VersionRun>;

const std::string base = "CREATE TABLE users(id int PRIMARY KEY, email text, nick text);\n"
                         "CREATE TABLE orders(id int PRIMARY KEY, user_id int REFERENCES users(id), note text);\n";
const std::string queries = "-- name: ListUsers :many\nSELECT id, email FROM users;\n\n"
                            "-- name: AddUser :exec\nINSERT INTO users(id, email) VALUES ($1, $2);\n\n"
                            "-- name: Nicks :many\nSELECT nick\n  FROM users;\n";

/// A project's releases: each has the migrations of the one before it and its own ones.
class Project {
public:
    Project &release(const std::string &name, const Files &more, const std::string &sql = queries)
    {
        for (const auto &[file, text] : more)
            m_migrations.emplace_back(file, text);
        MemoryTree::Files files;
        for (const auto &[file, text] : m_migrations)
            files["db/" + file] = text;
        if (!sql.empty())
            files["sql/queries.sql"] = sql;
        m_releases.push_back({name, std::string(40, 'a'), std::make_shared<const MemoryTree>(std::move(files))});
        return *this;
    }
    [[nodiscard]] Result<SchemaTolerances> tolerances(CheckOptions options = {}, std::vector<std::string> globs = {"sql/*.sql"},
                                                      std::stop_token stop = {}) const
    {
        NoProgress progress;
        return tolerancesOf(m_releases, "db", globs, options, stop, progress);
    }
    std::vector<RecordedRelease> &releases() { return m_releases; }

private:
    Files m_migrations;
    std::vector<RecordedRelease> m_releases;
};

bool within(const Runs &runs, std::size_t version)
{
    return std::any_of(runs.begin(), runs.end(), [version](const VersionRun &run) { return run.first <= version && version <= run.last; });
}

/// What holds of every result: runs are ascending and maximal, each version outside them has its
/// evidence, and no evidence is about a version that the side stands.
void verifySide(const SideTolerance &side, std::size_t versions)
{
    for (std::size_t i = 0; i < side.stands.size(); ++i) {
        QVERIFY(side.stands[i].first <= side.stands[i].last);
        QVERIFY(side.stands[i].last < versions);
        QVERIFY(i == 0 || side.stands[i - 1].last + 1 < side.stands[i].first);
    }
    for (std::size_t v = 0; v < versions; ++v) {
        const bool told = std::any_of(side.evidence.begin(), side.evidence.end(), [v](const ToleranceEvidence &evidence) {
            return evidence.versions.first <= v && v <= evidence.versions.last;
        });
        QCOMPARE(told, !within(side.stands, v));
    }
    for (const ToleranceEvidence &evidence : side.evidence) {
        QVERIFY(!evidence.statement.empty());
        QVERIFY(!evidence.code.empty());
        QVERIFY(!evidence.message.empty());
    }
    QVERIFY(!side.found.empty());
}

void verifyAll(const SchemaTolerances &result)
{
    for (const ReleaseTolerance &release : result.releases) {
        QVERIFY(release.version < result.versions.size());
        QVERIFY(within(release.reads.stands, release.version));
        QVERIFY(within(release.writes.stands, release.version));
        verifySide(release.reads, result.versions.size());
        verifySide(release.writes, result.versions.size());
    }
}

bool hasDoubt(const SchemaTolerances &result, std::string_view words)
{
    return std::any_of(result.doubts.begin(), result.doubts.end(), [words](const ToleranceDoubt &doubt) { return doubt.what.find(words) != std::string::npos; });
}

} // namespace

class TolerancesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatCannotBeRead()
    {
        Project none;
        QCOMPARE(none.tolerances().error().code, ErrorCode::BadUsage);
        Project bare;
        bare.releases().push_back({"v1", {}, std::make_shared<const MemoryTree>()});
        const Result<SchemaTolerances> missing = bare.tolerances();
        QCOMPARE(missing.error().code, ErrorCode::FileNotFound);
        QVERIFY(missing.error().detail.starts_with("v1: "));
        Project gone;
        gone.releases().push_back({"v1", {}, nullptr});
        QCOMPARE(gone.tolerances().error().code, ErrorCode::UnknownReference);
        Project binary;
        binary.release("v1", {{"1_init.up.sql", std::string("CREATE\0TABLE", 12)}});
        QCOMPARE(binary.tolerances().error().code, ErrorCode::BadEncoding);
        Project good;
        good.release("v1", {{"1_init.up.sql", base}});
        QCOMPARE(good.tolerances({}, {"["}).error().code, ErrorCode::BadValue);
        std::stop_source source;
        source.request_stop();
        QCOMPARE(good.tolerances({}, {"sql/*.sql"}, source.get_token()).error().code, ErrorCode::Cancelled);
    }

    void leavesOutReleasesFromBeforeTheMigrations()
    {
        Project project;
        project.releases().push_back({"v0", {}, std::make_shared<const MemoryTree>()});
        project.releases().push_back({"v0.1", {}, nullptr});
        project.release("v1", {{"1_init.up.sql", base}});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        QCOMPARE(result->releases.size(), 1U);
        QCOMPARE(result->leftOut.size(), 2U);
        QVERIFY(result->leftOut[0].starts_with("v0: "));
        verifyAll(*result);
    }

    void aDroppedColumnEndsItsReaders()
    {
        Project project;
        project.release("v1", {{"0001_init.up.sql", base}});
        project.release("v2", {{"0002_age.up.sql", "ALTER TABLE users ADD COLUMN age int;"}},
                        "-- name: Ages :many\nSELECT age FROM users;\n-- name: AddUser :exec\nINSERT INTO users(id, email) VALUES ($1, $2);\n");
        project.release("v3", {{"0003_drop.up.sql", "-- tidy up\nCREATE INDEX i ON users(email);\nALTER TABLE users DROP COLUMN nick;"}},
                        "-- name: Ages :many\nSELECT age FROM users;\n");
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        QCOMPARE(result->versions.size(), 3U);
        QCOMPARE(result->versions[2].label, std::string("0003"));
        QCOMPARE(result->versions[2].file, std::string("db/0003_drop.up.sql"));
        const ReleaseTolerance &v1 = result->releases[0];
        QCOMPARE(v1.version, 0U);
        QCOMPARE(v1.statements, 3U);
        QCOMPARE(v1.reads.stands, (Runs{{0, 1}}));
        QCOMPARE(v1.writes.stands, (Runs{{0, 2}}));
        QVERIFY(v1.writes.evidence.empty());
        QCOMPARE(v1.reads.evidence.size(), 1U);
        const ToleranceEvidence &nicks = v1.reads.evidence[0];
        QCOMPARE(nicks.versions, (VersionRun{2, 2}));
        QCOMPARE(nicks.statement, std::string("Nicks"));
        QCOMPARE(nicks.at, std::string("sql/queries.sql:8"));
        QCOMPARE(nicks.code, std::string("column-missing"));
        QCOMPARE(nicks.message, std::string("column \"nick\" does not exist"));
        QCOMPARE(nicks.cause, std::string("db/0003_drop.up.sql:3"));
        QVERIFY(!nicks.undecided);
        QCOMPARE(v1.reads.found, std::string("static engine, v1 (aaaaaaa)"));
        // A release needs what its own migrations brought.
        const ReleaseTolerance &v2 = result->releases[1];
        QCOMPARE(v2.reads.stands, (Runs{{1, 2}}));
        QCOMPARE(v2.reads.evidence[0].versions, (VersionRun{0, 0}));
        QCOMPARE(v2.reads.evidence[0].cause, std::string("db/0002_age.up.sql:1"));
        QCOMPARE(v2.writes.stands, (Runs{{0, 2}}));
        // v3 writes nothing that is known: its newest migration decides for what is older.
        QVERIFY(result->releases[2].writes.basis == SideTolerance::Basis::Operations);
    }

    void whatComesBackIsStoodAgain()
    {
        Project project;
        project.release("v1", {{"1_init.up.sql", base}});
        project.release("v2", {{"2_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"},
                               {"3_rename.up.sql", "ALTER TABLE users RENAME TO people;"},
                               {"4_back.up.sql", "ALTER TABLE people RENAME TO users; ALTER TABLE users ADD COLUMN nick text;"},
                               {"5_more.up.sql", "CREATE TABLE more(id int);"}});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        const SideTolerance &reads = result->releases[0].reads;
        QCOMPARE(reads.stands, (Runs{{0, 0}, {3, 4}}));
        // Nicks fails in the whole run; the other one begins later.
        QCOMPARE(reads.evidence.size(), 1U);
        QCOMPARE(reads.evidence[0].versions, (VersionRun{1, 2}));
        QCOMPARE(reads.evidence[0].message, std::string("column \"nick\" does not exist"));
        QCOMPARE(result->releases[0].writes.stands, (Runs{{0, 1}, {3, 4}}));
    }

    void everyVersionOfARunHasItsEvidence()
    {
        Project project;
        project.release("v1", {{"1_init.up.sql", base}});
        project.release("v2", {{"2_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"},
                               {"3_swap.up.sql", "ALTER TABLE users ADD COLUMN nick text; ALTER TABLE users DROP COLUMN email;"}});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        const SideTolerance &reads = result->releases[0].reads;
        QCOMPARE(reads.stands, (Runs{{0, 0}}));
        QCOMPARE(reads.evidence.size(), 2U);
        QCOMPARE(reads.evidence[0].statement, std::string("Nicks"));
        QCOMPARE(reads.evidence[1].statement, std::string("ListUsers"));
        QCOMPARE(reads.evidence[1].versions, (VersionRun{2, 2}));
        QCOMPARE(reads.evidence[1].cause, std::string("db/3_swap.up.sql:1"));
    }

    void tellsFiveOfMany()
    {
        std::string many;
        for (int i = 0; i < 9; ++i)
            many += "-- name: Q" + std::to_string(i) + " :many\nSELECT nick FROM users WHERE id = " + std::to_string(i) + ";\n";
        Project project;
        project.release("v1", {{"1_init.up.sql", base}}, many);
        project.release("v2", {{"2_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"}});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        QCOMPARE(result->releases[0].reads.evidence.size(), 5U);
        QCOMPARE(result->releases[0].reads.evidence[0].statement, std::string("Q0"));
    }

    void whatFailsAtHomeIsNoEvidence()
    {
        const std::string sql = queries + "-- name: Broken :one\nSELECT nothing FROM users;\n";
        Project project;
        project.release("v1", {{"1_init.up.sql", base}}, sql);
        project.release("v2", {{"2_more.up.sql", "CREATE TABLE more(id int);"}}, sql);
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        QCOMPARE(result->releases[0].reads.stands, (Runs{{0, 1}}));
        QVERIFY(hasDoubt(*result, "Broken (sql/queries.sql): column \"nothing\" does not exist."));
        const auto doubt = std::find_if(result->doubts.begin(), result->doubts.end(), [](const ToleranceDoubt &d) { return d.what.starts_with("Broken"); });
        QCOMPARE(doubt->releases, (std::vector<std::string>{"v1", "v2"}));
    }

    void whatIsNotDecidedEndsTheRange()
    {
        const std::string dynamic = "DROP TABLE orders;\nDO $$ BEGIN EXECUTE 'CREATE TABLE ' || 'orders' || '(note text)'; END $$;";
        Project project;
        project.release("v1", {{"1_init.up.sql", base}}, queries + "-- name: Notes :many\nSELECT note FROM orders;\n");
        project.release("v2", {{"2_dynamic.up.sql", dynamic}}, queries + "-- name: X :one\nSELECT y FROM z;\n");
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        const SideTolerance &reads = result->releases[0].reads;
        QCOMPARE(reads.stands, (Runs{{0, 0}}));
        QCOMPARE(reads.evidence.size(), 1U);
        QCOMPARE(reads.evidence[0].statement, std::string("Notes"));
        QVERIFY(reads.evidence[0].undecided);
        QVERIFY(!reads.evidence[0].code.empty());
        QCOMPARE(result->releases[0].writes.stands, (Runs{{0, 1}}));
        // Whether v2's own schema has z is not known; the one before surely has not.
        QCOMPARE(result->releases[1].reads.stands, (Runs{{1, 1}}));
        // What is undecided at home, too, only makes a doubt.
        QVERIFY(hasDoubt(*result, "X (sql/queries.sql)"));
    }

    void countsWhatOnlyExecutionsMeet()
    {
        Project project;
        project.release("v1", {{"1_init.up.sql", base}});
        project.release("v2", {{"2_age.up.sql", "ALTER TABLE users ADD COLUMN age int NOT NULL DEFAULT 1;\nALTER TABLE users ALTER age DROP DEFAULT;"}});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        const ReleaseTolerance &v1 = result->releases[0];
        QCOMPARE(v1.reads.stands, (Runs{{0, 1}}));
        QCOMPARE(v1.writes.stands, (Runs{{0, 0}}));
        QCOMPARE(v1.writes.evidence[0].code, std::string("not-null-missing"));
        QVERIFY(v1.writes.evidence[0].cause.starts_with("db/2_age.up.sql:"));
        // v2 has the same INSERT: it fails at home already.
        QCOMPARE(result->releases[1].writes.stands, (Runs{{0, 1}}));
    }

    void aLostKeyIsBlamedOnItsIndex()
    {
        const std::string upsert = "-- name: Put :exec\nINSERT INTO users(id, email) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING;\n";
        Project project;
        project.release("v1", {{"1_init.up.sql", base + "CREATE UNIQUE INDEX one_email ON users(email);"}}, upsert);
        project.release("v2", {{"2_key.up.sql", "ALTER TABLE users DROP COLUMN nick;\nALTER TABLE orders DROP COLUMN note;\nDROP INDEX one_email;"}}, upsert);
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        QCOMPARE(result->releases[0].writes.evidence.at(0).code, std::string("conflict-target-missing"));
        QCOMPARE(result->releases[0].writes.evidence.at(0).cause, std::string("db/2_key.up.sql:3"));
    }

    void sidesWithoutStatementsGoByOperations()
    {
        Project project;
        project.release("v1", {{"1_init.up.sql", base}}, {});
        project.release("v2", {{"2_own.up.sql", "CREATE TABLE extra(id int, gone int);"},
                               {"3_own.up.sql", "ALTER TABLE extra ADD CONSTRAINT c CHECK (id > 0); ALTER TABLE extra DROP COLUMN gone;"},
                               {"4_check.up.sql", "ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0);"},
                               {"5_excused.up.sql", "-- belay:allow drops-column nobody reads it\nALTER TABLE orders DROP COLUMN note;"},
                               {"6_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"}}, {});
        const auto result = project.tolerances({}, {});
        QVERIFY(result.ok());
        verifyAll(*result);
        const ReleaseTolerance &v1 = result->releases[0];
        QVERIFY(v1.reads.basis == SideTolerance::Basis::Operations);
        // A check on a table of the newer release harms nobody, the accepted drop is accepted.
        QCOMPARE(v1.reads.stands, (Runs{{0, 4}}));
        QCOMPARE(v1.reads.evidence[0].statement, std::string("any read"));
        QCOMPARE(v1.reads.evidence[0].code, std::string("drops-column"));
        QCOMPARE(v1.reads.evidence[0].cause, std::string("db/6_drop.up.sql:1"));
        QVERIFY(v1.reads.evidence[0].at.empty());
        QCOMPARE(v1.writes.stands, (Runs{{0, 2}}));
        QCOMPARE(v1.writes.evidence[0].statement, std::string("any write"));
        QCOMPARE(v1.writes.evidence[0].versions, (VersionRun{3, 5}));
        QCOMPARE(v1.writes.found, std::string("operations of the migrations, v1 (aaaaaaa)"));
        // The newer one uses what its migrations add.
        const ReleaseTolerance &v2 = result->releases[1];
        QVERIFY(within(v2.reads.stands, 5));
        QVERIFY(!within(v2.reads.stands, 0));
    }

    void aReaderIsNotAskedForWritesItDoesNotDo()
    {
        const std::string reader = "-- name: Emails :many\nSELECT id, email FROM users;\n";
        Project project;
        project.release("v1", {{"1_init.up.sql", base}}, reader);
        project.release("v2", {{"2_nick.up.sql", "ALTER TABLE users DROP COLUMN nick;"}, {"3_orders.up.sql", "DROP TABLE orders;"},
                               {"4_email.up.sql", "ALTER TABLE users ADD CONSTRAINT c CHECK (email <> '');"}}, reader);
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        QCOMPARE(result->releases[0].reads.stands, (Runs{{0, 3}}));
        QVERIFY(result->releases[0].writes.basis == SideTolerance::Basis::Operations);
        QVERIFY(within(result->releases[0].writes.stands, 2));
    }

    void tellsWhatNoStatementShows()
    {
        Project project;
        project.release("v1", {{"1_init.up.sql", base}});
        project.release("v2", {{"2_check.up.sql", "ALTER TABLE orders ADD CONSTRAINT o CHECK (id > 0);\nALTER TABLE users ADD CONSTRAINT u CHECK (id > 0);"}});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        QCOMPARE(result->releases[0].writes.stands, (Runs{{0, 1}}));
        QVERIFY(hasDoubt(*result, "db/2_check.up.sql:2: "));
        QVERIFY(!hasDoubt(*result, "db/2_check.up.sql:1: ")); // v1 writes no orders.
    }

    void repeatableMigrationsFollowTheirReleases()
    {
        const std::string view = "CREATE OR REPLACE VIEW v AS SELECT id, email FROM users;";
        Project project;
        project.release("v1", {{"V1__init.sql", base}, {"R__view.sql", view}}, "-- name: V :many\nSELECT email FROM v;\n");
        MemoryTree::Files files{{"db/V1__init.sql", base}, {"db/V2__drop.sql", "DROP VIEW v;"},
                                {"db/R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM users;"}, {"sql/queries.sql", "-- name: V :many\nSELECT id FROM v;\n"}};
        project.releases().push_back({"v2", {}, std::make_shared<const MemoryTree>(files)});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        QCOMPARE(result->versions.size(), 2U);
        QCOMPARE(result->releases[0].reads.stands, (Runs{{0, 0}}));
        QCOMPARE(result->releases[0].reads.evidence[0].message, std::string("column \"email\" does not exist"));
        QCOMPARE(result->releases[1].reads.stands, (Runs{{0, 1}}));
        QCOMPARE(result->releases[1].reads.found, std::string("static engine, v2"));
    }

    void anEditedMigrationIsARemarkAndItsOwnSchema()
    {
        Project project;
        MemoryTree::Files files{{"db/1_init.up.sql", base}, {"db/2_x.up.sql", "CREATE TABLE x(a int, b int);"},
                                {"sql/q.sql", "-- name: B :many\nSELECT b FROM x;\n-- name: C :many\nSELECT c FROM x;\n"}};
        project.releases().push_back({"v1", {}, std::make_shared<const MemoryTree>(files)});
        files["db/2_x.up.sql"] = "CREATE TABLE x(a int, c int);";
        files["db/3_y.up.sql"] = "CREATE TABLE y(a int);";
        files["sql/q.sql"] = "-- name: C :many\nSELECT c FROM x;\n";
        project.releases().push_back({"v2", {}, std::make_shared<const MemoryTree>(files)});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        QVERIFY(std::any_of(result->remarks.begin(), result->remarks.end(), [](const MigrationRemark &r) { return r.code == "migration-edited"; }));
        // B worked on v1's own schema, and that is what the version was to v1. C did not, so it says nothing.
        QCOMPARE(result->releases[0].version, 0U);
        QCOMPARE(result->releases[0].reads.stands, (Runs{{0, 0}}));
        QCOMPARE(result->releases[0].reads.evidence.size(), 1U);
        QCOMPARE(result->releases[0].reads.evidence[0].statement, std::string("B"));
        QCOMPARE(result->releases[0].reads.evidence[0].cause, std::string());
        QVERIFY(hasDoubt(*result, "C (sql/q.sql)"));
        QVERIFY(hasDoubt(*result, "are not those of v2"));
        QCOMPARE(result->releases[1].reads.stands, (Runs{{0, 1}}));
    }

    void migrationsThatTheNewestDoesNotHave()
    {
        Project project;
        MemoryTree::Files files{{"db/1_init.up.sql", base}, {"db/9_hotfix.up.sql", "CREATE TABLE hot(id int);"}, {"sql/q.sql", "-- name: H :many\nSELECT id FROM hot;\n"}};
        project.releases().push_back({"v1.0.1", {}, std::make_shared<const MemoryTree>(files)});
        files.erase("db/9_hotfix.up.sql");
        files["db/2_more.up.sql"] = "CREATE TABLE more(id int);";
        project.releases().push_back({"v2", {}, std::make_shared<const MemoryTree>(files)});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        verifyAll(*result);
        QVERIFY(hasDoubt(*result, "db/9_hotfix.up.sql is not among those of v2"));
        QCOMPARE(result->releases[0].version, 0U);
        QCOMPARE(result->releases[0].reads.stands, (Runs{{0, 0}}));
    }

    void labelsAreUnique()
    {
        Project project;
        project.release("v1", {{"1_init.up.sql", base}, {"2_a.up.sql", "CREATE TABLE a(id int);"}, {"2_b.up.sql", "CREATE TABLE b(id int);"}});
        const auto result = project.tolerances();
        QVERIFY(result.ok());
        std::vector<std::string> labels;
        for (const SchemaVersion &version : result->versions)
            labels.push_back(version.label);
        std::sort(labels.begin(), labels.end());
        QVERIFY(std::adjacent_find(labels.begin(), labels.end()) == labels.end());
    }

    void otherDialects()
    {
        CheckOptions sqlite;
        sqlite.dialect = Dialect::Sqlite;
        Project project;
        project.release("v1", {{"1_init.up.sql", base}});
        project.release("v2", {{"2_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"}}, "-- name: ListUsers :many\nSELECT id, email FROM users;\n");
        const auto result = project.tolerances(sqlite);
        QVERIFY(result.ok());
        verifyAll(*result);
        QVERIFY(result->engine == Engine::Sqlite);
        QCOMPARE(result->releases[0].reads.stands, (Runs{{0, 0}}));
        QCOMPARE(result->releases[0].reads.evidence[0].cause, std::string("db/2_drop.up.sql:1"));
        // Nobody prepares MySQL's statements here: its operations decide.
        CheckOptions mysql;
        mysql.dialect = Dialect::MySql;
        const auto other = project.tolerances(mysql);
        QVERIFY(other.ok());
        verifyAll(*other);
        QVERIFY(other->releases[0].reads.basis == SideTolerance::Basis::Operations);
        QCOMPARE(other->releases[0].reads.stands, (Runs{{0, 0}}));
    }

    void aServerSaysTheSame()
    {
        const Result<PostgresServer> server = PostgresServer::start({}, {});
        if (!server)
            QSKIP("PostgreSQL is not installed");
        CheckOptions options;
        options.engine = Engine::Postgres;
        options.scratchServer = server->connection();
        Project project;
        project.release("v1", {{"1_init.up.sql", base}}, queries + "-- name: Broken :one\nSELECT nothing FROM users;\n");
        project.release("v2", {{"2_age.up.sql", "ALTER TABLE users ADD COLUMN age int NOT NULL;"}, {"3_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"}},
                        "-- name: Ages :many\nSELECT age FROM users;\n-- name: Add :exec\nINSERT INTO users(id, age) VALUES ($1, $2);\n");
        const auto asked = project.tolerances(options);
        const auto own = project.tolerances();
        QVERIFY(asked.ok() && own.ok());
        verifyAll(*asked);
        QVERIFY(asked->engine == Engine::Postgres);
        QVERIFY(asked->releases[0].reads.found.starts_with("PostgreSQL "));
        for (std::size_t i = 0; i < own->releases.size(); ++i) {
            QCOMPARE(asked->releases[i].reads.stands, own->releases[i].reads.stands);
            QCOMPARE(asked->releases[i].writes.stands, own->releases[i].writes.stands);
        }
        QCOMPARE(asked->releases[0].writes.stands, (Runs{{0, 0}}));
    }

    /// A statement is resolved again only on versions that changed what it mentions. On every step of a
    /// schema's life all others must say what they said.
    void unmentionedChangesChangeNoAnswer()
    {
        const std::vector<std::string> life{
            base + "CREATE SCHEMA app; CREATE TABLE app.items(id int PRIMARY KEY, label text);",
            "CREATE VIEW active AS SELECT id, nick FROM users;",
            "CREATE VIEW deep AS SELECT nick FROM active;",
            "ALTER TABLE users ADD COLUMN note text;",
            "CREATE TYPE mood AS ENUM ('good', 'bad'); ALTER TABLE orders ADD COLUMN feeling mood;",
            "ALTER TYPE mood ADD VALUE 'awful';",
            "CREATE FUNCTION area(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a * b';",
            "CREATE FUNCTION area(a int, b int, c int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a * b * c';",
            "CREATE FUNCTION whole() RETURNS SETOF users LANGUAGE sql AS 'SELECT * FROM users';",
            "ALTER TABLE users ADD COLUMN \"Odd\"\"Name\" int; CREATE TABLE \"Odd\"\"Table\"(a int);",
            "DROP FUNCTION area(int, int);",
            "CREATE DOMAIN short AS varchar(3); ALTER TABLE app.items ADD COLUMN tag short;",
            "CREATE TABLE parts(id int, at date) PARTITION BY RANGE (at); CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');",
            "ALTER TABLE parts ADD COLUMN extra int NOT NULL;",
            "ALTER TABLE users ALTER COLUMN nick TYPE varchar(10) USING nick::varchar(10);",
            "DROP VIEW deep; DROP VIEW active; ALTER TABLE users ALTER COLUMN nick TYPE int USING 1;",
            "ALTER TABLE users RENAME COLUMN nick TO handle;",
            "CREATE UNIQUE INDEX one_email ON users(email);",
            "DROP INDEX one_email;",
            "ALTER TABLE app.items SET SCHEMA public;",
            "DROP TABLE orders;",
            "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT id, email, handle AS nick FROM people;",
            "DO $$ BEGIN EXECUTE 'CREATE TABLE ' || 'x' || '(a int)'; END $$;",
            "CREATE OR REPLACE VIEW users AS SELECT id, email, handle AS nick, note FROM people;",
            "ALTER TABLE people ADD COLUMN must int NOT NULL;",
            "SET search_path = app; CREATE TABLE app.people(id int);",
            "CREATE TABLE kin() INHERITS (public.people);",
            "DROP SCHEMA app CASCADE;",
        };
        const std::vector<std::string> statements{
            "SELECT id, nick FROM users", "SELECT * FROM active", "SELECT nick FROM deep", "SELECT u.note FROM users u JOIN orders o ON o.user_id = u.id",
            "SELECT note FROM users, orders", "INSERT INTO users(id, email) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING", "INSERT INTO active(id) VALUES (1)",
            "SELECT 'awful'::mood", "SELECT id FROM orders WHERE feeling = 'awful'", "SELECT area(1, 2)", "SELECT nick FROM whole()", "SELECT (whole()).note",
            "SELECT \"Odd\"\"Name\" FROM users", "SELECT a FROM \"Odd\"\"Table\"", "SELECT label FROM app.items", "SELECT label FROM items", "UPDATE items SET tag = 'longer'",
            "INSERT INTO parts(id, at) VALUES (1, '2020-05-05')", "INSERT INTO parts_1(id, at) VALUES (1, '2020-05-05')", "SELECT nick = 'a' FROM users", "SELECT U&\"n\\0069ck\" FROM users",
            "SELECT handle FROM people", "INSERT INTO people(id) VALUES (1)", "INSERT INTO users(id, nick) VALUES (1, 2)", "SELECT a FROM x", "SELECT must FROM kin",
            "WITH u AS (SELECT * FROM users) SELECT handle FROM u", "SELECT USERS.ID FROM Users", "DELETE FROM orders WHERE id = $1", "SELECT 1; SELECT nick FROM users", "SELECT tag::short FROM items",
        };
        Simulation simulation;
        std::vector<Catalogue> states;
        for (const std::string &sql : life) {
            static_cast<void>(simulation.applyScript(ParsedSql::parse(sql)));
            states.push_back(simulation.catalogue());
        }
        int spared = 0;
        int changed = 0;
        for (const std::string &text : statements) {
            const ParsedSql sql = ParsedSql::parse(text);
            for (std::size_t b = 0; b < states.size(); ++b) {
                for (std::size_t a = 0; a < states.size(); ++a) {
                    const bool same = resolveText(states[b], sql) == resolveText(states[a], sql);
                    changed += same ? 0 : 1;
                    if (CatalogueChange(states[b], states[a]).mayAffect(folded(text)))
                        continue;
                    ++spared;
                    QVERIFY2(same, (text + "\n" + life[b] + "\n" + life[a]).c_str());
                }
            }
        }
        QVERIFY(CatalogueChange().mayAffect("select 1"));
        QVERIFY2(spared > 1000, qPrintable(QString::number(spared)));
        QVERIFY(changed > 1000);
    }
};

QTEST_APPLESS_MAIN(TolerancesTest)
#include "tolerancestest.moc"
