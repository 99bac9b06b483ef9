// SPDX-License-Identifier: GPL-3.0-or-later
#include "scratchdatabase.h"

#include "models/schema/resolve/builtins.h"
#include "models/schema/resolve/resolver.h"
#include "models/schema/syntaxtree.h"

#include <QtGlobal>

#include <map>

namespace belay::schema::test {

namespace {

class CatalogueReader {
public:
    explicit CatalogueReader(ScratchDatabase &database) : m_database(database) {}

    Catalogue read()
    {
        m_database.run("CREATE TEMP TABLE IF NOT EXISTS belay_dummy(); DROP TABLE belay_dummy; SET client_min_messages = error");
        readSchemas();
        readTypes();
        readRelations();
        readDomains();
        readColumns();
        readConstraints();
        readIndexes();
        readFunctions();
        readRules();
        readViews();
        return std::move(m_catalogue);
    }

private:
    static constexpr const char *ours = " NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%' AND n.nspname NOT LIKE 'pg_toast_temp%' ";

    static std::string notExtension(const char *catalog, const char *alias)
    {
        return std::string(" AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '") + catalog + "'::regclass AND x.objid = " + alias
            + ".oid AND x.deptype = 'e') ";
    }

    void readSchemas()
    {
        m_catalogue.schemas.clear();
        for (const auto &row : m_database.rows(std::string("SELECT nspname FROM pg_namespace n WHERE nspname") + ours + "ORDER BY nspname <> 'public'"))
            m_catalogue.schemas.push_back(row[0]);
        for (const auto &row : m_database.rows("SELECT e.extname, n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY e.oid")) {
            if (!addExtension(m_catalogue, row[0], row[1]))
                qFatal("extension %s is not known", row[0].c_str());
        }
        m_catalogue.searchPath.clear();
        for (const auto &row : m_database.rows("SELECT unnest(current_schemas(false))"))
            m_catalogue.searchPath.push_back(row[0]);
        // Types of extensions, by name.
        for (const auto &row : m_database.rows(std::string("SELECT t.oid, n.nspname, t.typname, t.typarray FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
                                                           "WHERE n.nspname") + ours + " AND EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e')"))
            remember(row);
    }

    void remember(const std::vector<std::string> &row)
    {
        if (const Type *type = m_catalogue.typeByName(row[1], row[2])) {
            m_types[row[0]] = type->id;
            m_types[row[3]] = type->array;
        }
    }

    TypeId type(const std::string &oid) const
    {
        const unsigned long number = std::stoul(oid);
        if (number < firstOwnType)
            return static_cast<TypeId>(number);
        const auto found = m_types.find(oid);
        return found == m_types.end() ? noType : found->second;
    }

    void readTypes()
    {
        for (const auto &row : m_database.rows(std::string("SELECT t.oid, n.nspname, t.typname, t.typarray, (SELECT string_agg(enumlabel, chr(1) ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) "
                                                           "FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND n.nspname") + ours + notExtension("pg_type", "t"))) {
            Type made;
            made.schema = row[1];
            made.name = row[2];
            made.kind = Type::Kind::Enum;
            made.category = 'E';
            std::string label;
            for (const char c : row[4] + '\1') {
                if (c == '\1') {
                    made.labels.push_back(label);
                    label.clear();
                } else {
                    label += c;
                }
            }
            m_catalogue.addType(made);
            remember(row);
        }
        for (const auto &row : m_database.rows(std::string("SELECT t.oid, n.nspname, t.typname, t.typarray, r.rngsubtype FROM pg_type t JOIN pg_range r ON r.rngtypid = t.oid "
                                                           "JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname") + ours + notExtension("pg_type", "t"))) {
            Type made;
            made.schema = row[1];
            made.name = row[2];
            made.kind = Type::Kind::Range;
            made.category = 'R';
            made.range = type(row[4]);
            m_catalogue.addType(made);
            remember(row);
        }
    }

    void readDomains()
    {
        for (int pass = 0; pass < 3; ++pass) {
            for (const auto &row : m_database.rows(std::string("SELECT t.oid, n.nspname, t.typname, t.typarray, t.typbasetype, t.typtypmod, t.typnotnull, t.typcategory FROM pg_type t "
                                                               "JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND n.nspname") + ours + notExtension("pg_type", "t") + "ORDER BY t.oid")) {
                if (m_types.contains(row[0]) || type(row[4]) == noType)
                    continue;
                Type made;
                made.schema = row[1];
                made.name = row[2];
                made.kind = Type::Kind::Domain;
                made.category = row[7][0];
                made.base = {type(row[4]), std::stoi(row[5])};
                made.notNull = row[6] == "t";
                m_catalogue.addType(made);
                remember(row);
            }
        }
    }

