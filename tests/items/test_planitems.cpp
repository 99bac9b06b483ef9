// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/items/ordersplan.h"

#include "models/items/findingsmodel.h"
#include "models/items/findingtext.h"
#include "models/items/gobackmodel.h"
#include "models/items/planedits.h"
#include "models/items/planlanes.h"
#include "models/items/plantrial.h"
#include "models/items/stepprobe.h"
#include "models/items/stepsmodel.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <future>

using namespace belay;
using namespace belay::items;
using namespace belay::rollback;

namespace {

/// All cells as text, one row a line: what a reader of the table would see.
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

QString dump(const std::vector<StripCell> &strip)
{
    QStringList cells;
    for (const StripCell &cell : strip)
        cells << QStringLiteral("%1 %2%3").arg(word(cell.state), cell.detail, cell.noReturn ? QStringLiteral(" !") : QString());
    return cells.join(QStringLiteral("; "));
}

QString dump(const std::vector<RopeSegment> &rope)
{
    QStringList parts;
    for (const RopeSegment &segment : rope)
        parts << QStringLiteral("%1-%2 to %3").arg(segment.first + 1).arg(segment.last + 1).arg(segment.label);
    return parts.join(QStringLiteral("; "));
}

QString dump(const std::vector<Wave> &waves)
{
    QStringList parts;
    for (const Wave &wave : waves)
        parts << QStringLiteral("%1-%2 %3").arg(wave.first + 1).arg(wave.last + 1).arg(wave.name);
    return parts.join(QStringLiteral("; "));
}

QString laneNames(const PlanLanes &lanes)
{
    QStringList names;
    for (const Lane &lane : lanes.lanes)
        names << lane.component;
    return names.join(QLatin1Char(' '));
}

Plan edited(const Workspace &workspace, const Edit &edit)
{
    Workspace copy = workspace;
    const auto done = apply(copy, edit);
    if (!done) {
        QTest::qFail(done.error().detail.c_str(), __FILE__, __LINE__);
        return {};
    }
    return copy.plans.empty() ? Plan() : *copy.plans.front();
}

QString ids(const Plan &plan)
{
    QStringList list;
    for (const Step &step : plan.steps) {
        QStringList after;
        for (const std::string &id : step.after)
            after << text(id);
        list << (after.isEmpty() ? text(step.id) : QStringLiteral("%1(%2)").arg(text(step.id), after.join(QLatin1Char(','))));
    }
    return list.join(QLatin1Char(' '));
}

QStringList sentences(const std::vector<StepProblem> &problems)
{
    QStringList list;
    for (const StepProblem &problem : problems)
        list << problem.sentence;
    return list;
}

} // namespace

