// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"

#include <algorithm>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;

bool typeTaken(Step &step, const std::string &schema, const std::string &name) { return step.db.typeByName(schema, name) != nullptr; }

/// True if the name is free; else says so.
bool free(Step &step, OperationKind kind, const std::string &schema, const std::string &name)
{
    if (!typeTaken(step, schema, name))
        return true;
    if (step.mayExist)
        step.skip(kind, schema + '.' + name);
    else
        step.refuse(kind, schema + '.' + name, "type " + quoted(name) + " already exists");
    return false;
}

void addConstructor(Step &step, const Type &range, TypeId result, std::vector<TypeId> arguments, TypeId variadic = noType)
{
    Function function;
    function.schema = range.schema;
    function.name = range.name;
    function.arguments = std::move(arguments);
    function.variadic = variadic;
    function.returns = result;
    function.volatility = Function::Volatility::Immutable;
    function.language = "internal";
    step.db.addFunction(std::move(function));
}

} // namespace

void createEnum(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement.list("typeName"));
    Type type;
    type.schema = step.creationSchema(name);
    type.name = name.name;
    type.kind = Type::Kind::Enum;
    type.category = 'E';
    type.labels = strings(statement.list("vals"));
    if (!free(step, OperationKind::CreateType, type.schema, type.name))
        return;
    const std::string fullName = type.schema + '.' + type.name;
    std::vector<std::string> labels = type.labels;
    step.db.addType(std::move(type));
    step.note(OperationKind::CreateType, fullName).labels = std::move(labels);
}

void alterEnum(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement.list("typeName"));
    const std::string oldValue(statement.text("oldVal"));
    const std::string newValue(statement.text("newVal"));
    const OperationKind kind = oldValue.empty() ? OperationKind::AddEnumValue : OperationKind::RenameEnumValue;
    const Type *found = step.db.typeByName(name.schema, name.name);
    if (found == nullptr) {
        step.missing(kind, name, "type " + quoted(display(name)) + " does not exist", About::Types);
        return;
    }
    const std::string fullName = found->schema + '.' + found->name;
    if (found->kind != Type::Kind::Enum) {
        step.refuse(kind, fullName, fullName + " is not an enum");
        return;
    }
    Type *type = step.db.editType(found->id);
    const auto has = [&](const std::string &label) { return std::find(type->labels.begin(), type->labels.end(), label); };
    if (!oldValue.empty()) {
        if (has(oldValue) == type->labels.end()) {
            step.refuse(kind, fullName, quoted(oldValue) + " is not an existing enum label");
            return;
        }
        if (has(newValue) != type->labels.end()) {
            step.refuse(kind, fullName, "enum label " + quoted(newValue) + " already exists");
            return;
        }
        *has(oldValue) = newValue;
        step.note(kind, fullName).labels = {oldValue, newValue};
        return;
    }
    if (has(newValue) != type->labels.end()) {
        if (statement.flag("skipIfNewValExists") || step.mayExist)
            step.skip(kind, fullName).labels = {newValue};
        else
            step.refuse(kind, fullName, "enum label " + quoted(newValue) + " already exists").labels = {newValue};
        return;
    }
    auto place = type->labels.end();
    if (const std::string_view neighbour = statement.text("newValNeighbor"); !neighbour.empty()) {
        place = has(std::string(neighbour));
        if (place == type->labels.end()) {
            step.refuse(kind, fullName, quoted(neighbour) + " is not an existing enum label");
            return;
        }
        if (statement.flag("newValIsAfter"))
            ++place;
    }
    type->labels.insert(place, newValue);
    Operation &operation = step.note(kind, fullName);
    operation.labels = {newValue};
    if (statement.has("newValNeighbor"))
        operation.labels.emplace_back(statement.text("newValNeighbor"));
    operation.ifExists = statement.flag("skipIfNewValExists");
}

