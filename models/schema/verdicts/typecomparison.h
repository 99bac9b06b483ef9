// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"
#include "models/schema/verdict.h"

namespace belay::schema {

/// How the values of two types of one column relate.
struct TypeComparison {
    bool known = true;          ///< False: a type is not known here; the rest says nothing.
    bool widens = false;        ///< The new type takes values that the old one refuses.
    bool narrows = false;       ///< The old type takes values that the new one refuses.
    bool truncates = false;     ///< Values are cut, not refused, on the way to the new type.
    bool otherKind = false;     ///< Another kind of value: texts, operators and functions differ.
    bool timeZone = false;      ///< timestamp and timestamptz.
    bool jsonKinds = false;     ///< json and jsonb.
    bool losesLabels = false;   ///< The new enum lacks labels of the old one.
    bool wayBack = true;        ///< PostgreSQL converts back without USING.
};
[[nodiscard]] TypeComparison compareTypes(const Catalogue &catalogue, ColumnType from, ColumnType to);

} // namespace belay::schema
