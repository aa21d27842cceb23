#!/bin/bash
# Boots the root folder $1 as a machine called $2. Runs as the first process of namespaces of its own (network, mounts,
# processes): whatever happens, everything ends with it. The bridge is all that the machine sees of a world.
set -euo pipefail
root="$1" name="$2" stub="$3" repository="$4" device="$5"
# Ubuntu's systemd and Docker use cgroup v2 alone; some test machines still have v1 beside it.
mount --make-rprivate /
umount -R /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p "/sys/fs/cgroup/$name"
echo $$ >"/sys/fs/cgroup/$name/cgroup.procs"
mount -t tmpfs -o mode=755 tmpfs /run # systemd-nspawn leaves folders there
ip link set lo up
ip link add br0 type bridge
ip address add 10.77.0.1/24 dev br0
ip address add 169.254.169.254/32 dev br0
ip link set br0 up
python3 -IS "$stub/world.py" "$stub" "$repository" &
databases="${repository%/*}/databases"
further=()
[[ ! -d $databases ]] || further=(--bind-ro="$databases:/databases")
# Docker's runc needs keyrings and BPF. A reboot of the machine ends systemd-nspawn with code 133.
while :; do
	code=0
	systemd-nspawn --quiet --register=no --keep-unit --link-journal=no --directory="$root" --machine="$name" \
		--network-bridge=br0 --capability=all --system-call-filter="add_key keyctl bpf" \
		--bind="$stub:/stub" --bind="$device" "${further[@]}" --console=pipe --boot </dev/null || code=$?
	((code == 133)) || exit "$code"
done
