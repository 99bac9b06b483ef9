// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importdotgrammar.h"

#include "models/exchange/importbuilder.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_map>

namespace belay::exchange {

using rollback::SourceMark;

namespace {

constexpr std::size_t depthLimit = 200;
constexpr std::size_t subgraphLimit = 50'000;
/// Of members of subgraphs, each counted once on every level, and of edges.
constexpr std::size_t workLimit = 10'000'000;

enum class TokenKind : std::uint8_t {
    End, Name, Strict, Graph, Digraph, Node, Edge, Subgraph,
    LeftBrace, RightBrace, LeftBracket, RightBracket, Semicolon, Comma, Equal, Colon, Arrow, Line, Plus,
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::string text;                  ///< Names: what they stand for; others: as written.
    bool quoted = false;
    bool html = false;
    SourceMark mark;
};

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

TokenKind keyword(std::string_view word)
{
    const std::string lower = lowerCase(word);
    if (lower == "strict")
        return TokenKind::Strict;
    if (lower == "graph")
        return TokenKind::Graph;
    if (lower == "digraph")
        return TokenKind::Digraph;
    if (lower == "node")
        return TokenKind::Node;
    if (lower == "edge")
        return TokenKind::Edge;
    if (lower == "subgraph")
        return TokenKind::Subgraph;
    return TokenKind::Name;
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    /// Nothing if there is no token here; `error` and `at` say why.
    std::optional<Token> next()
    {
        if (!skipSpace())
            return {};
        Token token;
        token.mark = mark();
        if (m_at == m_text.size())
            return token;
        const char c = m_text[m_at];
        if (c == '"')
            return quoted(std::move(token));
        if (c == '<')
            return html(std::move(token));
        if (isLetter(c)) {
            const std::size_t begin = m_at;
            while (m_at < m_text.size() && (isLetter(m_text[m_at]) || isDigit(m_text[m_at])))
                step();
            token.text = m_text.substr(begin, m_at - begin);
            token.kind = keyword(token.text);
            return token;
        }
        const bool arrow = c == '-' && m_at + 1 < m_text.size() && (m_text[m_at + 1] == '>' || m_text[m_at + 1] == '-');
        if (!arrow && (isDigit(c) || c == '.' || c == '-'))
            return number(std::move(token));
        return punctuation(std::move(token), arrow);
    }

    std::string error;
    SourceMark at;

private:
    SourceMark mark() const { return {m_line, m_column}; }

    void step()
    {
        const char c = m_text[m_at++];
        if (c == '\n') {
            ++m_line;
            m_column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) {
            ++m_column;
        }
    }

    std::nullopt_t fail(std::string what, SourceMark where)
    {
        error = std::move(what);
        at = where;
        return std::nullopt;
    }

    bool startsWith(std::string_view prefix) const { return m_text.substr(m_at).starts_with(prefix); }

    bool skipSpace()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
                step();
            } else if (startsWith("//") || (c == '#' && m_column == 1)) {
                while (m_at < m_text.size() && m_text[m_at] != '\n')
                    step();
            } else if (startsWith("/*")) {
                const SourceMark begin = mark();
                const std::size_t end = m_text.find("*/", m_at + 2);
                if (end == std::string_view::npos) {
                    fail("this comment does not end", begin);
                    return false;
                }
                while (m_at < end + 2)
                    step();
            } else {
                return true;
            }
        }
        return true;
    }

    std::optional<Token> quoted(Token token)
    {
        token.kind = TokenKind::Name;
        token.quoted = true;
        step();
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) {
                const char escaped = m_text[m_at + 1];
                if (escaped == '\n' || escaped == '"') {
                    step();
                    step();
                    if (escaped == '"')
                        token.text += '"';
                    continue;
                }
                // Other escapes belong to labels and stay as they are in names.
                token.text += '\\';
                step();
            }
            token.text += m_text[m_at];
            step();
        }
        if (m_at == m_text.size())
            return fail("this quoted text does not end", token.mark);
        step();
        return token;
    }

    std::optional<Token> html(Token token)
    {
        token.kind = TokenKind::Name;
        token.html = true;
        std::size_t depth = 0;
        const std::size_t begin = m_at;
        do {
            depth += m_text[m_at] == '<' ? 1U : 0U;
            depth -= m_text[m_at] == '>' ? 1U : 0U;
            step();
        } while (depth > 0 && m_at < m_text.size());
        if (depth > 0)
            return fail("this HTML text does not end", token.mark);
        token.text = m_text.substr(begin + 1, m_at - begin - 2);
        return token;
    }

    std::optional<Token> number(Token token)
    {
        const std::size_t begin = m_at;
        std::size_t digits = 0;
        if (m_text[m_at] == '-')
            step();
        const auto takeDigits = [&] {
            while (m_at < m_text.size() && isDigit(m_text[m_at])) {
                ++digits;
                step();
            }
        };
        takeDigits();
        if (m_at < m_text.size() && m_text[m_at] == '.') {
            step();
            takeDigits();
        }
        token.kind = TokenKind::Name;
        token.text = m_text.substr(begin, m_at - begin);
        if (digits == 0)
            return fail("`" + token.text + "` is not a name; names with other characters need quotes", token.mark);
        return token;
    }

    std::optional<Token> punctuation(Token token, bool arrow)
    {
        if (arrow) {
            token.kind = m_text[m_at + 1] == '>' ? TokenKind::Arrow : TokenKind::Line;
            token.text = m_text.substr(m_at, 2);
            step();
            step();
            return token;
        }
        static constexpr std::string_view signs = "{}[];,=:+";
        static constexpr TokenKind kinds[] = {
            TokenKind::LeftBrace, TokenKind::RightBrace, TokenKind::LeftBracket, TokenKind::RightBracket,
            TokenKind::Semicolon, TokenKind::Comma, TokenKind::Equal, TokenKind::Colon, TokenKind::Plus,
        };
        const std::size_t sign = signs.find(m_text[m_at]);
        token.text = m_text.substr(m_at, 1);
        if (sign == std::string_view::npos)
            return fail("`" + token.text + "` has no meaning here; names with other characters need quotes", token.mark);
        token.kind = kinds[sign];
        step();
        return token;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::uint32_t m_line = 1;
    std::uint32_t m_column = 1;
};

