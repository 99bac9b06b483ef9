// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/plans.h"
#include "app/cli/workspaceinput.h"
#include "models/exchange/reportjson.h"
#include "models/exchange/reporttext.h"
#include "models/rollback/checker.h"

#include <algorithm>
#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    OptionSpec{"plan", 'p', "PLAN", {}, "Of this plan only. Without it all plans are shown."},
    OptionSpec{"after", 0, "STEP", {}, "From the state after this step only. With several plans it needs --plan."},
    OptionSpec{"format", 'f', "FORMAT", "text|json", "The form of the answer. Default: text."},
    OptionSpec{"output", 'o', "OUT", {}, "Write the answer to this file. Default: standard output."},
    OptionSpec{"help", 'h', {}, {}, "Show this help."},
};

Result<std::vector<exchange::PlanWayBack>> waysBack(const WorkspaceInput &input, const std::string &plan, const std::string &step)
{
    TerminalProgress progress;
    std::vector<exchange::PlanWayBack> all;
    if (!step.empty()) {
        Result<rollback::StepWayBack> way = rollback::wayBackAfter(*input.workspace, plan, step);
        if (!way)
            return way.error();
        all.push_back({plan, {std::move(way).value()}});
        return all;
    }
    rollback::CheckOptions checkOptions;
    checkOptions.plan = plan;
    Result<rollback::Report> report = rollback::check(*input.workspace, checkOptions, {}, &progress);
    if (!report)
        return report.error();
    for (rollback::PlanReport &checked : report->plans)
        all.push_back({checked.plan, std::move(checked.wayBack)});
    return all;
}

int run(const Arguments &arguments, Console &console)
{
    const auto input = openChecked(arguments.positional().front(), console);
    if (!input)
        return exitBadInput;
    const auto &plans = input->workspace->plans;
    std::string plan = arguments.value("plan");
    const std::string step = arguments.value("after");
    if (arguments.has("plan")) {
        if (const std::optional<Error> unknown = unknownPlan(*input, plan))
            return console.fail(*unknown);
    }
    if (arguments.has("after")) {
        if (plan.empty() && plans.size() != 1)
            return console.failUsage("`--after` needs `--plan`, since the workspace has " + std::to_string(plans.size()) + " plans");
        if (plan.empty())
            plan = plans.front()->id;
        if (const std::optional<Error> unknown = unknownStep(*input, plan, step))
            return console.fail(*unknown);
    }
    const Result<std::vector<exchange::PlanWayBack>> ways = waysBack(*input, plan, step);
    if (!ways)
        return console.fail(ways.error());
    const std::string file = arguments.value("output");
    std::string text;
    if (arguments.value("format", "text") == "json") {
        text = exchange::writeWayBackJson(*ways);
    } else {
        const auto colours = console.wantsColours(file) ? exchange::Colours::On : exchange::Colours::Off;
        for (const exchange::PlanWayBack &way : *ways) {
            text += (text.empty() ? "" : "\n") + exchange::writeWayBackText(way.plan, way.steps, colours);
            if (way.steps.size() > rollback::wayBackListLimit)
                text += "The moves are listed for one step at a time in a plan of this length: use --after STEP.\n";
        }
        if (ways->empty())
            text = "The workspace has no plans.\n";
    }
    const bool closed = std::any_of(ways->begin(), ways->end(), [](const exchange::PlanWayBack &way) {
        return std::any_of(way.steps.begin(), way.steps.end(), [](const rollback::StepWayBack &from) {
            return from.state == rollback::WayBackState::Closed;
        });
    });
    return console.deliver(text, file, closed ? exitFindings : exitNothingFound);
}

} // namespace

const CommandSpec &wayBackCommand()
{
    static const CommandSpec command{
        "way-back", "FILE [--plan PLAN] [--after STEP] [--format FORMAT] [-o OUT]",
        "Show how to undo a plan, step by step, from each of its states.",
        "Lists the inverse moves in the order in which they can be done: one at a time where possible, several at once "
        "where not. The exit status is 1 if there is a state without a way back.",
        options, 1, 1, run};
    return command;
}

} // namespace belay::cli
