// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What parse analysis makes of a statement: the private values of the resolver. They live in an
// Analyzer's arena and point into the syntax tree and the catalogue, so they are good as long as these.

#include "models/schema/resolve/builtins.h"
#include "models/schema/syntaxtree.h"

#include <boost/container/small_vector.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace belay::schema::analysis {

struct Query;
struct Scope;
struct RangeEntry;

/// A short list that needs no memory of its own.
template <class T, std::size_t N = 8>
struct Small : boost::container::small_vector<T, N> {
    using boost::container::small_vector<T, N>::small_vector;
    operator std::span<const T>() const { return {this->data(), this->size()}; }
    operator std::span<T>() { return {this->data(), this->size()}; }
};
using TypeList = Small<TypeId>;

/// PostgreSQL refuses the statement. Thrown inside the resolver only.
struct Refusal {
    std::string code;
    std::string message;
    std::int64_t location = -1;
};

/// It cannot be told what PostgreSQL would say. Thrown inside the resolver only.
struct Undecided {
    std::string reason;
    std::int64_t location = -1;
};

/// Where an expression stands (PostgreSQL's ParseExprKind): decides what may be in it.
enum class Place : std::uint8_t {
    None, Other, JoinOn, JoinUsing, FromSubselect, FromFunction, Where, Having, Filter, WindowPartition, WindowOrder,
    WindowFrameRange, WindowFrameRows, WindowFrameGroups, SelectTarget, InsertTarget, UpdateSource, UpdateTarget, MergeWhen,
    GroupBy, OrderBy, DistinctOn, Limit, Offset, Returning, Values, ValuesSingle, CheckConstraint, ColumnDefault,
    IndexExpression, GeneratedColumn, CallArgument, CopyWhere,
};

/// How much of a conversion the place allows (CoercionContext).
enum class Context : std::uint8_t { Implicit, Assignment, Explicit };

struct Expr {
    enum class Kind : std::uint8_t {
        Const, Param, Var, Function, Operator, ArrayOperator, Distinct, NullIf, Aggregate, Window, Grouping, SubLink, Coerce,
        FieldSelect, Row, RowCompare, Array, Subscript, Case, CaseTest, Coalesce, MinMax, SqlValue, Boolean, NullTest,
        BooleanTest, Collate, Default, Xml, CurrentOf, Unknowable,
    };
    Kind kind = Kind::Const;
    bool isNull = false;            ///< Const: NULL. SubLink: no value used.
    bool returnsSet = false;
    bool isMulti = false;           ///< SubLink of a multi-column assignment; Array: of arrays.
    bool implicit = false;          ///< Coerce: not written. Row: not ROW(...) but (...).
    bool isVolatile = false;        ///< Function, Operator: calls a volatile function.
    bool isMutable = false;         ///< Calls one that is not immutable.
    ColumnType type;
    std::int32_t location = -1;
    std::int32_t number = 0;        ///< Param: $n. Var: attribute (0 whole row, < 0 system). FieldSelect: its field.
    RangeEntry *entry = nullptr;    ///< Var.
    Scope *scope = nullptr;         ///< Aggregate, Grouping: the query level it belongs to.
    const void *identity = nullptr; ///< Function, Operator: which.
    const BuiltinFunction *builtin = nullptr;
    const schema::Function *own = nullptr;
    std::string_view name;          ///< Const: value. Function: name. FieldSelect: field. Others: variant.
    Small<Expr *, 3> arguments;
    std::vector<Expr *> more;       ///< Aggregate: direct arguments, order, filter.
    std::vector<std::string_view> names; ///< Row: fields' names.
    Query *query = nullptr;         ///< SubLink.
    std::size_t serialBegin = 0;    ///< SubLink: the expressions made within.
    std::size_t serialEnd = 0;
    Node raw;                       ///< SubLink: the query's node.
};

struct Target {
    Expr *expr = nullptr;
    std::string_view name;
    bool junk = false;
    int group = 0;                  ///< ressortgroupref; 0: none.
    std::int32_t attribute = 0;     ///< Of the target relation, from 1 (INSERT and UPDATE).
};

/// A column of something in FROM.
struct RangeColumn {
    std::string_view name;
    ColumnType type;
    RangeEntry *source = nullptr;   ///< Of a join: where the column comes from; null: it is the join's own (merged).
    std::int32_t sourceAttribute = 0;
    Expr *merged = nullptr;
    bool collated = false;
};

struct Cte {
    std::string_view name;
    Node node;
    Scope *scope = nullptr;         ///< Of the WITH clause.
    Query *query = nullptr;         ///< Null while not analysed yet.
    bool recursive = false;
    bool analysing = false;
    bool selfReferenced = false;
    bool isUnion = false;
    int references = 0;             ///< To itself.
    int subLinks = 0;               ///< Around the WITH clause.
    int outerJoins = 0;
    std::vector<RangeColumn> columns;
    bool columnsKnown = false;
    bool inUnknown = false;
};

