// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"

#include <algorithm>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;

void replaceWord(std::vector<std::string> &list, std::string_view from, const std::string &to) { std::replace(list.begin(), list.end(), std::string(from), to); }

/// A normalised expression with a column's name replaced, word by word.
std::string withColumnRenamed(const std::string &text, const std::string &from, const std::string &to)
{
    std::string result;
    std::size_t copied = 0;
    PostgresTokenizer tokens(text);
    PostgresToken token;
    while (tokens.next(token)) {
        const std::string_view word = tokens.textOf(token);
        const bool same = (token.kind == PostgresToken::Kind::Word && folded(word) == from) || (token.kind == PostgresToken::Kind::QuotedWord && word == '"' + from + '"');
        if (!same)
            continue;
        result.append(text, copied, token.span.begin - copied);
        result += to;
        copied = token.span.end();
    }
    return result.append(text, copied, std::string::npos);
}

void renameInRelation(Step &step, Relation &relation, const std::string &from, const std::string &to)
{
    if (Column *column = relation.column(from))
        column->name = to;
    for (Constraint &constraint : relation.constraints) {
        if (std::find(constraint.columns.begin(), constraint.columns.end(), from) != constraint.columns.end()) {
            replaceWord(constraint.columns, from, to);
            if (constraint.kind == Constraint::Kind::Check)
                constraint.expression = withColumnRenamed(constraint.expression, from, to);
        }
        if (constraint.target == relation.fullName())
            replaceWord(constraint.targetColumns, from, to);
    }
    for (Index &index : relation.indexes) {
        replaceWord(index.columns, from, to);
        replaceWord(index.included, from, to);
        for (std::string &column : index.columns) {
            if (!column.empty() && column.front() == '(' && mentionsName(column, from))
                column = withColumnRenamed(column, from, to);
        }
        if (!index.predicate.empty())
            index.predicate = withColumnRenamed(index.predicate, from, to);
    }
    if (!relation.partitionKey.empty())
        relation.partitionKey = withColumnRenamed(relation.partitionKey, from, to);
    static_cast<void>(step);
}

/// What refers to the column from elsewhere: foreign keys, views, owned sequences.
void followColumn(Step &step, const std::string &relationName, const std::string &from, const std::string &to)
{
    const std::string oldUse = relationName + '.' + from;
    const std::string newUse = relationName + '.' + to;
    std::vector<std::string> touched;
    for (const auto &[name, relation] : step.db.relations()) {
        const bool refers = relation->ownedBy == oldUse || std::find(relation->uses.begin(), relation->uses.end(), oldUse) != relation->uses.end()
            || relation->queryBase == relationName
            || std::any_of(relation->constraints.begin(), relation->constraints.end(), [&](const Constraint &c) { return c.target == relationName; });
        if (refers)
            touched.push_back(name);
    }
    for (const std::string &name : touched) {
        Relation *relation = step.db.editRelation(name);
        if (relation->ownedBy == oldUse)
            relation->ownedBy = newUse;
        replaceWord(relation->uses, oldUse, newUse);
        if (relation->queryBase == relationName) {
            for (auto &[viewColumn, baseColumn] : relation->viewColumns) {
                if (baseColumn == from)
                    baseColumn = to;
            }
        }
        for (Constraint &constraint : relation->constraints) {
            if (constraint.target == relationName && name != relationName)
                replaceWord(constraint.targetColumns, from, to);
        }
    }
}

