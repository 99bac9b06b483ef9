// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/stepprobe.h"

#include <QtCore/QMetaObject>

#include <exception>

namespace belay::items {

using namespace rollback;

namespace {
constexpr std::size_t keptAnswers = 256;
}

StepProbe::StepProbe(Compute compute, QObject *parent)
    : QObject(parent)
    , m_compute(std::move(compute))
{
    m_pool.setMaxThreadCount(1);
}

StepProbe::~StepProbe()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void StepProbe::setWorkspace(std::shared_ptr<const Workspace> workspace)
{
    m_workspace = std::move(workspace);
    m_answers.clear();
    m_wanted.reset();
    ++m_generation;
    m_stop.request_stop();
}

const StepState *StepProbe::state(const std::string &plan, const std::string &step) const
{
    const auto it = m_answers.find({plan, step});
    return it == m_answers.end() ? nullptr : &it->second;
}

void StepProbe::request(const std::string &plan, const std::string &step)
{
    if (!m_workspace || !m_compute || m_answers.contains({plan, step}))
        return;
    if (m_running) {
        if (m_wanted == Key{plan, step})
            return;
        m_wanted = Key{plan, step};
        m_stop.request_stop();
        return;
    }
    start({plan, step});
}

void StepProbe::start(const Key &key)
{
    m_running = true;
    m_wanted = key;
    m_stop = std::stop_source();
    m_pool.start([this, key, generation = m_generation, workspace = m_workspace, token = m_stop.get_token()] {
        StepState state;
        try {
            state = m_compute(*workspace, key.first, key.second, token);
        } catch (const std::exception &problem) {
            state = {};
            state.error = Error{ErrorCode::Internal, problem.what(), {}, 0, 0};
        }
        // The destructor waits for this job, and Qt drops calls to an object that is gone.
        QMetaObject::invokeMethod(
            this, [this, generation, key, state = std::move(state)]() mutable { finish(generation, key, std::move(state)); },
            Qt::QueuedConnection);
    });
}

void StepProbe::finish(std::uint64_t generation, const Key &key, StepState state)
{
    m_running = false;
    const bool current = generation == m_generation;
    const bool cancelled = state.error && state.error->code == ErrorCode::Cancelled;
    const std::optional<Key> wanted = m_wanted;
    if (current && !cancelled) {
        if (m_answers.size() >= keptAnswers)
            m_answers.clear();
        m_answers.insert_or_assign(key, std::move(state));
    }
    if (wanted && (!current || *wanted != key || cancelled) && !m_answers.contains(*wanted)) {
        start(*wanted);
    } else {
        m_wanted.reset();
    }
    if (current && !cancelled && wanted == key)
        Q_EMIT ready(QString::fromStdString(key.first), QString::fromStdString(key.second));
}

} // namespace belay::items
