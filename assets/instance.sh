#!/bin/bash
# Turns a fresh Ubuntu 24.04 server into a running app. Constant user data: what differs comes from instance tags, S3
# (the release) and Parameter Store (secrets, progress, locks). cloud-init runs it without arguments, it installs
# itself; systemd runs "up", "watch", "grow", "backup" and "job". A person may run "backup", "job NAME" and "restore".
set -Eeuo pipefail
shopt -s inherit_errexit
umask 077
# systemd sets neither HOME nor /snap/bin; UTF-8 brings secrets unchanged through the AWS CLI.
export HOME="${HOME:-/root}" PATH="$PATH:/snap/bin" LC_ALL=C.UTF-8
export DEBIAN_FRONTEND=noninteractive GIT_TERMINAL_PROMPT=0

ROOT="${CLOUDSTEAD_ROOT:-}" # only tests set it
SELF=/usr/local/lib/cloudstead/instance.sh
OPT="$ROOT/opt/cloudstead"
RUN="$ROOT/run/cloudstead" # tmpfs: nothing here writes a secret to the disk
DATA="$ROOT/data"
UNITS="$ROOT/etc/systemd/system"
export DOCKER_CONFIG="$RUN/docker" # holds the sign-in to the account's registry

# assets/instance.py stands here on a server.
PROGRAM="$(cat <<'PYTHON'
@PYTHON@
PYTHON
)"

py() { python3 -ISc "$PROGRAM" "$@"; }
get() { py get "$1"; }
compose() { py compose "" "" "$@"; }
write() { install -D -m 644 /dev/stdin "$1"; }

fail() {
	echo "$*" >&2
	exit 1
}

retry() {
	local pause
	for pause in 5 20; do
		"$@" && return
		echo "trying again in $pause s"
		sleep "$pause"
	done
	"$@"
}

report() {
	py put "/cloudstead/$deployment/boxes/$instance" yes step "$1" "$2" "${3:-}" "$release" ||
		echo "could not report: $1 $2"
	beat
}

# Until it is healthy a server of a group is held back by the group's launch hook (Pending:Wait). It says that it is
# alive at every step and while it waits: after two hours of silence the group replaces it, after 48 hours in any case.
beat() { [[ -z $group ]] || py beat; }

# Nothing waits for a server that takes part already, as after a reboot.
let_in() {
	[[ -n $group ]] || return 0
	if said="$(aws autoscaling complete-lifecycle-action --auto-scaling-group-name "$group" --instance-id "$instance" \
		--lifecycle-hook-name cloudstead-healthy --lifecycle-action-result CONTINUE 2>&1)"; then return; fi
	[[ $said != *"No active Lifecycle Action"* ]] || return 0
	echo "the group does not let this server in: $said"
	return 1
}

# Unlimited credits are for building; after it the bill is certain.
credits() {
	aws ec2 modify-instance-credit-specification --instance-credit-specifications "InstanceId=$instance,CpuCredits=$1" || true
}

# A step is a subshell: what it sets stays there.
step() {
	echo "step: $1"
	report "$1" running
	set +e
	(
		set -e
		trap 'echo "failed ($?): $BASH_COMMAND" >&2' ERR
		"step_$1"
	) 2>&1 | py tee "$RUN/tail"
	status="${PIPESTATUS[0]}"
	set -e
	if ((status)); then
		report "$1" failed "$(<"$RUN/tail")"
		[[ $(<"$RUN/failures") != xxx* ]] || credits standard # failed thrice: the next tries cost nothing extra
		exit 1
	fi
}

# timer NAME LINE...
timer() {
	printf '%s\n' "[Timer]" "${@:2}" "[Install]" WantedBy=timers.target | write "$UNITS/$1.timer"
	systemctl daemon-reload
	systemctl enable --now "$1.timer"
}

