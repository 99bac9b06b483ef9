// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"
#include "models/schema/syntaxtree.h"
#include "models/schema/verdict.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// Something that PREPARE does not report but the first execution would (or may, for some rows).
struct ExecutionHazard {
    std::string code;           ///< "not-null-missing", "conflict-target-missing", ...; docs/schema-engine.md has the list.
    std::string message;        ///< As PostgreSQL words it at execution.
    Span span;
    bool always = true;         ///< False: only for some data (or if a trigger does not help).

    friend bool operator==(const ExecutionHazard &, const ExecutionHazard &) = default;
};

/// What `PREPARE name AS <statement>` would say, and what comes after it.
struct Resolution {
    using Verdict = StatementVerdict::Verdict;
    Verdict verdict = Verdict::Ok; ///< PREPARE's: Breaks with PostgreSQL's message, or Unknown with the reason as message.
    std::string code;           ///< Stable: "column-missing", ...; empty if ok.
    std::string message;        ///< First line, English: column "a" does not exist
    Span span;                  ///< In the statement's text.
    std::vector<ExecutionHazard> atExecution; ///< Filled if the verdict is Ok only.
    std::vector<ColumnType> parameters; ///< Types deduced for $1, $2, ...; if the verdict is Ok.
    std::vector<Column> columns;        ///< What the statement returns; if the verdict is Ok.

    friend bool operator==(const Resolution &, const Resolution &) = default;
};

/// Resolves one statement on the catalogue after PostgreSQL 15's rules for parse analysis and rewriting.
/// Names, types, functions, operators and parameters are looked up as the server does, errors are
/// found in the same order. What hangs on a doubt of the catalogue is Unknown. A text with several
/// statements is resolved one after the other, the first that is not Ok counts; an empty text is Ok.
/// Cost: one parse and tens of microseconds; nothing of the catalogue is copied. Thread-safe for one
/// catalogue that nobody changes meanwhile.
[[nodiscard]] Resolution resolveStatement(const Catalogue &catalogue, std::string_view sql);
/// The same for a statement that is parsed already. The spans count from the statement's begin.
[[nodiscard]] Resolution resolveStatement(const Catalogue &catalogue, const ParsedSql &sql, const ParsedStatement &statement);

/// What a query yields and names; for CREATE VIEW, CREATE TABLE AS and SQL functions.
struct ResolvedQuery {
    std::vector<Column> columns;    ///< Names and types; not null and defaults are not told.
    std::vector<std::string> uses;  ///< "schema.name" and "schema.name.column" of relations, "schema.name()" of own functions; sorted, unique.
    bool unknown = false;           ///< Could not be decided; `message` has the reason.
    bool failed = false;            ///< PostgreSQL refuses it; `message` has its words.
    std::string code;
    std::string message;
    Span span;
    /// For a SELECT that PostgreSQL treats as automatically updatable: its one table or view,
    /// and which of `columns` (by name) are which columns of it.
    std::string base;
    std::map<std::string, std::string, std::less<>> baseColumns;
};

/// `parameters`: types of $1, $2, ... (an SQL function's arguments); `parameterNames`: their names, by
/// which the body may refer to them. Unknown literals in the output become text, as in a view.
[[nodiscard]] ResolvedQuery describeQuery(const Catalogue &catalogue, Node query, std::span<const TypeId> parameters = {},
                                          std::span<const std::string> parameterNames = {});

/// Resolves an expression over one relation's columns (a CHECK, a DEFAULT, an index expression, a
/// generated column); `relation` may be null. `type` is noType if it could not be told.
struct ResolvedExpression {
    ColumnType type;
    bool unknown = false;
    bool failed = false;
    std::string code;
    std::string message;
    std::vector<std::string> columns; ///< Of the relation, which it uses; sorted, unique.
    bool isVolatile = false;          ///< Calls a volatile function, or one that is not known.
    bool isImmutable = true;          ///< Calls immutable functions only.
};
[[nodiscard]] ResolvedExpression describeExpression(const Catalogue &catalogue, Node expression, const Relation *relation);

} // namespace belay::schema
