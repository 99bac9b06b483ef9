// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The keys of the exchange format version 1, where they may stand. The reader accepts these and no
/// others; the JSON Schema in resources/schema says the same, which a test compares.
namespace belay::exchange {

enum class KeyPlace : std::uint8_t {
    Workspace, Settings, Component, Drill, Release, ToleranceSides, Evidence, Requirement, Alternative,
    Link, Environment, Plan, MoveStep, PurgeStep, SoakStep, CommitStep, CheckpointStep, Suppression,
};

struct WorkspaceKey {
    std::string_view name;
    bool required = false;
};

struct KeyTable {
    KeyPlace place;
    std::string_view title;            ///< For errors: "a component".
    std::string_view definition;       ///< In the schema's `$defs`; empty for the whole.
    std::span<const WorkspaceKey> keys;
};

/// One table for each place, in the order of KeyPlace.
[[nodiscard]] std::span<const KeyTable> workspaceKeyTables();
[[nodiscard]] const KeyTable &keysOf(KeyPlace place);

} // namespace belay::exchange
