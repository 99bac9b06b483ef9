// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/lint.h"

#include "models/schema/ddl/sqltokens.h"
#include "models/schema/resolve/builtins.h"

#include <algorithm>
#include <cassert>
#include <set>
#include <string>

namespace belay::schema {

namespace {

using K = OperationKind;

const LintRule &ruleOf(std::string_view code)
{
    const auto rules = lintRules();
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const LintRule &rule) { return rule.code == code; });
    assert(found != rules.end());
    return *found;
}

bool changesRows(K kind) { return kind == K::UpdateData || kind == K::DeleteData || kind == K::MergeData; }

/// Takes a lock that blocks writers or readers of the relation.
bool locksStrongly(const Operation &operation)
{
    switch (operation.kind) {
    case K::DropTable: case K::RenameTable: case K::MoveTable: case K::AttachPartition: case K::DetachPartition: case K::Inherit: case K::Disinherit:
    case K::AddColumn: case K::DropColumn: case K::RenameColumn: case K::ChangeType: case K::SetNotNull: case K::DropNotNull: case K::SetDefault: case K::DropDefault:
    case K::AddIdentity: case K::ChangeIdentity: case K::DropIdentity: case K::DropExpression: case K::AddPrimaryKey: case K::AddUnique: case K::AddForeignKey: case K::AddCheck:
    case K::AddExclusion: case K::DropPrimaryKey: case K::DropUnique: case K::DropForeignKey: case K::DropCheck: case K::DropExclusion: case K::RenameConstraint:
    case K::CreateTrigger: case K::DropTrigger: case K::CreateRule: case K::DropRule: case K::EnableRowSecurity: case K::DisableRowSecurity: case K::CreatePolicy:
    case K::DropPolicy: case K::TruncateTable: case K::LockTable: case K::ChangeStorage: case K::RenameIndex:
        return !operation.concurrently;
    case K::CreateIndex: case K::CreateUniqueIndex: case K::DropIndex: case K::DropUniqueIndex:
        return !operation.concurrently;
    default: return false;
    }
}

class Linter {
public:
    explicit Linter(const LintInput &input) : m_input(input), m_inTransaction(input.transaction) {}

    std::vector<LintRemark> run()
    {
        for (std::size_t i = 0; i < m_input.operations.size(); ++i)
            look(m_input.operations[i]);
        if (m_openBegin != nullptr)
            remark("uncommitted-transaction", *m_openBegin);
        std::stable_sort(m_remarks.begin(), m_remarks.end(), [](const LintRemark &a, const LintRemark &b) { return a.span.begin < b.span.begin; });
        return std::move(m_remarks);
    }

private:
    void remark(std::string_view code, const Operation &operation, std::string_view object = {}, std::optional<Span> span = std::nullopt)
    {
        const LintRule &rule = ruleOf(code);
        LintRemark &added = m_remarks.emplace_back();
        added.span = span ? *span : operation.span;
        added.code = rule.code;
        added.severity = rule.severity;
        added.remedy = rule.remedy;
        const std::string_view name = object.empty() ? std::string_view(operation.object) : object;
        std::string_view rest = rule.message;
        for (std::size_t at = rest.find("{}"); at != std::string_view::npos; at = rest.find("{}")) {
            added.message.append(rest.substr(0, at)).append(name.empty() ? std::string_view("it") : name);
            rest.remove_prefix(at + 2);
        }
        added.message.append(rest);
    }

    [[nodiscard]] bool isOwn(const Operation &operation) const { return operation.created != 0 && operation.created >= m_input.firstEpoch; }

    /// On something that others use already.
    [[nodiscard]] bool inUse(const Operation &operation) const { return !operation.relation.empty() && !isOwn(operation) && operation.relation.compare(0, 8, "pg_temp.") != 0; }

