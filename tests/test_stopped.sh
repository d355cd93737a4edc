#!/bin/bash
# test_stopped.sh - a run that was stopped in between, as by Ctrl-Z, says so.
#
#   bash test_stopped.sh PATH/simul PROJECT_DIR
. "$(dirname "$0")/lib.sh"

run=
cleanup() {
	[ -z "$run" ] || kill -9 -- "-$run" 2>/dev/null
}

# Waits up to 30 s for a sample: the second process of the group.
awaits_sample() {
	for _ in $(seq 300); do
		[ "$(pgrep -c -g "$run")" -lt 2 ] || return 0
		sleep 0.1
	done
	return 1
}

# stopped_ns FILE: that of its only sample.
stopped_ns() {
	grep -oE '"stopped_ns": [0-9]+' "$1" | grep -oE '[0-9]+'
}

setsid "$simul" run sleep -n 2 -c 1 --durations 900ms -m threads --repeat 1 \
	--warmup 0 --export-json stopped.json >../out 2>../err </dev/null &
run=$!
why=
if awaits_sample; then
	sleep 0.5
	kill -STOP -- "-$run"
	sleep 0.7
	kill -CONT -- "-$run"
else
	why="no sample within 30 s"
fi
wait "$run" || why="${why:-status $?}"
run=
verdict "a run that is stopped and goes on ends well" "$why"
tr -s ' \n' ' ' <../out >../joined
why=
grep -qE 'threads, K 1: stopped for [01]\.[0-9] s in between, in round 1' \
	../joined || why="no such remark"
verdict "and says for how long it was stopped" "$why"
why=
[ "$(stopped_ns stopped.json)" -ge 500000000 ] ||
	why="stopped_ns: $(stopped_ns stopped.json)"
verdict "and so does its file" "$why"

try run sleep -n 2 -c 1 --durations 300ms -m threads --repeat 1 --warmup 0 \
	--export-json quiet.json
why=
[ "$(stopped_ns quiet.json)" = 0 ] || why="$(stopped_ns quiet.json)"
verdict "one that isn't stopped says 0" "$why"

passed
