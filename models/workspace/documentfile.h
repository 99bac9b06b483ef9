// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/workspace/database.h"
#include "models/workspace/document.h"
#include "models/workspace/filelock.h"
#include "models/workspace/workspacestore.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace belay::workspace {

/// An open file with everything that belongs to it: the database, the right to edit it, and where
/// the workspace's rows lie. Closed in the reverse order: the lock goes last.
struct DocumentFile {
    std::string path;
    FileLock lock;
    std::unique_ptr<Database> database;
    std::unique_ptr<WorkspaceStore> store;
    OpenOutcome outcome = OpenOutcome::Opened;
    bool recovered = false;
    Access access = Access::Writable;
    ReadOnlyReason reason = ReadOnlyReason::None;
    LockHolder holder;
    /// SQLite's count of commits by others, as of our last look.
    std::int64_t dataVersion = 0;

    /// One edit, one transaction: Done means that it is on disk. On an error nothing has changed.
    /// Turns to ReadOnly and Gone if the path leads elsewhere by now, or if somebody else has written.
    [[nodiscard]] Result<Done> write(const rollback::Edit &edit);
    /// True if nobody else has written since the workspace was read or written by us.
    [[nodiscard]] bool isOurs();
};

/// The sentence for an edit that a read-only document refuses.
[[nodiscard]] std::string readOnlySentence(ReadOnlyReason reason, const LockHolder &holder);

/// Opens, checks and reads a file. `workspace` is set on success.
[[nodiscard]] Result<DocumentFile> openFile(const std::string &path, Access access, std::stop_token stop,
                                            ProgressSink &progress,
                                            std::shared_ptr<const rollback::Workspace> &workspace);

/// Goes on with a file that was just published: `store` knows its rows.
[[nodiscard]] Result<DocumentFile> adoptFile(const std::string &path, FileLock lock,
                                             std::unique_ptr<WorkspaceStore> store);

/// A file that is written aside and then takes its name in one step. `lock` is the lock on `path`
/// and stays with the caller; if it is not held it is acquired. On an error `path` is what it was.
[[nodiscard]] Result<Done> publish(const std::string &path, Existing existing, FileLock &lock,
                                   const std::function<Result<Done>(Database &)> &fill);

/// The path a new or replaced file will have: absolute, without symbolic links. Fails if it cannot
/// be written there because of what is or is not there already.
[[nodiscard]] Result<std::string> resolveTarget(const std::string &path, Existing existing);

/// Makes an empty database of ours and writes the workspace into it.
/// `store` then knows the rows.
[[nodiscard]] Result<Done> writeFresh(Database &database, const rollback::Workspace &workspace, WorkspaceStore &store,
                                      std::stop_token stop, ProgressSink &progress);
/// Copies all pages.
[[nodiscard]] Result<Done> copyPages(Database &from, Database &to, std::stop_token stop, ProgressSink &progress);

/// Makes the folder and those above it, for its owner only.
[[nodiscard]] Result<Done> makeRecoveryFolder(const std::string &folder);

/// Reads the name of the workspace in a file that nobody has open, after finishing what a crash left
/// of its last transaction. \returns false if it is not a sound document or holds nothing.
[[nodiscard]] bool peek(const std::string &path, std::string &name);

} // namespace belay::workspace
