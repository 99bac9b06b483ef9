// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/resolve/analysis.h"
#include "models/schema/resolve/resolver.h"

#include <deque>
#include <optional>
#include <set>

namespace belay::schema::analysis {

/// Parse analysis and the rewriter's checks for one statement, after PostgreSQL 15's rules. The parts
/// are named after what they do in PostgreSQL's parser; each of them lies in a file of its own.
/// A refusal is thrown as Refusal, what cannot be told as Undecided (or is noted, and the analysis goes
/// on with expressions of no type, which fit everywhere).
class Analyzer {
public:
    explicit Analyzer(const Catalogue &catalogue);
    ~Analyzer();
    Analyzer(const Analyzer &) = delete;
    Analyzer &operator=(const Analyzer &) = delete;

    // statements.cpp
    /// The whole of what PREPARE does with a statement.
    Query *prepare(Node statement);
    Query *analyzeStatement(Scope *scope, Node statement);
    Scope *newScope(Scope *parent);
    void trackUses() { m_trackUses = true; }
    void addParameters(std::span<const TypeId> types, std::span<const std::string> names);
    ResolvedExpression describeExpression(Node expression, const Relation *relation);
    void checkUtility(Node statement);

    [[nodiscard]] const std::string &unknownReason() const { return m_unknownReason; }
    [[nodiscard]] std::int64_t unknownLocation() const { return m_unknownLocation; }
    [[nodiscard]] const std::vector<ExecutionHazard> &hazards() const { return m_hazards; }
    [[nodiscard]] const std::vector<TypeId> &parameters() const { return m_parameters; }
    /// Full names of what is used: relations, their columns, types, functions.
    [[nodiscard]] std::vector<std::string> uses() const;
    [[nodiscard]] bool knowsRowOf(const RangeEntry *entry) const;

    // types.cpp
    [[nodiscard]] const Type *type(TypeId id) const;
    [[nodiscard]] TypeId baseType(TypeId id) const;
    [[nodiscard]] ColumnType baseType(ColumnType type) const;
    [[nodiscard]] char category(TypeId id) const;
    [[nodiscard]] bool preferred(char category, TypeId id) const;
    /// Element of a true array; noType if it is none.
    [[nodiscard]] TypeId elementOf(TypeId id) const;
    [[nodiscard]] TypeId arrayOver(TypeId id) const;
    [[nodiscard]] TypeId multirangeOver(TypeId range) const;
    [[nodiscard]] bool isComposite(TypeId id) const; ///< Domains over composite types too.
    [[nodiscard]] bool isComplex(TypeId id) const; ///< A row type itself.
    struct RowColumns {
        const std::vector<Column> *columns = nullptr;
        bool unknown = false;
    };
    [[nodiscard]] RowColumns rowColumns(TypeId rowType) const;
    [[nodiscard]] bool inherits(TypeId sub, TypeId super) const;
    [[nodiscard]] bool isPolymorphic(TypeId id) const;
    [[nodiscard]] std::string format(TypeId id) const;
    [[nodiscard]] std::string format(const Expr *expr) const { return format(expr->type.type); }
    enum class Sorting : std::uint8_t { Equal, Ordered, Hashed };
    [[nodiscard]] bool canSort(TypeId id, Sorting how, int depth = 0) const;
    ColumnType typeNamed(Node typeName);
    [[nodiscard]] bool mayHaveUnknown(Catalogue::Doubt::About about, std::string_view object = {}) const;
    [[nodiscard]] std::string doubtReason(Catalogue::Doubt::About about, std::string_view object = {}) const;

private:
    // analyzer.cpp: making things, saying things
    Expr *make(Expr::Kind kind, ColumnType type, std::int64_t location = -1);
    Expr *makeConst(TypeId type, std::string_view value, std::int64_t location);
    Expr *makeUnknowable(std::string reason, std::int64_t location);
    Expr *makeVar(const NamespaceItem &item, std::size_t column, std::int64_t location);
    Expr *makeVar(RangeEntry *entry, std::int32_t attribute, std::int64_t location);
    Query *newQuery(Query::Command command, Scope *scope);
    RangeEntry *newEntry(Scope *scope, RangeEntry::Kind kind);
    std::string_view keep(std::string text);
    [[noreturn]] void refuse(std::string_view code, std::string message, std::int64_t location = -1) const;
    void note(std::string reason, std::int64_t location = -1);
    void hazard(std::string_view code, std::string message, std::int64_t location, bool always = true);
    [[nodiscard]] bool same(const Expr *a, const Expr *b) const;
    class DepthGuard;
    class PlaceGuard;

