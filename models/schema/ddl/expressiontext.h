// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/syntaxtree.h"

#include <functional>
#include <string>

namespace belay::schema {

/// An expression of the grammar in normal form: equal texts mean the same expression, however it was
/// written (spaces, comments, letters, superfluous parentheses, `::` or CAST). Kinds of nodes that it
/// does not know get a form that equals no other one's, so that nothing is taken for equal wrongly.
[[nodiscard]] std::string normalExpression(Node expression);
/// What an Index names for an IndexElem (or an element of ON CONFLICT): a column's name, or "(...)".
[[nodiscard]] std::string normalIndexElement(Node element);
/// The name that PostgreSQL gives an index column over the expression; empty if it has no idea.
[[nodiscard]] std::string indexColumnName(Node expression);
/// Calls `visit` for the node and every node of an expression below it that the grammar allows there.
void visitColumnRefs(Node expression, const std::function<void(Node columnRef)> &visit);

} // namespace belay::schema
