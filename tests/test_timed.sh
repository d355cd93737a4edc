#!/bin/bash
# test_timed.sh - samples of a given length, as users see them.
#
#   bash test_timed.sh PATH/simul PROJECT_DIR
. "$(dirname "$0")/lib.sh"

printf '[x]\nworkload = sleep\nduration = 1h\n' >gate.ini
refuses "a gate compares how long the same tasks take" gate --base "$simul" \
	--new "$simul" gate.ini
refuses "'queue' can't be run for a '--duration'" run queue --duration 1h
refuses "'--duration' takes a duration" run sleep --duration 10
refuses "'--warmup' takes a number of rounds, or a duration" \
	run sleep --duration 1h --warmup soon

# Both models did other numbers of tasks: that is no finding.
accepts "sleep: tasks in 150 ms, 6 samples each" run sleep --durations 1ms,2ms \
	--duration 150ms -c 4 -m serial,async -q -o a.csv --export-tasks t.csv \
	--export-json a.json --export-markdown a.md
says "has a column for the tasks that were done" "tasks tasks/s"
says "and one for what a task cost" "cpu/task"
says "says what tasks/s is" "tasks/s: the tasks that were done, over the time"
says "checks every value" "values right in 12 samples"
says "says what it comes to" "as long for a task"
lacks() {
	verdict "$1" "$(! grep -q "$2" ../joined || echo "there is '$2'")"
}
lacks "finds all rows comparable" "not comparable"
holds "keeps the length in JSON" '"duration_ns": 150000000' a.json
holds "and in Markdown" 'tasks in 150 ms' a.md
why=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	$at["state"] == "cancelled" { print "task", $at["task"]; exit }' t.csv)
verdict "has rows for the tasks that ran alone" "$why"
cp ../out run
try show a.csv
why=
cmp -s run ../out || why="other tables"
verdict "simul show prints the same" "$why"
accepts "with a duration a time is that of a task" compare a.csv a.csv --lenient
ends 0 report a.csv t.csv -o a.html
holds "the page says so" "Time for a task" a.html

accepts "up to 20 tasks in 60 min, 2 samples each" run sleep --durations 1ms \
	--duration 1h -n 20 -m async -r 2 -q
says "whichever comes first" "all 20 tasks were done before the time was up"
accepts "were due and had not begun when the time was up" run sleep -c 1 \
	--durations 50ms --rate 100 --duration 200ms -m threads -r 1 -q

# As in a job file; the section is warmed up for a time.
printf '%s\n' '[global]' 'warmup = 30ms' 'duration = 200ms' '[a]' \
	'workload = sleep' 'durations = 1ms' '[b]' 'workload = squares' \
	'base = 1000' >jobs.ini
accepts "b: squares, tasks in 200 ms, 2 samples each" run jobs.ini -r 2 -q \
	-m async

passed
