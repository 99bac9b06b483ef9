// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/items/ordersplan.h"

#include "views/plan/cursorbar.h"
#include "views/plan/findingspanel.h"
#include "views/plan/lanesview.h"
#include "views/plan/planinspector.h"
#include "views/plan/planplace.h"

#include <QtGui/QAction>
#include <QtGui/QMouseEvent>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

namespace belay::tests {

using namespace belay::views;
using rollback::Edit;
using rollback::Workspace;

inline items::PlanTrial::Check noCheck()
{
    return [](const Workspace &, const std::string &, std::stop_token) -> Result<rollback::Report> { return Error{}; };
}

/// A place in a window, with a document that applies its edits as the shell does.
struct Window {
    explicit Window(const Theme &theme, std::shared_ptr<Workspace> document = tests::ordersWorkspace(),
                    std::shared_ptr<const rollback::Report> report = tests::ordersReport(),
                    items::PlanTrial::Check check = noCheck())
        : place(theme, tests::ordersCompute(), std::move(check))
        , workspace(std::move(document))
    {
        QObject::connect(&place, &Place::editRequested, &place, [this](const Edit &edit) {
            auto next = std::make_shared<Workspace>(*workspace);
            const auto done = rollback::apply(*next, edit);
            if (!done) {
                refused = QString::fromStdString(done.error().detail);
                return;
            }
            ++edits;
            titles << QString::fromStdString(edit.title);
            workspace = next;
            analysis.stale = true;
            place.setWorkspace(workspace);
            place.setAnalysis(analysis);
        });
        analysis.state = Analysis::State::Done;
        analysis.report = std::move(report);
        place.setWorkspace(workspace);
        place.setEnvironment(workspace->environments.empty() ? QString()
                                                             : QString::fromStdString(workspace->environments.front().id));
        place.setAnalysis(analysis);
        place.resize(1000, 780);
        place.show();
    }
    [[nodiscard]] LanesView &lanes() { return *place.findChild<LanesView *>(); }
    [[nodiscard]] CursorBar &bar() { return *place.findChild<CursorBar *>(); }
    [[nodiscard]] PlanInspector &inspector() { return *static_cast<PlanInspector *>(place.inspector()); }
    [[nodiscard]] FindingsPanel &findings() { return inspector().findings(); }
    [[nodiscard]] QAction *action(const QString &text)
    {
        const QList<QAction *> all = place.commands();
        for (QAction *action : all) {
            if (action->text() == text)
                return action;
        }
        return nullptr;
    }
    [[nodiscard]] QString steps() const
    {
        QStringList ids;
        for (const rollback::Step &step : workspace->plans.front()->steps)
            ids << QString::fromStdString(step.id);
        return ids.join(QLatin1Char(' '));
    }

    PlanPlace place;
    std::unique_ptr<QWidget> holder{place.inspector()}; // As the shell, which deletes it.
    std::shared_ptr<Workspace> workspace;
    Analysis analysis;
    int edits = 0;
    QStringList titles;
    QString refused;
};

/// Takes the block of one column and holds it over another.
inline void dragOver(LanesView &lanes, int column, int target)
{
    QTest::mousePress(lanes.viewport(), Qt::LeftButton, {}, lanes.stepRect(column).center());
    const QPointF to = QPointF(lanes.stepRect(target).center());
    QMouseEvent over(QEvent::MouseMove, to, lanes.viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(lanes.viewport(), &over);
}

} // namespace belay::tests
