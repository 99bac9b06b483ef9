// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/workspaceinput.h"
#include "models/graph/graphdrawing.h"

#include <algorithm>
#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    OptionSpec{"component", 'c', "COMPONENT", {},
               "Show who breaks if this component goes back. Without it the whole graph is shown."},
    OptionSpec{"release", 'r', "RELEASE", {},
               "Go back to this release, or to none (it is gone). Default: every release that its depth allows."},
    OptionSpec{"environment", 'e', "NAME", {}, "In this environment. Default: the first one."},
    OptionSpec{"format", 'f', "FORMAT", "text|json|dot|svg", "The form of the answer. Default: text."},
    OptionSpec{"output", 'o', "OUT", {}, "Write the answer to this file. Default: standard output."},
    OptionSpec{"help", 'h', {}, {}, "Show this help."},
};

Error unknown(const WorkspaceInput &input, std::string_view what, const std::string &name, const std::vector<std::string_view> &names)
{
    return {ErrorCode::UnknownReference, "there is no " + std::string(what) + " `" + name + '`' + suggestion(name, names),
            input.file.empty() ? std::string(standardInputName) : input.file, 0, 0};
}

bool holds(const std::vector<std::string_view> &names, const std::string &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Names that do not exist, with the nearest that does.
std::optional<Error> wrongName(const WorkspaceInput &input, const Arguments &arguments)
{
    const rollback::Workspace &workspace = *input.workspace;
    std::vector<std::string_view> environments;
    for (const rollback::Environment &environment : workspace.environments)
        environments.push_back(environment.id);
    if (arguments.has("environment") && !holds(environments, arguments.value("environment")))
        return unknown(input, "environment", arguments.value("environment"), environments);
    if (!arguments.has("component"))
        return {};
    std::vector<std::string_view> components;
    std::vector<std::string_view> releases{rollback::notDeployed};
    for (const auto &component : workspace.components) {
        components.push_back(component->id);
        if (component->id == arguments.value("component")) {
            for (const rollback::Release &release : component->releases)
                releases.push_back(release.id);
        }
    }
    if (!holds(components, arguments.value("component")))
        return unknown(input, "component", arguments.value("component"), components);
    if (arguments.has("release") && !holds(releases, arguments.value("release")))
        return unknown(input, "release of " + arguments.value("component"), arguments.value("release"), releases);
    return {};
}

int run(const Arguments &arguments, Console &console)
{
    const auto input = openOrComplain(arguments.positional().front(), console);
    if (!input)
        return exitBadInput;
    if (arguments.has("release") && !arguments.has("component"))
        return console.failUsage("`--release` needs `--component`");
    if (const std::optional<Error> wrong = wrongName(*input, arguments))
        return console.fail(*wrong);
    const auto graph = std::make_shared<const graph::DependencyGraph>(graph::DependencyGraph::make(*input->workspace));
    const auto analysis = graph::BlastAnalysis::make(input->workspace, graph, arguments.value("environment"));
    if (!analysis)
        return console.fail(analysis.error());
    graph::DrawingContent content;
    content.title = input->workspace->name;
    content.captions = graph::liveCaptions(*graph, *analysis);
    std::optional<graph::BlastRadius> blast;
    if (arguments.has("component")) {
        Result<graph::BlastRadius> found = analysis->of(arguments.value("component"), arguments.value("release"));
        if (!found)
            return console.fail(found.error());
        blast = std::move(found).value();
        content.blast = &*blast;
    }
    const std::string format = arguments.value("format", "text");
    std::string text;
    if (format == "svg") {
        TerminalProgress progress;
        const Result<graph::Layout> layout = graph::layeredLayout(graph::layoutInput(*graph), {}, {}, &progress);
        progress.clear();
        if (!layout)
            return console.fail(layout.error());
        text = graph::toSvg(*graph, *layout, content);
    } else if (format == "dot") {
        text = graph::toDot(*graph, content);
    } else if (format == "json") {
        text = graph::toJson(*graph, content);
    } else {
        text = graph::toTextTree(*graph, content);
    }
    if (!text.ends_with('\n'))
        text += '\n';
    return console.deliver(text, arguments.value("output"), exitNothingFound);
}

} // namespace

const CommandSpec &graphCommand()
{
    static const CommandSpec command{
        "graph", "FILE [--component COMPONENT] [--release RELEASE] [--environment NAME] [--format FORMAT] [-o OUT]",
        "Show the dependency graph, or the blast radius of a component.",
        "The blast radius says who breaks if the component goes back, by hops and with the requirement that fails, who "
        "else could be affected, and what is reached through the component only.",
        options, 1, 1, run};
    return command;
}

} // namespace belay::cli
