// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/lanenames.h"

#include "models/items/servicesgraph.h"
#include "views/shell/palettemodel.h"
#include "views/theme/painting.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QToolTip>

#include <algorithm>

namespace belay::views {

LaneNames::LaneNames(const Theme &theme, const LaneState &state, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_state(state)
{
    setFixedWidth(columnWidth);
    setAccessibleName(tr("Components of the plan"));
}

void LaneNames::setOffset(int y)
{
    m_offset = y;
    update();
}

void LaneNames::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), m_theme.colour(Colour::BgWindow));
    if (!m_state.plan)
        return;
    const int first = std::max(0, static_cast<int>((event->rect().top() + m_offset) / LaneGeometry::rowHeight));
    const int last = std::min(m_state.geometry.lanes - 1,
                              static_cast<int>((event->rect().bottom() + m_offset) / LaneGeometry::rowHeight));
    paintRows(painter, first, last, -m_offset);
}

void LaneNames::paintRows(QPainter &painter, int first, int last, double top)
{
    for (int index = first; index <= last; ++index) {
        const items::Lane &lane = m_state.lanes.lanes[static_cast<std::size_t>(index)];
        const QRectF row(0, top + m_state.geometry.rowY(index), columnWidth, LaneGeometry::rowHeight);
        painter.setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
        painter.drawLine(QPointF(0, row.bottom() - 0.5), QPointF(row.right(), row.bottom() - 0.5));
        const bool strong = m_state.emphasised.contains(lane.component);
        m_theme.paintIcon(painter, QRectF(19, std::floor(row.center().y() - 8), 16, 16), iconOf(lane.kind),
                          m_theme.colour(strong ? Colour::TextPrimary : Colour::TextSecondary));
        painter.setFont(m_theme.font(Text::Small));
        painter.setPen(m_theme.colour(Colour::TextTertiary));
        const QString start = lane.startLive.size() > 1 ? QStringLiteral("%1+").arg(lane.startLive.last())
                              : lane.startLive.first() == items::text(rollback::notDeployed) ? QStringLiteral("–")
                                                                                             : lane.startLive.first();
        const QFontMetricsF small(painter.font());
        const double startWidth = std::min(tabularWidth(painter.font(), start), 58.0);
        const QRectF startArea(columnWidth - 7 - startWidth, row.top(), startWidth, row.height());
        paintTabular(painter, startArea, Qt::AlignRight | Qt::AlignVCenter, small.elidedText(start, Qt::ElideRight, startWidth + 1));
        QFont font = m_theme.font(Text::Body);
        font.setWeight(strong ? QFont::DemiBold : QFont::Medium);
        painter.setFont(font);
        painter.setPen(m_theme.colour(lane.known ? Colour::TextPrimary : Colour::ClosedText));
        const QRectF area(42, row.top(), startArea.left() - 42 - 6, row.height());
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetricsF(font).elidedText(lane.component, Qt::ElideMiddle, area.width()));
    }
}

void LaneNames::paintWhole(QPainter &painter, const QRectF &target)
{
    painter.save();
    painter.setClipRect(target, Qt::IntersectClip);
    painter.translate(target.topLeft());
    painter.fillRect(QRectF(0, 0, columnWidth, m_state.geometry.height()), m_theme.colour(Colour::BgWindow));
    if (m_state.plan)
        paintRows(painter, 0, m_state.geometry.lanes - 1, 0);
    painter.restore();
}

void LaneNames::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int lane = m_state.geometry.laneAt(event->position().y() + m_offset); lane >= 0 && m_state.plan)
        Q_EMIT laneActivated(lane);
}

void LaneNames::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // The place hands it to the lanes.
}

bool LaneNames::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_state.plan) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = m_state.geometry.laneAt(help->pos().y() + m_offset);
        if (index < 0) {
            QToolTip::hideText();
            return true;
        }
        const items::Lane &lane = m_state.lanes.lanes[static_cast<std::size_t>(index)];
        QString tip = tr("%1 (%2)").arg(lane.component, items::kindWord(lane.kind));
        tip += QLatin1Char('\n') + tr("Starts at %1, now at %2").arg(lane.startLive.join(QStringLiteral(", ")),
                                                                  m_state.live(index).join(QStringLiteral(", ")));
        tip += QLatin1Char('\n') + tr("May go back by %1 releases").arg(lane.depth);
        if (!lane.known)
            tip = tr("The workspace has no component %1.").arg(lane.component);
        QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace belay::views
