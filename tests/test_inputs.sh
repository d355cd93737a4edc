#!/bin/bash
# test_inputs.sh - files that simul reads and writes: job files, lists of
# URLs, results, and disks that are full.
#
#   bash test_inputs.sh PATH/simul PROJECT_DIR
#
# lib.sh defines a refusal and checks it. Runs are --quiet, so that a warning
# about a busy machine isn't mistaken for one about the job.
. "$(dirname "$0")/lib.sh"

mounted=

cleanup() {
	[ -z "$mounted" ] || umount "$mounted"
}

# same WHAT FILE FILE: the files are equal, byte for byte.
same() {
	local why=
	cmp -s "$2" "$3" || why="not the same: $(diff "$2" "$3" | head -2)"
	verdict "$1" "$why"
}

# counts WHAT NUMBER COMMAND...: the command prints NUMBER lines.
counts() {
	local what=$1 number=$2 why="" found
	shift 2
	found=$("$@" | wc -l)
	[ "$found" -eq "$number" ] || why="$found, not $number"
	verdict "$what" "$why"
}

refuses_url_files() {
	local run="run -q download -n 100000 -o refused.csv --urls"

	: >empty.txt
	printf '# none\n\n' >comments.txt
	printf 'http://127.0.0.1:1/\n\n# c\nfoo\n' >bad.txt
	printf 'http://127.0.0.1:1/\nftp://127.0.0.1/\n' >ftp.txt
	printf '\033[2J\001\377\n' >binary.txt
	mkdir directory
	refuses "no URL" $run empty.txt
	refuses "no URL" $run comments.txt
	refuses "bad.txt:4: 'foo'" $run bad.txt
	refuses "ftp.txt:2: 'ftp://127.0.0.1/'" $run ftp.txt
	refuses "binary.txt:" $run binary.txt
	refuses "'missing.txt'" $run missing.txt
	refuses "directory" $run directory
	refuses "''" $run ""
}

refuses_job_files() {
	: >empty.ini
	printf '[a]\nworkload = \000null\n' >binary.ini
	printf '[a]\nworkload = null\n\033[2J = 1\n' >escape.ini
	truncate -s 100M large.ini
	printf '[a]\nworkload = null\ntaks = 5\n' >key.ini
	printf '[a]\nworkload = null\nlatency = 5ms\n' >other.ini
	printf '[a]\nworkload = nul\n' >workload.ini
	printf '[a]\ntasks = 5\n' >without.ini
	printf 'tasks = 5\n[a]\n' >early.ini
	printf '[a]\nworkload = null\nwhat is this\n' >line.ini
	printf '[a]\nworkload = null\ntasks = 0\n' >value.ini
	printf '[a]\nworkload = null\n\nconcurrency = 4,2\n' >list.ini
	printf '[one]\nworkload = squares\nbase = 4000000000\n%s' \
		'[two]
workload = null' >hours.ini
	refuses "'missing.ini'" run -q missing.ini -o refused.csv
	refuses "is a directory" run -q ./directory -o refused.csv
	refuses "is binary" run -q binary.ini -o refused.csv
	refuses "escape.ini:3:" run -q escape.ini -o refused.csv
	refuses "larger than" run -q large.ini -o refused.csv
	refuses "no [section]" run -q empty.ini -o refused.csv
	refuses "key.ini:3: no option 'taks': did you mean 'tasks'?" \
		run -q key.ini -o refused.csv
	refuses "other.ini:3:" run -q other.ini -o refused.csv
	refuses "workload.ini:2: no workload 'nul': did you mean 'null'?" \
		run workload.ini -o refused.csv
	refuses "names no workload" run -q without.ini -o refused.csv
	refuses "early.ini:1:" run -q early.ini -o refused.csv
	refuses "line.ini:3:" run -q line.ini -o refused.csv
	refuses "value.ini:3: '--tasks'" run -q value.ini -o refused.csv
	refuses "list.ini:4: '--concurrency'" run -q list.ini -o refused.csv
	refuses "no section 'three'" run -q hours.ini --only three -o refused.csv
	refuses "did you mean 'two'?" run -q hours.ini --only twoo -o refused.csv
	refuses "no section ''" run -q hours.ini --only "" -o refused.csv
	refuses "regular file" run -q /dev/zero -o refused.csv
	refuses "no workload here has the option '--size'" \
		run -q hours.ini --size 1KiB -o refused.csv
	refuses "no workload here has the option '--base'" \
		run -q hours.ini --only two --base 10 -o refused.csv
	refuses "add '--rate'" run -q hours.ini --arrivals even -o refused.csv
	refuses "--offload" run -q hours.ini --only two --offload 1 \
		-o refused.csv
	rm large.ini
	ends 0 run -q hours.ini --only two -n 10 -r 1
	holds "--only runs that section" "two: null, 10 tasks" ../out
	ends 0 run -q hours.ini -n 10 -r 1 --base 10
	ends 0 run -q "$project/bench/jobs/default.ini" -r 1 --warmup 0 -n 4
}