    // coercions.cpp
    enum class Path : std::uint8_t { None, Relabel, Function, Array, ViaText };
    [[nodiscard]] Path pathway(TypeId target, TypeId source, Context context, int depth = 0) const;
    [[nodiscard]] bool canCoerce(std::span<const TypeId> inputs, std::span<const TypeId> targets, Context context) const;
    [[nodiscard]] bool canCoerce(TypeId input, TypeId target, Context context) const;
    Expr *coerce(Expr *expr, TypeId input, ColumnType target, Context context, bool written, std::int64_t location);
    /// Null if there is no way.
    Expr *coerceToTarget(Expr *expr, TypeId input, ColumnType target, Context context, bool written, std::int64_t location);
    Expr *coerceToBoolean(Expr *expr, std::string_view construct);
    Expr *coerceToSpecific(Expr *expr, TypeId target, std::string_view construct);
    Expr *coerceToSpecific(Expr *expr, ColumnType target, std::string_view construct);
    Expr *coerceToCommon(Expr *expr, TypeId target, std::string_view construct);
    Expr *coerceRecord(Expr *expr, ColumnType target, Context context, bool written, std::int64_t location);
    Expr *coerceLiteral(Expr *literal, ColumnType target, bool written, std::int64_t location);
    Expr *coerceParameter(Expr *parameter, TypeId target, std::int64_t location);
    TypeId commonType(std::span<Expr *const> exprs, std::string_view construct, Expr **which = nullptr);
    [[nodiscard]] TypeId commonTypeOf(std::span<const TypeId> types) const;
    [[nodiscard]] bool verifyCommon(TypeId common, std::span<Expr *const> exprs) const;
    [[nodiscard]] std::int32_t commonModifier(std::span<Expr *const> exprs, TypeId common) const;
    [[nodiscard]] bool genericsConsistent(std::span<const TypeId> actual, std::span<const TypeId> declared) const;
    TypeId enforceGenerics(std::span<const TypeId> actual, std::span<TypeId> declared, TypeId result, bool allowPolymorphic);
    std::optional<Refusal> relationLiteral(std::string_view text, std::int64_t location);
    std::optional<Refusal> arrayLiteral(std::string_view text, ColumnType array, std::int64_t location);
    std::optional<Refusal> literalRefusal(std::string_view text, ColumnType target, std::int64_t location);

    // functions.cpp
    struct CallShape;
    std::vector<Candidate> functionCandidates(std::string_view schema, std::string_view name, std::size_t count,
                                              std::span<const std::string_view> argumentNames, bool expandVariadic, bool expandDefaults,
                                              std::int64_t location);
    bool matchNames(Candidate &candidate, std::size_t count, std::span<const std::string_view> names, std::span<const std::string_view> all) const;
    /// -1: none of them; -2: more than one.
    [[nodiscard]] int selectCandidate(std::span<const TypeId> inputs, std::span<const TypeList> candidates) const;
    Expr *buildCall(Scope *scope, const Candidate &best, const std::string &full, std::vector<Expr *> arguments, const TypeList &actual,
                    CallShape &shape, std::int64_t location);
    [[noreturn]] void refuseAggregateSyntax(const CallShape &shape, const std::string &full, std::int64_t location) const;
    Expr *callNamed(Scope *scope, std::string_view schema, std::string_view name, std::vector<Expr *> arguments, CallShape &shape,
                    std::int64_t location);
    Expr *callSystem(Scope *scope, std::string_view name, std::vector<Expr *> arguments, std::int64_t location);
    Expr *projectColumn(Scope *scope, std::string_view field, Expr *row, std::int64_t location);
    void coerceArguments(std::span<Expr *> arguments, std::span<const TypeId> actual, std::span<const TypeId> declared);
    [[nodiscard]] std::string signature(std::string_view name, std::span<const std::string_view> names, std::span<const TypeId> types) const;
    [[nodiscard]] bool mayBeUnknownFunction(std::string_view schema, std::string_view name) const;
    void checkSetPlacement(Scope *scope, std::int64_t location);

