// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/plantrial.h"

#include <QtCore/QMetaObject>

#include <algorithm>
#include <exception>
#include <utility>

namespace belay::items {

using namespace rollback;

TrialResult trialResult(const PlanReport &report)
{
    TrialResult result;
    result.possible = true;
    result.errors = static_cast<int>(std::count_if(report.findings.begin(), report.findings.end(), [](const Finding &finding) {
        return finding.severity == Severity::Error && finding.suppressedBy.empty();
    }));
    result.pointsOfNoReturn = static_cast<int>(report.pointsOfNoReturn.size());
    return result;
}

PlanTrial::PlanTrial(Check check, QObject *parent)
    : QObject(parent)
    , m_check(std::move(check))
{
    m_pool.setMaxThreadCount(1);
}

PlanTrial::~PlanTrial()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void PlanTrial::request(std::shared_ptr<const Workspace> workspace, const std::string &plan, const Edit &edit, int token)
{
    ++m_generation;
    Job job{std::move(workspace), plan, edit, token};
    if (m_running) {
        m_next = std::move(job);
        m_stop.request_stop();
        return;
    }
    start(std::move(job));
}

void PlanTrial::cancel()
{
    ++m_generation;
    m_next.reset();
    m_stop.request_stop();
}

void PlanTrial::start(Job job)
{
    m_running = true;
    m_stop = std::stop_source();
    m_pool.start([this, job = std::move(job), generation = m_generation, token = m_stop.get_token()] {
        TrialResult result;
        try {
            Workspace copy = *job.workspace;
            if (apply(copy, job.edit)) {
                const auto report = m_check(copy, job.plan, token);
                if (report && !report->plans.empty())
                    result = trialResult(report->plans.front());
            }
        } catch (const std::exception &) {
            result = {}; // Shown as impossible; the real edit says why.
        }
        QMetaObject::invokeMethod(
            this, [this, generation, number = job.token, result] { finish(generation, number, result); }, Qt::QueuedConnection);
    });
}

void PlanTrial::finish(std::uint64_t generation, int token, const TrialResult &result)
{
    m_running = false;
    if (m_next) {
        start(*std::exchange(m_next, std::nullopt));
        return;
    }
    if (generation == m_generation)
        Q_EMIT finished(token, result);
}

} // namespace belay::items
