// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/workspace/rawdatabase.h"

#include <sqlite3.h>

namespace belay::workspace::testing {

RawDatabase::RawDatabase(const std::string &path)
{
    sqlite3_open_v2(path.c_str(), &m_handle, SQLITE_OPEN_READWRITE, nullptr);
    sqlite3_busy_timeout(m_handle, 20000);
}

RawDatabase::~RawDatabase()
{
    sqlite3_close(m_handle);
}

bool RawDatabase::run(const std::string &sql)
{
    return sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::string RawDatabase::text(const std::string &sql)
{
    sqlite3_stmt *statement = nullptr;
    std::string result;
    if (sqlite3_prepare_v2(m_handle, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
        return "error: " + message();
    if (sqlite3_step(statement) == SQLITE_ROW) {
        const auto *value = reinterpret_cast<const char *>(sqlite3_column_text(statement, 0));
        result = value ? value : "";
    }
    sqlite3_finalize(statement);
    return result;
}

std::string RawDatabase::message() const
{
    return sqlite3_errmsg(m_handle);
}

} // namespace belay::workspace::testing