    // operators.cpp
    struct OperatorName {
        std::string_view schema;
        std::string_view name;
        bool qualified = false;
    };
    OperatorName operatorName(const NodeList &names) const;
    bool findOperator(const OperatorName &name, TypeId left, TypeId right, bool prefix, OperatorChoice &choice, std::int64_t location,
                      bool missingOk = false);
    Expr *applyOperator(Scope *scope, const OperatorName &name, Expr *left, Expr *right, std::int64_t location);
    Expr *applyArrayOperator(Scope *scope, const OperatorName &name, bool useOr, Expr *left, Expr *right, std::int64_t location);
    std::vector<OperatorChoice> operatorCandidates(const OperatorName &name, bool prefix, std::int64_t location) const;
    bool sortOperator(TypeId type, std::int64_t location, bool needOrder, bool needHashable);

    // expressions.cpp, constructs.cpp
    Expr *expression(Scope *scope, Node node, Place place);
    Expr *transform(Scope *scope, Node node);
    Expr *transformConst(Node node);
    Expr *transformParam(Scope *scope, Node node);
    Expr *transformColumn(Scope *scope, Node node);
    Expr *wholeRow(Scope *scope, const NamespaceItem &item, std::int64_t location);
    Expr *transformIndirection(Scope *scope, Node node);
    Expr *transformSubscripts(Scope *scope, Expr *base, const std::vector<Node> &indirection, std::int64_t location);
    Expr *transformOperator(Scope *scope, Node node);
    Expr *transformIn(Scope *scope, Node node);
    Expr *transformBetween(Scope *scope, Node node);
    Expr *transformDistinct(Scope *scope, Node node);
    Expr *transformBoolean(Scope *scope, Node node);
    Expr *transformCall(Scope *scope, Node node);
    Expr *transformCase(Scope *scope, Node node);
    Expr *transformSubLink(Scope *scope, Node node);
    Expr *transformArray(Scope *scope, Node node, TypeId array, TypeId element, std::int32_t modifier);
    Expr *transformRow(Scope *scope, Node node, bool allowDefault);
    Expr *transformCoalesce(Scope *scope, Node node);
    Expr *transformMinMax(Scope *scope, Node node);
    Expr *transformSqlValue(Node node);
    Expr *transformCast(Scope *scope, Node node);
    Expr *transformCollate(Scope *scope, Node node);
    Expr *transformXml(Scope *scope, Node node);
    Expr *transformGrouping(Scope *scope, Node node);
    Expr *makeRowComparison(Scope *scope, const OperatorName &name, std::span<Expr *const> left, std::span<Expr *const> right, std::int64_t location);
    Expr *makeRowDistinct(Scope *scope, const OperatorName &name, Expr *left, Expr *right, std::int64_t location);
    Expr *makeDistinct(Scope *scope, const OperatorName &name, Expr *left, Expr *right, std::int64_t location);
    Expr *multiAssignment(Scope *scope, Node node);
    Expr *rowSubLink(Scope *scope, Node row, Node subLink, const OperatorName &name, std::int64_t location);
    Expr *callOnRow(Scope *scope, std::string_view name, Expr *row, std::int64_t location);
    Expr *parameterByName(const NodeList &fields, std::int64_t location);
    [[nodiscard]] static bool isNullConst(Node node);

