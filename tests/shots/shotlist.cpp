// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/shots/shotlist.h"

#include "app/gui/mainwindow.h"
#include "app/gui/placelist.h"
#include "app/gui/settings.h"
#include "app/gui/shots.h"
#include "app/gui/startup.h"
#include "tests/views/schema/schemafixture.h"
#include "views/schema/schemaplace.h"
#include "views/shell/commandpalette.h"
#include "views/shell/shell.h"
#include "views/theme/belaystyle.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtGui/QAction>
#include <QtWidgets/QApplication>

namespace belay::shots {

bool forEachShot(const std::function<void(const Shot &)> &look)
{
    QTemporaryDir scratch;
    app::Settings settings(scratch.filePath(QStringLiteral("settings.ini")));
    app::installTranslations();
    views::Theme theme(views::Mode::Light);
    views::BelayStyle::apply(theme);
    app::MainWindow window({theme, settings, scratch.filePath(QStringLiteral("unsaved")), QStringLiteral("2026-01-31"),
                            nullptr, app::makePlaces(theme)});
    window.show();

    const auto shoot = [&](const QString &what, const QString &place) {
        for (const views::Mode mode : {views::Mode::Light, views::Mode::Dark}) {
            theme.setMode(mode);
            app::settle(window);
            const QString name = QStringLiteral("%1-%2-%3x%4")
                                     .arg(what, mode == views::Mode::Light ? QStringLiteral("light") : QStringLiteral("dark"))
                                     .arg(window.width())
                                     .arg(window.height());
            look({name, place, mode, window.size(), &window});
        }
    };
    const QList<QSize> sizes = {QSize(1440, 900), QSize(1100, 700)};
    for (const QSize &size : sizes) {
        window.resize(size);
        shoot(QStringLiteral("start"), {});
    }
    QFile text(scratch.filePath(QStringLiteral("orders.belay")));
    if (!text.open(QIODevice::WriteOnly) || text.write("Notes about the launch, and no workspace at all.\n") < 0)
        return false;
    text.close();
    window.documents().open(text.fileName());
    app::settle(window);
    for (const QSize &size : sizes) {
        window.resize(size);
        shoot(QStringLiteral("open-failed"), {});
    }
    window.documents().openSample(QStringLiteral("orders"));
    app::settle(window);
    if (!window.documents().isOpen())
        return false;
    for (views::Place *place : window.shell().places()) {
        window.shell().setCurrent(place);
        for (const QSize &size : sizes) {
            window.resize(size);
            app::settle(window);
            place->stepFinding(1);
            place->zoomToFit();
            shoot(place->id(), place->id());
            if (!window.shell().isFolded())
                continue;
            window.shell().setInspectorShown(true);
            shoot(place->id() + QStringLiteral("-inspector"), place->id());
            window.shell().setInspectorShown(false);
        }
    }
    // What a command shows besides.
    const auto shootAfter = [&](const QString &command, const QString &what) {
        for (views::Place *place : window.shell().places()) {
            for (QAction *action : place->commands()) {
                if (action->text() != command)
                    continue;
                window.shell().setCurrent(place);
                action->trigger();
                for (const QSize &size : sizes) {
                    window.resize(size);
                    app::settle(window);
                    shoot(what, place->id());
                }
            }
        }
    };
    shootAfter(QStringLiteral("Compare with the start of the plan"), QStringLiteral("plan-compare"));
    shootAfter(QStringLiteral("Show services as a matrix"), QStringLiteral("services-matrix"));
    shootAfter(QStringLiteral("Show services as a list"), QStringLiteral("services-list"));
    // What a check of a schema comes to.
    for (views::Place *place : window.shell().places()) {
        auto *schema = qobject_cast<views::SchemaPlace *>(place);
        if (!schema)
            continue;
        window.shell().setCurrent(schema);
        const auto shootAll = [&](const QString &what) {
            for (const QSize &size : sizes) {
                window.resize(size);
                app::settle(window);
                shoot(what, schema->id());
            }
        };
        schema->setRunning(tests::shopRequest());
        schema->setProgress(QStringLiteral("Checking migrations"), 312, 1204);
        shootAll(QStringLiteral("schema-loading"));
        schema->setFailed(Error{ErrorCode::BadStructure, "the layout of the migrations in db/migrations is not recognised", {}, 0, 0});
        shootAll(QStringLiteral("schema-error"));
        const auto run = tests::shopRun();
        if (!run)
            return false;
        schema->setRun(run);
        shootAll(QStringLiteral("schema-filled"));
        schema->select(2, items::SchemaGridModel::DownColumn);
        shootAll(QStringLiteral("schema-down"));
        schema->setRun(tests::quietRun());
        shootAll(QStringLiteral("schema-quiet"));
    }
    window.resize(sizes.first());
    window.palette().toggle();
    shoot(QStringLiteral("palette"), {});
    return true;
}

} // namespace belay::shots
