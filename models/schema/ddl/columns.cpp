// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"

#include <algorithm>
#include <array>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;

TypeId serialType(Node typeName)
{
    const NodeList names = typeName.list("names");
    if (names.size() != 1)
        return noType;
    const std::string_view name = names[0].string();
    if (name == "serial" || name == "serial4")
        return types::Int4;
    if (name == "bigserial" || name == "serial8")
        return types::Int8;
    if (name == "smallserial" || name == "serial2")
        return types::Int2;
    return noType;
}

/// Where the text of the constraint that begins at `from` must end: at the next one of its column.
std::uint32_t limitAfter(const NodeList &constraints, Node collation, std::int64_t from, std::uint32_t limit)
{
    const auto take = [&](std::int64_t at) {
        if (at > from && at < static_cast<std::int64_t>(limit))
            limit = static_cast<std::uint32_t>(at);
    };
    for (const Node other : constraints)
        take(other.location());
    if (collation)
        take(collation.location());
    return limit;
}

std::string collationOf(Node definition)
{
    const Node clause = definition["collClause"];
    return clause ? display(nameOf(clause.list("collname"))) : std::string();
}

} // namespace

void addOwnedSequence(Step &step, const std::string &relation, const std::string &column, const std::string &sequence)
{
    Relation made;
    const std::size_t dot = relation.find('.');
    made.schema = relation.substr(0, dot);
    made.name = sequence;
    made.kind = Relation::Kind::Sequence;
    made.ownedBy = relation + '.' + column;
    step.addRelation(std::move(made));
}

bool makeColumn(Step &step, Relation &relation, Node definition, Column &column, std::vector<PendingConstraint> &pending, std::string &error,
                std::string &doubt, std::uint32_t limit, std::string &sequence)
{
    column.name = definition.text("colname");
    const Node typeName = definition["typeName"];
    if (const TypeId serial = serialType(typeName); serial != noType) {
        column.type = {serial, -1};
        column.notNull = true;
        sequence = step.freeRelationName(relation.schema, relation.name, column.name, "seq", &relation);
        column.defaultText = "nextval('" + sequence + "'::regclass)";
    } else if (typeName) {
        column.type = typeFromNode(step.db, typeName);
        if (column.type.type == noType)
            doubt = "type " + quoted(typeNameText(typeName)) + " does not exist";
    }
    column.collation = collationOf(definition);
    const NodeList constraints = definition.list("constraints");
    for (const Node constraint : constraints) {
        const std::string_view kind = constraint.text("contype");
        const std::int64_t at = constraint.location();
        const std::uint32_t from = at < 0 ? step.span.begin : static_cast<std::uint32_t>(at);
        if (kind == "CONSTR_NOTNULL") {
            column.notNull = true;
        } else if (kind == "CONSTR_NULL") {
            if (column.notNull && sequence.empty()) {
                error = "conflicting NULL/NOT NULL declarations for column " + quoted(column.name) + " of table " + quoted(relation.name);
                return false;
            }
        } else if (kind == "CONSTR_DEFAULT") {
            const std::uint32_t end = limitAfter(constraints, definition["collClause"], at, limit);
            const std::uint32_t begin = behindWord(step.text, from, end, "default");
            if (column.defaultText && !sequence.empty()) {
                error = "multiple default values specified for column " + quoted(column.name) + " of table " + quoted(relation.name);
                return false;
            }
            column.defaultText = std::string(textUpToSeparator(step.text, begin == noOffset ? from : begin, end));
            if (const Node value = constraint["raw_expr"]; value.is("A_Const") && value.flag("isnull"))
                column.defaultText.reset();
        } else if (kind == "CONSTR_IDENTITY") {
            column.notNull = true;
            column.generated = constraint.text("generated_when") == "a" ? Column::Generated::IdentityAlways : Column::Generated::IdentityByDefault;
            sequence = step.freeRelationName(relation.schema, relation.name, column.name, "seq", &relation);
        } else if (kind == "CONSTR_GENERATED") {
            column.generated = Column::Generated::Stored;
            column.defaultText = std::string(textInParentheses(step.text, from));
        } else {
            pending.push_back({constraint, column.name});
        }
    }
    return true;
}

