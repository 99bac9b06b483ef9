// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/elidedlabel.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

namespace belay::views {

TextLabel::TextLabel(const Theme &theme, Text face, Colour colour, const QString &text, QWidget *parent)
    : QLabel(text, parent), m_theme(theme), m_colour(colour)
{
    setFont(theme.font(face));
    applyColour();
    connect(&theme, &Theme::changed, this, &TextLabel::applyColour);
}

void TextLabel::setColour(Colour colour)
{
    m_colour = colour;
    applyColour();
}

void TextLabel::applyColour()
{
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, m_theme.colour(m_colour));
    colours.setColor(QPalette::Link, m_theme.colour(Colour::TextLink));
    setPalette(colours);
}

ElidedLabel::ElidedLabel(const Theme &theme, Text face, Colour colour, const QString &text, QWidget *parent)
    : TextLabel(theme, face, colour, text, parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_mode = mode;
    update();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), fontMetrics().horizontalAdvance(QStringLiteral("mm…"))), sizeHint().height()};
}

QSize ElidedLabel::sizeHint() const
{
    const QMargins margins = contentsMargins();
    return {fontMetrics().horizontalAdvance(text()) + 1 + margins.left() + margins.right(),
            fontMetrics().height() + margins.top() + margins.bottom()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
    const QRect area = contentsRect();
    painter.drawText(area, int(alignment()) | Qt::TextSingleLine,
                     fontMetrics().elidedText(text(), m_mode, area.width()));
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && width() < sizeHint().width()) {
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), text(), this);
        return true;
    }
    return TextLabel::event(event);
}

} // namespace belay::views
