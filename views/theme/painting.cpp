// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/painting.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <algorithm>

namespace belay::views {

namespace {
constexpr double chipPadding = 9;
constexpr double chipGlyph = 14;
constexpr double chipGap = 6;
} // namespace

void paintBox(QPainter &painter, const QRectF &rect, const QColor &fill, const QColor &border, double cornerRadius,
              double borderWidth)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.alpha() > 0 ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (border.alpha() > 0) {
        painter.setPen(QPen(border, borderWidth));
        const double inset = borderWidth / 2;
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), cornerRadius - inset,
                                cornerRadius - inset);
    } else {
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(rect, cornerRadius, cornerRadius);
    }
    painter.restore();
}

void paintFocusRing(QPainter &painter, const Theme &theme, const QRectF &rect, double cornerRadius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.colour(Colour::LineFocus), 2));
    painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), cornerRadius + 2, cornerRadius + 2);
    painter.restore();
}

void paintChip(QPainter &painter, const Theme &theme, const QRectF &rect, Sign sign, const QString &text)
{
    paintBox(painter, rect, theme.tint(sign), Qt::transparent, rect.height() / 2);
    const QRectF glyph(rect.x() + chipPadding, rect.center().y() - chipGlyph / 2, chipGlyph, chipGlyph);
    theme.paintSign(painter, glyph, sign);
    painter.save();
    painter.setFont(theme.font(Text::Small));
    painter.setPen(theme.text(sign));
    const QRectF area = rect.adjusted(chipPadding + chipGlyph + chipGap, 0, -chipPadding, 0);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, area.width() + 0.5));
    painter.restore();
}

void paintChip(QPainter &painter, const Theme &theme, const QRectF &rect, const QString &text)
{
    paintBox(painter, rect, theme.colour(Colour::BgSunken), Qt::transparent, rect.height() / 2);
    painter.save();
    painter.setFont(theme.font(Text::Small));
    painter.setPen(theme.colour(Colour::TextSecondary));
    painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine,
                     QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, rect.width() - 2 * chipPadding + 0.5));
    painter.restore();
}

double chipWidth(const Theme &theme, const QString &text, bool sign)
{
    return QFontMetricsF(theme.font(Text::Small)).horizontalAdvance(text) + 2 * chipPadding
        + (sign ? chipGlyph + chipGap : 0);
}

void paintHatch(QPainter &painter, const QRectF &rect, const QColor &line, const QColor &ground)
{
    // Lines rather than a tile: they stay sharp at every scale and in SVG and PDF.
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.fillRect(rect, ground);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, 1));
    constexpr double pitch = 6;
    QList<QLineF> lines;
    for (double x = rect.left() - rect.height(); x < rect.right(); x += pitch)
        lines.append(QLineF(x, rect.bottom(), x + rect.height(), rect.top()));
    painter.drawLines(lines);
    painter.restore();
}

double tabularWidth(const QFont &font, const QString &text)
{
    const QFontMetricsF metrics(font);
    const double digit = metrics.horizontalAdvance(QLatin1Char('0'));
    double width = 0;
    for (const QChar c : text)
        width += c.isDigit() ? digit : metrics.horizontalAdvance(c);
    return width;
}

void paintTabular(QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter.font());
    const double digit = metrics.horizontalAdvance(QLatin1Char('0'));
    const double width = tabularWidth(painter.font(), text);
    double x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        x = rect.center().x() - width / 2;
    double y = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    if (alignment & Qt::AlignTop)
        y = rect.top() + metrics.ascent();
    else if (alignment & Qt::AlignBottom)
        y = rect.bottom() - metrics.descent();
    for (const QChar c : text) {
        const double advance = metrics.horizontalAdvance(c);
        const double cell = c.isDigit() ? digit : advance;
        painter.drawText(QPointF(x + (cell - advance) / 2, y), QString(c));
        x += cell;
    }
}

void paintRope(QPainter &painter, const Theme &theme, QPointF from, QPointF to)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double span = to.x() - from.x();
    const double sag = std::clamp(span * 0.05, 3.0, 9.0);
    QPainterPath path(from + QPointF(5, 0));
    path.cubicTo(from + QPointF(span * 0.3, sag + (to.y() - from.y()) * 0.3),
                 from + QPointF(span * 0.7, sag + (to.y() - from.y()) * 0.7), to);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.colour(Colour::Rope), 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(path);
    painter.setBrush(theme.colour(Colour::BgWindow));
    painter.drawEllipse(from, 4, 4);
    painter.restore();
}

} // namespace belay::views
