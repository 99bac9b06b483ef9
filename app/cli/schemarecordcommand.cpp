// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/schemasource.h"
#include "app/cli/workspaceinput.h"
#include "models/exchange/schemarecord.h"
#include "models/exchange/workspacefile.h"
#include "models/rollback/edit.h"
#include "models/schema/check/tolerances.h"
#include "models/workspace/document.h"

#include <QFileInfo>

#include <algorithm>
#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    OptionSpec{"service", 's', "NAME", {}, "The component whose releases the tags are. It is added if it is new."},
    OptionSpec{"store", 'd', "NAME", {}, "The database that the migrations make. It is added if it is new."},
    schemaoptions::git, schemaoptions::migrations, schemaoptions::queries,
    OptionSpec{"tags", 0, "PATTERN", {}, "Only tags that match, as `v1.*`. Default: all that hold a version."},
    OptionSpec{"from", 0, "REV", {}, "Instead of tags: two releases only, this one and --to."},
    OptionSpec{"to", 0, "REV", {}, "The newer release."},
    OptionSpec{"replace-ranges", 0, {}, {}, "Also replace ranges that people wrote and that differ."},
    OptionSpec{"dry-run", 'n', {}, {}, "Say what would be recorded, and change nothing."},
    OptionSpec{"rewrite", 0, {}, {}, "Allow to rewrite FILE if it is a YAML or JSON file. Its comments are lost."},
    schemaoptions::engine, schemaoptions::server, schemaoptions::replace, schemaoptions::layout, schemaoptions::dialect,
    OptionSpec{"format", 'f', "FORMAT", "text|json", "The form of the report. Default: text."},
    schemaoptions::output, schemaoptions::help,
};

/// Where the result goes.
struct Target {
    std::string path;
    bool text = false;
    bool exists = false;

    [[nodiscard]] std::string baseName() const { return QFileInfo(QString::fromStdString(path)).completeBaseName().toStdString(); }
};

Result<Target> targetFrom(const Arguments &arguments)
{
    Target target;
    target.path = arguments.positional().front();
    target.text = target.path.ends_with(".yaml") || target.path.ends_with(".yml") || target.path.ends_with(".json");
    if (!target.text && !target.path.ends_with(workspace::fileSuffix))
        return Error{ErrorCode::BadUsage, "`" + target.path + "` should end in .belay, or in .yaml, .yml or .json for a text file", {}, 0, 0};
    target.exists = QFileInfo::exists(QString::fromStdString(target.path));
    if (target.text && target.exists && !arguments.has("rewrite") && !arguments.has("dry-run"))
        return Error{ErrorCode::BadUsage, "exists; recording into it rewrites it without its comments: allow that with --rewrite, or record into a .belay document",
                     target.path, 0, 0};
    return target;
}

Result<schema::SchemaTolerances> tolerancesFrom(const Arguments &arguments)
{
    const Result<schema::CheckOptions> checkOptions = checkOptionsFrom(arguments);
    if (!checkOptions)
        return checkOptions.error();
    const Result<schema::GitRepository> repository = schema::GitRepository::open(arguments.value("git"));
    if (!repository)
        return repository.error();
    const std::vector<std::string> revisions{arguments.value("from"), arguments.value("to")};
    const Result<std::vector<schema::RecordedRelease>> releases =
        arguments.has("from") ? schema::revisionReleases(*repository, revisions) : schema::taggedReleases(*repository, arguments.value("tags", "*"));
    if (!releases)
        return releases.error();
    TerminalProgress progress;
    Result<schema::SchemaTolerances> tolerances =
        schema::tolerancesOf(*releases, arguments.value("migrations"), arguments.values("queries"), *checkOptions, {}, progress);
    progress.clear();
    return tolerances;
}

Result<rollback::Workspace> readTarget(const Target &target)
{
    if (!target.exists) {
        rollback::Workspace fresh;
        fresh.name = target.baseName();
        return fresh;
    }
    const WorkspaceInput input = readWorkspaceInput(target.path, nullptr);
    if (!input.errors.empty())
        return input.errors.front();
    return *input.workspace;
}

