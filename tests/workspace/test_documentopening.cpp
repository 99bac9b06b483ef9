// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/workspace/documentfixture.h"
#include "tests/workspace/rawdatabase.h"
#include "tests/workspace/randomedits.h"

#include <QFile>
#include <QFileInfo>
#include <QtTest>

#include <filesystem>
#include <sys/stat.h>

using namespace belay;
using namespace belay::rollback;
using namespace belay::workspace;
using namespace belay::workspace::testing;

/// Files that are no documents, damaged, hostile, older and newer ones.
class TestDocumentOpening : public DocumentFixture {
    Q_OBJECT

private Q_SLOTS:
    void badFiles_data();
    void badFiles();
    void everyTruncationIsNoticed();
    void noDamagedByteDoesHarm();
    void hostileSchemas_data();
    void hostileSchemas();
    void hostileValues_data();
    void hostileValues();
    void newerIncompatible();
    void newerCompatibleKeepsWhatItDoesNotKnow();
    void versionOneOpensForever();
    void versionTwoOpensForever();
    void versionOneKeepsEvidence();
    void evidenceIsUndone();
};

void TestDocumentOpening::badFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("empty") << QByteArray() << ErrorCode::NotABelayFile;
    QTest::newRow("text") << QByteArray("belay: 1\nworkspace: Orders\n") << ErrorCode::NotABelayFile;
    QTest::newRow("long text") << QByteArray("belay: 1\n").repeated(1000) << ErrorCode::NotABelayFile;
    QTest::newRow("zeroes") << QByteArray(8192, '\0') << ErrorCode::NotABelayFile;
    QTest::newRow("magic only") << QByteArray("SQLite format 3\0", 16) << ErrorCode::DamagedFile;
    QTest::newRow("half a magic") << QByteArray("SQLite fo") << ErrorCode::NotABelayFile;
    QTest::newRow("magic and rubbish") << QByteArray("SQLite format 3\0", 16) + QByteArray(9000, 'x') << ErrorCode::NotABelayFile;
    {
        QByteArray header = QByteArray("SQLite format 3\0", 16) + QByteArray(9000, 'x');
        header.replace(68, 4, "BLAY");
        QTest::newRow("our id and rubbish") << header << ErrorCode::DamagedFile;
    }
}

void TestDocumentOpening::badFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(ErrorCode, code);
    const std::string path = at("bad.belay");
    writeBytes(path, bytes);
    for (Access access : {Access::Writable, Access::ReadOnly}) {
        const auto opened = Document::open(path, {access});
        QVERIFY(!opened);
        QVERIFY2(opened.error().code == code || opened.error().code == ErrorCode::NotABelayFile,
                 describe(opened.error()).c_str());
        QCOMPARE(opened.error().file, std::filesystem::canonical(path).string());
        QCOMPARE(bytesOf(path), bytes);
        QCOMPARE(namesIn(*m_folder), QStringList{QStringLiteral("bad.belay")});
    }
    QCOMPARE(Document::open(at("missing.belay")).error().code, ErrorCode::FileNotFound);
    QCOMPARE(Document::open(at("bad.belay/inside.belay")).error().code, ErrorCode::FileNotFound);
    QCOMPARE(Document::open(m_folder->path().toStdString()).error().code, ErrorCode::NotABelayFile);
    QCOMPARE(Document::open(std::string()).error().code, ErrorCode::FileNotFound);
    QCOMPARE(mkfifo(at("pipe.belay").c_str(), 0600), 0);
    QCOMPARE(Document::open(at("pipe.belay")).error().code, ErrorCode::NotABelayFile);
}

void TestDocumentOpening::everyTruncationIsNoticed()
{
    const QByteArray whole = bytesOf(saved("whole.belay"));
    const std::string path = at("cut.belay");
    for (qsizetype size = whole.size() - 1; size > 0; size -= 1 + size / 7) {
        writeBytes(path, whole.left(size));
        const auto opened = Document::open(path);
        QVERIFY2(!opened, qPrintable(QString::number(size)));
        QVERIFY(opened.error().code == ErrorCode::DamagedFile || opened.error().code == ErrorCode::NotABelayFile);
        QCOMPARE(bytesOf(path), whole.left(size));
    }
}

