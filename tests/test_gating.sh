#!/bin/bash
# test_gating.sh - a tiny real gate: this program against itself, unchanged and
# slowed down, and against programs that aren't simul.
#
#   test_gating.sh BUILD/simul PROJECT
#
# On a busy machine a gate may well be inconclusive (3), so against itself 0 and
# 3 are right and 1 never is.
set -euo pipefail
export LC_ALL=C
# LeakSanitizer traces the program at its end, and a tracer and SIGSTOP wait for
# each other forever.
export ASAN_OPTIONS=detect_leaks=0

simul=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work/tmp
mkdir "$TMPDIR"
failed=0

fault()
{
	echo "FAULT: $*"
	sed 's/^/  | /' "$work/out"
	failed=$((failed + 1))
}

# expect STATUSES WHAT ARGUMENT...
expect()
{
	local statuses=$1 what=$2 status=0

	shift 2
	timeout 120 "$simul" gate "$@" >"$work/out" 2>&1 || status=$?
	case " $statuses " in
	*" $status "*) ;;
	*) fault "$what: status $status, not $statuses" ;;
	esac
	if [ -n "$(ls -A "$TMPDIR")" ]; then
		fault "$what: left $(ls -A "$TMPDIR")"
	fi
}

says()
{
	grep -qF -- "$1" "$work/out" || fault "it doesn't say '$1'"
}

cat >"$work/jobs.ini" <<'END'
[sums]
workload = squares
model = serial
tasks = 100
base = 100000
metric = cpu

[loads]
workload = download
model = async
concurrency = 8
tasks = 500
metric = cpu
END
quick="--max-time 20s --quiet --seed 4"

# shellcheck disable=SC2086 # a list of options
{
expect "0 3" "itself" --base "$simul" $quick --max-pairs 9 --control 8 \
	--pairs-log "$work/log.csv" "$work/jobs.ini"
says "base:"
head -1 "$work/log.csv" | grep -q '^cell,metric,stage,round,' ||
	fault "no log of pairs"
expect "0 3" "itself, replayed" --replay "$work/log.csv" --seed 4
expect 1 "slowed down to the double" --base "$simul" $quick --max-pairs 12 \
	--control 8 --inject-pct 100 --export-json "$work/gate.json" \
	--export-markdown "$work/gate.md" "$work/jobs.ini"
says "REGRESSION"
grep -q '"status": 1' "$work/gate.json" || fault "no status in the JSON"
grep -q '^### simul gate: REGRESSION' "$work/gate.md" ||
	fault "no verdict in the Markdown"

# A program that doesn't run gives no verdict.
expect 2 "a base that is not simul" --base /bin/true $quick "$work/jobs.ini"
expect 2 "a base that is no program" --base "$work/jobs.ini" $quick \
	"$work/jobs.ini"
printf '#!/bin/sh\nexit 1\n' >"$work/fails"
chmod +x "$work/fails"
expect 2 "a base that fails" --base "$work/fails" $quick "$work/jobs.ini"
printf '#!/bin/sh\necho "simul: no option --repeat" >&2\nexit 2\n' \
	>"$work/fails"
expect 2 "a base that refuses" --base "$work/fails" $quick "$work/jobs.ini"
says "exit status 2: no option --repeat"
printf '[x]\nworkload = squares\ntasks = 10, 20\n' >"$work/lists.ini"
expect 2 "a section with a list" --base "$simul" $quick "$work/lists.ini"
says "only models and concurrency may be lists"
}

# An older base: it lacks a column that we have, and has one that we don't know.
cat >"$work/older" <<END
#!/bin/bash
case " \$* " in *" --metric "*) exit 2 ;; esac
grep -q metric "\$2" && exit 2
"$simul" "\$@" || exit
while [ \$# -gt 0 ]; do [ "\$1" = --export-csv ] && out=\$2; shift; done
sed -i -e '1s/,steal_us,/,once_was,/' "\$out"
END
chmod +x "$work/older"
expect "0 3" "an older base" --base "$work/older" --max-time 20s --quiet \
	--max-pairs 7 --control 8 --only sums "$work/jobs.ini"

# A base that doesn't report when a run began has no wall time in slices, only
# back to back.
cat >"$work/oldest" <<END
#!/bin/bash
"$simul" "\$@" || exit
while [ \$# -gt 0 ]; do [ "\$1" = --export-csv ] && out=\$2; shift; done
sed -i -e '1s/,run_began_ns,/,once_was,/' "\$out"
END
chmod +x "$work/oldest"
expect 2 "wall time of an oldest base" --base "$work/oldest" --quiet \
	--metric wall --only sums "$work/jobs.ini"
says "'--slice 0', or '--metric cpu'"
expect "0 3" "an oldest base, back to back" --base "$work/oldest" --quiet \
	--slice 0 --metric wall --only sums --max-pairs 7 --control 8 \
	"$work/jobs.ini"

# A program that did other work can't be the base.
echo 'sed -i "s/sums of/sins of/" "$out"' >>"$work/older"
expect 2 "other work" --base "$work/older" --quiet --only sums \
	"$work/jobs.ini"
says "not the same work"

# Ctrl-C ends the gate cleanly and leaves nothing behind.
status=0
timeout --signal INT 2 "$simul" gate --base "$simul" --quiet \
	"$work/jobs.ini" --control 1000 --max-time 1h >"$work/out" 2>&1 ||
	status=$?
[ $status -eq 124 ] || [ $status -eq 130 ] || fault "Ctrl-C: status $status"
[ -z "$(ls -A "$TMPDIR")" ] || fault "Ctrl-C left $(ls -A "$TMPDIR")"

if [ $failed -gt 0 ]; then
	echo "$failed faults"
	exit 1
fi
