// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that change waves, and two states side by side.
#include "tests/items/ordersplan.h"

#include "models/items/statecomparison.h"
#include "models/items/wavemove.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>

#include <random>

using namespace belay;
using namespace belay::items;
using namespace belay::rollback;

namespace {

QString dump(const QAbstractItemModel &model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString();
        lines << cells.join(QStringLiteral(" | "));
    }
    return lines.join(QLatin1Char('\n'));
}

QString ids(const Plan &plan)
{
    QStringList list;
    for (const Step &step : plan.steps) {
        QStringList waits;
        for (const std::string &id : step.after)
            waits << text(id);
        list << text(step.id) + (waits.isEmpty() ? QString() : QStringLiteral("(%1)").arg(waits.join(QLatin1Char(','))));
    }
    return list.join(QLatin1Char(' '));
}

/// Applies it and takes it back, which must lead to where it began.
Plan edited(const Workspace &workspace, const Edit &edit)
{
    Workspace copy = workspace;
    const auto done = apply(copy, edit);
    if (!done.ok())
        qFatal("%s", done.error().detail.c_str());
    Workspace back = copy;
    if (!apply(back, inverse(edit)).ok() || !(back == workspace))
        qFatal("undo does not lead back");
    return *copy.plans.front();
}

/// A partial order of `count` moves, each waiting for some of those before it.
Workspace randomOrder(std::mt19937 &random, std::size_t count)
{
    Workspace workspace;
    Plan plan;
    plan.id = "random";
    plan.order = PlanOrder::Partial;
    for (std::size_t i = 0; i < count; ++i) {
        Step step;
        step.id = "s" + std::to_string(i);
        step.component = "c" + std::to_string(i);
        step.to = {"2"};
        for (std::size_t before = 0; before < i; ++before) {
            if (random() % 4 == 0)
                step.after.push_back("s" + std::to_string(before));
        }
        plan.steps.push_back(step);
    }
    std::shuffle(plan.steps.begin(), plan.steps.end(), random);
    workspace.plans.emplace_back(plan);
    return workspace;
}

} // namespace

