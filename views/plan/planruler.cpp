// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/planruler.h"

#include "views/plan/laneitems.h"
#include "views/plan/lanenames.h"
#include "views/theme/painting.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

namespace belay::views {

namespace {
constexpr double cellTop = 13;
constexpr double cellHeight = 45;
constexpr double ropeY = 78;
constexpr double waveText = 112; ///< Middle of the line.
constexpr double bracketY = 124;
constexpr double numberY = 146;
constexpr double wordPitch = 58;  ///< Below: cells show their glyph only.
constexpr double numberPitch = 22; ///< Below: not every column has its number.
} // namespace

Sign signOf(items::WayBack state)
{
    switch (state) {
    case items::WayBack::Open: return Sign::Open;
    case items::WayBack::After: return Sign::After;
    case items::WayBack::Closed: return Sign::Closed;
    case items::WayBack::Unknown: break;
    }
    return Sign::Unknown;
}

PlanRuler::PlanRuler(const Theme &theme, const LaneState &state, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_state(state)
{
    setFixedHeight(rulerHeight);
    setMouseTracking(true);
    setAccessibleName(tr("Way back after each step"));
}

void PlanRuler::setOffset(int x)
{
    m_offset = x;
    update();
}

void PlanRuler::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgWindow));
    paintNames(painter);
    painter.setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
    painter.drawLine(QPointF(0, rulerHeight - 0.5), QPointF(width(), rulerHeight - 0.5));
    if (!m_state.plan)
        return;
    painter.setClipRect(QRect(LaneNames::columnWidth, 0, width() - LaneNames::columnWidth, height()));
    painter.translate(LaneNames::columnWidth - m_offset, 0);
    paintColumns(painter, QRectF(m_offset, 0, width() - LaneNames::columnWidth, height()));
}

void PlanRuler::paintWhole(QPainter &painter, const QRectF &target)
{
    painter.save();
    painter.setClipRect(target, Qt::IntersectClip);
    painter.translate(target.topLeft());
    painter.fillRect(QRectF(0, 0, target.width(), rulerHeight), m_theme.colour(Colour::BgWindow));
    paintNames(painter);
    painter.translate(LaneNames::columnWidth, 0);
    if (m_state.plan)
        paintColumns(painter, QRectF(0, 0, m_state.geometry.width(), rulerHeight));
    painter.restore();
}

void PlanRuler::paintNames(QPainter &painter)
{
    painter.setFont(m_theme.font(Text::Label));
    painter.setPen(m_theme.colour(Colour::TextPrimary));
    painter.drawText(QRectF(20, cellTop + 3, 150, 20), Qt::AlignLeft | Qt::AlignVCenter, tr("Way back"));
    painter.setFont(m_theme.font(Text::Small));
    painter.setPen(m_theme.colour(Colour::TextTertiary));
    painter.drawText(QRectF(20, cellTop + 22, 150, 18), Qt::AlignLeft | Qt::AlignVCenter,
                     m_state.stale ? tr("before the last edit") : tr("after each step"));
    painter.drawText(QRectF(20, ropeY - 6, 150, 18), Qt::AlignLeft | Qt::AlignVCenter, tr("Rope reaches back to"));
}

