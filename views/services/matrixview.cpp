// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/matrixview.h"

#include "models/items/dependencymatrix.h"
#include "views/theme/painting.h"

#include <QtGui/QContextMenuEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace belay::views {

using items::DependencyMatrix;

namespace {

constexpr int rowHeight = 30;
constexpr int namesWidth = 176;
constexpr int namesHeight = 132;
constexpr int cellLeast = 80;
constexpr int cellMost = 120;
constexpr int glyph = 12;

} // namespace

MatrixHeader::MatrixHeader(const Theme &theme, Qt::Orientation orientation, QWidget *parent)
    : QHeaderView(orientation, parent)
    , m_theme(theme)
{
    setSectionResizeMode(QHeaderView::Fixed);
    setSectionsClickable(true);
    setHighlightSections(false);
    setMinimumSectionSize(orientation == Qt::Vertical ? rowHeight : cellLeast);
    setDefaultSectionSize(orientation == Qt::Vertical ? rowHeight : cellLeast);
}

void MatrixHeader::setSelectedNode(int node)
{
    m_selected = node;
    viewport()->update();
}

QSize MatrixHeader::sectionSizeFromContents(int) const
{
    return orientation() == Qt::Vertical ? QSize(namesWidth, rowHeight) : QSize(cellLeast, namesHeight);
}

void MatrixHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const bool vertical = orientation() == Qt::Vertical;
    const auto of = [&](int role) { return model()->headerData(section, orientation(), role); };
    const bool selected = m_selected >= 0 && of(DependencyMatrix::NodeRole).toInt() == m_selected;
    painter->save();
    painter->fillRect(rect, m_theme.colour(selected ? Colour::BgSelected : Colour::BgPanel));
    painter->setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter->drawLine(QPointF(rect.left(), rect.bottom() + 0.5), QPointF(rect.right() + 1, rect.bottom() + 0.5));
    painter->drawLine(QPointF(rect.right() + 0.5, rect.top()), QPointF(rect.right() + 0.5, rect.bottom() + 1));
    painter->setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
    if (vertical)
        painter->drawLine(QPointF(rect.right() + 0.5, rect.top()), QPointF(rect.right() + 0.5, rect.bottom() + 1));
    else
        painter->drawLine(QPointF(rect.left(), rect.bottom() + 0.5), QPointF(rect.right() + 1, rect.bottom() + 0.5));

    // From here on along the name: x is how far along it, y across it.
    const double length = vertical ? rect.width() : rect.height();
    const double across = vertical ? rect.height() : rect.width();
    const auto kind = static_cast<rollback::ComponentKind>(of(DependencyMatrix::KindRole).toInt());
    const QColor ink = m_theme.colour(selected ? Colour::AccentText : Colour::TextPrimary);
    if (vertical) {
        painter->translate(rect.topLeft());
        m_theme.paintIcon(*painter, QRectF(space::page - 4, across / 2 - 7.5, 15, 15), iconOf(kind), m_theme.colour(Colour::TextSecondary));
        painter->translate(space::page + 19, 0);
    } else {
        m_theme.paintIcon(*painter, QRectF(rect.center().x() - 7, rect.bottom() - 22, 15, 15), iconOf(kind), m_theme.colour(Colour::TextSecondary));
        painter->translate(rect.left(), rect.bottom() + 1);
        painter->rotate(-90);
        painter->translate(30, 0);
    }
    const double room = length - (vertical ? space::page + 19 + 6 : 30 + 8);
    QFont font = m_theme.font(Text::Body);
    if (selected)
        font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(ink);
    painter->drawText(QRectF(0, 0, room, across), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetricsF(font).elidedText(of(Qt::DisplayRole).toString(), Qt::ElideRight, room));
    painter->restore();
}

void MatrixHeader::paintEvent(QPaintEvent *event)
{
    QHeaderView::paintEvent(event);
    const int end = length() - offset();
    if (orientation() == Qt::Vertical && end < viewport()->height())
        QPainter(viewport()).fillRect(QRect(0, end, viewport()->width(), viewport()->height() - end), m_theme.colour(Colour::BgPanel));
}

void MatrixDelegate::setSelected(int row, int column)
{
    m_row = row;
    m_column = column;
}

void MatrixDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const QRectF rect(option.rect);
    const bool band = index.row() == m_row || index.column() == m_column;
    const bool diagonal = index.data(DependencyMatrix::DiagonalRole).toBool();
    painter->fillRect(rect, m_theme.colour(diagonal ? Colour::BgSunken : band ? Colour::AccentTint : Colour::BgPanel));
    painter->setPen(QPen(m_theme.colour(Colour::LineSubtle), 1));
    painter->drawLine(QPointF(rect.left(), rect.bottom() - 0.5), QPointF(rect.right(), rect.bottom() - 0.5));
    painter->drawLine(QPointF(rect.right() - 0.5, rect.top()), QPointF(rect.right() - 0.5, rect.bottom()));
    const int risk = index.data(DependencyMatrix::RiskRole).toInt();
    if (risk >= 0) {
        const Sign sign = signOf(static_cast<graph::Risk>(risk));
        const bool onlyLink = index.data(DependencyMatrix::OnlyLinkRole).toBool();
        const bool unknown = sign == Sign::Unknown;
        const QRectF box = rect.adjusted(2, 2, -3, -3);
        painter->setRenderHint(QPainter::Antialiasing);
        if (onlyLink) {
            // Nobody has said which releases it asks for.
            QPen dash(m_theme.line(sign), 1, Qt::CustomDashLine);
            dash.setDashPattern({3, 2});
            painter->setPen(dash);
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius::chip, radius::chip);
        } else {
            paintBox(*painter, box, m_theme.tint(sign), m_theme.line(sign), radius::chip);
        }
        QRectF text = box.adjusted(5, 0, -3, 0);
        if (!unknown || !onlyLink) {
            m_theme.paintSign(*painter, QRectF(text.left(), text.center().y() - glyph / 2.0, glyph, glyph), sign);
            text.setLeft(text.left() + glyph + 4);
        }
        QFont font = m_theme.font(Text::Micro);
        if (risk > static_cast<int>(graph::Risk::CanGoBack))
            font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(unknown ? m_theme.colour(Colour::TextSecondary) : m_theme.text(sign));
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetricsF(font).elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    }
    if (option.state & (QStyle::State_HasFocus | QStyle::State_Selected)) {
        const bool focused = option.state & QStyle::State_HasFocus;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(m_theme.colour(focused ? Colour::LineFocus : Colour::LineStrong), focused ? 2 : 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(rect.adjusted(1, 1, -2, -2), radius::chip, radius::chip);
    }
    painter->restore();
}

/// Says which way the matrix is read.
class MatrixView::Corner final : public QWidget {
public:
    Corner(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.colour(Colour::BgPanel));
        painter.setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
        painter.drawLine(QPointF(0, height() - 0.5), QPointF(width(), height() - 0.5));
        painter.drawLine(QPointF(width() - 0.5, 0), QPointF(width() - 0.5, height()));
        painter.setFont(m_theme.font(Text::Small));
        painter.setPen(m_theme.colour(Colour::TextTertiary));
        painter.drawText(QRectF(space::page, height() - 30, width() - 30, 24), Qt::AlignLeft | Qt::AlignVCenter, MatrixView::tr("Who needs ↓"));
        painter.drawText(QRectF(8, 10, width() - 20, 24), Qt::AlignRight | Qt::AlignVCenter, MatrixView::tr("what is needed →"));
    }

private:
    const Theme &m_theme;
};

MatrixView::MatrixView(const Theme &theme, DependencyMatrix &model, QWidget *parent)
    : QTableView(parent)
    , m_theme(theme)
    , m_matrix(model)
    , m_rows(new MatrixHeader(theme, Qt::Vertical, this))
    , m_columns(new MatrixHeader(theme, Qt::Horizontal, this))
    , m_delegate(new MatrixDelegate(theme, this))
    , m_corner(new Corner(theme, this))
{
    setVerticalHeader(m_rows);
    setHorizontalHeader(m_columns);
    setModel(&model);
    setItemDelegate(m_delegate);
    setAccessibleName(tr("Who needs what"));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_rows->setFixedWidth(namesWidth);
    m_columns->setFixedHeight(namesHeight);
    connect(m_rows, &QHeaderView::sectionClicked, this, [this](int row) { choose(m_matrix.nodeOfRow(row)); });
    connect(m_columns, &QHeaderView::sectionClicked, this, [this](int column) { choose(m_matrix.nodeOfColumn(column)); });
    connect(m_rows, &QHeaderView::sectionDoubleClicked, this, [this](int row) { Q_EMIT nodeActivated(m_matrix.nodeOfRow(row)); });
    connect(m_columns, &QHeaderView::sectionDoubleClicked, this,
            [this](int column) { Q_EMIT nodeActivated(m_matrix.nodeOfColumn(column)); });
    connect(this, &QAbstractItemView::doubleClicked, this, &MatrixView::activate);
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        fitColumns();
        showSelected();
    });
}