void TestDocumentOpening::noDamagedByteDoesHarm()
{
    // Opens, or fails with a name; never writes, never crashes (the sanitizers look on).
    const QByteArray whole = bytesOf(saved("whole.belay"));
    const std::string path = at("flipped.belay");
    RandomEdits random(7);
    int refused = 0;
    for (int i = 0; i < 300; ++i) {
        QByteArray bytes = whole;
        for (std::size_t j = 1 + random.below(3); j > 0; --j) {
            const auto offset = static_cast<qsizetype>(random.below(static_cast<std::size_t>(whole.size())));
            bytes[offset] = static_cast<char>(random.below(256));
        }
        writeBytes(path, bytes);
        const auto opened = Document::open(path, {Access::ReadOnly});
        refused += opened ? 0 : 1;
        if (!opened)
            QVERIFY2(opened.error().code != ErrorCode::Internal, describe(opened.error()).c_str());
        QCOMPARE(bytesOf(path), bytes);
    }
    QVERIFY(refused > 0);
}

void TestDocumentOpening::hostileSchemas_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *name, const char *sql, ErrorCode code = ErrorCode::DamagedFile) {
        QTest::newRow(name) << QString::fromUtf8(sql) << code;
    };
    row("trigger", "CREATE TRIGGER t AFTER UPDATE ON workspace BEGIN DELETE FROM component; END");
    row("view in place of a table", "DROP TABLE place; CREATE VIEW place AS SELECT 'a' AS component, 1.0 AS x, 2.0 AS y");
    row("further view", "CREATE VIEW v AS SELECT 1");
    row("virtual table", "CREATE VIRTUAL TABLE v USING fts5(a)");
    row("missing table", "DROP TABLE requirement");
    row("missing column", "ALTER TABLE component DROP COLUMN owner");
    row("no workspace row", "DELETE FROM workspace");
    row("version 0", "PRAGMA user_version = 0");
    row("negative version", "PRAGMA user_version = -5");
    row("newer without a minimum", "PRAGMA user_version = 9; DELETE FROM meta");
    row("minimum that is no number", "PRAGMA user_version = 9; UPDATE meta SET value = 'low' WHERE name = 'min_compatible'");
    row("another program's", "PRAGMA application_id = 252006674", ErrorCode::NotABelayFile);
    row("no program's", "PRAGMA application_id = 0", ErrorCode::NotABelayFile);
    row("row of nothing", "INSERT INTO release (component, position, id) VALUES (12345, 1, 'x')");
    row("generated column", "DROP TABLE place; CREATE TABLE place (component TEXT NOT NULL PRIMARY KEY, "
                            "x REAL AS (abs(-9223372036854775808)), y REAL)");
}

void TestDocumentOpening::hostileSchemas()
{
    QFETCH(QString, sql);
    QFETCH(ErrorCode, code);
    const std::string path = saved("hostile.belay");
    {
        RawDatabase raw(path);
        QVERIFY2(raw.run(sql.toStdString()), raw.message().c_str());
    }
    const QByteArray bytes = bytesOf(path);
    const auto opened = Document::open(path);
    if (opened) {
        QCOMPARE(QTest::currentDataTag(), "generated column");
        return;
    }
    QVERIFY2(opened.error().code == code, describe(opened.error()).c_str());
    QCOMPARE(bytesOf(path), bytes);
    QCOMPARE(namesIn(*m_folder), QStringList{QStringLiteral("hostile.belay")});
}

