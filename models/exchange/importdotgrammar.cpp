// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/importdotgrammar.h"

#include "models/exchange/importbuilder.h"
#include "models/exchange/importdotscanner.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_map>

namespace belay::exchange {

using dot::Scanner;
using dot::Token;
using dot::TokenKind;
using rollback::SourceMark;

namespace {

constexpr std::size_t depthLimit = 200;
constexpr std::size_t subgraphLimit = 50'000;
/// Of members of subgraphs, each counted once on every level, and of edges.
constexpr std::size_t workLimit = 3'000'000;

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
        if (!take(TokenKind::LeftBrace, "`{`") || !statements(ignored, {1, 0})
            || !take(TokenKind::RightBrace, "`}` or a statement"))
            return false;
        m_graph.normal += "}\n";
        return true;
    }

    struct Attributes {
        std::optional<std::string> label;
        std::optional<std::string> direction;
    };

    /// Where a statement stands.
    struct Scope {
        std::size_t depth = 0;
        std::size_t parent = 0;        ///< The number of the subgraph around it; 0: the graph itself.
    };
    /// A name means the same subgraph only inside of the same parent.
    struct Subgraph {
        std::size_t number = 0;
        Nodes members;
    };

    bool statements(Nodes &members, Scope scope)
    {
        if (scope.depth > depthLimit) {
            return fail(ErrorCode::LimitExceeded,
                        "subgraphs are nested deeper than " + std::to_string(depthLimit), m_token.mark);
        }
        while (m_token.kind != TokenKind::RightBrace && m_token.kind != TokenKind::End) {
            if (m_token.kind == TokenKind::Semicolon) {
                if (!advance())
                    return false;
                continue;
            }
            if (!statement(members, scope))
                return false;
        }
        return true;
    }

    bool statement(Nodes &members, Scope scope)
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
            return nodesOrEdges(members, scope);
        default:
            return unexpected("a node, an edge or `}`");
        }
    }

    struct Operand {
        Nodes nodes;
        std::optional<std::uint32_t> node; ///< If it is a single node.
        std::string subgraph;              ///< Its key, if it is a subgraph with a name.
    };

    bool nodesOrEdges(Nodes &members, Scope scope)
    {
        const SourceMark mark = m_token.mark;
        std::vector<Operand> operands(1);
        bool assignment = false;
        if (!operand(operands.front(), scope, &assignment))
            return false;
        if (assignment)
            return true;
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
            if (!operand(operands.emplace_back(), scope, nullptr))
                return false;
        }
        Attributes attributes;
        const bool edges = operands.size() > 1;
        if (m_token.kind == TokenKind::LeftBracket) {
            if (!edges && !operands.front().node)
                return fail(ErrorCode::BadSyntax, "a subgraph takes no attributes in brackets", m_token.mark);
            if (!attributeLists(attributes))
                return false;
        }
        if (operands.front().node && !edges && attributes.label)
            m_graph.nodes[*operands.front().node].label = *attributes.label;
        if (edges && !writeEdges(operands, attributes, mark))
            return false;
        for (const Operand &one : operands)
            members.insert(members.end(), one.nodes.begin(), one.nodes.end());
        return true;
    }

    /// The edges of a statement behind what stood inside of its subgraphs, since a name stands for
    /// all members that the subgraph has at the statement's end. Members are listed: Boost forgets
    /// the nodes that a subgraph's own edges name.
    bool writeEdges(std::vector<Operand> &operands, const Attributes &attributes, SourceMark mark)
    {
        for (std::size_t i = 0; i < operands.size(); ++i) {
            Operand &one = operands[i];
            if (!one.subgraph.empty())
                one.nodes = m_subgraphs.at(one.subgraph).members;
            if (i > 0) {
                const std::size_t before = operands[i - 1].nodes.size();
                if (!one.nodes.empty() && before > importEdgeLimit / one.nodes.size())
                    return tooLarge(mark);
                m_edges += before * one.nodes.size();
                if (m_edges > importEdgeLimit)
                    return tooLarge(mark);
                m_graph.normal += "->";
            }
            if (!work(one.nodes.size(), mark))
                return false;
            if (one.node) {
                m_graph.normal += 'n' + std::to_string(*one.node);
                continue;
            }
            m_graph.normal += "subgraph{";
            for (const std::uint32_t node : one.nodes)
                m_graph.normal += 'n' + std::to_string(node) + ';';
            m_graph.normal += '}';
        }
        writeAttributes({}, attributes, m_graph.statements.size());
        m_graph.statements.push_back(mark);
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

    /// A node with its port, or a subgraph. At the start of a statement `assignment` is given, and
    /// set for `name = value`.
    bool operand(Operand &result, Scope scope, bool *assignment)
    {
        if (m_token.kind != TokenKind::Name)
            return subgraph(result, scope);
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
        if (added)
            m_graph.normal += 'n' + std::to_string(entry->second) + ';';
        result.nodes = {entry->second};
        result.node = entry->second;
        return true;
    }

    bool subgraph(Operand &result, Scope scope)
    {
        Nodes &members = result.nodes;
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
        // Boost takes no subgraph without the word, and is slow with many that have names.
        m_graph.normal += "subgraph{";
        std::size_t self = m_subgraphCount;
        std::string &key = result.subgraph;
        if (!name.empty()) {
            key = std::to_string(scope.parent) + ' ' + name;
            const Subgraph &known = m_subgraphs.try_emplace(key, Subgraph{self, {}}).first->second;
            self = known.number;
            members = known.members;
        }
        if (m_token.kind == TokenKind::LeftBrace) {
            if (!advance() || !statements(members, {scope.depth + 1, self}) || !take(TokenKind::RightBrace, "`}` or a statement"))
                return false;
        } else if (name.empty()) {
            return unexpected("`{` or the name of a subgraph");
        }
        if (!name.empty()) {
            // It may have been opened again inside of itself.
            const Nodes &known = m_subgraphs.at(key).members;
            members.insert(members.end(), known.begin(), known.end());
        }
        std::sort(members.begin(), members.end());
        members.erase(std::unique(members.begin(), members.end()), members.end());
        if (!work(members.size(), mark))
            return false;
        if (!name.empty())
            m_subgraphs[key].members = members;
        m_graph.normal += "};\n";
        return true;
    }

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
    std::unordered_map<std::string, Subgraph> m_subgraphs; ///< By the number of the one around them, and name.
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
