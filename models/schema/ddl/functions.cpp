// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"

#include <algorithm>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;

struct BodyFacts {
    bool raises = false;
    bool opaque = false;
};

/// What a trigger's function does besides setting fields of the row.
BodyFacts factsOf(std::string_view body, std::string_view language)
{
    BodyFacts facts;
    if (language != "plpgsql" && language != "sql") {
        facts.opaque = true;
        return facts;
    }
    PostgresTokenizer tokens(body);
    PostgresToken token;
    bool afterRaise = false;
    while (tokens.next(token)) {
        if (token.kind == PostgresToken::Kind::Comment)
            continue;
        if (afterRaise) {
            // RAISE without a level is an exception.
            const bool harmless = tokens.isWord(token, "notice") || tokens.isWord(token, "warning") || tokens.isWord(token, "info") || tokens.isWord(token, "log") || tokens.isWord(token, "debug");
            facts.raises = facts.raises || !harmless;
            afterRaise = false;
        }
        if (token.kind != PostgresToken::Kind::Word)
            continue;
        if (tokens.isWord(token, "raise"))
            afterRaise = true;
        else if (tokens.isWord(token, "assert"))
            facts.raises = true;
        else if (tokens.isWord(token, "insert") || tokens.isWord(token, "update") || tokens.isWord(token, "delete") || tokens.isWord(token, "execute")
                 || tokens.isWord(token, "perform") || tokens.isWord(token, "call") || tokens.isWord(token, "merge"))
            facts.opaque = true;
        else if (tokens.isWord(token, "return")) {
            PostgresToken next;
            PostgresTokenizer ahead(body, token.span.end());
            if (ahead.next(next) && ahead.isWord(next, "null"))
                facts.opaque = true;
        }
    }
    return facts;
}

void readOption(Function &function, Node option)
{
    const std::string_view key = option.text("defname");
    const Node value = option["arg"];
    if (key == "language") {
        function.language = folded(value.string());
    } else if (key == "volatility") {
        const std::string_view text = value.string();
        function.volatility = text == "immutable" ? Function::Volatility::Immutable : text == "stable" ? Function::Volatility::Stable : Function::Volatility::Volatile;
    } else if (key == "strict") {
        function.strict = value.flag("boolval");
    } else if (key == "window") {
        function.kind = Function::Kind::Window;
    } else if (key == "as") {
        const NodeList parts = value.list("items");
        if (!parts.empty())
            function.body = std::string(parts[0].string());
    }
}

/// What CREATE OR REPLACE refuses; empty if it is fine.
std::string replaceError(const Function &before, const Function &after)
{
    if ((before.kind == Function::Kind::Procedure) != (after.kind == Function::Kind::Procedure) || (before.kind == Function::Kind::Aggregate) != (after.kind == Function::Kind::Aggregate))
        return "cannot change routine kind";
    const auto sameTypes = [](const std::vector<Column> &a, const std::vector<Column> &b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Column &x, const Column &y) { return x.type.type == y.type.type && x.name == y.name; });
    };
    if (before.returns != after.returns || before.returnsSet != after.returnsSet || !sameTypes(before.outColumns, after.outColumns))
        return "cannot change return type of existing function";
    for (std::size_t i = 0; i < before.argumentNames.size() && i < after.argumentNames.size(); ++i) {
        if (!before.argumentNames[i].empty() && before.argumentNames[i] != after.argumentNames[i])
            return "cannot change name of input parameter " + quoted(before.argumentNames[i]);
    }
    if (before.defaults > after.defaults)
        return "cannot remove parameter defaults from existing function";
    return {};
}

} // namespace

std::string signature(const Catalogue &catalogue, const Function &function)
{
    std::string text = function.name + '(';
    for (std::size_t i = 0; i < function.arguments.size(); ++i) {
        if (i > 0)
            text += ',';
        text += formatType(catalogue, {function.arguments[i], -1});
    }
    return text + ')';
}

