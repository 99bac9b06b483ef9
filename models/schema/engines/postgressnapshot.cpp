// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/engines/roundtrip.h"

#include "models/schema/engines/postgresconnection.h"
#include "models/schema/engines/roundtrip_p.h"

#include <algorithm>
#include <map>
#include <utility>

namespace belay::schema {

namespace {

/// One row per thing: what it is, and how. Things of extensions are their extension's business.
constexpr const char *snapshotQuery = R"sql(
WITH own AS (SELECT oid, nspname AS s FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'),
ofextension AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
rel AS (SELECT c.*, s || '.' || relname AS n FROM pg_class c JOIN own ON own.oid = c.relnamespace
        WHERE NOT EXISTS (SELECT 1 FROM ofextension e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)),
typ AS (SELECT t.*, s || '.' || typname AS n FROM pg_type t JOIN own ON own.oid = t.typnamespace
        WHERE NOT EXISTS (SELECT 1 FROM ofextension e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid))
SELECT 'schema ' || s || ': there' FROM own
UNION ALL SELECT 'extension ' || extname || ': there' FROM pg_extension
UNION ALL SELECT CASE relkind WHEN 'r' THEN 'table ' WHEN 'p' THEN 'table ' WHEN 'f' THEN 'foreign table ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' END || n || ': ' ||
    CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) WHEN relkind = 'p' THEN 'partitioned by ' || pg_get_partkeydef(oid) ELSE 'there' END ||
    CASE WHEN relpersistence = 'u' THEN ', unlogged' ELSE '' END || CASE WHEN relrowsecurity THEN ', row security' ELSE '' END ||
    CASE WHEN relispartition THEN ', partition ' || pg_get_expr(relpartbound, oid) ELSE '' END ||
    coalesce((SELECT ', inherits ' || string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = rel.oid), '') ||
    coalesce(', with ' || array_to_string(reloptions, ', '), '')
    FROM rel WHERE relkind IN ('r', 'p', 'f', 'v', 'm')
UNION ALL SELECT 'column ' || n || '.' || attname || ': ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END ||
    CASE WHEN attidentity = 'a' THEN ' identity always' WHEN attidentity = 'd' THEN ' identity by default' ELSE '' END ||
    coalesce(CASE WHEN attgenerated = 's' THEN ' generated ' ELSE ' default ' END || pg_get_expr(adbin, adrelid), '') ||
    coalesce(' collate ' || nullif(collname, 'default'), '')
    FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
    WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT 'columns of ' || n || ': ' || string_agg(attname, ', ' ORDER BY attnum) FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid
    WHERE relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped GROUP BY n
UNION ALL SELECT 'constraint ' || conname || ' of ' || n || ': ' || pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN rel ON rel.oid = conrelid WHERE contype <> 't'
UNION ALL SELECT 'constraint ' || conname || ' of domain ' || n || ': ' || pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN typ ON typ.oid = contypid
UNION ALL SELECT 'index ' || n || ': ' || pg_get_indexdef(oid) || CASE WHEN indisvalid THEN '' ELSE ', invalid' END FROM rel JOIN pg_index i ON i.indexrelid = rel.oid
UNION ALL SELECT 'sequence ' || n || ': ' || format_type(seqtypid, NULL) || ' from ' || seqstart || ' by ' || seqincrement || ', ' || seqmin || ' to ' || seqmax || CASE WHEN seqcycle THEN ', cycles' ELSE '' END
    FROM rel JOIN pg_sequence q ON q.seqrelid = rel.oid
UNION ALL SELECT 'trigger ' || tgname || ' of ' || n || ': ' || pg_get_triggerdef(t.oid) || CASE WHEN tgenabled = 'O' THEN '' ELSE ', enabled ' || tgenabled::text END FROM pg_trigger t JOIN rel ON rel.oid = tgrelid WHERE NOT tgisinternal
UNION ALL SELECT 'rule ' || rulename || ' of ' || n || ': ' || pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN rel ON rel.oid = ev_class WHERE rulename <> '_RETURN'
UNION ALL SELECT 'policy ' || polname || ' of ' || n || ': ' || polcmd::text || ' ' || polpermissive::text || ' ' || coalesce(pg_get_expr(polqual, polrelid), '') || ' ' || coalesce(pg_get_expr(polwithcheck, polrelid), '') FROM pg_policy p JOIN rel ON rel.oid = polrelid
UNION ALL SELECT 'enum ' || n || ': ' || (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = typ.oid) FROM typ WHERE typtype = 'e'
UNION ALL SELECT 'domain ' || n || ': ' || format_type(typbasetype, typtypmod) || CASE WHEN typnotnull THEN ' not null' ELSE '' END || coalesce(' default ' || typdefault, '') FROM typ WHERE typtype = 'd'
UNION ALL SELECT 'range ' || n || ': ' || format_type(rngsubtype, NULL) FROM typ JOIN pg_range g ON g.rngtypid = typ.oid
UNION ALL SELECT 'type ' || n || ': there' FROM typ WHERE typtype = 'c' AND EXISTS (SELECT 1 FROM rel WHERE rel.oid = typrelid AND relkind = 'c')
UNION ALL SELECT 'function ' || s || '.' || proname || '(' || pg_get_function_identity_arguments(p.oid) || '): ' ||
    CASE WHEN prokind = 'a' THEN 'aggregate of ' || aggtransfn::text ELSE pg_get_functiondef(p.oid) END
    FROM pg_proc p JOIN own ON own.oid = p.pronamespace LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid
    WHERE NOT EXISTS (SELECT 1 FROM ofextension e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid)
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
)sql";

constexpr std::size_t shownLength = 160;

std::string shown(std::string_view text)
{
    std::string line(text.substr(0, shownLength));
    std::replace(line.begin(), line.end(), '\n', ' ');
    if (text.size() > shownLength)
        line += "...";
    return line;
}

/// The table in "column s.t.c" or "columns of s.t".
std::string_view tableOf(std::string_view key)
{
    constexpr std::string_view column = "column ";
    constexpr std::string_view columns = "columns of ";
    if (key.starts_with(columns))
        return key.substr(columns.size());
    if (key.starts_with(column))
        return key.substr(column.size(), key.rfind('.') - column.size());
    return {};
}

} // namespace

