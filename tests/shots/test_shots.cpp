// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/shots/shotlist.h"

#include "app/gui/shots.h"

#include <QtGui/QPixmap>
#include <QtTest/QTest>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

using namespace belay;

class TestShots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTextThatDoesNotFit()
    {
        QWidget window;
        auto *label = new QLabel(QStringLiteral("a text of some length"), &window);
        auto *button = new QPushButton(QStringLiteral("a button of some length"), &window);
        label->setGeometry(0, 0, 300, 30);
        button->setGeometry(0, 40, 300, 40);
        window.show();
        QVERIFY(app::clippedTexts(window).isEmpty());
        label->resize(40, 30);
        QCOMPARE(app::clippedTexts(window).size(), 1);
        button->resize(50, 40);
        QCOMPARE(app::clippedTexts(window).size(), 2);
        label->setWordWrap(true);
        label->resize(60, 300);
        QCOMPARE(app::clippedTexts(window).size(), 1);
        label->resize(60, 20);
        QCOMPARE(app::clippedTexts(window).size(), 2);
    }

    void nothingIsClippedAnywhere()
    {
        int shots = 0;
        QStringList places;
        QStringList complaints;
        QVERIFY(shots::forEachShot([&](const shots::Shot &shot) {
            ++shots;
            if (!places.contains(shot.place))
                places << shot.place;
            for (const QString &clipped : app::clippedTexts(*shot.window))
                complaints << shot.name + QStringLiteral(": ") + clipped;
            // A picture of one colour would be no window at all.
            const QImage image = shot.window->grab().toImage();
            QCOMPARE(image.size(), shot.size * shot.window->devicePixelRatioF());
            QSet<QRgb> colours;
            for (int y = 0; y < image.height(); y += 7) {
                for (int x = 0; x < image.width(); x += 7)
                    colours.insert(image.pixel(x, y));
            }
            QVERIFY2(colours.size() > 8, qPrintable(shot.name));
        }));
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
        QVERIFY2(shots >= 10, qPrintable(QString::number(shots)));
    }
};

QTEST_MAIN(TestShots)
#include "test_shots.moc"
