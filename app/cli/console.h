// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/core/progress.h"
#include "models/core/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace belay::cli {

/// What the command line may end with. Scripts rely on these numbers.
enum ExitCode : int {
    exitNothingFound = 0,
    exitFindings = 1,
    exitBadInput = 2,                  ///< Bad usage, bad input, or an output that cannot be written.
};

/// Results go to standard output or a file, everything else to standard error.
class Console {
public:
    Console();

    /// Whether results to `file` (empty: standard output) may carry colours: a terminal only, and
    /// not if NO_COLOR is set (no-color.org).
    [[nodiscard]] bool wantsColours(const std::string &file = {}) const;

    /// Writes a whole result; to a file it is all or nothing. "-" is standard output. Reports what
    /// goes wrong and gives exitBadInput then, else `exitCode`.
    [[nodiscard]] int deliver(std::string_view text, const std::string &file, int exitCode);

    /// "file:line:column: what"; without a place "belay-cli: what". Gives exitBadInput.
    int fail(const Error &error);
    int fail(const std::vector<Error> &errors);
    int failUsage(std::string_view what);
    /// "file:line:column: warning: what".
    void warn(const Error &warning);
    void note(std::string_view what);

private:
    bool m_outputIsTerminal = false;
    bool m_colours = false;
};

/// Draws one line on standard error, if that is a terminal, once the work has taken half a second.
class TerminalProgress final : public ProgressSink {
public:
    TerminalProgress();
    ~TerminalProgress() override;
    TerminalProgress(const TerminalProgress &) = delete;
    TerminalProgress &operator=(const TerminalProgress &) = delete;
    void progress(std::string_view what, std::uint64_t done, std::uint64_t total) override;
    /// Takes the line away.
    void clear();

private:
    using Clock = std::chrono::steady_clock;
    bool m_isTerminal = false;
    bool m_drawn = false;
    Clock::time_point m_start;
    Clock::time_point m_last;
};

} // namespace belay::cli
