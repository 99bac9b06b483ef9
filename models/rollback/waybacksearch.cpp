// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/waybacksolver.h"

#include <algorithm>
#include <compare>
#include <limits>
#include <map>
#include <numeric>
#include <queue>
#include <tuple>
#include <unordered_set>

namespace belay::rollback {
namespace {

/// Dead ends that one search may meet, and states that the search for simultaneous ways back may
/// visit, before it gives up with `Unknown`.
constexpr std::size_t searchBudget = 50000;
/// Destinations that are tried: they differ in which components of depth 0 are undone.
constexpr std::size_t destinationBudget = 4096;

/// A violation as the way back compares them; several alternatives: without failing release.
std::uint64_t keyOf(std::uint32_t requirement, std::uint32_t failing)
{
    return (std::uint64_t{requirement} << 32U) | failing;
}

} // namespace

/// The search inside one group from one situation.
class WayBackSolver::Search {
public:
    Search(const WayBackSolver &solver, const Group &group, const Situation &situation, const WayBackBase &base)
        : m_s(solver), m_group(group), m_base(base), m_formats(situation.formats)
    {
        const std::size_t n = group.members.size();
        m_start.resize(n);
        m_floor.resize(n);
        m_lowest.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            const MoverIndex m = group.members[i];
            m_start[i] = {situation.begun[m], situation.half[m] != 0};
            m_floor[i] = std::max(base.floor[m], situation.committed[m]);
            m_lowest[i] = m_floor[i];
            const auto moves = solver.m_plan.moves(component(i));
            for (std::uint32_t k = m_floor[i]; k < m_start[i].move; ++k) {
                if (!moves[k].reversible)
                    m_lowest[i] = k + 1;
            }
        }
    }

    GroupWayBack run()
    {
        GroupWayBack result;
        if (!choices())
            return {WayBackState::Closed, {}, {}};
        if (std::all_of(m_choices.begin(), m_choices.end(), [this](const auto &list) {
                const auto i = static_cast<std::size_t>(&list - m_choices.data());
                return list.front() == m_start[i];
            }) && destinationAllowed(m_start))
            return result;
        m_shownNow = violations(m_start);
        collectDestinations();
        bool unknown = m_tooManyDestinations;
        for (const std::vector<Place> &destination : m_destinations) {
            m_destination = destination;
            if (!destinationAllowed(destination))
                continue;
            m_allowed = m_shownNow;
            const auto shownThere = violations(destination);
            m_allowed.insert(shownThere.begin(), shownThere.end());
            m_dead.clear();
            m_deadEnds = 0;
            std::vector<Inverse> path;
            if (descend(m_start, path)) {
                for (std::size_t i = 0; i < path.size(); ++i)
                    path[i].set = static_cast<std::uint32_t>(i);
                result.inverses = std::move(path);
                return result;
            }
            unknown = unknown || m_deadEnds > searchBudget;
        }
        if (unknown)
            return {WayBackState::Unknown, {}, {}};
        return atOnce();
    }

    /// Whether `m_start` with member `index` at rest after `move` moves conflicts with nothing that
    /// the others run anywhere between their floor and now.
    bool standsBesideAll(std::size_t index, std::uint32_t move)
    {
        m_destination.resize(m_start.size());
        for (std::size_t i = 0; i < m_start.size(); ++i)
            m_destination[i] = {m_floor[i], false};
        std::vector<Place> at = m_start;
        at[index] = {move, false};
        m_destination[index] = at[index];
        return safe(at, index);
    }

private:
    struct Place {
        std::uint32_t move = 0;
        bool half = false;
        friend bool operator==(const Place &, const Place &) = default;
        friend auto operator<=>(const Place &, const Place &) = default;
    };
    using Places = std::vector<Place>;
    using Keys = std::set<std::uint64_t>;

    [[nodiscard]] ComponentIndex component(std::size_t i) const { return m_s.m_plan.movers()[m_group.members[i]]; }

    [[nodiscard]] std::size_t indexOf(MoverIndex m) const
    {
        const auto found = std::lower_bound(m_group.members.begin(), m_group.members.end(), m);
        return static_cast<std::size_t>(found - m_group.members.begin());
    }

    [[nodiscard]] std::span<const Position> live(const Places &places, ComponentIndex c) const
    {
        const MoverIndex m = m_s.m_moverOf[c];
        if (m == noIndex)
            return m_s.m_plan.live(m_s.m_plan.phases(c).front());
        const Place &p = places[indexOf(m)];
        return p.half ? m_s.windowLive(m, p.move) : m_s.restLive(m, p.move);
    }

