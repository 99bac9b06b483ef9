// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/gobackpanel.h"

#include "views/plan/comparisondelegate.h"
#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"
#include "views/theme/segmentedcontrol.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace belay::views {

using items::GoBack;
using items::GoBackModel;
using items::StateModel;

namespace {
constexpr int rowHeight = 26;
constexpr int headerHeight = 37;
constexpr int hintFrom = 800;
enum Page { GoBackPage, StatePage, ComparisonPage, MessagePage };

/// Whose first name stands over the cells, which begin at the page's margin.
class IndentedHeader final : public QHeaderView {
public:
    IndentedHeader(const Theme &theme, QWidget *parent) : QHeaderView(Qt::Horizontal, parent), m_theme(theme) {}

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        constexpr int indent = space::page - space::one;
        if (section != 0)
            return QHeaderView::paintSection(painter, rect, section);
        painter->fillRect(rect, m_theme.colour(Colour::BgPanel));
        QHeaderView::paintSection(painter, rect.adjusted(indent, 0, 0, 0), section);
        painter->save();
        painter->setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
        painter->drawLine(QPointF(rect.left(), rect.bottom() + 0.5), QPointF(rect.left() + indent, rect.bottom() + 0.5));
        painter->restore();
    }

private:
    const Theme &m_theme;
};

} // namespace

Sign signOf(GoBack verdict)
{
    switch (verdict) {
    case GoBack::Breaks: return Sign::Error;
    case GoBack::Closed: return Sign::Closed;
    case GoBack::After: return Sign::After;
    case GoBack::Stays: return Sign::Note;
    case GoBack::Open: return Sign::Open;
    case GoBack::Unknown: break;
    }
    return Sign::Unknown;
}

GoBackPanel::GoBackPanel(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new TextLabel(theme, Text::Label, Colour::TextPrimary, tr("If we go back from here"), this))
    , m_where(new ElidedLabel(theme, Text::Small, Colour::TextTertiary, {}, this))
    , m_hint(new TextLabel(theme, Text::Small, Colour::TextTertiary, tr("Shift-drag the cursor to compare two states"), this))
    , m_kind(new SegmentedControl(theme, {tr("Going back"), tr("State here")}, this))
    , m_end(new Button(theme, ButtonKind::Ghost, tr("End the comparison"), QStringLiteral("close"), this))
    , m_pages(new QStackedWidget(this))
    , m_message(new TextLabel(theme, Text::Small, Colour::TextTertiary, {}, this))
{
    m_goBackTable = makeTable(&m_goBack, tr("If we go back from here"));
    m_goBackTable->setItemDelegate(new GoBackDelegate(theme, true, m_goBackTable));
    m_stateTable = makeTable(&m_state, tr("State at the cursor"));
    m_stateTable->setItemDelegate(new GoBackDelegate(theme, false, m_stateTable));
    m_stateTable->horizontalHeader()->show();
    m_comparisonTable = makeTable(&m_comparison, tr("What differs between two states"));
    m_comparisonTable->setItemDelegate(new ComparisonDelegate(theme, m_comparisonTable));
    m_comparisonTable->horizontalHeader()->show();
    m_end->setSmall(true);
    m_end->setToolTip(tr("End the comparison (Esc)"));
    m_end->hide();
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_pages->addWidget(m_goBackTable);
    m_pages->addWidget(m_stateTable);
    m_pages->addWidget(m_comparisonTable);
    m_pages->addWidget(m_message);
    m_kind->setAccessibleName(tr("What the table shows"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 1, 0, 0);
    layout->setSpacing(0);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(space::page, 0, space::page - 4, 0);
    top->setSpacing(space::one);
    top->addWidget(m_title);
    top->addWidget(m_where, 1);
    top->addWidget(m_hint);
    top->addWidget(m_kind);
    top->addWidget(m_end);
    auto *header = new QWidget(this);
    header->setFixedHeight(headerHeight);
    header->setLayout(top);
    layout->addWidget(header);
    layout->addWidget(m_pages, 1);
    setMinimumHeight(headerHeight + 2 * rowHeight);

    connect(m_kind, &SegmentedControl::currentChanged, this, &GoBackPanel::showPage);
    connect(m_end, &QAbstractButton::clicked, this, &GoBackPanel::comparisonEnded);
    connect(m_comparisonTable, &QTableView::clicked, this, [this](const QModelIndex &index) {
        Q_EMIT componentActivated(index.data(items::StateComparisonModel::ComponentRole).toString());
    });
    const auto activate = [this](const QModelIndex &index) {
        const int finding = index.data(GoBackModel::FindingRole).toInt();
        if (finding >= 0)
            Q_EMIT findingActivated(finding);
        else
            Q_EMIT componentActivated(index.data(GoBackModel::ComponentRole).toString());
    };
    connect(m_goBackTable, &QTableView::activated, this, activate);
    connect(m_goBackTable, &QTableView::clicked, this, [this, activate](const QModelIndex &index) {
        if (index.column() == GoBackModel::FindingColumn && index.data(GoBackModel::FindingRole).toInt() >= 0)
            activate(index);
        else
            Q_EMIT componentActivated(index.data(GoBackModel::ComponentRole).toString());
    });
}

QTableView *GoBackPanel::makeTable(QAbstractItemModel *model, const QString &name)
{
    auto *table = new QTableView(this);
    table->setModel(model);
    table->setAccessibleName(name);
    table->setFrameShape(QFrame::NoFrame);
    table->setShowGrid(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTabKeyNavigation(false);
    table->setMouseTracking(true);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->verticalHeader()->hide();
    table->verticalHeader()->setMinimumSectionSize(rowHeight); // First: the default is held above it.
    table->verticalHeader()->setDefaultSectionSize(rowHeight);
    table->setHorizontalHeader(new IndentedHeader(m_theme, table));
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->hide();
    return table;
}

void GoBackPanel::setWhere(const QString &where, const QString &counts)
{
    m_where->setText(counts.isEmpty() ? where : tr("%1 (%2)").arg(where, counts));
}

void GoBackPanel::setMessage(const QString &message)
{
    m_message->setText(message);
    showPage();
}

void GoBackPanel::showPage()
{
    const int kind = m_kind->current();
    m_title->setText(m_comparing ? tr("What differs") : kind == GoBackPage ? tr("If we go back from here") : tr("State here"));
    m_pages->setCurrentIndex(!m_message->text().isEmpty() ? MessagePage : m_comparing ? ComparisonPage : kind);
    fitHeader();
}

void GoBackPanel::fitHeader()
{
    m_kind->setVisible(!m_comparing);
    m_end->setVisible(m_comparing);
    m_hint->setVisible(!m_comparing && width() >= hintFrom);
}

void GoBackPanel::showComparison(std::vector<items::StateDifference> rows, const QString &a, const QString &b)
{
    m_comparing = true;
    m_comparison.setRows(std::move(rows));
    m_where->setText(tr("A: %1, B: %2").arg(a, b));
    showPage();
}

void GoBackPanel::hideComparison()
{
    if (!m_comparing)
        return;
    m_comparing = false;
    m_comparison.setRows({});
    showPage();
}

void GoBackPanel::fitColumns()
{
    const int width = std::max(300, this->width());
    const int component = std::clamp(width / 6, 120, 200);
    m_goBackTable->setColumnWidth(GoBackModel::ComponentColumn, component);
    m_goBackTable->setColumnWidth(GoBackModel::ChangeColumn, std::clamp(width / 9, 86, 150));
    m_goBackTable->setColumnWidth(GoBackModel::VerdictColumn, std::clamp(width / 7, 116, 180));
    m_goBackTable->setColumnWidth(GoBackModel::FindingColumn, 88);
    const int rest = width - m_goBackTable->columnWidth(0) - m_goBackTable->columnWidth(1) - m_goBackTable->columnWidth(2) - 88 - 10;
    m_goBackTable->setColumnWidth(GoBackModel::ReasonColumn, std::max(80, rest));
    m_stateTable->setColumnWidth(StateModel::ComponentColumn, component);
    const int third = std::max(80, (width - component - 10) / 3);
    for (const int column : {StateModel::LiveColumn, StateModel::MayGoBackColumn, StateModel::FormatsColumn})
        m_stateTable->setColumnWidth(column, third);
    using items::StateComparisonModel;
    m_comparisonTable->setColumnWidth(StateComparisonModel::ComponentColumn, component);
    const int quarter = std::max(80, (width - component - 10) / 4);
    for (const int column : {StateComparisonModel::LiveColumn, StateComparisonModel::MayGoBackColumn,
                             StateComparisonModel::GoingBackColumn, StateComparisonModel::FormatsColumn}) {
        m_comparisonTable->setColumnWidth(column, quarter);
    }
}

void GoBackPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
    fitHeader();
}

void GoBackPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgPanel));
    painter.setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
    painter.drawLine(QPointF(0, 0.5), QPointF(width(), 0.5));
    painter.setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter.drawLine(QPointF(0, headerHeight + 0.5), QPointF(width(), headerHeight + 0.5));
}

