// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/layouts/liquibase.h"

#include "models/schema/source/layouts/sqlwriter.h"
#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <array>

namespace belay::schema::layouts {

void GeneratedSql::add(std::string_view statement, std::uint32_t line)
{
    std::string text(trimmed(statement));
    if (text.empty())
        return;
    // A comment at the end must not swallow the semicolon.
    if (text.back() != ';')
        text += text.find("--") == std::string::npos ? ";" : "\n;";
    addText(text, line);
}

void GeneratedSql::addText(std::string_view text, std::uint32_t line)
{
    m_text += text;
    m_text += '\n';
    m_lines.insert(m_lines.end(), static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1, line);
}

void GeneratedSql::prepend(const GeneratedSql &first)
{
    m_text.insert(0, first.m_text);
    m_lines.insert(m_lines.begin(), first.m_lines.begin(), first.m_lines.end());
}

MigrationScript GeneratedSql::script(std::string file, bool transaction) const
{
    return {std::move(file), m_text, transaction, true, m_lines};
}

namespace {

/// The types that Liquibase translates, by their name without what stands in parentheses.
std::string typeFor(std::string_view written, bool autoIncrement, Dialect dialect)
{
    constexpr std::string_view javaPrefix = "java.sql.Types.";
    if (written.starts_with(javaPrefix))
        written.remove_prefix(javaPrefix.size());
    const std::size_t open = std::min(written.find('('), written.size());
    std::string name(trimmed(written.substr(0, open)));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const std::string_view modifier = written.substr(open);
    if (dialect == Dialect::PostgreSql) {
        struct Translation {
            std::string_view from;
            std::string_view to;
            bool keepsModifier;
        };
        static constexpr std::array<Translation, 22> table{{
            {"datetime", "timestamp without time zone", false}, {"clob", "text", false}, {"nclob", "text", false},
            {"longtext", "text", false}, {"mediumtext", "text", false}, {"tinytext", "text", false}, {"longvarchar", "text", false},
            {"blob", "bytea", false}, {"longblob", "bytea", false}, {"binary", "bytea", false}, {"varbinary", "bytea", false},
            {"longvarbinary", "bytea", false}, {"nvarchar", "varchar", true}, {"nvarchar2", "varchar", true}, {"varchar2", "varchar", true},
            {"nchar", "char", true}, {"number", "numeric", true}, {"currency", "decimal", false}, {"double", "double precision", false},
            {"tinyint", "smallint", false}, {"mediumint", "int", false}, {"bit", "boolean", false},
        }};
        if (autoIncrement && (name == "serial" || name == "bigserial" || name == "smallserial"))
            return name;
        if ((name == "int" || name == "integer" || name == "bigint" || name == "smallint") && !modifier.empty())
            return name;
        if (name == "bit" && modifier != "" && modifier != "(1)")
            return std::string(written);
        for (const Translation &entry : table) {
            if (name == entry.from)
                return std::string(entry.to) + (entry.keepsModifier ? std::string(modifier) : std::string());
        }
    } else if (dialect == Dialect::MySql) {
        if (name == "clob" || name == "nclob")
            return "longtext";
        if (name == "uuid")
            return "char(36)";
        if (name == "boolean")
            return "bit(1)";
    }
    return std::string(trimmed(written));
}

/// The children named so, whether they stand there themselves (XML) or in a list (YAML: columns with
/// - column: {...}).
std::vector<const ChangelogNode *> children(const ChangelogNode &node, std::string_view one, std::string_view several)
{
    std::vector<const ChangelogNode *> found;
    const auto takeList = [&](const ChangelogNode &list) {
        for (const auto &[key, item] : list.entries) {
            if (const ChangelogNode *inner = item.find(one); inner != nullptr && inner->kind == ChangelogNode::Kind::Map)
                found.push_back(inner);
            else if (item.kind == ChangelogNode::Kind::Map)
                found.push_back(&item);
        }
    };
    for (const auto &[key, value] : node.entries) {
        if (key == one && value.kind == ChangelogNode::Kind::Map)
            found.push_back(&value);
        else if ((key == one || key == several) && value.kind == ChangelogNode::Kind::List)
            takeList(value);
    }
    return found;
}

class Writer {
public:
    Writer(std::string_view name, const ChangelogNode &change, Dialect dialect) : m_name(name), m_change(change), m_dialect(dialect) {}

