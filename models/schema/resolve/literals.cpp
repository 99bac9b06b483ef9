// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/literalsyntax.h"
#include "models/schema/resolve/typenames.h"

#include <algorithm>
#include <array>

// Literals are read by their type's input function during parse analysis: a text that the function
// refuses is PREPARE's error.
namespace belay::schema::analysis {

namespace {

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

/// "schema.name" with PostgreSQL's folding and quotes; false if it is no such name.
bool splitName(std::string_view text, std::vector<std::string> &parts)
{
    std::size_t at = 0;
    const auto skip = [&] {
        while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n'))
            ++at;
    };
    for (;;) {
        skip();
        std::string part;
        if (at < text.size() && text[at] == '"') {
            for (++at; at < text.size(); ++at) {
                if (text[at] != '"') {
                    part += text[at];
                } else if (at + 1 < text.size() && text[at + 1] == '"') {
                    part += '"';
                    ++at;
                } else {
                    break;
                }
            }
            if (at >= text.size())
                return false;
            ++at;
        } else {
            while (at < text.size() && text[at] != '.' && text[at] != ' ' && text[at] != '"') {
                const char c = text[at++];
                part += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            }
        }
        if (part.empty())
            return false;
        parts.push_back(std::move(part));
        skip();
        if (at >= text.size())
            return parts.size() <= 3;
        if (text[at] != '.')
            return false;
        ++at;
    }
}

/// True if the input function of a type not known more closely surely takes the text.
bool readsAnything(const Type &type, std::string_view text)
{
    const auto all = [&](auto good) { return !text.empty() && std::ranges::all_of(text, good); };
    const auto plain = [](char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (type.id >= firstOwnType) {
        if (type.name == "hstore")
            return text.empty() || (text.find("=>") != std::string_view::npos && text.find('"') == std::string_view::npos && all([&](char c) { return plain(c) || c == '=' || c == '>' || c == ','; }));
        if (type.name == "ltree" || type.name == "lquery" || type.name == "ltxtquery")
            return text.empty() || (all([&](char c) { return plain(c) || c == '.' || (c == '*' && type.name == "lquery"); }) && text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos);
        return type.category == 'S';
    }
    switch (type.id) {
    case types::Text:
    case types::Varchar:
    case types::Bpchar:
    case types::Name:
    case types::Char:
    case types::Cstring:
    case types::Refcursor:
    case types::Unknown:
        return true;
    case types::Tsquery:
    case types::Tsvector:
        return all(plain);
    case types::Xml:
        return all(plain);
    default:
        return false;
    }
}

} // namespace

std::optional<Refusal> Analyzer::relationLiteral(std::string_view text, std::int64_t location)
{
    if (text == "-")
        return std::nullopt;
    if (!text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
        if (readInteger(text, 0, UINT32_MAX) == Literal::Valid)
            return std::nullopt;
        return Refusal{"type-mismatch", "value " + quoted(text) + " is out of range for type oid", location};
    }
    std::vector<std::string> parts;
    if (!splitName(text, parts))
        return Refusal{"type-mismatch", "invalid name syntax", -1};
    const std::string name = parts.back();
    const std::string schema = parts.size() > 1 ? parts[parts.size() - 2] : std::string();
    if (parts.size() > 2)
        return std::nullopt;
    const Relation *found = m_catalogue.relation({schema, name});
    if (found != nullptr || m_builtins.relation(schema, name) != nullptr) {
        useRelation(found);
        return std::nullopt;
    }
    // Indexes are relations too, and so are the sequences behind identity columns.
    for (const auto &[full, relation] : m_catalogue.relations()) {
        const bool inPath = schema.empty() ? std::ranges::find(m_catalogue.searchPath, relation->schema) != m_catalogue.searchPath.end()
                                           : relation->schema == schema;
        if (!inPath)
            continue;
        if (std::ranges::any_of(relation->indexes, [&](const Index &index) { return index.name == name; }))
            return std::nullopt;
        if (name.starts_with(relation->name) && std::ranges::any_of(relation->columns, [&](const Column &column) {
                return column.generated != Column::Generated::No && name == relation->name + '_' + column.name + "_seq";
            }))
            return std::nullopt;
    }
    if (schema == "pg_catalog" || schema == "information_schema" || schema == "pg_toast")
        return std::nullopt;
    const std::string shown = schema.empty() ? name : schema + '.' + name;
    if (mayHaveUnknown(Catalogue::Doubt::About::Relations)) {
        note("relation \"" + shown + "\" is not known (" + doubtReason(Catalogue::Doubt::About::Relations) + ')', location);
        return std::nullopt;
    }
    return Refusal{"relation-missing", "relation " + quoted(shown) + " does not exist", location};
}

std::optional<Refusal> Analyzer::arrayLiteral(std::string_view text, ColumnType array, std::int64_t location)
{
    std::vector<ArrayItem> items;
    if (!readArrayLiteral(text, array.type == 1020 || array.type == 603 ? ';' : ',', items))
        return Refusal{"type-mismatch", "malformed array literal: " + quoted(text), location};
    const ColumnType element = baseType(ColumnType{elementOf(array.type), -1});
    for (const ArrayItem &item : items) {
        if (item.isNull)
            continue;
        if (std::optional<Refusal> refusal = literalRefusal(keep(item.text), element, location))
            return refusal;
    }
    return std::nullopt;
}

std::optional<Refusal> Analyzer::literalRefusal(std::string_view text, ColumnType target, std::int64_t location)
{
    const auto invalid = [&](std::string_view name) {
        return Refusal{"type-mismatch", "invalid input syntax for type " + std::string(name) + ": " + quoted(text), location};
    };
    const auto judge = [&](Literal outcome, std::string_view name) -> std::optional<Refusal> {
        switch (outcome) {
        case Literal::Valid:
            return std::nullopt;
        case Literal::Invalid:
            return invalid(name);
        case Literal::OutOfRange:
            return Refusal{"type-mismatch", "value " + quoted(text) + " is out of range for type " + std::string(name), location};
        case Literal::FieldOutOfRange:
            return Refusal{"type-mismatch", "date/time field value out of range: " + quoted(text), location};
        case Literal::Undecided:
            note("whether " + quoted(text) + " is a " + std::string(name) + " is not known", location);
            return std::nullopt;
        }
        return std::nullopt;
    };
    const Type *known = type(target.type);
    if (known == nullptr)
        return std::nullopt;
    switch (target.type) {
    case types::Bool:
        return judge(readBool(text), "boolean");
    case types::Int2:
        return judge(readInteger(text, -32768, 32767), "smallint");
    case types::Int4:
        return judge(readInteger(text, INT32_MIN, INT32_MAX), "integer");
    case types::Int8:
        return judge(readInteger(text, INT64_MIN, INT64_MAX), "bigint");
    case types::Oid:
        return judge(readInteger(text, INT32_MIN, UINT32_MAX), "oid");
    case types::Float4:
        return judge(readNumber(text), "real");
    case types::Float8:
        return judge(readNumber(text), "double precision");
    case types::Numeric:
        return judge(readNumber(text), "numeric");
    case types::Uuid:
        return judge(readUuid(text), "uuid");
    case types::Json:
    case types::Jsonb:
        if (readJson(text) == Literal::Invalid)
            return Refusal{"type-mismatch", "invalid input syntax for type json", -1};
        return std::nullopt;
    case types::Date:
        return judge(readTimestamp(text, true), "date");
    case types::Timestamp:
        return judge(readTimestamp(text, false), "timestamp");
    case types::Timestamptz:
        return judge(readTimestamp(text, false), "timestamp with time zone");
    case types::Time:
        return judge(readTime(text), "time");
    case types::Timetz:
        return judge(readTime(text), "time with time zone");
    case types::Interval:
        return judge(readInterval(text), "interval");
    case types::Inet:
        return judge(readAddress(text), "inet");
    case types::Cidr:
        return judge(readAddress(text) == Literal::Invalid ? Literal::Invalid : text.find('/') == std::string_view::npos ? Literal::Valid : Literal::Undecided, "cidr");
    case types::Bytea:
        if (text.starts_with("\\x")) {
            for (const char c : text.substr(2)) {
                const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
                if (!hex && c != ' ' && c != '\t' && c != '\n' && c != '\r')
                    return Refusal{"type-mismatch", "invalid hexadecimal digit: \"" + std::string(1, c) + '"', -1};
            }
        }
        return std::nullopt;
    case types::Bit:
    case types::Varbit: {
        const bool hex = !text.empty() && (text[0] == 'x' || text[0] == 'X');
        const std::string_view digits = !text.empty() && (hex || text[0] == 'b' || text[0] == 'B') ? text.substr(1) : text;
        for (const char c : digits) {
            const bool isHex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (hex ? !isHex : c != '0' && c != '1')
                return Refusal{"type-mismatch", quoted(std::string(1, c)) + " is not a valid " + (hex ? "hexadecimal" : "binary") + " digit", location};
        }
        return std::nullopt;
    }
    case types::Regclass:
        return relationLiteral(text, location);
    case types::Regtype: {
        if (text == "-" || (!text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })))
            return std::nullopt;
        const ParsedSql parsed = ParsedSql::parse("SELECT NULL::" + std::string(text));
        if (parsed.statements().size() != 1 || !parsed.statements()[0].understood())
            return Refusal{"type-mismatch", "syntax error at or near " + quoted(text), -1};
        const NodeList targets = parsed.statements()[0].tree.list("targetList");
        if (targets.size() == 1 && targets[0]["val"].is("TypeCast"))
            (void)typeNamed(targets[0]["val"]["typeName"]);
        return std::nullopt;
    }
    case types::Regconfig: {
        static constexpr std::array<std::string_view, 29> configurations{
            "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hindi", "hungarian",
            "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese", "romanian", "russian", "serbian", "simple", "spanish",
            "swedish", "tamil", "turkish", "yiddish"};
        const std::string_view bare = text.starts_with("pg_catalog.") ? text.substr(11) : text;
        if (std::ranges::find(configurations, bare) == configurations.end())
            note("whether there is a text search configuration " + quoted(text) + " is not known", location);
        return std::nullopt;
    }
    case types::Jsonpath:
        if (text.find('$') == std::string_view::npos)
            note("whether " + quoted(text) + " is a JSON path is not known", location);
        return std::nullopt;
    case types::AnyArray:
        return std::nullopt;
    default:
        break;
    }
    switch (known->kind) {
    case Type::Kind::Enum:
        if (std::ranges::find(known->labels, text) == known->labels.end()) {
            if (mayHaveUnknown(Catalogue::Doubt::About::Types, known->schema + '.' + known->name)) {
                note("the values of enum " + format(known->id) + " are not known", location);
                return std::nullopt;
            }
            return Refusal{"enum-value-missing", "invalid input value for enum " + format(known->id) + ": " + quoted(text), location};
        }
        return std::nullopt;
    case Type::Kind::Array:
        if (target.type == types::Int2Vector || target.type == types::OidVector)
            return std::nullopt;
        return arrayLiteral(text, target, location);
    case Type::Kind::Range:
        if (readRange(text) == Literal::Invalid)
            return Refusal{"type-mismatch", "malformed range literal: " + quoted(text), location};
        return std::nullopt;
    case Type::Kind::Multirange:
        if (trimmed(text).empty() || trimmed(text).front() != '{')
            return Refusal{"type-mismatch", "malformed multirange literal: " + quoted(text), location};
        return std::nullopt;
    case Type::Kind::Composite:
        if (trimmed(text).empty() || trimmed(text).front() != '(')
            return Refusal{"type-mismatch", "malformed record literal: " + quoted(text), location};
        return std::nullopt;
    case Type::Kind::Pseudo:
        if (target.type == types::Record)
            return Refusal{"type-mismatch", "input of anonymous composite types is not implemented", -1};
        return std::nullopt;
    default:
        if (!readsAnything(*known, text))
            note("whether " + quoted(text) + " is a value of type " + format(known->id) + " is not known", location);
        return std::nullopt;
    }
}

} // namespace belay::schema::analysis
