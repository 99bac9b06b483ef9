// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/document.h"
#include "tests/workspace/crashedits.h"
#include "tests/workspace/rawdatabase.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace belay;
using namespace belay::rollback;
using namespace belay::workspace;
using belay::workspace::testing::crashEdit;
using belay::workspace::testing::editNumberOf;
using belay::workspace::testing::RandomEdits;
using belay::workspace::testing::RawDatabase;

namespace {

constexpr int kills = 120;

QByteArray contentsOf(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

/// Lets some time go by without a clock: as much as so many calls into the kernel take.
void spend(std::size_t calls)
{
    for (; calls > 0; --calls)
        getppid();
}

/// The worker, with its lines.
class Worker {
public:
    Worker(const char *task, const std::string &path)
    {
        int output[2];
        int input[2];
        if (pipe(output) != 0 || pipe(input) != 0)
            qFatal("no pipes");
        m_pid = fork();
        if (m_pid == 0) {
            dup2(input[0], STDIN_FILENO);
            dup2(output[1], STDOUT_FILENO);
            close(output[0]);
            close(input[1]);
            execl(BELAY_DOCUMENT_WORKER, BELAY_DOCUMENT_WORKER, task, path.c_str(), static_cast<char *>(nullptr));
            _exit(127);
        }
        close(output[1]);
        close(input[0]);
        m_output = fdopen(output[0], "r");
        m_input = input[1];
    }
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;
    ~Worker()
    {
        end();
        fclose(m_output);
        if (m_input >= 0)
            close(m_input);
    }

    /// Empty at the end.
    std::string line()
    {
        std::string text;
        for (int c = fgetc(m_output); c != EOF && c != '\n'; c = fgetc(m_output))
            text += static_cast<char>(c);
        return text;
    }
    std::vector<std::string> allLines()
    {
        std::vector<std::string> lines;
        for (std::string one = line(); !one.empty(); one = line())
            lines.push_back(one);
        return lines;
    }
    [[nodiscard]] pid_t pid() const { return m_pid; }
    void kill() { ::kill(m_pid, SIGKILL); }
    /// Closes its input and waits for it.
    int end()
    {
        if (m_pid <= 0)
            return m_status;
        close(m_input);
        m_input = -1;
        waitpid(m_pid, &m_status, 0);
        m_pid = 0;
        return m_status;
    }

private:
    pid_t m_pid = 0;
    FILE *m_output = nullptr;
    int m_input = -1;
    int m_status = 0;
};

} // namespace

class TestDocumentCrash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void killedAtRandomPoints();
    void killedWhileUntitled();
    void aHotJournalIsPlayedBack();
    void lockEndsWithItsProcess();
    void fileSizeLimit();
    void fullDisk();
    void readOnlyFileAndFolder();

private:
    [[nodiscard]] std::string at(const char *name) const { return m_folder->path().toStdString() + '/' + name; }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestDocumentCrash::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestDocumentCrash::killedAtRandomPoints()
{
    const std::string path = at("a.belay");
    Workspace expected = RandomEdits(1).workspace();
    expected.name = "edit 0";
    QVERIFY(Document::create(path, expected).ok());

    RandomEdits random(42);
    int inTheMiddle = 0;
    int ahead = 0;
    for (int round = 0; round < kills; ++round) {
        std::uint64_t acknowledged = editNumberOf(expected);
        const std::uint64_t atStart = acknowledged;
        {
            // The lines that are read and the calls after them decide when it dies.
            Worker worker("edit", path);
            for (std::size_t lines = random.below(7); lines > 0; --lines) {
                const std::string line = worker.line();
                QVERIFY2(!line.empty() && line.find("error") == std::string::npos, line.c_str());
                acknowledged = std::strtoull(line.c_str(), nullptr, 10);
            }
            spend(random.below(300000));
            worker.kill();
            // What it said before it died counts as well.
            for (const std::string &line : worker.allLines())
                acknowledged = std::strtoull(line.c_str(), nullptr, 10);
            QVERIFY(WIFSIGNALED(worker.end()));
        }
        QVERIFY(acknowledged >= atStart);
        inTheMiddle += QFileInfo::exists(QString::fromStdString(path + "-journal")) ? 1 : 0;

        // Opening checks the whole file, too.
        auto opened = Document::open(path);
        QVERIFY2(opened.ok(), opened ? "" : describe(opened.error()).c_str());
        QCOMPARE((*opened)->state().access, Access::Writable);
        const Workspace found = *(*opened)->snapshot();
        const std::uint64_t reached = editNumberOf(found);
        QVERIFY2(reached == acknowledged || reached == acknowledged + 1,
                 qPrintable(QStringLiteral("%1 of %2").arg(reached).arg(acknowledged)));
        ahead += reached > acknowledged ? 1 : 0;
        while (editNumberOf(expected) < reached)
            QVERIFY(apply(expected, crashEdit(expected, editNumberOf(expected) + 1)).ok());
        QVERIFY(found == expected);
    }
    RawDatabase raw(path);
    QCOMPARE(raw.text("PRAGMA integrity_check"), "ok");
    QCOMPARE(raw.text("PRAGMA foreign_key_check"), "");
    qInfo("%d kills, %d of them inside a transaction, %d after a commit that was not told yet, %llu edits", kills,
          inTheMiddle, ahead, static_cast<unsigned long long>(editNumberOf(expected)));
    QVERIFY2(inTheMiddle > 0, "no kill has hit a transaction: the test shows nothing");
}

void TestDocumentCrash::killedWhileUntitled()
{
    const std::string folder = at("unsaved");
    std::uint64_t acknowledged = 0;
    {
        Worker worker("untitled", folder);
        for (int i = 0; i < 5; ++i)
            acknowledged = std::strtoull(worker.line().c_str(), nullptr, 10);
        QCOMPARE(recoverableDocuments(folder).size(), std::size_t{0});
        worker.kill();
        for (const std::string &line : worker.allLines())
            acknowledged = std::strtoull(line.c_str(), nullptr, 10);
        worker.end();
    }
    QVERIFY(acknowledged >= 5);
    const std::vector<Recoverable> found = recoverableDocuments(folder);
    QCOMPARE(found.size(), std::size_t{1});
    auto document = Document::recover(found[0].path);
    QVERIFY2(document.ok(), document ? "" : describe(document.error()).c_str());
    QVERIFY((*document)->state().recovered);
    QVERIFY((*document)->state().modified);
    Workspace expected;
    while (editNumberOf(expected) < editNumberOf(*(*document)->snapshot()))
        QVERIFY(apply(expected, crashEdit(expected, editNumberOf(expected) + 1)).ok());
    QVERIFY(editNumberOf(expected) >= acknowledged);
    QVERIFY(*(*document)->snapshot() == expected);
}

void TestDocumentCrash::aHotJournalIsPlayedBack()
{
    Workspace workspace;
    for (int i = 0; i < 400; ++i) {
        Component component;
        component.id = "c" + std::to_string(i);
        component.owner = std::string(1000, 'x');
        workspace.components.emplace_back(component);
    }
    const std::string path = at("a.belay");
    const QString journal = QString::fromStdString(path + "-journal");
    for (const char *reader : {"editor", "reader", "stranger"}) {
        QVERIFY(Document::create(path, workspace, Existing::Replace).ok());
        const QByteArray before = contentsOf(path);
        Worker("spill", path).end();
        QVERIFY(QFileInfo(journal).size() > 512);
        const QByteArray halfWritten = contentsOf(path);
        QVERIFY(halfWritten != before);
        if (reader == std::string("stranger")) {
            const std::string folder = m_folder->path().toStdString();
            QCOMPARE(chmod(folder.c_str(), 0755), 0);
            QCOMPARE(chmod(path.c_str(), 0644), 0);
            QCOMPARE(chmod((path + "-journal").c_str(), 0644), 0);
            Worker worker("describe", path);
            const std::string line = worker.line();
            QVERIFY2(line.starts_with("error " + std::to_string(static_cast<int>(ErrorCode::FileUnreadable))), line.c_str());
            QVERIFY2(line.find("-journal") != std::string::npos, line.c_str());
            QCOMPARE(contentsOf(path), halfWritten);
            continue;
        }
        const auto opened
            = Document::open(path, {reader == std::string("reader") ? Access::ReadOnly : Access::Writable});
        QVERIFY2(opened.ok(), opened ? "" : describe(opened.error()).c_str());
        QVERIFY((*opened)->state().recovered);
        QVERIFY(*(*opened)->snapshot() == workspace);
        QVERIFY(!QFileInfo::exists(journal));
        QCOMPARE(contentsOf(path), before);
    }
}

void TestDocumentCrash::lockEndsWithItsProcess()
{
    const std::string path = at("a.belay");
    QVERIFY(Document::create(path, Workspace{}).ok());
    Worker worker("hold", path);
    QCOMPARE(worker.line(), "open");
    {
        const auto second = Document::open(path);
        QVERIFY(second.ok());
        QCOMPARE((*second)->state().reason, ReadOnlyReason::Locked);
        QCOMPARE((*second)->state().holder.processId, static_cast<std::int64_t>(worker.pid()));
    }
    worker.kill();
    worker.end();
    QVERIFY(QFileInfo::exists(QString::fromStdString(at(".a.belay.lock"))));
    {
        const auto third = Document::open(path);
        QVERIFY(third.ok());
        QCOMPARE((*third)->state().access, Access::Writable);
    }
    QVERIFY(!QFileInfo::exists(QString::fromStdString(at(".a.belay.lock"))));
}

void TestDocumentCrash::fileSizeLimit()
{
    const std::string path = at("a.belay");
    QVERIFY(Document::create(path, RandomEdits(5).workspace()).ok());
    Worker worker("limit", path);
    const std::vector<std::string> lines = worker.allLines();
    QCOMPARE(worker.end(), 0);
    QCOMPARE(lines.size(), std::size_t{5});
    QVERIFY2(lines[0].starts_with("failed " + std::to_string(static_cast<int>(ErrorCode::FileUnwritable))), lines[0].c_str());
    QCOMPARE(lines[1], "memory went back");
    QCOMPARE(lines[2], "writable");
    QCOMPARE(lines[3], "file agrees");
    QCOMPARE(lines[4], "small edit stored");
    QVERIFY(Document::open(path).ok());
}

void TestDocumentCrash::fullDisk()
{
    Worker worker("full", m_folder->path().toStdString());
    const std::vector<std::string> lines = worker.allLines();
    worker.end();
    QVERIFY(!lines.empty());
    if (lines[0].starts_with("skip"))
        QSKIP(("needs a file system of its own: " + lines[0]).c_str());
    QCOMPARE(lines.size(), std::size_t{8});
    QCOMPARE(lines[0], "failed " + std::to_string(static_cast<int>(ErrorCode::FileUnwritable)) + " the disk is full");
    QCOMPARE(lines[1], "memory went back");
    QCOMPARE(lines[2], "writable");
    QCOMPARE(lines[3], "file agrees");
    QCOMPARE(lines[5], "create failed " + std::to_string(static_cast<int>(ErrorCode::FileUnwritable)));
    QCOMPARE(lines[6], "left nothing");
    QCOMPARE(lines[7], "left nothing");
}

void TestDocumentCrash::readOnlyFileAndFolder()
{
    const std::string path = at("a.belay");
    QVERIFY(Document::create(path, Workspace{}).ok());
    const QByteArray bytes = contentsOf(path);
    const auto describedAs = [&](ReadOnlyReason reason, const char *sentence) {
        Worker worker("describe", path);
        const std::vector<std::string> lines = worker.allLines();
        QCOMPARE(worker.end(), 0);
        QCOMPARE(lines.size(), std::size_t{2});
        QCOMPARE(lines[0], "access 1 reason " + std::to_string(static_cast<int>(reason)));
        QCOMPARE(lines[1], std::string("refused ") + sentence);
    };
    const std::string folder = m_folder->path().toStdString();
    QCOMPARE(chmod(path.c_str(), 0444), 0);
    QCOMPARE(chmod(folder.c_str(), 0777), 0);
    describedAs(ReadOnlyReason::File, "there is no permission to write it");
    QCOMPARE(chmod(path.c_str(), 0666), 0);
    QCOMPARE(chmod(folder.c_str(), 0555), 0);
    describedAs(ReadOnlyReason::Folder, "its folder cannot be written to");
    QCOMPARE(chmod(path.c_str(), 0000), 0);
    {
        Worker worker("describe", path);
        const std::string line = worker.line();
        QVERIFY2(line.starts_with("error " + std::to_string(static_cast<int>(ErrorCode::FileUnreadable))), line.c_str());
    }
    QCOMPARE(chmod(path.c_str(), 0644), 0);
    QCOMPARE(chmod(folder.c_str(), 0755), 0);
    QCOMPARE(contentsOf(path), bytes);
}

QTEST_GUILESS_MAIN(TestDocumentCrash)
#include "test_documentcrash.moc"
