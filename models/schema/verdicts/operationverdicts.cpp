// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/operationverdicts.h"

#include "models/schema/ddl/sqltokens.h"
#include "models/schema/resolve/builtins.h"
#include "models/schema/resolve/typename.h"
#include "models/schema/verdicts/operationcodes.h"
#include "models/schema/verdicts/releasejudgement.h"
#include "models/schema/verdicts/typecomparison.h"

#include <algorithm>

namespace belay::schema {

namespace {

using K = OperationKind;

bool isCreation(K kind)
{
    return kind == K::CreateTable || kind == K::CreateView || kind == K::CreateMaterializedView || kind == K::CreateSequence;
}

bool isRename(K kind) { return kind == K::RenameTable || kind == K::MoveTable; }

std::string withObject(std::string_view text, std::string_view object)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "{}") {
            result += object;
            ++i;
        } else {
            result += text[i];
        }
    }
    return result;
}

void raise(Outcome &cell, Outcome to) { cell = std::max(cell, to); }

} // namespace

bool mentionedIn(std::span<const ReleaseStatement> statements, std::string_view name)
{
    return std::any_of(statements.begin(), statements.end(), [&](const ReleaseStatement &s) { return mentionsName(s.text, name); });
}

ReleaseJudge::ReleaseJudge(const Catalogue &after, std::uint32_t firstEpoch, std::span<const AppliedScript> scripts, const ReleaseStatements &statements)
    : m_after(after), m_firstEpoch(firstEpoch), m_scripts(scripts), m_statements(statements)
{
    for (std::size_t s = 0; s < scripts.size(); ++s) {
        for (std::size_t i = 0; i < scripts[s].operations.size(); ++i) {
            const Operation &operation = scripts[s].operations[i];
            if (!operation.error.empty() || operation.noEffect)
                continue;
            switch (operation.kind) {
            case K::AddColumn: m_newColumns.insert(operation.object); break;
            case K::RenameColumn:
                m_newColumns.insert(operation.newName);
                if (operation.columnBefore && !m_newColumns.contains(operation.object))
                    m_goneColumns.emplace(operation.object, &*operation.columnBefore);
                break;
            case K::DropColumn:
                if (operation.columnBefore && !m_newColumns.contains(operation.object))
                    m_goneColumns.emplace(operation.object, &*operation.columnBefore);
                break;
            case K::RenameTable:
            case K::MoveTable:
                m_renames = true;
                [[fallthrough]];
            case K::DropTable:
            case K::DropView:
            case K::RenameView:
            case K::MoveView:
            case K::DropMaterializedView:
                if (operation.relationBefore && !isOwn(operation))
                    m_goneRelations.emplace(operation.object, operation.relationBefore.get());
                if (isRename(operation.kind)) {
                    // Columns that were added under the old name are known by the new one as well.
                    std::vector<std::string> moved;
                    for (const std::string &column : m_newColumns) {
                        if (column.compare(0, operation.object.size() + 1, operation.object + '.') == 0)
                            moved.push_back(operation.newName + column.substr(operation.object.size()));
                    }
                    m_newColumns.insert(moved.begin(), moved.end());
                }
                break;
            case K::DropPrimaryKey:
            case K::DropUnique:
            case K::DropUniqueIndex:
                if (!isOwn(operation) && !m_ownNames.contains(operation.object))
                    m_droppedKeys.push_back(&operation);
                break;
            case K::CreateType:
            case K::CreateDomain:
            case K::CreateFunction:
            case K::CreateSchema:
            case K::CreateExtension:
            case K::CreateIndex:
            case K::CreateUniqueIndex:
            case K::CreateTrigger:
            case K::AddPrimaryKey:
            case K::AddUnique:
            case K::AddForeignKey:
            case K::AddCheck:
            case K::AddExclusion: m_ownNames.try_emplace(operation.object, Place{s, i}); break;
            default: break;
            }
        }
    }
}

bool ReleaseJudge::isOwn(const Operation &operation) const { return operation.created != 0 && operation.created >= m_firstEpoch; }

bool ReleaseJudge::ownBefore(const std::string &name, Place place) const
{
    const auto found = m_ownNames.find(name);
    return found != m_ownNames.end() && found->second < place;
}

