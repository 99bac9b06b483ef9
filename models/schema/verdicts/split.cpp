// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/split.h"

#include "models/schema/ddl/simulation.h"
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/resolve/typename.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace belay::schema {

namespace {

using K = OperationKind;

enum class Phase { Expand, Backfill, Contract };

/// A statement, or a subcommand made a statement of its own.
struct Piece {
    Phase phase = Phase::Expand;
    std::string expand;         ///< What of it goes there, each with its semicolon.
    std::string backfill;
    std::string again;          ///< Of the backfill: what is repeated before contracting.
    std::string contract;
    bool setting = false;       ///< SET: repeated in each section.
};

bool isContract(const OperationVerdict &verdict) { return verdict.states.oldReads >= Outcome::LosesData || verdict.states.oldWrites >= Outcome::LosesData; }

bool changesRows(K kind) { return kind == K::UpdateData || kind == K::DeleteData || kind == K::InsertData || kind == K::MergeData || kind == K::CopyData; }

std::string quotedIfNeeded(std::string_view name)
{
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }) && !(name[0] >= '0' && name[0] <= '9');
    if (plain)
        return std::string(name);
    std::string result = "\"";
    for (const char c : name) {
        if (c == '"')
            result += '"';
        result += c;
    }
    return result + '"';
}

std::string qualified(std::string_view fullName)
{
    const std::size_t dot = fullName.find('.');
    if (dot == std::string_view::npos)
        return quotedIfNeeded(fullName);
    return quotedIfNeeded(fullName.substr(0, dot)) + '.' + quotedIfNeeded(fullName.substr(dot + 1));
}

std::string_view lastPart(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

/// "ALTER TABLE [IF EXISTS] [ONLY] name [*]", and where the first subcommand begins.
struct AlterHead {
    std::string text;
    std::uint32_t commands = 0;
};

std::optional<AlterHead> alterHead(std::string_view text, Span statement)
{
    PostgresTokenizer tokens(text.substr(0, statement.end()), statement.begin);
    PostgresToken token;
    const auto advance = [&] {
        while (tokens.next(token)) {
            if (token.kind != PostgresToken::Kind::Comment)
                return true;
        }
        return false;
    };
    if (!advance() || !tokens.isWord(token, "alter") || !advance())
        return std::nullopt;
    if (tokens.isWord(token, "foreign") && !advance())
        return std::nullopt;
    if (!tokens.isWord(token, "table") || !advance())
        return std::nullopt;
    if (tokens.isWord(token, "if") && (!advance() || !advance()))
        return std::nullopt;
    if (tokens.isWord(token, "only") && !advance())
        return std::nullopt;
    std::uint32_t end = token.span.end();
    bool more = advance();
    while (more && tokens.isSymbol(token, '.')) {
        if (!advance())
            return std::nullopt;
        end = token.span.end();
        more = advance();
    }
    if (more && tokens.isSymbol(token, '*')) {
        end = token.span.end();
        more = advance();
    }
    if (!more)
        return std::nullopt;
    return AlterHead{std::string(text.substr(statement.begin, end - statement.begin)), token.span.begin};
}

std::string trimmed(std::string_view text)
{
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t' || text.back() == ';'))
        text.remove_suffix(1);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\r' || text.front() == '\t'))
        text.remove_prefix(1);
    return std::string(text);
}

/// One statement changes a limited number of rows; to be repeated until it changes none. A column that
/// is `empty` in old rows is filled only where it still is: what the new release wrote stays.
std::string batched(std::string_view statement, bool empty)
{
    const std::uint32_t limit = static_cast<std::uint32_t>(statement.size());
    PostgresTokenizer tokens(statement);
    PostgresToken token;
    std::uint32_t set = noOffset;
    std::uint32_t where = noOffset;
    std::uint32_t nameEnd = 0;
    std::uint32_t nameBegin = noOffset;
    int depth = 0;
    bool simple = true;
    bool first = true;
    while (tokens.next(token)) {
        if (first && !tokens.isWord(token, "update"))
            return {};
        if (tokens.isSymbol(token, '('))
            ++depth;
        else if (tokens.isSymbol(token, ')'))
            --depth;
        if (!first && depth == 0) {
            if (tokens.isWord(token, "set") && set == noOffset)
                set = token.span.begin;
            else if (tokens.isWord(token, "where") && where == noOffset)
                where = token.span.begin;
            else if (tokens.isWord(token, "from") || tokens.isWord(token, "returning") || tokens.isWord(token, "only") || (tokens.isWord(token, "as") && set == noOffset))
                simple = false;
            else if (set == noOffset) {
                if (nameBegin == noOffset)
                    nameBegin = token.span.begin;
                else if (!tokens.isSymbol(token, '.') && nameEnd != 0 && statement[nameEnd - 1] != '.')
                    simple = false;
                nameEnd = token.span.end();
            } else if (tokens.isSymbol(token, ',') && where == noOffset) {
                simple = false;
            }
        }
        first = false;
    }
    if (!simple || set == noOffset || nameBegin == noOffset)
        return {};
    const std::string name(statement.substr(nameBegin, nameEnd - nameBegin));
    const std::string assignment = trimmed(statement.substr(set + 3, (where == noOffset ? limit : where) - set - 3));
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos)
        return {};
    const std::string column = trimmed(std::string_view(assignment).substr(0, equals));
    const std::string value = trimmed(std::string_view(assignment).substr(equals + 1));
    std::string condition = empty ? column + " IS NULL AND (" + value + ") IS NOT NULL" : column + " IS DISTINCT FROM (" + value + ')';
    if (where != noOffset)
        condition = '(' + trimmed(statement.substr(where + 5)) + ") AND " + condition;
    return "-- Repeat until it changes no row.\nUPDATE " + name + " SET " + column + " = " + value + "\nWHERE ctid = ANY (ARRAY(SELECT ctid FROM " + name + " WHERE " + condition
        + " LIMIT 1000 FOR UPDATE SKIP LOCKED));\n";
}

