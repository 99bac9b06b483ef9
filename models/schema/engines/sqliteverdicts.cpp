// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/changeverdict.h"
#include "models/schema/engines/sqliteengine.h"

#include <algorithm>
#include <set>
#include <utility>

namespace belay::schema {

namespace {

using Table = SqliteSchema::Table;
using Column = SqliteSchema::Column;
using TypeChange = SchemaChange::TypeChange;

bool fillsItself(const Column &column, const Table &table)
{
    // INTEGER PRIMARY KEY is the row's number, which SQLite gives out.
    const bool rowNumber = column.primaryKey == 1 && column.type == "INTEGER" && !table.withoutRowid;
    return !column.notNull || column.defaultText || column.generated || rowNumber;
}

TypeChange typeChange(const Column &before, const Column &after, bool strict)
{
    if (before.type == after.type)
        return TypeChange::None;
    // Lengths mean nothing to SQLite; only the storage class does.
    const std::string_view a = affinityOf(before.type);
    const std::string_view b = affinityOf(after.type);
    if (a == b && !strict)
        return TypeChange::Same;
    if ((a == "INTEGER" || a == "REAL") && b == "NUMERIC")
        return TypeChange::Wider;
    return TypeChange::Other;
}

/// Finds what differs between two schemas and says it as changes.
class Comparison {
public:
    Comparison(const SqliteSchema &before, const SqliteSchema &after, const SqliteTrace &trace, std::string_view text)
        : m_before(before), m_after(after), m_trace(trace), m_lines(text)
    {
    }

    std::vector<OperationVerdict> run()
    {
        failures();
        tables();
        views();
        triggers();
        data();
        std::stable_sort(m_verdicts.begin(), m_verdicts.end(), [](const auto &a, const auto &b) { return a.span.begin < b.span.begin; });
        return std::move(m_verdicts);
    }

private:
    void add(SchemaChange change, const std::string &touched)
    {
        const auto found = m_trace.touched.find(touched);
        if (found != m_trace.touched.end())
            place(change, found->second);
        m_verdicts.push_back(judgeChange(change, Dialect::Sqlite, Evidence::SqliteExecution));
    }

    void place(SchemaChange &change, Span span) const
    {
        const TextPosition at = m_lines.at(span.begin);
        change.span = span;
        change.line = at.line;
        change.column = at.column;
    }

    static SchemaChange make(OperationKind kind, std::string object)
    {
        SchemaChange change;
        change.kind = kind;
        change.object = std::move(object);
        return change;
    }

    void failures()
    {
        for (const ScriptFailure &failed : m_trace.outcome.failures) {
            SchemaChange change = make(OperationKind::NotUnderstood, {});
            change.detail = "SQLite refuses it: " + failed.message;
            change.line = failed.line;
            change.column = failed.column;
            m_verdicts.push_back(judgeChange(change, Dialect::Sqlite, Evidence::SqliteExecution));
        }
    }

    void tables()
    {
        std::set<std::string> arrived;
        for (const auto &[name, table] : m_before.tables) {
            std::string now = name;
            if (!m_after.tables.contains(name)) {
                const auto renamed = std::find_if(m_trace.renames.begin(), m_trace.renames.end(), [&, wanted = name](const SqliteRename &rename) {
                    return rename.column.empty() && rename.table == wanted && m_after.tables.contains(rename.newName) && !m_before.tables.contains(rename.newName);
                });
                if (renamed == m_trace.renames.end()) {
                    add(make(OperationKind::DropTable, name), name);
                    continue;
                }
                now = renamed->newName;
                SchemaChange change = make(OperationKind::RenameTable, name);
                change.newName = now;
                add(std::move(change), now);
            }
            arrived.insert(now);
            compare(now, table, m_after.tables.at(now));
        }
        for (const auto &[name, table] : m_after.tables) {
            if (!arrived.contains(name))
                add(make(OperationKind::CreateTable, name), name);
        }
    }

    void compare(const std::string &name, const Table &before, const Table &after)
    {
        if (before == after)
            return;
        std::set<std::string> arrived;
        for (const Column &column : before.columns) {
            const Column *now = after.column(column.name);
            if (now == nullptr) {
                const auto renamed = std::find_if(m_trace.renames.begin(), m_trace.renames.end(), [&](const SqliteRename &rename) {
                    return rename.table == name && rename.column == lowered(column.name) && after.column(rename.newName) != nullptr && before.column(rename.newName) == nullptr;
                });
                const std::string object = name + '.' + column.name;
                if (renamed == m_trace.renames.end()) {
                    SchemaChange change = make(OperationKind::DropColumn, object);
                    change.required = !fillsItself(column, before);
                    add(std::move(change), name);
                    continue;
                }
                SchemaChange change = make(OperationKind::RenameColumn, object);
                change.newName = name + '.' + renamed->newName;
                add(std::move(change), name);
                now = after.column(renamed->newName);
            }
            arrived.insert(lowered(now->name));
            compare(name, column, *now, before, after);
        }
        for (const Column &column : after.columns) {
            if (arrived.contains(lowered(column.name)))
                continue;
            SchemaChange change = make(OperationKind::AddColumn, name + '.' + column.name);
            change.required = !fillsItself(column, after);
            change.hasDefault = column.defaultText.has_value();
            add(std::move(change), name);
        }
        Table expected = before;
        followRenames(name, expected);
        indexes(name, expected, after);
        rules(name, expected, after);
    }

