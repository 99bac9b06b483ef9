// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/typecomparison.h"

#include "models/schema/resolve/builtins.h"
#include "models/schema/resolve/typename.h"

#include <algorithm>

namespace belay::schema {

namespace {

bool isText(TypeId type) { return type == types::Text || type == types::Varchar || type == types::Bpchar; }

/// Most characters; 0: no limit.
int textLimit(ColumnType type)
{
    return type.type == types::Text || type.modifier < 4 ? 0 : type.modifier - 4;
}

struct NumberRange {
    int digits = 0;             ///< Before the point; 0: no limit.
    int scale = 0;              ///< Behind it; -1: no limit.
};

bool numberRange(ColumnType type, NumberRange &range)
{
    switch (type.type) {
    case types::Int2: range = {5, 0}; return true;
    case types::Int4: range = {10, 0}; return true;
    case types::Int8: range = {19, 0}; return true;
    case types::Float4: range = {39, 6}; return true;
    case types::Float8: range = {309, 15}; return true;
    case types::Numeric: {
        if (type.modifier < 4) {
            range = {0, -1};
        } else {
            const int scale = (type.modifier - 4) & 0x7ff;
            range = {(((type.modifier - 4) >> 16) & 0xffff) - scale, scale};
        }
        return true;
    }
    default: return false;
    }
}

bool assignable(const Catalogue &catalogue, TypeId from, TypeId to)
{
    if (from == to || isText(to))
        return true;
    for (const Cast &cast : catalogue.casts) {
        if (cast.source == from && cast.target == to)
            return cast.context != 'e';
    }
    const Cast *cast = Builtins::postgres15().cast(from, to);
    return cast != nullptr && cast->context != 'e';
}

TypeComparison compareEnums(const Type &from, const Type &to)
{
    const auto all = [](const Type &inner, const Type &outer) {
        return std::all_of(inner.labels.begin(), inner.labels.end(), [&](const std::string &label) { return std::find(outer.labels.begin(), outer.labels.end(), label) != outer.labels.end(); });
    };
    TypeComparison result;
    result.widens = !all(to, from);
    result.losesLabels = !all(from, to);
    result.wayBack = from.id == to.id;
    return result;
}

TypeComparison compare(const Catalogue &catalogue, ColumnType from, ColumnType to, int depth)
{
    TypeComparison result;
    if (from == to)
        return result;
    const Type *a = findType(catalogue, from.type);
    const Type *b = findType(catalogue, to.type);
    if (a == nullptr || b == nullptr || depth > 8) {
        result.known = false;
        return result;
    }
    if (a->kind == Type::Kind::Domain && from.type != to.type) {
        result = compare(catalogue, a->base, to, depth + 1);
        result.widens = result.widens || a->notNull || !a->checks.empty();
        return result;
    }
    if (b->kind == Type::Kind::Domain && from.type != to.type) {
        result = compare(catalogue, from, b->base, depth + 1);
        result.narrows = result.narrows || b->notNull || !b->checks.empty();
        return result;
    }
    if (a->kind == Type::Kind::Array && b->kind == Type::Kind::Array)
        return compare(catalogue, {a->element, from.modifier}, {b->element, to.modifier}, depth + 1);
    if (a->kind == Type::Kind::Enum && b->kind == Type::Kind::Enum)
        return compareEnums(*a, *b);
    if (isText(from.type) && isText(to.type)) {
        const int before = textLimit(from);
        const int after = textLimit(to);
        result.widens = before != 0 && (after == 0 || after > before);
        result.narrows = after != 0 && (before == 0 || before > after);
        return result;
    }
    NumberRange before;
    NumberRange after;
    if (numberRange(from, before) && numberRange(to, after)) {
        result.widens = (before.digits != 0 && (after.digits == 0 || after.digits > before.digits)) || (before.scale >= 0 && (after.scale < 0 || after.scale > before.scale));
        result.narrows = after.digits != 0 && (before.digits == 0 || before.digits > after.digits);
        result.truncates = after.scale >= 0 && (before.scale < 0 || before.scale > after.scale);
        return result;
    }
    if ((from.type == types::Timestamp && to.type == types::Timestamptz) || (from.type == types::Timestamptz && to.type == types::Timestamp)) {
        result.timeZone = true;
        return result;
    }
    if ((from.type == types::Json && to.type == types::Jsonb) || (from.type == types::Jsonb && to.type == types::Json)) {
        result.jsonKinds = true;
        return result;
    }
    if (from.type == types::Date && (to.type == types::Timestamp || to.type == types::Timestamptz)) {
        result.widens = true;
        return result;
    }
    if (to.type == types::Date && (from.type == types::Timestamp || from.type == types::Timestamptz)) {
        result.truncates = true;
        return result;
    }
    if (from.type == to.type) {
        const bool sized = from.type == types::Bit || from.type == types::Varbit;
        if (sized) {
            result.widens = to.modifier < 0 || (from.modifier >= 0 && to.modifier > from.modifier);
            result.narrows = !result.widens;
        } else {
            result.truncates = to.modifier >= 0 && (from.modifier < 0 || from.modifier > to.modifier);
        }
        return result;
    }
    if (from.type == types::Cidr && to.type == types::Inet) {
        result.widens = true;
        return result;
    }
    result.otherKind = true;
    result.wayBack = assignable(catalogue, to.type, from.type);
    return result;
}

} // namespace

TypeComparison compareTypes(const Catalogue &catalogue, ColumnType from, ColumnType to)
{
    if (from.type == noType || to.type == noType) {
        TypeComparison result;
        result.known = from == to && from.type != noType;
        return result;
    }
    return compare(catalogue, from, to, 0);
}

} // namespace belay::schema
