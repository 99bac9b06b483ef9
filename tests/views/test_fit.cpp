// SPDX-License-Identifier: GPL-3.0-or-later
// Every text of the places fits into its widget, or is cut by design and whole in a tool tip. Runs a
// second time at 200 %.
#include "tests/views/plan/planwindow.h"

#include "tests/views/schema/schemafixture.h"

#include "views/plan/gobackpanel.h"
#include "views/schema/evidencepane.h"
#include "views/schema/schemaplace.h"
#include "views/services/graphcanvas.h"
#include "views/services/servicesplace.h"
#include "views/theme/belaystyle.h"
#include "views/theme/chip.h"
#include "views/theme/elidedlabel.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QTextDocument>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolTip>

#include <cmath>

using namespace belay;
using namespace belay::views;
using belay::rollback::Workspace;

namespace {

/// What hovering shows; empty: nothing.
QString toolTipOf(QWidget *widget)
{
    // A tip goes with a delay: one that is known tells whether another has come.
    const QString before = QStringLiteral("no tip");
    QToolTip::showText(QPoint(1, 1), before);
    QHelpEvent help(QEvent::ToolTip, widget->rect().center(), widget->mapToGlobal(widget->rect().center()));
    QApplication::sendEvent(widget, &help);
    const QString shown = QToolTip::text();
    return shown == before ? QString() : shown;
}

QSize needsOf(const QLabel *label, QSize has)
{
    const bool rich = label->textFormat() == Qt::RichText
                      || (label->textFormat() == Qt::AutoText && Qt::mightBeRichText(label->text()));
    if (rich) {
        QTextDocument document;
        document.setDefaultFont(label->font());
        document.setDocumentMargin(0);
        document.setHtml(label->text());
        if (label->wordWrap())
            document.setTextWidth(has.width());
        return {static_cast<int>(std::floor(document.idealWidth())), static_cast<int>(std::floor(document.size().height()))};
    }
    const int flags = label->wordWrap() ? Qt::TextWordWrap : 0;
    return label->fontMetrics()
        .boundingRect(QRect(0, 0, label->wordWrap() ? has.width() : 100000, 100000), flags, label->text())
        .size();
}

/// What is wrong with the texts below a widget, one a line.
QStringList misfits(QWidget &root)
{
    QStringList found;
    const auto complain = [&](const QWidget *widget, const QString &text, const QString &what) {
        found << QStringLiteral("%1 '%2': %3").arg(QLatin1String(widget->metaObject()->className()), text.left(70), what);
    };
    const auto compare = [&](const QWidget *widget, const QString &text, QSize needs, QSize has) {
        if (needs.width() > has.width() + 1 || needs.height() > has.height() + 1) {
            complain(widget, text, QStringLiteral("needs %1x%2, has %3x%4").arg(needs.width()).arg(needs.height()).arg(has.width()).arg(has.height()));
        }
    };
    const auto widgets = root.findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        if (!widget->isVisibleTo(&root))
            continue;
        if (auto *elided = qobject_cast<ElidedLabel *>(widget)) {
            const int width = static_cast<int>(std::ceil(QFontMetricsF(elided->font()).horizontalAdvance(elided->text())));
            if (width > elided->contentsRect().width() + 1 && !toolTipOf(elided).contains(elided->text()))
                complain(elided, elided->text(), QStringLiteral("is cut and has no tool tip"));
            if (!elided->text().isEmpty() && elided->height() < elided->fontMetrics().height())
                complain(elided, elided->text(), QStringLiteral("is too low"));
        } else if (auto *label = qobject_cast<QLabel *>(widget)) {
            if (!label->text().isEmpty()) {
                const QSize has = label->contentsRect().size();
                const QSize needs = needsOf(label, has);
                // A line that gives way in the middle of a row says all of itself on hovering.
                const bool toldOnHover = !label->wordWrap() && needs.height() <= has.height() + 1 && !toolTipOf(label).isEmpty();
                if (!toldOnHover)
                    compare(label, label->text(), needs, has);
            }
        } else if (auto *button = qobject_cast<QAbstractButton *>(widget)) {
            if (!button->text().isEmpty()) {
                const QSize least = button->minimumSizeHint().isValid() ? button->minimumSizeHint() : button->sizeHint();
                compare(button, button->text(), least, button->size());
                const int text = button->fontMetrics().size(Qt::TextShowMnemonic, button->text()).width();
                if (text > button->width() && toolTipOf(button).isEmpty() && button->accessibleName().isEmpty())
                    complain(button, button->text(), QStringLiteral("is cut and has no tool tip"));
            }
        } else if (auto *chip = qobject_cast<Chip *>(widget)) {
            if (chip->sizeHint().width() > chip->width() + 1 && toolTipOf(chip).isEmpty())
                complain(chip, chip->text(), QStringLiteral("is cut and has no tool tip"));
        }
        if (auto *field = qobject_cast<QLineEdit *>(widget); field && field->height() < field->fontMetrics().height())
            complain(field, field->text(), QStringLiteral("is too low"));
    }
    return found;
}

