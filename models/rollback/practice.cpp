// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/practice.h"

#include "models/rollback/requirementcheck.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>

namespace belay::rollback {
namespace {

class Practice {
public:
    Practice(const CompiledPlan &plan, const std::vector<Finding> &broken, std::string_view today)
        : m_plan(plan), m_w(plan.workspace()), m_today(daysFromIsoDate(today))
    {
        for (const Finding &f : broken)
            m_broken.emplace(f.component, f.release, f.requirement);
    }

    std::vector<Finding> run()
    {
        for (const ComponentIndex c : m_plan.movers())
            component(c);
        for (StepIndex i = 0; i < m_plan.stepCount(); ++i) {
            if (m_plan.source().steps[i].kind == StepKind::Checkpoint)
                checkpoint(i);
        }
        return std::move(m_findings);
    }

    std::vector<Finding> run(const std::set<ComponentIndex> &components)
    {
        for (const ComponentIndex c : components) {
            if (m_plan.track(c).moveCount > 0)
                component(c);
        }
        return std::move(m_findings);
    }

private:
    void component(ComponentIndex c)
    {
        drill(c);
        if (m_w.keepsHealth() && !m_w.component(c).healthByRelease.value_or(false))
            add(Code::PracticeNoHealthByRelease, m_plan.moves(c).front().step, c, {},
                m_w.component(c).id + " moves, but its health is not recorded by release: nobody will see whether "
                                      "the new release is worse.",
                "Record requests and errors of " + m_w.component(c).id + " with the release that served them.");
        for (const ComponentMove &move : m_plan.moves(c))
            moveOf(c, move);
    }

    Finding &add(Code code, StepIndex step, ComponentIndex c, std::string_view release, std::string message,
                 std::string remedy)
    {
        Finding f;
        f.code = code;
        f.check = Check::Practice;
        f.severity = Severity::Warning;
        f.step = m_plan.source().steps[step].id;
        f.mark = m_plan.source().steps[step].mark;
        if (c != noIndex)
            f.component = m_w.component(c).id;
        f.release = std::string(release);
        f.message = std::move(message);
        f.remedies.push_back(std::move(remedy));
        const std::vector<EventIndex> last{m_plan.lastEvent(step)};
        f.order = orderOf(m_plan, leastState(m_plan, last));
        m_findings.push_back(std::move(f));
        return m_findings.back();
    }

    void drill(ComponentIndex c)
    {
        const Component &component = m_w.component(c);
        if (!component.drill || !m_today)
            return;
        const auto last = daysFromIsoDate(component.drill->last);
        const std::string cadence = durationToText(component.drill->cadence_s);
        if (last && (*m_today - *last) * 86400 <= component.drill->cadence_s)
            return;
        add(Code::PracticeDrillOverdue, m_plan.moves(c).front().step, c, {},
            last ? "The way back of " + component.id + " was last practised " + std::to_string(*m_today - *last) +
                       " days ago; its cadence is " + cadence + '.'
                 : "The way back of " + component.id + " was never practised; its cadence is " + cadence + '.',
            "Practise going back and forth again with " + component.id + " before the plan starts.");
    }

    std::string nameOf(ComponentIndex c, Position p) const
    {
        return m_w.component(c).id + ' ' + std::string(m_w.label(c, p));
    }

    /// What a move finds: the phase just before it.
    const Phase &before(ComponentIndex c, const ComponentMove &move) const
    {
        const Phase *found = nullptr;
        for (const Phase &phase : m_plan.phases(c)) {
            if (phase.until == move.begin && !phase.window)
                found = &phase;
        }
        return found != nullptr ? *found : m_plan.phases(c).front();
    }

    void moveOf(ComponentIndex c, const ComponentMove &move)
    {
        const Position to = m_plan.target(move.step);
        const Position from = before(c, move).current;
        if (to == absent)
            return;
        if (from != absent && to > from + 1 && !m_w.isClient(c))
            add(Code::PracticeSkippedRelease, move.step, c, m_w.label(c, to),
                "Step `" + m_plan.source().steps[move.step].id + "` takes " + m_w.component(c).id + " from " +
                    std::string(m_w.label(c, from)) + " to " + std::string(m_w.label(c, to)) + " and skips " +
                    std::string(m_w.label(c, from + 1)) + (to > from + 2 ? " and more" : "") + '.',
                "Step through the releases one at a time, or test this very jump there and back.");
        if (from != absent && to > from)
            featureFree(c, move, from, to);
        waited(c, move, from, to);
    }

    /// A release that takes on a schema version of this plan, and is not said to use nothing of it.
    void featureFree(ComponentIndex c, const ComponentMove &move, Position from, Position to)
    {
        for (const Need &need : m_w.needs(c)) {
            if (need.release != to || need.kind() != NeedKind::Tolerates ||
                m_w.component(c).releases[static_cast<std::size_t>(to)].featureFree)
                continue;
            const auto sets = alternativesOf(m_w, need);
            const ComponentIndex store = sets.front().provider;
            ReleaseSet old = m_w.side(store, std::nullopt);
            bool knows = false;
            for (const Need &earlier : m_w.needs(c)) {
                if (earlier.release == from && earlier.kind() == NeedKind::Tolerates && earlier.provider == store) {
                    old = alternativesOf(m_w, earlier).front().releases;
                    knows = true;
                }
            }
            if (!knows)
                continue;
            for (const ComponentMove &migration : m_plan.moves(store)) {
                const Position schema = m_plan.target(migration.step);
                if (schema == absent || old.contains(schema) || !sets.front().releases.contains(schema) ||
                    !m_plan.stepBefore(move.step, migration.step))
                    continue;
                Finding &f = add(Code::PracticeNotFeatureFree, move.step, c, m_w.label(c, to),
                                 nameOf(c, to) + " both brings tolerance of " + m_w.component(store).id + ' ' +
                                     std::string(m_w.label(store, schema)) + " and is not marked feature-free.",
                                 "Split it: a feature-free release that only tolerates the new schema, the migration, then "
                                 "the release that uses it.");
                f.requirement = "tolerates/" + m_w.component(store).id;
                f.against = {m_w.component(store).id, std::string(m_w.label(store, schema)), {}, {}};
                break;
            }
        }
    }

