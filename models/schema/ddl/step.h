// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/ddl/operation.h"
#include "models/schema/ddl/simulation.h"
#include "models/schema/resolve/builtins.h"
#include "models/schema/resolve/resolver.h"
#include "models/schema/resolve/typename.h"
#include "models/schema/syntaxtree.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace belay::schema {

struct Simulation::State {
    Catalogue catalogue;
    std::vector<std::string> sessionPath;   ///< What a new session's search path is.
    std::optional<Catalogue> snapshot;      ///< At BEGIN, if the script has a ROLLBACK.
    std::unordered_map<std::string, std::string> indexOwner; ///< An index's full name → its table's.
    bool hasChildren = false;               ///< Some relation has or had a parent.
    bool hasViews = false;                  ///< Some view is or was there.
    explicit State(Catalogue start);
    void indexAll();
};

namespace ddl {

/// A statement being applied: where it stands, what it found and did so far. Internal to this room.
class Step {
public:
    Step(Simulation::State &simulationState, std::string_view sqlText, Span statementSpan, std::uint32_t number, std::vector<Operation> &operations)
        : state(simulationState), db(simulationState.catalogue), text(sqlText), span(statementSpan), statement(number), out(operations)
    {
    }

    Simulation::State &state;
    Catalogue &db;
    std::string_view text;      ///< What node locations count in.
    Span span;                  ///< For operations.
    std::uint32_t statement;
    std::vector<Operation> &out;
    const ParsedSql *sql = nullptr;
    bool fixedSpan = false;     ///< `text` is not the script's (a DO block's body): operations get `span`.
    bool conditional = false;
    bool mayExist = false;      ///< "Already exists" is no failure (IF NOT EXISTS of a DO block, a handler).
    int depth = 0;              ///< Of nested bodies.
    const ParsedSql *scriptSql = nullptr;

    Operation &note(OperationKind kind, std::string object, std::string relation = {});
    Operation &refuse(OperationKind kind, std::string object, std::string message);
    /// Nothing happened since IF [NOT] EXISTS held.
    Operation &skip(OperationKind kind, std::string object);
    /// Something that should be there is not: refused, and doubted if it may be there all the same.
    Operation &missing(OperationKind kind, const QualifiedName &name, std::string message, Catalogue::Doubt::About about);
    void doubt(Catalogue::Doubt::About about, std::string object, std::string reason);
    /// Reason of a doubt that covers the thing; empty if there is none.
    [[nodiscard]] std::string doubtAbout(Catalogue::Doubt::About about, std::string_view fullName) const;

    /// Reason of any doubt about relations: for indexes, whose table is not known.
    [[nodiscard]] std::string anyRelationDoubt() const;

    [[nodiscard]] std::string creationSchema(const QualifiedName &name, bool temporary = false) const;
    [[nodiscard]] std::string fullNameOf(const QualifiedName &name) const;
    [[nodiscard]] std::shared_ptr<const Relation> share(std::string_view fullName) const;
    [[nodiscard]] bool relationNameTaken(std::string_view schema, std::string_view name, const Relation *draft = nullptr) const;
    /// PostgreSQL's makeObjectName with a number behind where the name is taken.
    [[nodiscard]] std::string freeRelationName(std::string_view schema, std::string_view name1, std::string_view name2, std::string_view label,
                                               const Relation *draft = nullptr, bool isConstraint = false) const;
    [[nodiscard]] std::string freeConstraintName(const Relation &relation, std::string_view column, std::string_view label) const;

