// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/chip.h"

#include "views/theme/painting.h"

#include <QtGui/QPainter>

#include <cmath>

namespace belay::views {

namespace {
constexpr int chipHeight = 22;
constexpr int chipMinimum = 60;
constexpr int glyph = 14;
constexpr int gap = 6;
} // namespace

Chip::Chip(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Chip::setText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    setToolTip(width() < sizeHint().width() ? m_text : QString());
    updateGeometry();
    update();
}

void Chip::setSign(std::optional<Sign> sign)
{
    m_sign = sign;
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    return {int(std::ceil(chipWidth(m_theme, m_text, m_sign.has_value()))) + 1, chipHeight};
}

QSize Chip::minimumSizeHint() const
{
    return {std::min(chipMinimum, sizeHint().width()), chipHeight};
}

void Chip::paintEvent(QPaintEvent *)
{
    if (m_text.isEmpty())
        return;
    QPainter painter(this);
    const QRectF area(0, (height() - chipHeight) / 2.0, std::min(width(), sizeHint().width()), chipHeight);
    if (m_sign)
        paintChip(painter, m_theme, area, *m_sign, m_text);
    else
        paintChip(painter, m_theme, area, m_text);
}

void Chip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    setToolTip(width() < sizeHint().width() ? m_text : QString());
}

SignLabel::SignLabel(const Theme &theme, Sign sign, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_sign(sign), m_word(Theme::word(sign))
{
    setAccessibleName(m_word);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SignLabel::setContent(const QString &number, const QString &word)
{
    m_number = number;
    m_word = word;
    setAccessibleName(number.isEmpty() ? word : number + QLatin1Char(' ') + word);
    updateGeometry();
    update();
}

void SignLabel::setSign(Sign sign)
{
    m_sign = sign;
    update();
}

QSize SignLabel::sizeHint() const
{
    QFont bold = m_theme.font(Text::Small);
    bold.setWeight(QFont::DemiBold);
    double width = glyph + gap + QFontMetricsF(m_theme.font(Text::Small)).horizontalAdvance(m_word);
    if (!m_number.isEmpty())
        width += tabularWidth(bold, m_number) + gap;
    return {int(std::ceil(width)) + 1, 20};
}

void SignLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_theme.paintSign(painter, QRectF(0, (height() - glyph) / 2.0, glyph, glyph), m_sign);
    double x = glyph + gap;
    if (!m_number.isEmpty()) {
        QFont bold = m_theme.font(Text::Small);
        bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
        painter.setPen(m_theme.colour(Colour::TextPrimary));
        const double advance = tabularWidth(bold, m_number);
        paintTabular(painter, QRectF(x, 0, advance, height()), Qt::AlignLeft | Qt::AlignVCenter, m_number);
        x += advance + gap;
    }
    painter.setFont(m_theme.font(Text::Small));
    painter.setPen(m_theme.colour(Colour::TextSecondary));
    painter.drawText(QRectF(x, 0, width() - x + 1, height()), Qt::AlignLeft | Qt::AlignVCenter, m_word);
}

} // namespace belay::views
