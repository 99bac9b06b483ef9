// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/resolve/analyzer.h"

#include <algorithm>

// Which operator is meant (documentation, "Operators" of the chapter "Type Conversion"; parse_oper.c).
namespace belay::schema::analysis {

namespace {

int operatorPosition(const Catalogue &catalogue, std::string_view schema)
{
    const auto &path = catalogue.searchPath;
    if (schema == "pg_catalog" && std::ranges::find(path, "pg_catalog") == path.end())
        return 0;
    const auto found = std::ranges::find(path, schema);
    return found == path.end() ? -1 : static_cast<int>(found - path.begin()) + 1;
}

} // namespace

Analyzer::OperatorName Analyzer::operatorName(const NodeList &names) const
{
    OperatorName name;
    if (!names.empty())
        name.name = names.back().string();
    if (names.size() > 1) {
        name.schema = names[names.size() - 2].string();
        name.qualified = true;
    }
    return name;
}

std::vector<OperatorChoice> Analyzer::operatorCandidates(const OperatorName &name, bool prefix, std::int64_t location) const
{
    std::vector<OperatorChoice> found;
    Small<int> positions;
    if (name.qualified && name.schema != "pg_catalog" && name.schema != "information_schema" && !m_catalogue.hasSchema(name.schema))
        refuse("schema-missing", "schema \"" + std::string(name.schema) + "\" does not exist", location);
    const auto add = [&](const OperatorChoice &choice, int position) {
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (found[i].left == choice.left && found[i].right == choice.right) {
                if (position < positions[i]) {
                    found[i] = choice;
                    positions[i] = position;
                }
                return;
            }
        }
        found.push_back(choice);
        positions.push_back(position);
    };
    const int catalogPosition = operatorPosition(m_catalogue, "pg_catalog");
    if (!name.qualified || name.schema == "pg_catalog") {
        for (const BuiltinOperator &op : m_builtins.operators(name.name)) {
            if ((op.left == noType) == prefix) {
                // Built-in ones are each other's equals only if the catalogs were broken.
                found.push_back({&op, op.name, op.left, op.right, op.result});
                positions.push_back(catalogPosition);
            }
        }
    }
    for (const Operator &op : m_catalogue.operators) {
        if (op.name != name.name || (op.left == noType) != prefix)
            continue;
        int position = 0;
        if (name.qualified) {
            if (op.schema != name.schema)
                continue;
        } else {
            position = operatorPosition(m_catalogue, op.schema);
            if (position < 0)
                continue;
        }
        add({&op, op.name, op.left, op.right, op.result}, position);
    }
    return found;
}

bool Analyzer::findOperator(const OperatorName &name, TypeId left, TypeId right, bool prefix, OperatorChoice &choice, std::int64_t location,
                            bool missingOk)
{
    if (right == noType || (!prefix && left == noType)) {
        note("which operator " + std::string(name.name) + " is meant hangs on a type that is not known", location);
        choice = {};
        return false;
    }
    const std::vector<OperatorChoice> candidates = operatorCandidates(name, prefix, location);
    const auto exact = [&](TypeId l, TypeId r) {
        for (const OperatorChoice &candidate : candidates) {
            if (candidate.left == l && candidate.right == r) {
                choice = candidate;
                return true;
            }
        }
        return false;
    };
    bool multiple = false;
    if (prefix) {
        if (exact(noType, right))
            return true;
    } else {
        // An unknown operand is tried as the other one's type; domains as their base type.
        TypeId l = left;
        TypeId r = right;
        bool wasUnknown = false;
        if (l == types::Unknown && r != noType) {
            l = r;
            wasUnknown = true;
        } else if (r == types::Unknown && l != noType) {
            r = l;
            wasUnknown = true;
        }
        if (exact(l, r))
            return true;
        if (wasUnknown) {
            const TypeId base = baseType(l);
            if (base != l && exact(base, base))
                return true;
        }
    }
    {
        const TypeId inputs[2] = {prefix ? right : left, right};
        const std::size_t count = prefix ? 1 : 2;
        std::vector<TypeList> fitting;
        std::vector<std::size_t> which;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            TypeList list;
            if (!prefix)
                list.push_back(candidates[i].left);
            list.push_back(candidates[i].right);
            if (canCoerce({inputs, count}, {list.data(), list.size()}, Context::Implicit)) {
                fitting.push_back(std::move(list));
                which.push_back(i);
            }
        }
        if (which.size() == 1) {
            choice = candidates[which[0]];
            return true;
        }
        if (which.size() > 1) {
            const int chosen = selectCandidate({inputs, count}, fitting);
            if (chosen >= 0) {
                choice = candidates[which[static_cast<std::size_t>(chosen)]];
                return true;
            }
            multiple = true;
        }
    }
    if (missingOk)
        return false;
    if (!multiple && mayHaveUnknown(Catalogue::Doubt::About::Functions) && (left >= firstOwnType || right >= firstOwnType)) {
        note("operator " + std::string(name.name) + " is not known (" + doubtReason(Catalogue::Doubt::About::Functions) + ')', location);
        choice = {};
        return false;
    }
    std::string shown;
    if (!prefix)
        shown = format(left) + ' ';
    if (name.qualified)
        shown += std::string(name.schema) + '.';
    shown += std::string(name.name) + ' ' + format(right);
    if (multiple)
        refuse("operator-ambiguous", "operator is not unique: " + shown, location);
    refuse("operator-missing", "operator does not exist: " + shown, location);
}

