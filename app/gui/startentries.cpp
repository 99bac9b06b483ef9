// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/startentries.h"

#include "app/gui/samples.h"
#include "models/workspace/document.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QLocale>

namespace belay::app {

namespace {
struct Words {
    Q_DECLARE_TR_FUNCTIONS(belay::app::StartEntries)
};
} // namespace

QList<views::StartPage::Entry> recentEntries(const Settings &settings)
{
    QList<views::StartPage::Entry> entries;
    for (const QString &path : settings.recentFiles()) {
        const QFileInfo info(path);
        if (info.exists())
            entries.append({path, info.completeBaseName(), QDir::toNativeSeparators(info.absolutePath())});
    }
    return entries;
}

QList<views::StartPage::Entry> sampleEntries()
{
    QList<views::StartPage::Entry> entries;
    for (const QString &name : sampleNames()) {
        const auto workspace = sample(name);
        if (!workspace)
            continue;
        const QString components = Words::tr("%n component(s)", nullptr, int(workspace->components.size()));
        const QString plans = Words::tr("%n plan(s)", nullptr, int(workspace->plans.size()));
        const QString title = QString::fromStdString(workspace->name);
        entries.append({name, title.isEmpty() ? name : title, Words::tr("%1, %2").arg(components, plans)});
    }
    return entries;
}

QList<views::StartPage::Entry> unsavedEntries(const QString &recoveryFolder)
{
    QList<views::StartPage::Entry> entries;
    for (const workspace::Recoverable &left : workspace::recoverableDocuments(recoveryFolder.toStdString())) {
        const QString when = QLocale().toString(QDateTime::fromSecsSinceEpoch(left.changed_s), QLocale::ShortFormat);
        entries.append({QString::fromStdString(left.path),
                        left.name.empty() ? Words::tr("Untitled") : QString::fromStdString(left.name),
                        Words::tr("Last edited %1. Open it to save or to delete it.").arg(when)});
    }
    return entries;
}

} // namespace belay::app
