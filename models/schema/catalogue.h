// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema {

/// A type. Built-in types have PostgreSQL's own OIDs; the schema's own count from firstOwnType.
using TypeId = std::uint32_t;
inline constexpr TypeId noType = 0;
inline constexpr TypeId firstOwnType = 16384;

/// A type with its modifier (PostgreSQL's typmod: a varchar's length + 4, ...; -1: none).
struct ColumnType {
    TypeId type = noType;       ///< noType: not known (a type of an extension that we do not know, say).
    std::int32_t modifier = -1;

    friend bool operator==(const ColumnType &, const ColumnType &) = default;
};

/// A type of the schema or of PostgreSQL.
struct Type {
    enum class Kind : std::uint8_t { Base, Composite, Domain, Enum, Pseudo, Range, Multirange, Array };
    TypeId id = noType;
    std::string schema;
    std::string name;
    Kind kind = Kind::Base;
    char category = 'U';        ///< pg_type.typcategory
    bool preferred = false;
    TypeId element = noType;    ///< Of an array (or a subscriptable type as point).
    TypeId array = noType;      ///< The array over this type.
    TypeId range = noType;      ///< A range's subtype; a multirange's range.
    ColumnType base;            ///< A domain's.
    bool notNull = false;       ///< A domain's.
    std::vector<std::string> labels; ///< An enum's, in order.
    std::vector<std::string> checks; ///< Names of a domain's check constraints.
    std::string relation;       ///< "schema.name" of a composite type's relation.

    friend bool operator==(const Type &, const Type &) = default;
};

struct Column {
    enum class Generated : std::uint8_t { No, Stored, IdentityAlways, IdentityByDefault };
    std::string name;
    ColumnType type;
    bool notNull = false;
    std::optional<std::string> defaultText; ///< The expression as written; nullopt: none (so null).
    Generated generated = Generated::No;
    std::string collation;

    /// True if an INSERT may leave the column out.
    [[nodiscard]] bool fillsItself() const { return !notNull || defaultText || generated != Generated::No; }
    friend bool operator==(const Column &, const Column &) = default;
};

struct Constraint {
    enum class Kind : std::uint8_t { PrimaryKey, Unique, ForeignKey, Check, Exclusion };
    std::string name;
    Kind kind = Kind::Check;
    std::vector<std::string> columns;
    std::string target;         ///< A foreign key's "schema.table".
    std::vector<std::string> targetColumns;
    std::string expression;     ///< A check's, as written.
    bool deferrable = false;
    bool validated = true;
    char onDelete = 'a';        ///< PostgreSQL's letters: a no action, r restrict, c cascade, n set null, d set default.

    friend bool operator==(const Constraint &, const Constraint &) = default;
};

struct Index {
    std::string name;
    bool unique = false;
    bool nullsNotDistinct = false;
    std::vector<std::string> columns; ///< A column's name, or an expression as "(...)" in normal form.
    std::vector<std::string> included;
    std::string predicate;      ///< Normal form; empty: not partial.
    std::string constraint;     ///< The constraint that owns it; empty: none.
    bool valid = true;

    friend bool operator==(const Index &, const Index &) = default;
};

struct Trigger {
    std::string name;
    std::string function;       ///< "schema.name"
    std::string events;         ///< "insert,update of a,delete,truncate"
    std::string when;           ///< "before", "after", "instead of"
    bool perRow = false;

    friend bool operator==(const Trigger &, const Trigger &) = default;
};

struct Relation {
    enum class Kind : std::uint8_t { Table, PartitionedTable, View, MaterializedView, Sequence, ForeignTable, Composite };
    std::string schema;
    std::string name;
    Kind kind = Kind::Table;
    bool temporary = false;
    std::vector<Column> columns;
    std::vector<Constraint> constraints;
    std::vector<Index> indexes;
    std::vector<Trigger> triggers;
    std::vector<std::string> rules; ///< Names of rewrite rules (ON INSERT DO INSTEAD ...), "event name".
    std::vector<std::string> policies;
    bool rowSecurity = false;
    TypeId rowType = noType;
    // Partitions and inheritance
    std::string parent;         ///< "schema.name" of the partitioned or inherited table.
    std::string bounds;         ///< FOR VALUES ..., normal form.
    std::string partitionKey;   ///< "range(a)", normal form.
    // Views
    std::string query;          ///< A view's SELECT, as written.
    std::string queryBase;      ///< "schema.name" of the one table of an automatically updatable view.
    std::map<std::string, std::string, std::less<>> viewColumns; ///< View column → base column, updatable ones only.
    std::vector<std::string> uses; ///< A view's "schema.name" or "schema.name.column" dependencies.
    // Sequences
    std::string ownedBy;        ///< "schema.table.column"
    std::uint32_t created = 0;  ///< Number of the migration that made it (Catalogue::epoch then).

    [[nodiscard]] std::string fullName() const { return schema + '.' + name; }
    [[nodiscard]] const Column *column(std::string_view columnName) const;
    [[nodiscard]] Column *column(std::string_view columnName);
    [[nodiscard]] bool isTable() const { return kind == Kind::Table || kind == Kind::PartitionedTable || kind == Kind::ForeignTable; }
    [[nodiscard]] bool isView() const { return kind == Kind::View || kind == Kind::MaterializedView; }
    friend bool operator==(const Relation &, const Relation &) = default;
};

