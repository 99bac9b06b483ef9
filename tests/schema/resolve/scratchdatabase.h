// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"

#include <libpq-fe.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema::test {

using Rows = std::vector<std::vector<std::string>>;

/// A database of its own on a scratch server.
class ScratchDatabase {
public:
    /// `connection` is libpq's for the server.
    ScratchDatabase(const std::string &connection, const std::string &name);
    ~ScratchDatabase();
    ScratchDatabase(const ScratchDatabase &) = delete;
    ScratchDatabase &operator=(const ScratchDatabase &) = delete;

    /// Runs statements; the error's first line, or nothing.
    std::optional<std::string> run(const std::string &sql);
    Rows rows(const std::string &sql);
    /// What PREPARE says of a statement: its error's first line, or nothing.
    std::optional<std::string> prepare(const std::string &sql);
    /// The catalogue as the server's own system catalogs tell it.
    Catalogue catalogue();

private:
    PGconn *m_connection = nullptr;
};

} // namespace belay::schema::test
