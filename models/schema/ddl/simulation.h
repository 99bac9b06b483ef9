// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"
#include "models/schema/ddl/operation.h"
#include "models/schema/migration.h"
#include "models/schema/syntaxtree.h"

#include <memory>
#include <vector>

namespace belay::schema {

/// Applies PostgreSQL statements to a simulated database, with PostgreSQL 15's own semantics: names
/// that the server would choose, what goes with what is dropped, what it would refuse and in which
/// words. A statement that the server would refuse changes nothing and gives an operation with
/// `error`; if the reason may be that we do not know everything (something made outside of the
/// migrations), the catalogue gets a doubt about that object. What cannot be known (dynamic SQL,
/// statements that the grammar does not know) gives a doubt as narrow as is sound.
/// Not thread-safe. Cost: a few microseconds per statement; no copy of the catalogue.
class Simulation {
public:
    explicit Simulation(Catalogue catalogue = {});
    ~Simulation();
    Simulation(Simulation &&) noexcept;
    Simulation &operator=(Simulation &&) noexcept;

    /// Applies one statement, in the session that the calls before left (search path, transaction).
    std::vector<Operation> apply(const ParsedSql &sql, const ParsedStatement &statement);
    /// Applies a whole script as the next migration: counts the epoch, and ends with a fresh session.
    std::vector<Operation> applyScript(const ParsedSql &sql);
    std::vector<Operation> applyScript(const MigrationScript &script);

    [[nodiscard]] const Catalogue &catalogue() const;
    /// The doubts can be edited by who knows more; nothing else should be.
    [[nodiscard]] Catalogue takeCatalogue() &&;

    struct State;

private:
    void apply(const ParsedSql &sql, const ParsedStatement &statement, std::vector<Operation> &operations);

    std::unique_ptr<State> m_state;
};

} // namespace belay::schema
