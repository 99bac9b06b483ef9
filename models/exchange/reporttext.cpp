// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/reporttext.h"

#include "models/exchange/textparts.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace belay::exchange {
namespace {

using namespace rollback;

std::string placeOf(const Finding &finding)
{
    std::string place(toText(finding.code));
    if (finding.step == startStep)
        return place + ", before the plan starts";
    place += ", " + std::string(toText(finding.window)) + " step " + finding.step;
    if (finding.order.size() > 1) {
        // A long order says nothing at a terminal; the other forms have it whole.
        constexpr std::size_t longest = 12;
        std::vector<std::string> order = finding.order;
        if (order.size() > longest) {
            const std::size_t left = order.size() - longest;
            order.erase(order.begin(), order.end() - static_cast<std::ptrdiff_t>(longest));
            order.insert(order.begin(), '(' + std::to_string(left) + " before)");
        }
        place += ", order " + joined(order, " ");
    }
    return place;
}

std::string rollbacksOf(const Finding &finding)
{
    std::vector<std::string> parts;
    for (const RollbackTo &rollback : finding.rollbacks)
        parts.push_back(rollback.component + " to " + rollback.to);
    return joined(parts);
}

std::string resilienceOf(const PlanReport &plan)
{
    if (!plan.resilience)
        return "No rollbacks, however many at once, break anything.";
    if (*plan.resilience == 0)
        return "It breaks without any rollback.";
    if (*plan.resilience == 1)
        return "One rollback is enough to break something.";
    return "It takes " + std::to_string(*plan.resilience) + " rollbacks at once to break something.";
}

std::string wayBackOf(const PlanReport &plan)
{
    std::vector<std::string> atOnce;
    std::vector<std::string> unknown;
    for (const StepWayBack &step : plan.wayBack) {
        if (step.state == WayBackState::AtOnce)
            atOnce.push_back(step.step);
        else if (step.state == WayBackState::Unknown)
            unknown.push_back(step.step);
    }
    std::string text;
    if (!plan.pointsOfNoReturn.empty()) {
        text += plan.pointsOfNoReturn.size() == 1 ? "Point of no return: " : "Points of no return: ";
        text += joined(plan.pointsOfNoReturn) + '.';
    } else if (!plan.wayBack.empty() && atOnce.empty() && unknown.empty()) {
        text += "The way back is open after every step.";
    }
    if (!atOnce.empty())
        text += (text.empty() ? "" : " ") + std::string("Only by several rollbacks at once: ") + joined(atOnce) + '.';
    if (!unknown.empty())
        text += (text.empty() ? "" : " ") + std::string("Not decided within the budget: ") + joined(unknown) + '.';
    return text;
}

std::string countsOf(const ReportSummary &sum)
{
    std::vector<std::string> parts;
    if (sum.errors > 0)
        parts.push_back(counted(sum.errors, "error", "errors"));
    if (sum.warnings > 0)
        parts.push_back(counted(sum.warnings, "warning", "warnings"));
    if (sum.notes > 0)
        parts.push_back(counted(sum.notes, "note", "notes"));
    if (sum.suppressed > 0)
        parts.push_back(std::to_string(sum.suppressed) + " accepted");
    return parts.empty() ? "No findings." : joined(parts) + '.';
}

/// Statements are other people's text: nothing in them may steer the terminal.
std::string harmless(std::string text)
{
    std::replace_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return text;
}

std::string planText(const PlanReport &plan, const EvidenceIndex &evidence, Colours colours)
{
    const bool isSafe = plan.verdict == Verdict::Safe;
    std::string text = inked(isSafe ? "SAFE" : "UNSAFE", isSafe ? Ink::Green : Ink::Red, colours) + "  "
        + inked(plan.plan, Ink::Strong, colours);
    if (!plan.environment.empty())
        text += " in " + plan.environment;
    text += '\n' + wrapped(countsOf(summarize(plan)) + ' ' + resilienceOf(plan), 0) + '\n';
    const std::string wayBack = wayBackOf(plan);
    if (!wayBack.empty())
        text += wrapped(wayBack, 0) + '\n';
    for (const Finding &finding : plan.findings)
        text += '\n' + writeFindingText(finding, evidence.of(finding), colours);
    return text;
}

std::string suppressionText(const SuppressionUse &use, Colours colours)
{
    const Suppression &suppression = use.suppression;
    std::vector<std::string> parts;
    for (const std::string *part : {&suppression.code, &suppression.plan, &suppression.component,
                                    &suppression.release, &suppression.requirement}) {
        if (!part->empty())
            parts.push_back(*part);
    }
    const std::string what = parts.empty() ? "everything" : joined(parts, " ");
    std::string text;
    if (use.expired) {
        text = labelled("expired", Ink::Red, colours)
            + wrapped(what + ": expired on " + suppression.until + " and accepts nothing any more.", reportMargin);
    } else if (use.findings == 0) {
        text = labelled("unused", Ink::Yellow, colours)
            + wrapped(what + ": no finding fits it (until " + suppression.until + ").", reportMargin);
    } else {
        text = labelled("accepts", Ink::Faint, colours)
            + wrapped(what + ": " + counted(use.findings, "finding", "findings") + " until " + suppression.until + '.', reportMargin);
    }
    return text + '\n' + marginLine("Reason: " + suppression.reason);
}

std::string movesOf(const StepWayBack &step)
{
    std::string text;
    int group = 0;
    for (const InverseMove &move : step.moves) {
        const bool together = step.state == WayBackState::AtOnce && !text.empty() && move.group == group;
        if (!text.empty())
            text += together ? " with " : ", then ";
        group = move.group;
        text += move.component + ' ' + move.from + " to " + move.to;
    }
    return text.empty() ? "nothing to undo" : text;
}

/// Nothing if the way leads as far back as the plan's start and its commits allow.
std::string destinationOf(const StepWayBack &step)
{
    if (step.reachesTo.empty() || step.reachesTo == startStep)
        return {};
    return ", back to the state after " + step.reachesTo;
}

} // namespace

