// SPDX-License-Identifier: GPL-3.0-or-later
#include "randomworkspace.h"

#include "models/rollback/checker.h"

#include <QTest>

using namespace belay;
using namespace belay::rollback;

namespace {

constexpr int seeds = 3000;
constexpr int editsPerSeed = 6;

/// splitmix64.
std::uint64_t next(std::uint64_t &state)
{
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
}

/// One edit of a plan, sensible or not: the checker refuses the others.
Shared<Plan> edited(const Workspace &workspace, const Shared<Plan> &plan, std::uint64_t &random)
{
    Shared<Plan> result = plan;
    auto &steps = result.edit().steps;
    if (steps.empty())
        return result;
    const std::size_t i = next(random) % steps.size();
    Step &step = steps[i];
    switch (next(random) % 6) {
    case 0:
        if (step.kind == StepKind::Move) {
            for (const auto &c : workspace.components) {
                if (c->id == step.component && !c->releases.empty())
                    step.to = {c->releases[next(random) % c->releases.size()].id};
            }
            step.wholeLiveSet = false;
        }
        break;
    case 1: step.rolling = next(random) % 2 == 0; break;
    case 2: step.reversible = next(random) % 2 == 0; break;
    case 3: steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i)); break;
    case 4: {
        Step copy = step;
        copy.id += "-again";
        steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(next(random) % (steps.size() + 1)), copy);
        break;
    }
    default: std::swap(steps[i], steps[next(random) % steps.size()]); break;
    }
    return result;
}

} // namespace

/// A checker that follows a plan's edits says what a new one says.
class TestPlanChecker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsEdits();
    void keepsItsReportWhenAPlanIsWrong();
};

void TestPlanChecker::followsEdits()
{
    int compared = 0;
    int partial = 0;
    for (int seed = 0; seed < seeds; ++seed) {
        auto workspace = std::make_shared<Workspace>(oracle::randomWorkspace(static_cast<std::uint64_t>(seed)));
        auto checker = PlanChecker::make(workspace, "p");
        QVERIFY(checker.ok());
        Shared<Plan> plan = workspace->plans.front();
        std::uint64_t random = static_cast<std::uint64_t>(seed) + 99;
        for (int e = 0; e < editsPerSeed; ++e) {
            const Shared<Plan> changed = edited(*workspace, plan, random);
            Workspace fresh = *workspace;
            fresh.plans.front() = changed;
            const auto expected = check(fresh);
            const auto updated = checker->update(changed);
            QCOMPARE(updated.ok(), expected.ok());
            if (!expected) {
                QCOMPARE(describe(updated.error()), describe(expected.error()));
                continue;
            }
            const PlanReport &a = checker->report();
            const PlanReport &b = expected->plans.front();
            if (!(a == b))
                qWarning("seed %d, edit %d", seed, e);
            QVERIFY(a == b);
            plan = changed;
            ++compared;
            partial += plan->order == PlanOrder::Partial ? 1 : 0;
        }
    }
    QVERIFY(compared > seeds);
    QVERIFY(partial > 100);
}

void TestPlanChecker::keepsItsReportWhenAPlanIsWrong()
{
    auto workspace = std::make_shared<Workspace>(oracle::randomWorkspace(1));
    auto checker = PlanChecker::make(workspace, "p");
    QVERIFY(checker.ok());
    const PlanReport before = checker->report();
    Shared<Plan> wrong = workspace->plans.front();
    wrong.edit().environment = "nowhere";
    QVERIFY(!checker->update(wrong).ok());
    QVERIFY(checker->report() == before);
    QVERIFY(checker->update(workspace->plans.front()).ok());
    QVERIFY(checker->report() == before);
}

QTEST_GUILESS_MAIN(TestPlanChecker)
#include "test_planchecker.moc"
