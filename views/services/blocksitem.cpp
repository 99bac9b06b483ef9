// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/blocksitem.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtWidgets/QStyleOptionGraphicsItem>

#include <array>

namespace belay::views {

namespace {

// From what is behind to what must not be painted over.
constexpr std::array paintOrder{Colour::LineDefault, Colour::LineStrong, Colour::UnknownFill, Colour::OpenFill, Colour::AfterFill,
                                Colour::TextSecondary, Colour::ClosedFill, Colour::AccentFill};

} // namespace

BlocksItem::BlocksItem(const GraphState &state) : m_state(state)
{
    setFlag(ItemUsesExtendedStyleOption);
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(2);
}

void BlocksItem::follow()
{
    QRectF bounds;
    for (const QRectF &box : m_state.boxes)
        bounds |= box;
    if (bounds == m_bounds) {
        update();
        return;
    }
    prepareGeometryChange();
    m_bounds = bounds;
}

Colour BlocksItem::colourOf(int node) const
{
    if (node == m_state.selected)
        return Colour::AccentFill;
    if (m_state.isFaded(node))
        return Colour::LineDefault;
    if (m_state.searching)
        return Colour::AccentFill;
    if (m_state.blast)
        return m_state.breaks[static_cast<std::size_t>(node)] ? Colour::ClosedFill : Colour::TextSecondary;
    switch (m_state.node(node).risk) {
    case graph::Risk::CouldUnstick:
    case graph::Risk::AfterOthers: return Colour::AfterFill;
    case graph::Risk::CannotGoBack: return Colour::ClosedFill;
    case graph::Risk::CanGoBack:
    case graph::Risk::Unknown: break;
    }
    return Colour::LineStrong;
}

void BlocksItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    if (!m_state.services)
        return;
    std::array<QList<QRectF>, colourCount> groups;
    for (int node = 0; node < m_state.nodeCount(); ++node) {
        const QRectF &box = m_state.boxes[static_cast<std::size_t>(node)];
        if (box.intersects(option->exposedRect))
            groups[static_cast<std::size_t>(colourOf(node))].append(box);
    }
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(Qt::NoPen);
    for (const Colour colour : paintOrder) {
        const QList<QRectF> &group = groups[static_cast<std::size_t>(colour)];
        if (group.isEmpty())
            continue;
        painter->setBrush(m_state.theme.colour(colour));
        painter->drawRects(group);
    }
}

} // namespace belay::views
