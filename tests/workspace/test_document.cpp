// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/document.h"
#include "tests/workspace/rawdatabase.h"
#include "tests/workspace/randomedits.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

using namespace belay;
using namespace belay::rollback;
using namespace belay::workspace;
using belay::workspace::testing::RandomEdits;
using belay::workspace::testing::RawDatabase;

namespace {

Workspace small()
{
    Workspace workspace;
    workspace.name = "Orders";
    Component database;
    database.id = "orders-db";
    database.kind = ComponentKind::Database;
    database.releases = {Release{}, Release{}};
    database.releases[0].id = "41";
    database.releases[1].id = "42";
    Component checkout;
    checkout.id = "checkout";
    Release release;
    release.id = "2.3";
    release.tolerates = {Tolerance{"orders-db", ReleaseRanges{{"41", "41"}}, ReleaseRanges{{"41", "41"}}, {}, {}}};
    release.needs = {Requirement{{Alternative{"orders-db", {}, {{"41", ""}}, {}}}, {}}};
    checkout.releases = {release};
    workspace.components = {database, checkout};
    workspace.environments = {Environment{"production", {{"checkout", {"2.3"}, {}}}, {}, {}, {}}};
    Plan plan;
    plan.id = "rollout";
    plan.environment = "production";
    plan.steps.resize(2);
    plan.steps[0].id = "s1";
    plan.steps[1].id = "s2";
    workspace.plans = {plan};
    workspace.layout = {{"checkout", 1.5, -2}};
    return workspace;
}

/// As it was before there was any.
Workspace withoutEvidence(Workspace workspace)
{
    for (Shared<Component> &component : workspace.components) {
        for (Release &release : component.edit().releases) {
            for (Tolerance &tolerance : release.tolerates)
                tolerance.evidence.clear();
        }
    }
    return workspace;
}

Edit renameTo(const Document &document, std::string name)
{
    return {"Rename", {NameChange{document.snapshot()->name, std::move(name)}}};
}

Edit changeOwner(const Document &document, std::size_t index, std::string owner)
{
    const Shared<Component> before = document.snapshot()->components.at(index);
    Shared<Component> after = before;
    after.edit().owner = std::move(owner);
    return {"Owner", {ComponentChange{before, after, index, index}}};
}

QByteArray bytesOf(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

void writeBytes(const std::string &path, const QByteArray &bytes)
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// Everything beside a document that it may leave only while it is open.
QStringList namesIn(const QTemporaryDir &folder)
{
    return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
}

/// Counts what a document tells.
struct Recorder {
    std::mutex mutex;
    std::vector<DocumentEvent> events;
    [[nodiscard]] auto listener()
    {
        return [this](const DocumentEvent &event) {
            const std::lock_guard lock(mutex);
            events.push_back(event);
        };
    }
    [[nodiscard]] std::size_t count(DocumentEvent::Kind kind)
    {
        const std::lock_guard lock(mutex);
        return static_cast<std::size_t>(
            std::count_if(events.begin(), events.end(), [kind](const auto &event) { return event.kind == kind; }));
    }
};

} // namespace

// Looks at the result once: most of them are calls that do something.
#define REQUIRE_OK(result)                                                                                             \
    do {                                                                                                               \
        const auto &outcome_ = (result);                                                                               \
        QVERIFY2(outcome_.ok(), outcome_.ok() ? "" : describe(outcome_.error()).c_str());                              \
    } while (false)

class TestDocument : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

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

    void createRefusesWhatIsThere();
    void createWritesTheMagic();
    void duplicateIdsAreRefused();
    void misfitsAreRefused();
    void commitIsOnDisk();
    void randomWorkspacesComeBack();
    void randomEditsComeBack();
    void swappedIdsInOneEdit();
    void manyInsertionsInTheMiddle();
    void submitTellsWhenItIsStored();
    void listenersComeAndGo();

    void secondInstanceIsReadOnly();
    void readOnlyRefusesEdits();
    void movedAwayWhileOpen();
    void replacedWhileOpen();
    void changedByAnotherProgram();

