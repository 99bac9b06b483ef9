// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/textparts.h"
#include "models/schema/check/roundtripreport.h"
#include "models/schema/check/schemahistory.h"
#include "models/schema/check/schemareport.h"

#include <string>

/// Reports on schema migrations, in the forms of the command line. docs/schema.md states the JSON.
namespace belay::exchange {

struct SchemaReportContext {
    std::string documentation;  ///< Absolute URI of the page of schema codes, without `#`.
    Severity failOn = Severity::Error;
    std::string root;           ///< Put before paths, so that they lead from where the user stands: "db/", or empty.
};

[[nodiscard]] std::string writeSchemaJson(const schema::SchemaReport &report);
/// A lint has no statements: only its `migrations` and `remarks`.
[[nodiscard]] std::string writeLintJson(const schema::SchemaReport &report);
[[nodiscard]] std::string writeSchemaSarif(const schema::SchemaReport &report, const SchemaReportContext &context);
[[nodiscard]] std::string writeSchemaJunit(const schema::SchemaReport &report, const SchemaReportContext &context);
[[nodiscard]] std::string writeSchemaText(const schema::SchemaReport &report, const SchemaReportContext &context, Colours colours);

[[nodiscard]] std::string writeHistoryJson(const schema::SchemaHistory &history);
[[nodiscard]] std::string writeHistoryText(const schema::SchemaHistory &history, Colours colours);
/// A suite per transition; a release that the next one's schema breaks is a failure.
[[nodiscard]] std::string writeHistoryJunit(const schema::SchemaHistory &history);
/// A result for each broken statement, in the older release's files.
[[nodiscard]] std::string writeHistorySarif(const schema::SchemaHistory &history, const SchemaReportContext &context);

[[nodiscard]] std::string writeRoundTripJson(const schema::RoundTripReport &report);
[[nodiscard]] std::string writeRoundTripText(const schema::RoundTripReport &report, const SchemaReportContext &context, Colours colours);
[[nodiscard]] std::string writeRoundTripJunit(const schema::RoundTripReport &report, const SchemaReportContext &context);
[[nodiscard]] std::string writeRoundTripSarif(const schema::RoundTripReport &report, const SchemaReportContext &context);

} // namespace belay::exchange