    /// What hangs on a renamed column goes by its new name.
    void followRenames(const std::string &name, Table &table) const
    {
        const auto follow = [](std::string &text, const std::string &from, const std::string &to) {
            std::string all;
            for (std::size_t at = 0; at <= text.size();) {
                const std::size_t blank = std::min(text.find(' ', at), text.size());
                const std::string word = text.substr(at, blank - at);
                all += (all.empty() ? "" : " ") + (word == from ? to : word);
                at = blank + 1;
            }
            text = std::move(all);
        };
        for (const SqliteRename &rename : m_trace.renames) {
            if (rename.column.empty() || rename.table != name)
                continue;
            for (SqliteSchema::Index &index : table.indexes) {
                for (std::string &column : index.columns)
                    follow(column, rename.column, rename.newName);
                follow(index.sql, rename.column, rename.newName);
            }
            for (SqliteSchema::ForeignKey &key : table.foreignKeys)
                std::replace(key.columns.begin(), key.columns.end(), rename.column, rename.newName);
            for (std::string &check : table.checks)
                follow(check, rename.column, rename.newName);
        }
    }

    void compare(const std::string &name, const Column &before, const Column &after, const Table &tableBefore, const Table &tableAfter)
    {
        const std::string object = name + '.' + after.name;
        const TypeChange type = typeChange(before, after, tableBefore.strict || tableAfter.strict);
        if (type != TypeChange::None || before.generated != after.generated) {
            SchemaChange change = make(OperationKind::ChangeType, object);
            change.typeChange = before.generated != after.generated ? TypeChange::Other : type;
            change.detail = (before.type.empty() ? "none" : before.type) + " to " + (after.generated ? "generated " : "") + (after.type.empty() ? "none" : after.type);
            add(std::move(change), name);
        }
        if (before.notNull != after.notNull) {
            SchemaChange change = make(after.notNull ? OperationKind::SetNotNull : OperationKind::DropNotNull, object);
            change.hasDefault = fillsItself(after, tableAfter);
            add(std::move(change), name);
        }
        if (before.defaultText != after.defaultText) {
            SchemaChange change = make(after.defaultText ? OperationKind::SetDefault : OperationKind::DropDefault, object);
            change.required = !fillsItself(after, tableAfter);
            add(std::move(change), name);
        }
        if ((before.primaryKey > 0) != (after.primaryKey > 0))
            add(make(after.primaryKey > 0 ? OperationKind::AddPrimaryKey : OperationKind::DropPrimaryKey, object), name);
    }

    void indexes(const std::string &name, const Table &before, const Table &after)
    {
        // A rebuilt table may have the same index under another name: only what it demands counts.
        const auto same = [](const SqliteSchema::Index &a, const SqliteSchema::Index &b) {
            const auto predicate = [](const SqliteSchema::Index &index) {
                const std::size_t where = index.sql.find(" where ");
                return where == std::string::npos ? std::string() : index.sql.substr(where);
            };
            return a.unique == b.unique && a.columns == b.columns && predicate(a) == predicate(b) && (a.origin == "pk") == (b.origin == "pk");
        };
        const auto lacks = [&](const std::vector<SqliteSchema::Index> &list, const SqliteSchema::Index &index) {
            return std::none_of(list.begin(), list.end(), [&](const auto &other) { return same(index, other); });
        };
        const auto objectOf = [&](const SqliteSchema::Index &index) {
            if (!index.name.empty())
                return index.name;
            std::string columns;
            for (const std::string &column : index.columns)
                columns += (columns.empty() ? "" : ", ") + column;
            return name + " (" + columns + ")";
        };
        for (const auto &index : before.indexes) {
            if (index.origin != "pk" && lacks(after.indexes, index))
                add(make(index.unique ? OperationKind::DropUnique : OperationKind::DropIndex, objectOf(index)), index.name.empty() || !m_trace.touched.contains(lowered(index.name)) ? name : lowered(index.name));
        }
        for (const auto &index : after.indexes) {
            if (index.origin != "pk" && lacks(before.indexes, index))
                add(make(index.unique ? OperationKind::AddUnique : OperationKind::CreateIndex, objectOf(index)), index.name.empty() || !m_trace.touched.contains(lowered(index.name)) ? name : lowered(index.name));
        }
    }

