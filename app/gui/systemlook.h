// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QtCore/QObject>
#include <QtCore/QVariant>

#include <optional>

#ifdef BELAY_DBUS
#include <QtDBus/QDBusVariant>
#else
class QDBusVariant;
#endif

namespace belay::app {

/// Whether the desktop wants dark or light, while the window runs. Its own setting, where the desktop
/// has the portal for it, comes before what its palette tells.
class SystemLook final : public QObject {
    Q_OBJECT
public:
    explicit SystemLook(views::Mode palette, QObject *parent = nullptr);

    [[nodiscard]] views::Mode mode() const;
    void setFromPalette(views::Mode mode);
    /// As org.freedesktop.appearance has it: 1 dark, 2 light, anything else no wish.
    void setFromPortal(uint colourScheme);
    /// Asks the portal and listens to it, without waiting. Nothing happens where there is none.
    void followPortal();

Q_SIGNALS:
    void changed(belay::views::Mode mode);

private Q_SLOTS:
    void takeSetting(const QString &group, const QString &key, const QDBusVariant &value);

private:
    template <class Set>
    void update(Set set);

    views::Mode m_palette;
    std::optional<views::Mode> m_portal;
};

} // namespace belay::app
