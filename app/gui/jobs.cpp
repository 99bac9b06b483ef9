// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/jobs.h"

#include <QtConcurrent/QtConcurrentRun>
#include <QtCore/QCoreApplication>
#include <QtCore/QFutureWatcher>
#include <QtCore/QPromise>
#include <QtCore/QTimer>

#include <atomic>
#include <chrono>

namespace belay::app {

namespace {

using Delivery = std::function<void()>;

/// Takes progress on the worker's thread and passes on what is due.
class Throttle final : public ProgressSink {
public:
    explicit Throttle(std::function<void(quint64, quint64)> post) : m_post(std::move(post)) {}

    void progress(std::string_view, std::uint64_t done, std::uint64_t total) override
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_last < std::chrono::milliseconds(Jobs::throttle_ms))
            return;
        m_last = now;
        m_post(done, total);
    }

private:
    std::function<void(quint64, quint64)> m_post;
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

struct Outcome {
    Delivery deliver;
    QString crash;
};

} // namespace

struct Jobs::Running {
    quint64 generation = 0;
    QString name;
    std::stop_source stop;
    QFuture<Outcome> future;
    QFutureWatcher<Outcome> watcher;
    bool announced = false;
    quint64 done = 0;
    quint64 total = 0;
};

Jobs::Jobs(QObject *parent) : QObject(parent) {}

Jobs::~Jobs()
{
    blockSignals(true);
    for (const auto &running : std::as_const(m_running))
        m_replaced.append(running);
    m_running.clear();
    for (const auto &running : std::as_const(m_replaced)) {
        running->stop.request_stop();
        running->future.waitForFinished();
    }
}

void Jobs::start(const QString &slot, const QString &name, Work work)
{
    if (const auto former = m_running.take(slot)) {
        former->stop.request_stop();
        former->future.cancel();
        m_replaced.append(former);
    }
    const auto running = std::make_shared<Running>();
    running->generation = ++m_generation;
    running->name = name;
    m_running.insert(slot, running);

    const quint64 generation = running->generation;
    connect(&running->watcher, &QFutureWatcherBase::finished, this,
            [this, slot, generation] { finish(slot, generation); });
    // `this` outlives the work: the destructor waits for it.
    auto post = [this, slot, generation](quint64 done, quint64 total) {
        QMetaObject::invokeMethod(
            this, [this, slot, generation, done, total] { report(slot, generation, done, total); },
            Qt::QueuedConnection);
    };
    running->future = QtConcurrent::run(
        [work = std::move(work), stop = running->stop.get_token(), post](QPromise<Outcome> &promise) {
            Outcome outcome;
            try {
                Throttle sink(post);
                outcome.deliver = work(stop, sink);
            } catch (const std::exception &error) {
                outcome.crash = QString::fromUtf8(error.what());
            } catch (...) {
                outcome.crash = QStringLiteral("unknown exception");
            }
            promise.addResult(std::move(outcome));
        });
    running->watcher.setFuture(running->future);
    QTimer::singleShot(quiet_ms, this, [this, slot, generation] {
        const auto current = m_running.value(slot);
        if (!current || current->generation != generation)
            return;
        current->announced = true;
        Q_EMIT progressed(slot, current->name, current->done, current->total);
    });
}

void Jobs::report(const QString &slot, quint64 generation, quint64 done, quint64 total)
{
    const auto current = m_running.value(slot);
    if (!current || current->generation != generation)
        return;
    current->done = done;
    current->total = total;
    if (current->announced)
        Q_EMIT progressed(slot, current->name, done, total);
}

void Jobs::finish(const QString &slot, quint64 generation)
{
    m_replaced.removeIf([](const std::shared_ptr<Running> &replaced) { return replaced->future.isFinished(); });
    auto current = m_running.value(slot);
    if (!current || current->generation != generation)
        return;
    m_running.remove(slot);
    // The watcher is the sender: it must not go inside of its own signal.
    QTimer::singleShot(0, this, [current] {});
    if (current->future.resultCount() > 0) {
        const Outcome outcome = current->future.resultAt(0);
        if (!outcome.crash.isEmpty())
            Q_EMIT crashed(slot, outcome.crash);
        else if (outcome.deliver)
            outcome.deliver();
    }
    if (!m_running.contains(slot))
        Q_EMIT ended(slot);
}

void Jobs::cancel(const QString &slot)
{
    const auto current = m_running.take(slot);
    if (!current)
        return;
    current->stop.request_stop();
    current->future.cancel();
    m_replaced.append(current);
    Q_EMIT cancelled(slot);
    if (!m_running.contains(slot))
        Q_EMIT ended(slot);
}

void Jobs::cancelAll()
{
    for (const QString &slot : m_running.keys())
        cancel(slot);
}

bool Jobs::isRunning(const QString &slot) const
{
    return m_running.contains(slot);
}

void Jobs::waitForAll()
{
    while (!m_running.isEmpty()) {
        const auto any = *m_running.constBegin();
        any->future.waitForFinished();
        // The watchers' events are posted to this thread.
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
    }
}

} // namespace belay::app
