# lib.sh - what the scripts share that try the program as a person would.
#
#   . "$(dirname "$0")/lib.sh"  first of all, with the script's own arguments
#   passed                      last of all: the script's status
#
# A script is run as `bash test_x.sh PATH/simul PROJECT_DIR`. This sets
# $simul and $project, makes an empty directory and goes there. What is tried
# writes to ../out and ../err. A `cleanup` that the script defines is called
# however it ends, before the directory goes.
#
# A refusal is status 2 and one line on stderr, "simul: " and a sentence that
# begins in lower case or with a quoted subject; nothing on stdout, and no
# file made or changed. Each refused job would take hours: had any of it been
# measured, `timeout` would have ended it with status 124.
set -u

simul=$(realpath "$1")
[ -x "$simul" ] || exit 1
project=$(realpath "$2")
scratch=$(mktemp -d) || exit 1
server=
failures=0

finish() {
	! declare -F cleanup >/dev/null || cleanup
	[ -z "$server" ] || kill "$server" 2>/dev/null
	cd / && rm -rf "$scratch"
}
trap finish EXIT
mkdir "$scratch/work" && cd "$scratch/work" || exit 1

# verdict WHAT WHY: an empty WHY is a pass.
verdict() {
	local stream

	if [ -z "$2" ]; then
		echo "ok      $1"
		return
	fi
	echo "FAILED  $1: $2"
	for stream in err out; do
		head -12 ../$stream 2>/dev/null | cut -c1-200 | cat -v |
			sed "s/^/        std$stream: /"
	done
	failures=$((failures + 1))
}

passed() {
	echo "$failures failed"
	[ $failures -eq 0 ]
}

# Sets status. With `descriptors` set, under that limit; with `patience`, for
# so many seconds.
try() {
	(
		[ -z "${descriptors-}" ] || ulimit -n "$descriptors"
		exec timeout -k 5 "${patience-120}" "$simul" "$@" >../out \
			2>../err </dev/null
	)
	status=$?
	# Sentences are wrapped: whole ones are looked for here.
	tr -s ' \n' ' ' <../out >../joined
}

state_of_directory() {
	find . -mindepth 1 -printf '%p %s %T@\n' | sort
}

# refuses FRAGMENT ARGUMENT...
refuses() {
	local fragment=$1 why="" before

	shift
	before=$(state_of_directory)
	patience=20 try "$@"
	if [ $status -ne 2 ]; then
		why="status $status, not 2"
	elif [ -s ../out ]; then
		why="something on stdout"
	elif [ "$(wc -l <../err)" -ne 1 ]; then
		why="not one line"
	elif ! LC_ALL=C grep -q "^simul: [a-z'\`]" ../err; then
		why="doesn't begin as a message should"
	elif LC_ALL=C grep -q '[[:cntrl:]]' ../err; then
		why="control characters, for the terminal to obey"
	elif ! grep -qF -e "$fragment" ../err; then
		why="doesn't say \"$fragment\""
	elif [ "$before" != "$(state_of_directory)" ]; then
		why="left something behind"
	fi
	verdict "refused: ${descriptors:+ulimit -n $descriptors; }simul $*" \
		"$why"
	rm -f refused.csv
}

# ends STATUS ARGUMENT...: with this status, and nothing on stderr.
ends() {
	local expected=$1 why=

	shift
	try "$@"
	if [ $status -ne "$expected" ]; then
		why="status $status, not $expected"
	elif [ -s ../err ]; then
		why="something on stderr"
	fi
	verdict "status $expected: simul $*" "$why"
}

# holds WHAT FRAGMENT FILE...: in one of the files at least.
holds() {
	local what=$1 fragment=$2 why=

	shift 2
	grep -qF -e "$fragment" "$@" || why="no \"$fragment\""
	verdict "$what" "$why"
}

# says WHAT FRAGMENT: of what the last one that was tried printed.
says() {
	holds "$1" "$2" ../out ../joined
}

# accepts FRAGMENT ARGUMENT...: status 0, FRAGMENT on stdout, stderr empty.
accepts() {
	local fragment=$1

	shift
	ends 0 "$@"
	says "and says \"$fragment\"" "$fragment"
}

# start_server ARGUMENT...: sets server and url.
start_server() {
	timeout -k 5 300 "$simul" serve --port 0 "$@" >../serving 2>../warning &
	server=$!
	for _ in $(seq 300); do
		url=$(grep -o 'http://[^ ]*[0-9]' ../serving) && return
		sleep 0.1
	done
	verdict "simul serve says where it listens" "not within 30 s"
}

# Sets ended: its status, 0 or the signal's.
stop_server() {
	kill -TERM "$server"
	wait "$server"
	ended=$?
	server=
}
