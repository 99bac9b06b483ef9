// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// What a server answered to one text: rows, or its error.
struct PostgresAnswer {
    std::string state;          ///< SQLSTATE; empty if it went well.
    std::string message;        ///< The primary message's first line, without "ERROR:".
    std::string detail;
    std::uint32_t offset = 0;   ///< Byte in the text that the error is about.
    bool placed = false;        ///< False if the server named no place.
    /// Of the last statement that gives rows, as text; nullopt: null. At most a million.
    std::vector<std::vector<std::optional<std::string>>> rows;

    [[nodiscard]] bool ok() const { return state.empty(); }
};

/// A connection to PostgreSQL that can always be given up: every wait is bounded and ends when asked to
/// stop, and then the server is told to cancel. One thread at a time.
class PostgresConnection {
public:
    /// `conninfo`: an URL (postgresql://...) or libpq's key=value list. The error never repeats it, as it
    /// may hold a password.
    [[nodiscard]] static Result<PostgresConnection> open(const std::string &conninfo, std::chrono::milliseconds limit, std::stop_token stop);
    /// The same server, with other user, password or database; empty: as in `conninfo`.
    [[nodiscard]] static Result<PostgresConnection> open(const std::string &conninfo, const std::string &user, const std::string &password,
                                                         const std::string &database, std::chrono::milliseconds limit, std::stop_token stop);

    PostgresConnection(PostgresConnection &&) noexcept;
    PostgresConnection &operator=(PostgresConnection &&) noexcept;
    ~PostgresConnection();

    /// Executes a text (one statement or several; several are one transaction). Errors of the server are
    /// in the answer; an Error means: cancelled, out of time (LimitExceeded) or the connection is lost.
    [[nodiscard]] Result<PostgresAnswer> execute(std::string_view sql, std::stop_token stop);
    /// Lets the server parse and analyse one statement, as PREPARE does, and forgets it. Executes nothing.
    [[nodiscard]] Result<PostgresAnswer> prepare(std::string_view sql, std::stop_token stop);

    void setLimit(std::chrono::milliseconds limit) { m_limit = limit; }
    /// In a failed or open transaction block.
    [[nodiscard]] bool inTransaction() const;
    [[nodiscard]] bool lost() const;

private:
    PostgresConnection() = default;
    Result<PostgresAnswer> collect(std::string_view sql, const std::stop_token &stop);
    void abandon();

    struct Native;
    std::unique_ptr<Native> m_native;
    std::chrono::milliseconds m_limit{60000};
};

/// An identifier in quotes; a string literal in quotes.
[[nodiscard]] std::string quotedIdentifier(std::string_view name);
[[nodiscard]] std::string quotedLiteral(std::string_view text);

} // namespace belay::schema
