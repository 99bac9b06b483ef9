// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/sqltext.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

class NodeList;

/// One node of PostgreSQL's parse tree as libpg_query writes it: a small view that is
/// good as long as the ParsedSql it came from. Fields which the parser left at their default (false,
/// 0, an empty list) are absent; reading one gives that default.
class Node {
public:
    Node() = default;

    [[nodiscard]] bool valid() const;
    explicit operator bool() const { return valid(); }
    /// The kind of the node: "SelectStmt", "ColumnRef", ...; empty for a field whose type the grammar
    /// fixes (a RangeVar in `relation`, say), which the parser writes without its name.
    [[nodiscard]] std::string_view type() const;
    [[nodiscard]] bool is(std::string_view kind) const { return type() == kind; }
    /// A field of the node, looked up inside its kind.
    [[nodiscard]] Node operator[](std::string_view field) const;
    [[nodiscard]] bool has(std::string_view field) const { return (*this)[field].valid(); }
    /// A field that is a string, an enum's name included; empty if absent.
    [[nodiscard]] std::string_view text(std::string_view field) const;
    [[nodiscard]] bool flag(std::string_view field) const;
    [[nodiscard]] std::int64_t number(std::string_view field, std::int64_t ifAbsent = 0) const;
    [[nodiscard]] NodeList list(std::string_view field) const;
    /// Byte offset in the parsed text; -1 if the node has none.
    [[nodiscard]] std::int64_t location() const;
    /// The text of a String node (an element of a qualified name).
    [[nodiscard]] std::string_view string() const;

private:
    friend class NodeList;
    friend class ParsedSql;
    std::array<std::uint64_t, 2> m_element{}; ///< A simdjson element; its header stays out of ours.
    std::uint32_t m_origin = 0; ///< Where the statement that was parsed by itself begins in the text.
};

/// The elements of a list field.
class NodeList {
public:
    class Iterator {
    public:
        Node operator*() const { return (*m_list)[m_at]; }
        Iterator &operator++() { ++m_at; return *this; }
        friend bool operator==(const Iterator &a, const Iterator &b) { return a.m_at == b.m_at; }

    private:
        friend class NodeList;
        Iterator(const NodeList *list, std::size_t at) : m_list(list), m_at(at) {}
        const NodeList *m_list;
        std::size_t m_at;
    };

    [[nodiscard]] Iterator begin() const { return {this, 0}; }
    [[nodiscard]] Iterator end() const { return {this, size()}; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] Node operator[](std::size_t at) const { return at < m_few.size() ? m_few[at] : m_more[at - m_few.size()]; }
    [[nodiscard]] Node back() const { return (*this)[m_size - 1]; }

private:
    friend class Node;
    void add(Node node)
    {
        if (m_size < m_few.size())
            m_few[m_size] = node;
        else
            m_more.push_back(node);
        ++m_size;
    }

    std::array<Node, 6> m_few;      ///< Most lists are short: no allocation for them.
    std::vector<Node> m_more;
    std::size_t m_size = 0;
};

/// A statement of a text: its tree, or why there is none.
struct ParsedStatement {
    Node tree;                  ///< The statement's node; invalid if not understood.
    Span span;                  ///< In the parsed text: without leading space and comments, without the semicolon.
    std::string notUnderstood;  ///< The parser's message; empty if understood.
    std::uint32_t errorOffset = 0;

    [[nodiscard]] bool understood() const { return notUnderstood.empty(); }
};

/// An SQL text in PostgreSQL's dialect, parsed by PostgreSQL 15's own grammar. Owns the trees.
class ParsedSql {
public:
    /// Never fails: a statement that the grammar refuses is kept with its message, the others are
    /// parsed all the same. Bytes are taken as UTF-8. Node locations count from the text's begin.
    /// Deeper nesting than the parser's stack allows is "not understood", and so is all that comes behind
    /// the first some hundred thousand statements or million words. Cost: one parse of the
    /// text, and one of each statement if that failed.
    [[nodiscard]] static ParsedSql parse(std::string text);

    [[nodiscard]] const std::string &text() const { return m_text; }
    [[nodiscard]] const std::vector<ParsedStatement> &statements() const { return m_statements; }
    /// The text of a statement.
    [[nodiscard]] std::string_view textOf(const ParsedStatement &statement) const
    {
        return std::string_view(m_text).substr(statement.span.begin, statement.span.length);
    }

private:
    struct Document;
    bool append(std::string_view text, std::uint32_t offset, std::string &message, std::uint32_t &errorOffset);
    void keepUnread(std::size_t from);

    std::string m_text;
    std::vector<std::shared_ptr<Document>> m_documents;
    std::vector<ParsedStatement> m_statements;
};

} // namespace belay::schema
