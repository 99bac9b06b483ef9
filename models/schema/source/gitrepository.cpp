// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/gitrepository.h"

#include <git2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <compare>
#include <map>

namespace belay::schema {

namespace {

template <class T, void (*Free)(T *)>
struct Freed {
    void operator()(T *object) const { Free(object); }
};
template <class T, void (*Free)(T *)>
using Owned = std::unique_ptr<T, Freed<T, Free>>;

std::string lastMessage()
{
    const git_error *error = git_error_last();
    std::string text = error != nullptr && error->message != nullptr ? error->message : "unknown error";
    if (!text.empty())
        text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
    return text + '.';
}

std::string hex(const git_oid &id)
{
    std::array<char, GIT_OID_HEXSZ + 1> text{};
    git_oid_tostr(text.data(), text.size(), &id);
    return text.data();
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// A name's version: numbers, then what follows a dash; nullopt if there is none.
struct VersionParts {
    std::vector<std::string_view> numbers;
    std::vector<std::string_view> prerelease;
};

std::strong_ordering compareNumbers(std::string_view a, std::string_view b)
{
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size())
        return a.size() <=> b.size();
    return a <=> b;
}

std::optional<VersionParts> versionOf(std::string_view name)
{
    // The last part of a path: "api/v1.4". A digit starts a version unless a letter other than a
    // lone v or r stands before it ("sha1" is no version).
    name = fileNameOf(name);
    std::size_t at = 0;
    while (at < name.size()) {
        if (isDigit(name[at])) {
            const bool start = at == 0 || std::isalnum(static_cast<unsigned char>(name[at - 1])) == 0;
            const bool lettered = at > 0 && (name[at - 1] == 'v' || name[at - 1] == 'V' || name[at - 1] == 'r')
                && (at == 1 || std::isalnum(static_cast<unsigned char>(name[at - 2])) == 0);
            if (start || lettered)
                break;
        }
        ++at;
    }
    if (at == name.size())
        return std::nullopt;
    VersionParts parts;
    const auto take = [&](auto good) {
        const std::size_t from = at;
        while (at < name.size() && good(name[at]))
            ++at;
        return name.substr(from, at - from);
    };
    while (true) {
        parts.numbers.push_back(take(isDigit));
        if (at + 1 < name.size() && (name[at] == '.' || name[at] == '_') && isDigit(name[at + 1]))
            ++at;
        else
            break;
    }
    // Without a dash too: "1.0rc1", "1.0.beta2". Behind a plus stands the build, which orders nothing.
    const std::size_t plus = std::min(name.find('+', at), name.size());
    name = name.substr(0, plus);
    if (at < name.size() && (name[at] == '-' || name[at] == '.' || name[at] == '_'))
        ++at;
    while (at < name.size()) {
        const std::string_view part = isDigit(name[at])
            ? take(isDigit)
            : take([](char c) { return !isDigit(c) && c != '.' && c != '-' && c != '_'; });
        if (part.empty())
            ++at;
        else
            parts.prerelease.push_back(part);
    }
    return parts;
}

std::strong_ordering compareVersions(const VersionParts &a, const VersionParts &b)
{
    for (std::size_t i = 0; i < std::max(a.numbers.size(), b.numbers.size()); ++i) {
        const auto order = compareNumbers(i < a.numbers.size() ? a.numbers[i] : "0", i < b.numbers.size() ? b.numbers[i] : "0");
        if (order != 0)
            return order;
    }
    if (a.prerelease.empty() != b.prerelease.empty())
        return a.prerelease.empty() ? std::strong_ordering::greater : std::strong_ordering::less;
    for (std::size_t i = 0; i < std::min(a.prerelease.size(), b.prerelease.size()); ++i) {
        const bool numberA = isDigit(a.prerelease[i].front());
        const bool numberB = isDigit(b.prerelease[i].front());
        if (numberA != numberB)
            return numberA ? std::strong_ordering::less : std::strong_ordering::greater;
        const auto order = numberA ? compareNumbers(a.prerelease[i], b.prerelease[i]) : a.prerelease[i] <=> b.prerelease[i];
        if (order != 0)
            return order;
    }
    return a.prerelease.size() <=> b.prerelease.size();
}

/// `*` and `?` over the whole name.
bool nameMatches(std::string_view pattern, std::string_view name)
{
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos;
    std::size_t starName = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            starName = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star;
            n = ++starName;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

} // namespace

bool holdsVersion(std::string_view name)
{
    return versionOf(name).has_value();
}

bool versionNameLess(std::string_view a, std::string_view b)
{
    const std::optional<VersionParts> versionA = versionOf(a);
    const std::optional<VersionParts> versionB = versionOf(b);
    if (versionA.has_value() != versionB.has_value())
        return versionA.has_value();
    if (versionA) {
        const auto order = compareVersions(*versionA, *versionB);
        if (order != 0)
            return order < 0;
    }
    return a < b;
}

/// The library's state is counted; this keeps it and the repository alive.
struct GitRepository::Handle {
    Handle() { git_libgit2_init(); }
    ~Handle()
    {
        git_odb_free(objects);
        git_repository_free(repository);
        git_libgit2_shutdown();
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;

    git_repository *repository = nullptr;
    git_odb *objects = nullptr;
};

class GitRepository::Tree final : public FileTree {
public:
    Tree(std::shared_ptr<Handle> handle, std::string treeName, Owned<git_tree, git_tree_free> root, FileTreeLimits treeLimits)
        : FileTree(treeLimits), m_handle(std::move(handle)), m_name(std::move(treeName)), m_root(std::move(root))
    {
    }
    [[nodiscard]] std::string name() const override { return m_name; }
    [[nodiscard]] std::string contentId(std::string_view path) const override
    {
        const Result<std::string> normal = normalPath(path);
        git_oid id{};
        return normal && blob(*normal, id) == BlobKind::File ? hex(id) : std::string();
    }

protected:
    [[nodiscard]] Result<Done> walk(const std::string &folder, Walk &walk) const override
    {
        git_oid root{};
        if (folder.empty()) {
            root = *git_tree_id(m_root.get());
        } else {
            git_tree_entry *found = nullptr;
            const int failed = git_tree_entry_bypath(&found, m_root.get(), folder.c_str());
            const Owned<git_tree_entry, git_tree_entry_free> entry(found);
            if (failed != 0 || git_tree_entry_type(entry.get()) != GIT_OBJECT_TREE)
                return Error{ErrorCode::FileNotFound, "There is no such folder in " + m_name + '.', folder, 0, 0};
            root = *git_tree_entry_id(entry.get());
        }
        struct Open {
            std::string path;
            git_oid id;
            std::size_t depth;
        };
        std::vector<Open> open{{folder, root, 0}};
        while (!open.empty()) {
            const Open here = std::move(open.back());
            open.pop_back();
            git_tree *found = nullptr;
            if (git_tree_lookup(&found, m_handle->repository, &here.id) != 0)
                return Error{ErrorCode::DamagedFile, "A folder cannot be read: " + lastMessage(), here.path, 0, 0};
            const Owned<git_tree, git_tree_free> tree(found);
            const std::size_t count = git_tree_entrycount(tree.get());
            for (std::size_t i = 0; i < count; ++i) {
                const git_tree_entry *entry = git_tree_entry_byindex(tree.get(), i);
                if (const Result<Done> counted = countEntry(walk, here.depth); !counted)
                    return counted.error();
                const std::string_view entryName = git_tree_entry_name(entry);
                // A tree made by hand can hold any name; none of these can come from a file.
                if (entryName.empty() || entryName == "." || entryName == ".." || entryName.find('/') != std::string_view::npos
                    || !textFromBytes(std::string(entryName), {})) {
                    walk.listing.remarks.push_back({"file-ignored", joinPath(here.path, "?"), 0,
                                                    "The name of a file is not possible or not UTF-8."});
                    continue;
                }
                std::string child = joinPath(here.path, entryName);
                switch (git_tree_entry_filemode(entry)) {
                case GIT_FILEMODE_TREE:
                    if (walk.wantsFolder(child))
                        open.push_back({std::move(child), *git_tree_entry_id(entry), here.depth + 1});
                    break;
                case GIT_FILEMODE_LINK:
                    if (walk.wantsFile(child) || walk.wantsFolder(child))
                        walk.listing.remarks.push_back(
                            {"file-ignored", std::move(child), 0, "This is a symbolic link; links are not followed."});
                    break;
                case GIT_FILEMODE_COMMIT:
                    if (walk.wantsFolder(child))
                        walk.listing.remarks.push_back(
                            {"file-ignored", std::move(child), 0, "This is a submodule; its files are in another repository."});
                    break;
                default:
                    if (walk.wantsFile(child)) {
                        std::size_t size = 0;
                        git_object_t type = GIT_OBJECT_INVALID;
                        if (git_odb_read_header(&size, &type, m_handle->objects, git_tree_entry_id(entry)) != 0)
                            return Error{ErrorCode::DamagedFile, "The file cannot be read: " + lastMessage(), child, 0, 0};
                        walk.listing.files.push_back({std::move(child), size});
                    }
                }
            }
        }
        return Done{};
    }

