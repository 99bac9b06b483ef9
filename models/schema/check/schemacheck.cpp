// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/schemacheck.h"

#include "models/schema/check/statementcheck.h"
#include "models/schema/check/transition.h"
#include "models/schema/engines/mysqlddl.h"
#include "models/schema/engines/sqliteengine.h"
#include "models/schema/source/migrationlayouts.h"
#include "models/schema/source/releasesql.h"
#include "models/schema/verdicts/migrationjudge.h"

#include <algorithm>
#include <numeric>

namespace belay::schema {

namespace {

using Verdict = StatementVerdict::Verdict;

void addDoubts(SchemaReport &report, const Catalogue &catalogue)
{
    for (const Catalogue::Doubt &doubt : catalogue.doubts) {
        if (std::find(report.doubts.begin(), report.doubts.end(), doubt.reason) == report.doubts.end())
            report.doubts.push_back(doubt.reason);
    }
}

/// What the verdicts of one dialect's own judge need filled in.
Result<std::vector<MigrationVerdict>> judgeElsewhere(const MigrationSet &set, std::span<const std::size_t> chosen, std::stop_token stop,
                                                     ProgressSink &progress)
{
    Result<std::vector<MigrationVerdict>> all = set.dialect == Dialect::Sqlite ? judgeSqliteMigrations(set.migrations, stop, progress)
                                                                               : judgeMySqlMigrations(set.migrations, stop, progress);
    if (!all)
        return all;
    std::vector<MigrationVerdict> verdicts;
    for (const std::size_t i : chosen) {
        if (set.migrations[i].up)
            verdicts.push_back(std::move(all.value().at(i)));
    }
    return verdicts;
}

} // namespace

std::string identityOf(const Migration &migration)
{
    return migration.kind == Migration::Kind::Repeatable || migration.version.empty() ? "R" + migration.name : "V" + migration.version;
}

std::vector<std::size_t> newMigrations(const MigrationSet &from, const MigrationSet &to)
{
    std::vector<std::string> known;
    for (const Migration &migration : from.migrations)
        known.push_back(identityOf(migration));
    std::sort(known.begin(), known.end());
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < to.migrations.size(); ++i) {
        const Migration &migration = to.migrations[i];
        if (!std::binary_search(known.begin(), known.end(), identityOf(migration))) {
            fresh.push_back(i);
            continue;
        }
        // A repeatable migration runs again when its text has changed.
        if (migration.kind == Migration::Kind::Repeatable) {
            const auto before = std::find_if(from.migrations.begin(), from.migrations.end(),
                                             [&](const Migration &other) { return identityOf(other) == identityOf(migration); });
            if (before->up != migration.up)
                fresh.push_back(i);
        }
    }
    return fresh;
}

Result<ReleaseFiles> readRelease(const FileTree &tree, const std::string &migrations, const std::vector<std::string> &queries,
                                 const CheckOptions &options, std::stop_token stop, ProgressSink &progress)
{
    LayoutOptions layout;
    layout.layout = options.layout;
    layout.dialect = options.dialect;
    layout.replacements = options.replacements;
    layout.documents = options.documents;
    Result<MigrationSet> set = readMigrations(tree, migrations, layout, stop, progress);
    if (!set)
        return set.error();
    ReleaseFiles files;
    files.migrations = std::move(set).value();
    if (!queries.empty()) {
        ReleaseSqlOptions sqlOptions;
        sqlOptions.dialect = files.migrations.dialect;
        sqlOptions.replacements = options.replacements;
        Result<ReleaseSql> sql = readReleaseStatements(tree, queries, sqlOptions, stop, progress);
        if (!sql)
            return sql.error();
        files.statements = std::move(sql.value().statements);
        files.remarks = std::move(sql.value().remarks);
    }
    return files;
}

Result<SchemaReport> checkTransition(const Release &from, const Release &to, const std::string &migrations,
                                     const std::vector<std::string> &queries, const CheckOptions &options, std::stop_token stop,
                                     ProgressSink &progress)
{
    Result<ReleaseFiles> old = readRelease(*from.tree, migrations, queries, options, stop, progress);
    if (!old)
        return old.error();
    Result<ReleaseFiles> now = readRelease(*to.tree, migrations, queries, options, stop, progress);
    if (!now)
        return now.error();
    MigrationReplay replay;
    StatementAnswers answers(options);
    return compareReleases(from.name, *old, to.name, *now, options, replay, answers, stop, progress);
}

