// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/ddl/operation.h"
#include "models/schema/verdict.h"

#include <span>
#include <string>
#include <string_view>

namespace belay::schema {

/// One case that the judge tells apart: what it says about the five mixed states, and why.
/// docs/schema-operations.md is written from this table (operationCodesMarkdown()).
struct OperationCode {
    std::string_view code;      ///< Stable: "drops-column".
    OperationKind kind;         ///< The kind of operation it is mainly about.
    std::string_view when;      ///< What makes this the case, for the documentation.
    MixedStates states;
    std::string_view dependsOn; ///< For the cells that say depends.
    std::string_view reason;    ///< A sentence or two; {} stands for the object.
    std::string_view remedy;
};

[[nodiscard]] std::span<const OperationCode> operationCodes();
/// Precondition: there is such a code.
[[nodiscard]] const OperationCode &operationCode(std::string_view code);
/// The table of docs/schema-operations.md, with its heading line.
[[nodiscard]] std::string operationCodesMarkdown();

} // namespace belay::schema
