// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/singlerollback.h"

#include <algorithm>
#include <optional>
#include <set>

namespace belay::rollback {
namespace {

/// What one state shows, with at most one component rolled back.
class StateView {
public:
    StateView(const CompiledPlan &plan, const State &state) : m_plan(plan), m_w(plan.workspace()), m_state(state)
    {
        for (FormatIndex f = 0; f < m_w.formats().size(); ++f)
            m_present.push_back(formatPresent(plan, state, f));
    }

    /// The breakages around a component that the rollback adds to the state.
    std::vector<Breakage> brokenBy(ComponentIndex c, Position to)
    {
        std::set<RequirementRef> around;
        for (std::uint32_t i = 0; i < m_w.needs(c).size(); ++i)
            around.insert({c, false, m_w.firstNeed(c) + i});
        for (const std::uint32_t i : m_w.dependents(c))
            around.insert({m_w.ownerOf(i), false, i});
        for (const ComponentIndex reader : m_w.readers()) {
            for (std::uint32_t i = 0; i < m_w.reads(reader).size(); ++i)
                around.insert({reader, true, i});
        }
        std::vector<Breakage> result;
        for (const RequirementRef &ref : around) {
            const auto before = violations(ref, noIndex, absent);
            for (Breakage b : violations(ref, c, to)) {
                const bool known = std::any_of(before.begin(), before.end(), [&](const Breakage &x) {
                    return x.format == b.format && (severalAlternatives(ref) || x.failing == b.failing);
                });
                if (known)
                    continue;
                b.check = Check::Rollback;
                b.code = static_cast<Code>(static_cast<int>(b.code) + static_cast<int>(Code::RollbackNeeds));
                b.rollbacks = {{c, to}};
                result.push_back(std::move(b));
            }
        }
        return result;
    }

private:
    bool severalAlternatives(const RequirementRef &ref) const
    {
        return !ref.reads && alternativesOf(m_w, m_w.need(ref.index)).size() > 1;
    }

    std::vector<Position> live(ComponentIndex c, ComponentIndex rolled, Position to) const
    {
        const auto now = m_plan.live(phaseIn(m_plan, m_state, c));
        std::vector<Position> result(now.begin(), now.end());
        if (c == rolled) {
            if (!m_w.rolls(c))
                result.clear();
            if (std::find(result.begin(), result.end(), to) == result.end())
                result.push_back(to);
        }
        return result;
    }

    std::vector<Breakage> violations(const RequirementRef &ref, ComponentIndex rolled, Position to) const
    {
        std::vector<Breakage> result;
        const std::vector<Position> own = live(ref.owner, rolled, to);
        const auto runs = [&](Position p) { return std::find(own.begin(), own.end(), p) != own.end(); };
        const auto add = [&](Code code, ComponentIndex against, Position failing, FormatIndex format) {
            Breakage b;
            b.requirement = ref;
            b.code = code;
            b.state = m_state;
            b.against = against;
            b.failing = failing;
            b.format = format;
            result.push_back(std::move(b));
        };
        if (ref.reads) {
            const Reads &reads = m_w.reads(ref.owner)[ref.index];
            if (!runs(reads.release))
                return result;
            for (const FormatIndex f : m_w.formatsOf(reads.store)) {
                const auto written = rolled == noIndex ? std::span<const FormatIndex>() : m_w.writes(rolled, to);
                const bool present = m_present[f] || std::binary_search(written.begin(), written.end(), f);
                if (present && !std::binary_search(reads.readable.begin(), reads.readable.end(), f))
                    add(Code::LiveFormat, noIndex, absent, f);
            }
            return result;
        }
        const Need &need = m_w.need(ref.index);
        if (!runs(need.release))
            return result;
        const auto alternatives = alternativesOf(m_w, need);
        Code code = need.kind() == NeedKind::Tolerates ? Code::LiveTolerates : Code::LiveNeeds;
        if (alternatives.size() == 1 && need.provider == ref.owner)
            code = Code::LiveSelf;
        std::vector<std::pair<ComponentIndex, Position>> failing;
        for (const CompiledAlternative &a : alternatives) {
            const std::size_t before = failing.size();
            for (const Position p : live(a.provider, rolled, to)) {
                if (!a.releases.contains(p))
                    failing.emplace_back(a.provider, p);
            }
            if (failing.size() == before)
                return result;
        }
        if (alternatives.size() > 1) {
            const auto taken = std::find_if(failing.begin(), failing.end(), [&](const auto &f) { return f.first == rolled; });
            const auto &shown = taken == failing.end() ? failing.front() : *taken;
            add(code, shown.first, shown.second, noIndex);
            return result;
        }
        for (const auto &[c, p] : failing)
            add(code, c, p, noIndex);
        return result;
    }

    const CompiledPlan &m_plan;
    const CompiledWorkspace &m_w;
    const State &m_state;
    std::vector<bool> m_present;
};

} // namespace

std::vector<Breakage> brokenByRollback(const CompiledPlan &plan, const State &state, ComponentIndex component, Position to)
{
    return StateView(plan, state).brokenBy(component, to);
}

} // namespace belay::rollback
