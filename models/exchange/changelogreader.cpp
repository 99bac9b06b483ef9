// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/changelogreader.h"

#include "models/exchange/tree.h"
#include "models/exchange/xmltext.h"

#include <QXmlStreamReader>

#include <algorithm>
#include <utility>
#include <vector>

namespace belay::exchange {

namespace {

using schema::ChangelogNode;

constexpr std::size_t mostNodes = 2'000'000;
constexpr std::size_t mostDepth = 100;

/// The tree's depth is bounded by its reader, so that recursion is too.
ChangelogNode fromTree(const TreeNode &node)
{
    ChangelogNode made;
    made.line = node.line();
    switch (node.kind()) {
    case NodeKind::Scalar:
        made.text = node.text();
        made.null = node.isNull();
        break;
    case NodeKind::List:
        made.kind = ChangelogNode::Kind::List;
        made.entries.reserve(node.size());
        for (const TreeNode item : node.items())
            made.entries.emplace_back(std::string(), fromTree(item));
        break;
    case NodeKind::Map:
        made.kind = ChangelogNode::Kind::Map;
        made.entries.reserve(node.size());
        for (const TreeNode::Entry entry : node.entries())
            made.entries.emplace_back(std::string(entry.key.text()), fromTree(entry.value));
        break;
    }
    return made;
}

std::string utf8(QStringView text)
{
    return text.toUtf8().toStdString();
}

Result<ChangelogNode> readXml(std::string_view text, const std::string &fileName)
{
    if (hasTooManyAttributes(text))
        return Error{ErrorCode::LimitExceeded, "an element has more than 1,000 attributes", fileName, 0, 0};
    QXmlStreamReader xml(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())));
    const auto line = [&xml] { return static_cast<std::uint32_t>(xml.lineNumber()); };
    const auto map = [&] {
        ChangelogNode node;
        node.kind = ChangelogNode::Kind::Map;
        node.line = line();
        return node;
    };
    const auto scalar = [&](std::string value) {
        ChangelogNode node;
        node.text = std::move(value);
        node.line = line();
        return node;
    };
    std::vector<std::pair<std::string, ChangelogNode>> open;
    open.emplace_back(std::string(), map());
    std::size_t nodes = 0;
    while (!xml.atEnd()) {
        switch (xml.readNext()) {
        case QXmlStreamReader::StartElement: {
            // Names without their prefix: "ext:foo" is foo of another namespace, which its reader does
            // not know and says so.
            ChangelogNode element = map();
            for (const QXmlStreamAttribute &attribute : xml.attributes()) {
                element.entries.emplace_back(utf8(attribute.name()), scalar(utf8(attribute.value())));
                ++nodes;
            }
            open.emplace_back(utf8(xml.name()), std::move(element));
            ++nodes;
            break;
        }
        case QXmlStreamReader::EndElement: {
            auto closed = std::move(open.back());
            open.pop_back();
            open.back().second.entries.push_back(std::move(closed));
            break;
        }
        case QXmlStreamReader::Characters:
            if (!xml.isWhitespace() || xml.isCDATA()) {
                // The line at which the reader stands is the text's last one.
                std::string value = utf8(xml.text());
                const auto breaks = static_cast<std::uint32_t>(std::count(value.begin(), value.end(), '\n'));
                ChangelogNode piece = scalar(std::move(value));
                piece.line = piece.line > breaks ? piece.line - breaks : 1;
                open.back().second.entries.emplace_back(std::string(), std::move(piece));
                ++nodes;
            }
            break;
        case QXmlStreamReader::DTD:
            if (!xml.entityDeclarations().isEmpty())
                return Error{ErrorCode::BadStructure, "the XML declares entities, which are not read", fileName, line(), 0};
            break;
        default:
            break;
        }
        if (nodes > mostNodes || open.size() > mostDepth)
            return Error{ErrorCode::LimitExceeded, nodes > mostNodes ? "the XML has too many elements" : "the XML is nested too deeply", fileName, line(), 0};
    }
    if (xml.hasError())
        return Error{ErrorCode::BadSyntax, "this is no XML: " + xml.errorString().toStdString(), fileName, line(), 0};
    return std::move(open.front().second);
}

} // namespace

Result<ChangelogNode> ChangelogFileReader::read(std::string_view text, const std::string &fileName) const
{
    if (fileName.ends_with(".xml"))
        return readXml(text, fileName);
    TreeOptions options;
    options.limits.nodes = mostNodes;
    options.limits.aliasNodes = 100'000;
    options.limits.depth = mostDepth;
    const Result<std::vector<Tree>> trees = fileName.ends_with(".json") ? parseJson(text, fileName, options) : parseYaml(text, fileName, options);
    if (!trees)
        return trees.error();
    if (trees->empty())
        return Error{ErrorCode::BadStructure, "the file is empty", fileName, 1, 0};
    return fromTree(trees->front().root());
}

} // namespace belay::exchange
