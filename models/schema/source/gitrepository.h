// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/source/filetree.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// A tag and the commit it leads to.
struct GitTag {
    std::string name;
    std::string commit;     ///< 40 hexadecimal digits.
    bool version = false;   ///< Its name holds a version: "v1.2.3", "release-2.0-rc1", "api/v1.4".

    friend bool operator==(const GitTag &, const GitTag &) = default;
};

/// A git repository, read through its object database alone: nothing is checked out, no hook, filter
/// or other program of the repository is run, nothing is written or fetched. To be used by one thread
/// at a time; its trees count as itself.
class GitRepository {
public:
    /// A bare repository, or a work tree's folder. No search in parent folders. It may belong to
    /// another user: only objects are read. FileNotFound if there is none; DamagedFile. Cost: below 5 ms.
    [[nodiscard]] static Result<GitRepository> open(const std::string &path);

    [[nodiscard]] const std::string &path() const { return m_path; }
    /// A commit's id by a tag, branch, (short) hash or any other expression for a revision.
    /// UnknownReference if there is none or several, or if it is no commit.
    [[nodiscard]] Result<std::string> resolve(const std::string &revision) const;
    /// The files of a revision.
    [[nodiscard]] Result<std::unique_ptr<FileTree>> tree(const std::string &revision, FileTreeLimits limits = {}) const;
    /// Tags whose name matches (`*` takes slashes too here), those with a version first, oldest
    /// version first (semantic versioning: 1.0.0-rc1 before 1.0.0, 1.9 before 1.10), then the others
    /// by name. Tags of something else than a commit are left out.
    [[nodiscard]] Result<std::vector<GitTag>> tags(std::string_view pattern = "*") const;

private:
    struct Handle;
    class Tree;
    GitRepository(std::string path, std::shared_ptr<Handle> handle) : m_path(std::move(path)), m_handle(std::move(handle)) {}

    std::string m_path;
    std::shared_ptr<Handle> m_handle;
};

/// Compares names that hold versions as semantic versioning does, whatever stands before the first
/// digit that starts a version; names without a version sort last.
[[nodiscard]] bool versionNameLess(std::string_view a, std::string_view b);
[[nodiscard]] bool holdsVersion(std::string_view name);

} // namespace belay::schema
