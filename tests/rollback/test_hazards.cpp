// SPDX-License-Identifier: GPL-3.0-or-later
#include "bruteforce.h"
#include "compare.h"

#include "models/exchange/workspacefile.h"
#include "models/rollback/checker.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace belay;
using namespace belay::rollback;

namespace {

QString folder() { return QStringLiteral(BELAY_SOURCE_DIR "/tests/rollback/hazards"); }

/// What the comments at the head of a sample promise.
struct Promise {
    QStringList findings;   ///< "code component" or "code component/release", of the first plan.
    QString safePlan;
    bool race = false;
};

Promise promiseOf(const QString &text)
{
    Promise promise;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        if (line.startsWith(QStringLiteral("# expect: ")))
            promise.findings.push_back(line.mid(10).trimmed());
        else if (line.startsWith(QStringLiteral("# expect-safe: ")))
            promise.safePlan = line.mid(15).trimmed();
        else if (line == QStringLiteral("# expect-error: race"))
            promise.race = true;
    }
    return promise;
}

QString nameOf(const Finding &finding)
{
    QString name = QString::fromStdString(std::string(toText(finding.code)) + " " + finding.component);
    if (!finding.release.empty() && finding.check != Check::Practice)
        name += QLatin1Char('/') + QString::fromStdString(finding.release);
    return name;
}

} // namespace

/// Every row of the hazard catalogue can be written down, is found, and has a remedy.
class TestHazards : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRowHasASample();
    void everyRowIsInTheTable();
    void sample_data();
    void sample();
};

void TestHazards::everyRowHasASample()
{
    QSet<int> rows;
    for (const QString &file : QDir(folder()).entryList({QStringLiteral("*.yaml")}))
        rows.insert(file.left(2).toInt());
    for (int row = 1; row <= 36; ++row)
        QVERIFY2(rows.contains(row), qPrintable(QString::number(row)));
}

void TestHazards::everyRowIsInTheTable()
{
    QFile file(QStringLiteral(BELAY_SOURCE_DIR "/docs/hazards.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString table = QString::fromUtf8(file.readAll());
    for (const QString &sample : QDir(folder()).entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
        const qsizetype at = table.indexOf(sample);
        QVERIFY2(at >= 0, qPrintable(sample));
        const QString row = table.mid(table.lastIndexOf(QLatin1Char('\n'), at) + 1).section(QLatin1Char('\n'), 0, 0);
        QFile yaml(folder() + QLatin1Char('/') + sample);
        QVERIFY(yaml.open(QIODevice::ReadOnly));
        for (const QString &expected : promiseOf(QString::fromUtf8(yaml.readAll())).findings) {
            const QString code = expected.section(QLatin1Char(' '), 0, 0);
            QVERIFY2(row.contains(QLatin1Char('`') + code + QLatin1Char('`')),
                     qPrintable(sample + QLatin1Char(' ') + code));
        }
    }
}

void TestHazards::sample_data()
{
    QTest::addColumn<QString>("path");
    for (const QString &file : QDir(folder()).entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name))
        QTest::newRow(qPrintable(file)) << folder() + QLatin1Char('/') + file;
}

void TestHazards::sample()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    const Promise promise = promiseOf(QString::fromUtf8(text));
    QVERIFY2(promise.race || !promise.findings.isEmpty() || !promise.safePlan.isEmpty(), "the sample promises nothing");

    const exchange::ReadWorkspaceResult read = exchange::readWorkspace(text.toStdString(), path.toStdString());
    QVERIFY2(read.ok(), read.ok() ? "" : describe(read.errors().front()).c_str());
    const Workspace &workspace = read.value().workspace;
    const Result<Report> report = check(workspace);
    if (promise.race) {
        QVERIFY(!report.ok());
        QCOMPARE(report.error().code, ErrorCode::Race);
        QVERIFY2(report.error().line > 0, "a race has a place");
        return;
    }
    QVERIFY2(report.ok(), report.ok() ? "" : describe(report.error()).c_str());

    QStringList found;
    for (const Finding &finding : report->plans.front().findings) {
        found.push_back(nameOf(finding));
        QVERIFY2(!finding.message.empty() && (finding.check == Check::Practice || !finding.remedies.empty()),
                 qPrintable(nameOf(finding)));
    }
    for (const QString &expected : promise.findings)
        QVERIFY2(found.contains(expected),
                 qPrintable(expected + QStringLiteral(" is not among: ") + found.join(QStringLiteral(", "))));
    if (!promise.findings.isEmpty())
        QCOMPARE(report->plans.front().verdict, Verdict::Unsafe);

    bool safePlanSeen = promise.safePlan.isEmpty();
    for (std::size_t i = 0; i < report->plans.size(); ++i) {
        const PlanReport &plan = report->plans[i];
        if (plan.plan == promise.safePlan.toStdString()) {
            safePlanSeen = true;
            QCOMPARE(plan.verdict, Verdict::Safe);
        }
        const oracle::Answer answer = oracle::bruteForce(workspace, *workspace.plans[i]);
        const std::vector<std::string> lines = oracle::differences(answer, plan);
        QVERIFY2(lines.empty(), lines.empty() ? "" : (plan.plan + ": " + lines.front()).c_str());
    }
    QVERIFY(safePlanSeen);
}

QTEST_GUILESS_MAIN(TestHazards)
#include "test_hazards.moc"
