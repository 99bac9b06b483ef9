// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/callshape.h"
#include "models/schema/resolve/guards.h"

#include <algorithm>

// Target lists: stars, names, assignments (parse_target.c).
namespace belay::schema::analysis {

std::vector<Target> Analyzer::targetList(Scope *scope, const NodeList &nodes, Place place)
{
    std::vector<Target> targets;
    targets.reserve(nodes.size());
    const bool stars = place != Place::UpdateSource;
    for (const Node node : nodes) {
        const Node value = node["val"];
        if (stars && value.is("ColumnRef") && value.list("fields").back().is("A_Star")) {
            expandStar(scope, value, targets, true);
            continue;
        }
        if (stars && value.is("A_Indirection") && value.list("indirection").back().is("A_Star")) {
            expandFieldStar(scope, value, targets, place);
            continue;
        }
        targets.push_back(targetEntry(scope, value, node.text("name"), place, false));
    }
    if (targets.size() > 1664)
        refuse("column-count", "target lists can have at most 1664 entries");
    return targets;
}

Target Analyzer::targetEntry(Scope *scope, Node value, std::string_view name, Place place, bool junk)
{
    Target target;
    if (place == Place::UpdateSource && value.is("SetToDefault"))
        target.expr = make(Expr::Kind::Default, {types::Unknown, -1}, value.location());
    else
        target.expr = expression(scope, value, place);
    target.name = name;
    target.junk = junk;
    if (name.empty() && !junk) {
        target.name = "?column?";
        std::string_view figured;
        if (columnNameStrength(value, figured, target.expr) > 0)
            target.name = figured;
    }
    return target;
}

std::string_view Analyzer::columnName(Node node)
{
    std::string_view name;
    return columnNameStrength(node, name, nullptr) > 0 ? name : "?column?";
}

int Analyzer::columnNameStrength(Node node, std::string_view &name, const Expr *expr)
{
    const DepthGuard guard(*this);
    const std::string_view kind = node.type();
    const auto say = [&](std::string_view text, int strength = 2) {
        name = text;
        return strength;
    };
    if (kind == "ColumnRef" || kind == "A_Indirection") {
        std::string_view last;
        for (const Node field : node.list(kind == "ColumnRef" ? "fields" : "indirection")) {
            if (field.is("String"))
                last = field.string();
        }
        if (!last.empty())
            return say(last);
        return kind == "A_Indirection" ? columnNameStrength(node["arg"], name, nullptr) : 0;
    }
    if (kind == "FuncCall") {
        const NodeList names = node.list("funcname");
        return names.empty() ? 0 : say(names.back().string());
    }
    if (kind == "A_Expr")
        return node.text("kind") == "AEXPR_NULLIF" ? say("nullif") : 0;
    if (kind == "TypeCast") {
        const Expr *inner = expr != nullptr && expr->kind == Expr::Kind::Coerce && !expr->arguments.empty() ? expr->arguments[0] : expr;
        const int strength = columnNameStrength(node["arg"], name, inner);
        if (strength > 1)
            return strength;
        const NodeList names = node["typeName"].list("names");
        return names.empty() ? strength : say(names.back().string(), 1);
    }
    if (kind == "CollateClause")
        return columnNameStrength(node["arg"], name, expr != nullptr && !expr->arguments.empty() ? expr->arguments[0] : nullptr);
    if (kind == "GroupingFunc")
        return say("grouping");
    if (kind == "SubLink") {
        const std::string_view which = node.text("subLinkType");
        if (which == "EXISTS_SUBLINK")
            return say("exists");
        if (which == "ARRAY_SUBLINK")
            return say("array");
        if (which != "EXPR_SUBLINK")
            return 0;
        if (expr != nullptr && expr->kind == Expr::Kind::SubLink && expr->query != nullptr && !expr->query->output().empty())
            return say(expr->query->output().front().name);
        Node select = node["subselect"];
        for (int depth = 0; depth < 100 && select.has("larg"); ++depth)
            select = select["larg"];
        if (!select.list("valuesLists").empty())
            return say("column1");
        const NodeList targets = select.list("targetList");
        if (targets.empty())
            return 0;
        if (!targets[0].text("name").empty())
            return say(targets[0].text("name"));
        std::string_view inner;
        return columnNameStrength(targets[0]["val"], inner, nullptr) > 0 ? say(inner) : say("?column?");
    }
    if (kind == "CaseExpr") {
        const int strength = node.has("defresult") ? columnNameStrength(node["defresult"], name, nullptr) : 0;
        return strength > 1 ? strength : say("case", 1);
    }
    if (kind == "A_ArrayExpr")
        return say("array");
    if (kind == "RowExpr")
        return say("row");
    if (kind == "CoalesceExpr")
        return say("coalesce");
    if (kind == "MinMaxExpr")
        return say(node.text("op") == "IS_LEAST" ? "least" : "greatest");
    if (kind == "SQLValueFunction") {
        const std::string_view op = node.text("op");
        if (op == "SVFOP_CURRENT_DATE")
            return say("current_date");
        if (op.starts_with("SVFOP_CURRENT_TIMESTAMP"))
            return say("current_timestamp");
        if (op.starts_with("SVFOP_CURRENT_TIME"))
            return say("current_time");
        if (op.starts_with("SVFOP_LOCALTIMESTAMP"))
            return say("localtimestamp");
        if (op.starts_with("SVFOP_LOCALTIME"))
            return say("localtime");
        if (op == "SVFOP_CURRENT_ROLE")
            return say("current_role");
        if (op == "SVFOP_CURRENT_USER")
            return say("current_user");
        if (op == "SVFOP_USER")
            return say("user");
        if (op == "SVFOP_SESSION_USER")
            return say("session_user");
        if (op == "SVFOP_CURRENT_CATALOG")
            return say("current_catalog");
        return say("current_schema");
    }
    if (kind == "XmlExpr") {
        const std::string_view op = node.text("op");
        return op == "IS_XMLCONCAT" ? say("xmlconcat")
            : op == "IS_XMLELEMENT" ? say("xmlelement")
            : op == "IS_XMLFOREST"  ? say("xmlforest")
            : op == "IS_XMLPARSE"   ? say("xmlparse")
            : op == "IS_XMLPI"      ? say("xmlpi")
            : op == "IS_XMLROOT"    ? say("xmlroot")
                                    : 0;
    }
    if (kind == "XmlSerialize")
        return say("xmlserialize");
    return 0;
}

void Analyzer::expandItem(Scope *scope, const NamespaceItem &item, std::int64_t location, std::vector<Target> &targets)
{
    for (std::size_t i = 0; i < item.columns->size(); ++i) {
        Target target;
        target.expr = makeVar(item, i, location);
        target.name = (*item.columns)[i].name;
        targets.push_back(target);
    }
    if (item.entry->unknownColumns)
        scope->starUnknown = true;
}

void Analyzer::expandStar(Scope *scope, Node columnRef, std::vector<Target> &targets, bool asTargets)
{
    (void)asTargets;
    const NodeList fields = columnRef.list("fields");
    const std::int64_t location = columnRef.location();
    if (fields.size() == 1) {
        bool found = false;
        for (const NamespaceItem &item : scope->names) {
            if (!item.columnsVisible)
                continue;
            found = true;
            expandItem(scope, item, location, targets);
        }
        if (!found)
            refuse("from-entry-missing", "SELECT * with no tables specified is not valid", location);
        return;
    }
    if (fields.size() > 4)
        refuse("column-missing", "improper qualified name (too many dotted names)", location);
    if (fields.size() == 4)
        throw Undecided{"the name of the database is not known", location};
    const std::string_view relation = fields[fields.size() - 2].string();
    const std::string_view schema = fields.size() == 3 ? fields[0].string() : std::string_view();
    const NamespaceItem *item = findItem(scope, schema, relation, location);
    if (item == nullptr) {
        if (Expr *parameter = parameterByName(fields, location)) {
            expandRow(scope, parameter, targets, location);
            return;
        }
        missingEntry(scope, schema, relation, location);
    }
    expandItem(scope, *item, location, targets);
}

void Analyzer::expandFieldStar(Scope *scope, Node node, std::vector<Target> &targets, Place place)
{
    // All but the last star is an expression of its own.
    const PlaceGuard guard(*scope, place);
    Expr *row = transform(scope, node["arg"]);
    const NodeList indirection = node.list("indirection");
    for (std::size_t i = 0; i + 1 < indirection.size(); ++i) {
        if (indirection[i].is("A_Indices")) {
            std::vector<Node> subscripts{indirection[i]};
            while (i + 2 < indirection.size() && indirection[i + 1].is("A_Indices"))
                subscripts.push_back(indirection[++i]);
            row = transformSubscripts(scope, row, subscripts, row->location);
            continue;
        }
        Expr *selected = callOnRow(scope, indirection[i].string(), row, row->location);
        if (selected == nullptr)
            refuse("column-missing", "column \"" + std::string(indirection[i].string()) + "\" not found in data type " + format(row), row->location);
        row = selected;
    }
    expandRow(scope, row, targets, row->location);
}

void Analyzer::expandRow(Scope *scope, Expr *row, std::vector<Target> &targets, std::int64_t location)
{
    if (row->kind == Expr::Kind::Var && row->number == 0 && !row->entry->scalarFunction) {
        expandItem(scope, itemOf(row->entry), location, targets);
        return;
    }
    if (row->type.type == noType) {
        note("the columns of what is expanded are not known", location);
        scope->starUnknown = true;
        return;
    }
    std::vector<RangeColumn> columns;
    bool known = recordColumns(row, columns);
    if (!known) {
        const RowColumns found = rowColumns(row->type.type);
        if (found.columns != nullptr) {
            known = true;
            for (const Column &column : *found.columns) {
                RangeColumn made;
                made.name = column.name;
                made.type = column.type;
                columns.push_back(made);
            }
        }
        if (found.unknown) {
            scope->starUnknown = true;
            known = true;
        }
    }
    if (!known) {
        if (row->type.type == types::Record)
            refuse("type-mismatch", "record type has not been registered", -1);
        refuse("type-mismatch", "type " + format(row) + " is not composite", -1);
    }
    std::int32_t number = 0;
    for (const RangeColumn &column : columns) {
        Expr *field = make(Expr::Kind::FieldSelect, column.type, location);
        field->arguments.push_back(row);
        field->number = ++number;
        field->name = column.name;
        field->returnsSet = row->returnsSet;
        Target target;
        target.expr = field;
        target.name = column.name;
        targets.push_back(target);
    }
}

bool Analyzer::recordColumns(const Expr *row, std::vector<RangeColumn> &columns, int depth)
{
    if (depth > 64)
        return false;
    const auto add = [&](std::string_view name, ColumnType found) {
        RangeColumn column;
        column.name = name;
        column.type = found;
        columns.push_back(column);
    };
    switch (row->kind) {
    case Expr::Kind::Row:
        for (std::size_t i = 0; i < row->arguments.size(); ++i) {
            add(i < row->names.size() ? row->names[i] : keep("f" + std::to_string(i + 1)), row->arguments[i]->type);
        }
        return row->type.type == types::Record;
    case Expr::Kind::Var: {
        const RangeEntry *entry = row->entry;
        if (row->number == 0) {
            if (row->type.type != types::Record)
                return false;
            columns.insert(columns.end(), entry->columns.begin(), entry->columns.end());
            return true;
        }
        if (row->type.type != types::Record || row->number < 0 || entry->query == nullptr)
            return false;
        std::int32_t at = 0;
        for (const Target &target : entry->query->output()) {
            if (!target.junk && ++at == row->number)
                return recordColumns(target.expr, columns, depth + 1);
        }
        return false;
    }
    case Expr::Kind::SubLink:
        if (row->type.type == types::Record && row->query != nullptr && !row->query->output().empty())
            return recordColumns(row->query->output().front().expr, columns, depth + 1);
        return false;
    case Expr::Kind::Function: {
        if (row->builtin != nullptr) {
            const BuiltinFunction &function = *row->builtin;
            if (function.modes.empty() || function.returns != types::Record)
                return false;
            for (std::size_t i = 0; i < function.modes.size() && i < function.allArguments.size(); ++i) {
                if (function.modes[i] == 'i' || function.modes[i] == 'v')
                    continue;
                TypeId id = function.allArguments[i];
                if (isPolymorphic(id)) {
                    // From the arguments that were given: an array's element or the thing itself.
                    TypeId found = noType;
                    for (std::size_t a = 0; a < function.arguments.size() && a < row->arguments.size(); ++a) {
                        const TypeId declared = function.arguments[a];
                        const TypeId actual = row->arguments[a]->type.type;
                        if (declared == types::AnyArray || declared == types::AnyCompatibleArray)
                            found = id == declared ? actual : elementOf(baseType(actual));
                        else if (isPolymorphic(declared))
                            found = id == types::AnyArray || id == types::AnyCompatibleArray ? arrayOver(actual) : actual;
                    }
                    id = found;
                }
                std::string_view name = i < function.names.size() ? function.names[i] : std::string_view();
                if (name.empty())
                    name = keep("column" + std::to_string(columns.size() + 1));
                add(name, {id, -1});
            }
            return !columns.empty();
        }
        if (row->own != nullptr && row->type.type == types::Record && !row->own->outColumns.empty()) {
            for (const Column &column : row->own->outColumns) {
                TypeId id = column.type.type;
                if (isPolymorphic(id)) {
                    std::vector<TypeId> declared(row->own->arguments.begin(), row->own->arguments.end());
                    TypeList actual;
                    for (const Expr *argument : row->arguments)
                        actual.push_back(argument->type.type);
                    declared.resize(std::min(declared.size(), actual.size()));
                    id = enforceGenerics({actual.data(), declared.size()}, declared, id, false);
                }
                add(column.name.empty() ? keep("column" + std::to_string(columns.size() + 1)) : std::string_view(column.name), {id, column.type.modifier});
            }
            return true;
        }
        return false;
    }
    default:
        return false;
    }
}

void Analyzer::resolveUnknowns(std::vector<Target> &targets)
{
    for (Target &target : targets) {
        if (target.expr->type.type == types::Unknown)
            target.expr = coerce(target.expr, types::Unknown, {types::Text, -1}, Context::Implicit, false, -1);
    }
}

Expr *Analyzer::assigned(Scope *scope, Expr *expr, Place place, std::string_view column, std::int32_t attribute, const NodeList &indirection,
                         std::int64_t location)
{
    const PlaceGuard guard(*scope, place);
    RangeEntry *target = scope->target;
    if (attribute < 0)
        refuse("generated-column", "cannot assign to system column \"" + std::string(column) + '"', location);
    if (attribute == 0 || static_cast<std::size_t>(attribute) > target->columns.size())
        return expr;
    const ColumnType wanted = target->columns[static_cast<std::size_t>(attribute) - 1].type;
    useColumn(target, attribute);
    if (expr->kind == Expr::Kind::Default) {
        expr->type = wanted;
        if (!indirection.empty()) {
            refuse("type-mismatch", indirection[0].is("A_Indices") ? "cannot set an array element to DEFAULT" : "cannot set a subfield to DEFAULT",
                   location);
        }
        return expr;
    }
    if (!indirection.empty()) {
        std::vector<Node> nodes;
        for (const Node node : indirection)
            nodes.push_back(node);
        return assignIndirection(scope, nullptr, column, false, wanted, nodes, 0, expr, location);
    }
    const TypeId have = expr->type.type;
    Expr *converted = coerceToTarget(expr, have, wanted, Context::Assignment, false, -1);
    if (converted == nullptr) {
        refuse("type-mismatch", "column \"" + std::string(column) + "\" is of type " + format(wanted.type) + " but expression is of type " + format(have),
               expr->location);
    }
    return converted;
}

Expr *Analyzer::assignIndirection(Scope *scope, Expr *base, std::string_view target, bool subscripting, ColumnType wanted,
                                  const std::vector<Node> &indirection, std::size_t from, Expr *value, std::int64_t location)
{
    (void)base;
    std::vector<Node> subscripts;
    const auto throughSubscripts = [&](std::size_t next) {
        const ColumnType container = baseType(wanted);
        Expr *place = make(Expr::Kind::CaseTest, container, location);
        Expr *element = transformSubscripts(scope, place, subscripts, location);
        const bool jsonb = container.type == types::Jsonb;
        const ColumnType inner = jsonb ? ColumnType{types::Jsonb, -1} : element->type;
        Expr *inside = assignIndirection(scope, nullptr, target, true, inner, indirection, next, value, location);
        Expr *made = make(Expr::Kind::Subscript, wanted, location);
        made->arguments.push_back(inside);
        return made;
    };
    for (std::size_t i = from; i < indirection.size(); ++i) {
        const Node item = indirection[i];
        if (item.is("A_Indices")) {
            subscripts.push_back(item);
            continue;
        }
        if (item.is("A_Star"))
            refuse("syntax-not-understood", "row expansion via \"*\" is not supported here", location);
        if (!subscripts.empty())
            return throughSubscripts(i);
        const std::string field(item.string());
        if (wanted.type == noType)
            return value;
        const ColumnType composite = baseType(wanted);
        if (!isComplex(composite.type)) {
            refuse("type-mismatch", "cannot assign to field \"" + field + "\" of column \"" + std::string(target) + "\" because its type "
                       + format(wanted.type) + " is not a composite type", location);
        }
        const RowColumns row = rowColumns(composite.type);
        const Column *found = nullptr;
        if (row.columns != nullptr) {
            for (const Column &column : *row.columns) {
                if (column.name == field)
                    found = &column;
            }
        }
        if (found == nullptr) {
            if (row.unknown)
                return makeUnknowable("the columns of type " + format(wanted.type) + " are not known", location);
            refuse("column-missing", "cannot assign to field \"" + field + "\" of column \"" + std::string(target)
                       + "\" because there is no such column in data type " + format(wanted.type), location);
        }
        Expr *inside = assignIndirection(scope, nullptr, item.string(), false, found->type, indirection, i + 1, value, location);
        Expr *made = make(Expr::Kind::FieldSelect, wanted, location);
        made->arguments.push_back(inside);
        return made;
    }
    if (!subscripts.empty())
        return throughSubscripts(indirection.size());
    const TypeId have = value->type.type;
    Expr *converted = coerceToTarget(value, have, wanted, Context::Assignment, false, -1);
    if (converted == nullptr) {
        if (subscripting)
            refuse("type-mismatch", "subscripted assignment to \"" + std::string(target) + "\" requires type " + format(wanted.type)
                       + " but expression is of type " + format(have), location);
        refuse("type-mismatch", "subfield \"" + std::string(target) + "\" is of type " + format(wanted.type) + " but expression is of type " + format(have), location);
    }
    return converted;
}

} // namespace belay::schema::analysis
