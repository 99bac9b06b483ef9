// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/check/schematimeline.h"
#include "models/schema/check/tolerances.h"
#include "models/schema/check/versionanswers.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Internal to this room. Versions are those of the timeline here.
namespace belay::schema {

/// A stretch of versions on which one statement fails, or may fail.
struct FailingStretch {
    VersionRun versions;
    std::size_t statement = 0;
    bool undecided = false;     ///< At the end nearest to the release's own version; code and message too.
    bool fromOwn = false;       ///< It already fails on the timeline's version of the release, where the release had another schema.
    std::string_view code;
    std::string_view message;
};

/// Where a statement fails although it works on the release's own schema, ascending. `own`: what it meets
/// there. A release stands its own version, whatever the timeline has made of that since.
[[nodiscard]] std::vector<FailingStretch> failingStretches(const StatementTimeline &line, const SchemaAnswer &own, std::size_t ownVersion,
                                                           std::size_t versions);

/// The runs of first..versions-1 on which nothing fails.
[[nodiscard]] std::vector<VersionRun> standingRuns(std::span<const FailingStretch> failures, std::size_t first, std::size_t versions);

/// Which of the failures to tell, for every run between the standing ones: at most `atEdge` of those at the
/// version nearest to the own one, and then one for each version that is not in any of them yet.
[[nodiscard]] std::vector<FailingStretch> tellingFailures(std::span<const FailingStretch> failures, std::span<const VersionRun> stands,
                                                          std::size_t ownVersion, std::size_t first, std::size_t versions, std::size_t atEdge);

/// "file:line" of the operation that a failure is due to: what took something away above the own version,
/// what brings it below. The file alone if no operation fits; empty if there is no migration to name.
[[nodiscard]] std::string causeOf(const SchemaTimeline &timeline, const FailingStretch &failure, std::size_t ownVersion, std::string_view statement);

/// What a side without statements stands, by the migrations' operations. Asked many times about one
/// version it judges once, if nothing is known of the release.
class OperationTolerances {
public:
    OperationTolerances(const SchemaTimeline &timeline, std::size_t first) : m_timeline(timeline), m_first(first) {}
    /// Stands and evidence of one side; basis and `found` are set too, but for the release's name. `known`:
    /// texts of the release's other side, in lower case; then only operations on what they mention count.
    [[nodiscard]] SideTolerance side(std::size_t ownVersion, ReleaseStatement::Kind kind, const std::vector<std::string> &known = {});

private:
    struct End {
        std::size_t version = 0;
        OperationVerdict operation;
        std::string file;
        Outcome outcome = Outcome::Ok;
    };
    struct Ends {
        std::optional<End> reads;
        std::optional<End> writes;
        std::optional<End> before;
    };
    using Texts = std::vector<std::string>;
    Ends endsOf(std::size_t ownVersion, const Texts &known) const;
    std::optional<End> endAt(std::size_t version, std::size_t from, std::size_t to, Outcome MixedStates::*state, const Texts &known) const;
    bool counts(const SchemaTimeline::Step &step, std::size_t operation, const Texts &known) const;

    const SchemaTimeline &m_timeline;
    std::size_t m_first;
    std::map<std::size_t, Ends> m_known;
};

} // namespace belay::schema
