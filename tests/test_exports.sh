#!/bin/bash
# test_exports.sh - files for other programs, read as those read them.
#
#   test_exports.sh BUILD/simul PROJECT
#
# exports/check.py holds them against the other side's rules, xmllint against
# the schema of JUnit XML, and Google Benchmark's own compare.py reads its
# files.
. "$(dirname "$0")/lib.sh"

data=$project/tests/data
python=/usr/bin/python3
compare_py=/usr/share/benchmark/compare.py
export PYTHONDONTWRITEBYTECODE=1

check() { # FORMAT FILE...: a verdict, and what it found in ../found
	local why=

	$python "$project/tests/exports/check.py" "$@" >../found 2>../out ||
		why="not as its readers want it"
	verdict "$*" "$why"
}

found() { # WHAT LINE
	local why=

	grep -qxF -e "$2" ../found || why="no '$2'"
	verdict "$1" "$why"
}

check_junit() { # FILE TESTS FAILURES SKIPPED
	local why=

	xmllint --noout --schema "$project/tests/exports/junit.xsd" "$1" \
		>../out 2>&1 || why="not valid"
	verdict "$1 is valid" "$why"
	[ "$(xmllint --xpath 'count(//testcase)' "$1")" = "$2" ] &&
		[ "$(xmllint --xpath 'count(//failure)' "$1")" = "$3" ] &&
		[ "$(xmllint --xpath 'count(//skipped)' "$1")" = "$4" ] &&
		[ "$(xmllint --xpath 'string(//testsuite/@tests)' "$1") \
$(xmllint --xpath 'string(//testsuite/@failures)' "$1") \
$(xmllint --xpath 'string(//testsuite/@skipped)' "$1")" = "$2 $3 $4" ] ||
		why="not $2 tests, $3 failures, $4 skipped"
	verdict "$1: $2 tests, $3 failures, $4 skipped" "$why"
}

# What compare.py takes from two large packages, so far as it is used here.
make_stubs() {
	mkdir -p stubs/scipy
	cat >stubs/numpy.py <<-'END'
	class array(list):
	    def any(self):
	        return any(self)
	END
	touch stubs/scipy/__init__.py
	cat >stubs/scipy/stats.py <<-'END'
	import collections, math, numpy
	def gmean(times):
	    return numpy.array(math.exp(sum(math.log(t[i]) for t in times) /
	                       len(times)) for i in (0, 1))
	def mannwhitneyu(a, b, alternative):
	    return collections.namedtuple("R", "statistic pvalue")(0.0, 0.5)
	END
}

same() { # WHAT FILE FILE
	local why=

	cmp -s "$2" "$3" || why="$2 and $3 differ"
	verdict "$1" "$why"
}

all() { # PREFIX: the options of all formats
	printf '%s\n' --export-bmf "$1.bmf" --export-benchmark-action "$1.small" \
		--export-benchmark-action-bigger "$1.big" \
		--export-google-benchmark "$1.google" \
		--export-junit "$1.junit" --export-openmetrics "$1.om"
}

# --- a run, and the same from its file ---

mapfile -t options < <(all run)
ends 4 run sleep --durations 200us -n 300 -c 3 -r 4 -q -m threads,async \
	--percentiles --threshold 'p50<10s' --threshold 'async: p50<1ns' \
	-o run.csv --export-json run.json "${options[@]}"
mapfile -t options < <(all show)
ends 4 show run.csv --threshold 'p50<10s' --threshold 'async: p50<1ns' \
	"${options[@]}"
for format in bmf small big google junit om; do
	same "show writes the same .$format" run.$format show.$format
done
check bmf run.bmf
found "BMF has a latency" "sleep, threads, K 3: latency"
found "BMF has percentiles" "sleep, async, K 3: latency-p99"
check action run.small run.big
found "github-action-benchmark has times" "sleep, async, K 3: time"
found "github-action-benchmark has rates" "sleep, async, K 3: throughput"
check google run.google
found "Google Benchmark has a sample each" "sleep, async, K 3: 4"
check openmetrics run.om
found "OpenMetrics has times" "gauge simul_time_seconds 2"
found "OpenMetrics has percentiles" "summary simul_task_time_seconds 10"
# Two cells; a threshold in both, and one in one.
check_junit run.junit 5 1 0

latency=$($python "$project/tests/exports/check.py" figure run.bmf \
	"sleep, threads, K 3" latency)
holds "the latency is the median of the results" \
	"\"median_run_ns\": $latency" run.json

make_stubs
why=
PYTHONPATH=stubs timeout 60 $python $compare_py --no-color benchmarks \
	run.google run.google >../out 2>../err || why="status $?"
