// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtGui/QIconEngine>

namespace belay::views {

/// Renders resources/icons/NAME.svg with its strokes ("currentColor") in a token's colour. The
/// theme outlives the engine.
class IconEngine final : public QIconEngine {
public:
    IconEngine(const Theme &theme, QString name, Colour colour);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    QIconEngine *clone() const override;
    bool isNull() override;

    [[nodiscard]] static QString path(const QString &name);
    /// Pixels are cached by name, size and colour; on devices without pixels the vectors are drawn.
    static void paintSvg(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour);

private:
    [[nodiscard]] QColor tint(QIcon::Mode mode) const;

    const Theme &m_theme;
    QString m_name;
    Colour m_colour;
};

} // namespace belay::views
