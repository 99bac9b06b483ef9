// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/lint.h"
#include "models/schema/verdicts/migrationjudge.h"
#include "models/schema/verdicts/operationcodes.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <set>

using namespace belay::schema;

namespace {

MigrationVerdict judged(const std::string &base, const std::string &up, bool transaction = true)
{
    Simulation simulation;
    MigrationScript script;
    script.text = base;
    static_cast<void>(simulation.applyScript(script));
    Migration migration;
    migration.up = MigrationScript{"1.up.sql", up, transaction, false, {}};
    const Migration *one = &migration;
    return judgeRelease(simulation, std::span(&one, 1)).at(0);
}

/// The codes, each once, without those that nearly every migration has.
QString codesOf(const MigrationVerdict &verdict, bool all = false)
{
    QStringList codes;
    for (const LintRemark &remark : verdict.remarks) {
        const QString code = QString::fromStdString(remark.code);
        if (!all && (code == QLatin1String("missing-lock-timeout") || code == QLatin1String("missing-statement-timeout") || code == QLatin1String("missing-if-exists")))
            continue;
        if (!codes.contains(code))
            codes.append(code);
    }
    return codes.join(QLatin1Char(' '));
}

} // namespace

class LintTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void remarks_data()
    {
        QTest::addColumn<QString>("up");
        QTest::addColumn<bool>("transaction");
        QTest::addColumn<QString>("codes");
        const auto row = [](const char *up, const char *codes, bool transaction = true) {
            QTest::addRow("%s%s", up, transaction ? "" : " (no transaction)") << QString::fromLatin1(up) << transaction << QString::fromLatin1(codes);
        };
        row("", "");
        row("CREATE INDEX i ON t(k)", "index-without-concurrently");
        row("CREATE INDEX CONCURRENTLY i ON t(k)", "concurrently-in-transaction");
        row("CREATE INDEX CONCURRENTLY i ON t(k)", "", false);
        row("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t(k)", "concurrent-index-may-stay-invalid", false);
        row("CREATE TABLE u(id bigint PRIMARY KEY, a bigint); CREATE INDEX ON u(a)", "");
        row("DROP INDEX x", "index-drop-without-concurrently");
        row("DROP INDEX CONCURRENTLY x", "", false);
        row("ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)", "check-without-not-valid");
        row("ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID", "");
        row("ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT k", "validate-in-same-transaction");
        row("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p(id)", "foreign-key-without-not-valid foreign-key-locks-both-tables");
        row("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (k) REFERENCES p(id) NOT VALID", "foreign-key-locks-both-tables foreign-key-without-index");
        row("ALTER TABLE t ADD CONSTRAINT u UNIQUE (b)", "unique-without-using-index");
        row("ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX y", "");
        row("ALTER TABLE n ADD PRIMARY KEY (a)", "primary-key-without-using-index primary-key-on-nullable-columns");
        row("ALTER TABLE t ALTER b SET NOT NULL", "not-null-scans");
        row("ALTER TABLE t ADD CONSTRAINT k CHECK (b IS NOT NULL) NOT VALID; COMMIT; ALTER TABLE t VALIDATE CONSTRAINT k; ALTER TABLE t ALTER b SET NOT NULL", "", false);
        row("ALTER TABLE t ADD c text DEFAULT gen_random_uuid()::text", "volatile-default-rewrites");
        row("ALTER TABLE t ADD c timestamptz DEFAULT now()", "");
        row("ALTER TABLE t ADD c text DEFAULT 'x' NOT NULL", "");
        row("ALTER TABLE t ADD c bigint GENERATED ALWAYS AS (a * 2) STORED", "column-rewrites");
        row("ALTER TABLE t ADD c bigserial", "column-rewrites prefer-identity");
        row("ALTER TABLE t ALTER v TYPE text", "");
        row("ALTER TABLE t ALTER a TYPE numeric", "type-change-rewrites");
        row("ALTER TABLE t SET UNLOGGED", "storage-change-rewrites");
        row("ALTER TYPE e ADD VALUE 'z'; INSERT INTO t(b) VALUES ('z')", "enum-value-in-transaction enum-value-without-order enum-value-used-in-same-transaction");
        row("ALTER TYPE e ADD VALUE 'z' AFTER 'a'", "", false);
        row("ALTER TABLE t ADD c text; UPDATE t SET c = b", "unbounded-backfill backfill-with-schema-change");
        row("UPDATE t SET b = 'x' WHERE b IS NULL", "");
        row("TRUNCATE p CASCADE", "truncate-cascade");
        row("DROP TABLE p CASCADE", "drop-cascade");
        row("VACUUM t", "statement-refuses-transaction maintenance-in-migration");
        row("REINDEX TABLE t", "maintenance-in-migration reindex-without-concurrently");
        row("LOCK TABLE t", "lock-table");
        row("ALTER TABLE t ADD c text; ALTER TABLE n ADD c text", "locks-many-tables");
        row("ALTER TABLE t ADD c text; CREATE INDEX ON t(c)", "index-after-exclusive-lock");
        row("BEGIN; ALTER TABLE t ADD c text; COMMIT", "transaction-nesting");
        row("BEGIN; ALTER TABLE t ADD c text; COMMIT", "", false);
        row("BEGIN; ALTER TABLE t ADD c text", "uncommitted-transaction", false);
        row("CREATE TABLE u(id int PRIMARY KEY, a varchar(5), b char(3), c timestamp, d json, e smallint)", "small-integer-key prefer-text char-field timestamp-without-time-zone json-column small-integer");
        row("CREATE TABLE u(id bigserial PRIMARY KEY)", "prefer-identity");
        row("CREATE TABLE u(id bigint)", "table-without-primary-key");
        row("CREATE TEMP TABLE u(id int)", "");
        row("CREATE INDEX CONCURRENTLY i ON t(a, b, v, k)", "wide-index", false);
        row("CREATE INDEX CONCURRENTLY i ON t(a)", "duplicate-index", false);
        row("CREATE DOMAIN d AS text CHECK (value <> '')", "domain-with-constraint");
        row("ALTER TABLE pt DETACH PARTITION pt1", "detach-without-concurrently");
        row("ALTER TABLE pt ATTACH PARTITION loose FOR VALUES FROM (10) TO (20)", "attach-scans-partition");
        row("ALTER TABLE t ADD EXCLUDE USING gist (v WITH =)", "exclusion-locks");
        row("REFRESH MATERIALIZED VIEW m", "refresh-without-concurrently");
        row("ALTER TABLE t ADD a_name_that_is_so_long_that_postgresql_cuts_it_after_sixty_three_bytes text", "identifier-too-long");
        row("FROBNICATE t", "statement-not-understood");
        row("ALTER TABLE missing ADD a int", "statement-fails");
    }
    void remarks()
    {
        QFETCH(QString, up);
        QFETCH(bool, transaction);
        QFETCH(QString, codes);
        const char *base = "CREATE TABLE p(id bigint PRIMARY KEY); CREATE TABLE t(id bigint PRIMARY KEY, a bigint, b text, k bigint, v varchar(10)); CREATE TABLE n(a bigint); CREATE INDEX x ON t(a, b);"
                           "CREATE UNIQUE INDEX y ON t(b); CREATE INDEX z ON t(a); CREATE TYPE e AS ENUM ('a'); CREATE TABLE pt(a int) PARTITION BY RANGE (a); CREATE TABLE pt1 PARTITION OF pt FOR VALUES FROM (0) TO (10);"
                           "CREATE TABLE loose(a int); CREATE MATERIALIZED VIEW m AS SELECT 1 AS a";
        QCOMPARE(codesOf(judged(base, up.toStdString(), transaction)), codes);
    }

    void timeoutsAreAskedForOnce()
    {
        const char *base = "CREATE TABLE t(a bigint)";
        QCOMPARE(codesOf(judged(base, "ALTER TABLE t ADD b text; ALTER TABLE t ADD c text"), true), QStringLiteral("missing-lock-timeout missing-statement-timeout"));
        const MigrationVerdict verdict = judged(base, "ALTER TABLE t ADD b text; ALTER TABLE t ADD c text");
        QCOMPARE(verdict.remarks.size(), 2U);
        QCOMPARE(codesOf(judged(base, "SET lock_timeout = '5s'; SET LOCAL statement_timeout = '1min'; ALTER TABLE t ADD b text"), true), QString());
        QCOMPARE(codesOf(judged(base, "ALTER TABLE t ADD b text", false), true), QStringLiteral("missing-lock-timeout missing-statement-timeout missing-if-exists"));
    }

    void exceptions()
    {
        const char *base = "CREATE TABLE t(a bigint, b text)";
        const MigrationVerdict before = judged(base, "-- belay:allow drops-column, missing-lock-timeout: never filled\nALTER TABLE t DROP a;\nALTER TABLE t DROP b;");
        QVERIFY(before.operations.at(0).excused);
        QCOMPARE(before.operations.at(0).excuse, std::string("never filled"));
        QVERIFY(!before.operations.at(1).excused);
        QVERIFY(before.remarks.at(0).excused);
        QVERIFY(before.idleExceptions.empty());
        const MigrationVerdict behind = judged(base, "ALTER TABLE t DROP a; -- belay:allow drops-column never filled\nALTER TABLE t DROP b;");
        QVERIFY(behind.operations.at(0).excused);
        QVERIFY(!behind.operations.at(1).excused);
        const MigrationVerdict inside = judged(base, "ALTER TABLE t\n  /* belay:allow drops-column never filled */\n  DROP a;");
        QVERIFY(inside.operations.at(0).excused);
        const MigrationVerdict wholeFile = judged(base, "-- belay:allow drops-column reviewed by the team\n\nALTER TABLE t DROP a;\nALTER TABLE t DROP b;");
        QVERIFY(wholeFile.operations.at(0).excused && wholeFile.operations.at(1).excused);
        const MigrationVerdict laterBlank = judged(base, "-- belay:allow drops-column reviewed\n-- more\n\n-- and more\nALTER TABLE t DROP a;\nALTER TABLE t DROP b;");
        QVERIFY(laterBlank.operations[0].excused && laterBlank.operations[1].excused);
        const MigrationVerdict earlierBlank = judged(base, "-- about\n\n-- belay:allow drops-column reviewed\nALTER TABLE t DROP a;\nALTER TABLE t DROP b;");
        QVERIFY(earlierBlank.operations[0].excused && !earlierBlank.operations[1].excused);
        const MigrationVerdict idle = judged(base, "-- belay:allow drops-table not any more\nALTER TABLE t DROP a;");
        QCOMPARE(idle.idleExceptions.size(), 1U);
        QCOMPARE(idle.idleExceptions.at(0).code, std::string("exception-unused"));
        QCOMPARE(idle.idleExceptions.at(0).line, 1U);
        const MigrationVerdict bare = judged(base, "-- belay:allow drops-column\nALTER TABLE t DROP a;");
        QVERIFY(!bare.operations.at(0).excused);
        QVERIFY(codesOf(bare).contains(QLatin1String("exception-without-reason")));
        const MigrationVerdict unknown = judged(base, "-- belay:allow drops-colum never filled\nALTER TABLE t DROP a;");
        QVERIFY(codesOf(unknown).contains(QLatin1String("exception-unknown-code")));
        // In a string it is no comment.
        QVERIFY(judged(base, "INSERT INTO t(b) VALUES ('-- belay:allow drops-column x')").idleExceptions.empty());
    }

    void remarksPointAtTheColumn()
    {
        const std::string up = "CREATE TABLE u(\n  id bigint PRIMARY KEY,\n  name varchar(5));";
        const MigrationVerdict verdict = judged("", up);
        const auto found = std::find_if(verdict.remarks.begin(), verdict.remarks.end(), [](const LintRemark &r) { return r.code == "prefer-text"; });
        QVERIFY(found != verdict.remarks.end());
        QCOMPARE(found->line, 3U);
        QCOMPARE(found->column, 3U);
        QCOMPARE(up.substr(found->span.begin, found->span.length), std::string("name"));
    }

    void docsNameEveryRuleAndNothingElse()
    {
        std::set<QString> known;
        for (const LintRule &rule : lintRules())
            QVERIFY(known.insert(QString::fromUtf8(rule.code.data(), static_cast<qsizetype>(rule.code.size()))).second);
        std::set<QString> operations;
        for (const OperationCode &code : operationCodes())
            operations.insert(QString::fromUtf8(code.code.data(), static_cast<qsizetype>(code.code.size())));
        QFile file(QStringLiteral(BELAY_SOURCE_DIR "/docs/schema-lint.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString docs = QString::fromUtf8(file.readAll());
        const QString table = docs.section(QStringLiteral("## Our codes"), 1).section(QStringLiteral("## The rules of others"), 0, 0);
        const QString others = docs.section(QStringLiteral("## The rules of others"), 1);
        QVERIFY(!table.isEmpty() && !others.isEmpty());
        const QRegularExpression code(QStringLiteral("`([a-z-]+)`"));
        std::set<QString> listed;
        for (auto it = code.globalMatch(table); it.hasNext();)
            listed.insert(it.next().captured(1));
        QVERIFY(listed == known);
        std::set<QString> mapped;
        for (auto it = code.globalMatch(others); it.hasNext();) {
            const QString name = it.next().captured(1);
            QVERIFY2(known.contains(name) || operations.contains(name), qPrintable(name));
            mapped.insert(name);
        }
        for (const QString &name : known)
            QVERIFY2(mapped.contains(name), qPrintable(name));
        for (const LintRule &rule : lintRules())
            QVERIFY2(docs.contains(QString::fromUtf8(rule.remedy.data(), static_cast<qsizetype>(rule.remedy.size()))), std::string(rule.code).c_str());
    }
};

QTEST_APPLESS_MAIN(LintTest)
#include "test_lint.moc"
