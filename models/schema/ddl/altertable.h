// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/ddl/step.h"

#include <string>
#include <string_view>

namespace belay::schema::ddl {

/// A subcommand being applied. `relation` is looked up anew by each handler: others may have moved it.
struct Command {
    Step &step;
    Node node;
    std::string relation;
    bool only = false;

    [[nodiscard]] const Relation &table() const { return *step.db.relationByFullName(relation); }
    [[nodiscard]] std::string name() const { return std::string(node.text("name")); }
    [[nodiscard]] std::string objectOf(std::string_view part) const { return relation + '.' + std::string(part); }
    Operation &note(OperationKind kind, std::string_view part)
    {
        Operation &operation = step.note(kind, part.empty() ? relation : objectOf(part), relation);
        operation.created = table().created;
        return operation;
    }
    Operation &refuse(OperationKind kind, std::string_view part, std::string message)
    {
        Operation &operation = note(kind, part);
        operation.error = std::move(message);
        return operation;
    }
};

/// The column, or null and a refusal (a doubt if the table is doubtful).
const Column *findColumn(Command &command, OperationKind kind, const std::string &name);

template <class Change>
void onDescendants(Command &command, const Change &change)
{
    for (const std::string &child : command.step.descendants(command.relation)) {
        if (Relation *relation = command.step.db.editRelation(child))
            change(*relation);
    }
}

// Subcommands on a column that is there (altercolumns.cpp)
void setNullability(Command &command, bool notNull);
void columnDefault(Command &command);
void changeColumnType(Command &command);
void identity(Command &command);
void dropExpression(Command &command);

} // namespace belay::schema::ddl
