// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/startpage.h"

#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"
#include "views/theme/sectionheader.h"

#include <QtGui/QAction>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

#include <array>

namespace belay::views {

namespace {

constexpr int columnWidth = 720;
constexpr int outlineHeight = 164;

/// A row that can be pressed: icon, title, second line.
class EntryButton final : public QAbstractButton {
public:
    EntryButton(const Theme &theme, QString icon, const StartPage::Entry &entry, QWidget *parent)
        : QAbstractButton(parent), m_theme(theme), m_icon(std::move(icon)), m_entry(entry)
    {
        setText(entry.title);
        setAccessibleName(entry.title);
        setAccessibleDescription(entry.detail);
        setToolTip(entry.detail);
        setAttribute(Qt::WA_Hover);
        setFixedHeight(size::rowTall + 4);
        setCursor(Qt::PointingHandCursor);
    }
    QSize sizeHint() const override { return {240, size::rowTall + 4}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintBox(painter, rect(), m_theme.colour(underMouse() || isDown() ? Colour::BgHover : Colour::BgPanel),
                 m_theme.colour(underMouse() ? Colour::LineStrong : Colour::LineDefault), radius::card);
        m_theme.paintIcon(painter, QRectF(14, height() / 2.0 - 10, 20, 20), m_icon,
                          m_theme.colour(Colour::TextSecondary));
        const int left = 46;
        const int room = width() - left - 12;
        painter.setFont(m_theme.font(Text::Label));
        painter.setPen(m_theme.colour(Colour::TextPrimary));
        painter.drawText(QRect(left, 9, room, 20), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_entry.title, Qt::ElideRight, room));
        painter.setFont(m_theme.font(Text::Small));
        painter.setPen(m_theme.colour(Colour::TextTertiary));
        painter.drawText(QRect(left, 28, room, 18), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_entry.detail, Qt::ElideMiddle, room));
    }

private:
    const Theme &m_theme;
    QString m_icon;
    StartPage::Entry m_entry;
};

/// The Plan screen's own graphic in outline: a strip, the rope below it, lanes with blocks.
class Outline final : public QWidget {
public:
    Outline(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme) { setFixedHeight(outlineHeight); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        constexpr int steps = 10;
        const double column = width() / double(steps);
        const std::array<Sign, steps> strip = {Sign::Open, Sign::Open, Sign::After, Sign::Open, Sign::Closed,
                                               Sign::Open, Sign::Open, Sign::After, Sign::Open, Sign::Open};
        for (std::size_t i = 0; i < strip.size(); ++i) {
            const QRectF chip(double(i) * column + 2, 1, column - 4, 26);
            paintBox(painter, chip, m_theme.tint(strip[i]), m_theme.line(strip[i]), radius::chip);
            painter.fillRect(chip.adjusted(2, 0, -2, 3 - chip.height()), m_theme.fill(strip[i]));
        }
        const double split = 5 * column;
        paintRope(painter, m_theme, {7, 42}, {split - 8, 42});
        paintRope(painter, m_theme, {split + 7, 42}, {width() - 6.0, 42});
        QPen dashed(m_theme.fill(Sign::Closed), 1.5, Qt::CustomDashLine);
        dashed.setDashPattern({4, 3});
        painter.setPen(dashed);
        painter.drawLine(QPointF(split, 30), QPointF(split, height()));

        struct Block {
            int lane;
            double from, solid, mixed;
        };
        const std::array<Block, 6> blocks = {{{0, 0.1, 0.8, 0.9}, {1, 1.1, 0.8, 0.5}, {2, 3.1, 0.8, 0.9},
                                              {3, 4.1, 0.8, 0.0}, {0, 6.1, 0.8, 0.6}, {2, 8.1, 0.8, 0.7}}};
        constexpr double top = 62;
        constexpr double lane = 24;
        for (int i = 0; i < 4; ++i) {
            painter.setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
            const double y = top + i * lane + 8.5;
            painter.drawLine(QPointF(0, y), QPointF(width(), y));
        }
        for (const Block &block : blocks) {
            const QRectF solid(block.from * column, top + block.lane * lane, block.solid * column, 17);
            const QRectF all = solid.adjusted(0, 0, block.mixed * column, 0);
            const bool closes = block.lane == 3;
            if (block.mixed > 0)
                paintHatch(painter, all, m_theme.colour(Colour::LineStrong), m_theme.colour(Colour::BgWindow));
            paintBox(painter, all, Qt::transparent, m_theme.colour(Colour::LineStrong), radius::chip);
            paintBox(painter, solid, closes ? m_theme.tint(Sign::Closed) : m_theme.colour(Colour::BgPanel),
                     closes ? m_theme.fill(Sign::Closed) : m_theme.colour(Colour::LineStrong), radius::chip);
        }
    }

private:
    const Theme &m_theme;
};

