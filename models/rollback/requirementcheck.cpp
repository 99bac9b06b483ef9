// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/requirementcheck.h"

#include <algorithm>
#include <array>
#include <limits>

namespace belay::rollback {
namespace {

bool holds(std::span<const Position> list, Position position)
{
    return std::find(list.begin(), list.end(), position) != list.end();
}

/// A growing combination of phases that some reachable state shows together. The state is the least
/// one: everything before the events that began the phases.
class Combination {
public:
    explicit Combination(const CompiledPlan &plan) : m_plan(plan) {}

    struct Depth {
        std::size_t since = 0;
        std::size_t until = 0;
    };

    /// Adds a phase if a state shows it with all the others. The caller takes it away with `pop`.
    bool push(const Phase &phase)
    {
        const Depth before{m_since.size(), m_until.size()};
        addSince(phase.since);
        addSince(phase.sinceToo);
        addUntil(phase.until);
        for (const EventIndex e : m_plan.commitsEnding(phase))
            addUntil(e);
        return keep(before);
    }
    bool push(const FormatPhase &phase)
    {
        const Depth before{m_since.size(), m_until.size()};
        addSince(phase.since);
        for (const EventIndex e : phase.until)
            addUntil(e);
        return keep(before);
    }
    void pop()
    {
        m_since.resize(m_depth.back().since);
        m_until.resize(m_depth.back().until);
        m_depth.pop_back();
    }
    [[nodiscard]] State state() const { return leastState(m_plan, m_since); }

private:
    void addSince(EventIndex e)
    {
        if (e != noIndex)
            m_since.push_back(e);
    }
    void addUntil(EventIndex e)
    {
        if (e != noIndex)
            m_until.push_back(e);
    }
    bool keep(const Depth &before)
    {
        if (possible(before)) {
            m_depth.push_back(before);
            return true;
        }
        m_since.resize(before.since);
        m_until.resize(before.until);
        return false;
    }
    /// No `until` may lie in the past of a `since`; only pairs with a new one are looked at.
    [[nodiscard]] bool possible(const Depth &before) const
    {
        for (std::size_t s = 0; s < m_since.size(); ++s) {
            for (std::size_t u = s < before.since ? before.until : 0; u < m_until.size(); ++u) {
                if (m_plan.eventInPast(m_until[u], m_since[s]))
                    return false;
            }
        }
        return true;
    }

    const CompiledPlan &m_plan;
    std::vector<EventIndex> m_since;
    std::vector<EventIndex> m_until;
    std::vector<Depth> m_depth;
};

/// Where phases that can meet `[from, until)` begin; all of them in a partial order.
std::span<const Phase> overlapping(const CompiledPlan &plan, ComponentIndex c, const Phase &with)
{
    const std::span<const Phase> all = plan.phases(c);
    if (plan.partial() || all.size() < 8)
        return all;
    const auto first = with.since == noIndex
        ? all.begin()
        : std::partition_point(all.begin(), all.end(),
                               [&](const Phase &p) { return p.until != noIndex && p.until <= with.since; });
    const auto last = with.until == noIndex
        ? all.end()
        : std::partition_point(first, all.end(),
                               [&](const Phase &p) { return p.since == noIndex || p.since < with.until; });
    return {first, last};
}

/// Collects where a violation is seen, and keeps the earliest for each number of rollbacks.
class Sightings {
public:
    struct Sighting {
        State state;
        std::vector<std::pair<ComponentIndex, Position>> rollbacks;
        ComponentIndex against = noIndex;
        Position failing = absent;
    };
    struct Entry {
        std::int64_t key = 0;
        std::vector<std::optional<Sighting>> byRollbacks;
    };

    explicit Sightings(const CompiledPlan &plan) : m_plan(plan) {}