void TestDocumentOpening::hostileValues_data()
{
    QTest::addColumn<QString>("sql");
    const auto row = [](const char *name, const char *sql) { QTest::newRow(name) << QString::fromUtf8(sql); };
    row("unknown kind", "UPDATE component SET kind = 'spaceship'");
    row("unknown step", "UPDATE step SET kind = 'teleport'");
    row("unknown order", "UPDATE plan SET ordering = 'random'");
    row("depth out of range", "UPDATE component SET rollback_depth = 99999999999");
    row("neither 0 nor 1", "UPDATE release SET feature_free = 2");
    row("not UTF-8", "UPDATE component SET owner = CAST(x'ff41' AS TEXT)");
    row("overlong UTF-8", "UPDATE component SET owner = CAST(x'c080' AS TEXT)");
    row("surrogate", "UPDATE workspace SET name = CAST(x'eda080' AS TEXT)");
    row("table that is not strict", "CREATE TABLE copy AS SELECT * FROM component; DROP TABLE component; "
                                    "ALTER TABLE copy RENAME TO component; UPDATE component SET id = x'00'");
    row("id of no type", "CREATE TABLE other (component, x, y); DROP TABLE place; "
                         "ALTER TABLE other RENAME TO place; INSERT INTO place VALUES (NULL, 'a', x'')");
}

void TestDocumentOpening::hostileValues()
{
    QFETCH(QString, sql);
    const std::string path = saved("hostile.belay");
    {
        RawDatabase raw(path);
        QVERIFY2(raw.run("PRAGMA foreign_keys = OFF; " + sql.toStdString()), raw.message().c_str());
    }
    const QByteArray bytes = bytesOf(path);
    const auto opened = Document::open(path);
    QVERIFY(!opened);
    QVERIFY2(opened.error().code == ErrorCode::DamagedFile, describe(opened.error()).c_str());
    QCOMPARE(bytesOf(path), bytes);
}

void TestDocumentOpening::newerIncompatible()
{
    const std::string path = saved("newer.belay");
    {
        RawDatabase raw(path);
        QVERIFY(raw.run("PRAGMA user_version = 7; UPDATE meta SET value = 6 WHERE name = 'min_compatible'"));
    }
    const QByteArray bytes = bytesOf(path);
    for (Access access : {Access::Writable, Access::ReadOnly}) {
        const auto opened = Document::open(path, {access});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::NewerFile);
        QCOMPARE(bytesOf(path), bytes);
    }
}

