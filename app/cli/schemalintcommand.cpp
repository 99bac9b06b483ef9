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
    OptionSpec{"from", 0, "REV", {}, "With --git: judge only migrations that this revision does not have."},
    OptionSpec{"to", 0, "REV", {}, "With --git: the same as --rev."},
    schemaoptions::migrations,
    OptionSpec{"since", 0, "VERSION", {}, "Judge only the migrations behind this one, as its file names it."},
    schemaoptions::replace, schemaoptions::layout, schemaoptions::dialect, schemaoptions::failOn, schemaoptions::format,
    schemaoptions::output, schemaoptions::help,
};

int run(const Arguments &arguments, Console &console)
{
    const Result<schema::CheckOptions> checkOptions = checkOptionsFrom(arguments);
    if (!checkOptions)
        return console.fail(checkOptions.error());
    if (arguments.has("from") && !arguments.has("git"))
        return console.failUsage("`--from` needs `--git`");
    if (arguments.has("to") && (arguments.has("rev") || !arguments.has("git")))
        return console.failUsage(arguments.has("rev") ? "`--to` and `--rev` say the same" : "`--to` needs `--git`");
    const Result<MigrationsPlace> place = migrationsPlaceFrom(arguments, "schema lint");
    if (!place)
        return console.fail(place.error());
    exchange::SchemaReportContext context = reportContextFrom(arguments);
    context.root = place->shownRoot;
    TerminalProgress progress;
    Result<schema::SchemaReport> report = schema::SchemaReport();
    if (arguments.has("from")) {
        const Result<OpenTree> from = openTree(arguments.value("git"), arguments.value("from"));
        if (!from)
            return console.fail(from.error());
        report = schema::checkTransition({arguments.value("from"), from->tree.get()}, {revisionFrom(arguments), place->open.tree.get()},
                                         place->folder, {}, *checkOptions, {}, progress);
    } else {
        report = schema::lintMigrations(*place->open.tree, place->folder, arguments.value("since"), *checkOptions, {}, progress);
    }
    progress.clear();
    if (!report)
        return console.fail(report.error());
    return deliverReport(*report, SchemaReportKind::Lint, context, arguments, console);
}

} // namespace

const CommandSpec &schemaLintCommand()
{
    static const CommandSpec command{
        "schema lint",
        "DIR | --git REPO --migrations DIR [--rev REV] [--from REV] [--since VERSION] [--layout LAYOUT] [--dialect DIALECT] "
        "[--fail-on SEVERITY] [--format FORMAT] [-o OUT]",
        "Judge migrations by themselves: what they break, lock or rewrite.",
        "Each migration is applied to a simulated database and judged in the five mixed states of a rollout and a rollback. A comment "
        "`-- belay:allow CODE reason` in the migration accepts a finding; accepted ones are listed.",
        options, 0, 1000, run};
    return command;
}

} // namespace belay::cli
