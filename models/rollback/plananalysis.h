// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/rollback/checker.h"
#include "models/rollback/compiledplan.h"
#include "models/rollback/requirementcheck.h"
#include "models/rollback/wayback.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>

/// All four checks over one compiled plan, and what stays when the plan is edited. Internal to the
/// engine.
namespace belay::rollback {

class PlanAnalysis final : public LiveBreakages {
public:
    PlanAnalysis(std::shared_ptr<const CompiledWorkspace> workspace, std::shared_ptr<CompiledPlan> plan,
                 CheckOptions options);

    /// \returns false if cancelled; the report is then unusable.
    [[nodiscard]] bool run(const std::stop_token &stop, ProgressSink *progress);
    /// Looks again at what the new plan changes. Cost: one comparison of the steps; for a changed move
    /// the requirements of its component, for anything else the plan's compilation as well.
    /// \returns how many requirements were looked at; the first error of the plan, which leaves
    /// everything as it was, or Cancelled.
    [[nodiscard]] Result<std::size_t> update(Shared<Plan> plan, const std::stop_token &stop);

    [[nodiscard]] const std::shared_ptr<const CompiledWorkspace> &workspace() const { return m_workspace; }
    [[nodiscard]] const PlanReport &report() const { return m_report; }
    [[nodiscard]] PlanReport takeReport() { return std::move(m_report); }
    [[nodiscard]] bool brokenLive(RequirementRef requirement) const override;
    [[nodiscard]] bool anythingBrokenLive() const override;

private:
    struct Difference;
    void look(RequirementRef ref);
    /// How many states the last look at a requirement cost; 0: none yet.
    [[nodiscard]] std::uint64_t &statesOf(RequirementRef ref);
    [[nodiscard]] bool lookAtAll(const std::stop_token &stop, ProgressSink *progress);
    [[nodiscard]] std::size_t lookAround(const std::set<ComponentIndex> &components, std::set<ComponentIndex> stores);
    /// `touched`: the components whose practice may have changed; null: all of them.
    [[nodiscard]] bool assemble(const std::stop_token &stop, ProgressSink *progress,
                                const std::set<ComponentIndex> *touched = nullptr);
    void practise(const std::set<ComponentIndex> *touched);
    [[nodiscard]] StepWay previousBase(const WayBackOutcome &way, StepIndex step) const;
    void listWayBack(const WayBackOutcome &way);
    void finish();
    void shift(std::size_t from, std::size_t then);

    std::shared_ptr<const CompiledWorkspace> m_workspace;
    std::shared_ptr<CompiledPlan> m_plan;
    CheckOptions m_options;
    std::map<RequirementRef, RequirementOutcome> m_outcomes;
    std::vector<std::uint64_t> m_needStates; ///< By the requirement's index.
    std::map<RequirementRef, std::uint64_t> m_readStates;
    std::uint64_t m_statesLooked = 0;  ///< The sum of both: after any edits what a new analysis would count.
    std::vector<Finding> m_practice;
    PlanReport m_report;
};

} // namespace belay::rollback
