// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/shared.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The workspace as people write it: names are text, order is the file's. Plain values with
/// defaulted comparison; nothing here is checked. `compile.h` checks them and turns them into
/// numbers.
namespace belay::rollback {

/// Where a value stood in the text it was read from, from 1; 0 means that it was not read from
/// text. Takes no part in comparison.
struct SourceMark {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    friend bool operator==(const SourceMark &, const SourceMark &) { return true; }
};

/// The label that stands for "not deployed".
inline constexpr std::string_view notDeployed = "none";

enum class ComponentKind : std::uint8_t { Service, Database, Flag, Config, Topic, Client, External };

/// The word used in files: "service", "database", ...
[[nodiscard]] std::string_view toText(ComponentKind kind);
[[nodiscard]] std::optional<ComponentKind> componentKindFrom(std::string_view text);
/// By how many releases owners of such a component may go back without asking, unless it says so.
[[nodiscard]] int defaultRollbackDepth(ComponentKind kind);
/// Whether a move of such a component has a mixed window, unless the step says so.
[[nodiscard]] bool rollsByDefault(ComponentKind kind);

/// Labels of the first and the last release, both inclusive; an empty label is open on that side.
/// "a" is {a, a}. At least one side is given.
struct ReleaseRange {
    std::string first;
    std::string last;
    friend bool operator==(const ReleaseRange &, const ReleaseRange &) = default;
};
using ReleaseRanges = std::vector<ReleaseRange>;

/// One way to satisfy a requirement: releases of a component, or a feature that it offers. Exactly
/// one of `feature` and `releases` is filled.
struct Alternative {
    std::string component;
    std::string feature;
    ReleaseRanges releases;
    SourceMark mark;
    friend bool operator==(const Alternative &, const Alternative &) = default;
};

/// Holds if at least one alternative does. Written `{feature: …}` or `{component: …, releases: …}`
/// with one alternative, `{any: […]}` with several (or with one, which reads the same).
struct Requirement {
    std::vector<Alternative> anyOf;
    SourceMark mark;
    friend bool operator==(const Requirement &, const Requirement &) = default;
};

/// What versions of a store do to one statement of a release: why a `Tolerance` ends where it does.
/// For people; no checker reads it.
struct Evidence {
    ReleaseRange versions;             ///< Of the store: where the statement fails.
    bool writes = false;               ///< A write; else a read.
    std::string statement;             ///< Its name, or how it begins. Never empty.
    std::string at;                    ///< "internal/db/users.sql.go:12", in the release's own sources.
    std::string code;                  ///< Of the schema check: "column-missing".
    std::string message;
    std::string cause;                 ///< The migration that made it so, "migrations/43_drop.up.sql:3"; empty: not known.
    std::string found;                 ///< Who says so: "static engine, v0.0.58 (1a2b3c4)".
    SourceMark mark;
    friend bool operator==(const Evidence &, const Evidence &) = default;
};

/// The versions of a store that a release stands. A side that is absent asks nothing; at least one
/// is given. `tolerates: {db: X}` is read X and write X.
struct Tolerance {
    std::string store;
    std::optional<ReleaseRanges> read;
    std::optional<ReleaseRanges> write;
    std::vector<Evidence> evidence;
    SourceMark mark;
    friend bool operator==(const Tolerance &, const Tolerance &) = default;
};

/// Data formats in a store.
struct StoreFormats {
    std::string store;
    std::vector<std::string> formats;
    SourceMark mark;
    friend bool operator==(const StoreFormats &, const StoreFormats &) = default;
};

struct Release {
    std::string id;
    bool featureFree = false;
    std::vector<std::string> offers;
    std::vector<Tolerance> tolerates;
    std::vector<Requirement> needs;
    std::vector<StoreFormats> writes;
    std::vector<StoreFormats> reads;   ///< A store that is listed with no format is read, too.
    SourceMark mark;
    friend bool operator==(const Release &, const Release &) = default;
};

/// How often the way back of a component is practised.
struct DrillRecord {
    std::int64_t cadence_s = 0;
    std::string last;                  ///< ISO date of the last drill; empty: never.
    SourceMark mark;
    friend bool operator==(const DrillRecord &, const DrillRecord &) = default;
};

struct Component {
    std::string id;
    ComponentKind kind = ComponentKind::Service;
    std::string owner;
    std::optional<int> rollbackDepth;  ///< Absent: the kind's default.
    std::vector<Release> releases;     ///< Oldest first; the position is the order.
    std::optional<DrillRecord> drill;
    std::optional<bool> healthByRelease; ///< Whether health is recorded by release; absent: not said.
    SourceMark mark;
    friend bool operator==(const Component &, const Component &) = default;
};

/// Releases of one component in an environment.
struct ComponentReleases {
    std::string component;
    std::vector<std::string> releases;
    SourceMark mark;
    friend bool operator==(const ComponentReleases &, const ComponentReleases &) = default;
};

struct Environment {
    std::string id;
    std::vector<ComponentReleases> live;    ///< Not listed: not deployed. At least one release each.
    std::vector<ComponentReleases> history; ///< Oldest first, complete. Not listed: all predecessors.
    std::vector<StoreFormats> formats;      ///< What is present; not listed: what live and history write.
    SourceMark mark;
    friend bool operator==(const Environment &, const Environment &) = default;
};

enum class StepKind : std::uint8_t { Move, Purge, Soak, Commit, Checkpoint };
[[nodiscard]] std::string_view toText(StepKind kind);

/// One step of a plan. Which fields are used depends on the kind:
/// Move: component, to (several for clients only), reversible, rolling.
/// Purge: format, component (the store). Written `{purge: FORMAT, from: STORE}`.
/// Soak: duration_s, component (may be empty). Commit: component, reason.
/// Checkpoint: name, reason.
struct Step {
    std::string id;
    StepKind kind = StepKind::Move;
    std::string component;
    std::vector<std::string> to;
    bool wholeLiveSet = false;         ///< `to` was written as a list: it states a client's whole live set.
    std::optional<bool> reversible;
    std::optional<bool> rolling;
    std::string format;
    std::int64_t duration_s = 0;
    std::string name;
    std::string reason;
    std::vector<std::string> after;    ///< Ids of steps; partial order only.
    SourceMark mark;
    friend bool operator==(const Step &, const Step &) = default;
};

enum class PlanOrder : std::uint8_t { Sequence, Partial };

struct Plan {
    std::string id;
    std::string environment;
    PlanOrder order = PlanOrder::Sequence;
    std::vector<Step> steps;
    SourceMark mark;
    friend bool operator==(const Plan &, const Plan &) = default;
};

/// A finding that somebody has accepted. Empty fields match anything; a suppression past its date
/// matches nothing and is reported as expired.
struct Suppression {
    std::string code;
    std::string plan;
    std::string component;
    std::string release;
    std::string requirement;
    std::string reason;                ///< Never empty.
    std::string until;                 ///< ISO date, the last day on which it holds. Never empty.
    SourceMark mark;
    friend bool operator==(const Suppression &, const Suppression &) = default;
};

struct Settings {
    std::optional<std::int64_t> commitAfterSoak_s; ///< Absent: no soak commits.
    int simultaneous = 1;              ///< How many components may go back at once; `allAtOnce` for all.
    friend bool operator==(const Settings &, const Settings &) = default;
};
inline constexpr int allAtOnce = 0;

/// Where somebody has put a component on the canvas.
struct NodePlace {
    std::string component;
    double x = 0;
    double y = 0;
    friend bool operator==(const NodePlace &, const NodePlace &) = default;
};

/// An edge that an importer found, without releases: who calls or depends on whom. The graph shows
/// it; the checker asks nothing of it.
struct Link {
    std::string from;
    std::string to;                    ///< A component, or a reference that could not be resolved.
    std::string label;                 ///< "depends_on", "providesApis", ...
    std::string origin;                ///< The importer that found it; empty if a person added it.
    bool resolved = true;
    SourceMark mark;
    friend bool operator==(const Link &, const Link &) = default;
};

struct Workspace {
    std::string name;
    Settings settings;
    std::vector<Shared<Component>> components;
    std::vector<Link> links;
    std::vector<Environment> environments;
    std::vector<Shared<Plan>> plans;
    std::vector<Suppression> suppressions;
    std::vector<NodePlace> layout;
    friend bool operator==(const Workspace &, const Workspace &) = default;
};

/// Seconds as "24h", "7d", ...: the largest of w d h m s that divides them. Inverse: any integer
/// with one of these units.
[[nodiscard]] std::string durationToText(std::int64_t duration_s);
[[nodiscard]] std::optional<std::int64_t> durationFromText(std::string_view text);

/// "a", "a..b", "a..", "..b".
[[nodiscard]] std::string toText(const ReleaseRange &range);
/// Nothing for "" and "..": an empty range and one without an end are errors.
[[nodiscard]] std::optional<ReleaseRange> releaseRangeFrom(std::string_view text);

} // namespace belay::rollback
