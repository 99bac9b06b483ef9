// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"

#include <algorithm>
#include <array>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;

bool contains(const std::vector<std::string> &list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

OperationKind dropKindOf(Relation::Kind kind)
{
    switch (kind) {
    case Relation::Kind::View: return OperationKind::DropView;
    case Relation::Kind::MaterializedView: return OperationKind::DropMaterializedView;
    case Relation::Kind::Sequence: return OperationKind::DropSequence;
    case Relation::Kind::Composite: return OperationKind::DropType;
    case Relation::Kind::Table:
    case Relation::Kind::PartitionedTable:
    case Relation::Kind::ForeignTable: break;
    }
    return OperationKind::DropTable;
}

struct ForeignKeyOf {
    std::string relation;
    std::string constraint;
};

std::vector<ForeignKeyOf> foreignKeysTo(const Step &step, const std::string &target, std::string_view column)
{
    std::vector<ForeignKeyOf> found;
    for (const auto &[name, relation] : step.db.relations()) {
        if (name == target)
            continue;
        for (const Constraint &constraint : relation->constraints) {
            if (constraint.kind == Constraint::Kind::ForeignKey && constraint.target == target && (column.empty() || contains(constraint.targetColumns, column)))
                found.push_back({name, constraint.name});
        }
    }
    return found;
}

void removeForeignKeys(Step &step, const std::vector<ForeignKeyOf> &keys)
{
    for (const ForeignKeyOf &key : keys) {
        Relation *relation = step.db.editRelation(key.relation);
        if (relation == nullptr)
            continue;
        const auto found = std::find_if(relation->constraints.begin(), relation->constraints.end(), [&](const Constraint &c) { return c.name == key.constraint; });
        if (found == relation->constraints.end())
            continue;
        Operation &operation = step.note(OperationKind::DropForeignKey, key.relation + '.' + key.constraint, key.relation);
        operation.implied = true;
        operation.created = relation->created;
        operation.constraint = *found;
        relation->constraints.erase(found);
    }
}

/// Columns whose default draws from the sequence.
std::vector<std::pair<std::string, std::string>> columnsDrawingFrom(const Step &step, const Relation &sequence)
{
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto &[name, relation] : step.db.relations()) {
        for (const Column &column : relation->columns) {
            if (!column.defaultText || column.defaultText->find("nextval") == std::string::npos)
                continue;
            const std::string &text = *column.defaultText;
            const std::size_t at = text.find(sequence.name);
            if (at == std::string::npos || at == 0)
                continue;
            const char before = text[at - 1];
            const std::size_t behind = at + sequence.name.size();
            const char after = behind < text.size() ? text[behind] : '\0';
            if ((before == '\'' || before == '.' || before == '"') && (after == '\'' || after == '"'))
                found.emplace_back(name, column.name);
        }
    }
    return found;
}

bool dropSequenceDependents(Step &step, const Relation &sequence, bool cascade, std::string &error)
{
    const auto columns = columnsDrawingFrom(step, sequence);
    if (columns.empty())
        return true;
    if (!cascade) {
        error = "cannot drop sequence " + sequence.name + " because other objects depend on it";
        return false;
    }
    for (const auto &[relationName, columnName] : columns) {
        Relation *relation = step.db.editRelation(relationName);
        Column *column = relation->column(columnName);
        const Column before = *column;
        column->defaultText.reset();
        Operation &operation = step.note(OperationKind::DropDefault, relationName + '.' + columnName, relationName);
        operation.implied = true;
        operation.created = relation->created;
        operation.columnBefore = before;
        operation.columnAfter = *column;
    }
    return true;
}

/// From the last one on, which nothing hangs on: chains of any length need no depth of calls.
void dropDependents(Step &step, const std::vector<std::string> &relations)
{
    for (auto it = relations.rbegin(); it != relations.rend(); ++it) {
        if (step.db.relationByFullName(*it) != nullptr)
            dropRelation(step, *it, true, true);
    }
}

bool isOfType(const Catalogue &catalogue, TypeId type, TypeId wanted)
{
    for (int i = 0; i < 8 && type != noType; ++i) {
        if (type == wanted)
            return true;
        const Type *found = catalogue.type(type);
        if (found == nullptr)
            return false;
        type = found->kind == Type::Kind::Array ? found->element : noType;
    }
    return false;
}

