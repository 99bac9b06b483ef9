// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/postgresengine.h"

#include <algorithm>

namespace belay::schema {

namespace {

/// A server's SQLSTATE is coarser than our codes in some places, and the message tells what is meant.
struct Rule {
    std::string_view state;     ///< A whole SQLSTATE, or its class.
    std::string_view words;     ///< That the message has; empty: any message.
    std::string_view code;
};

/// The first that fits counts. The codes are the static engine's, so that they mean the same whoever
/// answers; a test holds both against each other.
constexpr Rule rules[] = {
    {"42P01", "FROM-clause entry", "from-entry-missing"},
    {"42P01", "clause not found in FROM", "locking"},
    {"42P01", "", "relation-missing"},
    {"42703", "", "column-missing"},
    {"42702", "", "column-ambiguous"},
    {"42701", "", "column-duplicate"},
    {"42725", "operator", "operator-ambiguous"},
    {"42725", "", "function-ambiguous"},
    {"42883", "operator", "operator-missing"},
    {"42883", "", "function-missing"},
    {"42704", "constraint", "constraint-missing"},
    {"42704", "window", "window"},
    {"42704", "tablesample method", "function-missing"},
    {"42704", "collation", "collation-missing"},
    {"42704", "type", "type-missing"},
    {"42704", "", "object-missing"},
    {"3F000", "", "schema-missing"},
    {"42P10", "WITH query", "column-count"},
    {"42P10", "columns available", "column-count"},
    {"42P10", "FROM-clause entry", "from-entry-missing"},
    {"42P10", "must appear in select list", "grouping"},
    {"42P10", "must appear in argument list", "grouping"},
    {"42P10", "must match initial", "grouping"},
    {"42P10", "ON CONFLICT", "conflict-target-missing"},
    {"42P10", "", "column-missing"},
    {"42712", "WITH query", "cte-duplicate"},
    {"42712", "", "table-ambiguous"},
    {"42601", "expressions than target columns", "column-count"},
    {"42601", "target columns than expressions", "column-count"},
    {"42601", "number of columns", "column-count"},
    {"42601", "must all be the same length", "column-count"},
    {"42601", "must return only one column", "column-count"},
    {"42601", "has too many columns", "column-count"},
    {"42601", "has too few columns", "column-count"},
    {"42601", "definition list is required", "type-mismatch"},
    {"42601", "multiple assignments", "column-duplicate"},
    {"42601", "row expressions", "type-mismatch"},
    {"42601", "", "syntax-not-understood"},
    {"42803", "", "grouping"},
    {"42P20", "", "window"},
    {"42P19", "", "recursion"},
    {"428C9", "", "generated-column"},
    {"55000", "", "view-not-updatable"},
    {"42809", "requires array", "type-mismatch"},
    {"42809", "function", "function-kind"},
    {"42809", "procedure", "function-kind"},
    {"42809", "aggregate", "function-kind"},
    {"42809", "", "relation-kind"},
    {"42P02", "", "parameter-type"},
    {"42P18", "empty array", "type-mismatch"},
    {"42P18", "", "parameter-type"},
    {"42P08", "", "parameter-type"},
    {"42804", "", "type-mismatch"},
    {"42846", "", "type-mismatch"},
    {"22P02", "for enum", "enum-value-missing"},
    {"22", "", "type-mismatch"},
    {"0A000", "recursive query", "recursion"},
    {"0A000", "recursion", "recursion"},
    {"0A000", "MERGE on relation", "relation-kind"},
    {"0A000", "at the top level", "cte-misplaced"},
    {"0A000", "RETURNING clause", "cte-missing-returning"},
    {"0A000", "TABLESAMPLE", "relation-kind"},
    {"0A000", "set-returning functions", "set-misplaced"},
    {"0A000", "ORDER BY clause", "set-operation-order"},
    {"0A000", "anonymous composite", "type-mismatch"},
    {"0A000", "FOR UPDATE", "locking"},
    {"0A000", "FOR SHARE", "locking"},
    {"0A000", "FOR NO KEY UPDATE", "locking"},
    {"0A000", "FOR KEY SHARE", "locking"},
    {"0A000", "", "not-implemented"},
    {"21000", "", "column-count"},
    {"42501", "", "permission-denied"},
};

} // namespace

std::string refusalCode(std::string_view sqlState, std::string_view message)
{
    const auto *const found = std::find_if(std::begin(rules), std::end(rules), [&](const Rule &rule) {
        return sqlState.starts_with(rule.state) && message.find(rule.words) != std::string_view::npos;
    });
    return std::string(found == std::end(rules) ? std::string_view("refused") : found->code);
}

} // namespace belay::schema
