// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/startup.h"

#include "models/core/version.h"

#include <QtCore/QTextStream>
#include <QtGui/QIcon>
#include <QtWidgets/QApplication>

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const belay::app::Startup startup = belay::app::parseArguments(arguments);
    // Before there is an application: help and complaints need no display.
    if (!startup.complaint.isEmpty()) {
        QTextStream(stderr) << QStringLiteral("belay: %1\n\n").arg(startup.complaint) << belay::app::usage();
        return 2;
    }
    if (!startup.print.isEmpty()) {
        QTextStream(stdout) << startup.print;
        return 0;
    }
    belay::app::prepareEnvironment(argc, argv);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("belay"));
    QApplication::setApplicationDisplayName(QStringLiteral("Belay"));
    QApplication::setApplicationVersion(QLatin1String(belay::version));
    QApplication::setDesktopFileName(QStringLiteral("io.github.belay.Belay"));
    return belay::app::runWindow(startup);
}
