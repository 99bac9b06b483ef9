// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysiscontroller.h"
#include "models/rollback/checker.h"
#include "tests/rollback/randomworkspace.h"

#include <QtCore/QThreadPool>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <random>

using namespace belay;
using namespace belay::app;
using namespace belay::rollback;
using belay::views::Analysis;

namespace {

const std::string today = "2026-01-31";

/// Edits of every kind, most of them of steps, as people make them: some are wrong.
class Editor {
public:
    explicit Editor(std::uint64_t seed) : m_random(seed) {}

    std::size_t below(std::size_t limit) { return std::size_t(m_random() % limit); }

    void edit(Workspace &workspace)
    {
        switch (below(14)) {
        case 0: workspace.name += "x"; return;
        case 1: workspace.settings.simultaneous = int(below(3)); return;
        case 2: suppress(workspace); return;
        case 3: component(workspace); return;
        case 4: environment(workspace); return;
        case 5: plan(workspace); return;
        default: break;
        }
        if (workspace.plans.empty())
            return plan(workspace);
        Workspace one = workspace;
        const std::size_t which = below(workspace.plans.size());
        one.plans = {workspace.plans[which]};
        if (!one.plans.front()->steps.empty())
            workspace.plans[which] = oracle::editedPlan(one, m_random());
    }

private:
    void suppress(Workspace &workspace)
    {
        if (!workspace.suppressions.empty() && below(2) == 0) {
            workspace.suppressions.pop_back();
            return;
        }
        Suppression accepted;
        if (!workspace.components.empty())
            accepted.component = workspace.components[below(workspace.components.size())]->id;
        accepted.reason = "known";
        accepted.until = below(3) == 0 ? "2025-01-01" : "2027-01-01";
        workspace.suppressions.push_back(accepted);
    }

    void component(Workspace &workspace)
    {
        if (workspace.components.empty())
            return;
        Component &edited = workspace.components[below(workspace.components.size())].edit();
        if (below(3) == 0 && !edited.releases.empty())
            edited.releases.back().needs.clear();
        else
            edited.rollbackDepth = int(below(3));
    }

    void environment(Workspace &workspace)
    {
        if (workspace.environments.empty())
            return;
        Environment &edited = workspace.environments[below(workspace.environments.size())];
        if (!edited.history.empty() && below(2) == 0)
            edited.history.pop_back();
        else if (below(4) == 0)
            edited.id += "x";
        else
            edited.formats.clear();
    }

    void plan(Workspace &workspace)
    {
        if (workspace.plans.size() > 1 && below(2) == 0) {
            workspace.plans.erase(workspace.plans.begin());
            return;
        }
        if (workspace.plans.empty())
            return;
        Shared<Plan> copy = workspace.plans[below(workspace.plans.size())];
        if (below(6) != 0)
            copy.edit().id += "-" + std::to_string(m_random() % 1000);
        workspace.plans.push_back(copy);
    }

    std::mt19937_64 m_random;
};

std::string describe(const Result<Report> &result)
{
    return result ? "a report" : belay::describe(result.error());
}

} // namespace

