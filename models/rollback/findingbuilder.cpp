// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/findingbuilder.h"

#include <algorithm>
#include <set>

namespace belay::rollback {
namespace {

std::string named(const CompiledWorkspace &w, ComponentIndex c, Position p)
{
    return w.component(c).id + ' ' + std::string(w.label(c, p));
}

template <class List, class Text>
std::string joined(const List &list, std::string_view last, const Text &text)
{
    std::string result;
    std::size_t i = 0;
    for (const auto &item : list) {
        if (i > 0)
            result += i + 1 == list.size() ? ' ' + std::string(last) + ' ' : std::string(", ");
        result += text(item);
        ++i;
    }
    return result;
}

std::string rangesText(const ReleaseRanges &ranges)
{
    return joined(ranges, "or", [](const ReleaseRange &r) { return toText(r); });
}

std::string alternativeText(const Alternative &a)
{
    return a.feature.empty() ? a.component + ' ' + rangesText(a.releases) : a.feature + " of " + a.component;
}

const Release &releaseOf(const CompiledWorkspace &w, RequirementRef ref)
{
    const Position p = ref.reads ? w.reads(ref.owner)[ref.index].release : w.need(ref.index).release;
    return w.component(ref.owner).releases[static_cast<std::size_t>(p)];
}

Position ownerRelease(const CompiledWorkspace &w, RequirementRef ref)
{
    return ref.reads ? w.reads(ref.owner)[ref.index].release : w.need(ref.index).release;
}

/// "reading", "writing" or "reading and writing": the sides of a tolerance that the release misses.
std::string missedSides(const CompiledWorkspace &w, const Tolerance &t, ComponentIndex store, Position p)
{
    const bool read = t.read && !w.side(store, t.read).contains(p);
    const bool write = t.write && !w.side(store, t.write).contains(p);
    if (read && write)
        return "read or write";
    return write ? "write" : "read";
}

/// Where the witness stands: "at the start", "while step `s2` rolls", "after step `s2`".
std::string place(const CompiledPlan &plan, const State &state)
{
    const EventIndex last = lastEventOf(plan, state);
    if (last == noIndex)
        return "at the start";
    const StepIndex step = plan.events()[last].step;
    const std::string id = '`' + plan.source().steps[step].id + '`';
    return last == plan.lastEvent(step) ? "after step " + id : "while step " + id + " rolls";
}

std::string capitalised(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

/// The part of the sentence that says what meets what.
std::string clash(const CompiledPlan &plan, const Breakage &b)
{
    const CompiledWorkspace &w = plan.workspace();
    const std::string owner = named(w, b.requirement.owner, ownerRelease(w, b.requirement));
    if (b.requirement.reads) {
        const FormatInfo &f = w.formats()[b.format];
        return owner + " reads " + w.component(f.store).id + " and finds data in format " + f.name +
            " there, which it cannot read";
    }
    const Need &need = w.need(b.requirement.index);
    const Release &release = releaseOf(w, b.requirement);
    const std::string other = b.failing == absent ? w.component(b.against).id + " is not deployed"
                                                  : named(w, b.against, b.failing) + " is live";
    if (need.kind() == NeedKind::Tolerates) {
        const Tolerance &t = release.tolerates[need.ordinal];
        if (b.failing == absent)
            return owner + " needs " + t.store + ", which is not deployed";
        return owner + " meets " + named(w, b.against, b.failing) + ", which it cannot " +
            missedSides(w, t, b.against, b.failing);
    }
    const Requirement &requirement = release.needs[need.ordinal];
    if (b.code == Code::LiveSelf || b.code == Code::RollbackSelf)
        return owner + " and " + named(w, b.against, b.failing) + " serve at the same time, but " + owner +
            " needs " + joined(requirement.anyOf, "or", alternativeText) + " beside it";
    if (requirement.anyOf.size() == 1)
        return owner + " needs " + alternativeText(requirement.anyOf.front()) + ", but " + other;
    return owner + " needs one of " + joined(requirement.anyOf, "or", alternativeText) +
        ", and none of them is left: " + other;
}

/// The first move of the plan that takes a component to a release, as a step id; empty if none.
std::string moveTo(const CompiledPlan &plan, ComponentIndex c, Position p)
{
    for (const ComponentMove &move : plan.moves(c)) {
        const auto to = plan.targets(move.step);
        if (std::find(to.begin(), to.end(), p) != to.end())
            return plan.source().steps[move.step].id;
    }
    return {};
}

void remediesForStore(const CompiledPlan &plan, const Breakage &b, std::vector<std::string> &remedies)
{
    const CompiledWorkspace &w = plan.workspace();
    const std::string &owner = w.component(b.requirement.owner).id;
    const std::string &store = w.component(b.against).id;
    const std::string label(w.label(b.against, b.failing));
    const std::string step = moveTo(plan, b.against, b.failing);
    const std::string before = step.empty() ? std::string() : " before step `" + step + '`';
    if (b.failing == absent) {
        remedies.push_back("Deploy " + store + " before " + owner + '.');
        return;
    }
    remedies.push_back("Put a feature-free release of " + owner + " in between: it tolerates " + store + ' ' + label +
                       " as well and uses nothing new in it. Deploy it" + before + '.');
    const bool ownerGoesBack = std::any_of(b.rollbacks.begin(), b.rollbacks.end(), [&](const auto &r) {
        return r.first == b.requirement.owner;
    });
    if (ownerGoesBack) {
        remedies.push_back("Let the release of " + owner + " that tolerates " + store + ' ' + label +
                           " soak, then commit it" + before + ", so that nobody goes back to " +
                           std::string(w.label(b.requirement.owner, ownerRelease(w, b.requirement))) + '.');
        remedies.push_back("Or deploy one more feature-free release of " + owner + before + ": with rollback depth " +
                           std::to_string(w.depth(b.requirement.owner)) + ", " +
                           std::to_string(w.depth(b.requirement.owner) + 1) + " tolerant releases have to stand there.");
    }
}

void remediesForNeed(const CompiledPlan &plan, const Breakage &b, std::vector<std::string> &remedies)
{
    const CompiledWorkspace &w = plan.workspace();
    const std::string &owner = w.component(b.requirement.owner).id;
    const std::string &provider = w.component(b.against).id;
    const std::string release(w.label(b.requirement.owner, ownerRelease(w, b.requirement)));
    const std::string step = moveTo(plan, b.requirement.owner, ownerRelease(w, b.requirement));
    const std::string before = step.empty() ? std::string() : " before step `" + step + '`';
    const bool providerGoesBack =
        std::any_of(b.rollbacks.begin(), b.rollbacks.end(), [&](const auto &r) { return r.first == b.against; });
    if (providerGoesBack) {
        const int depth = w.depth(b.against);
        remedies.push_back("Wait until " + provider + " runs a release with " + std::to_string(depth) +
                           (depth == 1 ? " more release" : " more releases") +
                           " behind it that satisfy the need (r+2 instead of r+1)" + before + '.');
        remedies.push_back("Or let " + provider + " soak and commit it" + before + ", so that nobody goes back to " +
                           std::string(w.label(b.against, b.failing)) + '.');
        return;
    }
    if (!b.rollbacks.empty()) {
        remedies.push_back("Keep what " + owner + ' ' + release + " needs of " + provider + " until nobody can go back to " +
                           owner + ' ' + release + ": commit " + owner + " first, or wait one more release.");
        return;
    }
    remedies.push_back("Move " + provider + " first, and " + owner + " to " + release + " only when " + provider +
                       " is done everywhere.");
    remedies.push_back("Or put a feature-free release of " + owner + " in between that works with both.");
}

std::vector<std::string> remediesFor(const CompiledPlan &plan, const Breakage &b)
{
    const CompiledWorkspace &w = plan.workspace();
    std::vector<std::string> remedies;
    const std::string &owner = w.component(b.requirement.owner).id;
    if (b.requirement.reads) {
        const FormatInfo &f = w.formats()[b.format];
        remedies.push_back("First release a feature-free " + owner + " that reads " + f.name +
                           " and does not write it; write " + f.name + " only when nobody can go back past that release.");
        remedies.push_back("Or convert or drain the data and purge " + f.name + " from " + w.component(f.store).id +
                           " before anything that cannot read it runs again.");
    } else if (b.code == Code::LiveSelf || b.code == Code::RollbackSelf) {
        remedies.push_back("Put a release in between that can run beside both neighbours, or switch at once "
                           "(`rolling: false`, with the downtime that this means).");
    } else if (w.need(b.requirement.index).kind() == NeedKind::Tolerates) {
        remediesForStore(plan, b, remedies);
    } else {
        remediesForNeed(plan, b, remedies);
    }
    return remedies;
}

/// The steps that led to a state. A large plan's finding lists only those of the components that
/// matter: the others would make a report grow with the square of the plan.
std::vector<std::string> orderFor(const CompiledPlan &plan, const State &state, const std::set<ComponentIndex> &matter)
{
    if (plan.stepCount() <= orderListLimit)
        return orderOf(plan, state);
    std::vector<StepIndex> steps;
    for (const ComponentIndex c : matter) {
        for (const ComponentMove &move : plan.moves(c)) {
            if (contains(plan, state, move.begin))
                steps.push_back(move.step);
        }
    }
    std::sort(steps.begin(), steps.end(), [&](StepIndex a, StepIndex b) {
        return plan.stepBefore(a, b) || (!plan.stepBefore(b, a) && a < b);
    });
    std::vector<std::string> ids;
    for (const StepIndex step : steps)
        ids.push_back(plan.source().steps[step].id);
    return ids;
}

void addState(const CompiledPlan &plan, const State &state, const std::set<ComponentIndex> &components, Finding &finding)
{
    for (const ComponentIndex c : components)
        finding.state.push_back(componentState(plan, phaseIn(plan, state, c), c));
}

} // namespace

std::string requirementName(const CompiledWorkspace &w, RequirementRef ref)
{
    const Release &release = releaseOf(w, ref);
    if (ref.reads)
        return "reads/" + release.reads[w.reads(ref.owner)[ref.index].ordinal].store;
    const Need &need = w.need(ref.index);
    if (need.kind() == NeedKind::Tolerates)
        return "tolerates/" + release.tolerates[need.ordinal].store;
    return "needs/" + std::to_string(need.ordinal + 1);
}

SourceMark requirementMark(const CompiledWorkspace &w, RequirementRef ref)
{
    const Release &release = releaseOf(w, ref);
    if (ref.reads)
        return release.reads[w.reads(ref.owner)[ref.index].ordinal].mark;
    const Need &need = w.need(ref.index);
    return need.kind() == NeedKind::Tolerates ? release.tolerates[need.ordinal].mark : release.needs[need.ordinal].mark;
}

ComponentState componentState(const CompiledPlan &plan, const Phase &phase, ComponentIndex c)
{
    const CompiledWorkspace &w = plan.workspace();
    ComponentState result{w.component(c).id, {}, {}};
    for (const Position p : plan.live(phase))
        result.live.emplace_back(w.label(c, p));
    for (const Position p : plan.back(phase))
        result.mayGoBackTo.emplace_back(w.label(c, p));
    return result;
}

std::vector<InverseMove> inverseMoves(const CompiledPlan &plan, std::span<const Inverse> inverses)
{
    const CompiledWorkspace &w = plan.workspace();
    std::vector<InverseMove> result;
    for (const Inverse &inverse : inverses) {
        const ComponentIndex c = plan.movers()[inverse.mover];
        const ComponentMove &move = plan.moves(c)[inverse.move - 1];
        const Phase *before = nullptr;
        for (const Phase &phase : plan.phases(c)) {
            if (!phase.window && phase.movesBegun + 1 == inverse.move && before == nullptr)
                before = &phase;
        }
        result.push_back({w.component(c).id, std::string(w.label(c, plan.target(move.step))),
                          std::string(w.label(c, before->current)), static_cast<int>(inverse.set)});
    }
    return result;
}

Finding findingOf(const CompiledPlan &plan, const Breakage &b)
{
    const CompiledWorkspace &w = plan.workspace();
    Finding f;
    f.code = b.code;
    f.check = b.check;
    f.severity = b.severity;
    const EventIndex last = lastEventOf(plan, b.state);
    if (last == noIndex) {
        f.step = startStep;
    } else {
        const StepIndex step = plan.events()[last].step;
        f.step = plan.source().steps[step].id;
        f.window = last == plan.lastEvent(step) ? Window::After : Window::During;
    }
    f.component = w.component(b.requirement.owner).id;
    f.release = std::string(w.label(b.requirement.owner, ownerRelease(w, b.requirement)));
    std::set<ComponentIndex> matter{b.requirement.owner};
    if (b.requirement.reads) {
        f.against.store = w.component(w.formats()[b.format].store).id;
        f.against.format = w.formats()[b.format].name;
        matter.insert(w.formats()[b.format].store);
        for (const auto &[writer, position] : w.formats()[b.format].writers)
            matter.insert(writer);
    } else {
        f.against.component = w.component(b.against).id;
        f.against.release = std::string(w.label(b.against, b.failing));
        for (const CompiledAlternative &a : alternativesOf(w, w.need(b.requirement.index)))
            matter.insert(a.provider);
    }
    for (const auto &[c, p] : b.rollbacks)
        f.rollbacks.push_back({w.component(c).id, std::string(w.label(c, p))});
    f.requirement = requirementName(w, b.requirement);
    f.mark = requirementMark(w, b.requirement);
    if (b.rollbacks.empty()) {
        f.message = capitalised(place(plan, b.state)) + ", " + clash(plan, b) + '.';
    } else {
        f.message = "If " + joined(f.rollbacks, "and", [](const RollbackTo &r) {
                        return r.component + (r.to == notDeployed ? " is taken away again" : " goes back to " + r.to);
                    }) + ' ' + place(plan, b.state) + ", " + clash(plan, b) + '.';
    }
    f.remedies = remediesFor(plan, b);
    f.order = orderFor(plan, b.state, matter);
    addState(plan, b.state, matter, f);
    return f;
}

Finding findingOf(const CompiledPlan &plan, const WayBackBreakage &b, const StepWay &way)
{
    const CompiledWorkspace &w = plan.workspace();
    const auto &steps = plan.source().steps;
    Finding f;
    f.code = b.code;
    f.check = Check::WayBack;
    f.severity = b.severity;
    const Step &step = steps[b.step];
    f.step = step.id;
    f.window = contains(plan, b.state, plan.lastEvent(b.step)) ? Window::After : Window::During;
    f.mark = step.mark;
    std::set<ComponentIndex> matter;
    if (plan.componentOf(b.step) != noIndex && step.kind != StepKind::Purge)
        matter.insert(plan.componentOf(b.step));
    if (step.kind != StepKind::Checkpoint)
        f.component = step.component;
    if (b.code == Code::WayBackAtOnce) {
        for (const ComponentIndex c : b.together) {
            f.together.push_back(w.component(c).id);
            matter.insert(c);
        }
        const std::string list = joined(f.together, "and", [](const std::string &s) { return s; });
        f.message = capitalised(place(plan, b.state)) + ", " +
            (f.together.size() == 1 ? list + " can go back only at once, without a time in which both releases serve."
                                    : list + " can go back only at once, all together and without a time in which "
                                             "both releases serve.");
        f.remedies = {"Put a feature-free release of one of them in between that works with both neighbours of the other.",
                      "Or plan for the downtime that going back at once means, and practise it."};
    } else {
        const std::string to = way.base == noIndex || way.base == b.step ? "the start of the plan"
                                                                        : "the state after step `" + steps[way.base].id + '`';
        const bool irreversible = step.kind == StepKind::Move && std::any_of(
            plan.moves(plan.componentOf(b.step)).begin(), plan.moves(plan.componentOf(b.step)).end(),
            [&](const ComponentMove &m) { return m.step == b.step && !m.reversible; });
        f.message = (f.window == Window::During ? "From the moment that step `" : "After step `") + step.id +
            (f.window == Window::During ? "` begins" : std::string("`")) + " there is no way back to " + to;
        if (irreversible)
            f.message += ": the move of " + step.component + " to " + step.to.front() + " cannot be taken back, and something "
                "that would have to go back does not work beside it";
        else if (step.kind == StepKind::Commit || step.kind == StepKind::Soak)
            f.message += ": what it commits has to stay, and something that would have to go back does not work beside it";
        else
            f.message += ": every order of going back breaks something that works now";
        f.message += '.';
        if (b.code == Code::WayBackGivenUp)
            f.message += " A checkpoint gives it up on purpose.";
        f.remedies = {"Move what depends on it to releases that work with both sides first, soak and commit them, so that "
                      "they never have to go back past this step.",
                      "Make the step reversible: expand, migrate and contract instead of one change in place.",
                      "Or say that the way back ends here: a soak, then a checkpoint with a reason."};
    }
    f.order = orderFor(plan, b.state, matter);
    addState(plan, b.state, matter, f);
    return f;
}

} // namespace belay::rollback
