// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/workspacekeys.h"

#include <array>

namespace belay::exchange {
namespace {

constexpr bool required = true;

constexpr std::array<WorkspaceKey, 9> workspaceKeys{
    {{"belay", required}, {"workspace"}, {"settings"}, {"components"}, {"links"}, {"environments"}, {"plans"},
     {"suppressions"}, {"layout"}}};
constexpr std::array<WorkspaceKey, 2> settingsKeys{{{"commit_after_soak"}, {"simultaneous"}}};
constexpr std::array<WorkspaceKey, 7> componentKeys{{{"id", required}, {"kind", required}, {"owner"},
                                                     {"rollback_depth"}, {"health_by_release"}, {"drill"},
                                                     {"releases"}}};
constexpr std::array<WorkspaceKey, 2> drillKeys{{{"cadence", required}, {"last"}}};
constexpr std::array<WorkspaceKey, 7> releaseKeys{
    {{"id", required}, {"feature_free"}, {"offers"}, {"tolerates"}, {"needs"}, {"writes"}, {"reads"}}};
constexpr std::array<WorkspaceKey, 3> toleranceKeys{{{"read"}, {"write"}, {"evidence"}}};
constexpr std::array<WorkspaceKey, 8> evidenceKeys{{{"versions", required}, {"side", required}, {"statement", required}, {"at"},
                                                    {"code"}, {"message"}, {"cause"}, {"found"}}};
constexpr std::array<WorkspaceKey, 4> requirementKeys{{{"feature"}, {"component"}, {"releases"}, {"any"}}};
constexpr std::array<WorkspaceKey, 3> alternativeKeys{{{"feature"}, {"component"}, {"releases"}}};
constexpr std::array<WorkspaceKey, 5> linkKeys{
    {{"from", required}, {"to", required}, {"label"}, {"origin"}, {"resolved"}}};
constexpr std::array<WorkspaceKey, 4> environmentKeys{{{"id", required}, {"live"}, {"history"}, {"formats"}}};
constexpr std::array<WorkspaceKey, 4> planKeys{{{"id", required}, {"environment", required}, {"order"}, {"steps"}}};
constexpr std::array<WorkspaceKey, 6> moveKeys{
    {{"id", required}, {"move", required}, {"to", required}, {"reversible"}, {"rolling"}, {"after"}}};
constexpr std::array<WorkspaceKey, 4> purgeKeys{
    {{"id", required}, {"purge", required}, {"from", required}, {"after"}}};
constexpr std::array<WorkspaceKey, 4> soakKeys{{{"id", required}, {"soak", required}, {"of"}, {"after"}}};
constexpr std::array<WorkspaceKey, 4> commitKeys{{{"id", required}, {"commit", required}, {"reason"}, {"after"}}};
constexpr std::array<WorkspaceKey, 4> checkpointKeys{
    {{"id", required}, {"checkpoint", required}, {"reason"}, {"after"}}};
constexpr std::array<WorkspaceKey, 7> suppressionKeys{{{"code"}, {"plan"}, {"component"}, {"release"},
                                                       {"requirement"}, {"reason", required}, {"until", required}}};

constexpr std::array<KeyTable, 18> tables{{
    {KeyPlace::Workspace, "a workspace", "", workspaceKeys},
    {KeyPlace::Settings, "the settings", "settings", settingsKeys},
    {KeyPlace::Component, "a component", "component", componentKeys},
    {KeyPlace::Drill, "a drill", "drill", drillKeys},
    {KeyPlace::Release, "a release", "release", releaseKeys},
    {KeyPlace::ToleranceSides, "the sides of a tolerance", "toleranceSides", toleranceKeys},
    {KeyPlace::Evidence, "a piece of evidence", "evidence", evidenceKeys},
    {KeyPlace::Requirement, "a requirement", "requirement", requirementKeys},
    {KeyPlace::Alternative, "an alternative", "alternative", alternativeKeys},
    {KeyPlace::Link, "a link", "link", linkKeys},
    {KeyPlace::Environment, "an environment", "environment", environmentKeys},
    {KeyPlace::Plan, "a plan", "plan", planKeys},
    {KeyPlace::MoveStep, "a move", "moveStep", moveKeys},
    {KeyPlace::PurgeStep, "a purge", "purgeStep", purgeKeys},
    {KeyPlace::SoakStep, "a soak", "soakStep", soakKeys},
    {KeyPlace::CommitStep, "a commit", "commitStep", commitKeys},
    {KeyPlace::CheckpointStep, "a checkpoint", "checkpointStep", checkpointKeys},
    {KeyPlace::Suppression, "a suppression", "suppression", suppressionKeys},
}};

} // namespace

std::span<const KeyTable> workspaceKeyTables() { return tables; }

const KeyTable &keysOf(KeyPlace place) { return tables.at(static_cast<std::size_t>(place)); }

} // namespace belay::exchange