std::string ReleaseJudge::finalName(std::string name, Place place) const
{
    if (!m_renames)
        return name;
    for (std::size_t s = place.script; s < m_scripts.size(); ++s) {
        const auto &operations = m_scripts[s].operations;
        for (std::size_t i = s == place.script ? place.operation + 1 : 0; i < operations.size(); ++i) {
            if (isRename(operations[i].kind) && operations[i].error.empty() && operations[i].object == name)
                name = operations[i].newName;
        }
    }
    return name;
}

bool ReleaseJudge::isNewColumn(const std::string &relation, const std::string &column) const
{
    const std::string name = relation + '.' + column;
    return m_newColumns.contains(name) && !m_goneColumns.contains(name);
}

std::vector<OperationVerdict> ReleaseJudge::judge(std::size_t script, const std::vector<Operation> *down) const
{
    std::vector<OperationVerdict> verdicts;
    const auto &operations = m_scripts[script].operations;
    verdicts.reserve(operations.size());
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const Operation &operation = operations[i];
        Judgement judgement = judgementOf(operation, {script, i}, down);
        decide(operation, judgement);
        const OperationCode &code = *judgement.code;
        OperationVerdict &verdict = verdicts.emplace_back();
        verdict.span = operation.span;
        verdict.kind = operationName(operation.kind);
        verdict.object = operation.object;
        verdict.code = code.code;
        verdict.states = judgement.states;
        const bool depends = judgement.has(Outcome::Depends);
        if (depends)
            verdict.dependsOn = judgement.dependsOn.empty() ? std::string(code.dependsOn) : judgement.dependsOn;
        verdict.reason = withObject(code.reason, operation.object.empty() ? std::string_view("this") : std::string_view(operation.object));
        if (!judgement.detail.empty())
            verdict.reason += judgement.detail;
        verdict.remedy = code.remedy;
        verdict.evidence = operation.kind == K::NotUnderstood ? Evidence::Grammar : Evidence::Simulation;
    }
    return verdicts;
}