/// A label as text: its line breaks are spaces; of HTML only the words.
std::string labelText(const Token &token)
{
    std::string text;
    if (token.html) {
        bool inTag = false;
        for (const char c : token.text) {
            if (c == '<')
                inTag = true;
            if (!inTag)
                text += c;
            if (c == '>') {
                inTag = false;
                text += ' ';
            }
        }
        for (const auto &[entity, sign] : {std::pair{"&lt;", "<"}, std::pair{"&gt;", ">"}, std::pair{"&quot;", "\""},
                                           std::pair{"&nbsp;", " "}, std::pair{"&amp;", "&"}}) {
            for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
                text.replace(at, std::string_view(entity).size(), sign);
        }
        return oneLine(text);
    }
    for (std::size_t i = 0; i < token.text.size(); ++i) {
        if (token.text[i] != '\\' || i + 1 == token.text.size()) {
            text += token.text[i];
            continue;
        }
        const char escaped = token.text[++i];
        if (escaped == 'n' || escaped == 'l' || escaped == 'r')
            text += ' ';
        else
            text += escaped;
    }
    return oneLine(text);
}

using Nodes = std::vector<std::uint32_t>;

class Parser {
public:
    Parser(std::string_view text, const std::string &fileName, std::stop_token stop)
        : m_scanner(text), m_fileName(fileName), m_stop(std::move(stop)) {}

    Result<std::vector<DotGraph>> run()
    {
        std::vector<DotGraph> graphs;
        if (!advance())
            return m_error;
        while (m_token.kind != TokenKind::End) {
            m_graph = {};
            m_nodes.clear();
            m_subgraphs.clear();
            if (!graph())
                return m_error;
            graphs.push_back(std::move(m_graph));
        }
        return graphs;
    }

private:
    bool fail(ErrorCode code, std::string detail, SourceMark mark)
    {
        m_error = {code, std::move(detail), m_fileName, mark.line, mark.column};
        return false;
    }

