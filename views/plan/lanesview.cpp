// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/lanesview.h"

#include "views/theme/painting.h"

#include <QtGui/QContextMenuEvent>
#include <QtGui/QHelpEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

namespace belay::views {

LanesView::LanesView(const Theme &theme, LaneState &state, QWidget *parent)
    : QGraphicsView(parent)
    , m_theme(theme)
    , m_state(state)
    , m_cursor(std::make_unique<CursorItem>(theme, state, CursorLine::Cursor))
    , m_compared(std::make_unique<CursorItem>(theme, state, CursorLine::Compared))
    , m_ghost(std::make_unique<GhostItem>(theme, state))
{
    installAccessibleItems();
    setScene(&m_scene);
    // Few items exist at a time and they move often: an index would cost more than it saves.
    m_scene.setItemIndexMethod(QGraphicsScene::NoIndex);
    m_scene.addItem(m_cursor.get());
    m_scene.addItem(m_compared.get());
    m_scene.addItem(m_ghost.get());
    setFrameShape(QFrame::NoFrame);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setViewportUpdateMode(QGraphicsView::SmartViewportUpdate);
    setOptimizationFlag(QGraphicsView::DontAdjustForAntialiasing);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Plan lanes"));
    setMinimumSize(200, 2 * static_cast<int>(LaneGeometry::rowHeight));
}

LanesView::~LanesView()
{
    // The items are ours, not the scene's.
    m_steps.clear();
    m_lanes.clear();
    m_ghost.reset();
    m_compared.reset();
    m_cursor.reset();
}

QRectF LanesView::visibleScene() const
{
    return mapToScene(viewport()->rect()).boundingRect();
}

void LanesView::rebuild()
{
    m_steps.clear();
    m_lanes.clear();
    m_longestWindow = 0;
    for (const items::LaneBlock &block : m_state.lanes.blocks)
        m_longestWindow = std::max(m_longestWindow, block.windowEnd - block.column);
    replace();
}

void LanesView::replace()
{
    const LaneGeometry &geometry = m_state.geometry;
    setSceneRect(0, 0, geometry.width(), std::max(1.0, geometry.height()));
    for (const auto &[lane, item] : m_lanes)
        item->place();
    for (const auto &[column, item] : m_steps)
        item->place();
    m_cursor->place();
    m_cursor->setVisible(m_state.plan != nullptr);
    m_compared->place();
    m_compared->setVisible(m_state.plan != nullptr && geometry.hasRange());
    m_ghost->place();
    populate(visibleScene());
    viewport()->update();
}

void LanesView::populate(const QRectF &visible)
{
    const LaneGeometry &geometry = m_state.geometry;
    if (!m_state.plan)
        return;
    const int firstLane = std::max(0, static_cast<int>(visible.top() / LaneGeometry::rowHeight) - 1);
    const int lastLane = std::min(geometry.lanes - 1, static_cast<int>(visible.bottom() / LaneGeometry::rowHeight) + 1);
    std::erase_if(m_lanes, [&](const auto &entry) { return entry.first < firstLane || entry.first > lastLane; });
    for (int lane = firstLane; lane <= lastLane; ++lane) {
        if (auto [it, fresh] = m_lanes.try_emplace(lane); fresh) {
            it->second = std::make_unique<LaneItem>(m_theme, m_state, lane);
            m_scene.addItem(it->second.get());
        }
    }
    // A window may reach into sight from a column that is out of it.
    const int firstColumn = std::max(0, static_cast<int>((visible.left() - geometry.gaps()) / geometry.pitch) - 1 - m_longestWindow);
    const int lastColumn = std::min(geometry.columns - 1, static_cast<int>(visible.right() / geometry.pitch) + 1);
    const auto inSight = [&](int column) {
        if (column < firstColumn || column > lastColumn)
            return false;
        const int lane = m_state.lanes.blocks[static_cast<std::size_t>(column)].lane;
        return lane < 0 || (lane >= firstLane && lane <= lastLane);
    };
    std::erase_if(m_steps, [&](const auto &entry) { return !inSight(entry.first); });
    for (int column = firstColumn; column <= lastColumn; ++column) {
        if (!inSight(column))
            continue;
        if (auto [it, fresh] = m_steps.try_emplace(column); fresh) {
            it->second = std::make_unique<StepItem>(m_theme, m_state, column);
            m_scene.addItem(it->second.get());
        }
    }
}

void LanesView::showCursor()
{
    if (!m_state.plan)
        return;
    const LaneGeometry &geometry = m_state.geometry;
    if (m_state.current() >= 0)
        showLane(m_state.lanes.blocks[static_cast<std::size_t>(m_state.current())].lane);
    const QRectF visible = visibleScene();
    double left = m_state.current() >= 0 ? geometry.columnX(m_state.current()) : 0;
    double right = geometry.cursorX() + geometry.gap / 2 + 6;
    if (m_state.ghost)
        right += 2 * geometry.pitch;
    right = std::min(right, geometry.width());
    if (left >= visible.left() && right <= visible.right())
        return;
    const double wanted = right > visible.right() ? std::min(left, right - visible.width() + geometry.pitch) : left - geometry.pitch;
    horizontalScrollBar()->setValue(static_cast<int>(std::lround(std::max(0.0, std::min(wanted, left)))));
}

void LanesView::showLane(int lane)
{
    if (lane < 0 || lane >= m_state.geometry.lanes)
        return;
    const QRectF visible = visibleScene();
    const double top = m_state.geometry.rowY(lane);
    if (top < visible.top() || top + LaneGeometry::rowHeight > visible.bottom())
        verticalScrollBar()->setValue(static_cast<int>(std::max(0.0, top - visible.height() / 2)));
}

void LanesView::setEditable(bool editable)
{
    m_editable = editable;
    if (!editable)
        cancelDrag();
}

bool LanesView::cancelDrag()
{
    const bool dragging = m_state.dragged >= 0;
    m_pressed = -1;
    m_cursorDragged = m_comparing = false;
    if (!dragging)
        return false;
    m_state.dragged = -1;
    m_state.target = -1;
    m_state.dropNote.clear();
    unsetCursor();
    replace();
    Q_EMIT dragEnded();
    return true;
}

QRect LanesView::stepRect(int column) const
{
    if (!m_state.plan || column < 0 || column >= m_state.geometry.columns)
        return {};
    const LaneGeometry &geometry = m_state.geometry;
    const items::LaneBlock &block = m_state.lanes.blocks[static_cast<std::size_t>(column)];
    const double left = geometry.columnX(column);
    const double right = geometry.columnEnd(std::max(column, block.windowEnd));
    const QRectF scene = block.lane < 0 ? QRectF(left, 0, geometry.pitch, geometry.height())
                                        : QRectF(left, geometry.rowY(block.lane), right - left, LaneGeometry::rowHeight);
    return mapFromScene(scene).boundingRect();
}

QString LanesView::stepName(int column) const
{
    if (!m_state.plan || column < 0 || column >= m_state.geometry.columns)
        return {};
    const items::LaneBlock &block = m_state.lanes.blocks[static_cast<std::size_t>(column)];
    return tr("Step %1: %2").arg(column + 1).arg(
        items::stepSentence(m_state.plan->steps[static_cast<std::size_t>(block.step)]));
}

QString LanesView::itemDescription(int column) const
{
    return m_state.lanes.strip[static_cast<std::size_t>(column)].sentence;
}

QString LanesView::itemValue(int column) const
{
    return items::word(m_state.lanes.strip[static_cast<std::size_t>(column)].state);
}

int LanesView::itemAt(QPoint point) const
{
    if (!m_state.plan)
        return -1;
    const int block = columnUnder(mapToScene(point));
    return block >= 0 ? block : m_state.geometry.columnAt(mapToScene(point).x());
}

QString LanesView::itemsSummary() const
{
    if (!m_summary.isEmpty() || !m_state.plan)
        return m_summary;
    return tr("%1 steps over %2 components").arg(m_state.geometry.columns).arg(m_state.lanes.movedComponents);
}

int LanesView::columnUnder(QPointF scene) const
{
    const int lane = m_state.geometry.laneAt(scene.y());
    for (auto it = m_steps.rbegin(); it != m_steps.rend(); ++it) {
        const items::LaneBlock &block = m_state.lanes.blocks[static_cast<std::size_t>(it->first)];
        if (block.lane < 0 ? it->second->boundingRect().contains(scene) : block.lane == lane && it->second->block().contains(scene))
            return it->first;
    }
    return -1;
}

void LanesView::drawBackground(QPainter *painter, const QRectF &rect)
{
    painter->fillRect(rect, m_theme.colour(Colour::BgWindow));
    if (!m_state.plan)
        return;
    const LaneGeometry &geometry = m_state.geometry;
    if (geometry.hasRange()) {
        const double left = std::floor(geometry.lineX(geometry.rangeBegin()));
        const double right = std::floor(geometry.lineX(geometry.rangeEnd()));
        painter->fillRect(QRectF(left, 0, right - left, geometry.height()) & rect, m_theme.colour(Colour::AccentTint));
    } else if (const int current = m_state.current(); current >= 0 && m_state.dragged < 0) {
        const double left = std::floor(geometry.columnX(current)) - 1;
        painter->fillRect(QRectF(left, 0, std::floor(geometry.cursorX()) - left, geometry.height()) & rect,
                          m_theme.colour(Colour::AccentTint));
    }
    if (m_state.target >= 0 && m_state.dragged >= 0) {
        const Sign sign = m_state.verdict == DropVerdict::Better ? Sign::Open
                          : m_state.verdict == DropVerdict::Worse || m_state.verdict == DropVerdict::Impossible
                              ? Sign::Closed : Sign::Unknown;
        const bool known = m_state.verdict != DropVerdict::Unknown && m_state.verdict != DropVerdict::Same;
        // In another wave the step joins all of that.
        const int wave = m_state.changesWave(m_state.dragged, m_state.target) ? m_state.lanes.waveOf(m_state.target) : -1;
        const items::Wave one{m_state.target, m_state.target, {}, {}};
        const items::Wave &over = wave < 0 ? one : m_state.lanes.waves[static_cast<std::size_t>(wave)];
        const double left = geometry.columnX(over.first);
        const QRectF columns(left, 0, geometry.columnEnd(over.last) - left, geometry.height());
        painter->fillRect(columns & rect, known ? m_theme.tint(sign) : m_theme.colour(Colour::AccentTint));
        painter->setPen(QPen(known ? m_theme.fill(sign) : m_theme.colour(Colour::AccentFill), 2));
        const double bottom = std::min(rect.bottom(), columns.bottom());
        painter->drawLine(QLineF(columns.left(), rect.top(), columns.left(), bottom));
        painter->drawLine(QLineF(columns.right(), rect.top(), columns.right(), bottom));
    }
}

void LanesView::drawForeground(QPainter *painter, const QRectF &rect)
{
    if (!m_state.plan)
        return;
    painter->save();
    painter->setClipRect(QRectF(rect.left(), rect.top(), rect.width(), std::min(rect.bottom(), m_state.geometry.height()) - rect.top()),
                         Qt::IntersectClip);
    // Whole lines from the top: a part drawn after scrolling must not shift the dashes.
    paintNoReturnLines(*painter, m_theme, m_state,
                       QRectF(rect.left(), 0, rect.width(), std::min(rect.bottom(), m_state.geometry.height())));
    painter->restore();
    paintDrop(*painter);
    if (hasFocus() && m_byKeyboard && m_state.current() >= 0) {
        const auto it = m_steps.find(m_state.current());
        if (it != m_steps.end())
            paintFocusRing(*painter, m_theme, it->second->block().adjusted(1, 1, -1, -1), radius::chip);
    }
}

void LanesView::paintDrop(QPainter &painter) const
{
    if (m_state.dragged < 0 || m_state.target < 0 || m_state.target == m_state.dragged)
        return;
    const LaneGeometry &geometry = m_state.geometry;
    const bool refused = m_state.verdict == DropVerdict::Impossible;
    const QColor line = m_theme.colour(refused ? Colour::ClosedFill : Colour::AccentFill);
    const int lane = std::max(0, m_state.lanes.blocks[static_cast<std::size_t>(m_state.dragged)].lane);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    // Where the block would stand.
    const QRectF box(geometry.columnX(m_state.target) + 2, std::floor(geometry.rowMiddle(lane) - LaneGeometry::blockHeight / 2),
                     geometry.pitch - 5, LaneGeometry::blockHeight);
    QPen dash(line, 1.5, Qt::CustomDashLine);
    dash.setDashPattern({2.4, 1.8});
    painter.setPen(dash);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box, radius::chip + 1, radius::chip + 1);
    if (!m_state.dropNote.isEmpty()) {
        const QRectF visible = visibleScene();
        QFont font = m_theme.font(Text::Small);
        font.setWeight(QFont::Medium);
        const QFontMetricsF metrics(font);
        const QString note = metrics.elidedText(m_state.dropNote, Qt::ElideRight, visible.width() - 40);
        const double width = metrics.horizontalAdvance(note) + 20;
        const double left = std::clamp(box.center().x() - width / 2, visible.left() + 8, std::max(visible.left() + 8, visible.right() - width - 8));
        // Below the block; above it in the last rows.
        const double below = box.bottom() + 6;
        const QRectF plate(left, below + 26 > visible.bottom() ? box.top() - 32 : below, width, 26);
        paintBox(painter, plate, m_theme.colour(refused ? Colour::ClosedTint : Colour::BgPanel), line, radius::control);
        painter.setFont(font);
        painter.setPen(m_theme.colour(refused ? Colour::ClosedText : Colour::TextPrimary));
        painter.drawText(plate, Qt::AlignCenter | Qt::TextSingleLine, note);
    }
    painter.restore();
}

