// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysiscontroller.h"

#include "models/rollback/checker.h"

#include <QtCore/QElapsedTimer>

namespace belay::app {

const QString AnalysisController::slot = QStringLiteral("analysis");

AnalysisController::AnalysisController(Jobs &jobs, QObject *parent) : QObject(parent), m_jobs(jobs)
{
    connect(&jobs, &Jobs::cancelled, this, [this](const QString &which) {
        if (which == slot && m_workspace)
            fail(Error{ErrorCode::Cancelled, {}, {}, 0, 0});
    });
    connect(&jobs, &Jobs::crashed, this, [this](const QString &which, const QString &what) {
        if (which == slot && m_workspace)
            fail(Error{ErrorCode::Internal, what.toStdString(), {}, 0, 0});
    });
}

void AnalysisController::setWorkspace(std::shared_ptr<const rollback::Workspace> workspace)
{
    m_workspace = std::move(workspace);
    if (!m_workspace) {
        m_jobs.cancel(slot);
        m_analysis = {};
        Q_EMIT changed(m_analysis);
        return;
    }
    verify();
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
    if (!m_workspace)
        return;
    m_analysis.state = views::Analysis::State::Running;
    m_analysis.error.reset();
    m_analysis.stale = m_analysis.report != nullptr;
    rollback::CheckOptions options;
    options.today = m_today.toStdString();
    m_jobs.start(slot, tr("Verifying"),
                 [this, workspace = m_workspace, options](std::stop_token stop, ProgressSink &progress) {
                     QElapsedTimer timer;
                     timer.start();
                     auto result = std::make_shared<Result<rollback::Report>>(
                         rollback::check(*workspace, options, stop, &progress));
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
