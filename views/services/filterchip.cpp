// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/filterchip.h"

#include "views/theme/painting.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace belay::views {

namespace {
constexpr int glyphSize = 15, closeSize = 12, edge = 10;
constexpr int widest = 260;
} // namespace

FilterChip::FilterChip(const Theme &theme, const QString &icon, QWidget *parent)
    : QAbstractButton(parent), m_theme(theme), m_icon(icon)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setFixedHeight(26);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void FilterChip::setLabel(const QString &label)
{
    setText(label);
    setToolTip(tr("%1. Click to show all.").arg(label));
    setAccessibleName(label);
    setAccessibleDescription(tr("Press to show all"));
    updateGeometry();
    update();
}

QSize FilterChip::sizeHint() const
{
    const double wide = QFontMetricsF(m_theme.font(Text::Button)).horizontalAdvance(this->text());
    return {std::min(widest, static_cast<int>(wide) + 2 * edge + glyphSize + 8 + closeSize + 8), 26};
}

QSize FilterChip::minimumSizeHint() const { return {110, 26}; }

void FilterChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor ink = m_theme.colour(Colour::AccentText);
    paintBox(painter, rect(), m_theme.colour(Colour::AccentTint),
             underMouse() ? m_theme.colour(Colour::AccentFill) : m_theme.colour(Colour::AccentTint), radius::control);
    m_theme.paintIcon(painter, QRectF(edge, (height() - glyphSize) / 2.0, glyphSize, glyphSize), m_icon, ink);
    const QRectF close(width() - edge - closeSize, (height() - closeSize) / 2.0, closeSize, closeSize);
    m_theme.paintIcon(painter, close, QStringLiteral("close"), ink);
    const QRectF area(edge + glyphSize + 8, 0, close.left() - edge - glyphSize - 14, height());
    painter.setFont(m_theme.font(Text::Button));
    painter.setPen(ink);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(text(), Qt::ElideRight, area.width()));
}

void FilterChip::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void FilterChip::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace belay::views