class TestAnalysis : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The workspace's own checker follows single step edits, and falls back for the rest.
    void looksOnlyAtWhatChanged()
    {
        WorkspaceChecker checker(today);
        Workspace workspace = oracle::randomWorkspace(3);
        Shared<Plan> second = workspace.plans.front();
        second.edit().id = "q";
        workspace.plans.push_back(second);
        const auto run = [&] {
            const auto report = checker.check(std::make_shared<Workspace>(workspace));
            return report.ok() ? checker.lastWork() : WorkspaceChecker::Work{99, 99, 99};
        };
        QVERIFY((run() == WorkspaceChecker::Work{0, 0, 2}));
        QVERIFY((run() == WorkspaceChecker::Work{2, 0, 0}));
        workspace.name = "Another name";
        workspace.layout.push_back({workspace.components.front()->id, 1, 2});
        QVERIFY((run() == WorkspaceChecker::Work{2, 0, 0}));
        Step &step = workspace.plans.front().edit().steps.front();
        step.reversible = !step.reversible.value_or(true);
        QVERIFY((run() == WorkspaceChecker::Work{1, 1, 0}));
        workspace.components.front().edit().rollbackDepth = 0;
        QVERIFY((run() == WorkspaceChecker::Work{0, 0, 2}));
        std::stop_source stop;
        stop.request_stop();
        workspace.plans.front().edit().steps.pop_back();
        const auto cancelled = checker.check(std::make_shared<Workspace>(workspace), stop.get_token());
        QVERIFY(!cancelled.ok());
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        QVERIFY((run() == WorkspaceChecker::Work{1, 0, 1}));
    }

    void editsGiveTheReportOfAWholeCheck()
    {
        int good = 0;
        int bad = 0;
        int incremental = 0;
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            Jobs jobs;
            AnalysisController controller(jobs);
            controller.setToday(QString::fromStdString(today));
            // Beside it, to see that it does not just start over each time.
            WorkspaceChecker beside(today);
            Editor editor(seed);
            Workspace workspace = oracle::randomWorkspace(seed);
            for (int edit = 0; edit < 20; ++edit) {
                const auto snapshot = std::make_shared<const Workspace>(workspace);
                controller.setWorkspace(snapshot);
                QCOMPARE(controller.analysis().state, Analysis::State::Running);
                jobs.waitForAll();
                const auto expected = check(*snapshot, {{}, today});
                const auto here = qPrintable(QStringLiteral("seed %1, edit %2").arg(seed).arg(edit));
                if (expected) {
                    QVERIFY2(controller.analysis().state == Analysis::State::Done, here);
                    QVERIFY2(*controller.analysis().report == *expected, here);
                    QVERIFY(!controller.analysis().stale);
                    ++good;
                } else {
                    QVERIFY2(controller.analysis().state == Analysis::State::Failed, here);
                    QCOMPARE(belay::describe(*controller.analysis().error), describe(expected));
                    ++bad;
                }
                QCOMPARE(describe(beside.check(snapshot)), describe(expected));
                incremental += beside.lastWork().updated > 0 ? 1 : 0;
                const Workspace before = workspace;
                editor.edit(workspace);
                // Nobody works on long in a workspace that is wrong.
                if (!validate(workspace).empty() && editor.below(2) == 0)
                    workspace = before;
            }
        }
        QVERIFY2(good > 300 && bad > 30 && incremental > 100,
                 qPrintable(QStringLiteral("%1 good, %2 bad, %3 incremental").arg(good).arg(bad).arg(incremental)));
    }

    void aNewerEditReplacesTheCheck()
    {
        Jobs jobs;
        AnalysisController controller(jobs);
        controller.setToday(QString::fromStdString(today));
        int done = 0;
        connect(&controller, &AnalysisController::changed, this,
                [&](const Analysis &analysis) { done += analysis.state == Analysis::State::Done ? 1 : 0; });
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            Editor editor(seed + 500);
            Workspace workspace = oracle::randomWorkspace(seed);
            std::shared_ptr<const Workspace> last;
            for (int edit = 0; edit < 30; ++edit) {
                const Workspace before = workspace;
                editor.edit(workspace);
                if (!validate(workspace).empty())
                    workspace = before;
                last = std::make_shared<const Workspace>(workspace);
                controller.setWorkspace(last);
            }
            jobs.waitForAll();
            QCOMPARE(controller.analysis().state, Analysis::State::Done);
            QVERIFY(*controller.analysis().report == *check(*last, {{}, today}));
        }
        QThreadPool::globalInstance()->waitForDone();
        // One for each burst: what was replaced is never delivered.
        QCOMPARE(done, 10);
    }

    void verifyingStartsOver()
    {
        Jobs jobs;
        AnalysisController controller(jobs);
        controller.verify();
        QVERIFY(!jobs.isAnyRunning());
        const auto workspace = std::make_shared<const Workspace>(oracle::randomWorkspace(7));
        controller.setWorkspace(workspace);
        jobs.waitForAll();
        const auto first = controller.analysis().report;
        controller.verify();
        QVERIFY(controller.analysis().stale);
        jobs.waitForAll();
        QVERIFY(controller.analysis().report != first);
        QVERIFY(*controller.analysis().report == *first);
        controller.setWorkspace(nullptr);
        QCOMPARE(controller.analysis().state, Analysis::State::None);
        QVERIFY(!controller.analysis().report);
    }
};

QTEST_GUILESS_MAIN(TestAnalysis)
#include "test_analysis.moc"