const Function *findFunction(Step &step, Node object, std::string_view what, std::string &error)
{
    const QualifiedName name = nameOf(object.list("objname"));
    std::vector<const Function *> candidates = step.db.functions(name);
    if (name.schema.empty()) {
        std::erase_if(candidates, [&](const Function *f) { return std::find(step.db.searchPath.begin(), step.db.searchPath.end(), f->schema) == step.db.searchPath.end(); });
    }
    if (object.flag("args_unspecified")) {
        if (candidates.size() == 1)
            return candidates.front();
        error = candidates.empty() ? "could not find a " + std::string(what) + " named " + quoted(display(name)) : std::string(what) + " name " + quoted(display(name)) + " is not unique";
        return nullptr;
    }
    std::vector<TypeId> arguments;
    std::string text = display(name) + '(';
    const NodeList full = object.list("objfuncargs");
    bool unknown = false;
    const auto take = [&](Node typeName) {
        const ColumnType type = typeFromNode(step.db, typeName);
        unknown = unknown || type.type == noType;
        arguments.push_back(type.type);
        if (text.back() != '(')
            text += ',';
        text += type.type == noType ? typeNameText(typeName) : formatType(step.db, {type.type, -1});
    };
    if (!full.empty()) {
        for (const Node parameter : full) {
            const std::string_view mode = parameter.text("mode");
            if (mode != "FUNC_PARAM_OUT" && mode != "FUNC_PARAM_TABLE")
                take(parameter["argType"]);
        }
    } else {
        for (const Node argument : object.list("objargs"))
            take(argument);
    }
    for (const Function *candidate : candidates) {
        if (candidate->arguments == arguments)
            return candidate;
    }
    error = std::string(what) + ' ' + text + ") does not exist";
    return nullptr;
}

void createFunction(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement.list("funcname"));
    Function function;
    function.schema = step.creationSchema(name);
    function.name = name.name;
    function.kind = statement.flag("is_procedure") ? Function::Kind::Procedure : Function::Kind::Function;
    std::string doubt;
    bool table = false;
    bool named = false;
    const auto typeOf = [&](Node typeName) {
        const ColumnType type = typeFromNode(step.db, typeName);
        if (type.type == noType)
            doubt = "type " + quoted(typeNameText(typeName)) + " does not exist";
        return type;
    };
    for (const Node parameter : statement.list("parameters")) {
        const std::string_view mode = parameter.text("mode");
        const ColumnType type = typeOf(parameter["argType"]);
        const std::string parameterName(parameter.text("name"));
        const bool input = mode != "FUNC_PARAM_OUT" && mode != "FUNC_PARAM_TABLE";
        if (input) {
            function.arguments.push_back(type.type);
            function.argumentNames.push_back(parameterName);
            named = named || !parameterName.empty();
            if (parameter.has("defexpr"))
                ++function.defaults;
            if (mode == "FUNC_PARAM_VARIADIC") {
                const Type *array = findType(step.db, type.type);
                function.variadic = array == nullptr ? noType : array->element != noType ? array->element : type.type;
            }
        }
        if (mode == "FUNC_PARAM_OUT" || mode == "FUNC_PARAM_INOUT" || mode == "FUNC_PARAM_TABLE") {
            Column column;
            column.name = parameterName;
            column.type = type;
            function.outColumns.push_back(std::move(column));
            table = table || mode == "FUNC_PARAM_TABLE";
        }
    }
    if (!named)
        function.argumentNames.clear();
    const Node returns = statement["returnType"];
    if (returns) {
        function.returns = typeOf(returns).type;
        function.returnsSet = returns.flag("setof");
    } else if (function.outColumns.size() == 1 && function.kind == Function::Kind::Function) {
        function.returns = function.outColumns.front().type.type;
    } else if (!function.outColumns.empty()) {
        function.returns = types::Record;
    } else {
        function.returns = types::Void;
    }
    if (table && function.outColumns.size() == 1)
        function.returns = function.outColumns.front().type.type;
    if (function.outColumns.size() == 1 && !table && function.kind == Function::Kind::Function)
        function.outColumns.clear();
    for (const Node option : statement.list("options"))
        readOption(function, option);
    if (statement.has("sql_body") && function.language.empty())
        function.language = "sql";
    if (statement.has("sql_body")) {
        const std::uint32_t begin = step.fixedSpan ? 0 : step.span.begin;
        function.body = std::string(step.text.substr(begin, step.fixedSpan ? std::string_view::npos : step.span.length));
    }
    const std::string fullName = function.fullName();
    const Function *existing = nullptr;
    for (const Function *candidate : step.db.functions({function.schema, function.name})) {
        if (candidate->arguments == function.arguments)
            existing = candidate;
    }
    const bool replace = statement.flag("replace");
    const OperationKind kind = existing != nullptr ? OperationKind::ReplaceFunction : OperationKind::CreateFunction;
    if (existing != nullptr) {
        const std::string error = replace ? replaceError(*existing, function) : "function " + quoted(function.name) + " already exists with same argument types";
        if (!error.empty() && doubt.empty()) {
            if (step.mayExist && !replace)
                step.skip(kind, fullName);
            else
                step.refuse(kind, fullName, error);
            return;
        }
    }
    std::shared_ptr<const Function> before = existing == nullptr ? nullptr : std::make_shared<Function>(*existing);
    step.db.addFunction(function);
    Operation &operation = step.note(kind, fullName);
    operation.ifExists = replace;
    operation.doubt = doubt;
    operation.functionBefore = std::move(before);
    const BodyFacts facts = factsOf(function.body, function.language);
    operation.raises = facts.raises;
    operation.opaque = facts.opaque;
    operation.functionAfter = std::move(function);
}

