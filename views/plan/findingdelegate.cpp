// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/findingdelegate.h"

#include "models/items/findingsmodel.h"
#include "views/shell/analysislabels.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace belay::views {

FindingDelegate::FindingDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, rowHeight};
}

void FindingDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    const QRectF rect(option.rect);
    painter->fillRect(rect, m_theme.colour(selected ? Colour::BgSelected
                                           : option.state & QStyle::State_MouseOver ? Colour::BgHover : Colour::BgPanel));
    painter->setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter->drawLine(QPointF(rect.left(), rect.bottom() - 0.5), QPointF(rect.right(), rect.bottom() - 0.5));
    const bool suppressed = !index.data(items::FindingsModel::SuppressedRole).toString().isEmpty();
    const auto severity = static_cast<rollback::Severity>(index.data(items::FindingsModel::SeverityRole).toInt());
    painter->setOpacity(suppressed ? 0.55 : 1);
    m_theme.paintSign(*painter, QRectF(rect.left() + 16, rect.center().y() - 7.5, 15, 15), signOf(severity));
    const QString components = index.data(items::FindingsModel::ComponentsRole).toString();
    const QString title = index.data().toString();
    QFont font = m_theme.font(Text::Body);
    font.setWeight(selected ? QFont::DemiBold : QFont::Medium);
    const QFontMetricsF bold(font);
    const QFont small = m_theme.font(Text::Small);
    const QFontMetricsF metrics(small);
    QRectF area(rect.left() + 40, rect.top(), rect.width() - 40 - 16, rect.height());
    // The title has priority; components take what is left, and at least a third.
    const double titleWidth = std::min(bold.horizontalAdvance(title), area.width());
    double rest = std::min(metrics.horizontalAdvance(components), std::max(area.width() - titleWidth - 12, 0.0));
    if (rest < 40)
        rest = 0;
    painter->setFont(font);
    painter->setPen(m_theme.colour(Colour::TextPrimary));
    const double room = rest > 0 ? area.width() - rest - 10 : area.width();
    if (suppressed)
        font.setStrikeOut(true);
    painter->setFont(font);
    painter->drawText(QRectF(area.left(), area.top(), room, area.height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      bold.elidedText(title, Qt::ElideRight, room));
    if (rest > 0) {
        painter->setFont(small);
        painter->setPen(m_theme.colour(Colour::TextTertiary));
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                          metrics.elidedText(components, Qt::ElideRight, rest + 1));
    }
    painter->restore();
}

} // namespace belay::views