verdict "compare.py reads them" "$why"
tr -s ' \n' ' ' <../out >../joined
says "compare.py compares the cells" "sleep, async, K 3 +0.0000 +0.0000"
says "compare.py tests all samples" "Repetitions: 4 vs 4"

# --- cells that look alike; what is not to be compared ---

$python "$project/tests/exports/check.py" twins run.csv twins.csv
mapfile -t options < <(all twins)
ends 0 show twins.csv "${options[@]}"
check bmf twins.bmf
found "cells of one name are told apart" "sleep, threads, K 3 (2): latency"
check openmetrics twins.om
check google twins.google
check action twins.small twins.big

mapfile -t options < <(all failed)
try run sleep --durations 200us,1s -n 4 -c 2 -r 2 -q -m threads \
	--task-timeout 100ms "${options[@]}"
verdict "a run whose tasks fail" "$([ $status -eq 1 ] || echo "status $status")"
check bmf failed.bmf
verdict "what failed isn't in BMF" "$([ ! -s ../found ] || cat ../found)"
check openmetrics failed.om
holds "what failed is in OpenMetrics" 'state="failed"} 2' failed.om
check_junit failed.junit 1 1 0

# --- traces ---

ends 0 run sleep --durations 2ms,5ms -n 60 -c 3 -r 2 -q -m threads,async \
	--export-trace closed.trace --export-tasks closed.csv
check trace closed.trace
# Two cells, two rounds and their warm-ups not.
found "a slice for each task" "X:task 240"
found "a slice for each sample" "X:sample 4"
verdict "a closed loop has no waits" "$(grep X:wait ../found)"
ends 0 run sleep --durations 5ms -n 60 -c 2 -r 1 -q -m async,processes \
	--rate 1000 --export-trace open.trace
check trace open.trace
found "a slice for each task of an open loop" "X:task 120"
verdict "tasks wait in an open loop" \
	"$(grep -q X:wait ../found || echo 'no wait')"
refuses "for one run" run null --runs 2 --export-trace x.trace
refuses "two exports go to" run null --export-trace x --export-tasks ./x

# --- a gate, and a comparison ---

# gate_all NAME STATUS TESTS FAILURES SKIPPED
gate_all() {
	ends "$2" gate --replay "$data/gate-$1.csv" --export-bmf "$1.bmf" \
		--export-benchmark-action "$1.small" \
		--export-junit "$1.junit" --export-openmetrics "$1.om"
	check bmf "$1.bmf"
	check action "$1.small"
	check openmetrics "$1.om"
	check_junit "$1.junit" "$3" "$4" "$5"
}

cells_of() { # the log of a gate
	$python -c 'import csv, sys
print(len({tuple(r[c] for c in ("cell", "job", "model", "concurrency")
      if c in r) for r in csv.DictReader(open(sys.argv[1]))}))' "$1"
}

green=$(cells_of "$data/gate-green.csv")
gate_all green 0 "$green" 0 0
holds "green passes" 'simul_outcome{simul_outcome="pass"} 1' green.om
mapfile -t red < <("$simul" gate --replay "$data/gate-red.csv" \
	--export-json - | grep -o '"verdict": "[a-zA-Z]*"')
gate_all red 1 ${#red[@]} "$(printf '%s\n' "${red[@]}" | grep -c REGR)" \
	"$(printf '%s\n' "${red[@]}" | grep -c inconcl)"
mapfile -t noisy < <("$simul" gate --replay "$data/gate-noisy.csv" \
	--export-json - | grep -o '"verdict": "[a-zA-Z]*"')
gate_all noisy 3 ${#noisy[@]} 0 \
	"$(printf '%s\n' "${noisy[@]}" | grep -c inconcl)"
refuses "'--self-test' and '--export-junit'" gate --self-test x.ini \
	--export-junit x

"$simul" run sleep --durations 200us -n 20 -c 2 -r 12 -q -m threads,async \
	-o base.csv >/dev/null
$python "$project/tests/exports/check.py" slower base.csv slower.csv 1.5
ends 1 compare base.csv slower.csv --export-bmf c.bmf \
	--export-benchmark-action c.small --export-junit c.junit \
	--export-openmetrics c.om
check bmf c.bmf
found "a comparison has ratios" "sleep, async, K 2: ratio"
check action c.small
check openmetrics c.om
holds "it is a regression" 'simul_outcome{simul_outcome="REGRESSION"} 1' c.om
check_junit c.junit 2 2 0
# One sample a side tells nothing.
"$simul" run sleep --durations 200us -n 20 -c 2 -r 1 -q -m threads \
	-o one.csv >/dev/null
$python "$project/tests/exports/check.py" slower one.csv two.csv 1.5
try compare one.csv two.csv --export-junit open.junit
check_junit open.junit 1 0 1

passed