Expr *Analyzer::applyOperator(Scope *scope, const OperatorName &name, Expr *left, Expr *right, std::int64_t location)
{
    if (right == nullptr)
        refuse("operator-missing", "postfix operators are not supported", location);
    const bool prefix = left == nullptr;
    OperatorChoice choice;
    const TypeId leftType = prefix ? noType : left->type.type;
    const TypeId rightType = right->type.type;
    if (!findOperator(name, leftType, rightType, prefix, choice, location)) {
        Expr *made = make(Expr::Kind::Operator, {noType, -1}, location);
        // Comparisons of whatever yield boolean, or the server's authors have played a trick.
        made->name = name.name;
        if (!prefix)
            made->arguments.push_back(left);
        made->arguments.push_back(right);
        return made;
    }
    TypeList actual;
    TypeList declared;
    std::vector<Expr *> arguments;
    if (!prefix) {
        actual.push_back(leftType);
        declared.push_back(choice.left);
        arguments.push_back(left);
    }
    actual.push_back(rightType);
    declared.push_back(choice.right);
    arguments.push_back(right);
    const TypeId result = enforceGenerics({actual.data(), actual.size()}, {declared.data(), declared.size()}, choice.result, false);
    coerceArguments(arguments, {actual.data(), actual.size()}, {declared.data(), declared.size()});
    (void)scope;
    Expr *made = make(Expr::Kind::Operator, {result, -1}, location);
    made->identity = choice.identity;
    made->name = choice.name;
    made->arguments.assign(arguments.begin(), arguments.end());
    return made;
}

Expr *Analyzer::applyArrayOperator(Scope *scope, const OperatorName &name, bool useOr, Expr *left, Expr *right, std::int64_t location)
{
    (void)scope;
    const TypeId leftType = left->type.type;
    const TypeId arrayType = right->type.type;
    TypeId element = types::Unknown;
    if (arrayType == noType) {
        note("the array's type is not known", location);
        return makeUnknowable({}, location);
    }
    if (arrayType != types::Unknown) {
        element = elementOf(baseType(arrayType));
        if (element == noType)
            refuse("type-mismatch", "op ANY/ALL (array) requires array on right side", location);
    }
    OperatorChoice choice;
    if (!findOperator(name, leftType, element, false, choice, location)) {
        Expr *made = makeUnknowable({}, location);
        made->type = {types::Bool, -1};
        return made;
    }
    TypeList actual{leftType, element};
    TypeList declared{choice.left, choice.right};
    const TypeId result = enforceGenerics({actual.data(), 2}, {declared.data(), 2}, choice.result, false);
    if (result != types::Bool)
        refuse("type-mismatch", "op ANY/ALL (array) requires operator to yield boolean", location);
    // The array is converted as a whole; a polymorphic parameter stays as it is.
    TypeId wanted = arrayType;
    if (!isPolymorphic(declared[1])) {
        wanted = arrayOver(declared[1]);
        if (wanted == noType)
            refuse("type-missing", "could not find array type for data type " + format(declared[1]), location);
    }
    std::vector<Expr *> arguments{left, right};
    actual[1] = arrayType;
    declared[1] = wanted;
    coerceArguments(arguments, {actual.data(), 2}, {declared.data(), 2});
    Expr *made = make(Expr::Kind::ArrayOperator, {types::Bool, -1}, location);
    made->identity = choice.identity;
    made->name = choice.name;
    made->isMulti = useOr;
    made->arguments.assign(arguments.begin(), arguments.end());
    return made;
}

bool Analyzer::sortOperator(TypeId id, std::int64_t location, bool needOrder, bool needHashable)
{
    if (id == noType)
        return true;
    (void)needHashable;
    if (needOrder && !canSort(id, Sorting::Ordered))
        refuse("operator-missing", "could not identify an ordering operator for type " + format(id), location);
    if (!canSort(id, Sorting::Equal))
        refuse("operator-missing", "could not identify an equality operator for type " + format(id), location);
    return true;
}

} // namespace belay::schema::analysis
