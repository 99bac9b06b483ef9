// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/edit.h"
#include "tests/workspace/randomedits.h"

#include <QtTest>

#include <algorithm>

using namespace belay;
using namespace belay::rollback;
using belay::workspace::testing::RandomEdits;

namespace {

Shared<Component> named(const std::string &id)
{
    Component component;
    component.id = id;
    return component;
}

Workspace withComponents(std::size_t count)
{
    Workspace workspace;
    for (std::size_t i = 0; i < count; ++i)
        workspace.components.push_back(named("c" + std::to_string(i)));
    return workspace;
}

Edit editOf(std::vector<AnyChange> changes)
{
    return {"Test", std::move(changes)};
}

} // namespace

class TestEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void misfitsAreRefused_data();
    void misfitsAreRefused();
    void aFailedEditLeavesNothingBehind();
    void aFailedRunLeavesNothingBehind();
    void manyInsertionsAndRemovalsAtOnce();
    void movesAreSmall();
    void manyMovesAtOnce();
    void unchangedComponentsStayShared();
    void oneStepOfALargePlanIsOneChange();
    void manyPlacesAtOnce();
    void nothingBetweenEqualWorkspaces();
    void inverseTakesBack();
    void differenceLeadsThere();
};

void TestEdit::misfitsAreRefused_data()
{
    QTest::addColumn<Edit>("edit");
    const auto row = [](const char *name, AnyChange change) { QTest::newRow(name) << editOf({std::move(change)}); };
    Component other;
    other.id = "c1";
    other.owner = "somebody else";
    row("another value", ComponentChange{Shared<Component>(other), std::nullopt, 1, 0});
    row("another index", ComponentChange{named("c1"), std::nullopt, 0, 0});
    row("index past the end", ComponentChange{named("c1"), std::nullopt, 3, 0});
    row("insertion past the end", ComponentChange{std::nullopt, named("c9"), 0, 4});
    row("move past the end", ComponentChange{named("c1"), named("c1"), 1, 3});
    row("neither before nor after", ComponentChange{});
    row("another name", NameChange{"not this", "x"});
    row("other settings", SettingsChange{Settings{std::nullopt, 7}, {}});
    row("no such plan", StepChange{"p", {std::nullopt, Step{}, 0, 0}});
    row("no such environment", EnvironmentChange{Environment{}, std::nullopt, 0, 0});
    row("no such place", PlaceChange{NodePlace{"c0", 1, 2}, std::nullopt});
    row("place moved meanwhile", PlaceChange{NodePlace{"c2", 0, 0}, NodePlace{"c2", 5, 5}});
    row("place given twice", PlaceChange{std::nullopt, NodePlace{"c2", 5, 5}});
    row("empty place change", PlaceChange{});
}

void TestEdit::misfitsAreRefused()
{
    QFETCH(Edit, edit);
    Workspace workspace = withComponents(3);
    workspace.layout.push_back({"c2", 1, 1});
    const Workspace before = workspace;
    const Result<Done> applied = apply(workspace, edit);
    QVERIFY(!applied);
    QCOMPARE(applied.error().code, ErrorCode::BadValue);
    QVERIFY(!applied.error().detail.empty());
    QVERIFY(workspace == before);
}

void TestEdit::aFailedEditLeavesNothingBehind()
{
    // Every change but the last one fits; the layout is not in order, which must stay so.
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        RandomEdits random(seed);
        Workspace workspace = random.workspace();
        std::reverse(workspace.layout.begin(), workspace.layout.end());
        Edit edit = random.edit(workspace, 10);
        edit.changes.emplace_back(StepChange{"no such plan", {std::nullopt, Step{}, 0, 0}});
        const Workspace before = workspace;
        QVERIFY(!apply(workspace, edit));
        QVERIFY(workspace == before);
    }
}

void TestEdit::aFailedRunLeavesNothingBehind()
{
    Workspace workspace = withComponents(10);
    const Workspace before = workspace;
    QVERIFY(!apply(workspace, editOf({ComponentChange{named("c9"), std::nullopt, 9, 0},
                                      ComponentChange{named("c7"), std::nullopt, 7, 0},
                                      ComponentChange{named("c4"), std::nullopt, 3, 0},
                                      ComponentChange{named("c1"), std::nullopt, 1, 0}})));
    QVERIFY(workspace == before);
    QVERIFY(!apply(workspace, editOf({ComponentChange{std::nullopt, named("x"), 0, 2},
                                      ComponentChange{std::nullopt, named("y"), 0, 5},
                                      ComponentChange{std::nullopt, named("z"), 0, 13}})));
    QVERIFY(workspace == before);
}

void TestEdit::manyInsertionsAndRemovalsAtOnce()
{
    const Workspace all = withComponents(3000);
    Workspace some;
    for (std::size_t i = 0; i < all.components.size(); ++i) {
        if (i % 3 == 1 || (i > 1000 && i < 1400))
            some.components.push_back(all.components[i]);
    }
    for (const auto &[from, to] : {std::pair{all, some}, std::pair{some, all}}) {
        const Edit edit = difference(from, to, "x");
        Workspace workspace = from;
        QVERIFY(apply(workspace, edit).ok());
        QVERIFY(workspace == to);
        QVERIFY(apply(workspace, inverse(edit)).ok());
        QVERIFY(workspace == from);
    }
}

