#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the built-in facts of a PostgreSQL server as TSV files into a folder:
#   PGHOST=... PGUSER=postgres ./dump.sh 15
# Makes and drops a database "belay_dump" on that server, which must be a superuser's scratch server with
# the contrib modules installed. README.md describes the columns.
set -eu
out=$1
mkdir -p "$out/extensions"
database=belay_dump
here=$(dirname "$0")
extensions="btree_gin btree_gist citext cube earthdistance fuzzystrmatch hstore intarray isn lo ltree pg_buffercache
 pg_prewarm pg_stat_statements pg_trgm pgcrypto pgrowlocks pgstattuple seg sslinfo tablefunc unaccent uuid-ossp xml2
 dblink postgres_fdw file_fdw moddatetime autoinc insert_username refint tcn intagg dict_int dict_xsyn bloom
 tsm_system_rows tsm_system_time"

ask() { psql -X -q -A -t -F "$(printf '\t')" -v ON_ERROR_STOP=1 -d "$database" "$@"; }

psql -X -q -d postgres -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database TEMPLATE template0"
for what in types functions operators casts relations; do
    ask -v what="$what" -v extension='' -f "$here/dump.sql" | LC_ALL=C sort >"$out/$what.tsv"
done
for extension in $extensions; do
    psql -X -q -d postgres -c "DROP DATABASE $database" -c "CREATE DATABASE $database TEMPLATE template0"
    ask -c "SET client_min_messages = error" -c "CREATE SCHEMA ext" -c "CREATE EXTENSION \"$extension\" SCHEMA ext CASCADE" >/dev/null
    for what in requires types functions operators casts relations; do
        ask -v what="$what" -v extension="$extension" -f "$here/dump.sql" | LC_ALL=C sort | sed "s/^/$what	/"
    done >"$out/extensions/$extension.tsv"
done
psql -X -q -d postgres -c "DROP DATABASE $database"