void createComposite(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["typevar"]);
    Relation relation;
    relation.schema = step.creationSchema(name);
    relation.name = name.name;
    relation.kind = Relation::Kind::Composite;
    if (!free(step, OperationKind::CreateType, relation.schema, relation.name))
        return;
    std::string doubt;
    for (const Node definition : statement.list("coldeflist")) {
        Column column;
        column.name = definition.text("colname");
        column.type = typeFromNode(step.db, definition["typeName"]);
        if (column.type.type == noType)
            doubt = "type " + quoted(typeNameText(definition["typeName"])) + " does not exist";
        relation.columns.push_back(std::move(column));
    }
    const std::string fullName = relation.fullName();
    step.addRelation(std::move(relation));
    step.note(OperationKind::CreateType, fullName).doubt = doubt;
}

void alterCompositeType(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["relation"]);
    const Relation *found = step.db.relation(name);
    if (found == nullptr) {
        step.missing(OperationKind::AlterTypeAttribute, name, "relation " + quoted(display(name)) + " does not exist", About::Types);
        return;
    }
    const std::string fullName = found->fullName();
    for (const Node command : statement.list("cmds")) {
        Relation *relation = step.db.editRelation(fullName);
        const std::string_view subtype = command.text("subtype");
        const Node definition = command["def"];
        if (subtype == "AT_AddColumn") {
            Column column;
            column.name = definition.text("colname");
            column.type = typeFromNode(step.db, definition["typeName"]);
            Operation &operation = step.note(OperationKind::AlterTypeAttribute, fullName + '.' + column.name, fullName);
            operation.labels = {"add attribute"};
            operation.columnAfter = column;
            if (relation->column(column.name) != nullptr)
                operation.error = "column " + quoted(column.name) + " of relation " + quoted(relation->name) + " already exists";
            else
                relation->columns.push_back(std::move(column));
        } else if (subtype == "AT_DropColumn" || subtype == "AT_AlterColumnType") {
            const std::string attribute(command.text("name"));
            Operation &operation = step.note(OperationKind::AlterTypeAttribute, fullName + '.' + attribute, fullName);
            Column *column = relation->column(attribute);
            operation.labels = {subtype == "AT_DropColumn" ? "drop attribute" : "alter attribute"};
            if (column == nullptr) {
                operation.error = "column " + quoted(attribute) + " of relation " + quoted(relation->name) + " does not exist";
            } else if (subtype == "AT_DropColumn") {
                operation.columnBefore = *column;
                std::erase_if(relation->columns, [&](const Column &c) { return c.name == attribute; });
            } else {
                operation.columnBefore = *column;
                column->type = typeFromNode(step.db, definition["typeName"]);
                operation.columnAfter = *column;
            }
        } else {
            step.note(OperationKind::ChangeOwner, fullName, fullName);
        }
    }
}

void createRange(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement.list("typeName"));
    Type range;
    range.schema = step.creationSchema(name);
    range.name = name.name;
    range.kind = Type::Kind::Range;
    range.category = 'R';
    if (!free(step, OperationKind::CreateType, range.schema, range.name))
        return;
    Type multirange;
    multirange.schema = range.schema;
    multirange.kind = Type::Kind::Multirange;
    multirange.category = 'R';
    for (const Node parameter : statement.list("params")) {
        const std::string_view key = parameter.text("defname");
        if (key == "subtype")
            range.range = typeFromNode(step.db, parameter["arg"]).type;
        else if (key == "multirange_type_name") {
            const QualifiedName given = nameOf(parameter["arg"].list("names"));
            multirange.name = given.name;
            if (!given.schema.empty())
                multirange.schema = given.schema;
        }
    }
    if (multirange.name.empty()) {
        const std::size_t at = range.name.find("range");
        multirange.name = at == std::string::npos ? truncatedName(range.name, {}, "multirange") : std::string(range.name).replace(at, 5, "multirange");
    }
    const TypeId subtype = range.range;
    const std::string fullName = range.schema + '.' + range.name;
    const TypeId rangeId = step.db.addType(std::move(range));
    multirange.range = rangeId;
    const TypeId multirangeId = step.db.addType(std::move(multirange));
    const Type made = *step.db.type(rangeId);
    const Type madeMulti = *step.db.type(multirangeId);
    addConstructor(step, made, rangeId, {subtype, subtype});
    addConstructor(step, made, rangeId, {subtype, subtype, types::Text});
    addConstructor(step, madeMulti, multirangeId, {});
    addConstructor(step, madeMulti, multirangeId, {rangeId});
    addConstructor(step, madeMulti, multirangeId, {made.array}, rangeId);
    step.note(OperationKind::CreateType, fullName);
}

