// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/written.h"

#include <algorithm>

// What PREPARE's rewriting refuses, and what only execution would (rewriteHandler.c, execMain.c).
namespace belay::schema::analysis {

namespace {

std::string_view eventOf(Query::Command command)
{
    return command == Query::Command::Insert ? "insert" : command == Query::Command::Update ? "update" : "delete";
}

bool namesEvent(std::string_view events, std::string_view event)
{
    return events.find(event) != std::string_view::npos;
}

} // namespace

void Analyzer::checkView(const Relation &view, const Written &written, int depth)
{
    if (depth > 32)
        refuse("recursion", "infinite recursion detected in rules for relation \"" + view.name + '"');
    const std::string_view event = eventOf(written.command);
    const bool ruled = std::ranges::any_of(view.rules, [&](const std::string &rule) {
        std::string lower;
        for (const char c : rule)
            lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        return lower.starts_with(event);
    });
    const bool triggered = std::ranges::any_of(view.triggers, [&](const Trigger &trigger) {
        return trigger.when == "instead of" && namesEvent(trigger.events, event);
    });
    if (ruled || triggered)
        return;
    if (view.queryBase.empty()) {
        if (mayHaveUnknown(Catalogue::Doubt::About::Relations, view.fullName())) {
            note("whether view \"" + view.name + "\" can be written to is not known");
            return;
        }
        const char *what = written.command == Query::Command::Insert ? "cannot insert into view \""
            : written.command == Query::Command::Update              ? "cannot update view \""
                                                                     : "cannot delete from view \"";
        refuse("view-not-updatable", what + view.name + '"');
    }
    Written inner = written;
    inner.values.clear();
    for (const Written::Value &value : written.values) {
        const auto found = view.viewColumns.find(value.column);
        if (found == view.viewColumns.end()) {
            if (value.isDefault)
                continue;
            refuse("view-not-updatable", (written.command == Query::Command::Insert ? "cannot insert into column \"" : "cannot update column \"")
                       + std::string(value.column) + "\" of view \"" + view.name + '"');
        }
        Written::Value mapped = value;
        mapped.column = found->second;
        inner.values.push_back(mapped);
    }
    const Relation *base = m_catalogue.relationByFullName(view.queryBase);
    if (base == nullptr)
        return;
    if (base->kind == Relation::Kind::View)
        checkView(*base, inner, depth + 1);
    else
        checkColumns(*base, inner);
}

void Analyzer::checkColumns(const Relation &relation, const Written &written)
{
    using Generated = Column::Generated;
    const auto valueOf = [&](const Column &column) -> const Written::Value * {
        const auto found = std::ranges::find_if(written.values, [&](const Written::Value &value) { return value.column == column.name; });
        return found == written.values.end() ? nullptr : &*found;
    };
    if (written.command == Query::Command::Update) {
        for (std::size_t i = 0; i < written.values.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (written.values[i].column == written.values[j].column && !(written.values[i].partial && written.values[j].partial))
                    refuse("column-duplicate", "multiple assignments to same column \"" + std::string(written.values[i].column) + '"');
            }
        }
    }
    for (const Column &column : relation.columns) {
        const Written::Value *value = valueOf(column);
        if (value == nullptr || value->isDefault)
            continue;
        if (written.command == Query::Command::Insert) {
            if (column.generated == Generated::Stored
                || (column.generated == Generated::IdentityAlways && written.override == Written::Override::None))
                refuse("generated-column", "cannot insert a non-DEFAULT value into column \"" + column.name + '"');
        } else if (written.command == Query::Command::Update
                   && (column.generated == Generated::Stored || column.generated == Generated::IdentityAlways)) {
            refuse("generated-column", "column \"" + column.name + "\" can only be updated to DEFAULT");
        }
    }
    // What is left for execution: values that a NOT NULL column does not get.
    const bool filled = std::ranges::any_of(relation.triggers, [&](const Trigger &trigger) {
        return trigger.when == "before" && trigger.perRow && namesEvent(trigger.events, eventOf(written.command));
    });
    if (written.command == Query::Command::Delete)
        return;
    for (const Column &column : relation.columns) {
        if (!column.notNull)
            continue;
        const Written::Value *value = valueOf(column);
        if (written.command == Query::Command::Update && value == nullptr)
            continue;
        const bool missing = value == nullptr || value->isDefault;
        const bool null = missing ? !column.fillsItself() || (column.defaultText && isNullText(*column.defaultText)) : value->isNull;
        if (!null || (missing && column.generated != Generated::No))
            continue;
        hazard("not-null-missing", "null value in column \"" + column.name + "\" of relation \"" + relation.name + "\" violates not-null constraint",
               written.location, written.rowsCertain && !filled);
    }
}

bool Analyzer::isNullText(std::string_view text)
{
    std::string upper;
    for (const char c : text.substr(0, 4))
        upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return upper == "NULL" && (text.size() == 4 || text[4] == ':' || text[4] == ' ');
}

void Analyzer::rewriteWrites()
{
    // Data-modifying WITH items come first, as the rewriter goes.
    for (const WrittenBy &one : m_written) {
        const RangeEntry *target = one.query->target;
        if (target == nullptr || target->relation == nullptr)
            continue;
        const Relation &relation = *target->relation;
        switch (relation.kind) {
        case Relation::Kind::View:
            checkView(relation, one.written, 0);
            break;
        case Relation::Kind::MaterializedView:
            hazard("relation-kind", "cannot change materialized view \"" + relation.name + '"', -1);
            break;
        case Relation::Kind::Sequence:
            hazard("relation-kind", "cannot change sequence \"" + relation.name + '"', -1);
            break;
        default:
            checkColumns(relation, one.written);
        }
    }
}

} // namespace belay::schema::analysis
