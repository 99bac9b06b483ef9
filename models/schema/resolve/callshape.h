// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/resolve/analyzer.h"

namespace belay::schema::analysis {

/// How a function is called, beside its arguments.
struct Analyzer::CallShape {
    std::vector<std::string_view> names;    ///< Of the last arguments, in named notation.
    bool variadic = false;
    bool star = false;
    bool distinct = false;
    bool withinGroup = false;
    bool isColumn = false;                  ///< row.function: failing is answered by null.
    bool procedure = false;                 ///< CALL
    bool hasOrder = false;
    bool over = false;
    Node overNode;
    NodeList aggregateOrder;
    Expr *filter = nullptr;

    [[nodiscard]] bool plain() const
    {
        return !variadic && !star && !distinct && !withinGroup && !procedure && !hasOrder && !over && filter == nullptr;
    }
};

} // namespace belay::schema::analysis
