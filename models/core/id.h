// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace belay {

/// An index that cannot be mistaken for an index into something else.
template <class Tag>
struct Id {
    std::uint32_t value = invalidValue;

    static constexpr std::uint32_t invalidValue = 0xffffffffU;

    constexpr Id() = default;
    constexpr explicit Id(std::uint32_t v) : value(v) {}
    constexpr explicit Id(std::size_t v) : value(static_cast<std::uint32_t>(v)) {}
    [[nodiscard]] constexpr bool valid() const { return value != invalidValue; }
    friend constexpr auto operator<=>(const Id &, const Id &) = default;
};

} // namespace belay

template <class Tag>
struct std::hash<belay::Id<Tag>> {
    std::size_t operator()(const belay::Id<Tag> &id) const noexcept { return id.value; }
};