    void look(const Operation &operation)
    {
        if (operation.kind == K::NotUnderstood) {
            remark("statement-not-understood", operation);
            return;
        }
        if (!operation.error.empty()) {
            remark("statement-fails", operation);
            m_remarks.back().message = "PostgreSQL refuses this: " + operation.error + '.';
            return;
        }
        if (operation.kind == K::Transaction) {
            transaction(operation);
            return;
        }
        if (operation.kind == K::SetVariable) {
            const std::string variable = folded(operation.object);
            m_lockTimeout = m_lockTimeout || variable == "lock_timeout";
            m_statementTimeout = m_statementTimeout || variable == "statement_timeout";
            return;
        }
        concurrency(operation);
        style(operation);
        if (operation.noEffect)
            return;
        if (inUse(operation)) {
            locks(operation);
            rewrites(operation);
            data(operation);
        }
        enums(operation);
        others(operation);
        m_changedSchema = m_changedSchema || locksStrongly(operation) || operation.kind == K::CreateTable;
    }

    void transaction(const Operation &operation)
    {
        const std::string &word = operation.labels.empty() ? m_empty : operation.labels[0];
        if (word == "begin") {
            if (m_input.transaction || m_openBegin != nullptr)
                remark("transaction-nesting", operation);
            m_openBegin = &operation;
            m_inTransaction = true;
            startTransaction();
        } else if (word == "commit" || word == "rollback") {
            if (m_openBegin == nullptr && m_input.transaction)
                remark("transaction-nesting", operation);
            m_openBegin = nullptr;
            m_inTransaction = m_input.transaction;
            startTransaction();
        }
    }

    void startTransaction()
    {
        m_lockedTables.clear();
        m_addedConstraints.clear();
        m_addedValues.clear();
        m_changedSchema = false;
        m_saidMany = false;
    }

    void concurrency(const Operation &operation)
    {
        const bool index = operation.kind == K::CreateIndex || operation.kind == K::CreateUniqueIndex;
        if (operation.concurrently && operation.kind != K::RefreshMaterializedView && m_inTransaction)
            remark("concurrently-in-transaction", operation);
        if (index && operation.concurrently && operation.ifExists)
            remark("concurrent-index-may-stay-invalid", operation);
        const bool alone = operation.kind == K::Maintenance && !operation.labels.empty() && operation.labels[0] == "vacuum";
        if (m_inTransaction && (alone || operation.kind == K::DropDatabase || (operation.kind == K::OtherObject && (operation.object == "createdbstmt" || operation.object == "altersystemstmt"))))
            remark("statement-refuses-transaction", operation, alone ? "VACUUM" : "this");
        if (operation.kind == K::Maintenance && !operation.labels.empty() && operation.labels[0] != "analyze")
            remark("maintenance-in-migration", operation);
    }

    void locks(const Operation &operation)
    {
        const std::string &table = operation.relation;
        if (locksStrongly(operation)) {
            if (!m_lockTimeout && !m_saidLockTimeout) {
                m_saidLockTimeout = true;
                remark("missing-lock-timeout", operation, table);
            }
            if (!m_statementTimeout && !m_saidStatementTimeout) {
                m_saidStatementTimeout = true;
                remark("missing-statement-timeout", operation, table);
            }
        }
        const bool alreadyLocked = m_lockedTables.contains(table);
        switch (operation.kind) {
        case K::CreateIndex:
        case K::CreateUniqueIndex:
            if (!operation.concurrently && !operation.implied)
                remark(m_inTransaction && alreadyLocked ? "index-after-exclusive-lock" : "index-without-concurrently", operation);
            break;
        case K::DropIndex:
        case K::DropUniqueIndex:
            if (!operation.concurrently)
                remark("index-drop-without-concurrently", operation);
            break;
        case K::Maintenance:
            if (!operation.concurrently && !operation.labels.empty() && operation.labels[0] == "reindex")
                remark("reindex-without-concurrently", operation);
            break;
        case K::RefreshMaterializedView:
            if (!operation.concurrently)
                remark("refresh-without-concurrently", operation);
            break;
        case K::DetachPartition:
            if (!operation.concurrently)
                remark("detach-without-concurrently", operation);
            break;
        case K::AttachPartition:
            if (!operation.serial)
                remark("attach-scans-partition", operation);
            break;
        case K::AddForeignKey: foreignKey(operation); break;
        case K::AddCheck:
            if (!operation.notValid && !operation.implied)
                remark("check-without-not-valid", operation);
            m_addedConstraints.insert(operation.object);
            break;
        case K::AddUnique:
            if (!operation.usingIndex)
                remark("unique-without-using-index", operation);
            break;
        case K::AddPrimaryKey:
            if (!operation.usingIndex)
                remark("primary-key-without-using-index", operation);
            if (!operation.labels.empty())
                remark("primary-key-on-nullable-columns", operation);
            break;
        case K::AddExclusion: remark("exclusion-locks", operation); break;
        case K::SetNotNull:
            if (!operation.notValid)
                remark("not-null-scans", operation);
            break;
        case K::ValidateConstraint:
            if (m_inTransaction && m_addedConstraints.contains(operation.object))
                remark("validate-in-same-transaction", operation);
            break;
        case K::LockTable: remark("lock-table", operation); break;
        default: break;
        }
        if (m_inTransaction && locksStrongly(operation)) {
            m_lockedTables.insert(table);
            if (m_lockedTables.size() > 1 && !m_saidMany) {
                m_saidMany = true;
                remark("locks-many-tables", operation);
            }
        }
    }