std::string renamedColumn(const Catalogue &before, const Operation &operation)
{
    // Both names hold the same values while both releases run.
    const std::string table = qualified(operation.relation);
    const std::string from = quotedIfNeeded(lastPart(operation.object));
    const std::string to = quotedIfNeeded(lastPart(operation.newName));
    const std::string function = quotedIfNeeded("belay_sync_" + std::string(lastPart(operation.relation)) + '_' + std::string(lastPart(operation.newName)));
    const std::string schema = quotedIfNeeded(operation.relation.substr(0, operation.relation.find('.')));
    return "ALTER TABLE " + table + " ADD COLUMN " + to + ' ' + formatType(before, operation.columnBefore->type) + ";\nCREATE FUNCTION " + schema + '.' + function
        + "() RETURNS trigger LANGUAGE plpgsql AS $belay$\nBEGIN\n  IF TG_OP = 'UPDATE' AND NEW." + to + " IS DISTINCT FROM OLD." + to + " THEN\n    NEW." + from + " := NEW." + to
        + ";\n  ELSIF TG_OP = 'INSERT' AND NEW." + to + " IS NOT NULL THEN\n    NEW." + from + " := NEW." + to + ";\n  ELSE\n    NEW." + to + " := NEW." + from
        + ";\n  END IF;\n  RETURN NEW;\nEND\n$belay$;\nCREATE TRIGGER " + function + " BEFORE INSERT OR UPDATE ON " + table + " FOR EACH ROW EXECUTE FUNCTION " + schema + '.' + function + "();\n";
}

std::string renamedColumnContract(const Operation &operation)
{
    const std::string table = qualified(operation.relation);
    const std::string from = quotedIfNeeded(lastPart(operation.object));
    const std::string to = quotedIfNeeded(lastPart(operation.newName));
    const std::string function = quotedIfNeeded("belay_sync_" + std::string(lastPart(operation.relation)) + '_' + std::string(lastPart(operation.newName)));
    const std::string schema = quotedIfNeeded(operation.relation.substr(0, operation.relation.find('.')));
    return "DROP TRIGGER " + function + " ON " + table + ";\nDROP FUNCTION " + schema + '.' + function + "();\nALTER TABLE " + table + " DROP COLUMN " + to + ";\nALTER TABLE " + table + " RENAME COLUMN "
        + from + " TO " + to + ";\n";
}

class Splitter {
public:
    Splitter(const Catalogue &before, const Catalogue &after, const ParsedSql &sql, std::span<const Operation> operations, std::span<const OperationVerdict> verdicts)
        : m_before(before), m_after(after), m_sql(sql), m_operations(operations), m_verdicts(verdicts)
    {
    }

