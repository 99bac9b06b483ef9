// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/ddl/operation.h"
#include "models/schema/syntaxtree.h"
#include "models/schema/verdict.h"

#include <span>
#include <string>

namespace belay::schema {

/// Proposes how a migration that mixes expand and contract is parted: SQL text that can be run, in
/// three sections: expand now, fill rows in batches, contract at the release after next. Run in this
/// order it leaves the same schema as the migration; that is checked by simulation before it is
/// proposed. Empty if there is nothing to part, or if no order was found that comes to the same.
/// `before` and `after`: the database around the migration. Cost: a simulation of the proposal.
[[nodiscard]] std::string splitProposal(const Catalogue &before, const Catalogue &after, const ParsedSql &sql, std::span<const Operation> operations,
                                        std::span<const OperationVerdict> verdicts);

/// False if a glance at the statements shows that splitProposal() would be empty.
[[nodiscard]] bool mayNeedSplit(const ParsedSql &sql);

} // namespace belay::schema