void LanesView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    populate(visibleScene());
}

void LanesView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    Q_EMIT viewportResized();
    populate(visibleScene());
}

void LanesView::mousePressEvent(QMouseEvent *event)
{
    setFocus(Qt::MouseFocusReason);
    m_byKeyboard = false;
    if (event->button() != Qt::LeftButton || !m_state.plan)
        return;
    const QPointF scene = mapToScene(event->position().toPoint());
    m_pressedAt = event->position().toPoint();
    if (event->modifiers() & Qt::ShiftModifier) {
        m_cursorDragged = m_comparing = true;
        // Where the cursor itself is taken, only dragging it says with what it is compared.
        if (std::abs(scene.x() - m_state.geometry.cursorX()) > 5) {
            const int column = columnUnder(scene);
            Q_EMIT compareRequested(column >= 0 ? column + 1 : m_state.geometry.cursorAt(scene.x()));
        }
        return;
    }
    if (std::abs(scene.x() - m_state.geometry.cursorX()) <= 5 && columnUnder(scene) < 0) {
        m_cursorDragged = true;
        return;
    }
    m_pressed = columnUnder(scene);
    if (m_pressed < 0) {
        if (scene.x() >= 0 && scene.x() <= m_state.geometry.width())
            Q_EMIT cursorRequested(m_state.geometry.cursorAt(scene.x() + m_state.geometry.pitch / 2));
    }
}