    std::string propose()
    {
        for (const Operation &operation : m_operations) {
            if (!operation.error.empty() || operation.kind == K::NotUnderstood || (operation.kind == K::RunBlock && !operation.doubt.empty()))
                return {};
        }
        collect();
        const bool contracts = std::any_of(m_pieces.begin(), m_pieces.end(), [](const Piece &p) { return !p.contract.empty(); });
        const bool other = std::any_of(m_pieces.begin(), m_pieces.end(), [](const Piece &p) { return !p.setting && (!p.expand.empty() || !p.backfill.empty()); });
        if (!contracts || !other)
            return {};
        if (std::string text = write(); comesToTheSame(text))
            return text;
        // Some later statement needs an earlier contraction: from there on everything waits.
        bool waits = false;
        for (Piece &piece : m_pieces) {
            if (piece.setting)
                continue;
            waits = waits || !piece.contract.empty();
            if (waits) {
                piece.contract = piece.expand + piece.backfill + piece.contract;
                piece.expand.clear();
                piece.backfill.clear();
                piece.again.clear();
            }
        }
        if (std::none_of(m_pieces.begin(), m_pieces.end(), [](const Piece &p) { return !p.setting && (!p.expand.empty() || !p.backfill.empty()); }))
            return {};
        std::string text = write();
        return comesToTheSame(text) ? text : std::string();
    }

private:
    void collect()
    {
        const auto &statements = m_sql.statements();
        std::size_t at = 0;
        for (std::uint32_t number = 0; number < statements.size(); ++number) {
            const std::size_t from = at;
            while (at < m_operations.size() && m_operations[at].statement == number)
                ++at;
            const ParsedStatement &statement = statements[number];
            if (statement.tree.is("TransactionStmt"))
                continue;
            if (statement.tree.is("VariableSetStmt")) {
                Piece &piece = m_pieces.emplace_back();
                piece.setting = true;
                piece.expand = piece.backfill = piece.contract = std::string(m_sql.textOf(statement)) + ";\n";
                continue;
            }
            if (statement.tree.is("AlterTableStmt") && statement.tree.list("cmds").size() > 1 && splitCommands(statement, from, at))
                continue;
            m_pieces.push_back(piece(m_sql.textOf(statement), {}, from, at));
        }
    }

    /// One piece per subcommand of ALTER TABLE.
    bool splitCommands(const ParsedStatement &statement, std::size_t from, std::size_t to)
    {
        const auto head = alterHead(m_sql.text(), statement.span);
        if (!head)
            return false;
        const std::size_t count = statement.tree.list("cmds").size();
        std::vector<Span> spans;
        for (std::size_t i = from; i < to; ++i) {
            if (std::find(spans.begin(), spans.end(), m_operations[i].span) == spans.end())
                spans.push_back(m_operations[i].span);
        }
        if (spans.size() != count)
            return false;
        std::sort(spans.begin(), spans.end(), [](const Span &a, const Span &b) { return a.begin < b.begin; });
        for (Span span : spans) {
            std::vector<std::size_t> mine;
            for (std::size_t i = from; i < to; ++i) {
                if (m_operations[i].span == span)
                    mine.push_back(i);
            }
            const std::uint32_t begin = std::max(span.begin, head->commands);
            const std::string_view text = std::string_view(m_sql.text()).substr(begin, span.end() - begin);
            // A subcommand's own operations follow one another.
            m_pieces.push_back(piece(head->text + ' ' + std::string(text), head->text, mine.front(), mine.back() + 1));
        }
        return true;
    }

    Piece piece(std::string_view text, const std::string &head, std::size_t from, std::size_t to)
    {
        Piece made;
        const std::string whole = trimmed(text) + ";\n";
        const auto main = std::find_if(m_operations.begin() + static_cast<std::ptrdiff_t>(from), m_operations.begin() + static_cast<std::ptrdiff_t>(to),
                                       [](const Operation &o) { return !o.implied && !o.noEffect; });
        bool contract = false;
        for (std::size_t i = from; i < to; ++i)
            contract = contract || isContract(m_verdicts[i]);
        if (main != m_operations.begin() + static_cast<std::ptrdiff_t>(to) && to - from >= 1) {
            const OperationVerdict &verdict = m_verdicts[static_cast<std::size_t>(main - m_operations.begin())];
            if (special(made, whole, head, *main, verdict, to - from == 1))
                return made;
            if (changesRows(main->kind)) {
                const bool empty = verdict.code == "fills-new-column" && hasNoDefaults(*main);
                const std::string batches = main->kind == K::UpdateData && !main->selfReferring ? batched(trimmed(text), empty) : std::string();
                made.backfill = batches.empty() ? whole : batches;
                if (empty)
                    made.again = batches;
                return made;
            }
        }
        (contract ? made.contract : made.expand) = whole;
        return made;
    }

