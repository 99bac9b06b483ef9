// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/altertable.h"

#include <algorithm>
#include <array>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;

void noteConstraint(Command &command, ConstraintResult &result, bool implied)
{
    Operation &operation = command.note(addKind(result.constraint.kind), result.constraint.name);
    operation.notValid = !result.constraint.validated;
    operation.usingIndex = result.usingIndex;
    operation.implied = implied;
    operation.index = std::move(result.index);
    if (result.constraint.kind == Constraint::Kind::ForeignKey)
        operation.alsoTouched = {result.constraint.target};
    if (result.constraint.kind == Constraint::Kind::PrimaryKey)
        operation.labels = std::move(result.madeNotNull);
    operation.constraint = std::move(result.constraint);
}

bool addTableConstraint(Command &command, const PendingConstraint &pending, bool implied)
{
    Step &step = command.step;
    Relation *relation = step.db.editRelation(command.relation);
    ConstraintResult result;
    std::string error;
    if (!addConstraint(step, *relation, false, pending, result, error)) {
        const bool exists = error.size() > 14 && error.compare(error.size() - 14, 14, "already exists") == 0;
        const std::string name(pending.node.text("conname"));
        const std::string_view kindText = pending.node.text("contype");
        const OperationKind kind = kindText == "CONSTR_FOREIGN" ? OperationKind::AddForeignKey : kindText == "CONSTR_CHECK" ? OperationKind::AddCheck
            : kindText == "CONSTR_PRIMARY" ? OperationKind::AddPrimaryKey : kindText == "CONSTR_UNIQUE" ? OperationKind::AddUnique : OperationKind::AddExclusion;
        if (exists && step.mayExist) {
            step.skip(kind, command.objectOf(name)).relation = command.relation;
            return true;
        }
        const std::string reason = step.doubtAbout(About::Relations, command.relation);
        if (reason.empty())
            command.refuse(kind, name, error);
        else
            command.note(kind, name).doubt = reason;
        return false;
    }
    if (result.constraint.name.empty())
        return true;
    std::string doubt;
    if (!result.missingRelation.empty()) {
        doubt = step.doubtAbout(About::Relations, result.constraint.target);
        if (doubt.empty()) {
            relation->constraints.pop_back();
            command.refuse(OperationKind::AddForeignKey, result.constraint.name, result.missingRelation);
            step.doubt(About::Relations, result.constraint.target, "a migration refers to " + result.constraint.target + ", which none made");
            return false;
        }
    }
    const Constraint constraint = result.constraint;
    noteConstraint(command, result, implied);
    if (!doubt.empty())
        step.out.back().doubt = doubt;
    if (!command.only && step.state.hasChildren) {
        const std::shared_ptr<const Relation> parent = step.share(command.relation);
        const bool partitioned = parent->kind == Relation::Kind::PartitionedTable;
        onDescendants(command, [&](Relation &child) {
            if (partitioned) {
                inheritFromPartitioned(step, child, *parent);
                for (const Index &index : child.indexes)
                    step.indexAdded(child, index.name);
            } else if (constraint.kind == Constraint::Kind::Check) {
                child.constraints.push_back(constraint);
            }
        });
    }
    return true;
}

