// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/altertable.h"
#include "models/schema/ddl/expressiontext.h"
#include "models/schema/ddl/sqltokens.h"

#include <algorithm>

namespace belay::schema::ddl {

using About = Catalogue::Doubt::About;

const Column *findColumn(Command &command, OperationKind kind, const std::string &name)
{
    const Column *column = command.table().column(name);
    if (column != nullptr)
        return column;
    const std::string reason = command.step.doubtAbout(About::Relations, command.relation);
    if (reason.empty())
        command.refuse(kind, name, "column " + quoted(name) + " of relation " + quoted(command.table().name) + " does not exist");
    else
        command.note(kind, name).doubt = reason;
    return nullptr;
}

void setNullability(Command &command, bool notNull)
{
    Step &step = command.step;
    const OperationKind kind = notNull ? OperationKind::SetNotNull : OperationKind::DropNotNull;
    const std::string name = command.name();
    const Column *column = findColumn(command, kind, name);
    if (column == nullptr)
        return;
    if (!notNull) {
        const Relation &table = command.table();
        const bool inKey = std::any_of(table.constraints.begin(), table.constraints.end(), [&](const Constraint &c) {
            return c.kind == Constraint::Kind::PrimaryKey && std::find(c.columns.begin(), c.columns.end(), name) != c.columns.end();
        });
        if (inKey) {
            command.refuse(kind, name, "column " + quoted(name) + " is in a primary key");
            return;
        }
        if (column->generated == Column::Generated::IdentityAlways || column->generated == Column::Generated::IdentityByDefault) {
            command.refuse(kind, name, "column " + quoted(name) + " of relation " + quoted(table.name) + " is an identity column");
            return;
        }
    }
    const Column before = *column;
    const auto proves = [&](const Constraint &c) {
        if (c.kind != Constraint::Kind::Check || !c.validated || c.columns.size() != 1 || c.columns[0] != name)
            return false;
        // (a IS NOT NULL), as people write it.
        std::vector<std::string> words;
        PostgresTokenizer tokens(c.expression);
        PostgresToken token;
        while (tokens.next(token)) {
            if (token.kind == PostgresToken::Kind::Word)
                words.push_back(folded(tokens.textOf(token)));
        }
        return words.size() >= 3 && words[words.size() - 3] == "is" && words[words.size() - 2] == "not" && words.back() == "null"
            && std::find(words.begin(), words.end(), "or") == words.end();
    };
    const bool proved = notNull && std::any_of(command.table().constraints.begin(), command.table().constraints.end(), proves);
    step.db.editRelation(command.relation)->column(name)->notNull = notNull;
    if (!command.only)
        onDescendants(command, [&](Relation &child) {
            if (Column *c = child.column(name))
                c->notNull = notNull;
        });
    Operation &operation = command.note(kind, name);
    operation.noEffect = before.notNull == notNull;
    operation.notValid = proved;
    operation.columnBefore = before;
    operation.columnAfter = *command.table().column(name);
}

void columnDefault(Command &command)
{
    Step &step = command.step;
    const Node value = command.node["def"];
    const bool isNull = value.is("A_Const") && value.flag("isnull");
    const bool sets = value.valid() && !isNull;
    const OperationKind kind = sets ? OperationKind::SetDefault : OperationKind::DropDefault;
    const std::string name = command.name();
    const Column *column = findColumn(command, kind, name);
    if (column == nullptr)
        return;
    if (column->generated == Column::Generated::Stored) {
        command.refuse(kind, name, "column " + quoted(name) + " of relation " + quoted(command.table().name) + " is a generated column");
        return;
    }
    if (column->generated != Column::Generated::No) {
        command.refuse(kind, name, "column " + quoted(name) + " of relation " + quoted(command.table().name) + " is an identity column");
        return;
    }
    const Column before = *column;
    Column *edited = step.db.editRelation(command.relation)->column(name);
    edited->defaultText.reset();
    if (sets) {
        const std::uint32_t begin = behindWord(step.text, step.fixedSpan ? 0 : step.span.begin, step.fixedSpan ? noOffset : step.span.end(), "default");
        if (begin != noOffset)
            edited->defaultText = std::string(textUpToSeparator(step.text, begin, step.fixedSpan ? noOffset : step.span.end()));
        else
            edited->defaultText = normalExpression(value);
    }
    const Column after = *edited;
    if (!command.only)
        onDescendants(command, [&](Relation &child) {
            if (Column *c = child.column(name))
                c->defaultText = after.defaultText;
        });
    Operation &operation = command.note(kind, name);
    operation.noEffect = before == after;
    operation.columnBefore = before;
    operation.columnAfter = after;
}

void changeColumnType(Command &command)
{
    Step &step = command.step;
    const std::string name = command.name();
    const Node definition = command.node["def"];
    const Node typeName = definition["typeName"];
    const Column *column = findColumn(command, OperationKind::ChangeType, name);
    if (column == nullptr)
        return;
    const Relation &table = command.table();
    ColumnType type = typeFromNode(step.db, typeName);
    std::string doubt;
    if (type.type == noType)
        doubt = "type " + quoted(typeNameText(typeName)) + " does not exist";
    if (const auto views = step.dependentViews(command.relation, name); !views.empty() && doubt.empty() && !(column->type == type)) {
        command.refuse(OperationKind::ChangeType, name, "cannot alter type of a column used by a view or rule");
        return;
    }
    if (table.kind == Relation::Kind::PartitionedTable && table.partitionKey.find(name) != std::string::npos) {
        const std::string inner = table.partitionKey.substr(table.partitionKey.find('('));
        if (inner.find('(' + name + ')') != std::string::npos || inner.find('(' + name + ',') != std::string::npos || inner.find(',' + name + ',') != std::string::npos
            || inner.find(',' + name + ')') != std::string::npos) {
            command.refuse(OperationKind::ChangeType, name, "cannot alter column " + quoted(name) + " because it is part of the partition key of relation " + quoted(table.name));
            return;
        }
    }
    const Column before = *column;
    Node expression = definition["raw_default"];
    bool realUsing = expression.valid();
    // USING c::type is what PostgreSQL does by itself.
    if (expression.is("TypeCast") && expression["arg"].is("ColumnRef") && typeFromNode(step.db, expression["typeName"]) == type) {
        const NodeList fields = expression["arg"].list("fields");
        realUsing = fields.empty() || fields.back().string() != name;
    }
    const bool plainColumn = expression.is("ColumnRef") && !expression.list("fields").empty() && expression.list("fields").back().string() == name;
    Column *edited = step.db.editRelation(command.relation)->column(name);
    edited->type = type;
    if (const Node collation = definition["collClause"])
        edited->collation = display(nameOf(collation.list("collname")));
    else if (!(before.type.type == type.type))
        edited->collation.clear();
    const Column after = *edited;
    if (!command.only)
        onDescendants(command, [&](Relation &child) {
            if (Column *c = child.column(name)) {
                c->type = after.type;
                c->collation = after.collation;
            }
        });
    Operation &operation = command.note(OperationKind::ChangeType, name);
    operation.doubt = doubt;
    operation.hasUsing = expression.valid();
    operation.columnBefore = before;
    operation.columnAfter = after;
    operation.noEffect = before.type == after.type && before.type.type != noType && !(realUsing && !plainColumn);
    judgeTypeChange(step.db, before.type, after.type, realUsing && !plainColumn, operation.rewrites, operation.rebuildsIndexes);
    if (operation.noEffect && realUsing && !plainColumn)
        operation.rewrites = true;
    // What the change is made with: the judge tells a cast from a computation.
    operation.selfReferring = realUsing;
}

void identity(Command &command)
{
    Step &step = command.step;
    const std::string_view subtype = command.node.text("subtype");
    const OperationKind kind = subtype == "AT_AddIdentity" ? OperationKind::AddIdentity : subtype == "AT_SetIdentity" ? OperationKind::ChangeIdentity : OperationKind::DropIdentity;
    const std::string name = command.name();
    const Column *column = findColumn(command, kind, name);
    if (column == nullptr)
        return;
    const std::string relationName = command.table().name;
    const bool isIdentity = column->generated == Column::Generated::IdentityAlways || column->generated == Column::Generated::IdentityByDefault;
    const std::string who = "column " + quoted(name) + " of relation " + quoted(relationName);
    const Column before = *column;
    Column after = before;
    if (kind == OperationKind::AddIdentity) {
        if (isIdentity) {
            if (step.mayExist)
                step.skip(kind, command.objectOf(name));
            else
                command.refuse(kind, name, who + " is already an identity column");
            return;
        }
        if (!before.notNull) {
            command.refuse(kind, name, who + " must be declared NOT NULL before identity can be added");
            return;
        }
        if (before.defaultText) {
            command.refuse(kind, name, who + " already has a default value");
            return;
        }
        after.generated = command.node["def"].text("generated_when") == "a" ? Column::Generated::IdentityAlways : Column::Generated::IdentityByDefault;
        addOwnedSequence(step, command.relation, name, step.freeRelationName(command.table().schema, relationName, name, "seq"));
    } else if (!isIdentity) {
        if (command.node.flag("missing_ok"))
            step.skip(kind, command.objectOf(name));
        else
            command.refuse(kind, name, who + " is not an identity column");
        return;
    } else if (kind == OperationKind::ChangeIdentity) {
        for (const Node option : command.node["def"].list("items")) {
            if (option.text("defname") == "generated")
                after.generated = option["arg"].number("ival") == 'a' ? Column::Generated::IdentityAlways : Column::Generated::IdentityByDefault;
        }
    } else {
        after.generated = Column::Generated::No;
        std::string sequence;
        for (const auto &[full, relation] : step.db.relations()) {
            if (relation->kind == Relation::Kind::Sequence && relation->ownedBy == command.objectOf(name))
                sequence = full;
        }
        if (!sequence.empty())
            step.removeRelation(sequence);
    }
    *step.db.editRelation(command.relation)->column(name) = after;
    Operation &operation = command.note(kind, name);
    operation.noEffect = before == after;
    operation.columnBefore = before;
    operation.columnAfter = after;
}

void dropExpression(Command &command)
{
    const std::string name = command.name();
    const Column *column = findColumn(command, OperationKind::DropExpression, name);
    if (column == nullptr)
        return;
    if (column->generated != Column::Generated::Stored) {
        if (command.node.flag("missing_ok"))
            command.step.skip(OperationKind::DropExpression, command.objectOf(name));
        else
            command.refuse(OperationKind::DropExpression, name, "column " + quoted(name) + " of relation " + quoted(command.table().name) + " is not a stored generated column");
        return;
    }
    const Column before = *column;
    Column *edited = command.step.db.editRelation(command.relation)->column(name);
    edited->generated = Column::Generated::No;
    edited->defaultText.reset();
    Operation &operation = command.note(OperationKind::DropExpression, name);
    operation.columnBefore = before;
    operation.columnAfter = *command.table().column(name);
}

} // namespace belay::schema::ddl