ReleaseJudge::Judgement ReleaseJudge::judgementOf(const Operation &operation, Place place, const std::vector<Operation> *down) const
{
    if (operation.kind == K::NotUnderstood)
        return Judgement("not-understood", ": " + operation.doubt + '.');
    if (!operation.error.empty())
        return Judgement("fails", ": " + operation.error + '.');
    if (operation.noEffect)
        return Judgement("no-effect");
    if (operation.kind == K::RunBlock)
        return operation.doubt.empty() ? Judgement("runs-block") : Judgement("not-known", ": " + operation.doubt + '.');
    if (operation.object.compare(0, 8, "pg_temp.") == 0)
        return Judgement("creates-temporary-object");
    const bool madeSomething = isCreation(operation.kind) || (operation.kind == K::AddColumn && operation.columnAfter) || operation.kind == K::CreateDomain || operation.kind == K::CreateExtension
        || operation.kind == K::CreateFunction || operation.kind == K::ReplaceFunction || (operation.kind == K::ChangeType && operation.columnAfter) || operation.kind == K::CreateType
        || operation.kind == K::ReplaceView || (operation.kind == K::CreateTrigger && !operation.labels.empty());
    if (!operation.doubt.empty() && !madeSomething)
        return Judgement("not-known", ": " + operation.doubt + '.');
    if (isOwn(operation) && !isCreation(operation.kind) && !operation.relation.empty() && operation.kind != K::AttachPartition)
        return Judgement("within-new-object");
    switch (operation.kind) {
    case K::CreateTable: case K::DropTable: case K::RenameTable: case K::MoveTable: case K::AttachPartition: case K::DetachPartition: case K::Inherit: case K::Disinherit:
        return tableJudgement(operation, place);
    case K::AddColumn: case K::DropColumn: case K::RenameColumn: case K::ChangeType: case K::SetNotNull: case K::DropNotNull: case K::SetDefault: case K::DropDefault:
    case K::AddIdentity: case K::ChangeIdentity: case K::DropIdentity: case K::DropExpression:
        return columnJudgement(operation, place, down);
    case K::AddPrimaryKey: case K::AddUnique: case K::AddForeignKey: case K::AddCheck: case K::AddExclusion: case K::DropPrimaryKey: case K::DropUnique: case K::DropForeignKey:
    case K::DropCheck: case K::DropExclusion: case K::RenameConstraint: case K::ValidateConstraint: case K::AlterConstraint: case K::CreateIndex: case K::CreateUniqueIndex:
    case K::DropIndex: case K::DropUniqueIndex: case K::RenameIndex:
        return constraintJudgement(operation, place);
    case K::CreateView: case K::ReplaceView: case K::DropView: case K::RenameView: case K::MoveView:
        return viewJudgement(operation);
    case K::CreateFunction: case K::ReplaceFunction: case K::DropFunction: case K::RenameFunction: case K::AlterFunction:
        return functionJudgement(operation, place);
    case K::CreateTrigger: case K::DropTrigger: case K::CreateRule: case K::DropRule: case K::CreatePolicy: case K::AlterPolicy: case K::DropPolicy:
        return triggerJudgement(operation, place);
    case K::EnableRowSecurity: return rowSecurity(operation);
    case K::InsertData: case K::UpdateData: case K::DeleteData: case K::MergeData: case K::CopyData: case K::TruncateTable:
        return dataJudgement(operation);
    case K::CreateMaterializedView: return Judgement("creates-materialized-view");
    case K::DropMaterializedView: return m_after.relationByFullName(operation.object) != nullptr ? Judgement("changes-view-query") : Judgement("drops-materialized-view");
    case K::RefreshMaterializedView: return Judgement("refreshes-materialized-view");
    case K::CreateSequence: return Judgement("creates-sequence");
    case K::DropSequence: return Judgement(operation.created >= m_firstEpoch && operation.created != 0 ? "within-new-object" : "drops-sequence");
    case K::RenameSequence: return Judgement("renames-sequence");
    case K::AlterSequence: return Judgement("alters-sequence");
    case K::CreateType: return Judgement("creates-type");
    case K::DropType: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "drops-type");
    case K::RenameType: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "renames-type");
    case K::AddEnumValue: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "adds-enum-value");
    case K::RenameEnumValue: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "renames-enum-value");
    case K::AlterTypeAttribute:
        return Judgement(!operation.labels.empty() && operation.labels[0] == "add attribute" ? "adds-type-attribute" : "changes-type-attribute");
    case K::CreateDomain: return Judgement("creates-domain");
    case K::DropDomain: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "drops-domain");
    case K::AddDomainConstraint: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "adds-domain-check");
    case K::DropDomainConstraint: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "drops-domain-check");
    case K::AlterDomain:
        if (ownBefore(operation.object, place) || operation.labels.empty())
            return Judgement(operation.labels.empty() ? "alters-domain" : "within-new-object");
        return Judgement(operation.labels[0] == "set not null" ? "requires-domain-value" : operation.labels[0] == "drop not null" ? "allows-domain-null" : "alters-domain");
    case K::RenameTrigger: return Judgement("renames-trigger");
    case K::EnableTrigger: return Judgement("enables-trigger");
    case K::DisableTrigger: return Judgement("disables-trigger");
    case K::DisableRowSecurity: return Judgement("disables-row-security");
    case K::CreateSchema: return Judgement("creates-schema");
    case K::DropSchema: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "drops-schema");
    case K::RenameSchema: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "renames-schema");
    case K::CreateExtension: return Judgement("creates-extension");
    case K::DropExtension: return Judgement(ownBefore(operation.object, place) ? "within-new-object" : "drops-extension");
    case K::AlterExtension: return Judgement("alters-extension");
    case K::CreateOperator: return Judgement("creates-operator");
    case K::DropOperator: return Judgement("drops-operator");
    case K::CreateCast: return Judgement("creates-cast");
    case K::DropCast: return Judgement("drops-cast");
    case K::RunQuery: return Judgement("runs-query");
    case K::CallProcedure: return Judgement("calls-procedure");
    case K::ChangeStorage: return Judgement("changes-storage");
    case K::ChangeOwner: return Judgement("changes-owner");
    case K::Grant: return Judgement("grants");
    case K::Revoke: return Judgement("revokes");
    case K::Comment: return Judgement("comments");
    case K::Maintenance: return Judgement("maintains");
    case K::LockTable: return Judgement("locks-table");
    case K::SetVariable: return Judgement("sets-variable");
    case K::Transaction: return Judgement("controls-transaction");
    case K::OtherObject: return Judgement("changes-other-object");
    case K::DropOther: return Judgement("drops-other-object");
    case K::DropDatabase: return Judgement("drops-database");
    case K::RunBlock:
    case K::NotUnderstood: break;
    }
    return Judgement("not-known");
}

