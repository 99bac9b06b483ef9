// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/roundtrip.h"

#include "models/schema/engines/postgresconnection.h"
#include "models/schema/engines/roundtrip_p.h"
#include "models/schema/engines/sqliteengine.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace belay::schema {

namespace {

constexpr std::size_t longText = 300;

Result<Done> tryWithData(TripDatabase &database, const MigrationScript &down, RoundTrip &trip, const RoundTripOptions &options, const std::stop_token &stop)
{
    auto begun = database.begin(stop);
    if (!begun)
        return begun.error();
    auto written = database.writeRows(stop);
    if (!written)
        return written.error();
    if (!written->empty()) {
        trip.triedWithData = true;
        for (const WrittenValue &value : *written)
            trip.newData.push_back(value.description);
        auto outcome = database.inside(down, stop);
        if (!outcome)
            return outcome.error();
        if (!outcome->failures.empty()) {
            trip.failsAfterNewData = outcome->failures.front();
        } else {
            auto remembered = database.remember(TripDatabase::Moment::Down, stop);
            if (!remembered)
                return remembered.error();
            trip.differsAfterNewData = database.differences(TripDatabase::Moment::Before, TripDatabase::Moment::Down, options.differences);
            for (const WrittenValue &value : *written) {
                auto there = database.stillThere(value, stop);
                if (!there)
                    return there.error();
                if (!*there && std::find(trip.lost.begin(), trip.lost.end(), value.whatIsLost) == trip.lost.end())
                    trip.lost.push_back(value.whatIsLost);
            }
        }
    }
    return database.rollBack(stop);
}

Result<Done> tryDown(TripDatabase &database, const MigrationScript &down, RoundTrip &trip, const RoundTripOptions &options, const std::stop_token &stop)
{
    auto begun = database.begin(stop);
    if (!begun)
        return begun.error();
    auto outcome = database.inside(down, stop);
    if (!outcome)
        return outcome.error();
    if (!outcome->failures.empty()) {
        trip.result = RoundTrip::Result::Fails;
        trip.failure = outcome->failures.front();
    } else {
        auto remembered = database.remember(TripDatabase::Moment::Down, stop);
        if (!remembered)
            return remembered.error();
        trip.differs = database.differences(TripDatabase::Moment::Before, TripDatabase::Moment::Down, options.differences);
        trip.result = trip.differs.empty() ? RoundTrip::Result::Restores : RoundTrip::Result::Differs;
    }
    return database.rollBack(stop);
}

std::string sqliteName(std::string_view name) { return quotedIdentifier(name); }

/// SQLite in memory.
class SqliteTrip final : public TripDatabase {
public:
    explicit SqliteTrip(SqliteScratch scratch) : m_scratch(std::move(scratch)) {}

    Result<ScriptOutcome> up(const MigrationScript &script, const std::stop_token &stop) override
    {
        auto trace = m_scratch.apply(script, OnFailure::StopScript, stop);
        if (!trace)
            return trace.error();
        return trace->outcome;
    }

    Result<ScriptOutcome> inside(const MigrationScript &script, const std::stop_token &stop) override
    {
        auto trace = m_scratch.applyInside(script, stop);
        if (!trace)
            return trace.error();
        // Foreign keys that are checked at the end speak up now.
        if (trace->outcome.failures.empty()) {
            const SqliteAnswer enforced = m_scratch.database().ask("PRAGMA foreign_keys");
            if (!enforced.rows.empty() && enforced.rows[0][0] == "1") {
                const SqliteAnswer broken = m_scratch.database().ask("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1");
                if (!broken.rows.empty())
                    trace->outcome.failures.push_back({script.file, 1, 1, {}, "FOREIGN KEY constraint failed in " + broken.rows[0][0].value_or(""), false});
            }
        }
        return trace->outcome;
    }

    Result<Done> begin(const std::stop_token &) override { return command("BEGIN"); }
    Result<Done> rollBack(const std::stop_token &) override { return m_scratch.database().inTransaction() ? command("ROLLBACK") : Result<Done>(Done{}); }

    Result<Done> remember(Moment moment, const std::stop_token &) override
    {
        m_schemas[static_cast<std::size_t>(moment)] = m_scratch.schema();
        return Done{};
    }

    std::vector<std::string> differences(Moment from, Moment to, std::size_t limit) const override
    {
        return m_schemas[static_cast<std::size_t>(from)].differences(m_schemas[static_cast<std::size_t>(to)], limit);
    }

