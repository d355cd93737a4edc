#!/bin/bash
# test_gating.sh - a tiny real gate: this program against itself, as it is and
# slowed down, and against what isn't one.
#
#   test_gating.sh BUILD/simul PROJECT
#
# On a busy machine a gate may well be inconclusive (3), so against
# itself 0 and 3 are right, and 1 never is.
. "$(dirname "$0")/lib.sh"
export LC_ALL=C
# LeakSanitizer traces a program that ends, and a tracer and SIGSTOP wait for
# each other for good.
export ASAN_OPTIONS=detect_leaks=0
export TMPDIR=$scratch/tmp
mkdir "$TMPDIR"

# left_behind: what a gate should have taken away.
left_behind() {
	ls -A "$TMPDIR"
}

# gates STATUSES WHAT ARGUMENT...
gates() {
	local statuses=$1 what=$2 why=

	shift 2
	patience=240 try gate --quiet "$@"
	case " $statuses " in
	*" $status "*) ;;
	*) why="status $status, not $statuses" ;;
	esac
	[ -z "$(left_behind)" ] || why="left $(left_behind)"
	verdict "$what" "$why"
}

# tells FRAGMENT: the last gate did, and why it could not run.
tells() {
	holds "and says \"$1\"" "$1" ../out ../err
}

cat >jobs.ini <<'END'
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
quick=(--max-time 20s --seed 4)

gates "0 3" "itself" --base "$simul" "${quick[@]}" --max-pairs 9 \
	--control 9 --pairs-log log.csv jobs.ini
tells "base:"
holds "and writes a log of pairs" "cell,job,model,concurrency,tasks,metric,stage,batch,round," log.csv
gates "0 3" "itself, replayed" --replay log.csv --seed 4
# Few pairs show it; the bound is for a machine that is busy.
gates 1 "slowed down to the double" --base "$simul" --max-time 200s --seed 4 \
	--max-pairs 12 --control 9 --inject-pct 100 --export-json gate.json \
	--export-markdown gate.md jobs.ini
tells "REGRESSION"
holds "and so in JSON" '"status": 1' gate.json
holds "and so in Markdown" '### simul gate: REGRESSION' gate.md

# Every sample runs a fresh copy, with an environment and an argv[0] of its own.
cat >copies <<END
#!/bin/bash
echo "\$(stat -c %y "\$0") \${#SIMUL_GATE_PADDING}" >>$PWD/copies.txt
exec "$simul" "\$@"
END
chmod +x copies
gates "0 3" "copies" --base ./copies --new ./copies "${quick[@]}" \
	--max-pairs 8 --control 9 --only sums jobs.ini
samples=$(wc -l <copies.txt)
why=
# Warm-up, control and test. The two copies of a pair may be made within one
# tick of the file system's clock, and lengths be drawn twice.
[ "$samples" -ge 30 ] || why="$samples samples"
[ "$(cut -d ' ' -f 1-3 copies.txt | sort -u | wc -l)" -ge $((samples / 2)) ] ||
	why="fewer copies than samples"
[ "$(cut -d ' ' -f 4 copies.txt | sort -u | wc -l)" -gt 20 ] ||
	why="environments of the same size"
verdict "each fresh, with an environment of its own" "$why"

# A gate that is open is continued with the same programs and jobs, and the log
# counts the looks.
gates 3 "few pairs of much noise" --base "$simul" "${quick[@]}" --max-pairs 8 \
	--control 9 --detect 0.02% --threshold 0.01% --only sums \
	--pairs-log open.csv jobs.ini
gates "1 3" "continued" --base "$simul" "${quick[@]}" --max-pairs 10 \
	--control 9 --detect 0.02% --threshold 0.01% --only sums \
	--add open.csv jobs.ini
tells "look 2"
holds "and its second batch is in the log" ",test,2,9," open.csv
gates 2 "continued with other jobs" --base "$simul" --add open.csv \
	--detect 0.02% --threshold 0.01% jobs.ini