    [[nodiscard]] Result<std::string> readBytes(const std::string &path) const override
    {
        git_oid id{};
        switch (blob(path, id)) {
        case BlobKind::None:
            return Error{ErrorCode::FileNotFound, "There is no such file in " + m_name + '.', path, 0, 0};
        case BlobKind::Link:
            return Error{ErrorCode::FileUnreadable, "This is a symbolic link; links are not followed.", path, 0, 0};
        case BlobKind::File:
            break;
        }
        std::size_t size = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        if (git_odb_read_header(&size, &type, m_handle->objects, &id) != 0)
            return Error{ErrorCode::DamagedFile, "The file cannot be read: " + lastMessage(), path, 0, 0};
        if (size > limits().fileBytes)
            return tooLarge(path, size);
        git_odb_object *read = nullptr;
        if (type != GIT_OBJECT_BLOB || git_odb_read(&read, m_handle->objects, &id) != 0)
            return Error{ErrorCode::DamagedFile, "The file cannot be read: " + lastMessage(), path, 0, 0};
        const Owned<git_odb_object, git_odb_object_free> object(read);
        return std::string(static_cast<const char *>(git_odb_object_data(object.get())), git_odb_object_size(object.get()));
    }

    [[nodiscard]] bool isFile(const std::string &path) const override
    {
        git_oid id{};
        return blob(path, id) == BlobKind::File;
    }

private:
    enum class BlobKind { None, Link, File };
    BlobKind blob(const std::string &path, git_oid &id) const
    {
        const git_tree *folder = folderTree(std::string(folderOf(path)));
        const git_tree_entry *entry = folder == nullptr ? nullptr : git_tree_entry_byname(folder, std::string(fileNameOf(path)).c_str());
        if (path.empty() || entry == nullptr)
            return BlobKind::None;
        id = *git_tree_entry_id(entry);
        switch (git_tree_entry_filemode(entry)) {
        case GIT_FILEMODE_TREE:
        case GIT_FILEMODE_COMMIT:
            return BlobKind::None;
        case GIT_FILEMODE_LINK:
            return BlobKind::Link;
        default:
            return BlobKind::File;
        }
    }

