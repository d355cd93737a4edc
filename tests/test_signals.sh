#!/bin/bash
# test_signals.sh - what remains when a run is interrupted or killed.
#
#   bash test_signals.sh PATH/simul PROJECT_DIR
#
# Every process of a run inherits SIMUL_TEST_MARK in its environment. So the
# tests find leftover processes in /proc, even if another process adopted them.
# All waits poll up to a limit, so that a loaded machine is only slower.
#
# A shell starts background jobs with SIGINT ignored; env restores the default.
. "$(dirname "$0")/lib.sh"

models="serial threads processes async threads+async processes+async"
[[ $("$simul" env) != *"io_uring      yes"* ]] ||
	models+=" uring threads+uring processes+uring"

# Prints the ids of processes with the mark.
marked() {
	grep -lFz "SIMUL_TEST_MARK=simul-$$-" /proc/[0-9]*/environ 2>/dev/null |
		cut -d/ -f3
}

cleanup() {
	local pid
	for pid in $(marked); do
		kill -9 "$pid" 2>/dev/null
	done
}

# begins ARGUMENT...: starts a run in the background and sets main.
begins() {
	rm -f kept.csv
	env --default-signal=INT,HUP,TERM SIMUL_TEST_MARK="simul-$$-$RANDOM" \
		"$simul" run -o kept.csv "$@" >../out 2>&1 </dev/null &
	main=$!
}

# within SECONDS COMMAND...: waits until the command succeeds.
within() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -le $end ] || return 1
		sleep 0.05
	done
}

has_ended() {
	! kill -0 "$main" 2>/dev/null
}

none_marked() {
	[ -z "$(marked)" ]
}

# awaits_end SECONDS: sets status and why.
awaits_end() {
	why=
	status=
	if ! within "$1" has_ended; then
		why="still there after $1 s"
		kill -9 "$main"
	fi
	wait "$main" 2>/dev/null
	status=$?
}

expect_status() {
	[ -n "$why" ] || [ $status -eq "$1" ] || why="status $status, not $1"
}

expect_none_left() {
	within 5 none_marked || why="${why:+$why; }left: $(ps -o pid=,args= \
		-p "$(marked | paste -sd,)" | tr '\n' ';')"
}

# children PID [NAME]: prints children of this name, or all but the origin.
children() {
	cat /proc/[0-9]*/status 2>/dev/null | awk -v parent="$1" -v want="${2-}" '
		/^Name:/ { name = $2 }
		/^State:/ { dead = $2 == "Z" }
		/^Pid:/ { pid = $2 }
		/^PPid:/ && $2 == parent && !dead {
			if (want ? name == want : name != "simul-origin")
				print pid
		}'
}

has_child() {
	child=$(children "$@" | head -1)
	[ -n "$child" ]
}

# For models that fork workers.
has_worker() {
	has_child "$main" && has_child "$child"
}

# Prints the number of rows in the file, without the header.
rows() {
	[ ! -e kept.csv ] && echo 0 && return
	echo $(($(wc -l <kept.csv) - 1))
}

expect_readable() {
	"$simul" show kept.csv >/dev/null 2>../err ||
		why="${why:+$why; }kept.csv: $(cat ../err)"
}

# interrupts SIGNAL: in the middle of a run with many short samples.
interrupts() {
	local before expected=$((128 + $(kill -l "$1")))

	begins null -n 1000 -r 100000 -m all --warmup 0
	within 60 test -s kept.csv
	before=$(rows)
	kill -s "$1" "$main"
	awaits_end 30
	expect_status $expected
	[ "$before" -gt 0 ] || why="nothing was kept before"
	[ "$(rows)" -ge "$before" ] || why="$(rows) rows, after $before"
	expect_readable
	expect_none_left
	verdict "$1 in the middle: status $expected, finished samples kept" "$why"
}

# interrupts_runs: in the second of many runs.
interrupts_runs() {
	begins null -n 100 -r 100 -m serial,async --warmup 0 --runs 1000
	within 60 test -s kept.csv
	sleep 2.5
	kill -INT "$main"
	awaits_end 30
	expect_status 130
	[ "$(rows)" -ge 200 ] || why="$(rows) rows, and one run has 200"
	expect_readable
	expect_none_left
	verdict "Ctrl-C in one of many runs: status 130, samples kept" "$why"
}

# What kills a run costs that run, and a kill of all leaves none.
kills_a_run() {
	begins squares -n 40 --base 40000000 -r 2 -m serial --warmup 0 --runs 2
	within 30 has_worker
	child=$(children "$main" | head -1)
	anew=$(grep -caF __run "/proc/$child/cmdline")
	kill -9 "$child"
	awaits_end 120
	expect_status 1
	[ "$anew" -gt 0 ] || why="the run was not executed anew"
	[ "$(rows)" -eq 2 ] || why="$(rows) rows, not 2"
	grep -q "run 1 of 2 was killed by signal 9" ../out ||
		why="doesn't say so"
	expect_none_left
	verdict "kill -9 of a run costs that run" "$why"

	begins squares -n 40 --base 40000000 -r 9 -m serial --warmup 0 --runs 2
	within 30 has_worker
	why=
	kill -9 "$main"
	wait "$main" 2>/dev/null
	expect_none_left
	verdict "kill -9 of several runs leaves no process" "$why"
}

