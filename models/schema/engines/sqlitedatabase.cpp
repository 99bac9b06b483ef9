// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/sqlitedatabase.h"

#include "models/schema/engines/sqlitefunctions.h"
#include "models/schema/source/sqllexer.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>

namespace belay::schema {

namespace {

using Clock = std::chrono::steady_clock;
/// Few: a single step may take some ten milliseconds, and as many megabytes.
constexpr int stepsPerCall = 100;
/// Longer patterns of LIKE and GLOB take seconds on a long value, and cannot be interrupted.
constexpr int patternBytes = 400;
constexpr std::size_t rowLimit = 1000000;

bool oneOf(const char *name, std::initializer_list<std::string_view> list)
{
    if (name == nullptr)
        return false;
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(list.begin(), list.end(), lower) != list.end();
}

} // namespace

struct SqliteDatabase::Native {
    sqlite3 *handle = nullptr;
    SqliteLimits limits;
    bool ours = false;          ///< The statement is ours: anything goes.
    std::uint64_t steps = 0;
    std::int64_t memoryBefore = 0;
    Clock::time_point end;
    std::stop_token stop;

    ~Native() { sqlite3_close_v2(handle); }

    static int tick(void *context)
    {
        auto *self = static_cast<Native *>(context);
        self->steps += stepsPerCall;
        // What is sorted or kept for a moment counts against no number of pages.
        return self->steps > self->limits.steps || sqlite3_memory_used() - self->memoryBefore > self->limits.memory || Clock::now() > self->end
                || self->stop.stop_requested() ? 1 : 0;
    }

    static int authorize(void *context, int action, const char *first, const char *second, const char *, const char *)
    {
        if (static_cast<Native *>(context)->ours)
            return SQLITE_OK;
        switch (action) {
        case SQLITE_ATTACH:
        case SQLITE_DETACH:
            return SQLITE_DENY;
        case SQLITE_FUNCTION:
            return oneOf(second, {"load_extension", "readfile", "writefile", "fts3_tokenizer", "edit", "zeroblob"}) ? SQLITE_DENY : SQLITE_OK;
        case SQLITE_CREATE_VTABLE:
        case SQLITE_DROP_VTABLE:
            return oneOf(second, {"fts3", "fts4", "fts5", "fts5vocab", "rtree", "rtree_i32", "geopoly"}) ? SQLITE_OK : SQLITE_DENY;
        case SQLITE_PRAGMA:
            if (oneOf(first, {"foreign_keys", "defer_foreign_keys", "legacy_alter_table", "table_info", "table_xinfo", "table_list", "index_list",
                              "index_info", "index_xinfo", "foreign_key_list", "foreign_key_check", "user_version", "application_id", "encoding",
                              "recursive_triggers", "ignore_check_constraints", "integrity_check", "quick_check", "case_sensitive_like",
                              "database_list", "schema_version", "optimize"}))
                // A schema version may be read, not set.
                return oneOf(first, {"schema_version"}) && second != nullptr ? SQLITE_DENY : SQLITE_OK;
            // Without meaning for a database in memory: a migration that sets them goes on.
            if (oneOf(first, {"journal_mode", "synchronous", "cache_size", "busy_timeout", "auto_vacuum", "page_size", "locking_mode", "temp_store",
                              "wal_autocheckpoint", "wal_checkpoint", "mmap_size", "secure_delete", "incremental_vacuum", "cache_spill",
                              "automatic_index", "analysis_limit", "trusted_schema", "cell_size_check", "journal_size_limit", "read_uncommitted"}))
                return SQLITE_IGNORE;
            return SQLITE_DENY;
        default:
            return SQLITE_OK;
        }
    }
};

bool SqliteAnswer::exhausted() const
{
    const int primary = code & 0xFF;
    return primary == SQLITE_INTERRUPT || primary == SQLITE_NOMEM || primary == SQLITE_FULL || primary == SQLITE_TOOBIG;
}

Result<SqliteDatabase> SqliteDatabase::open(const SqliteLimits &limits)
{
    SqliteDatabase database;
    database.m_native = std::make_unique<Native>();
    Native &native = *database.m_native;
    native.limits = limits;
    if (sqlite3_open_v2(":memory:", &native.handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK)
        return Error{ErrorCode::Internal, "SQLite cannot make a database in memory", {}, 0, 0};
    sqlite3 *handle = native.handle;
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, limits.bytes);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, limits.textBytes);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 500);
    sqlite3_limit(handle, SQLITE_LIMIT_COMPOUND_SELECT, 500);
    sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, 5'000'000);
    sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, 50);
    sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, patternBytes);
    sqlite3_limit(handle, SQLITE_LIMIT_WORKER_THREADS, 0);
    const std::string setup = "PRAGMA temp_store = 2; PRAGMA max_page_count = " + std::to_string(limits.pages);
    sqlite3_exec(handle, setup.c_str(), nullptr, nullptr, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    makeFunctionsLinear(handle);
    sqlite3_set_authorizer(handle, &Native::authorize, &native);
    sqlite3_progress_handler(handle, stepsPerCall, &Native::tick, &native);
    return database;
}

