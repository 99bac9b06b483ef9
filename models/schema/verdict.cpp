// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdict.h"

#include <algorithm>

namespace belay::schema {

std::string_view outcomeName(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Ok: return "ok";
    case Outcome::Depends: return "depends";
    case Outcome::Unknown: return "unknown";
    case Outcome::LosesData: return "loses data";
    case Outcome::Breaks: return "breaks";
    }
    return {};
}

std::string_view evidenceName(Evidence evidence)
{
    switch (evidence) {
    case Evidence::Grammar: return "grammar";
    case Evidence::Simulation: return "simulation";
    case Evidence::SqliteExecution: return "sqlite execution";
    case Evidence::PostgresServer: return "postgresql server";
    case Evidence::OwnParser: return "own parser";
    }
    return {};
}

MixedStates worst(const MixedStates &a, const MixedStates &b)
{
    return {std::max(a.oldReads, b.oldReads), std::max(a.oldWrites, b.oldWrites), std::max(a.newOnOld, b.newOnOld),
            std::max(a.oldAfterNewData, b.oldAfterNewData), std::max(a.downAfterNewData, b.downAfterNewData)};
}

} // namespace belay::schema
