// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/schemagrid.h"

#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace belay::views {

using items::SchemaGridModel;

namespace {
constexpr int gridRow = 31;
constexpr int headHeight = 40;
constexpr int cellWidth = 56;
constexpr int cellHeight = 23;
} // namespace

Sign signOf(schema::Outcome outcome)
{
    switch (outcome) {
    case schema::Outcome::Ok: return Sign::Open;
    case schema::Outcome::Depends: return Sign::Warning;
    case schema::Outcome::Unknown: return Sign::Unknown;
    case schema::Outcome::LosesData: return Sign::Loses;
    case schema::Outcome::Breaks: return Sign::Error;
    }
    return Sign::Unknown;
}

Sign signOf(items::SchemaWayBack wayBack)
{
    switch (wayBack) {
    case items::SchemaWayBack::Open: return Sign::Open;
    case items::SchemaWayBack::After: return Sign::After;
    case items::SchemaWayBack::Closed: return Sign::Closed;
    case items::SchemaWayBack::Unknown: return Sign::Unknown;
    }
    return Sign::Unknown;
}

SchemaHeads::SchemaHeads(const Theme &theme, QWidget *parent) : QHeaderView(Qt::Horizontal, parent), m_theme(theme)
{
    setSectionsClickable(false);
    setHighlightSections(false);
    setSectionResizeMode(QHeaderView::Fixed);
}

QSize SchemaHeads::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), headHeight};
}

void SchemaHeads::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->save();
    painter->fillRect(rect, m_theme.colour(Colour::BgSubtle));
    painter->setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
    painter->drawLine(QPointF(rect.left(), rect.bottom() + 0.5), QPointF(rect.right() + 1, rect.bottom() + 0.5));
    QFont font = m_theme.font(Text::Small);
    font.setWeight(QFont::Medium);
    painter->setFont(font);
    painter->setPen(m_theme.colour(Colour::TextSecondary));
    const bool state = SchemaGridModel::stateOf(section).has_value();
    QRect area = rect.adjusted(section == SchemaGridModel::NumberColumn ? space::page : state ? 2 : 6, 0, state ? -2 : 0, 0);
    int flags = Qt::AlignVCenter | Qt::TextWordWrap | (state ? Qt::AlignHCenter : Qt::AlignLeft);
    if (section == SchemaGridModel::WayBackColumn) {
        area.setRight(rect.right() - space::page);
        flags = Qt::AlignVCenter | Qt::AlignRight;
    }
    painter->drawText(area, flags, model()->headerData(section, Qt::Horizontal).toString());
    painter->restore();
}

void SchemaDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto *grid = static_cast<const QAbstractItemView *>(option.widget);
    const bool current = grid && grid->currentIndex().row() == index.row();
    const bool chosen = grid && grid->currentIndex() == index;
    painter->fillRect(option.rect, m_theme.colour(current ? Colour::BgSelected
                                                  : option.state & QStyle::State_MouseOver ? Colour::BgHover : Colour::BgPanel));
    painter->setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter->drawLine(QPointF(option.rect.left(), option.rect.bottom() + 0.5), QPointF(option.rect.right() + 1, option.rect.bottom() + 0.5));
    const int column = index.column();
    if (SchemaGridModel::stateOf(column)) {
        const auto outcome = static_cast<schema::Outcome>(index.data(SchemaGridModel::OutcomeRole).toInt());
        const Sign sign = signOf(outcome);
        QRectF cell(0, 0, std::min(cellWidth, option.rect.width() - 8), cellHeight);
        cell.moveCenter(QRectF(option.rect).center());
        const QColor border = chosen ? m_theme.colour(Colour::LineFocus) : current ? m_theme.colour(Colour::BgPanel) : QColor(Qt::transparent);
        if (outcome != schema::Outcome::Ok || chosen)
            paintBox(*painter, cell, outcome == schema::Outcome::Ok ? QColor(Qt::transparent) : m_theme.tint(sign), border, radius::chip, chosen ? 2 : 1);
        m_theme.paintSign(*painter, QRectF(cell.center().x() - 7.5, cell.center().y() - 7.5, 15, 15), sign);
        painter->restore();
        return;
    }
    QFont font = m_theme.font(column == SchemaGridModel::NumberColumn || column == SchemaGridModel::MigrationColumn ? Text::Body : Text::Small);
    QColor ink = m_theme.colour(column == SchemaGridModel::MigrationColumn ? Colour::TextPrimary : Colour::TextSecondary);
    QRectF area = QRectF(option.rect).adjusted(column == SchemaGridModel::NumberColumn ? space::page : 6, 0, -4, 0);
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    if (column == SchemaGridModel::MigrationColumn)
        font.setWeight(current ? QFont::DemiBold : QFont::Medium);
    if (column == SchemaGridModel::WayBackColumn) {
        const auto wayBack = static_cast<items::SchemaWayBack>(index.data(SchemaGridModel::WayBackRole).toInt());
        font.setWeight(QFont::DemiBold);
        ink = m_theme.text(signOf(wayBack));
        area.setRight(option.rect.right() - space::page);
        alignment = Qt::AlignRight | Qt::AlignVCenter;
    }
    painter->setFont(font);
    painter->setPen(ink);
    painter->drawText(area, static_cast<int>(alignment) | Qt::TextSingleLine,
                      QFontMetricsF(font).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    if (chosen && option.state & QStyle::State_HasFocus) {
        painter->setPen(QPen(m_theme.colour(Colour::LineFocus), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), radius::chip, radius::chip);
    }
    painter->restore();
}

SchemaGrid::SchemaGrid(const Theme &theme, SchemaGridModel &model, QWidget *parent) : QTableView(parent), m_theme(theme)
{
    setHorizontalHeader(new SchemaHeads(theme, this));
    setModel(&model);
    setItemDelegate(new SchemaDelegate(theme, this));
    setAccessibleName(tr("Migrations and what the mixed states come to"));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(gridRow);
    verticalHeader()->setDefaultSectionSize(gridRow);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setMinimumHeight(headHeight + 3 * gridRow);
}

int SchemaGrid::heightFor(int rows) const
{
    return headHeight + std::clamp(model()->rowCount(), 1, rows) * verticalHeader()->defaultSectionSize() + 2;
}

void SchemaGrid::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    const int width = viewport()->width();
    const bool wide = width >= size::foldWidth;
    const int number = wide ? 76 : 56;
    const int state = wide ? 97 : 95;
    const int wayBack = wide ? 176 : 110;
    const int rest = std::max(200, width - number - items::schemaStateCount * state - wayBack);
    setColumnWidth(SchemaGridModel::NumberColumn, number);
    setColumnWidth(SchemaGridModel::MigrationColumn, rest * 45 / 100);
    setColumnWidth(SchemaGridModel::DoesColumn, rest - rest * 45 / 100);
    for (int column = SchemaGridModel::OldReadsColumn; column <= SchemaGridModel::DownColumn; ++column)
        setColumnWidth(column, state);
    setColumnWidth(SchemaGridModel::WayBackColumn, wayBack);
}

void SchemaGrid::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update(); // A whole row is tinted.
    Q_EMIT cellChosen(current.row(), current.column());
}

} // namespace belay::views