# unit NAME COMMAND TYPE REMAIN AFTER [UNIT LINES [SERVICE LINES]]
unit() {
	write "$UNITS/$1.service" <<-END
		[Unit]
		Description=$1
		Wants=network-online.target
		After=network-online.target $5
		StartLimitIntervalSec=0
		${6:-}
		[Service]
		Type=$3
		RemainAfterExit=$4
		ExecStart=$SELF $2
		Restart=on-failure
		RestartSec=60
		${7:-}
		[Install]
		WantedBy=multi-user.target
	END
}

install_self() {
	install -D -m 755 "$0" "$ROOT$SELF"
	unit cloudstead up oneshot yes "snapd.seeded.service docker.service"
	# simple, because it never ends
	unit cloudstead-watch watch simple yes cloudstead.service PartOf=cloudstead.service
	systemctl daemon-reload
	systemctl enable cloudstead cloudstead-watch
	systemctl start --no-block cloudstead cloudstead-watch
}

imds() { curl -fsS --max-time 10 --retry 5 -H "X-aws-ec2-metadata-token$1" "http://169.254.169.254/latest/$2" "${@:3}"; }

# The list of keys decides: an unreadable tag must not pass for an absent one.
tag() {
	if grep -qxF "cloudstead:$1" <<<"$tags"; then imds "$token" "meta-data/tags/instance/cloudstead:$1"; fi
}

identity() {
	install -d "$RUN" "$OPT"
	token=": $(imds "-ttl-seconds: 21600" api/token -X PUT)"
	instance="$(imds "$token" meta-data/instance-id)"
	region="$(imds "$token" meta-data/placement/region)"
	export AWS_REGION="$region" AWS_DEFAULT_REGION="$region" CLOUDSTEAD_SERVER="$instance" # for compose.yaml
	tags="$(imds "$token" meta-data/tags/instance)"
	deployment="$(tag deployment)"
	role="$(tag role)"
	bucket="$(tag bucket)"
	release="$(tag release)"
	volume="$(tag volume)"
	group="$(tag group)"
	export CLOUDSTEAD_GROUP="$group" # for beat
	local all="$deployment $role $bucket $release $volume $group"
	[[ $all =~ ^[a-z][a-z0-9-]*\ (box|servers)\ [a-z0-9.-]+\ [A-Za-z0-9_-]+\ (vol-[0-9a-f]+)?\ [a-z0-9-]*$ ]] ||
		fail "the cloudstead tags of $instance are incomplete: $all"
}

# fstab KEY LINE: exactly one line for this mount point or swap file
fstab() {
	grep -qxF "$2" "$ROOT/etc/fstab" && return
	sed -i -E "\#(^|[[:space:]])$1[[:space:]]#d" "$ROOT/etc/fstab"
	printf '\n%s\n' "$2" >>"$ROOT/etc/fstab"
}

swap() {
	local file="$ROOT/swapfile"
	# Builds fill up to 8 GB by themselves.
	(($(awk '/^MemTotal:/ { print $2 }' "$ROOT/proc/meminfo") < 9000000)) || return 0
	if swapon --show=NAME --noheadings | grep -qxF "$file"; then return; fi
	rm -f "$file"
	fallocate -l 8G "$file"
	mkswap "$file"
	swapon "$file"
	fstab "$file" "$file none swap sw 0 0"
}

# For its lists apt waits for nobody, and what a first boot does by itself may have them for minutes.
package_lists() {
	local tries=0
	until said="$(apt-get -eany update 2>&1)"; do # without -eany a mirror out of reach is a success
		if [[ $said != *"Could not get lock"* ]] || ((++tries > 30)); then
			echo "$said"
			return 1
		fi
		sleep 10
	done
}

step_packages() {
	write "$ROOT/etc/docker/daemon.json" <<<'{"log-driver": "local"}' # rotates
	if ! { docker compose version && docker buildx version && git --version; } >/dev/null 2>&1; then
		dpkg --configure -a || true # one may have been cut short; unlike apt it does not wait for the lock
		retry package_lists
		retry apt-get -o DPkg::Lock::Timeout=300 install -y docker.io docker-compose-v2 docker-buildx git
	fi
	systemctl enable docker
	swap
}