    bool unexpected(const std::string &wanted)
    {
        const std::string found = m_token.kind == TokenKind::End ? "the text ends" : "there is `" + m_token.text + "`";
        return fail(ErrorCode::BadSyntax, wanted + " is expected here, but " + found, m_token.mark);
    }

    bool read(Token &token)
    {
        std::optional<Token> next = m_scanner.next();
        if (!next)
            return fail(ErrorCode::BadSyntax, m_scanner.error, m_scanner.at);
        token = *std::move(next);
        return true;
    }

    /// To the next token; quoted texts joined by `+` are one.
    bool advance()
    {
        if (m_stop.stop_requested())
            return fail(ErrorCode::Cancelled, "cancelled", {});
        if (m_ahead) {
            m_token = *std::move(m_ahead);
            m_ahead.reset();
        } else if (!read(m_token)) {
            return false;
        }
        while (m_token.quoted) {
            Token next;
            if (!read(next))
                return false;
            if (next.kind != TokenKind::Plus) {
                m_ahead = std::move(next);
                break;
            }
            if (!read(next))
                return false;
            if (!next.quoted)
                return fail(ErrorCode::BadSyntax, "only quoted texts can be joined with +", next.mark);
            m_token.text += next.text;
        }
        return true;
    }

    bool take(TokenKind kind, const char *wanted)
    {
        return m_token.kind == kind ? advance() : unexpected(wanted);
    }

    bool graph()
    {
        m_graph.mark = m_token.mark;
        if (m_token.kind == TokenKind::Strict) {
            m_graph.strict = true;
            if (!advance())
                return false;
        }
        if (m_token.kind != TokenKind::Graph && m_token.kind != TokenKind::Digraph)
            return unexpected("`graph` or `digraph`");
        m_graph.directed = m_token.kind == TokenKind::Digraph;
        if (!advance() || (m_token.kind == TokenKind::Name && !advance()))
            return false;
        m_graph.normal = "digraph {\n";
        Nodes ignored;
        if (!take(TokenKind::LeftBrace, "`{`") || !statements(ignored, 1)
            || !take(TokenKind::RightBrace, "`}` or a statement"))
            return false;
        m_graph.normal += "}\n";
        return true;
    }

    bool statements(Nodes &members, std::size_t depth)
    {
        if (depth > depthLimit) {
            return fail(ErrorCode::LimitExceeded,
                        "subgraphs are nested deeper than " + std::to_string(depthLimit), m_token.mark);
        }
        while (m_token.kind != TokenKind::RightBrace && m_token.kind != TokenKind::End) {
            if (m_token.kind == TokenKind::Semicolon) {
                if (!advance())
                    return false;
                continue;
            }
            if (!statement(members, depth))
                return false;
        }
        return true;
    }

    bool statement(Nodes &members, std::size_t depth)
    {
        switch (m_token.kind) {
        case TokenKind::Graph:
        case TokenKind::Node:
        case TokenKind::Edge: {
            const bool edge = m_token.kind == TokenKind::Edge;
            Attributes attributes;
            if (!advance())
                return false;
            if (m_token.kind == TokenKind::Equal)
                return fail(ErrorCode::BadSyntax, "a keyword needs quotes to be a name", m_token.mark);
            if (m_token.kind != TokenKind::LeftBracket)
                return unexpected("`[`");
            if (!attributeLists(attributes))
                return false;
            if (edge)
                writeAttributes("edge", attributes, {});
            return true;
        }
        case TokenKind::Name:
        case TokenKind::Subgraph:
        case TokenKind::LeftBrace:
            return nodesOrEdges(members, depth);
        default:
            return unexpected("a node, an edge or `}`");
        }
    }

