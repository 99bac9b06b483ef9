// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/treedata.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace belay::exchange {
namespace {

constexpr std::uint32_t columnLimit = (1U << 29) - 1;
constexpr std::size_t fewKeys = 16;
constexpr std::string_view mergeKey = "<<";

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::uint32_t codePoints(std::string_view text)
{
    return static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), [](char c) { return !isContinuation(c); }));
}

std::string hex(unsigned value, int digits)
{
    constexpr std::string_view letters = "0123456789ABCDEF";
    std::string text(static_cast<std::size_t>(digits), '0');
    for (auto it = text.rbegin(); it != text.rend(); ++it, value >>= 4U)
        *it = letters[value & 15U];
    return text;
}

/// Bytes of the UTF-8 sequence that begins at `at`; 0 if there is none.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) -> unsigned {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto between = [](unsigned b, unsigned low, unsigned high) { return b >= low && b <= high; };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    if (between(first, 0xC2, 0xDF))
        return between(byte(1), 0x80, 0xBF) ? 2 : 0;
    if (between(first, 0xE0, 0xEF)) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        return between(byte(1), low, high) && between(byte(2), 0x80, 0xBF) ? 3 : 0;
    }
    if (between(first, 0xF0, 0xF4)) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return between(byte(1), low, high) && between(byte(2), 0x80, 0xBF) && between(byte(3), 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

bool looksLikeUtf16(std::string_view text)
{
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return true;
    return text.size() >= 2 && (text[0] == '\0') != (text[1] == '\0');
}

Error errorAt(ErrorCode code, std::string detail, const std::string &fileName, TextPlace place)
{
    return {code, std::move(detail), fileName, place.line, place.column};
}

std::string shortened(std::string_view text)
{
    constexpr std::size_t longest = 60;
    if (text.size() <= longest)
        return std::string(text);
    std::size_t end = longest;
    while (end > 0 && isContinuation(text[end]))
        --end;
    return std::string(text.substr(0, end)) + "…";
}

} // namespace

TextPlace PlaceFinder::at(std::size_t offset)
{
    offset = std::min(offset, m_text.size());
    if (offset < m_offset) {
        const std::string_view back = m_text.substr(offset, m_offset - offset);
        const auto lines = static_cast<std::uint32_t>(std::count(back.begin(), back.end(), '\n'));
        if (lines == 0) {
            m_place.column -= codePoints(back);
        } else {
            m_place.line -= lines;
            const std::size_t newline = offset == 0 ? std::string_view::npos : m_text.rfind('\n', offset - 1);
            m_lineStart = newline == std::string_view::npos ? 0 : newline + 1;
            m_place.column = 1 + codePoints(m_text.substr(m_lineStart, offset - m_lineStart));
        }
        m_offset = offset;
        return m_place;
    }
    for (; m_offset < offset; ++m_offset) {
        const char c = m_text[m_offset];
        if (c == '\n') {
            ++m_place.line;
            m_place.column = 1;
            m_lineStart = m_offset + 1;
        } else if (!isContinuation(c)) {
            ++m_place.column;
        }
    }
    return m_place;
}

Result<std::string_view> checkText(std::string_view text, const std::string &fileName, const TreeLimits &limits)
{
    if (text.size() > limits.bytes) {
        return errorAt(ErrorCode::LimitExceeded,
                       "the text is larger than " + std::to_string(limits.bytes) + " bytes", fileName, {});
    }
    if (looksLikeUtf16(text))
        return errorAt(ErrorCode::BadEncoding, "this is UTF-16; save the file as UTF-8", fileName, {});
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte < 0x80) {
            ++at;
            continue;
        }
        if (byte < 0x20) {
            if (byte != '\t' && byte != '\n' && byte != '\r') {
                return errorAt(ErrorCode::BadEncoding,
                               "control character U+" + hex(byte, 4) + "; write it as an escape in quotes", fileName,
                               PlaceFinder(text).at(at));
            }
            ++at;
            continue;
        }
        const std::size_t length = sequenceLength(text, at);
        if (length == 0) {
            return errorAt(ErrorCode::BadEncoding, "the byte 0x" + hex(byte, 2) + " is not UTF-8 here", fileName,
                           PlaceFinder(text).at(at));
        }
        at += length;
    }
    return text;
}

