// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include <algorithm>

namespace belay::schema::layouts {

namespace {

bool isNumbered(std::string_view name)
{
    return digitsAtStart(name.starts_with('v') || name.starts_with('V') ? name.substr(1) : name) > 0 && name.ends_with(".sql");
}

/// "0001_name.sql", "1.2-name.sql", "v3.sql": the number or dotted number in front.
std::pair<std::string, std::string> versionAndTitle(std::string_view name)
{
    name.remove_suffix(4);
    std::size_t at = name.starts_with('v') || name.starts_with('V') ? 1 : 0;
    const std::size_t from = at;
    at += digitsAtStart(name.substr(at));
    while (at + 1 < name.size() && name[at] == '.' && digitsAtStart(name.substr(at + 1)) > 0)
        at += 1 + digitsAtStart(name.substr(at + 1));
    const std::size_t title = std::min(name.find_first_not_of("_-. ", at), name.size());
    return {std::string(name.substr(from, at - from)), std::string(name.substr(title))};
}

/// Names that mean the way back.
bool isDown(std::string_view title)
{
    for (const std::string_view mark : {".down", "_down", "-down", ".undo", "_undo", ".rollback", "_rollback", "-rollback", ".revert"}) {
        if (title.ends_with(mark))
            return true;
    }
    return title == "down";
}

} // namespace

bool recogniseNumbered(Reading &reading)
{
    return std::any_of(reading.files.begin(), reading.files.end(), [&](const FileEntry &file) {
        return reading.isDirect(file.path) && isNumbered(fileNameOf(file.path));
    });
}

Result<Done> readNumbered(Reading &reading)
{
    struct Found {
        std::string version;
        std::string title;
        std::string path;
    };
    std::vector<Found> ups;
    std::vector<Found> downs;
    for (const FileEntry &file : reading.files) {
        const std::string_view name = fileNameOf(file.path);
        if (!reading.isDirect(file.path) || !name.ends_with(".sql"))
            continue;
        if (!isNumbered(name)) {
            reading.remark("not-understood", file.path, 0, "The file is no migration by its name: it does not begin with a number.");
            continue;
        }
        auto [version, title] = versionAndTitle(name);
        (isDown(title) ? downs : ups).push_back({std::move(version), std::move(title), file.path});
    }
    std::stable_sort(ups.begin(), ups.end(), [](const Found &a, const Found &b) { return compareDotted(a.version, b.version) < 0; });
    for (std::size_t i = 0; i < ups.size(); ++i) {
        if (const Result<Done> on = reading.goOn(i, ups.size()); !on)
            return on.error();
        Result<std::string> text = reading.text(ups[i].path);
        if (!text)
            return text.error();
        Migration migration;
        migration.version = ups[i].version;
        migration.name = ups[i].title;
        migration.up = MigrationScript{ups[i].path, std::move(*text), false, false, {}};
        const auto down = std::find_if(downs.begin(), downs.end(),
                                       [&](const Found &d) { return compareDotted(d.version, ups[i].version) == 0; });
        if (down != downs.end()) {
            Result<std::string> downText = reading.text(down->path);
            if (!downText)
                return downText.error();
            migration.down = MigrationScript{down->path, std::move(*downText), false, false, {}};
            downs.erase(down);
        }
        reading.set.migrations.push_back(std::move(migration));
    }
    for (const Found &down : downs)
        reading.remark("migration-without-up", down.path, 0, "This way back belongs to no migration.");
    checkVersions(reading, SortedAs::Numbers);
    return Done{};
}

} // namespace belay::schema::layouts
