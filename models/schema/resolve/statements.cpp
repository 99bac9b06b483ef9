// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/guards.h"

#include <algorithm>
#include <utility>

// SELECT, VALUES and set operations (analyze.c).
namespace belay::schema::analysis {

Query *Analyzer::subquery(Scope *parent, Node statement, Cte *parentCte, bool lockedFromParent, bool resolve)
{
    (void)lockedFromParent;
    const DepthGuard guard(*this);
    Scope *scope = newScope(parent);
    scope->parentCte = parentCte;
    scope->resolveUnknowns = resolve;
    return analyzeStatement(scope, statement);
}

Query *Analyzer::analyzeStatement(Scope *scope, Node statement)
{
    if (statement.is("InsertStmt"))
        return insertStatement(scope, statement);
    if (statement.is("UpdateStmt"))
        return updateStatement(scope, statement);
    if (statement.is("DeleteStmt"))
        return deleteStatement(scope, statement);
    if (statement.is("MergeStmt"))
        return mergeStatement(scope, statement);
    // A set operation's arm has no kind of its own in the tree.
    if (statement.is("SelectStmt") || statement.type().empty()) {
        if (!statement.list("valuesLists").empty())
            return valuesStatement(scope, statement);
        const std::string_view op = statement.text("op");
        if (op.empty() || op == "SETOP_NONE")
            return selectStatement(scope, statement);
        return setOperation(scope, statement);
    }
    throw Undecided{"a statement of kind " + std::string(statement.type()) + " is not understood", -1};
}

Query *Analyzer::selectStatement(Scope *scope, Node statement)
{
    Query *query = newQuery(Query::Command::Select, scope);
    transformWith(scope, statement["withClause"], query);
    if (statement.has("intoClause") && !std::exchange(m_intoAllowed, false))
        refuse("syntax-not-understood", "SELECT ... INTO is not allowed here", -1);
    for (const Node definition : statement.list("windowClause"))
        scope->windowDefinitions.push_back(definition);
    const NodeList from = statement.list("fromClause");
    transformFrom(scope, from);
    query->fromEntries = from.size();
    if (from.size() == 1 && from[0].is("RangeVar") && !scope->entries.empty() && scope->entries[0]->isRelation())
        query->onlyFrom = scope->entries[0];
    query->targets = targetList(scope, statement.list("targetList"), Place::SelectTarget);
    (void)transformWhere(scope, statement["whereClause"], Place::Where, "WHERE");
    Expr *having = transformWhere(scope, statement["havingClause"], Place::Having, "HAVING");
    const std::vector<SortClause> sorts = transformSort(scope, statement.list("sortClause"), query->targets, Place::OrderBy, false);
    const NodeList groupNodes = statement.list("groupClause");
    const Grouping grouping = transformGroup(scope, groupNodes, query->targets, sorts, Place::GroupBy);
    const NodeList distinct = statement.list("distinctClause");
    if (!distinct.empty()) {
        query->hasDistinct = true;
        // Plain DISTINCT is a list of one empty node.
        if (distinct.size() == 1 && distinct[0].type().empty())
            transformDistinct(scope, query->targets, sorts, false);
        else
            transformDistinctOn(scope, distinct, query->targets, sorts);
    }
    (void)transformLimit(scope, statement["limitOffset"], Place::Offset, "OFFSET", false);
    (void)transformLimit(scope, statement["limitCount"], Place::Limit, "LIMIT", statement.text("limitOption") == "LIMIT_OPTION_WITH_TIES");
    transformWindows(scope, query->targets);
    if (scope->resolveUnknowns)
        resolveUnknowns(query->targets);
    query->hasAggregates = scope->hasAggregates;
    query->hasWindows = scope->hasWindows;
    query->hasTargetSets = scope->hasTargetSets;
    query->hasGrouping = !groupNodes.empty();
    query->hasGroupingSets = grouping.hasSets;
    query->hasHaving = having != nullptr;
    query->hasLimit = statement.has("limitOffset") || statement.has("limitCount");
    query->unknownColumns = scope->starUnknown;
    for (const Node clause : statement.list("lockingClause"))
        transformLocking(scope, clause, query, false);
    if (scope->hasAggregates || !groupNodes.empty() || having != nullptr)
        checkAggregates(scope, query, grouping, sorts, having);
    return query;
}

Query *Analyzer::valuesStatement(Scope *scope, Node statement)
{
    Query *query = newQuery(Query::Command::Select, scope);
    query->isValues = true;
    transformWith(scope, statement["withClause"], query);
    std::vector<std::vector<Expr *>> columns;
    bool first = true;
    for (const Node row : statement.list("valuesLists")) {
        std::vector<Expr *> values;
        const PlaceGuard place(*scope, Place::Values);
        const NodeList items = row.list("items");
        for (const Node item : items)
            values.push_back(transform(scope, item));
        if (first)
            columns.resize(values.size());
        else if (values.size() != columns.size())
            refuse("column-count", "VALUES lists must all be the same length", values.empty() ? -1 : values.front()->location);
        first = false;
        for (std::size_t i = 0; i < values.size(); ++i)
            columns[i].push_back(values[i]);
    }
    RangeEntry *entry = newEntry(scope, RangeEntry::Kind::Values);
    entry->name = "*VALUES*";
    entry->rowType = types::Record;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const TypeId common = commonType(columns[i], "VALUES");
        for (Expr *&value : columns[i])
            value = coerceToCommon(value, common, "VALUES");
        RangeColumn column;
        column.name = keep("column" + std::to_string(i + 1));
        column.type = {common, commonModifier(columns[i], common)};
        entry->columns.push_back(column);
    }
    const NamespaceItem item = itemOf(entry);
    scope->names.push_back(item);
    expandItem(scope, item, -1, query->targets);
    (void)transformSort(scope, statement.list("sortClause"), query->targets, Place::OrderBy, false);
    (void)transformLimit(scope, statement["limitOffset"], Place::Offset, "OFFSET", false);
    (void)transformLimit(scope, statement["limitCount"], Place::Limit, "LIMIT", false);
    query->hasLimit = statement.has("limitOffset") || statement.has("limitCount");
    if (!statement.list("lockingClause").empty())
        refuse("locking", "FOR UPDATE cannot be applied to VALUES");
    return query;
}

