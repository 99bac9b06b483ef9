// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/rollback/workspace.h"

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// What importers find in other tools' files, before it is merged into a workspace (importmerge.h).
namespace belay::exchange {

/// One input of an import. The name is the path as the user gave it: errors name it, and inputs
/// find each other by it (Compose's `include`, `extends` and `.env`). Importers read no files.
struct InputText {
    std::string name;
    std::string text;
};

struct ImportedComponent {
    std::string id;
    rollback::ComponentKind kind = rollback::ComponentKind::Service;
    std::vector<std::string> releases; ///< Labels; the last one is what the input runs. Most often none or one.
    std::string owner;
    std::string file;                  ///< The input that it was found in first.
    rollback::SourceMark mark;
    friend bool operator==(const ImportedComponent &, const ImportedComponent &) = default;
};

/// Components with distinct ids, edges with distinct (from, to, label), both in the order of the
/// input. Every edge's `from` is one of the components; so is its `to` if it is resolved. `origin`
/// of the edges is empty: the merge fills it in.
struct ImportedGraph {
    std::vector<ImportedComponent> components;
    std::vector<rollback::Link> edges;
    std::vector<Error> warnings;       ///< At most `importWarningLimit`; the last then says how many more there were.
    /// As often as the input states one; variables of Kubernetes count once for a pair of workloads.
    std::size_t references = 0;
    std::size_t unresolved = 0;        ///< Distinct things that are referred to and are not in the input.
    friend bool operator==(const ImportedGraph &, const ImportedGraph &) = default;
};

/// Bounds of one import, all inputs together; going past one is LimitExceeded, with the place.
inline constexpr std::size_t importByteLimit = std::size_t{64} << 20;
inline constexpr std::size_t importInputLimit = 1'000;
inline constexpr std::size_t importComponentLimit = 200'000;
inline constexpr std::size_t importEdgeLimit = 1'000'000;
inline constexpr std::size_t importWarningLimit = 1'000;

/// Reads all inputs as one picture. Fails with the first thing that makes the picture doubtful,
/// with file and line; an input without any component is such a thing, too. What can be left out
/// without that is a warning. Never throws. Synchronous; from any thread.
using ImportFunction = Result<ImportedGraph> (*)(std::span<const InputText> inputs, std::stop_token stop,
                                                 ProgressSink *progress);

struct ImportFormat {
    std::string_view name;             ///< For `--from`, and the origin of the links unless the user names another.
    std::string_view title;            ///< A proper name, not translated: "Docker Compose".
    std::span<const std::string_view> patterns;   ///< File names, with `*`: for a file dialog and for guessing.
    /// Files that belong to the inputs if they stand in the folder of the first one: to be put
    /// before the inputs, unless the user names them.
    std::span<const std::string_view> companions;
    ImportFunction read = nullptr;
};

/// Every format, in the order in which to offer them.
[[nodiscard]] std::span<const ImportFormat> importFormats();
/// Null if there is none of that name.
[[nodiscard]] const ImportFormat *importFormat(std::string_view name);
/// The format whose patterns fit a file's name (its folder does not matter); null if none or
/// several do.
[[nodiscard]] const ImportFormat *importFormatOf(std::string_view fileName);

} // namespace belay::exchange
