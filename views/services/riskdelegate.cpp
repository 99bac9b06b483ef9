// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/riskdelegate.h"

#include "models/items/componenttable.h"
#include "views/services/graphstate.h"

#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

namespace belay::views {

using items::ComponentTable;

namespace {

/// Background, selection and focus as the style draws them, and the room that is left for text.
QRect paintGround(QPainter &painter, QStyleOptionViewItem option)
{
    const QWidget *widget = option.widget;
    const QStyle *style = widget ? widget->style() : QApplication::style();
    option.text.clear();
    style->drawControl(QStyle::CE_ItemViewItem, &option, &painter, widget);
    return option.rect.adjusted(8, 0, -6, 0);
}

} // namespace

void RiskDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem own = option;
    initStyleOption(&own, index);
    const QString word = own.text;
    painter->save();
    const QRect area = paintGround(*painter, own);
    const Sign sign = signOf(static_cast<graph::Risk>(index.data(ComponentTable::RiskRole).toInt()));
    m_theme.paintSign(*painter, QRectF(area.left(), area.center().y() - 7, 14, 14), sign);
    painter->setFont(m_theme.font(Text::Small));
    painter->setPen(m_theme.text(sign));
    const QRect text = area.adjusted(22, 0, 0, 0);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetricsF(painter->font()).elidedText(word, Qt::ElideRight, text.width()));
    painter->restore();
}

void ComponentDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem own = option;
    initStyleOption(&own, index);
    const QString name = own.text;
    painter->save();
    const QRect area = paintGround(*painter, own);
    const auto kind = static_cast<rollback::ComponentKind>(index.data(ComponentTable::KindRole).toInt());
    m_theme.paintIcon(*painter, QRectF(area.left() + 4, area.center().y() - 7, 15, 15), iconOf(kind),
                      m_theme.colour(Colour::TextSecondary));
    painter->setFont(m_theme.font(Text::Label));
    painter->setPen(m_theme.colour(Colour::TextPrimary));
    const QRect text = area.adjusted(28, 0, 0, 0);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetricsF(painter->font()).elidedText(name, Qt::ElideRight, text.width()));
    painter->restore();
}

void RiskFilter::setLeast(graph::Risk least)
{
    m_least = least;
    invalidateFilter();
}

bool RiskFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const int risk = sourceModel()->index(row, 0, parent).data(ComponentTable::RiskRole).toInt();
    return risk >= static_cast<int>(m_least) && QSortFilterProxyModel::filterAcceptsRow(row, parent);
}

} // namespace belay::views
