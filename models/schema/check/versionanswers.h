// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/check/schematimeline.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

/// Internal to this room.
namespace belay::schema {

/// What a statement meets on one schema.
struct SchemaAnswer {
    struct Hazard {
        std::string code;
        std::string message;
        friend bool operator==(const Hazard &, const Hazard &) = default;
    };
    StatementVerdict::Verdict verdict = StatementVerdict::Verdict::Ok; ///< Before it is executed.
    std::string code;
    std::string message;
    std::vector<Hazard> hazards;            ///< Met by every execution.

    friend bool operator==(const SchemaAnswer &, const SchemaAnswer &) = default;
};

struct StatementAsked {
    ReleaseStatement statement;
    std::vector<std::uint32_t> ownSchemas;  ///< On which of these it is asked for as well.
};

/// A schema that is no version of the timeline: a release had other migrations.
struct OwnSchema {
    Catalogue catalogue;                    ///< PostgreSQL only.
    std::vector<Migration> migrations;
};

struct StatementTimeline {
    std::vector<std::pair<std::size_t, SchemaAnswer>> runs; ///< From that version on; ascending, the first one is the first asked for.
    std::map<std::uint32_t, SchemaAnswer> own;              ///< By own schema.

    [[nodiscard]] const SchemaAnswer &at(std::size_t version) const;
};

struct VersionAnswers {
    std::vector<StatementTimeline> statements; ///< Parallel to what was asked.
    std::vector<std::string> doubts;
    Engine engine = Engine::Static;
    std::string engineVersion;
};

/// What each statement meets at each version from `first` on, by the engine of the options.
[[nodiscard]] Result<VersionAnswers> answerVersions(const SchemaTimeline &timeline, std::size_t first, std::span<const StatementAsked> asked,
                                                    std::span<const OwnSchema> ownSchemas, const CheckOptions &options, std::stop_token stop,
                                                    ProgressSink &progress);

} // namespace belay::schema
