// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/workspaceinput.h"
#include "models/exchange/reportjson.h"
#include "models/exchange/reporttext.h"
#include "models/rollback/checker.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace belay::cli {
namespace {

using rollback::Finding;

constexpr std::array options{
    OptionSpec{"finding", 0, "JSON", {}, "The finding's JSON, or a whole report; - is standard input. It must be given."},
    OptionSpec{"number", 'n', "N", {}, "Of a report with several findings, the one to replay. They count from 1."},
    OptionSpec{"today", 0, "DATE", {}, "The day for drills, as 2026-03-31. Default: far in the future, so that a drill that was overdue still is."},
    OptionSpec{"help", 'h', {}, {}, "Show this help."},
};

/// The same thing wrong with the same thing. Steps and orders may differ: a witness has fewer.
bool isSame(const Finding &a, const Finding &b)
{
    return a.code == b.code && a.component == b.component && a.release == b.release && a.against == b.against
        && a.together == b.together;
}

/// Also at the same place, by the same rollbacks.
bool isEqual(const Finding &a, const Finding &b)
{
    return isSame(a, b) && a.step == b.step && a.window == b.window && a.rollbacks == b.rollbacks;
}

struct Found {
    Finding finding;
    std::string plan;
};

/// The finding in a fresh report of the workspace: the equal one, else one that is the same.
Result<std::optional<Found>> look(const rollback::Workspace &workspace, const Finding &finding, const std::string &today)
{
    rollback::CheckOptions checkOptions;
    checkOptions.today = today;
    TerminalProgress progress;
    const Result<rollback::Report> report = rollback::check(workspace, checkOptions, {}, &progress);
    if (!report)
        return report.error();
    std::optional<Found> found;
    for (const rollback::PlanReport &plan : report->plans) {
        for (const Finding &candidate : plan.findings) {
            if (isEqual(candidate, finding))
                return std::optional<Found>(Found{candidate, plan.plan});
            if (!found && isSame(candidate, finding))
                found = Found{candidate, plan.plan};
        }
    }
    return found;
}

/// The plan up to the finding, and the state there.
Result<std::string> stateText(const rollback::Workspace &workspace, const Found &found)
{
    const Result<rollback::PlanState> state =
        rollback::stateAfter(workspace, found.plan, found.finding.step, found.finding.window);
    if (!state)
        return state.error();
    std::string text = "State ";
    if (found.finding.step == rollback::startStep) {
        text += "before the plan starts";
    } else {
        text += std::string(rollback::toText(found.finding.window)) + " step " + found.finding.step;
        std::string order;
        for (const std::string &step : found.finding.order)
            order += (order.empty() ? "" : ", ") + step;
        text += " (steps: " + order + ')';
    }
    return text + '\n' + exchange::writeStateText(*state, found.finding.rollbacks);
}

int run(const Arguments &arguments, Console &console)
{
    if (!arguments.has("finding"))
        return console.failUsage("`witness` needs a finding: --finding FINDING.json, or --finding - for standard input");
    const std::string findingFile = arguments.value("finding");
    const bool hasFile = !arguments.positional().empty();
    if (hasFile && findingFile == standardInput && arguments.positional().front() == standardInput)
        return console.failUsage("FILE and --finding cannot both be standard input");
    std::size_t number = 0;
    if (arguments.has("number")) {
        const std::string digits = arguments.value("number");
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error != std::errc{} || end != digits.data() + digits.size() || number == 0)
            return console.failUsage("`--number` needs a number from 1, not `" + digits + '`');
    }
    const std::string today = arguments.value("today", "9999-12-31");

    const Result<std::string> text = readBytes(findingFile);
    if (!text)
        return console.fail(text.error());
    const std::string name = findingFile == standardInput ? std::string(standardInputName) : findingFile;
    const Result<exchange::ReadFinding> read = exchange::readFindingJson(*text, name, number);
    if (!read)
        return console.fail(read.error());

    std::shared_ptr<const WorkspaceInput> input;
    if (hasFile) {
        input = openChecked(arguments.positional().front(), console);
        if (!input)
            return exitBadInput;
    } else if (!read->witness) {
        return console.fail(Error{ErrorCode::MissingKey, "the finding has no `witness`; name the workspace it comes from: belay-cli witness FILE --finding " + findingFile, name, 0, 0});
    }
    const rollback::Workspace &workspace = hasFile ? *input->workspace : *read->witness;
    if (!hasFile) {
        std::vector<Error> errors = rollback::validate(workspace);
        for (Error &error : errors)
            error = {error.code, "the witness: " + error.detail, name, 0, 0};
        if (!errors.empty())
            return console.fail(errors);
    }
    const Result<std::optional<Found>> found = look(workspace, read->finding, today);
    if (!found)
        return console.fail(found.error());
    const auto colours = console.wantsColours() ? exchange::Colours::On : exchange::Colours::Off;
    if (!*found) {
        return console.deliver("Not reproduced: " + std::string(hasFile ? "the workspace" : "the witness") + " does not show "
                                   + std::string(rollback::toText(read->finding.code))
                                   + (read->finding.component.empty() ? std::string() : " of " + read->finding.component) + ".\n",
                               {}, exitNothingFound);
    }
    const Result<std::string> state = stateText(workspace, **found);
    if (!state)
        return console.fail(state.error());
    std::string answer = isEqual((*found)->finding, read->finding)
        ? "Reproduced.\n\n"
        : "Reproduced, at another place than the finding says (" + read->finding.step + ").\n\n";
    answer += exchange::writeFindingText((*found)->finding, rollback::evidenceFor(workspace, (*found)->finding), colours) + '\n' + *state;
    return console.deliver(answer, {}, exitFindings);
}

} // namespace

const CommandSpec &witnessCommand()
{
    static const CommandSpec command{
        "witness", "[FILE] --finding JSON [--number N] [--today DATE]",
        "Replay one finding from its JSON and show the state that breaks.",
        "The finding carries a small workspace that shows it. That is checked again, on its own. With FILE the finding is "
        "looked for in that workspace instead, to see whether it is still there. The exit status is 1 if the finding is "
        "reproduced and 0 if it is not.",
        options, 0, 1, run};
    return command;
}

} // namespace belay::cli
