// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"

#include "models/schema/resolve/written.h"

#include <algorithm>

namespace belay::schema::analysis {

Analyzer::Analyzer(const Catalogue &catalogue) : m_catalogue(catalogue), m_builtins(Builtins::postgres15()) {}

Analyzer::~Analyzer() = default;

Expr *Analyzer::make(Expr::Kind kind, ColumnType type, std::int64_t location)
{
    Expr &made = m_exprs.emplace_back();
    made.kind = kind;
    made.type = type;
    made.location = static_cast<std::int32_t>(location);
    return &made;
}

Expr *Analyzer::makeConst(TypeId type, std::string_view value, std::int64_t location)
{
    Expr *made = make(Expr::Kind::Const, {type, -1}, location);
    made->name = value;
    return made;
}

Expr *Analyzer::makeUnknowable(std::string reason, std::int64_t location)
{
    Expr *made = make(Expr::Kind::Unknowable, {}, location);
    if (!reason.empty())
        note(std::move(reason), location);
    return made;
}

Query *Analyzer::newQuery(Query::Command command, Scope *scope)
{
    Query &made = m_queries.emplace_back();
    made.command = command;
    made.scope = scope;
    return &made;
}

RangeEntry *Analyzer::newEntry(Scope *scope, RangeEntry::Kind kind)
{
    RangeEntry &made = m_entries.emplace_back();
    made.kind = kind;
    made.scope = scope;
    scope->entries.push_back(&made);
    made.number = static_cast<std::int32_t>(scope->entries.size());
    return &made;
}

Scope *Analyzer::newScope(Scope *parent)
{
    Scope &made = m_scopes.emplace_back();
    made.parent = parent;
    made.depth = parent == nullptr ? 0 : parent->depth + 1;
    return &made;
}

std::string_view Analyzer::keep(std::string text) { return m_texts.emplace_back(std::move(text)); }

void Analyzer::refuse(std::string_view code, std::string message, std::int64_t location) const
{
    throw Refusal{std::string(code), std::move(message), location};
}

void Analyzer::note(std::string reason, std::int64_t location)
{
    if (!m_unknownReason.empty())
        return;
    m_unknownReason = reason.empty() ? "something is not known" : std::move(reason);
    m_unknownLocation = location;
}

void Analyzer::hazard(std::string_view code, std::string message, std::int64_t location, bool always)
{
    ExecutionHazard made;
    made.code = code;
    made.message = std::move(message);
    made.span.begin = location > 0 ? static_cast<std::uint32_t>(location) : 0;
    made.always = always;
    m_hazards.push_back(std::move(made));
}

bool Analyzer::same(const Expr *a, const Expr *b) const
{
    if (a == b)
        return true;
    if (a->kind == Expr::Kind::Unknowable || b->kind == Expr::Kind::Unknowable)
        return a->kind == b->kind;
    if (a->kind != b->kind || a->type != b->type || a->number != b->number || a->entry != b->entry || a->identity != b->identity
        || a->isNull != b->isNull || a->isMulti != b->isMulti || a->scope != b->scope || a->arguments.size() != b->arguments.size()
        || a->more.size() != b->more.size())
        return false;
    if (a->kind != Expr::Kind::Var && a->name != b->name)
        return false;
    if (a->kind == Expr::Kind::SubLink) {
        const std::size_t length = a->serialEnd - a->serialBegin;
        if (length == 0 || length != b->serialEnd - b->serialBegin)
            return false;
        for (std::size_t i = 0; i < length; ++i) {
            const Expr &x = m_exprs[a->serialBegin + i];
            const Expr &y = m_exprs[b->serialBegin + i];
            const bool sameEntry = x.entry == y.entry
                || (x.entry != nullptr && y.entry != nullptr && x.entry->kind == y.entry->kind && x.entry->relation == y.entry->relation
                    && x.entry->number == y.entry->number && x.entry->scope->depth == y.entry->scope->depth && x.entry->scope->depth > 0
                    && x.entry->scope != a->scope);
            if (x.kind != y.kind || x.type != y.type || x.number != y.number || x.name != y.name || x.isNull != y.isNull || !sameEntry)
                return false;
        }
        return true;
    }
    for (std::size_t i = 0; i < a->arguments.size(); ++i) {
        if (!same(a->arguments[i], b->arguments[i]))
            return false;
    }
    for (std::size_t i = 0; i < a->more.size(); ++i) {
        if (!same(a->more[i], b->more[i]))
            return false;
    }
    return true;
}

void Analyzer::addParameters(std::span<const TypeId> list, std::span<const std::string> names)
{
    m_variableParameters = false;
    m_parameters.assign(list.begin(), list.end());
    m_parameterSeen.assign(list.size(), true);
    m_parameterNames.assign(names.begin(), names.end());
}

void Analyzer::checkParameters()
{
    if (!m_variableParameters)
        return;
    for (const Expr *parameter : m_parameterExprs) {
        const TypeId known = m_parameters[static_cast<std::size_t>(parameter->number - 1)];
        if (known != parameter->type.type && known != noType && parameter->type.type != noType) {
            // One use told the type, this one never did.
            if (m_unknownReason.empty())
                refuse("parameter-type", "could not determine data type of parameter $" + std::to_string(parameter->number), parameter->location);
        }
    }
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        const bool seenUnknown = m_parameterSeen[i] && m_parameters[i] == types::Unknown;
        if ((!m_parameterSeen[i] || seenUnknown) && m_unknownReason.empty())
            refuse("parameter-type", "could not determine data type of parameter $" + std::to_string(i + 1));
    }
}

} // namespace belay::schema::analysis
