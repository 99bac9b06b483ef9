// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/verdicts/operationcodes.h"
#include "models/schema/verdicts/operationverdicts.h"
#include "models/schema/verdicts/typecomparison.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// A verdict in the making: a code with what the case at hand makes of its cells.
struct ReleaseJudge::Judgement {
    explicit Judgement(std::string_view codeName, std::string added = {}) : code(&operationCode(codeName)), states(code->states), detail(std::move(added)) {}

    const OperationCode *code;
    MixedStates states;
    std::string detail;         ///< Added to the reason.
    std::string dependsOn;      ///< In place of the code's.
    std::vector<std::string> referenced; ///< Bare names of tables whose rows a new foreign key holds.

    [[nodiscard]] bool has(Outcome outcome) const
    {
        return states.oldReads == outcome || states.oldWrites == outcome || states.newOnOld == outcome || states.oldAfterNewData == outcome || states.downAfterNewData == outcome;
    }
    void merge(const MixedStates &other) { states = worst(states, other); }
};

template <class Predicate>
bool ReleaseJudge::anyOperation(const Predicate &predicate) const
{
    return std::any_of(m_scripts.begin(), m_scripts.end(), [&](const AppliedScript &script) {
        return std::any_of(script.operations.begin(), script.operations.end(), [&](const Operation &o) { return o.error.empty() && !o.noEffect && predicate(o); });
    });
}

inline std::string_view lastPart(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

inline bool sameColumns(std::vector<std::string> a, std::vector<std::string> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

/// A referenced row cannot be deleted while a row refers to it.
inline bool holdsRows(const Constraint &constraint) { return constraint.onDelete != 'c' && constraint.onDelete != 'n' && constraint.onDelete != 'd'; }

/// A change of a column's type.
[[nodiscard]] ReleaseJudge::Judgement typeJudgement(const TypeComparison &types);
/// What a column meets that went away and came back as another one in the same release.
[[nodiscard]] MixedStates replacedColumn(const Catalogue &catalogue, const Column &before, const Column &now);

} // namespace belay::schema
