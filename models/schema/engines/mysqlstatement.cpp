// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/mysqlstatement.h"

#include "models/schema/engines/sqliteschema.h"
#include "models/schema/source/sqllexer.h"

#include <algorithm>
#include <utility>

namespace belay::schema {

namespace {

/// A value behind DEFAULT or ON UPDATE; false if there is none.
bool readValue(MySqlStatement &statement, std::string &value)
{
    value.clear();
    if (statement.is({"("})) {
        return statement.group(&value);
    }
    for (;;) {
        if (statement.atEnd() || statement.is({","}) || statement.is({")"}))
            return !value.empty();
        // Signs and introducers come before the value: -1, _utf8'x', b'0'.
        const bool prefix = statement.is({"-"}) || statement.is({"+"}) || statement.word().starts_with('_');
        value += statement.word().empty() ? statement.text() : statement.word();
        statement.next();
        if (prefix)
            continue;
        // now(6), current_timestamp()
        std::string inside;
        if (statement.is({"("}) && statement.group(&inside))
            value += '(' + inside + ')';
        return true;
    }
}

bool readType(MySqlStatement &statement, MySqlSchema::Column &column)
{
    std::string type(statement.word());
    if (type.empty() || !((type.front() >= 'a' && type.front() <= 'z')))
        return false;
    statement.next();
    if (type == "double")
        statement.accept({"precision"});
    else if (type == "national") {
        type = statement.word();
        statement.next();
    }
    if ((type == "char" || type == "character") && statement.accept({"varying"}))
        type = "varchar";
    if (type == "serial") {
        column.type = "bigint unsigned";
        column.notNull = true;
        column.autoIncrement = true;
        return true;
    }
    std::string inside;
    if (statement.is({"("})) {
        if (!statement.group(&inside))
            return false;
        type += '(' + inside + ')';
    }
    for (;;) {
        const std::string more = statement.acceptOneOf({"unsigned", "signed", "zerofill"});
        if (more.empty())
            break;
        if (more != "signed")
            type += ' ' + more;
    }
    column.type = normalMySqlType(type);
    return true;
}

bool readReference(MySqlStatement &statement, std::string &table)
{
    table = statement.name();
    std::vector<std::string> columns;
    if (statement.is({"("}) && !statement.nameList(columns))
        return false;
    for (;;) {
        if (statement.accept({"match"})) {
            statement.next();
        } else if (statement.accept({"on", "delete"}) || statement.accept({"on", "update"})) {
            // SET NULL and NO ACTION are two words, CASCADE and RESTRICT one.
            [[maybe_unused]] const bool two = statement.accept({"set"}) || statement.accept({"no"});
            statement.next();
        } else {
            return !table.empty();
        }
    }
}

bool readAttribute(MySqlStatement &statement, MySqlColumnDefinition &definition)
{
    MySqlSchema::Column &column = definition.column;
    std::string value;
    if (statement.accept({"not", "null"})) {
        column.notNull = true;
    } else if (statement.accept({"null"})) {
        column.notNull = false;
    } else if (statement.accept({"default"})) {
        if (!readValue(statement, value))
            return false;
        // DEFAULT NULL is what a nullable column has anyway.
        if (value != "null")
            column.defaultText = value;
    } else if (statement.accept({"on", "update"})) {
        return readValue(statement, value);
    } else if (statement.accept({"auto_increment"})) {
        column.autoIncrement = true;
    } else if (statement.accept({"primary", "key"}) || statement.accept({"primary"}) || statement.accept({"key"})) {
        definition.primaryKey = true;
        column.notNull = true;
    } else if (statement.accept({"unique"})) {
        statement.accept({"key"});
        definition.unique = true;
    } else if (statement.acceptOneOf({"comment", "column_format", "storage", "engine_attribute", "secondary_engine_attribute"}) != "") {
        statement.accept({"="});
        statement.next();
    } else if (statement.accept({"character", "set"}) || statement.acceptOneOf({"charset", "collate"}) != "") {
        statement.accept({"="});
        column.characterSet += (column.characterSet.empty() ? "" : " ") + lowered(statement.text());
        statement.next();
    } else if (statement.accept({"generated", "always", "as"}) || statement.accept({"as"})) {
        if (!statement.group())
            return false;
        const std::string kind = statement.acceptOneOf({"virtual", "stored", "persistent"});
        column.generated = kind == "stored" || kind == "persistent" ? MySqlSchema::Column::Generated::Stored : MySqlSchema::Column::Generated::Virtual;
    } else if (statement.accept({"references"})) {
        return readReference(statement, definition.references);
    } else if (statement.accept({"constraint"})) {
        if (!statement.is({"check"}))
            statement.name();
        return statement.is({"check"});
    } else if (statement.accept({"check"})) {
        if (!statement.group(&definition.check))
            return false;
        statement.accept({"not"});
        statement.accept({"enforced"});
    } else if (statement.acceptOneOf({"visible", "invisible", "binary", "ascii", "unicode"}) != "") {
        // Who sees it, or how it sorts: no statement by name hangs on it.
    } else if (statement.accept({"first"})) {
        definition.moved = true;
    } else if (statement.accept({"after"})) {
        definition.moved = true;
        return !statement.name().empty();
    } else {
        return false;
    }
    return true;
}

} // namespace

MySqlStatement::MySqlStatement(std::string_view text, std::uint32_t offset)
{
    SqlLexer lexer(text, Dialect::MySql);
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
        std::string_view written = lexer.textOf(token);
        // The marks of a versioned comment; what is between them is read.
        if (token.kind == SqlTokenKind::Operator && (written.starts_with("/*") || written == "*/"))
            continue;
        Token made;
        made.span = {token.span.begin + offset, token.span.length};
        if (token.kind == SqlTokenKind::QuotedName && written.size() >= 2) {
            made.text = lowered(written.substr(1, written.size() - 2));
            made.name = true;
        } else {
            made.text = written;
            made.lower = token.kind == SqlTokenKind::String ? std::string() : lowered(written);
            made.name = token.kind == SqlTokenKind::Word;
        }
        m_tokens.push_back(std::move(made));
    }
    while (!m_tokens.empty() && m_tokens.back().lower == ";")
        m_tokens.pop_back();
    m_ends.resize(m_tokens.size());
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const std::string &word = m_tokens[i].lower;
        if (word == "(") {
            open.push_back(i);
        } else if (word == ")" && !open.empty()) {
            m_ends[open.back()] = i;
            open.pop_back();
        } else if (open.empty() && i + 1 < m_tokens.size() && (word == "algorithm" || word == "lock")) {
            const std::size_t value = m_tokens[i + 1].lower == "=" ? i + 2 : i + 1;
            if (value < m_tokens.size())
                (word == "lock" ? m_lock : m_algorithm) = m_tokens[value].lower;
        }
    }
}

