// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/schemacheck.h"
#include "models/schema/check/schemahistory.h"
#include "models/schema/ddl/simulation.h"
#include "models/schema/source/gitrepository.h"
#include "models/schema/source/migrationlayouts.h"
#include "models/schema/verdicts/migrationjudge.h"

#include <benchmark/benchmark.h>
#include <pg_query.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace belay;
using namespace belay::schema;

/// Where clones of public repositories lie, as OWNER/NAME (BELAY_REAL_REPOSITORIES); empty: only what is
/// generated is measured.
std::string clones()
{
    const char *folder = std::getenv("BELAY_REAL_REPOSITORIES");
    return folder == nullptr ? std::string() : std::string(folder) + '/';
}

/// Migrations as projects write them: about 1 MB, tables, columns, indexes, constraints, views,
/// functions, backfills; no two statements are alike.
std::vector<Migration> generated()
{
    std::vector<Migration> migrations;
    for (int i = 0; i < 700; ++i) {
        const std::string n = std::to_string(i);
        std::string text = "-- Migration " + n + ": what it is good for, in a sentence or two for those who read it later.\n"
            "CREATE TABLE account_" + n + " (\n    id bigserial PRIMARY KEY,\n    name varchar(100) NOT NULL,\n    email text UNIQUE,\n"
            "    owner_id bigint" + (i > 0 ? " REFERENCES account_" + std::to_string(i - 1) + " (id) ON DELETE CASCADE" : std::string()) + ",\n"
            "    state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'active', 'gone')),\n"
            "    created_at timestamptz NOT NULL DEFAULT now()\n);\n"
            "CREATE INDEX idx_account_" + n + "_created ON account_" + n + " (created_at DESC, id);\n"
            "ALTER TABLE account_" + n + " ADD COLUMN score integer NOT NULL DEFAULT 0, ALTER COLUMN name TYPE text;\n"
            "UPDATE account_" + n + " SET score = length(name) * 2 WHERE state <> 'gone';\n"
            "CREATE VIEW active_" + n + " AS SELECT a.id, a.name, a.score FROM account_" + n + " a WHERE a.state = 'active';\n"
            "CREATE FUNCTION touch_" + n + "() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    NEW.score := NEW.score + 1;\n    RETURN NEW;\nEND\n$$;\n"
            "CREATE TRIGGER touch BEFORE UPDATE ON account_" + n + " FOR EACH ROW EXECUTE FUNCTION touch_" + n + "();\n";
        if (i > 3)
            text += "ALTER TABLE account_" + std::to_string(i - 3) + " DROP COLUMN email;\n";
        Migration migration;
        migration.version = n;
        migration.up = MigrationScript{n + ".up.sql", std::move(text), true, false, {}};
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

const std::vector<Migration> &corpus(int which)
{
    static std::map<int, std::vector<Migration>> read;
    const auto found = read.find(which);
    if (found != read.end())
        return found->second;
    std::vector<Migration> &migrations = read[which];
    if (which == 0) {
        migrations = generated();
    } else if (!clones().empty()) {
        NoProgress progress;
        const auto repository = GitRepository::open(clones() + (which == 1 ? "LemmyNet/lemmy" : "ory/kratos"));
        const auto tree = repository ? repository->tree("HEAD") : Result<std::unique_ptr<FileTree>>(repository.error());
        LayoutOptions options;
        options.dialect = Dialect::PostgreSql;
        if (tree) {
            const auto set = readMigrations(**tree, which == 1 ? "migrations" : "persistence/sql/migrations/sql", options, {}, progress);
            if (set)
                migrations = set->migrations;
        }
    }
    return migrations;
}

std::int64_t bytesOf(const std::vector<Migration> &migrations)
{
    std::size_t bytes = 0;
    for (const Migration &migration : migrations)
        bytes += (migration.up ? migration.up->text.size() : 0) + (migration.down ? migration.down->text.size() : 0);
    return static_cast<std::int64_t>(bytes);
}

bool nothing(benchmark::State &state, const std::vector<Migration> &migrations)
{
    if (migrations.empty())
        state.SkipWithError("no clone: set BELAY_REAL_REPOSITORIES");
    return migrations.empty();
}

/// The baseline: the parser alone over the same texts, ways down included.
void parseOnly(benchmark::State &state)
{
    const auto &migrations = corpus(static_cast<int>(state.range(0)));
    if (nothing(state, migrations))
        return;
    for (auto _ : state) {
        for (const Migration &migration : migrations) {
            for (const auto *script : {&migration.up, &migration.down}) {
                if (*script) {
                    const PgQueryParseResult parsed = pg_query_parse((*script)->text.c_str());
                    benchmark::DoNotOptimize(parsed.parse_tree);
                    pg_query_free_parse_result(parsed);
                }
            }
        }
    }
    state.SetBytesProcessed(state.iterations() * bytesOf(migrations));
}

/// Parsed, applied to a simulated database, judged in the mixed states, linted, split.
void judge(benchmark::State &state)
{
    const auto &migrations = corpus(static_cast<int>(state.range(0)));
    if (nothing(state, migrations))
        return;
    std::size_t operations = 0;
    for (auto _ : state) {
        Simulation simulation;
        operations = 0;
        for (const MigrationVerdict &verdict : judgeHistory(simulation, migrations))
            operations += verdict.operations.size();
    }
    state.counters["operations"] = static_cast<double>(operations);
    state.SetBytesProcessed(state.iterations() * bytesOf(migrations));
}

const std::vector<std::string> minderQueries{"internal/db/*.sql.go"};

/// From git objects to the verdict, opened anew each time.
void checkOneTransition(benchmark::State &state)
{
    if (clones().empty()) {
        state.SkipWithError("no clone: set BELAY_REAL_REPOSITORIES");
        return;
    }
    NoProgress progress;
    for (auto _ : state) {
        const auto repository = GitRepository::open(clones() + "mindersec/minder");
        const auto from = repository ? repository->tree("v0.0.58") : Result<std::unique_ptr<FileTree>>(repository.error());
        const auto to = repository ? repository->tree("v0.0.59") : Result<std::unique_ptr<FileTree>>(repository.error());
        if (!from || !to) {
            state.SkipWithError("the clone cannot be read");
            return;
        }
        const auto report = checkTransition({"v0.0.58", from->get()}, {"v0.0.59", to->get()}, "database/migrations", minderQueries, {}, {}, progress);
        if (!report || summarize(*report).broken != 6)
            state.SkipWithError("the verdict is wrong");
    }
}

void walkHistory(benchmark::State &state)
{
    if (clones().empty()) {
        state.SkipWithError("no clone: set BELAY_REAL_REPOSITORIES");
        return;
    }
    NoProgress progress;
    HistoryRequest request;
    request.repository = clones() + "mindersec/minder";
    request.migrations = "database/migrations";
    request.queries = minderQueries;
    std::size_t steps = 0;
    for (auto _ : state) {
        const auto history = checkHistory(request, {}, progress);
        if (!history) {
            state.SkipWithError("the clone cannot be read");
            return;
        }
        steps = history->steps.size();
    }
    state.counters["steps"] = static_cast<double>(steps);
}

} // namespace

// 0: generated, 1: Lemmy's migrations, 2: Kratos' for PostgreSQL.
BENCHMARK(parseOnly)->ArgName("corpus")->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(judge)->ArgName("corpus")->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(checkOneTransition)->Unit(benchmark::kMillisecond);
BENCHMARK(walkHistory)->Unit(benchmark::kMillisecond)->Iterations(3);

BENCHMARK_MAIN();
