// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/schemasource.h"

#include "app/cli/console.h"
#include "models/exchange/changelogreader.h"
#include "models/schema/source/migrationlayouts.h"

#include <algorithm>
#include <filesystem>

namespace belay::cli {

Result<OpenTree> openTree(const std::string &repository, const std::string &revisionOrFolder)
{
    OpenTree open;
    if (repository.empty()) {
        std::error_code failure;
        if (!std::filesystem::is_directory(revisionOrFolder, failure))
            return Error{ErrorCode::FileNotFound, "there is no such folder", revisionOrFolder, 0, 0};
        open.tree = std::make_unique<schema::FolderTree>(revisionOrFolder);
        return open;
    }
    Result<schema::GitRepository> opened = schema::GitRepository::open(repository);
    if (!opened)
        return opened.error();
    open.repository = std::move(opened).value();
    Result<std::unique_ptr<schema::FileTree>> tree = open.repository->tree(revisionOrFolder);
    if (!tree)
        return tree.error();
    open.tree = std::move(tree).value();
    return open;
}

Result<schema::CheckOptions> checkOptionsFrom(const Arguments &arguments)
{
    schema::CheckOptions options;
    options.layout = schema::layoutFromName(arguments.value("layout"));
    options.dialect = schema::dialectFromName(arguments.value("dialect"));
    std::vector<std::string> pairs = arguments.values("replace");
    const auto &plain = arguments.positional();
    if (!pairs.empty())
        std::copy_if(plain.begin(), plain.end(), std::back_inserter(pairs), [](const std::string &word) { return word.find('=') != std::string::npos; });
    for (const std::string &pair : pairs) {
        Result<schema::Replacement> replacement = schema::parseReplacement(pair);
        if (!replacement)
            return Error{ErrorCode::BadUsage, "`--replace`: " + replacement.error().detail, {}, 0, 0};
        options.replacements.push_back(std::move(replacement).value());
    }
    const std::string engine = arguments.value("engine", "static");
    for (const schema::Engine known : {schema::Engine::Static, schema::Engine::Postgres, schema::Engine::Sqlite}) {
        if (schema::engineName(known) == engine)
            options.engine = known;
    }
    options.scratchServer = arguments.value("server");
    if (!options.scratchServer.empty() && options.engine != schema::Engine::Postgres)
        return Error{ErrorCode::BadUsage, "`--server` needs `--engine postgres`", {}, 0, 0};
    static const exchange::ChangelogFileReader documents;
    options.documents = &documents;
    return options;
}

exchange::SchemaReportContext reportContextFrom(const Arguments &arguments)
{
    exchange::SchemaReportContext context;
    context.documentation = BELAY_SCHEMA_DOCUMENTATION_URI;
    context.failOn = severityFrom(arguments.value("fail-on", "error")).value_or(Severity::Error);
    return context;
}

int deliverReport(const schema::SchemaReport &report, SchemaReportKind kind, const exchange::SchemaReportContext &context,
                  const Arguments &arguments, Console &console)
{
    const std::string file = arguments.value("output");
    const std::string format = arguments.value("format", "text");
    std::string text;
    if (format == "json")
        text = kind == SchemaReportKind::Lint ? exchange::writeLintJson(report) : exchange::writeSchemaJson(report);
    else if (format == "sarif")
        text = exchange::writeSchemaSarif(report, context);
    else if (format == "junit")
        text = exchange::writeSchemaJunit(report, context);
    else
        text = exchange::writeSchemaText(report, context, console.wantsColours(file) ? exchange::Colours::On : exchange::Colours::Off);
    return console.deliver(text, file, schema::hasFindings(report, context.failOn) ? exitFindings : exitNothingFound);
}

std::string revisionFrom(const Arguments &arguments)
{
    return arguments.value("to", arguments.value("rev", "HEAD"));
}

Result<MigrationsPlace> migrationsPlaceFrom(const Arguments &arguments, const std::string &command)
{
    const auto badUsage = [](std::string detail) { return Error{ErrorCode::BadUsage, std::move(detail), {}, 0, 0}; };
    std::string path;
    for (const std::string &word : arguments.positional()) {
        if (arguments.has("replace") && word.find('=') != std::string::npos)
            continue;
        if (!path.empty())
            return badUsage('`' + command + "` does not know what to do with `" + word + '`');
        path = word;
    }
    const bool git = arguments.has("git");
    const bool named = arguments.has("migrations");
    if (!git && path.empty() && named)
        path = arguments.value("migrations");
    else if (!git && named)
        return badUsage("`--migrations` and `" + path + "` both name where the migrations are");
    if (git ? !arguments.has("migrations") || !path.empty() : path.empty())
        return badUsage('`' + command + "` needs a folder, or `--git` with `--migrations`");
    if (!git && arguments.has("rev"))
        return badUsage("`--rev` needs `--git`");
    MigrationsPlace place;
    place.folder = git ? arguments.value("migrations") : std::string();
    std::string root = path;
    std::error_code failure;
    if (!git && std::filesystem::is_regular_file(path, failure)) {
        // A changelog, or Alembic's SQL: it lies in the folder above it.
        const std::filesystem::path file(path);
        root = file.has_parent_path() ? file.parent_path().string() : ".";
        place.folder = file.filename().string();
    }
    if (!git && root != ".")
        place.shownRoot = root + (root.ends_with('/') ? "" : "/");
    Result<OpenTree> open = openTree(arguments.value("git"), git ? revisionFrom(arguments) : root);
    if (!open)
        return open.error();
    place.open = std::move(open).value();
    return place;
}

} // namespace belay::cli
