// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/operationverdicts.h"

#include "models/schema/resolve/builtins.h"
#include "models/schema/verdicts/releasejudgement.h"

#include <algorithm>

namespace belay::schema {

using K = OperationKind;

ReleaseJudge::Judgement ReleaseJudge::functionJudgement(const Operation &operation, Place place) const
{
    const auto isTrigger = [](const Function &f) { return f.returns == types::Trigger || f.returns == 3838; };
    const Function *before = operation.functionBefore.get();
    const Function *made = operation.functionAfter ? &*operation.functionAfter : nullptr;
    const QualifiedName name{operation.object.substr(0, operation.object.find('.')), std::string(lastPart(operation.object))};
    switch (operation.kind) {
    case K::CreateFunction: {
        if (made != nullptr && isTrigger(*made))
            return Judgement("creates-trigger-function");
        if (made == nullptr || made->kind == Function::Kind::Aggregate)
            return Judgement("creates-function");
        const auto alsoNew = [&](const Function &other) {
            return anyOperation([&](const Operation &o) { return o.kind == K::CreateFunction && o.object == operation.object && o.functionAfter && o.functionAfter->arguments == other.arguments; });
        };
        // A call with n arguments fits both functions if both take n and the types of the n agree.
        for (const Function *other : m_after.functions(name)) {
            if (other->arguments == made->arguments || other->kind == Function::Kind::Aggregate)
                continue;
            const std::size_t leastOther = other->arguments.size() - std::min<std::size_t>(other->defaults, other->arguments.size());
            const std::size_t leastMade = made->arguments.size() - std::min<std::size_t>(made->defaults, made->arguments.size());
            const std::size_t most = std::min(other->arguments.size(), made->arguments.size());
            for (std::size_t n = std::max(leastOther, leastMade); n <= most; ++n) {
                const bool usesDefaults = n < other->arguments.size() || n < made->arguments.size();
                if (usesDefaults && std::equal(other->arguments.begin(), other->arguments.begin() + static_cast<std::ptrdiff_t>(n), made->arguments.begin())
                    && !alsoNew(*other))
                    return Judgement("creates-ambiguous-overload");
            }
        }
        return Judgement("creates-function");
    }
    case K::ReplaceFunction:
        if (before != nullptr && made != nullptr && before->body == made->body && before->defaults == made->defaults && before->returns == made->returns)
            return Judgement("no-effect");
        if (ownBefore(operation.object, place) && anyOperation([&](const Operation &o) { return o.kind == K::CreateFunction && o.functionAfter && made != nullptr && o.object == operation.object && o.functionAfter->arguments == made->arguments; }))
            return Judgement("within-new-object");
        return Judgement(made != nullptr && isTrigger(*made) ? "replaces-trigger-function" : "replaces-function");
    case K::DropFunction: {
        if (before == nullptr)
            return Judgement("drops-function");
        if (isTrigger(*before))
            return Judgement("drops-trigger-function");
        if (ownBefore(operation.object, place) && anyOperation([&](const Operation &o) { return o.kind == K::CreateFunction && o.functionAfter && o.object == operation.object && o.functionAfter->arguments == before->arguments; }))
            return Judgement("within-new-object");
        const Function *heir = nullptr;
        for (const Function *other : m_after.functions(name)) {
            const bool fits = other->arguments.size() >= before->arguments.size() && std::equal(before->arguments.begin(), before->arguments.end(), other->arguments.begin())
                && other->arguments.size() - before->arguments.size() <= other->defaults;
            if (fits)
                heir = other;
        }
        if (heir == nullptr)
            return Judgement("drops-function");
        Judgement judgement("replaces-signature");
        const bool sameResult = heir->returns == before->returns && heir->returnsSet == before->returnsSet && heir->defaults >= before->defaults
            && std::all_of(before->outColumns.begin(), before->outColumns.end(), [&](const Column &c) {
                   return std::any_of(heir->outColumns.begin(), heir->outColumns.end(), [&](const Column &o) { return o.name == c.name && o.type.type == c.type.type; });
               });
        if (!sameResult) {
            judgement = Judgement("drops-function");
            judgement.detail = " The new function of that name gives another result.";
        }
        return judgement;
    }
    case K::RenameFunction: return Judgement(before != nullptr && isTrigger(*before) ? "creates-trigger-function" : "renames-function");
    default: return Judgement("alters-function");
    }
}

ReleaseJudge::Judgement ReleaseJudge::constraintJudgement(const Operation &operation, Place place) const
{
    const std::string relation = finalName(operation.relation, place);
    const Relation *final = m_after.relationByFullName(relation);
    const bool drops = operation.kind == K::DropPrimaryKey || operation.kind == K::DropUnique || operation.kind == K::DropForeignKey || operation.kind == K::DropCheck
        || operation.kind == K::DropExclusion || operation.kind == K::DropIndex || operation.kind == K::DropUniqueIndex;
    if (drops && ownBefore(operation.object, place))
        return Judgement("within-new-object");
    std::vector<std::string> columns;
    if (operation.constraint)
        columns = operation.constraint->columns;
    else if (operation.index)
        columns = operation.index->columns;
    const std::string predicate = operation.index ? operation.index->predicate : std::string();
    const bool key = operation.kind == K::AddPrimaryKey || operation.kind == K::AddUnique || operation.kind == K::CreateUniqueIndex || operation.kind == K::DropPrimaryKey
        || operation.kind == K::DropUnique || operation.kind == K::DropUniqueIndex;
    if (key) {
        const bool wasThere = std::any_of(m_droppedKeys.begin(), m_droppedKeys.end(), [&](const Operation *o) {
            const auto &others = o->constraint ? o->constraint->columns : o->index ? o->index->columns : columns;
            return o->relation == operation.relation && sameColumns(others, columns) && (o->index ? o->index->predicate : std::string()) == predicate;
        });
        const bool stays = final != nullptr && std::any_of(final->indexes.begin(), final->indexes.end(), [&](const Index &i) {
            return i.unique && sameColumns(i.columns, columns) && i.predicate == predicate;
        });
        if (stays && (drops || wasThere))
            return Judgement("replaces-constraint");
    }
    const auto allNew = [&] {
        return !columns.empty() && std::all_of(columns.begin(), columns.end(), [&](const std::string &c) { return isNewColumn(operation.relation, c); });
    };
    const auto emptyInOldRows = [&] {
        return final != nullptr && std::all_of(columns.begin(), columns.end(), [&](const std::string &c) {
            const Column *column = final->column(c);
            return column == nullptr || (!column->defaultText && !column->notNull);
        });
    };
    switch (operation.kind) {
    case K::AddPrimaryKey: return Judgement("adds-primary-key");
    case K::AddUnique:
        if (operation.usingIndex && !(operation.index && anyOperation([&](const Operation &o) { return o.kind == K::CreateUniqueIndex && o.index && o.relation == operation.relation && sameColumns(o.index->columns, columns); })))
            return Judgement("adopts-index");
        if (allNew() && emptyInOldRows()) {
            Judgement judgement("constrains-new-column");
            judgement.states.newOnOld = Outcome::Breaks;
            return judgement;
        }
        return Judgement("adds-unique");
    case K::CreateUniqueIndex:
        if (allNew() && emptyInOldRows()) {
            Judgement judgement("constrains-new-column");
            judgement.states.newOnOld = Outcome::Breaks;
            return judgement;
        }
        return Judgement("adds-unique");
    case K::AddExclusion: return Judgement(allNew() && emptyInOldRows() ? "constrains-new-column" : "adds-exclusion");
    case K::AddForeignKey: {
        const auto replaced = [&](const Operation &o) {
            return o.kind == K::DropForeignKey && o.relation == operation.relation && o.constraint && o.constraint->columns == columns && o.constraint->target == operation.constraint->target;
        };
        if (anyOperation(replaced))
            return Judgement("replaces-constraint");
        if (allNew()) {
            const Relation *target = m_after.relationByFullName(operation.constraint->target);
            if (holdsRows(*operation.constraint) && (target == nullptr || target->created < m_firstEpoch)) {
                Judgement judgement("references-from-new-column");
                judgement.referenced.emplace_back(lastPart(operation.constraint->target));
                return judgement;
            }
            return Judgement("constrains-new-column");
        }
        return Judgement("adds-foreign-key");
    }
    case K::AddCheck: return Judgement(allNew() && emptyInOldRows() ? "constrains-new-column" : "adds-check");
    case K::DropPrimaryKey: return Judgement("drops-primary-key");
    case K::DropUnique:
    case K::DropUniqueIndex: return Judgement("drops-unique");
    case K::DropExclusion: return Judgement("drops-exclusion");
    case K::DropForeignKey: {
        const bool again = final != nullptr && operation.constraint && std::any_of(final->constraints.begin(), final->constraints.end(), [&](const Constraint &c) {
            return c.kind == Constraint::Kind::ForeignKey && c.columns == columns && c.target == operation.constraint->target;
        });
        return Judgement(again ? "replaces-constraint" : "drops-foreign-key");
    }
    case K::DropCheck: return Judgement("drops-check");
    case K::RenameConstraint: {
        const bool isKey = operation.constraint && operation.constraint->kind != Constraint::Kind::Check && operation.constraint->kind != Constraint::Kind::ForeignKey;
        return Judgement(isKey ? "renames-constraint" : "renames-check");
    }
    case K::RenameIndex: return Judgement(operation.constraint ? "renames-constraint" : "renames-index");
    case K::ValidateConstraint: return Judgement("validates-constraint");
    case K::AlterConstraint: return Judgement("alters-constraint");
    case K::CreateIndex: return Judgement("creates-index");
    default: return Judgement("drops-index");
    }
}

} // namespace belay::schema
