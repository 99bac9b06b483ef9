// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/document.h"
#include "randomedits.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace belay;
using namespace belay::rollback;
using belay::workspace::Document;
using belay::workspace::Existing;
using belay::workspace::testing::RandomEdits;

namespace {

Workspace planned(std::size_t steps)
{
    Workspace workspace;
    workspace.name = "Planned";
    for (const char *id : {"first", "second"}) {
        Plan plan;
        plan.id = id;
        for (std::size_t i = 0; i < steps; ++i) {
            Step step;
            step.id = "step-" + std::to_string(i);
            step.component = "c";
            step.to = {"2"};
            plan.steps.push_back(step);
        }
        workspace.plans.push_back(plan);
    }
    return workspace;
}

/// Any edit of one step: a change, a new one, a move, a removal.
Edit stepEdit(const Workspace &workspace, RandomEdits &random, const std::string &freshId)
{
    const Plan &plan = *workspace.plans[random.below(workspace.plans.size())];
    const std::size_t count = plan.steps.size();
    const std::size_t at = random.below(count);
    Step after = plan.steps[at];
    after.reason += "x";
    const auto changed = [&]() -> Change<Step> {
        switch (count < 4 ? 0 : random.below(4)) {
        case 0: after.id = freshId; return {std::nullopt, after, 0, random.below(count + 1)};
        case 1: return {plan.steps[at], plan.steps[at], at, random.below(count)};
        case 2: return {plan.steps[at], std::nullopt, at, 0};
        default: return {plan.steps[at], after, at, at};
        }
    };
    return {"Edit a step", {StepChange{plan.id, changed()}}};
}

} // namespace

/// Editing as the window does: the snapshot changes at once, in place where that is nobody else's.
class TestSubmit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusedEditsLeaveNothing()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a.belay")).toStdString();
        auto document = Document::create(path, planned(20));
        QVERIFY(document.ok());
        Document &d = **document;
        RandomEdits random(5);
        for (int i = 0; i < 40; ++i) {
            const auto before = d.snapshot();
            const Workspace copy = *before;
            const Plan &plan = *before->plans.front();
            Step twin = plan.steps.back();
            twin.id = plan.steps.front().id;
            Step odd = plan.steps.front();
            odd.component = "never there";
            const std::size_t last = plan.steps.size() - 1;
            // An id that is there already, by a new step and by a renamed one; then one that does not fit.
            QCOMPARE(d.submit({"Twin", {StepChange{"first", {std::nullopt, twin, 0, 1}}}}).error().code, ErrorCode::Duplicate);
            QCOMPARE(d.submit({"Twin", {StepChange{"first", {plan.steps[last], twin, last, last}}}}).error().code, ErrorCode::Duplicate);
            QCOMPARE(d.submit({"Odd", {StepChange{"first", {odd, plan.steps[0], 0, 0}}}}).error().code, ErrorCode::BadValue);
            QVERIFY(d.snapshot() == before);
            QVERIFY(*before == copy);
            QVERIFY(d.submit(stepEdit(*before, random, "new-" + std::to_string(i))).ok());
            QVERIFY(*before == copy);
            if (random.oneIn(2))
                QVERIFY(d.flush().ok());
        }
    }

    void snapshotsNeverChange()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a.belay")).toStdString();
        Workspace expected = planned(50);
        std::vector<std::pair<std::shared_ptr<const Workspace>, Workspace>> kept;
        {
            auto document = Document::create(path, expected);
            QVERIFY(document.ok());
            Document &d = **document;
            RandomEdits random(11);
            for (int i = 0; i < 150; ++i) {
                Edit edit = random.oneIn(4) ? random.edit(expected, 3) : stepEdit(expected, random, "new-" + std::to_string(i));
                Workspace next = expected;
                QVERIFY(apply(next, edit).ok());
                if (next.plans.empty() || next.plans.front()->steps.empty() || next.plans.back()->steps.empty())
                    continue;
                if (random.oneIn(3)) {
                    const auto held = d.snapshot();
                    kept.emplace_back(held, *held);
                    QVERIFY(d.submit(edit).ok());
                } else {
                    QVERIFY((random.oneIn(4) ? d.commit(edit) : d.submit(edit)).ok());
                }
                expected = std::move(next);
                QVERIFY(*d.snapshot() == expected);
                // At once, or when the writer has had its time.
                if (random.oneIn(2))
                    QVERIFY(d.flush().ok());
            }
            QVERIFY(kept.size() > 20);
            for (const auto &[held, copy] : kept)
                QVERIFY(*held == copy);
        }
        const auto stored = Document::open(path);
        QVERIFY(stored.ok());
        QVERIFY(*(*stored)->snapshot() == expected);
    }
};

QTEST_GUILESS_MAIN(TestSubmit)
#include "test_submit.moc"