    void saveAsGoesOnThere();
    void saveAsRefusesAndReplaces();
    void saveAsOverAnOpenFile();
    void saveAsIgnoresAnOldJournal();
    void saveAsKeepsModeAndLink();
    void saveAsFollowsWhatTheUserSees();
    void saveCopyStays();
    void cancelledSaveLeavesNothing();
    void cancelledOpen();

    void untitledGoesIfUntouched();
    void untitledStaysIfEdited();
    void untitledIsDiscarded();
    void untitledGetsAName();
    void recoveryFolderFollowsTheEnvironment();

private:
    [[nodiscard]] std::string at(const char *name) const { return m_folder->path().toStdString() + '/' + name; }
    [[nodiscard]] std::string saved(const char *name, const Workspace &workspace = small()) const
    {
        const std::string path = at(name);
        const auto made = Document::create(path, workspace);
        if (!made)
            qFatal("%s", describe(made.error()).c_str());
        return path;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestDocument::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestDocument::cleanup()
{
    m_folder.reset();
}

void TestDocument::badFiles_data()
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

void TestDocument::badFiles()
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

void TestDocument::everyTruncationIsNoticed()
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

void TestDocument::noDamagedByteDoesHarm()
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

void TestDocument::hostileSchemas_data()
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

void TestDocument::hostileSchemas()
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

void TestDocument::hostileValues_data()
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

void TestDocument::hostileValues()
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

void TestDocument::newerIncompatible()
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

void TestDocument::newerCompatibleKeepsWhatItDoesNotKnow()
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

void TestDocument::versionOneOpensForever()
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

void TestDocument::versionTwoOpensForever()
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

void TestDocument::versionOneKeepsEvidence()
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

void TestDocument::evidenceIsUndone()
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

void TestDocument::createRefusesWhatIsThere()
{
    const std::string path = saved("here.belay");
    const QByteArray bytes = bytesOf(path);
    const auto again = Document::create(path, Workspace{});
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::FileUnwritable);
    QCOMPARE(bytesOf(path), bytes);
    QCOMPARE(Document::create(at("no/such/folder.belay"), Workspace{}).error().code, ErrorCode::FileNotFound);
    QCOMPARE(Document::create(m_folder->path().toStdString(), Workspace{}).error().code, ErrorCode::FileUnwritable);
    QCOMPARE(Document::create(at(""), Workspace{}).error().code, ErrorCode::FileUnwritable);
    const auto replaced = Document::create(path, Workspace{}, Existing::Replace);
    REQUIRE_OK(replaced);
    QVERIFY(*(*replaced)->snapshot() == Workspace{});
    QCOMPARE((*replaced)->state().outcome, OpenOutcome::Created);
}

void TestDocument::createWritesTheMagic()
{
    // What the MIME type looks for.
    const QByteArray bytes = bytesOf(saved("magic.belay"));
    QVERIFY(bytes.startsWith(QByteArray("SQLite format 3\0", 16)));
    QCOMPARE(bytes.mid(68, 4), QByteArray("BLAY"));
    QCOMPARE(bytes.mid(60, 4), QByteArray("\0\0\0\2", 4));
    QCOMPARE(namesIn(*m_folder), QStringList{QStringLiteral("magic.belay")});
}

void TestDocument::duplicateIdsAreRefused()
{
    Workspace twice = small();
    twice.components.push_back(twice.components[0]);
    const auto made = Document::create(at("twice.belay"), twice);
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::Duplicate);
    QVERIFY(namesIn(*m_folder).isEmpty());

    auto document = Document::create(at("once.belay"), small());
    REQUIRE_OK(document);
    const auto before = (*document)->snapshot();
    Component sameReleases;
    sameReleases.id = "new";
    sameReleases.releases.resize(2);
    const std::vector<AnyChange> changes{
        ComponentChange{std::nullopt, before->components[0], 0, 2},
        ComponentChange{std::nullopt, Shared<Component>(sameReleases), 0, 0},
        EnvironmentChange{std::nullopt, before->environments[0], 0, 0},
        PlanChange{std::nullopt, before->plans[0], 0, 0},
        StepChange{"rollout", {std::nullopt, before->plans[0]->steps[1], 0, 0}},
    };
    for (const AnyChange &change : changes) {
        const Result<Done> committed = (*document)->commit({"Twice", {change}});
        QVERIFY(!committed);
        QCOMPARE(committed.error().code, ErrorCode::Duplicate);
        QVERIFY((*document)->snapshot() == before);
    }
}

