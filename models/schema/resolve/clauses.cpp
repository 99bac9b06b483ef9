// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/guards.h"

#include <algorithm>

// WHERE, ORDER BY, GROUP BY, DISTINCT, LIMIT, WINDOW, FOR UPDATE (parse_clause.c).
namespace belay::schema::analysis {

namespace {

std::string_view placeName(Place place)
{
    switch (place) {
    case Place::GroupBy:
        return "GROUP BY";
    case Place::DistinctOn:
        return "DISTINCT ON";
    case Place::WindowPartition:
        return "PARTITION BY";
    default:
        return "ORDER BY";
    }
}

const Expr *withoutImplicit(const Expr *expr)
{
    while (expr->kind == Expr::Kind::Coerce && expr->implicit && !expr->arguments.empty())
        expr = expr->arguments[0];
    return expr;
}

} // namespace

Expr *Analyzer::transformWhere(Scope *scope, Node node, Place place, std::string_view construct)
{
    if (!node)
        return nullptr;
    Expr *condition = expression(scope, node, place);
    return coerceToBoolean(condition, construct);
}

Expr *Analyzer::transformLimit(Scope *scope, Node node, Place place, std::string_view construct, bool withTies)
{
    if (!node)
        return nullptr;
    Expr *value = expression(scope, node, place);
    value = coerceToSpecific(value, types::Int8, construct);
    Levels levels;
    measure(value, scope, levels);
    if (levels.variableScope == scope)
        refuse("column-missing", "argument of " + std::string(construct) + " must not contain variables", levels.variableLocation);
    if (withTies && isNullConst(node))
        refuse("type-mismatch", "row count cannot be null in FETCH FIRST ... WITH TIES clause");
    return value;
}

Target *Analyzer::checkTargetLevel(Scope *scope, Target *target, Place place)
{
    if (place != Place::GroupBy)
        return target;
    Levels levels;
    measure(target->expr, scope, levels);
    if (levels.aggregateScope == scope)
        refuse("grouping", "aggregate functions are not allowed in GROUP BY", levels.aggregateLocation);
    if (levels.window)
        refuse("grouping", "window functions are not allowed in GROUP BY", levels.windowLocation);
    return target;
}

Target *Analyzer::findTarget92(Scope *scope, Node node, std::vector<Target> &targets, Place place)
{
    if (node.is("ColumnRef")) {
        const NodeList fields = node.list("fields");
        if (fields.size() == 1 && fields[0].is("String")) {
            const std::string_view name = fields[0].string();
            // GROUP BY prefers a column of FROM to one of the target list.
            const bool isColumn = place == Place::GroupBy && columnByName(scope, name, node.location(), true) != nullptr;
            if (!isColumn) {
                Target *found = nullptr;
                for (Target &target : targets) {
                    if (target.junk || target.name != name)
                        continue;
                    if (found == nullptr)
                        found = &target;
                    else if (!same(found->expr, target.expr))
                        refuse("column-ambiguous", std::string(placeName(place)) + " \"" + std::string(name) + "\" is ambiguous", node.location());
                }
                if (found != nullptr)
                    return checkTargetLevel(scope, found, place);
            }
        }
    }
    if (node.is("A_Const")) {
        const Node value = node["ival"];
        if (!value)
            refuse("syntax-not-understood", "non-integer constant in " + std::string(placeName(place)), node.location());
        const std::int64_t wanted = value.number("ival");
        std::int64_t position = 0;
        for (Target &target : targets) {
            if (!target.junk && ++position == wanted)
                return checkTargetLevel(scope, &target, place);
        }
        if (scope->starUnknown)
            throw Undecided{"how many columns the star stands for is not known", node.location()};
        refuse("column-missing", std::string(placeName(place)) + " position " + std::to_string(wanted) + " is not in select list", node.location());
    }
    return findTarget99(scope, node, targets, place);
}

Target *Analyzer::findTarget99(Scope *scope, Node node, std::vector<Target> &targets, Place place)
{
    const std::size_t parametersBefore = m_parameterExprs.size();
    Expr *expr = expression(scope, node, place);
    for (Target &target : targets) {
        if (same(expr, withoutImplicit(target.expr))) {
            // The copy is given up, and what it says of parameters with it.
            m_parameterExprs.resize(parametersBefore);
            return &target;
        }
    }
    Target target;
    target.expr = expr;
    target.junk = true;
    targets.push_back(target);
    return &targets.back();
}

int Analyzer::groupNumber(Target *target, std::vector<Target> &targets)
{
    if (target->group == 0) {
        int highest = 0;
        for (const Target &other : targets)
            highest = std::max(highest, other.group);
        target->group = highest + 1;
    }
    return target->group;
}

void Analyzer::addSort(Target *target, std::vector<SortClause> &sorts, std::vector<Target> &targets, Node by)
{
    if (target->expr->type.type == types::Unknown)
        target->expr = coerce(target->expr, types::Unknown, {types::Text, -1}, Context::Implicit, false, -1);
    const TypeId sorted = target->expr->type.type;
    const std::string_view direction = by.text("sortby_dir");
    if (direction == "SORTBY_USING") {
        const OperatorName name = operatorName(by.list("useOp"));
        OperatorChoice choice;
        (void)findOperator(name, sorted, sorted, false, choice, by.location());
        static constexpr std::string_view valid[] = {"<", ">", "~<~", "~>~", "#<#", "#>#", "*<", "*>"};
        if (std::ranges::find(valid, name.name) == std::end(valid))
            refuse("operator-missing", "operator " + std::string(name.name) + " is not a valid ordering operator", by.location());
    } else {
        (void)sortOperator(sorted, target->expr->location, true, false);
    }
    const int number = groupNumber(target, targets);
    if (std::ranges::none_of(sorts, [&](const SortClause &sort) { return sort.group == number; }))
        sorts.push_back({number, direction == "SORTBY_DESC"});
}

std::vector<SortClause> Analyzer::transformSort(Scope *scope, const NodeList &nodes, std::vector<Target> &targets, Place place, bool sql99)
{
    std::vector<SortClause> sorts;
    for (const Node by : nodes) {
        const Node node = by["node"];
        Target *target = sql99 ? findTarget99(scope, node, targets, place) : findTarget92(scope, node, targets, place);
        addSort(target, sorts, targets, by);
    }
    return sorts;
}

int Analyzer::groupExpression(Scope *scope, Node node, std::vector<Target> &targets, Grouping &grouping, Place place)
{
    Target *target = place == Place::WindowPartition ? findTarget99(scope, node, targets, place) : findTarget92(scope, node, targets, place);
    if (target->group > 0 && std::ranges::find(grouping.groups, target->group) != grouping.groups.end())
        return target->group;
    if (target->expr->type.type == types::Unknown)
        target->expr = coerce(target->expr, types::Unknown, {types::Text, -1}, Context::Implicit, false, -1);
    (void)sortOperator(target->expr->type.type, target->expr->location, false, true);
    const int number = groupNumber(target, targets);
    grouping.groups.push_back(number);
    return number;
}

void Analyzer::groupItem(Scope *scope, Node node, std::vector<Target> &targets, Grouping &grouping, Place place, std::vector<int> &flat)
{
    const DepthGuard guard(*this);
    if (node.is("RowExpr") && node.text("row_format") == "COERCE_IMPLICIT_CAST") {
        for (const Node item : node.list("args"))
            groupItem(scope, item, targets, grouping, place, flat);
        return;
    }
    if (node.is("GroupingSet")) {
        grouping.hasSets = true;
        const std::vector<int> common = groupingSet(scope, node, targets, grouping, place);
        flat.insert(flat.end(), common.begin(), common.end());
        return;
    }
    flat.push_back(groupExpression(scope, node, targets, grouping, place));
}

/// What is in every set that a ROLLUP, CUBE or GROUPING SETS stands for.
std::vector<int> Analyzer::groupingSet(Scope *scope, Node node, std::vector<Target> &targets, Grouping &grouping, Place place)
{
    const std::string_view kind = node.text("kind");
    std::vector<int> common;
    bool first = true;
    for (const Node item : node.list("content")) {
        std::vector<int> set;
        groupItem(scope, item, targets, grouping, place, set);
        if (first)
            common = set;
        else
            std::erase_if(common, [&](int group) { return std::ranges::find(set, group) == set.end(); });
        first = false;
    }
    // ROLLUP and CUBE have the empty set among theirs.
    return kind == "GROUPING_SET_SETS" ? common : std::vector<int>();
}

Analyzer::Grouping Analyzer::transformGroup(Scope *scope, const NodeList &nodes, std::vector<Target> &targets,
                                            const std::vector<SortClause> &sorts, Place place)
{
    (void)sorts;
    Grouping grouping;
    std::vector<int> flat;
    for (const Node node : nodes)
        groupItem(scope, node, targets, grouping, place, flat);
    grouping.common = flat;
    return grouping;
}

void Analyzer::transformDistinct(Scope *scope, std::vector<Target> &targets, const std::vector<SortClause> &sorts, bool aggregate)
{
    (void)scope;
    for (const SortClause &sort : sorts) {
        for (const Target &target : targets) {
            if (target.group != sort.group || !target.junk)
                continue;
            refuse("grouping", aggregate ? "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list"
                                         : "for SELECT DISTINCT, ORDER BY expressions must appear in select list", target.expr->location);
        }
    }
    bool any = false;
    for (Target &target : targets) {
        if (target.junk)
            continue;
        any = true;
        if (target.expr->type.type == types::Unknown)
            target.expr = coerce(target.expr, types::Unknown, {types::Text, -1}, Context::Implicit, false, -1);
        (void)sortOperator(target.expr->type.type, target.expr->location, false, true);
    }
    if (!any)
        refuse("syntax-not-understood", aggregate ? "an aggregate with DISTINCT must have at least one argument" : "SELECT DISTINCT must have at least one column");
}

void Analyzer::transformDistinctOn(Scope *scope, const NodeList &nodes, std::vector<Target> &targets, const std::vector<SortClause> &sorts)
{
    std::vector<int> wanted;
    for (const Node node : nodes) {
        Target *target = findTarget92(scope, node, targets, Place::DistinctOn);
        wanted.push_back(groupNumber(target, targets));
    }
    const auto targetOf = [&](int group) -> Target & {
        return *std::ranges::find(targets, group, &Target::group);
    };
    bool skipped = false;
    std::vector<int> matched;
    for (const SortClause &sort : sorts) {
        if (std::ranges::find(wanted, sort.group) != wanted.end()) {
            if (skipped)
                refuse("grouping", "SELECT DISTINCT ON expressions must match initial ORDER BY expressions", targetOf(sort.group).expr->location);
            matched.push_back(sort.group);
        } else {
            skipped = true;
        }
    }
    for (const int group : wanted) {
        if (std::ranges::find(matched, group) != matched.end())
            continue;
        Target &target = targetOf(group);
        if (skipped)
            refuse("grouping", "SELECT DISTINCT ON expressions must match initial ORDER BY expressions", target.expr->location);
        if (target.expr->type.type == types::Unknown)
            target.expr = coerce(target.expr, types::Unknown, {types::Text, -1}, Context::Implicit, false, -1);
        (void)sortOperator(target.expr->type.type, target.expr->location, false, true);
    }
}

void Analyzer::transformWindows(Scope *scope, std::vector<Target> &targets)
{
    constexpr std::int64_t rangeFrame = 0x02, rowsFrame = 0x04, groupsFrame = 0x08;
    constexpr std::int64_t startOffsets = 0x00800 | 0x02000, endOffsets = 0x01000 | 0x04000;
    struct Done {
        std::string_view name;
        bool ordered = false;
        bool partitioned = false;
        bool framed = false;
    };
    std::vector<Done> done;
    // Windows of OVER (...) may be added while these are transformed.
    for (std::size_t i = 0; i < scope->windowDefinitions.size(); ++i) {
        const Node definition = scope->windowDefinitions[i];
        const std::int64_t location = definition.location();
        const std::string_view name = definition.text("name");
        const std::string_view reference = definition.text("refname");
        const auto named = [&](std::string_view wanted) -> const Done * {
            const auto found = std::ranges::find(done, wanted, &Done::name);
            return found == done.end() ? nullptr : &*found;
        };
        if (!name.empty() && named(name) != nullptr)
            refuse("window", "window \"" + std::string(name) + "\" is already defined", location);
        const Done *copied = nullptr;
        if (!reference.empty()) {
            copied = named(reference);
            if (copied == nullptr)
                refuse("window", "window \"" + std::string(reference) + "\" does not exist", location);
        }
        const std::vector<SortClause> sorts = transformSort(scope, definition.list("orderClause"), targets, Place::WindowOrder, true);
        const Grouping partition = transformGroup(scope, definition.list("partitionClause"), targets, sorts, Place::WindowPartition);
        Done now;
        now.name = name;
        const std::int64_t frame = definition.number("frameOptions");
        if (copied != nullptr) {
            if (!partition.groups.empty())
                refuse("window", "cannot override PARTITION BY clause of window \"" + std::string(reference) + '"', location);
            if (!sorts.empty() && copied->ordered)
                refuse("window", "cannot override ORDER BY clause of window \"" + std::string(reference) + '"', location);
            if (copied->framed)
                refuse("window", "cannot copy window \"" + std::string(reference) + "\" because it has a frame clause", location);
        }
        now.ordered = !sorts.empty() || (copied != nullptr && copied->ordered);
        now.partitioned = !partition.groups.empty();
        now.framed = (frame & 1) != 0;
        if ((frame & rangeFrame) != 0 && (frame & (startOffsets | endOffsets)) != 0 && sorts.size() != 1)
            refuse("window", "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column", location);
        if ((frame & groupsFrame) != 0 && !now.ordered)
            refuse("window", "GROUPS mode requires an ORDER BY clause", location);
        for (const char *field : {"startOffset", "endOffset"}) {
            const Node offset = definition[field];
            if (!offset)
                continue;
            const bool range = (frame & rangeFrame) != 0;
            const bool rows = (frame & rowsFrame) != 0;
            Expr *value = expression(scope, offset, range ? Place::WindowFrameRange : rows ? Place::WindowFrameRows : Place::WindowFrameGroups);
            std::string_view construct = rows ? "ROWS" : "GROUPS";
            if (range) {
                construct = "RANGE";
                TypeId sorted = noType;
                if (!sorts.empty()) {
                    const auto found = std::ranges::find(targets, sorts[0].group, &Target::group);
                    sorted = found == targets.end() ? noType : baseType(found->expr->type.type);
                }
                const bool temporal = sorted == types::Date || sorted == types::Timestamp || sorted == types::Timestamptz || sorted == types::Time
                    || sorted == types::Timetz || sorted == types::Interval;
                const bool number = sorted == types::Int2 || sorted == types::Int4 || sorted == types::Int8 || sorted == types::Numeric
                    || sorted == types::Float4 || sorted == types::Float8;
                if (temporal && value->type.type != types::Unknown && !canCoerce(value->type.type, types::Interval, Context::Implicit)) {
                    refuse("window", "RANGE with offset PRECEDING/FOLLOWING is not supported for column type " + format(sorted) + " and offset type "
                               + format(value), value->location);
                }
                if (temporal)
                    value = coerceToSpecific(value, types::Interval, construct);
                else if (number && value->type.type == types::Unknown)
                    value = coerce(value, types::Unknown, {sorted, -1}, Context::Implicit, false, -1);
                else if (!number && sorted != noType)
                    refuse("window", "RANGE with offset PRECEDING/FOLLOWING is not supported for column type " + format(sorted), value->location);
            } else {
                value = coerceToSpecific(value, types::Int8, construct);
            }
            Levels levels;
            measure(value, scope, levels);
            if (levels.variableScope == scope)
                refuse("window", "argument of " + std::string(construct) + " must not contain variables", levels.variableLocation);
        }
        done.push_back(now);
    }
}

void Analyzer::transformLocking(Scope *scope, Node clause, Query *query, bool pushedDown)
{
    const std::string_view strength = clause.text("strength");
    const std::string name = strength == "LCS_FORKEYSHARE" ? "FOR KEY SHARE"
        : strength == "LCS_FORSHARE"                       ? "FOR SHARE"
        : strength == "LCS_FORNOKEYUPDATE"                 ? "FOR NO KEY UPDATE"
                                                           : "FOR UPDATE";
    const auto not_with = [&](bool there, const char *what) {
        if (there)
            refuse("locking", name + " is not allowed with " + what);
    };
    not_with(query->isSetOperation, "UNION/INTERSECT/EXCEPT");
    not_with(query->hasDistinct, "DISTINCT clause");
    not_with(query->hasGrouping, "GROUP BY clause");
    not_with(query->hasHaving, "HAVING clause");
    not_with(query->hasAggregates, "aggregate functions");
    not_with(query->hasWindows, "window functions");
    not_with(query->hasTargetSets, "set-returning functions in the target list");
    const NodeList relations = pushedDown ? NodeList() : clause.list("lockedRels");
    const auto descend = [&](RangeEntry *entry) {
        if (entry->kind == RangeEntry::Kind::Subquery && entry->query != nullptr && entry->query->command == Query::Command::Select)
            transformLocking(scope, clause, entry->query, true);
    };
    if (relations.empty()) {
        if (query->scope != nullptr) {
            for (RangeEntry *entry : query->scope->entries)
                descend(entry);
        }
        return;
    }
    for (const Node relation : relations) {
        if (!relation.text("schemaname").empty() || !relation.text("catalogname").empty())
            refuse("locking", name + " must specify unqualified relation names", relation.location());
        bool found = false;
        for (RangeEntry *entry : scope->entries) {
            if (entry->name != relation.text("relname"))
                continue;
            found = true;
            const char *what = nullptr;
            switch (entry->kind) {
            case RangeEntry::Kind::Join:
                what = "a join";
                break;
            case RangeEntry::Kind::Function:
                what = "a function";
                break;
            case RangeEntry::Kind::TableFunction:
                what = "a table function";
                break;
            case RangeEntry::Kind::Values:
                what = "VALUES";
                break;
            case RangeEntry::Kind::Cte:
                what = "a WITH query";
                break;
            default:
                descend(entry);
            }
            if (what != nullptr)
                refuse("locking", name + " cannot be applied to " + what, relation.location());
            break;
        }
        if (!found)
            refuse("locking", "relation \"" + std::string(relation.text("relname")) + "\" in " + name + " clause not found in FROM clause", relation.location());
    }
}

} // namespace belay::schema::analysis