void renameColumn(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["relation"]);
    const std::string from(statement.text("subname"));
    const std::string to(statement.text("newname"));
    const bool attribute = statement.text("renameType") == "OBJECT_ATTRIBUTE";
    const OperationKind kind = attribute ? OperationKind::AlterTypeAttribute : OperationKind::RenameColumn;
    const Relation *relation = step.db.relation(name);
    if (relation == nullptr) {
        if (statement.flag("missing_ok"))
            step.skip(kind, step.fullNameOf(name) + '.' + from);
        else
            step.missing(kind, name, "relation " + quoted(display(name)) + " does not exist", About::Relations).object += '.' + from;
        return;
    }
    const std::string fullName = relation->fullName();
    const Column *column = relation->column(from);
    if (column == nullptr) {
        const std::string reason = step.doubtAbout(About::Relations, fullName);
        if (!reason.empty())
            step.note(kind, fullName + '.' + from, fullName).doubt = reason;
        else if (step.mayExist && relation->column(to) != nullptr)
            step.skip(kind, fullName + '.' + from).relation = fullName;
        else
            step.refuse(kind, fullName + '.' + from, "column " + quoted(from) + " does not exist").relation = fullName;
        return;
    }
    if (relation->column(to) != nullptr) {
        step.refuse(kind, fullName + '.' + from, "column " + quoted(to) + " of relation " + quoted(relation->name) + " already exists").relation = fullName;
        return;
    }
    const Column before = *column;
    const std::uint32_t created = relation->created;
    renameInRelation(step, *step.db.editRelation(fullName), from, to);
    for (const std::string &child : step.descendants(fullName))
        renameInRelation(step, *step.db.editRelation(child), from, to);
    followColumn(step, fullName, from, to);
    Operation &operation = step.note(kind, fullName + '.' + from, fullName);
    operation.newName = fullName + '.' + to;
    operation.created = created;
    operation.columnBefore = before;
    Column after = before;
    after.name = to;
    operation.columnAfter = std::move(after);
    if (attribute)
        operation.labels = {"rename attribute"};
}

OperationKind renameKindOf(const Relation &relation)
{
    switch (relation.kind) {
    case Relation::Kind::View:
    case Relation::Kind::MaterializedView: return OperationKind::RenameView;
    case Relation::Kind::Sequence: return OperationKind::RenameSequence;
    case Relation::Kind::Composite: return OperationKind::RenameType;
    case Relation::Kind::Table:
    case Relation::Kind::PartitionedTable:
    case Relation::Kind::ForeignTable: break;
    }
    return OperationKind::RenameTable;
}

void renameIndex(Step &step, const QualifiedName &name, const std::string &to, bool missingOk)
{
    const std::string *owner = step.ownerOfIndex(name);
    if (owner == nullptr) {
        if (missingOk)
            step.skip(OperationKind::RenameIndex, step.fullNameOf(name));
        else if (const std::string reason = step.anyRelationDoubt(); !reason.empty())
            step.note(OperationKind::RenameIndex, step.fullNameOf(name)).doubt = reason;
        else
            step.refuse(OperationKind::RenameIndex, step.fullNameOf(name), "relation " + quoted(display(name)) + " does not exist");
        return;
    }
    const std::string relationName = *owner;
    Relation *relation = step.db.editRelation(relationName);
    if (step.relationNameTaken(relation->schema, to)) {
        step.refuse(OperationKind::RenameIndex, relation->schema + '.' + name.name, "relation " + quoted(to) + " already exists");
        return;
    }
    Operation &operation = step.note(OperationKind::RenameIndex, relation->schema + '.' + name.name, relationName);
    operation.newName = relation->schema + '.' + to;
    operation.created = relation->created;
    for (Index &index : relation->indexes) {
        if (index.name != name.name)
            continue;
        operation.index = index;
        step.indexRemoved(relation->schema, name.name);
        index.name = to;
        step.indexAdded(*relation, to);
        if (!index.constraint.empty()) {
            // The constraint's name goes with its index's.
            for (Constraint &constraint : relation->constraints) {
                if (constraint.name == index.constraint) {
                    operation.constraint = constraint;
                    constraint.name = to;
                }
            }
            index.constraint = to;
        }
    }
}

