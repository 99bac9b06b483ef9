// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include <algorithm>
#include <optional>

namespace belay::schema::layouts {

namespace {

/// "-- Running upgrade a, b -> c" and "-- Running downgrade c -> b".
struct Marker {
    bool up = true;
    std::vector<std::string> from;
    std::vector<std::string> to;
};

std::vector<std::string> names(std::string_view list)
{
    std::vector<std::string> all;
    for (std::size_t from = 0; from <= list.size();) {
        const std::size_t comma = std::min(list.find(',', from), list.size());
        const std::string_view name = trimmed(list.substr(from, comma - from));
        if (!name.empty())
            all.emplace_back(name);
        from = comma + 1;
    }
    return all;
}

std::optional<Marker> markerOf(std::string_view line)
{
    constexpr std::string_view up = "-- Running upgrade";
    constexpr std::string_view down = "-- Running downgrade";
    Marker marker;
    if (line.starts_with(up)) {
        line.remove_prefix(up.size());
    } else if (line.starts_with(down)) {
        line.remove_prefix(down.size());
        marker.up = false;
    } else {
        return std::nullopt;
    }
    const std::size_t arrow = line.find("->");
    if (arrow == std::string_view::npos)
        return std::nullopt;
    marker.from = names(line.substr(0, arrow));
    marker.to = names(line.substr(arrow + 2));
    return marker;
}

bool pathSays(std::string_view path, std::string_view word)
{
    std::string lower(path);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower.find(word) != std::string::npos;
}

} // namespace

bool recogniseAlembic(Reading &reading)
{
    for (const std::string &path : reading.sampleSql()) {
        const std::string text = reading.peek(path);
        if (text.find("-- Running upgrade") == std::string::npos)
            continue;
        for (const Line &line : linesOf(text)) {
            if (markerOf(line.text))
                return true;
        }
    }
    return false;
}

Result<Done> readAlembic(Reading &reading)
{
    struct Section {
        Marker marker;
        std::string file;
        std::uint32_t line = 0;
        Span span;
    };
    std::vector<Section> sections;
    for (const FileEntry &file : reading.files) {
        if (!file.path.ends_with(".sql"))
            continue;
        if (const Result<Done> on = reading.goOn(sections.size(), 0); !on)
            return on.error();
        const Result<std::string> text = reading.text(file.path);
        if (!text)
            return text.error();
        const std::size_t before = sections.size();
        for (const Line &line : linesOf(*text)) {
            if (std::optional<Marker> marker = markerOf(line.text)) {
                if (sections.size() > before)
                    sections.back().span.length = line.begin - sections.back().span.begin;
                sections.push_back({std::move(*marker), file.path, line.number, {line.begin, 0}});
            }
        }
        if (sections.size() > before)
            sections.back().span.length = static_cast<std::uint32_t>(text->size()) - sections.back().span.begin;
        else
            reading.remark("not-understood", file.path, 0, "The file has no \"-- Running upgrade\" and is not Alembic's offline SQL.");
    }
    // A section's script keeps the file's offsets, which costs the whole file each time. Bounded, since
    // a large file of many sections would otherwise fill the memory.
    constexpr std::uint64_t mostBytes = 1'000'000'000;
    std::uint64_t bytes = 0;
    for (const bool up : {true, false}) {
        for (const Section &section : sections) {
            if (section.marker.up != up)
                continue;
            const Result<std::string> text = reading.text(section.file);
            if (!text)
                return text.error();
            // What lies behind the section is not needed to keep offsets.
            std::string script = onlySpans(std::string_view(*text).substr(0, section.span.end()), {section.span});
            bytes += script.size();
            if (bytes > mostBytes)
                return Error{ErrorCode::LimitExceeded, "The file has too many migrations for its size.", section.file, section.line, 0};
            // The version that the section leads to, or comes back from.
            const std::vector<std::string> &names = up ? section.marker.to : section.marker.from;
            const std::string version = names.empty() ? std::string("base") : names.front();
            auto same = std::find_if(reading.set.migrations.begin(), reading.set.migrations.end(),
                                     [&](const Migration &m) { return m.version == version; });
            if (up) {
                if (same != reading.set.migrations.end())
                    reading.remark("migration-duplicate", section.file, section.line, "The revision " + version + " is applied twice.");
                Migration migration;
                migration.version = version;
                migration.name = section.marker.from.empty() ? "first" : "after " + section.marker.from.front();
                migration.after = section.marker.from;
                // A branch shows in the file's path only: offline SQL does not name it.
                migration.expandOnly = pathSays(section.file, "expand");
                migration.up = MigrationScript{section.file, std::move(script), true, false, {}};
                reading.set.migrations.push_back(std::move(migration));
            } else if (same == reading.set.migrations.end()) {
                reading.remark("migration-without-up", section.file, section.line, "This way back belongs to no migration.");
            } else {
                same->down = MigrationScript{section.file, std::move(script), true, false, {}};
            }
        }
    }
    // Several branches in several files: what a revision depends on comes first, else files' order.
    std::vector<Migration> ordered;
    std::vector<Migration> waiting = std::move(reading.set.migrations);
    while (!waiting.empty()) {
        const auto next = std::find_if(waiting.begin(), waiting.end(), [&](const Migration &m) {
            return std::none_of(waiting.begin(), waiting.end(), [&](const Migration &other) {
                return &other != &m && std::find(m.after.begin(), m.after.end(), other.version) != m.after.end();
            });
        });
        const auto take = next == waiting.end() ? waiting.begin() : next;
        if (next == waiting.end())
            reading.remark("not-understood", take->up->file, 0, "The revision " + take->version + " depends on itself in a circle.");
        ordered.push_back(std::move(*take));
        waiting.erase(take);
    }
    reading.set.migrations = std::move(ordered);
    return Done{};
}

} // namespace belay::schema::layouts
