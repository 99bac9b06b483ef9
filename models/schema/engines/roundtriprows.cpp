// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/roundtrip_p.h"

#include "models/schema/engines/postgresconnection.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <set>

namespace belay::schema {

namespace {

constexpr int parentDepth = 4;
constexpr std::size_t tableLimit = 50;
constexpr int longest = 300;

struct ColumnFacts {
    std::string name;
    std::string type;           ///< format_type of the base type, without the modifier's brackets: "character varying"
    int modifier = -1;
    std::string lastLabel;      ///< Of an enum.
    std::string firstLabel;
    bool array = false;
    bool notNull = false;
    bool fillsItself = false;
    bool generated = false;
    std::string parent;         ///< Quoted table that a foreign key of this column alone points at.
    std::string parentColumn;
};

struct Value {
    std::string sql;            ///< Empty: none could be made.
    std::string said;
};

class RowWriter {
public:
    RowWriter(PostgresConnection &connection, const std::stop_token &stop) : m_connection(connection), m_stop(stop) {}

    /// Columns of "schema.name" that are new or changed, with whether NULL is newly allowed.
    struct Wanted {
        bool newTable = false;
        bool lostRule = false;
        std::set<std::string> changed;
        std::set<std::string> nullable;
    };

    Result<Done> write(const std::string &table, const Wanted &wanted, std::vector<WrittenValue> &written)
    {
        std::vector<WrittenValue> row;
        for (const bool large : {true, false}) {
            row.clear();
            auto put = insert(table, wanted, large, false, row, parentDepth);
            if (!put)
                return put.error();
            if (!put->empty()) {
                written.insert(written.end(), row.begin(), row.end());
                break;
            }
        }
        if (!wanted.nullable.empty()) {
            row.clear();
            auto put = insert(table, wanted, false, true, row, parentDepth);
            if (!put)
                return put.error();
            if (!put->empty())
                written.insert(written.end(), row.begin(), row.end());
        }
        // Where a rule went, the same row may be there twice.
        if (wanted.lostRule) {
            for (int i = 0; i < 2; ++i) {
                row.clear();
                m_frozen = true;
                auto put = insert(table, wanted, false, false, row, parentDepth);
                m_frozen = false;
                if (!put)
                    return put.error();
                if (!put->empty() && i == 1)
                    written.push_back({quoted(table), {}, {}, table + ": the same row twice", "rows of " + table});
            }
        }
        return Done{};
    }

private:
    static std::string quoted(const std::string &table)
    {
        const std::size_t dot = table.find('.');
        return quotedIdentifier(table.substr(0, dot)) + '.' + quotedIdentifier(table.substr(dot + 1));
    }

    /// Inserts a row; the answer is what RETURNING gives ("ok" without), empty if it did not go in.
    Result<std::string> insert(const std::string &table, const Wanted &wanted, bool large, bool withNull, std::vector<WrittenValue> &row, int depth,
                               const std::string &returning = {})
    {
        auto columns = facts(table);
        if (!columns)
            return columns.error();
        std::string names;
        std::string values;
        for (const ColumnFacts &column : **columns) {
            if (column.generated)
                continue;
            const bool changed = wanted.newTable || wanted.changed.contains(column.name);
            if (!changed && (!column.notNull || column.fillsItself))
                continue;
            const std::string object = table + '.' + column.name;
            Value value;
            if (withNull && wanted.nullable.contains(column.name)) {
                value = {"NULL", "NULL"};
            } else if (!column.parent.empty()) {
                if (column.fillsItself && !column.notNull)
                    continue;
                auto parent = depth > 0 ? insert(column.parent, {}, false, false, row, depth - 1, column.parentColumn) : Result<std::string>(std::string());
                if (!parent)
                    return parent.error();
                if (parent->empty()) {
                    if (!column.notNull)
                        continue;
                    return std::string();
                }
                value = {quotedLiteral(*parent), "a parent's"};
            } else {
                value = make(column, large && changed);
            }
            if (value.sql.empty()) {
                if (!column.notNull || column.fillsItself)
                    continue;
                return std::string();
            }
            names += (names.empty() ? "" : ", ") + quotedIdentifier(column.name);
            values += (values.empty() ? "" : ", ") + value.sql;
            if (changed && depth == parentDepth) {
                const bool whole = value.sql == "NULL" || column.parent.size() > 0;
                row.push_back({quoted(table), whole ? std::string() : quotedIdentifier(column.name), {}, object + ": " + value.said,
                               wanted.newTable || whole ? "rows of " + table : "values of " + object});
            }
        }
        if (depth == parentDepth && row.empty())
            row.push_back({quoted(table), {}, {}, table + ": a row", "rows of " + table});
        std::string back = returning.empty() ? std::string() : quotedIdentifier(returning);
        std::vector<WrittenValue *> asked;
        if (depth == parentDepth) {
            for (WrittenValue &written : row) {
                if (written.column.empty() || written.table != quoted(table))
                    continue;
                back += (back.empty() ? "" : ", ") + written.column + "::text";
                asked.push_back(&written);
            }
        }
        const std::string sql = "INSERT INTO " + quoted(table) + (names.empty() ? " DEFAULT VALUES" : " (" + names + ") VALUES (" + values + ")") +
                                (back.empty() ? "" : " RETURNING " + back);
        auto answer = guarded(sql);
        if (!answer)
            return answer.error();
        if (!answer->ok())
            return std::string();
        // As the server writes it, for finding it again.
        for (std::size_t i = 0; i < asked.size() && !answer->rows.empty() && i < answer->rows[0].size(); ++i)
            asked[i]->value = answer->rows[0][i].value_or(std::string());
        if (returning.empty() || answer->rows.empty() || answer->rows[0].empty())
            return std::string("ok");
        return answer->rows[0][0].value_or(std::string());
    }