void TestEdit::movesAreSmall()
{
    const Workspace before = withComponents(50);
    Workspace after = before;
    std::rotate(after.components.begin() + 10, after.components.begin() + 30, after.components.begin() + 31);
    const Edit edit = difference(before, after, "x");
    QCOMPARE(edit.changes.size(), std::size_t{1});
    const auto &change = std::get<ComponentChange>(edit.changes.front());
    QCOMPARE(change.indexBefore, std::size_t{30});
    QCOMPARE(change.indexAfter, std::size_t{10});
}

void TestEdit::manyMovesAtOnce()
{
    const Workspace before = withComponents(1200);
    Workspace after = before;
    std::reverse(after.components.begin(), after.components.end());
    const Edit edit = difference(before, after, "x");
    Workspace workspace = before;
    QVERIFY(apply(workspace, edit).ok());
    QVERIFY(workspace == after);
    QVERIFY(apply(workspace, inverse(edit)).ok());
    QVERIFY(workspace == before);
}

void TestEdit::unchangedComponentsStayShared()
{
    const Workspace before = withComponents(100);
    Workspace after = before;
    after.components[40].edit().owner = "payments";
    const Edit edit = difference(before, after, "x");
    QCOMPARE(edit.changes.size(), std::size_t{1});
    Workspace workspace = before;
    QVERIFY(apply(workspace, edit).ok());
    for (std::size_t i = 0; i < 100; ++i)
        QCOMPARE(workspace.components[i].same(before.components[i]), i != 40);
}

void TestEdit::oneStepOfALargePlanIsOneChange()
{
    Workspace before;
    Plan plan;
    plan.id = "rollout";
    for (int i = 0; i < 500; ++i) {
        Step step;
        step.id = "s" + std::to_string(i);
        plan.steps.push_back(step);
    }
    before.plans.emplace_back(plan);
    Workspace after = before;
    after.plans[0].edit().steps[250].reason = "later";
    const Edit edit = difference(before, after, "x");
    QCOMPARE(edit.changes.size(), std::size_t{1});
    QVERIFY(std::holds_alternative<StepChange>(edit.changes.front()));
}

void TestEdit::manyPlacesAtOnce()
{
    Workspace before;
    Workspace after;
    for (int i = 0; i < 2000; ++i) {
        const std::string id = "n" + std::to_string(10000 + i);
        if (i % 2 == 0)
            before.layout.push_back({id, 1, 2});
        if (i % 3 == 0)
            after.layout.push_back({id, i % 2 == 0 ? 3.0 : 1.0, 2});
    }
    Workspace workspace = before;
    const Edit edit = difference(before, after, "Tidy");
    QVERIFY(apply(workspace, edit).ok());
    QVERIFY(workspace == after);
    QVERIFY(apply(workspace, inverse(edit)).ok());
    QVERIFY(workspace == before);
    Edit twice = edit;
    twice.changes.insert(twice.changes.end(), edit.changes.begin(), edit.changes.end());
    QVERIFY(!apply(workspace, twice));
    QVERIFY(workspace == before);
}

void TestEdit::nothingBetweenEqualWorkspaces()
{
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const Workspace one = RandomEdits(seed).workspace();
        const Workspace same = RandomEdits(seed).workspace();
        QVERIFY(difference(one, same, "x").changes.empty());
    }
}

void TestEdit::inverseTakesBack()
{
    for (std::uint64_t seed = 0; seed < 4000; ++seed) {
        RandomEdits random(seed);
        const Workspace before = random.workspace();
        const Edit edit = random.edit(before, 12);
        QCOMPARE(inverse(inverse(edit)), edit);
        Workspace workspace = before;
        const Result<Done> there = apply(workspace, edit);
        QVERIFY2(there.ok(), there ? "" : there.error().detail.c_str());
        const Workspace after = workspace;
        const Result<Done> back = apply(workspace, inverse(edit));
        QVERIFY2(back.ok(), back ? "" : back.error().detail.c_str());
        QVERIFY(workspace == before);
        QVERIFY(apply(workspace, edit).ok());
        QVERIFY(workspace == after);
    }
}

void TestEdit::differenceLeadsThere()
{
    for (std::uint64_t seed = 0; seed < 4000; ++seed) {
        RandomEdits random(seed);
        const Workspace before = random.workspace();
        Workspace after = before;
        if (seed % 4 == 0) {
            after = random.workspace();
        } else {
            QVERIFY(apply(after, random.edit(before, 12)).ok());
        }
        if (seed % 5 == 0) {
            // Ids that are used twice cannot be stored, but an import may bring them.
            for (std::size_t i = 1; i < after.components.size(); i += 2)
                after.components[i].edit().id = after.components[0]->id;
        }
        const Edit edit = difference(before, after, "Import");
        Workspace workspace = before;
        const Result<Done> there = apply(workspace, edit);
        QVERIFY2(there.ok(), there ? "" : there.error().detail.c_str());
        QVERIFY(workspace == after);
        QVERIFY(apply(workspace, inverse(edit)).ok());
        QVERIFY(workspace == before);
    }
}

QTEST_GUILESS_MAIN(TestEdit)
#include "test_edit.moc"
