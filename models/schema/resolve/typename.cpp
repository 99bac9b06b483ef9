// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/typename.h"

#include "models/schema/resolve/builtins.h"
#include "models/schema/resolve/typenames.h"

#include <algorithm>
#include <array>

namespace belay::schema {

namespace {

/// Key words that cannot be a bare type name, so that PostgreSQL quotes them when it names a type.
constexpr std::array<std::string_view, 161> quotedWords{
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between", "bigint",
    "binary", "bit", "boolean", "both", "case", "cast", "char", "character", "check", "coalesce", "collate", "collation",
    "column", "concurrently", "constraint", "create", "cross", "current_catalog", "current_date", "current_role",
    "current_schema", "current_time", "current_timestamp", "current_user", "dec", "decimal", "default", "deferrable", "desc",
    "distinct", "do", "else", "end", "except", "exists", "extract", "false", "fetch", "float", "for", "foreign", "freeze",
    "from", "full", "grant", "greatest", "group", "grouping", "having", "ilike", "in", "initially", "inner", "inout", "int",
    "integer", "intersect", "interval", "into", "is", "isnull", "join", "lateral", "leading", "least", "left", "like",
    "limit", "localtime", "localtimestamp", "national", "natural", "nchar", "none", "normalize", "not", "notnull", "null",
    "nullif", "numeric", "offset", "on", "only", "or", "order", "out", "outer", "overlaps", "overlay", "placing", "position",
    "precision", "primary", "real", "references", "returning", "right", "row", "select", "session_user", "setof", "similar",
    "smallint", "some", "substring", "symmetric", "table", "tablesample", "then", "time", "timestamp", "to", "trailing",
    "treat", "trim", "true", "union", "unique", "user", "using", "values", "varchar", "variadic", "verbose", "when", "where",
    "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse",
    "xmlpi", "xmlroot", "xmlserialize", "xmltable"};

bool isPlain(std::string_view name)
{
    if (name.empty() || !((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_'))
        return false;
    return std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string modifierText(std::int32_t modifier) { return modifier >= 0 ? '(' + std::to_string(modifier) + ')' : std::string(); }

std::string builtinText(TypeId id, std::int32_t modifier, bool modifierGiven)
{
    const auto lengthOf = [&](std::string_view name) {
        return modifier > 4 ? std::string(name) + '(' + std::to_string(modifier - 4) + ')' : std::string(name);
    };
    switch (id) {
    case types::Bool:
        return "boolean";
    case types::Char:
        return "\"char\"";
    case types::Bpchar:
        return modifier < 0 && modifierGiven ? "bpchar" : lengthOf("character");
    case types::Varchar:
        return lengthOf("character varying");
    case types::Bit:
        return modifier < 0 ? (modifierGiven ? "\"bit\"" : "bit") : "bit" + modifierText(modifier);
    case types::Varbit:
        return "bit varying" + modifierText(modifier);
    case types::Float4:
        return "real";
    case types::Float8:
        return "double precision";
    case types::Int2:
        return "smallint";
    case types::Int4:
        return "integer";
    case types::Int8:
        return "bigint";
    case types::Numeric: {
        if (modifier < 4)
            return "numeric";
        const std::int32_t packed = modifier - 4;
        const std::int32_t scale = ((packed & 0x7ff) ^ 1024) - 1024;
        return "numeric(" + std::to_string((packed >> 16) & 0xffff) + ',' + std::to_string(scale) + ')';
    }
    case types::Time:
        return "time" + modifierText(modifier) + " without time zone";
    case types::Timetz:
        return "time" + modifierText(modifier) + " with time zone";
    case types::Timestamp:
        return "timestamp" + modifierText(modifier) + " without time zone";
    case types::Timestamptz:
        return "timestamp" + modifierText(modifier) + " with time zone";
    case types::Interval: {
        if (modifier < 0)
            return "interval";
        const std::int32_t precision = modifier & 0xffff;
        return precision == 0xffff ? "interval" : "interval(" + std::to_string(precision) + ')';
    }
    default:
        return {};
    }
}

TypeId rowTypeOf(const Catalogue &catalogue, const QualifiedName &name)
{
    const Relation *relation = catalogue.relation(name);
    return relation == nullptr ? noType : relation->rowType;
}

std::int32_t modifierOf(TypeId id, const NodeList &modifiers)
{
    if (modifiers.empty())
        return -1;
    std::vector<std::int32_t> numbers;
    for (const Node node : modifiers) {
        const Node value = node["ival"];
        if (!node.is("A_Const") || !value)
            return -1;
        numbers.push_back(static_cast<std::int32_t>(value.number("ival")));
    }
    switch (id) {
    case types::Varchar:
    case types::Bpchar:
        return numbers[0] + 4;
    case types::Numeric:
        return ((numbers[0] << 16) | ((numbers.size() > 1 ? numbers[1] : 0) & 0x7ff)) + 4;
    case types::Interval:
        return numbers.size() > 1 ? ((numbers[0] & 0x7fff) << 16) | (numbers[1] & 0xffff) : (numbers[0] << 16) | 0xffff;
    case types::Bit:
    case types::Varbit:
    case types::Time:
    case types::Timetz:
    case types::Timestamp:
    case types::Timestamptz:
        return numbers[0];
    default:
        return -1;
    }
}

} // namespace

std::string quoteIdentifier(std::string_view name)
{
    if (isPlain(name) && !std::ranges::binary_search(quotedWords, name))
        return std::string(name);
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

const Type *findType(const Catalogue &catalogue, TypeId id)
{
    if (id == noType)
        return nullptr;
    return id < firstOwnType ? Builtins::postgres15().type(id) : catalogue.type(id);
}

TypeId arrayOf(const Catalogue &catalogue, TypeId element)
{
    const Type *type = findType(catalogue, element);
    return type == nullptr ? noType : type->array;
}

FoundType findTypeNamed(const Catalogue &catalogue, std::string_view schema, std::string_view name)
{
    const Builtins &builtins = Builtins::postgres15();
    FoundType found;
    if (schema.empty()) {
        const bool catalogLater = std::ranges::find(catalogue.searchPath, "pg_catalog") != catalogue.searchPath.end();
        if (!catalogLater)
            found.id = builtins.typeByName({}, name);
        if (found.id == noType) {
            if (const Type *own = catalogue.typeByName({}, name))
                found.id = own->id;
            else
                found.id = rowTypeOf(catalogue, {{}, std::string(name)});
        }
        if (found.id == noType)
            found.id = builtins.typeByName({}, name);
        if (found.id == noType && std::ranges::find(catalogue.searchPath, "information_schema") != catalogue.searchPath.end())
            found.id = builtins.typeByName("information_schema", name);
        return found;
    }
    if (schema == "pg_catalog" || schema == "information_schema") {
        found.id = builtins.typeByName(schema, name);
        return found;
    }
    found.schemaMissing = !catalogue.hasSchema(schema) && schema != "pg_temp";
    if (const Type *own = catalogue.typeByName(schema, name))
        found.id = own->id;
    else
        found.id = rowTypeOf(catalogue, {std::string(schema), std::string(name)});
    return found;
}

ColumnType typeFromNode(const Catalogue &catalogue, Node typeName)
{
    const NodeList names = typeName.list("names");
    if (names.empty())
        return {static_cast<TypeId>(typeName.number("typeOid")), -1};
    ColumnType found;
    if (typeName.flag("pct_type")) {
        if (names.size() < 2)
            return {};
        const QualifiedName relationName{names.size() > 2 ? std::string(names[names.size() - 3].string()) : std::string(),
                                         std::string(names[names.size() - 2].string())};
        const Relation *relation = catalogue.relation(relationName);
        const Column *column = relation == nullptr ? nullptr : relation->column(names.back().string());
        if (column == nullptr)
            return {};
        found = column->type;
    } else {
        const std::string_view schema = names.size() > 1 ? names[names.size() - 2].string() : std::string_view();
        found.type = findTypeNamed(catalogue, schema, names.back().string()).id;
        found.modifier = modifierOf(found.type, typeName.list("typmods"));
    }
    if (found.type != noType && !typeName.list("arrayBounds").empty())
        found.type = arrayOf(catalogue, found.type);
    return found;
}

std::string typeNameText(Node typeName)
{
    std::string text;
    for (const Node part : typeName.list("names")) {
        if (!text.empty())
            text += '.';
        text += part.string();
    }
    if (typeName.flag("pct_type"))
        text += "%TYPE";
    if (!typeName.list("arrayBounds").empty())
        text += "[]";
    return text;
}

std::string formatTypeId(const Catalogue &catalogue, ColumnType type, bool modifierGiven)
{
    const Type *known = findType(catalogue, type.type);
    if (known == nullptr)
        return "unknown type";
    std::string suffix;
    // int2vector and oidvector are arrays that go by their own names.
    if (known->kind == Type::Kind::Array && known->element != noType && known->name.starts_with('_')) {
        const Type *element = findType(catalogue, known->element);
        if (element != nullptr) {
            known = element;
            suffix = "[]";
        }
    }
    std::string text = builtinText(known->id, type.modifier, modifierGiven);
    if (text.empty()) {
        text = quoteIdentifier(known->name);
        bool visible = known->schema == "pg_catalog" || known->schema.empty();
        if (!visible)
            visible = findTypeNamed(catalogue, {}, known->name).id == known->id;
        if (!visible)
            text = quoteIdentifier(known->schema) + '.' + text;
    }
    return text + suffix;
}

std::string formatType(const Catalogue &catalogue, ColumnType type) { return formatTypeId(catalogue, type, true); }

} // namespace belay::schema