GoBackDelegate::GoBackDelegate(const Theme &theme, bool verdicts, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_verdicts(verdicts)
{
}

QSize GoBackDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {60, rowHeight};
}

void GoBackDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    painter->fillRect(option.rect, m_theme.colour(selected ? Colour::BgSelected
                                                  : option.state & QStyle::State_MouseOver ? Colour::BgHover : Colour::BgPanel));
    painter->setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter->drawLine(QPointF(option.rect.left(), option.rect.bottom() + 0.5), QPointF(option.rect.right() + 1, option.rect.bottom() + 0.5));
    QRectF area = QRectF(option.rect).adjusted(index.column() == 0 ? space::page : 6, 0, -6, 0);
    const QString text = index.data().toString();
    QFont font = m_theme.font(Text::Small);
    QColor colour = m_theme.colour(Colour::TextSecondary);
    const auto draw = [&] {
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetricsF(font).elidedText(text, Qt::ElideRight, area.width()));
    };
    if (index.column() == 0) {
        font.setWeight(QFont::DemiBold);
        colour = m_theme.colour(Colour::TextPrimary);
    } else if (m_verdicts && index.column() == GoBackModel::VerdictColumn) {
        const Sign sign = signOf(static_cast<GoBack>(index.data(GoBackModel::VerdictRole).toInt()));
        m_theme.paintSign(*painter, QRectF(area.left() - 2, area.center().y() - 7, 14, 14), sign);
        area.adjust(18, 0, 0, 0);
        font.setWeight(QFont::DemiBold);
        colour = m_theme.text(sign);
    } else if (m_verdicts && index.column() == GoBackModel::FindingColumn) {
        colour = m_theme.colour(Colour::TextLink);
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, text);
        painter->restore();
        return;
    } else if (index.column() == 1) {
        colour = m_theme.colour(Colour::TextPrimary);
        painter->setFont(font);
        painter->setPen(colour);
        paintTabular(*painter, area, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(font).elidedText(text, Qt::ElideRight, area.width()));
        painter->restore();
        return;
    }
    draw();
    painter->restore();
}

} // namespace belay::views
