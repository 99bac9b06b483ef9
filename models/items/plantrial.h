// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/rollback/edit.h"
#include "models/rollback/report.h"

#include <QtCore/QObject>
#include <QtCore/QThreadPool>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace belay::items {

/// What an edit would make of a plan.
struct TrialResult {
    bool possible = false;             ///< The edit applies and the plan can be checked.
    int errors = 0;
    int pointsOfNoReturn = 0;
    friend bool operator==(const TrialResult &, const TrialResult &) = default;
};
[[nodiscard]] TrialResult trialResult(const rollback::PlanReport &report);

/// Checks edits on a copy of the workspace, off the GUI thread, without making them. Only the latest
/// request is answered.
class PlanTrial : public QObject {
    Q_OBJECT
public:
    using Check = std::function<Result<rollback::Report>(const rollback::Workspace &, const std::string &plan, std::stop_token)>;
    explicit PlanTrial(Check check, QObject *parent = nullptr);
    ~PlanTrial() override;

    void request(std::shared_ptr<const rollback::Workspace> workspace, const std::string &plan, const rollback::Edit &edit,
                 int token);
    /// Nothing that was asked for is answered any more.
    void cancel();

Q_SIGNALS:
    void finished(int token, const belay::items::TrialResult &result);

private:
    struct Job {
        std::shared_ptr<const rollback::Workspace> workspace;
        std::string plan;
        rollback::Edit edit;
        int token = 0;
    };
    void start(Job job);
    void finish(std::uint64_t generation, int token, const TrialResult &result);

    Check m_check;
    std::optional<Job> m_next;
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    bool m_running = false;
    QThreadPool m_pool;
};

[[nodiscard]] PlanTrial::Check engineCheck();

} // namespace belay::items
