// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/liquibase.h"

#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <optional>

namespace belay::schema::layouts {

namespace {

/// What follows "--" if the line is "--word ..." or "-- word ...".
std::optional<std::string_view> directive(std::string_view line, std::string_view upperWord)
{
    if (!line.starts_with("--"))
        return std::nullopt;
    line = trimmed(line.substr(2));
    if (!startsWithWord(line, upperWord))
        return std::nullopt;
    return trimmed(line.substr(upperWord.size()));
}

/// The value of `key:value` among a change set's attributes; values may be in quotes.
std::string attribute(std::string_view attributes, std::string_view key)
{
    std::size_t at = 0;
    while ((at = attributes.find(key, at)) != std::string_view::npos) {
        const bool alone = at == 0 || attributes[at - 1] == ' ' || attributes[at - 1] == '\t';
        std::size_t from = at + key.size();
        at = from;
        if (!alone || from >= attributes.size() || attributes[from] != ':')
            continue;
        ++from;
        if (from < attributes.size() && (attributes[from] == '"' || attributes[from] == '\'')) {
            const std::size_t end = attributes.find(attributes[from], from + 1);
            return std::string(attributes.substr(from + 1, std::min(end, attributes.size()) - from - 1));
        }
        const std::size_t end = attributes.find_first_of(" \t", from);
        return std::string(attributes.substr(from, std::min(end, attributes.size()) - from));
    }
    return {};
}

struct ChangeSet {
    std::string author;
    std::string id;
    std::uint32_t line = 0;
    std::string delimiter;
    bool transaction = true;
    bool runOnChange = false;
    std::string databases;
    std::vector<Span> up;
    std::vector<Span> down;
    bool backGiven = false;     ///< Also by "empty" or "not required".
};

/// A delimiter other than a semicolon, where it ends a line or stands on one alone, becomes one.
void useSemicolons(std::string &text, std::string_view delimiter)
{
    if (delimiter.empty() || delimiter == ";")
        return;
    std::string_view plain = delimiter;
    while (plain.starts_with("\\n"))
        plain.remove_prefix(2);
    while (plain.ends_with("\\n"))
        plain.remove_suffix(2);
    if (plain.empty())
        return;
    std::size_t at = 0;
    while ((at = text.find(plain, at)) != std::string::npos) {
        const std::size_t end = at + plain.size();
        const std::size_t lineEnd = std::min(text.find('\n', end), text.size());
        if (trimmed(std::string_view(text).substr(end, lineEnd - end)).empty()) {
            std::fill(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
            text[at] = ';';
        }
        at = end;
    }
}

} // namespace

bool isLiquibaseSql(std::string_view text)
{
    for (const Line &line : linesOf(text.substr(0, std::min<std::size_t>(text.size(), 10'000)))) {
        if (line.text.empty())
            continue;
        if (const std::optional<std::string_view> rest = directive(line.text, "LIQUIBASE"))
            return startsWithWord(*rest, "FORMATTED");
        if (!line.text.starts_with("--") && !line.text.starts_with("/*"))
            return false;
    }
    return false;
}

Result<Done> readLiquibaseSqlFile(Reading &reading, const std::string &path)
{
    const Result<std::string> text = reading.text(path);
    if (!text)
        return text.error();
    std::vector<ChangeSet> sets;
    bool ignoring = false;
    std::uint32_t ignoreLines = 0;
    bool inRollback = false;
    for (const Line &line : linesOf(*text)) {
        const Span whole{line.begin, line.end - line.begin};
        if (inRollback) {
            const std::size_t close = text->find("*/", line.begin);
            if (close < line.end) {
                sets.back().down.push_back({line.begin, static_cast<std::uint32_t>(close) - line.begin});
                inRollback = false;
            } else {
                sets.back().down.push_back(whole);
            }
            continue;
        }
        if (const auto ignored = directive(line.text, "IGNORELINES")) {
            const std::string_view value = trimmed(ignored->starts_with(':') ? ignored->substr(1) : *ignored);
            if (startsWithWord(value, "END"))
                ignoring = false;
            else if (startsWithWord(value, "START"))
                ignoring = true;
            else if (digitsAtStart(value) > 0 && digitsAtStart(value) < 7)
                ignoreLines = static_cast<std::uint32_t>(std::stoul(std::string(value.substr(0, digitsAtStart(value)))));
            continue;
        }
        if (ignoring || ignoreLines > 0) {
            ignoreLines -= ignoring || ignoreLines == 0 ? 0 : 1;
            continue;
        }
        if (const auto attributes = directive(line.text, "CHANGESET")) {
            ChangeSet set;
            const std::vector<std::string_view> words = wordsOf(*attributes);
            const std::string_view name = words.empty() ? std::string_view() : words.front();
            const std::size_t colon = name.find(':');
            if (colon == std::string_view::npos)
                reading.remark("not-understood", path, line.number, "A change set is named author:id.");
            set.author = name.substr(0, std::min(colon, name.size()));
            set.id = colon == std::string_view::npos ? std::string(name) : std::string(name.substr(colon + 1));
            set.line = line.number;
            set.delimiter = attribute(*attributes, "endDelimiter");
            set.transaction = attribute(*attributes, "runInTransaction") != "false";
            set.runOnChange = attribute(*attributes, "runOnChange") == "true" || attribute(*attributes, "runAlways") == "true";
            set.databases = attribute(*attributes, "dbms");
            sets.push_back(std::move(set));
            continue;
        }
        if (sets.empty()) {
            if (directive(line.text, "INCLUDE") || directive(line.text, "PROPERTY"))
                reading.remark("not-understood", path, line.number, "The line \"" + std::string(line.text) + "\" is not understood.");
            else if (!line.text.empty() && !line.text.starts_with("--") && !line.text.starts_with("/*") && !line.text.starts_with('*'))
                reading.remark("not-understood", path, line.number, "This stands before the first change set and is not run.");
            continue;
        }
        ChangeSet &set = sets.back();
        if (const auto back = directive(line.text, "ROLLBACK")) {
            set.backGiven = true;
            const bool nothing = sameWord(*back, "EMPTY") || sameWord(*back, "NOT REQUIRED") || startsWithWord(*back, "NOT REQUIRED");
            if (startsWithWord(*back, "CHANGESETID") || startsWithWord(*back, "CHANGESETAUTHOR"))
                reading.remark("not-understood", path, line.number, "A way back that names another change set is not followed.");
            else if (!nothing && !back->empty())
                set.down.push_back({static_cast<std::uint32_t>(back->data() - text->data()), static_cast<std::uint32_t>(back->size())});
            continue;
        }
        if (line.text.starts_with("/*") && startsWithWord(trimmed(line.text.substr(2)), "LIQUIBASE")
            && startsWithWord(trimmed(trimmed(line.text.substr(2)).substr(9)), "ROLLBACK")) {
            set.backGiven = true;
            inRollback = line.text.find("*/") == std::string_view::npos;
            const std::size_t close = line.text.find("*/");
            const auto from = static_cast<std::size_t>(trimmed(trimmed(line.text.substr(2)).substr(9)).data() - text->data()) + 8;
            const std::size_t end = close == std::string_view::npos ? line.end : static_cast<std::size_t>(line.text.data() - text->data()) + close;
            if (end > from)
                set.down.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(end - from)});
            continue;
        }
        if (directive(line.text, "PRECONDITIONS") || directive(line.text, "PRECONDITION-SQL-CHECK"))
            reading.remark("not-understood", path, line.number, "Preconditions are not evaluated; the change set is taken as run.");
        set.up.push_back(whole);
    }
    if (inRollback)
        reading.remark("unterminated", path, sets.back().line, "A way back of this change set is never closed (\"*/\").");
    if (sets.empty())
        reading.remark("migration-empty", path, 0, "The file has no change set.");
    std::uint64_t bytes = 0;
    for (ChangeSet &set : sets) {
        if (!liquibaseForDatabase(reading, set.databases)) {
            reading.remark("not-for-this-database", path, set.line, "The change set is for " + set.databases + " only.");
            continue;
        }
        Migration migration;
        migration.version = set.id;
        migration.name = set.author;
        migration.kind = set.runOnChange ? Migration::Kind::Repeatable : Migration::Kind::Versioned;
        const auto script = [&](const std::vector<Span> &spans) {
            const std::uint32_t end = spans.empty() ? 0 : spans.back().end();
            std::string sql = onlySpans(std::string_view(*text).substr(0, end), spans);
            bytes += sql.size();
            useSemicolons(sql, set.delimiter);
            return MigrationScript{path, std::move(sql), set.transaction, false, {}};
        };
        migration.up = script(set.up);
        if (set.backGiven)
            migration.down = script(set.down);
        if (bytes > 1'000'000'000)
            return Error{ErrorCode::LimitExceeded, "The file has too many change sets for its size.", path, set.line, 0};
        reading.set.migrations.push_back(std::move(migration));
    }
    return Done{};
}

bool recogniseLiquibaseSql(Reading &reading)
{
    const std::vector<std::string> paths = reading.sampleSql();
    return std::any_of(paths.begin(), paths.end(), [&](const std::string &path) { return isLiquibaseSql(reading.peek(path)); });
}

Result<Done> readLiquibaseSql(Reading &reading)
{
    std::size_t done = 0;
    // includeAll runs the files by name.
    for (const FileEntry &file : reading.files) {
        if (const Result<Done> on = reading.goOn(++done, reading.files.size()); !on)
            return on.error();
        if (!file.path.ends_with(".sql"))
            continue;
        const Result<std::string> text = reading.text(file.path);
        if (!text)
            return text.error();
        if (!isLiquibaseSql(*text)) {
            reading.remark("not-understood", file.path, 0, "The file does not begin with \"-- liquibase formatted sql\".");
            continue;
        }
        if (const Result<Done> read = readLiquibaseSqlFile(reading, file.path); !read)
            return read.error();
    }
    return Done{};
}

bool liquibaseForDatabase(const Reading &reading, std::string_view databases)
{
    if (trimmed(databases).empty() || sameWord(trimmed(databases), "ALL"))
        return true;
    bool anyPositive = false;
    for (std::size_t from = 0; from <= databases.size();) {
        const std::size_t comma = std::min(databases.find(',', from), databases.size());
        std::string_view name = trimmed(databases.substr(from, comma - from));
        from = comma + 1;
        const bool negated = name.starts_with('!');
        if (negated)
            name = trimmed(name.substr(1));
        anyPositive = anyPositive || !negated;
        const std::optional<Dialect> dialect = dialectFromName(name);
        if (dialect && *dialect == reading.set.dialect)
            return !negated;
    }
    return !anyPositive;
}

} // namespace belay::schema::layouts
