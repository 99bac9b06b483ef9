// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/schemahistory.h"

#include "models/schema/check/transition.h"
#include "models/schema/source/gitrepository.h"

#include <optional>

namespace belay::schema {

namespace {

std::string sentence(const Error &error)
{
    return error.file.empty() ? error.detail : describe(error);
}

} // namespace

Result<SchemaHistory> checkHistory(const HistoryRequest &request, std::stop_token stop, ProgressSink &progress)
{
    const Result<GitRepository> repository = GitRepository::open(request.repository);
    if (!repository)
        return repository.error();
    Result<std::vector<GitTag>> tags = repository->tags(request.tagPattern);
    if (!tags)
        return tags.error();
    std::vector<GitTag> releases;
    for (GitTag &tag : tags.value()) {
        if (tag.version)
            releases.push_back(std::move(tag));
    }
    if (releases.empty())
        return Error{ErrorCode::UnknownReference, "no tag that holds a version matches `" + request.tagPattern + '`', request.repository, 0, 0};

    SchemaHistory history;
    history.repository = request.repository;
    history.engine = request.options.engine;
    MigrationReplay replay;
    StatementAnswers answers(request.options);
    NoProgress quiet;
    std::optional<ReleaseFiles> previous;
    std::string previousName;
    bool began = false;
    for (std::size_t i = 0; i < releases.size(); ++i) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, {}, 0, 0};
        progress.progress("Checking releases", i, releases.size());
        const std::string &name = releases[i].name;
        Result<std::unique_ptr<FileTree>> tree = repository->tree(name);
        Result<ReleaseFiles> files = tree ? readRelease(**tree, request.migrations, request.queries, request.options, stop, quiet)
                                          : Result<ReleaseFiles>(tree.error());
        if (!files && files.error().code == ErrorCode::Cancelled)
            return files.error();
        if (!files) {
            // A release from before the first migration is no problem.
            const bool before = !began && files.error().code == ErrorCode::FileNotFound;
            if (!before) {
                HistoryStep step;
                step.from = previousName;
                step.to = name;
                step.takenBack = Outcome::Unknown;
                step.problem = sentence(files.error());
                history.steps.push_back(std::move(step));
            }
            previous.reset();
            previousName = name;
            continue;
        }
        began = true;
        if (previous) {
            const std::vector<std::size_t> fresh = newMigrations(previous->migrations, files->migrations);
            if (request.allSteps || !fresh.empty()) {
                HistoryStep step;
                step.from = previousName;
                step.to = name;
                for (const std::size_t k : fresh) {
                    const Migration &migration = files->migrations.migrations[k];
                    step.newMigrations.push_back(migration.up ? migration.up->file : migration.version);
                }
                step.statements = static_cast<int>(previous->statements.size());
                Result<StatementAnswers::Answer> answer = answers.ask(*previous, *files, {}, replay, stop, quiet);
                if (!answer && answer.error().code == ErrorCode::Cancelled)
                    return answer.error();
                if (!answer) {
                    step.takenBack = Outcome::Unknown;
                    step.problem = sentence(answer.error());
                } else {
                    for (StatementVerdict &verdict : answer.value().verdicts) {
                        if (verdict.verdict == StatementVerdict::Verdict::Unknown)
                            ++step.unknown;
                        else if (verdict.verdict == StatementVerdict::Verdict::Breaks && !verdict.alsoInNewRelease)
                            step.broken.push_back(std::move(verdict));
                    }
                    step.takenBack = !step.broken.empty() ? Outcome::Breaks : step.unknown > 0 ? Outcome::Unknown : Outcome::Ok;
                }
                history.steps.push_back(std::move(step));
            }
        }
        previous = std::move(files).value();
        previousName = name;
    }
    return history;
}

} // namespace belay::schema