void dropTypeById(Step &step, TypeId id, OperationKind kind, const std::string &fullName, bool cascade, bool ifExists)
{
    std::vector<std::pair<std::string, std::string>> columns;
    for (const auto &[name, relation] : step.db.relations()) {
        for (const Column &column : relation->columns) {
            if (isOfType(step.db, column.type.type, id))
                columns.emplace_back(name, column.name);
        }
    }
    std::vector<const Function *> functions;
    for (const auto &[name, function] : step.db.allFunctions()) {
        const bool in = std::any_of(function->arguments.begin(), function->arguments.end(), [&](TypeId argument) { return isOfType(step.db, argument, id); });
        if (in || isOfType(step.db, function->returns, id))
            functions.push_back(function.get());
    }
    std::vector<TypeId> domains;
    for (const auto &[otherId, type] : step.db.types()) {
        if (type->kind == Type::Kind::Domain && isOfType(step.db, type->base.type, id))
            domains.push_back(otherId);
    }
    const Type type = *step.db.type(id);
    // A range's own constructors go with it.
    if (type.kind == Type::Kind::Range || type.kind == Type::Kind::Multirange) {
        for (auto it = functions.begin(); it != functions.end();) {
            if ((*it)->language == "internal" && (*it)->name == type.name) {
                step.db.removeFunction(*it);
                it = functions.erase(it);
            } else {
                ++it;
            }
        }
    }
    if (!cascade && (!columns.empty() || !functions.empty() || !domains.empty())) {
        step.refuse(kind, fullName, "cannot drop type " + type.name + " because other objects depend on it");
        return;
    }
    for (const auto &[relation, column] : columns) {
        const std::size_t from = step.out.size();
        dropColumn(step, relation, column, true, true);
        for (std::size_t i = from; i < step.out.size(); ++i)
            step.out[i].implied = true;
    }
    for (const Function *function : functions) {
        Operation &operation = step.note(OperationKind::DropFunction, function->fullName());
        operation.implied = true;
        operation.functionBefore = std::make_shared<Function>(*function);
        step.db.removeFunction(function);
    }
    constexpr int deepestDomain = 100;
    if (step.depth > deepestDomain && !domains.empty()) {
        step.doubt(About::Types, {}, "domains on domains, too deep to follow");
        domains.clear();
    }
    ++step.depth;
    for (const TypeId domain : domains) {
        if (const Type *other = step.db.type(domain))
            dropTypeById(step, domain, OperationKind::DropDomain, other->schema + '.' + other->name, true, true);
    }
    --step.depth;
    Operation &operation = step.note(kind, fullName);
    operation.cascade = cascade;
    operation.ifExists = ifExists;
    operation.labels = type.labels;
    if (!type.relation.empty()) {
        operation.created = step.db.relationByFullName(type.relation) != nullptr ? step.db.relationByFullName(type.relation)->created : 0;
        step.removeRelation(type.relation);
    } else {
        step.db.removeType(id);
    }
}

/// The relation kinds that DROP x takes, and how messages call them.
struct RelationDrop {
    std::string_view type;
    OperationKind kind;
    std::string_view word;
    bool (*fits)(const Relation &);
};
constexpr std::array relationDrops{
    RelationDrop{"OBJECT_TABLE", OperationKind::DropTable, "table", [](const Relation &r) { return r.isTable(); }},
    RelationDrop{"OBJECT_FOREIGN_TABLE", OperationKind::DropTable, "foreign table", [](const Relation &r) { return r.kind == Relation::Kind::ForeignTable; }},
    RelationDrop{"OBJECT_VIEW", OperationKind::DropView, "view", [](const Relation &r) { return r.kind == Relation::Kind::View; }},
    RelationDrop{"OBJECT_MATVIEW", OperationKind::DropMaterializedView, "materialized view", [](const Relation &r) { return r.kind == Relation::Kind::MaterializedView; }},
    RelationDrop{"OBJECT_SEQUENCE", OperationKind::DropSequence, "sequence", [](const Relation &r) { return r.kind == Relation::Kind::Sequence; }},
};

