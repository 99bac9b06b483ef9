// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exchange/tree.h"

#include "models/exchange/treedata.h"
#include "models/exchange/workspacefile.h"

namespace belay::exchange {
namespace {

bool endsWith(std::string_view text, std::string_view ending)
{
    if (text.size() < ending.size())
        return false;
    text.remove_prefix(text.size() - ending.size());
    for (std::size_t i = 0; i < ending.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != ending[i])
            return false;
    }
    return true;
}

} // namespace

NodeKind TreeNode::kind() const
{
    return m_data ? static_cast<NodeKind>(m_data->nodes[m_index].kind) : NodeKind::Scalar;
}

std::string_view TreeNode::text() const
{
    return m_data && isScalar() ? m_data->textOf(m_data->nodes[m_index]) : std::string_view{};
}

bool TreeNode::quoted() const { return m_data && m_data->nodes[m_index].quoted; }

bool TreeNode::isNull() const
{
    if (!isScalar() || quoted())
        return false;
    const std::string_view word = text();
    return word.empty() || word == "~" || word == "null" || word == "Null" || word == "NULL";
}

std::uint32_t TreeNode::line() const { return m_data ? m_data->nodes[m_index].line : 0; }

std::uint32_t TreeNode::column() const { return m_data ? m_data->nodes[m_index].column : 0; }

std::size_t TreeNode::size() const { return m_data && !isScalar() ? m_data->nodes[m_index].length : 0; }

TreeNode::Iterator &TreeNode::Iterator::operator++()
{
    m_node.m_index = m_node.m_data->nodes[m_node.m_index].end;
    return *this;
}

TreeNode::Range TreeNode::items() const
{
    if (isScalar())
        return {Iterator({m_data, 0}), Iterator({m_data, 0})};
    return {Iterator({m_data, m_index + 1}), Iterator({m_data, m_data->nodes[m_index].end})};
}

TreeNode::EntryRange TreeNode::entries() const
{
    if (!isMap())
        return {Iterator({m_data, 0}), Iterator({m_data, 0})};
    return {Iterator({m_data, m_index + 1}), Iterator({m_data, m_data->nodes[m_index].end})};
}

std::optional<TreeNode> TreeNode::find(std::string_view key) const
{
    for (const Entry &entry : entries()) {
        if (entry.key.text() == key)
            return entry.value;
    }
    return {};
}

TextFormat textFormatOf(std::string_view text, std::string_view fileName)
{
    if (endsWith(fileName, ".json"))
        return TextFormat::Json;
    if (endsWith(fileName, ".yaml") || endsWith(fileName, ".yml"))
        return TextFormat::Yaml;
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    constexpr std::string_view space = " \t\r\n";
    std::size_t at = text.find_first_not_of(space);
    if (at == std::string_view::npos || text[at] != '{')
        return TextFormat::Yaml;
    at = text.find_first_not_of(space, at + 1);
    return at != std::string_view::npos && (text[at] == '"' || text[at] == '}') ? TextFormat::Json : TextFormat::Yaml;
}

Result<std::vector<Tree>> parseTree(std::string_view text, const std::string &fileName, const TreeOptions &options,
                                    std::stop_token stop, ProgressSink *progress)
{
    return textFormatOf(text, fileName) == TextFormat::Json
               ? parseJson(text, fileName, options, std::move(stop), progress)
               : parseYaml(text, fileName, options, std::move(stop), progress);
}

} // namespace belay::exchange
