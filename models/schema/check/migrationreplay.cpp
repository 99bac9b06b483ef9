// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/migrationreplay.h"

#include "models/schema/ddl/simulation.h"

namespace belay::schema {

std::shared_ptr<const ParsedSql> MigrationReplay::parsed(const std::string &text)
{
    const auto found = m_parsed.find(text);
    if (found != m_parsed.end())
        return found->second;
    auto script = std::make_shared<const ParsedSql>(ParsedSql::parse(text));
    m_parsed.emplace(text, script);
    return script;
}

std::span<const ReplayedMigration> MigrationReplay::run(const MigrationSet &set)
{
    std::vector<std::shared_ptr<const ParsedSql>> scripts;
    scripts.reserve(set.migrations.size());
    for (const Migration &migration : set.migrations)
        scripts.push_back(migration.up ? parsed(migration.up->text) : nullptr);
    // Equal texts are the same object.
    std::size_t shared = 0;
    while (shared < m_replayed.size() && shared < scripts.size() && m_replayed[shared].script == scripts[shared])
        ++shared;
    m_replayed.resize(shared);
    Simulation simulation(shared == 0 ? Catalogue() : m_replayed.back().after);
    for (std::size_t i = shared; i < scripts.size(); ++i) {
        ReplayedMigration replayed;
        replayed.script = scripts[i];
        if (replayed.script)
            replayed.operations = simulation.applyScript(*replayed.script);
        replayed.after = simulation.catalogue();
        replayed.epoch = replayed.after.epoch;
        m_replayed.push_back(std::move(replayed));
    }
    return m_replayed;
}

const Catalogue &MigrationReplay::before(std::span<const ReplayedMigration> replayed, std::size_t migration)
{
    static const Catalogue empty;
    return migration == 0 ? empty : replayed[migration - 1].after;
}

} // namespace belay::schema
