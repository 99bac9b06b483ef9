// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/iconengine.h"

#include <QtCore/QFile>
#include <QtGui/QPainter>
#include <QtGui/QPaintEngine>
#include <QtGui/QPixmapCache>
#include <QtSvg/QSvgRenderer>

#include <cmath>

namespace belay::views {

namespace {

QByteArray tintedSvg(const QString &name, const QColor &colour)
{
    QFile file(IconEngine::path(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray svg = file.readAll();
    svg.replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
    return svg;
}

QPixmap tintedPixmap(const QString &name, const QColor &colour, const QSize &devicePixels)
{
    const QString key = QStringLiteral("belay-icon/%1/%2/%3x%4")
                            .arg(name, colour.name(QColor::HexArgb))
                            .arg(devicePixels.width())
                            .arg(devicePixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(devicePixels);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(tintedSvg(name, colour));
    if (renderer.isValid()) {
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setOpacity(colour.alphaF());
        renderer.render(&painter, QRectF(QPointF(), devicePixels));
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

} // namespace

IconEngine::IconEngine(const Theme &theme, QString name, Colour colour)
    : m_theme(theme), m_name(std::move(name)), m_colour(colour)
{
}

QString IconEngine::path(const QString &name)
{
    return QStringLiteral(":/belay/icons/%1.svg").arg(name);
}

void IconEngine::paintSvg(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour)
{
    const bool raster = painter.paintEngine() && painter.paintEngine()->type() == QPaintEngine::Raster;
    const QTransform transform = painter.deviceTransform();
    if (!raster || transform.type() > QTransform::TxScale) {
        QSvgRenderer renderer(tintedSvg(name, colour));
        if (renderer.isValid()) {
            painter.save();
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setOpacity(painter.opacity() * colour.alphaF());
            renderer.render(&painter, rect);
            painter.restore();
        }
        return;
    }
    // Whole device pixels, or the strokes blur.
    const QRectF onDevice = transform.mapRect(rect);
    const QSize size(std::max(1, int(std::lround(onDevice.width()))), std::max(1, int(std::lround(onDevice.height()))));
    QPixmap pixmap = tintedPixmap(name, colour, size);
    const QPointF corner(std::round(onDevice.x()), std::round(onDevice.y()));
    painter.save();
    painter.resetTransform();
    const double ratio = painter.device()->devicePixelRatioF();
    // resetTransform leaves the painter's own scaling by the device's pixel ratio in place.
    pixmap.setDevicePixelRatio(ratio);
    const QTransform base = painter.deviceTransform();
    painter.drawPixmap(base.inverted().map(corner), pixmap);
    painter.restore();
}

QColor IconEngine::tint(QIcon::Mode mode) const
{
    if (mode != QIcon::Disabled)
        return m_theme.colour(m_colour);
    QColor colour = m_theme.colour(Colour::TextTertiary);
    colour.setAlphaF(0.5F);
    return colour;
}

void IconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State)
{
    paintSvg(*painter, rect, m_name, tint(mode));
}

QPixmap IconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1);
}

QPixmap IconEngine::scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal)
{
    // `size` is in device pixels already; QIcon sets the ratio on the copy it returns.
    return tintedPixmap(m_name, tint(mode), size);
}

QIconEngine *IconEngine::clone() const
{
    return new IconEngine(m_theme, m_name, m_colour);
}

bool IconEngine::isNull()
{
    return !QFile::exists(path(m_name));
}

} // namespace belay::views
