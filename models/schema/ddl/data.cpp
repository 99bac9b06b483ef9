// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/expressiontext.h"
#include "models/schema/ddl/step.h"

#include <algorithm>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;

/// The relation a data statement is about; notes the operation in any case.
Operation &noteData(Step &step, OperationKind kind, const QualifiedName &name)
{
    const Relation *relation = step.db.relation(name);
    if (relation == nullptr) {
        if (Builtins::postgres15().relation(name.schema, name.name) != nullptr)
            return step.note(kind, "pg_catalog." + name.name);
        return step.missing(kind, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
    }
    Operation &operation = step.note(kind, relation->fullName(), relation->fullName());
    operation.created = relation->created;
    return operation;
}

} // namespace

void insertData(Step &step, Node statement)
{
    Operation &operation = noteData(step, OperationKind::InsertData, nameOf(statement["relation"]));
    for (const Node column : statement.list("cols"))
        operation.labels.emplace_back(column.text("name"));
}

void updateData(Step &step, Node statement)
{
    Operation &operation = noteData(step, OperationKind::UpdateData, nameOf(statement["relation"]));
    operation.wholeTable = !statement.has("whereClause");
    for (const Node target : statement.list("targetList")) {
        const std::string column(target.text("name"));
        bool own = false;
        visitColumnRefs(target["val"], [&](Node reference) {
            const NodeList fields = reference.list("fields");
            own = own || (!fields.empty() && !fields.back().is("A_Star") && fields.back().string() == column);
        });
        operation.selfReferring = operation.selfReferring || own;
        operation.labels.push_back(column);
    }
}

void deleteData(Step &step, Node statement)
{
    noteData(step, OperationKind::DeleteData, nameOf(statement["relation"])).wholeTable = !statement.has("whereClause");
}

void mergeData(Step &step, Node statement) { noteData(step, OperationKind::MergeData, nameOf(statement["relation"])); }

void truncateData(Step &step, Node statement)
{
    for (const Node relation : statement.list("relations"))
        noteData(step, OperationKind::TruncateTable, nameOf(relation)).cascade = statement.text("behavior") == "DROP_CASCADE";
}

void copyData(Step &step, Node statement)
{
    if (!statement.flag("is_from") || !statement.has("relation")) {
        step.note(OperationKind::RunQuery, {});
        return;
    }
    Operation &operation = noteData(step, OperationKind::CopyData, nameOf(statement["relation"]));
    operation.labels = strings(statement.list("attlist"));
}

void createSchema(Step &step, Node statement)
{
    std::string name(statement.text("schemaname"));
    if (name.empty())
        name = std::string(statement["authrole"].text("rolename"));
    if (step.db.hasSchema(name)) {
        if (statement.flag("if_not_exists") || step.mayExist)
            step.skip(OperationKind::CreateSchema, name);
        else
            step.refuse(OperationKind::CreateSchema, name, "schema " + quoted(name) + " already exists");
        return;
    }
    step.db.schemas.push_back(name);
    step.note(OperationKind::CreateSchema, name).ifExists = statement.flag("if_not_exists");
    const NodeList elements = statement.list("schemaElts");
    if (elements.empty())
        return;
    const std::vector<std::string> path = step.db.searchPath;
    step.db.searchPath.insert(step.db.searchPath.begin(), name);
    for (const Node element : elements)
        applyStatement(step, element);
    step.db.searchPath = path;
}

void createExtension(Step &step, Node statement)
{
    const std::string name(statement.text("extname"));
    std::string schema;
    for (const Node option : statement.list("options")) {
        if (option.text("defname") == "schema")
            schema = option["arg"].string();
    }
    if (std::find(step.db.extensions.begin(), step.db.extensions.end(), name) != step.db.extensions.end() || name == "plpgsql") {
        if (statement.flag("if_not_exists") || step.mayExist || name == "plpgsql")
            step.skip(OperationKind::CreateExtension, name);
        else
            step.refuse(OperationKind::CreateExtension, name, "extension " + quoted(name) + " already exists");
        return;
    }
    const bool known = addExtension(step.db, name, schema);
    if (!known)
        step.db.extensions.push_back(name);
    Operation &operation = step.note(OperationKind::CreateExtension, name);
    operation.ifExists = statement.flag("if_not_exists");
    if (!known) {
        operation.doubt = "what extension " + name + " makes is not known here";
        step.doubt(About::Everything, {}, operation.doubt);
    }
}

void setVariable(Step &step, Node statement)
{
    const std::string name(statement.text("name"));
    std::vector<std::string> values;
    for (const Node argument : statement.list("args")) {
        if (const Node text = argument["sval"])
            values.emplace_back(text.text("sval"));
        else if (const Node number = argument["ival"])
            values.push_back(std::to_string(number.number("ival")));
        else if (const Node real = argument["fval"])
            values.emplace_back(real.text("fval"));
        else if (argument.is("TypeCast"))
            values.emplace_back(argument["arg"]["sval"].text("sval"));
    }
    const bool sets = statement.text("kind") == "VAR_SET_VALUE";
    if (name == "search_path") {
        if (sets)
            step.db.searchPath = values;
        else
            step.db.searchPath = step.state.sessionPath;
        if (step.db.searchPath.size() == 1 && step.db.searchPath.front().empty())
            step.db.searchPath.clear();
        std::erase(step.db.searchPath, "$user");
    }
    Operation &operation = step.note(OperationKind::SetVariable, name);
    operation.labels.push_back(name);
    operation.labels.push_back(sets ? joined(values, ",") : std::string());
}

void transaction(Step &step, Node statement)
{
    const std::string_view kind = statement.text("kind");
    std::string word = "savepoint";
    if (kind == "TRANS_STMT_BEGIN" || kind == "TRANS_STMT_START") {
        word = "begin";
        // Copied only where the script takes something back.
        if (step.scriptSql != nullptr) {
            const auto &all = step.scriptSql->statements();
            const bool takesBack = std::any_of(all.begin(), all.end(), [](const ParsedStatement &s) {
                return s.understood() && s.tree.is("TransactionStmt") && s.tree.text("kind") == "TRANS_STMT_ROLLBACK";
            });
            if (takesBack)
                step.state.snapshot = step.db;
        }
    } else if (kind == "TRANS_STMT_COMMIT") {
        word = "commit";
        step.state.snapshot.reset();
    } else if (kind == "TRANS_STMT_ROLLBACK") {
        word = "rollback";
        if (step.state.snapshot) {
            step.db = std::move(*step.state.snapshot);
            step.state.snapshot.reset();
            step.state.indexAll();
        }
    } else if (kind == "TRANS_STMT_ROLLBACK_TO") {
        word = "rollback to savepoint";
        step.doubt(About::Everything, {}, "a savepoint is taken back");
    }
    step.note(OperationKind::Transaction, {}).labels = {std::move(word)};
}

} // namespace belay::schema::ddl