ReleaseJudge::Judgement ReleaseJudge::tableJudgement(const Operation &operation, Place place) const
{
    static_cast<void>(place);
    switch (operation.kind) {
    case K::CreateTable: {
        if (!operation.labels.empty() && operation.labels[0] == "partition of")
            return Judgement("creates-partition");
        if (m_goneRelations.contains(operation.object))
            return Judgement("replaces-table");
        const Relation *made = m_after.relationByFullName(operation.object);
        Judgement judgement(made == nullptr ? "within-new-object" : "creates-table");
        if (made != nullptr) {
            for (const Constraint &constraint : made->constraints) {
                const Relation *target = constraint.kind == Constraint::Kind::ForeignKey ? m_after.relationByFullName(constraint.target) : nullptr;
                if (target != nullptr && target->created < m_firstEpoch && holdsRows(constraint)) {
                    if (judgement.referenced.empty())
                        judgement = Judgement("creates-referencing-table");
                    judgement.referenced.push_back(target->name);
                }
            }
        }
        return judgement;
    }
    case K::DropTable:
    case K::RenameTable:
    case K::MoveTable: {
        const Relation *now = m_after.relationByFullName(operation.object);
        const Relation *before = operation.relationBefore.get();
        if (now == nullptr || before == nullptr)
            return Judgement(operation.kind == K::DropTable ? "drops-table" : operation.kind == K::RenameTable ? "renames-table" : "moves-table");
        // Something of the old name is there again: what it cannot do for the old release counts.
        const bool rename = operation.kind != K::DropTable;
        bool writable = now->isTable();
        if (now->kind == Relation::Kind::View) {
            const auto insteadOf = [&](std::string_view event) {
                return std::any_of(now->rules.begin(), now->rules.end(), [&](const std::string &rule) { return rule.compare(0, event.size(), event) == 0; })
                    || std::any_of(now->triggers.begin(), now->triggers.end(), [&](const Trigger &t) { return t.when == "instead of" && t.events.find(event) != std::string::npos; });
            };
            writable = (!now->queryBase.empty() && std::all_of(before->columns.begin(), before->columns.end(), [&](const Column &c) { return now->viewColumns.contains(c.name); }))
                || (insteadOf("insert") && insteadOf("update") && insteadOf("delete"));
        }
        Judgement judgement(!rename ? "replaces-table" : writable ? "renames-table-behind-view" : "renames-table-behind-readonly-view");
        if (!rename)
            judgement.states.downAfterNewData = Outcome::LosesData;
        if (rename && now->isTable()) {
            judgement = Judgement("replaces-table");
            judgement.states.newOnOld = Outcome::Breaks;
            judgement.states.downAfterNewData = Outcome::LosesData;
        }
        if (!writable) {
            raise(judgement.states.oldWrites, Outcome::Breaks);
            raise(judgement.states.oldAfterNewData, Outcome::Breaks);
        }
        std::vector<std::string> missing;
        for (const Column &column : before->columns) {
            const Column *other = now->column(column.name);
            if (other == nullptr) {
                missing.push_back(column.name);
                continue;
            }
            MixedStates replaced = replacedColumn(m_after, column, *other);
            if (now->isView())
                replaced.downAfterNewData = Outcome::Ok;
            judgement.merge(replaced);
        }
        if (!missing.empty()) {
            judgement.states = worst(judgement.states, {Outcome::Breaks, Outcome::Breaks, Outcome::Ok, Outcome::Breaks, Outcome::Ok});
            judgement.detail += " Missing: " + missing.front() + (missing.size() > 1 ? " and others" : "") + '.';
        }
        if (now->isTable()) {
            for (const Column &column : now->columns) {
                const bool known = before->column(column.name) != nullptr;
                if (!known && !column.fillsItself())
                    judgement.states = worst(judgement.states, {Outcome::Ok, Outcome::Breaks, Outcome::Ok, Outcome::Breaks, Outcome::Ok});
                if (!known)
                    raise(judgement.states.newOnOld, Outcome::Breaks);
            }
            for (const Index &index : before->indexes) {
                const bool kept = !index.unique || std::any_of(now->indexes.begin(), now->indexes.end(), [&](const Index &i) {
                    return i.unique && i.predicate == index.predicate && sameColumns(i.columns, index.columns);
                });
                if (!kept) {
                    judgement.states = worst(judgement.states, {Outcome::Ok, Outcome::Breaks, Outcome::Ok, Outcome::Breaks, Outcome::Ok});
                    judgement.detail += " The unique index " + index.name + " has no match: ON CONFLICT does not find it.";
                }
            }
        }
        return judgement;
    }
    case K::AttachPartition: {
        Judgement judgement("attaches-partition");
        if (isOwn(operation))
            judgement = Judgement("within-new-object");
        return judgement;
    }
    case K::DetachPartition: return Judgement("detaches-partition");
    default: return Judgement("changes-inheritance");
    }
}

