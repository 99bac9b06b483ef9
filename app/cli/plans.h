// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/workspaceinput.h"
#include "models/core/result.h"

#include <optional>
#include <string>

namespace belay::cli {

/// An error with the nearest name, if the workspace has no such plan, or the plan no such step.
[[nodiscard]] std::optional<Error> unknownPlan(const WorkspaceInput &input, const std::string &plan);
[[nodiscard]] std::optional<Error> unknownStep(const WorkspaceInput &input, const std::string &plan,
                                               const std::string &step);

/// An ISO date; empty gives today.
[[nodiscard]] Result<std::string> dayFrom(const std::string &text);

} // namespace belay::cli
