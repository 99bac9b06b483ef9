// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/rollback/workspace.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace belay::cli {

class Console;

/// "-" on the command line.
inline constexpr std::string_view standardInput = "-";
/// How standard input is called in errors.
inline constexpr std::string_view standardInputName = "<stdin>";

enum class InputKind : std::uint8_t { Document, Text };

struct WorkspaceInput {
    std::shared_ptr<const rollback::Workspace> workspace;
    InputKind kind = InputKind::Text;
    std::string file;                  ///< As the user named it; empty for standard input.
    std::vector<Error> warnings;
    std::vector<Error> errors;         ///< Not empty: there is no workspace.
};

/// The bytes of a file, or of standard input. Fails with FileNotFound, FileUnreadable, FileTooLarge.
[[nodiscard]] Result<std::string> readBytes(const std::string &file);

/// Reads a .belay document, YAML or JSON. What it is shows in its first bytes, not in its name; a
/// name that ends in .belay must hold a document, though. Never changes the file.
[[nodiscard]] WorkspaceInput readWorkspaceInput(const std::string &file, ProgressSink *progress);

/// Reads, and tells about warnings and errors; nothing then.
[[nodiscard]] std::shared_ptr<const WorkspaceInput> openOrComplain(const std::string &file, Console &console);

/// Tells everything for which the workspace cannot be checked; false if there is nothing.
[[nodiscard]] bool complainInvalid(const WorkspaceInput &input, Console &console);

/// Reads, and it must be a workspace that can be checked.
[[nodiscard]] std::shared_ptr<const WorkspaceInput> openChecked(const std::string &file, Console &console);

} // namespace belay::cli
