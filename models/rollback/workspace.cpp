// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollback/workspace.h"

#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace belay::rollback {
namespace {

struct KindRow {
    ComponentKind kind;
    std::string_view text;
    int depth;
    bool rolls;
};
constexpr std::array kinds{
    KindRow{ComponentKind::Service, "service", 1, true},
    KindRow{ComponentKind::Database, "database", 0, false},
    KindRow{ComponentKind::Flag, "flag", 1, false},
    KindRow{ComponentKind::Config, "config", 1, true},
    KindRow{ComponentKind::Topic, "topic", 0, false},
    KindRow{ComponentKind::Client, "client", 0, true},
    KindRow{ComponentKind::External, "external", 0, true},
};

const KindRow &rowOf(ComponentKind kind)
{
    return kinds.at(static_cast<std::size_t>(kind));
}

constexpr std::array<std::pair<char, std::int64_t>, 5> units{
    {{'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

} // namespace

std::string_view toText(ComponentKind kind) { return rowOf(kind).text; }

std::optional<ComponentKind> componentKindFrom(std::string_view text)
{
    for (const KindRow &row : kinds) {
        if (row.text == text)
            return row.kind;
    }
    return {};
}

int defaultRollbackDepth(ComponentKind kind) { return rowOf(kind).depth; }

bool rollsByDefault(ComponentKind kind) { return rowOf(kind).rolls; }

std::string_view toText(StepKind kind)
{
    switch (kind) {
    case StepKind::Move: return "move";
    case StepKind::Purge: return "purge";
    case StepKind::Soak: return "soak";
    case StepKind::Commit: return "commit";
    case StepKind::Checkpoint: return "checkpoint";
    }
    return {};
}

std::string durationToText(std::int64_t duration_s)
{
    for (const auto &[unit, seconds] : units) {
        if (duration_s != 0 && duration_s % seconds == 0)
            return std::to_string(duration_s / seconds) + unit;
    }
    return "0s";
}

std::optional<std::int64_t> durationFromText(std::string_view text)
{
    if (text.size() < 2)
        return {};
    std::int64_t count = 0;
    const char *end = text.data() + text.size() - 1;
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    if (error != std::errc{} || stop != end || count < 0)
        return {};
    for (const auto &[unit, seconds] : units) {
        if (*end == unit) {
            if (count > std::numeric_limits<std::int64_t>::max() / seconds)
                return {};
            return count * seconds;
        }
    }
    return {};
}

std::string toText(const ReleaseRange &range)
{
    return range.first == range.last ? range.first : range.first + ".." + range.last;
}

std::optional<ReleaseRange> releaseRangeFrom(std::string_view text)
{
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) {
        if (text.empty())
            return {};
        return ReleaseRange{std::string(text), std::string(text)};
    }
    ReleaseRange range{std::string(text.substr(0, dots)), std::string(text.substr(dots + 2))};
    if ((range.first.empty() && range.last.empty()) || range.last.find("..") != std::string::npos)
        return {};
    return range;
}

} // namespace belay::rollback
