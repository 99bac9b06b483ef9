// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/documentfile.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

/// Documents without a name, and what a crash leaves of them.
namespace belay::workspace {

std::string recoveryFolder()
{
    const auto absolute = [](const char *name) -> std::string {
        const char *value = std::getenv(name);
        // The base directory specification: a path that is not absolute is to be ignored.
        return value && value[0] == '/' ? value : "";
    };
    const std::string state = absolute("XDG_STATE_HOME");
    if (!state.empty())
        return state + "/belay/unsaved";
    return absolute("HOME") + "/.local/state/belay/unsaved";
}

Result<Done> makeRecoveryFolder(const std::string &folder)
{
    for (std::size_t slash = folder.find('/', 1);; slash = folder.find('/', slash + 1)) {
        const std::string part = folder.substr(0, slash);
        if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST)
            return Error{ErrorCode::FileUnwritable, std::strerror(errno), part, 0, 0};
        if (slash == std::string::npos)
            return Done{};
    }
}

std::vector<Recoverable> recoverableDocuments(const std::string &folder)
{
    std::vector<Recoverable> result;
    char *resolved = realpath(folder.c_str(), nullptr);
    if (!resolved)
        return result;
    const std::string place = resolved;
    std::free(resolved);
    DIR *entries = opendir(place.c_str());
    if (!entries)
        return result;
    while (const dirent *entry = readdir(entries)) {
        const std::string name = entry->d_name;
        if (name.starts_with('.') || !name.ends_with(fileSuffix))
            continue;
        Recoverable found;
        found.path = place + '/' + name;
        FileLock lock;
        LockHolder holder;
        if (FileLock::acquire(found.path, lock, holder) == FileLock::Outcome::HeldByOther)
            continue;
        struct stat status {};
        if (stat(found.path.c_str(), &status) != 0)
            continue;
        found.changed_s = status.st_mtime;
        if (peek(found.path, found.name))
            result.push_back(std::move(found));
    }
    closedir(entries);
    std::sort(result.begin(), result.end(), [](const Recoverable &a, const Recoverable &b) {
        return a.changed_s != b.changed_s ? a.changed_s > b.changed_s : a.path < b.path;
    });
    return result;
}

Result<Done> discardRecoverable(const std::string &path)
{
    Result<std::string> file = resolveTarget(path, Existing::Replace);
    if (!file)
        return file.error();
    FileLock lock;
    LockHolder holder;
    if (FileLock::acquire(*file, lock, holder) == FileLock::Outcome::HeldByOther)
        return Error{ErrorCode::FileLocked, readOnlySentence(ReadOnlyReason::Locked, holder), *file, 0, 0};
    if (unlink(file->c_str()) != 0)
        return Error{errno == ENOENT ? ErrorCode::FileNotFound : ErrorCode::FileUnwritable, std::strerror(errno), *file,
                     0, 0};
    unlink((*file + "-journal").c_str());
    return Done{};
}

} // namespace belay::workspace