QWidget *makeSection(const Theme &theme, const QString &title, QWidget *parent, QVBoxLayout *&list)
{
    auto *section = new QWidget(parent);
    auto *layout = new QVBoxLayout(section);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::one);
    layout->addWidget(new SectionHeader(theme, title, {}, section));
    list = new QVBoxLayout;
    list->setSpacing(space::one);
    layout->addLayout(list);
    layout->addStretch(1);
    section->hide();
    return section;
}

} // namespace

StartPage::StartPage(const Theme &theme, QWidget *parent) : QScrollArea(parent), m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Start"));
    m_page = new QWidget(this);
    auto *outer = new QVBoxLayout(m_page);
    outer->setContentsMargins(space::page, space::page, space::page, space::page);
    outer->addStretch(2);
    m_column = new QWidget(m_page);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_column);
    row->addStretch(1);
    outer->addLayout(row);
    outer->addStretch(3);

    auto *column = new QVBoxLayout(m_column);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    m_unsaved = makeSection(theme, tr("Not saved when Belay ended"), m_column, m_unsavedList);
    column->addWidget(m_unsaved);
    m_outline = new Outline(theme, m_column);
    column->addWidget(m_outline);
    column->addSpacing(space::one);
    auto *title = new TextLabel(theme, Text::Verdict, Colour::TextPrimary, tr("Can this release be taken back?"), m_column);
    title->setWordWrap(true);
    column->addWidget(title);
    auto *sentence = new TextLabel(theme, Text::Body, Colour::TextSecondary,
                                   tr("Describe services, releases, schemas and a rollout plan. Belay tells at which "
                                      "step the way back closes, and shows the state that breaks."),
                                   m_column);
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    m_buttons = new QWidget(m_column);
    m_buttons->setFixedHeight(size::control + space::half + space::one);
    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, space::half, 0, space::one);
    buttons->setSpacing(space::one);
    buttons->addStretch(1);
    column->addWidget(m_buttons);

    auto *lists = new QHBoxLayout;
    lists->setSpacing(space::medium);
    m_samples = makeSection(theme, tr("Samples"), m_column, m_samplesList);
    m_recent = makeSection(theme, tr("Recent"), m_column, m_recentList);
    lists->addWidget(m_samples, 1);
    lists->addWidget(m_recent, 1);
    column->addLayout(lists);
    setWidget(m_page);
    arrange();
}

void StartPage::setActions(const QList<QAction *> &actions)
{
    auto *layout = static_cast<QHBoxLayout *>(m_buttons->layout());
    bool first = true;
    int at = 0;
    for (QAction *action : actions) {
        auto *button = new Button(m_theme, first ? ButtonKind::Primary : ButtonKind::Secondary, action->iconText(), {},
                                  m_buttons);
        button->setAction(action);
        layout->insertWidget(at++, button);
        first = false;
    }
    arrange();
}

void StartPage::fill(QWidget *section, QVBoxLayout *list, const QString &icon, const QList<Entry> &entries,
                     void (StartPage::*chosen)(const QString &))
{
    while (QLayoutItem *item = list->takeAt(0)) {
        // One of these buttons may be the sender.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const Entry &entry : entries) {
        auto *button = new EntryButton(m_theme, icon, entry, section);
        connect(button, &QAbstractButton::clicked, this, [this, chosen, key = entry.key] { Q_EMIT(this->*chosen)(key); });
        list->addWidget(button);
    }
    section->setVisible(!entries.isEmpty());
    arrange();
}

void StartPage::setSamples(const QList<Entry> &samples)
{
    fill(m_samples, m_samplesList, QStringLiteral("plan"), samples, &StartPage::sampleChosen);
}

void StartPage::setRecent(const QList<Entry> &recent)
{
    fill(m_recent, m_recentList, QStringLiteral("file"), recent, &StartPage::recentChosen);
}

void StartPage::setUnsaved(const QList<Entry> &unsaved)
{
    fill(m_unsaved, m_unsavedList, QStringLiteral("history"), unsaved, &StartPage::unsavedChosen);
}

void StartPage::arrange()
{
    const int wide = std::clamp(viewport()->width() - 2 * space::page, 320, columnWidth);
    m_column->setFixedWidth(wide);
    // A scroll area asks for the least height, which knows nothing of wrapped lines: without this a
    // low window would squeeze the buttons instead of scrolling.
    m_column->layout()->invalidate();
    m_column->setMinimumHeight(m_column->layout()->totalHeightForWidth(wide));
}

void StartPage::resizeEvent(QResizeEvent *event)
{
    arrange();
    QScrollArea::resizeEvent(event);
}

} // namespace belay::views
