// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/check/tolerances.h"
#include "models/schema/ddl/operation.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

/// Internal to this room.
namespace belay::schema {

/// Gives equal texts equal numbers.
class TextNumbers {
public:
    [[nodiscard]] std::uint32_t of(const std::string &text);

private:
    std::unordered_map<std::string, std::uint32_t> m_numbers;
};

/// Which scripts made a schema, by the numbers of their texts.
struct SchemaScripts {
    std::vector<std::uint32_t> versioned;
    std::map<std::string, std::uint32_t> repeatable; ///< By name.

    friend bool operator==(const SchemaScripts &, const SchemaScripts &) = default;
};
[[nodiscard]] SchemaScripts scriptsOf(const MigrationSet &set, TextNumbers &numbers);

/// The versions that a database goes through, one migration after the other, in the order of the newest
/// release. Repeatable migrations run behind the last version of the release that brought their text.
class SchemaTimeline {
public:
    struct Step {
        std::size_t version = 0;
        Migration migration;
        std::uint32_t text = 0;             ///< Number of its text; 0 if it has no way up.
        MigrationVerdict verdict;           ///< As a release of its own; without operations if it has no way up.
    };

    SchemaTimeline(const MigrationSet &newest, TextNumbers &numbers);

    [[nodiscard]] Dialect dialect() const { return m_dialect; }
    [[nodiscard]] const std::vector<SchemaVersion> &versions() const { return m_versions; }
    [[nodiscard]] const std::vector<Step> &steps() const { return m_steps; }
    /// The version of a release's last migration that is known here.
    [[nodiscard]] std::optional<std::size_t> versionOf(const MigrationSet &release) const;
    /// Files of a release's migrations that are not known here.
    [[nodiscard]] std::vector<std::string> strangersOf(const MigrationSet &release) const;
    /// To be called in the order of releases, before judge(). Those whose text ran already are left out.
    void addRepeatables(std::size_t version, const MigrationSet &release, TextNumbers &numbers);

    /// Runs and judges every migration. Error: cancelled, or no engine for the dialect.
    [[nodiscard]] Result<Done> judge(std::stop_token stop, ProgressSink &progress);

    // After judge().
    [[nodiscard]] SchemaScripts scriptsAt(std::size_t version) const;
    /// PostgreSQL only.
    [[nodiscard]] const Catalogue &after(std::size_t version) const { return m_after[version]; }
    /// Steps from the first to behind the last of these versions.
    [[nodiscard]] std::span<const Step> stepsOf(std::size_t first, std::size_t last) const;
    /// The relation that an operation of a step is about, as "schema.name"; of another dialect what stands
    /// before the last dot of its object.
    [[nodiscard]] std::string relationOf(const Step &step, std::size_t operation) const;
    /// Whatever PostgreSQL would make of it, judged as one release: versions first..last together.
    /// Parallel to stepsOf(). Of another dialect each migration is a release of its own.
    [[nodiscard]] std::vector<std::vector<OperationVerdict>> judgeTogether(std::size_t first, std::size_t last) const;

private:
    Result<Done> judgePostgres(std::stop_token stop, ProgressSink &progress);
    Result<Done> judgeElsewhere(std::stop_token stop, ProgressSink &progress);

    Dialect m_dialect;
    std::vector<SchemaVersion> m_versions;
    std::vector<Step> m_steps;                          ///< By version.
    std::unordered_map<std::string, std::size_t> m_known; ///< By identity and by identity with name.
    std::map<std::string, std::uint32_t> m_repeatable;  ///< What ran last, by name.
    std::vector<Catalogue> m_after;
    std::vector<AppliedScript> m_scripts;               ///< By step, as the judge wants them.
};

} // namespace belay::schema