namespace {

bool isLeaf(Node statement, bool isTop)
{
    const std::string_view op = statement.text("op");
    if (op.empty() || op == "SETOP_NONE")
        return true;
    if (isTop)
        return false;
    return !statement.list("sortClause").empty() || statement.has("limitOffset") || statement.has("limitCount")
        || !statement.list("lockingClause").empty() || statement.has("withClause");
}

} // namespace

Analyzer::SetTree *Analyzer::setOperationTree(Scope *scope, Node statement, bool isTop, std::vector<Target> *targets)
{
    const DepthGuard guard(*this);
    SetTree *tree = &m_setTrees.emplace_back();
    if (isLeaf(statement, isTop)) {
        if (statement.has("intoClause") && !m_intoAllowed)
            refuse("syntax-not-understood", "INTO is only allowed on first SELECT of UNION/INTERSECT/EXCEPT", -1);
        Query *query = subquery(scope, statement, nullptr, false, false);
        // What is visible in a member is only what lies around the whole operation.
        for (const Target &target : query->output()) {
            if (target.junk)
                continue;
            targets->push_back(target);
        }
        tree->leftmost = query;
        tree->unknownColumns = query->unknownColumns;
        RangeEntry *entry = newEntry(scope, RangeEntry::Kind::Subquery);
        entry->name = "*SELECT*";
        entry->query = query;
        entry->rowType = types::Record;
        return tree;
    }
    const std::string_view op = statement.text("op");
    const std::string_view context = op == "SETOP_UNION" ? "UNION" : op == "SETOP_INTERSECT" ? "INTERSECT" : "EXCEPT";
    std::vector<Target> left, right;
    SetTree *leftTree = setOperationTree(scope, statement["larg"], false, &left);
    if (isTop && scope->parentCte != nullptr && scope->parentCte->recursive) {
        std::vector<Target> columns = left;
        // The left arm tells the recursive query's columns; unknown ones are text.
        scope->parentCte->inUnknown = leftTree->unknownColumns;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (leftTree->leftmost != nullptr && i < leftTree->leftmost->output().size())
                columns[i].name = leftTree->leftmost->output()[i].name;
        }
        cteColumns(scope->parentCte, columns);
    }
    SetTree *rightTree = setOperationTree(scope, statement["rarg"], false, &right);
    tree->leftmost = leftTree->leftmost;
    tree->unknownColumns = leftTree->unknownColumns || rightTree->unknownColumns;
    if (left.size() != right.size()) {
        if (!tree->unknownColumns)
            refuse("column-count", "each " + std::string(context) + " query must have the same number of columns", right.empty() ? -1 : right.front().expr->location);
        note("how many columns each " + std::string(context) + " query has is not known");
    }
    const bool sorts = op != "SETOP_UNION" || !statement.flag("all");
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        Expr *l = left[i].expr;
        Expr *r = right[i].expr;
        Expr *both[2] = {l, r};
        Expr *best = nullptr;
        const TypeId common = commonType(both, context, &best);
        const auto convert = [&](Expr *side) {
            if (side->type.type != types::Unknown)
                return coerceToCommon(side, common, context);
            if (side->kind == Expr::Kind::Const || side->kind == Expr::Kind::Param)
                return coerceToCommon(side, common, context);
            return side;
        };
        both[0] = convert(l);
        both[1] = convert(r);
        const ColumnType result{common, commonModifier(both, common)};
        if (sorts)
            (void)sortOperator(common, best->location, false, true);
        Target target;
        target.expr = make(Expr::Kind::CaseTest, result, best->location);
        target.name = left[i].name;
        targets->push_back(target);
    }
    return tree;
}

