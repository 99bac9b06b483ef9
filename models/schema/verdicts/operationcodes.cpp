// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/verdicts/operationcodes.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace belay::schema {

namespace {

using K = OperationKind;

constexpr Outcome outcomeOf(char letter)
{
    switch (letter) {
    case 'd': return Outcome::Depends;
    case 'u': return Outcome::Unknown;
    case 'l': return Outcome::LosesData;
    case 'b': return Outcome::Breaks;
    default: return Outcome::Ok;
    }
}

/// Five letters, in the order of MixedStates: o ok, d depends, u unknown, l loses data, b breaks.
constexpr MixedStates S(const char (&letters)[6])
{
    return {outcomeOf(letters[0]), outcomeOf(letters[1]), outcomeOf(letters[2]), outcomeOf(letters[3]), outcomeOf(letters[4])};
}

constexpr std::string_view firstExpand = "Run the migration in a release before the one that uses it.";
constexpr std::string_view contractLater = "Stop using it in this release; drop it in the release after next, when no release that uses it can come back.";
constexpr std::string_view addNotRename = "Add the new name, write both, move the readers, and drop the old name in the release after next.";
constexpr std::string_view none;

constexpr std::array codes{
    // Tables
    OperationCode{"creates-table", K::CreateTable, "", S("oobol"), none, "The new release uses {}, which the old schema does not have. Going back drops it with its rows.", firstExpand},
    OperationCode{"creates-referencing-table", K::CreateTable, "it has a foreign key to an existing table, without ON DELETE CASCADE or SET NULL", S("oobdl"),
                  "whether the old release deletes rows of the referenced table, or changes their keys",
                  "The new release uses {}, which the old schema does not have. Its rows hold rows of existing tables: the old release can no longer delete those.",
                  "Give the foreign key ON DELETE CASCADE or SET NULL, or add it one release later."},
    OperationCode{"creates-partition", K::CreateTable, "PARTITION OF an existing table", S("oobol"), none,
                  "On the old schema, rows for {} have no partition to go to. Going back drops it with its rows.", firstExpand},
    OperationCode{"replaces-table", K::CreateTable, "the name was another table's before", S("ooooo"), none, "{} takes the name of a table that was there before; its columns and keys are compared.", none},
    OperationCode{"creates-temporary-object", K::CreateTable, "in the session only", S("ooooo"), none, "{} ends with the migration's session.", none},
    OperationCode{"drops-table", K::DropTable, "", S("bbobl"), none, "The old release uses {}, which is gone. Going back makes it anew, without its rows.", contractLater},
    OperationCode{"renames-table", K::RenameTable, "", S("bbbbo"), none, "The old release uses {} by its old name, the new release by its new one.",
                  "Create an updatable view of the old name in the same migration, or do not rename."},
    OperationCode{"renames-table-behind-view", K::RenameTable, "a view of the old name has all its columns and can be written", S("ooboo"), none,
                  "The view keeps {} usable by its old name. On the old schema the new name is missing.", firstExpand},
    OperationCode{"renames-table-behind-readonly-view", K::RenameTable, "a view of the old name cannot be written", S("obbbo"), none,
                  "The view keeps {} readable by its old name, but it cannot be written.", "Make the view automatically updatable: one table, plain columns, no DISTINCT, GROUP BY or LIMIT."},
    OperationCode{"moves-table", K::MoveTable, "", S("bbbbo"), none, "The old release looks for {} in its old schema, the new release in its new one.",
                  "Create an updatable view in the old schema, or do not move the table."},
    OperationCode{"attaches-partition", K::AttachPartition, "", S("ooboo"), none, "On the old schema, rows for {} have no partition to go to.", firstExpand},
    OperationCode{"detaches-partition", K::DetachPartition, "", S("bbobo"), none, "The old release no longer finds the rows of {} in its parent, and cannot insert such rows.", contractLater},
    OperationCode{"changes-inheritance", K::Inherit, "", S("doddo"), "whether a release reads the parent table", "The parent of {} shows other rows now.", none},
    // Columns
    OperationCode{"adds-column", K::AddColumn, "nullable, or with a default", S("oobol"), none, "The new release uses {}, which the old schema does not have. Going back drops it with its values.", firstExpand},
    OperationCode{"adds-required-column", K::AddColumn, "NOT NULL and no default at the end of the migrations", S("obbbl"), none,
                  "Rows that the old release inserts have no value for {}, which is required. If the table has rows, the migration itself fails.",
                  "Add it with a default, or nullable; make it required in the release after next."},
    OperationCode{"replaces-column", K::AddColumn, "a column of this name was there before the release", S("ooool"), none, "{} was there before with other values; the two are compared.", none},
    OperationCode{"drops-column", K::DropColumn, "", S("bbobl"), none, "The old release uses {}, which is gone. Going back makes it anew, without its values.", contractLater},
    OperationCode{"drops-required-column", K::DropColumn, "it is NOT NULL and has no default", S("bbbbb"), none,
                  "The old release uses {}, which is gone. On the old schema the new release gives it no value, though one is required; going back cannot add it to rows without a value.",
                  "First drop NOT NULL (or add a default) in one release, then drop the column in the release after next."},
    OperationCode{"renames-column", K::RenameColumn, "", S("bbbbo"), none, "The old release uses {} by its old name, the new release by its new one.", addNotRename},
    OperationCode{"widens-type", K::ChangeType, "every old value fits, not every new one", S("oobbb"), none,
                  "The new release can write values to {} that the old schema, and the old release, cannot take; with such values there is no way back.",
                  "Widen in one release, use the wider values in the release after next."},
    OperationCode{"narrows-type", K::ChangeType, "every new value fits, not every old one", S("obobo"), none, "The old release can write values to {} that the new type refuses. Values that do not fit make the migration fail.",
                  "Check the values in the program first, for two releases; then narrow the type."},
    OperationCode{"changes-type", K::ChangeType, "another kind of value", S("bbbbl"), none, "The old release reads and writes {} as another kind of value. Going back cannot restore what was converted.",
                  "Add a column of the new type, write both, and drop the old one in the release after next."},
    OperationCode{"changes-type-irreversibly", K::ChangeType, "another kind of value, and there is no cast back", S("bbbbd"), "the USING expression of the down migration",
                  "The old release reads and writes {} as another kind of value. Going back needs a USING expression, and cannot restore what was converted.",
                  "Add a column of the new type, write both, and drop the old one in the release after next."},
    OperationCode{"changes-type-compatibly", K::ChangeType, "the same values", S("ooooo"), none, "{} takes the same values as before.", none},
    OperationCode{"changes-time-zone", K::ChangeType, "timestamp to timestamptz or back", S("ooooo"), none,
                  "Both types take the same texts; the conversion takes the session's time zone. Check that it is the one that the values were written in.", "Name the zone: USING c AT TIME ZONE 'UTC'."},
    OperationCode{"changes-type-unknown", K::ChangeType, "a type is not known here", S("ddddd"), "the types", "Which values the two types of {} take is not known here.", none},
    OperationCode{"removes-enum-values", K::ChangeType, "to an enum with fewer values", S("bbobo"), none, "The old release reads and writes values of {} that the new type does not have.", contractLater},
    OperationCode{"requires-value", K::SetNotNull, "", S("obobo"), none, "The old release can write rows without a value for {}. Rows without one make the migration fail.",
                  "Fill the rows and add CHECK (c IS NOT NULL) NOT VALID in the release after the writers have stopped leaving it out."},
    OperationCode{"requires-value-with-default", K::SetNotNull, "the column has a default", S("odobo"), "whether the old release writes NULL itself",
                  "Rows that leave {} out get the default; only a written NULL is refused.", none},
    OperationCode{"allows-null", K::DropNotNull, "", S("oobbb"), none, "The new release can leave {} without a value, which the old schema refuses and the old release does not expect; with such rows there is no way back.",
                  "Let the readers cope with NULL in one release, and write NULL in the release after next."},
    OperationCode{"changes-default", K::SetDefault, "", S("ooooo"), none, "Rows that leave {} out get another value; every statement goes on working.", none},
    OperationCode{"gives-default-to-required", K::SetDefault, "the column is NOT NULL and had no default", S("ooboo"), none, "The new release can leave {} out, which the old schema refuses.", firstExpand},
    OperationCode{"drops-default", K::DropDefault, "the column can be NULL", S("ooooo"), none, "Rows that leave {} out have NULL there from now on; every statement goes on working.", none},
    OperationCode{"drops-default-of-required", K::DropDefault, "the column is NOT NULL", S("obobo"), none, "The old release can leave {} out, and then no value is there though one is required.",
                  "Keep the default until no release that relies on it can come back."},
    OperationCode{"adds-identity", K::AddIdentity, "BY DEFAULT", S("ooboo"), none, "The new release can leave {} out, which the old schema refuses.", firstExpand},
    OperationCode{"adds-identity-always", K::AddIdentity, "ALWAYS", S("obbbo"), none, "The old release writes its own values to {}, which are refused from now on.", "Use GENERATED BY DEFAULT until the release after next."},
    OperationCode{"identity-refuses-values", K::ChangeIdentity, "to ALWAYS", S("obobo"), none, "The old release can write its own values to {}, which are refused from now on.", "Use GENERATED BY DEFAULT until the release after next."},
    OperationCode{"identity-takes-values", K::ChangeIdentity, "to BY DEFAULT", S("ooboo"), none, "The new release can write its own values to {}, which the old schema refuses.", firstExpand},
    OperationCode{"drops-identity", K::DropIdentity, "it was BY DEFAULT", S("obobo"), none, "The old release leaves {} out, and then no value is there though one is required.", contractLater},
    OperationCode{"drops-identity-always", K::DropIdentity, "it was ALWAYS", S("obbbo"), none, "The old release leaves {} out, and then no value is there though one is required. The new release writes values that the old schema refuses.", contractLater},
    OperationCode{"drops-expression", K::DropExpression, "", S("oobol"), none, "The new release writes {}, which the old schema computes. Going back computes it anew.", firstExpand},
    OperationCode{"drops-expression-of-required", K::DropExpression, "the column is NOT NULL", S("obbbl"), none, "The old release leaves {} out, and then no value is there though one is required.", "Drop NOT NULL first."},
    // Constraints
    OperationCode{"adds-primary-key", K::AddPrimaryKey, "", S("obbbo"), none, "The old release can write rows that the key of {} refuses. The new release can name the key in ON CONFLICT, which the old schema does not have.",
                  "Make the old writers unique first; add the key in the release after next."},
    OperationCode{"adds-unique", K::AddUnique, "", S("obbbo"), none, "The old release can write doubles that {} refuses. The new release can name it in ON CONFLICT, which the old schema does not have.",
                  "Make the old writers unique first; add the constraint in the release after next."},
    OperationCode{"adds-exclusion", K::AddExclusion, "", S("obbbo"), none, "The old release can write rows that {} refuses.", "Make the old writers comply first; add the constraint in the release after next."},
    OperationCode{"adopts-index", K::AddUnique, "USING INDEX, of an index from before the release", S("oodoo"), "whether the new release names the constraint in ON CONFLICT ON CONSTRAINT",
                  "The index of {} held already; only the constraint's name is new.", none},
    OperationCode{"adds-foreign-key", K::AddForeignKey, "", S("obobo"), none, "The old release can write rows that {} refuses: the rows they refer to need not be there.",
                  "Make the old writers comply first; add the key NOT VALID in the release after next, and validate it then."},
    OperationCode{"references-from-new-column", K::AddForeignKey, "of columns that this release adds, without ON DELETE CASCADE or SET NULL", S("ooodo"),
                  "whether the old release deletes rows of the referenced table, or changes their keys", "Rows that the new release wrote hold the referenced rows of {}: the old release can no longer delete those.",
                  "Give the foreign key ON DELETE CASCADE or SET NULL, or add it one release later."},
    OperationCode{"adds-check", K::AddCheck, "", S("obobo"), none, "The old release can write rows that {} refuses.", "Make the old writers comply first; add the check in the release after next."},
    OperationCode{"constrains-new-column", K::AddCheck, "only columns that this release adds, which old rows leave empty", S("ooooo"), none, "The old release does not write the columns of {}.", none},
    OperationCode{"drops-primary-key", K::DropPrimaryKey, "", S("obbbb"), none, "The old release can name the key of {} in ON CONFLICT. The new release can write doubles, which the old schema refuses; with doubles there is no way back.", contractLater},
    OperationCode{"drops-unique", K::DropUnique, "", S("obbbb"), none, "The old release can name {} in ON CONFLICT. The new release can write doubles, which the old schema refuses; with doubles there is no way back.", contractLater},
    OperationCode{"drops-exclusion", K::DropExclusion, "", S("obbbb"), none, "The old release can name {} in ON CONFLICT. The new release can write rows which the old schema refuses.", contractLater},
    OperationCode{"drops-foreign-key", K::DropForeignKey, "", S("oobob"), none,
                  "The new release can write rows that refer to nothing, which the old schema refuses; with such rows there is no way back. What ON DELETE did for the old release no longer happens.", contractLater},
    OperationCode{"drops-check", K::DropCheck, "", S("oobbb"), none, "The new release can write rows that {} refused, which the old release does not expect; with such rows there is no way back.",
                  "Let the readers cope with such rows in one release, and write them in the release after next."},
    OperationCode{"replaces-constraint", K::AddUnique, "the release drops one and adds one over the same columns", S("ooooo"), none, "{} is there before and after over the same columns.", none},
    OperationCode{"renames-constraint", K::RenameConstraint, "a key", S("odddo"), "whether a release names it in ON CONFLICT ON CONSTRAINT, or reads it in errors", "Statements that name {} do not find it by the other name.", "Name columns, not constraints, in ON CONFLICT."},
    OperationCode{"renames-check", K::RenameConstraint, "a check or foreign key", S("ooooo"), none, "No statement of a program names {}; only what reads errors sees another name.", none},
    OperationCode{"validates-constraint", K::ValidateConstraint, "", S("ooooo"), none, "{} held for new rows already.", none},
    OperationCode{"alters-constraint", K::AlterConstraint, "", S("ooooo"), none, "When {} is checked changes; what it takes does not.", none},
    // Indexes
    OperationCode{"creates-index", K::CreateIndex, "", S("ooooo"), none, "An index that is not unique changes no statement.", none},
    OperationCode{"drops-index", K::DropIndex, "", S("ooooo"), none, "An index that is not unique changes no statement; the old release may get slow.", "Watch the old release's queries before and after."},
    OperationCode{"renames-index", K::RenameIndex, "", S("ooooo"), none, "No statement of a program names the index {}.", none},
    // Views
    OperationCode{"creates-view", K::CreateView, "", S("ooboo"), none, "The new release uses {}, which the old schema does not have.", firstExpand},
    OperationCode{"keeps-old-name", K::CreateView, "it has the name of a table that was renamed in the release", S("ooooo"), none, "{} keeps the old name usable; see the renamed table.", none},
    OperationCode{"adds-view-column", K::ReplaceView, "with more columns", S("ooboo"), none, "The new release uses columns of {} that the old schema does not have.", firstExpand},
    OperationCode{"drops-view-column", K::ReplaceView, "with fewer columns", S("bbobo"), none, "The old release uses columns of {} that are gone.", contractLater},
    OperationCode{"changes-view-query", K::ReplaceView, "with the same columns", S("doddo"), "whether the view shows the rows that the old release expects", "{} has the same columns and another query.", none},
    OperationCode{"changes-view-columns", K::ReplaceView, "columns went and others came", S("bbbbo"), none, "The old release uses columns of {} that are gone, the new release ones that the old schema does not have.", addNotRename},
    OperationCode{"drops-view", K::DropView, "", S("bbobo"), none, "The old release uses {}, which is gone.", contractLater},
    OperationCode{"renames-view", K::RenameView, "", S("bbbbo"), none, "The old release uses {} by its old name, the new release by its new one.", addNotRename},
    OperationCode{"creates-materialized-view", K::CreateMaterializedView, "", S("ooboo"), none, "The new release uses {}, which the old schema does not have.", firstExpand},
    OperationCode{"drops-materialized-view", K::DropMaterializedView, "", S("boobo"), none, "The old release uses {}, which is gone.", contractLater},
    OperationCode{"refreshes-materialized-view", K::RefreshMaterializedView, "", S("ooooo"), none, "{} shows newer rows.", none},
    // Sequences
    OperationCode{"creates-sequence", K::CreateSequence, "", S("oobol"), none, "The new release uses {}, which the old schema does not have.", firstExpand},
    OperationCode{"drops-sequence", K::DropSequence, "", S("obobl"), none, "The old release draws from {}, which is gone. Going back makes it anew, from its start.", contractLater},
    OperationCode{"renames-sequence", K::RenameSequence, "", S("obbbo"), none, "The old release draws from {} by its old name, the new release by its new one.", addNotRename},
    OperationCode{"alters-sequence", K::AlterSequence, "", S("ooooo"), none, "{} goes on giving values.", none},
    // Types
    OperationCode{"creates-type", K::CreateType, "", S("oodoo"), "whether statements of the new release name the type", "Statements that name {} fail on the old schema; values as such do not.", firstExpand},
    OperationCode{"drops-type", K::DropType, "", S("ddodo"), "whether statements of the old release name the type", "Statements that name {} fail.", contractLater},
    OperationCode{"renames-type", K::RenameType, "", S("ddddo"), "whether statements name the type", "Statements that name {} do not find it by the other name.", addNotRename},
    OperationCode{"adds-enum-value", K::AddEnumValue, "", S("oobbb"), none, "The new release writes a value of {} that the old schema refuses and the old release does not know. PostgreSQL cannot take a value away again.",
                  "Let the readers know the value in one release, and write it in the release after next."},
    OperationCode{"renames-enum-value", K::RenameEnumValue, "", S("bbbbo"), none, "The old release uses a value of {} by its old name, the new release by its new one.", "Add the new value, write it in the release after next, and leave the old one."},
    OperationCode{"adds-type-attribute", K::AlterTypeAttribute, "ADD ATTRIBUTE", S("dobdl"), "whether the old release reads or writes whole values of the type", "Whole values of {} have one field more.", none},
    OperationCode{"changes-type-attribute", K::AlterTypeAttribute, "DROP, RENAME or ALTER ATTRIBUTE", S("bbbbl"), none, "Values of {} have other fields.", addNotRename},
    OperationCode{"creates-domain", K::CreateDomain, "", S("oodoo"), "whether statements of the new release name the domain", "Statements that name {} fail on the old schema; values as such do not.", firstExpand},
    OperationCode{"drops-domain", K::DropDomain, "", S("ddodo"), "whether statements of the old release name the domain", "Statements that name {} fail.", contractLater},
    OperationCode{"adds-domain-check", K::AddDomainConstraint, "", S("obobo"), none, "The old release can write values that {} refuses.", "Make the old writers comply first; add the check in the release after next."},
    OperationCode{"drops-domain-check", K::DropDomainConstraint, "", S("oobbb"), none, "The new release can write values that {} refused, which the old release does not expect; with such values there is no way back.", none},
    OperationCode{"requires-domain-value", K::AlterDomain, "SET NOT NULL", S("obobo"), none, "The old release can write NULL, which {} refuses.", none},
    OperationCode{"allows-domain-null", K::AlterDomain, "DROP NOT NULL", S("oobbb"), none, "The new release can write NULL, which {} refused and the old release does not expect.", none},
    OperationCode{"alters-domain", K::AlterDomain, "default, validation, name of a check", S("ooooo"), none, "{} takes the same values as before.", none},
    // Functions, triggers, rules, policies
    OperationCode{"creates-function", K::CreateFunction, "", S("ooboo"), none, "The new release calls {}, which the old schema does not have.", firstExpand},
    OperationCode{"creates-ambiguous-overload", K::CreateFunction, "a call that fitted one function fits two", S("bbbbo"), none, "Calls of {} that the old release makes fit two functions now, and PostgreSQL refuses to choose.",
                  "Give the new function another name, or drop the old one in the release after next and the defaults until then."},
    OperationCode{"creates-trigger-function", K::CreateFunction, "it returns trigger", S("ooooo"), none, "Only triggers call {}.", none},
    OperationCode{"replaces-function", K::ReplaceFunction, "", S("ddddo"), "whether the new body serves the old release's calls", "Calls of {} find another body.", "Make a new function when the meaning changes."},
    OperationCode{"replaces-trigger-function", K::ReplaceFunction, "it returns trigger", S("oddoo"), "whether the new body serves the old release's writes", "Triggers run another body of {}.", none},
    OperationCode{"drops-function", K::DropFunction, "", S("bbobo"), none, "The old release calls {}, which is gone.", contractLater},
    OperationCode{"replaces-signature", K::DropFunction, "a new one takes the same calls", S("ddodo"), "whether the new function serves the old release's calls", "Calls of {} find another function.", none},
    OperationCode{"drops-trigger-function", K::DropFunction, "it returns trigger", S("ooooo"), none, "Only triggers call {}.", none},
    OperationCode{"renames-function", K::RenameFunction, "", S("bbbbo"), none, "The old release calls {} by its old name, the new release by its new one.", "Make a function of the new name and keep the old one."},
    OperationCode{"alters-function", K::AlterFunction, "", S("ooooo"), none, "{} does the same as before.", none},
    OperationCode{"creates-trigger", K::CreateTrigger, "its function sets fields of the row only", S("ooooo"), none, "The trigger {} refuses nothing and writes nothing else.", none},
    OperationCode{"creates-raising-trigger", K::CreateTrigger, "its function raises an exception", S("obobo"), none, "The old release can write rows that the trigger {} refuses.", "Make the old writers comply first; add the trigger in the release after next."},
    OperationCode{"creates-writing-trigger", K::CreateTrigger, "its function writes elsewhere, skips rows or is not known", S("ododo"), "what the trigger's function does to the old release's rows", "What the trigger {} does cannot be told from here.", none},
    OperationCode{"drops-trigger", K::DropTrigger, "", S("ododo"), "whether the old release relies on what the trigger did", "What the trigger {} did for the old release's rows no longer happens.", contractLater},
    OperationCode{"renames-trigger", K::RenameTrigger, "", S("ooooo"), none, "No statement of a program names the trigger {}.", none},
    OperationCode{"enables-trigger", K::EnableTrigger, "", S("ododo"), "what the trigger's function does to the old release's rows", "The trigger {} fires again.", none},
    OperationCode{"disables-trigger", K::DisableTrigger, "", S("ododo"), "whether a release relies on what the trigger did", "The trigger {} no longer fires.", none},
    OperationCode{"creates-rule", K::CreateRule, "", S("ddddo"), "what the rule makes of the releases' statements", "Statements on the relation of {} are rewritten.", "Prefer triggers."},
    OperationCode{"makes-view-writable", K::CreateRule, "INSTEAD, on a view", S("ooboo"), none, "The new release can write the view of {}, which it cannot on the old schema.", firstExpand},
    OperationCode{"drops-rule", K::DropRule, "", S("ddddo"), "what the rule made of the releases' statements", "Statements on the relation of {} are no longer rewritten.", none},
    OperationCode{"enables-row-security", K::EnableRowSecurity, "", S("ddodo"), "whether the old release connects as the table's owner, and which policies there are", "Roles other than the owner of {} see and write only what policies allow.",
                  "Create the policies first, and test with the role that the old release uses."},
    OperationCode{"enables-row-security-for-others", K::EnableRowSecurity, "roles other than the owner are granted the table, and no policy lets them in", S("bbobo"), none,
                  "Roles other than the owner of {} see and write only what policies allow, and there is none.", "Create the policies first, and test with the role that the old release uses."},
    OperationCode{"disables-row-security", K::DisableRowSecurity, "", S("ooooo"), none, "Every role that may use {} sees all its rows.", "Check that no release relies on the policies for privacy."},
    OperationCode{"changes-policy", K::CreatePolicy, "row security is on", S("ddddo"), "whether the policy covers what the releases read and write", "Which rows of the table of {} a role sees or writes changes.", none},
    OperationCode{"creates-idle-policy", K::CreatePolicy, "row security is off, or on since this release", S("ooooo"), none, "{} takes nothing away by itself.", none},
    // Schemas, extensions, operators
    OperationCode{"creates-schema", K::CreateSchema, "", S("ooboo"), none, "The new release uses schema {}, which the old database does not have.", firstExpand},
    OperationCode{"drops-schema", K::DropSchema, "", S("bbobl"), none, "The old release uses schema {}, which is gone.", contractLater},
    OperationCode{"renames-schema", K::RenameSchema, "", S("bbbbo"), none, "The old release uses schema {} by its old name, the new release by its new one.", addNotRename},
    OperationCode{"creates-extension", K::CreateExtension, "", S("ooboo"), none, "The new release uses extension {}, which the old database does not have.", firstExpand},
    OperationCode{"drops-extension", K::DropExtension, "", S("ddodo"), "whether the old release uses what the extension made", "What extension {} made is gone.", contractLater},
    OperationCode{"alters-extension", K::AlterExtension, "", S("ddddd"), "what the extension's versions differ in", "Extension {} has another version or place.", none},
    OperationCode{"creates-operator", K::CreateOperator, "", S("ooboo"), none, "The new release uses operator {}, which the old schema does not have.", firstExpand},
    OperationCode{"drops-operator", K::DropOperator, "", S("ddodo"), "whether the old release uses the operator", "Statements that use operator {} fail.", contractLater},
    OperationCode{"creates-cast", K::CreateCast, "", S("ddbdo"), "whether the cast makes the old release's expressions ambiguous", "The cast {} gives expressions another way to be understood.", firstExpand},
    OperationCode{"drops-cast", K::DropCast, "", S("ddodo"), "whether the old release uses the cast", "Statements that use the cast {} fail.", contractLater},
    // Data
    OperationCode{"inserts-data", K::InsertData, "", S("oodoo"), "whether the new release needs these rows", "The rows in {} are missing on the old schema.", firstExpand},
    OperationCode{"updates-data", K::UpdateData, "columns from before the release", S("ooodo"), "whether the old release understands the new values", "Rows of {} have other values; every statement goes on working.",
                  "Write the new form to a new column, and let the old release read the old one."},
    OperationCode{"fills-new-column", K::UpdateData, "only columns that this release adds", S("ooooo"), none, "The old release does not know the columns of {} that are filled.", none},
    OperationCode{"deletes-data", K::DeleteData, "", S("doddl"), "whether a release needs the rows", "Rows of {} are gone; going back does not bring them.", "Keep a copy until the release after next."},
    OperationCode{"truncates-table", K::TruncateTable, "", S("doddl"), "whether a release needs the rows", "The rows of {} are gone; going back does not bring them.", "Keep a copy until the release after next."},
    OperationCode{"runs-query", K::RunQuery, "", S("ooooo"), none, "A query changes no schema.", none},
    OperationCode{"calls-procedure", K::CallProcedure, "", S("uuuuu"), none, "What {} does cannot be told from here.", "Write the statements into the migration."},
    OperationCode{"runs-block", K::RunBlock, "its statements are listed one by one", S("ooooo"), none, "The block's statements are judged one by one.", none},
    // What changes no statement
    OperationCode{"changes-storage", K::ChangeStorage, "", S("ooooo"), none, "How {} is stored changes no statement.", none},
    OperationCode{"changes-owner", K::ChangeOwner, "", S("ddodo"), "whether the old release connects as the owner", "Who may use it without a grant changes.", none},
    OperationCode{"grants", K::Grant, "", S("ooooo"), none, "More is allowed.", none},
    OperationCode{"revokes", K::Revoke, "", S("ddodo"), "whether the old release uses the right", "Less is allowed.", contractLater},
    OperationCode{"comments", K::Comment, "", S("ooooo"), none, "A comment changes no statement.", none},
    OperationCode{"maintains", K::Maintenance, "VACUUM, ANALYZE, REINDEX, CLUSTER", S("ooooo"), none, "Maintenance changes no statement.", none},
    OperationCode{"locks-table", K::LockTable, "", S("ooooo"), none, "The lock ends with the transaction.", none},
    OperationCode{"sets-variable", K::SetVariable, "", S("ooooo"), none, "The setting ends with the session.", none},
    OperationCode{"controls-transaction", K::Transaction, "", S("ooooo"), none, "Begins or ends a transaction.", none},
    OperationCode{"changes-other-object", K::OtherObject, "roles, publications, statistics, ...", S("ooooo"), none, "No statement of a program names {}.", none},
    OperationCode{"drops-other-object", K::DropOther, "roles, publications, collations, ...", S("ddodo"), "whether the old release uses it", "A {} is gone.", contractLater},
    OperationCode{"drops-database", K::DropDatabase, "", S("bbbbl"), none, "The database {} is gone.", none},
    // About the operation itself
    OperationCode{"within-new-object", K::AddColumn, "on something that this release makes", S("ooooo"), none, "{} belongs to what the same release makes: the old release does not know it.", none},
    OperationCode{"no-effect", K::AddColumn, "IF EXISTS or IF NOT EXISTS held, or it was so already", S("ooooo"), none, "{} is as it was.", none},
    OperationCode{"fails", K::NotUnderstood, "PostgreSQL would refuse the statement on the simulated database", S("uuuuu"), none, "PostgreSQL refuses this on the database as the migrations make it", "Check that every migration before this one was given."},
    OperationCode{"not-known", K::NotUnderstood, "what was there before is not known", S("uuuuu"), none, "What {} was before is not known here", none},
    OperationCode{"not-understood", K::NotUnderstood, "the grammar of PostgreSQL 15 does not know the statement", S("uuuuu"), none, "The statement is not understood", none},
};

} // namespace

