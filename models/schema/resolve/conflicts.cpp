// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/guards.h"
#include "models/schema/resolve/written.h"

#include <algorithm>

// ON CONFLICT: its parse analysis, and which unique index it would mean (parse_clause.c, plancat.c).
// The latter is the planner's business: PREPARE does not see it, the first execution does.
namespace belay::schema::analysis {

namespace {

/// The conditions of an AND, flattened.
void conjuncts(const Expr *expr, std::vector<const Expr *> &list)
{
    if (expr->kind == Expr::Kind::Boolean && expr->name == "AND") {
        for (const Expr *argument : expr->arguments)
            conjuncts(argument, list);
        return;
    }
    list.push_back(expr);
}

} // namespace

void Analyzer::onConflict(Scope *scope, Node clause, Query *query)
{
    const bool update = clause.text("action") == "ONCONFLICT_UPDATE";
    RangeEntry *target = scope->target;
    RangeEntry *excluded = nullptr;
    if (update) {
        excluded = newEntry(scope, RangeEntry::Kind::Relation);
        excluded->name = "excluded";
        excluded->hasAlias = true;
        excluded->columns = target->columns;
        excluded->relation = target->relation;
        excluded->builtin = target->builtin;
        excluded->rowType = target->rowType;
        excluded->unknownColumns = target->unknownColumns;
    }
    const Node infer = clause["infer"];
    if (update && !infer)
        refuse("syntax-not-understood", "ON CONFLICT DO UPDATE requires inference specification or constraint name", clause.location());
    if (target->builtin != nullptr && target->builtin->kind == Relation::Kind::Table)
        refuse("not-implemented", "ON CONFLICT is not supported with system catalog tables", clause.location());
    if (infer) {
        const std::vector<NamespaceItem> before = scope->names;
        NamespaceItem only = scope->targetItem;
        scope->names.assign(1, only);
        std::vector<Expr *> elements;
        const NodeList nodes = infer.list("indexElems");
        for (const Node element : nodes) {
            const std::string_view ordering = element.text("ordering");
            if (!ordering.empty() && ordering != "SORTBY_DEFAULT")
                refuse("syntax-not-understood", "ASC/DESC is not allowed in ON CONFLICT clause", infer.location());
            const std::string_view nulls = element.text("nulls_ordering");
            if (!nulls.empty() && nulls != "SORTBY_NULLS_DEFAULT")
                refuse("syntax-not-understood", "NULLS FIRST/LAST is not allowed in ON CONFLICT clause", infer.location());
            const PlaceGuard guard(*scope, Place::IndexExpression);
            if (element.has("expr")) {
                elements.push_back(transform(scope, element["expr"]));
            } else {
                const std::string_view name = element.text("name");
                Expr *column = columnByName(scope, name, infer.location());
                if (column == nullptr) {
                    if (const NamespaceItem *item = findItem(scope, {}, name, infer.location()))
                        column = wholeRow(scope, *item, infer.location());
                }
                if (column == nullptr)
                    missingColumn({}, name, infer.location());
                elements.push_back(column);
            }
        }
        Expr *where = infer.has("whereClause") ? expression(scope, infer["whereClause"], Place::IndexExpression) : nullptr;
        const std::string_view constraint = infer.text("conname");
        if (!constraint.empty())
            checkConflictConstraint(*target, constraint);
        else if (target->relation != nullptr)
            checkArbiter(scope, elements, where, *target->relation, infer.location());
        scope->names = before;
    }
    if (!update)
        return;
    scope->isInsert = false;
    scope->names.push_back(itemOf(excluded));
    const NodeList nodes = clause.list("targetList");
    const std::vector<Target> targets = updateTargets(scope, nodes);
    (void)transformWhere(scope, clause["whereClause"], Place::Where, "WHERE");
    scope->names.pop_back();
    rememberUpdate(scope, query, targets, nodes, true);
}

void Analyzer::checkConflictConstraint(const RangeEntry &target, std::string_view name)
{
    if (target.relation == nullptr) {
        note("the constraints of \"" + std::string(target.name) + "\" are not known");
        return;
    }
    for (const Constraint &constraint : target.relation->constraints) {
        if (constraint.name != name)
            continue;
        const bool arbiter = constraint.kind == Constraint::Kind::PrimaryKey || constraint.kind == Constraint::Kind::Unique
            || constraint.kind == Constraint::Kind::Exclusion;
        if (!arbiter)
            hazard("conflict-target-missing", "constraint in ON CONFLICT clause has no associated index", -1);
        else if (constraint.deferrable)
            hazard("conflict-target-missing", "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters", -1);
        return;
    }
    if (target.unknownColumns) {
        note("whether \"" + std::string(target.name) + "\" has a constraint \"" + std::string(name) + "\" is not known");
        return;
    }
    refuse("constraint-missing", "constraint \"" + std::string(name) + "\" for table \"" + relationName(&target) + "\" does not exist");
}

void Analyzer::checkArbiter(Scope *scope, const std::vector<Expr *> &elements, Expr *where, const Relation &relation, std::int64_t location)
{
    // A view's unique indexes are its base table's, found after rewriting.
    if (!relation.isTable()) {
        checkViewArbiter(scope, elements, where, relation, location);
        return;
    }
    std::vector<const Expr *> conditions;
    if (where != nullptr)
        conjuncts(where, conditions);
    bool undecided = false;
    const auto columnNamed = [&](const Expr *expr) -> std::string_view {
        return expr->kind == Expr::Kind::Var && expr->number > 0 ? expr->name : std::string_view();
    };
    for (const Index &index : relation.indexes) {
        if (!index.unique || !index.valid)
            continue;
        const bool deferrable = std::ranges::any_of(relation.constraints, [&](const Constraint &constraint) {
            return constraint.name == index.constraint && constraint.deferrable;
        });
        if (deferrable)
            continue;
        // Each element is in the index, and each of the index's columns is an element.
        std::vector<const Expr *> own;
        bool readable = true;
        for (const std::string &text : index.columns) {
            const Expr *parsed = text.starts_with('(') ? parseOver(scope, text) : nullptr;
            if (parsed == nullptr && text.starts_with('('))
                readable = false;
            own.push_back(parsed);
        }
        const auto fits = [&](const Expr *element, std::size_t at) {
            if (own[at] == nullptr)
                return !index.columns[at].starts_with('(') && columnNamed(element) == index.columns[at];
            return same(element, own[at]);
        };
        bool all = true;
        for (const Expr *element : elements) {
            bool found = false;
            for (std::size_t at = 0; at < own.size(); ++at)
                found = found || fits(element, at);
            all = all && found;
        }
        for (std::size_t at = 0; at < own.size(); ++at)
            all = all && std::ranges::any_of(elements, [&](const Expr *element) { return fits(element, at); });
        if (!all) {
            undecided = undecided || !readable;
            continue;
        }
        if (index.predicate.empty())
            return;
        const Expr *predicate = parseOver(scope, index.predicate);
        if (predicate == nullptr) {
            undecided = true;
            continue;
        }
        std::vector<const Expr *> wanted;
        conjuncts(predicate, wanted);
        const bool implied = std::ranges::all_of(wanted, [&](const Expr *one) {
            return std::ranges::any_of(conditions, [&](const Expr *given) { return same(given, one); });
        });
        if (implied)
            return;
        // The prover knows more kinds of implication than equality.
        undecided = undecided || !conditions.empty();
    }
    if (mayHaveUnknown(Catalogue::Doubt::About::Relations, relation.fullName()))
        undecided = true;
    hazard("conflict-target-missing", "there is no unique or exclusion constraint matching the ON CONFLICT specification", location, !undecided);
}

void Analyzer::checkViewArbiter(Scope *scope, const std::vector<Expr *> &elements, Expr *where, const Relation &relation, std::int64_t location)
{
    (void)scope;
    const Relation *base = m_catalogue.relationByFullName(relation.queryBase);
    if (base == nullptr || !base->isTable() || where != nullptr)
        return;
    std::vector<std::string_view> wanted;
    for (const Expr *element : elements) {
        const auto found = element->kind == Expr::Kind::Var ? relation.viewColumns.find(element->name) : relation.viewColumns.end();
        if (found == relation.viewColumns.end())
            return;
        wanted.push_back(found->second);
    }
    for (const Index &index : base->indexes) {
        if (index.unique && index.predicate.empty()
            && std::ranges::all_of(wanted, [&](std::string_view name) { return std::ranges::find(index.columns, name) != index.columns.end(); })
            && std::ranges::all_of(index.columns, [&](const std::string &name) { return std::ranges::find(wanted, name) != wanted.end(); }))
            return;
    }
    hazard("conflict-target-missing", "there is no unique or exclusion constraint matching the ON CONFLICT specification", location, false);
}

const Expr *Analyzer::parseOver(Scope *scope, const std::string &text)
{
    const auto known = m_parsedTexts.find(text);
    if (known == m_parsedTexts.end())
        m_parsedTexts.emplace(text, ParsedSql::parse("SELECT " + text));
    const ParsedSql &parsed = m_parsedTexts.at(text);
    if (parsed.statements().size() != 1 || !parsed.statements()[0].understood())
        return nullptr;
    const NodeList targets = parsed.statements()[0].tree.list("targetList");
    if (targets.size() != 1)
        return nullptr;
    try {
        return expression(scope, targets[0]["val"], Place::IndexExpression);
    } catch (const Refusal &) {
        return nullptr;
    } catch (const Undecided &) {
        return nullptr;
    }
}

} // namespace belay::schema::analysis
