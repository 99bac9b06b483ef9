// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"
#include "models/schema/resolve/resolver.h"
#include "models/schema/verdict.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace belay::schema {

/// What one text meets on `schema`, its statements prepared one after the other: the first that is not
/// ok counts.
[[nodiscard]] Resolution resolveText(const Catalogue &schema, const ParsedSql &sql);

/// Statements of a release that are parsed once and resolved on many schemas.
class StatementSet {
public:
    explicit StatementSet(std::vector<ReleaseStatement> statements);
    ~StatementSet();
    StatementSet(StatementSet &&) noexcept;
    StatementSet &operator=(StatementSet &&) noexcept;

    [[nodiscard]] std::span<const ReleaseStatement> statements() const { return m_statements; }

    /// What each meets on `schema`. Whatever PREPARE would refuse breaks; so does what the server would
    /// refuse at every execution (an INSERT without a column that has to be given, say), unless `own`,
    /// the release's own schema, has that already. `own` may be null.
    [[nodiscard]] std::vector<StatementVerdict> resolve(const Catalogue &schema, const Catalogue *own) const;

private:
    struct Parsed;
    std::vector<ReleaseStatement> m_statements;
    std::vector<Parsed> m_parsed;
};

} // namespace belay::schema