Query *Analyzer::setOperation(Scope *scope, Node statement)
{
    Query *query = newQuery(Query::Command::Select, scope);
    query->isSetOperation = true;
    const NodeList locking = statement.list("lockingClause");
    if (!locking.empty())
        transformLocking(scope, locking[0], query, false);
    transformWith(scope, statement["withClause"], query);
    std::vector<Target> outputs;
    SetTree *tree = setOperationTree(scope, statement, true, &outputs);
    query->unknownColumns = tree->unknownColumns;
    // ORDER BY sees the result's columns only, by the leftmost query's names.
    RangeEntry *entry = newEntry(scope, RangeEntry::Kind::Join);
    entry->name = "unnamed_join";
    entry->rowType = types::Record;
    entry->unknownColumns = tree->unknownColumns;
    std::size_t at = 0;
    if (tree->leftmost != nullptr) {
        for (const Target &target : tree->leftmost->output()) {
            if (target.junk || at >= outputs.size())
                continue;
            RangeColumn column;
            column.name = target.name;
            column.type = outputs[at++].expr->type;
            entry->columns.push_back(column);
        }
    }
    NamespaceItem item = itemOf(entry);
    item.relationVisible = false;
    expandItem(scope, item, -1, query->targets);
    for (Target &target : query->targets) {
        if (target.expr->type.type == types::Unknown)
            target.expr->type = {types::Text, -1};
    }
    const std::vector<NamespaceItem> before = std::move(scope->names);
    scope->names.assign(1, item);
    const std::size_t count = query->targets.size();
    (void)transformSort(scope, statement.list("sortClause"), query->targets, Place::OrderBy, false);
    scope->names = before;
    if (query->targets.size() > count)
        refuse("set-operation-order", "invalid UNION/INTERSECT/EXCEPT ORDER BY clause", query->targets[count].expr->location);
    (void)transformLimit(scope, statement["limitOffset"], Place::Offset, "OFFSET", false);
    (void)transformLimit(scope, statement["limitCount"], Place::Limit, "LIMIT", false);
    query->hasLimit = statement.has("limitOffset") || statement.has("limitCount");
    const Cte *cte = scope->parentCte;
    if (cte != nullptr && cte->recursive && cte->selfReferenced) {
        const char *what = !statement.list("sortClause").empty() ? "ORDER BY"
            : statement.has("limitOffset")                       ? "OFFSET"
            : statement.has("limitCount")                        ? "LIMIT"
                                                                 : nullptr;
        if (what != nullptr)
            refuse("recursion", std::string(what) + " in a recursive query is not implemented");
    }
    return query;
}

void Analyzer::returningList(Scope *scope, Node statement, Query *query)
{
    const NodeList nodes = statement.list("returningList");
    if (nodes.empty())
        return;
    query->hasReturning = true;
    query->returning = targetList(scope, nodes, Place::Returning);
    if (query->returning.empty())
        refuse("syntax-not-understood", "RETURNING must have at least one column");
    query->unknownColumns = scope->starUnknown;
    resolveUnknowns(query->returning);
}

} // namespace belay::schema::analysis