void renameRelationStatement(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["relation"]);
    const std::string to(statement.text("newname"));
    const Relation *relation = step.db.relation(name);
    if (relation == nullptr) {
        const bool missingOk = statement.flag("missing_ok");
        if (statement.text("renameType") == "OBJECT_INDEX" || step.ownerOfIndex(name) != nullptr) {
            renameIndex(step, name, to, missingOk);
            return;
        }
        const OperationKind kind = statement.text("renameType") == "OBJECT_SEQUENCE" ? OperationKind::RenameSequence
            : statement.text("renameType") == "OBJECT_VIEW" ? OperationKind::RenameView : OperationKind::RenameTable;
        if (missingOk || (step.mayExist && step.db.relation({name.schema, to}) != nullptr))
            step.skip(kind, step.fullNameOf(name));
        else
            step.missing(kind, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        return;
    }
    const OperationKind kind = renameKindOf(*relation);
    const std::string fullName = relation->fullName();
    if (step.relationNameTaken(relation->schema, to)) {
        step.refuse(kind, fullName, "relation " + quoted(to) + " already exists").relation = fullName;
        return;
    }
    const std::shared_ptr<const Relation> before = step.share(fullName);
    step.renameRelation(fullName, {before->schema, to});
    Operation &operation = step.note(kind, fullName, fullName);
    operation.newName = before->schema + '.' + to;
    operation.created = before->created;
    operation.relationBefore = before;
}

void renameConstraint(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["relation"]);
    const std::string from(statement.text("subname"));
    const std::string to(statement.text("newname"));
    const Relation *found = step.db.relation(name);
    if (found == nullptr) {
        if (statement.flag("missing_ok"))
            step.skip(OperationKind::RenameConstraint, step.fullNameOf(name) + '.' + from);
        else
            step.missing(OperationKind::RenameConstraint, name, "relation " + quoted(display(name)) + " does not exist", About::Relations).object += '.' + from;
        return;
    }
    const std::string fullName = found->fullName();
    Relation *relation = step.db.editRelation(fullName);
    const auto constraint = std::find_if(relation->constraints.begin(), relation->constraints.end(), [&](const Constraint &c) { return c.name == from; });
    if (constraint == relation->constraints.end()) {
        const std::string reason = step.doubtAbout(About::Relations, fullName);
        if (reason.empty())
            step.refuse(OperationKind::RenameConstraint, fullName + '.' + from, "constraint " + quoted(from) + " for table " + quoted(relation->name) + " does not exist");
        else
            step.note(OperationKind::RenameConstraint, fullName + '.' + from, fullName).doubt = reason;
        return;
    }
    Operation &operation = step.note(OperationKind::RenameConstraint, fullName + '.' + from, fullName);
    operation.newName = fullName + '.' + to;
    operation.created = relation->created;
    operation.constraint = *constraint;
    constraint->name = to;
    for (Index &index : relation->indexes) {
        if (index.constraint == from) {
            step.indexRemoved(relation->schema, index.name);
            index.name = to;
            index.constraint = to;
            step.indexAdded(*relation, to);
        }
    }
}

void renameType(Step &step, const QualifiedName &name, const QualifiedName &to, std::string_view verb)
{
    const Type *type = step.db.typeByName(name.schema, name.name);
    if (type == nullptr) {
        step.missing(OperationKind::RenameType, name, "type " + quoted(display(name)) + " does not exist", About::Types);
        return;
    }
    const QualifiedName target{to.schema.empty() ? type->schema : to.schema, to.name.empty() ? type->name : to.name};
    const std::string before = type->schema + '.' + type->name;
    if (step.db.typeByName(target.schema, target.name) != nullptr) {
        step.refuse(OperationKind::RenameType, before, "type " + quoted(target.name) + " already exists");
        return;
    }
    const std::string relation = type->relation;
    const TypeId id = type->id;
    if (!relation.empty())
        step.renameRelation(relation, target);
    else
        step.db.renameType(id, target);
    Operation &operation = step.note(OperationKind::RenameType, before);
    operation.newName = target.schema + '.' + target.name;
    operation.labels = {std::string(verb)};
}