void TestDocument::misfitsAreRefused()
{
    auto document = Document::create(at("a.belay"), small());
    REQUIRE_OK(document);
    const auto before = (*document)->snapshot();
    QCOMPARE((*document)->commit({"x", {NameChange{"not its name", "y"}}}).error().code, ErrorCode::BadValue);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE((*document)->commit({"x", {PlaceChange{std::nullopt, NodePlace{"new", nan, 0}}}}).error().code,
             ErrorCode::BadValue);
    QVERIFY((*document)->commit({"Nothing", {}}).ok());
    QVERIFY((*document)->snapshot() == before);
    QCOMPARE((*document)->revision(), std::uint64_t{1});
    // Only the writer notices this one: the snapshot goes back.
    const Result<Done> badText = (*document)->commit(renameTo(**document, "\xff\xfe"));
    QVERIFY(!badText);
    QCOMPARE(badText.error().code, ErrorCode::BadEncoding);
    QVERIFY(*(*document)->snapshot() == *before);
    REQUIRE_OK((*document)->commit(renameTo(**document, "goes on")));
}

void TestDocument::commitIsOnDisk()
{
    const std::string path = at("a.belay");
    auto document = Document::create(path, small());
    REQUIRE_OK(document);
    REQUIRE_OK((*document)->commit(changeOwner(**document, 1, "payments")));
    QVERIFY(!(*document)->state().storing);
    // Read by somebody else while it is open.
    RawDatabase raw(path);
    QCOMPARE(raw.text("SELECT owner FROM component WHERE id = 'checkout'"), "payments");
    const auto reader = Document::open(path, {Access::ReadOnly});
    REQUIRE_OK(reader);
    QVERIFY(*(*reader)->snapshot() == *(*document)->snapshot());
}

void TestDocument::randomWorkspacesComeBack()
{
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const Workspace workspace = RandomEdits(seed).workspace();
        const std::string path = saved((std::to_string(seed) + ".belay").c_str(), workspace);
        auto document = Document::open(path);
        REQUIRE_OK(document);
        QVERIFY(*(*document)->snapshot() == workspace);
        QCOMPARE((*document)->state().outcome, OpenOutcome::Opened);
        QVERIFY(!(*document)->state().recovered);
    }
}

void TestDocument::randomEditsComeBack()
{
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        RandomEdits random(seed);
        const Workspace start = random.workspace();
        const std::string path = saved((std::to_string(seed) + ".belay").c_str(), start);
        Workspace expected = start;
        std::vector<Edit> done;
        for (int session = 0; session < 3; ++session) {
            auto document = Document::open(path);
            REQUIRE_OK(document);
            QVERIFY(*(*document)->snapshot() == expected);
            for (int i = 0; i < 25; ++i) {
                Edit edit = random.edit(expected, 10);
                if (i % 5 == 4 && !done.empty()) {
                    edit = inverse(done.back());
                    done.pop_back();
                } else if (i % 7 == 6) {
                    edit = difference(expected, random.workspace(), "Import");
                    done.push_back(edit);
                } else {
                    done.push_back(edit);
                }
                QVERIFY(apply(expected, edit).ok());
                // Waits now and then only, so that the queue gets long as well.
                const Result<Done> result = i % 8 == 0 ? (*document)->commit(edit) : (*document)->submit(edit);
                REQUIRE_OK(result);
                QVERIFY(*(*document)->snapshot() == expected);
            }
            REQUIRE_OK((*document)->flush());
        }
        {
            RawDatabase raw(path);
            QCOMPARE(raw.text("PRAGMA foreign_key_check"), "");
            QCOMPARE(raw.text("PRAGMA integrity_check"), "ok");
            QCOMPARE(raw.text("SELECT count(*) FROM component WHERE id < ' '"), "0");
        }
        auto document = Document::open(path);
        REQUIRE_OK(document);
        QVERIFY(*(*document)->snapshot() == expected);
    }
}