refuses_outputs() {
	local hours="run -q squares -n 1000 --base 4000000000" option

	echo kept >old.csv
	for option in --export-csv --export-json --export-markdown \
		--export-tasks; do
		refuses "'missing/x'" $hours $option missing/x
		refuses "directory" $hours $option directory
		refuses "name is empty" $hours $option ""
	done
	refuses "'old.csv/x'" $hours -o old.csv/x
	refuses "'/sys/x'" $hours -o /sys/x
	refuses "'/proc/x': it doesn't exist" $hours -o /proc/x
	refuses "'missing/x': there is no such directory" $hours -o missing/x
	refuses "two exports go to 'x'" $hours -o x --export-json x
	refuses "two exports" $hours -o x --export-json ./x
	refuses "two exports" $hours -o x --export-tasks x
	refuses "two exports go to '-'" $hours --export-json - \
		--export-markdown -
	refuses "two exports" $hours -o - --export-json /dev/stdout
	refuses "'./old.csv' is an input" show old.csv --export-json ./old.csv
	refuses "'old.csv' is an input" compare old.csv x --export-html old.csv
	refuses "'old.csv' is an input" report old.csv -o old.csv
	refuses "'old.csv' is an input" gate --replay old.csv --export-json old.csv
	refuses "'old.csv' is an input" gate --base old.csv --export-json old.csv
	refuses "two exports" gate --pairs-log x --export-markdown ./x
	refuses "no file of new" compare old.csv old.csv old.csv
	refuses "no file of base" compare --new old.csv old.csv
	refuses "two exports" compare old.csv x --export-html y --export-json y
	refuses "'old.csv' is an input" show old.csv -o old.csv
	printf '[a]\nworkload = null\n' >jobs.ini
	refuses "'jobs.ini' is an input" run jobs.ini -o jobs.ini
	ln -s x.json link
	echo kept >x.json
	refuses "two exports" $hours -o x.json --export-json link
	[ "$(id -u)" -eq 0 ] || refuses_what_is_not_ours
	holds "what was in a file is there still" kept old.csv
}

# Not for root, which may write everything.
refuses_what_is_not_ours() {
	local hours="run -q squares -n 1000 --base 4000000000"

	mkdir -m 555 sealed
	chmod 444 old.csv
	refuses "Permission denied" $hours -o sealed/x
	refuses "Permission denied" $hours -o old.csv
	rmdir sealed
}

exports() {
	local cells

	ends 0 run -q squares -n 20 --base 100000 -r 3 -m all -c 1,2,4 \
		-o kept.csv --export-json kept.json --export-markdown kept.md \
		--export-tasks tasks.csv
	cp ../out printed
	# Serial counts once, for all K.
	cells=$((1 + 3 * ($(models_here) - 1)))
	counts "a header and a row a sample" $((1 + cells * 3)) cat kept.csv
	holds "the header names its columns" "schema,job,workload" kept.csv
	counts "a header and a row a task" $((1 + cells * 3 * 20)) cat tasks.csv
	holds "the Markdown has a table" "| serial |" kept.md
	verdict "the JSON is JSON" "$(is_json kept.json)"
	ends 0 show kept.csv
	same "show prints what the run printed" printed ../out
	ends 0 show --export-json again.json --export-markdown again.md kept.csv
	same "show exports the same JSON" kept.json again.json
	same "show exports the same Markdown" kept.md again.md
	ends 0 show --long kept.csv
}

# Prints what is wrong with the file, or nothing if python3 is missing.
is_json() {
	command -v python3 >/dev/null || return
	python3 -m json.tool "$1" /dev/null 2>&1
}

exports_to_stdout() {
	ends 0 run -q null -n 10 -r 2 -m serial,async -o -
	counts "-o - prints a header and the rows" 5 cat ../out
	counts "-o - prints nothing else" 5 grep -a '^[0-9]*,\|^schema,' ../out
	cp ../out piped.csv
	ends 0 show piped.csv
	ends 0 run -q null -n 10 -r 2 -m serial --export-json -
	verdict "--export-json - prints JSON alone" "$(is_json ../out)"
}