void renameFunction(Step &step, Node object, const std::string &newName, const std::string &newSchema, OperationKind kind)
{
    std::string error;
    const Function *function = findFunction(step, object, "function", error);
    if (function == nullptr) {
        step.missing(kind, nameOf(object.list("objname")), error, About::Functions);
        return;
    }
    const auto before = std::make_shared<Function>(*function);
    Function after = *function;
    if (!newName.empty())
        after.name = newName;
    if (!newSchema.empty())
        after.schema = newSchema;
    step.db.removeFunction(function);
    step.db.addFunction(after);
    std::vector<std::string> touched;
    for (const auto &[name, relation] : step.db.relations()) {
        if (std::any_of(relation->triggers.begin(), relation->triggers.end(), [&](const Trigger &t) { return t.function == before->fullName(); }))
            touched.push_back(name);
    }
    for (const std::string &name : touched) {
        for (Trigger &trigger : step.db.editRelation(name)->triggers) {
            if (trigger.function == before->fullName())
                trigger.function = after.fullName();
        }
    }
    Operation &operation = step.note(kind, before->fullName());
    operation.newName = after.fullName();
    operation.functionBefore = before;
    operation.functionAfter = std::move(after);
}

/// Everything that lies in a schema gets another one.
void renameSchemaContents(Step &step, const std::string &from, const std::string &to)
{
    std::vector<std::string> relations;
    for (const auto &[name, relation] : step.db.relations()) {
        if (relation->schema == from)
            relations.push_back(relation->name);
    }
    for (const std::string &name : relations)
        step.renameRelation(from + '.' + name, {to, name});
    std::vector<std::pair<TypeId, std::string>> ownTypes;
    for (const auto &[id, type] : step.db.types()) {
        if (type->schema == from && type->kind != Type::Kind::Array && type->relation.empty())
            ownTypes.emplace_back(id, type->name);
    }
    for (const auto &[id, name] : ownTypes)
        step.db.renameType(id, {to, name});
    std::vector<const Function *> functions;
    for (const auto &[name, function] : step.db.allFunctions()) {
        if (function->schema == from)
            functions.push_back(function.get());
    }
    for (const Function *function : functions) {
        Function moved = *function;
        moved.schema = to;
        step.db.removeFunction(function);
        step.db.addFunction(std::move(moved));
    }
}

void renameSchema(Step &step, const std::string &from, const std::string &to)
{
    if (!step.db.hasSchema(from)) {
        step.refuse(OperationKind::RenameSchema, from, "schema " + quoted(from) + " does not exist");
        return;
    }
    if (step.db.hasSchema(to)) {
        step.refuse(OperationKind::RenameSchema, from, "schema " + quoted(to) + " already exists");
        return;
    }
    step.db.schemas.push_back(to);
    renameSchemaContents(step, from, to);
    std::erase(step.db.schemas, from);
    step.note(OperationKind::RenameSchema, from).newName = to;
}

void renameOnRelation(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["relation"]);
    const std::string from(statement.text("subname"));
    const std::string to(statement.text("newname"));
    const Relation *found = step.db.relation(name);
    if (found == nullptr) {
        step.missing(OperationKind::RenameTrigger, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        return;
    }
    const std::string fullName = found->fullName();
    Relation *relation = step.db.editRelation(fullName);
    const std::string_view type = statement.text("renameType");
    if (type == "OBJECT_TRIGGER") {
        for (Trigger &trigger : relation->triggers) {
            if (trigger.name == from)
                trigger.name = to;
        }
    } else if (type == "OBJECT_POLICY") {
        replaceWord(relation->policies, from, to);
    }
    Operation &operation = step.note(type == "OBJECT_TRIGGER" ? OperationKind::RenameTrigger : OperationKind::AlterPolicy, fullName + '.' + from, fullName);
    operation.newName = fullName + '.' + to;
    operation.created = relation->created;
}

} // namespace