    /// The tree of a folder, null if there is none. The library does not keep large ones, and parsing
    /// one again for each of its files would be quadratic.
    const git_tree *folderTree(const std::string &path) const
    {
        if (path.empty())
            return m_root.get();
        const auto known = m_folders.find(path);
        if (known != m_folders.end())
            return known->second.get();
        git_tree_entry *found = nullptr;
        git_tree *tree = nullptr;
        const int failed = git_tree_entry_bypath(&found, m_root.get(), path.c_str());
        const Owned<git_tree_entry, git_tree_entry_free> entry(found);
        if (failed == 0 && git_tree_entry_type(entry.get()) == GIT_OBJECT_TREE)
            git_tree_lookup(&tree, m_handle->repository, git_tree_entry_id(entry.get()));
        constexpr std::size_t mostKept = 64;
        if (m_folders.size() >= mostKept)
            m_folders.clear();
        return m_folders.emplace(path, Owned<git_tree, git_tree_free>(tree)).first->second.get();
    }

    std::shared_ptr<Handle> m_handle;
    std::string m_name;
    Owned<git_tree, git_tree_free> m_root;
    mutable std::map<std::string, Owned<git_tree, git_tree_free>> m_folders;
};

Result<GitRepository> GitRepository::open(const std::string &path)
{
    auto handle = std::make_shared<Handle>();
    // Only objects are read and nothing of the repository is run, so that it does not matter to whom
    // it belongs; nor do extensions matter that change how a work tree or a fetch behaves.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    std::array<const char *, 4> extensions{"partialclone", "worktreeconfig", "preciousobjects", "relativeworktrees"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
    const int failed = git_repository_open_ext(&handle->repository, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
    if (failed == GIT_ENOTFOUND)
        return Error{ErrorCode::FileNotFound, "There is no git repository here.", path, 0, 0};
    if (failed != 0 || git_repository_odb(&handle->objects, handle->repository) != 0)
        return Error{ErrorCode::DamagedFile, "The git repository cannot be read: " + lastMessage(), path, 0, 0};
    return GitRepository(path, std::move(handle));
}

Result<std::string> GitRepository::resolve(const std::string &revision) const
{
    const auto unknown = [&](std::string_view why) {
        return Error{ErrorCode::UnknownReference, "The revision \"" + revision + "\" " + std::string(why), m_path, 0, 0};
    };
    if (revision.empty() || revision.find('\0') != std::string::npos)
        return unknown("is not a name.");
    git_object *found = nullptr;
    const int failed = git_revparse_single(&found, m_handle->repository, revision.c_str());
    const Owned<git_object, git_object_free> object(found);
    if (failed == GIT_EAMBIGUOUS)
        return unknown("is ambiguous: give more digits.");
    if (failed != 0)
        return unknown("is not in this repository.");
    git_object *peeled = nullptr;
    if (git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT) != 0)
        return unknown("is not a commit.");
    const Owned<git_object, git_object_free> commit(peeled);
    return hex(*git_object_id(commit.get()));
}

Result<std::unique_ptr<FileTree>> GitRepository::tree(const std::string &revision, FileTreeLimits limits) const
{
    const Result<std::string> id = resolve(revision);
    if (!id)
        return id.error();
    git_oid oid{};
    git_commit *foundCommit = nullptr;
    if (git_oid_fromstr(&oid, id->c_str()) != 0 || git_commit_lookup(&foundCommit, m_handle->repository, &oid) != 0)
        return Error{ErrorCode::DamagedFile, "The commit cannot be read: " + lastMessage(), m_path, 0, 0};
    const Owned<git_commit, git_commit_free> commit(foundCommit);
    git_tree *foundTree = nullptr;
    if (git_commit_tree(&foundTree, commit.get()) != 0)
        return Error{ErrorCode::DamagedFile, "The tree of the commit cannot be read: " + lastMessage(), m_path, 0, 0};
    Owned<git_tree, git_tree_free> root(foundTree);
    return std::unique_ptr<FileTree>(std::make_unique<Tree>(m_handle, m_path + '@' + revision, std::move(root), limits));
}

Result<std::vector<GitTag>> GitRepository::tags(std::string_view pattern) const
{
    struct Collected {
        git_repository *repository;
        std::string_view pattern;
        std::vector<GitTag> tags;
    } collected{m_handle->repository, pattern, {}};
    const auto collect = [](const char *name, git_oid *id, void *payload) {
        auto &to = *static_cast<Collected *>(payload);
        std::string_view shortName = name;
        if (shortName.starts_with("refs/tags/"))
            shortName.remove_prefix(10);
        git_object *found = nullptr;
        if (!nameMatches(to.pattern, shortName) || git_object_lookup(&found, to.repository, id, GIT_OBJECT_ANY) != 0)
            return 0;
        const Owned<git_object, git_object_free> object(found);
        git_object *peeled = nullptr;
        if (git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT) != 0)
            return 0;
        const Owned<git_object, git_object_free> commit(peeled);
        to.tags.push_back({std::string(shortName), hex(*git_object_id(commit.get())), holdsVersion(shortName)});
        return 0;
    };
    if (git_tag_foreach(m_handle->repository, collect, &collected) != 0)
        return Error{ErrorCode::DamagedFile, "The tags cannot be read: " + lastMessage(), m_path, 0, 0};
    std::sort(collected.tags.begin(), collected.tags.end(),
              [](const GitTag &a, const GitTag &b) { return versionNameLess(a.name, b.name); });
    return std::move(collected.tags);
}

} // namespace belay::schema
