// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/callshape.h"
#include "models/schema/resolve/guards.h"
#include "models/schema/resolve/written.h"

#include <algorithm>
#include <array>

// The statement as a whole: what PREPARE takes, and the utility statements that programs send besides.
namespace belay::schema::analysis {

Query *Analyzer::prepare(Node statement)
{
    const std::string_view kind = statement.type();
    static constexpr std::array<std::string_view, 5> preparable{"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"};
    if (std::ranges::find(preparable, kind) == preparable.end()) {
        checkUtility(statement);
        return nullptr;
    }
    // SELECT INTO is CREATE TABLE AS in disguise, which PREPARE takes.
    Node leftmost = statement;
    for (int depth = 0; depth < 600 && leftmost.has("larg"); ++depth)
        leftmost = leftmost["larg"];
    m_intoAllowed = kind == "SelectStmt" && leftmost.has("intoClause");
    Query *query = analyzeStatement(newScope(nullptr), statement);
    checkParameters();
    rewriteWrites();
    return query;
}

void Analyzer::checkUtility(Node statement)
{
    const std::string_view kind = statement.type();
    Scope *scope = newScope(nullptr);
    if (kind == "ExplainStmt" || kind == "PrepareStmt" || kind == "DeclareCursorStmt") {
        (void)prepare(statement["query"]);
        return;
    }
    if (kind == "TruncateStmt" || kind == "LockStmt") {
        for (const Node relation : statement.list("relations"))
            (void)openRelation(scope, relation);
        return;
    }
    if (kind == "VacuumStmt") {
        for (const Node relation : statement.list("rels")) {
            const Node rangeVar = relation["relation"];
            if (!rangeVar)
                continue;
            const FoundRelation found = openRelation(scope, rangeVar);
            if (found.own == nullptr || mayHaveUnknown(Catalogue::Doubt::About::Relations, found.own->fullName()))
                continue;
            for (const Node column : relation.list("va_cols")) {
                if (found.own->column(column.string()) == nullptr)
                    refuse("column-missing", "column \"" + std::string(column.string()) + "\" of relation \"" + found.own->name + "\" does not exist");
            }
        }
        return;
    }
    if (kind == "RefreshMatViewStmt") {
        const FoundRelation found = openRelation(scope, statement["relation"]);
        if (found.own != nullptr && found.own->kind != Relation::Kind::MaterializedView)
            refuse("relation-kind", "\"" + found.own->name + "\" is not a materialized view");
        return;
    }
    if (kind == "CopyStmt") {
        if (statement.has("query")) {
            (void)prepare(statement["query"]);
            return;
        }
        const Node rangeVar = statement["relation"];
        const FoundRelation found = openRelation(scope, rangeVar);
        RangeEntry *entry = relationEntry(scope, rangeVar, found, Node());
        scope->target = entry;
        scope->targetItem = itemOf(entry);
        scope->names.push_back(scope->targetItem);
        (void)transformWhere(scope, statement["whereClause"], Place::CopyWhere, "WHERE");
        Written written;
        written.command = Query::Command::Insert;
        written.rowsCertain = false;
        const NodeList names = statement.list("attlist");
        for (const Node name : names) {
            const auto column = std::ranges::find(entry->columns, name.string(), &RangeColumn::name);
            if (column == entry->columns.end()) {
                if (entry->unknownColumns)
                    continue;
                refuse("column-missing", "column \"" + std::string(name.string()) + "\" of relation \"" + relationName(entry) + "\" does not exist");
            }
            Written::Value value;
            value.column = column->name;
            written.values.push_back(value);
        }
        if (statement.flag("is_from") && found.own != nullptr && !names.empty() && found.own->isTable()) {
            written.override = Written::Override::System;
            checkColumns(*found.own, written);
        }
        return;
    }
    if (kind == "CallStmt") {
        const Node call = statement["funccall"];
        CallShape shape;
        shape.procedure = true;
        std::vector<Expr *> arguments;
        const PlaceGuard guard(*scope, Place::CallArgument);
        for (const Node argument : call.list("args")) {
            if (argument.is("NamedArgExpr"))
                shape.names.push_back(argument.text("name"));
            arguments.push_back(transform(scope, argument.is("NamedArgExpr") ? argument["arg"] : argument));
        }
        const NodeList names = call.list("funcname");
        (void)callNamed(scope, names.size() > 1 ? names[names.size() - 2].string() : std::string_view(), names.back().string(), std::move(arguments), shape,
                        call.location());
        return;
    }
    static constexpr std::array<std::string_view, 14> harmless{
        "TransactionStmt", "VariableSetStmt", "VariableShowStmt", "ListenStmt", "UnlistenStmt", "NotifyStmt", "DiscardStmt", "CheckPointStmt",
        "DeallocateStmt", "ExecuteStmt", "ClosePortalStmt", "FetchStmt", "ConstraintsSetStmt", "LoadStmt"};
    if (std::ranges::find(harmless, kind) != harmless.end())
        return;
    throw Undecided{"statements of kind " + std::string(kind) + " cannot be prepared and are not judged", -1};
}

ResolvedExpression Analyzer::describeExpression(Node node, const Relation *relation)
{
    ResolvedExpression result;
    m_trackUses = true;
    Scope *scope = newScope(nullptr);
    if (relation != nullptr) {
        RangeEntry *entry = newEntry(scope, RangeEntry::Kind::Relation);
        entry->relation = relation;
        entry->name = relation->name;
        entry->rowType = relation->rowType == noType ? static_cast<TypeId>(types::Record) : relation->rowType;
        for (const Column &column : relation->columns) {
            RangeColumn made;
            made.name = column.name;
            made.type = column.type;
            entry->columns.push_back(made);
        }
        entry->unknownColumns = mayHaveUnknown(Catalogue::Doubt::About::Relations, relation->fullName());
        scope->names.push_back(itemOf(entry));
    }
    Expr *made = expression(scope, node, Place::None);
    if (made->type.type == types::Unknown)
        made = coerce(made, types::Unknown, {types::Text, -1}, Context::Implicit, false, -1);
    result.type = made->type;
    for (const Expr &expr : m_exprs) {
        result.isVolatile = result.isVolatile || expr.isVolatile || expr.kind == Expr::Kind::Unknowable;
        result.isImmutable = result.isImmutable && !expr.isMutable && !expr.isVolatile && expr.kind != Expr::Kind::Unknowable;
        if (expr.kind == Expr::Kind::Var && relation != nullptr && expr.entry->relation == relation && expr.number > 0)
            result.columns.emplace_back(expr.name);
    }
    std::ranges::sort(result.columns);
    result.columns.erase(std::ranges::unique(result.columns).begin(), result.columns.end());
    return result;
}

} // namespace belay::schema::analysis