    template <class Against>
    void see(std::int64_t key, State state, std::vector<std::pair<ComponentIndex, Position>> rollbacks,
             const Against &against)
    {
        std::sort(rollbacks.begin(), rollbacks.end());
        auto entry = std::find_if(m_entries.begin(), m_entries.end(), [key](const Entry &e) { return e.key == key; });
        if (entry == m_entries.end())
            entry = m_entries.insert(entry, Entry{key, {}});
        const std::size_t count = rollbacks.size();
        if (entry->byRollbacks.size() <= count)
            entry->byRollbacks.resize(count + 1);
        auto &kept = entry->byRollbacks[count];
        if (kept && !earlier(m_plan, state, kept->state) &&
            !(state == kept->state && nearer(rollbacks, state, kept->rollbacks)))
            return;
        Sighting sighting{std::move(state), std::move(rollbacks), noIndex, absent};
        std::tie(sighting.against, sighting.failing) = against(sighting);
        kept = std::move(sighting);
    }

    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }

private:
    using Rollbacks = std::vector<std::pair<ComponentIndex, Position>>;

    /// Equally many rollbacks: by file order of the components, then the nearest releases.
    bool nearer(const Rollbacks &a, const State &state, const Rollbacks &b) const
    {
        const auto less = [](const auto &x, const auto &y) { return x.first < y.first; };
        if (std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), less))
            return true;
        if (std::lexicographical_compare(b.begin(), b.end(), a.begin(), a.end(), less))
            return false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a[i].second == b[i].second)
                continue;
            const auto back = m_plan.back(phaseIn(m_plan, state, a[i].first));
            return std::find(back.begin(), back.end(), a[i].second) < std::find(back.begin(), back.end(), b[i].second);
        }
        return false;
    }

    const CompiledPlan &m_plan;
    std::vector<Entry> m_entries;
};

/// Reads the sightings as the model asks: what the start shows is a warning, a later state is a
/// finding of its own only if it is worse than the start.
RequirementOutcome outcomeOf(const CompiledPlan &plan, const Sightings &sightings, RequirementRef requirement,
                             Code live, bool format)
{
    RequirementOutcome outcome;
    const auto add = [&](const Sightings::Entry &entry, const Sightings::Sighting &s, Severity severity) {
        Breakage b;
        b.requirement = requirement;
        b.check = s.rollbacks.empty() ? Check::Live : Check::Rollback;
        b.code = s.rollbacks.empty()
            ? live
            : static_cast<Code>(static_cast<int>(live) + static_cast<int>(Code::RollbackNeeds));
        b.severity = severity;
        b.state = s.state;
        b.rollbacks = s.rollbacks;
        if (format) {
            b.format = static_cast<FormatIndex>(entry.key);
        } else {
            b.against = s.against;
            b.failing = s.failing;
        }
        outcome.breakages.push_back(std::move(b));
    };
    const auto most = static_cast<std::size_t>(plan.simultaneous());
    for (const Sightings::Entry &entry : sightings.entries()) {
        const auto &seen = entry.byRollbacks;
        std::size_t start = std::numeric_limits<std::size_t>::max();
        for (std::size_t m = 0; m < seen.size(); ++m) {
            if (!seen[m])
                continue;
            if (outcome.fewestRollbacks < 0 || static_cast<int>(m) < outcome.fewestRollbacks)
                outcome.fewestRollbacks = static_cast<int>(m);
            if (seen[m]->state.events == 0 && start > m)
                start = m;
        }
        const bool atStart = start <= most;
        if (atStart)
            add(entry, *seen[start], Severity::Warning);
        if (!seen.empty() && seen[0] && start != 0)
            add(entry, *seen[0], Severity::Error);
        // What the start shows live is a warning later on; what it shows with rollbacks is reported
        // again only with fewer.
        const std::size_t limit = atStart && start > 0 ? start - 1 : most;
        const Sightings::Sighting *earliest = nullptr;
        for (std::size_t m = 1; m < seen.size() && m <= limit; ++m) {
            if (seen[m] && (earliest == nullptr || earlier(plan, seen[m]->state, earliest->state)))
                earliest = &*seen[m];
        }
        if (earliest != nullptr)
            add(entry, *earliest, start == 0 ? Severity::Warning : Severity::Error);
    }
    return outcome;
}

/// How the owner comes to run `release`: live, or by going back to it.
struct OwnerCost {
    bool possible = false;
    bool goesBack = false;
};

OwnerCost costOf(const CompiledPlan &plan, const Phase &phase, Position release)
{
    if (holds(plan.live(phase), release))
        return {true, false};
    if (holds(plan.back(phase), release))
        return {true, true};
    return {};
}