void TestDocument::swappedIdsInOneEdit()
{
    const std::string path = saved("a.belay");
    auto document = Document::open(path);
    REQUIRE_OK(document);
    const Workspace before = *(*document)->snapshot();
    Edit edit;
    for (std::size_t i = 0; i < 2; ++i) {
        Shared<Component> renamed = before.components[i];
        renamed.edit().id = before.components[1 - i]->id;
        edit.changes.emplace_back(ComponentChange{before.components[i], renamed, i, i});
    }
    REQUIRE_OK((*document)->commit(edit));
    const Workspace after = *(*document)->snapshot();
    document->reset();
    document = Document::open(path);
    REQUIRE_OK(document);
    QVERIFY(*(*document)->snapshot() == after);
    REQUIRE_OK((*document)->commit(inverse(edit)));
    QVERIFY(*(*document)->snapshot() == before);
}

void TestDocument::manyInsertionsInTheMiddle()
{
    // Enough halvings between two neighbours to run out of numbers.
    const std::string path = saved("a.belay");
    auto document = Document::open(path);
    REQUIRE_OK(document);
    for (int i = 0; i < 60; ++i) {
        Component component;
        component.id = "c" + std::to_string(i);
        REQUIRE_OK((*document)->submit({"Add", {ComponentChange{std::nullopt, Shared<Component>(component), 0, 1}}}));
        Step step;
        step.id = "t" + std::to_string(i);
        REQUIRE_OK((*document)->submit({"Add", {StepChange{"rollout", {std::nullopt, step, 0, i % 2 == 0 ? 0U : 1U}}}}));
    }
    REQUIRE_OK((*document)->flush());
    const Workspace after = *(*document)->snapshot();
    document->reset();
    document = Document::open(path);
    REQUIRE_OK(document);
    QVERIFY(*(*document)->snapshot() == after);
}

void TestDocument::submitTellsWhenItIsStored()
{
    Recorder recorder;
    auto document = Document::create(at("a.belay"), small());
    REQUIRE_OK(document);
    (*document)->addListener(recorder.listener());
    for (int i = 0; i < 10; ++i)
        REQUIRE_OK((*document)->submit(renameTo(**document, "name " + std::to_string(i))));
    QCOMPARE((*document)->snapshot()->name, "name 9");
    QCOMPARE(recorder.count(DocumentEvent::Kind::Changed), std::size_t{10});
    REQUIRE_OK((*document)->flush());
    QVERIFY(!(*document)->state().storing);
    document->reset();
    QCOMPARE(recorder.count(DocumentEvent::Kind::Stored), std::size_t{10});
    QCOMPARE(recorder.count(DocumentEvent::Kind::Rejected), std::size_t{0});
}

void TestDocument::listenersComeAndGo()
{
    auto document = Document::create(at("a.belay"), small());
    REQUIRE_OK(document);
    int first = 0;
    int second = 0;
    std::uint64_t secondId = 0;
    (*document)->addListener([&](const DocumentEvent &event) {
        if (event.kind == DocumentEvent::Kind::Changed) {
            ++first;
            (*document)->removeListener(secondId);
            QVERIFY((*document)->snapshot() != nullptr);
        }
    });
    secondId = (*document)->addListener([&](const DocumentEvent &) { ++second; });
    REQUIRE_OK((*document)->commit(renameTo(**document, "a")));
    REQUIRE_OK((*document)->commit(renameTo(**document, "b")));
    QCOMPARE(first, 2);
    QCOMPARE(second, 0);
}

