// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/callshape.h"
#include "models/schema/resolve/guards.h"

#include <algorithm>
#include <string>

// FROM: tables, subqueries, functions (parse_clause.c, parse_relation.c).
namespace belay::schema::analysis {

void Analyzer::transformFrom(Scope *scope, const NodeList &items)
{
    for (const Node item : items) {
        NamespaceItem top;
        std::vector<NamespaceItem> visible;
        transformFromItem(scope, item, top, visible);
        checkConflicts(scope->names, visible);
        for (NamespaceItem &one : visible) {
            one.lateralOnly = true;
            one.lateralOk = true;
            scope->names.push_back(one);
        }
    }
    for (NamespaceItem &item : scope->names) {
        item.lateralOnly = false;
        item.lateralOk = true;
    }
}

RangeEntry *Analyzer::transformFromItem(Scope *scope, Node node, NamespaceItem &top, std::vector<NamespaceItem> &items)
{
    const DepthGuard guard(*this);
    if (node.is("JoinExpr"))
        return fromJoin(scope, node, top, items);
    RangeEntry *entry = nullptr;
    if (node.is("RangeVar"))
        entry = fromRelation(scope, node);
    else if (node.is("RangeSubselect"))
        entry = fromSubselect(scope, node);
    else if (node.is("RangeFunction"))
        entry = fromFunction(scope, node);
    else if (node.is("RangeTableFunc"))
        entry = fromXmlTable(scope, node);
    else if (node.is("RangeTableSample"))
        entry = fromSample(scope, node);
    else
        throw Undecided{"a FROM item of kind " + std::string(node.type()) + " is not understood", node.location()};
    top = itemOf(entry);
    items.assign(1, top);
    return entry;
}

RangeEntry *Analyzer::fromRelation(Scope *scope, Node node)
{
    if (node.text("schemaname").empty()) {
        if (Cte *cte = findCte(scope, node.text("relname")))
            return cteEntry(scope, cte, node);
    }
    return relationEntry(scope, node, openRelation(scope, node), node["alias"]);
}

RangeEntry *Analyzer::cteEntry(Scope *scope, Cte *cte, Node rangeVar)
{
    if (cte->query == nullptr && !cte->analysing)
        analyzeCte(cte->scope, cte);
    RangeEntry *entry = newEntry(scope, RangeEntry::Kind::Cte);
    entry->cte = cte;
    entry->name = rangeVar.text("relname");
    entry->rowType = types::Record;
    if (cte->analysing) {
        cte->selfReferenced = true;
        entry->selfReference = true;
        const std::string recursive = "recursive reference to query \"" + std::string(cte->name) + "\" must not appear ";
        if (cte->columnsKnown && m_subLinks > cte->subLinks)
            refuse("recursion", recursive + "within a subquery", rangeVar.location());
        if (cte->columnsKnown && m_outerJoins > cte->outerJoins)
            refuse("recursion", recursive + "within an outer join", rangeVar.location());
        const bool between = std::any_of(m_analysing.rbegin(), std::find(m_analysing.rbegin(), m_analysing.rend(), cte),
                                         [&](const Cte *other) { return other->scope == cte->scope; });
        if (between)
            refuse("recursion", "mutual recursion between WITH items is not implemented", cte->node.location());
        if (cte->columnsKnown && ++cte->references > 1)
            refuse("recursion", recursive + "more than once", rangeVar.location());
        if (!cte->isUnion)
            refuse("recursion", "recursive query \"" + std::string(cte->name) + "\" does not have the form non-recursive-term UNION [ALL] recursive-term", rangeVar.location());
        if (!cte->columnsKnown)
            refuse("recursion", recursive + "within its non-recursive term", rangeVar.location());
    } else if (cte->query != nullptr && cte->query->command != Query::Command::Select && !cte->query->hasReturning) {
        refuse("cte-missing-returning", "WITH query \"" + std::string(cte->name) + "\" does not have a RETURNING clause", rangeVar.location());
    }
    entry->query = cte->query;
    entry->columns = cte->columns;
    entry->unknownColumns = cte->inUnknown;
    applyAlias(entry, rangeVar["alias"], "table");
    return entry;
}

RangeEntry *Analyzer::subqueryEntry(Scope *scope, Query *query, Node alias, bool lateral)
{
    RangeEntry *entry = newEntry(scope, RangeEntry::Kind::Subquery);
    entry->query = query;
    entry->lateral = lateral;
    entry->rowType = types::Record;
    for (const Target &target : query->output()) {
        if (target.junk)
            continue;
        RangeColumn column;
        column.name = target.name;
        column.type = target.expr->type;
        entry->columns.push_back(column);
    }
    entry->unknownColumns = query->unknownColumns;
    applyAlias(entry, alias, "table");
    return entry;
}

RangeEntry *Analyzer::fromSubselect(Scope *scope, Node node)
{
    if (!node.has("alias")) {
        const bool values = !node["subquery"].list("valuesLists").empty();
        refuse("syntax-not-understood", values ? "VALUES in FROM must have an alias" : "subquery in FROM must have an alias");
    }
    const bool lateral = node.flag("lateral");
    const Place before = scope->place;
    scope->place = Place::FromSubselect;
    scope->lateralActive = lateral;
    Query *query = subquery(scope, node["subquery"], nullptr, false, true);
    scope->lateralActive = false;
    scope->place = before;
    return subqueryEntry(scope, query, node["alias"], lateral);
}

RangeEntry *Analyzer::fromSample(Scope *scope, Node node)
{
    RangeEntry *entry = fromRelation(scope, node["relation"]);
    const std::int64_t location = node.location();
    if (!entry->isRelation() || (entry->relation != nullptr && !entry->relation->isTable() && entry->relation->kind != Relation::Kind::MaterializedView)
        || (entry->builtin != nullptr && entry->builtin->kind != Relation::Kind::Table))
        refuse("relation-kind", "TABLESAMPLE clause can only be applied to tables and materialized views", node["relation"].location());
    const NodeList method = node.list("method");
    const std::string name = method.empty() ? std::string() : std::string(method.back().string());
    bool known = name == "system" || name == "bernoulli";
    for (const std::string_view extension : {std::string_view("system_rows"), std::string_view("system_time")})
        known = known || (name == extension && !m_catalogue.functions({{}, name}).empty());
    if (!known) {
        if (mayHaveUnknown(Catalogue::Doubt::About::Functions))
            note("tablesample method " + name + " is not known", location);
        else
            refuse("function-missing", "tablesample method " + name + " does not exist", location);
    }
    const NodeList arguments = node.list("args");
    if (known && arguments.size() != 1)
        refuse("function-missing", "tablesample method " + name + " requires 1 argument, not " + std::to_string(arguments.size()), location);
    const TypeId wanted = name == "system_rows" ? static_cast<TypeId>(types::Int8) : name == "system_time" ? static_cast<TypeId>(types::Float8)
                                                                                                         : static_cast<TypeId>(types::Float4);
    for (const Node argument : arguments)
        (void)coerceToSpecific(expression(scope, argument, Place::FromFunction), wanted, "TABLESAMPLE");
    if (node.has("repeatable"))
        (void)coerceToSpecific(expression(scope, node["repeatable"], Place::FromFunction), types::Float8, "REPEATABLE");
    return entry;
}

void Analyzer::definedColumns(Scope *scope, RangeEntry *entry, const NodeList &definitions, std::size_t count)
{
    (void)scope;
    (void)count;
    for (const Node definition : definitions) {
        RangeColumn column;
        column.name = definition.text("colname");
        const Node typeName = definition["typeName"];
        if (typeName.flag("setof"))
            refuse("type-mismatch", "column \"" + std::string(column.name) + "\" cannot be declared SETOF", definition.location());
        column.type = typeNamed(typeName);
        entry->columns.push_back(column);
    }
    for (std::size_t i = 0; i < entry->columns.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (entry->columns[i].name == entry->columns[j].name)
                refuse("column-duplicate", "column name \"" + std::string(entry->columns[i].name) + "\" specified more than once");
        }
    }
}

