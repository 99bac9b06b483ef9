// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/workspace/documentfixture.h"
#include "tests/workspace/randomedits.h"

#include <QFileInfo>
#include <QtTest>

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

using namespace belay;
using namespace belay::rollback;
using namespace belay::workspace;
using namespace belay::workspace::testing;

/// Saving under other names, and documents without one.
class TestDocumentSaving : public DocumentFixture {
    Q_OBJECT

private Q_SLOTS:
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
};

void TestDocumentSaving::saveAsGoesOnThere()
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

void TestDocumentSaving::saveAsRefusesAndReplaces()
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

void TestDocumentSaving::saveAsOverAnOpenFile()
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

void TestDocumentSaving::saveAsIgnoresAnOldJournal()
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

void TestDocumentSaving::saveAsKeepsModeAndLink()
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

void TestDocumentSaving::saveAsFollowsWhatTheUserSees()
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

void TestDocumentSaving::saveCopyStays()
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

void TestDocumentSaving::cancelledSaveLeavesNothing()
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

void TestDocumentSaving::cancelledOpen()
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

void TestDocumentSaving::untitledGoesIfUntouched()
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

void TestDocumentSaving::untitledStaysIfEdited()
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

void TestDocumentSaving::untitledIsDiscarded()
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

void TestDocumentSaving::untitledGetsAName()
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

void TestDocumentSaving::recoveryFolderFollowsTheEnvironment()
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

QTEST_GUILESS_MAIN(TestDocumentSaving)
#include "test_documentsaving.moc"
