// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/enginecomparison.h"

#include <algorithm>
#include <cassert>

namespace belay::schema {

namespace {

using Verdict = StatementVerdict::Verdict;

std::string say(const StatementVerdict &verdict)
{
    switch (verdict.verdict) {
    case Verdict::Ok: return "ok";
    case Verdict::Breaks: return "breaks (" + verdict.message + ')';
    case Verdict::Unknown: break;
    }
    return "unknown (" + verdict.message + ')';
}

} // namespace

void EngineComparison::add(const EngineComparison &other)
{
    statements += other.statements;
    breaks += other.breaks;
    undecidedByServer += other.undecidedByServer;
    missed.insert(missed.end(), other.missed.begin(), other.missed.end());
    falseAlarms.insert(falseAlarms.end(), other.falseAlarms.begin(), other.falseAlarms.end());
    unknown.insert(unknown.end(), other.unknown.begin(), other.unknown.end());
    otherWords.insert(otherWords.end(), other.otherWords.begin(), other.otherWords.end());
    otherCodes.insert(otherCodes.end(), other.otherCodes.begin(), other.otherCodes.end());
}

std::string EngineComparison::summary() const
{
    return std::to_string(statements) + " statements, " + std::to_string(breaks) + " break: " + std::to_string(missed.size()) + " missed, " +
           std::to_string(falseAlarms.size()) + " false alarms, " + std::to_string(unknown.size()) + " unknown, " + std::to_string(otherWords.size()) + " in other words, " +
           std::to_string(otherCodes.size()) + " under other codes";
}

EngineComparison compareEngines(std::span<const StatementVerdict> server, std::span<const StatementVerdict> without)
{
    assert(server.size() == without.size());
    EngineComparison comparison;
    for (std::size_t i = 0; i < std::min(server.size(), without.size()); ++i) {
        const StatementVerdict &real = server[i];
        const StatementVerdict &guess = without[i];
        if (real.verdict == Verdict::Unknown) {
            ++comparison.undecidedByServer;
            continue;
        }
        ++comparison.statements;
        comparison.breaks += real.verdict == Verdict::Breaks ? 1U : 0U;
        const std::string line = real.statement.name + " (" + real.statement.file + ':' + std::to_string(real.statement.line) + "): server " + say(real) + "; static " + say(guess);
        if (guess.verdict == Verdict::Unknown)
            comparison.unknown.push_back(line);
        else if (guess.verdict != real.verdict)
            (real.verdict == Verdict::Breaks ? comparison.missed : comparison.falseAlarms).push_back(line);
        else if (real.verdict == Verdict::Breaks && real.message != guess.message)
            comparison.otherWords.push_back(line);
        else if (real.verdict == Verdict::Breaks && real.code != guess.code)
            comparison.otherCodes.push_back(line + ": " + real.code + ", " + guess.code);
    }
    return comparison;
}

} // namespace belay::schema