step_volume() {
	install -d "$DATA"
	if [[ -n $volume ]]; then mount_volume; fi
	systemctl start docker
}

mount_volume() {
	local tries=0 rc=0
	while :; do
		found="$(lsblk -J -o NAME,TYPE,MOUNTPOINT,SERIAL | py disk "$volume")"
		[[ -z $found ]] || break
		((tries < 60)) || fail "$volume is not attached after 10 minutes"
		((tries++)) || report volume running "waiting for $volume"
		sleep 10
	done
	read -r name mounted <<<"$found"
	name="$ROOT/dev/$name"
	info="$(blkid -p -o export "$name")" || rc=$?
	# 2 means an empty disk, but also one that cannot be read: only zeros are formatted.
	if ((rc == 2)) && cmp -s -n 1048576 "$name" /dev/zero; then
		mkfs.ext4 -q "$name"
		rc=0
		info="$(blkid -p -o export "$name")"
	fi
	if ((rc)) || ! grep -qx TYPE=ext4 <<<"$info"; then
		fail "$volume is neither empty nor ext4 (blkid $rc: $info); it was left alone"
	fi
	fstab "$DATA" "UUID=$(sed -n 's/^UUID=//p' <<<"$info") $DATA ext4 defaults,nofail 0 2"
	# Docker must not start a database in the empty folder below the mount point.
	write "$UNITS/docker.service.d/cloudstead.conf" <<<$'[Unit]\nRequiresMountsFor=/data'
	systemctl daemon-reload
	if [[ $mounted != "$DATA" ]]; then
		if mountpoint -q "$DATA"; then fail "$DATA is taken by something else than $volume"; fi
		mount "$DATA"
	fi
	resize2fs "$name"
	# A larger disk is seen while the server runs, and its file system grows with it: a look costs nothing.
	unit cloudstead-grow grow oneshot no cloudstead.service
	# Of itself a timer may be a minute late.
	timer cloudstead-grow OnBootSec=5min OnUnitInactiveSec=50s AccuracySec=1s
}

# The device that is mounted there, whatever it is called today.
grow() {
	device="$(findmnt -nro SOURCE "$DATA")"
	said="$(resize2fs "$device" 2>&1)" || fail "$said"
}

step_release() {
	local from="s3://$bucket/releases/$release" to="$OPT/release" tries=0 refused=0
	if [[ $(cat "$to/.complete" 2>/dev/null) != "$release" ]]; then
		until error="$(aws s3 cp --only-show-errors "$from/release.json" "$RUN/release.json" 2>&1)"; do
			# Not there yet is fine; anything else may be a role too new to work: 5 minutes.
			if [[ $error == *"(404)"* ]]; then refused=0; else ((++refused < 30)) || fail "$error"; fi
			[[ $(tag release) == "$release" ]] || fail "another release is wanted by now"
			((tries++ % 180)) || report release running "waiting for the release"
			sleep 10
		done
		rm -rf "$to"
		aws s3 cp --only-show-errors --recursive "$from/" "$to/"
		error="$(get version)"
		[[ $error == 2 ]] || fail "this server cannot read release version $error"
		py rows fetch url name >"$RUN/fetch"
		install -d "$OPT/fetched"
		(
			umask 022 # containers read these
			while IFS=$'\x1f' read -ru3 url name; do
				retry curl -fsSL --max-time 120 -o "$OPT/fetched/$name" "$url"
			done 3<"$RUN/fetch"
		)
		echo "$release" >"$to/.complete"
	fi
}

step_secrets() {
	py env "/cloudstead/$deployment/secrets/"
	py reach
}

