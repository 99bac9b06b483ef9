// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include <algorithm>
#include <map>
#include <optional>

namespace belay::schema::layouts {

namespace {

struct Name {
    std::string version;
    std::string title;
    bool up = true;
};

/// golang-migrate's own expression: ^([0-9]+)_(.*)\.(down|up)\.(.*)$
std::optional<Name> parseName(std::string_view file)
{
    const std::size_t digits = digitsAtStart(file);
    if (digits == 0 || digits >= file.size() || file[digits] != '_')
        return std::nullopt;
    const std::string_view rest = file.substr(digits + 1);
    const std::size_t up = rest.rfind(".up.");
    const std::size_t down = rest.rfind(".down.");
    if (up == std::string_view::npos && down == std::string_view::npos)
        return std::nullopt;
    const bool isUp = down == std::string_view::npos || (up != std::string_view::npos && up > down);
    return Name{std::string(file.substr(0, digits)), std::string(rest.substr(0, isUp ? up : down)), isUp};
}

} // namespace

bool recogniseGolangMigrate(Reading &reading)
{
    return std::any_of(reading.files.begin(), reading.files.end(), [&](const FileEntry &file) {
        return reading.isDirect(file.path) && file.path.ends_with(".sql") && parseName(fileNameOf(file.path));
    });
}

Result<Done> readGolangMigrate(Reading &reading)
{
    struct Found {
        Name name;
        std::string up;
        std::string down;
    };
    std::vector<Found> found;
    for (const FileEntry &file : reading.files) {
        if (!reading.isDirect(file.path))
            continue;
        const std::optional<Name> name = parseName(fileNameOf(file.path));
        if (!name || !file.path.ends_with(".sql")) {
            if (name || file.path.ends_with(".sql"))
                reading.remark("not-understood", file.path, 0, "The file is no migration by its name: N_name.up.sql or N_name.down.sql.");
            continue;
        }
        // Up and down belong together by their number; two ups of one number are a mistake that the
        // tool refuses, and both are kept for the remark.
        auto same = std::find_if(found.begin(), found.end(), [&](const Found &f) {
            return compareDigits(f.name.version, name->version) == 0 && (name->up ? f.up : f.down).empty()
                && (f.name.title == name->title || (name->up ? f.down : f.up).empty() == false);
        });
        if (same == found.end())
            same = found.insert(found.end(), {*name, {}, {}});
        if (name->up)
            same->name = *name;
        (name->up ? same->up : same->down) = file.path;
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Found &a, const Found &b) { return compareDigits(a.name.version, b.name.version) < 0; });
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (const Result<Done> on = reading.goOn(i, found.size()); !on)
            return on.error();
        Migration migration;
        migration.version = found[i].name.version;
        migration.name = found[i].name.title;
        for (const bool up : {true, false}) {
            const std::string &path = up ? found[i].up : found[i].down;
            if (path.empty())
                continue;
            Result<std::string> text = reading.text(path);
            if (!text)
                return text.error();
            const bool transaction = sentAsOneTransaction(*text, reading.set.dialect);
            (up ? migration.up : migration.down) = MigrationScript{path, std::move(*text), transaction, false, {}};
        }
        reading.set.migrations.push_back(std::move(migration));
    }
    checkVersions(reading, SortedAs::Numbers);
    return Done{};
}

} // namespace belay::schema::layouts
