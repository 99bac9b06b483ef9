// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"
#include "models/schema/resolve/callshape.h"
#include "models/schema/resolve/typenames.h"

#include <algorithm>

// Which function a call means (documentation, "Functions" of the chapter "Type Conversion"; namespace.c, parse_func.c).
namespace belay::schema::analysis {

namespace {

/// Position of a schema in the effective search path; -1: not in it.
int pathPosition(const Catalogue &catalogue, std::string_view schema)
{
    if (schema == "pg_temp")
        return -1; // Functions and operators are never looked up there.
    const auto &path = catalogue.searchPath;
    const bool catalogNamed = std::ranges::find(path, "pg_catalog") != path.end();
    if (schema == "pg_catalog" && !catalogNamed)
        return 0;
    const auto found = std::ranges::find(path, schema);
    return found == path.end() ? -1 : static_cast<int>(found - path.begin()) + 1;
}

struct Parameters {
    std::span<const TypeId> types;
    std::size_t defaults = 0;
    TypeId variadic = noType;
};

} // namespace

bool Analyzer::matchNames(Candidate &candidate, std::size_t count, std::span<const std::string_view> names,
                          std::span<const std::string_view> all) const
{
    const std::size_t total = candidate.builtin != nullptr ? candidate.builtin->arguments.size() : candidate.own->arguments.size();
    const std::size_t positional = count - names.size();
    std::vector<bool> given(total, false);
    candidate.numbers.assign(total, 0);
    std::size_t at = 0;
    for (; at < positional; ++at) {
        candidate.numbers[at] = static_cast<std::int32_t>(at);
        given[at] = true;
    }
    for (const std::string_view name : names) {
        bool found = false;
        for (std::size_t i = 0; i < std::min(total, all.size()); ++i) {
            if (all[i].empty() || all[i] != name)
                continue;
            if (given[i])
                return false;
            given[i] = true;
            candidate.numbers[at++] = static_cast<std::int32_t>(i);
            found = true;
            break;
        }
        if (!found)
            return false;
    }
    if (count < total) {
        const std::size_t defaults = candidate.builtin != nullptr ? candidate.builtin->defaults : candidate.own->defaults;
        const std::size_t firstDefault = total - defaults;
        for (std::size_t i = positional; i < total; ++i) {
            if (given[i])
                continue;
            if (i < firstDefault)
                return false;
            candidate.numbers[at++] = static_cast<std::int32_t>(i);
        }
    }
    return true;
}

std::vector<Candidate> Analyzer::functionCandidates(std::string_view schema, std::string_view name, std::size_t count,
                                                    std::span<const std::string_view> argumentNames, bool expandVariadic,
                                                    bool expandDefaults, std::int64_t location)
{
    std::vector<Candidate> candidates;
    bool anyDefaultsOrVariadic = false;
    if (!schema.empty() && schema != "pg_catalog" && schema != "information_schema" && !m_catalogue.hasSchema(schema)) {
        if (mayHaveUnknown(Catalogue::Doubt::About::Everything))
            throw Undecided{"schema \"" + std::string(schema) + "\" is not known", location};
        refuse("schema-missing", "schema \"" + std::string(schema) + "\" does not exist", location);
    }
    const auto consider = [&](Candidate candidate, const Parameters &parameters, std::span<const std::string_view> names) {
        const std::size_t total = parameters.types.size();
        bool usedVariadic = false;
        bool useDefaults = false;
        TypeId variadic = noType;
        if (!argumentNames.empty()) {
            // Named notation: a variadic parameter takes no elements one by one.
            if (parameters.variadic != noType && expandVariadic)
                return;
            if (total > count) {
                if (!expandDefaults || count + parameters.defaults < total)
                    return;
                useDefaults = true;
            } else if (total != count) {
                return;
            }
            if (!matchNames(candidate, count, argumentNames, names))
                return;
            if (useDefaults)
                candidate.defaultCount = static_cast<std::int32_t>(total - count);
            for (std::size_t i = 0; i < total; ++i)
                candidate.arguments.push_back(parameters.types[static_cast<std::size_t>(candidate.numbers[i])]);
            anyDefaultsOrVariadic |= useDefaults;
        } else {
            if (parameters.variadic != noType && total <= count && expandVariadic) {
                variadic = parameters.variadic;
                usedVariadic = true;
            }
            if (total > count && expandDefaults) {
                if (count + parameters.defaults < total)
                    return;
                useDefaults = true;
            }
            if (!usedVariadic && !useDefaults && total != count)
                return;
            candidate.arguments.assign(parameters.types.begin(), parameters.types.end());
            if (usedVariadic) {
                candidate.variadicCount = static_cast<std::int32_t>(count - total + 1);
                candidate.arguments.resize(count);
                for (std::size_t i = total - 1; i < count; ++i)
                    candidate.arguments[i] = variadic;
            }
            if (useDefaults)
                candidate.defaultCount = static_cast<std::int32_t>(total - count);
            anyDefaultsOrVariadic |= usedVariadic || useDefaults;
        }
        // One with the same effective arguments that comes earlier in the path hides it; in the same
        // schema the one without variadic expansion wins.
        for (std::size_t at = 0; at < candidates.size(); ++at) {
            Candidate &other = candidates[at];
            const std::size_t compared = candidate.arguments.size() - static_cast<std::size_t>(candidate.defaultCount);
            const std::size_t otherCompared = other.arguments.size() - static_cast<std::size_t>(other.defaultCount);
            if (compared != otherCompared || !std::equal(candidate.arguments.begin(), candidate.arguments.begin() + static_cast<std::ptrdiff_t>(compared), other.arguments.begin()))
                continue;
            if (candidate.pathPosition != other.pathPosition) {
                if (candidate.pathPosition < other.pathPosition)
                    other = std::move(candidate);
                return;
            }
            if (candidate.variadicCount > 0 && other.variadicCount == 0)
                return;
            if (candidate.variadicCount == 0 && other.variadicCount > 0)
                other = std::move(candidate);
            else
                other.ambiguous = true; // The same but for defaults or where the variadic part begins.
            return;
        }
        candidates.push_back(std::move(candidate));
    };
    for (const BuiltinFunction &function : m_builtins.functions(name)) {
        Candidate candidate;
        candidate.builtin = &function;
        if (schema.empty()) {
            candidate.pathPosition = pathPosition(m_catalogue, function.schema);
            if (candidate.pathPosition < 0)
                continue;
        } else if (function.schema != schema) {
            continue;
        }
        // Input parameters' names come first in every function of PostgreSQL's own that has both.
        consider(std::move(candidate), {function.arguments, function.defaults, function.variadic}, function.names);
    }
    Small<std::string_view> names;
    for (const Function *function : m_catalogue.functions({std::string(schema), std::string(name)})) {
        Candidate candidate;
        candidate.own = function;
        if (schema.empty()) {
            candidate.pathPosition = pathPosition(m_catalogue, function->schema);
            if (candidate.pathPosition < 0)
                continue;
        }
        names.assign(function->argumentNames.begin(), function->argumentNames.end());
        consider(std::move(candidate), {function->arguments, function->defaults, function->variadic}, {names.data(), names.size()});
    }
    return candidates;
}

int Analyzer::selectCandidate(std::span<const TypeId> inputs, std::span<const TypeList> given) const
{
    const std::size_t count = inputs.size();
    TypeList base;
    std::size_t unknowns = 0;
    for (const TypeId id : inputs) {
        if (id == noType)
            return -2;
        base.push_back(id == types::Unknown ? id : baseType(id));
        unknowns += id == types::Unknown;
    }
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < given.size(); ++i)
        left.push_back(i);
    const auto keepBest = [&](auto score) {
        std::vector<std::size_t> best;
        std::size_t bestScore = 0;
        for (const std::size_t i : left) {
            const std::size_t now = score(given[i]);
            if (now > bestScore || best.empty()) {
                bestScore = now;
                best.assign(1, i);
            } else if (now == bestScore) {
                best.push_back(i);
            }
        }
        left = std::move(best);
    };
    // Most exact matches.
    keepBest([&](const TypeList &candidate) {
        std::size_t matches = 0;
        for (std::size_t i = 0; i < count; ++i)
            matches += base[i] != types::Unknown && candidate[i] == base[i];
        return matches;
    });
    if (left.size() == 1)
        return static_cast<int>(left.front());
    Small<char> categories;
    for (const TypeId id : base)
        categories.push_back(category(id));
    // Exact matches, or preferred types of the category, where conversion is needed.
    keepBest([&](const TypeList &candidate) {
        std::size_t matches = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (base[i] != types::Unknown)
                matches += candidate[i] == base[i] || preferred(categories[i], candidate[i]);
        }
        return matches;
    });
    if (left.size() == 1)
        return static_cast<int>(left.front());
    if (unknowns == 0)
        return -2;
    // The categories that the candidates accept at the unknown positions; string if any does.
    bool resolved = false;
    Small<bool> hasPreferred;
    hasPreferred.resize(count, false);
    for (std::size_t i = 0; i < count; ++i) {
        if (base[i] != types::Unknown)
            continue;
        resolved = true;
        char wanted = '\0';
        bool preferredSeen = false;
        bool conflict = false;
        for (const std::size_t candidate : left) {
            const Type *known = type(given[candidate][i]);
            const char now = known == nullptr ? 'U' : category(given[candidate][i]);
            const bool isPreferred = known != nullptr && known->preferred;
            if (wanted == '\0') {
                wanted = now;
                preferredSeen = isPreferred;
            } else if (now == wanted) {
                preferredSeen = preferredSeen || isPreferred;
            } else if (now == 'S') {
                wanted = now;
                preferredSeen = isPreferred;
            } else if (wanted != 'S') {
                conflict = true;
            }
        }
        if (conflict && wanted != 'S') {
            resolved = false;
            break;
        }
        categories[i] = wanted;
        hasPreferred[i] = preferredSeen;
    }
    if (resolved) {
        std::vector<std::size_t> kept;
        for (const std::size_t candidate : left) {
            bool keep = true;
            for (std::size_t i = 0; i < count && keep; ++i) {
                if (base[i] != types::Unknown)
                    continue;
                const TypeId id = given[candidate][i];
                const Type *known = type(id);
                const char now = category(id);
                if (now != categories[i])
                    keep = false;
                else if (hasPreferred[i] && (known == nullptr || !known->preferred))
                    keep = false;
            }
            if (keep)
                kept.push_back(candidate);
        }
        if (!kept.empty())
            left = std::move(kept);
        if (left.size() == 1)
            return static_cast<int>(left.front());
    }
    // The one type of all known arguments stands for the unknown ones as well.
    if (unknowns < count) {
        TypeId known = types::Unknown;
        for (const TypeId id : base) {
            if (id == types::Unknown)
                continue;
            if (known == types::Unknown) {
                known = id;
            } else if (known != id) {
                known = types::Unknown;
                break;
            }
        }
        if (known != types::Unknown) {
            const TypeList all(count, known);
            int found = -1;
            for (const std::size_t candidate : left) {
                if (!canCoerce({all.data(), count}, {given[candidate].data(), count}, Context::Implicit))
                    continue;
                if (found >= 0)
                    return -2;
                found = static_cast<int>(candidate);
            }
            if (found >= 0)
                return found;
        }
    }
    return -2;
}

