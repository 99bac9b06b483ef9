// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

#include <span>
#include <string>
#include <string_view>

/// One file per command; each gives its part of the table.
namespace belay::cli {

[[nodiscard]] const CommandSpec &newCommand();
[[nodiscard]] const CommandSpec &importCommand();
[[nodiscard]] const CommandSpec &exportCommand();
[[nodiscard]] const CommandSpec &checkCommand();
[[nodiscard]] const CommandSpec &wayBackCommand();
[[nodiscard]] const CommandSpec &explainCommand();
[[nodiscard]] const CommandSpec &witnessCommand();
[[nodiscard]] const CommandSpec &graphCommand();
[[nodiscard]] const CommandSpec &schemaLintCommand();
[[nodiscard]] const CommandSpec &schemaCheckCommand();
[[nodiscard]] const CommandSpec &schemaHistoryCommand();
[[nodiscard]] const CommandSpec &schemaRoundTripCommand();
[[nodiscard]] const CommandSpec &schemaRecordCommand();

/// In the order of the help.
[[nodiscard]] std::span<const CommandSpec *const> allCommands();
/// Names of two words ("schema check") are one name here.
[[nodiscard]] const CommandSpec *findCommand(std::string_view name);
/// How many of the words are the command's name: 2 for "schema check", else 1.
[[nodiscard]] std::size_t nameLength(std::span<const std::string_view> words);

/// `belay-cli --help` and `belay-cli COMMAND --help`.
[[nodiscard]] std::string helpText();
[[nodiscard]] std::string helpText(const CommandSpec &command);

} // namespace belay::cli
