#!/bin/bash
# test_latency.sh - percentiles in the table are those of the tasks that
# --export-tasks writes, and `simul show` prints what `simul run` printed.
#
#   test_latency.sh BUILD/simul PROJECT
set -euo pipefail
export LC_ALL=C

simul=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail()
{
	echo "FAILED: $*"
	failures=$((failures + 1))
}

run() # OPTION...
{
	"$simul" run download -q -n 120 -c 10 --latency 1ms -r 9 \
		--percentiles -o "$work/a.csv" "$@" >"$work/printed"
	"$simul" show "$work/a.csv" >"$work/shown"
	cmp "$work/printed" "$work/shown" || fail "show prints other: $*"
}

# Type 7, of all times from column FROM to the end of tasks.
percentiles() # FROM
{
	awk -F, -v from="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ printf "%.0f\n", $at["end_ns"] - $at[from] }' "$work/t.csv" |
		sort -n | awk '
		{ x[NR - 1] = $1 }
		END {
			split("0.5 0.9 0.95 0.99", p, " ")
			for (i = 1; i <= 4; i++) {
				a = p[i] * (NR - 1)
				k = int(a)
				printf "%.2f ", x[k] + (a - k) * (x[k + 1] - x[k])
			}
		}'
}

saved()
{
	awk '/"percentiles"/ { on = 1 }
		on && /"p(50|90|95|99)_ns"/ { printf "%.2f ", $2 }
		on && /"p999_ns"/ { print $2; on = 0 }' "$work/a.json" |
		sed 's/ null.*/ /'
}

for options in "" "--rate 3000"; do
	# shellcheck disable=SC2086
	run -m async $options --export-tasks "$work/t.csv" \
		--export-json "$work/a.json"
	from=start_ns
	[ -z "$options" ] || from=due_ns
	[ "$(percentiles $from)" = "$(saved)" ] ||
		fail "'$options': $(percentiles $from)of tasks, $(saved)saved"
	grep -q '  p50 .*p90 .*p99 ' "$work/printed" ||
		fail "no columns: $(cat "$work/printed")"
	! grep -q ' p99.9 .*cpu' "$work/printed" ||
		fail "a p99.9 of 1080 tasks"
done
run -m threads,async -r 2 --runs 3
grep -q '720 tasks a row from all samples together, exact' \
	<(tr -s '\n ' ' ' <"$work/printed") ||
	fail "runs aren't merged: $(cat "$work/printed")"
"$simul" run null -q -n 40 -m serial -r 1 >"$work/printed"
! grep -q 'p50' "$work/printed" || fail "percentiles without being asked"

[ $failures -eq 0 ]
