// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/postgresserver.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <pwd.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

namespace belay::schema {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// The keeper. Its standard input ends when we let go of it or die; then it stops what runs and removes
/// the folder. Arguments: what to do, the folder, the programs' folder, the template's folder or "".
constexpr const char *keeperScript = R"sh(
what=$1 folder=$2 binaries=$3 template=$4 signal=TERM
exec 3<&0 </dev/null
stage() {
    "$@" 3<&- &
    pid=$!
    ( read -r _ <&3; kill -"$signal" "$pid"; sleep 2; kill -KILL "$pid" ) >/dev/null 2>&1 &
    watch=$!
    wait "$pid"
    status=$?
    kill "$watch" 2>/dev/null
    wait "$watch" 2>/dev/null
    return "$status"
}
if [ -n "$template" ]; then
    stage cp -R "$template/data" "$folder/data"
else
    stage "$binaries/initdb" -D "$folder/data" -U belay --auth=trust -E UTF8 --locale=C --no-sync --no-instructions --wal-segsize=1 >"$folder/initdb.log" ||
        { cat "$folder/initdb.log"; false; }
fi
if [ $? -eq 0 ]; then
    chmod 0700 "$folder/data"
    if [ "$what" = prepare ]; then
        : >"$folder/ready"
        read -r _ <&3
    else
        signal=QUIT
        stage "$binaries/postgres" -D "$folder/data" -k "$folder" -p 5432 -c listen_addresses= \
            -c unix_socket_permissions=0700 -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
            -c wal_level=minimal -c max_wal_senders=0 -c shared_buffers=32MB -c max_connections=20 \
            -c autovacuum=off -c jit=off -c dynamic_shared_memory_type=mmap -c temp_file_limit=1GB \
            -c log_min_messages=fatal -c logging_collector=off -c max_locks_per_transaction=512
    fi
fi
status=$?
tries=0
until rm -rf -- "$folder" 2>/dev/null || [ $tries -ge 50 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
exit $status
)sh";

bool hasServer(const fs::path &folder)
{
    return ::access((folder / "initdb").c_str(), X_OK) == 0 && ::access((folder / "postgres").c_str(), X_OK) == 0;
}

std::vector<fs::path> searchPath()
{
    std::vector<fs::path> folders;
    const char *path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
    while (!rest.empty()) {
        const std::size_t colon = std::min(rest.find(':'), rest.size());
        // A relative folder in PATH is the current one's business, not ours.
        if (colon > 0 && rest.front() == '/')
            folders.emplace_back(rest.substr(0, colon));
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    return folders;
}

/// What pg_config says; empty if there is none.
fs::path fromConfig(const std::vector<fs::path> &folders)
{
    for (const fs::path &folder : folders) {
        const fs::path program = folder / "pg_config";
        if (::access(program.c_str(), X_OK) != 0)
            continue;
        auto child = ChildProcess::start({program.string(), "--bindir"});
        if (!child || !child->wait(std::chrono::seconds(5)))
            continue;
        std::string said = child->output();
        while (!said.empty() && (said.back() == '\n' || said.back() == '\r'))
            said.pop_back();
        if (!said.empty() && said.front() == '/')
            return said;
    }
    return {};
}

/// "/usr/lib/postgresql/15/bin" and the like, the newest version first.
std::vector<fs::path> versioned()
{
    std::vector<std::pair<int, fs::path>> found;
    const auto add = [&](const fs::path &root, std::string_view prefix) {
        std::error_code failure;
        for (fs::directory_iterator at(root, failure), end; !failure && at != end; at.increment(failure)) {
            const std::string name = at->path().filename().string();
            int version = 0;
            if (name.size() > prefix.size() && name.compare(0, prefix.size(), prefix) == 0 &&
                std::from_chars(name.data() + prefix.size(), name.data() + name.size(), version).ec == std::errc{})
                found.emplace_back(version, at->path() / "bin");
        }
    };
    add("/usr/lib/postgresql", "");
    add("/usr", "pgsql-");
    add("/opt/homebrew/opt", "postgresql@");
    add("/usr/local/opt", "postgresql@");
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<fs::path> folders;
    for (auto &entry : found)
        folders.push_back(std::move(entry.second));
    folders.emplace_back("/usr/local/pgsql/bin");
    return folders;
}

Error failure(ErrorCode code, std::string detail) { return Error{code, std::move(detail), {}, 0, 0}; }

/// The user that the server runs as; nullopt: ourselves.
Result<std::optional<RunAs>> serverUser()
{
    if (::geteuid() != 0)
        return std::optional<RunAs>();
    for (const char *name : {"postgres", "nobody"}) {
        std::array<char, 16384> buffer{};
        passwd entry{};
        passwd *found = nullptr;
        if (::getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr && found->pw_uid != 0)
            return std::optional<RunAs>(RunAs{found->pw_uid, found->pw_gid});
    }
    return failure(ErrorCode::Internal, "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as");
}

/// A folder of the server's user, mode 0700, with a path short enough for a socket's name.
Result<std::string> privateFolder(const std::optional<RunAs> &as)
{
    constexpr std::size_t longest = 80; // sun_path has 108 bytes; "/.s.PGSQL.5432.lock" comes after.
    const char *temporary = std::getenv("TMPDIR");
    std::string path = temporary != nullptr && temporary[0] == '/' ? temporary : "/tmp";
    path += "/belay-postgres-XXXXXX";
    if (path.size() > longest)
        path = "/tmp/belay-postgres-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr)
        return failure(ErrorCode::FileUnwritable, path + ": " + std::strerror(errno));
    if (as && ::chown(path.c_str(), as->user, as->group) != 0) {
        const std::string reason = std::strerror(errno);
        ::rmdir(path.c_str());
        return failure(ErrorCode::FileUnwritable, path + ": " + reason);
    }
    return path;
}

std::string lastLine(const std::string &text)
{
    const std::size_t end = text.find_last_not_of(" \r\n");
    if (end == std::string::npos)
        return "it said nothing";
    const std::size_t begin = text.rfind('\n', end);
    return text.substr(begin == std::string::npos ? 0 : begin + 1, end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

struct Kept {
    std::string folder;
    ChildProcess keeper;
};

Result<Kept> startKeeper(const char *what, const PostgresServer::Options &options, const std::string &copied)
{
    auto installation = options.binaries.empty() ? PostgresInstallation::find() : PostgresInstallation::in(options.binaries);
    if (!installation)
        return installation.error();
    auto as = serverUser();
    if (!as)
        return as.error();
    auto folder = privateFolder(*as);
    if (!folder)
        return folder.error();
    auto keeper = ChildProcess::start({"/bin/sh", "-c", keeperScript, "belay-postgres", what, *folder, installation->folder(), copied}, *as);
    if (!keeper) {
        std::error_code ignored;
        fs::remove_all(*folder, ignored);
        return keeper.error();
    }
    return Kept{*folder, std::move(keeper).value()};
}

/// Until `ready` says so; then true.
template <class Ready>
Result<Done> waitFor(Kept &kept, const PostgresServer::Options &options, const std::stop_token &stop, Ready ready)
{
    const auto end = Clock::now() + options.startLimit;
    for (;;) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "starting PostgreSQL");
        if (ready())
            return Done{};
        if (!kept.keeper.running())
            return failure(ErrorCode::Internal, "PostgreSQL does not start: " + lastLine(kept.keeper.output()));
        if (Clock::now() >= end)
            return failure(ErrorCode::LimitExceeded, "PostgreSQL does not start within " + std::to_string(options.startLimit.count() / 1000) + " s");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

} // namespace

Result<PostgresInstallation> PostgresInstallation::in(const std::string &folder)
{
    if (!hasServer(folder))
        return failure(ErrorCode::FileNotFound, folder + " has no initdb and postgres");
    PostgresInstallation installation;
    installation.m_folder = fs::absolute(folder).string();
    return installation;
}

Result<PostgresInstallation> PostgresInstallation::find()
{
    std::vector<fs::path> candidates = searchPath();
    const fs::path configured = fromConfig(candidates);
    if (!configured.empty())
        candidates.push_back(configured);
    for (fs::path &folder : versioned())
        candidates.push_back(std::move(folder));
    for (const fs::path &folder : candidates) {
        if (hasServer(folder))
            return in(folder.string());
    }
    return failure(ErrorCode::FileNotFound, "PostgreSQL is not installed: no initdb and postgres along PATH or where systems put them");
}

PostgresServer::Template::Template() = default;
PostgresServer::Template::Template(Template &&) noexcept = default;
PostgresServer::Template &PostgresServer::Template::operator=(Template &&) noexcept = default;
PostgresServer::Template::~Template() = default;

Result<PostgresServer::Template> PostgresServer::prepare(const Options &options, std::stop_token stop)
{
    auto kept = startKeeper("prepare", options, {});
    if (!kept)
        return kept.error();
    const std::string ready = kept->folder + "/ready";
    auto waited = waitFor(*kept, options, stop, [&] { return ::access(ready.c_str(), F_OK) == 0; });
    if (!waited)
        return waited.error();
    Template result;
    result.m_folder = kept->folder;
    result.m_keeper = std::move(kept->keeper);
    return result;
}

Result<PostgresServer> PostgresServer::start(const Options &options, std::stop_token stop, const Template *copied)
{
    auto kept = startKeeper("serve", options, copied != nullptr ? copied->m_folder : std::string());
    if (!kept)
        return kept.error();
    PostgresServer server;
    server.m_folder = kept->folder;
    // Said in full, so that no PG... variable of the environment has a say; the folder's name is ours
    // but for TMPDIR, which may hold a quote.
    std::string quoted;
    for (const char c : kept->folder) {
        if (c == '\'' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    server.m_connection = "host='" + quoted + "' port=5432 user=belay dbname=postgres options='' sslmode=disable gssencmode=disable connect_timeout=10";
    const std::string socket = kept->folder + "/.s.PGSQL.5432";
    auto waited = waitFor(*kept, options, stop, [&] {
        return ::access(socket.c_str(), F_OK) == 0 && PQping(server.m_connection.c_str()) == PQPING_OK;
    });
    if (!waited)
        return waited.error();
    server.m_keeper = std::move(kept->keeper);
    return server;
}

PostgresServer::PostgresServer(PostgresServer &&) noexcept = default;
PostgresServer &PostgresServer::operator=(PostgresServer &&) noexcept = default;
PostgresServer::~PostgresServer() = default;

} // namespace belay::schema