    // names.cpp
    const NamespaceItem *findItem(Scope *scope, std::string_view schema, std::string_view name, std::int64_t location, int *levels = nullptr);
    const NamespaceItem *scanItems(Scope *scope, std::string_view schema, std::string_view name, std::int64_t location);
    Expr *columnByName(Scope *scope, std::string_view name, std::int64_t location, bool localOnly = false);
    Expr *columnOf(Scope *scope, const NamespaceItem &item, std::string_view name, std::int64_t location);
    void checkLateral(Scope *scope, const NamespaceItem &item, std::int64_t location);
    [[noreturn]] void missingEntry(Scope *scope, std::string_view schema, std::string_view name, std::int64_t location);
    [[noreturn]] void missingColumn(std::string_view relation, std::string_view column, std::int64_t location);
    void checkConflicts(const std::vector<NamespaceItem> &a, const std::vector<NamespaceItem> &b);
    Cte *findCte(Scope *scope, std::string_view name);
    bool isFutureCte(Scope *scope, std::string_view name);
    struct FoundRelation {
        const Relation *own = nullptr;
        const BuiltinRelation *builtin = nullptr;
        bool unknown = false;
    };
    FoundRelation lookUpRelation(Node rangeVar) const;
    FoundRelation openRelation(Scope *scope, Node rangeVar);
    RangeEntry *relationEntry(Scope *scope, Node rangeVar, const FoundRelation &found, Node alias);
    void applyAlias(RangeEntry *entry, Node alias, std::string_view what);
    void useColumn(const RangeEntry *entry, std::int32_t attribute);
    void useRelation(const Relation *relation);

    // from.cpp
    void transformFrom(Scope *scope, const NodeList &items);
    RangeEntry *transformFromItem(Scope *scope, Node node, NamespaceItem &top, std::vector<NamespaceItem> &items);
    RangeEntry *fromRelation(Scope *scope, Node node);
    RangeEntry *fromSubselect(Scope *scope, Node node);
    RangeEntry *fromFunction(Scope *scope, Node node);
    RangeEntry *fromXmlTable(Scope *scope, Node node);
    RangeEntry *fromSample(Scope *scope, Node node);
    RangeEntry *fromJoin(Scope *scope, Node node, NamespaceItem &top, std::vector<NamespaceItem> &items);
    RangeEntry *cteEntry(Scope *scope, Cte *cte, Node rangeVar);
    RangeEntry *subqueryEntry(Scope *scope, Query *query, Node alias, bool lateral);
    NamespaceItem itemOf(RangeEntry *entry) const;
    void addEntryToNames(Scope *scope, const NamespaceItem &item);
    void definedColumns(Scope *scope, RangeEntry *entry, const NodeList &definitions, std::size_t count);

    // targets.cpp
    std::vector<Target> targetList(Scope *scope, const NodeList &nodes, Place place);
    Target targetEntry(Scope *scope, Node value, std::string_view name, Place place, bool junk);
    void expandStar(Scope *scope, Node columnRef, std::vector<Target> &targets, bool asTargets);
    void expandFieldStar(Scope *scope, Node node, std::vector<Target> &targets, Place place);
    void expandItem(Scope *scope, const NamespaceItem &item, std::int64_t location, std::vector<Target> &targets);
    void expandRow(Scope *scope, Expr *row, std::vector<Target> &targets, std::int64_t location);
    std::string_view columnName(Node node);
    int columnNameStrength(Node node, std::string_view &name, const Expr *expr);
    Expr *assigned(Scope *scope, Expr *expr, Place place, std::string_view column, std::int32_t attribute, const NodeList &indirection,
                   std::int64_t location);
    Expr *assignIndirection(Scope *scope, Expr *base, std::string_view target, bool subscripting, ColumnType type,
                            const std::vector<Node> &indirection, std::size_t from, Expr *value, std::int64_t location);
    void resolveUnknowns(std::vector<Target> &targets);
    bool recordColumns(const Expr *row, std::vector<RangeColumn> &columns, int depth = 0);

