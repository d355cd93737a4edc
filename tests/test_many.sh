#!/bin/bash
# test_many.sh - more tasks in flight than an mprotect a stack allows, and what
# can't be had is refused.
#
#   test_many.sh BUILD/simul PROJECT
. "$(dirname "$0")/lib.sh"
. "$project/scripts/csv-columns"

sleepers="run sleep -q --durations 2s --warmup 0 -r 1"
many=100000

# The least Linux that marks guard pages; sanitizers need far more for a stack.
new_kernel() {
	printf '6.13\n%s\n' "$(uname -r)" | sort -CV
}

sanitized() {
	grep -qE '__(asan|tsan)_init' "$simul"
}

if ! new_kernel; then
	# shellcheck disable=SC2086
	refuses "before Linux 6.13 a guard page takes two mappings" \
		$sleepers -n $many -c $many -m async
elif ! sanitized; then
	# shellcheck disable=SC2086
	accepts "answers: $many values right" $sleepers -n $many -c $many \
		-m async --export-tasks t.csv -o r.csv
	rows=$(wc -l <t.csv)
	verdict "a row for each task" "$([ "$rows" -eq $((many + 1)) ] ||
		echo "$rows lines")"
	peak=$(csv_columns r.csv peak_in_flight)
	verdict "most in flight at once" "$([ "$peak" -gt $((many / 2)) ] ||
		echo "$peak at once")"
fi

# shellcheck disable=SC2086
refuses "'sleep' with K = 1000000 under processes needs " \
	$sleepers -n 1000000 -c 1000000 -m processes
# shellcheck disable=SC2086
refuses "'--concurrency' takes whole numbers from 1 to 1000000" \
	$sleepers -n 1000001 -c 1000001 -m async

passed
