// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/literalsyntax.h"
#include "models/schema/resolve/typename.h"
#include "models/schema/resolve/typenames.h"

#include <algorithm>

namespace belay::schema::analysis {

const Type *Analyzer::type(TypeId id) const
{
    if (id == noType)
        return nullptr;
    return id < firstOwnType ? m_builtins.type(id) : m_catalogue.type(id);
}

ColumnType Analyzer::baseType(ColumnType given) const
{
    for (int depth = 0; depth < 32; ++depth) {
        const Type *known = type(given.type);
        if (known == nullptr || known->kind != Type::Kind::Domain)
            return given;
        given = known->base;
    }
    return given;
}

TypeId Analyzer::baseType(TypeId id) const { return baseType(ColumnType{id, -1}).type; }

char Analyzer::category(TypeId id) const
{
    const Type *known = type(baseType(id));
    if (known == nullptr)
        return 'U';
    switch (known->kind) {
    case Type::Kind::Enum:
        return 'E';
    case Type::Kind::Composite:
        return 'C';
    case Type::Kind::Array:
        return 'A';
    case Type::Kind::Range:
    case Type::Kind::Multirange:
        return 'R';
    default:
        return known->category;
    }
}

bool Analyzer::preferred(char wanted, TypeId id) const
{
    const Type *known = type(id);
    if (known == nullptr || !known->preferred || known->kind == Type::Kind::Domain)
        return false;
    return wanted == known->category || wanted == '\0';
}

TypeId Analyzer::elementOf(TypeId id) const
{
    const Type *known = type(id);
    return known != nullptr && known->kind == Type::Kind::Array ? known->element : noType;
}

TypeId Analyzer::arrayOver(TypeId id) const
{
    const Type *known = type(id);
    if (known == nullptr)
        return noType;
    return known->array;
}

TypeId Analyzer::multirangeOver(TypeId range) const
{
    const Type *known = type(range);
    if (known == nullptr)
        return noType;
    if (range < firstOwnType) {
        std::string name = known->name;
        name.replace(name.size() - 5, 5, "multirange");
        return m_builtins.typeByName({}, name);
    }
    for (const auto &[id, own] : m_catalogue.types()) {
        if (own->kind == Type::Kind::Multirange && own->range == range)
            return id;
    }
    return noType;
}

bool Analyzer::isComplex(TypeId id) const
{
    const Type *known = type(id);
    return known != nullptr && known->kind == Type::Kind::Composite;
}

bool Analyzer::isComposite(TypeId id) const { return isComplex(baseType(id)); }

Analyzer::RowColumns Analyzer::rowColumns(TypeId rowType) const
{
    const Type *known = type(baseType(rowType));
    if (known == nullptr || known->kind != Type::Kind::Composite)
        return {};
    if (known->id < firstOwnType) {
        const BuiltinRelation *relation = m_builtins.relationOfType(known->id);
        return relation == nullptr ? RowColumns{nullptr, true} : RowColumns{&relation->columns, false};
    }
    const Relation *relation = m_catalogue.relationByFullName(known->relation);
    if (relation == nullptr)
        return {nullptr, true};
    return {&relation->columns, mayHaveUnknown(Catalogue::Doubt::About::Relations, relation->fullName())};
}

bool Analyzer::inherits(TypeId sub, TypeId super) const
{
    if (sub < firstOwnType || super < firstOwnType)
        return false;
    const Type *have = type(baseType(sub));
    const Type *want = type(super);
    if (have == nullptr || want == nullptr || have->relation.empty() || want->relation.empty())
        return false;
    std::string_view at = have->relation;
    for (int depth = 0; depth < 64; ++depth) {
        const Relation *relation = m_catalogue.relationByFullName(at);
        if (relation == nullptr || relation->parent.empty())
            return false;
        at = relation->parent;
        if (at == want->relation)
            return true;
    }
    return false;
}

bool Analyzer::isPolymorphic(TypeId id) const
{
    switch (id) {
    case types::AnyElement:
    case types::AnyArray:
    case types::AnyNonArray:
    case types::AnyEnum:
    case types::AnyRange:
    case types::AnyMultirange:
    case types::AnyCompatible:
    case types::AnyCompatibleArray:
    case types::AnyCompatibleNonArray:
    case types::AnyCompatibleRange:
    case types::AnyCompatibleMultirange:
        return true;
    default:
        return false;
    }
}

std::string Analyzer::format(TypeId id) const { return formatTypeId(m_catalogue, {id, -1}, false); }

bool Analyzer::canSort(TypeId id, Sorting how, int depth) const
{
    id = baseType(id);
    const Type *known = type(id);
    if (known == nullptr || depth > 32 || id == types::Record)
        return true;
    switch (known->kind) {
    case Type::Kind::Array:
        if (id == types::Int2Vector || id == types::OidVector)
            return id == types::OidVector || how == Sorting::Equal;
        return canSort(known->element, how, depth + 1);
    case Type::Kind::Composite: {
        const RowColumns row = rowColumns(id);
        return row.columns == nullptr
            || std::ranges::all_of(*row.columns, [&](const Column &column) { return canSort(column.type.type, how, depth + 1); });
    }
    case Type::Kind::Enum:
    case Type::Kind::Multirange:
    case Type::Kind::Range:
        return true;
    default:
        break;
    }
    if (id < firstOwnType) {
        const TypeTraits traits = m_builtins.traits(id);
        return how == Sorting::Ordered ? traits.ordered : how == Sorting::Hashed ? traits.hashed : traits.ordered || traits.hashed;
    }
    // An extension's type: its own comparison operators tell.
    return std::ranges::any_of(m_catalogue.operators, [&](const Operator &op) {
        if (op.left != id || op.right != id)
            return false;
        return how == Sorting::Ordered ? op.name == "<" || op.name == "#<#" : op.name == "=";
    });
}

ColumnType Analyzer::typeNamed(Node typeName)
{
    const NodeList names = typeName.list("names");
    const std::int64_t location = typeName.location();
    const ColumnType found = typeFromNode(m_catalogue, typeName);
    if (found.type != noType) {
        for (const Node modifier : typeName.list("typmods")) {
            std::string_view text;
            if (modifier.is("A_Const")) {
                if (modifier.has("ival")) {
                    const std::int64_t value = modifier["ival"].number("ival");
                    const char *name = found.type == types::Varchar ? "varchar" : found.type == types::Bpchar ? "char" : found.type == types::Bit ? "bit" : nullptr;
                    if (name != nullptr && value < 1)
                        refuse("type-mismatch", std::string("length for type ") + name + " must be at least 1");
                    continue;
                }
                text = modifier.has("sval") ? modifier["sval"].text("sval") : modifier["fval"].text("fval");
            } else if (modifier.is("ColumnRef") && modifier.list("fields").size() == 1) {
                text = modifier.list("fields")[0].string();
            } else {
                refuse("type-mismatch", "type modifiers must be simple constants or identifiers", location);
            }
            if (found.type < firstOwnType && readInteger(text, INT32_MIN, INT32_MAX) != Literal::Valid)
                refuse("type-mismatch", "invalid input syntax for type integer: \"" + std::string(text) + '"');
        }
        if (found.type >= firstOwnType && !typeName.list("typmods").empty() && typeName.list("arrayBounds").empty()
            && type(found.type)->kind != Type::Kind::Base) {
            refuse("type-mismatch", "type modifier is not allowed for type \"" + typeNameText(typeName) + '"', location);
        }
        static constexpr TypeId modified[] = {types::Varchar, types::Bpchar, types::Numeric, types::Bit, types::Varbit, types::Time,
                                              types::Timetz, types::Timestamp, types::Timestamptz, types::Interval};
        if (found.type < firstOwnType && !typeName.list("typmods").empty()) {
            const TypeId element = elementOf(found.type);
            if (std::ranges::find(modified, element != noType ? element : found.type) == std::end(modified))
                refuse("type-mismatch", "type modifier is not allowed for type \"" + typeNameText(typeName) + '"', location);
        }
        if (found.type >= firstOwnType) {
            if (const Type *own = type(found.type))
                m_uses.insert(own->relation.empty() ? own->schema + '.' + own->name : own->relation);
        }
        return found;
    }
    using About = Catalogue::Doubt::About;
    if (mayHaveUnknown(About::Types)) {
        note("type \"" + typeNameText(typeName) + "\" is not known (" + doubtReason(About::Types) + ')', location);
        return {};
    }
    if (typeName.flag("pct_type") && names.size() >= 2) {
        const std::string relation(names[names.size() - 2].string());
        const QualifiedName name{names.size() > 2 ? std::string(names[names.size() - 3].string()) : std::string(), relation};
        if (m_catalogue.relation(name) == nullptr)
            refuse("relation-missing", "relation \"" + (name.schema.empty() ? relation : name.schema + '.' + relation) + "\" does not exist", location);
        refuse("column-missing", "column \"" + std::string(names.back().string()) + "\" of relation \"" + relation + "\" does not exist", location);
    }
    if (names.size() > 1 && findTypeNamed(m_catalogue, names[names.size() - 2].string(), names.back().string()).schemaMissing)
        refuse("schema-missing", "schema \"" + std::string(names[names.size() - 2].string()) + "\" does not exist", location);
    refuse("type-missing", "type \"" + typeNameText(typeName) + "\" does not exist", location);
}

bool Analyzer::mayHaveUnknown(Catalogue::Doubt::About about, std::string_view object) const
{
    return !doubtReason(about, object).empty();
}

std::string Analyzer::doubtReason(Catalogue::Doubt::About about, std::string_view object) const
{
    using About = Catalogue::Doubt::About;
    for (const Catalogue::Doubt &doubt : m_catalogue.doubts) {
        if (doubt.about != About::Everything && doubt.about != about)
            continue;
        if (!doubt.object.empty() && doubt.object != object)
            continue;
        return doubt.reason.empty() ? "the catalogue is not known wholly" : doubt.reason;
    }
    return {};
}

} // namespace belay::schema::analysis
