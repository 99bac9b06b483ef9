// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/postgresserver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace belay;
using namespace belay::schema;

namespace {

bool exists(const std::string &path) { return ::access(path.c_str(), F_OK) == 0; }

/// True as soon as `condition` holds; false after a minute.
template <class Condition>
bool eventually(Condition condition)
{
    return QTest::qWaitFor(condition, 60000);
}

} // namespace

class TestPostgresServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_installed = PostgresInstallation::find().ok();
    }

    void aFolderWithoutProgramsIsRefused()
    {
        QTemporaryDir folder;
        const auto in = PostgresInstallation::in(folder.path().toStdString());
        QVERIFY(!in.ok());
        QCOMPARE(in.error().code, ErrorCode::FileNotFound);
        PostgresServer::Options options;
        options.binaries = folder.path().toStdString();
        const auto server = PostgresServer::start(options, {});
        QVERIFY(!server.ok());
        QCOMPARE(server.error().code, ErrorCode::FileNotFound);
    }

    void aProgramThatFailsIsToldWithItsWords()
    {
        QTemporaryDir folder;
        ::chmod(folder.path().toLocal8Bit().constData(), 0755);
        for (const char *name : {"initdb", "postgres"}) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("#!/bin/sh\necho 'the disk is made of cheese'\nexit 1\n");
            file.close();
            ::chmod(file.fileName().toLocal8Bit().constData(), 0755);
        }
        PostgresServer::Options options;
        options.binaries = folder.path().toStdString();
        const auto server = PostgresServer::start(options, {});
        QVERIFY(!server.ok());
        QVERIFY2(server.error().detail.find("made of cheese") != std::string::npos, server.error().detail.c_str());
    }

    void aProgramThatHangsIsGivenUp()
    {
        QTemporaryDir folder;
        ::chmod(folder.path().toLocal8Bit().constData(), 0755);
        for (const char *name : {"initdb", "postgres"}) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("#!/bin/sh\nexec tail -f /dev/null\n");
            file.close();
            ::chmod(file.fileName().toLocal8Bit().constData(), 0755);
        }
        PostgresServer::Options options;
        options.binaries = folder.path().toStdString();
        options.startLimit = std::chrono::milliseconds(100);
        const auto server = PostgresServer::start(options, {});
        QVERIFY(!server.ok());
        QCOMPARE(server.error().code, ErrorCode::LimitExceeded);
    }

    void aCancelledStartLeavesNothing()
    {
        if (!m_installed)
            QSKIP("PostgreSQL is not installed");
        std::stop_source source;
        source.request_stop();
        const auto server = PostgresServer::start({}, source.get_token());
        QVERIFY(!server.ok());
        QCOMPARE(server.error().code, ErrorCode::Cancelled);
    }

    void itServesInAPrivateFolderAndGoes()
    {
        if (!m_installed)
            QSKIP("PostgreSQL is not installed");
        auto made = PostgresServer::prepare({}, {});
        QVERIFY2(made.ok(), made.ok() ? "" : describe(made.error()).c_str());
        std::string folder;
        {
            auto server = PostgresServer::start({}, {}, &*made);
            QVERIFY2(server.ok(), server.ok() ? "" : describe(server.error()).c_str());
            folder = server->folder();
            struct stat status {};
            QCOMPARE(::stat(folder.c_str(), &status), 0);
            QCOMPARE(status.st_mode & 0777U, 0700U);
            QVERIFY(server->running());
            QVERIFY(exists(folder + "/data/postmaster.pid"));
        }
        QVERIFY(!exists(folder));
    }

    void itGoesWhenItsOwnerIsKilled()
    {
        if (!m_installed)
            QSKIP("PostgreSQL is not installed");
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto server = PostgresServer::start({}, {});
            const std::string folder = server.ok() ? server->folder() : std::string("-");
            [[maybe_unused]] const ssize_t written = ::write(ends[1], folder.data(), folder.size());
            ::close(ends[1]);
            for (;;)
                ::pause();
        }
        ::close(ends[1]);
        std::string folder(200, '\0');
        const ssize_t got = ::read(ends[0], folder.data(), folder.size());
        ::close(ends[0]);
        folder.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        QVERIFY(folder.size() > 1);
        QVERIFY(exists(folder));
        QFile pidFile(QString::fromStdString(folder + "/data/postmaster.pid"));
        QVERIFY(pidFile.open(QIODevice::ReadOnly));
        const pid_t postmaster = pidFile.readLine().trimmed().toInt();
        QVERIFY(postmaster > 0);
        QCOMPARE(::kill(child, SIGKILL), 0);
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        QVERIFY(eventually([&] { return !exists(folder); }));
        QVERIFY(eventually([&] { return ::kill(postmaster, 0) != 0; }));
    }

private:
    bool m_installed = false;
};

QTEST_GUILESS_MAIN(TestPostgresServer)
#include "test_postgresserver.moc"
