// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/systemlook.h"

#ifdef BELAY_DBUS
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusMetaType>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>
#include <QtDBus/QDBusVariant>
#endif

namespace belay::app {

using views::Mode;

namespace {
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colourSchemeKey = QStringLiteral("color-scheme");
} // namespace

SystemLook::SystemLook(Mode palette, QObject *parent) : QObject(parent), m_palette(palette) {}

Mode SystemLook::mode() const
{
    return m_portal.value_or(m_palette);
}

template <class Set>
void SystemLook::update(Set set)
{
    const Mode before = mode();
    set();
    if (mode() != before)
        Q_EMIT changed(mode());
}

void SystemLook::setFromPalette(Mode mode)
{
    update([&] { m_palette = mode; });
}

void SystemLook::setFromPortal(uint colourScheme)
{
    constexpr uint dark = 1;
    constexpr uint light = 2;
    update([&] {
        m_portal = colourScheme == dark ? std::optional(Mode::Dark)
            : colourScheme == light     ? std::optional(Mode::Light)
                                        : std::nullopt;
    });
}

#ifdef BELAY_DBUS

void SystemLook::followPortal()
{
    const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
    const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
    const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // Without having been asked for one, Qt 6.4 does not know D-Bus's own types, nor finds the slot.
    [[maybe_unused]] const char *signature = QDBusMetaType::typeToSignature(QMetaType::fromType<QDBusVariant>());
    bus.connect(service, path, interface, QStringLiteral("SettingChanged"), this,
                SLOT(takeSetting(QString,QString,QDBusVariant)));
    QDBusMessage ask = QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    ask << appearance << colourSchemeKey;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError())
            takeSetting(appearance, colourSchemeKey, reply.value());
        watcher->deleteLater();
    });
}

void SystemLook::takeSetting(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group != appearance || key != colourSchemeKey)
        return;
    // "Read" wraps its answer once more than the signal does.
    QVariant plain = value.variant();
    while (plain.canConvert<QDBusVariant>())
        plain = plain.value<QDBusVariant>().variant();
    setFromPortal(plain.toUInt());
}

#else

void SystemLook::followPortal() {}
void SystemLook::takeSetting(const QString &, const QString &, const QDBusVariant &) {}

#endif

} // namespace belay::app
