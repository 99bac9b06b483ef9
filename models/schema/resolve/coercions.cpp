// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"

#include <algorithm>

// PostgreSQL's rules of type conversion (documentation, chapter "Type Conversion"; parse_coerce.c).
namespace belay::schema::analysis {

namespace {

bool isAnyLike(TypeId id)
{
    return id == types::Any || id == types::AnyElement || id == types::AnyNonArray || id == types::AnyCompatible
        || id == types::AnyCompatibleNonArray;
}

bool isAnyContainer(TypeId id)
{
    return id == types::AnyArray || id == types::AnyEnum || id == types::AnyRange || id == types::AnyMultirange
        || id == types::AnyCompatibleArray || id == types::AnyCompatibleRange || id == types::AnyCompatibleMultirange;
}

} // namespace

Analyzer::Path Analyzer::pathway(TypeId target, TypeId source, Context context, int depth) const
{
    if (source == noType || target == noType)
        return Path::Relabel;
    if (depth > 32)
        return Path::None;
    source = baseType(source);
    target = baseType(target);
    if (source == target || source == noType || target == noType)
        return Path::Relabel;
    char castContext = 0;
    Path way = Path::Function;
    if (const Cast *cast = source < firstOwnType && target < firstOwnType ? m_builtins.cast(source, target) : nullptr) {
        castContext = cast->context;
        const char method = m_builtins.castMethod(source, target);
        way = method == 'b' ? Path::Relabel : method == 'i' ? Path::ViaText : Path::Function;
    } else {
        for (const Cast &own : m_catalogue.casts) {
            if (own.source == source && own.target == target)
                castContext = own.context;
        }
    }
    if (castContext != 0) {
        const Context needed = castContext == 'i' ? Context::Implicit : castContext == 'a' ? Context::Assignment : Context::Explicit;
        return context >= needed ? way : Path::None;
    }
    if (target != types::OidVector && target != types::Int2Vector) {
        const TypeId targetElement = elementOf(target);
        const TypeId sourceElement = elementOf(source);
        if (targetElement != noType && sourceElement != noType && pathway(targetElement, sourceElement, context, depth + 1) != Path::None)
            return Path::Array;
    }
    if (context >= Context::Assignment && category(target) == 'S')
        return Path::ViaText;
    if (context >= Context::Explicit && category(source) == 'S')
        return Path::ViaText;
    return Path::None;
}

bool Analyzer::canCoerce(TypeId input, TypeId target, Context context) const
{
    return canCoerce(std::span(&input, 1), std::span(&target, 1), context);
}

bool Analyzer::canCoerce(std::span<const TypeId> inputs, std::span<const TypeId> targets, Context context) const
{
    bool generics = false;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const TypeId input = inputs[i];
        const TypeId target = targets[i];
        if (input == target || target == types::Any || input == noType || target == noType)
            continue;
        if (isPolymorphic(target)) {
            generics = true;
            continue;
        }
        if (input == types::Unknown || pathway(target, input, context) != Path::None)
            continue;
        if (input == types::Record && isComposite(target))
            continue;
        if (target == types::Record && isComposite(input))
            continue;
        if (target == types::RecordArray && isComplex(elementOf(input)))
            continue;
        if (inherits(input, target))
            continue;
        return false;
    }
    return !generics || genericsConsistent(inputs, targets);
}

Expr *Analyzer::coerceToTarget(Expr *expr, TypeId input, ColumnType target, Context context, bool written, std::int64_t location)
{
    if (!canCoerce(input, target.type, context))
        return nullptr;
    return coerce(expr, input, target, context, written, location);
}

