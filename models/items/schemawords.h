// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemarun.h"
#include "models/rollback/edit.h"

#include <QtCore/QString>

#include <optional>
#include <vector>

/// What a schema report says to people, and what it means for going back.
namespace belay::items {

/// The mixed states, in the order of the grid.
enum class SchemaState : std::uint8_t { OldReads, OldWrites, NewOnOld, OldAfterNewData, DownAfterNewData };
inline constexpr int schemaStateCount = 5;

/// Whether the release before can be had back once a migration has run. After: the new release goes
/// back first. Unknown: something about the old release, or the way down, could not be decided.
enum class SchemaWayBack : std::uint8_t { Open, After, Closed, Unknown };

[[nodiscard]] schema::Outcome outcomeIn(const schema::MixedStates &states, SchemaState state);
/// The migration's own verdict; a statement of the old release that breaks by it counts, too.
[[nodiscard]] schema::MixedStates statesOf(const schema::SchemaReport &report, std::size_t migration);
[[nodiscard]] SchemaWayBack wayBackOf(const schema::MixedStates &states);

[[nodiscard]] QString outcomeWord(schema::Outcome outcome);          ///< "works", "breaks", ...
[[nodiscard]] QString stateTitle(SchemaState state);                 ///< "Old release reads"
[[nodiscard]] QString wayBackWord(SchemaWayBack wayBack, const QString &newRelease); ///< "open", "after v2", ...
/// "96" for "000096"; a version that is no number stays.
[[nodiscard]] QString shortVersion(const std::string &version);
/// "drops 4 tables, adds 2 columns"; all of it, or with `most` kinds and then "2 more changes" (0: all).
[[nodiscard]] QString operationsSummary(const schema::MigrationVerdict &migration, int most = 0);
/// "reads", "users.email": kind and object in one line.
[[nodiscard]] QString operationTitle(const schema::OperationVerdict &operation);
/// How many of the old release's statements fail on the schema after the migration.
[[nodiscard]] int failingAfter(const schema::SchemaReport &report, std::size_t migration);
/// "10 migrations, 150 queries of the old release resolved by Belay".
[[nodiscard]] QString reportSentence(const schema::SchemaReport &report);
/// The operation of a migration that does most harm (the first of equals); null if it has none.
/// With a state: in that state.
[[nodiscard]] const schema::OperationVerdict *worstOperation(const schema::MigrationVerdict &migration,
                                                             std::optional<SchemaState> state = {});
/// The operations that a broken statement's message is about; without one that is, all harmful ones.
[[nodiscard]] std::vector<std::size_t> operationsBehind(const schema::MigrationVerdict &migration,
                                                        const schema::StatementVerdict &statement);
/// The identifiers that stand in double quotes in a message of PostgreSQL, without schemas.
[[nodiscard]] QStringList quotedNames(const std::string &message);

/// One step at the end of the plan that moves a database to a migration's version. The version becomes
/// the database's newest release if it has none of that name. Nothing if plan or database is not there.
[[nodiscard]] std::optional<rollback::Edit> addMigrationStep(const rollback::Workspace &workspace, const std::string &plan,
                                                             const std::string &component, const std::string &version);

} // namespace belay::items
