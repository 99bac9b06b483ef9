// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/statementlookup.h"

#include "models/rollback/evidence.h"

#include <cstddef>

namespace belay::items {
namespace {

int indexOfMigration(const schema::SchemaReport &report, const std::string &file)
{
    for (std::size_t i = 0; !file.empty() && i < report.migrations.size(); ++i) {
        if (report.migrations[i].file == file)
            return static_cast<int>(i);
    }
    return -1;
}

} // namespace

std::optional<StatementPlace> placeInReport(const schema::SchemaReport &report, const rollback::Evidence &evidence)
{
    const rollback::SourcePlace at = rollback::sourcePlaceOf(evidence.at);
    StatementPlace place;
    int best = 0;
    for (std::size_t i = 0; i < report.statements.size(); ++i) {
        const schema::StatementVerdict &verdict = report.statements[i];
        if (verdict.verdict == schema::StatementVerdict::Verdict::Ok)
            continue;
        const bool name = verdict.statement.name == evidence.statement;
        const bool file = verdict.statement.file == at.file;
        const int fits = name && file ? 3 : file && at.line > 0 && verdict.statement.line == at.line ? 2 : name ? 1 : 0;
        if (fits > best) {
            best = fits;
            place.statement = static_cast<int>(i);
        }
    }
    place.migration = indexOfMigration(report, rollback::sourcePlaceOf(evidence.cause).file);
    if (place.migration < 0 && place.statement >= 0)
        place.migration = indexOfMigration(report, report.statements[static_cast<std::size_t>(place.statement)].brokenBy);
    if (place.migration < 0)
        return std::nullopt;
    return place;
}

} // namespace belay::items
