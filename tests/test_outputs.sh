#!/bin/bash
# test_outputs.sh - outputs that can't be written, of every command.
#
#   bash test_outputs.sh PATH/simul PROJECT_DIR
#
# A full device, a slow or closed pipe, a limit to the size of files: what was
# asked for arrives, or a message names it and the status is 2; a file that was
# there stays as it was, and nothing else is left. And a signal ends every
# command.
. "$(dirname "$0")/lib.sh"

export TMPDIR=$scratch/tmp
mkdir "$TMPDIR"

started=
cleanup() {
	[ -z "$started" ] || kill -9 "$started" 2>/dev/null
}

# leftovers: what the program has left in its temporary directory.
leftovers() {
	ls -A "$TMPDIR"
}

made_inputs() {
	"$simul" run null -q -n 50 -r 6 --warmup 0 -m serial,async -c 1,2,3,4 \
		-o results.csv --export-tasks tasks.csv >/dev/null ||
		verdict "results to show" "status $?"
	cp results.csv other.csv
	"$simul" history add --dirty --history history.csv results.csv >/dev/null
	cat >gate.ini <<-'END'
		[sums]
		workload = squares
		model = serial
		tasks = 20
		base = 20000
	END
	"$simul" gate --quiet --base "$simul" --seed 4 --control 9 \
		--max-time 20s --max-pairs 9 --pairs-log pairs.csv gate.ini \
		>/dev/null
}

# Each command line that prints a result.
printing=(
	"--help"
	"--version"
	"run --help"
	"run null -q -n 10 -r 1"
	"run null -q -n 10 -r 1 -o -"
	"run null -q -n 10 -r 1 --export-json -"
	"list"
	"list download"
	"show results.csv"
	"show --export-markdown - results.csv"
	"show --export-openmetrics - results.csv"
	"report results.csv -o -"
	"compare results.csv other.csv"
	"compare --export-html - results.csv other.csv"
	"gate --replay pairs.csv"
	"gate --replay pairs.csv --export-json -"
	"history show --history history.csv"
	"env"
	"completion bash"
	"manual"
	"serve --port 0"
)

fails_on() {
	local where=$1 why=$2

	[ -n "$why" ] || [ "$status" -eq 2 ] || why="status $status, not 2"
	[ -n "$why" ] || grep -q "^simul: cannot write to the standard output" \
		../err ||
		why="doesn't say that an output is lost"
	[ -n "$why" ] || [ -z "$(leftovers)" ] || why="left $(leftovers)"
	verdict "$where: simul $line" "$why"
}

to_a_full_device() {
	local line

	for line in "${printing[@]}"; do
		# shellcheck disable=SC2086
		timeout 60 "$simul" $line >/dev/full 2>../err </dev/null
		status=$?
		fails_on "a full device" ""
	done
}

# The reader takes a byte and goes.
to_a_reader_that_goes() {
	local line

	for line in "report results.csv -o -" "manual" "completion bash" \
		"show --export-json - results.csv" \
		"compare --export-html - results.csv other.csv"; do
		# shellcheck disable=SC2086
		{
			timeout 60 "$simul" $line 2>../err </dev/null
			echo $? >../status
		} | head -c 1 >/dev/null
		status=$(cat ../status)
		# A short output fits into the pipe before the reader goes.
		[ "$status" -eq 0 ] && verdict "it had gone into the pipe" "" &&
			continue
		fails_on "a reader that goes" ""
	done
}

# The pipe is full at once, and its writer mustn't wait in write().
to_a_slow_pipe() {
	local line why

	for line in "report results.csv -o -" "manual" \
		"show --export-json - results.csv"; do
		# shellcheck disable=SC2086
		"$simul" $line >../whole 2>/dev/null
		# shellcheck disable=SC2086
		perl -e 'use Fcntl; fcntl(STDOUT, F_SETFL,
				fcntl(STDOUT, F_GETFL, 0) | O_NONBLOCK);
			exec @ARGV' timeout 60 "$simul" $line 2>../err |
			{ sleep 0.5; cat; } >../out
		status=${PIPESTATUS[0]} why=
		[ "$status" -eq 0 ] || why="status $status"
		cmp -s ../out ../whole || why="${why:+$why; }another output"
		verdict "a slow pipe that doesn't block: simul $line" "$why"
	done
}

