// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/resolver.h"

#include "models/schema/resolve/analyzer.h"

#include <algorithm>

namespace belay::schema {

namespace {

using analysis::Analyzer;
using analysis::Query;
using analysis::Refusal;
using analysis::Target;
using analysis::Undecided;

/// The word or quoted name at an offset: what PostgreSQL's cursor would point at.
Span wordAt(std::string_view text, std::int64_t location)
{
    Span span;
    if (location < 0 || static_cast<std::size_t>(location) >= text.size())
        return span;
    const auto begin = static_cast<std::size_t>(location);
    std::size_t end = begin;
    const auto inWord = [&](char c) {
        return c == '_' || c == '$' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (static_cast<unsigned char>(c) & 0x80U) != 0;
    };
    if (text[begin] == '"' || text[begin] == '\'') {
        end = text.find(text[begin], begin + 1);
        end = end == std::string_view::npos ? begin + 1 : end + 1;
    } else {
        while (end < text.size() && inWord(text[end]))
            ++end;
        end = std::max(end, begin + 1);
    }
    span.begin = static_cast<std::uint32_t>(begin);
    span.length = static_cast<std::uint32_t>(end - begin);
    return span;
}

std::vector<Column> columnsOf(const Query *query)
{
    std::vector<Column> columns;
    if (query == nullptr)
        return columns;
    for (const Target &target : query->output()) {
        if (target.junk)
            continue;
        Column column;
        column.name = target.name;
        column.type = target.expr->type;
        columns.push_back(std::move(column));
    }
    return columns;
}

/// The one relation of an automatically updatable view, and its plain columns.
void describeUpdatable(const Query *query, ResolvedQuery &result)
{
    if (query->command != Query::Command::Select || query->hasDistinct || query->hasGrouping || query->hasHaving || query->isSetOperation
        || query->isValues || query->hasCtes || query->hasLimit || query->hasWindows || query->hasAggregates || query->hasTargetSets
        || query->fromEntries != 1 || query->onlyFrom == nullptr || query->onlyFrom->relation == nullptr)
        return;
    const Relation *base = query->onlyFrom->relation;
    if (!base->isTable() && base->kind != Relation::Kind::View)
        return;
    std::vector<std::int32_t> seen;
    for (const Target &target : query->targets) {
        if (target.junk || target.expr->kind != analysis::Expr::Kind::Var || target.expr->entry != query->onlyFrom || target.expr->number <= 0)
            continue;
        const auto at = static_cast<std::size_t>(target.expr->number) - 1;
        if (at >= base->columns.size())
            continue;
        result.baseColumns.emplace(target.name, base->columns[at].name);
    }
    if (!result.baseColumns.empty())
        result.base = base->fullName();
}

/// Some rules compare each thing of a statement with each other, as PostgreSQL does.
constexpr std::size_t longestStatement = 256 * 1024;

} // namespace

Resolution resolveStatement(const Catalogue &catalogue, const ParsedSql &sql, const ParsedStatement &statement)
{
    Resolution result;
    const auto shift = [&](std::int64_t location) {
        return location < 0 ? location : std::max<std::int64_t>(0, location - statement.span.begin);
    };
    const std::string_view text = sql.textOf(statement);
    if (!statement.understood()) {
        // The grammar is PostgreSQL 15's own; only its stack and its memory are not.
        const auto says = [&](std::string_view words) { return statement.notUnderstood.find(words) != std::string::npos; };
        result.verdict = says("too deeply") || says("too large") ? Resolution::Verdict::Unknown : Resolution::Verdict::Breaks;
        result.code = "syntax-not-understood";
        result.message = statement.notUnderstood.substr(0, statement.notUnderstood.find('\n'));
        result.span = wordAt(text, shift(statement.errorOffset));
        return result;
    }
    if (text.size() > longestStatement) {
        result.verdict = Resolution::Verdict::Unknown;
        result.code = "unknown";
        result.message = "the statement is too large to be resolved";
        return result;
    }
    Analyzer analyzer(catalogue);
    try {
        const Query *query = analyzer.prepare(statement.tree);
        if (!analyzer.unknownReason().empty()) {
            result.verdict = Resolution::Verdict::Unknown;
            result.code = "unknown";
            result.message = analyzer.unknownReason();
            result.span = wordAt(text, shift(analyzer.unknownLocation()));
            return result;
        }
        result.columns = columnsOf(query);
        for (const TypeId id : analyzer.parameters())
            result.parameters.push_back({id, -1});
        result.atExecution = analyzer.hazards();
        for (ExecutionHazard &hazard : result.atExecution)
            hazard.span = wordAt(text, shift(hazard.span.begin));
    } catch (const Refusal &refusal) {
        result.verdict = Resolution::Verdict::Breaks;
        result.code = refusal.code;
        result.message = refusal.message;
        result.span = wordAt(text, shift(refusal.location));
    } catch (const Undecided &undecided) {
        result.verdict = Resolution::Verdict::Unknown;
        result.code = "unknown";
        result.message = undecided.reason;
        result.span = wordAt(text, shift(undecided.location));
    }
    return result;
}

Resolution resolveStatement(const Catalogue &catalogue, std::string_view sql)
{
    const ParsedSql parsed = ParsedSql::parse(std::string(sql));
    Resolution last;
    for (const ParsedStatement &statement : parsed.statements()) {
        Resolution one = resolveStatement(catalogue, parsed, statement);
        one.span.begin += one.span.length > 0 ? statement.span.begin : 0;
        for (ExecutionHazard &hazard : one.atExecution)
            hazard.span.begin += hazard.span.length > 0 ? statement.span.begin : 0;
        if (one.verdict != Resolution::Verdict::Ok)
            return one;
        last = std::move(one);
    }
    return last;
}

ResolvedQuery describeQuery(const Catalogue &catalogue, Node query, std::span<const TypeId> parameters, std::span<const std::string> parameterNames)
{
    ResolvedQuery result;
    Analyzer analyzer(catalogue);
    analyzer.trackUses();
    analyzer.addParameters(parameters, parameterNames);
    try {
        const Query *made = analyzer.analyzeStatement(analyzer.newScope(nullptr), query);
        result.columns = columnsOf(made);
        describeUpdatable(made, result);
        if (made->unknownColumns) {
            result.unknown = true;
            result.message = "a star stands for columns that are not known";
        }
    } catch (const Refusal &refusal) {
        result.failed = true;
        result.code = refusal.code;
        result.message = refusal.message;
        if (refusal.location > 0)
            result.span.begin = static_cast<std::uint32_t>(refusal.location);
    } catch (const Undecided &undecided) {
        result.unknown = true;
        result.code = "unknown";
        result.message = undecided.reason;
    }
    if (!result.failed && !analyzer.unknownReason().empty()) {
        result.unknown = true;
        result.code = "unknown";
        result.message = analyzer.unknownReason();
    }
    result.uses = analyzer.uses();
    return result;
}

ResolvedExpression describeExpression(const Catalogue &catalogue, Node expression, const Relation *relation)
{
    Analyzer analyzer(catalogue);
    ResolvedExpression result;
    try {
        result = analyzer.describeExpression(expression, relation);
        result.unknown = !analyzer.unknownReason().empty();
        result.message = analyzer.unknownReason();
    } catch (const Refusal &refusal) {
        result.failed = true;
        result.code = refusal.code;
        result.message = refusal.message;
        result.isVolatile = true;
        result.isImmutable = false;
    } catch (const Undecided &undecided) {
        result.unknown = true;
        result.code = "unknown";
        result.message = undecided.reason;
        result.isVolatile = true;
        result.isImmutable = false;
    }
    return result;
}

} // namespace belay::schema
