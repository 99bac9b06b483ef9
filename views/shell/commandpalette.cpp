// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/commandpalette.h"

#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtGui/QAction>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QVBoxLayout>

#include <cmath>

namespace belay::views {

namespace {

constexpr int rowHeight = 34;
constexpr int rowsShown = 11;
constexpr int listWidth = 560;
constexpr int edge = 6;

/// Icon, title with the matched letters in bold, detail on the right.
class EntryDelegate final : public QStyledItemDelegate {
public:
    EntryDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {100, rowHeight}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *entry = index.data(PaletteModel::EntryRole).value<const PaletteEntry *>();
        if (!entry)
            return;
        painter->save();
        const QRect rect = option.rect;
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (selected || option.state.testFlag(QStyle::State_MouseOver))
            paintBox(*painter, rect, m_theme.colour(selected ? Colour::BgSelected : Colour::BgHover), Qt::transparent,
                     radius::chip);
        const bool enabled = !entry->action || entry->action->isEnabled();
        const QRectF mark(rect.left() + 10, rect.center().y() - 7, 16, 16);
        if (entry->sign)
            m_theme.paintSign(*painter, mark, *entry->sign);
        else if (!entry->icon.isEmpty())
            m_theme.paintIcon(*painter, mark, entry->icon,
                              m_theme.colour(selected ? Colour::AccentText : Colour::TextSecondary));

        QString detail = entry->detail;
        if (entry->action && !enabled && !entry->action->statusTip().isEmpty())
            detail = entry->action->statusTip();
        painter->setFont(m_theme.font(Text::Small));
        const int right = rect.right() - 12;
        // Rounded up: a room that is a fraction too small would cut the text off.
        const int detailRoom = std::min(
            static_cast<int>(std::ceil(QFontMetricsF(painter->font()).horizontalAdvance(detail))) + 2, rect.width() / 2);
        painter->setPen(m_theme.colour(selected ? Colour::TextSecondary : Colour::TextTertiary));
        painter->drawText(QRect(right - detailRoom, rect.top(), detailRoom, rect.height()),
                          Qt::AlignRight | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(detail, Qt::ElideRight, detailRoom));

        const QFont plain = m_theme.font(Text::Body);
        QFont bold = plain;
        bold.setWeight(QFont::Bold);
        const auto positions = index.data(PaletteModel::PositionsRole).value<QList<int>>();
        double x = rect.left() + 36;
        const double end = right - detailRoom - 12;
        const double baseline = rect.center().y() + QFontMetricsF(plain).ascent() / 2.0 - 1;
        painter->setPen(m_theme.colour(enabled ? Colour::TextPrimary : Colour::TextTertiary));
        const QString title
            = QFontMetricsF(bold).horizontalAdvance(entry->title) <= end - x
            ? entry->title
            : QFontMetricsF(positions.isEmpty() ? plain : bold).elidedText(entry->title, Qt::ElideRight, end - x);
        // Runs of equal weight in one go, so that kerning within them stays.
        qsizetype from = 0;
        while (from < title.size()) {
            const bool strong = positions.contains(int(from));
            qsizetype to = from + 1;
            while (to < title.size() && positions.contains(int(to)) == strong)
                ++to;
            const QString run = title.mid(from, to - from);
            painter->setFont(strong ? bold : plain);
            painter->drawText(QPointF(x, baseline), run);
            x += QFontMetricsF(painter->font()).horizontalAdvance(run);
            from = to;
        }
        painter->restore();
    }

private:
    const Theme &m_theme;
};

} // namespace

