// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/workspace/documentfixture.h"
#include "tests/workspace/rawdatabase.h"
#include "tests/workspace/randomedits.h"

#include <QFileInfo>
#include <QtTest>

#include <unistd.h>

using namespace belay;
using namespace belay::rollback;
using namespace belay::workspace;
using namespace belay::workspace::testing;

/// What is in a document, and who else may have it open.
class TestDocument : public DocumentFixture {
    Q_OBJECT

private Q_SLOTS:
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
};

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

QTEST_GUILESS_MAIN(TestDocument)
#include "test_document.moc"
