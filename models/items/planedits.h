// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/edit.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <cstddef>
#include <optional>
#include <vector>

/// What people do to plans, as edits: pure functions from the workspace's values. Each edit is one
/// user action. An edit without changes means that there is nothing to do.
namespace belay::items {

/// "s12": the lowest number above all ids of this form that the plan does not use.
[[nodiscard]] std::string freshStepId(const rollback::Plan &plan);
/// "rollout", "rollout-2", ...
[[nodiscard]] std::string freshPlanId(const rollback::Workspace &workspace, const std::string &wish);

/// Inserts before the step at `at` (steps.size(): at the end).
[[nodiscard]] rollback::Edit addStep(const rollback::Plan &plan, rollback::Step step, std::size_t at);
[[nodiscard]] rollback::Edit changeStep(const rollback::Plan &plan, std::size_t index, rollback::Step after);
/// To the place `to`, counted without the step.
[[nodiscard]] rollback::Edit moveStep(const rollback::Plan &plan, std::size_t from, std::size_t to);
/// Who waited for the step waits for what it waited for.
[[nodiscard]] rollback::Edit removeStep(const rollback::Plan &plan, std::size_t index);
/// Right behind the step, waiting for it in a partial order.
[[nodiscard]] rollback::Edit duplicateStep(const rollback::Plan &plan, std::size_t index);

[[nodiscard]] rollback::Edit addPlan(const rollback::Workspace &workspace, const std::string &id,
                                     const std::string &environment);
/// Suppressions of the plan keep applying to it.
[[nodiscard]] rollback::Edit renamePlan(const rollback::Workspace &workspace, std::size_t index, const std::string &id);
[[nodiscard]] rollback::Edit duplicatePlan(const rollback::Workspace &workspace, std::size_t index);
[[nodiscard]] rollback::Edit removePlan(const rollback::Workspace &workspace, std::size_t index);
/// A sequence becomes a chain of `after`; a partial order becomes the order that the lanes show.
[[nodiscard]] rollback::Edit setPlanOrder(const rollback::Workspace &workspace, std::size_t index,
                                          rollback::PlanOrder order);

/// A step of the kind that fits behind the step at `behind` (-1: at the start), with everything filled
/// in that can be guessed, so that the plan can still be checked. Nothing if the workspace has nothing
/// that such a step could be about.
[[nodiscard]] std::optional<rollback::Step> suggestedStep(const rollback::Workspace &workspace, const rollback::Plan &plan,
                                                          rollback::StepKind kind, int behind);

enum class StepField : std::uint8_t { Component, To, Format, Duration, Name, Reason, After };
struct StepProblem {
    StepField field = StepField::Component;
    QString sentence;
};
/// What is wrong with a step by itself and in its place, in words; what the checker would refuse,
/// as far as one step shows it. `index` is its place in the plan (the plan holds its old value).
[[nodiscard]] std::vector<StepProblem> stepProblems(const rollback::Workspace &workspace, const rollback::Plan &plan,
                                                    std::size_t index, const rollback::Step &step);
/// What is live of a component just before the step at `index`, in the order of the columns.
[[nodiscard]] QStringList liveBefore(const rollback::Workspace &workspace, const rollback::Plan &plan,
                                     std::size_t index, const std::string &component);

} // namespace belay::items
