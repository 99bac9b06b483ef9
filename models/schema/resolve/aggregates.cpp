// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/guards.h"

#include <algorithm>
#include <unordered_set>

// Where aggregates and window functions may be, and which columns must be grouped (parse_agg.c).
namespace belay::schema::analysis {

namespace {

/// What a place is called in "... are not allowed in"; empty: they are allowed.
std::string_view refusedFor(Place place, bool window)
{
    switch (place) {
    case Place::None:
    case Place::Other:
    case Place::SelectTarget:
    case Place::OrderBy:
    case Place::DistinctOn:
        return {};
    case Place::JoinOn:
    case Place::JoinUsing:
        return "JOIN conditions";
    case Place::FromSubselect:
        return window ? std::string_view() : "FROM clause of their own query level";
    case Place::FromFunction:
        return "functions in FROM";
    case Place::Where:
        return "WHERE";
    case Place::Having:
        return window ? "HAVING" : std::string_view();
    case Place::Filter:
        return "FILTER";
    case Place::WindowPartition:
    case Place::WindowOrder:
        return window ? "window definitions" : std::string_view();
    case Place::WindowFrameRange:
        return window ? "window definitions" : "window RANGE";
    case Place::WindowFrameRows:
        return window ? "window definitions" : "window ROWS";
    case Place::WindowFrameGroups:
        return window ? "window definitions" : "window GROUPS";
    case Place::InsertTarget:
        return "INSERT";
    case Place::UpdateSource:
    case Place::UpdateTarget:
        return "UPDATE";
    case Place::MergeWhen:
        return "MERGE WHEN conditions";
    case Place::GroupBy:
        return "GROUP BY";
    case Place::Limit:
        return "LIMIT";
    case Place::Offset:
        return "OFFSET";
    case Place::Returning:
        return "RETURNING";
    case Place::Values:
    case Place::ValuesSingle:
        return "VALUES";
    case Place::CheckConstraint:
        return "check constraints";
    case Place::ColumnDefault:
        return "DEFAULT expressions";
    case Place::IndexExpression:
        return "index expressions";
    case Place::GeneratedColumn:
        return "column generation expressions";
    case Place::CallArgument:
        return "CALL arguments";
    case Place::CopyWhere:
        return "COPY FROM WHERE conditions";
    }
    return {};
}

} // namespace

void Analyzer::measure(const Expr *expr, Scope *scope, Levels &levels) const
{
    const auto look = [&](const Expr *one, bool inner) {
        if (one->kind == Expr::Kind::Var && one->entry->scope->depth <= scope->depth) {
            if (one->entry->scope->depth > levels.variable) {
                levels.variable = one->entry->scope->depth;
                levels.variableScope = one->entry->scope;
                levels.variableLocation = one->location;
            }
        } else if ((one->kind == Expr::Kind::Aggregate || one->kind == Expr::Kind::Grouping) && one->scope->depth <= scope->depth) {
            if (one->scope->depth > levels.aggregate) {
                levels.aggregate = one->scope->depth;
                levels.aggregateScope = one->scope;
                levels.aggregateLocation = one->location;
            }
        } else if (!inner && one->kind == Expr::Kind::Window) {
            levels.window = true;
            levels.windowLocation = one->location;
        } else if (!inner && one->kind == Expr::Kind::Function && one->returnsSet) {
            levels.set = true;
        }
    };
    look(expr, false);
    if (expr->kind == Expr::Kind::SubLink) {
        for (std::size_t i = expr->serialBegin; i < expr->serialEnd; ++i)
            look(&m_exprs[i], true);
        return;
    }
    if (expr->kind == Expr::Kind::Aggregate && expr->scope->depth < scope->depth)
        return;
    for (const Expr *argument : expr->arguments)
        measure(argument, scope, levels);
    for (const Expr *argument : expr->more)
        measure(argument, scope, levels);
}

Scope *Analyzer::checkAggregateLevel(Scope *scope, std::span<Expr *const> arguments, std::span<Expr *const> direct, Expr *filter,
                                     std::int64_t location)
{
    Levels levels;
    for (const Expr *argument : arguments)
        measure(argument, scope, levels);
    if (filter != nullptr)
        measure(filter, scope, levels);
    const auto noWindow = [&](const Levels &found) {
        if (found.window)
            refuse("grouping", "aggregate function calls cannot contain window function calls", found.windowLocation);
        if (found.set)
            refuse("grouping", "aggregate function calls cannot contain set-returning function calls");
    };
    if (!m_groupingCall)
        noWindow(levels);
    Scope *level = scope;
    if (levels.variable >= 0 || levels.aggregate >= 0) {
        level = levels.variable >= levels.aggregate ? levels.variableScope : levels.aggregateScope;
        if (levels.aggregate >= 0 && levels.aggregate >= levels.variable)
            refuse("grouping", "aggregate function calls cannot be nested", levels.aggregateLocation);
    }
    if (!direct.empty()) {
        Levels directLevels;
        for (const Expr *argument : direct)
            measure(argument, scope, directLevels);
        noWindow(directLevels);
        if (directLevels.variable > level->depth)
            refuse("grouping", "outer-level aggregate cannot contain a lower-level variable in its direct arguments", directLevels.variableLocation);
        if (directLevels.aggregate >= level->depth)
            refuse("grouping", "aggregate function calls cannot be nested", directLevels.aggregateLocation);
    }
    level->hasAggregates = true;
    const std::string_view refused = refusedFor(level->place, false);
    if (!refused.empty())
        refuse("grouping", (m_groupingCall ? "grouping operations are not allowed in " : "aggregate functions are not allowed in ") + std::string(refused), location);
    return level;
}

void Analyzer::finishWindowCall(Scope *scope, Expr *call, Node over, std::int64_t location)
{
    Levels levels;
    for (const Expr *argument : call->arguments)
        measure(argument, scope, levels);
    if (levels.window)
        refuse("window", "window function calls cannot be nested", levels.windowLocation);
    const std::string_view refused = refusedFor(scope->place, true);
    if (!refused.empty())
        refuse("window", "window functions are not allowed in " + std::string(refused), location);
    scope->hasWindows = true;
    const std::string_view name = over.text("name");
    if (!name.empty()) {
        const bool found = std::ranges::any_of(scope->windowDefinitions, [&](Node definition) { return definition.text("name") == name; });
        if (!found)
            refuse("window", "window \"" + std::string(name) + "\" does not exist", over.location());
        call->name = keep(std::string(call->name) + " over " + std::string(name));
        return;
    }
    // The frame's own clauses are transformed after all calls have been seen.
    scope->windowDefinitions.push_back(over);
}

bool Analyzer::dependsOnPrimaryKey(const Expr *variable, const std::vector<const Expr *> &grouped) const
{
    const RangeEntry *entry = variable->entry;
    const auto covered = [&](std::string_view name, const std::vector<std::string_view> &columns) {
        return std::ranges::any_of(grouped, [&](const Expr *expr) {
            return expr->kind == Expr::Kind::Var && expr->entry == entry && expr->number > 0
                && static_cast<std::size_t>(expr->number) <= columns.size() && columns[static_cast<std::size_t>(expr->number) - 1] == name;
        });
    };
    if (entry->kind != RangeEntry::Kind::Relation)
        return false;
    std::vector<std::string_view> columns;
    if (entry->relation != nullptr) {
        for (const Column &column : entry->relation->columns)
            columns.push_back(column.name);
        for (const Constraint &constraint : entry->relation->constraints) {
            if (constraint.kind == Constraint::Kind::PrimaryKey && !constraint.deferrable
                && std::ranges::all_of(constraint.columns, [&](const std::string &name) { return covered(name, columns); }))
                return true;
        }
        return false;
    }
    if (entry->builtin == nullptr || entry->builtin->primaryKey.empty())
        return false;
    for (const Column &column : entry->builtin->columns)
        columns.push_back(column.name);
    return std::ranges::all_of(entry->builtin->primaryKey, [&](const std::string &name) { return covered(name, columns); });
}

void Analyzer::checkUngrouped(Scope *scope, const Expr *expr, const Grouped &grouped)
{
    const DepthGuard guard(*this);
    const auto variable = [&](const Expr *one, bool inSubquery) {
        if (one->entry->scope != scope)
            return;
        for (const Expr *other : grouped.all) {
            if (other->kind == Expr::Kind::Var && other->entry == one->entry && other->number == one->number)
                return;
        }
        if (one->entry->unknownColumns && one->entry->relation == nullptr)
            return;
        if (dependsOnPrimaryKey(one, grouped.common))
            return;
        std::string name = one->number == 0 ? "*" : std::string(one->name);
        const std::string full = std::string(one->entry->name) + '.' + name;
        if (inSubquery)
            refuse("grouping", "subquery uses ungrouped column \"" + full + "\" from outer query", one->location);
        refuse("grouping", "column \"" + full + "\" must appear in the GROUP BY clause or be used in an aggregate function", one->location);
    };
    if (expr->kind == Expr::Kind::Const || expr->kind == Expr::Kind::Param)
        return;
    if (expr->kind == Expr::Kind::Aggregate || expr->kind == Expr::Kind::Grouping) {
        if (expr->scope == scope) {
            if (expr->kind == Expr::Kind::Aggregate) {
                for (std::int32_t i = 0; i < expr->number; ++i)
                    checkUngrouped(scope, expr->arguments[static_cast<std::size_t>(i)], grouped);
            }
            return;
        }
        if (expr->scope->depth < scope->depth)
            return;
    }
    for (const Expr *other : grouped.all) {
        if (other->kind != Expr::Kind::Var && same(expr, other))
            return;
    }
    if (expr->kind == Expr::Kind::Var) {
        variable(expr, false);
        return;
    }
    if (expr->kind == Expr::Kind::SubLink) {
        // Whatever an aggregate of our level encloses is its own.
        std::unordered_set<const Expr *> enclosed;
        const auto enclose = [&](auto &self, const Expr *one) -> void {
            if (!enclosed.insert(one).second)
                return;
            for (const Expr *argument : one->arguments)
                self(self, argument);
            for (const Expr *argument : one->more)
                self(self, argument);
        };
        for (std::size_t i = expr->serialBegin; i < expr->serialEnd; ++i) {
            const Expr &one = m_exprs[i];
            if ((one.kind == Expr::Kind::Aggregate || one.kind == Expr::Kind::Grouping) && one.scope->depth <= scope->depth)
                enclose(enclose, &one);
        }
        for (std::size_t i = expr->serialBegin; i < expr->serialEnd; ++i) {
            const Expr &one = m_exprs[i];
            if (one.kind == Expr::Kind::Var && !enclosed.contains(&one))
                variable(&one, true);
        }
        return;
    }
    for (const Expr *argument : expr->arguments)
        checkUngrouped(scope, argument, grouped);
    for (const Expr *argument : expr->more)
        checkUngrouped(scope, argument, grouped);
}

void Analyzer::checkAggregates(Scope *scope, Query *query, const Grouping &grouping, std::span<const SortClause> sorts, Expr *having)
{
    (void)sorts;
    Grouped grouped;
    const auto collect = [&](const std::vector<int> &groups, std::vector<const Expr *> &exprs) {
        for (const int group : groups) {
            const auto found = std::ranges::find(query->targets, group, &Target::group);
            if (found != query->targets.end())
                exprs.push_back(found->expr);
        }
    };
    collect(grouping.groups, grouped.all);
    collect(grouping.common, grouped.common);
    // GROUPING's arguments must be grouped ones.
    const auto checkGrouping = [&](auto &self, const Expr *expr) -> void {
        if (expr->kind == Expr::Kind::Grouping && expr->scope == scope) {
            for (const Expr *argument : expr->arguments) {
                if (std::ranges::none_of(grouped.all, [&](const Expr *other) { return same(argument, other); }))
                    refuse("grouping", "arguments to GROUPING must be grouping expressions of the associated query level", argument->location);
            }
        }
        for (const Expr *argument : expr->arguments)
            self(self, argument);
        for (const Expr *argument : expr->more)
            self(self, argument);
    };
    for (const Target &target : query->targets)
        checkGrouping(checkGrouping, target.expr);
    for (const Target &target : query->targets)
        checkUngrouped(scope, target.expr, grouped);
    if (having != nullptr) {
        checkGrouping(checkGrouping, having);
        checkUngrouped(scope, having, grouped);
    }
    if (scope->hasAggregates && std::ranges::any_of(scope->entries, &RangeEntry::selfReference))
        refuse("recursion", "aggregate functions are not allowed in a recursive query's recursive term");
}

} // namespace belay::schema::analysis