    // clauses.cpp
    Expr *transformWhere(Scope *scope, Node node, Place place, std::string_view construct);
    Expr *transformLimit(Scope *scope, Node node, Place place, std::string_view construct, bool withTies);
    Target *findTarget92(Scope *scope, Node node, std::vector<Target> &targets, Place place);
    Target *findTarget99(Scope *scope, Node node, std::vector<Target> &targets, Place place);
    Target *checkTargetLevel(Scope *scope, Target *target, Place place);
    std::vector<SortClause> transformSort(Scope *scope, const NodeList &nodes, std::vector<Target> &targets, Place place, bool sql99);
    void addSort(Target *target, std::vector<SortClause> &sorts, std::vector<Target> &targets, Node by);
    int groupNumber(Target *target, std::vector<Target> &targets);
    struct Grouping {
        std::vector<int> groups;    ///< Group numbers in their order.
        std::vector<int> common;    ///< Those that are in every grouping set.
        bool hasSets = false;
    };
    Grouping transformGroup(Scope *scope, const NodeList &nodes, std::vector<Target> &targets, const std::vector<SortClause> &sorts,
                            Place place);
    void groupItem(Scope *scope, Node node, std::vector<Target> &targets, Grouping &grouping, Place place, std::vector<int> &flat);
    std::vector<int> groupingSet(Scope *scope, Node node, std::vector<Target> &targets, Grouping &grouping, Place place);
    int groupExpression(Scope *scope, Node node, std::vector<Target> &targets, Grouping &grouping, Place place);
    void transformDistinct(Scope *scope, std::vector<Target> &targets, const std::vector<SortClause> &sorts, bool aggregate);
    void transformDistinctOn(Scope *scope, const NodeList &nodes, std::vector<Target> &targets, const std::vector<SortClause> &sorts);
    void transformWindows(Scope *scope, std::vector<Target> &targets);
    void transformLocking(Scope *scope, Node clause, Query *query, bool pushedDown);

    // aggregates.cpp
    void finishWindowCall(Scope *scope, Expr *call, Node over, std::int64_t location);
    void checkAggregates(Scope *scope, Query *query, const Grouping &grouping, std::span<const SortClause> sorts, Expr *having);
    struct Grouped {
        std::vector<const Expr *> all;
        std::vector<const Expr *> common;
    };
    void checkUngrouped(Scope *scope, const Expr *expr, const Grouped &grouped);
    [[nodiscard]] bool dependsOnPrimaryKey(const Expr *variable, const std::vector<const Expr *> &grouped) const;
    struct Levels {
        int variable = -1;          ///< Depth of the deepest scope whose variable is used; -1: none.
        int aggregate = -1;
        std::int64_t aggregateLocation = -1;
        std::int64_t variableLocation = -1;
        Scope *variableScope = nullptr;
        Scope *aggregateScope = nullptr;
        bool window = false;
        std::int64_t windowLocation = -1;
        bool set = false;
    };
    void measure(const Expr *expr, Scope *scope, Levels &levels) const;
    Scope *checkAggregateLevel(Scope *scope, std::span<Expr *const> arguments, std::span<Expr *const> direct, Expr *filter,
                               std::int64_t location);

    // statements.cpp, setoperations.cpp, ctes.cpp
    Query *subquery(Scope *parent, Node statement, Cte *parentCte, bool lockedFromParent, bool resolve);
    Query *selectStatement(Scope *scope, Node statement);
    Query *valuesStatement(Scope *scope, Node statement);
    Query *setOperation(Scope *scope, Node statement);
    struct SetTree {
        Query *leftmost = nullptr;
        bool unknownColumns = false;
    };
    SetTree *setOperationTree(Scope *scope, Node statement, bool isTop, std::vector<Target> *targets);
    void transformWith(Scope *scope, Node with, Query *query);
    void analyzeCte(Scope *scope, Cte *cte);
    void cteColumns(Cte *cte, const std::vector<Target> &targets);
    void findCteReferences(Node node, const std::vector<Cte *> &ctes, std::vector<bool> &found, std::vector<std::string_view> &hidden, int depth);
    void checkRecursion(Cte *cte);

