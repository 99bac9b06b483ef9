// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/samples.h"
#include "app/gui/settings.h"
#include "app/gui/startup.h"
#include "models/rollback/checker.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace belay;
using namespace belay::app;

class TestStartup : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badArguments_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char *line) { QTest::newRow(line) << QString::fromLatin1(line).split(QLatin1Char(' ')); };
        row("--no-such-option");
        row("--sample");
        row("--sample nothing");
        row("--theme purple");
        row("--size 10x10");
        row("--size 1440");
        row("--size 1440x900x3");
        row("--size axb");
        row("--scale 9");
        row("--scale x");
        row("a.belay b.belay");
        row("a.belay --sample orders");
        row("-x");
    }
    void badArguments()
    {
        QFETCH(QStringList, arguments);
        QVERIFY(!parseArguments(arguments).complaint.isEmpty());
    }

    void goodArguments()
    {
        const Startup startup = parseArguments({QStringLiteral("--shot"), QStringLiteral("o.png"), QStringLiteral("--place=plan"),
                                                QStringLiteral("--theme"), QStringLiteral("dark"), QStringLiteral("--size"),
                                                QStringLiteral("1100x700"), QStringLiteral("--scale=2"), QStringLiteral("f.yaml")});
        QCOMPARE(startup.complaint, QString());
        QCOMPARE(startup.shot, QStringLiteral("o.png"));
        QCOMPARE(startup.place, QStringLiteral("plan"));
        QCOMPARE(startup.look, views::Mode::Dark);
        QCOMPARE(startup.size, QSize(1100, 700));
        QCOMPARE(startup.file, QStringLiteral("f.yaml"));
        QVERIFY(parseArguments({QStringLiteral("--help")}).print.contains(QStringLiteral("--shot")));
        QVERIFY(parseArguments({}).complaint.isEmpty());
    }

    void samplesAreThereAndValid()
    {
        QVERIFY(!sample(QStringLiteral("../tokens")));
        QVERIFY(!sample(QString()));
        QCOMPARE(sampleNames().first(), QStringLiteral("orders"));
        QVERIFY(sampleNames().contains(QStringLiteral("kubernetes-upgrade")));
        for (const QString &name : sampleNames()) {
            const auto workspace = sample(name);
            QVERIFY2(workspace.ok(), qPrintable(name));
            QVERIFY2(rollback::validate(*workspace).empty(), qPrintable(name));
        }
    }

    void settingsForgiveAndForget()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.ini"));
        {
            QSettings broken(path, QSettings::IniFormat);
            broken.setValue(QStringLiteral("window/look"), QStringLiteral("plaid"));
            broken.setValue(QStringLiteral("files/recent"), QStringList{QStringLiteral("not absolute"), QStringLiteral("/a")});
            broken.setValue(QStringLiteral("files/folder"), QStringLiteral("/no/such/folder"));
        }
        Settings settings(path);
        QCOMPARE(settings.look(), Settings::Look::System);
        QCOMPARE(settings.recentFiles(), QStringList{QStringLiteral("/a")});
        QCOMPARE(settings.folder(), QDir::homePath());
        settings.setLook(Settings::Look::Dark);
        for (int i = 0; i < 20; ++i)
            settings.addRecentFile(QStringLiteral("/f%1").arg(i % 12));
        QCOMPARE(settings.recentFiles().size(), Settings::recentLimit);
        QCOMPARE(settings.recentFiles().first(), QStringLiteral("/f7"));
        settings.addRecentFile(QStringLiteral("/f5"));
        QCOMPARE(settings.recentFiles().first(), QStringLiteral("/f5"));
        QCOMPARE(settings.recentFiles().count(QStringLiteral("/f5")), 1);
        settings.removeRecentFile(QStringLiteral("/f5"));
        QVERIFY(!settings.recentFiles().contains(QStringLiteral("/f5")));
        QCOMPARE(Settings(path).look(), Settings::Look::Dark);
    }
};

QTEST_GUILESS_MAIN(TestStartup)
#include "test_startup.moc"
