// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/check/schemacheck.h"
#include "models/schema/engines/roundtrip.h"

#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

/// What each migration's way down did, on a real database.
struct RoundTripReport {
    std::string tree;
    Engine engine = Engine::Sqlite;
    Layout layout = Layout::Numbered;
    std::vector<RoundTrip> migrations;

    friend bool operator==(const RoundTripReport &, const RoundTripReport &) = default;
};

/// What is wrong with one of them, worst first; empty codes: nothing.
struct RoundTripFinding {
    std::string code;           ///< "down-missing", "down-fails", "down-differs", "down-fails-after-new-data",
                                ///< "down-loses-new-data", "up-fails"
    Severity severity = Severity::Note;
    std::string message;
    std::string file;
    std::uint32_t line = 0;
};
[[nodiscard]] std::vector<RoundTripFinding> findingsOf(const RoundTrip &trip);
[[nodiscard]] bool hasFindings(const RoundTripReport &report, Severity atLeast);

/// Engine::Static is taken as the dialect's own database: SQLite in memory, or a throw-away PostgreSQL
/// server if one is installed. BadUsage for a dialect that the engine does not speak.
[[nodiscard]] Result<RoundTripReport> roundTrip(const FileTree &tree, const std::string &migrations, const CheckOptions &options,
                                                std::stop_token stop, ProgressSink &progress);

} // namespace belay::schema
