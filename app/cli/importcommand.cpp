// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/workspaceinput.h"
#include "models/exchange/importmerge.h"
#include "models/exchange/workspacefile.h"
#include "models/rollback/edit.h"
#include "models/workspace/document.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <limits>

namespace belay::cli {
namespace {

constexpr std::array options{
    OptionSpec{"from", 0, "FORMAT", {},
               "The format of the inputs: compose, kubernetes, backstage, dot, graphml or jaeger. Default: by their names."},
    OptionSpec{"environment", 'e', "NAME", {},
               "The environment that the inputs describe: image tags become its live releases. It is added if it is new."},
    OptionSpec{"origin", 0, "NAME", {},
               "Whose links these are. A later import of the same origin replaces them. Default: the format."},
    OptionSpec{"rewrite", 0, {}, {}, "Allow to rewrite FILE if it is a YAML or JSON file. Its comments are lost."},
    OptionSpec{"help", 'h', {}, {}, "Show this help."},
};

std::vector<std::string_view> formatNames()
{
    std::vector<std::string_view> names;
    for (const exchange::ImportFormat &format : exchange::importFormats())
        names.push_back(format.name);
    return names;
}

std::string listed(const std::vector<std::string_view> &names)
{
    std::string all;
    for (const std::string_view name : names)
        all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
}

Result<const exchange::ImportFormat *> pickFormat(const Arguments &arguments, const std::string &firstInput)
{
    const std::vector<std::string_view> names = formatNames();
    if (arguments.has("from")) {
        const std::string name = arguments.value("from");
        if (const exchange::ImportFormat *format = exchange::importFormat(name))
            return format;
        return Error{ErrorCode::BadUsage, "there is no import format `" + name + '`' + suggestion(name, names)
                                              + " (formats: " + listed(names) + ')', {}, 0, 0};
    }
    if (const exchange::ImportFormat *format = exchange::importFormatOf(firstInput))
        return format;
    return Error{ErrorCode::BadUsage, "the name `" + firstInput + "` does not tell the format: give one with --from ("
                                          + listed(names) + ')', {}, 0, 0};
}

/// Files that belong to the inputs, if they are there, and the inputs.
Result<std::vector<exchange::InputText>> readInputs(const exchange::ImportFormat &format, std::span<const std::string> names)
{
    std::vector<std::string> all;
    for (const std::string_view companion : format.companions) {
        const std::size_t slash = names.front().rfind('/');
        const std::string path = (slash == std::string::npos ? std::string() : names.front().substr(0, slash + 1)) + std::string(companion);
        if (names.front() != standardInput && std::find(names.begin(), names.end(), path) == names.end()
            && QFileInfo(QString::fromStdString(path)).isFile())
            all.push_back(path);
    }
    all.insert(all.end(), names.begin(), names.end());
    std::vector<exchange::InputText> inputs;
    for (const std::string &name : all) {
        Result<std::string> text = readBytes(name);
        if (!text)
            return text.error();
        inputs.push_back({name == standardInput ? std::string(standardInputName) : name, std::move(text).value()});
    }
    return inputs;
}

std::string number(std::size_t count, std::string_view one, std::string_view many)
{
    return std::to_string(count) + ' ' + std::string(count == 1 ? one : many);
}

std::string sentence(const exchange::ImportFormat &format, const exchange::ImportedGraph &graph, const exchange::MergeCounts &counts)
{
    std::string text = std::string(format.title) + ": " + number(graph.components.size(), "component", "components") + ", "
        + number(graph.references, "reference", "references");
    if (graph.unresolved > 0)
        text += ", " + std::to_string(graph.unresolved) + " unresolved";
    text += ".\nAdded " + number(counts.componentsAdded, "component", "components") + ", "
        + number(counts.releasesAdded, "release", "releases") + " and " + number(counts.linksAdded, "link", "links") + ". Known already: "
        + number(counts.componentsKnown, "component", "components") + " and " + number(counts.linksKept, "link", "links") + '.';
    if (counts.linksChanged > 0)
        text += " Changed: " + number(counts.linksChanged, "link", "links") + '.';
    if (counts.linksRemoved > 0)
        text += " Removed: " + number(counts.linksRemoved, "link", "links") + '.';
    if (counts.liveChanged > 0)
        text += " Live release set: " + number(counts.liveChanged, "component", "components") + '.';
    return text + '\n';
}

/// Puts the graph into a document, new or old, as one edit.
Result<exchange::MergeCounts> intoDocument(const std::string &path, const exchange::ImportedGraph &graph,
                                           const exchange::MergeOptions &how, const std::string &title)
{
    if (!QFileInfo::exists(QString::fromStdString(path))) {
        rollback::Workspace fresh;
        fresh.name = QFileInfo(QString::fromStdString(path)).completeBaseName().toStdString();
        const exchange::Merge merged = exchange::merge(std::move(fresh), graph, how);
        const auto document = workspace::Document::create(path, merged.workspace);
        if (!document)
            return document.error();
        return merged.counts;
    }
    const auto document = workspace::Document::open(path);
    if (!document)
        return document.error();
    const auto before = (*document)->snapshot();
    const exchange::Merge merged = exchange::merge(*before, graph, how);
    if (const Result<Done> stored = (*document)->commit(rollback::difference(*before, merged.workspace, title)); !stored)
        return stored.error();
    return merged.counts;
}

Result<exchange::MergeCounts> intoText(const std::string &path, const exchange::ImportedGraph &graph,
                                       const exchange::MergeOptions &how, bool rewrite, Console &console)
{
    rollback::Workspace before;
    if (QFileInfo::exists(QString::fromStdString(path))) {
        if (!rewrite)
            return Error{ErrorCode::BadUsage, "exists; importing into it rewrites it without its comments: allow that with --rewrite, or import into a .belay document", path, 0, 0};
        const WorkspaceInput input = readWorkspaceInput(path, nullptr);
        if (!input.errors.empty())
            return input.errors.front();
        before = *input.workspace;
    } else {
        before.name = QFileInfo(QString::fromStdString(path)).completeBaseName().toStdString();
    }
    const exchange::Merge merged = exchange::merge(std::move(before), graph, how);
    const auto format = path.ends_with(".json") ? exchange::TextFormat::Json : exchange::TextFormat::Yaml;
    if (console.deliver(exchange::writeWorkspace(merged.workspace, format), path, exitNothingFound) != exitNothingFound)
        return Error{ErrorCode::FileUnwritable, "was not written", path, 0, 0};
    return merged.counts;
}

int run(const Arguments &arguments, Console &console)
{
    const std::string &path = arguments.positional().front();
    const auto inputNames = std::span(arguments.positional()).subspan(1);
    const bool text = path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
    if (!text && !path.ends_with(workspace::fileSuffix))
        return console.failUsage("`" + path + "` should end in .belay, or in .yaml, .yml or .json for a text file");
    const auto format = pickFormat(arguments, inputNames.front());
    if (!format)
        return console.fail(format.error());
    const auto inputs = readInputs(**format, inputNames);
    if (!inputs)
        return console.fail(inputs.error());
    TerminalProgress progress;
    const Result<exchange::ImportedGraph> graph = (*format)->read(*inputs, {}, &progress);
    progress.clear();
    if (!graph)
        return console.fail(graph.error());
    for (const Error &warning : graph->warnings)
        console.warn(warning);
    exchange::MergeOptions mergeOptions;
    mergeOptions.origin = arguments.value("origin", (*format)->name);
    mergeOptions.environment = arguments.value("environment");
    if (mergeOptions.origin.empty())
        return console.failUsage("`--origin` cannot be empty");
    const auto counts = text ? intoText(path, *graph, mergeOptions, arguments.has("rewrite"), console)
                             : intoDocument(path, *graph, mergeOptions, "Import " + std::string((*format)->title));
    if (!counts) {
        Error error = counts.error();
        if (error.line == 0)
            error.file = path;
        return console.fail(error);
    }
    return console.deliver(sentence(**format, *graph, *counts), {}, exitNothingFound);
}

} // namespace

const CommandSpec &importCommand()
{
    static const CommandSpec command{
        "import", "FILE.belay [--from FORMAT] [--environment NAME] [--origin NAME] [--rewrite] INPUT...",
        "Take over a service graph from other tools' files.",
        "FILE is made if it is not there. Importing again updates it: nothing is added twice, and what people have added "
        "stays. All inputs together are one picture, such as a Compose file and its overrides.",
        options, 2, std::numeric_limits<std::size_t>::max(), run};
    return command;
}

} // namespace belay::cli
