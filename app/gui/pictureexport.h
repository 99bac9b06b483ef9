// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "views/shell/place.h"

class QPrinter;

namespace belay::app {

enum class PictureFormat : std::uint8_t { Png, Svg, Pdf };

/// ".png", ...
[[nodiscard]] QString suffixOf(PictureFormat format);

/// Writes what a place shows, whole, into a file: replaced whole or left as it was. PNG at twice the
/// size on the screen, SVG and PDF as vectors.
[[nodiscard]] Result<Done> exportPicture(views::Place &place, PictureFormat format, const QString &path);
/// Fits the picture on one page.
void printPicture(views::Place &place, QPrinter &printer);

} // namespace belay::app
