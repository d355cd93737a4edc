#!/bin/bash
# test_hyperfine.sh - simul's figures agree with hyperfine's for the same
# executions: the whole process takes longer than its run, because of starting,
# planning and one fork, but by at most twice what a run of nothing takes, plus
# half of the run. On a busy machine a start can take any time, so one try of
# several is enough.
set -euo pipefail

simul=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

if ! command -v hyperfine >/dev/null; then
	echo "skipped: hyperfine is not installed"
	exit 77
fi

# Prints the column of this name from every file.
column() {
	local name=$1
	shift
	awk -F, -v name="$name" 'FNR == 1 {
		for (i = 1; i <= NF; i++) if ($i == name) at = i; next
	} { print $at }' "$@"
}

# Seconds, of a run of nothing, with the origin.
started() {
	hyperfine --style none --runs 5 --export-csv "$dir/whole" \
		"$simul run download -n 1 -m serial -r 1 --warmup 0 -q" \
		>/dev/null 2>&1
	column median "$dir/whole"
}

measure() {
	local what=$1 start
	shift
	rm -f "$dir"/*
	start=$(started)
	hyperfine --style none --warmup 1 --runs 7 \
		--export-csv "$dir/whole" \
		"$simul run $* --repeat 1 --warmup 0 -q -o $dir/run.\$\$.csv" \
		>/dev/null 2>&1
	# Remove quoted texts before run_ns: they contain commas.
	sed -i 's/"[^"]*"//g' "$dir"/run.*.csv
	# The first execution was hyperfine's warm-up: one of eight does no harm
	# to a median.
	run=$(column run_ns "$dir"/run.*.csv | sort -n |
		awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] / 1e9 }')
	whole=$(column median "$dir/whole")
	awk -v what="$what" -v run="$run" -v whole="$whole" \
		-v start="$start" 'BEGIN {
		ok = whole >= run * 0.95 && whole - run <= 2 * start + run / 2
		printf "%s: run %.1f ms, whole process %.1f ms: %s\n", what,
			run * 1e3, whole * 1e3,
			ok ? "they agree" : "THEY DO NOT AGREE"
		exit !ok
	}'
}

agree() {
	local try

	for try in 1 2 3 4 5; do
		! measure "$@" || return 0
	done
	echo "$1: never in $try tries"
	exit 1
}

agree squares squares -n 20 --base 10000000 -m serial
agree downloads download -n 40 --latency 5ms -m serial
agree lanes download -n 100 -c 5 --latency 10ms -m async
