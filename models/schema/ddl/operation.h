// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/catalogue.h"
#include "models/schema/sqltext.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace belay::schema {

/// What a statement, or a part of one, does. The fixed vocabulary of reports; operationName() spells
/// it ("drop column"), docs/schema-operations.md lists it.
enum class OperationKind : std::uint8_t {
    CreateTable, DropTable, RenameTable, MoveTable, AttachPartition, DetachPartition, Inherit, Disinherit,
    AddColumn, DropColumn, RenameColumn, ChangeType, SetNotNull, DropNotNull, SetDefault, DropDefault,
    AddIdentity, ChangeIdentity, DropIdentity, DropExpression,
    AddPrimaryKey, AddUnique, AddForeignKey, AddCheck, AddExclusion,
    DropPrimaryKey, DropUnique, DropForeignKey, DropCheck, DropExclusion,
    RenameConstraint, ValidateConstraint, AlterConstraint,
    CreateIndex, CreateUniqueIndex, DropIndex, DropUniqueIndex, RenameIndex,
    CreateView, ReplaceView, DropView, RenameView, MoveView,
    CreateMaterializedView, DropMaterializedView, RefreshMaterializedView,
    CreateSequence, DropSequence, RenameSequence, AlterSequence,
    CreateType, DropType, RenameType, AddEnumValue, RenameEnumValue, AlterTypeAttribute,
    CreateDomain, DropDomain, AddDomainConstraint, DropDomainConstraint, AlterDomain,
    CreateFunction, ReplaceFunction, DropFunction, RenameFunction, AlterFunction,
    CreateTrigger, DropTrigger, RenameTrigger, EnableTrigger, DisableTrigger, CreateRule, DropRule,
    EnableRowSecurity, DisableRowSecurity, CreatePolicy, AlterPolicy, DropPolicy,
    CreateSchema, DropSchema, RenameSchema, CreateExtension, DropExtension, AlterExtension,
    CreateOperator, DropOperator, CreateCast, DropCast,
    InsertData, UpdateData, DeleteData, MergeData, TruncateTable, CopyData, RunQuery, CallProcedure, RunBlock,
    ChangeStorage, ChangeOwner, Grant, Revoke, Comment, Maintenance, LockTable,
    SetVariable, Transaction, OtherObject, DropOther, DropDatabase, NotUnderstood,
};
[[nodiscard]] std::string_view operationName(OperationKind kind);
/// Every kind, in order.
[[nodiscard]] std::span<const OperationKind> operationKinds();

/// A detail that few operations have: empty, or a value that is never changed again and that copies
/// share. Keeps the operations themselves small.
template <class T>
class Kept {
public:
    Kept &operator=(T value)
    {
        m_value = std::make_shared<const T>(std::move(value));
        return *this;
    }
    explicit operator bool() const { return m_value != nullptr; }
    const T &operator*() const { return *m_value; }
    const T *operator->() const { return m_value.get(); }

private:
    std::shared_ptr<const T> m_value;
};

/// One thing that a migration did to the simulated database, with what a judge needs of before and
/// after: no catalogue is kept.
struct Operation {
    OperationKind kind = OperationKind::NotUnderstood;
    std::string object;         ///< Full name: "public.t.c"; a constraint as "public.t.k"; else as written.
    std::string relation;       ///< "schema.name", before the operation, of the relation it is about; empty if none.
    std::string newName;        ///< Of a rename or move: the new full name; what an update sets: "a, b".
    Span span;                  ///< In the script's text: the subcommand, else the statement.
    std::uint32_t statement = 0; ///< Number of the statement in its script, from 0.
    std::string error;          ///< PostgreSQL's message if it would refuse; then nothing was changed.
    std::string doubt;          ///< Why it cannot be said what was there or is done; empty if it can.

    // How it was asked for.
    bool implied = false;       ///< Came with another operation (CASCADE, an index of a constraint, ...).
    bool ifExists = false;      ///< IF EXISTS or IF NOT EXISTS (or OR REPLACE) was written.
    bool noEffect = false;      ///< Nothing to do: IF [NOT] EXISTS held, a default set to what it was, ...
    bool cascade = false;
    bool concurrently = false;
    bool notValid = false;      ///< NOT VALID; of SET NOT NULL: a validated check already proves it.
    bool usingIndex = false;    ///< The constraint takes over an index that is there.
    bool hasUsing = false;      ///< ALTER TYPE ... USING.
    bool rewrites = false;      ///< PostgreSQL 15 rewrites the table.
    bool rebuildsIndexes = false;
    bool volatileDefault = false;
    bool conditional = false;   ///< Within an IF, a loop or a handler of a DO block: may not happen.
    bool wholeTable = false;    ///< An UPDATE or DELETE without WHERE.
    bool selfReferring = false; ///< An UPDATE, or USING, that computes a column from its old value.
    bool raises = false;        ///< A trigger whose function raises an exception.
    bool opaque = false;        ///< A trigger or function whose body writes or is not known.
    bool serial = false;        ///< ADD COLUMN ... serial, CREATE TABLE with one; of ATTACH: the partition was made just now.

    std::uint32_t created = 0;  ///< Relation::created of the relation (or of the type, 0 if not kept).
    Kept<Column> columnBefore;
    Kept<Column> columnAfter;
    Kept<Constraint> constraint; ///< Added, dropped, or as it was before.
    Kept<Index> index;
    std::shared_ptr<const Relation> relationBefore; ///< Of what is dropped, renamed, moved or replaced.
    std::shared_ptr<const Function> functionBefore;
    Kept<Function> functionAfter;
    std::vector<std::string> labels; ///< Words that matter: enum labels, SET's variable and value, types as written.
    std::vector<std::string> alsoTouched; ///< Full names of other relations that are locked or used.
};

/// One migration script as it was applied.
struct AppliedScript {
    std::uint32_t epoch = 0;    ///< Catalogue::epoch while it was applied.
    std::vector<Operation> operations;
};

} // namespace belay::schema