void dropRelations(Step &step, Node statement, const RelationDrop &what)
{
    const bool cascade = statement.text("behavior") == "DROP_CASCADE";
    const bool ifExists = statement.flag("missing_ok");
    std::vector<std::string> names;
    for (const Node object : statement.list("objects")) {
        const QualifiedName name = nameOf(object.list("items"));
        const Relation *relation = step.db.relation(name);
        if (relation == nullptr) {
            if (ifExists)
                step.skip(what.kind, step.fullNameOf(name)).relation = step.fullNameOf(name);
            else
                step.missing(what.kind, name, std::string(what.word) + ' ' + quoted(name.name) + " does not exist", About::Relations);
        } else if (!what.fits(*relation)) {
            step.refuse(what.kind, relation->fullName(), quoted(relation->name) + " is not a" + (what.word.substr(0, 1) == "i" ? "n " : " ") + std::string(what.word));
        } else {
            names.push_back(relation->fullName());
        }
    }
    const std::size_t from = step.out.size();
    // What is dropped in one statement does not hold itself: views first, then what refers, then the rest.
    for (std::size_t pass = 0; pass < names.size() && !names.empty(); ++pass) {
        for (std::size_t i = 0; i < names.size();) {
            const Relation *relation = step.db.relationByFullName(names[i]);
            if (relation == nullptr) {
                names.erase(names.begin() + static_cast<std::ptrdiff_t>(i));
                continue;
            }
            const auto keys = foreignKeysTo(step, names[i], {});
            const bool heldByOther = std::any_of(keys.begin(), keys.end(), [&](const ForeignKeyOf &key) { return key.relation != names[i] && contains(names, key.relation); });
            const auto views = step.dependentViews(names[i]);
            const bool heldByView = std::any_of(views.begin(), views.end(), [&](const std::string &view) { return contains(names, view); });
            if (pass + 1 < names.size() && (heldByOther || heldByView) && !cascade) {
                ++i;
                continue;
            }
            dropRelation(step, names[i], cascade, false);
            names.erase(names.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    for (const std::string &name : std::vector<std::string>(names))
        dropRelation(step, name, cascade, false);
    for (std::size_t i = from; i < step.out.size(); ++i)
        step.out[i].ifExists = ifExists;
}

void dropIndexes(Step &step, Node statement)
{
    const bool ifExists = statement.flag("missing_ok");
    for (const Node object : statement.list("objects")) {
        const QualifiedName name = nameOf(object.list("items"));
        const std::string *owner = step.ownerOfIndex(name);
        if (owner == nullptr) {
            if (ifExists)
                step.skip(OperationKind::DropIndex, step.fullNameOf(name)).concurrently = statement.flag("concurrent");
            else if (const std::string reason = step.anyRelationDoubt(); !reason.empty())
                step.note(OperationKind::DropIndex, step.fullNameOf(name)).doubt = reason;
            else
                step.refuse(OperationKind::DropIndex, step.fullNameOf(name), "index " + quoted(name.name) + " does not exist");
            continue;
        }
        const std::string relationName = *owner;
        Relation *relation = step.db.editRelation(relationName);
        const auto found = std::find_if(relation->indexes.begin(), relation->indexes.end(), [&](const Index &index) { return index.name == name.name; });
        if (found == relation->indexes.end())
            continue;
        const OperationKind kind = found->unique ? OperationKind::DropUniqueIndex : OperationKind::DropIndex;
        if (!found->constraint.empty()) {
            step.refuse(kind, relation->schema + '.' + name.name,
                        "cannot drop index " + name.name + " because constraint " + found->constraint + " on table " + relation->name + " requires it");
            continue;
        }
        const Index index = *found;
        step.indexRemoved(relation->schema, name.name);
        relation->indexes.erase(found);
        for (const std::string &childName : step.descendants(relationName)) {
            Relation *child = step.db.editRelation(childName);
            const auto same = std::find_if(child->indexes.begin(), child->indexes.end(), [&](const Index &i) {
                return i.columns == index.columns && i.predicate == index.predicate && i.unique == index.unique && i.constraint.empty();
            });
            if (same != child->indexes.end()) {
                step.indexRemoved(child->schema, same->name);
                child->indexes.erase(same);
            }
        }
        const Relation *table = step.db.relationByFullName(relationName);
        Operation &operation = step.note(kind, table->schema + '.' + name.name, relationName);
        operation.created = table->created;
        operation.concurrently = statement.flag("concurrent");
        operation.ifExists = ifExists;
        operation.index = index;
    }
}

void dropTypes(Step &step, Node statement, OperationKind kind)
{
    const bool ifExists = statement.flag("missing_ok");
    for (const Node object : statement.list("objects")) {
        const QualifiedName name = nameOf(object.list("names"));
        const Type *type = step.db.typeByName(name.schema, name.name);
        if (type == nullptr) {
            if (ifExists)
                step.skip(kind, step.fullNameOf(name));
            else
                step.missing(kind, name, "type " + quoted(display(name)) + " does not exist", About::Types);
            continue;
        }
        const Relation *relation = type->relation.empty() ? nullptr : step.db.relationByFullName(type->relation);
        if (relation != nullptr && relation->kind != Relation::Kind::Composite) {
            step.refuse(kind, type->relation, "cannot drop type " + type->name + " because table " + relation->name + " requires it");
            continue;
        }
        dropTypeById(step, type->id, kind, type->schema + '.' + type->name, statement.text("behavior") == "DROP_CASCADE", ifExists);
    }
}

void dropFunctions(Step &step, Node statement, std::string_view what)
{
    const bool ifExists = statement.flag("missing_ok");
    const bool cascade = statement.text("behavior") == "DROP_CASCADE";
    for (const Node object : statement.list("objects")) {
        const QualifiedName name = nameOf(object.list("objname"));
        std::string error;
        const Function *function = findFunction(step, object, what, error);
        if (function == nullptr) {
            if (ifExists && error.find("not unique") == std::string::npos)
                step.skip(OperationKind::DropFunction, step.fullNameOf(name));
            else
                step.missing(OperationKind::DropFunction, name, error, About::Functions);
            continue;
        }
        const std::string fullName = function->fullName();
        std::vector<std::pair<std::string, std::string>> triggers;
        for (const auto &[relationName, relation] : step.db.relations()) {
            for (const Trigger &trigger : relation->triggers) {
                if (trigger.function == fullName)
                    triggers.emplace_back(relationName, trigger.name);
            }
        }
        std::vector<std::string> views;
        if (step.state.hasViews) {
            for (const auto &[relationName, relation] : step.db.relations()) {
                if (relation->isView() && contains(relation->uses, fullName + "()"))
                    views.push_back(relationName);
            }
        }
        const bool triggerFunction = function->returns == types::Trigger;
        if (!cascade && ((triggerFunction && !triggers.empty()) || !views.empty())) {
            step.refuse(OperationKind::DropFunction, fullName, "cannot drop function " + signature(step.db, *function) + " because other objects depend on it");
            continue;
        }
        const auto before = std::make_shared<Function>(*function);
        step.db.removeFunction(function);
        if (triggerFunction) {
            for (const auto &[relationName, trigger] : triggers) {
                Relation *relation = step.db.editRelation(relationName);
                std::erase_if(relation->triggers, [&](const Trigger &t) { return t.name == trigger; });
                Operation &operation = step.note(OperationKind::DropTrigger, relationName + '.' + trigger, relationName);
                operation.implied = true;
                operation.created = relation->created;
            }
        }
        for (const std::string &view : views)
            dropRelation(step, view, true, true);
        Operation &operation = step.note(OperationKind::DropFunction, fullName);
        operation.ifExists = ifExists;
        operation.cascade = cascade;
        operation.functionBefore = before;
    }
}

/// Triggers, policies and rules: the last part of the name is theirs, the rest the relation's.
void dropOnRelation(Step &step, Node statement, OperationKind kind, std::string_view word)
{
    const bool ifExists = statement.flag("missing_ok");
    for (const Node object : statement.list("objects")) {
        const NodeList items = object.list("items");
        if (items.empty())
            continue;
        const std::string name(items.back().string());
        const QualifiedName relationName = nameOf(items, 1);
        const Relation *found = step.db.relation(relationName);
        if (found == nullptr) {
            if (ifExists)
                step.skip(kind, step.fullNameOf(relationName) + '.' + name);
            else
                step.missing(kind, relationName, "relation " + quoted(display(relationName)) + " does not exist", About::Relations);
            continue;
        }
        const std::string fullName = found->fullName();
        Relation *relation = step.db.editRelation(fullName);
        std::size_t removed = 0;
        std::string event;
        if (kind == OperationKind::DropTrigger)
            removed = std::erase_if(relation->triggers, [&](const Trigger &t) { return t.name == name; });
        else if (kind == OperationKind::DropPolicy)
            removed = std::erase(relation->policies, name);
        else
            removed = std::erase_if(relation->rules, [&](const std::string &rule) {
                const std::size_t space = rule.find(' ');
                return space != std::string::npos && rule.compare(space + 1, std::string::npos, name) == 0;
            });
        if (removed == 0 && !ifExists && step.doubtAbout(About::Relations, fullName).empty()) {
            const std::string on = kind == OperationKind::DropRule ? " for relation " : " for table ";
            step.refuse(kind, fullName + '.' + name, std::string(word) + ' ' + quoted(name) + on + quoted(relation->name) + " does not exist");
            continue;
        }
        if (kind == OperationKind::DropTrigger && relation->kind == Relation::Kind::PartitionedTable) {
            for (const std::string &child : step.descendants(fullName))
                std::erase_if(step.db.editRelation(child)->triggers, [&](const Trigger &t) { return t.name == name; });
        }
        Operation &operation = step.note(kind, fullName + '.' + name, fullName);
        operation.created = step.db.relationByFullName(fullName)->created;
        operation.ifExists = ifExists;
        operation.noEffect = removed == 0;
    }
}

void dropSchemas(Step &step, Node statement)
{
    const bool cascade = statement.text("behavior") == "DROP_CASCADE";
    for (const Node object : statement.list("objects")) {
        const std::string schema(object.string());
        if (!step.db.hasSchema(schema)) {
            if (statement.flag("missing_ok"))
                step.skip(OperationKind::DropSchema, schema);
            else
                step.refuse(OperationKind::DropSchema, schema, "schema " + quoted(schema) + " does not exist");
            continue;
        }
        std::vector<std::string> relations;
        for (const auto &[name, relation] : step.db.relations()) {
            if (relation->schema == schema)
                relations.push_back(name);
        }
        std::vector<const Function *> functions;
        for (const auto &[name, function] : step.db.allFunctions()) {
            if (function->schema == schema)
                functions.push_back(function.get());
        }
        std::vector<TypeId> ownTypes;
        for (const auto &[id, type] : step.db.types()) {
            if (type->schema == schema && type->relation.empty() && type->kind != Type::Kind::Array)
                ownTypes.push_back(id);
        }
        if (!cascade && (!relations.empty() || !functions.empty() || !ownTypes.empty())) {
            step.refuse(OperationKind::DropSchema, schema, "cannot drop schema " + schema + " because other objects depend on it");
            continue;
        }
        for (const std::string &relation : relations) {
            if (step.db.relationByFullName(relation) != nullptr)
                dropRelation(step, relation, true, true);
        }
        for (const Function *function : functions) {
            Operation &operation = step.note(OperationKind::DropFunction, function->fullName());
            operation.implied = true;
            operation.functionBefore = std::make_shared<Function>(*function);
            step.db.removeFunction(function);
        }
        for (const TypeId type : ownTypes) {
            if (const Type *found = step.db.type(type))
                dropTypeById(step, type, OperationKind::DropType, found->schema + '.' + found->name, true, true);
        }
        std::erase(step.db.schemas, schema);
        Operation &operation = step.note(OperationKind::DropSchema, schema);
        operation.cascade = cascade;
        operation.ifExists = statement.flag("missing_ok");
    }
}

void dropExtensions(Step &step, Node statement)
{
    for (const Node object : statement.list("objects")) {
        const std::string name(object.string());
        if (!contains(step.db.extensions, name)) {
            if (statement.flag("missing_ok"))
                step.skip(OperationKind::DropExtension, name);
            else
                step.refuse(OperationKind::DropExtension, name, "extension " + quoted(name) + " does not exist");
            continue;
        }
        // What it made, by name: the extension on an empty database tells.
        Catalogue alone;
        std::erase(step.db.extensions, name);
        if (addExtension(alone, name, "public")) {
            for (const auto &[functionName, made] : alone.allFunctions()) {
                for (const Function *function : step.db.functions({{}, functionName})) {
                    if (function->language == made->language && function->arguments.size() == made->arguments.size())
                        step.db.removeFunction(function);
                }
            }
        } else {
            step.doubt(About::Everything, {}, "extension " + name + " was dropped, and what it made is not known here");
        }
        Operation &operation = step.note(OperationKind::DropExtension, name);
        operation.cascade = statement.text("behavior") == "DROP_CASCADE";
        operation.ifExists = statement.flag("missing_ok");
    }
}

void dropOperators(Step &step, Node statement)
{
    for (const Node object : statement.list("objects")) {
        const QualifiedName name = nameOf(object.list("objname"));
        const NodeList arguments = object.list("objargs");
        const TypeId left = arguments.size() == 2 && arguments[0].valid() ? typeFromNode(step.db, arguments[0]).type : noType;
        const TypeId right = arguments.empty() ? noType : typeFromNode(step.db, arguments.back()).type;
        const std::size_t removed = std::erase_if(step.db.operators, [&](const Operator &o) {
            return o.name == name.name && o.left == left && o.right == right && (name.schema.empty() || name.schema == o.schema);
        });
        step.note(OperationKind::DropOperator, name.name).noEffect = removed == 0;
    }
}

void dropCasts(Step &step, Node statement)
{
    for (const Node object : statement.list("objects")) {
        const NodeList items = object.list("items");
        if (items.size() != 2)
            continue;
        const TypeId source = typeFromNode(step.db, items[0]).type;
        const TypeId target = typeFromNode(step.db, items[1]).type;
        const std::size_t removed = std::erase_if(step.db.casts, [&](const Cast &c) { return c.source == source && c.target == target; });
        step.note(OperationKind::DropCast, typeNameText(items[0]) + " as " + typeNameText(items[1])).noEffect = removed == 0;
    }
}

} // namespace

void dropRelation(Step &step, const std::string &fullName, bool cascade, bool implied)
{
    const std::shared_ptr<const Relation> relation = step.share(fullName);
    if (relation == nullptr)
        return;
    const OperationKind kind = dropKindOf(relation->kind);
    const auto views = step.dependentViews(fullName);
    const auto keys = relation->isTable() ? foreignKeysTo(step, fullName, {}) : std::vector<ForeignKeyOf>();
    const auto children = step.descendants(fullName);
    const bool partitions = relation->kind == Relation::Kind::PartitionedTable;
    if (!cascade && (!views.empty() || !keys.empty() || (!children.empty() && !partitions))) {
        Operation &operation = step.refuse(kind, fullName, "cannot drop " + kindWord(*relation) + ' ' + relation->name + " because other objects depend on it");
        operation.relation = fullName;
        return;
    }
    if (relation->kind == Relation::Kind::Sequence && !implied) {
        std::string error;
        if (!dropSequenceDependents(step, *relation, cascade, error)) {
            step.refuse(kind, fullName, error);
            return;
        }
    }
    dropDependents(step, views);
    removeForeignKeys(step, keys);
    if (partitions || cascade)
        dropDependents(step, children);
    std::vector<std::string> sequences;
    for (const Column &column : relation->columns) {
        // Only a serial or identity column owns one; their names are found by the owner.
        if (!column.defaultText && column.generated == Column::Generated::No)
            continue;
        for (const auto &[name, other] : step.db.relations()) {
            if (other->kind == Relation::Kind::Sequence && other->ownedBy == fullName + '.' + column.name)
                sequences.push_back(name);
        }
    }
    Operation &operation = step.note(kind, fullName, fullName);
    operation.created = relation->created;
    operation.cascade = cascade;
    operation.implied = implied;
    operation.relationBefore = relation;
    for (const std::string &sequence : sequences)
        step.removeRelation(sequence);
    step.removeRelation(fullName);
}

void dropColumn(Step &step, const std::string &relationName, const std::string &name, bool cascade, bool ifExists)
{
    const std::shared_ptr<const Relation> relation = step.share(relationName);
    if (relation == nullptr)
        return;
    const std::string object = relationName + '.' + name;
    const auto note = [&]() -> Operation & {
        Operation &operation = step.note(OperationKind::DropColumn, object, relationName);
        operation.created = relation->created;
        operation.ifExists = ifExists;
        operation.cascade = cascade;
        return operation;
    };
    const Column *column = relation->column(name);
    if (column == nullptr) {
        const std::string reason = step.doubtAbout(About::Relations, relationName);
        Operation &operation = note();
        if (ifExists)
            operation.noEffect = true;
        else if (!reason.empty())
            operation.doubt = reason;
        else
            operation.error = "column " + quoted(name) + " of relation " + quoted(relation->name) + " does not exist";
        return;
    }
    const auto views = step.dependentViews(relationName, name);
    const auto keys = foreignKeysTo(step, relationName, name);
    if (!cascade && (!views.empty() || !keys.empty())) {
        note().error = "cannot drop column " + name + " of table " + relation->name + " because other objects depend on it";
        return;
    }
    dropDependents(step, views);
    removeForeignKeys(step, keys);
    std::vector<std::string> holders = step.descendants(relationName);
    holders.insert(holders.begin(), relationName);
    for (const std::string &holder : holders) {
        Relation *edited = step.db.editRelation(holder);
        if (edited == nullptr)
            continue;
        std::erase_if(edited->constraints, [&](const Constraint &c) { return contains(c.columns, name); });
        std::erase_if(edited->indexes, [&](const Index &index) {
            // An expression or a predicate over the column hangs on it as well.
            const bool in = contains(index.columns, name) || contains(index.included, name)
                || std::any_of(index.columns.begin(), index.columns.end(), [&](const std::string &c) { return !c.empty() && c.front() == '(' && mentionsName(c, name); })
                || (!index.predicate.empty() && mentionsName(index.predicate, name));
            if (in)
                step.indexRemoved(edited->schema, index.name);
            return in;
        });
        std::erase_if(edited->columns, [&](const Column &c) { return c.name == name; });
    }
    if (column->defaultText || column->generated != Column::Generated::No) {
        std::vector<std::string> sequences;
        for (const auto &[otherName, other] : step.db.relations()) {
            if (other->kind == Relation::Kind::Sequence && other->ownedBy == object)
                sequences.push_back(otherName);
        }
        for (const std::string &sequence : sequences)
            step.removeRelation(sequence);
    }
    Operation &operation = note();
    operation.columnBefore = *column;
    operation.relationBefore = relation;
}

void drop(Step &step, Node statement)
{
    const std::string_view type = statement.text("removeType");
    for (const RelationDrop &what : relationDrops) {
        if (what.type == type) {
            dropRelations(step, statement, what);
            return;
        }
    }
    if (type == "OBJECT_INDEX")
        dropIndexes(step, statement);
    else if (type == "OBJECT_TYPE")
        dropTypes(step, statement, OperationKind::DropType);
    else if (type == "OBJECT_DOMAIN")
        dropTypes(step, statement, OperationKind::DropDomain);
    else if (type == "OBJECT_FUNCTION" || type == "OBJECT_ROUTINE")
        dropFunctions(step, statement, "function");
    else if (type == "OBJECT_PROCEDURE")
        dropFunctions(step, statement, "procedure");
    else if (type == "OBJECT_AGGREGATE")
        dropFunctions(step, statement, "aggregate");
    else if (type == "OBJECT_TRIGGER")
        dropOnRelation(step, statement, OperationKind::DropTrigger, "trigger");
    else if (type == "OBJECT_POLICY")
        dropOnRelation(step, statement, OperationKind::DropPolicy, "policy");
    else if (type == "OBJECT_RULE")
        dropOnRelation(step, statement, OperationKind::DropRule, "rule");
    else if (type == "OBJECT_SCHEMA")
        dropSchemas(step, statement);
    else if (type == "OBJECT_EXTENSION")
        dropExtensions(step, statement);
    else if (type == "OBJECT_OPERATOR")
        dropOperators(step, statement);
    else if (type == "OBJECT_CAST")
        dropCasts(step, statement);
    else
        step.note(OperationKind::DropOther, folded(type.substr(std::min<std::size_t>(type.size(), 7)))).ifExists = statement.flag("missing_ok");
}

} // namespace belay::schema::ddl
