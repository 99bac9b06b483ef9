// SPDX-License-Identifier: GPL-3.0-or-later
#include "randomworkspace.h"

#include "models/exchange/workspacefile.h"
#include "models/rollback/checker.h"
#include "models/rollback/evidence.h"

#include <QTest>

#include <algorithm>

using namespace belay;
using namespace belay::rollback;

namespace {

/// Migrate, then deploy: app 1 meets db 42, which it can read and cannot write.
const char migrateThenDeploy[] = R"yaml(belay: 1
workspace: Users
components:
  - {id: db, kind: database, releases: ["41", "42", "43"]}
  - id: app
    kind: service
    releases:
      - id: "1"
        tolerates:
          db:
            read: "41..42"
            write: "41"
            evidence:
              - {versions: "42..43", side: write, statement: AddUser, at: "db/users.sql:4", code: column-missing, message: "column users.email does not exist", cause: "migrations/42_drop.up.sql:3", found: "static engine, 1 (1a2b3c4)"}
              - {versions: "43..", side: write, statement: later}
              - {versions: "..42", side: write, statement: AddMail}
              - {versions: "42", side: read, statement: GetUser}
              - {versions: "44", side: write, statement: never}
              - {versions: "41", side: write, statement: own}
      - {id: "2", tolerates: {db: {write: "42..", evidence: [{versions: "41", side: write, statement: Other}]}}}
environments:
  - {id: production, live: {db: "41", app: "1"}, history: {app: []}}
plans:
  - id: p
    environment: production
    steps:
      - {id: s1, move: db, to: "42"}
      - {id: s2, move: app, to: "2"}
)yaml";

Workspace readText(const char *text)
{
    exchange::ReadWorkspaceResult result = exchange::readWorkspace(text, "test.yaml");
    if (!result.ok()) {
        qWarning("%s", describe(result.errors().front()).c_str());
        return {};
    }
    return std::move(result.value().workspace);
}

std::vector<std::string> statements(const std::vector<const Evidence *> &evidence)
{
    std::vector<std::string> names;
    for (const Evidence *one : evidence)
        names.push_back(one->statement);
    return names;
}

using Names = std::vector<std::string>;

Finding meets(Code code, const char *release, const char *version)
{
    Finding finding;
    finding.code = code;
    finding.component = "app";
    finding.release = release;
    finding.against = {"db", version, {}, {}};
    finding.requirement = "tolerates/db";
    return finding;
}

/// The same with evidence everywhere, right and wrong.
Workspace withEvidence(Workspace workspace)
{
    int number = 0;
    for (Shared<Component> &component : workspace.components) {
        for (Release &release : component.edit().releases) {
            for (Tolerance &tolerance : release.tolerates) {
                for (const ReleaseRange &range : {ReleaseRange{"nothing", "no"}, ReleaseRange{{}, "1"}, ReleaseRange{}}) {
                    Evidence one;
                    one.versions = range;
                    one.writes = ++number % 2 == 0;
                    one.statement = "statement " + std::to_string(number);
                    tolerance.evidence.push_back(std::move(one));
                }
            }
        }
    }
    return workspace;
}

} // namespace

