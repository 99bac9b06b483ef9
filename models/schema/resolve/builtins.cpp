// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/builtins.h"

#include "models/schema/resolve/facts.h"

#include <algorithm>
#include <unordered_map>

namespace belay::schema {

namespace {

struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
};

/// First and number of a stretch of a table that is sorted by name.
struct Stretch {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

std::uint64_t castKey(TypeId source, TypeId target) { return (static_cast<std::uint64_t>(source) << 32U) | target; }

template <class Rows>
void indexByName(Rows &rows, std::unordered_map<std::string_view, Stretch> &index)
{
    std::ranges::stable_sort(rows, {}, [](const auto &row) { return row.name; });
    index.reserve(rows.size());
    for (std::uint32_t at = 0; at < rows.size(); ++at) {
        Stretch &stretch = index[rows[at].name];
        if (stretch.count++ == 0)
            stretch.first = at;
    }
}

} // namespace

struct Builtins::Tables {
    std::vector<Type> types;
    std::vector<TypeTraits> traits;         ///< Parallel to types.
    std::unordered_map<TypeId, std::uint32_t> typesById;
    std::unordered_map<std::string, TypeId, NameHash, std::equal_to<>> informationTypes;
    std::unordered_map<std::string_view, TypeId> catalogTypes;
    std::vector<TypeId> typeLists;          ///< What the functions' spans point into.
    std::vector<BuiltinFunction> functions;
    std::unordered_map<std::string_view, Stretch> functionsByName;
    std::vector<BuiltinOperator> operators;
    std::unordered_map<std::string_view, Stretch> operatorsByName;
    struct CastFact {
        Cast cast;
        char method = 'f';
    };
    std::unordered_map<std::uint64_t, CastFact> casts;
    std::vector<BuiltinRelation> relations;
    std::unordered_map<std::string_view, std::uint32_t> catalogRelations;
    std::unordered_map<std::string_view, std::uint32_t> informationRelations;
    std::unordered_map<TypeId, std::uint32_t> relationsByType;

