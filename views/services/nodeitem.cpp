// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/nodeitem.h"

#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QStyleOptionGraphicsItem>

namespace belay::views {

namespace {
constexpr double corner = 6;
constexpr double halo = 4.5;
constexpr double badgeRadius = 8;
constexpr double iconSize = 15;
} // namespace

Sign signOf(graph::Risk risk)
{
    switch (risk) {
    case graph::Risk::CanGoBack: return Sign::Open;
    case graph::Risk::CouldUnstick:
    case graph::Risk::AfterOthers: return Sign::After;
    case graph::Risk::CannotGoBack: return Sign::Closed;
    case graph::Risk::Unknown: break;
    }
    return Sign::Unknown;
}

NodeItem::NodeItem(const GraphState &state, int index) : m_state(state), m_index(index)
{
    setZValue(2);
    follow();
}

void NodeItem::follow()
{
    const QRectF &box = m_state.boxes[static_cast<std::size_t>(m_index)];
    if (box.size() != m_size) {
        prepareGeometryChange();
        m_size = box.size();
    }
    setPos(box.topLeft());
}

QRectF NodeItem::boundingRect() const
{
    constexpr double room = 10;
    return QRectF(QPointF(0, 0), m_size).adjusted(-room, -room, room, room);
}

QPainterPath NodeItem::shape() const
{
    QPainterPath path;
    path.addRect(QRectF(QPointF(0, 0), m_size));
    return path;
}

void NodeItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    if (!m_state.services || m_index >= m_state.nodeCount())
        return;
    paintCard(*painter);
}

void NodeItem::paintCard(QPainter &painter) const
{
    const Theme &theme = m_state.theme;
    const items::ServiceNode &node = m_state.node(m_index);
    const auto at = static_cast<std::size_t>(m_index);
    const bool isSelected = m_index == m_state.selected;
    const bool isFaded = m_state.isFaded(m_index) && !isSelected;
    const bool isInRadius = m_state.blast && m_state.hops[at] > 0;
    const bool isBreaking = m_state.blast && m_state.breaks[at];
    const bool isMatch = m_state.searching && m_state.matches[at];
    const QRectF card(QPointF(0, 0), m_size);
    painter.setRenderHint(QPainter::Antialiasing);

    QColor border = theme.colour(Colour::LineStrong);
    double width = 1;
    if (isSelected) {
        border = theme.colour(Colour::AccentFill);
        width = 2;
    } else if (isMatch) {
        border = theme.colour(Colour::AccentFill);
        width = 1.5;
    } else if (isBreaking) {
        border = theme.fill(Sign::Closed);
        width = 1.5;
    } else if (isInRadius) {
        border = theme.colour(Colour::TextSecondary);
        width = 1.5;
    } else if (m_index == m_state.hovered) {
        border = theme.colour(Colour::TextTertiary);
    }
    if (isSelected) {
        QColor ring = theme.colour(Colour::AccentFill);
        ring.setAlphaF(m_state.focused ? 1.0F : 0.35F);
        painter.setPen(QPen(ring, m_state.focused ? 2 : 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(card.adjusted(-halo, -halo, halo, halo), corner + halo - 1, corner + halo - 1);
    }
    QPen pen(border, width);
    if (!node.resolved)
        pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.setBrush(isSelected ? theme.colour(Colour::BgSelected)
                     : isMatch  ? theme.colour(Colour::AccentTint)
                     : node.resolved ? theme.colour(Colour::BgPanel)
                                     : theme.colour(Colour::BgSubtle));
    const double inset = width / 2;
    painter.drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), corner, corner);

    const QColor ink = isFaded ? theme.colour(Colour::TextTertiary) : theme.colour(Colour::TextPrimary);
    constexpr double left = 12;
    theme.paintIcon(painter, QRectF(left, (card.height() - iconSize) / 2, iconSize, iconSize),
                    node.resolved ? iconOf(node.kind) : QStringLiteral("help"), ink);
    const double textLeft = left + iconSize + 9;
    const QRectF text(textLeft, 0, card.width() - textLeft - 8, card.height());
    QFont font = theme.font(Text::Label);
    if (isFaded)
        font.setWeight(QFont::Normal);
    painter.setFont(font);
    painter.setPen(ink);
    const bool hasCaption = !node.live.isEmpty() || !node.planned.isEmpty() || !node.resolved;
    const QRectF nameRect = hasCaption ? QRectF(text.left(), 5, text.width(), 17) : text;
    painter.drawText(nameRect, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(font).elidedText(node.name, Qt::ElideRight, nameRect.width()));
    if (hasCaption)
        paintCaption(painter, QRectF(text.left(), 22, text.width(), 15), isFaded);
    if (node.manual && m_index == m_state.hovered) {
        theme.paintIcon(painter, QRectF(card.right() - 16, card.bottom() - 16, 10, 10), QStringLiteral("pin"),
                        theme.colour(Colour::TextTertiary));
    }
    paintBadge(painter);
}

void NodeItem::paintCaption(QPainter &painter, const QRectF &rect, bool faded) const
{
    const Theme &theme = m_state.theme;
    const items::ServiceNode &node = m_state.node(m_index);
    const QFont font = theme.font(Text::Micro);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    painter.setPen(theme.colour(faded ? Colour::TextTertiary : Colour::TextSecondary));
    const QString live = node.resolved ? node.live : QCoreApplication::translate("NodeItem", "not in the workspace");
    if (node.planned.isEmpty()) {
        painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(live, Qt::ElideRight, rect.width()));
        return;
    }
    const QString start = live.isEmpty() ? QString() : live + QLatin1Char(' ');
    const double startWidth = metrics.horizontalAdvance(start);
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, start);
    QFont strong = font;
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.setPen(m_index == m_state.selected ? theme.colour(Colour::AccentText) : theme.text(signOf(node.risk)));
    const QRectF rest = rect.adjusted(startWidth, 0, 0, 0);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(strong).elidedText(QStringLiteral("\u2192 ") + node.planned, Qt::ElideRight, rest.width()));
}

void NodeItem::paintBadge(QPainter &painter) const
{
    if (!m_state.blast)
        return;
    const auto at = static_cast<std::size_t>(m_index);
    const int hops = m_state.hops[at];
    if (hops <= 0)
        return;
    const Theme &theme = m_state.theme;
    const QPointF centre(m_size.width() - 1, 1);
    const bool isBreaking = m_state.breaks[at];
    const QString text = QString::number(hops);
    QFont font = theme.font(Text::Section);
    font.setPixelSize(10);
    const double half = std::max(badgeRadius, QFontMetricsF(font).horizontalAdvance(text) / 2 + 5);
    const QRectF pill(centre.x() - half, centre.y() - badgeRadius, 2 * half, 2 * badgeRadius);
    painter.setPen(QPen(theme.colour(Colour::BgWindow), 1.5));
    painter.setBrush(isBreaking ? theme.fill(Sign::Closed) : theme.colour(Colour::TextPrimary));
    painter.drawRoundedRect(pill, badgeRadius, badgeRadius);
    painter.setFont(font);
    painter.setPen(isBreaking ? theme.colour(Colour::ClosedOn) : theme.colour(Colour::TextInverse));
    painter.drawText(pill, Qt::AlignCenter, text);
}

} // namespace belay::views
