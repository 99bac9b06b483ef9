// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/ddl/expressiontext.h"
#include "models/schema/ddl/sqltokens.h"
#include "models/schema/ddl/step.h"

#include <algorithm>

namespace belay::schema::ddl {

namespace {

using About = Catalogue::Doubt::About;

constexpr std::int64_t likeConstraints = 1 << 2;
constexpr std::int64_t likeDefaults = 1 << 3;
constexpr std::int64_t likeGenerated = 1 << 4;
constexpr std::int64_t likeIdentity = 1 << 5;
constexpr std::int64_t likeIndexes = 1 << 6;

struct Draft {
    Relation relation;
    std::vector<PendingConstraint> pending;
    std::vector<std::pair<std::string, std::string>> sequences; ///< Column, sequence.
    std::vector<std::pair<std::shared_ptr<const Relation>, std::int64_t>> likes;
    std::vector<std::string> referenced;
    std::string error;
    std::string doubt;
};

bool mergeColumn(Draft &draft, Column column)
{
    Column *there = draft.relation.column(column.name);
    if (there == nullptr) {
        draft.relation.columns.push_back(std::move(column));
        return true;
    }
    // An inherited column that is declared again: what is declared counts.
    there->notNull = there->notNull || column.notNull;
    if (column.defaultText)
        there->defaultText = std::move(column.defaultText);
    return true;
}

bool takeParent(Step &step, Draft &draft, Node rangeVar, bool partition)
{
    const QualifiedName name = nameOf(rangeVar);
    const Relation *parent = step.db.relation(name);
    if (parent == nullptr) {
        draft.error = "relation " + quoted(display(name)) + " does not exist";
        return false;
    }
    if (partition && parent->kind != Relation::Kind::PartitionedTable) {
        draft.error = quoted(parent->name) + " is not partitioned";
        return false;
    }
    if (draft.relation.parent.empty())
        draft.relation.parent = parent->fullName();
    for (Column column : parent->columns) {
        if (!partition && (column.generated == Column::Generated::IdentityAlways || column.generated == Column::Generated::IdentityByDefault))
            column.generated = Column::Generated::No;
        mergeColumn(draft, std::move(column));
    }
    if (!partition) {
        for (const Constraint &constraint : parent->constraints) {
            if (constraint.kind == Constraint::Kind::Check)
                draft.relation.constraints.push_back(constraint);
        }
    }
    return true;
}

bool takeLike(Step &step, Draft &draft, Node clause)
{
    const QualifiedName name = nameOf(clause["relation"]);
    const Relation *source = step.db.relation(name);
    if (source == nullptr) {
        draft.error = "relation " + quoted(display(name)) + " does not exist";
        return false;
    }
    const std::int64_t options = clause.number("options");
    for (Column column : source->columns) {
        const bool identity = column.generated == Column::Generated::IdentityAlways || column.generated == Column::Generated::IdentityByDefault;
        if (identity) {
            if ((options & likeIdentity) == 0)
                column.generated = Column::Generated::No;
            else
                draft.sequences.emplace_back(column.name, step.freeRelationName(draft.relation.schema, draft.relation.name, column.name, "seq", &draft.relation));
        } else if (column.generated == Column::Generated::Stored) {
            if ((options & likeGenerated) == 0) {
                column.generated = Column::Generated::No;
                column.defaultText.reset();
            }
        } else if ((options & likeDefaults) == 0) {
            column.defaultText.reset();
        }
        if (draft.relation.column(column.name) != nullptr) {
            draft.error = "column " + quoted(column.name) + " specified more than once";
            return false;
        }
        draft.relation.columns.push_back(std::move(column));
    }
    draft.likes.emplace_back(step.share(source->fullName()), options);
    return true;
}

void finishLikes(Step &step, Draft &draft)
{
    for (const auto &[source, options] : draft.likes) {
        if ((options & likeConstraints) != 0) {
            for (const Constraint &constraint : source->constraints) {
                if (constraint.kind == Constraint::Kind::Check)
                    draft.relation.constraints.push_back(constraint);
            }
        }
        if ((options & likeIndexes) != 0) {
            Relation pattern = *source;
            std::erase_if(pattern.constraints, [](const Constraint &c) { return c.kind == Constraint::Kind::Check || c.kind == Constraint::Kind::ForeignKey; });
            pattern.triggers.clear();
            inheritFromPartitioned(step, draft.relation, pattern);
        }
    }
}

std::string partitionKey(Node specification)
{
    std::string key = folded(specification.text("strategy")) + '(';
    bool first = true;
    for (const Node element : specification.list("partParams")) {
        if (!first)
            key += ',';
        first = false;
        key += normalIndexElement(element);
    }
    return key + ')';
}

bool takeElements(Step &step, Draft &draft, const NodeList &elements)
{
    constexpr std::size_t mostColumns = 1600;
    std::size_t columns = 0;
    for (const Node element : elements)
        columns += element.is("ColumnDef") ? 1 : 0;
    if (columns > mostColumns) {
        draft.error = "tables can have at most " + std::to_string(mostColumns) + " columns";
        return false;
    }
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const Node element = elements[i];
        if (element.is("ColumnDef")) {
            Column column;
            std::string sequence;
            std::uint32_t limit = step.fixedSpan ? static_cast<std::uint32_t>(step.text.size()) : step.span.end();
            if (!makeColumn(step, draft.relation, element, column, draft.pending, draft.error, draft.doubt, limit, sequence))
                return false;
            const bool inherited = !draft.relation.parent.empty() && draft.relation.column(column.name) != nullptr;
            if (!inherited && draft.relation.column(column.name) != nullptr) {
                draft.error = "column " + quoted(column.name) + " specified more than once";
                return false;
            }
            if (!sequence.empty())
                draft.sequences.emplace_back(column.name, sequence);
            mergeColumn(draft, std::move(column));
        } else if (element.is("Constraint")) {
            draft.pending.push_back({element, {}});
        } else if (element.is("TableLikeClause")) {
            if (!takeLike(step, draft, element))
                return false;
        }
    }
    return true;
}

/// Checks first, then keys, then foreign keys: the order in which PostgreSQL names them.
bool takeConstraints(Step &step, Draft &draft)
{
    const auto rank = [](const PendingConstraint &p) {
        const std::string_view kind = p.node.text("contype");
        return kind == "CONSTR_FOREIGN" ? 2 : kind == "CONSTR_CHECK" ? 0 : 1;
    };
    // DEFERRABLE belongs to the constraint before it: read while they are in the order written.
    std::vector<std::pair<PendingConstraint, bool>> list;
    for (const PendingConstraint &p : draft.pending) {
        const std::string_view kind = p.node.text("contype");
        if (kind.substr(0, 12) == "CONSTR_ATTR_") {
            if (kind == "CONSTR_ATTR_DEFERRABLE" && !list.empty())
                list.back().second = true;
        } else {
            list.emplace_back(p, false);
        }
    }
    std::stable_sort(list.begin(), list.end(), [&](const auto &a, const auto &b) { return rank(a.first) < rank(b.first); });
    for (const auto &[pending, deferrable] : list) {
        ConstraintResult result;
        if (!addConstraint(step, draft.relation, true, pending, result, draft.error))
            return false;
        if (deferrable)
            draft.relation.constraints.back().deferrable = true;
        if (!result.missingRelation.empty()) {
            if (step.doubtAbout(About::Relations, result.constraint.target).empty()) {
                draft.error = result.missingRelation;
                step.doubt(About::Relations, result.constraint.target, "a migration refers to " + result.constraint.target + ", which none made");
                return false;
            }
            draft.doubt = result.missingRelation;
        }
        if (result.constraint.kind == Constraint::Kind::ForeignKey)
            draft.referenced.push_back(result.constraint.target);
    }
    return true;
}

void create(Step &step, Node statement, Relation::Kind kind)
{
    const Node target = statement["relation"];
    const QualifiedName name = nameOf(target);
    Draft draft;
    Relation &relation = draft.relation;
    relation.temporary = target.text("relpersistence") == "t";
    relation.schema = step.creationSchema(name, relation.temporary);
    relation.name = name.name.size() > 63 ? truncatedName(name.name, {}, {}) : name.name;
    relation.kind = kind;
    const std::string fullName = relation.fullName();
    const bool ifNotExists = statement.flag("if_not_exists");
    if (step.relationNameTaken(relation.schema, relation.name)) {
        if (ifNotExists || step.mayExist)
            step.skip(OperationKind::CreateTable, fullName).relation = fullName;
        else
            step.refuse(OperationKind::CreateTable, fullName, "relation " + quoted(relation.name) + " already exists");
        return;
    }
    if (!relation.temporary && !name.schema.empty() && !step.db.hasSchema(name.schema) && step.doubtAbout(About::Everything, {}).empty()) {
        step.refuse(OperationKind::CreateTable, fullName, "schema " + quoted(name.schema) + " does not exist");
        step.doubt(About::Relations, fullName, "a migration uses schema " + name.schema + ", which none made");
        return;
    }
    const Node bound = statement["partbound"];
    bool good = true;
    for (const Node parent : statement.list("inhRelations"))
        good = good && takeParent(step, draft, parent, bound.valid());
    if (const Node ofType = statement["ofTypename"]; good && ofType) {
        const Type *type = findType(step.db, typeFromNode(step.db, ofType).type);
        const Relation *composite = type == nullptr ? nullptr : step.db.relationByFullName(type->relation);
        if (composite != nullptr)
            relation.columns = composite->columns;
        else
            draft.doubt = "type " + quoted(typeNameText(ofType)) + " does not exist";
    }
    good = good && takeElements(step, draft, statement.list("tableElts"));
    if (good) {
        if (const Node specification = statement["partspec"]) {
            relation.kind = Relation::Kind::PartitionedTable;
            relation.partitionKey = partitionKey(specification);
        }
        good = takeConstraints(step, draft);
    }
    if (!good) {
        step.refuse(OperationKind::CreateTable, fullName, draft.error).relation = fullName;
        step.doubt(About::Relations, fullName, "creating " + fullName + " fails in the simulation: " + draft.error);
        return;
    }
    finishLikes(step, draft);
    std::shared_ptr<const Relation> parent;
    if (bound) {
        relation.bounds = boundsText(bound);
        parent = step.share(relation.parent);
        inheritFromPartitioned(step, relation, *parent);
    }
    const std::string parentName = relation.parent;
    const bool serial = !draft.sequences.empty();
    const std::string bounds = relation.bounds;
    step.addRelation(std::move(relation));
    for (const auto &[column, sequence] : draft.sequences)
        addOwnedSequence(step, fullName, column, sequence);
    Operation &operation = step.note(OperationKind::CreateTable, fullName, fullName);
    operation.created = step.db.epoch;
    operation.ifExists = ifNotExists;
    operation.doubt = draft.doubt;
    operation.serial = serial;
    operation.alsoTouched = std::move(draft.referenced);
    if (bound)
        operation.labels = {"partition of", parentName, bounds};
}

/// The statement's text without its INTO [TEMPORARY | UNLOGGED] [TABLE] name.
std::string withoutInto(const Step &step)
{
    const std::string_view text = step.fixedSpan ? step.text : step.text.substr(step.span.begin, step.span.length);
    PostgresTokenizer tokens(text);
    PostgresToken token;
    while (tokens.next(token)) {
        if (!tokens.isWord(token, "into"))
            continue;
        const std::uint32_t begin = token.span.begin;
        std::uint32_t end = token.span.end();
        bool more = tokens.next(token);
        while (more && (tokens.isWord(token, "temp") || tokens.isWord(token, "temporary") || tokens.isWord(token, "unlogged") || tokens.isWord(token, "local") || tokens.isWord(token, "table")))
            more = tokens.next(token);
        while (more) {
            end = token.span.end();
            more = tokens.next(token) && tokens.isSymbol(token, '.') && tokens.next(token);
        }
        return std::string(text.substr(0, begin)) + std::string(text.substr(end));
    }
    return {};
}

void createFromQuery(Step &step, Node query, Node into, OperationKind kind, bool ifNotExists, const NodeList &columnNames)
{
    const Node target = into["rel"];
    const QualifiedName name = nameOf(target);
    Relation relation;
    relation.temporary = target.text("relpersistence") == "t";
    relation.schema = step.creationSchema(name, relation.temporary);
    relation.name = name.name;
    relation.kind = kind == OperationKind::CreateMaterializedView ? Relation::Kind::MaterializedView : Relation::Kind::Table;
    const std::string fullName = relation.fullName();
    if (step.relationNameTaken(relation.schema, relation.name)) {
        if (ifNotExists || step.mayExist)
            step.skip(kind, fullName).relation = fullName;
        else
            step.refuse(kind, fullName, "relation " + quoted(relation.name) + " already exists");
        return;
    }
    // SELECT ... INTO names its target within the query; what it yields is asked of the query without.
    const bool within = query["intoClause"].valid();
    const ParsedSql alone = within ? ParsedSql::parse(withoutInto(step)) : ParsedSql();
    ResolvedQuery described;
    if (!within)
        described = describeQuery(step.db, query);
    else if (alone.statements().size() == 1 && alone.statements()[0].understood())
        described = describeQuery(step.db, alone.statements()[0].tree);
    else
        described.unknown = true;
    if (described.failed) {
        step.refuse(kind, fullName, described.message).relation = fullName;
        step.doubt(About::Relations, fullName, "creating " + fullName + " fails in the simulation: " + described.message);
        return;
    }
    relation.columns = std::move(described.columns);
    for (std::size_t i = 0; i < columnNames.size() && i < relation.columns.size(); ++i)
        relation.columns[i].name = std::string(columnNames[i].string());
    if (kind == OperationKind::CreateMaterializedView) {
        relation.uses = std::move(described.uses);
        const std::uint32_t as = behindWord(step.text, step.fixedSpan ? 0 : step.span.begin, step.fixedSpan ? noOffset : step.span.end(), "as");
        relation.query = std::string(textUpToSeparator(step.text, as == noOffset ? step.span.begin : as, step.fixedSpan ? noOffset : step.span.end()));
    }
    step.addRelation(std::move(relation));
    Operation &operation = step.note(kind, fullName, fullName);
    operation.created = step.db.epoch;
    operation.ifExists = ifNotExists;
    if (described.unknown) {
        operation.doubt = described.message;
        step.doubt(About::Relations, fullName, "columns of " + fullName + ": " + described.message);
    }
}

} // namespace