    Result<PostgresAnswer> guarded(const std::string &sql)
    {
        auto saved = m_connection.execute("SAVEPOINT belay_row", m_stop);
        if (!saved)
            return saved.error();
        auto answer = m_connection.execute(sql, m_stop);
        if (!answer)
            return answer.error();
        // Constraints that wait for the end must speak up here, or the down would meet them.
        if (answer->ok()) {
            auto checked = m_connection.execute("SET CONSTRAINTS ALL IMMEDIATE", m_stop);
            if (!checked)
                return checked.error();
            if (!checked->ok())
                answer = std::move(checked);
        }
        auto ended = m_connection.execute(answer->ok() ? "RELEASE SAVEPOINT belay_row" : "ROLLBACK TO SAVEPOINT belay_row; RELEASE SAVEPOINT belay_row", m_stop);
        if (!ended)
            return ended.error();
        return answer;
    }

    Result<const std::vector<ColumnFacts> *> facts(const std::string &table)
    {
        const auto known = m_facts.find(table);
        if (known != m_facts.end())
            return &known->second;
        auto answer = guarded(
            "SELECT a.attname, format_type(t.oid, NULL), CASE WHEN d.typtype = 'd' THEN d.typtypmod ELSE a.atttypmod END,"
            " (SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder DESC LIMIT 1), (SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder LIMIT 1),"
            " t.typcategory = 'A', a.attnotnull OR d.typnotnull, a.atthasdef OR a.attidentity <> '' OR d.typdefault IS NOT NULL, a.attgenerated <> '' OR a.attidentity = 'a',"
            " (SELECT pn.nspname || '.' || pc.relname FROM pg_constraint k JOIN pg_class pc ON pc.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = pc.relnamespace"
            "  WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] LIMIT 1),"
            " (SELECT pa.attname FROM pg_constraint k JOIN pg_attribute pa ON pa.attrelid = k.confrelid AND pa.attnum = k.confkey[1]"
            "  WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] LIMIT 1)"
            " FROM pg_attribute a JOIN pg_type d ON d.oid = a.atttypid JOIN pg_type t ON t.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END"
            " WHERE a.attrelid = " + quotedLiteral(quoted(table)) + "::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum");
        if (!answer)
            return answer.error();
        std::vector<ColumnFacts> columns;
        for (const auto &row : answer->rows) {
            ColumnFacts column;
            column.name = row[0].value_or("");
            column.type = row[1].value_or("");
            column.modifier = std::atoi(row[2].value_or("-1").c_str());
            column.lastLabel = row[3].value_or("");
            column.firstLabel = row[4].value_or("");
            column.array = row[5] == "t";
            column.notNull = row[6] == "t";
            column.fillsItself = row[7] == "t";
            column.generated = row[8] == "t";
            column.parent = row[9].value_or("");
            column.parentColumn = row[10].value_or("");
            columns.push_back(std::move(column));
        }
        return &m_facts.emplace(table, std::move(columns)).first->second;
    }

