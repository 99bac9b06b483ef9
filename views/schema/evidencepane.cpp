// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/schema/evidencepane.h"

#include "views/schema/schemagrid.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QListView>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace belay::views {

using items::SchemaEvidenceModel;
using items::SchemaGridModel;

namespace {
constexpr int boxLeast = 30;
constexpr int boxMost = 64;
constexpr int boxHeight = 50;
constexpr int stripRows = 3;
} // namespace

QSize EvidenceDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {60, rowHeight};
}

void EvidenceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    painter->fillRect(option.rect, m_theme.colour(selected ? Colour::BgSelected
                                                  : option.state & QStyle::State_MouseOver ? Colour::BgHover : Colour::BgPanel));
    painter->setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter->drawLine(QPointF(option.rect.left(), option.rect.bottom() + 0.5), QPointF(option.rect.right() + 1, option.rect.bottom() + 0.5));
    QRectF area = QRectF(option.rect).adjusted(space::page, 0, -space::small, 0);
    m_theme.paintSign(*painter, QRectF(area.left(), area.center().y() - 7, 14, 14),
                      signOf(static_cast<schema::Outcome>(index.data(SchemaEvidenceModel::OutcomeRole).toInt())));
    area.setLeft(area.left() + 23);
    const QFont small = m_theme.font(Text::Small);
    const QString word = index.data(SchemaEvidenceModel::WordRole).toString();
    painter->setFont(small);
    painter->setPen(m_theme.colour(Colour::TextTertiary));
    painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, word);
    area.setRight(area.right() - QFontMetricsF(small).horizontalAdvance(word) - 8);
    QFont font = small;
    if (selected)
        font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(m_theme.colour(index.data(SchemaEvidenceModel::CountedRole).toBool() ? Colour::TextPrimary : Colour::TextTertiary));
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetricsF(font).elidedText(index.data().toString(), Qt::ElideMiddle, area.width()));
    painter->restore();
}

void StripDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const int failing = index.data(SchemaGridModel::FailingRole).toInt();
    const Sign sign = failing > 0 ? Sign::Error : Sign::Open;
    const bool selected = option.state & QStyle::State_Selected;
    const QRectF box = QRectF(option.rect).adjusted(1, 1, -3, -19);
    paintBox(*painter, box, m_theme.tint(sign), selected ? m_theme.fill(sign) : m_theme.line(sign), radius::chip, selected ? 2 : 1);
    QFont font = m_theme.font(Text::Small);
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(m_theme.text(sign));
    painter->drawText(box, Qt::AlignCenter, QString::number(failing));
    QFont micro = m_theme.font(Text::Micro);
    if (selected)
        micro.setWeight(QFont::DemiBold);
    painter->setFont(micro);
    painter->setPen(selected ? m_theme.text(sign) : m_theme.colour(Colour::TextTertiary));
    const QRectF below(option.rect.left(), box.bottom() + 2, option.rect.width() - 2, 16);
    // The end of a long number tells more than its start.
    painter->drawText(below, Qt::AlignCenter | Qt::TextSingleLine,
                      QFontMetricsF(micro).elidedText(index.data().toString(), Qt::ElideLeft, below.width()));
    painter->restore();
}

EvidencePane::EvidencePane(const Theme &theme, SchemaGridModel &grid, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new ElidedLabel(theme, Text::Title, Colour::TextPrimary, tr("Evidence"), this))
    , m_counts(new TextLabel(theme, Text::Small, Colour::TextTertiary, {}, this))
    , m_list(new QListView(this))
    , m_none(new TextLabel(theme, Text::Small, Colour::TextSecondary, {}, this))
    , m_stripTitle(new TextLabel(theme, Text::Label, Colour::TextSecondary, {}, this))
    , m_strip(new QListView(this))
    , m_boxes(new StripDelegate(theme, m_strip))
    , m_stripNote(new TextLabel(theme, Text::Micro, Colour::TextTertiary, tr("queries that fail after each migration"), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::page, 11, space::small, 11);
    head->addWidget(m_title, 1);
    head->addWidget(m_counts);
    layout->addLayout(head);
    m_list->setModel(&m_evidence);
    m_list->setItemDelegate(new EvidenceDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Evidence"));
    m_list->setMinimumHeight(EvidenceDelegate::rowHeight * 3 / 2);
    layout->addWidget(m_list, 1);
    m_none->setWordWrap(true);
    m_none->setContentsMargins(space::page, 4, space::small, 8);
    layout->addWidget(m_none);
    auto *below = new QVBoxLayout;
    below->setContentsMargins(space::page, 10, space::small, 10);
    below->setSpacing(6);
    m_stripTitle->setWordWrap(true);
    m_stripNote->setWordWrap(true);
    below->addWidget(m_stripTitle);
    below->addWidget(m_strip);
    below->addWidget(m_stripNote);
    layout->addLayout(below);
    m_strip->setModel(&grid);
    m_strip->setModelColumn(SchemaGridModel::NumberColumn);
    m_strip->setItemDelegate(m_boxes);
    m_strip->setFrameShape(QFrame::NoFrame);
    m_strip->setFlow(QListView::LeftToRight);
    m_strip->setWrapping(true);
    m_strip->setResizeMode(QListView::Adjust);
    m_strip->setMovement(QListView::Static);
    m_strip->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_strip->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_strip->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_strip->setAccessibleName(tr("Queries of the old release that fail after each migration"));
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        if (!m_setting)
            Q_EMIT entryChosen(index.row());
    });
    connect(m_strip->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        if (!m_setting && index.isValid())
            Q_EMIT migrationChosen(index.row());
    });
    connect(&grid, &QAbstractItemModel::modelReset, this, &EvidencePane::fitStrip);
}

