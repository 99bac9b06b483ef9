// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysiscontroller.h"

#include "models/rollback/checker.h"

#include <QtCore/QElapsedTimer>

#include <mutex>

namespace belay::app {

/// A worker that was replaced may still be at it when the next one comes; that one waits for it to
/// notice.
struct AnalysisController::Checker {
    explicit Checker(const QString &today) : checker(today.toStdString()) {}
    std::mutex mutex;
    rollback::WorkspaceChecker checker;
};

const QString AnalysisController::slot = QStringLiteral("analysis");

AnalysisController::AnalysisController(Jobs &jobs, QObject *parent) : QObject(parent), m_jobs(jobs)
{
    connect(&jobs, &Jobs::cancelled, this, [this](const QString &which) {
        if (which == slot && m_workspace)
            fail(Error{ErrorCode::Cancelled, {}, {}, 0, 0});
    });
    connect(&jobs, &Jobs::crashed, this, [this](const QString &which, const QString &what) {
        if (which != slot)
            return;
        // Nobody knows where a bug has left it.
        m_checker.reset();
        if (m_workspace)
            fail(Error{ErrorCode::Internal, what.toStdString(), {}, 0, 0});
    });
}

AnalysisController::~AnalysisController() = default;

void AnalysisController::setToday(const QString &today)
{
    m_today = today;
    m_checker.reset();
}

void AnalysisController::setWorkspace(std::shared_ptr<const rollback::Workspace> workspace)
{
    m_workspace = std::move(workspace);
    if (!m_workspace) {
        m_jobs.cancel(slot);
        m_checker.reset();
        m_analysis = {};
        Q_EMIT changed(m_analysis);
        return;
    }
    start();
}

void AnalysisController::fail(Error error)
{
    m_analysis.state = views::Analysis::State::Failed;
    m_analysis.error = std::move(error);
    m_analysis.stale = m_analysis.report != nullptr;
    Q_EMIT changed(m_analysis);
}

void AnalysisController::verify()
{
    m_checker.reset();
    if (m_workspace)
        start();
}

void AnalysisController::start()
{
    m_analysis.state = views::Analysis::State::Running;
    m_analysis.error.reset();
    m_analysis.stale = m_analysis.report != nullptr;
    if (!m_checker)
        m_checker = std::make_shared<Checker>(m_today);
    m_jobs.start(slot, tr("Verifying"),
                 [this, workspace = m_workspace, checker = m_checker](std::stop_token stop, ProgressSink &progress) {
                     const std::lock_guard lock(checker->mutex);
                     QElapsedTimer timer;
                     timer.start();
                     auto result = std::make_shared<Result<rollback::Report>>(
                         stop.stop_requested() ? Result<rollback::Report>(Error{ErrorCode::Cancelled, {}, {}, 0, 0})
                                               : checker->checker.check(workspace, stop, &progress));
                     const double elapsed_ms = double(timer.nsecsElapsed()) / 1e6;
                     return std::function<void()>([this, result, elapsed_ms] {
                         if (!*result) {
                             fail(result->error());
                             return;
                         }
                         m_analysis.state = views::Analysis::State::Done;
                         m_analysis.report = std::make_shared<const rollback::Report>(std::move(**result));
                         m_analysis.stale = false;
                         m_analysis.elapsed_ms = elapsed_ms;
                         Q_EMIT changed(m_analysis);
                     });
                 });
    Q_EMIT changed(m_analysis);
}

} // namespace belay::app
