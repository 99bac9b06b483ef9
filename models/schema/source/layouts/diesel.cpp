// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include <algorithm>
#include <map>

namespace belay::schema::layouts {

namespace {

/// The folder of a file that is one folder below ours; empty if it lies elsewhere.
std::string_view migrationFolder(const Reading &reading, std::string_view path)
{
    const std::string_view inside = reading.inFolder(path);
    const std::size_t slash = inside.find('/');
    return slash == std::string_view::npos || inside.find('/', slash + 1) != std::string_view::npos ? std::string_view()
                                                                                                     : inside.substr(0, slash);
}

/// `run_in_transaction = false` of a metadata.toml.
bool runsInTransaction(std::string_view toml)
{
    for (const Line &line : linesOf(toml)) {
        const std::string_view text = line.text.substr(0, std::min(line.text.find('#'), line.text.size()));
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos && trimmed(text.substr(0, equals)) == "run_in_transaction")
            return trimmed(text.substr(equals + 1)) != "false";
    }
    return true;
}

} // namespace

bool recogniseDiesel(Reading &reading)
{
    return std::any_of(reading.files.begin(), reading.files.end(), [&](const FileEntry &file) {
        return fileNameOf(file.path) == "up.sql" && !migrationFolder(reading, file.path).empty();
    });
}

Result<Done> readDiesel(Reading &reading)
{
    struct Found {
        std::string up;
        std::string down;
        std::string metadata;
    };
    std::map<std::string, Found, std::less<>> folders;
    for (const FileEntry &file : reading.files) {
        const std::string_view folder = migrationFolder(reading, file.path);
        const std::string_view name = fileNameOf(file.path);
        if (folder.empty()) {
            if (name.ends_with(".sql"))
                reading.remark("not-understood", file.path, 0, "The file does not belong to a migration: it is neither up.sql nor down.sql in a folder of its own.");
            continue;
        }
        if (name == "up.sql")
            folders[std::string(folder)].up = file.path;
        else if (name == "down.sql")
            folders[std::string(folder)].down = file.path;
        else if (name == "metadata.toml")
            folders[std::string(folder)].metadata = file.path;
        else if (name.ends_with(".sql"))
            reading.remark("not-understood", file.path, 0, "The file is neither up.sql nor down.sql.");
    }
    std::size_t done = 0;
    for (const auto &[folder, found] : folders) {
        if (const Result<Done> on = reading.goOn(++done, folders.size()); !on)
            return on.error();
        if (found.up.empty() && found.down.empty())
            continue;
        Migration migration;
        // Diesel takes what stands before the first underscore, dashes left out, and sorts it as text.
        const std::size_t underscore = std::min(folder.find('_'), folder.size());
        for (const char c : folder.substr(0, underscore)) {
            if (c != '-')
                migration.version += c;
        }
        migration.name = underscore < folder.size() ? folder.substr(underscore + 1) : std::string();
        bool transaction = true;
        if (!found.metadata.empty()) {
            const Result<std::string> metadata = reading.text(found.metadata);
            if (!metadata)
                return metadata.error();
            transaction = runsInTransaction(*metadata);
        }
        for (const bool up : {true, false}) {
            const std::string &path = up ? found.up : found.down;
            if (path.empty())
                continue;
            Result<std::string> text = reading.text(path);
            if (!text)
                return text.error();
            (up ? migration.up : migration.down) = MigrationScript{path, std::move(*text), transaction, false, {}};
        }
        reading.set.migrations.push_back(std::move(migration));
    }
    std::stable_sort(reading.set.migrations.begin(), reading.set.migrations.end(),
                     [](const Migration &a, const Migration &b) { return a.version < b.version; });
    checkVersions(reading, SortedAs::Text);
    return Done{};
}

} // namespace belay::schema::layouts
