// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/syntaxtree.h"

#include "models/schema/parserbounds.h"

#include <pg_query.h>
#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace belay::schema {

namespace {

using Element = simdjson::dom::element;
using Storage = std::array<std::uint64_t, 2>;
static_assert(sizeof(Element) == sizeof(Storage) && std::is_trivially_copyable_v<Element>);

Element toElement(const Storage &storage) { return std::bit_cast<Element>(storage); }
Storage toStorage(const Element &element) { return std::bit_cast<Storage>(element); }

bool isKind(std::string_view key) { return !key.empty() && key.front() >= 'A' && key.front() <= 'Z'; }

/// The object with the fields: inside {"SelectStmt": {...}}, or the object itself.
bool fieldsOf(const Storage &storage, simdjson::dom::object &fields)
{
    if (storage[0] == 0)
        return false;
    simdjson::dom::object object;
    if (toElement(storage).get(object) != simdjson::SUCCESS)
        return false;
    const auto first = object.begin();
    if (first != object.end() && isKind(first.key()))
        return first.value().get(fields) == simdjson::SUCCESS;
    fields = object;
    return true;
}

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// Past white space and comments (PostgreSQL's nest).
std::size_t skipBlank(std::string_view text, std::size_t at)
{
    while (at < text.size()) {
        if (isSpace(text[at])) {
            ++at;
        } else if (text.substr(at, 2) == "--") {
            const std::size_t end = text.find('\n', at);
            at = end == std::string_view::npos ? text.size() : end + 1;
        } else if (text.substr(at, 2) == "/*") {
            std::size_t depth = 1;
            for (at += 2; at < text.size() && depth > 0;) {
                if (text.substr(at, 2) == "/*") {
                    ++depth;
                    at += 2;
                } else if (text.substr(at, 2) == "*/") {
                    --depth;
                    at += 2;
                } else {
                    ++at;
                }
            }
        } else {
            break;
        }
    }
    return at;
}

/// Byte offset of the parser's cursor, which counts characters from 1.
std::uint32_t byteOffset(std::string_view text, int cursor)
{
    std::size_t at = 0;
    for (int left = cursor - 1; left > 0 && at < text.size(); --left) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
            ++at;
    }
    return static_cast<std::uint32_t>(at);
}

} // namespace

struct ParsedSql::Document {
    simdjson::dom::document json;
};

bool Node::valid() const { return m_element[0] != 0; }

std::string_view Node::type() const
{
    simdjson::dom::object object;
    if (!valid() || toElement(m_element).get(object) != simdjson::SUCCESS)
        return {};
    const auto first = object.begin();
    if (first == object.end() || !isKind(first.key()))
        return {};
    return first.key();
}

Node Node::operator[](std::string_view field) const
{
    Node node;
    simdjson::dom::object fields;
    Element found;
    if (fieldsOf(m_element, fields) && fields[field].get(found) == simdjson::SUCCESS)
        node.m_element = toStorage(found);
    node.m_origin = m_origin;
    return node;
}

std::string_view Node::text(std::string_view field) const
{
    const Node node = (*this)[field];
    std::string_view text;
    if (!node.valid() || toElement(node.m_element).get(text) != simdjson::SUCCESS)
        return {};
    return text;
}

bool Node::flag(std::string_view field) const
{
    const Node node = (*this)[field];
    bool value = false;
    return node.valid() && toElement(node.m_element).get(value) == simdjson::SUCCESS && value;
}

std::int64_t Node::number(std::string_view field, std::int64_t ifAbsent) const
{
    const Node node = (*this)[field];
    std::int64_t value = 0;
    if (!node.valid() || toElement(node.m_element).get(value) != simdjson::SUCCESS)
        return ifAbsent;
    return value;
}

NodeList Node::list(std::string_view field) const
{
    NodeList list;
    const Node node = (*this)[field];
    simdjson::dom::array array;
    if (!node.valid() || toElement(node.m_element).get(array) != simdjson::SUCCESS)
        return list;
    for (const Element element : array) {
        Node item;
        item.m_element = toStorage(element);
        item.m_origin = m_origin;
        list.add(item);
    }
    return list;
}

std::int64_t Node::location() const
{
    const std::int64_t at = number("location", -1);
    return at < 0 ? at : at + m_origin;
}

std::string_view Node::string() const { return text("sval"); }