    void foreignKey(const Operation &operation)
    {
        m_addedConstraints.insert(operation.object);
        const bool newColumn = operation.implied;
        const Relation *target = operation.alsoTouched.empty() ? nullptr : m_input.after.relationByFullName(operation.alsoTouched.front());
        const bool targetInUse = target == nullptr || target->created == 0 || target->created < m_input.firstEpoch;
        if (!operation.notValid && !newColumn)
            remark("foreign-key-without-not-valid", operation);
        if (targetInUse && operation.alsoTouched.size() == 1 && operation.alsoTouched.front() != operation.relation)
            remark("foreign-key-locks-both-tables", operation);
        const Relation *relation = m_input.after.relationByFullName(operation.relation);
        if (relation == nullptr || !operation.constraint)
            return;
        const auto covers = [&](const Index &index) {
            return index.columns.size() >= operation.constraint->columns.size()
                && std::is_permutation(operation.constraint->columns.begin(), operation.constraint->columns.end(), index.columns.begin(),
                                       index.columns.begin() + static_cast<std::ptrdiff_t>(operation.constraint->columns.size()));
        };
        if (std::none_of(relation->indexes.begin(), relation->indexes.end(), covers))
            remark("foreign-key-without-index", operation);
    }

    void rewrites(const Operation &operation)
    {
        if (operation.kind == K::AddColumn) {
            if (operation.volatileDefault)
                remark("volatile-default-rewrites", operation);
            else if (operation.rewrites)
                remark("column-rewrites", operation);
        } else if (operation.kind == K::ChangeType) {
            if (operation.rewrites)
                remark("type-change-rewrites", operation);
            else if (operation.rebuildsIndexes)
                remark("type-change-rebuilds-indexes", operation);
        } else if (operation.kind == K::ChangeStorage && operation.rewrites) {
            remark("storage-change-rewrites", operation);
        }
    }

    void data(const Operation &operation)
    {
        if (changesRows(operation.kind)) {
            if (operation.wholeTable)
                remark("unbounded-backfill", operation);
            if (m_inTransaction && m_changedSchema)
                remark("backfill-with-schema-change", operation);
        }
        if (operation.kind == K::TruncateTable && operation.cascade)
            remark("truncate-cascade", operation);
    }