std::pair<std::string_view, std::string_view> splitSentence(std::string_view sentence)
{
    const std::size_t colon = sentence.find(": ");
    if (colon == std::string_view::npos)
        return {sentence, {}};
    return {sentence.substr(0, colon), sentence.substr(colon + 2)};
}

Result<std::vector<std::string>> postgresSnapshot(PostgresConnection &connection, std::stop_token stop)
{
    // With an empty path every name comes out in full, whatever a script has set.
    auto path = connection.execute("SET search_path = ''", stop);
    if (!path)
        return path.error();
    auto answer = connection.execute(snapshotQuery, stop);
    if (!answer)
        return answer.error();
    if (!answer->ok())
        return Error{ErrorCode::Internal, "the server's catalogs cannot be read: " + answer->message, {}, 0, 0};
    path = connection.execute("RESET search_path", stop);
    if (!path)
        return path.error();
    std::vector<std::string> sentences;
    sentences.reserve(answer->rows.size());
    for (auto &row : answer->rows) {
        if (!row.empty() && row[0])
            sentences.push_back(std::move(*row[0]));
    }
    std::sort(sentences.begin(), sentences.end());
    return sentences;
}

std::vector<std::string> snapshotDifferences(const std::vector<std::string> &before, const std::vector<std::string> &after, std::size_t limit)
{
    std::map<std::string_view, std::string_view> a;
    std::map<std::string_view, std::string_view> b;
    for (const std::string &sentence : before)
        a.insert(splitSentence(sentence));
    for (const std::string &sentence : after)
        b.insert(splitSentence(sentence));
    std::vector<std::string> sentences;
    const auto add = [&](std::string sentence) {
        if (sentences.size() < limit)
            sentences.push_back(std::move(sentence));
    };
    const auto onlyIn = [](std::string_view key, const auto &here, const auto &there) { return here.contains(key) && !there.contains(key); };
    // What goes or comes with its table is not said again.
    const auto tableMoved = [&](std::string_view key, const auto &here, const auto &there) {
        std::string_view table = tableOf(key);
        if (table.empty()) {
            const std::size_t of = key.rfind(" of ");
            table = of == std::string_view::npos ? std::string_view() : key.substr(of + 4);
        }
        return !table.empty() && (onlyIn("table " + std::string(table), here, there) || onlyIn("view " + std::string(table), here, there) ||
                                  onlyIn("materialized view " + std::string(table), here, there));
    };
    const auto sameColumns = [&](std::string_view list, std::string_view other) {
        const auto sorted = [](std::string_view names) {
            std::vector<std::string> parts;
            while (!names.empty()) {
                const std::size_t comma = std::min(names.find(", "), names.size());
                parts.emplace_back(names.substr(0, comma));
                names.remove_prefix(std::min(comma + 2, names.size()));
            }
            std::sort(parts.begin(), parts.end());
            return parts;
        };
        return sorted(list) == sorted(other);
    };
    for (const auto &[key, value] : a) {
        const auto found = b.find(key);
        if (found == b.end()) {
            if (!key.starts_with("columns of ") && !tableMoved(key, a, b))
                add(std::string(key) + " is missing");
        } else if (found->second != value) {
            if (!key.starts_with("columns of "))
                add(std::string(key) + " is now " + shown(found->second) + " instead of " + shown(value));
            else if (sameColumns(value, found->second))
                add("the " + std::string(key) + " are in another order: " + shown(found->second) + " instead of " + shown(value));
        }
    }
    for (const auto &[key, value] : b) {
        if (!a.contains(key) && !key.starts_with("columns of ") && !tableMoved(key, b, a))
            add(std::string(key) + " is left over");
    }
    return sentences;
}

} // namespace belay::schema
