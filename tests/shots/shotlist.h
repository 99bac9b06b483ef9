// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QSize>
#include <QtCore/QString>
#include <QtWidgets/QWidget>

#include <functional>

namespace belay::shots {

/// One picture of the window as it stands.
struct Shot {
    QString name;                      ///< "plan-dark-1100x700".
    QString place;                     ///< Empty: the start page.
    views::Mode mode;
    QSize size;
    QWidget *window;
};

/// Opens a window on the sample "orders" and calls `look` for each place, in light and dark, at
/// 1440x900 and 1100x700 (there with the inspector folded and laid over), and for the start page,
/// a file that cannot be opened and the open palette. False: the sample did not open. \pre a QApplication.
[[nodiscard]] bool forEachShot(const std::function<void(const Shot &)> &look);

} // namespace belay::shots