TreeBuilder::TreeBuilder(const std::string &fileName, const TreeOptions &options, std::size_t bytes)
    : m_fileName(fileName), m_options(options), m_data(std::make_shared<TreeData>())
{
    // Room that is not used costs no memory, and growing would hold the nodes twice.
    m_data->nodes.reserve(std::min(options.limits.nodes, bytes / 4 + 64));
    m_data->texts.reserve(bytes / 2 + 64);
}

bool TreeBuilder::fail(ErrorCode code, std::string detail, TextPlace place)
{
    if (!m_failed) {
        m_failed = true;
        m_error = errorAt(code, std::move(detail), m_fileName, place);
    }
    return false;
}

bool TreeBuilder::startDocument(TextPlace place)
{
    if (m_failed)
        return false;
    if (m_roots.size() >= m_options.limits.documents) {
        return fail(ErrorCode::LimitExceeded,
                    "more than " + std::to_string(m_options.limits.documents) + " documents", place);
    }
    m_roots.push_back(static_cast<std::uint32_t>(m_data->nodes.size()));
    m_anchored.clear();
    m_open.clear();
    return true;
}

bool TreeBuilder::add(const TreeData::Node &node)
{
    if (m_data->nodes.size() >= m_options.limits.nodes) {
        return fail(ErrorCode::LimitExceeded,
                    "more than " + std::to_string(m_options.limits.nodes) + " values", {node.line, node.column});
    }
    m_data->nodes.push_back(node);
    return true;
}

void TreeBuilder::finished(std::uint32_t node, std::uint32_t anchor)
{
    if (anchor != 0)
        m_anchored[anchor] = node;
    if (m_open.empty())
        return;
    Open &parent = m_open.back();
    TreeData::Node &owner = m_data->nodes[parent.node];
    if (static_cast<NodeKind>(owner.kind) == NodeKind::Map) {
        if (!parent.expectsValue) {
            parent.expectsValue = true;
            const TreeData::Node &key = nodeAt(node);
            parent.hasMerge = parent.hasMerge || (!key.quoted && m_data->textOf(key) == mergeKey);
            return;
        }
        parent.expectsValue = false;
    }
    ++owner.length;
}

bool TreeBuilder::scalar(TextPlace place, std::string_view text, bool quoted, std::uint32_t anchor)
{
    if (m_failed)
        return false;
    if (text.size() > m_options.limits.scalarBytes) {
        return fail(ErrorCode::LimitExceeded,
                    "a text of more than " + std::to_string(m_options.limits.scalarBytes) + " bytes", place);
    }
    TreeData::Node node;
    const auto index = static_cast<std::uint32_t>(m_data->nodes.size());
    node.text = static_cast<std::uint32_t>(m_data->texts.size());
    node.length = static_cast<std::uint32_t>(text.size());
    node.end = index + 1;
    node.line = place.line;
    node.column = std::min(place.column, columnLimit) & columnLimit;
    node.kind = static_cast<unsigned>(NodeKind::Scalar) & 3U;
    node.quoted = quoted ? 1U : 0U;
    if (!add(node))
        return false;
    m_data->texts.append(text);
    m_lastAnchor = std::max(m_lastAnchor, anchor);
    finished(index, anchor);
    return true;
}

bool TreeBuilder::start(NodeKind kind, TextPlace place, std::uint32_t anchor)
{
    if (m_failed)
        return false;
    if (m_open.size() >= m_options.limits.depth) {
        return fail(ErrorCode::LimitExceeded,
                    "lists and maps are nested more than " + std::to_string(m_options.limits.depth) + " deep", place);
    }
    if (!m_open.empty() && static_cast<NodeKind>(nodeAt(m_open.back().node).kind) == NodeKind::Map
        && !m_open.back().expectsValue)
        return fail(ErrorCode::BadStructure, "a key must be text, not a list or a map", place);
    TreeData::Node node;
    const auto index = static_cast<std::uint32_t>(m_data->nodes.size());
    node.line = place.line;
    node.column = std::min(place.column, columnLimit) & columnLimit;
    node.kind = static_cast<unsigned>(kind) & 3U;
    if (!add(node))
        return false;
    m_lastAnchor = std::max(m_lastAnchor, anchor);
    m_open.push_back({index, anchor, m_lastAnchor, false, false});
    return true;
}

