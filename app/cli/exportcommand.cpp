// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "app/cli/workspaceinput.h"
#include "models/exchange/workspacefile.h"

#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    OptionSpec{"to", 't', "FORMAT", "yaml|json", "The format to write. It must be given."},
    OptionSpec{"output", 'o', "OUT", {}, "Write to this file. Default: standard output."},
    OptionSpec{"help", 'h', {}, {}, "Show this help."},
};

int run(const Arguments &arguments, Console &console)
{
    if (!arguments.has("to"))
        return console.failUsage("`export` needs a format: --to yaml or --to json");
    const auto input = openOrComplain(arguments.positional().front(), console);
    if (!input)
        return exitBadInput;
    const auto format = arguments.value("to") == "json" ? exchange::TextFormat::Json : exchange::TextFormat::Yaml;
    return console.deliver(exchange::writeWorkspace(*input->workspace, format), arguments.value("output"), exitNothingFound);
}

} // namespace

const CommandSpec &exportCommand()
{
    static const CommandSpec command{
        "export", "FILE --to FORMAT [-o OUT]", "Write a workspace as YAML or JSON.",
        "The text holds everything that the document does; reading it gives the same workspace. Comments of a YAML file "
        "that is exported again are not kept.",
        options, 1, 1, run};
    return command;
}

} // namespace belay::cli
