// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/plans.h"
#include "app/cli/workspaceinput.h"
#include "models/exchange/reportjson.h"
#include "models/exchange/reportjunit.h"
#include "models/exchange/reportsarif.h"
#include "models/exchange/reporttext.h"
#include "models/rollback/checker.h"

#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    OptionSpec{"plan", 'p', "PLAN", {}, "Check this plan only. Without it all plans are checked."},
    OptionSpec{"fail-on", 0, "SEVERITY", "error|warning|note",
               "The least severity that makes the exit status 1. Default: error."},
    OptionSpec{"format", 'f', "FORMAT", "text|json|sarif|junit", "The form of the report. Default: text."},
    OptionSpec{"today", 0, "DATE", {},
               "The day for suppressions and drills, as 2026-03-31. Default: today, in local time."},
    OptionSpec{"output", 'o', "OUT", {}, "Write the report to this file. Default: standard output."},
    OptionSpec{"help", 'h', {}, {}, "Show this help."},
};

int run(const Arguments &arguments, Console &console)
{
    const Result<std::string> today = dayFrom(arguments.value("today"));
    if (!today)
        return console.fail(today.error());
    const auto input = openOrComplain(arguments.positional().front(), console);
    if (!input)
        return exitBadInput;
    rollback::CheckOptions checkOptions;
    checkOptions.plan = arguments.value("plan");
    checkOptions.today = *today;
    if (arguments.has("plan")) {
        if (const std::optional<Error> unknown = unknownPlan(*input, checkOptions.plan))
            return console.fail(*unknown);
    }
    TerminalProgress progress;
    const Result<rollback::Report> report = rollback::check(*input->workspace, checkOptions, {}, &progress);
    progress.clear();
    if (!report) {
        // The check stops at the first thing that is wrong; people want to know all of them.
        if (complainInvalid(*input, console))
            return exitBadInput;
        return console.fail(report.error());
    }

    exchange::ReportContext context;
    context.file = input->file;
    context.documentation = BELAY_DOCUMENTATION_URI;
    context.failOn = severityFrom(arguments.value("fail-on", "error")).value_or(Severity::Error);
    const std::string file = arguments.value("output");
    const std::string format = arguments.value("format", "text");
    std::string text;
    if (format == "json")
        text = exchange::writeReportJson(*report, *input->workspace, context);
    else if (format == "sarif")
        text = exchange::writeReportSarif(*report, *input->workspace, context);
    else if (format == "junit")
        text = exchange::writeReportJunit(*report, *input->workspace, context);
    else
        text = exchange::writeReportText(*report, *input->workspace,
                                         console.wantsColours(file) ? exchange::Colours::On : exchange::Colours::Off);
    return console.deliver(text, file, exchange::hasFindings(*report, context.failOn) ? exitFindings : exitNothingFound);
}

} // namespace

const CommandSpec &checkCommand()
{
    static const CommandSpec command{
        "check", "FILE [--plan PLAN] [--fail-on SEVERITY] [--format FORMAT] [--today DATE] [-o OUT]",
        "Check the plans of a workspace.",
        "Looks at every state that a plan can reach, at every rollback that owners may do there without asking, and at "
        "the way back from there. Findings that a suppression accepts do not count for the exit status; those of an "
        "expired suppression do.",
        options, 1, 1, run};
    return command;
}

} // namespace belay::cli