void TestDocument::secondInstanceIsReadOnly()
{
    const std::string path = saved("a.belay");
    auto first = Document::open(path);
    REQUIRE_OK(first);
    QCOMPARE(symlink(path.c_str(), at("link.belay").c_str()), 0);
    for (const std::string &name : {path, at("link.belay")}) {
        auto second = Document::open(name);
        REQUIRE_OK(second);
        const DocumentState state = (*second)->state();
        QCOMPARE(state.access, Access::ReadOnly);
        QCOMPARE(state.reason, ReadOnlyReason::Locked);
        QCOMPARE(state.holder.processId, static_cast<std::int64_t>(getpid()));
        QVERIFY(!state.holder.host.empty());
        const Result<Done> refused = (*second)->commit(renameTo(**second, "mine"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::FileUnwritable);
        QVERIFY(refused.error().detail.find(std::to_string(getpid())) != std::string::npos);
        // The first one's locks are as they were.
        REQUIRE_OK((*first)->commit(renameTo(**first, (*first)->snapshot()->name + '!')));
    }
    first->reset();
    auto third = Document::open(path);
    REQUIRE_OK(third);
    QCOMPARE((*third)->state().access, Access::Writable);
    QCOMPARE((*third)->snapshot()->name, "Orders!!");
}

void TestDocument::readOnlyRefusesEdits()
{
    const std::string path = saved("a.belay");
    const QByteArray bytes = bytesOf(path);
    {
        auto document = Document::open(path, {Access::ReadOnly});
        REQUIRE_OK(document);
        QCOMPARE((*document)->state().reason, ReadOnlyReason::AskedFor);
        QCOMPARE((*document)->commit(renameTo(**document, "x")).error().code, ErrorCode::FileUnwritable);
        QCOMPARE((*document)->submit(renameTo(**document, "x")).error().code, ErrorCode::FileUnwritable);
        REQUIRE_OK((*document)->flush());
        // It takes no lock.
        auto editor = Document::open(path);
        REQUIRE_OK(editor);
        QCOMPARE((*editor)->state().access, Access::Writable);
        REQUIRE_OK((*document)->saveAs(at("b.belay")));
        QCOMPARE((*document)->state().access, Access::Writable);
        REQUIRE_OK((*document)->commit(renameTo(**document, "x")));
    }
    QCOMPARE(bytesOf(path), bytes);
}

void TestDocument::movedAwayWhileOpen()
{
    const std::string path = saved("a.belay");
    Recorder recorder;
    auto document = Document::open(path);
    REQUIRE_OK(document);
    (*document)->addListener(recorder.listener());
    REQUIRE_OK((*document)->commit(renameTo(**document, "before")));
    QCOMPARE(rename(path.c_str(), at("b.belay").c_str()), 0);
    const QByteArray bytes = bytesOf(at("b.belay"));
    const Result<Done> lost = (*document)->commit(renameTo(**document, "after"));
    QVERIFY(!lost);
    QCOMPARE(lost.error().code, ErrorCode::FileUnwritable);
    QCOMPARE((*document)->snapshot()->name, "before");
    QCOMPARE((*document)->state().access, Access::ReadOnly);
    QCOMPARE((*document)->state().reason, ReadOnlyReason::Gone);
    QCOMPARE(bytesOf(at("b.belay")), bytes);
    QVERIFY(!QFileInfo::exists(QString::fromStdString(path)));
    // The way out.
    REQUIRE_OK((*document)->saveAs(path));
    REQUIRE_OK((*document)->commit(renameTo(**document, "after")));
    document->reset();
    QCOMPARE(recorder.count(DocumentEvent::Kind::Rejected), std::size_t{1});
    auto again = Document::open(path);
    REQUIRE_OK(again);
    QCOMPARE((*again)->snapshot()->name, "after");
}

void TestDocument::replacedWhileOpen()
{
    const std::string path = saved("a.belay");
    Workspace others;
    others.name = "somebody else's";
    const std::string other = saved("other.belay", others);
    auto document = Document::open(path);
    REQUIRE_OK(document);
    QCOMPARE(rename(other.c_str(), path.c_str()), 0);
    const QByteArray bytes = bytesOf(path);
    QVERIFY(!(*document)->commit(renameTo(**document, "x")));
    QCOMPARE((*document)->state().reason, ReadOnlyReason::Gone);
    QCOMPARE(bytesOf(path), bytes);
    QVERIFY(!(*document)->saveAs(path));
    REQUIRE_OK((*document)->saveAs(path, Existing::Replace));
    REQUIRE_OK((*document)->commit(renameTo(**document, "mine again")));
    document->reset();
    auto again = Document::open(path);
    REQUIRE_OK(again);
    QCOMPARE((*again)->snapshot()->components.size(), std::size_t{2});
}

void TestDocument::changedByAnotherProgram()
{
    const std::string path = saved("a.belay");
    auto document = Document::open(path);
    REQUIRE_OK(document);
    {
        RawDatabase raw(path);
        QVERIFY(raw.run("UPDATE component SET owner = 'intruder'"));
    }
    const QByteArray bytes = bytesOf(path);
    QVERIFY(!(*document)->commit(renameTo(**document, "x")));
    QCOMPARE((*document)->state().reason, ReadOnlyReason::Gone);
    QCOMPARE(bytesOf(path), bytes);
}

void TestDocument::saveAsGoesOnThere()
{
    const std::string path = saved("a.belay");
    Recorder recorder;
    auto document = Document::open(path);
    REQUIRE_OK(document);
    (*document)->addListener(recorder.listener());
    REQUIRE_OK((*document)->submit(changeOwner(**document, 0, "first")));
    REQUIRE_OK((*document)->saveAs(at("b.belay")));
    QVERIFY(recorder.count(DocumentEvent::Kind::StateChanged) > 0);
    QCOMPARE((*document)->state().path, std::filesystem::canonical(at("b.belay")).string());
    REQUIRE_OK((*document)->commit(changeOwner(**document, 0, "second")));
    // To its own name: nothing to do.
    REQUIRE_OK((*document)->saveAs(at("b.belay")));
    // The old file is free.
    auto old = Document::open(path);
    REQUIRE_OK(old);
    QCOMPARE((*old)->state().access, Access::Writable);
    QCOMPARE((*old)->snapshot()->components[0]->owner, "first");
    document->reset();
    auto again = Document::open(at("b.belay"));
    REQUIRE_OK(again);
    QCOMPARE((*again)->snapshot()->components[0]->owner, "second");
    again->reset();
    old->reset();
    QCOMPARE(namesIn(*m_folder), (QStringList{QStringLiteral("a.belay"), QStringLiteral("b.belay")}));
}

void TestDocument::saveAsRefusesAndReplaces()
{
    auto document = Document::create(at("a.belay"), small());
    REQUIRE_OK(document);
    const std::string target = at("notes.txt");
    writeBytes(target, "notes");
    QCOMPARE((*document)->saveAs(target).error().code, ErrorCode::FileUnwritable);
    QCOMPARE(bytesOf(target), QByteArray("notes"));
    QCOMPARE((*document)->saveAs(at("none/x.belay")).error().code, ErrorCode::FileNotFound);
    QCOMPARE((*document)->saveAs(m_folder->path().toStdString()).error().code, ErrorCode::FileUnwritable);
    REQUIRE_OK((*document)->commit(renameTo(**document, "still here")));
    REQUIRE_OK((*document)->saveAs(target, Existing::Replace));
    REQUIRE_OK((*document)->commit(renameTo(**document, "there now")));
}

void TestDocument::saveAsOverAnOpenFile()
{
    const std::string path = saved("a.belay");
    auto other = Document::open(path);
    REQUIRE_OK(other);
    auto document = Document::create(at("b.belay"), Workspace{});
    REQUIRE_OK(document);
    const Result<Done> refused = (*document)->saveAs(path, Existing::Replace);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::FileLocked);
    REQUIRE_OK((*other)->commit(renameTo(**other, "unharmed")));
}

