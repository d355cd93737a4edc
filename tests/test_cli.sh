#!/bin/bash
# test_cli.sh - the command line as users see it: commands, options, numbers,
# lists, help, and the output of a good run.
#
#   bash test_cli.sh PATH/simul PROJECT_DIR
#
# test_inputs.sh tests input and output files, test_signals.sh signals. lib.sh
# defines a refusal and checks it.
. "$(dirname "$0")/lib.sh"

# hours WORKLOAD: the arguments of a job that would take hours, and a file.
hours() {
	case $1 in
	squares) echo "run squares -q -n 1000 --base 4000000000 -o refused.csv" ;;
	download) echo "run download -q -n 100000 --latency 50s -o refused.csv" ;;
	null) echo "run null -q -n 10000000 -r 100000 -o refused.csv" ;;
	esac
}

refuses_commands() {
	refuses "did you mean 'run'?" rnu
	refuses "did you mean 'serve'?" serv
	refuses 'did you mean `simul run server`?' server
	refuses "simul --help" frobnicate
	refuses "no command ''" ""
	refuses "no operand given" run
	refuses "no operand given" show
	refuses "'a.csv' is one side only" compare a.csv
	refuses "did you mean \`simul run download\`?" download -n 5
	refuses "did you mean \`simul run mine.ini\`?" mine.ini
	refuses "'x' is too many" help run x
	refuses "did you mean 'run'?" help rnu
	refuses "simul --help" cat
	refuses "did you mean 'squares'?" run squ
	refuses "too many: 'squares'" run null squares
	refuses "no workload 'x'" list x
	refuses "too many: 'x'" env x
	refuses "too many: 'x'" serve x
	refuses "did you mean 'null'?" run nul
	refuses "did you mean 'download'?" run downlaod
	refuses "simul list" run xyzzy
	refuses "no workload ''" run ""
	refuses "no workload 'jobs.txt'; a file of jobs ends in '.ini'" \
		run jobs.txt
	refuses "'--version' stands alone" --version --foo
	refuses "'--help' stands alone" --help run
}

refuses_options() {
	local squares null
	squares=$(hours squares)
	null=$(hours null)
	refuses "did you mean '--model'?" $squares --modle async
	refuses "did you mean '--export-csv'?" $null --export-cvs=x
	refuses "no option '--frobnicate'" $squares --frobnicate
	refuses "no option '--foo'" env --foo
	refuses "null takes no option '--base'" $null --base 5
	refuses "squares takes no option" $squares --latency 5ms
	refuses "no option '--lateny': see \`simul run" $squares --lateny 5ms
	refuses "did you mean '--latency'?" run download --lateny 5ms
	refuses "no option '--sise'" $squares --sise 5
	refuses "no option '-y'" $null -y
	refuses "no option '-y'" $null -lyl
	refuses "'--help' takes no value" $null --help=me
	refuses "'--ma' is short for" $null --ma 5
	refuses "no operand given" run -q -- 
	refuses "too many: '-q'" $null -- -q
	refuses "--tasks" run null -q -o refused.csv -n
	refuses "--tasks" run null -q -o refused.csv --tasks
	refuses "--quiet" $null --quiet=yes
	refuses "'--only'" $squares --only squares
	refuses "workload" $squares --workload null
	refuses "'0'" $squares --runs 0
	refuses "'--export-tasks' is for one run" $squares --runs 2 \
		--export-tasks t.csv
	refuses "for simul itself" __run 1,2 null
	refuses "'-1'" $squares --runs 2 --warmup -1
	refuses "did you mean 'squares'?" run squars --runs 2
	refuses "'--seed'" $squares --seed abc
	refuses "'--seed'" $squares --seed -1
	refuses "'--seed'" $squares --seed 99999999999999999999
	refuses "did you mean 'even'?" $squares --rate 5 --arrivals evn
	refuses "'nan'" $squares --rate nan
	refuses "'inf'" $squares --rate inf
	refuses "'-1'" $squares --rate -1
}

# Users would believe that simul measured what they asked for.
refuses_what_would_do_nothing() {
	local squares download
	squares=$(hours squares)
	download=$(hours download)
	refuses "add '--rate'" $squares --arrivals even
	refuses "'--size' says nothing beside '--url'" $download --size 1MiB \
		--url http://127.0.0.1:1/
	refuses "'--size' says nothing beside '--sizes'" $download --sizes 1,2 \
		--size 1MiB
	refuses "'--chunked' says nothing beside '--url'" $download --chunked \
		--url http://127.0.0.1:1/
	refuses "'--items-max' says nothing beside '--items'" \
		run queue -q --wait-max 1h --items 5 --items-max 5
	refuses "'queue' looks at what all of its tasks did together" \
		run queue -q --wait-max 1h --inject-pct 5
	refuses "'file' looks at" run file -q -n 100000 --inject-pct 5
}

refuses_models() {
	local squares
	squares=$(hours squares)
	refuses "did you mean 'async'?" $squares -m asink
	refuses "did you mean 'threads'?" $squares -m serial,thread
	refuses "simul list" $squares -m xyzzy
	refuses "no model ''" $squares -m ""
	refuses "no model ''" $squares -m serial,,async
	refuses "twice" $squares -m serial,serial
	refuses "'all' names every model" $squares -m all,serial
	refuses "'all' names every model" $squares -m serial,all
}

