// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/guards.h"

#include <algorithm>
#include <charconv>

// Expressions: constants, columns, operators (parse_expr.c).
namespace belay::schema::analysis {

Expr *Analyzer::expression(Scope *scope, Node node, Place place)
{
    const PlaceGuard guard(*scope, place);
    return transform(scope, node);
}

Expr *Analyzer::transform(Scope *scope, Node node)
{
    const DepthGuard guard(*this);
    const std::string_view kind = node.type();
    if (kind == "ColumnRef")
        return transformColumn(scope, node);
    if (kind == "A_Const")
        return transformConst(node);
    if (kind == "ParamRef")
        return transformParam(scope, node);
    if (kind == "FuncCall")
        return transformCall(scope, node);
    if (kind == "A_Expr") {
        const std::string_view which = node.text("kind");
        if (which == "AEXPR_IN")
            return transformIn(scope, node);
        if (which == "AEXPR_DISTINCT" || which == "AEXPR_NOT_DISTINCT")
            return transformDistinct(scope, node);
        if (which.starts_with("AEXPR_BETWEEN") || which.starts_with("AEXPR_NOT_BETWEEN"))
            return transformBetween(scope, node);
        return transformOperator(scope, node);
    }
    if (kind == "TypeCast")
        return transformCast(scope, node);
    if (kind == "BoolExpr")
        return transformBoolean(scope, node);
    if (kind == "SubLink")
        return transformSubLink(scope, node);
    if (kind == "A_Indirection")
        return transformIndirection(scope, node);
    if (kind == "A_ArrayExpr")
        return transformArray(scope, node, noType, noType, -1);
    if (kind == "CaseExpr")
        return transformCase(scope, node);
    if (kind == "RowExpr")
        return transformRow(scope, node, false);
    if (kind == "CoalesceExpr")
        return transformCoalesce(scope, node);
    if (kind == "MinMaxExpr")
        return transformMinMax(scope, node);
    if (kind == "SQLValueFunction")
        return transformSqlValue(node);
    if (kind == "NullTest") {
        Expr *made = make(Expr::Kind::NullTest, {types::Bool, -1}, node.location());
        made->name = node.text("nulltesttype");
        made->arguments.push_back(transform(scope, node["arg"]));
        return made;
    }
    if (kind == "BooleanTest") {
        const std::string_view test = node.text("booltesttype");
        const std::string_view construct = test == "IS_TRUE" ? "IS TRUE"
            : test == "IS_NOT_TRUE"                          ? "IS NOT TRUE"
            : test == "IS_FALSE"                             ? "IS FALSE"
            : test == "IS_NOT_FALSE"                         ? "IS NOT FALSE"
            : test == "IS_UNKNOWN"                           ? "IS UNKNOWN"
                                                             : "IS NOT UNKNOWN";
        Expr *argument = transform(scope, node["arg"]);
        Expr *made = make(Expr::Kind::BooleanTest, {types::Bool, -1}, node.location());
        made->name = construct;
        made->arguments.push_back(coerceToBoolean(argument, construct));
        return made;
    }
    if (kind == "CollateClause")
        return transformCollate(scope, node);
    if (kind == "GroupingFunc")
        return transformGrouping(scope, node);
    if (kind == "MultiAssignRef")
        return multiAssignment(scope, node);
    if (kind == "XmlExpr" || kind == "XmlSerialize")
        return transformXml(scope, node);
    if (kind == "SetToDefault")
        refuse("syntax-not-understood", "DEFAULT is not allowed in this context", node.location());
    if (kind == "CurrentOfExpr")
        return make(Expr::Kind::CurrentOf, {types::Bool, -1}, node.location());
    throw Undecided{"an expression of kind " + std::string(kind.empty() ? "?" : kind) + " is not understood", node.location()};
}

bool Analyzer::isNullConst(Node node) { return node.is("A_Const") && node.flag("isnull"); }

Expr *Analyzer::transformConst(Node node)
{
    const std::int64_t location = node.location();
    if (node.flag("isnull")) {
        Expr *made = makeConst(types::Unknown, {}, location);
        made->isNull = true;
        return made;
    }
    if (const Node value = node["ival"])
        return makeConst(types::Int4, keep(std::to_string(value.number("ival"))), location);
    if (const Node value = node["fval"]) {
        const std::string_view text = value.text("fval");
        std::int64_t number = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (failure == std::errc() && end == text.data() + text.size()) {
            const bool small = number >= INT32_MIN && number <= INT32_MAX;
            return makeConst(small ? static_cast<TypeId>(types::Int4) : static_cast<TypeId>(types::Int8), text, location);
        }
        return makeConst(types::Numeric, text, location);
    }
    if (const Node value = node["boolval"])
        return makeConst(types::Bool, value.flag("boolval") ? "t" : "f", location);
    if (const Node value = node["sval"])
        return makeConst(types::Unknown, value.text("sval"), location);
    if (const Node value = node["bsval"]) {
        const std::string_view text = value.text("bsval");
        if (std::optional<Refusal> refusal = literalRefusal(text, {types::Bit, -1}, location))
            throw *refusal;
        return makeConst(types::Bit, text, location);
    }
    throw Undecided{"a constant is not understood", location};
}

Expr *Analyzer::transformParam(Scope *scope, Node node)
{
    (void)scope;
    const std::int64_t number = node.number("number");
    const std::int64_t location = node.location();
    if (number <= 0 || number > 65535)
        refuse("parameter-type", "there is no parameter $" + std::to_string(number), location);
    const auto at = static_cast<std::size_t>(number - 1);
    if (!m_variableParameters && at >= m_parameters.size())
        refuse("parameter-type", "there is no parameter $" + std::to_string(number), location);
    if (at >= m_parameters.size()) {
        m_parameters.resize(at + 1, noType);
        m_parameterSeen.resize(at + 1, false);
    }
    if (!m_parameterSeen[at]) {
        m_parameterSeen[at] = true;
        if (m_variableParameters)
            m_parameters[at] = types::Unknown;
    }
    Expr *made = make(Expr::Kind::Param, {m_parameters[at], -1}, location);
    made->number = static_cast<std::int32_t>(number);
    m_parameterExprs.push_back(made);
    return made;
}

Expr *Analyzer::wholeRow(Scope *scope, const NamespaceItem &item, std::int64_t location)
{
    (void)scope;
    // A function that returns a plain value is that value.
    RangeEntry *entry = item.entry;
    return makeVar(entry, entry->scalarFunction ? 1 : 0, location);
}

Expr *Analyzer::transformColumn(Scope *scope, Node node)
{
    const std::int64_t location = node.location();
    if (scope->place == Place::ColumnDefault)
        refuse("column-missing", "cannot use column reference in DEFAULT expression", location);
    const NodeList fields = node.list("fields");
    std::string_view schema, relation, column;
    const auto last = fields.size() - 1;
    if (fields.empty() || fields.size() > 4)
        refuse("column-missing", "improper qualified name (too many dotted names)", location);
    if (fields.size() == 4)
        throw Undecided{"the name of the database is not known", location};
    const bool star = fields[last].is("A_Star");
    if (fields.size() == 1) {
        column = fields[0].string();
        if (star)
            throw Undecided{"a star is not understood here", location};
        if (Expr *found = columnByName(scope, column, location)) {
            if (found->kind != Expr::Kind::Unknowable)
                return found;
            if (const NamespaceItem *item = findItem(scope, {}, column, location))
                return wholeRow(scope, *item, location);
            note(std::string(found->name), location);
            return found;
        }
        // A relation's name alone is its whole row.
        if (const NamespaceItem *item = findItem(scope, {}, column, location))
            return wholeRow(scope, *item, location);
    } else {
        column = star ? std::string_view() : fields[last].string();
        relation = fields[last - 1].string();
        if (fields.size() == 3)
            schema = fields[0].string();
        const NamespaceItem *item = findItem(scope, schema, relation, location);
        if (item != nullptr) {
            if (star)
                return wholeRow(scope, *item, location);
            if (Expr *found = columnOf(scope, *item, column, location))
                return found;
            if (item->entry->unknownColumns) {
                note("whether \"" + std::string(relation) + "\" has a column \"" + std::string(column) + "\" is not known", location);
                return makeUnknowable({}, location);
            }
            // relation.function, as PostQUEL had it.
            if (Expr *found = callOnRow(scope, column, wholeRow(scope, *item, location), location))
                return found;
        } else {
            if (Expr *parameter = parameterByName(fields, location))
                return parameter;
            missingEntry(scope, schema, relation, location);
        }
    }
    if (Expr *parameter = parameterByName(fields, location))
        return parameter;
    missingColumn(relation, column, location);
}

Expr *Analyzer::parameterByName(const NodeList &fields, std::int64_t location)
{
    // An SQL function's body may name the arguments: name, function.name; here the last part counts.
    if (m_parameterNames.empty())
        return nullptr;
    const auto typed = [&](std::size_t at) {
        Expr *made = make(Expr::Kind::Param, {m_parameters[at], -1}, location);
        made->number = static_cast<std::int32_t>(at + 1);
        return made;
    };
    for (std::size_t i = 0; i < m_parameterNames.size() && i < m_parameters.size(); ++i) {
        if (m_parameterNames[i].empty())
            continue;
        if (m_parameterNames[i] == fields.back().string() && fields.size() <= 2)
            return typed(i);
        if (fields.size() >= 2 && fields[fields.size() - 2].string() == m_parameterNames[i]) {
            Expr *row = typed(i);
            if (fields.back().is("A_Star"))
                return row;
            return projectColumn(nullptr, fields.back().string(), row, location);
        }
    }
    return nullptr;
}

Expr *Analyzer::transformIndirection(Scope *scope, Node node)
{
    Expr *result = transform(scope, node["arg"]);
    const std::int64_t location = result->location;
    std::vector<Node> subscripts;
    for (const Node item : node.list("indirection")) {
        if (item.is("A_Indices")) {
            subscripts.push_back(item);
            continue;
        }
        if (item.is("A_Star"))
            refuse("syntax-not-understood", "row expansion via \"*\" is not supported here", location);
        if (!subscripts.empty())
            result = transformSubscripts(scope, result, subscripts, location);
        subscripts.clear();
        const std::string_view field = item.string();
        Expr *selected = callOnRow(scope, field, result, location);
        if (selected == nullptr) {
            if (result->kind == Expr::Kind::Var && result->number == 0)
                missingColumn(result->entry->name, field, location);
            if (isComplex(result->type.type))
                refuse("column-missing", "column \"" + std::string(field) + "\" not found in data type " + format(result), location);
            if (result->type.type == types::Record)
                refuse("column-missing", "could not identify column \"" + std::string(field) + "\" in record data type", location);
            refuse("column-missing", "column notation ." + std::string(field) + " applied to type " + format(result) + ", which is not a composite type", location);
        }
        result = selected;
    }
    if (!subscripts.empty())
        result = transformSubscripts(scope, result, subscripts, location);
    return result;
}

Expr *Analyzer::transformSubscripts(Scope *scope, Expr *base, const std::vector<Node> &indirection, std::int64_t location)
{
    if (base->type.type == noType)
        return makeUnknowable("the type of what is subscripted is not known", location);
    const ColumnType container = baseType(base->type);
    TypeId containerType = container.type;
    if (containerType == types::Int2Vector)
        containerType = 1005;
    else if (containerType == types::OidVector)
        containerType = 1028;
    const Type *known = type(containerType);
    const bool isArray = known != nullptr && known->kind == Type::Kind::Array;
    const bool isJsonb = containerType == types::Jsonb;
    const bool isHstore = known != nullptr && known->name == "hstore" && containerType >= firstOwnType;
    const bool isFixed = !isArray && !isJsonb && known != nullptr && known->element != noType && containerType < firstOwnType
        && m_builtins.traits(containerType).subscripted;
    if (!isArray && !isJsonb && !isHstore && !isFixed)
        refuse("type-mismatch", "cannot subscript type " + format(containerType) + " because it does not support subscripting", base->location);
    bool slice = false;
    for (const Node item : indirection)
        slice = slice || item.flag("is_slice");
    Expr *made = make(Expr::Kind::Subscript, {}, location);
    made->arguments.push_back(base);
    made->isMulti = slice;
    const auto index = [&](Node node) {
        Expr *at = transform(scope, node);
        if (isJsonb) {
            const TypeId have = at->type.type;
            TypeId wanted = types::Text;
            if (have != types::Unknown && have != noType) {
                const bool toInt = canCoerce(have, types::Int4, Context::Implicit);
                const bool toText = canCoerce(have, types::Text, Context::Implicit);
                if (toInt == toText)
                    refuse("type-mismatch", "subscript type " + format(have) + " is not supported", at->location);
                wanted = toInt ? static_cast<TypeId>(types::Int4) : static_cast<TypeId>(types::Text);
            }
            return coerce(at, have, {wanted, -1}, Context::Implicit, false, -1);
        }
        const TypeId wanted = isHstore ? static_cast<TypeId>(types::Text) : static_cast<TypeId>(types::Int4);
        Expr *converted = coerceToTarget(at, at->type.type, {wanted, -1}, Context::Assignment, false, -1);
        if (converted == nullptr)
            refuse("type-mismatch", isHstore ? "hstore subscript must have type text" : "array subscript must have type integer", at->location);
        return converted;
    };
    for (const Node item : indirection) {
        if (item.flag("is_slice") && isJsonb) {
            const Node at = item.has("lidx") ? item["lidx"] : item["uidx"];
            refuse("type-mismatch", "jsonb subscript does not support slices", at ? at.location() : location);
        }
        if (slice && isHstore)
            refuse("type-mismatch", "hstore allows only one subscript", location);
        if (item.has("lidx"))
            made->arguments.push_back(index(item["lidx"]));
        if (item.has("uidx"))
            made->arguments.push_back(index(item["uidx"]));
    }
    if (isJsonb)
        made->type = {types::Jsonb, -1};
    else if (isHstore)
        made->type = {types::Text, -1};
    else if (slice)
        made->type = {containerType, container.modifier};
    else
        made->type = {known->element, container.modifier};
    return made;
}

Expr *Analyzer::transformOperator(Scope *scope, Node node)
{
    const std::int64_t location = node.location();
    const std::string_view kind = node.text("kind");
    const OperatorName name = operatorName(node.list("name"));
    const Node left = node["lexpr"];
    const Node right = node["rexpr"];
    if (kind == "AEXPR_NULLIF") {
        Expr *l = transform(scope, left);
        Expr *r = transform(scope, right);
        Expr *made = applyOperator(scope, name, l, r, location);
        if (made->type.type != types::Bool && made->type.type != noType)
            refuse("type-mismatch", "NULLIF requires = operator to yield boolean", location);
        if (made->kind == Expr::Kind::Operator)
            made->kind = Expr::Kind::NullIf;
        made->type = made->arguments.empty() ? ColumnType{} : ColumnType{made->arguments[0]->type.type, -1};
        return made;
    }
    if (kind == "AEXPR_OP_ANY" || kind == "AEXPR_OP_ALL") {
        Expr *l = transform(scope, left);
        Expr *r = transform(scope, right);
        return applyArrayOperator(scope, name, kind == "AEXPR_OP_ANY", l, r, location);
    }
    if (left.is("RowExpr") && right.is("SubLink") && right.text("subLinkType") == "EXPR_SUBLINK")
        return rowSubLink(scope, left, right, name, location);
    if (left.is("RowExpr") && right.is("RowExpr")) {
        Expr *l = transform(scope, left);
        Expr *r = transform(scope, right);
        return makeRowComparison(scope, name, l->arguments, r->arguments, location);
    }
    Expr *l = left ? transform(scope, left) : nullptr;
    Expr *r = right ? transform(scope, right) : nullptr;
    return applyOperator(scope, name, l, r, location);
}

namespace {

bool containsLocalVariable(const Expr *expr, const Scope *scope)
{
    if (expr->kind == Expr::Kind::Var && expr->entry->scope == scope)
        return true;
    if (expr->kind == Expr::Kind::SubLink && expr->isMulti)
        return true;
    for (const Expr *argument : expr->arguments) {
        if (containsLocalVariable(argument, scope))
            return true;
    }
    for (const Expr *argument : expr->more) {
        if (containsLocalVariable(argument, scope))
            return true;
    }
    return false;
}

} // namespace

Expr *Analyzer::transformIn(Scope *scope, Node node)
{
    const std::int64_t location = node.location();
    const OperatorName name = operatorName(node.list("name"));
    const bool useOr = name.name != "<>";
    Expr *left = transform(scope, node["lexpr"]);
    std::vector<Expr *> all, variables, constants;
    for (const Node item : node["rexpr"].list("items")) {
        Expr *right = transform(scope, item);
        all.push_back(right);
        (containsLocalVariable(right, scope) ? variables : constants).push_back(right);
    }
    Expr *result = make(Expr::Kind::Boolean, {types::Bool, -1}, location);
    result->name = useOr ? "OR" : "AND";
    if (constants.size() > 1) {
        std::vector<Expr *> together{left};
        together.insert(together.end(), constants.begin(), constants.end());
        TypeId scalar = commonType(together, {});
        if (scalar != noType && !verifyCommon(scalar, together))
            scalar = noType;
        const TypeId array = scalar != noType && scalar != types::Record ? arrayOver(scalar) : noType;
        if (array != noType) {
            Expr *list = make(Expr::Kind::Array, {array, -1}, -1);
            for (Expr *constant : constants)
                list->arguments.push_back(coerceToCommon(constant, scalar, "IN"));
            result->arguments.push_back(applyArrayOperator(scope, name, useOr, left, list, location));
            all = variables;
        }
    }
    const bool untypedParameter = left->kind == Expr::Kind::Param && left->type.type == types::Unknown;
    for (Expr *right : all) {
        // Each comparison has the operand to itself: a parameter learns its type in each of them.
        Expr *operand = left;
        if (untypedParameter && left->type.type != types::Unknown) {
            operand = make(Expr::Kind::Param, {types::Unknown, -1}, left->location);
            operand->number = left->number;
            m_parameterExprs.push_back(operand);
        }
        Expr *compared = operand->kind == Expr::Kind::Row && right->kind == Expr::Kind::Row
            ? makeRowComparison(scope, name, operand->arguments, right->arguments, location)
            : applyOperator(scope, name, operand, right, location);
        result->arguments.push_back(coerceToBoolean(compared, "IN"));
    }
    return result->arguments.size() == 1 ? result->arguments[0] : result;
}

Expr *Analyzer::transformBetween(Scope *scope, Node node)
{
    const std::int64_t location = node.location();
    const std::string_view kind = node.text("kind");
    const bool negated = kind.starts_with("AEXPR_NOT");
    const bool symmetric = kind.ends_with("SYM");
    const NodeList bounds = node["rexpr"].list("items");
    if (bounds.size() != 2)
        throw Undecided{"BETWEEN without two bounds is not understood", location};
    const std::string_view lower = negated ? "<" : ">=";
    const std::string_view upper = negated ? ">" : "<=";
    const auto compare = [&](std::string_view op, Node bound) {
        // The grammar's tree has the operand twice, and so it is analysed twice.
        const Node operand = node["lexpr"];
        Expr *l = transform(scope, operand);
        Expr *r = transform(scope, bound);
        Expr *made = operand.is("RowExpr") && bound.is("RowExpr") ? makeRowComparison(scope, {{}, op, false}, l->arguments, r->arguments, location)
                                                                 : applyOperator(scope, {{}, op, false}, l, r, location);
        return coerceToBoolean(made, negated != symmetric ? "OR" : "AND");
    };
    const auto range = [&](Node a, Node b) {
        Expr *made = make(Expr::Kind::Boolean, {types::Bool, -1}, location);
        made->name = negated ? "OR" : "AND";
        made->arguments.push_back(compare(lower, a));
        made->arguments.push_back(compare(upper, b));
        return made;
    };
    if (!symmetric)
        return range(bounds[0], bounds[1]);
    Expr *made = make(Expr::Kind::Boolean, {types::Bool, -1}, location);
    made->name = negated ? "AND" : "OR";
    made->arguments.push_back(range(bounds[0], bounds[1]));
    made->arguments.push_back(range(bounds[1], bounds[0]));
    return made;
}

Expr *Analyzer::makeDistinct(Scope *scope, const OperatorName &name, Expr *left, Expr *right, std::int64_t location)
{
    Expr *made = applyOperator(scope, name, left, right, location);
    if (made->type.type != types::Bool && made->type.type != noType)
        refuse("type-mismatch", "IS DISTINCT FROM requires = operator to yield boolean", location);
    made->kind = Expr::Kind::Distinct;
    return made;
}

Expr *Analyzer::makeRowDistinct(Scope *scope, const OperatorName &name, Expr *left, Expr *right, std::int64_t location)
{
    if (left->arguments.size() != right->arguments.size())
        refuse("type-mismatch", "unequal number of entries in row expressions", location);
    Expr *made = make(Expr::Kind::Boolean, {types::Bool, -1}, location);
    made->name = "OR";
    for (std::size_t i = 0; i < left->arguments.size(); ++i)
        made->arguments.push_back(makeDistinct(scope, name, left->arguments[i], right->arguments[i], location));
    return made;
}

Expr *Analyzer::transformDistinct(Scope *scope, Node node)
{
    const std::int64_t location = node.location();
    const Node left = node["lexpr"];
    const Node right = node["rexpr"];
    const bool negated = node.text("kind") == "AEXPR_NOT_DISTINCT";
    Expr *made = nullptr;
    if (isNullConst(right) || isNullConst(left)) {
        made = make(Expr::Kind::NullTest, {types::Bool, -1}, location);
        made->name = negated ? "IS_NULL" : "IS_NOT_NULL";
        made->arguments.push_back(transform(scope, isNullConst(right) ? left : right));
        return made;
    }
    Expr *l = transform(scope, left);
    Expr *r = transform(scope, right);
    const OperatorName name = operatorName(node.list("name"));
    made = l->kind == Expr::Kind::Row && r->kind == Expr::Kind::Row ? makeRowDistinct(scope, name, l, r, location)
                                                                    : makeDistinct(scope, name, l, r, location);
    if (negated) {
        Expr *inverted = make(Expr::Kind::Boolean, {types::Bool, -1}, location);
        inverted->name = "NOT";
        inverted->arguments.push_back(made);
        return inverted;
    }
    return made;
}

Expr *Analyzer::transformBoolean(Scope *scope, Node node)
{
    const std::string_view which = node.text("boolop");
    const std::string_view construct = which == "AND_EXPR" ? "AND" : which == "OR_EXPR" ? "OR" : "NOT";
    Expr *made = make(Expr::Kind::Boolean, {types::Bool, -1}, node.location());
    made->name = construct;
    for (const Node argument : node.list("args")) {
        Expr *expr = transform(scope, argument);
        made->arguments.push_back(coerceToBoolean(expr, construct));
    }
    return made;
}

Expr *Analyzer::makeRowComparison(Scope *scope, const OperatorName &name, std::span<Expr *const> left, std::span<Expr *const> right,
                                  std::int64_t location)
{
    if (left.size() != right.size())
        refuse("type-mismatch", "unequal number of entries in row expressions", location);
    if (left.empty())
        refuse("type-mismatch", "cannot compare rows of zero length", location);
    const std::vector<Expr *> ls(left.begin(), left.end());
    const std::vector<Expr *> rs(right.begin(), right.end());
    Expr *made = make(Expr::Kind::RowCompare, {types::Bool, -1}, location);
    made->name = name.name;
    for (std::size_t i = 0; i < ls.size(); ++i) {
        Expr *compared = applyOperator(scope, name, ls[i], rs[i], location);
        if (compared->type.type != types::Bool && compared->type.type != noType)
            refuse("type-mismatch", "row comparison operator must yield type boolean, not type " + format(compared), location);
        if (compared->returnsSet)
            refuse("type-mismatch", "row comparison operator must not return a set", location);
        made->arguments.push_back(compared);
    }
    if (made->arguments.size() == 1)
        return made->arguments[0];
    static constexpr std::string_view ordered[] = {"=", "<>", "<", "<=", ">", ">=", "!="};
    if (std::ranges::find(ordered, name.name) == std::end(ordered))
        refuse("operator-missing", "could not determine interpretation of row comparison operator " + std::string(name.name), location);
    return made;
}

} // namespace belay::schema::analysis