class NeedSearch {
public:
    NeedSearch(const CompiledPlan &plan, RequirementRef requirement)
        : m_plan(plan), m_w(plan.workspace()), m_ref(requirement), m_need(m_w.need(requirement.index)),
          m_alternatives(alternativesOf(m_w, m_need)), m_combination(plan), m_sightings(plan)
    {
    }

    RequirementOutcome run()
    {
        if (m_alternatives.size() == 1 && m_alternatives.front().provider == m_ref.owner)
            ownComponent();
        else if (m_alternatives.size() == 1)
            oneAlternative();
        else
            manyAlternatives();
        Code code = m_need.kind() == NeedKind::Tolerates ? Code::LiveTolerates : Code::LiveNeeds;
        if (m_alternatives.size() == 1 && m_alternatives.front().provider == m_ref.owner)
            code = Code::LiveSelf;
        RequirementOutcome outcome = outcomeOf(m_plan, m_sightings, m_ref, code, false);
        outcome.statesChecked = m_states;
        return outcome;
    }

private:
    using Rollbacks = std::vector<std::pair<ComponentIndex, Position>>;

    void oneAlternative()
    {
        const CompiledAlternative &alternative = m_alternatives.front();
        for (const Phase &own : m_plan.phases(m_ref.owner)) {
            const OwnerCost cost = costOf(m_plan, own, m_need.release);
            if (!cost.possible || !m_combination.push(own))
                continue;
            for (const Phase &other : overlapping(m_plan, alternative.provider, own)) {
                ++m_states;
                const auto live = m_plan.live(other);
                const auto back = m_plan.back(other);
                const auto fails = [&](Position p) { return !alternative.releases.contains(p); };
                if ((std::none_of(live.begin(), live.end(), fails) && std::none_of(back.begin(), back.end(), fails)) ||
                    !m_combination.push(other))
                    continue;
                const auto see = [&](Position failing, bool goesBack) {
                    Rollbacks rollbacks;
                    if (cost.goesBack)
                        rollbacks.emplace_back(m_ref.owner, m_need.release);
                    if (goesBack)
                        rollbacks.emplace_back(alternative.provider, failing);
                    m_sightings.see(failing, m_combination.state(), std::move(rollbacks),
                                    [&](const auto &) { return std::pair(alternative.provider, failing); });
                };
                for (const Position p : live) {
                    if (fails(p))
                        see(p, false);
                }
                for (const Position p : back) {
                    if (fails(p) && !holds(live, p))
                        see(p, true);
                }
                m_combination.pop();
            }
            m_combination.pop();
        }
    }

    /// The ways in which the owner stands: as it is, or gone back to one of its releases; `visit`
    /// receives what is live then. Nearest first.
    template <class Visit>
    void eachStand(ComponentIndex c, const Phase &phase, const Visit &visit)
    {
        const auto live = m_plan.live(phase);
        std::vector<Position> stands(live.begin(), live.end());
        visit(std::span<const Position>(stands), std::optional<Position>());
        for (const Position back : m_plan.back(phase)) {
            stands.assign(live.begin(), live.end());
            if (!m_w.rolls(c))
                stands.clear();
            if (!holds(stands, back))
                stands.push_back(back);
            visit(std::span<const Position>(stands), std::optional<Position>(back));
        }
    }

    void ownComponent()
    {
        const ReleaseSet &allowed = m_alternatives.front().releases;
        for (const Phase &own : m_plan.phases(m_ref.owner)) {
            if (!m_combination.push(own))
                continue;
            ++m_states;
            std::vector<Position> seen;
            eachStand(m_ref.owner, own, [&](std::span<const Position> live, std::optional<Position> back) {
                if (!holds(live, m_need.release))
                    return;
                for (const Position p : live) {
                    if (allowed.contains(p) || holds(seen, p))
                        continue;
                    seen.push_back(p);
                    Rollbacks rollbacks;
                    if (back)
                        rollbacks.emplace_back(m_ref.owner, *back);
                    m_sightings.see(p, m_combination.state(), std::move(rollbacks),
                                    [&](const auto &) { return std::pair(m_ref.owner, p); });
                }
            });
            m_combination.pop();
        }
    }

