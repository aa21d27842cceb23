# shellcheck shell=bash disable=SC2154 # what assets/instance.sh sets
# Copies of stores, their way back, and jobs: a part of assets/instance.sh.
# Of what ran on this server since it booted.
started() { [[ -e $OPT/release/.complete && -e $RUN/env.json ]] || fail "the app was not started on this server yet"; }

# A copy at a time. Whoever holds this file may stop containers.
alone() {
	exec 9>"$RUN/copying"
	if ! flock -n 9; then
		[[ $1 == wait ]] || fail "a backup, a restore or a release is under way: try again after it"
		echo "waiting for a restore or a release"
		flock 9
	fi
	go_on
}

# backup [nightly]
backup() {
	nightly="${1:-}"
	identity
	stores="$(py rows backups store)"
	[[ -n $stores ]] || exit 0 # the timer of an earlier release
	started
	alone wait
	step backup
	systemctl is-active -q cloudstead || exit 0 # it reports for itself
	rm -f "$RUN/failures"
	report ready "done"
}

step_backup() {
	local rc=0
	trap go_on EXIT
	timeout --foreground 12h python3 -ISc "$PROGRAM" backup "$bucket" "$(chores)" "$nightly" || rc=$?
	((rc != 124)) || fail "it was not done after 12 hours"
	return "$rc"
}

# restore STORE [KEY] [anyway]: brings a store back from its newest backup, or from that one
restore() {
	identity
	started
	alone now
	trap '' HUP # a terminal that is closed
	py restore "$bucket" "$@" 2>&1 | py tee "$RUN/restored"
}

# The parameter that says how jobs and copies went last.
chores() { echo "/cloudstead/$deployment/boxes/$instance/chores"; }

# job NAME: by its timer or by hand.
job() {
	local rc=0
	identity
	started
	jobs="$(py rows jobs service)"
	if [[ -z ${1:-} ]] || ! grep -qxFe "$1" <<<"$jobs"; then
		fail "there is no job ${1:-without a name}; the jobs here are: ${jobs//$'\n'/, }"
	fi
	exec 8>"$RUN/job-$1"
	flock -n 8 || fail "the job $1 is running"
	if [[ ${2:-} == timer && -n $group ]]; then
		py began "$(chores)" "$1"
		turn="$(retry py first "/cloudstead/$deployment/boxes/job-$1" "$instance" "$release" "$((EPOCHSECONDS / 60))")"
		[[ $turn == *yes ]] || exit 0
	fi
	settled
	exec 7>&- # a copy makes it stand still
	docker rm -f "cloudstead-job-$1" >/dev/null 2>&1 || true # one that was cut short
	py began "$(chores)" "$1"
	if [[ -t 0 && -t 1 ]]; then
		: >"$RUN/job-$1.tail"
		compose run --rm --name "cloudstead-job-$1" "$1" || rc=$?
	else
		compose run --rm -T --name "cloudstead-job-$1" "$1" 2>&1 | py tee "$RUN/job-$1.tail" || rc=$?
	fi
	py ended "$(chores)" "$1" "$rc"
	exit "$rc"
}

backup_timer() {
	stores="$(py rows backups store)"
	[[ -n $stores ]] || return 0
	# Three tries a night: a copy that fails for good must not keep the stores busy.
	unit cloudstead-backup "backup nightly" oneshot no cloudstead.service $'StartLimitIntervalSec=20h\nStartLimitBurst=3' \
		"ExecStopPost=$SELF go_on"
	timer cloudstead-backup "OnCalendar=*-*-* 03:17:00 UTC" RandomizedDelaySec=600 Persistent=true
}

# This release's; those of an earlier one go. While the app is not up none of its jobs runs.
job_timers() {
	local name calendar wanted=" "
	py rows jobs service calendar >"$RUN/jobs"
	while IFS=$'\x1f' read -ru3 name calendar; do
		[[ -n $calendar ]] || continue
		wanted+="cloudstead-job-$name "
		unit "cloudstead-job-$name" "job $name timer" oneshot no cloudstead.service "" \
			$'Restart=no\nExecCondition=/usr/bin/systemctl is-active -q cloudstead'
		timer "cloudstead-job-$name" "OnCalendar=$calendar" AccuracySec=1s
	done 3<"$RUN/jobs"
	for found in "$UNITS"/cloudstead-job-*.timer; do
		name="$(basename "$found" .timer)"
		[[ -e $found && $wanted != *" $name "* ]] || continue
		systemctl disable --now "$name.timer"
		rm -f "$UNITS/$name.timer" "$UNITS/$name.service"
		systemctl daemon-reload
	done
}
