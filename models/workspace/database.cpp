// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace belay::workspace {

namespace {

/// Milliseconds to wait for another process that reads or writes the same file: a reader holds its
/// lock for as long as loading takes.
constexpr int busyTimeout_ms = 20000;
/// No text or row of a workspace is longer than this many bytes.
constexpr int maximumLength = 16 * 1024 * 1024;

int stopRequested(void *token)
{
    return static_cast<const std::stop_token *>(token)->stop_requested() ? 1 : 0;
}

Error makeError(ErrorCode code, std::string detail)
{
    return Error{code, std::move(detail), {}, 0, 0};
}

} // namespace

bool isUtf8(std::string_view text)
{
    const auto *at = reinterpret_cast<const unsigned char *>(text.data());
    const auto *const end = at + text.size();
    while (at < end) {
        if (end - at >= 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, at, sizeof eight);
            if ((eight & 0x8080808080808080ULL) == 0) {
                at += 8;
                continue;
            }
        }
        if (*at < 0x80) {
            ++at;
            continue;
        }
        const unsigned char lead = *at;
        int more = 0;
        std::uint32_t point = 0;
        if (lead >= 0xC2 && lead <= 0xDF) {
            more = 1;
            point = lead & 0x1FU;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            more = 2;
            point = lead & 0x0FU;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            more = 3;
            point = lead & 0x07U;
        } else {
            return false;
        }
        if (end - at <= more)
            return false;
        for (int i = 1; i <= more; ++i) {
            if ((at[i] & 0xC0U) != 0x80U)
                return false;
            point = (point << 6U) | (at[i] & 0x3FU);
        }
        const bool tooLong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
        if (tooLong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
            return false;
        at += more + 1;
    }
    return true;
}

Error errorFrom(int extendedCode, const std::string &message)
{
    switch (extendedCode & 0xff) {
    case SQLITE_FULL:
        return makeError(ErrorCode::FileUnwritable, "the disk is full");
    case SQLITE_IOERR:
        if (extendedCode == SQLITE_IOERR_READ || extendedCode == SQLITE_IOERR_SHORT_READ)
            return makeError(ErrorCode::FileUnreadable, "the file could not be read (" + message + ')');
        return makeError(ErrorCode::FileUnwritable, "the file could not be written (" + message + ')');
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
        return makeError(ErrorCode::DamagedFile, "the file is damaged (" + message + ')');
    case SQLITE_NOTADB:
        return makeError(ErrorCode::NotABelayFile, "this is not a Belay workspace");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return makeError(ErrorCode::FileLocked, "another program is using the file");
    case SQLITE_READONLY:
        if (extendedCode == SQLITE_READONLY_DBMOVED)
            return makeError(ErrorCode::FileUnwritable, "the file was moved or deleted while it was open");
        return makeError(ErrorCode::FileUnwritable, "the file is read-only");
    case SQLITE_CANTOPEN:
        return makeError(ErrorCode::FileUnreadable, "the file could not be opened");
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return makeError(ErrorCode::FileUnwritable, "access was denied");
    case SQLITE_INTERRUPT:
        return makeError(ErrorCode::Cancelled, "cancelled");
    case SQLITE_TOOBIG:
        return makeError(ErrorCode::LimitExceeded, "a text is too long");
    case SQLITE_CONSTRAINT:
        if (extendedCode == SQLITE_CONSTRAINT_UNIQUE || extendedCode == SQLITE_CONSTRAINT_PRIMARYKEY)
            return makeError(ErrorCode::Duplicate, "an id is used twice (" + message + ')');
        return makeError(ErrorCode::BadValue, "a value breaks a rule of the file (" + message + ')');
    default:
        return makeError(ErrorCode::Internal, message);
    }
}

