// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/workspace/database.h"

#include <cstdint>
#include <span>

/// The document's own schema and its way from version to version. It follows the advice that Belay
/// gives: every version names the oldest release that may still edit its files.
namespace belay::workspace {

/// What takes a file from `version - 1` to `version`.
struct SchemaStep {
    int version;
    /// The oldest version whose readers may open and edit a file of this one. A step that only adds
    /// tables, or columns that may be left out, keeps it one below.
    int minCompatible;
    const char *sql;
};

/// The steps of this release, rising by one from 1.
[[nodiscard]] std::span<const SchemaStep> schemaSteps();

enum class MigrationOutcome : std::uint8_t {
    UpToDate,
    Migrated,
    NewerCompatible,
    NewerIncompatible, ///< An outcome, not an error: nothing went wrong, this release is too old.
};

/// Where the database stands, judged by its `user_version` and its stored minimum-compatible
/// version. Changes nothing; an older file is `Migrated`, since that is what `migrate` would do.
[[nodiscard]] Result<MigrationOutcome> compatibilityOf(Database &database, std::span<const SchemaStep> steps);

/// Brings the database to the last step, one transaction for each step; an empty database, too. A
/// step that fails leaves the version before it. \pre no transaction is open.
[[nodiscard]] Result<MigrationOutcome> migrate(Database &database, std::span<const SchemaStep> steps);

} // namespace belay::workspace
