// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/nameindex.h"
#include "models/core/result.h"
#include "models/rollback/workspace.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// The workspace in numbers: components and releases by position, requirements in compressed sparse
/// rows. Internal to the engine; made once for a workspace and read by any number of threads.
namespace belay::rollback {

using ComponentIndex = std::uint32_t;
/// Position of a release in its component's sequence; `absent` is "not deployed".
using Position = std::int32_t;
inline constexpr Position absent = -1;
using FormatIndex = std::uint32_t;

/// Positions lo..hi, both inclusive; empty if lo > hi.
struct Span {
    Position lo = 0;
    Position hi = -1;
    friend bool operator==(const Span &, const Span &) = default;
};

/// A set of positions as sorted, disjoint, non-adjacent spans. Never holds `absent`.
class ReleaseSet {
public:
    ReleaseSet() = default;
    explicit ReleaseSet(std::vector<Span> spans);

    [[nodiscard]] bool contains(Position position) const;
    [[nodiscard]] std::span<const Span> spans() const { return m_spans; }
    [[nodiscard]] ReleaseSet united(const ReleaseSet &other) const;
    [[nodiscard]] ReleaseSet intersected(const ReleaseSet &other) const;

private:
    std::vector<Span> m_spans;
};

enum class NeedKind : std::uint8_t { Needs, Tolerates };

/// One requirement of one release. The common case (one alternative, one span) lies in the record;
/// anything else in `CompiledWorkspace::manyAlternatives[many]`.
struct Need {
    static constexpr std::uint32_t none = 0xffffffffU;

    Position release = 0;
    ComponentIndex provider = 0;       ///< Of the only or first alternative.
    Span span;
    std::uint32_t many = none;
    std::uint32_t ordinal : 31 = 0;    ///< Index into Release::needs or Release::tolerates.
    std::uint32_t tolerates : 1 = 0;

    [[nodiscard]] NeedKind kind() const { return tolerates != 0 ? NeedKind::Tolerates : NeedKind::Needs; }
};

/// Alternatives on different components; each component once, at its first place.
struct CompiledAlternative {
    ComponentIndex provider = 0;
    ReleaseSet releases;
};

/// A release reads a store: the formats that it can read, sorted.
struct Reads {
    Position release = 0;
    ComponentIndex store = 0;
    std::uint32_t ordinal = 0;         ///< Index into Release::reads.
    std::vector<FormatIndex> readable;
};

struct FormatInfo {
    ComponentIndex store = 0;
    std::string name;
    std::vector<std::pair<ComponentIndex, Position>> writers; ///< In file order.
};

/// A component's state before any plan.
struct StartState {
    std::vector<Position> live;        ///< Ascending; {absent} if not deployed.
    std::vector<Position> history;     ///< Oldest first, other live releases last.
};

struct CompiledEnvironment {
    std::vector<StartState> components;
    std::vector<bool> formats;         ///< By FormatIndex: present at the start.
};

class CompiledWorkspace {
public:
    /// Errors, if any, are those of components, settings and environments; the object can be used
    /// only if there are none.
    static std::shared_ptr<const CompiledWorkspace> compile(std::shared_ptr<const Workspace> workspace,
                                                            std::vector<Error> &errors);

    [[nodiscard]] const Workspace &source() const { return *m_source; }
    [[nodiscard]] const std::shared_ptr<const Workspace> &sharedSource() const { return m_source; }
    [[nodiscard]] std::size_t componentCount() const { return m_source->components.size(); }
    [[nodiscard]] const Component &component(ComponentIndex c) const { return *m_source->components[c]; }
    [[nodiscard]] std::string_view label(ComponentIndex c, Position p) const;
    [[nodiscard]] int depth(ComponentIndex c) const { return m_depth[c]; }
    [[nodiscard]] bool rolls(ComponentIndex c) const { return m_rolls[c] != 0; }
    [[nodiscard]] bool isClient(ComponentIndex c) const { return component(c).kind == ComponentKind::Client; }

    /// Nothing if the name is not a component's.
    [[nodiscard]] const ComponentIndex *find(std::string_view name) const;
    /// -2 if the label is not a release's; `absent` for "none".
    [[nodiscard]] Position position(ComponentIndex c, std::string_view label) const;
    static constexpr Position unknownRelease = -2;

    [[nodiscard]] std::span<const Need> needs(ComponentIndex c) const;
    [[nodiscard]] std::uint32_t firstNeed(ComponentIndex c) const { return m_needOffset[c]; }
    [[nodiscard]] const Need &need(std::uint32_t index) const { return m_needs[index]; }
    [[nodiscard]] std::size_t needCount() const { return m_needs.size(); }
    [[nodiscard]] ComponentIndex ownerOf(std::uint32_t need) const { return m_owner[need]; }
    /// Indices of the requirements that name the component as an alternative.
    [[nodiscard]] std::span<const std::uint32_t> dependents(ComponentIndex c) const;
    [[nodiscard]] std::span<const CompiledAlternative> alternatives(const Need &need) const
    {
        return m_many[need.many];
    }
    [[nodiscard]] std::span<const Reads> reads(ComponentIndex c) const;
    [[nodiscard]] std::span<const ComponentIndex> readers() const { return m_readers; }
    [[nodiscard]] std::span<const FormatInfo> formats() const { return m_formats; }
    /// The formats that a release writes, sorted.
    [[nodiscard]] std::span<const FormatIndex> writes(ComponentIndex c, Position p) const;
    [[nodiscard]] std::span<const FormatIndex> formatsOf(ComponentIndex store) const;
    [[nodiscard]] const FormatIndex *findFormat(ComponentIndex store, std::string_view name) const;

    /// Whether some component says that its health is recorded by release.
    [[nodiscard]] bool keepsHealth() const { return m_keepsHealth; }
    /// By the environment's place in the workspace.
    [[nodiscard]] const CompiledEnvironment &environment(std::size_t index) const { return m_environments[index]; }

    /// The sets of the two sides of a tolerance, for messages. Absent sides are everything.
    [[nodiscard]] ReleaseSet side(ComponentIndex store, const std::optional<ReleaseRanges> &ranges) const;

private:
    CompiledWorkspace() = default;
    [[nodiscard]] CompiledEnvironment compileEnvironment(const Environment &environment,
                                                         std::vector<Error> &errors) const;
    struct Builder;

    std::shared_ptr<const Workspace> m_source;
    NameIndex m_byName;
    std::vector<CompiledEnvironment> m_environments;
    std::unordered_map<ComponentIndex, std::unordered_map<std::string_view, Position>> m_manyReleases;
    std::vector<int> m_depth;
    bool m_keepsHealth = false;
    std::vector<std::uint8_t> m_rolls;
    std::vector<std::uint32_t> m_needOffset;
    std::vector<Need> m_needs;
    std::vector<ComponentIndex> m_owner;
    std::vector<std::vector<CompiledAlternative>> m_many;
    std::vector<std::uint32_t> m_dependentOffset;
    std::vector<std::uint32_t> m_dependents;
    std::vector<FormatInfo> m_formats;
    std::unordered_map<ComponentIndex, std::vector<Reads>> m_reads;
    std::vector<ComponentIndex> m_readers;
    std::unordered_map<std::uint64_t, std::vector<FormatIndex>> m_writes;
    std::unordered_map<ComponentIndex, std::vector<FormatIndex>> m_formatsOf;
};

/// How many errors are collected before giving up.
inline constexpr std::size_t errorLimit = 1000;

} // namespace belay::rollback