    LiquibaseChange write()
    {
        struct Entry {
            std::string_view name;
            void (Writer::*write)();
        };
        static constexpr std::array<Entry, 32> table{{
            {"createTable", &Writer::createTable}, {"dropTable", &Writer::dropTable}, {"renameTable", &Writer::renameTable},
            {"addColumn", &Writer::addColumn}, {"dropColumn", &Writer::dropColumn}, {"renameColumn", &Writer::renameColumn},
            {"modifyDataType", &Writer::modifyDataType}, {"addDefaultValue", &Writer::addDefaultValue},
            {"dropDefaultValue", &Writer::dropDefaultValue}, {"addNotNullConstraint", &Writer::addNotNull},
            {"dropNotNullConstraint", &Writer::dropNotNull}, {"addForeignKeyConstraint", &Writer::addForeignKey},
            {"dropForeignKeyConstraint", &Writer::dropForeignKey}, {"addUniqueConstraint", &Writer::addUnique},
            {"dropUniqueConstraint", &Writer::dropConstraint}, {"addPrimaryKey", &Writer::addPrimaryKey},
            {"dropPrimaryKey", &Writer::dropPrimaryKey}, {"createIndex", &Writer::createIndex}, {"dropIndex", &Writer::dropIndex},
            {"createSequence", &Writer::createSequence}, {"dropSequence", &Writer::dropSequence}, {"createView", &Writer::createView},
            {"dropView", &Writer::dropView}, {"renameView", &Writer::renameView}, {"insert", &Writer::insert}, {"update", &Writer::update},
            {"delete", &Writer::remove}, {"sql", &Writer::sql}, {"addAutoIncrement", &Writer::addAutoIncrement},
            {"setTableRemarks", &Writer::remarks}, {"setColumnRemarks", &Writer::remarks}, {"empty", &Writer::nothing},
        }};
        const auto entry = std::find_if(table.begin(), table.end(), [&](const Entry &e) { return e.name == m_name; });
        if (entry != table.end())
            (this->*entry->write)();
        else if (m_name != "output" && m_name != "tagDatabase" && m_name != "stop")
            notUnderstood("The change " + m_name + " is not understood.");
        return std::move(m_result);
    }

private:
    [[nodiscard]] std::string value(std::string_view key) const { return m_change.value(key); }
    [[nodiscard]] std::string name(std::string_view key) const { return sqlName(value(key), m_dialect); }
    [[nodiscard]] std::string table(std::string_view key = "tableName", std::string_view schemaKey = "schemaName") const
    {
        return sqlName(value(schemaKey), value(key), m_dialect);
    }
    void up(std::string_view statement, std::uint32_t line = 0) { m_result.up.add(statement, line == 0 ? m_change.line : line); }
    void down(std::string_view statement)
    {
        if (!m_result.down)
            m_result.down.emplace();
        m_result.down->add(statement, m_change.line);
    }
    void notUnderstood(std::string why)
    {
        if (m_result.notUnderstood.empty())
            m_result.notUnderstood = std::move(why);
    }
    bool wants(std::initializer_list<std::string_view> keys)
    {
        for (const std::string_view key : keys) {
            if (value(key).empty()) {
                notUnderstood("The change " + m_name + " has no " + std::string(key) + '.');
                return false;
            }
        }
        return true;
    }