std::string writeFindingText(const Finding &finding, const std::vector<const Evidence *> &evidence, Colours colours)
{
    const bool accepted = !finding.suppressedBy.empty();
    std::string text = accepted ? labelled("accepted", Ink::Faint, colours)
                                : labelled(toText(finding.severity), inkOf(finding.severity), colours);
    text += wrapped(finding.message, reportMargin) + '\n';
    text += std::string(reportMargin, ' ') + inked(wrapped(placeOf(finding), reportMargin), Ink::Faint, colours) + '\n';
    if (!finding.rollbacks.empty())
        text += marginLine("Goes back: " + rollbacksOf(finding));
    if (!finding.together.empty())
        text += marginLine("At once: " + joined(finding.together));
    if (accepted)
        return text + marginLine("Accepted: " + finding.suppressedBy);
    // The other forms have all of them.
    constexpr std::size_t most = 5;
    for (std::size_t i = 0; i < evidence.size() && i < most; ++i)
        text += marginLine("Because: " + harmless(toText(*evidence[i])));
    if (evidence.size() > most)
        text += marginLine("Because: " + std::to_string(evidence.size() - most) + " more of its statements fail there.");
    for (const std::string &remedy : finding.remedies)
        text += marginLine("Remedy: " + remedy);
    return text;
}

std::string writeReportText(const Report &report, const Workspace &workspace, Colours colours)
{
    const EvidenceIndex evidence(workspace);
    std::string text;
    for (const PlanReport &plan : report.plans)
        text += (text.empty() ? "" : "\n\n") + planText(plan, evidence, colours);
    if (report.plans.empty())
        text += "The workspace has no plans, so there is nothing to check.\n";
    if (!report.suppressions.empty()) {
        text += '\n' + inked("Suppressions", Ink::Strong, colours) + '\n';
        for (const SuppressionUse &use : report.suppressions)
            text += suppressionText(use, colours);
    }
    const ReportSummary sum = summarize(report);
    if (sum.plans > 1) {
        text += '\n' + inked(counted(sum.plans, "plan", "plans") + ", " + std::to_string(sum.unsafe) + " unsafe.", Ink::Strong, colours)
            + ' ' + countsOf(sum) + '\n';
    }
    if (sum.errors + sum.warnings + sum.notes > 0 && !report.plans.empty())
        text += "\nMore on a code: belay-cli explain CODE\n";
    return text;
}

std::string writeWayBackText(const std::string &plan, const std::vector<StepWayBack> &steps, Colours colours)
{
    std::string text = inked(plan, Ink::Strong, colours) + '\n';
    std::size_t width = 0;
    for (const StepWayBack &step : steps)
        width = std::max(width, step.step.size());
    for (const StepWayBack &step : steps) {
        text += "after " + step.step + std::string(width - step.step.size(), ' ') + "  ";
        const std::size_t indent = width + 17;
        switch (step.state) {
        case WayBackState::Open:
            text += inked("open     ", Ink::Green, colours)
                + wrapped(movesOf(step) + (step.moves.empty() ? std::string() : destinationOf(step)), indent);
            break;
        case WayBackState::AtOnce:
            text += inked("at once  ", Ink::Yellow, colours) + wrapped(movesOf(step) + destinationOf(step), indent);
            break;
        case WayBackState::Closed:
            text += inked("closed   ", Ink::Red, colours) + wrapped("no way back", indent);
            break;
        case WayBackState::Unknown:
            text += inked("unknown  ", Ink::Yellow, colours) + wrapped("not decided within the budget", indent);
            break;
        }
        text += '\n';
        if (step.pointOfNoReturn)
            text += std::string(indent, ' ') + inked("point of no return", Ink::Red, colours) + '\n';
    }
    return text;
}

std::string writeStateText(const PlanState &state, const std::vector<RollbackTo> &rollbacks)
{
    std::size_t width = 0;
    for (const ComponentState &component : state.components)
        width = std::max(width, component.component.size());
    std::string text;
    for (const ComponentState &component : state.components) {
        text += "  " + component.component + std::string(width - component.component.size(), ' ') + "  runs "
            + joined(component.live, " and ");
        if (!component.mayGoBackTo.empty())
            text += ", may go back to " + joined(component.mayGoBackTo, " or ");
        for (const RollbackTo &rollback : rollbacks) {
            if (rollback.component == component.component)
                text += ", goes back to " + rollback.to;
        }
        text += '\n';
    }
    for (const FormatsPresent &formats : state.formats) {
        if (!formats.formats.empty())
            text += "  " + formats.store + std::string(width > formats.store.size() ? width - formats.store.size() : 0, ' ')
                + "  holds " + joined(formats.formats) + '\n';
    }
    return text;
}

} // namespace belay::exchange
