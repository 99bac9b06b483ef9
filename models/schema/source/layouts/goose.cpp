// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <optional>

namespace belay::schema::layouts {

namespace {

constexpr std::string_view mark = "+goose";

bool isMigrationName(std::string_view name)
{
    const std::size_t digits = digitsAtStart(name);
    return digits > 0 && digits < name.size() && name[digits] == '_';
}

} // namespace

bool recogniseGoose(Reading &reading) { return someFileMarksUp(reading, mark); }

Result<Done> readGoose(Reading &reading)
{
    std::vector<std::pair<std::string, std::string>> found; // Version, path.
    for (const FileEntry &file : reading.files) {
        const std::string_view name = fileNameOf(file.path);
        if (!reading.isDirect(file.path))
            continue;
        const bool go = name.ends_with(".go") && !name.ends_with("_test.go") && isMigrationName(name);
        if (go || (name.ends_with(".sql") && isMigrationName(name)))
            found.emplace_back(std::string(name.substr(0, digitsAtStart(name))), file.path);
        else if (name.ends_with(".sql"))
            reading.remark("not-understood", file.path, 0, "The file is no migration by its name: N_name.sql.");
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return compareDigits(a.first, b.first) < 0; });
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (const Result<Done> on = reading.goOn(i, found.size()); !on)
            return on.error();
        const std::string &path = found[i].second;
        const std::string_view name = fileNameOf(path);
        Migration migration;
        migration.version = found[i].first;
        const std::size_t title = migration.version.size() + 1;
        migration.name = name.substr(title, name.rfind('.') - title);
        if (name.ends_with(".go")) {
            reading.remark("not-understood", path, 0, "This migration is written in Go; only SQL is understood.");
            migration.up = MigrationScript{path, {}, true, false, {}};
            reading.set.migrations.push_back(std::move(migration));
            continue;
        }
        const Result<std::string> text = reading.text(path);
        if (!text)
            return text.error();
        bool transaction = true;
        std::vector<Span> up;
        std::vector<Span> down;
        std::vector<Span> *part = nullptr;
        std::uint32_t openStatement = 0;
        for (const Line &line : linesOf(*text)) {
            const std::optional<std::string_view> words = behindMark(line.text, mark);
            if (!words) {
                if (part != nullptr)
                    part->push_back({line.begin, line.end - line.begin});
                else if (!line.text.empty() && !line.text.starts_with("--"))
                    reading.remark("not-understood", path, line.number, "This stands before \"-- +goose Up\" and is not run.");
                continue;
            }
            if (startsWithWord(*words, "UP")) {
                part = &up;
            } else if (startsWithWord(*words, "DOWN")) {
                part = &down;
            } else if (startsWithWord(*words, "STATEMENTBEGIN")) {
                if (openStatement != 0)
                    reading.remark("unterminated", path, openStatement, "A StatementBegin has no StatementEnd.");
                openStatement = line.number;
            } else if (startsWithWord(*words, "STATEMENTEND")) {
                if (openStatement == 0)
                    reading.remark("not-understood", path, line.number, "A StatementEnd has no StatementBegin.");
                openStatement = 0;
            } else if (startsWithWord(*words, "NO") && sameWord(trimmed(words->substr(2)), "TRANSACTION")) {
                transaction = false;
            } else if (startsWithWord(*words, "ENVSUB")) {
                if (sameWord(trimmed(words->substr(6)), "ON"))
                    reading.remark("placeholder", path, line.number, "Environment variables are put into this file; their values are not known.");
            } else {
                reading.remark("not-understood", path, line.number, "The annotation \"+goose " + std::string(*words) + "\" is not known.");
            }
        }
        if (openStatement != 0)
            reading.remark("unterminated", path, openStatement, "A StatementBegin has no StatementEnd.");
        migration.up = MigrationScript{path, onlySpans(*text, up), transaction, false, {}};
        if (!down.empty())
            migration.down = MigrationScript{path, onlySpans(*text, down), transaction, false, {}};
        if (up.empty() && part == nullptr)
            reading.remark("not-understood", path, 0, "The file has no \"-- +goose Up\".");
        reading.set.migrations.push_back(std::move(migration));
    }
    checkVersions(reading, SortedAs::Numbers);
    return Done{};
}

} // namespace belay::schema::layouts
