// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/migrationjudge.h"

#include "models/schema/verdicts/lint.h"
#include "models/schema/verdicts/split.h"

#include <algorithm>
#include <optional>

namespace belay::schema {

namespace {

using K = OperationKind;

/// Whether what the way back does can change a verdict: only then it is simulated.
bool asksForDown(const std::vector<Operation> &operations)
{
    return std::any_of(operations.begin(), operations.end(), [](const Operation &o) {
        return (o.kind == K::DropColumn && o.columnBefore && !o.noEffect) || (o.kind == K::ChangeType && o.error.empty() && !o.noEffect);
    });
}

void mapLines(const MigrationScript &script, MigrationVerdict &verdict)
{
    if (!script.generated)
        return;
    const auto map = [&](auto &items) {
        for (auto &item : items) {
            if (item.line >= 1 && item.line <= script.lines.size())
                item.line = script.lines[item.line - 1];
            item.column = 1;
        }
    };
    map(verdict.operations);
    map(verdict.remarks);
    map(verdict.idleExceptions);
}

} // namespace

std::vector<MigrationVerdict> judgeRelease(Simulation &simulation, std::span<const Migration *const> migrations, const JudgeOptions &options, const ReleaseStatements &statements)
{
    struct Applied {
        const Migration *migration;
        ParsedSql sql;
        std::optional<Catalogue> before; ///< For a split only.
        std::optional<Catalogue> after;
        std::optional<std::vector<Operation>> down;
    };
    std::vector<Applied> applied;
    std::vector<AppliedScript> scripts;
    applied.reserve(migrations.size());
    scripts.reserve(migrations.size());
    const std::uint32_t firstEpoch = simulation.catalogue().epoch + 1;
    for (const Migration *migration : migrations) {
        if (migration == nullptr || !migration->up)
            continue;
        Applied &one = applied.emplace_back(Applied{migration, ParsedSql::parse(migration->up->text), std::nullopt, std::nullopt, std::nullopt});
        if (options.split && mayNeedSplit(one.sql))
            one.before = simulation.catalogue();
        AppliedScript &script = scripts.emplace_back();
        script.operations = simulation.applyScript(one.sql);
        script.epoch = simulation.catalogue().epoch;
        if (one.before && migrations.size() > 1)
            one.after = simulation.catalogue();
        if (migration->down && asksForDown(script.operations)) {
            Simulation back(simulation.catalogue());
            one.down = back.applyScript(ParsedSql::parse(migration->down->text));
        }
    }
    const Catalogue &after = simulation.catalogue();
    const ReleaseJudge judge(after, firstEpoch, scripts, statements);
    std::vector<MigrationVerdict> verdicts;
    verdicts.reserve(applied.size());
    for (std::size_t i = 0; i < applied.size(); ++i) {
        const Applied &one = applied[i];
        MigrationVerdict &verdict = verdicts.emplace_back();
        verdict.version = one.migration->version;
        verdict.name = one.migration->name;
        verdict.file = one.migration->up->file;
        verdict.operations = judge.judge(i, one.down ? &*one.down : nullptr);
        for (const OperationVerdict &operation : verdict.operations)
            verdict.states = worst(verdict.states, operation.states);
        if (one.before)
            verdict.splitProposal = splitProposal(*one.before, one.after ? *one.after : after, one.sql, scripts[i].operations, verdict.operations);
        if (options.lint)
            verdict.remarks = lint({one.sql, scripts[i].operations, after, firstEpoch, one.migration->up->transaction});
        placeAndExcuse(one.sql, verdict);
        mapLines(*one.migration->up, verdict);
    }
    return verdicts;
}

std::vector<MigrationVerdict> judgeHistory(Simulation &simulation, std::span<const Migration> migrations, const JudgeOptions &options)
{
    std::vector<MigrationVerdict> verdicts;
    verdicts.reserve(migrations.size());
    for (const Migration &migration : migrations) {
        const Migration *const one = &migration;
        std::vector<MigrationVerdict> judged = judgeRelease(simulation, std::span(&one, 1), options);
        std::move(judged.begin(), judged.end(), std::back_inserter(verdicts));
    }
    return verdicts;
}

} // namespace belay::schema
