// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "views/shell/place.h"

#include <QtGui/QPicture>

#include <stop_token>

class QPrinter;

namespace belay::app {

enum class PictureFormat : std::uint8_t { Png, Svg, Pdf };

/// ".png", ...
[[nodiscard]] QString suffixOf(PictureFormat format);

/// What a place shows, whole, as drawing commands. Taking it is the GUI thread's part; turning it into
/// a file takes many times as long and may happen on any thread.
struct TakenPicture {
    QPicture commands;
    QSizeF size;                       ///< Empty: there is nothing to draw.
    QColor ground;
    QString title;
};
[[nodiscard]] TakenPicture takePicture(views::Place &place);

/// The bytes of the file: PNG at twice the size on the screen, SVG and PDF as vectors. BadValue
/// (nothing to draw), LimitExceeded, Cancelled.
[[nodiscard]] Result<std::string> pictureBytes(const TakenPicture &picture, PictureFormat format,
                                               const std::stop_token &stop, ProgressSink &progress);
/// Fits the picture on one page.
void printPicture(views::Place &place, QPrinter &printer);

} // namespace belay::app
