# lib.sh - common to the scripts that use the program as a user would.
#
#   . "$(dirname "$0")/lib.sh"  first, with the script's own arguments
#   passed                      last: its status is the script's
#
# Run a script as `bash test_x.sh PATH/simul PROJECT_DIR`. lib.sh sets $simul
# and $project, makes an empty directory and changes to it. The program under
# test writes to ../out and ../err. If the script defines a `cleanup`, it runs
# before the directory is removed, however the script ends.
#
# A refusal is status 2 and one line on stderr: "simul: " and a message that
# begins in lower case or with a quoted subject. Nothing goes to stdout, and no
# file is made or changed. Every refused job would take hours: if simul measured
# any of it, `timeout` would end it with status 124.
set -u
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY

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

# verdict WHAT WHY: prints the result; an empty WHY is a pass.
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

# try ARGUMENT...: runs simul and sets status. `descriptors` limits the open
# files, `patience` the seconds it may take.
try() {
	(
		[ -z "${descriptors-}" ] || ulimit -n "$descriptors"
		exec timeout -k 5 "${patience-120}" "$simul" "$@" >../out \
			2>../err </dev/null
	)
	status=$?
	# What the machine is like is not the job's doing.
	sed -i "/^simul: warning: \(the load is\|there is one processor\|the \
control group allows\|the frequency governor\|the hypervisor took\) /d" ../err
	# Sentences are wrapped: this file has them whole.
	tr -s ' \n' ' ' <../out >../joined
}

state_of_directory() {
	find . -mindepth 1 -printf '%p %s %T@\n' | sort
}

# refuses FRAGMENT ARGUMENT...: a refusal whose message has FRAGMENT.
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
		why="doesn't begin like a message"
	elif LC_ALL=C grep -q '[[:cntrl:]]' ../err; then
		why="control characters, which a terminal would obey"
	elif ! grep -qF -e "$fragment" ../err; then
		why="doesn't say \"$fragment\""
	elif [ "$before" != "$(state_of_directory)" ]; then
		why="left something behind"
	fi
	verdict "refused: ${descriptors:+ulimit -n $descriptors; }simul $*" \
		"$why"
	rm -f refused.csv
}

# ends STATUS ARGUMENT...: exits with STATUS, and nothing on stderr.
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

# holds WHAT FRAGMENT FILE...: at least one of the files has FRAGMENT.
holds() {
	local what=$1 fragment=$2 why=

	shift 2
	grep -qF -e "$fragment" "$@" || why="no \"$fragment\""
	verdict "$what" "$why"
}

# says WHAT FRAGMENT: the last run printed FRAGMENT.
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

# Sets ended to the server's status.
stop_server() {
	kill -TERM "$server"
	wait "$server"
	ended=$?
	server=
}

# models_here: how many models can be had here, as "-m all" takes them.
models_here() {
	local all without

	all=$("$simul" list | sed -n '/^Models/,/^$/p' | grep -c '^  [a-z]')
	without=$("$simul" list | tr -s ' \n' ' ' | grep -o '; not here: ' |
		wc -l)
	echo $((all - without))
}