    struct Lost {
        ComponentIndex provider = 0;
        Position failing = absent;     ///< The rolled back release, or the first live one that fails.
        bool goesBack = false;
        const ReleaseSet *releases = nullptr;
    };

    void manyAlternatives()
    {
        const auto own = std::find_if(m_alternatives.begin(), m_alternatives.end(),
                                      [this](const CompiledAlternative &a) { return a.provider == m_ref.owner; });
        for (const Phase &phase : m_plan.phases(m_ref.owner)) {
            std::optional<Position> back;
            Lost lost{m_ref.owner, absent, false, nullptr};
            bool possible = false;
            eachStand(m_ref.owner, phase, [&](std::span<const Position> live, std::optional<Position> to) {
                if (possible || !holds(live, m_need.release))
                    return;
                if (own == m_alternatives.end()) {
                    possible = true;
                } else if (const auto failing = firstFailing(own->releases, live)) {
                    possible = true;
                    lost.failing = to && !own->releases.contains(*to) ? *to : *failing;
                    lost.goesBack = to && lost.failing == *to;
                    lost.releases = &own->releases;
                }
                if (possible)
                    back = to;
            });
            if (!possible || !m_combination.push(phase))
                continue;
            Rollbacks rollbacks;
            if (back)
                rollbacks.emplace_back(m_ref.owner, *back);
            std::vector<Lost> all;
            loseNext(0, lost, rollbacks, all);
            m_combination.pop();
        }
    }

    static std::optional<Position> firstFailing(const ReleaseSet &allowed, std::span<const Position> live)
    {
        for (const Position p : live) {
            if (!allowed.contains(p))
                return p;
        }
        return {};
    }

    void loseNext(std::size_t index, const Lost &own, Rollbacks &rollbacks, std::vector<Lost> &all)
    {
        if (index == m_alternatives.size()) {
            ++m_states;
            m_sightings.see(0, m_combination.state(), rollbacks,
                            [&](const Sightings::Sighting &s) { return against(s.state, all); });
            return;
        }
        const CompiledAlternative &alternative = m_alternatives[index];
        if (alternative.provider == m_ref.owner) {
            all.push_back(own);
            loseNext(index + 1, own, rollbacks, all);
            all.pop_back();
            return;
        }
        for (const Phase &phase : m_plan.phases(alternative.provider)) {
            Lost lost{alternative.provider, absent, false, &alternative.releases};
            if (const auto live = firstFailing(alternative.releases, m_plan.live(phase))) {
                lost.failing = *live;
            } else if (const auto back = firstFailing(alternative.releases, m_plan.back(phase))) {
                lost.failing = *back;
                lost.goesBack = true;
            } else {
                continue;
            }
            if (!m_combination.push(phase))
                continue;
            if (lost.goesBack)
                rollbacks.emplace_back(lost.provider, lost.failing);
            all.push_back(lost);
            loseNext(index + 1, own, rollbacks, all);
            all.pop_back();
            if (lost.goesBack)
                rollbacks.pop_back();
            m_combination.pop();
        }
    }

    /// The alternative that the last event took away, or a rollback, or the first.
    std::pair<ComponentIndex, Position> against(const State &state, const std::vector<Lost> &all) const
    {
        const EventIndex last = lastEventOf(m_plan, state);
        if (last != noIndex) {
            const StepIndex step = m_plan.events()[last].step;
            if (m_plan.source().steps[step].kind == StepKind::Move) {
                for (const Lost &lost : all) {
                    if (lost.provider != m_plan.componentOf(step))
                        continue;
                    // A client's move can bring several releases: the first that fails stands for all.
                    if (const auto to = firstFailing(*lost.releases, m_plan.targets(step)))
                        return {lost.provider, *to};
                }
            }
        }
        for (const Lost &lost : all) {
            if (lost.goesBack)
                return {lost.provider, lost.failing};
        }
        return {all.front().provider, all.front().failing};
    }

    const CompiledPlan &m_plan;
    const CompiledWorkspace &m_w;
    RequirementRef m_ref;
    const Need &m_need;
    std::vector<CompiledAlternative> m_alternatives;
    Combination m_combination;
    Sightings m_sightings;
    std::uint64_t m_states = 0;
};

} // namespace

