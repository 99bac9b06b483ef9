// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/mysqlddl.h"

#include "models/schema/engines/mysqlreader.h"
#include "models/schema/source/sqlsplit.h"

#include <algorithm>
#include <utility>

namespace belay::schema {

/// Each takes up to a kilobyte.
static constexpr std::size_t mostOperations = 300'000;

MySqlReader::MySqlReader(MySqlSchema &schema, std::string_view script) : m_schema(schema), m_script(script), m_lines(script) {}

MySqlReading MySqlReader::run()
{
    ++m_schema.epoch;
    const SqlSplit split = splitSql(m_script, Dialect::MySql);
    for (const SplitStatement &part : split.statements) {
        if (part.kind != SplitStatement::Kind::Sql)
            continue;
        MySqlStatement statement(m_script.substr(part.span.begin, part.span.length), part.span.begin);
        if (statement.atEnd())
            continue;
        m_begin = 0;
        if (m_reading.operations.size() >= mostOperations) {
            notUnderstood(statement, "the script is too large to be read to its end");
            break;
        }
        const bool cut = std::any_of(split.remarks.begin(), split.remarks.end(), [&](const SplitRemark &remark) {
            return remark.code == "unterminated" && remark.span.begin >= part.span.begin && remark.span.begin < part.span.end();
        });
        if (cut)
            notUnderstood(statement, "it is cut off");
        else
            read(statement);
    }
    return std::move(m_reading);
}

void MySqlReader::emit(const MySqlStatement &statement, SchemaChange change)
{
    change.span = statement.spanFrom(m_begin);
    const TextPosition at = m_lines.at(change.span.begin);
    change.line = at.line;
    change.column = at.column;
    m_reading.operations.push_back(judgeChange(change, Dialect::MySql, Evidence::OwnParser));
}

void MySqlReader::emit(const MySqlStatement &statement, OperationKind kind, std::string object, bool wasUsed)
{
    SchemaChange change;
    change.kind = kind;
    change.object = std::move(object);
    change.wasUsed = wasUsed;
    emit(statement, std::move(change));
}

void MySqlReader::notUnderstood(MySqlStatement &statement, std::string why)
{
    SchemaChange change;
    change.kind = OperationKind::NotUnderstood;
    change.detail = statement.wordsFrom(m_begin) + (why.empty() ? "" : ": " + why);
    statement.skipItem();
    emit(statement, std::move(change));
    ++m_reading.notUnderstood;
}

void MySqlReader::remark(const MySqlStatement &statement, std::string code, Severity severity, std::string message, std::string remedy)
{
    LintRemark made;
    made.span = statement.spanFrom(m_begin);
    const TextPosition at = m_lines.at(made.span.begin);
    made.line = at.line;
    made.column = at.column;
    made.code = std::move(code);
    made.severity = severity;
    made.message = std::move(message);
    made.remedy = std::move(remedy);
    m_reading.remarks.push_back(std::move(made));
}

MySqlSchema::Table &MySqlReader::tableNamed(const std::string &name)
{
    const auto found = m_schema.tables.find(name);
    if (found != m_schema.tables.end())
        return found->second;
    MySqlSchema::Table unseen;
    unseen.whole = false;
    return m_schema.tables.emplace(name, std::move(unseen)).first->second;
}

bool MySqlReader::usedBefore(const MySqlSchema::Table &table) const { return table.created != m_schema.epoch; }

void MySqlReader::read(MySqlStatement &statement)
{
    if (statement.accept({"create"})) {
        create(statement);
    } else if (statement.accept({"alter"})) {
        if (statement.accept({"online"}) || statement.accept({"ignore"})) {
            // MariaDB: how, not what.
        }
        if (statement.accept({"table"})) {
            statement.accept({"if", "exists"});
            alterTable(statement);
        } else if (statement.acceptOneOf({"database", "schema"}) != "") {
            emit(statement, OperationKind::ChangeStorage, statement.name());
        } else {
            const std::size_t place = statement.place();
            while (!statement.atEnd() && !statement.is({"view"}))
                statement.next();
            if (statement.accept({"view"})) {
                const std::string name = statement.name();
                emit(statement, OperationKind::ReplaceView, name);
            } else {
                statement.back(place);
                notUnderstood(statement, {});
            }
        }
    } else if (statement.accept({"drop"})) {
        drop(statement);
    } else if (statement.accept({"rename"})) {
        rename(statement);
    } else {
        other(statement);
    }
}

void MySqlReader::create(MySqlStatement &statement)
{
    bool replace = statement.accept({"or", "replace"});
    const bool temporary = statement.accept({"temporary"});
    if (statement.accept({"table"}))
        return createTable(statement, temporary, replace);
    if (statement.acceptOneOf({"database", "schema"}) != "") {
        statement.accept({"if", "not", "exists"});
        return emit(statement, OperationKind::CreateSchema, statement.name());
    }
    const std::size_t place = statement.place();
    const std::string index = statement.acceptOneOf({"unique", "fulltext", "spatial"});
    if (statement.acceptOneOf({"index", "key"}) != "") {
        statement.accept({"if", "not", "exists"});
        const std::string name = statement.name();
        if (statement.accept({"using"}))
            statement.next();
        std::vector<std::string> columns;
        std::string table;
        if (!name.empty() && statement.accept({"on"}) && !(table = statement.name()).empty() && statement.nameList(columns)) {
            addIndex(statement, table, name, index);
            return;
        }
        return notUnderstood(statement, "no index");
    }
    statement.back(place);
    // DEFINER, ALGORITHM and SQL SECURITY come before the kind.
    while (!statement.atEnd() && !statement.is({"view"}) && !statement.is({"trigger"}) && !statement.is({"procedure"}) && !statement.is({"function"}) && !statement.is({"event"})) {
        if (statement.is({"("}))
            break;
        statement.next();
    }
    const std::string kind = statement.acceptOneOf({"view", "trigger", "procedure", "function", "event"});
    statement.accept({"if", "not", "exists"});
    const std::string name = statement.name();
    if (kind.empty() || name.empty()) {
        statement.back(m_begin);
        return notUnderstood(statement, {});
    }
    if (kind == "view") {
        const bool there = m_schema.views.contains(name);
        m_schema.views[name] = {};
        return emit(statement, there || replace ? OperationKind::ReplaceView : OperationKind::CreateView, name);
    }
    if (kind == "trigger") {
        while (!statement.atEnd() && !statement.is({"on"}))
            statement.next();
        statement.next();
        const std::string table = statement.name();
        const auto found = m_schema.tables.find(table);
        return emit(statement, OperationKind::CreateTrigger, name, found == m_schema.tables.end() || usedBefore(found->second));
    }
    emit(statement, kind == "event" ? OperationKind::Maintenance : OperationKind::CreateFunction, name);
}

void MySqlReader::createTable(MySqlStatement &statement, bool temporary, bool replace)
{
    const bool maybe = statement.accept({"if", "not", "exists"});
    const std::string name = statement.name();
    if (name.empty())
        return notUnderstood(statement, "no name");
    if (temporary)
        return emit(statement, OperationKind::Maintenance, name);
    const auto known = m_schema.tables.find(name);
    if (known != m_schema.tables.end() && known->second.whole && maybe)
        return emit(statement, OperationKind::Maintenance, name);
    MySqlSchema::Table table;
    table.created = m_schema.epoch;
    if (statement.accept({"like"}) || statement.is({"(", "like"})) {
        statement.accept({"("});
        statement.accept({"like"});
        const auto model = m_schema.tables.find(statement.name());
        if (model != m_schema.tables.end()) {
            table = model->second;
            table.created = m_schema.epoch;
        } else {
            table.whole = false;
        }
    } else if (statement.accept({"("})) {
        do {
            if (!tableItem(statement, table)) {
                notUnderstood(statement, "in CREATE TABLE " + name);
                table.whole = false;
            }
        } while (statement.accept({","}));
        if (!statement.accept({")"}))
            return notUnderstood(statement, "CREATE TABLE " + name + " does not end");
        // A query behind it adds columns that are not known here.
        while (!statement.atEnd()) {
            if (statement.is({"select"}) || statement.is({"with"}))
                table.whole = false;
            statement.next();
        }
    } else {
        // Options, and a query that says what the columns are.
        table.whole = false;
        while (!statement.atEnd() && !statement.is({"select"}) && !statement.is({"with"}) && !statement.is({"table"}) && !statement.is({"values"}))
            statement.next();
        if (statement.atEnd())
            return notUnderstood(statement, "CREATE TABLE " + name + " without columns");
        while (!statement.atEnd())
            statement.next();
    }
    for (MySqlSchema::Column &column : table.columns)
        column.notNull = column.notNull || std::find(table.primaryKey.begin(), table.primaryKey.end(), column.name) != table.primaryKey.end();
    if (known != m_schema.tables.end() && replace)
        emit(statement, OperationKind::DropTable, name, usedBefore(known->second));
    m_schema.tables[name] = std::move(table);
    emit(statement, OperationKind::CreateTable, name);
}

bool MySqlReader::tableItem(MySqlStatement &statement, MySqlSchema::Table &table)
{
    const std::size_t place = statement.place();
    std::string constraint;
    if (statement.accept({"constraint"}) && !statement.is({"primary"}) && !statement.is({"unique"}) && !statement.is({"foreign"}) && !statement.is({"check"}))
        constraint = statement.name();
    std::vector<std::string> columns;
    const auto listed = [&] {
        if (statement.accept({"using"}))
            statement.next();
        const bool read = statement.nameList(columns);
        statement.skipItem();
        return read;
    };
    if (statement.accept({"primary", "key"})) {
        if (!statement.is({"("}) && !statement.is({"using"}))
            statement.name();
        const bool read = listed();
        table.primaryKey = columns;
        return read;
    }
    if (statement.accept({"foreign", "key"})) {
        std::string own = statement.is({"("}) ? std::string() : statement.name();
        if (!statement.nameList(columns) || !statement.accept({"references"}))
            return false;
        const std::string target = statement.name();
        statement.skipItem();
        if (constraint.empty())
            constraint = own.empty() ? "foreign key " + std::to_string(++m_unnamed) : own;
        table.foreignKeys[constraint] = target;
        return !target.empty();
    }
    if (statement.is({"check", "("})) {
        statement.next();
        std::string expression;
        const bool read = statement.group(&expression);
        statement.skipItem();
        table.checks[constraint.empty() ? "check " + std::to_string(++m_unnamed) : constraint] = expression;
        return read;
    }
    const std::string kind = statement.acceptOneOf({"unique", "fulltext", "spatial"});
    const bool key = statement.acceptOneOf({"index", "key"}) != "";
    if (!kind.empty() || key) {
        std::string name = statement.is({"("}) || statement.is({"using"}) ? std::string() : statement.name();
        if (!listed())
            return false;
        if (name.empty())
            name = !constraint.empty() ? constraint : columns.empty() ? std::string("functional_index") : columns.front();
        table.indexes[name] = kind == "unique";
        return true;
    }
    statement.back(place);
    MySqlColumnDefinition definition;
    definition.column.name = statement.name();
    if (definition.column.name.empty() || !readColumnDefinition(statement, definition))
        return false;
    keepColumn(table, definition);
    return true;
}

void MySqlReader::keepColumn(MySqlSchema::Table &table, const MySqlColumnDefinition &definition)
{
    const std::string &name = definition.column.name;
    if (definition.primaryKey)
        table.primaryKey = {name};
    if (definition.unique)
        table.indexes[name] = true;
    if (!definition.check.empty())
        table.checks["check " + std::to_string(++m_unnamed)] = definition.check;
    if (MySqlSchema::Column *there = table.column(name))
        *there = definition.column;
    else
        table.columns.push_back(definition.column);
}

void MySqlReader::addIndex(MySqlStatement &statement, const std::string &name, const std::string &index, const std::string &kind)
{
    MySqlSchema::Table &table = tableNamed(name);
    const bool used = usedBefore(table);
    table.indexes[index] = kind == "unique";
    statement.skipItem();
    emit(statement, kind == "unique" ? OperationKind::AddUnique : OperationKind::CreateIndex, name + '.' + index, used);
    const std::string algorithm = statement.algorithm();
    if (used && !kind.empty() && kind != "unique")
        remark(statement, "mysql-blocks-writes", Severity::Warning, "Building a " + kind + " index blocks writes to " + name + '.', "Build it in a quiet hour, or with gh-ost or pt-online-schema-change.");
    if (used && algorithm == "instant")
        remark(statement, "mysql-algorithm-refused", Severity::Error, "An index cannot be built with ALGORITHM=INSTANT; MySQL refuses the statement.", "ALGORITHM=INPLACE.");
}

void MySqlReader::dropIndex(MySqlStatement &statement, const std::string &name, const std::string &index)
{
    MySqlSchema::Table &table = tableNamed(name);
    const auto found = table.indexes.find(index);
    SchemaChange change;
    change.object = name + '.' + index;
    change.wasUsed = usedBefore(table);
    change.knownBefore = found != table.indexes.end();
    change.kind = change.knownBefore && found->second ? OperationKind::DropUnique : OperationKind::DropIndex;
    if (change.knownBefore)
        table.indexes.erase(found);
    emit(statement, std::move(change));
}

void MySqlReader::drop(MySqlStatement &statement)
{
    const bool temporary = statement.accept({"temporary"});
    const std::string kind = statement.acceptOneOf({"table", "tables", "view", "index", "trigger", "procedure", "function", "database", "schema", "event"});
    statement.accept({"if", "exists"});
    if (kind == "table" || kind == "tables" || kind == "view") {
        do {
            const std::string name = statement.name();
            if (name.empty())
                return notUnderstood(statement, "no name");
            if (temporary) {
                emit(statement, OperationKind::Maintenance, name);
            } else if (kind == "view") {
                m_schema.views.erase(name);
                emit(statement, OperationKind::DropView, name);
            } else {
                const auto found = m_schema.tables.find(name);
                emit(statement, OperationKind::DropTable, name, found == m_schema.tables.end() || usedBefore(found->second));
                if (found != m_schema.tables.end())
                    m_schema.tables.erase(found);
            }
        } while (statement.accept({","}));
        return;
    }
    const std::string name = statement.name();
    if (kind.empty() || name.empty())
        return notUnderstood(statement, {});
    if (kind == "index") {
        std::string table;
        if (!statement.accept({"on"}) || (table = statement.name()).empty())
            return notUnderstood(statement, "no table");
        return dropIndex(statement, table, name);
    }
    const bool database = kind == "database" || kind == "schema";
    if (database) {
        m_schema.tables.clear();
        m_schema.views.clear();
    }
    emit(statement, database ? OperationKind::DropDatabase : kind == "trigger" ? OperationKind::DropTrigger : kind == "event" ? OperationKind::Maintenance : OperationKind::DropFunction, name);
}

void MySqlReader::rename(MySqlStatement &statement)
{
    if (statement.acceptOneOf({"table", "tables"}).empty()) {
        if (statement.accept({"user"}))
            return emit(statement, OperationKind::OtherObject, statement.name());
        return notUnderstood(statement, {});
    }
    do {
        statement.accept({"if", "exists"});
        const std::string from = statement.name();
        std::string to;
        if (from.empty() || !statement.accept({"to"}) || (to = statement.name()).empty())
            return notUnderstood(statement, "no two names");
        renameTable(statement, from, to);
    } while (statement.accept({","}));
}

void MySqlReader::renameTable(MySqlStatement &statement, const std::string &from, const std::string &to)
{
    SchemaChange change;
    change.kind = OperationKind::RenameTable;
    change.object = from;
    change.newName = to;
    change.wasUsed = usedBefore(tableNamed(from));
    MySqlSchema::Table moved = std::move(tableNamed(from));
    m_schema.tables.erase(from);
    m_schema.tables[to] = std::move(moved);
    emit(statement, std::move(change));
}

void MySqlReader::other(MySqlStatement &statement)
{
    const std::string verb(statement.word());
    const auto simple = [&](OperationKind kind, std::string object = {}) {
        while (!statement.atEnd())
            statement.next();
        emit(statement, kind, std::move(object));
    };
    statement.next();
    if (verb == "insert" || verb == "replace" || verb == "update" || verb == "delete" || verb == "truncate") {
        while (statement.acceptOneOf({"low_priority", "delayed", "high_priority", "ignore", "quick", "into", "from", "table"}) != "") {
        }
        const std::string name = statement.name();
        if (name.empty())
            return notUnderstood(statement, "no table");
        const auto found = m_schema.tables.find(name);
        const OperationKind kind = verb == "insert" || verb == "replace" ? OperationKind::InsertData : verb == "update" ? OperationKind::UpdateData : verb == "delete" ? OperationKind::DeleteData : OperationKind::TruncateTable;
        while (!statement.atEnd())
            statement.next();
        return emit(statement, kind, name, found == m_schema.tables.end() || usedBefore(found->second));
    }
    if (verb == "load")
        return simple(OperationKind::InsertData);
    if (verb == "set" || verb == "use" || verb == "delimiter")
        return simple(OperationKind::SetVariable);
    if (verb == "start" || verb == "begin" || verb == "commit" || verb == "rollback" || verb == "savepoint" || verb == "release")
        return simple(OperationKind::Transaction);
    if (verb == "lock" || verb == "unlock")
        return simple(OperationKind::LockTable);
    if (verb == "select" || verb == "show" || verb == "describe" || verb == "desc" || verb == "explain" || verb == "do")
        return simple(OperationKind::RunQuery);
    if (verb == "analyze" || verb == "optimize" || verb == "check" || verb == "repair" || verb == "flush")
        return simple(OperationKind::Maintenance);
    if (verb == "grant")
        return simple(OperationKind::Grant);
    if (verb == "revoke")
        return simple(OperationKind::Revoke);
    if (verb == "call") {
        const std::string name = statement.name();
        return simple(OperationKind::CallProcedure, name);
    }
    notUnderstood(statement, verb == "prepare" || verb == "execute" ? "the statement is put together when it runs" : "");
}

MySqlReading applyMySql(MySqlSchema &schema, std::string_view script) { return MySqlReader(schema, script).run(); }

Result<std::vector<MigrationVerdict>> judgeMySqlMigrations(std::span<const Migration> migrations, std::stop_token stop, ProgressSink &progress)
{
    std::vector<MigrationVerdict> verdicts;
    MySqlSchema schema;
    for (const Migration &migration : migrations) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, "reading migrations", {}, 0, 0};
        progress.progress("migrations", verdicts.size(), migrations.size());
        MigrationVerdict verdict;
        verdict.version = migration.version;
        verdict.name = migration.name;
        if (migration.up) {
            verdict.file = migration.up->file;
            MySqlReading reading = applyMySql(schema, migration.up->text);
            verdict.operations = std::move(reading.operations);
            verdict.remarks = std::move(reading.remarks);
            const auto translate = [&](std::uint32_t &line) {
                if (migration.up->generated && line >= 1 && line <= migration.up->lines.size())
                    line = migration.up->lines[line - 1];
            };
            for (OperationVerdict &operation : verdict.operations)
                translate(operation.line);
            for (LintRemark &remark : verdict.remarks)
                translate(remark.line);
        }
        for (const OperationVerdict &operation : verdict.operations)
            verdict.states = worst(verdict.states, operation.states);
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

} // namespace belay::schema