Statement &Statement::operator=(Statement &&other) noexcept
{
    std::swap(m_database, other.m_database);
    std::swap(m_statement, other.m_statement);
    std::swap(m_error, other.m_error);
    return *this;
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

void Statement::fail(Error error)
{
    if (!m_error)
        m_error = std::move(error);
}

void Statement::failWith(int code)
{
    if (code == SQLITE_OK || m_error)
        return;
    m_error = errorFrom(sqlite3_extended_errcode(m_database), sqlite3_errmsg(m_database));
}

void Statement::bind(int parameter, std::string_view text)
{
    if (!isUtf8(text)) {
        fail(makeError(ErrorCode::BadEncoding, "a text is not UTF-8"));
        return;
    }
    // A null pointer would bind NULL, which an empty text is not.
    failWith(sqlite3_bind_text64(m_statement, parameter, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                                 SQLITE_UTF8));
}

void Statement::bind(int parameter, std::int64_t number)
{
    failWith(sqlite3_bind_int64(m_statement, parameter, number));
}

void Statement::bind(int parameter, double number)
{
    failWith(sqlite3_bind_double(m_statement, parameter, number));
}

void Statement::bindNull(int parameter)
{
    failWith(sqlite3_bind_null(m_statement, parameter));
}

void Statement::bind(int parameter, const std::optional<std::int64_t> &number)
{
    if (number)
        bind(parameter, *number);
    else
        bindNull(parameter);
}

bool Statement::step()
{
    if (m_error)
        return false;
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        failWith(code);
    return false;
}

bool Statement::run()
{
    while (step()) {
    }
    // The error of a failed step is known by now; reset would only repeat it.
    sqlite3_reset(m_statement);
    return !m_error;
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
    m_error.reset();
}

void Statement::misshapen(int column, std::string_view expected)
{
    const char *name = sqlite3_column_name(m_statement, column);
    fail(makeError(ErrorCode::DamagedFile,
                   std::string("the file is damaged: \"") + (name ? name : "?") + "\" is not " + std::string(expected)));
}

std::string Statement::text(int column)
{
    if (m_error)
        return {};
    if (sqlite3_column_type(m_statement, column) != SQLITE_TEXT) {
        misshapen(column, "a text");
        return {};
    }
    const auto *data = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    const std::string_view view(data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
    if (!isUtf8(view)) {
        misshapen(column, "UTF-8");
        return {};
    }
    return std::string(view);
}

std::int64_t Statement::integer(int column)
{
    if (m_error)
        return 0;
    if (sqlite3_column_type(m_statement, column) != SQLITE_INTEGER) {
        misshapen(column, "a whole number");
        return 0;
    }
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column)
{
    if (m_error)
        return 0;
    if (sqlite3_column_type(m_statement, column) != SQLITE_FLOAT) {
        misshapen(column, "a number");
        return 0;
    }
    return sqlite3_column_double(m_statement, column);
}

bool Statement::isNull(int column)
{
    return m_error || sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

int Statement::smallInteger(int column)
{
    const std::int64_t number = integer(column);
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max()) {
        misshapen(column, "a possible number");
        return 0;
    }
    return static_cast<int>(number);
}

bool Statement::boolean(int column)
{
    const std::int64_t number = integer(column);
    if (number != 0 && number != 1)
        misshapen(column, "0 or 1");
    return number == 1;
}

Result<std::unique_ptr<Database>> Database::open(const std::string &path, OpenMode mode)
{
    int flags = SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;
    switch (mode) {
    case OpenMode::ReadOnly: flags |= SQLITE_OPEN_READONLY; break;
    case OpenMode::ReadWrite: flags |= SQLITE_OPEN_READWRITE; break;
    case OpenMode::Memory: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY; break;
    }
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(mode == OpenMode::Memory ? ":memory:" : path.c_str(), &handle, flags, nullptr);
    if (code != SQLITE_OK) {
        Error error = errorFrom(code, handle ? sqlite3_errmsg(handle) : "no memory");
        error.file = path;
        sqlite3_close(handle);
        return error;
    }
    std::unique_ptr<Database> database(new Database(handle, path));

    // Nothing in a file from a stranger may run, and a damaged page may not be taken at its word.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, maximumLength);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 1024 * 1024);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_busy_timeout(handle, busyTimeout_ms);
    // These read no page of the file.
    for (const char *pragma : {"PRAGMA cell_size_check = ON", "PRAGMA mmap_size = 0"}) {
        if (Result<Done> done = database->execute(pragma); !done)
            return done.error();
    }
    return database;
}

Database::~Database()
{
    sqlite3_close_v2(m_handle);
}

Error Database::lastError(int code) const
{
    Error error = errorFrom(code == SQLITE_OK ? code : sqlite3_extended_errcode(m_handle), sqlite3_errmsg(m_handle));
    error.file = m_path;
    return error;
}

Result<Done> Database::execute(const char *sql)
{
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return lastError(code);
    return Done{};
}

Result<Statement> Database::prepare(const std::string &sql)
{
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(m_handle, sql.c_str(), static_cast<int>(sql.size()) + 1,
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
        Error error = lastError(code);
        // The statements are ours, so a table or a column that they name is missing in the file.
        if ((code & 0xff) == SQLITE_ERROR) {
            error.code = ErrorCode::DamagedFile;
            error.detail = "the file is damaged: " + std::string(sqlite3_errmsg(m_handle));
        }
        return error;
    }
    return Statement(m_handle, statement);
}

Result<std::int64_t> Database::integerOf(const char *sql)
{
    Result<Statement> statement = prepare(sql);
    if (!statement)
        return statement.error();
    std::int64_t number = 0;
    if (statement->step())
        number = statement->integer(0);
    else if (!statement->failed())
        statement->fail(makeError(ErrorCode::DamagedFile, "the file is damaged: a value is missing"));
    if (statement->failed()) {
        Error error = *statement->error();
        error.file = m_path;
        return error;
    }
    return number;
}

Result<std::string> Database::textOf(const char *sql)
{
    Result<Statement> statement = prepare(sql);
    if (!statement)
        return statement.error();
    std::string text;
    if (statement->step())
        text = statement->text(0);
    if (statement->failed()) {
        Error error = *statement->error();
        error.file = m_path;
        return error;
    }
    return text;
}

Result<std::string> Database::firstBytes(int size)
{
    sqlite3_file *file = nullptr;
    int code = sqlite3_file_control(m_handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code != SQLITE_OK || !file || !file->pMethods)
        return Error{ErrorCode::FileUnreadable, "the file could not be opened", m_path, 0, 0};
    sqlite3_int64 available = 0;
    code = file->pMethods->xFileSize(file, &available);
    if (code == SQLITE_OK) {
        std::string bytes(static_cast<std::size_t>(std::min<sqlite3_int64>(available, size)), '\0');
        if (!bytes.empty())
            code = file->pMethods->xRead(file, bytes.data(), static_cast<int>(bytes.size()), 0);
        if (code == SQLITE_OK)
            return bytes;
    }
    return Error{ErrorCode::FileUnreadable, "the file could not be read", m_path, 0, 0};
}

bool Database::hasMoved() const
{
    int moved = 0;
    const int code = sqlite3_file_control(m_handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return code == SQLITE_OK && moved != 0;
}

void Database::stopWith(std::stop_token stop)
{
    m_stop = std::move(stop);
    if (m_stop.stop_possible())
        sqlite3_progress_handler(m_handle, 20000, stopRequested, &m_stop);
    else
        sqlite3_progress_handler(m_handle, 0, nullptr, nullptr);
}

} // namespace belay::workspace