    Result<std::vector<WrittenValue>> writeRows(const std::stop_token &) override
    {
        std::vector<WrittenValue> written;
        const SqliteSchema &before = m_schemas[static_cast<std::size_t>(Moment::Before)];
        const SqliteSchema &after = m_schemas[static_cast<std::size_t>(Moment::Up)];
        for (const auto &[name, table] : after.tables) {
            const auto was = before.tables.find(name);
            if (was != before.tables.end() && was->second == table)
                continue;
            // Once with values as large as the new schema takes them, once with NULL where that is new, once
            // more the same row where a uniqueness went.
            for (const bool withNull : {false, true})
                insert(name, table, was == before.tables.end() ? nullptr : &was->second, withNull, written);
            if (was != before.tables.end() && was->second.indexes != table.indexes)
                insert(name, table, &was->second, false, written);
        }
        return written;
    }

    Result<bool> stillThere(const WrittenValue &written, const std::stop_token &) override
    {
        const SqliteAnswer answer = written.column.empty() ? m_scratch.database().ask("SELECT count(*) FROM " + written.table)
                                                           : m_scratch.database().ask("SELECT count(*) FROM " + written.table + " WHERE CAST(" + written.column + " AS TEXT) IS ?1", {written.value});
        return answer.ok() && !answer.rows.empty() && answer.rows[0][0].value_or("0") != "0";
    }

private:
    Result<Done> command(std::string_view sql)
    {
        const SqliteAnswer answer = m_scratch.database().ask(sql);
        if (!answer.ok())
            return Error{ErrorCode::Internal, answer.message, {}, 0, 0};
        return Done{};
    }

    void insert(const std::string &name, const SqliteSchema::Table &table, const SqliteSchema::Table *was, bool withNull, std::vector<WrittenValue> &written)
    {
        std::string columns;
        std::string values;
        std::vector<WrittenValue> row;
        bool hasNull = false;
        for (const auto &column : table.columns) {
            const SqliteSchema::Column *old = was != nullptr ? was->column(column.name) : nullptr;
            const bool changed = old == nullptr || !(*old == column);
            const bool rowNumber = column.primaryKey == 1 && column.type == "INTEGER";
            if (column.generated || rowNumber || (!changed && (!column.notNull || column.defaultText)))
                continue;
            std::string value;
            std::string said;
            const std::string_view affinity = affinityOf(column.type);
            if (withNull && old != nullptr && old->notNull && !column.notNull) {
                hasNull = true;
            } else if (affinity == "TEXT") {
                value = changed ? std::string(longText, 'x') : "v1";
                said = changed ? "a text of " + std::to_string(longText) + " characters" : "a text";
            } else {
                value = affinity == "INTEGER" ? (changed ? "5000000000" : "1") : "1.5";
                said = value;
            }
            columns += (columns.empty() ? "" : ", ") + sqliteName(column.name);
            values += (values.empty() ? "" : ", ") + (value.empty() ? std::string("NULL") : affinity == "TEXT" ? "'" + value + "'" : value);
            const std::string object = name + '.' + column.name;
            if (changed && !value.empty())
                row.push_back({sqliteName(name), sqliteName(column.name), value, object + ": " + said, was == nullptr ? "rows of " + name : "values of " + object});
            else if (value.empty())
                row.push_back({sqliteName(name), {}, {}, object + ": NULL", "rows of " + name});
        }
        if (withNull && !hasNull)
            return;
        if (row.empty())
            row.push_back({sqliteName(name), {}, {}, name + ": a row", "rows of " + name});
        const std::string sql = columns.empty() ? "INSERT INTO " + sqliteName(name) + " DEFAULT VALUES" : "INSERT INTO " + sqliteName(name) + " (" + columns + ") VALUES (" + values + ")";
        if (m_scratch.database().execute(sql).ok())
            written.insert(written.end(), row.begin(), row.end());
    }

    SqliteScratch m_scratch;
    std::array<SqliteSchema, 3> m_schemas;
};

/// A scratch database of a PostgreSQL server.
class PostgresTrip final : public TripDatabase {
public:
    explicit PostgresTrip(PostgresScratch scratch) : m_scratch(std::move(scratch)) {}

    Result<ScriptOutcome> up(const MigrationScript &script, const std::stop_token &stop) override { return m_scratch.apply(script, OnFailure::StopScript, stop); }

    Result<ScriptOutcome> inside(const MigrationScript &script, const std::stop_token &stop) override
    {
        auto outcome = m_scratch.applyInside(script, stop);
        if (!outcome || !outcome->failures.empty())
            return outcome;
        auto answer = m_scratch.connection().execute("SET CONSTRAINTS ALL IMMEDIATE", stop);
        if (!answer)
            return answer.error();
        if (!answer->ok())
            outcome->failures.push_back({script.file, 1, 1, answer->state, answer->message, false});
        return outcome;
    }

    Result<Done> begin(const std::stop_token &stop) override { return command("BEGIN", stop); }
    Result<Done> rollBack(const std::stop_token &stop) override { return command("ROLLBACK; RESET ALL", stop); }

    Result<Done> remember(Moment moment, const std::stop_token &stop) override
    {
        auto snapshot = postgresSnapshot(m_scratch.connection(), stop);
        if (!snapshot)
            return snapshot.error();
        m_snapshots[static_cast<std::size_t>(moment)] = std::move(snapshot).value();
        return Done{};
    }

