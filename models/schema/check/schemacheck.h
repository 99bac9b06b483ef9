// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/schema/check/schemareport.h"
#include "models/schema/source/changelog.h"
#include "models/schema/source/filetree.h"
#include "models/schema/source/replacement.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

struct CheckOptions {
    std::optional<Layout> layout;
    std::optional<Dialect> dialect;
    std::vector<Replacement> replacements;
    Engine engine = Engine::Static;
    std::string scratchServer;  ///< Postgres: URL of a server to make a scratch database on; empty: a throw-away one.
    const ChangelogReader *documents = nullptr;
};

/// One side of a transition. The tree is read by the calling thread only.
struct Release {
    std::string name;           ///< As the user named it.
    const FileTree *tree = nullptr;
};

/// What the old release meets once the new release's migrations have run: every statement that its
/// files hold, resolved on the new schema; and what each new migration does in the five mixed states.
/// `migrations` is a folder or file in both trees; without `queries` no statements are read. A
/// statement that fails is looked for in the new release by its name: if that one fails as well, it
/// says so. Fails if a tree cannot be read, its layout is not recognised, or the engine is missing.
[[nodiscard]] Result<SchemaReport> checkTransition(const Release &from, const Release &to, const std::string &migrations,
                                                   const std::vector<std::string> &queries, const CheckOptions &options,
                                                   std::stop_token stop, ProgressSink &progress);

/// Judges migrations alone: all of them, or those behind version `since` (as written in file names).
/// Each is a release of its own.
[[nodiscard]] Result<SchemaReport> lintMigrations(const FileTree &tree, const std::string &migrations, const std::string &since,
                                                  const CheckOptions &options, std::stop_token stop, ProgressSink &progress);

} // namespace belay::schema
