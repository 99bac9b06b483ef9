// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/verdict.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace belay::schema {

/// How an engine that decides without a server does against one that asked a server.
struct EngineComparison {
    std::size_t statements = 0;     ///< Those that the server decided.
    std::size_t breaks = 0;         ///< Of them, those that break by the server's word.
    std::size_t undecidedByServer = 0; ///< Left out of all other counts.
    // One line each: "name (file:line): what one says; what the other says".
    std::vector<std::string> missed;      ///< Breaks, and the static engine says ok.
    std::vector<std::string> falseAlarms; ///< Ok, and the static engine says breaks.
    std::vector<std::string> unknown;     ///< The static engine does not decide.
    std::vector<std::string> otherWords;  ///< Both say breaks, with other messages.
    std::vector<std::string> otherCodes;  ///< Both say breaks with one message, under other codes.

    [[nodiscard]] bool sound() const { return missed.empty() && falseAlarms.empty(); }
    void add(const EngineComparison &other);
    /// "5840 statements, 106 break: 0 missed, 0 false alarms, 3 unknown, 1 in other words, 0 under other codes"
    [[nodiscard]] std::string summary() const;
};

/// Compares verdicts on the same statements in the same order. Precondition: both have one per statement.
[[nodiscard]] EngineComparison compareEngines(std::span<const StatementVerdict> server, std::span<const StatementVerdict> without);

} // namespace belay::schema
