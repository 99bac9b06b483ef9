// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/schema/engines/postgresconnection.h"
#include "models/schema/migration.h"

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

/// A PostgreSQL server to check on.
struct PostgresTarget {
    std::string connection;     ///< URL or key=value pairs. The role there must be allowed to create databases.
    /// A throw-away server of ours: then roles that migrations name are made, and statements that our
    /// grammar does not know are executed all the same.
    bool ours = false;
};

/// What to do after a statement that fails.
enum class OnFailure { StopScript, NextStatement };

/// A statement of a migration that was not executed, or that the server refused.
struct ScriptFailure {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string state;          ///< SQLSTATE; empty if we did not execute it.
    std::string message;        ///< The server's first line, or why we did not.
    bool additive = false;      ///< It would only have added things.

    friend bool operator==(const ScriptFailure &, const ScriptFailure &) = default;
};
[[nodiscard]] std::string describe(const ScriptFailure &failure); ///< "file:line: message"

struct ScriptOutcome {
    std::vector<ScriptFailure> failures;
    std::vector<std::string> missingExtensions; ///< That the server does not have; their CREATE EXTENSION was left out.

    [[nodiscard]] bool ok() const { return failures.empty() && missingExtensions.empty(); }
    void add(const ScriptOutcome &other);
    /// One for each thing that went wrong.
    [[nodiscard]] std::vector<std::string> sentences() const;
    friend bool operator==(const ScriptOutcome &, const ScriptOutcome &) = default;
};

/// A database of our own on a server: made with a random name from template0, dropped at the end. Nothing
/// is executed in any database that was there before, except CREATE and DROP of this one (and of a role
/// for it) over the target's own connection. Scripts run as a role that is neither superuser nor may make
/// roles: the target's own one if it is so, else one made for this database. One thread at a time.
class PostgresScratch {
public:
    struct Limits {
        std::chrono::milliseconds connect{15000};
        std::chrono::milliseconds statement{30000};
    };

    [[nodiscard]] static Result<PostgresScratch> create(const PostgresTarget &target, const Limits &limits, std::stop_token stop);
    PostgresScratch(PostgresScratch &&) noexcept;
    PostgresScratch &operator=(PostgresScratch &&) = delete;
    ~PostgresScratch();

    /// Executes a script statement by statement, in one transaction if the script says so and its
    /// statements allow it. With StopScript a failure takes back what the script did in its transaction.
    /// Session settings of an earlier script are gone. Error: cancelled, out of time, connection lost.
    [[nodiscard]] Result<ScriptOutcome> apply(const MigrationScript &script, OnFailure onFailure, std::stop_token stop);

    /// The same within the transaction that the caller has begun on connection(): the script's own BEGIN and
    /// COMMIT are left out, and what PostgreSQL refuses there is done in the way it allows (CONCURRENTLY) or
    /// not at all (VACUUM). Stops at a failure; the caller rolls back.
    [[nodiscard]] Result<ScriptOutcome> applyInside(const MigrationScript &script, std::stop_token stop);

    /// A fresh session, as a program would have it. Replaces the one the scripts ran in.
    [[nodiscard]] Result<Done> reconnect(std::stop_token stop);
    [[nodiscard]] PostgresConnection &connection() { return *m_session; }
    [[nodiscard]] const std::string &database() const { return m_database; }
    [[nodiscard]] const std::string &version() const { return m_version; } ///< "15.18"

private:
    PostgresScratch() = default;
    Result<ScriptOutcome> applyStatements(const MigrationScript &script, OnFailure onFailure, bool inside, std::stop_token stop);
    Result<PostgresAnswer> run(std::string_view sql, OnFailure onFailure, std::stop_token stop);
    Result<PostgresAnswer> makeExtension(std::string_view sql, std::stop_token stop);
    Result<bool> makeMissingRole(const PostgresAnswer &answer, std::stop_token stop);
    Result<Done> resetSession(std::stop_token stop);

    PostgresTarget m_target;
    Limits m_limits;
    std::string m_database;
    std::string m_role;         ///< The one we made; empty: the target's own.
    std::string m_password;
    std::string m_version;
    int m_versionNumber = 0;
    std::vector<std::string> m_madeRoles;
    std::optional<PostgresConnection> m_admin;
    std::optional<PostgresConnection> m_session;
};

} // namespace belay::schema
