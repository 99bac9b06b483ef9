// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/systemlook.h"

#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusVariant>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace belay;
using belay::app::SystemLook;
using belay::views::Mode;

namespace {
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colourScheme = QStringLiteral("color-scheme");
const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
} // namespace

/// The desktop's part of the portal.
class Portal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    uint scheme = 1;
    int asked = 0;

public Q_SLOTS:
    QDBusVariant Read(const QString &group, const QString &key)
    {
        ++asked;
        const bool known = group == appearance && key == colourScheme;
        return QDBusVariant(QVariant::fromValue(QDBusVariant(known ? scheme : 0U)));
    }

Q_SIGNALS:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

/// On a bus of its own, where there is a daemon for one.
class TestSystemLook : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        if (program.isEmpty())
            QSKIP("there is no dbus-daemon");
        m_bus.start(program, {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
        QVERIFY(m_bus.waitForStarted());
        QVERIFY(m_bus.waitForReadyRead());
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
    }

    void cleanupTestCase()
    {
        m_bus.kill();
        m_bus.waitForFinished();
    }

    void withoutAPortalThePaletteTells()
    {
        SystemLook look(Mode::Light);
        QSignalSpy changed(&look, &SystemLook::changed);
        look.followPortal();
        look.setFromPalette(Mode::Dark);
        QCOMPARE(look.mode(), Mode::Dark);
        look.setFromPalette(Mode::Dark);
        QCOMPARE(changed.count(), 1);
    }

    void thePortalIsAskedAndFollowed()
    {
        QDBusConnection desktop = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("desktop"));
        QVERIFY(desktop.isConnected());
        Portal portal;
        QVERIFY(desktop.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &portal,
                                       QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(desktop.registerService(service));

        SystemLook look(Mode::Light);
        QSignalSpy changed(&look, &SystemLook::changed);
        look.followPortal();
        QTRY_COMPARE(look.mode(), Mode::Dark);
        QCOMPARE(portal.asked, 1);
        Q_EMIT portal.SettingChanged(appearance, colourScheme, QDBusVariant(2U));
        QTRY_COMPARE(look.mode(), Mode::Light);
        // Other settings, and values that are none, say nothing about it; in order, so the last one tells.
        Q_EMIT portal.SettingChanged(appearance, QStringLiteral("accent-color"), QDBusVariant(1U));
        Q_EMIT portal.SettingChanged(QStringLiteral("org.example"), colourScheme, QDBusVariant(1U));
        look.setFromPalette(Mode::Dark);
        QCOMPARE(look.mode(), Mode::Light);
        Q_EMIT portal.SettingChanged(appearance, colourScheme, QDBusVariant(QStringLiteral("no number")));
        QTRY_COMPARE(look.mode(), Mode::Dark);
        QCOMPARE(changed.count(), 3);
    }

private:
    QProcess m_bus;
};

QTEST_GUILESS_MAIN(TestSystemLook)
#include "test_systemlook.moc"
