#!/bin/bash
# Makes $2, the root of an image with real databases, of $1, the Ubuntu that machines are copies of. Takes some minutes
# and the network.
set -euo pipefail
from="$1" root="$2" mirror=http://archive.ubuntu.com/ubuntu
cp --archive "$from" "$root"
printf 'deb %s %s main universe\n' "$mirror" noble "$mirror" noble-updates >"$root/etc/apt/sources.list"
cp /etc/resolv.conf "$root/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no daemon starts while it is installed
chmod 755 "$root/usr/sbin/policy-rc.d"
chroot "$root" apt-get -qq -eany update
chroot "$root" apt-get -qq -y install --no-install-recommends postgresql mariadb-server valkey-server
rm -rf "$root"/var/{cache/apt,lib/apt/lists,lib/mysql,lib/postgresql,lib/valkey}/* "$root"/usr/share/{doc,locale,man}
