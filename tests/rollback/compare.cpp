// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace belay::rollback::oracle {

namespace {

template <class List, class Text>
std::string joined(const List &list, Text &&text)
{
    std::string result;
    for (const auto &one : list)
        result += (result.empty() ? "" : " ") + text(one);
    return result;
}

std::string joined(const std::vector<std::string> &list)
{
    return joined(list, [](const std::string &text) { return text; });
}

/// Several shortest ways back at once can differ in who goes together. The model fixes how many have
/// to, so that is compared here, and what every step needs in `differences`.
std::vector<std::string> linesOf(const std::vector<Finding> &findings)
{
    std::vector<std::string> lines;
    std::set<std::string> together;
    for (const Finding &finding : findings) {
        if (finding.code == Code::WayBackAtOnce) {
            together.insert("way-back-at-once of " + std::to_string(finding.together.size()));
        } else if (finding.check != Check::Practice) {
            lines.push_back(lineOf(finding));
        }
    }
    lines.insert(lines.end(), together.begin(), together.end());
    std::sort(lines.begin(), lines.end());
    return lines;
}

const char *nameOf(WayBackState state)
{
    switch (state) {
    case WayBackState::Open: return "open";
    case WayBackState::AtOnce: return "at once";
    case WayBackState::Closed: return "closed";
    case WayBackState::Unknown: return "unknown";
    }
    return "";
}

std::string lineOf(const std::string &step, bool pointOfNoReturn, const WayBackAnswer &way)
{
    std::string line =
        "way back after " + step + ": " + nameOf(way.state) + (pointOfNoReturn ? ", point of no return" : "");
    line += ", " + std::to_string(way.moves) + " moves";
    for (const std::vector<std::string> &set : way.sets)
        line += " {" + joined(set) + "}";
    return line;
}

/// The groups of the checker's moves, the components of each by name.
WayBackAnswer answerOf(const StepWayBack &way)
{
    WayBackAnswer answer{way.state, static_cast<int>(way.moves.size()), {}};
    if (way.state != WayBackState::AtOnce)
        return answer;
    for (std::size_t i = 0; i < way.moves.size(); ++i) {
        if (i == 0 || way.moves[i].group != way.moves[i - 1].group)
            answer.sets.emplace_back();
        answer.sets.back().push_back(way.moves[i].component);
    }
    return answer;
}

/// How many go together at most; see `linesOf`.
WayBackAnswer comparable(WayBackAnswer answer)
{
    if (answer.state != WayBackState::AtOnce)
        return answer;
    std::size_t most = 0;
    for (const std::vector<std::string> &set : answer.sets)
        most = std::max(most, set.size());
    return {answer.state, 0, {{std::to_string(most)}}};
}

void note(std::vector<std::string> &out, const std::string &expected, const std::string &got)
{
    if (expected == got)
        return;
    out.push_back("- " + expected);
    out.push_back("+ " + got);
}

std::string lineOf(const std::optional<int> &resilience)
{
    return "resilience " + (resilience ? std::to_string(*resilience) : std::string("null"));
}

} // namespace

std::string lineOf(const Finding &finding)
{
    std::string line(finding.severity == Severity::Error     ? "error "
                     : finding.severity == Severity::Warning ? "warning "
                                                             : "note ");
    line += std::string(toText(finding.code)) + " (" + std::string(toText(finding.check)) + ") at " + finding.step
            + "/" + std::string(toText(finding.window)) + ": " + finding.component + " " + finding.release + " "
            + finding.requirement;
    line += " against " + finding.against.component + finding.against.store + " " + finding.against.release
            + finding.against.format;
    line += " rollbacks [" + joined(finding.rollbacks, [](const RollbackTo &r) { return r.component + "->" + r.to; })
            + "]";
    line += " order [" + joined(finding.order) + "]";
    if (!finding.together.empty())
        line += " together [" + joined(finding.together) + "]";
    return line;
}

std::vector<std::string> differences(const Answer &answer, const PlanReport &report)
{
    std::vector<std::string> out;
    const std::vector<std::string> expected = linesOf(answer.findings);
    const std::vector<std::string> got = linesOf(report.findings);
    std::vector<std::string> missing;
    std::vector<std::string> surplus;
    std::set_difference(expected.begin(), expected.end(), got.begin(), got.end(), std::back_inserter(missing));
    std::set_difference(got.begin(), got.end(), expected.begin(), expected.end(), std::back_inserter(surplus));
    for (const std::string &line : missing)
        out.push_back("- " + line);
    for (const std::string &line : surplus)
        out.push_back("+ " + line);
    note(out, "verdict " + std::string(toText(answer.verdict)), "verdict " + std::string(toText(report.verdict)));
    note(out, lineOf(answer.resilience), lineOf(report.resilience));
    note(out, "points of no return [" + joined(answer.pointsOfNoReturn) + "]",
         "points of no return [" + joined(report.pointsOfNoReturn) + "]");
    note(out, "ways back " + std::to_string(answer.wayBack.size()),
         "ways back " + std::to_string(report.wayBack.size()));
    for (std::size_t i = 0; i < std::min(answer.wayBack.size(), report.wayBack.size()); ++i) {
        const StepAnswer &step = answer.wayBack[i];
        const StepWayBack &way = report.wayBack[i];
        const WayBackAnswer mine = comparable(answerOf(way));
        if (step.step == way.step && step.pointOfNoReturn == way.pointOfNoReturn
            && std::any_of(step.anyOf.begin(), step.anyOf.end(), [&](const WayBackAnswer &a) { return comparable(a) == mine; }))
            continue;
        for (const WayBackAnswer &other : step.anyOf)
            out.push_back("- " + lineOf(step.step, step.pointOfNoReturn, other));
        out.push_back("+ " + lineOf(way.step, way.pointOfNoReturn, mine));
    }
    return out;
}

} // namespace belay::rollback::oracle
