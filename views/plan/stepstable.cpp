// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/stepstable.h"

#include "views/plan/planruler.h"
#include "views/theme/painting.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QHeaderView>

#include <algorithm>
#include <array>

namespace belay::views {

using items::StepsModel;

StepsTable::StepsTable(const Theme &theme, StepsModel &model, QWidget *parent)
    : QTableView(parent)
    , m_theme(theme)
{
    setModel(&model);
    setItemDelegate(new StepsDelegate(theme, this));
    setAccessibleName(tr("Steps of the plan"));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(size::row - 4);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (!m_setting && index.isValid())
            Q_EMIT cursorRequested(index.row() + 1);
    });
    connect(this, &QTableView::activated, this, [this](const QModelIndex &index) { Q_EMIT stepActivated(index.row()); });
}

void StepsTable::setCurrentColumn(int column)
{
    if (currentIndex().row() == column)
        return;
    m_setting = true;
    if (column < 0) {
        setCurrentIndex({});
        clearSelection();
    } else {
        setCurrentIndex(model()->index(column, std::max(0, currentIndex().column())));
    }
    m_setting = false;
}

void StepsTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    // Shares of what there is, within what each needs.
    const int width = viewport()->width();
    constexpr std::array share{0.06, 0.26, 0.17, 0.12, 0.17, 0.13, 0.09};
    constexpr std::array least{48, 170, 110, 80, 110, 100, 80};
    for (int column = 0; column < StepsModel::ColumnCount; ++column)
        setColumnWidth(column, std::max(least[static_cast<std::size_t>(column)],
                                        static_cast<int>(width * share[static_cast<std::size_t>(column)])));
}

void StepsTable::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Delete) {
        Q_EMIT deleteRequested();
    } else if (event->key() == Qt::Key_Insert) {
        Q_EMIT addRequested();
    } else if (event->modifiers() & Qt::ControlModifier && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Left)) {
        Q_EMIT moveRequested(-1);
    } else if (event->modifiers() & Qt::ControlModifier && (event->key() == Qt::Key_Down || event->key() == Qt::Key_Right)) {
        Q_EMIT moveRequested(1);
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT stepActivated(currentIndex().row());
    } else {
        QTableView::keyPressEvent(event);
        return;
    }
    event->accept();
}

StepsDelegate::StepsDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void StepsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    painter->fillRect(option.rect, m_theme.colour(selected ? Colour::BgSelected
                                                  : option.state & QStyle::State_MouseOver ? Colour::BgHover : Colour::BgPanel));
    painter->setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter->drawLine(QPointF(option.rect.left(), option.rect.bottom() + 0.5), QPointF(option.rect.right() + 1, option.rect.bottom() + 0.5));
    QRectF area = QRectF(option.rect).adjusted(index.column() == 0 ? 9 : 6, 0, -6, 0);
    const QString text = index.data().toString();
    QFont font = m_theme.font(Text::Small);
    QColor colour = m_theme.colour(Colour::TextSecondary);
    if (index.column() == StepsModel::NumberColumn) {
        painter->setFont(font);
        painter->setPen(colour);
        paintTabular(*painter, area, Qt::AlignLeft | Qt::AlignVCenter, text);
        painter->restore();
        return;
    }
    if (index.column() == StepsModel::StepColumn) {
        font = m_theme.font(Text::Body);
        font.setWeight(selected ? QFont::DemiBold : QFont::Medium);
        colour = m_theme.colour(Colour::TextPrimary);
    } else if (index.column() == StepsModel::WayBackColumn) {
        const Sign sign = signOf(static_cast<items::WayBack>(index.data(StepsModel::WayBackRole).toInt()));
        m_theme.paintSign(*painter, QRectF(area.left(), area.center().y() - 7, 14, 14), sign);
        area.adjust(20, 0, 0, 0);
        font.setWeight(QFont::DemiBold);
        colour = m_theme.text(sign);
    }
    painter->setFont(font);
    painter->setPen(colour);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetricsF(font).elidedText(text, Qt::ElideRight, area.width()));
    painter->restore();
}

} // namespace belay::views