rollback::Component component(const std::string &id, const std::string &owner, const std::vector<std::string> &labels)
{
    rollback::Component made;
    made.id = id;
    made.owner = owner;
    for (const std::string &label : labels) {
        made.releases.emplace_back();
        made.releases.back().id = label;
    }
    return made;
}

/// Names as long as people give them.
std::shared_ptr<const Workspace> services()
{
    auto workspace = std::make_shared<Workspace>();
    auto checkout = component("checkout-orchestration-service", "Ordering and payments", {"2.3", "2.4", "2.5-rc1"});
    checkout.releases[1].needs.push_back({{{"rates", "rate-table-with-taxes", {}, {}}}, {}});
    checkout.releases[1].offers = {"PlaceOrder", "order.placed"};
    auto rates = component("rates", "Shared", {"4.6", "4.7"});
    rates.releases[1].offers = {"rate-table-with-taxes"};
    auto web = component("web", "", {"1"});
    web.releases[0].needs.push_back({{{"checkout-orchestration-service", "", {{"2.4", ""}}, {}}}, {}});
    workspace->components = {Shared<rollback::Component>(checkout), Shared<rollback::Component>(rates), Shared<rollback::Component>(web)};
    workspace->links.push_back({"web", "resource:default/a-reference-that-nobody-resolved", "dependsOn", "backstage", false, {}});
    rollback::Environment production;
    production.id = "production";
    production.live = {{"checkout-orchestration-service", {"2.4"}, {}}, {"rates", {"4.7"}, {}}, {"web", {"1"}, {}}};
    workspace->environments.push_back(production);
    return workspace;
}

} // namespace

class TestFit : public QObject {
    Q_OBJECT

    static void rows()
    {
        QTest::addColumn<QSize>("place");
        QTest::addColumn<int>("inspector");
        QTest::addColumn<bool>("dark");
        for (const bool dark : {false, true}) {
            const auto name = [dark](const char *size) { return QByteArray(size) + (dark ? " dark" : " light"); };
            // What the rail, the bars and the inspector leave of the window.
            QTest::newRow(name("1440x900")) << QSize(988, 824) << 376 << dark;
            QTest::newRow(name("1100x700")) << QSize(1024, 624) << 376 << dark;
            QTest::newRow(name("1100x700, narrow inspector")) << QSize(1024, 624) << 288 << dark;
        }
    }

private Q_SLOTS:
    void whatIsCutIsFound()
    {
        Theme theme(Mode::Light);
        BelayStyle::apply(theme);
        QWidget root;
        auto *label = new QLabel(QStringLiteral("a text of some length"), &root);
        auto *elided = new ElidedLabel(theme, Text::Body, Colour::TextPrimary, QStringLiteral("another text of some length"), &root);
        label->setGeometry(0, 0, 300, 30);
        elided->setGeometry(0, 40, 60, 30);
        root.show();
        QCOMPARE(misfits(root), QStringList()); // The elided one says it all on hovering.
        label->resize(40, 30);
        QCOMPARE(misfits(root).size(), 1);
        elided->resize(60, 6);
        QCOMPARE(misfits(root).size(), 2);
        label->setToolTip(label->text());
        QCOMPARE(misfits(root).size(), 1);
    }

    void plan_data() { rows(); }
    void plan()
    {
        QFETCH(QSize, place);
        QFETCH(int, inspector);
        QFETCH(bool, dark);
        Theme theme(dark ? Mode::Dark : Mode::Light);
        BelayStyle::apply(theme);
        tests::Window window(theme);
        window.place.resize(place);
        window.inspector().resize(inspector, place.height());
        window.inspector().show();
        QStringList all;
        const auto look = [&](const QString &what) {
            QCoreApplication::processEvents();
            for (const QString &one : misfits(window.place) + misfits(window.inspector()))
                all << what + QStringLiteral(": ") + one;
            QVERIFY(!window.place.grab().isNull());
        };
        for (const int cursor : {0, 5, 11}) {
            window.place.setCursor(cursor);
            QTRY_VERIFY(!window.bar().verdict().isEmpty());
            look(QStringLiteral("behind %1").arg(cursor));
        }
        window.place.stepFinding(1);
        look(QStringLiteral("finding"));
        window.inspector().showPage(PlanInspector::StepPage);
        look(QStringLiteral("step"));
        window.place.setCursor(4);
        window.place.compareTo(5);
        QTRY_VERIFY(window.place.findChild<GoBackPanel *>()->comparison().rowCount() > 0);
        look(QStringLiteral("comparing"));
        window.place.compareTo(4);
        look(QStringLiteral("comparing with itself"));
        window.place.endComparison();
        window.action(QStringLiteral("Show the plan as a table of steps"))->trigger();
        look(QStringLiteral("table"));
        window.analysis.state = Analysis::State::Failed;
        window.analysis.error = Error{ErrorCode::UnknownReference, "checkout: no release 2.5 (step s4)", {}, 0, 0};
        window.place.setAnalysis(window.analysis);
        look(QStringLiteral("failed"));
        QVERIFY2(all.isEmpty(), qPrintable(all.join(QLatin1Char('\n'))));
    }

