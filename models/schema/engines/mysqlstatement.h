// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/engines/mysqlschema.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// The tokens of one MySQL statement with a place among them. Versioned comments (/*!40101 ... */) are
/// read as what they hold. Reading past the end gives empty words.
class MySqlStatement {
public:
    /// `offset`: of the statement in its script.
    MySqlStatement(std::string_view text, std::uint32_t offset);

    [[nodiscard]] bool atEnd() const { return m_at >= m_tokens.size(); }
    /// The word in lower case; a name in quotes gives an empty word here.
    [[nodiscard]] std::string_view word(std::size_t ahead = 0) const;
    /// The token as written.
    [[nodiscard]] std::string_view text() const { return atEnd() ? std::string_view() : std::string_view(m_tokens[m_at].text); }
    [[nodiscard]] bool is(std::initializer_list<std::string_view> words) const;
    /// Past these words if they come next.
    bool accept(std::initializer_list<std::string_view> words);
    /// Past one of these words if it comes next; which one, else empty.
    std::string acceptOneOf(std::initializer_list<std::string_view> words);
    /// A name, "a.b" if it is qualified, in lower case; empty if none comes next.
    std::string name();
    /// Past "( ... )" if it comes next; what is inside, in normal form (texts as they are). False if none or not closed.
    bool group(std::string *inside = nullptr);
    /// The names of "(a, b(10) DESC, (expr))", "" for an expression.
    bool nameList(std::vector<std::string> &names);
    /// Past everything up to a comma or closing parenthesis of this level, or the end.
    void skipItem();
    void next() { m_at += atEnd() ? 0 : 1; }
    [[nodiscard]] std::size_t place() const { return m_at; }
    void back(std::size_t place) { m_at = place; }
    /// Of the token at a place, in the script.
    [[nodiscard]] Span spanFrom(std::size_t place) const;
    /// The words from a place on, a few, for messages.
    [[nodiscard]] std::string wordsFrom(std::size_t place) const;
    /// "instant" for ALGORITHM = INSTANT anywhere in the statement; empty if it says none.
    [[nodiscard]] const std::string &algorithm() const { return m_algorithm; }
    [[nodiscard]] const std::string &lock() const { return m_lock; }

private:
    struct Token {
        std::string text;       ///< As written, without the quotes of a name.
        std::string lower;      ///< Empty for names in quotes and texts.
        bool name = false;      ///< May be a name.
        Span span;
    };
    std::vector<Token> m_tokens;
    std::vector<std::size_t> m_ends; ///< Of each opening parenthesis: its closing one; 0 if there is none.
    std::string m_algorithm;
    std::string m_lock;
    std::size_t m_at = 0;
};

/// A column definition after its name.
struct MySqlColumnDefinition {
    MySqlSchema::Column column;
    bool primaryKey = false;
    bool unique = false;
    std::string references;     ///< Table; ignored by MySQL's InnoDB when written inline, but a rule in MariaDB.
    std::string check;
    bool moved = false;         ///< FIRST or AFTER.
};

/// Reads type and attributes up to the item's end; false if something in it is not known.
[[nodiscard]] bool readColumnDefinition(MySqlStatement &statement, MySqlColumnDefinition &definition);

} // namespace belay::schema
