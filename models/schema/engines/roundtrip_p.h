// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/engines/roundtrip.h"

#include <string>
#include <utility>
#include <vector>

namespace belay::schema {

/// A value that was written between an up and its down.
struct WrittenValue {
    std::string table;          ///< As SQL names it.
    std::string column;         ///< As SQL names it; empty: the row itself.
    std::string value;          ///< As text.
    std::string description;    ///< "t.c: a text of 300 characters"
    std::string whatIsLost;     ///< "values of t.c", "rows of t"
};

/// What the round trip needs of a database. An Error ends the whole: cancelled, connection lost.
class TripDatabase {
public:
    enum class Moment : std::uint8_t { Before, Up, Down };

    virtual ~TripDatabase() = default;
    virtual Result<ScriptOutcome> up(const MigrationScript &script, const std::stop_token &stop) = 0;
    virtual Result<Done> begin(const std::stop_token &stop) = 0;
    virtual Result<ScriptOutcome> inside(const MigrationScript &script, const std::stop_token &stop) = 0;
    virtual Result<Done> rollBack(const std::stop_token &stop) = 0;
    virtual Result<Done> remember(Moment moment, const std::stop_token &stop) = 0;
    [[nodiscard]] virtual std::vector<std::string> differences(Moment from, Moment to, std::size_t limit) const = 0;
    /// Writes rows into what changed between Before and Up, within the transaction; what the database refuses
    /// is left out.
    virtual Result<std::vector<WrittenValue>> writeRows(const std::stop_token &stop) = 0;
    virtual Result<bool> stillThere(const WrittenValue &written, const std::stop_token &stop) = 0;
};

[[nodiscard]] Result<std::vector<RoundTrip>> runRoundTrips(TripDatabase &database, std::span<const Migration> migrations, const RoundTripOptions &options,
                                                           const std::stop_token &stop, ProgressSink &progress);

/// Rows for what is new in a PostgreSQL schema: `before` and `after` are postgresSnapshot()s.
[[nodiscard]] Result<std::vector<WrittenValue>> writePostgresRows(PostgresConnection &connection, const std::vector<std::string> &before,
                                                                  const std::vector<std::string> &after, const std::stop_token &stop);

/// "column public.t.c: text" as {"column public.t.c", "text"}.
[[nodiscard]] std::pair<std::string_view, std::string_view> splitSentence(std::string_view sentence);

} // namespace belay::schema
