// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/workspace.h"
#include "models/schema/check/schemareport.h"

#include <optional>

/// From a plan's finding to a check of the schema.
namespace belay::items {

struct StatementPlace {
    int migration = -1;                ///< In the report's migrations.
    int statement = -1;                ///< In its statements; -1: the check has the migration only.
    friend bool operator==(const StatementPlace &, const StatementPlace &) = default;
};
/// Where a check shows what the evidence says: the statement by its name and file, else by its place,
/// else by its name; the migration by the cause, else the one that breaks the statement. Nothing if
/// the check has no such migration. Cost: a pass over the report.
[[nodiscard]] std::optional<StatementPlace> placeInReport(const schema::SchemaReport &report, const rollback::Evidence &evidence);

} // namespace belay::items
