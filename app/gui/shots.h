// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QSize>
#include <QtCore/QString>
#include <QtCore/QStringList>

class QWidget;

namespace belay::app {

class MainWindow;

/// Runs the event loop until the window's jobs and the thread pool have nothing left to do and what
/// they delivered is painted. For pictures and tests.
void settle(MainWindow &window);

/// Texts of visible labels, buttons and fields' placeholders that do not fit into their widget, as
/// "QLabel 'text' needs 120x18, has 100x18 (path)". Labels that end in an ellipsis by design, and
/// those that wrap and have the height for it, fit.
[[nodiscard]] QStringList clippedTexts(const QWidget &root);

} // namespace belay::app
