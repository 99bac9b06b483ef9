// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/migrationlayouts.h"

#include "models/schema/source/sqllexer.h"

#include <map>

namespace belay::schema {

namespace {

/// What makes a migration the same in both revisions. A Liquibase change set is named by author, id
/// and file; all others by their version alone.
std::string keyOf(const MigrationSet &set, const Migration &migration)
{
    std::string key = migration.version;
    const bool changeSet = set.layout == Layout::LiquibaseChangelog || set.layout == Layout::LiquibaseSql;
    if (changeSet || migration.kind == Migration::Kind::Repeatable)
        key += '\n' + migration.name;
    if (changeSet && migration.up)
        key += '\n' + migration.up->file;
    return key;
}

std::string fileOf(const Migration &migration)
{
    return migration.up ? migration.up->file : migration.down ? migration.down->file : std::string();
}

/// The line of the file at which the first token differs.
std::uint32_t differingLine(const MigrationScript &old, const MigrationScript &now, Dialect dialect)
{
    SqlLexer lexerOld(old.text, dialect);
    SqlLexer lexerNow(now.text, dialect);
    SqlToken tokenOld;
    SqlToken tokenNow;
    do {
        tokenOld = lexerOld.nextSolid();
        tokenNow = lexerNow.nextSolid();
    } while (tokenOld.kind != SqlTokenKind::End && tokenNow.kind != SqlTokenKind::End && lexerOld.textOf(tokenOld) == lexerNow.textOf(tokenNow));
    const std::uint32_t line = LineIndex(now.text).at(tokenNow.span.begin).line;
    if (!now.generated)
        return line;
    return line <= now.lines.size() && line > 0 ? now.lines[line - 1] : 0;
}

} // namespace

std::vector<MigrationRemark> compareHistories(const MigrationSet &old, const MigrationSet &now)
{
    std::vector<MigrationRemark> remarks;
    std::multimap<std::string, const Migration *> found;
    for (const Migration &migration : now.migrations)
        found.emplace(keyOf(now, migration), &migration);
    std::multimap<std::string, const Migration *> known;
    for (const Migration &migration : old.migrations)
        known.emplace(keyOf(old, migration), &migration);

    for (const Migration &before : old.migrations) {
        const auto [first, last] = found.equal_range(keyOf(old, before));
        if (first == last) {
            remarks.push_back({"migration-removed", fileOf(before), 0,
                               "The migration " + before.version + " was released and is gone now."});
            continue;
        }
        // Of several with one version the one that did not change, else the one of the same name.
        const Migration *after = first->second;
        for (auto it = first; it != last; ++it) {
            if (*it->second == before) {
                after = it->second;
                break;
            }
            if (it->second->name == before.name)
                after = it->second;
        }
        if (before.kind == Migration::Kind::Repeatable)
            continue;
        if (after->name != before.name)
            remarks.push_back({"migration-renamed", fileOf(*after), 0,
                               "The migration " + before.version + " was released as \"" + before.name + "\" and is \"" + after->name + "\" now."});
        for (const bool up : {true, false}) {
            const std::optional<MigrationScript> &oldScript = up ? before.up : before.down;
            const std::optional<MigrationScript> &nowScript = up ? after->up : after->down;
            if (!oldScript && !nowScript)
                continue;
            if (oldScript && nowScript) {
                if (oldScript->text == nowScript->text && oldScript->transaction == nowScript->transaction)
                    continue;
                if (sameTokens(oldScript->text, nowScript->text, now.dialect) && oldScript->transaction == nowScript->transaction) {
                    // Blanked parts of a file differ when its other part was edited.
                    if (up && oldScript->text != nowScript->text && !old.migrations.empty())
                        remarks.push_back({"migration-edited-comment", nowScript->file, 0,
                                           "The migration " + before.version + " was released and differs now, in white space or comments only."});
                    continue;
                }
            }
            const std::uint32_t line = oldScript && nowScript ? differingLine(*oldScript, *nowScript, now.dialect) : 0;
            const std::string &file = nowScript ? nowScript->file : oldScript->file;
            if (up)
                remarks.push_back({"migration-edited", file, line,
                                   "The migration " + before.version + " was edited after its release: databases that have run it stay as they are."});
            else
                remarks.push_back({"migration-down-edited", file, line, "The way back of the migration " + before.version + " was edited after its release."});
        }
    }

    // New ones in front of the last released one.
    std::size_t lastKnown = 0;
    for (std::size_t i = 0; i < now.migrations.size(); ++i) {
        if (now.migrations[i].kind == Migration::Kind::Versioned && known.contains(keyOf(now, now.migrations[i])))
            lastKnown = i;
    }
    for (std::size_t i = 0; i < lastKnown; ++i) {
        const Migration &migration = now.migrations[i];
        if (migration.kind == Migration::Kind::Versioned && !known.contains(keyOf(now, migration)))
            remarks.push_back({"migration-out-of-order", fileOf(migration), 0,
                               "The migration " + migration.version + " is new and sorts before " + now.migrations[lastKnown].version
                                   + ", which was released: a database that has run that one meets it too late or never."});
    }
    return remarks;
}

} // namespace belay::schema