class TestPlanMoves : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Waves.
    void aCycleIsLeftAlone()
    {
        auto workspace = tests::everyKindWorkspace();
        workspace->plans.front().edit().steps[0].after = {"d"};
        const Plan &plan = *workspace->plans.front();
        const WaveMove move = moveToWave(plan, planLanes(*workspace, plan, nullptr), 0, 5);
        QVERIFY(!move.edit);
        QCOMPARE(move.sentence, QStringLiteral("Steps of this plan wait for each other in a circle. Repair that first."));
    }

    void refusals()
    {
        const auto workspace = tests::everyKindWorkspace();
        const Plan &plan = *workspace->plans.front();
        const PlanLanes lanes = planLanes(*workspace, plan, nullptr); // a e | b c | d | f | g h | i
        // All that would be before it waits for it.
        const WaveMove cycle = moveToWave(plan, lanes, 4, 6);
        QVERIFY(!cycle.edit);
        QCOMPARE(cycle.sentence, QStringLiteral("Step 6 waits for step 5: they would wait for each other."));
        QVERIFY(!moveToWave(plan, lanes, 5, 8).edit);
        const WaveMove same = moveToWave(plan, lanes, 0, 1);
        QVERIFY(!same.edit);
        QVERIFY(!same.sentence.isEmpty());
    }

    void toALaterWave()
    {
        const auto workspace = tests::everyKindWorkspace();
        const Plan &plan = *workspace->plans.front();
        const PlanLanes lanes = planLanes(*workspace, plan, nullptr);
        // e (column 1) beside d: it waits for all of the wave before; behind d, for it came from the left.
        const WaveMove move = moveToWave(plan, lanes, 1, 4);
        QVERIFY(move.edit);
        QCOMPARE(move.sentence, QStringLiteral("Then it waits for step 3 and step 4."));
        QCOMPARE(QString::fromStdString(move.edit->title), QStringLiteral("Move step 2 to another wave"));
        QCOMPARE(move.edit->changes.size(), std::size_t(1));
        QCOMPARE(ids(edited(*workspace, *move.edit)), QStringLiteral("a b(a) c(a) d(b) e(b,c) f(d) g(f) h(f) i(g,h,c,e)"));
        // Only what does not wait for it: a beside b would wait for e, and b follows to the next wave.
        const WaveMove first = moveToWave(plan, lanes, 0, 2);
        QVERIFY(first.edit);
        const Plan after = edited(*workspace, *first.edit);
        QCOMPARE(ids(after), QStringLiteral("b(a) a(e) c(a) d(b) e f(d) g(f) h(f) i(g,h,c,e)"));
    }

    void toAnEarlierWave()
    {
        const auto workspace = tests::everyKindWorkspace();
        const Plan &plan = *workspace->plans.front();
        const PlanLanes lanes = planLanes(*workspace, plan, nullptr);
        // f (column 5) beside b: not for d any more, but for what d waited for before that wave.
        const WaveMove move = moveToWave(plan, lanes, 5, 2);
        QVERIFY(move.edit);
        QCOMPARE(move.sentence, QStringLiteral("Then it waits for step 1, no longer for step 5."));
        QCOMPARE(ids(edited(*workspace, *move.edit)), QStringLiteral("a f(a) b(a) c(a) d(b) e g(f) h(f) i(g,h,c,e)"));
        const WaveMove toStart = moveToWave(plan, lanes, 2, 0);
        QVERIFY(toStart.edit);
        QCOMPARE(toStart.sentence, QStringLiteral("Then it waits no longer for step 1."));
        QCOMPARE(ids(edited(*workspace, *toStart.edit)), QStringLiteral("b a c(a) d(b) e f(d) g(f) h(f) i(g,h,c,e)"));
    }

    void theStepLandsWhereItWasDropped()
    {
        std::mt19937 random(7);
        int made = 0;
        int refusedMoves = 0;
        for (int round = 0; round < 300; ++round) {
            const Workspace workspace = randomOrder(random, 3 + random() % 9);
            const Plan &plan = *workspace.plans.front();
            const PlanLanes lanes = planLanes(workspace, plan, nullptr);
            std::vector<int> levels;
            const std::vector<int> order = columnOrder(plan, &levels);
            const int column = static_cast<int>(random() % plan.steps.size());
            const int target = static_cast<int>(random() % plan.steps.size());
            const auto moved = static_cast<std::size_t>(order[static_cast<std::size_t>(column)]);
            const int wave = levels[static_cast<std::size_t>(order[static_cast<std::size_t>(target)])];
            if (wave == levels[moved])
                continue;
            const WaveMove move = moveToWave(plan, lanes, column, target);
            QVERIFY(!move.sentence.isEmpty());
            if (!move.edit) {
                ++refusedMoves;
                // Truly impossible: waiting for any step of the wave before closes a cycle.
                QVERIFY(wave > levels[moved]);
                for (std::size_t i = 0; i < plan.steps.size(); ++i) {
                    if (i == moved || levels[i] != wave - 1)
                        continue;
                    Plan tried = plan;
                    tried.steps[moved].after.push_back(plan.steps[i].id);
                    std::vector<int> none;
                    static_cast<void>(columnOrder(tried, &none));
                    QVERIFY2(none.empty(), "it could have waited for a step of that wave");
                }
                continue;
            }
            ++made;
            const Plan after = edited(workspace, *move.edit);
            std::vector<int> now;
            static_cast<void>(columnOrder(after, &now));
            QVERIFY2(!now.empty(), "a cycle");
            for (std::size_t i = 0; i < after.steps.size(); ++i) {
                const Step &step = after.steps[i];
                if (step.id == plan.steps[moved].id) {
                    QCOMPARE(now[i], wave);
                    continue;
                }
                // Nobody else waits for anything else than before.
                const auto before = std::find_if(plan.steps.begin(), plan.steps.end(), [&](const Step &s) { return s.id == step.id; });
                QVERIFY(*before == step);
            }
        }
        QVERIFY2(made > 60 && refusedMoves > 10, qPrintable(QStringLiteral("%1 made, %2 refused").arg(made).arg(refusedMoves)));
    }

    // Two states.
    void notLookedAtYetOnlyLiveReleasesCount()
    {
        const auto workspace = tests::ordersWorkspace();
        const Plan &plan = *workspace->plans.front();
        const PlanLanes lanes = planLanes(*workspace, plan, nullptr);
        const StateComparison none = compareStates(plan, lanes, 3, 3, nullptr, nullptr, nullptr);
        QVERIFY(none.rows.empty());
        QVERIFY(!none.complete);
        const StateComparison comparison = compareStates(plan, lanes, 0, 2, nullptr, nullptr, nullptr);
        QCOMPARE(comparison.rows.size(), std::size_t(2));
        QCOMPARE(comparison.rows[0].component, QStringLiteral("product-catalog"));
        QCOMPARE(comparison.rows[0].live, (std::array<QString, 2>{QStringLiteral("3.1"), QStringLiteral("3.2")}));
        QCOMPARE(comparison.rows[1].mayGoBackTo, (std::array<QString, 2>{QStringLiteral("…"), QStringLiteral("…")}));
        QCOMPARE(comparison.wayBack[0], WayBack::Open);
        QCOMPARE(comparison.wayBack[1], WayBack::Unknown);
        StepState failed;
        failed.error = Error{};
        QVERIFY(!compareStates(plan, lanes, 0, 2, &failed, &failed, nullptr).complete);
    }

    void betweenStepFourAndFive()
    {
        const auto workspace = tests::ordersWorkspace();
        const auto report = tests::ordersReport();
        const Plan &plan = *workspace->plans.front();
        const PlanLanes lanes = planLanes(*workspace, plan, &report->plans.front());
        const auto compute = tests::ordersCompute();
        const StepState four = compute(*workspace, "Orders v2", "s4", {});
        const StepState five = compute(*workspace, "Orders v2", "s5", {});
        const StateComparison comparison = compareStates(plan, lanes, 4, 5, &four, &five, &report->plans.front());
        QVERIFY(comparison.complete);
        StateComparisonModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setRows(comparison.rows);
        const QString said = dump(model);
        QVERIFY2(said.contains(QStringLiteral("orders-db | 41 → 42 | none → nowhere | not moved → no return | none → address-v1, address-v2")),
                 qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("checkout | 2.4 | none → 2.3 | open → breaks | ")), qPrintable(said));
        QVERIFY(!said.contains(QStringLiteral("payment")));
        QCOMPARE(wayBackSentence(comparison), QStringLiteral("the way back is open in A and closed in B"));
        const auto row = std::find_if(comparison.rows.begin(), comparison.rows.end(),
                                      [](const StateDifference &one) { return one.component == QStringLiteral("checkout"); });
        QCOMPARE(row->verdict[1], GoBack::Breaks);
        const int index = static_cast<int>(row - comparison.rows.begin());
        QVERIFY(!model.index(index, StateComparisonModel::LiveColumn).data(StateComparisonModel::DiffersRole).toBool());
        QCOMPARE(model.index(index, StateComparisonModel::GoingBackColumn).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("open in A, breaks in B"));
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void residueInAStoreThatDoesNotMove()
    {
        Workspace workspace;
        Component store;
        store.id = "queue";
        store.kind = ComponentKind::Topic;
        store.releases.resize(1);
        store.releases[0].id = "1";
        Component writer;
        writer.id = "writer";
        writer.releases.resize(2);
        writer.releases[0].id = "1";
        writer.releases[0].writes = {{"queue", {"v1"}, {}}};
        writer.releases[1].id = "2";
        writer.releases[1].writes = {{"queue", {"v2"}, {}}};
        workspace.components = {Shared<Component>(store), Shared<Component>(writer)};
        Environment environment;
        environment.id = "production";
        environment.live = {{"queue", {"1"}, {}}, {"writer", {"1"}, {}}};
        workspace.environments = {environment};
        Plan plan;
        plan.id = "launch";
        plan.environment = "production";
        Step step;
        step.id = "s1";
        step.component = "writer";
        step.to = {"2"};
        plan.steps = {step};
        workspace.plans.emplace_back(plan);
        const PlanLanes lanes = planLanes(workspace, plan, nullptr);
        QCOMPARE(lanes.laneOf("queue"), -1);
        const StepState before = engineCompute()(workspace, "launch", "start", {});
        const StepState after = engineCompute()(workspace, "launch", "s1", {});
        QVERIFY(!before.error && !after.error);
        const StateComparison comparison = compareStates(plan, lanes, 0, 1, &before, &after, nullptr);
        QCOMPARE(comparison.rows.size(), std::size_t(2));
        QCOMPARE(comparison.rows[0].component, QStringLiteral("writer"));
        QCOMPARE(comparison.rows[1].component, QStringLiteral("queue"));
        QCOMPARE(comparison.rows[1].formats, (std::array<QString, 2>{QStringLiteral("v1"), QStringLiteral("v1, v2")}));
        QCOMPARE(comparison.rows[1].lane, -1);
    }
};

QTEST_GUILESS_MAIN(TestPlanMoves)
#include "test_planmoves.moc"
