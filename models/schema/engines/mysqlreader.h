// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/engines/mysqlddl.h"
#include "models/schema/engines/mysqlstatement.h"

#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// Reads one script statement by statement, applies it to the schema and says what it does.
class MySqlReader {
public:
    MySqlReader(MySqlSchema &schema, std::string_view script);
    MySqlReading run();

private:
    void read(MySqlStatement &statement);
    void create(MySqlStatement &statement);
    void createTable(MySqlStatement &statement, bool temporary, bool replace);
    bool tableItem(MySqlStatement &statement, MySqlSchema::Table &table);
    void keepColumn(MySqlSchema::Table &table, const MySqlColumnDefinition &definition);
    void addIndex(MySqlStatement &statement, const std::string &name, const std::string &index, const std::string &kind);
    void dropIndex(MySqlStatement &statement, const std::string &name, const std::string &index);
    void drop(MySqlStatement &statement);
    void rename(MySqlStatement &statement);
    void renameTable(MySqlStatement &statement, const std::string &from, const std::string &to);
    void other(MySqlStatement &statement);

    void alterTable(MySqlStatement &statement);
    /// One action of ALTER TABLE; false if it is not understood.
    bool alterAction(MySqlStatement &statement, std::string &name);
    bool addAction(MySqlStatement &statement, const std::string &name);
    bool dropAction(MySqlStatement &statement, const std::string &name);
    bool changeColumn(MySqlStatement &statement, const std::string &name, bool renames);
    bool alterColumn(MySqlStatement &statement, const std::string &name);
    bool renameAction(MySqlStatement &statement, std::string &name);
    bool tableOption(MySqlStatement &statement, const std::string &name);
    void addColumn(MySqlStatement &statement, const std::string &name, const MySqlColumnDefinition &definition);
    void compareColumns(MySqlStatement &statement, const std::string &name, const MySqlSchema::Column *before, const MySqlColumnDefinition &after);

    /// What InnoDB does to a table that was there before the script.
    enum class Effort { Rebuilds, Copies };
    void effort(const MySqlStatement &statement, const std::string &table, Effort how, const std::string &what);

    void emit(const MySqlStatement &statement, SchemaChange change);
    void emit(const MySqlStatement &statement, OperationKind kind, std::string object, bool wasUsed = true);
    void notUnderstood(MySqlStatement &statement, std::string why);
    void remark(const MySqlStatement &statement, std::string code, Severity severity, std::string message, std::string remedy);
    MySqlSchema::Table &tableNamed(const std::string &name); ///< Made as not wholly known if it was not there.
    [[nodiscard]] bool usedBefore(const MySqlSchema::Table &table) const;

    MySqlSchema &m_schema;
    std::string_view m_script;
    LineIndex m_lines;
    MySqlReading m_reading;
    std::size_t m_unnamed = 0;  ///< Rules without a name so far.
    std::size_t m_begin = 0;    ///< Place of the action in its statement.
};

} // namespace belay::schema