Expr *Analyzer::coerce(Expr *expr, TypeId input, ColumnType target, Context context, bool written, std::int64_t location)
{
    const auto relabel = [&](Expr *inner) {
        Expr *made = make(Expr::Kind::Coerce, target, location >= 0 ? location : inner->location);
        made->arguments.push_back(inner);
        made->implicit = !written;
        made->returnsSet = inner->returnsSet;
        return made;
    };
    if (expr == nullptr)
        return expr;
    if (input == target.type || target.type == noType || input == noType) {
        if (input == target.type && target.modifier != -1 && expr->type.modifier != target.modifier)
            return relabel(expr);
        if (input == noType && expr->kind == Expr::Kind::Unknowable && target.type != noType)
            expr->type = target;
        return expr;
    }
    if (isAnyLike(target.type))
        return expr;
    if (isAnyContainer(target.type)) {
        if (input != types::Unknown) {
            const TypeId base = baseType(input);
            if (base != input) {
                Expr *made = make(Expr::Kind::Coerce, {base, expr->type.modifier}, expr->location);
                made->arguments.push_back(expr);
                made->implicit = true;
                return made;
            }
            return expr;
        }
        // A literal of unknown type for a polymorphic parameter: its input function would be
        // anyarray_in() and the like, which refuse everything.
        if (expr->kind == Expr::Kind::Const && !expr->isNull)
            refuse("type-mismatch", "cannot accept a value of type " + format(target.type), expr->location);
    }
    if (input == types::Unknown && expr->kind == Expr::Kind::Const)
        return coerceLiteral(expr, target, written, location);
    if (expr->kind == Expr::Kind::Param && m_variableParameters) {
        if (Expr *made = coerceParameter(expr, target.type, location)) {
            if (target.modifier != -1 && made->type.modifier != target.modifier)
                return relabel(made);
            return made;
        }
    }
    if (expr->kind == Expr::Kind::Collate && !expr->arguments.empty()) {
        Expr *inner = coerce(expr->arguments[0], input, target, context, written, location);
        const Type *known = type(inner->type.type);
        if (known != nullptr && known->category == 'S') {
            Expr *made = make(Expr::Kind::Collate, inner->type, expr->location);
            made->arguments.push_back(inner);
            made->name = expr->name;
            return made;
        }
        return inner;
    }
    if (pathway(target.type, input, context) != Path::None)
        return relabel(expr);
    if (input == types::Record && isComposite(target.type))
        return coerceRecord(expr, target, context, written, location);
    if (target.type == types::Record && isComposite(input))
        return relabel(expr);
    if (target.type == types::RecordArray && isComplex(elementOf(input)))
        return relabel(expr);
    if (inherits(input, target.type))
        return relabel(expr);
    refuse("type-mismatch", "failed to find conversion function from " + format(input) + " to " + format(target.type));
}

Expr *Analyzer::coerceLiteral(Expr *literal, ColumnType target, bool written, std::int64_t location)
{
    const ColumnType base = baseType(target);
    if (!literal->isNull) {
        if (const std::optional<Refusal> refusal = literalRefusal(literal->name, base, literal->location))
            throw *refusal;
    }
    // The constant itself gets the type; a domain or a modifier is a conversion on top of it.
    Expr *made = make(Expr::Kind::Const, {base.type, -1}, literal->location);
    made->name = literal->name;
    made->isNull = literal->isNull;
    if (base.type == target.type && target.modifier == -1)
        return made;
    Expr *outer = make(Expr::Kind::Coerce, target, location >= 0 ? location : literal->location);
    outer->arguments.push_back(made);
    outer->implicit = !written;
    return outer;
}

Expr *Analyzer::coerceParameter(Expr *parameter, TypeId target, std::int64_t location)
{
    (void)location;
    if (parameter->type.type != types::Unknown)
        return nullptr;
    const auto at = static_cast<std::size_t>(parameter->number - 1);
    TypeId &known = m_parameters[at];
    if (known == types::Unknown)
        known = target;
    else if (known == noType || target == noType) {
        if (known == noType)
            known = target;
    } else if (known != target) {
        refuse("parameter-type", "inconsistent types deduced for parameter $" + std::to_string(parameter->number), parameter->location);
    }
    parameter->type = {target, -1};
    return parameter;
}

Expr *Analyzer::coerceRecord(Expr *expr, ColumnType target, Context context, bool written, std::int64_t location)
{
    std::vector<Expr *> fields;
    if (expr->kind == Expr::Kind::Row) {
        fields.assign(expr->arguments.begin(), expr->arguments.end());
    } else if (expr->kind == Expr::Kind::Var && expr->number == 0) {
        for (std::size_t i = 0; i < expr->entry->columns.size(); ++i)
            fields.push_back(makeVar(expr->entry, static_cast<std::int32_t>(i + 1), expr->location));
        if (expr->entry->unknownColumns)
            return makeUnknowable("the columns of \"" + std::string(expr->entry->name) + "\" are not known", location);
    } else {
        refuse("type-mismatch", "cannot cast type " + format(types::Record) + " to " + format(target.type), expr->location);
    }
    const RowColumns row = rowColumns(baseType(target.type));
    if (row.columns == nullptr || row.unknown)
        return makeUnknowable("the columns of type " + format(target.type) + " are not known", location);
    Expr *made = make(Expr::Kind::Row, target, location);
    if (fields.size() != row.columns->size())
        refuse("type-mismatch", "cannot cast type " + format(types::Record) + " to " + format(target.type), location);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        Expr *field = coerceToTarget(fields[i], fields[i]->type.type, (*row.columns)[i].type, context, written, -1);
        if (field == nullptr)
            refuse("type-mismatch", "cannot cast type " + format(types::Record) + " to " + format(target.type), fields[i]->location);
        made->arguments.push_back(field);
    }
    return made;
}

