// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/filetree.h"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace belay::schema {

namespace {

/// An open file or folder.
class Handle {
public:
    explicit Handle(int descriptor) : m_descriptor(descriptor) {}
    ~Handle()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Handle(Handle &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    Handle &operator=(Handle &&other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    [[nodiscard]] bool open() const { return m_descriptor >= 0; }
    [[nodiscard]] int get() const { return m_descriptor; }
    int release() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor;
};

struct CloseFolder {
    void operator()(DIR *folder) const { ::closedir(folder); }
};

Error systemError(int number, std::string path)
{
    const bool missing = number == ENOENT || number == ENOTDIR;
    if (number == ELOOP)
        return {ErrorCode::FileUnreadable, "This is a symbolic link; links are not followed.", std::move(path), 0, 0};
    return {missing ? ErrorCode::FileNotFound : ErrorCode::FileUnreadable,
            missing ? "There is no such file or folder." : std::string(std::strerror(number)), std::move(path), 0, 0};
}

/// Opens part by part from the root, none of them through a link: the check and the use are one, so
/// that nobody can put a link there in between. Leaves errno set if it fails.
Handle openBelow(const std::string &root, const std::string &path, int lastFlags)
{
    Handle here(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    std::size_t from = 0;
    while (here.open() && from < path.size()) {
        const std::size_t slash = std::min(path.find('/', from), path.size());
        const std::string part = path.substr(from, slash - from);
        const int flags = slash == path.size() ? lastFlags : O_DIRECTORY;
        // A pipe would block on opening; non-blocking mode means nothing to a regular file.
        here = Handle(::openat(here.get(), part.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | flags));
        from = slash + 1;
    }
    return here;
}

} // namespace

Result<Done> FolderTree::walk(const std::string &folder, Walk &walk) const
{
    std::vector<std::pair<std::string, std::size_t>> open{{folder, 0}};
    while (!open.empty()) {
        const auto [path, depth] = std::move(open.back());
        open.pop_back();
        Handle handle = openBelow(m_root, path, O_DIRECTORY);
        if (!handle.open())
            return systemError(errno, path.empty() ? m_root : path);
        const std::unique_ptr<DIR, CloseFolder> entries(::fdopendir(handle.get()));
        if (!entries)
            return systemError(errno, path);
        const int descriptor = handle.release();
        while (const dirent *entry = ::readdir(entries.get())) {
            const std::string_view entryName = entry->d_name;
            if (entryName == "." || entryName == "..")
                continue;
            if (const Result<Done> counted = countEntry(walk, depth); !counted)
                return counted.error();
            std::string child = joinPath(path, entryName);
            struct stat status {};
            if (::fstatat(descriptor, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
                continue; // Gone since it was listed.
            if (S_ISDIR(status.st_mode)) {
                // Git's own folder holds no file of the project.
                if (entryName != ".git" && walk.wantsFolder(child))
                    open.emplace_back(std::move(child), depth + 1);
            } else if (S_ISREG(status.st_mode)) {
                if (!walk.wantsFile(child))
                    continue;
                if (!textFromBytes(child, {}))
                    walk.listing.remarks.push_back({"file-ignored", joinPath(path, "?"), 0, "The name of a file is not UTF-8."});
                else
                    walk.listing.files.push_back({std::move(child), static_cast<std::uint64_t>(status.st_size)});
            } else if (walk.wantsFile(child) || (S_ISLNK(status.st_mode) && walk.wantsFolder(child))) {
                walk.listing.remarks.push_back({"file-ignored", std::move(child), 0,
                                                S_ISLNK(status.st_mode) ? "This is a symbolic link; links are not followed."
                                                                        : "This is neither a file nor a folder."});
            }
        }
    }
    return Done{};
}

Result<std::string> FolderTree::readBytes(const std::string &path) const
{
    const Handle handle = openBelow(m_root, path, 0);
    if (!handle.open())
        return systemError(errno, path);
    struct stat status {};
    if (::fstat(handle.get(), &status) != 0)
        return systemError(errno, path);
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::FileUnreadable, "This is not a regular file.", path, 0, 0};
    if (static_cast<std::uint64_t>(status.st_size) > limits().fileBytes)
        return tooLarge(path, static_cast<std::uint64_t>(status.st_size));
    std::string bytes;
    bytes.resize(static_cast<std::size_t>(status.st_size));
    std::size_t done = 0;
    while (true) {
        if (done == bytes.size()) {
            // It may have grown since: stay within the limit all the same.
            char more = 0;
            const ssize_t got = ::read(handle.get(), &more, 1);
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                return systemError(errno, path);
            if (got == 0)
                break;
            if (bytes.size() >= limits().fileBytes)
                return tooLarge(path, bytes.size() + 1);
            bytes.push_back(more);
            ++done;
            continue;
        }
        const ssize_t got = ::read(handle.get(), bytes.data() + done, bytes.size() - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemError(errno, path);
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

bool FolderTree::isFile(const std::string &path) const
{
    const Handle handle = openBelow(m_root, path, 0);
    struct stat status {};
    return handle.open() && ::fstat(handle.get(), &status) == 0 && S_ISREG(status.st_mode);
}

} // namespace belay::schema