void createTable(Step &step, Node statement) { create(step, statement, Relation::Kind::Table); }

void createForeignTable(Step &step, Node statement) { create(step, statement["base"], Relation::Kind::ForeignTable); }

void createTableAs(Step &step, Node statement)
{
    const OperationKind kind = statement.text("objtype") == "OBJECT_MATVIEW" ? OperationKind::CreateMaterializedView : OperationKind::CreateTable;
    const Node query = statement["query"];
    if (!query.is("SelectStmt")) {
        // CREATE TABLE ... AS EXECUTE
        const QualifiedName name = nameOf(statement["into"]["rel"]);
        const std::string fullName = step.creationSchema(name) + '.' + name.name;
        step.note(kind, fullName).doubt = "the columns come from a prepared statement";
        step.doubt(About::Relations, fullName, fullName + " is made from a prepared statement");
        return;
    }
    createFromQuery(step, query, statement["into"], kind, statement.flag("if_not_exists"), statement["into"].list("colNames"));
}

void selectStatement(Step &step, Node statement)
{
    if (const Node into = statement["intoClause"]) {
        createFromQuery(step, statement, into, OperationKind::CreateTable, false, into.list("colNames"));
        return;
    }
    // A set_config in a dump's head changes the search path; a call of an own function may do anything.
    for (const Node item : statement.list("targetList")) {
        const Node call = item["val"];
        if (!call.is("FuncCall"))
            continue;
        const QualifiedName name = nameOf(call.list("funcname"));
        const NodeList arguments = call.list("args");
        if (name.name == "set_config" && arguments.size() == 3 && arguments[0]["sval"].text("sval") == "search_path") {
            std::vector<std::string> path;
            const std::string value(arguments[1]["sval"].text("sval"));
            PostgresTokenizer tokens(value);
            PostgresToken token;
            while (tokens.next(token)) {
                const std::string_view word = tokens.textOf(token);
                if (token.kind == PostgresToken::Kind::Word)
                    path.push_back(folded(word));
                else if (token.kind == PostgresToken::Kind::QuotedWord && word.size() > 2)
                    path.emplace_back(word.substr(1, word.size() - 2));
            }
            step.db.searchPath = std::move(path);
            step.note(OperationKind::SetVariable, "search_path").labels = {"search_path", value};
            return;
        }
        for (const Function *function : step.db.functions(name)) {
            if (function->volatility == Function::Volatility::Volatile && function->language != "internal" && function->language != "c")
                doubtBody(step, function->body, "function " + function->fullName());
        }
    }
    step.note(OperationKind::RunQuery, {});
}

} // namespace belay::schema::ddl