Result<SchemaReport> compareReleases(const std::string &fromName, const ReleaseFiles &from, const std::string &toName, const ReleaseFiles &to,
                                     const CheckOptions &options, MigrationReplay &replay, StatementAnswers &answers, std::stop_token stop,
                                     ProgressSink &progress)
{
    SchemaReport report;
    report.from = fromName;
    report.to = toName;
    report.layout = to.migrations.layout;
    report.dialect = to.migrations.dialect;
    report.engine = options.engine;
    report.remarks = compareHistories(from.migrations, to.migrations);
    report.remarks.insert(report.remarks.end(), to.migrations.remarks.begin(), to.migrations.remarks.end());
    report.remarks.insert(report.remarks.end(), from.remarks.begin(), from.remarks.end());
    const std::vector<std::size_t> chosen = newMigrations(from.migrations, to.migrations);

    Result<StatementAnswers::Answer> answer = answers.ask(from, to, chosen, replay, stop, progress);
    if (!answer)
        return answer.error();
    report.engine = answer->engine;
    report.engineVersion = answer->engineVersion;
    report.statements = std::move(answer.value().verdicts);
    report.doubts = std::move(answer.value().doubts);

    if (report.dialect == Dialect::PostgreSql) {
        const auto own = replay.run(from.migrations);
        Simulation simulation(own.empty() ? Catalogue() : own.back().after);
        std::vector<const Migration *> fresh;
        for (const std::size_t i : chosen)
            fresh.push_back(&to.migrations.migrations[i]);
        ReleaseStatements statements;
        statements.oldRelease = from.statements;
        statements.newRelease = to.statements;
        statements.oldKnown = !from.statements.empty();
        statements.newKnown = !to.statements.empty();
        report.migrations = judgeRelease(simulation, fresh, {}, statements);
        addDoubts(report, simulation.catalogue());
    } else {
        Result<std::vector<MigrationVerdict>> judged = judgeElsewhere(to.migrations, chosen, stop, progress);
        if (!judged)
            return judged.error();
        report.migrations = std::move(judged).value();
    }
    // A migration without a way up has no verdict.
    std::size_t judgedMigration = 0;
    for (std::size_t k = 0; k < answer->brokenAfter.size() && judgedMigration < report.migrations.size(); ++k) {
        if (to.migrations.migrations[chosen[k]].up)
            report.migrations[judgedMigration++].brokenStatements = std::move(answer.value().brokenAfter[k]);
    }
    return report;
}

Result<SchemaReport> lintMigrations(const FileTree &tree, const std::string &migrations, const std::string &since, const CheckOptions &options,
                                    std::stop_token stop, ProgressSink &progress)
{
    Result<ReleaseFiles> files = readRelease(tree, migrations, {}, options, stop, progress);
    if (!files)
        return files.error();
    const MigrationSet &set = files->migrations;
    SchemaReport report;
    report.to = tree.name();
    report.layout = set.layout;
    report.dialect = set.dialect;
    report.remarks = set.remarks;
    std::size_t first = 0;
    if (!since.empty()) {
        const auto found = std::find_if(set.migrations.begin(), set.migrations.end(),
                                        [&](const Migration &migration) { return migration.version == since || migration.name == since; });
        if (found == set.migrations.end())
            return Error{ErrorCode::UnknownReference, "there is no migration `" + since + '`', migrations, 0, 0};
        first = static_cast<std::size_t>(found - set.migrations.begin()) + 1;
    }
    if (set.dialect != Dialect::PostgreSql) {
        std::vector<std::size_t> chosen(set.migrations.size() - first);
        std::iota(chosen.begin(), chosen.end(), first);
        Result<std::vector<MigrationVerdict>> judged = judgeElsewhere(set, chosen, stop, progress);
        if (!judged)
            return judged.error();
        report.migrations = std::move(judged).value();
        return report;
    }
    Simulation simulation;
    for (std::size_t i = 0; i < first; ++i) {
        if (set.migrations[i].up)
            static_cast<void>(simulation.applyScript(*set.migrations[i].up));
    }
    for (std::size_t i = first; i < set.migrations.size(); ++i) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, {}, 0, 0};
        progress.progress("Judging migrations", i, set.migrations.size());
        for (MigrationVerdict &verdict : judgeHistory(simulation, std::span(&set.migrations[i], 1), {true, true}))
            report.migrations.push_back(std::move(verdict));
    }
    addDoubts(report, simulation.catalogue());
    return report;
}

} // namespace belay::schema