/// Records into a document as one edit, so that it can be undone.
Result<exchange::SchemaRecord> intoDocument(const Target &target, const schema::SchemaTolerances &tolerances, const exchange::RecordOptions &how)
{
    const auto document = workspace::Document::open(target.path);
    if (!document)
        return document.error();
    const auto before = (*document)->snapshot();
    Result<exchange::SchemaRecord> record = exchange::recordSchema(*before, tolerances, how);
    if (!record)
        return record;
    const rollback::Edit edit = rollback::difference(*before, record->workspace, "Record the schema of " + how.service);
    if (edit.changes.empty())
        return record;
    if (const Result<Done> stored = (*document)->commit(edit); !stored)
        return stored.error();
    return record;
}

Result<exchange::SchemaRecord> recordInto(const Target &target, const schema::SchemaTolerances &tolerances, const exchange::RecordOptions &how,
                                          bool dryRun, Console &console)
{
    if (target.exists && !target.text && !dryRun)
        return intoDocument(target, tolerances, how);
    Result<rollback::Workspace> before = readTarget(target);
    if (!before)
        return before.error();
    Result<exchange::SchemaRecord> record = exchange::recordSchema(std::move(before).value(), tolerances, how);
    if (!record || dryRun)
        return record;
    if (!target.text) {
        const auto document = workspace::Document::create(target.path, record->workspace);
        if (!document)
            return document.error();
        return record;
    }
    const auto format = target.path.ends_with(".json") ? exchange::TextFormat::Json : exchange::TextFormat::Yaml;
    if (console.deliver(exchange::writeWorkspace(record->workspace, format), target.path, exitNothingFound) != exitNothingFound)
        return Error{ErrorCode::FileUnwritable, "was not written", target.path, 0, 0};
    return record;
}

int run(const Arguments &arguments, Console &console)
{
    for (const std::string_view needed : {"service", "store", "git", "migrations"}) {
        if (arguments.value(needed).empty())
            return console.failUsage("`schema record` needs `--" + std::string(needed) + '`');
    }
    if (arguments.has("from") != arguments.has("to"))
        return console.failUsage("`--from` and `--to` belong together");
    if (arguments.has("from") && arguments.has("tags"))
        return console.failUsage("`--tags` and `--from` both say which releases");
    const auto &words = arguments.positional();
    const auto stray = std::find_if(words.begin() + 1, words.end(), [&](const std::string &word) {
        return !arguments.has("replace") || word.find('=') == std::string::npos;
    });
    if (stray != words.end())
        return console.failUsage("`schema record` does not know what to do with `" + *stray + '`');
    const Result<Target> target = targetFrom(arguments);
    if (!target)
        return console.fail(target.error());
    const Result<schema::SchemaTolerances> tolerances = tolerancesFrom(arguments);
    if (!tolerances)
        return console.fail(tolerances.error());
    const exchange::RecordOptions how{arguments.value("service"), arguments.value("store"), arguments.has("replace-ranges")};
    const bool dryRun = arguments.has("dry-run");
    const Result<exchange::SchemaRecord> record = recordInto(*target, *tolerances, how, dryRun, console);
    if (!record)
        return console.fail(record.error());
    const std::string file = arguments.value("output");
    const std::string text = arguments.value("format", "text") == "json"
        ? exchange::writeRecordJson(*record, *tolerances, dryRun)
        : exchange::writeRecordText(*record, *tolerances, dryRun, console.wantsColours(file) ? exchange::Colours::On : exchange::Colours::Off);
    const bool kept = std::any_of(record->releases.begin(), record->releases.end(), [](const exchange::RecordedTolerance &release) {
        return release.action == exchange::RecordedTolerance::Action::Kept;
    });
    return console.deliver(text, file, kept ? exitFindings : exitNothingFound);
}

} // namespace

const CommandSpec &schemaRecordCommand()
{
    static const CommandSpec command{
        "schema record",
        "FILE --service NAME --store NAME --git REPO --migrations DIR [--queries GLOB]... [--tags PATTERN | --from REV --to REV] "
        "[--replace-ranges] [--dry-run] [--rewrite] [--engine ENGINE] [--format FORMAT] [-o OUT]",
        "Record in a workspace which schema versions each release tolerates.",
        "The migrations become the database's versions and the tags the service's releases. Each release gets the ranges on which its "
        "own statements work, for reading and for writing, with the statement that ends a range as evidence. Recording again updates; "
        "a range that people wrote and that differs is kept, and makes the exit status 1. Without --queries the migrations' operations decide.",
        options, 1, 1000, run};
    return command;
}

} // namespace belay::cli