struct Function {
    enum class Kind : std::uint8_t { Function, Procedure, Aggregate, Window };
    enum class Volatility : std::uint8_t { Immutable, Stable, Volatile };
    std::string schema;
    std::string name;
    Kind kind = Kind::Function;
    std::vector<TypeId> arguments;          ///< IN, INOUT and VARIADIC ones.
    std::vector<std::string> argumentNames; ///< Parallel to arguments, empty where unnamed; or empty.
    std::uint16_t defaults = 0;             ///< How many of the last arguments have one.
    TypeId variadic = noType;               ///< Element type of a trailing VARIADIC; noType: none.
    TypeId returns = noType;
    bool returnsSet = false;
    std::vector<Column> outColumns;         ///< OUT, INOUT and TABLE columns, if more than one or TABLE.
    Volatility volatility = Volatility::Volatile;
    bool strict = false;
    std::string language;
    std::string body;

    [[nodiscard]] std::string fullName() const { return schema + '.' + name; }
    friend bool operator==(const Function &, const Function &) = default;
};

struct Operator {
    std::string schema;
    std::string name;
    TypeId left = noType;       ///< noType: a prefix operator.
    TypeId right = noType;
    TypeId result = noType;

    friend bool operator==(const Operator &, const Operator &) = default;
};

struct Cast {
    TypeId source = noType;
    TypeId target = noType;
    char context = 'e';         ///< pg_cast.castcontext: e explicit, a assignment, i implicit.

    friend bool operator==(const Cast &, const Cast &) = default;
};

/// Name of a thing as SQL writes it, folded; an empty schema means "by the search path".
struct QualifiedName {
    std::string schema;
    std::string name;

    friend bool operator==(const QualifiedName &, const QualifiedName &) = default;
};

/// A simulated database: what is in it after some migrations. A value: copying it is cheap, since
/// relations and functions are shared until one of the copies changes them. PostgreSQL's own types,
/// functions, operators, casts and system relations are not in here but in Builtins.
class Catalogue {
public:
    Catalogue();

    using Relations = std::map<std::string, std::shared_ptr<const Relation>, std::less<>>; ///< By full name.

    // Looking up: by schema if there is one, else along the search path (temporary first, pg_catalog
    // before all others unless it is named in the path).
    [[nodiscard]] const Relation *relation(const QualifiedName &name) const;
    [[nodiscard]] const Relation *relationByFullName(std::string_view fullName) const;
    /// Own types only (Builtins has the others). Array types of own types are named "_name".
    [[nodiscard]] const Type *type(TypeId id) const;
    [[nodiscard]] const Type *typeByName(std::string_view schema, std::string_view name) const;
    /// Own functions of that name, all schemas or the one named; in no order of preference.
    [[nodiscard]] std::vector<const Function *> functions(const QualifiedName &name) const;
    [[nodiscard]] const Relations &relations() const { return m_relations; }
    [[nodiscard]] const std::map<TypeId, std::shared_ptr<const Type>> &types() const { return m_types; }
    [[nodiscard]] const std::multimap<std::string, std::shared_ptr<const Function>, std::less<>> &allFunctions() const { return m_functions; }
    [[nodiscard]] bool hasSchema(std::string_view name) const;

    // Changing. `edit…` gives a copy of our own of the shared thing; null if it is not there.
    Relation &addRelation(Relation relation);   ///< Makes the row type too. Precondition: the full name is free.
    Relation *editRelation(std::string_view fullName);
    void removeRelation(std::string_view fullName); ///< And its row type.
    /// Renames or moves; what refers to it by name (foreign keys, views' `uses`, partitions) follows.
    void renameRelation(std::string_view fullName, const QualifiedName &to);
    TypeId addType(Type type);                  ///< Makes its array type too (not for a pseudo type).
    Type *editType(TypeId id);
    void renameType(TypeId id, const QualifiedName &to); ///< Its array type too; a relation's row type follows renameRelation.
    void removeType(TypeId id);                 ///< And its array type.
    void addFunction(Function function);        ///< Replaces one with the same arguments.
    bool removeFunction(const Function *function);

    std::vector<std::string> schemas;           ///< Own schemas, "public" first.
    std::vector<std::string> searchPath;        ///< "public" unless a migration changed it.
    std::vector<Operator> operators;            ///< Own.
    std::vector<Cast> casts;                    ///< Own.
    std::vector<std::string> extensions;        ///< Created ones, names.
    /// Why something that is not found may be there all the same: statements that were not understood,
    /// DO blocks with dynamic SQL, unknown extensions. If not empty, "does not exist" is only "unknown"
    /// for the kinds of things that they could have made.
    struct Doubt {
        enum class About : std::uint8_t { Everything, Types, Functions, Relations };
        About about = About::Everything;
        std::string object;                     ///< Full name of a relation, if the doubt is about that one only.
        std::string reason;                     ///< "migration 12: DO block with dynamic SQL"

        friend bool operator==(const Doubt &, const Doubt &) = default;
    };
    std::vector<Doubt> doubts;
    std::uint32_t epoch = 0;                    ///< Number of the migration being applied.

    /// Compares what a program can meet (not the identities of types, nor `created` and `epoch`).
    [[nodiscard]] bool sameAs(const Catalogue &other) const;
    /// One sentence per difference, at most `limit`: "column public.t.c is missing".
    [[nodiscard]] std::vector<std::string> differences(const Catalogue &other, std::size_t limit = 20) const;

private:
    Relations m_relations;
    std::map<TypeId, std::shared_ptr<const Type>> m_types;
    std::map<std::string, TypeId, std::less<>> m_typesByName; ///< By "schema.name".
    std::multimap<std::string, std::shared_ptr<const Function>, std::less<>> m_functions; ///< By bare name.
    TypeId m_nextType = firstOwnType;
};

} // namespace belay::schema
