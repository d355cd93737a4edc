#!/bin/bash
# test_terminal.sh - what simul prints on a terminal of 80 columns, and what it
# says of files.
#
#   bash test_terminal.sh PATH/simul PROJECT_DIR
. "$(dirname "$0")/lib.sh"

# on_terminal COLUMNS ARGUMENT...: what it prints there goes to ../out, without
# colours; status as with try.
on_terminal() {
	local columns=$1

	shift
	TERM=xterm NO_COLOR=1 LC_ALL=C timeout -k 5 60 script -qec \
		"stty cols $columns; '$simul' $*" /dev/null \
		</dev/null >../typescript 2>../err
	status=$?
	tr -d '\r' <../typescript >../out
	tr -s ' \n' ' ' <../out >../joined
}

# fits COLUMNS ARGUMENT...
fits() {
	local why=

	on_terminal "$@"
	[[ $status == [013] ]] || why="status $status" # of compare: any verdict
	! LC_ALL=C.UTF-8 grep -q ".\{$(($1 + 1))\}" ../out ||
		why="a longer line"
	verdict "fits $1 columns: $(shift; echo "$*")" "$why"
}

tables_fit() {
	"$simul" run null -q -n 100 -c 2 -r 6 -m all -o a.csv \
		>../out 2>../err
	"$simul" run null -q -n 100 -c 2 -r 6 -m all -o b.csv >../out 2>../err
	fits 80 show a.csv
	says "nothing is left out" "tasks/s"
	says "nor the last column" "memory"
	fits 80 show --long a.csv
	fits 60 show --long a.csv
	fits 80 compare --lenient a.csv b.csv
	on_terminal 400 show a.csv
	[ "$(grep -c '^  model ' ../out)" -eq 1 ] && why= || why="two tables"
	verdict "a wide terminal has one table" "$why"
}

draws() {
	local why=

	"$simul" run download -q -n 60 -c 2,6 --latency 1ms -m async,threads \
		-r 3 --percentiles -o times.csv >../out 2>../err
	fits 80 show --plot times.csv
	fits 60 show -p times.csv
	says "times" "threads K=6"
	says "memory of each task" "memory for each task in flight"
	says "samples" "samples in the order in which they were taken"
	says "a histogram" "times of tasks, async K=2: p50 "
	grep -q "threads K=6 .*##* [0-9.]* m\?u\?s$" ../out ||
		why="no bar"
	verdict "each row has a bar" "$why"
	"$simul" show -p times.csv --export-json - | head -1 >../out
	says "pictures give way to an export" "{"
}

shows_progress() {
	local why=

	on_terminal 80 run sleep --scale 0.02 -r 8 -m async
	sed 's/\x1b\[K/\n/g' ../typescript | tr -d '\r' >../out
	says "a run tells how long it will take" " left, <1 s"
	says "and the median so far" "round 3/8  median "
	grep -q 'round 8/8  median [0-9.]* m\?s  [-+]*[0-9.]*\.\.[-+0-9.]* %' \
		../out || why="no interval"
	verdict "and how well it is known" "$why"
}

speaks_of_files() {
	local why=

	accepts "report.html: written, " report a.csv
	accepts "report.html: replaced, " report a.csv
	"$simul" report a.csv -o - >../out
	[ "$(head -c 15 ../out)" = "<!DOCTYPE html>" ] &&
		[ "$(tail -n 1 ../out)" = "</html>" ] || why="something else"
	verdict "a page to the standard output says nothing else" "$why"
	try run null -q -n 10 -r 1 -m serial --export-tasks tasks.csv
	refuses "holds single tasks (--export-tasks)" show tasks.csv
	refuses "holds single tasks (--export-tasks)" compare tasks.csv a.csv
	"$simul" history add a.csv --commit one --dirty >../out 2>../err
	refuses "holds a history" show history.csv
	ends 1 run download -q --url http://127.0.0.1:1/ -n 2 -r 2 -m serial
	says "a run without a good sample says so" "no good sample"
}

tables_fit
draws
shows_progress
speaks_of_files
passed
