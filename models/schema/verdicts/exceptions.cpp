// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/verdicts/lint.h"
#include "models/schema/verdicts/operationcodes.h"

#include <algorithm>
#include <string>

namespace belay::schema {

namespace {

constexpr std::string_view marker = "belay:allow";

struct Exception {
    Span span;
    std::vector<std::string> codes;
    std::vector<bool> used;
    std::string reason;
    bool wholeFile = false;
    Span scope;                 ///< The statement's, if not for the whole file.
};

bool isKnown(std::string_view code)
{
    const auto rules = lintRules();
    const auto codes = operationCodes();
    return std::any_of(rules.begin(), rules.end(), [&](const LintRule &rule) { return rule.code == code; })
        || std::any_of(codes.begin(), codes.end(), [&](const OperationCode &c) { return c.code == code; });
}

bool isCodeLetter(char c) { return (c >= 'a' && c <= 'z') || c == '-'; }

/// Codes up to the first word that is none, then the reason.
Exception readException(std::string_view comment, Span span)
{
    Exception exception;
    exception.span = span;
    std::size_t at = comment.find(marker) + marker.size();
    const auto skipSpace = [&] {
        while (at < comment.size() && (comment[at] == ' ' || comment[at] == '\t' || comment[at] == ':'))
            ++at;
    };
    for (;;) {
        skipSpace();
        std::size_t end = at;
        while (end < comment.size() && isCodeLetter(comment[end]))
            ++end;
        if (end == at)
            break;
        exception.codes.emplace_back(comment.substr(at, end - at));
        at = end;
        skipSpace();
        if (at >= comment.size() || comment[at] != ',')
            break;
        ++at;
    }
    std::string_view reason = comment.substr(std::min(at, comment.size()));
    if (reason.size() >= 2 && reason.substr(reason.size() - 2) == "*/")
        reason.remove_suffix(2);
    while (!reason.empty() && (reason.front() == ' ' || reason.front() == '-' || reason.front() == ':' || reason.front() == '\t'))
        reason.remove_prefix(1);
    while (!reason.empty() && (reason.back() == ' ' || reason.back() == '\n' || reason.back() == '\r' || reason.back() == '\t'))
        reason.remove_suffix(1);
    exception.reason = std::string(reason);
    exception.used.assign(exception.codes.size(), false);
    return exception;
}

std::size_t lineBreaks(std::string_view text, std::uint32_t from, std::uint32_t to)
{
    return from >= to ? 0 : static_cast<std::size_t>(std::count(text.begin() + from, text.begin() + to, '\n'));
}

/// Where the last blank line before the first statement begins; 0 if there is none.
std::uint32_t lastBlankLine(const ParsedSql &sql)
{
    if (sql.statements().empty())
        return 0;
    const std::string_view text(sql.text());
    const std::uint32_t end = sql.statements().front().span.begin;
    PostgresTokenizer tokens(text.substr(0, end));
    PostgresToken token;
    std::uint32_t at = 0;
    std::uint32_t blank = 0;
    while (tokens.next(token)) {
        if (lineBreaks(text, at, token.span.begin) > 1)
            blank = at;
        at = token.span.end();
    }
    return lineBreaks(text, at, end) > 1 ? at : blank;
}

/// What the comment belongs to. `blank`: lastBlankLine().
void findScope(const ParsedSql &sql, std::uint32_t blank, Exception &exception)
{
    const std::string_view text(sql.text());
    const auto &statements = sql.statements();
    const auto next = std::partition_point(statements.begin(), statements.end(),
                                           [&](const ParsedStatement &statement) { return statement.span.end() <= exception.span.begin; });
    if (next != statements.end() && next->span.begin <= exception.span.begin) {
        exception.scope = next->span;
        return;
    }
    if (next == statements.begin()) {
        // At the top: a blank line before the first statement makes it the whole file's.
        if (next != statements.end()) {
            exception.wholeFile = blank >= exception.span.end();
            exception.scope = next->span;
        }
        return;
    }
    const Span previous = std::prev(next)->span;
    const bool sameLine = text.substr(previous.end(), exception.span.begin - previous.end()).find('\n') == std::string_view::npos;
    exception.scope = sameLine || next == statements.end() ? previous : next->span;
}

std::vector<Exception> findExceptions(const ParsedSql &sql)
{
    std::vector<Exception> exceptions;
    const std::string_view text(sql.text());
    if (text.find(marker) == std::string_view::npos)
        return exceptions;
    const std::uint32_t blank = lastBlankLine(sql);
    PostgresTokenizer tokens(text);
    PostgresToken token;
    while (tokens.next(token)) {
        if (token.kind != PostgresToken::Kind::Comment || tokens.textOf(token).find(marker) == std::string_view::npos)
            continue;
        Exception exception = readException(tokens.textOf(token), token.span);
        findScope(sql, blank, exception);
        exceptions.push_back(std::move(exception));
    }
    return exceptions;
}

LintRemark remarkAbout(const Exception &exception, std::string_view code, std::string_view about)
{
    const auto rules = lintRules();
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const LintRule &r) { return r.code == code; });
    LintRemark remark;
    remark.span = exception.span;
    remark.code = rule->code;
    remark.severity = rule->severity;
    remark.remedy = rule->remedy;
    remark.message = std::string(rule->message);
    if (const std::size_t at = remark.message.find("{}"); at != std::string::npos)
        remark.message.replace(at, 2, about.empty() ? "no code" : about);
    return remark;
}

} // namespace

void placeAndExcuse(const ParsedSql &sql, MigrationVerdict &verdict)
{
    std::vector<Exception> exceptions = findExceptions(sql);
    const auto excuse = [&](auto &item) {
        for (Exception &exception : exceptions) {
            const bool covers = exception.wholeFile || (item.span.begin >= exception.scope.begin && item.span.begin < exception.scope.end());
            if (!covers || exception.reason.empty())
                continue;
            for (std::size_t i = 0; i < exception.codes.size(); ++i) {
                if (exception.codes[i] != item.code)
                    continue;
                exception.used[i] = true;
                item.excused = true;
                item.excuse = exception.reason;
            }
        }
    };
    if (!exceptions.empty()) {
        for (LintRemark &remark : verdict.remarks)
            excuse(remark);
        for (OperationVerdict &operation : verdict.operations)
            excuse(operation);
        for (const Exception &exception : exceptions) {
            if (exception.codes.empty())
                verdict.remarks.push_back(remarkAbout(exception, "exception-unknown-code", {}));
            for (std::size_t i = 0; i < exception.codes.size(); ++i) {
                if (!isKnown(exception.codes[i]))
                    verdict.remarks.push_back(remarkAbout(exception, "exception-unknown-code", exception.codes[i]));
                else if (exception.reason.empty())
                    verdict.remarks.push_back(remarkAbout(exception, "exception-without-reason", exception.codes[i]));
                else if (!exception.used[i])
                    verdict.idleExceptions.push_back(remarkAbout(exception, "exception-unused", exception.codes[i]));
            }
        }
    }
    const LineIndex lines(sql.text());
    const auto place = [&](auto &item) {
        const TextPosition position = lines.at(item.span.begin);
        item.line = position.line;
        item.column = position.column;
    };
    for (LintRemark &remark : verdict.remarks)
        place(remark);
    for (LintRemark &remark : verdict.idleExceptions)
        place(remark);
    for (OperationVerdict &operation : verdict.operations)
        place(operation);
}

} // namespace belay::schema