# The first Ctrl-C lets running tasks end; the second stops at once.
interrupts_a_long_task() {
	local model

	for model in $models; do
		begins download -n 100 -c 8 -m "$model" --latency 60s \
			--timeout 120s --warmup 0 -r 2
		within 30 has_child "$main"
		sleep 0.3
		kill -INT "$main"
		sleep 0.3
		kill -INT "$main"
		awaits_end 10
		expect_status 130
		expect_none_left
		verdict "two Ctrl-C while tasks of $model wait for 60 s" "$why"
	done
}

interrupts_twice() {
	begins download -n 100 -c 8 -m processes --latency 60s --warmup 0
	within 30 has_child "$main"
	sleep 0.3
	kill -INT "$main"
	sleep 0.3
	kill -INT "$main"
	awaits_end 10
	expect_status 130
	expect_readable
	expect_none_left
	verdict "a second Ctrl-C ends it at once" "$why"
}

# As nohup needs it.
keeps_to_nohup() {
	rm -f kept.csv
	(
		trap '' HUP
		SIMUL_TEST_MARK="simul-$$-$RANDOM" exec "$simul" \
			run squares -n 4 --base 20000000 -r 20 -m serial \
			--warmup 0 -o kept.csv >../out 2>&1 </dev/null
	) &
	main=$!
	within 30 has_child "$main"
	sleep 0.3
	kill -HUP "$main"
	awaits_end 60
	expect_status 0
	expect_none_left
	verdict "a hang-up that was ignored before stays ignored" "$why"
}

# Nothing outlives the program, however it ends.
dies_with_all() {
	local model

	for model in $models; do
		begins download -n 100000 -c 8 -m "$model" --latency 20ms
		within 30 has_child "$main"
		sleep 0.3
		why=
		[ "$(marked | wc -l)" -ge 3 ] || why="no origin or no sample"
		kill -9 "$main"
		wait "$main" 2>/dev/null
		expect_none_left
		verdict "kill -9 under $model leaves no process" "$why"
	done
}

kills_a_sample() {
	local number

	for number in 9 15; do
		# A sample takes more than a second, so it is still running
		# when the signal comes.
		begins squares -n 40 --base 80000000 -r 2 -m serial,threads \
			-c 2 --warmup 0
		within 30 has_child "$main"
		kill -$number "$child" 2>/dev/null
		awaits_end 120
		expect_status 1
		[ "$(rows)" -eq 4 ] || why="$(rows) rows, not 4"
		[ "$(grep -c ',failed,' kept.csv)" -eq 1 ] ||
			why="not one sample failed"
		grep -q "killed by signal $number" ../out ||
			why="doesn't say why"
		! grep -q ',1844674407[0-9]*,' kept.csv ||
			why="${why:+$why; }a figure below zero in kept.csv"
		expect_readable
		expect_none_left
		verdict "kill -$number of a sample costs that sample" "$why"
	done
}

kills_a_worker() {
	begins squares -n 40 --base 80000000 -r 2 -m processes -c 4 --warmup 0
	within 30 has_worker
	kill -9 "$child"
	awaits_end 120
	expect_status 1
	[ "$(rows)" -eq 2 ] || why="$(rows) rows, not 2"
	[ "$(grep -c ',failed,' kept.csv)" -eq 1 ] || why="not one failed"
	grep -q "worker killed by signal 9" kept.csv || why="doesn't say why"
	expect_none_left
	verdict "kill -9 of a worker costs its sample" "$why"
}

# Without an origin samples fail rather than hang, and the run ends.
kills_the_origin() {
	begins download -n 20 --latency 20ms -r 100 -m threads,async --warmup 0
	within 30 has_child "$main"
	within 30 has_child "$main" simul-origin
	kill -9 "$child"
	awaits_end 60
	expect_status 1
	expect_readable
	[ "$(rows)" -lt 200 ] || why="it went on to the end"
	grep -q "origin was killed by signal 9" ../out || why="doesn't say why"
	expect_none_left
	verdict "kill -9 of the origin ends the run" "$why"
}

# Before anything was measured: the file of an earlier run stays.
interrupts_the_warm_up() {
	begins sleep -m serial -r 2
	within 30 has_child "$main"
	echo "of an earlier run" >kept.csv
	kill -s INT "$main"
	sleep 0.2
	kill -s INT "$main"
	awaits_end 30
	expect_status 130
	grep -q "of an earlier run" kept.csv || why="the file was replaced"
	grep -q "no sample was taken" ../out || why="doesn't say so"
	expect_none_left
	verdict "Ctrl-C in the warm-up leaves files as they were" "$why"
}

interrupts INT
interrupts TERM
interrupts HUP
interrupts_runs
interrupts_a_long_task
interrupts_twice
interrupts_the_warm_up
keeps_to_nohup
dies_with_all
kills_a_run
kills_a_sample
kills_a_worker
kills_the_origin
passed
