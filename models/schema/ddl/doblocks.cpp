// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"
#include "models/schema/parserbounds.h"

#include <pg_query.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;
using Element = simdjson::dom::element;
using Object = simdjson::dom::object;

constexpr int deepestBlock = 200;
constexpr int deepestBody = 8;

struct Freed {
    void operator()(PgQueryPlpgsqlParseResult *result) const
    {
        pg_query_free_plpgsql_parse_result(*result);
        delete result;
    }
};

/// The text of a string literal of SQL: what stands between its quotes.
std::string literalText(std::string_view token)
{
    if (token.size() >= 2 && token.front() == '$') {
        const std::size_t tag = token.find('$', 1);
        if (tag != std::string_view::npos && token.size() >= 2 * (tag + 1))
            return std::string(token.substr(tag + 1, token.size() - 2 * (tag + 1)));
        return {};
    }
    const std::size_t begin = token.find('\'');
    if (begin == std::string_view::npos)
        return {};
    std::string text;
    for (std::size_t i = begin + 1; i + 1 < token.size(); ++i) {
        text += token[i];
        if (token[i] == '\'' && token[i + 1] == '\'')
            ++i;
    }
    return text;
}

} // namespace

void doubtText(Step &step, std::string_view known, bool complete, const std::string &reason)
{
    PostgresTokenizer tokens(known);
    PostgresToken token;
    std::vector<std::string> words;
    std::vector<std::uint32_t> ends;
    while (tokens.next(token) && words.size() < 12) {
        if (token.kind == PostgresToken::Kind::Comment)
            continue;
        const std::string_view text = tokens.textOf(token);
        if (token.kind == PostgresToken::Kind::QuotedWord && text.size() > 2)
            words.emplace_back(text.substr(1, text.size() - 2));
        else
            words.push_back(folded(text));
        ends.push_back(token.span.end());
    }
    const auto word = [&](std::size_t i) { return i < words.size() ? std::string_view(words[i]) : std::string_view(); };
    static constexpr std::array<std::string_view, 24> harmless{"select", "with", "merge", "copy", "values", "explain", "show", "savepoint", "comment", "grant", "revoke", "analyze", "vacuum", "reindex", "set", "notify", "insert", "update", "delete",
                                                              "lock", "refresh", "truncate", "reset", "cluster"};
    if (std::find(harmless.begin(), harmless.end(), word(0)) != harmless.end() && word(1) != "search_path" && !(word(0) == "select" && mentionsName(known, "into")))
        return;
    std::size_t at = 1;
    if (word(0) == "create" || word(0) == "drop" || word(0) == "alter") {
        while (word(at) == "or" || word(at) == "replace" || word(at) == "unique" || word(at) == "temp" || word(at) == "temporary" || word(at) == "unlogged"
               || word(at) == "materialized" || word(at) == "recursive")
            ++at;
        const std::string_view kind = word(at);
        if (kind == "index" && word(0) != "alter") {
            // An index changes no statement's meaning but ON CONFLICT's: the table it is on is doubtful.
            for (std::size_t i = at; i + 1 < words.size(); ++i) {
                if (words[i] != "on")
                    continue;
                if (i + 2 < words.size()) {
                    QualifiedName name{{}, words[i + 1]};
                    if (word(i + 2) == "." && i + 3 < words.size())
                        name = {words[i + 1], words[i + 3]};
                    step.doubt(About::Relations, step.fullNameOf(name), reason);
                    return;
                }
            }
            step.doubt(About::Relations, {}, reason);
            return;
        }
        if (kind == "function" || kind == "procedure" || kind == "aggregate") {
            step.doubt(About::Functions, {}, reason);
            return;
        }
        if (kind == "type" || kind == "domain") {
            step.doubt(About::Types, {}, reason);
            return;
        }
        if (kind == "role" || kind == "user" || kind == "database" || kind == "publication" || kind == "policy" || kind == "default")
            return;
        if (kind == "table" || kind == "view" || kind == "sequence" || kind == "trigger") {
            ++at;
            while (word(at) == "if" || word(at) == "not" || word(at) == "exists" || word(at) == "only")
                ++at;
            // The name is whole only if a space or parenthesis ends it within what is known.
            std::size_t last = at;
            QualifiedName name{{}, std::string(word(at))};
            if (word(at + 1) == ".") {
                name = {std::string(word(at)), std::string(word(at + 2))};
                last = at + 2;
            }
            if (kind == "trigger")
                return;
            const char behind = last < words.size() && ends[last] < known.size() ? known[ends[last]] : '\0';
            const bool ended = behind == ' ' || behind == '\n' || behind == '\t' || behind == '\r' || behind == '(' || (behind == '\0' && complete && last < words.size());
            // What it is renamed to, or what a list or CASCADE drops besides, has other names.
            const std::string_view next = word(last + 1);
            const bool others = (word(0) == "alter" && (next.empty() || next == "rename" || next == "set" || next == "attach")) || (word(0) == "drop" && (!complete || !next.empty()));
            const bool placeholder = name.name.empty() || name.name.find('%') != std::string::npos || name.schema.find('%') != std::string::npos;
            step.doubt(About::Relations, ended && !others && !placeholder ? step.fullNameOf(name) : std::string(), reason);
            return;
        }
    }
    step.doubt(About::Everything, {}, reason);
}

