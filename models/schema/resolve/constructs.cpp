// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/callshape.h"
#include "models/schema/resolve/guards.h"

#include <algorithm>

// The constructs of the expression grammar that are neither operators nor calls (parse_expr.c).
namespace belay::schema::analysis {

Expr *Analyzer::callOnRow(Scope *scope, std::string_view name, Expr *row, std::int64_t location)
{
    CallShape shape;
    shape.isColumn = true;
    return callNamed(scope, {}, name, {row}, shape, location);
}

Expr *Analyzer::transformCase(Scope *scope, Node node)
{
    Expr *made = make(Expr::Kind::Case, {}, node.location());
    Expr *placeholder = nullptr;
    if (node.has("arg")) {
        Expr *argument = transform(scope, node["arg"]);
        if (argument->type.type == types::Unknown)
            argument = coerceToCommon(argument, types::Text, "CASE");
        made->arguments.push_back(argument);
        placeholder = make(Expr::Kind::CaseTest, argument->type, argument->location);
    }
    std::vector<Expr *> conditions, results;
    for (const Node when : node.list("args")) {
        Expr *condition = transform(scope, when["expr"]);
        if (placeholder != nullptr)
            condition = applyOperator(scope, {{}, "=", false}, placeholder, condition, when.location());
        conditions.push_back(coerceToBoolean(condition, "CASE/WHEN"));
        results.push_back(transform(scope, when["result"]));
    }
    Expr *fallback = nullptr;
    if (node.has("defresult")) {
        fallback = transform(scope, node["defresult"]);
    } else {
        fallback = makeConst(types::Unknown, {}, -1);
        fallback->isNull = true;
    }
    std::vector<Expr *> all{fallback};
    all.insert(all.end(), results.begin(), results.end());
    const TypeId common = commonType(all, "CASE");
    fallback = coerceToCommon(fallback, common, "CASE/ELSE");
    for (std::size_t i = 0; i < results.size(); ++i) {
        results[i] = coerceToCommon(results[i], common, "CASE/WHEN");
        made->arguments.push_back(conditions[i]);
        made->arguments.push_back(results[i]);
    }
    made->arguments.push_back(fallback);
    for (const Expr *argument : made->arguments) {
        Levels levels;
        measure(argument, scope, levels);
        if (levels.set && scope->place != Place::None)
            refuse("set-misplaced", "set-returning functions are not allowed in CASE", argument->location);
    }
    all.assign(results.begin(), results.end());
    all.push_back(fallback);
    made->type = {common, commonModifier(all, common)};
    return made;
}

Expr *Analyzer::transformSubLink(Scope *scope, Node node)
{
    const std::int64_t location = node.location();
    std::string_view refused;
    switch (scope->place) {
    case Place::CheckConstraint:
        refused = "cannot use subquery in check constraint";
        break;
    case Place::ColumnDefault:
        refused = "cannot use subquery in DEFAULT expression";
        break;
    case Place::IndexExpression:
        refused = "cannot use subquery in index expression";
        break;
    case Place::GeneratedColumn:
        refused = "cannot use subquery in column generation expression";
        break;
    case Place::CallArgument:
        refused = "cannot use subquery in CALL argument";
        break;
    case Place::CopyWhere:
        refused = "cannot use subquery in COPY FROM WHERE condition";
        break;
    default:
        break;
    }
    if (!refused.empty())
        refuse("subquery-misplaced", std::string(refused), location);
    const std::string_view kind = node.text("subLinkType");
    Expr *made = make(Expr::Kind::SubLink, {types::Bool, -1}, location);
    made->name = kind;
    made->raw = node["subselect"];
    made->serialBegin = m_exprs.size();
    ++m_subLinks;
    Query *query = subquery(scope, node["subselect"], nullptr, false, true);
    --m_subLinks;
    made->query = query;
    std::vector<Target> outputs;
    for (const Target &target : query->output()) {
        if (!target.junk)
            outputs.push_back(target);
    }
    const auto finish = [&] {
        made->serialEnd = m_exprs.size();
        return made;
    };
    if (kind == "EXISTS_SUBLINK")
        return finish();
    if (kind == "EXPR_SUBLINK" || kind == "ARRAY_SUBLINK") {
        if (query->unknownColumns) {
            made->type = {};
            return finish();
        }
        if (outputs.size() != 1)
            refuse("column-count", "subquery must return only one column", location);
        made->type = outputs[0].expr->type;
        if (kind == "ARRAY_SUBLINK") {
            const TypeId element = made->type.type;
            if (element != noType) {
                // An array of arrays has one more dimension and the same type.
                made->type.type = elementOf(element) != noType ? element : arrayOver(element);
                if (made->type.type == noType)
                    refuse("type-missing", "could not find array type for data type " + format(element), location);
            }
        }
        return finish();
    }
    // ANY, ALL: each column of the left side against one of the subquery's.
    NodeList names = node.list("operName");
    OperatorName name = operatorName(names);
    if (names.empty())
        name = {{}, "=", false};
    Expr *left = transform(scope, node["testexpr"]);
    std::vector<Expr *> leftSide, rightSide;
    if (left->kind == Expr::Kind::Row)
        leftSide.assign(left->arguments.begin(), left->arguments.end());
    else
        leftSide.push_back(left);
    for (const Target &target : outputs) {
        Expr *column = make(Expr::Kind::CaseTest, target.expr->type, target.expr->location);
        rightSide.push_back(column);
    }
    if (query->unknownColumns)
        return finish();
    if (leftSide.size() < rightSide.size())
        refuse("column-count", "subquery has too many columns", location);
    if (leftSide.size() > rightSide.size())
        refuse("column-count", "subquery has too few columns", location);
    made->arguments.push_back(makeRowComparison(scope, name, leftSide, rightSide, location));
    return finish();
}

Expr *Analyzer::rowSubLink(Scope *scope, Node row, Node subLink, const OperatorName &name, std::int64_t location)
{
    Query *query = subquery(scope, subLink["subselect"], nullptr, false, true);
    Expr *left = transform(scope, row);
    std::vector<Expr *> rightSide;
    for (const Target &target : query->output()) {
        if (!target.junk)
            rightSide.push_back(make(Expr::Kind::CaseTest, target.expr->type, target.expr->location));
    }
    Expr *made = make(Expr::Kind::SubLink, {types::Bool, -1}, location);
    made->name = "ROWCOMPARE_SUBLINK";
    made->query = query;
    made->serialBegin = made->serialEnd = m_exprs.size();
    if (query->unknownColumns)
        return made;
    if (left->arguments.size() < rightSide.size())
        refuse("column-count", "subquery has too many columns", subLink.location());
    if (left->arguments.size() > rightSide.size())
        refuse("column-count", "subquery has too few columns", subLink.location());
    made->arguments.push_back(makeRowComparison(scope, name, left->arguments, rightSide, location));
    return made;
}

Expr *Analyzer::transformArray(Scope *scope, Node node, TypeId array, TypeId element, std::int32_t modifier)
{
    const DepthGuard guard(*this);
    Expr *made = make(Expr::Kind::Array, {}, node.location());
    std::vector<Expr *> elements;
    for (const Node item : node.list("elements")) {
        Expr *expr = nullptr;
        if (item.is("A_ArrayExpr")) {
            expr = transformArray(scope, item, array, element, modifier);
            made->isMulti = true;
        } else {
            expr = transform(scope, item);
            if (!made->isMulti && elementOf(expr->type.type) != noType)
                made->isMulti = true;
        }
        elements.push_back(expr);
    }
    TypeId wanted = noType;
    const bool hard = array != noType;
    if (hard) {
        wanted = made->isMulti ? array : element;
    } else {
        if (elements.empty())
            refuse("type-mismatch", "cannot determine type of empty array", node.location());
        wanted = commonType(elements, "ARRAY");
        if (wanted == noType) {
            made->arguments.assign(elements.begin(), elements.end());
            return made;
        }
        if (made->isMulti) {
            array = wanted;
            element = elementOf(array);
            if (element == noType)
                refuse("type-missing", "could not find element type for data type " + format(array), node.location());
        } else {
            element = wanted;
            array = arrayOver(element);
            if (array == noType)
                refuse("type-missing", "could not find array type for data type " + format(element), node.location());
        }
    }
    for (Expr *expr : elements) {
        Expr *converted = nullptr;
        if (hard) {
            converted = coerceToTarget(expr, expr->type.type, {wanted, modifier}, Context::Explicit, true, -1);
            if (converted == nullptr)
                refuse("type-mismatch", "cannot cast type " + format(expr) + " to " + format(wanted), expr->location);
        } else {
            converted = coerceToCommon(expr, wanted, "ARRAY");
        }
        made->arguments.push_back(converted);
    }
    made->type = {array, -1};
    return made;
}

Expr *Analyzer::transformRow(Scope *scope, Node node, bool allowDefault)
{
    Expr *made = make(Expr::Kind::Row, {types::Record, -1}, node.location());
    made->implicit = node.text("row_format") == "COERCE_IMPLICIT_CAST";
    for (const Node item : node.list("args")) {
        if (item.is("SetToDefault") && allowDefault) {
            made->arguments.push_back(make(Expr::Kind::Default, {types::Unknown, -1}, item.location()));
            continue;
        }
        const bool starred = item.is("ColumnRef") && item.list("fields").back().is("A_Star");
        const bool starredField = item.is("A_Indirection") && item.list("indirection").back().is("A_Star");
        if (starred || starredField) {
            std::vector<Target> targets;
            if (starred)
                expandStar(scope, item, targets, false);
            else
                expandFieldStar(scope, item, targets, scope->place);
            for (const Target &target : targets)
                made->arguments.push_back(target.expr);
            continue;
        }
        made->arguments.push_back(transform(scope, item));
    }
    if (made->arguments.size() > 1664)
        refuse("column-count", "ROW expressions can have at most 1664 entries", node.location());
    return made;
}

Expr *Analyzer::transformCoalesce(Scope *scope, Node node)
{
    Expr *made = make(Expr::Kind::Coalesce, {}, node.location());
    std::vector<Expr *> arguments;
    for (const Node item : node.list("args"))
        arguments.push_back(transform(scope, item));
    const TypeId common = commonType(arguments, "COALESCE");
    for (Expr *&argument : arguments) {
        argument = coerceToCommon(argument, common, "COALESCE");
        made->arguments.push_back(argument);
        Levels levels;
        measure(argument, scope, levels);
        if (levels.set)
            refuse("set-misplaced", "set-returning functions are not allowed in COALESCE", argument->location);
    }
    made->type = {common, commonModifier(arguments, common)};
    return made;
}

Expr *Analyzer::transformMinMax(Scope *scope, Node node)
{
    Expr *made = make(Expr::Kind::MinMax, {}, node.location());
    const std::string_view name = node.text("op") == "IS_LEAST" ? "LEAST" : "GREATEST";
    made->name = name;
    std::vector<Expr *> arguments;
    for (const Node item : node.list("args"))
        arguments.push_back(transform(scope, item));
    const TypeId common = commonType(arguments, name);
    for (Expr *&argument : arguments) {
        argument = coerceToCommon(argument, common, name);
        made->arguments.push_back(argument);
    }
    made->type = {common, commonModifier(arguments, common)};
    return made;
}

Expr *Analyzer::transformSqlValue(Node node)
{
    const std::string_view op = node.text("op");
    TypeId found = types::Name;
    if (op == "SVFOP_CURRENT_DATE")
        found = types::Date;
    else if (op.starts_with("SVFOP_CURRENT_TIMESTAMP"))
        found = types::Timestamptz;
    else if (op.starts_with("SVFOP_CURRENT_TIME"))
        found = types::Timetz;
    else if (op.starts_with("SVFOP_LOCALTIMESTAMP"))
        found = types::Timestamp;
    else if (op.starts_with("SVFOP_LOCALTIME"))
        found = types::Time;
    Expr *made = make(Expr::Kind::SqlValue, {found, op.ends_with("_N") ? static_cast<std::int32_t>(node.number("typmod", -1)) : -1}, node.location());
    made->name = op;
    made->isMutable = true;
    return made;
}

Expr *Analyzer::transformCast(Scope *scope, Node node)
{
    const Node typeName = node["typeName"];
    const ColumnType target = typeNamed(typeName);
    if (typeName.flag("setof"))
        refuse("type-mismatch", "cannot cast to SETOF", typeName.location());
    const Node argument = node["arg"];
    // `interval $1`: the parsing library takes it, the server's grammar does not.
    if (argument.is("ParamRef") && node.location() < 0)
        refuse("syntax-not-understood", "syntax error at or near \"$" + std::to_string(argument.number("number")) + '"', argument.location());
    Expr *expr = nullptr;
    if (argument.is("A_ArrayExpr") && target.type != noType) {
        const ColumnType base = baseType(target);
        const TypeId element = elementOf(base.type);
        expr = element != noType ? transformArray(scope, argument, base.type, element, base.modifier) : transform(scope, argument);
    } else {
        expr = transform(scope, argument);
    }
    const TypeId input = expr->type.type;
    const std::int64_t location = node.location() >= 0 ? node.location() : typeName.location();
    if (target.type == noType)
        return makeUnknowable({}, location);
    Expr *made = coerceToTarget(expr, input, target, Context::Explicit, true, location);
    if (made == nullptr)
        refuse("type-mismatch", "cannot cast type " + format(input) + " to " + format(target.type), location);
    return made;
}

Expr *Analyzer::transformCollate(Scope *scope, Node node)
{
    Expr *argument = transform(scope, node["arg"]);
    const TypeId id = argument->type.type;
    const Type *known = type(baseType(id));
    const bool collatable = id == types::Unknown || known == nullptr || known->category == 'S'
        || (known->kind == Type::Kind::Array && (type(known->element) == nullptr || type(known->element)->category == 'S'))
        || (known->id < firstOwnType && m_builtins.traits(known->id).collated);
    if (!collatable)
        refuse("type-mismatch", "collations are not supported by type " + format(id), node.location());
    const NodeList names = node.list("collname");
    const std::string name(names.empty() ? std::string_view() : names.back().string());
    if (!m_builtins.hasCollation(name))
        note("collation \"" + name + "\" is not known", node.location());
    Expr *made = make(Expr::Kind::Collate, argument->type, node.location());
    made->name = keep(name);
    made->arguments.push_back(argument);
    return made;
}

Expr *Analyzer::transformXml(Scope *scope, Node node)
{
    if (node.is("XmlSerialize")) {
        Expr *made = make(Expr::Kind::Xml, {}, node.location());
        made->arguments.push_back(coerceToSpecific(transform(scope, node["expr"]), types::Xml, "XMLSERIALIZE"));
        made->type = typeNamed(node["typeName"]);
        if (!canCoerce(types::Text, made->type.type, Context::Implicit))
            refuse("type-mismatch", "cannot cast XMLSERIALIZE result to " + format(made->type.type), node.location());
        return made;
    }
    const std::string_view op = node.text("op");
    Expr *made = make(Expr::Kind::Xml, {op == "IS_DOCUMENT" ? static_cast<TypeId>(types::Bool) : static_cast<TypeId>(types::Xml), -1}, node.location());
    made->name = op;
    std::vector<std::string_view> names;
    for (const Node item : node.list("named_args")) {
        Expr *expr = transform(scope, item["val"]);
        std::string_view name = item.text("name");
        if (name.empty()) {
            if (!item["val"].is("ColumnRef"))
                refuse("syntax-not-understood", op == "IS_XMLELEMENT" ? "unnamed XML attribute value must be a column reference" : "unnamed XML element value must be a column reference", item.location());
            name = columnName(item["val"]);
        }
        if (op == "IS_XMLELEMENT" && std::ranges::find(names, name) != names.end())
            refuse("column-ambiguous", "XML attribute name \"" + std::string(name) + "\" appears more than once", item.location());
        names.push_back(name);
        made->arguments.push_back(expr);
    }
    std::size_t at = 0;
    for (const Node item : node.list("args")) {
        Expr *expr = transform(scope, item);
        TypeId wanted = types::Xml;
        std::string_view construct = "XMLELEMENT";
        if (op == "IS_XMLCONCAT") {
            construct = "XMLCONCAT";
        } else if (op == "IS_XMLPARSE") {
            construct = "XMLPARSE";
            wanted = at == 0 ? static_cast<TypeId>(types::Text) : static_cast<TypeId>(types::Bool);
        } else if (op == "IS_XMLPI") {
            construct = "XMLPI";
            wanted = types::Text;
        } else if (op == "IS_XMLROOT") {
            construct = "XMLROOT";
            wanted = at == 0 ? static_cast<TypeId>(types::Xml) : at == 1 ? static_cast<TypeId>(types::Text) : static_cast<TypeId>(types::Int4);
        } else if (op == "IS_DOCUMENT") {
            construct = "IS DOCUMENT";
        } else if (op == "IS_XMLELEMENT") {
            wanted = noType; // Whatever there is, is written as XML.
        }
        if (wanted != noType)
            expr = coerceToSpecific(expr, wanted, construct);
        made->arguments.push_back(expr);
        ++at;
    }
    return made;
}

Expr *Analyzer::transformGrouping(Scope *scope, Node node)
{
    Expr *made = make(Expr::Kind::Grouping, {types::Int4, -1}, node.location());
    const NodeList arguments = node.list("args");
    if (arguments.size() > 31)
        refuse("grouping", "GROUPING must have fewer than 32 arguments", node.location());
    std::vector<Expr *> list;
    for (const Node item : arguments)
        list.push_back(transform(scope, item));
    made->arguments.assign(list.begin(), list.end());
    m_groupingCall = true;
    made->scope = checkAggregateLevel(scope, list, {}, nullptr, node.location());
    m_groupingCall = false;
    return made;
}

Expr *Analyzer::multiAssignment(Scope *scope, Node node)
{
    const auto column = static_cast<std::size_t>(std::max<std::int64_t>(node.number("colno", 1), 1));
    const auto count = static_cast<std::size_t>(node.number("ncolumns"));
    if (column == 1) {
        const Node source = node["source"];
        if (source.is("SubLink") && source.text("subLinkType") == "EXPR_SUBLINK") {
            Query *query = subquery(scope, source["subselect"], nullptr, false, true);
            Expr *row = make(Expr::Kind::Row, {types::Record, -1}, source.location());
            for (const Target &target : query->output()) {
                if (target.junk)
                    continue;
                Expr *value = make(Expr::Kind::SubLink, target.expr->type, target.expr->location);
                value->name = "MULTIEXPR_SUBLINK";
                value->query = query;
                value->isMulti = true;
                row->arguments.push_back(value);
            }
            if (query->unknownColumns)
                throw Undecided{"how many columns the subquery has is not known", source.location()};
            if (row->arguments.size() != count)
                refuse("column-count", "number of columns does not match number of values", source.location());
            scope->multiSources.push_back(row);
        } else if (source.is("RowExpr")) {
            Expr *row = transformRow(scope, source, true);
            if (row->arguments.size() != count)
                refuse("column-count", "number of columns does not match number of values", source.location());
            scope->multiSources.push_back(row);
        } else {
            refuse("syntax-not-understood", "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression", source.location());
        }
    }
    if (scope->multiSources.empty() || column > scope->multiSources.back()->arguments.size())
        throw Undecided{"a multiple-column assignment is not understood", node.location()};
    return scope->multiSources.back()->arguments[column - 1];
}

} // namespace belay::schema::analysis
