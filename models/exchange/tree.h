// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// YAML and JSON text as one bounded tree with places. Scalars are text as written; what they mean
/// is the reader's part.
namespace belay::exchange {

enum class NodeKind : std::uint8_t { Scalar, List, Map };

struct TreeLimits {
    std::size_t bytes = std::size_t{1} << 30; ///< Of the text.
    std::size_t nodes = 20'000'000;           ///< Of all documents together, aliases expanded.
    std::size_t depth = 100;                  ///< Of lists and maps inside each other.
    std::size_t aliasNodes = 1'000'000;       ///< That aliases and merge keys add.
    std::size_t scalarBytes = 16'777'216;     ///< Of one scalar.
    std::size_t documents = 10'000;
    friend bool operator==(const TreeLimits &, const TreeLimits &) = default;
};

/// What YAML offers beyond what JSON has. Anchors and aliases always work.
struct TreeOptions {
    TreeLimits limits;
    bool mergeKeys = false;                   ///< `<<` takes over the entries of other maps; else an error.
    bool tags = false;                        ///< Tags such as `!reset` are ignored; else an error, the core ones apart.
};

struct TreeData;

/// A cheap view of one node. Valid as long as the Tree that it comes from.
class TreeNode {
public:
    /// A view of nothing: an empty scalar without a place.
    TreeNode() = default;

    [[nodiscard]] NodeKind kind() const;
    [[nodiscard]] bool isScalar() const { return kind() == NodeKind::Scalar; }
    [[nodiscard]] bool isList() const { return kind() == NodeKind::List; }
    [[nodiscard]] bool isMap() const { return kind() == NodeKind::Map; }
    /// A scalar's text, unescaped; empty for others.
    [[nodiscard]] std::string_view text() const;
    /// Whether the scalar was written in quotes or as a block of text. JSON's strings are.
    [[nodiscard]] bool quoted() const;
    /// An unquoted empty scalar, `~`, `null`, `Null` or `NULL`: for readers to whom that is nothing.
    [[nodiscard]] bool isNull() const;
    /// From 1. Columns count code points. Inside an alias: where the anchor's content stands.
    [[nodiscard]] std::uint32_t line() const;
    [[nodiscard]] std::uint32_t column() const;
    /// Items of a list, entries of a map.
    [[nodiscard]] std::size_t size() const;

    struct Entry;
    class Iterator;
    /// Items of a list, or keys and values of a map in turn; nothing for a scalar.
    class Range;
    [[nodiscard]] Range items() const;
    class EntryRange;
    /// Entries of a map in the order of the text; nothing for others.
    [[nodiscard]] EntryRange entries() const;
    /// The value of a key; nothing if this is no map or has no such key. Cost: the map's entries.
    [[nodiscard]] std::optional<TreeNode> find(std::string_view key) const;

private:
    friend class Tree;
    TreeNode(const TreeData *data, std::uint32_t index) : m_data(data), m_index(index) {}
    const TreeData *m_data = nullptr;
    std::uint32_t m_index = 0;
};

class TreeNode::Iterator {
public:
    Iterator(TreeNode node) : m_node(node) {}
    TreeNode operator*() const { return m_node; }
    Iterator &operator++();
    bool operator==(const Iterator &other) const { return m_node.m_index == other.m_node.m_index; }

private:
    TreeNode m_node;
};

class TreeNode::Range {
public:
    Range(Iterator first, Iterator last) : m_first(first), m_last(last) {}
    [[nodiscard]] Iterator begin() const { return m_first; }
    [[nodiscard]] Iterator end() const { return m_last; }

private:
    Iterator m_first;
    Iterator m_last;
};

struct TreeNode::Entry {
    TreeNode key;                      ///< Always a scalar.
    TreeNode value;
};

class TreeNode::EntryRange {
public:
    class EntryIterator {
    public:
        EntryIterator(Iterator key) : m_key(key) {}
        Entry operator*() const
        {
            Iterator value = m_key;
            return {*m_key, *++value};
        }
        EntryIterator &operator++() { ++m_key; ++m_key; return *this; }
        bool operator==(const EntryIterator &other) const { return m_key == other.m_key; }

    private:
        Iterator m_key;
    };
    EntryRange(Iterator first, Iterator last) : m_first(first), m_last(last) {}
    [[nodiscard]] EntryIterator begin() const { return m_first; }
    [[nodiscard]] EntryIterator end() const { return m_last; }

private:
    EntryIterator m_first;
    EntryIterator m_last;
};

/// One document. Copies share the nodes. Keeps its own copy of all text.
class Tree {
public:
    explicit Tree(std::shared_ptr<const TreeData> data, std::uint32_t root = 0)
        : m_data(std::move(data)), m_root(root) {}
    [[nodiscard]] TreeNode root() const { return {m_data.get(), m_root}; }

private:
    std::shared_ptr<const TreeData> m_data;
    std::uint32_t m_root = 0;
};

/// The documents of a text; none for a YAML text without any content. Both fail with the first
/// thing that is wrong: BadEncoding, BadSyntax, Duplicate (a key used twice in one map),
/// LimitExceeded or Cancelled, with the place. Keys that are no scalars are BadStructure.
/// Stack use does not depend on the text. Cost: linear in the text and in what aliases expand to.
[[nodiscard]] Result<std::vector<Tree>> parseYaml(std::string_view text, const std::string &fileName,
                                                  const TreeOptions &options = {}, std::stop_token stop = {},
                                                  ProgressSink *progress = nullptr);
/// One document; fails with BadSyntax for an empty text.
[[nodiscard]] Result<std::vector<Tree>> parseJson(std::string_view text, const std::string &fileName,
                                                  const TreeOptions &options = {}, std::stop_token stop = {},
                                                  ProgressSink *progress = nullptr);
/// As JSON or as YAML, by `textFormatOf` (workspacefile.h).
[[nodiscard]] Result<std::vector<Tree>> parseTree(std::string_view text, const std::string &fileName,
                                                  const TreeOptions &options = {}, std::stop_token stop = {},
                                                  ProgressSink *progress = nullptr);

} // namespace belay::exchange
