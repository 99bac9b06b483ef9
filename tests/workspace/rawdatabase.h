// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

struct sqlite3;

namespace belay::workspace::testing {

/// A file opened past Belay, as a stranger or a newer release would.
class RawDatabase {
public:
    explicit RawDatabase(const std::string &path);
    RawDatabase(const RawDatabase &) = delete;
    RawDatabase &operator=(const RawDatabase &) = delete;
    ~RawDatabase();

    [[nodiscard]] bool run(const std::string &sql);
    /// The first value of the first row as text; empty if there is none.
    [[nodiscard]] std::string text(const std::string &sql);
    [[nodiscard]] std::string message() const;

private:
    sqlite3 *m_handle = nullptr;
};

} // namespace belay::workspace::testing
