// SPDX-License-Identifier: GPL-3.0-or-later
#include "bruteforce.h"
#include "compare.h"

#include "models/exchange/workspacefile.h"
#include "models/rollback/checker.h"

#include <QTest>

#include <initializer_list>
#include <optional>

using namespace belay;
using namespace belay::rollback;

namespace {

/// Service at v (1), database at schema s (41). v+1 (2) is feature-free, v+2 (3) uses s+1 (42).
const char serviceAndDatabase[] = R"(belay: 1
workspace: Worked example
components:
  - {id: db, kind: database, releases: ["41", "42"]}
  - id: app
    kind: service
    releases:
      - {id: "1", tolerates: {db: "41"}}
      - {id: "2", feature_free: true, tolerates: {db: "41..42"}}
      - {id: "2.1", feature_free: true, tolerates: {db: "41..42"}}
      - {id: "3", tolerates: {db: "42"}}
environments:
  - {id: production, live: {db: "41", app: "1"}, history: {app: []}}
plans:
  - id: p
    environment: production
    order: sequence
    steps:
)";

/// A needs what S offers from r+1 (2). `%1` is the environment's live, `%2` its history.
const char dependency[] = R"(belay: 1
workspace: Dependency
components:
  - {id: s, kind: service, releases: ["1", {id: "2", offers: [f]}, {id: "3", offers: [f]}]}
  - {id: a, kind: service, releases: ["1", {id: "2", needs: [{feature: s/f}]}]}
environments:
  - {id: production, live: {s: "%1", a: "1"}, history: {a: [], s: [%2]}}
plans:
  - id: p
    environment: production
    order: sequence
    steps:
)";

/// The example of the exchange format.
const char ordersPlan[] = R"(belay: 1
workspace: Orders v2
settings: {commit_after_soak: 24h, simultaneous: 1}
components:
  - {id: orders-db, kind: database, releases: ["41", "42"]}
  - {id: cart, kind: service, releases: ["1.2"]}
  - id: shipping
    kind: service
    releases: ["1.2", {id: "1.3", offers: [quotes-v2]}, {id: "1.4", offers: [quotes-v2]}]
  - {id: tax-eu, kind: external, releases: ["3"]}
  - {id: tax-world, kind: external, releases: ["1"]}
  - id: checkout
    kind: service
    owner: payments
    rollback_depth: 1
    releases:
      - {id: "2.2", tolerates: {orders-db: "41"}, writes: {orders-db: [address-v1]}, reads: {orders-db: [address-v1]}}
      - {id: "2.3", tolerates: {orders-db: "41"}, writes: {orders-db: [address-v1]}, reads: {orders-db: [address-v1]}}
      - id: "2.3.1"
        feature_free: true
        tolerates: {orders-db: {read: "..42", write: "41..42"}}
        writes: {orders-db: [address-v1]}
        reads: {orders-db: [address-v1, address-v2]}
      - id: "2.4"
        tolerates: {orders-db: "42.."}
        needs:
          - {feature: shipping/quotes-v2}
          - {component: cart, releases: "1.2.."}
          - any: [{component: tax-eu, releases: "3.."}, {component: tax-world, releases: "1.."}]
        writes: {orders-db: [address-v2]}
        reads: {orders-db: [address-v1, address-v2]}
environments:
  - id: production
    live: {checkout: "2.3", orders-db: "41", shipping: "1.4", cart: "1.2", tax-eu: "3", tax-world: "1"}
    history: {checkout: ["2.2"], shipping: ["1.2", "1.3"], cart: []}
    formats: {orders-db: [address-v1]}
plans:
  - id: orders-v2
    environment: production
    order: sequence
    steps:
      - {id: s1, move: checkout, to: "2.3.1"}
      - {id: s2, soak: 24h, of: checkout}
%1      - {id: s4, move: orders-db, to: "42", reversible: false}
      - {id: s5, move: checkout, to: "2.4"}
      - {id: s6, soak: 7d}
      - {id: s7, checkpoint: done, reason: "a week without 2.3.1"}
)";

