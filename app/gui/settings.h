// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QSettings>
#include <QtCore/QStringList>
#include <QtCore/QVariantMap>

namespace belay::app {

/// What the window remembers between runs. A value that does not fit reads as the default.
class Settings {
public:
    /// The user's own file.
    Settings();
    /// An INI file, for tests.
    explicit Settings(const QString &path);

    enum class Look : std::uint8_t { System, Light, Dark };
    [[nodiscard]] Look look() const;
    void setLook(Look look);

    /// Absolute paths, latest first, at most `recentLimit`.
    [[nodiscard]] QStringList recentFiles() const;
    void addRecentFile(const QString &path);
    void removeRecentFile(const QString &path);
    static constexpr int recentLimit = 8;

    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray &geometry);
    [[nodiscard]] QByteArray shellLayout() const;
    void setShellLayout(const QByteArray &layout);
    [[nodiscard]] QString place() const;
    void setPlace(const QString &id);
    /// Where file dialogs begin.
    [[nodiscard]] QString folder() const;
    void setFolder(const QString &folder);
    /// The last check of a schema, as SchemaController writes it.
    [[nodiscard]] QVariantMap schemaCheck() const;
    void setSchemaCheck(const QVariantMap &check);

private:
    mutable QSettings m_store;
};

} // namespace belay::app
