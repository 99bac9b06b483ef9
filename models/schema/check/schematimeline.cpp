// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/schematimeline.h"

#include "models/schema/check/transition.h"
#include "models/schema/ddl/simulation.h"
#include "models/schema/engines/mysqlddl.h"
#include "models/schema/engines/sqliteengine.h"
#include "models/schema/verdicts/lint.h"
#include "models/schema/verdicts/operationverdicts.h"

#include <algorithm>
#include <set>

namespace belay::schema {

namespace {

bool isRepeatable(const Migration &migration)
{
    return migration.kind == Migration::Kind::Repeatable;
}

/// Of several with one version (duplicates, Liquibase's ids by author) the name tells which.
std::string fullIdentity(const Migration &migration)
{
    return identityOf(migration) + '\n' + migration.name + '\n' + (migration.up ? migration.up->file : std::string());
}

std::string freeLabel(const Migration &migration, const std::set<std::string> &taken)
{
    const std::string base = migration.version.empty() ? migration.name : migration.version;
    if (!taken.contains(base))
        return base;
    const std::string named = base + '-' + migration.name;
    std::string label = named;
    for (int number = 2; taken.contains(label); ++number)
        label = named + '-' + std::to_string(number);
    return label;
}

void placeLines(const MigrationScript &script, std::vector<OperationVerdict> &operations)
{
    if (!script.generated)
        return;
    for (OperationVerdict &operation : operations) {
        if (operation.line >= 1 && operation.line <= script.lines.size())
            operation.line = script.lines[operation.line - 1];
    }
}

} // namespace

std::uint32_t TextNumbers::of(const std::string &text)
{
    return m_numbers.emplace(text, static_cast<std::uint32_t>(m_numbers.size() + 1)).first->second;
}

SchemaScripts scriptsOf(const MigrationSet &set, TextNumbers &numbers)
{
    SchemaScripts scripts;
    for (const Migration &migration : set.migrations) {
        const std::uint32_t text = migration.up ? numbers.of(migration.up->text) : 0;
        if (isRepeatable(migration))
            scripts.repeatable[migration.name] = text;
        else
            scripts.versioned.push_back(text);
    }
    return scripts;
}

SchemaTimeline::SchemaTimeline(const MigrationSet &newest, TextNumbers &numbers) : m_dialect(newest.dialect)
{
    std::set<std::string> taken;
    for (const Migration &migration : newest.migrations) {
        if (isRepeatable(migration))
            continue;
        Step &step = m_steps.emplace_back();
        step.version = m_versions.size();
        step.migration = migration;
        step.text = migration.up ? numbers.of(migration.up->text) : 0;
        SchemaVersion &version = m_versions.emplace_back();
        version.label = freeLabel(migration, taken);
        version.file = migration.up ? migration.up->file : migration.down ? migration.down->file : std::string();
        taken.insert(version.label);
        m_known.emplace(fullIdentity(migration), step.version);
        m_known.emplace(identityOf(migration), step.version);
    }
}

std::optional<std::size_t> SchemaTimeline::versionOf(const MigrationSet &release) const
{
    for (auto migration = release.migrations.rbegin(); migration != release.migrations.rend(); ++migration) {
        if (isRepeatable(*migration))
            continue;
        for (const std::string &identity : {fullIdentity(*migration), identityOf(*migration)}) {
            if (const auto found = m_known.find(identity); found != m_known.end())
                return found->second;
        }
    }
    return {};
}

std::vector<std::string> SchemaTimeline::strangersOf(const MigrationSet &release) const
{
    std::vector<std::string> files;
    for (const Migration &migration : release.migrations) {
        if (!isRepeatable(migration) && !m_known.contains(identityOf(migration)))
            files.push_back(migration.up ? migration.up->file : migration.version);
    }
    return files;
}

void SchemaTimeline::addRepeatables(std::size_t version, const MigrationSet &release, TextNumbers &numbers)
{
    for (const Migration &migration : release.migrations) {
        if (!isRepeatable(migration) || !migration.up)
            continue;
        const std::uint32_t text = numbers.of(migration.up->text);
        std::uint32_t &ran = m_repeatable[migration.name];
        if (ran == text)
            continue;
        ran = text;
        Step step;
        step.version = version;
        step.migration = migration;
        step.text = text;
        const auto behind = std::upper_bound(m_steps.begin(), m_steps.end(), version, [](std::size_t v, const Step &s) { return v < s.version; });
        m_steps.insert(behind, std::move(step));
    }
}

Result<Done> SchemaTimeline::judge(std::stop_token stop, ProgressSink &progress)
{
    return m_dialect == Dialect::PostgreSql ? judgePostgres(stop, progress) : judgeElsewhere(stop, progress);
}

Result<Done> SchemaTimeline::judgePostgres(std::stop_token stop, ProgressSink &progress)
{
    Simulation simulation;
    m_after.assign(m_versions.size(), Catalogue());
    m_scripts.reserve(m_steps.size());
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, {}, 0, 0};
        progress.progress("Running migrations", i, m_steps.size());
        Step &step = m_steps[i];
        AppliedScript &applied = m_scripts.emplace_back();
        step.verdict.version = step.migration.version;
        step.verdict.name = step.migration.name;
        if (step.migration.up) {
            const MigrationScript &script = *step.migration.up;
            const ParsedSql sql = ParsedSql::parse(script.text);
            applied.operations = simulation.applyScript(sql);
            applied.epoch = simulation.catalogue().epoch;
            step.verdict.file = script.file;
            const ReleaseJudge judge(simulation.catalogue(), applied.epoch, std::span(&applied, 1));
            step.verdict.operations = judge.judge(0);
            placeAndExcuse(sql, step.verdict);
            placeLines(script, step.verdict.operations);
        } else {
            applied.epoch = simulation.catalogue().epoch;
        }
        if (i + 1 == m_steps.size() || m_steps[i + 1].version != step.version)
            m_after[step.version] = simulation.catalogue();
    }
    return Done{};
}

