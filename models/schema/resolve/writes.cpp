// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/guards.h"
#include "models/schema/resolve/written.h"

#include <algorithm>

// INSERT, UPDATE, DELETE, MERGE (analyze.c, parse_merge.c).
namespace belay::schema::analysis {

RangeEntry *Analyzer::targetTable(Scope *scope, Node rangeVar, bool alsoSource)
{
    const FoundRelation found = openRelation(scope, rangeVar);
    RangeEntry *entry = relationEntry(scope, rangeVar, found, rangeVar["alias"]);
    scope->target = entry;
    scope->targetItem = itemOf(entry);
    if (alsoSource)
        addEntryToNames(scope, scope->targetItem);
    return entry;
}

std::vector<Expr *> Analyzer::insertRow(Scope *scope, std::vector<Expr *> expressions, const std::vector<Node> &columns,
                                        const std::vector<std::int32_t> &attributes, bool stripIndirection)
{
    (void)stripIndirection;
    const bool listed = !columns.empty();
    const std::size_t wanted = attributes.size();
    if (expressions.size() > wanted && !scope->target->unknownColumns)
        refuse("column-count", "INSERT has more expressions than target columns", expressions[wanted]->location);
    if (listed && expressions.size() < wanted)
        refuse("column-count", "INSERT has more target columns than expressions", columns[expressions.size()].location());
    for (std::size_t i = 0; i < expressions.size() && i < wanted; ++i) {
        if (attributes[i] == 0)
            continue;
        const std::string_view name = scope->target->columns[static_cast<std::size_t>(attributes[i]) - 1].name;
        expressions[i] = assigned(scope, expressions[i], Place::InsertTarget, name, attributes[i],
                                  listed ? columns[i].list("indirection") : NodeList(), listed ? columns[i].location() : -1);
    }
    return expressions;
}

void Analyzer::insertTargets(Scope *scope, const NodeList &nodes, std::vector<Node> &columns, std::vector<std::int32_t> &attributes)
{
    const RangeEntry *target = scope->target;
    for (const Node node : nodes) {
        const std::string_view name = node.text("name");
        std::int32_t attribute = 0;
        for (std::size_t i = 0; i < target->columns.size(); ++i) {
            if (target->columns[i].name == name)
                attribute = static_cast<std::int32_t>(i) + 1;
        }
        if (attribute == 0) {
            const std::string message = "column \"" + std::string(name) + "\" of relation \"" + relationName(target) + "\" does not exist";
            if (!target->unknownColumns)
                refuse("column-missing", message, node.location());
            note("whether " + message.substr(0, message.size() - 15) + " exists is not known", node.location());
        } else {
            const bool whole = node.list("indirection").empty();
            for (std::size_t i = 0; i < attributes.size(); ++i) {
                if (attributes[i] == attribute && (whole || columns[i].list("indirection").empty()))
                    refuse("column-duplicate", "column \"" + std::string(name) + "\" specified more than once", node.location());
            }
        }
        columns.push_back(node);
        attributes.push_back(attribute);
    }
    if (nodes.empty()) {
        for (std::size_t i = 0; i < target->columns.size(); ++i)
            attributes.push_back(static_cast<std::int32_t>(i) + 1);
    }
}

std::string Analyzer::relationName(const RangeEntry *entry) const
{
    if (entry->relation != nullptr)
        return entry->relation->name;
    return std::string(entry->builtin != nullptr ? entry->builtin->name : entry->name);
}

Query *Analyzer::insertStatement(Scope *scope, Node statement)
{
    Query *query = newQuery(Query::Command::Insert, scope);
    scope->isInsert = true;
    transformWith(scope, statement["withClause"], query);
    RangeEntry *target = targetTable(scope, statement["relation"], false);
    query->target = target;
    std::vector<Node> columns;
    std::vector<std::int32_t> attributes;
    insertTargets(scope, statement.list("cols"), columns, attributes);
    if (target->columns.empty() && target->unknownColumns)
        note("the columns of \"" + std::string(target->name) + "\" are not known");

    Written written;
    written.command = Query::Command::Insert;
    written.unknownColumns = target->unknownColumns;
    written.location = statement["relation"].location();
    const std::string_view override = statement.text("override");
    written.override = override == "OVERRIDING_SYSTEM_VALUE" ? Written::Override::System
        : override == "OVERRIDING_USER_VALUE"                ? Written::Override::User
                                                             : Written::Override::None;
    const auto remember = [&](std::size_t at, const Expr *value) {
        if (at >= attributes.size() || attributes[at] == 0)
            return;
        Written::Value one;
        one.attribute = attributes[at];
        one.column = target->columns[static_cast<std::size_t>(attributes[at]) - 1].name;
        one.isDefault = value->kind == Expr::Kind::Default;
        const Expr *inner = value;
        while (inner->kind == Expr::Kind::Coerce && !inner->arguments.empty())
            inner = inner->arguments[0];
        one.isNull = inner->kind == Expr::Kind::Const && inner->isNull;
        one.partial = at < columns.size() && !columns[at].list("indirection").empty();
        written.values.push_back(one);
    };
    const Node source = statement["selectStmt"];
    const NodeList lists = source.list("valuesLists");
    const bool general = source && (lists.empty() || !source.list("sortClause").empty() || source.has("limitOffset") || source.has("limitCount")
                                    || !source.list("lockingClause").empty() || source.has("withClause"));
    if (!source) {
        // DEFAULT VALUES
    } else if (general) {
        written.rowsCertain = false;
        Query *select = subquery(scope, source, nullptr, false, false);
        RangeEntry *entry = subqueryEntry(scope, select, Node(), false);
        entry->name = "*SELECT*";
        std::vector<Expr *> values;
        for (std::size_t i = 0, at = 0; i < select->output().size(); ++i) {
            const Target &output = select->output()[i];
            if (output.junk)
                continue;
            ++at;
            const bool unknownLiteral = (output.expr->kind == Expr::Kind::Const || output.expr->kind == Expr::Kind::Param)
                && output.expr->type.type == types::Unknown;
            Expr *value = output.expr;
            if (!unknownLiteral) {
                value = make(Expr::Kind::Var, output.expr->type, output.expr->location);
                value->entry = entry;
                value->number = static_cast<std::int32_t>(at);
                value->name = output.name;
            }
            values.push_back(value);
        }
        if (select->unknownColumns) {
            note("how many columns the INSERT's SELECT has is not known");
            written.unknownColumns = true;
        } else {
            values = insertRow(scope, values, columns, attributes, false);
        }
        for (std::size_t i = 0; i < values.size(); ++i)
            remember(i, values[i]);
    } else {
        transformWith(scope, source["withClause"], query);
        const bool single = lists.size() == 1;
        std::size_t width = 0;
        bool first = true;
        std::vector<std::vector<Expr *>> rows;
        for (const Node list : lists) {
            std::vector<Expr *> values = expressionList(scope, list.list("items"), single ? Place::ValuesSingle : Place::Values, true);
            if (!first && values.size() != width)
                refuse("column-count", "VALUES lists must all be the same length", values.empty() ? -1 : values.front()->location);
            width = values.size();
            first = false;
            rows.push_back(insertRow(scope, std::move(values), columns, attributes, !single));
        }
        for (std::size_t i = 0; i < width; ++i) {
            remember(i, rows.front()[i]);
            if (rows.size() > 1 && !written.values.empty() && i < attributes.size() && attributes[i] != 0) {
                Written::Value &one = written.values.back();
                for (const std::vector<Expr *> &row : rows) {
                    one.isDefault = one.isDefault && row[i]->kind == Expr::Kind::Default;
                    const Expr *inner = row[i];
                    while (inner->kind == Expr::Kind::Coerce && !inner->arguments.empty())
                        inner = inner->arguments[0];
                    one.isNull = one.isNull && inner->kind == Expr::Kind::Const && inner->isNull;
                }
            }
        }
    }
    const Node conflict = statement["onConflictClause"];
    if (conflict || !statement.list("returningList").empty()) {
        scope->names.clear();
        NamespaceItem item = scope->targetItem;
        scope->names.push_back(item);
    }
    if (conflict)
        onConflict(scope, conflict, query);
    returningList(scope, statement, query);
    query->hasModifyingCte = scope->hasModifyingCte;
    m_written.push_back({query, written});
    return query;
}

std::vector<Expr *> Analyzer::expressionList(Scope *scope, const NodeList &nodes, Place place, bool allowDefault)
{
    std::vector<Expr *> list;
    const PlaceGuard guard(*scope, place);
    for (const Node node : nodes) {
        if (allowDefault && node.is("SetToDefault")) {
            list.push_back(make(Expr::Kind::Default, {types::Unknown, -1}, node.location()));
            continue;
        }
        const bool star = node.is("ColumnRef") && node.list("fields").back().is("A_Star");
        const bool fieldStar = node.is("A_Indirection") && node.list("indirection").back().is("A_Star");
        if (star || fieldStar) {
            std::vector<Target> targets;
            if (star)
                expandStar(scope, node, targets, false);
            else
                expandFieldStar(scope, node, targets, place);
            for (const Target &target : targets)
                list.push_back(target.expr);
            continue;
        }
        list.push_back(transform(scope, node));
    }
    return list;
}

std::vector<Target> Analyzer::updateTargets(Scope *scope, const NodeList &nodes)
{
    std::vector<Target> targets = targetList(scope, nodes, Place::UpdateSource);
    const RangeEntry *table = scope->target;
    for (std::size_t i = 0; i < targets.size() && i < nodes.size(); ++i) {
        const std::string_view name = nodes[i].text("name");
        std::int32_t attribute = 0;
        const auto &columns = table->relation != nullptr && table->relation->kind != Relation::Kind::Sequence ? table->relation->columns : noColumns();
        // By the relation's own names, whatever an alias calls them.
        for (std::size_t at = 0; at < columns.size(); ++at) {
            if (columns[at].name == name)
                attribute = static_cast<std::int32_t>(at) + 1;
        }
        if (attribute == 0 && table->builtin != nullptr) {
            for (std::size_t at = 0; at < table->builtin->columns.size(); ++at) {
                if (table->builtin->columns[at].name == name)
                    attribute = static_cast<std::int32_t>(at) + 1;
            }
        }
        if (attribute == 0) {
            static constexpr std::string_view system[] = {"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"};
            if (std::ranges::find(system, name) != std::end(system) && (table->relation == nullptr || table->relation->kind != Relation::Kind::View))
                refuse("generated-column", "cannot assign to system column \"" + std::string(name) + '"', nodes[i].location());
            const std::string message = "column \"" + std::string(name) + "\" of relation \"" + relationName(table) + "\" does not exist";
            if (!table->unknownColumns)
                refuse("column-missing", message, nodes[i].location());
            note("whether " + message.substr(0, message.size() - 15) + " exists is not known", nodes[i].location());
            continue;
        }
        targets[i].attribute = attribute;
        targets[i].expr = assigned(scope, targets[i].expr, Place::UpdateTarget, name, attribute, nodes[i].list("indirection"), nodes[i].location());
    }
    return targets;
}

const std::vector<Column> &Analyzer::noColumns()
{
    static const std::vector<Column> none;
    return none;
}

void Analyzer::rememberUpdate(Scope *scope, Query *query, const std::vector<Target> &targets, const NodeList &nodes, bool conflict)
{
    Written written;
    written.command = Query::Command::Update;
    written.rowsCertain = false;
    written.unknownColumns = scope->target->unknownColumns;
    for (std::size_t i = 0; i < targets.size() && i < nodes.size(); ++i) {
        Written::Value one;
        one.attribute = targets[i].attribute;
        one.column = nodes[i].text("name");
        one.isDefault = targets[i].expr->kind == Expr::Kind::Default;
        const Expr *inner = targets[i].expr;
        while (inner->kind == Expr::Kind::Coerce && !inner->arguments.empty())
            inner = inner->arguments[0];
        one.isNull = inner->kind == Expr::Kind::Const && inner->isNull;
        one.partial = !nodes[i].list("indirection").empty();
        written.values.push_back(one);
    }
    (void)conflict;
    m_written.push_back({query, written});
}

Query *Analyzer::updateStatement(Scope *scope, Node statement)
{
    Query *query = newQuery(Query::Command::Update, scope);
    transformWith(scope, statement["withClause"], query);
    query->target = targetTable(scope, statement["relation"], true);
    // FROM may not refer to the target laterally.
    scope->names.back().lateralOnly = true;
    scope->names.back().lateralOk = false;
    transformFrom(scope, statement.list("fromClause"));
    (void)transformWhere(scope, statement["whereClause"], Place::Where, "WHERE");
    returningList(scope, statement, query);
    const NodeList nodes = statement.list("targetList");
    query->targets = updateTargets(scope, nodes);
    query->hasModifyingCte = scope->hasModifyingCte;
    rememberUpdate(scope, query, query->targets, nodes, false);
    return query;
}

Query *Analyzer::deleteStatement(Scope *scope, Node statement)
{
    Query *query = newQuery(Query::Command::Delete, scope);
    transformWith(scope, statement["withClause"], query);
    query->target = targetTable(scope, statement["relation"], true);
    scope->names.back().lateralOnly = true;
    scope->names.back().lateralOk = false;
    transformFrom(scope, statement.list("usingClause"));
    (void)transformWhere(scope, statement["whereClause"], Place::Where, "WHERE");
    returningList(scope, statement, query);
    query->hasModifyingCte = scope->hasModifyingCte;
    Written written;
    written.command = Query::Command::Delete;
    m_written.push_back({query, written});
    return query;
}

Query *Analyzer::mergeStatement(Scope *scope, Node statement)
{
    Query *query = newQuery(Query::Command::Merge, scope);
    const Node with = statement["withClause"];
    if (with && with.flag("recursive"))
        refuse("not-implemented", "WITH RECURSIVE is not supported for MERGE statement", -1);
    transformWith(scope, with, query);
    bool matchedDone = false, unmatchedDone = false;
    for (const Node clause : statement.list("mergeWhenClauses")) {
        bool &finished = clause.flag("matched") ? matchedDone : unmatchedDone;
        if (finished)
            refuse("syntax-not-understood", "unreachable WHEN clause specified after unconditional WHEN clause");
        finished = !clause.has("condition");
    }
    RangeEntry *target = targetTable(scope, statement["relation"], false);
    query->target = target;
    if (target->relation != nullptr && target->relation->kind != Relation::Kind::Table && target->relation->kind != Relation::Kind::PartitionedTable)
        refuse("relation-kind", "cannot execute MERGE on relation \"" + relationName(target) + '"');
    if (target->relation != nullptr && !target->relation->rules.empty())
        refuse("relation-kind", "cannot execute MERGE on relation \"" + relationName(target) + '"');
    scope->names.clear();
    NamespaceItem top;
    std::vector<NamespaceItem> sourceItems;
    transformFromItem(scope, statement["sourceRelation"], top, sourceItems);
    for (const NamespaceItem &item : sourceItems) {
        if (item.relationVisible && item.name == target->name)
            refuse("table-ambiguous", "name \"" + std::string(item.name) + "\" specified more than once");
    }
    std::vector<NamespaceItem> both{scope->targetItem};
    both.insert(both.end(), sourceItems.begin(), sourceItems.end());
    scope->names = both;
    Expr *condition = expression(scope, statement["joinCondition"], Place::JoinOn);
    (void)condition;
    for (const Node clause : statement.list("mergeWhenClauses")) {
        scope->names = clause.flag("matched") ? both : sourceItems;
        (void)transformWhere(scope, clause["condition"], Place::MergeWhen, "WHEN");
        const std::string_view command = clause.text("commandType");
        if (command == "CMD_INSERT") {
            scope->isInsert = true;
            std::vector<Node> columns;
            std::vector<std::int32_t> attributes;
            insertTargets(scope, clause.list("targetList"), columns, attributes);
            Written written;
            written.rowsCertain = false;
            written.unknownColumns = target->unknownColumns;
            const NodeList values = clause.list("values");
            const std::string_view override = clause.text("override");
            written.override = override == "OVERRIDING_SYSTEM_VALUE" ? Written::Override::System
                : override == "OVERRIDING_USER_VALUE"                ? Written::Override::User
                                                                     : Written::Override::None;
            if (!values.empty()) {
                std::vector<Expr *> row = insertRow(scope, expressionList(scope, values, Place::ValuesSingle, true), columns, attributes, false);
                for (std::size_t i = 0; i < row.size() && i < attributes.size(); ++i) {
                    if (attributes[i] == 0)
                        continue;
                    Written::Value one;
                    one.attribute = attributes[i];
                    one.column = target->columns[static_cast<std::size_t>(attributes[i]) - 1].name;
                    one.isDefault = row[i]->kind == Expr::Kind::Default;
                    written.values.push_back(one);
                }
            }
            m_written.push_back({query, written});
        } else if (command == "CMD_UPDATE") {
            scope->isInsert = false;
            const NodeList nodes = clause.list("targetList");
            rememberUpdate(scope, query, updateTargets(scope, nodes), nodes, false);
        }
    }
    query->hasModifyingCte = scope->hasModifyingCte;
    return query;
}

} // namespace belay::schema::analysis