std::string Analyzer::signature(std::string_view name, std::span<const std::string_view> names, std::span<const TypeId> list) const
{
    std::string text(name);
    text += '(';
    const std::size_t positional = list.size() - names.size();
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0)
            text += ", ";
        if (i >= positional) {
            text += names[i - positional];
            text += " => ";
        }
        text += format(list[i]);
    }
    return text + ')';
}

bool Analyzer::mayBeUnknownFunction(std::string_view schema, std::string_view name) const
{
    (void)name;
    if (schema == "pg_catalog" || schema == "information_schema")
        return false;
    return mayHaveUnknown(Catalogue::Doubt::About::Functions);
}

void Analyzer::coerceArguments(std::span<Expr *> arguments, std::span<const TypeId> actual, std::span<const TypeId> declared)
{
    for (std::size_t i = 0; i < arguments.size() && i < declared.size(); ++i) {
        if (actual[i] != declared[i])
            arguments[i] = coerce(arguments[i], actual[i], {declared[i], -1}, Context::Implicit, false, -1);
    }
}

void Analyzer::checkSetPlacement(Scope *scope, std::int64_t location)
{
    std::string_view refused;
    switch (scope->place) {
    case Place::None:
    case Place::Other:
    case Place::JoinOn:
    case Place::JoinUsing:
    case Place::FromSubselect:
    case Place::FromFunction:
        if (scope->place == Place::JoinOn || scope->place == Place::JoinUsing)
            refused = "JOIN conditions";
        break;
    case Place::Where:
        refused = "WHERE";
        break;
    case Place::CopyWhere:
        refused = "COPY FROM WHERE conditions";
        break;
    case Place::Having:
        refused = "HAVING";
        break;
    case Place::Filter:
        refused = "FILTER";
        break;
    case Place::WindowPartition:
    case Place::WindowOrder:
        scope->hasTargetSets = true;
        break;
    case Place::WindowFrameRange:
    case Place::WindowFrameRows:
    case Place::WindowFrameGroups:
        refuse("set-misplaced", "set-returning functions are not allowed in window definitions", location);
    case Place::SelectTarget:
    case Place::InsertTarget:
    case Place::GroupBy:
    case Place::OrderBy:
    case Place::DistinctOn:
    case Place::ValuesSingle:
        scope->hasTargetSets = true;
        break;
    case Place::UpdateSource:
    case Place::UpdateTarget:
        refused = "UPDATE";
        break;
    case Place::Limit:
        refused = "LIMIT";
        break;
    case Place::Offset:
        refused = "OFFSET";
        break;
    case Place::Returning:
        refused = "RETURNING";
        break;
    case Place::Values:
        refused = "VALUES";
        break;
    case Place::MergeWhen:
        refused = "MERGE WHEN conditions";
        break;
    case Place::CheckConstraint:
        refuse("set-misplaced", "set-returning functions are not allowed in check constraints", location);
    case Place::ColumnDefault:
        refuse("set-misplaced", "set-returning functions are not allowed in DEFAULT expressions", location);
    case Place::IndexExpression:
        refuse("set-misplaced", "set-returning functions are not allowed in index expressions", location);
    case Place::GeneratedColumn:
        refuse("set-misplaced", "set-returning functions are not allowed in column generation expressions", location);
    case Place::CallArgument:
        refuse("set-misplaced", "set-returning functions are not allowed in CALL arguments", location);
    }
    if (!refused.empty())
        refuse("set-misplaced", "set-returning functions are not allowed in " + std::string(refused), location);
}

