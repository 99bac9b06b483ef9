# SPDX-License-Identifier: GPL-3.0-or-later
# A database with our application id is a Belay workspace whatever it is called; another one is not.
set -eu
for tool in update-mime-database sqlite3 gio; do
    command -v $tool >/dev/null || { echo "skipped: there is no $tool"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/mime/packages"
cp "$1/packaging/desktop/belay-mime.xml" "$work/mime/packages/belay.xml"
cp /usr/share/mime/packages/freedesktop.org.xml "$work/mime/packages/" 2>/dev/null || true
update-mime-database "$work/mime"
grep -q 'application/vnd.belay.workspace:\*.belay' "$work/mime/globs"
sqlite3 "$work/ours" "pragma application_id=$((0x424C4159)); create table t(x);"
sqlite3 "$work/other" "create table t(x);"
kind() { XDG_DATA_HOME=$work XDG_DATA_DIRS=$work gio info -a standard::content-type "$1" | sed -n 's/.*standard::content-type: //p'; }
[ "$(kind "$work/ours")" = application/vnd.belay.workspace ]
[ "$(kind "$work/other")" != application/vnd.belay.workspace ]
