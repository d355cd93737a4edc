#!/bin/bash
# test_slices.sh - programs in turns, for `make peers` (bench/peers/slices.c).
#
#   test_slices.sh BUILD/simul PROJECT
. "$(dirname "$0")/lib.sh"

slices=$(dirname "$simul")/slices
[ -x "$slices" ] || {
	echo "skipped: no $slices"
	exit 77
}

# A shell that counts until it has had 0.4 s of processor time. It says when it
# ended, by the clock.
cat >burn <<'END'
while :; do
	for i in {1..2000}; do :; done
	read -r _ _ _ _ _ _ _ _ _ _ _ _ _ user system _ </proc/$$/stat
	[ $((user + system)) -lt 40 ] || break
done
echo "$EPOCHREALTIME"
END

began=$EPOCHREALTIME
"$slices" 5 out -- bash burn -- bash burn -- bash burn 2>../err
verdict "three end well" "$([ $? -eq 0 ] || echo "status is not 0")"

# One after the other, the first would end after a third of the time.
late=$(sort out.0 out.1 out.2 | awk -v began="$began" '
	{ took = $1 - began }
	NR == 1 { first = took }
	END { print (first > took / 2) }')
verdict "they end at about the same time" \
	"$([ "$late" = 1 ] || echo "began $began, ended" $(cat out.?))"

"$slices" 5 out -- sh -c 'sleep 60' -- false 2>../err >../out
verdict "a failure ends all" \
	"$([ $? -eq 1 ] && grep -q "'false' failed (status 1)" ../err ||
	   echo "status or sentence is wrong")"

"$slices" 5 out -- no-such-program 2>../err >../out
verdict "a program that is missing is named" \
	"$([ $? -eq 1 ] && grep -q "cannot run 'no-such-program'" ../err ||
	   echo "status or sentence is wrong")"

# A signal: nothing stays behind.
"$slices" 5 out -- sh -c 'echo $$; sleep 60' -- sh -c 'echo $$; sleep 60' &
pid=$!
for ((i = 0; i < 100; i++)); do
	[ ! -s out.0 ] || [ ! -s out.1 ] || break
	sleep 0.1
done
kill -TERM $pid
wait $pid
status=$?
for ((i = 0; i < 50; i++)); do
	left=
	for group in $(cat out.0 out.1); do
		! kill -0 -- "-$group" 2>/dev/null || left=$group
	done
	[ -n "$left" ] || break
	sleep 0.1
done
verdict "a signal ends all" \
	"$([ $status -eq 143 ] && [ -z "$left" ] ||
	   echo "status $status, left '$left'")"

for words in "0 out -- true" "5 out true" "5 out -- true --" "5 out --"; do
	# shellcheck disable=SC2086
	"$slices" $words 2>../err >../out
	status=$?
	verdict "'$words' is refused" \
		"$([ $status -eq 2 ] || echo "status $status")"
done
passed