# shellcheck disable=SC2086 # names of images and services: one word each
step_images() {
	images="$(py rows build image)"
	# A reboot must neither depend on registries nor move a floating tag.
	if [[ $(cat "$OPT/images" 2>/dev/null) == "$release" ]]; then
		if [[ -z $images ]] || docker image inspect $images >/dev/null; then return; fi
	fi
	# Images of earlier releases have names of their own. Only once: what a try has fetched is not fetched again.
	if [[ $(cat "$OPT/cleared" 2>/dev/null) != "$release" ]]; then
		docker image prune -af || true
		echo "$release" >"$OPT/cleared"
	fi
	py rows build service git ref dockerfile target image context >"$RUN/builds"
	[[ -z $images ]] || credits unlimited
	while IFS=$'\x1f' read -ru3 service url ref file target image context; do
		folder="$DATA/build/$service"
		rm -rf "$folder"
		(
			umask 022 # file modes end up in the image, whose user is often not root
			git init -q "$folder"
			retry git -C "$folder" fetch -q --depth 1 -- "$url" "$ref"
			git -C "$folder" checkout -q FETCH_HEAD
		)
		beat
		py build "$service" -t "$image" -f "$folder/${file:-Dockerfile}" ${target:+--target="$target"} "$folder${context:+/$context}"
		rm -rf "$folder"
		docker builder prune -f # the next build needs the room
	done 3<"$RUN/builds"
	for registry in $(py registries); do retry sign_in "$registry"; done
	services="$(compose config --services | py pulls)"
	[[ -z $services ]] || retry compose pull -q $services
	echo "$release" >"$OPT/images"
}

# With the server's role; it holds for half a day.
sign_in() { aws ecr get-login-password | docker login --username AWS --password-stdin "$1"; }

# The server that creates the parameter migrates. It renews it, so that the others notice when it is gone.
claim() {
	local tries=0
	until found="$(put_lock no running 2>&1)"; do
		[[ $found == *ParameterAlreadyExists* ]] || fail "$found"
		found="$(py lock "$lock")"
		read -r state by age <<<"$found"
		[[ $state != "done" ]] || exit 0
		if [[ $by == "$instance" ]]; then
			[[ $state != failed ]] || put_lock yes running
			return
		fi
		if ((age > 300)); then
			echo "taking over from $by, silent for $age s"
			put_lock yes running # should two servers do so, the last one wins
		else
			((tries++ % 180)) || report migrate running "waiting for the migration by $by"
		fi
		sleep 10
	done
}

put_lock() { py put "$lock" "$1" by "$instance" "$2" "${3:-}"; }

# All of them under one lock.
step_migrate() {
	local lock="/cloudstead/$deployment/migrations/$release" rc=0
	settled migrate
	claim
	py mounts
	for name in $migrations; do
		# One from before a restart of this script may still be at it.
		docker rm -f cloudstead-migrate >/dev/null 2>&1 || true
		py compose "$lock" "$instance" run --rm -T --name cloudstead-migrate "$name" 2>&1 | py tee "$RUN/migrate" || rc=$?
		if ((rc)); then
			put_lock yes failed "$name: $(<"$RUN/migrate")" || true
			fail "$name, which runs before the release serves, ended with code $rc"
		fi
	done
	put_lock yes "done"
}

# Nothing starts while a copy is made or put back, nor the other way round until the step ends; and what stood still for
# one whose end was cut short goes on.
settled() {
	exec 7>"$RUN/copying"
	if ! flock -sn 7; then
		echo "waiting for a backup or a restore"
		[[ -z ${1:-} ]] || report "$1" running "waiting for a backup or a restore"
		flock -s 7
	fi
	go_on
}

# Whatever happened to who made them stand still.
go_on() { [[ ! -e $RUN/held.json ]] || py go_on; }

# An address leads here without anybody's help; for a domain the switch is thrown once it does.
switch() {
	[[ $https != always ]] || { echo on && return; }
	aws ssm get-parameters --names "/cloudstead/$deployment/$https" --query "Parameters[0].Value" --output text
}