    /// What one operation alone is parted into.
    bool special(Piece &made, const std::string &whole, const std::string &head, const Operation &operation, const OperationVerdict &verdict, bool alone)
    {
        const std::string table = qualified(operation.relation);
        const std::string column = quotedIfNeeded(lastPart(operation.object));
        const std::string alter = head.empty() ? "ALTER TABLE " + table : head;
        if (operation.kind == K::RenameColumn && verdict.code == "renames-column" && isTable(operation.relation) && operation.columnBefore && operation.columnBefore->type.type != noType
            && operation.columnBefore->generated == Column::Generated::No) {
            made.expand = renamedColumn(m_before, operation);
            made.backfill = "-- Repeat until it changes no row.\nUPDATE " + table + " SET " + quotedIfNeeded(lastPart(operation.newName)) + " = " + column + "\nWHERE ctid = ANY (ARRAY(SELECT ctid FROM " + table
                + " WHERE " + quotedIfNeeded(lastPart(operation.newName)) + " IS DISTINCT FROM " + column + " LIMIT 1000 FOR UPDATE SKIP LOCKED));\n";
            made.contract = renamedColumnContract(operation);
            return true;
        }
        if (operation.kind == K::RenameTable && verdict.code == "renames-table" && isTable(operation.relation)) {
            made.expand = "CREATE VIEW " + qualified(operation.newName) + " AS SELECT * FROM " + table + ";\n";
            made.contract = "DROP VIEW " + qualified(operation.newName) + ";\n" + whole;
            return true;
        }
        if (operation.kind == K::DropColumn && verdict.code == "drops-required-column" && alone) {
            made.expand = "ALTER TABLE " + table + " ALTER COLUMN " + column + " DROP NOT NULL;\n";
            made.contract = whole;
            return inKey(operation) ? (made = Piece(), made.contract = whole, true) : true;
        }
        if (operation.kind == K::AddColumn && verdict.code == "adds-required-column" && alone && operation.columnAfter && operation.columnAfter->type.type != noType) {
            const std::string collation = operation.columnAfter->collation.empty() ? std::string() : " COLLATE " + qualified(operation.columnAfter->collation);
            made.expand = "ALTER TABLE " + table + " ADD COLUMN " + column + ' ' + formatType(m_before, operation.columnAfter->type) + collation + ";\n";
            made.backfill = "-- Give every row of " + table + " a value for " + column + " here; the migration does not say which.\n";
            made.contract = notNull(table, column, operation.relation);
            return true;
        }
        if (operation.kind == K::SetNotNull && isContract(verdict)) {
            made.contract = notNull(table, column, operation.relation);
            return true;
        }
        if ((operation.kind == K::AddForeignKey || operation.kind == K::AddCheck) && isContract(verdict) && alone && operation.constraint && !operation.notValid && !operation.implied) {
            made.contract = whole.substr(0, whole.size() - 2) + " NOT VALID;\n" + alter + " VALIDATE CONSTRAINT " + quotedIfNeeded(operation.constraint->name) + ";\n";
            return true;
        }
        return false;
    }

    [[nodiscard]] bool isTable(const std::string &relation) const
    {
        const Relation *found = m_before.relationByFullName(relation);
        return found != nullptr && found->kind == Relation::Kind::Table;
    }

    /// The columns that an UPDATE sets are empty where nobody has written them yet.
    [[nodiscard]] bool hasNoDefaults(const Operation &operation) const
    {
        const Relation *found = m_after.relationByFullName(operation.relation);
        return found != nullptr && std::all_of(operation.labels.begin(), operation.labels.end(), [&](const std::string &name) {
                   const Column *column = found->column(name);
                   return column != nullptr && !column->defaultText && column->generated == Column::Generated::No;
               });
    }

