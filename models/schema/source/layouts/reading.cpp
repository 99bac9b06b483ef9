// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/reading.h"

#include "models/schema/source/sqllexer.h"
#include "models/schema/source/sqlsplit.h"

#include <algorithm>
#include <optional>

namespace belay::schema::layouts {

namespace {

constexpr std::size_t samples = 12;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

} // namespace

const std::vector<Kind> &kinds()
{
    // What is recognised by a file of the tool's own comes first, then marks inside of files, then
    // mere names; pop before golang-migrate, whose names are a part of pop's.
    static const std::vector<Kind> all{
        {Layout::Sqitch, "sqitch", recogniseSqitch, readSqitch},
        {Layout::Prisma, "prisma", recognisePrisma, readPrisma},
        {Layout::Diesel, "diesel", recogniseDiesel, readDiesel},
        {Layout::Flyway, "flyway", recogniseFlyway, readFlyway},
        {Layout::LiquibaseChangelog, "liquibase-changelog", recogniseLiquibaseChangelog, readLiquibaseChangelog},
        {Layout::LiquibaseSql, "liquibase-sql", recogniseLiquibaseSql, readLiquibaseSql},
        {Layout::Pgroll, "pgroll", recognisePgroll, readPgroll},
        {Layout::Goose, "goose", recogniseGoose, readGoose},
        {Layout::Dbmate, "dbmate", recogniseDbmate, readDbmate},
        {Layout::Alembic, "alembic", recogniseAlembic, readAlembic},
        {Layout::Pop, "pop", recognisePop, readPop},
        {Layout::GolangMigrate, "golang-migrate", recogniseGolangMigrate, readGolangMigrate},
        {Layout::Numbered, "numbered", recogniseNumbered, readNumbered},
    };
    return all;
}

std::string_view Reading::inFolder(std::string_view path) const
{
    return folder.empty() ? path : path.substr(std::min(path.size(), folder.size() + 1));
}

Result<std::string> Reading::text(const std::string &path)
{
    const auto known = m_texts.find(path);
    if (known != m_texts.end())
        return known->second;
    Result<std::string> read = tree.read(path);
    if (!read)
        return read;
    std::string replaced = withReplacements(std::move(*read), options.replacements);
    m_texts.emplace(path, replaced);
    return replaced;
}

std::string Reading::peek(const std::string &path)
{
    Result<std::string> read = text(path);
    return read ? std::move(*read) : std::string();
}

std::vector<std::string> Reading::sampleSql() const
{
    std::vector<std::string> paths;
    for (const FileEntry &file : files) {
        if (file.path.ends_with(".sql") && paths.size() < samples)
            paths.push_back(file.path);
    }
    return paths;
}

void Reading::sayDialect(std::string_view name)
{
    const std::optional<Dialect> dialect = dialectFromName(name);
    if (!dialectKnown && dialect) {
        set.dialect = *dialect;
        dialectKnown = true;
    }
}

void Reading::remark(std::string code, std::string file, std::uint32_t line, std::string message)
{
    set.remarks.push_back({std::move(code), std::move(file), line, std::move(message)});
}

Result<Done> Reading::goOn(std::size_t done, std::size_t total)
{
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, "Reading the migrations was stopped.", {}, 0, 0};
    progress.progress("Reading migrations", done, total);
    return Done{};
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::vector<Line> linesOf(std::string_view text)
{
    std::vector<Line> lines;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end),
                         static_cast<std::uint32_t>(lines.size() + 1), trimmed(text.substr(at, end - at))});
        at = end + 1;
    }
    return lines;
}

std::vector<std::string_view> wordsOf(std::string_view text)
{
    std::vector<std::string_view> words;
    std::size_t at = 0;
    while (at < text.size()) {
        while (at < text.size() && isBlank(text[at]))
            ++at;
        const std::size_t from = at;
        while (at < text.size() && !isBlank(text[at]))
            ++at;
        if (at > from)
            words.push_back(text.substr(from, at - from));
    }
    return words;
}

