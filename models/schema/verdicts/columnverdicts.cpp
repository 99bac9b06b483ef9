// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/operationverdicts.h"

#include "models/schema/resolve/builtins.h"
#include "models/schema/verdicts/releasejudgement.h"

#include <algorithm>

namespace belay::schema {

using K = OperationKind;

ReleaseJudge::Judgement typeJudgement(const TypeComparison &types)
{
    using Judgement = ReleaseJudge::Judgement;
    constexpr MixedStates wider{Outcome::Ok, Outcome::Ok, Outcome::Breaks, Outcome::Breaks, Outcome::Breaks};
    if (!types.known)
        return Judgement("changes-type-unknown");
    if (types.otherKind)
        return Judgement(types.wayBack ? "changes-type" : "changes-type-irreversibly");
    if (types.jsonKinds) {
        Judgement judgement("changes-type-compatibly");
        judgement.states = {Outcome::Depends, Outcome::Depends, Outcome::Depends, Outcome::Depends, Outcome::Ok};
        judgement.dependsOn = "whether statements use functions or operators of one of the two types only";
        judgement.detail = " Functions and operators of json and jsonb differ.";
        return judgement;
    }
    if (types.timeZone)
        return Judgement("changes-time-zone");
    Judgement judgement("changes-type-compatibly");
    if (types.losesLabels)
        judgement = Judgement("removes-enum-values");
    else if (types.narrows)
        judgement = Judgement("narrows-type");
    else if (types.truncates) {
        judgement = Judgement("narrows-type");
        judgement.states.oldWrites = judgement.states.oldAfterNewData = Outcome::LosesData;
        judgement.detail = " What does not fit is cut without an error.";
    } else if (types.widens)
        return Judgement("widens-type");
    if (types.widens)
        judgement.merge(wider);
    return judgement;
}

MixedStates replacedColumn(const Catalogue &catalogue, const Column &before, const Column &now)
{
    MixedStates states = typeJudgement(compareTypes(catalogue, before.type, now.type)).states;
    states.downAfterNewData = Outcome::LosesData;
    const auto computed = [](const Column &c) { return c.generated == Column::Generated::Stored; };
    const auto always = [](const Column &c) { return c.generated == Column::Generated::IdentityAlways; };
    if (computed(now)) {
        // The new release cannot write it, so it writes nothing to it that the old schema could refuse.
        states.newOnOld = Outcome::Ok;
        states.oldAfterNewData = states.oldReads;
    }
    if ((computed(now) && !computed(before)) || (always(now) && !always(before)) || (!now.fillsItself() && before.fillsItself()))
        states = worst(states, {Outcome::Ok, Outcome::Breaks, Outcome::Ok, Outcome::Breaks, Outcome::Ok});
    if (computed(before) && !computed(now))
        states.newOnOld = Outcome::Breaks;
    return states;
}

ReleaseJudge::Judgement ReleaseJudge::columnJudgement(const Operation &operation, Place place, const std::vector<Operation> *down) const
{
    const std::string column(lastPart(operation.object));
    const std::string relation = finalName(operation.relation, place);
    const Relation *final = m_after.relationByFullName(relation);
    const bool isNew = operation.kind != K::AddColumn && isNewColumn(operation.relation, column);
    const Column *now = final == nullptr ? nullptr : final->column(column);
    switch (operation.kind) {
    case K::AddColumn: {
        if (final != nullptr && now == nullptr && !anyOperation([&](const Operation &o) { return o.kind == K::RenameColumn && o.object == operation.object; }))
            return Judgement("within-new-object");
        if (const auto gone = m_goneColumns.find(operation.object); gone != m_goneColumns.end())
            return Judgement("replaces-column");
        const bool required = operation.columnAfter && !operation.columnAfter->fillsItself() && (now == nullptr || !now->fillsItself());
        return Judgement(required ? "adds-required-column" : "adds-column");
    }
    case K::DropColumn: {
        if (isNew)
            return Judgement("within-new-object");
        const Column &before = *operation.columnBefore;
        if (now != nullptr) {
            Judgement judgement("replaces-column");
            judgement.merge(replacedColumn(m_after, before, *now));
            return judgement;
        }
        Judgement judgement(before.fillsItself() ? "drops-column" : "drops-required-column");
        if (down != nullptr) {
            for (const Operation &back : *down) {
                if (back.kind != K::AddColumn || !back.columnAfter || back.columnAfter->name != before.name || lastPart(back.relation) != lastPart(operation.relation))
                    continue;
                judgement.states.downAfterNewData = back.columnAfter->fillsItself() ? Outcome::LosesData : Outcome::Breaks;
            }
        }
        return judgement;
    }
    case K::RenameColumn: {
        if (isNew)
            return Judgement("within-new-object");
        if (now != nullptr) {
            Judgement judgement("replaces-column");
            judgement.merge(replacedColumn(m_after, *operation.columnBefore, *now));
            judgement.states.newOnOld = Outcome::Breaks;
            return judgement;
        }
        return Judgement("renames-column");
    }
    case K::ChangeType: return isNew ? Judgement("within-new-object") : typeChange(operation, place, down);
    case K::SetNotNull: {
        const bool filled = (now != nullptr && now->fillsItself()) || (now == nullptr && operation.columnAfter && operation.columnAfter->fillsItself());
        if (isNew && filled)
            return Judgement("within-new-object");
        return Judgement(filled ? "requires-value-with-default" : "requires-value");
    }
    case K::DropNotNull: return isNew ? Judgement("within-new-object") : Judgement(now != nullptr && now->notNull ? "no-effect" : "allows-null");
    case K::SetDefault:
        if (!isNew && operation.columnBefore && operation.columnBefore->notNull && !operation.columnBefore->defaultText)
            return Judgement("gives-default-to-required");
        return Judgement(isNew ? "within-new-object" : "changes-default");
    case K::DropDefault: {
        const bool required = now != nullptr ? !now->fillsItself() : operation.columnAfter && !operation.columnAfter->fillsItself();
        if (required)
            return Judgement("drops-default-of-required");
        return Judgement(isNew ? "within-new-object" : "drops-default");
    }
    case K::AddIdentity:
        if (isNew)
            return Judgement("within-new-object");
        return Judgement(operation.columnAfter->generated == Column::Generated::IdentityAlways ? "adds-identity-always" : "adds-identity");
    case K::ChangeIdentity:
        if (isNew)
            return Judgement("within-new-object");
        return Judgement(operation.columnAfter->generated == Column::Generated::IdentityAlways ? "identity-refuses-values" : "identity-takes-values");
    case K::DropIdentity: {
        if (isNew)
            return Judgement("within-new-object");
        const bool always = operation.columnBefore->generated == Column::Generated::IdentityAlways;
        if (now != nullptr && now->fillsItself())
            return Judgement(always ? "identity-takes-values" : "changes-default");
        return Judgement(always ? "drops-identity-always" : "drops-identity");
    }
    default: return Judgement(isNew ? "within-new-object" : operation.columnAfter && operation.columnAfter->notNull ? "drops-expression-of-required" : "drops-expression");
    }
}

ReleaseJudge::Judgement ReleaseJudge::typeChange(const Operation &operation, Place place, const std::vector<Operation> *down) const
{
    static_cast<void>(place);
    const TypeComparison types = compareTypes(m_after, operation.columnBefore->type, operation.columnAfter->type);
    Judgement judgement = typeJudgement(types);
    if (judgement.code->code == "changes-type-irreversibly" && down != nullptr) {
        for (const Operation &back : *down) {
            if (back.kind == K::ChangeType && back.object == operation.object && back.hasUsing)
                judgement = Judgement("changes-type");
        }
    }
    // A computed USING gives other values even where the types take the same ones.
    if (operation.selfReferring && types.known && !types.otherKind && judgement.code->code == "changes-type-compatibly") {
        judgement = Judgement("updates-data");
    }
    return judgement;
}

} // namespace belay::schema
