// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/postgresconnection.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <poll.h>

namespace belay::schema {

using Clock = std::chrono::steady_clock;

struct PostgresConnection::Native {
    PGconn *connection = nullptr;
    ~Native() { PQfinish(connection); }
};

namespace {

constexpr int pollSlice_ms = 20;
constexpr std::chrono::seconds cancelLimit{5};
constexpr std::size_t rowLimit = 1000000;

Error failure(ErrorCode code, std::string detail) { return Error{code, std::move(detail), {}, 0, 0}; }

std::string firstLine(const char *text)
{
    const std::string_view all(text != nullptr ? text : "");
    return std::string(all.substr(0, all.find('\n')));
}

/// Byte offset of a character counted from 1.
std::uint32_t byteOfCharacter(std::string_view text, std::size_t character)
{
    std::size_t at = 0;
    for (std::size_t left = character > 0 ? character - 1 : 0; left > 0 && at < text.size(); --left) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
            ++at;
    }
    return static_cast<std::uint32_t>(at);
}

/// Waits for the socket, a slice at most.
void waitOn(PGconn *connection, short events)
{
    pollfd entry{PQsocket(connection), events, 0};
    ::poll(&entry, 1, pollSlice_ms);
}

void fillError(PostgresAnswer &answer, const PGresult *result, std::string_view sql)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    answer.state = state != nullptr && *state != '\0' ? state : "XX000";
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    answer.message = firstLine(primary != nullptr ? primary : PQresultErrorMessage(result));
    answer.detail = firstLine(PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    std::size_t character = 0;
    if (position != nullptr && std::from_chars(position, position + std::strlen(position), character).ec == std::errc{} && character > 0) {
        answer.placed = true;
        answer.offset = byteOfCharacter(sql, character);
    }
}

void fillRows(PostgresAnswer &answer, const PGresult *result)
{
    answer.rows.clear();
    const int columns = PQnfields(result);
    const int rows = PQntuples(result);
    for (int row = 0; row < rows && answer.rows.size() < rowLimit; ++row) {
        std::vector<std::optional<std::string>> values;
        values.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(result, row, column) != 0)
                values.emplace_back();
            else
                values.emplace_back(std::string(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))));
        }
        answer.rows.push_back(std::move(values));
    }
}

} // namespace

Result<PostgresConnection> PostgresConnection::open(const std::string &conninfo, std::chrono::milliseconds limit, std::stop_token stop)
{
    return open(conninfo, {}, {}, {}, limit, std::move(stop));
}

