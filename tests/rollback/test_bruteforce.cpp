// SPDX-License-Identifier: GPL-3.0-or-later
#include "bruteforce.h"
#include "randomworkspace.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <string>

using namespace belay::rollback;
using namespace belay::rollback::oracle;

namespace {
const int seeds = 5000;
}

/// An oracle that never meets a kind of finding proves nothing about it.
class TestBruteForce : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void seedsRepeat();
    void everyKindOfFindingOccurs();
};

void TestBruteForce::seedsRepeat()
{
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Workspace workspace = randomWorkspace(seed);
        QVERIFY(workspace == randomWorkspace(seed));
        const Answer answer = bruteForce(workspace, *workspace.plans.front());
        QCOMPARE(answer.findings, bruteForce(workspace, *workspace.plans.front()).findings);
    }
    QVERIFY(!(randomWorkspace(1) == randomWorkspace(2)));
}

void TestBruteForce::everyKindOfFindingOccurs()
{
    std::map<Code, int> codes;
    std::map<Code, int> warnings;
    std::map<std::size_t, int> rollbacks;
    std::map<std::size_t, int> together;
    std::map<int, int> resilience;
    std::map<std::string, int> other;
    std::size_t states = 0;
    std::size_t mostStates = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const Workspace workspace = randomWorkspace(seed);
        const Answer answer = bruteForce(workspace, *workspace.plans.front());
        std::set<Code> here;
        for (const Finding &finding : answer.findings) {
            here.insert(finding.code);
            if (finding.severity == Severity::Warning)
                ++warnings[finding.code];
            if (finding.check == Check::Rollback)
                ++rollbacks[finding.rollbacks.size()];
            if (finding.code == Code::WayBackAtOnce)
                ++together[finding.together.size()];
            const auto sameAgain = [&](const Finding &f) {
                return f.check == Check::Rollback && f.component == finding.component && f.release == finding.release
                    && f.requirement == finding.requirement && f.against == finding.against
                    && f.rollbacks.size() > finding.rollbacks.size() && f.step == startStep;
            };
            if (finding.check == Check::Rollback && std::any_of(answer.findings.begin(), answer.findings.end(), sameAgain))
                ++other["with fewer rollbacks than at the start"];
            if (finding.check == Check::Rollback && finding.severity == Severity::Warning && finding.step != startStep)
                ++other["rollback of what the start shows live"];
            ++other[finding.step == startStep ? "start" : finding.window == Window::During ? "during" : "after"];
        }
        for (const Code code : here)
            ++codes[code];
        ++resilience[answer.resilience.value_or(-1)];
        ++other[answer.verdict == Verdict::Safe ? "safe" : "unsafe"];
        for (const StepAnswer &step : answer.wayBack) {
            ++other[step.anyOf.size() > 1 ? "several ways back" : "one way back"];
            for (const WayBackAnswer &way : step.anyOf)
                ++other["way of " + std::to_string(way.moves) + (way.state == WayBackState::Closed ? " closed" : "")];
        }
        states += answer.states;
        mostStates = std::max(mostStates, answer.states);
    }
    for (const auto &[code, count] : codes)
        qDebug("code %d: in %d workspaces, %d warnings", int(code), count, warnings[code]);
    for (const auto &[size, count] : rollbacks)
        qDebug("%d rollbacks: %d", int(size), count);
    for (const auto &[size, count] : together)
        qDebug("%d at once: %d", int(size), count);
    for (const auto &[value, count] : resilience)
        qDebug("resilience %d: %d", value, count);
    for (const auto &[what, count] : other)
        qDebug("%s: %d", what.c_str(), count);
    qDebug("states: %d, at most %d", int(states), int(mostStates));

    for (const Code code : {Code::LiveNeeds, Code::LiveTolerates, Code::LiveFormat, Code::LiveSelf, Code::RollbackNeeds,
                            Code::RollbackTolerates, Code::RollbackFormat, Code::RollbackSelf, Code::NoWayBack,
                            Code::WayBackAtOnce, Code::WayBackGivenUp}) {
        QVERIFY2(codes[code] >= seeds / 100, qPrintable(QStringLiteral("code %1: %2").arg(int(code)).arg(codes[code])));
    }
    QVERIFY(rollbacks[1] > seeds / 10 && rollbacks[2] > seeds / 100 && rollbacks[3] > 0);
    QVERIFY(together[1] > 0 && together[2] > 0);
    for (const int value : {-1, 0, 1, 2})
        QVERIFY2(resilience[value] >= seeds / 200, qPrintable(QString::number(value)));
    QVERIFY(other["with fewer rollbacks than at the start"] > 0);
    QVERIFY(other["rollback of what the start shows live"] > 0);
    QVERIFY(other["several ways back"] > 0);
    QVERIFY(other["safe"] > seeds / 10 && other["unsafe"] > seeds / 10);
}

QTEST_GUILESS_MAIN(TestBruteForce)
#include "test_bruteforce.moc"
