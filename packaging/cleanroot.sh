#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs a package of Belay in a Debian 12 root made for it, starts both programs there, and removes
# the package again. As root; needs debootstrap and the archive. Usage: packaging/cleanroot.sh DEB
set -eu
package=$1
root=$(mktemp -d)
finish() {
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$root"
}
trap finish EXIT

debootstrap --variant=minbase bookworm "$root" ${BELAY_DEBIAN_ARCHIVE:-} >/dev/null
mount -t proc proc "$root/proc" 2>/dev/null || mount --bind /proc "$root/proc"
cp "$package" "$root/belay.deb"
chroot "$root" sh -eu <<'END'
export DEBIAN_FRONTEND=noninteractive HOME=/root LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen
apt-get update -qq
apt-get install -y -qq --no-install-recommends /belay.deb >/dev/null
belay-cli --version
belay-cli new /tmp/orders.belay --sample orders
status=0
belay-cli check /tmp/orders.belay >/tmp/report || status=$?
[ "$status" -eq 1 ] || { echo "the sample's check gave $status, not 1"; exit 1; }
# The window stays open until the time is up: that is what 124 says.
status=0
timeout 5 belay --sample orders --place plan || status=$?
[ "$status" -eq 124 ] || { echo "the window ended with $status"; exit 1; }
apt-get purge -y -qq belay >/dev/null
left=$(find /usr /etc -iname '*belay*')
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
echo "installed, started and removed"
END