void LanesView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_state.plan)
        return;
    const QPointF scene = mapToScene(event->position().toPoint());
    if (m_cursorDragged) {
        const int at = m_state.geometry.cursorAt(scene.x());
        if (m_comparing)
            Q_EMIT compareRequested(at);
        else
            Q_EMIT cursorRequested(at);
        return;
    }
    if (event->buttons() & Qt::LeftButton && m_pressed >= 0 && m_editable) {
        if (m_state.dragged < 0
            && (event->position().toPoint() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance()) {
            m_state.dragged = m_pressed;
            setCursor(Qt::ClosedHandCursor);
        }
        if (m_state.dragged >= 0) {
            // Beyond an edge the lanes come along.
            constexpr int edge = 24;
            const int x = event->position().toPoint().x();
            if (x < edge || x > viewport()->width() - edge) {
                const int by = static_cast<int>(m_state.geometry.pitch / 2);
                horizontalScrollBar()->setValue(horizontalScrollBar()->value() + (x < edge ? -by : by));
            }
            const int target = m_state.geometry.nearestColumn(scene.x());
            if (target != m_state.target) {
                m_state.target = target;
                m_state.verdict = DropVerdict::Unknown;
                Q_EMIT dragMoved(m_state.dragged, target);
                replace();
            }
        }
        return;
    }
    const bool onCursor = std::abs(scene.x() - m_state.geometry.cursorX()) <= 5;
    const bool onStep = columnUnder(scene) >= 0;
    setCursor(onStep && m_editable ? Qt::OpenHandCursor : onCursor ? Qt::SplitHCursor : Qt::ArrowCursor);
}

