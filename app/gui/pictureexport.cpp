// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pictureexport.h"

#include <QtCore/QBuffer>
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

/// Plays the commands into `target` of a device that is begun. A picture remembers the resolution of
/// the screen and scales by it; here a unit of the picture is one of the painter.
void play(const TakenPicture &picture, QPainter &painter)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), picture.size), picture.ground);
    painter.scale(double(picture.commands.logicalDpiX()) / painter.device()->logicalDpiX(),
                  double(picture.commands.logicalDpiY()) / painter.device()->logicalDpiY());
    painter.drawPicture(QPointF(), picture.commands);
}

QByteArray png(const TakenPicture &picture, const std::stop_token &stop)
{
    const QSizeF &size = picture.size;
    const double scale = std::min(pngScale, pngLimit / std::max(size.width(), size.height()));
    QImage image(QSize(int(std::ceil(size.width() * scale)), int(std::ceil(size.height() * scale))),
                 QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return {};
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.scale(scale, scale);
    play(picture, painter);
    painter.end();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (!stop.stop_requested())
        image.save(&buffer, "PNG");
    return buffer.data();
}

QByteArray svg(const TakenPicture &picture)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(picture.size.toSize());
    generator.setViewBox(QRectF(QPointF(), picture.size));
    generator.setTitle(picture.title);
    QPainter painter(&generator);
    play(picture, painter);
    painter.end();
    return buffer.data();
}

QByteArray pdf(const TakenPicture &picture)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(picture.title);
    // A page of just this size, one point a pixel.
    writer.setPageSize(QPageSize(picture.size, QPageSize::Point));
    writer.setPageMargins(QMarginsF());
    constexpr int dotsPerInch = 288;
    writer.setResolution(dotsPerInch);
    QPainter painter(&writer);
    painter.scale(dotsPerInch / 72.0, dotsPerInch / 72.0);
    play(picture, painter);
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

TakenPicture takePicture(views::Place &place)
{
    TakenPicture picture{QPicture(), place.pictureSize(), place.theme().colour(views::Colour::BgWindow), place.title()};
    if (picture.size.isEmpty())
        return picture;
    QPainter painter(&picture.commands);
    painter.setRenderHint(QPainter::Antialiasing);
    place.paintPicture(painter, QRectF(QPointF(), picture.size));
    return picture;
}

Result<std::string> pictureBytes(const TakenPicture &picture, PictureFormat format, const std::stop_token &stop,
                                 ProgressSink &progress)
{
    if (picture.size.isEmpty())
        return Error{ErrorCode::BadValue, "There is nothing to draw.", {}, 0, 0};
    progress.progress("Drawing", 0, 0);
    const QByteArray bytes = format == PictureFormat::Png ? png(picture, stop)
        : format == PictureFormat::Svg                    ? svg(picture)
                                                          : pdf(picture);
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, {}, {}, 0, 0};
    if (bytes.isEmpty())
        return Error{ErrorCode::LimitExceeded, "The picture is too large.", {}, 0, 0};
    return bytes.toStdString();
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
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), size), place.theme().colour(views::Colour::BgWindow));
    place.paintPicture(painter, QRectF(QPointF(), size));
}

} // namespace belay::app
