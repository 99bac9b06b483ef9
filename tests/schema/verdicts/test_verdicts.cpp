// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/migrationjudge.h"
#include "models/schema/verdicts/operationcodes.h"
#include "models/schema/verdicts/split.h"

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

using namespace belay::schema;

namespace {

constexpr std::array columnNames{"old reads", "old writes", "new on old", "old after new data", "down after new data"};

std::array<Outcome, 5> cells(const MixedStates &states) { return {states.oldReads, states.oldWrites, states.newOnOld, states.oldAfterNewData, states.downAfterNewData}; }

/// "obdlu", one letter per cell.
std::string letters(const MixedStates &states)
{
    std::string text;
    for (const Outcome outcome : cells(states))
        text += std::string_view("odulb")[static_cast<std::size_t>(outcome)];
    return text;
}

Migration migrationOf(std::string up, std::string down = {})
{
    Migration migration;
    migration.version = "1";
    migration.up = MigrationScript{"1.up.sql", std::move(up), true, false, {}};
    if (!down.empty())
        migration.down = MigrationScript{"1.down.sql", std::move(down), true, false, {}};
    return migration;
}

Catalogue baseOf(const std::string &sql)
{
    Simulation simulation;
    MigrationScript script;
    script.text = sql;
    static_cast<void>(simulation.applyScript(script));
    return std::move(simulation).takeCatalogue();
}

MigrationVerdict judged(const std::string &base, const std::string &up, const std::string &down = {}, const ReleaseStatements &statements = {})
{
    Simulation simulation(baseOf(base));
    const Migration migration = migrationOf(up, down);
    const Migration *one = &migration;
    return judgeRelease(simulation, std::span(&one, 1), {}, statements).at(0);
}

std::string codes(const MigrationVerdict &verdict)
{
    std::string text;
    for (const OperationVerdict &operation : verdict.operations)
        text += (text.empty() ? "" : " ") + operation.code;
    return text;
}

/// What the matrix measured, cell by cell; nullopt where it measured nothing.
using Measured = std::array<std::optional<bool>, 5>;
Measured measuredOf(const nlohmann::json &m)
{
    const auto ok = [&](std::initializer_list<const char *> keys) -> std::optional<bool> {
        std::optional<bool> result;
        for (const char *key : keys) {
            if (m.contains(key))
                result = result.value_or(true) && m.at(key).at("ok").get<bool>();
        }
        return result;
    };
    return {ok({"old_read_on_new_schema"}), ok({"old_write_on_new_schema"}), ok({"new_read_on_old_schema", "new_write_on_old_schema"}),
            ok({"old_read_after_new_data", "old_write_after_new_data", "old_decode_after_new_data"}), ok({"down_after_new_data"})};
}

/// Operations whose way back loses what the new release wrote, or what was dropped, without an error:
/// PostgreSQL says ok, "loses data" is right.
bool agrees(bool measuredOk, Outcome outcome, std::size_t column)
{
    if (measuredOk)
        return outcome == Outcome::Ok || (column == 4 && outcome == Outcome::LosesData);
    return outcome == Outcome::Breaks || outcome == Outcome::LosesData;
}

/// The cells that no reading of the migration alone can decide, and why.
struct Open {
    const char *operation;
    std::size_t column;
    const char *why;
};
constexpr std::array open{
    Open{"rename constraint (old uses ON CONFLICT ON CONSTRAINT)", 1, "only a statement that names the constraint fails"},
    Open{"rename constraint (old uses ON CONFLICT ON CONSTRAINT)", 2, "only a statement that names the constraint fails"},
    Open{"rename constraint (old uses ON CONFLICT ON CONSTRAINT)", 3, "only a statement that names the constraint fails"},
    Open{"enum remove value (retype)", 2, "a new type harms only statements that name it"},
    Open{"backfill in place (format change)", 3, "whether the old release understands the new values is in its code"},
};

QString matrixPath() { return QStringLiteral(BELAY_SOURCE_DIR "/../shared/data/schema_operation_matrix.json"); }

std::string ownSchema(std::string sql)
{
    for (std::size_t at = sql.find('@'); at != std::string::npos; at = sql.find('@'))
        sql.replace(at, 1, "public");
    return sql;
}

} // namespace