    /// A column's value for inserting, updating or as default; empty if none is given.
    [[nodiscard]] std::string literal(const ChangelogNode &column, std::string_view prefix) const
    {
        const std::string key(prefix);
        const auto has = [&](std::string_view end) { return !column.value(key + std::string(end)).empty(); };
        if (has("Computed"))
            return column.value(key + "Computed");
        if (has("Numeric"))
            return column.value(key + "Numeric");
        if (has("Boolean")) {
            const bool yes = column.flag(key + "Boolean");
            return m_dialect == Dialect::PostgreSql ? (yes ? "TRUE" : "FALSE") : (yes ? "1" : "0");
        }
        if (has("Date")) {
            const std::string date = column.value(key + "Date");
            const bool plain = digitsAtStart(date) > 0;
            return plain ? sqlText(date, m_dialect) : date;
        }
        if (has("SequenceNext"))
            return "nextval(" + sqlText(column.value(key + "SequenceNext"), m_dialect) + ')';
        const ChangelogNode *text = column.find(prefix);
        if (text == nullptr || text->null)
            return {};
        return sameWord(text->ownText(), "NULL") ? "NULL" : sqlText(text->ownText(), m_dialect);
    }

    /// A column's definition; constraints that need the whole table go into `rest`.
    std::string definition(const ChangelogNode &column, std::vector<std::string> *primaryKey)
    {
        const bool increments = column.flag("autoIncrement");
        std::string sql = sqlName(column.value("name"), m_dialect);
        const std::string type = typeFor(column.value("type"), increments, m_dialect);
        if (column.value("name").empty() || (type.empty() && m_dialect != Dialect::Sqlite))
            notUnderstood("A column of the change " + m_name + " has no name or no type.");
        sql += ' ' + type;
        if (increments && m_dialect == Dialect::PostgreSql && !type.ends_with("serial"))
            sql += " GENERATED BY DEFAULT AS IDENTITY";
        if (increments && m_dialect == Dialect::MySql)
            sql += " AUTO_INCREMENT";
        if (const std::string text = literal(column, "defaultValue"); !text.empty())
            sql += " DEFAULT " + text;
        const ChangelogNode *constraints = column.find("constraints");
        if (constraints == nullptr)
            return sql;
        if (constraints->has("nullable") && !constraints->flag("nullable", true))
            sql += " NOT NULL";
        else if (constraints->flag("notNull"))
            sql += " NOT NULL";
        const auto named = [&](std::string_view key) {
            const std::string constraint = constraints->value(key);
            return constraint.empty() ? std::string() : " CONSTRAINT " + sqlName(constraint, m_dialect);
        };
        if (constraints->flag("primaryKey")) {
            if (primaryKey == nullptr) {
                sql += named("primaryKeyName") + " PRIMARY KEY";
            } else {
                primaryKey->push_back(column.value("name"));
                if (const std::string key = constraints->value("primaryKeyName"); !key.empty())
                    m_primaryKeyName = key;
            }
        }
        if (constraints->flag("unique"))
            sql += named("uniqueConstraintName") + " UNIQUE";
        if (const std::string check = constraints->value("checkConstraint"); !check.empty())
            sql += " CHECK (" + check + ')';
        std::string references = constraints->value("references");
        if (references.empty() && !constraints->value("referencedTableName").empty()) {
            references = sqlName(constraints->value("referencedTableSchemaName"), constraints->value("referencedTableName"), m_dialect);
            if (const std::string names = constraints->value("referencedColumnNames"); !names.empty())
                references += '(' + sqlNames(names, m_dialect) + ')';
        }
        if (!references.empty())
            sql += named("foreignKeyName") + " REFERENCES " + references + (constraints->flag("deleteCascade") ? " ON DELETE CASCADE" : "")
                + (constraints->flag("deferrable") ? " DEFERRABLE" : "") + (constraints->flag("initiallyDeferred") ? " INITIALLY DEFERRED" : "");
        return sql;
    }

