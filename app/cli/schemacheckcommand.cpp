// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/schemasource.h"

#include <algorithm>
#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    schemaoptions::git,
    OptionSpec{"from", 0, "REV", {}, "The old release: a revision, or without --git a folder."},
    OptionSpec{"to", 0, "REV", {}, "The new release."},
    schemaoptions::migrations, schemaoptions::queries, schemaoptions::engine, schemaoptions::server, schemaoptions::replace,
    schemaoptions::layout, schemaoptions::dialect, schemaoptions::failOn, schemaoptions::format, schemaoptions::output, schemaoptions::help,
};

int run(const Arguments &arguments, Console &console)
{
    for (const std::string_view needed : {"from", "to", "migrations"}) {
        if (!arguments.has(needed))
            return console.failUsage("`schema check` needs `--" + std::string(needed) + '`');
    }
    const auto &words = arguments.positional();
    const auto stray = std::find_if(words.begin(), words.end(), [&](const std::string &word) {
        return !arguments.has("replace") || word.find('=') == std::string::npos;
    });
    if (stray != words.end())
        return console.failUsage("`schema check` does not know what to do with `" + *stray + '`');
    const Result<schema::CheckOptions> checkOptions = checkOptionsFrom(arguments);
    if (!checkOptions)
        return console.fail(checkOptions.error());
    const Result<OpenTree> from = openTree(arguments.value("git"), arguments.value("from"));
    if (!from)
        return console.fail(from.error());
    const Result<OpenTree> to = openTree(arguments.value("git"), arguments.value("to"));
    if (!to)
        return console.fail(to.error());
    TerminalProgress progress;
    const Result<schema::SchemaReport> report =
        schema::checkTransition({arguments.value("from"), from->tree.get()}, {arguments.value("to"), to->tree.get()}, arguments.value("migrations"),
                                arguments.values("queries"), *checkOptions, {}, progress);
    progress.clear();
    if (!report)
        return console.fail(report.error());
    return deliverReport(*report, SchemaReportKind::Check, reportContextFrom(arguments), arguments, console);
}

} // namespace

const CommandSpec &schemaCheckCommand()
{
    static const CommandSpec command{
        "schema check",
        "[--git REPO] --from REV --to REV --migrations DIR [--queries GLOB]... [--engine ENGINE] [--server URL] [--replace OLD=NEW]... "
        "[--fail-on SEVERITY] [--format FORMAT] [-o OUT]",
        "Say what the old release meets once the new release's migrations have run.",
        "Every statement of the old release is resolved on the schema of the new one, and every new migration is judged in the five mixed "
        "states of a rollout and a rollback. With --engine postgres a server prepares the statements on a scratch database; nothing is "
        "executed in any database that was there before.",
        options, 0, 1000, run};
    return command;
}

} // namespace belay::cli