std::string_view MySqlStatement::word(std::size_t ahead) const
{
    return m_at + ahead < m_tokens.size() ? std::string_view(m_tokens[m_at + ahead].lower) : std::string_view();
}

bool MySqlStatement::is(std::initializer_list<std::string_view> words) const
{
    std::size_t ahead = 0;
    return std::all_of(words.begin(), words.end(), [&](std::string_view wanted) { return word(ahead++) == wanted; });
}

bool MySqlStatement::accept(std::initializer_list<std::string_view> words)
{
    if (!is(words))
        return false;
    m_at += words.size();
    return true;
}

std::string MySqlStatement::acceptOneOf(std::initializer_list<std::string_view> words)
{
    for (const std::string_view wanted : words) {
        if (accept({wanted}))
            return std::string(wanted);
    }
    return {};
}

std::string MySqlStatement::name()
{
    if (atEnd() || !m_tokens[m_at].name)
        return {};
    std::string found = lowered(m_tokens[m_at++].text);
    while (word() == "." && m_at + 1 < m_tokens.size() && m_tokens[m_at + 1].name) {
        found += '.' + lowered(m_tokens[m_at + 1].text);
        m_at += 2;
    }
    return found;
}

bool MySqlStatement::group(std::string *inside)
{
    if (word() != "(" || m_ends[m_at] == 0)
        return false;
    const std::size_t end = m_ends[m_at];
    if (inside != nullptr) {
        inside->clear();
        for (std::size_t i = m_at + 1; i < end; ++i) {
            const Token &token = m_tokens[i];
            const bool tight = token.lower == "," || token.lower == ")" || token.lower == "(" || inside->empty() || inside->back() == ',' || inside->back() == '(';
            *inside += (tight ? "" : " ") + (token.lower.empty() ? token.text : token.lower);
        }
    }
    m_at = end + 1;
    return true;
}

bool MySqlStatement::nameList(std::vector<std::string> &names)
{
    if (!accept({"("}))
        return false;
    for (;;) {
        if (is({"("})) {
            if (!group())
                return false;
            names.emplace_back();
        } else {
            names.push_back(name());
            if (names.back().empty())
                return false;
        }
        skipItem();
        if (accept({","}))
            continue;
        return accept({")"});
    }
}

void MySqlStatement::skipItem()
{
    while (!atEnd() && !is({","}) && !is({")"})) {
        if (!is({"("}) || !group())
            ++m_at;
    }
}

Span MySqlStatement::spanFrom(std::size_t place) const
{
    if (m_tokens.empty())
        return {};
    const std::size_t first = std::min(place, m_tokens.size() - 1);
    const std::size_t last = std::max(first, std::min(m_at, m_tokens.size()) - (m_at > 0 ? 1 : 0));
    return {m_tokens[first].span.begin, m_tokens[last].span.end() - m_tokens[first].span.begin};
}

std::string MySqlStatement::wordsFrom(std::size_t place) const
{
    constexpr std::size_t enough = 5;
    std::string words;
    for (std::size_t i = place; i < m_tokens.size() && i < place + enough; ++i)
        words += (words.empty() ? "" : " ") + (m_tokens[i].lower.empty() ? m_tokens[i].text.substr(0, 40) : m_tokens[i].lower.substr(0, 40));
    return words;
}

bool readColumnDefinition(MySqlStatement &statement, MySqlColumnDefinition &definition)
{
    if (!readType(statement, definition.column))
        return false;
    while (!statement.atEnd() && !statement.is({","}) && !statement.is({")"})) {
        if (!readAttribute(statement, definition))
            return false;
    }
    return true;
}

} // namespace belay::schema
