// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/engines/mysqlschema.h"
#include "models/schema/migration.h"
#include "models/schema/verdict.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

/// What a MySQL or MariaDB script does, read by a parser of ours for the statements that migrations use.
/// Statements that only set, lock, comment or ask are there with their kind and fine in all five columns;
/// what the parser does not know is "not understood", with its line.
struct MySqlReading {
    std::vector<OperationVerdict> operations; ///< In the order of the text.
    std::vector<LintRemark> remarks; ///< What copies, rebuilds or locks a table that was there before.
    std::size_t notUnderstood = 0;
};

/// Applies the script to the schema. Never fails: statements that are cut off, nested deeper than 200
/// parentheses or binary are "not understood" and change nothing; so is what comes behind 300,000 operations,
/// as one. Linear in the text.
[[nodiscard]] MySqlReading applyMySql(MySqlSchema &schema, std::string_view script);

/// The up scripts, applied in order to an empty schema and judged one by one.
[[nodiscard]] Result<std::vector<MigrationVerdict>> judgeMySqlMigrations(std::span<const Migration> migrations, std::stop_token stop, ProgressSink &progress);

} // namespace belay::schema