    /// Present at the start of the search, or written by something that was live on the way.
    [[nodiscard]] bool present(const Places &places, FormatIndex f) const
    {
        if (m_formats[f] != 0)
            return true;
        for (const auto &[c, position] : m_s.m_w.formats()[f].writers) {
            const MoverIndex m = m_s.m_moverOf[c];
            if (m == noIndex)
                continue;
            const std::size_t i = indexOf(m);
            const std::uint32_t reached = places[i].half ? places[i].move - 1 : places[i].move;
            for (std::uint32_t k = reached; k < m_start[i].move; ++k) {
                const auto at = m_s.restLive(m, k);
                if (std::find(at.begin(), at.end(), position) != at.end())
                    return true;
            }
        }
        return false;
    }

    /// Calls `visit(key)` for every violation of a requirement.
    template <class Visit>
    void evaluate(std::uint32_t r, const Places &places, const Visit &visit) const
    {
        const RequirementRef &ref = m_group.requirements[r];
        const auto own = live(places, ref.owner);
        if (ref.reads) {
            const Reads &reads = m_s.m_w.reads(ref.owner)[ref.index];
            if (std::find(own.begin(), own.end(), reads.release) == own.end())
                return;
            for (const FormatIndex f : m_s.m_w.formatsOf(reads.store)) {
                if (!std::binary_search(reads.readable.begin(), reads.readable.end(), f) && present(places, f))
                    visit(keyOf(r, f));
            }
            return;
        }
        const Need &need = m_s.m_w.need(ref.index);
        if (std::find(own.begin(), own.end(), need.release) == own.end())
            return;
        if (need.many == Need::none) {
            for (const Position p : live(places, need.provider)) {
                if (p < need.span.lo || p > need.span.hi)
                    visit(keyOf(r, static_cast<std::uint32_t>(p + 1)));
            }
            return;
        }
        const auto alternatives = m_s.m_w.alternatives(need);
        const auto fails = [&](const CompiledAlternative &a, Position p) { return !a.releases.contains(p); };
        if (alternatives.size() == 1) {
            for (const Position p : live(places, need.provider)) {
                if (fails(alternatives.front(), p))
                    visit(keyOf(r, static_cast<std::uint32_t>(p + 1)));
            }
            return;
        }
        if (std::all_of(alternatives.begin(), alternatives.end(), [&](const CompiledAlternative &a) {
                const auto at = live(places, a.provider);
                return std::any_of(at.begin(), at.end(), [&](Position p) { return fails(a, p); });
            }))
            visit(keyOf(r, 0));
    }

    [[nodiscard]] Keys violations(const Places &places) const
    {
        Keys keys;
        for (std::uint32_t r = 0; r < m_group.requirements.size(); ++r)
            evaluate(r, places, [&keys](std::uint64_t key) { keys.insert(key); });
        return keys;
    }

    /// Whether what `index` takes part in is allowed.
    [[nodiscard]] bool allowedAround(const Places &places, std::size_t index) const
    {
        bool good = true;
        for (const std::uint32_t r : m_s.m_adjacent[m_group.members[index]])
            evaluate(r, places, [&](std::uint64_t key) { good = good && m_allowed.count(key) != 0; });
        return good;
    }

    /// What each member may end at, the fewest undone moves first. False if one of them cannot.
    bool choices()
    {
        m_choices.resize(m_start.size());
        for (std::size_t i = 0; i < m_start.size(); ++i) {
            const MoverIndex m = m_group.members[i];
            const bool mustReturn = m_s.m_w.depth(component(i)) >= 1 && m_start[i].move > m_floor[i];
            if (!mustReturn) {
                // The mixed window of a move that nobody asks back is left as it is.
                m_choices[i].push_back(m_start[i]);
                if (m_s.m_w.depth(component(i)) >= 1)
                    continue;
            }
            const std::uint32_t top = m_start[i].half || !mustReturn ? m_start[i].move : m_start[i].move + 1;
            const auto goal = m_s.restLive(m, m_floor[i]);
            for (std::uint32_t k = top; k-- > m_lowest[i];) {
                const auto at = m_s.restLive(m, k);
                if (!mustReturn || std::equal(at.begin(), at.end(), goal.begin(), goal.end()))
                    m_choices[i].push_back({k, false});
            }
            if (m_choices[i].empty())
                return false;
        }
        return true;
    }

