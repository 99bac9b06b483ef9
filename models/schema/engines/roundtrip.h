// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/engines/postgresscratch.h"
#include "models/schema/migration.h"

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

/// What going up and down again with one migration did.
struct RoundTrip {
    enum class Result : std::uint8_t {
        Restores,       ///< The schema is as it was.
        Differs,        ///< The down ran, the schema is another one: `differs`.
        Fails,          ///< The down failed: `failure`.
        NoDown,         ///< There is none.
        UpFails,        ///< The up failed here: `failure`; the ones after it were not tried.
    };
    std::string version;
    std::string name;
    std::string file;           ///< Of the down script; of the up script if there is none.
    Result result = Result::Restores;
    std::vector<std::string> differs; ///< Sentences: "column t.c is missing".
    std::optional<ScriptFailure> failure;

    // The same once more, with rows that the new release may write put in between.
    bool triedWithData = false; ///< False if the migration made no place for new rows or none would go in.
    std::vector<std::string> newData; ///< What was written: "t.c: a text of 60 characters".
    std::optional<ScriptFailure> failsAfterNewData;
    std::vector<std::string> lost;    ///< Of what was written, what is gone after the down: "1 row of u".
    std::vector<std::string> differsAfterNewData;

    friend bool operator==(const RoundTrip &, const RoundTrip &) = default;
};
[[nodiscard]] std::string_view roundTripName(RoundTrip::Result result); ///< "restores", "differs", "fails", "no down", "up fails"

struct RoundTripOptions {
    std::size_t differences = 20;       ///< Sentences kept per migration.
    bool withData = true;
    PostgresScratch::Limits limits;     ///< PostgreSQL only.
};

/// Takes each migration up, down and up again, in order, on SQLite in memory, and compares the schema
/// before the up with the one after the down. Then takes it down with new rows in it. The database goes
/// on as the ups alone make it.
[[nodiscard]] Result<std::vector<RoundTrip>> sqliteRoundTrip(std::span<const Migration> migrations, const RoundTripOptions &options, std::stop_token stop,
                                                             ProgressSink &progress);

/// The same on a scratch database of a PostgreSQL server. What is compared are pg_catalog's tables,
/// columns, types, defaults, constraints, indexes, views, functions, triggers, enums and sequences.
[[nodiscard]] Result<std::vector<RoundTrip>> postgresRoundTrip(const PostgresTarget &target, std::span<const Migration> migrations,
                                                               const RoundTripOptions &options, std::stop_token stop, ProgressSink &progress);

/// A PostgreSQL database's schema as sorted sentences, for comparing: "column public.t.c: text not null".
[[nodiscard]] Result<std::vector<std::string>> postgresSnapshot(PostgresConnection &connection, std::stop_token stop);

/// One sentence for each that only one list has, at most `limit`.
[[nodiscard]] std::vector<std::string> snapshotDifferences(const std::vector<std::string> &before, const std::vector<std::string> &after, std::size_t limit);

} // namespace belay::schema
