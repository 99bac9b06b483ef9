// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/console.h"
#include "models/exchange/reporttext.h"
#include "models/rollback/codes.h"
#include "models/schema/check/schemacodes.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

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

std::string page(const schema::SchemaCode &code)
{
    std::string text = std::string(code.code) + "\n\n" + exchange::wrapped(code.title, 0) + (code.title.ends_with('.') ? "\n" : ".\n");
    if (code.what != code.title)
        text += '\n' + exchange::wrapped(code.what, 0) + '\n';
    if (!code.remedy.empty())
        text += "\nWhat to do\n\n" + exchange::wrapped(code.remedy, 0) + '\n';
    return text;
}

/// Codes with a few words each: those of plans, then those of schemas.
std::vector<std::pair<std::string_view, std::string_view>> titles()
{
    std::vector<std::pair<std::string_view, std::string_view>> all;
    for (const rollback::Code code : rollback::allCodes())
        all.emplace_back(rollback::toText(code), rollback::explain(code).title);
    for (const schema::SchemaCode &code : schema::allSchemaCodes())
        all.emplace_back(code.code, code.title);
    return all;
}

std::string list()
{
    std::size_t width = 0;
    for (const auto &[name, title] : titles())
        width = std::max(width, name.size());
    std::string text;
    for (const auto &[name, title] : titles())
        text += std::string(name) + std::string(width - name.size() + 2, ' ') + std::string(title) + '\n';
    return text;
}

int run(const Arguments &arguments, Console &console)
{
    if (arguments.positional().empty())
        return console.deliver(list(), {}, exitNothingFound);
    const std::string &name = arguments.positional().front();
    if (const std::optional<rollback::Code> code = rollback::codeFrom(name))
        return console.deliver(page(*code), {}, exitNothingFound);
    if (const schema::SchemaCode *code = schema::findSchemaCode(name))
        return console.deliver(page(*code), {}, exitNothingFound);
    std::vector<std::string_view> names;
    for (const auto &[known, title] : titles())
        names.push_back(known);
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