    [[nodiscard]] std::uint32_t undone(std::size_t i, const Place &place) const { return m_start[i].move - place.move; }

    /// Every combination of choices, by the number of undone moves.
    void collectDestinations()
    {
        std::size_t count = 1;
        for (const auto &list : m_choices)
            count = count > destinationBudget ? count : count * list.size();
        m_tooManyDestinations = count > destinationBudget;
        m_destinations.emplace_back();
        for (std::size_t i = 0; i < m_choices.size(); ++i) {
            std::vector<Places> next;
            for (const Places &prefix : m_destinations) {
                for (const Place &choice : m_choices[i]) {
                    next.push_back(prefix);
                    next.back().push_back(choice);
                    if (m_tooManyDestinations)
                        break;
                }
            }
            m_destinations = std::move(next);
        }
        // Too many: at least the two ends are tried, as little as possible and everything.
        if (m_tooManyDestinations) {
            Places all;
            for (const auto &list : m_choices)
                all.push_back(list.back());
            m_destinations.push_back(std::move(all));
        }
        const auto cost = [this](const Places &places) {
            std::uint64_t sum = 0;
            for (std::size_t i = 0; i < places.size(); ++i)
                sum += undone(i, places[i]);
            return sum;
        };
        std::stable_sort(m_destinations.begin(), m_destinations.end(),
                         [&](const Places &a, const Places &b) { return cost(a) < cost(b); });
    }

    /// The destination may show what the plan's start or the base shows.
    bool destinationAllowed(const Places &destination)
    {
        const Keys shown = violations(destination);
        if (shown.empty())
            return true;
        if (!m_baseKnown) {
            m_baseKnown = true;
            const Situation start = m_s.start();
            m_baseShown = shownBy(start);
            if (!m_base.planStart) {
                const Keys more = shownBy(m_base.shown);
                m_baseShown.insert(more.begin(), more.end());
            }
        }
        return std::includes(m_baseShown.begin(), m_baseShown.end(), shown.begin(), shown.end());
    }

    [[nodiscard]] Keys shownBy(const Situation &situation) const
    {
        WayBackBase none;
        none.floor.assign(situation.begun.size(), 0);
        const Search at(m_s, m_group, situation, none);
        return at.violations(at.m_start);
    }

    /// No requirement of the member can fail beside anything that the others pass from here to the
    /// destination.
    [[nodiscard]] bool safe(const Places &places, std::size_t index) const
    {
        for (const std::uint32_t r : m_s.m_adjacent[m_group.members[index]]) {
            if (mayConflict(r, places, index))
                return false;
        }
        return true;
    }

    /// Everything that a component runs from here to its destination; `index` stays.
    void eachAhead(const Places &places, ComponentIndex c, std::size_t index, std::vector<Position> &out) const
    {
        out.clear();
        const auto add = [&out](std::span<const Position> list) { out.insert(out.end(), list.begin(), list.end()); };
        const MoverIndex m = m_s.m_moverOf[c];
        if (m == noIndex || indexOf(m) == index) {
            add(live(places, c));
            return;
        }
        const std::size_t i = indexOf(m);
        if (places[i].half)
            add(m_s.windowLive(m, places[i].move));
        const std::uint32_t lowest = std::min(m_destination[i].move, places[i].move);
        for (std::uint32_t k = lowest; k <= places[i].move; ++k) {
            add(m_s.restLive(m, k));
            if (k > lowest)
                add(m_s.windowLive(m, k));
        }
    }

    [[nodiscard]] bool mayConflict(std::uint32_t r, const Places &places, std::size_t index) const
    {
        const RequirementRef &ref = m_group.requirements[r];
        std::vector<Position> own;
        eachAhead(places, ref.owner, index, own);
        if (ref.reads) {
            const Reads &reads = m_s.m_w.reads(ref.owner)[ref.index];
            if (std::find(own.begin(), own.end(), reads.release) == own.end())
                return false;
            Places last = places;
            for (std::size_t i = 0; i < last.size(); ++i) {
                if (i != index)
                    last[i] = std::min(last[i], m_destination[i]);
            }
            for (const FormatIndex f : m_s.m_w.formatsOf(reads.store)) {
                if (!std::binary_search(reads.readable.begin(), reads.readable.end(), f) && present(last, f) &&
                    m_allowed.count(keyOf(r, f)) == 0)
                    return true;
            }
            return false;
        }
        const Need &need = m_s.m_w.need(ref.index);
        if (std::find(own.begin(), own.end(), need.release) == own.end())
            return false;
        std::vector<Position> other;
        const std::vector<CompiledAlternative> alternatives = alternativesOf(m_s.m_w, need);
        for (const CompiledAlternative &a : alternatives) {
            eachAhead(places, a.provider, index, other);
            const bool fails = std::any_of(other.begin(), other.end(), [&](Position p) {
                const auto key = keyOf(r, alternatives.size() == 1 ? static_cast<std::uint32_t>(p + 1) : 0);
                return !a.releases.contains(p) && m_allowed.count(key) == 0;
            });
            if (!fails)
                return false;
        }
        return true;
    }

