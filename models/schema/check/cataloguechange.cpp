// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/cataloguechange.h"

#include "models/schema/ddl/sqltokens.h"

#include <algorithm>
#include <memory>

namespace belay::schema {

namespace {

/// Visits what only one of two sorted maps of shared values has, and what they have differently; a
/// null stands for "not there".
template <class Map, class Visit>
void forEachDifference(const Map &before, const Map &after, Visit visit)
{
    auto b = before.begin();
    auto a = after.begin();
    while (b != before.end() || a != after.end()) {
        if (a == after.end() || (b != before.end() && b->first < a->first)) {
            visit(b->second.get(), nullptr);
            ++b;
        } else if (b == before.end() || a->first < b->first) {
            visit(nullptr, a->second.get());
            ++a;
        } else {
            if (b->second != a->second && *b->second != *a->second)
                visit(b->second.get(), a->second.get());
            ++b;
            ++a;
        }
    }
}

bool contains(const std::vector<std::string> &list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

/// `use`: "schema.name", "schema.name.column" or "schema.name()".
bool uses(const std::vector<std::string> &changed, std::string_view use)
{
    return std::any_of(changed.begin(), changed.end(), [use](const std::string &name) {
        return use.starts_with(name) && (use.size() == name.size() || use[name.size()] == '.');
    });
}

} // namespace

CatalogueChange::CatalogueChange(const Catalogue &before, const Catalogue &after)
    : m_everything(before.schemas != after.schemas || before.searchPath != after.searchPath || before.operators != after.operators
                   || before.casts != after.casts || before.extensions != after.extensions || before.doubts != after.doubts)
{
    if (!m_everything)
        addRelations(before, after);
    if (!m_everything)
        addFunctions(before, after);
    if (!m_everything)
        addTypes(before, after);
    // A view's own row changes with what it stands on, and so on upwards.
    for (std::size_t known = 0; !m_everything && known != m_relations.size();) {
        known = m_relations.size();
        addDependents(before);
        addDependents(after);
    }
}

void CatalogueChange::addName(std::string_view name)
{
    // Written with its quotes doubled, or by code points: no plain search finds it.
    if (name.empty() || name.find('"') != std::string_view::npos)
        m_everything = true;
    std::string lowered = folded(name);
    if (!contains(m_names, lowered))
        m_names.push_back(std::move(lowered));
}

void CatalogueChange::addFullName(std::string fullName)
{
    if (!contains(m_relations, fullName))
        m_relations.push_back(std::move(fullName));
}

void CatalogueChange::addRelations(const Catalogue &before, const Catalogue &after)
{
    forEachDifference(before.relations(), after.relations(), [this](const Relation *was, const Relation *is) {
        for (const Relation *relation : {was, is}) {
            if (relation == nullptr)
                continue;
            addName(relation->name);
            addFullName(relation->fullName());
            if (relation->rowType != noType)
                m_rowTypes.push_back(relation->rowType);
        }
    });
}

void CatalogueChange::addFunctions(const Catalogue &before, const Catalogue &after)
{
    // Of one name they are in no order: a name with any difference counts.
    const auto &was = before.allFunctions();
    const auto &is = after.allFunctions();
    const auto same = [](const auto &a, const auto &b) { return a.second == b.second || *a.second == *b.second; };
    auto b = was.begin();
    auto a = is.begin();
    while (b != was.end() || a != is.end()) {
        const std::string &name = a == is.end() || (b != was.end() && b->first <= a->first) ? b->first : a->first;
        const auto [b0, b1] = was.equal_range(name);
        const auto [a0, a1] = is.equal_range(name);
        if (!std::equal(b0, b1, a0, a1, same)) {
            addName(name);
            for (auto it = b0; it != b1; ++it)
                addFullName(it->second->fullName() + "()");
            for (auto it = a0; it != a1; ++it)
                addFullName(it->second->fullName() + "()");
        }
        b = b1;
        a = a1;
    }
}

void CatalogueChange::addTypes(const Catalogue &before, const Catalogue &after)
{
    std::vector<TypeId> rows = m_rowTypes;
    const auto isRow = [&rows](TypeId id) { return id != noType && std::find(rows.begin(), rows.end(), id) != rows.end(); };
    forEachDifference(before.types(), after.types(), [&](const Type *was, const Type *is) {
        const Type &type = was != nullptr ? *was : *is;
        if (!type.relation.empty() || (type.kind == Type::Kind::Array && isRow(type.element)))
            return; // Follows its relation.
        // A type that changes is met through columns, without its name.
        if (was != nullptr && is != nullptr)
            m_everything = true;
        addName(type.name);
    });
    if (m_everything || rows.empty())
        return;
    for (const Catalogue *catalogue : {&before, &after}) {
        for (const auto &[id, type] : catalogue->types()) {
            if (type->kind == Type::Kind::Array && isRow(type->element))
                rows.push_back(id);
        }
    }
    // A row that is a column or goes through a function is met without its relation's name.
    for (const Catalogue *catalogue : {&before, &after}) {
        for (const auto &[fullName, relation] : catalogue->relations())
            m_everything = m_everything || std::any_of(relation->columns.begin(), relation->columns.end(), [&](const Column &c) { return isRow(c.type.type); });
        for (const auto &[name, function] : catalogue->allFunctions()) {
            const auto &f = *function;
            m_everything = m_everything || isRow(f.returns) || isRow(f.variadic) || std::any_of(f.arguments.begin(), f.arguments.end(), isRow)
                || std::any_of(f.outColumns.begin(), f.outColumns.end(), [&](const Column &c) { return isRow(c.type.type); });
        }
        for (const auto &[id, type] : catalogue->types())
            m_everything = m_everything || isRow(type->base.type);
    }
}

void CatalogueChange::addDependents(const Catalogue &catalogue)
{
    for (const auto &[fullName, relation] : catalogue.relations()) {
        if (contains(m_relations, fullName)) {
            // Partitions and heirs are written and read through their parents.
            if (!relation->parent.empty())
                addFullName(relation->parent);
            addName(relation->name);
            continue;
        }
        const bool depends = (!relation->queryBase.empty() && contains(m_relations, relation->queryBase))
            || (!relation->parent.empty() && contains(m_relations, relation->parent))
            || std::any_of(relation->uses.begin(), relation->uses.end(), [this](const std::string &use) { return uses(m_relations, use); })
            || std::any_of(relation->constraints.begin(), relation->constraints.end(), [this](const Constraint &c) { return contains(m_relations, c.target); })
            || std::any_of(relation->triggers.begin(), relation->triggers.end(), [this](const Trigger &t) { return contains(m_relations, t.function + "()"); });
        if (depends) {
            addName(relation->name);
            addFullName(fullName);
        }
    }
}

bool CatalogueChange::mayAffect(std::string_view lowered) const
{
    if (m_everything || lowered.find("u&") != std::string_view::npos)
        return true;
    return std::any_of(m_names.begin(), m_names.end(), [lowered](const std::string &name) { return lowered.find(name) != std::string_view::npos; });
}

} // namespace belay::schema