Expr *Analyzer::callSystem(Scope *scope, std::string_view name, std::vector<Expr *> arguments, std::int64_t location)
{
    CallShape shape;
    return callNamed(scope, "pg_catalog", name, std::move(arguments), shape, location);
}

Expr *Analyzer::projectColumn(Scope *scope, std::string_view field, Expr *row, std::int64_t location)
{
    if (row->kind == Expr::Kind::Var && row->number == 0) {
        RangeEntry *entry = row->entry;
        for (std::size_t i = 0; i < entry->columns.size(); ++i) {
            if (entry->columns[i].name == field)
                return makeVar(entry, static_cast<std::int32_t>(i + 1), location);
        }
        if (entry->unknownColumns)
            return makeUnknowable("the columns of \"" + std::string(entry->name) + "\" are not known", location);
        return nullptr;
    }
    if (row->type.type == noType)
        return makeUnknowable("the type of what is before \"." + std::string(field) + "\" is not known", location);
    (void)scope;
    const auto select = [&](std::size_t at, ColumnType found) {
        Expr *made = make(Expr::Kind::FieldSelect, found, location);
        made->arguments.push_back(row);
        made->number = static_cast<std::int32_t>(at + 1);
        made->name = keep(std::string(field));
        return made;
    };
    if (row->type.type == types::Record || row->kind == Expr::Kind::Function) {
        std::vector<RangeColumn> columns;
        if (recordColumns(row, columns)) {
            for (std::size_t i = 0; i < columns.size(); ++i) {
                if (columns[i].name == field)
                    return select(i, columns[i].type);
            }
            return nullptr;
        }
        if (row->type.type == types::Record)
            return nullptr;
    }
    const RowColumns found = rowColumns(row->type.type);
    if (found.unknown && found.columns == nullptr)
        return makeUnknowable("the columns of type " + format(row) + " are not known", location);
    if (found.columns == nullptr)
        return nullptr;
    for (std::size_t i = 0; i < found.columns->size(); ++i) {
        if ((*found.columns)[i].name == field)
            return select(i, (*found.columns)[i].type);
    }
    if (found.unknown)
        return makeUnknowable("the columns of type " + format(row) + " are not known", location);
    return nullptr;
}

