-- SPDX-License-Identifier: GPL-3.0-or-later
-- One table of facts as TSV rows; called by dump.sh with :what and :extension (empty: the server's own).
-- Ids of an extension's own types are written "=name".
\set QUIET on
SELECT :'what' = 'types' AS types, :'what' = 'functions' AS functions, :'what' = 'operators' AS operators,
       :'what' = 'casts' AS casts, :'what' = 'relations' AS relations, :'what' = 'requires' AS requires \gset

CREATE FUNCTION pg_temp.ours(class regclass, object oid, namespace oid) RETURNS boolean LANGUAGE sql AS
$$SELECT CASE WHEN current_setting('belay.extension') = ''
    THEN $3 IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    ELSE EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
                 WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND d.classid = $1 AND d.objid = $2
                 AND e.extname = current_setting('belay.extension')) END$$;
CREATE FUNCTION pg_temp.type(object oid) RETURNS text LANGUAGE sql AS
$$SELECT CASE WHEN $1 < 16384 THEN $1::text
    ELSE (SELECT '=' || typname FROM pg_type WHERE oid = $1) END$$;
CREATE FUNCTION pg_temp.types(objects oid[]) RETURNS text LANGUAGE sql AS
$$SELECT coalesce(string_agg(pg_temp.type(o), ' ' ORDER BY n), '') FROM unnest($1) WITH ORDINALITY AS u(o, n)$$;
-- Whether the access method has a default operator class for the type, or for one it is binary-coercible to.
CREATE FUNCTION pg_temp.sorts(object oid, method name) RETURNS boolean LANGUAGE sql AS
$$SELECT EXISTS (SELECT FROM pg_opclass c JOIN pg_am m ON m.oid = c.opcmethod
    WHERE c.opcdefault AND m.amname = $2 AND (c.opcintype = $1 OR EXISTS
        (SELECT FROM pg_cast k WHERE k.castsource = $1 AND k.casttarget = c.opcintype AND k.castmethod = 'b' AND k.castcontext = 'i')))$$;
SELECT set_config('belay.extension', :'extension', false) \g /dev/null

\if :types
SELECT pg_temp.type(t.oid), CASE WHEN :'extension' = '' THEN n.nspname ELSE '' END, t.typname,
       CASE WHEN t.typsubscript = 'array_subscript_handler'::regproc THEN 'a' ELSE t.typtype::text END,
       t.typcategory, t.typispreferred::int, pg_temp.type(t.typelem), pg_temp.type(t.typarray),
       coalesce(pg_temp.type(r.rngsubtype), pg_temp.type(m.rngtypid), '0'),
       pg_temp.type(t.typbasetype), t.typtypmod, t.typnotnull::int,
       coalesce((SELECT n.nspname || '.' || c.relname FROM pg_class c WHERE c.oid = t.typrelid), ''),
       concat(CASE WHEN pg_temp.sorts(t.oid, 'btree') THEN 'b' END, CASE WHEN pg_temp.sorts(t.oid, 'hash') THEN 'h' END,
              CASE WHEN t.typsubscript <> 0 AND t.typsubscript <> 'array_subscript_handler'::regproc THEN 's' END,
              CASE WHEN t.typcollation <> 0 THEN 'c' END)
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_range r ON r.rngtypid = t.oid LEFT JOIN pg_range m ON m.rngmultitypid = t.oid
WHERE n.nspname <> 'pg_toast' AND (pg_temp.ours('pg_type', t.oid, t.typnamespace)
   OR (:'extension' <> '' AND (pg_temp.ours('pg_type', t.typelem, 0) AND t.typtype = 'b' OR pg_temp.ours('pg_class', t.typrelid, 0) AND t.typrelid <> 0)));
\endif

\if :functions
SELECT CASE WHEN p.oid < 16384 THEN p.oid::text ELSE '' END, CASE WHEN :'extension' = '' THEN n.nspname ELSE '' END, p.proname, p.prokind,
       coalesce(a.aggkind::text, 'n'), coalesce(a.aggnumdirectargs, 0), pg_temp.type(p.prorettype), p.proretset::int,
       p.provolatile, p.proisstrict::int, p.pronargdefaults, pg_temp.type(p.provariadic), pg_temp.types(p.proargtypes::oid[]),
       pg_temp.types(p.proallargtypes), coalesce(array_to_string(p.proargmodes, ''), ''), coalesce(array_to_string(p.proargnames, ' '), '')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
WHERE pg_temp.ours('pg_proc', p.oid, p.pronamespace);
\endif

\if :operators
SELECT CASE WHEN o.oid < 16384 THEN o.oid::text ELSE '' END, o.oprname, pg_temp.type(o.oprleft), pg_temp.type(o.oprright), pg_temp.type(o.oprresult)
FROM pg_operator o WHERE pg_temp.ours('pg_operator', o.oid, o.oprnamespace) AND o.oprresult <> 0;
\endif

\if :casts
SELECT pg_temp.type(c.castsource), pg_temp.type(c.casttarget), c.castcontext, c.castmethod
FROM pg_cast c
WHERE CASE WHEN :'extension' = '' THEN c.oid < 16384 ELSE pg_temp.ours('pg_cast', c.oid, 0) END;
\endif

\if :relations
SELECT CASE WHEN :'extension' = '' THEN n.nspname ELSE '' END, c.relname, c.relkind, pg_temp.type(c.reltype),
       coalesce((SELECT string_agg(a.attname, ' ' ORDER BY k.n) FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)
                 JOIN pg_attribute a ON a.attnum = k.attnum WHERE i.indrelid = c.oid AND a.attrelid = c.oid AND i.indisprimary), ''),
       coalesce((SELECT string_agg(concat(a.attname, ':', pg_temp.type(a.atttypid), ':', a.atttypmod, ':', a.attnotnull::int), ' ' ORDER BY a.attnum)
                 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'c', 'f') AND (pg_temp.ours('pg_class', c.oid, c.relnamespace)
  OR :'extension' <> '' AND c.relkind = 'c' AND pg_temp.ours('pg_type', c.reltype, 0));
\endif

\if :requires
SELECT r.extname FROM pg_extension e JOIN pg_depend d ON d.classid = 'pg_extension'::regclass AND d.objid = e.oid
JOIN pg_extension r ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = r.oid WHERE e.extname = :'extension';
\endif
