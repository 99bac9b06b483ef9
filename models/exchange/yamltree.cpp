// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/yamlparser.h"

#include <algorithm>

namespace belay::exchange {
namespace {

constexpr std::size_t stepsBetweenLooks = 1U << 14U;

bool isBlank(char c) { return c == ' ' || c == '\t'; }
bool isBreak(char c) { return c == '\n' || c == '\r'; }
bool isFlowMark(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

} // namespace

YamlParser::YamlParser(std::string_view text, TreeBuilder &builder, const TreeOptions &options, std::stop_token stop,
                       ProgressSink *progress)
    : m_text(text), m_builder(builder), m_options(options), m_places(text), m_stop(std::move(stop)),
      m_progress(progress)
{
}

bool YamlParser::look()
{
    if (++m_steps % stepsBetweenLooks != 0)
        return true;
    if (m_progress)
        m_progress->progress("reading", m_at, m_text.size());
    return !m_stop.stop_requested() || m_builder.fail(ErrorCode::Cancelled, "cancelled", {});
}

bool YamlParser::parse()
{
    for (;;) {
        bool hasDirectives = false;
        if (!directives(hasDirectives))
            return false;
        const bool marked = atDocumentMark() && peek() == '-';
        if (atDocumentMark() && peek() == '.') {
            m_at += 3;
            continue;
        }
        if (hasDirectives && !marked)
            return fail("`---` is expected behind the directives", m_at);
        if (atEnd() && !marked)
            return true;
        if (marked)
            m_at += 3;
        m_anchors.clear();
        if (!m_builder.startDocument(place(m_at)) || !document())
            return false;
    }
}

bool YamlParser::directives(bool &any)
{
    for (;;) {
        if (!skipToToken(false))
            return false;
        if (peek() != '%' || m_at != m_lineStart)
            return true;
        any = true;
        m_at = std::min(m_text.find_first_of("\r\n", m_at), m_text.size());
    }
}

bool YamlParser::document()
{
    const bool here = m_at == m_lineStart || isFirstOnLine();
    if (!blockNode(-1, here, false) || !skipToToken(false))
        return false;
    if (atEnd() || atDocumentMark())
        return true;
    return fail("this does not belong to what stands above; look at the indentation", m_at);
}

bool YamlParser::emit(std::string_view text, std::size_t at, bool quoted, const Properties &properties)
{
    return look() && m_builder.scalar(place(at), text, quoted || properties.isText, properties.anchor);
}

bool YamlParser::empty(std::size_t at, const Properties &properties) { return emit({}, at, false, properties); }

bool YamlParser::checkTag(std::string_view tag, Properties &properties, std::size_t at)
{
    properties.isText = tag == "!!str" || tag == "!" || tag == "!<tag:yaml.org,2002:str>";
    if (m_options.tags || properties.isText || tag == "!!map" || tag == "!!seq")
        return true;
    return m_builder.fail(ErrorCode::BadStructure,
                          "`" + std::string(tag.substr(0, 60)) + "`: tags are not supported here", place(at));
}

bool YamlParser::properties(Properties &properties)
{
    properties.at = m_at;
    while (peek() == '&' || peek() == '!') {
        const bool isAnchor = peek() == '&';
        const std::size_t start = m_at;
        while (!isGap(m_at) && !isFlowMark(peek()))
            ++m_at;
        const std::string_view word = m_text.substr(start, m_at - start);
        if (isAnchor) {
            if (word.size() < 2)
                return fail("an anchor needs a name", start);
            if (properties.anchor != 0)
                return fail("a second anchor", start);
            properties.anchor = ++m_lastAnchor;
            m_anchors[std::string(word.substr(1))] = properties.anchor;
        } else if (!checkTag(word, properties, start)) {
            return false;
        }
        properties.any = true;
        skipBlanks();
    }
    return true;
}

std::size_t YamlParser::afterProperties(std::size_t at) const
{
    while (charAt(at) == '&' || charAt(at) == '!') {
        while (!isGap(at) && !isFlowMark(m_text[at]))
            ++at;
        while (isBlank(charAt(at)))
            ++at;
    }
    return at;
}

bool YamlParser::startsKey(bool flow) const
{
    std::size_t at = afterProperties(m_at);
    const char first = charAt(at);
    const bool isQuoted = first == '"' || first == '\'';
    if (first == '?' && isGap(at + 1))
        return true;
    if (isQuoted) {
        for (++at;; ++at) {
            const char c = charAt(at);
            if (at >= m_text.size() || isBreak(c))
                return false;
            if (c == '\\' && first == '"')
                ++at;
            else if (c == first && first == '\'' && charAt(at + 1) == '\'')
                ++at;
            else if (c == first)
                break;
        }
        ++at;
    } else if (first == '*') {
        while (!isGap(at) && !isFlowMark(m_text[at]))
            ++at;
    } else if (isFlowMark(first) || first == '#') {
        return false;
    } else {
        at = plainLineEnd(at, flow);
    }
    while (isBlank(charAt(at)))
        ++at;
    return charAt(at) == ':' && (isGap(at + 1) || (flow && (isQuoted || isFlowMark(m_text[at + 1]))));
}

bool YamlParser::aliasNode()
{
    const std::size_t start = m_at++;
    while (!isGap(m_at) && !isFlowMark(peek()))
        ++m_at;
    const std::string_view name = m_text.substr(start + 1, m_at - start - 1);
    const auto it = m_anchors.find(std::string(name));
    if (it == m_anchors.end())
        return fail("no anchor `" + std::string(name.substr(0, 60)) + "` stands above", start);
    return look() && m_builder.alias(place(start), it->second);
}

bool YamlParser::keyScalar(bool flow)
{
    Properties own;
    if (!properties(own))
        return false;
    if (peek() == '*')
        return aliasNode();
    if (peek() == ':' && (isGap(m_at + 1) || flow))
        return empty(m_at, own);
    const std::size_t start = m_at;
    std::string_view text;
    bool quoted = false;
    // A key in a block stands on one line, which startsKey has seen to: no line continues it.
    return scalar(text, -1, flow, quoted) && emit(text, start, quoted, own);
}

bool YamlParser::blockNode(int parent, bool here, bool mapValue)
{
    const std::size_t emptyAt = m_at;
    Properties outer;                  // On a line of their own: of the list or map that follows.
    Properties own;                    // On the line of the content: of the key if that is a map.
    for (;;) {
        const std::size_t line = m_lineStart;
        if (!skipToToken(false))
            return false;
        const bool crossed = m_lineStart != line;
        if (crossed && own.any) {
            if (outer.anchor != 0 && own.anchor != 0)
                return fail("a second anchor", own.at);
            const std::uint32_t anchor = std::max(outer.anchor, own.anchor);
            const bool isText = outer.isText || own.isText;
            outer = own;
            outer.anchor = anchor;
            outer.isText = isText;
            own = {};
        }
        here = here || crossed;
        const bool isList = peek() == '-' && isGap(m_at + 1);
        const bool outside = isFirstOnLine() && m_at != emptyAt
                             && (column() < parent || (column() == parent && !(mapValue && isList)));
        if (atEnd() || atDocumentMark() || outside) {
            Properties both = outer;
            both.anchor = std::max(outer.anchor, own.anchor);
            both.isText = outer.isText || own.isText;
            return empty(emptyAt, both);
        }
        if (own.any || (peek() != '&' && peek() != '!'))
            break;
        if (!properties(own))
            return false;
    }
    const char c = peek();
    const int start = own.any ? static_cast<int>(own.at - m_lineStart) : column();
    if (c == '-' && isGap(m_at + 1)) {
        if (!here || own.any)
            return fail("a list cannot begin on this line", m_at);
        return blockList(outer);
    }
    if (c == '|' || c == '>') {
        const std::size_t at = m_at;
        std::string_view text;
        Properties both = own;
        both.anchor = std::max(outer.anchor, own.anchor);
        return blockScalar(text, parent) && emit(text, at, true, both);
    }
    const std::size_t content = m_at;
    if (own.any)
        m_at = own.at;
    const bool isMap = startsKey(false);
    if (isMap) {
        if (!here) {
            return fail("a map cannot begin on this line; put it on lines of its own, or the text in quotes",
                        content);
        }
        // The properties are read again with the key; an anchor that is named twice is the later.
        return blockMap(start, outer);
    }
    m_at = content;
    if (outer.anchor != 0 && own.anchor != 0)
        return fail("a second anchor", own.at);
    own.anchor = std::max(outer.anchor, own.anchor);
    own.isText = own.isText || outer.isText;
    return inlineNode(parent, own);
}

bool YamlParser::inlineNode(int parent, const Properties &properties)
{
    const std::size_t start = m_at;
    const char c = peek();
    if (c == '[' || c == '{') {
        if (!(c == '[' ? flowList(properties.anchor) : flowMap(properties.anchor)))
            return false;
    } else if (c == '*') {
        if (properties.any)
            return fail("an alias takes no anchor and no tag", start);
        if (!aliasNode())
            return false;
    } else {
        std::string_view text;
        bool quoted = false;
        if (!scalar(text, parent, false, quoted) || !emit(text, start, quoted, properties))
            return false;
    }
    const std::size_t end = m_at;
    skipBlanks();
    if (atEnd() || isBreak(peek()) || (peek() == '#' && m_at > end) || m_at == m_lineStart)
        return true;
    if (peek() == ':' && isGap(m_at + 1)) {
        if (c == '[' || c == '{')
            return m_builder.fail(ErrorCode::BadStructure, "a key must be text, not a list or a map", place(start));
        return fail("a map cannot begin on this line; put it on lines of its own, or the text in quotes", start);
    }
    return fail("something stands behind the value", m_at);
}

bool YamlParser::blockList(const Properties &properties)
{
    const int listColumn = column();
    if (!look() || !m_builder.startList(place(m_at), properties.anchor))
        return false;
    for (;;) {
        ++m_at;
        if (!blockNode(listColumn, true, false) || !skipToToken(false))
            return false;
        if (atEnd() || atDocumentMark() || column() < listColumn)
            break;
        if (column() > listColumn)
            return fail("this does not fit the list that it stands in; look at the indentation", m_at);
        if (peek() != '-' || !isGap(m_at + 1))
            break;
    }
    return m_builder.end();
}

bool YamlParser::blockMap(int mapColumn, const Properties &properties)
{
    if (!look() || !m_builder.startMap(place(m_at), properties.anchor))
        return false;
    for (;;) {
        if (!blockEntry(mapColumn) || !skipToToken(false))
            return false;
        if (atEnd() || atDocumentMark() || column() < mapColumn)
            break;
        if (column() > mapColumn || !isFirstOnLine())
            return fail("this does not fit the map that it stands in; look at the indentation", m_at);
        if (peek() == '-' && isGap(m_at + 1))
            return fail("a list item where a key is expected", m_at);
        if (!startsKey(false))
            return fail("a key and a colon are expected", m_at);
    }
    return m_builder.end();
}

bool YamlParser::blockEntry(int mapColumn)
{
    if (peek() == '?' && isGap(m_at + 1)) {
        ++m_at;
        if (!blockNode(mapColumn, true, false) || !skipToToken(false))
            return false;
        if (atEnd() || column() != mapColumn || peek() != ':' || !isGap(m_at + 1))
            return empty(m_at, {});
        ++m_at;
        return blockNode(mapColumn, true, false);
    }
    if (!keyScalar(false))
        return false;
    skipBlanks();
    ++m_at; // The colon that startsKey saw.
    return blockNode(mapColumn, false, true);
}

bool YamlParser::flowNode()
{
    Properties own;
    if (!properties(own) || !skipToToken(true))
        return false;
    const std::size_t start = m_at;
    const char c = peek();
    if (c == '[')
        return flowList(own.anchor);
    if (c == '{')
        return flowMap(own.anchor);
    if (c == '*' && !own.any)
        return aliasNode();
    if (c == ',' || c == ']' || c == '}' || (c == ':' && (isGap(m_at + 1) || isFlowMark(peek(1)))))
        return empty(start, own);
    std::string_view text;
    bool quoted = false;
    return scalar(text, -1, true, quoted) && emit(text, start, quoted, own);
}

bool YamlParser::flowEntry()
{
    if (peek() == '?' && isGap(m_at + 1)) {
        ++m_at;
        if (!skipToToken(true))
            return false;
    }
    const char first = charAt(afterProperties(m_at));
    const bool isQuoted = first == '"' || first == '\'';
    if (!flowNode() || !skipToToken(true))
        return false;
    if (peek() != ':' || !(isQuoted || isGap(m_at + 1) || isFlowMark(peek(1))))
        return empty(m_at, {});
    ++m_at;
    if (!skipToToken(true))
        return false;
    return flowNode();
}

bool YamlParser::flowMap(std::uint32_t anchor)
{
    const std::size_t open = m_at++;
    if (!look() || !m_builder.startMap(place(open), anchor))
        return false;
    for (;;) {
        if (!skipToToken(true))
            return false;
        if (peek() == '}')
            break;
        if (atEnd() || atDocumentMark())
            return fail("this `{` is not closed", open);
        if (peek() == ',' || peek() == ']')
            return fail(std::string("`") + peek() + "` where a key is expected", m_at);
        if (!flowEntry() || !skipToToken(true))
            return false;
        if (atEnd() || atDocumentMark())
            return fail("this `{` is not closed", open);
        if (peek() == ',')
            ++m_at;
        else if (peek() != '}')
            return fail("`,` or `}` is expected", m_at);
    }
    ++m_at;
    return m_builder.end();
}

bool YamlParser::flowList(std::uint32_t anchor)
{
    const std::size_t open = m_at++;
    if (!look() || !m_builder.startList(place(open), anchor))
        return false;
    for (;;) {
        if (!skipToToken(true))
            return false;
        if (peek() == ']')
            break;
        if (atEnd() || atDocumentMark())
            return fail("this `[` is not closed", open);
        if (peek() == ',' || peek() == '}')
            return fail(std::string("`") + peek() + "` where a value is expected", m_at);
        if (startsKey(true)) {
            // `[a: b]` is a list of a map of one entry.
            if (!m_builder.startMap(place(m_at)) || !flowEntry() || !m_builder.end())
                return false;
        } else if (!flowNode()) {
            return false;
        }
        if (!skipToToken(true))
            return false;
        if (atEnd() || atDocumentMark())
            return fail("this `[` is not closed", open);
        if (peek() == ',')
            ++m_at;
        else if (peek() == ':')
            return m_builder.fail(ErrorCode::BadStructure, "a key must be text on one line", place(m_at));
        else if (peek() != ']')
            return fail("`,` or `]` is expected", m_at);
    }
    ++m_at;
    return m_builder.end();
}

Result<std::vector<Tree>> parseYaml(std::string_view text, const std::string &fileName, const TreeOptions &options,
                                    std::stop_token stop, ProgressSink *progress)
{
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, "cancelled", fileName, 0, 0};
    const Result<std::string_view> checked = checkText(text, fileName, options.limits);
    if (!checked)
        return checked.error();
    TreeBuilder builder(fileName, options, checked->size());
    if (!YamlParser(*checked, builder, options, std::move(stop), progress).parse())
        return builder.error();
    return builder.take();
}

} // namespace belay::exchange
