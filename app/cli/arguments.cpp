// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include "models/core/nearmiss.h"

#include <algorithm>

namespace belay::cli {
namespace {

Error badUsage(std::string detail) { return {ErrorCode::BadUsage, std::move(detail), {}, 0, 0}; }

const OptionSpec *findOption(const CommandSpec &command, std::string_view name)
{
    const auto found = std::find_if(command.options.begin(), command.options.end(),
                                    [name](const OptionSpec &option) { return option.name == name; });
    return found == command.options.end() ? nullptr : &*found;
}

const OptionSpec *findOption(const CommandSpec &command, char letter)
{
    const auto found = std::find_if(command.options.begin(), command.options.end(),
                                    [letter](const OptionSpec &option) { return option.letter == letter; });
    return found == command.options.end() ? nullptr : &*found;
}

Error unknownOption(const CommandSpec &command, std::string_view word)
{
    std::vector<std::string_view> names{"help"};
    for (const OptionSpec &option : command.options)
        names.push_back(option.name);
    std::string_view bare = word;
    while (bare.starts_with('-'))
        bare.remove_prefix(1);
    return badUsage("`" + std::string(command.name) + "` has no option `" + std::string(word) + '`'
                    + suggestion(bare, names, "--"));
}

} // namespace

std::vector<std::string_view> choicesOf(std::string_view choices)
{
    std::vector<std::string_view> parts;
    while (!choices.empty()) {
        const std::size_t bar = std::min(choices.find('|'), choices.size());
        parts.push_back(choices.substr(0, bar));
        choices.remove_prefix(std::min(bar + 1, choices.size()));
    }
    return parts;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates, std::string_view prefix)
{
    const std::string near = nearMiss(word, candidates);
    return near.empty() ? std::string() : ": did you mean `" + std::string(prefix) + near + "`?";
}

Result<Arguments> Arguments::parse(const CommandSpec &command, std::span<const std::string_view> words)
{
    Arguments arguments;
    bool optionsEnded = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (optionsEnded || word.size() < 2 || word.front() != '-') {
            arguments.m_positional.emplace_back(word);
            continue;
        }
        if (word == "--") {
            optionsEnded = true;
            continue;
        }
        const OptionSpec *option = nullptr;
        std::string_view value;
        bool valueGiven = false;
        if (word.starts_with("--")) {
            const std::size_t equals = word.find('=');
            const std::string_view name = word.substr(2, equals == std::string_view::npos ? equals : equals - 2);
            option = findOption(command, name);
            if (!option)
                return unknownOption(command, word.substr(0, equals));
            valueGiven = equals != std::string_view::npos;
            if (valueGiven)
                value = word.substr(equals + 1);
        } else {
            option = findOption(command, word[1]);
            if (!option)
                return unknownOption(command, word);
            valueGiven = word.size() > 2;
            value = word.substr(2);
        }
        const std::string shown = "--" + std::string(option->name);
        if (option->value.empty()) {
            if (valueGiven)
                return badUsage('`' + shown + "` takes no value");
        } else if (!valueGiven) {
            // A value may be "-" (standard input or output), but no option.
            if (i + 1 >= words.size() || (words[i + 1].size() > 1 && words[i + 1].front() == '-'))
                return badUsage('`' + shown + "` needs a value: " + shown + ' ' + std::string(option->value));
            value = words[++i];
        }
        if (!option->repeats && arguments.has(option->name))
            return badUsage('`' + shown + "` is given twice");
        const std::vector<std::string_view> choices = choicesOf(option->choices);
        if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end()) {
            std::string all;
            for (const std::string_view choice : choices)
                all += (all.empty() ? "" : ", ") + std::string(choice);
            const std::string near = suggestion(value, choices);
            return badUsage('`' + shown + "` cannot be `" + std::string(value) + '`' + near + (near.empty() ? ": it" : " It") + " is one of " + all);
        }
        arguments.m_given.push_back({option->name, std::string(value)});
    }
    const std::string usage = " (usage: belay-cli " + std::string(command.name) + ' ' + std::string(command.synopsis) + ')';
    if (arguments.has("help"))
        return arguments;
    if (arguments.m_positional.size() < command.fewest)
        return badUsage('`' + std::string(command.name) + "` needs more" + usage);
    if (arguments.m_positional.size() > command.most)
        return badUsage('`' + std::string(command.name) + "` does not know what to do with `"
                        + arguments.m_positional[command.most] + '`' + usage);
    return arguments;
}

bool Arguments::has(std::string_view option) const
{
    return std::any_of(m_given.begin(), m_given.end(), [option](const Given &given) { return given.name == option; });
}

std::string Arguments::value(std::string_view option, std::string_view fallback) const
{
    for (const Given &given : m_given) {
        if (given.name == option)
            return given.value;
    }
    return std::string(fallback);
}

std::vector<std::string> Arguments::values(std::string_view option) const
{
    std::vector<std::string> values;
    for (const Given &given : m_given) {
        if (given.name == option)
            values.push_back(given.value);
    }
    return values;
}

} // namespace belay::cli