CommandPalette::CommandPalette(const Theme &theme, QLineEdit &field, QWidget &window,
                               std::function<QList<PaletteEntry>()> entries)
    : QWidget(&window), m_theme(theme), m_field(field), m_entries(std::move(entries)),
      m_model(new PaletteModel(this)), m_filter(new PaletteFilter(*m_model, this))
{
    hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(edge, edge, edge, edge);
    m_list = new QListView(this);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new EntryDelegate(theme, m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setAccessibleName(tr("Results"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_list);
    m_nothing = new TextLabel(theme, Text::Body, Colour::TextTertiary, tr("Nothing found."), this);
    m_nothing->setAlignment(Qt::AlignCenter);
    layout->addWidget(m_nothing);

    m_field.installEventFilter(this);
    window.installEventFilter(this);
    connect(&m_field, &QLineEdit::textEdited, this, [this](const QString &text) {
        open();
        setQuery(text);
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        m_list->setCurrentIndex(index);
        runCurrent();
    });
}

void CommandPalette::toggle()
{
    if (isOpen()) {
        close();
        return;
    }
    if (!m_field.hasFocus())
        m_before = QApplication::focusWidget();
    m_field.setFocus(Qt::ShortcutFocusReason);
    m_field.selectAll();
    open();
}

void CommandPalette::open()
{
    if (isOpen())
        return;
    m_model->setEntries(m_entries());
    setQuery(m_field.text());
    place();
    raise();
    show();
}

void CommandPalette::close()
{
    if (!isOpen() && !m_field.hasFocus())
        return;
    m_closing = true;
    hide();
    m_field.clear();
    // Entries point at actions and findings that may go: keep none while closed.
    m_model->setEntries({});
    if (m_before && m_before->isVisible())
        m_before->setFocus(Qt::OtherFocusReason);
    else
        m_field.clearFocus();
    m_before = nullptr;
    m_closing = false;
}

void CommandPalette::setQuery(const QString &query)
{
    m_filter->setQuery(query);
    const bool some = m_filter->rowCount() > 0;
    m_list->setVisible(some);
    m_nothing->setVisible(!some);
    m_list->setCurrentIndex(m_filter->index(0, 0));
    m_list->scrollToTop();
    place();
}

void CommandPalette::place()
{
    const QWidget *box = m_field.parentWidget() ? m_field.parentWidget() : static_cast<QWidget *>(&m_field);
    QWidget *owner = parentWidget();
    const QRect field(box->mapTo(owner, QPoint()), box->size());
    const int wide = std::min(std::max(field.width(), listWidth), owner->width() - 2 * space::medium);
    const int rows = std::clamp(m_filter->rowCount(), 1, rowsShown);
    const int tall = std::min(rows * rowHeight + 2 * edge + 2, owner->height() - field.bottom() - space::large);
    int x = field.center().x() - wide / 2;
    x = std::clamp(x, space::medium, std::max(space::medium, owner->width() - wide - space::medium));
    setGeometry(x, field.bottom() + space::half, wide, std::max(tall, rowHeight + 2 * edge));
}

void CommandPalette::runCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid())
        return;
    const PaletteEntry entry = m_filter->entry(index);
    if (entry.action && !entry.action->isEnabled())
        return;
    close();
    if (entry.action)
        entry.action->trigger();
    else if (entry.target)
        Q_EMIT targetChosen(*entry.target);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_field) {
        if (event->type() == QEvent::FocusIn
            && static_cast<QFocusEvent *>(event)->reason() == Qt::MouseFocusReason) {
            open();
        } else if (event->type() == QEvent::FocusOut && isOpen() && !m_closing
                   && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason
                   && static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason) {
            m_before = nullptr;
            m_closing = true;
            hide();
            m_field.clear();
            m_closing = false;
        } else if (event->type() == QEvent::ShortcutOverride) {
            // The field's keys are not the window's shortcuts while the list is open.
            const int key = static_cast<QKeyEvent *>(event)->key();
            if (key == Qt::Key_Escape || key == Qt::Key_Up || key == Qt::Key_Down) {
                event->accept();
                return true;
            }
        } else if (event->type() == QEvent::KeyPress) {
            auto *key = static_cast<QKeyEvent *>(event);
            switch (key->key()) {
            case Qt::Key_Escape:
                close();
                return true;
            case Qt::Key_Return:
            case Qt::Key_Enter:
                if (!isOpen())
                    open();
                else
                    runCurrent();
                return true;
            case Qt::Key_Down:
            case Qt::Key_Up:
            case Qt::Key_PageDown:
            case Qt::Key_PageUp: {
                open();
                const bool page = key->key() == Qt::Key_PageDown || key->key() == Qt::Key_PageUp;
                const bool down = key->key() == Qt::Key_Down || key->key() == Qt::Key_PageDown;
                const int step = (page ? rowsShown - 1 : 1) * (down ? 1 : -1);
                const int row = std::clamp(m_list->currentIndex().row() + step, 0, std::max(0, m_filter->rowCount() - 1));
                m_list->setCurrentIndex(m_filter->index(row, 0));
                return true;
            }
            default: break;
            }
        }
    } else if (watched == parentWidget() && event->type() == QEvent::Resize && isOpen()) {
        place();
    }
    return QWidget::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), m_theme.colour(Colour::BgPanel), m_theme.colour(Colour::LineStrong), radius::card);
}

} // namespace belay::views
