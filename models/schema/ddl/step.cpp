// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/step.h"

#include "models/schema/ddl/sqltokens.h"

#include <algorithm>
#include <unordered_set>

namespace belay::schema {

Simulation::State::State(Catalogue start) : catalogue(std::move(start)), sessionPath(catalogue.searchPath) { indexAll(); }

void Simulation::State::indexAll()
{
    indexOwner.clear();
    for (const auto &[name, relation] : catalogue.relations()) {
        for (const Index &index : relation->indexes)
            indexOwner.insert_or_assign(relation->schema + '.' + index.name, name);
        hasChildren = hasChildren || !relation->parent.empty();
        hasViews = hasViews || relation->isView();
    }
}

namespace ddl {

namespace {

constexpr std::size_t longestName = 63;

/// Cuts at most `limit` bytes, not within a character.
std::string_view clipped(std::string_view name, std::size_t limit)
{
    if (name.size() <= limit)
        return name;
    while (limit > 0 && (static_cast<unsigned char>(name[limit]) & 0xC0U) == 0x80U)
        --limit;
    return name.substr(0, limit);
}

bool uses(const Relation &view, std::string_view relation, std::string_view column)
{
    return std::any_of(view.uses.begin(), view.uses.end(), [&](const std::string &use) {
        // Most begin with the same schema: their last letters tell them apart sooner.
        if (use.size() < relation.size() || use[relation.size() - 1] != relation.back() || use.compare(0, relation.size(), relation) != 0)
            return false;
        if (column.empty())
            return use.size() == relation.size() || use[relation.size()] == '.';
        return use.size() == relation.size() + 1 + column.size() && use[relation.size()] == '.' && use.compare(relation.size() + 1, std::string::npos, column) == 0;
    });
}

} // namespace

QualifiedName nameOf(Node rangeVar) { return {std::string(rangeVar.text("schemaname")), std::string(rangeVar.text("relname"))}; }

QualifiedName nameOf(const NodeList &parts, std::size_t dropLast)
{
    QualifiedName name;
    const std::size_t count = parts.size() - std::min(parts.size(), dropLast);
    if (count > 0)
        name.name = parts[count - 1].string();
    if (count > 1)
        name.schema = parts[count - 2].string();
    return name;
}

std::string display(const QualifiedName &name) { return name.schema.empty() ? name.name : name.schema + '.' + name.name; }

std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

std::vector<std::string> strings(const NodeList &list)
{
    std::vector<std::string> result;
    result.reserve(list.size());
    for (const Node item : list)
        result.emplace_back(item.string());
    return result;
}

std::string joined(const std::vector<std::string> &words, std::string_view separator)
{
    std::string result;
    for (const std::string &word : words) {
        if (!result.empty())
            result += separator;
        result += word;
    }
    return result;
}

std::string truncatedName(std::string_view name1, std::string_view name2, std::string_view label)
{
    const std::size_t overhead = (name2.empty() ? 0 : 1) + (label.empty() ? 0 : label.size() + 1);
    const std::size_t available = longestName - std::min(overhead, longestName);
    std::size_t first = name1.size();
    std::size_t second = name2.size();
    while (first + second > available)
        --(first > second ? first : second);
    std::string result(clipped(name1, first));
    if (!name2.empty()) {
        result += '_';
        result += clipped(name2, second);
    }
    if (!label.empty()) {
        result += '_';
        result += label;
    }
    return result;
}

std::string kindWord(const Relation &relation)
{
    switch (relation.kind) {
    case Relation::Kind::View: return "view";
    case Relation::Kind::MaterializedView: return "materialized view";
    case Relation::Kind::Sequence: return "sequence";
    case Relation::Kind::Composite: return "composite type";
    case Relation::Kind::ForeignTable: return "foreign table";
    case Relation::Kind::Table:
    case Relation::Kind::PartitionedTable: break;
    }
    return "table";
}

std::vector<Span> commandSpans(std::string_view text, Span statement, std::size_t count)
{
    std::vector<Span> spans;
    if (count <= 1)
        return {statement};
    PostgresTokenizer tokens(text.substr(0, statement.end()), statement.begin);
    PostgresToken token;
    int nesting = 0;
    Span current{statement.begin, 0};
    bool open = false;
    while (tokens.next(token)) {
        if (token.kind == PostgresToken::Kind::Comment)
            continue;
        if (tokens.isSymbol(token, '(') || tokens.isSymbol(token, '['))
            ++nesting;
        else if (tokens.isSymbol(token, ')') || tokens.isSymbol(token, ']'))
            --nesting;
        else if (nesting == 0 && tokens.isSymbol(token, ',')) {
            spans.push_back(current);
            open = false;
            continue;
        }
        if (!open) {
            current.begin = token.span.begin;
            open = true;
        }
        current.length = token.span.end() - current.begin;
    }
    if (open)
        spans.push_back(current);
    if (spans.size() != count)
        return std::vector<Span>(count, statement);
    return spans;
}

Operation &Step::note(OperationKind kind, std::string object, std::string relation)
{
    Operation &operation = out.emplace_back();
    operation.kind = kind;
    operation.object = std::move(object);
    operation.relation = std::move(relation);
    operation.span = span;
    operation.statement = statement;
    operation.conditional = conditional;
    return operation;
}

Operation &Step::refuse(OperationKind kind, std::string object, std::string message)
{
    Operation &operation = note(kind, std::move(object));
    operation.error = std::move(message);
    return operation;
}

Operation &Step::skip(OperationKind kind, std::string object)
{
    Operation &operation = note(kind, std::move(object));
    operation.noEffect = true;
    operation.ifExists = true;
    return operation;
}

Operation &Step::missing(OperationKind kind, const QualifiedName &name, std::string message, Catalogue::Doubt::About about)
{
    const std::string fullName = fullNameOf(name);
    std::string reason = doubtAbout(about, fullName);
    Operation &operation = note(kind, fullName, about == Catalogue::Doubt::About::Relations ? fullName : std::string());
    if (reason.empty()) {
        operation.error = std::move(message);
        // A migration that was run did find it: then it was made by something that we have not seen.
        doubt(about, about == Catalogue::Doubt::About::Relations ? fullName : std::string(), "a migration uses " + fullName + ", which none made");
    } else {
        operation.doubt = std::move(reason);
    }
    return operation;
}

void Step::doubt(Catalogue::Doubt::About about, std::string object, std::string reason)
{
    Catalogue::Doubt added{about, std::move(object), std::move(reason)};
    const bool known = std::any_of(db.doubts.begin(), db.doubts.end(),
                                   [&](const Catalogue::Doubt &d) { return d.about == added.about && (d.object.empty() || d.object == added.object); });
    if (!known)
        db.doubts.push_back(std::move(added));
}

std::string Step::doubtAbout(Catalogue::Doubt::About about, std::string_view fullName) const
{
    for (const Catalogue::Doubt &d : db.doubts) {
        if (d.about != Catalogue::Doubt::About::Everything && d.about != about)
            continue;
        if (d.object.empty() || d.object == fullName)
            return d.reason;
    }
    return {};
}

std::string Step::anyRelationDoubt() const
{
    for (const Catalogue::Doubt &d : db.doubts) {
        if (d.about == Catalogue::Doubt::About::Everything || d.about == Catalogue::Doubt::About::Relations)
            return d.reason;
    }
    return {};
}

std::string Step::creationSchema(const QualifiedName &name, bool temporary) const
{
    if (temporary)
        return "pg_temp";
    if (!name.schema.empty())
        return name.schema;
    for (const std::string &schema : db.searchPath) {
        if (db.hasSchema(schema))
            return schema;
    }
    return db.searchPath.empty() ? "public" : db.searchPath.front();
}

std::string Step::fullNameOf(const QualifiedName &name) const
{
    if (const Relation *relation = db.relation(name))
        return relation->fullName();
    return creationSchema(name) + '.' + name.name;
}

std::shared_ptr<const Relation> Step::share(std::string_view fullName) const
{
    const auto found = db.relations().find(fullName);
    return found == db.relations().end() ? nullptr : found->second;
}

bool Step::relationNameTaken(std::string_view schema, std::string_view name, const Relation *draft) const
{
    std::string full(schema);
    full += '.';
    full += name;
    if (db.relationByFullName(full) != nullptr || state.indexOwner.contains(full))
        return true;
    if (draft == nullptr || draft->schema != schema)
        return false;
    return draft->name == name || std::any_of(draft->indexes.begin(), draft->indexes.end(), [&](const Index &index) { return index.name == name; });
}

std::string Step::freeRelationName(std::string_view schema, std::string_view name1, std::string_view name2, std::string_view label,
                                   const Relation *draft, bool isConstraint) const
{
    const auto constraintTaken = [&](const std::string &name) {
        return isConstraint && draft != nullptr
            && std::any_of(draft->constraints.begin(), draft->constraints.end(), [&](const Constraint &c) { return c.name == name; });
    };
    std::string modified(label);
    for (int pass = 1;; ++pass) {
        std::string name = truncatedName(name1, name2, modified);
        if (!relationNameTaken(schema, name, draft) && !constraintTaken(name))
            return name;
        modified = std::string(label) + std::to_string(pass);
    }
}

std::string Step::freeConstraintName(const Relation &relation, std::string_view column, std::string_view label) const
{
    // PostgreSQL looks through the constraints of the whole schema; only tables whose names begin
    // alike can have one of that name by itself, and those are few.
    const auto taken = [&](const std::string &name) {
        const auto has = [&](const Relation &r) {
            return std::any_of(r.constraints.begin(), r.constraints.end(), [&](const Constraint &c) { return c.name == name; });
        };
        if (has(relation))
            return true;
        const std::string prefix = relation.schema + '.' + relation.name.substr(0, std::min<std::size_t>(relation.name.size(), 1));
        for (auto it = db.relations().lower_bound(prefix); it != db.relations().end() && it->first.compare(0, prefix.size(), prefix) == 0; ++it) {
            if (it->second->name.compare(0, relation.name.size(), relation.name) == 0 || name.compare(0, it->second->name.size(), it->second->name) == 0) {
                if (has(*it->second))
                    return true;
            }
        }
        return false;
    };
    std::string modified(label);
    for (int pass = 1;; ++pass) {
        std::string name = truncatedName(relation.name, column, modified);
        if (!taken(name))
            return name;
        modified = std::string(label) + std::to_string(pass);
    }
}

void Step::indexAdded(const Relation &relation, const std::string &index)
{
    state.indexOwner.insert_or_assign(relation.schema + '.' + index, relation.fullName());
}

void Step::indexRemoved(std::string_view schema, const std::string &index) { state.indexOwner.erase(std::string(schema) + '.' + index); }

const std::string *Step::ownerOfIndex(const QualifiedName &index) const
{
    const auto in = [&](const std::string &schema) -> const std::string * {
        const auto found = state.indexOwner.find(schema + '.' + index.name);
        return found == state.indexOwner.end() ? nullptr : &found->second;
    };
    if (!index.schema.empty())
        return in(index.schema);
    if (const std::string *temporary = in("pg_temp"))
        return temporary;
    for (const std::string &schema : db.searchPath) {
        if (const std::string *found = in(schema))
            return found;
    }
    return nullptr;
}

Relation &Step::addRelation(Relation relation)
{
    relation.created = db.epoch;
    state.hasChildren = state.hasChildren || !relation.parent.empty();
    state.hasViews = state.hasViews || relation.isView();
    Relation &added = db.addRelation(std::move(relation));
    for (const Index &index : added.indexes)
        indexAdded(added, index.name);
    return added;
}

void Step::removeRelation(const std::string &fullName)
{
    if (const Relation *relation = db.relationByFullName(fullName)) {
        for (const Index &index : relation->indexes)
            indexRemoved(relation->schema, index.name);
    }
    db.removeRelation(fullName);
}

void Step::renameRelation(const std::string &fullName, const QualifiedName &to)
{
    const Relation *relation = db.relationByFullName(fullName);
    if (relation == nullptr)
        return;
    const std::string oldSchema = relation->schema;
    for (const Index &index : relation->indexes)
        indexRemoved(oldSchema, index.name);
    db.renameRelation(fullName, to);
    const std::string newName = to.schema + '.' + to.name;
    if (const Relation *renamed = db.relationByFullName(newName)) {
        for (const Index &index : renamed->indexes)
            indexAdded(*renamed, index.name);
    }
}

std::vector<std::string> Step::descendants(std::string_view fullName) const
{
    std::vector<std::string> found;
    if (!state.hasChildren)
        return found;
    std::vector<std::string> open{std::string(fullName)};
    while (!open.empty()) {
        const std::string parent = std::move(open.back());
        open.pop_back();
        for (const auto &[name, relation] : db.relations()) {
            if (relation->parent != parent || name == fullName || std::find(found.begin(), found.end(), name) != found.end())
                continue;
            found.push_back(name);
            open.push_back(name);
        }
    }
    return found;
}

std::vector<std::string> Step::dependentViews(std::string_view relation, std::string_view column) const
{
    std::vector<std::string> found;
    if (!state.hasViews)
        return found;
    // The views on views come behind those that they are on.
    std::unordered_set<std::string_view> seen{relation};
    const auto take = [&](std::string_view used, std::string_view usedColumn) {
        for (const auto &[name, view] : db.relations()) {
            if (view->isView() && !seen.contains(name) && uses(*view, used, usedColumn)) {
                found.push_back(name);
                seen.insert(name);
            }
        }
    };
    take(relation, column);
    for (std::size_t i = 0; i < found.size(); ++i)
        take(std::string(found[i]), {});
    return found;
}

} // namespace ddl
} // namespace belay::schema
