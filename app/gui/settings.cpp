// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/settings.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>

namespace belay::app {

namespace {
const QString lookKey = QStringLiteral("window/look");
const QString recentKey = QStringLiteral("files/recent");
const QString geometryKey = QStringLiteral("window/geometry");
const QString layoutKey = QStringLiteral("window/layout");
const QString placeKey = QStringLiteral("window/place");
const QString folderKey = QStringLiteral("files/folder");
const QString schemaKey = QStringLiteral("schema/check");
} // namespace

Settings::Settings() : m_store(QStringLiteral("belay"), QStringLiteral("belay")) {}

Settings::Settings(const QString &path) : m_store(path, QSettings::IniFormat) {}

Settings::Look Settings::look() const
{
    const QString text = m_store.value(lookKey).toString();
    if (text == QLatin1String("light"))
        return Look::Light;
    if (text == QLatin1String("dark"))
        return Look::Dark;
    return Look::System;
}

void Settings::setLook(Look look)
{
    m_store.setValue(lookKey, look == Look::Light  ? QStringLiteral("light")
                         : look == Look::Dark ? QStringLiteral("dark")
                                              : QStringLiteral("system"));
}

QStringList Settings::recentFiles() const
{
    QStringList files;
    for (const QString &path : m_store.value(recentKey).toStringList()) {
        if (QDir::isAbsolutePath(path) && files.size() < recentLimit)
            files << path;
    }
    return files;
}

void Settings::addRecentFile(const QString &path)
{
    QStringList files = recentFiles();
    const QString whole = QFileInfo(path).absoluteFilePath();
    files.removeAll(whole);
    files.prepend(whole);
    m_store.setValue(recentKey, files.mid(0, recentLimit));
}

void Settings::removeRecentFile(const QString &path)
{
    QStringList files = recentFiles();
    files.removeAll(QFileInfo(path).absoluteFilePath());
    m_store.setValue(recentKey, files);
}

QByteArray Settings::windowGeometry() const { return m_store.value(geometryKey).toByteArray(); }
void Settings::setWindowGeometry(const QByteArray &geometry) { m_store.setValue(geometryKey, geometry); }
QByteArray Settings::shellLayout() const { return m_store.value(layoutKey).toByteArray(); }
void Settings::setShellLayout(const QByteArray &layout) { m_store.setValue(layoutKey, layout); }
QString Settings::place() const { return m_store.value(placeKey).toString(); }
void Settings::setPlace(const QString &id) { m_store.setValue(placeKey, id); }

QString Settings::folder() const
{
    const QString folder = m_store.value(folderKey).toString();
    return QDir(folder).exists() && !folder.isEmpty() ? folder : QDir::homePath();
}

void Settings::setFolder(const QString &folder) { m_store.setValue(folderKey, folder); }

QVariantMap Settings::schemaCheck() const { return m_store.value(schemaKey).toMap(); }
void Settings::setSchemaCheck(const QVariantMap &check) { m_store.setValue(schemaKey, check); }

} // namespace belay::app