    [[nodiscard]] bool inKey(const Operation &operation) const
    {
        const Relation *found = m_before.relationByFullName(operation.relation);
        const std::string column(lastPart(operation.object));
        return found == nullptr || std::any_of(found->constraints.begin(), found->constraints.end(), [&](const Constraint &c) {
                   return c.kind == Constraint::Kind::PrimaryKey && std::find(c.columns.begin(), c.columns.end(), column) != c.columns.end();
               }) || (operation.columnBefore && operation.columnBefore->generated != Column::Generated::No);
    }

    static std::string notNull(const std::string &table, const std::string &column, const std::string &relation)
    {
        const std::string name = quotedIfNeeded("belay_" + std::string(lastPart(relation)).substr(0, 40) + "_not_null");
        return "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " CHECK (" + column + " IS NOT NULL) NOT VALID;\nALTER TABLE " + table + " VALIDATE CONSTRAINT " + name + ";\nALTER TABLE " + table
            + " ALTER COLUMN " + column + " SET NOT NULL;\nALTER TABLE " + table + " DROP CONSTRAINT " + name + ";\n";
    }

    std::string write() const
    {
        std::string expand;
        std::string backfill;
        std::string again;
        std::string contract;
        for (const Piece &piece : m_pieces) {
            expand += piece.expand;
            backfill += piece.backfill;
            again += piece.again;
            contract += piece.contract;
        }
        const bool fills = std::any_of(m_pieces.begin(), m_pieces.end(), [](const Piece &p) { return !p.setting && !p.backfill.empty(); });
        const bool expands = std::any_of(m_pieces.begin(), m_pieces.end(), [](const Piece &p) { return !p.setting && !p.expand.empty(); });
        std::string text = "-- 1. Expand: in a migration of this release.\n" + (expands ? expand : std::string("-- Nothing.\n"));
        if (fills)
            text += "\n-- 2. Fill rows in batches, while both releases can run.\n" + backfill;
        text += "\n-- 3. Contract: in a migration of the release after next, when this release's predecessor cannot come back.\n";
        if (!again.empty())
            text += "-- First once more, for rows that the old release wrote meanwhile.\n" + again;
        text += contract;
        return text;
    }

    [[nodiscard]] bool comesToTheSame(const std::string &text) const
    {
        const ParsedSql parsed = ParsedSql::parse(text);
        Simulation simulation(m_before);
        for (const Operation &operation : simulation.applyScript(parsed)) {
            if (!operation.error.empty() || operation.kind == K::NotUnderstood)
                return false;
        }
        return simulation.catalogue().sameAs(m_after);
    }

    const Catalogue &m_before;
    const Catalogue &m_after;
    const ParsedSql &m_sql;
    std::span<const Operation> m_operations;
    std::span<const OperationVerdict> m_verdicts;
    std::vector<Piece> m_pieces;
};

} // namespace

std::string splitProposal(const Catalogue &before, const Catalogue &after, const ParsedSql &sql, std::span<const Operation> operations, std::span<const OperationVerdict> verdicts)
{
    return Splitter(before, after, sql, operations, verdicts).propose();
}

bool mayNeedSplit(const ParsedSql &sql)
{
    std::size_t parts = 0;
    bool special = false;
    bool contracts = false;
    for (const ParsedStatement &statement : sql.statements()) {
        if (!statement.understood())
            return false;
        const Node tree = statement.tree;
        if (tree.is("TransactionStmt") || tree.is("VariableSetStmt") || tree.is("CommentStmt"))
            continue;
        ++parts;
        if (tree.is("RenameStmt")) {
            special = true;
        } else if (tree.is("DropStmt")) {
            contracts = true;
        } else if (tree.is("IndexStmt")) {
            contracts = contracts || tree.flag("unique");
        } else if (tree.is("AlterTableStmt")) {
            for (const Node command : tree.list("cmds")) {
                ++parts;
                const std::string_view subtype = command.text("subtype");
                special = special || subtype == "AT_DropColumn" || subtype == "AT_AddColumn";
                contracts = contracts || (subtype != "AT_AddColumn" && subtype != "AT_ChangeOwner");
            }
        } else if (!tree.is("CreateStmt")) {
            contracts = true;
        }
    }
    return special || (contracts && parts > 1);
}

} // namespace belay::schema