    // writes.cpp, conflicts.cpp, rewriting.cpp
    Query *insertStatement(Scope *scope, Node statement);
    Query *updateStatement(Scope *scope, Node statement);
    Query *deleteStatement(Scope *scope, Node statement);
    Query *mergeStatement(Scope *scope, Node statement);
    RangeEntry *targetTable(Scope *scope, Node rangeVar, bool alsoSource);
    std::vector<Expr *> insertRow(Scope *scope, std::vector<Expr *> expressions, const std::vector<Node> &columns,
                                  const std::vector<std::int32_t> &attributes, bool stripIndirection);
    std::vector<Target> updateTargets(Scope *scope, const NodeList &nodes);
    void returningList(Scope *scope, Node statement, Query *query);
    void onConflict(Scope *scope, Node clause, Query *query);
    void checkArbiter(Scope *scope, const std::vector<Expr *> &elements, Expr *where, const Relation &relation, std::int64_t location);
    struct Written;
    void insertTargets(Scope *scope, const NodeList &nodes, std::vector<Node> &columns, std::vector<std::int32_t> &attributes);
    std::vector<Expr *> expressionList(Scope *scope, const NodeList &nodes, Place place, bool allowDefault);
    void rememberUpdate(Scope *scope, Query *query, const std::vector<Target> &targets, const NodeList &nodes, bool conflict);
    [[nodiscard]] std::string relationName(const RangeEntry *entry) const;
    static const std::vector<Column> &noColumns();
    void checkConflictConstraint(const RangeEntry &target, std::string_view name);
    void checkViewArbiter(Scope *scope, const std::vector<Expr *> &elements, Expr *where, const Relation &relation, std::int64_t location);
    const Expr *parseOver(Scope *scope, const std::string &text);
    void rewriteWrites();
    void checkColumns(const Relation &relation, const Written &written);
    void checkView(const Relation &view, const Written &written, int depth);
    static bool isNullText(std::string_view text);

    // parameters (analyzer.cpp)
    void checkParameters();

    const Catalogue &m_catalogue;
    const Builtins &m_builtins;
    std::deque<Expr> m_exprs;
    std::deque<Query> m_queries;
    std::deque<Scope> m_scopes;
    std::deque<RangeEntry> m_entries;
    std::deque<Cte> m_ctes;
    std::deque<std::string> m_texts;
    std::vector<TypeId> m_parameters;       ///< Unknown: seen, not known yet; noType: not seen.
    std::vector<bool> m_parameterSeen;
    std::vector<Expr *> m_parameterExprs;
    std::vector<std::string> m_parameterNames;
    std::size_t m_fixedParameters = 0;      ///< An SQL function's: their types are given.
    bool m_variableParameters = true;
    std::string m_unknownReason;
    std::int64_t m_unknownLocation = -1;
    std::deque<SetTree> m_setTrees;
    struct WrittenBy;
    std::vector<WrittenBy> m_written;
    std::map<std::string, ParsedSql> m_parsedTexts;
    std::vector<ExecutionHazard> m_hazards;
    std::set<std::string> m_uses;           ///< But columns.
    std::map<const Relation *, std::vector<bool>> m_usedColumns; ///< By position.
    bool m_trackUses = false;
    int m_depth = 0;
    bool m_groupingCall = false;
    bool m_intoAllowed = false;             ///< The statement's own SELECT INTO is still to come.
    int m_subLinks = 0;                     ///< Of expressions, around what is analysed now.
    int m_outerJoins = 0;                   ///< On whose nullable side we are.
    std::vector<Cte *> m_analysing;         ///< Innermost last.
};

} // namespace belay::schema::analysis
