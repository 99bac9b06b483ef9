// SPDX-License-Identifier: GPL-3.0-or-later
#include "bruteforce.h"
#include "compare.h"
#include "randomworkspace.h"

#include "models/exchange/workspacefile.h"
#include "models/rollback/checker.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <memory>

using namespace belay;
using namespace belay::rollback;
using namespace belay::rollback::oracle;

namespace {

const int mostFailures = 3;

int number(const char *variable, int otherwise)
{
    return qEnvironmentVariableIsSet(variable) ? qEnvironmentVariableIntValue(variable) : otherwise;
}

/// Everything that somebody needs to look into a seed.
void dump(std::uint64_t seed, const Workspace &workspace, const std::vector<std::string> &lines)
{
    std::string text = "seed " + std::to_string(seed) + "\n";
    text += exchange::writeWorkspace(workspace, exchange::TextFormat::Yaml);
    text += "- only the oracle, + only the checker\n";
    for (const std::string &line : lines)
        text += line + "\n";
    qWarning("%s", text.c_str());
}

bool isSame(const Finding &a, const Finding &b)
{
    return a.code == b.code && a.component == b.component && a.release == b.release && a.requirement == b.requirement;
}

/// Whether the finding's witness alone shows it again; what is wrong with it otherwise.
std::vector<std::string> notReproduced(const Workspace &workspace, const Finding &finding)
{
    const Result<Workspace> witness = witnessOf(workspace, "p", finding);
    if (!witness)
        return {"no witness for " + lineOf(finding) + ": " + describe(witness.error())};
    const Result<Report> again = check(*witness);
    if (!again)
        return {"the witness is no workspace: " + describe(again.error()), lineOf(finding)};
    for (const PlanReport &plan : again->plans) {
        if (std::any_of(plan.findings.begin(), plan.findings.end(),
                        [&](const Finding &f) { return isSame(f, finding); }))
            return {};
    }
    std::vector<std::string> lines{"the witness does not show " + lineOf(finding) + " but"};
    for (const PlanReport &plan : again->plans) {
        for (const Finding &other : plan.findings)
            lines.push_back(lineOf(other));
    }
    lines.push_back(exchange::writeWorkspace(*witness, exchange::TextFormat::Yaml));
    return lines;
}

} // namespace

/// The checker and the oracle, on thousands of small random workspaces. BELAY_ORACLE_SEEDS and
/// BELAY_ORACLE_FIRST choose others than the first 5,000.
class TestOracle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameAnswers();
    void listedWaysBackAreLegal();
    void sameStates();
    void sameSingleRollbacks();
    void editsGiveTheSameAsAFreshCheck();
    void witnessesReproduce();

private:
    /// Calls `look` for every seed: it returns what is wrong, one line each.
    template <class Look>
    void overSeeds(Look &&look);
};

template <class Look>
void TestOracle::overSeeds(Look &&look)
{
    const int first = number("BELAY_ORACLE_FIRST", 0);
    const int count = number("BELAY_ORACLE_SEEDS", 5000);
    int failures = 0;
    for (int seed = first; seed < first + count && failures < mostFailures; ++seed) {
        const Workspace workspace = randomWorkspace(static_cast<std::uint64_t>(seed));
        const std::vector<std::string> lines = look(static_cast<std::uint64_t>(seed), workspace);
        if (!lines.empty()) {
            dump(static_cast<std::uint64_t>(seed), workspace, lines);
            ++failures;
        }
    }
    QCOMPARE(failures, 0);
}

void TestOracle::sameAnswers()
{
    std::size_t findings = 0;
    std::size_t workspaces = 0;
    overSeeds([&](std::uint64_t, const Workspace &workspace) -> std::vector<std::string> {
        const Result<Report> report = check(workspace);
        if (!report)
            return {describe(report.error())};
        const Answer answer = bruteForce(workspace, *workspace.plans.front());
        findings += answer.findings.size();
        ++workspaces;
        return differences(answer, report->plans.front());
    });
    // A run in which nothing is ever found would agree as well.
    QVERIFY(findings > workspaces);
}

void TestOracle::listedWaysBackAreLegal()
{
    overSeeds([](std::uint64_t, const Workspace &workspace) {
        std::vector<std::string> lines;
        const Plan &plan = *workspace.plans.front();
        const Result<Report> report = check(workspace);
        if (!report)
            return std::vector<std::string>{describe(report.error())};
        for (const StepWayBack &way : report->plans.front().wayBack) {
            Result<StepWayBack> alone = wayBackAfter(workspace, plan.id, way.step);
            // Asked for alone it tells of the least state; the step may lose the way back in another.
            if (alone)
                alone.value().pointOfNoReturn = way.pointOfNoReturn;
            if (!alone)
                lines.push_back("no way back asked for alone after " + way.step + ": " + describe(alone.error()));
            else if (!(*alone == way))
                lines.push_back("asked for alone, the way back after " + way.step + " is another one");
            if (way.state != WayBackState::Closed && !leadsBack(workspace, plan, way)) {
                lines.push_back("not a way back after " + way.step + ":");
                for (const InverseMove &move : way.moves)
                    lines.push_back("  " + move.component + " " + move.from + " -> " + move.to);
            }
        }
        return lines;
    });
}