tells "the log has 1 cells, and the jobs have 2"
printf '#!/bin/sh\nexit 1\n' >fails
chmod +x fails
gates 2 "continued with another program" --base "$simul" --new ./fails \
	--detect 0.02% --threshold 0.01% --only sums --add open.csv jobs.ini
tells "another new program"
gates 2 "what is decided, continued" --base "$simul" --only sums \
	--add "$project/tests/data/gate-green.csv" jobs.ini
tells "is decided: pass"

# The tasks are chosen to do the work asked for, and an older base never sees
# the key.
printf '[sums]\nworkload = squares\nmodel = serial\ntasks = 3\nbase = 50000\n' \
	>work.ini
printf 'metric = cpu\nwork = 60ms\n' >>work.ini
gates "0 3" "calibrated" --base "$simul" "${quick[@]}" --max-pairs 8 \
	--control 9 --pairs-log work.csv work.ini
tells "tasks, calibrated:"
work=$(awk -F, 'NR > 1 { sum += $(NF - 4); n++ } END { print int(sum / n / 1e6) }' work.csv)
why=
[ "$work" -ge 30 ] && [ "$work" -le 120 ] || why="$work ms"
verdict "to about the time asked for" "$why"
printf '[q]\nworkload = queue\nwork = 1s\n' >queue.ini
gates 2 "work of a fixed number of tasks" --base "$simul" queue.ini
tells "fixed by its other keys"

# A program that does not run gives no verdict.
gates 2 "a base that is not simul" --base /bin/true jobs.ini
gates 2 "a base that is no program" --base jobs.ini jobs.ini
gates 2 "a base that fails" --base ./fails jobs.ini
printf '#!/bin/sh\necho "simul: no option --repeat" >&2\nexit 2\n' >fails
gates 2 "a base that refuses" --base ./fails jobs.ini
tells "exit status 2: no option --repeat"
printf '[x]\nworkload = squares\ntasks = 10, 20\n' >lists.ini
gates 2 "a section with a list" --base "$simul" lists.ini
tells "only models and concurrency may be lists"

# An older base: it writes schema 1, which lacks a column that we have, and has
# one that we don't know.
cat >older <<END
#!/bin/bash
case " \$* " in *" --metric "*) exit 2 ;; esac
grep -q metric "\$2" && exit 2
"$simul" "\$@" || exit
while [ \$# -gt 0 ]; do [ "\$1" = --export-csv ] && out=\$2; shift; done
sed -i -e '1s/,options,/,once_was,/' -e '2,\$s/^[0-9]*,/1,/' "\$out"
END
chmod +x older
gates "0 3" "an older base" --base ./older --max-time 20s --max-pairs 8 \
	--control 9 --only sums jobs.ini

# One that doesn't tell when a run began has no wall time in slices, but back
# to back.
cat >oldest <<END
#!/bin/bash
"$simul" "\$@" || exit
while [ \$# -gt 0 ]; do [ "\$1" = --export-csv ] && out=\$2; shift; done
sed -i -e '1s/,run_began_ns,/,once_was,/' -e '2,\$s/^[0-9]*,/1,/' "\$out"
END
chmod +x oldest
gates 2 "wall time of an oldest base" --base ./oldest --metric wall \
	--only sums jobs.ini
tells "'--slice 0', or '--metric cpu'"
gates "0 3" "an oldest base, back to back" --base ./oldest --slice 0 \
	--metric wall --only sums --max-pairs 8 --control 9 jobs.ini

# One that did other work is no base.
echo 'sed -i "s/sums of/sins of/" "$out"' >>older
gates 2 "other work" --base ./older --only sums jobs.ini
tells "not the same work"

# Ctrl-C ends it in order, and nothing is left of it.
timeout --signal INT 2 "$simul" gate --base "$simul" --quiet jobs.ini \
	--control 1000 --max-time 1h >../out 2>../err
status=$?
why=
[ $status -eq 124 ] || [ $status -eq 130 ] || why="status $status"
[ -z "$(left_behind)" ] || why="left $(left_behind)"
verdict "Ctrl-C" "$why"
passed