bool TreeBuilder::end()
{
    if (m_failed)
        return false;
    const Open closed = m_open.back();
    m_open.pop_back();
    m_data->nodes[closed.node].end = static_cast<std::uint32_t>(m_data->nodes.size());
    if (static_cast<NodeKind>(nodeAt(closed.node).kind) == NodeKind::Map) {
        if (!checkKeys(nodeAt(closed.node), closed.node + 1))
            return false;
        if (closed.hasMerge && !merge(closed.node, closed.anchorsBefore))
            return false;
    }
    finished(closed.node, closed.anchor);
    return true;
}

bool TreeBuilder::checkKeys(const TreeData::Node &map, std::uint32_t first)
{
    const auto twice = [&](const TreeData::Node &key, std::uint32_t earlierLine) {
        return fail(ErrorCode::Duplicate,
                    "`" + shortened(m_data->textOf(key)) + "`: key used twice, first in line "
                        + std::to_string(earlierLine),
                    {key.line, key.column});
    };
    if (map.length <= fewKeys) {
        std::array<std::uint32_t, fewKeys> keys{};
        std::size_t count = 0;
        for (std::uint32_t key = first; key < map.end; key = nodeAt(nodeAt(key).end).end) {
            const std::string_view text = m_data->textOf(nodeAt(key));
            for (std::size_t i = 0; i < count; ++i) {
                if (m_data->textOf(nodeAt(keys[i])) == text)
                    return twice(nodeAt(key), nodeAt(keys[i]).line);
            }
            keys[count++] = key;
        }
        return true;
    }
    std::unordered_map<std::string_view, std::uint32_t> seen;
    seen.reserve(map.length);
    for (std::uint32_t key = first; key < map.end; key = nodeAt(nodeAt(key).end).end) {
        const auto [it, isNew] = seen.try_emplace(m_data->textOf(nodeAt(key)), nodeAt(key).line);
        if (!isNew)
            return twice(nodeAt(key), it->second);
    }
    return true;
}

bool TreeBuilder::alias(TextPlace place, std::uint32_t anchor)
{
    if (m_failed)
        return false;
    const auto it = m_anchored.find(anchor);
    if (it == m_anchored.end())
        return fail(ErrorCode::BadSyntax, "an alias inside of what it stands for", place);
    const std::uint32_t from = it->second;
    const auto index = static_cast<std::uint32_t>(m_data->nodes.size());
    const bool isKey = !m_open.empty() && static_cast<NodeKind>(nodeAt(m_open.back().node).kind) == NodeKind::Map
                       && !m_open.back().expectsValue;
    if (isKey && static_cast<NodeKind>(nodeAt(from).kind) != NodeKind::Scalar)
        return fail(ErrorCode::BadStructure, "a key must be text, not a list or a map", place);
    if (!copy(from)) {
        m_error.line = place.line;
        m_error.column = place.column;
        return false;
    }
    m_data->nodes[index].line = place.line;
    m_data->nodes[index].column = std::min(place.column, columnLimit) & columnLimit;
    finished(index, 0);
    return true;
}

bool TreeBuilder::copy(std::uint32_t from)
{
    const std::uint32_t last = nodeAt(from).end;
    m_aliasNodes += last - from;
    if (m_aliasNodes > m_options.limits.aliasNodes) {
        return fail(ErrorCode::LimitExceeded,
                    "aliases stand for more than " + std::to_string(m_options.limits.aliasNodes) + " values", {});
    }
    const std::uint32_t shift = static_cast<std::uint32_t>(m_data->nodes.size()) - from;
    std::vector<std::uint32_t> ends;
    for (std::uint32_t i = from; i < last; ++i) {
        TreeData::Node node = nodeAt(i);
        while (!ends.empty() && ends.back() <= i)
            ends.pop_back();
        if (static_cast<NodeKind>(node.kind) != NodeKind::Scalar) {
            ends.push_back(node.end);
            if (m_open.size() + ends.size() > m_options.limits.depth) {
                return fail(ErrorCode::LimitExceeded,
                            "lists and maps are nested more than " + std::to_string(m_options.limits.depth) + " deep",
                            {});
            }
        }
        node.end += shift;
        if (!add(node))
            return false;
    }
    return true;
}