void TestDocumentOpening::newerCompatibleKeepsWhatItDoesNotKnow()
{
    const std::string path = saved("newer.belay");
    {
        // What a version 3 may look like: more columns, and a table of its own.
        RawDatabase raw(path);
        QVERIFY2(raw.run("PRAGMA user_version = 3;"
                         "ALTER TABLE component ADD COLUMN tier TEXT NOT NULL DEFAULT 'standard';"
                         "ALTER TABLE release ADD COLUMN notes TEXT;"
                         "ALTER TABLE requirement ADD COLUMN because TEXT;"
                         "ALTER TABLE alternative_range ADD COLUMN weight INTEGER;"
                         "ALTER TABLE live ADD COLUMN since TEXT;"
                         "ALTER TABLE step ADD COLUMN approver TEXT;"
                         "CREATE TABLE drill_run (component INTEGER NOT NULL REFERENCES component ON DELETE CASCADE,"
                         " at TEXT NOT NULL) STRICT;"
                         "UPDATE component SET tier = 'tier of ' || id;"
                         "UPDATE release SET notes = 'notes of ' || id;"
                         "UPDATE requirement SET because = 'audit';"
                         "UPDATE alternative_range SET weight = 17;"
                         "UPDATE live SET since = '2026-01-01';"
                         "UPDATE step SET approver = 'approver of ' || id;"
                         "INSERT INTO drill_run SELECT key, '2026-02-02' FROM component"),
                 raw.message().c_str());
    }
    {
        auto opened = Document::open(path);
        REQUIRE_OK(opened);
        Document &document = **opened;
        QCOMPARE(document.state().outcome, OpenOutcome::OpenedNewerCompatible);
        QCOMPARE(document.state().access, Access::Writable);

        // Everything changes its contents, its name or its place.
        const Workspace before = *document.snapshot();
        Workspace after = before;
        Component &checkout = after.components[1].edit();
        checkout.owner = "payments";
        checkout.releases[0].featureFree = true;
        checkout.releases[0].needs[0].anyOf[0].releases.push_back({"42", "42"});
        Release older;
        older.id = "2.2";
        checkout.releases.insert(checkout.releases.begin(), older);
        after.components[0].edit().releases[1].id = "42b";
        std::swap(after.components[0], after.components[1]);
        after.environments[0].live[0].releases = {"2.2"};
        Plan &plan = after.plans[0].edit();
        std::swap(plan.steps[0], plan.steps[1]);
        plan.steps[0].reason = "first now";
        REQUIRE_OK(document.commit(difference(before, after, "All")));
        const auto renamed = Shared<Component>([&] {
            Component component = *document.snapshot()->components[0];
            component.id = "checkout-service";
            return component;
        }());
        REQUIRE_OK(document.commit({"Rename", {ComponentChange{document.snapshot()->components[0], renamed, 0, 0}}}));
        REQUIRE_OK(document.saveAs(at("elsewhere.belay")));
        REQUIRE_OK(document.commit(renameTo(document, "Elsewhere")));
        QCOMPARE(document.state().outcome, OpenOutcome::OpenedNewerCompatible);
    }
    for (const std::string &file : {path, at("elsewhere.belay")}) {
        RawDatabase raw(file);
        QCOMPARE(raw.text("PRAGMA user_version"), "3");
        QCOMPARE(raw.text("SELECT group_concat(id || '=' || tier, ', ') FROM (SELECT * FROM component ORDER BY position)"),
                 "checkout-service=tier of checkout, orders-db=tier of orders-db");
        QCOMPARE(raw.text("SELECT group_concat(id || '=' || ifnull(notes, '-'), ', ') FROM "
                          "(SELECT * FROM release ORDER BY component, position)"),
                 "41=notes of 41, 42b=notes of 42, 2.2=-, 2.3=notes of 2.3");
        QCOMPARE(raw.text("SELECT because FROM requirement"), "audit");
        QCOMPARE(raw.text("SELECT group_concat(first || ':' || ifnull(weight, '-'), ' ') FROM "
                          "(SELECT * FROM alternative_range ORDER BY position)"),
                 "41:17 42:-");
        QCOMPARE(raw.text("SELECT since FROM live"), "2026-01-01");
        QCOMPARE(raw.text("SELECT group_concat(id || '=' || approver, ', ') FROM (SELECT * FROM step ORDER BY position)"),
                 "s2=approver of s2, s1=approver of s1");
        QCOMPARE(raw.text("SELECT count(*) FROM drill_run"), "2");
        QCOMPARE(raw.text("PRAGMA foreign_key_check"), "");
    }
}

void TestDocumentOpening::versionOneOpensForever()
{
    const std::string path = at("version1.belay");
    QVERIFY(QFile::copy(QStringLiteral(BELAY_SOURCE_DIR "/tests/workspace/fixtures/version1.belay"),
                        QString::fromStdString(path)));
    QVERIFY(QFile::setPermissions(QString::fromStdString(path), QFile::ReadOwner | QFile::WriteOwner));
    const Workspace expected = withoutEvidence(RandomEdits(2734).workspace());
    const QByteArray bytes = bytesOf(path);
    {
        // Shown as it is, without a step into the file.
        const auto shown = Document::open(path, {Access::ReadOnly});
        REQUIRE_OK(shown);
        QVERIFY(*(*shown)->snapshot() == expected);
        QCOMPARE(bytesOf(path), bytes);
    }
    auto opened = Document::open(path);
    REQUIRE_OK(opened);
    QCOMPARE((*opened)->state().outcome, OpenOutcome::Migrated);
    QVERIFY(*(*opened)->snapshot() == expected);
    REQUIRE_OK((*opened)->commit(renameTo(**opened, "Still editable")));
    QCOMPARE((*opened)->snapshot()->name, "Still editable");
    // What it could not hold before it holds now.
    REQUIRE_OK((*opened)->commit(difference(*(*opened)->snapshot(), RandomEdits(2734).workspace(), "Evidence")));
    opened->reset();
    opened = Document::open(path);
    REQUIRE_OK(opened);
    QCOMPARE((*opened)->state().outcome, OpenOutcome::Opened);
    QVERIFY(*(*opened)->snapshot() == RandomEdits(2734).workspace());
}

