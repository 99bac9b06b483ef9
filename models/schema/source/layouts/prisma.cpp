// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include <algorithm>

namespace belay::schema::layouts {

namespace {

bool isMigrationFile(const Reading &reading, std::string_view path)
{
    const std::string_view inside = reading.inFolder(path);
    return fileNameOf(path) == "migration.sql" && std::count(inside.begin(), inside.end(), '/') == 1;
}

} // namespace

bool recognisePrisma(Reading &reading)
{
    return std::any_of(reading.files.begin(), reading.files.end(),
                       [&](const FileEntry &file) { return isMigrationFile(reading, file.path); });
}

Result<Done> readPrisma(Reading &reading)
{
    const std::string lock = joinPath(reading.folder, "migration_lock.toml");
    if (reading.tree.hasFile(lock)) {
        const Result<std::string> text = reading.text(lock);
        if (!text)
            return text.error();
        for (const Line &line : linesOf(*text)) {
            const std::size_t equals = line.text.find('=');
            if (equals == std::string_view::npos || trimmed(line.text.substr(0, equals)) != "provider")
                continue;
            std::string_view value = trimmed(line.text.substr(equals + 1));
            if (value.size() >= 2)
                value = value.substr(1, value.size() - 2);
            reading.sayDialect(value);
            if (!dialectFromName(value))
                reading.remark("not-for-this-database", lock, line.number, "The migrations are for " + std::string(value) + ", which is not understood.");
        }
    }
    std::size_t done = 0;
    // Sorted as text, as the files are already.
    for (const FileEntry &file : reading.files) {
        if (const Result<Done> on = reading.goOn(++done, reading.files.size()); !on)
            return on.error();
        if (!isMigrationFile(reading, file.path)) {
            if (file.path.ends_with(".sql") && fileNameOf(file.path) != "down.sql")
                reading.remark("not-understood", file.path, 0, "The file is not migration.sql in a folder of its own.");
            continue;
        }
        Result<std::string> text = reading.text(file.path);
        if (!text)
            return text.error();
        const std::string_view folder = reading.inFolder(folderOf(file.path));
        const std::size_t digits = digitsAtStart(folder);
        Migration migration;
        migration.version = digits > 0 ? folder.substr(0, digits) : folder;
        migration.name = folder.substr(std::min(folder.size(), digits > 0 ? digits + 1 : 0));
        const bool transaction = sentAsOneTransaction(*text, reading.set.dialect);
        migration.up = MigrationScript{file.path, std::move(*text), transaction, false, {}};
        // Prisma makes no way back; its guide has people write one beside the migration.
        const std::string down = joinPath(folderOf(file.path), "down.sql");
        if (reading.tree.hasFile(down)) {
            Result<std::string> downText = reading.text(down);
            if (!downText)
                return downText.error();
            migration.down = MigrationScript{down, std::move(*downText), true, false, {}};
        }
        reading.set.migrations.push_back(std::move(migration));
    }
    checkVersions(reading, SortedAs::Text);
    return Done{};
}

} // namespace belay::schema::layouts