    void readRelations()
    {
        for (const auto &row : m_database.rows(std::string("SELECT c.reltype, n.nspname, c.relname, coalesce(t.typarray, 0), c.relkind, c.oid, "
                                                           "coalesce((SELECT pn.nspname || '.' || p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE i.inhrelid = c.oid LIMIT 1), '') "
                                                           "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_type t ON t.oid = c.reltype "
                                                           "WHERE c.relkind IN ('r','p','v','m','f','S','c') AND n.nspname") + ours + notExtension("pg_class", "c") + "ORDER BY c.oid")) {
            if (m_catalogue.relationByFullName(row[1] + '.' + row[2]) != nullptr)
                continue;
            Relation made;
            made.schema = row[1];
            made.name = row[2];
            made.parent = row[6];
            switch (row[4][0]) {
            case 'p':
                made.kind = Relation::Kind::PartitionedTable;
                break;
            case 'v':
                made.kind = Relation::Kind::View;
                break;
            case 'm':
                made.kind = Relation::Kind::MaterializedView;
                break;
            case 'f':
                made.kind = Relation::Kind::ForeignTable;
                break;
            case 'S':
                made.kind = Relation::Kind::Sequence;
                break;
            case 'c':
                made.kind = Relation::Kind::Composite;
                break;
            default:
                break;
            }
            m_catalogue.addRelation(made);
            remember(row);
            m_relations[row[5]] = row[1] + '.' + row[2];
        }
    }

    void readColumns()
    {
        for (const auto &row : m_database.rows("SELECT a.attrelid, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated, coalesce(pg_get_expr(d.adbin, d.adrelid), '') "
                                               "FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum")) {
            const auto found = m_relations.find(row[0]);
            if (found == m_relations.end())
                continue;
            Relation *relation = m_catalogue.editRelation(found->second);
            if (relation->kind == Relation::Kind::Sequence)
                continue;
            Column column;
            column.name = row[1];
            column.type = {type(row[2]), std::stoi(row[3])};
            column.notNull = row[4] == "t";
            if (row[5] == "a")
                column.generated = Column::Generated::IdentityAlways;
            else if (row[5] == "d")
                column.generated = Column::Generated::IdentityByDefault;
            else if (row[6] == "s")
                column.generated = Column::Generated::Stored;
            if (!row[7].empty() && row[6] != "s")
                column.defaultText = row[7];
            relation->columns.push_back(column);
        }
    }

    static std::vector<std::string> words(const std::string &text)
    {
        std::vector<std::string> list;
        std::string word;
        for (const char c : text) {
            if (c == '\1') {
                list.push_back(word);
                word.clear();
            } else {
                word += c;
            }
        }
        if (!text.empty())
            list.push_back(word);
        return list;
    }

    void readConstraints()
    {
        for (const auto &row : m_database.rows("SELECT c.conrelid, c.conname, c.contype, c.condeferrable, coalesce((SELECT string_agg(a.attname, chr(1) ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n) "
                                               "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num), '') FROM pg_constraint c WHERE c.contype IN ('p','u','f','c','x') AND c.conrelid <> 0")) {
            const auto found = m_relations.find(row[0]);
            if (found == m_relations.end())
                continue;
            Constraint made;
            made.name = row[1];
            made.kind = row[2] == "p" ? Constraint::Kind::PrimaryKey : row[2] == "u" ? Constraint::Kind::Unique : row[2] == "f" ? Constraint::Kind::ForeignKey : row[2] == "x" ? Constraint::Kind::Exclusion : Constraint::Kind::Check;
            made.deferrable = row[3] == "t";
            made.columns = words(row[4]);
            m_catalogue.editRelation(found->second)->constraints.push_back(made);
        }
    }

    void readIndexes()
    {
        for (const auto &row : m_database.rows("SELECT i.indrelid, c.relname, i.indisunique, i.indisvalid, coalesce(pg_get_expr(i.indpred, i.indrelid), ''), coalesce(k.conname, ''), "
                                               "(SELECT string_agg(CASE WHEN i.indkey[n] = 0 THEN '(' || pg_get_indexdef(i.indexrelid, n + 1, false) || ')' ELSE (SELECT attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[n]) END, chr(1) ORDER BY n) "
                                               "FROM generate_series(0, i.indnkeyatts - 1) n) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p','u','x')")) {
            const auto found = m_relations.find(row[0]);
            if (found == m_relations.end())
                continue;
            Index made;
            made.name = row[1];
            made.unique = row[2] == "t";
            made.valid = row[3] == "t";
            made.predicate = row[4];
            made.constraint = row[5];
            made.columns = words(row[6]);
            m_catalogue.editRelation(found->second)->indexes.push_back(made);
        }
    }

    std::vector<TypeId> typeList(const std::string &oids) const
    {
        std::vector<TypeId> list;
        for (const std::string &oid : words(oids))
            list.push_back(type(oid));
        return list;
    }

