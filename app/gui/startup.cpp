// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/startup.h"

#include "app/gui/mainwindow.h"
#include "app/gui/placelist.h"
#include "app/gui/samples.h"
#include "app/gui/shots.h"
#include "app/gui/systemlook.h"
#include "models/core/version.h"
#include "models/workspace/document.h"
#include "views/shell/shell.h"
#include "views/theme/belaystyle.h"

#include <QtCore/QDate>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTextStream>
#include <QtCore/QTranslator>
#include <QtGui/QPixmap>
#include <QtWidgets/QApplication>

#include <cstring>

namespace belay::app {

namespace {

QSize sizeFrom(const QString &text)
{
    const QStringList parts = text.split(QLatin1Char('x'));
    bool wide = false;
    bool tall = false;
    const QSize size(parts.value(0).toInt(&wide), parts.value(1).toInt(&tall));
    constexpr int least = 200;
    constexpr int most = 10000;
    const bool good = parts.size() == 2 && wide && tall && std::min(size.width(), size.height()) >= least
        && std::max(size.width(), size.height()) <= most;
    return good ? size : QSize();
}

int drawShot(MainWindow &window, const Startup &startup)
{
    if (startup.size.isValid())
        window.resize(startup.size);
    window.show();
    settle(window);
    if (!startup.place.isEmpty())
        window.shell().setCurrent(window.shell().place(startup.place));
    settle(window);
    if (window.grab().save(startup.shot))
        return 0;
    QTextStream(stderr) << QApplication::tr("belay: %1 cannot be written\n").arg(startup.shot);
    return 1;
}

} // namespace

QString usage()
{
    return QStringLiteral("Usage: belay [FILE] [--sample NAME] [--theme light|dark] [--size WxH]\n"
                          "       belay --shot OUT.png [--place ID] [--scale N] [FILE | --sample NAME] ...\n"
                          "\n"
                          "  FILE            a workspace: .belay, YAML or JSON\n"
                          "  --sample NAME   open a sample: %1\n"
                          "  --theme MODE    light or dark, for this run\n"
                          "  --size WxH      size of the window\n"
                          "  --shot OUT.png  draw the window into a picture and end; needs no screen\n"
                          "  --place ID      the place to show: services or plan\n"
                          "  --scale N       pixels per point of the picture, 1 to 4\n"
                          "  --help, --version\n")
        .arg(sampleNames().join(QStringLiteral(", ")));
}

Startup parseArguments(const QStringList &arguments)
{
    Startup startup;
    const auto refuse = [&startup](const QString &why) {
        if (startup.complaint.isEmpty())
            startup.complaint = why;
    };
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        QString argument = arguments[i];
        std::optional<QString> inlineValue;
        if (argument.startsWith(QLatin1String("--")) && argument.contains(QLatin1Char('='))) {
            inlineValue = argument.section(QLatin1Char('='), 1);
            argument = argument.section(QLatin1Char('='), 0, 0);
        }
        const auto value = [&]() -> QString {
            if (inlineValue)
                return *inlineValue;
            if (i + 1 >= arguments.size()) {
                refuse(QStringLiteral("%1 wants a value").arg(argument));
                return {};
            }
            return arguments[++i];
        };
        if (argument == QLatin1String("--help") || argument == QLatin1String("-h")) {
            startup.print = usage();
        } else if (argument == QLatin1String("--version")) {
            startup.print = QStringLiteral("belay %1\n").arg(QLatin1String(version));
        } else if (argument == QLatin1String("--sample")) {
            startup.sample = value();
            if (!startup.sample.isEmpty() && !sampleNames().contains(startup.sample))
                refuse(QStringLiteral("there is no sample '%1'; there are: %2")
                           .arg(startup.sample, sampleNames().join(QStringLiteral(", "))));
        } else if (argument == QLatin1String("--shot")) {
            startup.shot = value();
        } else if (argument == QLatin1String("--place")) {
            startup.place = value();
        } else if (argument == QLatin1String("--scale")) {
            bool good = false;
            const double scale = value().toDouble(&good);
            if (!good || scale < 1 || scale > 4)
                refuse(QStringLiteral("--scale wants a number from 1 to 4"));
        } else if (argument == QLatin1String("--theme")) {
            const QString look = value();
            if (look == QLatin1String("light"))
                startup.look = views::Mode::Light;
            else if (look == QLatin1String("dark"))
                startup.look = views::Mode::Dark;
            else
                refuse(QStringLiteral("--theme wants light or dark"));
        } else if (argument == QLatin1String("--size")) {
            startup.size = sizeFrom(value());
            if (!startup.size.isValid())
                refuse(QStringLiteral("--size wants WIDTHxHEIGHT, 200 to 10000 each"));
        } else if (argument.startsWith(QLatin1Char('-')) && argument.size() > 1) {
            refuse(QStringLiteral("unknown option %1").arg(argument));
        } else if (startup.file.isEmpty()) {
            startup.file = argument;
        } else {
            refuse(QStringLiteral("only one file can be opened"));
        }
    }
    if (!startup.file.isEmpty() && !startup.sample.isEmpty())
        refuse(QStringLiteral("either a file or a sample"));
    return startup;
}

void prepareEnvironment(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--scale") == 0 && i + 1 < argc)
            qputenv("QT_SCALE_FACTOR", argv[i + 1]);
        else if (std::strncmp(argv[i], "--scale=", 8) == 0)
            qputenv("QT_SCALE_FACTOR", argv[i] + 8);
        else if (std::strncmp(argv[i], "--shot", 6) == 0 && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
    }
}

void installTranslations()
{
    auto *translator = new QTranslator(qApp);
    if (translator->load(QStringLiteral(":/belay/translations/belay_en.qm")))
        QCoreApplication::installTranslator(translator);
}

int runWindow(const Startup &startup)
{
    installTranslations();
    views::Theme theme(startup.look.value_or(views::Theme::modeOf(QApplication::palette())));
    views::BelayStyle::apply(theme);

    // A picture must not depend on what the user did before, nor leave anything behind.
    const bool shot = !startup.shot.isEmpty();
    QTemporaryDir scratch;
    Settings own;
    Settings fresh(scratch.filePath(QStringLiteral("settings.ini")));
    Settings &settings = shot ? fresh : own;

    MainWindow::Parts parts{theme, settings,
                            shot ? scratch.path() : QString::fromStdString(workspace::recoveryFolder()),
                            QDate::currentDate().toString(Qt::ISODate), nullptr, makePlaces(theme)};
    MainWindow window(std::move(parts));
    if (startup.look)
        window.showIn(*startup.look);
    if (!shot)
        window.systemLook().followPortal();
    if (!startup.file.isEmpty())
        window.documents().open(startup.file);
    else if (!startup.sample.isEmpty())
        window.documents().openSample(startup.sample);
    if (shot)
        return drawShot(window, startup);
    if (startup.size.isValid())
        window.resize(startup.size);
    if (!startup.place.isEmpty())
        window.shell().setCurrent(window.shell().place(startup.place));
    window.show();
    return QApplication::exec();
}

} // namespace belay::app
