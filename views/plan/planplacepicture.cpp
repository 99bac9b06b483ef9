// SPDX-License-Identifier: GPL-3.0-or-later
// The selected finding in the lanes, and pictures of the whole plan.
#include "models/items/findingtext.h"
#include "views/plan/findingspanel.h"
#include "views/plan/lanenames.h"
#include "views/plan/lanesview.h"
#include "views/plan/planinspector.h"
#include "views/plan/planplace.h"
#include "views/plan/planruler.h"

#include <QtGui/QPainter>

namespace belay::views {

using items::text;
using namespace rollback;

void PlanPlace::updateGhost()
{
    const Finding *finding = m_state.plan ? m_inspector->findings().current() : nullptr;
    QStringList names;
    std::optional<LaneGhost> ghost;
    if (finding) {
        names = items::findingComponents(*finding);
        const int columnOfFinding = m_state.lanes.columnOf(finding->step);
        // The ghost stands beside the state that it is about, and nowhere else.
        if (columnOfFinding + 1 == cursor() && finding->check != Check::Practice) {
            LaneGhost made;
            const std::string &other = finding->against.component.empty() ? finding->against.store : finding->against.component;
            if (finding->check == Check::WayBack) {
                made.lane = m_state.lanes.laneOf(finding->component.empty() && !finding->together.empty() ? finding->together.front()
                                                                                                          : finding->component);
                made.text = finding->code == Code::WayBackAtOnce ? tr("only together") : tr("no way back");
            } else if (!finding->rollbacks.empty()) {
                const RollbackTo &back = finding->rollbacks.front();
                made.lane = m_state.lanes.laneOf(back.component);
                made.text = back.to == notDeployed ? tr("removed again") : tr("back to %1").arg(text(back.to));
                made.otherLane = m_state.lanes.laneOf(back.component == finding->component ? other : finding->component);
            } else {
                made.lane = m_state.lanes.laneOf(finding->component);
                made.text = tr("%1 breaks").arg(text(finding->release));
                made.otherLane = m_state.lanes.laneOf(other);
            }
            const items::BrokenLink link = items::brokenLink(*m_state.workspace, *finding);
            made.reason = link.asks.isEmpty() || link.reason.isEmpty() ? link.asks + link.reason
                                                                       : tr("%1, %2").arg(link.asks, link.reason);
            if (made.lane >= 0)
                ghost = made;
        }
    }
    if (ghost == m_state.ghost && names == m_state.emphasised)
        return;
    m_state.ghost = ghost;
    m_state.emphasised = names;
    m_lanes->replace();
    m_names->update();
}

QSizeF PlanPlace::pictureSize() const
{
    return QSizeF(LaneNames::columnWidth + m_state.geometry.width(), PlanRuler::rulerHeight + m_state.geometry.height());
}

void PlanPlace::paintPicture(QPainter &painter, const QRectF &target)
{
    const QSizeF whole = pictureSize();
    painter.save();
    painter.translate(target.topLeft());
    painter.scale(target.width() / whole.width(), target.height() / whole.height());
    m_ruler->paintWhole(painter, QRectF(0, 0, whole.width(), PlanRuler::rulerHeight));
    m_names->paintWhole(painter, QRectF(0, PlanRuler::rulerHeight, LaneNames::columnWidth, m_state.geometry.height()));
    m_lanes->paintWhole(painter, QRectF(LaneNames::columnWidth, PlanRuler::rulerHeight, m_state.geometry.width(), m_state.geometry.height()));
    painter.restore();
}

} // namespace belay::views
