// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QSize>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>

namespace belay::app {

/// The command line of the window.
struct Startup {
    QString file;
    QString sample;
    /// Draw one picture of the window into this file and end.
    QString shot;
    QString place;
    std::optional<views::Mode> look;
    QSize size;
    /// Why the arguments are no good; empty: they are.
    QString complaint;
    /// Print the help or the version and end.
    QString print;
};

/// `arguments` without the program's name.
[[nodiscard]] Startup parseArguments(const QStringList &arguments);
[[nodiscard]] QString usage();

/// What has to be set before the application object is made: the scale of pictures, and a platform
/// without a screen for them. Reads `--scale N` and `--shot`.
void prepareEnvironment(int argc, char **argv);

/// Gives the application its plurals: without them people read "1 component(s)". Once, after the
/// application object is made.
void installTranslations();

/// Everything between main and the event loop's end. \returns the exit code: 0, 1 (the picture
/// cannot be drawn), 2 (bad arguments).
int runWindow(const Startup &startup);

} // namespace belay::app