    // Keep the index names in step with the catalogue.
    void indexAdded(const Relation &relation, const std::string &index);
    void indexRemoved(std::string_view schema, const std::string &index);
    [[nodiscard]] const std::string *ownerOfIndex(const QualifiedName &index) const;
    Relation &addRelation(Relation relation);
    void removeRelation(const std::string &fullName);
    void renameRelation(const std::string &fullName, const QualifiedName &to);
    /// Children, grandchildren, ... by inheritance or partitioning; full names.
    [[nodiscard]] std::vector<std::string> descendants(std::string_view fullName) const;
    /// Views and materialized views that use the relation, or its column, or such a view; full names,
    /// what is used before what uses it.
    [[nodiscard]] std::vector<std::string> dependentViews(std::string_view relation, std::string_view column = {}) const;
};

using Handler = void (*)(Step &, Node);
/// Applies any statement; the dispatch by node type.
void applyStatement(Step &step, Node statement);

// Reading names
[[nodiscard]] QualifiedName nameOf(Node rangeVar);
[[nodiscard]] QualifiedName nameOf(const NodeList &parts, std::size_t dropLast = 0);
[[nodiscard]] std::string display(const QualifiedName &name);
[[nodiscard]] std::string quoted(std::string_view name); ///< "name" in double quotes, for messages.
[[nodiscard]] std::vector<std::string> strings(const NodeList &list);
[[nodiscard]] std::string joined(const std::vector<std::string> &words, std::string_view separator);
[[nodiscard]] std::string truncatedName(std::string_view name1, std::string_view name2, std::string_view label);
[[nodiscard]] std::string kindWord(const Relation &relation); ///< "table", "view", ...
[[nodiscard]] std::vector<Span> commandSpans(std::string_view text, Span statement, std::size_t count);

// Columns and constraints (columns.cpp, constraints.cpp)
struct PendingConstraint {
    Node node;
    std::string column;
};
/// Makes the column of a ColumnDef on the (draft of a) relation; its constraints but NOT NULL,
/// DEFAULT, IDENTITY and GENERATED go to `pending`. `limit`: offset behind the definition.
/// False with `error` if PostgreSQL refuses it.
bool makeColumn(Step &step, Relation &relation, Node definition, Column &column, std::vector<PendingConstraint> &pending, std::string &error,
                std::string &doubt, std::uint32_t limit, std::string &sequence);
void addOwnedSequence(Step &step, const std::string &relation, const std::string &column, const std::string &sequence);
/// Adds a table constraint. `relation` is either a draft or the catalogue's own. An added index and
/// constraint come back for the operation. False with `error` if PostgreSQL refuses it.
struct ConstraintResult {
    Constraint constraint;
    Kept<Index> index;
    bool usingIndex = false;
    std::vector<std::string> madeNotNull;
    std::string renamedIndex; ///< The former name of a taken-over index.
    std::string missingRelation;
};
bool addConstraint(Step &step, Relation &relation, bool draft, const PendingConstraint &pending, ConstraintResult &result, std::string &error);
/// What the constraint says as one operation kind.
[[nodiscard]] OperationKind addKind(Constraint::Kind kind);
[[nodiscard]] OperationKind dropKind(Constraint::Kind kind);
/// Drops a constraint with its index; foreign keys that need it are dropped with `cascade`, else an error.
bool dropConstraint(Step &step, const std::string &relation, const std::string &name, bool cascade, std::string &error);
/// Drops a column with all that hangs on it. Gives an operation for it and for what went with it.
void dropColumn(Step &step, const std::string &relation, const std::string &name, bool cascade, bool ifExists);
/// Builds an Index over the elements; false with `error` if a column is missing.
bool makeIndex(Step &step, const Relation &relation, Node statement, Index &index, std::vector<std::string> &nameParts, std::string &error);
/// Copies constraints and indexes of a partitioned parent to a new or attached partition.
void inheritFromPartitioned(Step &step, Relation &child, const Relation &parent);
/// Whether ALTER TYPE rewrites the table or rebuilds its indexes.
void judgeTypeChange(const Catalogue &catalogue, ColumnType from, ColumnType to, bool hasUsing, bool &rewrites, bool &rebuildsIndexes);
[[nodiscard]] std::string boundsText(Node partitionBound);

// Statement families
void createTable(Step &, Node);
void createForeignTable(Step &, Node);
void createTableAs(Step &, Node);
void selectStatement(Step &, Node);
void alterTable(Step &, Node);
void createIndex(Step &, Node);
void createView(Step &, Node);
void refreshMaterializedView(Step &, Node);
void createSequence(Step &, Node);
void alterSequence(Step &, Node);
void createEnum(Step &, Node);
void alterEnum(Step &, Node);
void createComposite(Step &, Node);
void createRange(Step &, Node);
void createDomain(Step &, Node);
void alterDomain(Step &, Node);
void alterCompositeType(Step &, Node);
void define(Step &, Node);
void createFunction(Step &, Node);
void alterFunction(Step &, Node);
void createCast(Step &, Node);
void createTrigger(Step &, Node);
void createRule(Step &, Node);
void createPolicy(Step &, Node);
void alterPolicy(Step &, Node);
void createSchema(Step &, Node);
void createExtension(Step &, Node);
void drop(Step &, Node);
void rename(Step &, Node);
void changeSchema(Step &, Node);
void insertData(Step &, Node);
void updateData(Step &, Node);
void deleteData(Step &, Node);
void mergeData(Step &, Node);
void truncateData(Step &, Node);
void copyData(Step &, Node);
void runBlock(Step &, Node);
void callProcedure(Step &, Node);
void setVariable(Step &, Node);
void transaction(Step &, Node);

// Dropping, shared by DROP and CASCADE (drops.cpp)
void dropRelation(Step &step, const std::string &fullName, bool cascade, bool implied);
/// Doubts what a statement can change of which only the first words are known (or all, if `complete`,
/// but not its grammar): `ALTER TABLE t ...` can change t only.
void doubtText(Step &step, std::string_view known, bool complete, const std::string &reason);
/// Own functions of the calls in the text: what they may do becomes doubts (doblocks.cpp).
void doubtBody(Step &step, std::string_view body, std::string_view what);
/// Function of a signature; null if there is none (then `error` is PostgreSQL's words).
const Function *findFunction(Step &step, Node objectWithArgs, std::string_view what, std::string &error);
[[nodiscard]] std::string signature(const Catalogue &catalogue, const Function &function);

} // namespace ddl
} // namespace belay::schema