bool startsWithWord(std::string_view text, std::string_view upperWord)
{
    if (text.size() < upperWord.size() || !sameWord(text.substr(0, upperWord.size()), upperWord))
        return false;
    if (text.size() == upperWord.size())
        return true;
    const char next = text[upperWord.size()];
    return !((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9') || next == '_');
}

std::optional<std::string_view> behindMark(std::string_view line, std::string_view mark)
{
    if (!line.starts_with("--"))
        return std::nullopt;
    line = trimmed(line.substr(2));
    if (!line.starts_with(mark))
        return std::nullopt;
    return trimmed(line.substr(mark.size()));
}

bool someFileMarksUp(Reading &reading, std::string_view mark)
{
    const std::vector<std::string> paths = reading.sampleSql();
    return std::any_of(paths.begin(), paths.end(), [&](const std::string &path) {
        const std::string text = reading.peek(path);
        if (text.find(mark) == std::string::npos)
            return false;
        const std::vector<Line> lines = linesOf(text);
        return std::any_of(lines.begin(), lines.end(), [&](const Line &line) {
            const std::optional<std::string_view> words = behindMark(line.text, mark);
            return words && startsWithWord(*words, "UP");
        });
    });
}

std::string onlySpans(std::string_view text, const std::vector<Span> &spans)
{
    std::string kept(text);
    std::uint32_t at = 0;
    for (const Span &span : spans) {
        blankOut(kept, {at, span.begin - at});
        at = span.end();
    }
    // What lies behind keeps nobody's place: so that a change there is none here.
    kept.resize(at);
    return kept;
}

std::size_t digitsAtStart(std::string_view text)
{
    return std::min(text.find_first_not_of("0123456789"), text.size());
}

int compareDigits(std::string_view a, std::string_view b)
{
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size())
        return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

int compareDotted(std::string_view a, std::string_view b)
{
    const auto take = [](std::string_view &rest) {
        const std::size_t end = std::min(rest.find_first_of("._"), rest.size());
        const std::string_view part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return part;
    };
    while (!a.empty() || !b.empty()) {
        const int order = compareDigits(take(a), take(b));
        if (order != 0)
            return order;
    }
    return 0;
}

bool sentAsOneTransaction(std::string_view text, Dialect dialect)
{
    if (dialect == Dialect::MySql)
        return false;
    if (dialect == Dialect::Sqlite)
        return true;
    const SqlSplit split = splitSql(text, dialect);
    return std::count_if(split.statements.begin(), split.statements.end(),
                         [](const SplitStatement &s) { return s.kind == SplitStatement::Kind::Sql; }) > 1;
}

void checkVersions(Reading &reading, SortedAs sortedAs)
{
    // A count has few digits; dates and times have at least eight, and gaps in them mean nothing.
    constexpr std::size_t mostCountDigits = 6;
    const Migration *before = nullptr;
    std::string largest;
    for (const Migration &migration : reading.set.migrations) {
        if (migration.kind != Migration::Kind::Versioned || migration.version.empty())
            continue;
        const std::string file = migration.up ? migration.up->file : migration.down ? migration.down->file : std::string();
        const auto isCount = [](const std::string &version) {
            return digitsAtStart(version) == version.size() && version.size() <= mostCountDigits;
        };
        const std::string &version = migration.version;
        if (before != nullptr && compareDotted(before->version, version) == 0
            && digitsAtStart(before->version) > 0 && (sortedAs == SortedAs::Numbers || before->version == version)) {
            reading.remark("migration-duplicate", file, 0,
                           "The version " + version + " is there twice: " + before->name + " and " + migration.name + '.');
        } else if (before != nullptr && isCount(before->version) && isCount(version)) {
            const unsigned long previous = std::stoul(before->version);
            const unsigned long here = std::stoul(version);
            if (here < previous) {
                reading.remark("migration-out-of-order", file, 0,
                               "The version " + version + " is applied after " + before->version + ": names are sorted as text, not as numbers.");
            } else if (here > previous + 1 && compareDotted(largest, before->version) <= 0) {
                const std::string missing = here == previous + 2 ? "version " + std::to_string(previous + 1) + " is"
                                                                 : "versions " + std::to_string(previous + 1) + " to " + std::to_string(here - 1) + " are";
                reading.remark("migration-gap", file, 0, "Before this one the " + missing + " missing.");
            }
        } else if (before != nullptr && sortedAs == SortedAs::Text && digitsAtStart(version) == version.size()
                   && digitsAtStart(before->version) == before->version.size() && compareDigits(version, before->version) < 0) {
            reading.remark("migration-out-of-order", file, 0,
                           "The version " + version + " is applied after " + before->version + ": names are sorted as text, not as numbers.");
        }
        if (largest.empty() || compareDotted(largest, version) < 0)
            largest = version;
        before = &migration;
    }
}

} // namespace belay::schema::layouts
