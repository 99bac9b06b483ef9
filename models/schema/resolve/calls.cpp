// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/callshape.h"
#include "models/schema/resolve/guards.h"

#include <algorithm>

// From a call in the syntax tree to the function, aggregate or window call (parse_func.c, parse_agg.c).
namespace belay::schema::analysis {

void Analyzer::refuseAggregateSyntax(const CallShape &shape, const std::string &full, std::int64_t location) const
{
    const char *what = shape.star ? nullptr
        : shape.distinct          ? "DISTINCT specified, but "
        : shape.withinGroup       ? "WITHIN GROUP specified, but "
        : shape.hasOrder          ? "ORDER BY specified, but "
        : shape.filter != nullptr ? "FILTER specified, but "
                                  : "OVER specified, but ";
    if (what == nullptr)
        refuse("function-kind", full + "(*) specified, but " + full + " is not an aggregate function", location);
    const bool over = !shape.distinct && !shape.withinGroup && !shape.hasOrder && shape.filter == nullptr;
    refuse("function-kind", what + full + (over ? " is not a window function nor an aggregate function" : " is not an aggregate function"), location);
}

Expr *Analyzer::buildCall(Scope *scope, const Candidate &best, const std::string &full, std::vector<Expr *> arguments,
                          const TypeList &actualGiven, CallShape &shape, std::int64_t location)
{
    const Function::Kind kind = best.kind();
    TypeList actual = actualGiven;
    if (best.own != nullptr)
        m_uses.insert(best.own->fullName() + "()");
    const auto called = [&] { return signature(full, shape.names, {actualGiven.data(), actualGiven.size()}); };
    if (shape.procedure && kind != Function::Kind::Procedure)
        refuse("function-kind", called() + " is not a procedure", location);
    if (!shape.procedure && kind == Function::Kind::Procedure)
        refuse("function-kind", called() + " is a procedure", location);
    const bool aggregate = kind == Function::Kind::Aggregate;
    const bool window = kind == Function::Kind::Window;
    if (!aggregate && !window && (shape.star || shape.distinct || shape.withinGroup || shape.hasOrder || shape.filter != nullptr || shape.over))
        refuseAggregateSyntax(shape, full, location);
    const BuiltinFunction::Nature nature = best.builtin != nullptr ? best.builtin->nature : BuiltinFunction::Nature::Plain;
    if (aggregate) {
        if (nature != BuiltinFunction::Nature::Plain) {
            if (!shape.withinGroup)
                refuse("function-kind", "WITHIN GROUP is required for ordered-set aggregate " + full, location);
            if (shape.over)
                refuse("function-kind", "OVER is not supported for ordered-set aggregate " + full, location);
            if (shape.distinct)
                refuse("function-kind", "cannot use DISTINCT with WITHIN GROUP", location);
            const auto direct = static_cast<std::size_t>(best.builtin->directArguments);
            const std::size_t ordered = shape.aggregateOrder.size();
            const std::size_t given = arguments.size() - ordered;
            const bool fits = best.variadicCount == 0 ? given == direct
                : nature == BuiltinFunction::Nature::Hypothetical && best.variadic() == types::Any
                ? given == ordered
                : given == direct || given + 1 >= direct;
            if (!fits)
                refuse("function-missing", "function " + called() + " does not exist", location);
            if (nature == BuiltinFunction::Nature::Hypothetical && best.variadicCount > 1 && best.variadic() == types::Any) {
                // The hypothetical arguments take the types of the ordered ones.
                for (std::size_t i = 0; i < ordered && i < given; ++i) {
                    std::vector<Expr *> pair{arguments[given + i], arguments[i]};
                    const TypeId common = commonType(pair, "WITHIN GROUP");
                    arguments[i] = coerce(arguments[i], arguments[i]->type.type, {common, -1}, Context::Implicit, false, -1);
                    arguments[given + i] = coerce(arguments[given + i], arguments[given + i]->type.type, {common, -1}, Context::Implicit, false, -1);
                    actual[i] = actual[given + i] = common;
                }
            }
        } else if (shape.withinGroup) {
            refuse("function-kind", full + " is not an ordered-set aggregate, so it cannot have WITHIN GROUP", location);
        }
    } else if (window) {
        if (!shape.over)
            refuse("function-kind", "window function " + full + " requires an OVER clause", location);
        if (shape.withinGroup)
            refuse("function-kind", "window function " + full + " cannot have WITHIN GROUP", location);
    }
    if (shape.distinct && shape.withinGroup)
        refuse("function-kind", "cannot use DISTINCT with WITHIN GROUP", location);

    TypeList declared = best.arguments;
    for (std::size_t i = actual.size(); i < declared.size(); ++i)
        actual.push_back(isPolymorphic(declared[i]) ? noType : declared[i]);
    const TypeId result = enforceGenerics({actual.data(), actual.size()}, {declared.data(), declared.size()}, best.returns(), false);
    if (result == noType && best.returns() != noType)
        note("the result type of " + full + "() hangs on a type that is not known", location);
    coerceArguments(arguments, {actual.data(), actual.size()}, {declared.data(), declared.size()});
    if (shape.variadic && best.variadic() == types::Any && !arguments.empty()) {
        const TypeId last = baseType(arguments.back()->type.type);
        if (last != noType && elementOf(last) == noType)
            refuse("type-mismatch", "VARIADIC argument must be an array", arguments.back()->location);
    }
    if (best.variadicCount > 0 && best.variadic() != types::Any && static_cast<std::size_t>(best.variadicCount) <= arguments.size()) {
        // One array out of the last arguments, as the function takes it.
        Expr *array = make(Expr::Kind::Array, {noType, -1}, location);
        const auto first = arguments.end() - best.variadicCount;
        array->arguments.assign(first, arguments.end());
        const TypeId element = (*first)->type.type;
        array->type.type = arrayOver(element);
        if (array->type.type == noType && element != noType)
            refuse("type-missing", "could not find array type for data type " + format(element), (*first)->location);
        arguments.erase(first, arguments.end());
        arguments.push_back(array);
    }
    const bool set = best.returnsSet();
    if (set && !aggregate && !window)
        checkSetPlacement(scope, location);

    Expr *call = make(aggregate && !shape.over ? Expr::Kind::Aggregate : shape.over ? Expr::Kind::Window : Expr::Kind::Function,
                      {result, -1}, location);
    call->identity = best.identity();
    call->builtin = best.builtin;
    call->own = best.own;
    call->name = best.name();
    call->returnsSet = set;
    call->isVolatile = best.volatility() == Function::Volatility::Volatile;
    call->isMutable = best.volatility() != Function::Volatility::Immutable;
    call->isMulti = shape.distinct || shape.star;
    call->arguments.assign(arguments.begin(), arguments.end());
    if (call->kind == Expr::Kind::Function)
        return call;
    if (shape.filter != nullptr)
        call->more.push_back(shape.filter);
    if (call->kind == Expr::Kind::Aggregate) {
        if (arguments.empty() && !shape.star && !shape.withinGroup)
            refuse("function-kind", full + "(*) must be used to call a parameterless aggregate function", location);
        if (set)
            refuse("function-kind", "aggregates cannot return sets", location);
        if (!shape.names.empty())
            refuse("function-kind", "aggregates cannot use named arguments", location);
        // WITHIN GROUP's sort columns are the last arguments; the direct ones are judged by other rules.
        std::vector<Expr *> direct;
        std::vector<Target> targets;
        if (shape.withinGroup) {
            const std::size_t ordered = std::min(shape.aggregateOrder.size(), call->arguments.size());
            const std::size_t given = call->arguments.size() - ordered;
            direct.assign(call->arguments.begin(), call->arguments.begin() + static_cast<std::ptrdiff_t>(given));
            for (std::size_t i = 0; i < ordered; ++i) {
                Target target;
                target.expr = call->arguments[given + i];
                targets.push_back(target);
            }
            std::vector<SortClause> sorts;
            for (std::size_t i = 0; i < ordered; ++i)
                addSort(&targets[i], sorts, targets, shape.aggregateOrder[i]);
        } else {
            for (Expr *argument : call->arguments) {
                Target target;
                target.expr = argument;
                targets.push_back(target);
            }
            const Place before = scope->place;
            const std::vector<SortClause> sorts = transformSort(scope, shape.aggregateOrder, targets, Place::OrderBy, true);
            scope->place = before;
            if (shape.distinct) {
                transformDistinct(scope, targets, sorts, true);
                for (const Target &target : targets) {
                    if (!target.junk && !canSort(target.expr->type.type, Sorting::Ordered))
                        refuse("operator-missing", "could not identify an ordering operator for type " + format(target.expr), target.expr->location);
                }
            }
            for (std::size_t i = call->arguments.size(); i < targets.size(); ++i)
                call->more.push_back(targets[i].expr);
        }
        std::vector<Expr *> inner(call->arguments.begin() + static_cast<std::ptrdiff_t>(direct.size()), call->arguments.end());
        for (std::size_t i = shape.filter != nullptr ? 1 : 0; i < call->more.size(); ++i)
            inner.push_back(call->more[i]);
        call->scope = checkAggregateLevel(scope, inner, direct, shape.filter, location);
        call->number = static_cast<std::int32_t>(direct.size());
        return call;
    }
    if (shape.distinct)
        refuse("not-implemented", "DISTINCT is not implemented for window functions", location);
    if (aggregate && arguments.empty() && !shape.star)
        refuse("function-kind", full + "(*) must be used to call a parameterless aggregate function", location);
    if (shape.hasOrder)
        refuse("not-implemented", "aggregate ORDER BY is not implemented for window functions", location);
    if (!aggregate && shape.filter != nullptr)
        refuse("not-implemented", "FILTER is not implemented for non-aggregate window functions", location);
    if (set)
        refuse("function-kind", "window functions cannot return sets", location);
    finishWindowCall(scope, call, shape.overNode, location);
    return call;
}

Expr *Analyzer::transformCall(Scope *scope, Node node)
{
    CallShape shape;
    const std::int64_t location = node.location();
    std::vector<Expr *> arguments;
    for (const Node argument : node.list("args")) {
        if (argument.is("NamedArgExpr")) {
            const std::string_view name = argument.text("name");
            arguments.push_back(transform(scope, argument["arg"]));
            shape.names.push_back(name);
        } else {
            arguments.push_back(transform(scope, argument));
            if (!shape.names.empty())
                shape.names.emplace_back();
        }
    }
    shape.withinGroup = node.flag("agg_within_group");
    shape.aggregateOrder = node.list("agg_order");
    if (shape.withinGroup) {
        for (const Node item : shape.aggregateOrder)
            arguments.push_back(expression(scope, item["node"], Place::OrderBy));
    }
    const NodeList names = node.list("funcname");
    const std::string_view name = names.empty() ? std::string_view() : names.back().string();
    const std::string_view schema = names.size() > 1 ? names[names.size() - 2].string() : std::string_view();
    shape.variadic = node.flag("func_variadic");
    shape.star = node.flag("agg_star");
    shape.distinct = node.flag("agg_distinct");
    shape.overNode = node["over"];
    shape.over = shape.overNode.valid();
    shape.hasOrder = !shape.aggregateOrder.empty() && !shape.withinGroup;
    if (node.has("agg_filter"))
        shape.filter = transformWhere(scope, node["agg_filter"], Place::Filter, "FILTER");
    // Names after names only, and each once.
    bool gap = false;
    for (std::size_t i = 0; i < shape.names.size(); ++i) {
        gap = gap || shape.names[i].empty();
        if (gap)
            refuse("function-missing", "positional argument cannot follow named argument", location);
        for (std::size_t j = 0; j < i; ++j) {
            if (shape.names[i] == shape.names[j])
                refuse("function-missing", "argument name \"" + std::string(shape.names[i]) + "\" used more than once", location);
        }
    }
    return callNamed(scope, schema, name, std::move(arguments), shape, location);
}

} // namespace belay::schema::analysis
