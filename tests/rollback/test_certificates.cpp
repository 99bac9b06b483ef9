// SPDX-License-Identifier: GPL-3.0-or-later
#include "randomworkspace.h"

#include "models/rollback/plananalysis.h"

#include <QTest>

#include <tuple>

using namespace belay;
using namespace belay::rollback;

namespace {

using Line = std::tuple<Code, Severity, StepIndex, std::vector<ComponentIndex>>;

std::vector<Line> linesOf(const WayBackOutcome &outcome)
{
    std::vector<Line> lines;
    for (const WayBackBreakage &b : outcome.breakages)
        lines.emplace_back(b.code, b.severity, b.step, b.together);
    return lines;
}

} // namespace

/// Plans of more than `wayBackListLimit` steps take certificates instead of a search where they can.
/// Small plans, for which both are possible, have to get the same answer from both.
class TestCertificates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameAsTheSearch();
};

void TestCertificates::sameAsTheSearch()
{
    int lost = 0;
    int open = 0;
    for (int seed = 0; seed < 5000; ++seed) {
        const auto workspace = std::make_shared<Workspace>(oracle::randomWorkspace(static_cast<std::uint64_t>(seed)));
        std::vector<Error> errors;
        const auto compiled = CompiledWorkspace::compile(workspace, errors);
        const auto plan = CompiledPlan::compile(compiled, workspace->plans.front(), errors);
        QVERIFY(errors.empty());
        PlanAnalysis analysis(compiled, plan, {});
        QVERIFY(analysis.run({}, nullptr));
        const WayBackOutcome searched = checkWayBack(*plan, analysis, WayBackDetail::Moves, {});
        const WayBackOutcome certified = checkWayBack(*plan, analysis, WayBackDetail::Existence, {});
        if (linesOf(searched) != linesOf(certified))
            qWarning("seed %d", seed);
        QVERIFY(linesOf(searched) == linesOf(certified));
        QVERIFY(searched.pointsOfNoReturn == certified.pointsOfNoReturn);
        lost += searched.pointsOfNoReturn.empty() ? 0 : 1;
        open += searched.breakages.empty() ? 1 : 0;
        for (StepIndex step = 0; !plan->partial() && step < plan->stepCount(); ++step) {
            QCOMPARE(certified.steps[step].state, searched.steps[step].state);
            QCOMPARE(certified.steps[step].base, searched.steps[step].base);
        }
    }
    QVERIFY(lost > 100);
    QVERIFY(open > 100);
}

QTEST_GUILESS_MAIN(TestCertificates)
#include "test_certificates.moc"
