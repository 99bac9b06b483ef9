// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"

#include <string>
#include <string_view>

namespace belay::schema {

/// The name as PostgreSQL quotes it in messages: only if it must.
[[nodiscard]] std::string quoteIdentifier(std::string_view name);

struct FoundType {
    TypeId id = noType;
    bool schemaMissing = false;
};
/// A type by name, row types of relations included; an empty schema means along the search path.
[[nodiscard]] FoundType findTypeNamed(const Catalogue &catalogue, std::string_view schema, std::string_view name);

/// format_type_be() (no modifier given) or format_type().
[[nodiscard]] std::string formatTypeId(const Catalogue &catalogue, ColumnType type, bool modifierGiven);

} // namespace belay::schema
