// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/compiledplan.h"
#include "models/rollback/requirementcheck.h"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <vector>

/// Check 3 for one state: can the components go back, in which order, and if not one at a time, how
/// many of them at once. Internal to the engine.
///
/// Components that no requirement can bring into conflict go back independently, so they are solved
/// in groups. Inside a group an inverse move that leaves its component where nothing can ever
/// conflict with it is made at once; only what remains is searched, with memory of the dead ends.
namespace belay::rollback {

/// Index into CompiledPlan::movers.
using MoverIndex = std::uint32_t;

/// A point in a plan, as far as the way back needs it.
struct Situation {
    std::vector<std::uint32_t> begun;      ///< By mover: how many of its moves have begun.
    std::vector<std::uint8_t> half;        ///< By mover: whether the last of them still rolls.
    std::vector<std::uint32_t> committed;  ///< By mover: how many moves its last commit gave up.
    std::vector<std::uint8_t> formats;     ///< By FormatIndex: present.
};

/// The destination of the way back: what the moves since then lead back to.
struct WayBackBase {
    std::vector<std::uint32_t> floor;      ///< By mover: moves that are no longer asked back.
    Situation shown;                       ///< The state whose violations the destination may show.
    bool planStart = true;
    StepIndex step = noIndex;              ///< The step just after which it lies.
};

/// One inverse move: of the mover's `move`-th move, from 1.
struct Inverse {
    MoverIndex mover = 0;
    std::uint32_t move = 0;
    std::uint32_t set = 0;                 ///< Inverse moves of one set go back at once.
    friend bool operator==(const Inverse &, const Inverse &) = default;
};

struct GroupWayBack {
    WayBackState state = WayBackState::Open;
    std::vector<Inverse> inverses;
    std::vector<ComponentIndex> together;  ///< AtOnce: the largest set, ascending.
};

class WayBackSolver {
public:
    explicit WayBackSolver(const CompiledPlan &plan);

    [[nodiscard]] std::size_t groupCount() const { return m_groups.size(); }
    [[nodiscard]] std::uint32_t groupOf(MoverIndex mover) const { return m_groupOf[mover]; }
    [[nodiscard]] std::span<const MoverIndex> members(std::uint32_t group) const { return m_groups[group].members; }
    [[nodiscard]] MoverIndex moverOf(ComponentIndex c) const { return m_moverOf[c]; }
    /// The requirements that can conflict inside a group.
    [[nodiscard]] std::span<const RequirementRef> requirements(std::uint32_t group) const
    {
        return m_groups[group].requirements;
    }
    [[nodiscard]] bool readsFormats(std::uint32_t group) const { return m_groups[group].reads; }
    /// Groups that read the format.
    [[nodiscard]] const std::vector<std::uint32_t> &groupsReading(FormatIndex f) const { return m_readingGroups[f]; }

    [[nodiscard]] Situation start() const;
    /// Takes an event of the plan; a checkpoint changes nothing here.
    void apply(Situation &situation, EventIndex event) const;
    /// How a group goes back. Independent of the other groups.
    [[nodiscard]] GroupWayBack solve(std::uint32_t group, const Situation &situation, const WayBackBase &base) const;
    /// Whether a mover at rest after `move` moves can stand beside everything that the others of its
    /// group run after any number of moves between their floor and now.
    [[nodiscard]] bool standsBesideAll(MoverIndex mover, std::uint32_t move, const Situation &situation,
                                       const WayBackBase &base) const;

private:
    struct Group {
        std::vector<MoverIndex> members;
        std::vector<RequirementRef> requirements;
        bool reads = false;
    };
    class Search;
    friend class Search;

    [[nodiscard]] std::span<const Position> restLive(MoverIndex m, std::uint32_t move) const;
    [[nodiscard]] std::span<const Position> windowLive(MoverIndex m, std::uint32_t move) const;
    [[nodiscard]] bool writesAtRest(MoverIndex m, std::uint32_t move, FormatIndex f) const;

    const CompiledPlan &m_plan;
    const CompiledWorkspace &m_w;
    std::vector<MoverIndex> m_moverOf;
    std::vector<std::uint32_t> m_groupOf;
    std::vector<Group> m_groups;
    std::vector<std::vector<std::uint32_t>> m_readingGroups;
    /// By mover: offset into m_rest and m_window.
    std::vector<std::uint32_t> m_offset;
    std::vector<const Phase *> m_rest;
    std::vector<const Phase *> m_window;
    /// By mover: the group's requirements that name it (indices into Group::requirements).
    std::vector<std::vector<std::uint32_t>> m_adjacent;
};

} // namespace belay::rollback
