// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/services/graphjob.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QThreadPool>

#include <functional>

namespace belay::views {

namespace {

/// Hands progress over to the GUI thread, throttled.
class JobProgress final : public ProgressSink {
public:
    explicit JobProgress(std::function<void(quint64, quint64)> report) : m_report(std::move(report)) { m_since.start(); }
    void progress(std::string_view, std::uint64_t done, std::uint64_t total) override
    {
        constexpr int throttle_ms = 100;
        if (m_since.elapsed() < throttle_ms)
            return;
        m_since.restart();
        m_report(done, total);
    }

private:
    std::function<void(quint64, quint64)> m_report;
    QElapsedTimer m_since;
};

std::size_t sizeOf(const rollback::Workspace &workspace)
{
    std::size_t size = workspace.components.size() + workspace.links.size();
    for (const auto &component : workspace.components) {
        for (const rollback::Release &release : component->releases) {
            size += release.needs.size() + release.tolerates.size() + release.reads.size() + release.writes.size();
            if (size > GraphJob::atOnceLimit)
                return size;
        }
    }
    return size;
}

} // namespace

GraphJob::~GraphJob()
{
    stop();
}

void GraphJob::stop()
{
    ++m_generation;
    m_running = false;
    m_stop.request_stop();
    m_stop = std::stop_source();
}

void GraphJob::cancel()
{
    if (!m_running)
        return;
    stop();
    Q_EMIT cancelled();
}

void GraphJob::start(const items::ServicesInput &input)
{
    stop();
    if (sizeOf(*input.workspace) <= atOnceLimit) {
        auto made = items::makeServicesGraph(input);
        if (made)
            Q_EMIT finished(*made);
        else
            Q_EMIT failed(QString::fromStdString(made.error().detail));
        return;
    }
    m_running = true;
    const quint64 generation = m_generation;
    const std::stop_token token = m_stop.get_token();
    // The guard is only looked at on this object's own thread, where it is also destroyed.
    auto guard = std::make_shared<QPointer<GraphJob>>(this);
    QThreadPool::globalInstance()->start([input, generation, token, guard] {
        const auto hand = [&](auto deliver) {
            // The application outlives the thread pool's work; this object may not.
            QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, generation, deliver] {
                GraphJob *job = guard->data();
                if (job && job->m_generation == generation)
                    deliver(*job);
            }, Qt::QueuedConnection);
        };
        JobProgress progress([&hand](quint64 done, quint64 total) {
            hand([done, total](GraphJob &job) { Q_EMIT job.progressed(done, total); });
        });
        auto made = items::makeServicesGraph(input, token, &progress);
        if (made) {
            hand([graph = *made](GraphJob &job) {
                job.m_running = false;
                Q_EMIT job.finished(graph);
            });
        } else if (made.error().code != ErrorCode::Cancelled) {
            hand([why = QString::fromStdString(made.error().detail)](GraphJob &job) {
                job.m_running = false;
                Q_EMIT job.failed(why);
            });
        }
    });
    Q_EMIT started();
}

} // namespace belay::views