Result<PostgresConnection> PostgresConnection::open(const std::string &conninfo, const std::string &user, const std::string &password,
                                                    const std::string &database, std::chrono::milliseconds limit, std::stop_token stop)
{
    char *wrong = nullptr;
    PQconninfoOption *parsed = PQconninfoParse(conninfo.c_str(), &wrong);
    if (parsed == nullptr) {
        PQfreemem(wrong);
        return failure(ErrorCode::BadUsage, "the server's address is neither postgresql://... nor key=value pairs");
    }
    // Handed on one by one, since an expanded dbname would overwrite a database given after it.
    std::vector<std::string> kept;
    for (const PQconninfoOption *option = parsed; option->keyword != nullptr; ++option) {
        if (option->val == nullptr)
            continue;
        kept.emplace_back(option->keyword);
        kept.emplace_back(option->val);
    }
    PQconninfoFree(parsed);
    const auto replace = [&](const char *key, const std::string &value) {
        if (value.empty())
            return;
        for (std::size_t i = 0; i + 1 < kept.size(); i += 2) {
            if (kept[i] == key) {
                kept[i + 1] = value;
                return;
            }
        }
        kept.emplace_back(key);
        kept.push_back(value);
    };
    replace("user", user);
    replace("password", password);
    replace("dbname", database);
    replace("client_encoding", "UTF8");
    replace("application_name", "belay");
    std::vector<const char *> keys;
    std::vector<const char *> values;
    for (std::size_t i = 0; i + 1 < kept.size(); i += 2) {
        keys.push_back(kept[i].c_str());
        values.push_back(kept[i + 1].c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);

    PostgresConnection result;
    result.m_native = std::make_unique<Native>();
    PGconn *connection = PQconnectStartParams(keys.data(), values.data(), 0);
    result.m_native->connection = connection;
    if (connection == nullptr)
        return failure(ErrorCode::Internal, "out of memory");
    const auto end = Clock::now() + limit;
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (status != PGRES_POLLING_OK) {
        if (PQstatus(connection) == CONNECTION_BAD || status == PGRES_POLLING_FAILED)
            return failure(ErrorCode::FileUnreadable, "no connection to the server: " + firstLine(PQerrorMessage(connection)));
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "connecting to PostgreSQL");
        if (Clock::now() >= end)
            return failure(ErrorCode::LimitExceeded, "the server does not answer within " + std::to_string(limit.count()) + " ms");
        pollfd entry{PQsocket(connection), static_cast<short>(status == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
        if (::poll(&entry, 1, pollSlice_ms) > 0)
            status = PQconnectPoll(connection);
    }
    PQsetNoticeProcessor(connection, [](void *, const char *) {}, nullptr);
    if (PQsetnonblocking(connection, 1) != 0)
        return failure(ErrorCode::Internal, firstLine(PQerrorMessage(connection)));
    return result;
}

PostgresConnection::PostgresConnection(PostgresConnection &&) noexcept = default;
PostgresConnection &PostgresConnection::operator=(PostgresConnection &&) noexcept = default;
PostgresConnection::~PostgresConnection() = default;

bool PostgresConnection::inTransaction() const
{
    const PGTransactionStatusType status = PQtransactionStatus(m_native->connection);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

bool PostgresConnection::lost() const { return PQstatus(m_native->connection) != CONNECTION_OK; }

void PostgresConnection::abandon()
{
    PGconn *connection = m_native->connection;
    std::array<char, 256> ignored{};
    if (PGcancel *cancel = PQgetCancel(connection); cancel != nullptr) {
        PQcancel(cancel, ignored.data(), static_cast<int>(ignored.size()));
        PQfreeCancel(cancel);
    }
    const auto end = Clock::now() + cancelLimit;
    while (Clock::now() < end) {
        PQflush(connection);
        if (PQconsumeInput(connection) == 0)
            return;
        if (PQisBusy(connection) != 0) {
            waitOn(connection, POLLIN);
            continue;
        }
        PGresult *result = PQgetResult(connection);
        if (result == nullptr)
            return;
        PQclear(result);
    }
}

Result<PostgresAnswer> PostgresConnection::collect(std::string_view sql, const std::stop_token &stop)
{
    PGconn *connection = m_native->connection;
    const auto end = Clock::now() + m_limit;
    PostgresAnswer answer;
    for (;;) {
        const int unsent = PQflush(connection);
        if (unsent < 0 || PQconsumeInput(connection) == 0)
            return failure(ErrorCode::FileUnreadable, "the connection to the server is lost: " + firstLine(PQerrorMessage(connection)));
        if (stop.stop_requested() || Clock::now() >= end) {
            abandon();
            if (stop.stop_requested())
                return failure(ErrorCode::Cancelled, "asking PostgreSQL");
            return failure(ErrorCode::LimitExceeded, "the server takes longer than " + std::to_string(m_limit.count()) + " ms for a statement");
        }
        if (unsent > 0 || PQisBusy(connection) != 0) {
            waitOn(connection, static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN));
            continue;
        }
        PGresult *result = PQgetResult(connection);
        if (result == nullptr)
            break;
        switch (PQresultStatus(result)) {
        case PGRES_TUPLES_OK:
            fillRows(answer, result);
            break;
        case PGRES_FATAL_ERROR:
        case PGRES_BAD_RESPONSE:
            if (answer.ok())
                fillError(answer, result, sql);
            break;
        case PGRES_COPY_IN:
            PQputCopyEnd(connection, "the rows of COPY are not part of the SQL text");
            break;
        case PGRES_COPY_OUT:
        case PGRES_COPY_BOTH: {
            char *row = nullptr;
            // What it sends is of no interest; the next turn of the loop waits for more.
            int size = 0;
            while ((size = PQgetCopyData(connection, &row, 1)) > 0)
                PQfreemem(row);
            if (size == 0)
                waitOn(connection, POLLIN);
            break;
        }
        default:
            break;
        }
        PQclear(result);
    }
    if (lost())
        return failure(ErrorCode::FileUnreadable, "the connection to the server is lost: " + (answer.message.empty() ? std::string("no reason given") : answer.message));
    return answer;
}

Result<PostgresAnswer> PostgresConnection::execute(std::string_view sql, std::stop_token stop)
{
    if (sql.find('\0') != std::string_view::npos) {
        PostgresAnswer answer;
        answer.state = "42601";
        answer.message = "the text has a zero byte";
        return answer;
    }
    const std::string terminated(sql);
    if (PQsendQuery(m_native->connection, terminated.c_str()) == 0)
        return failure(ErrorCode::FileUnreadable, "the connection to the server is lost: " + firstLine(PQerrorMessage(m_native->connection)));
    return collect(sql, stop);
}

Result<PostgresAnswer> PostgresConnection::prepare(std::string_view sql, std::stop_token stop)
{
    if (sql.find('\0') != std::string_view::npos) {
        PostgresAnswer answer;
        answer.state = "42601";
        answer.message = "the text has a zero byte";
        return answer;
    }
    // The unnamed statement: the next one takes its place.
    const std::string terminated(sql);
    if (PQsendPrepare(m_native->connection, "", terminated.c_str(), 0, nullptr) == 0)
        return failure(ErrorCode::FileUnreadable, "the connection to the server is lost: " + firstLine(PQerrorMessage(m_native->connection)));
    return collect(sql, stop);
}

std::string quotedIdentifier(std::string_view name)
{
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string quotedLiteral(std::string_view text)
{
    // The E form reads the same whatever standard_conforming_strings says.
    std::string quoted = "E'";
    for (const char c : text) {
        if (c == '\'' || c == '\\')
            quoted += c;
        quoted += c;
    }
    return quoted + '\'';
}

} // namespace belay::schema
