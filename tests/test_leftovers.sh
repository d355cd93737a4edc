#!/bin/bash
# test_leftovers.sh - nothing is left behind, whatever ends the program.
#
#   bash test_leftovers.sh PATH/simul PROJECT_DIR [RUNS]
#
# Refused, failed and killed runs (RUNS of them; 24 unless told), and gates,
# with TMPDIR and the outputs in one directory. SIGKILL may leave something,
# which the next run takes away.
. "$(dirname "$0")/lib.sh"

runs=${3:-24}
export TMPDIR=$PWD

printf '[a]\nworkload = file\ntasks = 50\nmodel = threads\n' >../f.ini

# expect_empty WHAT: but for files that a run was asked for.
expect_empty() {
	local left

	left=$(find . -mindepth 1 ! -name a.csv ! -name t.csv)
	verdict "$1" "${left:+left: $left}"
	find . -mindepth 1 -delete
}

# begins ARGUMENT...: in the background; sets main.
begins() {
	env --default-signal=INT,TERM,HUP "$simul" "$@" >../out 2>../err \
		</dev/null &
	main=$!
}

# ends_in SECONDS: waits so long; sets status and why.
ends_in() {
	local end=$((SECONDS + $1))

	why=
	while kill -0 $main 2>/dev/null; do
		if [ $SECONDS -gt $end ]; then
			why="still there after $1 s"
			kill -9 $main
		fi
		sleep 0.02
	done
	wait $main 2>/dev/null
	status=$?
}

# Any moment between the start and the middle of a run.
killed() {
	local number signals=(TERM INT HUP KILL)

	for number in $(seq "$runs"); do
		begins run ../f.ini -q -r 100000 -o a.csv --export-tasks t.csv
		sleep "0.$((number % 4))$((RANDOM % 10))"
		kill -s "${signals[number % 4]}" $main
		ends_in 30
		[ -z "$why" ] || verdict "${signals[number % 4]}" "$why"
	done
	"$simul" run ../f.ini -q -r 1 -o a.csv >../out 2>../err
	expect_empty "$runs runs killed, and one after them"
}

killed_gates() {
	local signal

	for signal in TERM HUP KILL; do
		begins gate --base "$simul" --new "$simul" ../f.ini -q
		sleep 0.7
		kill -s $signal $main
		ends_in 30
		verdict "a gate ends after $signal" "$why"
	done
	begins gate --base "$simul" --new "$simul" ../f.ini -q
	sleep 0.7
	kill -s TERM $main
	ends_in 30
	expect_empty "gates killed, and one more"
}

refused() {
	try run file -n 5 -c 4000000 -q --export-tasks t.csv
	descriptors=40 try run file -n 5000 -c 3000 -q --export-tasks t.csv
	try run file -n 5 -q --export-tasks t.csv -o /none/a.csv
	(ulimit -f 1; try run file -n 500 -c 2 -r 2 -q --export-tasks t.csv)
	"$simul" run file -n 5 -r 1 -q --export-tasks t.csv >/dev/full 2>../err
	rm -f a.csv t.csv
	expect_empty "refused and failed runs"
}

# One that runs keeps what it has.
living() {
	begins run ../f.ini -q -r 100000
	for _ in $(seq 300); do
		! compgen -G 'simul-scratch-*' >../err || break
		sleep 0.1
	done
	"$simul" run ../f.ini -q -r 1 >../out 2>../err
	why="its directory is gone"
	! compgen -G 'simul-scratch-*' >../out || why=
	verdict "a living run's directory stays" "$why"
	kill -TERM $main
	ends_in 30
	[ -n "$why" ] || [ $status -eq 143 ] || why="status $status"
	verdict "one SIGTERM: status 143" "$why"
}

refused
living
killed
killed_gates
passed