    void services_data() { rows(); }
    void services()
    {
        QFETCH(QSize, place);
        QFETCH(int, inspector);
        QFETCH(bool, dark);
        Theme theme(dark ? Mode::Dark : Mode::Light);
        BelayStyle::apply(theme);
        ServicesPlace shown(theme);
        shown.setWorkspace(::services());
        shown.setEnvironment(QStringLiteral("production"));
        shown.resize(place);
        shown.show();
        QWidget &side = *shown.inspector();
        side.resize(inspector, place.height());
        side.show();
        QStringList all;
        const auto look = [&](const QString &what) {
            QCoreApplication::processEvents();
            for (const QString &one : misfits(shown) + misfits(side))
                all << what + QStringLiteral(": ") + one;
            QVERIFY(!shown.grab().isNull());
        };
        for (const ServicesView view : {ServicesView::Layers, ServicesView::Matrix, ServicesView::List}) {
            shown.setView(view);
            for (int node = -1; node < shown.canvas()->state().nodeCount(); ++node) {
                shown.canvas()->select(node);
                look(QStringLiteral("view %1, node %2").arg(static_cast<int>(view)).arg(node));
            }
        }
        shown.setReadOnly(true, QStringLiteral("The file cannot be written."));
        look(QStringLiteral("read-only"));
        shown.findChild<QLineEdit *>()->setText(QStringLiteral("nobody"));
        look(QStringLiteral("nothing found"));
        ServicesPlace empty(theme);
        empty.setWorkspace(std::make_shared<const Workspace>());
        empty.resize(place);
        empty.show();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // Buttons of states before.
        QCoreApplication::processEvents();
        for (const QString &one : misfits(empty))
            all << QStringLiteral("empty: ") + one;
        QVERIFY2(all.isEmpty(), qPrintable(all.join(QLatin1Char('\n'))));
    }

    void schema_data() { rows(); }
    void schema()
    {
        QFETCH(QSize, place);
        QFETCH(int, inspector);
        QFETCH(bool, dark);
        Theme theme(dark ? Mode::Dark : Mode::Light);
        BelayStyle::apply(theme);
        SchemaPlace shown(theme);
        // The place has no inspector: it takes that room, too.
        shown.resize(place.width() > 1000 ? place.width() : place.width() + inspector, place.height());
        shown.show();
        QStringList all;
        const auto look = [&](const QString &what) {
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            QCoreApplication::processEvents();
            for (const QString &one : misfits(shown))
                all << what + QStringLiteral(": ") + one;
            QVERIFY(!shown.grab().isNull());
        };
        look(QStringLiteral("empty"));
        shown.setFolder(QStringLiteral("/srv/git/a repository with a rather long name in a folder with a long name"));
        look(QStringLiteral("reading"));
        shown.setRepositoryError(Error{ErrorCode::FileNotFound, "/srv/git/a repository with a rather long name holds no repository", {}, 0, 0});
        look(QStringLiteral("no repository"));
        shown.setRunning(tests::shopRequest());
        shown.setProgress(QStringLiteral("Checking migrations"), 3, 10);
        look(QStringLiteral("running"));
        shown.setFailed(Error{ErrorCode::BadStructure, "the layout of db/migrations was not recognised", "db/migrations", 0, 0});
        look(QStringLiteral("failed"));
        shown.setRun(tests::shopRun());
        for (int row = 0; row < 4; ++row) {
            for (int column = 1; column < items::SchemaGridModel::WayBackColumn; ++column) {
                shown.select(row, column);
                for (int entry = 0; entry < shown.evidence().evidence().rowCount(); ++entry) {
                    shown.evidence().setCurrentRow(entry);
                    look(QStringLiteral("cell %1/%2, entry %3").arg(row).arg(column).arg(entry));
                }
            }
        }
        QVERIFY2(all.isEmpty(), qPrintable(all.join(QLatin1Char('\n'))));
    }
};

QTEST_MAIN(TestFit)
#include "test_fit.moc"