# keeps FILE ARGUMENT...: no byte can be written to any file, and FILE was one
# of somebody.
keeps() {
	local file=$1 why= before after

	shift
	cp results.csv "$file"
	[ "$file" != history.new ] || cp history.csv "$file"
	cksum "$file" >../sum
	before=$(ls -A)
	(
		ulimit -f 0
		exec timeout -k 5 60 "$simul" "$@" </dev/null 2>&1 >/dev/null
	) | cat >../err
	status=${PIPESTATUS[0]}
	after=$(ls -A)
	[ "$status" -eq 2 ] || why="status $status, not 2"
	grep -q "^simul: .*'$file': File too large" ../err ||
		why="${why:+$why; }doesn't say that $file is too large"
	cksum "$file" | cmp -s - ../sum || why="${why:+$why; }$file is another"
	[ "$before" = "$after" ] || why="${why:+$why; }left $after"
	[ -z "$(leftovers)" ] || why="${why:+$why; }left $(leftovers)"
	verdict "beyond ulimit -f: simul $*" "$why"
	rm -f "$file"
}

beyond_a_limit() {
	local kind run=(run null -q -n 10 -r 1)

	for kind in csv json markdown tasks trace bmf benchmark-action \
		benchmark-action-bigger google-benchmark junit openmetrics; do
		keeps out.$kind "${run[@]}" --export-$kind out.$kind
	done
	for kind in csv json markdown bmf google-benchmark junit openmetrics; do
		keeps out.$kind show results.csv --export-$kind out.$kind
	done
	for kind in html json markdown bmf benchmark-action junit openmetrics; do
		keeps out.$kind compare results.csv other.csv \
			--export-$kind out.$kind
	done
	for kind in json markdown bmf benchmark-action junit openmetrics; do
		keeps out.$kind gate --replay pairs.csv --export-$kind out.$kind
	done
	keeps out.html report results.csv -o out.html
	keeps history.new history add --force --dirty --history history.new \
		other.csv
	keeps ca.pem serve --port 0 --tls --ca-file ca.pem
}

# A gate's log of pairs is kept as it goes: the gate copies the programs first,
# so the limit is what they take, and the log is on a full device.
a_gate_whose_log_is_lost() {
	local why=

	ln -s /dev/full full.csv
	patience=120 try gate --quiet --base "$simul" --seed 4 --control 9 \
		--max-time 20s --max-pairs 9 --pairs-log full.csv gate.ini
	[ $status -eq 2 ] || why="status $status, not 2"
	grep -q "full.csv.*No space left" ../err || why="doesn't name it"
	[ -z "$(leftovers)" ] || why="left $(leftovers)"
	verdict "a gate whose log of pairs is on a full device" "$why"
	rm full.csv
}

# ends_by SIGNAL ARGUMENT...: the command, which waits, ends by it, soon.
ends_by() {
	local signal=$1 why= end

	shift
	env --default-signal=INT,HUP,TERM "$simul" "$@" >../out 2>../err \
		</dev/null &
	started=$!
	sleep 1
	kill -0 $started 2>/dev/null || why="it has ended before"
	kill -s "$signal" $started
	end=$((SECONDS + 10))
	while kill -0 $started 2>/dev/null && [ -z "$why" ]; do
		[ $SECONDS -le $end ] || why="still there after 10 s"
		sleep 0.05
	done
	[ -z "$why" ] || kill -9 $started 2>/dev/null
	wait $started 2>/dev/null
	status=$?
	started=
	# A server that is told to end has done what it should.
	[ -n "$why" ] || [ $status -eq $((128 + $(kill -l "$signal"))) ] ||
		[ "$1 $status" = "serve 0" ] || why="status $status"
	[ -z "$(leftovers)" ] || why="${why:+$why; }left $(leftovers)"
	verdict "$signal ends: simul $*" "$why"
}

by_a_signal() {
	local signal

	mkfifo fifo.csv
	for signal in TERM HUP INT; do
		ends_by $signal serve --port 0
		ends_by $signal serve --port 0 --tls
		ends_by $signal show fifo.csv
		ends_by $signal report fifo.csv -o page.html
		ends_by $signal compare fifo.csv other.csv
		ends_by $signal history add --dirty --history history.csv \
			fifo.csv
		ends_by $signal gate --quiet --base "$simul" --max-time 100s \
			--pairs-log log.csv gate.ini
	done
	[ ! -e page.html ] || verdict "no half page" "page.html is there"
}

made_inputs
to_a_full_device
to_a_reader_that_goes
to_a_slow_pipe
beyond_a_limit
a_gate_whose_log_is_lost
by_a_signal
passed
