// SPDX-License-Identifier: GPL-3.0-or-later
#include "testplace.h"

#include "views/shell/analysislabels.h"
#include "views/shell/commandpalette.h"
#include "views/shell/fuzzymatch.h"
#include "views/shell/inspectorpane.h"
#include "views/shell/navigationrail.h"
#include "views/shell/noticebar.h"
#include "views/shell/shell.h"
#include "views/shell/startpage.h"
#include "views/shell/statusbar.h"
#include "views/shell/topbar.h"
#include "views/theme/belaystyle.h"
#include "views/theme/button.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QListView>
#include <QtWidgets/QMenu>

using namespace belay;
using namespace belay::views;

namespace {

rollback::Finding finding(rollback::Severity severity, const char *message)
{
    rollback::Finding made;
    made.severity = severity;
    made.message = message;
    made.step = "s1";
    return made;
}

QList<PaletteEntry> entriesNamed(const QStringList &titles)
{
    QList<PaletteEntry> entries;
    for (const QString &title : titles) {
        PaletteEntry entry;
        entry.title = title;
        entry.target = Target{title.toStdString(), {}, {}, {}, {}, {}};
        entries.append(entry);
    }
    return entries;
}

} // namespace

class TestShell : public QObject {
    Q_OBJECT

    Theme m_theme{Mode::Light};

private Q_SLOTS:
    void initTestCase() { BelayStyle::apply(m_theme); }

    // Fuzzy matching, bad input first.
    void fuzzyRefuses()
    {
        QVERIFY(fuzzyMatch(u"xyz", u"checkout").score < 0);
        QVERIFY(fuzzyMatch(u"tuo", u"out").score < 0);
        QVERIFY(fuzzyMatch(u"checkout", u"check").score < 0);
        QVERIFY(fuzzyMatch(u"a", u"").score < 0);
        // Letters strewn over a sentence are no answer.
        QVERIFY(fuzzyMatch(u"zoo", u"a zebra crosses from London").score < 0);
        QCOMPARE(fuzzyMatch(u"", u"anything").score, 0);
    }

    void fuzzyRanks()
    {
        const auto score = [](QStringView query, QStringView text) { return fuzzyMatch(query, text).score; };
        QVERIFY(score(u"order", u"orders-db") > score(u"order", u"reorder"));
        QVERIFY(score(u"db", u"orders-db") > score(u"db", u"adblock"));
        QVERIFY(score(u"checkout", u"checkout") > score(u"checkout", u"checkout-worker"));
        QVERIFY(score(u"odb", u"orders-db") >= 0);
        QVERIFY(score(u"db orders", u"orders-db") >= 0);
        QVERIFY(score(u"ORDERS", u"orders-db") >= 0);
    }

    void fuzzyTellsPositions()
    {
        QCOMPARE(fuzzyMatch(u"db", u"orders-db").positions, (QList<int>{7, 8}));
        QCOMPARE(fuzzyMatch(u"db or", u"orders-db").positions, (QList<int>{0, 1, 7, 8}));
    }

    void paletteModelIsAModel()
    {
        PaletteModel model;
        PaletteFilter filter(model);
        QAbstractItemModelTester modelTester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setEntries(entriesNamed({QStringLiteral("checkout"), QStringLiteral("orders-db"), QStringLiteral("cart")}));
        QCOMPARE(filter.rowCount(), 0); // An empty query lists commands only.
        filter.setQuery(QStringLiteral("c"));
        QCOMPARE(filter.rowCount(), 2);
        QCOMPARE(filter.entry(filter.index(0, 0)).title, QStringLiteral("cart"));
        filter.setQuery(QStringLiteral("nothing like it"));
        QCOMPARE(filter.rowCount(), 0);
        model.setEntries({});
        filter.setQuery({});
        QCOMPARE(filter.rowCount(), 0);
    }

    void paletteShowsTheBestOfMany()
    {
        QStringList titles;
        for (int i = 0; i < 5000; ++i)
            titles << QStringLiteral("service-%1").arg(i);
        titles << QStringLiteral("the service");
        PaletteModel model;
        PaletteFilter filter(model);
        model.setEntries(entriesNamed(titles));
        filter.setQuery(QStringLiteral("service-4711"));
        QCOMPARE(filter.entry(filter.index(0, 0)).title, QStringLiteral("service-4711"));
        filter.setQuery(QStringLiteral("service"));
        QCOMPARE(filter.rowCount(), PaletteFilter::limit);
    }

