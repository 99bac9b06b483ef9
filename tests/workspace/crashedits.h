// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/edit.h"
#include "tests/workspace/randomedits.h"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace belay::workspace::testing {

/// The workspace's name carries the number of its last edit: "edit 17".
inline std::uint64_t editNumberOf(const rollback::Workspace &workspace)
{
    return workspace.name.starts_with("edit ") ? std::strtoull(workspace.name.c_str() + 5, nullptr, 10) : 0;
}

/// The edit of that number, the same in both processes: some changes of everything, and now and then
/// one that fills many pages.
inline rollback::Edit crashEdit(const rollback::Workspace &workspace, std::uint64_t number)
{
    using namespace rollback;
    RandomEdits random(number * 7919);
    Edit edit;
    Workspace now = workspace;
    if (number % 5 == 0) {
        for (int i = 0; i < 60; ++i) {
            Component component = random.component();
            component.id = "n" + std::to_string(number) + '-' + std::to_string(i);
            edit.changes.emplace_back(
                ComponentChange{std::nullopt, Shared<Component>(component), 0, now.components.size() + static_cast<std::size_t>(i)});
        }
    } else if (number % 5 == 3) {
        while (now.components.size() > 10) {
            edit.changes.emplace_back(ComponentChange{now.components.back(), std::nullopt, now.components.size() - 1, 0});
            now.components.pop_back();
        }
    } else if (!now.components.empty()) {
        const std::size_t index = random.below(now.components.size());
        Shared<Component> after = now.components[index];
        after.edit().owner = random.text() + std::to_string(number);
        after.edit().releases = random.component().releases;
        edit.changes.emplace_back(ComponentChange{now.components[index], after, index, index});
    }
    edit.changes.emplace_back(NameChange{workspace.name, "edit " + std::to_string(number)});
    return edit;
}

} // namespace belay::workspace::testing