namespace {

class Block {
public:
    Block(Step &outer, std::string what) : m_step(outer), m_what(std::move(what)) {}

    void walk(Element element, bool conditional, bool idempotent, int depth)
    {
        if (depth > deepestBlock) {
            m_step.doubt(About::Everything, {}, m_what + " is nested too deeply");
            return;
        }
        simdjson::dom::array array;
        if (element.get(array) == simdjson::SUCCESS) {
            for (const Element item : array)
                walk(item, conditional, idempotent, depth + 1);
            return;
        }
        Object object;
        if (element.get(object) != simdjson::SUCCESS)
            return;
        for (const auto field : object) {
            const std::string_view key = field.key;
            if (key == "PLpgSQL_stmt_execsql") {
                runStatic(queryOf(field.value, "sqlstmt"), conditional, idempotent);
            } else if (key == "PLpgSQL_stmt_dynexecute") {
                runDynamic(queryOf(field.value, "query"), conditional, idempotent);
            } else if (key == "PLpgSQL_stmt_perform" || key == "PLpgSQL_stmt_call") {
                runStatic(queryOf(field.value, "expr"), conditional, idempotent);
            } else if (key == "PLpgSQL_stmt_if") {
                const std::string condition = queryOf(field.value, "cond");
                const bool asksExistence = mentionsName(condition, "exists") || mentionsName(condition, "found") || mentionsName(condition, "to_regclass") || mentionsName(condition, "to_regtype");
                walkField(field.value, "then_body", true, asksExistence, depth);
                walkField(field.value, "elsif_list", true, false, depth);
                walkField(field.value, "else_body", true, false, depth);
            } else if (key == "PLpgSQL_stmt_block") {
                bool handled = false;
                Element exceptions;
                Object fields;
                if (field.value.get(fields) == simdjson::SUCCESS && fields["exceptions"].get(exceptions) == simdjson::SUCCESS) {
                    const std::string handlers = simdjson::minify(exceptions);
                    handled = handlers.find("duplicate_") != std::string::npos || handlers.find("undefined_") != std::string::npos || handlers.find("others") != std::string::npos;
                    // What a handler itself does comes on top.
                    walk(exceptions, true, false, depth + 1);
                }
                walkField(field.value, "body", conditional || handled, idempotent || handled, depth);
            } else if (key == "PLpgSQL_stmt_loop" || key == "PLpgSQL_stmt_while" || key == "PLpgSQL_stmt_fori" || key == "PLpgSQL_stmt_fors" || key == "PLpgSQL_stmt_forc"
                       || key == "PLpgSQL_stmt_foreach_a" || key == "PLpgSQL_stmt_dynfors" || key == "PLpgSQL_stmt_case" || key == "PLpgSQL_case_when" || key == "PLpgSQL_if_elsif") {
                walk(field.value, true, false, depth + 1);
            } else {
                walk(field.value, conditional, idempotent, depth + 1);
            }
        }
    }

private:
    static std::string queryOf(Element element, std::string_view fieldName)
    {
        std::string_view text;
        if (element[fieldName]["PLpgSQL_expr"]["query"].get(text) != simdjson::SUCCESS)
            return {};
        return std::string(text);
    }

