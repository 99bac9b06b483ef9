// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/sqltext.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// One piece of an SQL file.
struct SplitStatement {
    enum class Kind : std::uint8_t {
        Sql,
        MetaCommand,    ///< A backslash command of psql, its line; or MySQL's DELIMITER.
        CopyData,       ///< The rows behind COPY ... FROM STDIN, up to and with the line "\.".
    };
    Kind kind = Kind::Sql;
    Span span;          ///< Without leading white space and comments, without what ends it.

    friend bool operator==(const SplitStatement &, const SplitStatement &) = default;
};

/// Something in the text that is not SQL, or not whole.
struct SplitRemark {
    std::string code;   ///< "psql-command", "psql-variable", "psql-data", "unterminated"
    Span span;
    std::uint32_t line = 1;
    std::string message;

    friend bool operator==(const SplitRemark &, const SplitRemark &) = default;
};

struct SqlSplit {
    std::vector<SplitStatement> statements;
    std::vector<SplitRemark> remarks;   ///< In the order of the text.

    friend bool operator==(const SqlSplit &, const SqlSplit &) = default;
};

/// Cuts a file into statements as the dialect's own client does: psql (quotes, E'' strings, dollar
/// quotes, nested comments, parentheses, BEGIN ATOMIC bodies, backslash commands, COPY data), the
/// sqlite3 shell (triggers' bodies), mysql (DELIMITER, `#` comments, compound bodies). Empty
/// statements are left out. psql's variables (:name, :'name', :"name") are remarks; casts and array
/// slices are not. Never fails; what the end cuts off is kept and reported as "unterminated" with the
/// line on which it began. Bytes are taken as UTF-8, at most 4 GB. Linear time.
[[nodiscard]] SqlSplit splitSql(std::string_view text, Dialect dialect);

/// The text with what only psql understands put out of the parser's way, byte for byte in place:
/// commands and COPY data become spaces, of a variable only the colon does, so that it reads as a name
/// or a string of its own name. `split` is the text's own.
[[nodiscard]] std::string withoutPsql(std::string text, const SqlSplit &split);

} // namespace belay::schema