caddyfile() {
	install -d "$OPT/active"
	# In place: a container may have mounted the file itself.
	cat "$OPT/release/Caddyfile$1" >"$OPT/active/Caddyfile"
	chmod 644 "$OPT/active/Caddyfile"
}

caddy_reload() { retry compose exec -T caddy caddy reload --config /etc/caddy/Caddyfile; }

step_start() {
	local state="" kind=""
	if [[ -e $OPT/release/Caddyfile ]]; then
		https="$(get https)"
		if [[ -n $https ]]; then state="$(switch)"; fi
		if [[ $state == on ]]; then kind=.asking; fi
		caddyfile "$kind"
	fi
	settled start
	py mounts
	compose up -d --remove-orphans
	if [[ -e $OPT/release/Caddyfile ]]; then caddy_reload; fi # nothing restarts for a new Caddyfile alone
	backup_timer
	job_timers
	py planned "$(chores)"
}

step_health() {
	local begun=$SECONDS
	url="$(get health.url)"
	codes="$(get health.codes)"
	limit="$(get health.timeout_seconds)"
	until code="$(curl -s -o /dev/null --max-time 10 -w '%{http_code}' "$url")" && py expected "$code" "$codes"; do
		if ((SECONDS - begun >= limit)); then
			compose logs --tail 30 --no-color || true
			fail "$url is not healthy after $limit s: status $code"
		fi
		sleep 5
	done
	retry let_in
}

up() {
	exec </dev/null
	identity
	rm -f "$RUN/report.json"
	command -v aws >/dev/null || snap install aws-cli --classic # Ubuntu 24.04 has no package of it
	for name in packages volume release secrets images; do step $name; done
	migrations="$(py rows migrate service)"
	[[ -z $migrations ]] || step migrate
	step start
	step health
	docker image prune -f || true
	# A group is made larger when its processors are busy, which "standard" would hide.
	if [[ $role == servers ]]; then credits unlimited; else credits standard; fi
	rm -f "$RUN/failures"
	report ready "done"
}

# Sends people to https while the certificates work, serves by http while they do not, and reports which and why. Changes to
# another release when the tag names one.
watch() {
	local on="" form="" said="" pause
	while :; do
		identity
		[[ $role == box ]] || exit 0
		pause=60
		if [[ $(cat "$OPT/release/.complete" 2>/dev/null) != "$release" ]]; then
			# Until it is there once, "up" is at it, or waits before its next try: a restart would cut that pause short.
			if systemctl is-active -q cloudstead; then
				systemctl restart --no-block cloudstead
				exit 0
			fi
			sleep "$pause"
			continue
		fi
		https="$(get https)"
		if [[ -n $https && -z $on && $(switch) == on ]]; then on=$SECONDS; fi
		if [[ -n $on ]]; then look; elif [[ -n $https ]]; then pause=15; fi
		sleep "$pause"
	done
}

look() {
	local word=on kind=.https
	for host in $(py hosts); do
		curl -s -o /dev/null --max-time 10 --connect-to ::127.0.0.1: "https://$host" || kind=.asking
	done
	if [[ $kind != "$form" ]]; then
		caddyfile "$kind"
		caddy_reload
		form="$kind"
	fi
	if [[ $kind == .asking ]]; then
		# It takes some seconds, and a first refusal may be a hiccup.
		if ((SECONDS - on < 300)); then
			pause=5
			return
		fi
		word="$(compose logs --no-log-prefix --tail 500 caddy | py trouble)"
	fi
	if [[ $word != "$said" || -z $said ]]; then
		py certified "/cloudstead/$deployment/boxes/$instance" "$word" && said="$word"
	fi
}

# @STORES@

case "${1:-}" in
	"") install_self ;;
	up | watch | grow | backup | job | restore | go_on) "$@" ;;
	*) exit 2 ;;
esac
