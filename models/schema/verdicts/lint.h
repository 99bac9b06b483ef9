// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/ddl/operation.h"
#include "models/schema/syntaxtree.h"
#include "models/schema/verdict.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace belay::schema {

/// One thing that linters of migrations know. docs/schema-lint.md lists them beside those of the
/// other linters.
struct LintRule {
    std::string_view code;
    Severity severity;
    std::string_view message;   ///< {} stands for the object.
    std::string_view remedy;
};
[[nodiscard]] std::span<const LintRule> lintRules();

/// A script to look at, with what it did.
struct LintInput {
    const ParsedSql &sql;
    std::span<const Operation> operations;
    const Catalogue &after;     ///< The database after the script (or after the release: names are looked up).
    std::uint32_t firstEpoch = 0; ///< What was made in it or later is the release's own: locking it harms nobody.
    bool transaction = true;    ///< The tool runs the script in one transaction.
};

/// Remarks in the order of the text; without line and column, none excused.
/// Cost: microseconds per operation; the text is only scanned where an operation is remarked on.
[[nodiscard]] std::vector<LintRemark> lint(const LintInput &input);

/// Fills line and column of everything in the verdict, and applies the exceptions in the text's
/// comments, `-- belay:allow CODE[, CODE ...] reason`: on the statement's lines or before it, or for
/// the whole file if a blank line parts the comment at the top from the first statement. An exception
/// without a reason, of a code that is not there, or that excuses nothing is itself a remark
/// (the last in `idleExceptions`).
void placeAndExcuse(const ParsedSql &sql, MigrationVerdict &verdict);

} // namespace belay::schema
