// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/rollback/report.h"
#include "models/rollback/workspace.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

/// The rollback checker: see docs/rollback-model.md for what it proves.
namespace belay::rollback {

struct CheckOptions {
    std::string plan;                  ///< Empty: every plan.
    std::string today;                 ///< ISO date for drills and suppressions; empty: neither is dated.
};

/// Everything that is wrong with the workspace's references and plans: duplicate ids, unknown
/// components, releases, features and steps, empty ranges, cycles in `after`, races, moves to where
/// a component already is. Empty if it can be checked. In the order of the file; at most 1,000.
[[nodiscard]] std::vector<Error> validate(const Workspace &workspace);

/// Checks the plans. Fails with the first of `validate`'s errors, or Cancelled.
[[nodiscard]] Result<Report> check(const Workspace &workspace, const CheckOptions &options = {},
                                   std::stop_token stop = {}, ProgressSink *progress = nullptr);

/// The way back from the state after `step` (the least state in a partial order; its
/// `pointOfNoReturn` speaks of that state, the report's of any).
[[nodiscard]] Result<StepWayBack> wayBackAfter(const Workspace &workspace, const std::string &plan,
                                               const std::string &step, std::stop_token stop = {});

/// The state of every component just after a step (its window `During` while it rolls); `step`
/// "start" is the state before any. In a partial order: the least such state.
struct FormatsPresent {
    std::string store;
    std::vector<std::string> formats;
    friend bool operator==(const FormatsPresent &, const FormatsPresent &) = default;
};
struct PlanState {
    std::vector<ComponentState> components; ///< In file order.
    std::vector<FormatsPresent> formats;    ///< Stores in file order.
    friend bool operator==(const PlanState &, const PlanState &) = default;
};
[[nodiscard]] Result<PlanState> stateAfter(const Workspace &workspace, const std::string &plan,
                                           const std::string &step, Window window = Window::After);

/// What each single rollback that the depths allow would break in the state after a step.
struct SingleRollback {
    RollbackTo rollback;
    std::string from;
    std::vector<Finding> breaks;       ///< Empty: it can go back alone.
    friend bool operator==(const SingleRollback &, const SingleRollback &) = default;
};
[[nodiscard]] Result<std::vector<SingleRollback>> singleRollbacksAfter(const Workspace &workspace,
                                                                      const std::string &plan,
                                                                      const std::string &step);

/// A workspace with only what the finding needs: its components, their requirements on each other,
/// one environment and one plan, in the order of the original, that leads to the witness. Checking it gives the finding again.
[[nodiscard]] Result<Workspace> witnessOf(const Workspace &workspace, const std::string &plan,
                                          const Finding &finding);

/// A checker that stays with one plan while it is edited: after a change of single steps only the
/// requirements of the components whose windows changed are looked at again.
class PlanChecker {
public:
    /// Keeps the components and environments compiled. Fails as `check` does.
    [[nodiscard]] static Result<PlanChecker> make(std::shared_ptr<const Workspace> workspace, std::string plan,
                                                  CheckOptions options = {}, std::stop_token stop = {},
                                                  ProgressSink *progress = nullptr);
    PlanChecker(PlanChecker &&) noexcept;
    PlanChecker &operator=(PlanChecker &&) noexcept;
    ~PlanChecker();

    /// Takes the plan's new steps; the rest of the workspace is as at `make`.
    /// \returns how many requirements were looked at again.
    [[nodiscard]] Result<std::size_t> update(Shared<Plan> plan, std::stop_token stop = {});
    [[nodiscard]] const PlanReport &report() const;

private:
    struct Private;
    explicit PlanChecker(std::unique_ptr<Private> d);
    std::unique_ptr<Private> m_d;
};

/// A checker that stays with a workspace while it is edited, and says each time what `check` would say
/// of all plans. As long as components, environments and settings stay, plans that did not change keep
/// their reports and changed ones are updated as by `PlanChecker`; anything else starts over.
///
/// One call at a time, from any thread. A cancelled call leaves it ready for the next.
class WorkspaceChecker {
public:
    /// As in `CheckOptions`.
    explicit WorkspaceChecker(std::string today = {});
    WorkspaceChecker(WorkspaceChecker &&) noexcept;
    WorkspaceChecker &operator=(WorkspaceChecker &&) noexcept;
    ~WorkspaceChecker();

    /// Fails as `check` does. Cost beside that of the plans: one comparison of the workspaces, in which
    /// shared components cost a pointer each.
    [[nodiscard]] Result<Report> check(std::shared_ptr<const Workspace> workspace, std::stop_token stop = {},
                                       ProgressSink *progress = nullptr);

    /// What the last call did with the plans.
    struct Work {
        std::size_t kept = 0;
        std::size_t updated = 0;
        std::size_t analysed = 0;
        friend bool operator==(const Work &, const Work &) = default;
    };
    [[nodiscard]] Work lastWork() const;

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace belay::rollback
