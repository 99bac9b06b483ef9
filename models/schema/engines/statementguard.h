// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/syntaxtree.h"

#include <string>

namespace belay::schema {

/// Why a PostgreSQL statement must not be executed for a check: it would reach out of its database (other
/// databases, roles, the server's settings, files and programs, other servers). Empty: it stays inside.
/// What a DO block or a function hides is not seen here: that is kept in by running as a role without
/// rights (PostgresScratch).
[[nodiscard]] std::string reachesOutside(const ParsedStatement &statement);

/// PostgreSQL refuses it inside of a transaction (CREATE INDEX CONCURRENTLY, VACUUM, ...), or what it adds
/// cannot be used in the same one (ALTER TYPE ... ADD VALUE).
[[nodiscard]] bool wantsNoTransaction(const ParsedStatement &statement);

/// BEGIN, COMMIT, ROLLBACK, SAVEPOINT, ...
[[nodiscard]] bool controlsTransaction(const ParsedStatement &statement);

/// It only makes new things, or writes rows. If it fails, nothing that was there before is missing, so what
/// works without it works with it too. False also for statements that are not understood.
[[nodiscard]] bool onlyAdds(const ParsedStatement &statement);

} // namespace belay::schema
