// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/guards.h"
#include "models/schema/resolve/typename.h"

#include <algorithm>

// WITH (parse_cte.c). Items of WITH RECURSIVE are analysed when they are first referred to, which
// gives the order of their dependencies.
namespace belay::schema::analysis {

void Analyzer::transformWith(Scope *scope, Node with, Query *query)
{
    if (!with)
        return;
    const bool recursive = with.flag("recursive");
    std::vector<Cte *> made;
    for (const Node node : with.list("ctes")) {
        Cte *cte = &m_ctes.emplace_back();
        cte->node = node;
        cte->name = node.text("ctename");
        cte->scope = scope;
        cte->recursive = recursive;
        for (const Cte *other : made) {
            if (other->name == cte->name)
                refuse("cte-duplicate", "WITH query name \"" + std::string(cte->name) + "\" specified more than once", node.location());
        }
        const Node body = node["ctequery"];
        if (!body.is("SelectStmt")) {
            scope->hasModifyingCte = true;
        }
        made.push_back(cte);
    }
    query->hasCtes = true;
    if (recursive) {
        scope->ctes = made;
        for (Cte *cte : made) {
            if (cte->query == nullptr)
                analyzeCte(scope, cte);
        }
    } else {
        for (Cte *cte : made) {
            analyzeCte(scope, cte);
            scope->ctes.push_back(cte);
        }
    }
    query->ctes = made;
    query->hasModifyingCte = scope->hasModifyingCte;
}

void Analyzer::analyzeCte(Scope *scope, Cte *cte)
{
    const DepthGuard guard(*this);
    cte->analysing = true;
    const Node body = cte->node["ctequery"];
    cte->isUnion = body.text("op") == "SETOP_UNION";
    if (cte->recursive && !cte->isUnion && body.is("SelectStmt") && !body.text("op").empty() && body.text("op") != "SETOP_NONE")
        cte->isUnion = false;
    // References to what is being analysed further out would be mutual recursion.
    const bool lateral = scope->lateralActive;
    m_analysing.push_back(cte);
    cte->subLinks = m_subLinks;
    cte->outerJoins = m_outerJoins;
    Query *query = subquery(scope, body, cte, false, true);
    m_analysing.pop_back();
    scope->lateralActive = lateral;
    cte->analysing = false;
    cte->query = query;
    if (query->command != Query::Command::Select && scope->parent != nullptr)
        refuse("cte-misplaced", "WITH clause containing a data-modifying statement must be at the top level", cte->node.location());
    if (!cte->recursive || !cte->selfReferenced) {
        cteColumns(cte, query->output());
    } else {
        checkRecursion(cte);
    }
    cte->inUnknown = cte->inUnknown || query->unknownColumns;
    const auto addColumn = [&](std::string_view name, ColumnType type, std::int64_t location, const char *what) {
        for (const RangeColumn &column : cte->columns) {
            if (column.name == name)
                refuse("column-ambiguous", std::string(what) + " column name \"" + std::string(name) + "\" already used in WITH query column list", location);
        }
        RangeColumn column;
        column.name = name;
        column.type = type;
        cte->columns.push_back(column);
    };
    const auto require = [&](const NodeList &names, const char *what, std::int64_t location) {
        for (const Node name : names) {
            if (std::ranges::none_of(cte->columns, [&](const RangeColumn &column) { return column.name == name.string(); }) && !cte->inUnknown)
                refuse("column-missing", std::string(what) + " column \"" + std::string(name.string()) + "\" not in WITH query column list", location);
        }
    };
    const Node search = cte->node["search_clause"];
    const Node cycle = cte->node["cycle_clause"];
    if (search) {
        require(search.list("search_col_list"), "search", search.location());
        addColumn(search.text("search_seq_column"), {search.flag("search_breadth_first") ? static_cast<TypeId>(types::Record) : static_cast<TypeId>(types::RecordArray), -1},
                  search.location(), "search sequence");
    }
    if (cycle) {
        require(cycle.list("cycle_col_list"), "cycle", cycle.location());
        ColumnType mark{types::Bool, -1};
        if (cycle.has("cycle_mark_value")) {
            Expr *value = expression(scope, cycle["cycle_mark_value"], Place::Other);
            Expr *fallback = expression(scope, cycle["cycle_mark_default"], Place::Other);
            Expr *both[2] = {value, fallback};
            mark.type = commonType(both, "CYCLE");
        }
        addColumn(cycle.text("cycle_mark_column"), mark, cycle.location(), "cycle mark");
        addColumn(cycle.text("cycle_path_column"), {types::RecordArray, -1}, cycle.location(), "cycle path");
    }
}

void Analyzer::cteColumns(Cte *cte, const std::vector<Target> &targets)
{
    cte->columns.clear();
    const NodeList names = cte->node.list("aliascolnames");
    for (const Target &target : targets) {
        if (target.junk)
            continue;
        RangeColumn column;
        column.name = cte->columns.size() < names.size() ? names[cte->columns.size()].string() : target.name;
        column.type = target.expr->type;
        if (column.type.type == types::Unknown && cte->recursive)
            column.type = {types::Text, -1};
        cte->columns.push_back(column);
    }
    cte->columnsKnown = true;
    if (cte->columns.size() < names.size() && !cte->inUnknown) {
        refuse("column-count", "WITH query \"" + std::string(cte->name) + "\" has " + std::to_string(cte->columns.size()) + " columns available but "
                   + std::to_string(names.size()) + " columns specified", cte->node.location());
    }
}

void Analyzer::checkRecursion(Cte *cte)
{
    const std::vector<Target> &targets = cte->query->output();
    std::size_t at = 0;
    for (const Target &target : targets) {
        if (target.junk)
            continue;
        if (at >= cte->columns.size())
            break;
        const RangeColumn &column = cte->columns[at++];
        const TypeId overall = target.expr->type.type;
        if (column.type.type != overall && column.type.type != noType && overall != noType) {
            refuse("type-mismatch", "recursive query \"" + std::string(cte->name) + "\" column " + std::to_string(at) + " has type "
                       + formatType(m_catalogue, column.type) + " in non-recursive term but type " + formatType(m_catalogue, target.expr->type) + " overall",
                   target.expr->location);
        }
        if (column.type.modifier != target.expr->type.modifier && column.type.type == overall && overall != noType) {
            refuse("type-mismatch", "recursive query \"" + std::string(cte->name) + "\" column " + std::to_string(at) + " has type "
                       + formatType(m_catalogue, column.type) + " in non-recursive term but type " + formatType(m_catalogue, target.expr->type) + " overall",
                   target.expr->location);
        }
    }
}

} // namespace belay::schema::analysis