refuses_numbers() {
	local value null download
	null=$(hours null)
	download=$(hours download)
	for value in 0 -1 1e9 1000000000 abc "" " 5" 5.5 0x10 \
		99999999999999999999999; do
		refuses "not '$value'" $null -n "$value"
	done
	for value in 0 -1 1e9 1000000000 abc "" 5.5 0x10 \
		99999999999999999999999; do
		refuses "not '$value'" $null -c "$value"
	done
	for value in 12Q 1k 1KB 1m; do
		refuses "(kB, MB, GB: 1000s; KiB, MiB, GiB or K, M, G: 1024s)" \
			$download --size $value
	done
	refuses "'--rate' takes a number from 0.001" $download --rate 0
	refuses "'-1'" $download --size -1
	refuses "unit" $download --latency 50
	refuses "'-5ms'" $download --latency -5ms
	refuses "'5'" $download --max-time 5
	refuses "'0s'" $download --deadline 0s
	refuses "'0'" $download --repeat 0
	refuses "'-1'" $download --warmup -1
	refuses "'0'" $download --chunk 0
	refuses "'0'" $download --workers 0
}

refuses_lists() {
	local list null
	null=$(hours null)
	for list in 4,2 4,4 a 1.. ..4 ",1" "1," 1,,2 1..4..8 1...5; do
		refuses "'--concurrency'" $null -c "$list"
	done
	refuses "ascending" $null -c 4,2
	refuses "'1..'" $null -c 1..
	refuses "out of bounds" $null -c 1,2,4..10000000
}

refuses_urls() {
	local run="run download -q -n 100000 -o refused.csv"
	refuses "http" $run --url ftp://127.0.0.1/
	refuses "http" $run --url file:///etc/passwd
	refuses "http" $run --url 127.0.0.1
	refuses "''" $run --url ""
	refuses "'http://'" $run --url http://
	refuses "'http:///127.0.0.1:1/'" $run --url http:///127.0.0.1:1/
	refuses "'http://[::1'" $run --url "http://[::1"
	refuses "'http://a b/'" $run --url "http://a b/"
	refuses "'http://127.0.0.1:99999/'" \
		$run --url http://127.0.0.1:99999/
}

refuses_too_few_descriptors() {
	local download
	download=$(hours download)
	descriptors=100 refuses "file descriptors" $download -c 1000
	descriptors=100 refuses "K = 1000" $download -c 1,1000 -m async
	descriptors=100 accepts "1000 values right" run null -q -n 1000 -r 1 \
		-c 1000 -m async
}

serves() {
	local why= secure
	refuses "'banana'" serve --listen banana
	refuses "'localhost'" serve --listen localhost
	refuses "'99999'" serve --port 99999
	refuses "'abc'" serve --port abc
	refuses "cannot listen on '203.0.113.1'" serve --listen 203.0.113.1

	start_server
	refuses "already in use" serve --port "${url##*:}"
	accepts "values the same" run download -q --url "$url/bytes/1024" \
		-n 20 -r 1 -m serial,async
	[ ! -s ../warning ] || why=$(cat ../warning)
	verdict "serve on loopback warns of nothing" "$why"
	stop_server
	why=
	[ $ended -eq 0 ] || [ $ended -eq 143 ] || why="status $ended"
	verdict "serve ends by SIGTERM" "$why"

	start_server --tls --tls-port 0 --ca-file ca.pem
	secure=$(grep -o 'https://[^ ]*[0-9]' ../serving)
	accepts "values the same" run download -q --cacert ca.pem \
		--url "${secure/127.0.0.1/localhost}/bytes/1024" -n 20 -r 1 \
		-m serial,async
	ends 1 run download -q --url "$secure/bytes/1024" -n 2 -r 1 -m async
	stop_server
	rm -f ca.pem
	refuses "are for '--tls'" serve --ca-file ca.pem
	refuses "go together" serve --tls --cert ca.pem
	refuses "'--ca-file' is for the throw-away certificate" serve --tls \
		--cert a --key b --ca-file c
	refuses "cannot write '/none/ca.pem'" serve --port 0 --tls \
		--tls-port 0 --ca-file /none/ca.pem
	refuses "cannot use the certificate in '/none'" serve --port 0 --tls \
		--tls-port 0 --cert /none --key /none

	start_server --listen 0.0.0.0
	why=
	grep -q "^simul: warning: .*is not a loopback address" ../warning ||
		why=$(cat ../warning)
	verdict "serve on all addresses warns" "$why"
	stop_server
}

# Where a run's origin is, is for the run alone to know.
hides_its_origin() {
	local why=

	"$simul" run download -n 4 -r 1 -m serial,async -v -o hide.csv \
		--export-json hide.json --export-markdown hide.md \
		--export-tasks hide-tasks.csv >hide.out 2>&1
	! grep -q 'http://\|latency_us' hide* ||
		why=$(grep 'http://\|latency_us' hide*)
	[ -s hide.json ] && [ -s hide-tasks.csv ] || why="no output"
	verdict "no output names the origin" "$why"
	rm -f hide*
}

