// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plan/cursorbar.h"

#include "views/theme/button.h"
#include "views/theme/chip.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>

namespace belay::views {

/// What the two marks of the lanes mean.
class CursorBar::Legend final : public QWidget {
public:
    Legend(const Theme &theme, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
    {
        setAccessibleName(CursorBar::tr("Hatching: both versions serve. Dashed line: no return."));
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        const QFontMetricsF metrics(m_theme.font(Text::Small));
        return {static_cast<int>(22 + 6 + metrics.horizontalAdvance(both()) + 14 + 8 + metrics.horizontalAdvance(line()) + 2), 24};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setFont(m_theme.font(Text::Small));
        const QFontMetricsF metrics(painter.font());
        const double middle = height() / 2.0;
        const QRectF swatch(0, std::floor(middle - 6), 22, 12);
        paintBox(painter, swatch, m_theme.colour(Colour::BgSunken), m_theme.colour(Colour::LineStrong), 3);
        paintHatch(painter, swatch.adjusted(1.5, 1.5, -1.5, -1.5), m_theme.colour(Colour::LineStrong), m_theme.colour(Colour::BgSunken));
        painter.setPen(m_theme.colour(Colour::TextTertiary));
        double x = swatch.right() + 6;
        const double width = metrics.horizontalAdvance(both());
        painter.drawText(QRectF(x, 0, width + 2, height()), Qt::AlignVCenter, both());
        x += width + 14;
        QPen pen(m_theme.colour(Colour::ClosedFill), 2, Qt::CustomDashLine, Qt::FlatCap);
        pen.setDashPattern({2.2, 1.4});
        painter.setPen(pen);
        painter.drawLine(QPointF(x, middle - 8), QPointF(x, middle + 8));
        painter.setPen(m_theme.colour(Colour::TextTertiary));
        painter.drawText(QRectF(x + 7, 0, 200, height()), Qt::AlignVCenter, line());
    }

private:
    static QString both() { return CursorBar::tr("both versions"); }
    static QString line() { return CursorBar::tr("no return"); }
    const Theme &m_theme;
};

CursorBar::CursorBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_previous(Button::iconOnly(theme, QStringLiteral("step-first"), tr("Previous step (Left)"), this))
    , m_play(Button::iconOnly(theme, QStringLiteral("play"), tr("Play the plan"), this))
    , m_next(Button::iconOnly(theme, QStringLiteral("step-last"), tr("Next step (Right)"), this))
    , m_sentence(new TextLabel(theme, Text::Body, Colour::TextPrimary, {}, this))
    , m_verdict(new Chip(theme, this))
    , m_tag(new Chip(theme, this))
    , m_legend(new Legend(theme, this))
{
    setFixedHeight(44);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(17, 0, space::page, 1);
    layout->setSpacing(2);
    for (Button *button : {m_previous, m_play, m_next}) {
        button->setSmall(true);
        layout->addWidget(button);
        layout->addSpacing(4);
    }
    layout->addSpacing(12);
    m_sentence->setTextFormat(Qt::RichText);
    m_sentence->setMinimumWidth(0);
    m_sentence->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    layout->addWidget(m_sentence);
    layout->addSpacing(14);
    m_verdict->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    layout->addWidget(m_verdict);
    layout->addSpacing(8);
    m_tag->setSign(Sign::Unknown);
    m_tag->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    layout->addWidget(m_tag);
    layout->addSpacing(8);
    layout->addStretch(1);
    layout->addWidget(m_legend);
    m_tag->hide();
    connect(m_previous, &Button::clicked, this, &CursorBar::previousRequested);
    connect(m_play, &Button::clicked, this, &CursorBar::playRequested);
    connect(m_next, &Button::clicked, this, &CursorBar::nextRequested);
}

void CursorBar::setSentence(const QString &strong, const QString &rest)
{
    m_text = rest.isEmpty() ? strong : tr("%1, %2").arg(strong, rest);
    m_sentence->setText(rest.isEmpty() ? QStringLiteral("<b>%1</b>").arg(strong.toHtmlEscaped())
                                       : tr("<b>%1</b>, %2").arg(strong.toHtmlEscaped(), rest.toHtmlEscaped()));
    m_sentence->setToolTip(m_text);
}

void CursorBar::setVerdict(Sign sign, const QString &text)
{
    m_verdict->setSign(sign);
    m_verdict->setText(text);
    m_verdict->setVisible(!text.isEmpty());
}

void CursorBar::setTag(const QString &tag)
{
    m_tag->setText(tag);
    m_tag->setVisible(!tag.isEmpty());
}

void CursorBar::setRange(bool canGoBack, bool canGoOn)
{
    m_previous->setEnabled(canGoBack);
    m_next->setEnabled(canGoOn);
    m_play->setEnabled(canGoOn || m_playing);
}

void CursorBar::setPlaying(bool playing)
{
    m_playing = playing;
    m_play->setIconName(playing ? QStringLiteral("cancel") : QStringLiteral("play"));
    m_play->setAccessibleName(playing ? tr("Stop playing") : tr("Play the plan"));
    m_play->setToolTip(m_play->accessibleName());
}

QString CursorBar::sentence() const
{
    return m_text;
}

QString CursorBar::verdict() const
{
    return m_verdict->isHidden() ? QString() : m_verdict->text();
}

QString CursorBar::tag() const
{
    return m_tag->isHidden() ? QString() : m_tag->text();
}

void CursorBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colour(Colour::BgSubtle));
    painter.setPen(QPen(m_theme.colour(Colour::LineDefault), 1));
    painter.drawLine(QPointF(0, height() - 0.5), QPointF(width(), height() - 0.5));
}

void CursorBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_legend->setVisible(width() > 820);
}

} // namespace belay::views
