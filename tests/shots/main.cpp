// SPDX-License-Identifier: GPL-3.0-or-later
// Draws every place of the window into a folder: belay_shots FOLDER. Pictures at 200 % are drawn by a
// second process, since the scale is set before the application starts.
#include "tests/shots/shotlist.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QTextStream>
#include <QtGui/QPixmap>
#include <QtWidgets/QApplication>

int main(int argc, char **argv)
{
    if (argc != 2) {
        QTextStream(stderr) << QStringLiteral("Usage: belay_shots FOLDER\n");
        return 2;
    }
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const bool child = qEnvironmentVariableIsSet("QT_SCALE_FACTOR");
    QApplication application(argc, argv);
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    if (!folder.mkpath(QStringLiteral("."))) {
        QTextStream(stderr) << QStringLiteral("belay_shots: %1 cannot be made\n").arg(folder.path());
        return 1;
    }
    int failures = 0;
    const bool opened = belay::shots::forEachShot([&](const belay::shots::Shot &shot) {
        const QPixmap pixmap = shot.window->grab();
        const QString scale = QStringLiteral("%1").arg(qRound(pixmap.devicePixelRatio() * 100));
        const QString path = folder.filePath(QStringLiteral("%1-%2.png").arg(shot.name, scale));
        failures += pixmap.save(path) ? 0 : 1;
        QTextStream(stdout) << path << Qt::endl;
    });
    if (!opened || failures > 0)
        return 1;
    if (child)
        return 0;
    QProcess twice;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QStringLiteral("2"));
    twice.setProcessEnvironment(environment);
    twice.setProcessChannelMode(QProcess::ForwardedChannels);
    twice.start(QApplication::applicationFilePath(), {folder.path()});
    return twice.waitForFinished(-1) && twice.exitStatus() == QProcess::NormalExit ? twice.exitCode() : 1;
}
