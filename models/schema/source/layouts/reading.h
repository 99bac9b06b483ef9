// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/source/migrationlayouts.h"

#include <map>
#include <stop_token>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Inside of migrationlayouts.h: what reading any layout needs, and the layouts.
namespace belay::schema::layouts {

/// One folder being read. Layouts put into `set` what they find.
class Reading {
public:
    Reading(const FileTree &fileTree, const LayoutOptions &layoutOptions, std::stop_token stopToken, ProgressSink &progressSink)
        : tree(fileTree), options(layoutOptions), stop(std::move(stopToken)), progress(progressSink)
    {
    }

    const FileTree &tree;
    const LayoutOptions &options;
    std::stop_token stop;
    ProgressSink &progress;
    std::string folder;                 ///< Normal; the file's folder if one file was named.
    std::string onlyFile;               ///< The one file that was named; empty: all of the folder.
    std::vector<FileEntry> files;       ///< In the folder and below it, by path.
    MigrationSet set;
    bool dialectKnown = false;          ///< By the options or the layout's own files.

    /// A path without the folder.
    [[nodiscard]] std::string_view inFolder(std::string_view path) const;
    /// Whether the file lies in the folder itself, not deeper.
    [[nodiscard]] bool isDirect(std::string_view path) const { return inFolder(path).find('/') == std::string_view::npos; }
    /// A file's text, read once, with the replacements made.
    [[nodiscard]] Result<std::string> text(const std::string &path);
    /// The same for looking only: empty if it cannot be read.
    [[nodiscard]] std::string peek(const std::string &path);
    /// The first few SQL files, for recognising a layout by what is written in them.
    [[nodiscard]] std::vector<std::string> sampleSql() const;
    /// True if the database of the set was decided now or before as this one.
    void sayDialect(std::string_view name);
    void remark(std::string code, std::string file, std::uint32_t line, std::string message);
    [[nodiscard]] Result<Done> goOn(std::size_t done, std::size_t total);

private:
    std::map<std::string, std::string> m_texts;
};

/// How a layout is recognised and read.
struct Kind {
    Layout layout;
    std::string_view name;
    bool (*recognises)(Reading &);
    Result<Done> (*read)(Reading &);
};

/// In the order in which they are tried.
[[nodiscard]] const std::vector<Kind> &kinds();

[[nodiscard]] bool recogniseSqitch(Reading &);
[[nodiscard]] Result<Done> readSqitch(Reading &);
[[nodiscard]] bool recognisePrisma(Reading &);
[[nodiscard]] Result<Done> readPrisma(Reading &);
[[nodiscard]] bool recogniseDiesel(Reading &);
[[nodiscard]] Result<Done> readDiesel(Reading &);
[[nodiscard]] bool recogniseFlyway(Reading &);
[[nodiscard]] Result<Done> readFlyway(Reading &);
[[nodiscard]] bool recogniseLiquibaseChangelog(Reading &);
[[nodiscard]] Result<Done> readLiquibaseChangelog(Reading &);
[[nodiscard]] bool recogniseLiquibaseSql(Reading &);
[[nodiscard]] Result<Done> readLiquibaseSql(Reading &);
[[nodiscard]] bool recognisePgroll(Reading &);
[[nodiscard]] Result<Done> readPgroll(Reading &);
[[nodiscard]] bool recogniseGoose(Reading &);
[[nodiscard]] Result<Done> readGoose(Reading &);
[[nodiscard]] bool recogniseDbmate(Reading &);
[[nodiscard]] Result<Done> readDbmate(Reading &);
[[nodiscard]] bool recogniseAlembic(Reading &);
[[nodiscard]] Result<Done> readAlembic(Reading &);
[[nodiscard]] bool recognisePop(Reading &);
[[nodiscard]] Result<Done> readPop(Reading &);
[[nodiscard]] bool recogniseGolangMigrate(Reading &);
[[nodiscard]] Result<Done> readGolangMigrate(Reading &);
[[nodiscard]] bool recogniseNumbered(Reading &);
[[nodiscard]] Result<Done> readNumbered(Reading &);

// Shared between layouts.

/// A line of a text.
struct Line {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;      ///< Without the line break.
    std::uint32_t number = 1;
    std::string_view text;      ///< Trimmed.
};
[[nodiscard]] std::vector<Line> linesOf(std::string_view text);
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// The words of a text, cut at white space.
[[nodiscard]] std::vector<std::string_view> wordsOf(std::string_view text);
[[nodiscard]] bool startsWithWord(std::string_view text, std::string_view upperWord);
/// What follows "-- MARK" (or "--MARK") on a trimmed line, trimmed; nullopt on other lines.
[[nodiscard]] std::optional<std::string_view> behindMark(std::string_view line, std::string_view mark);
/// Whether one of the sampled SQL files has a line "-- MARK up".
[[nodiscard]] bool someFileMarksUp(Reading &reading, std::string_view mark);
/// The text up to the last span's end with all but the spans blanked out. The spans are in order.
[[nodiscard]] std::string onlySpans(std::string_view text, const std::vector<Span> &spans);
[[nodiscard]] std::size_t digitsAtStart(std::string_view text);
/// Orders numbers of any length by value, equal ones as equal.
[[nodiscard]] int compareDigits(std::string_view a, std::string_view b);
/// Dotted numbers, as Flyway's: 1.2 = 1.2.0 < 1.10.
[[nodiscard]] int compareDotted(std::string_view a, std::string_view b);
/// More than one statement in one message to PostgreSQL is one transaction; one alone is not in a
/// transaction block, so that CREATE INDEX CONCURRENTLY works.
[[nodiscard]] bool sentAsOneTransaction(std::string_view text, Dialect dialect);
/// Reports migrations that are the same version twice, holes in a count (not in dates), and, if the
/// tool sorts names as text, those where that is not the numbers' order.
enum class SortedAs { Numbers, Text };
void checkVersions(Reading &reading, SortedAs sortedAs);

} // namespace belay::schema::layouts
