// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/check/schemacheck.h"
#include "models/schema/check/schemareport.h"

#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

/// One step in a project's history: could the older release have come back after the newer one's
/// migrations ran?
struct HistoryStep {
    std::string from;
    std::string to;
    std::vector<std::string> newMigrations;     ///< Files, in their order; empty: the schema did not change.
    int statements = 0;
    int unknown = 0;
    std::vector<StatementVerdict> broken;       ///< Those of the older release that fail on the newer schema.
    Outcome takenBack = Outcome::Ok;            ///< Ok, Breaks; Unknown: nothing breaks, but not all could be decided.
    std::string problem;                        ///< Why this step could not be checked; empty if it was.

    friend bool operator==(const HistoryStep &, const HistoryStep &) = default;
};

struct SchemaHistory {
    std::string repository;
    Engine engine = Engine::Static;
    std::vector<HistoryStep> steps;             ///< Oldest first.

    friend bool operator==(const SchemaHistory &, const SchemaHistory &) = default;
};

struct HistoryRequest {
    std::string repository;
    std::string tagPattern = "*";
    std::string migrations;
    std::vector<std::string> queries;
    CheckOptions options;
    bool allSteps = false;      ///< Also the steps that bring no migration.
};

/// Walks the tags that name versions, oldest first. A release that has no migrations folder yet is
/// passed over; one that cannot be read becomes a step with a `problem`. Files that two releases share
/// are read and parsed once. Cost: about one transition's check per step that changes the schema.
[[nodiscard]] Result<SchemaHistory> checkHistory(const HistoryRequest &request, std::stop_token stop, ProgressSink &progress);

} // namespace belay::schema
