// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/simulation.h"

#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"

#include <algorithm>
#include <array>

namespace belay::schema {

namespace ddl {

namespace {

using About = Catalogue::Doubt::About;

void comment(Step &step, Node) { step.note(OperationKind::Comment, {}); }

void grant(Step &step, Node statement)
{
    const OperationKind kind = statement.flag("is_grant") ? OperationKind::Grant : OperationKind::Revoke;
    const std::string_view type = statement.text("objtype");
    bool noted = false;
    if ((type == "OBJECT_TABLE" || type == "OBJECT_SEQUENCE") && statement.text("targtype") == "ACL_TARGET_OBJECT") {
        for (const Node object : statement.list("objects")) {
            const Relation *relation = step.db.relation(nameOf(object));
            const std::string fullName = relation == nullptr ? step.fullNameOf(nameOf(object)) : relation->fullName();
            step.note(kind, fullName, fullName).created = relation == nullptr ? 0 : relation->created;
            noted = true;
        }
    }
    if (!noted)
        step.note(kind, folded(type.substr(std::min<std::size_t>(type.size(), 7))));
}

void grantRole(Step &step, Node statement) { step.note(statement.flag("is_grant") ? OperationKind::Grant : OperationKind::Revoke, "role"); }
void defaultPrivileges(Step &step, Node statement) { step.note(statement["action"].flag("is_grant") ? OperationKind::Grant : OperationKind::Revoke, "default privileges"); }
void changeOwner(Step &step, Node) { step.note(OperationKind::ChangeOwner, {}); }
void other(Step &step, Node statement) { step.note(OperationKind::OtherObject, folded(statement.type())); }
void dropOther(Step &step, Node statement) { step.note(OperationKind::DropOther, folded(statement.type())); }
void dropDatabase(Step &step, Node statement) { step.note(OperationKind::DropDatabase, std::string(statement.text("dbname"))); }
void runQuery(Step &step, Node) { step.note(OperationKind::RunQuery, {}); }

void maintenance(Step &step, Node statement)
{
    std::string word = statement.is("VacuumStmt") ? (statement.flag("is_vacuumcmd") ? "vacuum" : "analyze") : statement.is("ClusterStmt") ? "cluster" : "reindex";
    bool concurrently = false;
    bool full = false;
    for (const Node option : statement.list(statement.is("VacuumStmt") ? "options" : "params")) {
        concurrently = concurrently || option.text("defname") == "concurrently";
        full = full || option.text("defname") == "full";
    }
    const Node relationNode = statement.is("VacuumStmt") ? (statement.list("rels").empty() ? Node() : statement.list("rels")[0]["relation"]) : statement["relation"];
    const Relation *relation = relationNode ? step.db.relation(nameOf(relationNode)) : nullptr;
    Operation &operation = step.note(OperationKind::Maintenance, relation == nullptr ? std::string(relationNode.text("relname")) : relation->fullName(),
                                     relation == nullptr ? std::string() : relation->fullName());
    if (relation != nullptr)
        operation.created = relation->created;
    operation.concurrently = concurrently;
    operation.labels = {word, full ? "full" : ""};
}

void lockTable(Step &step, Node statement)
{
    for (const Node item : statement.list("relations")) {
        const Relation *relation = step.db.relation(nameOf(item));
        Operation &operation = step.note(OperationKind::LockTable, step.fullNameOf(nameOf(item)), step.fullNameOf(nameOf(item)));
        if (relation != nullptr)
            operation.created = relation->created;
        operation.labels = {std::to_string(statement.number("mode"))};
    }
}

/// ALTER DATABASE and ALTER ROLE ... SET search_path: what later sessions start with.
void sessionDefault(Step &step, Node statement)
{
    const Node setting = statement["setstmt"];
    if (setting.text("name") == "search_path" && setting.text("kind") == "VAR_SET_VALUE") {
        step.state.sessionPath.clear();
        for (const Node value : setting.list("args")) {
            std::string schema(value["sval"].text("sval"));
            if (!schema.empty() && schema != "$user")
                step.state.sessionPath.push_back(std::move(schema));
        }
    }
    step.note(OperationKind::SetVariable, std::string(setting.text("name"))).labels = {std::string(setting.text("name")), "default"};
}

struct Entry {
    std::string_view type;
    Handler apply;
};

constexpr std::array entries{
    Entry{"AlterCollationStmt", other}, Entry{"AlterDatabaseRefreshCollStmt", other}, Entry{"AlterDatabaseSetStmt", sessionDefault},
    Entry{"AlterDatabaseStmt", other}, Entry{"AlterDefaultPrivilegesStmt", defaultPrivileges}, Entry{"AlterDomainStmt", alterDomain},
    Entry{"AlterEnumStmt", alterEnum}, Entry{"AlterEventTrigStmt", other}, Entry{"AlterExtensionContentsStmt", other},
    Entry{"AlterExtensionStmt", [](Step &s, Node n) { s.note(OperationKind::AlterExtension, std::string(n.text("extname"))); }}, Entry{"AlterFdwStmt", other},
    Entry{"AlterForeignServerStmt", other}, Entry{"AlterFunctionStmt", alterFunction}, Entry{"AlterObjectDependsStmt", other},
    Entry{"AlterObjectSchemaStmt", changeSchema}, Entry{"AlterOpFamilyStmt", other}, Entry{"AlterOperatorStmt", other}, Entry{"AlterOwnerStmt", changeOwner},
    Entry{"AlterPolicyStmt", alterPolicy}, Entry{"AlterPublicationStmt", other}, Entry{"AlterRoleSetStmt", sessionDefault}, Entry{"AlterRoleStmt", other},
    Entry{"AlterSeqStmt", alterSequence}, Entry{"AlterStatsStmt", other}, Entry{"AlterSubscriptionStmt", other}, Entry{"AlterSystemStmt", other},
    Entry{"AlterTSConfigurationStmt", other}, Entry{"AlterTSDictionaryStmt", other}, Entry{"AlterTableMoveAllStmt", other},
    Entry{"AlterTableSpaceOptionsStmt", other}, Entry{"AlterTableStmt", alterTable}, Entry{"AlterTypeStmt", other}, Entry{"AlterUserMappingStmt", other},
    Entry{"CallStmt", callProcedure}, Entry{"CheckPointStmt", runQuery}, Entry{"ClosePortalStmt", runQuery}, Entry{"ClusterStmt", maintenance},
    Entry{"CommentStmt", comment}, Entry{"CompositeTypeStmt", createComposite}, Entry{"ConstraintsSetStmt", runQuery}, Entry{"CopyStmt", copyData},
    Entry{"CreateAmStmt", other}, Entry{"CreateCastStmt", createCast}, Entry{"CreateConversionStmt", other}, Entry{"CreateDomainStmt", createDomain},
    Entry{"CreateEnumStmt", createEnum}, Entry{"CreateEventTrigStmt", other}, Entry{"CreateExtensionStmt", createExtension}, Entry{"CreateFdwStmt", other},
    Entry{"CreateForeignServerStmt", other}, Entry{"CreateForeignTableStmt", createForeignTable}, Entry{"CreateFunctionStmt", createFunction},
    Entry{"CreateOpClassStmt", other}, Entry{"CreateOpFamilyStmt", other}, Entry{"CreatePLangStmt", other}, Entry{"CreatePolicyStmt", createPolicy},
    Entry{"CreatePublicationStmt", other}, Entry{"CreateRangeStmt", createRange}, Entry{"CreateRoleStmt", other}, Entry{"CreateSchemaStmt", createSchema},
    Entry{"CreateSeqStmt", createSequence}, Entry{"CreateStatsStmt", other}, Entry{"CreateStmt", createTable}, Entry{"CreateSubscriptionStmt", other},
    Entry{"CreateTableAsStmt", createTableAs}, Entry{"CreateTableSpaceStmt", other}, Entry{"CreateTransformStmt", other}, Entry{"CreateTrigStmt", createTrigger},
    Entry{"CreateUserMappingStmt", other}, Entry{"CreatedbStmt", other}, Entry{"DeallocateStmt", runQuery}, Entry{"DeclareCursorStmt", runQuery},
    Entry{"DefineStmt", define}, Entry{"DeleteStmt", deleteData}, Entry{"DiscardStmt", runQuery}, Entry{"DoStmt", runBlock}, Entry{"DropOwnedStmt", dropOther},
    Entry{"DropRoleStmt", dropOther}, Entry{"DropStmt", drop}, Entry{"DropSubscriptionStmt", dropOther}, Entry{"DropTableSpaceStmt", dropOther},
    Entry{"DropUserMappingStmt", dropOther}, Entry{"DropdbStmt", dropDatabase}, Entry{"ExecuteStmt", runQuery}, Entry{"ExplainStmt", runQuery},
    Entry{"FetchStmt", runQuery}, Entry{"GrantRoleStmt", grantRole}, Entry{"GrantStmt", grant}, Entry{"IndexStmt", createIndex}, Entry{"InsertStmt", insertData},
    Entry{"ListenStmt", runQuery}, Entry{"LoadStmt", runQuery}, Entry{"LockStmt", lockTable}, Entry{"MergeStmt", mergeData}, Entry{"NotifyStmt", runQuery},
    Entry{"PrepareStmt", runQuery}, Entry{"ReassignOwnedStmt", changeOwner}, Entry{"RefreshMatViewStmt", refreshMaterializedView}, Entry{"ReindexStmt", maintenance},
    Entry{"RenameStmt", rename}, Entry{"RuleStmt", createRule}, Entry{"SecLabelStmt", comment}, Entry{"SelectStmt", selectStatement},
    Entry{"TransactionStmt", transaction}, Entry{"TruncateStmt", truncateData}, Entry{"UnlistenStmt", runQuery}, Entry{"UpdateStmt", updateData},
    Entry{"VacuumStmt", maintenance}, Entry{"VariableSetStmt", setVariable}, Entry{"VariableShowStmt", runQuery}, Entry{"ViewStmt", createView},
};
static_assert(std::is_sorted(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) { return a.type < b.type; }));

} // namespace

void applyStatement(Step &step, Node statement)
{
    const std::string_view type = statement.type();
    const auto found = std::lower_bound(entries.begin(), entries.end(), type, [](const Entry &entry, std::string_view wanted) { return entry.type < wanted; });
    if (found != entries.end() && found->type == type) {
        found->apply(step, statement);
        return;
    }
    Operation &operation = step.note(OperationKind::NotUnderstood, std::string(type));
    operation.doubt = "no rule for " + std::string(type);
    step.doubt(About::Everything, {}, operation.doubt);
}

} // namespace ddl

