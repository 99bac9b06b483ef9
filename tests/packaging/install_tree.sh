# SPDX-License-Identifier: GPL-3.0-or-later
# `cmake --install` brings everything to where the desktop and the shells look for it, and the command
# line runs from there.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
DESTDIR=$work cmake --install "$2" --prefix /usr >/dev/null
cd "$work/usr"
for file in bin/belay-cli share/bash-completion/completions/belay-cli share/zsh/vendor-completions/_belay-cli \
    share/fish/vendor_completions.d/belay-cli.fish share/man/man1/belay-cli.1.gz share/belay/belay-workspace-1.schema.json; do
    [ -s "$file" ] || { echo "missing: $file"; exit 1; }
done
if [ -x bin/belay ]; then
    for file in share/applications/io.github.belay.Belay.desktop share/metainfo/io.github.belay.Belay.metainfo.xml share/mime/packages/belay.xml \
        share/icons/hicolor/scalable/apps/belay.svg share/man/man1/belay.1.gz; do
        [ -s "$file" ] || { echo "missing: $file"; exit 1; }
    done
fi
bin/belay-cli --version