void addColumn(Command &command)
{
    Step &step = command.step;
    const Node definition = command.node["def"];
    const std::string name(definition.text("colname"));
    const bool ifNotExists = command.node.flag("missing_ok");
    if (command.table().column(name) != nullptr) {
        if (ifNotExists || step.mayExist) {
            Operation &operation = step.skip(OperationKind::AddColumn, command.objectOf(name));
            operation.relation = command.relation;
            operation.created = command.table().created;
        } else {
            command.refuse(OperationKind::AddColumn, name, "column " + quoted(name) + " of relation " + quoted(command.table().name) + " already exists");
        }
        return;
    }
    Relation *relation = step.db.editRelation(command.relation);
    Column column;
    std::vector<PendingConstraint> pending;
    std::string error;
    std::string doubt;
    std::string sequence;
    if (!makeColumn(step, *relation, definition, column, pending, error, doubt, step.span.end(), sequence)) {
        command.refuse(OperationKind::AddColumn, name, error);
        return;
    }
    relation->columns.push_back(column);
    Operation &operation = command.note(OperationKind::AddColumn, name);
    operation.ifExists = ifNotExists;
    operation.doubt = doubt;
    operation.serial = !sequence.empty() && column.generated == Column::Generated::No;
    operation.columnAfter = column;
    // An evaluated default, a sequence, a generated value or a domain's check is computed row by row.
    operation.rewrites = !sequence.empty() || column.generated == Column::Generated::Stored;
    if (column.defaultText && sequence.empty()) {
        for (const Node constraint : definition.list("constraints")) {
            if (constraint.text("contype") == "CONSTR_DEFAULT") {
                const Node expression = constraint["raw_expr"];
                const bool constant = expression.is("A_Const") || (expression.is("TypeCast") && expression["arg"].is("A_Const"));
                if (!constant && describeExpression(step.db, expression, nullptr).isVolatile)
                    operation.volatileDefault = true;
            }
        }
        operation.rewrites = operation.rewrites || operation.volatileDefault;
    }
    if (const Type *type = findType(step.db, column.type.type); type != nullptr && type->kind == Type::Kind::Domain && (type->notNull || !type->checks.empty()))
        operation.rewrites = true;
    if (!sequence.empty())
        addOwnedSequence(step, command.relation, name, sequence);
    if (!command.only) {
        onDescendants(command, [&](Relation &child) {
            if (child.column(name) == nullptr)
                child.columns.push_back(column);
        });
    }
    for (const PendingConstraint &constraint : pending)
        addTableConstraint(command, constraint, true);
}

void dropColumnCommand(Command &command)
{
    dropColumn(command.step, command.relation, command.name(), command.node.text("behavior") == "DROP_CASCADE", command.node.flag("missing_ok"));
}

void addConstraintCommand(Command &command) { addTableConstraint(command, {command.node["def"], {}}, false); }

void dropConstraintCommand(Command &command)
{
    Step &step = command.step;
    const std::string name = command.name();
    const Relation &table = command.table();
    const auto found = std::find_if(table.constraints.begin(), table.constraints.end(), [&](const Constraint &c) { return c.name == name; });
    if (found == table.constraints.end()) {
        const std::string reason = step.doubtAbout(About::Relations, command.relation);
        if (command.node.flag("missing_ok")) {
            Operation &operation = step.skip(OperationKind::DropCheck, command.objectOf(name));
            operation.relation = command.relation;
        } else if (!reason.empty()) {
            command.note(OperationKind::DropCheck, name).doubt = reason;
        } else {
            command.refuse(OperationKind::DropCheck, name, "constraint " + quoted(name) + " of relation " + quoted(table.name) + " does not exist");
        }
        return;
    }
    const Constraint before = *found;
    Kept<Index> index;
    for (const Index &owned : table.indexes) {
        if (owned.constraint == name)
            index = owned;
    }
    std::string error;
    const bool cascade = command.node.text("behavior") == "DROP_CASCADE";
    if (!dropConstraint(step, command.relation, name, cascade, error)) {
        command.refuse(dropKind(before.kind), name, error);
        return;
    }
    if (!command.only) {
        onDescendants(command, [&](Relation &child) {
            std::string ignored;
            const auto same = std::find_if(child.constraints.begin(), child.constraints.end(), [&](const Constraint &c) {
                return c.kind == before.kind && (c.name == before.name || (index && c.columns == before.columns));
            });
            if (same != child.constraints.end())
                dropConstraint(step, child.fullName(), std::string(same->name), true, ignored);
        });
    }
    Operation &operation = command.note(dropKind(before.kind), name);
    operation.ifExists = command.node.flag("missing_ok");
    operation.cascade = cascade;
    operation.index = std::move(index);
    if (before.kind == Constraint::Kind::ForeignKey)
        operation.alsoTouched = {before.target};
    operation.constraint = before;
}