class TestPlanItems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // PlanLanes, bad input first.
    void lanesOfAnEmptyPlan()
    {
        const PlanLanes lanes = planLanes({}, {}, nullptr);
        QCOMPARE(lanes.columns(), 0);
        QVERIFY(lanes.lanes.empty() && lanes.waves.empty() && lanes.rope.empty());
        QCOMPARE(lanes.laneOf("x"), -1);
        QCOMPARE(lanes.columnOf("start"), -1);
        QCOMPARE(lanes.waveOf(0), -1);
    }

    void lanesOfUnknownComponents()
    {
        Plan plan;
        plan.steps.resize(2);
        plan.steps[0].id = "a";
        plan.steps[0].component = "ghost";
        plan.steps[1].id = "a"; // twice
        plan.steps[1].to = {"1"};
        const PlanLanes lanes = planLanes({}, plan, nullptr);
        QCOMPARE(lanes.lanes.size(), std::size_t(1));
        QVERIFY(!lanes.lanes.front().known);
        QCOMPARE(lanes.blocks[1].lane, -1);
        QCOMPARE(lanes.columnOf("a"), 0);
        QCOMPARE(lanes.liveAt(plan, 0, 0), QStringList{QStringLiteral("none")});
    }

    void cycleKeepsTheFilesOrder()
    {
        Plan plan;
        plan.order = PlanOrder::Partial;
        plan.steps.resize(2);
        plan.steps[0].id = "a";
        plan.steps[0].after = {"b"};
        plan.steps[1].id = "b";
        plan.steps[1].after = {"a"};
        std::vector<int> levels{7};
        QCOMPARE(columnOrder(plan, &levels), (std::vector<int>{0, 1}));
        QVERIFY(levels.empty());
    }

    void ordersLanes()
    {
        const auto workspace = tests::ordersWorkspace();
        const auto report = tests::ordersReport();
        const Plan &plan = *workspace->plans.front();
        const PlanLanes lanes = planLanes(*workspace, plan, &report->plans.front());
        QCOMPARE(laneNames(lanes), QStringLiteral("product-catalog currency shipping checkout orders-db cart payment frontend "
                                                  "accounting accounting-db"));
        QCOMPARE(lanes.movedComponents, 10);
        QCOMPARE(dump(lanes.waves), QStringLiteral("1-4 Roll out 4 components; 5-5 Migrate orders-db; 6-9 Roll out 4 components; "
                                                   "10-11 Migrate accounting-db"));
        QCOMPARE(dump(lanes.strip),
                 QStringLiteral("open alone; open alone; open alone; open alone; closed no return !; open alone; after all at once; "
                                "open alone; after frontend; closed no return !; open no moves"));
        QCOMPARE(dump(lanes.rope), QStringLiteral("1-4 to the start; 5-9 to step 5; 10-11 to step 10"));
        QCOMPARE(lanes.blocks[0].label, QStringLiteral("3.1→3.2"));
        QVERIFY(lanes.blocks[0].rolling && !lanes.blocks[4].rolling);
        QVERIFY(lanes.blocks[4].irreversible && lanes.blocks[4].noReturn);
        QCOMPARE(lanes.blocks[10].label, QStringLiteral("1d"));
        const int checkout = lanes.laneOf("checkout");
        QCOMPARE(lanes.liveAt(plan, checkout, 3), QStringList{QStringLiteral("2.3")});
        QCOMPARE(lanes.liveAt(plan, checkout, 4), QStringList{QStringLiteral("2.4")});
        QVERIFY(!lanes.movedAt(checkout, 3) && lanes.movedAt(checkout, 4));
        QVERIFY(lanes.related("checkout", "orders-db") && lanes.related("shipping", "checkout"));
        QVERIFY(!lanes.related("cart", "checkout") && !lanes.related("cart", "nobody"));
        QCOMPARE(lanes.waveOf(4), 1);
    }

    void withoutReportEverythingIsUnknown()
    {
        const auto workspace = tests::ordersWorkspace();
        const PlanLanes lanes = planLanes(*workspace, *workspace->plans.front(), nullptr);
        QVERIFY(lanes.rope.empty());
        for (const StripCell &cell : lanes.strip)
            QCOMPARE(cell.state, WayBack::Unknown);
    }

    void everyKindOfStep()
    {
        const auto workspace = tests::everyKindWorkspace();
        const auto report = tests::everyKindReport();
        const Plan &plan = *workspace->plans.front();
        const PlanLanes lanes = planLanes(*workspace, plan, &report->plans.front());
        // Columns by level: a e | b c | d | f | g h | i.
        QCOMPARE(lanes.columnOf("e"), 1);
        QCOMPARE(lanes.columnOf("i"), 8);
        QCOMPARE(dump(lanes.waves), QStringLiteral("1-2 Roll out 2 components; 3-4 Services and stores; 5-5 Roll out app; 6-6 Soak; "
                                                   "7-8 Clear store; 9-9 Checkpoint"));
        QCOMPARE(lanes.blocks[0].label, QStringLiteral("2 all"));   // The canary that stood at the start.
        QCOMPARE(lanes.blocks[0].windowEnd, 1);                      // Worker may move meanwhile.
        QCOMPARE(lanes.blocks[1].label, QStringLiteral("none→1"));
        QCOMPARE(lanes.blocks[5].lane, -1);                          // A soak of everything.
        QCOMPARE(lanes.blocks[8].lane, -1);
        QVERIFY(lanes.blocks[8].noReturn);
        const int app = lanes.laneOf("app");
        QCOMPARE(lanes.liveAt(plan, app, 9), (QStringList{QStringLiteral("7"), QStringLiteral("8"), QStringLiteral("9")}));
        QVERIFY(lanes.blocks[static_cast<std::size_t>(lanes.columnOf("d"))].irreversible); // Clients stay.
        QCOMPARE(lanes.strip[static_cast<std::size_t>(lanes.columnOf("c"))].state, WayBack::Unknown);
    }

    void findingsNameUnmovedComponentsToo()
    {
        auto workspace = tests::ordersWorkspace();
        Component email;
        email.id = "email";
        workspace->components.insert(workspace->components.begin(), Shared<Component>(email));
        auto report = tests::ordersReport();
        report->plans.front().findings.front().against.component = "email";
        const PlanLanes lanes = planLanes(*workspace, *workspace->plans.front(), &report->plans.front());
        QCOMPARE(lanes.lanes.back().component, QStringLiteral("email"));
        QVERIFY(!lanes.lanes.back().moved);
        QCOMPARE(lanes.movedComponents, 10);
    }

    // Findings.
    void findingTitles()
    {
        const auto workspace = tests::ordersWorkspace();
        const auto report = tests::ordersReport();
        const PlanLanes lanes = planLanes(*workspace, *workspace->plans.front(), &report->plans.front());
        FindingsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setReport(report, 3, lanes); // No such plan.
        QCOMPARE(model.rowCount(), 0);
        model.setReport(report, 0, lanes);
        QStringList titles;
        for (int row = 0; row < model.rowCount(); ++row)
            titles << model.index(row).data().toString();
        QCOMPARE(titles, (QStringList{QStringLiteral("checkout cannot go back after step 5"), QStringLiteral("No way back after step 5"),
                                      QStringLiteral("No way back after step 10"), QStringLiteral("shipping cannot go back after step 4"),
                                      QStringLiteral("Only together after step 7"),
                                      QStringLiteral("accounting cannot go back after step 9"),
                                      QStringLiteral("Drill of frontend is overdue"), QStringLiteral("currency skips a release")}));
        QCOMPARE(model.index(0).data(FindingsModel::ComponentsRole).toString(), QStringLiteral("checkout, orders-db"));
        QCOMPARE(model.rowOf(report->plans.front().findings[3]), 3);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!model.finding({}));
    }

    void suppressedComeLast()
    {
        auto report = tests::ordersReport();
        report->plans.front().findings[0].suppressedBy = "known";
        const auto workspace = tests::ordersWorkspace();
        const PlanLanes lanes = planLanes(*workspace, *workspace->plans.front(), &report->plans.front());
        FindingsModel model;
        model.setReport(report, 0, lanes);
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("No way back after step 5"));
        QCOMPARE(model.index(model.rowCount() - 1).data(FindingsModel::SuppressedRole).toString(), QStringLiteral("known"));
    }

    void filterByWordsAndSeverity()
    {
        const auto workspace = tests::ordersWorkspace();
        const auto report = tests::ordersReport();
        FindingsModel model;
        FindingsFilter filter;
        const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        filter.setSourceModel(&model);
        model.setReport(report, 0, planLanes(*workspace, *workspace->plans.front(), &report->plans.front()));
        QCOMPARE(filter.rowCount(), 8);
        filter.setWords(QStringLiteral("nothing of this"));
        QCOMPARE(filter.rowCount(), 0);
        filter.setWords(QStringLiteral("CHECKOUT back"));
        QCOMPARE(filter.rowCount(), 2);
        filter.setLeastSeverity(Severity::Error);
        QCOMPARE(filter.rowCount(), 1);
        filter.setWords(QString());
        QCOMPARE(filter.rowCount(), 3);
    }

    void sentenceHasBoldNamesAndNoMarkupOfItsOwn()
    {
        Finding finding;
        finding.component = "checkout";
        finding.release = "2.3";
        finding.against = {"orders-db", "42", {}, "a<b"};
        finding.message = "checkout-2 is not <checkout>. 2.3.1 is not 2.3. It meets a<b.";
        QCOMPARE(findingSentence(finding, {}), QStringLiteral("checkout-2 is not &lt;<b>checkout</b>&gt;. 2.3.1 is not <b>2.3</b>. "
                                                         "It meets <code>a&lt;b</code>."));
    }

    void stepsAreNumberedAsTheLanesDo()
    {
        const auto workspace = tests::everyKindWorkspace();
        const PlanLanes lanes = planLanes(*workspace, *workspace->plans.front(), nullptr);
        QCOMPARE(withStepNumbers("After step `e` and `d`, not `zz`, and ` alone", lanes),
                 QStringLiteral("After step 2 and step 5, not zz, and ` alone"));
        QCOMPARE(withStepNumbers("", lanes), QString());
        QCOMPARE(withStepNumbers("``", lanes), QString());
    }

    void whatThePlanGaveUpStays()
    {
        const auto workspace = tests::ordersWorkspace();
        auto report = tests::ordersReport();
        const Plan &plan = *workspace->plans.front();
        report->plans.front().pointsOfNoReturn.clear();
        const PlanLanes lanes = planLanes(*workspace, plan, &report->plans.front());
        const StepState state = tests::ordersCompute()(*workspace, "Orders v2", "s6", {});
        for (const GoBackRow &row : goBackRows(plan, lanes, 6, &state, &report->plans.front()))
            QVERIFY2(row.component != QStringLiteral("orders-db") || row.verdict == GoBack::Stays, qPrintable(row.word));
    }

    void twoNodePicture()
    {
        const auto workspace = tests::ordersWorkspace();
        const auto report = tests::ordersReport();
        const auto &findings = report->plans.front().findings;
        const PlanLanes lanes = planLanes(*workspace, *workspace->plans.front(), &report->plans.front());
        const FindingPicture back = findingPicture(*workspace, findings[0], lanes);
        QCOMPARE(back.link, FindingPicture::Link::Broken);
        QVERIFY(back.left.goesBack && !back.right.goesBack);
        QCOMPARE(back.sentence(), QStringLiteral("checkout, back on 2.3, tolerates 41: orders-db, schema 42, meets 42"));
        QCOMPARE(findingPicture(*workspace, findings[3], lanes).sentence(),
                 QStringLiteral("checkout, 2.4, needs shipping/rate-table: shipping, back on 4.6, not in 4.6"));
        QCOMPARE(findingPicture(*workspace, findings[4], lanes).sentence(),
                 QStringLiteral("cart, 5.1, go back: payment, 3.4, only together"));
        QCOMPARE(findingPicture(*workspace, findings[1], lanes).right.title, QStringLiteral("step 4"));
        QCOMPARE(findingPicture(*workspace, findings[6], lanes).link, FindingPicture::Link::None);
        QCOMPARE(findingPicture({}, Finding(), lanes).link, FindingPicture::Link::None);
    }

    // Going back from the cursor.
    void goBackFromStepFive()
    {
        const auto workspace = tests::ordersWorkspace();
        const auto report = tests::ordersReport();
        const Plan &plan = *workspace->plans.front();
        const PlanLanes lanes = planLanes(*workspace, plan, &report->plans.front());
        const StepState state = tests::ordersCompute()(*workspace, "Orders v2", "s5", {});
        GoBackModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setRows(goBackRows(plan, lanes, 5, &state, &report->plans.front()));
        QCOMPARE(dump(model),
                 QStringLiteral("checkout | 2.4 → 2.3 | breaks | If checkout goes back to 2.3 after step s5, it meets orders-db at schema "
                                "42, which 2.3 does not tolerate: it tolerates 41 only. | Finding 1\n"
                                "orders-db | 42 → 41 | no return | The plan says that this move cannot be taken back | \n"
                                "shipping | 4.7 → 4.6 | after checkout | checkout 2.4 asks for rate-table, new in shipping 4.7. | Finding 4\n"
                                "product-catalog | 3.2 → 3.1 | open | Checked while it goes back and when it is done: nothing breaks | \n"
                                "currency | 1.9 → 1.8 | open | Checked while it goes back and when it is done: nothing breaks | "));
        model.setRows(goBackRows(plan, lanes, 5, nullptr, nullptr));
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.index(1, GoBackModel::VerdictColumn).data().toString(), QStringLiteral("checking"));
        model.setRows(goBackRows(plan, lanes, 0, nullptr, nullptr));
        QCOMPARE(model.rowCount(), 0);
        StepState failed;
        failed.error = Error{};
        model.setRows(goBackRows(plan, lanes, 1, &failed, nullptr));
        QCOMPARE(model.index(0, GoBackModel::VerdictColumn).data().toString(), QStringLiteral("unknown"));
    }

    void stateAtTheCursor()
    {
        const auto workspace = tests::ordersWorkspace();
        const Plan &plan = *workspace->plans.front();
        const PlanLanes lanes = planLanes(*workspace, plan, nullptr);
        const StepState state = tests::ordersCompute()(*workspace, "Orders v2", "s5", {});
        StateModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setState(plan, lanes, 5, nullptr);
        QCOMPARE(model.index(3, StateModel::LiveColumn).data().toString(), QStringLiteral("2.4"));
        QCOMPARE(model.index(3, StateModel::MayGoBackColumn).data().toString(), QStringLiteral("…"));
        model.setState(plan, lanes, 5, &state);
        QCOMPARE(model.index(3, StateModel::MayGoBackColumn).data().toString(), QStringLiteral("2.3"));
        QCOMPARE(model.index(4, StateModel::MayGoBackColumn).data().toString(), QStringLiteral("nowhere"));
        QCOMPARE(model.index(4, StateModel::FormatsColumn).data().toString(), QStringLiteral("address-v1, address-v2"));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void stepsTable()
    {
        const auto workspace = tests::everyKindWorkspace();
        const auto report = tests::everyKindReport();
        Plan plan = *workspace->plans.front();
        StepsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setPlan(plan, planLanes(*workspace, plan, &report->plans.front()));
        QCOMPARE(dump(model).section(QLatin1Char('\n'), 3, 3),
                 QStringLiteral("4 | Move banner to on | 2 Services and stores | step 1 | switches at once | unknown: not decided | the start"));
        QCOMPARE(dump(model).section(QLatin1Char('\n'), 8, 8),
                 QStringLiteral("9 | Checkpoint done | 6 Checkpoint | step 2, step 4, step 7, step 8 | because | closed: no return | step 9"));
        // One edited step changes one row.
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        plan.steps[6].reason = "another";
        model.setPlan(plan, planLanes(*workspace, plan, &report->plans.front()));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.first().first().toModelIndex().row(), 6);
        QCOMPARE(reset.count(), 0);
        plan.steps.pop_back();
        model.setPlan(plan, planLanes(*workspace, plan, nullptr));
        QCOMPARE(model.rowCount(), 8);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    // Edits.
    void freshNames()
    {
        Plan plan;
        QCOMPARE(freshStepId(plan), std::string("s1"));
        plan.steps.resize(4);
        plan.steps[0].id = "s7";
        plan.steps[1].id = "s99999999999999999999";
        plan.steps[2].id = "sx9";
        plan.steps[3].id = "s";
        QCOMPARE(freshStepId(plan), std::string("s8"));
        const auto workspace = tests::ordersWorkspace();
        QCOMPARE(freshPlanId(*workspace, "Orders v2"), std::string("Orders v2-2"));
    }

    void editsOfASequence()
    {
        const auto workspace = tests::ordersWorkspace();
        const Plan &plan = *workspace->plans.front();
        QVERIFY(moveStep(plan, 2, 2).changes.empty());
        QVERIFY(changeStep(plan, 2, plan.steps[2]).changes.empty());
        QCOMPARE(ids(edited(*workspace, moveStep(plan, 4, 0))), QStringLiteral("s5 s1 s2 s3 s4 s6 s7 s8 s9 s10 s11"));
        QCOMPARE(ids(edited(*workspace, moveStep(plan, 0, 10))), QStringLiteral("s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 s1"));
        QCOMPARE(ids(edited(*workspace, removeStep(plan, 0))), QStringLiteral("s2 s3 s4 s5 s6 s7 s8 s9 s10 s11"));
        QCOMPARE(ids(edited(*workspace, duplicateStep(plan, 1))), QStringLiteral("s1 s2 s12 s3 s4 s5 s6 s7 s8 s9 s10 s11"));
        QCOMPARE(ids(edited(*workspace, addStep(plan, Step(), 99))), QStringLiteral("s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 s12"));
        QCOMPARE(QString::fromStdString(removeStep(plan, 4).title), QStringLiteral("Delete step 5"));
    }

    void editsOfAPartialOrder()
    {
        const auto workspace = tests::everyKindWorkspace();
        const Plan &plan = *workspace->plans.front();
        // Who waited for d waits for b now.
        QCOMPARE(ids(edited(*workspace, removeStep(plan, 3))), QStringLiteral("a b(a) c(a) e f(b) g(f) h(f) i(g,h,c,e)"));
        Step renamed = plan.steps[0];
        renamed.id = "first";
        QCOMPARE(ids(edited(*workspace, changeStep(plan, 0, renamed))),
                 QStringLiteral("first b(first) c(first) d(b) e f(d) g(f) h(f) i(g,h,c,e)"));
        QCOMPARE(ids(edited(*workspace, duplicateStep(plan, 4))), QStringLiteral("a b(a) c(a) d(b) e s1(e) f(d) g(f) h(f) i(g,h,c,e)"));
    }

    void orderOfAPlanConverts()
    {
        const auto partial = tests::everyKindWorkspace();
        QCOMPARE(ids(edited(*partial, setPlanOrder(*partial, 0, PlanOrder::Sequence))), QStringLiteral("a e b c d f g h i"));
        QVERIFY(setPlanOrder(*partial, 0, PlanOrder::Partial).changes.empty());
        const auto sequence = tests::ordersWorkspace();
        const Plan chain = edited(*sequence, setPlanOrder(*sequence, 0, PlanOrder::Partial));
        QCOMPARE(chain.order, PlanOrder::Partial);
        QCOMPARE(ids(chain).left(24), QStringLiteral("s1 s2(s1) s3(s2) s4(s3) "));
    }

    void editsOfPlans()
    {
        auto workspace = tests::ordersWorkspace();
        workspace->suppressions = {{"c", "Orders v2", {}, {}, {}, "why", "2027-01-01", {}}, {"c", "other", {}, {}, {}, "why", "2027-01-01", {}}};
        Workspace copy = *workspace;
        QVERIFY(apply(copy, renamePlan(*workspace, 0, "Orders v3")).ok());
        QCOMPARE(copy.plans.front()->id, std::string("Orders v3"));
        QCOMPARE(copy.suppressions[0].plan, std::string("Orders v3"));
        QCOMPARE(copy.suppressions[1].plan, std::string("other"));
        QVERIFY(renamePlan(*workspace, 0, "Orders v2").changes.empty());
        copy = *workspace;
        QVERIFY(apply(copy, duplicatePlan(*workspace, 0)).ok());
        QCOMPARE(copy.plans.size(), std::size_t(2));
        QCOMPARE(copy.plans[1]->id, std::string("Orders v2-2"));
        QVERIFY(apply(copy, removePlan(copy, 0)).ok());
        QCOMPARE(copy.plans.front()->id, std::string("Orders v2-2"));
        QVERIFY(apply(copy, addPlan(copy, "new", "production")).ok());
        QCOMPARE(copy.plans[1]->environment, std::string("production"));
    }

    void problemsOfASingleStep()
    {
        const auto workspace = tests::ordersWorkspace();
        const Plan &plan = *workspace->plans.front();
        const auto said = [&](const Step &step, std::size_t index = 3) { return sentences(stepProblems(*workspace, plan, index, step)); };
        QVERIFY(said(plan.steps[3]).isEmpty());
        Step step = plan.steps[3];
        step.component.clear();
        QCOMPARE(said(step), QStringList{QStringLiteral("Choose a component.")});
        step.component = "nobody";
        QCOMPARE(said(step), QStringList{QStringLiteral("There is no component nobody.")});
        step = plan.steps[3];
        step.to = {"9.9"};
        QCOMPARE(said(step), QStringList{QStringLiteral("checkout has no release 9.9.")});
        step.to = {"2.3"};
        QCOMPARE(said(step), QStringList{QStringLiteral("checkout is there already.")});
        step.to = {"2.2", "2.4"};
        QCOMPARE(said(step), QStringList{QStringLiteral("Only clients can run several releases as a goal.")});
        step.to.clear();
        QCOMPARE(said(step), QStringList{QStringLiteral("Choose the release to move to.")});
        step.kind = StepKind::Soak;
        QCOMPARE(said(step), QStringList{QStringLiteral("Say how long, for example 24h.")});
        step.kind = StepKind::Commit;
        QCOMPARE(said(step), QStringList{QStringLiteral("Say why its owners give up going back.")});
        step.kind = StepKind::Checkpoint;
        QCOMPARE(said(step).size(), 2);
        step.kind = StepKind::Purge;
        QCOMPARE(said(step), (QStringList{QStringLiteral("Name the format to purge."), QStringLiteral("Formats lie in databases and topics.")}));
    }

    void problemsOfWaiting()
    {
        const auto workspace = tests::everyKindWorkspace();
        const Plan &plan = *workspace->plans.front();
        Step step = plan.steps[0];
        step.after = {"a"};
        QCOMPARE(sentences(stepProblems(*workspace, plan, 0, step)), QStringList{QStringLiteral("A step cannot wait for itself.")});
        step.after = {"d"}; // d waits for b, b for a.
        QCOMPARE(sentences(stepProblems(*workspace, plan, 0, step)), QStringList{QStringLiteral("Then these steps would wait for each other.")});
        step.after = {"zz"};
        QCOMPARE(sentences(stepProblems(*workspace, plan, 0, step)), QStringList{QStringLiteral("There is no step zz.")});
    }

    void suggestedStepsCanBeChecked()
    {
        const auto workspace = tests::ordersWorkspace();
        const Plan &plan = *workspace->plans.front();
        QVERIFY(!suggestedStep({}, {}, StepKind::Move, -1));
        QVERIFY(!suggestedStep({}, {}, StepKind::Commit, -1));
        QVERIFY(!suggestedStep(*workspace, plan, StepKind::Purge, 3)); // Nobody writes a format.
        QVERIFY(!suggestedStep(*workspace, plan, StepKind::Move, 3));  // Everything is at its newest.
        for (const StepKind kind : {StepKind::Soak, StepKind::Commit, StepKind::Checkpoint}) {
            const auto step = suggestedStep(*workspace, plan, kind, 3);
            QVERIFY(step.has_value());
            QCOMPARE(sentences(stepProblems(*workspace, plan, plan.steps.size(), *step)), QStringList());
        }
        Plan empty;
        empty.environment = "production";
        const auto move = suggestedStep(*workspace, empty, StepKind::Move, -1);
        QVERIFY(move.has_value());
        QCOMPARE(move->component, std::string("product-catalog"));
        QCOMPARE(move->to, std::vector<std::string>{"3.2"});
        const auto kinds = tests::everyKindWorkspace();
        const auto checkpoint = suggestedStep(*kinds, *kinds->plans.front(), StepKind::Checkpoint, 0);
        QCOMPARE(checkpoint->after, std::vector<std::string>{"i"}); // The only end.
    }

    // Asking the checker.
    void probeAnswersTheLatestAndCaches()
    {
        std::atomic<int> calls = 0;
        std::promise<void> release;
        std::shared_future<void> released = release.get_future().share();
        StepProbe probe([&](const Workspace &, const std::string &, const std::string &step, std::stop_token stop) {
            ++calls;
            StepState state;
            if (step == "s1") {
                released.wait();
                if (stop.stop_requested())
                    state.error = Error{ErrorCode::Cancelled, {}, {}, 0, 0};
            }
            state.state.components = {{step, {}, {}}};
            return state;
        });
        QSignalSpy ready(&probe, &StepProbe::ready);
        probe.request("p", "s1"); // No workspace yet: ignored.
        QVERIFY(!probe.isRunning());
        probe.setWorkspace(tests::ordersWorkspace());
        probe.request("p", "s1");
        probe.request("p", "s2");
        probe.request("p", "s3"); // Overtakes both.
        release.set_value();
        QVERIFY(ready.wait());
        QCOMPARE(ready.count(), 1);
        QCOMPARE(ready.first().at(1).toString(), QStringLiteral("s3"));
        QVERIFY(!probe.state("p", "s1") && !probe.state("p", "s2"));
        QCOMPARE(probe.state("p", "s3")->state.components.front().component, std::string("s3"));
        QCOMPARE(calls.load(), 2);
        probe.request("p", "s3"); // Known.
        QVERIFY(!probe.isRunning());
        probe.setWorkspace(tests::ordersWorkspace());
        QVERIFY(!probe.state("p", "s3"));
    }

    void probeSurvivesAnExceptionAndItsOwnEnd()
    {
        auto probe = std::make_unique<StepProbe>(
            [](const Workspace &, const std::string &, const std::string &, std::stop_token) -> StepState { throw std::bad_alloc(); });
        probe->setWorkspace(tests::ordersWorkspace());
        QSignalSpy ready(probe.get(), &StepProbe::ready);
        probe->request("p", "s1");
        QVERIFY(ready.wait());
        QCOMPARE(probe->state("p", "s1")->error->code, ErrorCode::Internal);
        probe->request("p", "s2");
        probe.reset(); // While it runs.
        QCoreApplication::processEvents();
    }

    void staleAnswerIsDropped()
    {
        std::promise<void> release;
        std::shared_future<void> released = release.get_future().share();
        StepProbe probe([released](const Workspace &workspace, const std::string &, const std::string &, std::stop_token) {
            released.wait();
            StepState state;
            state.state.components = {{workspace.name, {}, {}}};
            return state;
        });
        QSignalSpy ready(&probe, &StepProbe::ready);
        probe.setWorkspace(tests::ordersWorkspace());
        probe.request("p", "s1");
        probe.setWorkspace(tests::everyKindWorkspace()); // The first answer is about the old one.
        probe.request("p", "s1");
        release.set_value();
        QVERIFY(ready.wait());
        QCOMPARE(probe.state("p", "s1")->state.components.front().component, std::string("Every kind"));
    }

    void trialLooksAtACopy()
    {
        const auto workspace = tests::ordersWorkspace();
        PlanTrial trial([](const Workspace &copy, const std::string &, std::stop_token) -> Result<Report> {
            Report report;
            report.plans.resize(1);
            if (copy.plans.front()->steps.front().id != "s5")
                report.plans.front().findings.resize(1);
            return report;
        });
        QSignalSpy finished(&trial, &PlanTrial::finished);
        trial.request(workspace, "Orders v2", moveStep(*workspace->plans.front(), 4, 0), 7);
        QVERIFY(finished.wait());
        QCOMPARE(finished.first().at(0).toInt(), 7);
        const auto result = finished.first().at(1).value<TrialResult>();
        QVERIFY(result.possible);
        QCOMPARE(result.errors, 0);
        QCOMPARE(workspace->plans.front()->steps.front().id, std::string("s1"));
        // An edit that does not fit is no result, and no crash.
        Edit wrong = moveStep(*workspace->plans.front(), 4, 0);
        std::get<StepChange>(wrong.changes.front()).plan = "nobody";
        trial.request(workspace, "Orders v2", wrong, 8);
        QVERIFY(finished.wait());
        QVERIFY(!finished.last().at(1).value<TrialResult>().possible);
    }
};

QTEST_GUILESS_MAIN(TestPlanItems)
#include "test_planitems.moc"