void alterFunction(Step &step, Node statement)
{
    std::string error;
    const Node object = statement["func"];
    const Function *found = findFunction(step, object, "function", error);
    if (found == nullptr) {
        step.missing(OperationKind::AlterFunction, nameOf(object.list("objname")), error, About::Functions);
        return;
    }
    const auto before = std::make_shared<Function>(*found);
    Function after = *found;
    for (const Node option : statement.list("actions"))
        readOption(after, option);
    step.db.addFunction(after);
    Operation &operation = step.note(OperationKind::AlterFunction, before->fullName());
    operation.functionBefore = before;
    operation.functionAfter = std::move(after);
}

void createCast(Step &step, Node statement)
{
    Cast cast;
    cast.source = typeFromNode(step.db, statement["sourcetype"]).type;
    cast.target = typeFromNode(step.db, statement["targettype"]).type;
    const std::string_view context = statement.text("context");
    cast.context = context == "COERCION_IMPLICIT" ? 'i' : context == "COERCION_ASSIGNMENT" ? 'a' : 'e';
    const std::string object = typeNameText(statement["sourcetype"]) + " as " + typeNameText(statement["targettype"]);
    const bool there = std::any_of(step.db.casts.begin(), step.db.casts.end(), [&](const Cast &c) { return c.source == cast.source && c.target == cast.target; });
    if (there) {
        step.refuse(OperationKind::CreateCast, object,
                    "cast from type " + formatType(step.db, {cast.source, -1}) + " to type " + formatType(step.db, {cast.target, -1}) + " already exists");
        return;
    }
    step.db.casts.push_back(cast);
    step.note(OperationKind::CreateCast, object);
}

void createTrigger(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["relation"]);
    const std::string triggerName(statement.text("trigname"));
    const Relation *found = step.db.relation(name);
    if (found == nullptr) {
        step.missing(OperationKind::CreateTrigger, name, "relation " + quoted(display(name)) + " does not exist", About::Relations).object += '.' + triggerName;
        return;
    }
    const std::string fullName = found->fullName();
    const std::string object = fullName + '.' + triggerName;
    const auto there = std::find_if(found->triggers.begin(), found->triggers.end(), [&](const Trigger &t) { return t.name == triggerName; });
    if (there != found->triggers.end() && !statement.flag("replace")) {
        if (step.mayExist)
            step.skip(OperationKind::CreateTrigger, object).relation = fullName;
        else
            step.refuse(OperationKind::CreateTrigger, object, "trigger " + quoted(triggerName) + " for relation " + quoted(found->name) + " already exists").relation = fullName;
        return;
    }
    Trigger trigger;
    trigger.name = triggerName;
    trigger.perRow = statement.flag("row");
    const std::int64_t timing = statement.number("timing");
    trigger.when = (timing & 2) != 0 ? "before" : (timing & 64) != 0 ? "instead of" : "after";
    const std::int64_t events = statement.number("events");
    const auto event = [&](std::int64_t bit, std::string_view word) {
        if ((events & bit) == 0)
            return;
        if (!trigger.events.empty())
            trigger.events += ',';
        trigger.events += word;
        if (bit == 16 && !statement.list("columns").empty())
            trigger.events += " of " + joined(strings(statement.list("columns")), " ");
    };
    event(4, "insert");
    event(16, "update");
    event(8, "delete");
    event(32, "truncate");
    const QualifiedName functionName = nameOf(statement.list("funcname"));
    const Function *function = nullptr;
    for (const Function *candidate : step.db.functions(functionName)) {
        const bool visible = !functionName.schema.empty() || std::find(step.db.searchPath.begin(), step.db.searchPath.end(), candidate->schema) != step.db.searchPath.end();
        if (visible && candidate->arguments.empty())
            function = candidate;
    }
    std::string doubt;
    if (function != nullptr) {
        trigger.function = function->fullName();
    } else {
        const auto builtin = Builtins::postgres15().functions(functionName.name);
        if (!builtin.empty()) {
            trigger.function = "pg_catalog." + functionName.name;
        } else {
            trigger.function = step.creationSchema(functionName) + '.' + functionName.name;
            const std::string reason = step.doubtAbout(About::Functions, trigger.function);
            if (reason.empty()) {
                step.refuse(OperationKind::CreateTrigger, object, "function " + display(functionName) + "() does not exist").relation = fullName;
                step.doubt(About::Functions, {}, "a trigger uses function " + trigger.function + ", which no migration made");
                return;
            }
            doubt = reason;
        }
    }
    const BodyFacts facts = function == nullptr ? BodyFacts{false, true} : factsOf(function->body, function->language);
    Relation *relation = step.db.editRelation(fullName);
    std::erase_if(relation->triggers, [&](const Trigger &t) { return t.name == triggerName; });
    relation->triggers.push_back(trigger);
    const std::uint32_t created = relation->created;
    const bool partitioned = relation->kind == Relation::Kind::PartitionedTable && trigger.perRow;
    if (partitioned) {
        for (const std::string &child : step.descendants(fullName))
            step.db.editRelation(child)->triggers.push_back(trigger);
    }
    Operation &operation = step.note(OperationKind::CreateTrigger, object, fullName);
    operation.created = created;
    operation.doubt = doubt;
    operation.raises = facts.raises;
    operation.opaque = facts.opaque;
    operation.labels = {trigger.when, trigger.events, trigger.function};
}

