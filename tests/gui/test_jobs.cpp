// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/jobs.h"

#include <QtCore/QSemaphore>
#include <QtCore/QThread>
#include <QtCore/QThreadPool>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <atomic>
#include <stdexcept>

using namespace belay;
using namespace belay::app;

namespace {
const QString slot = QStringLiteral("work");
}

class TestJobs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void crashEndsAtTheBoundary()
    {
        Jobs jobs;
        QSignalSpy crashed(&jobs, &Jobs::crashed);
        QSignalSpy ended(&jobs, &Jobs::ended);
        jobs.start(slot, QStringLiteral("Working"), [](std::stop_token, ProgressSink &) -> std::function<void()> {
            throw std::runtime_error("a bug");
        });
        jobs.waitForAll();
        QCOMPARE(crashed.count(), 1);
        QCOMPARE(crashed.first().at(1).toString(), QStringLiteral("a bug"));
        QCOMPARE(ended.count(), 1);
        jobs.start(slot, QStringLiteral("Working"), [](std::stop_token, ProgressSink &) -> std::function<void()> {
            throw 42;
        });
        jobs.waitForAll();
        QCOMPARE(crashed.count(), 2);
        QVERIFY(!jobs.isAnyRunning());
    }

    void deliversOnTheCallersThread()
    {
        Jobs jobs;
        QThread *worker = nullptr;
        QThread *delivery = nullptr;
        jobs.start(slot, QStringLiteral("Working"), [&](std::stop_token, ProgressSink &) {
            worker = QThread::currentThread();
            return std::function<void()>([&] { delivery = QThread::currentThread(); });
        });
        QVERIFY(jobs.isRunning(slot));
        // Not waitForAll: whoever waits for work that has not begun does it himself.
        QTRY_VERIFY(!jobs.isRunning(slot));
        QCOMPARE(delivery, QThread::currentThread());
        QVERIFY(worker && worker != delivery);
    }

    void aNewJobReplacesTheOldOne()
    {
        Jobs jobs;
        QSemaphore started;
        std::atomic_bool stopped = false;
        QList<int> delivered;
        jobs.start(slot, QStringLiteral("First"), [&](std::stop_token stop, ProgressSink &) {
            started.release();
            while (!stop.stop_requested())
                QThread::yieldCurrentThread();
            stopped = true;
            return std::function<void()>([&] { delivered << 1; });
        });
        started.acquire();
        jobs.start(slot, QStringLiteral("Second"), [&](std::stop_token, ProgressSink &) {
            return std::function<void()>([&] { delivered << 2; });
        });
        jobs.waitForAll();
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(stopped);
        QCOMPARE(delivered, QList<int>{2});
    }

    void cancelStopsAndDropsTheResult()
    {
        Jobs jobs;
        QSignalSpy cancelled(&jobs, &Jobs::cancelled);
        QSignalSpy ended(&jobs, &Jobs::ended);
        QSemaphore started;
        bool delivered = false;
        jobs.start(slot, QStringLiteral("Working"), [&](std::stop_token stop, ProgressSink &) {
            started.release();
            while (!stop.stop_requested())
                QThread::yieldCurrentThread();
            return std::function<void()>([&] { delivered = true; });
        });
        started.acquire();
        jobs.cancel(QStringLiteral("another slot"));
        QVERIFY(jobs.isRunning(slot));
        jobs.cancel(slot);
        QVERIFY(!jobs.isRunning(slot));
        QCOMPARE(cancelled.count(), 1);
        QCOMPARE(ended.count(), 1);
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(!delivered);
    }

    void slotsAreIndependent()
    {
        Jobs jobs;
        QStringList delivered;
        for (const QString &name : {QStringLiteral("a"), QStringLiteral("b")}) {
            jobs.start(name, name, [&delivered, name](std::stop_token, ProgressSink &) {
                return std::function<void()>([&delivered, name] { delivered << name; });
            });
        }
        jobs.waitForAll();
        delivered.sort();
        QCOMPARE(delivered, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    }

    void aDeliveryMayStartTheNextJob()
    {
        Jobs jobs;
        int delivered = 0;
        QSignalSpy ended(&jobs, &Jobs::ended);
        jobs.start(slot, QStringLiteral("First"), [&](std::stop_token, ProgressSink &) {
            return std::function<void()>([&] {
                ++delivered;
                jobs.start(slot, QStringLiteral("Second"), [&](std::stop_token, ProgressSink &) {
                    return std::function<void()>([&] { ++delivered; });
                });
            });
        });
        jobs.waitForAll();
        QCOMPARE(delivered, 2);
        QCOMPARE(ended.count(), 1);
    }

    void destructionWaits()
    {
        std::atomic_bool finished = false;
        {
            Jobs jobs;
            QSemaphore started;
            jobs.start(slot, QStringLiteral("Working"), [&](std::stop_token stop, ProgressSink &) {
                started.release();
                while (!stop.stop_requested())
                    QThread::yieldCurrentThread();
                finished = true;
                return std::function<void()>();
            });
            started.acquire();
        }
        QVERIFY(finished);
    }

    void longWorkIsAnnouncedAndThrottled()
    {
        Jobs jobs;
        QSignalSpy progressed(&jobs, &Jobs::progressed);
        QElapsedTimer timer;
        timer.start();
        std::atomic_uint64_t calls = 0;
        std::atomic_bool enough = false;
        jobs.start(slot, QStringLiteral("Verifying"), [&](std::stop_token, ProgressSink &sink) {
            while (!enough) {
                sink.progress("states", ++calls, 1'000'000'000);
                QThread::yieldCurrentThread();
            }
            return std::function<void()>();
        });
        QTRY_VERIFY(progressed.count() >= 2);
        enough = true;
        jobs.waitForAll();
        QCOMPARE(progressed.first().at(1).toString(), QStringLiteral("Verifying"));
        QVERIFY(progressed.last().at(3).toULongLong() == 1'000'000'000);
        QVERIFY(calls > 100);
        QVERIFY(progressed.count() <= timer.elapsed() / Jobs::throttle_ms + 2);
    }
};

QTEST_GUILESS_MAIN(TestJobs)
#include "test_jobs.moc"
