// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/comparisondelegate.h"

#include "models/items/statecomparison.h"
#include "views/plan/gobackpanel.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace belay::views {

using items::StateComparisonModel;

QSize ComparisonDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {60, 26};
}

void ComparisonDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    painter->fillRect(option.rect, m_theme.colour(selected ? Colour::BgSelected
                                                  : option.state & QStyle::State_MouseOver ? Colour::BgHover : Colour::BgPanel));
    painter->setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter->drawLine(QPointF(option.rect.left(), option.rect.bottom() + 0.5), QPointF(option.rect.right() + 1, option.rect.bottom() + 0.5));
    QRectF area = QRectF(option.rect).adjusted(index.column() == 0 ? space::page : 6, 0, -6, 0);
    QFont plain = m_theme.font(Text::Small);
    QFont strong = plain;
    strong.setWeight(QFont::DemiBold);
    // Draws as much as fits and moves on.
    const auto draw = [&](const QString &text, const QFont &font, const QColor &colour) {
        painter->setFont(font);
        painter->setPen(colour);
        const QFontMetricsF metrics(font);
        const QString shown = metrics.elidedText(text, Qt::ElideRight, std::max(0.0, area.width()));
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
        area.setLeft(area.left() + metrics.horizontalAdvance(shown));
    };
    const QColor quiet = m_theme.colour(Colour::TextTertiary);
    if (index.column() == StateComparisonModel::ComponentColumn) {
        draw(index.data().toString(), strong, m_theme.colour(Colour::TextPrimary));
    } else if (!index.data(StateComparisonModel::DiffersRole).toBool()) {
        draw(index.data().toString(), plain, quiet);
    } else {
        const QString before = index.data(StateComparisonModel::BeforeRole).toString();
        const QString after = index.data(StateComparisonModel::AfterRole).toString();
        const QString none = QStringLiteral("–");
        draw((before.isEmpty() ? none : before) + QStringLiteral(" → "), plain, m_theme.colour(Colour::TextSecondary));
        QColor ink = m_theme.colour(Colour::TextPrimary);
        if (index.column() == StateComparisonModel::GoingBackColumn && area.width() > 20) {
            const Sign sign = signOf(static_cast<items::GoBack>(index.data(StateComparisonModel::VerdictRole).toInt()));
            m_theme.paintSign(*painter, QRectF(area.left() + 2, area.center().y() - 6.5, 13, 13), sign);
            area.setLeft(area.left() + 20);
            ink = m_theme.text(sign);
        }
        draw(after.isEmpty() ? none : after, strong, ink);
    }
    painter->restore();
}

} // namespace belay::views
