// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/lint.h"

#include <array>

namespace belay::schema {

namespace {

constexpr auto note = Severity::Note;
constexpr auto warning = Severity::Warning;
constexpr auto error = Severity::Error;

constexpr std::array rules{
    // Locks
    LintRule{"index-without-concurrently", warning, "Building the index {} blocks every write to the table until it is done.", "CREATE INDEX CONCURRENTLY, outside of a transaction."},
    LintRule{"index-drop-without-concurrently", warning, "Dropping the index {} waits for every reader of the table and blocks those that come after.", "DROP INDEX CONCURRENTLY, outside of a transaction."},
    LintRule{"reindex-without-concurrently", warning, "REINDEX of {} blocks writes, and readers that would use the index.", "REINDEX ... CONCURRENTLY, outside of a transaction."},
    LintRule{"refresh-without-concurrently", warning, "Refreshing {} blocks its readers until it is done.", "REFRESH MATERIALIZED VIEW CONCURRENTLY, with a unique index on the view."},
    LintRule{"detach-without-concurrently", warning, "Detaching {} blocks all readers and writers of its parent.", "DETACH PARTITION ... CONCURRENTLY, outside of a transaction."},
    LintRule{"attach-scans-partition", note, "Attaching {} reads all its rows, unless a validated CHECK proves that they fit.", "Add the CHECK constraint before, NOT VALID and then validated."},
    LintRule{"concurrently-in-transaction", error, "PostgreSQL refuses CONCURRENTLY inside a transaction.", "Run the migration outside of a transaction; every tool has a switch for it."},
    LintRule{"concurrent-index-may-stay-invalid", note, "If building {} failed before, IF NOT EXISTS keeps the invalid index that was left.", "DROP INDEX CONCURRENTLY IF EXISTS first."},
    LintRule{"index-after-exclusive-lock", warning, "The index {} is built while the transaction holds the table's exclusive lock: nobody reads until it is done.", "Put the index into a migration of its own."},
    LintRule{"foreign-key-locks-both-tables", warning, "Adding {} blocks writes to both tables while it waits and checks.", "Add it NOT VALID with a lock timeout; validate it in a later transaction."},
    LintRule{"foreign-key-without-not-valid", warning, "Adding {} checks every row of the table under a lock.", "ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT in a later transaction."},
    LintRule{"check-without-not-valid", warning, "Adding {} reads every row of the table under an exclusive lock.", "ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT in a later transaction."},
    LintRule{"validate-in-same-transaction", warning, "Validating {} in the transaction that added it keeps that one's lock while every row is read.", "Validate in a migration of its own."},
    LintRule{"unique-without-using-index", warning, "Adding {} builds its index under an exclusive lock.", "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... UNIQUE USING INDEX."},
    LintRule{"primary-key-without-using-index", warning, "Adding {} builds its index under an exclusive lock.", "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... PRIMARY KEY USING INDEX."},
    LintRule{"primary-key-on-nullable-columns", warning, "Adding {} makes columns NOT NULL: every row is read under an exclusive lock.", "Prove it before with a validated CHECK (c IS NOT NULL), then SET NOT NULL."},
    LintRule{"exclusion-locks", warning, "Adding {} builds its index under an exclusive lock, and there is no way around it.", "Do it while the table is small, or in a window."},
    LintRule{"not-null-scans", warning, "SET NOT NULL of {} reads every row under an exclusive lock.", "Add CHECK (c IS NOT NULL) NOT VALID, validate it in a later transaction; then SET NOT NULL needs no scan."},
    LintRule{"lock-table", warning, "{} is locked for as long as the transaction lasts.", "Let the statements take the locks that they need."},
    LintRule{"locks-many-tables", warning, "One transaction holds strong locks on several tables that are in use: it waits for all, and can deadlock.", "One table per migration."},
    LintRule{"missing-lock-timeout", warning, "A lock on {} is waited for without limit, and everybody else waits behind it.", "SET lock_timeout = '5s' first, and repeat the migration if it fails."},
    LintRule{"missing-statement-timeout", note, "Nothing limits how long a statement on {} may hold its lock.", "SET statement_timeout first."},
    // Rewrites
    LintRule{"volatile-default-rewrites", warning, "Every row gets its own default for {}: the table is rewritten under an exclusive lock.", "Add the column without the default, set the default, and fill old rows in batches."},
    LintRule{"column-rewrites", warning, "Adding {} computes a value for every row: the table is rewritten under an exclusive lock.", "Add a plain column, fill it in batches, and let the program or a trigger keep it."},
    LintRule{"type-change-rewrites", warning, "Changing the type of {} rewrites the table and its indexes under an exclusive lock.", "Add a column of the new type, fill it in batches, move over in later releases."},
    LintRule{"type-change-rebuilds-indexes", note, "Changing the type of {} builds its indexes anew under an exclusive lock.", "Do it while the table is small, or in a window."},
    LintRule{"storage-change-rewrites", warning, "Changing how {} is stored rewrites it under an exclusive lock.", "Do it in a window."},
    // Transactions
    LintRule{"statement-refuses-transaction", error, "PostgreSQL refuses {} inside a transaction.", "Run the migration outside of a transaction."},
    LintRule{"transaction-nesting", error, "The tool runs this in a transaction of its own: BEGIN or COMMIT in it ends that one early.", "Leave it out, or switch the tool's transaction off."},
    LintRule{"uncommitted-transaction", error, "The transaction is neither committed nor rolled back.", "Add COMMIT."},
    LintRule{"enum-value-used-in-same-transaction", error, "The new value of {} is used in the transaction that adds it, which PostgreSQL refuses.", "Add the value in a migration of its own."},
    LintRule{"enum-value-in-transaction", note, "Before PostgreSQL 12, a value of {} cannot be added inside a transaction.", "Add the value outside of a transaction if older servers are in use."},
    LintRule{"enum-value-without-order", note, "The new value of {} comes last; say where it belongs.", "ADD VALUE ... BEFORE or AFTER."},
    LintRule{"backfill-with-schema-change", warning, "Rows of {} are changed in the transaction that changes the schema: its locks last as long as the rows take.", "Fill rows in a migration of their own, in batches."},
    LintRule{"unbounded-backfill", warning, "Every row of {} is changed in one statement: one long transaction, and as much dead space.", "Change rows in batches, by key."},
    LintRule{"truncate-cascade", warning, "TRUNCATE ... CASCADE of {} also empties every table that refers to it.", "Name the tables."},
    LintRule{"drop-cascade", warning, "CASCADE drops whatever hangs on {}, also what nobody thought of.", "Drop what hangs on it by name."},
    LintRule{"maintenance-in-migration", note, "Maintenance of {} is no part of a schema's history, and may take long.", "Run it by itself, after the release."},
    // Style that has bitten others
    LintRule{"prefer-text", note, "The length limit of {} cannot be changed later without harm.", "text, with a CHECK on the length."},
    LintRule{"char-field", warning, "{} is padded with spaces.", "text, with a CHECK on the length."},
    LintRule{"small-integer-key", warning, "The key {} runs out after 2 147 483 647 rows, or earlier.", "bigint."},
    LintRule{"small-integer", note, "{} runs out at 2 147 483 647, or earlier; widening it later rewrites the table.", "bigint."},
    LintRule{"timestamp-without-time-zone", note, "{} does not say which moment it means.", "timestamptz."},
    LintRule{"prefer-identity", note, "{} is serial: its sequence has rights and an owner of its own.", "GENERATED BY DEFAULT AS IDENTITY."},
    LintRule{"json-column", note, "{} has no equality: SELECT DISTINCT and GROUP BY fail.", "jsonb."},
    LintRule{"table-without-primary-key", note, "{} has no primary key: rows cannot be told apart, nor replicated logically.", "Give it one."},
    LintRule{"foreign-key-without-index", note, "No index begins with the columns of {}: deleting a referenced row reads the whole table.", "CREATE INDEX CONCURRENTLY on the columns."},
    LintRule{"duplicate-index", note, "{} has the same columns as another index of the table.", "Keep one."},
    LintRule{"wide-index", note, "{} has more than three columns: few queries use all.", "Fewer columns, or INCLUDE."},
    LintRule{"identifier-too-long", warning, "{} is longer than 63 bytes: PostgreSQL cuts it.", "A shorter name."},
    LintRule{"domain-with-constraint", note, "The check of the domain {} is hard to change: it holds in every table at once.", "A CHECK on the columns."},
    LintRule{"missing-if-exists", note, "Outside of a transaction a half-done migration stays half done: {} fails when it is run again.", "IF EXISTS or IF NOT EXISTS."},
    LintRule{"statement-fails", error, "PostgreSQL refuses this on the database as the migrations make it.", "Check the order of the migrations, and that all are given."},
    LintRule{"statement-not-understood", error, "The grammar of PostgreSQL 15 does not know this statement; what it does is not judged.", "Check the spelling, or review it by hand."},
    // About exceptions
    LintRule{"exception-without-reason", warning, "The exception for {} has no reason.", "Say why after the code."},
    LintRule{"exception-unknown-code", warning, "There is no code {}.", "Check the spelling."},
    LintRule{"exception-unused", note, "The exception for {} excuses nothing.", "Remove it."},
};

} // namespace

std::span<const LintRule> lintRules() { return rules; }

} // namespace belay::schema