void validateConstraint(Command &command)
{
    const std::string name = command.name();
    Relation *relation = command.step.db.editRelation(command.relation);
    const auto found = std::find_if(relation->constraints.begin(), relation->constraints.end(), [&](const Constraint &c) { return c.name == name; });
    if (found == relation->constraints.end()) {
        command.refuse(OperationKind::ValidateConstraint, name, "constraint " + quoted(name) + " of relation " + quoted(relation->name) + " does not exist");
        return;
    }
    const bool before = found->validated;
    found->validated = true;
    const Constraint constraint = *found;
    Operation &operation = command.note(OperationKind::ValidateConstraint, name);
    operation.noEffect = before;
    operation.constraint = constraint;
}

void alterConstraint(Command &command)
{
    const Node definition = command.node["def"];
    const std::string name(definition.text("conname"));
    Relation *relation = command.step.db.editRelation(command.relation);
    const auto found = std::find_if(relation->constraints.begin(), relation->constraints.end(), [&](const Constraint &c) { return c.name == name; });
    if (found == relation->constraints.end()) {
        command.refuse(OperationKind::AlterConstraint, name, "constraint " + quoted(name) + " of relation " + quoted(relation->name) + " does not exist");
        return;
    }
    found->deferrable = definition.flag("deferrable");
    const Constraint constraint = *found;
    command.note(OperationKind::AlterConstraint, name).constraint = constraint;
}

/// True if `relation` is `ancestor` or has it above itself.
bool descendsFrom(const Step &step, std::string relation, const std::string &ancestor)
{
    while (!relation.empty()) {
        if (relation == ancestor)
            return true;
        const Relation *found = step.db.relationByFullName(relation);
        relation = found == nullptr ? std::string() : found->parent;
    }
    return false;
}

