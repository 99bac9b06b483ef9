// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/expressiontext.h"
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"

#include <algorithm>

namespace belay::schema::ddl {

namespace {

/// What PostgreSQL calls the columns of an index in its name: each once, numbered if not.
std::vector<std::string> distinctParts(const std::vector<std::string> &parts)
{
    std::vector<std::string> result;
    for (const std::string &part : parts) {
        std::string name = part;
        for (int i = 1; std::find(result.begin(), result.end(), name) != result.end(); ++i)
            name = part + std::to_string(i);
        result.push_back(std::move(name));
    }
    return result;
}

std::string nameAddition(const std::vector<std::string> &parts)
{
    std::string result;
    for (const std::string &part : parts) {
        if (!result.empty())
            result += '_';
        result += part;
        if (result.size() >= 63)
            break;
    }
    return result;
}

bool hasConstraint(const Relation &relation, std::string_view name)
{
    return std::any_of(relation.constraints.begin(), relation.constraints.end(), [&](const Constraint &c) { return c.name == name; });
}

bool checkConstraint(Step &step, const Relation &relation, const PendingConstraint &pending, ConstraintResult &result)
{
    Constraint &constraint = result.constraint;
    constraint.kind = Constraint::Kind::Check;
    const std::int64_t at = pending.node.location();
    const std::uint32_t from = at < 0 ? step.span.begin : static_cast<std::uint32_t>(at);
    const std::uint32_t begin = behindWord(step.text, from, step.fixedSpan ? noOffset : step.span.end(), "check");
    constraint.expression = std::string(textInParentheses(step.text, begin == noOffset ? from : begin));
    visitColumnRefs(pending.node["raw_expr"], [&](Node reference) {
        const NodeList fields = reference.list("fields");
        if (fields.empty() || fields.back().is("A_Star"))
            return;
        std::string column(fields.back().string());
        if (relation.column(column) != nullptr && std::find(constraint.columns.begin(), constraint.columns.end(), column) == constraint.columns.end())
            constraint.columns.push_back(std::move(column));
    });
    if (constraint.name.empty())
        constraint.name = step.freeConstraintName(relation, constraint.columns.size() == 1 ? std::string_view(constraint.columns[0]) : std::string_view(), "check");
    constraint.validated = !pending.node.flag("skip_validation");
    return true;
}

/// False only if the two surely have no equality operator in common.
bool comparable(const Catalogue &catalogue, ColumnType a, ColumnType b)
{
    if (a.type == b.type)
        return true;
    const Type *first = findType(catalogue, a.type);
    const Type *second = findType(catalogue, b.type);
    if (first == nullptr || second == nullptr || first->kind != Type::Kind::Base || second->kind != Type::Kind::Base)
        return first == nullptr || second == nullptr || first->kind == Type::Kind::Domain || second->kind == Type::Kind::Domain;
    if (catalogue.type(a.type) != nullptr || catalogue.type(b.type) != nullptr || (first->category == second->category && first->category != 'U'))
        return true;
    const auto implicit = [](const Cast *cast) { return cast != nullptr && cast->context == 'i'; };
    return implicit(Builtins::postgres15().cast(a.type, b.type)) || implicit(Builtins::postgres15().cast(b.type, a.type));
}

bool foreignKey(Step &step, const Relation &relation, const PendingConstraint &pending, ConstraintResult &result, std::string &error)
{
    Constraint &constraint = result.constraint;
    const Node node = pending.node;
    constraint.kind = Constraint::Kind::ForeignKey;
    constraint.columns = strings(node.list("fk_attrs"));
    if (constraint.columns.empty() && !pending.column.empty())
        constraint.columns = {pending.column};
    constraint.targetColumns = strings(node.list("pk_attrs"));
    if (const std::string_view action = node.text("fk_del_action"); !action.empty())
        constraint.onDelete = action.front();
    constraint.validated = !node.flag("skip_validation");
    for (const std::string &column : constraint.columns) {
        if (relation.column(column) == nullptr) {
            error = "column " + quoted(column) + " referenced in foreign key constraint does not exist";
            return false;
        }
    }
    const QualifiedName targetName = nameOf(node["pktable"]);
    const Relation *target = step.db.relation(targetName);
    if ((targetName.schema.empty() || targetName.schema == relation.schema) && targetName.name == relation.name)
        target = &relation;
    if (target == nullptr) {
        constraint.target = step.fullNameOf(targetName);
        result.missingRelation = "relation " + quoted(display(targetName)) + " does not exist";
    } else {
        constraint.target = target->fullName();
        if (!target->isTable()) {
            error = "referenced relation " + quoted(target->name) + " is not a table";
            return false;
        }
        if (constraint.targetColumns.empty()) {
            const auto primary = std::find_if(target->constraints.begin(), target->constraints.end(), [](const Constraint &c) { return c.kind == Constraint::Kind::PrimaryKey; });
            if (primary == target->constraints.end()) {
                if (step.doubtAbout(Catalogue::Doubt::About::Relations, constraint.target).empty()) {
                    error = "there is no primary key for referenced table " + quoted(target->name);
                    return false;
                }
            } else {
                constraint.targetColumns = primary->columns;
            }
        } else {
            for (const std::string &column : constraint.targetColumns) {
                if (target->column(column) == nullptr && step.doubtAbout(Catalogue::Doubt::About::Relations, constraint.target).empty()) {
                    error = "column " + quoted(column) + " referenced in foreign key constraint does not exist";
                    return false;
                }
            }
            std::vector<std::string> wanted = constraint.targetColumns;
            std::sort(wanted.begin(), wanted.end());
            const bool unique = std::any_of(target->indexes.begin(), target->indexes.end(), [&](const Index &index) {
                std::vector<std::string> columns = index.columns;
                std::sort(columns.begin(), columns.end());
                return index.unique && index.predicate.empty() && columns == wanted;
            });
            if (!unique && step.doubtAbout(Catalogue::Doubt::About::Relations, constraint.target).empty()) {
                error = "there is no unique constraint matching given keys for referenced table " + quoted(target->name);
                return false;
            }
        }
    }
    if (constraint.name.empty())
        constraint.name = step.freeConstraintName(relation, nameAddition(constraint.columns), "fkey");
    if (target != nullptr) {
        for (std::size_t i = 0; i < constraint.columns.size() && i < constraint.targetColumns.size(); ++i) {
            const Column *own = relation.column(constraint.columns[i]);
            const Column *other = target->column(constraint.targetColumns[i]);
            if (own != nullptr && other != nullptr && !comparable(step.db, own->type, other->type)) {
                error = "foreign key constraint " + quoted(constraint.name) + " cannot be implemented";
                return false;
            }
        }
    }
    return true;
}

bool takeIndex(Step &step, Relation &relation, const std::string &indexName, ConstraintResult &result, std::string &error)
{
    Constraint &constraint = result.constraint;
    const auto found = std::find_if(relation.indexes.begin(), relation.indexes.end(), [&](const Index &index) { return index.name == indexName; });
    if (found == relation.indexes.end()) {
        error = "index " + quoted(indexName) + " does not exist";
        return false;
    }
    if (!found->unique) {
        error = quoted(indexName) + " is not a unique index";
        return false;
    }
    if (!found->predicate.empty()) {
        error = quoted(indexName) + " is a partial index";
        return false;
    }
    if (std::any_of(found->columns.begin(), found->columns.end(), [](const std::string &c) { return !c.empty() && c.front() == '('; })) {
        error = "index " + quoted(indexName) + " contains expressions";
        return false;
    }
    result.usingIndex = true;
    constraint.columns = found->columns;
    if (constraint.name.empty())
        constraint.name = indexName;
    if (constraint.name != indexName) {
        step.indexRemoved(relation.schema, indexName);
        result.renamedIndex = indexName;
        found->name = constraint.name;
        step.indexAdded(relation, constraint.name);
    }
    found->constraint = constraint.name;
    result.index = *found;
    return true;
}

bool keyConstraint(Step &step, Relation &relation, bool draft, const PendingConstraint &pending, ConstraintResult &result, std::string &error)
{
    const Node node = pending.node;
    Constraint &constraint = result.constraint;
    const bool primary = constraint.kind == Constraint::Kind::PrimaryKey;
    if (primary && std::any_of(relation.constraints.begin(), relation.constraints.end(), [](const Constraint &c) { return c.kind == Constraint::Kind::PrimaryKey; })) {
        error = "multiple primary keys for table " + quoted(relation.name) + " are not allowed";
        return false;
    }
    if (const std::string_view indexName = node.text("indexname"); !indexName.empty()) {
        if (!takeIndex(step, relation, std::string(indexName), result, error))
            return false;
    } else {
        Index index;
        std::vector<std::string> parts;
        index.unique = constraint.kind != Constraint::Kind::Exclusion;
        index.nullsNotDistinct = node.flag("nulls_not_distinct");
        if (constraint.kind == Constraint::Kind::Exclusion) {
            for (const Node pair : node.list("exclusions")) {
                const NodeList items = pair.list("items");
                const Node element = items.empty() ? Node() : items[0];
                index.columns.push_back(normalIndexElement(element));
                std::string part(element.text("name").empty() ? indexColumnName(element["expr"]) : std::string(element.text("name")));
                parts.push_back(part.empty() ? "expr" : part);
            }
            if (node.has("where_clause"))
                index.predicate = normalExpression(node["where_clause"]);
        } else {
            index.columns = strings(node.list("keys"));
            if (index.columns.empty() && !pending.column.empty())
                index.columns = {pending.column};
            parts = index.columns;
        }
        for (const std::string &column : index.columns) {
            if (!column.empty() && column.front() != '(' && relation.column(column) == nullptr) {
                error = "column " + quoted(column) + " named in key does not exist";
                return false;
            }
        }
        index.included = strings(node.list("including"));
        parts.insert(parts.end(), index.included.begin(), index.included.end());
        constraint.columns = index.columns;
        if (constraint.name.empty()) {
            const std::string addition = primary ? std::string() : nameAddition(distinctParts(parts));
            constraint.name = step.freeRelationName(relation.schema, relation.name, addition, primary ? "pkey" : constraint.kind == Constraint::Kind::Unique ? "key" : "excl",
                                                    &relation, true);
        } else if (step.relationNameTaken(relation.schema, constraint.name, draft ? &relation : nullptr)) {
            error = "relation " + quoted(constraint.name) + " already exists";
            return false;
        }
        index.name = constraint.name;
        index.constraint = constraint.name;
        relation.indexes.push_back(index);
        if (!draft)
            step.indexAdded(relation, index.name);
        result.index = std::move(index);
    }
    if (primary) {
        for (const std::string &name : constraint.columns) {
            if (Column *column = relation.column(name); column != nullptr && !column->notNull) {
                column->notNull = true;
                result.madeNotNull.push_back(name);
            }
        }
    }
    return true;
}

} // namespace

OperationKind addKind(Constraint::Kind kind)
{
    switch (kind) {
    case Constraint::Kind::PrimaryKey: return OperationKind::AddPrimaryKey;
    case Constraint::Kind::Unique: return OperationKind::AddUnique;
    case Constraint::Kind::ForeignKey: return OperationKind::AddForeignKey;
    case Constraint::Kind::Check: return OperationKind::AddCheck;
    case Constraint::Kind::Exclusion: break;
    }
    return OperationKind::AddExclusion;
}

OperationKind dropKind(Constraint::Kind kind)
{
    switch (kind) {
    case Constraint::Kind::PrimaryKey: return OperationKind::DropPrimaryKey;
    case Constraint::Kind::Unique: return OperationKind::DropUnique;
    case Constraint::Kind::ForeignKey: return OperationKind::DropForeignKey;
    case Constraint::Kind::Check: return OperationKind::DropCheck;
    case Constraint::Kind::Exclusion: break;
    }
    return OperationKind::DropExclusion;
}

bool addConstraint(Step &step, Relation &relation, bool draft, const PendingConstraint &pending, ConstraintResult &result, std::string &error)
{
    const Node node = pending.node;
    const std::string_view kind = node.text("contype");
    Constraint &constraint = result.constraint;
    constraint.name = std::string(node.text("conname"));
    if (constraint.name.size() > 63)
        constraint.name = truncatedName(constraint.name, {}, {});
    constraint.deferrable = node.flag("deferrable");
    if (!constraint.name.empty() && hasConstraint(relation, constraint.name)) {
        error = "constraint " + quoted(constraint.name) + " for relation " + quoted(relation.name) + " already exists";
        return false;
    }
    bool made = false;
    if (kind == "CONSTR_CHECK") {
        made = checkConstraint(step, relation, pending, result);
    } else if (kind == "CONSTR_FOREIGN") {
        made = foreignKey(step, relation, pending, result, error);
    } else if (kind == "CONSTR_PRIMARY" || kind == "CONSTR_UNIQUE" || kind == "CONSTR_EXCLUSION") {
        constraint.kind = kind == "CONSTR_PRIMARY" ? Constraint::Kind::PrimaryKey : kind == "CONSTR_UNIQUE" ? Constraint::Kind::Unique : Constraint::Kind::Exclusion;
        made = keyConstraint(step, relation, draft, pending, result, error);
    } else {
        // DEFERRABLE and its like, which the grammar gives as constraints of their own.
        if (!relation.constraints.empty() && kind == "CONSTR_ATTR_DEFERRABLE")
            relation.constraints.back().deferrable = true;
        constraint.name.clear();
        return true;
    }
    if (made)
        relation.constraints.push_back(constraint);
    return made;
}

bool dropConstraint(Step &step, const std::string &relationName, const std::string &name, bool cascade, std::string &error)
{
    const Relation *relation = step.db.relationByFullName(relationName);
    if (relation == nullptr)
        return false;
    const auto found = std::find_if(relation->constraints.begin(), relation->constraints.end(), [&](const Constraint &c) { return c.name == name; });
    if (found == relation->constraints.end()) {
        error = "constraint " + quoted(name) + " of relation " + quoted(relation->name) + " does not exist";
        return false;
    }
    const bool key = found->kind == Constraint::Kind::PrimaryKey || found->kind == Constraint::Kind::Unique;
    if (key) {
        // Foreign keys on the same columns hang on this index, unless another one serves them as well.
        std::vector<std::string> keyColumns = found->columns;
        std::sort(keyColumns.begin(), keyColumns.end());
        const auto same = [&](std::vector<std::string> columns) {
            std::sort(columns.begin(), columns.end());
            return columns == keyColumns;
        };
        const bool another = std::any_of(relation->indexes.begin(), relation->indexes.end(),
                                         [&](const Index &index) { return index.unique && index.constraint != name && index.predicate.empty() && same(index.columns); });
        if (!another) {
            std::vector<std::pair<std::string, std::string>> dependents;
            for (const auto &[otherName, other] : step.db.relations()) {
                for (const Constraint &constraint : other->constraints) {
                    if (constraint.kind == Constraint::Kind::ForeignKey && constraint.target == relationName && same(constraint.targetColumns))
                        dependents.emplace_back(otherName, constraint.name);
                }
            }
            if (!dependents.empty() && !cascade) {
                error = "cannot drop constraint " + name + " on table " + relation->name + " because other objects depend on it";
                return false;
            }
            for (const auto &[otherName, constraintName] : dependents) {
                Relation *other = step.db.editRelation(otherName);
                const auto gone = std::find_if(other->constraints.begin(), other->constraints.end(), [&](const Constraint &c) { return c.name == constraintName; });
                Operation &operation = step.note(OperationKind::DropForeignKey, other->schema + '.' + other->name + '.' + constraintName, otherName);
                operation.implied = true;
                operation.created = other->created;
                operation.constraint = *gone;
                other->constraints.erase(gone);
            }
        }
    }
    Relation *edited = step.db.editRelation(relationName);
    std::erase_if(edited->constraints, [&](const Constraint &c) { return c.name == name; });
    const auto owned = std::find_if(edited->indexes.begin(), edited->indexes.end(), [&](const Index &index) { return index.constraint == name; });
    if (owned != edited->indexes.end()) {
        step.indexRemoved(edited->schema, owned->name);
        edited->indexes.erase(owned);
    }
    return true;
}

bool makeIndex(Step &step, const Relation &relation, Node statement, Index &index, std::vector<std::string> &nameParts, std::string &error)
{
    index.unique = statement.flag("unique");
    index.nullsNotDistinct = statement.flag("nulls_not_distinct");
    const auto checkColumn = [&](std::string_view column) {
        if (relation.column(column) != nullptr || column == "ctid" || column == "tableoid" || column == "xmin")
            return true;
        error = "column " + quoted(column) + " does not exist";
        return false;
    };
    std::vector<std::string> parts;
    for (const Node element : statement.list("indexParams")) {
        index.columns.push_back(normalIndexElement(element));
        const std::string_view name = element.text("name");
        if (!name.empty()) {
            if (!checkColumn(name))
                return false;
            parts.emplace_back(name);
        } else {
            bool found = true;
            visitColumnRefs(element["expr"], [&](Node reference) {
                const NodeList fields = reference.list("fields");
                if (found && fields.size() == 1 && !fields[0].is("A_Star") && relation.isTable())
                    found = checkColumn(fields[0].string());
            });
            if (!found)
                return false;
            std::string part = indexColumnName(element["expr"]);
            parts.push_back(part.empty() ? "expr" : std::move(part));
        }
    }
    for (const Node element : statement.list("indexIncludingParams")) {
        const std::string_view name = element.text("name");
        if (!checkColumn(name))
            return false;
        index.included.emplace_back(name);
        parts.emplace_back(name);
    }
    if (const Node where = statement["whereClause"]) {
        bool found = true;
        visitColumnRefs(where, [&](Node reference) {
            const NodeList fields = reference.list("fields");
            if (found && fields.size() == 1 && !fields[0].is("A_Star"))
                found = checkColumn(fields[0].string());
        });
        if (!found)
            return false;
        index.predicate = normalExpression(where);
    }
    nameParts = distinctParts(parts);
    static_cast<void>(step);
    return true;
}

void inheritFromPartitioned(Step &step, Relation &child, const Relation &parent)
{
    for (const Constraint &constraint : parent.constraints) {
        const bool key = constraint.kind == Constraint::Kind::PrimaryKey || constraint.kind == Constraint::Kind::Unique || constraint.kind == Constraint::Kind::Exclusion;
        if (key) {
            const bool there = std::any_of(child.constraints.begin(), child.constraints.end(),
                                           [&](const Constraint &c) { return c.kind == constraint.kind && c.columns == constraint.columns; });
            if (there)
                continue;
            const auto owned = std::find_if(parent.indexes.begin(), parent.indexes.end(), [&](const Index &index) { return index.constraint == constraint.name; });
            if (owned == parent.indexes.end())
                continue;
            std::vector<std::string> parts = constraint.columns;
            parts.insert(parts.end(), owned->included.begin(), owned->included.end());
            const bool primary = constraint.kind == Constraint::Kind::PrimaryKey;
            Constraint copy = constraint;
            copy.name = step.freeRelationName(child.schema, child.name, primary ? std::string() : nameAddition(distinctParts(parts)),
                                              primary ? "pkey" : constraint.kind == Constraint::Kind::Unique ? "key" : "excl", &child, true);
            Index index = *owned;
            index.name = copy.name;
            index.constraint = copy.name;
            child.indexes.push_back(std::move(index));
            child.constraints.push_back(std::move(copy));
            for (const std::string &name : constraint.columns) {
                if (Column *column = child.column(name); primary && column != nullptr)
                    column->notNull = true;
            }
        } else if (!hasConstraint(child, constraint.name)) {
            child.constraints.push_back(constraint);
        }
    }
    for (const Index &index : parent.indexes) {
        if (!index.constraint.empty())
            continue;
        const bool there = std::any_of(child.indexes.begin(), child.indexes.end(), [&](const Index &i) {
            return i.columns == index.columns && i.predicate == index.predicate && i.unique == index.unique && i.constraint.empty();
        });
        if (there)
            continue;
        std::vector<std::string> parts;
        for (const std::string &column : index.columns)
            parts.push_back(!column.empty() && column.front() == '(' ? "expr" : column);
        parts.insert(parts.end(), index.included.begin(), index.included.end());
        Index copy = index;
        copy.name = step.freeRelationName(child.schema, child.name, nameAddition(distinctParts(parts)), "idx", &child);
        child.indexes.push_back(std::move(copy));
    }
    for (const Trigger &trigger : parent.triggers) {
        if (trigger.perRow && std::none_of(child.triggers.begin(), child.triggers.end(), [&](const Trigger &t) { return t.name == trigger.name; }))
            child.triggers.push_back(trigger);
    }
}

} // namespace belay::schema::ddl