bool ParsedSql::append(std::string_view text, std::uint32_t offset, std::string &message, std::uint32_t &errorOffset)
{
    errorOffset = offset;
    if (chainsTooFar(text)) {
        message = "the statement is nested too deeply";
        return false;
    }
    // The parser wants a terminated string.
    const bool whole = text.size() == m_text.size();
    const std::string part(whole ? std::string_view() : text);
    const char *input = whole ? m_text.c_str() : part.c_str();
    PgQueryParseResult parsed = pg_query_parse(input);
    if (parsed.error != nullptr) {
        message = parsed.error->message;
        errorOffset = offset + (parsed.error->cursorpos > 0 ? byteOffset(input, parsed.error->cursorpos) : 0);
        pg_query_free_parse_result(parsed);
        return false;
    }
    // A level of an expression is some four levels of JSON.
    constexpr std::size_t deepest = 64000;
    const std::size_t length = std::strlen(parsed.parse_tree);
    static thread_local simdjson::dom::parser parser;
    if (parser.capacity() < length && parser.allocate(std::bit_ceil(std::max<std::size_t>(length, 4096)), deepest) != simdjson::SUCCESS) {
        pg_query_free_parse_result(parsed);
        message = "the text is too large for the parser";
        errorOffset = offset;
        return false;
    }
    auto document = std::make_shared<Document>();
    Element root;
    const auto failure = parser.parse_into_document(document->json, parsed.parse_tree, length).get(root);
    pg_query_free_parse_result(parsed);
    simdjson::dom::array statements;
    if (failure != simdjson::SUCCESS || root["stmts"].get(statements) != simdjson::SUCCESS) {
        // Nested deeper than the JSON reader goes, or too large for it.
        message = "the statement is nested too deeply";
        errorOffset = offset;
        return false;
    }
    const std::string_view all(m_text);
    for (const Element item : statements) {
        std::int64_t begin = 0;
        std::int64_t extent = 0;
        if (item["stmt_location"].get(begin) != simdjson::SUCCESS)
            begin = 0;
        if (item["stmt_len"].get(extent) != simdjson::SUCCESS || extent == 0)
            extent = static_cast<std::int64_t>(text.size()) - begin;
        begin += offset;
        Element tree;
        if (item["stmt"].get(tree) != simdjson::SUCCESS)
            continue;
        ParsedStatement statement;
        const auto end = static_cast<std::size_t>(begin + extent);
        const std::size_t first = std::min(skipBlank(all.substr(0, end), static_cast<std::size_t>(begin)), end);
        std::size_t last = end;
        while (last > first && isSpace(all[last - 1]))
            --last;
        statement.span = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last - first)};
        statement.tree.m_element = toStorage(tree);
        statement.tree.m_origin = offset;
        m_statements.push_back(std::move(statement));
    }
    m_documents.push_back(std::move(document));
    return true;
}

void ParsedSql::keepUnread(std::size_t from)
{
    if (from >= m_text.size())
        return;
    const auto begin = static_cast<std::uint32_t>(std::min(skipBlank(m_text, from), m_text.size()));
    const auto end = static_cast<std::uint32_t>(m_text.size());
    if (begin < end)
        m_statements.push_back({{}, {begin, end - begin}, "the script is too large to be read to its end", begin});
}

ParsedSql ParsedSql::parse(std::string text)
{
    ParsedSql result;
    result.m_text = std::move(text);
    // The parser stops at a zero byte; what follows would be skipped in silence.
    std::replace(result.m_text.begin(), result.m_text.end(), '\0', ' ');
    std::string message;
    std::uint32_t errorOffset = 0;
    if (pilesUpComments(result.m_text)) {
        const auto length = static_cast<std::uint32_t>(result.m_text.size());
        result.m_statements.push_back({{}, {0, length}, "comments are nested too deeply", 0});
        return result;
    }
    // Of a text whose trees would take gigabytes, the end is kept as one statement that nobody understands.
    const std::size_t readable = readablePart(result.m_text);
    const std::string_view all = std::string_view(result.m_text).substr(0, readable);
    if (result.append(all, 0, message, errorOffset)) {
        result.keepUnread(readable);
        return result;
    }

    // One statement at a time. The scanner's split needs no grammar; if even the scanner fails (an
    // unterminated string), the text is one statement that is not understood.
    result.m_statements.clear();
    result.m_documents.clear();
    const std::string head(readable < result.m_text.size() ? all : std::string_view());
    PgQuerySplitResult split = pg_query_split_with_scanner(head.empty() ? result.m_text.c_str() : head.c_str());
    if (split.error != nullptr) {
        const auto begin = static_cast<std::uint32_t>(skipBlank(all, 0));
        result.m_statements.push_back({{}, {begin, static_cast<std::uint32_t>(all.size()) - begin}, message, errorOffset});
        pg_query_free_split_result(split);
        result.keepUnread(readable);
        return result;
    }
    // The split leaves out what has no keyword in it ("FROBNICATE t;"): that is in the gaps.
    const auto keepGap = [&](std::size_t from, std::size_t to) {
        while (from < to) {
            from = skipBlank(all.substr(0, to), from);
            const std::size_t end = std::min(all.find(';', from), to);
            if (from < end) {
                std::string reason;
                std::uint32_t where = 0;
                const std::string_view part = all.substr(from, end - from);
                if (!result.append(part, static_cast<std::uint32_t>(from), reason, where))
                    result.m_statements.push_back({{}, {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(end - from)}, reason, where});
            }
            from = end + 1;
        }
    };
    std::size_t done = 0;
    for (int i = 0; i < split.n_stmts; ++i) {
        keepGap(done, static_cast<std::size_t>(split.stmts[i]->stmt_location));
        done = static_cast<std::size_t>(split.stmts[i]->stmt_location) + static_cast<std::size_t>(split.stmts[i]->stmt_len);
        const auto begin = static_cast<std::size_t>(split.stmts[i]->stmt_location);
        const std::size_t end = std::min(begin + static_cast<std::size_t>(split.stmts[i]->stmt_len), all.size());
        const std::size_t first = skipBlank(all.substr(0, end), begin);
        if (first >= end)
            continue;
        message.clear();
        if (!result.append(all.substr(first, end - first), static_cast<std::uint32_t>(first), message, errorOffset))
            result.m_statements.push_back({{}, {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(end - first)}, message, errorOffset});
    }
    keepGap(done, all.size());
    pg_query_free_split_result(split);
    result.keepUnread(readable);
    return result;
}

} // namespace belay::schema
