# SPDX-License-Identifier: GPL-3.0-or-later
# The desktop entry and the AppStream metainfo are valid.
set -eu
cd "$1/packaging/desktop"
for tool in desktop-file-validate appstreamcli; do
    command -v $tool >/dev/null || { echo "skipped: there is no $tool"; exit 77; }
done
desktop-file-validate io.github.belay.Belay.desktop
appstreamcli validate --no-net --pedantic io.github.belay.Belay.metainfo.xml
