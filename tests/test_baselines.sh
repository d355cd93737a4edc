#!/bin/bash
# test_baselines.sh - runs that are kept by a name, and what is compared with
# them.
#
#   bash test_baselines.sh PATH/simul PROJECT_DIR
. "$(dirname "$0")/lib.sh"

export XDG_DATA_HOME=$scratch/data
kept=$XDG_DATA_HOME/simul/baselines
run="run squares -q -n 4 --base 1000 -c 2 -m serial,async -r 6"
hours="run squares -q -n 1000 --base 4000000000"

refuses_names() {
	refuses "no baseline 'main': \`simul run ... --save-baseline main\`" \
		$hours --baseline main
	for name in "" . ../x .x a/b "a b" $'a\nb' "$(printf 'x%.0s' {1..65})"; do
		refuses "can't be a baseline's name" $hours \
			--save-baseline "$name"
	done
	[ ! -e "$XDG_DATA_HOME" ] && why= || why="a directory"
	verdict "nothing is made for them" "$why"
}

keeps() {
	local why=

	accepts "4 values right" $run --save-baseline main -o main.csv
	cmp -s main.csv "$kept/main.csv" || why="another file"
	verdict "a baseline is the file of results" "$why"
	[ "$(stat -c %a "$kept")" = 700 ] && why= || why=$(stat -c %a "$kept")
	verdict "it is the user's alone" "$why"
	try $run --save-baseline other --runs 2
	refuses "no baseline 'man': there are 'main', 'other'" $hours \
		--baseline man
	accepts "main" __complete run --baseline m
}

compares() {
	local why=

	accepts "against baseline 'main':" $run --baseline main -o new.csv
	says "with a verdict for each cell" "verdict"
	try compare --baseline main new.csv
	[[ $status == [013] ]] && why= || why="status $status"
	verdict "a file is compared with a baseline" "$why"
	sed '1,/^$/d' ../out | grep '^  squares' >by-name
	try compare main.csv new.csv
	sed '1,/^$/d' ../out | grep '^  squares' | cmp -s - by-name && why= ||
		why="another table"
	verdict "as with its file" "$why"
	refuses "can't be of it too" compare --baseline main --base new.csv
	refuses "is one side only" compare new.csv
	accepts "against baseline 'main':" $run --runs 2 --baseline main
	# The old one is read before the new one takes its name.
	accepts "against baseline 'main':" $run --baseline main \
		--save-baseline main -o newest.csv
	cmp -s newest.csv "$kept/main.csv" && why= || why="the old one"
	verdict "a run may take the name that it was compared with" "$why"
	try $run --baseline main --export-json -
	! grep -q "against baseline" ../out && why= || why="text in the JSON"
	verdict "an export to the standard output stands alone" "$why"
}

minds_other_work() {
	local why=

	printf 'schema,job\n' >"$kept/broken.csv"
	refuses "broken.csv" $hours --baseline broken
	rm "$kept/broken.csv"
	try run squares -q -n 4 --base 2000 -c 2 -m serial,async -r 6 \
		--baseline main
	[ $status -eq 0 ] && why= || why="status $status"
	verdict "other work is no error of the run" "$why"
	grep -q "warning: not compared with baseline 'main'" ../err && why= ||
		why="no warning"
	verdict "but it isn't compared" "$why"
}

minds_where_it_writes() {
	if [ "$(id -u)" -ne 0 ]; then
		chmod 500 "$kept"
		refuses "cannot write" $hours --save-baseline x
		chmod 700 "$kept"
	fi
	: >"$scratch/file"
	XDG_DATA_HOME=$scratch/file refuses "Not a directory" $hours \
		--save-baseline x
	XDG_DATA_HOME= HOME= refuses "neither XDG_DATA_HOME nor HOME" $hours \
		--save-baseline x
	XDG_DATA_HOME=relative HOME=$scratch/home try $run -r 1 \
		--save-baseline x
	[ -e "$scratch/home/.local/share/simul/baselines/x.csv" ] && why= ||
		why="no file"
	verdict "a relative XDG_DATA_HOME is ignored, as XDG has it" "$why"
}

refuses_names
keeps
compares
minds_other_work
minds_where_it_writes
passed
