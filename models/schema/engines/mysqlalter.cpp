// SPDX-License-Identifier: GPL-3.0-or-later
// ALTER TABLE. What InnoDB copies or rebuilds is from the MySQL 8.0 Reference Manual, "Online DDL Operations".
#include "models/schema/engines/mysqlreader.h"

#include <algorithm>
#include <utility>

namespace belay::schema {

namespace {

using TypeChange = SchemaChange::TypeChange;
using TableColumn = MySqlSchema::Column;

} // namespace

void MySqlReader::effort(const MySqlStatement &statement, const std::string &table, Effort how, const std::string &what)
{
    const auto found = m_schema.tables.find(table);
    if (found != m_schema.tables.end() && !usedBefore(found->second))
        return;
    const std::string algorithm = statement.algorithm();
    const bool copies = how == Effort::Copies;
    if (algorithm == "instant" || (copies && (algorithm == "inplace" || algorithm == "nocopy"))) {
        remark(statement, "mysql-algorithm-refused", Severity::Error, "MySQL refuses ALGORITHM=" + algorithm + " here: " + what + (copies ? " copies the table." : " rebuilds the table."),
               copies ? "ALGORITHM=COPY, or gh-ost or pt-online-schema-change." : "ALGORITHM=INPLACE.");
        return;
    }
    if (copies) {
        remark(statement, "mysql-copies-table", Severity::Warning, what + " copies " + table + " and blocks its writes until it is done (ALGORITHM=COPY).",
               "Use gh-ost or pt-online-schema-change for a large table, or add a new column instead.");
        if (statement.lock() == "none")
            remark(statement, "mysql-algorithm-refused", Severity::Error, "MySQL refuses LOCK=NONE here: " + what + " copies the table.", "LOCK=SHARED, or gh-ost or pt-online-schema-change.");
    } else {
        remark(statement, "mysql-rebuilds-table", Severity::Note, what + " rebuilds " + table + "; writes go on, but it takes long and needs the space twice.", "Plan it for a quiet hour.");
    }
}

void MySqlReader::alterTable(MySqlStatement &statement)
{
    std::string name = statement.name();
    if (name.empty())
        return notUnderstood(statement, "no table");
    if (statement.acceptOneOf({"wait", "nowait"}) == "wait")
        statement.next();
    do {
        m_begin = statement.place();
        if (statement.atEnd())
            break;
        if (!alterAction(statement, name)) {
            statement.back(m_begin);
            notUnderstood(statement, "in ALTER TABLE " + name);
        }
        statement.skipItem();
        // Options may follow each other without a comma.
    } while (statement.accept({","}));
    m_begin = 0;
    if (!statement.atEnd())
        notUnderstood(statement, "after ALTER TABLE " + name);
}

bool MySqlReader::alterAction(MySqlStatement &statement, std::string &name)
{
    if (statement.accept({"add"}))
        return addAction(statement, name);
    if (statement.accept({"drop"}))
        return dropAction(statement, name);
    if (statement.accept({"modify"})) {
        statement.accept({"column"});
        statement.accept({"if", "exists"});
        return changeColumn(statement, name, false);
    }
    if (statement.accept({"change"})) {
        statement.accept({"column"});
        statement.accept({"if", "exists"});
        return changeColumn(statement, name, true);
    }
    if (statement.accept({"rename"}))
        return renameAction(statement, name);
    if (statement.is({"alter", "index"}) || statement.is({"alter", "check"}) || statement.is({"alter", "constraint"}) || statement.is({"alter", "key"})) {
        statement.skipItem();
        emit(statement, OperationKind::ChangeStorage, name, usedBefore(tableNamed(name)));
        return true;
    }
    if (statement.accept({"alter"})) {
        statement.accept({"column"});
        return alterColumn(statement, name);
    }
    return tableOption(statement, name);
}

void MySqlReader::addColumn(MySqlStatement &statement, const std::string &name, const MySqlColumnDefinition &definition)
{
    MySqlSchema::Table &table = tableNamed(name);
    const bool used = usedBefore(table);
    SchemaChange change;
    change.kind = OperationKind::AddColumn;
    change.object = name + '.' + definition.column.name;
    change.required = !definition.column.fillsItself();
    change.hasDefault = definition.column.defaultText.has_value();
    change.wasUsed = used;
    keepColumn(table, definition);
    emit(statement, std::move(change));
    if (definition.unique)
        emit(statement, OperationKind::AddUnique, name + '.' + definition.column.name, used);
    if (definition.column.autoIncrement || definition.column.generated == TableColumn::Generated::Stored)
        effort(statement, name, definition.column.autoIncrement ? Effort::Rebuilds : Effort::Copies, definition.column.autoIncrement ? "Adding an AUTO_INCREMENT column" : "Adding a stored generated column");
}

bool MySqlReader::addAction(MySqlStatement &statement, const std::string &name)
{
    MySqlSchema::Table &table = tableNamed(name);
    const bool used = usedBefore(table);
    if (statement.accept({"partition"})) {
        statement.skipItem();
        emit(statement, OperationKind::ChangeStorage, name, used);
        return true;
    }
    const bool asColumn = statement.accept({"column"});
    statement.accept({"if", "not", "exists"});
    if (asColumn || (!statement.is({"constraint"}) && !statement.is({"primary", "key"}) && !statement.is({"unique"}) && !statement.is({"foreign", "key"}) && !statement.is({"index"}) &&
                     !statement.is({"key"}) && !statement.is({"fulltext"}) && !statement.is({"spatial"}) && !statement.is({"check", "("}))) {
        const bool several = statement.accept({"("});
        do {
            MySqlColumnDefinition definition;
            definition.column.name = statement.name();
            if (definition.column.name.empty() || !readColumnDefinition(statement, definition))
                return false;
            addColumn(statement, name, definition);
        } while (several && statement.accept({","}));
        return !several || statement.accept({")"});
    }
    // A key or a rule is read as CREATE TABLE does.
    MySqlSchema::Table made;
    if (!tableItem(statement, made))
        return false;
    bool any = false;
    if (!made.primaryKey.empty()) {
        any = true;
        table.primaryKey = made.primaryKey;
        emit(statement, OperationKind::AddPrimaryKey, name, used);
        effort(statement, name, Effort::Rebuilds, "Adding a primary key");
    }
    for (const auto &[index, unique] : made.indexes) {
        if (!table.indexes.emplace(index, unique).second)
            continue;
        any = true;
        emit(statement, unique ? OperationKind::AddUnique : OperationKind::CreateIndex, name + '.' + index, used);
    }
    for (const auto &[key, target] : made.foreignKeys) {
        if (!table.foreignKeys.emplace(key, target).second)
            continue;
        any = true;
        emit(statement, OperationKind::AddForeignKey, name + '.' + key, used);
        effort(statement, name, Effort::Copies, "Adding a foreign key (while foreign_key_checks is on)");
    }
    for (const auto &[check, expression] : made.checks) {
        if (!table.checks.emplace(check, expression).second)
            continue;
        any = true;
        emit(statement, OperationKind::AddCheck, name + '.' + check, used);
        effort(statement, name, Effort::Copies, "Adding a CHECK");
    }
    // The same name once more: the server would refuse it, or it was there already.
    if (!any)
        emit(statement, OperationKind::ChangeStorage, name, used);
    return true;
}

bool MySqlReader::dropAction(MySqlStatement &statement, const std::string &name)
{
    MySqlSchema::Table &table = tableNamed(name);
    const bool used = usedBefore(table);
    if (statement.accept({"primary", "key"})) {
        table.primaryKey.clear();
        statement.skipItem();
        emit(statement, OperationKind::DropPrimaryKey, name, used);
        // Together with ADD PRIMARY KEY it is a rebuild, and that is said there.
        effort(statement, name, Effort::Copies, "Dropping the primary key alone");
        return true;
    }
    if (statement.accept({"partition"})) {
        statement.skipItem();
        emit(statement, OperationKind::DeleteData, name, used);
        return true;
    }
    const std::string kind = statement.accept({"foreign", "key"}) ? "foreign key" : statement.acceptOneOf({"index", "key", "check", "constraint"});
    if (kind.empty())
        statement.accept({"column"});
    statement.accept({"if", "exists"});
    const std::string what = statement.name();
    if (what.empty())
        return false;
    if (kind == "index" || kind == "key") {
        dropIndex(statement, name, what);
        return true;
    }
    if (kind == "foreign key" || (kind == "constraint" && table.foreignKeys.contains(what))) {
        table.foreignKeys.erase(what);
        emit(statement, OperationKind::DropForeignKey, name + '.' + what, used);
        return true;
    }
    if (kind == "check" || (kind == "constraint" && table.checks.contains(what))) {
        table.checks.erase(what);
        emit(statement, OperationKind::DropCheck, name + '.' + what, used);
        return true;
    }
    if (kind == "constraint") {
        if (!table.indexes.contains(what))
            return false;
        dropIndex(statement, name, what);
        return true;
    }
    statement.acceptOneOf({"restrict", "cascade"});
    SchemaChange change;
    change.kind = OperationKind::DropColumn;
    change.object = name + '.' + what;
    change.wasUsed = used;
    const TableColumn *column = table.column(what);
    change.knownBefore = column != nullptr;
    change.required = column != nullptr && !column->fillsItself();
    std::erase_if(table.columns, [&](const TableColumn &one) { return one.name == what; });
    emit(statement, std::move(change));
    effort(statement, name, Effort::Rebuilds, "Dropping a column (before MySQL 8.0.29)");
    return true;
}

bool MySqlReader::changeColumn(MySqlStatement &statement, const std::string &name, bool renames)
{
    MySqlSchema::Table &table = tableNamed(name);
    const std::string from = statement.name();
    MySqlColumnDefinition definition;
    definition.column.name = renames ? statement.name() : from;
    if (from.empty() || definition.column.name.empty() || !readColumnDefinition(statement, definition))
        return false;
    // A key's columns cannot be NULL, whatever is written.
    const bool inKey = std::find(table.primaryKey.begin(), table.primaryKey.end(), from) != table.primaryKey.end();
    definition.column.notNull = definition.column.notNull || inKey;
    const TableColumn *there = table.column(from);
    const std::optional<TableColumn> before = there != nullptr ? std::optional<TableColumn>(*there) : std::nullopt;
    if (from != definition.column.name) {
        SchemaChange change;
        change.kind = OperationKind::RenameColumn;
        change.object = name + '.' + from;
        change.newName = name + '.' + definition.column.name;
        change.wasUsed = usedBefore(table);
        emit(statement, std::move(change));
        if (TableColumn *column = table.column(from))
            column->name = definition.column.name;
        std::replace(table.primaryKey.begin(), table.primaryKey.end(), from, definition.column.name);
    }
    compareColumns(statement, name, before ? &*before : nullptr, definition);
    keepColumn(table, definition);
    return true;
}

void MySqlReader::compareColumns(MySqlStatement &statement, const std::string &name, const TableColumn *before, const MySqlColumnDefinition &definition)
{
    const TableColumn &after = definition.column;
    const bool used = usedBefore(tableNamed(name));
    SchemaChange change;
    change.object = name + '.' + after.name;
    change.wasUsed = used;
    if (before == nullptr) {
        change.kind = OperationKind::ChangeType;
        change.knownBefore = false;
        change.detail = "now " + after.type;
        emit(statement, std::move(change));
        return;
    }
    bool any = false;
    const TypeChange type = mySqlTypeChange(before->type, after.type);
    const bool otherText = before->characterSet != after.characterSet && !after.characterSet.empty();
    const bool otherKind = before->generated != after.generated;
    if (type != TypeChange::None || otherText || otherKind) {
        any = true;
        SchemaChange typeChange = change;
        typeChange.kind = OperationKind::ChangeType;
        typeChange.typeChange = otherText || otherKind ? TypeChange::Other : type;
        typeChange.detail = before->type + (before->characterSet.empty() ? "" : ' ' + before->characterSet) + " to " + after.type + (after.characterSet.empty() ? "" : ' ' + after.characterSet);
        emit(statement, std::move(typeChange));
        if (!mySqlTypeChangeInPlace(before->type, after.type) || otherText || otherKind)
            effort(statement, name, Effort::Copies, "Changing " + before->type + " to " + after.type);
    }
    if (before->notNull != after.notNull) {
        any = true;
        SchemaChange nullChange = change;
        nullChange.kind = after.notNull ? OperationKind::SetNotNull : OperationKind::DropNotNull;
        nullChange.hasDefault = after.fillsItself();
        emit(statement, std::move(nullChange));
        effort(statement, name, Effort::Rebuilds, after.notNull ? "Making a column NOT NULL" : "Making a column nullable");
    }
    // MODIFY says all of a column: what it leaves out is gone.
    if (before->defaultText != after.defaultText || (before->autoIncrement && !after.autoIncrement)) {
        any = true;
        SchemaChange defaultChange = change;
        defaultChange.kind = after.defaultText || after.autoIncrement ? OperationKind::SetDefault : OperationKind::DropDefault;
        defaultChange.required = !after.fillsItself();
        emit(statement, std::move(defaultChange));
    }
    if (definition.unique) {
        any = true;
        emit(statement, OperationKind::AddUnique, change.object, used);
    }
    if (!any)
        emit(statement, OperationKind::ChangeStorage, change.object, used);
    if (definition.moved && type == TypeChange::None)
        effort(statement, name, Effort::Rebuilds, "Moving a column");
}

bool MySqlReader::alterColumn(MySqlStatement &statement, const std::string &name)
{
    MySqlSchema::Table &table = tableNamed(name);
    const std::string what = statement.name();
    TableColumn *column = table.column(what);
    SchemaChange change;
    change.object = name + '.' + what;
    change.wasUsed = usedBefore(table);
    if (statement.accept({"set", "default"})) {
        std::string value(statement.text());
        statement.skipItem();
        change.kind = OperationKind::SetDefault;
        if (column != nullptr)
            column->defaultText = value;
    } else if (statement.accept({"drop", "default"})) {
        change.kind = OperationKind::DropDefault;
        // Of an unknown column the worse must be taken.
        change.required = column == nullptr || column->notNull;
        if (column != nullptr)
            column->defaultText.reset();
    } else if (statement.accept({"set"})) {
        statement.skipItem();
        change.kind = OperationKind::ChangeStorage;
    } else {
        return false;
    }
    if (what.empty())
        return false;
    emit(statement, std::move(change));
    return true;
}

bool MySqlReader::renameAction(MySqlStatement &statement, std::string &name)
{
    MySqlSchema::Table &table = tableNamed(name);
    const std::string kind = statement.acceptOneOf({"column", "index", "key"});
    if (kind.empty()) {
        statement.acceptOneOf({"to", "as"});
        const std::string to = statement.name();
        if (to.empty())
            return false;
        renameTable(statement, name, to);
        name = to;
        return true;
    }
    const std::string from = statement.name();
    std::string to;
    if (from.empty() || !statement.accept({"to"}) || (to = statement.name()).empty())
        return false;
    SchemaChange change;
    change.kind = kind == "column" ? OperationKind::RenameColumn : OperationKind::RenameIndex;
    change.object = name + '.' + from;
    change.newName = name + '.' + to;
    change.wasUsed = usedBefore(table);
    if (kind == "column") {
        if (TableColumn *column = table.column(from))
            column->name = to;
        std::replace(table.primaryKey.begin(), table.primaryKey.end(), from, to);
    } else if (auto index = table.indexes.extract(from)) {
        index.key() = to;
        table.indexes.insert(std::move(index));
    }
    emit(statement, std::move(change));
    return true;
}

bool MySqlReader::tableOption(MySqlStatement &statement, const std::string &name)
{
    const bool used = usedBefore(tableNamed(name));
    if (statement.accept({"convert", "to"})) {
        statement.accept({"character", "set"});
        statement.accept({"charset"});
        const std::string target(statement.text());
        statement.skipItem();
        SchemaChange change;
        change.kind = OperationKind::ChangeType;
        change.object = name;
        // All others go into utf8mb4, and its own only fit itself.
        change.typeChange = target.starts_with("utf8mb4") ? TypeChange::Wider : TypeChange::Other;
        change.detail = "character set to " + target;
        change.wasUsed = used;
        emit(statement, std::move(change));
        effort(statement, name, Effort::Copies, "CONVERT TO CHARACTER SET");
        return true;
    }
    if (statement.acceptOneOf({"algorithm", "lock"}) != "") {
        // How the others are done; those were judged with it.
        statement.skipItem();
        return true;
    }
    const std::size_t begin = statement.place();
    const std::string word(statement.word());
    static constexpr std::string_view known[] = {"engine", "auto_increment", "comment", "row_format", "default", "character", "charset", "collate", "avg_row_length", "checksum",
        "compression", "connection", "data", "delay_key_write", "encryption", "index", "insert_method", "key_block_size", "max_rows", "min_rows", "pack_keys", "password",
        "stats_auto_recalc", "stats_persistent", "stats_sample_pages", "tablespace", "union", "force", "order", "enable", "disable", "partition", "remove", "analyze", "check",
        "optimize", "rebuild", "reorganize", "coalesce", "exchange", "truncate", "discard", "import", "with", "without", "page_checksum", "transactional"};
    if (std::find(std::begin(known), std::end(known), word) == std::end(known))
        return false;
    statement.skipItem();
    if (word == "truncate") {
        emit(statement, OperationKind::DeleteData, name, used);
        return true;
    }
    emit(statement, OperationKind::ChangeStorage, name, used);
    if (word == "partition" || word == "remove" || word == "order")
        effort(statement, name, Effort::Copies, statement.wordsFrom(begin));
    else if (word == "engine" || word == "force" || word == "row_format" || word == "key_block_size")
        effort(statement, name, Effort::Rebuilds, statement.wordsFrom(begin));
    return true;
}

} // namespace belay::schema