std::span<const OperationCode> operationCodes() { return codes; }

const OperationCode &operationCode(std::string_view code)
{
    const auto found = std::find_if(codes.begin(), codes.end(), [&](const OperationCode &c) { return c.code == code; });
    assert(found != codes.end());
    return *found;
}

std::string operationCodesMarkdown()
{
    std::string text = "| operation | code | when | old reads | old writes | new on old | old after new data | down after new data | why | remedy |\n"
                       "|---|---|---|---|---|---|---|---|---|---|\n";
    for (const OperationCode &c : codes) {
        const auto cell = [&](std::string_view content) {
            text += ' ';
            for (std::size_t i = 0; i < content.size(); ++i) {
                if (content.substr(i, 2) == "{}") {
                    text += "*object*";
                    ++i;
                } else {
                    text += content[i];
                }
            }
            text += " |";
        };
        text += '|';
        cell(operationName(c.kind));
        cell('`' + std::string(c.code) + '`');
        cell(c.when);
        for (const Outcome outcome : {c.states.oldReads, c.states.oldWrites, c.states.newOnOld, c.states.oldAfterNewData, c.states.downAfterNewData})
            cell(outcomeName(outcome));
        std::string why(c.reason);
        if (!c.dependsOn.empty())
            why += " Depends on: " + std::string(c.dependsOn) + '.';
        cell(why);
        cell(c.remedy);
        text += '\n';
    }
    return text;
}

} // namespace belay::schema