    void entriesOfAWorkspace()
    {
        rollback::Workspace workspace;
        rollback::Component component;
        component.id = "orders-db";
        component.kind = rollback::ComponentKind::Database;
        component.owner = "Orders";
        workspace.components.push_back(component);
        rollback::Plan plan;
        plan.id = "launch";
        plan.steps.resize(2);
        plan.steps[0].id = "s1";
        plan.steps[0].component = "orders-db";
        plan.steps[0].to = {"42"};
        plan.steps[1].id = "s2";
        plan.steps[1].kind = rollback::StepKind::Soak;
        plan.steps[1].duration_s = 86400;
        workspace.plans.push_back(plan);
        rollback::Report report;
        report.plans.resize(1);
        report.plans[0].plan = "launch";
        report.plans[0].findings = {finding(rollback::Severity::Error, "No way back after step 1")};
        const auto entries = workspaceEntries(workspace, &report);
        QStringList titles;
        for (const PaletteEntry &entry : entries)
            titles << entry.title;
        QCOMPARE(titles, (QStringList{QStringLiteral("No way back after step 1"), QStringLiteral("orders-db"),
                                      QStringLiteral("launch"), QStringLiteral("Step 1: orders-db to 42"),
                                      QStringLiteral("Step 2: Soak for 1d")}));
        QCOMPARE(entries[0].sign, Sign::Error);
        QVERIFY(entries[0].target->finding.has_value());
        QVERIFY(Theme::hasIcon(entries[1].icon));
        QCOMPARE(entries[4].target->step, std::string("s2"));
        for (const auto kind : {rollback::ComponentKind::Service, rollback::ComponentKind::Database,
                                rollback::ComponentKind::Flag, rollback::ComponentKind::Config,
                                rollback::ComponentKind::Topic, rollback::ComponentKind::Client,
                                rollback::ComponentKind::External})
            QVERIFY2(Theme::hasIcon(iconOf(kind)), qPrintable(iconOf(kind)));
    }

    void paletteByKeyboard()
    {
        QWidget window;
        window.resize(900, 600);
        auto *layout = new QVBoxLayout(&window);
        auto *field = new QLineEdit(&window);
        auto *other = new QLineEdit(&window);
        layout->addWidget(field);
        layout->addWidget(other);
        QAction run(QStringLiteral("Verify"));
        QAction off(QStringLiteral("Undo"));
        off.setEnabled(false);
        CommandPalette palette(m_theme, *field, window, [&] {
            auto entries = entriesNamed({QStringLiteral("checkout"), QStringLiteral("cart")});
            for (QAction *action : {&run, &off}) {
                PaletteEntry entry;
                entry.title = action->iconText();
                entry.action = action;
                entries.append(entry);
            }
            return entries;
        });
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        other->setFocus();
        palette.toggle();
        QVERIFY(palette.isOpen());
        QVERIFY(field->hasFocus());
        QCOMPARE(palette.filter().rowCount(), 2);

        QTest::keyClicks(field, QStringLiteral("car"));
        QCOMPARE(palette.filter().entry(palette.list().currentIndex()).title, QStringLiteral("cart"));
        QSignalSpy chosen(&palette, &CommandPalette::targetChosen);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.first().first().value<Target>().component, std::string("cart"));
        QVERIFY(!palette.isOpen());
        QVERIFY(other->hasFocus());
        QVERIFY(field->text().isEmpty());

        palette.toggle();
        QSignalSpy ran(&run, &QAction::triggered);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(ran.count(), 1);

