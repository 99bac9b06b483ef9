// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exchange/importedgraph.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

/// Inside of the importers: what they all need.
namespace belay::exchange {

struct TreeOptions;

/// The tree parser's options for YAML and JSON of other tools.
[[nodiscard]] TreeOptions importTreeOptions();

/// Fails if there are no inputs, too many or too large ones, or one that is not UTF-8 text.
[[nodiscard]] Result<Done> checkInputs(std::span<const InputText> inputs);

/// Without a byte order mark.
[[nodiscard]] std::string_view withoutMark(std::string_view text);
/// The name without its folders.
[[nodiscard]] std::string_view baseName(std::string_view path);
/// `path` seen from the folder of `fromFile`, without `.` and `..` as far as that can be told.
[[nodiscard]] std::string pathFrom(std::string_view fromFile, std::string_view path);
/// Lower case of A to Z only: names in files do not depend on a locale.
[[nodiscard]] std::string lowerCase(std::string_view text);
/// Without white space at the ends, and one space for each run of it inside.
[[nodiscard]] std::string oneLine(std::string_view text);
/// Without white space at the ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Whether the name fits the pattern, in which `*` stands for any text.
[[nodiscard]] bool fitsPattern(std::string_view name, std::string_view pattern);

/// Collects a graph: merges what is repeated, keeps the order and the limits.
class ImportBuilder {
public:
    struct Place {
        std::string file;
        rollback::SourceMark mark;
    };

    /// Adds a component, or what it says beyond an earlier one of the same id: releases and owner.
    void component(ImportedComponent component);
    [[nodiscard]] bool has(const std::string &id) const { return m_index.contains(id); }
    /// A release label, unless it could not be one (`none`, `..` inside): then a warning.
    void release(const std::string &component, const std::string &label, const Place &place);
    /// Counts a reference and adds its edge, unless there is one of the same label already.
    void edge(std::string from, std::string to, std::string label, const Place &place);
    /// Counts a reference that becomes no edge.
    void reference() { ++m_graph.references; }
    void warn(ErrorCode code, std::string detail, const Place &place);
    /// The first limit that was passed.
    [[nodiscard]] const std::optional<Error> &failure() const { return m_failure; }

    /// Marks what is unresolved and reports each such target once, as "`from` refers to `to`, ...".
    /// Fails with a passed limit, or with `nothing` if there is no component.
    [[nodiscard]] Result<ImportedGraph> take(Error nothing);

private:
    ImportedGraph m_graph;
    std::unordered_map<std::string, std::size_t> m_index;
    std::unordered_set<std::string> m_edges;  ///< from, to and label, divided by a line break each.
    std::vector<std::string> m_edgeFiles;
    std::size_t m_moreWarnings = 0;
    std::optional<Error> m_failure;
};

} // namespace belay::exchange
