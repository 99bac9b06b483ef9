// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/tree.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// Inside of tree.h: only for the parsers.
namespace belay::exchange {

/// Nodes in the order of the text, a parent before its children; a map's children are keys and
/// values in turn. 20 bytes a node, since a large workspace has tens of millions.
struct TreeData {
    struct Node {
        std::uint32_t text = 0;        ///< Scalars: offset into `texts`.
        std::uint32_t length = 0;      ///< Scalars: bytes. Lists and maps: items or entries.
        std::uint32_t end = 0;         ///< The index behind the last node inside.
        std::uint32_t line = 0;
        std::uint32_t column : 29 = 0;
        std::uint32_t kind : 2 = 0;
        std::uint32_t quoted : 1 = 0;
    };
    std::vector<Node> nodes;
    std::string texts;

    [[nodiscard]] std::string_view textOf(const Node &node) const
    {
        return std::string_view(texts).substr(node.text, node.length);
    }
};

/// A place in the text, from 1.
struct TextPlace {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

/// Turns offsets into lines and columns. Cheap as long as the offsets ascend.
class PlaceFinder {
public:
    explicit PlaceFinder(std::string_view text) : m_text(text) {}
    [[nodiscard]] TextPlace at(std::size_t offset);

private:
    std::string_view m_text;
    std::size_t m_offset = 0;
    std::size_t m_lineStart = 0;
    TextPlace m_place;
};

/// What every text must be before it is parsed: of a bounded size, UTF-8 (a byte order mark is
/// cut off), and without control characters apart from tab and line breaks.
/// \returns the text without the mark.
[[nodiscard]] Result<std::string_view> checkText(std::string_view text, const std::string &fileName,
                                                 const TreeLimits &limits);

/// Takes what a parser finds, in order, and keeps the limits. After the first failure every call
/// returns false and changes nothing. Anchors count up from 1 in the order of the text; 0 is none.
class TreeBuilder {
public:
    /// `bytes` of the whole text say how much room the nodes may need.
    TreeBuilder(const std::string &fileName, const TreeOptions &options, std::size_t bytes);

    [[nodiscard]] bool startDocument(TextPlace place);
    [[nodiscard]] bool scalar(TextPlace place, std::string_view text, bool quoted, std::uint32_t anchor = 0);
    [[nodiscard]] bool startList(TextPlace place, std::uint32_t anchor = 0) { return start(NodeKind::List, place, anchor); }
    [[nodiscard]] bool startMap(TextPlace place, std::uint32_t anchor = 0) { return start(NodeKind::Map, place, anchor); }
    /// Ends the innermost list or map.
    [[nodiscard]] bool end();
    [[nodiscard]] bool alias(TextPlace place, std::uint32_t anchor);
    bool fail(ErrorCode code, std::string detail, TextPlace place);

    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] const Error &error() const { return m_error; }
    [[nodiscard]] std::vector<Tree> take();

private:
    struct Open {
        std::uint32_t node = 0;
        std::uint32_t anchor = 0;
        std::uint32_t anchorsBefore = 0; ///< The last anchor up to its start.
        bool expectsValue = false;     ///< Of a map: a key has been read.
        bool hasMerge = false;
    };
    [[nodiscard]] bool start(NodeKind kind, TextPlace place, std::uint32_t anchor);
    [[nodiscard]] bool add(const TreeData::Node &node);
    /// Tells the parent that a whole value stands in it.
    void finished(std::uint32_t node, std::uint32_t anchor);
    [[nodiscard]] bool copy(std::uint32_t from);
    [[nodiscard]] bool checkKeys(const TreeData::Node &map, std::uint32_t first);
    [[nodiscard]] bool merge(std::uint32_t map, std::uint32_t anchorsBefore);
    [[nodiscard]] const TreeData::Node &nodeAt(std::uint32_t index) const { return m_data->nodes[index]; }

    std::string m_fileName;
    TreeOptions m_options;
    std::shared_ptr<TreeData> m_data;
    std::vector<std::uint32_t> m_roots;
    std::vector<Open> m_open;
    std::map<std::uint32_t, std::uint32_t> m_anchored; ///< Nodes of this document's anchors.
    std::uint32_t m_lastAnchor = 0;
    std::size_t m_aliasNodes = 0;
    bool m_failed = false;
    Error m_error;
};

} // namespace belay::exchange