    std::vector<std::string> differences(Moment from, Moment to, std::size_t limit) const override
    {
        return snapshotDifferences(m_snapshots[static_cast<std::size_t>(from)], m_snapshots[static_cast<std::size_t>(to)], limit);
    }

    Result<std::vector<WrittenValue>> writeRows(const std::stop_token &stop) override
    {
        return writePostgresRows(m_scratch.connection(), m_snapshots[static_cast<std::size_t>(Moment::Before)], m_snapshots[static_cast<std::size_t>(Moment::Up)], stop);
    }

    Result<bool> stillThere(const WrittenValue &written, const std::stop_token &stop) override
    {
        auto saved = command("SAVEPOINT belay_look", stop);
        if (!saved)
            return saved.error();
        auto answer = m_scratch.connection().execute("SELECT count(*) FROM " + written.table +
                                                         (written.column.empty() ? std::string() : " WHERE " + written.column + "::text = " + quotedLiteral(written.value)),
                                                     stop);
        if (!answer)
            return answer.error();
        auto back = command("ROLLBACK TO SAVEPOINT belay_look", stop);
        if (!back)
            return back.error();
        return answer->ok() && !answer->rows.empty() && answer->rows[0][0].value_or("0") != "0";
    }

private:
    Result<Done> command(std::string_view sql, const std::stop_token &stop)
    {
        auto answer = m_scratch.connection().execute(sql, stop);
        if (!answer)
            return answer.error();
        if (!answer->ok())
            return Error{ErrorCode::Internal, "the server refuses: " + answer->message, {}, 0, 0};
        return Done{};
    }

    PostgresScratch m_scratch;
    std::array<std::vector<std::string>, 3> m_snapshots;
};

} // namespace

std::string_view roundTripName(RoundTrip::Result result)
{
    static constexpr std::array<std::string_view, 5> names{"restores", "differs", "fails", "no down", "up fails"};
    return names[static_cast<std::size_t>(result)];
}

Result<std::vector<RoundTrip>> runRoundTrips(TripDatabase &database, std::span<const Migration> migrations, const RoundTripOptions &options,
                                             const std::stop_token &stop, ProgressSink &progress)
{
    std::vector<RoundTrip> trips;
    for (const Migration &migration : migrations) {
        progress.progress("migrations", trips.size(), migrations.size());
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, "the round trip", {}, 0, 0};
        RoundTrip trip;
        trip.version = migration.version;
        trip.name = migration.name;
        trip.file = migration.down ? migration.down->file : migration.up ? migration.up->file : std::string();
        auto before = database.remember(TripDatabase::Moment::Before, stop);
        if (!before)
            return before.error();
        if (migration.up) {
            auto outcome = database.up(*migration.up, stop);
            if (!outcome)
                return outcome.error();
            if (!outcome->ok()) {
                trip.result = RoundTrip::Result::UpFails;
                trip.file = migration.up->file;
                if (!outcome->failures.empty())
                    trip.failure = outcome->failures.front();
                else
                    trip.failure = ScriptFailure{trip.file, 1, 1, {}, "the server does not have the extension " + outcome->missingExtensions.front(), false};
                trips.push_back(std::move(trip));
                break;
            }
        }
        if (!migration.down) {
            trip.result = RoundTrip::Result::NoDown;
            trips.push_back(std::move(trip));
            continue;
        }
        auto after = database.remember(TripDatabase::Moment::Up, stop);
        if (!after)
            return after.error();
        auto tried = tryDown(database, *migration.down, trip, options, stop);
        if (!tried)
            return tried.error();
        // A down that fails on empty tables fails on full ones.
        if (options.withData && trip.result != RoundTrip::Result::Fails) {
            tried = tryWithData(database, *migration.down, trip, options, stop);
            if (!tried)
                return tried.error();
        }
        trips.push_back(std::move(trip));
    }
    return trips;
}

Result<std::vector<RoundTrip>> sqliteRoundTrip(std::span<const Migration> migrations, const RoundTripOptions &options, std::stop_token stop, ProgressSink &progress)
{
    auto scratch = SqliteScratch::create();
    if (!scratch)
        return scratch.error();
    SqliteTrip database(std::move(scratch).value());
    return runRoundTrips(database, migrations, options, stop, progress);
}

Result<std::vector<RoundTrip>> postgresRoundTrip(const PostgresTarget &target, std::span<const Migration> migrations, const RoundTripOptions &options,
                                                 std::stop_token stop, ProgressSink &progress)
{
    auto scratch = PostgresScratch::create(target, options.limits, stop);
    if (!scratch)
        return scratch.error();
    PostgresTrip database(std::move(scratch).value());
    return runRoundTrips(database, migrations, options, stop, progress);
}

} // namespace belay::schema
