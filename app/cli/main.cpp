// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/console.h"
#include "models/core/version.h"

#include <QCoreApplication>

#include <algorithm>
#include <csignal>
#include <exception>
#include <string>
#include <vector>

namespace {

using namespace belay::cli;

/// Whether some commands' names begin with this word.
bool isGroup(std::string_view word)
{
    const auto all = allCommands();
    return std::any_of(all.begin(), all.end(),
                       [word](const CommandSpec *command) { return command->name.starts_with(std::string(word) + ' '); });
}

std::string groupUsage(std::string_view group, std::span<const std::string_view> words)
{
    std::vector<std::string_view> parts;
    std::string list;
    for (const CommandSpec *command : allCommands()) {
        if (!command->name.starts_with(std::string(group) + ' '))
            continue;
        parts.push_back(command->name.substr(group.size() + 1));
        list += (list.empty() ? "" : ", ") + std::string(parts.back());
    }
    if (words.size() < 2)
        return '`' + std::string(group) + "` needs one of " + list;
    return "there is no command `" + std::string(group) + ' ' + std::string(words[1]) + '`' + suggestion(words[1], parts) + " (" + list + ')';
}

int run(std::span<const std::string_view> words, Console &console)
{
    if (words.empty()) {
        console.failUsage("no command given; `belay-cli --help` lists them");
        return exitBadInput;
    }
    std::string_view name = words.front();
    if (name == "--version")
        return console.deliver(std::string("belay-cli ") + belay::version + '\n', {}, exitNothingFound);
    const bool help = name == "--help" || name == "-h" || name == "help";
    if (help && words.size() == 1)
        return console.deliver(helpText(), {}, exitNothingFound);
    if (help)
        words = words.subspan(1);
    const std::size_t nameWords = nameLength(words);
    const std::string fullName = nameWords == 2 ? std::string(words[0]) + ' ' + std::string(words[1]) : std::string(words[0]);
    name = fullName;
    const CommandSpec *command = findCommand(name);
    if (!command && isGroup(name))
        return console.failUsage(groupUsage(name, words));
    if (!command) {
        std::vector<std::string_view> names{"help"};
        for (const CommandSpec *known : allCommands())
            names.push_back(known->name);
        const bool isOption = name.starts_with('-');
        if (isOption)
            names = {"--help", "--version"};
        return console.failUsage((isOption ? "there is no option `" : "there is no command `") + std::string(name) + '`'
                                 + suggestion(name, names));
    }
    if (help)
        return console.deliver(helpText(*command), {}, exitNothingFound);
    const belay::Result<Arguments> arguments = Arguments::parse(*command, words.subspan(nameWords));
    if (!arguments)
        return console.fail(arguments.error());
    if (arguments->has("help"))
        return console.deliver(helpText(*command), {}, exitNothingFound);
    return command->run(*arguments, console);
}

} // namespace

int main(int argc, char **argv)
{
    // A reader that has gone away is a failed write with an exit code, not a sudden death.
    std::signal(SIGPIPE, SIG_IGN);
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("belay-cli"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(belay::version));
    Console console;
    const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    try {
        return run(words, console);
    } catch (const std::exception &bug) {
        return console.fail({belay::ErrorCode::Internal, std::string("internal error: ") + bug.what(), {}, 0, 0});
    }
}
