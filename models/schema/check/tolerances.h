// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/check/schemacheck.h"
#include "models/schema/check/schemareport.h"
#include "models/schema/source/gitrepository.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// Which versions of a schema each release stands, for reading and for writing, and what ends that:
/// what the model of rollbacks calls a release's tolerance.
namespace belay::schema {

/// A release to be recorded.
struct RecordedRelease {
    std::string name;                       ///< A tag, or a revision as the user named it.
    std::string commit;                     ///< 40 hexadecimal digits; empty: not from git.
    std::shared_ptr<const FileTree> tree;   ///< Read by the calling thread only. Null: it could not be opened.
};
/// The tags that match and hold a version, oldest first. UnknownReference if there is none.
[[nodiscard]] Result<std::vector<RecordedRelease>> taggedReleases(const GitRepository &repository, std::string_view pattern);
/// These revisions, in the order given.
[[nodiscard]] Result<std::vector<RecordedRelease>> revisionReleases(const GitRepository &repository, std::span<const std::string> revisions);

/// What a database is after one migration more.
struct SchemaVersion {
    std::string label;          ///< The migration's version as its file has it, else its name; no two are equal.
    std::string file;

    friend bool operator==(const SchemaVersion &, const SchemaVersion &) = default;
};

/// Numbers of versions, both ends included.
struct VersionRun {
    std::size_t first = 0;
    std::size_t last = 0;

    friend bool operator==(const VersionRun &, const VersionRun &) = default;
};

/// One reason why a side does not stand some versions.
struct ToleranceEvidence {
    VersionRun versions;        ///< Where this statement (or this operation's victim) fails: connected.
    std::string statement;      ///< Its name; "any read" or "any write" where no statement is known.
    std::string at;             ///< "file:line" in the release's files; empty without a statement.
    std::string code;
    std::string message;
    std::string cause;          ///< "file:line" (or "file") of the migration that did it, or that brings what is not there yet; empty: not found.
    bool undecided = false;     ///< It is not known whether it fails.

    friend bool operator==(const ToleranceEvidence &, const ToleranceEvidence &) = default;
};

/// What one side of a release stands.
struct SideTolerance {
    enum class Basis { Statements, Operations };
    Basis basis = Basis::Statements;
    std::vector<VersionRun> stands;         ///< Ascending, maximal. The release's own version is among them.
    /// Of each maximal run of versions that it does not stand: what fails at the version nearest to the
    /// release's own (at most five), and so much more that each version of the run is in some evidence.
    std::vector<ToleranceEvidence> evidence;
    std::string found;                      ///< Who says so: "static engine, v0.0.58 (1a2b3c4)".

    friend bool operator==(const SideTolerance &, const SideTolerance &) = default;
};

struct ReleaseTolerance {
    std::string release;
    std::string commit;
    std::size_t version = 0;    ///< Its own.
    std::size_t statements = 0;
    SideTolerance reads;
    SideTolerance writes;

    friend bool operator==(const ReleaseTolerance &, const ReleaseTolerance &) = default;
};

/// A statement or an operation that tells nothing about a change, or that no statement shows: for people.
struct ToleranceDoubt {
    std::string what;           ///< A sentence.
    std::vector<std::string> releases; ///< Which it is about, in order; empty: all.

    friend bool operator==(const ToleranceDoubt &, const ToleranceDoubt &) = default;
};

struct SchemaTolerances {
    std::vector<SchemaVersion> versions;    ///< Of the newest release, from the first release's own version on.
    std::vector<ReleaseTolerance> releases; ///< As asked for; those without a schema left out.
    std::vector<MigrationRemark> remarks;   ///< About the histories: edited, out of order, removed.
    std::vector<ToleranceDoubt> doubts;
    std::vector<std::string> leftOut;       ///< Releases that could not be read, with the reason: "v0.0.1: there is no folder ..."
    Engine engine = Engine::Static;
    std::string engineVersion;

    friend bool operator==(const SchemaTolerances &, const SchemaTolerances &) = default;
};

/// Reads all releases and says what each stands. The versions are those of the last one, in its order.
///
/// A side stands its own version, and those at which none of its statements breaks or is undecided. What
/// fails (or is undecided) on the release's own schema as well says nothing about a change: it is a doubt. A side
/// without any statement that can be decided goes by the migrations' operations: a newer version ends it
/// with the first operation that breaks, may break or loses data for the old release, an older one
/// with the first that the newer release cannot do without. If the release has statements on its other
/// side, only operations on what these mention count.
///
/// Fails if the last release cannot be read, if none has a schema, or if the engine is missing. Cost: one
/// read of all releases; a statement is resolved once on the first version and again only on those that
/// changed something it mentions (an engine with a server is asked for every version).
[[nodiscard]] Result<SchemaTolerances> tolerancesOf(std::span<const RecordedRelease> releases, const std::string &migrations,
                                                    const std::vector<std::string> &queries, const CheckOptions &options,
                                                    std::stop_token stop, ProgressSink &progress);

} // namespace belay::schema
