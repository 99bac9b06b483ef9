// SPDX-License-Identifier: GPL-3.0-or-later
// PostgreSQL from bytes to verdicts: splitter, parser, simulation, verdicts, lint, split proposals, static
// engine. Parts: "query" is a statement of the old release, "down" the way back of the migration before it,
// every other one a migration; the last migration is the new release's.
#include "models/schema/check/statementcheck.h"
#include "models/schema/ddl/simulation.h"
#include "models/schema/resolve/resolver.h"
#include "models/schema/source/releasesql.h"
#include "models/schema/source/sqlsplit.h"
#include "models/schema/verdicts/migrationjudge.h"
#include "tests/fuzz/fuzzing.h"

#include <algorithm>

using namespace belay;
using namespace belay::schema;
using belay::fuzzing::require;

namespace {

bool inside(Span span, std::string_view text)
{
    return span.begin <= text.size() && span.length <= text.size() - span.begin;
}

void split(const std::string &text)
{
    for (const Dialect dialect : {Dialect::PostgreSql, Dialect::Sqlite, Dialect::MySql}) {
        const SqlSplit pieces = splitSql(text, dialect);
        std::uint32_t from = 0;
        for (const SplitStatement &statement : pieces.statements) {
            // A psql command may stand inside of a statement.
            const bool sql = statement.kind == SplitStatement::Kind::Sql;
            require(inside(statement.span, text) && (!sql || statement.span.begin >= from), "statements lie in the text, one behind the other");
            from = sql ? statement.span.end() : from;
        }
        for (const SplitRemark &remark : pieces.remarks)
            require(inside(remark.span, text) && remark.line >= 1 && !remark.message.empty(), "a remark has a place and a message");
        const std::string plain = withoutPsql(text, pieces);
        require(plain.size() == text.size(), "without psql the text is as long as before");
    }
}

ParsedSql parse(const std::string &text)
{
    ParsedSql sql = ParsedSql::parse(text);
    for (const ParsedStatement &statement : sql.statements()) {
        require(inside(statement.span, text), "a statement lies in the text");
        require(statement.understood() == statement.tree.valid(), "a statement has a tree or a message");
        require(statement.errorOffset <= text.size(), "an error lies in the text");
    }
    return sql;
}

/// The migration's text as a reader hands it on: psql's own things stripped.
MigrationScript script(const std::string &name, const std::string &text)
{
    MigrationScript made;
    made.file = name;
    made.text = withoutPsql(text, splitSql(text, Dialect::PostgreSql));
    return made;
}

void checkVerdicts(const std::vector<MigrationVerdict> &verdicts)
{
    for (const MigrationVerdict &verdict : verdicts) {
        for (const OperationVerdict &operation : verdict.operations) {
            require(!operation.code.empty() && !operation.kind.empty() && operation.line >= 1 && operation.column >= 1, "an operation has a code, a kind and a place");
            const MixedStates &states = operation.states;
            const bool well = std::max({states.oldReads, states.oldWrites, states.newOnOld, states.oldAfterNewData, states.downAfterNewData}) == Outcome::Ok;
            require(well || !operation.reason.empty(), "what is not well has a reason");
        }
        for (const LintRemark &remark : verdict.remarks)
            require(!remark.code.empty() && !remark.message.empty() && remark.line >= 1, "a remark has a code, a message and a place");
        // A proposal is SQL of ours and must be understood by the grammar.
        if (!verdict.splitProposal.empty()) {
            const ParsedSql proposal = ParsedSql::parse(verdict.splitProposal);
            for (const ParsedStatement &statement : proposal.statements())
                require(statement.understood(), "a split proposal is SQL");
        }
    }
}

void checkResolution(const Catalogue &catalogue, const std::string &text)
{
    const Resolution answer = resolveStatement(catalogue, text);
    const bool ok = answer.verdict == Resolution::Verdict::Ok;
    require(ok || (!answer.message.empty() && !answer.code.empty()), "what is not well has a code and a message");
    require(inside(answer.span, text), "the place of an answer lies in the statement");
    require(ok || (answer.atExecution.empty() && answer.columns.empty()), "only what is well is told more about");
    for (const ExecutionHazard &hazard : answer.atExecution)
        require(!hazard.code.empty() && !hazard.message.empty() && inside(hazard.span, text), "a hazard has a code, a message and a place");
    require(resolveStatement(catalogue, text) == answer, "the same question has the same answer");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const fuzzing::CutInput input = fuzzing::cutInput(data, size);
    for (const fuzzing::Part &part : input.parts)
        split(part.text);
    std::vector<Migration> migrations;
    std::vector<ReleaseStatement> statements;
    for (const fuzzing::Part &part : input.parts) {
        // Whatever reads files refuses these before they get here.
        if (!fuzzing::isText(part.text))
            return 0;
        if (part.name == "query") {
            ReleaseStatement statement;
            statement.name = "q" + std::to_string(statements.size());
            statement.file = "q.sql";
            statement.text = withNumberedParameters(part.text, Dialect::PostgreSql);
            statement.kind = statementKind(statement.text, Dialect::PostgreSql);
            statements.push_back(std::move(statement));
        } else if (part.name == "down" && !migrations.empty()) {
            migrations.back().down = script("d", part.text);
        } else {
            migrations.push_back({});
            migrations.back().version = std::to_string(migrations.size());
            migrations.back().up = script("u", part.text);
        }
    }
    if (migrations.empty())
        migrations.push_back({});

    Simulation oneByOne;
    for (const Migration &migration : migrations) {
        if (!migration.up)
            continue;
        const ParsedSql sql = parse(migration.up->text);
        for (const ParsedStatement &statement : sql.statements()) {
            for (const Operation &operation : oneByOne.apply(sql, statement))
                require(inside(operation.span, sql.text()), "an operation lies in the text");
        }
    }

    Simulation simulation;
    const std::size_t last = migrations.size() - 1;
    checkVerdicts(judgeHistory(simulation, std::span(migrations).first(last), {true, true}));
    const Catalogue before = simulation.catalogue();
    ReleaseStatements known;
    known.oldRelease = statements;
    known.newRelease = statements;
    known.oldKnown = known.newKnown = !statements.empty();
    const Migration *released = &migrations[last];
    checkVerdicts(judgeRelease(simulation, std::span(&released, 1), {}, known));
    require(before.sameAs(before) && simulation.catalogue().differences(simulation.catalogue()).empty(), "a catalogue is the same as itself");
    (void)simulation.catalogue().differences(before);

    for (const ReleaseStatement &statement : statements) {
        (void)parse(statement.text);
        checkResolution(before, statement.text);
        checkResolution(simulation.catalogue(), statement.text);
    }
    const StatementSet set(statements);
    const std::vector<StatementVerdict> verdicts = set.resolve(simulation.catalogue(), &before);
    require(verdicts.size() == statements.size(), "each statement has a verdict");
    return 0;
}