    void createTable()
    {
        if (!wants({"tableName"}))
            return;
        std::string sql = "CREATE TABLE " + std::string(m_change.flag("ifNotExists") ? "IF NOT EXISTS " : "") + table() + " (";
        std::vector<std::string> primaryKey;
        bool first = true;
        for (const ChangelogNode *column : children(m_change, "column", "columns")) {
            sql += (first ? "" : ", ") + definition(*column, &primaryKey);
            first = false;
        }
        if (!primaryKey.empty()) {
            const std::string key = m_primaryKeyName.empty() && m_dialect == Dialect::PostgreSql ? value("tableName") + "_pkey" : m_primaryKeyName;
            sql += ", " + (key.empty() ? std::string() : "CONSTRAINT " + sqlName(key, m_dialect) + ' ') + "PRIMARY KEY ("
                + sqlNames(primaryKey, m_dialect) + ')';
        }
        up(sql + ')');
        down("DROP TABLE " + table());
    }
    void dropTable()
    {
        if (wants({"tableName"}))
            up("DROP TABLE " + std::string(m_change.flag("ifExists") ? "IF EXISTS " : "") + table() + (m_change.flag("cascadeConstraints") ? " CASCADE" : ""));
    }
    void renameTable()
    {
        if (!wants({"oldTableName", "newTableName"}))
            return;
        up("ALTER TABLE " + table("oldTableName") + " RENAME TO " + name("newTableName"));
        down("ALTER TABLE " + table("newTableName") + " RENAME TO " + name("oldTableName"));
    }
    void renameView()
    {
        if (!wants({"oldViewName", "newViewName"}))
            return;
        up("ALTER VIEW " + table("oldViewName") + " RENAME TO " + name("newViewName"));
        down("ALTER VIEW " + table("newViewName") + " RENAME TO " + name("oldViewName"));
    }
    void addColumn()
    {
        if (!wants({"tableName"}))
            return;
        for (const ChangelogNode *column : children(m_change, "column", "columns")) {
            up("ALTER TABLE " + table() + " ADD " + definition(*column, nullptr), column->line);
            if (const std::string text = literal(*column, "value"); !text.empty())
                up("UPDATE " + table() + " SET " + sqlName(column->value("name"), m_dialect) + " = " + text, column->line);
            down("ALTER TABLE " + table() + " DROP COLUMN " + sqlName(column->value("name"), m_dialect));
        }
        if (m_result.up.empty())
            notUnderstood("The change addColumn has no column.");
    }
    void dropColumn()
    {
        if (!wants({"tableName"}))
            return;
        if (const std::string column = value("columnName"); !column.empty())
            up("ALTER TABLE " + table() + " DROP COLUMN " + sqlName(column, m_dialect));
        for (const ChangelogNode *column : children(m_change, "column", "columns"))
            up("ALTER TABLE " + table() + " DROP COLUMN " + sqlName(column->value("name"), m_dialect), column->line);
        if (m_result.up.empty())
            notUnderstood("The change dropColumn has no column.");
    }
    void renameColumn()
    {
        if (!wants({"tableName", "oldColumnName", "newColumnName"}))
            return;
        up("ALTER TABLE " + table() + " RENAME COLUMN " + name("oldColumnName") + " TO " + name("newColumnName"));
        down("ALTER TABLE " + table() + " RENAME COLUMN " + name("newColumnName") + " TO " + name("oldColumnName"));
    }
    void modifyDataType()
    {
        if (!wants({"tableName", "columnName", "newDataType"}))
            return;
        const std::string type = typeFor(value("newDataType"), false, m_dialect);
        if (m_dialect == Dialect::MySql)
            up("ALTER TABLE " + table() + " MODIFY " + name("columnName") + ' ' + type);
        else
            up("ALTER TABLE " + table() + " ALTER COLUMN " + name("columnName") + " TYPE " + type + " USING (" + name("columnName") + "::" + type + ')');
    }
    void addDefaultValue()
    {
        if (!wants({"tableName", "columnName"}))
            return;
        const std::string text = literal(m_change, "defaultValue");
        if (text.empty())
            notUnderstood("The change addDefaultValue has no value.");
        else
            up("ALTER TABLE " + table() + " ALTER COLUMN " + name("columnName") + " SET DEFAULT " + text);
        down("ALTER TABLE " + table() + " ALTER COLUMN " + name("columnName") + " DROP DEFAULT");
    }
    void dropDefaultValue()
    {
        if (wants({"tableName", "columnName"}))
            up("ALTER TABLE " + table() + " ALTER COLUMN " + name("columnName") + " DROP DEFAULT");
    }
    void addNotNull()
    {
        if (!wants({"tableName", "columnName"}))
            return;
        const std::string column = name("columnName");
        if (const ChangelogNode *filler = m_change.find("defaultNullValue"); filler != nullptr && !filler->null)
            up("UPDATE " + table() + " SET " + column + " = " + sqlText(filler->ownText(), m_dialect) + " WHERE " + column + " IS NULL");
        if (m_dialect == Dialect::MySql) {
            up("ALTER TABLE " + table() + " MODIFY " + column + ' ' + typeFor(value("columnDataType"), false, m_dialect) + " NOT NULL");
            down("ALTER TABLE " + table() + " MODIFY " + column + ' ' + typeFor(value("columnDataType"), false, m_dialect) + " NULL");
            return;
        }
        up("ALTER TABLE " + table() + " ALTER COLUMN " + column + " SET NOT NULL");
        down("ALTER TABLE " + table() + " ALTER COLUMN " + column + " DROP NOT NULL");
    }
    void dropNotNull()
    {
        if (!wants({"tableName", "columnName"}))
            return;
        const std::string column = name("columnName");
        if (m_dialect == Dialect::MySql) {
            up("ALTER TABLE " + table() + " MODIFY " + column + ' ' + typeFor(value("columnDataType"), false, m_dialect) + " NULL");
            return;
        }
        up("ALTER TABLE " + table() + " ALTER COLUMN " + column + " DROP NOT NULL");
        down("ALTER TABLE " + table() + " ALTER COLUMN " + column + " SET NOT NULL");
    }
    void addForeignKey()
    {
        if (!wants({"baseTableName", "baseColumnNames", "referencedTableName", "constraintName"}))
            return;
        std::string sql = "ALTER TABLE " + table("baseTableName", "baseTableSchemaName") + " ADD CONSTRAINT " + name("constraintName")
            + " FOREIGN KEY (" + sqlNames(value("baseColumnNames"), m_dialect) + ") REFERENCES "
            + table("referencedTableName", "referencedTableSchemaName");
        if (!value("referencedColumnNames").empty())
            sql += " (" + sqlNames(value("referencedColumnNames"), m_dialect) + ')';
        if (!value("onDelete").empty())
            sql += " ON DELETE " + value("onDelete");
        else if (m_change.flag("deleteCascade"))
            sql += " ON DELETE CASCADE";
        if (!value("onUpdate").empty())
            sql += " ON UPDATE " + value("onUpdate");
        if (m_change.flag("deferrable"))
            sql += " DEFERRABLE";
        if (m_change.flag("initiallyDeferred"))
            sql += " INITIALLY DEFERRED";
        if (m_dialect == Dialect::PostgreSql && !m_change.flag("validate", true))
            sql += " NOT VALID";
        up(sql);
        down("ALTER TABLE " + table("baseTableName", "baseTableSchemaName")
             + (m_dialect == Dialect::MySql ? " DROP FOREIGN KEY " : " DROP CONSTRAINT ") + name("constraintName"));
    }
    void dropForeignKey()
    {
        if (wants({"baseTableName", "constraintName"}))
            up("ALTER TABLE " + table("baseTableName", "baseTableSchemaName")
               + (m_dialect == Dialect::MySql ? " DROP FOREIGN KEY " : " DROP CONSTRAINT ") + name("constraintName"));
    }
    void addUnique()
    {
        if (!wants({"tableName", "columnNames"}))
            return;
        const bool named = !value("constraintName").empty();
        up("ALTER TABLE " + table() + " ADD " + (named ? "CONSTRAINT " + name("constraintName") + ' ' : std::string()) + "UNIQUE ("
           + sqlNames(value("columnNames"), m_dialect) + ')' + (m_change.flag("deferrable") ? " DEFERRABLE" : "")
           + (m_change.flag("initiallyDeferred") ? " INITIALLY DEFERRED" : ""));
        if (named)
            down("ALTER TABLE " + table() + (m_dialect == Dialect::MySql ? " DROP KEY " : " DROP CONSTRAINT ") + name("constraintName"));
    }
    void dropConstraint()
    {
        if (wants({"tableName", "constraintName"}))
            up("ALTER TABLE " + table() + (m_dialect == Dialect::MySql ? " DROP KEY " : " DROP CONSTRAINT ") + name("constraintName"));
    }
    void addPrimaryKey()
    {
        if (!wants({"tableName", "columnNames"}))
            return;
        const bool named = !value("constraintName").empty();
        up("ALTER TABLE " + table() + " ADD " + (named ? "CONSTRAINT " + name("constraintName") + ' ' : std::string()) + "PRIMARY KEY ("
           + sqlNames(value("columnNames"), m_dialect) + ')');
        const std::string key = named ? name("constraintName") : sqlName(value("tableName") + "_pkey", m_dialect);
        down("ALTER TABLE " + table() + (m_dialect == Dialect::MySql ? " DROP PRIMARY KEY" : " DROP CONSTRAINT " + key));
    }
    void dropPrimaryKey()
    {
        if (!wants({"tableName"}))
            return;
        const std::string key = value("constraintName").empty() ? sqlName(value("tableName") + "_pkey", m_dialect) : name("constraintName");
        up("ALTER TABLE " + table() + (m_dialect == Dialect::MySql ? " DROP PRIMARY KEY" : " DROP CONSTRAINT " + key));
    }
    void createIndex()
    {
        if (!wants({"tableName"}))
            return;
        std::string columns;
        for (const ChangelogNode *column : children(m_change, "column", "columns")) {
            const std::string text = column->value("name");
            const bool expression = column->flag("computed") || text.find('(') != std::string::npos || text.find(' ') != std::string::npos;
            columns += (columns.empty() ? "" : ", ") + (expression ? text : sqlName(text, m_dialect)) + (column->flag("descending") ? " DESC" : "");
        }
        if (columns.empty())
            notUnderstood("The change createIndex has no column.");
        const bool named = !value("indexName").empty();
        up("CREATE " + std::string(m_change.flag("unique") ? "UNIQUE " : "") + "INDEX " + (named ? name("indexName") + ' ' : std::string()) + "ON "
           + table() + '(' + columns + ')');
        if (named)
            down(dropIndexStatement());
    }
    [[nodiscard]] std::string dropIndexStatement() const
    {
        if (m_dialect == Dialect::MySql)
            return "DROP INDEX " + name("indexName") + " ON " + table();
        return "DROP INDEX " + sqlName(value("schemaName"), value("indexName"), m_dialect);
    }
    void dropIndex()
    {
        if (wants({"indexName"}))
            up(dropIndexStatement());
    }
    void createSequence()
    {
        if (!wants({"sequenceName"}))
            return;
        std::string sql = "CREATE SEQUENCE " + std::string(m_dialect == Dialect::PostgreSql ? "IF NOT EXISTS " : "") + table("sequenceName");
        const std::array<std::pair<std::string_view, std::string_view>, 5> options{{{"dataType", "AS"}, {"incrementBy", "INCREMENT BY"},
            {"minValue", "MINVALUE"}, {"maxValue", "MAXVALUE"}, {"startValue", "START WITH"}}};
        for (const auto &[key, words] : options) {
            if (const std::string text = value(key); !text.empty())
                sql += ' ' + std::string(words) + ' ' + text;
        }
        if (!value("cacheSize").empty())
            sql += " CACHE " + value("cacheSize");
        if (m_change.flag("cycle"))
            sql += " CYCLE";
        up(sql);
        down("DROP SEQUENCE " + table("sequenceName"));
    }
    void dropSequence()
    {
        if (wants({"sequenceName"}))
            up("DROP SEQUENCE " + table("sequenceName"));
    }
    void createView()
    {
        if (!wants({"viewName"}))
            return;
        std::string query = value("selectQuery");
        if (query.empty())
            query = m_change.ownText();
        if (trimmed(query).empty()) {
            notUnderstood("The query of the view " + value("viewName") + " stands in another file.");
            return;
        }
        const std::string replace = m_change.flag("replaceIfExists") ? "OR REPLACE " : "";
        up(m_change.flag("fullDefinition") ? query : "CREATE " + replace + "VIEW " + table("viewName") + " AS " + query);
        if (replace.empty())
            down("DROP VIEW " + table("viewName"));
    }
    void dropView()
    {
        if (wants({"viewName"}))
            up("DROP VIEW " + std::string(m_change.flag("ifExists") ? "IF EXISTS " : "") + table("viewName"));
    }
    void insert()
    {
        if (!wants({"tableName"}))
            return;
        std::string names;
        std::string values;
        for (const ChangelogNode *column : children(m_change, "column", "columns")) {
            const std::string text = literal(*column, "value");
            names += (names.empty() ? "" : ", ") + sqlName(column->value("name"), m_dialect);
            values += (values.empty() ? "" : ", ") + (text.empty() ? std::string("NULL") : text);
        }
        up("INSERT INTO " + table() + " (" + names + ") VALUES (" + values + ')');
    }
    [[nodiscard]] std::string condition() const
    {
        const std::string where = value("where");
        return trimmed(where).empty() ? std::string() : " WHERE " + where;
    }
    void update()
    {
        if (!wants({"tableName"}))
            return;
        std::string sets;
        for (const ChangelogNode *column : children(m_change, "column", "columns")) {
            const std::string text = literal(*column, "value");
            sets += (sets.empty() ? "" : ", ") + sqlName(column->value("name"), m_dialect) + " = " + (text.empty() ? std::string("NULL") : text);
        }
        up("UPDATE " + table() + " SET " + sets + condition());
        if (m_change.has("whereParams"))
            notUnderstood("The parameters of the condition of an update are not understood.");
    }
    void remove()
    {
        if (wants({"tableName"}))
            up("DELETE FROM " + table() + condition());
        if (m_change.has("whereParams"))
            notUnderstood("The parameters of the condition of a delete are not understood.");
    }
    void sql()
    {
        std::string text = value("sql");
        std::uint32_t line = m_change.line;
        if (const ChangelogNode *inner = m_change.find("sql"))
            line = inner->line;
        if (trimmed(text).empty())
            text = m_change.ownText();
        if (trimmed(text).empty()) {
            notUnderstood("The change sql has no text.");
            return;
        }
        const std::string delimiter = value("endDelimiter");
        if (!delimiter.empty() && delimiter != ";")
            notUnderstood("The delimiter " + delimiter + " is not understood here.");
        up(text, line);
    }
    void addAutoIncrement()
    {
        if (!wants({"tableName", "columnName"}))
            return;
        if (m_dialect == Dialect::PostgreSql)
            up("ALTER TABLE " + table() + " ALTER COLUMN " + name("columnName") + " ADD GENERATED BY DEFAULT AS IDENTITY");
        else
            up("ALTER TABLE " + table() + " MODIFY " + name("columnName") + ' ' + value("columnDataType") + " AUTO_INCREMENT");
    }
    void remarks() {}
    void nothing() {}

    std::string m_name;
    const ChangelogNode &m_change;
    Dialect m_dialect;
    LiquibaseChange m_result;
    std::string m_primaryKeyName;
};

} // namespace

LiquibaseChange writeLiquibaseChange(const std::string &name, const ChangelogNode &change, Dialect dialect)
{
    return Writer(name, change, dialect).write();
}

} // namespace belay::schema::layouts
