// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keyboard of the canvas.
#include "views/services/graphcanvas.h"

#include "views/services/blocksitem.h"
#include "views/services/edgesitem.h"
#include "views/services/nodeitem.h"

#include <QtGui/QMouseEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace belay::views {

namespace {
constexpr double nudgeStep = 8;
} // namespace

bool GraphCanvas::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int node = nodeAt(help->pos());
        const int edge = node < 0 ? edgeAt(help->pos()) : -1;
        if (node >= 0)
            QToolTip::showText(help->globalPos(), nodeToolTip(node), viewport(), nodeRect(node));
        else if (edge >= 0)
            QToolTip::showText(help->globalPos(), edgeToolTip(edge), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::Leave && (m_state->hovered >= 0 || m_state->hoveredEdge >= 0)) {
        m_state->hovered = m_state->hoveredEdge = -1;
        repaintAll();
    }
    return QGraphicsView::viewportEvent(event);
}

void GraphCanvas::hover(QPoint point)
{
    const int node = nodeAt(point);
    const int edge = node < 0 ? edgeAt(point) : -1;
    if (node == m_state->hovered && edge == m_state->hoveredEdge)
        return;
    m_state->hovered = node;
    m_state->hoveredEdge = edge;
    viewport()->setCursor(node >= 0 || edge >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    repaintAll();
}

void GraphCanvas::wheelEvent(QWheelEvent *event)
{
    const int delta = event->angleDelta().y();
    if (delta == 0) {
        QGraphicsView::wheelEvent(event);
        return;
    }
    m_fitsOnResize = false;
    applyScale(transform().m11() * std::pow(1.0015, delta), event->position().toPoint());
    event->accept();
}

void GraphCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressPoint = m_lastPoint = event->position().toPoint();
    m_moved = false;
    const bool pans = event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_spaceHeld);
    const int node = pans ? -1 : nodeAt(m_pressPoint);
    if (pans || (event->button() == Qt::LeftButton && node < 0)) {
        m_panning = true;
        viewport()->setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::LeftButton) {
        select(node);
        m_dragged = m_readOnly ? -1 : node;
        m_dragStart = m_state->boxes[static_cast<std::size_t>(node)].topLeft();
    }
    setFocus(Qt::MouseFocusReason);
    event->accept();
}

void GraphCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    const bool isFar = (point - m_pressPoint).manhattanLength() >= QApplication::startDragDistance();
    if (m_panning) {
        m_moved = m_moved || isFar;
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - (point.x() - m_lastPoint.x()));
        verticalScrollBar()->setValue(verticalScrollBar()->value() - (point.y() - m_lastPoint.y()));
        m_fitsOnResize = false;
    } else if (m_dragged >= 0) {
        m_moved = m_moved || isFar;
        if (m_moved) {
            const QPointF by = mapToScene(point) - mapToScene(m_pressPoint);
            moveNode(m_dragged, m_dragStart + by);
        }
    } else if (event->buttons() == Qt::NoButton) {
        hover(point);
    }
    m_lastPoint = point;
    event->accept();
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_panning) {
        m_panning = false;
        viewport()->unsetCursor();
        if (!m_moved && event->button() == Qt::LeftButton && !m_spaceHeld) {
            const int edge = edgeAt(event->position().toPoint());
            if (edge < 0)
                select(-1);
        }
    } else if (m_dragged >= 0) {
        const int node = std::exchange(m_dragged, -1);
        if (m_moved) {
            const QPointF place = m_state->boxes[static_cast<std::size_t>(node)].topLeft();
            Q_EMIT placed(m_state->node(node).name, place);
        }
    }
    event->accept();
}

void GraphCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int node = nodeAt(event->position().toPoint());
    if (node >= 0) {
        Q_EMIT opened(node);
    } else if (const int edge = edgeAt(event->position().toPoint()); edge >= 0) {
        Q_EMIT edgeOpened(edge);
    } else {
        mousePressEvent(event);
    }
    event->accept();
}

void GraphCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint at = byKey && m_state->selected >= 0 ? nodeRect(m_state->selected).center() : viewport()->mapFrom(this, event->pos());
    const int node = byKey ? m_state->selected : nodeAt(at);
    if (node >= 0)
        select(node);
    Q_EMIT menuRequested(node, node < 0 ? edgeAt(at) : -1, viewport()->mapToGlobal(at), mapToScene(at));
    event->accept();
}

