// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/Qt>

/// Shapes that several places draw. Rectangles are in logical pixels; one-pixel lines are put on
/// pixel centres here, so pass whole rectangles. Each leaves the painter as it was.
namespace belay::views {

/// A filled rounded rectangle with a one-pixel border (either colour may be transparent).
void paintBox(QPainter &painter, const QRectF &rect, const QColor &fill, const QColor &border, double cornerRadius,
              double borderWidth = 1);
/// The 2 px focus ring just outside `rect`, which needs 3 px of room around it.
void paintFocusRing(QPainter &painter, const Theme &theme, const QRectF &rect, double cornerRadius);
/// A pill with the sign's glyph and text on its tint. Width for it: `chipWidth`; height 22.
void paintChip(QPainter &painter, const Theme &theme, const QRectF &rect, Sign sign, const QString &text);
/// A pill without a sign on BgSunken.
void paintChip(QPainter &painter, const Theme &theme, const QRectF &rect, const QString &text);
[[nodiscard]] double chipWidth(const Theme &theme, const QString &text, bool sign);
/// Time when both releases serve: hatching of LineStrong over `ground`, aligned to the rectangle.
void paintHatch(QPainter &painter, const QRectF &rect, const QColor &line, const QColor &ground);
/// Text whose digits all take the width of a 0, so that columns of numbers line up.
void paintTabular(QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text);
[[nodiscard]] double tabularWidth(const QFont &font, const QString &text);
/// The rope from `from` (an anchor ring) to `to`, sagging in between. `to` may be a point of no
/// return, which the caller draws.
void paintRope(QPainter &painter, const Theme &theme, QPointF from, QPointF to);

} // namespace belay::views