    void walkField(Element element, std::string_view fieldName, bool conditional, bool idempotent, int depth)
    {
        Element inner;
        if (element[fieldName].get(inner) == simdjson::SUCCESS)
            walk(inner, conditional, idempotent, depth + 1);
    }

    void runStatic(const std::string &query, bool conditional, bool idempotent)
    {
        if (query.empty())
            return;
        const ParsedSql parsed = ParsedSql::parse(query);
        for (const ParsedStatement &statement : parsed.statements()) {
            if (!statement.understood()) {
                m_step.doubt(About::Everything, {}, m_what + " has a statement that is not understood");
                continue;
            }
            Step inner(m_step.state, parsed.text(), m_step.span, m_step.statement, m_step.out);
            inner.fixedSpan = true;
            inner.conditional = m_step.conditional || conditional;
            inner.mayExist = m_step.mayExist || idempotent;
            inner.depth = m_step.depth + 1;
            const std::size_t from = m_step.out.size();
            applyStatement(inner, statement.tree);
            for (std::size_t i = from; i < m_step.out.size(); ++i) {
                Operation &operation = m_step.out[i];
                if (idempotent && !operation.error.empty()) {
                    // The condition or the handler is there for exactly this.
                    operation.error.clear();
                    operation.noEffect = true;
                } else if (conditional && !idempotent) {
                    doubtOperation(operation);
                }
            }
        }
    }

    void runDynamic(const std::string &expression, bool conditional, bool idempotent)
    {
        PostgresTokenizer tokens(expression);
        PostgresToken first;
        PostgresToken second;
        if (!tokens.next(first))
            return;
        if (first.kind == PostgresToken::Kind::String && !tokens.next(second)) {
            runStatic(literalText(tokens.textOf(first)), conditional, idempotent);
            return;
        }
        std::string known;
        PostgresTokenizer again(expression);
        PostgresToken token;
        while (again.next(token)) {
            if (token.kind == PostgresToken::Kind::String) {
                known = literalText(again.textOf(token));
                break;
            }
            if (!again.isWord(token, "format") && !again.isSymbol(token, '('))
                break;
        }
        m_step.note(OperationKind::RunBlock, {}).doubt = m_what + " runs SQL that is put together at run time";
        doubtText(m_step, known, false, m_what + " runs SQL that is put together at run time");
    }

    void doubtOperation(const Operation &operation)
    {
        if (operation.noEffect || !operation.error.empty())
            return;
        const std::string reason = m_what + " does this on a condition: " + std::string(operationName(operation.kind)) + ' ' + operation.object;
        switch (operation.kind) {
        case OperationKind::RunQuery: case OperationKind::InsertData: case OperationKind::UpdateData: case OperationKind::DeleteData: case OperationKind::Grant:
        case OperationKind::Revoke: case OperationKind::Comment: case OperationKind::SetVariable: case OperationKind::TruncateTable: case OperationKind::Maintenance:
        case OperationKind::LockTable: case OperationKind::ChangeOwner: case OperationKind::ChangeStorage: case OperationKind::MergeData: case OperationKind::CopyData:
            return;
        case OperationKind::CreateFunction: case OperationKind::ReplaceFunction: case OperationKind::DropFunction: case OperationKind::RenameFunction: case OperationKind::AlterFunction:
            m_step.doubt(About::Functions, {}, reason);
            return;
        case OperationKind::CreateType: case OperationKind::DropType: case OperationKind::RenameType: case OperationKind::AddEnumValue: case OperationKind::RenameEnumValue:
        case OperationKind::CreateDomain: case OperationKind::DropDomain: case OperationKind::AlterDomain: case OperationKind::AlterTypeAttribute:
        case OperationKind::AddDomainConstraint: case OperationKind::DropDomainConstraint:
            m_step.doubt(About::Types, {}, reason);
            return;
        default: break;
        }
        if (operation.relation.empty())
            m_step.doubt(About::Everything, {}, reason);
        else
            m_step.doubt(About::Relations, operation.relation, reason);
        if (!operation.newName.empty() && !operation.relation.empty() && operation.kind == OperationKind::RenameTable)
            m_step.doubt(About::Relations, operation.newName, reason);
    }

