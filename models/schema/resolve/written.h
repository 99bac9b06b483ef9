// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/resolve/analyzer.h"

namespace belay::schema::analysis {

/// What a statement writes, for the rewriter's checks.
struct Analyzer::Written {
    enum class Override : std::uint8_t { None, System, User };
    struct Value {
        std::int32_t attribute = 0;
        std::string_view column;
        bool isDefault = false;     ///< DEFAULT in all rows.
        bool isNull = false;        ///< NULL in all rows.
        bool partial = false;       ///< A field or element of the column only.
    };
    Query::Command command = Query::Command::Insert;
    std::vector<Value> values;
    Override override = Override::None;
    bool rowsCertain = true;        ///< At least one row is written whatever the data (VALUES, not SELECT).
    bool unknownColumns = false;
    std::int64_t location = -1;
};

struct Analyzer::WrittenBy {
    Query *query = nullptr;
    Written written;
};

} // namespace belay::schema::analysis
