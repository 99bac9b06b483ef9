// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <optional>

namespace belay::schema::layouts {

namespace {

struct Name {
    char prefix = 'V';          ///< V versioned, U undo, R repeatable, B baseline.
    std::string version;
    std::string title;
};

std::optional<Name> parseName(std::string_view file)
{
    const std::size_t dot = file.rfind('.');
    if (dot == std::string_view::npos || file.size() < 4 || std::string_view("VURB").find(file[0]) == std::string_view::npos)
        return std::nullopt;
    Name name;
    name.prefix = file[0];
    file = file.substr(1, dot - 1);
    const std::size_t separator = file.find("__");
    const std::string_view version = file.substr(0, std::min(separator, file.size()));
    if (separator == std::string_view::npos && (name.prefix == 'R' || digitsAtStart(version) != version.size()))
        return std::nullopt;
    if (name.prefix == 'R') {
        if (!version.empty())
            return std::nullopt;
    } else if (version.empty() || version.find_first_not_of("0123456789._") != std::string_view::npos || digitsAtStart(version) == 0) {
        return std::nullopt;
    }
    name.version = version;
    std::replace(name.version.begin(), name.version.end(), '_', '.');
    name.title = separator == std::string_view::npos ? std::string() : std::string(file.substr(separator + 2));
    std::replace(name.title.begin(), name.title.end(), '_', ' ');
    return name;
}

/// Flyway leaves the transaction out by itself where PostgreSQL allows none.
bool cannotBeInTransaction(std::string_view text)
{
    SqlLexer lexer(text, Dialect::PostgreSql);
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
        if (token.kind == SqlTokenKind::Word && (sameWord(lexer.textOf(token), "CONCURRENTLY") || sameWord(lexer.textOf(token), "VACUUM")))
            return true;
    }
    return false;
}

bool configuredTransaction(std::string_view configuration)
{
    for (const Line &line : linesOf(configuration)) {
        const std::size_t equals = line.text.find('=');
        if (equals != std::string_view::npos && trimmed(line.text.substr(0, equals)) == "executeInTransaction")
            return trimmed(line.text.substr(equals + 1)) != "false";
    }
    return true;
}

/// ${name} reads as the name itself, in place: an identifier stays one.
void takePlaceholders(Reading &reading, const std::string &path, std::string &text)
{
    std::size_t at = text.find("${");
    if (at == std::string::npos)
        return;
    const LineIndex lines(text);
    while (at != std::string::npos) {
        const std::size_t end = text.find('}', at);
        if (end == std::string::npos || end - at > 200)
            break;
        reading.remark("placeholder", path, lines.at(static_cast<std::uint32_t>(at)).line,
                       "The value of the placeholder " + text.substr(at, end + 1 - at) + " is not known; it is read as its own name.");
        text[at] = text[at + 1] = text[end] = ' ';
        std::replace(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(end), ':', '_');
        at = text.find("${", end);
    }
}

} // namespace

bool recogniseFlyway(Reading &reading)
{
    return std::any_of(reading.files.begin(), reading.files.end(), [&](const FileEntry &file) {
        const std::string_view name = fileNameOf(file.path);
        const std::optional<Name> parsed = name.ends_with(".sql") ? parseName(name) : std::nullopt;
        return parsed && (parsed->prefix == 'V' || parsed->prefix == 'R') && name.find("__") != std::string_view::npos;
    });
}

Result<Done> readFlyway(Reading &reading)
{
    struct Found {
        Name name;
        std::string path;
    };
    std::vector<Found> versioned;
    std::vector<Found> undo;
    std::vector<Found> repeatable;
    std::optional<Found> baseline;
    for (const FileEntry &file : reading.files) {
        const std::string_view fileName = fileNameOf(file.path);
        const bool code = fileName.ends_with(".java") || fileName.ends_with(".kt") || fileName.ends_with(".py") || fileName.ends_with(".sh");
        if (!fileName.ends_with(".sql") && !code)
            continue;
        std::optional<Name> name = parseName(fileName);
        if (!name || (code && fileName.find("__") == std::string_view::npos)) {
            if (!code)
                reading.remark("not-understood", file.path, 0, "The file is no migration by its name: V1__name.sql, U1__name.sql or R__name.sql.");
            continue;
        }
        Found found{std::move(*name), file.path};
        switch (found.name.prefix) {
        case 'V': versioned.push_back(std::move(found)); break;
        case 'U': undo.push_back(std::move(found)); break;
        case 'R': repeatable.push_back(std::move(found)); break;
        default:
            if (!baseline || compareDotted(baseline->name.version, found.name.version) < 0)
                baseline = std::move(found);
        }
    }
    const auto byVersion = [](const Found &a, const Found &b) { return compareDotted(a.name.version, b.name.version) < 0; };
    std::stable_sort(versioned.begin(), versioned.end(), byVersion);
    std::stable_sort(repeatable.begin(), repeatable.end(), [](const Found &a, const Found &b) { return a.name.title < b.name.title; });
    if (baseline) {
        // An empty database starts from the newest baseline and skips what it holds.
        std::erase_if(versioned, [&](const Found &f) { return compareDotted(f.name.version, baseline->name.version) <= 0; });
        reading.remark("migration-baseline", baseline->path, 0, "An empty database starts here; older migrations are not run on it.");
        versioned.insert(versioned.begin(), *baseline);
    }
    versioned.insert(versioned.end(), repeatable.begin(), repeatable.end());
    for (std::size_t i = 0; i < versioned.size(); ++i) {
        const Found &found = versioned[i];
        if (const Result<Done> on = reading.goOn(i, versioned.size()); !on)
            return on.error();
        Migration migration;
        migration.version = found.name.version;
        migration.name = found.name.title;
        migration.kind = found.name.prefix == 'R' ? Migration::Kind::Repeatable : Migration::Kind::Versioned;
        const auto script = [&](const std::string &path) -> Result<MigrationScript> {
            if (!path.ends_with(".sql")) {
                reading.remark("not-understood", path, 0, "This migration is not written in SQL; only SQL is understood.");
                return MigrationScript{path, {}, true, false, {}};
            }
            Result<std::string> text = reading.text(path);
            if (!text)
                return text.error();
            takePlaceholders(reading, path, *text);
            bool transaction = reading.set.dialect != Dialect::PostgreSql || !cannotBeInTransaction(*text);
            const std::string configuration = path + ".conf";
            if (reading.tree.hasFile(configuration)) {
                const Result<std::string> lines = reading.text(configuration);
                if (!lines)
                    return lines.error();
                transaction = transaction && configuredTransaction(*lines);
            }
            return MigrationScript{path, std::move(*text), transaction, false, {}};
        };
        Result<MigrationScript> up = script(found.path);
        if (!up)
            return up.error();
        migration.up = std::move(*up);
        const auto back = std::find_if(undo.begin(), undo.end(), [&](const Found &u) {
            return found.name.prefix == 'V' && compareDotted(u.name.version, found.name.version) == 0;
        });
        if (back != undo.end()) {
            Result<MigrationScript> down = script(back->path);
            if (!down)
                return down.error();
            migration.down = std::move(*down);
            undo.erase(back);
        }
        reading.set.migrations.push_back(std::move(migration));
    }
    for (const Found &back : undo) {
        if (!baseline)
            reading.remark("migration-without-up", back.path, 0, "This way back belongs to no migration.");
    }
    checkVersions(reading, SortedAs::Numbers);
    return Done{};
}

} // namespace belay::schema::layouts
