// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"

#include <algorithm>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;

std::string queryText(const Step &step)
{
    const std::uint32_t begin = step.fixedSpan ? 0 : step.span.begin;
    const std::uint32_t end = step.fixedSpan ? static_cast<std::uint32_t>(step.text.size()) : step.span.end();
    const std::uint32_t as = behindWord(step.text, begin, end, "as");
    std::string_view text = step.text.substr(as == noOffset ? begin : as, end - (as == noOffset ? begin : as));
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\t' || text.front() == '\r'))
        text.remove_prefix(1);
    return std::string(text);
}

/// What CREATE OR REPLACE VIEW refuses; empty if it is fine.
std::string replaceError(const Catalogue &catalogue, const Relation &before, const Relation &after)
{
    if (after.columns.size() < before.columns.size())
        return "cannot drop columns from view";
    for (std::size_t i = 0; i < before.columns.size(); ++i) {
        const Column &a = before.columns[i];
        const Column &b = after.columns[i];
        if (a.name != b.name)
            return "cannot change name of view column " + quoted(a.name) + " to " + quoted(b.name);
        if (!(a.type == b.type) && a.type.type != noType && b.type.type != noType)
            return "cannot change data type of view column " + quoted(a.name) + " from " + formatType(catalogue, a.type) + " to " + formatType(catalogue, b.type);
    }
    return {};
}

} // namespace

void createView(Step &step, Node statement)
{
    const Node target = statement["view"];
    const QualifiedName name = nameOf(target);
    Relation view;
    view.temporary = target.text("relpersistence") == "t";
    view.schema = step.creationSchema(name, view.temporary);
    view.name = name.name;
    view.kind = Relation::Kind::View;
    const std::string fullName = view.fullName();
    const bool replace = statement.flag("replace");
    const std::shared_ptr<const Relation> before = step.share(fullName);
    const OperationKind kind = before != nullptr ? OperationKind::ReplaceView : OperationKind::CreateView;
    if (before != nullptr && !replace) {
        if (step.mayExist)
            step.skip(OperationKind::CreateView, fullName).relation = fullName;
        else
            step.refuse(OperationKind::CreateView, fullName, "relation " + quoted(name.name) + " already exists").relation = fullName;
        return;
    }
    if (before != nullptr && before->kind != Relation::Kind::View) {
        step.refuse(kind, fullName, quoted(name.name) + " is not a view").relation = fullName;
        return;
    }
    ResolvedQuery described = describeQuery(step.db, statement["query"]);
    if (described.failed) {
        step.refuse(kind, fullName, described.message).relation = fullName;
        step.doubt(About::Relations, fullName, "creating " + fullName + " fails in the simulation: " + described.message);
        return;
    }
    view.columns = std::move(described.columns);
    const NodeList aliases = statement.list("aliases");
    for (std::size_t i = 0; i < aliases.size() && i < view.columns.size(); ++i)
        view.columns[i].name = std::string(aliases[i].string());
    view.uses = std::move(described.uses);
    view.queryBase = std::move(described.base);
    if (aliases.empty()) {
        view.viewColumns = std::move(described.baseColumns);
    } else if (!view.queryBase.empty()) {
        // The base columns come by the query's own names: the aliases rename them by position.
        const ResolvedQuery again = describeQuery(step.db, statement["query"]);
        for (std::size_t i = 0; i < again.columns.size() && i < view.columns.size(); ++i) {
            const auto found = described.baseColumns.find(again.columns[i].name);
            if (found != described.baseColumns.end())
                view.viewColumns.emplace(view.columns[i].name, found->second);
        }
    }
    view.query = queryText(step);
    if (before != nullptr && !described.unknown) {
        if (const std::string error = replaceError(step.db, *before, view); !error.empty()) {
            step.refuse(kind, fullName, error).relation = fullName;
            return;
        }
    }
    if (before != nullptr) {
        Relation *edited = step.db.editRelation(fullName);
        edited->columns = std::move(view.columns);
        edited->uses = std::move(view.uses);
        edited->queryBase = std::move(view.queryBase);
        edited->viewColumns = std::move(view.viewColumns);
        edited->query = std::move(view.query);
    } else {
        step.addRelation(std::move(view));
    }
    Operation &operation = step.note(kind, fullName, fullName);
    operation.ifExists = replace;
    operation.created = step.db.relationByFullName(fullName)->created;
    operation.relationBefore = before;
    if (described.unknown) {
        operation.doubt = described.message;
        step.doubt(About::Relations, fullName, "columns of " + fullName + ": " + described.message);
    }
}

void refreshMaterializedView(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["relation"]);
    const Relation *relation = step.db.relation(name);
    if (relation == nullptr) {
        step.missing(OperationKind::RefreshMaterializedView, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        return;
    }
    Operation &operation = step.note(OperationKind::RefreshMaterializedView, relation->fullName(), relation->fullName());
    operation.created = relation->created;
    operation.concurrently = statement.flag("concurrent");
}