void MatrixView::choose(int node)
{
    if (node == m_selected)
        return;
    setSelectedNode(node);
    Q_EMIT nodeSelected(node);
}

void MatrixView::setSelectedNode(int node)
{
    if (node == m_selected)
        return;
    m_selected = node;
    showSelected();
}

void MatrixView::showSelected()
{
    const int row = m_matrix.rowOf(m_selected);
    const int column = m_matrix.columnOf(m_selected);
    m_delegate->setSelected(row, column);
    m_rows->setSelectedNode(m_selected);
    m_columns->setSelectedNode(m_selected);
    viewport()->update();
    const QModelIndex current = currentIndex();
    if (m_selected < 0 || (row < 0 && column < 0) || (current.isValid() && (current.row() == row || current.column() == column)))
        return;
    // The first dependency of its row, or the first of those who need it.
    QModelIndex at = row >= 0 ? model()->index(row, 0) : model()->index(0, column);
    if (m_matrix.edgeAt(at.row(), at.column()) < 0) {
        if (const QModelIndex filled = m_matrix.nextFilled(at, row >= 0 ? 0 : 1, row >= 0 ? 1 : 0); filled.isValid())
            at = filled;
    }
    m_following = true;
    setCurrentIndex(at);
    m_following = false;
    scrollTo(at);
}

void MatrixView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (!current.isValid() || m_following)
        return;
    // Moving along the selected component's row or column keeps it.
    const int needs = m_matrix.nodeOfRow(current.row());
    if (m_selected != needs && m_selected != m_matrix.nodeOfColumn(current.column()))
        choose(needs);
}

void MatrixView::activate(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    if (const int edge = m_matrix.edgeAt(index.row(), index.column()); edge >= 0)
        Q_EMIT edgeActivated(edge);
    else
        Q_EMIT nodeActivated(m_matrix.nodeOfRow(index.row()));
}

void MatrixView::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    const bool arrow = key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
    if (arrow && event->modifiers() & Qt::ControlModifier) {
        const QModelIndex next = m_matrix.nextFilled(currentIndex(), key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0,
                                                     key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0);
        if (next.isValid())
            setCurrentIndex(next);
        event->accept();
        return;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        activate(currentIndex());
        event->accept();
        return;
    }
    if (key == Qt::Key_Escape) { // Belongs to the place.
        event->ignore();
        return;
    }
    QTableView::keyPressEvent(event);
}

void MatrixView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const QModelIndex index = byMouse ? indexAt(viewport()->mapFrom(this, event->pos())) : currentIndex();
    event->accept();
    if (!index.isValid())
        return;
    const int edge = m_matrix.edgeAt(index.row(), index.column());
    const QPoint at = byMouse ? event->globalPos() : viewport()->mapToGlobal(visualRect(index).center());
    Q_EMIT menuRequested(edge < 0 ? m_matrix.nodeOfRow(index.row()) : -1, edge, at);
}

void MatrixView::fitColumns()
{
    const int columns = model()->columnCount();
    const int room = viewport()->width() - 1;
    // As wide as all fit in sight, within reason.
    const int width = columns == 0 ? cellLeast : std::clamp(room / columns, cellLeast, cellMost);
    if (m_columns->defaultSectionSize() != width)
        m_columns->setDefaultSectionSize(width);
}

void MatrixView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void MatrixView::updateGeometries()
{
    QTableView::updateGeometries();
    m_corner->setGeometry(0, 0, m_rows->width(), m_columns->height());
    m_corner->raise();
}

} // namespace belay::views
