// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

/// A thin layer over SQLite's C interface: ownership, errors as values, and the settings that a file
/// from a stranger needs.
namespace belay::workspace {

enum class OpenMode : std::uint8_t {
    ReadOnly,
    ReadWrite,     ///< The file must exist.
    Memory,
};

/// A prepared statement. Binding counts parameters from 1, reading columns from 0. The first error
/// sticks and is what `step` and `error` give; until then every call is harmless.
class Statement {
public:
    Statement() = default;
    Statement(sqlite3 *database, sqlite3_stmt *statement) : m_database(database), m_statement(statement) {}
    Statement(Statement &&other) noexcept
        : m_database(other.m_database), m_statement(std::exchange(other.m_statement, nullptr)),
          m_error(std::move(other.m_error))
    {
    }
    Statement &operator=(Statement &&other) noexcept;
    ~Statement();

    /// \pre the text lives until the next `reset`.
    void bind(int parameter, std::string_view text);
    void bind(int parameter, std::int64_t number);
    void bind(int parameter, double number);
    void bindNull(int parameter);
    void bind(int parameter, const std::optional<std::int64_t> &number);

    /// True: there is a row. False: finished, or an error.
    bool step();
    /// Runs a statement that gives no rows, and resets it.
    bool run();
    void reset();

    /// Reads a column. A value of another type than the file's rules allow is an error: the table
    /// may come from a stranger.
    [[nodiscard]] std::string text(int column);
    [[nodiscard]] std::int64_t integer(int column);
    [[nodiscard]] double real(int column);
    [[nodiscard]] bool isNull(int column);
    [[nodiscard]] int smallInteger(int column);
    [[nodiscard]] bool boolean(int column);

    void fail(Error error);
    [[nodiscard]] bool failed() const { return m_error.has_value(); }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    void failWith(int code);
    void misshapen(int column, std::string_view expected);

    sqlite3 *m_database = nullptr;
    sqlite3_stmt *m_statement = nullptr;
    std::optional<Error> m_error;
};

/// One connection. Used by one thread at a time.
class Database {
public:
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string &path, OpenMode mode);
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;
    ~Database();

    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] sqlite3 *handle() const { return m_handle; }

    [[nodiscard]] Result<Done> execute(const char *sql);
    [[nodiscard]] Result<Statement> prepare(const std::string &sql);
    /// The one value of a query.
    [[nodiscard]] Result<std::int64_t> integerOf(const char *sql);
    [[nodiscard]] Result<std::string> textOf(const char *sql);

    /// Up to `size` bytes from the start of the file, read without parsing anything. Through SQLite's
    /// own file: closing a descriptor of our own would drop the locks that this process holds on it.
    [[nodiscard]] Result<std::string> firstBytes(int size);
    /// True if the path no longer leads to the open file.
    [[nodiscard]] bool hasMoved() const;

    /// Makes statements end with Cancelled soon after a stop is asked for. Empty: no more.
    void stopWith(std::stop_token stop);

    /// What the last failed call means.
    [[nodiscard]] Error lastError(int code) const;

private:
    Database(sqlite3 *handle, std::string path) : m_handle(handle), m_path(std::move(path)) {}

    sqlite3 *m_handle;
    std::string m_path;
    std::stop_token m_stop;
};

/// An SQLite result code as an Error, with a sentence for people.
[[nodiscard]] Error errorFrom(int extendedCode, const std::string &message);

/// Whether text is well-formed UTF-8.
[[nodiscard]] bool isUtf8(std::string_view text);

} // namespace belay::workspace
