// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/rollback/checker.h"

#include <QtCore/QObject>
#include <QtCore/QThreadPool>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace belay::items {

/// What the checker says about the state after one step.
struct StepState {
    rollback::PlanState state;
    std::vector<rollback::SingleRollback> rollbacks;
    std::optional<rollback::StepWayBack> wayBack; ///< Not for the start.
    std::optional<Error> error;        ///< Then the rest is empty.
};

/// Computes the state after a step off the GUI thread. Only the latest request counts: one that is
/// overtaken is stopped and never answered. Answers are kept until the workspace changes.
class StepProbe : public QObject {
    Q_OBJECT
public:
    using Compute = std::function<StepState(const rollback::Workspace &, const std::string &plan,
                                            const std::string &step, std::stop_token)>;
    explicit StepProbe(Compute compute, QObject *parent = nullptr);
    ~StepProbe() override;

    /// Forgets all answers and drops what is under way.
    void setWorkspace(std::shared_ptr<const rollback::Workspace> workspace);
    /// The answer, or null; `step` may be "start". Lives until the next `request` or `setWorkspace`.
    [[nodiscard]] const StepState *state(const std::string &plan, const std::string &step) const;
    /// Emits `ready` from the event loop, unless the answer is there already or a later request comes.
    void request(const std::string &plan, const std::string &step);
    [[nodiscard]] bool isRunning() const { return m_running; }

Q_SIGNALS:
    void ready(const QString &plan, const QString &step);

private:
    using Key = std::pair<std::string, std::string>;
    void start(const Key &key);
    void finish(std::uint64_t generation, const Key &key, StepState state);

    Compute m_compute;
    std::shared_ptr<const rollback::Workspace> m_workspace;
    std::map<Key, StepState> m_answers;
    std::optional<Key> m_wanted;
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    bool m_running = false;
    QThreadPool m_pool;
};

/// Asks the checker: stateAfter, singleRollbacksAfter, wayBackAfter.
[[nodiscard]] StepProbe::Compute engineCompute();

} // namespace belay::items