ReleaseJudge::Judgement ReleaseJudge::viewJudgement(const Operation &operation) const
{
    const Relation *now = m_after.relationByFullName(operation.object);
    const Relation *before = operation.relationBefore.get();
    if (operation.kind == K::CreateView)
        return Judgement(m_goneRelations.contains(operation.object) ? "keeps-old-name" : now == nullptr ? "within-new-object" : "creates-view");
    if (operation.kind == K::RenameView || operation.kind == K::MoveView) {
        if (now == nullptr || before == nullptr)
            return Judgement("renames-view");
    } else if (operation.kind == K::DropView && now == nullptr) {
        return Judgement("drops-view");
    }
    if (now == nullptr || before == nullptr)
        return Judgement("changes-view-query");
    bool gone = false;
    Judgement columns("changes-view-query");
    for (const Column &column : before->columns) {
        const Column *other = now->column(column.name);
        if (other == nullptr)
            gone = true;
        else if (const TypeComparison types = compareTypes(m_after, column.type, other->type); types.otherKind || types.losesLabels)
            gone = true;
    }
    const bool more = std::any_of(now->columns.begin(), now->columns.end(), [&](const Column &c) { return before->column(c.name) == nullptr; });
    if (gone)
        return Judgement(more ? "changes-view-columns" : "drops-view-column");
    Judgement judgement(more ? "adds-view-column" : "changes-view-query");
    if (!more && now->query == before->query)
        judgement = Judgement("no-effect");
    const bool wasWritable = !before->queryBase.empty();
    if (wasWritable && now->queryBase.empty() && now->isView()) {
        judgement.states = worst(judgement.states, {Outcome::Ok, Outcome::Breaks, Outcome::Ok, Outcome::Breaks, Outcome::Ok});
        judgement.detail = " It could be written before, and cannot any more.";
    }
    return judgement;
}

ReleaseJudge::Judgement ReleaseJudge::triggerJudgement(const Operation &operation, Place place) const
{
    switch (operation.kind) {
    case K::CreateTrigger: {
        const auto again = [&](const Operation &o) { return o.kind == K::DropTrigger && o.object == operation.object; };
        if (anyOperation(again))
            return Judgement("replaces-constraint");
        return Judgement(operation.raises ? "creates-raising-trigger" : operation.opaque ? "creates-writing-trigger" : "creates-trigger");
    }
    case K::DropTrigger: {
        if (ownBefore(operation.object, place))
            return Judgement("within-new-object");
        const Relation *relation = m_after.relationByFullName(operation.relation);
        const bool again = relation != nullptr && std::any_of(relation->triggers.begin(), relation->triggers.end(), [&](const Trigger &t) { return t.name == lastPart(operation.object); });
        return Judgement(again ? "replaces-constraint" : "drops-trigger");
    }
    case K::CreateRule: {
        const Relation *relation = m_after.relationByFullName(operation.relation);
        const bool onView = relation != nullptr && relation->kind == Relation::Kind::View;
        return Judgement(onView && operation.labels.size() > 1 && operation.labels[1] == "instead" ? "makes-view-writable" : "creates-rule");
    }
    case K::DropRule: return Judgement("drops-rule");
    default: {
        const bool enabledHere = anyOperation([&](const Operation &o) { return o.kind == K::EnableRowSecurity && o.relation == operation.relation; });
        const Relation *relation = m_after.relationByFullName(operation.relation);
        const bool active = relation != nullptr && relation->rowSecurity;
        return Judgement(!active || enabledHere ? "creates-idle-policy" : "changes-policy");
    }
    }
}

