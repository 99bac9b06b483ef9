// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/belaystyle.h"
#include "views/theme/button.h"
#include "views/theme/chip.h"
#include "views/theme/elidedlabel.h"
#include "views/theme/painting.h"
#include "views/theme/segmentedcontrol.h"
#include "views/theme/statepanel.h"

#include <QtCore/QBuffer>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtGui/QAction>
#include <QtGui/QPainter>
#include <QtSvg/QSvgGenerator>
#include <QtSvg/QSvgRenderer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QVBoxLayout>

#include <cmath>

using namespace belay::views;

namespace {

double luminance(const QColor &colour)
{
    const auto channel = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

/// How many pixels of the image are not `ground`.
int inked(const QImage &image, const QColor &ground)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) != ground ? 1 : 0;
    }
    return count;
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void coloursAreTheTokens()
    {
        QFile file(QStringLiteral(BELAY_SOURCE_DIR "/resources/tokens.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject tokens = QJsonDocument::fromJson(file.readAll()).object();
        Theme theme(Mode::Light);
        const auto token = [&](const char *mode, const char *name) {
            return QColor(tokens[QLatin1String("colour")][QLatin1String(mode)][QLatin1String(name)].toString());
        };
        QCOMPARE(theme.colour(Colour::BgWindow), token("light", "bg.window"));
        QCOMPARE(theme.colour(Colour::CodeComment), token("light", "code.comment"));
        QCOMPARE(theme.colour(Colour::BgWindow, Mode::Dark), token("dark", "bg.window"));
        theme.setMode(Mode::Dark);
        QCOMPARE(theme.colour(Colour::ClosedText), token("dark", "closed.text"));
        QCOMPARE(theme.fill(Sign::Closed), token("dark", "closed.fill"));
        QCOMPARE(theme.colour(Colour::Rope), QColor(QStringLiteral("#F0904A")));
    }

    void modeChangesOnlyOnce()
    {
        Theme theme(Mode::Light);
        QSignalSpy spy(&theme, &Theme::changed);
        theme.setMode(Mode::Light);
        QCOMPARE(spy.count(), 0);
        theme.setMode(Mode::Dark);
        QCOMPARE(spy.count(), 1);
    }

    void modeIsDerivedFromThePalette()
    {
        QCOMPARE(Theme::modeOf(Theme(Mode::Light).palette()), Mode::Light);
        QCOMPARE(Theme::modeOf(Theme(Mode::Dark).palette()), Mode::Dark);
    }

    void textCanBeRead_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("light") << int(Mode::Light);
        QTest::newRow("dark") << int(Mode::Dark);
    }
    void textCanBeRead()
    {
        QFETCH(int, mode);
        const Theme theme(static_cast<Mode>(mode));
        for (int i = 0; i < signCount; ++i) {
            const Sign sign = static_cast<Sign>(i);
            QVERIFY2(contrast(theme.text(sign), theme.tint(sign)) >= 4.5, qPrintable(Theme::word(sign)));
            QVERIFY2(contrast(theme.text(sign), theme.colour(Colour::BgPanel)) >= 4.5, qPrintable(Theme::word(sign)));
            QVERIFY(!Theme::word(sign).isEmpty());
        }
        for (const Colour text : {Colour::TextPrimary, Colour::TextSecondary, Colour::TextTertiary, Colour::TextLink}) {
            for (const Colour ground : {Colour::BgWindow, Colour::BgPanel, Colour::BgSubtle, Colour::BgSelected})
                QVERIFY(contrast(theme.colour(text), theme.colour(ground)) >= 4.5);
        }
        QVERIFY(contrast(theme.colour(Colour::AccentOn), theme.colour(Colour::AccentFill)) >= 4.5);
        QVERIFY(contrast(theme.colour(Colour::LineFocus), theme.colour(Colour::BgPanel)) >= 3);
    }

    void everySignHasItsOwnGlyph()
    {
        const Theme theme(Mode::Light);
        QList<QImage> glyphs;
        for (int i = 0; i < signCount; ++i) {
            QImage image(32, 32, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            theme.paintSign(painter, QRectF(0, 0, 32, 32), static_cast<Sign>(i));
            painter.end();
            QVERIFY(inked(image, Qt::white) > 60);
            // Colour alone must not tell them apart, so compare without it. Warning is After's triangle.
            const QImage grey = image.convertToFormat(QImage::Format_Grayscale8).convertToFormat(QImage::Format_Mono);
            if (static_cast<Sign>(i) != Sign::Warning)
                QVERIFY2(!glyphs.contains(grey), qPrintable(Theme::word(static_cast<Sign>(i))));
            glyphs.append(grey);
        }
    }

    void everyIconIsValidAndInTheTextColour()
    {
        const QDir folder(QStringLiteral(BELAY_SOURCE_DIR "/resources/icons"));
        const QStringList files = folder.entryList({QStringLiteral("*.svg")}, QDir::Files);
        QVERIFY(files.size() > 60);
        for (const QString &name : files) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray svg = file.readAll();
            QVERIFY2(svg.contains("viewBox=\"0 0 24 24\"") && svg.contains("stroke-width=\"1.5\"")
                         && svg.contains("stroke-linecap=\"round\""), qPrintable(name));
            QVERIFY2(!svg.contains('#'), qPrintable(name + QStringLiteral(" has a colour of its own")));
            QVERIFY2(QSvgRenderer(svg).isValid(), qPrintable(name));
            QVERIFY2(Theme::hasIcon(name.chopped(4)), qPrintable(name + QStringLiteral(" is not in belay.qrc")));
        }
        QVERIFY(!Theme::hasIcon(QStringLiteral("no such icon")));
    }

    void iconsFollowTheMode()
    {
        Theme theme(Mode::Light);
        const QIcon icon = theme.icon(QStringLiteral("plus"), Colour::TextPrimary);
        const auto darkest = [&] {
            const QImage image = icon.pixmap(QSize(24, 24), 1.0).toImage();
            // The middle of the plus is covered by its strokes.
            return image.pixelColor(12, 12);
        };
        QVERIFY(darkest().lightness() < 80);
        theme.setMode(Mode::Dark);
        QVERIFY(darkest().lightness() > 180);
        QVERIFY(theme.icon(QStringLiteral("no such icon")).isNull());
    }

    void iconsAreSharpAtTwiceTheScale()
    {
        const Theme theme(Mode::Light);
        const QPixmap pixmap = theme.icon(QStringLiteral("plus")).pixmap(QSize(16, 16), 2.0);
        QCOMPARE(pixmap.size(), QSize(32, 32));
        QCOMPARE(pixmap.devicePixelRatio(), 2.0);
    }

    void iconsLandWhereTheyAreAsked()
    {
        const Theme theme(Mode::Light);
        for (const double ratio : {1.0, 2.0}) {
            QImage image(QSize(60, 60) * ratio, QImage::Format_RGB32);
            image.setDevicePixelRatio(ratio);
            image.fill(Qt::white);
            QPainter painter(&image);
            painter.translate(10, 10);
            theme.paintIcon(painter, QRectF(20, 20, 16, 16), QStringLiteral("matrix"), Qt::black);
            painter.end();
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    if (image.pixelColor(x, y) != QColor(Qt::white))
                        QVERIFY(QRectF(29, 29, 18, 18).contains(QPointF(x, y) / ratio));
                }
            }
            QVERIFY(inked(image, Qt::white) > 50);
        }
    }

    void iconsAreVectorsOnVectorDevices()
    {
        const Theme theme(Mode::Light);
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(QSize(40, 40));
        QPainter painter(&generator);
        theme.paintIcon(painter, QRectF(4, 4, 24, 24), QStringLiteral("database"), Qt::black);
        painter.end();
        QVERIFY(buffer.data().contains("<path"));
        QVERIFY(!buffer.data().contains("<image"));
    }

    void fontsHaveFallbacksAndTheScale()
    {
        const Theme theme(Mode::Light);
        QVERIFY(!theme.uiFamily().isEmpty());
        QCOMPARE(theme.font(Text::Body).pixelSize(), 13);
        QCOMPARE(theme.font(Text::Micro).pixelSize(), 11);
        QCOMPARE(theme.font(Text::Verdict).pixelSize(), 30);
        QCOMPARE(theme.font(Text::Label).weight(), QFont::DemiBold);
        QCOMPARE(theme.font(Text::Button).weight(), QFont::Medium);
        QVERIFY(theme.font(Text::Code).family() != theme.font(Text::Body).family());
        for (int i = 0; i < textCount; ++i)
            QVERIFY(theme.font(static_cast<Text>(i)).pixelSize() >= 11);
    }

    void tabularNumbersLineUp()
    {
        const QFont font = Theme(Mode::Light).font(Text::Body);
        QCOMPARE(tabularWidth(font, QStringLiteral("111")), tabularWidth(font, QStringLiteral("888")));
        QVERIFY(tabularWidth(font, QStringLiteral("1,111")) > tabularWidth(font, QStringLiteral("1111")));
    }

    void buttonsShowFocusDisabledAndHover()
    {
        Theme theme(Mode::Light);
        BelayStyle::apply(theme);
        Button primary(theme, ButtonKind::Primary, QStringLiteral("Verify"), QStringLiteral("verify"));
        QCOMPARE(primary.sizeHint().height(), size::control);
        primary.resize(primary.sizeHint());
        const QImage on = primary.grab().toImage();
        QCOMPARE(on.pixelColor(on.width() / 2, 3), theme.colour(Colour::AccentFill));
        primary.setEnabled(false);
        QVERIFY(primary.grab().toImage() != on);
        const std::unique_ptr<Button> icon(Button::iconOnly(theme, QStringLiteral("undo"), QStringLiteral("Undo")));
        QCOMPARE(icon->accessibleName(), QStringLiteral("Undo"));
        QVERIFY(icon->sizeHint().width() >= size::hit && icon->sizeHint().height() >= size::hit);
    }

    void buttonFollowsItsAction()
    {
        Theme theme(Mode::Light);
        QAction action(QStringLiteral("Export"));
        action.setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
        Button button(theme, ButtonKind::Secondary, QStringLiteral("x"));
        button.setAction(&action);
        QCOMPARE(button.text(), QStringLiteral("Export"));
        QCOMPARE(button.toolTip(), QStringLiteral("Export (Ctrl+E)"));
        action.setEnabled(false);
        QVERIFY(!button.isEnabled());
        action.setEnabled(true);
        QSignalSpy spy(&action, &QAction::triggered);
        button.click();
        QCOMPARE(spy.count(), 1);
    }

    void segmentsMoveByKeys()
    {
        Theme theme(Mode::Light);
        SegmentedControl control(theme, {QStringLiteral("Layers"), QStringLiteral("Matrix"), QStringLiteral("List")});
        QSignalSpy spy(&control, &SegmentedControl::currentChanged);
        QTest::keyClick(&control, Qt::Key_Right);
        QCOMPARE(control.current(), 1);
        QTest::keyClick(&control, Qt::Key_Left);
        QTest::keyClick(&control, Qt::Key_Left);
        QCOMPARE(control.current(), 0);
        QCOMPARE(spy.count(), 2);
        control.setCurrent(7);
        QCOMPARE(control.current(), 0);
    }

    void labelsElideAndSayTheWhole()
    {
        Theme theme(Mode::Light);
        ElidedLabel label(theme, Text::Body, Colour::TextPrimary, QStringLiteral("a rather long component name"));
        QVERIFY(label.minimumSizeHint().width() < label.sizeHint().width());
        QCOMPARE(label.text(), QStringLiteral("a rather long component name"));
        QVERIFY(label.accessibleName().isEmpty());
        Chip chip(theme);
        chip.setText(QStringLiteral("checkout and orders-db cannot go back"));
        chip.setSign(Sign::Closed);
        QCOMPARE(chip.accessibleName(), chip.text());
        chip.resize(80, 22);
        chip.show();
        QCOMPARE(chip.toolTip(), chip.text());
    }

    void labelsFollowTheMode()
    {
        Theme theme(Mode::Light);
        TextLabel label(theme, Text::Body, Colour::TextSecondary, QStringLiteral("x"));
        theme.setMode(Mode::Dark);
        QCOMPARE(label.palette().color(QPalette::WindowText), theme.colour(Colour::TextSecondary, Mode::Dark));
    }

    void statesSayWhatToDo()
    {
        Theme theme(Mode::Light);
        StatePanel panel(theme);
        QAction first(QStringLiteral("New plan"));
        QAction second(QStringLiteral("Try a sample"));
        panel.showEmpty(QStringLiteral("plan"), QStringLiteral("No plan yet"), QStringLiteral("Add one."));
        panel.addAction(&first);
        panel.addLink(&second);
        QCOMPARE(panel.title(), QStringLiteral("No plan yet"));
        QCOMPARE(panel.findChildren<Button *>().size(), 2);
        QSignalSpy spy(&first, &QAction::triggered);
        panel.findChildren<Button *>().first()->click();
        QCOMPARE(spy.count(), 1);
        panel.resize(600, 400);
        panel.showError(QStringLiteral("Not verified"), QStringLiteral("A cycle."), QStringLiteral("The last result stays."));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(panel.findChildren<Button *>().size(), 0);
        const QImage image = panel.grab().toImage();
        QVERIFY(image.width() == 600);
        panel.showLoading(QStringLiteral("Verifying"), 312, 1204);
        bool counted = false;
        for (const QLabel *label : panel.findChildren<QLabel *>())
            counted = counted || label->text() == QStringLiteral("312 of 1,204");
        QVERIFY(counted);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestTheme test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_theme.moc"
