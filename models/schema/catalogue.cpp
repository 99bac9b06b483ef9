// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/catalogue.h"

#include <algorithm>
#include <utility>

namespace belay::schema {

namespace {

template <class T>
T &ownCopy(std::shared_ptr<const T> &shared)
{
    // A const object made by make_shared<T> is not const itself; the only owner may change it.
    if (shared.use_count() != 1)
        shared = std::make_shared<T>(*shared);
    return const_cast<T &>(*shared);
}

std::string fullName(std::string_view schema, std::string_view name)
{
    std::string full;
    full.reserve(schema.size() + 1 + name.size());
    full.append(schema).append(1, '.').append(name);
    return full;
}

/// Replaces `from` by `to` where a reference names it, alone or with a column behind.
void follow(std::string &reference, std::string_view from, const std::string &to)
{
    if (reference == from)
        reference = to;
    else if (reference.size() > from.size() && reference.compare(0, from.size(), from) == 0 && reference[from.size()] == '.')
        reference.replace(0, from.size(), to);
}

bool refersTo(const std::string &reference, std::string_view name)
{
    // Most begin with the same schema: their last letters tell them apart sooner.
    return reference.size() >= name.size() && !name.empty() && reference[name.size() - 1] == name.back()
        && reference.compare(0, name.size(), name) == 0
        && (reference.size() == name.size() || reference[name.size()] == '.');
}

bool mentions(const Relation &relation, std::string_view name)
{
    const auto refers = [&](const std::string &reference) { return refersTo(reference, name); };
    return refers(relation.parent) || refers(relation.queryBase) || refers(relation.ownedBy)
        || std::any_of(relation.uses.begin(), relation.uses.end(), refers)
        || std::any_of(relation.constraints.begin(), relation.constraints.end(),
                       [&](const Constraint &constraint) { return refers(constraint.target); });
}

} // namespace

const Column *Relation::column(std::string_view columnName) const
{
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column &c) { return c.name == columnName; });
    return found == columns.end() ? nullptr : &*found;
}

Column *Relation::column(std::string_view columnName)
{
    return const_cast<Column *>(std::as_const(*this).column(columnName));
}

Catalogue::Catalogue() : schemas{"public"}, searchPath{"public"} {}

const Relation *Catalogue::relationByFullName(std::string_view name) const
{
    const auto found = m_relations.find(name);
    return found == m_relations.end() ? nullptr : found->second.get();
}

const Relation *Catalogue::relation(const QualifiedName &name) const
{
    if (!name.schema.empty())
        return relationByFullName(fullName(name.schema, name.name));
    if (const Relation *temporary = relationByFullName(fullName("pg_temp", name.name)))
        return temporary;
    for (const std::string &schema : searchPath) {
        if (const Relation *found = relationByFullName(fullName(schema, name.name)))
            return found;
    }
    return nullptr;
}

const Type *Catalogue::type(TypeId id) const
{
    const auto found = m_types.find(id);
    return found == m_types.end() ? nullptr : found->second.get();
}

const Type *Catalogue::typeByName(std::string_view schema, std::string_view name) const
{
    const auto in = [&](std::string_view place) -> const Type * {
        const auto found = m_typesByName.find(fullName(place, name));
        return found == m_typesByName.end() ? nullptr : type(found->second);
    };
    if (!schema.empty())
        return in(schema);
    if (const Type *temporary = in("pg_temp"))
        return temporary;
    for (const std::string &place : searchPath) {
        if (const Type *found = in(place))
            return found;
    }
    return nullptr;
}

std::vector<const Function *> Catalogue::functions(const QualifiedName &name) const
{
    std::vector<const Function *> found;
    const auto [first, last] = m_functions.equal_range(name.name);
    for (auto it = first; it != last; ++it) {
        if (name.schema.empty() || it->second->schema == name.schema)
            found.push_back(it->second.get());
    }
    return found;
}

bool Catalogue::hasSchema(std::string_view name) const
{
    return std::find(schemas.begin(), schemas.end(), name) != schemas.end();
}

Relation &Catalogue::addRelation(Relation relation)
{
    if (relation.kind != Relation::Kind::Sequence) {
        Type row;
        row.schema = relation.schema;
        row.name = relation.name;
        row.kind = Type::Kind::Composite;
        row.category = 'C';
        row.relation = relation.fullName();
        relation.rowType = addType(std::move(row));
    }
    const std::string name = relation.fullName();
    auto added = std::make_shared<Relation>(std::move(relation));
    Relation &reference = *added;
    m_relations.insert_or_assign(name, std::move(added));
    return reference;
}

