#!/bin/bash
# Builds in $1 what every machine is a copy of: `root`, an Ubuntu 24.04 with what its cloud images have of importance
# here, and `archive`, a package archive with what the script installs. Takes some minutes and the network.
set -euo pipefail
folder="$1" mirror=http://archive.ubuntu.com/ubuntu
keyring=ubuntu-keyring_2023.11.28.1_all.deb
root="$folder/root"
mkdir -p "$folder/archive"
cd "$folder"
curl -fsS --max-time 60 -o "$keyring" "$mirror/pool/main/u/ubuntu-keyring/$keyring"
echo "36de43b15853ccae0028e9a767613770c704833f82586f28eb262f0311adb8a8  $keyring" | sha256sum --check --quiet
dpkg-deb -x "$keyring" keyring
# debootstrap of Debian 12 does not know the name yet; Ubuntu's releases share one script.
debootstrap --variant=minbase --components=main,universe \
	--keyring="$folder/keyring/usr/share/keyrings/ubuntu-archive-keyring.gpg" \
	--include=apt-utils,busybox-static,ca-certificates,cloud-init,curl,dbus,e2fsprogs,iproute2,kmod,netplan.io,python3,systemd-sysv,udev,unattended-upgrades \
	noble "$root" "$mirror" /usr/share/debootstrap/scripts/gutsy
printf 'deb %s %s main universe\n' "$mirror" noble "$mirror" noble-updates >"$root/etc/apt/sources.list"
cp /etc/resolv.conf "$root/etc/resolv.conf"
chroot "$root" apt-get -qq -eany update
rm -f "$root"/var/cache/apt/archives/*.deb
chroot "$root" apt-get -qq -y install --download-only docker.io docker-compose-v2 docker-buildx git
mv "$root"/var/cache/apt/archives/*.deb archive/
mount --bind archive "$root/mnt"
trap 'umount "$root/mnt"' EXIT
chroot "$root" sh -c 'cd /mnt && apt-ftparchive packages . >Packages && apt-ftparchive release . >Release.new'
mv archive/Release.new archive/Release
rm -rf "$root"/var/lib/apt/lists/*
echo 'deb [trusted=yes] http://10.77.0.1 ./' >"$root/etc/apt/sources.list"
