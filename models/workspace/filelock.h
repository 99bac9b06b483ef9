// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workspace/document.h"

#include <cstdint>
#include <string>

namespace belay::workspace {

/// The right to edit one file, held through an advisory lock on a file of its own beside it
/// (".name.lock"). The kernel gives it up when the process ends, however it ends, so a file that a
/// crash leaves behind blocks nobody. Not a lock on the document itself: closing any descriptor of
/// that file would drop the locks that SQLite holds on it.
class FileLock {
public:
    enum class Outcome : std::uint8_t {
        Held,          ///< By us now.
        HeldByOther,
        NoPlace,       ///< No file can be made in the folder.
        Unsupported,   ///< The file system has no such locks; edits of others are still noticed.
    };

    FileLock() = default;
    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&other) noexcept;
    /// Deletes the lock's file and gives the lock up.
    ~FileLock();

    /// Tries once, without waiting. \pre `path` is absolute, and without symbolic links.
    [[nodiscard]] static Outcome acquire(const std::string &path, FileLock &lock, LockHolder &holder);
    [[nodiscard]] bool held() const { return m_descriptor >= 0; }
    [[nodiscard]] static std::string pathFor(const std::string &path);

private:
    int m_descriptor = -1;
    std::string m_path;
};

} // namespace belay::workspace
