// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/postgresscratch.h"

#include "models/schema/engines/statementguard.h"
#include "models/schema/source/sqllexer.h"
#include "models/schema/source/sqlsplit.h"
#include "models/schema/syntaxtree.h"

#include <algorithm>
#include <charconv>
#include <random>
#include <utility>

namespace belay::schema {

namespace {

constexpr std::chrono::seconds dropLimit{15};
constexpr std::size_t roleLimit = 100;

Error failure(ErrorCode code, std::string detail) { return Error{code, std::move(detail), {}, 0, 0}; }

std::string randomLetters(std::size_t count)
{
    std::random_device source;
    std::uniform_int_distribution<int> letter(0, 25);
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += static_cast<char>('a' + letter(source));
    return text;
}

/// For commands of ours: the server's error becomes an Error.
Result<PostgresAnswer> must(PostgresConnection &connection, const std::string &sql, const std::stop_token &stop)
{
    auto answer = connection.execute(sql, stop);
    if (!answer)
        return answer.error();
    if (!answer->ok())
        return failure(ErrorCode::Internal, "the server refuses: " + answer->message);
    return answer;
}

/// The same statement as it may be run in a transaction; offsets stay.
std::string withoutConcurrently(std::string_view sql)
{
    std::string text(sql);
    SqlLexer lexer(sql, Dialect::PostgreSql);
    for (SqlToken token = lexer.nextSolid(); token.kind != SqlTokenKind::End; token = lexer.nextSolid()) {
        if (token.kind == SqlTokenKind::Word && sameWord(lexer.textOf(token), "CONCURRENTLY")) {
            blankOut(text, token.span);
            break;
        }
    }
    return text;
}

/// The name in `role "x" does not exist`; empty if the message is another one.
std::string missingRole(const PostgresAnswer &answer)
{
    constexpr std::string_view begin = "role \"";
    constexpr std::string_view end = "\" does not exist";
    const std::string_view message(answer.message);
    if (answer.state != "42704" || !message.starts_with(begin) || !message.ends_with(end) || message.size() <= begin.size() + end.size())
        return {};
    return std::string(message.substr(begin.size(), message.size() - begin.size() - end.size()));
}

} // namespace

std::string describe(const ScriptFailure &failed)
{
    return failed.file + ':' + std::to_string(failed.line) + ": " + failed.message;
}

std::vector<std::string> ScriptOutcome::sentences() const
{
    std::vector<std::string> all;
    for (const ScriptFailure &failure : failures)
        all.push_back("did not apply: " + describe(failure));
    for (const std::string &extension : missingExtensions)
        all.push_back("the server does not have the extension " + extension);
    return all;
}

void ScriptOutcome::add(const ScriptOutcome &other)
{
    failures.insert(failures.end(), other.failures.begin(), other.failures.end());
    for (const std::string &name : other.missingExtensions) {
        if (std::find(missingExtensions.begin(), missingExtensions.end(), name) == missingExtensions.end())
            missingExtensions.push_back(name);
    }
}

PostgresScratch::PostgresScratch(PostgresScratch &&other) noexcept
    : m_target(std::move(other.m_target)), m_limits(other.m_limits), m_database(std::exchange(other.m_database, {})),
      m_role(std::exchange(other.m_role, {})), m_password(std::move(other.m_password)), m_version(std::move(other.m_version)),
      m_versionNumber(other.m_versionNumber), m_madeRoles(std::exchange(other.m_madeRoles, {})),
      m_admin(std::exchange(other.m_admin, std::nullopt)), m_session(std::exchange(other.m_session, std::nullopt))
{
}

PostgresScratch::~PostgresScratch()
{
    m_session.reset();
    if (!m_admin)
        return;
    m_admin->setLimit(dropLimit);
    // Whatever the reason for the end is, it must not keep the database alive.
    const std::stop_token never;
    if (!m_database.empty()) {
        const std::string force = m_versionNumber >= 130000 ? " WITH (FORCE)" : "";
        [[maybe_unused]] const auto dropped = m_admin->execute("DROP DATABASE IF EXISTS " + quotedIdentifier(m_database) + force, never);
    }
    if (!m_role.empty())
        m_madeRoles.push_back(m_role);
    for (const std::string &role : m_madeRoles)
        [[maybe_unused]] const auto dropped = m_admin->execute("DROP ROLE IF EXISTS " + quotedIdentifier(role), never);
}

Result<PostgresScratch> PostgresScratch::create(const PostgresTarget &target, const Limits &limits, std::stop_token stop)
{
    PostgresScratch scratch;
    scratch.m_target = target;
    scratch.m_limits = limits;
    auto admin = PostgresConnection::open(target.connection, limits.connect, stop);
    if (!admin)
        return admin.error();
    scratch.m_admin.emplace(std::move(admin).value());
    scratch.m_admin->setLimit(std::max<std::chrono::milliseconds>(limits.statement, std::chrono::seconds(30)));
    PostgresConnection &server = *scratch.m_admin;

    auto facts = must(server,
                      "SELECT rolsuper OR rolcreaterole OR rolreplication, rolsuper OR rolcreatedb, current_setting('server_version'),"
                      " current_setting('server_version_num'), EXISTS (SELECT 1 FROM pg_catalog.pg_roles g WHERE g.rolname IN"
                      " ('pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files') AND pg_catalog.pg_has_role(current_user, g.oid, 'member'))"
                      " FROM pg_catalog.pg_roles WHERE rolname = current_user",
                      stop);
    if (!facts)
        return facts.error();
    if (facts->rows.size() != 1 || facts->rows[0].size() != 5)
        return failure(ErrorCode::Internal, "the server does not tell its role's rights");
    const auto yes = [&](std::size_t column) { return facts->rows[0][column].value_or("") == "t"; };
    const bool mighty = yes(0);
    if (!yes(1))
        return failure(ErrorCode::BadUsage, "the role of the scratch server may not create databases");
    scratch.m_version = facts->rows[0][2].value_or("");
    const std::string number = facts->rows[0][3].value_or("0");
    std::from_chars(number.data(), number.data() + number.size(), scratch.m_versionNumber);
    if (!mighty && yes(4))
        return failure(ErrorCode::BadUsage, "the role of the scratch server may read or write the server's files; name one without rights");

    const std::string name = "belay_scratch_" + randomLetters(12);
    if (mighty) {
        // A migration could do anything as this role; so it gets one that can do nothing.
        scratch.m_password = randomLetters(24);
        auto made = must(server, "CREATE ROLE " + name + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '" + scratch.m_password + "' ROLE CURRENT_USER", stop);
        if (!made)
            return made.error();
        scratch.m_role = name;
    }
    // Known before it is made: if the answer gets lost, the end drops it all the same.
    scratch.m_database = name;
    auto made = must(server,
                     "CREATE DATABASE " + name + (mighty ? " OWNER " + name : std::string()) +
                         " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
                     stop);
    if (!made)
        return made.error();
    auto connected = scratch.reconnect(stop);
    if (!connected) {
        if (mighty && connected.error().code == ErrorCode::FileUnreadable)
            return failure(ErrorCode::BadUsage, "the server does not let in the role made for the check (" + connected.error().detail +
                                                    "); name a role that is no superuser, may create databases but no roles");
        return connected.error();
    }
    if (target.ours) {
        // The roles that we make for migrations get tables handed over; since PostgreSQL 15 that needs this.
        auto opened = must(*scratch.m_session, "GRANT ALL ON SCHEMA public TO PUBLIC", stop);
        if (!opened)
            return opened.error();
    }
    return scratch;
}

Result<Done> PostgresScratch::reconnect(std::stop_token stop)
{
    m_session.reset();
    auto session = PostgresConnection::open(m_target.connection, m_role, m_password, m_database, m_limits.connect, stop);
    if (!session)
        return session.error();
    m_session.emplace(std::move(session).value());
    // A little longer than the server's own limit, whose message is the better one.
    m_session->setLimit(m_limits.statement + std::chrono::seconds(5));
    return resetSession(std::move(stop));
}

Result<Done> PostgresScratch::resetSession(std::stop_token stop)
{
    if (m_session->inTransaction()) {
        auto ended = must(*m_session, "ROLLBACK", stop);
        if (!ended)
            return ended.error();
    }
    const std::string limit = std::to_string(m_limits.statement.count());
    auto reset = must(*m_session,
                      "RESET SESSION AUTHORIZATION; RESET ALL; SET client_encoding = 'UTF8'; SET lc_messages = 'C';"
                      " SET statement_timeout = " + limit + "; SET lock_timeout = " + limit,
                      stop);
    if (!reset && reset.error().code == ErrorCode::Internal) {
        // Before PostgreSQL 16 only a superuser may set lc_messages.
        reset = must(*m_session,
                     "RESET SESSION AUTHORIZATION; RESET ALL; SET client_encoding = 'UTF8'; SET statement_timeout = " + limit +
                         "; SET lock_timeout = " + limit,
                     stop);
    }
    if (!reset)
        return reset.error();
    return Done{};
}

Result<bool> PostgresScratch::makeMissingRole(const PostgresAnswer &answer, std::stop_token stop)
{
    const std::string name = missingRole(answer);
    if (!m_target.ours || name.empty() || m_madeRoles.size() >= roleLimit)
        return false;
    auto made = m_admin->execute("CREATE ROLE " + quotedIdentifier(name) + " NOLOGIN ROLE " + quotedIdentifier(m_role), stop);
    if (!made)
        return made.error();
    if (!made->ok())
        return false;
    m_madeRoles.push_back(name);
    if (m_session->inTransaction()) {
        // A session learns what others did when it takes a lock that it did not have yet. Without that it
        // goes on believing that there is no such role until its transaction ends.
        auto learnt = must(*m_session, "SAVEPOINT belay_learn; CREATE TEMPORARY TABLE belay_learn (); ROLLBACK TO SAVEPOINT belay_learn; RELEASE SAVEPOINT belay_learn", stop);
        if (!learnt)
            return learnt.error();
    }
    return true;
}

Result<PostgresAnswer> PostgresScratch::makeExtension(std::string_view sql, std::stop_token stop)
{
    // Most extensions may be made by a database's owner, the others only by a superuser: on a server of
    // ours that is the role of the target.
    auto session = PostgresConnection::open(m_target.connection, {}, {}, m_database, m_limits.connect, stop);
    if (!session)
        return session.error();
    session->setLimit(m_limits.statement);
    return session->execute(sql, stop);
}

Result<PostgresAnswer> PostgresScratch::run(std::string_view sql, OnFailure onFailure, std::stop_token stop)
{
    // On a server of ours a role that is named but missing is made, and the statement tried again.
    const bool saved = m_session->inTransaction() && (m_target.ours || onFailure == OnFailure::NextStatement);
    for (;;) {
        if (saved) {
            auto point = must(*m_session, "SAVEPOINT belay_statement", stop);
            if (!point)
                return point.error();
        }
        auto answer = m_session->execute(sql, stop);
        if (!answer)
            return answer.error();
        if (!saved || !m_session->inTransaction()) {
            if (answer->ok())
                return answer;
        } else {
            auto back = must(*m_session, answer->ok() ? "RELEASE SAVEPOINT belay_statement" : "ROLLBACK TO SAVEPOINT belay_statement; RELEASE SAVEPOINT belay_statement", stop);
            if (!back)
                return back.error();
            if (answer->ok())
                return answer;
        }
        auto made = makeMissingRole(*answer, stop);
        if (!made)
            return made.error();
        if (!*made || (!saved && m_session->inTransaction()))
            return answer;
    }
}

Result<ScriptOutcome> PostgresScratch::apply(const MigrationScript &script, OnFailure onFailure, std::stop_token stop)
{
    return applyStatements(script, onFailure, false, std::move(stop));
}

Result<ScriptOutcome> PostgresScratch::applyInside(const MigrationScript &script, std::stop_token stop)
{
    return applyStatements(script, OnFailure::StopScript, true, std::move(stop));
}

Result<ScriptOutcome> PostgresScratch::applyStatements(const MigrationScript &script, OnFailure onFailure, bool inside, std::stop_token stop)
{
    ScriptOutcome outcome;
    const ParsedSql sql = ParsedSql::parse(withoutPsql(script.text, splitSql(script.text, Dialect::PostgreSql)));
    const LineIndex lines(script.text);
    const auto report = [&](const ParsedStatement &statement, std::uint32_t offset, std::string state, std::string message) {
        const TextPosition at = lines.at(offset);
        ScriptFailure failed;
        failed.file = script.file;
        failed.line = at.line;
        failed.column = at.column;
        if (script.generated && at.line >= 1 && at.line <= script.lines.size()) {
            failed.line = script.lines[at.line - 1];
            failed.column = 1;
        }
        failed.state = std::move(state);
        failed.message = std::move(message);
        failed.additive = statement.understood() && onlyAdds(statement);
        outcome.failures.push_back(std::move(failed));
    };

    if (!inside) {
        auto fresh = resetSession(stop);
        if (!fresh)
            return fresh.error();
    }
    const auto &statements = sql.statements();
    const bool wrapped = !inside && script.transaction && std::none_of(statements.begin(), statements.end(), [](const ParsedStatement &statement) {
                             return controlsTransaction(statement) || wantsNoTransaction(statement);
                         });
    if (wrapped) {
        auto begun = must(*m_session, "BEGIN", stop);
        if (!begun)
            return begun.error();
    }
    for (const ParsedStatement &statement : statements) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, script.file);
        if (inside && (controlsTransaction(statement) || statement.tree.is("VacuumStmt")))
            continue;
        if (!statement.understood() && !m_target.ours) {
            // What we cannot read may do anything.
            report(statement, statement.errorOffset, {}, "not understood, so not executed: " + statement.notUnderstood);
        } else if (statement.tree.is("CopyStmt") && statement.tree.flag("is_from") && reachesOutside(statement).empty()) {
            // Its rows came from the client, and no verdict hangs on them.
        } else if (statement.tree.is("CreateRoleStmt") && m_target.ours) {
            PostgresAnswer missing;
            missing.state = "42704";
            missing.message = "role \"" + std::string(statement.tree.text("role")) + "\" does not exist";
            auto made = makeMissingRole(missing, stop);
            if (!made)
                return made.error();
        } else if (const std::string reason = reachesOutside(statement); !reason.empty()) {
            // On a server of ours settings of databases and roles have no effect that a check could see.
            if (m_target.ours && (statement.tree.is("AlterRoleSetStmt") || statement.tree.is("AlterRoleStmt") || statement.tree.is("GrantRoleStmt") ||
                                  statement.tree.is("GrantStmt") || statement.tree.is("CommentStmt")))
                continue;
            report(statement, statement.span.begin, {}, "not executed: " + reason);
        } else {
            if (statement.tree.is("CreateExtensionStmt")) {
                const std::string name(statement.tree.text("extname"));
                auto available = must(*m_session, "SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = " + quotedLiteral(name), stop);
                if (!available)
                    return available.error();
                if (available->rows.empty()) {
                    ScriptOutcome lacking;
                    lacking.missingExtensions.push_back(name);
                    outcome.add(lacking);
                    continue;
                }
            }
            const std::string_view text = sql.textOf(statement);
            auto answer = inside && wantsNoTransaction(statement) ? run(withoutConcurrently(text), onFailure, stop) : run(text, onFailure, stop);
            if (answer && answer->state == "42501" && m_target.ours && statement.tree.is("CreateExtensionStmt"))
                answer = makeExtension(text, stop);
            if (!answer)
                return answer.error();
            if (answer->ok())
                continue;
            report(statement, statement.span.begin + (answer->placed ? answer->offset : 0), answer->state, answer->message);
        }
        if (!outcome.failures.empty() && onFailure == OnFailure::StopScript)
            break;
    }
    if (!inside && m_session->inTransaction()) {
        const bool keep = outcome.failures.empty() || onFailure == OnFailure::NextStatement;
        auto ended = m_session->execute(keep ? "COMMIT" : "ROLLBACK", stop);
        if (!ended)
            return ended.error();
        // Deferred constraints speak up at the end.
        if (!ended->ok() && !statements.empty())
            report(statements.back(), statements.back().span.begin, ended->state, ended->message);
    }
    return outcome;
}

} // namespace belay::schema