class TestEvidence : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingToLeadTo()
    {
        const Workspace workspace = readText(migrateThenDeploy);
        const EvidenceIndex index(workspace);
        Finding bad = meets(Code::LiveTolerates, "1", "42");
        QCOMPARE(index.of(bad).size(), std::size_t(2));
        for (const Code code : allCodes()) {
            bad.code = code;
            const bool about = code == Code::LiveTolerates || code == Code::RollbackTolerates;
            QCOMPARE(index.of(bad).size(), std::size_t(about ? 2 : 0));
            QVERIFY(evidenceFor(workspace, bad) == index.of(bad));
        }
        for (const auto change : {+[](Finding &f) { f.component = "nobody"; }, +[](Finding &f) { f.release = "7"; },
                                  +[](Finding &f) { f.against.component = "nothing"; },
                                  +[](Finding &f) { f.against.release = std::string(notDeployed); },
                                  +[](Finding &f) { f.against = {}; }, +[](Finding &f) { f.against.component = "app"; }}) {
            Finding other = meets(Code::LiveTolerates, "1", "42");
            change(other);
            QVERIFY(index.of(other).empty());
            QVERIFY(evidenceFor(workspace, other).empty());
        }
        QVERIFY(evidenceFor({}, bad).empty());
    }

    void theSideAndTheVersion()
    {
        const Workspace workspace = readText(migrateThenDeploy);
        const EvidenceIndex index(workspace);
        const auto of = [&](const char *release, const char *version) {
            const Finding finding = meets(Code::RollbackTolerates, release, version);
            const Names names = statements(index.of(finding));
            return statements(evidenceFor(workspace, finding)) == names ? names : Names{"differs"};
        };
        QCOMPARE(of("1", "42"), (Names{"AddUser", "AddMail"}));
        QCOMPARE(of("1", "43"), (Names{"AddUser", "later"}));
        QCOMPARE(of("1", "41"), Names{}); // It stands that one, whatever the evidence says.
        QCOMPARE(of("2", "41"), Names{"Other"});
    }

    void aFindingLeadsToIt()
    {
        const Workspace workspace = readText(migrateThenDeploy);
        const Result<Report> report = check(workspace);
        QVERIFY(report.ok());
        int led = 0;
        for (const Finding &finding : report->plans[0].findings) {
            const Names names = statements(evidenceFor(workspace, finding));
            if (finding.release == "1" && finding.against.release == "42") {
                QCOMPARE(names, (Names{"AddUser", "AddMail"}));
                ++led;
            }
            // The witness has this evidence and no other.
            const Result<Workspace> witness = witnessOf(workspace, "p", finding);
            QVERIFY(witness.ok());
            Names kept;
            for (const Shared<Component> &component : witness->components) {
                for (const Release &release : component->releases) {
                    for (const Tolerance &tolerance : release.tolerates) {
                        for (const Evidence &one : tolerance.evidence)
                            kept.push_back(one.statement);
                    }
                }
            }
            QCOMPARE(kept, names);
            QCOMPARE(statements(evidenceFor(*witness, finding)), names);
        }
        QVERIFY(led > 0);
    }

    void checksDoNotReadIt()
    {
        int findings = 0;
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            const auto plain = std::make_shared<const Workspace>(oracle::randomWorkspace(seed));
            const auto filled = std::make_shared<const Workspace>(withEvidence(*plain));
            const Result<Report> expected = check(*plain);
            const Result<Report> found = check(*filled);
            QCOMPARE(found.ok(), expected.ok());
            if (!expected)
                continue;
            QVERIFY(*found == *expected);
            for (const PlanReport &plan : found->plans)
                findings += static_cast<int>(plan.findings.size());
            // Nor the one that stays while the workspace is edited.
            WorkspaceChecker checker;
            for (const auto &workspace : {plain, filled, plain}) {
                const Result<Report> after = checker.check(workspace);
                QVERIFY(after.ok());
                QVERIFY(*after == *expected);
            }
        }
        QVERIFY(findings > 100);
    }

    void places_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("line");
        QTest::newRow("nothing") << QByteArray() << QByteArray() << 0;
        QTest::newRow("colon alone") << QByteArray(":") << QByteArray(":") << 0;
        QTest::newRow("line alone") << QByteArray(":12") << QByteArray(":12") << 0;
        QTest::newRow("no number") << QByteArray("a:b") << QByteArray("a:b") << 0;
        QTest::newRow("no digits") << QByteArray("a.sql:") << QByteArray("a.sql:") << 0;
        QTest::newRow("line 0") << QByteArray("a.sql:0") << QByteArray("a.sql:0") << 0;
        QTest::newRow("negative") << QByteArray("a.sql:-3") << QByteArray("a.sql:-3") << 0;
        QTest::newRow("too large") << QByteArray("a.sql:99999999999") << QByteArray("a.sql:99999999999") << 0;
        QTest::newRow("more behind it") << QByteArray("a.sql:3 x") << QByteArray("a.sql:3 x") << 0;
        QTest::newRow("file") << QByteArray("db/a.sql") << QByteArray("db/a.sql") << 0;
        QTest::newRow("file and line") << QByteArray("db/a.sql:12") << QByteArray("db/a.sql") << 12;
        QTest::newRow("two colons") << QByteArray("c:/a.sql:1") << QByteArray("c:/a.sql") << 1;
    }
    void places()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, file);
        QFETCH(int, line);
        const SourcePlace place = sourcePlaceOf(text.toStdString());
        QCOMPARE(QByteArray::fromStdString(place.file), file);
        QCOMPARE(place.line, static_cast<std::uint32_t>(line));
    }

    void asASentence()
    {
        const Workspace workspace = readText(migrateThenDeploy);
        const auto found = evidenceFor(workspace, meets(Code::LiveTolerates, "1", "42"));
        QCOMPARE(QString::fromStdString(toText(*found[0])),
                 QStringLiteral("The write AddUser (db/users.sql:4) fails at 42..43: column users.email does not exist "
                                "(column-missing). Made so by migrations/42_drop.up.sql:3. Found by static engine, 1 (1a2b3c4)."));
        QCOMPARE(QString::fromStdString(toText(*found[1])), QStringLiteral("AddMail fails at ..42."));
    }
};

QTEST_GUILESS_MAIN(TestEvidence)
#include "test_evidence.moc"