RangeEntry *Analyzer::fromFunction(Scope *scope, Node node)
{
    struct Called {
        Expr *expr = nullptr;
        std::string_view name;
        NodeList definitions;
    };
    std::vector<Called> calls;
    scope->lateralActive = true;
    const auto addCall = [&](Node function, const NodeList &definitions, std::string_view name) {
        Called made;
        made.expr = expression(scope, function, Place::FromFunction);
        made.name = name;
        made.definitions = definitions;
        calls.push_back(std::move(made));
    };
    const NodeList functions = node.list("functions");
    for (const Node pair : functions) {
        const NodeList parts = pair.list("items");
        if (parts.empty())
            continue;
        const Node function = parts[0];
        const NodeList definitions = parts.size() > 1 && parts[1].is("List") ? parts[1].list("items") : NodeList();
        const NodeList names = function.list("funcname");
        const NodeList arguments = function.list("args");
        // unnest(a, b) is ROWS FROM (unnest(a), unnest(b)).
        if (function.is("FuncCall") && names.size() == 1 && names[0].string() == "unnest" && arguments.size() > 1 && !function.has("agg_order")
            && !function.has("agg_filter") && !function.has("over") && !function.flag("agg_star") && !function.flag("agg_distinct")
            && !function.flag("func_variadic") && definitions.empty()) {
            for (const Node argument : arguments) {
                Called made;
                const PlaceGuard guard(*scope, Place::FromFunction);
                made.expr = callSystem(scope, "unnest", {transform(scope, argument)}, function.location());
                made.name = "unnest";
                calls.push_back(std::move(made));
            }
            continue;
        }
        std::string_view name = columnName(function);
        addCall(function, definitions, name);
    }
    scope->lateralActive = false;
    NodeList own = node.list("coldeflist");
    if (!own.empty()) {
        if (calls.size() != 1) {
            if (node.flag("is_rowsfrom"))
                refuse("syntax-not-understood", "ROWS FROM() with multiple functions cannot have a column definition list");
            refuse("syntax-not-understood", "UNNEST() with multiple arguments cannot have a column definition list");
        }
        if (node.flag("ordinality"))
            refuse("syntax-not-understood", "WITH ORDINALITY cannot be used with a column definition list");
        calls[0].definitions = own;
    }
    const Node alias = node["alias"];
    RangeEntry *entry = newEntry(scope, RangeEntry::Kind::Function);
    entry->name = alias ? alias.text("aliasname") : calls.empty() ? std::string_view() : calls[0].name;
    entry->lateral = true;
    entry->rowType = types::Record;
    for (const Called &call : calls) {
        const Expr *expr = call.expr;
        const std::int64_t location = expr->location;
        const TypeId result = expr->type.type;
        std::vector<RangeColumn> columns;
        bool composite = false;
        bool record = false;
        const bool viaRecord = expr->kind == Expr::Kind::Function && result == types::Record;
        if (result == noType) {
            entry->unknownColumns = true;
            if (!call.definitions.empty()) {
                definedColumns(scope, entry, call.definitions, 0);
            } else {
                RangeColumn column;
                column.name = calls.size() == 1 && alias ? alias.text("aliasname") : call.name;
                entry->columns.push_back(column);
            }
            continue;
        }
        if (viaRecord || result == types::Record) {
            composite = recordColumns(expr, columns);
            record = !composite;
        } else if (isComposite(result)) {
            composite = true;
            const RowColumns row = rowColumns(result);
            entry->unknownColumns = entry->unknownColumns || row.unknown;
            if (row.columns != nullptr) {
                for (const Column &column : *row.columns) {
                    RangeColumn made;
                    made.name = column.name;
                    made.type = column.type;
                    columns.push_back(made);
                }
            }
            if (calls.size() == 1 && !node.flag("ordinality"))
                entry->rowType = result;
        }
        if (!call.definitions.empty()) {
            if (composite && result != types::Record)
                refuse("type-mismatch", "a column definition list is redundant for a function returning a named composite type", call.definitions[0].location());
            if (composite)
                refuse("type-mismatch", "a column definition list is redundant for a function with OUT parameters", call.definitions[0].location());
            if (!record)
                refuse("type-mismatch", "a column definition list is only allowed for functions returning \"record\"", call.definitions[0].location());
        } else if (record) {
            refuse("type-mismatch", "a column definition list is required for functions returning \"record\"", location);
        }
        if (composite) {
            entry->columns.insert(entry->columns.end(), columns.begin(), columns.end());
        } else if (record) {
            definedColumns(scope, entry, call.definitions, 0);
        } else {
            const Type *known = type(result);
            if (known != nullptr && known->kind == Type::Kind::Pseudo && result != types::Void && result != types::Unknown && !isPolymorphic(result)
                && result != types::Cstring && result != types::Trigger && result != 3838)
                refuse("type-mismatch", "function \"" + std::string(call.name) + "\" in FROM has unsupported return type " + format(result), location);
            RangeColumn column;
            column.name = calls.size() == 1 && alias ? alias.text("aliasname") : call.name;
            std::string_view outName;
            if (expr->kind == Expr::Kind::Function) {
                if (const BuiltinFunction *builtin = expr->builtin) {
                    int outs = 0;
                    for (std::size_t i = 0; i < builtin->modes.size(); ++i) {
                        if (builtin->modes[i] != 'i' && builtin->modes[i] != 'v') {
                            ++outs;
                            outName = i < builtin->names.size() ? builtin->names[i] : std::string_view();
                        }
                    }
                    if (outs != 1)
                        outName = {};
                } else if (expr->own != nullptr && expr->own->outColumns.size() == 1) {
                    outName = expr->own->outColumns[0].name;
                }
            }
            // The catalogue does not keep the name of a single OUT parameter, which would be the column's.
            if (expr->kind == Expr::Kind::Function && expr->own != nullptr && expr->own->outColumns.empty() && !expr->own->language.empty()
                && expr->own->language != "c")
                entry->unknownColumns = true;
            if (!outName.empty())
                column.name = outName;
            column.type = expr->type;
            entry->columns.push_back(column);
            if (calls.size() == 1 && !node.flag("ordinality")) {
                entry->rowType = result;
                entry->scalarFunction = true;
            }
        }
    }
    if (node.flag("ordinality")) {
        RangeColumn column;
        column.name = "ordinality";
        column.type = {types::Int8, -1};
        entry->columns.push_back(column);
        entry->scalarFunction = false;
        entry->rowType = types::Record;
    }
    const std::string_view name = entry->name;
    applyAlias(entry, alias, "table");
    entry->name = name;
    return entry;
}

