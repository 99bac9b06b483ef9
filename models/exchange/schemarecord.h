// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/exchange/textparts.h"
#include "models/rollback/workspace.h"
#include "models/schema/check/tolerances.h"

#include <cstdint>
#include <string>
#include <vector>

/// Takes what the schema check knows of releases over into a workspace.
namespace belay::exchange {

struct RecordOptions {
    std::string service;
    std::string store;
    bool replaceRanges = false;         ///< Also ranges that people wrote and that differ.
};

/// What became of one release's tolerance.
struct RecordedTolerance {
    enum class Action : std::uint8_t { Added, Updated, Unchanged, Replaced, Kept };
    std::string release;                ///< As the workspace calls it.
    std::string commit;
    std::string version;                ///< The release's own.
    bool releaseAdded = false;
    Action action = Action::Added;
    rollback::ReleaseRanges read;       ///< As the statements say.
    rollback::ReleaseRanges write;
    std::vector<rollback::Evidence> evidence;
    std::string written;                ///< Kept or Replaced: what stood there, "41..42"; "read 41, write 41..42".

    friend bool operator==(const RecordedTolerance &, const RecordedTolerance &) = default;
};

struct SchemaRecord {
    rollback::Workspace workspace;
    std::string service;
    std::string store;
    bool serviceAdded = false;
    bool storeAdded = false;
    std::vector<std::string> versionsAdded;
    std::size_t versionsKnown = 0;
    std::vector<RecordedTolerance> releases;
    std::vector<std::string> remarks;   ///< Sentences: kept ranges, orders that differ.
};

/// The workspace with the store's schema versions and the service's releases, each with what it
/// tolerates. Missing versions and releases are put at their places; a version is the same if its
/// number is (41 and 000041), a release if its name is but for a leading v. A tolerance on that store is
/// replaced if it was recorded (each side has evidence, or says what would have been recorded when the store ended
/// where it did); one that people wrote and that differs stays, with a remark. Versions that
/// `tolerances` does not know keep what was said of them. Everything else in the workspace stays.
/// Recording the same again changes nothing.
///
/// BadUsage if the store is there and no database, if the service is a database, or both are one;
/// BadValue if a label cannot be one. Cost: linear in the components and in releases times versions.
[[nodiscard]] Result<SchemaRecord> recordSchema(rollback::Workspace before, const schema::SchemaTolerances &tolerances,
                                                const RecordOptions &options);

/// "41..42, 44"; empty for none.
[[nodiscard]] std::string rangesText(const rollback::ReleaseRanges &ranges);

/// docs/schema.md states the JSON.
[[nodiscard]] std::string writeRecordJson(const SchemaRecord &record, const schema::SchemaTolerances &tolerances, bool dryRun);
[[nodiscard]] std::string writeRecordText(const SchemaRecord &record, const schema::SchemaTolerances &tolerances, bool dryRun, Colours colours);
[[nodiscard]] std::string_view actionName(RecordedTolerance::Action action); ///< "added", "updated", ...

} // namespace belay::exchange
