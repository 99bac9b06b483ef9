// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/samples.h"
#include "models/exchange/workspacefile.h"
#include "models/workspace/document.h"

#include <QFileInfo>

#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    OptionSpec{"sample", 's', "NAME", {}, "Begin with a sample: orders or kubernetes-upgrade."},
    OptionSpec{"help", 'h', {}, {}, "Show this help."},
};

Result<Done> writeText(const std::string &path, const rollback::Workspace &workspace, const std::string &sample, Console &console)
{
    if (QFileInfo::exists(QString::fromStdString(path)))
        return Error{ErrorCode::FileUnwritable, "exists already; new does not overwrite files", path, 0, 0};
    const bool json = path.ends_with(".json");
    // A sample as YAML keeps its comments.
    const std::string text = !json && !sample.empty()
        ? sample
        : exchange::writeWorkspace(workspace, json ? exchange::TextFormat::Json : exchange::TextFormat::Yaml);
    if (console.deliver(text, path, exitNothingFound) != exitNothingFound)
        return Error{ErrorCode::FileUnwritable, "was not written", path, 0, 0};
    return Done{};
}

int run(const Arguments &arguments, Console &console)
{
    const std::string &path = arguments.positional().front();
    const bool text = path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
    if (!text && !path.ends_with(workspace::fileSuffix))
        return console.failUsage("`" + path + "` should end in .belay, or in .yaml, .yml or .json for a text file");
    rollback::Workspace workspace;
    std::string sample;
    if (arguments.has("sample")) {
        const std::string name = arguments.value("sample");
        sample = sampleText(name);
        const std::vector<std::string> names = sampleNames();
        if (sample.empty()) {
            std::string all;
            for (const std::string &known : names)
                all += (all.empty() ? "" : ", ") + known;
            const std::vector<std::string_view> views(names.begin(), names.end());
            return console.failUsage("there is no sample `" + name + '`' + suggestion(name, views) + " (samples: " + all + ')');
        }
        exchange::ReadWorkspaceResult read = exchange::readWorkspace(sample, name + ".yaml");
        if (!read)
            return console.fail(read.errors());
        workspace = std::move(read).value().workspace;
    } else {
        workspace.name = QFileInfo(QString::fromStdString(path)).completeBaseName().toStdString();
    }
    if (text) {
        const Result<Done> written = writeText(path, workspace, sample, console);
        return written ? exitNothingFound : console.fail(written.error());
    }
    const auto document = workspace::Document::create(path, workspace);
    if (!document) {
        Error error = document.error();
        error.file = path;
        return console.fail(error);
    }
    return exitNothingFound;
}

} // namespace

const CommandSpec &newCommand()
{
    static const CommandSpec command{
        "new", "FILE.belay [--sample NAME]", "Make a new workspace, empty or from a sample.",
        "The name says what it becomes: .belay a document, .yaml, .yml or .json a text file. A file that exists is not "
        "overwritten.",
        options, 1, 1, run};
    return command;
}

} // namespace belay::cli