ReleaseJudge::Judgement ReleaseJudge::rowSecurity(const Operation &operation) const
{
    const Relation *relation = m_after.relationByFullName(operation.relation);
    const bool granted = anyOperation([&](const Operation &o) { return o.kind == K::Grant && o.relation == operation.relation; });
    const bool hasPolicies = relation != nullptr && !relation->policies.empty();
    return Judgement(granted && !hasPolicies ? "enables-row-security-for-others" : "enables-row-security");
}

ReleaseJudge::Judgement ReleaseJudge::dataJudgement(const Operation &operation) const
{
    switch (operation.kind) {
    case K::InsertData:
    case K::CopyData: return Judgement("inserts-data");
    case K::UpdateData: {
        const bool allNew = !operation.labels.empty()
            && std::all_of(operation.labels.begin(), operation.labels.end(), [&](const std::string &column) { return isNewColumn(operation.relation, column); });
        return Judgement(allNew ? "fills-new-column" : "updates-data");
    }
    case K::MergeData: return Judgement("updates-data");
    case K::DeleteData: return Judgement("deletes-data");
    default: return Judgement("truncates-table");
    }
}

void ReleaseJudge::decide(const Operation &operation, Judgement &judgement) const
{
    if (!judgement.has(Outcome::Depends))
        return;
    const std::string_view code = judgement.code->code;
    const auto settle = [](Outcome &cell, bool happens) {
        if (cell == Outcome::Depends)
            cell = happens ? Outcome::Breaks : Outcome::Ok;
    };
    // A mention is enough to break only where the name itself is what fails; else it stays open.
    const auto clear = [](Outcome &cell) {
        if (cell == Outcome::Depends)
            cell = Outcome::Ok;
    };
    const std::string_view name = lastPart(operation.object);
    const bool nameItself = code == "renames-constraint" || code == "creates-type" || code == "drops-type" || code == "renames-type" || code == "creates-domain" || code == "drops-domain"
        || code == "adopts-index";
    if (nameItself) {
        if (m_statements.oldKnown) {
            const bool used = mentionedIn(m_statements.oldRelease, name);
            settle(judgement.states.oldReads, used && code != "renames-constraint");
            settle(judgement.states.oldWrites, used);
            settle(judgement.states.oldAfterNewData, used);
        }
        if (m_statements.newKnown) {
            const std::string_view newName = operation.newName.empty() ? name : lastPart(operation.newName);
            settle(judgement.states.newOnOld, mentionedIn(m_statements.newRelease, newName));
        }
        return;
    }
    std::vector<std::string> subjects = judgement.referenced;
    if (subjects.empty() && (operation.kind == K::UpdateData))
        subjects = operation.labels;
    if (subjects.empty())
        subjects.emplace_back(operation.relation.empty() ? name : lastPart(operation.relation));
    const auto mentioned = [&](std::span<const ReleaseStatement> statements) {
        return std::any_of(statements.begin(), statements.end(), [&](const ReleaseStatement &s) {
            if (!judgement.referenced.empty() && !mentionsName(s.text, "delete") && !mentionsName(s.text, "update"))
                return false;
            return std::any_of(subjects.begin(), subjects.end(), [&](const std::string &subject) { return mentionsName(s.text, subject); })
                || (operation.kind == K::UpdateData && mentionsName(s.text, lastPart(operation.relation)) && s.text.find('*') != std::string::npos);
        });
    };
    if (m_statements.oldKnown && !mentioned(m_statements.oldRelease)) {
        clear(judgement.states.oldReads);
        clear(judgement.states.oldWrites);
        clear(judgement.states.oldAfterNewData);
    }
    if (m_statements.newKnown && !mentioned(m_statements.newRelease))
        clear(judgement.states.newOnOld);
}

} // namespace belay::schema