RangeEntry *Analyzer::fromXmlTable(Scope *scope, Node node)
{
    RangeEntry *entry = newEntry(scope, RangeEntry::Kind::TableFunction);
    scope->lateralActive = true;
    (void)coerceToSpecific(expression(scope, node["rowexpr"], Place::FromFunction), types::Text, "XMLTABLE");
    (void)coerceToSpecific(expression(scope, node["docexpr"], Place::FromFunction), types::Xml, "XMLTABLE");
    for (const Node item : node.list("columns")) {
        RangeColumn column;
        column.name = item.text("colname");
        column.type = item.flag("for_ordinality") ? ColumnType{types::Int4, -1} : typeNamed(item["typeName"]);
        for (const RangeColumn &other : entry->columns) {
            if (other.name == column.name)
                refuse("column-ambiguous", "column name \"" + std::string(column.name) + "\" is not unique", item.location());
        }
        if (item.has("colexpr"))
            (void)coerceToSpecific(expression(scope, item["colexpr"], Place::FromFunction), types::Text, "XMLTABLE");
        if (item.has("coldefexpr"))
            (void)coerceToSpecific(expression(scope, item["coldefexpr"], Place::FromFunction), column.type, "XMLTABLE");
        entry->columns.push_back(column);
    }
    for (const Node item : node.list("namespaces"))
        (void)coerceToSpecific(expression(scope, item["val"], Place::FromFunction), types::Text, "XMLTABLE");
    scope->lateralActive = false;
    entry->name = "xmltable";
    entry->lateral = true;
    entry->rowType = types::Record;
    applyAlias(entry, node["alias"], "table");
    return entry;
}