    void readFunctions()
    {
        for (const auto &row : m_database.rows(std::string("SELECT n.nspname, p.proname, p.prokind, p.prorettype, p.proretset, p.pronargdefaults, p.provariadic, array_to_string(p.proargtypes::oid[], chr(1)), "
                                                           "array_to_string(p.proallargtypes, chr(1)), array_to_string(p.proargmodes, ''), array_to_string(p.proargnames, chr(1)), p.provolatile FROM pg_proc p "
                                                           "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname") + ours + notExtension("pg_proc", "p"))) {
            Function made;
            made.schema = row[0];
            made.name = row[1];
            made.kind = row[2] == "p" ? Function::Kind::Procedure : row[2] == "a" ? Function::Kind::Aggregate : row[2] == "w" ? Function::Kind::Window : Function::Kind::Function;
            made.returns = type(row[3]);
            made.returnsSet = row[4] == "t";
            made.defaults = static_cast<std::uint16_t>(std::stoi(row[5]));
            made.variadic = type(row[6]);
            made.arguments = typeList(row[7]);
            const std::vector<TypeId> all = typeList(row[8]);
            const std::vector<std::string> names = words(row[10]);
            if (row[9].empty()) {
                made.argumentNames = names;
            } else {
                for (std::size_t i = 0; i < row[9].size(); ++i) {
                    const char mode = row[9][i];
                    const std::string name = i < names.size() ? names[i] : std::string();
                    if (mode == 'i' || mode == 'b' || mode == 'v')
                        made.argumentNames.push_back(name);
                    if (mode == 'o' || mode == 'b' || mode == 't') {
                        Column column;
                        column.name = name;
                        column.type.type = all[i];
                        made.outColumns.push_back(column);
                    }
                }
            }
            made.volatility = row[11] == "i" ? Function::Volatility::Immutable : row[11] == "s" ? Function::Volatility::Stable : Function::Volatility::Volatile;
            m_catalogue.addFunction(made);
        }
        for (const auto &row : m_database.rows(std::string("SELECT n.nspname, o.oprname, o.oprleft, o.oprright, o.oprresult FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE n.nspname") + ours + notExtension("pg_operator", "o")))
            m_catalogue.operators.push_back({row[0], row[1], type(row[2]), type(row[3]), type(row[4])});
        for (const auto &row : m_database.rows("SELECT c.castsource, c.casttarget, c.castcontext FROM pg_cast c WHERE c.oid >= 16384" + notExtension("pg_cast", "c")))
            m_catalogue.casts.push_back({type(row[0]), type(row[1]), row[2][0]});
    }

    void readRules()
    {
        for (const auto &row : m_database.rows("SELECT ev_class, CASE ev_type WHEN '2' THEN 'update ' WHEN '3' THEN 'insert ' ELSE 'delete ' END || rulename FROM pg_rewrite WHERE ev_type <> '1' AND is_instead")) {
            const auto found = m_relations.find(row[0]);
            if (found != m_relations.end())
                m_catalogue.editRelation(found->second)->rules.push_back(row[1]);
        }
        for (const auto &row : m_database.rows("SELECT tgrelid, tgname, tgtype FROM pg_trigger WHERE NOT tgisinternal")) {
            const auto found = m_relations.find(row[0]);
            if (found == m_relations.end())
                continue;
            const int bits = std::stoi(row[2]);
            Trigger made;
            made.name = row[1];
            made.perRow = (bits & 1) != 0;
            made.when = (bits & 64) != 0 ? "instead of" : (bits & 2) != 0 ? "before" : "after";
            made.events = std::string((bits & 4) != 0 ? "insert," : "") + ((bits & 8) != 0 ? "delete," : "") + ((bits & 16) != 0 ? "update," : "");
            m_catalogue.editRelation(found->second)->triggers.push_back(made);
        }
    }

    void readViews()
    {
        for (const auto &row : m_database.rows("SELECT c.oid, pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relkind = 'v' ORDER BY c.oid")) {
            const auto found = m_relations.find(row[0]);
            if (found == m_relations.end())
                continue;
            const ParsedSql parsed = ParsedSql::parse(row[1]);
            const ResolvedQuery described = describeQuery(m_catalogue, parsed.statements().at(0).tree);
            if (described.failed || described.unknown)
                qWarning("view %s: %s", found->second.c_str(), described.message.c_str());
            Relation *view = m_catalogue.editRelation(found->second);
            for (std::size_t i = 0; i < described.columns.size() && i < view->columns.size(); ++i) {
                if (described.columns[i].type.type != view->columns[i].type.type)
                    qWarning("view %s: column %s has another type", found->second.c_str(), view->columns[i].name.c_str());
            }
            view->queryBase = described.base;
            view->viewColumns = described.baseColumns;
        }
    }

    ScratchDatabase &m_database;
    Catalogue m_catalogue;
    std::map<std::string, TypeId> m_types;
    std::map<std::string, std::string> m_relations;
};

} // namespace

Catalogue ScratchDatabase::catalogue() { return CatalogueReader(*this).read(); }

} // namespace belay::schema::test