void judgeTypeChange(const Catalogue &catalogue, ColumnType from, ColumnType to, bool hasUsing, bool &rewrites, bool &rebuildsIndexes)
{
    rewrites = false;
    rebuildsIndexes = false;
    if (from.type == noType || to.type == noType) {
        rewrites = true;
        return;
    }
    const auto isText = [](TypeId type) { return type == types::Text || type == types::Varchar; };
    const auto base = [&](ColumnType type) {
        const Type *found = findType(catalogue, type.type);
        return found != nullptr && found->kind == Type::Kind::Domain ? found->base : type;
    };
    if (hasUsing && !(from == to)) {
        // A USING that is no more than the cast itself costs what the cast costs, but that takes the
        // expression; callers that know it pass false.
        rewrites = true;
        return;
    }
    if (from.type == to.type) {
        if (from.modifier == to.modifier)
            return;
        const std::int32_t a = from.modifier;
        const std::int32_t b = to.modifier;
        if (to.type == types::Varchar || to.type == types::Varbit) {
            rewrites = !(b < 0 || (a >= 0 && b >= a));
        } else if (to.type == types::Numeric) {
            const auto scale = [](std::int32_t m) { return (m - 4) & 0x7ff; };
            const auto precision = [](std::int32_t m) { return ((m - 4) >> 16) & 0xffff; };
            rewrites = !(b < 0 || (a >= 0 && scale(a) == scale(b) && precision(b) >= precision(a)));
        } else if (to.type == types::Timestamp || to.type == types::Timestamptz || to.type == types::Time || to.type == types::Timetz) {
            rewrites = !(b < 0 || b >= 6 || (a >= 0 && b >= a));
        } else if (to.type == types::Interval) {
            rewrites = !(b < 0);
        } else {
            rewrites = true;
        }
        return;
    }
    if (isText(from.type) && isText(to.type)) {
        // A limit that was not there before has every value checked.
        rewrites = to.type == types::Varchar && to.modifier >= 0 && !(from.type == types::Varchar && from.modifier >= 0 && to.modifier >= from.modifier);
        return;
    }
    const ColumnType fromBase = base(from);
    const ColumnType toBase = base(to);
    const Type *toType = findType(catalogue, to.type);
    if (toType != nullptr && toType->kind == Type::Kind::Domain) {
        rewrites = !(fromBase == toBase && toType->checks.empty() && !toType->notNull);
        return;
    }
    if (!(fromBase == from) && fromBase.type == to.type) {
        judgeTypeChange(catalogue, fromBase, to, false, rewrites, rebuildsIndexes);
        return;
    }
    if (from.type == types::Cidr && to.type == types::Inet) {
        return;
    }
    if (from.type == types::Bit && to.type == types::Varbit && (to.modifier < 0 || to.modifier >= from.modifier))
        return;
    static constexpr std::array<TypeId, 12> oids{types::Oid, types::Regproc, types::Regclass, types::Regtype, 2202, 2203, 2204, 3734, 3769, 4089, 4096, 4191};
    const auto isOid = [](TypeId type) { return std::find(oids.begin(), oids.end(), type) != oids.end(); };
    if ((isOid(from.type) && (isOid(to.type) || to.type == types::Int4)) || (from.type == types::Int4 && isOid(to.type))) {
        rebuildsIndexes = true;
        return;
    }
    // timestamp and timestamptz are the same bytes only if the session's time zone is UTC: PostgreSQL
    // then skips the rewrite, which cannot be known from the SQL.
    rewrites = true;
}

std::string boundsText(Node bound)
{
    if (bound.flag("is_default"))
        return "default";
    const auto list = [](const NodeList &values) {
        std::string result;
        for (const Node value : values) {
            if (!result.empty())
                result += ',';
            if (value.is("ColumnRef"))
                result += value.list("fields").empty() ? std::string() : std::string(value.list("fields")[0].string());
            else if (const Node text = value["sval"])
                result += '\'' + std::string(text.text("sval")) + '\'';
            else if (const Node number = value["ival"])
                result += std::to_string(number.number("ival"));
            else if (const Node real = value["fval"])
                result += real.text("fval");
            else if (value.flag("isnull"))
                result += "null";
            else
                result += "expr";
        }
        return result;
    };
    const std::string_view strategy = bound.text("strategy");
    if (strategy == "h")
        return "modulus " + std::to_string(bound.number("modulus")) + " remainder " + std::to_string(bound.number("remainder"));
    if (strategy == "l")
        return "in (" + list(bound.list("listdatums")) + ')';
    return "from (" + list(bound.list("lowerdatums")) + ") to (" + list(bound.list("upperdatums")) + ')';
}

} // namespace belay::schema::ddl