void createDomain(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement.list("domainname"));
    Type domain;
    domain.schema = step.creationSchema(name);
    domain.name = name.name;
    domain.kind = Type::Kind::Domain;
    domain.base = typeFromNode(step.db, statement["typeName"]);
    if (!free(step, OperationKind::CreateDomain, domain.schema, domain.name))
        return;
    if (const Type *base = findType(step.db, domain.base.type)) {
        domain.category = base->category;
        domain.element = base->element;
    }
    for (const Node constraint : statement.list("constraints")) {
        const std::string_view kind = constraint.text("contype");
        if (kind == "CONSTR_NOTNULL")
            domain.notNull = true;
        else if (kind == "CONSTR_CHECK")
            domain.checks.push_back(constraint.text("conname").empty() ? domain.name + "_check" + (domain.checks.empty() ? std::string() : std::to_string(domain.checks.size()))
                                                                       : std::string(constraint.text("conname")));
    }
    const std::string fullName = domain.schema + '.' + domain.name;
    const bool known = domain.base.type != noType;
    step.db.addType(std::move(domain));
    Operation &operation = step.note(OperationKind::CreateDomain, fullName);
    if (!known)
        operation.doubt = "type " + quoted(typeNameText(statement["typeName"])) + " does not exist";
}

void alterDomain(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement.list("typeName"));
    const std::string_view subtype = statement.text("subtype");
    const OperationKind kind = subtype == "C" ? OperationKind::AddDomainConstraint : subtype == "X" ? OperationKind::DropDomainConstraint : OperationKind::AlterDomain;
    const Type *found = step.db.typeByName(name.schema, name.name);
    if (found == nullptr) {
        step.missing(kind, name, "type " + quoted(display(name)) + " does not exist", About::Types);
        return;
    }
    const std::string fullName = found->schema + '.' + found->name;
    if (found->kind != Type::Kind::Domain) {
        step.refuse(kind, fullName, fullName + " is not a domain");
        return;
    }
    Type *domain = step.db.editType(found->id);
    Operation &operation = step.note(kind, fullName);
    if (subtype == "C") {
        const Node constraint = statement["def"];
        std::string constraintName(constraint.text("conname"));
        if (constraintName.empty())
            constraintName = domain->name + "_check" + (domain->checks.empty() ? std::string() : std::to_string(domain->checks.size()));
        operation.notValid = constraint.flag("skip_validation");
        operation.labels = {constraintName};
        if (std::find(domain->checks.begin(), domain->checks.end(), constraintName) != domain->checks.end())
            operation.error = "constraint " + quoted(constraintName) + " for domain " + quoted(domain->name) + " already exists";
        else
            domain->checks.push_back(constraintName);
    } else if (subtype == "X") {
        const std::string constraintName(statement.text("name"));
        operation.labels = {constraintName};
        if (std::erase(domain->checks, constraintName) == 0) {
            if (statement.flag("missing_ok"))
                operation.noEffect = true;
            else
                operation.error = "constraint " + quoted(constraintName) + " of domain " + quoted(domain->name) + " does not exist";
        }
    } else if (subtype == "O" || subtype == "N") {
        operation.noEffect = domain->notNull == (subtype == "O");
        operation.labels = {subtype == "O" ? "set not null" : "drop not null"};
        domain->notNull = subtype == "O";
    } else {
        operation.labels = {subtype == "V" ? "validate constraint" : statement.has("def") ? "set default" : "drop default"};
    }
}