Expr *Analyzer::callNamed(Scope *scope, std::string_view schema, std::string_view name, std::vector<Expr *> arguments, CallShape &shape,
                          std::int64_t location)
{
    const std::string full = schema.empty() ? std::string(name) : std::string(schema) + '.' + std::string(name);
    if (arguments.size() > 100)
        refuse("function-missing", "cannot pass more than 100 arguments to a function", location);
    bool couldProject = arguments.size() == 1 && shape.aggregateOrder.empty() && shape.filter == nullptr && !shape.star && !shape.distinct
        && !shape.over && !shape.variadic && shape.names.empty() && schema.empty()
        && (arguments[0]->type.type == types::Record || isComposite(arguments[0]->type.type) || arguments[0]->type.type == noType);
    if (shape.procedure)
        couldProject = false;
    if (couldProject && shape.isColumn) {
        if (Expr *projected = projectColumn(scope, name, arguments[0], location))
            return projected;
    }
    const auto project = [&]() -> Expr * {
        return couldProject && !shape.isColumn && arguments[0]->type.type != noType ? projectColumn(scope, name, arguments[0], location) : nullptr;
    };
    TypeList actual;
    for (const Expr *argument : arguments)
        actual.push_back(argument->type.type);
    bool undecided = std::ranges::find(actual, noType) != actual.end();

    std::vector<Candidate> candidates = functionCandidates(schema, name, arguments.size(), shape.names, !shape.variadic, true, location);
    const Candidate *best = nullptr;
    bool multiple = false;
    if (shape.procedure && candidates.empty() && std::ranges::any_of(m_catalogue.functions({std::string(schema), std::string(name)}),
                                                                     [](const Function *f) { return f->kind == Function::Kind::Procedure && !f->outColumns.empty(); }))
        throw Undecided{"the output arguments of procedure " + full + " are not known in their order", location};
    for (const Candidate &candidate : candidates) {
        if (std::equal(actual.begin(), actual.end(), candidate.arguments.begin())) {
            best = &candidate;
            break;
        }
    }
    if (best == nullptr) {
        if (arguments.size() == 1 && shape.names.empty() && !shape.procedure) {
            // A type's name as a function is a cast.
            const TypeId target = findTypeNamed(m_catalogue, schema, name).id;
            if (target != noType && !isComplex(target)) {
                const TypeId source = actual[0];
                bool isCast = false;
                if (source == types::Unknown && arguments[0]->kind == Expr::Kind::Const) {
                    isCast = true;
                } else if (source != noType) {
                    const Path path = pathway(target, source, Context::Explicit);
                    isCast = path == Path::Relabel
                        || (path == Path::ViaText && !((source == types::Record || isComposite(source)) && category(target) == 'S'));
                }
                if (isCast && !shape.plain())
                    refuseAggregateSyntax(shape, full, location);
                if (isCast)
                    return coerce(arguments[0], source, {target, -1}, Context::Explicit, true, location);
            }
        }
        std::vector<std::size_t> fitting;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            const Candidate &candidate = candidates[i];
            if (canCoerce({actual.data(), actual.size()}, {candidate.arguments.data(), actual.size()}, Context::Implicit))
                fitting.push_back(i);
        }
        if (fitting.size() == 1) {
            best = &candidates[fitting[0]];
        } else if (fitting.size() > 1) {
            std::vector<TypeList> lists;
            for (const std::size_t i : fitting)
                lists.push_back(candidates[i].arguments);
            const int chosen = selectCandidate({actual.data(), actual.size()}, lists);
            if (chosen >= 0)
                best = &candidates[fitting[static_cast<std::size_t>(chosen)]];
            else
                multiple = true;
            if (multiple && undecided) {
                // All of them may return the same type; else nothing can be told.
                TypeId result = candidates[fitting[0]].returns();
                for (const std::size_t i : fitting) {
                    if (candidates[i].returns() != result || isPolymorphic(result) || candidates[i].kind() != Function::Kind::Function
                        || candidates[i].returnsSet())
                        result = noType;
                }
                note("which function " + full + "() is meant hangs on a type that is not known", location);
                Expr *made = makeUnknowable({}, location);
                made->type = {result, -1};
                return made;
            }
        }
    }
    if (best != nullptr && best->ambiguous) {
        multiple = true;
        best = nullptr;
    }
    const std::string_view noun = shape.procedure ? "procedure" : "function";
    if (best == nullptr) {
        if (mayBeUnknownFunction(schema, name) && !shape.isColumn) {
            if (Expr *projected = project())
                return projected;
            note(std::string(noun) + ' ' + full + "() is not known (" + doubtReason(Catalogue::Doubt::About::Functions) + ')', location);
            return makeUnknowable({}, location);
        }
        if (undecided && !candidates.empty()) {
            note("which function " + full + "() is meant hangs on a type that is not known", location);
            return makeUnknowable({}, location);
        }
        if (shape.isColumn)
            return nullptr;
        const std::string called = signature(full, shape.names, {actual.data(), actual.size()});
        if (multiple)
            refuse("function-ambiguous", std::string(noun) + ' ' + called + " is not unique", location);
        if (Expr *projected = project())
            return projected;
        refuse("function-missing", std::string(noun) + ' ' + called + " does not exist", location);
    }
    return buildCall(scope, *best, full, std::move(arguments), actual, shape, location);
}

} // namespace belay::schema::analysis
