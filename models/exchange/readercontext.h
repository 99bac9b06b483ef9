// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/result.h"
#include "models/exchange/tree.h"
#include "models/exchange/workspacefile.h"
#include "models/exchange/workspacekeys.h"
#include "models/rollback/workspace.h"

#include <array>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Inside of workspacefile.h: what reading any part of a workspace needs.
namespace belay::exchange {

/// Collects what is wrong and turns nodes into plain values. Every function that reads reports what
/// is wrong and returns a harmless value instead, so that one pass finds everything.
class ReaderContext {
public:
    ReaderContext(std::string fileName, std::stop_token stop, ProgressSink *progress)
        : m_fileName(std::move(fileName)), m_stop(std::move(stop)), m_progress(progress)
    {
    }

    void error(ErrorCode code, std::string detail, const TreeNode &node);
    void warning(std::string detail, const TreeNode &node);
    /// True once no more errors are collected, or the caller asked to stop.
    [[nodiscard]] bool enough() const { return m_full || m_cancelled; }
    /// To be called for every item of a long list.
    [[nodiscard]] bool goOn(std::string_view what, std::size_t done, std::size_t total);
    [[nodiscard]] bool cancelled() const { return m_cancelled; }
    [[nodiscard]] std::vector<Error> takeErrors();
    [[nodiscard]] std::vector<Error> takeWarnings() { return std::move(m_warnings); }
    [[nodiscard]] bool hasErrors() const { return !m_errors.empty(); }
    [[nodiscard]] const std::string &fileName() const { return m_fileName; }

    /// Reports a node of another kind. `what` names what should stand there: "a list of steps".
    [[nodiscard]] bool isMap(const TreeNode &node, std::string_view what);
    [[nodiscard]] bool isList(const TreeNode &node, std::string_view what);
    [[nodiscard]] bool isText(const TreeNode &node, std::string_view what);

    /// Text that may be empty if it is in quotes; null as written.
    [[nodiscard]] std::string text(const TreeNode &node, std::string_view what);
    /// Text that is not empty and of at most `nameLimit` bytes: ids, labels, references.
    [[nodiscard]] std::string name(const TreeNode &node, std::string_view what);
    /// One name or a list of names.
    [[nodiscard]] std::vector<std::string> names(const TreeNode &node, std::string_view what);
    [[nodiscard]] bool boolean(const TreeNode &node);
    /// A whole number from `least` to a billion.
    [[nodiscard]] int wholeNumber(const TreeNode &node, int least);
    [[nodiscard]] double number(const TreeNode &node);
    [[nodiscard]] std::int64_t duration(const TreeNode &node);
    [[nodiscard]] std::string date(const TreeNode &node);
    /// One range or a list of ranges.
    [[nodiscard]] rollback::ReleaseRanges ranges(const TreeNode &node);

    static constexpr std::size_t nameLimit = 1000;

private:
    std::string m_fileName;
    std::stop_token m_stop;
    ProgressSink *m_progress = nullptr;
    std::vector<Error> m_errors;
    std::vector<Error> m_warnings;
    bool m_full = false;
    bool m_cancelled = false;
};

[[nodiscard]] rollback::SourceMark markOf(const TreeNode &node);
/// For errors: quoted in `…`, shortened, control characters shown as escapes.
[[nodiscard]] std::string shown(std::string_view text);

/// The values of a map whose keys are fixed, by the place of the key in its table.
class Fields {
public:
    /// Reports unknown keys, with what was most likely meant, and missing ones.
    Fields(ReaderContext &context, const TreeNode &map, KeyPlace place);
    [[nodiscard]] std::optional<TreeNode> operator[](std::string_view key) const;
    /// False if the node was no map.
    [[nodiscard]] bool ok() const { return m_ok; }

private:
    static constexpr std::size_t mostKeys = 9;
    const KeyTable &m_table;
    std::array<std::optional<TreeNode>, mostKeys> m_values;
    bool m_ok = false;
};

/// Ids that must differ from each other.
class UniqueIds {
public:
    /// `what` names one of them: "component".
    UniqueIds(ReaderContext &context, std::string_view what) : m_context(context), m_what(what) {}
    void add(const std::string &id, const TreeNode &node);

private:
    ReaderContext &m_context;
    std::string_view m_what;
    std::unordered_map<std::string, std::uint32_t> m_lines;
};

} // namespace belay::exchange