std::vector<CompiledAlternative> alternativesOf(const CompiledWorkspace &workspace, const Need &need)
{
    if (need.many == Need::none)
        return {{need.provider, ReleaseSet({need.span})}};
    const auto list = workspace.alternatives(need);
    return {list.begin(), list.end()};
}

bool mayBreak(const CompiledPlan &plan, const Need &need, ComponentIndex owner)
{
    const Track &own = plan.track(owner);
    if (need.release < own.lo || need.release > own.hi)
        return false;
    if (need.many == Need::none) {
        const Track &other = plan.track(need.provider);
        return other.lo < need.span.lo || other.hi > need.span.hi;
    }
    const auto alternatives = plan.workspace().alternatives(need);
    return std::none_of(alternatives.begin(), alternatives.end(), [&](const CompiledAlternative &a) {
        const Track &other = plan.track(a.provider);
        const auto spans = a.releases.spans();
        return std::any_of(spans.begin(), spans.end(),
                           [&](const Span &s) { return s.lo <= other.lo && other.hi <= s.hi; });
    });
}

RequirementOutcome checkNeed(const CompiledPlan &plan, RequirementRef requirement)
{
    return NeedSearch(plan, requirement).run();
}

RequirementOutcome checkReads(const CompiledPlan &plan, RequirementRef requirement)
{
    const CompiledWorkspace &w = plan.workspace();
    const Reads &reads = w.reads(requirement.owner)[requirement.index];
    Combination combination(plan);
    Sightings sightings(plan);
    std::uint64_t states = 0;
    using Rollbacks = std::vector<std::pair<ComponentIndex, Position>>;

    for (const FormatIndex f : w.formatsOf(reads.store)) {
        if (std::binary_search(reads.readable.begin(), reads.readable.end(), f))
            continue;
        const std::vector<FormatPhase> presence = plan.formatPhases(f);
        const auto writes = [&](ComponentIndex c, Position p) {
            const auto list = w.writes(c, p);
            return std::binary_search(list.begin(), list.end(), f);
        };
        const auto see = [&](Rollbacks rollbacks) {
            sightings.see(f, combination.state(), std::move(rollbacks),
                          [](const auto &) { return std::pair(ComponentIndex{noIndex}, Position{absent}); });
        };
        for (const Phase &own : plan.phases(requirement.owner)) {
            if (!combination.push(own))
                continue;
            const OwnerCost cost = costOf(plan, own, reads.release);
            Rollbacks ownRollback;
            if (cost.goesBack)
                ownRollback.emplace_back(requirement.owner, reads.release);
            for (const FormatPhase &format : presence) {
                ++states;
                if (!combination.push(format))
                    continue;
                if (format.present) {
                    if (cost.possible)
                        see(ownRollback);
                    combination.pop();
                    continue;
                }
                // Absent: a rollback can bring a writer back. The reader itself may be that writer.
                for (const Position to : plan.back(own)) {
                    const bool reader =
                        to == reads.release || (w.rolls(requirement.owner) && holds(plan.live(own), reads.release));
                    if (reader && writes(requirement.owner, to))
                        see({{requirement.owner, to}});
                }
                ComponentIndex last = noIndex;
                for (const auto &[writer, release] : w.formats()[f].writers) {
                    if (writer == requirement.owner || writer == last || !cost.possible)
                        continue;
                    last = writer;
                    for (const Phase &other : overlapping(plan, writer, own)) {
                        const auto back = plan.back(other);
                        if (std::none_of(back.begin(), back.end(), [&](Position p) { return writes(last, p); }) ||
                            !combination.push(other))
                            continue;
                        for (const Position to : back) {
                            if (writes(writer, to)) {
                                Rollbacks both = ownRollback;
                                both.emplace_back(writer, to);
                                see(std::move(both));
                            }
                        }
                        combination.pop();
                    }
                }
                combination.pop();
            }
            combination.pop();
        }
    }
    RequirementOutcome outcome = outcomeOf(plan, sightings, requirement, Code::LiveFormat, true);
    outcome.statesChecked = states;
    return outcome;
}

} // namespace belay::rollback