    Step &m_step;
    std::string m_what;
};

} // namespace

void doubtBody(Step &step, std::string_view body, std::string_view what)
{
    // A function's body runs with arguments that we do not follow: what it names may change.
    PostgresTokenizer tokens(body);
    PostgresToken token;
    while (tokens.next(token)) {
        if (token.kind != PostgresToken::Kind::Word)
            continue;
        if (tokens.isWord(token, "create") || tokens.isWord(token, "alter") || tokens.isWord(token, "drop") || tokens.isWord(token, "execute")) {
            step.doubt(About::Everything, {}, std::string(what) + " changes the schema");
            return;
        }
    }
}

void runBlock(Step &step, Node statement)
{
    std::string language = "plpgsql";
    std::string body;
    for (const Node argument : statement.list("args")) {
        if (argument.text("defname") == "language")
            language = folded(argument["arg"].string());
        else if (argument.text("defname") == "as")
            body = argument["arg"].string();
    }
    Operation &operation = step.note(OperationKind::RunBlock, {});
    const std::string what = "a DO block";
    if (language != "plpgsql" || step.depth > deepestBody) {
        operation.doubt = language != "plpgsql" ? "a DO block in " + language : "DO blocks nested too deeply";
        step.doubt(About::Everything, {}, operation.doubt);
        return;
    }
    if (pilesUpComments(body)) {
        operation.doubt = "a DO block with comments inside of comments";
        step.doubt(About::Everything, {}, operation.doubt);
        return;
    }
    // The parser wants a whole statement; a tag that the body does not have quotes it.
    std::string tag = "$belay$";
    while (body.find(tag) != std::string::npos)
        tag.insert(tag.size() - 1, "x");
    const std::string text = "DO " + tag + body + tag;
    const std::unique_ptr<PgQueryPlpgsqlParseResult, Freed> parsed(new PgQueryPlpgsqlParseResult(pg_query_parse_plpgsql(text.c_str())));
    if (parsed->error != nullptr || parsed->plpgsql_funcs == nullptr) {
        operation.doubt = "a DO block that is not understood";
        if (parsed->error != nullptr)
            operation.doubt += std::string(": ") + parsed->error->message;
        step.doubt(About::Everything, {}, operation.doubt);
        return;
    }
    simdjson::dom::parser parser;
    Element root;
    if (parser.parse(parsed->plpgsql_funcs, std::strlen(parsed->plpgsql_funcs)).get(root) != simdjson::SUCCESS) {
        operation.doubt = "a DO block that is nested too deeply";
        step.doubt(About::Everything, {}, operation.doubt);
        return;
    }
    Block(step, what).walk(root, false, false, 0);
}

void callProcedure(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["funccall"].list("funcname"));
    const auto candidates = step.db.functions(name);
    Operation &operation = step.note(OperationKind::CallProcedure, step.fullNameOf(name));
    if (candidates.empty()) {
        const std::string reason = step.doubtAbout(About::Functions, {});
        if (reason.empty())
            operation.error = "procedure " + display(name) + " does not exist";
        else
            operation.doubt = reason;
        return;
    }
    for (const Function *function : candidates)
        doubtBody(step, function->body, "procedure " + function->fullName());
}

} // namespace belay::schema::ddl
