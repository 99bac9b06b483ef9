// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/schemasource.h"

#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    schemaoptions::git,
    OptionSpec{"rev", 'r', "REV", {}, "With --git: the revision to read. Default: HEAD."},
    schemaoptions::migrations,
    OptionSpec{"engine", 'e', "ENGINE", "postgres|sqlite", "Where to try them. Default: what they are written for."},
    schemaoptions::server, schemaoptions::replace, schemaoptions::layout, schemaoptions::dialect, schemaoptions::failOn,
    schemaoptions::format, schemaoptions::output, schemaoptions::help,
};

int run(const Arguments &arguments, Console &console)
{
    const Result<schema::CheckOptions> checkOptions = checkOptionsFrom(arguments);
    if (!checkOptions)
        return console.fail(checkOptions.error());
    const Result<MigrationsPlace> place = migrationsPlaceFrom(arguments, "schema roundtrip");
    if (!place)
        return console.fail(place.error());
    exchange::SchemaReportContext context = reportContextFrom(arguments);
    context.root = place->shownRoot;
    TerminalProgress progress;
    const Result<schema::RoundTripReport> report = schema::roundTrip(*place->open.tree, place->folder, *checkOptions, {}, progress);
    progress.clear();
    if (!report)
        return console.fail(report.error());
    const std::string file = arguments.value("output");
    const std::string format = arguments.value("format", "text");
    std::string text;
    if (format == "json")
        text = exchange::writeRoundTripJson(*report);
    else if (format == "sarif")
        text = exchange::writeRoundTripSarif(*report, context);
    else if (format == "junit")
        text = exchange::writeRoundTripJunit(*report, context);
    else
        text = exchange::writeRoundTripText(*report, context, console.wantsColours(file) ? exchange::Colours::On : exchange::Colours::Off);
    return console.deliver(text, file, schema::hasFindings(*report, context.failOn) ? exitFindings : exitNothingFound);
}

} // namespace

const CommandSpec &schemaRoundTripCommand()
{
    static const CommandSpec command{
        "schema roundtrip",
        "DIR | --git REPO --migrations DIR [--rev REV] [--engine ENGINE] [--server URL] [--fail-on SEVERITY] [--format FORMAT] [-o OUT]",
        "Take each migration up and down again and compare the schemas.",
        "On SQLite in memory, or on a scratch database of a PostgreSQL server. Then once more with rows that the new release may have "
        "written: which ways down fail on them, and what is lost.",
        options, 0, 1000, run};
    return command;
}

} // namespace belay::cli