void TestDocument::saveAsIgnoresAnOldJournal()
{
    // A journal that a crash has left beside a file of the same name must not be played into ours.
    const std::string path = saved("a.belay");
    const QByteArray old = bytesOf(path);
    QByteArray journal = QByteArray::fromHex("d9d505f920a163d7") + QByteArray::fromHex("00000001") // one page
        + QByteArray(4, '\0') + QByteArray::fromHex("00000001") + QByteArray::fromHex("00000200")
        + QByteArray::fromHex("00001000") + QByteArray(512 - 28, '\0') + QByteArray::fromHex("00000001") + old.left(4096)
        + QByteArray(4, '\0');
    for (const char *target : {"a.belay", "new.belay"}) {
        auto document = Document::create(at("source.belay"), RandomEdits(3).workspace(), Existing::Replace);
        REQUIRE_OK(document);
        writeBytes(at(target) + "-journal", journal);
        REQUIRE_OK((*document)->saveCopy(at(target), Existing::Replace));
        auto copy = Document::open(at(target));
        REQUIRE_OK(copy);
        QVERIFY(*(*copy)->snapshot() == *(*document)->snapshot());
        QVERIFY(!(*copy)->state().recovered);
    }
}

void TestDocument::saveAsKeepsModeAndLink()
{
    const std::string path = saved("a.belay");
    QCOMPARE(chmod(path.c_str(), 0640), 0);
    QCOMPARE(symlink("a.belay", at("link.belay").c_str()), 0);
    auto document = Document::create(at("b.belay"), Workspace{});
    REQUIRE_OK(document);
    REQUIRE_OK((*document)->saveAs(at("link.belay"), Existing::Replace));
    QVERIFY(QFileInfo(QString::fromStdString(at("link.belay"))).isSymLink());
    struct stat status {};
    QCOMPARE(stat(path.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0640U);
    document->reset();
    auto again = Document::open(path);
    REQUIRE_OK(again);
    QVERIFY(*(*again)->snapshot() == Workspace{});
}

void TestDocument::saveAsFollowsWhatTheUserSees()
{
    const std::string path = saved("a.belay");
    auto editor = Document::open(path);
    REQUIRE_OK(editor);
    auto viewer = Document::open(path);
    REQUIRE_OK(viewer);
    REQUIRE_OK((*editor)->commit(renameTo(**editor, "changed behind the viewer")));
    REQUIRE_OK((*viewer)->saveAs(at("b.belay")));
    QCOMPARE((*viewer)->snapshot()->name, "Orders");
    REQUIRE_OK((*viewer)->commit(changeOwner(**viewer, 1, "me")));
    const Workspace seen = *(*viewer)->snapshot();
    viewer->reset();
    auto again = Document::open(at("b.belay"));
    REQUIRE_OK(again);
    QVERIFY(*(*again)->snapshot() == seen);
}

void TestDocument::saveCopyStays()
{
    auto document = Document::create(at("a.belay"), small());
    REQUIRE_OK(document);
    REQUIRE_OK((*document)->saveCopy(at("copy.belay")));
    QVERIFY(!(*document)->saveCopy(at("copy.belay")));
    QVERIFY(!(*document)->saveCopy(at("a.belay"), Existing::Replace));
    REQUIRE_OK((*document)->commit(renameTo(**document, "later")));
    auto copy = Document::open(at("copy.belay"));
    REQUIRE_OK(copy);
    QCOMPARE((*copy)->snapshot()->name, "Orders");
    QCOMPARE((*copy)->state().access, Access::Writable);
}

void TestDocument::cancelledSaveLeavesNothing()
{
    std::stop_source stop;
    stop.request_stop();
    Workspace large;
    for (int i = 0; i < 5000; ++i) {
        Component component;
        component.id = "component-" + std::to_string(i);
        component.owner = std::string(4000, 'o');
        large.components.emplace_back(component);
    }
    QCOMPARE(Document::create(at("a.belay"), large, Existing::Refuse, stop.get_token()).error().code, ErrorCode::Cancelled);
    QVERIFY(namesIn(*m_folder).isEmpty());
    auto document = Document::create(at("a.belay"), large);
    REQUIRE_OK(document);
    writeBytes(at("b.belay"), "old");
    QCOMPARE((*document)->saveAs(at("b.belay"), Existing::Replace, stop.get_token()).error().code, ErrorCode::Cancelled);
    QCOMPARE(bytesOf(at("b.belay")), QByteArray("old"));
    REQUIRE_OK((*document)->commit(renameTo(**document, "goes on")));
    document->reset();
    QCOMPARE(namesIn(*m_folder), (QStringList{QStringLiteral("a.belay"), QStringLiteral("b.belay")}));
}

void TestDocument::cancelledOpen()
{
    Workspace large;
    for (int i = 0; i < 40000; ++i) {
        Component component;
        component.id = "component-" + std::to_string(i);
        large.components.emplace_back(component);
    }
    const std::string path = saved("a.belay", large);
    struct StopAtOnce : ProgressSink {
        std::stop_source source;
        void progress(std::string_view, std::uint64_t, std::uint64_t) override { source.request_stop(); }
    } sink;
    const auto opened = Document::open(path, {}, sink.source.get_token(), &sink);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Cancelled);
    REQUIRE_OK(Document::open(path));
}

