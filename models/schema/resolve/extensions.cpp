// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/builtins.h"
#include "models/schema/resolve/facts.h"

#include <algorithm>
#include <unordered_map>

namespace belay::schema {

namespace {

/// Extensions that make nothing which a statement could name.
constexpr std::array<std::string_view, 3> emptyExtensions{"adminpack", "plpgsql", "pg_surgery"};

class ExtensionMaker {
public:
    ExtensionMaker(Catalogue &catalogue, std::string schema) : m_catalogue(catalogue), m_schema(std::move(schema)) {}

    void make(std::string_view rows)
    {
        makeTypes(rows);
        FactReader row(rows);
        while (row.next()) {
            const std::string_view what = row.field(0);
            if (what == "functions")
                makeFunction(readFunctionFact(row, 1));
            else if (what == "operators")
                m_catalogue.operators.push_back({m_schema, std::string(row.field(2)), id(row.field(3)), id(row.field(4)), id(row.field(5))});
            else if (what == "casts")
                m_catalogue.casts.push_back({id(row.field(1)), id(row.field(2)), factLetter(row.field(3), 'e')});
        }
    }

private:
    TypeId id(std::string_view fact) const
    {
        if (!fact.starts_with('='))
            return factNumber(fact);
        const Type *type = m_catalogue.typeByName(m_schema, fact.substr(1));
        if (type != nullptr)
            return type->id;
        // A type of the extension that this one builds on.
        type = m_catalogue.typeByName({}, fact.substr(1));
        if (type != nullptr)
            return type->id;
        for (const std::string &schema : m_catalogue.schemas) {
            type = m_catalogue.typeByName(schema, fact.substr(1));
            if (type != nullptr)
                return type->id;
        }
        return noType;
    }

    void makeTypes(std::string_view rows)
    {
        // Row types come with their relations, array types with their elements.
        std::unordered_map<std::string_view, bool> later;
        FactReader row(rows);
        while (row.next()) {
            if (row.field(0) != "types")
                continue;
            const FactType fact = readTypeFact(row, 1);
            if (fact.kind == Type::Kind::Array || !fact.relation.empty() || m_catalogue.typeByName(m_schema, fact.name) != nullptr)
                continue;
            if (fact.base.starts_with('=')) {
                later.emplace(fact.name, true);
                continue;
            }
            addType(fact);
        }
        FactReader domains(rows);
        while (domains.next()) {
            if (domains.field(0) != "types")
                continue;
            const FactType fact = readTypeFact(domains, 1);
            if (later.contains(fact.name))
                addType(fact);
        }
        FactReader relations(rows);
        while (relations.next()) {
            if (relations.field(0) == "relations")
                makeRelation(relations);
        }
    }

    void addType(const FactType &fact)
    {
        Type type;
        type.schema = m_schema;
        type.name = fact.name;
        type.kind = fact.kind;
        type.category = fact.category;
        type.preferred = fact.preferred;
        type.element = id(fact.element);
        type.range = id(fact.range);
        type.base = {id(fact.base), fact.baseModifier};
        type.notNull = fact.notNull;
        m_catalogue.addType(std::move(type));
    }

    void makeRelation(const FactReader &row)
    {
        Relation relation;
        relation.schema = m_schema;
        relation.name = row.field(2);
        relation.kind = factRelationKind(factLetter(row.field(3), 'r'));
        forEachWord(row.field(6), [&](std::string_view text) {
            const FactColumn fact = readColumnFact(text);
            Column column;
            column.name = fact.name;
            column.type = {id(fact.type), fact.modifier};
            column.notNull = fact.notNull;
            relation.columns.push_back(std::move(column));
        });
        if (m_catalogue.relationByFullName(relation.fullName()) == nullptr)
            m_catalogue.addRelation(std::move(relation));
    }

    void makeFunction(const FactFunction &fact)
    {
        Function function;
        function.schema = m_schema;
        function.name = fact.name;
        function.kind = fact.kind;
        forEachWord(fact.arguments, [&](std::string_view type) { function.arguments.push_back(id(type)); });
        function.defaults = fact.defaults;
        function.variadic = id(fact.variadic);
        function.returns = id(fact.returns);
        function.returnsSet = fact.returnsSet;
        function.volatility = fact.volatility;
        function.strict = fact.strict;
        function.language = "c";
        std::vector<std::string_view> names;
        forEachField(fact.names, ' ', [&](std::string_view name) { names.push_back(name); });
        if (fact.modes.empty()) {
            for (const std::string_view name : names)
                function.argumentNames.emplace_back(name);
        } else {
            std::size_t at = 0;
            forEachWord(fact.allArguments, [&](std::string_view type) {
                const char mode = at < fact.modes.size() ? fact.modes[at] : 'i';
                const std::string name(at < names.size() ? names[at] : std::string_view());
                if (mode == 'i' || mode == 'b' || mode == 'v')
                    function.argumentNames.push_back(name);
                if (mode == 'o' || mode == 'b' || mode == 't') {
                    Column column;
                    column.name = name;
                    column.type.type = id(type);
                    function.outColumns.push_back(std::move(column));
                }
                ++at;
            });
        }
        m_catalogue.addFunction(std::move(function));
    }

    Catalogue &m_catalogue;
    std::string m_schema;
};

} // namespace

bool addExtension(Catalogue &catalogue, std::string_view name, std::string_view schema)
{
    if (std::ranges::find(catalogue.extensions, name) != catalogue.extensions.end())
        return true;
    if (std::ranges::find(emptyExtensions, name) != emptyExtensions.end()) {
        catalogue.extensions.emplace_back(name);
        return true;
    }
    const auto found = std::ranges::lower_bound(facts::extensions15, name, {}, &facts::ExtensionFacts::name);
    if (found == facts::extensions15.end() || found->name != name)
        return false;
    std::string where(schema);
    if (where.empty()) {
        where = "public";
        for (const std::string &candidate : catalogue.searchPath) {
            if (catalogue.hasSchema(candidate)) {
                where = candidate;
                break;
            }
        }
    }
    FactReader row(found->rows);
    while (row.next()) {
        if (row.field(0) == "requires")
            (void)addExtension(catalogue, row.field(1), schema);
    }
    catalogue.extensions.emplace_back(name);
    ExtensionMaker(catalogue, std::move(where)).make(found->rows);
    return true;
}

std::vector<std::string_view> knownExtensions()
{
    std::vector<std::string_view> names(emptyExtensions.begin(), emptyExtensions.end());
    for (const facts::ExtensionFacts &extension : facts::extensions15)
        names.push_back(extension.name);
    std::ranges::sort(names);
    return names;
}

} // namespace belay::schema