    /// The provider runs the first release that satisfies a new need: r+1, not r+2.
    void waited(ComponentIndex c, const ComponentMove &move, Position from, Position to)
    {
        for (const Need &need : m_w.needs(c)) {
            if (need.release != to || need.kind() != NeedKind::Needs || need.provider == c)
                continue;
            // Whatever the provider ever runs is old enough: the usual case, and no state to look up.
            if (need.many == Need::none && m_plan.track(need.provider).liveLo >= need.span.lo + m_w.depth(need.provider))
                continue;
            const auto alternatives = alternativesOf(m_w, need);
            if (alternatives.size() != 1)
                continue;
            const ComponentIndex provider = need.provider;
            const std::string requirement = "needs/" + std::to_string(need.ordinal + 1);
            const int depth = m_w.depth(provider);
            if (depth < 1)
                continue;
            const std::vector<EventIndex> begin{move.begin};
            const Phase &phase = phaseIn(m_plan, leastState(m_plan, begin), provider);
            const Position runs = phase.current;
            if (runs == absent || !alternatives.front().releases.contains(runs))
                continue;
            Position oldest = runs;
            while (oldest > 0 && alternatives.front().releases.contains(oldest - 1))
                --oldest;
            if (oldest == 0 || runs - oldest >= depth || neededBefore(c, from, alternatives.front()) ||
                m_broken.count({m_w.component(c).id, std::string(m_w.label(c, to)), requirement}) != 0)
                continue;
            Finding &f = add(Code::PracticeWaitedOneRelease, move.step, c, m_w.label(c, to),
                             nameOf(c, to) + " needs what " + m_w.component(provider).id + " brings in " +
                                 std::string(m_w.label(provider, oldest)) + ", and " + m_w.component(provider).id + " runs " +
                                 std::string(m_w.label(provider, runs)) + ": the ecosystem assumption asks for one release more.",
                             "Wait until " + m_w.component(provider).id + " has " + std::to_string(depth) +
                                 (depth == 1 ? " release" : " releases") + " behind it that satisfy the need.");
            f.requirement = requirement;
            f.against = {m_w.component(provider).id, std::string(m_w.label(provider, runs)), {}, {}};
        }
    }

    /// The release before asked for the same already: nothing new is waited for.
    bool neededBefore(ComponentIndex c, Position from, const CompiledAlternative &wanted) const
    {
        if (from == absent)
            return false;
        const auto needs = m_w.needs(c);
        return std::any_of(needs.begin(), needs.end(), [&](const Need &n) {
            if (n.release != from || n.kind() != NeedKind::Needs || n.provider != wanted.provider)
                return false;
            const auto old = alternativesOf(m_w, n);
            const auto a = old.front().releases.spans();
            const auto b = wanted.releases.spans();
            return old.size() == 1 && std::equal(a.begin(), a.end(), b.begin(), b.end());
        });
    }

    void checkpoint(StepIndex at)
    {
        const auto &steps = m_plan.source().steps;
        bool soaked = false;
        for (StepIndex i = 0; i < steps.size() && !soaked; ++i) {
            if (steps[i].kind != StepKind::Soak || !m_plan.stepBefore(i, at))
                continue;
            // Only a soak since the last checkpoint counts.
            soaked = true;
            for (StepIndex k = 0; k < steps.size(); ++k) {
                if (steps[k].kind == StepKind::Checkpoint && m_plan.stepBefore(i, k) && m_plan.stepBefore(k, at))
                    soaked = false;
            }
        }
        if (!soaked)
            add(Code::PracticeCheckpointWithoutSoak, at, noIndex, {},
                "Checkpoint `" + steps[at].id + "` gives up the way back without a soak before it.",
                "Let the releases soak under full traffic first: what has not been seen to work cannot be kept.");
    }

    const CompiledPlan &m_plan;
    const CompiledWorkspace &m_w;
    std::optional<std::int64_t> m_today;
    std::set<std::tuple<std::string, std::string, std::string>> m_broken;
    std::vector<Finding> m_findings;
};

} // namespace

std::optional<std::int64_t> daysFromIsoDate(std::string_view date)
{
    if (date.size() != 10 || date[4] != '-' || date[7] != '-')
        return {};
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const auto whole = [](std::string_view text, auto &value) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc{} && end == text.data() + text.size();
    };
    if (!whole(date.substr(0, 4), year) || !whole(date.substr(5, 2), month) || !whole(date.substr(8, 2), day))
        return {};
    const std::chrono::year_month_day ymd{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!ymd.ok())
        return {};
    return std::chrono::sys_days(ymd).time_since_epoch().count();
}

std::vector<Finding> checkPractice(const CompiledPlan &plan, const std::vector<Finding> &broken, std::string_view today)
{
    return Practice(plan, broken, today).run();
}

std::vector<Finding> checkPracticeOf(const CompiledPlan &plan, const std::set<ComponentIndex> &components,
                                     const std::vector<Finding> &broken, std::string_view today)
{
    return Practice(plan, broken, today).run(components);
}

} // namespace belay::rollback
