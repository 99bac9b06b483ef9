// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/check/statementcheck.h"

#include "models/schema/resolve/resolver.h"
#include "models/schema/syntaxtree.h"

#include <algorithm>

namespace belay::schema {

struct StatementSet::Parsed {
    ParsedSql sql;
};

namespace {

using Verdict = StatementVerdict::Verdict;

bool hasHazard(const Resolution &resolution, const ExecutionHazard &hazard)
{
    return std::any_of(resolution.atExecution.begin(), resolution.atExecution.end(),
                       [&](const ExecutionHazard &other) { return other.code == hazard.code && other.message == hazard.message; });
}

} // namespace

Resolution resolveText(const Catalogue &schema, const ParsedSql &sql)
{
    Resolution all;
    for (const ParsedStatement &statement : sql.statements()) {
        Resolution one = resolveStatement(schema, sql, statement);
        one.span.begin += statement.span.begin;
        for (ExecutionHazard &hazard : one.atExecution)
            hazard.span.begin += statement.span.begin;
        if (one.verdict != Verdict::Ok)
            return one;
        all.atExecution.insert(all.atExecution.end(), one.atExecution.begin(), one.atExecution.end());
    }
    return all;
}

StatementSet::StatementSet(std::vector<ReleaseStatement> statements) : m_statements(std::move(statements))
{
    m_parsed.reserve(m_statements.size());
    for (const ReleaseStatement &statement : m_statements)
        m_parsed.push_back({ParsedSql::parse(statement.text)});
}

StatementSet::~StatementSet() = default;
StatementSet::StatementSet(StatementSet &&) noexcept = default;
StatementSet &StatementSet::operator=(StatementSet &&) noexcept = default;

std::vector<StatementVerdict> StatementSet::resolve(const Catalogue &schema, const Catalogue *own) const
{
    std::vector<StatementVerdict> verdicts;
    verdicts.reserve(m_statements.size());
    for (std::size_t i = 0; i < m_statements.size(); ++i) {
        const Resolution resolution = resolveText(schema, m_parsed[i].sql);
        StatementVerdict verdict;
        verdict.statement = m_statements[i];
        verdict.verdict = resolution.verdict;
        verdict.code = resolution.code;
        verdict.message = resolution.message;
        verdict.span = resolution.span;
        if (resolution.verdict == Verdict::Ok && !resolution.atExecution.empty()) {
            const Resolution before = own != nullptr ? resolveText(*own, m_parsed[i].sql) : Resolution{};
            for (const ExecutionHazard &hazard : resolution.atExecution) {
                if (!hazard.always || hasHazard(before, hazard))
                    continue;
                verdict.verdict = Verdict::Breaks;
                verdict.atExecution = true;
                verdict.code = hazard.code;
                verdict.message = hazard.message;
                verdict.span = hazard.span;
                break;
            }
        }
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

} // namespace belay::schema
