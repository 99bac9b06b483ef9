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
        return {"changes-type", fine, {}, "Values are stored and read as before (" + change.detail + ").", {}};
    case TypeChange::Wider:
        return {"widens-type",
                {Ok, Ok, Breaks, Depends, Breaks},
                "whether the old release can read values that only the new type holds",
                "Values that only the new type holds (" + change.detail + ") do not fit the old one.",
                "Let the new release write such values only when no return to the old one is planned."};
    case TypeChange::Narrower:
        return {"narrows-type",
                {Ok, Depends, Ok, Depends, Ok},
                "whether the old release writes values that do not fit the new type",
                "Values that the old release may still write do not fit (" + change.detail + ").",
                "Let a release that writes only fitting values go out first."};
    case TypeChange::Other:
        break;
    }
    return {"changes-type",
            {Depends, Depends, Depends, Depends, Depends},
            "how the programs read and write the column",
            "The column's values are read and written in another form (" + change.detail + ").",
            "Add a column of the new type, write both, move the readers, and drop the old one a release later."};
}

Rule ruleFor(const SchemaChange &change, Dialect dialect)
{
    const std::string duplicates = "whether rows that the rule refuses are written";
    switch (change.kind) {
    case OperationKind::CreateTable:
        return {"creates-table", {Ok, Ok, Breaks, Ok, LosesData}, {}, "Only the new release knows the table. Going back drops its rows.", "Keep the table when going back."};
    case OperationKind::DropTable:
    case OperationKind::DropDatabase:
        return {change.kind == OperationKind::DropTable ? "drops-table" : "drops-database", gone, {},
                "The old release's statements on it fail, and its rows are gone.", "Drop it when no release that uses it can come back."};
    case OperationKind::RenameTable:
        return {"renames-table", renamed, {}, "Each release knows one of the two names only.",
                dialect == Dialect::MySql ? "Leave a view with the old name, and drop it a release later." : "Copy to a new table, write both, and drop the old one a release later."};
    case OperationKind::AddColumn:
        return addColumn(change, dialect);
    case OperationKind::DropColumn:
        return {"drops-column",
                {Breaks, Breaks, change.required ? Breaks : Ok, Breaks, LosesData},
                {},
                std::string("The old release's statements that name the column fail, and its values are gone.") +
                    (change.required ? " The new release's INSERTs fail on the old schema, which demands it." : ""),
                "Stop using the column in one release, drop it in a later one."};
    case OperationKind::RenameColumn:
        return {"renames-column", renamed, {}, "Each release knows one of the two names only.", "Add the new column, write both, and drop the old one a release later."};
    case OperationKind::ChangeType:
        return changeType(change);
    case OperationKind::SetNotNull: {
        const Outcome writes = change.hasDefault ? Depends : Breaks;
        return {"sets-not-null", {Ok, writes, Ok, writes, Ok}, change.hasDefault ? "whether the old release writes NULL" : "",
                "The old release may write NULL or leave the column out, which the table now refuses.", "Let a release that always fills the column go out first."};
    }
    case OperationKind::DropNotNull:
        return {"drops-not-null", {Ok, Ok, Breaks, Depends, Breaks}, "whether the old release can read NULL",
                "NULLs that the new release writes meet programs and a down migration that do not expect them.",
                "Let all releases read NULL before one writes it."};
    case OperationKind::SetDefault:
        return {"changes-default", fine, {}, "Rows that are there stay as they are; both releases can work with either default.", {}};
    case OperationKind::DropDefault:
        return {"drops-default", {Ok, change.required ? Breaks : Depends, Ok, change.required ? Breaks : Depends, Ok},
                change.required ? "" : "whether the old release relies on the default", "The old release's INSERTs that leave the column out no longer get a value.",
                "Keep the default until no release that relies on it can come back."};
    case OperationKind::AddUnique:
    case OperationKind::CreateUniqueIndex:
        return {"adds-unique", {Ok, Depends, Depends, Depends, Ok}, duplicates, "Rows that the old release may write are refused now; the new one may rely on it (upserts).",
                "Let a release that writes no duplicates go out first."};
    case OperationKind::AddPrimaryKey:
        return {"adds-primary-key", {Ok, Depends, Depends, Depends, Ok}, duplicates, "Rows that the old release may write are refused now.",
                "Let a release that writes no such rows go out first."};
    case OperationKind::AddForeignKey:
        return {"adds-foreign-key", {Ok, Depends, Ok, Depends, Ok}, duplicates, "Rows that the old release may write or delete are refused now.",
                "Let a release that keeps the rule by itself go out first."};
    case OperationKind::AddCheck:
        return {"adds-check", {Ok, Depends, Ok, Depends, Ok}, duplicates, "Rows that the old release may write are refused now.",
                "Let a release that keeps the rule by itself go out first."};
    case OperationKind::DropUnique:
    case OperationKind::DropUniqueIndex:
    case OperationKind::DropPrimaryKey:
        return {change.kind == OperationKind::DropPrimaryKey ? "drops-primary-key" : "drops-unique", {Ok, Depends, Breaks, Depends, Breaks},
                "whether the old release relies on it (upserts)", "Rows that the new release writes may break the rule when it comes back.",
                "Drop it when no release that relies on it can come back."};
    case OperationKind::DropForeignKey:
        return {"drops-foreign-key", {Ok, Depends, Breaks, Depends, Breaks}, "whether the old release relies on it (ON DELETE CASCADE)",
                "Rows that the new release writes may break the rule when it comes back.", "Drop it when no release that relies on it can come back."};
    case OperationKind::DropCheck:
        return {"drops-check", {Ok, Ok, Breaks, Depends, Breaks}, "whether the old release can read what the rule kept out",
                "Rows that the new release writes may break the rule when it comes back.", "Drop it when no release that relies on it can come back."};
    case OperationKind::CreateIndex:
        return {"creates-index", fine, {}, "No statement's result hangs on it.", {}};
    case OperationKind::DropIndex:
        return {"drops-index", fine, {}, "No statement's result hangs on it; those with an index hint fail, and some get slower.", {}};
    case OperationKind::RenameIndex:
        return {"renames-index", fine, {}, "Only statements with an index hint name it.", {}};
    case OperationKind::CreateView:
        return {"creates-view", {Ok, Ok, Breaks, Ok, Ok}, {}, "Only the new release knows the view.", {}};
    case OperationKind::DropView:
        return {"drops-view", {Breaks, Breaks, Ok, Breaks, Ok}, {}, "The old release's statements on the view fail.", "Drop it when no release that uses it can come back."};
    case OperationKind::ReplaceView:
        return {"replaces-view", {Depends, Depends, Depends, Depends, Ok}, "whether the old release uses what the view no longer gives",
                "The view gives other columns or rows.", "Keep the old columns in the view, with the same meaning."};
    case OperationKind::CreateTrigger:
        return {"creates-trigger", {Ok, Depends, Ok, Depends, Ok}, "what the trigger does to rows of the old release", "The trigger runs on the old release's writes too.", {}};
    case OperationKind::DropTrigger:
        return {"drops-trigger", {Ok, Depends, Ok, Depends, Ok}, "whether the old release relies on it", "What the trigger did no longer happens.", {}};
    case OperationKind::CreateFunction:
        return {"creates-function", {Ok, Ok, Breaks, Ok, Ok}, {}, "Only the new release knows it.", {}};
    case OperationKind::DropFunction:
        return {"drops-function", {Breaks, Breaks, Ok, Breaks, Ok}, {}, "The old release's calls fail.", "Drop it when no release that calls it can come back."};
    case OperationKind::InsertData:
        return {"inserts-data", {Ok, Ok, Depends, Ok, Depends}, "whether the new release needs the rows, and whether the down migration takes them back", "Rows are added.", {}};
    case OperationKind::UpdateData:
        return {"updates-data", {Depends, Ok, Depends, Depends, Depends}, "whether both releases can read the values before and after",
                "Values are changed in place; the old release keeps writing in the old form.", "Write the new form to a new column, and move the readers one release later."};
    case OperationKind::DeleteData:
    case OperationKind::TruncateTable:
        return {"deletes-data", {Depends, Ok, Ok, Depends, LosesData}, "whether the old release needs the rows", "Rows are deleted; no down migration brings them back.",
                "Keep the rows until no release that needs them can come back."};
    case OperationKind::ChangeStorage:
        return {"changes-storage", fine, {}, "Only how the table is stored changes.", {}};
    case OperationKind::CreateSchema:
        return {"creates-schema", {Ok, Ok, Breaks, Ok, LosesData}, {}, "Only the new release knows it.", {}};
    case OperationKind::SetVariable:
    case OperationKind::Transaction:
    case OperationKind::Maintenance:
    case OperationKind::LockTable:
    case OperationKind::RunQuery:
    case OperationKind::Grant:
    case OperationKind::Revoke:
    case OperationKind::Comment:
        return {"no-schema-change", fine, {}, "The schema stays as it is.", {}};
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
    if (!change.wasUsed && change.kind != OperationKind::NotUnderstood && change.kind != OperationKind::CreateTable) {
        // Neither release has seen it in another form.
        verdict.states = fine;
        verdict.dependsOn.clear();
        verdict.reason = "The same migration made it.";
        verdict.remedy.clear();
    }
    return verdict;
}

} // namespace belay::schema
