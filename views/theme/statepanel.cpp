// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/statepanel.h"

#include "views/theme/button.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtGui/QAction>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

namespace belay::views {

namespace {

constexpr int panelWidth = 400;
constexpr int pictureSize = 56;
constexpr int barHeight = 4;

/// The picture above the title, or the bar of work under way.
class Picture final : public QWidget {
public:
    Picture(const Theme &theme, const QString &icon, const double &fraction, QWidget *parent)
        : QWidget(parent), m_theme(theme), m_icon(icon), m_fraction(fraction)
    {
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        if (m_icon.isEmpty()) {
            const QRectF bar(0, (height() - barHeight) / 2.0, width(), barHeight);
            paintBox(painter, bar, m_theme.colour(Colour::LineDefault), Qt::transparent, barHeight / 2.0);
            QRectF done = bar;
            // Work of unknown length shows a third, still: motion would say nothing more.
            done.setWidth(bar.width() * (m_fraction < 0 ? 1.0 / 3 : m_fraction));
            paintBox(painter, done, m_theme.colour(Colour::AccentFill), Qt::transparent, barHeight / 2.0);
            return;
        }
        const QRectF disc((width() - pictureSize) / 2.0, 0, pictureSize, pictureSize);
        paintBox(painter, disc, m_theme.colour(Colour::BgSunken), m_theme.colour(Colour::LineDefault),
                 pictureSize / 2.0);
        m_theme.paintIcon(painter, disc.adjusted(16, 16, -16, -16), m_icon, m_theme.colour(Colour::TextTertiary));
    }

private:
    const Theme &m_theme;
    const QString &m_icon;
    const double &m_fraction;
};

} // namespace

StatePanel::StatePanel(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(space::page, space::page, space::page, space::page);
    outer->addStretch(2);
    m_box = new QWidget(this);
    m_box->setMaximumWidth(panelWidth);
    m_box->setMinimumWidth(200);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_box, 100);
    row->addStretch(1);
    outer->addLayout(row);
    outer->addStretch(3);

    m_column = new QVBoxLayout(m_box);
    m_column->setContentsMargins(space::large, space::page, space::large, space::page);
    m_column->setSpacing(space::one);
    m_picture = new Picture(theme, m_icon, m_fraction, m_box);
    m_picture->setFixedHeight(pictureSize);
    m_title = new TextLabel(theme, Text::Title, Colour::TextPrimary, {}, m_box);
    m_sentence = new TextLabel(theme, Text::Body, Colour::TextSecondary, {}, m_box);
    m_file = new ElidedLabel(theme, Text::Code, Colour::TextPrimary, {}, m_box);
    // The name at the end says more than the folders in between.
    m_file->setElideMode(Qt::ElideMiddle);
    m_file->hide();
    m_more = new TextLabel(theme, Text::Small, Colour::TextTertiary, {}, m_box);
    m_column->addWidget(m_picture);
    m_column->addSpacing(space::half);
    for (QLabel *label : {m_title, m_sentence, m_more}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        m_column->addWidget(label);
        if (label == m_sentence)
            m_column->addWidget(m_file);
    }
    m_more->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(space::one);
    m_column->addSpacing(space::half);
    m_column->addLayout(m_buttons);
}

void StatePanel::setTexts(const QString &title, const QString &sentence, const QString &more)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_more->setText(more);
    setFile({});
    const Qt::Alignment alignment = m_kind == Kind::Error ? Qt::AlignLeft : Qt::AlignHCenter;
    for (QLabel *label : {m_title, m_sentence, m_more}) {
        label->setVisible(!label->text().isEmpty());
        label->setAlignment(alignment | Qt::AlignVCenter);
    }
    m_picture->setVisible(m_kind != Kind::Error);
    m_picture->setFixedHeight(m_icon.isEmpty() ? space::medium : pictureSize);
    m_picture->update();
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    update();
}

void StatePanel::clearButtons()
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    m_buttonCount = 0;
}

void StatePanel::showEmpty(const QString &icon, const QString &title, const QString &sentence)
{
    m_kind = Kind::Empty;
    m_icon = icon;
    clearButtons();
    setTexts(title, sentence, {});
}

void StatePanel::showLoading(const QString &what, quint64 done, quint64 total)
{
    m_kind = Kind::Loading;
    m_icon.clear();
    m_fraction = total > 0 ? std::min(1.0, double(done) / double(total)) : -1;
    setTexts(what, total > 0 ? tr("%L1 of %L2").arg(done).arg(total) : QString(), {});
}

void StatePanel::showError(const QString &what, const QString &why, const QString &stillHolds)
{
    m_kind = Kind::Error;
    m_icon.clear();
    clearButtons();
    setTexts(what, why, stillHolds);
}

void StatePanel::setFile(const QString &path)
{
    m_file->setText(path);
    m_file->setVisible(!path.isEmpty());
    if (!path.isEmpty())
        setAccessibleDescription(m_sentence->text() + QLatin1Char('\n') + path);
}

void StatePanel::focusFirstButton()
{
    if (QLayoutItem *first = m_buttons->itemAt(0); first && first->widget())
        first->widget()->setFocus(Qt::OtherFocusReason);
}

void StatePanel::showReadOnly(const QString &reason)
{
    m_kind = Kind::ReadOnly;
    m_icon = QStringLiteral("lock");
    clearButtons();
    setTexts(tr("Read only"), reason, {});
}

void StatePanel::addAction(QAction *action)
{
    const ButtonKind kind
        = m_buttonCount == 0 && m_kind != Kind::Error ? ButtonKind::Primary : ButtonKind::Secondary;
    auto *button = new Button(m_theme, kind, action->iconText(), {}, m_box);
    button->setAction(action);
    button->setAutoDefault(true); // Return presses it, too.
    if (m_buttonCount == 0 && m_kind != Kind::Error)
        m_buttons->addStretch();
    m_buttons->addWidget(button);
    if (m_kind != Kind::Error) {
        // The last stretch keeps the buttons in the middle.
        m_buttons->addStretch();
        if (m_buttonCount > 0)
            delete m_buttons->takeAt(m_buttons->count() - 3);
    } else {
        m_buttons->setAlignment(Qt::AlignLeft);
    }
    ++m_buttonCount;
}

void StatePanel::addLink(QAction *action)
{
    auto *button = new Button(m_theme, ButtonKind::Link, action->iconText(), {}, m_box);
    button->setAction(action);
    button->setAutoDefault(true); // Return presses it, too.
    const int end = m_kind == Kind::Error || m_buttonCount == 0 ? m_buttons->count() : m_buttons->count() - 1;
    m_buttons->insertWidget(end, button);
    if (m_buttonCount == 0 && m_kind != Kind::Error) {
        m_buttons->insertStretch(0);
        m_buttons->addStretch();
    }
    ++m_buttonCount;
}

QString StatePanel::title() const
{
    return m_title->text();
}

QString StatePanel::sentence() const
{
    return m_sentence->text();
}

QString StatePanel::file() const
{
    return m_file->text();
}

void StatePanel::paintEvent(QPaintEvent *)
{
    if (m_kind != Kind::Error)
        return;
    QPainter painter(this);
    const QRectF box = m_box->geometry();
    paintBox(painter, box, m_theme.colour(Colour::BgPanel), m_theme.line(Sign::Error), radius::card);
    painter.setClipRect(QRectF(box.x(), box.y(), 4, box.height()));
    paintBox(painter, box, m_theme.fill(Sign::Error), Qt::transparent, radius::card);
}

} // namespace belay::views
