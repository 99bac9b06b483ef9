// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// Bounds of one statement on an SQLite database of ours.
struct SqliteLimits {
    std::uint64_t steps = 200'000'000;      ///< Of SQLite's machine; a few seconds.
    std::chrono::milliseconds time{20000};
    int bytes = 4 * 1024 * 1024;            ///< Of a value or a row.
    int pages = 65536;                      ///< Of the database, 4 KiB each.
    int textBytes = 16 * 1024 * 1024;       ///< Of a statement's text.
    std::int64_t memory = 512 * 1024 * 1024; ///< That a statement may take besides.
};

/// What SQLite answered to one statement.
struct SqliteAnswer {
    int code = 0;               ///< SQLite's extended result code; 0: well.
    std::string message;
    std::uint32_t offset = 0;   ///< Byte in the text that the error is about.
    bool placed = false;
    std::vector<std::vector<std::optional<std::string>>> rows;

    [[nodiscard]] bool ok() const { return code == 0; }
    [[nodiscard]] bool exhausted() const; ///< Interrupted by a bound.
};

/// A database in memory for SQL of others: no files, no other databases, no extensions, no writing into
/// the schema table, none but a list of harmless pragmas, bounded time and memory. One thread at a time.
class SqliteDatabase {
public:
    [[nodiscard]] static Result<SqliteDatabase> open(const SqliteLimits &limits = {});
    SqliteDatabase(SqliteDatabase &&) noexcept;
    SqliteDatabase &operator=(SqliteDatabase &&) noexcept;
    ~SqliteDatabase();

    /// Executes one statement and keeps no rows; a second one in the text is an error.
    [[nodiscard]] SqliteAnswer execute(std::string_view sql, const std::stop_token &stop = {});
    /// Compiles one statement and executes nothing.
    [[nodiscard]] SqliteAnswer prepare(std::string_view sql);
    /// Runs a question of ours, which may use any pragma. Values are bound to ?1, ?2, ...
    [[nodiscard]] SqliteAnswer ask(std::string_view sql, const std::vector<std::string> &values = {});
    /// Whether "name" in double quotes may be a text, if there is no such column.
    void allowQuotedTexts(bool allowed);
    [[nodiscard]] bool inTransaction() const;

private:
    SqliteDatabase() = default;
    struct Native;
    SqliteAnswer run(std::string_view sql, const std::vector<std::string> &values, bool keepRows, bool step, const std::stop_token &stop);
    std::unique_ptr<Native> m_native;
};

} // namespace belay::schema
