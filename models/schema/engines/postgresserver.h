// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/schema/engines/childprocess.h"

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

namespace belay::schema {

/// Where the local PostgreSQL server's programs are.
class PostgresInstallation {
public:
    /// Looks along PATH, asks pg_config, and looks where Debian, Fedora and Homebrew put them; of several
    /// versions the newest. FileNotFound ("PostgreSQL is not installed ...") if there is none.
    [[nodiscard]] static Result<PostgresInstallation> find();
    /// A folder that has initdb and postgres; FileNotFound if it does not.
    [[nodiscard]] static Result<PostgresInstallation> in(const std::string &folder);

    [[nodiscard]] const std::string &folder() const { return m_folder; }

private:
    std::string m_folder;
};

/// A PostgreSQL server of our own, thrown away at the end: its data directory is a private folder under
/// the system's temporary one, it listens on a Unix socket in that folder only (mode 0700), and it does
/// not care for durability. As PostgreSQL refuses to run as root, it runs as the user postgres (else
/// nobody) if we are root. A keeper process stops it and removes its folder when this object goes, and
/// also when our process dies in any way. One thread at a time.
class PostgresServer {
public:
    struct Options {
        std::string binaries;                       ///< Folder of initdb and postgres; empty: find them.
        std::chrono::milliseconds startLimit{60000};///< LimitExceeded if it takes longer.
    };

    /// What initdb makes, kept to be copied: a second server then starts in a quarter of the time.
    class Template {
    public:
        Template();
        Template(Template &&) noexcept;
        Template &operator=(Template &&) noexcept;
        ~Template();

    private:
        friend class PostgresServer;
        std::string m_folder;
        ChildProcess m_keeper;
    };
    [[nodiscard]] static Result<Template> prepare(const Options &options, std::stop_token stop);

    /// Starts one, and waits until it takes connections (a second or so). Cancelled if asked to stop.
    [[nodiscard]] static Result<PostgresServer> start(const Options &options, std::stop_token stop, const Template *copied = nullptr);

    PostgresServer(PostgresServer &&) noexcept;
    PostgresServer &operator=(PostgresServer &&) noexcept;
    ~PostgresServer();

    /// For libpq: the server's own user, database "postgres".
    [[nodiscard]] const std::string &connection() const { return m_connection; }
    [[nodiscard]] const std::string &folder() const { return m_folder; }
    [[nodiscard]] bool running() { return m_keeper.running(); }

private:
    PostgresServer() = default;

    std::string m_folder;
    std::string m_connection;
    ChildProcess m_keeper;
};

} // namespace belay::schema
