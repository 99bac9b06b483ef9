// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/catalogue.h"

#include <algorithm>
#include <set>

namespace belay::schema {

namespace {

/// A type by what a program sees of it: two catalogues count their own types differently.
std::string typeText(const Catalogue &catalogue, ColumnType type)
{
    const Type *own = catalogue.type(type.type);
    std::string text = own != nullptr ? own->schema + '.' + own->name : std::to_string(type.type);
    if (type.modifier != -1)
        text += '(' + std::to_string(type.modifier) + ')';
    return text;
}

/// Everything that a program can meet, one line a thing: name → what it is like.
using Lines = std::map<std::string, std::string>;

void addRelationLines(Lines &lines, const Catalogue &catalogue, const Relation &relation)
{
    const std::string name = relation.fullName();
    std::string &about = lines["relation " + name];
    about = std::to_string(static_cast<int>(relation.kind)) + (relation.rowSecurity ? " row security" : "") + ' ' + relation.partitionKey
        + " of " + relation.parent + ' ' + relation.bounds;
    if (relation.isView())
        about += " as " + relation.query;
    for (const Column &column : relation.columns) {
        std::string text = typeText(catalogue, column.type) + (column.notNull ? " not null" : "") + ' '
            + std::to_string(static_cast<int>(column.generated)) + " collate " + column.collation;
        if (column.defaultText)
            text += " default " + *column.defaultText;
        lines["column " + name + '.' + column.name] = std::move(text);
    }
    for (const Constraint &constraint : relation.constraints) {
        std::string text = std::to_string(static_cast<int>(constraint.kind)) + ' ' + constraint.target + ' ' + constraint.expression + ' '
            + (constraint.deferrable ? "deferrable " : "") + (constraint.validated ? "" : "not valid ") + constraint.onDelete;
        for (const std::string &column : constraint.columns)
            text += ' ' + column;
        text += " to";
        for (const std::string &column : constraint.targetColumns)
            text += ' ' + column;
        lines["constraint " + name + '.' + constraint.name] = std::move(text);
    }
    for (const Index &index : relation.indexes) {
        std::string text = index.unique ? "unique" : "";
        text += (index.nullsNotDistinct ? " nulls not distinct" : "") + std::string(index.valid ? "" : " invalid");
        for (const std::string &column : index.columns)
            text += ' ' + column;
        text += " include";
        for (const std::string &column : index.included)
            text += ' ' + column;
        lines["index " + name + '.' + index.name] = text + " where " + index.predicate;
    }
    for (const Trigger &trigger : relation.triggers)
        lines["trigger " + name + '.' + trigger.name] = trigger.when + ' ' + trigger.events + ' ' + trigger.function + (trigger.perRow ? " row" : "");
    for (const std::string &rule : relation.rules)
        lines["rule " + name + '.' + rule];
    for (const std::string &policy : relation.policies)
        lines["policy " + name + '.' + policy];
}

/// What two copies of one catalogue still share is the same in both: only the rest is written out.
Lines linesOf(const Catalogue &catalogue, const Catalogue &other)
{
    Lines lines;
    for (const std::string &schema : catalogue.schemas)
        lines["schema " + schema];
    for (const std::string &extension : catalogue.extensions)
        lines["extension " + extension];
    for (const auto &[name, relation] : catalogue.relations()) {
        const auto same = other.relations().find(name);
        if (same == other.relations().end() || same->second != relation)
            addRelationLines(lines, catalogue, *relation);
    }
    for (const auto &[id, type] : catalogue.types()) {
        if (const auto same = other.types().find(id); same != other.types().end() && same->second == type)
            continue;
        if (type->kind == Type::Kind::Array || !type->relation.empty())
            continue;
        std::string text = std::to_string(static_cast<int>(type->kind)) + ' ' + typeText(catalogue, type->base) + (type->notNull ? " not null" : "");
        for (const std::string &label : type->labels)
            text += " '" + label + '\'';
        for (const std::string &check : type->checks)
            text += " check " + check;
        lines["type " + type->schema + '.' + type->name] = std::move(text);
    }
    for (const auto &[name, function] : catalogue.allFunctions()) {
        const auto [first, last] = other.allFunctions().equal_range(name);
        if (std::any_of(first, last, [&](const auto &entry) { return entry.second == function; }))
            continue;
        std::string signature = "function " + function->fullName() + '(';
        for (const TypeId argument : function->arguments)
            signature += typeText(catalogue, {argument, -1}) + ',';
        std::string text = typeText(catalogue, {function->returns, -1}) + (function->returnsSet ? " setof " : " ") + function->language + ' '
            + std::to_string(function->defaults) + ' ' + function->body;
        for (const Column &column : function->outColumns)
            text += ' ' + column.name + ' ' + typeText(catalogue, column.type);
        lines[signature + ')'] = std::move(text);
    }
    for (const Operator &op : catalogue.operators)
        lines["operator " + op.schema + '.' + op.name + '(' + typeText(catalogue, {op.left, -1}) + ',' + typeText(catalogue, {op.right, -1}) + ')']
            = typeText(catalogue, {op.result, -1});
    for (const Cast &cast : catalogue.casts)
        lines["cast " + typeText(catalogue, {cast.source, -1}) + " as " + typeText(catalogue, {cast.target, -1})] = std::string(1, cast.context);
    return lines;
}

} // namespace

bool Catalogue::sameAs(const Catalogue &other) const { return linesOf(*this, other) == linesOf(other, *this); }

std::vector<std::string> Catalogue::differences(const Catalogue &other, std::size_t limit) const
{
    const Lines mine = linesOf(*this, other);
    const Lines theirs = linesOf(other, *this);
    std::vector<std::string> sentences;
    for (auto a = mine.begin(), b = theirs.begin(); (a != mine.end() || b != theirs.end()) && sentences.size() < limit;) {
        if (b == theirs.end() || (a != mine.end() && a->first < b->first)) {
            sentences.push_back(a->first + " is missing");
            ++a;
        } else if (a == mine.end() || b->first < a->first) {
            sentences.push_back(b->first + " is left over");
            ++b;
        } else {
            if (a->second != b->second)
                sentences.push_back(a->first + " differs");
            ++a;
            ++b;
        }
    }
    return sentences;
}

} // namespace belay::schema