    Value make(const ColumnFacts &column, bool large)
    {
        const std::string &type = column.type;
        const int number = m_frozen ? 7 : ++m_count;
        const std::string counted = std::to_string(number);
        if (!column.firstLabel.empty())
            return {quotedLiteral(large ? column.lastLabel : column.firstLabel), "the label " + (large ? column.lastLabel : column.firstLabel)};
        if (column.array)
            return {"'{}'", "an empty array"};
        if (type == "smallint")
            return large ? Value{"32767", "32767"} : Value{counted, counted};
        if (type == "integer")
            return large ? Value{"2147483000", "2147483000"} : Value{counted, counted};
        if (type == "bigint")
            return large ? Value{"5000000000", "5000000000"} : Value{counted, counted};
        if (type == "numeric") {
            const int precision = column.modifier >= 4 ? (column.modifier - 4) >> 16 : 20;
            const int scale = column.modifier >= 4 ? (column.modifier - 4) & 0x7FF : 4;
            const auto digits = static_cast<std::size_t>(std::clamp(precision - scale, 0, 40));
            if (!large || digits == 0)
                return {"0", "0"};
            return {std::string(digits, '9') + (scale > 0 ? "." + std::string(static_cast<std::size_t>(std::min(scale, 10)), '9') : ""), std::to_string(digits) + " digits"};
        }
        if (type == "real" || type == "double precision")
            return {"1.5", "1.5"};
        if (type == "text" || type == "character varying" || type == "character" || type == "citext" || type == "name") {
            const int limit = column.modifier >= 4 ? std::min(column.modifier - 4, longest) : type == "name" ? 60 : longest;
            const auto size = static_cast<std::size_t>(limit);
            const std::string value = large ? std::string(size, 'x') : ("v" + counted).substr(0, size);
            return {quotedLiteral(value), "a text of " + std::to_string(value.size()) + " characters"};
        }
        if (type == "boolean")
            return {"true", "true"};
        if (type == "date")
            return {"'2026-02-03'", "a date"};
        if (type.starts_with("timestamp"))
            return {"'2026-02-03 04:05:06.789012+00'", "a time stamp"};
        if (type.starts_with("time"))
            return {"'04:05:06'", "a time"};
        if (type == "interval")
            return {"'1 hour'", "an interval"};
        if (type == "uuid") {
            const std::string tail = std::string(12 - std::min<std::size_t>(counted.size(), 12), '0') + counted;
            return {"'00000000-0000-4000-8000-" + tail + "'", "a UUID"};
        }
        if (type == "json" || type == "jsonb")
            return {"'{}'", "an empty object"};
        if (type == "bytea")
            return {"'\\x00ff'::bytea", "two bytes"};
        if (type == "inet" || type == "cidr")
            return {"'10.0.0.1'", "an address"};
        if (type == "oid")
            return {counted, counted};
        if (type == "ltree")
            return {quotedLiteral("a" + counted), "a path"};
        return {};
    }

    PostgresConnection &m_connection;
    std::stop_token m_stop;
    std::map<std::string, std::vector<ColumnFacts>> m_facts;
    int m_count = 0;
    bool m_frozen = false;
};

} // namespace

Result<std::vector<WrittenValue>> writePostgresRows(PostgresConnection &connection, const std::vector<std::string> &before,
                                                    const std::vector<std::string> &after, const std::stop_token &stop)
{
    std::map<std::string_view, std::string_view> a;
    std::map<std::string_view, std::string_view> b;
    for (const std::string &sentence : before)
        a.insert(splitSentence(sentence));
    for (const std::string &sentence : after)
        b.insert(splitSentence(sentence));
    constexpr std::string_view tableKey = "table ";
    constexpr std::string_view columnKey = "column ";
    std::set<std::string> changedEnums;
    for (const auto &[key, value] : b) {
        const auto was = a.find(key);
        if (key.starts_with("enum ") && was != a.end() && was->second != value)
            changedEnums.insert(std::string(key.substr(5)));
    }
    std::map<std::string, RowWriter::Wanted> tables;
    for (const auto &[key, value] : b) {
        if (key.starts_with(tableKey) && !a.contains(key) && !value.starts_with("partitioned")) {
            tables[std::string(key.substr(tableKey.size()))].newTable = true;
        } else if (key.starts_with(columnKey)) {
            const std::string name(key.substr(columnKey.size()));
            const std::size_t dot = name.rfind('.');
            const std::string table = name.substr(0, dot);
            const auto was = a.find(key);
            if (!b.contains("table " + table) || (was != a.end() && was->second == value && std::none_of(changedEnums.begin(), changedEnums.end(), [&, text = value](const std::string &type) {
                                                      return text.starts_with(type) || text.starts_with(type.substr(type.find('.') + 1) + ' ');
                                                  })))
                continue;
            tables[table].changed.insert(name.substr(dot + 1));
            if (was != a.end() && was->second.find(" not null") != std::string_view::npos && value.find(" not null") == std::string_view::npos)
                tables[table].nullable.insert(name.substr(dot + 1));
        }
    }
    for (const auto &[key, value] : a) {
        const std::size_t of = key.rfind(" of ");
        if (key.starts_with("constraint ") && of != std::string_view::npos && !b.contains(key) && value.starts_with("UNIQUE") && b.contains("table " + std::string(key.substr(of + 4))))
            tables[std::string(key.substr(of + 4))].lostRule = true;
    }
    std::vector<WrittenValue> written;
    RowWriter writer(connection, stop);
    std::size_t count = 0;
    for (const auto &[table, wanted] : tables) {
        if (++count > tableLimit)
            break;
        auto done = writer.write(table, wanted, written);
        if (!done)
            return done.error();
    }
    return written;
}

} // namespace belay::schema
