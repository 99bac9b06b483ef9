// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/schemasource.h"
#include "models/schema/check/schemahistory.h"

#include <algorithm>
#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    schemaoptions::git, schemaoptions::migrations, schemaoptions::queries,
    OptionSpec{"tags", 0, "PATTERN", {}, "Only tags that match, as `v1.*`. Default: all that hold a version."},
    OptionSpec{"all", 'a', {}, {}, "Show also the steps that bring no migration."},
    schemaoptions::engine, schemaoptions::server, schemaoptions::replace, schemaoptions::layout, schemaoptions::dialect,
    schemaoptions::format, schemaoptions::output, schemaoptions::help,
};

int run(const Arguments &arguments, Console &console)
{
    for (const std::string_view needed : {"git", "migrations", "queries"}) {
        if (!arguments.has(needed))
            return console.failUsage("`schema history` needs `--" + std::string(needed) + '`');
    }
    const Result<schema::CheckOptions> checkOptions = checkOptionsFrom(arguments);
    if (!checkOptions)
        return console.fail(checkOptions.error());
    schema::HistoryRequest request;
    request.repository = arguments.value("git");
    request.tagPattern = arguments.value("tags", "*");
    request.migrations = arguments.value("migrations");
    request.queries = arguments.values("queries");
    request.options = *checkOptions;
    request.allSteps = arguments.has("all");
    TerminalProgress progress;
    const Result<schema::SchemaHistory> history = schema::checkHistory(request, {}, progress);
    progress.clear();
    if (!history)
        return console.fail(history.error());
    const std::string file = arguments.value("output");
    const std::string format = arguments.value("format", "text");
    std::string text;
    if (format == "json")
        text = exchange::writeHistoryJson(*history);
    else if (format == "sarif")
        text = exchange::writeHistorySarif(*history, reportContextFrom(arguments));
    else if (format == "junit")
        text = exchange::writeHistoryJunit(*history);
    else
        text = exchange::writeHistoryText(*history, console.wantsColours(file) ? exchange::Colours::On : exchange::Colours::Off);
    const bool broken = std::any_of(history->steps.begin(), history->steps.end(),
                                    [](const schema::HistoryStep &step) { return step.takenBack == schema::Outcome::Breaks; });
    return console.deliver(text, file, broken ? exitFindings : exitNothingFound);
}

} // namespace

const CommandSpec &schemaHistoryCommand()
{
    static const CommandSpec command{
        "schema history",
        "--git REPO --migrations DIR --queries GLOB... [--tags PATTERN] [--all] [--engine ENGINE] [--format FORMAT] [-o OUT]",
        "Say which of a project's releases could have been taken back.",
        "Walks the tags in the order of their versions. For each step that brings migrations, the statements of the older release are "
        "resolved on the schema of the newer one.",
        options, 0, 1000, run};
    return command;
}

} // namespace belay::cli