void LanesView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int dragged = m_state.dragged;
    const int target = m_state.target;
    const int pressed = m_pressed;
    const bool cursorDragged = m_cursorDragged;
    cancelDrag();
    m_pressed = -1;
    if (dragged >= 0) {
        if (target >= 0 && target != dragged)
            Q_EMIT dropRequested(dragged, target);
    } else if (pressed >= 0 && !cursorDragged) {
        Q_EMIT cursorRequested(pressed + 1);
    }
}

void LanesView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int column = columnUnder(mapToScene(event->position().toPoint())); column >= 0)
        Q_EMIT stepActivated(column);
}

void LanesView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        Q_EMIT zoomRequested(std::pow(1.0015, event->angleDelta().y()), mapToScene(event->position().toPoint()).x());
        event->accept();
        return;
    }
    if (event->modifiers() & Qt::ShiftModifier) {
        const int delta = event->angleDelta().y() ? event->angleDelta().y() : event->angleDelta().x();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - delta);
        event->accept();
        return;
    }
    QGraphicsView::wheelEvent(event);
}

void LanesView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const int column = byMouse ? columnUnder(mapToScene(event->pos())) : m_state.current();
    if (column < 0)
        return;
    if (byMouse)
        Q_EMIT cursorRequested(column + 1);
    Q_EMIT contextMenuRequested(column, byMouse ? event->globalPos()
                                                : viewport()->mapToGlobal(stepRect(column).center()));
    event->accept();
}