Expr *Analyzer::coerceToBoolean(Expr *expr, std::string_view construct)
{
    const TypeId input = expr->type.type;
    if (input != types::Bool) {
        Expr *made = coerceToTarget(expr, input, {types::Bool, -1}, Context::Assignment, false, -1);
        if (made == nullptr) {
            refuse("type-mismatch", "argument of " + std::string(construct) + " must be type boolean, not type " + format(input), expr->location);
        }
        expr = made;
    }
    if (expr->returnsSet)
        refuse("type-mismatch", "argument of " + std::string(construct) + " must not return a set", expr->location);
    return expr;
}

Expr *Analyzer::coerceToSpecific(Expr *expr, ColumnType target, std::string_view construct)
{
    const TypeId input = expr->type.type;
    if (input != target.type) {
        Expr *made = coerceToTarget(expr, input, target, Context::Assignment, false, -1);
        if (made == nullptr) {
            refuse("type-mismatch",
                   "argument of " + std::string(construct) + " must be type " + format(target.type) + ", not type " + format(input),
                   expr->location);
        }
        expr = made;
    }
    if (expr->returnsSet)
        refuse("type-mismatch", "argument of " + std::string(construct) + " must not return a set", expr->location);
    return expr;
}

Expr *Analyzer::coerceToSpecific(Expr *expr, TypeId target, std::string_view construct)
{
    return coerceToSpecific(expr, ColumnType{target, -1}, construct);
}

Expr *Analyzer::coerceToCommon(Expr *expr, TypeId target, std::string_view construct)
{
    const TypeId input = expr->type.type;
    if (input == target)
        return expr;
    if (!canCoerce(input, target, Context::Implicit)) {
        refuse("type-mismatch", std::string(construct) + " could not convert type " + format(input) + " to " + format(target), expr->location);
    }
    return coerce(expr, input, {target, -1}, Context::Implicit, false, -1);
}

TypeId Analyzer::commonType(std::span<Expr *const> exprs, std::string_view construct, Expr **which)
{
    Expr *best = exprs.front();
    TypeId chosen = best->type.type;
    const auto answer = [&](TypeId id) {
        if (which != nullptr)
            *which = best;
        return id;
    };
    if (std::ranges::any_of(exprs, [](const Expr *expr) { return expr->type.type == noType; }))
        return answer(noType);
    if (chosen != types::Unknown && std::ranges::all_of(exprs, [&](const Expr *expr) { return expr->type.type == chosen; }))
        return answer(chosen);
    chosen = baseType(chosen);
    for (Expr *expr : exprs.subspan(1)) {
        const TypeId next = baseType(expr->type.type);
        if (next == types::Unknown || next == chosen)
            continue;
        if (chosen == types::Unknown) {
            best = expr;
            chosen = next;
            continue;
        }
        const char chosenCategory = category(chosen);
        if (category(next) != chosenCategory) {
            if (construct.empty())
                return noType;
            refuse("type-mismatch",
                   std::string(construct) + " types " + format(chosen) + " and " + format(next) + " cannot be matched", expr->location);
        }
        if (!preferred(chosenCategory, chosen) && canCoerce(chosen, next, Context::Implicit) && !canCoerce(next, chosen, Context::Implicit)) {
            best = expr;
            chosen = next;
        }
    }
    return answer(chosen == types::Unknown ? types::Text : chosen);
}

TypeId Analyzer::commonTypeOf(std::span<const TypeId> list) const
{
    TypeId chosen = list.front();
    if (chosen != types::Unknown && std::ranges::all_of(list, [&](TypeId id) { return id == chosen; }))
        return chosen;
    chosen = baseType(chosen);
    for (const TypeId id : list.subspan(1)) {
        const TypeId next = baseType(id);
        if (next == types::Unknown || next == chosen)
            continue;
        if (chosen == types::Unknown) {
            chosen = next;
        } else if (category(next) != category(chosen)) {
            return noType;
        } else if (!preferred(category(chosen), chosen) && canCoerce(chosen, next, Context::Implicit)
                   && !canCoerce(next, chosen, Context::Implicit)) {
            chosen = next;
        }
    }
    return chosen == types::Unknown ? types::Text : chosen;
}

bool Analyzer::verifyCommon(TypeId common, std::span<Expr *const> exprs) const
{
    return std::ranges::all_of(exprs, [&](const Expr *expr) { return canCoerce(expr->type.type, common, Context::Implicit); });
}

std::int32_t Analyzer::commonModifier(std::span<Expr *const> exprs, TypeId common) const
{
    std::int32_t modifier = -1;
    bool first = true;
    for (const Expr *expr : exprs) {
        if (expr->type.type != common)
            return -1;
        if (first)
            modifier = expr->type.modifier;
        else if (modifier != expr->type.modifier)
            return -1;
        first = false;
    }
    return modifier;
}

} // namespace belay::schema::analysis
