// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/migrationlayouts.h"

#include "models/schema/source/layouts/reading.h"
#include "models/schema/source/sqllexer.h"
#include "models/schema/source/sqlsplit.h"

#include <algorithm>
#include <array>
#include <set>

namespace belay::schema {

namespace {

using layouts::Kind;
using layouts::Reading;

struct DialectNames {
    std::string_view written;
    Dialect dialect;
};
constexpr std::array<DialectNames, 9> dialects{{{"postgresql", Dialect::PostgreSql}, {"sqlite", Dialect::Sqlite}, {"mysql", Dialect::MySql},
                                                {"postgres", Dialect::PostgreSql}, {"pg", Dialect::PostgreSql}, {"sqlite3", Dialect::Sqlite},
                                                {"mariadb", Dialect::MySql}, {"psql", Dialect::PostgreSql}, {"pgsql", Dialect::PostgreSql}}};

/// Words that only one of the databases has, where neither the caller nor the layout says it.
Dialect dialectByWords(const MigrationSet &set)
{
    constexpr std::size_t mostTokens = 200'000;
    std::size_t tokens = 0;
    std::size_t postgres = 0;
    std::size_t mysql = 0;
    std::size_t sqlite = 0;
    for (const Migration &migration : set.migrations) {
        if (!migration.up || migration.up->generated)
            continue;
        // MySQL's lexer reads backquoted names, and the words of the others well enough.
        SqlLexer lexer(migration.up->text, Dialect::MySql);
        for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End && ++tokens < mostTokens; token = lexer.nextSolid()) {
            if (token.kind == SqlTokenKind::QuotedName) {
                ++mysql;
                continue;
            }
            if (token.kind != SqlTokenKind::Word)
                continue;
            const std::string_view word = lexer.textOf(token);
            for (const std::string_view own : {"SERIAL", "BIGSERIAL", "JSONB", "TIMESTAMPTZ", "BYTEA", "PLPGSQL", "CONCURRENTLY", "EXTENSION", "UUID", "HSTORE"})
                postgres += sameWord(word, own) ? 1 : 0;
            for (const std::string_view own : {"AUTO_INCREMENT", "ENGINE", "TINYINT", "LONGTEXT", "MEDIUMTEXT", "UNSIGNED"})
                mysql += sameWord(word, own) ? 2 : 0;
            for (const std::string_view own : {"AUTOINCREMENT", "PRAGMA", "ROWID"})
                sqlite += sameWord(word, own) ? 1 : 0;
        }
    }
    if (mysql > 0 && mysql > postgres && sqlite == 0)
        return Dialect::MySql;
    return sqlite > 0 && postgres == 0 ? Dialect::Sqlite : Dialect::PostgreSql;
}

/// What psql alone understands, and what is not whole.
void cleanScript(MigrationSet &set, MigrationScript &script)
{
    if (script.generated)
        return;
    const SqlSplit split = splitSql(script.text, set.dialect);
    for (const SplitRemark &remark : split.remarks)
        set.remarks.push_back({remark.code, script.file, remark.line, remark.message});
    if (set.dialect == Dialect::PostgreSql)
        script.text = withoutPsql(std::move(script.text), split);
}

bool hasWaysBack(Layout layout)
{
    switch (layout) {
    case Layout::GolangMigrate:
    case Layout::Goose:
    case Layout::Dbmate:
    case Layout::Diesel:
    case Layout::Sqitch:
    case Layout::Pop:
    case Layout::LiquibaseSql:
    case Layout::LiquibaseChangelog:
        return true;
    case Layout::Flyway:
    case Layout::Prisma:
    case Layout::Pgroll:
    case Layout::Alembic:
    case Layout::Numbered:
        return false;
    }
    return false;
}

void finish(Reading &reading)
{
    MigrationSet &set = reading.set;
    if (!reading.dialectKnown)
        set.dialect = dialectByWords(set);
    std::set<std::string> notUnderstood;
    for (const MigrationRemark &remark : set.remarks) {
        if (remark.code == "not-understood")
            notUnderstood.insert(remark.file);
    }
    std::vector<Migration> kept;
    for (Migration &migration : set.migrations) {
        if (!migration.up) {
            if (migration.down)
                set.remarks.push_back({"migration-without-up", migration.down->file, 0, "This way back belongs to no migration."});
            else
                kept.push_back(std::move(migration)); // Said by the layout: a script that the plan names is missing.
            continue;
        }
        if (!migration.down && hasWaysBack(set.layout) && migration.kind == Migration::Kind::Versioned)
            set.remarks.push_back({"migration-without-down", migration.up->file, 0, "The migration " + migration.version + " has no way back."});
        cleanScript(set, *migration.up);
        if (migration.down)
            cleanScript(set, *migration.down);
        if (isBlankSql(migration.up->text, set.dialect) && !notUnderstood.contains(migration.up->file))
            set.remarks.push_back({"migration-empty", migration.up->file, 0, "The migration " + migration.version + " has no statement."});
        kept.push_back(std::move(migration));
    }
    set.migrations = std::move(kept);
    std::stable_sort(set.remarks.begin(), set.remarks.end(), [](const MigrationRemark &a, const MigrationRemark &b) {
        return a.file != b.file ? a.file < b.file : a.line < b.line;
    });
}

Error notRecognised(const std::string &folder)
{
    std::string names;
    for (const Kind &kind : layouts::kinds())
        names += (names.empty() ? "" : ", ") + std::string(kind.name);
    return {ErrorCode::BadStructure, "The layout of the migrations is not recognised. Name it: " + names + '.', folder, 0, 0};
}

} // namespace

