// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pictureexport.h"

#include <QtCore/QBuffer>
#include <QtCore/QSaveFile>
#include <QtGui/QImage>
#include <QtGui/QPageSize>
#include <QtGui/QPainter>
#include <QtGui/QPdfWriter>
#include <QtPrintSupport/QPrinter>
#include <QtSvg/QSvgGenerator>

#include <cmath>

namespace belay::app {

namespace {

constexpr double pngScale = 2;
// Larger images are scaled down: 2^15 is what raster painting can address.
constexpr double pngLimit = 16000;

void draw(views::Place &place, QPainter &painter, const QRectF &target)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(target, place.theme().colour(views::Colour::BgWindow));
    place.paintPicture(painter, target);
}

QByteArray png(views::Place &place, const QSizeF &size)
{
    const double scale = std::min(pngScale, pngLimit / std::max(size.width(), size.height()));
    QImage image(QSize(int(std::ceil(size.width() * scale)), int(std::ceil(size.height() * scale))),
                 QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return {};
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.scale(scale, scale);
    draw(place, painter, QRectF(QPointF(), size));
    painter.end();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return buffer.data();
}

QByteArray svg(views::Place &place, const QSizeF &size)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size.toSize());
    generator.setViewBox(QRectF(QPointF(), size));
    generator.setTitle(place.title());
    QPainter painter(&generator);
    draw(place, painter, QRectF(QPointF(), size));
    painter.end();
    return buffer.data();
}

QByteArray pdf(views::Place &place, const QSizeF &size)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(place.title());
    // A page of just this size, one point a pixel.
    writer.setPageSize(QPageSize(size, QPageSize::Point));
    writer.setPageMargins(QMarginsF());
    constexpr int dotsPerInch = 288;
    writer.setResolution(dotsPerInch);
    QPainter painter(&writer);
    painter.scale(dotsPerInch / 72.0, dotsPerInch / 72.0);
    draw(place, painter, QRectF(QPointF(), size));
    painter.end();
    return buffer.data();
}

} // namespace

QString suffixOf(PictureFormat format)
{
    switch (format) {
    case PictureFormat::Png: return QStringLiteral(".png");
    case PictureFormat::Svg: return QStringLiteral(".svg");
    case PictureFormat::Pdf: break;
    }
    return QStringLiteral(".pdf");
}

Result<Done> exportPicture(views::Place &place, PictureFormat format, const QString &path)
{
    const QSizeF size = place.pictureSize();
    const std::string file = path.toStdString();
    if (size.isEmpty())
        return Error{ErrorCode::BadValue, "There is nothing to draw.", file, 0, 0};
    const QByteArray bytes = format == PictureFormat::Png ? png(place, size)
        : format == PictureFormat::Svg                    ? svg(place, size)
                                                          : pdf(place, size);
    if (bytes.isEmpty())
        return Error{ErrorCode::LimitExceeded, "The picture is too large.", file, 0, 0};
    QSaveFile out(path);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return Error{ErrorCode::FileUnwritable, out.errorString().toStdString(), file, 0, 0};
    return Done{};
}

void printPicture(views::Place &place, QPrinter &printer)
{
    QPainter painter(&printer);
    const QRectF page(QPointF(), printer.pageRect(QPrinter::DevicePixel).size());
    const QSizeF size = place.pictureSize();
    if (size.isEmpty())
        return;
    const double scale = std::min(page.width() / size.width(), page.height() / size.height());
    painter.scale(scale, scale);
    draw(place, painter, QRectF(QPointF(), size));
}

} // namespace belay::app
