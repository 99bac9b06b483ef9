// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/ddl/operation.h"
#include "models/schema/verdict.h"

#include <string>

namespace belay::schema {

/// A change of a schema as SQLite and MySQL know them, with what its verdict hangs on.
struct SchemaChange {
    enum class TypeChange : std::uint8_t {
        None,
        Same,       ///< Every value is stored and read as before.
        Wider,      ///< All old values fit, new ones may not fit the old type.
        Narrower,   ///< The other way round.
        Other,
    };
    OperationKind kind = OperationKind::NotUnderstood;
    std::string object;         ///< "users.email", "users"
    std::string newName;        ///< Of a rename.
    bool required = false;      ///< Of a column: NOT NULL and nothing fills it (before, if it is dropped).
    bool hasDefault = false;
    bool wasUsed = true;        ///< False: what it is about was made by the same script, so no release knows it.
    bool knownBefore = true;    ///< False: no migration that was read made it, so what it was is not known.
    TypeChange typeChange = TypeChange::None;
    std::string detail;         ///< "varchar(50) to text"; for what is not understood: why.
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    Span span;
};

/// The five columns, code, reason and remedy. Codes and outcomes are those of the same change on PostgreSQL
/// (operationcodes.h), but where SQLite and MySQL do otherwise: docs/schema-servers.md says where and why.
[[nodiscard]] OperationVerdict judgeChange(const SchemaChange &change, Dialect dialect, Evidence evidence);

} // namespace belay::schema