RangeEntry *Analyzer::fromJoin(Scope *scope, Node node, NamespaceItem &top, std::vector<NamespaceItem> &items)
{
    const std::string_view kind = node.text("jointype");
    RangeEntry::Join join = RangeEntry::Join::Inner;
    if (kind == "JOIN_LEFT")
        join = RangeEntry::Join::Left;
    else if (kind == "JOIN_RIGHT")
        join = RangeEntry::Join::Right;
    else if (kind == "JOIN_FULL")
        join = RangeEntry::Join::Full;
    NamespaceItem leftTop, rightTop;
    std::vector<NamespaceItem> leftItems, rightItems;
    const bool leftNullable = join == RangeEntry::Join::Right || join == RangeEntry::Join::Full;
    const bool rightNullable = join == RangeEntry::Join::Left || join == RangeEntry::Join::Full;
    m_outerJoins += leftNullable ? 1 : 0;
    transformFromItem(scope, node["larg"], leftTop, leftItems);
    m_outerJoins -= leftNullable ? 1 : 0;
    // The right side sees the left one if it is LATERAL, and may use it only if the join allows it.
    const bool lateralOk = join == RangeEntry::Join::Inner || join == RangeEntry::Join::Left;
    const std::size_t before = scope->names.size();
    for (NamespaceItem item : leftItems) {
        item.lateralOnly = true;
        item.lateralOk = lateralOk;
        scope->names.push_back(item);
    }
    m_outerJoins += rightNullable ? 1 : 0;
    transformFromItem(scope, node["rarg"], rightTop, rightItems);
    m_outerJoins -= rightNullable ? 1 : 0;
    scope->names.resize(before);
    checkConflicts(leftItems, rightItems);
    items = leftItems;
    items.insert(items.end(), rightItems.begin(), rightItems.end());

    const std::vector<RangeColumn> &left = *leftTop.columns;
    const std::vector<RangeColumn> &right = *rightTop.columns;
    std::vector<std::string_view> shared;
    const bool natural = node.flag("isNatural");
    if (natural) {
        for (const RangeColumn &column : left) {
            if (std::ranges::any_of(right, [&](const RangeColumn &other) { return other.name == column.name; }))
                shared.push_back(column.name);
        }
        if (leftTop.entry->unknownColumns || rightTop.entry->unknownColumns)
            note("which columns NATURAL JOIN shares is not known");
    } else {
        for (const Node name : node.list("usingClause"))
            shared.push_back(name.string());
    }
    RangeEntry *entry = nullptr;
    std::vector<RangeColumn> columns;
    std::vector<bool> leftUsed(left.size(), false), rightUsed(right.size(), false);
    struct Pair {
        Expr *left, *right;
    };
    std::vector<Pair> pairs;
    bool unknownColumns = leftTop.entry->unknownColumns || rightTop.entry->unknownColumns;
    for (std::size_t i = 0; i < shared.size(); ++i) {
        const std::string name(shared[i]);
        for (std::size_t j = 0; j < i; ++j) {
            if (shared[j] == shared[i])
                refuse("column-ambiguous", "column name \"" + name + "\" appears more than once in USING clause");
        }
        const auto find = [&](const std::vector<RangeColumn> &list, const char *side, const RangeEntry *from) -> std::size_t {
            std::size_t found = list.size();
            for (std::size_t at = 0; at < list.size(); ++at) {
                if (list[at].name != shared[i])
                    continue;
                if (found != list.size())
                    refuse("column-ambiguous", "common column name \"" + name + "\" appears more than once in " + side + " table");
                found = at;
            }
            if (found == list.size() && !from->unknownColumns)
                refuse("column-missing", "column \"" + name + "\" specified in USING clause does not exist in " + side + " table");
            return found;
        };
        const std::size_t l = find(left, "left", leftTop.entry);
        const std::size_t r = find(right, "right", rightTop.entry);
        if (l < left.size())
            leftUsed[l] = true;
        if (r < right.size())
            rightUsed[r] = true;
        Pair pair{l < left.size() ? makeVar(leftTop, l, -1) : makeUnknowable("column \"" + name + "\" is not known", -1),
                  r < right.size() ? makeVar(rightTop, r, -1) : makeUnknowable("column \"" + name + "\" is not known", -1)};
        Expr *both[2] = {pair.left, pair.right};
        (void)commonType(both, "JOIN/USING");
        pairs.push_back(pair);
    }
    for (const Pair &pair : pairs) {
        Expr *equal = applyOperator(scope, {{}, "=", false}, pair.left, pair.right, -1);
        (void)coerceToBoolean(equal, "JOIN/USING");
    }
    if (shared.empty() && node.has("quals")) {
        std::vector<NamespaceItem> outside = std::move(scope->names);
        scope->names = items;
        for (NamespaceItem &item : scope->names) {
            item.lateralOnly = false;
            item.lateralOk = true;
        }
        (void)transformWhere(scope, node["quals"], Place::JoinOn, "JOIN/ON");
        scope->names = std::move(outside);
    }
    entry = newEntry(scope, RangeEntry::Kind::Join);
    entry->join = join;
    entry->left = leftTop.entry;
    entry->right = rightTop.entry;
    entry->merged = shared.size();
    entry->rowType = types::Record;
    entry->unknownColumns = unknownColumns;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        RangeColumn column;
        column.name = shared[i];
        Expr *l = pairs[i].left;
        Expr *r = pairs[i].right;
        Expr *both[2] = {l, r};
        const TypeId common = commonType(both, "JOIN/USING");
        const std::int32_t modifier = commonModifier(both, common);
        column.type = {common, modifier};
        const auto converted = [&](Expr *side) {
            if (side->type.type != common && common != noType)
                return coerce(side, side->type.type, column.type, Context::Implicit, false, -1);
            return side;
        };
        l = converted(l);
        r = converted(r);
        Expr *chosen = nullptr;
        switch (join) {
        case RangeEntry::Join::Inner:
            chosen = l->kind == Expr::Kind::Var ? l : r->kind == Expr::Kind::Var ? r : l;
            break;
        case RangeEntry::Join::Left:
            chosen = l;
            break;
        case RangeEntry::Join::Right:
            chosen = r;
            break;
        case RangeEntry::Join::Full:
            break;
        }
        if (chosen != nullptr && chosen->kind == Expr::Kind::Var && chosen->number > 0) {
            column.source = chosen->entry;
            column.sourceAttribute = chosen->number;
        } else {
            if (chosen == nullptr) {
                chosen = make(Expr::Kind::Coalesce, column.type);
                chosen->arguments.push_back(l);
                chosen->arguments.push_back(r);
            }
            column.merged = chosen;
        }
        columns.push_back(column);
    }
    const auto addRest = [&](const NamespaceItem &side, const std::vector<bool> &used) {
        for (std::size_t i = 0; i < side.columns->size(); ++i) {
            if (used[i])
                continue;
            RangeColumn column = (*side.columns)[i];
            if (column.source == nullptr) {
                column.source = side.entry;
                column.sourceAttribute = static_cast<std::int32_t>(i) + 1;
            }
            column.merged = nullptr;
            columns.push_back(column);
        }
    };
    addRest(leftTop, leftUsed);
    addRest(rightTop, rightUsed);
    entry->columns = std::move(columns);
    const Node alias = node["alias"];
    entry->name = "unnamed_join";
    if (alias) {
        entry->hasAlias = true;
        applyAlias(entry, alias, "join expression");
    }
    // USING ... AS name shows the merged columns only.
    const Node usingAlias = node["join_using_alias"];
    if (usingAlias) {
        RangeEntry *merged = newEntry(scope, RangeEntry::Kind::Join);
        scope->entries.pop_back();
        merged->name = usingAlias.text("aliasname");
        merged->hasAlias = true;
        merged->rowType = types::Record;
        for (std::size_t i = 0; i < entry->merged; ++i) {
            RangeColumn column = entry->columns[i];
            if (column.source == nullptr) {
                column.source = entry;
                column.sourceAttribute = static_cast<std::int32_t>(i) + 1;
            }
            merged->columns.push_back(column);
        }
        NamespaceItem item = itemOf(merged);
        item.columnsVisible = false;
        checkConflicts({item}, items);
        if (!alias)
            items.push_back(item);
        else
            items.assign(1, item);
    } else if (alias) {
        items.clear();
    }
    for (NamespaceItem &item : items)
        item.columnsVisible = false;
    top = itemOf(entry);
    top.relationVisible = alias.valid();
    top.unnamed = !alias.valid();
    items.push_back(top);
    return entry;
}

} // namespace belay::schema::analysis