void EvidencePane::showMigration(const std::shared_ptr<const schema::SchemaReport> &report, int migration,
                                 std::optional<items::SchemaState> state)
{
    m_setting = true;
    m_evidence.setMigration(report, migration, state);
    const bool any = report && migration >= 0 && migration < static_cast<int>(report->migrations.size());
    const QString number = any ? items::shortVersion(report->migrations[static_cast<std::size_t>(migration)].version) : QString();
    m_title->setText(any ? tr("Evidence for %1").arg(number) : tr("Evidence"));
    m_counts->setText(any && !report->statements.empty() ? tr("%1 fail, %2 run").arg(m_evidence.failing()).arg(m_evidence.working()) : QString());
    const bool rows = m_evidence.rowCount() > 0;
    m_list->setVisible(rows);
    m_none->setVisible(!rows);
    m_none->setText(!any ? tr("Select a migration to see what breaks and why.")
                    : state ? tr("Nothing speaks against “%1”.").arg(items::stateTitle(*state))
                    : report->statements.empty() ? tr("Its operations harm nobody. No queries of the old release were read.")
                                                 : tr("Its operations harm nobody, and every query of the old release still works."));
    m_stripTitle->setText(report ? tr("Old release against %n schema state(s)", nullptr, static_cast<int>(report->migrations.size())) : QString());
    m_strip->setCurrentIndex(any ? m_strip->model()->index(migration, SchemaGridModel::NumberColumn) : QModelIndex());
    // What does not count comes last, and is no answer to what breaks.
    const int first = rows && m_evidence.index(0).data(SchemaEvidenceModel::CountedRole).toBool() ? 0 : -1;
    if (first >= 0)
        m_list->setCurrentIndex(m_evidence.index(first));
    m_setting = false;
    static_cast<QBoxLayout *>(layout())->setStretchFactor(m_none, rows ? 0 : 1);
    m_none->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    Q_EMIT entryChosen(first);
}

int EvidencePane::currentRow() const { return m_list->currentIndex().row(); }

void EvidencePane::setCurrentRow(int row)
{
    m_list->setCurrentIndex(m_evidence.index(row));
}

void EvidencePane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitStrip();
}

void EvidencePane::fitStrip()
{
    const int count = std::max(1, m_strip->model()->rowCount());
    int room = std::max(boxLeast, width() - space::page - space::small - 2);
    const int box = std::clamp(room / count, boxLeast, boxMost);
    // The view keeps room for a scroll bar that might come, so it comes only when it is needed.
    const bool scrolls = count > stripRows * std::max(1, room / box);
    m_strip->setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    if (scrolls)
        room -= m_strip->verticalScrollBar()->sizeHint().width();
    const int perRow = std::max(1, room / box);
    const int rows = std::min(stripRows, static_cast<int>(std::ceil(double(count) / perRow)));
    m_boxes->cell = QSize(box, boxHeight);
    m_strip->setGridSize(m_boxes->cell);
    m_strip->setFixedHeight(rows * boxHeight + 2);
    m_strip->doItemsLayout();
}

void EvidencePane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgPanel));
    painter.setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
    const double y = m_stripTitle->y() - 9.5;
    painter.drawLine(QPointF(0, y), QPointF(width(), y));
}

} // namespace belay::views