void TestOracle::sameStates()
{
    overSeeds([](std::uint64_t, const Workspace &workspace) {
        std::vector<std::string> lines;
        const Plan &plan = *workspace.plans.front();
        std::vector<std::string> steps{std::string(startStep)};
        for (const Step &step : plan.steps)
            steps.push_back(step.id);
        for (const std::string &step : steps) {
            for (const Window window : {Window::During, Window::After}) {
                const Result<PlanState> state = rollback::stateAfter(workspace, plan.id, step, window);
                if (!state)
                    return std::vector<std::string>{describe(state.error())};
                const StateAnswer expected = oracle::stateAfter(workspace, plan, step, window);
                std::map<std::string, std::vector<std::string>> formats;
                for (const FormatsPresent &present : state->formats) {
                    if (!present.formats.empty())
                        formats[present.store] = present.formats;
                    std::sort(formats[present.store].begin(), formats[present.store].end());
                    if (formats[present.store].empty())
                        formats.erase(present.store);
                }
                if (state->components != expected.components)
                    lines.push_back("other components at " + step + "/" + std::string(toText(window)));
                if (formats != expected.formats)
                    lines.push_back("other formats at " + step + "/" + std::string(toText(window)));
            }
        }
        return lines;
    });
}

void TestOracle::sameSingleRollbacks()
{
    overSeeds([](std::uint64_t, const Workspace &workspace) {
        std::vector<std::string> lines;
        const Plan &plan = *workspace.plans.front();
        for (const Step &step : plan.steps) {
            const Result<std::vector<SingleRollback>> got = rollback::singleRollbacksAfter(workspace, plan.id, step.id);
            if (!got)
                return std::vector<std::string>{describe(got.error())};
            std::vector<SingleAnswer> answers;
            for (const SingleRollback &single : *got) {
                SingleAnswer answer{single.rollback, {}};
                for (const Finding &finding : single.breaks)
                    answer.breaks.push_back(finding.component + ' ' + finding.release + ' ' + finding.requirement);
                std::sort(answer.breaks.begin(), answer.breaks.end());
                answers.push_back(answer);
            }
            const std::vector<SingleAnswer> expected = oracle::singleRollbacksAfter(workspace, plan, step.id);
            if (answers == expected)
                continue;
            for (const bool wanted : {true, false}) {
                for (const SingleAnswer &answer : wanted ? expected : answers) {
                    std::string line = (wanted ? "- " : "+ ") + step.id + " " + answer.rollback.component + "->"
                        + answer.rollback.to + ":";
                    for (const std::string &broken : answer.breaks)
                        line += " [" + broken + "]";
                    lines.push_back(line);
                }
            }
        }
        return lines;
    });
}

void TestOracle::editsGiveTheSameAsAFreshCheck()
{
    std::size_t valid = 0;
    overSeeds([&](std::uint64_t seed, const Workspace &workspace) -> std::vector<std::string> {
        Result<PlanChecker> checker = PlanChecker::make(std::make_shared<const Workspace>(workspace), "p");
        if (!checker)
            return {describe(checker.error())};
        Workspace edited = workspace;
        for (std::uint64_t round = 0; round < 6; ++round) {
            const Shared<Plan> before = edited.plans.front();
            edited.plans.front() = Shared<Plan>(editedPlan(edited, seed * 8 + round));
            const Result<Report> fresh = check(edited);
            const Result<std::size_t> updated = checker.value().update(edited.plans.front());
            if (fresh.ok() != updated.ok())
                return {fresh.ok() ? describe(updated.error())
                                   : "took what a fresh check refuses: " + describe(fresh.error())};
            if (!fresh) {
                // Refused: go on from what was there before.
                if (fresh.error() != updated.error())
                    return {"- " + describe(fresh.error()), "+ " + describe(updated.error())};
                edited.plans.front() = before;
                if (const Result<std::size_t> undone = checker.value().update(before); !undone)
                    return {"does not take its own plan back: " + describe(undone.error())};
                continue;
            }
            ++valid;
            PlanReport got = checker.value().report();
            const PlanReport &expected = fresh->plans.front();
            got.statesChecked = expected.statesChecked; // that is what an edit saves
            if (got == expected)
                continue;
            std::vector<std::string> lines{"edit " + std::to_string(round) + " of",
                                           exchange::writeWorkspace(edited, exchange::TextFormat::Yaml)};
            for (const Finding &finding : expected.findings)
                lines.push_back("- " + lineOf(finding));
            for (const Finding &finding : got.findings)
                lines.push_back("+ " + lineOf(finding));
            return lines;
        }
        return {};
    });
    QVERIFY(valid > 0);
}

void TestOracle::witnessesReproduce()
{
    overSeeds([](std::uint64_t, const Workspace &workspace) -> std::vector<std::string> {
        const Result<Report> report = check(workspace);
        if (!report)
            return {describe(report.error())};
        for (const Finding &finding : report->plans.front().findings) {
            if (finding.check == Check::Practice)
                continue;
            std::vector<std::string> lines = notReproduced(workspace, finding);
            if (!lines.empty())
                return lines;
        }
        return {};
    });
}

QTEST_GUILESS_MAIN(TestOracle)
#include "test_oracle.moc"