QString withSteps(QString text, std::initializer_list<const char *> steps)
{
    for (const char *step : steps)
        text += QStringLiteral("      - {%1}\n").arg(QLatin1String(step));
    return text;
}

} // namespace

/// Every claim of the model's worked example is one test. Checker and oracle both have to hold it.
class TestChecker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_report = {}; }

    void migrateThenDeployIsUnsafe();
    void bridgeSoakCommitMigrateDeployHasNoFinding();
    void theWayBackEndsAtTheBridge();
    void withoutTheCommitTheSchemaMeetsTheOldRelease();
    void withoutTheCommitBothRemediesAreOffered();
    void oneMoreFeatureFreeReleaseHelps();
    void withoutTheCommitAnIrreversibleMigrationEndsTheWayBack();
    void consumerRightAfterProviderIsUnsafe();
    void consumerIsSafeOnceTheProviderIsTwoReleasesAhead();
    void consumerIsSafeOnceTheProviderIsCommitted();
    void aJumpOfTheProviderDoesNotHelp();
    void theExampleOfTheFormatIsSafe();
    void aSoakOfTheSettingCommits();
    void aSoakBelowTheSettingDoesNot();

private:
    /// Checks the only plan with both, which have to agree.
    [[nodiscard]] QString examine(const QString &text);
    [[nodiscard]] std::vector<Finding> findings() const;
    [[nodiscard]] std::optional<Finding> finding(Code code) const;

    PlanReport m_report;
};

QString TestChecker::examine(const QString &text)
{
    const exchange::ReadWorkspaceResult read = exchange::readWorkspace(text.toStdString(), "example.yaml");
    if (!read.ok())
        return QString::fromStdString(describe(read.errors().front()));
    const Workspace &workspace = read.value().workspace;
    const Result<Report> report = check(workspace);
    if (!report)
        return QString::fromStdString(describe(report.error()));
    m_report = report->plans.front();
    const oracle::Answer answer = oracle::bruteForce(workspace, *workspace.plans.front());
    QString differences;
    for (const std::string &line : oracle::differences(answer, m_report))
        differences += QString::fromStdString(line) + QLatin1Char('\n');
    return differences;
}

std::vector<Finding> TestChecker::findings() const
{
    std::vector<Finding> result;
    for (const Finding &f : m_report.findings) {
        if (f.check != Check::Practice)
            result.push_back(f);
    }
    return result;
}

std::optional<Finding> TestChecker::finding(Code code) const
{
    for (const Finding &f : m_report.findings) {
        if (f.code == code)
            return f;
    }
    return std::nullopt;
}

void TestChecker::migrateThenDeployIsUnsafe()
{
    QCOMPARE(examine(withSteps(QLatin1String(serviceAndDatabase),
                               {"id: migrate, move: db, to: \"42\"",
                                "id: deploy, move: app, to: \"3\""})),
             QString());
    QCOMPARE(m_report.verdict, Verdict::Unsafe);
    QCOMPARE(m_report.resilience, std::optional<int>(0));

    const std::optional<Finding> live = finding(Code::LiveTolerates);
    QVERIFY(live.has_value());
    QCOMPARE(live->step, std::string("migrate"));
    QCOMPARE(live->window, Window::After);
    QCOMPARE(live->component + live->release, std::string("app1"));
    QCOMPARE(live->against, (Against{"db", "42", {}, {}}));
    QCOMPARE(live->requirement, std::string("tolerates/db"));
    QVERIFY(live->rollbacks.empty());

    const std::optional<Finding> back = finding(Code::RollbackTolerates);
    QVERIFY(back.has_value());
    QCOMPARE(back->step, std::string("deploy"));
    QCOMPARE(back->component + back->release, std::string("app1"));
    QCOMPARE(back->against, (Against{"db", "42", {}, {}}));
    QCOMPARE(back->rollbacks, (std::vector<RollbackTo>{{"app", "1"}}));
    QCOMPARE(back->order, (std::vector<std::string>{"migrate", "deploy"}));
}

