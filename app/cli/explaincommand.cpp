// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "models/exchange/reporttext.h"
#include "models/rollback/codes.h"

#include <array>

namespace belay::cli {
namespace {

constexpr std::array options{
    OptionSpec{"help", 'h', {}, {}, "Show this help."},
};

std::string indented(std::string_view text)
{
    std::string out;
    bool atStart = true;
    for (const char c : text) {
        if (atStart && c != '\n')
            out += "  ";
        out += c;
        atStart = c == '\n';
    }
    return out;
}

std::string page(rollback::Code code)
{
    const rollback::Explanation &explanation = rollback::explain(code);
    return std::string(rollback::toText(code)) + "\n\n" + exchange::wrapped(explanation.title, 0) + ".\n\n"
        + exchange::wrapped(explanation.what, 0) + "\n\nWhat to do\n\n" + exchange::wrapped(explanation.remedy, 0)
        + "\n\nExample, a workspace that shows it\n\n" + indented(explanation.example);
}

std::string list()
{
    std::size_t width = 0;
    for (const rollback::Code code : rollback::allCodes())
        width = std::max(width, rollback::toText(code).size());
    std::string text;
    for (const rollback::Code code : rollback::allCodes()) {
        const std::string_view name = rollback::toText(code);
        text += std::string(name) + std::string(width - name.size() + 2, ' ') + std::string(rollback::explain(code).title) + '\n';
    }
    return text;
}

int run(const Arguments &arguments, Console &console)
{
    if (arguments.positional().empty())
        return console.deliver(list(), {}, exitNothingFound);
    const std::string &name = arguments.positional().front();
    if (const std::optional<rollback::Code> code = rollback::codeFrom(name))
        return console.deliver(page(*code), {}, exitNothingFound);
    std::vector<std::string_view> names;
    for (const rollback::Code code : rollback::allCodes())
        names.push_back(rollback::toText(code));
    return console.failUsage("there is no code `" + name + '`' + suggestion(name, names));
}

} // namespace

const CommandSpec &explainCommand()
{
    static const CommandSpec command{
        "explain", "[CODE]", "Explain a code: what it means, what to do, an example. Without a code, list them.", {},
        options, 0, 1, run};
    return command;
}

} // namespace belay::cli