void PlanRuler::paintColumns(QPainter &painter, const QRectF &visible)
{
    const LaneGeometry &geometry = m_state.geometry;
    painter.setRenderHint(QPainter::Antialiasing);
    if (geometry.hasRange()) {
        const double left = std::floor(geometry.lineX(geometry.rangeBegin()));
        painter.fillRect(QRectF(left, bracketY, std::floor(geometry.lineX(geometry.rangeEnd())) - left, rulerHeight - 1 - bracketY),
                         m_theme.colour(Colour::AccentTint));
    } else if (const int current = m_state.current(); current >= 0 && m_state.dragged < 0) {
        const double left = std::floor(geometry.columnX(current)) - 1;
        painter.fillRect(QRectF(left, bracketY, std::floor(geometry.cursorX()) - left, rulerHeight - 1 - bracketY),
                         m_theme.colour(Colour::AccentTint));
    }
    const int first = std::max(0, static_cast<int>((visible.left() - geometry.gaps()) / geometry.pitch) - 1);
    const int last = std::min(geometry.columns - 1, static_cast<int>(visible.right() / geometry.pitch) + 1);
    painter.setOpacity(m_state.stale ? 0.6 : 1);
    for (int column = first; column <= last; ++column)
        paintCell(painter, column);
    paintRopes(painter, visible);
    painter.setOpacity(1);
    paintWaves(painter, visible);
    paintNumbers(painter, first, last);
    // The lines of no return begin under the strip and go on in the lanes.
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintNoReturnLines(painter, m_theme, m_state,
                       QRectF(visible.left(), cellTop + cellHeight + 3, visible.width(), rulerHeight - cellTop - cellHeight - 3));
    painter.restore();
    paintFlag(painter, geometry.cursor);
    if (geometry.hasRange())
        paintFlag(painter, geometry.compared);
}

void PlanRuler::paintFlag(QPainter &painter, int columnsDone) const
{
    const LaneGeometry &geometry = m_state.geometry;
    const double x = std::floor(geometry.lineX(columnsDone));
    const CursorLine line = columnsDone == geometry.cursor ? CursorLine::Cursor : CursorLine::Compared;
    // Two flags carry letters, which takes some room.
    const bool lettered = geometry.hasRange();
    const double half = lettered ? 8 : 6;
    const double top = rulerHeight - (lettered ? 38 : 33);
    painter.setPen(cursorPen(m_theme, line));
    painter.drawLine(QPointF(x, rulerHeight - 24), QPointF(x, rulerHeight));
    QPainterPath flag;
    flag.moveTo(x - half, top);
    flag.lineTo(x + half, top);
    flag.lineTo(x + half, rulerHeight - 26);
    flag.lineTo(x, rulerHeight - 20);
    flag.lineTo(x - half, rulerHeight - 26);
    flag.closeSubpath();
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colour(Colour::AccentFill));
    painter.drawPath(flag);
    if (!lettered)
        return;
    painter.setFont(blockFont(m_theme));
    painter.setPen(m_theme.colour(Colour::AccentOn));
    painter.drawText(QRectF(x - half, top, 2 * half, rulerHeight - 25 - top), Qt::AlignCenter,
                     columnsDone == geometry.rangeBegin() ? tr("A", "earlier of two states") : tr("B", "later of two states"));
}

void PlanRuler::paintCell(QPainter &painter, int column)
{
    const items::StripCell &cell = m_state.lanes.strip[static_cast<std::size_t>(column)];
    const Sign sign = signOf(cell.state);
    const QRectF rect(m_state.geometry.columnX(column) + 1, cellTop, m_state.geometry.pitch - 4, cellHeight);
    const bool current = column == m_state.current();
    const double corner = 5;
    QPainterPath outline;
    outline.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
    painter.fillPath(outline, m_theme.tint(sign));
    painter.save();
    painter.setClipPath(outline, Qt::IntersectClip);
    painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 3), m_theme.fill(sign));
    painter.restore();
    painter.setBrush(Qt::NoBrush);
    if (current) {
        painter.setPen(QPen(m_theme.fill(sign), 2));
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
    } else {
        painter.setPen(QPen(m_theme.line(sign), 1));
        painter.drawPath(outline);
    }
    const bool words = m_state.geometry.pitch >= wordPitch;
    const double glyph = 14;
    const QRectF glyphRect(words ? rect.left() + 5 : rect.center().x() - glyph / 2, rect.top() + (words ? 9 : 15), glyph, glyph);
    if (rect.width() > glyph) {
        if (cell.state == items::WayBack::Open || cell.state == items::WayBack::After) {
            m_theme.paintIcon(painter, glyphRect,
                              cell.state == items::WayBack::Open ? QStringLiteral("way-back") : QStringLiteral("way-back-after"),
                              m_theme.text(sign));
        } else {
            m_theme.paintSign(painter, glyphRect, sign);
        }
    }
    if (!words)
        return;
    QFont font = m_theme.font(Text::Small);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(m_theme.text(sign));
    const QRectF first(rect.left() + 21, rect.top() + 7, rect.width() - 22, 18);
    const QString word = items::word(cell.state);
    // A word that does not fit beside its glyph goes below it.
    const bool beside = QFontMetricsF(font).horizontalAdvance(word) <= first.width();
    if (beside)
        painter.drawText(first, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, word);
    font = m_theme.font(Text::Micro);
    font.setWeight(QFont::Normal);
    painter.setFont(font);
    const QRectF second(rect.left() + 8, rect.top() + 25, rect.width() - 11, 16);
    const bool checking = cell.state == items::WayBack::Unknown && m_state.running && m_state.lanes.rope.empty();
    const QString detail = checking ? tr("checking") : beside ? cell.detail : word;
    painter.drawText(second, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetricsF(font).elidedText(detail, Qt::ElideRight, second.width() + 1));
}

