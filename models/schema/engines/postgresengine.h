// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/engines/postgresscratch.h"
#include "models/schema/verdict.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

struct PostgresOptions {
    PostgresScratch::Limits limits;
    OnFailure onFailure = OnFailure::StopScript;
    /// Also judge what PREPARE does not see but every execution would meet: an INSERT that leaves out a
    /// column which is NOT NULL and has no default. Read from the server's catalogs; nothing is executed.
    bool requiredColumns = false;
};

/// What a server said to a release's statements.
struct PostgresCheck {
    std::string version;        ///< The server's: "15.18".
    std::vector<StatementVerdict> verdicts; ///< One per statement, in their order.
    ScriptOutcome migrations;   ///< What did not apply; then verdicts that hang on it are Unknown.
};

/// Applies all `migrations` (their up scripts, in order) to an empty scratch database on the server and
/// lets the server prepare each statement there. A statement breaks if the server refuses it, with the
/// server's message and place. It is Unknown if the refusal may come from an extension that the server
/// does not have or from a migration that did not apply; and if a migration that did not apply would
/// have changed or dropped something, no statement is Ok.
/// Error: cancelled, the connection failed, or nothing could be done at all.
[[nodiscard]] Result<PostgresCheck> checkStatements(const PostgresTarget &target, std::span<const Migration> migrations,
                                                    std::span<const ReleaseStatement> statements, const PostgresOptions &options,
                                                    std::stop_token stop, ProgressSink &progress);

/// The same on a database that has its schema already (to check several releases on one).
[[nodiscard]] Result<std::vector<StatementVerdict>> prepareStatements(PostgresScratch &scratch, const ScriptOutcome &migrations,
                                                                      std::span<const ReleaseStatement> statements,
                                                                      const PostgresOptions &options, std::stop_token stop, ProgressSink &progress);

/// Our stable code for a server's refusal: "relation-missing", "column-missing", ...; "refused" if we have
/// no finer one.
[[nodiscard]] std::string refusalCode(std::string_view sqlState, std::string_view message);

} // namespace belay::schema