void define(Step &step, Node statement)
{
    const std::string_view kind = statement.text("kind");
    const QualifiedName name = nameOf(statement.list("defnames"));
    if (kind == "OBJECT_TYPE") {
        const std::string schema = step.creationSchema(name);
        const NodeList definition = statement.list("definition");
        if (const Type *shell = step.db.typeByName(schema, name.name)) {
            // The second CREATE TYPE fills the shell in.
            if (shell->kind != Type::Kind::Pseudo && definition.empty()) {
                step.refuse(OperationKind::CreateType, schema + '.' + name.name, "type " + quoted(name.name) + " already exists");
                return;
            }
        } else {
            Type type;
            type.schema = schema;
            type.name = name.name;
            step.db.addType(std::move(type));
        }
        step.note(OperationKind::CreateType, schema + '.' + name.name);
    } else if (kind == "OBJECT_AGGREGATE") {
        Function function;
        function.schema = step.creationSchema(name);
        function.name = name.name;
        function.kind = Function::Kind::Aggregate;
        const NodeList arguments = statement.list("args");
        if (!arguments.empty()) {
            for (const Node parameter : arguments[0].list("items")) {
                function.arguments.push_back(typeFromNode(step.db, parameter["argType"]).type);
                if (parameter.text("mode") == "FUNC_PARAM_VARIADIC") {
                    const Type *array = findType(step.db, function.arguments.back());
                    function.variadic = array == nullptr ? noType : array->element;
                }
            }
        }
        bool hasFinal = false;
        TypeId state = noType;
        QualifiedName final;
        for (const Node option : statement.list("definition")) {
            const std::string key = folded(option.text("defname"));
            if (key == "stype" || key == "stype1") {
                state = typeFromNode(step.db, option["arg"]).type;
            } else if (key == "finalfunc") {
                hasFinal = true;
                final = nameOf(option["arg"].list("names"));
            } else if (key == "basetype" && function.arguments.empty()) {
                function.arguments.push_back(typeFromNode(step.db, option["arg"]).type);
            }
        }
        function.returns = state;
        if (hasFinal) {
            function.returns = noType;
            for (const Function *own : step.db.functions(final)) {
                if (!own->arguments.empty() && own->arguments[0] == state)
                    function.returns = own->returns;
            }
            if (function.returns == noType) {
                for (const BuiltinFunction &builtin : Builtins::postgres15().functions(final.name)) {
                    if (!builtin.arguments.empty() && builtin.arguments[0] == state)
                        function.returns = builtin.returns;
                }
            }
        }
        const bool known = function.returns != noType;
        const std::string fullName = function.fullName();
        step.db.addFunction(function);
        Operation &operation = step.note(OperationKind::CreateFunction, fullName);
        operation.functionAfter = std::move(function);
        if (!known)
            operation.doubt = "what the aggregate returns is not known";
    } else if (kind == "OBJECT_OPERATOR") {
        Operator made;
        made.schema = step.creationSchema(name);
        made.name = name.name;
        QualifiedName function;
        for (const Node option : statement.list("definition")) {
            const std::string key = folded(option.text("defname"));
            if (key == "leftarg")
                made.left = typeFromNode(step.db, option["arg"]).type;
            else if (key == "rightarg")
                made.right = typeFromNode(step.db, option["arg"]).type;
            else if (key == "function" || key == "procedure")
                function = nameOf(option["arg"].list("names"));
        }
        for (const Function *own : step.db.functions(function)) {
            if (!own->arguments.empty() && own->arguments.back() == made.right)
                made.result = own->returns;
        }
        if (made.result == noType) {
            for (const BuiltinFunction &builtin : Builtins::postgres15().functions(function.name)) {
                if (!builtin.arguments.empty() && builtin.arguments.back() == made.right && (made.left == noType || builtin.arguments.front() == made.left))
                    made.result = builtin.returns;
            }
        }
        step.db.operators.push_back(made);
        step.note(OperationKind::CreateOperator, made.schema + '.' + made.name);
    } else {
        step.note(OperationKind::OtherObject, step.creationSchema(name) + '.' + name.name);
    }
}

} // namespace belay::schema::ddl
