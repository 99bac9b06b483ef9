// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/ddl/simulation.h"
#include "models/schema/migration.h"
#include "models/schema/verdict.h"
#include "models/schema/verdicts/operationverdicts.h"

#include <span>
#include <vector>

namespace belay::schema {

struct JudgeOptions {
    bool lint = true;           ///< What linters know: MigrationVerdict::remarks.
    bool split = true;          ///< MigrationVerdict::splitProposal.
};

/// Applies the ups of one release's migrations to the simulation, in the order given, and judges each
/// (PostgreSQL's dialect). Migrations without an up are left out. The old release runs on what the
/// simulation holds at the call, the new one on what it holds afterwards.
/// Cost: about that of parsing the scripts.
[[nodiscard]] std::vector<MigrationVerdict> judgeRelease(Simulation &simulation, std::span<const Migration *const> migrations, const JudgeOptions &options = {},
                                                         const ReleaseStatements &statements = {});

/// The same for a history: every migration is taken for a release of its own. Splits are off unless
/// asked for: what was released long ago is not parted any more, and each costs a simulation.
[[nodiscard]] std::vector<MigrationVerdict> judgeHistory(Simulation &simulation, std::span<const Migration> migrations, const JudgeOptions &options = {true, false});

} // namespace belay::schema