bool TreeBuilder::merge(std::uint32_t map, std::uint32_t anchorsBefore)
{
    // The map is the last thing in `nodes`: its entries are taken out and put back, own ones first.
    const std::uint32_t first = map + 1;
    const std::vector<TreeData::Node> old(m_data->nodes.begin() + first, m_data->nodes.end());
    struct Source {
        std::uint32_t key = 0;         ///< Index into `old`.
        std::uint32_t end = 0;
    };
    const auto placeOf = [&](std::uint32_t i) { return TextPlace{old[i].line, old[i].column}; };
    const auto kindOf = [&](std::uint32_t i) { return static_cast<NodeKind>(old[i].kind); };
    const auto endOf = [&](std::uint32_t i) { return old[i].end - first; };
    std::vector<Source> entries;
    std::vector<Source> taken;
    std::unordered_map<std::string_view, bool> names;
    const auto takeMap = [&](std::uint32_t source) {
        for (std::uint32_t key = source + 1; key < endOf(source); key = endOf(endOf(key)))
            taken.push_back({key, endOf(endOf(key))});
    };
    for (std::uint32_t key = 0; key < old.size(); key = endOf(endOf(key))) {
        const std::uint32_t value = endOf(key);
        if (old[key].quoted || m_data->textOf(old[key]) != mergeKey) {
            entries.push_back({key, endOf(value)});
            names.emplace(m_data->textOf(old[key]), true);
            continue;
        }
        if (!m_options.mergeKeys) {
            return fail(ErrorCode::BadStructure, "merge keys (`<<`) are not supported here; write the entries out",
                        placeOf(key));
        }
        bool allMaps = kindOf(value) != NodeKind::Scalar;
        if (kindOf(value) == NodeKind::Map) {
            takeMap(value);
        } else if (kindOf(value) == NodeKind::List) {
            for (std::uint32_t item = value + 1; item < endOf(value); item = endOf(item)) {
                allMaps = allMaps && kindOf(item) == NodeKind::Map;
                if (kindOf(item) == NodeKind::Map)
                    takeMap(item);
            }
        }
        if (!allMaps)
            return fail(ErrorCode::BadStructure, "`<<` asks for a map or a list of maps", placeOf(value));
    }
    for (const Source &source : taken) {
        if (names.emplace(m_data->textOf(old[source.key]), true).second)
            entries.push_back(source);
    }
    m_data->nodes.resize(first);
    // Anchors inside of what moves: those that came after the map began.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> inside;
    for (auto it = m_anchored.upper_bound(anchorsBefore); it != m_anchored.end();) {
        if (it->second < first) {
            ++it;
            continue;
        }
        inside.emplace_back(*it);
        it = m_anchored.erase(it);
    }
    for (const Source &source : entries) {
        const auto at = static_cast<std::uint32_t>(m_data->nodes.size());
        for (const auto &[anchor, node] : inside) {
            if (node >= first + source.key && node < first + source.end)
                m_anchored[anchor] = node - first - source.key + at;
        }
        for (std::uint32_t i = source.key; i < source.end; ++i) {
            TreeData::Node node = old[i];
            node.end = node.end - first - source.key + at;
            if (!add(node))
                return false;
        }
    }
    m_data->nodes[map].length = static_cast<std::uint32_t>(entries.size());
    m_data->nodes[map].end = static_cast<std::uint32_t>(m_data->nodes.size());
    return true;
}

std::vector<Tree> TreeBuilder::take()
{
    std::vector<Tree> trees;
    trees.reserve(m_roots.size());
    for (const std::uint32_t root : m_roots)
        trees.emplace_back(m_data, root);
    return trees;
}

} // namespace belay::exchange
