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

/// In the order of the help.
[[nodiscard]] std::span<const CommandSpec *const> allCommands();
[[nodiscard]] const CommandSpec *findCommand(std::string_view name);

/// `belay-cli --help` and `belay-cli COMMAND --help`.
[[nodiscard]] std::string helpText();
[[nodiscard]] std::string helpText(const CommandSpec &command);

} // namespace belay::cli
