// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/ddl/operation.h"
#include "models/schema/migration.h"
#include "models/schema/verdict.h"

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace belay::schema {

/// The statements of the two releases, where they are known. Then cells that depend on them are
/// decided where a mention decides them.
struct ReleaseStatements {
    std::span<const ReleaseStatement> oldRelease;
    std::span<const ReleaseStatement> newRelease;
    bool oldKnown = false;      ///< `oldRelease` is all that it sends.
    bool newKnown = false;
};

/// Judges the operations of one release in the five mixed states, by the convention that the new
/// release uses what its migrations add and the old one what was there before them. What a release
/// makes itself harms nobody, and what its migrations make good again (a view of the old name, a
/// column that is dropped and added, a key that is replaced) counts by its net effect.
/// Keeps references to what it is given. Cost: microseconds per operation.
class ReleaseJudge {
public:
    struct Judgement;           ///< Internal to this room: releasejudgement.h.

    /// `after`: the database after the last of the scripts. Whatever was made in `firstEpoch` or
    /// later is the release's own.
    ReleaseJudge(const Catalogue &after, std::uint32_t firstEpoch, std::span<const AppliedScript> scripts, const ReleaseStatements &statements = {});

    /// The verdicts of one script, in the order of its operations; without line and column.
    /// `down`: what the script's way back does, if there is one.
    [[nodiscard]] std::vector<OperationVerdict> judge(std::size_t script, const std::vector<Operation> *down = nullptr) const;

private:
    /// Where an operation stands in the release; ordered.
    struct Place {
        std::size_t script = 0;
        std::size_t operation = 0;

        friend auto operator<=>(const Place &, const Place &) = default;
    };
    Judgement judgementOf(const Operation &operation, Place place, const std::vector<Operation> *down) const;
    Judgement tableJudgement(const Operation &operation, Place place) const;
    Judgement columnJudgement(const Operation &operation, Place place, const std::vector<Operation> *down) const;
    Judgement typeChange(const Operation &operation, Place place, const std::vector<Operation> *down) const;
    Judgement constraintJudgement(const Operation &operation, Place place) const;
    Judgement viewJudgement(const Operation &operation) const;
    Judgement functionJudgement(const Operation &operation, Place place) const;
    Judgement triggerJudgement(const Operation &operation, Place place) const;
    Judgement rowSecurity(const Operation &operation) const;
    Judgement dataJudgement(const Operation &operation) const;
    void decide(const Operation &operation, Judgement &judgement) const;

    [[nodiscard]] bool isOwn(const Operation &operation) const;
    [[nodiscard]] std::string finalName(std::string name, Place place) const;
    [[nodiscard]] bool isNewColumn(const std::string &relation, const std::string &column) const;
    /// Made by the release before that place.
    [[nodiscard]] bool ownBefore(const std::string &name, Place place) const;
    template <class Predicate>
    [[nodiscard]] bool anyOperation(const Predicate &predicate) const;

    const Catalogue &m_after;
    std::uint32_t m_firstEpoch;
    std::span<const AppliedScript> m_scripts;
    ReleaseStatements m_statements;
    std::unordered_set<std::string> m_newColumns;   ///< "schema.table.column", by every name they had.
    std::unordered_map<std::string, const Column *> m_goneColumns; ///< Dropped or renamed away in the release.
    std::unordered_map<std::string, const Relation *> m_goneRelations;
    std::unordered_map<std::string, Place> m_ownNames; ///< Types, functions, constraints, ... made in the release: where first.
    std::vector<const Operation *> m_droppedKeys; ///< Of keys from before the release.
    bool m_renames = false;
};

/// A mention of a name in the statements, as a word; false if there are none.
[[nodiscard]] bool mentionedIn(std::span<const ReleaseStatement> statements, std::string_view name);

} // namespace belay::schema