void PlanRuler::paintRopes(QPainter &painter, const QRectF &visible)
{
    const LaneGeometry &geometry = m_state.geometry;
    for (const items::RopeSegment &segment : m_state.lanes.rope) {
        const double left = geometry.columnX(segment.first) + 5;
        double right = geometry.columnEnd(segment.last) - 5;
        const int behind = segment.last + 1;
        if (behind < geometry.columns && (geometry.cursor == behind || geometry.compared == behind))
            right += geometry.gap - 4;
        if (right < visible.left() || left > visible.right())
            continue;
        // The label stands in a gap of the rope, where it can be seen.
        QFont font = m_theme.font(Text::Micro);
        painter.setFont(font);
        const double width = QFontMetricsF(font).horizontalAdvance(segment.label) + 16;
        const double from = std::max(left, visible.left());
        const double to = std::min(right, visible.right());
        const double middle = (from + to) / 2;
        const bool labelled = to - from > width + 40;
        const QRectF plate(middle - width / 2, ropeY - 4, width, 24);
        painter.save();
        if (labelled) {
            QPainterPath around;
            around.addRect(QRectF(left - 12, ropeY - 12, right - left + 24, 44));
            QPainterPath hole;
            hole.addRect(plate);
            painter.setClipPath(around.subtracted(hole), Qt::IntersectClip);
        }
        paintRope(painter, m_theme, QPointF(left, ropeY), QPointF(right, ropeY));
        painter.restore();
        if (labelled) {
            painter.setPen(m_theme.colour(Colour::TextSecondary));
            painter.drawText(plate, Qt::AlignCenter | Qt::TextSingleLine, segment.label);
        }
    }
}

void PlanRuler::paintWaves(QPainter &painter, const QRectF &visible)
{
    const LaneGeometry &geometry = m_state.geometry;
    const auto begin = std::lower_bound(m_state.lanes.waves.begin(), m_state.lanes.waves.end(), visible.left(),
                                        [&](const items::Wave &wave, double x) { return geometry.columnEnd(wave.last) < x; });
    painter.setFont(m_theme.font(Text::Micro));
    const QFontMetricsF metrics(painter.font());
    for (auto it = begin; it != m_state.lanes.waves.end(); ++it) {
        const double left = std::floor(geometry.columnX(it->first)) + 2.5;
        const double right = std::floor(geometry.columnEnd(it->last)) - 4.5;
        if (left > visible.right())
            break;
        painter.setPen(QPen(m_theme.colour(Colour::LineStrong), 1));
        painter.drawPolyline(QPolygonF{{left, bracketY + 6}, {left, bracketY + 0.5}, {right, bracketY + 0.5}, {right, bracketY + 6}});
        const double from = std::max(left + 1, std::min(visible.left() + 4, right - 30));
        // At the cursor the gap is free, unless its flag has a letter.
        const double room = right - from + (it->last == m_state.current() && !geometry.hasRange() ? geometry.gap - 6 : 0);
        if (room < 12)
            continue;
        painter.setPen(m_theme.colour(Colour::TextSecondary));
        const QString number = QString::number(it - m_state.lanes.waves.begin() + 1);
        QString label = QStringLiteral("%1 %2").arg(number, it->name);
        if (metrics.horizontalAdvance(label) > room)
            label = metrics.elidedText(QStringLiteral("%1 %2").arg(number, it->shortName), Qt::ElideRight, room + 1);
        painter.drawText(QRectF(from, waveText - 8, room + 2, 16), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, label);
    }
}

