// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"

#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// What a statement has to mention to notice that a database has changed. Made for those who resolve the
/// same statement on one version of a schema after the other.
class CatalogueChange {
public:
    /// Everything changed.
    CatalogueChange() = default;
    /// Cost: linear in both, with a comparison of pointers where they share.
    CatalogueChange(const Catalogue &before, const Catalogue &after);

    /// False only if resolving the statement gives the same on both. `lowered`: its text by folded().
    [[nodiscard]] bool mayAffect(std::string_view lowered) const;

private:
    void addRelations(const Catalogue &before, const Catalogue &after);
    void addFunctions(const Catalogue &before, const Catalogue &after);
    void addTypes(const Catalogue &before, const Catalogue &after);
    void addDependents(const Catalogue &catalogue);
    void addName(std::string_view name);
    void addFullName(std::string fullName);

    bool m_everything = true;
    std::vector<std::string> m_names;       ///< Bare, in lower case.
    std::vector<std::string> m_relations;   ///< Full names, and "schema.name()" of functions.
    std::vector<TypeId> m_rowTypes;         ///< Of relations that have changed.
};

} // namespace belay::schema
