// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/schemacheck.h"
#include "models/schema/check/schemacodes.h"
#include "models/schema/engines/postgresserver.h"
#include "models/schema/source/filetree.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <set>

using namespace belay;
using namespace belay::schema;

namespace {

const std::string base = "CREATE TABLE users(id int PRIMARY KEY, email text, nick text);\n"
                         "CREATE TABLE orders(id int PRIMARY KEY, user_id int REFERENCES users(id), note text);\n";
const std::string queries = "-- name: ListUsers :many\nSELECT id, email FROM users;\n\n"
                            "-- name: AddUser :exec\nINSERT INTO users(id, email) VALUES ($1, $2);\n\n"
                            "-- name: Nicks :many\nSELECT nick\n  FROM users;\n\n"
                            "-- name: Broken :one\nSELECT nothing FROM users;\n";

void addRelease(MemoryTree &tree, const std::vector<std::pair<std::string, std::string>> &migrations, const std::string &sql = queries)
{
    for (const auto &[name, text] : migrations)
        tree.add("db/" + name, text);
    tree.add("sql/queries.sql", sql);
}

Result<SchemaReport> check(const MemoryTree &from, const MemoryTree &to, CheckOptions options = {})
{
    NoProgress progress;
    return checkTransition({"v1", &from}, {"v2", &to}, "db", {"sql/*.sql"}, options, {}, progress);
}

const StatementVerdict *find(const SchemaReport &report, std::string_view name)
{
    const auto found = std::find_if(report.statements.begin(), report.statements.end(),
                                    [&](const StatementVerdict &verdict) { return verdict.statement.name == name; });
    return found == report.statements.end() ? nullptr : &*found;
}

using Verdict = StatementVerdict::Verdict;

} // namespace

class SchemaCheckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatCannotBeRead()
    {
        MemoryTree empty;
        MemoryTree good;
        addRelease(good, {{"1_init.up.sql", base}});
        const Result<SchemaReport> missing = check(empty, good);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::FileNotFound);
        MemoryTree binary;
        binary.add("db/1_init.up.sql", std::string("CREATE\0TABLE", 12));
        const Result<SchemaReport> damaged = check(good, binary);
        QVERIFY(!damaged);
        QCOMPARE(damaged.error().code, ErrorCode::BadEncoding);
        QCOMPARE(damaged.error().file, std::string("db/1_init.up.sql"));
        CheckOptions options;
        options.layout = Layout::Sqitch;
        QVERIFY(!check(good, good, options));
    }

    void namesTheBrokenStatementAndWhatBrokeIt()
    {
        MemoryTree from;
        MemoryTree to;
        addRelease(from, {{"1_init.up.sql", base}});
        addRelease(to, {{"1_init.up.sql", base}, {"2_more.up.sql", "ALTER TABLE users ADD COLUMN age int;"}, {"3_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"}},
                   "-- name: Broken :one\nSELECT nothing FROM users;\n-- name: Nicks :many\nSELECT age FROM users;\n");
        const Result<SchemaReport> report = check(from, to);
        QVERIFY(report.ok());
        QCOMPARE(report->statements.size(), 4U);
        QCOMPARE(find(*report, "ListUsers")->verdict, Verdict::Ok);
        const StatementVerdict *nicks = find(*report, "Nicks");
        QCOMPARE(nicks->verdict, Verdict::Breaks);
        QCOMPARE(nicks->message, std::string("column \"nick\" does not exist"));
        QCOMPARE(nicks->code, std::string("column-missing"));
        QCOMPARE(nicks->brokenBy, std::string("db/3_drop.up.sql"));
        QVERIFY(!nicks->alsoInNewRelease);
        QVERIFY(!nicks->atExecution);
        QCOMPARE(positionOf(*nicks).line, 8U);
        const StatementVerdict *broken = find(*report, "Broken");
        QCOMPARE(broken->verdict, Verdict::Breaks);
        QVERIFY(broken->alsoInNewRelease);
        QVERIFY(broken->brokenBy.empty());
        QCOMPARE(report->migrations.size(), 2U);
        QVERIFY(report->migrations[0].brokenStatements.empty());
        QCOMPARE(report->migrations[1].brokenStatements, std::vector<std::uint32_t>{2});
        const SchemaSummary summary = summarize(*report);
        QCOMPARE(summary.broken, 1);
        QCOMPARE(summary.brokenInBoth, 1);
        QVERIFY(hasFindings(*report, Severity::Error));
    }

    void harmlessMigrationsLetItComeBack()
    {
        MemoryTree from;
        MemoryTree to;
        const std::string works = "-- name: ListUsers :many\nSELECT id, email FROM users;\n";
        addRelease(from, {{"1_init.up.sql", base}}, works);
        addRelease(to, {{"1_init.up.sql", base}, {"2_more.up.sql", "CREATE TABLE extra(id int NOT NULL);"}}, works);
        const Result<SchemaReport> report = check(from, to);
        QVERIFY(report.ok());
        QVERIFY(!hasFindings(*report, Severity::Error));
        QCOMPARE(find(*report, "ListUsers")->verdict, Verdict::Ok);
    }

    void tellsWhatOnlyExecutionsMeet()
    {
        MemoryTree from;
        MemoryTree to;
        addRelease(from, {{"1_init.up.sql", base}});
        addRelease(to, {{"1_init.up.sql", base}, {"2_age.up.sql", "ALTER TABLE users ADD COLUMN age int NOT NULL DEFAULT 1; ALTER TABLE users ALTER age DROP DEFAULT;"}});
        const Result<SchemaReport> report = check(from, to);
        QVERIFY(report.ok());
        const StatementVerdict *add = find(*report, "AddUser");
        QCOMPARE(add->verdict, Verdict::Breaks);
        QVERIFY(add->atExecution);
        QCOMPARE(add->code, std::string("not-null-missing"));
        QCOMPARE(find(*report, "ListUsers")->verdict, Verdict::Ok);
    }

    void anInsertThatNeverWorkedIsNoHazard()
    {
        const std::string strict = "CREATE TABLE users(id int PRIMARY KEY, email text NOT NULL, nick text);";
        const std::string bad = "-- name: AddUser :exec\nINSERT INTO users(id) VALUES ($1);\n";
        MemoryTree from;
        MemoryTree to;
        addRelease(from, {{"1_init.up.sql", strict}}, bad);
        addRelease(to, {{"1_init.up.sql", strict}, {"2_more.up.sql", "CREATE TABLE extra(id int);"}}, bad);
        const Result<SchemaReport> report = check(from, to);
        QVERIFY(report.ok());
        QCOMPARE(find(*report, "AddUser")->verdict, Verdict::Ok);
    }

    void editedHistoryIsAFinding()
    {
        MemoryTree from;
        MemoryTree to;
        addRelease(from, {{"1_init.up.sql", base}, {"3_more.up.sql", "CREATE TABLE a(id int);"}});
        addRelease(to, {{"1_init.up.sql", base + "CREATE TABLE late(id int);"}, {"2_between.up.sql", "CREATE TABLE b(id int);"}, {"3_more.up.sql", "CREATE TABLE a(id int);"}});
        const Result<SchemaReport> report = check(from, to);
        QVERIFY(report.ok());
        std::set<std::string> codes;
        for (const MigrationRemark &remark : report->remarks)
            codes.insert(remark.code);
        QVERIFY(codes.count("migration-edited") == 1);
        QVERIFY(codes.count("migration-out-of-order") == 1);
        for (const std::string &code : codes)
            QVERIFY2(findSchemaCode(code) != nullptr, code.c_str());
    }

    void sqliteAnswersForItself()
    {
        MemoryTree from;
        MemoryTree to;
        const std::string table = "CREATE TABLE users(id INTEGER PRIMARY KEY AUTOINCREMENT, nick TEXT);";
        const std::string sql = "-- name: Nicks :many\nSELECT nick FROM users;\n";
        addRelease(from, {{"1_init.up.sql", table}}, sql);
        addRelease(to, {{"1_init.up.sql", table}, {"2_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"}}, sql);
        CheckOptions options;
        options.dialect = Dialect::Sqlite;
        const Result<SchemaReport> report = check(from, to, options);
        QVERIFY(report.ok());
        QCOMPARE(report->engine, Engine::Sqlite);
        QCOMPARE(find(*report, "Nicks")->verdict, Verdict::Breaks);
        QCOMPARE(report->migrations.size(), 1U);
        QCOMPARE(report->migrations[0].states.oldReads, Outcome::Breaks);
    }

    void mysqlIsJudgedByItsOperations()
    {
        MemoryTree from;
        MemoryTree to;
        const std::string table = "CREATE TABLE `users`(`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `nick` varchar(20)) ENGINE=InnoDB;";
        const std::string sql = "-- name: Nicks :many\nSELECT nick FROM users;\n";
        addRelease(from, {{"1_init.up.sql", table}}, sql);
        addRelease(to, {{"1_init.up.sql", table}, {"2_drop.up.sql", "ALTER TABLE `users` DROP COLUMN `nick`;"}}, sql);
        const Result<SchemaReport> report = check(from, to);
        QVERIFY(report.ok());
        QCOMPARE(report->dialect, Dialect::MySql);
        QCOMPARE(find(*report, "Nicks")->verdict, Verdict::Unknown);
        QCOMPARE(report->migrations.at(0).states.oldReads, Outcome::Breaks);
    }

    void lintJudgesEachAloneAndFromAVersionOn()
    {
        MemoryTree tree;
        addRelease(tree, {{"1_init.up.sql", base}, {"2_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"}, {"3_x.up.sql", "CREATE INDEX i ON orders(note);"}});
        NoProgress progress;
        const Result<SchemaReport> all = lintMigrations(tree, "db", {}, {}, {}, progress);
        QVERIFY(all.ok());
        QCOMPARE(all->migrations.size(), 3U);
        QCOMPARE(all->migrations[0].states.oldReads, Outcome::Ok);
        QCOMPARE(all->migrations[1].states.oldReads, Outcome::Breaks);
        const Result<SchemaReport> late = lintMigrations(tree, "db", "2", {}, {}, progress);
        QVERIFY(late.ok());
        QCOMPARE(late->migrations.size(), 1U);
        const auto &remarks = late->migrations[0].remarks;
        QVERIFY(std::any_of(remarks.begin(), remarks.end(), [](const LintRemark &remark) { return remark.code == "index-without-concurrently"; }));
        const Result<SchemaReport> unknown = lintMigrations(tree, "db", "9", {}, {}, progress);
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().code, ErrorCode::UnknownReference);
    }

    void everyCodeHasOnePage()
    {
        std::set<std::string_view> seen;
        for (const SchemaCode &code : allSchemaCodes()) {
            QVERIFY2(!code.title.empty() && !code.what.empty(), std::string(code.code).c_str());
            seen.insert(code.code);
            QVERIFY(findSchemaCode(code.code) != nullptr);
        }
        QVERIFY(seen.size() > 150);
        QVERIFY(findSchemaCode("no-such-code") == nullptr);
    }

    /// A code that a report may say and no page explains, and a page that nothing leads to, are both of
    /// no use. Codes stand in the engines as literals; what looks like one and is none is named here.
    void everyCodeInTheEnginesHasAPageAndEveryPageACode()
    {
        const std::set<std::string> otherWords{"golang-migrate", "liquibase-sql", "liquibase-changelog", "belay-output", "belay-postgres"};
        static const QRegularExpression hyphenated(QStringLiteral("\"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\""));
        static const QRegularExpression refused(QStringLiteral("\\b(?:refuse|Refusal|hazard|remark)\\w*\\s*[({]\\s*\"([a-z0-9]+)\""));
        std::set<std::string> used;
        QStringList without;
        QDirIterator files(QStringLiteral(BELAY_SOURCE_DIR "/models/schema"), {QStringLiteral("*.cpp")}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.fileName().endsWith(QLatin1String("schemacodes.cpp")))
                continue;
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            for (const QRegularExpression &pattern : {hyphenated, refused}) {
                for (auto match = pattern.globalMatch(text); match.hasNext();) {
                    const std::string word = match.next().captured(1).toStdString();
                    used.insert(word);
                    if (findSchemaCode(word) == nullptr && otherWords.count(word) == 0)
                        without.append(QFileInfo(file).fileName() + QStringLiteral(": ") + QString::fromStdString(word));
                }
            }
            for (const SchemaCode &code : allSchemaCodes()) {
                if (text.contains(QLatin1Char('"') + QString::fromUtf8(code.code.data(), static_cast<int>(code.code.size())) + QLatin1Char('"')))
                    used.emplace(code.code);
            }
        }
        QCOMPARE(without.join(QLatin1Char('\n')), QString());
        for (const SchemaCode &code : allSchemaCodes())
            QVERIFY2(used.count(std::string(code.code)) == 1, std::string(code.code).c_str());
    }

    void serverAndStaticEngineAgree()
    {
        if (!PostgresInstallation::find())
            QSKIP("PostgreSQL is not installed");
        MemoryTree from;
        MemoryTree to;
        addRelease(from, {{"1_init.up.sql", base}});
        addRelease(to, {{"1_init.up.sql", base}, {"2_drop.up.sql", "ALTER TABLE users DROP COLUMN nick;"}});
        const Result<SchemaReport> mine = check(from, to);
        CheckOptions options;
        options.engine = Engine::Postgres;
        const Result<SchemaReport> theirs = check(from, to, options);
        QVERIFY(mine.ok());
        QVERIFY2(theirs.ok(), theirs.ok() ? "" : describe(theirs.error()).c_str());
        QVERIFY(theirs->engineVersion.starts_with("PostgreSQL "));
        QCOMPARE(mine->statements.size(), theirs->statements.size());
        for (std::size_t i = 0; i < mine->statements.size(); ++i) {
            QCOMPARE(mine->statements[i].verdict, theirs->statements[i].verdict);
            QCOMPARE(mine->statements[i].message, theirs->statements[i].message);
            QCOMPARE(mine->statements[i].alsoInNewRelease, theirs->statements[i].alsoInNewRelease);
        }
    }
};

QTEST_APPLESS_MAIN(SchemaCheckTest)
#include "schemachecktest.moc"
