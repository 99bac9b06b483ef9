// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include <algorithm>
#include <optional>

namespace belay::schema::layouts {

namespace {

constexpr std::string_view mark = "migrate:";

} // namespace

bool recogniseDbmate(Reading &reading) { return someFileMarksUp(reading, mark); }

Result<Done> readDbmate(Reading &reading)
{
    std::size_t done = 0;
    // Sorted as text, as the files are already.
    for (const FileEntry &file : reading.files) {
        if (const Result<Done> on = reading.goOn(++done, reading.files.size()); !on)
            return on.error();
        const std::string_view name = fileNameOf(file.path);
        if (!reading.isDirect(file.path) || !name.ends_with(".sql"))
            continue;
        const std::size_t digits = digitsAtStart(name);
        if (digits == 0) {
            reading.remark("not-understood", file.path, 0, "The file is no migration by its name: it does not begin with a number.");
            continue;
        }
        const Result<std::string> text = reading.text(file.path);
        if (!text)
            return text.error();
        Migration migration;
        migration.version = name.substr(0, digits);
        const std::string_view title = name.substr(digits, name.size() - digits - 4);
        migration.name = title.substr(std::min(title.find_first_not_of("_-."), title.size()));
        struct Part {
            bool there = false;
            bool transaction = true;
            std::vector<Span> spans;
        };
        Part up;
        Part down;
        Part *part = nullptr;
        for (const Line &line : linesOf(*text)) {
            const std::optional<std::string_view> words = behindMark(line.text, mark);
            if (!words) {
                if (part != nullptr)
                    part->spans.push_back({line.begin, line.end - line.begin});
                else if (!line.text.empty() && !line.text.starts_with("--"))
                    reading.remark("not-understood", file.path, line.number, "This stands before \"-- migrate:up\"; the tool refuses it.");
                continue;
            }
            if (startsWithWord(*words, "UP")) {
                part = &up;
            } else if (startsWithWord(*words, "DOWN")) {
                part = &down;
            } else {
                reading.remark("not-understood", file.path, line.number, "The annotation \"migrate:" + std::string(*words) + "\" is not known.");
                continue;
            }
            part->there = true;
            for (const std::string_view option : wordsOf(*words)) {
                if (option == "transaction:false")
                    part->transaction = false;
            }
        }
        if (!up.there)
            reading.remark("not-understood", file.path, 0, "The file has no \"-- migrate:up\".");
        migration.up = MigrationScript{file.path, onlySpans(*text, up.spans), up.transaction, false, {}};
        if (down.there)
            migration.down = MigrationScript{file.path, onlySpans(*text, down.spans), down.transaction, false, {}};
        reading.set.migrations.push_back(std::move(migration));
    }
    checkVersions(reading, SortedAs::Text);
    return Done{};
}

} // namespace belay::schema::layouts
