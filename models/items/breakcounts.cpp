// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/breakcounts.h"

#include <QtCore/QMetaObject>

#include <utility>

namespace belay::items {

namespace {
constexpr std::size_t handedOverAtOnce = 250;
}

BreakCounts::BreakCounts(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

BreakCounts::~BreakCounts()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void BreakCounts::setAnalysis(std::shared_ptr<const graph::BlastAnalysis> analysis)
{
    if (analysis == m_analysis)
        return;
    m_stop.request_stop();
    ++m_generation;
    m_running = false;
    m_counts.clear();
    m_analysis = std::move(analysis);
}

std::optional<BreakCount> BreakCounts::of(std::size_t node) const
{
    return node < m_counts.size() ? std::optional(m_counts[node]) : std::nullopt;
}

bool BreakCounts::isComplete() const
{
    return m_analysis && m_counts.size() == m_analysis->graph().nodeCount();
}

void BreakCounts::request()
{
    if (!m_analysis || m_running || isComplete())
        return;
    m_running = true;
    m_stop = std::stop_source();
    // The destructor waits for this job, and Qt drops calls to an object that is gone.
    m_pool.start([this, analysis = m_analysis, generation = m_generation, token = m_stop.get_token(), start = m_counts.size()] {
        const std::size_t nodes = analysis->graph().nodeCount();
        std::vector<BreakCount> part;
        std::size_t first = start;
        const auto hand = [&] {
            QMetaObject::invokeMethod(
                this, [this, generation, first, counts = std::exchange(part, {})] { take(generation, first, counts); },
                Qt::QueuedConnection);
        };
        for (std::size_t node = start; node < nodes; ++node) {
            if (token.stop_requested())
                return;
            const graph::NodeId id(static_cast<std::uint32_t>(node));
            BreakCount count;
            if (const auto radius = analysis->of(id)) {
                count.canGoBack = !radius->targets.empty();
                for (const graph::BrokenComponent &broken : radius->broken) {
                    count.others += broken.hops > 0;
                    count.itself = count.itself || broken.hops == 0;
                }
            }
            part.push_back(count);
            if (part.size() == handedOverAtOnce) {
                hand();
                first = node + 1;
            }
        }
        hand();
    });
}

void BreakCounts::take(std::uint64_t generation, std::size_t first, const std::vector<BreakCount> &counts)
{
    if (generation != m_generation || first != m_counts.size())
        return;
    m_counts.insert(m_counts.end(), counts.begin(), counts.end());
    m_running = !isComplete();
    if (!counts.empty())
        Q_EMIT known(static_cast<int>(first), static_cast<int>(m_counts.size()) - 1);
}

} // namespace belay::items