        // A disabled command stays in the list and does nothing.
        palette.toggle();
        QSignalSpy refused(&off, &QAction::triggered);
        QTest::keyClick(field, Qt::Key_Down);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(refused.count(), 0);
        QVERIFY(palette.isOpen());
        QTest::keyClick(field, Qt::Key_Up);
        QTest::keyClick(field, Qt::Key_Up);
        QCOMPARE(palette.list().currentIndex().row(), 0);
        QTest::keyClick(field, Qt::Key_PageDown);
        QCOMPARE(palette.list().currentIndex().row(), 1);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!palette.isOpen());
        QVERIFY(other->hasFocus());
    }

    void countsAndSentences()
    {
        rollback::Report report;
        report.plans.resize(2);
        report.plans[0].environment = "production";
        report.plans[0].statesChecked = 1204;
        report.plans[0].findings = {finding(rollback::Severity::Error, "a"), finding(rollback::Severity::Error, "b"),
                                    finding(rollback::Severity::Warning, "c"), finding(rollback::Severity::Note, "d")};
        report.plans[0].findings[1].suppressedBy = "accepted";
        report.plans[0].wayBack.resize(2);
        report.plans[0].wayBack[1].state = rollback::WayBackState::Unknown;
        report.plans[1].environment = "staging";
        report.plans[1].statesChecked = 10;
        const auto counts = countsOf(report, QStringLiteral("production"));
        QCOMPARE(counts.size(), 3);
        QCOMPARE(counts[0].number, 1);
        QCOMPARE(counts[0].sign, Sign::Error);
        QCOMPARE(counts[1].sign, Sign::Warning);
        QCOMPARE(counts[2].sign, Sign::Unknown);
        QCOMPARE(countsOf(report, QStringLiteral("staging")).first().sign, Sign::Open);
        QVERIFY(countsOf(report, QStringLiteral("nowhere")).isEmpty());

        Analysis analysis;
        QVERIFY(sentenceOf(analysis, {}).isEmpty());
        analysis.state = Analysis::State::Done;
        analysis.report = std::make_shared<const rollback::Report>(report);
        analysis.elapsed_ms = 3.2;
        QCOMPARE(sentenceOf(analysis, QStringLiteral("production")), QStringLiteral("verified 1,204 states in 3 ms"));
        QCOMPARE(sentenceOf(analysis, QString()), QStringLiteral("verified 1,214 states in 3 ms"));
        QCOMPARE(sentenceOf(analysis, QStringLiteral("nowhere")), QStringLiteral("no plan to verify"));
        analysis.state = Analysis::State::Failed;
        analysis.error = Error{ErrorCode::Cycle, "Steps a and b wait for each other.", "x/orders.yaml", 12, 3};
        QCOMPARE(sentenceOf(analysis, {}),
                 QStringLiteral("Not verified: Steps a and b wait for each other. (orders.yaml, line 12)"));
        QCOMPARE(durationText(0.42), QStringLiteral("0.4 ms"));
        QCOMPARE(durationText(1234), QStringLiteral("1.2 s"));
    }

    void everyErrorHasASentence()
    {
        for (int code = 0; code <= int(ErrorCode::Internal); ++code)
            QVERIFY(sentenceOf(Error{static_cast<ErrorCode>(code), {}, {}, 0, 0}).endsWith(QLatin1Char('.')));
        QCOMPARE(sentenceOf(Error{ErrorCode::FileUnwritable, "there is no such folder", "/x", 0, 0}),
                 QStringLiteral("The file cannot be written. There is no such folder."));
        QCOMPARE(sentenceOf(Error{ErrorCode::NotABelayFile, "this is a folder", "/x", 0, 0}), QStringLiteral("This is a folder."));
    }

    void railShowsPlaces()
    {
        NavigationRail rail(m_theme);
        rail.addGroup(QStringLiteral("Release"));
        rail.addPlace(QStringLiteral("services"), QStringLiteral("Services"), QStringLiteral("services"), QStringLiteral("Ctrl+1"));
        rail.addPlace(QStringLiteral("plan"), QStringLiteral("Plan"), QStringLiteral("plan"), QStringLiteral("Ctrl+2"));
        const auto buttons = rail.findChildren<QAbstractButton *>();
        QCOMPARE(buttons.size(), 2);
        QSignalSpy spy(&rail, &NavigationRail::placeChosen);
        buttons[1]->click();
        QCOMPARE(spy.first().first().toString(), QStringLiteral("plan"));
        rail.setCurrent(QStringLiteral("services"));
        QCOMPARE(rail.current(), QStringLiteral("services"));
        rail.setCurrent({});
        QVERIFY(rail.current().isEmpty());
        rail.setBadge(QStringLiteral("plan"), 2);
        QVERIFY(buttons[1]->accessibleDescription().contains(QLatin1Char('2')));
        QCOMPARE(buttons[1]->toolTip(), QStringLiteral("Plan (Ctrl+2)"));
        QCOMPARE(rail.width(), size::rail);
        rail.setNarrow(true);
        QCOMPARE(rail.width(), size::railNarrow);
    }

    void shellFoldsTheInspector()
    {
        Shell shell(m_theme);
        auto *place = new TestPlace(m_theme, QStringLiteral("plan"));
        auto *bare = new TestPlace(m_theme, QStringLiteral("bare"), false);
        shell.addPlace(place, {});
        shell.addPlace(bare, {});
        shell.resize(1440, 900);
        shell.show();
        QVERIFY(!shell.current());
        shell.showContent(Shell::Content::Place);
        QCOMPARE(shell.current(), place);
        auto *pane = shell.findChild<InspectorPane *>();
        QVERIFY(pane->isVisible());
        QCOMPARE(pane->width(), size::inspector);
        QSignalSpy spy(&shell, &Shell::inspectorShownChanged);
        shell.setInspectorShown(false);
        QVERIFY(!pane->isVisible());
        shell.setInspectorShown(true);
        QCOMPARE(spy.count(), 2);

        // Folding hides it; asking for it lays it over the place, which keeps its width.
        shell.resize(1100, 700);
        QVERIFY(shell.isFolded());
        QVERIFY(!pane->isVisible());
        const int wide = place->width();
        Q_EMIT place->inspectorRequested();
        QVERIFY(pane->isVisible());
        QCOMPARE(place->width(), wide);
        QCOMPARE(pane->geometry().right(), shell.rect().right());
        QVERIFY(pane->width() >= size::inspectorMinimum && pane->width() <= size::inspector);
        shell.resize(1440, 900);
        QVERIFY(pane->isVisible());
        QVERIFY(!shell.isFolded());

        // A place without an inspector takes the whole width.
        shell.setCurrent(bare);
        QVERIFY(!pane->isVisible());
        QVERIFY(!shell.isInspectorShown());

        shell.resize(950, 700);
        QVERIFY(shell.rail().isNarrow());
    }

    void shellKeepsItsLayout()
    {
        Shell first(m_theme);
        first.addPlace(new TestPlace(m_theme, QStringLiteral("plan")), {});
        first.resize(1440, 900);
        first.show();
        first.showContent(Shell::Content::Place);
        first.setInspectorShown(false);
        Shell second(m_theme);
        second.addPlace(new TestPlace(m_theme, QStringLiteral("plan")), {});
        second.resize(1440, 900);
        second.restoreLayout(QByteArray("not a layout"));
        second.restoreLayout(first.saveLayout());
        second.showContent(Shell::Content::Place);
        QVERIFY(!second.isInspectorShown());
    }

    void topBarPicksTheEnvironment()
    {
        TopBar bar(m_theme);
        bar.resize(1300, 48);
        QSignalSpy spy(&bar, &TopBar::environmentChosen);
        bar.setEnvironments({QStringLiteral("production"), QStringLiteral("A & B")}, QStringLiteral("production"));
        QMenu *menu = nullptr;
        for (auto *button : bar.findChildren<QPushButton *>()) {
            if (button->menu() && button->menu()->actions().size() == 2)
                menu = button->menu();
        }
        QVERIFY(menu);
        QVERIFY(menu->actions()[0]->isChecked());
        menu->actions()[0]->trigger();
        QCOMPARE(spy.count(), 0);
        menu->actions()[1]->trigger();
        QCOMPARE(spy.first().first().toString(), QStringLiteral("A & B"));
    }

    void statusBarShowsWork()
    {
        StatusBar bar(m_theme);
        bar.resize(1300, 28);
        bar.show();
        bar.setCounts({{Sign::Error, 2, QStringLiteral("errors")}});
        bar.setSentence(QStringLiteral("verified"));
        QCOMPARE(bar.counts().size(), 1);
        QCOMPARE(bar.sentence(), QStringLiteral("verified"));
        bar.showMessage(QStringLiteral("Exported."));
        QCOMPARE(bar.sentence(), QStringLiteral("Exported."));
        bar.setJob(QStringLiteral("Importing"), 64, 100);
        QCOMPARE(bar.jobName(), QStringLiteral("Importing"));
        QSignalSpy spy(&bar, &StatusBar::cancelRequested);
        for (Button *button : bar.findChildren<Button *>()) {
            if (button->accessibleName().startsWith(QStringLiteral("Cancel")))
                button->click();
        }
        QCOMPARE(spy.count(), 1);
        bar.setJob({}, 0, 0);
        QVERIFY(bar.jobName().isEmpty());
    }

    void noticeRunsItsButton()
    {
        NoticeBar notice(m_theme);
        bool ran = false;
        notice.showNotice(Sign::Error, QStringLiteral("It failed."));
        notice.addButton(QStringLiteral("Try again"), [&] { ran = true; });
        QVERIFY(notice.isVisible());
        for (Button *button : notice.findChildren<Button *>()) {
            if (button->text() == QStringLiteral("Try again"))
                button->click();
        }
        QVERIFY(ran);
        QVERIFY(!notice.isVisible());
    }

    void startPageOffersWhatThereIs()
    {
        StartPage page(m_theme);
        page.resize(900, 700);
        page.show();
        page.setSamples({{QStringLiteral("orders"), QStringLiteral("Orders"), QStringLiteral("10 components")}});
        page.setRecent({{QStringLiteral("/a/b.belay"), QStringLiteral("b"), QStringLiteral("/a")}});
        page.setUnsaved({});
        QSignalSpy samples(&page, &StartPage::sampleChosen);
        QSignalSpy recent(&page, &StartPage::recentChosen);
        for (auto *button : page.findChildren<QAbstractButton *>())
            button->click();
        QCOMPARE(samples.first().first().toString(), QStringLiteral("orders"));
        QCOMPARE(recent.first().first().toString(), QStringLiteral("/a/b.belay"));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestShell test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_shell.moc"