void createRule(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["relation"]);
    const Relation *found = step.db.relation(name);
    const std::string ruleName(statement.text("rulename"));
    if (found == nullptr) {
        step.missing(OperationKind::CreateRule, name, "relation " + quoted(display(name)) + " does not exist", About::Relations).object += '.' + ruleName;
        return;
    }
    const std::string fullName = found->fullName();
    const std::string_view event = statement.text("event");
    const std::string rule = folded(event.substr(std::min<std::size_t>(event.size(), 4))) + ' ' + ruleName;
    Relation *relation = step.db.editRelation(fullName);
    if (std::find(relation->rules.begin(), relation->rules.end(), rule) != relation->rules.end() && !statement.flag("replace")) {
        step.refuse(OperationKind::CreateRule, fullName + '.' + ruleName, "rule " + quoted(ruleName) + " for relation " + quoted(relation->name) + " already exists");
        return;
    }
    std::erase(relation->rules, rule);
    relation->rules.push_back(rule);
    Operation &operation = step.note(OperationKind::CreateRule, fullName + '.' + ruleName, fullName);
    operation.created = relation->created;
    operation.labels = {folded(event.substr(std::min<std::size_t>(event.size(), 4))), statement.flag("instead") ? "instead" : "also"};
}

void createPolicy(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["table"]);
    const Relation *found = step.db.relation(name);
    const std::string policy(statement.text("policy_name"));
    if (found == nullptr) {
        step.missing(OperationKind::CreatePolicy, name, "relation " + quoted(display(name)) + " does not exist", About::Relations).object += '.' + policy;
        return;
    }
    const std::string fullName = found->fullName();
    Relation *relation = step.db.editRelation(fullName);
    if (std::find(relation->policies.begin(), relation->policies.end(), policy) != relation->policies.end()) {
        if (step.mayExist)
            step.skip(OperationKind::CreatePolicy, fullName + '.' + policy).relation = fullName;
        else
            step.refuse(OperationKind::CreatePolicy, fullName + '.' + policy, "policy " + quoted(policy) + " for table " + quoted(relation->name) + " already exists");
        return;
    }
    relation->policies.push_back(policy);
    const bool active = relation->rowSecurity;
    Operation &operation = step.note(OperationKind::CreatePolicy, fullName + '.' + policy, fullName);
    operation.created = step.db.relationByFullName(fullName)->created;
    operation.opaque = !active;
    // Without `permissive` the policy is a restrictive one: it takes rows away.
    operation.labels = {statement.flag("permissive") ? "permissive" : "restrictive"};
}

void alterPolicy(Step &step, Node statement)
{
    const QualifiedName name = nameOf(statement["table"]);
    const Relation *found = step.db.relation(name);
    if (found == nullptr) {
        step.missing(OperationKind::AlterPolicy, name, "relation " + quoted(display(name)) + " does not exist", About::Relations);
        return;
    }
    step.note(OperationKind::AlterPolicy, found->fullName() + '.' + std::string(statement.text("policy_name")), found->fullName()).created = found->created;
}

} // namespace belay::schema::ddl