void LanesView::keyPressEvent(QKeyEvent *event)
{
    m_byKeyboard = true;
    QGraphicsView::keyPressEvent(event);
}

void LanesView::focusInEvent(QFocusEvent *event)
{
    QGraphicsView::focusInEvent(event);
    m_byKeyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason
                   || event->reason() == Qt::ShortcutFocusReason;
    viewport()->update();
}

void LanesView::focusOutEvent(QFocusEvent *event)
{
    QGraphicsView::focusOutEvent(event);
    viewport()->update();
}

bool LanesView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_state.plan) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QPointF scene = mapToScene(help->pos());
        if (const int column = columnUnder(scene); column >= 0) {
            const items::LaneBlock &block = m_state.lanes.blocks[static_cast<std::size_t>(column)];
            QString tip = stepName(column);
            if (block.rolling)
                tip += QLatin1Char('\n') + tr("Both releases serve while it rolls.");
            if (block.irreversible)
                tip += QLatin1Char('\n') + tr("It cannot be taken back.");
            tip += QLatin1Char('\n') + m_state.lanes.strip[static_cast<std::size_t>(column)].sentence;
            QToolTip::showText(help->globalPos(), tip, viewport());
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QGraphicsView::viewportEvent(event);
}

void LanesView::paintWhole(QPainter &painter, const QRectF &target)
{
    const QRectF whole = sceneRect();
    populate(whole);
    // QGraphicsScene::render leaves the view's own layers out.
    const auto layer = [&](auto paint) {
        painter.save();
        painter.setClipRect(target, Qt::IntersectClip);
        painter.translate(target.topLeft());
        painter.scale(target.width() / whole.width(), target.height() / whole.height());
        paint();
        painter.restore();
    };
    layer([&] { drawBackground(&painter, whole); });
    m_scene.render(&painter, target, whole, Qt::IgnoreAspectRatio);
    layer([&] { paintNoReturnLines(painter, m_theme, m_state, whole); });
    populate(visibleScene());
}

} // namespace belay::views
