// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing the state at the cursor with another one of the plan.
#include "models/items/statecomparison.h"
#include "views/plan/cursorbar.h"
#include "views/plan/gobackpanel.h"
#include "views/plan/lanenames.h"
#include "views/plan/lanesview.h"
#include "views/plan/planplace.h"
#include "views/plan/planruler.h"

#include <QtGui/QAccessible>

#include <algorithm>

namespace belay::views {

void PlanPlace::compareTo(int columnsDone)
{
    if (!m_state.plan || m_state.geometry.columns == 0)
        return;
    stopPlaying();
    LaneGeometry &geometry = m_state.geometry;
    const bool begins = !m_state.isComparing();
    if (begins)
        geometry.compared = geometry.cursor;
    const int wanted = std::clamp(columnsDone, 0, geometry.columns);
    if (wanted == geometry.cursor && !begins)
        return;
    geometry.cursor = wanted;
    if (begins)
        updateGeometryOfLanes();
    updateCursor();
    m_lanes->showCursor();
}

bool PlanPlace::endComparison()
{
    if (!m_state.isComparing())
        return false;
    m_state.geometry.compared = -1;
    m_comparisonSaid.clear();
    updateGeometryOfLanes();
    updateCursor();
    sayToReaders();
    return true;
}

QString PlanPlace::stateName(int columnsDone) const
{
    return columnsDone <= 0 ? tr("the start") : tr("step %1").arg(columnsDone);
}

void PlanPlace::updateComparison()
{
    const LaneGeometry &geometry = m_state.geometry;
    const int first = geometry.rangeBegin();
    const int last = geometry.rangeEnd();
    const int steps = last - first;
    const QString from = stateName(first);
    const QString to = stateName(last);
    if (steps == 0) {
        m_bar->setSentence(tr("Compare %1 with …").arg(from), {});
        m_bar->setVerdict(Sign::Note, tr("choose another state"));
        m_goBack->showComparison({}, from, to);
        m_goBack->setMessage(tr("Choose the other state: Shift+Left, Shift+Right, or hold Shift and drag the cursor. Escape ends it."));
        m_lanes->setSummary({});
        return;
    }
    const bool failed = m_analysis.state == Analysis::State::Failed;
    const std::string stepA = stepBehind(first);
    const std::string stepB = stepBehind(last);
    const items::StepState *a = failed ? nullptr : m_probe.state(m_planId, stepA);
    const items::StepState *b = failed ? nullptr : m_probe.state(m_planId, stepB);
    if (!failed && (!a || !b)) // One at a time: a request stops the one before.
        m_probe.request(m_planId, a ? stepB : stepA);
    const items::StateComparison comparison =
        items::compareStates(*m_state.plan, m_state.lanes, first, last, a, b, planReport());
    const QString stepWords = steps == 1 ? tr("1 step between") : tr("%1 steps between").arg(steps);
    const auto count = comparison.rows.size();
    const QString differing = count == 0   ? tr("nothing differs")
                              : count == 1 ? tr("1 component differs")
                                           : tr("%1 components differ").arg(count);
    m_bar->setSentence(tr("From %1 to %2").arg(from, to), tr("%1, %2").arg(stepWords, differing));
    const auto &[before, after] = comparison.wayBack;
    m_bar->setVerdict(signOf(after), before == after ? tr("way back %1 in both").arg(items::word(after))
                                                     : tr("way back %1, then %2").arg(items::word(before), items::word(after)));
    if (!comparison.complete && !failed && !m_stateAwaited) { // What was shown stays for a moment.
        if (!m_slowState.isActive())
            m_slowState.start();
        if (m_goBack->isComparing())
            return;
    } else if (comparison.complete) {
        m_slowState.stop();
        m_stateAwaited = false;
    }
    m_goBack->showComparison(comparison.rows, from, to);
    m_goBack->setMessage(failed       ? tr("Not known: the workspace has an error that has to be repaired first.")
                         : count == 0 ? tr("Nothing differs between these two states.")
                                      : QString());
    if (!comparison.complete)
        return;
    QStringList names;
    for (const items::StateDifference &row : comparison.rows)
        names << row.component;
    const QString said = tr("Comparing A, %1, with B, %2: %3; %4.")
                             .arg(from, to, names.isEmpty() ? differing : tr("%1 (%2)").arg(differing, items::joinNames(names, 4)),
                                  items::wayBackSentence(comparison));
    m_lanes->setSummary(said);
    if (said == m_comparisonSaid)
        return;
    m_comparisonSaid = said;
    Q_EMIT statusMessage(said);
    sayToReaders();
}

void PlanPlace::sayToReaders()
{
    // The lanes have the focus while somebody compares, and their description is the sentence.
    QAccessibleEvent changed(m_lanes, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    QAccessibleEvent alert(m_lanes, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace belay::views
