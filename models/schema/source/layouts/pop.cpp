// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include <algorithm>
#include <array>
#include <optional>

namespace belay::schema::layouts {

namespace {

struct Name {
    std::string version;
    std::string title;
    std::string dialect;        ///< Canonical; empty: all.
    bool autocommit = false;
    bool up = true;
    bool fizz = false;
};

/// Pop's synonyms; empty if this is no name of a database.
std::string canonicalDialect(std::string_view name)
{
    struct Synonym {
        std::string_view written;
        std::string_view means;
    };
    static constexpr std::array<Synonym, 10> synonyms{{{"postgres", "postgres"}, {"postgresql", "postgres"}, {"pg", "postgres"},
                                                      {"cockroach", "cockroach"}, {"cockroachdb", "cockroach"}, {"crdb", "cockroach"},
                                                      {"mysql", "mysql"}, {"mariadb", "mariadb"}, {"sqlite3", "sqlite3"}, {"sqlite", "sqlite3"}}};
    const auto found = std::find_if(synonyms.begin(), synonyms.end(), [&](const Synonym &s) { return s.written == name; });
    return found == synonyms.end() ? std::string() : std::string(found->means);
}

/// Pop's own expression: ^(\d+)_([^.]+)(\.[a-z0-9]+)?(\.autocommit)?\.(up|down)\.(sql|fizz)$
std::optional<Name> parseName(std::string_view file)
{
    const std::size_t digits = digitsAtStart(file);
    if (digits == 0 || digits >= file.size() || file[digits] != '_')
        return std::nullopt;
    std::vector<std::string_view> parts;
    for (std::size_t from = digits + 1; from <= file.size();) {
        const std::size_t dot = std::min(file.find('.', from), file.size());
        parts.push_back(file.substr(from, dot - from));
        from = dot + 1;
    }
    if (parts.size() < 3 || parts.size() > 5 || parts[0].empty())
        return std::nullopt;
    Name name;
    name.version = file.substr(0, digits);
    name.title = parts[0];
    const std::string_view type = parts.back();
    const std::string_view way = parts[parts.size() - 2];
    if ((type != "sql" && type != "fizz") || (way != "up" && way != "down"))
        return std::nullopt;
    name.fizz = type == "fizz";
    name.up = way == "up";
    std::size_t middle = parts.size() - 3;
    if (middle > 0 && parts[middle] == "autocommit") {
        name.autocommit = true;
        --middle;
    }
    if (middle > 1)
        return std::nullopt;
    if (middle == 1) {
        name.dialect = canonicalDialect(parts[1]);
        if (name.dialect.empty())
            return std::nullopt;
    }
    return name;
}

std::string_view popName(Dialect dialect)
{
    switch (dialect) {
    case Dialect::PostgreSql: return "postgres";
    case Dialect::Sqlite: return "sqlite3";
    case Dialect::MySql: return "mysql";
    }
    return {};
}

} // namespace

bool recognisePop(Reading &reading)
{
    return std::any_of(reading.files.begin(), reading.files.end(), [&](const FileEntry &file) {
        const std::optional<Name> name = reading.isDirect(file.path) ? parseName(fileNameOf(file.path)) : std::nullopt;
        return name && (!name->dialect.empty() || name->autocommit || name->fizz);
    });
}

Result<Done> readPop(Reading &reading)
{
    struct Found {
        std::string version;
        std::string title;
        std::string up;
        std::string down;
        Name upName;
        Name downName;
    };
    std::vector<Found> found;
    const std::string_view wanted = popName(reading.set.dialect);
    reading.dialectKnown = true;
    for (const FileEntry &file : reading.files) {
        if (!reading.isDirect(file.path))
            continue;
        const std::optional<Name> name = parseName(fileNameOf(file.path));
        if (!name) {
            if (file.path.ends_with(".sql") || file.path.ends_with(".fizz"))
                reading.remark("not-understood", file.path, 0,
                               "The file is no migration by its name: N_name.up.sql or N_name.DATABASE.up.sql.");
            continue;
        }
        if (!name->dialect.empty() && name->dialect != wanted)
            continue;
        auto same = std::find_if(found.rbegin(), found.rend(),
                                 [&](const Found &f) { return f.version == name->version && f.title == name->title; });
        Found &migration = same != found.rend() ? *same : found.emplace_back(Found{name->version, name->title, {}, {}, {}, {}});
        std::string &path = name->up ? migration.up : migration.down;
        Name &kept = name->up ? migration.upName : migration.downName;
        // What is written for this database wins over what is written for all.
        if (path.empty() || (kept.dialect.empty() && !name->dialect.empty())) {
            path = file.path;
            kept = *name;
        } else if (kept.dialect.empty() == name->dialect.empty()) {
            reading.remark("migration-duplicate", file.path, 0, "This is the same migration as " + path + '.');
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Found &a, const Found &b) { return a.version < b.version; });
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (const Result<Done> on = reading.goOn(i, found.size()); !on)
            return on.error();
        Migration migration;
        migration.version = found[i].version;
        migration.name = found[i].title;
        for (const bool up : {true, false}) {
            const std::string &path = up ? found[i].up : found[i].down;
            const Name &name = up ? found[i].upName : found[i].downName;
            if (path.empty())
                continue;
            if (name.fizz) {
                reading.remark("not-understood", path, 0, "Fizz is not understood; only SQL is.");
                if (up)
                    migration.up = MigrationScript{path, {}, true, false, {}};
                continue;
            }
            Result<std::string> text = reading.text(path);
            if (!text)
                return text.error();
            (up ? migration.up : migration.down) = MigrationScript{path, std::move(*text), !name.autocommit, false, {}};
        }
        reading.set.migrations.push_back(std::move(migration));
    }
    checkVersions(reading, SortedAs::Text);
    return Done{};
}

} // namespace belay::schema::layouts
