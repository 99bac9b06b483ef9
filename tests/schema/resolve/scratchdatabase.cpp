// SPDX-License-Identifier: GPL-3.0-or-later
#include "scratchdatabase.h"

#include <QtGlobal>

namespace belay::schema::test {

namespace {

std::string firstLine(const char *message)
{
    std::string text(message == nullptr ? "" : message);
    text = text.substr(0, text.find('\n'));
    if (const auto at = text.find("ERROR:  "); at != std::string::npos)
        text.erase(0, at + 8);
    return text;
}

} // namespace

ScratchDatabase::ScratchDatabase(const std::string &connection, const std::string &name)
{
    PGconn *main = PQconnectdb(connection.c_str());
    PQclear(PQexec(main, ("CREATE DATABASE " + name + " TEMPLATE template0").c_str()));
    PQfinish(main);
    const std::string own = connection + " dbname=" + name;
    m_connection = PQconnectdb(own.c_str());
    PQsetNoticeProcessor(m_connection, [](void *, const char *) {}, nullptr);
}

ScratchDatabase::~ScratchDatabase() { PQfinish(m_connection); }

std::optional<std::string> ScratchDatabase::run(const std::string &sql)
{
    PGresult *result = PQexec(m_connection, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    std::optional<std::string> error;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        error = firstLine(PQresultErrorMessage(result));
    PQclear(result);
    return error;
}

Rows ScratchDatabase::rows(const std::string &sql)
{
    Rows found;
    PGresult *result = PQexec(m_connection, sql.c_str());
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        qFatal("%s: %s", sql.c_str(), PQresultErrorMessage(result));
    for (int row = 0; row < PQntuples(result); ++row) {
        std::vector<std::string> fields;
        for (int column = 0; column < PQnfields(result); ++column)
            fields.emplace_back(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column)));
        found.push_back(std::move(fields));
    }
    PQclear(result);
    return found;
}

std::optional<std::string> ScratchDatabase::prepare(const std::string &sql)
{
    PGresult *result = PQexec(m_connection, ("PREPARE belay_test AS " + sql).c_str());
    std::optional<std::string> error;
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        error = firstLine(primary);
        PQclear(result);
        return error;
    }
    PQclear(result);
    PQclear(PQexec(m_connection, "DEALLOCATE belay_test"));
    return error;
}

} // namespace belay::schema::test
