#!/bin/bash
# test_sleepers.sh - scripts/sleepers makes its table, and refuses what it can't
# take.
#
#   test_sleepers.sh BUILD/simul PROJECT
. "$(dirname "$0")/lib.sh"

build=$(dirname "$simul")
script=$project/scripts/sleepers

run() {
	timeout -k 5 240 "$script" --simul "$simul" --bin "$build" --out \
		s.csv "$@" >../out 2>../err </dev/null
	status=$?
	cp ../out ../joined
}

run -k 1,20 --rounds 1
verdict "runs" "$([ $status -eq 0 ] || echo "status $status")"
for program in simul:async simul:threads "C threads"; do
	verdict "$program has a row for each number" "$(
		[ "$(grep -c "^$program  *\(1\|20\)  *[-0-9]" ../out)" -eq 2 ] ||
			echo "not two")"
	verdict "$program had all in flight" "$(
		awk -F, -v name="$program" '$1 == name && $3 != $8' s.csv)"
done
verdict "no program failed" "$(grep " ended at " ../out)"

for arguments in "-k 0" "-k 1,,2" "--rounds 0" "--bin /nowhere" "--what x" -k; do
	# shellcheck disable=SC2086
	run $arguments
	verdict "refused: $arguments" "$([ $status -eq 2 ] ||
		echo "status $status")"
done

# What is counted wrong is no measurement.
"$build/outside" sh -c 'exit 7' >../out 2>../err
status=$?
verdict "outside: the status of its command" "$([ $status -eq 7 ] ||
	echo "status $status")"
"$build/outside" "$build/sleepers" 0 5 >../out 2>../err
status=$?
verdict "sleepers: none is refused" "$([ $status -eq 2 ] ||
	echo "status $status")"

passed