    /// Undoes the member's last move if the window and the result are allowed.
    bool undo(Places &places, std::size_t i) const
    {
        const Place before = places[i];
        if (!before.half && !m_s.windowLive(m_group.members[i], before.move).empty() && inverseRolls(i, before.move)) {
            places[i].half = true;
            if (!allowedAround(places, i)) {
                places[i] = before;
                return false;
            }
        }
        places[i] = {before.move - 1, false};
        if (allowedAround(places, i))
            return true;
        places[i] = before;
        return false;
    }

    [[nodiscard]] bool inverseRolls(std::size_t i, std::uint32_t move) const
    {
        const ComponentMove &m = m_s.m_plan.moves(component(i))[move - 1];
        return m.begin != m.end;
    }

    /// Later moves of the plan are undone first.
    [[nodiscard]] std::vector<std::size_t> pending(const Places &places) const
    {
        std::vector<std::size_t> list;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (places[i] != m_destination[i])
                list.push_back(i);
        }
        std::sort(list.begin(), list.end(), [&](std::size_t a, std::size_t b) {
            return m_s.m_plan.moves(component(a))[places[a].move - 1].begin >
                m_s.m_plan.moves(component(b))[places[b].move - 1].begin;
        });
        return list;
    }

    bool descend(Places places, std::vector<Inverse> &path)
    {
        const std::size_t length = path.size();
        for (bool moved = true; moved;) {
            moved = false;
            for (const std::size_t i : pending(places)) {
                Places next = places;
                if (undo(next, i) && safe(next, i)) {
                    path.push_back({m_group.members[i], places[i].move, 0});
                    places = std::move(next);
                    moved = true;
                    break;
                }
            }
        }
        const std::vector<std::size_t> left = pending(places);
        if (left.empty())
            return true;
        if (m_dead.count(places) == 0) {
            for (const std::size_t i : left) {
                Places next = places;
                if (!undo(next, i))
                    continue;
                path.push_back({m_group.members[i], places[i].move, 0});
                if (descend(std::move(next), path))
                    return true;
                path.pop_back();
                if (m_deadEnds > searchBudget)
                    break;
            }
            m_dead.insert(places);
            ++m_deadEnds;
        }
        path.resize(length);
        return false;
    }

    /// The best known way to some places: the fewest components in sets that have to go back at once,
    /// then the fewest moves, then the first largest such set by file order.
    struct Label {
        std::uint32_t together = 0;
        std::uint32_t moves = 0;
        std::vector<ComponentIndex> largest; ///< Empty as long as no set has the largest size.
        friend bool operator==(const Label &, const Label &) = default;
        friend std::strong_ordering operator<=>(const Label &a, const Label &b)
        {
            // A way that has its largest set already can only end with that one or a better one.
            return std::forward_as_tuple(a.together, a.moves, a.largest.empty(), a.largest) <=>
                std::forward_as_tuple(b.together, b.moves, b.largest.empty(), b.largest);
        }
    };

    GroupWayBack atOnce()
    {
        bool unknown = false;
        for (std::size_t size = 1; size <= m_start.size(); ++size) {
            std::optional<std::pair<Label, std::vector<Inverse>>> best;
            for (const Places &destination : m_destinations) {
                if (!destinationAllowed(destination))
                    continue;
                m_destination = destination;
                m_allowed = m_shownNow;
                const Keys there = violations(destination);
                m_allowed.insert(there.begin(), there.end());
                auto found = together(size, unknown);
                if (found && (!best || found->first < best->first))
                    best = std::move(found);
            }
            if (unknown)
                return {WayBackState::Unknown, {}, {}};
            if (best)
                return {WayBackState::AtOnce, std::move(best->second), std::move(best->first.largest)};
        }
        return {WayBackState::Closed, {}, {}};
    }

    /// Shortest paths over places where a step undoes one move of each of up to `size` members.
    std::optional<std::pair<Label, std::vector<Inverse>>> together(std::size_t size, bool &unknown)
    {
        struct Known {
            Label label;
            Places from;
            std::vector<std::size_t> set;
            bool closed = false;
        };
        std::map<Places, Known> known;
        using Entry = std::pair<Label, Places>;
        std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
        known[m_start] = {};
        queue.push({Label{}, m_start});
        while (!queue.empty()) {
            auto [label, places] = queue.top();
            queue.pop();
            Known &here = known[places];
            if (here.closed || here.label != label)
                continue;
            here.closed = true;
            if (places == m_destination)
                break;
            if (known.size() > searchBudget) {
                unknown = true;
                return {};
            }
            std::vector<std::size_t> able;
            for (std::size_t i = 0; i < places.size(); ++i) {
                if (places[i] != m_destination[i])
                    able.push_back(i);
            }
            std::vector<std::size_t> set;
            const auto extend = [&](const auto &self, std::size_t from) -> void {
                for (std::size_t k = from; k < able.size() && set.size() < size; ++k) {
                    set.push_back(able[k]);
                    relax(known, queue, places, label, set, size);
                    self(self, k + 1);
                    set.pop_back();
                }
            };
            extend(extend, 0);
        }
        const auto goal = known.find(m_destination);
        if (goal == known.end() || !goal->second.closed)
            return {};
        std::vector<std::vector<Inverse>> sets;
        for (Places at = m_destination; at != m_start;) {
            const Known &k = known[at];
            sets.emplace_back();
            for (const std::size_t i : k.set)
                sets.back().push_back({m_group.members[i], k.from[i].move, 0});
            at = k.from;
        }
        std::vector<Inverse> path;
        for (std::uint32_t s = 0; s < sets.size(); ++s) {
            for (Inverse inverse : sets[sets.size() - 1 - s]) {
                inverse.set = s;
                path.push_back(inverse);
            }
        }
        return std::pair(goal->second.label, std::move(path));
    }

    template <class Known, class Queue>
    void relax(Known &known, Queue &queue, const Places &from, const Label &label, const std::vector<std::size_t> &set,
               std::size_t size) const
    {
        Places next = from;
        for (const std::size_t i : set)
            next[i] = {from[i].move - 1, false};
        for (const std::size_t i : set) {
            if (!allowedAround(next, i))
                return;
        }
        Label longer = label;
        longer.moves += static_cast<std::uint32_t>(set.size());
        // One component that could go back the usual way is not what has to go back at once.
        Places usual = from;
        const bool needed = set.size() > 1 || !undo(usual, set.front());
        if (needed)
            longer.together += static_cast<std::uint32_t>(set.size());
        if (needed && set.size() == size) {
            std::vector<ComponentIndex> components;
            for (const std::size_t i : set)
                components.push_back(component(i));
            if (longer.largest.empty() || components < longer.largest)
                longer.largest = std::move(components);
        }
        auto [entry, fresh] = known.try_emplace(next);
        if (!fresh && (entry->second.closed || entry->second.label <= longer))
            return;
        entry->second.label = longer;
        entry->second.from = from;
        entry->second.set = set;
        queue.push({std::move(longer), std::move(next)});
    }

    const WayBackSolver &m_s;
    const Group &m_group;
    const WayBackBase &m_base;
    const std::vector<std::uint8_t> &m_formats;
    Places m_start;
    std::vector<std::uint32_t> m_floor;
    std::vector<std::uint32_t> m_lowest;
    std::vector<Places> m_choices;
    std::vector<Places> m_destinations;
    bool m_tooManyDestinations = false;
    Places m_destination;
    Keys m_shownNow;
    Keys m_allowed;
    bool m_baseKnown = false;
    Keys m_baseShown;
    std::set<Places> m_dead;
    std::size_t m_deadEnds = 0;
};

GroupWayBack WayBackSolver::solve(std::uint32_t group, const Situation &situation, const WayBackBase &base) const
{
    return Search(*this, m_groups[group], situation, base).run();
}

bool WayBackSolver::standsBesideAll(MoverIndex mover, std::uint32_t move, const Situation &situation,
                                    const WayBackBase &base) const
{
    const Group &group = m_groups[m_groupOf[mover]];
    Search search(*this, group, situation, base);
    const auto found = std::lower_bound(group.members.begin(), group.members.end(), mover);
    return search.standsBesideAll(static_cast<std::size_t>(found - group.members.begin()), move);
}

} // namespace belay::rollback
