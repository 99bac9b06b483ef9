// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/changeverdict.h"

#include <string_view>
#include <utility>

namespace belay::schema {

namespace {

using enum Outcome;
using TypeChange = SchemaChange::TypeChange;

constexpr MixedStates fine{};
constexpr MixedStates gone{Breaks, Breaks, Ok, Breaks, LosesData};
constexpr MixedStates renamed{Breaks, Breaks, Breaks, Breaks, Ok};
constexpr MixedStates unknown{Unknown, Unknown, Unknown, Unknown, Unknown};

struct Rule {
    std::string_view code;
    MixedStates states = fine;
    std::string dependsOn;
    std::string reason;
    std::string remedy;
};

Rule addColumn(const SchemaChange &change, Dialect dialect)
{
    if (change.required) {
        return {"adds-required-column",
                {Ok, Breaks, Breaks, Breaks, LosesData},
                {},
                dialect == Dialect::MySql ? "The old release's INSERTs leave the column out, and in strict mode (the default) nothing fills it."
                                          : "The old release's INSERTs leave the column out, and nothing fills it.",
                "Add the column with a default or nullable, and make it required once no release that leaves it out can come back."};
    }
    return {"adds-column",
            {Ok, Depends, Breaks, Depends, LosesData},
            "whether the old release has an INSERT into the table that names no columns",
            "An INSERT without a list of columns fails as soon as the table has one more. Going back drops what was written to the column.",
            "Name the columns in every INSERT before this release."};
}

Rule changeType(const SchemaChange &change)
{
    switch (change.typeChange) {
    case TypeChange::None:
    case TypeChange::Same:
        return {"changes-type-compatibly", fine, {}, "Values are stored and read as before (" + change.detail + ").", {}};
    case TypeChange::Wider:
        return {"widens-type",
                {Ok, Ok, Breaks, Breaks, Breaks},
                {},
                "The new release can write values that the old type, and the old release, cannot take (" + change.detail + "); with such values there is no way back.",
                "Widen in one release, use the wider values in the release after next."};
    case TypeChange::Narrower:
        return {"narrows-type",
                {Ok, Breaks, Ok, Breaks, Ok},
                {},
                "The old release can write values that the new type refuses (" + change.detail + ").",
                "Check the values in the program first, for two releases; then narrow the type."};
    case TypeChange::Other:
        break;
    }
    return {"changes-type",
            {Depends, Depends, Depends, Depends, LosesData},
            "how the programs read and write the column",
            "The column's values are read and written in another form (" + change.detail + ").",
            "Add a column of the new type, write both, and drop the old one in the release after next."};
}

Rule ruleFor(const SchemaChange &change, Dialect dialect)
{
    const std::string later = "Drop it in the release after next, when no release that uses it can come back.";
    const std::string comply = "Make the old writers comply first; add it in the release after next.";
    switch (change.kind) {
    case OperationKind::CreateTable:
        return {"creates-table", {Ok, Ok, Breaks, Ok, LosesData}, {}, "Only the new release knows the table. Going back drops it with its rows.",
                "Run the migration in a release before the one that uses it."};
    case OperationKind::DropTable:
        return {"drops-table", gone, {}, "The old release's statements on it fail. Going back makes it anew, without its rows.", later};
    case OperationKind::DropDatabase:
        return {"drops-database", {Breaks, Breaks, Breaks, Breaks, LosesData}, {}, "All of it is gone.", "Drop a database by hand, not in a migration."};
    case OperationKind::RenameTable:
        return {"renames-table", renamed, {}, "Each release knows one of the two names only.",
                dialect == Dialect::MySql ? "Leave a view with the old name, and drop it in the release after next." : "Copy to a new table, write both, and drop the old one in the release after next."};
    case OperationKind::AddColumn:
        return addColumn(change, dialect);
    case OperationKind::DropColumn:
        if (change.required) {
            return {"drops-required-column", {Breaks, Breaks, Breaks, Breaks, Breaks}, {},
                    "The old release's statements that name the column fail. On the old schema the new release gives it no value, though one is required.",
                    "First make it nullable in one release, then drop it in the release after next."};
        }
        return {"drops-column", gone, {}, "The old release's statements that name the column fail. Going back makes it anew, without its values.",
                "Stop using the column in this release; drop it in the release after next."};
    case OperationKind::RenameColumn:
        return {"renames-column", renamed, {}, "Each release knows one of the two names only.", "Add the new column, write both, and drop the old one in the release after next."};
    case OperationKind::ChangeType:
        return changeType(change);
    case OperationKind::SetNotNull:
        if (change.hasDefault) {
            return {"requires-value-with-default", {Ok, Depends, Ok, Depends, Ok}, "whether the old release writes NULL itself",
                    "Rows that leave the column out get its default; only a written NULL is refused.", {}};
        }
        return {"requires-value", {Ok, Breaks, Ok, Breaks, Ok}, {}, "The old release can write rows without a value for the column.", comply};
    case OperationKind::DropNotNull:
        return {"allows-null", {Ok, Ok, Breaks, Breaks, Breaks}, {},
                "NULLs that the new release writes meet programs and a down migration that do not expect them.", "Let the readers cope with NULL in one release, and write NULL in the release after next."};
    case OperationKind::SetDefault:
        return {"changes-default", fine, {}, "Rows that leave the column out get another value; every statement goes on working.", {}};
    case OperationKind::DropDefault:
        if (change.required) {
            return {"drops-default-of-required", {Ok, Breaks, Ok, Breaks, Ok}, {}, "The old release can leave the column out, and then no value is there though one is required.",
                    "Keep the default until no release that relies on it can come back."};
        }
        return {"drops-default", fine, {}, "Rows that leave the column out have NULL there from now on; every statement goes on working.", {}};
    case OperationKind::AddUnique:
    case OperationKind::CreateUniqueIndex:
        return {"adds-unique", {Ok, Breaks, Breaks, Breaks, Ok}, {}, "The old release can write doubles that are refused now; the new one can name it in an upsert, which the old schema does not have.", comply};
    case OperationKind::AddPrimaryKey:
        return {"adds-primary-key", {Ok, Breaks, Breaks, Breaks, Ok}, {}, "The old release can write rows that the key refuses.", comply};
    case OperationKind::AddForeignKey:
        return {"adds-foreign-key", {Ok, Breaks, Ok, Breaks, Ok}, {}, "The old release can write rows that are refused now: the rows they refer to need not be there.", comply};
    case OperationKind::AddCheck:
        return {"adds-check", {Ok, Breaks, Ok, Breaks, Ok}, {}, "The old release can write rows that are refused now.", comply};
    case OperationKind::DropUnique:
    case OperationKind::DropUniqueIndex:
        return {"drops-unique", {Ok, Breaks, Breaks, Breaks, Breaks}, {}, "Upserts of the old release rely on it. The new release can write doubles; with doubles there is no way back.", later};
    case OperationKind::DropPrimaryKey:
        return {"drops-primary-key", {Ok, Breaks, Breaks, Breaks, Breaks}, {}, "Upserts of the old release rely on it. The new release can write doubles; with doubles there is no way back.", later};
    case OperationKind::DropForeignKey:
        return {"drops-foreign-key", {Ok, Ok, Breaks, Ok, Breaks}, {}, "The new release can write rows that refer to nothing; with such rows there is no way back.", later};
    case OperationKind::DropCheck:
        return {"drops-check", {Ok, Ok, Breaks, Breaks, Breaks}, {}, "The new release can write rows that the rule kept out, which the old release does not expect; with such rows there is no way back.", later};
    case OperationKind::CreateIndex:
        return {"creates-index", fine, {}, "An index that is not unique changes no statement.", {}};
    case OperationKind::DropIndex:
        return {"drops-index", fine, {}, "An index that is not unique changes no statement, but one with an index hint; the old release may get slow.", {}};
    case OperationKind::RenameIndex:
        return {"renames-index", fine, {}, "Only statements with an index hint name it.", {}};
    case OperationKind::CreateView:
        return {"creates-view", {Ok, Ok, Breaks, Ok, Ok}, {}, "Only the new release knows the view.", "Run the migration in a release before the one that uses it."};
    case OperationKind::DropView:
        return {"drops-view", {Breaks, Breaks, Ok, Breaks, Ok}, {}, "The old release's statements on the view fail.", later};
    case OperationKind::ReplaceView:
        return {"changes-view-query", {Depends, Depends, Depends, Depends, Ok}, "whether the old release uses what the view no longer gives",
                "The view gives other columns or rows.", "Keep the old columns in the view, with the same meaning."};
    case OperationKind::CreateTrigger:
        return {"creates-writing-trigger", {Ok, Depends, Ok, Depends, Ok}, "what the trigger does to rows of the old release", "The trigger runs on the old release's writes too.", {}};
    case OperationKind::DropTrigger:
        return {"drops-trigger", {Ok, Depends, Ok, Depends, Ok}, "whether the old release relies on it", "What the trigger did no longer happens.", later};
    case OperationKind::CreateFunction:
        return {"creates-function", {Ok, Ok, Breaks, Ok, Ok}, {}, "Only the new release knows it.", "Run the migration in a release before the one that uses it."};
    case OperationKind::DropFunction:
        return {"drops-function", {Breaks, Breaks, Ok, Breaks, Ok}, {}, "The old release's calls fail.", later};
    case OperationKind::InsertData:
        return {"inserts-data", {Ok, Ok, Depends, Ok, Ok}, "whether the new release needs the rows", "Rows are added.", {}};
    case OperationKind::UpdateData:
        return {"updates-data", {Ok, Ok, Ok, Depends, Ok}, "whether the old release can read the new values",
                "Values are changed in place; the old release keeps writing in the old form.", "Write the new form to a new column, and move the readers one release later."};
    case OperationKind::DeleteData:
    case OperationKind::TruncateTable:
        return {change.kind == OperationKind::DeleteData ? "deletes-data" : "truncates-table", {Depends, Ok, Depends, Depends, LosesData}, "whether the releases need the rows",
                "Rows are deleted; no down migration brings them back.", "Keep the rows until no release that needs them can come back."};
    case OperationKind::CreateSchema:
        return {"creates-schema", {Ok, Ok, Breaks, Ok, Ok}, {}, "Only the new release knows it.", {}};
    case OperationKind::ChangeStorage:
        return {"changes-storage", fine, {}, "Only how the table is stored changes.", {}};
    case OperationKind::SetVariable:
        return {"sets-variable", fine, {}, "It holds for the migration's session.", {}};
    case OperationKind::Transaction:
        return {"controls-transaction", fine, {}, "It changes no schema.", {}};
    case OperationKind::Maintenance:
        return {"maintains", fine, {}, "It changes no schema.", {}};
    case OperationKind::LockTable:
        return {"locks-table", fine, {}, "It changes no schema.", {}};
    case OperationKind::RunQuery:
        return {"runs-query", fine, {}, "It changes no schema.", {}};
    case OperationKind::Grant:
        return {"grants", fine, {}, "It takes no right away.", {}};
    case OperationKind::Revoke:
        return {"revokes", {Depends, Depends, Ok, Depends, Ok}, "which rights the old release needs", "The old release may need the right.", {}};
    case OperationKind::CallProcedure:
        return {"calls-procedure", unknown, {}, "What the procedure does is not known here.", {}};
    default:
        return {"not-understood", unknown, {}, "Not understood" + (change.detail.empty() ? std::string(".") : ": " + change.detail), {}};
    }
}

} // namespace

OperationVerdict judgeChange(const SchemaChange &change, Dialect dialect, Evidence evidence)
{
    Rule rule = ruleFor(change, dialect);
    OperationVerdict verdict;
    verdict.line = change.line;
    verdict.column = change.column;
    verdict.span = change.span;
    verdict.kind = operationName(change.kind);
    verdict.object = change.object;
    verdict.code = rule.code;
    verdict.states = rule.states;
    verdict.dependsOn = std::move(rule.dependsOn);
    verdict.reason = std::move(rule.reason);
    verdict.remedy = std::move(rule.remedy);
    verdict.evidence = evidence;
    if (!change.newName.empty())
        verdict.reason += " It is now " + change.newName + '.';
    if (!change.knownBefore && change.kind == OperationKind::DropColumn) {
        // Whether the old schema demands a value decides it.
        verdict.states.newOnOld = Unknown;
        verdict.reason += " Whether the old schema demands it is not known: no migration that was read made the table.";
    } else if (!change.knownBefore && change.kind == OperationKind::DropIndex) {
        verdict.code = "not-known";
        verdict.states = {Ok, Unknown, Unknown, Unknown, Unknown};
        verdict.reason = "Whether the index was unique is not known: no migration that was read made it.";
    } else if (!change.knownBefore && (change.kind == OperationKind::ChangeType || change.kind == OperationKind::SetNotNull)) {
        verdict.code = "not-known";
        verdict.states = unknown;
        verdict.dependsOn.clear();
        verdict.reason = "What the column was before is not known: no migration that was read made it (" + change.detail + ").";
    }
    if (!change.wasUsed && change.kind != OperationKind::NotUnderstood && change.kind != OperationKind::CreateTable) {
        // Neither release has seen it in another form.
        verdict.states = fine;
        verdict.dependsOn.clear();
        verdict.code = "within-new-object";
        verdict.reason = "The same migration made it.";
        verdict.remedy.clear();
    }
    return verdict;
}

} // namespace belay::schema
