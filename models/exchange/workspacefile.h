// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"
#include "models/rollback/workspace.h"

#include <cassert>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A workspace as text: the exchange format version 1, see docs/format.md.
namespace belay::exchange {

enum class TextFormat : std::uint8_t { Yaml, Json };

/// The format that a file of this name and text is read as: by the ending `.json`, `.yaml` or
/// `.yml`; for other names JSON if the text begins with `{"` or `{}`, white space apart.
[[nodiscard]] TextFormat textFormatOf(std::string_view text, std::string_view fileName);

struct ReadWorkspace {
    rollback::Workspace workspace;
    std::vector<Error> warnings;       ///< Legal, but most likely not meant: in the order of the file.
};

/// How many errors a reading collects before it stops.
inline constexpr std::size_t readErrorLimit = 100;

/// Either a workspace or everything that is wrong with the text: at least one error, at most
/// `readErrorLimit`, in the order of the file, each with its place.
class [[nodiscard]] ReadWorkspaceResult {
public:
    ReadWorkspaceResult(ReadWorkspace read) : m_read(std::move(read)) {}
    ReadWorkspaceResult(std::vector<Error> errors) : m_errors(std::move(errors)) { assert(!m_errors.empty()); }

    explicit operator bool() const { return ok(); }
    [[nodiscard]] bool ok() const { return m_errors.empty(); }
    [[nodiscard]] const ReadWorkspace &value() const & { assert(ok()); return m_read; }
    [[nodiscard]] ReadWorkspace &value() & { assert(ok()); return m_read; }
    [[nodiscard]] ReadWorkspace &&value() && { assert(ok()); return std::move(m_read); }
    /// Empty if it went well.
    [[nodiscard]] const std::vector<Error> &errors() const { return m_errors; }

private:
    ReadWorkspace m_read;
    std::vector<Error> m_errors;
};

/// Reads the text of one workspace; `fileName` only names it in errors and tells the format. Checks
/// the structure and fills the marks; whether what is named exists is `rollback::validate`'s part.
/// Never throws. Bounded by `TreeLimits` of tree.h. Cancelled is a single error of that code.
/// Cost: linear in the text.
[[nodiscard]] ReadWorkspaceResult readWorkspace(std::string_view text, const std::string &fileName,
                                                std::stop_token stop = {}, ProgressSink *progress = nullptr);

/// The text of a workspace, in an order that depends on nothing else; ends in a line break. Reading
/// it gives an equal workspace, if that has the structure that the reader asks for (ids that are
/// not empty and not used twice, no release label with `..`, ...). Cost: linear.
[[nodiscard]] std::string writeWorkspace(const rollback::Workspace &workspace, TextFormat format);

} // namespace belay::exchange
