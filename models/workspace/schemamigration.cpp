// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/schemamigration.h"

#include "models/workspace/document.h"

#include <array>
#include <string>

namespace belay::workspace {

namespace {

// `key` is the file's own name for a row and never shown. `position` only sorts: it has gaps in the
// long lists, so that an insertion changes one row. References between components are texts, as in
// the exchange format: a workspace that is being edited may name what is not there.
constexpr const char *version1 = R"sql(
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE workspace (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    name TEXT NOT NULL DEFAULT '',
    commit_after_soak_s INTEGER,
    simultaneous INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO workspace (one) VALUES (1);

CREATE TABLE component (
    key INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    rollback_depth INTEGER,
    drill_cadence_s INTEGER,
    drill_last TEXT,
    health_by_release INTEGER
) STRICT;

CREATE TABLE release (
    key INTEGER PRIMARY KEY,
    component INTEGER NOT NULL REFERENCES component ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    feature_free INTEGER NOT NULL DEFAULT 0,
    UNIQUE (component, id)
) STRICT;

CREATE TABLE offer (
    key INTEGER PRIMARY KEY,
    release INTEGER NOT NULL REFERENCES release ON DELETE CASCADE,
    position INTEGER NOT NULL,
    feature TEXT NOT NULL
) STRICT;
CREATE INDEX offer_of ON offer (release);

CREATE TABLE tolerance (
    key INTEGER PRIMARY KEY,
    release INTEGER NOT NULL REFERENCES release ON DELETE CASCADE,
    position INTEGER NOT NULL,
    store TEXT NOT NULL,
    reads INTEGER NOT NULL,
    writes INTEGER NOT NULL
) STRICT;
CREATE INDEX tolerance_of ON tolerance (release);

CREATE TABLE tolerance_read (
    key INTEGER PRIMARY KEY,
    tolerance INTEGER NOT NULL REFERENCES tolerance ON DELETE CASCADE,
    position INTEGER NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL
) STRICT;
CREATE INDEX tolerance_read_of ON tolerance_read (tolerance);

CREATE TABLE tolerance_write (
    key INTEGER PRIMARY KEY,
    tolerance INTEGER NOT NULL REFERENCES tolerance ON DELETE CASCADE,
    position INTEGER NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL
) STRICT;
CREATE INDEX tolerance_write_of ON tolerance_write (tolerance);

CREATE TABLE requirement (
    key INTEGER PRIMARY KEY,
    release INTEGER NOT NULL REFERENCES release ON DELETE CASCADE,
    position INTEGER NOT NULL
) STRICT;
CREATE INDEX requirement_of ON requirement (release);

CREATE TABLE alternative (
    key INTEGER PRIMARY KEY,
    requirement INTEGER NOT NULL REFERENCES requirement ON DELETE CASCADE,
    position INTEGER NOT NULL,
    component TEXT NOT NULL,
    feature TEXT NOT NULL
) STRICT;
CREATE INDEX alternative_of ON alternative (requirement);

CREATE TABLE alternative_range (
    key INTEGER PRIMARY KEY,
    alternative INTEGER NOT NULL REFERENCES alternative ON DELETE CASCADE,
    position INTEGER NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL
) STRICT;
CREATE INDEX alternative_range_of ON alternative_range (alternative);

CREATE TABLE store_write (
    key INTEGER PRIMARY KEY,
    release INTEGER NOT NULL REFERENCES release ON DELETE CASCADE,
    position INTEGER NOT NULL,
    store TEXT NOT NULL
) STRICT;
CREATE INDEX store_write_of ON store_write (release);

CREATE TABLE store_write_format (
    key INTEGER PRIMARY KEY,
    store_write INTEGER NOT NULL REFERENCES store_write ON DELETE CASCADE,
    position INTEGER NOT NULL,
    format TEXT NOT NULL
) STRICT;
CREATE INDEX store_write_format_of ON store_write_format (store_write);

CREATE TABLE store_read (
    key INTEGER PRIMARY KEY,
    release INTEGER NOT NULL REFERENCES release ON DELETE CASCADE,
    position INTEGER NOT NULL,
    store TEXT NOT NULL
) STRICT;
CREATE INDEX store_read_of ON store_read (release);

CREATE TABLE store_read_format (
    key INTEGER PRIMARY KEY,
    store_read INTEGER NOT NULL REFERENCES store_read ON DELETE CASCADE,
    position INTEGER NOT NULL,
    format TEXT NOT NULL
) STRICT;
CREATE INDEX store_read_format_of ON store_read_format (store_read);

CREATE TABLE link (
    key INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    label TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT '',
    resolved INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE environment (
    key INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE live (
    key INTEGER PRIMARY KEY,
    environment INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    position INTEGER NOT NULL,
    component TEXT NOT NULL
) STRICT;
CREATE INDEX live_of ON live (environment);

CREATE TABLE live_release (
    key INTEGER PRIMARY KEY,
    live INTEGER NOT NULL REFERENCES live ON DELETE CASCADE,
    position INTEGER NOT NULL,
    release TEXT NOT NULL
) STRICT;
CREATE INDEX live_release_of ON live_release (live);

CREATE TABLE history (
    key INTEGER PRIMARY KEY,
    environment INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    position INTEGER NOT NULL,
    component TEXT NOT NULL
) STRICT;
CREATE INDEX history_of ON history (environment);

CREATE TABLE history_release (
    key INTEGER PRIMARY KEY,
    history INTEGER NOT NULL REFERENCES history ON DELETE CASCADE,
    position INTEGER NOT NULL,
    release TEXT NOT NULL
) STRICT;
CREATE INDEX history_release_of ON history_release (history);

CREATE TABLE stored_formats (
    key INTEGER PRIMARY KEY,
    environment INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    position INTEGER NOT NULL,
    store TEXT NOT NULL
) STRICT;
CREATE INDEX stored_formats_of ON stored_formats (environment);

CREATE TABLE stored_format (
    key INTEGER PRIMARY KEY,
    stored_formats INTEGER NOT NULL REFERENCES stored_formats ON DELETE CASCADE,
    position INTEGER NOT NULL,
    format TEXT NOT NULL
) STRICT;
CREATE INDEX stored_format_of ON stored_format (stored_formats);

CREATE TABLE plan (
    key INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    environment TEXT NOT NULL,
    ordering TEXT NOT NULL DEFAULT 'sequence'
) STRICT;

CREATE TABLE step (
    key INTEGER PRIMARY KEY,
    plan INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    component TEXT NOT NULL DEFAULT '',
    whole_live_set INTEGER NOT NULL DEFAULT 0,
    reversible INTEGER,
    rolling INTEGER,
    format TEXT NOT NULL DEFAULT '',
    duration_s INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (plan, id)
) STRICT;

CREATE TABLE step_to (
    key INTEGER PRIMARY KEY,
    step INTEGER NOT NULL REFERENCES step ON DELETE CASCADE,
    position INTEGER NOT NULL,
    release TEXT NOT NULL
) STRICT;
CREATE INDEX step_to_of ON step_to (step);

CREATE TABLE step_after (
    key INTEGER PRIMARY KEY,
    step INTEGER NOT NULL REFERENCES step ON DELETE CASCADE,
    position INTEGER NOT NULL,
    after TEXT NOT NULL
) STRICT;
CREATE INDEX step_after_of ON step_after (step);

CREATE TABLE suppression (
    key INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    plan TEXT NOT NULL DEFAULT '',
    component TEXT NOT NULL DEFAULT '',
    release TEXT NOT NULL DEFAULT '',
    requirement TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;

CREATE TABLE place (
    component TEXT NOT NULL PRIMARY KEY,
    x REAL NOT NULL,
    y REAL NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// Releases of version 1 lose none of it: it goes with its tolerance, whose row they keep.
constexpr const char *version2 = R"sql(
CREATE TABLE tolerance_evidence (
    key INTEGER PRIMARY KEY,
    tolerance INTEGER NOT NULL REFERENCES tolerance ON DELETE CASCADE,
    position INTEGER NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    writes INTEGER NOT NULL,
    statement TEXT NOT NULL,
    place TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    cause TEXT NOT NULL DEFAULT '',
    found TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX tolerance_evidence_of ON tolerance_evidence (tolerance);
)sql";

constexpr std::array steps{
    SchemaStep{1, 1, version1},
    SchemaStep{2, 1, version2},
};
static_assert(steps.back().version == formatVersion);

Result<Done> takeStep(Database &database, const SchemaStep &step)
{
    if (Result<Done> begun = database.execute("BEGIN IMMEDIATE"); !begun)
        return begun;
    const auto inside = [&]() -> Result<Done> {
        if (Result<Done> done = database.execute(step.sql); !done)
            return done;
        Result<Statement> minimum
            = database.prepare("INSERT INTO meta (name, value) VALUES ('min_compatible', ?1) "
                               "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        if (!minimum)
            return minimum.error();
        minimum->bind(1, static_cast<std::int64_t>(step.minCompatible));
        if (!minimum->run())
            return *minimum->error();
        // Pragmas take no parameters.
        const std::string version = "PRAGMA user_version = " + std::to_string(step.version);
        if (Result<Done> done = database.execute(version.c_str()); !done)
            return done;
        return database.execute("COMMIT");
    }();
    if (!inside) {
        // The first error is the one that matters; without a transaction this only fails as well.
        [[maybe_unused]] const Result<Done> undone = database.execute("ROLLBACK");
    }
    return inside;
}

} // namespace

std::span<const SchemaStep> schemaSteps() { return steps; }

Result<MigrationOutcome> compatibilityOf(Database &database, std::span<const SchemaStep> known)
{
    Result<std::int64_t> version = database.integerOf("PRAGMA user_version");
    if (!version)
        return version.error();
    const int newest = known.back().version;
    if (*version == newest)
        return MigrationOutcome::UpToDate;
    if (*version < newest)
        return MigrationOutcome::Migrated;
    Result<std::int64_t> minimum = database.integerOf("SELECT value FROM meta WHERE name = 'min_compatible'");
    if (!minimum)
        return minimum.error();
    return *minimum <= newest ? MigrationOutcome::NewerCompatible : MigrationOutcome::NewerIncompatible;
}

Result<MigrationOutcome> migrate(Database &database, std::span<const SchemaStep> known)
{
    Result<MigrationOutcome> outcome = compatibilityOf(database, known);
    if (!outcome || *outcome != MigrationOutcome::Migrated)
        return outcome;
    Result<std::int64_t> version = database.integerOf("PRAGMA user_version");
    if (!version)
        return version.error();
    for (const SchemaStep &step : known) {
        if (step.version <= *version)
            continue;
        if (Result<Done> taken = takeStep(database, step); !taken)
            return taken.error();
    }
    return outcome;
}

} // namespace belay::workspace
