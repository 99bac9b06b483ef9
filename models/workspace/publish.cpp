// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/documentfile.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

/// Files that appear under their name whole or not at all.
namespace belay::workspace {

namespace {

Error cannotWrite(std::string detail, const std::string &path)
{
    return Error{ErrorCode::FileUnwritable, std::move(detail), path, 0, 0};
}

Error cannotWrite(int number, const std::string &path)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT: return cannotWrite(std::string("the disk is full"), path);
    case EACCES:
    case EPERM: return cannotWrite(std::string("there is no permission to write there"), path);
    case EROFS: return cannotWrite(std::string("the disk is read-only"), path);
    case EEXIST: return cannotWrite(std::string("there is a file of this name already"), path);
    default: return cannotWrite(std::string(std::strerror(number)), path);
    }
}

/// A descriptor that closes itself.
struct Descriptor {
    int number = -1;
    explicit Descriptor(int n) : number(n) {}
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (number >= 0)
            close(number);
    }
};

/// The file under its temporary name; gone with this object unless it was given its own name.
struct Aside {
    std::string path;
    bool published = false;
    explicit Aside(std::string p) : path(std::move(p)) {}
    Aside(const Aside &) = delete;
    Aside &operator=(const Aside &) = delete;
    ~Aside()
    {
        if (published)
            return;
        unlink(path.c_str());
        unlink((path + "-journal").c_str());
    }
};

Result<Done> sync(const std::string &path, int flags)
{
    const Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
    if (file.number < 0 || fsync(file.number) != 0)
        return cannotWrite(errno, path);
    return Done{};
}

/// A journal beside the old file would be played back into the new one.
void clearJournals(const std::string &path)
{
    struct stat status {};
    if (stat(path.c_str(), &status) == 0 && stat((path + "-journal").c_str(), &status) == 0 && status.st_size > 0) {
        // Played back where it belongs, in case that the new file does not come to take the name.
        Result<std::unique_ptr<Database>> old = Database::open(path, OpenMode::ReadWrite);
        if (old) {
            [[maybe_unused]] const auto read = (*old)->integerOf("SELECT count(*) FROM sqlite_schema");
        }
    }
    for (const char *suffix : {"-journal", "-wal", "-shm"})
        unlink((path + suffix).c_str());
}

int takeName(const std::string &from, const std::string &to, Existing existing)
{
    if (existing == Existing::Refuse) {
        if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
            return 0;
        if (errno != EINVAL && errno != ENOSYS)
            return errno;
        // A file system without that call: a link never replaces anything either.
        if (link(from.c_str(), to.c_str()) == 0) {
            unlink(from.c_str());
            return 0;
        }
        if (errno == EEXIST)
            return errno;
        if (::access(to.c_str(), F_OK) == 0)
            return EEXIST;
    }
    return rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

} // namespace

Result<std::string> resolveTarget(const std::string &path, Existing existing)
{
    const auto resolved = [](const std::string &what) {
        char *text = realpath(what.c_str(), nullptr);
        std::string result = text ? text : "";
        std::free(text);
        return result;
    };
    if (path.empty() || path.back() == '/')
        return cannotWrite(std::string("this is not the name of a file"), path);
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return cannotWrite(std::string("there is a folder of this name"), path);
        if (!S_ISREG(status.st_mode))
            return cannotWrite(std::string("this is not a file"), path);
        if (existing == Existing::Refuse)
            return cannotWrite(EEXIST, path);
        if (::access(path.c_str(), W_OK) != 0)
            return cannotWrite(errno, path);
        const std::string target = resolved(path);
        return target.empty() ? Result<std::string>(cannotWrite(errno, path)) : Result<std::string>(target);
    }
    const std::size_t slash = path.rfind('/');
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    const std::string target = resolved(folder);
    if (target.empty())
        return Error{ErrorCode::FileNotFound, "there is no such folder", path, 0, 0};
    if (stat(target.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
        return Error{ErrorCode::FileNotFound, "there is no such folder", path, 0, 0};
    return target == "/" ? '/' + name : target + '/' + name;
}

Result<Done> publish(const std::string &path, Existing existing, FileLock &lock,
                     const std::function<Result<Done>(Database &)> &fill)
{
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == 0 ? "/" : path.substr(0, slash);
    if (!lock.held()) {
        LockHolder holder;
        switch (FileLock::acquire(path, lock, holder)) {
        case FileLock::Outcome::Held:
        case FileLock::Outcome::Unsupported: break;
        case FileLock::Outcome::HeldByOther:
            return Error{ErrorCode::FileLocked, readOnlySentence(ReadOnlyReason::Locked, holder), path, 0, 0};
        case FileLock::Outcome::NoPlace: return cannotWrite(errno, path);
        }
    }
    // One name for all: only the holder of the lock writes it, and what a crash leaves is overwritten.
    Aside aside(path.substr(0, slash + 1) + '.' + path.substr(slash + 1) + ".new");
    unlink(aside.path.c_str());
    unlink((aside.path + "-journal").c_str());
    {
        const Descriptor file(open(aside.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (file.number < 0)
            return cannotWrite(errno, path);
        struct stat old {};
        if (stat(path.c_str(), &old) == 0 && fchmod(file.number, old.st_mode & 07777U) != 0)
            return cannotWrite(errno, path);
    }
    {
        Result<std::unique_ptr<Database>> database = Database::open(aside.path, OpenMode::ReadWrite);
        if (!database)
            return database.error();
        if (Result<Done> filled = fill(**database); !filled) {
            Error error = filled.error();
            error.file = path;
            return error;
        }
    }
    if (Result<Done> synced = sync(aside.path, O_RDWR); !synced)
        return cannotWrite(errno, path);
    clearJournals(path);
    if (const int number = takeName(aside.path, path, existing); number != 0)
        return cannotWrite(number, path);
    aside.published = true;
    // The name is on disk only when its folder is. Some file systems cannot sync folders and need not.
    [[maybe_unused]] const Result<Done> synced = sync(folder, O_RDONLY | O_DIRECTORY);
    return Done{};
}

} // namespace belay::workspace
