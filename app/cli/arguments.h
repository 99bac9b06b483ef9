// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace belay::cli {

class Console;
class Arguments;

/// An option of a command: "--name", "--name VALUE".
struct OptionSpec {
    std::string_view name;             ///< Without dashes.
    char letter = 0;                   ///< "-o"; 0: none.
    std::string_view value;            ///< Placeholder of its value; empty: it takes none.
    std::string_view choices;          ///< Values that it takes, divided by '|'; empty: any.
    std::string_view help;
    bool repeats = false;              ///< May be given several times.
};

struct CommandSpec {
    std::string_view name;
    std::string_view synopsis;         ///< What stands after the name in the usage line.
    std::string_view summary;          ///< One line.
    std::string_view description;      ///< Paragraphs; may be empty.
    std::span<const OptionSpec> options;
    std::size_t fewest = 0;            ///< Positional arguments.
    std::size_t most = 0;
    int (*run)(const Arguments &, Console &) = nullptr; ///< Gives the exit code.
};

/// The words after the command's name, sorted.
class Arguments {
public:
    /// Options may stand before, between and after the others; `--` ends them, `-` is no option.
    /// Fails with BadUsage, and names the nearest option or value.
    [[nodiscard]] static Result<Arguments> parse(const CommandSpec &command, std::span<const std::string_view> words);

    [[nodiscard]] bool has(std::string_view option) const;
    /// The option's value; `fallback` if it was not given.
    [[nodiscard]] std::string value(std::string_view option, std::string_view fallback = {}) const;
    /// All values of an option that may be given several times, in order.
    [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
    [[nodiscard]] const std::vector<std::string> &positional() const { return m_positional; }

private:
    struct Given {
        std::string_view name;
        std::string value;
    };
    std::vector<Given> m_given;
    std::vector<std::string> m_positional;
};

/// "a|b|c" in parts.
[[nodiscard]] std::vector<std::string_view> choicesOf(std::string_view choices);

/// ": did you mean `x`?", or nothing.
[[nodiscard]] std::string suggestion(std::string_view word, std::span<const std::string_view> candidates,
                                     std::string_view prefix = {});

} // namespace belay::cli