void TestChecker::bridgeSoakCommitMigrateDeployHasNoFinding()
{
    for (const char *migration : {"id: s4, move: db, to: \"42\"",
                                     "id: s4, move: db, to: \"42\", reversible: false"}) {
        QCOMPARE(examine(withSteps(QLatin1String(serviceAndDatabase),
                                   {"id: s1, move: app, to: \"2\"", "id: s2, soak: 24h, of: app",
                                    "id: s3, commit: app, reason: enough seen", migration,
                                    "id: s5, move: app, to: \"3\""})),
                 QString());
        QVERIFY2(findings().empty(), migration);
        QCOMPARE(m_report.verdict, Verdict::Safe);
        QCOMPARE(m_report.resilience, std::optional<int>());
        QVERIFY(m_report.pointsOfNoReturn.empty());
    }
}

void TestChecker::theWayBackEndsAtTheBridge()
{
    QCOMPARE(examine(withSteps(QLatin1String(serviceAndDatabase),
                               {"id: s1, move: app, to: \"2\"", "id: s3, commit: app, reason: enough seen",
                                "id: s4, move: db, to: \"42\", reversible: false",
                                "id: s5, move: app, to: \"3\""})),
             QString());
    const StepWayBack &last = m_report.wayBack.back();
    QCOMPARE(last.step, std::string("s5"));
    QCOMPARE(last.state, WayBackState::Open);
    QCOMPARE(last.moves.size(), std::size_t(1));
    QCOMPARE(last.moves.front().component, std::string("app"));
    QCOMPARE(last.moves.front().from, std::string("3"));
    QCOMPARE(last.moves.front().to, std::string("2"));
    QVERIFY2(m_report.wayBack[2].moves.empty(), "the schema never has to move back");
}

void TestChecker::withoutTheCommitTheSchemaMeetsTheOldRelease()
{
    QCOMPARE(examine(withSteps(QLatin1String(serviceAndDatabase),
                               {"id: s1, move: app, to: \"2\"", "id: s4, move: db, to: \"42\"",
                                "id: s5, move: app, to: \"3\""})),
             QString());
    const std::vector<Finding> all = findings();
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all.front().code, Code::RollbackTolerates);
    QCOMPARE(all.front().severity, Severity::Error);
    QCOMPARE(all.front().step, std::string("s4"));
    QCOMPARE(all.front().component + all.front().release, std::string("app1"));
    QCOMPARE(all.front().rollbacks, (std::vector<RollbackTo>{{"app", "1"}}));
    QCOMPARE(m_report.resilience, std::optional<int>(1));
}

void TestChecker::withoutTheCommitBothRemediesAreOffered()
{
    QCOMPARE(examine(withSteps(QLatin1String(serviceAndDatabase),
                               {"id: s1, move: app, to: \"2\"", "id: s4, move: db, to: \"42\"",
                                "id: s5, move: app, to: \"3\""})),
             QString());
    const std::optional<Finding> back = finding(Code::RollbackTolerates);
    QVERIFY(back.has_value());
    QString remedies;
    for (const std::string &remedy : back->remedies)
        remedies += QString::fromStdString(remedy) + QLatin1Char('\n');
    QVERIFY2(remedies.contains(QStringLiteral("commit"), Qt::CaseInsensitive), qPrintable(remedies));
    QVERIFY2(remedies.contains(QStringLiteral("soak"), Qt::CaseInsensitive), qPrintable(remedies));
    QVERIFY2(remedies.contains(QStringLiteral("feature-free"), Qt::CaseInsensitive), qPrintable(remedies));
}

void TestChecker::oneMoreFeatureFreeReleaseHelps()
{
    QCOMPARE(examine(withSteps(QLatin1String(serviceAndDatabase),
                               {"id: s1, move: app, to: \"2\"", "id: s2, move: app, to: \"2.1\"",
                                "id: s4, move: db, to: \"42\"", "id: s5, move: app, to: \"3\""})),
             QString());
    QVERIFY(findings().empty());
    QCOMPARE(m_report.verdict, Verdict::Safe);
}

