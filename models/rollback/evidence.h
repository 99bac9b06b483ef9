// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollback/report.h"
#include "models/rollback/workspace.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// From a finding to the statements that it is about.
namespace belay::rollback {

/// The evidence of many findings of one workspace. Building it costs a pass over the components;
/// a finding costs the releases of the component at fault and of the store.
class EvidenceIndex {
public:
    /// The workspace must outlive this and stay as it is.
    explicit EvidenceIndex(const Workspace &workspace);
    /// Of live-tolerates and rollback-tolerates: the evidence of the release at fault whose versions
    /// hold the one that it meets, on the sides that do not stand it; in the workspace's order. Of
    /// other codes, and where the store is not deployed: nothing.
    [[nodiscard]] std::vector<const Evidence *> of(const Finding &finding) const;

private:
    std::unordered_map<std::string_view, const Component *> m_components;
};

/// Of one finding. Cost: a pass over the components.
[[nodiscard]] std::vector<const Evidence *> evidenceFor(const Workspace &workspace, const Finding &finding);

/// "The read GetUser (db/users.sql:4) fails at 43: column users.email does not exist
/// (column-missing). Made so by migrations/43.sql:3. Found by the static engine." What is empty is
/// left out.
[[nodiscard]] std::string toText(const Evidence &evidence);

/// A place in sources, as `Evidence::at` and `Evidence::cause` have it.
struct SourcePlace {
    std::string file;
    std::uint32_t line = 0;            ///< From 1; 0: not given.
    friend bool operator==(const SourcePlace &, const SourcePlace &) = default;
};
/// "db/users.sql:4" in two; a text without a number behind its last colon is all file.
[[nodiscard]] SourcePlace sourcePlaceOf(std::string_view text);

} // namespace belay::rollback