    void rules(const std::string &name, const Table &before, const Table &after)
    {
        for (const auto &key : before.foreignKeys) {
            if (std::find(after.foreignKeys.begin(), after.foreignKeys.end(), key) == after.foreignKeys.end())
                add(make(OperationKind::DropForeignKey, name + " to " + key.table), name);
        }
        for (const auto &key : after.foreignKeys) {
            if (std::find(before.foreignKeys.begin(), before.foreignKeys.end(), key) == before.foreignKeys.end())
                add(make(OperationKind::AddForeignKey, name + " to " + key.table), name);
        }
        for (const auto &check : before.checks) {
            if (std::find(after.checks.begin(), after.checks.end(), check) == after.checks.end())
                add(make(OperationKind::DropCheck, name + ' ' + check), name);
        }
        for (const auto &check : after.checks) {
            if (std::find(before.checks.begin(), before.checks.end(), check) == before.checks.end())
                add(make(OperationKind::AddCheck, name + ' ' + check), name);
        }
        if (before.module != after.module || before.withoutRowid != after.withoutRowid || before.strict != after.strict)
            add(make(OperationKind::ChangeStorage, name), name);
    }

    void views()
    {
        for (const auto &[name, view] : m_before.views) {
            const auto now = m_after.views.find(name);
            if (now == m_after.views.end()) {
                // A table in its place answers the same statements if its columns do; that is for the statements to show.
                if (!m_after.tables.contains(name))
                    add(make(OperationKind::DropView, name), name);
            } else if (!(view == now->second)) {
                add(make(OperationKind::ReplaceView, name), name);
            }
        }
        for (const auto &[name, view] : m_after.views) {
            if (!m_before.views.contains(name) && !m_before.tables.contains(name))
                add(make(OperationKind::CreateView, name), name);
        }
    }

    void triggers()
    {
        // A trigger on a table that is new concerns no older release.
        const auto onNewTable = [&](const std::string &body) { return !m_before.tables.contains(body.substr(0, body.find(':'))) && !m_before.views.contains(body.substr(0, body.find(':'))); };
        for (const auto &[name, body] : m_before.triggers) {
            const auto now = m_after.triggers.find(name);
            if ((now == m_after.triggers.end() || now->second != body) && m_after.tables.contains(body.substr(0, body.find(':'))))
                add(make(OperationKind::DropTrigger, name), name);
        }
        for (const auto &[name, body] : m_after.triggers) {
            const auto was = m_before.triggers.find(name);
            if ((was == m_before.triggers.end() || was->second != body) && !onNewTable(body))
                add(make(OperationKind::CreateTrigger, name), name);
        }
    }

    void data()
    {
        for (const SqliteTrace::DataChange &written : m_trace.data) {
            // Rows of a table that was not there before, or is a rebuild's temporary one, concern nobody else.
            if (!m_before.tables.contains(written.table) || !m_after.tables.contains(written.table))
                continue;
            const auto rebuilt = m_trace.touched.find(written.table);
            if (written.verb == "INSERT" && rebuilt != m_trace.touched.end() && rebuilt->second.begin < written.span.begin)
                continue;
            SchemaChange change = make(written.verb == "INSERT" ? OperationKind::InsertData : written.verb == "UPDATE" ? OperationKind::UpdateData : OperationKind::DeleteData, written.table);
            place(change, written.span);
            m_verdicts.push_back(judgeChange(change, Dialect::Sqlite, Evidence::SqliteExecution));
        }
    }

    const SqliteSchema &m_before;
    const SqliteSchema &m_after;
    const SqliteTrace &m_trace;
    LineIndex m_lines;
    std::vector<OperationVerdict> m_verdicts;
};

} // namespace

std::vector<OperationVerdict> judgeSqliteScript(const SqliteSchema &before, const SqliteSchema &after, const SqliteTrace &trace, std::string_view text)
{
    return Comparison(before, after, trace, text).run();
}

Result<std::vector<MigrationVerdict>> judgeSqliteMigrations(std::span<const Migration> migrations, std::stop_token stop, ProgressSink &progress)
{
    auto scratch = SqliteScratch::create();
    if (!scratch)
        return scratch.error();
    std::vector<MigrationVerdict> verdicts;
    SqliteSchema before = scratch->schema();
    for (const Migration &migration : migrations) {
        progress.progress("migrations", verdicts.size(), migrations.size());
        MigrationVerdict verdict;
        verdict.version = migration.version;
        verdict.name = migration.name;
        if (migration.up) {
            verdict.file = migration.up->file;
            auto trace = scratch->apply(*migration.up, OnFailure::StopScript, stop);
            if (!trace)
                return trace.error();
            SqliteSchema after = scratch->schema();
            verdict.operations = judgeSqliteScript(before, after, *trace, migration.up->text);
            if (migration.up->generated) {
                for (OperationVerdict &operation : verdict.operations) {
                    if (operation.span.length > 0 && operation.line <= migration.up->lines.size())
                        operation.line = migration.up->lines[operation.line - 1];
                }
            }
            before = std::move(after);
        }
        for (const OperationVerdict &operation : verdict.operations)
            verdict.states = worst(verdict.states, operation.states);
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

} // namespace belay::schema