    struct Operand {
        Nodes nodes;
        std::optional<std::uint32_t> node; ///< If it is a single node.
    };

    bool nodesOrEdges(Nodes &members, std::size_t depth)
    {
        const SourceMark mark = m_token.mark;
        Operand left;
        bool assignment = false;
        if (!operand(left, depth, &assignment))
            return false;
        if (assignment)
            return true;
        members.insert(members.end(), left.nodes.begin(), left.nodes.end());
        bool edges = false;
        while (m_token.kind == TokenKind::Arrow || m_token.kind == TokenKind::Line) {
            if ((m_token.kind == TokenKind::Arrow) != m_graph.directed) {
                return fail(ErrorCode::BadSyntax,
                            m_graph.directed ? "edges of a digraph are written ->" : "edges of a graph are written --",
                            m_token.mark);
            }
            if (!advance())
                return false;
            if (m_token.kind != TokenKind::Name && m_token.kind != TokenKind::Subgraph
                && m_token.kind != TokenKind::LeftBrace)
                return unexpected("a node or a subgraph");
            m_graph.normal += "->";
            Operand right;
            if (!operand(right, depth, nullptr))
                return false;
            members.insert(members.end(), right.nodes.begin(), right.nodes.end());
            if (!right.nodes.empty() && left.nodes.size() > importEdgeLimit / right.nodes.size())
                return tooLarge(mark);
            if (!work(left.nodes.size() * right.nodes.size(), mark))
                return false;
            m_edges += left.nodes.size() * right.nodes.size();
            if (m_edges > importEdgeLimit)
                return tooLarge(mark);
            left = std::move(right);
            edges = true;
        }
        Attributes attributes;
        if (m_token.kind == TokenKind::LeftBracket) {
            if (!edges && !left.node)
                return fail(ErrorCode::BadSyntax, "a subgraph takes no attributes in brackets", m_token.mark);
            if (!attributeLists(attributes))
                return false;
        }
        if (edges) {
            writeAttributes({}, attributes, m_graph.statements.size());
            m_graph.statements.push_back(mark);
            return true;
        }
        if (left.node && attributes.label)
            m_graph.nodes[*left.node].label = *attributes.label;
        m_graph.normal += ";\n";
        return true;
    }

    bool tooLarge(SourceMark mark)
    {
        return fail(ErrorCode::LimitExceeded, "more than " + std::to_string(importEdgeLimit) + " edges", mark);
    }

    bool work(std::size_t amount, SourceMark mark)
    {
        m_work += amount;
        if (m_work > workLimit)
            return fail(ErrorCode::LimitExceeded, "the subgraphs stand for too many nodes and edges", mark);
        return true;
    }

    /// A node with its port, or a subgraph; `assignment` is set instead for `name = value`.
    bool operand(Operand &result, std::size_t depth, bool *assignment)
    {
        if (m_token.kind != TokenKind::Name)
            return subgraph(result.nodes, depth);
        const Token name = m_token;
        if (!advance())
            return false;
        if (assignment && m_token.kind == TokenKind::Equal) {
            *assignment = true;
            if (!advance())
                return false;
            return take(TokenKind::Name, "a value");
        }
        for (int part = 0; part < 2 && m_token.kind == TokenKind::Colon; ++part) {
            if (!advance() || !take(TokenKind::Name, "the name of a port"))
                return false;
        }
        const auto [entry, added] = m_nodes.try_emplace(name.text, static_cast<std::uint32_t>(m_graph.nodes.size()));
        if (added) {
            if (m_graph.nodes.size() >= importComponentLimit) {
                return fail(ErrorCode::LimitExceeded,
                            "more than " + std::to_string(importComponentLimit) + " nodes", name.mark);
            }
            m_graph.nodes.push_back({name.text, {}, name.mark});
        }
        m_graph.normal += 'n';
        m_graph.normal += std::to_string(entry->second);
        result.nodes = {entry->second};
        result.node = entry->second;
        return true;
    }