# What changes how tasks are run shows in the head, and is not set beside
# what was run in another way.
keeps_options() {
	local run="run -q null -n 10 -r 2 -m serial --rate 10000"

	ends 0 $run -o poisson.csv
	ends 0 $run --arrivals even --task-timeout 1s --fail-fast -o even.csv
	holds "run names the options" \
		"open loop, 10000 tasks/s; task-timeout 1s, arrivals even, fail" \
		../out
	ends 0 show even.csv
	holds "show names the options" "arrivals even, fail-fast" ../out
	ends 0 $run --export-tasks tasks.csv
	holds "stamping tiny tasks is an option" "tasks/s; stamped" ../out
	refuses "options '' and 'task-timeout 1s, arrivals even, fail-fast'" \
		compare poisson.csv even.csv
}

# Prints position and model of each sample, in the order they ran.
order() {
	tr -d '\r' <"$1" | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		NR > 1 { print $at["position"], $at["model"] }' | sort -n
}

replays() {
	local why=

	ends 0 run -q null -n 10 -r 8 --seed 1 -o one.csv
	ends 0 run -q null -n 10 -r 8 --seed 1 -o again.csv
	ends 0 run -q null -n 10 -r 8 --seed 2 -o two.csv
	order one.csv >one
	order again.csv >again
	order two.csv >two
	counts "32 samples have a position" 32 cat one
	same "the same seed gives the same order" one again
	! cmp -s one two || why="the same"
	verdict "another seed gives another order" "$why"
	ends 0 run -q null -n 10 -r 1
}

fails_downloads() {
	start_server
	ends 1 run -q download --url "$url/status/404" -n 20 -r 3 \
		-m serial,async -o failed.csv
	holds "says how many samples failed" "3 of 3 samples failed" ../joined
	holds "says how many tasks failed" "20 of 20 tasks failed" ../joined
	holds "says why" "status 404" ../joined
	cp ../out printed
	counts "all rows are there" 7 cat failed.csv
	counts "all are failed" 6 grep ',failed,' failed.csv
	ends 0 show failed.csv
	same "show prints what the run printed" printed ../out
	ends 1 run -q download --url "$url/bytes/1024" --url "$url/cut/1024" \
		-n 20 -r 1 -m serial,async
	holds "half of the tasks failed" "10 of 20 tasks failed" ../joined
	ends 1 run -q download --url "$url/stall/1024" --timeout 200ms -n 4 -r 1 \
		-m serial,async
	ends 1 run -q download --latency 5s -n 4 -r 1 -m serial,async \
		--deadline 300ms
	holds "names the deadline" "--deadline" ../joined
	ends 0 run -q download --urls <(printf '%s\n' "$url/bytes/10" \
		"$url/bytes/20") -n 20 -r 1 -m serial,async
	stop_server
	ends 1 run -q download --url "$url/" -n 4 -r 1 -m serial,async
}

refuses_results() {
	ends 0 run -q null -n 10 -r 1 -o good.csv
	sed '3s/,ok,/,fine,/' good.csv >value.csv
	head -c -10 good.csv >cut.csv
	head -1 good.csv >header.csv
	cat good.csv good.csv >twice.csv
	refuses "'missing.csv'" show missing.csv
	refuses "'directory'" show directory
	refuses "empty.txt:1: the file is empty" show empty.txt
	refuses "binary.txt:1:" show binary.txt
	refuses "value.csv:3: state" show value.csv
	refuses "cut.csv:5:" show cut.csv
	refuses "header.csv:" show header.csv
	refuses "twice.csv:6:" show twice.csv
	refuses "'missing/x'" show good.csv --export-json missing/x
	refuses "of one file" show good.csv good.csv --export-json x
}

# Status 2 with the reason; the old file stays; the table is still printed.
minds_full_disks() {
	local why=

	try run -q null -n 10 -r 1 -o /dev/full
	[ $status -eq 2 ] || why="status $status, not 2"
	verdict "an export that fails is status 2" "$why"
	holds "and says why" "simul: cannot write '/dev/full': No space left" \
		../err
	holds "the table is printed still" "10 values right" ../out
	mkdir disk
	if ! mount -t tmpfs -o size=16k simul-test disk 2>/dev/null; then
		echo "skipped a full disk: no right to mount one"
		return
	fi
	mounted=$PWD/disk
	echo kept >disk/old.csv
	head -c 1M /dev/zero >disk/filler 2>/dev/null
	why=
	try run -q null -n 10 -r 5 -o disk/old.csv
	[ $status -eq 2 ] || why="status $status, not 2"
	verdict "a full disk is status 2" "$why"
	holds "and says why" "'disk/old.csv': No space left" ../err
	holds "what was in the file is there still" kept disk/old.csv
	counts "nothing else is left there" 2 ls -A disk
}

refuses_url_files
refuses_job_files
refuses_outputs
exports
exports_to_stdout
keeps_options
replays
fails_downloads
refuses_results
minds_full_disks
passed
