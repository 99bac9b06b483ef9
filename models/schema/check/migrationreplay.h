// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"
#include "models/schema/ddl/operation.h"
#include "models/schema/migration.h"
#include "models/schema/syntaxtree.h"

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace belay::schema {

/// A migration that ran on the simulated database.
struct ReplayedMigration {
    std::shared_ptr<const ParsedSql> script;    ///< Null if the migration has no way up.
    std::vector<Operation> operations;
    Catalogue after;
    std::uint32_t epoch = 0;                    ///< Catalogue::epoch while it ran.
};

/// Runs sets of migrations on empty simulated databases, and remembers: a script is parsed once
/// however many releases have it, and a set that begins as the one before it did goes on from there.
/// Cost of a set: its migrations behind the part shared with the set before.
class MigrationReplay {
public:
    /// All migrations of the set, in order. The result is good until the next call.
    std::span<const ReplayedMigration> run(const MigrationSet &set);
    [[nodiscard]] static const Catalogue &before(std::span<const ReplayedMigration> replayed, std::size_t migration);

private:
    std::shared_ptr<const ParsedSql> parsed(const std::string &text);

    std::unordered_map<std::string, std::shared_ptr<const ParsedSql>> m_parsed; ///< By text.
    std::vector<ReplayedMigration> m_replayed;
};

} // namespace belay::schema