    void enums(const Operation &operation)
    {
        if (operation.kind == K::AddEnumValue && !operation.labels.empty()) {
            m_addedValues.push_back(&operation);
            if (m_inTransaction)
                remark("enum-value-in-transaction", operation);
            if (operation.labels.size() == 1)
                remark("enum-value-without-order", operation);
            return;
        }
        if (m_addedValues.empty() || !m_inTransaction || operation.statement == m_lastStatement)
            return;
        m_lastStatement = operation.statement;
        if (operation.statement >= m_input.sql.statements().size())
            return;
        const std::string_view text = m_input.sql.textOf(m_input.sql.statements()[operation.statement]);
        for (const Operation *added : m_addedValues) {
            std::string literal = "'";
            literal += added->labels[0];
            literal += '\'';
            if (text.find(literal) != std::string_view::npos && added->statement != operation.statement)
                remark("enum-value-used-in-same-transaction", operation, added->object);
        }
    }

    void others(const Operation &operation)
    {
        if (operation.cascade && operation.kind != K::TruncateTable && !operation.implied)
            remark("drop-cascade", operation);
        if ((operation.kind == K::AddDomainConstraint) || (operation.kind == K::CreateDomain && hasChecks(operation.object)))
            remark("domain-with-constraint", operation);
        if (operation.index && (operation.kind == K::CreateIndex || operation.kind == K::CreateUniqueIndex)) {
            if (operation.kind == K::CreateIndex && operation.index->columns.size() > 3)
                remark("wide-index", operation);
            const Relation *relation = m_input.after.relationByFullName(operation.relation);
            if (relation != nullptr && std::any_of(relation->indexes.begin(), relation->indexes.end(), [&](const Index &other) {
                    return other.name != operation.index->name && other.columns == operation.index->columns && other.predicate == operation.index->predicate
                        && (other.unique || !operation.index->unique) && other.included == operation.index->included;
                }))
                remark("duplicate-index", operation);
        }
        if (!m_inTransaction && !operation.ifExists && !operation.implied && robustForm(operation.kind))
            remark("missing-if-exists", operation);
    }

    static bool robustForm(K kind)
    {
        return kind == K::CreateTable || kind == K::DropTable || kind == K::AddColumn || kind == K::DropColumn || kind == K::CreateIndex || kind == K::CreateUniqueIndex
            || kind == K::DropIndex || kind == K::DropUniqueIndex || kind == K::CreateSchema || kind == K::CreateExtension || kind == K::AddEnumValue || kind == K::CreateSequence
            || kind == K::DropView || kind == K::DropSequence || kind == K::DropType || kind == K::DropFunction;
    }

    [[nodiscard]] bool hasChecks(const std::string &domain) const
    {
        const std::size_t dot = domain.find('.');
        const Type *type = dot == std::string::npos ? nullptr : m_input.after.typeByName(domain.substr(0, dot), domain.substr(dot + 1));
        return type != nullptr && (!type->checks.empty() || type->notNull);
    }

    void style(const Operation &operation)
    {
        if (operation.noEffect)
            return;
        if (operation.kind == K::AddColumn && operation.columnAfter) {
            columnStyle(operation, *operation.columnAfter, operation.object, false, operation.serial, operation.span);
        } else if (operation.kind == K::ChangeType && operation.columnAfter) {
            columnStyle(operation, *operation.columnAfter, operation.object, false, false, operation.span);
        } else if (operation.kind == K::CreateTable && operation.labels.empty()) {
            tableStyle(operation);
        }
    }

    void tableStyle(const Operation &operation)
    {
        const Relation *relation = m_input.after.relationByFullName(operation.object);
        if (relation == nullptr || relation->temporary)
            return;
        const auto primary = std::find_if(relation->constraints.begin(), relation->constraints.end(), [](const Constraint &c) { return c.kind == Constraint::Kind::PrimaryKey; });
        if (primary == relation->constraints.end() && relation->kind != Relation::Kind::ForeignTable && relation->parent.empty())
            remark("table-without-primary-key", operation);
        for (const Column &column : relation->columns) {
            const bool key = primary != relation->constraints.end() && primary->columns.size() == 1 && primary->columns[0] == column.name;
            const bool serial = operation.serial && column.generated == Column::Generated::No && column.defaultText
                && column.defaultText->compare(0, 9, "nextval('") == 0 && column.defaultText->size() > 20
                && column.defaultText->compare(column.defaultText->size() - 16, 16, "_seq'::regclass)") == 0;
            columnStyle(operation, column, operation.object + '.' + column.name, key, serial, operation.span);
        }
    }