void TestDocument::untitledGoesIfUntouched()
{
    const std::string folder = at("state/belay/unsaved");
    {
        auto document = Document::createUntitled(folder, small());
        REQUIRE_OK(document);
        const DocumentState state = (*document)->state();
        QCOMPARE(state.naming, Naming::Untitled);
        QVERIFY(!state.modified);
        QVERIFY(QFileInfo::exists(QString::fromStdString(state.path)));
    }
    QVERIFY(recoverableDocuments(folder).empty());
    QVERIFY(QDir(QString::fromStdString(folder)).entryList(QDir::Files | QDir::Hidden).isEmpty());
    struct stat status {};
    QCOMPARE(stat(folder.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0077U, 0U);
}

void TestDocument::untitledStaysIfEdited()
{
    const std::string folder = at("unsaved");
    {
        auto one = Document::createUntitled(folder, small());
        auto two = Document::createUntitled(folder, small());
        REQUIRE_OK(one);
        REQUIRE_OK(two);
        QVERIFY((*one)->state().path != (*two)->state().path);
        REQUIRE_OK((*one)->commit(renameTo(**one, "Left behind")));
        QVERIFY((*one)->state().modified);
        // While it is open nobody is offered it.
        QVERIFY(recoverableDocuments(folder).empty());
        QVERIFY(!discardRecoverable((*one)->state().path));
    }
    writeBytes(folder + "/broken.belay", "not a document");
    const std::vector<Recoverable> found = recoverableDocuments(folder);
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].name, "Left behind");
    QVERIFY(found[0].changed_s > 0);
    {
        auto document = Document::recover(found[0].path);
        REQUIRE_OK(document);
        QVERIFY((*document)->state().recovered);
        QVERIFY((*document)->state().modified);
        QCOMPARE((*document)->state().naming, Naming::Untitled);
        QCOMPARE(Document::recover(found[0].path).error().code, ErrorCode::FileLocked);
    }
    QCOMPARE(recoverableDocuments(folder).size(), std::size_t{1});
    REQUIRE_OK(discardRecoverable(found[0].path));
    QVERIFY(recoverableDocuments(folder).empty());
    QVERIFY(!discardRecoverable(found[0].path));
}