# Checks the last output. Without a repository there is no commit to name.
names_its_commit() {
	local commit why=

	git -C "$project" rev-parse HEAD >/dev/null 2>&1 || return
	commit=$(sed -n '1s/.*(\([0-9a-f]*\).*/\1/p' ../out)
	git -C "$project" cat-file -e "$commit^{commit}" 2>/dev/null ||
		why="git knows no '$commit'"
	verdict "--version names a commit" "$why"
}

fits_80_columns() # WHAT: the last output
{
	local why=

	! LC_ALL=C.UTF-8 grep -q '.\{81\}' ../out || why="a longer line"
	verdict "$1 fits 80 columns" "$why"
}

helps() {
	local command name why=

	accepts "usage: simul COMMAND" --help
	accepts "usage: simul COMMAND" help
	for command in run list show env serve; do
		says "simul --help names $command" "$command"
	done
	for command in run list show report compare gate history env serve \
		learn completion manual; do
		accepts "usage: simul $command" "$command" --help
		fits_80_columns "$command --help"
	done
	accepts "usage: simul run" help run
	says "simul help run tells of -o -" "'-' is the standard output"
	accepts "usage: simul run" run -h
	accepts "--help" run -qh null
	accepts "usage: simul env" env "-?"
	accepts "simul run download -n 160" run --help
	says "run --help tells of status 130" "130"
	says "it tells of defaults" "how the starts are spaced [poisson]"
	says "it tells of choices" "--arrivals=poisson|even"
	says "it tells what a value is" "TIME a duration with a unit: '50ms'"
	says "it tells of all workloads" "Options of queue:"
	accepts "Options of download:" run download --help
	why=
	! grep -q "Options of queue:" ../out || why="queue's too"
	verdict "the help of a workload has its own options only" "$why"

	accepts "Workloads" list
	for name in "$project"/workloads/*.c; do
		[[ ${name##*/} != example* ]] || continue # plug-ins
		name=$(sed -n 's/^\t\.name = "\(.*\)",$/\1/p' "$name" | tail -1)
		[ -z "$name" ] || says "list names workload $name" "  $name "
	done
	for name in serial threads processes async threads+async \
		processes+async; do
		says "list names model $name" "  $name "
	done
	fits_80_columns list

	accepts "simul " --version
	says "--version names libcurl" "libcurl/"
	says "--version names the compiler" "-O"
	names_its_commit
	accepts "processors" env
}

# Where an option may stand, and how it may be written.
takes_options() {
	local words

	for words in "-n 20 null" "null -n20" "-qn 20 null" "null --tasks 20" \
		"null --tasks=20" "--repea=1 -n 20 null" "null -n 5 -n 20" \
		"-n 20 -- null"; do
		accepts "20 values right" run -q -r 1 --warmup 0 $words
	done
}

runs() {
	local model why

	accepts "1000 values right in all $((2 * $(models_here))) samples" \
		run null -q -n 1000 --repeat 2 -m all
	for model in serial threads processes async threads+async \
		processes+async; do
		says "the table has a row of $model" "  $model "
	done
	accepts "first 333333283333335000000" \
		run squares -q --base 10000000 -n 2 --repeat 1 -m all
	says "squares: all models agree" \
		"2 values right in all $(models_here) samples"
	accepts "160 values right" run download -q -m all --repeat 1
	accepts "scaling" run null -q -n 100 -r 1 -m async -c 1,2,4..64
	why=
	[ "$(grep -c '^  async  *[0-9]' ../out)" -eq 7 ] || why="not 7 rows"
	verdict "1,2,4..64 are seven concurrencies" "$why"
	accepts "open loop" run download -q -n 20 --rate 200 -r 1 -m async
	accepts "1 sample each" run null -q -n 10 -r 5 --max-time 1ns
	accepts "2 runs of 3 samples each" \
		run null -q -n 10 -r 3 --runs 2 -m serial,async -o runs.csv
	accepts "2 runs of 3 samples each" show runs.csv
	why=$(cut -d, -f"$(head -1 runs.csv | tr , '\n' | grep -nx run |
		cut -d: -f1)" runs.csv | sort | uniq -c | tr -s ' \n' ' ')
	[ "$why" != " 6 1 6 2 1 run " ] || why=
	verdict "each sample tells its run" "$why"
	rm runs.csv
}

# If the program can't print its result, it must not report success.
minds_a_full_stdout() {
	local why=

	timeout 60 "$simul" run null -q -n 10 -r 1 >/dev/full 2>../err
	[ $? -eq 2 ] && grep -q "^simul: .*No space left" ../err ||
		why="not refused"
	: >../out
	verdict "a table that can't be written is status 2" "$why"
}

refuses_commands
refuses_options
refuses_what_would_do_nothing
refuses_models
refuses_numbers
refuses_lists
refuses_urls
refuses_too_few_descriptors
serves
hides_its_origin
helps
takes_options
runs
minds_a_full_stdout
passed
