// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/cursorbar.h"
#include "views/plan/findingspanel.h"
#include "views/plan/lanesview.h"
#include "views/plan/planactions.h"
#include "views/plan/planheader.h"
#include "views/plan/planinspector.h"
#include "views/plan/planruler.h"
#include "views/plan/stepeditor.h"
#include "views/theme/button.h"

#include <QtGui/QAction>
#include <QtWidgets/QMenu>

#include <algorithm>

/// What people do in the plan's place: commands, edits, replaying.
namespace belay::views {

using items::text;
using namespace rollback;

void PlanPlace::buildActions()
{
    Actions &all = *m_actions;
    const auto make = [this](const QString &label, const QString &icon, const QKeySequence &keys, auto run) {
        auto *action = new QAction(icon.isEmpty() ? QIcon() : theme().icon(icon), label, this);
        if (!keys.isEmpty()) {
            action->setShortcut(keys);
            // Arrow keys and Delete belong to fields and lists elsewhere.
            action->setShortcutContext(Qt::WidgetShortcut);
            m_lanes->addAction(action);
        }
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    all.previous = make(tr("Previous step"), QStringLiteral("step-first"), Qt::Key_Left, [this] { setCursor(cursor() - 1); });
    all.next = make(tr("Next step"), QStringLiteral("step-last"), Qt::Key_Right, [this] { setCursor(cursor() + 1); });
    all.first = make(tr("Go to the start of the plan"), {}, Qt::Key_Home, [this] { setCursor(0); });
    all.last = make(tr("Go to the end of the plan"), {}, Qt::Key_End, [this] { setCursor(m_state.geometry.columns); });
    all.compare << make(tr("Compare with the state before"), QStringLiteral("arrow-left"), QKeySequence(Qt::SHIFT | Qt::Key_Left),
                        [this] { compareTo(cursor() - 1); })
                << make(tr("Compare with the state behind"), QStringLiteral("arrow-right"), QKeySequence(Qt::SHIFT | Qt::Key_Right),
                        [this] { compareTo(cursor() + 1); })
                << make(tr("Compare with the start of the plan"), {}, QKeySequence(Qt::SHIFT | Qt::Key_Home), [this] { compareTo(0); })
                << make(tr("Compare with the end of the plan"), {}, QKeySequence(Qt::SHIFT | Qt::Key_End),
                        [this] { compareTo(m_state.geometry.columns); });
    all.endComparison = make(tr("End the comparison"), QStringLiteral("close"), {}, [this] { endComparison(); });
    all.play = make(tr("Play the plan"), QStringLiteral("play"), Qt::Key_Space, [this] {
        if (m_player.isActive())
            stopPlaying();
        else
            play();
    });
    all.openFinding = make(tr("Open the finding of this step"), QStringLiteral("warning"), Qt::Key_Return, [this] {
        // The finding of the step at the cursor, else the list.
        FindingsPanel &findings = m_inspector->findings();
        m_inspector->showPage(PlanInspector::FindingsPage);
        Q_EMIT inspectorRequested();
        const std::string step = stepAtCursor();
        const Finding *now = findings.current();
        if (const PlanReport *report = planReport(); report && (!now || now->step != step)) {
            for (std::size_t i = 0; i < report->findings.size(); ++i) {
                if (report->findings[i].step == step) {
                    findings.selectByNumber(static_cast<int>(i));
                    break;
                }
            }
        }
        findings.focusList();
    });
    all.editStep = make(tr("Edit this step"), QStringLiteral("edit"), Qt::Key_F2, [this] {
        m_inspector->showPage(PlanInspector::StepPage);
        Q_EMIT inspectorRequested();
        m_inspector->step().focusFirst();
    });
    all.verify = make(tr("Verify"), QStringLiteral("verify"), {}, [this] { Q_EMIT analysisRequested(); });
    all.verify->setToolTip(tr("Check the plan again (F5)"));
    all.showLanes = make(tr("Show the plan as lanes"), {}, {}, [this] { m_header->setViewIndex(0); });
    all.showSteps = make(tr("Show the plan as a table of steps"), QStringLiteral("table"), {}, [this] { m_header->setViewIndex(1); });

    const auto add = [&](const QString &label, const QString &icon, StepKind kind) {
        all.add << make(label, icon, {}, [this, kind] { addStep(kind); });
    };
    add(tr("Add a move"), QStringLiteral("arrow-right"), StepKind::Move);
    add(tr("Add a soak"), QStringLiteral("soak"), StepKind::Soak);
    add(tr("Add a commit"), QStringLiteral("commit"), StepKind::Commit);
    add(tr("Add a checkpoint"), QStringLiteral("anchor"), StepKind::Checkpoint);
    add(tr("Add a purge of a format"), QStringLiteral("purge"), StepKind::Purge);
    all.insert = make(tr("Add a step here"), QStringLiteral("plus"), Qt::Key_Insert, [this] { addStep(StepKind::Move); });
    all.duplicate = make(tr("Duplicate the step"), QStringLiteral("copy"), QKeySequence(Qt::CTRL | Qt::Key_D), [this] { duplicateStep(); });
    all.remove = make(tr("Delete the step"), QStringLiteral("trash"), Qt::Key_Delete, [this] { deleteStep(); });
    all.earlier = make(tr("Move the step earlier"), QStringLiteral("arrow-left"), QKeySequence(Qt::CTRL | Qt::Key_Left),
                       [this] { moveStepBy(-1); });
    all.later = make(tr("Move the step later"), QStringLiteral("arrow-right"), QKeySequence(Qt::CTRL | Qt::Key_Right),
                     [this] { moveStepBy(1); });
    all.newPlan = make(tr("New plan"), QStringLiteral("plus"), {}, [this] { newPlan(); });
    all.rename = make(tr("Rename the plan"), QStringLiteral("edit"), {}, [this] { m_header->startRename(); });
    all.duplicatePlan = make(tr("Duplicate the plan"), QStringLiteral("copy"), {}, [this] {
        if (!m_state.plan)
            return;
        const Edit wanted = items::duplicatePlan(*m_state.workspace, m_planIndex);
        edit(wanted);
        const auto *change = std::get_if<PlanChange>(&wanted.changes.front());
        if (change && change->after)
            choosePlan(text((*change->after)->id));
    });
    all.removePlan = make(tr("Delete the plan"), QStringLiteral("trash"), {}, [this] {
        if (m_state.plan)
            edit(items::removePlan(*m_state.workspace, m_planIndex));
    });
    all.order = make(tr("Let steps run side by side"), QStringLiteral("split"), {}, [this] {
        if (!m_state.plan)
            return;
        edit(items::setPlanOrder(*m_state.workspace, m_planIndex,
                                 m_state.plan->order == PlanOrder::Sequence ? PlanOrder::Partial : PlanOrder::Sequence));
    });
    m_header->setPlanActions({all.newPlan, all.rename, all.duplicatePlan, all.order, all.removePlan});
    m_header->setStepActions(all.add);
    m_header->setVerifyAction(all.verify);
    connect(m_lanes, &LanesView::contextMenuRequested, this, [this](int, const QPoint &global) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        menu->addActions({m_actions->editStep, m_actions->duplicate, m_actions->earlier, m_actions->later});
        menu->addSeparator();
        menu->addActions(m_actions->add);
        menu->addSeparator();
        menu->addAction(m_actions->remove);
        menu->popup(global);
    });
}

QList<QAction *> PlanPlace::commands() const
{
    return m_actions->all();
}

void PlanPlace::updateActions()
{
    Actions &all = *m_actions;
    const bool plan = m_state.plan != nullptr;
    const bool step = stepIndexAtCursor() >= 0;
    const bool environments = !m_state.workspace->environments.empty();
    all.previous->setEnabled(cursor() > 0);
    all.first->setEnabled(cursor() > 0);
    all.next->setEnabled(cursor() < m_state.geometry.columns);
    all.last->setEnabled(cursor() < m_state.geometry.columns);
    for (QAction *action : all.compare)
        action->setEnabled(m_state.geometry.columns > 0);
    all.endComparison->setEnabled(m_state.isComparing());
    all.play->setEnabled(m_state.geometry.columns > 0);
    all.openFinding->setEnabled(plan);
    all.editStep->setEnabled(step);
    all.verify->setEnabled(plan && !m_state.running);
    all.verify->setText(m_state.running ? tr("Checking…") : tr("Verify"));
    for (QAction *action : all.add + QList<QAction *>{all.insert, all.rename, all.duplicatePlan, all.removePlan, all.order})
        action->setEnabled(plan && !m_readOnly);
    for (QAction *action : {all.duplicate, all.remove})
        action->setEnabled(step && !m_readOnly);
    all.earlier->setEnabled(!m_readOnly && cursor() > 1);
    all.later->setEnabled(!m_readOnly && step && cursor() < m_state.geometry.columns);
    all.newPlan->setEnabled(environments && !m_readOnly);
    all.order->setText(plan && m_state.plan->order == PlanOrder::Partial ? tr("Put steps in sequence")
                                                                         : tr("Let steps run side by side"));
    for (QAction *action : all.editing())
        action->setToolTip(m_readOnly ? m_readOnlyReason : action->text());
    all.verify->setToolTip(tr("Check the plan again (F5)"));
    m_lanes->setEditable(!m_readOnly);
    m_inspector->step().setReadOnly(m_readOnly, m_readOnlyReason);
}

void PlanPlace::setReadOnly(bool readOnly, const QString &reason)
{
    m_readOnly = readOnly;
    m_readOnlyReason = reason;
    updateActions();
}

void PlanPlace::edit(const Edit &edit)
{
    if (edit.changes.empty())
        return;
    if (m_readOnly) {
        Q_EMIT statusMessage(m_readOnlyReason);
        return;
    }
    stopPlaying();
    Q_EMIT editRequested(edit);
}

void PlanPlace::addStep(StepKind kind)
{
    if (!m_state.plan)
        return;
    const Plan &plan = *m_state.plan;
    const std::optional<Step> step = items::suggestedStep(*m_state.workspace, plan, kind, stepIndexAtCursor());
    if (!step) {
        Q_EMIT statusMessage(kind == StepKind::Purge ? tr("No release writes a format that could be purged.")
                             : kind == StepKind::Move ? tr("Every component runs its newest release already. Add a release in Services first.")
                                                      : tr("The workspace has no component yet."));
        return;
    }
    // In a sequence behind the cursor's step; in a partial order `after` says where it runs.
    const std::size_t at = plan.order == PlanOrder::Partial ? plan.steps.size() : static_cast<std::size_t>(stepIndexAtCursor() + 1);
    const std::string added = step->id;
    edit(items::addStep(plan, *step, at));
    if (const int columnOfStep = m_state.lanes.columnOf(added); columnOfStep >= 0) {
        setCursor(columnOfStep + 1);
        m_inspector->showPage(PlanInspector::StepPage);
    }
}

void PlanPlace::duplicateStep()
{
    const int index = stepIndexAtCursor();
    if (index < 0)
        return;
    const std::string added = items::freshStepId(*m_state.plan);
    edit(items::duplicateStep(*m_state.plan, static_cast<std::size_t>(index)));
    if (const int columnOfStep = m_state.lanes.columnOf(added); columnOfStep >= 0)
        setCursor(columnOfStep + 1);
}

void PlanPlace::deleteStep()
{
    if (const int index = stepIndexAtCursor(); index >= 0)
        edit(items::removeStep(*m_state.plan, static_cast<std::size_t>(index)));
}

void PlanPlace::moveStepBy(int by)
{
    const int columnOfStep = m_state.current();
    const int target = columnOfStep + by;
    if (columnOfStep < 0 || target < 0 || target >= m_state.geometry.columns)
        return;
    dropStep(columnOfStep, target);
}

items::WaveMove PlanPlace::dropEdit(int column, int target) const
{
    if (!m_state.plan || column < 0 || target < 0 || column >= m_state.geometry.columns || target >= m_state.geometry.columns)
        return {};
    // In a partial order the file's order only counts within a wave.
    if (m_state.changesWave(column, target))
        return items::moveToWave(*m_state.plan, m_state.lanes, column, target);
    const auto stepOf = [&](int of) { return static_cast<std::size_t>(m_state.lanes.blocks[static_cast<std::size_t>(of)].step); };
    return {items::moveStep(*m_state.plan, stepOf(column), stepOf(target)), {}};
}

void PlanPlace::tryDrop(int column, int target)
{
    m_trial.cancel();
    m_state.verdict = DropVerdict::Unknown;
    m_state.dropNote.clear();
    if (column == target)
        return;
    const items::WaveMove wanted = dropEdit(column, target);
    m_state.dropNote = wanted.sentence;
    if (!wanted.sentence.isEmpty())
        Q_EMIT statusMessage(wanted.sentence);
    if (!wanted.edit) {
        m_state.verdict = DropVerdict::Impossible;
        return;
    }
    // Only while a whole check is quick enough to follow the hand.
    constexpr double quick_ms = 250;
    if (m_analysis.state != Analysis::State::Failed && m_analysis.elapsed_ms <= quick_ms && planReport())
        m_trial.request(m_state.workspace, m_planId, *wanted.edit, target);
}

void PlanPlace::dropStep(int column, int target)
{
    const items::WaveMove wanted = dropEdit(column, target);
    if (!wanted.edit) {
        Q_EMIT statusMessage(wanted.sentence);
        return;
    }
    const std::string moved = m_state.plan->steps[static_cast<std::size_t>(
                                                      m_state.lanes.blocks[static_cast<std::size_t>(column)].step)].id;
    edit(*wanted.edit);
    if (const int now = m_state.lanes.columnOf(moved); now >= 0)
        setCursor(now + 1);
}

void PlanPlace::newPlan()
{
    if (m_state.workspace->environments.empty())
        return;
    const auto &environments = m_state.workspace->environments;
    const bool known = std::any_of(environments.begin(), environments.end(),
                                   [&](const Environment &environment) { return text(environment.id) == m_environment; });
    const std::string added = items::freshPlanId(*m_state.workspace, tr("rollout").toStdString());
    edit(items::addPlan(*m_state.workspace, added, known ? m_environment.toStdString() : environments.front().id));
    choosePlan(text(added));
}

void PlanPlace::renamePlan(const QString &id)
{
    if (!m_state.plan)
        return;
    const std::string wanted = id.toStdString();
    const auto &plans = m_state.workspace->plans;
    if (std::any_of(plans.begin(), plans.end(), [&](const auto &plan) { return plan->id == wanted; })) {
        Q_EMIT statusMessage(tr("There is a plan %1 already.").arg(id));
        return;
    }
    const Edit change = items::renamePlan(*m_state.workspace, m_planIndex, wanted);
    m_planId = wanted; // The edit brings the new name; without it the first plan of the environment is shown.
    edit(change);
}

bool PlanPlace::reveal(const Target &target)
{
    if (!target.plan.empty()) {
        const auto &plans = m_state.workspace->plans;
        if (std::none_of(plans.begin(), plans.end(), [&](const auto &plan) { return plan->id == target.plan; }))
            return false;
        choosePlan(text(target.plan));
    }
    bool shown = !target.plan.empty();
    if (!target.step.empty() && m_state.plan) {
        const int columnOfStep = m_state.lanes.columnOf(target.step);
        if (columnOfStep < 0 && target.step != startStep)
            return false;
        setCursor(columnOfStep + 1);
        shown = true;
    }
    if (target.finding && m_inspector->findings().select(*target.finding)) {
        m_inspector->showPage(PlanInspector::FindingsPage);
        gotoFinding();
        shown = true;
    }
    if (!target.component.empty() && m_state.plan) {
        const int lane = m_state.lanes.laneOf(target.component);
        if (lane < 0)
            return shown;
        m_lanes->showLane(lane);
        const items::Lane &own = m_state.lanes.lanes[static_cast<std::size_t>(lane)];
        if (!shown && !own.steps.empty())
            setCursor(own.steps.front() + 1);
        shown = true;
    }
    return shown;
}

void PlanPlace::stepFinding(int direction)
{
    m_inspector->showPage(PlanInspector::FindingsPage);
    m_inspector->findings().step(direction);
}

bool PlanPlace::cancel()
{
    if (m_lanes->cancelDrag() || endComparison())
        return true;
    if (m_player.isActive()) {
        stopPlaying();
        return true;
    }
    FindingsPanel &findings = m_inspector->findings();
    if (!findings.current())
        return false;
    findings.clearSelection();
    return true;
}

void PlanPlace::gotoFinding()
{
    const Finding *finding = m_inspector->findings().current();
    if (!finding || !m_state.plan)
        return;
    stopPlaying();
    setCursor(m_state.lanes.columnOf(finding->step) + 1);
    updateGhost();
    m_lanes->showCursor();
    if (m_state.ghost)
        m_lanes->showLane(m_state.ghost->lane);
}

void PlanPlace::replayFinding()
{
    const Finding *finding = m_inspector->findings().current();
    if (!finding || !m_state.plan)
        return;
    stopPlaying();
    setCursor(0);
    playTo(m_state.lanes.columnOf(finding->step) + 1);
}

void PlanPlace::play()
{
    if (cursor() >= m_state.geometry.columns)
        setCursor(0);
    playTo(m_state.geometry.columns);
}

void PlanPlace::playTo(int columnsDone)
{
    if (columnsDone <= cursor())
        return;
    if (theme().slow_ms() == 0) { // Reduced motion: the end at once.
        setCursor(columnsDone);
        return;
    }
    m_playTo = columnsDone;
    // A long plan is played in about ten seconds.
    m_player.setInterval(std::clamp(10000 / std::max(1, columnsDone - cursor()), 30, 650));
    m_player.start();
    m_bar->setPlaying(true);
}

void PlanPlace::stopPlaying()
{
    if (!m_player.isActive())
        return;
    m_player.stop();
    m_playTo = -1;
    m_bar->setPlaying(false);
}

} // namespace belay::views