Relation *Catalogue::editRelation(std::string_view name)
{
    const auto found = m_relations.find(name);
    return found == m_relations.end() ? nullptr : &ownCopy(found->second);
}

void Catalogue::removeRelation(std::string_view name)
{
    const auto found = m_relations.find(name);
    if (found == m_relations.end())
        return;
    if (found->second->rowType != noType)
        removeType(found->second->rowType);
    m_relations.erase(found);
}

void Catalogue::renameRelation(std::string_view name, const QualifiedName &to)
{
    const std::string from(name);
    const auto found = m_relations.find(from);
    if (found == m_relations.end())
        return;
    const std::string target = fullName(to.schema, to.name);
    std::shared_ptr<const Relation> moved = found->second;
    m_relations.erase(found);
    Relation &relation = ownCopy(moved);
    relation.schema = to.schema;
    relation.name = to.name;
    if (Type *row = editType(relation.rowType)) {
        m_typesByName.erase(fullName(row->schema, row->name));
        row->schema = to.schema;
        row->name = to.name;
        row->relation = target;
        const TypeId rowId = row->id;
        const TypeId arrayId = row->array;
        m_typesByName.insert_or_assign(target, rowId);
        if (Type *array = editType(arrayId)) {
            m_typesByName.erase(fullName(array->schema, array->name));
            array->schema = to.schema;
            array->name = '_' + to.name;
            m_typesByName.insert_or_assign(fullName(array->schema, array->name), arrayId);
        }
    }
    m_relations.insert_or_assign(target, std::move(moved));
    for (auto &[otherName, other] : m_relations) {
        if (!mentions(*other, from))
            continue;
        Relation &edited = ownCopy(other);
        follow(edited.parent, from, target);
        follow(edited.queryBase, from, target);
        follow(edited.ownedBy, from, target);
        for (std::string &use : edited.uses)
            follow(use, from, target);
        for (Constraint &constraint : edited.constraints)
            follow(constraint.target, from, target);
    }
}

TypeId Catalogue::addType(Type type)
{
    const TypeId id = m_nextType++;
    type.id = id;
    if (type.kind != Type::Kind::Pseudo) {
        Type array;
        array.id = m_nextType++;
        array.schema = type.schema;
        array.name = '_' + type.name;
        array.kind = Type::Kind::Array;
        array.category = 'A';
        array.element = id;
        type.array = array.id;
        m_typesByName.insert_or_assign(fullName(array.schema, array.name), array.id);
        m_types.insert_or_assign(array.id, std::make_shared<Type>(std::move(array)));
    }
    m_typesByName.insert_or_assign(fullName(type.schema, type.name), id);
    m_types.insert_or_assign(id, std::make_shared<Type>(std::move(type)));
    return id;
}

Type *Catalogue::editType(TypeId id)
{
    const auto found = m_types.find(id);
    return found == m_types.end() ? nullptr : &ownCopy(found->second);
}

void Catalogue::renameType(TypeId id, const QualifiedName &to)
{
    Type *renamed = editType(id);
    if (renamed == nullptr)
        return;
    m_typesByName.erase(fullName(renamed->schema, renamed->name));
    renamed->schema = to.schema;
    renamed->name = to.name;
    m_typesByName.insert_or_assign(fullName(to.schema, to.name), id);
    const TypeId arrayId = renamed->array;
    if (Type *array = editType(arrayId)) {
        m_typesByName.erase(fullName(array->schema, array->name));
        array->schema = to.schema;
        array->name = '_' + to.name;
        m_typesByName.insert_or_assign(fullName(array->schema, array->name), arrayId);
    }
}

void Catalogue::removeType(TypeId id)
{
    const auto found = m_types.find(id);
    if (found == m_types.end())
        return;
    const TypeId array = found->second->array;
    m_typesByName.erase(fullName(found->second->schema, found->second->name));
    m_types.erase(found);
    if (array != noType)
        removeType(array);
}

void Catalogue::addFunction(Function function)
{
    const auto [first, last] = m_functions.equal_range(function.name);
    for (auto it = first; it != last; ++it) {
        if (it->second->schema == function.schema && it->second->arguments == function.arguments) {
            it->second = std::make_shared<Function>(std::move(function));
            return;
        }
    }
    const std::string name = function.name;
    m_functions.emplace(name, std::make_shared<Function>(std::move(function)));
}

bool Catalogue::removeFunction(const Function *function)
{
    const auto [first, last] = m_functions.equal_range(function->name);
    for (auto it = first; it != last; ++it) {
        if (it->second.get() == function) {
            m_functions.erase(it);
            return true;
        }
    }
    return false;
}

} // namespace belay::schema
