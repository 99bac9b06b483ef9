// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"

#include <algorithm>
#include <array>

// Relations, range table and the names that a query level sees (parse_relation.c).
namespace belay::schema::analysis {

namespace {

struct SystemColumn {
    std::string_view name;
    std::int32_t attribute;
    TypeId type;
};
constexpr std::array<SystemColumn, 6> systemColumns{{{"ctid", -1, types::Tid},
                                                     {"xmin", -2, types::Xid},
                                                     {"cmin", -3, types::Cid},
                                                     {"xmax", -4, types::Xid},
                                                     {"cmax", -5, types::Cid},
                                                     {"tableoid", -6, types::Oid}}};

const std::vector<Column> &sequenceColumns()
{
    static const std::vector<Column> columns = [] {
        std::vector<Column> made(3);
        made[0].name = "last_value";
        made[0].type = {types::Int8, -1};
        made[1].name = "log_cnt";
        made[1].type = {types::Int8, -1};
        made[2].name = "is_called";
        made[2].type = {types::Bool, -1};
        return made;
    }();
    return columns;
}

bool hasSystemColumns(const RangeEntry &entry)
{
    if (!entry.isRelation())
        return false;
    if (entry.builtin != nullptr)
        return entry.builtin->kind == Relation::Kind::Table;
    return entry.relation != nullptr && entry.relation->kind != Relation::Kind::View && entry.relation->kind != Relation::Kind::Composite;
}

} // namespace

Analyzer::FoundRelation Analyzer::lookUpRelation(Node rangeVar) const
{
    FoundRelation found;
    const std::string_view schema = rangeVar.text("schemaname");
    const std::string_view name = rangeVar.text("relname");
    if (schema == "pg_catalog" || schema == "information_schema") {
        found.builtin = m_builtins.relation(schema, name);
        if (found.builtin == nullptr)
            found.own = m_catalogue.relation({std::string(schema), std::string(name)});
        return found;
    }
    found.own = m_catalogue.relation({std::string(schema), std::string(name)});
    if (schema.empty() && (found.own == nullptr || found.own->schema != "pg_temp")
        && std::ranges::find(m_catalogue.searchPath, "pg_catalog") == m_catalogue.searchPath.end()) {
        if (const BuiltinRelation *builtin = m_builtins.relation({}, name)) {
            found.own = nullptr;
            found.builtin = builtin;
        }
    }
    if (schema.empty() && found.own == nullptr && found.builtin == nullptr) {
        for (const std::string &place : m_catalogue.searchPath) {
            if (place == "pg_catalog" || place == "information_schema")
                found.builtin = m_builtins.relation(place, name);
            if (found.builtin != nullptr)
                break;
        }
    }
    return found;
}

Analyzer::FoundRelation Analyzer::openRelation(Scope *scope, Node rangeVar)
{
    (void)scope;
    const std::string_view schema = rangeVar.text("schemaname");
    const std::string name(rangeVar.text("relname"));
    if (!rangeVar.text("catalogname").empty())
        throw Undecided{"the name of the database is not known", rangeVar.location()};
    FoundRelation found = lookUpRelation(rangeVar);
    if (found.own != nullptr) {
        useRelation(found.own);
        if (found.own->kind == Relation::Kind::Composite)
            refuse("relation-kind", "\"" + name + "\" is a composite type", -1);
        return found;
    }
    if (found.builtin != nullptr)
        return found;
    std::string reason;
    if (!schema.empty()) {
        reason = doubtReason(Catalogue::Doubt::About::Relations, std::string(schema) + '.' + name);
    } else {
        reason = doubtReason(Catalogue::Doubt::About::Relations);
        for (const std::string &place : m_catalogue.searchPath) {
            if (reason.empty())
                reason = doubtReason(Catalogue::Doubt::About::Relations, place + '.' + name);
        }
    }
    const std::string shown = schema.empty() ? name : std::string(schema) + '.' + name;
    if (!reason.empty()) {
        note("relation \"" + shown + "\" is not known (" + reason + ')', rangeVar.location());
        found.unknown = true;
        return found;
    }
    const auto [id, isIndex] = [&]() -> std::pair<bool, bool> {
        for (const auto &[full, relation] : m_catalogue.relations()) {
            const bool inPath = schema.empty() ? std::ranges::find(m_catalogue.searchPath, relation->schema) != m_catalogue.searchPath.end()
                                               : relation->schema == schema;
            if (inPath && std::ranges::any_of(relation->indexes, [&](const Index &index) { return index.name == name; }))
                return {true, true};
        }
        return {false, false};
    }();
    if (id && isIndex)
        refuse("relation-kind", "\"" + name + "\" is an index", -1);
    refuse("relation-missing", "relation \"" + shown + "\" does not exist", rangeVar.location());
}

void Analyzer::useRelation(const Relation *relation)
{
    if (relation != nullptr && m_trackUses)
        m_uses.insert(relation->fullName());
}

void Analyzer::useColumn(const RangeEntry *entry, std::int32_t attribute)
{
    if (!m_trackUses || entry->relation == nullptr || attribute < 0)
        return;
    std::vector<bool> &used = m_usedColumns[entry->relation];
    used.resize(entry->relation->columns.size());
    if (attribute == 0)
        used.assign(used.size(), true);
    else if (static_cast<std::size_t>(attribute) <= used.size())
        used[static_cast<std::size_t>(attribute) - 1] = true;
}

std::vector<std::string> Analyzer::uses() const
{
    std::vector<std::string> names(m_uses.begin(), m_uses.end());
    for (const auto &[relation, used] : m_usedColumns) {
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (used[i])
                names.push_back(relation->fullName() + '.' + relation->columns[i].name);
        }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

bool Analyzer::knowsRowOf(const RangeEntry *entry) const { return entry != nullptr && !entry->unknownColumns; }

RangeEntry *Analyzer::relationEntry(Scope *scope, Node rangeVar, const FoundRelation &found, Node alias)
{
    RangeEntry *entry = newEntry(scope, RangeEntry::Kind::Relation);
    entry->relation = found.own;
    entry->builtin = found.builtin;
    entry->name = rangeVar.text("relname");
    const std::vector<Column> *columns = nullptr;
    if (found.own != nullptr) {
        columns = found.own->kind == Relation::Kind::Sequence ? &sequenceColumns() : &found.own->columns;
        entry->rowType = found.own->rowType;
        entry->unknownColumns = !m_catalogue.doubts.empty() && mayHaveUnknown(Catalogue::Doubt::About::Relations, found.own->fullName());
    } else if (found.builtin != nullptr) {
        columns = &found.builtin->columns;
        entry->rowType = found.builtin->rowType;
    } else {
        entry->unknownColumns = true;
    }
    if (columns != nullptr) {
        entry->columns.reserve(columns->size());
        for (const Column &column : *columns) {
            RangeColumn made;
            made.name = column.name;
            made.type = column.type;
            entry->columns.push_back(made);
        }
    }
    if (entry->rowType == noType)
        entry->rowType = types::Record;
    applyAlias(entry, alias, "table");
    return entry;
}

void Analyzer::applyAlias(RangeEntry *entry, Node alias, std::string_view what)
{
    if (!alias)
        return;
    entry->hasAlias = true;
    entry->name = alias.text("aliasname");
    const NodeList names = alias.list("colnames");
    if (names.size() > entry->columns.size()) {
        if (entry->unknownColumns)
            return;
        refuse("column-count", std::string(what) + " \"" + std::string(entry->name) + "\" has " + std::to_string(entry->columns.size())
                   + " columns available but " + std::to_string(names.size()) + " columns specified");
    }
    for (std::size_t i = 0; i < names.size(); ++i)
        entry->columns[i].name = names[i].string();
}

NamespaceItem Analyzer::itemOf(RangeEntry *entry) const
{
    NamespaceItem item;
    item.entry = entry;
    item.name = entry->name;
    item.columns = &entry->columns;
    return item;
}

void Analyzer::checkConflicts(const std::vector<NamespaceItem> &a, const std::vector<NamespaceItem> &b)
{
    for (const NamespaceItem &one : a) {
        if (!one.relationVisible)
            continue;
        for (const NamespaceItem &two : b) {
            if (!two.relationVisible || one.name != two.name)
                continue;
            const bool bothPlain = one.entry->isRelation() && two.entry->isRelation() && !one.entry->hasAlias && !two.entry->hasAlias;
            if (bothPlain && (one.entry->relation != two.entry->relation || one.entry->builtin != two.entry->builtin))
                continue;
            refuse("table-ambiguous", "table name \"" + std::string(one.name) + "\" specified more than once");
        }
    }
}

void Analyzer::addEntryToNames(Scope *scope, const NamespaceItem &item)
{
    if (item.relationVisible)
        checkConflicts(scope->names, {item});
    scope->names.push_back(item);
}

void Analyzer::checkLateral(Scope *scope, const NamespaceItem &item, std::int64_t location)
{
    (void)scope;
    if (item.lateralOnly && !item.lateralOk)
        refuse("from-entry-missing", "invalid reference to FROM-clause entry for table \"" + std::string(item.name) + '"', location);
}

const NamespaceItem *Analyzer::scanItems(Scope *scope, std::string_view schema, std::string_view name, std::int64_t location)
{
    const NamespaceItem *found = nullptr;
    const Relation *wanted = nullptr;
    const BuiltinRelation *wantedBuiltin = nullptr;
    if (!schema.empty()) {
        wanted = m_catalogue.relation({std::string(schema), std::string(name)});
        if (wanted == nullptr)
            wantedBuiltin = m_builtins.relation(schema, name);
        if (wanted == nullptr && wantedBuiltin == nullptr)
            return nullptr;
    }
    for (const NamespaceItem &item : scope->names) {
        if (!item.relationVisible || (item.lateralOnly && !scope->lateralActive))
            continue;
        if (schema.empty()) {
            if (item.name != name)
                continue;
        } else if (!item.entry->isRelation() || item.entry->hasAlias || item.entry->relation != wanted || item.entry->builtin != wantedBuiltin) {
            continue;
        }
        if (found != nullptr)
            refuse("table-ambiguous", "table reference \"" + std::string(name) + "\" is ambiguous", location);
        checkLateral(scope, item, location);
        found = &item;
    }
    return found;
}

const NamespaceItem *Analyzer::findItem(Scope *scope, std::string_view schema, std::string_view name, std::int64_t location, int *levels)
{
    int up = 0;
    for (Scope *at = scope; at != nullptr; at = at->parent, ++up) {
        if (const NamespaceItem *found = scanItems(at, schema, name, location)) {
            if (levels != nullptr)
                *levels = up;
            return found;
        }
    }
    return nullptr;
}

Expr *Analyzer::columnOf(Scope *scope, const NamespaceItem &item, std::string_view name, std::int64_t location)
{
    std::size_t found = item.columns->size();
    for (std::size_t i = 0; i < item.columns->size(); ++i) {
        if ((*item.columns)[i].name != name || name.empty())
            continue;
        if (found != item.columns->size())
            refuse("column-ambiguous", "column reference \"" + std::string(name) + "\" is ambiguous", location);
        found = i;
    }
    if (found != item.columns->size())
        return makeVar(item, found, location);
    if (hasSystemColumns(*item.entry)) {
        for (const SystemColumn &column : systemColumns) {
            if (column.name == name) {
                if (scope->place == Place::MergeWhen && column.attribute != -6)
                    refuse("column-missing", "cannot use system column \"" + std::string(name) + "\" in MERGE WHEN condition", location);
                if (scope->place == Place::GeneratedColumn && column.attribute != -6)
                    refuse("column-missing", "cannot use system column \"" + std::string(name) + "\" in column generation expression", location);
                Expr *made = make(Expr::Kind::Var, {column.type, -1}, location);
                made->entry = item.entry;
                made->number = column.attribute;
                made->name = column.name;
                return made;
            }
        }
    }
    return nullptr;
}

Expr *Analyzer::columnByName(Scope *scope, std::string_view name, std::int64_t location, bool localOnly)
{
    for (Scope *at = scope; at != nullptr; at = at->parent) {
        Expr *found = nullptr;
        for (const NamespaceItem &item : at->names) {
            if (!item.columnsVisible || (item.lateralOnly && !at->lateralActive))
                continue;
            Expr *now = columnOf(scope, item, name, location);
            if (now == nullptr)
                continue;
            if (found != nullptr)
                refuse("column-ambiguous", "column reference \"" + std::string(name) + "\" is ambiguous", location);
            checkLateral(at, item, location);
            found = now;
        }
        if (found != nullptr || localOnly)
            return found;
    }
    for (Scope *at = scope; at != nullptr; at = at->parent) {
        for (const NamespaceItem &item : at->names) {
            if (item.columnsVisible && item.entry->unknownColumns && !(item.lateralOnly && !at->lateralActive)) {
                std::string reason = item.entry->relation != nullptr
                    ? doubtReason(Catalogue::Doubt::About::Relations, item.entry->relation->fullName())
                    : std::string();
                return makeUnknowable("whether \"" + std::string(item.name) + "\" has a column \"" + std::string(name) + "\" is not known"
                                          + (reason.empty() ? std::string() : " (" + reason + ')'),
                                      location);
            }
        }
    }
    return nullptr;
}

void Analyzer::missingEntry(Scope *scope, std::string_view schema, std::string_view name, std::int64_t location)
{
    // Is it in the range table but not visible from here, or hidden by an alias?
    const Relation *wanted = m_catalogue.relation({std::string(schema), std::string(name)});
    const BuiltinRelation *wantedBuiltin = wanted == nullptr ? m_builtins.relation(schema, name) : nullptr;
    const RangeEntry *found = nullptr;
    Cte *cte = schema.empty() ? findCte(scope, name) : nullptr;
    for (Scope *at = scope; at != nullptr && found == nullptr; at = at->parent) {
        for (const RangeEntry *entry : at->entries) {
            const bool sameRelation = entry->isRelation() && cte == nullptr
                && ((wanted != nullptr && entry->relation == wanted) || (wantedBuiltin != nullptr && entry->builtin == wantedBuiltin));
            const bool sameCte = entry->kind == RangeEntry::Kind::Cte && cte != nullptr && entry->cte == cte;
            if (sameRelation || sameCte || entry->name == name) {
                found = entry;
                break;
            }
        }
    }
    // The alias may be what cannot be used here.
    if (found != nullptr && found->hasAlias && found->name != name)
        (void)findItem(scope, {}, found->name, location);
    if (found != nullptr)
        refuse("from-entry-missing", "invalid reference to FROM-clause entry for table \"" + std::string(name) + '"', location);
    refuse("from-entry-missing", "missing FROM-clause entry for table \"" + std::string(name) + '"', location);
}

void Analyzer::missingColumn(std::string_view relation, std::string_view column, std::int64_t location)
{
    if (relation.empty())
        refuse("column-missing", "column \"" + std::string(column) + "\" does not exist", location);
    refuse("column-missing", "column " + std::string(relation) + '.' + std::string(column) + " does not exist", location);
}

Cte *Analyzer::findCte(Scope *scope, std::string_view name)
{
    for (Scope *at = scope; at != nullptr; at = at->parent) {
        for (auto it = at->ctes.rbegin(); it != at->ctes.rend(); ++it) {
            if ((*it)->name == name)
                return *it;
        }
    }
    return nullptr;
}

Expr *Analyzer::makeVar(RangeEntry *entry, std::int32_t attribute, std::int64_t location)
{
    if (attribute > 0) {
        const RangeColumn &column = entry->columns[static_cast<std::size_t>(attribute) - 1];
        if (column.source != nullptr)
            return makeVar(column.source, column.sourceAttribute, location);
        Expr *made = make(Expr::Kind::Var, column.type, location);
        made->entry = entry;
        made->number = attribute;
        made->name = column.name;
        useColumn(entry, attribute);
        return made;
    }
    Expr *made = make(Expr::Kind::Var, {entry->rowType, -1}, location);
    made->entry = entry;
    made->number = 0;
    useColumn(entry, 0);
    return made;
}

Expr *Analyzer::makeVar(const NamespaceItem &item, std::size_t column, std::int64_t location)
{
    const RangeColumn &range = (*item.columns)[column];
    if (range.source != nullptr)
        return makeVar(range.source, range.sourceAttribute, location);
    return makeVar(item.entry, static_cast<std::int32_t>(column) + 1, location);
}

} // namespace belay::schema::analysis