void PlanRuler::paintNumbers(QPainter &painter, int first, int last)
{
    const LaneGeometry &geometry = m_state.geometry;
    const int every = geometry.pitch >= numberPitch ? 1 : geometry.pitch >= 12 ? 5 : 10;
    for (int column = first; column <= last; ++column) {
        const bool current = column == m_state.current();
        const QRectF cell(geometry.columnX(column), numberY - 11, geometry.pitch - 3, 22);
        if (current && geometry.pitch >= wordPitch) {
            QFont font = m_theme.font(Text::Small);
            font.setWeight(QFont::DemiBold);
            painter.setFont(font);
            const QString text = tr("step %1").arg(column + 1);
            const double width = QFontMetricsF(font).horizontalAdvance(text) + 16;
            const QRectF pill(std::floor(cell.center().x() - width / 2), numberY - 10, width, 20);
            paintBox(painter, pill, m_theme.colour(Colour::AccentFill), Qt::transparent, 10);
            painter.setPen(m_theme.colour(Colour::AccentOn));
            painter.drawText(pill, Qt::AlignCenter | Qt::TextSingleLine, text);
            continue;
        }
        if (!current && (column + 1) % every != 0)
            continue;
        QFont font = m_theme.font(Text::Small);
        const bool done = column < m_state.done();
        const bool between = geometry.hasRange() && column >= geometry.rangeBegin() && column < geometry.rangeEnd();
        font.setWeight(current ? QFont::Bold : done || between ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(m_theme.colour(current || between ? Colour::AccentText : done ? Colour::TextPrimary : Colour::TextSecondary));
        painter.drawText(cell.adjusted(-20, 0, 20, 0), Qt::AlignCenter | Qt::TextSingleLine, QString::number(column + 1));
    }
}

void PlanRuler::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_state.plan || event->position().x() < LaneNames::columnWidth)
        return;
    const double x = event->position().x() - LaneNames::columnWidth + m_offset;
    if (event->modifiers() & Qt::ShiftModifier) {
        // On the cursor itself only dragging says with what it is compared.
        const int column = m_state.geometry.columnAt(x);
        if (const int at = column >= 0 ? column + 1 : m_state.geometry.cursorAt(x); at != m_state.cursor())
            Q_EMIT compareRequested(at);
        return;
    }
    if (const int column = m_state.geometry.columnAt(x); column >= 0)
        Q_EMIT cursorRequested(column + 1);
    else if (x < m_state.geometry.columnX(0))
        Q_EMIT cursorRequested(0);
}

void PlanRuler::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_state.plan || !(event->buttons() & Qt::LeftButton))
        return;
    const int at = m_state.geometry.cursorAt(event->position().x() - LaneNames::columnWidth + m_offset);
    if (event->modifiers() & Qt::ShiftModifier)
        Q_EMIT compareRequested(at);
    else
        Q_EMIT cursorRequested(at);
}

void PlanRuler::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

bool PlanRuler::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_state.plan) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const double x = help->pos().x() - LaneNames::columnWidth + m_offset;
        const int column = help->pos().x() < LaneNames::columnWidth ? -1 : m_state.geometry.columnAt(x);
        if (column < 0) {
            QToolTip::hideText();
            return true;
        }
        QString tip;
        if (help->pos().y() > waveText - 10 && help->pos().y() < bracketY + 6) {
            if (const int wave = m_state.lanes.waveOf(column); wave >= 0)
                tip = m_state.lanes.waves[static_cast<std::size_t>(wave)].name;
        } else {
            tip = m_state.lanes.strip[static_cast<std::size_t>(column)].sentence;
        }
        QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace belay::views