void TestChecker::withoutTheCommitAnIrreversibleMigrationEndsTheWayBack()
{
    QCOMPARE(examine(withSteps(QLatin1String(serviceAndDatabase),
                               {"id: s1, move: app, to: \"2\"", "id: s2, move: app, to: \"2.1\"",
                                "id: s4, move: db, to: \"42\", reversible: false",
                                "id: s5, move: app, to: \"3\""})),
             QString());
    const std::vector<Finding> all = findings();
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all.front().code, Code::NoWayBack);
    QCOMPARE(all.front().step, std::string("s4"));
    QCOMPARE(m_report.pointsOfNoReturn, (std::vector<std::string>{"s4"}));
    QCOMPARE(m_report.wayBack.back().moves.size(), std::size_t(1));
}

void TestChecker::consumerRightAfterProviderIsUnsafe()
{
    QCOMPARE(examine(withSteps(QString::fromLatin1(dependency).arg(QStringLiteral("1"), QString()),
                               {"id: provider, move: s, to: \"2\"", "id: consumer, move: a, to: \"2\""})),
             QString());
    QCOMPARE(m_report.verdict, Verdict::Unsafe);
    const std::vector<Finding> all = findings();
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all.front().code, Code::RollbackNeeds);
    QCOMPARE(all.front().step, std::string("consumer"));
    QCOMPARE(all.front().window, Window::During);
    QCOMPARE(all.front().requirement, std::string("needs/1"));
    QCOMPARE(all.front().against, (Against{"s", "1", {}, {}}));
    QCOMPARE(all.front().rollbacks, (std::vector<RollbackTo>{{"s", "1"}}));
}

void TestChecker::consumerIsSafeOnceTheProviderIsTwoReleasesAhead()
{
    QCOMPARE(examine(withSteps(QString::fromLatin1(dependency).arg(QStringLiteral("3"), QStringLiteral("\"1\", \"2\"")),
                               {"id: consumer, move: a, to: \"2\""})),
             QString());
    QVERIFY(findings().empty());
}

void TestChecker::consumerIsSafeOnceTheProviderIsCommitted()
{
    QCOMPARE(examine(withSteps(QString::fromLatin1(dependency).arg(QStringLiteral("1"), QString()),
                               {"id: provider, move: s, to: \"2\"",
                                "id: settle, commit: s, reason: enough seen",
                                "id: consumer, move: a, to: \"2\""})),
             QString());
    QVERIFY(findings().empty());
}

void TestChecker::aJumpOfTheProviderDoesNotHelp()
{
    QCOMPARE(examine(withSteps(QString::fromLatin1(dependency).arg(QStringLiteral("3"), QStringLiteral("\"1\"")),
                               {"id: consumer, move: a, to: \"2\""})),
             QString());
    const std::vector<Finding> all = findings();
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all.front().code, Code::RollbackNeeds);
    QCOMPARE(all.front().against, (Against{"s", "1", {}, {}}));
}

void TestChecker::theExampleOfTheFormatIsSafe()
{
    const QString commit = QStringLiteral("      - {id: s3, commit: checkout, reason: full traffic for a day}\n");
    QCOMPARE(examine(QString::fromLatin1(ordersPlan).arg(commit)), QString());
    QCOMPARE(m_report.verdict, Verdict::Safe);
    QVERIFY(findings().empty());
}

void TestChecker::aSoakOfTheSettingCommits()
{
    QCOMPARE(examine(QString::fromLatin1(ordersPlan).arg(QString())), QString());
    QCOMPARE(m_report.verdict, Verdict::Safe);
    QVERIFY(findings().empty());
}

void TestChecker::aSoakBelowTheSettingDoesNot()
{
    QString text = QString::fromLatin1(ordersPlan).arg(QString());
    text.replace(QStringLiteral("s2, soak: 24h"), QStringLiteral("s2, soak: 23h"));
    QCOMPARE(examine(text), QString());
    QCOMPARE(m_report.verdict, Verdict::Unsafe);
    QVERIFY(finding(Code::RollbackTolerates).has_value());
    QVERIFY(finding(Code::NoWayBack).has_value());
}

QTEST_GUILESS_MAIN(TestChecker)
#include "test_checker.moc"
