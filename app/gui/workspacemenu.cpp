// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/workspacemenu.h"

#include "app/gui/documentcontroller.h"
#include "app/gui/windowactions.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtWidgets/QMenu>

namespace belay::app {

namespace {
struct WorkspaceMenu {
    Q_DECLARE_TR_FUNCTIONS(belay::app::WorkspaceMenu)
};
} // namespace

QMenu *makeWorkspaceMenu(const WindowActions &a, const views::Theme &theme, const Settings &settings,
                         DocumentController &documents, QWidget &window)
{
    auto *menu = new QMenu(&window);
    menu->addActions({a.newDocument, a.open});
    QMenu *recent = menu->addMenu(theme.icon(QStringLiteral("history")), WorkspaceMenu::tr("Open recent"));
    menu->addMenu(WorkspaceMenu::tr("Samples"))->addActions(a.samples);
    menu->addMenu(theme.icon(QStringLiteral("import")), WorkspaceMenu::tr("Import"))->addActions(a.imports);
    menu->addSeparator();
    menu->addActions({a.save, a.saveAs, a.rename, a.close});
    menu->addSeparator();
    menu->addMenu(theme.icon(QStringLiteral("sun")), WorkspaceMenu::tr("Look"))
        ->addActions({a.lookSystem, a.lookLight, a.lookDark});
    menu->addActions({a.inspector, a.keyboard, a.about});
    menu->addSeparator();
    menu->addAction(a.quit);
    QObject::connect(recent, &QMenu::aboutToShow, &documents, [recent, &settings, &documents] {
        recent->clear();
        for (const QString &path : settings.recentFiles())
            QObject::connect(recent->addAction(QDir::toNativeSeparators(path)), &QAction::triggered, &documents,
                             [&documents, path] { documents.open(path); });
    });
    QObject::connect(menu, &QMenu::aboutToShow, recent,
                     [recent, &settings] { recent->menuAction()->setEnabled(!settings.recentFiles().isEmpty()); });
    return menu;
}

QMenu *makeExportMenu(const WindowActions &a, QWidget &window)
{
    auto *menu = new QMenu(&window);
    menu->addActions({a.exportYaml, a.exportJson});
    menu->addSeparator();
    menu->addActions({a.exportPng, a.exportSvg, a.exportPdf, a.print});
    return menu;
}

} // namespace belay::app