void GraphCanvas::moveNode(int node, QPointF topLeft)
{
    // Whole units: two cards that look level are level.
    m_state->boxes[static_cast<std::size_t>(node)].moveTopLeft(QPointF(std::round(topLeft.x()), std::round(topLeft.y())));
    m_nodes[static_cast<std::size_t>(node)]->follow();
    m_blocks->follow();
    m_edges->followNode(node);
    Q_EMIT viewChanged();
}

bool GraphCanvas::cancelDrag()
{
    if (m_panning) {
        m_panning = false;
        viewport()->unsetCursor();
        return true;
    }
    if (m_dragged < 0)
        return false;
    const int node = std::exchange(m_dragged, -1);
    if (m_moved && node < m_state->nodeCount()) {
        moveNode(node, m_dragStart);
        m_edges->reset();
    }
    return m_moved;
}

void GraphCanvas::stepTo(Qt::Key key)
{
    if (m_state->boxes.empty())
        return;
    if (m_state->selected < 0) {
        select(m_readingOrder.front());
        showNode(m_state->selected);
        return;
    }
    const QPointF from = m_state->boxes[static_cast<std::size_t>(m_state->selected)].center();
    int best = -1;
    double bestCost = std::numeric_limits<double>::infinity();
    for (int i = 0; i < m_state->nodeCount(); ++i) {
        if (i == m_state->selected)
            continue;
        const QPointF by = m_state->boxes[static_cast<std::size_t>(i)].center() - from;
        const double along = key == Qt::Key_Right ? by.x() : key == Qt::Key_Left ? -by.x() : key == Qt::Key_Down ? by.y() : -by.y();
        const double across = std::abs(key == Qt::Key_Right || key == Qt::Key_Left ? by.y() : by.x());
        if (along <= 1)
            continue;
        const double cost = along + 2.5 * across;
        if (cost < bestCost) {
            bestCost = cost;
            best = i;
        }
    }
    if (best >= 0) {
        select(best);
        showNode(best);
    }
}

void GraphCanvas::nudge(Qt::Key key)
{
    if (m_readOnly || m_state->selected < 0)
        return;
    QPointF place = m_state->boxes[static_cast<std::size_t>(m_state->selected)].topLeft();
    place += key == Qt::Key_Right ? QPointF(nudgeStep, 0)
        : key == Qt::Key_Left     ? QPointF(-nudgeStep, 0)
        : key == Qt::Key_Down     ? QPointF(0, nudgeStep)
                                  : QPointF(0, -nudgeStep);
    Q_EMIT placed(selectedName(), place);
}

void GraphCanvas::keyPressEvent(QKeyEvent *event)
{
    const auto key = static_cast<Qt::Key>(event->key());
    switch (key) {
    case Qt::Key_Space:
        m_spaceHeld = true;
        if (!m_panning)
            viewport()->setCursor(Qt::OpenHandCursor);
        event->accept();
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (event->modifiers() == Qt::AltModifier)
            nudge(key);
        else if (event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier)
            stepTo(key);
        else
            break;
        event->accept();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_state->selected >= 0) {
            Q_EMIT opened(m_state->selected);
            event->accept();
            return;
        }
        break;
    case Qt::Key_Home:
    case Qt::Key_End:
        if (!m_readingOrder.empty()) {
            select(key == Qt::Key_Home ? m_readingOrder.front() : m_readingOrder.back());
            showNode(m_state->selected);
            event->accept();
            return;
        }
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: setZoom_percent(static_cast<int>(zoom_percent() * 1.25)); return;
    case Qt::Key_Minus: setZoom_percent(static_cast<int>(zoom_percent() / 1.25)); return;
    case Qt::Key_F2:
        if (m_state->selected >= 0)
            Q_EMIT renameRequested(m_state->selected);
        return;
    case Qt::Key_Delete:
        if (m_state->selected >= 0)
            Q_EMIT deleteRequested(m_state->selected);
        return;
    default: break;
    }
    event->ignore();
}

void GraphCanvas::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_spaceHeld = false;
        if (!m_panning)
            viewport()->unsetCursor();
        event->accept();
        return;
    }
    QGraphicsView::keyReleaseEvent(event);
}

void GraphCanvas::focusInEvent(QFocusEvent *event)
{
    // A click shows by itself where the focus went; the ring is for the keyboard.
    m_state->focused = event->reason() != Qt::MouseFocusReason;
    QGraphicsView::focusInEvent(event);
    repaintAll();
}

void GraphCanvas::focusOutEvent(QFocusEvent *event)
{
    m_state->focused = false;
    m_spaceHeld = false;
    QGraphicsView::focusOutEvent(event);
    repaintAll();
}

} // namespace belay::views