Simulation::Simulation(Catalogue catalogue) : m_state(std::make_unique<State>(std::move(catalogue))) {}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation &&) noexcept = default;
Simulation &Simulation::operator=(Simulation &&) noexcept = default;

const Catalogue &Simulation::catalogue() const { return m_state->catalogue; }
Catalogue Simulation::takeCatalogue() && { return std::move(m_state->catalogue); }

std::vector<Operation> Simulation::apply(const ParsedSql &sql, const ParsedStatement &statement)
{
    std::vector<Operation> operations;
    apply(sql, statement, operations);
    return operations;
}

void Simulation::apply(const ParsedSql &sql, const ParsedStatement &statement, std::vector<Operation> &operations)
{
    const auto number = static_cast<std::uint32_t>(&statement - sql.statements().data());
    ddl::Step step(*m_state, sql.text(), statement.span, number, operations);
    step.scriptSql = &sql;
    if (!statement.understood()) {
        Operation &operation = step.note(OperationKind::NotUnderstood, {});
        operation.doubt = statement.notUnderstood;
        operation.span = {statement.errorOffset, statement.span.end() > statement.errorOffset ? statement.span.end() - statement.errorOffset : 0};
        if (operation.span.length == 0 || operation.span.begin < statement.span.begin)
            operation.span = statement.span;
        ddl::doubtText(step, sql.textOf(statement), true, "a statement is not understood: " + statement.notUnderstood);
        return;
    }
    ddl::applyStatement(step, statement.tree);
}

std::vector<Operation> Simulation::applyScript(const ParsedSql &sql)
{
    ++m_state->catalogue.epoch;
    std::vector<Operation> operations;
    for (const ParsedStatement &statement : sql.statements())
        apply(sql, statement, operations);
    // What is left open ends with the session, and the next one has the default path.
    m_state->snapshot.reset();
    m_state->catalogue.searchPath = m_state->sessionPath;
    return operations;
}

std::vector<Operation> Simulation::applyScript(const MigrationScript &script) { return applyScript(ParsedSql::parse(script.text)); }

} // namespace belay::schema