    void readTypes();
    void readFunctions();
    void readOperators();
    void readCasts();
    void readRelations();
    std::size_t appendTypes(std::string_view list);
};

void Builtins::Tables::readTypes()
{
    FactReader rows(facts::types15);
    types.reserve(700);
    traits.reserve(700);
    while (rows.next()) {
        const FactType fact = readTypeFact(rows, 0);
        Type type;
        type.id = factNumber(fact.id);
        type.schema = fact.schema;
        type.name = fact.name;
        type.kind = fact.kind;
        type.category = fact.category;
        type.preferred = fact.preferred;
        type.element = factNumber(fact.element);
        type.array = factNumber(fact.array);
        type.range = factNumber(fact.range);
        type.base = {factNumber(fact.base), fact.baseModifier};
        type.notNull = fact.notNull;
        type.relation = fact.relation;
        typesById.emplace(type.id, static_cast<std::uint32_t>(types.size()));
        types.push_back(std::move(type));
        traits.push_back(fact.traits);
    }
    for (const Type &type : types) {
        if (type.schema == "pg_catalog")
            catalogTypes.emplace(type.name, type.id);
        else
            informationTypes.emplace(type.name, type.id);
    }
}

std::size_t Builtins::Tables::appendTypes(std::string_view list)
{
    const std::size_t before = typeLists.size();
    forEachWord(list, [this](std::string_view word) { typeLists.push_back(factNumber(word)); });
    return typeLists.size() - before;
}

void Builtins::Tables::readFunctions()
{
    struct Lists {
        std::size_t arguments, all;
    };
    std::vector<Lists> sizes;
    FactReader rows(facts::functions15);
    functions.reserve(3400);
    sizes.reserve(3400);
    typeLists.reserve(16000);
    while (rows.next()) {
        const FactFunction fact = readFunctionFact(rows, 0);
        BuiltinFunction function;
        function.id = factNumber(fact.id);
        function.schema = fact.schema;
        function.name = fact.name;
        function.kind = fact.kind;
        function.nature = static_cast<BuiltinFunction::Nature>(fact.nature);
        function.directArguments = fact.directArguments;
        function.returns = factNumber(fact.returns);
        function.returnsSet = fact.returnsSet;
        function.volatility = fact.volatility;
        function.defaults = fact.defaults;
        function.variadic = factNumber(fact.variadic);
        function.modes = fact.modes;
        forEachField(fact.names, ' ', [&](std::string_view name) { function.names.push_back(name); });
        const std::size_t arguments = appendTypes(fact.arguments);
        sizes.push_back({arguments, appendTypes(fact.allArguments)});
        functions.push_back(std::move(function));
    }
    // The list of types does not move any more.
    const TypeId *at = typeLists.data();
    for (std::size_t i = 0; i < functions.size(); ++i) {
        functions[i].arguments = {at, sizes[i].arguments};
        at += sizes[i].arguments;
        functions[i].allArguments = {at, sizes[i].all};
        at += sizes[i].all;
    }
    indexByName(functions, functionsByName);
}

void Builtins::Tables::readOperators()
{
    FactReader rows(facts::operators15);
    operators.reserve(900);
    while (rows.next()) {
        operators.push_back({factNumber(rows.field(0)), rows.field(1), factNumber(rows.field(2)), factNumber(rows.field(3)),
                             factNumber(rows.field(4))});
    }
    indexByName(operators, operatorsByName);
}

void Builtins::Tables::readCasts()
{
    FactReader rows(facts::casts15);
    casts.reserve(400);
    while (rows.next()) {
        const Cast cast{factNumber(rows.field(0)), factNumber(rows.field(1)), factLetter(rows.field(2), 'e')};
        casts.emplace(castKey(cast.source, cast.target), CastFact{cast, factLetter(rows.field(3), 'f')});
    }
}

void Builtins::Tables::readRelations()
{
    FactReader rows(facts::relations15);
    relations.reserve(260);
    while (rows.next()) {
        BuiltinRelation relation;
        relation.schema = rows.field(0);
        relation.name = rows.field(1);
        relation.kind = factRelationKind(factLetter(rows.field(2), 'r'));
        relation.rowType = factNumber(rows.field(3));
        forEachWord(rows.field(4), [&](std::string_view name) { relation.primaryKey.emplace_back(name); });
        forEachWord(rows.field(5), [&](std::string_view text) {
            const FactColumn fact = readColumnFact(text);
            Column column;
            column.name = fact.name;
            column.type = {factNumber(fact.type), fact.modifier};
            column.notNull = fact.notNull;
            relation.columns.push_back(std::move(column));
        });
        relations.push_back(std::move(relation));
    }
    for (std::uint32_t at = 0; at < relations.size(); ++at) {
        (relations[at].schema == "pg_catalog" ? catalogRelations : informationRelations).emplace(relations[at].name, at);
        if (relations[at].rowType != noType)
            relationsByType.emplace(relations[at].rowType, at);
    }
}

Builtins::Builtins() : m_tables(std::make_unique<Tables>())
{
    m_tables->readTypes();
    m_tables->readFunctions();
    m_tables->readOperators();
    m_tables->readCasts();
    m_tables->readRelations();
}

Builtins::~Builtins() = default;

const Builtins &Builtins::postgres15()
{
    static const Builtins builtins;
    return builtins;
}

const Type *Builtins::type(TypeId id) const
{
    const auto found = m_tables->typesById.find(id);
    return found == m_tables->typesById.end() ? nullptr : &m_tables->types[found->second];
}

TypeTraits Builtins::traits(TypeId id) const
{
    const auto found = m_tables->typesById.find(id);
    return found == m_tables->typesById.end() ? TypeTraits{} : m_tables->traits[found->second];
}

TypeId Builtins::typeByName(std::string_view schema, std::string_view name) const
{
    if (schema.empty() || schema == "pg_catalog") {
        const auto found = m_tables->catalogTypes.find(name);
        return found == m_tables->catalogTypes.end() ? noType : found->second;
    }
    if (schema != "information_schema")
        return noType;
    const auto found = m_tables->informationTypes.find(name);
    return found == m_tables->informationTypes.end() ? noType : found->second;
}

std::span<const BuiltinFunction> Builtins::functions(std::string_view name) const
{
    const auto found = m_tables->functionsByName.find(name);
    if (found == m_tables->functionsByName.end())
        return {};
    return std::span(m_tables->functions).subspan(found->second.first, found->second.count);
}

std::span<const BuiltinOperator> Builtins::operators(std::string_view name) const
{
    const auto found = m_tables->operatorsByName.find(name);
    if (found == m_tables->operatorsByName.end())
        return {};
    return std::span(m_tables->operators).subspan(found->second.first, found->second.count);
}

const Cast *Builtins::cast(TypeId source, TypeId target) const
{
    const auto found = m_tables->casts.find(castKey(source, target));
    return found == m_tables->casts.end() ? nullptr : &found->second.cast;
}

char Builtins::castMethod(TypeId source, TypeId target) const
{
    const auto found = m_tables->casts.find(castKey(source, target));
    return found == m_tables->casts.end() ? 'f' : found->second.method;
}

const BuiltinRelation *Builtins::relation(std::string_view schema, std::string_view name) const
{
    const bool catalog = schema.empty() || schema == "pg_catalog";
    if (!catalog && schema != "information_schema")
        return nullptr;
    const auto &index = catalog ? m_tables->catalogRelations : m_tables->informationRelations;
    const auto found = index.find(name);
    return found == index.end() ? nullptr : &m_tables->relations[found->second];
}

const BuiltinRelation *Builtins::relationOfType(TypeId rowType) const
{
    const auto found = m_tables->relationsByType.find(rowType);
    return found == m_tables->relationsByType.end() ? nullptr : &m_tables->relations[found->second];
}

bool Builtins::hasCollation(std::string_view name) const
{
    return name == "default" || name == "C" || name == "POSIX" || name == "ucs_basic" || name.ends_with("-x-icu");
}

} // namespace belay::schema