void attachPartition(Command &command)
{
    Step &step = command.step;
    const Node definition = command.node["def"];
    const QualifiedName name = nameOf(definition["name"]);
    if (const std::string *owner = step.ownerOfIndex(name); owner != nullptr && step.db.relation(name) == nullptr) {
        command.note(OperationKind::ChangeStorage, name.name);
        return;
    }
    const Relation *child = step.db.relation(name);
    if (child == nullptr) {
        step.missing(OperationKind::AttachPartition, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        return;
    }
    const std::string childName = child->fullName();
    if (!child->parent.empty()) {
        command.refuse(OperationKind::AttachPartition, name.name, quoted(child->name) + " is already a partition");
        return;
    }
    if (descendsFrom(step, command.relation, childName)) {
        command.refuse(OperationKind::AttachPartition, name.name, "circular inheritance not allowed");
        return;
    }
    const std::shared_ptr<const Relation> parent = step.share(command.relation);
    for (const Column &column : parent->columns) {
        const Column *own = child->column(column.name);
        if (own == nullptr) {
            command.refuse(OperationKind::AttachPartition, name.name, "child table is missing column " + quoted(column.name));
            return;
        }
    }
    Relation *edited = step.db.editRelation(childName);
    edited->parent = command.relation;
    edited->bounds = boundsText(definition["bound"]);
    step.state.hasChildren = true;
    inheritFromPartitioned(step, *edited, *parent);
    for (const Index &index : edited->indexes)
        step.indexAdded(*edited, index.name);
    const std::string bounds = edited->bounds;
    const std::uint32_t childCreated = edited->created;
    Operation &operation = step.note(OperationKind::AttachPartition, childName, command.relation);
    operation.created = command.table().created;
    operation.serial = childCreated >= step.db.epoch;
    operation.alsoTouched = {childName};
    operation.labels = {bounds};
}

void detachPartition(Command &command)
{
    Step &step = command.step;
    const Node definition = command.node["def"];
    const QualifiedName name = nameOf(definition["name"]);
    const Relation *child = step.db.relation(name);
    if (child == nullptr) {
        step.missing(OperationKind::DetachPartition, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        return;
    }
    if (child->parent != command.relation) {
        command.refuse(OperationKind::DetachPartition, name.name, "relation " + quoted(child->name) + " is not a partition of relation " + quoted(command.table().name));
        return;
    }
    const std::string childName = child->fullName();
    Relation *edited = step.db.editRelation(childName);
    edited->parent.clear();
    edited->bounds.clear();
    Operation &operation = step.note(OperationKind::DetachPartition, childName, command.relation);
    operation.created = command.table().created;
    operation.concurrently = definition.flag("concurrent");
    operation.alsoTouched = {childName};
}

void inherit(Command &command, bool adds)
{
    Step &step = command.step;
    const OperationKind kind = adds ? OperationKind::Inherit : OperationKind::Disinherit;
    const QualifiedName name = nameOf(command.node["def"]);
    const Relation *parent = step.db.relation(name);
    if (parent == nullptr) {
        step.missing(kind, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        return;
    }
    const std::string parentName = parent->fullName();
    if (adds && descendsFrom(step, parentName, command.relation)) {
        command.refuse(kind, {}, "circular inheritance not allowed");
        return;
    }
    Relation *edited = step.db.editRelation(command.relation);
    if (adds) {
        if (edited->parent.empty())
            edited->parent = parentName;
        step.state.hasChildren = true;
    } else if (edited->parent == parentName) {
        edited->parent.clear();
    }
    command.note(kind, {}).alsoTouched = {parentName};
}

void rowSecurity(Command &command)
{
    const std::string_view subtype = command.node.text("subtype");
    if (subtype == "AT_EnableRowSecurity" || subtype == "AT_DisableRowSecurity") {
        const bool on = subtype == "AT_EnableRowSecurity";
        const bool before = command.table().rowSecurity;
        command.step.db.editRelation(command.relation)->rowSecurity = on;
        command.note(on ? OperationKind::EnableRowSecurity : OperationKind::DisableRowSecurity, {}).noEffect = before == on;
    } else {
        command.note(subtype == "AT_ForceRowSecurity" ? OperationKind::EnableRowSecurity : OperationKind::DisableRowSecurity, {}).labels = {"force"};
    }
}

void triggerState(Command &command)
{
    const std::string_view subtype = command.node.text("subtype");
    const bool enables = subtype.find("Enable") != std::string_view::npos;
    command.note(enables ? OperationKind::EnableTrigger : OperationKind::DisableTrigger, command.name());
}

void storage(Command &command)
{
    const std::string name = command.name();
    Operation &operation = command.note(OperationKind::ChangeStorage, name);
    const std::string_view subtype = command.node.text("subtype");
    operation.labels = {std::string(subtype)};
    operation.rewrites = subtype == "AT_SetLogged" || subtype == "AT_SetUnLogged" || subtype == "AT_SetAccessMethod" || subtype == "AT_SetTableSpace";
}

void owner(Command &command) { command.note(OperationKind::ChangeOwner, {}); }

struct Entry {
    std::string_view subtype;
    void (*apply)(Command &);
    int pass = 5;
};

/// The order of the passes is PostgreSQL's: what is dropped goes before what is changed and added.
constexpr std::array entries{
    Entry{"AT_AddColumn", addColumn, 2},
    Entry{"AT_DropColumn", dropColumnCommand, 0},
    Entry{"AT_ColumnDefault", columnDefault, 3},
    Entry{"AT_DropNotNull", [](Command &c) { setNullability(c, false); }, 0},
    Entry{"AT_SetNotNull", [](Command &c) { setNullability(c, true); }, 3},
    Entry{"AT_AlterColumnType", changeColumnType, 1},
    Entry{"AT_AddIdentity", identity, 3},
    Entry{"AT_SetIdentity", identity, 3},
    Entry{"AT_DropIdentity", identity, 0},
    Entry{"AT_DropExpression", dropExpression, 0},
    Entry{"AT_AddConstraint", addConstraintCommand, 4},
    Entry{"AT_DropConstraint", dropConstraintCommand, 0},
    Entry{"AT_ValidateConstraint", validateConstraint, 5},
    Entry{"AT_AlterConstraint", alterConstraint, 5},
    Entry{"AT_AttachPartition", attachPartition, 5},
    Entry{"AT_DetachPartition", detachPartition, 5},
    Entry{"AT_AddInherit", [](Command &c) { inherit(c, true); }, 5},
    Entry{"AT_DropInherit", [](Command &c) { inherit(c, false); }, 5},
    Entry{"AT_EnableRowSecurity", rowSecurity, 5},
    Entry{"AT_DisableRowSecurity", rowSecurity, 5},
    Entry{"AT_ForceRowSecurity", rowSecurity, 5},
    Entry{"AT_NoForceRowSecurity", rowSecurity, 5},
    Entry{"AT_ChangeOwner", owner, 5},
};

const Entry *entryOf(std::string_view subtype)
{
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry &e) { return e.subtype == subtype; });
    return found == entries.end() ? nullptr : &*found;
}

int passOf(const Node &command)
{
    const std::string_view subtype = command.text("subtype");
    if (subtype == "AT_ColumnDefault" && !command.has("def"))
        return 0;
    const Entry *entry = entryOf(subtype);
    return entry == nullptr ? 5 : entry->pass;
}

void missingRelation(Step &step, Node statement, const QualifiedName &name)
{
    // One operation per subcommand: a report names what could not be done.
    const NodeList commands = statement.list("cmds");
    for (const Node command : commands) {
        static constexpr std::array<std::pair<std::string_view, OperationKind>, 8> kinds{{{"AT_AddColumn", OperationKind::AddColumn},
            {"AT_DropColumn", OperationKind::DropColumn}, {"AT_AlterColumnType", OperationKind::ChangeType}, {"AT_SetNotNull", OperationKind::SetNotNull},
            {"AT_DropNotNull", OperationKind::DropNotNull}, {"AT_ColumnDefault", OperationKind::SetDefault}, {"AT_AddConstraint", OperationKind::AddCheck},
            {"AT_DropConstraint", OperationKind::DropCheck}}};
        OperationKind kind = OperationKind::ChangeStorage;
        for (const auto &[subtype, value] : kinds) {
            if (command.text("subtype") == subtype)
                kind = value;
        }
        Operation &operation = step.missing(kind, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        std::string part(command.text("name"));
        if (part.empty())
            part = std::string(command["def"].text(kind == OperationKind::AddColumn ? "colname" : "conname"));
        if (!part.empty())
            operation.object += '.' + part;
    }
}

void alterIndex(Step &step, Node statement, const QualifiedName &name)
{
    const std::string *owner = step.ownerOfIndex(name);
    if (owner == nullptr) {
        step.missing(OperationKind::ChangeStorage, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        return;
    }
    for ([[maybe_unused]] const Node command : statement.list("cmds"))
        step.note(OperationKind::ChangeStorage, step.fullNameOf(name), *owner);
}

} // namespace

void alterTable(Step &step, Node statement)
{
    const std::string_view objectType = statement.text("objtype");
    if (objectType == "OBJECT_TYPE") {
        alterCompositeType(step, statement);
        return;
    }
    const Node target = statement["relation"];
    const QualifiedName name = nameOf(target);
    if (objectType == "OBJECT_INDEX") {
        alterIndex(step, statement, name);
        return;
    }
    const Relation *relation = step.db.relation(name);
    if (relation == nullptr) {
        if (objectType == "OBJECT_TABLE" && step.ownerOfIndex(name) != nullptr) {
            alterIndex(step, statement, name);
        } else if (statement.flag("missing_ok")) {
            step.skip(OperationKind::ChangeStorage, step.fullNameOf(name));
        } else {
            missingRelation(step, statement, name);
        }
        return;
    }
    const std::string fullName = relation->fullName();
    const NodeList commands = statement.list("cmds");
    std::vector<std::size_t> order(commands.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    if (commands.size() > 1)
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return passOf(commands[a]) < passOf(commands[b]); });
    const std::vector<Span> spans = step.fixedSpan ? std::vector<Span>(commands.size(), step.span) : commandSpans(step.text, step.span, commands.size());
    const Span whole = step.span;
    const bool only = !target.flag("inh");
    for (const std::size_t i : order) {
        if (step.db.relationByFullName(fullName) == nullptr)
            break;
        step.span = spans[i];
        Command command{step, commands[i], fullName, only};
        const Entry *entry = entryOf(commands[i].text("subtype"));
        const std::string_view subtype = commands[i].text("subtype");
        if (entry != nullptr)
            entry->apply(command);
        else if (subtype.find("Trig") != std::string_view::npos || subtype.find("Rule") != std::string_view::npos)
            triggerState(command);
        else
            storage(command);
    }
    step.span = whole;
}

} // namespace belay::schema::ddl