struct RangeEntry {
    enum class Kind : std::uint8_t { Relation, Subquery, Join, Function, Values, Cte, TableFunction, Result };
    enum class Join : std::uint8_t { Inner, Left, Right, Full };
    Kind kind = Kind::Relation;
    Join join = Join::Inner;
    Scope *scope = nullptr;
    std::int32_t number = 0;        ///< In its scope, from 1.
    std::string_view name;          ///< eref's alias name.
    bool hasAlias = false;
    bool lateral = false;
    bool unknownColumns = false;    ///< May have columns that we do not know.
    bool selfReference = false;     ///< A recursive query's reference to itself.
    bool scalarFunction = false;    ///< One function that returns no row type.
    const Relation *relation = nullptr;
    const BuiltinRelation *builtin = nullptr;
    Cte *cte = nullptr;
    Query *query = nullptr;
    TypeId rowType = noType;        ///< Of a whole-row reference; Record if there is none.
    std::vector<RangeColumn> columns;
    RangeEntry *left = nullptr;     ///< Of a join.
    RangeEntry *right = nullptr;
    std::size_t merged = 0;         ///< Of a join: how many columns USING merged; they come first.

    [[nodiscard]] bool isRelation() const { return kind == Kind::Relation; }
};

struct NamespaceItem {
    RangeEntry *entry = nullptr;
    std::string_view name;
    const std::vector<RangeColumn> *columns = nullptr;
    bool relationVisible = true;
    bool columnsVisible = true;
    bool lateralOnly = false;
    bool lateralOk = true;
    bool unnamed = false;           ///< A join without alias: has no name of its own.
};

/// State of one query level while it is analysed (ParseState).
struct Scope {
    Scope *parent = nullptr;
    int depth = 0;
    std::vector<RangeEntry *> entries;
    std::vector<NamespaceItem> names;
    std::vector<Cte *> ctes;
    std::vector<Cte *> futureCtes;
    Cte *parentCte = nullptr;
    NamespaceItem targetItem;
    RangeEntry *target = nullptr;
    Place place = Place::None;
    bool lateralActive = false;
    bool resolveUnknowns = true;
    bool hasAggregates = false;
    bool hasWindows = false;
    bool hasTargetSets = false;
    bool hasModifyingCte = false;
    bool isInsert = false;
    bool onConflictUpdate = false;
    bool starUnknown = false;       ///< A star stood for columns that are not known.
    std::vector<Node> windowDefinitions;
    std::vector<Expr *> multiSources; ///< Of multi-column assignments.
};

struct Query {
    enum class Command : std::uint8_t { Select, Insert, Update, Delete, Merge, Utility };
    Command command = Command::Select;
    Scope *scope = nullptr;
    std::vector<Target> targets;
    std::vector<Target> returning;
    bool hasReturning = false;
    bool hasAggregates = false;
    bool hasWindows = false;
    bool hasTargetSets = false;
    bool hasGroupingSets = false;
    bool hasGrouping = false;
    bool hasHaving = false;
    bool hasDistinct = false;
    bool hasModifyingCte = false;
    bool hasLimit = false;
    bool isSetOperation = false;
    bool isValues = false;
    bool hasCtes = false;
    bool unknownColumns = false;    ///< A star stood for columns that are not known.
    RangeEntry *target = nullptr;
    std::size_t fromEntries = 0;
    RangeEntry *onlyFrom = nullptr; ///< The one entry of FROM if it is a plain relation.
    std::vector<Cte *> ctes;

    /// What the query yields to whoever selects from it.
    [[nodiscard]] const std::vector<Target> &output() const { return command == Command::Select ? targets : returning; }
};

/// A sort or group item: which target (by its group number) and how.
struct SortClause {
    int group = 0;
    bool descending = false;
};

/// A function that could be meant by a call.
struct Candidate {
    const BuiltinFunction *builtin = nullptr;
    const Function *own = nullptr;
    TypeList arguments;             ///< Effective ones: variadic expanded, defaults appended.
    Small<std::int32_t> numbers;    ///< Named notation: parameter of each argument; empty: positional.
    std::int32_t variadicCount = 0;
    std::int32_t defaultCount = 0;
    std::int32_t pathPosition = 0;
    bool ambiguous = false;

    [[nodiscard]] std::string_view name() const { return builtin != nullptr ? builtin->name : std::string_view(own->name); }
    [[nodiscard]] Function::Kind kind() const { return builtin != nullptr ? builtin->kind : own->kind; }
    [[nodiscard]] TypeId returns() const { return builtin != nullptr ? builtin->returns : own->returns; }
    [[nodiscard]] bool returnsSet() const { return builtin != nullptr ? builtin->returnsSet : own->returnsSet; }
    [[nodiscard]] TypeId variadic() const { return builtin != nullptr ? builtin->variadic : own->variadic; }
    [[nodiscard]] const void *identity() const { return builtin != nullptr ? static_cast<const void *>(builtin) : own; }
    [[nodiscard]] Function::Volatility volatility() const { return builtin != nullptr ? builtin->volatility : own->volatility; }
};

struct OperatorChoice {
    const void *identity = nullptr;
    std::string_view name;
    TypeId left = noType;
    TypeId right = noType;
    TypeId result = noType;
};

} // namespace belay::schema::analysis
