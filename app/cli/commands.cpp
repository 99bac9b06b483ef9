// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "models/exchange/reporttext.h"

#include <algorithm>
#include <array>

namespace belay::cli {
namespace {

std::string optionColumn(const OptionSpec &option)
{
    std::string text = option.letter ? std::string("-") + option.letter + ", " : std::string();
    text += "--" + std::string(option.name);
    if (!option.choices.empty())
        text += ' ' + std::string(option.choices);
    else if (!option.value.empty())
        text += ' ' + std::string(option.value);
    return text;
}

constexpr std::size_t nameColumn = 20;

std::string row(std::string_view left, std::string_view right, std::size_t column)
{
    std::string text = "  " + std::string(left);
    if (text.size() + 2 > column)
        text += '\n' + std::string(column, ' ');
    else
        text.append(column - text.size(), ' ');
    return text + exchange::wrapped(right, column) + '\n';
}

} // namespace

std::span<const CommandSpec *const> allCommands()
{
    static const std::array<const CommandSpec *, 13> all{
        &newCommand(), &importCommand(), &exportCommand(), &checkCommand(), &wayBackCommand(), &explainCommand(), &witnessCommand(),
        &graphCommand(), &schemaLintCommand(), &schemaCheckCommand(), &schemaHistoryCommand(), &schemaRoundTripCommand(),
        &schemaRecordCommand()};
    return all;
}

const CommandSpec *findCommand(std::string_view name)
{
    const auto all = allCommands();
    const auto found = std::find_if(all.begin(), all.end(), [name](const CommandSpec *c) { return c->name == name; });
    return found == all.end() ? nullptr : *found;
}

std::size_t nameLength(std::span<const std::string_view> words)
{
    if (words.size() < 2)
        return 1;
    const std::string both = std::string(words[0]) + ' ' + std::string(words[1]);
    return findCommand(both) != nullptr ? 2 : 1;
}

std::string helpText()
{
    std::string text = "Usage: belay-cli COMMAND [OPTIONS] ...\n\n"
                       "Checks rollout plans: at which step could something not be rolled back?\n\nCommands:\n";
    for (const CommandSpec *command : allCommands())
        text += row(command->name, command->summary, nameColumn);
    text += row("help", "Show this help, or with the name of a command the help on it.", nameColumn);
    text += "\nOptions:\n";
    text += row("--help", "Show this help.", nameColumn);
    text += row("--version", "Show the version.", nameColumn);
    text += "\nFILE is a .belay document, a YAML or a JSON file, or - for standard input.\n"
            "Exit status: 0 nothing found, 1 findings, 2 bad usage or input.\n";
    return text;
}

std::string helpText(const CommandSpec &command)
{
    std::string text = "Usage: belay-cli " + std::string(command.name) + ' ' + std::string(command.synopsis) + "\n\n"
        + exchange::wrapped(command.summary, 0) + '\n';
    if (!command.description.empty())
        text += '\n' + exchange::wrapped(command.description, 0) + '\n';
    text += "\nOptions:\n";
    for (const OptionSpec &option : command.options)
        text += row(optionColumn(option), option.help, 30);
    return text;
}

} // namespace belay::cli