SqliteDatabase::SqliteDatabase(SqliteDatabase &&) noexcept = default;
SqliteDatabase &SqliteDatabase::operator=(SqliteDatabase &&) noexcept = default;
SqliteDatabase::~SqliteDatabase() = default;

bool SqliteDatabase::inTransaction() const { return sqlite3_get_autocommit(m_native->handle) == 0; }

void SqliteDatabase::allowQuotedTexts(bool allowed)
{
    sqlite3_db_config(m_native->handle, SQLITE_DBCONFIG_DQS_DML, allowed ? 1 : 0, nullptr);
}

SqliteAnswer SqliteDatabase::run(std::string_view sql, const std::vector<std::string> &values, bool keepRows, bool step, const std::stop_token &stop)
{
    Native &native = *m_native;
    SqliteAnswer answer;
    native.steps = 0;
    native.memoryBefore = sqlite3_memory_used();
    native.stop = stop;
    native.end = Clock::now() + native.limits.time;
    const auto fail = [&](int code) {
        answer.code = code;
        answer.message = sqlite3_errmsg(native.handle);
#if SQLITE_VERSION_NUMBER >= 3038000
        const int offset = sqlite3_error_offset(native.handle);
        answer.placed = offset >= 0;
        answer.offset = offset >= 0 ? static_cast<std::uint32_t>(offset) : 0;
#endif
        return answer;
    };
    if (sql.find('\0') != std::string_view::npos) {
        answer.code = SQLITE_ERROR;
        answer.message = "the text has a zero byte";
        return answer;
    }
    if (sql.size() > static_cast<std::size_t>(native.limits.textBytes)) {
        answer.code = SQLITE_TOOBIG;
        answer.message = "the statement is longer than " + std::to_string(native.limits.textBytes) + " bytes";
        return answer;
    }
    sqlite3_stmt *statement = nullptr;
    const char *rest = nullptr;
    const int prepared = sqlite3_prepare_v2(native.handle, sql.data(), static_cast<int>(sql.size()), &statement, &rest);
    if (prepared != SQLITE_OK)
        return fail(prepared);
    const auto used = static_cast<std::size_t>(rest - sql.data());
    if (!isBlankSql(sql.substr(used), Dialect::Sqlite)) {
        sqlite3_finalize(statement);
        answer.code = SQLITE_ERROR;
        answer.message = "more than one statement";
        return answer;
    }
    if (!step || statement == nullptr) {
        sqlite3_finalize(statement);
        return answer;
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        sqlite3_bind_text(statement, static_cast<int>(i + 1), values[i].data(), static_cast<int>(values[i].size()), SQLITE_STATIC);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (!keepRows || answer.rows.size() >= rowLimit)
            continue;
        std::vector<std::optional<std::string>> row;
        for (int column = 0; column < sqlite3_column_count(statement); ++column) {
            const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
            if (text == nullptr)
                row.emplace_back();
            else
                row.emplace_back(std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))));
        }
        answer.rows.push_back(std::move(row));
    }
    if (code != SQLITE_DONE)
        fail(code);
    sqlite3_finalize(statement);
    return answer;
}

SqliteAnswer SqliteDatabase::execute(std::string_view sql, const std::stop_token &stop) { return run(sql, {}, false, true, stop); }

SqliteAnswer SqliteDatabase::prepare(std::string_view sql) { return run(sql, {}, false, false, {}); }

SqliteAnswer SqliteDatabase::ask(std::string_view sql, const std::vector<std::string> &values)
{
    m_native->ours = true;
    SqliteAnswer answer = run(sql, values, true, true, {});
    m_native->ours = false;
    return answer;
}

} // namespace belay::schema
