#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Starts the window under Xvfb: it must map, answer a key, change something that can be seen, and
# quit with 0. Exit 77: skipped.
set -eu
binary=$1

for tool in xvfb-run xdotool import compare; do
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: $tool is not installed"
        exit 77
    fi
done

if [ "${2:-}" != inside ]; then
    home=$(mktemp -d)
    trap 'rm -rf "$home"' EXIT
    HOME=$home XDG_CONFIG_HOME=$home/config XDG_STATE_HOME=$home/state XDG_RUNTIME_DIR=$home LC_ALL=C.UTF-8 \
        QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1440x900x24" "$0" "$binary" inside
    exit $?
fi

chmod 700 "$HOME"
if command -v openbox >/dev/null; then
    # A window that asks to be mapped while the manager still starts is lost: it says when it is ready.
    openbox --startup "touch $HOME/manager-ready" &
    manager=$!
    while [ ! -e "$HOME/manager-ready" ] && kill -0 "$manager" 2>/dev/null; do
        timeout 0.1 tail --pid="$manager" -f /dev/null || true
    done
fi
"$binary" --sample orders --place plan --theme light --size 1280x800 &
application=$!
finish() {
    kill "$application" ${manager:+"$manager"} 2>/dev/null || true
}
trap finish EXIT

# Asked again and again: xdotool's own --sync misses a window that maps while it begins to look.
window=
while [ -z "$window" ] && kill -0 "$application" 2>/dev/null; do
    window=$(timeout 5 xdotool search --onlyvisible --name Belay 2>/dev/null | head -n 1)
    [ -n "$window" ] || timeout 1 tail --pid="$application" -f /dev/null || true
done
[ -n "$window" ] || { echo "no window was mapped"; exit 1; }
echo "mapped: $window $(xdotool getwindowname "$window")"
# A window manager that is still starting answers no activation: the plain focus does as well.
timeout 5 xdotool windowactivate --sync "$window" 2>/dev/null || timeout 5 xdotool windowfocus --sync "$window" || true

# Ctrl+K opens the palette: the picture of the window changes until the list is there.
import -window "$window" "$HOME/before.png"
xdotool key ctrl+k
changed=0
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    import -window "$window" "$HOME/after.png"
    pixels=$(compare -metric AE "$HOME/before.png" "$HOME/after.png" null: 2>&1 || true)
    pixels=$(printf '%.0f' "$pixels")
    if [ "$pixels" -gt 20000 ]; then
        changed=1
        break
    fi
done
[ "$changed" = 1 ] || { echo "Ctrl+K changed nothing (${pixels:-0} pixels)"; exit 1; }
echo "Ctrl+K changed $pixels pixels"

# The sample is unedited: quitting asks nothing.
xdotool key Escape
# The window may be gone before the key is let go of, and a key may come before the focus: once more then.
for try in 1 2 3 4 5 6 7 8 9 10; do
    xdotool key ctrl+q 2>/dev/null || true
    timeout 2 tail --pid="$application" -f /dev/null && break
done
kill -0 "$application" 2>/dev/null && { echo "Ctrl+Q did not quit"; exit 1; }
status=0
wait "$application" || status=$?
trap - EXIT
[ -z "${manager:-}" ] || kill "$manager" 2>/dev/null || true
echo "exit code $status"
exit "$status"
