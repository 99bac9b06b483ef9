// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/filelock.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace belay::workspace {

namespace {

std::string ownHost()
{
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0)
        return {};
    return name.data();
}

/// "PID HOST\n", as `describeIn` wrote it. Anything else tells nothing.
LockHolder readHolder(int descriptor)
{
    std::array<char, 512> buffer{};
    const ssize_t size = pread(descriptor, buffer.data(), buffer.size(), 0);
    LockHolder holder;
    if (size <= 0)
        return holder;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(size));
    const std::size_t space = text.find(' ');
    const std::size_t end = text.find('\n');
    if (space == std::string_view::npos || end == std::string_view::npos || end < space)
        return holder;
    const auto parsed = std::from_chars(text.data(), text.data() + space, holder.processId);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + space)
        return {};
    holder.host = text.substr(space + 1, end - space - 1);
    return holder;
}

void describeIn(int descriptor)
{
    const std::string text = std::to_string(getpid()) + ' ' + ownHost() + '\n';
    // Only for the message to the next one: a full disk must not keep anybody from opening a file.
    if (ftruncate(descriptor, 0) == 0) {
        [[maybe_unused]] const ssize_t written = pwrite(descriptor, text.data(), text.size(), 0);
    }
}

} // namespace

std::string FileLock::pathFor(const std::string &path)
{
    const std::size_t slash = path.rfind('/');
    return path.substr(0, slash + 1) + '.' + path.substr(slash + 1) + ".lock";
}

FileLock::FileLock(FileLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_path(std::move(other.m_path))
{
}

FileLock &FileLock::operator=(FileLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_path, other.m_path);
    return *this;
}

FileLock::~FileLock()
{
    if (m_descriptor < 0)
        return;
    // Deleted while it is still held: who opened it meanwhile sees that it has gone and tries again.
    unlink(m_path.c_str());
    close(m_descriptor);
}

FileLock::Outcome FileLock::acquire(const std::string &path, FileLock &lock, LockHolder &holder)
{
    const std::string lockPath = pathFor(path);
    // A round is lost only if the holder lets go between our opening and our locking.
    for (int round = 0; round < 100; ++round) {
        int descriptor = open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        // What a crash of another user's program has left can be locked without writing into it.
        if (descriptor < 0 && errno == EACCES)
            descriptor = open(lockPath.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (descriptor < 0)
            return Outcome::NoPlace;
        if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const bool held = errno == EWOULDBLOCK;
            if (held)
                holder = readHolder(descriptor);
            close(descriptor);
            return held ? Outcome::HeldByOther : Outcome::Unsupported;
        }
        struct stat opened {};
        struct stat present {};
        if (fstat(descriptor, &opened) == 0 && stat(lockPath.c_str(), &present) == 0 && opened.st_ino == present.st_ino
            && opened.st_dev == present.st_dev) {
            describeIn(descriptor);
            lock = FileLock();
            lock.m_descriptor = descriptor;
            lock.m_path = lockPath;
            return Outcome::Held;
        }
        close(descriptor);
    }
    return Outcome::HeldByOther;
}

} // namespace belay::workspace
