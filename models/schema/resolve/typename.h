// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"
#include "models/schema/syntaxtree.h"

#include <string>

namespace belay::schema {

/// The type that a TypeName node of the grammar names: arrays, modifiers, own and built-in types, row
/// types of relations, `t.c%TYPE`. noType if there is none of that name. "serial" is not a type here.
[[nodiscard]] ColumnType typeFromNode(const Catalogue &catalogue, Node typeName);

/// The type as PostgreSQL's format_type() writes it: "character varying(50)", "integer[]"; own types
/// outside of the search path with their schema. "unknown type" for noType.
[[nodiscard]] std::string formatType(const Catalogue &catalogue, ColumnType type);

/// A TypeName node as PostgreSQL writes it in `type "x" does not exist`: "a.b", "c[]".
[[nodiscard]] std::string typeNameText(Node typeName);

/// A type of the catalogue or of PostgreSQL; null if there is none of that id.
[[nodiscard]] const Type *findType(const Catalogue &catalogue, TypeId id);

/// The array type over a type; noType if it has none.
[[nodiscard]] TypeId arrayOf(const Catalogue &catalogue, TypeId element);

} // namespace belay::schema
