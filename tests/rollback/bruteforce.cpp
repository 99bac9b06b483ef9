// SPDX-License-Identifier: GPL-3.0-or-later
#include "bruteforce.h"

#include "bruteplan.h"
#include "brutewayback.h"

#include <algorithm>
#include <map>
#include <set>

namespace belay::rollback::oracle {

namespace {

/// One rollback: a component and how its release is reached in the component's history.
struct Rollback {
    int component = 0;
    int nearness = 0; // 0 is the nearest
    int release = 0;
};
using Rollbacks = std::vector<Rollback>;

/// Every set of exactly `size` rollbacks of a state: by components, then by nearness.
void chooseRollbacks(const BrutePlan &plan, const State &state, std::size_t size, int from, std::vector<int> &chosen,
                     std::vector<Rollbacks> &out)
{
    if (chosen.size() == size) {
        std::vector<Rollbacks> partial{{}};
        for (const int c : chosen) {
            std::vector<Rollbacks> longer;
            const std::vector<int> candidates = plan.rollbackReleases(state, c);
            for (const Rollbacks &begun : partial) {
                for (std::size_t j = 0; j < candidates.size(); ++j) {
                    Rollbacks next = begun;
                    next.push_back({c, static_cast<int>(j), candidates[j]});
                    longer.push_back(next);
                }
            }
            partial = std::move(longer);
        }
        out.insert(out.end(), partial.begin(), partial.end());
        return;
    }
    for (int c = from; c < plan.componentCount(); ++c) {
        if (plan.rollbackReleases(state, c).empty())
            continue;
        chosen.push_back(c);
        chooseRollbacks(plan, state, size, c + 1, chosen, out);
        chosen.pop_back();
    }
}

std::vector<Rollbacks> rollbackSets(const BrutePlan &plan, const State &state, std::size_t size)
{
    std::vector<Rollbacks> out;
    std::vector<int> chosen;
    chooseRollbacks(plan, state, size, 0, chosen, out);
    return out;
}

enum class Look { Window, Done };

/// What is live and present while `rollbacks` run, or when they are done.
Situation afterRollbacks(const BrutePlan &plan, const State &state, const Rollbacks &rollbacks, Look look)
{
    Situation result{state.live, state.formats};
    for (const Rollback &rollback : rollbacks) {
        const auto c = static_cast<std::size_t>(rollback.component);
        const ReleaseSet old = only(rollback.release);
        if (!plan.kindRolls(rollback.component))
            result.live[c] = old;
        else if (look == Look::Window)
            result.live[c] = state.live[c] | old;
        else if (plan.isClient(rollback.component))
            result.live[c] = (state.live[c] & ~only(state.current[c])) | old;
        else
            result.live[c] = old;
    }
    result.formats |= plan.written(result.live);
    return result;
}

/// How a state shows a violation.
struct Sight {
    Rollbacks rollbacks;
    Situation situation;
};

/// What a state shows with as few rollbacks as possible, at most `most`; without any: empty set.
std::map<Violation, Sight> sights(const BrutePlan &plan, const State &state, int most)
{
    std::map<Violation, Sight> result;
    const Situation present{state.live, state.formats};
    for (const Violation &violation : plan.violations(present))
        result.emplace(violation, Sight{{}, present});
    for (int size = 1; size <= most; ++size) {
        for (const Rollbacks &rollbacks : rollbackSets(plan, state, static_cast<std::size_t>(size))) {
            for (const Look look : {Look::Window, Look::Done}) {
                const Situation situation = afterRollbacks(plan, state, rollbacks, look);
                // emplace keeps what is there: fewer rollbacks, or an earlier set of as many.
                for (const Violation &violation : plan.violations(situation))
                    result.emplace(violation, Sight{rollbacks, situation});
            }
        }
    }
    return result;
}

Against releaseOf(const BrutePlan &plan, int component, int release)
{
    return {plan.componentId(component), plan.label(component, release), {}, {}};
}

/// The alternative that the finding names, and its failing release.
Against againstOf(const BrutePlan &plan, const State &state, const Violation &violation, const Sight &sight)
{
    const Requires &asked = plan.requirement(violation);
    if (asked.reads)
        return {{}, {}, plan.componentId(asked.store), plan.formatName(violation.failing)};
    if (asked.alternatives.size() == 1)
        return releaseOf(plan, asked.alternatives.front().component, violation.failing);
    const int lastStep = plan.lastStep(state);
    if (lastStep >= 0 && plan.step(lastStep).kind == StepKind::Move) {
        for (const Accepts &alternative : asked.alternatives) {
            if (plan.componentId(alternative.component) != plan.step(lastStep).component)
                continue;
            const ReleaseSet failing = plan.target(lastStep) & ~alternative.accepted;
            if (failing != 0)
                return releaseOf(plan, alternative.component, lowest(failing));
        }
    }
    for (const Accepts &alternative : asked.alternatives) {
        for (const Rollback &rollback : sight.rollbacks) {
            if (rollback.component == alternative.component && (only(rollback.release) & ~alternative.accepted) != 0)
                return releaseOf(plan, rollback.component, rollback.release);
        }
    }
    const Accepts &first = asked.alternatives.front();
    return releaseOf(plan, first.component,
                     lowest(sight.situation.live[static_cast<std::size_t>(first.component)] & ~first.accepted));
}

Code codeOf(const BrutePlan &plan, const Violation &violation, Check check)
{
    const bool live = check == Check::Live;
    const Requires &asked = plan.requirement(violation);
    if (asked.reads)
        return live ? Code::LiveFormat : Code::RollbackFormat;
    if (std::all_of(asked.alternatives.begin(), asked.alternatives.end(),
                    [&](const Accepts &a) { return a.component == violation.component; }))
        return live ? Code::LiveSelf : Code::RollbackSelf;
    if (asked.tolerates)
        return live ? Code::LiveTolerates : Code::RollbackTolerates;
    return live ? Code::LiveNeeds : Code::RollbackNeeds;
}

RollbackTo named(const BrutePlan &plan, const Rollback &rollback)
{
    return {plan.componentId(rollback.component), plan.label(rollback.component, rollback.release)};
}

/// What every finding says about the state that shows it.
Finding place(const BrutePlan &plan, const State &state)
{
    Finding finding;
    finding.step = std::string(startStep);
    if (const int step = plan.lastStep(state); step >= 0) {
        finding.step = plan.step(step).id;
        finding.window = plan.isHalfDone(state, step) ? Window::During : Window::After;
    }
    finding.order = plan.begunSteps(state);
    return finding;
}

Finding broken(const BrutePlan &plan, const State &state, const Violation &violation, const Sight &sight,
               Severity severity)
{
    Finding finding = place(plan, state);
    finding.check = sight.rollbacks.empty() ? Check::Live : Check::Rollback;
    finding.code = codeOf(plan, violation, finding.check);
    finding.severity = severity;
    finding.component = plan.componentId(violation.component);
    finding.release = plan.label(violation.component, violation.release);
    finding.against = againstOf(plan, state, violation, sight);
    for (const Rollback &rollback : sight.rollbacks)
        finding.rollbacks.push_back(named(plan, rollback));
    finding.requirement = plan.requirement(violation).name;
    return finding;
}

void liveAndRollback(const BrutePlan &plan, const std::vector<State> &states, Answer &answer)
{
    const int most = plan.simultaneous();
    std::map<Violation, Sight> atStart;
    std::map<Violation, int> reported;      // live findings
    std::map<Violation, int> goingBack;     // rollback findings, with their number of rollbacks
    std::map<Violation, int> withFewer;     // the second finding of what the start shows, too
    for (std::size_t i = 0; i < states.size(); ++i) {
        const State &state = states[i];
        const Severity unlessStart = i == 0 ? Severity::Warning : Severity::Error;
        const std::map<Violation, Sight> shown = sights(plan, state, most);
        if (i == 0)
            atStart = shown;
        for (const auto &[violation, sight] : shown) {
            const int count = static_cast<int>(sight.rollbacks.size());
            const auto start = atStart.find(violation);
            if (count == 0) {
                if (reported.emplace(violation, 0).second)
                    answer.findings.push_back(broken(plan, state, violation, sight, unlessStart));
                continue;
            }
            const bool startShowsLive = start != atStart.end() && start->second.rollbacks.empty();
            if (goingBack.emplace(violation, count).second) {
                answer.findings.push_back(
                    broken(plan, state, violation, sight, startShowsLive ? Severity::Warning : unlessStart));
            } else if (!startShowsLive && start != atStart.end()
                       && count < static_cast<int>(start->second.rollbacks.size())
                       && withFewer.emplace(violation, count).second) {
                answer.findings.push_back(broken(plan, state, violation, sight, Severity::Error));
            }
        }
    }
}

std::optional<int> resilienceOf(const BrutePlan &plan, const std::vector<State> &states)
{
    for (int size = 0; size <= plan.componentCount(); ++size) {
        for (const State &state : states) {
            for (const Rollbacks &rollbacks : rollbackSets(plan, state, static_cast<std::size_t>(size))) {
                for (const Look look : {Look::Window, Look::Done}) {
                    if (!plan.violations(afterRollbacks(plan, state, rollbacks, look)).empty())
                        return size;
                }
            }
        }
    }
    return std::nullopt;
}

/// Whether every inverse move names the release that it leaves and the one that it goes back to,
/// where that is one release.
bool namesMatch(const BrutePlan &plan, const State &state, const StepWayBack &way)
{
    std::vector<int> begun = state.begun;
    for (const InverseMove &move : way.moves) {
        const int c = plan.componentIndex(move.component);
        const int number = begun[static_cast<std::size_t>(c)]--;
        if (number == 0)
            return false;
        const ReleaseSet from = plan.liveAfterMoves(c, number);
        const ReleaseSet to = plan.liveAfterMoves(c, number - 1);
        if ((from & (from - 1)) == 0 && move.from != plan.label(c, lowest(from)))
            return false;
        if ((to & (to - 1)) == 0 && move.to != plan.label(c, lowest(to)))
            return false;
    }
    return true;
}

} // namespace

Answer bruteForce(const Workspace &workspace, const Plan &written)
{
    const BrutePlan plan(workspace, written);
    const std::vector<State> states = plan.reachableStates();
    Answer answer;
    answer.states = states.size();
    liveAndRollback(plan, states, answer);
    answer.resilience = resilienceOf(plan, states);

    const WayBackFindings back = wayBackFindings(plan, states);
    for (const LostWayBack &lost : back.lost) {
        Finding finding = place(plan, *lost.state);
        finding.check = Check::WayBack;
        finding.code = lost.givenUp ? Code::WayBackGivenUp : Code::NoWayBack;
        finding.severity = lost.givenUp ? Severity::Warning : Severity::Error;
        finding.component = plan.step(lost.step).component;
        // The step is the one that lost the way back, even if another one is later in the file.
        finding.step = plan.step(lost.step).id;
        finding.window = plan.isHalfDone(*lost.state, lost.step) ? Window::During : Window::After;
        answer.findings.push_back(finding);
        answer.pointsOfNoReturn.push_back(plan.step(lost.step).id);
    }
    for (const AtOnce &group : back.atOnce) {
        Finding finding = place(plan, *group.state);
        finding.check = Check::WayBack;
        finding.code = Code::WayBackAtOnce;
        finding.severity = Severity::Warning;
        if (const int step = plan.lastStep(*group.state); step >= 0)
            finding.component = plan.step(step).component;
        for (const int c : group.components)
            finding.together.push_back(plan.componentId(c));
        answer.findings.push_back(finding);
    }
    answer.wayBack = back.steps;
    answer.verdict = std::any_of(answer.findings.begin(), answer.findings.end(),
                                 [](const Finding &f) { return f.severity == Severity::Error; })
        ? Verdict::Unsafe
        : Verdict::Safe;
    return answer;
}

StateAnswer stateAfter(const Workspace &workspace, const Plan &written, const std::string &step, Window window)
{
    const BrutePlan plan(workspace, written);
    const State state = plan.stateOf(plan.eventsUntil(step, window == Window::During));
    StateAnswer answer;
    for (int c = 0; c < plan.componentCount(); ++c) {
        ComponentState component;
        component.component = plan.componentId(c);
        for (int r = noRelease; r <= highest(state.live[static_cast<std::size_t>(c)]); ++r) {
            if ((state.live[static_cast<std::size_t>(c)] & only(r)) != 0)
                component.live.push_back(plan.label(c, r));
        }
        for (const int r : plan.rollbackReleases(state, c))
            component.mayGoBackTo.push_back(plan.label(c, r));
        answer.components.push_back(component);
    }
    for (int f = 0; f < 64; ++f) {
        if ((state.formats >> f & 1) != 0)
            answer.formats[plan.componentId(plan.storeOf(f))].push_back(plan.formatName(f));
    }
    for (auto &entry : answer.formats)
        std::sort(entry.second.begin(), entry.second.end());
    return answer;
}

std::vector<SingleAnswer> singleRollbacksAfter(const Workspace &workspace, const Plan &written, const std::string &step)
{
    const BrutePlan plan(workspace, written);
    const State state = plan.stateOf(plan.eventsUntil(step, false));
    const std::vector<Violation> live = plan.violations({state.live, state.formats});
    std::vector<SingleAnswer> answers;
    for (const Rollbacks &rollbacks : rollbackSets(plan, state, 1)) {
        SingleAnswer answer{named(plan, rollbacks.front()), {}};
        std::set<Violation> seen(live.begin(), live.end());
        for (const Look look : {Look::Window, Look::Done}) {
            const Situation situation = afterRollbacks(plan, state, rollbacks, look);
            for (const Violation &violation : plan.violations(situation)) {
                if (seen.insert(violation).second)
                    answer.breaks.push_back(plan.componentId(violation.component) + ' '
                                            + plan.label(violation.component, violation.release) + ' '
                                            + plan.requirement(violation).name);
            }
        }
        std::sort(answer.breaks.begin(), answer.breaks.end());
        answers.push_back(answer);
    }
    return answers;
}

bool leadsBack(const Workspace &workspace, const Plan &written, const StepWayBack &way)
{
    const BrutePlan plan(workspace, written);
    const std::vector<State> states = plan.reachableStates();
    const bool single = way.state == WayBackState::Open;
    std::vector<std::vector<int>> sets;
    for (std::size_t i = 0; i < way.moves.size(); ++i) {
        if (i == 0 || single || way.moves[i].group != way.moves[i - 1].group)
            sets.emplace_back();
        sets.back().push_back(plan.componentIndex(way.moves[i].component));
    }
    if (!namesMatch(plan, plan.stateOf(plan.eventsUntil(way.step, false)), way))
        return false;
    return isWayBack(plan, states, way.step, sets, single);
}

} // namespace belay::rollback::oracle
