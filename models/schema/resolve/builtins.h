// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// A function that PostgreSQL brings with it. The texts live as long as the program.
struct BuiltinFunction {
    enum class Nature : char { Plain = 'n', OrderedSet = 'o', Hypothetical = 'h' }; ///< pg_aggregate.aggkind
    TypeId id = noType;                     ///< pg_proc.oid
    std::string_view schema;                ///< "pg_catalog" or "information_schema"
    std::string_view name;
    Function::Kind kind = Function::Kind::Function;
    Nature nature = Nature::Plain;          ///< Of an aggregate.
    std::int16_t directArguments = 0;       ///< Of an ordered-set aggregate.
    TypeId returns = noType;
    bool returnsSet = false;
    Function::Volatility volatility = Function::Volatility::Volatile;
    std::uint16_t defaults = 0;             ///< How many of the last arguments have one.
    TypeId variadic = noType;               ///< pg_proc.provariadic: element type, or "any".
    std::span<const TypeId> arguments;      ///< pg_proc.proargtypes: input ones.
    std::span<const TypeId> allArguments;   ///< pg_proc.proallargtypes; empty: inputs only.
    std::string_view modes;                 ///< pg_proc.proargmodes, one letter each; empty: inputs only.
    std::vector<std::string_view> names;    ///< pg_proc.proargnames, parallel to allArguments or arguments; may be empty.
};

/// An operator that PostgreSQL brings with it.
struct BuiltinOperator {
    TypeId id = noType;
    std::string_view name;
    TypeId left = noType;                   ///< noType: a prefix operator.
    TypeId right = noType;
    TypeId result = noType;
};

/// A relation of pg_catalog or information_schema.
struct BuiltinRelation {
    std::string_view schema;
    std::string_view name;
    Relation::Kind kind = Relation::Kind::Table;
    std::vector<Column> columns;
    TypeId rowType = noType;
    std::vector<std::string> primaryKey;
};

/// What a type's operator classes and handlers allow.
struct TypeTraits {
    bool ordered = false;                   ///< ORDER BY and DISTINCT may sort it.
    bool hashed = false;                    ///< It can at least be told equal by hashing.
    bool subscripted = false;               ///< Not an array, but has a subscripting handler (jsonb, point).
    bool collated = false;
};

/// What every PostgreSQL 15 database has before the first migration. Immutable; made once from data
/// that is linked into the program (resources/postgresql), in a few milliseconds at the first call.
/// Lookups are hashed and allocate nothing. Names are folded as in the catalogs.
class Builtins {
public:
    static const Builtins &postgres15();

    Builtins(const Builtins &) = delete;
    Builtins &operator=(const Builtins &) = delete;

    /// Null if there is none.
    [[nodiscard]] const Type *type(TypeId id) const;
    /// noType if there is none. An empty schema means pg_catalog. Names are pg_type's ("int4", "_text").
    [[nodiscard]] TypeId typeByName(std::string_view schema, std::string_view name) const;
    /// Nothing is allowed for arrays and composite types here: it hangs on what they consist of.
    [[nodiscard]] TypeTraits traits(TypeId id) const;
    [[nodiscard]] std::span<const BuiltinFunction> functions(std::string_view name) const;
    [[nodiscard]] std::span<const BuiltinOperator> operators(std::string_view name) const;
    /// Null if there is no such pg_cast row.
    [[nodiscard]] const Cast *cast(TypeId source, TypeId target) const;
    /// pg_cast.castmethod of a cast there is: f function, b binary-coercible, i through text.
    [[nodiscard]] char castMethod(TypeId source, TypeId target) const;
    /// An empty schema means pg_catalog. Null if there is none.
    [[nodiscard]] const BuiltinRelation *relation(std::string_view schema, std::string_view name) const;
    [[nodiscard]] const BuiltinRelation *relationOfType(TypeId rowType) const;
    [[nodiscard]] bool hasCollation(std::string_view name) const;

private:
    Builtins();
    ~Builtins();
    struct Tables;
    std::unique_ptr<Tables> m_tables;
};

/// OIDs of types that code names.
namespace types {
inline constexpr TypeId Bool = 16, Bytea = 17, Char = 18, Name = 19, Int8 = 20, Int2 = 21, Int2Vector = 22, Int4 = 23,
    Regproc = 24, Text = 25, Oid = 26, Tid = 27, Xid = 28, Cid = 29, OidVector = 30, Json = 114, Xml = 142, Point = 600,
    Lseg = 601, Path = 602, Box = 603, Polygon = 604, Line = 628, Float4 = 700, Float8 = 701, Unknown = 705, Circle = 718,
    Money = 790, Macaddr = 829, Inet = 869, Cidr = 650, Macaddr8 = 774, Bpchar = 1042, Varchar = 1043, Date = 1082,
    Time = 1083, Timestamp = 1114, Timestamptz = 1184, Interval = 1186, Timetz = 1266, Bit = 1560, Varbit = 1562,
    Numeric = 1700, Refcursor = 1790, Regclass = 2205, Regtype = 2206, Record = 2249, Cstring = 2275, Any = 2276,
    AnyArray = 2277, Void = 2278, Trigger = 2279, Internal = 2281, AnyElement = 2283, RecordArray = 2287,
    AnyNonArray = 2776, Uuid = 2950, AnyEnum = 3500, Tsvector = 3614, Tsquery = 3615, Jsonb = 3802, AnyRange = 3831,
    Jsonpath = 4072, Regconfig = 3734, AnyMultirange = 4537, AnyCompatibleMultirange = 4538, AnyCompatible = 5077,
    AnyCompatibleArray = 5078, AnyCompatibleNonArray = 5079, AnyCompatibleRange = 5080, TextArray = 1009,
    Int4Array = 1007;
}

/// Adds to a catalogue what CREATE EXTENSION makes: its types, functions, operators, casts and
/// relations, in the given schema (empty: the first of the search path), and its name. True also for
/// extensions that make nothing a statement could name (plpgsql). False if the extension is not known
/// here; then the catalogue is unchanged, and the caller should note a doubt.
bool addExtension(Catalogue &catalogue, std::string_view name, std::string_view schema);
/// The names addExtension() knows, sorted.
[[nodiscard]] std::vector<std::string_view> knownExtensions();

} // namespace belay::schema