void TestDocument::untitledIsDiscarded()
{
    const std::string folder = at("unsaved");
    {
        auto document = Document::createUntitled(folder, small());
        REQUIRE_OK(document);
        REQUIRE_OK((*document)->commit(renameTo(**document, "Not wanted")));
        (*document)->discard();
    }
    QVERIFY(recoverableDocuments(folder).empty());
}

void TestDocument::untitledGetsAName()
{
    const std::string folder = at("unsaved");
    {
        auto document = Document::createUntitled(folder, small());
        REQUIRE_OK(document);
        REQUIRE_OK((*document)->commit(renameTo(**document, "Named soon")));
        REQUIRE_OK((*document)->saveAs(at("named.belay")));
        QCOMPARE((*document)->state().naming, Naming::Named);
        QVERIFY(!(*document)->state().modified);
        QVERIFY(QDir(QString::fromStdString(folder)).entryList(QDir::Files | QDir::Hidden).isEmpty());
        (*document)->discard();
    }
    auto document = Document::open(at("named.belay"));
    REQUIRE_OK(document);
    QCOMPARE((*document)->snapshot()->name, "Named soon");
}

void TestDocument::recoveryFolderFollowsTheEnvironment()
{
    const QByteArray state = qgetenv("XDG_STATE_HOME");
    const QByteArray home = qgetenv("HOME");
    qputenv("HOME", "/home/somebody");
    qputenv("XDG_STATE_HOME", "/var/state");
    QCOMPARE(recoveryFolder(), "/var/state/belay/unsaved");
    qputenv("XDG_STATE_HOME", "relative");
    QCOMPARE(recoveryFolder(), "/home/somebody/.local/state/belay/unsaved");
    qunsetenv("XDG_STATE_HOME");
    QCOMPARE(recoveryFolder(), "/home/somebody/.local/state/belay/unsaved");
    if (!state.isEmpty())
        qputenv("XDG_STATE_HOME", state);
    qputenv("HOME", home);
}

QTEST_GUILESS_MAIN(TestDocument)
#include "test_document.moc"