Result<Done> SchemaTimeline::judgeElsewhere(std::stop_token stop, ProgressSink &progress)
{
    std::vector<Migration> migrations;
    migrations.reserve(m_steps.size());
    for (const Step &step : m_steps)
        migrations.push_back(step.migration);
    Result<std::vector<MigrationVerdict>> judged = m_dialect == Dialect::Sqlite ? judgeSqliteMigrations(migrations, stop, progress)
                                                                                : judgeMySqlMigrations(migrations, stop, progress);
    if (!judged)
        return judged.error();
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        if (m_steps[i].migration.up)
            m_steps[i].verdict = std::move(judged.value().at(i));
    }
    return Done{};
}

SchemaScripts SchemaTimeline::scriptsAt(std::size_t version) const
{
    SchemaScripts scripts;
    for (const Step &step : m_steps) {
        if (step.version > version)
            break;
        if (isRepeatable(step.migration))
            scripts.repeatable[step.migration.name] = step.text;
        else
            scripts.versioned.push_back(step.text);
    }
    return scripts;
}

std::span<const SchemaTimeline::Step> SchemaTimeline::stepsOf(std::size_t first, std::size_t last) const
{
    const auto begin = std::lower_bound(m_steps.begin(), m_steps.end(), first, [](const Step &s, std::size_t v) { return s.version < v; });
    const auto end = std::upper_bound(begin, m_steps.end(), last, [](std::size_t v, const Step &s) { return v < s.version; });
    return {begin, end};
}

std::string SchemaTimeline::relationOf(const Step &step, std::size_t operation) const
{
    if (!m_scripts.empty())
        return m_scripts[static_cast<std::size_t>(&step - m_steps.data())].operations[operation].relation;
    const std::string &object = step.verdict.operations[operation].object;
    const std::size_t dot = object.rfind('.');
    return dot == std::string::npos ? object : object.substr(0, dot);
}

std::vector<std::vector<OperationVerdict>> SchemaTimeline::judgeTogether(std::size_t first, std::size_t last) const
{
    const std::span<const Step> steps = stepsOf(first, last);
    std::vector<std::vector<OperationVerdict>> verdicts;
    verdicts.reserve(steps.size());
    if (m_dialect != Dialect::PostgreSql || steps.empty()) {
        for (const Step &step : steps)
            verdicts.push_back(step.verdict.operations);
        return verdicts;
    }
    const std::size_t at = static_cast<std::size_t>(steps.data() - m_steps.data());
    const std::uint32_t firstEpoch = (at == 0 ? 0 : m_scripts[at - 1].epoch) + 1;
    const ReleaseJudge judge(m_after[last], firstEpoch, std::span(m_scripts).subspan(at, steps.size()));
    for (std::size_t i = 0; i < steps.size(); ++i) {
        std::vector<OperationVerdict> judged = judge.judge(i);
        const std::vector<OperationVerdict> &alone = steps[i].verdict.operations;
        for (std::size_t k = 0; k < judged.size() && k < alone.size(); ++k) {
            judged[k].line = alone[k].line;
            judged[k].excused = alone[k].excused;
            judged[k].excuse = alone[k].excuse;
        }
        verdicts.push_back(std::move(judged));
    }
    return verdicts;
}

} // namespace belay::schema
