// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/schema/migration.h"
#include "models/schema/source/glob.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// What a tree that somebody else made may cost us.
struct FileTreeLimits {
    std::size_t entries = 500'000;              ///< Files and folders looked at in one listing.
    std::size_t depth = 100;                    ///< Of folders inside each other.
    std::uint64_t fileBytes = 100'000'000;      ///< Of one file.
    std::uint64_t totalBytes = 2'000'000'000;   ///< Of all that is read through one tree.

    friend bool operator==(const FileTreeLimits &, const FileTreeLimits &) = default;
};

struct FileEntry {
    std::string path;       ///< From the tree's root, parts joined with `/`.
    std::uint64_t size = 0; ///< In bytes.

    friend bool operator==(const FileEntry &, const FileEntry &) = default;
};

/// Files by path, in the order of their bytes; and what was left out (links, submodules, names that
/// are not UTF-8), code "file-ignored".
struct FileListing {
    std::vector<FileEntry> files;
    std::vector<MigrationRemark> remarks;

    friend bool operator==(const FileListing &, const FileListing &) = default;
};

/// A tree of files to read from: a folder, a git revision, memory. Never follows links, never leaves
/// its root, never writes. To be used by one thread at a time; made for one run, since the bytes read
/// are counted against the limit for as long as it lives.
class FileTree {
public:
    explicit FileTree(FileTreeLimits limits = {}) : m_limits(limits) {}
    virtual ~FileTree();
    FileTree(const FileTree &) = delete;
    FileTree &operator=(const FileTree &) = delete;

    /// For messages: the folder, or the repository and the revision.
    [[nodiscard]] virtual std::string name() const = 0;
    /// All files in a folder and below it; empty: the root. FileNotFound if there is no such folder.
    /// Cost: the folder's subtree.
    [[nodiscard]] Result<FileListing> list(std::string_view folder = {}) const;
    /// All files that match. No match is no error. Cost: the folders that the pattern can match in.
    [[nodiscard]] Result<FileListing> find(const Glob &glob) const;
    [[nodiscard]] Result<FileListing> find(std::string_view pattern) const;
    [[nodiscard]] bool hasFile(std::string_view path) const;
    /// The file's text, without a byte order mark. BadEncoding for what is binary (a zero byte), UTF-16
    /// or not UTF-8, with the line; FileTooLarge; LimitExceeded (of all bytes); FileNotFound;
    /// BadValue for a path that leaves the tree.
    [[nodiscard]] Result<std::string> read(std::string_view path) const;
    /// Names the content: equal ids mean equal bytes, in any tree of this kind. Empty: not known.
    [[nodiscard]] virtual std::string contentId(std::string_view path) const;
    [[nodiscard]] const FileTreeLimits &limits() const { return m_limits; }

protected:
    struct Walk {
        std::function<bool(std::string_view path)> wantsFolder;
        std::function<bool(std::string_view path)> wantsFile;
        FileListing listing;
        std::size_t entries = 0;
    };
    /// Appends to walk.listing in any order. `folder` is normal: no empty parts, no dots.
    [[nodiscard]] virtual Result<Done> walk(const std::string &folder, Walk &walk) const = 0;
    /// The bytes of a file, at most limits().fileBytes. `path` is normal.
    [[nodiscard]] virtual Result<std::string> readBytes(const std::string &path) const = 0;
    /// Nothing if there is no such file.
    [[nodiscard]] virtual bool isFile(const std::string &path) const = 0;

    [[nodiscard]] Error tooLarge(std::string_view path, std::uint64_t size) const;
    [[nodiscard]] Result<Done> countEntry(Walk &walk, std::size_t depth) const;

private:
    [[nodiscard]] Result<FileListing> listed(const std::string &folder, Walk &&walk) const;

    FileTreeLimits m_limits;
    mutable std::uint64_t m_bytesRead = 0;
};

/// A path from the root in normal form: no empty parts and no `.`. BadValue if it is absolute, has a
/// `..` or a zero byte.
[[nodiscard]] Result<std::string> normalPath(std::string_view path);
/// Joins with `/`; an empty folder adds nothing.
[[nodiscard]] std::string joinPath(std::string_view folder, std::string_view name);
/// All before the last `/`; empty if there is none.
[[nodiscard]] std::string_view folderOf(std::string_view path);
/// All behind the last `/`.
[[nodiscard]] std::string_view fileNameOf(std::string_view path);
/// Checks and repairs bytes as FileTree::read does; `path` is for the message.
[[nodiscard]] Result<std::string> textFromBytes(std::string bytes, std::string_view path);

/// A folder on disk.
class FolderTree final : public FileTree {
public:
    explicit FolderTree(std::string root, FileTreeLimits limits = {}) : FileTree(limits), m_root(std::move(root)) {}
    [[nodiscard]] std::string name() const override { return m_root; }

protected:
    [[nodiscard]] Result<Done> walk(const std::string &folder, Walk &walk) const override;
    [[nodiscard]] Result<std::string> readBytes(const std::string &path) const override;
    [[nodiscard]] bool isFile(const std::string &path) const override;

private:
    std::string m_root;
};

/// Files in memory, for tests and for readers of one file.
class MemoryTree final : public FileTree {
public:
    using Files = std::map<std::string, std::string, std::less<>>;
    explicit MemoryTree(Files files = {}, FileTreeLimits limits = {})
        : FileTree(limits), m_files(std::move(files))
    {
    }
    [[nodiscard]] std::string name() const override { return "memory"; }
    void add(std::string path, std::string bytes) { m_files[std::move(path)] = std::move(bytes); }

protected:
    [[nodiscard]] Result<Done> walk(const std::string &folder, Walk &walk) const override;
    [[nodiscard]] Result<std::string> readBytes(const std::string &path) const override;
    [[nodiscard]] bool isFile(const std::string &path) const override;

private:
    Files m_files;
};

} // namespace belay::schema