void createIndex(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["relation"]);
    const OperationKind kind = statement.flag("unique") ? OperationKind::CreateUniqueIndex : OperationKind::CreateIndex;
    const std::string indexName(statement.text("idxname"));
    const Relation *found = step.db.relation(name);
    if (found == nullptr) {
        Operation &operation = step.missing(kind, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        operation.object = step.creationSchema(name) + '.' + indexName;
        return;
    }
    const std::string relationName = found->fullName();
    const std::string schema = found->schema;
    const auto finish = [&](Operation &operation) {
        operation.relation = relationName;
        operation.created = found->created;
        operation.concurrently = statement.flag("concurrent");
        operation.ifExists = statement.flag("if_not_exists");
    };
    if (!indexName.empty() && step.relationNameTaken(schema, indexName)) {
        if (statement.flag("if_not_exists") || step.mayExist)
            finish(step.skip(kind, schema + '.' + indexName));
        else
            finish(step.refuse(kind, schema + '.' + indexName, "relation " + quoted(indexName) + " already exists"));
        return;
    }
    if (!found->isTable() && found->kind != Relation::Kind::MaterializedView) {
        step.refuse(kind, schema + '.' + indexName, "cannot create index on relation " + quoted(found->name));
        return;
    }
    Index index;
    std::vector<std::string> parts;
    std::string error;
    if (!makeIndex(step, *found, statement, index, parts, error)) {
        const std::string reason = step.doubtAbout(About::Relations, relationName);
        Operation &operation = step.note(kind, schema + '.' + indexName);
        (reason.empty() ? operation.error : operation.doubt) = reason.empty() ? error : reason;
        finish(operation);
        return;
    }
    index.name = indexName.size() > 63 ? truncatedName(indexName, {}, {}) : indexName;
    if (index.name.empty()) {
        std::string addition;
        for (const std::string &part : parts)
            addition += (addition.empty() ? "" : "_") + part;
        index.name = step.freeRelationName(schema, found->name, addition, "idx");
    }
    Relation *edited = step.db.editRelation(relationName);
    edited->indexes.push_back(index);
    step.indexAdded(*edited, index.name);
    found = edited;
    if (edited->kind == Relation::Kind::PartitionedTable && statement["relation"].flag("inh")) {
        const std::shared_ptr<const Relation> parent = step.share(relationName);
        for (const std::string &childName : step.descendants(relationName)) {
            Relation *child = step.db.editRelation(childName);
            inheritFromPartitioned(step, *child, *parent);
            for (const Index &made : child->indexes)
                step.indexAdded(*child, made.name);
        }
        found = step.db.relationByFullName(relationName);
    }
    Operation &operation = step.note(kind, schema + '.' + index.name, relationName);
    finish(operation);
    operation.index = std::move(index);
}

void createSequence(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["sequence"]);
    Relation sequence;
    sequence.temporary = statement["sequence"].text("relpersistence") == "t";
    sequence.schema = step.creationSchema(name, sequence.temporary);
    sequence.name = name.name;
    sequence.kind = Relation::Kind::Sequence;
    const std::string fullName = sequence.fullName();
    if (step.relationNameTaken(sequence.schema, sequence.name)) {
        if (statement.flag("if_not_exists") || step.mayExist)
            step.skip(OperationKind::CreateSequence, fullName);
        else
            step.refuse(OperationKind::CreateSequence, fullName, "relation " + quoted(sequence.name) + " already exists");
        return;
    }
    for (const Node option : statement.list("options")) {
        if (option.text("defname") == "owned_by") {
            const NodeList parts = option["arg"].list("items");
            if (parts.size() > 1)
                sequence.ownedBy = step.fullNameOf(nameOf(parts, 1)) + '.' + std::string(parts.back().string());
        }
    }
    step.addRelation(std::move(sequence));
    Operation &operation = step.note(OperationKind::CreateSequence, fullName, fullName);
    operation.created = step.db.epoch;
    operation.ifExists = statement.flag("if_not_exists");
}

void alterSequence(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["sequence"]);
    const Relation *found = step.db.relation(name);
    if (found == nullptr) {
        if (statement.flag("missing_ok"))
            step.skip(OperationKind::AlterSequence, step.fullNameOf(name));
        else
            step.missing(OperationKind::AlterSequence, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        return;
    }
    const std::string fullName = found->fullName();
    for (const Node option : statement.list("options")) {
        if (option.text("defname") == "owned_by") {
            const NodeList parts = option["arg"].list("items");
            step.db.editRelation(fullName)->ownedBy = parts.size() > 1 ? step.fullNameOf(nameOf(parts, 1)) + '.' + std::string(parts.back().string()) : std::string();
        }
    }
    step.note(OperationKind::AlterSequence, fullName, fullName).created = step.db.relationByFullName(fullName)->created;
}

} // namespace belay::schema::ddl