void rename(Step &step, Node statement)
{
    const std::string_view type = statement.text("renameType");
    const std::string to(statement.text("newname"));
    if (type == "OBJECT_COLUMN" || type == "OBJECT_ATTRIBUTE") {
        renameColumn(step, statement);
    } else if (type == "OBJECT_TABLE" || type == "OBJECT_VIEW" || type == "OBJECT_MATVIEW" || type == "OBJECT_SEQUENCE" || type == "OBJECT_INDEX" || type == "OBJECT_FOREIGN_TABLE") {
        renameRelationStatement(step, statement);
    } else if (type == "OBJECT_TABCONSTRAINT") {
        renameConstraint(step, statement);
    } else if (type == "OBJECT_TYPE" || type == "OBJECT_DOMAIN") {
        renameType(step, nameOf(statement["object"].list("items")), {{}, to}, "rename");
    } else if (type == "OBJECT_DOMCONSTRAINT") {
        const QualifiedName name = nameOf(statement["object"].list("items"));
        if (const Type *domain = step.db.typeByName(name.schema, name.name)) {
            replaceWord(step.db.editType(domain->id)->checks, statement.text("subname"), to);
            step.note(OperationKind::AlterDomain, step.fullNameOf(name));
        } else {
            step.missing(OperationKind::AlterDomain, name, "type " + quoted(display(name)) + " does not exist", About::Types);
        }
    } else if (type == "OBJECT_FUNCTION" || type == "OBJECT_PROCEDURE" || type == "OBJECT_ROUTINE" || type == "OBJECT_AGGREGATE") {
        renameFunction(step, statement["object"], to, {}, OperationKind::RenameFunction);
    } else if (type == "OBJECT_SCHEMA") {
        renameSchema(step, std::string(statement.text("subname")), to);
    } else if (type == "OBJECT_TRIGGER" || type == "OBJECT_POLICY" || type == "OBJECT_RULE") {
        renameOnRelation(step, statement);
    } else {
        step.note(OperationKind::OtherObject, folded(type.substr(std::min<std::size_t>(type.size(), 7)))).newName = to;
    }
}

void changeSchema(Step &step, Node statement)
{
    const std::string_view type = statement.text("objectType");
    const std::string schema(statement.text("newschema"));
    if (!step.db.hasSchema(schema) && type != "OBJECT_EXTENSION") {
        step.refuse(OperationKind::MoveTable, schema, "schema " + quoted(schema) + " does not exist");
        return;
    }
    if (const Node relationNode = statement["relation"]) {
        const QualifiedName name = nameOf(relationNode);
        const Relation *relation = step.db.relation(name);
        if (relation == nullptr) {
            if (statement.flag("missing_ok"))
                step.skip(OperationKind::MoveTable, step.fullNameOf(name));
            else
                step.missing(OperationKind::MoveTable, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
            return;
        }
        const std::string fullName = relation->fullName();
        const OperationKind kind = relation->isView() ? OperationKind::MoveView : relation->kind == Relation::Kind::Sequence ? OperationKind::RenameSequence : OperationKind::MoveTable;
        if (relation->schema == schema) {
            step.note(kind, fullName, fullName).noEffect = true;
            return;
        }
        if (step.relationNameTaken(schema, relation->name)) {
            step.refuse(kind, fullName, "relation " + quoted(relation->name) + " already exists in schema " + quoted(schema));
            return;
        }
        const std::shared_ptr<const Relation> before = step.share(fullName);
        // Sequences that its columns own go with a table.
        std::vector<std::string> sequences;
        for (const auto &[otherName, other] : step.db.relations()) {
            if (other->kind == Relation::Kind::Sequence && other->ownedBy.compare(0, fullName.size() + 1, fullName + '.') == 0)
                sequences.push_back(other->name);
        }
        step.renameRelation(fullName, {schema, before->name});
        for (const std::string &sequence : sequences)
            step.renameRelation(before->schema + '.' + sequence, {schema, sequence});
        Operation &operation = step.note(kind, fullName, fullName);
        operation.newName = schema + '.' + before->name;
        operation.created = before->created;
        operation.relationBefore = before;
        return;
    }
    const Node object = statement["object"];
    if (type == "OBJECT_TYPE" || type == "OBJECT_DOMAIN")
        renameType(step, nameOf(object.list("items")), {schema, {}}, "set schema");
    else if (type == "OBJECT_FUNCTION" || type == "OBJECT_PROCEDURE" || type == "OBJECT_ROUTINE" || type == "OBJECT_AGGREGATE")
        renameFunction(step, object, {}, schema, OperationKind::RenameFunction);
    else if (type == "OBJECT_EXTENSION")
        step.note(OperationKind::AlterExtension, std::string(object.string()));
    else
        step.note(OperationKind::OtherObject, folded(type.substr(std::min<std::size_t>(type.size(), 7))));
}

} // namespace belay::schema::ddl