std::string_view layoutName(Layout layout)
{
    for (const Kind &kind : layouts::kinds()) {
        if (kind.layout == layout)
            return kind.name;
    }
    return {};
}

std::optional<Layout> layoutFromName(std::string_view name)
{
    for (const Kind &kind : layouts::kinds()) {
        if (kind.name == name)
            return kind.layout;
    }
    return std::nullopt;
}

const std::vector<Layout> &allLayouts()
{
    static const std::vector<Layout> all = [] {
        std::vector<Layout> list;
        for (const Kind &kind : layouts::kinds())
            list.push_back(kind.layout);
        return list;
    }();
    return all;
}

std::string_view dialectName(Dialect dialect)
{
    switch (dialect) {
    case Dialect::PostgreSql: return "postgresql";
    case Dialect::Sqlite: return "sqlite";
    case Dialect::MySql: return "mysql";
    }
    return {};
}

std::optional<Dialect> dialectFromName(std::string_view name)
{
    for (const DialectNames &known : dialects) {
        std::string upper(known.written);
        std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
        if (sameWord(name, upper))
            return known.dialect;
    }
    return std::nullopt;
}

Result<MigrationSet> readMigrations(const FileTree &tree, const std::string &folder, const LayoutOptions &options, std::stop_token stop,
                                    ProgressSink &progress)
{
    const Result<std::string> path = normalPath(folder);
    if (!path)
        return path.error();
    Reading reading(tree, options, std::move(stop), progress);
    if (options.dialect) {
        reading.set.dialect = *options.dialect;
        reading.dialectKnown = true;
    }
    if (tree.hasFile(*path)) {
        reading.folder = folderOf(*path);
        reading.onlyFile = *path;
        reading.files.push_back({*path, 0});
    } else {
        Result<FileListing> listing = tree.list(*path);
        if (!listing)
            return listing.error();
        reading.folder = *path;
        reading.files = std::move(listing->files);
        reading.set.remarks = std::move(listing->remarks);
    }
    if (reading.files.empty())
        return Error{ErrorCode::FileNotFound, "There is no file in the folder of the migrations.", folder, 0, 0};
    const std::vector<Kind> &kinds = layouts::kinds();
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind &k) {
        return options.layout ? k.layout == *options.layout : k.recognises(reading);
    });
    if (kind == kinds.end())
        return notRecognised(folder);
    reading.set.layout = kind->layout;
    if (const Result<Done> done = kind->read(reading); !done)
        return done.error();
    finish(reading);
    return std::move(reading.set);
}

} // namespace belay::schema
