// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/check/migrationreplay.h"
#include "models/schema/check/schemacheck.h"
#include "models/schema/engines/postgresscratch.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

/// The parts of a transition's check, for those who check many. Internal to this room.
namespace belay::schema {

/// What was read of one release.
struct ReleaseFiles {
    MigrationSet migrations;
    std::vector<ReleaseStatement> statements;
    std::vector<MigrationRemark> remarks;       ///< Of the statements' files.
};
[[nodiscard]] Result<ReleaseFiles> readRelease(const FileTree &tree, const std::string &migrations, const std::vector<std::string> &queries,
                                               const CheckOptions &options, std::stop_token stop, ProgressSink &progress);

/// A migration is known by its version, a repeatable one by its name.
[[nodiscard]] std::string identityOf(const Migration &migration);

/// Indices of the migrations of `to` that `from` does not have, and of changed repeatable ones.
[[nodiscard]] std::vector<std::size_t> newMigrations(const MigrationSet &from, const MigrationSet &to);

/// Answers for statements, with the engine that was asked for. Keeps a throw-away server running from
/// one question to the next.
class StatementAnswers {
public:
    struct Answer {
        Engine engine = Engine::Static;
        std::string engineVersion;
        std::vector<StatementVerdict> verdicts;             ///< Of the old release's statements, in order.
        std::vector<std::vector<std::uint32_t>> brokenAfter; ///< By new migration; may be empty.
        std::vector<std::string> doubts;
    };

    explicit StatementAnswers(const CheckOptions &options);
    ~StatementAnswers();

    /// What `from`'s statements meet on the schema of `to`, and after each of the new migrations.
    [[nodiscard]] Result<Answer> ask(const ReleaseFiles &from, const ReleaseFiles &to, std::span<const std::size_t> chosen, MigrationReplay &replay,
                                     std::stop_token stop, ProgressSink &progress);

private:
    Result<Answer> askStatic(const ReleaseFiles &from, const ReleaseFiles &to, std::span<const std::size_t> chosen, MigrationReplay &replay,
                             std::stop_token stop, ProgressSink &progress) const;
    Result<Answer> askPostgres(const ReleaseFiles &from, const ReleaseFiles &to, std::stop_token stop, ProgressSink &progress);
    Result<Answer> askSqlite(const ReleaseFiles &from, const ReleaseFiles &to, std::stop_token stop, ProgressSink &progress) const;
    Result<PostgresTarget> server(std::stop_token stop);

    struct Server;
    CheckOptions m_options;
    std::unique_ptr<Server> m_server;
};

[[nodiscard]] Result<SchemaReport> compareReleases(const std::string &fromName, const ReleaseFiles &from, const std::string &toName,
                                                   const ReleaseFiles &to, const CheckOptions &options, MigrationReplay &replay,
                                                   StatementAnswers &answers, std::stop_token stop, ProgressSink &progress);

} // namespace belay::schema