void TestDocumentOpening::versionTwoOpensForever()
{
    const std::string path = at("version2.belay");
    QVERIFY(QFile::copy(QStringLiteral(BELAY_SOURCE_DIR "/tests/workspace/fixtures/version2.belay"),
                        QString::fromStdString(path)));
    QVERIFY(QFile::setPermissions(QString::fromStdString(path), QFile::ReadOwner | QFile::WriteOwner));
    auto opened = Document::open(path);
    REQUIRE_OK(opened);
    QVERIFY(*(*opened)->snapshot() == RandomEdits(2734).workspace());
    REQUIRE_OK((*opened)->commit(renameTo(**opened, "Still editable")));
}

void TestDocumentOpening::versionOneKeepsEvidence()
{
    Workspace workspace = small();
    Tolerance &tolerance = workspace.components[1].edit().releases[0].tolerates[0];
    tolerance.evidence = {{{"42", "42"}, true, "AddOrder", "db/orders.sql:4", "column-missing", "gone", "43.sql:1", "static", {}},
                          {{"42", {}}, false, "GetOrder", {}, {}, {}, {}, {}, {}}};
    const std::string path = saved("a.belay", workspace);
    {
        // What a release of version 1 writes: rows of the tables that it knows.
        RawDatabase raw(path);
        QCOMPARE(raw.text("SELECT value FROM meta WHERE name = 'min_compatible'"), "1");
        QVERIFY2(raw.run("PRAGMA foreign_keys = ON;"
                         "UPDATE tolerance SET reads = 0; DELETE FROM tolerance_read;"
                         "INSERT INTO tolerance (release, position, store, reads, writes)"
                         " SELECT release, position - 1, 'mail', 0, 0 FROM tolerance"),
                 raw.message().c_str());
    }
    auto opened = Document::open(path);
    REQUIRE_OK(opened);
    const std::vector<Tolerance> kept = (*opened)->snapshot()->components[1]->releases[0].tolerates;
    QCOMPARE(kept.size(), std::size_t{2});
    QVERIFY(kept[0].evidence.empty());
    QVERIFY(!kept[1].read);
    QVERIFY(kept[1].evidence == tolerance.evidence);
    opened->reset();
    {
        RawDatabase raw(path);
        QVERIFY(raw.run("PRAGMA foreign_keys = ON; DELETE FROM release WHERE id = '2.3'"));
        QCOMPARE(raw.text("SELECT count(*) FROM tolerance_evidence"), "0");
    }
    opened = Document::open(path);
    REQUIRE_OK(opened);
    QVERIFY((*opened)->snapshot()->components[1]->releases.empty());
}

void TestDocumentOpening::evidenceIsUndone()
{
    const std::string path = saved("a.belay");
    auto document = Document::open(path);
    REQUIRE_OK(document);
    const Workspace before = *(*document)->snapshot();
    Workspace after = before;
    Tolerance &tolerance = after.components[1].edit().releases[0].tolerates[0];
    tolerance.evidence = {{{"42", "42"}, true, "AddOrder", {}, {}, {}, {}, {}, {}},
                          {{"42", "42"}, false, "GetOrder", {}, {}, {}, {}, {}, {}}};
    const Edit edit = difference(before, after, "Record");
    REQUIRE_OK((*document)->commit(edit));
    Workspace turned = after;
    std::vector<Evidence> &list = turned.components[1].edit().releases[0].tolerates[0].evidence;
    std::swap(list[0], list[1]);
    list[0].message = "changed";
    const Edit second = difference(after, turned, "Turn");
    REQUIRE_OK((*document)->commit(second));
    {
        RawDatabase raw(path);
        QCOMPARE(raw.text("SELECT group_concat(statement || message, ' ') FROM (SELECT * FROM tolerance_evidence ORDER BY position)"),
                 "GetOrderchanged AddOrder");
    }
    REQUIRE_OK((*document)->commit(inverse(second)));
    QVERIFY(*(*document)->snapshot() == after);
    REQUIRE_OK((*document)->commit(inverse(edit)));
    document->reset();
    document = Document::open(path);
    REQUIRE_OK(document);
    QVERIFY(*(*document)->snapshot() == before);
}

QTEST_GUILESS_MAIN(TestDocumentOpening)
#include "test_documentopening.moc"