    bool subgraph(Nodes &members, std::size_t depth)
    {
        const SourceMark mark = m_token.mark;
        std::string name;
        if (++m_subgraphCount > subgraphLimit) {
            return fail(ErrorCode::LimitExceeded, "more than " + std::to_string(subgraphLimit) + " subgraphs", mark);
        }
        if (m_token.kind == TokenKind::Subgraph) {
            if (!advance())
                return false;
            if (m_token.kind == TokenKind::Name) {
                name = m_token.text;
                if (!advance())
                    return false;
            }
        }
        // Anonymous for Boost, with the members that an earlier one of the same name had.
        m_graph.normal += "subgraph{";
        if (m_token.kind == TokenKind::LeftBrace) {
            if (!advance() || !statements(members, depth + 1) || !take(TokenKind::RightBrace, "`}` or a statement"))
                return false;
        } else if (name.empty()) {
            return unexpected("`{` or the name of a subgraph");
        }
        if (!name.empty()) {
            Nodes &known = m_subgraphs[name];
            for (const std::uint32_t node : known)
                m_graph.normal += 'n' + std::to_string(node) + ';';
            members.insert(members.end(), known.begin(), known.end());
        }
        std::sort(members.begin(), members.end());
        members.erase(std::unique(members.begin(), members.end()), members.end());
        if (!name.empty())
            m_subgraphs[name] = members;
        m_graph.normal += '}';
        return work(members.size(), mark);
    }

    struct Attributes {
        std::optional<std::string> label;
        std::optional<std::string> direction;
    };

    bool attributeLists(Attributes &attributes)
    {
        while (m_token.kind == TokenKind::LeftBracket) {
            if (!advance())
                return false;
            while (m_token.kind != TokenKind::RightBracket) {
                if (m_token.kind == TokenKind::End)
                    return unexpected("`]`");
                if (m_token.kind != TokenKind::Name)
                    return unexpected("an attribute or `]`");
                const std::string key = m_token.text;
                if (!advance())
                    return false;
                // Graphviz takes a lone name as `name=true`.
                if (m_token.kind == TokenKind::Equal) {
                    if (!advance())
                        return false;
                    if (m_token.kind != TokenKind::Name)
                        return unexpected("the value of `" + key + "`");
                    if (key == "label" || (key == "xlabel" && !attributes.label))
                        attributes.label = labelText(m_token);
                    else if (key == "dir")
                        attributes.direction = lowerCase(m_token.text);
                    if (!advance())
                        return false;
                }
                if ((m_token.kind == TokenKind::Comma || m_token.kind == TokenKind::Semicolon) && !advance())
                    return false;
            }
            if (!advance())
                return false;
        }
        return true;
    }

    std::string textNumber(std::string text)
    {
        m_graph.texts.push_back(std::move(text));
        return std::to_string(m_graph.texts.size() - 1);
    }

    void writeAttributes(std::string_view of, const Attributes &attributes, std::optional<std::size_t> statement)
    {
        std::string list;
        if (statement)
            list += "at=" + std::to_string(*statement) + ' ';
        if (attributes.label)
            list += "label=" + textNumber(*attributes.label) + ' ';
        if (attributes.direction)
            list += "dir=" + textNumber(*attributes.direction) + ' ';
        if (!list.empty())
            m_graph.normal.append(of).append("[").append(list).append("];\n");
    }

    Scanner m_scanner;
    std::string m_fileName;
    std::stop_token m_stop;
    Token m_token;
    std::optional<Token> m_ahead;
    DotGraph m_graph;
    std::unordered_map<std::string, std::uint32_t> m_nodes;
    std::unordered_map<std::string, Nodes> m_subgraphs;
    std::size_t m_subgraphCount = 0;
    std::size_t m_edges = 0;
    std::size_t m_work = 0;
    Error m_error;
};

} // namespace

Result<std::vector<DotGraph>> normaliseDot(std::string_view text, const std::string &fileName, std::stop_token stop)
{
    return Parser(text, fileName, std::move(stop)).run();
}

} // namespace belay::exchange