    void columnStyle(const Operation &operation, const Column &column, const std::string &object, bool key, bool serial, Span within)
    {
        const auto say = [&](std::string_view code) { remark(code, operation, object, spanOf(column.name, within)); };
        const TypeId type = column.type.type;
        if (type == types::Varchar && column.type.modifier >= 0)
            say("prefer-text");
        else if (type == types::Bpchar)
            say("char-field");
        else if (type == types::Int4 || type == types::Int2)
            say(key ? "small-integer-key" : "small-integer");
        else if (type == types::Timestamp)
            say("timestamp-without-time-zone");
        else if (type == types::Json)
            say("json-column");
        if (serial)
            say("prefer-identity");
    }

    /// Where the statement names the column; the statement itself if it does not.
    Span spanOf(std::string_view column, Span within) const
    {
        const std::string_view text(m_input.sql.text());
        PostgresTokenizer tokens(text.substr(0, within.end()), within.begin);
        PostgresToken token;
        while (tokens.next(token)) {
            if (token.kind == PostgresToken::Kind::Word && token.span.length == column.size() && folded(tokens.textOf(token)) == column)
                return token.span;
            if (token.kind == PostgresToken::Kind::QuotedWord && token.span.length == column.size() + 2 && tokens.textOf(token).substr(1, column.size()) == column)
                return token.span;
        }
        return within;
    }

    const LintInput &m_input;
    std::vector<LintRemark> m_remarks;
    std::set<std::string> m_lockedTables;
    std::set<std::string> m_addedConstraints;
    std::vector<const Operation *> m_addedValues;
    const Operation *m_openBegin = nullptr;
    std::string m_empty;
    std::uint32_t m_lastStatement = 0xffffffffU;
    bool m_inTransaction;
    bool m_lockTimeout = false;
    bool m_statementTimeout = false;
    bool m_saidLockTimeout = false;
    bool m_saidStatementTimeout = false;
    bool m_saidMany = false;
    bool m_changedSchema = false;
};

/// Names that the text spells longer than PostgreSQL keeps.
void longNames(const LintInput &input, std::vector<LintRemark> &remarks)
{
    constexpr std::size_t longest = 63;
    const std::string_view text(input.sql.text());
    // Only a run of more than 63 characters without a space can be one, and such a run covers a place
    // that divides by 64: few texts have to be read wholly.
    const auto inName = [&](std::size_t at) {
        const char c = text[at];
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
    };
    bool possible = false;
    for (std::size_t at = 0; at < text.size() && !possible; at += longest + 1) {
        std::size_t begin = at;
        std::size_t end = at;
        while (end < text.size() && end - begin <= longest && inName(end))
            ++end;
        while (end > at && begin > 0 && end - begin <= longest && inName(begin - 1))
            --begin;
        possible = end - begin > longest;
    }
    if (!possible)
        return;
    const LintRule &rule = ruleOf("identifier-too-long");
    PostgresTokenizer tokens(text);
    PostgresToken token;
    while (tokens.next(token)) {
        const bool quotedWord = token.kind == PostgresToken::Kind::QuotedWord;
        if ((token.kind != PostgresToken::Kind::Word && !quotedWord) || token.span.length - (quotedWord ? 2U : 0U) <= longest)
            continue;
        LintRemark &added = remarks.emplace_back();
        added.span = token.span;
        added.code = rule.code;
        added.severity = rule.severity;
        added.message = std::string(tokens.textOf(token)) + std::string(rule.message.substr(2));
        added.remedy = rule.remedy;
    }
}

} // namespace

std::vector<LintRemark> lint(const LintInput &input)
{
    std::vector<LintRemark> remarks = Linter(input).run();
    longNames(input, remarks);
    return remarks;
}

} // namespace belay::schema