#define COMPARE_TEXT(actual, expected) QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected))

class VerdictsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsFailuresAndTheUnknownApart()
    {
        COMPARE_TEXT(codes(judged("", "FROBNICATE t; ALTER TABLE t ADD a int")), "not-understood not-known");
        COMPARE_TEXT(codes(judged("", "ALTER TABLE t ADD a int")), "fails");
        COMPARE_TEXT(letters(judged("", "ALTER TABLE t ADD a int").states), "uuuuu");
        COMPARE_TEXT(letters(judged("", "").states), "ooooo");
    }

    void agreesWithTheMatrix()
    {
        QFile file(matrixPath());
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the matrix of measured operations is not beside the sources");
        const auto cases = nlohmann::json::parse(file.readAll().toStdString()).at("cases");
        std::array<int, 3> counts{}; // agree, depends, unknown
        std::set<std::pair<std::string, std::size_t>> depending;
        for (const auto &one : cases) {
            const auto text = [&](const char *key) { return ownSchema(one.at(key).get<std::string>()); };
            const std::string operation = one.at("operation").get<std::string>();
            const MigrationVerdict verdict = judged(text("base"), text("up"), text("down"));
            const Measured measured = measuredOf(one.at("measured"));
            const auto said = cells(verdict.states);
            for (std::size_t i = 0; i < measured.size(); ++i) {
                if (!measured[i])
                    continue;
                if (said[i] == Outcome::Depends) {
                    ++counts[1];
                    depending.emplace(operation, i);
                } else if (said[i] == Outcome::Unknown) {
                    ++counts[2];
                    qInfo("%s: %s is unknown", operation.c_str(), columnNames[i]);
                } else {
                    if (!agrees(*measured[i], said[i], i))
                        qWarning("%s: %s is %s, measured %s [%s]", operation.c_str(), columnNames[i], std::string(outcomeName(said[i])).c_str(), *measured[i] ? "ok" : "fails", codes(verdict).c_str());
                    QVERIFY2(agrees(*measured[i], said[i], i), operation.c_str());
                    ++counts[0];
                }
            }
        }
        qInfo("without statements: %d cells agree, %d depend, %d are unknown", counts[0], counts[1], counts[2]);
        QCOMPARE(counts[2], 0);
        std::set<std::pair<std::string, std::size_t>> expected;
        for (const Open &o : open)
            expected.emplace(o.operation, o.column);
        for (const auto &[operation, column] : depending)
            QVERIFY2(expected.contains({operation, column}), (operation + ": " + columnNames[column] + " should not depend").c_str());
        QCOMPARE(depending.size(), expected.size());
    }

    void statementsDecideWhatDepends()
    {
        QFile file(matrixPath());
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the matrix of measured operations is not beside the sources");
        const auto cases = nlohmann::json::parse(file.readAll().toStdString()).at("cases");
        int depends = 0;
        for (const auto &one : cases) {
            const auto text = [&](const char *key) { return ownSchema(one.at(key).get<std::string>()); };
            const auto statement = [&](const char *key, ReleaseStatement::Kind kind) {
                ReleaseStatement s;
                s.text = text(key);
                s.kind = kind;
                return s;
            };
            const std::vector<ReleaseStatement> old{statement("old_read", ReleaseStatement::Kind::Read), statement("old_write", ReleaseStatement::Kind::Write)};
            const std::vector<ReleaseStatement> fresh{statement("new_read", ReleaseStatement::Kind::Read), statement("new_write", ReleaseStatement::Kind::Write)};
            const MigrationVerdict verdict = judged(text("base"), text("up"), text("down"), {old, fresh, true, true});
            const Measured measured = measuredOf(one.at("measured"));
            const auto said = cells(verdict.states);
            for (std::size_t i = 0; i < measured.size(); ++i) {
                if (!measured[i])
                    continue;
                if (said[i] == Outcome::Depends) {
                    ++depends;
                    continue;
                }
                QVERIFY2(agrees(*measured[i], said[i], i), (one.at("operation").get<std::string>() + ": " + columnNames[i] + " [" + codes(verdict) + "]").c_str());
            }
        }
        // Whether the old program understands a value is not in its SQL.
        QCOMPARE(depends, 1);
    }

    void judgesOperations_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("up");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("states");
        const auto row = [](const char *up, const char *code, const char *states,
                            const char *base = "CREATE TABLE t(id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a int NOT NULL DEFAULT 0, b text, c varchar(50), k int NOT NULL)") {
            QTest::newRow(up) << QString::fromLatin1(base) << QString::fromLatin1(up) << QString::fromLatin1(code) << QString::fromLatin1(states);
        };
        row("ALTER TABLE t ADD d text", "adds-column", "oobol");
        row("ALTER TABLE t ADD d text NOT NULL", "adds-required-column", "obbbl");
        row("ALTER TABLE t ADD d text NOT NULL DEFAULT 'x'", "adds-column", "oobol");
        row("ALTER TABLE t ADD d text NOT NULL DEFAULT 'x'; ALTER TABLE t ALTER d DROP DEFAULT", "adds-column drops-default-of-required", "obbbl");
        row("ALTER TABLE t ADD d text; UPDATE t SET d = 'x'; ALTER TABLE t ALTER d SET NOT NULL", "adds-column fills-new-column requires-value", "obbbl");
        row("ALTER TABLE t ADD d text DEFAULT 'x'; ALTER TABLE t ALTER d SET NOT NULL", "adds-column within-new-object", "oobol");
        row("ALTER TABLE t DROP b", "drops-column", "bbobl");
        row("ALTER TABLE t DROP k", "drops-required-column", "bbbbb");
        row("ALTER TABLE t ADD d int; ALTER TABLE t DROP d", "within-new-object within-new-object", "ooooo");
        row("ALTER TABLE t DROP c; ALTER TABLE t ADD c text GENERATED ALWAYS AS (b || '!') STORED", "replaces-column replaces-column", "obobl");
        row("CREATE TABLE u(id int PRIMARY KEY, a int); ALTER TABLE u ALTER a SET NOT NULL; CREATE UNIQUE INDEX ON u(a); ALTER TABLE u DROP a", "creates-table within-new-object within-new-object within-new-object", "oobol");
        row("CREATE TABLE u(id int PRIMARY KEY, t int REFERENCES t)", "creates-referencing-table", "oobdl");
        row("CREATE TABLE u(id int PRIMARY KEY, t int REFERENCES t ON DELETE CASCADE)", "creates-table", "oobol");
        row("CREATE TEMP TABLE u(id int); DROP TABLE u", "creates-temporary-object creates-temporary-object", "ooooo");
        row("ALTER TABLE t RENAME TO u", "renames-table", "bbbbo");
        row("ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT * FROM u", "renames-table-behind-view keeps-old-name", "ooboo");
        row("ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT DISTINCT * FROM u", "renames-table-behind-readonly-view keeps-old-name", "obbbo");
        row("ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT id, a FROM u", "renames-table-behind-readonly-view keeps-old-name", "bbbbo");
        row("ALTER TABLE t ALTER a TYPE bigint", "widens-type", "oobbb");
        row("ALTER TABLE t ALTER a TYPE smallint", "narrows-type", "obobo");
        row("ALTER TABLE t ALTER c TYPE varchar(60)", "widens-type", "oobbb");
        row("ALTER TABLE t ALTER c TYPE varchar(60); ALTER TABLE t ALTER c TYPE varchar(50)", "widens-type narrows-type", "obbbb");
        row("ALTER TABLE t ALTER b TYPE varchar", "changes-type-compatibly", "ooooo");
        row("ALTER TABLE t ALTER b TYPE int USING b::int", "changes-type", "bbbbl");
        row("ALTER TABLE t ALTER a TYPE uuid USING gen_random_uuid()", "changes-type-irreversibly", "bbbbd");
        row("ALTER TABLE t ALTER a TYPE numeric(12, 2)", "widens-type", "oobbb");
        row("ALTER TABLE t ALTER b SET NOT NULL", "requires-value", "obobo");
        row("ALTER TABLE t ALTER a SET NOT NULL", "no-effect", "ooooo");
        row("ALTER TABLE t ALTER k SET DEFAULT 1", "gives-default-to-required", "ooboo");
        row("ALTER TABLE t ADD CONSTRAINT u UNIQUE (b); ALTER TABLE t DROP CONSTRAINT u", "adds-unique within-new-object", "obbbo");
        row("ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD PRIMARY KEY (id)", "replaces-constraint replaces-constraint", "ooooo");
        row("ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD PRIMARY KEY (id, a)", "drops-primary-key adds-primary-key", "obbbb");
        row("ALTER TABLE t ADD d int UNIQUE", "adds-column constrains-new-column", "oobol");
        row("ALTER TABLE t ADD d int DEFAULT 1 UNIQUE", "adds-column adds-unique", "obbbl");
        row("ALTER TABLE t ADD d int REFERENCES t", "adds-column references-from-new-column", "oobdl");
        row("CREATE INDEX ON t(b)", "creates-index", "ooooo");
        row("CREATE UNIQUE INDEX ON t(b)", "adds-unique", "obbbo");
        row("ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i", "adopts-index", "oodoo", "CREATE TABLE t(b text); CREATE UNIQUE INDEX i ON t(b)");
        row("ALTER TYPE e ADD VALUE 'b'", "adds-enum-value", "oobbb", "CREATE TYPE e AS ENUM ('a')");
        row("CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'b'", "creates-type within-new-object", "oodoo", "");
        row("DROP VIEW v; CREATE VIEW v AS SELECT b FROM t", "changes-view-columns keeps-old-name", "bbbbo", "CREATE TABLE t(a int, b int); CREATE VIEW v AS SELECT a FROM t");
        row("DROP FUNCTION f(int); CREATE FUNCTION f(x int, y int DEFAULT 0) RETURNS int LANGUAGE sql AS 'select x+y'", "replaces-signature creates-function", "ddbdo",
            "CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'select x'");
        row("CREATE FUNCTION f(x text) RETURNS int LANGUAGE sql AS 'select 1'", "creates-function", "ooboo", "CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'select x'");
        row("CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'select x'", "no-effect", "ooooo", "CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'select x'");
        row("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "enables-row-security", "ddodo");
        row("GRANT SELECT ON t TO app; ALTER TABLE t ENABLE ROW LEVEL SECURITY", "grants enables-row-security-for-others", "bbobo");
        row("GRANT SELECT ON t TO app; ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true)", "grants enables-row-security creates-idle-policy", "ddodo");
        row("UPDATE t SET b = 'x' || b", "updates-data", "ooodo");
        row("DROP INDEX i", "drops-index", "ooooo", "CREATE TABLE t(a int); CREATE INDEX i ON t(a)");
        row("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()", "creates-trigger", "ooooo",
            "CREATE TABLE t(a int); CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.a := 1; RETURN NEW; END'");
        row("DROP SEQUENCE s", "drops-sequence", "obobl", "CREATE SEQUENCE s");
        row("COMMENT ON TABLE t IS 'x'; ANALYZE t; SET lock_timeout = '1s'", "comments maintains sets-variable", "ooooo");
    }
    void judgesOperations()
    {
        QFETCH(QString, base);
        QFETCH(QString, up);
        QFETCH(QString, code);
        QFETCH(QString, states);
        const MigrationVerdict verdict = judged(base.toStdString(), up.toStdString());
        QCOMPARE(QString::fromStdString(codes(verdict)), code);
        QCOMPARE(QString::fromStdString(letters(verdict.states)), states);
        for (const OperationVerdict &operation : verdict.operations) {
            const auto said = cells(operation.states);
            QCOMPARE(!operation.dependsOn.empty(), std::find(said.begin(), said.end(), Outcome::Depends) != said.end());
            QVERIFY(!operation.reason.empty());
        }
    }

    void theReleaseIsJudgedAsOne()
    {
        // What an earlier migration of the release made harms nobody in a later one.
        Simulation simulation(baseOf("CREATE TABLE t(a int)"));
        const Migration first = migrationOf("CREATE TABLE u(id int PRIMARY KEY, a int); ALTER TABLE t ADD d int");
        const Migration second = migrationOf("ALTER TABLE u ALTER a SET NOT NULL; ALTER TABLE t DROP d; ALTER TABLE t RENAME TO t2");
        const Migration third = migrationOf("CREATE VIEW t AS SELECT * FROM t2");
        const std::array<const Migration *, 3> all{&first, &second, &third};
        const auto verdicts = judgeRelease(simulation, all);
        COMPARE_TEXT(codes(verdicts.at(0)), "creates-table within-new-object");
        COMPARE_TEXT(codes(verdicts.at(1)), "within-new-object within-new-object renames-table-behind-view");
        COMPARE_TEXT(codes(verdicts.at(2)), "keeps-old-name");
    }

    void downsThatAreGivenCount()
    {
        const std::string base = "CREATE TABLE t(a int, k int NOT NULL)";
        COMPARE_TEXT(letters(judged(base, "ALTER TABLE t DROP k", "ALTER TABLE t ADD k int NOT NULL").states), "bbbbb");
        COMPARE_TEXT(letters(judged(base, "ALTER TABLE t DROP k", "ALTER TABLE t ADD k int").states), "bbbbl");
        COMPARE_TEXT(letters(judged(base, "ALTER TABLE t ALTER a TYPE uuid USING gen_random_uuid()", "ALTER TABLE t ALTER a TYPE int USING 0").states), "bbbbl");
    }

    void placesAreLinesOfTheFile()
    {
        const MigrationVerdict verdict = judged("CREATE TABLE t(a int)", "-- first\n\nALTER TABLE t\n  ADD b int,\n  DROP a;");
        QCOMPARE(verdict.operations.size(), 2U);
        QCOMPARE(verdict.operations[0].line, 5U);
        QCOMPARE(verdict.operations[0].column, 3U);
        QCOMPARE(verdict.operations[1].line, 3U);
    }

    void splitsComeToTheSame_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("up");
        QTest::addColumn<bool>("splits");
        const auto row = [](const char *base, const char *up, bool splits) { QTest::newRow(up) << QString::fromLatin1(base) << QString::fromLatin1(up) << splits; };
        row("CREATE TABLE t(id int PRIMARY KEY, a int, b text)", "ALTER TABLE t ADD c text; UPDATE t SET c = b; ALTER TABLE t DROP b", true);
        row("CREATE TABLE t(id int PRIMARY KEY, a int, b text)", "ALTER TABLE t ADD c text, DROP COLUMN b, ADD CONSTRAINT k CHECK (a > 0)", true);
        row("CREATE TABLE t(id int PRIMARY KEY, a int NOT NULL, b text)", "ALTER TABLE t RENAME a TO z", true);
        row("CREATE TABLE t(id int PRIMARY KEY, a int)", "ALTER TABLE t RENAME TO u", true);
        row("CREATE TABLE t(id int PRIMARY KEY, a int)", "ALTER TABLE t ADD b text NOT NULL", true);
        row("CREATE TABLE t(id int PRIMARY KEY, k int NOT NULL)", "ALTER TABLE t DROP k", true);
        row("CREATE TABLE t(id int PRIMARY KEY, a int)", "CREATE TABLE u(id int PRIMARY KEY); ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u(id)", true);
        row("CREATE TABLE t(id int PRIMARY KEY, a text)", "ALTER TABLE t ADD b text NOT NULL DEFAULT 'x'; ALTER TABLE t ALTER b DROP DEFAULT", true);
        row("CREATE TABLE t(id int PRIMARY KEY, a text)", "UPDATE t SET a = 'x' WHERE a IS NULL; ALTER TABLE t ALTER a SET NOT NULL", true);
        row("CREATE TABLE t(id int PRIMARY KEY, a int)", "ALTER TABLE t ADD b int", false);
        row("CREATE TABLE t(id int PRIMARY KEY, a int)", "ALTER TABLE t DROP a", false);
        row("CREATE TABLE t(id int PRIMARY KEY, a int)", "CREATE TABLE u(id int); CREATE INDEX ON t(a)", false);
        row("CREATE TABLE t(id int PRIMARY KEY, a int)", "FROBNICATE; ALTER TABLE t ADD b int; ALTER TABLE t DROP a", false);
        row("", "ALTER TABLE t ADD b int; ALTER TABLE t DROP a", false);
    }
    void splitsComeToTheSame()
    {
        QFETCH(QString, base);
        QFETCH(QString, up);
        QFETCH(bool, splits);
        const MigrationVerdict verdict = judged(base.toStdString(), up.toStdString());
        QVERIFY2(verdict.splitProposal.empty() != splits, verdict.splitProposal.c_str());
        if (!splits)
            return;
        Simulation original(baseOf(base.toStdString()));
        Simulation parted(baseOf(base.toStdString()));
        MigrationScript script;
        script.text = up.toStdString();
        static_cast<void>(original.applyScript(script));
        const ParsedSql sql = ParsedSql::parse(verdict.splitProposal);
        for (const ParsedStatement &statement : sql.statements())
            QVERIFY2(statement.understood(), verdict.splitProposal.c_str());
        for (const Operation &operation : parted.applyScript(sql))
            QVERIFY2(operation.error.empty(), (operation.error + "\n" + verdict.splitProposal).c_str());
        const auto differences = parted.catalogue().differences(original.catalogue());
        QVERIFY2(differences.empty(), (differences.empty() ? std::string() : differences.front() + "\n" + verdict.splitProposal).c_str());
        // The first section alone harms no old release.
        const std::size_t contract = verdict.splitProposal.find("-- 3. Contract");
        QVERIFY(contract != std::string::npos);
        const MigrationVerdict expand = judged(base.toStdString(), verdict.splitProposal.substr(0, contract));
        QVERIFY2(expand.states.oldReads <= Outcome::Depends && expand.states.oldWrites <= Outcome::Depends, (letters(expand.states) + ' ' + codes(expand)).c_str());
    }

    void everyKindHasACodeAndTheDocsHaveAll()
    {
        std::set<OperationKind> kinds;
        std::set<std::string_view> names;
        for (const OperationCode &code : operationCodes()) {
            kinds.insert(code.kind);
            QVERIFY2(names.insert(code.code).second, std::string(code.code).c_str());
            const auto said = cells(code.states);
            QVERIFY2(code.dependsOn.empty() == (std::find(said.begin(), said.end(), Outcome::Depends) == said.end()), std::string(code.code).c_str());
        }
        QFile file(QStringLiteral(BELAY_SOURCE_DIR "/docs/schema-operations.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string docs = file.readAll().toStdString();
        if (docs.find(operationCodesMarkdown()) == std::string::npos && qEnvironmentVariableIsSet("BELAY_PRINT_DOCS"))
            qInfo("%s", operationCodesMarkdown().c_str());
        QVERIFY2(docs.find(operationCodesMarkdown()) != std::string::npos, "docs/schema-operations.md does not have the table of the code; BELAY_PRINT_DOCS=1 prints it");
        for (const OperationKind kind : operationKinds())
            QVERIFY2(docs.find(operationName(kind)) != std::string::npos, std::string(operationName(kind)).c_str());
    }
};

QTEST_APPLESS_MAIN(VerdictsTest)
#include "test_verdicts.moc"
