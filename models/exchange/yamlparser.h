// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/treedata.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>

namespace belay::exchange {

/// YAML 1.2 in one pass over the text, straight into a TreeBuilder. Scalars stay text. Time and
/// memory are linear in the text and recursion is as deep as the builder's limit, whatever the text
/// is; a list of 50 MB of `[` is refused at the first bracket too many. Not taken: keys that are
/// lists or maps, and keys that go over several lines without `? `.
///
/// Every function that can fail returns false once the builder has the error.
class YamlParser {
public:
    YamlParser(std::string_view text, TreeBuilder &builder, const TreeOptions &options, std::stop_token stop,
               ProgressSink *progress);
    bool parse();

private:
    /// Anchor and tag in front of a node.
    struct Properties {
        std::uint32_t anchor = 0;
        bool isText = false;           ///< `!!str`.
        bool any = false;
        std::size_t at = 0;            ///< Where they begin.
    };
    struct Spot {
        std::size_t at = 0;
        std::size_t lineStart = 0;
    };

    // Characters and places (yamlscalars.cpp).
    [[nodiscard]] char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    [[nodiscard]] char charAt(std::size_t at) const { return at < m_text.size() ? m_text[at] : '\0'; }
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    /// A space, a tab, a line break or the end.
    [[nodiscard]] bool isGap(std::size_t at) const;
    [[nodiscard]] int column() const { return static_cast<int>(m_at - m_lineStart); }
    [[nodiscard]] bool isFirstOnLine() const;
    [[nodiscard]] bool atDocumentMark() const;
    void skipBlanks();
    void lineBreak();
    /// Goes to the next token over blanks, comments and lines.
    [[nodiscard]] bool skipToToken(bool flow);
    [[nodiscard]] bool fail(std::string detail, std::size_t at);
    [[nodiscard]] TextPlace place(std::size_t at) { return m_places.at(at); }
    [[nodiscard]] bool look();

    // Scalars (yamlscalars.cpp): from m_at; the text is valid until the next scalar is read.
    [[nodiscard]] bool scalar(std::string_view &text, int parent, bool flow, bool &quoted);
    [[nodiscard]] bool plain(std::string_view &text, int parent, bool flow);
    [[nodiscard]] bool continuesPlain(int parent, bool flow, std::size_t &breaks);
    [[nodiscard]] std::size_t plainLineEnd(std::size_t from, bool flow) const;
    [[nodiscard]] bool singleQuoted(std::string_view &text);
    [[nodiscard]] bool doubleQuoted(std::string_view &text);
    [[nodiscard]] bool escape();
    [[nodiscard]] bool hexDigits(std::size_t from, int count, char32_t &value);
    void foldBreaks();
    [[nodiscard]] bool blockScalar(std::string_view &text, int parent);

    // Structure (yamltree.cpp).
    [[nodiscard]] bool document();
    [[nodiscard]] bool directives(bool &any);
    [[nodiscard]] bool properties(Properties &properties);
    [[nodiscard]] std::size_t afterProperties(std::size_t at) const;
    [[nodiscard]] bool checkTag(std::string_view tag, Properties &properties, std::size_t at);
    /// Whether a key with its colon begins here, on this line.
    [[nodiscard]] bool startsKey(bool flow) const;
    /// What stands behind `- `, `key:` or at the start. \param parent The column of the list or map
    /// around; \param here Whether a list or map may begin on this line; \param mapValue Whether a
    /// list may begin in the column of the parent.
    [[nodiscard]] bool blockNode(int parent, bool here, bool mapValue);
    [[nodiscard]] bool inlineNode(int parent, const Properties &properties);
    [[nodiscard]] bool blockList(const Properties &properties);
    [[nodiscard]] bool blockMap(int mapColumn, const Properties &properties);
    [[nodiscard]] bool blockEntry(int mapColumn);
    [[nodiscard]] bool keyScalar(bool flow);
    [[nodiscard]] bool aliasNode();
    [[nodiscard]] bool flowNode();
    [[nodiscard]] bool flowList(std::uint32_t anchor);
    [[nodiscard]] bool flowMap(std::uint32_t anchor);
    [[nodiscard]] bool flowEntry();
    [[nodiscard]] bool empty(std::size_t at, const Properties &properties);
    [[nodiscard]] bool emit(std::string_view text, std::size_t at, bool quoted, const Properties &properties);

    std::string_view m_text;
    TreeBuilder &m_builder;
    const TreeOptions &m_options;
    PlaceFinder m_places;
    std::stop_token m_stop;
    ProgressSink *m_progress;
    std::size_t m_at = 0;
    std::size_t m_lineStart = 0;
    std::size_t m_steps = 0;
    std::string m_buffer;
    std::unordered_map<std::string, std::uint32_t> m_anchors;
    std::uint32_t m_lastAnchor = 0;
};

} // namespace belay::exchange
